//! Clearing what register windows hold by accident: a call leaves its arguments and its callee's registers above the
//! caller's live temporaries, where a conservative scan would find them.
//!
//! Invariants as in `stack.rs`.
#![expect(unsafe_code, reason = "the register stack is raw memory: [STACK], [FRAME]")]

use super::stack::{HEADER, frame_code, word};
use crate::bytecode::Op;
use crate::vm::Vm;

/// Calls whose field C counts arguments, and how many more words follow the header: `self`, names of keywords.
const CALLS: [(Op, usize); 4] = [(Op::Call, 0), (Op::CallMethod, 1), (Op::CallKw, 1), (Op::CallMethodKw, 2)];

impl Vm {
    /// Zeroes the registers above the windows of calls that are under way. `self.stack.pc` must be that of the call
    /// that led here.
    pub(crate) fn clear_dead_windows(&mut self) {
        let (mut base, mut pc) = (self.stack.base, self.stack.pc);
        let mut end = self.stack.top();
        while !base.is_null() {
            let code = frame_code(base);
            if let Some(instr) = code.unit.code.get(code.index_of(pc))
                && let Some((_, extra)) = CALLS.iter().find(|(op, _)| *op as u8 == instr.op_byte())
            {
                let callee = base.wrapping_add(instr.b() as usize + HEADER);
                // The header's words after the callee belong to the frame above, if there is one right here.
                if callee.wrapping_sub(HEADER) != end {
                    clear(callee.wrapping_sub(HEADER - 1), callee);
                }
                clear(callee.wrapping_add(instr.c() as usize + extra), end);
            }
            end = base.wrapping_sub(HEADER);
            let is_entry = Some(code) == self.stack.entry_code;
            let saved = word(base, -1) as *mut u64;
            // An entry frame's header holds the address of the instruction itself.
            pc = if is_entry { saved } else { saved.wrapping_sub(1) };
            base = word(base, -2) as *mut u64;
        }
    }
}

/// Zeroes the words from `at` to `end`.
fn clear(mut at: *mut u64, end: *mut u64) {
    while at < end {
        // SAFETY: [STACK]: nothing above a call's window, nor in an unused header, is live while the call runs.
        unsafe { at.write(0) };
        at = at.wrapping_add(1);
    }
}
