//! Ints of up to 127 bits and a sign, in two machine words.

use super::{Lowering, int_cc};
use crate::ir::{InstId, Op, Reason};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{BlockArg, InstBuilder, Value, types};
use runtime::object::header::Kind;
use runtime::tier::{self, layout};
use runtime::value::INT_SHIFT;

impl Lowering<'_, '_> {
    /// Lowers an operation of this file.
    pub(super) fn wide(&mut self, id: InstId) -> Option<Value> {
        let op = self.function.inst(id).op;
        let args: Vec<Value> = (0..self.function.inst(id).args.len()).map(|index| self.arg(id, index)).collect();
        Some(match (op, args.as_slice()) {
            (Op::Wide { value }, _) => {
                let (low, high) = (self.constant(value as i64), self.constant((value >> 64) as i64));
                self.b.ins().iconcat(low, high)
            }
            (Op::IntToWide, &[x]) => self.b.ins().sextend(types::I128, x),
            (Op::WordToWide, &[x]) => self.b.ins().uextend(types::I128, x),
            (Op::WideLow, &[x]) => self.b.ins().ireduce(types::I64, x),
            (Op::GuardWide, &[x]) => self.guard_wide(id, x),
            (Op::BoxWide, &[x]) => self.new_wide(x),
            (Op::WideAdd, &[x, y]) => {
                let (result, overflow) = self.b.ins().sadd_overflow(x, y);
                self.guard(id, overflow, Reason::Overflow);
                result
            }
            (Op::WideSub, &[x, y]) => {
                let (result, overflow) = self.b.ins().ssub_overflow(x, y);
                self.guard(id, overflow, Reason::Overflow);
                result
            }
            (Op::WideMul, &[x, y]) => self.wide_product(id, x, y),
            (Op::WideAnd, &[x, y]) => self.b.ins().band(x, y),
            (Op::WideOr, &[x, y]) => self.b.ins().bor(x, y),
            (Op::WideXor, &[x, y]) => self.b.ins().bxor(x, y),
            (Op::WideShl { count }, &[x]) => {
                let result = self.b.ins().ishl_imm_u(x, i64::from(count));
                let again = self.b.ins().sshr_imm_u(result, i64::from(count));
                let lost = self.b.ins().icmp(IntCC::NotEqual, again, x);
                self.guard(id, lost, Reason::Overflow);
                result
            }
            (Op::WideShr { count }, &[x]) => self.b.ins().sshr_imm_u(x, i64::from(count)),
            (Op::WideCompare { cond }, &[x, y]) => self.b.ins().icmp(int_cc(cond), x, y),
            (Op::WideModInt, &[x, y]) => {
                let zero = self.b.ins().icmp_imm_s(IntCC::Equal, y, 0);
                self.guard(id, zero, Reason::BadOperand);
                let (low, high) = self.b.ins().isplit(x);
                self.call_address(tier::wide_mod as *const () as usize, &[low, high, y], false)
            }
            (Op::WideDivInt, &[x, y]) => {
                // 0 raises, and -1 may overflow.
                let offset = self.b.ins().iadd_imm_s(y, 1);
                let bad = self.b.ins().icmp_imm_u(IntCC::UnsignedLessThanOrEqual, offset, 1);
                self.guard(id, bad, Reason::BadOperand);
                let (low, high) = self.b.ins().isplit(x);
                let quotient = self.call_address(tier::wide_floor_div as *const () as usize, &[low, high, y], false);
                self.b.ins().sextend(types::I128, quotient)
            }
            _ => return None,
        })
    }

    /// Whether a wide int is no 64-bit one.
    fn exceeds_word(&mut self, x: Value) -> (Value, Value) {
        let (low, high) = self.b.ins().isplit(x);
        let sign = self.b.ins().sshr_imm_u(low, 63);
        (self.b.ins().icmp(IntCC::NotEqual, sign, high), high)
    }

    /// The product; leaves unless it is known to fit: of two signed words, or of two positive ones if the sign is still free.
    fn wide_product(&mut self, id: InstId, x: Value, y: Value) -> Value {
        let product = self.b.ins().imul(x, y);
        let is_word = |this: &Self, index: usize| {
            matches!(this.function.inst(this.function.inst(id).args[index]).op, Op::IntToWide)
        };
        if is_word(self, 0) && is_word(self, 1) {
            return product;
        }
        let ((long_x, high_x), (long_y, high_y)) = (self.exceeds_word(x), self.exceeds_word(y));
        let long = self.b.ins().bor(long_x, long_y);
        let high = self.b.ins().bor(high_x, high_y);
        let (_, top) = self.b.ins().isplit(product);
        let signed = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, top, 0);
        let beyond = self.b.ins().icmp_imm_s(IntCC::NotEqual, high, 0);
        let unsafe_product = self.b.ins().bor(signed, beyond);
        let fails = self.b.ins().band(long, unsafe_product);
        self.guard(id, fails, Reason::Overflow);
        product
    }

    /// The int that a value is: a word, or an object of one of the two kinds for larger ones.
    fn guard_wide(&mut self, id: InstId, value: Value) -> Value {
        let [object, word, two_words, small, done] = std::array::from_fn(|_| self.b.create_block());
        let result = self.b.append_block_param(done, types::I128);
        let tag = self.int_tag();
        let is_heap = self.b.ins().icmp(IntCC::UnsignedLessThan, value, tag);
        self.b.ins().brif(is_heap, object, &[], small, &[]);

        self.b.switch_to_block(small);
        let n = self.b.ins().ishl_imm_u(value, i64::from(INT_SHIFT));
        let n = self.b.ins().sshr_imm_u(n, i64::from(INT_SHIFT));
        let n = self.b.ins().sextend(types::I128, n);
        self.b.ins().jump(done, &[BlockArg::Value(n)]);

        self.b.switch_to_block(object);
        self.guard_heap(id, value);
        let shape = self.b.ins().load(types::I32, Self::flags(), value, layout::SHAPE);
        let is_word = self.b.ins().icmp_imm_u(IntCC::Equal, shape, i64::from(Kind::Int64 as u32));
        self.b.ins().brif(is_word, word, &[], two_words, &[]);

        self.b.switch_to_block(word);
        let n = self.b.ins().load(types::I64, Self::flags(), value, layout::INT64_VALUE);
        let n = self.b.ins().sextend(types::I128, n);
        self.b.ins().jump(done, &[BlockArg::Value(n)]);

        self.b.switch_to_block(two_words);
        let other = self.b.ins().icmp_imm_u(IntCC::NotEqual, shape, i64::from(Kind::WideInt as u32));
        self.guard(id, other, Reason::WrongType);
        let low = self.b.ins().load(types::I64, Self::flags(), value, layout::WIDE_LOW);
        let high = self.b.ins().load(types::I64, Self::flags(), value, layout::WIDE_LOW + 8);
        let flags = self.b.ins().uload8(types::I64, Self::flags(), value, layout::FLAGS);
        let negative = self.b.ins().band_imm_u(flags, i64::from(layout::WIDE_NEGATIVE));
        // Neither those below zero nor those that need the sign's bit.
        let top = self.b.ins().ushr_imm_u(high, 63);
        let bad = self.b.ins().bor(top, negative);
        let bad = self.b.ins().icmp_imm_s(IntCC::NotEqual, bad, 0);
        self.guard(id, bad, Reason::WrongType);
        let n = self.b.ins().iconcat(low, high);
        self.b.ins().jump(done, &[BlockArg::Value(n)]);
        self.b.switch_to_block(done);
        result
    }

    /// A wide int as a value, made by the runtime if it is no small one.
    pub(super) fn boxed_wide(&mut self, value: Value) -> Value {
        self.boxed_or(value, |this, low, high, _| {
            this.call_seldom(tier::box_wide as *const () as usize, &[this.vm, low, high])
        })
    }

    /// The same with what is no small int made in place: an object of one word or two.
    fn new_wide(&mut self, value: Value) -> Value {
        let made = |this: &mut Self, low: Value, high: Value| {
            this.call_seldom(tier::box_wide as *const () as usize, &[this.vm, low, high])
        };
        self.boxed_or(value, |this, low, high, wide| {
            let (one, two, negative, positive, done) = (
                this.b.create_block(),
                this.b.create_block(),
                this.b.create_block(),
                this.b.create_block(),
                this.b.create_block(),
            );
            let result = this.b.append_block_param(done, types::I64);
            this.b.ins().brif(wide, two, &[], one, &[]);
            this.b.switch_to_block(one);
            let object = this.new_object(this.given.first_words.int64, &[low], |this| made(this, low, high));
            this.b.ins().jump(done, &[BlockArg::Value(object)]);
            this.b.switch_to_block(two);
            let below = this.b.ins().icmp_imm_s(IntCC::SignedLessThan, high, 0);
            this.b.ins().brif(below, negative, &[], positive, &[]);
            this.b.switch_to_block(negative);
            let object = made(this, low, high);
            this.b.ins().jump(done, &[BlockArg::Value(object)]);
            this.b.switch_to_block(positive);
            let object = this.new_object(this.given.first_words.wide_int, &[low, high], |this| made(this, low, high));
            this.b.ins().jump(done, &[BlockArg::Value(object)]);
            this.b.switch_to_block(done);
            result
        })
    }

    /// A wide int as a value, if it is no small one what `large` makes of its words and of whether it needs both.
    fn boxed_or(&mut self, value: Value, large: impl FnOnce(&mut Self, Value, Value, Value) -> Value) -> Value {
        let (done, small, other) = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        let result = self.b.append_block_param(done, types::I64);
        let (low, high) = self.b.ins().isplit(value);
        let again = self.b.ins().ishl_imm_u(low, i64::from(INT_SHIFT));
        let again = self.b.ins().sshr_imm_u(again, i64::from(INT_SHIFT));
        let long = self.b.ins().icmp(IntCC::NotEqual, again, low);
        let sign = self.b.ins().sshr_imm_u(low, 63);
        let wide = self.b.ins().icmp(IntCC::NotEqual, sign, high);
        let no_word = self.b.ins().bor(long, wide);
        self.b.ins().brif(no_word, other, &[], small, &[]);
        self.b.switch_to_block(other);
        let boxed = large(self, low, high, wide);
        self.b.ins().jump(done, &[BlockArg::Value(boxed)]);
        self.b.switch_to_block(small);
        let tag = self.int_tag();
        let tagged = self.b.ins().bor(low, tag);
        self.b.ins().jump(done, &[BlockArg::Value(tagged)]);
        self.b.switch_to_block(done);
        result
    }
}
