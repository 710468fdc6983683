//! Comparisons with what is known: objects that are equal to themselves only, as the members of an enumeration are, and numbers of
//! classes derived from `int`.

use super::Builder;
use super::join::Incoming;
use crate::ir::{Cond, Helper, InstId, Leaf, Op as Ir, Type};
use runtime::heap::Gc;
use runtime::object::header::Kind;
use runtime::object::int::Int64;
use runtime::tier::{self, IDENTITY, INT_LIKE, compares_by_identity, layout};
use runtime::value::Value;

/// Objects of a tuple display that are compared one by one.
const MOST_COMPARED: usize = 8;

impl Builder<'_> {
    /// A comparison with an object that is known, where its class says how they compare; what `general` makes is for other
    /// objects. None if nothing is known.
    pub(super) fn compare_known(
        &mut self,
        cond: Cond,
        operands: (InstId, InstId),
        pc: usize,
        general: impl Fn(&mut Self) -> InstId,
    ) -> Option<InstId> {
        let known = self.compare_identities(cond, operands, pc, &general);
        let known = known.or_else(|| self.compare_derived(cond, operands, pc, &general));
        known.or_else(|| self.compare_derived_text(cond, operands, pc, general))
    }

    /// `==` or `!=` of two objects, one of which is of a class whose objects are equal to themselves only, as far as is known
    /// now: the members of an enumeration are. What `general` makes is for other objects. None if it is not so.
    fn compare_identities(
        &mut self,
        cond: Cond,
        (left, right): (InstId, InstId),
        pc: usize,
        general: impl FnOnce(&mut Self) -> InstId,
    ) -> Option<InstId> {
        let objects = self.ty(left) == Type::Value && self.ty(right) == Type::Value;
        if !matches!(cond, Cond::Eq | Cond::Ne) || !objects || self.hopeless(pc) {
            return None;
        }
        let shape_of = |value: InstId| {
            let known = self.env.shapes.iter().find(|(known, _)| *known == value).map(|(_, shape)| *shape);
            known.or_else(|| Some(self.content_now(value)?.header()?.shape().0))
        };
        let (known, shape, other) = match (shape_of(left), shape_of(right)) {
            (_, Some(shape)) => (right, shape, left),
            (Some(shape), None) => (left, shape, right),
            (None, None) => return None,
        };
        let of_other = shape_of(other);
        if !compares_by_identity(self.vm, shape) || of_other.is_some_and(|of| !compares_by_identity(self.vm, of)) {
            return None;
        }
        self.guard_shape(known, shape, pc);
        let same = |this: &mut Self| {
            let same = this.emit(Ir::Same, vec![left, right]);
            if cond == Cond::Eq { same } else { this.emit(Ir::Not, vec![same]) }
        };
        if let Some(of) = of_other {
            self.guard_shape(other, of, pc);
            return Some(same(self));
        }
        self.if_told(pc, other, IDENTITY, same, general)
    }

    /// What `then` makes where the class of an object tells that it is as `wanted` asks, and otherwise `general`.
    fn if_told(
        &mut self,
        pc: usize,
        object: InstId,
        wanted: u64,
        then: impl FnOnce(&mut Self) -> InstId,
        general: impl FnOnce(&mut Self) -> InstId,
    ) -> Option<InstId> {
        let leaf = Leaf::InstanceOf { wanted, objects: true };
        let answer = self.emit(Ir::Leaf { leaf }, vec![object]);
        let yes = self.word(Value::TRUE);
        let no = self.only_if(Ir::Same, vec![answer, yes]);
        let holds = then(self);
        self.or_general(pc, holds, no, general)
    }

    /// `holds`, or at `no` what `general` makes.
    fn or_general(
        &mut self,
        pc: usize,
        holds: InstId,
        no: Incoming,
        general: impl FnOnce(&mut Self) -> InstId,
    ) -> Option<InstId> {
        let mut ways = vec![(Incoming { block: self.block, env: std::mem::take(&mut self.env) }, holds)];
        self.go_on_at(no);
        let holds = general(self);
        ways.push((Incoming { block: self.block, env: std::mem::take(&mut self.env) }, holds));
        self.join_ways(pc, ways)
    }

    /// Whether an object is one of the few in a tuple that was just made, each of which is equal to itself only.
    pub(super) fn among_identities(&mut self, item: InstId, container: InstId, pc: usize) -> Option<InstId> {
        let items = self.tuples.get(&container).filter(|items| (1..=MOST_COMPARED).contains(&items.len()))?.clone();
        if self.ty(item) != Type::Value || self.hopeless(pc) {
            return None;
        }
        let mut shapes = Vec::new();
        for &of in &items {
            let shape = self.content_now(of)?.header()?.shape().0;
            shapes.push(Some(shape).filter(|&shape| compares_by_identity(self.vm, shape))?);
        }
        for (&of, shape) in items.iter().zip(shapes) {
            self.guard_shape(of, shape, pc);
        }
        let same = |this: &mut Self| {
            let mut any = this.emit(Ir::Int { value: 0 }, vec![]);
            for &of in &items {
                let same = this.emit(Ir::Same, vec![item, of]);
                let same = this.emit(Ir::BoolToInt, vec![same]);
                any = this.emit(Ir::IntOr, vec![any, same]);
            }
            let zero = this.emit(Ir::Int { value: 0 }, vec![]);
            this.emit(Ir::IntCompare { cond: Cond::Ne }, vec![any, zero])
        };
        let general = |this: &mut Self| {
            let container = this.boxed(container);
            let answer = this.in_stages(pc, Leaf::Contains, vec![container, item], |this| {
                this.call_runtime(pc, Helper::Contains, vec![container, item])
            });
            this.answer(answer)
        };
        self.if_told(pc, item, IDENTITY, same, general)
    }

    /// `==` or `!=` with a str of a class derived from `str` that compares as strs do: itself it is equal to.
    fn compare_derived_text(
        &mut self,
        cond: Cond,
        (left, right): (InstId, InstId),
        pc: usize,
        general: impl Fn(&mut Self) -> InstId,
    ) -> Option<InstId> {
        if !matches!(cond, Cond::Eq | Cond::Ne) || self.hopeless(pc) {
            return None;
        }
        let of_text = |this: &mut Self, value: InstId| {
            let object = this.content_now(value).filter(|_| this.ty(value) == Type::Value)?.header()?;
            (object.kind() == Kind::Str && tier::compares_as_text(this.vm, object.shape().0)).then_some(object)
        };
        let (known, constant) = match (of_text(self, right), of_text(self, left)) {
            (Some(constant), _) => (right, constant),
            (None, Some(constant)) => (left, constant),
            (None, None) => return None,
        };
        self.guard_object(known, constant.value(), pc);
        let [left, right] = [left, right].map(|operand| self.boxed(operand));
        let no = self.only_if(Ir::Same, vec![left, right]);
        let holds = self.emit(Ir::Bool { value: cond == Cond::Eq }, vec![]);
        self.or_general(pc, holds, no, general)
    }

    /// A comparison with a number of a class derived from `int` that compares as ints do.
    fn compare_derived(
        &mut self,
        cond: Cond,
        (left, right): (InstId, InstId),
        pc: usize,
        general: impl Fn(&mut Self) -> InstId,
    ) -> Option<InstId> {
        if self.hopeless(pc) {
            return None;
        }
        let (known, constant, other, swapped) = match (self.derived_int(right), self.derived_int(left)) {
            (Some(constant), _) => (right, constant, left, false),
            (None, Some(constant)) => (left, constant, right, true),
            (None, None) => return None,
        };
        if !matches!(self.ty(other), Type::Int | Type::Value) {
            return None;
        }
        self.guard_object(known, constant.value(), pc);
        let compare = |this: &mut Self, number: InstId| {
            let constant = this.emit(Ir::Int { value: constant.value }, vec![]);
            let operands = if swapped { vec![constant, number] } else { vec![number, constant] };
            this.emit(Ir::IntCompare { cond }, operands)
        };
        if self.ty(other) == Type::Int {
            return Some(compare(self, other));
        }
        let then = |this: &mut Self| {
            // Large ones are other objects, of the same shape.
            let state = this.state(pc);
            this.emit_at(Ir::GuardKind { kind: Kind::Int64 as u8 }, vec![other], state);
            let number = this.emit(Ir::LoadInt { offset: layout::INT64_VALUE }, vec![other]);
            compare(this, number)
        };
        self.if_told(pc, other, INT_LIKE, then, general)
    }

    /// The number of a class derived from `int` that a value is now.
    fn derived_int(&mut self, value: InstId) -> Option<Gc<Int64>> {
        if self.ty(value) != Type::Value {
            return None;
        }
        let number = self.content_now(value)?.cast::<Int64>()?;
        let shape = number.value().header()?.shape().0;
        tier::compares_as_int(self.vm, shape).then_some(number)
    }
}
