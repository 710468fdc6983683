//! Generators, coroutines, async generators: suspending and resuming frames, without native recursion where bytecode
//! drives them.

use super::delegate::{resume_inner, yield_outward};
use super::{Operands, Quick, a, aux, b, go, handler, sc, tail, throw, value_op, word};
use crate::builtins::async_generator::{next_step, resume_step};
use crate::bytecode::flow::live_registers;
use crate::bytecode::opcodes::yields::{DELEGATING, WRITTEN};
use crate::bytecode::unit::flags;
use crate::bytecode::{Instr, Op, RegisterKind};
use crate::exceptions::hierarchy::Exc;
use crate::frame::stack::{HEADER, frame_code, register, set_register, set_word};
use crate::heap::Gc;
use crate::native::Args;
use crate::object::Special;
use crate::object::code::{Code, Feedback, kept_at};
use crate::object::function::Function;
use crate::object::generator::{Generator, GeneratorState};
use crate::object::header::Kind;
use crate::object::type_object::Type;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

/// The class of what calls of the code make.
fn class_of_calls(vm: &Vm, code: Gc<Code>) -> Gc<Type> {
    if code.has(flags::COROUTINE) {
        vm.types.coroutine
    } else if code.has(flags::ASYNC_GENERATOR) {
        vm.types.async_generator
    } else {
        vm.types.generator
    }
}

/// A call of a function whose `count` arguments are in place at `callee`, if that does no more than making a generator, without
/// a frame. None for all other functions, and where somebody is told of calls.
pub(super) fn made_by_call(
    vm: &mut Vm,
    function: Gc<Function>,
    callee: *mut u64,
    count: usize,
) -> Option<PyResult<Value>> {
    let code = function.code.get();
    let suspends = code.has(flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR);
    if !suspends || code.call_key.get() as usize != count || vm.is_watched() || vm.levels || vm.stack.depth_left <= 0 {
        return None;
    }
    let before = |instr: &&Instr| matches!(Op::from_byte(instr.op_byte()), Some(Op::ClearLocals | Op::CopyFree));
    let start = code.unit.code.iter().take_while(before).count();
    let starts = code.unit.code.get(start).is_some_and(|instr| instr.op_byte() == Op::ReturnGenerator as u8);
    if !starts || code.has(flags::COROUTINE) && vm.async_state.origin_depth > 0 {
        return None;
    }
    let class = class_of_calls(vm, code);
    let generator = match vm.generator(class, function, code.entry().wrapping_add(start + 1)) {
        Ok(generator) => generator,
        Err(raised) => return Some(Err(raised)),
    };
    let registers = generator.registers.get();
    for (index, field) in registers.fields()[..count].iter().enumerate() {
        field.set_no_barrier(register(callee, index));
    }
    let free = code.unit.code[..start].iter().find(|instr| instr.op_byte() == Op::CopyFree as u8);
    if let (Some(free), Some(closure)) = (free, function.closure.get()) {
        for (field, &cell) in registers.fields()[free.a().into()..].iter().zip(closure.items()) {
            field.set_no_barrier(cell);
        }
    }
    generator.live.set(code.unit.registers.len());
    vm.barrier(registers.header());
    Some(Ok(generator.value()))
}

#[inline(never)]
pub(super) fn return_generator_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, _: u64) -> u64 {
    let Some(function) = Value::from_bits(crate::frame::stack::word(base, -4)).cast::<Function>() else {
        return word(Err(vm.system_error("a generator is made by a function")));
    };
    let code = frame_code(base);
    let class = class_of_calls(vm, code);
    match vm.generator(class, function, pc.wrapping_add(1)) {
        Ok(generator) => {
            save_arguments(vm, generator, base, code);
            if code.has(flags::COROUTINE)
                && vm.async_state.origin_depth > 0
                && let Err(raised) = crate::builtins::coroutine::remember_origin(vm, generator)
            {
                return word(Err(raised));
            }
            generator.value().bits()
        }
        Err(_) => 0,
    }
}

handler! { return_generator(pc, base, i, vm, d) {
    (*vm).stack.pc = pc;
    (*vm).stack.base = base;
    let generator = return_generator_work(&mut *vm, pc, base, i);
    if generator == 0 {
        tail!(throw, pc, base, i, vm, d);
    }
    let next = *base.sub(1) as *mut u64;
    let caller = *base.sub(2) as *mut u64;
    let call = *next.sub(1);
    (*vm).stack.depth_left += 1;
    *caller.add(a!(call)) = generator;
    let code = *caller.sub(3) as *const Code;
    go!(next, caller, vm, (*code).delta.get())
} }

/// Saves the registers that have names, when nothing has run yet that puts anything into others.
fn save_arguments(vm: &mut Vm, generator: Gc<Generator>, base: *mut u64, code: Gc<Code>) {
    let registers = generator.registers.get();
    let (named, parameters) = (&code.unit.registers, code.parameter_count());
    for (index, field) in registers.fields()[..named.len()].iter().enumerate() {
        // Cells are made before; variables of comprehensions are cleared where these begin.
        if index < parameters || matches!(named[index].kind, RegisterKind::Cell | RegisterKind::Free) {
            field.set_no_barrier(register(base, index));
        }
    }
    generator.live.set(named.len());
    vm.barrier(registers.header());
}

/// Copies words one by one: they were written one by one, and wider loads would wait for all of these stores to reach the cache.
#[inline(always)]
unsafe fn copy_words(from: *const u64, to: *mut u64, count: usize) {
    let mut index = 0;
    while index < count {
        unsafe { to.add(index).write_volatile(from.add(index).read_volatile()) };
        index += 1;
    }
}

/// Saves the first `live` registers, of which those from `checked` on may hold what a call left there: they are read as the
/// bits of `needed` say. Registers with names hold values or EMPTY from the beginning.
#[inline(always)]
fn save_registers(
    vm: &mut Vm,
    generator: Gc<Generator>,
    base: *mut u64,
    checked: usize,
    live: usize,
    needed: Option<&Feedback>,
) {
    let registers = generator.registers.get();
    let fields = registers.fields();
    debug_assert!(live <= fields.len(), "the code says how many are kept");
    let live = live.min(fields.len());
    let checked = checked.min(live);
    // SAFETY: [STACK]: the frame has at least so many registers. [FIELD]: the barrier follows.
    unsafe { copy_words(base, fields.as_ptr().cast::<u64>().cast_mut(), checked) };
    let needed = if checked < live { needed.map_or(0, |needed| needed.word.get()) } else { 0 };
    for (index, field) in fields[..live].iter().enumerate().skip(checked) {
        let at = index - checked;
        field.set_no_barrier(match needed {
            0 => vm.live_register(base, index),
            bits if at < NEEDED_BITS && bits >> at & 1 != 0 => register(base, index),
            _ if at < NEEDED_BITS => Value::EMPTY,
            _ => vm.live_register(base, index),
        });
    }
    for field in &fields[live..generator.live.get().max(live)] {
        field.set_no_barrier(Value::EMPTY);
    }
    generator.live.set(live);
    vm.barrier(registers.header());
}

impl Vm {
    /// Puts a suspended generator's frame at `callee`, called by the frame at `caller`, which goes on at `return_pc`. `sent` is
    /// what the `yield` it waits at gives.
    #[inline(always)]
    pub(crate) fn resume_frame(
        &mut self,
        generator: Gc<Generator>,
        callee: *mut u64,
        return_pc: *mut u64,
        caller: *mut u64,
        sent: Value,
    ) -> PyResult<()> {
        let code = generator.function.get().code.get();
        if callee.wrapping_add(code.register_count as usize) > self.stack.end() || self.stack.depth_left <= 0 {
            return Err(self.recursion_error("maximum recursion depth exceeded"));
        }
        self.put_frame(generator, code, callee, return_pc, caller, sent);
        Ok(())
    }

    /// As [`Vm::resume_frame`], of a generator of `code`, where there is room.
    #[inline(always)]
    pub(super) fn put_frame(
        &mut self,
        generator: Gc<Generator>,
        code: Gc<Code>,
        callee: *mut u64,
        return_pc: *mut u64,
        caller: *mut u64,
        sent: Value,
    ) {
        let registers = generator.registers.get();
        let saved = &registers.fields()[..generator.live.get()];
        // SAFETY: [STACK]: the code's registers, of which these are some, fit.
        unsafe { copy_words(saved.as_ptr().cast(), callee, saved.len()) };
        let pc = generator.pc.get();
        if generator.state.get() == GeneratorState::Suspended {
            // SAFETY: [CODE]: a suspended generator goes on after its `yield`.
            let suspended = unsafe { *pc.wrapping_sub(1) };
            set_register(callee, a!(suspended), sent);
        }
        set_word(callee, -4, generator.word());
        set_word(callee, -3, code.word());
        set_word(callee, -2, caller as u64);
        set_word(callee, -1, return_pc as u64);
        generator.state.set(GeneratorState::Running);
        generator.caller_handled.set(self, generator, self.handled);
        let handled = generator.handled.get();
        if !handled.is_empty() {
            self.handled = handled;
        }
        self.stack.depth_left -= 1;
        self.stack.base = callee;
        self.stack.pc = pc;
    }
}

/// Whether the instruction is in the code of an exception handler: what is raised there first restores the exception handled
/// before.
fn handles(code: Gc<Code>, pc: *mut u64) -> bool {
    let (at, unit) = (code.index_of(pc) as u32, &code.unit);
    unit.exceptions.iter().any(|entry| {
        let target = unit.code.get(entry.target as usize);
        (entry.start..entry.end).contains(&at) && target.is_some_and(|instr| instr.op_byte() == Op::PopExc as u8)
    })
}

/// So many registers have a bit in the feedback of a `yield`, which has the look of an int to the collector.
const NEEDED_BITS: usize = 48;

/// Notes at each `yield` of the code which of its temporaries are read when it goes on.
#[cold]
fn note_needed(code: Gc<Code>) {
    let (unit, named) = (&code.unit, code.unit.registers.len());
    let live = live_registers(unit);
    for (index, instr) in unit.code.iter().enumerate() {
        if instr.op_byte() != Op::Yield as u8 {
            continue;
        }
        let mut bits = 0xFFFE_u64 << 48;
        for at in 0..NEEDED_BITS {
            let delegate = instr.aux() & DELEGATING != 0 && usize::from(instr.c()) == named + at;
            // A handler that what is thrown in goes to may read others than what follows.
            let read = live[index..].iter().take(2).any(|live| live.contains(named + at));
            if delegate || read {
                bits |= 1 << at;
            }
        }
        code.feedback(index).word.set(bits);
    }
}

#[inline(never)]
fn suspend(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) {
    let live = kept_at(Instr(i));
    let generator = running_generator(base);
    if aux!(i) & WRITTEN != 0 {
        save_registers(vm, generator, base, live, live, None);
    } else {
        let code = frame_code(base);
        let needed = code.feedback(code.index_of(pc));
        if needed.word.get() == 0 {
            note_needed(code);
        }
        save_registers(vm, generator, base, code.unit.registers.len(), live, Some(needed));
    }
    suspend_frame(vm, pc, base, generator);
}

/// A generator that waited in a `yield from` executes: what it kept there is nothing to go by when it waits again, for the same
/// generator even.
pub(super) fn forget_wait(base: *mut u64) {
    if let Some(generator) = Value::from_bits(crate::frame::stack::word(base, -4)).cast::<Generator>() {
        generator.pc.set(frame_code(base).entry());
    }
}

/// The generator whose frame is at `base`.
fn running_generator(base: *mut u64) -> Gc<Generator> {
    Value::from_bits(crate::frame::stack::word(base, -4)).cast().expect("generators yield from their own frames")
}

/// As [`suspend_compiled`], out of line.
#[inline(never)]
pub(super) fn suspend_native(vm: &mut Vm, base: *mut u64) -> Value {
    suspend_compiled(vm, running_generator(base), base)
}

/// Suspends the generator whose frame is at `base`, in which compiled code came to a `yield`, and gives the value.
#[inline(always)]
pub(super) fn suspend_compiled(vm: &mut Vm, generator: Gc<Generator>, base: *mut u64) -> Value {
    let (pc, live) = (vm.stack.pc, vm.native_exit as usize);
    // SAFETY: [CODE]: compiled code names its own instruction.
    let value = register(base, unsafe { b!(pc) });
    save_registers(vm, generator, base, live, live, None);
    suspend_frame(vm, pc, base, generator);
    value
}

/// A generator's registers are saved: it waits after the `yield` at `pc`.
#[inline(always)]
pub(super) fn suspend_frame(vm: &mut Vm, pc: *mut u64, base: *mut u64, generator: Gc<Generator>) {
    generator.pc.set(pc.wrapping_add(1));
    generator.state.set(GeneratorState::Suspended);
    let caller_handled = generator.caller_handled.get();
    // The generator may be handling the very exception that its caller is handling.
    let same = vm.handled == caller_handled && !vm.handled.is_empty();
    let own = if same && !handles(frame_code(base), pc) { Value::EMPTY } else { vm.handled };
    generator.handled.set(vm, generator, own);
    generator.caller_handled.set_no_barrier(Value::EMPTY);
    vm.handled = caller_handled;
    vm.stack.depth_left += 1;
}

/// The opcode of the instruction that resumed a generator.
macro_rules! resumed_op {
    ($resumed_by:expr, $next:expr, $caller:expr) => {
        match $resumed_by as u8 {
            // Traced, or where compiled code starts: the byte says nothing of the instruction.
            TRACED | NATIVE => super::traced::resuming_op($next, $caller),
            op => op,
        }
    };
}
const TRACED: u8 = Quick::Traced.byte();
const NATIVE: u8 = Quick::EnterNative.byte();

/// Gives a value that the generator at `base` yields to what resumed it.
macro_rules! give {
    ($value:expr, $base:ident, $vm:ident) => {{
        let next = *$base.sub(1) as *mut u64;
        let caller = *$base.sub(2) as *mut u64;
        let resumed_by = *next.sub(1);
        *caller.add(a!(resumed_by)) = $value;
        let code = *caller.sub(3) as *const Code;
        if resumed_op!(resumed_by, next, caller) == Op::ForIter as u8 {
            go!(next.sub(1).offset(sc!(resumed_by)), caller, $vm, (*code).delta.get());
        }
        go!(next, caller, $vm, (*code).delta.get())
    }};
}

/// Gives what the generator at `base` returns to what resumed it.
macro_rules! return_value {
    ($value:expr, $base:ident, $vm:ident) => {{
        let next = *$base.sub(1) as *mut u64;
        let caller = *$base.sub(2) as *mut u64;
        finish(&mut *$vm, $base);
        let resumed_by = *next.sub(1);
        let code = *caller.sub(3) as *const Code;
        let resumed_op = resumed_op!(resumed_by, next, caller);
        if resumed_op == Op::ForIter as u8 {
            // Exhausted: the loop's end follows.
            go!(next, caller, $vm, (*code).delta.get());
        }
        if resumed_op == Op::CallMethod as u8 || resumed_op == Op::Call as u8 {
            tail!(super::resume::stop_call, next.sub(1), caller, $value, $vm, (*code).delta.get());
        }
        *caller.add(a!(resumed_by)) = $value;
        if resumed_op == Op::Send as u8 {
            go!(next.sub(1).offset(sc!(resumed_by)), caller, $vm, (*code).delta.get());
        }
        go!(next, caller, $vm, (*code).delta.get())
    }};
}

handler! {
    /// Gives a value that a generator yields to the instruction that resumed it: `for_iter` jumps to its body, `send` goes on.
    yield_(pc, base, i, vm, d) {
    let _ = d;
    let value = *base.add(b!(pc));
    suspend(&mut *vm, pc, base, i);
    let base = yield_outward(&mut *vm, base);
    give!(value, base, vm)
} }

handler! {
    /// As `yield_`, where compiled code came to a `yield`.
    native_yield(pc, base, i, vm, d) {
    let _ = (pc, i, d);
    let value = suspend_native(&mut *vm, base).bits();
    let base = yield_outward(&mut *vm, base);
    give!(value, base, vm)
} }

handler! {
    /// Gives `native_exit`, which the generator at `base` has yielded.
    give_yielded(pc, base, i, vm, d) {
    let _ = (pc, i, d);
    give!((*vm).native_exit, base, vm)
} }

handler! {
    /// As `return`, where compiled code of a generator returns.
    native_finish(pc, base, i, vm, d) {
    let _ = (pc, i, d);
    let value = (*vm).native_exit;
    return_value!(value, base, vm)
} }

#[inline(never)]
pub(super) fn finish(vm: &mut Vm, base: *mut u64) {
    let generator: Gc<Generator> =
        Value::from_bits(crate::frame::stack::word(base, -4)).cast().expect("generators return from their own frames");
    vm.detach_generator_frame(generator, base);
    vm.finish_generator(generator, base);
    for field in generator.registers.get().fields() {
        field.set_no_barrier(Value::EMPTY);
    }
    vm.stack.depth_left += 1;
}

macro_rules! generator_return {
    ($name:ident, |$base:ident, $i:ident| $value:expr) => {
        handler! { $name(pc, $base, $i, vm, d) {
            let _ = (pc, d, $i);
            let value = $value;
            return_value!(value, $base, vm)
        } }
    };
}
generator_return!(generator_return, |base, i| *base.add(a!(i)));
generator_return!(generator_return_none, |base, i| Value::NONE.bits());

/// What `send` found.
pub(super) const RAISED: u64 = 0;
pub(super) const ENTERED: u64 = 1;
const YIELDED: u64 = 2;
pub(super) const RETURNED: u64 = 3;

/// The frame of what is resumed is in place, if that went well.
#[inline(always)]
pub(super) fn entered(vm: &mut Vm, resumed: PyResult<()>) -> u64 {
    if resumed.is_err() {
        return RAISED;
    }
    // Nothing else would see one that neither loops nor calls.
    super::native::sample_entered(vm);
    ENTERED
}

#[inline(never)]
pub(super) fn send_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (value, iterator) = (o.a(), o.b());
    if let Some(generator) = iterator.cast::<Generator>()
        && !frame_or_async(generator)
    {
        let class = vm.class_of(iterator);
        let plain = class == vm.types.generator || class == vm.types.coroutine;
        let state = vm.state_of(generator);
        if plain && matches!(state, GeneratorState::Created | GeneratorState::Suspended) {
            if state == GeneratorState::Created && !value.is_none() {
                let _raised = vm.type_error("can't send non-None value to a just-started generator");
                return RAISED;
            }
            let callee = base.wrapping_add(frame_code(base).register_count as usize + HEADER);
            let resumed = vm.resume_frame(generator, callee, pc.wrapping_add(1), base, value);
            let resumed = resumed.and_then(|()| resume_inner(vm, value));
            return entered(vm, resumed);
        }
        forget_wait(base);
    }
    let result = if value.is_none() {
        match vm.next_or_return(iterator) {
            Ok(Ok(value)) => Ok((YIELDED, value)),
            Ok(Err(returned)) => Ok((RETURNED, returned)),
            Err(raised) => Err(raised),
        }
    } else {
        match vm.call_method(iterator, "send", &[value]) {
            Ok(value) => Ok((YIELDED, value)),
            Err(raised) => vm.stop_value(raised).map(|value| (RETURNED, value)),
        }
    };
    match result {
        Ok((what, value)) => {
            o.set(o.a_field(), value);
            what
        }
        Err(_) => RAISED,
    }
}

fn frame_or_async(generator: Gc<Generator>) -> bool {
    generator.function.get().code.get().has(flags::ASYNC_GENERATOR)
}

handler! { send(pc, base, i, vm, d) {
    (*vm).stack.pc = pc;
    (*vm).stack.base = base;
    match send_work(&mut *vm, pc, base, i) {
        ENTERED => tail!(resume_prepared, pc, base, i, vm, d),
        YIELDED => go!(pc.add(1), base, vm, d),
        RETURNED => go!(pc.offset(sc!(i)), base, vm, d),
        _ => tail!(throw, pc, base, i, vm, d),
    }
} }

handler! {
    /// A generator's frame is in place: `stack.base`, `stack.pc`.
    resume_prepared(pc, base, i, vm, d) {
        let _ = (pc, base, i);
        let callee = (*vm).stack.base;
        if (*vm).levels {
            let pc = (*vm).stack.pc;
            tail!(super::level::level_at, pc, callee, *pc, vm, d);
        }
        let code = *callee.sub(3) as *const Code;
        go!((*vm).stack.pc, callee, vm, (*code).delta.get())
    }
}

/// Resumes the generator that a `for_iter` iterates over.
#[inline(never)]
pub(super) fn for_iter_generator(vm: &mut Vm, pc: *mut u64, base: *mut u64, generator: Gc<Generator>) -> u64 {
    match vm.state_of(generator) {
        GeneratorState::Created | GeneratorState::Suspended => {
            let callee = base.wrapping_add(frame_code(base).register_count as usize + HEADER);
            let resumed = vm.resume_frame(generator, callee, pc.wrapping_add(1), base, Value::NONE);
            let resumed = resumed.and_then(|()| resume_inner(vm, Value::NONE));
            entered(vm, resumed)
        }
        GeneratorState::Running | GeneratorState::Chained => {
            let _raised = vm.value_error("generator already executing");
            RAISED
        }
        GeneratorState::Finished => RETURNED,
    }
}

impl Vm {
    /// The value of the `StopIteration` that is set; other exceptions stay.
    pub fn stop_value(&mut self, raised: Raised) -> PyResult<Value> {
        let exception = self.catch(raised, Exc::StopIteration)?;
        Ok(crate::builtins::exceptions::stop_iteration_value(exception))
    }

    /// `next(iterator)`: an item, or the value of `StopIteration`.
    pub fn next_or_return(&mut self, iterator: Value) -> PyResult<Result<Value, Value>> {
        if let Some(generator) = iterator.cast::<Generator>()
            && !frame_or_async(generator)
        {
            return self.resume_generator(generator, Value::NONE);
        }
        if let Some(step) = next_step(iterator) {
            return resume_step(self, step, Value::NONE);
        }
        if let Some(next) = self.class_of(iterator).direct.get().next {
            return match next(self, Args::new(&[iterator])) {
                Ok(value) => Ok(value.given().ok_or(Value::NONE)),
                Err(raised) => self.stop_value(raised).map(Err),
            };
        }
        match self.special_of(iterator, Special::Next) {
            Some(method) => match self.call_unbound(method, iterator, &[]) {
                Ok(value) => Ok(Ok(value)),
                Err(raised) => self.stop_value(raised).map(Err),
            },
            None => {
                let message = format!("'{}' object is not an iterator", self.type_name(iterator));
                Err(self.type_error(&message))
            }
        }
    }

    /// Resumes a generator or coroutine from Rust: what it yields, or what it returns.
    pub(crate) fn resume_generator(&mut self, generator: Gc<Generator>, sent: Value) -> PyResult<Result<Value, Value>> {
        if let Some(result) = super::direct::resumed(self, generator, sent) {
            return result;
        }
        match self.state_of(generator) {
            GeneratorState::Running | GeneratorState::Chained => return Err(self.already_executing(generator)),
            GeneratorState::Finished => {
                if self.class_of(generator.value()) == self.types.coroutine {
                    return Err(self.runtime_error("cannot reuse already awaited coroutine"));
                }
                return Ok(Err(Value::NONE));
            }
            GeneratorState::Created | GeneratorState::Suspended => {}
        }
        self.check_native_stack()?;
        let entry = self.push_entry_frame()?;
        let entry_code = self.stack.entry_code.expect("made with the interpreter");
        let callee = entry.wrapping_add(1 + HEADER);
        let return_pc = entry_code.entry().wrapping_add(1);
        if let Err(raised) = self.resume_frame(generator, callee, return_pc, entry, sent) {
            self.pop_entry_frame(entry);
            return Err(raised);
        }
        resume_inner(self, sent)?;
        super::native::run_generator(self, generator, entry)
    }

    /// What a generator that was resumed from an entry frame has yielded, or returned.
    pub(super) fn generator_ran(
        &mut self,
        generator: Gc<Generator>,
        entry: *mut u64,
    ) -> PyResult<Result<Value, Value>> {
        let value = self.result_at_entry(entry)?;
        Ok(if generator.state.get() == GeneratorState::Finished { Err(value) } else { Ok(value) })
    }

    #[cold]
    pub(super) fn already_executing(&mut self, generator: Gc<Generator>) -> Raised {
        let code = generator.function.get().code.get();
        let what = if code.has(flags::COROUTINE) {
            "coroutine"
        } else if code.has(flags::ASYNC_GENERATOR) {
            "async generator"
        } else {
            "generator"
        };
        self.value_error(&format!("{what} already executing"))
    }

    /// The iterator that a suspended generator delegates to (`yield from`, `await`), if it does.
    pub(crate) fn delegate_of(&mut self, generator: Gc<Generator>) -> Option<Value> {
        if self.state_of(generator) != GeneratorState::Suspended {
            return None;
        }
        let code = generator.function.get().code.get();
        let suspended = code.unit.code[code.index_of(generator.pc.get()) - 1];
        let delegating = suspended.op_byte() == Op::Yield as u8 && suspended.aux() & DELEGATING != 0;
        delegating.then(|| generator.registers.get().get(suspended.c().into()))
    }
}

pub(super) fn get_yield_from_iter_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let value = Operands::new(base, i).b();
    let in_coroutine = frame_code(base).has(flags::COROUTINE | flags::ITERABLE_COROUTINE);
    if let Some(generator) = value.cast::<Generator>() {
        if vm.class_of(value) == vm.types.coroutine && !in_coroutine {
            return word(Err(vm.type_error("cannot 'yield from' a coroutine object in a non-coroutine generator")));
        }
        if !frame_or_async(generator) {
            return value.bits();
        }
    }
    word(vm.iter(value))
}
value_op!(get_yield_from_iter_any, get_yield_from_iter_work);

handler! { get_yield_from_iter(pc, base, i, vm, d) {
    if super::call::kind_is!(*base.add(b!(pc)), Kind::Instance) && super::iterate::enter_iter(&mut *vm, pc, base, i) == super::operator::ENTERED {
        tail!(super::call::enter_prepared, pc, base, i, vm, d);
    }
    tail!(get_yield_from_iter_any, pc, base, i, vm, d)
} }

pub(super) fn get_awaitable_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    word(crate::builtins::coroutine::awaitable(vm, o.b(), o.aux()))
}
value_op!(get_awaitable, get_awaitable_work);

pub(super) fn get_aiter_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    word(crate::builtins::coroutine::aiter(vm, Operands::new(base, i).b()))
}
value_op!(get_aiter, get_aiter_work);

pub(super) fn get_anext_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    word(crate::builtins::coroutine::anext(vm, Operands::new(base, i).b()))
}
value_op!(get_anext, get_anext_work);

pub(super) fn end_async_for_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let exception = Operands::new(base, i).a();
    let stop = vm.exc(Exc::StopAsyncIteration);
    if vm.is_instance(exception, stop) {
        return 1;
    }
    let _raised = vm.set_exception(exception);
    0
}

handler! { end_async_for(pc, base, i, vm, d) {
    (*vm).stack.pc = pc;
    (*vm).stack.base = base;
    if end_async_for_work(&mut *vm, pc, base, i) == 0 {
        tail!(super::throw_again, pc, base, i, vm, d);
    }
    go!(pc.add(1), base, vm, d)
} }

pub(super) fn async_gen_wrap_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    word(crate::builtins::async_generator::wrap_async_value(vm, Operands::new(base, i).b()))
}
value_op!(async_gen_wrap, async_gen_wrap_work);
