//! Complex numbers: pairs of floats, with the arithmetic of those.

use super::Builder;
use crate::ir::{Cond, InstId, Op as Ir, Type};
use runtime::bytecode::{Instr, Op};
use runtime::tier::{complex_parts, operands_seen, seen_bits as seen};
use runtime::value::Value;

/// Real and imaginary part.
type Parts = (InstId, InstId);

impl Builder<'_> {
    /// Whether an operation is on complex numbers, as far as can be known or guessed.
    pub(super) fn is_complex(&mut self, pc: usize, op: Op, left: InstId, right: InstId) -> bool {
        if !matches!(op, Op::Add | Op::Sub | Op::Mul | Op::AddInt | Op::SubInt | Op::MulInt | Op::TrueDiv) {
            return false;
        }
        let operands = [left, right];
        let known = operands.iter().filter(|&&value| self.is_known_complex(value)).count();
        let open = operands.iter().filter(|&&value| self.is_open(value)).count();
        let real = operands.iter().filter(|&&value| matches!(self.ty(value), Type::Int | Type::Float)).count();
        if known + open + real < 2 {
            return false;
        }
        let code = self.code();
        let guess = operands_seen(code, pc) & seen::COMPLEX != 0 && !self.hopeless(pc);
        let divides = op == Op::TrueDiv && self.hopeless(pc);
        if open == 0 { known > 0 && !divides } else { guess }
    }

    fn is_known_complex(&self, value: InstId) -> bool {
        match self.function.inst(value).op {
            Ir::Word { bits } => complex_parts(Value::from_bits(bits)).is_some(),
            _ => self.ty(value) == Type::Complex,
        }
    }

    /// Whether a value may be anything.
    fn is_open(&self, value: InstId) -> bool {
        self.ty(value) == Type::Value && !self.known_other(value)
    }

    /// `left op right` of complex numbers.
    pub(super) fn complex_operation(&mut self, pc: usize, op: Op, left: InstId, right: InstId) -> Option<InstId> {
        if self.is_open(left) && self.is_open(right) {
            let state = self.state(pc);
            self.emit_at(Ir::GuardHeapAmong, vec![left, right], state);
        }
        // Where the other operand is a float or int, only a complex number makes the operation one of these.
        let is_real = |this: &Self, value| matches!(this.ty(value), Type::Int | Type::Float);
        let exact = [is_real(self, right), is_real(self, left)];
        let a = self.complex_operand(left, exact[0], pc)?;
        let b = self.complex_operand(right, exact[1], pc)?;
        let (real, imag) = match op {
            Op::Add | Op::AddInt => self.by_parts(Ir::FloatAdd, a, b),
            Op::Sub | Op::SubInt => self.by_parts(Ir::FloatSub, a, b),
            Op::Mul | Op::MulInt => self.complex_product(a, b),
            _ => {
                let args = vec![self.complex(a), self.complex(b)];
                let state = self.state(pc);
                return Some(self.emit_at(Ir::ComplexDiv, args, state));
            }
        };
        Some(self.complex((real, imag)))
    }

    fn by_parts(&mut self, op: Ir, a: Parts, b: Parts) -> Parts {
        (self.emit(op, vec![a.0, b.0]), self.emit(op, vec![a.1, b.1]))
    }

    fn complex_product(&mut self, a: Parts, b: Parts) -> Parts {
        let mut product = |x, y| self.emit(Ir::FloatMul, vec![x, y]);
        let [same, other] = [[product(a.0, b.0), product(a.1, b.1)], [product(a.0, b.1), product(a.1, b.0)]];
        (self.emit(Ir::FloatSub, same.to_vec()), self.emit(Ir::FloatAdd, other.to_vec()))
    }

    fn complex(&mut self, (real, imag): Parts) -> InstId {
        self.emit(Ir::MakeComplex, vec![real, imag])
    }

    fn float_constant(&mut self, value: f64) -> InstId {
        self.emit(Ir::Float { bits: value.to_bits() }, vec![])
    }

    /// The parts of a number; `exact`: which must be complex if it may be anything.
    fn complex_operand(&mut self, value: InstId, exact: bool, pc: usize) -> Option<Parts> {
        if let Ir::Word { bits } = self.function.inst(value).op {
            let (real, imag) = complex_parts(Value::from_bits(bits))?;
            return Some((self.float_constant(real), self.float_constant(imag)));
        }
        match self.ty(value) {
            Type::Int | Type::Float => {
                let real = self.float(value, pc)?;
                Some((real, self.float_constant(0.0)))
            }
            Type::Value => {
                let state = self.state(pc);
                let op = if exact { Ir::GuardComplex } else { Ir::GuardComplexNumber };
                let number = self.emit_at(op, vec![value], state);
                if exact {
                    self.refine(value, number);
                }
                Some(self.complex_parts(number))
            }
            Type::Complex => Some(self.complex_parts(value)),
            Type::Wide | Type::Bool | Type::Nothing => None,
        }
    }

    /// The parts of a complex number.
    pub(super) fn complex_parts(&mut self, number: InstId) -> Parts {
        let inst = self.function.inst(number);
        if inst.op == Ir::MakeComplex {
            return (inst.args[0], inst.args[1]);
        }
        (self.emit(Ir::ComplexReal, vec![number]), self.emit(Ir::ComplexImag, vec![number]))
    }

    /// `number.real` or `number.imag`; none if that is not what the instruction loads.
    pub(super) fn complex_part(&mut self, number: InstId, instr: Instr) -> Option<InstId> {
        if self.ty(number) != Type::Complex {
            return None;
        }
        let code = self.code();
        let is = |name: &str| code.unit.names[usize::from(instr.c())].as_str() == Some(name);
        let (real, imag) = (is("real"), is("imag"));
        if !real && !imag {
            return None;
        }
        let parts = self.complex_parts(number);
        Some(if real { parts.0 } else { parts.1 })
    }

    /// `-number`
    pub(super) fn complex_negated(&mut self, number: InstId) -> InstId {
        let (real, imag) = self.complex_parts(number);
        let parts = (self.emit(Ir::FloatNeg, vec![real]), self.emit(Ir::FloatNeg, vec![imag]));
        self.complex(parts)
    }

    /// Whether a complex number differs from 0.
    pub(super) fn complex_truth(&mut self, number: InstId) -> InstId {
        let zero = self.float_constant(0.0);
        let equal = self.complex_equal(number, zero, zero);
        self.emit(Ir::Not, vec![equal])
    }

    /// `left == right` or its opposite, one a complex number and the other one or a real number.
    pub(super) fn compare_complex(&mut self, cond: Cond, left: InstId, right: InstId, pc: usize) -> Option<InstId> {
        let (number, other) = if self.ty(left) == Type::Complex { (left, right) } else { (right, left) };
        if self.ty(number) != Type::Complex || !matches!(cond, Cond::Eq | Cond::Ne) {
            return None;
        }
        let (real, imag) = match self.ty(other) {
            Type::Complex => self.complex_parts(other),
            Type::Float => (other, self.float_constant(0.0)),
            Type::Int => {
                let state = self.state(pc);
                (self.emit_at(Ir::ExactFloat, vec![other], state), self.float_constant(0.0))
            }
            Type::Value | Type::Wide | Type::Bool | Type::Nothing => return None,
        };
        let equal = self.complex_equal(number, real, imag);
        Some(if cond == Cond::Ne { self.emit(Ir::Not, vec![equal]) } else { equal })
    }

    fn complex_equal(&mut self, number: InstId, real: InstId, imag: InstId) -> InstId {
        let parts = self.complex_parts(number);
        let mut both = Vec::new();
        for (x, y) in [(parts.0, real), (parts.1, imag)] {
            let same = self.emit(Ir::FloatCompare { cond: Cond::Eq }, vec![x, y]);
            both.push(self.emit(Ir::BoolToInt, vec![same]));
        }
        let both = self.emit(Ir::IntAnd, both);
        let zero = self.emit(Ir::Int { value: 0 }, vec![]);
        self.emit(Ir::IntCompare { cond: Cond::Ne }, vec![both, zero])
    }

    /// `complex(real, imag)` of real numbers; none if that is not what they are.
    pub(super) fn complex_call(&mut self, args: &[InstId], pc: usize) -> Option<InstId> {
        if let [number] = args
            && self.ty(*number) == Type::Complex
        {
            return Some(*number);
        }
        let real = |this: &Self, value: InstId| match this.ty(value) {
            Type::Int | Type::Float => true,
            _ => this.is_open(value),
        };
        if !(1..=2).contains(&args.len()) || !args.iter().all(|&value| real(self, value)) || self.was_reached(pc) {
            return None;
        }
        let first = self.float(args[0], pc)?;
        let second = match args.get(1) {
            Some(&imag) => self.float(imag, pc)?,
            None => self.float_constant(0.0),
        };
        Some(self.complex((first, second)))
    }
}
