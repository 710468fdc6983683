//! Scopes: which names a block binds and uses, and how each is reached. Follows CPython's symtable.
//!
//! List, set and dict comprehensions outside class bodies are inlined (PEP 709): their variables become registers of the
//! enclosing block, what they use otherwise is used by that block.

use super::CompileError;
use parser::ast::{self, Ranged};
use std::collections::{BTreeMap, HashMap};

/// What kind of block a scope is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum ScopeKind {
    Module,
    Function,
    Lambda,
    Class,
    /// A comprehension that is inlined.
    Inlined,
    /// A generator expression, or a comprehension in a class body.
    Comprehension,
    /// The scope of PEP 695 type parameters.
    TypeParams,
    /// The lazily evaluated bound of a type variable, or value of an alias.
    Lazy,
}

/// How a block reaches a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Access {
    /// Register of the block.
    Local,
    /// Cell made by the block.
    Cell,
    /// Cell of an enclosing block.
    Free,
    /// By `global`.
    Global,
    /// Nobody around binds it: global or builtin.
    Implicit,
    /// In the namespace of a module or class body.
    Name,
}

#[derive(Clone, Copy, Default, Debug)]
struct Use {
    bound: bool,
    used: bool,
    parameter: bool,
    global: bool,
    nonlocal: bool,
    deleted: bool,
}

/// One scope.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) kind: ScopeKind,
    pub(crate) parent: Option<usize>,
    pub(crate) children: Vec<usize>,
    names: BTreeMap<String, Use>,
    /// Names in the order in which they were first seen.
    pub(crate) order: Vec<String>,
    pub(crate) access: HashMap<String, Access>,
    pub(crate) has_yield: bool,
    pub(crate) has_await: bool,
    pub(crate) has_walrus: bool,
    pub(crate) class_name: Option<String>,
    /// A class whose methods use `__class__`.
    pub(crate) needs_class_cell: bool,
}

/// All scopes of a compilation.
#[derive(Default)]
pub(crate) struct Symbols {
    pub(crate) scopes: Vec<Scope>,
    by_node: HashMap<(u32, u32, ScopeKind), usize>,
}

impl Scope {
    /// Whether `del` is applied to the name.
    pub(crate) fn is_deleted(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(|n| n.deleted)
    }
}

pub(crate) fn mangle(class: Option<&str>, name: &str) -> String {
    match class.map(|class| class.trim_start_matches('_')) {
        Some(class) if !class.is_empty() && name.starts_with("__") && !name.ends_with("__") && !name.contains('.') => {
            format!("_{class}{name}")
        }
        _ => name.to_owned(),
    }
}

struct Builder {
    symbols: Symbols,
    current: usize,
}

type Done = Result<(), CompileError>;

impl Symbols {
    /// The scopes of a module.
    pub(crate) fn of(module: &ast::Mod) -> Result<Symbols, CompileError> {
        let mut builder = Builder { symbols: Symbols::default(), current: 0 };
        builder.push(ScopeKind::Module, None);
        match module {
            ast::Mod::Module(m) => builder.body(&m.body)?,
            ast::Mod::Interactive(m) => builder.body(&m.body)?,
            ast::Mod::Expression(m) => builder.expr(&m.body)?,
            ast::Mod::FunctionType(_) => {}
        }
        let mut symbols = builder.symbols;
        symbols.resolve()?;
        Ok(symbols)
    }

    /// The scope of a node.
    pub(crate) fn scope_of(&self, range: (u32, u32), kind: ScopeKind) -> usize {
        self.by_node[&(range.0, range.1, kind)]
    }

    /// Finds out how each block reaches each name, outermost scopes first; then which names need cells, innermost first.
    fn resolve(&mut self) -> Done {
        for id in (0..self.scopes.len()).rev() {
            self.bubble_inlined(id);
        }
        for id in 0..self.scopes.len() {
            let names: Vec<(String, Use)> = self.scopes[id].names.iter().map(|(n, u)| (n.clone(), *u)).collect();
            for (name, usage) in names {
                let access = self.access_of(id, &name, usage)?;
                self.scopes[id].access.insert(name, access);
            }
        }
        for id in (0..self.scopes.len()).rev() {
            let free: Vec<String> =
                self.scopes[id].access.iter().filter(|(_, a)| **a == Access::Free).map(|(n, _)| n.clone()).collect();
            // What an inlined comprehension reads through its block needs no cell for that alone.
            if self.scopes[id].kind == ScopeKind::Inlined {
                continue;
            }
            for name in free.iter().filter(|name| !name.starts_with(".pass.")) {
                self.make_cell(id, name);
            }
        }
        Ok(())
    }

    /// What an inlined comprehension uses and does not bind is used by the block around it.
    fn bubble_inlined(&mut self, id: usize) {
        if self.scopes[id].kind != ScopeKind::Inlined {
            return;
        }
        let Some(parent) = self.scopes[id].parent else { return };
        let outer: Vec<String> =
            self.scopes[id].names.iter().filter(|(_, u)| !u.bound).map(|(n, _)| n.clone()).collect();
        for name in outer {
            let entry = self.scopes[parent].names.entry(name.clone()).or_default();
            entry.used = true;
            if !self.scopes[parent].order.contains(&name) {
                self.scopes[parent].order.push(name);
            }
        }
    }

    fn access_of(&self, id: usize, name: &str, usage: Use) -> Result<Access, CompileError> {
        let scope = &self.scopes[id];
        if usage.global {
            return Ok(Access::Global);
        }
        if usage.nonlocal {
            return match self.enclosing_binding(id, name) {
                true => Ok(Access::Free),
                false => Err(CompileError::text(format!("no binding for nonlocal '{name}' found"))),
            };
        }
        let function_like = !matches!(scope.kind, ScopeKind::Module | ScopeKind::Class);
        if usage.bound {
            return Ok(if function_like { Access::Local } else { Access::Name });
        }
        if self.enclosing_binding(id, name) {
            return Ok(Access::Free);
        }
        Ok(if function_like { Access::Implicit } else { Access::Name })
    }

    /// Whether a function around scope `id` binds `name`, before any says that it is global.
    fn enclosing_binding(&self, id: usize, name: &str) -> bool {
        let mut at = self.scopes[id].parent;
        while let Some(parent) = at {
            let scope = &self.scopes[parent];
            match scope.kind {
                ScopeKind::Module => return false,
                ScopeKind::Class => {
                    if name == "__class__" {
                        return true;
                    }
                }
                _ => {
                    if let Some(usage) = scope.names.get(name) {
                        if usage.global {
                            return false;
                        }
                        if usage.bound && !usage.nonlocal {
                            return true;
                        }
                    }
                }
            }
            at = scope.parent;
        }
        false
    }

    /// Makes the scope that binds a name which `id` has free make a cell, and those between pass it on.
    fn make_cell(&mut self, id: usize, name: &str) {
        let mut at = self.scopes[id].parent;
        while let Some(parent) = at {
            let scope = &mut self.scopes[parent];
            let access = scope.access.get(name).copied();
            match (scope.kind, access) {
                (ScopeKind::Class, _) if name == "__class__" => {
                    scope.needs_class_cell = true;
                    return;
                }
                (ScopeKind::Class, _) => {
                    scope.access.entry(format!(".pass.{name}")).or_insert(Access::Free);
                }
                (ScopeKind::Module, _) => return,
                (_, Some(Access::Local | Access::Cell)) => {
                    scope.access.insert(name.to_owned(), Access::Cell);
                    return;
                }
                (_, Some(Access::Free)) => return,
                (_, Some(Access::Global | Access::Implicit | Access::Name) | None) => {
                    scope.access.insert(name.to_owned(), Access::Free);
                    if !scope.order.iter().any(|n| n == name) {
                        scope.order.push(name.to_owned());
                    }
                    return self.make_cell(parent, name);
                }
            }
            at = self.scopes[parent].parent;
        }
    }
}

fn key(node: &impl Ranged) -> (u32, u32) {
    (u32::from(node.start()), u32::from(node.end()))
}

impl Builder {
    fn push(&mut self, kind: ScopeKind, node: Option<(u32, u32)>) -> usize {
        let id = self.symbols.scopes.len();
        let parent = (id > 0).then_some(self.current);
        let class_name = parent.and_then(|parent| self.symbols.scopes[parent].class_name.clone());
        self.symbols.scopes.push(Scope {
            kind,
            parent,
            children: Vec::new(),
            names: BTreeMap::new(),
            order: Vec::new(),
            access: HashMap::new(),
            has_yield: false,
            has_await: false,
            has_walrus: false,
            class_name,
            needs_class_cell: false,
        });
        if let Some(parent) = parent {
            self.symbols.scopes[parent].children.push(id);
        }
        if let Some((start, end)) = node {
            self.symbols.by_node.insert((start, end, kind), id);
        }
        self.current = id;
        id
    }

    fn within(&mut self, kind: ScopeKind, node: (u32, u32), f: impl FnOnce(&mut Builder) -> Done) -> Done {
        let outer = self.current;
        self.push(kind, Some(node));
        let done = f(self);
        self.current = outer;
        done
    }

    fn entry_in(&mut self, scope: usize, name: &str) -> &mut Use {
        let mangled = mangle(self.symbols.scopes[scope].class_name.as_deref(), name);
        let scope = &mut self.symbols.scopes[scope];
        if !scope.names.contains_key(&mangled) {
            scope.order.push(mangled.clone());
        }
        scope.names.entry(mangled).or_default()
    }

    fn entry(&mut self, name: &str) -> &mut Use {
        self.entry_in(self.current, name)
    }

    fn bind(&mut self, name: &str) {
        self.entry(name).bound = true;
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
        let all: Vec<&ast::Arg> = all.chain(args.vararg.as_deref()).chain(args.kwarg.as_deref()).collect();
        for arg in all {
            let entry = self.entry(arg.arg.as_str());
            if entry.parameter {
                return Err(CompileError::at(
                    format!("duplicate argument '{}' in function definition", arg.arg),
                    key(arg),
                ));
            }
            entry.parameter = true;
            entry.bound = true;
        }
        Ok(())
    }

    fn defaults(&mut self, args: &ast::Arguments) -> Done {
        let all = args.posonlyargs.iter().chain(&args.args).chain(&args.kwonlyargs);
        self.exprs(all.filter_map(|a| a.default.as_deref()))
    }

    fn annotations(&mut self, args: &ast::Arguments, returns: Option<&ast::Expr>) -> Done {
        let all = args.posonlyargs.iter().chain(&args.args).chain(&args.kwonlyargs).map(|a| &a.def);
        let all = all.chain(args.vararg.as_deref()).chain(args.kwarg.as_deref());
        self.exprs(all.filter_map(|a| a.annotation.as_deref()))?;
        self.opt(returns)
    }

    fn type_params(&mut self, params: &[ast::TypeParam]) -> Done {
        for param in params {
            match param {
                ast::TypeParam::TypeVar(p) => {
                    self.bind(p.name.as_str());
                    if let Some(bound) = &p.bound {
                        self.within(ScopeKind::Lazy, key(&**bound), |b| b.expr(bound))?;
                    }
                }
                ast::TypeParam::ParamSpec(p) => self.bind(p.name.as_str()),
                ast::TypeParam::TypeVarTuple(p) => self.bind(p.name.as_str()),
            }
        }
        Ok(())
    }

    fn generic(&mut self, node: (u32, u32), params: &[ast::TypeParam], f: impl FnOnce(&mut Builder) -> Done) -> Done {
        if params.is_empty() {
            return f(self);
        }
        self.within(ScopeKind::TypeParams, node, |b| {
            b.type_params(params)?;
            f(b)
        })
    }

    #[expect(clippy::too_many_arguments, reason = "the fields that both kinds of function definition share")]
    fn function(
        &mut self,
        node: (u32, u32),
        name: &str,
        args: &ast::Arguments,
        body: &[ast::Stmt],
        decorators: &[ast::Expr],
        returns: Option<&ast::Expr>,
        params: &[ast::TypeParam],
    ) -> Done {
        self.exprs(decorators)?;
        self.bind(name);
        self.generic(node, params, |b| {
            b.defaults(args)?;
            b.annotations(args, returns)?;
            b.within(ScopeKind::Function, node, |b| {
                b.parameters(args)?;
                b.body(body)
            })
        })
    }

    fn stmt(&mut self, stmt: &ast::Stmt) -> Done {
        use ast::Stmt as S;
        match stmt {
            S::FunctionDef(s) => self.function(
                key(s),
                s.name.as_str(),
                &s.args,
                &s.body,
                &s.decorator_list,
                s.returns.as_deref(),
                &s.type_params,
            ),
            S::AsyncFunctionDef(s) => self.function(
                key(s),
                s.name.as_str(),
                &s.args,
                &s.body,
                &s.decorator_list,
                s.returns.as_deref(),
                &s.type_params,
            ),
            S::ClassDef(s) => {
                self.exprs(&s.decorator_list)?;
                self.bind(s.name.as_str());
                self.generic(key(s), &s.type_params, |b| {
                    b.exprs(&s.bases)?;
                    b.exprs(s.keywords.iter().map(|k| &k.value))?;
                    b.within(ScopeKind::Class, key(s), |b| {
                        let id = b.current;
                        b.symbols.scopes[id].class_name = Some(s.name.to_string());
                        b.body(&s.body)
                    })
                })
            }
            S::Return(s) => self.opt(s.value.as_deref()),
            S::Delete(s) => {
                for target in &s.targets {
                    self.delete_target(target)?;
                }
                Ok(())
            }
            S::Assign(s) => {
                self.expr(&s.value)?;
                self.exprs(&s.targets)
            }
            S::TypeAlias(s) => {
                self.expr(&s.name)?;
                self.generic(key(s), &s.type_params, |b| {
                    b.within(ScopeKind::Lazy, key(&*s.value), |b| b.expr(&s.value))
                })
            }
            S::AugAssign(s) => {
                self.expr(&s.value)?;
                self.expr(&s.target)?;
                if let ast::Expr::Name(name) = &*s.target {
                    self.entry(name.id.as_str()).used = true;
                }
                Ok(())
            }
            S::AnnAssign(s) => {
                if let ast::Expr::Name(name) = &*s.target
                    && s.simple
                {
                    self.bind(name.id.as_str());
                }
                self.expr(&s.target)?;
                self.expr(&s.annotation)?;
                self.opt(s.value.as_deref())
            }
            S::For(s) => {
                self.expr(&s.iter)?;
                self.expr(&s.target)?;
                self.body(&s.body)?;
                self.body(&s.orelse)
            }
            S::AsyncFor(s) => {
                self.expr(&s.iter)?;
                self.expr(&s.target)?;
                self.body(&s.body)?;
                self.body(&s.orelse)
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
            S::AsyncWith(s) => self.with(&s.items, &s.body),
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
            S::Import(s) => {
                for alias in &s.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    let first = name.as_str().split('.').next().unwrap_or_default().to_owned();
                    self.bind(if alias.asname.is_some() { name.as_str() } else { &first });
                }
                Ok(())
            }
            S::ImportFrom(s) => {
                for alias in &s.names {
                    if alias.name.as_str() != "*" {
                        self.bind(alias.asname.as_ref().unwrap_or(&alias.name).as_str());
                    } else if self.current != 0 {
                        return Err(CompileError::at("import * only allowed at module level".to_owned(), key(s)));
                    }
                }
                Ok(())
            }
            S::Global(s) => self.declare(&s.names, true, key(s)),
            S::Nonlocal(s) => self.declare(&s.names, false, key(s)),
            S::Expr(s) => self.expr(&s.value),
            S::Pass(_) | S::Break(_) | S::Continue(_) => Ok(()),
        }
    }

    fn declare(&mut self, names: &[ast::Identifier], global: bool, node: (u32, u32)) -> Done {
        let word = if global { "global" } else { "nonlocal" };
        if !global && self.current == 0 {
            return Err(CompileError::at("nonlocal declaration not allowed at module level".to_owned(), node));
        }
        for name in names {
            let entry = self.entry(name.as_str());
            let what = if entry.parameter {
                Some(format!("name '{name}' is parameter and {word}"))
            } else if entry.used {
                Some(format!("name '{name}' is used prior to {word} declaration"))
            } else if entry.bound {
                Some(format!("name '{name}' is assigned to before {word} declaration"))
            } else if (global && entry.nonlocal) || (!global && entry.global) {
                Some(format!("name '{name}' is nonlocal and global"))
            } else {
                None
            };
            if let Some(message) = what {
                return Err(CompileError::at(message, node));
            }
            if global { entry.global = true } else { entry.nonlocal = true }
        }
        Ok(())
    }

    fn delete_target(&mut self, target: &ast::Expr) -> Done {
        match target {
            ast::Expr::Name(name) => {
                let entry = self.entry(name.id.as_str());
                entry.bound = true;
                entry.deleted = true;
                Ok(())
            }
            ast::Expr::Tuple(t) => t.elts.iter().try_for_each(|e| self.delete_target(e)),
            ast::Expr::List(t) => t.elts.iter().try_for_each(|e| self.delete_target(e)),
            other => self.expr(other),
        }
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
        for handler in handlers {
            let ast::ExceptHandler::ExceptHandler(h) = handler;
            self.opt(h.type_.as_deref())?;
            if let Some(name) = &h.name {
                self.bind(name.as_str());
                self.entry(name.as_str()).deleted = true;
            }
            self.body(&h.body)?;
        }
        self.body(orelse)?;
        self.body(last)
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
                if let Some(rest) = &p.rest {
                    self.bind(rest.as_str());
                }
                Ok(())
            }
            P::MatchClass(p) => {
                self.expr(&p.cls)?;
                p.patterns.iter().chain(&p.kwd_patterns).try_for_each(|p| self.pattern(p))
            }
            P::MatchStar(p) => {
                if let Some(name) = &p.name {
                    self.bind(name.as_str());
                }
                Ok(())
            }
            P::MatchAs(p) => {
                if let Some(pattern) = &p.pattern {
                    self.pattern(pattern)?;
                }
                if let Some(name) = &p.name {
                    self.bind(name.as_str());
                }
                Ok(())
            }
            P::MatchOr(p) => p.patterns.iter().try_for_each(|p| self.pattern(p)),
        }
    }

    /// Marks the function that a comprehension's `await` or walrus belongs to.
    fn owner(&self) -> usize {
        let mut at = self.current;
        while matches!(self.symbols.scopes[at].kind, ScopeKind::Inlined | ScopeKind::Comprehension)
            && let Some(parent) = self.symbols.scopes[at].parent
        {
            at = parent;
        }
        at
    }

    fn comprehension(
        &mut self,
        node: (u32, u32),
        parts: &[&ast::Expr],
        generators: &[ast::Comprehension],
        lazy: bool,
    ) -> Done {
        self.expr(&generators[0].iter)?;
        let in_class = self.symbols.scopes[self.current].kind == ScopeKind::Class;
        let kind = if lazy || in_class { ScopeKind::Comprehension } else { ScopeKind::Inlined };
        let is_async = generators.iter().any(|g| g.is_async);
        self.within(kind, node, |b| {
            for (index, generator) in generators.iter().enumerate() {
                if index > 0 {
                    b.expr(&generator.iter)?;
                }
                b.expr(&generator.target)?;
                b.exprs(&generator.ifs)?;
            }
            b.exprs(parts.iter().copied())?;
            if is_async {
                let id = b.current;
                b.symbols.scopes[id].has_await = true;
            }
            Ok(())
        })
    }

    fn expr(&mut self, expr: &ast::Expr) -> Done {
        use ast::Expr as E;
        match expr {
            E::BoolOp(e) => self.exprs(&e.values),
            E::NamedExpr(e) => {
                self.expr(&e.value)?;
                let owner = self.owner();
                self.symbols.scopes[owner].has_walrus = true;
                let mut at = self.current;
                self.symbols.scopes[at].has_walrus = true;
                if let ast::Expr::Name(name) = &*e.target {
                    self.entry_in(owner, name.id.as_str()).bound = true;
                    // Comprehensions between reach it as a variable of the block around.
                    while at != owner {
                        let nonlocal = self.symbols.scopes[at].kind == ScopeKind::Comprehension;
                        let entry = self.entry_in(at, name.id.as_str());
                        entry.used = true;
                        let module = self.symbols.scopes[owner].kind == ScopeKind::Module;
                        let entry = self.entry_in(at, name.id.as_str());
                        if nonlocal && module {
                            entry.global = true;
                        } else if nonlocal {
                            entry.nonlocal = true;
                        }
                        at = self.symbols.scopes[at].parent.unwrap_or(owner);
                    }
                }
                Ok(())
            }
            E::BinOp(e) => {
                self.expr(&e.left)?;
                self.expr(&e.right)
            }
            E::UnaryOp(e) => self.expr(&e.operand),
            E::Lambda(e) => {
                self.defaults(&e.args)?;
                self.within(ScopeKind::Lambda, key(e), |b| {
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
            E::ListComp(e) => self.comprehension(key(e), &[&e.elt], &e.generators, false),
            E::SetComp(e) => self.comprehension(key(e), &[&e.elt], &e.generators, false),
            E::DictComp(e) => self.comprehension(key(e), &[&e.key, &e.value], &e.generators, false),
            E::GeneratorExp(e) => self.comprehension(key(e), &[&e.elt], &e.generators, true),
            E::Await(e) => {
                let id = self.current;
                self.symbols.scopes[id].has_await = true;
                self.expr(&e.value)
            }
            E::Yield(e) => {
                let owner = self.current;
                self.symbols.scopes[owner].has_yield = true;
                self.opt(e.value.as_deref())
            }
            E::YieldFrom(e) => {
                let owner = self.current;
                self.symbols.scopes[owner].has_yield = true;
                self.expr(&e.value)
            }
            E::Compare(e) => {
                self.expr(&e.left)?;
                self.exprs(&e.comparators)
            }
            E::Call(e) => {
                if let E::Name(name) = &*e.func
                    && name.id.as_str() == "super"
                    && self.symbols.scopes[self.current].kind != ScopeKind::Module
                {
                    self.entry("__class__").used = true;
                }
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
            E::Name(e) => {
                let entry = self.entry(e.id.as_str());
                match e.ctx {
                    ast::ExprContext::Load => entry.used = true,
                    ast::ExprContext::Store => entry.bound = true,
                    ast::ExprContext::Del => {
                        entry.bound = true;
                        entry.deleted = true;
                    }
                }
                Ok(())
            }
            E::List(e) => self.exprs(&e.elts),
            E::Tuple(e) => self.exprs(&e.elts),
            E::Slice(e) => {
                self.opt(e.lower.as_deref())?;
                self.opt(e.upper.as_deref())?;
                self.opt(e.step.as_deref())
            }
        }
    }
}
