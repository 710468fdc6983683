//! Jumps, exceptions, context managers, and leaving the loop.

use super::call::{enter_prepared, kind_is};
use super::operator::{ENTERED, NOT_ENTERED, Task, enter_plainly, enter_truth, note_method, note_truth, plain_method};
use super::{Operands, a, done, go, handler, leave, record, tail, throw, throw_again, unit_op, value_op, wide, word};
use crate::bytecode::Op;
use crate::exceptions::hierarchy::Exc;
use crate::frame::stack::{frame_code, register};
use crate::frame::unwind::Trace;
use crate::heap::Gc;
use crate::object::Special;
use crate::object::code::seen;
use crate::object::exception::Exception;
use crate::object::function::Function;
use crate::object::generator::Generator;
use crate::object::header::Kind;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::{INT_TAG, Value};
use crate::vm::{PyResult, Vm};

handler! { nop(pc, base, i, vm, d) {
    let _ = i;
    go!(pc.add(1), base, vm, d)
} }

handler! { halt(pc, base, i, vm, d) {
    let _ = (pc, i, d);
    (*vm).stack.base = base;
    leave(vm)
} }

handler! {
    /// Stands in for the return address of a frame that has a frame object.
    #[cold]
    leave_frame(pc, base, i, vm, d) {
        let _ = i;
        let next = (*vm).leave_frame(pc, base);
        go!(next, base, vm, d)
    }
}

handler! { jump(pc, base, i, vm, d) {
    if (*vm).stack.breaker != 0 {
        tail!(break_then_wide_jump, pc, base, i, vm, d);
    }
    go!(pc.offset(wide!(i)), base, vm, d)
} }

handler! {
    /// Sees to what is pending, then jumps by the wide operand.
    #[cold]
    break_then_wide_jump(pc, base, i, vm, d) {
        (*vm).stack.pc = pc;
        (*vm).stack.base = base;
        if !handle_breaker(&mut *vm) {
            tail!(throw, pc, base, i, vm, d);
        }
        go!(pc.offset(wide!(i)), base, vm, d)
    }
}

handler! {
    /// Sees to what is pending, then jumps by field C.
    #[cold]
    take_break_jump(pc, base, i, vm, d) {
        (*vm).stack.pc = pc;
        (*vm).stack.base = base;
        if !handle_breaker(&mut *vm) {
            tail!(throw, pc, base, i, vm, d);
        }
        go!(pc.offset(super::sc!(i)), base, vm, d)
    }
}

#[cold]
#[inline(never)]
pub(super) fn handle_breaker(vm: &mut Vm) -> bool {
    vm.handle_breaker().is_ok()
}

macro_rules! jump_on_truth {
    ($name:ident, $slow:ident, $sense:expr) => {
        handler! { $name(pc, base, i, vm, d) {
            let x = Value::from_bits(*base.add(a!(i)));
            if x.is_bool() {
                if x == Value::bool($sense) {
                    tail!(jump, pc, base, i, vm, d);
                }
                go!(pc.add(1), base, vm, d);
            }
            tail!($slow, pc, base, i, vm, d)
        } }

        handler! { $slow(pc, base, i, vm, d) {
            record!(pc, d, seen::OTHER);
            let x = *base.add(a!(i));
            if x >= INT_TAG || x == Value::NONE.bits() {
                if (x != Value::NONE.bits() && x != INT_TAG) == $sense {
                    tail!(jump, pc, base, i, vm, d);
                }
                go!(pc.add(1), base, vm, d);
            }
            (*vm).stack.pc = pc;
            (*vm).stack.base = base;
            let bits = Task::JUMP | Task::WIDE | if $sense { Task::SENSE } else { 0 };
            if kind_is!(x, Kind::Instance)
                && enter_truth(&mut *vm, pc, base, Value::from_bits(x), bits) == ENTERED
            {
                tail!(enter_prepared, pc, base, i, vm, d);
            }
            note_truth(&mut *vm, pc, base, x);
            match truth(&mut *vm, *base.add(a!(i))) {
                0 => tail!(throw, pc, base, i, vm, d),
                result if (result == 2) == $sense => tail!(jump, pc, base, i, vm, d),
                _ => go!(pc.add(1), base, vm, d),
            }
        } }
    };
}
jump_on_truth!(jump_if_true, jump_if_true_slow, true);
jump_on_truth!(jump_if_false, jump_if_false_slow, false);

/// 0 exception, 1 false, 2 true.
#[inline(never)]
pub(super) fn truth(vm: &mut Vm, x: u64) -> u64 {
    match vm.is_true(Value::from_bits(x)) {
        Ok(b) => 1 + u64::from(b),
        Err(_) => 0,
    }
}

handler! { jump_if_none(pc, base, i, vm, d) {
    if *base.add(a!(i)) == Value::NONE.bits() {
        tail!(jump, pc, base, i, vm, d);
    }
    go!(pc.add(1), base, vm, d)
} }

handler! { jump_if_not_none(pc, base, i, vm, d) {
    if *base.add(a!(i)) != Value::NONE.bits() {
        tail!(jump, pc, base, i, vm, d);
    }
    go!(pc.add(1), base, vm, d)
} }

/// What `raise` did.
const RAISED: u64 = 0;
const AGAIN: u64 = 1;

#[inline(never)]
pub(super) fn raise_work(vm: &mut Vm, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let _raised = match o.aux() {
        // The traceback of an exception that goes on has this frame already.
        0 if !vm.handled.is_empty() => {
            let _again = vm.set_exception(vm.handled);
            return AGAIN;
        }
        0 => Err(vm.runtime_error("No active exception to reraise")),
        1 => raise_value(vm, o.a(), Value::EMPTY),
        _ => raise_value(vm, o.a(), o.b()),
    };
    RAISED
}

fn raise_value(vm: &mut Vm, value: Value, cause: Value) -> PyResult<()> {
    let exception = instantiate(vm, value, "exceptions must derive from BaseException")?;
    if !cause.is_empty() {
        let cause = if cause.is_none() {
            Value::EMPTY
        } else {
            instantiate(vm, cause, "exception causes must derive from BaseException")?.value()
        };
        exception.cause.set(vm, exception, cause);
        exception.suppress_context.set(true);
    }
    Err(vm.raise(exception.value()))
}

/// An exception from a class or an instance.
fn instantiate(vm: &mut Vm, value: Value, message: &str) -> PyResult<Gc<Exception>> {
    if let Some(exception) = value.cast::<Exception>() {
        return Ok(exception);
    }
    match value.cast::<Type>().filter(|class| class.has(type_flag::EXCEPTION)) {
        Some(class) => {
            let made = vm.call(value, &[])?;
            match made.cast::<Exception>() {
                Some(exception) => Ok(exception),
                None => {
                    let (called, got) = (vm.repr_text(class.value())?, vm.class_of(made).value());
                    let got = vm.repr_text(got)?;
                    let message =
                        format!("calling {called} should have returned an instance of BaseException, not {got}");
                    Err(vm.type_error(&message))
                }
            }
        }
        None => Err(vm.type_error(message)),
    }
}

handler! { raise(pc, base, i, vm, d) {
    (*vm).stack.pc = pc;
    (*vm).stack.base = base;
    if raise_work(&mut *vm, base, i) == AGAIN {
        tail!(throw_again, pc, base, i, vm, d);
    }
    tail!(throw, pc, base, i, vm, d)
} }

handler! { reraise(pc, base, i, vm, d) {
    (*vm).exception = Value::from_bits(*base.add(a!(i)));
    tail!(throw_again, pc, base, i, vm, d)
} }

/// What instruction `pc` raises, if it is one that does, becomes the exception that is set. Whether it gets a traceback entry.
pub(crate) fn raise_of(vm: &mut Vm, pc: *mut u64, base: *mut u64) -> Trace {
    let code = frame_code(base);
    let instr = code.unit.code[code.index_of(pc)];
    match Op::from_byte(instr.op_byte()) {
        Some(Op::Raise) if raise_work(vm, base, instr.0) == RAISED => Trace::Add,
        Some(Op::Raise) => Trace::Skip,
        Some(Op::Reraise) => {
            vm.exception = register(base, instr.a().into());
            Trace::Skip
        }
        Some(_) | None => Trace::Add,
    }
}

/// The generator that a frame belongs to, if any.
fn generator_of(base: *mut u64) -> Option<Gc<Generator>> {
    Value::from_bits(crate::frame::stack::word(base, -4)).cast::<Generator>()
}

/// In a generator what the caller handles is not saved as such: the next resumption may come from elsewhere. ABSENT stands for it.
pub(super) fn push_exc_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let saved = match generator_of(base) {
        Some(generator) if generator.caller_handled.get() == vm.handled => Value::ABSENT,
        Some(_) | None => vm.handled,
    };
    vm.handled = o.b();
    o.set(o.a_field(), saved);
    1
}
unit_op!(push_exc, push_exc_work);

pub(super) fn pop_exc_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    vm.restore_handled(base, Operands::new(base, i).a());
    1
}
unit_op!(pop_exc, pop_exc_work);

impl Vm {
    /// The frame at `base` has left a handler, before which `saved` was handled.
    pub(crate) fn restore_handled(&mut self, base: *mut u64, saved: Value) {
        self.handled = match generator_of(base) {
            Some(generator) if saved == Value::ABSENT => generator.caller_handled.get(),
            Some(_) | None => saved,
        };
    }

    /// Whether an exception matches the class or tuple of classes of an `except` clause.
    pub(crate) fn exception_matches(&mut self, exception: Value, of: Value) -> PyResult<bool> {
        if let Some(class) = of.cast::<Type>().filter(|class| class.has(type_flag::EXCEPTION)) {
            return Ok(self.is_instance(exception, class));
        }
        if let Some(tuple) = of.cast::<Tuple>() {
            for &class in tuple.items() {
                if !class.cast::<Type>().is_some_and(|class| class.has(type_flag::EXCEPTION)) {
                    return Err(self.bad_except());
                }
            }
            for index in 0..tuple.len() {
                if self.exception_matches(exception, tuple.get(index))? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        Err(self.bad_except())
    }

    #[cold]
    fn bad_except(&mut self) -> crate::vm::Raised {
        self.type_error("catching classes that do not inherit from BaseException is not allowed")
    }
}

pub(super) fn check_exc_match_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    match vm.exception_matches(o.b(), o.c()) {
        Ok(matches) => Value::bool(matches).bits(),
        Err(_) => 0,
    }
}
value_op!(check_exc_match, check_exc_match_work);

pub(super) fn check_eg_match_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    done(match crate::builtins::exceptions::group_match(vm, o.b(), o.c()) {
        Ok((rest, matched)) => {
            o.set(o.a_field(), rest);
            o.set(o.a_field() + 1, matched);
            Ok(())
        }
        Err(raised) => Err(raised),
    })
}
unit_op!(check_eg_match, check_eg_match_work);

pub(super) fn prep_reraise_star_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    word(crate::builtins::exceptions::prepare_reraise_star(vm, o.b(), o.c()))
}
value_op!(prep_reraise_star, prep_reraise_star_work);

pub(super) fn load_assertion_error_work(vm: &mut Vm, _: *mut u64, _: *mut u64, _: u64) -> u64 {
    vm.exc(Exc::AssertionError).value().bits()
}
value_op!(load_assertion_error, load_assertion_error_work);

/// Enters a context manager: registers A and A+1 get what entering gave and the exit method.
fn enter_context(vm: &mut Vm, o: Operands, enter: Special, exit: Special, what: &str, missed: &str) -> PyResult<()> {
    let manager = o.b();
    let class = vm.class_of(manager);
    let Some(enter_method) = vm.special(class, enter) else {
        let name = class.name_text();
        let message = format!("'{name}' object does not support the {what} protocol");
        return Err(vm.type_error(&message));
    };
    let Some(exit_method) = vm.special(class, exit) else {
        let name = class.name_text();
        let message = format!("'{name}' object does not support the {what} protocol (missed {missed} method)");
        return Err(vm.type_error(&message));
    };
    let exit = vm.bind(exit_method, manager, class)?;
    o.set(o.a_field() + 1, exit);
    let entered = vm.call_unbound(enter_method, manager, &[])?;
    o.set(o.a_field(), entered);
    Ok(())
}

pub(super) fn before_with_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    done(enter_context(vm, o, Special::Enter, Special::Exit, "context manager", "__exit__"))
}

handler! { before_with(pc, base, i, vm, d) {
    (*vm).stack.pc = pc;
    (*vm).stack.base = base;
    match enter_by_frame(&mut *vm, pc, base, i) {
        ENTERED => tail!(super::call::enter_prepared, pc, base, i, vm, d),
        NOT_ENTERED if before_with_work(&mut *vm, pc, base, i) != 0 => go!(pc.add(1), base, vm, d),
        _ => tail!(throw, pc, base, i, vm, d),
    }
} }

/// There is no memory for what entering needs.
const NOT_POSSIBLE: u64 = u64::MAX;

/// Makes a frame for `__enter__` of an instance, if that and `__exit__` are Python functions.
#[inline(never)]
fn enter_by_frame(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let manager = o.b();
    let Some(enter) = plain_method(vm, manager, Special::Enter, 1) else { return NOT_ENTERED };
    let Some(exit) = vm.special_of(manager, Special::Exit).filter(|exit| exit.is::<Function>()) else {
        return NOT_ENTERED;
    };
    let Ok(exit) = vm.bound_method(exit, manager) else { return NOT_POSSIBLE };
    o.set(o.a_field() + 1, exit.value());
    note_method(vm, base, pc, Special::Enter, manager);
    enter_plainly(vm, pc, base, enter, &[manager])
}

pub(super) fn before_async_with_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    done(enter_context(vm, o, Special::AEnter, Special::AExit, "asynchronous context manager", "__aexit__"))
}
unit_op!(before_async_with, before_async_with_work);

pub(super) fn with_except_start_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let exception = o.c();
    let class = vm.class_of(exception).value();
    let traceback = exception.cast::<Exception>().map_or(Value::NONE, |e| e.traceback.get().or_none());
    word(vm.call(o.b(), &[class, exception, traceback]))
}
value_op!(with_except_start, with_except_start_work);

impl Vm {
    /// Sees to what asked for attention: signals, finalizers.
    pub fn handle_breaker(&mut self) -> PyResult<()> {
        self.stack.clear_interrupt();
        self.hand_over();
        if self.jit.is_some() {
            self.tick();
            if self.options.jit_threshold.is_some() {
                self.stack.breaker = crate::frame::stack::SAMPLE;
            }
        }
        if self.is_main_thread() {
            self.handle_signals()?;
        }
        self.collect_owed();
        if self.has_finalizers_due() {
            self.run_finalizers();
            self.disturbed = true;
        }
        Ok(())
    }
}
