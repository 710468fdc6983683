//! Equality of tuples that were made here: of their items, one after the other, so that the tuples need not exist.

use super::Builder;
use crate::ir::{BlockId, Cond, Edge, InstId, Leaf, Op as Ir, Terminator, Type};
use runtime::value::Value;

/// Tuples of more items are compared as a whole.
const MAX_ITEMS: usize = 8;

impl Builder<'_> {
    /// The items that `left cond right` compares, if both are tuples of as many items that are known.
    pub(super) fn items_to_compare(&mut self, cond: Cond, left: InstId, right: InstId) -> Option<Vec<[InstId; 2]>> {
        let made = [left, right].iter().any(|tuple| self.tuples.contains_key(tuple));
        if !made || !matches!(cond, Cond::Eq | Cond::Ne) {
            return None;
        }
        let (left, right) = (self.items_of(left)?, self.items_of(right)?);
        let fits = left.len() == right.len() && left.len() <= MAX_ITEMS;
        fits.then(|| left.into_iter().zip(right).map(|(x, y)| [x, y]).collect())
    }

    /// Whether tuples of these items are equal, or whether they differ: 1 false, 2 true; what `whole` gives where that takes a
    /// method of theirs.
    pub(super) fn compare_items(
        &mut self,
        cond: Cond,
        items: Vec<[InstId; 2]>,
        whole: impl FnOnce(&mut Self) -> InstId,
    ) -> InstId {
        let (equal, differs) = if cond == Cond::Eq { (2, 1) } else { (1, 2) };
        // Boxes are made on all ways or on none.
        let items: Vec<[InstId; 2]> = items.into_iter().map(|pair| self.in_one_form(pair)).collect();
        let (equal, differs) = (self.word(Value::from_bits(equal)), self.word(Value::from_bits(differs)));
        let depth = self.function.block(self.block).depth;
        let (slow, done) = (self.function.new_block(0), self.function.new_block(depth));
        let result = self.function.param(done, Type::Value);
        for [x, y] in items.into_iter().filter(|[x, y]| x != y) {
            self.compare_pair(x, y, slow, Edge { to: done, args: vec![differs] });
        }
        self.end(Terminator::Jump(Edge { to: done, args: vec![equal] }));
        let env = self.env.clone();
        self.block = slow;
        self.last_state = None;
        let value = whole(self);
        self.end(Terminator::Jump(Edge { to: done, args: vec![value] }));
        let other = std::mem::replace(&mut self.env, env);
        self.block = done;
        self.env.exposed_as(&other);
        self.env.probes.clear();
        self.env.keep_keywords(&other);
        self.after_call();
        result
    }

    /// Two ints, or both boxed.
    fn in_one_form(&mut self, pair: [InstId; 2]) -> [InstId; 2] {
        if pair.iter().all(|&value| self.ty(value) == Type::Int) { pair } else { pair.map(|value| self.boxed(value)) }
    }

    /// Goes on where two items are the same or equal.
    fn compare_pair(&mut self, x: InstId, y: InstId, slow: BlockId, differs: Edge) {
        let depth = self.function.block(self.block).depth;
        let next = self.function.new_block(depth);
        let to = |block| Edge { to: block, args: Vec::new() };
        if self.ty(x) == Type::Int {
            let condition = self.emit(Ir::IntCompare { cond: Cond::Eq }, vec![x, y]);
            self.end(Terminator::Branch { condition, then: to(next), otherwise: differs });
            self.block = next;
            return;
        }
        let (other, unequal) = (self.function.new_block(depth), self.function.new_block(depth));
        let condition = self.emit(Ir::Same, vec![x, y]);
        self.end(Terminator::Branch { condition, then: to(next), otherwise: to(other) });
        self.block = other;
        let answer = self.emit(Ir::Leaf { leaf: Leaf::Compare(Cond::Eq) }, vec![x, y]);
        let yes = self.emit(Ir::Word { bits: 2 }, vec![]);
        let condition = self.emit(Ir::Same, vec![answer, yes]);
        self.end(Terminator::Branch { condition, then: to(next), otherwise: to(unequal) });
        self.block = unequal;
        let none = self.emit(Ir::Word { bits: 0 }, vec![]);
        let condition = self.emit(Ir::Same, vec![answer, none]);
        self.end(Terminator::Branch { condition, then: to(slow), otherwise: differs });
        self.block = next;
    }
}
