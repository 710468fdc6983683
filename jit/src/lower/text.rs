//! Strs: length, characters, equality.
//!
//! Characters of one byte are inline from `TEXT_CHARS` on, or at the same offset of the buffer that a shared str refers to
//! there; wider ones are for the runtime. Operands are known to be strs.

use super::Lowering;
use crate::ir::{InstId, Op, Reason};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{BlockArg, InstBuilder, Value, types};
use runtime::object::header::Kind;
use runtime::tier::{self, layout};

impl Lowering<'_, '_> {
    /// Lowers an operation of this file.
    pub(super) fn text(&mut self, id: InstId) -> Option<Value> {
        Some(match self.function.inst(id).op {
            Op::TextLen => {
                let text = self.arg(id, 0);
                let meta = self.meta(text);
                self.b.ins().ushr_imm_u(meta, i64::from(layout::TEXT_LEN_SHIFT))
            }
            Op::TextItem => self.text_item(id),
            Op::SameText => self.same_text(id),
            Op::TextOrder => self.text_order(id),
            Op::CharIn { mask, known, yes, no } => self.char_in(id, mask, known, [yes, no]),
            Op::CharCode => self.char_code(id),
            Op::CharOf => {
                let code = self.arg(id, 0);
                let large = self.b.ins().icmp_imm_u(IntCC::UnsignedGreaterThan, code, 0xFF);
                self.guard(id, large, Reason::BadOperand);
                self.shared_char(code)
            }
            _ => return None,
        })
    }

    fn meta(&mut self, text: Value) -> Value {
        self.b.ins().load(types::I64, Self::flags(), text, layout::TEXT_META)
    }

    /// The str of a Latin-1 character.
    fn shared_char(&mut self, code: Value) -> Value {
        let offset = self.b.ins().ishl_imm_u(code, 3);
        let table = self.constant(self.given.chars as i64);
        let address = self.b.ins().iadd(table, offset);
        self.b.ins().load(types::I64, Self::flags(), address, 0)
    }

    fn text_item(&mut self, id: InstId) -> Value {
        let (text, index) = (self.arg(id, 0), self.arg(id, 1));
        let meta = self.meta(text);
        let len = self.b.ins().ushr_imm_u(meta, i64::from(layout::TEXT_LEN_SHIFT));
        let place = self.place_within(id, index, len);
        let (wide, narrow, done) = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(wide);
        let result = self.b.append_block_param(done, types::I64);
        let width = self.b.ins().band_imm_u(meta, layout::TEXT_WIDTH as i64);
        self.b.ins().brif(width, wide, &[], narrow, &[]);
        self.b.switch_to_block(wide);
        let made = self.call_seldom(tier::leaf_text_item as *const () as usize, &[self.vm, text, place]);
        let none = self.b.ins().icmp_imm_s(IntCC::Equal, made, 0);
        self.guard(id, none, Reason::BadOperand);
        self.b.ins().jump(done, &[BlockArg::Value(made)]);
        self.b.switch_to_block(narrow);
        let shared = self.b.ins().band_imm_u(meta, layout::TEXT_SHARED as i64);
        let buffer = self.b.ins().load(types::I64, Self::flags(), text, layout::TEXT_CHARS);
        let holder = self.b.ins().select(shared, buffer, text);
        let address = self.b.ins().iadd(holder, place);
        let code = self.b.ins().uload8(types::I64, Self::flags(), address, layout::TEXT_CHARS);
        let made = self.shared_char(code);
        self.b.ins().jump(done, &[BlockArg::Value(made)]);
        self.b.switch_to_block(done);
        result
    }

    fn same_text(&mut self, id: InstId) -> Value {
        let (x, y) = (self.arg(id, 0), self.arg(id, 1));
        let [other, long, inline, rest, call, done] = std::array::from_fn(|_| self.b.create_block());
        let result = self.b.append_block_param(done, types::I8);
        let (yes, no) = (self.b.ins().iconst(types::I8, 1), self.b.ins().iconst(types::I8, 0));
        let (yes, no) = (BlockArg::Value(yes), BlockArg::Value(no));
        let same = self.b.ins().icmp(IntCC::Equal, x, y);
        self.b.ins().brif(same, done, &[yes], other, &[]);

        self.b.switch_to_block(other);
        let (meta_x, meta_y) = (self.meta(x), self.meta(y));
        let differing = self.b.ins().bxor(meta_x, meta_y);
        let form = self.b.ins().band_imm_s(differing, !((layout::TEXT_ASCII | layout::TEXT_SHARED) as i64));
        self.b.ins().brif(form, done, &[no], long, &[]);

        // Two empty strs may be different objects.
        self.b.switch_to_block(long);
        let both = self.b.ins().bor(meta_x, meta_y);
        let shared = self.b.ins().band_imm_u(both, layout::TEXT_SHARED as i64);
        let len = self.b.ins().ushr_imm_u(meta_x, i64::from(layout::TEXT_LEN_SHIFT));
        let empty = self.b.ins().icmp_imm_s(IntCC::Equal, len, 0);
        let empty = self.b.ins().uextend(types::I64, empty);
        let not_inline = self.b.ins().bor(shared, empty);
        self.b.ins().brif(not_inline, call, &[], inline, &[]);

        self.b.switch_to_block(inline);
        let [first_x, first_y] =
            [x, y].map(|text| self.b.ins().uload8(types::I32, Self::flags(), text, layout::TEXT_CHARS));
        let differ = self.b.ins().icmp(IntCC::NotEqual, first_x, first_y);
        self.b.ins().brif(differ, done, &[no], rest, &[]);

        self.b.switch_to_block(rest);
        let one_byte = self.b.ins().band_imm_s(meta_x, !(layout::TEXT_ASCII as i64));
        let one_byte = self.b.ins().icmp_imm_u(IntCC::Equal, one_byte, 1 << layout::TEXT_LEN_SHIFT);
        self.b.ins().brif(one_byte, done, &[yes], call, &[]);

        self.b.switch_to_block(call);
        let answer = self.call_address(tier::leaf_same_text as *const () as usize, &[x, y], false);
        let answer = self.b.ins().ireduce(types::I8, answer);
        self.b.ins().jump(done, &[BlockArg::Value(answer)]);
        self.b.switch_to_block(done);
        result
    }

    fn text_order(&mut self, id: InstId) -> Value {
        let (x, y) = (self.arg(id, 0), self.arg(id, 1));
        let [chars, others, done] = std::array::from_fn(|_| self.b.create_block());
        let result = self.b.append_block_param(done, types::I64);
        let single = [x, y].map(|text| self.is_char(text));
        let both = self.b.ins().band(single[0], single[1]);
        self.b.ins().brif(both, chars, &[], others, &[]);
        self.b.switch_to_block(chars);
        let codes = [x, y].map(|text| self.b.ins().uload8(types::I64, Self::flags(), text, layout::TEXT_CHARS));
        let order = self.b.ins().isub(codes[0], codes[1]);
        self.b.ins().jump(done, &[BlockArg::Value(order)]);
        self.b.switch_to_block(others);
        let order = self.call_address(tier::leaf_text_order as *const () as usize, &[x, y], false);
        self.b.ins().jump(done, &[BlockArg::Value(order)]);
        self.b.switch_to_block(done);
        result
    }

    /// Whether a str is one character of a byte that it holds itself.
    fn is_char(&mut self, text: Value) -> Value {
        let meta = self.meta(text);
        let form = self.b.ins().band_imm_s(meta, !(layout::TEXT_ASCII as i64));
        self.b.ins().icmp_imm_u(IntCC::Equal, form, 1 << layout::TEXT_LEN_SHIFT)
    }

    fn char_code(&mut self, id: InstId) -> Value {
        let text = self.arg(id, 0);
        let is_char = self.is_char(text);
        let (narrow, other, done) = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(other);
        let result = self.b.append_block_param(done, types::I64);
        self.b.ins().brif(is_char, narrow, &[], other, &[]);
        self.b.switch_to_block(other);
        let code = self.call_seldom(tier::leaf_char_code as *const () as usize, &[text]);
        let none = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, code, 0);
        self.guard(id, none, Reason::BadOperand);
        self.b.ins().jump(done, &[BlockArg::Value(code)]);
        self.b.switch_to_block(narrow);
        let code = self.b.ins().uload8(types::I64, Self::flags(), text, layout::TEXT_CHARS);
        self.b.ins().jump(done, &[BlockArg::Value(code)]);
        self.b.switch_to_block(done);
        result
    }

    /// One of two words for a Latin-1 character, or 0 for anything else.
    fn char_in(&mut self, id: InstId, mask: [u64; 4], known: bool, [yes, no]: [u64; 2]) -> Value {
        let value = self.arg(id, 0);
        let (text, single, done) = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        let result = self.b.append_block_param(done, types::I64);
        let zero = self.constant(0);
        let unsure = [BlockArg::Value(zero)];
        if known {
            self.b.ins().jump(text, &[]);
        } else {
            let object = self.b.create_block();
            let offset = self.b.ins().iadd_imm_s(value, -16);
            let limit = self.constant(runtime::value::FLOAT_MIN as i64 - 16);
            let other = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, offset, limit);
            self.b.ins().brif(other, done, &unsure, object, &[]);
            self.b.switch_to_block(object);
            let shape = self.b.ins().load(types::I32, Self::flags(), value, layout::SHAPE);
            let other = self.b.ins().icmp_imm_u(IntCC::NotEqual, shape, i64::from(Kind::Str as u32));
            self.b.ins().brif(other, done, &unsure, text, &[]);
        }
        self.b.switch_to_block(text);
        let is_char = self.is_char(value);
        self.b.ins().brif(is_char, single, &[], done, &unsure);
        self.b.switch_to_block(single);
        let code = self.b.ins().uload8(types::I64, Self::flags(), value, layout::TEXT_CHARS);
        let mut word = self.constant(mask[0] as i64);
        for (index, &bits) in mask.iter().enumerate().skip(1) {
            let (here, beyond) = (self.constant(bits as i64), 64 * index as i64);
            let high = self.b.ins().icmp_imm_u(IntCC::UnsignedGreaterThanOrEqual, code, beyond);
            word = self.b.ins().select(high, here, word);
        }
        let at = self.b.ins().band_imm_u(code, 63);
        let bit = self.b.ins().ushr(word, at);
        let bit = self.b.ins().band_imm_u(bit, 1);
        let (yes, no) = (self.constant(yes as i64), self.constant(no as i64));
        let word = self.b.ins().select(bit, yes, no);
        self.b.ins().jump(done, &[BlockArg::Value(word)]);
        self.b.switch_to_block(done);
        result
    }
}
