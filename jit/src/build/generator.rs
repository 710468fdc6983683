//! Generators and coroutines: where compiled code of them is entered, and how it is left at a `yield`.
//!
//! A generator's frame is resumed by the interpreter or the runtime, which put its registers back; compiled code may begin
//! where it goes on then. At a `yield` all registers that are kept are written, and the runtime saves them.

use super::Builder;
use crate::ir::{Op as Ir, Terminator};
use runtime::bytecode::opcodes::yields::DELEGATING;
use runtime::bytecode::unit::flags;
use runtime::bytecode::{Instr, Op};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::value::Value;

/// So many places to go on at are compiled of one function.
const MAX_ENTRIES: usize = 8;

/// Whether frames of the code are suspended and resumed.
pub(crate) fn suspends(code: Gc<Code>) -> bool {
    code.flags & (flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR) != 0
}

/// Instructions at which a generator's frame goes on: in the beginning, and after each `yield` of its own.
pub(crate) fn entries(code: Gc<Code>) -> Vec<usize> {
    let goes_on = |instr: &Instr| match Op::from_byte(instr.op_byte()) {
        Some(Op::ReturnGenerator) => true,
        Some(Op::Yield) => instr.aux() & DELEGATING == 0,
        _ => false,
    };
    let found = code.unit.code.iter().enumerate().filter(|(_, instr)| goes_on(instr));
    found.map(|(index, _)| index + 1).take(MAX_ENTRIES).collect()
}

impl Builder<'_> {
    /// `A =` what is sent after `B` was yielded: leaves, with all that is kept in the window.
    pub(super) fn yield_value(&mut self, pc: usize, instr: Instr) {
        let value = self.get_boxed(usize::from(instr.b()));
        let state = self.state(pc);
        for cursor in self.env.cursors.clone() {
            for (offset, field) in cursor.fields {
                self.emit(Ir::StoreInt { offset }, vec![cursor.object, field]);
            }
        }
        let named = self.code().unit.registers.len();
        let registers = self.env.top().registers.clone();
        let live = |this: &mut Self, register: usize| {
            register != usize::from(instr.a()) && this.top().analysis.is_live(pc + 1, register)
        };
        let temporaries = (named..registers.len()).rev();
        let kept = temporaries.into_iter().find(|&register| live(self, register)).map_or(named, |last| last + 1);
        for (register, slot) in registers.into_iter().enumerate().take(kept) {
            let at = register as i32;
            if register < named || live(self, register) {
                if let Some(slot) = slot.filter(|slot| slot.dirty) {
                    let value = self.boxed(slot.value);
                    self.emit(Ir::StoreRegister { at }, vec![value]);
                }
            } else {
                let empty = self.word(Value::EMPTY);
                self.emit(Ir::StoreRegister { at }, vec![empty]);
            }
        }
        self.emit(Ir::StoreRegister { at: instr.b().into() }, vec![value]);
        self.end(Terminator::Yield { state, value, live: kept as u32 });
    }
}
