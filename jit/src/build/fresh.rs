//! Objects that are made in place, without a call of their class: the iterators of loops, ranges, tuples, and functions.

use super::call::Site;
use super::env::{Keywords, Walk};
use super::{Bail, Builder};
use crate::ir::{Cond, InstId, Op as Ir, Type};
use crate::lower::MAX_ARGUMENTS;
use runtime::bytecode::{Instr, Op};
use runtime::heap::Gc;
use runtime::object::dict::Yields;
use runtime::object::function::NativeFunction;
use runtime::object::header::Kind;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::Type as Class;
use runtime::tier::{
    self, PairsLayout, TupleMethod, layout, new_range, operands_seen, plain_function, seen_bits as seen,
};
use runtime::value::Value;
use std::rc::Rc;

impl Builder<'_> {
    /// `range(...)` whose iterator is all that is wanted: makes that, for the next instruction too.
    pub(super) fn range_call(&mut self, site: Site, callee: InstId, class: Gc<Class>) -> bool {
        if class != self.vm.types.range || !(1..=3).contains(&site.given) || site.names.is_some() {
            return false;
        }
        let code = self.code();
        let Some(&next) = code.unit.code.get(site.pc + 1) else { return false };
        let named = site.result < code.unit.registers.len();
        let is_iterated = Op::from_byte(next.op_byte()) == Some(Op::GetIter) && usize::from(next.b()) == site.result;
        if named || !is_iterated || self.top().analysis.runs.contains_key(&(site.pc + 1)) || self.was_reached(site.pc) {
            return false;
        }
        let Some(mut numbers) = self.int_arguments(site) else { return false };
        self.guard_object(callee, class.value(), site.pc);
        if numbers.len() == 1 {
            numbers.insert(0, self.emit(Ir::Int { value: 0 }, vec![]));
        }
        if numbers.len() == 2 {
            numbers.push(self.emit(Ir::Int { value: 1 }, vec![]));
        }
        let state = self.state(site.pc);
        let iterator = self.emit_at(Ir::NewRangeIterator, numbers, state);
        self.env.shapes.push((iterator, Kind::RangeIterator as u32));
        self.set(usize::from(next.a()), iterator);
        self.done = Some(site.pc + 1);
        true
    }

    /// The arguments of a call, if they may all be ints: they are from here on.
    fn int_arguments(&mut self, site: Site) -> Option<Vec<InstId>> {
        let mut numbers = Vec::new();
        for index in 0..site.given {
            let value = self.get(site.first + index);
            if self.known_other(value) && self.ty(value) == Type::Value {
                return None;
            }
            numbers.push(self.int(value, site.pc)?);
        }
        Some(numbers)
    }

    /// `range(...)` of one or two numbers: an object that need not be made.
    pub(super) fn new_range(&mut self, site: Site, callee: InstId, class: Gc<Class>) -> bool {
        if !(1..=2).contains(&site.given) || self.was_reached(site.pc) {
            return false;
        }
        let Some(mut numbers) = self.int_arguments(site) else { return false };
        self.guard_object(callee, class.value(), site.pc);
        let [zero, one] = [0, 1].map(|value| self.emit(Ir::Int { value }, vec![]));
        if numbers.len() == 1 {
            numbers.insert(0, zero);
        }
        let (start, stop) = (numbers[0], numbers[1]);
        let state = self.state(site.pc);
        let distance = if start == zero { stop } else { self.emit_at(Ir::IntSub, vec![stop, start], state) };
        let any = self.emit(Ir::IntCompare { cond: Cond::Gt }, vec![distance, zero]);
        let length = self.emit(Ir::SelectInt, vec![any, distance, zero]);
        self.pin(class.word());
        let class = self.word(class.value());
        let (header, size) = new_range(self.vm);
        self.note_made(header, || "range".to_owned());
        let range = self.emit_at(Ir::NewInstance { header, size }, vec![class], state);
        self.env.shapes.push((range, Kind::Range as u32));
        let fields = [layout::RANGE_START, layout::RANGE_STOP, layout::RANGE_BY, layout::RANGE_LENGTH];
        for (offset, value) in fields.into_iter().zip([start, stop, one, length]) {
            self.set_field(range, offset, value);
        }
        self.ranges.insert(range, [start, stop, one]);
        self.set(site.result, range);
        true
    }

    /// The iterator of what was made here, or is an iterator itself.
    pub(super) fn iterator_known(&mut self, source: InstId, pc: usize) -> Option<InstId> {
        if let Some(numbers) = self.ranges.get(&source) {
            let numbers = numbers.to_vec();
            let state = self.state(pc);
            let iterator = self.emit_at(Ir::NewRangeIterator, numbers, state);
            self.env.shapes.push((iterator, Kind::RangeIterator as u32));
            return Some(iterator);
        }
        self.is_known_iterator(source).then_some(source)
    }

    /// The iterator of a list or tuple for the loop that follows, if it is known to be one or the loop has been over nothing
    /// else.
    pub(super) fn sequence_iterator(&mut self, pc: usize, instr: Instr, source: InstId) -> Option<InstId> {
        let code = self.code();
        let header = super::generator::header_after(code, pc, instr)?;
        if self.ty(source) != Type::Value || self.was_reached(pc) || self.hopeless(header) {
            return None;
        }
        // Of what was an iterator already.
        if operands_seen(code, pc) & seen::OTHER != 0 {
            return None;
        }
        let is = |this: &Self, kind: Kind| this.env.shapes.contains(&(source, kind as u32));
        let is_derived = self.is_derived_tuple(source, TupleMethod::Iter);
        let kind = match operands_seen(code, header) {
            _ if is(self, Kind::List) => Kind::List,
            _ if is(self, Kind::Tuple) => Kind::Tuple,
            _ if is_derived => Kind::Tuple,
            // The loop is over what such an object gave.
            _ if operands_seen(code, pc) & (seen::OBJECT | seen::DICT) != 0 => return None,
            seen::LIST => Kind::List,
            seen::TUPLE => Kind::Tuple,
            _ => return None,
        };
        let class = match kind {
            Kind::List => Kind::SequenceIterator as u32,
            _ => self.vm.types.tuple_iterator.root_shape.get().0,
        };
        if !is_derived {
            self.guard_shape(source, kind as u32, pc);
        }
        let state = self.state(pc);
        let iterator = self.emit_at(Ir::NewSequenceIterator { tuple: kind == Kind::Tuple }, vec![source], state);
        self.env.shapes.push((iterator, class));
        Some(iterator)
    }

    /// The iterator over a dict or set for the loop that follows, if that has been over nothing else.
    pub(super) fn table_iterator(&mut self, pc: usize, instr: Instr, source: InstId) -> Option<InstId> {
        let code = self.code();
        let header = super::generator::header_after(code, pc, instr)?;
        if self.ty(source) != Type::Value || self.was_reached(pc) || self.hopeless(header) {
            return None;
        }
        let yields = tier::table_walked(self.vm, tier::iterator_seen(code, header)?)?;
        let kind = match yields {
            Yields::Keys => Kind::Dict,
            Yields::Elements => Kind::Set,
            Yields::Values | Yields::Items => return None,
        };
        if self.known_other_than(source, kind) {
            return None;
        }
        self.guard_shape(source, kind as u32, pc);
        Some(self.new_table_iterator(pc, source, yields))
    }

    /// `dict.keys()`, `dict.values()` or `dict.items()` whose iterator is all that is wanted: makes that, for the next instruction
    /// too.
    pub(super) fn view_call(&mut self, site: Site, callee: InstId, native: Gc<NativeFunction>) -> bool {
        let of_dict = native.owner.get() == tier::class_of_shape(self.vm, Kind::Dict as u32).value();
        let yields = match native.spec.name {
            "keys" => Yields::Keys,
            "values" => Yields::Values,
            "items" => Yields::Items,
            _ => return false,
        };
        let code = self.code();
        let Some(&next) = code.unit.code.get(site.pc + 1) else { return false };
        let is_iterated = Op::from_byte(next.op_byte()) == Some(Op::GetIter) && usize::from(next.b()) == site.result;
        let named = site.result < code.unit.registers.len();
        let plain = site.given == 1 && site.names.is_none() && site.spread.is_none();
        if !of_dict || !is_iterated || named || !plain || self.was_reached(site.pc) {
            return false;
        }
        if self.top().analysis.runs.contains_key(&(site.pc + 1)) {
            return false;
        }
        let dict = self.argument(site, 0);
        if self.ty(dict) != Type::Value {
            return false;
        }
        self.guard_object(callee, native.value(), site.pc);
        let state = self.state(site.pc);
        self.emit_at(Ir::GuardKind { kind: Kind::Dict as u8 }, vec![dict], state);
        let iterator = self.new_table_iterator(site.pc, dict, yields);
        self.set(usize::from(next.a()), iterator);
        self.done = Some(site.pc + 1);
        true
    }

    /// An iterator over what is known to be a dict or set.
    fn new_table_iterator(&mut self, pc: usize, container: InstId, yields: Yields) -> InstId {
        let state = self.state(pc);
        let offset = match yields {
            Yields::Elements => layout::SET_LIVE,
            Yields::Keys | Yields::Values | Yields::Items => {
                // Of namespaces the runtime counts the entries.
                self.emit_at(Ir::GuardByte { offset: layout::DICT_CELLS, value: 0 }, vec![container], state);
                layout::DICT_LIVE
            }
        };
        let len = self.emit(Ir::Count { offset }, vec![container]);
        let header = tier::table_iterator_header(self.vm, yields);
        let op = Ir::NewTableIterator { header, yields: yields as u8 };
        let iterator = self.emit_at(op, vec![container, len], state);
        self.env.shapes.push((iterator, header as u32));
        iterator
    }

    /// `enumerate` of a list or tuple, or `zip` of some, for the loop that follows, if that has been over nothing else.
    pub(super) fn new_pairs(&mut self, pc: usize, class: Gc<Class>, sources: &[InstId]) -> Option<InstId> {
        let code = self.code();
        let header = super::generator::loop_over(code, pc)?;
        if self.was_reached(pc) || self.hopeless(header) {
            return None;
        }
        let walk = self.pairs_over(header, class, sources.len())?;
        let zips = matches!(walk, Walk::Zip { .. });
        // An `enumerate` may begin with another number.
        let (sources, first) = match *sources {
            [source, first] if !zips && self.ty(first) == Type::Int => (vec![source], Some(first)),
            _ if zips || sources.len() == 1 => (sources.to_vec(), None),
            _ => return None,
        };
        if sources.iter().any(|&source| self.ty(source) != Type::Value) {
            return None;
        }
        let kinds: Vec<Kind> = (0..sources.len()).map(|index| walk.kind_of(index)).collect();
        if sources.iter().zip(&kinds).any(|(&source, &kind)| self.known_other_than(source, kind)) {
            return None;
        }
        let PairsLayout { header, info, size } = tier::pairs_layout(self.vm, zips)?;
        for (&source, &kind) in sources.iter().zip(&kinds) {
            self.guard_shape(source, kind as u32, pc);
        }
        let state = self.state(pc);
        let iterator = |this: &mut Self, (&source, &kind): (&InstId, &Kind)| {
            this.emit_at(Ir::NewSequenceIterator { tuple: kind == Kind::Tuple }, vec![source], state)
        };
        let iterators: Vec<InstId> = sources.iter().zip(&kinds).map(|source| iterator(self, source)).collect();
        let fields = if zips {
            vec![(layout::ZIP_ITERATORS, self.emit_at(Ir::NewTuple, iterators, state))]
        } else {
            let first = first.unwrap_or_else(|| self.emit(Ir::Int { value: 0 }, vec![]));
            vec![(layout::ENUMERATE_ITERATOR, iterators[0]), (layout::ENUMERATE_COUNT, first)]
        };
        self.pin(class.word());
        let of = self.word(class.value());
        self.note_made(header, || if zips { "zip" } else { "enumerate" }.to_owned());
        let pairs = self.emit_at(Ir::NewInstance { header, size }, vec![of], state);
        let info = self.word(Value::from_bits(info));
        self.emit(Ir::Store { offset: layout::NATIVE_INFO }, vec![pairs, info]);
        for (offset, value) in fields {
            self.set_field(pairs, offset, value);
        }
        self.env.shapes.push((pairs, header as u32));
        Some(pairs)
    }

    /// A function, whose code is known from then on; false if that is left to the runtime.
    pub(super) fn make_function(&mut self, pc: usize, instr: Instr) -> bool {
        let code = self.code();
        let Some(plain) = plain_function(self.vm, code, instr) else { return false };
        let state = self.state(pc);
        let cell = self.constant(plain.builtins.0);
        let held = plain.builtins.1.bits() as i64;
        self.pin(held as u64);
        self.emit_at(Ir::GuardLoad { offset: layout::CELL_VALUE, value: held }, vec![cell], state);
        let cell = self.constant(plain.module);
        let module = self.emit(Ir::Load { offset: layout::CELL_VALUE }, vec![cell]);
        self.emit_at(Ir::GuardBound, vec![module], state);
        let (header, size) = (plain.header, plain.size);
        let of = self.constant(plain.code.value());
        self.note_made(header, || "function".to_owned());
        let function = self.emit_at(Ir::NewInstance { header, size }, vec![of], state);
        self.env.shapes.push((function, plain.shape));
        for (offset, value) in plain.fields {
            let value = self.constant(value);
            self.set_field(function, offset, value);
        }
        self.set_field(function, layout::FUNCTION_MODULE, module);
        for (register, offset) in (usize::from(instr.b())..).zip(plain.given) {
            let value = self.get(register);
            self.set_field(function, offset, value);
        }
        self.made.insert(function, plain.code);
        self.env.words.push((function, plain.code.word()));
        self.set(usize::from(instr.a()), function);
        true
    }

    /// A tuple of a run of registers.
    pub(super) fn build_tuple(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        let (a, first, count) = (usize::from(instr.a()), usize::from(instr.b()), usize::from(instr.c()));
        if !(1..=MAX_ARGUMENTS).contains(&count) {
            return self.interpret(pc, instr);
        }
        let items: Vec<InstId> = (first..first + count).map(|register| self.get(register)).collect();
        let tuple = self.new_tuple(pc, items);
        self.set(a, tuple);
        Ok(true)
    }

    /// A tuple of these items.
    pub(super) fn new_tuple(&mut self, pc: usize, items: Vec<InstId>) -> InstId {
        if items.is_empty()
            && let Ok(empty) = self.vm.tuple(&[])
        {
            let empty = self.constant(empty.value());
            self.env.shapes.push((empty, Kind::Tuple as u32));
            self.tuples.insert(empty, items);
            return empty;
        }
        let boxed = items.iter().map(|&item| self.boxed(item)).collect();
        let state = self.state(pc);
        let tuple = self.emit_at(Ir::NewTuple, boxed, state);
        self.tuples.insert(tuple, items);
        self.env.shapes.push((tuple, Kind::Tuple as u32));
        tuple
    }

    /// A dict with these keys, which are strs that differ.
    pub(super) fn new_dict(&mut self, pc: usize, items: Vec<(Value, InstId)>) -> InstId {
        let mut boxed = Vec::new();
        for &(key, value) in &items {
            boxed.extend([self.constant(key), self.boxed(value)]);
        }
        let state = self.state(pc);
        let dict = self.emit_at(Ir::NewDict, boxed, state);
        self.env.keywords.push((dict, Rc::from(items)));
        self.env.shapes.push((dict, Kind::Dict as u32));
        dict
    }

    /// The items of a tuple, if it was made here or is a constant.
    pub(super) fn items_of(&mut self, tuple: InstId) -> Option<Vec<InstId>> {
        if let Some(items) = self.tuples.get(&tuple) {
            return Some(items.clone());
        }
        let Ir::Word { bits } = self.function.inst(tuple).op else { return None };
        let constant: Gc<Tuple> = Value::from_bits(bits).cast()?;
        let plain = self.vm.class_of(constant.value()) == self.vm.types.tuple && constant.len() <= MAX_ARGUMENTS;
        plain.then(|| constant.items().to_vec().into_iter().map(|item| self.constant(item)).collect())
    }

    /// What a dict that was made here holds.
    pub(super) fn keywords_of(&self, dict: InstId) -> Option<Keywords> {
        self.env.keywords.iter().find(|(known, _)| *known == dict).map(|(_, items)| Rc::clone(items))
    }

    /// `{}`, or the merging of keywords into it; false if that is not all.
    pub(super) fn keyword_dict(&mut self, pc: usize, instr: Instr, op: Op) -> bool {
        let (a, b, c) = (usize::from(instr.a()), usize::from(instr.b()), usize::from(instr.c()));
        let temporary = a >= self.code().unit.registers.len();
        if !temporary {
            return false;
        }
        if op == Op::BuildMap && c == 0 {
            let dict = self.new_dict(pc, Vec::new());
            self.set(a, dict);
            return true;
        }
        let (into, from) = (self.get(a), self.get(b));
        if op == Op::DictMerge && self.merges_nothing(pc, into, from) {
            return true;
        }
        let known = self.keywords_of(into).zip(self.keywords_of(from));
        // A dict that is in one temporary register only may as well be another one.
        let Some((into, from)) = known.filter(|_| op == Op::DictMerge) else { return false };
        if into.iter().any(|(key, _)| from.iter().any(|(other, _)| key == other)) {
            return false;
        }
        if !from.is_empty() {
            let dict = self.new_dict(pc, into.iter().chain(from.iter()).copied().collect());
            self.set(a, dict);
        }
        true
    }
    /// Whether the keywords that are merged into those of a call are none, as before: that is guarded.
    fn merges_nothing(&mut self, pc: usize, into: InstId, from: InstId) -> bool {
        let code = self.code();
        let unknown = self.keywords_of(from).is_none() && self.ty(from) == Type::Value;
        let guess = operands_seen(code, pc) == 0 && !self.was_reached(pc) && !self.known_other_than(from, Kind::Dict);
        if self.keywords_of(into).is_none() || !unknown || !guess {
            return false;
        }
        self.guard_shape(from, Kind::Dict as u32, pc);
        let count = self.emit(Ir::Count { offset: layout::DICT_LIVE }, vec![from]);
        let zero = self.emit(Ir::Int { value: 0 }, vec![]);
        let less = self.emit(Ir::WordSub, vec![zero, count]);
        let state = self.state(pc);
        self.emit_at(Ir::GuardAtLeast { least: 0 }, vec![less], state);
        true
    }
}
