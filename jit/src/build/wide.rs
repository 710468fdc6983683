//! Ints that need more than a word: arithmetic in 128 bits, and in one word where a mask throws the rest away.

use super::Builder;
use crate::ir::{InstId, Op as Ir, Type};
use runtime::bytecode::Op;

impl Builder<'_> {
    /// The value as a wide int, guarded; none if it is known to be something else.
    pub(super) fn wide(&mut self, value: InstId, pc: usize) -> Option<InstId> {
        match self.ty(value) {
            Type::Wide => Some(value),
            Type::Int => Some(self.emit(Ir::IntToWide, vec![value])),
            Type::Value if !self.known_other(value) => {
                let state = self.state(pc);
                let wide = self.emit_at(Ir::GuardWide, vec![value], state);
                self.refine(value, wide);
                Some(wide)
            }
            Type::Value | Type::Bool | Type::Float | Type::Complex | Type::Nothing => None,
        }
    }

    /// `left op right` of ints of which one may be wide; none if the operation has no such form.
    pub(super) fn wide_operation(&mut self, pc: usize, op: Op, left: InstId, right: InstId) -> Option<InstId> {
        if let Op::And | Op::AndInt = op {
            return self.masked(pc, left, right);
        }
        if let Op::Mod | Op::ModInt | Op::FloorDiv | Op::FloorDivInt = op {
            return self.wide_division(pc, op, left, right);
        }
        if let Op::LShift | Op::LShiftInt | Op::RShift | Op::RShiftInt = op {
            return self.wide_shift(pc, op, left, right);
        }
        let ir = match op {
            Op::Add | Op::AddInt => Ir::WideAdd,
            Op::Sub | Op::SubInt => Ir::WideSub,
            Op::Mul | Op::MulInt => Ir::WideMul,
            Op::Or => Ir::WideOr,
            Op::Xor => Ir::WideXor,
            _ => return None,
        };
        let (left, right) = (self.wide(left, pc)?, self.wide(right, pc)?);
        let state = self.state(pc);
        Some(self.emit_at(ir, vec![left, right], state))
    }

    /// Division by an int of a word.
    fn wide_division(&mut self, pc: usize, op: Op, left: InstId, right: InstId) -> Option<InstId> {
        if self.ty(right) != Type::Int {
            return None;
        }
        let left = self.wide(left, pc)?;
        let state = self.state(pc);
        let remainder = matches!(op, Op::Mod | Op::ModInt);
        if remainder {
            return Some(self.emit_at(Ir::WideModInt, vec![left, right], state));
        }
        // The quotient of two words is one, but that of the most negative by -1; others are for the runtime.
        match self.function.inst(left).op {
            Ir::IntToWide => Some(self.emit_at(Ir::WideDivInt, vec![left, right], state)),
            _ => None,
        }
    }

    fn wide_shift(&mut self, pc: usize, op: Op, left: InstId, right: InstId) -> Option<InstId> {
        let Ir::Int { value } = self.function.inst(right).op else { return None };
        let count = u8::try_from(value).ok().filter(|&count| count < 127)?;
        let left = self.wide(left, pc)?;
        let state = self.state(pc);
        let ir = match op {
            Op::LShift | Op::LShiftInt => Ir::WideShl { count },
            _ => Ir::WideShr { count },
        };
        Some(self.emit_at(ir, vec![left], state))
    }

    /// `left & right`: a mask of up to 64 bits leaves one word of the other operand, which then needs no more than that.
    fn masked(&mut self, pc: usize, left: InstId, right: InstId) -> Option<InstId> {
        let mask_of = |this: &Self, value: InstId| match this.function.inst(value).op {
            Ir::Int { value } => u64::try_from(value).ok(),
            Ir::Wide { value } => u64::try_from(value).ok(),
            _ => None,
        };
        let (value, mask) = match (mask_of(self, left), mask_of(self, right)) {
            (_, Some(mask)) => (left, mask),
            (Some(mask), None) => (right, mask),
            (None, None) => {
                let (left, right) = (self.wide(left, pc)?, self.wide(right, pc)?);
                return Some(self.emit(Ir::WideAnd, vec![left, right]));
            }
        };
        let wide = match self.ty(value) {
            Type::Int => value,
            _ => self.wide(value, pc)?,
        };
        let low = self.low_word(wide);
        let masked = if mask == u64::MAX {
            low
        } else {
            let mask = self.emit(Ir::Int { value: mask as i64 }, vec![]);
            self.emit(Ir::IntAnd, vec![low, mask])
        };
        Some(if mask >> 63 == 0 { masked } else { self.emit(Ir::WordToWide, vec![masked]) })
    }

    /// The low 64 bits of an int, computed in 64 bits: what produced it needs no more of its operands either.
    fn low_word(&mut self, value: InstId) -> InstId {
        let inst = self.function.inst(value).clone();
        let ir = match inst.op {
            Ir::WideAdd | Ir::IntAdd => Ir::WordAdd,
            Ir::WideSub | Ir::IntSub => Ir::WordSub,
            Ir::WideMul | Ir::IntMul => Ir::WordMul,
            Ir::WideAnd => Ir::IntAnd,
            Ir::WideOr => Ir::IntOr,
            Ir::WideXor => Ir::IntXor,
            Ir::IntToWide | Ir::WordToWide => return self.low_of_word(inst.args[0]),
            Ir::Wide { value } => return self.emit(Ir::Int { value: value as i64 }, vec![]),
            Ir::WideShl { count } => {
                let low = self.low_word(inst.args[0]);
                if count > 63 {
                    return self.emit(Ir::Int { value: 0 }, vec![]);
                }
                return self.emit(Ir::WordShl { count }, vec![low]);
            }
            _ if inst.ty == Type::Int => return value,
            _ => return self.emit(Ir::WideLow, vec![value]),
        };
        let args = inst.args.iter().map(|&arg| self.low_word(arg)).collect();
        self.emit(ir, args)
    }

    fn low_of_word(&mut self, value: InstId) -> InstId {
        match self.function.inst(value).op {
            Ir::IntAdd | Ir::IntSub | Ir::IntMul => self.low_word(value),
            _ => value,
        }
    }
}
