//! Objects that something needs, made of what they hold: where it needs them, or by exits.

use super::Attempt;
use super::contents::{Contents, Layout, Object, Slot};
use crate::ir::{InstId, Op, State, StateId, Type};
use runtime::value::Value;

/// What boxes a value of a type; none if it is boxed.
pub(super) fn boxing(ty: Type) -> Option<Op> {
    match ty {
        Type::Int => Some(Op::BoxInt),
        Type::Wide => Some(Op::BoxWide),
        Type::Float => Some(Op::BoxFloat),
        Type::Bool => Some(Op::BoxBool),
        Type::Complex => Some(Op::BoxComplex),
        Type::Value | Type::Nothing => None,
    }
}

impl Attempt<'_> {
    /// A value that exists: if it is a virtual object, that is made.
    pub(super) fn real(&mut self, id: InstId, contents: &mut Contents, into: &mut Vec<InstId>) -> InstId {
        let id = self.resolved(id);
        match self.object(id) {
            Some(object) => self.make(object, contents, into),
            None => id,
        }
    }

    /// Makes an object if that has not been done.
    pub(super) fn make(&mut self, object: Object, contents: &mut Contents, into: &mut Vec<InstId>) -> InstId {
        if let Some(real) = contents.real_of(object) {
            return real;
        }
        let known = contents.virtual_of(object).expect("it was made before it is used").clone();
        let (op, mut args) = self.maker(known.layout, known.slots.iter().map(|(offset, _)| *offset));
        for (_, slot) in known.slots {
            args.push(match slot {
                Slot::Object(held) => self.make(held, contents, into),
                Slot::Value(value) => self.boxed(value, into),
                Slot::Nothing => self.word(Value::EMPTY.bits()),
            });
        }
        let made = self.function.new_inst(op, args, None);
        into.push(made);
        contents.make(object, made);
        made
    }

    /// A value in its box.
    pub(super) fn boxed(&mut self, value: InstId, into: &mut Vec<InstId>) -> InstId {
        let Some(op) = boxing(self.function.ty(value)) else { return value };
        let made = self.function.new_inst(op, vec![value], None);
        into.push(made);
        made
    }

    /// What makes objects of a layout with these slots, and its first arguments.
    fn maker(&mut self, of: Layout, offsets: impl Iterator<Item = i32>) -> (Op, Vec<InstId>) {
        match of {
            Layout::Tuple { header: None, .. } => (Op::MakeTuple, Vec::new()),
            Layout::Tuple { header: Some(header), .. } => (Op::MakeTupleOf { header }, Vec::new()),
            Layout::Instance { header, size, class } => {
                let offsets: Vec<i32> = offsets.collect();
                let known = self.function.layouts.iter().position(|known| *known == offsets);
                let layout = known.unwrap_or_else(|| {
                    self.function.layouts.push(offsets);
                    self.function.layouts.len() - 1
                }) as u32;
                (Op::MakeInstance { header, size, layout }, vec![self.word(class)])
            }
        }
    }

    /// A constant, which is there from the beginning of the function.
    pub(super) fn word(&mut self, bits: u64) -> InstId {
        if let Some(&known) = self.words.get(&bits) {
            return known;
        }
        let word = self.function.new_inst(Op::Word { bits }, Vec::new(), None);
        self.words.insert(bits, word);
        word
    }

    /// Makes the objects that a state needs for more than registers.
    pub(super) fn make_others(&mut self, state: StateId, contents: &mut Contents, into: &mut Vec<InstId>) {
        let others: Vec<InstId> = self.function.states[state.index()].others().collect();
        others.into_iter().for_each(|id| _ = self.real(id, contents, into));
    }

    /// A state with what exits have to make for objects.
    pub(super) fn state(&mut self, id: StateId, contents: &Contents) -> StateId {
        let before: Vec<InstId> = self.function.states[id.index()].values().collect();
        let now: Vec<InstId> = before.iter().map(|&value| self.in_state(value, contents)).collect();
        if before == now {
            return id;
        }
        if let Some(&known) = self.states.get(&(id, now.clone())) {
            return known;
        }
        let mut state: State = self.function.states[id.index()].clone();
        let mut values = now.iter().copied();
        state.values_mut().for_each(|value| *value = values.next().expect("there is one for each"));
        self.function.states.push(state);
        let new = StateId(self.function.states.len() as u32 - 1);
        self.states.insert((id, now), new);
        new
    }

    fn in_state(&mut self, value: InstId, contents: &Contents) -> InstId {
        let value = self.resolved(value);
        match self.object(value) {
            Some(object) => self.by_exit(object, contents),
            None => self.unboxed.get(&value).copied().unwrap_or(value),
        }
    }

    /// What makes an object at an exit, if it is not there.
    fn by_exit(&mut self, object: Object, contents: &Contents) -> InstId {
        if let Some(real) = contents.real_of(object) {
            return real;
        }
        let known = contents.virtual_of(object).expect("it was made before it is used").clone();
        let (op, mut args) = self.maker(known.layout, known.slots.iter().map(|(offset, _)| *offset));
        for (_, slot) in known.slots {
            args.push(match slot {
                Slot::Object(held) => self.by_exit(held, contents),
                Slot::Value(value) => self.unboxed.get(&value).copied().unwrap_or(value),
                Slot::Nothing => self.word(Value::EMPTY.bits()),
            });
        }
        let key = (object, op, args);
        if let Some(&known) = self.sunk.get(&key) {
            return known;
        }
        let made = self.function.new_inst(op, key.2.clone(), None);
        self.function.sunk.insert(made);
        self.sunk.insert(key, made);
        made
    }
}
