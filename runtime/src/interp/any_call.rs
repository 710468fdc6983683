//! Calls in compiled code of whatever it may be: functions, what is bound to an object and classes are entered where they are
//! compiled; the runtime calls all else.

use super::native::{LEFT, SETTLED, call, call_compiled, run_compiled, settle_callee};
use super::{generator, word};
use crate::bytecode::Op;
use crate::frame::stack::{HEADER, register, set_register, set_word};
use crate::heap::Gc;
use crate::native::Args;
use crate::object::code::Code;
use crate::object::function::{BoundMethod, Function, NativeFunction};
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::Vm;

/// What a call's window holds before the arguments, of which there are so many with that.
#[derive(Clone, Copy)]
enum First {
    /// Nothing: the arguments, of which a receiver is one.
    Argument,
    /// The empty place of a receiver.
    Empty,
}

/// The plain call `instr` at `pc` in the frame at `base`, with `count` arguments in the window at `callee`: by compiled code
/// where there is some. Gives the result; 0 for an exception; [`SETTLED`] when compiled code was left.
pub extern "C" fn call_any(
    vm: &mut Vm,
    pc: *mut u64,
    base: *mut u64,
    instr: u64,
    callee: *mut u64,
    count: usize,
) -> u64 {
    let called = Value::from_bits(crate::frame::stack::word(callee, -(HEADER as isize)));
    let is_empty = instr as u8 == Op::CallMethod as u8 && register(callee, 0).is_empty();
    let first = if is_empty { First::Empty } else { First::Argument };
    let Some(function) = called.cast::<Function>().filter(|_| !is_empty) else {
        return call_other(vm, (pc, base, instr), callee, called, (first, count));
    };
    let code = function.code.get();
    if code.native_start() == 0 {
        vm.stack.pc = pc;
        vm.stack.base = base;
        if let Some(generator) = generator::made_by_call(vm, function, callee, count) {
            return word(generator);
        }
    }
    if !may_enter(vm, code, callee, count) {
        return call(vm, pc, base, instr);
    }
    enter(vm, (pc, base), callee, code)
}

/// A call of something else than a function whose arguments are in place.
fn call_other(
    vm: &mut Vm,
    (pc, base, instr): (*mut u64, *mut u64, u64),
    callee: *mut u64,
    called: Value,
    (first, count): (First, usize),
) -> u64 {
    let skipped = usize::from(matches!(first, First::Empty));
    if let Some(native) = called.cast::<NativeFunction>() {
        let args = Args::from_registers(callee.wrapping_add(skipped), count - skipped);
        let result = super::leaf::call_as_leaf(vm, native, args.as_slice());
        if result != 0 {
            return result;
        }
    } else if let Some(class) = called.cast::<Type>() {
        (vm.stack.pc, vm.stack.base) = (pc, base);
        let args = Args::from_registers(callee.wrapping_add(skipped), count - skipped);
        if let Some(instance) = instantiate(vm, class, args.as_slice()) {
            return instance;
        }
    } else if let Some((function, receiver)) = bound(called) {
        let (code, given) = (function.code.get(), count - skipped + usize::from(!receiver.is_empty()));
        if may_enter(vm, code, callee, given) {
            put_in_place(callee, receiver, (first, count));
            set_word(callee, -(HEADER as isize), function.word());
            return enter(vm, (pc, base), callee, code);
        }
    }
    call(vm, pc, base, instr)
}

/// The function of a bound method, and what it is bound to; a function is bound to nothing.
fn bound(called: Value) -> Option<(Gc<Function>, Value)> {
    match called.cast::<BoundMethod>() {
        Some(method) => Some((method.function.get().cast::<Function>()?, method.receiver.get())),
        None => Some((called.cast::<Function>()?, Value::EMPTY)),
    }
}

/// Puts arguments where a function's code looks for them.
fn put_in_place(callee: *mut u64, receiver: Value, (first, count): (First, usize)) {
    match (first, receiver.is_empty()) {
        (First::Empty, false) => set_register(callee, 0, receiver),
        (First::Empty, true) => (1..count).for_each(|at| set_register(callee, at - 1, register(callee, at))),
        (First::Argument, false) => {
            (0..count).rev().for_each(|at| set_register(callee, at + 1, register(callee, at)));
            set_register(callee, 0, receiver);
        }
        (First::Argument, true) => {}
    }
}

/// Whether code is compiled for so many arguments, and there is room for its frame.
fn may_enter(vm: &Vm, code: Gc<Code>, callee: *mut u64, given: usize) -> bool {
    let marker = 0u8;
    code.native_start() != 0
        && code.call_key.get() as usize == given
        && vm.stack.depth_left > 0
        && callee.wrapping_add(code.register_count as usize) <= vm.stack.limit
        && &raw const marker as usize >= vm.stack.native_limit
}

/// Writes the rest of the header of the frame at `callee`, which the call at `pc` makes, and runs its compiled code.
fn enter(vm: &mut Vm, (pc, base): (*mut u64, *mut u64), callee: *mut u64, code: Gc<Code>) -> u64 {
    set_word(callee, -3, code.word());
    set_word(callee, -2, base as u64);
    set_word(callee, -1, pc.wrapping_add(1) as u64);
    vm.stack.base = callee;
    vm.stack.pc = code.entry();
    vm.stack.depth_left -= 1;
    let result = run_compiled(vm, callee, code.native_start());
    if result.wrapping_sub(LEFT) <= SETTLED - LEFT {
        return if result == LEFT { settle_callee(vm, callee) } else { SETTLED };
    }
    vm.stack.depth_left += 1;
    if vm.live_top >= callee as u64 {
        vm.leave_native_frames(pc, base, callee);
    }
    result
}

/// An instance of a class that has nothing to initialise it, or only `__init__` in Python, which is compiled; 0 for an exception, none
/// for all else.
fn instantiate(vm: &mut Vm, class: Gc<Type>, args: &[Value]) -> Option<u64> {
    if args.is_empty() && !class.has(type_flag::HAS_DEL) && super::call::is_bare(vm, class) {
        let instance = vm.postponing(|vm| vm.instance(class));
        return Some(word(instance.map(Gc::value)));
    }
    let init = super::call::plain_init(vm, class)?;
    let code = init.code.get();
    if code.native_start() == 0 || code.call_key.get() as usize != args.len() + 1 || class.has(type_flag::HAS_DEL) {
        return None;
    }
    let Ok(instance) = vm.postponing(|vm| vm.instance(class)) else { return Some(0) };
    match call_compiled(vm, init, instance.value(), args)? {
        Ok(result) if result.is_none() => Some(instance.value().bits()),
        Ok(result) => {
            let message = format!("__init__() should return None, not '{}'", vm.type_name(result));
            Some(word(Err(vm.type_error(&message))))
        }
        Err(_) => Some(0),
    }
}
