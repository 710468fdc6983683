//! Entries of dicts.

use super::Lowering;
use crate::ir::{InstId, Op, Reason};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, Value, types};
use runtime::object::string::Str;
use runtime::tier::{self, layout};
use runtime::value::FLOAT_MIN;

impl Lowering<'_, '_> {
    /// Lowers an operation of this file.
    pub(super) fn dict(&mut self, id: InstId) -> Option<Option<Value>> {
        Some(match self.function.inst(id).op {
            Op::DictFind => Some(self.find_entry(id)),
            Op::GuardAtLeast { least } => {
                let value = self.arg(id, 0);
                let less = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, value, least);
                self.guard(id, less, Reason::BadOperand);
                None
            }
            Op::DictValue => {
                let entry = self.entry(id);
                Some(self.b.ins().load(types::I64, Self::flags(), entry, layout::ENTRY_VALUE))
            }
            Op::DictValueOr => Some(self.value_or(id)),
            Op::NextEntry { of_set } => Some(self.next_entry(id, of_set)),
            Op::EntryWord { offset } => {
                let entry = self.arg(id, 0);
                Some(self.b.ins().load(types::I64, Self::flags(), entry, offset))
            }
            Op::SetDictValue => Some(self.set_value(id)),
            _ => return None,
        })
    }

    /// Where the entry of a key is. Of a text that is always the same it is looked for first where it was last: dicts that are made alike
    /// have it there.
    fn find_entry(&mut self, id: InstId) -> Value {
        let (dict, key) = (self.arg(id, 0), self.arg(id, 1));
        let is_text = match self.function.inst(self.function.inst(id).args[1]).op {
            Op::Word { bits } => runtime::value::Value::from_bits(bits).is::<Str>(),
            _ => false,
        };
        if !is_text {
            return self.call_address(tier::leaf_dict_find as *const () as usize, &[self.vm, dict, key], false);
        }
        // Compiled code is never freed, and neither is this.
        let hint = self.constant(std::ptr::from_mut(Box::leak(Box::new(0u64))) as i64);
        let [alike, beyond, elsewhere, done] = std::array::from_fn(|_| self.b.create_block());
        let result = self.b.append_block_param(done, types::I64);
        let noted = self.b.ins().load(types::I64, Self::flags(), hint, 0);
        let table = self.b.ins().load(types::I64, Self::flags(), dict, layout::DICT_TABLE);
        let log = self.b.ins().uload8(types::I64, Self::flags(), table, layout::TABLE_LOG);
        let cells = self.b.ins().uload8(types::I64, Self::flags(), dict, layout::DICT_CELLS);
        let cells = self.b.ins().ishl_imm_u(cells, 8);
        let kind = self.b.ins().bor(log, cells);
        let noted_kind = self.b.ins().ushr_imm_u(noted, 32);
        let noted_kind = self.b.ins().band_imm_u(noted_kind, 0xFFFF);
        let differs = self.b.ins().icmp(IntCC::NotEqual, kind, noted_kind);
        self.b.ins().brif(differs, elsewhere, &[], alike, &[]);
        self.b.switch_to_block(alike);
        let used = self.half(table, layout::TABLE_USED);
        let wanted = self.b.ins().ushr_imm_u(noted, 48);
        let lacks = self.b.ins().icmp(IntCC::UnsignedLessThan, used, wanted);
        self.b.ins().brif(lacks, elsewhere, &[], beyond, &[]);
        self.b.switch_to_block(beyond);
        let offset = self.b.ins().band_imm_u(noted, i64::from(u32::MAX));
        let entry = self.b.ins().iadd(table, offset);
        let there = self.b.ins().load(types::I64, Self::flags(), entry, layout::ENTRY_KEY);
        let other = self.b.ins().icmp(IntCC::NotEqual, there, key);
        self.b.ins().brif(other, elsewhere, &[], done, &[BlockArg::Value(offset)]);
        self.b.switch_to_block(elsewhere);
        let address = tier::leaf_dict_find_noting as *const () as usize;
        let found = self.call_address(address, &[self.vm, dict, key, hint], false);
        self.b.ins().jump(done, &[BlockArg::Value(found)]);
        self.b.switch_to_block(done);
        result
    }

    /// Address of the entry at an offset in a dict's table.
    fn entry(&mut self, id: InstId) -> Value {
        let (dict, offset) = (self.arg(id, 0), self.arg(id, 1));
        let table = self.b.ins().load(types::I64, Self::flags(), dict, layout::DICT_TABLE);
        self.b.ins().iadd(table, offset)
    }

    fn value_or(&mut self, id: InstId) -> Value {
        let (offset, other) = (self.arg(id, 1), self.arg(id, 2));
        let (found, done) = (self.b.create_block(), self.b.create_block());
        let result = self.b.append_block_param(done, types::I64);
        let missing = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, offset, 0);
        self.b.ins().brif(missing, done, &[BlockArg::Value(other)], found, &[]);
        self.b.switch_to_block(found);
        let entry = self.entry(id);
        let value = self.b.ins().load(types::I64, Self::flags(), entry, layout::ENTRY_VALUE);
        self.b.ins().jump(done, &[BlockArg::Value(value)]);
        self.b.switch_to_block(done);
        result
    }

    /// Goes on where `fails` is 0, else to the end with a negative number.
    fn unless(&mut self, fails: Value, end: Block) {
        let on = self.b.create_block();
        let none = self.constant(-1);
        self.b.ins().brif(fails, end, &[BlockArg::Value(none)], on, &[]);
        self.b.switch_to_block(on);
    }

    fn half(&mut self, object: Value, offset: i32) -> Value {
        self.b.ins().uload32(Self::flags(), object, offset)
    }

    fn next_entry(&mut self, id: InstId, of_set: bool) -> Value {
        let iterator = self.arg(id, 0);
        let [container_at, next_at, len_at, left_at] = layout::TABLE_ITERATOR;
        let (live_at, table_at, words) = match of_set {
            true => (layout::SET_LIVE, layout::SET_TABLE, 2),
            false => (layout::DICT_LIVE, layout::DICT_TABLE, 3),
        };
        let done = self.b.create_block();
        let result = self.b.append_block_param(done, types::I64);
        let container = self.b.ins().load(types::I64, Self::flags(), iterator, container_at);
        let ended = self.b.ins().icmp_imm_s(IntCC::Equal, container, 0);
        self.unless(ended, done);
        let (live, len) = (self.half(container, live_at), self.half(iterator, len_at));
        let changed = self.b.ins().icmp(IntCC::NotEqual, live, len);
        self.unless(changed, done);
        if !of_set {
            let cells = self.b.ins().uload8(types::I32, Self::flags(), container, layout::DICT_CELLS);
            self.unless(cells, done);
        }
        let table = self.b.ins().load(types::I64, Self::flags(), container, table_at);
        let (first, used) = (self.half(iterator, next_at), self.half(table, layout::TABLE_USED));
        let log = self.b.ins().uload8(types::I64, Self::flags(), table, layout::TABLE_LOG);
        let mut shift = log;
        for limit in [7, 15] {
            let wider = self.b.ins().icmp_imm_u(IntCC::UnsignedGreaterThan, log, limit);
            let wider = self.b.ins().uextend(types::I64, wider);
            shift = self.b.ins().iadd(shift, wider);
        }
        let one = self.constant(1);
        let index = self.b.ins().ishl(one, shift);
        let left = self.half(iterator, left_at);
        let none_left = self.b.ins().icmp_imm_s(IntCC::Equal, left, 0);
        self.unless(none_left, done);
        let size = self.constant(8 * words);
        let entries = self.b.ins().iadd(table, index);
        // Past entries that were deleted.
        let (at, found) = (self.b.create_block(), self.b.create_block());
        let next = self.b.append_block_param(at, types::I64);
        self.b.ins().jump(at, &[BlockArg::Value(first)]);
        self.b.switch_to_block(at);
        let beyond = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, next, used);
        self.unless(beyond, done);
        let before = self.b.ins().imul(next, size);
        let entry = self.b.ins().iadd(entries, before);
        let entry = self.b.ins().iadd_imm_s(entry, i64::from(layout::TABLE_INDEX));
        let key = self.b.ins().load(types::I64, Self::flags(), entry, layout::ENTRY_KEY);
        let after = self.b.ins().iadd_imm_s(next, 1);
        self.b.ins().brif(key, found, &[], at, &[BlockArg::Value(after)]);
        self.b.switch_to_block(found);
        let fewer = self.b.ins().iadd_imm_s(left, -1);
        for (value, at) in [(after, next_at), (fewer, left_at)] {
            self.b.ins().istore32(Self::flags(), value, iterator, at);
        }
        self.b.ins().jump(done, &[BlockArg::Value(entry)]);
        self.b.switch_to_block(done);
        result
    }

    /// A reference in a table that the collector has to be told of is for the runtime.
    fn set_value(&mut self, id: InstId) -> Value {
        let (dict, offset, value) = (self.arg(id, 0), self.arg(id, 1), self.arg(id, 2));
        let [found, plain, logged, done] = std::array::from_fn(|_| self.b.create_block());
        self.b.set_cold_block(logged);
        let result = self.b.append_block_param(done, types::I64);
        let (none, stored) = (self.constant(0), self.constant(1));
        let missing = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, offset, 0);
        self.b.ins().brif(missing, done, &[BlockArg::Value(none)], found, &[]);
        self.b.switch_to_block(found);
        let table = self.b.ins().load(types::I64, Self::flags(), dict, layout::DICT_TABLE);
        let byte = self.b.ins().uload8(types::I32, Self::flags(), table, layout::GC_BYTE);
        let log = self.b.ins().band_imm_u(byte, i64::from(layout::LOG));
        let limit = self.constant(FLOAT_MIN as i64);
        let is_heap = self.b.ins().icmp(IntCC::UnsignedLessThan, value, limit);
        let is_heap = self.b.ins().uextend(types::I32, is_heap);
        let zero = self.b.ins().iconst(types::I32, 0);
        let tells = self.b.ins().select(is_heap, log, zero);
        self.b.ins().brif(tells, logged, &[], plain, &[]);
        self.b.switch_to_block(logged);
        let args = [self.vm, dict, offset, value];
        let answer = self.call_address(tier::leaf_set_dict_value as *const () as usize, &args, false);
        self.b.ins().jump(done, &[BlockArg::Value(answer)]);
        self.b.switch_to_block(plain);
        let entry = self.b.ins().iadd(table, offset);
        self.b.ins().store(Self::flags(), value, entry, layout::ENTRY_VALUE);
        self.b.ins().jump(done, &[BlockArg::Value(stored)]);
        self.b.switch_to_block(done);
        result
    }
}
