//! Clearing what register windows hold by accident: temporaries that nothing reads any more, and above them what a call has
//! left of its arguments and its callee's registers. A conservative scan would find both.
//!
//! Invariants as in `stack.rs`.
#![expect(unsafe_code, reason = "the register stack is raw memory: [STACK], [FRAME]")]

use super::stack::{HEADER, frame_code, word};
use crate::bytecode::flow::{Registers, jump_target, live_registers};
use crate::bytecode::{CodeUnit, Op};
use crate::vm::Vm;
use std::collections::HashMap;

/// Calls whose field C counts arguments, and how many more words follow the header: `self`, names of keywords.
const CALLS: [(Op, usize); 4] = [(Op::Call, 0), (Op::CallMethod, 1), (Op::CallKw, 1), (Op::CallMethodKw, 2)];

/// What is live in the code of the frames met so far.
type Known = HashMap<*const CodeUnit, Vec<Registers>>;

impl Vm {
    /// Zeroes the registers of calls under way that nothing will read. `self.stack.pc` must be that of the call that led here.
    pub(crate) fn clear_dead_windows(&mut self) {
        let (mut base, mut pc) = (self.stack.base, self.stack.pc);
        let mut end = self.stack.top();
        let mut known = Known::new();
        while !base.is_null() {
            let code = frame_code(base);
            let is_entry = Some(code) == self.stack.entry_code;
            let index = code.index_of(pc);
            let mut temporaries_end = base.wrapping_add(code.register_count as usize).min(end);
            if let Some(instr) = code.unit.code.get(index)
                && let Some((_, extra)) = CALLS.iter().find(|(op, _)| *op as u8 == instr.op_byte())
            {
                let window = base.wrapping_add(instr.b() as usize);
                let callee = window.wrapping_add(HEADER);
                // The header's words after the callee belong to the frame above, if there is one right here.
                if window != end {
                    clear(window.wrapping_add(1), callee);
                }
                clear(callee.wrapping_add(instr.c() as usize + extra), end);
                temporaries_end = temporaries_end.min(window);
            }
            // Nor do frames between a call and its method read what they hold by instructions of theirs.
            let between = self.stack.is_between(code);
            if !is_entry && !between {
                clear_temporaries(&mut known, &code.unit, index, base, temporaries_end);
            }
            end = base.wrapping_sub(HEADER);
            // An entry frame's header holds the address of the instruction itself.
            pc = if is_entry { word(base, -1) as *mut u64 } else { self.return_pc(base).wrapping_sub(1) };
            base = word(base, -2) as *mut u64;
        }
    }
}

/// Zeroes the temporaries below `end` that are neither read by the instruction nor after it.
fn clear_temporaries(known: &mut Known, unit: &CodeUnit, index: usize, base: *mut u64, end: *mut u64) {
    let Some(&instr) = unit.code.get(index) else { return };
    let live = known.entry(std::ptr::from_ref(unit)).or_insert_with(|| live_registers(unit));
    let is_call = CALLS.iter().any(|(op, _)| *op as u8 == instr.op_byte());
    let mut needed = live[index].clone();
    // Other instructions may have written part of what they yield.
    if !is_call {
        for next in [Some(index + 1), jump_target(index, instr)].into_iter().flatten() {
            if let Some(live) = live.get(next) {
                needed.add(live);
            }
        }
    }
    for register in unit.registers.len()..(end as usize).saturating_sub(base as usize) / 8 {
        if !needed.contains(register) {
            let at = base.wrapping_add(register);
            clear(at, at.wrapping_add(1));
        }
    }
}

/// Zeroes the words from `at` to `end`.
fn clear(mut at: *mut u64, end: *mut u64) {
    while at < end {
        // SAFETY: [STACK]: registers that nothing reads any more, words above a call's window, and an unused header.
        unsafe { at.write(0) };
        at = at.wrapping_add(1);
    }
}
