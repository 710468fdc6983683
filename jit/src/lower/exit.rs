//! Ways out: blocks that write what the window lacks and give back the exit's number. Objects that exist nowhere else are made there.

use super::{Lowering, WantedExit, Written};
use crate::exits::{self, EXIT_BITS, Exit};
use crate::ir::{InstId, Op, Origin, State, Type, Waiting};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, Value, types};
use runtime::object::header::Kind;
use runtime::tier::{self, layout};
use rustc_hash::FxHashMap as HashMap;

/// The function of the runtime that makes an object with this first word.
pub(super) fn maker(header: u64) -> usize {
    const EXCEPTION: u8 = Kind::Exception as u8;
    const FUNCTION: u8 = Kind::Function as u8;
    const METHOD: u8 = Kind::BoundMethod as u8;
    const RANGE: u8 = Kind::Range as u8;
    match (header >> (8 * layout::KIND)) as u8 {
        EXCEPTION => tier::exception as *const () as usize,
        FUNCTION => tier::function as *const () as usize,
        METHOD => tier::bound_method as *const () as usize,
        RANGE => tier::range as *const () as usize,
        _ => tier::instance as *const () as usize,
    }
}

impl Lowering<'_, '_> {
    /// Fills in the blocks of exits.
    pub(super) fn exit_blocks(&mut self) {
        let wanted = std::mem::take(&mut self.wanted_exits);
        let written: Vec<Written> =
            wanted.iter().map(|exit| self.written_by(&self.function.states[exit.state.index()])).collect();
        let mut sharers: HashMap<&Written, u32> = HashMap::default();
        written.iter().for_each(|written| *sharers.entry(written).or_default() += 1);
        for (exit, written) in wanted.iter().zip(&written) {
            self.exit_block(exit, written, sharers[written] > 1);
        }
        debug_assert!(self.wanted_exits.is_empty(), "what exits make does not leave");
    }

    fn exit_block(&mut self, exit: &WantedExit, written: &Written, is_shared: bool) {
        let described = &self.function.states[exit.state.index()];
        self.locate(Origin { frame: described.frame, pc: described.pc });
        let tail = is_shared.then(|| self.exit_tail(written));
        self.b.switch_to_block(exit.block);
        if let Some(taken) = exit.taken {
            let address = self.constant(taken as i64);
            let one = self.constant(1);
            self.b.ins().store(Self::flags(), one, address, 0);
        }
        if tail.is_none() {
            self.write(written);
        }
        let number = self.exit_number();
        let number = self.constant(number);
        let next = tail.unwrap_or_else(|| self.last_exit());
        self.b.ins().jump(next, &[BlockArg::Value(number)]);
        self.exits.push(Exit::new(self.function, described, exit.reason));
    }

    /// The number of the exit that is described next.
    pub(super) fn exit_number(&self) -> i64 {
        (((self.given.unit as u64) << EXIT_BITS) + self.exits.len() as u64) as i64
    }

    /// What code has to write to leave in a state.
    pub(super) fn written_by(&self, state: &State) -> Written {
        let is_written = |(_, id): &&(i32, InstId)| exits::constant(self.function, *id).is_none();
        let writes = state.writes.iter().filter(is_written).copied().collect();
        (writes, state.fields.clone(), state.suspended.clone())
    }

    /// A block that writes what several exits have to and leaves, with the exit's number as parameter.
    fn exit_tail(&mut self, written: &Written) -> Block {
        if let Some(&tail) = self.exit_tails.get(written) {
            return tail;
        }
        let tail = self.b.create_block();
        self.b.set_cold_block(tail);
        let number = self.b.append_block_param(tail, types::I64);
        self.b.switch_to_block(tail);
        self.write(written);
        let last = self.last_exit();
        self.b.ins().jump(last, &[BlockArg::Value(number)]);
        self.exit_tails.insert(written.clone(), tail);
        tail
    }

    fn write(&mut self, (writes, fields, suspended): &Written) {
        let made = self.make_sunk(writes);
        self.suspend_generators(suspended);
        self.write_registers(writes);
        for &(object, offset, value) in fields {
            let (object, value) = (self.value(object), self.value(value));
            self.b.ins().store(Self::flags(), value, object, offset);
        }
        self.forget_sunk(made);
    }

    /// Writes values to registers, most of them unboxed as they are.
    pub(super) fn write_registers(&mut self, writes: &[(i32, InstId)]) {
        // Numbers must not stand where the collector looks while wide ints and complex numbers get memory.
        let is_large = |id: InstId| matches!(self.function.ty(id), Type::Wide | Type::Complex);
        let (large, plain): (Vec<_>, Vec<_>) = writes.iter().copied().partition(|&(_, id)| is_large(id));
        let boxed: Vec<(i32, Value)> = large.into_iter().map(|(at, id)| (at, self.boxed(id))).collect();
        for (at, value) in boxed {
            let (base, offset) = self.place_of(at);
            self.b.ins().store(Self::flags(), value, base, offset);
        }
        for (at, id) in plain {
            let mut value = self.value(id);
            if self.function.ty(id) == Type::Bool {
                value = self.b.ins().uextend(types::I64, value);
            }
            let (base, offset) = self.place_of(at);
            self.b.ins().store(Self::flags(), value, base, offset);
        }
    }

    /// Makes the objects that are written and exist nowhere else.
    pub(super) fn make_sunk(&mut self, writes: &[(i32, InstId)]) -> Vec<InstId> {
        let mut made = Vec::new();
        writes.iter().for_each(|&(_, id)| self.make_one_sunk(id, &mut made));
        made
    }

    pub(super) fn make_one_sunk(&mut self, id: InstId, made: &mut Vec<InstId>) {
        if !self.function.sunk.contains(&id) || made.contains(&id) {
            return;
        }
        let args = self.function.inst(id).args.clone();
        let number = match self.function.inst(id).op {
            Op::BoxNumber => Some(self.boxed_number(self.value(args[0]), self.value(args[1]))),
            Op::KeptOr { at } => Some(self.kept_or(at, args[0], args[1])),
            _ => None,
        };
        if let Some(number) = number {
            self.values.insert(id, number);
            made.push(id);
            return;
        }
        args.iter().for_each(|&arg| self.make_one_sunk(arg, made));
        let args: Vec<Value> = args.into_iter().map(|arg| self.boxed(arg)).collect();
        let object = match self.function.inst(id).op {
            Op::MakeInstance { header, size, layout } => self.instance(header, size, layout, &args),
            Op::MakeTuple => self.tuple(&args),
            Op::NewTupleOf { header } | Op::MakeTupleOf { header } => self.tuple_of(header, &args),
            Op::NewDict => self.sunk_collection(tier::leaf_dict as *const () as usize, &args),
            Op::NewTraceback { path } => self.traceback(path, &args),
            Op::NewCoroutine => {
                self.call_address(tier::new_coroutine as *const () as usize, &[self.vm, args[0]], false)
            }
            _ => self.sunk_collection(tier::leaf_tuple as *const () as usize, &args),
        };
        self.values.insert(id, object);
        made.push(id);
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
            let object = this.call_seldom(maker(header), &[this.vm, first, args[0]]);
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

    /// Other exits make their own.
    pub(super) fn forget_sunk(&mut self, made: Vec<InstId>) {
        made.iter().for_each(|id| {
            self.values.remove(id);
        });
    }

    /// The block in which all exits end, with the exit's number as parameter.
    pub(super) fn last_exit(&mut self) -> Block {
        if let Some(block) = self.last_exit {
            return block;
        }
        let block = self.b.create_block();
        self.b.set_cold_block(block);
        self.b.append_block_param(block, types::I64);
        self.last_exit = Some(block);
        block
    }

    /// Writes frames into the generators that lack them.
    pub(super) fn suspend_generators(&mut self, suspended: &[Waiting]) {
        for waiting in suspended {
            let registers: Vec<(u32, Value)> =
                waiting.registers.iter().map(|&(register, id)| (register, self.boxed(id))).collect();
            let object = self.value(waiting.object);
            let array = self.b.ins().load(types::I64, Self::flags(), object, layout::GENERATOR_REGISTERS);
            for (register, value) in registers {
                self.b.ins().store(Self::flags(), value, array, layout::ARRAY_VALUES + register as i32 * 8);
            }
            let pc = match waiting.which {
                Some(which) => self.value(which),
                None => self.constant(waiting.pc as i64),
            };
            let live = self.constant(i64::from(waiting.live));
            self.call_address(tier::suspend_generator as *const () as usize, &[self.vm, object, pc, live], false);
        }
    }
}
