//! Unboxing, boxing, ints and floats.

use super::{Lowering, int_cc};
use crate::ir::{Cond, FloatFunction, InstId, Op, Reason};
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, MemFlagsData, Value, types};
use runtime::object::protocol::BinaryOp;
use runtime::tier;
use runtime::value::{FLOAT_MIN, FLOAT_OFFSET, INT_SHIFT, INT_TAG};

pub(super) fn float_cc(cond: Cond) -> FloatCC {
    match cond {
        Cond::Lt => FloatCC::LessThan,
        Cond::Le => FloatCC::LessThanOrEqual,
        Cond::Eq => FloatCC::Equal,
        Cond::Ne => FloatCC::NotEqual,
        Cond::Gt => FloatCC::GreaterThan,
        Cond::Ge => FloatCC::GreaterThanOrEqual,
    }
}

impl Lowering<'_, '_> {
    /// Lowers an operation of this file: its result; none if the operation is not of this file.
    pub(super) fn arithmetic(&mut self, id: InstId) -> Option<Option<Value>> {
        let value = match self.function.inst(id).op {
            Op::GuardInt => self.guard_int(id),
            Op::GuardFloat => self.guard_float(id),
            Op::GuardNumber => self.guard_number(id),
            Op::GuardBool => self.guard_bool(id),
            Op::TryArithmetic { op, mixed } => self.try_arithmetic(id, op, mixed),
            Op::TryCompare { cond, mixed } => self.try_compare(id, cond, mixed),
            Op::ExactFloat => self.exact_float(id),
            Op::BoxInt => {
                let value = self.arg(id, 0);
                self.boxed_int(value)
            }
            Op::BoxSmall => {
                let (value, tag) = (self.arg(id, 0), self.int_tag());
                self.b.ins().bor(value, tag)
            }
            Op::BoxNumber => {
                let (float, is_int) = (self.arg(id, 0), self.arg(id, 1));
                self.boxed_number(float, is_int)
            }
            Op::BoxFloat => {
                let value = self.arg(id, 0);
                self.boxed_float(value)
            }
            Op::BoxBool => {
                let value = self.arg(id, 0);
                self.boxed_bool(value)
            }
            Op::IntToFloat => {
                let x = self.arg(id, 0);
                self.b.ins().fcvt_from_sint(types::F64, x)
            }
            Op::BoolToInt => {
                let x = self.arg(id, 0);
                self.b.ins().uextend(types::I64, x)
            }
            Op::IntAdd | Op::IntSub | Op::IntMul => self.overflowing(id),
            Op::WordAdd => {
                let (x, y) = (self.arg(id, 0), self.arg(id, 1));
                self.b.ins().iadd(x, y)
            }
            Op::WordSub => {
                let (x, y) = (self.arg(id, 0), self.arg(id, 1));
                self.b.ins().isub(x, y)
            }
            Op::WordMul => {
                let (x, y) = (self.arg(id, 0), self.arg(id, 1));
                self.b.ins().imul(x, y)
            }
            Op::WordShl { count } => {
                let x = self.arg(id, 0);
                self.b.ins().ishl_imm_u(x, i64::from(count))
            }
            Op::IntNeg => {
                let zero = self.constant(0);
                let (result, overflow) = {
                    let x = self.arg(id, 0);
                    self.b.ins().ssub_overflow(zero, x)
                };
                self.guard(id, overflow, Reason::Overflow);
                result
            }
            Op::BitLength | Op::BitCount => {
                let x = self.arg(id, 0);
                // That of the least int is right as an unsigned one.
                let magnitude = self.b.ins().iabs(x);
                if self.function.inst(id).op == Op::BitCount {
                    self.b.ins().popcnt(magnitude)
                } else {
                    let above = self.b.ins().clz(magnitude);
                    let width = self.constant(64);
                    self.b.ins().isub(width, above)
                }
            }
            Op::IntFloorDiv => self.divide(id).0,
            Op::IntMod => self.divide(id).1,
            Op::IntAnd => {
                let (x, y) = (self.arg(id, 0), self.arg(id, 1));
                self.b.ins().band(x, y)
            }
            Op::IntOr => {
                let (x, y) = (self.arg(id, 0), self.arg(id, 1));
                self.b.ins().bor(x, y)
            }
            Op::IntXor => {
                let (x, y) = (self.arg(id, 0), self.arg(id, 1));
                self.b.ins().bxor(x, y)
            }
            Op::IntNot => {
                let x = self.arg(id, 0);
                self.b.ins().bnot(x)
            }
            Op::IntShl => self.shift_left(id),
            Op::IntShr => self.shift_right(id),
            Op::IntCompare { cond } => {
                let (x, y) = (self.arg(id, 0), self.arg(id, 1));
                self.b.ins().icmp(int_cc(cond), x, y)
            }
            Op::FloatAdd => {
                let (x, y) = (self.arg(id, 0), self.arg(id, 1));
                self.b.ins().fadd(x, y)
            }
            Op::FloatSub => {
                let (x, y) = (self.arg(id, 0), self.arg(id, 1));
                self.b.ins().fsub(x, y)
            }
            Op::FloatMul => {
                let (x, y) = (self.arg(id, 0), self.arg(id, 1));
                self.b.ins().fmul(x, y)
            }
            Op::FloatDiv => {
                self.guard_divisor(id);
                {
                    let (x, y) = (self.arg(id, 0), self.arg(id, 1));
                    self.b.ins().fdiv(x, y)
                }
            }
            Op::FloatFloorDiv => self.float_helper(id, tier::float_floor_div as *const () as usize),
            Op::FloatMod => self.float_helper(id, tier::float_mod as *const () as usize),
            Op::FloatAbs => {
                let x = self.arg(id, 0);
                self.b.ins().fabs(x)
            }
            Op::FloatCall { function } => self.float_call(id, function),
            Op::FloatPower => self.float_power(id),
            Op::FloatFloor => {
                let x = self.arg(id, 0);
                self.b.ins().floor(x)
            }
            Op::FloatCeil => {
                let x = self.arg(id, 0);
                self.b.ins().ceil(x)
            }
            Op::FloatNearest => {
                let x = self.arg(id, 0);
                self.b.ins().nearest(x)
            }
            Op::Truncate => self.truncated(id),
            Op::SelectInt | Op::SelectFloat => {
                let (condition, x, y) = (self.arg(id, 0), self.arg(id, 1), self.arg(id, 2));
                self.b.ins().select(condition, x, y)
            }
            Op::FloatNeg => {
                let x = self.arg(id, 0);
                self.b.ins().fneg(x)
            }
            Op::FloatCompare { cond } => {
                let (x, y) = (self.arg(id, 0), self.arg(id, 1));
                self.b.ins().fcmp(float_cc(cond), x, y)
            }
            _ => return None,
        };
        Some(Some(value))
    }

    fn unboxed_int(&mut self, value: Value) -> Value {
        let high = self.b.ins().ishl_imm_u(value, i64::from(INT_SHIFT));
        self.b.ins().sshr_imm_u(high, i64::from(INT_SHIFT))
    }

    fn guard_int(&mut self, id: InstId) -> Value {
        let value = self.arg(id, 0);
        let tag = self.int_tag();
        let other = self.b.ins().icmp(IntCC::UnsignedLessThan, value, tag);
        self.guard(id, other, Reason::WrongType);
        self.unboxed_int(value)
    }

    /// The float's bits if `value` is one, and whether it is not.
    pub(super) fn float_bits(&mut self, value: Value) -> (Value, Value) {
        let bits = self.b.ins().iadd_imm_s(value, -(FLOAT_OFFSET as i64));
        let limit = self.constant((INT_TAG - FLOAT_MIN) as i64);
        let other = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, bits, limit);
        (bits, other)
    }

    fn guard_float(&mut self, id: InstId) -> Value {
        let value = self.arg(id, 0);
        let (bits, other) = self.float_bits(value);
        self.guard(id, other, Reason::WrongType);
        self.b.ins().bitcast(types::F64, MemFlagsData::new(), bits)
    }

    fn guard_number(&mut self, id: InstId) -> Value {
        let value = self.arg(id, 0);
        let (done, int, float) = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        let result = self.b.append_block_param(done, types::F64);
        self.b.set_cold_block(int);
        let tag = self.int_tag();
        let is_int = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, value, tag);
        self.b.ins().brif(is_int, int, &[], float, &[]);
        self.b.switch_to_block(int);
        let n = self.unboxed_int(value);
        let n = self.b.ins().fcvt_from_sint(types::F64, n);
        self.b.ins().jump(done, &[BlockArg::Value(n)]);
        self.b.switch_to_block(float);
        let (bits, other) = self.float_bits(value);
        self.guard(id, other, Reason::WrongType);
        let f = self.b.ins().bitcast(types::F64, MemFlagsData::new(), bits);
        self.b.ins().jump(done, &[BlockArg::Value(f)]);
        self.b.switch_to_block(done);
        result
    }

    /// Blocks for two small ints and for two floats, or one of each if they are `mixed`, and the word for others: the value is
    /// a parameter of the last block.
    fn by_numbers(
        &mut self,
        id: InstId,
        mixed: bool,
        ints: impl FnOnce(&mut Self, Value, Value) -> Value,
        floats: impl FnOnce(&mut Self, Value, Value) -> Value,
    ) -> Value {
        let (x, y) = (self.arg(id, 0), self.arg(id, 1));
        let (int, other, done) = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        let result = self.b.append_block_param(done, types::I64);
        let (both, tag) = (self.b.ins().band(x, y), self.int_tag());
        let is_int = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, both, tag);
        self.b.ins().brif(is_int, int, &[], other, &[]);
        self.b.switch_to_block(int);
        let (a, b) =
            (self.b.ins().ishl_imm_u(x, i64::from(INT_SHIFT)), self.b.ins().ishl_imm_u(y, i64::from(INT_SHIFT)));
        let value = ints(self, a, b);
        self.b.ins().jump(done, &[BlockArg::Value(value)]);
        self.b.switch_to_block(other);
        let [a, b] = [x, y].map(|value| self.float_or(value, mixed, done));
        let value = floats(self, a, b);
        self.b.ins().jump(done, &[BlockArg::Value(value)]);
        self.b.switch_to_block(done);
        result
    }

    /// The float that a value is, or with `ints` the float that a small int equals; on to `otherwise` with 0 for others.
    fn float_or(&mut self, value: Value, ints: bool, otherwise: Block) -> Value {
        let float = self.b.create_block();
        let (bits, no_float) = self.float_bits(value);
        let nothing = BlockArg::Value(self.constant(0));
        if !ints {
            self.b.ins().brif(no_float, otherwise, &[nothing], float, &[]);
            self.b.switch_to_block(float);
            return self.b.ins().bitcast(types::F64, MemFlagsData::new(), bits);
        }
        let (maybe_int, int, done) = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        let result = self.b.append_block_param(done, types::F64);
        self.b.ins().brif(no_float, maybe_int, &[], float, &[]);
        self.b.switch_to_block(maybe_int);
        let tag = self.int_tag();
        let is_int = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, value, tag);
        self.b.ins().brif(is_int, int, &[], otherwise, &[nothing]);
        self.b.switch_to_block(int);
        let number = self.unboxed_int(value);
        let number = self.b.ins().fcvt_from_sint(types::F64, number);
        self.b.ins().jump(done, &[BlockArg::Value(number)]);
        self.b.switch_to_block(float);
        let number = self.b.ins().bitcast(types::F64, MemFlagsData::new(), bits);
        self.b.ins().jump(done, &[BlockArg::Value(number)]);
        self.b.switch_to_block(done);
        result
    }

    fn try_arithmetic(&mut self, id: InstId, op: BinaryOp, mixed: bool) -> Value {
        let ints = |this: &mut Self, a: Value, b: Value| {
            let (result, overflow) = match op {
                BinaryOp::Add => this.b.ins().sadd_overflow(a, b),
                BinaryOp::Sub => this.b.ins().ssub_overflow(a, b),
                _ => {
                    let b = this.b.ins().sshr_imm_u(b, i64::from(INT_SHIFT));
                    this.b.ins().smul_overflow(a, b)
                }
            };
            let low = this.b.ins().ushr_imm_u(result, i64::from(INT_SHIFT));
            let tag = this.int_tag();
            let boxed = this.b.ins().bor(low, tag);
            let nothing = this.constant(0);
            this.b.ins().select(overflow, nothing, boxed)
        };
        let floats = |this: &mut Self, a: Value, b: Value| {
            let result = match op {
                BinaryOp::Add => this.b.ins().fadd(a, b),
                BinaryOp::Sub => this.b.ins().fsub(a, b),
                _ => this.b.ins().fmul(a, b),
            };
            this.boxed_float(result)
        };
        self.by_numbers(id, mixed, ints, floats)
    }

    fn try_compare(&mut self, id: InstId, cond: Cond, mixed: bool) -> Value {
        let answer = |this: &mut Self, holds: Value| {
            let holds = this.b.ins().uextend(types::I64, holds);
            this.b.ins().iadd_imm_s(holds, 1)
        };
        let ints = |this: &mut Self, a: Value, b: Value| {
            let holds = this.b.ins().icmp(super::int_cc(cond), a, b);
            answer(this, holds)
        };
        let floats = |this: &mut Self, a: Value, b: Value| {
            let holds = this.b.ins().fcmp(float_cc(cond), a, b);
            answer(this, holds)
        };
        self.by_numbers(id, mixed, ints, floats)
    }

    pub(super) fn guard_float_among(&mut self, id: InstId) {
        let (x, y, tag) = (self.arg(id, 0), self.arg(id, 1), self.int_tag());
        let both = self.b.ins().band(x, y);
        let no_float = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, both, tag);
        self.guard(id, no_float, Reason::WrongType);
    }

    fn guard_bool(&mut self, id: InstId) -> Value {
        let value = self.arg(id, 0);
        let offset = self.b.ins().iadd_imm_s(value, -(runtime::value::Value::FALSE.bits() as i64));
        let other = self.b.ins().icmp_imm_u(IntCC::UnsignedGreaterThan, offset, 1);
        self.guard(id, other, Reason::WrongType);
        self.b.ins().icmp_imm_s(IntCC::NotEqual, offset, 0)
    }

    fn exact_float(&mut self, id: InstId) -> Value {
        let value = self.arg(id, 0);
        let offset = self.b.ins().iadd_imm_s(value, 1 << 53);
        let limit = self.constant(1 << 54);
        let other = self.b.ins().icmp(IntCC::UnsignedGreaterThan, offset, limit);
        self.guard(id, other, Reason::Overflow);
        self.b.ins().fcvt_from_sint(types::F64, value)
    }

    pub(super) fn boxed_float(&mut self, value: Value) -> Value {
        let bits = self.b.ins().bitcast(types::I64, MemFlagsData::new(), value);
        self.b.ins().iadd_imm_s(bits, FLOAT_OFFSET as i64)
    }

    pub(super) fn boxed_number(&mut self, float: Value, is_int: Value) -> Value {
        let (int, done) = (self.b.create_block(), self.new_block());
        let result = self.b.append_block_param(done, types::I64);
        self.b.set_cold_block(int);
        let boxed = self.boxed_float(float);
        self.b.ins().brif(is_int, int, &[], done, &[BlockArg::Value(boxed)]);
        self.b.switch_to_block(int);
        let (n, tag) = (self.b.ins().fcvt_to_sint_sat(types::I64, float), self.int_tag());
        let boxed = self.b.ins().bor(n, tag);
        self.b.ins().jump(done, &[BlockArg::Value(boxed)]);
        self.b.switch_to_block(done);
        result
    }

    pub(super) fn boxed_bool(&mut self, value: Value) -> Value {
        let wide = self.b.ins().uextend(types::I64, value);
        self.b.ins().iadd_imm_s(wide, runtime::value::Value::FALSE.bits() as i64)
    }

    pub(super) fn boxed_int(&mut self, value: Value) -> Value {
        let (done, small, large) = (self.new_block(), self.new_block(), self.b.create_block());
        let result = self.b.append_block_param(done, types::I64);
        self.b.set_cold_block(large);
        let again = self.unboxed_int(value);
        let differs = self.b.ins().icmp(IntCC::NotEqual, again, value);
        self.b.ins().brif(differs, large, &[], small, &[]);
        self.b.switch_to_block(large);
        let boxed = self.call_seldom(tier::box_int as *const () as usize, &[self.vm, value]);
        self.b.ins().jump(done, &[BlockArg::Value(boxed)]);
        self.b.switch_to_block(small);
        let tag = self.int_tag();
        let tagged = self.b.ins().bor(value, tag);
        self.b.ins().jump(done, &[BlockArg::Value(tagged)]);
        self.b.switch_to_block(done);
        result
    }

    fn overflowing(&mut self, id: InstId) -> Value {
        let (x, y) = (self.arg(id, 0), self.arg(id, 1));
        let (result, overflow) = match self.function.inst(id).op {
            Op::IntAdd => self.b.ins().sadd_overflow(x, y),
            Op::IntSub => self.b.ins().ssub_overflow(x, y),
            _ => self.b.ins().smul_overflow(x, y),
        };
        self.guard(id, overflow, Reason::Overflow);
        result
    }

    /// The int that an argument is known to be.
    fn known_int(&self, id: InstId, index: usize) -> Option<i64> {
        match self.function.inst(self.function.inst(id).args[index]).op {
            Op::Int { value } => Some(value),
            _ => None,
        }
    }

    /// Quotient and remainder of floor division.
    fn divide(&mut self, id: InstId) -> (Value, Value) {
        let (x, y) = (self.arg(id, 0), self.arg(id, 1));
        if let Some(divisor) = self.known_int(id, 1).filter(|d| *d > 0 && d.count_ones() == 1) {
            let quotient = self.b.ins().sshr_imm_u(x, i64::from(divisor.trailing_zeros()));
            let remainder = self.b.ins().band_imm_s(x, divisor - 1);
            return (quotient, remainder);
        }
        let [dividend, divisor] = [0, 1].map(|index| self.function.inst(id).args[index]);
        if self.known_int(id, 1).is_none() && self.function.not_negative.contains(&divisor) {
            let bad = self.b.ins().icmp_imm_s(IntCC::Equal, y, 0);
            self.guard(id, bad, Reason::BadOperand);
        } else if self.known_int(id, 1).is_none_or(|divisor| divisor == 0 || divisor == -1) {
            // 0 raises, and -1 may overflow.
            let offset = self.b.ins().iadd_imm_s(y, 1);
            let bad = self.b.ins().icmp_imm_u(IntCC::UnsignedLessThanOrEqual, offset, 1);
            self.guard(id, bad, Reason::BadOperand);
        }
        if self.function.not_negative.contains(&dividend) && self.function.not_negative.contains(&divisor) {
            let quotient = self.b.ins().udiv(x, y);
            let product = self.b.ins().imul(quotient, y);
            return (quotient, self.b.ins().isub(x, product));
        }
        let quotient = self.b.ins().sdiv(x, y);
        let product = self.b.ins().imul(quotient, y);
        let remainder = self.b.ins().isub(x, product);
        if self.function.not_negative.contains(&divisor) {
            let below = self.b.ins().sshr_imm_u(remainder, 63);
            let more = self.b.ins().band(y, below);
            return (self.b.ins().iadd(quotient, below), self.b.ins().iadd(remainder, more));
        }
        let signs = self.b.ins().bxor(remainder, y);
        let differ = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, signs, 0);
        let inexact = self.b.ins().icmp_imm_s(IntCC::NotEqual, remainder, 0);
        let adjust = self.b.ins().band(differ, inexact);
        let one = self.b.ins().uextend(types::I64, adjust);
        let quotient = self.b.ins().isub(quotient, one);
        let zero = self.constant(0);
        let more = self.b.ins().select(adjust, y, zero);
        let remainder = self.b.ins().iadd(remainder, more);
        (quotient, remainder)
    }

    fn shift_left(&mut self, id: InstId) -> Value {
        let (x, count) = (self.arg(id, 0), self.arg(id, 1));
        if self.known_int(id, 1).is_none_or(|count| !(0..64).contains(&count)) {
            let bad = self.b.ins().icmp_imm_u(IntCC::UnsignedGreaterThan, count, 63);
            self.guard(id, bad, Reason::BadOperand);
        }
        let result = self.b.ins().ishl(x, count);
        let again = self.b.ins().sshr(result, count);
        let lost = self.b.ins().icmp(IntCC::NotEqual, again, x);
        self.guard(id, lost, Reason::Overflow);
        result
    }

    fn shift_right(&mut self, id: InstId) -> Value {
        let (x, count) = (self.arg(id, 0), self.arg(id, 1));
        if self.known_int(id, 1).is_some_and(|count| (0..64).contains(&count)) {
            return self.b.ins().sshr(x, count);
        }
        let bad = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, count, 0);
        self.guard(id, bad, Reason::BadOperand);
        let most = self.constant(63);
        let count = self.b.ins().umin(count, most);
        self.b.ins().sshr(x, count)
    }

    fn guard_divisor(&mut self, id: InstId) {
        let zero = self.b.ins().f64const(0.0);
        let divisor = self.arg(id, 1);
        let bad = self.b.ins().fcmp(FloatCC::Equal, divisor, zero);
        self.guard(id, bad, Reason::BadOperand);
    }

    fn float_call(&mut self, id: InstId, function: FloatFunction) -> Value {
        let x = self.arg(id, 0);
        let result = match function {
            FloatFunction::Sqrt => self.b.ins().sqrt(x),
            FloatFunction::Fabs => self.b.ins().fabs(x),
            _ => self.call_address(function.address(), &[x], true),
        };
        self.finite(id, result)
    }

    /// `x ** y`. Squares need no function but where that might round them otherwise: see the runtime's `float_power`.
    fn float_power(&mut self, id: InstId) -> Value {
        let (x, y) = (self.arg(id, 0), self.arg(id, 1));
        let exponent = self.function.inst(self.function.inst(id).args[1]).op;
        if exponent != (Op::Float { bits: 2.0f64.to_bits() }) {
            let result = self.call_address(tier::float_power as *const () as usize, &[x, y], true);
            return self.finite(id, result);
        }
        let (odd, on) = (self.b.create_block(), self.new_block());
        self.b.set_cold_block(odd);
        let result = self.b.append_block_param(on, types::F64);
        let square = self.b.ins().fmul(x, x);
        let uncertain = self.uncertain_square(x);
        self.b.ins().brif(uncertain, odd, &[], on, &[BlockArg::Value(square)]);
        self.b.switch_to_block(odd);
        let bits = self.b.ins().bitcast(types::I64, MemFlagsData::new(), x);
        let bits = self.call_seldom(tier::square_bits as *const () as usize, &[self.vm, bits]);
        let exact = self.b.ins().bitcast(types::F64, MemFlagsData::new(), bits);
        let exact = self.finite(id, exact);
        self.b.ins().jump(on, &[BlockArg::Value(exact)]);
        self.b.switch_to_block(on);
        result
    }

    /// Whether the square of a float is very large or small, or near the middle between two floats. The high word of the
    /// square of its 53 digits, at the top of a word, has the 53 digits of the result, or one less, and what comes next.
    fn uncertain_square(&mut self, x: Value) -> Value {
        let bits = self.b.ins().bitcast(types::I64, MemFlagsData::new(), x);
        let digits = self.b.ins().ishl_imm_u(bits, 11);
        let first = self.constant(i64::MIN);
        let digits = self.b.ins().bor(digits, first);
        let square = self.b.ins().umulhi(digits, digits);
        let top = self.b.ins().ushr_imm_u(square, 63);
        let dropped = self.b.ins().iadd_imm_s(top, 2);
        let next = self.b.ins().ushr(square, dropped);
        let distance = self.b.ins().iadd_imm_s(next, -(128 - tier::SQUARE_MARGIN));
        let distance = self.b.ins().band_imm_s(distance, 0xFF);
        let near = self.b.ins().icmp_imm_u(IntCC::UnsignedLessThanOrEqual, distance, 2 * tier::SQUARE_MARGIN);
        let exponent = self.b.ins().ishl_imm_u(bits, 1);
        let exponent = self.b.ins().ushr_imm_u(exponent, 53);
        let exponent = self.b.ins().iadd_imm_s(exponent, -(1023 - tier::SQUARE_EXPONENTS));
        let far = self.b.ins().icmp_imm_u(IntCC::UnsignedGreaterThanOrEqual, exponent, 2 * tier::SQUARE_EXPONENTS);
        self.b.ins().bor(near, far)
    }

    /// The result of a function if it is finite.
    fn finite(&mut self, id: InstId, result: Value) -> Value {
        // Not less than infinity: infinite, or no number. What that means depends on the argument.
        let size = self.b.ins().fabs(result);
        let infinity = self.b.ins().f64const(f64::INFINITY);
        let fails = self.b.ins().fcmp(FloatCC::UnorderedOrGreaterThanOrEqual, size, infinity);
        self.guard(id, fails, Reason::BadOperand);
        result
    }

    fn truncated(&mut self, id: InstId) -> Value {
        let x = self.arg(id, 0);
        let size = self.b.ins().fabs(x);
        let limit = self.b.ins().f64const(9.0e18);
        let fails = self.b.ins().fcmp(FloatCC::UnorderedOrGreaterThanOrEqual, size, limit);
        self.guard(id, fails, Reason::Overflow);
        self.b.ins().fcvt_to_sint_sat(types::I64, x)
    }

    fn float_helper(&mut self, id: InstId, address: usize) -> Value {
        self.guard_divisor(id);
        let args = [self.arg(id, 0), self.arg(id, 1)];
        self.call_address(address, &args, true)
    }
}
