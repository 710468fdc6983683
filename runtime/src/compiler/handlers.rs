//! `try`, `except`, `finally`, `with`: exception-table regions, and what leaving them early has to do.
//!
//! A handler's code is itself covered by a *cleanup* region that restores the handled exception when something is raised
//! in it. `finally` bodies are compiled once for each way of leaving the `try`, as CPython does.

use super::builder::{Block, Label, Reg};
use super::expression::range_of;
use super::names::Binding;
use super::{CompileError, Compiler, Done};
use crate::bytecode::Op;
use crate::bytecode::opcodes::IMPLICIT;
use parser::ast::{self, Stmt as S};

/// Registers and labels of an exception handler being compiled.
struct Handler {
    exception: Reg,
    save: Reg,
    cleanup: Label,
    cleanup_exception: Reg,
    region: usize,
}

impl<'a> Compiler<'a> {
    /// Emits what leaving all blocks from `keep` up has to do, innermost first. Their regions are suspended.
    pub(super) fn unwind(&mut self, blocks: &mut Vec<Block<'a>>, keep: usize) -> Done {
        let saved: Vec<Block<'a>> = blocks[keep..].to_vec();
        while blocks.len() > keep {
            let block = blocks.pop().expect("there are more than `keep`");
            match block {
                Block::Loop { .. } | Block::StarHandler => {}
                Block::Finally { body, region } => {
                    self.u().suspend_region(region);
                    let bound = self.u().bound.clone();
                    self.stmts(body, blocks)?;
                    self.u().bound = bound;
                }
                Block::With { exit, is_async, region, position } => {
                    self.u().suspend_region(region);
                    self.u().position = position;
                    self.call_exit(exit, is_async);
                }
                Block::Handler { save, name, regions } => {
                    for region in regions {
                        self.u().suspend_region(region);
                    }
                    self.u().emit(Op::PopExc, save, 0, 0);
                    if let Some(name) = name {
                        self.unbind(&name);
                    }
                }
            }
        }
        blocks.extend(saved);
        Ok(())
    }

    /// Goes on inside the blocks that [`Compiler::unwind`] left.
    pub(super) fn resume(&mut self, blocks: &[Block<'a>], keep: usize) {
        for block in &blocks[keep..] {
            match block {
                Block::Loop { .. } | Block::StarHandler => {}
                Block::Finally { region, .. } | Block::With { region, .. } => self.u().resume_region(*region),
                Block::Handler { regions, .. } => {
                    for &region in regions {
                        self.u().resume_region(region);
                    }
                }
            }
        }
    }

    /// `name = None; del name`
    fn unbind(&mut self, name: &str) {
        let saved = self.at_nothing();
        let temp = self.u().temp();
        self.load_none(temp);
        self.store_name(name, temp);
        self.delete_name(name);
        self.u().top -= 1;
        self.u().position = saved;
    }

    /// `exit(None, None, None)`
    fn call_exit(&mut self, exit: Reg, is_async: bool) {
        let top = self.u().top;
        let window = self.u().temps(9);
        self.u().emit(Op::Move, window, exit, 0);
        for index in 0..3 {
            self.load_none(window + 4 + index);
        }
        self.u().emit(Op::Call, window, window, 3);
        if is_async {
            let iterator = self.u().temp();
            self.u().emit_aux(Op::GetAwaitable, 2, iterator, window, 0);
            self.send_loop(iterator, window);
        }
        self.u().top = top;
    }

    /// Begins the code of a handler at `target`.
    fn begin_handler(&mut self, target: Label, exception: Reg) -> Handler {
        let save = self.u().temp();
        let cleanup_exception = self.u().temp();
        let cleanup = self.u().label();
        self.u().place(target);
        let saved = self.at_nothing();
        self.u().emit(Op::PushExc, save, exception, 0);
        self.u().position = saved;
        let region = self.u().open_region(cleanup, cleanup_exception);
        Handler { exception, save, cleanup, cleanup_exception, region }
    }

    /// Ends the code of a handler: what is raised in it restores the handled exception and goes on.
    fn end_handler(&mut self, handler: &Handler) {
        self.u().close_region(handler.region);
        let saved = self.at_nothing();
        self.u().place(handler.cleanup);
        self.u().emit(Op::PopExc, handler.save, 0, 0);
        self.u().emit(Op::Reraise, handler.cleanup_exception, 0, 0);
        self.u().position = saved;
    }

    pub(super) fn try_(
        &mut self,
        body: &'a [S],
        handlers: &'a [ast::ExceptHandler],
        orelse: &'a [S],
        last: &'a [S],
        star: bool,
        blocks: &mut Vec<Block<'a>>,
    ) -> Done {
        if last.is_empty() {
            return self.try_except(body, handlers, orelse, star, blocks);
        }
        let (target, end) = (self.u().label(), self.u().label());
        let exception = self.u().temp();
        let before = self.u().bound.clone();
        let region = self.u().open_region(target, exception);
        blocks.push(Block::Finally { body: last, region });
        if handlers.is_empty() {
            self.stmts(body, blocks)?;
        } else {
            self.try_except(body, handlers, orelse, star, blocks)?;
        }
        blocks.pop();
        self.u().close_region(region);
        self.stmts(last, blocks)?;
        self.u().jump(Op::Jump, 0, end);
        let normal = std::mem::replace(&mut self.u().bound, before);
        let handler = self.begin_handler(target, exception);
        blocks.push(Block::Handler { save: handler.save, name: None, regions: vec![handler.region] });
        self.stmts(last, blocks)?;
        blocks.pop();
        self.u().emit(Op::Reraise, handler.exception, 0, 0);
        self.end_handler(&handler);
        self.u().place(end);
        self.u().bound = normal;
        Ok(())
    }

    fn try_except(
        &mut self,
        body: &'a [S],
        handlers: &'a [ast::ExceptHandler],
        orelse: &'a [S],
        star: bool,
        blocks: &mut Vec<Block<'a>>,
    ) -> Done {
        let (target, end) = (self.u().label(), self.u().label());
        let exception = self.u().temp();
        let before = self.u().bound.clone();
        let region = self.u().open_region(target, exception);
        // A block that undoes nothing, so that early exits suspend the region.
        blocks.push(Block::Finally { body: &[], region });
        self.stmts(body, blocks)?;
        blocks.pop();
        self.u().close_region(region);
        self.stmts(orelse, blocks)?;
        self.u().jump(Op::Jump, 0, end);
        let mut after = std::mem::replace(&mut self.u().bound, before.clone());
        let handler = self.begin_handler(target, exception);
        if star {
            self.star_handlers(&handler, handlers, end, blocks)?;
        } else {
            for (index, clause) in handlers.iter().enumerate() {
                let ast::ExceptHandler::ExceptHandler(clause) = clause;
                if clause.type_.is_none() && index + 1 < handlers.len() {
                    return Err(CompileError::at("default 'except:' must be last".to_owned(), range_of(clause)));
                }
                self.u().bound = before.clone();
                self.except_clause(&handler, clause, end, blocks)?;
                let bound = self.u().bound.clone();
                let leaves =
                    matches!(clause.body.last(), Some(S::Return(_) | S::Raise(_) | S::Break(_) | S::Continue(_)));
                if !leaves {
                    after.retain(|register| bound.contains(register));
                }
            }
            if let Some(ast::ExceptHandler::ExceptHandler(last)) = handlers.last() {
                self.at(last);
            }
            self.u().emit(Op::Reraise, handler.exception, 0, 0);
        }
        self.end_handler(&handler);
        self.u().place(end);
        self.u().bound = if star { before } else { after };
        Ok(())
    }

    fn except_clause(
        &mut self,
        handler: &Handler,
        clause: &'a ast::ExceptHandlerExceptHandler,
        end: Label,
        blocks: &mut Vec<Block<'a>>,
    ) -> Done {
        let next = self.u().label();
        self.at(clause);
        if let Some(name) = &clause.name {
            self.check_name(name.as_str(), range_of(clause), Binding::Assign)?;
        }
        if let Some(class) = &clause.type_ {
            let top = self.u().top;
            let class_register = self.expr(class, None)?;
            let matches = self.u().temp();
            self.at(&**class);
            self.u().emit(Op::CheckExcMatch, matches, handler.exception, class_register);
            self.u().jump(Op::JumpIfFalse, matches, next);
            self.u().top = top;
        } else {
            // The line of a bare `except:`.
            self.u().emit(Op::Nop, 0, 0, 0);
        }
        let name = clause.name.as_ref().map(|name| name.to_string());
        self.handler_body(handler, &clause.body, name, blocks)?;
        self.u().emit(Op::PopExc, handler.save, 0, 0);
        self.u().jump(Op::Jump, 0, end);
        self.u().place(next);
        Ok(())
    }

    /// A handler's body with its name bound, which is unbound however the body ends.
    fn handler_body(
        &mut self,
        handler: &Handler,
        body: &'a [S],
        name: Option<String>,
        blocks: &mut Vec<Block<'a>>,
    ) -> Done {
        let Some(name) = name else {
            blocks.push(Block::Handler { save: handler.save, name: None, regions: vec![handler.region] });
            self.stmts(body, blocks)?;
            blocks.pop();
            return Ok(());
        };
        self.store_name(&name, handler.exception);
        let (target, end) = (self.u().label(), self.u().label());
        let exception = self.u().temp();
        let region = self.u().open_region(target, exception);
        blocks.push(Block::Handler {
            save: handler.save,
            name: Some(name.clone()),
            regions: vec![region, handler.region],
        });
        self.stmts(body, blocks)?;
        blocks.pop();
        self.u().close_region(region);
        self.unbind(&name);
        self.u().jump(Op::Jump, 0, end);
        self.u().place(target);
        self.unbind(&name);
        self.at_nothing();
        self.u().emit(Op::Reraise, exception, 0, 0);
        self.u().place(end);
        Ok(())
    }

    /// `except*`: each clause takes its part; what the bodies raise and what nobody takes is raised at the end.
    fn star_handlers(
        &mut self,
        handler: &Handler,
        handlers: &'a [ast::ExceptHandler],
        end: Label,
        blocks: &mut Vec<Block<'a>>,
    ) -> Done {
        let raised = self.u().temp();
        let rest = self.u().temps(2);
        self.at_nothing();
        self.u().emit(Op::BuildList, raised, 0, 0);
        self.u().emit(Op::Move, rest, handler.exception, 0);
        for clause in handlers {
            let ast::ExceptHandler::ExceptHandler(clause) = clause;
            let next = self.u().label();
            let top = self.u().top;
            self.at(clause);
            let Some(class) = &clause.type_ else {
                return Err(CompileError::text("expected one or more exception types".to_owned()));
            };
            let class = self.expr(class, None)?;
            self.u().emit(Op::CheckEgMatch, rest, rest, class);
            self.u().jump(Op::JumpIfNone, rest + 1, next);
            let inner = self.u().temp();
            self.u().emit(Op::PushExc, inner, rest + 1, 0);
            let (target, done) = (self.u().label(), self.u().label());
            let exception = self.u().temp();
            let region = self.u().open_region(target, exception);
            if let Some(name) = &clause.name {
                self.check_name(name.as_str(), range_of(clause), Binding::Assign)?;
                self.store_name(name.as_str(), rest + 1);
            }
            blocks.push(Block::StarHandler);
            self.stmts(&clause.body, blocks)?;
            blocks.pop();
            self.u().close_region(region);
            self.at_nothing();
            self.u().emit(Op::PopExc, inner, 0, 0);
            self.u().jump(Op::Jump, 0, done);
            self.u().place(target);
            self.u().emit(Op::PopExc, inner, 0, 0);
            self.u().emit(Op::ListAppend, raised, exception, 0);
            self.u().place(done);
            if let Some(name) = &clause.name {
                self.unbind(name.as_str());
            }
            self.u().place(next);
            self.u().top = top;
        }
        self.u().emit(Op::ListAppend, raised, rest, 0);
        let result = self.u().temp();
        self.u().emit(Op::PrepReraiseStar, result, handler.exception, raised);
        let again = self.u().label();
        self.u().jump(Op::JumpIfNotNone, result, again);
        self.u().emit(Op::PopExc, handler.save, 0, 0);
        self.u().jump(Op::Jump, 0, end);
        self.u().place(again);
        self.u().emit(Op::Reraise, result, 0, 0);
        Ok(())
    }

    pub(super) fn with(
        &mut self,
        items: &'a [ast::WithItem],
        body: &'a [S],
        is_async: bool,
        blocks: &mut Vec<Block<'a>>,
    ) -> Done {
        let Some((item, rest)) = items.split_first() else { return self.stmts(body, blocks) };
        let entered = self.u().temps(2);
        let exit = entered + 1;
        let manager = self.u().temp();
        self.expr_to(&item.context_expr, manager)?;
        // What leaving calls stands for the whole statement, as in CPython.
        let position = self.at(&item.context_expr);
        if is_async {
            self.u().emit(Op::BeforeAsyncWith, entered, manager, 0);
            let iterator = self.u().temp();
            self.u().emit_aux(Op::GetAwaitable, 1, iterator, entered, 0);
            self.send_loop(iterator, entered);
        } else {
            self.u().emit(Op::BeforeWith, entered, manager, 0);
        }
        self.u().position = position;
        let (target, end) = (self.u().label(), self.u().label());
        let exception = self.u().temp();
        let before = self.u().bound.clone();
        let region = self.u().open_region(target, exception);
        blocks.push(Block::With { exit, is_async, region, position });
        if let Some(vars) = &item.optional_vars {
            self.store(vars, entered)?;
        }
        self.with(rest, body, is_async, blocks)?;
        blocks.pop();
        self.u().close_region(region);
        let saved = std::mem::replace(&mut self.u().position, position);
        self.call_exit(exit, is_async);
        self.u().jump(Op::Jump, 0, end);
        let handler = self.begin_handler(target, exception);
        let suppressed = self.u().temp();
        self.u().emit(Op::WithExceptStart, suppressed, exit, exception);
        if is_async {
            let iterator = self.u().temp();
            self.u().emit_aux(Op::GetAwaitable, 2, iterator, suppressed, 0);
            self.send_loop(iterator, suppressed);
        }
        let swallow = self.u().label();
        self.u().jump(Op::JumpIfTrue, suppressed, swallow);
        self.u().emit_aux(Op::Reraise, IMPLICIT, exception, 0, 0);
        self.u().place(swallow);
        self.u().emit(Op::PopExc, handler.save, 0, 0);
        self.u().jump(Op::Jump, 0, end);
        self.end_handler(&handler);
        self.u().place(end);
        self.u().position = saved;
        self.u().bound = before;
        Ok(())
    }
}
