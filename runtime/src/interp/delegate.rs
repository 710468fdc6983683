//! Chains of generators that yield on each other's behalf (`yield from`, `await`): resuming the outermost resumes the innermost,
//! and what that yields goes all the way out, without a single instruction of those between.
//!
//! A generator that waits inside another's `yield from` executes nothing between being resumed and yielding again, so that
//! the registers that were saved when it yielded last stay what they were.

use super::chain;
use super::generator::suspend_frame;
use super::{a, aux, b, wide};
use crate::bytecode::Op;
use crate::bytecode::opcodes::yields::DELEGATING;
use crate::bytecode::unit::flags;
use crate::frame::stack::{HEADER, frame_code, register, word};
use crate::heap::Gc;
use crate::object::generator::{Generator, GeneratorState};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// A generator or coroutine that a `send` resumes in place.
fn plain_generator(value: Value) -> Option<Gc<Generator>> {
    let generator = value.cast::<Generator>()?;
    (!generator.function.get().code.get().has(flags::ASYNC_GENERATOR)).then_some(generator)
}

/// The `send` at which a frame that goes on at `pc` resumes another generator at once.
#[inline(always)]
fn send_at(pc: *mut u64) -> Option<*mut u64> {
    let is = |pc: *mut u64, op: Op| word(pc, 0) as u8 == op as u8;
    // SAFETY: [CODE]: a jump's target is in the code.
    let target = if is(pc, Op::Jump) { unsafe { pc.offset(wide!(word(pc, 0))) } } else { pc };
    is(target, Op::Send).then_some(target)
}

/// A generator's frame has been put in place to be resumed: resumes what it waits for, and so on. What was sent goes with that.
#[inline(always)]
pub(super) fn resume_inner(vm: &mut Vm, sent: Value) -> PyResult<()> {
    if send_at(vm.stack.pc).is_some() { resume_delegates(vm, sent) } else { Ok(()) }
}

#[inline(never)]
fn resume_delegates(vm: &mut Vm, sent: Value) -> PyResult<()> {
    chain::enter(vm, vm.stack.base);
    // Where there is no room for another frame, the `send` itself says so, in its own frame.
    while !vm.levels && vm.stack.depth_left > 0 {
        let base = vm.stack.base;
        let Some(send) = send_at(vm.stack.pc) else { return Ok(()) };
        // SAFETY: [CODE]: `send` is an instruction.
        let Some(inner) = plain_generator(register(base, unsafe { b!(send) })) else { return Ok(()) };
        let callee = base.wrapping_add(frame_code(base).register_count as usize + HEADER);
        let end = callee.wrapping_add(inner.function.get().code.get().register_count as usize);
        if vm.state_of(inner) != GeneratorState::Suspended || end > vm.stack.end() {
            return Ok(());
        }
        vm.resume_frame(inner, callee, send.wrapping_add(1), base, sent)?;
    }
    Ok(())
}

/// The generator at `innermost` has yielded and is suspended: suspends those that yield on its behalf. The frame of the outermost.
pub(super) fn yield_outward(vm: &mut Vm, innermost: *mut u64) -> *mut u64 {
    let (mut base, mut count) = (innermost, 0);
    loop {
        if base == vm.chains.top {
            if !vm.is_watched() {
                return chain::leave(vm, innermost);
            }
            vm.release_chains();
        }
        let Some(outer) = waits_on_behalf(base) else { break };
        let (next, caller) = (word(base, -1) as *mut u64, word(base, -2) as *mut u64);
        suspend_frame(vm, next, caller, outer);
        base = caller;
        count += 1;
    }
    if count >= chain::WORTH {
        chain::keep(vm, base, innermost);
    }
    base
}

/// The generator that yields whatever the one at `base` yields, if that waited for it before: nothing of what it keeps has changed
/// since.
fn waits_on_behalf(base: *mut u64) -> Option<Gc<Generator>> {
    let (next, caller) = (word(base, -1) as *mut u64, word(base, -2) as *mut u64);
    let (send, then) = (word(next, -1), word(next, 0));
    if send as u8 != Op::Send as u8 || then as u8 != Op::Yield as u8 || aux!(then) & DELEGATING == 0 {
        return None;
    }
    let inner = Value::from_bits(word(base, -4));
    let outer = Value::from_bits(word(caller, -4)).cast::<Generator>()?;
    // SAFETY: [CODE]: an instruction precedes the one that it returns to.
    let iterator = unsafe { b!(next.wrapping_sub(1)) };
    let same = outer.pc.get() == next.wrapping_add(1)
        && iterator < outer.live.get()
        && outer.registers.get().get(iterator) == inner
        && a!(then) == a!(send);
    same.then_some(outer)
}
