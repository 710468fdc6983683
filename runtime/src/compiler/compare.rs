//! Boolean operators, comparisons and the jumps they fuse with.

use super::builder::{Label, Reg};
use super::expression::small_int;
use super::fold::{fold, truth};
use super::{CompileError, Compiler, Done};
use crate::bytecode::{Constant, Op};
use parser::ast::{self, Expr as E};

/// What the compiler gives for an expression.
type Value = Result<Reg, CompileError>;

impl<'a> Compiler<'a> {
    pub(super) fn bool_op(&mut self, e: &'a ast::ExprBoolOp, dst: Option<Reg>) -> Value {
        let dst = self.target(dst);
        let result = self.u().temp();
        let end = self.u().label();
        let op = if matches!(e.op, ast::BoolOp::And) { Op::JumpIfFalse } else { Op::JumpIfTrue };
        let mut bound = None;
        for (index, value) in e.values.iter().enumerate() {
            self.expr_to(value, result)?;
            if index + 1 < e.values.len() {
                self.u().jump(op, result, end);
            }
            if index == 0 {
                bound = Some(self.u().bound.clone());
            }
        }
        self.u().place(end);
        if let Some(bound) = bound {
            self.u().bound = bound;
        }
        self.u().emit(Op::Move, dst, result, 0);
        Ok(dst)
    }

    fn compare_op(op: ast::CmpOp) -> Op {
        use ast::CmpOp as C;
        match op {
            C::Eq => Op::Eq,
            C::NotEq => Op::Ne,
            C::Lt => Op::Lt,
            C::LtE => Op::Le,
            C::Gt => Op::Gt,
            C::GtE => Op::Ge,
            C::Is => Op::Is,
            C::IsNot => Op::IsNot,
            C::In => Op::In,
            C::NotIn => Op::NotIn,
        }
    }

    /// The right operand of a comparison: displays of constants after `in` become constants.
    fn comparand(&mut self, op: ast::CmpOp, right: &'a E) -> Value {
        if matches!(op, ast::CmpOp::In | ast::CmpOp::NotIn) {
            let items = match right {
                E::List(list) => Some((&list.elts, false)),
                E::Set(set) => Some((&set.elts, true)),
                _ => None,
            };
            if let Some((items, is_set)) = items
                && let Some(items) = items.iter().map(fold).collect::<Option<Vec<_>>>()
            {
                let constant = if is_set { Constant::FrozenSet(items) } else { Constant::Tuple(items) };
                return Ok(self.load_constant(constant, None));
            }
        }
        self.operand(right)
    }

    pub(super) fn compare(&mut self, e: &'a ast::ExprCompare, dst: Option<Reg>) -> Value {
        self.warn_of_identity(e);
        let dst = self.target(dst);
        let top = self.u().top;
        let result = self.u().temp();
        let mut left = self.operand(&e.left)?;
        let end = self.u().label();
        let last = e.ops.len() - 1;
        for (index, (&op, right)) in e.ops.iter().zip(&e.comparators).enumerate() {
            let right = self.comparand(op, right)?;
            let to = if last == 0 { dst } else { result };
            self.u().emit(Self::compare_op(op), to, left, right);
            if index < last {
                self.u().jump(Op::JumpIfFalse, result, end);
            }
            left = right;
        }
        self.u().place(end);
        if last > 0 {
            self.u().emit(Op::Move, dst, result, 0);
        }
        self.u().top = top;
        Ok(dst)
    }

    /// Jumps to `to` if the truth of `test` is `sense`.
    pub(super) fn jump_if(&mut self, test: &'a E, sense: bool, to: Label) -> Done {
        let saved = self.at(test);
        let result = self.jump_if_inner(test, sense, to);
        self.u().position = saved;
        result
    }

    fn jump_if_inner(&mut self, test: &'a E, sense: bool, to: Label) -> Done {
        match test {
            E::UnaryOp(e) if matches!(e.op, ast::UnaryOp::Not) => return self.jump_if(&e.operand, !sense, to),
            E::BoolOp(e) => {
                let is_and = matches!(e.op, ast::BoolOp::And);
                let (last, rest) = e.values.split_last().expect("boolean operators have operands");
                if is_and != sense {
                    // One operand decides.
                    let mut bound = None;
                    for value in &e.values {
                        self.jump_if(value, sense, to)?;
                        bound.get_or_insert_with(|| self.units.last().map(|u| u.bound.clone()));
                    }
                    if let Some(Some(bound)) = bound {
                        self.u().bound = bound;
                    }
                    return Ok(());
                }
                let over = self.u().label();
                for value in rest {
                    self.jump_if(value, !sense, over)?;
                }
                let bound = self.u().bound.clone();
                self.jump_if(last, sense, to)?;
                self.u().bound = bound;
                self.u().place(over);
                return Ok(());
            }
            E::Compare(e) if e.ops.len() == 1 && !self.u().long => return self.compare_jump(e, sense, to),
            _ => {}
        }
        if let Some(truth) = fold(test).map(|constant| truth(&constant)) {
            if truth == sense {
                self.u().jump(Op::Jump, 0, to);
            }
            return Ok(());
        }
        let top = self.u().top;
        let value = self.expr(test, None)?;
        self.u().jump(if sense { Op::JumpIfTrue } else { Op::JumpIfFalse }, value, to);
        self.u().top = top;
        Ok(())
    }

    fn compare_jump(&mut self, e: &'a ast::ExprCompare, sense: bool, to: Label) -> Done {
        use ast::CmpOp as C;
        self.warn_of_identity(e);
        let (op, right) = (e.ops[0], &e.comparators[0]);
        let top = self.u().top;
        let is_none = matches!(right, E::Constant(c) if matches!(c.value, ast::Constant::None));
        let left = self.operand(&e.left)?;
        if is_none && matches!(op, C::Is | C::IsNot) {
            let none = matches!(op, C::Is) == sense;
            self.u().jump(if none { Op::JumpIfNone } else { Op::JumpIfNotNone }, left, to);
            self.u().top = top;
            return Ok(());
        }
        if let Some(n) = small_int(right) {
            let op = match (op, sense) {
                (C::Lt, true) => Some(Op::JumpIfLtInt),
                (C::LtE, true) => Some(Op::JumpIfLeInt),
                (C::Eq, true) => Some(Op::JumpIfEqInt),
                (C::NotEq, true) => Some(Op::JumpIfNeInt),
                (C::Gt, true) => Some(Op::JumpIfGtInt),
                (C::GtE, true) => Some(Op::JumpIfGeInt),
                (C::Lt, false) => Some(Op::JumpIfNotLtInt),
                (C::LtE, false) => Some(Op::JumpIfNotLeInt),
                (C::Eq, false) => Some(Op::JumpIfNotEqInt),
                (C::NotEq, false) => Some(Op::JumpIfNotNeInt),
                (C::Gt, false) => Some(Op::JumpIfNotGtInt),
                (C::GtE, false) => Some(Op::JumpIfNotGeInt),
                _ => None,
            };
            if let Some(op) = op {
                self.u().jump_c(op, left, n as Reg, to);
                self.u().top = top;
                return Ok(());
            }
        }
        let right = self.comparand(op, right)?;
        let op = match (op, sense) {
            (C::Lt, true) => Op::JumpIfLt,
            (C::LtE, true) => Op::JumpIfLe,
            (C::Eq, true) => Op::JumpIfEq,
            (C::NotEq, true) => Op::JumpIfNe,
            (C::Gt, true) => Op::JumpIfGt,
            (C::GtE, true) => Op::JumpIfGe,
            (C::Lt, false) => Op::JumpIfNotLt,
            (C::LtE, false) => Op::JumpIfNotLe,
            (C::Eq, false) => Op::JumpIfNotEq,
            (C::NotEq, false) => Op::JumpIfNotNe,
            (C::Gt, false) => Op::JumpIfNotGt,
            (C::GtE, false) => Op::JumpIfNotGe,
            (C::Is, true) | (C::IsNot, false) => Op::JumpIfIs,
            (C::Is, false) | (C::IsNot, true) => Op::JumpIfIsNot,
            (C::In, true) | (C::NotIn, false) => Op::JumpIfIn,
            (C::In, false) | (C::NotIn, true) => Op::JumpIfNotIn,
        };
        self.u().jump_c(op, left, right, to);
        self.u().top = top;
        Ok(())
    }
}
