//! Items, and loops over iterators.

use super::env::Walk;
use super::operators::Outcome;
use super::{Bail, Builder};
use crate::ir::{Cond, Helper, InstId, Leaf, Op as Ir, Type};
use runtime::bytecode::{Instr, Op};
use runtime::exceptions::hierarchy::Exc;
use runtime::object::dict::Yields;
use runtime::object::header::Kind;
use runtime::tier::{
    Demand, SeenItems, Source, TupleMethod, is_asked, is_text_iterator, iterator_seen, iterator_shape, layout,
    operands_seen, seen_bits as seen, table_walked,
};
use runtime::value::Value;

/// Where the iterator of a list or tuple is.
#[derive(Clone, Copy)]
struct PlaceIn {
    iterator: InstId,
    sequence: InstId,
    kind: Kind,
    index: InstId,
    len: InstId,
}

/// Number of the shape of the builtin type of a kind.
fn shape(kind: Kind) -> u32 {
    kind as u32
}

impl Builder<'_> {
    /// `A = B[C]`, or with the index in the instruction; false if it never ends here.
    pub(super) fn get_item(&mut self, pc: usize, instr: Instr, index: Option<i64>) -> Result<bool, Bail> {
        let container = self.get(usize::from(instr.b()));
        let code = self.code();
        let seen = operands_seen(code, pc);
        let a = usize::from(instr.a());
        if let Some(index) = index
            && let Some(item) = self.tuples.get(&container).and_then(|items| {
                let len = items.len() as i64;
                items.get(usize::try_from(if index < 0 { index + len } else { index }).ok()?).copied()
            })
        {
            self.set(a, item);
            return Ok(true);
        }
        if index.is_none()
            && let Some(items) = self.keywords_of(container)
            && let key = self.get(usize::from(instr.c()))
            && let Ir::Word { bits } = self.function.inst(key).op
            && let Some(&(_, value)) = items.iter().find(|(name, _)| name.bits() == bits)
        {
            self.set(a, value);
            return Ok(true);
        }
        if self.is_derived_tuple(container, TupleMethod::GetItem) && !self.hopeless(pc) {
            let index = match index {
                Some(value) => Some(self.emit(Ir::Int { value }, vec![])),
                None => Some(self.get(usize::from(instr.c()))).filter(|&index| self.ty(index) == Type::Int),
            };
            if let Some(index) = index {
                self.check_index(container, index, Kind::Tuple, pc)?;
                let state = self.state(pc);
                let item = self.emit_at(Ir::TupleItem, vec![container, index], state);
                self.set(a, item);
                return Ok(true);
            }
        }
        let guess = self.ty(container) == Type::Value && !self.hopeless(pc);
        let (is_list, is_tuple) = (guess && seen == 0, guess && seen == seen::TUPLE);
        let is_text = guess && (self.is_text(container) || self.only_texts_seen(pc));
        if is_list || is_tuple || is_text {
            let index = match index {
                Some(value) => Some(self.emit(Ir::Int { value }, vec![])),
                None => {
                    let index = self.get(usize::from(instr.c()));
                    if self.ty(index) == Type::Bool { None } else { self.int(index, pc) }
                }
            };
            if let Some(index) = index {
                if is_text {
                    self.guard_text(container, pc);
                    let value = self.text_item(container, index, pc);
                    self.set(a, value);
                    return Ok(true);
                }
                self.guard_shape(container, shape(if is_list { Kind::List } else { Kind::Tuple }), pc);
                let kind = if is_list { Kind::List } else { Kind::Tuple };
                self.check_index(container, index, kind, pc)?;
                let value = if is_list {
                    let [items, place] = self.place_in_list(container, index, pc);
                    self.emit(Ir::HeldItem, vec![items, place])
                } else {
                    let state = self.state(pc);
                    self.emit_at(Ir::TupleItem, vec![container, index], state)
                };
                self.set(a, value);
                return Ok(true);
            }
        }
        let key = match index {
            Some(value) => self.emit(Ir::Int { value }, vec![]),
            None => self.get(usize::from(instr.c())),
        };
        if let Some(item) = self.typed_item(container, key, pc) {
            self.set(a, item);
            return Ok(true);
        }
        if let Some(returns) = self.direct_call(pc, a, vec![container, key])? {
            return Ok(returns);
        }
        let otherwise = |this: &mut Self| this.interpreted(pc, a);
        if let Some(returns) = self.entered_call(pc, Some(a), vec![container, key], otherwise)? {
            return Ok(returns);
        }
        let (container, key) = (self.boxed(container), self.boxed(key));
        if self.is_dict(container, pc) {
            let value = self.dict_item(container, key, pc)?;
            self.set(a, value);
            return Ok(true);
        }
        if let Some(returns) = self.item_or_missing(pc, a, container, key)? {
            return Ok(returns);
        }
        if let Some(value) = self.derived_item(container, key, pc, a) {
            self.set(a, value);
            return Ok(true);
        }
        let value = self.in_stages(pc, Leaf::Item, vec![container, key], |this| this.interpreted(pc, a));
        self.set(a, value);
        Ok(true)
    }

    /// Raises IndexError for an index out of range, if that is handled here.
    fn check_index(&mut self, sequence: InstId, index: InstId, kind: Kind, pc: usize) -> Result<(), Bail> {
        if self.handler(pc).is_none() {
            return Ok(());
        }
        let text = if kind == Kind::List { "list index out of range" } else { "tuple index out of range" };
        let len = self.sequence_len(sequence, kind);
        let below = self.emit(Ir::IntCompare { cond: Cond::Lt }, vec![index, len]);
        self.raise_unless(pc, below, Exc::IndexError, |this| this.message(text))?;
        let zero = self.emit(Ir::Int { value: 0 }, vec![]);
        let least = self.emit(Ir::WordSub, vec![zero, len]);
        let above = self.emit(Ir::IntCompare { cond: Cond::Ge }, vec![index, least]);
        self.raise_unless(pc, above, Exc::IndexError, |this| this.message(text))?;
        Ok(())
    }

    /// What holds the items of a list, and the place there that an index names; leaves if there is none.
    fn place_in_list(&mut self, list: InstId, index: InstId, pc: usize) -> [InstId; 2] {
        let len = self.emit(Ir::Length { offset: layout::LIST_LEN }, vec![list]);
        let state = self.state(pc);
        let place = self.emit_at(Ir::PlaceAmong, vec![index, len], state);
        [self.emit(Ir::Load { offset: layout::LIST_ITEMS }, vec![list]), place]
    }

    /// The item of a list at an index that is known to be there.
    pub(super) fn list_item_there(&mut self, list: InstId, index: InstId) -> InstId {
        let items = self.emit(Ir::Load { offset: layout::LIST_ITEMS }, vec![list]);
        self.emit(Ir::HeldItem, vec![items, index])
    }

    /// Number of items of a list or tuple.
    pub(super) fn sequence_len(&mut self, sequence: InstId, kind: Kind) -> InstId {
        let offset = if kind == Kind::Tuple { layout::TUPLE_LEN } else { layout::LIST_LEN };
        self.emit(Ir::Length { offset }, vec![sequence])
    }

    /// The item of a list or tuple at an index that is known to be there.
    pub(super) fn sequence_item_there(&mut self, sequence: InstId, index: InstId, kind: Kind) -> InstId {
        // A tuple holds its items as the array of a list does.
        const { assert!(layout::TUPLE_ITEMS == layout::ARRAY_VALUES) };
        match kind {
            Kind::Tuple => self.emit(Ir::HeldItem, vec![sequence, index]),
            _ => self.list_item_there(sequence, index),
        }
    }

    /// Has the runtime execute the instruction, whose result is for register `a`.
    pub(super) fn interpreted(&mut self, pc: usize, a: usize) -> InstId {
        let value = self.call_runtime(pc, Helper::Interpret, vec![]);
        self.with_register(a, value, |this| this.check_epoch(pc + 1));
        value
    }

    /// `A[B] = C`; false if it never ends here.
    pub(super) fn set_item(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        let container = self.get(usize::from(instr.a()));
        let code = self.code();
        if operands_seen(code, pc) == 0 && self.ty(container) == Type::Value && !self.hopeless(pc) {
            let index = self.get(usize::from(instr.b()));
            let index = if self.ty(index) == Type::Bool { None } else { self.int(index, pc) };
            if let Some(index) = index {
                self.guard_shape(container, shape(Kind::List), pc);
                let value = self.get_boxed(usize::from(instr.c()));
                let [items, place] = self.place_in_list(container, index, pc);
                self.emit(Ir::SetHeldItem, vec![items, place, value]);
                return Ok(true);
            }
        }
        let operands = [instr.b(), instr.c()].map(|operand| self.get(operand.into()));
        if self.set_typed_item(container, operands[0], operands[1], pc) {
            return Ok(true);
        }
        let arguments = vec![container, operands[0], operands[1]];
        if let Some(outcome) = self.special_call(pc, arguments.clone(), Demand::Nothing, 0)? {
            return Ok(matches!(outcome, Outcome::Value(_)));
        }
        let otherwise = |this: &mut Self| {
            this.done(pc);
            this.word(Value::NONE)
        };
        if let Some(returns) = self.entered_call(pc, None, arguments, otherwise)? {
            return Ok(returns);
        }
        let (container, key) = (self.boxed(container), self.get_boxed(usize::from(instr.b())));
        let value = self.get_boxed(usize::from(instr.c()));
        if self.is_dict(container, pc) {
            self.guard_shape(container, shape(Kind::Dict), pc);
            self.set_dict_item(container, key, value, pc);
            return Ok(true);
        }
        if self.set_derived_item(container, key, value, pc) {
            return Ok(true);
        }
        self.in_stages(pc, Leaf::SetItem, vec![container, key, value], |this| this.done(pc));
        Ok(true)
    }

    /// `del A[B]`; false if it never ends here.
    pub(super) fn delete_item(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        let arguments = vec![self.get(usize::from(instr.a())), self.get(usize::from(instr.b()))];
        match self.special_call(pc, arguments, Demand::Nothing, 0)? {
            Some(outcome) => Ok(matches!(outcome, Outcome::Value(_))),
            None => self.interpret(pc, instr),
        }
    }

    /// `A = iter(B)`, which is a new object; where it was not before, it need not be. False if it never ends here.
    pub(super) fn get_iter(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        let (a, source) = (usize::from(instr.a()), self.get_boxed(usize::from(instr.b())));
        if self.is_combining() {
            runtime::tier::gives_itself(self.code(), pc);
            self.set(a, source);
            return Ok(true);
        }
        let suspended = self.env.suspended.iter().any(|generator| generator.object == source);
        // Its own iterator.
        if suspended || self.is_iterator_made(pc, instr, source) {
            runtime::tier::gives_itself(self.code(), pc);
            self.set(a, source);
            return Ok(true);
        }
        if let Some(iterator) = self.iterator_known(source, pc) {
            if iterator == source {
                // The loop that follows shares it with whoever has it as well.
                runtime::tier::gives_itself(self.code(), pc);
            }
            self.set(a, iterator);
            return Ok(true);
        }
        if let Some(iterator) = self.sequence_iterator(pc, instr, source) {
            self.set(a, iterator);
            return Ok(true);
        }
        if let Some(iterator) = self.table_iterator(pc, instr, source) {
            self.set(a, iterator);
            return Ok(true);
        }
        if let Some((code, function, site)) = self.generator_method(pc, a, source) {
            return self.make_generator(site, code, function, vec![source]);
        }
        if let Some(outcome) = self.special_call(pc, vec![source], Demand::Iterator, 0)? {
            let Outcome::Value(iterator) = outcome else { return Ok(false) };
            let iterator = self.boxed(iterator);
            self.set(a, iterator);
            return Ok(true);
        }
        let code = self.code();
        let value = if operands_seen(code, pc) & seen::OBJECT != 0 {
            self.interpreted(pc, a)
        } else {
            self.in_stages(pc, Leaf::Iter, vec![source], |this| this.interpreted(pc, a))
        };
        self.set(a, value);
        if operands_seen(code, pc) & seen::OTHER == 0 {
            let state = self.state(pc + 1);
            self.emit_at(Ir::GuardDiffers, vec![value, source], state);
        }
        Ok(true)
    }

    /// `A = next(B)` and a jump, or on with the next instruction at the end.
    pub(super) fn for_iter(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        let (a, b) = (usize::from(instr.a()), usize::from(instr.b()));
        let target = super::analysis::jump_target(pc, instr).ok_or(Bail::Target)?;
        let iterator = self.get(b);
        if let Some(at) = self.env.suspended.iter().position(|generator| generator.object == iterator) {
            return self.for_generator(pc, a, at, target);
        }
        let top = self.env.top().id;
        let own = |cursor: &super::env::Cursor| cursor.object == iterator && cursor.frame == top;
        if let Some(at) = self.env.cursors.iter().position(own) {
            return self.for_cursor(pc, instr, at);
        }
        // Where the body never ran, nothing is known of the iterator.
        let ran = !self.top().cold.contains(&target);
        let guess = self.ty(iterator) == Type::Value && !self.hopeless(pc) && ran;
        match self.walked(pc, Some(iterator)).filter(|_| guess) {
            Some(Walk::Range) => return self.for_range(pc, a, iterator, target),
            Some(Walk::List) => return self.for_sequence(pc, a, iterator, target, Kind::List),
            Some(Walk::Tuple) => return self.for_sequence(pc, a, iterator, target, Kind::Tuple),
            Some(Walk::Either) => return self.for_sequence(pc, a, iterator, target, Kind::Array),
            _ => {}
        }
        let source = if guess { self.source_known(iterator) } else { None };
        let is_text = matches!(source, Some(Source::Text | Source::AsciiText));
        if is_text || guess && self.texts_iterated(pc) && instr.aux() != 1 {
            return self.for_sequence(pc, a, iterator, target, Kind::Str);
        }
        if let Some((shape, items)) = self.typed_source(iterator).filter(|_| guess) {
            return self.for_typed(pc, a, iterator, target, (shape, items));
        }
        let walked = if guess && !self.was_reached(pc) { self.table_iterated(pc, iterator) } else { None };
        if let Some((shape, yields)) = walked {
            if self.for_table(pc, instr, iterator, target, shape, yields)? {
                return Ok(false);
            }
        } else if guess && instr.aux() == 1 && !self.top().analysis.is_peeled(pc) && !self.was_reached(pc) {
            self.for_pairs(pc, iterator, target)?;
        }
        let code = self.code();
        let asked = guess && iterator_seen(code, pc).is_some_and(|shape| is_asked(self.vm, shape));
        let pairs = !asked && walked.is_none_or(|(_, yields)| yields == Yields::Items);
        if instr.aux() == 1 && pairs && !self.top().analysis.is_peeled(pc) {
            self.for_unpacked(pc, iterator, target)?;
        }
        let iterator = self.boxed(iterator);
        let whole = |this: &mut Self| this.call_runtime(pc, Helper::Next, vec![iterator]);
        // Iterators that the leaf function knows are noted: these were generators, or others that the runtime has to see to.
        let others = guess && operands_seen(code, pc) == seen::OTHER && (asked || iterator_seen(code, pc).is_none())
            || self.is_combining() && source.is_none();
        let value = if others { whole(self) } else { self.in_stages(pc, Leaf::Next, vec![iterator], whole) };
        // The item belongs to the way that goes on; the register is left alone at the end.
        let absent = self.word(Value::ABSENT);
        let ended = self.emit(Ir::Same, vec![value, absent]);
        self.branch_with(ended, (pc + 1, None), (target, Some((a, value))))?;
        Ok(false)
    }

    /// The range, list or tuple that the `for` instruction at `pc` is over: by the shape of the iterator if that is known,
    /// else by what it has been over so far.
    pub(super) fn walked(&mut self, pc: usize, iterator: Option<InstId>) -> Option<Walk> {
        let of_tuples = self.vm.types.tuple_iterator.root_shape.get().0;
        let known = self.env.shapes.iter().find(|(object, _)| iterator == Some(*object)).map(|(_, shape)| *shape);
        if let Some(shape) = known {
            let is = |kind: Kind| shape == kind as u32;
            return match () {
                () if is(Kind::RangeIterator) => Some(Walk::Range),
                () if is(Kind::SequenceIterator) => Some(Walk::List),
                () if shape == of_tuples => Some(Walk::Tuple),
                () => None,
            };
        }
        let code = self.code();
        match operands_seen(code, pc) {
            // What stands for a builtin has not run before.
            0 => (!self.analyses.is_hidden(code)).then_some(Walk::Range),
            seen::INT => Some(Walk::Range),
            seen::LIST => Some(Walk::List),
            seen::TUPLE => Some(Walk::Tuple),
            bits if bits == seen::LIST | seen::TUPLE => Some(Walk::Either),
            _ => None,
        }
    }

    /// The next item of the iterator of a list, tuple or str; of either of the first two for `Kind::Array`.
    fn for_sequence(&mut self, pc: usize, a: usize, iterator: InstId, target: usize, kind: Kind) -> Result<bool, Bail> {
        let place =
            if kind == Kind::Array { self.place_in_either(pc, iterator) } else { self.place_in(pc, iterator, kind) };
        let ended = self.emit(Ir::IntCompare { cond: Cond::Ge }, vec![place.index, place.len]);
        let (end_block, next_block) = self.open_branch(ended, pc + 1, target);
        let env = self.env.clone();
        self.block = next_block;
        let item = self.item_there(pc, place);
        self.advance(place);
        self.set(a, item);
        self.edge(target)?;
        self.block = end_block;
        self.env = env;
        self.last_state = None;
        // An iterator that has come to the end stays there.
        let nothing = self.word(Value::EMPTY);
        self.emit(Ir::Store { offset: layout::SEQUENCE }, vec![iterator, nothing]);
        self.edge(pc + 1)?;
        Ok(false)
    }

    /// The next item of an iterator over typed items.
    fn for_typed(
        &mut self,
        pc: usize,
        a: usize,
        iterator: InstId,
        target: usize,
        (shape, seen): (u32, SeenItems),
    ) -> Result<bool, Bail> {
        self.guard_shape(iterator, shape, pc);
        let sequence = self.emit(Ir::Load { offset: layout::SEQUENCE }, vec![iterator]);
        let state = self.state(pc);
        self.emit_at(Ir::GuardShape { shape: seen.shape }, vec![sequence], state);
        let index = self.emit(Ir::LoadInt { offset: layout::SEQUENCE_INDEX }, vec![iterator]);
        let len = self.items_len(sequence, seen.items.place, seen.code);
        let ended = self.emit(Ir::IntCompare { cond: Cond::Ge }, vec![index, len]);
        let (end_block, next_block) = self.open_branch(ended, pc + 1, target);
        let env = self.env.clone();
        self.block = next_block;
        let address = self.emit(Ir::ItemsAddress { place: seen.items.place }, vec![sequence]);
        let item = self.load_item(address, index, seen.code, pc);
        self.advance(PlaceIn { iterator, sequence, kind: Kind::Array, index, len });
        self.set(a, item);
        self.edge(target)?;
        self.block = end_block;
        self.env = env;
        self.last_state = None;
        let nothing = self.word(Value::EMPTY);
        self.emit(Ir::Store { offset: layout::SEQUENCE }, vec![iterator, nothing]);
        self.edge(pc + 1)?;
        Ok(false)
    }

    /// The shape of the iterator over a table that a `for` instruction met first, and what it gives.
    fn table_iterated(&mut self, pc: usize, iterator: InstId) -> Option<(u32, Yields)> {
        let code = self.code();
        let known = self.source_known(iterator).and_then(|source| iterator_shape(self.vm, source));
        let shape = known.or_else(|| iterator_seen(code, pc))?;
        table_walked(self.vm, shape).map(|yields| (shape, yields))
    }

    /// The next key, value or item of a dict, or element of a set; where the runtime has to say more than that there is none, compiled
    /// code is left. Pairs are only for bodies that unpack them: false for others.
    fn for_table(
        &mut self,
        pc: usize,
        instr: Instr,
        iterator: InstId,
        target: usize,
        shape: u32,
        yields: Yields,
    ) -> Result<bool, Bail> {
        let unpack = self.code().unit.code[target];
        let unpacks =
            Op::from_byte(unpack.op_byte()) == Some(Op::UnpackSequence) && unpack.c() == 2 && instr.aux() == 1;
        if yields == Yields::Items && !unpacks {
            return Ok(false);
        }
        self.guard_shape(iterator, shape, pc);
        let entry = self.emit(Ir::NextEntry { of_set: yields == Yields::Elements }, vec![iterator]);
        let zero = self.emit(Ir::Int { value: 0 }, vec![]);
        let none = self.emit(Ir::IntCompare { cond: Cond::Lt }, vec![entry, zero]);
        let (end_block, next_block) = self.open_branch(none, pc + 1, target);
        let env = self.env.clone();
        self.block = next_block;
        let mut word = |offset| self.emit(Ir::EntryWord { offset }, vec![entry]);
        match yields {
            Yields::Items => {
                let pair = [word(layout::ENTRY_KEY), word(layout::ENTRY_VALUE)];
                self.pair_found(target, usize::from(unpack.a()), pair, end_block, env)?;
            }
            Yields::Values | Yields::Keys | Yields::Elements => {
                let of_value = yields == Yields::Values;
                let item = word(if of_value { layout::ENTRY_VALUE } else { layout::ENTRY_KEY });
                self.set(usize::from(instr.a()), item);
                self.edge(target)?;
                self.block = end_block;
                self.env = env;
                self.last_state = None;
            }
        }
        self.leaf_or_leave(pc, Leaf::TableEnd, vec![iterator]);
        self.edge(pc + 1)?;
        Ok(true)
    }

    /// Whether a `for` instruction met an iterator over a str first.
    pub(super) fn texts_iterated(&mut self, pc: usize) -> bool {
        let code = self.code();
        iterator_seen(code, pc).is_some_and(|shape| is_text_iterator(self.vm, shape))
    }

    /// Where the iterator of a list, tuple or str is.
    fn place_in(&mut self, pc: usize, iterator: InstId, kind: Kind) -> PlaceIn {
        let code = self.code();
        let wanted = match kind {
            Kind::Tuple => self.vm.types.tuple_iterator.root_shape.get().0,
            Kind::Str => {
                let known = self.source_known(iterator).and_then(|source| iterator_shape(self.vm, source));
                known.or_else(|| iterator_seen(code, pc)).unwrap_or_default()
            }
            _ => shape(Kind::SequenceIterator),
        };
        self.guard_shape(iterator, wanted, pc);
        let sequence = self.emit(Ir::Load { offset: layout::SEQUENCE }, vec![iterator]);
        let state = self.state(pc);
        self.emit_at(Ir::GuardKind { kind: kind as u8 }, vec![sequence], state);
        let index = self.emit(Ir::LoadInt { offset: layout::SEQUENCE_INDEX }, vec![iterator]);
        let len = match kind {
            Kind::Str => self.emit(Ir::TextLen, vec![sequence]),
            Kind::Tuple => self.emit(Ir::Length { offset: layout::TUPLE_LEN }, vec![sequence]),
            _ => self.emit(Ir::Length { offset: layout::LIST_LEN }, vec![sequence]),
        };
        PlaceIn { iterator, sequence, kind, index, len }
    }

    /// Where the iterator of a list or tuple is, which of the two being open.
    fn place_in_either(&mut self, pc: usize, iterator: InstId) -> PlaceIn {
        let second = self.vm.types.tuple_iterator.root_shape.get().0;
        let state = self.state(pc);
        self.emit_at(Ir::GuardShapes { first: shape(Kind::SequenceIterator), second }, vec![iterator], state);
        let sequence = self.emit(Ir::Load { offset: layout::SEQUENCE }, vec![iterator]);
        let len = self.emit_at(Ir::SequenceLen, vec![sequence], state);
        let sequence = self.emit_at(Ir::SequenceItems, vec![sequence], state);
        let index = self.emit(Ir::LoadInt { offset: layout::SEQUENCE_INDEX }, vec![iterator]);
        PlaceIn { iterator, sequence, kind: Kind::Array, index, len }
    }

    /// The item there, which is known to exist.
    fn item_there(&mut self, pc: usize, place: PlaceIn) -> InstId {
        if place.kind == Kind::Array {
            return self.emit(Ir::HeldItem, vec![place.sequence, place.index]);
        }
        if place.kind == Kind::Str {
            return self.text_item(place.sequence, place.index, pc);
        }
        if place.kind == Kind::Tuple {
            let state = self.state(pc);
            return self.emit_at(Ir::TupleItem, vec![place.sequence, place.index], state);
        }
        self.list_item_there(place.sequence, place.index)
    }

    /// The iterator goes on. Nothing may leave between this and the instruction's end.
    fn advance(&mut self, place: PlaceIn) {
        let one = self.emit(Ir::Int { value: 1 }, vec![]);
        let after = self.emit(Ir::WordAdd, vec![place.index, one]);
        self.emit(Ir::StoreInt { offset: layout::SEQUENCE_INDEX }, vec![place.iterator, after]);
    }

    /// The next pair of an `enumerate` of a list or a `zip` of two, where the loop was seen to be over one: straight into the
    /// registers that the body unpacks it into. What is left to build is the end, and all else.
    fn for_pairs(&mut self, pc: usize, iterator: InstId, target: usize) -> Result<(), Bail> {
        let unpack = self.code().unit.code[target];
        let code = self.code();
        if Op::from_byte(unpack.op_byte()) != Some(Op::UnpackSequence) || unpack.c() != 2 {
            return Ok(());
        }
        let made = self.iterators_made.get(&iterator).map(|made| made.class);
        let Some(class) = made.or_else(|| super::generator::class_looped_over(code, pc)) else { return Ok(()) };
        let to = usize::from(unpack.a());
        let builtins = self.vm.builtins;
        let mut is = |name: &str| builtins.get_text(self.vm, name) == Some(class.value());
        let (is_enumerate, is_zip) = (is("enumerate"), is("zip"));
        // What was met first may be over anything else.
        let seen = iterator_seen(code, pc);
        let lists = [runtime::tier::list_iterator(self.vm), self.vm.types.tuple_iterator.root_shape.get().0];
        let counts = self.texts_iterated(pc) || seen.is_some_and(|seen| lists.contains(&seen));
        let zips = runtime::tier::tuples_zipped(self.vm, code, pc).is_some();
        let (is_enumerate, is_zip) = (is_enumerate && counts, is_zip && zips);
        let root = class.root_shape.get().0;
        if is_enumerate {
            self.guard_shape(iterator, root, pc);
            let inner = self.emit(Ir::Load { offset: layout::ENUMERATE_ITERATOR }, vec![iterator]);
            let place = if self.texts_iterated(pc) {
                self.place_in(pc, inner, Kind::Str)
            } else {
                self.place_in_either(pc, inner)
            };
            let count = self.emit(Ir::Load { offset: layout::ENUMERATE_COUNT }, vec![iterator]);
            let state = self.state(pc);
            let number = self.emit_at(Ir::GuardInt, vec![count], state);
            self.env.boxes.push((number, count));
            let ended = self.emit(Ir::IntCompare { cond: Cond::Ge }, vec![place.index, place.len]);
            let (end_block, next_block) = self.open_branch(ended, pc, target);
            let env = self.env.clone();
            self.block = next_block;
            let item = self.item_there(pc, place);
            self.advance(place);
            let one = self.emit(Ir::Int { value: 1 }, vec![]);
            let next = self.emit(Ir::WordAdd, vec![number, one]);
            let next = self.emit(Ir::BoxInt, vec![next]);
            self.emit(Ir::Store { offset: layout::ENUMERATE_COUNT }, vec![iterator, next]);
            self.emit(Ir::Barrier, vec![iterator]);
            return self.pair_found(target, to, [number, item], end_block, env);
        }
        if is_zip {
            self.guard_shape(iterator, root, pc);
            let iterators = self.emit(Ir::Load { offset: layout::ZIP_ITERATORS }, vec![iterator]);
            let state = self.state(pc);
            self.emit_at(Ir::GuardLoad { offset: layout::TUPLE_LEN, value: 2 }, vec![iterators], state);
            let mut places = Vec::new();
            for index in 0..2 {
                let inner = self.emit(Ir::Load { offset: layout::TUPLE_ITEMS + 8 * index }, vec![iterators]);
                places.push(self.place_in_either(pc, inner));
            }
            let state = self.state(pc);
            self.emit_at(Ir::GuardDiffers, vec![places[0].iterator, places[1].iterator], state);
            let left: Vec<InstId> =
                places.iter().map(|place| self.emit(Ir::WordSub, vec![place.len, place.index])).collect();
            let less = self.emit(Ir::IntCompare { cond: Cond::Lt }, vec![left[0], left[1]]);
            let least = self.emit(Ir::SelectInt, vec![less, left[0], left[1]]);
            let zero = self.emit(Ir::Int { value: 0 }, vec![]);
            let ended = self.emit(Ir::IntCompare { cond: Cond::Le }, vec![least, zero]);
            let (end_block, next_block) = self.open_branch(ended, pc, target);
            let env = self.env.clone();
            self.block = next_block;
            let items = [self.item_there(pc, places[0]), self.item_there(pc, places[1])];
            places.into_iter().for_each(|place| self.advance(place));
            return self.pair_found(target, to, items, end_block, env);
        }
        Ok(())
    }

    /// The body goes on with a pair, after its unpacking; building goes on where there was none.
    fn pair_found(
        &mut self,
        target: usize,
        to: usize,
        pair: [InstId; 2],
        end_block: crate::ir::BlockId,
        env: super::Env,
    ) -> Result<(), Bail> {
        for (index, value) in pair.into_iter().enumerate() {
            self.set(to + index, value);
        }
        self.edge(target + 1)?;
        self.block = end_block;
        self.env = env;
        self.last_state = None;
        Ok(())
    }

    /// The next items of an iterator whose tuples the body unpacks, where they need not be made; what is left to build is
    /// the way for other iterators.
    fn for_unpacked(&mut self, pc: usize, iterator: InstId, target: usize) -> Result<(), Bail> {
        let unpack = self.code().unit.code[target];
        let (to, count) = (unpack.a(), unpack.c());
        if Op::from_byte(unpack.op_byte()) != Some(Op::UnpackSequence) || !(1..=4).contains(&count) {
            return Ok(());
        }
        let iterator = self.boxed(iterator);
        let whole = |this: &mut Self| this.call_runtime(pc, Helper::NextUnpacked { to, count }, vec![iterator]);
        let answer = if count == 2 {
            let at = self.window() + i32::from(to);
            self.in_stages(pc, Leaf::NextPair { at }, vec![iterator], whole)
        } else {
            whole(self)
        };
        let stored = self.word(Value::from_bits(runtime::tier::STORED));
        let is_stored = self.emit(Ir::Same, vec![answer, stored]);
        let (stored_block, other_block) = self.open_branch(is_stored, target, pc);
        let env = self.env.clone();
        self.block = stored_block;
        (0..usize::from(count)).for_each(|index| self.forget(usize::from(to) + index));
        self.edge(target + 1)?;
        self.block = other_block;
        self.env = env.clone();
        self.last_state = None;
        let absent = self.word(Value::ABSENT);
        let ended = self.emit(Ir::Same, vec![answer, absent]);
        let (end_block, one_block) = self.open_branch(ended, pc + 1, target);
        self.block = end_block;
        self.edge(pc + 1)?;
        self.block = one_block;
        self.env = env;
        self.last_state = None;
        Ok(())
    }

    /// The items of a tuple of `count` into registers from A on.
    pub(super) fn unpack(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        let source = self.get(usize::from(instr.b()));
        if let Some(items) = self.tuples.get(&source).filter(|items| items.len() == usize::from(instr.c())) {
            for (index, item) in items.clone().into_iter().enumerate() {
                self.set(usize::from(instr.a()) + index, item);
            }
            return Ok(true);
        }
        let code = self.code();
        let seen = operands_seen(code, pc);
        let is = |this: &Self, kind: Kind| this.env.shapes.contains(&(source, shape(kind)));
        let guess = self.ty(source) == Type::Value && !self.known_other(source) && !self.hopeless(pc);
        if is(self, Kind::List) && !self.hopeless(pc) || guess && seen == seen::LIST {
            return self.unpack_list(pc, instr, source);
        }
        let is_tuple = is(self, Kind::Tuple) && !self.hopeless(pc);
        if guess && seen == seen::LIST | seen::TUPLE {
            return self.unpack_either(pc, instr, source);
        }
        let is_derived = self.is_derived_tuple(source, TupleMethod::Iter) && !self.hopeless(pc);
        if !is_tuple && !is_derived && (!guess || seen != 0) {
            return self.interpret(pc, instr);
        }
        if !is_derived {
            self.guard_shape(source, shape(Kind::Tuple), pc);
        }
        let state = self.state(pc);
        let count = instr.c();
        self.emit_at(Ir::GuardLoad { offset: layout::TUPLE_LEN, value: count.into() }, vec![source], state);
        for index in 0..usize::from(count) {
            let item = self.emit(Ir::Load { offset: layout::TUPLE_ITEMS + 8 * index as i32 }, vec![source]);
            self.set(usize::from(instr.a()) + index, item);
        }
        Ok(true)
    }

    /// The items of a list or tuple of the right length.
    fn unpack_either(&mut self, pc: usize, instr: Instr, source: InstId) -> Result<bool, Bail> {
        let state = self.state(pc);
        let len = self.emit_at(Ir::SequenceLen, vec![source], state);
        let count = self.emit(Ir::Int { value: instr.c().into() }, vec![]);
        let differs = self.emit(Ir::IntCompare { cond: Cond::Ne }, vec![len, count]);
        self.emit_at(Ir::GuardFalse, vec![differs], state);
        let items = self.emit_at(Ir::SequenceItems, vec![source], state);
        self.held_items(instr, items);
        Ok(true)
    }

    /// What holds the items of a list or tuple is unpacked into registers.
    fn held_items(&mut self, instr: Instr, items: InstId) {
        for index in 0..usize::from(instr.c()) {
            let place = self.emit(Ir::Int { value: index as i64 }, vec![]);
            let item = self.emit(Ir::HeldItem, vec![items, place]);
            self.set(usize::from(instr.a()) + index, item);
        }
    }

    /// The items of a list of the right length.
    fn unpack_list(&mut self, pc: usize, instr: Instr, source: InstId) -> Result<bool, Bail> {
        self.guard_shape(source, shape(Kind::List), pc);
        let state = self.state(pc);
        let count = instr.c();
        self.emit_at(Ir::GuardLoad { offset: layout::LIST_LEN, value: count.into() }, vec![source], state);
        let items = self.emit(Ir::Load { offset: layout::LIST_ITEMS }, vec![source]);
        self.held_items(instr, items);
        Ok(true)
    }

    fn for_range(&mut self, pc: usize, a: usize, iterator: InstId, target: usize) -> Result<bool, Bail> {
        self.guard_shape(iterator, shape(Kind::RangeIterator), pc);
        self.walked.insert(iterator);
        let left = self.emit(Ir::LoadInt { offset: layout::RANGE_LEFT }, vec![iterator]);
        let zero = self.emit(Ir::Int { value: 0 }, vec![]);
        let ended = self.emit(Ir::IntCompare { cond: Cond::Eq }, vec![left, zero]);
        let (end_block, next_block) = self.open_branch(ended, pc + 1, target);
        let env = self.env.clone();
        self.block = end_block;
        self.edge(pc + 1)?;
        self.block = next_block;
        self.env = env;
        let next = self.emit(Ir::LoadInt { offset: layout::RANGE_NEXT }, vec![iterator]);
        let step = self.emit(Ir::LoadInt { offset: layout::RANGE_STEP }, vec![iterator]);
        let one = self.emit(Ir::Int { value: 1 }, vec![]);
        let fewer = self.emit(Ir::WordSub, vec![left, one]);
        let after = self.emit(Ir::WordAdd, vec![next, step]);
        self.emit(Ir::StoreInt { offset: layout::RANGE_LEFT }, vec![iterator, fewer]);
        self.emit(Ir::StoreInt { offset: layout::RANGE_NEXT }, vec![iterator, after]);
        self.set(a, next);
        self.edge(target)?;
        Ok(false)
    }
}
