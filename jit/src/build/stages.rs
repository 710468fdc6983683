//! Operations in two stages: first a leaf function, for which registers need not be written; where that cannot say, on a
//! way of its own, the whole operation by the runtime.

use super::{Builder, Slot};
use crate::ir::{Edge, InstId, Leaf, OF_LEAF, Op as Ir, Terminator, Type};
use runtime::tier::method_met;

impl Builder<'_> {
    /// The answer of `leaf` for the instruction at `pc`, which has had no effect so far. Where it has none, compiled code is
    /// left: a call there would make all that is around it larger and slower. What `whole` makes is called where that is to be
    /// expected.
    pub(super) fn in_stages(
        &mut self,
        pc: usize,
        leaf: Leaf,
        args: Vec<InstId>,
        whole: impl FnOnce(&mut Self) -> InstId,
    ) -> InstId {
        if self.has_answer(pc, leaf) {
            return self.leaf_or_leave(pc, leaf, args);
        }
        let first = self.emit(Ir::Leaf { leaf }, args);
        self.or_else(first, whole)
    }

    /// The answer of `leaf`; compiled code is left where it has none.
    pub(super) fn leaf_or_leave(&mut self, pc: usize, leaf: Leaf, args: Vec<InstId>) -> InstId {
        let first = self.emit(Ir::Leaf { leaf }, args);
        self.last_state = None;
        let state = self.state_about(pc, usize::from(OF_LEAF));
        self.emit_at(Ir::GuardAnswer, vec![first], state);
        if !leaf.only_reads() {
            self.after_leaf();
        }
        first
    }

    /// Whether a leaf function for the instruction at `pc` may be taken to have an answer: nothing in Python has been asked
    /// there, and all that were taken to have one in this function had.
    pub(super) fn has_answer(&mut self, pc: usize, leaf: Leaf) -> bool {
        let code = self.code();
        let expected = leaf.is_often_unsure() || leaf.is_operator() && method_met(code, pc);
        !expected && !self.doubts.about(code.word(), OF_LEAF)
    }

    /// A leaf function may have changed objects, though no Python has run.
    fn after_leaf(&mut self) {
        self.env.probes.clear();
        self.after_call();
    }

    /// A value, or what `whole` makes where it is the word 0.
    pub(super) fn or_else(&mut self, first: InstId, whole: impl FnOnce(&mut Self) -> InstId) -> InstId {
        let [value] = self.values_or_else(first, [first], |this| [whole(this)]);
        value
    }

    /// Some values, or what `whole` makes where `first` is the word 0.
    pub(super) fn values_or_else<const N: usize>(
        &mut self,
        first: InstId,
        values: [InstId; N],
        whole: impl FnOnce(&mut Self) -> [InstId; N],
    ) -> [InstId; N] {
        let none = self.emit(Ir::Word { bits: 0 }, vec![]);
        let unsure = self.emit(Ir::Same, vec![first, none]);
        let depth = self.function.block(self.block).depth;
        let (slow, done) = (self.function.new_block(0), self.function.new_block(depth));
        let results = values.map(|_| self.function.param(done, Type::Value));
        let to = |block, args| Edge { to: block, args };
        let otherwise = to(done, values.to_vec());
        self.end(Terminator::Branch { condition: unsure, then: to(slow, vec![]), otherwise });
        let env = self.env.clone();
        self.block = slow;
        self.last_state = None;
        let values = whole(self);
        self.end(Terminator::Jump(to(done, values.to_vec())));
        let other = std::mem::replace(&mut self.env, env);
        self.block = done;
        self.env.exposed_as(&other);
        self.env.keep_keywords(&other);
        let probes = other.probes;
        self.env.probes.retain(|probe| probes.contains(probe));
        self.after_call();
        results
    }

    /// Lets register `register` hold a value while `then` builds on.
    pub(super) fn with_register<R>(&mut self, register: usize, value: InstId, then: impl FnOnce(&mut Self) -> R) -> R {
        let before = self.env.top().registers[register].replace(Slot { value, dirty: true });
        self.last_state = None;
        let result = then(self);
        self.env.top().registers[register] = before;
        self.last_state = None;
        result
    }
}
