//! `await` of a coroutine that the call before it makes: built in place like a call, if all that it waits for itself can be.
//!
//! The frame is a coroutine's all the same. The coroutine itself is only made where something needs it: exits, and calls that
//! look at frames.

use super::call::Site;
use super::inline::HEADER;
use super::{Bail, Builder};
use crate::ir::{Op as Ir, Type};
use runtime::bytecode::opcodes::yields::DELEGATING;
use runtime::bytecode::unit::flags;
use runtime::bytecode::{Instr, Op};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::value::Value;

fn is(instr: Instr, op: Op) -> bool {
    instr.op_byte() == op as u8
}

/// Where the code of a coroutine begins, if it may be built in place of an `await`.
fn beginning(code: Gc<Code>) -> Option<usize> {
    let instructions = &code.unit.code;
    let kind = flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR;
    let fits = |instr: &Instr| match Op::from_byte(instr.op_byte()) {
        Some(Op::ReturnGenerator | Op::Send) => true,
        Some(Op::Yield) => instr.aux() & DELEGATING != 0,
        _ => super::opcode::is_supported(*instr),
    };
    let plain = code.flags & kind == flags::COROUTINE
        && code.unit.exceptions.is_empty()
        && code.is_prepared()
        && instructions.iter().all(fits);
    let start = instructions.iter().position(|&instr| is(instr, Op::ReturnGenerator))?;
    // What stands before runs in a frame that is the function's.
    let clears = instructions[..start].iter().all(|&instr| is(instr, Op::ClearLocals));
    (plain && clears).then_some(start + 1)
}

/// The `send` of an `await` that gets what the call at `pc` makes, if nothing else does.
fn awaited_by(code: Gc<Code>, pc: usize) -> Option<usize> {
    let [call, own, none, send] = code.unit.code.get(pc..pc + 4)?.try_into().ok()?;
    let (call, own, none, send): (Instr, Instr, Instr, Instr) = (call, own, none, send);
    let awaits = is(own, Op::GetAwaitable) && is(none, Op::LoadSpecial) && is(send, Op::Send);
    let same = own.b() == call.a() && send.b() == own.a() && send.a() == none.a();
    let starts = u64::from(none.wide_operand()) == Value::NONE.bits();
    (awaits && same && starts && usize::from(call.a()) >= code.unit.registers.len()).then_some(pc + 3)
}

impl Builder<'_> {
    /// The `send` of an `await` in whose place a call makes and runs a coroutine.
    pub(super) fn awaits(&mut self, site: Site, code: Gc<Code>) -> Option<usize> {
        beginning(code)?;
        let fits = code.unit.kwonly_count == 0
            && usize::from(code.unit.arg_count) == site.given
            && !code.has(flags::VARARGS)
            && !code.has(flags::VARKEYWORDS)
            && !self.hints.contains_key(&(code.word(), usize::MAX, 0))
            && self.has_room(code);
        let caller = self.code();
        awaited_by(caller, site.pc).filter(|_| fits)
    }

    /// Builds the code of a coroutine in place of the `await` that ends with the instruction `send`; false, since what comes
    /// next is built elsewhere.
    pub(super) fn await_in_place(
        &mut self,
        site: Site,
        code: Gc<Code>,
        function: crate::ir::InstId,
        send: usize,
    ) -> Result<bool, Bail> {
        let start = beginning(code).ok_or(Bail::Target)?;
        let instr = self.code().unit.code[send];
        let target = super::analysis::jump_target(send, instr).ok_or(Bail::Target)?;
        let arguments = self.arguments(site);
        let state = self.state(site.pc);
        let coroutine = self.emit_at(Ir::NewCoroutine, vec![function], state);
        self.generators.insert(coroutine);
        let key = self.key_of_call(site.pc, code);
        let size = self.code().register_count as i32;
        let (parent, base) = (self.env.top().id, self.window() + size + HEADER);
        self.leave_window(site.window);
        self.set(instr.b().into(), coroutine);
        self.push_frame(code, base, Some((parent, send as u32)), Some(coroutine));
        let unbound = self.word(Value::EMPTY);
        for register in 0..code.unit.registers.len() {
            self.set(register, arguments.get(register).copied().unwrap_or(unbound));
        }
        let ways = self.region(code, start, key, send)?;
        for way in ways.returns {
            (self.block, self.env) = (way.block, way.env);
            self.last_state = None;
            self.set(instr.a().into(), way.value);
            self.edge(target)?;
        }
        Ok(false)
    }

    /// The coroutine whose code is being built in place of an `await` waits for something that is not built in place: it is
    /// not, when the function is built anew.
    pub(super) fn is_not_awaited(&mut self) -> Bail {
        let code = self.code();
        self.hints.insert((code.word(), usize::MAX, 0), Type::Nothing);
        Bail::Rebuild
    }
}
