//! Functions, lambdas, classes, type parameters and modules.

use super::builder::Reg;
use super::expression::{range_of, text};
use super::fold::constant_of;
use super::future::future_statements;
use super::names::Binding;
use super::symbols::{Access, ScopeKind};
use super::{CompileError, Compiler, Done};
use crate::bytecode::opcodes::IMPLICIT;
use crate::bytecode::unit::flags;
use crate::bytecode::{CodeUnit, Constant, Intrinsic, Op, RegisterKind, Text};
use parser::ast::{self, Expr as E, Stmt as S};

/// What both kinds of function definition have.
#[derive(Clone, Copy)]
pub(super) struct Definition<'a> {
    pub(super) name: &'a str,
    pub(super) args: &'a ast::Arguments,
    pub(super) body: &'a [S],
    pub(super) decorators: &'a [E],
    pub(super) returns: Option<&'a E>,
    pub(super) type_params: &'a [ast::TypeParam],
    pub(super) range: (u32, u32),
    pub(super) is_async: bool,
}

/// The docstring that a body begins with.
fn docstring(body: &[S]) -> Option<&ast::Constant> {
    match body.first() {
        Some(S::Expr(e)) => match &*e.value {
            E::Constant(c) if matches!(c.value, ast::Constant::Str(_)) => Some(&c.value),
            _ => None,
        },
        _ => None,
    }
}

impl<'a> Compiler<'a> {
    pub(super) fn module(&mut self, module: &'a ast::Mod) -> Result<CodeUnit, CompileError> {
        self.block(0, "<module>", None, None, |c| {
            if c.top_level_await && c.symbols.scopes[0].has_await {
                c.u().flags |= flags::COROUTINE;
                c.u().emit(Op::ReturnGenerator, 0, 0, 0);
            }
            match module {
                ast::Mod::Module(m) => c.module_body(&m.body)?,
                ast::Mod::Interactive(m) => c.module_body(&m.body)?,
                ast::Mod::Expression(m) => {
                    let value = c.expr(&m.body, None)?;
                    c.u().emit(Op::Return, value, 0, 0);
                    return Ok(());
                }
                ast::Mod::FunctionType(_) => {}
            }
            c.u().emit_aux(Op::ReturnNone, IMPLICIT, 0, 0, 0);
            Ok(())
        })
    }

    fn module_body(&mut self, body: &'a [S]) -> Done {
        if !self.interactive
            && self.optimize < 2
            && let Some(ast::Constant::Str(doc)) = docstring(body)
        {
            let doc = self.load_constant(Constant::Str(text(doc)), None);
            self.store_name("__doc__", doc);
            self.u().top -= 1;
        }
        self.setup_annotations(body);
        let (first, rest) = body.split_at(future_statements(body));
        self.future_import_allowed = true;
        self.body(first)?;
        self.future_import_allowed = false;
        self.body(rest)
    }

    /// `__annotations__` must be there if the body annotates anything.
    fn setup_annotations(&mut self, body: &[S]) {
        fn annotates(body: &[S]) -> bool {
            body.iter().any(|stmt| match stmt {
                S::AnnAssign(_) => true,
                S::If(s) => annotates(&s.body) || annotates(&s.orelse),
                S::For(s) => annotates(&s.body) || annotates(&s.orelse),
                S::AsyncFor(s) => annotates(&s.body) || annotates(&s.orelse),
                S::While(s) => annotates(&s.body) || annotates(&s.orelse),
                S::With(s) => annotates(&s.body),
                S::AsyncWith(s) => annotates(&s.body),
                S::Match(s) => s.cases.iter().any(|case| annotates(&case.body)),
                S::TryStar(s) => {
                    annotates(&s.body)
                        || annotates(&s.orelse)
                        || annotates(&s.finalbody)
                        || s.handlers.iter().any(|ast::ExceptHandler::ExceptHandler(h)| annotates(&h.body))
                }
                S::Try(s) => {
                    annotates(&s.body)
                        || annotates(&s.orelse)
                        || annotates(&s.finalbody)
                        || s.handlers.iter().any(|ast::ExceptHandler::ExceptHandler(h)| annotates(&h.body))
                }
                _ => false,
            })
        }
        if annotates(body) {
            let temp = self.u().temp();
            self.u().emit_aux(Op::CallIntrinsic, Intrinsic::SetupAnnotations as u8, temp, temp, temp);
            self.u().top -= 1;
        }
    }

    /// Makes a function object of a compiled block in `dst`; `parts` says which of defaults, keyword defaults and annotations
    /// stand in the registers from `first` on.
    pub(super) fn make_function(&mut self, unit: CodeUnit, dst: Reg, parts: u8, first: Reg) {
        let free: Vec<Text> =
            unit.registers.iter().filter(|r| r.kind == RegisterKind::Free).map(|r| r.name.clone()).collect();
        let child = self.u().child(unit);
        let top = self.u().top;
        if free.is_empty() {
            self.u().emit_aux(Op::MakeFunction, parts, dst, first, child);
            return;
        }
        // All parts must stand in a row, the closure last.
        let count = parts.count_ones() as usize;
        let base = self.u().temps(count + 1);
        for index in 0..count as Reg {
            self.u().emit(Op::Move, base + index, first + index, 0);
        }
        let cells = self.u().temps(free.len());
        for (index, name) in free.iter().enumerate() {
            let name = name.as_str().unwrap_or_default().to_owned();
            let register = self.cell_register(&name);
            self.u().emit(Op::Move, cells + index as Reg, register, 0);
        }
        self.u().emit(Op::BuildTuple, base + count as Reg, cells, free.len() as Reg);
        self.u().emit_aux(Op::MakeFunction, parts | 8, dst, base, child);
        self.u().top = top;
    }

    /// The register that holds the cell of a variable, in this block.
    fn cell_register(&self, name: &str) -> Reg {
        let unit = self.units.last().expect("a block is being compiled");
        for &scope in unit.inlined.iter().rev() {
            if let Some(&register) = unit.by_name.get(&(scope, name.to_owned())) {
                return register;
            }
        }
        let free = unit.by_name.get(&(unit.scope, format!(".free.{name}")));
        let own = unit.by_name.get(&(unit.scope, name.to_owned()));
        *own.or(free).unwrap_or_else(|| panic!("nested block has '{name}' free, and '{}' has it not", unit.qualname))
    }

    /// Evaluates defaults into a row of registers: which parts there are, and the first register.
    fn defaults(&mut self, args: &'a ast::Arguments) -> Result<(u8, Reg), CompileError> {
        let all = args.posonlyargs.iter().chain(&args.args).chain(&args.kwonlyargs).map(|arg| &arg.def);
        for arg in all.chain(args.vararg.as_deref()).chain(args.kwarg.as_deref()) {
            self.check_name(arg.arg.as_str(), range_of(arg), Binding::Assign)?;
        }
        let first = self.u().temps(3);
        let (mut parts, mut at) = (0, first);
        let defaults: Vec<&E> =
            args.posonlyargs.iter().chain(&args.args).filter_map(|arg| arg.default.as_deref()).collect();
        if !defaults.is_empty() {
            let top = self.u().top;
            if defaults.len() > 64 {
                let list = self.u().temp();
                self.u().emit(Op::BuildList, list, 0, 0);
                for default in &defaults {
                    let top = self.u().top;
                    let value = self.expr(default, None)?;
                    self.u().emit(Op::ListAppend, list, value, 0);
                    self.u().top = top;
                }
                self.u().emit(Op::ListToTuple, at, list, 0);
            } else {
                let row = self.u().temps(defaults.len());
                for (index, default) in defaults.iter().enumerate() {
                    self.expr_to(default, row + index as Reg)?;
                }
                self.u().emit(Op::BuildTuple, at, row, defaults.len() as Reg);
            }
            self.u().top = top;
            parts |= 1;
            at += 1;
        }
        if args.kwonlyargs.iter().any(|arg| arg.default.is_some()) {
            self.u().emit(Op::BuildMap, at, 0, 0);
            for arg in &args.kwonlyargs {
                let Some(default) = &arg.default else { continue };
                let top = self.u().top;
                let name = self.mangled(arg.def.arg.as_str());
                let key = self.load_str(&name, None);
                let value = self.u().temp();
                self.expr_to(default, value)?;
                self.u().emit(Op::MapAdd, at, key, value);
                self.u().top = top;
            }
            parts |= 2;
        }
        Ok((parts, first))
    }

    /// Evaluates annotations into the row that [`Compiler::defaults`] began.
    fn annotations(
        &mut self,
        args: &'a ast::Arguments,
        returns: Option<&'a E>,
        mut parts: u8,
        first: Reg,
    ) -> Result<u8, CompileError> {
        let at = first + parts.count_ones() as Reg;
        let all = args.posonlyargs.iter().chain(&args.args).map(|arg| &arg.def);
        let all = all.chain(args.vararg.as_deref()).chain(args.kwonlyargs.iter().map(|arg| &arg.def));
        let all = all.chain(args.kwarg.as_deref());
        let mut annotated: Vec<(String, &'a E)> =
            all.filter_map(|arg| Some((self.mangled(arg.arg.as_str()), arg.annotation.as_deref()?))).collect();
        annotated.extend(returns.map(|returns| ("return".to_owned(), returns)));
        if !annotated.is_empty() {
            let top = self.u().top;
            let row = self.u().temps(annotated.len() * 2);
            for (index, (name, annotation)) in annotated.iter().enumerate() {
                let register = row + 2 * index as Reg;
                self.load_str(name, Some(register));
                self.annotation(annotation, register + 1)?;
            }
            self.u().emit(Op::BuildTuple, at, row, 2 * annotated.len() as Reg);
            self.u().top = top;
            parts |= 4;
        }
        Ok(parts)
    }

    /// An annotation's value, or its text under `from __future__ import annotations`.
    pub(super) fn annotation(&mut self, annotation: &'a E, dst: Reg) -> Done {
        if self.features.annotations {
            self.load_str(&super::unparse(annotation), Some(dst));
            return Ok(());
        }
        if let E::Starred(star) = annotation {
            // `*args: *Ts`
            let top = self.u().top;
            let list = self.u().temp();
            self.u().emit(Op::BuildList, list, 0, 0);
            let value = self.expr(&star.value, None)?;
            self.u().emit(Op::ListExtend, list, value, 0);
            self.u().emit(Op::GetItemInt, dst, list, 0);
            self.u().top = top;
            return Ok(());
        }
        self.expr_to(annotation, dst)
    }

    pub(super) fn lambda(&mut self, e: &'a ast::ExprLambda, dst: Option<Reg>) -> Result<Reg, CompileError> {
        let dst = self.target(dst);
        let top = self.u().top;
        let (parts, first) = self.defaults(&e.args)?;
        let scope = self.symbols.scope_of(range_of(e), ScopeKind::Lambda);
        let has_yield = self.symbols.scopes[scope].has_yield;
        let unit = self.block(scope, "<lambda>", Some(range_of(e).0), Some(&e.args), |c| {
            if has_yield {
                c.u().flags |= flags::GENERATOR;
                c.u().emit(Op::ReturnGenerator, 0, 0, 0);
            }
            let value = c.expr(&e.body, None)?;
            c.u().emit(Op::Return, value, 0, 0);
            Ok(())
        })?;
        self.make_function(unit, dst, parts, first);
        self.u().top = top;
        Ok(dst)
    }

    fn function_unit(&mut self, d: Definition<'a>) -> Result<CodeUnit, CompileError> {
        let scope = self.symbols.scope_of(d.range, ScopeKind::Function);
        let has_yield = self.symbols.scopes[scope].has_yield;
        let first = d.decorators.first().map_or(d.range, range_of);
        self.block(scope, d.name, Some(first.0), Some(d.args), |c| {
            let kind = match (d.is_async, has_yield) {
                (true, true) => flags::ASYNC_GENERATOR,
                (true, false) => flags::COROUTINE,
                (false, true) => flags::GENERATOR,
                (false, false) => 0,
            };
            c.u().flags |= kind;
            if let Some(doc) = docstring(d.body).filter(|_| c.optimize < 2) {
                c.u().constant(constant_of(doc));
                c.u().docstring = true;
            }
            if kind != 0 {
                c.u().emit(Op::ReturnGenerator, 0, 0, 0);
            }
            c.body(d.body)?;
            if !c.u().dead {
                c.u().emit_aux(Op::ReturnNone, IMPLICIT, 0, 0, 0);
            }
            Ok(())
        })
    }

    pub(super) fn function_def(&mut self, d: Definition<'a>) -> Done {
        let top = self.u().top;
        let windows = self.decorators(d.decorators)?;
        let result = windows.last().map_or_else(|| self.u().temp(), |window| window + 4);
        self.u().top = self.u().top.max(result as usize + 1);
        let (parts, first) = self.defaults(d.args)?;
        if d.type_params.is_empty() {
            let parts = self.annotations(d.args, d.returns, parts, first)?;
            let unit = self.function_unit(d)?;
            self.make_function(unit, result, parts, first);
        } else {
            let unit = self.generic_function(d, parts)?;
            self.call_block(unit, (first, parts.count_ones() as Reg), result);
        }
        self.apply_decorators(d.decorators, &windows, result);
        self.check_name(d.name, d.range, Binding::Assign)?;
        self.store_name(d.name, result);
        self.u().top = top;
        Ok(())
    }

    /// The block of a generic function's type parameters, which gets the function's defaults as its arguments.
    fn generic_function(&mut self, d: Definition<'a>, parts: u8) -> Result<CodeUnit, CompileError> {
        let scope = self.symbols.scope_of(d.range, ScopeKind::TypeParams);
        let name = format!("<generic parameters of {}>", d.name);
        self.block(scope, &name, Some(d.range.0), None, |c| {
            let params = c.u().temp();
            c.type_params(d.type_params, params)?;
            let first = c.u().temps(3);
            for index in 0..parts.count_ones() as Reg {
                c.u().emit(Op::Move, first + index, index, 0);
            }
            let parts = c.annotations(d.args, d.returns, parts, first)?;
            let unit = c.function_unit(d)?;
            let function = c.u().temp();
            c.make_function(unit, function, parts, first);
            c.u().emit_aux(Op::CallIntrinsic, Intrinsic::SetFunctionTypeParams as u8, function, function, params);
            c.u().emit(Op::Return, function, 0, 0);
            Ok(())
        })
    }

    /// Makes a function of a block and calls it with the arguments in a row of registers.
    fn call_block(&mut self, unit: CodeUnit, (first, count): (Reg, Reg), dst: Reg) {
        let top = self.u().top;
        let window = self.u().temps(6 + count as usize);
        self.make_function(unit, window, 0, 0);
        for index in 0..count {
            self.u().emit(Op::Move, window + 4 + index, first + index, 0);
        }
        self.u().emit(Op::Call, dst, window, count);
        self.u().top = top;
    }

    /// Evaluates decorators, each at the beginning of a call window.
    fn decorators(&mut self, decorators: &'a [E]) -> Result<Vec<Reg>, CompileError> {
        let mut windows = Vec::new();
        for decorator in decorators {
            let window = self.u().temps(7);
            self.expr_to(decorator, window)?;
            windows.push(window);
        }
        Ok(windows)
    }

    /// Calls decorators, innermost first, on what is in `result`.
    fn apply_decorators(&mut self, decorators: &'a [E], windows: &[Reg], result: Reg) {
        for (decorator, window) in decorators.iter().zip(windows).rev() {
            let saved = self.at(decorator);
            if window + 4 != result {
                self.u().emit(Op::Move, window + 4, result, 0);
            }
            self.u().emit(Op::Call, result, *window, 1);
            self.u().position = saved;
        }
    }

    /// Makes type parameters, binds them, and puts the tuple of them into `dst`.
    fn type_params(&mut self, params: &'a [ast::TypeParam], dst: Reg) -> Done {
        let top = self.u().top;
        let row = self.u().temps(params.len());
        for (index, param) in params.iter().enumerate() {
            let register = row + index as Reg;
            let (name, intrinsic, bound) = match param {
                ast::TypeParam::TypeVar(p) => match &p.bound {
                    Some(bound) if matches!(**bound, E::Tuple(_)) => {
                        (&p.name, Intrinsic::TypeVarWithConstraints, Some(&**bound))
                    }
                    Some(bound) => (&p.name, Intrinsic::TypeVarWithBound, Some(&**bound)),
                    None => (&p.name, Intrinsic::TypeVar, None),
                },
                ast::TypeParam::ParamSpec(p) => (&p.name, Intrinsic::ParamSpec, None),
                ast::TypeParam::TypeVarTuple(p) => (&p.name, Intrinsic::TypeVarTuple, None),
            };
            let top = self.u().top;
            let name_register = self.load_str(name.as_str(), None);
            let lazy = self.u().temp();
            match bound {
                Some(bound) => self.lazy(bound, name.as_str(), ScopeKind::Bound, lazy)?,
                None => self.load_none(lazy),
            }
            self.u().emit_aux(Op::CallIntrinsic, intrinsic as u8, register, name_register, lazy);
            self.u().top = top;
            self.check_name(name.as_str(), range_of(param), Binding::Assign)?;
            self.store_name(name.as_str(), register);
        }
        self.u().emit(Op::BuildTuple, dst, row, params.len() as Reg);
        self.u().top = top;
        Ok(())
    }

    /// A function that computes `expr` when called.
    fn lazy(&mut self, expr: &'a E, name: &str, kind: ScopeKind, dst: Reg) -> Done {
        let scope = self.symbols.scope_of(range_of(expr), kind);
        let unit = self.block(scope, name, Some(range_of(expr).0), None, |c| {
            let value = c.expr(expr, None)?;
            c.u().emit(Op::Return, value, 0, 0);
            Ok(())
        })?;
        self.make_function(unit, dst, 0, 0);
        Ok(())
    }

    pub(super) fn type_alias(&mut self, s: &'a ast::StmtTypeAlias) -> Done {
        let E::Name(name) = &*s.name else {
            return Err(CompileError::text("type alias without a name".to_owned()));
        };
        let name = name.id.as_str();
        let top = self.u().top;
        let result = self.u().temp();
        if s.type_params.is_empty() {
            self.alias_value(s, name, None, result)?;
        } else {
            let scope = self.symbols.scope_of(range_of(s), ScopeKind::TypeParams);
            let block_name = format!("<generic parameters of {name}>");
            let unit = self.block(scope, &block_name, Some(range_of(s).0), None, |c| {
                let params = c.u().temp();
                c.type_params(&s.type_params, params)?;
                let result = c.u().temp();
                c.alias_value(s, name, Some(params), result)?;
                c.u().emit(Op::Return, result, 0, 0);
                Ok(())
            })?;
            self.call_block(unit, (0, 0), result);
        }
        self.check_name(name, range_of(s), Binding::Assign)?;
        self.store_name(name, result);
        self.u().top = top;
        Ok(())
    }

    fn alias_value(&mut self, s: &'a ast::StmtTypeAlias, name: &str, params: Option<Reg>, dst: Reg) -> Done {
        let top = self.u().top;
        let parts = self.u().temps(3);
        self.load_str(name, Some(parts));
        match params {
            Some(params) => {
                self.u().emit(Op::Move, parts + 1, params, 0);
            }
            None => self.load_none(parts + 1),
        }
        self.lazy(&s.value, name, ScopeKind::Alias, parts + 2)?;
        let tuple = self.u().temp();
        self.u().emit(Op::BuildTuple, tuple, parts, 3);
        self.u().emit_aux(Op::CallIntrinsic, Intrinsic::TypeAlias as u8, dst, tuple, tuple);
        self.u().top = top;
        Ok(())
    }

    pub(super) fn class_def(&mut self, s: &'a ast::StmtClassDef) -> Done {
        let top = self.u().top;
        let windows = self.decorators(&s.decorator_list)?;
        let result = windows.last().map_or_else(|| self.u().temp(), |window| window + 4);
        self.u().top = self.u().top.max(result as usize + 1);
        if s.type_params.is_empty() {
            self.build_class(s, None, result)?;
        } else {
            let scope = self.symbols.scope_of(range_of(s), ScopeKind::TypeParams);
            let name = format!("<generic parameters of {}>", s.name);
            let unit = self.block(scope, &name, Some(range_of(s).0), None, |c| {
                let params = c.u().temp();
                c.type_params(&s.type_params, params)?;
                c.store_name(".type_params", params);
                let class = c.u().temp();
                c.build_class(s, Some(params), class)?;
                c.u().emit(Op::Return, class, 0, 0);
                Ok(())
            })?;
            self.call_block(unit, (0, 0), result);
        }
        self.apply_decorators(&s.decorator_list, &windows, result);
        self.check_name(s.name.as_str(), range_of(s), Binding::Assign)?;
        self.store_name(s.name.as_str(), result);
        self.u().top = top;
        Ok(())
    }

    /// `__build_class__(body, name, *bases, **keywords)`
    fn build_class(&mut self, s: &'a ast::StmtClassDef, params: Option<Reg>, dst: Reg) -> Done {
        self.check_keywords(&s.keywords)?;
        let top = self.u().top;
        let body = self.class_unit(s)?;
        let window = self.u().temp();
        self.u().emit(Op::LoadBuildClass, window, 0, 0);
        self.u().temps(3);
        let first = self.u().temps(2);
        if super::call::has_stars(&s.bases, &s.keywords) {
            // The window's two argument registers are for the tuple and the dict; body and name stand apart.
            let leading = self.u().temps(3);
            self.make_function(body, leading, 0, 0);
            self.load_str(s.name.as_str(), Some(leading + 1));
            let generic = params.map(|params| {
                let base = self.u().temp();
                self.u().emit_aux(Op::CallIntrinsic, Intrinsic::SubscriptGeneric as u8, base, params, params);
                base
            });
            self.spread_arguments(window, Some((leading, 2)), &s.bases, generic, &s.keywords)?;
            self.u().emit(Op::CallEx, dst, window, 0);
            self.u().top = top;
            return Ok(());
        }
        self.make_function(body, first, 0, 0);
        self.load_str(s.name.as_str(), Some(first + 1));
        let mut count = 2;
        for base in &s.bases {
            let register = self.u().temp();
            self.expr_to(base, register)?;
            count += 1;
        }
        if let Some(params) = params {
            let register = self.u().temp();
            self.u().emit_aux(Op::CallIntrinsic, Intrinsic::SubscriptGeneric as u8, register, params, params);
            count += 1;
        }
        let mut names = Vec::new();
        for keyword in &s.keywords {
            let register = self.u().temp();
            self.expr_to(&keyword.value, register)?;
            let name = keyword.arg.as_ref().map_or("", |arg| arg.as_str());
            names.push(Constant::Str(Text::from(name)));
            count += 1;
        }
        let op = if names.is_empty() { Op::Call } else { Op::CallKw };
        if !names.is_empty() {
            let register = self.u().temp();
            self.load_constant(Constant::Tuple(names), Some(register));
        }
        self.u().temps(2);
        self.u().emit(op, dst, window, count);
        self.u().top = top;
        Ok(())
    }

    fn class_unit(&mut self, s: &'a ast::StmtClassDef) -> Result<CodeUnit, CompileError> {
        let scope = self.symbols.scope_of(range_of(s), ScopeKind::Class);
        let first = s.decorator_list.first().map_or(range_of(s), range_of);
        self.block(scope, s.name.as_str(), Some(first.0), None, |c| {
            let top = c.u().top;
            let temp = c.u().temp();
            let name = c.u().name("__name__");
            c.u().emit_wide(Op::LoadName, temp, name);
            let module = c.u().name("__module__");
            c.u().emit_wide(Op::StoreName, temp, module);
            let qualname = c.u().qualname.clone();
            c.load_str(&qualname, Some(temp));
            let name = c.u().name("__qualname__");
            c.u().emit_wide(Op::StoreName, temp, name);
            if let Some(doc) = docstring(&s.body).filter(|_| c.optimize < 2) {
                c.load_constant(constant_of(doc), Some(temp));
                let name = c.u().name("__doc__");
                c.u().emit_wide(Op::StoreName, temp, name);
            }
            if c.symbols.scopes[scope].needs_class_dict {
                let dict = c.u().by_name[&(scope, "__classdict__".to_owned())];
                c.u().emit(Op::LoadLocals, temp, 0, 0);
                c.u().emit(Op::StoreCell, dict, temp, 0);
            }
            if !s.type_params.is_empty() {
                c.load_name(".type_params", Some(temp));
                c.store_name("__type_params__", temp);
            }
            c.setup_annotations(&s.body);
            c.body(&s.body)?;
            if c.symbols.scopes[scope].needs_class_dict {
                let dict = c.u().by_name[&(scope, "__classdict__".to_owned())];
                let name = c.u().name("__classdictcell__");
                c.u().emit_wide(Op::StoreName, dict, name);
            }
            let unit = c.units.last().expect("a block is being compiled");
            let cell = unit.by_name.get(&(scope, "__class__".to_owned())).copied();
            let own = c.symbols.scopes[scope].needs_class_cell
                && c.symbols.scopes[scope].access.get("__class__") != Some(&Access::Global);
            match cell.filter(|_| own) {
                Some(cell) => {
                    let name = c.u().name("__classcell__");
                    c.u().emit_wide(Op::StoreName, cell, name);
                    c.u().emit(Op::Return, cell, 0, 0);
                }
                None => {
                    c.u().emit_aux(Op::ReturnNone, IMPLICIT, 0, 0, 0);
                }
            }
            c.u().top = top;
            Ok(())
        })
    }
}
