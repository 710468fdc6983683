//! Complex numbers: two floats, of which the real part stands for the value.

use super::Lowering;
use crate::ir::{InstId, Op, Reason};
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{BlockArg, InstBuilder, MemFlagsData, Value, types};
use runtime::object::header::Kind;
use runtime::tier::{self, layout};
use runtime::value::INT_SHIFT;

impl Lowering<'_, '_> {
    /// Lowers an operation of this file.
    pub(super) fn complex(&mut self, id: InstId) -> Option<Option<Value>> {
        let op = self.function.inst(id).op;
        let (real, imag) = match op {
            Op::MakeComplex => (self.arg(id, 0), self.arg(id, 1)),
            Op::GuardComplex => {
                let value = self.arg(id, 0);
                self.load_complex(id, value)
            }
            Op::GuardComplexNumber => self.guard_complex_number(id),
            Op::ComplexDiv => self.complex_quotient(id),
            Op::GuardHeapAmong => {
                let (x, y) = (self.arg(id, 0), self.arg(id, 1));
                let (x, y) = (self.is_no_object(x), self.is_no_object(y));
                let neither = self.b.ins().band(x, y);
                self.guard(id, neither, Reason::WrongType);
                return Some(None);
            }
            Op::ComplexReal => return Some(Some(self.arg(id, 0))),
            Op::ComplexImag => return Some(Some(self.imag_arg(id, 0))),
            Op::ComplexAbs => return Some(Some(self.complex_abs(id))),
            Op::BoxComplex => {
                let number = self.function.inst(id).args[0];
                return Some(Some(self.boxed_complex(number)));
            }
            _ => return None,
        };
        self.imags.insert(id, imag);
        Some(Some(real))
    }

    fn imag_arg(&self, id: InstId, index: usize) -> Value {
        self.imags[&self.function.inst(id).args[index]]
    }

    pub(super) fn boxed_complex(&mut self, number: InstId) -> Value {
        let (real, imag) = (self.value(number), self.imags[&number]);
        let [real, imag] = [real, imag].map(|part| self.b.ins().bitcast(types::I64, MemFlagsData::new(), part));
        const _: () = assert!(layout::COMPLEX_REAL == 8 && layout::COMPLEX_IMAG == 16);
        let slow =
            |this: &mut Self| this.call_address(tier::box_complex as *const () as usize, &[this.vm, real, imag], false);
        self.new_object(self.given.first_words.complex, &[real, imag], slow)
    }

    /// The parts of a complex number; leaves if the value is none.
    fn load_complex(&mut self, id: InstId, value: Value) -> (Value, Value) {
        self.guard_heap(id, value);
        let shape = self.b.ins().load(types::I32, Self::flags(), value, layout::SHAPE);
        let other = self.b.ins().icmp_imm_u(IntCC::NotEqual, shape, i64::from(Kind::Complex as u32));
        self.guard(id, other, Reason::WrongType);
        let mut part = |offset| self.b.ins().load(types::F64, Self::flags(), value, offset);
        (part(layout::COMPLEX_REAL), part(layout::COMPLEX_IMAG))
    }

    fn guard_complex_number(&mut self, id: InstId) -> (Value, Value) {
        let value = self.arg(id, 0);
        let [object, number, float, int, done] = std::array::from_fn(|_| self.b.create_block());
        let real = self.b.append_block_param(done, types::F64);
        let imag = self.b.append_block_param(done, types::F64);
        let none = self.b.ins().f64const(0.0);
        let is_other = self.is_no_object(value);
        self.b.ins().brif(is_other, number, &[], object, &[]);
        self.b.switch_to_block(object);
        let parts = self.load_complex(id, value);
        self.b.ins().jump(done, &[BlockArg::Value(parts.0), BlockArg::Value(parts.1)]);
        self.b.switch_to_block(number);
        let tag = self.int_tag();
        let is_int = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, value, tag);
        self.b.ins().brif(is_int, int, &[], float, &[]);
        self.b.switch_to_block(int);
        let n = self.b.ins().ishl_imm_u(value, i64::from(INT_SHIFT));
        let n = self.b.ins().sshr_imm_u(n, i64::from(INT_SHIFT));
        let n = self.b.ins().fcvt_from_sint(types::F64, n);
        self.b.ins().jump(done, &[BlockArg::Value(n), BlockArg::Value(none)]);
        self.b.switch_to_block(float);
        let (bits, other) = self.float_bits(value);
        self.guard(id, other, Reason::WrongType);
        let f = self.b.ins().bitcast(types::F64, MemFlagsData::new(), bits);
        self.b.ins().jump(done, &[BlockArg::Value(f), BlockArg::Value(none)]);
        self.b.switch_to_block(done);
        (real, imag)
    }

    /// Smith's algorithm, as the interpreter's `/` has it.
    fn complex_quotient(&mut self, id: InstId) -> (Value, Value) {
        let (a, b) = ((self.arg(id, 0), self.imag_arg(id, 0)), (self.arg(id, 1), self.imag_arg(id, 1)));
        let (wide, high, done) = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        let real = self.b.append_block_param(done, types::F64);
        let imag = self.b.append_block_param(done, types::F64);
        let (size, other) = (self.b.ins().fabs(b.0), self.b.ins().fabs(b.1));
        let unordered = self.b.ins().fcmp(FloatCC::Unordered, size, other);
        self.guard(id, unordered, Reason::BadOperand);
        let zero = self.b.ins().f64const(0.0);
        let sum = self.b.ins().fmax(size, other);
        let none = self.b.ins().fcmp(FloatCC::Equal, sum, zero);
        self.guard(id, none, Reason::BadOperand);
        let is_high = self.b.ins().fcmp(FloatCC::LessThan, size, other);
        self.b.ins().brif(is_high, high, &[], wide, &[]);
        self.b.switch_to_block(wide);
        let ratio = self.b.ins().fdiv(b.1, b.0);
        let parts = {
            let below = self.multiplied_and_added(b.1, ratio, b.0);
            let x = self.multiplied_and_added(a.1, ratio, a.0);
            let y = self.b.ins().fmul(a.0, ratio);
            let y = self.b.ins().fsub(a.1, y);
            [self.b.ins().fdiv(x, below), self.b.ins().fdiv(y, below)]
        };
        self.b.ins().jump(done, &parts.map(BlockArg::Value));
        self.b.switch_to_block(high);
        let ratio = self.b.ins().fdiv(b.0, b.1);
        let parts = {
            let below = self.multiplied_and_added(b.0, ratio, b.1);
            let x = self.multiplied_and_added(a.0, ratio, a.1);
            let y = self.b.ins().fmul(a.1, ratio);
            let y = self.b.ins().fsub(y, a.0);
            [self.b.ins().fdiv(x, below), self.b.ins().fdiv(y, below)]
        };
        self.b.ins().jump(done, &parts.map(BlockArg::Value));
        self.b.switch_to_block(done);
        (real, imag)
    }

    /// `x * y + z`, rounded twice.
    fn multiplied_and_added(&mut self, x: Value, y: Value, z: Value) -> Value {
        let product = self.b.ins().fmul(x, y);
        self.b.ins().fadd(product, z)
    }

    fn complex_abs(&mut self, id: InstId) -> Value {
        let (real, imag) = (self.arg(id, 0), self.imag_arg(id, 0));
        let modulus = self.call_address(tier::hypot as *const () as usize, &[real, imag], true);
        let infinity = self.b.ins().f64const(f64::INFINITY);
        let infinite = self.b.ins().fcmp(FloatCC::Equal, modulus, infinity);
        self.guard(id, infinite, Reason::BadOperand);
        modulus
    }
}
