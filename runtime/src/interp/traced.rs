//! Instructions with events for `sys.settrace` and `sys.setprofile`.

use super::{go, handler, tail, throw};
use crate::frame::stack::frame_code;
use crate::vm::Vm;

/// More than any opcode byte: the frame goes on with the instruction whose index is so many less.
const JUMP: u64 = 1 << 16;

/// Tells of the events, then gives the opcode byte that the instruction has otherwise, plus one; 0: an exception is set.
#[cold]
#[inline(never)]
fn traced_work(vm: &mut Vm, pc: *mut u64, base: *mut u64) -> u64 {
    let code = frame_code(base);
    match vm.trace_instruction() {
        Ok(None) => 1 + u64::from(code.form_of_traced(code.index_of(pc))),
        Ok(Some(index)) => JUMP + index as u64,
        Err(_) => 0,
    }
}

#[cold]
#[inline(never)]
fn jump_address(base: *mut u64, jump: u64) -> *mut u64 {
    frame_code(base).entry().wrapping_add((jump - JUMP) as usize)
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
        if op >= JUMP {
            go!(jump_address(base, op), base, vm, d);
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
