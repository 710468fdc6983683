//! Instructions with events for `sys.settrace` and `sys.setprofile`.

use super::{handler, initial_op, tail, throw};
use crate::frame::stack::frame_code;
use crate::vm::Vm;

/// Tells of the events, then gives the opcode byte that the instruction has otherwise, plus one; 0: an exception is set.
#[cold]
#[inline(never)]
fn traced_work(vm: &mut Vm, pc: *mut u64, base: *mut u64) -> u64 {
    if vm.trace_instruction().is_err() {
        return 0;
    }
    let code = frame_code(base);
    1 + (initial_op(code.unit.code[code.index_of(pc)], code.flags) & 0xFF)
}

handler! {
    /// Tells of the events of an instruction and runs it.
    #[cold]
    traced(pc, base, i, vm, d) {
        (*vm).stack.pc = pc;
        (*vm).stack.base = base;
        let op = traced_work(&mut *vm, pc, base);
        if op == 0 {
            tail!(throw, pc, base, i, vm, d);
        }
        let i = i & !0xFF | (op - 1);
        return super::table::TABLE[i as u8 as usize](pc, base, i, vm, d);
    }
}

/// The opcode of the call, `for_iter` or `send` that resumed the generator's frame at `base`, behind its trace events.
#[cold]
#[inline(never)]
pub(super) fn resuming_op(return_pc: *mut u64, caller: *mut u64) -> u8 {
    let code = frame_code(caller);
    code.unit.code.get(code.index_of(return_pc).wrapping_sub(1)).map_or(0, |instr| instr.op_byte())
}
