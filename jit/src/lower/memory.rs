//! Objects, lists, the window.

use super::Lowering;
use crate::ir::{FrameId, InstId, Leaf, Op, Reason};
use crate::remake::maker;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{BlockArg, InstBuilder, Value, types};
use runtime::object::header::Kind;
use runtime::tier::{self, layout};

impl Lowering<'_, '_> {
    /// Lowers an operation of this file.
    pub(super) fn memory(&mut self, id: InstId) -> Option<Value> {
        match self.function.inst(id).op {
            Op::Load { offset } | Op::LoadInt { offset } | Op::Length { offset } => {
                let object = self.arg(id, 0);
                Some(self.b.ins().load(types::I64, Self::flags(), object, offset))
            }
            Op::Count { offset } => {
                let object = self.arg(id, 0);
                let count = self.b.ins().load(types::I32, Self::flags(), object, offset);
                Some(self.b.ins().uextend(types::I64, count))
            }
            Op::Store { offset } | Op::StoreInt { offset } => {
                let (object, value) = (self.arg(id, 0), self.arg(id, 1));
                self.b.ins().store(Self::flags(), value, object, offset);
                None
            }
            Op::StoreShape { shape } => {
                let object = self.arg(id, 0);
                let shape = self.b.ins().iconst(types::I32, i64::from(shape));
                self.b.ins().store(Self::flags(), shape, object, layout::SHAPE);
                None
            }
            Op::StoreByte { offset, value } => {
                let object = self.arg(id, 0);
                let value = self.b.ins().iconst(types::I8, i64::from(value));
                self.b.ins().store(Self::flags(), value, object, offset);
                None
            }
            Op::Keep => None,
            Op::SuspendGenerator => {
                let (object, pc, live) = (self.arg(id, 0), self.arg(id, 1), self.arg(id, 2));
                let address = tier::suspend_generator as *const () as usize;
                self.call_address(address, &[self.vm, object, pc, live], false);
                None
            }
            Op::Barrier => {
                let object = self.arg(id, 0);
                self.barrier(object);
                None
            }
            Op::GuardByte { offset, value } | Op::GuardFixedByte { offset, value, .. } => {
                let object = self.arg(id, 0);
                if let Op::GuardFixedByte { shape, .. } = self.function.inst(id).op {
                    self.guard_object_shape(id, object, shape);
                }
                let found = self.b.ins().uload8(types::I32, Self::flags(), object, offset);
                let other = self.b.ins().icmp_imm_u(IntCC::NotEqual, found, i64::from(value));
                self.guard(id, other, Reason::WrongTarget);
                None
            }
            Op::GuardLoad { offset, value } => {
                let object = self.arg(id, 0);
                let found = self.b.ins().load(types::I64, Self::flags(), object, offset);
                let wanted = self.constant(value);
                let other = self.b.ins().icmp(IntCC::NotEqual, found, wanted);
                self.guard(id, other, Reason::WrongTarget);
                None
            }
            Op::TupleItem => {
                let tuple = self.arg(id, 0);
                let offset = self.offset_in(id, layout::TUPLE_LEN);
                let address = self.b.ins().iadd(tuple, offset);
                Some(self.b.ins().load(types::I64, Self::flags(), address, layout::TUPLE_ITEMS))
            }
            Op::SetHeldItem => {
                let (holder, value) = (self.arg(id, 0), self.arg(id, 2));
                let address = self.held_place(id);
                self.b.ins().store(Self::flags(), value, address, layout::ARRAY_VALUES);
                if !self.function.is_no_object(self.function.inst(id).args[2]) {
                    self.barrier(holder);
                }
                None
            }
            Op::SequenceItems => Some(self.of_sequence(id, None, layout::LIST_ITEMS)),
            Op::SequenceLen => Some(self.of_sequence(id, Some(layout::TUPLE_LEN), layout::LIST_LEN)),
            Op::HeldItem => {
                let address = self.held_place(id);
                Some(self.b.ins().load(types::I64, Self::flags(), address, layout::ARRAY_VALUES))
            }
            Op::NewRangeIterator | Op::NewSequenceIterator { .. } | Op::NewTableIterator { .. } => {
                Some(self.new_iterator(id))
            }
            Op::NewInstance { header, size } => {
                let slow =
                    |this: &mut Self| this.allocate(id, maker(header) as *const () as usize, Some(header as i64));
                if size == 0 {
                    return Some(slow(self));
                }
                let none = self.constant(runtime::value::Value::EMPTY.bits() as i64);
                let words = vec![none; size as usize / 8 - 1];
                Some(self.new_object(header, &words, slow))
            }
            Op::MakeInstance { header, size, layout } => {
                let args: Vec<Value> = self.function.inst(id).args.iter().map(|&arg| self.value(arg)).collect();
                Some(self.instance(header, size, layout, &args))
            }
            Op::MakeTuple => {
                let args: Vec<Value> = self.function.inst(id).args.iter().map(|&arg| self.value(arg)).collect();
                Some(self.tuple(&args))
            }
            Op::NewTuple => {
                const _: () = assert!(layout::TUPLE_LEN == 8 && layout::TUPLE_ITEMS == 16);
                let items: Vec<Value> = self.function.inst(id).args.iter().map(|&item| self.value(item)).collect();
                let count = items.len() as i64;
                let words: Vec<Value> = std::iter::once(self.constant(count)).chain(items).collect();
                let slow = |this: &mut Self| {
                    if count > tier::MAX_TUPLE as i64 {
                        return this.collection(id, Leaf::Tuple);
                    }
                    this.allocate(id, tier::new_tuple as *const () as usize, Some(count))
                };
                Some(self.new_object(self.given.first_words.tuple, &words, slow))
            }
            Op::MakeTupleOf { header } => {
                let args: Vec<Value> = self.function.inst(id).args.iter().map(|&arg| self.value(arg)).collect();
                Some(self.tuple_of(header, &args))
            }
            Op::NewTupleOf { header } => {
                let items: Vec<Value> = self.function.inst(id).args.iter().map(|&item| self.value(item)).collect();
                let words = self.words_of_tuple(header, &items);
                Some(self.new_object(header, &words, |this| {
                    let made = this.tuple_by_runtime(header, &items);
                    let failed = this.b.ins().icmp_imm_s(IntCC::Equal, made, 0);
                    this.guard(id, failed, Reason::BadOperand);
                    made
                }))
            }
            Op::NewCoroutine => Some(self.allocate(id, tier::new_coroutine as *const () as usize, None)),
            Op::NewDict => Some(self.collection(id, Leaf::Dict)),
            Op::NewTraceback { path } => {
                let words: Vec<Value> = self.function.inst(id).args.iter().map(|&word| self.value(word)).collect();
                Some(self.traceback(path, &words))
            }
            Op::TryAppend => Some(self.try_append(id)),
            Op::StoreRegister { at } => {
                let value = self.arg(id, 0);
                let (base, offset) = self.place_of(at);
                self.b.ins().store(Self::flags(), value, base, offset);
                None
            }
            Op::WriteFrame { frame } => {
                self.write_frame(frame);
                None
            }
            op => unreachable!("{op:?} is lowered elsewhere"),
        }
    }

    /// What the function at `address` makes of the arguments; leaves where it gives 0.
    pub(super) fn allocate(&mut self, id: InstId, address: usize, first: Option<i64>) -> Value {
        let mut args = vec![self.vm];
        args.extend(first.map(|word| self.constant(word)));
        args.extend(self.function.inst(id).args.iter().map(|&id| self.value(id)));
        if address == tier::new_tuple as *const () as usize {
            args.resize(2 + tier::MAX_TUPLE, self.vm);
        }
        let object = self.call_address(address, &args, false);
        let failed = self.b.ins().icmp_imm_s(IntCC::Equal, object, 0);
        self.guard(id, failed, Reason::BadOperand);
        object
    }

    /// A new object of these words after the first, or what `slow` makes where memory has run out.
    pub(super) fn new_object(&mut self, header: u64, words: &[Value], slow: impl FnOnce(&mut Self) -> Value) -> Value {
        let (out, room, done) = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(out);
        let result = self.b.append_block_param(done, types::I64);
        let size = (8 * (words.len() as u32 + 1)).next_multiple_of(layout::GRAIN);
        let object = self.b.ins().load(types::I64, Self::flags(), self.vm, layout::HEAP_CURSOR);
        let limit = self.b.ins().load(types::I64, Self::flags(), self.vm, layout::HEAP_LIMIT);
        let end = self.b.ins().iadd_imm_s(object, i64::from(size));
        let full = self.b.ins().icmp(IntCC::UnsignedGreaterThan, end, limit);
        self.b.ins().brif(full, out, &[], room, &[]);
        self.b.switch_to_block(out);
        let around = std::mem::replace(&mut self.is_seldom, true);
        let made = slow(self);
        self.is_seldom = around;
        self.b.ins().jump(done, &[BlockArg::Value(made)]);
        self.b.switch_to_block(room);
        self.b.ins().store(Self::flags(), end, self.vm, layout::HEAP_CURSOR);
        let header = self.constant(header as i64);
        self.b.ins().store(Self::flags(), header, object, 0);
        for (index, &word) in words.iter().enumerate() {
            self.b.ins().store(Self::flags(), word, object, 8 * (index as i32 + 1));
        }
        self.b.ins().jump(done, &[BlockArg::Value(object)]);
        self.b.switch_to_block(done);
        result
    }

    /// The traceback of an exception that has come along a path.
    pub(super) fn traceback(&mut self, path: u32, words: &[Value]) -> Value {
        let path = self.paths[path as usize] as i64;
        let [first, _] = self.array(words);
        let path = self.constant(path);
        self.call_address(tier::traceback as *const () as usize, &[self.vm, self.base, path, first], false)
    }

    /// What a leaf function makes; leaves where it gives 0.
    fn collection(&mut self, id: InstId, leaf: Leaf) -> Value {
        let object = self.call_leaf(id, leaf);
        let failed = self.b.ins().icmp_imm_s(IntCC::Equal, object, 0);
        self.guard(id, failed, Reason::BadOperand);
        object
    }

    /// Tells the collector of a store into an object that it has to be told of.
    fn barrier(&mut self, object: Value) {
        let (slow, on) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(slow);
        let byte = self.b.ins().uload8(types::I32, Self::flags(), object, layout::GC_BYTE);
        let logged = self.b.ins().band_imm_u(byte, i64::from(layout::LOG));
        self.b.ins().brif(logged, slow, &[], on, &[]);
        self.b.switch_to_block(slow);
        self.call_seldom(tier::barrier as *const () as usize, &[self.vm, object]);
        self.b.ins().jump(on, &[]);
        self.b.switch_to_block(on);
    }

    /// The byte offset of the item that argument 1 names, among items whose number is at `len_offset` of argument 0.
    fn offset_in(&mut self, id: InstId, len_offset: i32) -> Value {
        let (object, index) = (self.arg(id, 0), self.arg(id, 1));
        let len = self.b.ins().load(types::I64, Self::flags(), object, len_offset);
        let place = self.place_within(id, index, len);
        self.b.ins().ishl_imm_u(place, 3)
    }

    /// The place that an index names among `len` items; leaves if there is none.
    pub(super) fn place_within(&mut self, id: InstId, index: Value, len: Value) -> Value {
        // What is known of the index; some operations have it elsewhere.
        let is_place = self.function.inst(id).op == Op::PlaceAmong;
        if is_place && self.function.not_negative.contains(&self.function.inst(id).args[0]) {
            let outside = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, index, len);
            self.guard(id, outside, Reason::OutOfRange);
            return index;
        }
        let outside = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, index, len);
        let (negative, found) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(negative);
        let place = self.b.append_block_param(found, types::I64);
        self.b.ins().brif(outside, negative, &[], found, &[BlockArg::Value(index)]);
        self.b.switch_to_block(negative);
        // Only a negative index may count from the end; of others that are too large the sum is too.
        let from_end = self.b.ins().iadd(index, len);
        let beyond = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, from_end, len);
        self.guard(id, beyond, Reason::OutOfRange);
        self.b.ins().jump(found, &[BlockArg::Value(from_end)]);
        self.b.switch_to_block(found);
        place
    }

    /// A word of a tuple (none: the tuple itself, which holds items as an array does), or another one of a list.
    fn of_sequence(&mut self, id: InstId, of_tuple: Option<i32>, of_list: i32) -> Value {
        const _: () = assert!(layout::TUPLE_ITEMS == layout::ARRAY_VALUES);
        let sequence = self.arg(id, 0);
        self.guard_heap(id, sequence);
        let (other, list, done) = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        let tuple = self.b.create_block();
        let result = self.b.append_block_param(done, types::I64);
        let kind = self.b.ins().uload8(types::I32, Self::flags(), sequence, layout::KIND);
        let is_list = self.b.ins().icmp_imm_u(IntCC::Equal, kind, i64::from(Kind::List as u8));
        self.b.ins().brif(is_list, list, &[], other, &[]);
        self.b.switch_to_block(list);
        let value = self.b.ins().load(types::I64, Self::flags(), sequence, of_list);
        self.b.ins().jump(done, &[BlockArg::Value(value)]);
        self.b.switch_to_block(other);
        let no_tuple = self.b.ins().icmp_imm_u(IntCC::NotEqual, kind, i64::from(Kind::Tuple as u8));
        self.guard(id, no_tuple, Reason::WrongShape);
        self.b.ins().jump(tuple, &[]);
        self.b.switch_to_block(tuple);
        let value = match of_tuple {
            Some(offset) => self.b.ins().load(types::I64, Self::flags(), sequence, offset),
            None => sequence,
        };
        self.b.ins().jump(done, &[BlockArg::Value(value)]);
        self.b.switch_to_block(done);
        result
    }

    /// Where the item that argument 1 names is in argument 0, but for the offset of the first.
    fn held_place(&mut self, id: InstId) -> Value {
        let (holder, index) = (self.arg(id, 0), self.arg(id, 1));
        let offset = self.b.ins().ishl_imm_u(index, 3);
        self.b.ins().iadd(holder, offset)
    }

    fn try_append(&mut self, id: InstId) -> Value {
        let (list, value) = (self.arg(id, 0), self.arg(id, 1));
        let (room, done) = (self.b.create_block(), self.b.create_block());
        let result = self.b.append_block_param(done, types::I8);
        let len = self.b.ins().load(types::I64, Self::flags(), list, layout::LIST_LEN);
        let items = self.b.ins().load(types::I64, Self::flags(), list, layout::LIST_ITEMS);
        let capacity = self.b.ins().load(types::I64, Self::flags(), items, layout::ARRAY_LEN);
        let full = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, len, capacity);
        let no = self.b.ins().iconst(types::I8, 0);
        self.b.ins().brif(full, done, &[BlockArg::Value(no)], room, &[]);
        self.b.switch_to_block(room);
        let offset = self.b.ins().ishl_imm_u(len, 3);
        let address = self.b.ins().iadd(items, offset);
        self.b.ins().store(Self::flags(), value, address, layout::ARRAY_VALUES);
        let more = self.b.ins().iadd_imm_s(len, 1);
        self.b.ins().store(Self::flags(), more, list, layout::LIST_LEN);
        if !self.function.is_no_object(self.function.inst(id).args[1]) {
            self.barrier(items);
        }
        let yes = self.b.ins().iconst(types::I8, 1);
        self.b.ins().jump(done, &[BlockArg::Value(yes)]);
        self.b.switch_to_block(done);
        result
    }

    /// Writes code, caller and return address into the header of an inlined frame.
    pub(super) fn write_frame(&mut self, frame: FrameId) {
        let described = self.function.frame(frame);
        let Some((parent, call)) = described.parent else { return };
        let caller = self.function.frame(parent);
        let window = described.window;
        let code = self.constant(described.code.word() as i64);
        self.b.ins().store(Self::flags(), code, self.base, (window - 3) * 8);
        let caller_base = self.b.ins().iadd_imm_s(self.base, i64::from(caller.window) * 8);
        self.b.ins().store(Self::flags(), caller_base, self.base, (window - 2) * 8);
        let back = tier::instruction_address(caller.code, call as usize + 1) as i64;
        let back = self.constant(back);
        self.b.ins().store(Self::flags(), back, self.base, (window - 1) * 8);
    }
}
