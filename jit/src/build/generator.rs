//! Generators and coroutines: where compiled code of them is entered, and how it is left at a `yield`.
//!
//! A generator's frame is resumed by the interpreter or the runtime, which put its registers back; compiled code may begin
//! where it goes on then. At a `yield` all registers that are kept are written, and the runtime saves them.
//!
//! A small generator that only a `for` loop or a builtin like `sum` consumes is inlined into that. Its object is made, but
//! its frame lives in SSA, and exits write it into the object. Of one with several `yield`s the place where it goes on is
//! a number, which picks what is built for each of them. Nothing in such a generator could be noticed when it is dropped.

use super::analysis::Loop;
use super::call::Site;
use super::env::{Env, Suspended};
use super::inline::HEADER;
use super::join::Incoming;
use super::{Bail, Builder, Guess, Slot, Ways, Yielded};
use crate::ir::{Cond, Edge, Helper, InstId, Leaf, Op as Ir, Pause, Terminator, Waiting};
use runtime::bytecode::flow::{Registers, ends_flow, jump_target, live_registers, operands};
use runtime::bytecode::opcodes::yields::DELEGATING;
use runtime::bytecode::unit::flags;
use runtime::bytecode::{Instr, Op};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::object::type_object::Type as Class;
use runtime::tier::{
    WaitingGenerator, callee, cell_value, instruction_address, kept_at, layout, resumed_at, variable_cell,
    waiting_generator,
};
use runtime::value::Value;

/// So many places to go on at are compiled of one function; it is the whole code each time. Of large functions only those
/// are that frames were resumed at when they were seen.
const MAX_ENTRIES: usize = 8;
const LARGE: usize = 80;

/// Whether frames of the code are suspended and resumed.
pub(crate) fn suspends(code: Gc<Code>) -> bool {
    code.flags & (flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR) != 0
}

/// Instructions at which generators' frames like the one at `base` go on: in the beginning, after each `yield` of their
/// own, and where what they delegate to has returned. Where that frame itself went on last comes first.
pub(crate) fn entries(code: Gc<Code>, base: *mut u64) -> Vec<usize> {
    let goes_on = |(index, instr): (usize, &Instr)| match Op::from_byte(instr.op_byte()) {
        Some(Op::ReturnGenerator) => Some(index + 1),
        Some(Op::Yield) if instr.aux() & DELEGATING == 0 => Some(index + 1),
        Some(Op::Send) => jump_target(index, *instr),
        _ => None,
    };
    let mut found: Vec<usize> = code.unit.code.iter().enumerate().filter_map(goes_on).collect();
    let last = resumed_at(base);
    if found.len() > 2 && code.unit.code.len() > LARGE {
        let delegates = |entry: usize| code.unit.code[entry - 1].op_byte() == Op::Jump as u8;
        found.retain(|&entry| last == Some(entry) || delegates(entry));
    }
    found.sort_by_key(|&entry| last != Some(entry));
    found.truncate(MAX_ENTRIES);
    found
}

/// So many instructions of a generator with several `yield`s are built at most: what may come after each of them.
const MAX_RESUMED: usize = 240;

/// The `yield`s of code.
pub(super) fn yields(code: Gc<Code>) -> Vec<usize> {
    let is_yield = |pc: &usize| code.unit.code[*pc].op_byte() == Op::Yield as u8;
    (0..code.unit.code.len()).filter(is_yield).collect()
}

/// Registers that the code of a generator writes from the first item on.
pub(super) fn written(code: Gc<Code>) -> Registers {
    let instructions = &code.unit.code;
    let mut written = Registers::default();
    let mut seen = vec![false; instructions.len()];
    let mut open = yields(code);
    while let Some(pc) = open.pop() {
        let Some(&instr) = instructions.get(pc).filter(|_| !std::mem::replace(&mut seen[pc], true)) else { continue };
        operands(instr).writes.into_iter().for_each(|register| written.insert(register));
        open.extend(jump_target(pc, instr));
        open.extend((!ends_flow(instr)).then_some(pc + 1));
    }
    written
}

/// Whether a generator may be inlined.
fn is_plain(code: Gc<Code>) -> bool {
    let is = |instr: &Instr, op: Op| instr.op_byte() == op as u8;
    let instructions = &code.unit.code;
    let kind = flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR;
    code.flags & (kind | flags::ITERABLE_COROUTINE) == flags::GENERATOR
        && code.unit.exceptions.is_empty()
        && code.is_prepared()
        && (yields(code).len() == 1
            || !yields(code).is_empty() && yields(code).len() * instructions.len() <= MAX_RESUMED)
        && instructions.iter().all(|instr| {
            is(instr, Op::ReturnGenerator)
                || is(instr, Op::Yield) && instr.aux() & DELEGATING == 0
                || super::opcode::is_supported(*instr)
        })
}

/// The `for` instruction of a loop over what the call at `pc` gives, if there is one that alone gets that.
pub(super) fn loop_over(code: Gc<Code>, pc: usize) -> Option<usize> {
    let instructions = &code.unit.code;
    let (call, iter) = (instructions.get(pc)?, instructions.get(pc + 1)?);
    let named = code.unit.registers.len();
    if Op::from_byte(iter.op_byte()) != Some(Op::GetIter) || iter.b() != call.a() {
        return None;
    }
    let header = header_after(code, pc + 1, *iter)?;
    (usize::from(call.a()) >= named && usize::from(iter.a()) >= named).then_some(header)
}

/// So many instructions may be between that which makes an iterator and the loop's header.
const MOST_BETWEEN: usize = 8;

/// The `for` instruction of the loop over the iterator that the instruction at `pc` makes: comprehensions make what they fill
/// first.
pub(super) fn header_after(code: Gc<Code>, pc: usize, instr: Instr) -> Option<usize> {
    let between = |instr: &Instr| {
        matches!(
            Op::from_byte(instr.op_byte()),
            Some(Op::Move | Op::LoadConst | Op::BuildList | Op::BuildSet | Op::BuildMap | Op::ClearLocals)
        )
    };
    let mut at = pc + 1;
    for other in code.unit.code.get(at..)?.iter().take(MOST_BETWEEN).take_while(|other| between(other)) {
        if operands(*other).writes.contains(&usize::from(instr.a())) {
            return None;
        }
        at += 1;
    }
    let jump = *code.unit.code.get(at)?;
    let is_jump = Op::from_byte(jump.op_byte()) == Some(Op::Jump);
    let header = if is_jump { jump_target(at, jump)? } else { at };
    let next = *code.unit.code.get(header)?;
    (Op::from_byte(next.op_byte()) == Some(Op::ForIter) && next.b() == instr.a()).then_some(header)
}

/// The builtin class whose call gives what the `for` instruction at `header` loops over.
pub(super) fn class_looped_over(code: Gc<Code>, header: usize) -> Option<Gc<Class>> {
    let instructions = &code.unit.code;
    let call = (0..instructions.len()).find(|&pc| {
        Op::from_byte(instructions[pc].op_byte()) == Some(Op::Call) && loop_over(code, pc) == Some(header)
    })?;
    let window = instructions[call].b();
    let named = |pc: &usize| {
        Op::from_byte(instructions[*pc].op_byte()) == Some(Op::LoadGlobal) && instructions[*pc].a() == window
    };
    let load = (0..call).rev().find(named)?;
    cell_value(variable_cell(code, load)?)?.cast()
}

/// Whether frames of the code are never seen.
fn is_hidden(code: Gc<Code>) -> bool {
    code.filename.get().to_string_lossy() == "<builtins>"
}

/// The `for` instructions of loops over generators that the builder may inline.
pub(super) fn loops_over_generators(code: Gc<Code>) -> Vec<usize> {
    let instructions = code.unit.code.iter().enumerate();
    if is_hidden(code) {
        let is_for = |(_, instr): &(usize, &Instr)| Op::from_byte(instr.op_byte()) == Some(Op::ForIter);
        // In generators loops are told from what takes one item.
        let most = if suspends(code) { usize::MAX } else { 1 };
        return instructions.filter(is_for).map(|(pc, _)| pc).take(most).collect();
    }
    if !code.is_prepared() {
        return Vec::new();
    }
    let over = |(pc, instr): (usize, &Instr)| {
        let header = loop_over(code, pc).filter(|_| callee(code, pc).is_some_and(is_plain));
        header.or_else(|| super::combine::loops_over_combination(code, pc, *instr))
    };
    instructions.filter_map(over).collect()
}

impl Env {
    /// What a register of a generator holds.
    pub(super) fn suspended_register(&self, object: InstId, register: usize) -> Option<InstId> {
        let generator = self.suspended.iter().find(|generator| generator.object == object)?;
        generator.registers.get(register).copied().flatten()
    }

    /// The address of the instruction where a generator of several `yield`s goes on.
    pub(super) fn which(&self, object: InstId) -> Option<InstId> {
        self.suspended.iter().find(|generator| generator.object == object)?.which
    }
}

/// What the object of a generator has to hold when something else than the code that it is built into looks at it.
fn waiting_now(generator: &Suspended) -> Waiting {
    let held = generator.registers.iter().enumerate();
    let registers: Vec<(u32, InstId)> =
        held.filter_map(|(register, value)| value.map(|value| (register as u32, value))).collect();
    let named = generator.code.unit.registers.len() as u32;
    let live = registers.last().map_or(named, |&(last, _)| named.max(last + 1));
    let pc = instruction_address(generator.code, generator.pc) as usize;
    Waiting { object: generator.object, pc, which: generator.which, live, registers }
}

impl Builder<'_> {
    /// As [`Env::suspended_register`], here.
    pub(super) fn suspended_register(&self, object: InstId, register: usize) -> Option<InstId> {
        self.env.suspended_register(object, register)
    }

    /// What exits have to write into generators.
    pub(super) fn waiting(&self) -> Vec<Waiting> {
        self.env.suspended.iter().map(waiting_now).collect()
    }

    /// Whether the loop with the header at `start` resumes a generator.
    pub(super) fn is_resumed_in(&mut self, start: usize, env: &Env, object: InstId) -> bool {
        let code = self.code();
        let region = self.top();
        let Some(registers) = env.frames.last().map(|frame| &frame.registers) else { return false };
        let drives = |run: &usize| {
            let last = region.analysis.runs.get(run).map_or(0, |run| region.analysis.instruction(run.end - 1));
            let instr = code.unit.code[last];
            let iterator = registers.get(usize::from(instr.b())).copied().flatten();
            Op::from_byte(instr.op_byte()) == Some(Op::ForIter) && iterator.is_some_and(|slot| slot.value == object)
        };
        let direct = region.analysis.loops.get(&start).is_some_and(|found| found.body.iter().any(drives));
        // A generator that another one consumes goes on with that.
        direct || {
            let holds = |other: &&Suspended| other.object != object && other.registers.contains(&Some(object));
            let holders: Vec<InstId> = env.suspended.iter().filter(holds).map(|other| other.object).collect();
            holders.into_iter().any(|holder| self.is_resumed_in(start, env, holder))
        }
    }

    /// Keeps the generators that all ways have in the same place, and that something still reads. Of the others those that are
    /// read get their frames at the end of each way.
    pub(super) fn merge_suspended(&mut self, start: usize, env: &mut Env, incoming: &mut [Incoming]) {
        let same = |one: &Suspended, other: &Suspended| other.object == one.object && other.pc == one.pc;
        let read = self.read_of_suspended(start, env);
        env.suspended.retain(|generator| {
            let is_there = |way: &Incoming| way.env.suspended.iter().any(|other| same(generator, other));
            read.contains(&generator.object) && incoming.iter().all(is_there)
        });
        for way in incoming {
            let read = self.read_of_suspended(start, &way.env);
            let mut lost = way.env.suspended.clone();
            lost.retain(|one| read.contains(&one.object) && !env.suspended.iter().any(|other| same(one, other)));
            self.write_frames(way, &lost);
        }
    }

    /// The generators that are read from instruction `start` on, and those that they consume.
    fn read_of_suspended(&mut self, start: usize, env: &Env) -> Vec<InstId> {
        let innermost = env.frames.len() - 1;
        let mut read = Vec::new();
        for (index, frame) in env.frames.iter().enumerate() {
            for (register, slot) in frame.registers.iter().enumerate() {
                let live = index != innermost || self.top().analysis.is_live(start, register);
                read.extend(slot.filter(|_| live).map(|slot| slot.value));
            }
        }
        let mut found: Vec<InstId> = Vec::new();
        let mut open: Vec<&Suspended> = env.suspended.iter().filter(|one| read.contains(&one.object)).collect();
        while let Some(next) = open.pop() {
            if !found.contains(&next.object) {
                found.push(next.object);
                let held = |one: &&Suspended| next.registers.contains(&Some(one.object));
                open.extend(env.suspended.iter().filter(held));
            }
        }
        found
    }

    /// Writes the frames of generators into them at the end of a way: they wait there as if they had been resumed by the runtime.
    fn write_frames(&mut self, way: &mut Incoming, generators: &[Suspended]) {
        let own = (self.block, std::mem::replace(&mut self.env, std::mem::take(&mut way.env)));
        self.block = way.block;
        for generator in generators {
            let array = self.emit(Ir::Load { offset: layout::GENERATOR_REGISTERS }, vec![generator.object]);
            let Waiting { pc, which, live, mut registers, .. } = waiting_now(generator);
            // Nothing may collect between the stores and the barrier, which comes last.
            registers.iter_mut().for_each(|(_, value)| *value = self.boxed(*value));
            for (register, value) in registers {
                self.emit(Ir::Store { offset: layout::ARRAY_VALUES + register as i32 * 8 }, vec![array, value]);
            }
            let pc = which.unwrap_or_else(|| self.emit(Ir::Int { value: pc as i64 }, vec![]));
            let live = self.emit(Ir::Int { value: live.into() }, vec![]);
            self.emit(Ir::SuspendGenerator, vec![generator.object, pc, live]);
        }
        way.env = std::mem::replace(&mut self.env, own.1);
        self.block = own.0;
    }

    /// Whether what a call gives is for a loop or builtin that a generator can be inlined into.
    pub(super) fn is_consumed(&mut self, site: Site) -> bool {
        let code = self.code();
        if loop_over(code, site.pc).is_some_and(|header| self.top().analysis.is_peeled(header)) {
            return true;
        }
        let Some(next) = code.unit.code.get(site.pc + 1) else { return false };
        let named = code.unit.registers.len();
        site.result >= named
            && (self.consuming_builtin(*next, site.result).is_some()
                || self.is_given_with_default(site.pc, site.result)
                || self.is_combined(site))
    }

    /// Builds anew if a call that is left to the runtime is given a generator whose frame is kept here: that is made no more.
    pub(super) fn refuse_suspended(&mut self, site: Site) -> Result<(), Bail> {
        let given: Vec<InstId> = (0..site.given).map(|index| self.argument(site, index)).collect();
        let kept = self.env.suspended.iter().find(|generator| given.contains(&generator.object));
        let Some(code) = kept.map(|generator| generator.code) else { return Ok(()) };
        self.hints.insert((code.word(), usize::MAX, 0), crate::ir::Type::Nothing);
        Err(Bail::Rebuild)
    }

    /// Whether a generator turned out to have no room where it is resumed.
    pub(super) fn is_refused(&self, code: Gc<Code>) -> bool {
        self.hints.contains_key(&(code.word(), usize::MAX, 0))
    }

    /// Whether a call makes a generator that can be inlined where it is consumed.
    pub(super) fn makes_generator(&mut self, site: Site, code: Gc<Code>) -> bool {
        is_plain(code)
            && code.unit.kwonly_count == 0
            && usize::from(code.unit.arg_count) == site.given
            && !code.has(flags::VARARGS)
            && !code.has(flags::VARKEYWORDS)
            && !self.is_refused(code)
            && self.has_room(code)
            && self.is_consumed(site)
    }

    /// Where a loop is entered that was over a generator already: takes its frame, if the loop alone has it.
    pub(super) fn adopt_generators(&mut self, code: Gc<Code>, entry: usize) {
        let headers: Vec<usize> = (0..code.unit.code.len()).filter_map(|pc| loop_over(code, pc)).collect();
        for header in headers {
            let register = usize::from(code.unit.code[header].b());
            let guess = Guess { code: code.word(), pc: entry as u32, about: Some(register as u16) };
            let analysis = self.analyses.of(self.vm, code, entry);
            let live = analysis.is_live(entry, register);
            // Around a loop that puts other generators there it is not known which one it is.
            let changes =
                |(&start, found): (&usize, &Loop)| found.writes.contains(register) && analysis.is_live(start, register);
            let changes = analysis.loops.iter().any(changes);
            let Some(Slot { value: object, .. }) = self.env.top().registers[register] else { continue };
            let now = runtime::tier::register_now(self.vm, self.at.base, register);
            let taken = self.generators.contains(&object) || self.hints.contains_key(&(guess.code, usize::MAX, 0));
            if entry == 0 || !live || changes || taken || self.doubts.any(guess) {
                continue;
            }
            // A generator that goes on again and again would have what took its place the next time.
            if !self.adopt_generator(entry, register, object, now) && !suspends(code) {
                self.adopt_combination(entry, register, object, now);
            }
        }
    }

    /// Takes the frame of the generator that a value is now, if it is one that may be inlined.
    pub(super) fn adopt_generator(&mut self, entry: usize, register: usize, object: InstId, now: Value) -> bool {
        let waiting = waiting_generator(self.vm, now).filter(|waiting| is_plain(waiting.code));
        waiting.is_some_and(|waiting| self.adopt(entry, register, object, waiting))
    }

    fn adopt(&mut self, entry: usize, register: usize, object: InstId, waiting: WaitingGenerator) -> bool {
        let (code, yields) = (waiting.code, yields(waiting.code));
        if waiting.index.is_some_and(|index| !yields.contains(&(index - 1))) {
            return false;
        }
        // The only one, or the first.
        let first = yields[0];
        self.pin(code.word());
        let state = self.state_about(entry, register);
        self.emit_at(Ir::GuardShape { shape: waiting.shape }, vec![object], state);
        let function = self.emit(Ir::Load { offset: layout::GENERATOR_FUNCTION }, vec![object]);
        let value = code.word() as i64;
        self.emit_at(Ir::GuardLoad { offset: layout::FUNCTION_CODE, value }, vec![function], state);
        let mut which = None;
        if yields.len() == 1 {
            let value = instruction_address(code, first + 1) as i64;
            self.emit_at(Ir::GuardLoad { offset: layout::GENERATOR_PC, value }, vec![object], state);
        } else {
            which = Some(self.emit(Ir::LoadInt { offset: layout::GENERATOR_PC }, vec![object]));
        }
        let value = layout::GENERATOR_SUSPENDED;
        self.emit_at(Ir::GuardByte { offset: layout::GENERATOR_STATE, value }, vec![object], state);
        self.emit_at(Ir::GuardLoad { offset: layout::GENERATOR_FRAME, value: 0 }, vec![object], state);
        let array = self.emit(Ir::Load { offset: layout::GENERATOR_REGISTERS }, vec![object]);
        let named = code.unit.registers.len();
        let wanted: Vec<Registers> = yields.iter().map(|&pc| self.kept_over(code, pc)).collect();
        let waits_now = |index: usize| {
            let now = yields.iter().position(|&pc| waiting.index == Some(pc + 1));
            index < named || now.is_some_and(|now| wanted[now].contains(index)) || yields.len() == 1
        };
        let mut registers = Vec::new();
        for index in 0..code.register_count as usize {
            if !wanted.iter().any(|wanted| wanted.contains(index)) {
                registers.push(None);
                continue;
            }
            let value = self.emit(Ir::Load { offset: layout::ARRAY_VALUES + 8 * index as i32 }, vec![array]);
            let now = waiting.registers.get(index).copied().unwrap_or(Value::NONE);
            let guard = if now.is_small_int() && waits_now(index) {
                Ir::GuardInt
            } else if now.is_float() && waits_now(index) {
                Ir::GuardFloat
            } else {
                registers.push(Some(value));
                continue;
            };
            let known = self.emit_at(guard, vec![value], state);
            self.env.boxes.push((known, value));
            registers.push(Some(known));
        }
        self.generators.insert(object);
        self.env.suspended.push(Suspended { object, code, pc: first + 1, which, registers });
        self.last_state = None;
        true
    }

    /// Registers that a generator keeps while it waits after instruction `pc`. What a `yield` gives comes when it is resumed.
    pub(super) fn kept_over(&mut self, code: Gc<Code>, pc: usize) -> Registers {
        if code.hidden.get() && code.unit.code[pc].op_byte() == Op::Yield as u8 {
            // Nobody looks into its frames.
            return live_registers(&code.unit).swap_remove(pc + 1);
        }
        let live = super::analysis::live_over(self.analyses, self.vm, code, pc);
        let (instr, named) = (code.unit.code[pc], code.unit.registers.len());
        let given = if instr.op_byte() == Op::Yield as u8 { usize::from(instr.a()) } else { usize::MAX };
        // Liveness takes what is written on some ways only for live: its object has no room for more than that.
        let room = if instr.op_byte() == Op::ReturnGenerator as u8 { named } else { named.max(kept_at(instr)) };
        let mut kept = Registers::default();
        let all = 0..room.min(code.register_count as usize);
        all.filter(|&at| live(at) && (at < named || at != given)).for_each(|at| kept.insert(at));
        kept
    }

    /// Makes a generator whose frame is kept here.
    pub(super) fn make_generator(
        &mut self,
        site: Site,
        code: Gc<Code>,
        function: InstId,
        arguments: Vec<InstId>,
    ) -> Result<bool, Bail> {
        let object = self.call_runtime(site.pc, Helper::Generator, vec![function]);
        self.generators.insert(object);
        let key = self.key_of_call(site.pc, code);
        let (parent, base) = (self.env.top().id, self.window() + site.window as i32 + HEADER);
        if site.window < self.code().register_count as usize {
            self.leave_window(site.window);
        }
        self.push_frame(code, base, Some((parent, site.pc as u32)), Some(function));
        for (register, value) in arguments.into_iter().enumerate() {
            self.set(register, value);
        }
        let mut ways = self.region(code, 0, key, site.pc)?;
        let (Some(Yielded { block, env, pc, .. }), true) = (ways.yields.pop(), ways.yields.is_empty()) else {
            return Ok(false);
        };
        (self.block, self.env) = (block, env);
        self.suspend(object, pc);
        self.set(site.result, object);
        Ok(true)
    }

    /// The innermost frame is a generator's, which waits after instruction `pc` from here on.
    fn suspend(&mut self, object: InstId, pc: usize) {
        let (code, id) = (self.function.frame(self.env.top().id).code, self.env.top().id);
        for cursor in self.env.cursors.clone().into_iter().filter(|cursor| cursor.frame == id) {
            self.write_fields(cursor);
        }
        self.env.cursors.retain(|cursor| cursor.frame != id);
        let (kept, yields) = (self.kept_over(code, pc), yields(code));
        let is_one_of_several = yields.len() > 1 && yields.contains(&pc);
        let (mut first, mut which, mut empty) = (pc, None, None);
        // All of them keep the same registers here, so that ways from several can join.
        let mut kept_by_any: Vec<Registers> = Vec::new();
        if is_one_of_several {
            first = yields[0];
            which = Some(self.emit(Ir::Int { value: instruction_address(code, pc + 1) as i64 }, vec![]));
            empty = Some(self.word(Value::EMPTY));
            kept_by_any = yields.into_iter().map(|pc| self.kept_over(code, pc)).collect();
        }
        let register = |register: usize| {
            if kept.contains(register) {
                return Some(self.get(register));
            }
            empty.filter(|_| kept_by_any.iter().any(|kept| kept.contains(register)))
        };
        let registers: Vec<Option<InstId>> = (0..code.register_count as usize).map(register).collect();
        self.env.frames.pop();
        self.env.suspended.push(Suspended { object, code, pc: first + 1, which, registers });
        self.last_state = None;
    }

    /// `A = next(B)` of a generator whose frame is kept here, and a jump, or on with the next instruction at the end.
    pub(super) fn for_generator(&mut self, pc: usize, a: usize, at: usize, target: usize) -> Result<bool, Bail> {
        let waiting = self.env.suspended.remove(at);
        if !self.may_nest(waiting.code) {
            // Refused where it would be made, when the function is built anew.
            self.hints.insert((waiting.code.word(), usize::MAX, 0), crate::ir::Type::Nothing);
            return Err(Bail::Rebuild);
        }
        let offset = layout::GENERATOR_STATE;
        self.emit(Ir::StoreByte { offset, value: layout::GENERATOR_RUNNING }, vec![waiting.object]);
        let Some(which) = waiting.which else {
            let from = waiting.pc;
            let ways = self.resume_in_place(pc, waiting, from)?;
            self.after_item(pc, a, target, ways)?;
            return Ok(false);
        };
        let mut places = yields(waiting.code);
        let last = places.pop();
        for place in places {
            let address = instruction_address(waiting.code, place + 1) as i64;
            let address = self.emit(Ir::Int { value: address }, vec![]);
            let here = self.emit(Ir::IntCompare { cond: Cond::Eq }, vec![which, address]);
            let depth = self.function.block(self.block).depth;
            let (then, otherwise) = (self.function.new_block(depth), self.function.new_block(depth));
            let to = |block| Edge { to: block, args: Vec::new() };
            self.end(Terminator::Branch { condition: here, then: to(then), otherwise: to(otherwise) });
            let env = self.env.clone();
            self.block = then;
            let ways = self.resume_in_place(pc, waiting.clone(), place + 1)?;
            self.after_item(pc, a, target, ways)?;
            (self.block, self.env, self.last_state) = (otherwise, env, None);
        }
        let from = last.map_or(waiting.pc, |last| last + 1);
        let ways = self.resume_in_place(pc, waiting, from)?;
        self.after_item(pc, a, target, ways)?;
        Ok(false)
    }

    /// Builds a generator from instruction `from` on, where the `for` instruction at `pc` resumes it: the ways out, each with the
    /// generator it is of.
    fn resume_in_place(&mut self, pc: usize, waiting: Suspended, from: usize) -> Result<(InstId, Ways), Bail> {
        let Suspended { object, code, registers, which, .. } = waiting;
        let key = self.key_of_call(pc, code) ^ from as u64;
        let size = self.code().register_count as i32;
        let (parent, base) = (self.env.top().id, self.window() + size + HEADER);
        self.push_frame(code, base, Some((parent, pc as u32)), Some(object));
        let resumed = from.checked_sub(1);
        let kept = resumed.filter(|_| which.is_some()).map(|before| self.kept_over(code, before));
        for (register, value) in registers.into_iter().enumerate() {
            let value = value.filter(|_| kept.as_ref().is_none_or(|kept| kept.contains(register)));
            self.env.top().registers[register] = value.map(|value| Slot { value, dirty: true });
        }
        let resumed = resumed.map(|before| code.unit.code[before]);
        if let Some(instr) = resumed.filter(|instr| instr.op_byte() == Op::Yield as u8) {
            let none = self.word(Value::NONE);
            self.set(instr.a().into(), none);
        }
        self.last_state = None;
        Ok((object, self.region(code, from, key, pc)?))
    }

    /// After the generator of the `for` instruction at `pc` has yielded or returned.
    fn after_item(&mut self, pc: usize, a: usize, target: usize, (object, ways): (InstId, Ways)) -> Result<(), Bail> {
        for way in ways.yields {
            (self.block, self.env) = (way.block, way.env);
            self.suspend(object, way.pc);
            self.set(a, way.value);
            self.edge(target)?;
        }
        for way in ways.returns {
            (self.block, self.env) = (way.block, way.env);
            self.last_state = None;
            self.edge(pc + 1)?;
        }
        Ok(())
    }

    /// A `yield` of an inlined generator, or where one is made.
    pub(super) fn yield_inlined(&mut self, pc: usize, instr: Instr, op: Op) {
        self.check_generator_frame(pc);
        let value = if op == Op::Yield { self.get(usize::from(instr.b())) } else { self.word(Value::NONE) };
        let (block, env) = (self.block, std::mem::take(&mut self.env));
        self.top().yields.push(Yielded { block, env, value, pc });
    }

    /// Leaves if something has got hold of the frame of the inlined generator that is about to be left.
    pub(super) fn check_generator_frame(&mut self, pc: usize) {
        if self.regions.len() > 1
            && suspends(self.code())
            && self.env.top().exposed
            && let Some(generator) = self.env.top().function
            && self.generators.contains(&generator.value)
        {
            let state = self.state(pc);
            self.emit_at(Ir::GuardLoad { offset: layout::GENERATOR_FRAME, value: 0 }, vec![generator.value], state);
        }
    }

    /// `A =` what is sent after `B` was yielded: leaves, with all that is kept in the window.
    pub(super) fn yield_value(&mut self, pc: usize, instr: Instr) {
        let value = self.get_boxed(usize::from(instr.b()));
        let state = self.state(pc);
        for cursor in self.env.cursors.clone() {
            self.write_fields(cursor);
        }
        let named = self.code().unit.registers.len();
        let registers = self.env.top().registers.clone();
        let live = |this: &mut Self, register: usize| {
            let given = Some(usize::from(instr.b()));
            register != usize::from(instr.a()) && this.top().analysis.is_live_over(pc, register, given)
        };
        // Liveness takes what is written on some ways only for live: the compiler knows how many there are at most.
        let temporaries = (named..named.max(kept_at(instr))).rev();
        let kept = temporaries.into_iter().find(|&register| live(self, register)).map_or(named, |last| last + 1);
        for (register, slot) in registers.into_iter().enumerate().take(kept) {
            let at = register as i32;
            if register < named || live(self, register) {
                if let Some(slot) = slot.filter(|slot| slot.dirty) {
                    let value = self.boxed(slot.value);
                    self.emit(Ir::StoreRegister { at }, vec![value]);
                }
            } else {
                let empty = self.word(Value::EMPTY);
                self.emit(Ir::StoreRegister { at }, vec![empty]);
            }
        }
        self.emit(Ir::StoreRegister { at: instr.b().into() }, vec![value]);
        self.end(Terminator::Yield { state, value, live: kept as u32, pause: Pause::Yield });
    }

    /// `A = iter(B)` for `yield from`: generators are their own iterators.
    pub(super) fn get_yield_from_iter(&mut self, pc: usize, instr: Instr) {
        let (a, source) = (usize::from(instr.a()), self.get_boxed(usize::from(instr.b())));
        let shape = runtime::tier::generator_shape(self.vm);
        let no = self.only_if(Ir::HasShape { shape }, vec![source]);
        let own = Incoming { block: self.block, env: std::mem::take(&mut self.env) };
        self.go_on_at(no);
        let made = self.in_stages(pc, Leaf::Iter, vec![source], |this| this.interpreted(pc, a));
        let other = Incoming { block: self.block, env: std::mem::take(&mut self.env) };
        if let Some(iterator) = self.join_ways(pc + 1, vec![(own, source), (other, made)]) {
            self.set(a, iterator);
        }
    }

    /// Sends `A` to `B`: leaves, with all that is read later in the window, to have the interpreter do it. What it resumes may
    /// itself delegate, and compiled code of that is not entered from here, so that native frames do not pile up.
    pub(super) fn send_value(&mut self, pc: usize, instr: Instr) {
        let value = self.get_boxed(usize::from(instr.a()));
        let state = self.state(pc);
        for cursor in self.env.cursors.clone() {
            self.write_fields(cursor);
        }
        let named = self.code().unit.registers.len();
        for (register, slot) in self.env.top().registers.clone().into_iter().enumerate() {
            let is_read = register < named || self.top().analysis.is_live(pc, register);
            if let Some(slot) = slot.filter(|slot| slot.dirty && is_read) {
                let value = self.boxed(slot.value);
                self.emit(Ir::StoreRegister { at: register as i32 }, vec![value]);
            }
        }
        self.end(Terminator::Yield { state, value, live: 0, pause: Pause::Send });
    }
}
