//! Calls that resume generators: `generator.send(value)` and `next(generator)` make the generator's frame on the register stack,
//! as `for_iter` and `send` do. The calling instruction gets what is yielded; where the generator returns it raises StopIteration.

use super::delegate::resume_inner;
use super::generator::{ENTERED, RAISED, RETURNED, entered, resume_prepared};
use super::{b, handler, tail, throw};
use crate::frame::stack::{HEADER, frame_code};
use crate::object::generator::{Generator, GeneratorState};
use crate::value::Value;
use crate::vm::Vm;

handler! {
    /// The generator that the call at `pc` resumed has returned `i`: the call raises StopIteration.
    #[cold]
    stop_call(pc, base, i, vm, d) {
        (*vm).stack.pc = pc;
        (*vm).stack.base = base;
        raise_stop(&mut *vm, i);
        tail!(throw, pc, base, i, vm, d);
    }
}

#[cold]
#[inline(never)]
fn raise_stop(vm: &mut Vm, value: u64) {
    let _raised = vm.stop_iteration(Value::from_bits(value));
}

handler! {
    /// `generator.send(value)`: the generator gives what it yields to this instruction.
    call_send(pc, base, i, vm, d) {
        (*vm).stack.pc = pc;
        (*vm).stack.base = base;
        let arguments = base.add(b!(pc) + HEADER);
        match enter_by_call(&mut *vm, pc, base, *arguments, *arguments.add(1)) {
            ENTERED => tail!(resume_prepared, pc, base, i, vm, d),
            RAISED => tail!(throw, pc, base, i, vm, d),
            _ => tail!(super::call::call_method_of_native, pc, base, i, vm, d),
        }
    }
}

handler! {
    /// `next(generator)`, in the same way.
    call_next(pc, base, i, vm, d) {
        (*vm).stack.pc = pc;
        (*vm).stack.base = base;
        match enter_by_call(&mut *vm, pc, base, *base.add(b!(pc) + HEADER), Value::NONE.bits()) {
            ENTERED => tail!(resume_prepared, pc, base, i, vm, d),
            RAISED => tail!(throw, pc, base, i, vm, d),
            _ => tail!(super::call::call_function_of_native, pc, base, i, vm, d),
        }
    }
}

/// Makes the frame of an exact generator that a call resumes; RETURNED for everything else, where profilers would be told, and
/// where frames have levels, whose stand-ins are no place to raise from.
#[inline(never)]
fn enter_by_call(vm: &mut Vm, pc: *mut u64, base: *mut u64, generator: u64, sent: u64) -> u64 {
    let (value, sent) = (Value::from_bits(generator), Value::from_bits(sent));
    let Some(generator) = value.cast::<Generator>() else { return RETURNED };
    let waits = match vm.state_of(generator) {
        GeneratorState::Suspended => true,
        GeneratorState::Created => sent.is_none(),
        GeneratorState::Running | GeneratorState::Chained | GeneratorState::Finished => false,
    };
    if !waits || vm.class_of(value) != vm.types.generator || vm.is_watched() || vm.levels {
        return RETURNED;
    }
    let callee = base.wrapping_add(frame_code(base).register_count as usize + HEADER);
    let resumed = vm.resume_frame(generator, callee, pc.wrapping_add(1), base, sent);
    let resumed = resumed.and_then(|()| resume_inner(vm, sent));
    entered(vm, resumed)
}
