//! Safepoints of loops: what waits for attention is seen to by the runtime, out of the way.

use super::Lowering;
use crate::exits::Exit;
use crate::ir::{InstId, Reason, Type};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, types};
use runtime::tier::{self, layout};

impl Lowering<'_, '_> {
    /// Sees to what waits for attention: the window gets what is not in it yet, and the runtime does the rest.
    pub(super) fn poll(&mut self, id: InstId) {
        let (waits, on) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(waits);
        let is_cold = std::mem::replace(&mut self.is_cold, true);
        let breaker = self.b.ins().uload8(types::I32, Self::flags(), self.vm, layout::BREAKER);
        self.b.ins().brif(breaker, waits, &[], on, &[]);
        self.b.switch_to_block(waits);
        let state = self.function.inst(id).state.expect("verified: polls have states");
        let described = &self.function.states[state.index()];
        let number = self.exit_number();
        self.exits.push(Exit::new(self.function, described, Reason::Disturbed));
        let (writes, ..) = self.written_by(described);
        let made = self.make_sunk(&writes);
        let is_float = |(_, id): &(i32, InstId)| self.function.ty(*id) == Type::Float;
        let (floats, others): (Vec<_>, Vec<_>) = writes.into_iter().partition(is_float);
        self.write_registers(&others);
        for (at, id) in floats {
            // The bits of what the loop does not change are found before it: here the number itself would cost a register,
            // which would have to be loaded in every turn.
            let float = self.value(id);
            let bits = self.b.ins().bitcast(types::I64, MemFlagsData::new(), float);
            self.b.ins().store(Self::flags(), bits, self.base, at * 8);
        }
        self.forget_sunk(made);
        let around = std::mem::replace(&mut self.is_seldom, true);
        let (base, number) = (self.base, self.constant(number));
        let answer = self.call_address(tier::poll as *const () as usize, &[self.vm, base, number], false);
        self.is_seldom = around;
        let disturbed = self.b.ins().icmp_imm_s(IntCC::Equal, answer, 0);
        self.guard(id, disturbed, Reason::Disturbed);
        self.b.ins().jump(on, &[]);
        self.b.switch_to_block(on);
        self.is_cold = is_cold;
    }
}
