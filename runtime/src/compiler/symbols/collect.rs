//! The walk over the tree that finds scopes and what they do with names, and raises what CPython's symtable raises.

use super::{Range, Scope, ScopeKind, Symbols, def, mangle};
use crate::compiler::{CompileError, Done};
use parser::ast::{self, Ranged};
use std::collections::HashMap;

struct Builder {
    symbols: Symbols,
    current: usize,
    /// The class whose name private names are mangled with.
    private: Option<String>,
    future_annotations: bool,
    /// What is being visited: the target of a comprehension, or how many iterables of comprehensions.
    in_target: bool,
    in_iterable: u32,
}

/// The parts of a comprehension.
struct Comprehension<'a> {
    node: Range,
    element: &'a ast::Expr,
    value: Option<&'a ast::Expr>,
    generators: &'a [ast::Comprehension],
    /// As in "'yield' inside …".
    what: &'static str,
}

/// The parts of a function definition.
struct Function<'a> {
    node: Range,
    name: &'a str,
    args: &'a ast::Arguments,
    body: &'a [ast::Stmt],
    decorators: &'a [ast::Expr],
    returns: Option<&'a ast::Expr>,
    params: &'a [ast::TypeParam],
    is_async: bool,
}

fn key(node: &impl Ranged) -> Range {
    (u32::from(node.start()), u32::from(node.end()))
}

fn error<T>(message: String, range: Range) -> Result<T, CompileError> {
    Err(CompileError::symbols(message, range))
}

/// The scopes of a module, with what they do with names.
pub(super) fn collect(module: &ast::Mod, future_annotations: bool) -> Result<Symbols, CompileError> {
    let mut builder = Builder {
        symbols: Symbols::default(),
        current: 0,
        private: None,
        future_annotations,
        in_target: false,
        in_iterable: 0,
    };
    builder.push(ScopeKind::Module, "top", None);
    match module {
        ast::Mod::Module(m) => builder.body(&m.body)?,
        ast::Mod::Interactive(m) => builder.body(&m.body)?,
        ast::Mod::Expression(m) => builder.expr(&m.body)?,
        ast::Mod::FunctionType(_) => {
            return Err(CompileError::text("this compiler does not handle FunctionTypes".into()));
        }
    }
    Ok(builder.symbols)
}

impl Builder {
    fn push(&mut self, kind: ScopeKind, name: &str, node: Option<Range>) {
        let id = self.symbols.scopes.len();
        let parent = (id > 0).then_some(self.current);
        self.symbols.scopes.push(Scope {
            kind,
            name: name.to_owned(),
            node: node.unwrap_or_default(),
            parent,
            children: Vec::new(),
            names: HashMap::new(),
            order: Vec::new(),
            access: HashMap::new(),
            directives: Vec::new(),
            deleted: Vec::new(),
            has_yield: false,
            has_await: false,
            has_walrus: false,
            class_name: self.private.clone(),
            needs_class_cell: false,
            needs_class_dict: false,
            sees_class: false,
            what: "",
        });
        if let Some(parent) = parent {
            self.symbols.scopes[parent].children.push(id);
        }
        if let Some((start, end)) = node {
            self.symbols.by_node.insert((start, end, kind), id);
        }
        self.current = id;
    }

    fn within(&mut self, kind: ScopeKind, name: &str, node: Range, f: impl FnOnce(&mut Builder) -> Done) -> Done {
        let outer = self.current;
        let target = std::mem::take(&mut self.in_target);
        self.push(kind, name, Some(node));
        let done = f(self);
        self.current = outer;
        self.in_target = target;
        done
    }

    fn scope(&mut self) -> &mut Scope {
        &mut self.symbols.scopes[self.current]
    }

    fn add_to(&mut self, scope: usize, name: &str, flag: u16, at: Range) -> Done {
        let mangled = mangle(self.private.as_deref(), name);
        let target = self.in_target;
        let scope = &mut self.symbols.scopes[scope];
        let known = scope.flags(&mangled);
        if flag & known & def::PARAM != 0 {
            return error(format!("duplicate argument '{name}' in function definition"), at);
        }
        if flag & known & def::TYPE_PARAM != 0 {
            return error(format!("duplicate type parameter '{name}'"), at);
        }
        if known == 0 && !scope.names.contains_key(&mangled) {
            scope.order.push(mangled.clone());
        }
        let mut flags = known | flag;
        if target {
            if flags & (def::GLOBAL | def::NONLOCAL) != 0 {
                return error(
                    format!("comprehension inner loop cannot rebind assignment expression target '{name}'"),
                    at,
                );
            }
            flags |= def::COMP_ITER;
        }
        scope.names.insert(mangled.clone(), flags);
        if flag & def::GLOBAL != 0 {
            // As CPython does: the module then binds the name as a global, whatever its namespace is.
            let module = &mut self.symbols.scopes[0];
            if !module.names.contains_key(&mangled) {
                module.order.push(mangled.clone());
            }
            *module.names.entry(mangled).or_default() |= def::GLOBAL;
        }
        Ok(())
    }

    fn add(&mut self, name: &str, flag: u16, at: Range) -> Done {
        self.add_to(self.current, name, flag, at)
    }

    /// Adds a name that cannot be in error.
    fn add_hidden(&mut self, name: &str, flag: u16) {
        let scope = self.scope();
        if !scope.names.contains_key(name) {
            scope.order.push(name.to_owned());
        }
        *scope.names.entry(name.to_owned()).or_default() |= flag;
    }

    fn body(&mut self, body: &[ast::Stmt]) -> Done {
        body.iter().try_for_each(|stmt| self.stmt(stmt))
    }

    fn exprs<'a>(&mut self, exprs: impl IntoIterator<Item = &'a ast::Expr>) -> Done {
        exprs.into_iter().try_for_each(|expr| self.expr(expr))
    }

    fn opt(&mut self, expr: Option<&ast::Expr>) -> Done {
        expr.map_or(Ok(()), |expr| self.expr(expr))
    }

    fn parameters(&mut self, args: &ast::Arguments) -> Done {
        let all = args.posonlyargs.iter().chain(&args.args).chain(&args.kwonlyargs).map(|a| &a.def);
        let all = all.chain(args.vararg.as_deref()).chain(args.kwarg.as_deref());
        for arg in all {
            self.add(arg.arg.as_str(), def::PARAM, key(arg))?;
        }
        Ok(())
    }

    fn defaults(&mut self, args: &ast::Arguments) -> Done {
        let positional = args.posonlyargs.iter().chain(&args.args);
        self.exprs(positional.filter_map(|a| a.default.as_deref()))?;
        self.exprs(args.kwonlyargs.iter().filter_map(|a| a.default.as_deref()))
    }

    fn annotations(&mut self, args: &ast::Arguments, returns: Option<&ast::Expr>) -> Done {
        let all = args.posonlyargs.iter().chain(&args.args).map(|a| &a.def);
        let all = all.chain(args.vararg.as_deref()).chain(args.kwarg.as_deref());
        let all = all.chain(args.kwonlyargs.iter().map(|a| &a.def));
        for annotation in all.filter_map(|a| a.annotation.as_deref()).chain(returns) {
            self.annotation(annotation)?;
        }
        Ok(())
    }

    fn annotation(&mut self, annotation: &ast::Expr) -> Done {
        if self.future_annotations {
            return self.within(ScopeKind::Annotation, "_annotation", key(annotation), |b| b.expr(annotation));
        }
        self.expr(annotation)
    }

    fn type_params(&mut self, params: &[ast::TypeParam]) -> Done {
        for param in params {
            match param {
                ast::TypeParam::TypeVar(p) => {
                    self.add(p.name.as_str(), def::TYPE_PARAM | def::LOCAL, key(p))?;
                    if let Some(bound) = &p.bound {
                        let sees_class = self.scope().sees_class;
                        self.within(ScopeKind::Bound, p.name.as_str(), key(&**bound), |b| {
                            b.see_class(sees_class);
                            b.expr(bound)
                        })?;
                    }
                }
                ast::TypeParam::ParamSpec(p) => self.add(p.name.as_str(), def::TYPE_PARAM | def::LOCAL, key(p))?,
                ast::TypeParam::TypeVarTuple(p) => self.add(p.name.as_str(), def::TYPE_PARAM | def::LOCAL, key(p))?,
            }
        }
        Ok(())
    }

    /// Says that the current scope sees the names of the class around.
    fn see_class(&mut self, sees_class: bool) {
        self.scope().sees_class = sees_class;
        if sees_class {
            self.add_hidden("__classdict__", def::USE);
        }
    }

    fn generic(
        &mut self,
        name: &str,
        node: Range,
        params: &[ast::TypeParam],
        f: impl FnOnce(&mut Builder) -> Done,
    ) -> Done {
        if params.is_empty() {
            return f(self);
        }
        let in_class = self.scope().kind == ScopeKind::Class;
        self.within(ScopeKind::TypeParams, name, node, |b| {
            b.see_class(in_class);
            b.type_params(params)?;
            f(b)
        })
    }

    fn function(&mut self, d: &Function<'_>) -> Done {
        self.add(d.name, def::LOCAL, d.node)?;
        self.defaults(d.args)?;
        self.exprs(d.decorators)?;
        self.generic(d.name, d.node, d.params, |b| {
            if !d.params.is_empty() {
                if d.args.posonlyargs.iter().chain(&d.args.args).any(|arg| arg.default.is_some()) {
                    b.add_hidden(".defaults", def::PARAM);
                }
                if d.args.kwonlyargs.iter().any(|arg| arg.default.is_some()) {
                    b.add_hidden(".kwdefaults", def::PARAM);
                }
            }
            b.annotations(d.args, d.returns)?;
            b.within(ScopeKind::Function, d.name, d.node, |b| {
                b.scope().has_await = d.is_async;
                b.parameters(d.args)?;
                b.body(d.body)
            })
        })
    }

    fn class(&mut self, s: &ast::StmtClassDef) -> Done {
        self.add(s.name.as_str(), def::LOCAL, key(s))?;
        self.exprs(&s.decorator_list)?;
        let outer = self.private.clone();
        let generic = !s.type_params.is_empty();
        if generic {
            self.private = Some(s.name.to_string());
        }
        let done = self.generic(s.name.as_str(), key(s), &s.type_params, |b| {
            if generic {
                b.scope().class_name = Some(s.name.to_string());
                b.add_hidden(".type_params", def::LOCAL | def::USE);
                b.add_hidden(".generic_base", def::LOCAL | def::USE);
            }
            b.exprs(&s.bases)?;
            b.exprs(s.keywords.iter().map(|k| &k.value))?;
            b.private = Some(s.name.to_string());
            b.within(ScopeKind::Class, s.name.as_str(), key(s), |b| {
                if generic {
                    b.add_hidden("__type_params__", def::LOCAL);
                    b.add_hidden(".type_params", def::USE);
                }
                b.body(&s.body)
            })
        });
        self.private = outer;
        done
    }

    fn stmt(&mut self, stmt: &ast::Stmt) -> Done {
        use ast::Stmt as S;
        match stmt {
            S::FunctionDef(s) => self.function(&Function {
                node: key(s),
                name: s.name.as_str(),
                args: &s.args,
                body: &s.body,
                decorators: &s.decorator_list,
                returns: s.returns.as_deref(),
                params: &s.type_params,
                is_async: false,
            }),
            S::AsyncFunctionDef(s) => self.function(&Function {
                node: key(s),
                name: s.name.as_str(),
                args: &s.args,
                body: &s.body,
                decorators: &s.decorator_list,
                returns: s.returns.as_deref(),
                params: &s.type_params,
                is_async: true,
            }),
            S::ClassDef(s) => self.class(s),
            S::Return(s) => self.opt(s.value.as_deref()),
            S::Delete(s) => self.exprs(&s.targets),
            S::Assign(s) => {
                self.exprs(&s.targets)?;
                self.expr(&s.value)
            }
            S::TypeAlias(s) => self.type_alias(s),
            S::AugAssign(s) => {
                self.expr(&s.target)?;
                self.expr(&s.value)
            }
            S::AnnAssign(s) => self.annotated(s),
            S::For(s) => self.for_(&s.target, &s.iter, &s.body, &s.orelse),
            S::AsyncFor(s) => {
                self.scope().has_await = true;
                self.for_(&s.target, &s.iter, &s.body, &s.orelse)
            }
            S::While(s) => {
                self.expr(&s.test)?;
                self.body(&s.body)?;
                self.body(&s.orelse)
            }
            S::If(s) => {
                self.expr(&s.test)?;
                self.body(&s.body)?;
                self.body(&s.orelse)
            }
            S::With(s) => self.with(&s.items, &s.body),
            S::AsyncWith(s) => {
                self.scope().has_await = true;
                self.with(&s.items, &s.body)
            }
            S::Match(s) => {
                self.expr(&s.subject)?;
                for case in &s.cases {
                    self.pattern(&case.pattern)?;
                    self.opt(case.guard.as_deref())?;
                    self.body(&case.body)?;
                }
                Ok(())
            }
            S::Raise(s) => {
                self.opt(s.exc.as_deref())?;
                self.opt(s.cause.as_deref())
            }
            S::Try(s) => self.try_(&s.body, &s.handlers, &s.orelse, &s.finalbody),
            S::TryStar(s) => self.try_(&s.body, &s.handlers, &s.orelse, &s.finalbody),
            S::Assert(s) => {
                self.expr(&s.test)?;
                self.opt(s.msg.as_deref())
            }
            S::Import(s) => s.names.iter().try_for_each(|alias| self.alias(alias)),
            S::ImportFrom(s) => s.names.iter().try_for_each(|alias| self.alias(alias)),
            S::Global(s) => self.declare(&s.names, def::GLOBAL, "global", key(s)),
            S::Nonlocal(s) => self.declare(&s.names, def::NONLOCAL, "nonlocal", key(s)),
            S::Expr(s) => self.expr(&s.value),
            S::Pass(_) | S::Break(_) | S::Continue(_) => Ok(()),
        }
    }

    fn type_alias(&mut self, s: &ast::StmtTypeAlias) -> Done {
        self.expr(&s.name)?;
        let in_class = self.scope().kind == ScopeKind::Class;
        let name = match &*s.name {
            ast::Expr::Name(name) => name.id.as_str(),
            _ => "",
        };
        self.generic(name, key(s), &s.type_params, |b| {
            b.within(ScopeKind::Alias, name, key(&*s.value), |b| {
                b.see_class(in_class);
                b.expr(&s.value)
            })
        })
    }

    fn for_(&mut self, target: &ast::Expr, iter: &ast::Expr, body: &[ast::Stmt], orelse: &[ast::Stmt]) -> Done {
        self.expr(target)?;
        self.expr(iter)?;
        self.body(body)?;
        self.body(orelse)
    }

    fn annotated(&mut self, s: &ast::StmtAnnAssign) -> Done {
        if let ast::Expr::Name(name) = &*s.target {
            let mangled = mangle(self.private.as_deref(), name.id.as_str());
            let known = self.scope().flags(&mangled);
            let word = if known & def::GLOBAL != 0 { "global" } else { "nonlocal" };
            if known & (def::GLOBAL | def::NONLOCAL) != 0 && self.current != 0 && s.simple {
                return error(format!("annotated name '{}' can't be {word}", name.id), key(s));
            }
            if s.simple {
                self.add(name.id.as_str(), def::ANNOT | def::LOCAL, key(name))?;
            } else if s.value.is_some() {
                self.add(name.id.as_str(), def::LOCAL, key(name))?;
            }
        } else {
            self.expr(&s.target)?;
        }
        self.annotation(&s.annotation)?;
        self.opt(s.value.as_deref())
    }

    fn alias(&mut self, alias: &ast::Alias) -> Done {
        let name = alias.name.as_str();
        if name == "*" {
            if self.current != 0 {
                return error("import * only allowed at module level".to_owned(), key(alias));
            }
            return Ok(());
        }
        let bound = match &alias.asname {
            Some(asname) => asname.as_str(),
            None => name.split('.').next().unwrap_or_default(),
        };
        self.add(bound, def::IMPORT, key(alias))
    }

    fn declare(&mut self, names: &[ast::Identifier], flag: u16, word: &str, node: Range) -> Done {
        for name in names {
            let mangled = mangle(self.private.as_deref(), name.as_str());
            let known = self.scope().flags(&mangled);
            let what = if known & def::PARAM != 0 {
                Some(format!("name '{name}' is parameter and {word}"))
            } else if known & def::USE != 0 {
                Some(format!("name '{name}' is used prior to {word} declaration"))
            } else if known & def::ANNOT != 0 {
                Some(format!("annotated name '{name}' can't be {word}"))
            } else if known & def::LOCAL != 0 {
                Some(format!("name '{name}' is assigned to before {word} declaration"))
            } else {
                None
            };
            if let Some(message) = what {
                return error(message, node);
            }
            self.add(name.as_str(), flag, node)?;
            self.scope().directives.push((mangled, node));
        }
        Ok(())
    }

    fn with(&mut self, items: &[ast::WithItem], body: &[ast::Stmt]) -> Done {
        for item in items {
            self.expr(&item.context_expr)?;
            self.opt(item.optional_vars.as_deref())?;
        }
        self.body(body)
    }

    fn try_(
        &mut self,
        body: &[ast::Stmt],
        handlers: &[ast::ExceptHandler],
        orelse: &[ast::Stmt],
        last: &[ast::Stmt],
    ) -> Done {
        self.body(body)?;
        self.body(orelse)?;
        for handler in handlers {
            let ast::ExceptHandler::ExceptHandler(h) = handler;
            self.opt(h.type_.as_deref())?;
            if let Some(name) = &h.name {
                self.add(name.as_str(), def::LOCAL, key(h))?;
                self.delete(name.as_str());
            }
            self.body(&h.body)?;
        }
        self.body(last)
    }

    fn delete(&mut self, name: &str) {
        let mangled = mangle(self.private.as_deref(), name);
        let scope = self.scope();
        if !scope.is_deleted(&mangled) {
            scope.deleted.push(mangled);
        }
    }

    fn pattern(&mut self, pattern: &ast::Pattern) -> Done {
        use ast::Pattern as P;
        match pattern {
            P::MatchValue(p) => self.expr(&p.value),
            P::MatchSingleton(_) => Ok(()),
            P::MatchSequence(p) => p.patterns.iter().try_for_each(|p| self.pattern(p)),
            P::MatchMapping(p) => {
                self.exprs(&p.keys)?;
                p.patterns.iter().try_for_each(|p| self.pattern(p))?;
                self.captured(p.rest.as_ref(), key(p))
            }
            P::MatchClass(p) => {
                self.expr(&p.cls)?;
                p.patterns.iter().chain(&p.kwd_patterns).try_for_each(|p| self.pattern(p))
            }
            P::MatchStar(p) => self.captured(p.name.as_ref(), key(p)),
            P::MatchAs(p) => {
                if let Some(pattern) = &p.pattern {
                    self.pattern(pattern)?;
                }
                self.captured(p.name.as_ref(), key(p))
            }
            P::MatchOr(p) => p.patterns.iter().try_for_each(|p| self.pattern(p)),
        }
    }

    fn captured(&mut self, name: Option<&ast::Identifier>, at: Range) -> Done {
        match name {
            Some(name) => self.add(name.as_str(), def::LOCAL, at),
            None => Ok(()),
        }
    }

    fn comprehension(&mut self, c: &Comprehension<'_>) -> Done {
        self.not_seeing_class("comprehension", c.node)?;
        self.in_iterable += 1;
        let first = self.expr(&c.generators[0].iter);
        self.in_iterable -= 1;
        first?;
        let lazy = c.what == "generator expression";
        let kind = if lazy || self.scope().sees_class { ScopeKind::Comprehension } else { ScopeKind::Inlined };
        let mut is_async = false;
        let name = match c.what {
            "generator expression" => "genexpr",
            "list comprehension" => "listcomp",
            "set comprehension" => "setcomp",
            _ => "dictcomp",
        };
        self.within(kind, name, c.node, |b| {
            b.scope().what = c.what;
            for (index, generator) in c.generators.iter().enumerate() {
                b.in_target = true;
                let target = b.expr(&generator.target);
                b.in_target = false;
                target?;
                if index > 0 {
                    b.in_iterable += 1;
                    let iter = b.expr(&generator.iter);
                    b.in_iterable -= 1;
                    iter?;
                }
                b.exprs(&generator.ifs)?;
                b.scope().has_await |= generator.is_async;
            }
            b.opt(c.value)?;
            b.expr(c.element)?;
            is_async = b.scope().has_await && !lazy;
            Ok(())
        })?;
        self.scope().has_await |= is_async;
        Ok(())
    }

    /// CPython refuses blocks of their own where the names of a class are seen.
    fn not_seeing_class(&mut self, what: &str, at: Range) -> Done {
        if self.scope().sees_class {
            return error(format!("Cannot use {what} in annotation scope within class scope"), at);
        }
        Ok(())
    }

    /// What CPython's symtable says of an expression where values are computed later, or never.
    fn not_in_annotation(&mut self, what: &str, at: Range) -> Done {
        let place = match self.scope().kind {
            ScopeKind::Annotation => "an annotation",
            ScopeKind::Bound => "a TypeVar bound",
            ScopeKind::Alias => "a type alias",
            ScopeKind::TypeParams => "the definition of a generic",
            ScopeKind::Module | ScopeKind::Function | ScopeKind::Lambda | ScopeKind::Class => return Ok(()),
            ScopeKind::Inlined | ScopeKind::Comprehension => return Ok(()),
        };
        error(format!("{what} cannot be used within {place}"), at)
    }

    fn is_comprehension(&self, id: usize) -> bool {
        matches!(self.symbols.scopes[id].kind, ScopeKind::Inlined | ScopeKind::Comprehension)
    }

    /// Marks the block that a walrus in comprehensions binds in.
    fn extend_walrus(&mut self, target: &ast::ExprName) -> Done {
        let name = target.id.as_str();
        let mangled = mangle(self.private.as_deref(), name);
        let mut at = Some(self.current);
        while let Some(id) = at {
            let scope = &self.symbols.scopes[id];
            let flags = scope.flags(&mangled);
            at = scope.parent;
            if self.is_comprehension(id) {
                if flags & def::COMP_ITER != 0 && flags & def::LOCAL != 0 {
                    let message =
                        format!("assignment expression cannot rebind comprehension iteration variable '{name}'");
                    return error(message, key(target));
                }
                self.symbols.scopes[id].has_walrus = true;
                continue;
            }
            let where_ = match scope.kind {
                ScopeKind::Function | ScopeKind::Lambda => {
                    let global = flags & def::GLOBAL != 0;
                    self.add(name, if global { def::GLOBAL } else { def::NONLOCAL }, key(target))?;
                    self.scope().directives.push((mangled, key(target)));
                    self.symbols.scopes[id].has_walrus = true;
                    return self.add_to(id, name, def::LOCAL, key(target));
                }
                ScopeKind::Module => {
                    self.add(name, def::GLOBAL, key(target))?;
                    self.scope().directives.push((mangled, key(target)));
                    self.symbols.scopes[id].has_walrus = true;
                    return self.add_to(id, name, def::GLOBAL, key(target));
                }
                ScopeKind::Class => "in a class body",
                ScopeKind::TypeParams => "within the definition of a generic",
                ScopeKind::Bound => "in a TypeVar bound",
                ScopeKind::Alias => "in a type alias",
                ScopeKind::Annotation | ScopeKind::Inlined | ScopeKind::Comprehension => continue,
            };
            let message = format!("assignment expression within a comprehension cannot be used {where_}");
            return error(message, key(target));
        }
        Ok(())
    }

    fn walrus(&mut self, e: &ast::ExprNamedExpr) -> Done {
        self.not_in_annotation("named expression", key(e))?;
        if self.in_iterable > 0 {
            let message = "assignment expression cannot be used in a comprehension iterable expression";
            return error(message.to_owned(), key(e));
        }
        if let ast::Expr::Name(name) = &*e.target
            && self.is_comprehension(self.current)
        {
            self.extend_walrus(name)?;
        }
        self.scope().has_walrus = true;
        self.expr(&e.value)?;
        self.expr(&e.target)
    }

    fn yield_(&mut self, value: Option<&ast::Expr>, at: Range) -> Done {
        self.not_in_annotation("yield expression", at)?;
        self.opt(value)?;
        self.scope().has_yield = true;
        if self.is_comprehension(self.current) {
            let what = self.scope().what;
            return error(format!("'yield' inside {what}"), at);
        }
        Ok(())
    }

    fn expr(&mut self, expr: &ast::Expr) -> Done {
        use ast::Expr as E;
        if crate::compiler::stack_is_low() {
            return Err(CompileError::recursion());
        }
        match expr {
            E::BoolOp(e) => self.exprs(&e.values),
            E::NamedExpr(e) => self.walrus(e),
            E::BinOp(e) => {
                self.expr(&e.left)?;
                self.expr(&e.right)
            }
            E::UnaryOp(e) => self.expr(&e.operand),
            E::Lambda(e) => {
                self.not_seeing_class("lambda", key(e))?;
                self.defaults(&e.args)?;
                self.within(ScopeKind::Lambda, "lambda", key(e), |b| {
                    b.parameters(&e.args)?;
                    b.expr(&e.body)
                })
            }
            E::IfExp(e) => self.exprs([&*e.test, &e.body, &e.orelse]),
            E::Dict(e) => {
                self.exprs(e.keys.iter().flatten())?;
                self.exprs(&e.values)
            }
            E::Set(e) => self.exprs(&e.elts),
            E::ListComp(e) => self.comp(key(e), &e.elt, None, &e.generators, "list comprehension"),
            E::SetComp(e) => self.comp(key(e), &e.elt, None, &e.generators, "set comprehension"),
            E::DictComp(e) => self.comp(key(e), &e.key, Some(&e.value), &e.generators, "dict comprehension"),
            E::GeneratorExp(e) => self.comp(key(e), &e.elt, None, &e.generators, "generator expression"),
            E::Await(e) => {
                self.not_in_annotation("await expression", key(e))?;
                self.expr(&e.value)?;
                self.scope().has_await = true;
                Ok(())
            }
            E::Yield(e) => self.yield_(e.value.as_deref(), key(e)),
            E::YieldFrom(e) => self.yield_(Some(&e.value), key(e)),
            E::Compare(e) => {
                self.expr(&e.left)?;
                self.exprs(&e.comparators)
            }
            E::Call(e) => {
                self.expr(&e.func)?;
                self.exprs(&e.args)?;
                self.exprs(e.keywords.iter().map(|k| &k.value))
            }
            E::FormattedValue(e) => {
                self.expr(&e.value)?;
                self.opt(e.format_spec.as_deref())
            }
            E::JoinedStr(e) => self.exprs(&e.values),
            E::Constant(_) => Ok(()),
            E::Attribute(e) => self.expr(&e.value),
            E::Subscript(e) => {
                self.expr(&e.value)?;
                self.expr(&e.slice)
            }
            E::Starred(e) => self.expr(&e.value),
            E::Name(e) => self.name(e),
            E::List(e) => self.exprs(&e.elts),
            E::Tuple(e) => self.exprs(&e.elts),
            E::Slice(e) => {
                self.opt(e.lower.as_deref())?;
                self.opt(e.upper.as_deref())?;
                self.opt(e.step.as_deref())
            }
        }
    }

    fn comp(
        &mut self,
        node: Range,
        element: &ast::Expr,
        value: Option<&ast::Expr>,
        generators: &[ast::Comprehension],
        what: &'static str,
    ) -> Done {
        self.comprehension(&Comprehension { node, element, value, generators, what })
    }

    fn name(&mut self, e: &ast::ExprName) -> Done {
        let name = e.id.as_str();
        match e.ctx {
            ast::ExprContext::Load => self.add(name, def::USE, key(e))?,
            ast::ExprContext::Store => self.add(name, def::LOCAL, key(e))?,
            ast::ExprContext::Del => {
                self.add(name, def::LOCAL, key(e))?;
                self.delete(name);
            }
        }
        let function_like = !matches!(self.scope().kind, ScopeKind::Module | ScopeKind::Class | ScopeKind::Annotation);
        if name == "super" && matches!(e.ctx, ast::ExprContext::Load) && function_like {
            self.add("__class__", def::USE, key(e))?;
        }
        Ok(())
    }
}
