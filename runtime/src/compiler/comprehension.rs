//! Comprehensions: inlined into the block around (PEP 709), or a function of their own.

use super::builder::Reg;
use super::symbols::ScopeKind;
use super::{CompileError, Compiler, Done};
use crate::bytecode::Op;
use crate::bytecode::opcodes::IMPLICIT;
use crate::bytecode::unit::flags;
use parser::ast::{self, Expr as E, Ranged};

/// What a comprehension builds.
#[derive(Clone, Copy)]
enum Building<'a> {
    List(&'a E),
    Set(&'a E),
    Dict(&'a E, &'a E),
    Generator(&'a E),
}

impl<'a> Compiler<'a> {
    pub(super) fn comprehension(&mut self, expr: &'a E, dst: Option<Reg>) -> Result<Reg, CompileError> {
        let (building, generators, name) = match expr {
            E::ListComp(e) => (Building::List(&e.elt), &e.generators, "<listcomp>"),
            E::SetComp(e) => (Building::Set(&e.elt), &e.generators, "<setcomp>"),
            E::DictComp(e) => (Building::Dict(&e.key, &e.value), &e.generators, "<dictcomp>"),
            E::GeneratorExp(e) => (Building::Generator(&e.elt), &e.generators, "<genexpr>"),
            _ => return Err(CompileError::text("no comprehension".to_owned())),
        };
        let dst = self.target(dst);
        let top = self.u().top;
        let range = (u32::from(expr.start()), u32::from(expr.end()));
        let scope = self.symbols.comprehension_scope(range);
        let is_async = generators.iter().any(|g| g.is_async) || self.symbols.scopes[scope].has_await;
        self.check_async_comprehension(expr, is_async, matches!(building, Building::Generator(_)))?;
        if self.symbols.scopes[scope].kind == ScopeKind::Inlined {
            let iterator = self.u().temp();
            let result = self.u().temp();
            self.first_iterator(generators, iterator)?;
            let own = self.u().inlined_registers.get(&scope).cloned().unwrap_or_default();
            if own.count > 0 {
                self.u().emit_aux(Op::ClearLocals, 1, own.first, own.count, 0);
            }
            for &cell in &own.cells {
                self.u().emit(Op::MakeCell, cell, 0, 0);
            }
            self.u().inlined.push(scope);
            let bound = self.u().bound.clone();
            let done = self.loops(building, generators, iterator, result);
            self.u().bound = bound;
            self.u().inlined.pop();
            done?;
            if own.count > 0 {
                self.u().emit_aux(Op::ClearLocals, 2, own.first, own.count, 0);
            }
            self.u().emit(Op::Move, dst, result, 0);
            self.u().top = top;
            return Ok(dst);
        }
        let unit = self.block(scope, name, Some(range.0), None, |c| {
            let generator = matches!(building, Building::Generator(_));
            c.u().flags |= match (generator, is_async) {
                (true, true) => flags::ASYNC_GENERATOR,
                (true, false) => flags::GENERATOR,
                (false, true) => flags::COROUTINE,
                (false, false) => 0,
            };
            if generator || is_async {
                c.u().emit(Op::ReturnGenerator, 0, 0, 0);
            }
            c.at(expr);
            let result = c.u().temp();
            c.loops(building, generators, 0, result)?;
            if generator {
                c.u().emit_aux(Op::ReturnNone, IMPLICIT, 0, 0, 0);
            } else {
                c.u().emit(Op::Return, result, 0, 0);
            }
            Ok(())
        })?;
        let window = self.u().temps(5);
        self.make_function(unit, window, 0, 0);
        self.first_iterator(generators, window + 4)?;
        self.u().temps(2);
        self.u().emit(Op::Call, dst, window, 1);
        if is_async && !matches!(building, Building::Generator(_)) {
            let iterator = self.u().temp();
            self.u().emit_aux(Op::GetAwaitable, 0, iterator, dst, 0);
            self.send_loop(iterator, dst);
        }
        self.u().top = top;
        Ok(dst)
    }

    /// Asynchronous comprehensions stand in asynchronous functions, generator expressions anywhere.
    fn check_async_comprehension(&self, expr: &E, is_async: bool, lazy: bool) -> Done {
        if !is_async || lazy || self.awaits_at_top_level() {
            return Ok(());
        }
        let unit = self.units.last().expect("a block is being compiled");
        let in_comprehension = self.symbols.scopes[unit.scope].kind == ScopeKind::Comprehension;
        if self.in_async_function() || in_comprehension {
            return Ok(());
        }
        let message = "asynchronous comprehension outside of an asynchronous function".to_owned();
        Err(CompileError::at(message, (expr.start().into(), expr.end().into())))
    }

    fn first_iterator(&mut self, generators: &'a [ast::Comprehension], iterator: Reg) -> Done {
        let top = self.u().top;
        let iterable = self.expr(&generators[0].iter, None)?;
        let op = if generators[0].is_async { Op::GetAIter } else { Op::GetIter };
        self.u().emit(op, iterator, iterable, 0);
        self.u().top = top;
        Ok(())
    }

    /// The nested loops, from the first iterator on.
    fn loops(
        &mut self,
        building: Building<'a>,
        generators: &'a [ast::Comprehension],
        iterator: Reg,
        result: Reg,
    ) -> Done {
        match building {
            Building::List(_) => {
                self.u().emit(Op::BuildList, result, 0, 0);
            }
            Building::Set(_) => {
                self.u().emit(Op::BuildSet, result, 0, 0);
            }
            Building::Dict(..) => {
                self.u().emit(Op::BuildMap, result, 0, 0);
            }
            Building::Generator(_) => {}
        }
        self.level(building, generators, 0, iterator, result)
    }

    fn level(
        &mut self,
        building: Building<'a>,
        generators: &'a [ast::Comprehension],
        index: usize,
        iterator: Reg,
        result: Reg,
    ) -> Done {
        let Some(generator) = generators.get(index) else { return self.element(building, result) };
        let (top, settled) = (self.u().top, self.u().settled);
        let iterator = if index == 0 {
            iterator
        } else {
            let register = self.u().temp();
            let iterable = self.expr(&generator.iter, None)?;
            self.u().emit(if generator.is_async { Op::GetAIter } else { Op::GetIter }, register, iterable, 0);
            self.u().settle(register);
            register
        };
        let (body, next) = (self.u().label(), self.u().label());
        let item = match &generator.target {
            E::Name(name) => self.local_register(name.id.as_str()),
            _ => None,
        };
        let unnamed = item.is_none();
        let item = match item {
            Some(register) => register,
            None => self.u().temp(),
        };
        if generator.is_async {
            let exit = self.async_next(iterator, item, next)?;
            self.store(&generator.target, item)?;
            for test in &generator.ifs {
                self.jump_if(test, false, next)?;
            }
            self.level(building, generators, index + 1, 0, result)?;
            self.u().jump(Op::Jump, 0, next);
            self.end_async_for(exit);
            self.u().top = top;
            self.u().settled = settled;
            return Ok(());
        }
        self.u().jump(Op::Jump, 0, next);
        self.u().place(body);
        let kept = self.u().top - usize::from(unnamed);
        self.store(&generator.target, item)?;
        // Nothing reads an item that has been stored.
        self.u().top = kept;
        for test in &generator.ifs {
            self.jump_if(test, false, next)?;
        }
        self.level(building, generators, index + 1, 0, result)?;
        self.u().place(next);
        let unpacked = matches!(&generator.target, E::Tuple(_) | E::List(_));
        self.u().for_iter(item, iterator, unpacked, body);
        self.u().top = top;
        self.u().settled = settled;
        Ok(())
    }

    fn element(&mut self, building: Building<'a>, result: Reg) -> Done {
        let top = self.u().top;
        match building {
            Building::List(e) => {
                let value = self.expr(e, None)?;
                self.u().emit(Op::ListAppend, result, value, 0);
            }
            Building::Set(e) => {
                let value = self.expr(e, None)?;
                self.u().emit(Op::SetAdd, result, value, 0);
            }
            Building::Dict(k, v) => {
                let pair = self.u().temps(2);
                self.expr_to(k, pair)?;
                self.expr_to(v, pair + 1)?;
                self.u().emit(Op::MapAdd, result, pair, pair + 1);
            }
            Building::Generator(e) => {
                let value = self.expr(e, None)?;
                let is_async = self.u().flags & flags::ASYNC_GENERATOR != 0;
                let sent = self.u().temp();
                let value = if is_async {
                    let wrapped = self.u().temp();
                    self.u().emit(Op::AsyncGenWrap, wrapped, value, 0);
                    wrapped
                } else {
                    value
                };
                self.u().emit_yield(sent, value, top);
            }
        }
        self.u().top = top;
        Ok(())
    }
}
