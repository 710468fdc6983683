//! `enumerate`, `zip`, `map` and `filter` whose items a loop or a consuming builtin takes: each as a generator function in Python
//! that is inlined there, like any other generator. Frames of these functions are never seen.
//!
//! Loops over lists and tuples alone have a form of their own (`cursor.rs`). The functions are given iterators, so that what
//! else has these sees them move on.

use super::call::Site;
use super::env::Suspended;
use super::generator::loop_over;
use super::{Bail, Builder, Slot};
use crate::ir::{Helper, InstId, Leaf, OF_LEAF, Op as Ir, StateId, Type};
use runtime::bytecode::{Instr, Op};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::object::function::Function;
use runtime::object::header::Kind;
use runtime::object::type_object::Type as Class;
use runtime::tier::{
    self, Combination, Combined, SeenItems, Source, combination_made, combination_seen, combining, layout,
};
use runtime::value::Value;

/// The generator functions.
const SOURCE: &str = include_str!("combine.py");

/// The function that stands for a combination.
fn stand_in(source: Source, calls: bool) -> Option<&'static str> {
    Some(match source {
        Source::Enumerate => "enumerate",
        Source::Zip(1) => "zip_1",
        Source::Zip(2) => "zip_2",
        Source::Zip(3) => "zip_3",
        Source::Map(1) => "map_1",
        Source::Map(2) => "map_2",
        Source::Filter if calls => "filter",
        Source::Filter => "filter_none",
        _ => return None,
    })
}

impl Builder<'_> {
    /// A call of a class that combines iterators, which a loop or builtin consumes; none if it is no such call.
    pub(super) fn combining_call(
        &mut self,
        site: Site,
        callee: InstId,
        class: Gc<Class>,
    ) -> Result<Option<bool>, Bail> {
        if site.names.is_some() || site.spread.is_some() || self.was_reached(site.pc) {
            return Ok(None);
        }
        let Some(source) = combining(self.vm, class.value(), site.given) else { return Ok(None) };
        let (caller, first) = (self.code(), self.get(site.first));
        if self.doubts.about(caller.word(), OF_LEAF) || !self.is_consumed(site) {
            return Ok(None);
        }
        let nothing = self.is_constant(first, Value::NONE);
        if matches!(source, Source::Map(_)) && nothing {
            return Ok(None);
        }
        let Some(name) = stand_in(source, !nothing) else { return Ok(None) };
        let Some(code) = self.analyses.hidden(self.vm, SOURCE, name) else { return Ok(None) };
        let seen = self.combination(site.pc).filter(|seen| seen.source() == source);
        let parts = seen.map(|seen| seen.parts()).unwrap_or_default();
        if self.is_refused(code) || !self.has_room(code) {
            return Ok(None);
        }
        let Some(function) = tier::hidden_function(self.vm, code) else { return Ok(None) };
        // A `filter` that calls nothing is another function: its own must be known.
        if source == Source::Filter && !nothing && !self.made.contains_key(&first) {
            let Some(called) = self.content_now(first).filter(|called| !called.is_none()) else { return Ok(None) };
            self.guard_object(first, called, site.pc);
        }
        self.guard_object(callee, class.value(), site.pc);
        let mut arguments = Vec::new();
        let given = site.first + usize::from(matches!(source, Source::Map(_) | Source::Filter));
        if given != site.first {
            arguments.push(first);
        }
        for index in 0..source.combines() {
            let item = self.get(given + index);
            let of = parts.get(index).map(Combination::source);
            let Some(iterator) = self.iterator_of(site.pc, item, of) else { return Ok(None) };
            arguments.push(iterator);
        }
        if source == Source::Enumerate {
            let number = match site.given {
                1 => Some(self.emit(Ir::Int { value: 0 }, vec![])),
                _ => {
                    let number = self.get(site.first + 1);
                    self.int(number, site.pc)
                }
            };
            let Some(number) = number else { return Ok(None) };
            arguments.push(number);
        }
        let function = self.constant(function);
        self.pin(code.word());
        Ok(Some(self.make_generator(site, code, function, arguments)?))
    }

    fn is_constant(&self, value: InstId, constant: Value) -> bool {
        self.function.inst(value).op == (Ir::Word { bits: constant.bits() })
    }

    /// What the interpreter has seen of the combination that the call at `pc` makes: noted where a loop is over it, over another
    /// one that it is part of, or with the call.
    fn combination(&mut self, pc: usize) -> Option<Combination> {
        let code = self.code();
        if let Some(header) = loop_over(code, pc) {
            return combination_seen(code, header);
        }
        let outer = self.outer_call(pc).and_then(|(outer, at)| self.combination(outer)?.parts().get(at).cloned());
        outer.or_else(|| combination_made(code, pc))
    }

    /// The call right after the one at `pc` that combines what that gives, and nothing else: with which of the iterators in
    /// its result that is.
    fn outer_call(&mut self, pc: usize) -> Option<(usize, usize)> {
        let unit = &self.code().unit;
        let (call, outer) = (*unit.code.get(pc)?, *unit.code.get(pc + 1)?);
        let window = usize::from(outer.b());
        let given = usize::from(outer.c());
        let last = window + 3 + given;
        let alone = Op::from_byte(outer.op_byte()) == Some(Op::Call) && (1..=2).contains(&given);
        if !alone || usize::from(call.a()) != last || usize::from(call.a()) < unit.registers.len() {
            return None;
        }
        let callee = self.env.top().registers[window]?.value;
        let class = self.content_now(callee)?;
        let source = combining(self.vm, class, given)?;
        let fits = match source {
            Source::Enumerate => given == 1,
            Source::Map(1) | Source::Filter => given == 2,
            _ => false,
        };
        fits.then_some((pc + 1, 0))
    }

    /// Whether what the call at `pc` gives is combined by a call that a loop or builtin consumes.
    pub(super) fn is_combined(&mut self, site: Site) -> bool {
        let Some((outer, _)) = self.outer_call(site.pc) else { return false };
        let instr = self.code().unit.code[outer];
        let (window, given) = (usize::from(instr.b()), usize::from(instr.c()));
        let site = Site {
            pc: outer,
            result: usize::from(instr.a()),
            window,
            first: window + 4,
            given,
            names: None,
            spread: None,
        };
        !self.was_reached(outer) && self.is_consumed(site)
    }

    /// The iterator of what a call at `pc` is given, which should be over `seen`; none where nothing may be taken for granted.
    pub(super) fn iterator_of(&mut self, pc: usize, item: InstId, seen: Option<Source>) -> Option<InstId> {
        if self.env.suspended.iter().any(|generator| generator.object == item) {
            return Some(item);
        }
        if self.ty(item) != Type::Value {
            return None;
        }
        if let Some(iterator) = self.iterator_known(item, pc) {
            return Some(iterator);
        }
        let known = self.env.shapes.iter().find(|(known, _)| *known == item).map(|(_, shape)| *shape);
        let is = |kind: Kind| known == Some(kind as u32);
        let of = match seen {
            _ if is(Kind::List) => Source::List,
            _ if is(Kind::Tuple) => Source::Tuple,
            None if known.is_none() => Source::List,
            None => Source::Other,
            Some(seen) => seen,
        };
        let shape = tier::iterator_shape(self.vm, of);
        if let Source::List | Source::Tuple = of {
            let kind = if of == Source::List { Kind::List } else { Kind::Tuple };
            if known.is_some_and(|known| known != kind as u32) {
                return None;
            }
            self.guard_shape(item, kind as u32, pc);
            let state = self.state(pc);
            let iterator = self.emit_at(Ir::NewSequenceIterator { tuple: of == Source::Tuple }, vec![item], state);
            self.env.shapes.push((iterator, shape?));
            return Some(iterator);
        }
        let iterator = self.leaf_or_leave(pc, Leaf::Iter, vec![item]);
        if let Some(shape) = shape.filter(|_| of.combines() == 0) {
            self.guard_shape(iterator, shape, pc);
        }
        Some(iterator)
    }

    /// What an iterator is known to be over.
    pub(super) fn source_known(&mut self, iterator: InstId) -> Option<Source> {
        let shape = self.env.shapes.iter().find(|(known, _)| *known == iterator).map(|(_, shape)| *shape)?;
        tier::source_of_shape(self.vm, shape)
    }

    /// Whether the builder is in one of these functions.
    pub(super) fn is_combining(&self) -> bool {
        let code: Gc<Code> = self.function.frame(self.env.frames.last().expect("a frame").id).code;
        code.hidden.get() && super::generator::suspends(code)
    }

    /// The typed items that an iterator is known to be over, with the shape of the iterator.
    pub(super) fn typed_source(&mut self, iterator: InstId) -> Option<(u32, SeenItems)> {
        let source = self.source_known(iterator)?;
        Some((tier::iterator_shape(self.vm, source)?, tier::typed_items_in(self.vm, source)?))
    }
}

impl Builder<'_> {
    /// Where a loop is entered that was over a combination already, which it alone has: a generator takes its place, and goes on
    /// after an item.
    pub(super) fn adopt_combination(&mut self, entry: usize, register: usize, object: InstId, now: Value) {
        let code = self.function.frame(self.env.top().id).code.word();
        let now = tier::combined_now(self.vm, now, 0);
        if now.source.combines() == 0 || !self.may_adopt(&now) || self.doubts.about(code, OF_LEAF) {
            return;
        }
        let Some(generator) = self.adopted(entry, register, object, &now) else { return };
        self.env.top().registers[register] = Some(Slot { value: generator, dirty: true });
        self.last_state = None;
    }

    /// Whether there is a function for a combination and all in it, each another one.
    fn may_adopt(&mut self, now: &Combined) -> bool {
        let mut names = Vec::new();
        let mut open = vec![now];
        while let Some(next) = open.pop() {
            let Some(name) = self.stand_in_now(next) else { return false };
            let code = self.analyses.hidden(self.vm, SOURCE, name);
            if names.contains(&name) || code.is_none_or(|code| self.is_refused(code) || !self.has_room(code)) {
                return false;
            }
            names.push(name);
            // Only the first one is taken items of by a loop of its own.
            open.extend(next.parts.iter().take(1).filter(|part| part.source.combines() > 0));
        }
        true
    }

    fn stand_in_now(&self, now: &Combined) -> Option<&'static str> {
        let calls = now.function.is_none_or(|function| !function.is_none());
        stand_in(now.source, calls)
    }

    fn adopted(&mut self, entry: usize, register: usize, object: InstId, now: &Combined) -> Option<InstId> {
        let name = self.stand_in_now(now)?;
        let code = self.analyses.hidden(self.vm, SOURCE, name)?;
        let function = tier::hidden_function(self.vm, code)?;
        let state = self.state_about(entry, register);
        let shape = tier::iterator_shape(self.vm, now.source)?;
        self.emit_at(Ir::GuardShape { shape }, vec![object], state);
        let mut arguments = Vec::new();
        let function_at = match now.source {
            Source::Map(_) => Some(layout::MAP_FUNCTION),
            Source::Filter => Some(layout::FILTER_FUNCTION),
            _ => None,
        };
        if let Some(offset) = function_at {
            let called = self.emit(Ir::Load { offset }, vec![object]);
            arguments.push(self.guard_called(called, now.function?, state));
        }
        let iterators = match now.source {
            Source::Enumerate => vec![self.emit(Ir::Load { offset: layout::ENUMERATE_ITERATOR }, vec![object])],
            Source::Filter => vec![self.emit(Ir::Load { offset: layout::FILTER_ITERATOR }, vec![object])],
            source => {
                let of_map = matches!(source, Source::Map(_));
                let offset = if of_map { layout::MAP_ITERATORS } else { layout::ZIP_ITERATORS };
                let all = self.emit(Ir::Load { offset }, vec![object]);
                let value = source.combines() as i64;
                self.emit_at(Ir::GuardLoad { offset: layout::TUPLE_LEN, value }, vec![all], state);
                let offsets = (0..source.combines() as i32).map(|index| layout::TUPLE_ITEMS + 8 * index);
                offsets.map(|offset| self.emit(Ir::Load { offset }, vec![all])).collect()
            }
        };
        for (index, (iterator, part)) in iterators.into_iter().zip(&now.parts).enumerate() {
            let known = match part.source.combines() {
                0 => tier::iterator_shape(self.vm, part.source),
                _ if index == 0 => {
                    arguments.push(self.adopted(entry, register, iterator, part)?);
                    continue;
                }
                _ => None,
            };
            if index == 0 && known.is_none() && self.adopt_generator(entry, register, iterator, part.value) {
                arguments.push(iterator);
                continue;
            }
            if let Some(shape) = known {
                self.emit_at(Ir::GuardFixedShape { shape }, vec![iterator], state);
                self.env.shapes.push((iterator, shape));
            }
            arguments.push(iterator);
        }
        if now.source == Source::Enumerate {
            let count = self.emit(Ir::Load { offset: layout::ENUMERATE_COUNT }, vec![object]);
            let number = self.emit_at(Ir::GuardInt, vec![count], state);
            // It counts before it goes on.
            let one = self.emit(Ir::Int { value: 1 }, vec![]);
            arguments.push(self.emit(Ir::WordSub, vec![number, one]));
        }
        let function = self.constant(function);
        self.pin(code.word());
        // Nothing has been built yet that registers would have to be written for.
        let generator = self.emit_at(Ir::Call { helper: Helper::Generator }, vec![function], state);
        self.generators.insert(generator);
        self.wait_after_item(code, generator, &arguments);
        Some(generator)
    }

    /// A function that iterators call, which is what it is now; of functions in Python only the code is.
    fn guard_called(&mut self, called: InstId, now: Value, state: StateId) -> InstId {
        if let Some(function) = now.cast::<Function>() {
            let code = function.code.get();
            self.pin(code.word());
            self.emit_at(Ir::GuardKind { kind: Kind::Function as u8 }, vec![called], state);
            let value = code.word() as i64;
            self.emit_at(Ir::GuardLoad { offset: layout::FUNCTION_CODE, value }, vec![called], state);
            self.env.words.push((called, code.word()));
            self.made.insert(called, code);
            return called;
        }
        self.pin(now.bits());
        self.emit_at(Ir::GuardWord { bits: now.bits() }, vec![called], state);
        self.constant(now)
    }

    /// The generator waits after its `yield`, as if it had been given these arguments.
    fn wait_after_item(&mut self, code: Gc<Code>, object: InstId, arguments: &[InstId]) {
        let pc = super::generator::yields(code)[0];
        let kept = self.kept_over(code, pc);
        // What its loop is over: the first iterator.
        let drives = |instr: &&Instr| instr.op_byte() == Op::ForIter as u8 && kept.contains(instr.b().into());
        let driven = code.unit.code.iter().find(drives).map(|instr| usize::from(instr.b()));
        let first = usize::from(code.unit.registers[0].name.as_str() == Some("function"));
        let value = |register: usize| match register {
            _ if !kept.contains(register) => None,
            _ if Some(register) == driven => arguments.get(first).copied(),
            _ => arguments.get(register).copied(),
        };
        let registers = (0..code.register_count as usize).map(value).collect();
        self.env.suspended.push(Suspended { object, code, pc: pc + 1, which: None, registers });
        self.last_state = None;
    }
}

/// The `for` instruction of a loop over a combination that the interpreter has seen there.
pub(super) fn loops_over_combination(code: Gc<Code>, pc: usize, instr: Instr) -> Option<usize> {
    let header = (Op::from_byte(instr.op_byte()) == Some(Op::Call)).then(|| loop_over(code, pc))??;
    let seen = combination_seen(code, header)?;
    stand_in(seen.source(), true).map(|_| header)
}
