//! Bytecode with its feedback to IR.
//!
//! The builder interprets bytecode abstractly: registers hold IR values, ops follow what the interpreter saw and guard it.
//! Runs of instructions are built in reverse postorder; where ways join, registers that differ become parameters. A loop's
//! parameters have the types with which the loop is entered; if a way back brings another one, the function is built anew
//! with that parameter boxed ([`Hints`]).
//!
//! ```text
//!   analysis   blocks, loops, live registers         env   registers and facts at a point
//!   arithmetic, attribute, call, control, iterate    the opcodes
//!   join       where ways meet                       inline   which calls are built into their caller
//! ```

mod accessor;
mod analysis;
mod arithmetic;
mod array;
mod attribute;
mod awaits;
mod bind;
mod call;
mod combine;
mod complex;
mod construct;
mod consume;
mod context;
mod control;
mod cursor;
mod dict;
mod display;
mod env;
mod fresh;
mod generator;
mod inline;
mod invoke;
mod items;
mod iterate;
mod join;
mod keywords;
mod known;
mod matching;
mod native;
mod notes;
mod opcode;
mod operators;
mod raise;
mod split;
mod stages;
mod templates;
mod text;
mod wide;

use crate::bail::Bail;
use crate::doubts::{Doubts, Guess};
use crate::explain::{Notes, Refusal, Topic};
use crate::ir::{
    BlockId, Effect, FrameId, Function, HANDLED, Helper, InstId, Op, Origin, Reason, StateId, Terminator, Type,
};
pub(crate) use analysis::Analyses;
use analysis::Analysis;
use env::{Env, FrameEnv, Slot};
pub(crate) use generator::{entries, suspends};
use join::{Header, Incoming};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::object::type_object::Type as Class;
use runtime::value::Value;
use runtime::vm::Vm;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::rc::Rc;

/// Loop parameters that must have another type than the loop is entered with: frame, header, register. They go from an int
/// to a wide one, and from anything to a boxed value.
pub(crate) type Hints = HashMap<(u64, usize, usize), Type>;

/// One frame's bytecode under construction.
struct Region {
    code: Gc<Code>,
    frame: FrameId,
    /// Same in every attempt to build the function.
    key: u64,
    /// The call instruction in the region around it.
    call: usize,
    analysis: Rc<Analysis>,
    pending: HashMap<usize, Vec<Incoming>>,
    /// The run that is being built.
    current: usize,
    /// Runs that have been built.
    entered: HashSet<usize>,
    headers: HashMap<usize, Header>,
    /// Ways on which it returns.
    returns: Vec<Returned>,
    /// Ways to a `yield`, or to where a generator is made.
    yields: Vec<Yielded>,
    /// Runs that were never executed.
    cold: HashSet<usize>,
}

/// A way out of an inlined function.
struct Returned {
    block: BlockId,
    env: Env,
    value: InstId,
}

/// A way to the suspension of an inlined generator, whose frame is still there.
struct Yielded {
    block: BlockId,
    env: Env,
    value: InstId,
    pc: usize,
}

/// The ways out of a region.
struct Ways {
    returns: Vec<Returned>,
    yields: Vec<Yielded>,
}

/// What a call of a class gave.
#[derive(Clone, Debug)]
struct IteratorMade {
    class: Gc<Class>,
    /// What it was called with.
    sources: Vec<InstId>,
}

/// Methods that a value read by `load_method` may be: the cells they are in.
struct Methods {
    function: InstId,
    cells: Vec<u64>,
    /// It is one of these functions, of which there are several; or nothing is known.
    definitions: Vec<Value>,
}

pub(crate) struct Builder<'a> {
    vm: &'a mut Vm,
    hints: &'a mut Hints,
    doubts: &'a Doubts,
    analyses: &'a mut Analyses,
    function: Function,
    block: BlockId,
    env: Env,
    regions: Vec<Region>,
    methods: Vec<Methods>,
    /// Generators whose frames are kept here.
    generators: HashSet<InstId>,
    /// Objects of `enumerate` and `zip` that were made here, and what `reversed` gave.
    iterators_made: HashMap<InstId, IteratorMade>,
    /// Iterators that have been walked along and got their fields back.
    walked: HashSet<InstId>,
    /// Bound methods that were made here.
    bound: HashMap<InstId, context::Bound>,
    /// Items of tuples that were made here.
    tuples: HashMap<InstId, Vec<InstId>>,
    /// Code of functions that were made here.
    made: HashMap<InstId, Gc<Code>>,
    /// Numbers of the ranges that were made here: start, stop and step.
    ranges: HashMap<InstId, [InstId; 3]>,
    /// Arguments of calls with `*` and `**`.
    spreads: Vec<Vec<InstId>>,
    /// An instruction that has been built with the one before it.
    done: Option<usize>,
    /// Objects that the function names.
    objects: Vec<Value>,
    /// Instructions of code built so far: the inlining budget.
    built: usize,
    /// The state made last, while nothing has changed since.
    last_state: Option<(u32, StateId)>,
    /// The root: the builder looks at what its registers hold now.
    at: Sight,
}

/// The frame of a function that is compiled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sight {
    /// Its window.
    pub(crate) base: *mut u64,
    /// It is where the code will be entered, or near: else it may have gone on from there.
    pub(crate) is_entry: bool,
}

/// A function that is larger than this is not compiled.
const MAX_INSTRUCTIONS: usize = 4000;

/// Builds the IR of `code` from instruction `entry` on, for a frame like the one at hand.
///
/// The second result are the objects that the function names, which must neither move nor die before it does.
pub(crate) fn build(
    vm: &mut Vm,
    doubts: &Doubts,
    analyses: &mut Analyses,
    code: Gc<Code>,
    entry: usize,
    at: Sight,
) -> Result<(Function, Vec<Value>), Bail> {
    if code.unit.code.len() > MAX_INSTRUCTIONS {
        return Err(Bail::TooLarge);
    }
    // A loop that resumes another generator, for one, would be left where it is entered.
    let first = code.unit.code[entry];
    if let Some(op) = runtime::bytecode::Op::from_byte(first.op_byte())
        && !opcode::is_supported(first)
        && !matches!(op, runtime::bytecode::Op::ReturnGenerator | runtime::bytecode::Op::Yield)
    {
        return Err(Bail::Opcode(op));
    }
    let mut hints = Hints::default();
    for _ in 0..24 {
        let before = hints.clone();
        let mut builder = Builder {
            vm,
            hints: &mut hints,
            doubts,
            analyses: &mut *analyses,
            function: Function::default(),
            block: BlockId(0),
            env: Env::default(),
            regions: Vec::new(),
            methods: Vec::new(),
            generators: HashSet::default(),
            iterators_made: HashMap::default(),
            walked: HashSet::default(),
            bound: HashMap::default(),
            tuples: HashMap::default(),
            made: HashMap::default(),
            ranges: HashMap::default(),
            spreads: Vec::new(),
            done: None,
            built: 0,
            objects: Vec::new(),
            last_state: None,
            at,
        };
        match builder.root(code, entry) {
            Ok(()) => {
                let mut objects = builder.objects;
                objects.extend(builder.function.frames.iter().map(|frame| frame.code.value()));
                return Ok((builder.function, objects));
            }
            Err(Bail::Rebuild) if hints != before => {}
            Err(bail) => return Err(bail),
        }
    }
    Err(Bail::Rebuild)
}

/// The registers that an instruction reads.
pub(crate) fn registers_read(instr: runtime::bytecode::Instr) -> Vec<usize> {
    analysis::operands(instr).reads
}

/// Whether code itself writes a register.
fn is_written(code: Gc<Code>, register: usize) -> bool {
    code.unit.code.iter().any(|&instr| analysis::operands(instr).writes.contains(&register))
}

impl Builder<'_> {
    fn root(&mut self, code: Gc<Code>, entry: usize) -> Result<(), Bail> {
        self.function.origin.pc = entry as u32;
        self.function.notes = self.vm.options.explain.then(Box::default);
        self.block = self.function.new_block(0);
        self.push_frame(code, 0, None, None);
        self.load_entry_registers(code, entry);
        self.adopt_generators(code, entry);
        let ways = self.region(code, entry, 0, 0)?;
        debug_assert!(ways.returns.is_empty(), "the root's returns end their blocks");
        Ok(())
    }

    /// Reads the registers that the entry needs, unboxed as what they hold now.
    fn load_entry_registers(&mut self, code: Gc<Code>, entry: usize) {
        let analysis = self.analyses.of(self.vm, code, entry);
        let unsettled = self.doubts.several(code.word(), entry as u32);
        // A generator has bound nothing but its parameters when it starts; and where it goes on is not where it is now, so
        // that temporaries hold something else.
        let suspends = suspends(code);
        let starts = entry
            .checked_sub(1)
            .is_some_and(|before| code.unit.code[before].op_byte() == runtime::bytecode::Op::ReturnGenerator as u8);
        for register in 0..code.register_count as usize {
            let parameter = register < code.parameter_count();
            let wanted = if entry == 0 { parameter } else { analysis.is_live(entry, register) };
            let spilled = entry != 0 && !analysis.is_needed(entry, register);
            if !wanted || spilled {
                continue;
            }
            let now = runtime::tier::register_now(self.vm, self.at.base, register);
            let value = self.emit(Op::Register { at: register as i32 }, vec![]);
            let guess = Guess { code: code.word(), pc: entry as u32, about: Some(register as u16) };
            let temporary = register >= code.unit.registers.len();
            let changed = entry == 0 && !self.at.is_entry && is_written(code, register);
            let unknown = starts && !parameter || suspends && temporary || changed;
            let doubted = self.doubts.any(guess) || suspends && self.doubts.about(code.word(), register as u16);
            let unboxed = if unsettled || unknown || doubted {
                None
            } else if now.is_small_int() {
                Some(Op::GuardInt)
            } else if now.is_float() {
                Some(Op::GuardFloat)
            } else if runtime::tier::wide_value(now).is_some() {
                Some(Op::GuardWide)
            } else if runtime::tier::complex_parts(now).is_some() {
                Some(Op::GuardComplex)
            } else {
                None
            };
            let known = match unboxed {
                Some(op) => {
                    let state = self.state_about(entry, register);
                    let known = self.emit_at(op, vec![value], state);
                    self.env.boxes.push((known, value));
                    known
                }
                None => value,
            };
            let known = self.builtin_given(code, entry, register, value).unwrap_or(known);
            self.env.top().registers[register] = Some(Slot { value: known, dirty: false });
        }
    }

    /// The builtin that the parameter in a register is, of a function that stands for a builtin: others are named like it.
    fn builtin_given(&mut self, code: Gc<Code>, entry: usize, register: usize, value: InstId) -> Option<InstId> {
        if register >= code.parameter_count() || !self.analyses.is_hidden(code) {
            return None;
        }
        let builtins = self.vm.builtins;
        let builtin = builtins.get_text(self.vm, code.unit.registers[register].name.as_str()?)?;
        if runtime::tier::register_now(self.vm, self.at.base, register) != builtin {
            return None;
        }
        self.guard_object(value, builtin, entry);
        Some(self.constant(builtin))
    }

    fn push_frame(&mut self, code: Gc<Code>, window: i32, parent: Option<(FrameId, u32)>, function: Option<InstId>) {
        let id = FrameId(self.function.frames.len() as u32);
        self.function.frames.push(crate::ir::Frame { code, window, parent });
        self.env.frames.push(FrameEnv {
            id,
            registers: vec![None; code.register_count as usize],
            function: function.map(|value| Slot { value, dirty: true }),
            linked: parent.is_none(),
            exposed: parent.is_none(),
        });
    }

    fn region(&mut self, code: Gc<Code>, entry: usize, key: u64, call: usize) -> Result<Ways, Bail> {
        let analysis = self.analyses.of(self.vm, code, entry);
        self.built += self.size_run(code);
        let order = analysis.order.clone();
        let (frame, outer) = (self.env.top().id, self.function.origin);
        let (pending, headers, entered) = (HashMap::default(), HashMap::default(), HashSet::default());
        let (returns, yields, cold) = (Vec::new(), Vec::new(), self.cold_runs(code, entry));
        self.regions.push(Region {
            code,
            frame,
            key,
            call,
            analysis,
            pending,
            current: entry,
            entered,
            headers,
            returns,
            yields,
            cold,
        });
        let start = Incoming { block: self.block, env: std::mem::take(&mut self.env) };
        self.top().pending.insert(entry, vec![start]);
        self.runs(&order)?;
        self.leave_unbuilt();
        let region = self.regions.pop().expect("it was pushed above");
        self.function.origin = outer;
        Ok(Ways { returns: region.returns, yields: region.yields })
    }

    /// Builds those of the innermost region's runs to which there are ways.
    fn runs(&mut self, order: &[usize]) -> Result<(), Bail> {
        let (code, frame) = (self.top().code, self.top().frame);
        let unit = std::sync::Arc::clone(&code.unit);
        for &start in order {
            let Some(incoming) = self.top().pending.remove(&start) else { continue };
            self.top().entered.insert(start);
            self.top().current = start;
            let analysis = Rc::clone(&self.top().analysis);
            self.function.origin = Origin { frame, pc: analysis.instruction(start) as u32 };
            self.enter(start, incoming)?;
            let pc = analysis.instruction(start);
            if self.top().cold.contains(&start) && !self.was_reached(pc) {
                self.exit(pc, Reason::NotSeen);
                self.env = Env::default();
                continue;
            }
            let end = analysis.runs[&start].end;
            let mut open = true;
            for pc in (start..end).map(|at| analysis.instruction(at)) {
                self.function.origin = Origin { frame, pc: pc as u32 };
                open = self.instruction(pc, unit.code[pc])?;
                self.note_built(code, pc, open);
                if !open {
                    break;
                }
            }
            if open {
                self.edge(end)?;
            }
        }
        Ok(())
    }

    /// Leaves where ways lead to runs whose turn was over when the first of them came.
    fn leave_unbuilt(&mut self) {
        let mut pending: Vec<_> = self.top().pending.drain().collect();
        pending.sort_by_key(|(start, _)| *start);
        for (start, ways) in pending {
            let pc = self.top().analysis.instruction(start);
            for Incoming { block, env } in ways {
                self.block = block;
                self.env = env;
                self.last_state = None;
                self.exit(pc, Reason::NotCompiled);
            }
        }
    }

    fn top(&mut self) -> &mut Region {
        self.regions.last_mut().expect("a region is being built")
    }

    /// Loops around the current block, those of the callers included.
    fn depth_at(&self, start: usize) -> u32 {
        let mut depth = 0;
        for (index, region) in self.regions.iter().enumerate() {
            let at = if index + 1 == self.regions.len() {
                start
            } else {
                let call = self.regions[index + 1].call;
                region
                    .analysis
                    .runs
                    .values()
                    .find(|run| (run.start..run.end).contains(&call))
                    .map_or(0, |run| run.start)
            };
            depth += region.analysis.depth(at);
        }
        depth
    }

    /// Adds an instruction to the current block.
    fn emit(&mut self, op: Op, args: Vec<InstId>) -> InstId {
        let id = self.function.new_inst(op, args, None);
        self.function.blocks[self.block.index()].insts.push(id);
        self.forget_probes(op);
        let args = std::mem::take(&mut self.function.insts[id.index()].args);
        self.forget_keywords(op, &args);
        self.function.insts[id.index()].args = args;
        id
    }

    /// Adds an instruction that may leave.
    fn emit_at(&mut self, op: Op, args: Vec<InstId>, state: StateId) -> InstId {
        let id = self.emit(op, args);
        // What never leaves needs no state, whose values would be computed for nothing.
        if op.effect() != Effect::Pure {
            self.function.insts[id.index()].state = Some(state);
        }
        id
    }

    fn end(&mut self, end: Terminator) {
        self.function.blocks[self.block.index()].end = end;
    }

    /// Leaves compiled code for good here.
    fn exit(&mut self, pc: usize, reason: Reason) {
        let state = self.state(pc);
        self.end(Terminator::Exit(state, reason));
    }

    /// The state before instruction `pc` of the innermost frame.
    fn state(&mut self, pc: usize) -> StateId {
        if let Some((at, state)) = self.last_state
            && at == pc as u32
        {
            return state;
        }
        let writes = self.unwritten(pc);
        let (fields, suspended) = (self.cursor_fields(), self.waiting());
        let frame = self.env.top().id;
        self.function.states.push(crate::ir::State { frame, pc: pc as u32, about: None, writes, fields, suspended });
        let state = StateId(self.function.states.len() as u32 - 1);
        self.last_state = Some((pc as u32, state));
        state
    }

    /// Fields of iterators that exits have to write.
    fn cursor_fields(&self) -> Vec<(InstId, i32, InstId)> {
        let cursors = self.env.cursors.iter();
        cursors.flat_map(|cursor| cursor.fields.iter().copied()).collect()
    }

    /// The state before instruction `pc`, for a guard of what a register holds there.
    fn state_about(&mut self, pc: usize, register: usize) -> StateId {
        self.last_state = None;
        let state = self.state(pc);
        self.last_state = None;
        self.function.states[state.index()].about = Some(register as u16);
        state
    }

    /// The guess that instruction `pc` of the innermost frame rests on.
    fn guess(&mut self, pc: usize) -> Guess {
        Guess { code: self.code().word(), pc: pc as u32, about: None }
    }

    /// What is guessed where the run at `start` begins.
    fn guess_of(&mut self, start: usize) -> Guess {
        let pc = self.pc_of(start);
        self.guess(pc)
    }

    /// The instruction that a run of the innermost region begins with.
    fn pc_of(&self, start: usize) -> usize {
        self.regions.last().map_or(start, |region| region.analysis.instruction(start))
    }

    /// Whether feedback of instruction `pc` is not to be relied on.
    fn hopeless(&mut self, pc: usize) -> bool {
        let guess = self.guess(pc);
        self.doubts.hopeless(guess)
    }

    /// Whether an instruction for which there is no feedback has turned out to run all the same.
    fn was_reached(&mut self, pc: usize) -> bool {
        let guess = self.guess(pc);
        self.doubts.any(guess)
    }

    /// Live registers that the window does not hold, of all frames, for the innermost at `pc`.
    fn unwritten(&self, pc: usize) -> Vec<(i32, InstId)> {
        let mut writes = Vec::new();
        let count = self.env.frames.len();
        for (index, frame) in self.env.frames.iter().enumerate() {
            let window = self.function.frame(frame.id).window;
            // A caller goes on after its call, whose result is not there yet, or where what the call raises is handled.
            let (at, calls, result) = match self.env.frames.get(index + 1) {
                Some(callee) => {
                    let (_, call) = self.function.frame(callee.id).parent.expect("only the root has no caller");
                    let code = self.function.frame(frame.id).code;
                    let instr = code.unit.code[call as usize];
                    let result = usize::from(instr.a());
                    let writes = analysis::operands(instr).writes.contains(&result);
                    (call as usize + 1, true, writes.then_some(result))
                }
                None => (pc, false, None),
            };
            if let Some(Slot { value, dirty: true }) = frame.function {
                writes.push((window - 4, value));
            }
            let region = self.regions.iter().find(|region| region.frame == frame.id);
            for (register, slot) in frame.registers.iter().enumerate() {
                let Some(Slot { value, dirty: true }) = slot else { continue };
                let live = region.is_none_or(|region| {
                    let raised = calls && region.analysis.is_live(at - 1, register);
                    raised || region.analysis.is_live(at, register)
                });
                let named = register < self.function.frame(frame.id).code.unit.registers.len();
                if named || live && Some(register) != result {
                    writes.push((window + register as i32, *value));
                }
            }
            debug_assert!(index + 1 < count || result.is_none(), "only callers wait for results");
        }
        writes.extend(self.unwritten_handled().map(|handled| (HANDLED, handled)));
        writes
    }

    /// Writes what a walk up the stack, or code that gets the window, may look at.
    fn synchronise(&mut self, pc: usize) {
        for (at, value) in self.unwritten(pc) {
            let value = self.boxed(value);
            self.emit(Op::StoreRegister { at }, vec![value]);
        }
        let mut windows = Vec::new();
        for frame in &mut self.env.frames {
            if let Some(slot) = &mut frame.function {
                slot.dirty = false;
            }
            frame.exposed = true;
            if !std::mem::replace(&mut frame.linked, true) {
                windows.push(frame.id);
            }
        }
        for frame in windows {
            self.emit(Op::WriteFrame { frame }, vec![]);
        }
        self.mark_written(pc);
        self.last_state = None;
    }

    fn mark_written(&mut self, pc: usize) {
        self.env.handled_written = self.env.handled;
        let written: HashSet<i32> = self.unwritten(pc).into_iter().map(|(at, _)| at).collect();
        for index in 0..self.env.frames.len() {
            let window = self.function.frame(self.env.frames[index].id).window;
            for (register, slot) in self.env.frames[index].registers.iter_mut().enumerate() {
                if let Some(slot) = slot
                    && written.contains(&(window + register as i32))
                {
                    slot.dirty = false;
                }
            }
        }
    }

    /// The value of a register.
    fn get(&mut self, register: usize) -> InstId {
        if let Some(slot) = self.env.top().registers[register] {
            return slot.value;
        }
        let window = self.window();
        let value = self.emit(Op::Register { at: window + register as i32 }, vec![]);
        self.env.top().registers[register] = Some(Slot { value, dirty: false });
        value
    }

    /// The value of a register, boxed.
    fn get_boxed(&mut self, register: usize) -> InstId {
        let value = self.get(register);
        self.boxed(value)
    }

    fn set(&mut self, register: usize, value: InstId) {
        self.env.top().registers[register] = Some(Slot { value, dirty: true });
        self.last_state = None;
    }

    /// The window now holds something that is not known here.
    fn forget(&mut self, register: usize) {
        self.env.top().registers[register] = None;
        self.last_state = None;
    }

    /// Where the innermost frame's register 0 is.
    fn window(&mut self) -> i32 {
        let id = self.env.top().id;
        self.function.frame(id).window
    }

    fn code(&mut self) -> Gc<Code> {
        self.top().code
    }

    fn ty(&self, value: InstId) -> Type {
        self.function.ty(value)
    }

    fn boxed(&mut self, value: InstId) -> InstId {
        let op = match self.ty(value) {
            Type::Value | Type::Nothing => return value,
            Type::Int => Op::BoxInt,
            Type::Wide => Op::BoxWide,
            Type::Float => Op::BoxFloat,
            Type::Bool => Op::BoxBool,
            Type::Complex => Op::BoxComplex,
        };
        if let Some((_, boxed)) = self.env.boxes.iter().find(|(unboxed, _)| *unboxed == value) {
            return *boxed;
        }
        let boxed = match (op, self.function.inst(value).op) {
            (Op::BoxInt, Op::Int { value }) => match Value::small_int(value) {
                Some(word) => self.emit(Op::Word { bits: word.bits() }, vec![]),
                None => {
                    let n = self.emit(Op::Int { value }, vec![]);
                    self.emit(Op::BoxInt, vec![n])
                }
            },
            (Op::BoxFloat, Op::Float { bits }) => {
                let word = Value::float(f64::from_bits(bits));
                self.emit(Op::Word { bits: word.bits() }, vec![])
            }
            (Op::BoxInt, _) if self.is_small_int(value) => self.emit(Op::BoxSmall, vec![value]),
            _ => self.emit(op, vec![value]),
        };
        self.env.boxes.push((value, boxed));
        boxed
    }

    /// Whether an int is known to fit a boxed word.
    fn is_small_int(&self, value: InstId) -> bool {
        let inst = self.function.inst(value);
        let constant = |index: usize| match self.function.inst(inst.args[index]).op {
            Op::Int { value } => Some(value),
            _ => None,
        };
        let small = |n: i64| (0..1 << 47).contains(&n);
        match inst.op {
            Op::Int { value } => Value::small_int(value).is_some(),
            Op::GuardInt | Op::BoolToInt => true,
            Op::Length { .. } | Op::Count { .. } | Op::TextLen | Op::CharCode | Op::ItemsLen { .. } => true,
            Op::LoadItem { code } => !matches!(code, b'l' | b'L' | b'q' | b'Q'),
            Op::IntAnd => constant(0).is_some_and(small) || constant(1).is_some_and(small),
            Op::IntMod | Op::WideModInt => constant(1).is_some_and(small),
            _ => self.function.small.contains(&value),
        }
    }

    /// States made before stay as good: they hold the same value in another form.
    fn refine(&mut self, old: InstId, new: InstId) {
        self.env.refine(old, new);
    }

    /// The value as an int, guarded; none if it is known to be something else.
    fn int(&mut self, value: InstId, pc: usize) -> Option<InstId> {
        match self.ty(value) {
            Type::Int => Some(value),
            Type::Bool => Some(self.emit(Op::BoolToInt, vec![value])),
            Type::Value => {
                if self.known_other(value) {
                    return None;
                }
                let state = self.state(pc);
                let int = self.emit_at(Op::GuardInt, vec![value], state);
                self.refine(value, int);
                Some(int)
            }
            Type::Wide | Type::Float | Type::Complex | Type::Nothing => None,
        }
    }

    /// The value as a float, guarded; ints are converted.
    fn float(&mut self, value: InstId, pc: usize) -> Option<InstId> {
        match self.ty(value) {
            Type::Float => Some(value),
            Type::Int => Some(self.emit(Op::IntToFloat, vec![value])),
            Type::Value => {
                if self.known_other(value) {
                    return None;
                }
                let state = self.state(pc);
                Some(self.emit_at(Op::GuardNumber, vec![value], state))
            }
            Type::Wide | Type::Bool | Type::Complex | Type::Nothing => None,
        }
    }

    /// Whether a boxed value is known to be no number.
    fn known_other(&self, value: InstId) -> bool {
        matches!(self.function.inst(value).op, Op::Word { .. })
            || self.env.shapes.iter().any(|(known, _)| *known == value)
    }

    /// Whether a value is known to be an object of another kind.
    fn known_other_than(&self, value: InstId, kind: runtime::object::header::Kind) -> bool {
        self.env.shapes.iter().any(|(known, shape)| *known == value && *shape != kind as u32)
    }

    /// Makes sure that a value is an object of a shape.
    fn guard_shape(&mut self, value: InstId, shape: u32, pc: usize) {
        if !self.env.shapes.contains(&(value, shape)) {
            let state = self.state(pc);
            let lasts = runtime::tier::keeps_shape(self.vm, shape);
            let op = if lasts { Op::GuardFixedShape { shape } } else { Op::GuardShape { shape } };
            self.emit_at(op, vec![value], state);
            self.env.shapes.retain(|(known, _)| *known != value);
            self.env.shapes.push((value, shape));
        }
    }

    /// Calls the runtime with what the instruction at `pc` needs in registers; the value is for register A, or just not 0.
    fn call_runtime(&mut self, pc: usize, helper: Helper, args: Vec<InstId>) -> InstId {
        self.synchronise(pc);
        self.forget_operands(pc, helper);
        let state = self.state(pc);
        let value = self.emit_at(Op::Call { helper }, args, state);
        self.after_call();
        self.env.stale = true;
        self.catch(pc, value);
        value
    }

    /// Anything may have run: objects may have other shapes.
    fn after_call(&mut self) {
        self.env.forget_shapes(self.vm);
        self.env.slots.clear();
        self.env.cells.clear();
        self.last_state = None;
    }

    /// Leaves before instruction `pc` if inline caches were cleared by what ran last.
    fn check_epoch(&mut self, pc: usize) {
        let state = self.state(pc);
        self.emit_at(Op::CheckEpoch, vec![], state);
        self.env.stale = false;
    }
}
