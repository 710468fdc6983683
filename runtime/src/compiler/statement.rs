//! Statements.

use super::builder::{Block, Label, Reg};
use super::expression::range_of;
use super::fold::{fold, truth};
use super::function::Definition;
use super::future::is_future_import;
use super::names::Binding;
use super::symbols::Range;
use super::{CompileError, Compiler, Done};
use crate::bytecode::unit::flags;
use crate::bytecode::{Constant, Intrinsic, Op, Position, Text};
use parser::ast::{self, Expr as E, Stmt as S};

/// How deep loops, `try` and `with` may nest.
const MAX_BLOCKS: usize = 20;

fn opens_block(stmt: &S) -> bool {
    matches!(stmt, S::For(_) | S::AsyncFor(_) | S::While(_) | S::With(_) | S::AsyncWith(_) | S::Try(_) | S::TryStar(_))
}

impl<'a> Compiler<'a> {
    pub(super) fn body(&mut self, body: &'a [S]) -> Done {
        for stmt in body {
            self.stmt(stmt, &mut Vec::new())?;
        }
        Ok(())
    }

    /// Compiles statements inside `blocks`.
    pub(super) fn stmts(&mut self, body: &'a [S], blocks: &mut Vec<Block<'a>>) -> Done {
        for stmt in body {
            self.stmt(stmt, blocks)?;
        }
        Ok(())
    }

    fn stmt(&mut self, stmt: &'a S, blocks: &mut Vec<Block<'a>>) -> Done {
        self.at(stmt);
        if blocks.len() >= MAX_BLOCKS && opens_block(stmt) {
            return Err(CompileError::at("too many statically nested blocks".to_owned(), range_of(stmt)));
        }
        if super::stack_is_low() {
            return Err(CompileError::recursion());
        }
        let top = self.u().top;
        let result = self.stmt_inner(stmt, blocks);
        self.u().top = top;
        self.u().dead = matches!(stmt, S::Return(_) | S::Raise(_)) && blocks.is_empty();
        result
    }

    fn stmt_inner(&mut self, stmt: &'a S, blocks: &mut Vec<Block<'a>>) -> Done {
        match stmt {
            S::FunctionDef(s) => self.function_def(Definition {
                name: s.name.as_str(),
                args: &s.args,
                body: &s.body,
                decorators: &s.decorator_list,
                returns: s.returns.as_deref(),
                type_params: &s.type_params,
                range: range_of(s),
                is_async: false,
            }),
            S::AsyncFunctionDef(s) => self.function_def(Definition {
                name: s.name.as_str(),
                args: &s.args,
                body: &s.body,
                decorators: &s.decorator_list,
                returns: s.returns.as_deref(),
                type_params: &s.type_params,
                range: range_of(s),
                is_async: true,
            }),
            S::ClassDef(s) => self.class_def(s),
            S::Return(s) => self.return_(s, blocks),
            S::Delete(s) => s.targets.iter().try_for_each(|target| self.delete(target)),
            S::Assign(s) => self.assign(s),
            S::TypeAlias(s) => self.type_alias(s),
            S::AugAssign(s) => self.augmented(s),
            S::AnnAssign(s) => self.annotated(s),
            S::For(s) => self.for_(s, blocks),
            S::AsyncFor(s) => {
                self.check_async("for", range_of(s))?;
                self.async_for(s, blocks)
            }
            S::While(s) => self.while_(s, blocks),
            S::If(s) => self.if_(s, blocks),
            S::With(s) => self.with(&s.items, &s.body, false, blocks),
            S::AsyncWith(s) => {
                self.check_async("with", range_of(s))?;
                self.with(&s.items, &s.body, true, blocks)
            }
            S::Match(s) => self.match_(s, blocks),
            S::Raise(s) => {
                let (mut value, mut cause, mut kind) = (0, 0, 0);
                if let Some(exc) = &s.exc {
                    value = self.u().temp();
                    self.expr_to(exc, value)?;
                    kind = 1;
                }
                if let Some(from) = &s.cause {
                    cause = self.expr(from, None)?;
                    kind = 2;
                }
                self.u().emit_aux(Op::Raise, kind, value, cause, 0);
                Ok(())
            }
            S::Try(s) => {
                // A line for trace functions.
                self.u().emit(Op::Nop, 0, 0, 0);
                self.try_(&s.body, &s.handlers, &s.orelse, &s.finalbody, false, blocks)
            }
            S::TryStar(s) => {
                self.u().emit(Op::Nop, 0, 0, 0);
                self.try_(&s.body, &s.handlers, &s.orelse, &s.finalbody, true, blocks)
            }
            S::Assert(s) => self.assert(s),
            S::Import(s) => self.import(s),
            S::ImportFrom(s) => self.import_from(s),
            S::Global(_) | S::Nonlocal(_) | S::Pass(_) => {
                self.u().emit(Op::Nop, 0, 0, 0);
                Ok(())
            }
            S::Expr(s) => {
                let interactive = self.interactive && self.units.len() == 1;
                let value = self.expr(&s.value, None)?;
                if interactive {
                    let temp = self.u().temp();
                    self.u().emit_aux(Op::CallIntrinsic, Intrinsic::Print as u8, temp, value, value);
                }
                Ok(())
            }
            S::Break(s) => self.leave_loop(blocks, true, range_of(s)),
            S::Continue(s) => self.leave_loop(blocks, false, range_of(s)),
        }
    }

    fn check_async(&self, word: &str, range: Range) -> Done {
        if self.in_async_function() || self.awaits_at_top_level() {
            return Ok(());
        }
        Err(CompileError::at(format!("'async {word}' outside async function"), range))
    }

    fn return_(&mut self, s: &'a ast::StmtReturn, blocks: &mut Vec<Block<'a>>) -> Done {
        let in_function = self.u().flags & flags::NAMESPACE == 0;
        if !in_function {
            return Err(CompileError::at("'return' outside function".to_owned(), range_of(s)));
        }
        if s.value.is_some() && self.u().flags & flags::ASYNC_GENERATOR != 0 {
            return Err(CompileError::at("'return' with value in async generator".to_owned(), range_of(s)));
        }
        if blocks.iter().any(|block| matches!(block, Block::StarHandler)) {
            return Err(leaves_star_handler(range_of(s)));
        }
        if blocks.is_empty() {
            match &s.value {
                Some(value) => {
                    let value = self.expr(value, None)?;
                    self.u().emit(Op::Return, value, 0, 0);
                }
                None => {
                    self.u().emit(Op::ReturnNone, 0, 0, 0);
                }
            }
            return Ok(());
        }
        let value = self.u().temp();
        match &s.value {
            Some(expr) => self.expr_to(expr, value)?,
            None => self.load_none(value),
        }
        let own = self.u().position;
        self.u().position = Position::default();
        self.unwind(blocks, 0)?;
        if blocks.iter().all(|block| matches!(block, Block::Loop { .. })) {
            self.u().position = own;
        }
        self.u().emit(Op::Return, value, 0, 0);
        self.resume(blocks, 0);
        Ok(())
    }

    fn leave_loop(&mut self, blocks: &mut Vec<Block<'a>>, end_it: bool, range: Range) -> Done {
        let index = blocks.iter().rposition(|block| matches!(block, Block::Loop { .. }));
        if blocks[index.unwrap_or(0)..].iter().any(|block| matches!(block, Block::StarHandler)) {
            return Err(leaves_star_handler(range));
        }
        let Some(index) = index else {
            let message = if end_it { "'break' outside loop" } else { "'continue' not properly in loop" };
            return Err(CompileError::at(message.to_owned(), range));
        };
        let Block::Loop { next, end } = blocks[index] else { return Ok(()) };
        let to = if end_it { end } else { next };
        if index + 1 == blocks.len() {
            self.u().explicit_jump(to);
            return Ok(());
        }
        self.u().emit(Op::Nop, 0, 0, 0);
        self.unwind(blocks, index + 1)?;
        self.u().jump(Op::Jump, 0, to);
        self.resume(blocks, index + 1);
        Ok(())
    }

    fn delete(&mut self, target: &'a E) -> Done {
        self.at(target);
        let top = self.u().top;
        match target {
            E::Name(name) => {
                self.check_name(name.id.as_str(), range_of(name), Binding::Delete)?;
                self.delete_name(name.id.as_str());
            }
            E::Attribute(e) => {
                self.check_name(e.attr.as_str(), range_of(e), Binding::Delete)?;
                let object = self.expr(&e.value, None)?;
                let name = self.mangled(e.attr.as_str());
                let name = self.u().name(&name);
                self.u().emit_wide(Op::DeleteAttr, object, name);
            }
            E::Subscript(e) => {
                let object = self.u().temp();
                self.expr_to(&e.value, object)?;
                let key = self.expr(&e.slice, None)?;
                self.u().emit(Op::DeleteItem, object, key, 0);
            }
            E::Tuple(t) => t.elts.iter().try_for_each(|target| self.delete(target))?,
            E::List(t) => t.elts.iter().try_for_each(|target| self.delete(target))?,
            _ => return Err(CompileError::at("cannot delete this expression".to_owned(), range_of(target))),
        }
        self.u().top = top;
        Ok(())
    }

    fn assign(&mut self, s: &'a ast::StmtAssign) -> Done {
        if let [E::Name(name)] = s.targets.as_slice()
            && let Some(register) = self.local_register(name.id.as_str())
        {
            // Straight into the variable: nothing can see it before the value is complete, but handlers of this function
            // and the value's own expression can, if it is written in steps.
            if writes_once(&s.value) {
                self.expr_to(&s.value, register)?;
                self.mark_bound(name.id.as_str(), register);
                return Ok(());
            }
        }
        if let ([E::Tuple(targets)], E::Tuple(values)) = (s.targets.as_slice(), &*s.value)
            && targets.elts.len() == values.elts.len()
            && !targets.elts.iter().chain(&values.elts).any(|e| matches!(e, E::Starred(_)))
            && targets.elts.len() <= 8
        {
            // `a, b = b, a` without making the tuple.
            let first = self.u().temps(values.elts.len());
            for (index, value) in values.elts.iter().enumerate() {
                self.expr_to(value, first + index as Reg)?;
            }
            for (index, target) in targets.elts.iter().enumerate() {
                self.store(target, first + index as Reg)?;
            }
            return Ok(());
        }
        let value = self.expr(&s.value, None)?;
        let value = if s.targets.len() > 1 && matches!(*s.value, E::Name(_)) {
            let copy = self.u().temp();
            self.u().emit(Op::Move, copy, value, 0);
            copy
        } else {
            value
        };
        for target in &s.targets {
            self.store(target, value)?;
        }
        Ok(())
    }

    fn augmented(&mut self, s: &'a ast::StmtAugAssign) -> Done {
        match &*s.target {
            E::Name(name) => {
                let name = name.id.as_str();
                self.check_name(name, range_of(s), Binding::Assign)?;
                if let Some(register) = self.local_register(name) {
                    let left = self.load_name(name, None);
                    self.at(s);
                    self.binary_with(s.op, register, left, &s.value, 1)?;
                    self.mark_bound(name, register);
                    return Ok(());
                }
                let result = self.u().temp();
                self.load_name(name, Some(result));
                self.binary_with(s.op, result, result, &s.value, 1)?;
                self.store_name(name, result);
            }
            E::Attribute(e) => {
                self.check_name(e.attr.as_str(), range_of(e), Binding::Assign)?;
                let object = self.u().temp();
                self.expr_to(&e.value, object)?;
                let name = self.mangled(e.attr.as_str());
                let name = self.u().name16(&name);
                let value = self.u().temp();
                let saved = self.at(e);
                self.u().emit(Op::LoadAttr, value, object, name);
                self.u().position = saved;
                self.binary_with(s.op, value, value, &s.value, 1)?;
                self.at(e);
                self.u().emit(Op::StoreAttr, object, value, name);
            }
            E::Subscript(e) => {
                let object = self.u().temp();
                self.expr_to(&e.value, object)?;
                let key = self.u().temp();
                self.expr_to(&e.slice, key)?;
                let value = self.u().temp();
                let saved = self.at(e);
                self.u().emit(Op::GetItem, value, object, key);
                self.u().position = saved;
                self.binary_with(s.op, value, value, &s.value, 1)?;
                self.at(e);
                self.u().emit(Op::SetItem, object, key, value);
            }
            other => {
                return Err(CompileError::at("illegal target for augmented assignment".to_owned(), range_of(other)));
            }
        }
        Ok(())
    }

    fn annotated(&mut self, s: &'a ast::StmtAnnAssign) -> Done {
        if let Some(value) = &s.value {
            let value = self.expr(value, None)?;
            self.store(&s.target, value)?;
        }
        let in_function = self.u().flags & flags::NAMESPACE == 0;
        if let E::Name(ast::ExprName { id: name, .. }) | E::Attribute(ast::ExprAttribute { attr: name, .. }) =
            &*s.target
        {
            self.check_name(name.as_str(), range_of(s), Binding::Assign)?;
        }
        match &*s.target {
            E::Name(name) if s.simple && !in_function => {
                let value = self.u().temp();
                self.annotation(&s.annotation, value)?;
                let annotations = self.u().temp();
                self.load_name("__annotations__", Some(annotations));
                let mangled = self.mangled(name.id.as_str());
                let key = self.load_str(&mangled, None);
                self.u().emit(Op::SetItem, annotations, key, value);
            }
            E::Name(_) if !in_function && !self.features.annotations => {
                self.expr(&s.annotation, None)?;
            }
            E::Attribute(e) => {
                if s.value.is_none() {
                    self.expr(&e.value, None)?;
                }
                if !in_function && !self.features.annotations {
                    self.expr(&s.annotation, None)?;
                }
            }
            E::Subscript(e) => {
                if s.value.is_none() {
                    self.expr(&e.value, None)?;
                    self.expr(&e.slice, None)?;
                }
                if !in_function && !self.features.annotations {
                    self.expr(&s.annotation, None)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn if_(&mut self, s: &'a ast::StmtIf, blocks: &mut Vec<Block<'a>>) -> Done {
        let other = self.u().label();
        if fold(&s.test).is_some() {
            // A line for trace functions.
            self.u().emit(Op::Nop, 0, 0, 0);
        }
        self.jump_if(&s.test, false, other)?;
        let before = self.u().bound.clone();
        self.stmts(&s.body, blocks)?;
        if s.orelse.is_empty() {
            self.u().place(other);
            self.u().bound = before;
            return Ok(());
        }
        let end = self.u().label();
        let leaves = matches!(s.body.last(), Some(S::Return(_) | S::Raise(_) | S::Break(_) | S::Continue(_)));
        self.u().jump(Op::Jump, 0, end);
        self.u().place(other);
        let after = std::mem::replace(&mut self.u().bound, before);
        self.stmts(&s.orelse, blocks)?;
        self.u().place(end);
        let other_leaves = matches!(s.orelse.last(), Some(S::Return(_) | S::Raise(_) | S::Break(_) | S::Continue(_)));
        match (leaves, other_leaves) {
            (true, _) => {}
            (false, true) => self.u().bound = after,
            (false, false) => self.u().bound.retain(|register| after.contains(register)),
        }
        Ok(())
    }

    fn while_(&mut self, s: &'a ast::StmtWhile, blocks: &mut Vec<Block<'a>>) -> Done {
        let (body, next, other, end) = (self.u().label(), self.u().label(), self.u().label(), self.u().label());
        let constant = fold(&s.test).is_some_and(|constant| truth(&constant));
        if constant {
            self.u().place(body);
        }
        if fold(&s.test).is_some() {
            self.u().emit(Op::Nop, 0, 0, 0);
        }
        self.jump_if(&s.test, false, other)?;
        let before = self.u().bound.clone();
        if !constant {
            self.u().place(body);
        }
        blocks.push(Block::Loop { next, end });
        self.stmts(&s.body, blocks)?;
        blocks.pop();
        self.u().place(next);
        self.u().bound = before.clone();
        self.jump_if(&s.test, true, body)?;
        self.u().place(other);
        self.u().bound = before.clone();
        self.stmts(&s.orelse, blocks)?;
        self.u().place(end);
        self.u().bound = before;
        Ok(())
    }

    fn for_(&mut self, s: &'a ast::StmtFor, blocks: &mut Vec<Block<'a>>) -> Done {
        let (body, next, end) = (self.u().label(), self.u().label(), self.u().label());
        let iterator = self.u().temp();
        let top = self.u().top;
        let iterable = self.expr(&s.iter, None)?;
        self.u().emit(Op::GetIter, iterator, iterable, 0);
        self.u().top = top;
        let settled = self.u().settled;
        self.u().settle(iterator);
        let item = match &*s.target {
            E::Name(name) => self.local_register(name.id.as_str()),
            _ => None,
        };
        let item = match item {
            Some(register) => register,
            None => self.u().temp(),
        };
        self.u().jump(Op::Jump, 0, next);
        let before = self.u().bound.clone();
        self.u().place(body);
        self.store(&s.target, item)?;
        // Nothing reads an item that has been stored.
        self.u().top = top;
        blocks.push(Block::Loop { next, end });
        self.stmts(&s.body, blocks)?;
        blocks.pop();
        self.u().settled = settled;
        self.u().place(next);
        self.at(s);
        let unpacked = matches!(&*s.target, E::Tuple(_) | E::List(_));
        self.u().for_iter(item, iterator, unpacked, body);
        self.u().bound = before.clone();
        self.stmts(&s.orelse, blocks)?;
        self.u().place(end);
        self.u().bound = before;
        Ok(())
    }

    fn async_for(&mut self, s: &'a ast::StmtAsyncFor, blocks: &mut Vec<Block<'a>>) -> Done {
        let (next, end) = (self.u().label(), self.u().label());
        let iterator = self.u().temp();
        let iterable = self.expr(&s.iter, None)?;
        self.u().emit(Op::GetAIter, iterator, iterable, 0);
        let item = self.u().temp();
        let before = self.u().bound.clone();
        let exit = self.async_next(iterator, item, next)?;
        self.store(&s.target, item)?;
        blocks.push(Block::Loop { next, end });
        self.stmts(&s.body, blocks)?;
        blocks.pop();
        self.u().jump(Op::Jump, 0, next);
        self.end_async_for(exit);
        self.u().bound = before.clone();
        self.stmts(&s.orelse, blocks)?;
        self.u().place(end);
        self.u().bound = before;
        Ok(())
    }

    /// Places `next` and awaits the next item; the label and register of the handler that ends the loop.
    pub(super) fn async_next(&mut self, iterator: Reg, item: Reg, next: Label) -> Result<(Label, Reg), CompileError> {
        let exit = self.u().label();
        let exception = self.u().temp();
        self.u().place(next);
        let region = self.u().open_region(exit, exception);
        let awaited = self.u().temp();
        self.u().emit(Op::GetANext, awaited, iterator, 0);
        self.send_loop(awaited, item);
        self.u().close_region(region);
        Ok((exit, exception))
    }

    pub(super) fn end_async_for(&mut self, (exit, exception): (Label, Reg)) {
        self.u().place(exit);
        self.u().emit(Op::EndAsyncFor, exception, 0, 0);
    }

    fn assert(&mut self, s: &'a ast::StmtAssert) -> Done {
        self.warn_of_assertion(s);
        if self.optimize > 0 {
            return Ok(());
        }
        let end = self.u().label();
        self.jump_if(&s.test, true, end)?;
        let error = self.u().temp();
        self.u().emit(Op::LoadAssertionError, error, 0, 0);
        if let Some(message) = &s.msg {
            let window = self.u().temps(5);
            self.u().emit(Op::Move, window, error, 0);
            self.expr_to(message, window + 4)?;
            self.u().temps(2);
            self.u().emit(Op::Call, error, window, 1);
        }
        self.u().emit_aux(Op::Raise, 1, error, 0, 0);
        self.u().place(end);
        Ok(())
    }

    fn import(&mut self, s: &'a ast::StmtImport) -> Done {
        for alias in &s.names {
            let top = self.u().top;
            let parts = self.u().temps(2);
            self.load_constant(Constant::Int(0), Some(parts));
            self.load_none(parts + 1);
            let module = self.u().temp();
            let name = self.u().name16(alias.name.as_str());
            self.u().emit(Op::ImportName, module, parts, name);
            match &alias.asname {
                Some(asname) => {
                    for part in alias.name.as_str().split('.').skip(1) {
                        let name = self.u().name16(part);
                        self.u().emit(Op::ImportFrom, module, module, name);
                    }
                    self.check_name(asname.as_str(), range_of(s), Binding::Assign)?;
                    self.store_name(asname.as_str(), module);
                }
                None => {
                    let first = alias.name.as_str().split('.').next().unwrap_or_default();
                    self.check_name(first, range_of(s), Binding::Assign)?;
                    self.store_name(first, module);
                }
            }
            self.u().top = top;
        }
        Ok(())
    }

    fn import_from(&mut self, s: &'a ast::StmtImportFrom) -> Done {
        if is_future_import(s) && !self.future_import_allowed {
            let message = "from __future__ imports must occur at the beginning of the file".to_owned();
            return Err(CompileError::at(message, range_of(s)));
        }
        let module_name = s.module.as_ref().map_or("", |module| module.as_str());
        let parts = self.u().temps(2);
        let level = s.level.as_ref().map_or(0, |level| level.to_u32());
        self.load_constant(Constant::Int(level.into()), Some(parts));
        let names = s.names.iter().map(|alias| Constant::Str(Text::from(alias.name.as_str()))).collect();
        self.load_constant(Constant::Tuple(names), Some(parts + 1));
        let module = self.u().temp();
        let name = self.u().name16(module_name);
        self.u().emit(Op::ImportName, module, parts, name);
        for alias in &s.names {
            if alias.name.as_str() == "*" {
                self.u().emit(Op::ImportStar, module, 0, 0);
                continue;
            }
            let value = self.u().temp();
            let name = self.u().name16(alias.name.as_str());
            self.u().emit(Op::ImportFrom, value, module, name);
            let stored = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
            self.check_name(stored, range_of(s), Binding::Assign)?;
            self.store_name(stored, value);
        }
        Ok(())
    }
}

/// Whether compiling the expression writes its destination only with the complete value.
fn writes_once(expr: &E) -> bool {
    !matches!(expr, E::NamedExpr(_) | E::YieldFrom(_) | E::Await(_))
}

fn leaves_star_handler(range: Range) -> CompileError {
    let message = "'break', 'continue' and 'return' cannot appear in an except* block".to_owned();
    CompileError::at(message, range)
}
