//! Strs: characters, equality, membership of constants.

use super::Builder;
use crate::ir::{Cond, Helper, InstId, Leaf, Op as Ir, Type};
use runtime::object::header::Kind;
use runtime::tier::{char_mask, constant_members, operands_seen, seen_bits as seen};
use runtime::value::Value;

/// Membership in constants of more items is for the runtime.
const MAX_MEMBERS: usize = 8;

fn is_exact_str(value: Value) -> bool {
    value.header().is_some_and(|header| header.shape().0 == Kind::Str as u32)
}

impl Builder<'_> {
    /// Whether a value is known to be an exact str.
    pub(super) fn is_text(&self, value: InstId) -> bool {
        match self.function.inst(value).op {
            Ir::Word { bits } => is_exact_str(Value::from_bits(bits)),
            _ => self.env.shapes.contains(&(value, Kind::Str as u32)),
        }
    }

    /// Makes sure that a value is an exact str.
    pub(super) fn guard_text(&mut self, value: InstId, pc: usize) {
        if !self.is_text(value) {
            self.guard_shape(value, Kind::Str as u32, pc);
        }
    }

    /// Whether nothing but strs was seen where the kind of objects is noted.
    pub(super) fn only_texts_seen(&mut self, pc: usize) -> bool {
        let code = self.code();
        let others = seen::OBJECT | seen::DICT | seen::FLOAT | seen::TUPLE;
        operands_seen(code, pc) & (seen::TEXT | others) == seen::TEXT && !self.hopeless(pc)
    }

    /// `left cond right` of strs; none if they are not known or guessed to be.
    pub(super) fn compare_texts(&mut self, cond: Cond, left: InstId, right: InstId, pc: usize) -> Option<InstId> {
        let values = [left, right].iter().all(|&value| self.ty(value) == Type::Value);
        if !values {
            return None;
        }
        if !(self.is_text(left) && self.is_text(right)) {
            if !self.only_texts_seen(pc) {
                return None;
            }
            self.guard_text(left, pc);
            self.guard_text(right, pc);
        }
        if !matches!(cond, Cond::Eq | Cond::Ne) {
            let order = self.emit(Ir::TextOrder, vec![left, right]);
            let zero = self.emit(Ir::Int { value: 0 }, vec![]);
            return Some(self.emit(Ir::IntCompare { cond }, vec![order, zero]));
        }
        let same = self.emit(Ir::SameText, vec![left, right]);
        Some(if cond == Cond::Ne { self.emit(Ir::Not, vec![same]) } else { same })
    }

    /// `text[index]` of a str.
    pub(super) fn text_item(&mut self, text: InstId, index: InstId, pc: usize) -> InstId {
        let state = self.state(pc);
        let item = self.emit_at(Ir::TextItem, vec![text, index], state);
        self.env.shapes.push((item, Kind::Str as u32));
        item
    }

    /// `item in container` of a constant container, as an answer; none if it has no form of its own.
    pub(super) fn member_of_constant(&mut self, item: InstId, container: InstId, pc: usize) -> Option<InstId> {
        let Ir::Word { bits } = self.function.inst(container).op else { return None };
        let constant = Value::from_bits(bits);
        if self.ty(item) == Type::Int {
            return self.int_among(item, constant);
        }
        if self.ty(item) != Type::Value {
            return None;
        }
        let mask = mask_of(constant)?;
        let known = self.is_text(item);
        let first = self.emit(Ir::CharIn { mask, known, yes: 2, no: 1 }, vec![item]);
        let answer = self.or_else(first, |this| {
            this.in_stages(pc, Leaf::Contains, vec![container, item], |this| {
                this.call_runtime(pc, Helper::Contains, vec![container, item])
            })
        });
        Some(self.answer(answer))
    }

    /// Whether an int is one of a few.
    fn int_among(&mut self, item: InstId, constant: Value) -> Option<InstId> {
        let members = constant_members(constant).filter(|members| (1..=MAX_MEMBERS).contains(&members.len()))?;
        let ints = members.into_iter().map(|member| member.as_small_int()).collect::<Option<Vec<i64>>>()?;
        let mut any: Option<InstId> = None;
        for value in ints {
            let member = self.emit(Ir::Int { value }, vec![]);
            let same = self.emit(Ir::IntCompare { cond: Cond::Eq }, vec![item, member]);
            let same = self.emit(Ir::BoolToInt, vec![same]);
            any = Some(match any {
                Some(before) => self.emit(Ir::IntOr, vec![before, same]),
                None => same,
            });
        }
        let zero = self.emit(Ir::Int { value: 0 }, vec![]);
        Some(self.emit(Ir::IntCompare { cond: Cond::Ne }, vec![any?, zero]))
    }

    /// What a predicate of strs, given by its specification, says of one character: a bool, or 0 for other strs.
    pub(super) fn char_predicate(&mut self, text: InstId, spec: &'static runtime::native::FnSpec) -> Option<InstId> {
        if !spec.name.starts_with("is") || !self.is_text(text) {
            return None;
        }
        let mask = char_mask(self.vm, spec)?;
        let (yes, no) = (Value::TRUE.bits(), Value::FALSE.bits());
        Some(self.emit(Ir::CharIn { mask, known: true, yes, no }, vec![text]))
    }
}

/// The Latin-1 characters that are in a constant: a str, or a tuple or frozenset of values that equal no str but a str.
fn mask_of(constant: Value) -> Option<[u64; 4]> {
    let mut mask = [0u64; 4];
    let mut add = |code: u32| {
        if let Some(word) = mask.get_mut(code as usize / 64) {
            *word |= 1 << (code % 64);
        }
    };
    if is_exact_str(constant) {
        let text = constant.cast::<runtime::object::string::Str>()?;
        (0..text.len()).for_each(|index| add(text.char_at(index)));
        return Some(mask);
    }
    for member in constant_members(constant)? {
        if is_exact_str(member) {
            let text = member.cast::<runtime::object::string::Str>()?;
            if text.len() == 1 {
                add(text.char_at(0));
            }
        } else if member.is_heap() {
            return None;
        }
    }
    Some(mask)
}
