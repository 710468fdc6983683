//! Calls of what is no function but has one in Python: bound methods, instances with `__call__`, functions in attributes. And
//! what is recorded of callees for the compiler.

use super::call::{
    MAX_TARGETS, call_defaults, call_method_defaults, call_method_slow, call_slow, enter, kind_is, note_target,
};
use super::{b, c, go, handler, tail};
use crate::frame::stack::{HEADER, frame_code, register, set_register};
use crate::heap::Gc;
use crate::object::Special;
use crate::object::code::Feedback;
use crate::object::dict::Dict;
use crate::object::function::{BoundMethod, Function, NativeFunction, NativeRole};
use crate::object::header::Kind;
use crate::object::tuple::Tuple;
use crate::object::type_object::Type;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

handler! {
    /// A bound method or an instance whose class has `__call__`: in the window there is their function then, with one more
    /// argument.
    call_object(pc, base, i, vm, d) {
    if unwrap_callee(&mut *vm, pc, base, c!(i)) != 0 {
        enter!(*base.add(b!(pc)), c!(i) + 1, b!(pc), call_method_defaults, pc, base, i, vm, d);
    }
    tail!(call_slow, pc, base, i, vm, d)
} }

handler! {
    /// A function that is no method, or what has a function: the same where no receiver is.
    call_object_attribute(pc, base, i, vm, d) {
    let window = b!(pc);
    if *base.add(window + HEADER) == 0 {
        if kind_is!(*base.add(window), Kind::Function) {
            drop_receiver(&mut *vm, pc, base, c!(i));
            enter!(*base.add(window), c!(i), window, call_defaults, pc, base, i, vm, d);
        }
        if unwrap_callee_of_attribute(&mut *vm, pc, base) != 0 {
            enter!(*base.add(window), c!(i) + 1, window, call_method_defaults, pc, base, i, vm, d);
        }
    }
    tail!(call_method_slow, pc, base, i, vm, d)
} }

/// Records for the compiler the code that the call at `pc` enters by way of a callee that is a `called`.
fn note_callee(vm: &mut Vm, pc: *mut u64, base: *mut u64, function: Gc<Function>, callee: Value, called: u16) {
    let code = function.code.get();
    let defaults = function.defaults.get().map_or(0, |defaults| defaults.len() as u32);
    let caller = frame_code(base);
    let feedback = caller.feedback(caller.index_of(pc));
    if feedback.word.get() == code.word() || feedback.seen.get() >= MAX_TARGETS {
        return;
    }
    let first = feedback.seen.get() == 0;
    feedback.seen.set(feedback.seen.get() + 1);
    feedback.slot.set(if first || feedback.slot.get() == called { called } else { called::MIXED });
    let shape = callee.header().map_or(0, |header| header.shape().0);
    feedback.shape.set(if called == called::INSTANCE { shape } else { defaults });
    feedback.word.set(code.word());
    vm.barrier(caller.header());
}

/// Records for the compiler the code of a Python function that is called, and how many defaults it has.
#[cold]
#[inline(never)]
pub(super) fn note_function(vm: &mut Vm, base: *mut u64, feedback: &Feedback, function: u64) {
    let function: Gc<Function> = Value::from_bits(function).cast().expect("a function by its kind");
    if feedback.seen.get() != 0 && feedback.slot.get() != called::FUNCTION {
        feedback.slot.set(called::MIXED);
    }
    feedback.seen.set(feedback.seen.get() + 1);
    feedback.shape.set(function.defaults.get().map_or(0, |defaults| defaults.len() as u32));
    feedback.word.set(function.code.get().word());
    vm.barrier(frame_code(base).header());
}

/// What the callee of a call was, in [`Feedback::slot`].
pub(crate) mod called {
    /// A function.
    pub(crate) const FUNCTION: u16 = 0;
    /// A bound method.
    pub(crate) const METHOD: u16 = 1;
    /// An instance with `__call__`, whose shape is recorded.
    pub(crate) const INSTANCE: u16 = 2;
    /// A class, which is the recorded word.
    pub(crate) const CLASS: u16 = 3;
    /// Now this and now that.
    pub(crate) const MIXED: u16 = 4;
    /// A native function, which is the recorded word.
    pub(crate) const NATIVE: u16 = 5;
    /// A method of a builtin type bound to an object, whose shape is recorded if it is always the same; the method is the
    /// recorded word.
    pub(crate) const BOUND_NATIVE: u16 = 6;
    /// A class that combines iterators; the recorded word says what it made, as [`crate::tier::noted`] does.
    pub(crate) const COMBINING: u16 = 7;
}

/// The function in Python that a callee calls, its first argument, and what the callee is.
fn parts_of_callee(vm: &mut Vm, callee: Value) -> Option<(Gc<Function>, Value, u16)> {
    if let Some(method) = callee.cast::<BoundMethod>() {
        return Some((method.function.get().cast::<Function>()?, method.receiver.get(), called::METHOD));
    }
    if callee.header()?.kind() != Kind::Instance {
        return None;
    }
    let function = vm.special_of(callee, Special::Call)?.cast::<Function>()?;
    vm.rely_on(vm.class_of(callee), vm.names.special(Special::Call));
    Some((function, callee, called::INSTANCE))
}

/// Puts the function of a bound method or an instance into the window, and what it is bound to before the arguments; 0 if
/// nothing was changed.
#[inline(never)]
fn unwrap_callee(vm: &mut Vm, pc: *mut u64, base: *mut u64, given: usize) -> u64 {
    let window = base.wrapping_add(unsafe { b!(pc) });
    let callee = register(window, 0);
    let Some((function, receiver, called)) = parts_of_callee(vm, callee) else { return 0 };
    if window.wrapping_add(HEADER + given + 1) > vm.stack.limit {
        return 0;
    }
    note_callee(vm, pc, base, function, callee, called);
    for index in (0..given).rev() {
        set_register(window, HEADER + index + 1, register(window, HEADER + index));
    }
    set_register(window, HEADER, receiver);
    set_register(window, 0, function.value());
    1
}

/// As [`unwrap_callee`], where the register before the arguments is free.
#[inline(never)]
fn unwrap_callee_of_attribute(vm: &mut Vm, pc: *mut u64, base: *mut u64) -> u64 {
    let window = base.wrapping_add(unsafe { b!(pc) });
    let callee = register(window, 0);
    let Some((function, receiver, called)) = parts_of_callee(vm, callee) else { return 0 };
    note_callee(vm, pc, base, function, callee, called);
    set_register(window, HEADER, receiver);
    set_register(window, 0, function.value());
    1
}

/// Moves the arguments of a function that takes no receiver to where it wants them.
#[inline(never)]
fn drop_receiver(vm: &mut Vm, pc: *mut u64, base: *mut u64, given: usize) {
    let window = base.wrapping_add(unsafe { b!(pc) });
    let callee = register(window, 0);
    let function = callee.cast::<Function>().expect("a function by its kind");
    note_callee(vm, pc, base, function, callee, called::FUNCTION);
    for index in 0..given {
        set_register(window, HEADER + index, register(window, HEADER + index + 1));
    }
}

/// Records for the compiler that the call at `pc` calls a class.
pub(super) fn note_class(vm: &mut Vm, pc: *mut u64, base: *mut u64, class: Gc<Type>) {
    note_object(vm, pc, base, class.word(), called::CLASS);
}

/// Records for the compiler what the call at `pc` of a class has made, if that combines iterators.
pub(super) fn note_combination(vm: &mut Vm, pc: *mut u64, base: *mut u64, made: &PyResult<Value>) {
    if let Ok(made) = *made
        && made.header().is_some_and(|header| header.kind() == Kind::Native)
        && let word = crate::tier::noted(vm, made)
        && word != 0
    {
        note_object(vm, pc, base, word, called::COMBINING);
    }
}

/// Records for the compiler the callee of the call at `pc`, which is a `called`.
pub(super) fn note_object(vm: &mut Vm, pc: *mut u64, base: *mut u64, callee: u64, called: u16) {
    let caller = frame_code(base);
    let feedback = caller.feedback(caller.index_of(pc));
    if feedback.word.get() == callee || feedback.seen.get() >= MAX_TARGETS {
        return;
    }
    feedback.slot.set(if feedback.seen.get() == 0 { called } else { called::MIXED });
    feedback.seen.set(feedback.seen.get() + 1);
    feedback.word.set(callee);
    vm.barrier(caller.header());
}

/// Records for the compiler the native function that the call at `pc` calls: not one that is bound, since what it is bound to would
/// be kept alive, but its method.
#[cold]
#[inline(never)]
pub(super) fn note_native_function(vm: &mut Vm, pc: *mut u64, base: *mut u64, function: u64) {
    let native: Gc<NativeFunction> = Value::from_bits(function).cast().expect("a native function by its kind");
    if !native.is_bound() {
        return note_object(vm, pc, base, function, called::NATIVE);
    }
    let caller = frame_code(base);
    let feedback = caller.feedback(caller.index_of(pc));
    let known = Value::from_bits(feedback.word.get()).cast::<NativeFunction>();
    let shape = native.receiver.get().header().map_or(0, |header| header.shape().0);
    if feedback.slot.get() == called::BOUND_NATIVE && known.is_some_and(|known| std::ptr::eq(known.spec, native.spec)) {
        if feedback.shape.get() != shape {
            feedback.shape.set(0);
        }
        return;
    }
    match unbound(vm, native) {
        Some(method) => {
            note_object(vm, pc, base, method.word(), called::BOUND_NATIVE);
            feedback.shape.set(shape);
        }
        None => feedback.seen.set(MAX_TARGETS),
    }
}

/// The method of a builtin class that a native function is, bound to an object.
fn unbound(vm: &mut Vm, native: Gc<NativeFunction>) -> Option<Gc<NativeFunction>> {
    let class: Gc<Type> = native.owner.get().cast()?;
    let method = class.dict.get().get_text(vm, native.spec.name)?.cast::<NativeFunction>()?;
    (method.role == NativeRole::Method && std::ptr::eq(method.spec, native.spec)).then_some(method)
}

handler! {
    /// Records the native function that the call at `pc` calls, and calls it.
    #[cold]
    note_native(pc, base, i, vm, d) {
        note_native_function(&mut *vm, pc, base, *base.add(b!(pc)));
        tail!(super::call::call_function_of_native, pc, base, i, vm, d)
    }
}

/// How many arguments there are for [`note_spread`], `given` being what they come from: one more than by position if that is
/// a tuple and there are no others, else 0.
pub(super) fn count_spread(given: Value, args: Gc<Tuple>, kwargs: Option<Gc<Dict>>) -> u32 {
    let is_all = given == args.value() && kwargs.is_none_or(|kwargs| kwargs.is_empty());
    if is_all { args.len() as u32 + 1 } else { 0 }
}

/// Records for the compiler the callee of the call at `pc` with `*` and `**` arguments, as for other calls, and how many there
/// are ([`count_spread`]), 0 if that changes.
pub(super) fn note_spread(vm: &mut Vm, pc: *mut u64, base: *mut u64, (callee, called): (u64, u16), count: u32) {
    let caller = frame_code(base);
    let feedback = caller.feedback(caller.index_of(pc));
    if feedback.seen.get() > 0 && feedback.shape.get() != count {
        feedback.shape.set(0);
    }
    if feedback.word.get() == callee || feedback.seen.get() >= MAX_TARGETS {
        return;
    }
    if feedback.seen.get() == 0 {
        feedback.shape.set(count);
        feedback.slot.set(called);
    } else if feedback.slot.get() != called {
        feedback.slot.set(called::MIXED);
    }
    feedback.seen.set(feedback.seen.get() + 1);
    feedback.word.set(callee);
    vm.barrier(caller.header());
}
