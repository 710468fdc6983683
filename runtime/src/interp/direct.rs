//! What compiled code asks iterators for their next item with: generators and `__next__` in Python go on in compiled code without
//! the interpreter or the general call between.
//!
//! Generators that consume each other nest natively as deep as they are many, with two native frames for each: one of here and
//! that of the compiled code.
#![expect(unsafe_code, reason = "looks at instructions: [CODE]")]

use super::native::{DELEGATED, YIELDED, call_compiled, generator_left, run_compiled};
use super::{generator, iterate, word};
use crate::exceptions::hierarchy::Exc;
use crate::frame::stack::{HEADER, register};
use crate::heap::Gc;
use crate::native::spec::NativeFn;
use crate::native::{Args, FnSpec};
use crate::object::Special;
use crate::object::function::Function;
use crate::object::generator::{Generator, GeneratorState};
use crate::object::header::Kind;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// What [`resume_directly`] gives when the generator returns.
const ABSENT: u64 = Value::ABSENT.bits();

/// What it gives when it has done nothing.
const NOT_RESUMED: u64 = DELEGATED + 1;

/// Resumes a generator that waits, where it goes on in compiled code: what it yields, ABSENT where it returns `native_exit`, or 0
/// for an exception; [`NOT_RESUMED`] for all else.
#[inline(always)]
fn resume_directly(vm: &mut Vm, value: u64, sent: Value) -> u64 {
    let value = Value::from_bits(value);
    let Some(generator) = value.cast::<Generator>() else { return NOT_RESUMED };
    resume_compiled(vm, generator, sent)
}

/// The same for Rust: what it yields, or what it returns.
#[inline(never)]
pub(super) fn resumed(vm: &mut Vm, generator: Gc<Generator>, sent: Value) -> Option<PyResult<Result<Value, Value>>> {
    // Samples are taken of frames in place.
    if vm.stack.breaker == crate::frame::stack::SAMPLE {
        return None;
    }
    match resume_compiled(vm, generator, sent) {
        NOT_RESUMED => None,
        ABSENT => Some(Ok(Err(Value::from_bits(vm.native_exit)))),
        0 => {
            let exception = vm.exception;
            Some(Err(vm.set_exception(exception)))
        }
        value => Some(Ok(Ok(Value::from_bits(value)))),
    }
}

#[inline(always)]
fn resume_compiled(vm: &mut Vm, generator: Gc<Generator>, sent: Value) -> u64 {
    let pc = generator.pc.get();
    let waits = match generator.state.get() {
        GeneratorState::Suspended => true,
        GeneratorState::Created => sent.is_none(),
        GeneratorState::Running | GeneratorState::Chained | GeneratorState::Finished => false,
    };
    let (code, Some(entry_code)) = (generator.function.get().code.get(), vm.stack.entry_code) else {
        return NOT_RESUMED;
    };
    let entry = vm.stack.top().wrapping_add(HEADER);
    let base = entry.wrapping_add(1 + HEADER);
    let marker = 0u8;
    let has_room = &raw const marker as usize >= vm.stack.native_limit
        && base.wrapping_add(code.register_count as usize) <= vm.stack.end()
        && vm.stack.depth_left > 0;
    // SAFETY: [CODE]: a generator goes on at an instruction.
    let is_compiled = unsafe { *pc } as u8 == super::Quick::EnterNative.byte();
    let is_plain = generator.header().shape() == vm.types.generator.root_shape.get();
    if !waits || !is_plain || !is_compiled || vm.levels || !has_room {
        return NOT_RESUMED;
    }
    vm.write_entry_frame(entry, entry_code);
    vm.put_frame(generator, code, base, entry_code.entry().wrapping_add(1), entry, sent);
    let result = run_compiled(vm, base, code.native_at(pc));
    if result == YIELDED {
        let value = generator::suspend_compiled(vm, generator, base);
        vm.pop_entry_frame(entry);
        return value.bits();
    }
    match generator_left(vm, generator, entry, base, result) {
        Ok(Ok(value)) => value.bits(),
        Ok(Err(returned)) => {
            vm.native_exit = returned.bits();
            ABSENT
        }
        Err(_) => 0,
    }
}

/// Calls `__next__` of an instance, if that is compiled: what it returns, ABSENT where it raises StopIteration, 0 for another
/// exception; [`NOT_RESUMED`] for all else.
#[inline(never)]
fn next_by_compiled(vm: &mut Vm, iterator: u64) -> u64 {
    let iterator = Value::from_bits(iterator);
    let method = vm.special_of(iterator, Special::Next).and_then(|method| method.cast::<Function>());
    match method.and_then(|method| call_compiled(vm, method, iterator, &[])) {
        None => NOT_RESUMED,
        Some(Ok(value)) => value.bits(),
        Some(Err(raised)) => word(vm.catch(raised, Exc::StopIteration).map(|_| Value::ABSENT)),
    }
}

/// `next(iterator)`: ABSENT at the end, 0 for an exception.
pub extern "C" fn next(vm: &mut Vm, pc: *mut u64, base: *mut u64, iterator: u64) -> u64 {
    vm.stack.pc = pc;
    vm.stack.base = base;
    let value = Value::from_bits(iterator);
    match value.header().map(|header| header.kind()) {
        Some(Kind::Native) => {
            if let Some(next) = vm.class_of(value).direct.get().next {
                return match next(vm, Args::new(&[value])) {
                    Ok(item) if item.is_empty() => ABSENT,
                    Ok(item) => item.bits(),
                    Err(raised) => word(vm.catch(raised, Exc::StopIteration).map(|_| Value::ABSENT)),
                };
            }
            iterate::next_work(vm, iterator)
        }
        Some(Kind::Generator) => next_of_generator(vm, iterator),
        Some(Kind::Instance) => match next_by_compiled(vm, iterator) {
            NOT_RESUMED => iterate::next_work(vm, iterator),
            result => result,
        },
        _ => iterate::next_work(vm, iterator),
    }
}

#[inline(never)]
fn next_of_generator(vm: &mut Vm, iterator: u64) -> u64 {
    match resume_directly(vm, iterator, Value::NONE) {
        NOT_RESUMED => iterate::next_work(vm, iterator),
        result => result,
    }
}

/// The function `next` of one argument: an item, ABSENT where it raises StopIteration without arguments, which the caller does,
/// or 0 for an exception.
pub extern "C" fn next_or_stop(vm: &mut Vm, pc: *mut u64, base: *mut u64, iterator: u64) -> u64 {
    vm.stack.pc = pc;
    vm.stack.base = base;
    let returned = match resume_directly(vm, iterator, Value::NONE) {
        ABSENT => Value::from_bits(vm.native_exit),
        NOT_RESUMED => match crate::builtins::functions::next_or_end(vm, Value::from_bits(iterator)) {
            Ok(Ok(value)) => return value.bits(),
            Ok(Err(returned)) => returned,
            Err(_) => return 0,
        },
        result => return result,
    };
    if returned.is_none() { ABSENT } else { word(Err(vm.stop_iteration(returned))) }
}

/// A native function that resumes generators.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Resumes {
    /// `next(generator)`
    Next,
    /// `next(generator, default)`
    NextOr,
    /// `generator.send(value)`
    Send,
}

/// Whether a call of a native function with so many arguments resumes a generator.
pub fn resumes(spec: &FnSpec, given: usize) -> Option<Resumes> {
    let is = |call: fn(&mut Vm, Args<'_>) -> PyResult<Value>| std::ptr::fn_addr_eq(spec.call, call as NativeFn);
    match given {
        1 if is(crate::builtins::functions::next) => Some(Resumes::Next),
        2 if is(crate::builtins::functions::next) => Some(Resumes::NextOr),
        2 if is(crate::builtins::generator::send) => Some(Resumes::Send),
        _ => None,
    }
}

/// As [`call_native`](super::leaf::call_native), `next` of one argument.
pub extern "C" fn call_next(vm: &mut Vm, pc: *mut u64, base: *mut u64, spec: &'static FnSpec, run: u64) -> u64 {
    call_resuming(vm, pc, base, spec, run, Resumes::Next)
}

/// As [`call_native`](super::leaf::call_native), `next` of two arguments.
pub extern "C" fn call_next_or(vm: &mut Vm, pc: *mut u64, base: *mut u64, spec: &'static FnSpec, run: u64) -> u64 {
    call_resuming(vm, pc, base, spec, run, Resumes::NextOr)
}

/// As [`call_native`](super::leaf::call_native), `generator.send`.
pub extern "C" fn call_send(vm: &mut Vm, pc: *mut u64, base: *mut u64, spec: &'static FnSpec, run: u64) -> u64 {
    call_resuming(vm, pc, base, spec, run, Resumes::Send)
}

#[inline(always)]
fn call_resuming(vm: &mut Vm, pc: *mut u64, base: *mut u64, spec: &'static FnSpec, run: u64, resumes: Resumes) -> u64 {
    vm.stack.pc = pc;
    vm.stack.base = base;
    let first = base.wrapping_add(run as usize & 0xFFFF);
    let argument = |index| register(first, index);
    let sent = if resumes == Resumes::Send { argument(1) } else { Value::NONE };
    match resume_directly(vm, argument(0).bits(), sent) {
        NOT_RESUMED => super::leaf::call_native(vm, pc, base, spec, run),
        ABSENT if resumes == Resumes::NextOr => argument(1).bits(),
        ABSENT => raise_stop(vm),
        result => result,
    }
}

/// The generator that a call resumed has returned `native_exit`.
#[cold]
fn raise_stop(vm: &mut Vm) -> u64 {
    let raised = vm.stop_iteration(Value::from_bits(vm.native_exit));
    word(Err(raised))
}
