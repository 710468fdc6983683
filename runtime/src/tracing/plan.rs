//! Which instructions of a code object are events.

use crate::bytecode::opcodes::{IMPLICIT, Operand};
use crate::bytecode::unit::flags;
use crate::bytecode::{CodeUnit, Instr, Op};
use std::sync::Arc;

/// What happens at an instruction.
pub(crate) mod event {
    /// A function begins.
    pub(crate) const CALL: u16 = 1;
    /// A generator goes on.
    pub(crate) const RESUME: u16 = 2;
    /// A line begins, or is jumped to.
    pub(crate) const LINE: u16 = 4;
    /// The frame is left with the value of register A.
    pub(crate) const RETURN: u16 = 8;
    /// The frame is left with None.
    pub(crate) const RETURN_NONE: u16 = 16;
    /// The frame is left with the value of register B.
    pub(crate) const YIELD: u16 = 32;
    /// Something is called that may be native.
    pub(crate) const CALL_SITE: u16 = 64;
    /// The instruction after such a call.
    pub(crate) const AFTER_CALL: u16 = 128;
    /// It may jump.
    pub(crate) const BRANCH: u16 = 256;
    /// Where such an instruction may lead.
    pub(crate) const AFTER_BRANCH: u16 = 512;
    /// It jumps.
    pub(crate) const JUMP: u16 = 1024;
    /// The end of a loop's body leads here without an instruction.
    pub(crate) const LOOP: u16 = 2048;
    /// What the frame delegates to goes on.
    pub(crate) const SEND: u16 = 4096;
    /// Where that leads when it has ended.
    pub(crate) const AFTER_SEND: u16 = 8192;
    /// What trace and profile functions are told of.
    pub(crate) const TRACED: u16 = (BRANCH - 1) | SEND | AFTER_SEND;
}

/// Where an instruction may jump to.
pub(super) fn target(index: usize, instr: Instr) -> Option<usize> {
    let op = Op::from_byte(instr.op_byte())?;
    let offset = match (op.info().operands[2], op.info().operands[1]) {
        (Operand::Jump, _) => i64::from(instr.c() as i16),
        (_, Operand::WideJump) => i64::from(instr.wide_operand() as i32),
        _ => return None,
    };
    usize::try_from(index as i64 + offset).ok()
}

/// Where an instruction stands among those of its line: a loop's `for` instruction, which is at its end, comes before its body.
pub(super) fn place(unit: &CodeUnit, index: usize) -> usize {
    match unit.code.get(index) {
        Some(&instr) if instr.op_byte() == Op::ForIter as u8 => match target(index, instr) {
            Some(body) if body <= index => 2 * body - 1,
            _ => 2 * index,
        },
        _ => 2 * index,
    }
}

/// The end of a block, which no line says.
pub(super) fn is_implicit_return(instr: Instr) -> bool {
    instr.op_byte() == Op::ReturnNone as u8 && instr.aux() == IMPLICIT
}

/// A jump that no statement says: its position is that of the statement before.
pub(super) fn is_implicit_jump(instr: Instr) -> bool {
    instr.op_byte() == Op::Jump as u8 && instr.aux() == IMPLICIT
}

/// Whether trace functions hear of no line at an instruction.
pub(super) fn is_silent(unit: &CodeUnit, lines: &[u32], index: usize) -> bool {
    let instr = unit.code[index];
    let bookkeeping = matches!(Op::from_byte(instr.op_byte()), Some(Op::PushExc | Op::PopExc | Op::EndAsyncFor));
    bookkeeping || is_implicit_jump(instr) || is_implicit_return(instr) || lines[index] == 0
}

/// The line of each instruction. A single position takes time that grows with the place.
pub(super) fn line_numbers(unit: &CodeUnit) -> Vec<u32> {
    unit.positions.iter().map(|position| position.line).collect()
}

/// Has a line begin where is jumped to.
fn begin_line(unit: &CodeUnit, lines: &[u32], events: &mut [u16], mut target: usize) {
    while let Some(&instr) = unit.code.get(target) {
        if !is_silent(unit, lines, target) {
            events[target] |= event::LINE;
            return;
        }
        // What an implicit jump leads to begins a line anyway.
        if is_implicit_jump(instr) || is_implicit_return(instr) {
            return;
        }
        target += 1;
    }
}

/// What is told of the instruction at `index`, which may jump to `target`.
fn note_jump(unit: &CodeUnit, events: &mut [u16], index: usize, target: usize) {
    match Op::from_byte(unit.code[index].op_byte()) {
        Some(Op::Jump) => events[index] |= event::JUMP,
        Some(Op::Send) => {
            events[index] |= event::SEND;
            events[target] |= event::AFTER_SEND;
        }
        Some(op) => {
            events[index] |= event::BRANCH;
            events[index + 1] |= event::AFTER_BRANCH;
            events[target] |= event::AFTER_BRANCH;
            if op == Op::ForIter {
                events[index] |= event::LOOP;
            }
        }
        None => {}
    }
}

/// What there is to tell of an instruction.
#[derive(Clone, Copy)]
pub(crate) struct Planned {
    /// Bits of [`event`].
    pub(super) events: u16,
    /// Its line, which would have to be decoded otherwise; 0 for none.
    pub(crate) line: u32,
}

/// The events and line of each instruction.
pub(super) fn plan(unit: &CodeUnit) -> Arc<[Planned]> {
    let mut events = vec![0u16; unit.code.len() + 1];
    let lines = line_numbers(unit);
    let generator = unit.flags & (flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR) != 0;
    if !generator {
        events[0] |= event::CALL;
    }
    // What gets the frame ready stands on no line.
    let (mut last, mut preparing) = (0, true);
    for (index, &instr) in unit.code.iter().enumerate() {
        let line = lines[index];
        let is_preparation = matches!(
            Op::from_byte(instr.op_byte()),
            Some(Op::ClearLocals | Op::MakeCell | Op::CopyFree | Op::ReturnGenerator)
        );
        preparing &= is_preparation;
        if line != 0 && line != last && !preparing && !is_silent(unit, &lines, index) {
            events[index] |= event::LINE;
            last = line;
        }
        if let Some(target) = target(index, instr) {
            // Whoever delegates does not hear of its line each time that a value goes through.
            if unit.code[target].op_byte() != Op::Send as u8 {
                begin_line(unit, &lines, &mut events, target);
            }
            note_jump(unit, &mut events, index, target);
        }
        match Op::from_byte(instr.op_byte()) {
            Some(Op::ReturnGenerator) => events[index + 1] |= event::CALL,
            Some(Op::Return) => events[index] |= event::RETURN,
            Some(Op::ReturnNone) => events[index] |= event::RETURN_NONE,
            Some(Op::Yield) => {
                events[index] |= event::YIELD;
                events[index + 1] |= event::RESUME;
            }
            Some(Op::Call | Op::CallMethod | Op::CallKw | Op::CallMethodKw | Op::CallEx) => {
                events[index] |= event::CALL_SITE;
                events[index + 1] |= event::AFTER_CALL;
            }
            _ => {}
        }
    }
    for entry in &unit.exceptions {
        begin_line(unit, &lines, &mut events, entry.target as usize);
    }
    events.pop();
    events.into_iter().zip(lines).map(|(events, line)| Planned { events, line }).collect()
}
