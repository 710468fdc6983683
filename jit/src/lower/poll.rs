//! Safepoints of loops: what waits for attention is seen to by the runtime, out of the way.

use super::Lowering;
use crate::exits::Exit;
use crate::ir::{InstId, Reason};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, types};
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
        let plan = self.remade(described);
        self.exits.push(Exit::new(self.function, described, Reason::Disturbed, plan));
        self.show_registers(described);
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
