//! Where the interpreter and compiled code meet: entering compiled code, going on after it was left, and what compiled
//! code calls.
//!
//! Compiled code has the form `extern "C" fn(vm, base) -> u64`: it finds its registers in the window at `base`, and gives
//! back the value that the frame returns, or [`LEFT`]: then exit number `vm.native_exit` says which frames to make and
//! where to go on. That of generators gives back [`YIELDED`] or [`FINISHED`] where it gives something to who resumed it, and
//! [`DELEGATED`] where it resumes another one.
//!
//! Invariant **\[NATIVE\]**: an installed entry is the address of code of that form, which stays mapped for the process's life.
#![expect(unsafe_code, reason = "calls between the interpreter and compiled code: [NATIVE], [CODE], [VM]")]
#![expect(clippy::undocumented_unsafe_blocks, reason = "all blocks rest on [NATIVE], [CODE] and [VM]")]

use super::{
    Operands, a, arithmetic, attribute, compare, control, generator, global, go, handler, iterate, matching, misc,
    tail, throw, word,
};
use crate::bytecode::unit::flags;
use crate::bytecode::{Instr, Op};
use crate::frame::stack::{HEADER, frame_code, set_register, set_word};
use crate::frame::unwind::Trace;
use crate::heap::Gc;
use crate::native::Args;
use crate::native::signature::CallArgs;
use crate::object::code::Code;
use crate::object::function::{Function, NativeFunction};
use crate::object::generator::{Generator, GeneratorState};
use crate::object::header::ShapeId;
use crate::object::list::List;
use crate::object::protocol::CompareOp;
use crate::object::type_object::Type;
use crate::tier::Resume;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// What compiled code gives back when it leaves by an exit.
pub const LEFT: u64 = Value::ABSENT.bits();

/// What compiled code gives back when compiled code that it called was left: the frames are made already.
pub const SETTLED: u64 = LEFT + 1;

/// What compiled code of a generator gives back at the `yield` at `stack.pc`, whose value is in its register; `native_exit`
/// registers are to be kept, all of which have values.
pub const YIELDED: u64 = LEFT + 2;

/// What compiled code of a generator gives back where it returns; the value is in `native_exit`.
pub const FINISHED: u64 = LEFT + 3;

/// What compiled code of a generator gives back at the `send` at `stack.pc`, which the interpreter executes: registers that are
/// read there or later have their values. Where what it resumes has returned, compiled code may be entered again.
pub const DELEGATED: u64 = LEFT + 4;

type NativeCode = unsafe extern "C" fn(*mut Vm, *mut u64) -> u64;

handler! { enter_native(pc, base, i, vm, d) {
    let _ = (i, d);
    (*vm).stack.pc = pc;
    (*vm).stack.base = base;
    let entry = entry_of(base, pc);
    let code: NativeCode = std::mem::transmute::<usize, NativeCode>(entry);
    (*vm).stack.compiled += 1;
    let result = code(vm, base);
    (*vm).stack.compiled -= 1;
    if result.wrapping_sub(LEFT) <= DELEGATED - LEFT {
        tail!(no_return, pc, base, result, vm, d);
    }
    let next = *base.sub(1) as *mut u64;
    let caller = *base.sub(2) as *mut u64;
    let call = *next.sub(1);
    (*vm).stack.depth_left += 1;
    *caller.add(a!(call)) = result;
    let code = *caller.sub(3) as *const Code;
    go!(next, caller, vm, (*code).delta.get())
} }

#[inline(always)]
pub(super) fn entry_of(base: *mut u64, pc: *mut u64) -> usize {
    frame_code(base).native_at(pc)
}

handler! {
    /// Compiled code gave back `i` in place of what a function returns.
    no_return(pc, base, i, vm, d) {
        match i {
            LEFT => tail!(after_exit, pc, base, i, vm, d),
            SETTLED => tail!(go_on, pc, base, i, vm, d),
            YIELDED => tail!(generator::native_yield, pc, base, i, vm, d),
            DELEGATED => tail!(delegate, pc, base, i, vm, d),
            _ => tail!(generator::native_finish, pc, base, i, vm, d),
        }
    }
}

handler! {
    /// Compiled code came to the `send` at `stack.pc`.
    delegate(pc, base, i, vm, d) {
        let _ = (pc, i);
        let pc = (*vm).stack.pc;
        tail!(generator::send, pc, base, *pc, vm, d);
    }
}

handler! {
    /// Compiled code was left: the frames are made, and the interpreter goes on.
    after_exit(pc, base, i, vm, d) {
        settle(&mut *vm, base);
        tail!(go_on, pc, base, i, vm, d);
    }
}

handler! {
    /// The interpreter goes on where the frames that were made say.
    go_on(pc, base, i, vm, d) {
        let _ = (pc, base, i, d);
        let pc = (*vm).stack.pc;
        let base = (*vm).stack.base;
        let d = (*(*base.sub(3) as *const Code)).delta.get();
        if (*vm).native_resume == 0 {
            tail!(throw, pc, base, *pc, vm, d);
        }
        // Not into compiled code again before something was done.
        let i = original(base, pc);
        if (*vm).levels {
            tail!(super::level::level_at, pc, base, i, vm, d);
        }
        return super::table::TABLE[i as u8 as usize](pc, base, i, vm, d);
    }
}

/// The instruction at `pc` as it was before compiled code was installed there.
#[inline(never)]
fn original(base: *mut u64, pc: *mut u64) -> u64 {
    let code = frame_code(base);
    // SAFETY: [CODE]
    let i = unsafe { *pc };
    i & !0xFF | u64::from(code.op_byte(code.index_of(pc)))
}

/// Makes the frames of compiled code that ran in the frame at `base` and was left.
pub(super) fn settle(vm: &mut Vm, base: *mut u64) -> u64 {
    let Some(mut backend) = vm.jit.take() else { return 0 };
    let resume = backend.leave(vm, base, vm.native_exit);
    vm.jit = Some(backend);
    // What called this has written the headers of its own inlined frames anew, and is left as well.
    vm.headers_written();
    vm.native_resume = u64::from(resume == Resume::Run);
    0
}

/// Makes the frames of compiled code that other compiled code has called in the frame at `base`, and that was left: [`SETTLED`];
/// but 0 if it raises what nothing in those frames handles. Then they are gone, and the caller sees to the exception.
pub extern "C" fn settle_callee(vm: &mut Vm, base: *mut u64) -> u64 {
    let caller = crate::frame::stack::word(base, -2) as *mut u64;
    settle(vm, base);
    let (pc, top) = (vm.stack.pc, vm.stack.base);
    let op = Op::from_byte(frame_code(top).unit.code[frame_code(top).index_of(pc)].op_byte());
    let raises = vm.native_resume == 0 || matches!(op, Some(Op::Raise | Op::Reraise));
    if !raises || vm.is_watched() || vm.levels {
        return SETTLED;
    }
    let trace = if vm.native_resume == 0 { Trace::Add } else { control::raise_of(vm, pc, top) };
    match vm.unwind_until(pc, top, trace, caller) {
        Some(target) => {
            (vm.stack.pc, vm.stack.base) = (target.pc, target.base);
            vm.native_resume = 1;
            SETTLED
        }
        None => 0,
    }
}

/// Takes the sample that is wanted, if one is, of the frame that is about to run.
#[inline(always)]
pub(super) fn sample_entered(vm: &mut Vm) {
    if vm.stack.breaker == crate::frame::stack::SAMPLE {
        take_sample(vm);
    }
}

#[cold]
fn take_sample(vm: &mut Vm) {
    vm.in_native = unsafe { *vm.stack.pc } as u8 == super::Quick::EnterNative.byte();
    vm.tick();
    vm.stack.breaker = 1;
}

/// Whether the frame at `base` is or becomes that of a generator or coroutine.
fn suspends(base: *mut u64) -> bool {
    frame_code(base).has(flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR)
}

/// Runs the compiled code at `entry` in the frame at `base`.
pub(super) fn run_compiled(vm: &mut Vm, base: *mut u64, entry: usize) -> u64 {
    let code: NativeCode = unsafe { std::mem::transmute::<usize, NativeCode>(entry) };
    vm.stack.compiled += 1;
    let result = unsafe { code(vm, base) };
    vm.stack.compiled -= 1;
    result
}

/// Runs the frame above an entry frame, by compiled code where there is some, and removes the entry frame.
pub(super) fn run_function(vm: &mut Vm, entry: *mut u64) -> PyResult<Value> {
    let (pc, base) = (vm.stack.pc, vm.stack.base);
    // What native code calls would not be sampled otherwise, unless it loops. All else that is pending waits: this may be a
    // finalizer, which runs before the next one. A generator function only makes an object here.
    if !suspends(base) {
        sample_entered(vm);
    }
    if unsafe { *pc } as u8 != super::Quick::EnterNative.byte() || vm.levels {
        return vm.run_to_entry(entry);
    }
    let address = entry_of(base, pc);
    run_from_entry(vm, entry, base, address)
}

/// Runs the compiled code at `address` in the frame at `base`, above an entry frame, which it removes.
#[inline(always)]
fn run_from_entry(vm: &mut Vm, entry: *mut u64, base: *mut u64, address: usize) -> PyResult<Value> {
    let result = run_compiled(vm, base, address);
    if result.wrapping_sub(LEFT) > DELEGATED - LEFT {
        vm.stack.depth_left += 1;
        if vm.live_top >= base as u64 {
            let caller = crate::frame::stack::frame_code(entry).entry();
            vm.leave_native_frames(caller, entry, base);
        }
        vm.pop_entry_frame(entry);
        return Ok(Value::from_bits(result));
    }
    if result == LEFT {
        settle(vm, base);
    }
    let (pc, base) = (vm.stack.pc, vm.stack.base);
    super::run_from(vm, pc, base, go_on);
    vm.result_at_entry(entry)
}

/// Calls a function with so many arguments as its compiled code takes, in one step; none if there is more to it.
#[inline(always)]
pub(super) fn call_compiled(
    vm: &mut Vm,
    function: Gc<Function>,
    receiver: Value,
    args: &[Value],
) -> Option<PyResult<Value>> {
    let code = function.code.get();
    let (address, offset) = (code.native_start(), usize::from(!receiver.is_empty()));
    let fits = code.call_key.get() as usize == args.len() + offset;
    // Where somebody waits for attention, there is no room either.
    let entry = vm.stack.top().wrapping_add(HEADER);
    let base = entry.wrapping_add(1 + HEADER);
    let has_room = base.wrapping_add(code.register_count as usize) <= vm.stack.limit && vm.stack.depth_left > 0;
    if address == 0 || !fits || !has_room || vm.levels || vm.is_watched() {
        return None;
    }
    if let Err(raised) = vm.check_native_stack().and_then(|()| vm.push_entry_frame()) {
        return Some(Err(raised));
    }
    let entry_code = vm.stack.entry_code.expect("made with the interpreter");
    if offset == 1 {
        set_register(base, 0, receiver);
    }
    for (index, &arg) in args.iter().enumerate() {
        set_register(base, index + offset, arg);
    }
    set_word(base, -4, function.word());
    set_word(base, -3, code.word());
    set_word(base, -2, entry as u64);
    set_word(base, -1, entry_code.entry().wrapping_add(1) as u64);
    vm.stack.base = base;
    vm.stack.pc = code.entry();
    vm.stack.depth_left -= 1;
    Some(run_from_entry(vm, entry, base, address))
}

/// Runs the generator whose frame is in place, or what it delegates to, by compiled code where there is some: what it yields, or what it
/// returns. `entry` is the entry frame below.
pub(super) fn run_generator(vm: &mut Vm, generator: Gc<Generator>, entry: *mut u64) -> PyResult<Result<Value, Value>> {
    // As in `run_function`: one that neither loops nor calls would not be seen.
    sample_entered(vm);
    let (pc, base) = (vm.stack.pc, vm.stack.base);
    if unsafe { *pc } as u8 != super::Quick::EnterNative.byte() || vm.levels {
        super::run(vm, pc, base);
        return vm.generator_ran(generator, entry);
    }
    let result = run_compiled(vm, base, entry_of(base, pc));
    if result == YIELDED {
        let value = generator::suspend_native(vm, base);
        let outermost = super::delegate::yield_outward(vm, base);
        if outermost == entry.wrapping_add(1 + HEADER) {
            vm.pop_entry_frame(entry);
            return Ok(Ok(value));
        }
        vm.native_exit = value.bits();
        super::run_from(vm, pc, outermost, generator::give_yielded);
        return vm.generator_ran(generator, entry);
    }
    generator_left(vm, generator, entry, base, result)
}

/// Compiled code of a generator has given back `result`, and did not yield.
#[inline(never)]
pub(super) fn generator_left(
    vm: &mut Vm,
    generator: Gc<Generator>,
    entry: *mut u64,
    base: *mut u64,
    result: u64,
) -> PyResult<Result<Value, Value>> {
    match result {
        FINISHED if base != entry.wrapping_add(1 + HEADER) => {
            super::run_from(vm, vm.stack.pc, base, generator::native_finish);
            return vm.generator_ran(generator, entry);
        }
        FINISHED => {
            let value = Value::from_bits(vm.native_exit);
            generator::finish(vm, base);
            vm.pop_entry_frame(entry);
            return Ok(Err(value));
        }
        LEFT => {
            settle(vm, base);
        }
        DELEGATED => {
            let pc = vm.stack.pc;
            super::run_from(vm, pc, base, delegate);
            return vm.generator_ran(generator, entry);
        }
        _ => {}
    }
    let (pc, base) = (vm.stack.pc, vm.stack.base);
    super::run_from(vm, pc, base, go_on);
    vm.generator_ran(generator, entry)
}

/// Address of the function `fn(vm, pc, base, instruction) -> u64` that does the work of an instruction whose operands are
/// in registers. It gives the value for register A, or 1; 0 for an exception. `pc` and `base` have to be the running ones.
pub fn work_address(instr: Instr) -> Option<usize> {
    work_of(instr).map(|work| work as *const () as usize)
}

/// What [`next_unpacked`] gives when it has written the items.
pub const STORED: u64 = iterate::STORED;
/// What [`next_unpacked`] gives when it has done nothing.
pub const NOT_UNPACKED: u64 = iterate::NOT_UNPACKED;

/// `next(iterator)` of an iterator whose tuples need not be made: writes the items to the registers from `run & 0xFFFF` on,
/// which are `run >> 16`. [`STORED`], ABSENT at the end, [`NOT_UNPACKED`], or 0 for an exception.
pub extern "C" fn next_unpacked(vm: &mut Vm, pc: *mut u64, base: *mut u64, run: u64, iterator: u64) -> u64 {
    vm.stack.pc = pc;
    vm.stack.base = base;
    iterate::next_unpacked(vm, iterator, base.wrapping_add(run as usize & 0xFFFF), (run >> 16) as usize)
}

/// Truth: 0 exception, 1 false, 2 true.
pub extern "C" fn truth(vm: &mut Vm, pc: *mut u64, base: *mut u64, x: u64) -> u64 {
    vm.stack.pc = pc;
    vm.stack.base = base;
    control::truth(vm, x)
}

/// Comparison number `op` of [`CompareOp`]: 0 exception, 1 false, 2 true.
pub extern "C" fn compare(vm: &mut Vm, pc: *mut u64, base: *mut u64, op: u64, x: u64, y: u64) -> u64 {
    vm.stack.pc = pc;
    vm.stack.base = base;
    let op = CompareOp::ALL[op as usize];
    match vm.compare_bool(op, Value::from_bits(x), Value::from_bits(y)) {
        Ok(holds) => 1 + u64::from(holds),
        Err(_) => 0,
    }
}

/// What comparison number `op` of [`CompareOp`] yields; 0 for an exception.
pub extern "C" fn comparison(vm: &mut Vm, pc: *mut u64, base: *mut u64, op: u64, x: u64, y: u64) -> u64 {
    vm.stack.pc = pc;
    vm.stack.base = base;
    word(vm.compare(CompareOp::ALL[op as usize], Value::from_bits(x), Value::from_bits(y)))
}

/// `y in x`: 0 exception, 1 false, 2 true.
pub extern "C" fn contains(vm: &mut Vm, pc: *mut u64, base: *mut u64, x: u64, y: u64) -> u64 {
    vm.stack.pc = pc;
    vm.stack.base = base;
    compare::contains_work(vm, Value::from_bits(x), Value::from_bits(y))
}

/// The call instruction `instr` at `pc`, with callee and arguments in its window. Gives the result; 0 for an exception.
pub extern "C" fn call(vm: &mut Vm, pc: *mut u64, base: *mut u64, instr: u64) -> u64 {
    vm.stack.pc = pc;
    vm.stack.base = base;
    outside_compiled(vm, |vm| if sees_to_interrupt(vm) { call_by_runtime(vm, base, instr) } else { 0 })
}

/// Sees to what waits for attention, at calls as the interpreter does: while it waits no compiled code has room to enter other
/// compiled code, and recursion without a loop would come to no poll for long. False for an exception.
fn sees_to_interrupt(vm: &mut Vm) -> bool {
    if !vm.stack.is_interrupted() {
        return true;
    }
    vm.in_native = true;
    vm.handle_breaker().is_ok()
}

/// Does what compiled code calls, or runs the interpreter: a collection that `gc.collect()` within it asks for scans no native
/// frames but those above.
#[inline(always)]
pub(crate) fn outside_compiled<R>(vm: &mut Vm, work: impl FnOnce(&mut Vm) -> R) -> R {
    // Callers' references that are in registers go above `loop_frame`.
    let mut registers = [0; crate::heap::SAVED];
    crate::heap::save_registers(&mut registers);
    let outer = std::mem::replace(&mut vm.stack.loop_frame, std::hint::black_box(registers.as_ptr()) as usize);
    let compiled = std::mem::take(&mut vm.stack.compiled);
    let result = work(vm);
    vm.stack.loop_frame = outer;
    vm.stack.compiled = compiled;
    std::hint::black_box(&registers);
    result
}

#[inline(never)]
fn call_by_runtime(vm: &mut Vm, base: *mut u64, instr: u64) -> u64 {
    let o = Operands::new(base, instr);
    let (window, count) = (o.b_field(), o.c_field());
    let op = Op::from_byte(instr as u8);
    if op == Some(Op::CallEx) {
        return word(super::spread::spread_call(vm, o));
    }
    let receiver = matches!(op, Some(Op::CallMethod | Op::CallMethodKw)) && !o.register(window + HEADER).is_empty();
    if o.register(window).cast::<NativeFunction>().is_some() {
        match op {
            Some(Op::Call) => return super::call::call_native_work(vm, base.wrapping_add(window), count),
            Some(Op::CallMethod) if receiver => {
                return super::call::call_native_method_work(vm, base.wrapping_add(window), count + 1);
            }
            _ => {}
        }
    }
    if let Some(function) = o.register(window).cast::<Function>()
        && (op == Some(Op::Call) || op == Some(Op::CallMethod) && receiver)
        && let Some(generator) =
            generator::made_by_call(vm, function, base.wrapping_add(window + HEADER), count + usize::from(receiver))
    {
        return word(generator);
    }
    word(call_in_window(vm, op, o, receiver))
}

fn call_in_window(vm: &mut Vm, op: Option<Op>, o: Operands, receiver: bool) -> PyResult<Value> {
    let window = o.b_field();
    let (mut start, mut count) = (window + HEADER, o.c_field());
    if receiver {
        count += 1;
    } else if matches!(op, Some(Op::CallMethod | Op::CallMethodKw)) {
        start += 1;
    }
    let keywords = matches!(op, Some(Op::CallKw | Op::CallMethodKw));
    let names = if keywords { o.register(start + count).cast() } else { None };
    let values = Args::new(o.run(start, count));
    vm.check_native_stack()?;
    vm.call_args(o.register(window), CallArgs { values, names })
}

/// The int `n` as a value; 0 for an exception. Collects nothing.
pub extern "C" fn box_int(vm: &mut Vm, n: i64) -> u64 {
    vm.postponing(|vm| word(vm.int(n)))
}

/// The int of 128 bits as a value; 0 for an exception. Collects nothing.
pub extern "C" fn box_wide(vm: &mut Vm, low: u64, high: i64) -> u64 {
    let n = i128::from(high) << 64 | i128::from(low);
    vm.postponing(|vm| word(vm.wide_int(crate::builtins::wide::Wide { negative: n < 0, magnitude: n.unsigned_abs() })))
}

/// A complex number of the bits of its parts.
pub extern "C" fn box_complex(vm: &mut Vm, real: u64, imag: u64) -> u64 {
    vm.postponing(|vm| word(vm.complex(f64::from_bits(real), f64::from_bits(imag))))
}

/// The length of a vector.
pub extern "C" fn hypot(x: f64, y: f64) -> f64 {
    x.hypot(y)
}

/// `n % divisor` of an int of 128 bits, the divisor not 0.
pub extern "C" fn wide_mod(low: u64, high: i64, divisor: i64) -> i64 {
    let n = i128::from(high) << 64 | i128::from(low);
    if let Ok(n) = i64::try_from(n) {
        let remainder = n.wrapping_rem(divisor);
        return if remainder != 0 && (remainder < 0) != (divisor < 0) { remainder + divisor } else { remainder };
    }
    if n >= 0 && divisor > 0 {
        return (n as u128 % divisor as u128) as i64;
    }
    let remainder = n % i128::from(divisor);
    (if remainder != 0 && (remainder < 0) != (divisor < 0) { remainder + i128::from(divisor) } else { remainder })
        as i64
}

/// `n // divisor` of a word, but the most negative by -1; the divisor is not 0.
pub extern "C" fn wide_floor_div(low: u64, _: i64, divisor: i64) -> i64 {
    let n = low as i64;
    let quotient = n.wrapping_div(divisor);
    if n.wrapping_rem(divisor) != 0 && (n < 0) != (divisor < 0) { quotient - 1 } else { quotient }
}

/// Compiled code has left the frame at `left` for the one at `caller`, whose instruction `pc` has called it.
pub extern "C" fn leave_frames(vm: &mut Vm, pc: *mut u64, caller: *mut u64, left: *mut u64) -> u64 {
    vm.leave_native_frames(pc, caller, left);
    0
}

/// Sees to what waits for attention in compiled code of the frame at `base`, which has written what exit number `exit`
/// would: 1 if it may go on, 0 if it has to leave by that exit, since anything may have changed or there is an exception.
pub extern "C" fn poll(vm: &mut Vm, base: *mut u64, exit: u64) -> u64 {
    if let Some(mut backend) = vm.jit.take() {
        backend.expose(vm, base, exit);
        vm.jit = Some(backend);
    }
    vm.in_native = true;
    vm.disturbed = false;
    vm.poll_raised = vm.handle_breaker().is_err();
    u64::from(!vm.poll_raised && !vm.disturbed)
}

/// A new instance of a class without a builtin base, of the shape that this first word of an object tells: what was compiled counts
/// on it. 0 without memory for it. Collects nothing.
pub extern "C" fn instance(vm: &mut Vm, header: u64, class: u64) -> u64 {
    let class: Gc<Type> = Value::from_bits(class).cast().expect("compiled for a class");
    vm.postponing(|vm| word(vm.instance_of_shape(class, ShapeId(header as u32)).map(Gc::value)))
}

/// A new bound method, of the kind that this first word of an object tells. 0 without memory for it. Collects nothing.
pub extern "C" fn bound_method(vm: &mut Vm, _header: u64, _class: u64) -> u64 {
    vm.postponing(|vm| word(vm.bound_method(Value::EMPTY, Value::EMPTY).map(Gc::value)))
}

/// An iterator over `range(start, stop, step)` whose numbers are all small; 0 if it is none. Collects nothing.
pub extern "C" fn new_range_iterator(vm: &mut Vm, start: i64, stop: i64, step: i64) -> u64 {
    match crate::object::range::small_length(start, stop, step) {
        Some(left) => vm.postponing(|vm| word(vm.range_iterator(start, step, left).map(Gc::value))),
        None => 0,
    }
}

/// An iterator over a tuple or list; 0 without memory for it. Collects nothing.
pub extern "C" fn new_sequence_iterator(vm: &mut Vm, tuple: u64, sequence: u64) -> u64 {
    let class = if tuple != 0 { vm.types.tuple_iterator } else { vm.types.list_iterator };
    vm.postponing(|vm| word(vm.sequence_iterator(class, Value::from_bits(sequence), 0).map(Gc::value)))
}

/// So many items can [`new_tuple`] take.
pub const MAX_TUPLE: usize = 4;

/// A tuple of the first `count` of the items; 0 without memory for it. Collects nothing.
pub extern "C" fn new_tuple(vm: &mut Vm, count: usize, a: u64, b: u64, c: u64, d: u64) -> u64 {
    let items = [a, b, c, d].map(Value::from_bits);
    vm.postponing(|vm| word(vm.tuple(&items[..count]).map(Gc::value)))
}

/// A generator that a function makes, whose frame compiled code keeps; 0 for an exception.
pub extern "C" fn new_generator(vm: &mut Vm, pc: *mut u64, base: *mut u64, function: u64) -> u64 {
    vm.stack.pc = pc;
    vm.stack.base = base;
    let function: Gc<Function> = Value::from_bits(function).cast().expect("compiled for a function");
    let code = function.code.get();
    let class = vm.types.generator;
    vm.postponing(|vm| word(vm.generator(class, function, code.entry()).map(Gc::value)))
}

/// A coroutine that a function makes, which runs at once in compiled code; 0 without memory for it. Collects nothing.
pub extern "C" fn new_coroutine(vm: &mut Vm, function: u64) -> u64 {
    let function: Gc<Function> = Value::from_bits(function).cast().expect("compiled for a function");
    let class = vm.types.coroutine;
    let made = vm.postponing(|vm| vm.started_generator(class, function, function.code.get().entry()));
    if let Ok(coroutine) = made {
        coroutine.state.set(GeneratorState::Running);
    }
    word(made.map(Gc::value))
}

/// The frame at `base` is a generator's that compiled code has resumed: from here on the interpreter runs it.
pub extern "C" fn generator_runs(vm: &mut Vm, base: *mut u64) -> u64 {
    if let Some(generator) = Value::from_bits(crate::frame::stack::word(base, -4)).cast::<Generator>() {
        generator.state.set(GeneratorState::Running);
        generator.caller_handled.set(vm, generator, vm.handled);
    }
    0
}

/// A generator whose frame compiled code kept waits at `pc`: its first `live` registers have been written to its array.
pub extern "C" fn suspend_generator(vm: &mut Vm, generator: u64, pc: *mut u64, live: u64) -> u64 {
    let generator: Gc<Generator> = Value::from_bits(generator).cast().expect("compiled for a generator");
    let before = unsafe { *pc.wrapping_sub(1) } as u8;
    let started = before != Op::ReturnGenerator as u8;
    generator.state.set(if started { GeneratorState::Suspended } else { GeneratorState::Created });
    generator.pc.set(pc);
    generator.live.set(live as usize);
    vm.barrier(generator.registers.get().header());
    0
}

/// Appends to a list; 0 for an exception.
pub extern "C" fn list_append(vm: &mut Vm, pc: *mut u64, base: *mut u64, list: u64, value: u64) -> u64 {
    vm.stack.pc = pc;
    vm.stack.base = base;
    let list: Gc<List> = Value::from_bits(list).cast().expect("guarded by its shape");
    vm.postponing(|vm| super::done(list.push(vm, Value::from_bits(value))))
}

/// Runs the write barrier for an object.
pub extern "C" fn barrier(vm: &mut Vm, object: u64) {
    attribute::remember(vm, object);
}

/// `a % b` of floats, `b` not 0.
pub extern "C" fn float_mod(a: f64, b: f64) -> f64 {
    crate::builtins::float::divmod(a, b).1
}

/// `a // b` of floats, `b` not 0, as `float.__floordiv__` computes it.
pub extern "C" fn float_floor_div(a: f64, b: f64) -> f64 {
    crate::builtins::float::divmod(a, b).0
}

pub(super) type Work = fn(&mut Vm, *mut u64, *mut u64, u64) -> u64;

/// The function that does the work of an instruction for compiled code; none for those that control the frame.
pub(crate) fn work_of(instr: Instr) -> Option<Work> {
    let op = Op::from_byte(instr.op_byte())?;
    if let Some(work) = arithmetic::binary_work(op) {
        return Some(work);
    }
    Some(match op {
        Op::LoadGlobal => global::load_global_work,
        Op::StoreGlobal => global::store_global_work,
        Op::DeleteGlobal => global::delete_global_work,
        Op::LoadName => global::load_name_work,
        Op::StoreName => global::store_name_work,
        Op::DeleteName => global::delete_name_work,
        Op::LoadDictOrGlobal => global::load_dict_or_global_work,
        Op::LoadDictOrCell => global::load_dict_or_cell_work,
        Op::LoadBuildClass => global::load_build_class_work,
        Op::LoadAttr => attribute::load_attr_work,
        Op::StoreAttr => attribute::store_attr_work,
        Op::DeleteAttr => attribute::delete_attr_work,
        Op::LoadMethod => attribute::load_method_work,
        Op::LoadSuperAttr => attribute::load_super_attr_work,
        Op::LoadSuperMethod => attribute::load_super_method_work,
        Op::GetItem => iterate::get_item_work,
        Op::GetItemInt => iterate::get_item_int_work,
        Op::SetItem => iterate::set_item_work,
        Op::DeleteItem => iterate::delete_item_work,
        Op::GetSlice => iterate::get_slice_work,
        Op::SetSlice => iterate::set_slice_work,
        Op::UnpackSequence => iterate::unpack_work,
        Op::UnpackEx => iterate::unpack_ex_work,
        Op::GetIter => iterate::get_iter_work,
        Op::GetYieldFromIter => generator::get_yield_from_iter_work,
        Op::GetAwaitable => generator::get_awaitable_work,
        Op::GetAIter => generator::get_aiter_work,
        Op::GetANext => generator::get_anext_work,
        Op::AsyncGenWrap => generator::async_gen_wrap_work,
        Op::Neg => arithmetic::neg_work,
        Op::Pos => arithmetic::pos_work,
        Op::Invert => arithmetic::invert_work,
        Op::Not => compare::not_work,
        Op::ToBool => compare::to_bool_work,
        Op::In => compare::in_work,
        Op::NotIn => compare::not_in_work,
        Op::MakeCell => misc::make_cell_work,
        Op::CopyFree => misc::copy_free_work,
        Op::DeleteCell => misc::delete_cell_work,
        Op::BuildSlice => misc::build_slice_work,
        Op::BuildTuple => misc::build_tuple_work,
        Op::BuildList => misc::build_list_work,
        Op::BuildSet => misc::build_set_work,
        Op::BuildMap => misc::build_map_work,
        Op::BuildString => misc::build_string_work,
        Op::FormatValue => misc::format_value_work,
        Op::ListAppend => misc::list_append_work,
        Op::SetAdd => misc::set_add_work,
        Op::MapAdd => misc::map_add_work,
        Op::ListExtend => misc::list_extend_work,
        Op::SetUpdate => misc::set_update_work,
        Op::DictUpdate => misc::dict_update_work,
        Op::DictMerge => misc::dict_merge_work,
        Op::ListToTuple => misc::list_to_tuple_work,
        Op::ImportName => misc::import_name_work,
        Op::ImportFrom => misc::import_from_work,
        Op::MatchMapping => matching::match_mapping_work,
        Op::MatchSequence => matching::match_sequence_work,
        Op::MatchClass => matching::match_class_work,
        Op::MatchKeys => matching::match_keys_work,
        Op::CopyDictWithout => matching::copy_dict_without_work,
        Op::GetLen => matching::get_len_work,
        Op::CallIntrinsic => misc::call_intrinsic_work,
        Op::MakeFunction => super::call::make_function_work,
        Op::PushExc => control::push_exc_work,
        Op::PopExc => control::pop_exc_work,
        Op::CheckExcMatch => control::check_exc_match_work,
        Op::LoadAssertionError => control::load_assertion_error_work,
        Op::CheckEgMatch => control::check_eg_match_work,
        Op::PrepReraiseStar => control::prep_reraise_star_work,
        Op::BeforeWith => control::before_with_work,
        Op::BeforeAsyncWith => control::before_async_with_work,
        Op::WithExceptStart => control::with_except_start_work,
        _ => return None,
    })
}
