//! IR to CLIF.
//!
//! The compiled function takes the interpreter and the root's window. A guard branches to the exit block of its state and
//! reason, of which there is one each: it stores the values that the window lacks, unboxed as they are, and the exit's
//! number; what else the interpreter needs stands in the [`Exit`]. Exits and loop exits are the `then` side of branches,
//! since the back end takes the other side for the likely one.

mod arithmetic;
mod array;
mod call;
mod complex;
mod dict;
mod exit;
mod iterator;
mod leaf;
mod memory;
mod object;
mod poll;
mod seldom;
mod text;
mod wide;

pub(crate) use array::size_log2;
pub(crate) use leaf::MAX_ARGUMENTS;

use crate::bail::Bail;
use crate::compile::Given;
use crate::exits::Exit;
use crate::ir::{
    BlockId, Cond, Function, HANDLED, Helper, InstId, Op, Origin, Pause, Reason, StateId, Terminator, Type, UNBOUND_INT,
};
use crate::remake::Places;
use cranelift_codegen::ir::condcodes::{CondCode, IntCC};
use cranelift_codegen::ir::{
    AbiParam, Block, BlockArg, InstBuilder, MemFlagsData, SigRef, Signature, SourceLoc, StackSlot, Value, types,
};
use cranelift_codegen::isa::CallConv;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use runtime::bytecode::Instr;
use runtime::tier::{self, layout};
use runtime::value::{FLOAT_MIN, INT_TAG};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// Signature of compiled code.
pub(crate) fn signature(convention: CallConv) -> Signature {
    let mut signature = Signature::new(convention);
    signature.params.extend([AbiParam::new(types::I64), AbiParam::new(types::I64)]);
    signature.returns.push(AbiParam::new(types::I64));
    signature
}

/// An exit that has a block, to be filled in at the end.
pub(super) struct WantedExit {
    state: StateId,
    reason: Reason,
    block: Block,
    /// Where it notes that it was taken, if each is to be taken once.
    taken: Option<usize>,
}

pub(super) struct Lowering<'a, 'f> {
    pub(super) function: &'a Function,
    pub(super) b: FunctionBuilder<'f>,
    blocks: HashMap<BlockId, Block>,
    values: HashMap<InstId, Value>,
    /// Imaginary parts of complex numbers.
    imags: HashMap<InstId, Value>,
    /// Exits by state and reason, which stands for all wrong guesses: their places in `wanted_exits`.
    exit_blocks: HashMap<(StateId, Reason), usize>,
    wanted_exits: Vec<WantedExit>,
    /// Where exits leave what the runtime makes something of.
    places: Places,
    exits: Vec<Exit>,
    /// What machine code is made for, by the numbers that it is marked with.
    origins: Vec<Origin>,
    pub(super) given: Given,
    pub(super) vm: Value,
    pub(super) base: Value,
    signatures: HashMap<(usize, bool), SigRef>,
    stub_signatures: HashMap<usize, SigRef>,
    /// Blocks that are seldom reached, in loops that else call nothing.
    seldom: HashSet<BlockId>,
    /// Such a block is being lowered.
    is_seldom: bool,
    /// What is lowered is out of the way: so are new blocks.
    is_cold: bool,
    /// Where leaf functions find arguments that they take as an array, and how many there is room for.
    arguments: Option<(StackSlot, usize)>,
    /// Through which words go that are to stay where they were computed.
    kept: Option<StackSlot>,
    /// Addresses and numbers of items that are needed in loops which they are computed before.
    used_in_loops: HashSet<InstId>,
    /// Addresses of the ways of exceptions that code names.
    pub(super) paths: Vec<usize>,
    convention: CallConv,
}

/// Lowers `function` into `clif`: the exits of the unit, and what the marks of instructions stand for if that is wanted.
///
/// # Errors
/// [`Bail::TooLarge`] if exits would have to leave too much.
pub(crate) fn lower(
    function: &Function,
    clif: &mut cranelift_codegen::ir::Function,
    context: &mut FunctionBuilderContext,
    target: cranelift_codegen::isa::TargetFrontendConfig,
    given: Given,
) -> Result<(Vec<Exit>, Vec<Origin>), Bail> {
    let convention = target.default_call_conv;
    clif.signature = signature(convention);
    let mut b = FunctionBuilder::new(clif, context);
    let entry = b.create_block();
    b.append_block_params_for_function_params(entry);
    b.switch_to_block(entry);
    let (vm, base) = (b.block_params(entry)[0], b.block_params(entry)[1]);
    let mut lowering = Lowering {
        function,
        b,
        blocks: HashMap::default(),
        values: HashMap::default(),
        imags: HashMap::default(),
        exit_blocks: HashMap::default(),
        wanted_exits: Vec::new(),
        places: Places::default(),
        exits: Vec::new(),
        origins: Vec::new(),
        given,
        vm,
        base,
        signatures: HashMap::default(),
        stub_signatures: HashMap::default(),
        seldom: seldom::blocks(function),
        is_seldom: false,
        is_cold: false,
        arguments: None,
        kept: None,
        used_in_loops: used_in_loops(function),
        paths: function.paths.iter().map(kept).collect(),
        convention,
    };
    lowering.run();
    let (exits, origins) = (std::mem::take(&mut lowering.exits), std::mem::take(&mut lowering.origins));
    lowering.b.seal_all_blocks();
    let fits = lowering.places.fit();
    lowering.b.finalize(target);
    if fits { Ok((exits, origins)) } else { Err(Bail::TooLarge) }
}

/// Addresses and numbers of items that blocks in more loops need than those have which compute them.
fn used_in_loops(function: &Function) -> HashSet<InstId> {
    let mut depths: HashMap<InstId, u32> = HashMap::default();
    let mut found = HashSet::default();
    for block in function.reverse_postorder().into_iter().map(|block| function.block(block)) {
        for &id in &block.insts {
            let inst = function.inst(id);
            found.extend(inst.args.iter().filter(|arg| depths.get(arg).is_some_and(|depth| *depth < block.depth)));
            if matches!(inst.op, Op::ItemsAddress { .. } | Op::ItemsLen { .. }) {
                depths.insert(id, block.depth);
            }
        }
    }
    found
}

/// The address of a path, which stays since compiled code is never freed.
fn kept(path: &tier::RaisePath) -> usize {
    std::ptr::from_ref(Box::leak(Box::new(path.clone()))) as usize
}

fn clif_type(ty: Type) -> types::Type {
    match ty {
        Type::Nothing | Type::Value | Type::Int => types::I64,
        Type::Wide => types::I128,
        Type::Float | Type::Complex => types::F64,
        Type::Bool => types::I8,
    }
}

impl Lowering<'_, '_> {
    fn run(&mut self) {
        let order = self.function.reverse_postorder();
        for &block in &order {
            let clif = self.b.create_block();
            for &param in &self.function.block(block).params {
                let value = self.b.append_block_param(clif, clif_type(self.function.ty(param)));
                self.values.insert(param, value);
                if self.function.ty(param) == Type::Complex {
                    let imag = self.b.append_block_param(clif, types::F64);
                    self.imags.insert(param, imag);
                }
            }
            self.blocks.insert(block, clif);
        }
        let first = self.blocks[&BlockId(0)];
        self.locate(self.function.block(BlockId(0)).origin);
        self.b.ins().jump(first, &[]);
        for block in order {
            self.b.switch_to_block(self.blocks[&block]);
            self.locate(self.function.block(block).origin);
            self.is_seldom = self.seldom.contains(&block);
            for &id in &self.function.block(block).insts {
                self.locate(self.function.inst(id).origin);
                if let Some(value) = self.instruction(id) {
                    self.values.insert(id, value);
                }
            }
            self.terminator(block);
        }
        self.is_seldom = true;
        self.exit_blocks();
    }

    /// Marks what is lowered next as made for `origin`, if anybody wants to know.
    fn locate(&mut self, origin: Origin) {
        if !self.given.lines {
            return;
        }
        if self.origins.last() != Some(&origin) {
            self.origins.push(origin);
        }
        self.b.set_srcloc(SourceLoc::new(self.origins.len() as u32 - 1));
    }

    pub(super) fn value(&self, id: InstId) -> Value {
        self.values[&id]
    }

    pub(super) fn arg(&self, id: InstId, index: usize) -> Value {
        self.value(self.function.inst(id).args[index])
    }

    pub(super) fn flags() -> MemFlagsData {
        MemFlagsData::trusted()
    }

    pub(super) fn constant(&mut self, value: i64) -> Value {
        self.b.ins().iconst(types::I64, value)
    }

    /// The block that leaves compiled code from a state.
    pub(super) fn exit_to(&mut self, state: StateId, reason: Reason) -> (Block, Option<usize>) {
        // Guesses that leave in one state share an exit, but for those that are each made to fail.
        let key = if reason.is_wrong_guess() && !self.given.stress { Reason::WrongType } else { reason };
        if let Some(&at) = self.exit_blocks.get(&(state, key)) {
            let known = &mut self.wanted_exits[at];
            // Most states are those of guesses; that inline caches were cleared is the least likely thing to go wrong.
            if known.reason == Reason::Invalidated {
                known.reason = reason;
            }
            return (known.block, known.taken);
        }
        let block = self.b.create_block();
        self.b.set_cold_block(block);
        // What a call has raised, or brought to its handler, has happened; all else can be done again by the interpreter.
        let forced = self.given.stress && !matches!(reason, Reason::Raised | Reason::NotCompiled);
        // Says whether the exit was taken; compiled code is never freed, and neither is this.
        let taken = forced.then(|| std::ptr::from_mut(Box::leak(Box::new(0u64))) as usize);
        self.exit_blocks.insert((state, key), self.wanted_exits.len());
        self.wanted_exits.push(WantedExit { state, reason, block, taken });
        (block, taken)
    }

    /// A block that is as likely to be reached as the one being lowered.
    pub(super) fn new_block(&mut self) -> Block {
        let block = self.b.create_block();
        if self.is_cold {
            self.b.set_cold_block(block);
        }
        block
    }

    /// Leaves if `fails` holds.
    pub(super) fn guard(&mut self, id: InstId, fails: Value, reason: Reason) {
        let state = self.function.inst(id).state.expect("verified: guards have states");
        let (exit, taken) = self.exit_to(state, reason);
        let on = self.new_block();
        let mut fails = fails;
        if let Some(taken) = taken {
            let address = self.constant(taken as i64);
            let taken = self.b.ins().load(types::I64, Self::flags(), address, 0);
            let first = self.b.ins().icmp_imm_s(IntCC::Equal, taken, 0);
            let holds = self.b.ins().icmp_imm_s(IntCC::NotEqual, fails, 0);
            fails = self.b.ins().bor(holds, first);
        }
        self.b.ins().brif(fails, exit, &[], on, &[]);
        self.b.switch_to_block(on);
    }

    /// Leaves if the leaf function that gave the argument had no answer. What has given one may have had its effect, and
    /// cannot be done again to see whether the exit is right.
    fn guard_answer(&mut self, id: InstId) {
        let inst = self.function.inst(id);
        let (first, state) = (inst.args[0], inst.state.expect("verified: guards have states"));
        let answer = self.arg(id, 0);
        let none = self.b.ins().icmp_imm_s(IntCC::Equal, answer, 0);
        if matches!(self.function.inst(first).op, Op::Leaf { leaf } if leaf.only_reads()) {
            return self.guard(id, none, Reason::NoAnswer);
        }
        let ((exit, _), on) = (self.exit_to(state, Reason::NoAnswer), self.new_block());
        self.b.ins().brif(none, exit, &[], on, &[]);
        self.b.switch_to_block(on);
    }

    fn block_args(&self, args: &[InstId]) -> Vec<BlockArg> {
        let parts = |&id: &InstId| std::iter::once(self.value(id)).chain(self.imags.get(&id).copied());
        args.iter().flat_map(parts).map(BlockArg::Value).collect()
    }

    fn terminator(&mut self, block: BlockId) {
        match &self.function.block(block).end {
            Terminator::None => unreachable!("verified: blocks are ended"),
            Terminator::Jump(edge) => {
                let args = self.block_args(&edge.args);
                let to = self.blocks[&edge.to];
                self.b.ins().jump(to, &args);
            }
            Terminator::Branch { condition, then, otherwise } => {
                let (then_args, otherwise_args) = (self.block_args(&then.args), self.block_args(&otherwise.args));
                let (then_block, otherwise_block) = (self.blocks[&then.to], self.blocks[&otherwise.to]);
                // What stays in the loop is the likely side.
                let stays = self.function.block(then.to).depth > self.function.block(otherwise.to).depth;
                if stays {
                    let inverse = self.inverse(*condition);
                    self.b.ins().brif(inverse, otherwise_block, &otherwise_args, then_block, &then_args);
                } else {
                    let condition = self.value(*condition);
                    self.b.ins().brif(condition, then_block, &then_args, otherwise_block, &otherwise_args);
                }
            }
            Terminator::Return(value) => {
                let value = self.value(*value);
                self.b.ins().return_(&[value]);
            }
            Terminator::Yield { state, value: _, live, pause } => {
                let state = &self.function.states[state.index()];
                let frame = self.function.frame(state.frame);
                self.suspend_generators(&state.suspended);
                let pc = tier::instruction_address(frame.code, state.pc as usize) as i64;
                let pc = self.constant(pc);
                self.b.ins().store(Self::flags(), pc, self.vm, layout::PC);
                let live = self.constant(i64::from(*live));
                let what = match pause {
                    Pause::Yield => tier::YIELDED,
                    Pause::Send => tier::DELEGATED,
                };
                self.give_back(live, what);
            }
            Terminator::Finish(value) => {
                let value = self.value(*value);
                self.give_back(value, tier::FINISHED);
            }
            Terminator::Exit(state, reason) => {
                let (exit, _) = self.exit_to(*state, *reason);
                self.b.ins().jump(exit, &[]);
            }
        }
    }

    /// Gives back `what`, with more in the interpreter's word for exits.
    fn give_back(&mut self, more: Value, what: u64) {
        self.b.ins().store(Self::flags(), more, self.vm, layout::NATIVE_EXIT);
        let what = self.constant(what as i64);
        self.b.ins().return_(&[what]);
    }

    /// The opposite of a bool, as a comparison of its own where that is possible.
    fn inverse(&mut self, condition: InstId) -> Value {
        let inst = self.function.inst(condition);
        match inst.op {
            Op::IntCompare { cond } => {
                let (x, y) = (self.arg(condition, 0), self.arg(condition, 1));
                self.b.ins().icmp(int_cc(cond).complement(), x, y)
            }
            Op::Same => {
                let (x, y) = (self.arg(condition, 0), self.arg(condition, 1));
                self.b.ins().icmp(IntCC::NotEqual, x, y)
            }
            Op::FloatCompare { cond } => {
                let (x, y) = (self.arg(condition, 0), self.arg(condition, 1));
                self.b.ins().fcmp(arithmetic::float_cc(cond).complement(), x, y)
            }
            _ => {
                let value = self.value(condition);
                self.b.ins().icmp_imm_s(IntCC::Equal, value, 0)
            }
        }
    }

    fn instruction(&mut self, id: InstId) -> Option<Value> {
        let inst = self.function.inst(id);
        match inst.op {
            Op::Param => None,
            Op::Register { at } => {
                let (base, offset) = self.place_of(at);
                Some(self.b.ins().load(types::I64, Self::flags(), base, offset))
            }
            Op::Int { value } => Some(self.constant(value)),
            Op::Float { bits } => Some(self.b.ins().f64const(f64::from_bits(bits))),
            Op::Bool { value } => Some(self.b.ins().iconst(types::I8, i64::from(value))),
            Op::Word { bits } => Some(self.constant(bits as i64)),
            Op::GuardShape { shape } | Op::GuardFixedShape { shape } => {
                let value = self.arg(id, 0);
                self.guard_object_shape(id, value, shape);
                None
            }
            Op::GuardShapes { first, second } => {
                let value = self.arg(id, 0);
                self.guard_heap(id, value);
                let found = self.b.ins().load(types::I32, Self::flags(), value, layout::SHAPE);
                let no = [first, second].map(|shape| self.b.ins().icmp_imm_u(IntCC::NotEqual, found, i64::from(shape)));
                let neither = self.b.ins().band(no[0], no[1]);
                self.guard(id, neither, Reason::WrongShape);
                None
            }
            Op::GuardKind { kind } => {
                let value = self.arg(id, 0);
                self.guard_heap(id, value);
                let found = self.b.ins().uload8(types::I32, Self::flags(), value, layout::KIND);
                let other = self.b.ins().icmp_imm_u(IntCC::NotEqual, found, i64::from(kind));
                self.guard(id, other, Reason::WrongTarget);
                None
            }
            Op::GuardWord { bits } => {
                let value = self.arg(id, 0);
                let wanted = self.constant(bits as i64);
                let other = self.b.ins().icmp(IntCC::NotEqual, value, wanted);
                self.guard(id, other, Reason::WrongTarget);
                None
            }
            Op::GuardDiffers => {
                let (x, y) = (self.arg(id, 0), self.arg(id, 1));
                let same = self.b.ins().icmp(IntCC::Equal, x, y);
                self.guard(id, same, Reason::WrongTarget);
                None
            }
            Op::GuardAnswer => {
                self.guard_answer(id);
                None
            }
            Op::GuardFloatAmong => {
                self.guard_float_among(id);
                None
            }
            Op::KeptOr { at } => {
                let [after_turn, number] = self.function.inst(id).args[..] else { return None };
                Some(self.kept_or(at, after_turn, number))
            }
            Op::GuardFalse => {
                let holds = self.arg(id, 0);
                self.guard(id, holds, Reason::WrongType);
                None
            }
            Op::GuardBound => {
                let value = self.arg(id, 0);
                let unbound = self.b.ins().icmp_imm_s(IntCC::Equal, value, 0);
                self.guard(id, unbound, Reason::Unbound);
                None
            }
            Op::IsShape { shape } => {
                let value = self.arg(id, 0);
                let found = self.b.ins().load(types::I32, Self::flags(), value, layout::SHAPE);
                Some(self.b.ins().icmp_imm_u(IntCC::Equal, found, i64::from(shape)))
            }
            Op::HasShape { shape } => {
                let value = self.arg(id, 0);
                Some(self.has_shape(value, shape))
            }
            Op::IsOfKind { kinds, numbers } => Some(self.is_of_kind(id, kinds, numbers)),
            Op::IsLoad { offset, value } => {
                let object = self.arg(id, 0);
                let found = self.b.ins().load(types::I64, Self::flags(), object, offset);
                let wanted = self.constant(value);
                Some(self.b.ins().icmp(IntCC::Equal, found, wanted))
            }
            Op::GuardHeap => {
                let value = self.arg(id, 0);
                self.guard_heap(id, value);
                None
            }
            Op::Same => {
                let (x, y) = (self.arg(id, 0), self.arg(id, 1));
                Some(self.b.ins().icmp(IntCC::Equal, x, y))
            }
            Op::Not => {
                let value = self.arg(id, 0);
                Some(self.b.ins().icmp_imm_s(IntCC::Equal, value, 0))
            }
            Op::Leaf { leaf } => Some(self.call_leaf(id, leaf)),
            Op::Call { helper } => Some(self.call_helper(id, helper)),
            Op::CallCode { .. } => Some(self.call_code(id)),
            Op::CanEnter { code, window, registers } => Some(self.can_enter(code, window, registers)),
            Op::EnterCode { code, window } => Some(self.enter_code(id, code, window)),
            Op::CallAny { window, count, enters } => Some(self.call_any(id, (window, count), enters)),
            Op::Catch { frame } => Some(self.catch(id, frame)),
            Op::LeaveFrame { frame } => {
                self.leave_frame(frame);
                None
            }
            Op::Poll => {
                self.poll(id);
                None
            }
            Op::CheckEpoch => {
                let now = self.b.ins().load(types::I64, Self::flags(), self.vm, layout::EPOCH);
                let changed = self.b.ins().icmp_imm_s(IntCC::NotEqual, now, self.given.epoch as i64);
                self.guard(id, changed, Reason::Invalidated);
                None
            }
            _ => match self
                .arithmetic(id)
                .or_else(|| self.dict(id))
                .or_else(|| self.typed_item(id))
                .or_else(|| self.complex(id))
            {
                Some(result) => result,
                None => match self.wide(id).or_else(|| self.text(id)) {
                    Some(result) => Some(result),
                    None => self.memory(id),
                },
            },
        }
    }

    /// A value as a boxed one.
    fn boxed(&mut self, id: InstId) -> Value {
        let value = self.value(id);
        match self.function.ty(id) {
            Type::Value | Type::Nothing => value,
            Type::Int if self.function.perhaps_unbound.contains(&id) => {
                let unbound = self.b.ins().icmp_imm_s(IntCC::Equal, value, UNBOUND_INT);
                let tag = self.int_tag();
                let small = self.b.ins().bor(value, tag);
                let none = self.constant(runtime::value::Value::EMPTY.bits() as i64);
                self.b.ins().select(unbound, none, small)
            }
            Type::Int => self.boxed_int(value),
            Type::Wide => self.boxed_wide(value),
            Type::Float => self.boxed_float(value),
            Type::Bool => self.boxed_bool(value),
            Type::Complex => self.boxed_complex(id),
        }
    }

    /// Leaves unless a value is a heap object.
    pub(super) fn guard_heap(&mut self, id: InstId, value: Value) {
        let other = self.is_no_object(value);
        self.guard(id, other, Reason::WrongType);
    }

    /// Leaves unless a value is an object of a shape.
    pub(super) fn guard_object_shape(&mut self, id: InstId, value: Value, shape: u32) {
        let no_object = self.is_no_object(value);
        self.guard(id, no_object, Reason::WrongShape);
        let found = self.b.ins().load(types::I32, Self::flags(), value, layout::SHAPE);
        let other = self.b.ins().icmp_imm_u(IntCC::NotEqual, found, i64::from(shape));
        self.guard(id, other, Reason::WrongShape);
    }

    fn has_shape(&mut self, value: Value, shape: u32) -> Value {
        let (object, done) = (self.new_block(), self.new_block());
        let result = self.b.append_block_param(done, types::I8);
        let no_object = self.is_no_object(value);
        let no = self.b.ins().iconst(types::I8, 0);
        self.b.ins().brif(no_object, done, &[BlockArg::Value(no)], object, &[]);
        self.b.switch_to_block(object);
        let found = self.b.ins().load(types::I32, Self::flags(), value, layout::SHAPE);
        let same = self.b.ins().icmp_imm_u(IntCC::Equal, found, i64::from(shape));
        self.b.ins().jump(done, &[BlockArg::Value(same)]);
        self.b.switch_to_block(done);
        result
    }

    /// Whether a value is no heap object.
    pub(super) fn is_no_object(&mut self, value: Value) -> Value {
        let offset = self.b.ins().iadd_imm_s(value, -16);
        let limit = self.constant(FLOAT_MIN as i64 - 16);
        self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, offset, limit)
    }

    pub(super) fn int_tag(&mut self) -> Value {
        self.constant(INT_TAG as i64)
    }

    /// Signature of a helper with so many words, or of one of two floats.
    pub(super) fn helper_signature(&mut self, words: usize, floats: bool) -> SigRef {
        let convention = self.convention;
        let b = &mut self.b;
        *self.signatures.entry((words, floats)).or_insert_with(|| {
            let mut signature = Signature::new(convention);
            let ty = if floats { types::F64 } else { types::I64 };
            signature.params.extend(std::iter::repeat_n(AbiParam::new(ty), words));
            signature.returns.push(AbiParam::new(ty));
            b.import_signature(signature)
        })
    }

    /// Calls a function of the runtime.
    pub(super) fn call_address(&mut self, address: usize, args: &[Value], floats: bool) -> Value {
        if self.is_seldom && !floats {
            return self.call_seldom(address, args);
        }
        self.call_plainly(address, args, floats)
    }

    fn call_plainly(&mut self, address: usize, args: &[Value], floats: bool) -> Value {
        let signature = self.helper_signature(args.len(), floats);
        let callee = self.constant(address as i64);
        let call = self.b.ins().call_indirect(signature, callee, args);
        self.b.inst_results(call)[0]
    }

    /// Calls a function of the runtime, which is given the interpreter first, where that seldom happens: no register changes
    /// but for the result.
    pub(super) fn call_seldom(&mut self, address: usize, args: &[Value]) -> Value {
        let Some(stub) = self.given.stubs.get(args.len()).copied().filter(|&stub| stub != 0 && args[0] == self.vm)
        else {
            return self.call_plainly(address, args, false);
        };
        let b = &mut self.b;
        let signature = *self
            .stub_signatures
            .entry(args.len())
            .or_insert_with(|| b.import_signature(crate::stubs::signature(args.len())));
        let stub = self.constant(stub as i64);
        let mut all = args.to_vec();
        all.push(self.constant(address as i64));
        self.b.ins().call_indirect(signature, stub, &all);
        self.b.ins().load(types::I64, Self::flags(), self.vm, layout::NATIVE_EXIT)
    }

    /// Calls a function of the runtime that is given interpreter, instruction and window first.
    pub(super) fn call_in_state(&mut self, id: InstId, address: usize, args: &[Value]) -> Value {
        let (pc, base) = self.place(id);
        let mut all = vec![self.vm, pc, base];
        all.extend(args);
        self.call_address(address, &all, false)
    }

    /// The instruction at which an operation would leave.
    pub(super) fn instruction_at(&self, id: InstId) -> Instr {
        let state = self.function.inst(id).state.expect("verified: calls have states");
        let state = &self.function.states[state.index()];
        self.function.frame(state.frame).code.unit.code[state.pc as usize]
    }

    pub(super) fn instruction_word(&mut self, id: InstId) -> Value {
        let instr = self.instruction_at(id);
        self.constant(instr.0 as i64)
    }

    /// Calls the function that does the work of the instruction.
    fn interpret(&mut self, id: InstId) -> Value {
        let instr = self.instruction_at(id);
        let address = tier::work_address(instr).expect("the builder asks before");
        let (pc, base) = self.place(id);
        self.b.ins().store(Self::flags(), pc, self.vm, layout::PC);
        self.b.ins().store(Self::flags(), base, self.vm, layout::BASE);
        let word = self.constant(instr.0 as i64);
        let result = self.call_address(address, &[self.vm, pc, base, word], false);
        self.guard_raised(id, result);
        result
    }

    /// Where a register is: base and offset.
    pub(super) fn place_of(&self, at: i32) -> (Value, i32) {
        if at == HANDLED { (self.vm, layout::HANDLED) } else { (self.base, at * 8) }
    }

    /// Leaves if a call has raised, unless the function itself looks.
    pub(super) fn guard_raised(&mut self, id: InstId, result: Value) {
        if !self.function.caught.contains(&id) {
            let raised = self.b.ins().icmp_imm_s(IntCC::Equal, result, 0);
            self.guard(id, raised, Reason::Raised);
        }
    }

    /// The running instruction and the window of its frame.
    fn place(&mut self, id: InstId) -> (Value, Value) {
        let state = self.function.inst(id).state.expect("verified: calls have states");
        let state = &self.function.states[state.index()];
        let frame = self.function.frame(state.frame);
        let pc = tier::instruction_address(frame.code, state.pc as usize) as i64;
        let base = match frame.window {
            0 => self.base,
            window => self.b.ins().iadd_imm_s(self.base, i64::from(window) * 8),
        };
        (self.constant(pc), base)
    }

    fn call_helper(&mut self, id: InstId, helper: Helper) -> Value {
        let mut args = Vec::new();
        if let Helper::Interpret = helper {
            return self.interpret(id);
        }
        if let Helper::Call = helper {
            args.push(self.instruction_word(id));
        }
        if let Helper::Native { spec, first, given, resumes } = helper {
            args.extend([self.constant(spec as i64), self.constant(i64::from(first) | i64::from(given) << 16)]);
            let address = match resumes {
                None => tier::call_native as *const () as usize,
                Some(tier::Resumes::Next) => tier::call_next as *const () as usize,
                Some(tier::Resumes::NextOr) => tier::call_next_or as *const () as usize,
                Some(tier::Resumes::Send) => tier::call_send as *const () as usize,
            };
            let result = self.call_in_state(id, address, &args);
            self.guard_raised(id, result);
            return result;
        }
        if let Helper::NextUnpacked { to, count } = helper {
            args.push(self.constant(i64::from(to) | i64::from(count) << 16));
        }
        if let Helper::Compare(cond) | Helper::Comparison(cond) = helper {
            args.push(self.constant(cond.number()));
        }
        args.extend(self.function.inst(id).args.iter().map(|&id| self.value(id)));
        let address = match helper {
            Helper::Interpret | Helper::Native { .. } => unreachable!("has a form of its own"),
            Helper::Call => tier::call as *const () as usize,
            Helper::Next => tier::next as *const () as usize,
            Helper::NextOrStop => tier::next_or_stop as *const () as usize,
            Helper::NextUnpacked { .. } => tier::next_unpacked as *const () as usize,
            Helper::Truth => tier::truth as *const () as usize,
            Helper::Compare(_) => tier::compare as *const () as usize,
            Helper::Comparison(_) => tier::comparison as *const () as usize,
            Helper::Contains => tier::contains as *const () as usize,
            Helper::ListAppend => tier::list_append as *const () as usize,
            Helper::FinishNew => tier::finish_made as *const () as usize,
            Helper::Generator => tier::new_generator as *const () as usize,
        };
        let result = self.call_in_state(id, address, &args);
        self.guard_raised(id, result);
        result
    }
}

pub(super) fn int_cc(cond: Cond) -> IntCC {
    match cond {
        Cond::Lt => IntCC::SignedLessThan,
        Cond::Le => IntCC::SignedLessThanOrEqual,
        Cond::Eq => IntCC::Equal,
        Cond::Ne => IntCC::NotEqual,
        Cond::Gt => IntCC::SignedGreaterThan,
        Cond::Ge => IntCC::SignedGreaterThanOrEqual,
    }
}
