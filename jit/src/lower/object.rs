//! What kind of object a value is; objects of several words that code makes in place, the runtime where the heap has no room at hand.

use super::Lowering;
use crate::ir::{InstId, numbers};
use crate::remake::maker;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{BlockArg, InstBuilder, Value, types};
use runtime::object::header::Kind;
use runtime::tier::{self, layout};

/// Kinds whose objects are all of one builtin class or of those derived from it, which may have another `__class__` to show.
const OF_BUILTINS: [Kind; 6] = [Kind::Str, Kind::Bytes, Kind::Tuple, Kind::List, Kind::Dict, Kind::Set];

impl Lowering<'_, '_> {
    /// What [`Op::IsOfKind`](crate::ir::Op::IsOfKind) says of a value.
    pub(super) fn is_of_kind(&mut self, id: InstId, kinds: u64, wanted: u8) -> Value {
        let value = self.arg(id, 0);
        let (object, other, done) = (self.new_block(), self.new_block(), self.new_block());
        let result = self.b.append_block_param(done, types::I64);
        let [yes, no] = [true, false].map(|is| self.constant(runtime::value::Value::bool(is).bits() as i64));
        let no_object = self.is_no_object(value);
        self.b.ins().brif(no_object, other, &[], object, &[]);
        self.b.switch_to_block(object);
        let kind = self.b.ins().uload8(types::I64, Self::flags(), value, layout::KIND);
        let shape = self.b.ins().load(types::I32, Self::flags(), value, layout::SHAPE);
        let shape = self.b.ins().uextend(types::I64, shape);
        let mut among = |kinds: u64, kind: Value| {
            let kinds = self.constant(kinds as i64);
            let bits = self.b.ins().ushr(kinds, kind);
            self.b.ins().band_imm_u(bits, 1)
        };
        let builtin = OF_BUILTINS.iter().fold(0, |mask, &kind| mask | 1u64 << kind as u8);
        // The shapes of builtin classes have the numbers of their kinds.
        let (is_wanted, may_be_other) = (among(kinds, kind), among(builtin & !kinds, shape));
        let is_first = self.b.ins().icmp_imm_u(IntCC::UnsignedLessThan, shape, i64::from(u64::BITS));
        let none = self.constant(0);
        let is_other = self.b.ins().select(is_first, may_be_other, none);
        let unsure = self.constant(0);
        let answer = self.b.ins().select(is_other, no, unsure);
        let answer = self.b.ins().select(is_wanted, yes, answer);
        self.b.ins().jump(done, &[BlockArg::Value(answer)]);
        self.b.switch_to_block(other);
        let mut answer = no;
        if wanted & numbers::INT != 0 {
            let tag = self.int_tag();
            let is = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, value, tag);
            answer = self.b.ins().select(is, yes, answer);
        }
        if wanted & numbers::FLOAT != 0 {
            let (_, is_none) = self.float_bits(value);
            answer = self.b.ins().select(is_none, answer, yes);
        }
        if wanted & numbers::BOOL != 0 {
            let offset = self.b.ins().iadd_imm_s(value, -(runtime::value::Value::FALSE.bits() as i64));
            let is = self.b.ins().icmp_imm_u(IntCC::UnsignedLessThanOrEqual, offset, 1);
            answer = self.b.ins().select(is, yes, answer);
        }
        self.b.ins().jump(done, &[BlockArg::Value(answer)]);
        self.b.switch_to_block(done);
        result
    }

    /// What `isinstance` has said of objects of this shape; the runtime is asked where nothing is known.
    pub(super) fn instance_of(&mut self, id: InstId, wanted: u64, objects: bool) -> Value {
        let value = self.arg(id, 0);
        let (object, slow, done) = (self.new_block(), self.new_block(), self.new_block());
        self.b.set_cold_block(slow);
        let result = self.b.append_block_param(done, types::I64);
        let no = self.constant(runtime::value::Value::FALSE.bits() as i64);
        let class = self.constant(wanted as i64);
        let no_object = self.is_no_object(value);
        match objects {
            true => self.b.ins().brif(no_object, done, &[BlockArg::Value(no)], object, &[]),
            false => self.b.ins().brif(no_object, slow, &[], object, &[]),
        };
        self.b.switch_to_block(object);
        let shape = self.b.ins().uload32(Self::flags(), value, layout::SHAPE);
        let (entries, count) = self.given.instances;
        let place = tier::instances_place(wanted) % count;
        let place = self.b.ins().iadd_imm_s(shape, place as i64);
        let place = self.b.ins().band_imm_u(place, count as i64 - 1);
        let place = self.b.ins().imul_imm_s(place, layout::INSTANCE_ENTRY);
        let entries = self.constant(entries as i64);
        let entry = self.b.ins().iadd(entries, place);
        let of_class = self.b.ins().load(types::I64, Self::flags(), entry, layout::INSTANCE_WANTED);
        let known = self.b.ins().load(types::I64, Self::flags(), entry, layout::INSTANCE_OF);
        let other_class = self.b.ins().bxor(of_class, class);
        let of_shape = self.b.ins().ushr_imm_u(known, 1);
        let other_shape = self.b.ins().bxor(of_shape, shape);
        let other = self.b.ins().bor(other_class, other_shape);
        let bit = self.b.ins().band_imm_u(known, 1);
        let answer = self.b.ins().iadd(no, bit);
        self.b.ins().brif(other, slow, &[], done, &[BlockArg::Value(answer)]);
        self.b.switch_to_block(slow);
        let answer = self.call_address(tier::leaf_instance_of as *const () as usize, &[self.vm, value, class], false);
        self.b.ins().jump(done, &[BlockArg::Value(answer)]);
        self.b.switch_to_block(done);
        result
    }

    /// A number in its box after a turn of a loop; before that what the window holds.
    pub(super) fn kept_or(&mut self, at: i32, after_turn: InstId, number: InstId) -> Value {
        let (after, done) = (self.new_block(), self.new_block());
        let result = self.b.append_block_param(done, types::I64);
        let before = self.b.ins().load(types::I64, Self::flags(), self.base, at * 8);
        let after_turn = self.value(after_turn);
        self.b.ins().brif(after_turn, after, &[], done, &[BlockArg::Value(before)]);
        self.b.switch_to_block(after);
        let boxed = self.boxed(number);
        self.b.ins().jump(done, &[BlockArg::Value(boxed)]);
        self.b.switch_to_block(done);
        result
    }

    /// What a function makes of these words. Without memory for it the frame sees None.
    pub(super) fn sunk_collection(&mut self, address: usize, args: &[Value]) -> Value {
        let [first, count] = self.array(args);
        let object = self.call_address(address, &[self.vm, first, count], false);
        let none = self.constant(runtime::value::Value::NONE.bits() as i64);
        let failed = self.b.ins().icmp_imm_s(IntCC::Equal, object, 0);
        self.b.ins().select(failed, none, object)
    }

    /// A tuple of these items. Without memory for it that is None.
    pub(super) fn tuple(&mut self, items: &[Value]) -> Value {
        let words: Vec<Value> =
            std::iter::once(self.constant(items.len() as i64)).chain(items.iter().copied()).collect();
        self.new_object(self.given.first_words.tuple, &words, |this| {
            this.sunk_collection(tier::leaf_tuple as *const () as usize, items)
        })
    }

    /// A tuple of a derived class. Without memory for it that is None.
    pub(super) fn tuple_of(&mut self, header: u64, items: &[Value]) -> Value {
        let words = self.words_of_tuple(header, items);
        self.new_object(header, &words, |this| {
            let made = this.tuple_by_runtime(header, items);
            let none = this.constant(runtime::value::Value::NONE.bits() as i64);
            let failed = this.b.ins().icmp_imm_s(IntCC::Equal, made, 0);
            this.b.ins().select(failed, none, made)
        })
    }

    /// The words after the first of a tuple of a derived class.
    pub(super) fn words_of_tuple(&mut self, header: u64, items: &[Value]) -> Vec<Value> {
        let attributes = (header >> (8 * layout::ATTRS)) as u8 as usize;
        let mut words = vec![self.constant(items.len() as i64)];
        words.extend(items);
        if attributes > 0 {
            let empty = self.constant(runtime::value::Value::EMPTY.bits() as i64);
            words.resize(words.len() + attributes, empty);
        }
        words
    }

    /// A tuple of a derived class; 0 without memory for it.
    pub(super) fn tuple_by_runtime(&mut self, header: u64, items: &[Value]) -> Value {
        let [first, count] = self.array(items);
        let header = self.constant(header as i64);
        self.call_address(tier::tuple_of as *const () as usize, &[self.vm, header, first, count], false)
    }

    /// An instance that holds these after its class. Without memory for it that is None.
    pub(super) fn instance(&mut self, header: u64, size: u32, layout: u32, args: &[Value]) -> Value {
        let offsets = &self.function.layouts[layout as usize];
        let empty = self.constant(runtime::value::Value::EMPTY.bits() as i64);
        let mut words = vec![empty; size as usize / 8 - 1];
        for (&offset, &value) in offsets.iter().zip(&args[1..]) {
            words[offset as usize / 8 - 1] = value;
        }
        self.new_object(header, &words, |this| {
            let (fill, done) = (this.b.create_block(), this.b.create_block());
            let result = this.b.append_block_param(done, types::I64);
            let first = this.constant(header as i64);
            let object = this.call_seldom(maker(header) as *const () as usize, &[this.vm, first, args[0]]);
            let none = this.constant(runtime::value::Value::NONE.bits() as i64);
            let failed = this.b.ins().icmp_imm_s(IntCC::Equal, object, 0);
            this.b.ins().brif(failed, done, &[BlockArg::Value(none)], fill, &[]);
            this.b.switch_to_block(fill);
            for (index, &word) in words.iter().enumerate() {
                this.b.ins().store(Self::flags(), word, object, 8 * (index as i32 + 1));
            }
            this.b.ins().jump(done, &[BlockArg::Value(object)]);
            this.b.switch_to_block(done);
            result
        })
    }
}
