//! Iterator types: sequence iterator, enumerate, zip, map, filter, reversed, callable iterator.

use crate::exceptions::hierarchy::Exc;
use crate::heap::{Field, Gc, Native, NativeData};
use crate::native::signature::CallArgs;
use crate::native::{Args, FnSpec, TypeSpec, method};
use crate::object::Special;
use crate::object::dict::{Dict, TableIterator, Yields};
use crate::object::header::Kind;
use crate::object::list::{List, SequenceIterator};
use crate::object::protocol::BinaryOp;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::tier::Source;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;

/// `iterator.__iter__`
pub fn itself(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(args[0])
}

fn sequence_of(args: Args<'_>) -> Gc<SequenceIterator> {
    args[0].cast::<SequenceIterator>().expect("the receiver is a sequence iterator")
}

/// `__length_hint__` of iterators that count up to the length of their sequence.
pub(crate) fn sequence_length_hint(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = sequence_of(args);
    let Some(sequence) = iterator.sequence.get().given() else { return Ok(Value::int32(0)) };
    if vm.special_of(sequence, Special::Len).is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    Ok(Value::int_unchecked((vm.len(sequence)? as i64 - iterator.index.get()).max(0)))
}

/// `__length_hint__` of iterators that count down.
pub(crate) fn reversed_length_hint(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = sequence_of(args);
    let Some(sequence) = iterator.sequence.get().given() else { return Ok(Value::int32(0)) };
    let (len, left) = (vm.len(sequence)? as i64, iterator.index.get() + 1);
    Ok(Value::int_unchecked(if len < left { 0 } else { left }))
}

/// A builtin function, for `__reduce__`.
pub(crate) fn builtin(vm: &mut Vm, name: &str) -> PyResult<Value> {
    let builtins = vm.builtins;
    let key = vm.intern(name);
    match builtins.get(vm, key.value())? {
        Some(function) => Ok(function),
        None => Err(vm.attribute_error_text(name)),
    }
}

/// `(function, (argument,))`, followed by the state if there is one.
pub(crate) fn reduced(vm: &mut Vm, function: Value, argument: Value, state: Option<Value>) -> PyResult<Value> {
    let inner = vm.tuple(&[argument])?.value();
    match state {
        Some(state) => Ok(vm.tuple(&[function, inner, state])?.value()),
        None => Ok(vm.tuple(&[function, inner])?.value()),
    }
}

/// `__reduce__` of iterators over sequences.
pub(crate) fn sequence_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = sequence_of(args);
    let class = vm.class_of(args[0]);
    let backwards = class.spec.get().is_some_and(|spec| std::ptr::eq(spec, &super::list::LIST_REVERSE_ITERATOR));
    // Looking the function up may run code that exhausts the iterator.
    let mut function = builtin(vm, if backwards { "reversed" } else { "iter" })?;
    if let Some(sequence) = iterator.sequence.get().given() {
        let index = vm.int(iterator.index.get())?;
        return reduced(vm, function, sequence, Some(index));
    }
    if backwards {
        function = builtin(vm, "iter")?;
    }
    let empty = if class == vm.types.list_iterator || backwards {
        vm.list(&[])?.value()
    } else if class.name.get().is_text("str_iterator") || class.name.get().is_text("str_ascii_iterator") {
        vm.empty_str().value()
    } else {
        vm.tuple(&[])?.value()
    };
    reduced(vm, function, empty, None)
}

/// `__setstate__` of iterators that count up.
pub(crate) fn sequence_setstate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let index = vm.index_i64(args[1], Exc::OverflowError)?;
    let iterator = sequence_of(args);
    if let Some(sequence) = iterator.sequence.get().given() {
        let bounded = vm.class_of(args[0]) != vm.types.iterator;
        let most = if bounded { vm.len(sequence)? as i64 } else { i64::MAX };
        iterator.index.set(index.clamp(0, most));
    }
    Ok(Value::NONE)
}

/// `__setstate__` of iterators that count down.
pub(crate) fn reversed_setstate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let index = vm.index_i64(args[1], Exc::OverflowError)?;
    let iterator = sequence_of(args);
    if let Some(sequence) = iterator.sequence.get().given() {
        let len = vm.len(sequence)? as i64;
        iterator.index.set(index.clamp(-1, (len - 1).max(-1)));
    }
    Ok(Value::NONE)
}

fn sequence_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = sequence_of(args);
    let Some(sequence) = iterator.sequence.get().given() else { return Ok(Value::EMPTY) };
    if iterator.index.get() == i64::MAX {
        return Err(vm.overflow_error("iter index too large"));
    }
    let index = vm.int(iterator.index.get())?;
    match vm.get_item(sequence, index) {
        Ok(item) => {
            iterator.index.set(iterator.index.get() + 1);
            Ok(item)
        }
        Err(raised) => {
            let class = vm.exc(Exc::StopIteration);
            let raised = match vm.catch(raised, Exc::IndexError) {
                Ok(_) => None,
                Err(raised) if vm.is_instance(vm.exception, class) => {
                    vm.take_exception(raised);
                    None
                }
                Err(raised) => Some(raised),
            };
            iterator.sequence.set_no_barrier(Value::EMPTY);
            raised.map_or(Ok(Value::EMPTY), Err)
        }
    }
}

/// Iterator over anything with `__getitem__`.
pub static ITERATOR: TypeSpec = TypeSpec {
    name: "iterator",
    kind: Kind::SequenceIterator,
    flags: type_flag::NO_NEW,
    methods: &[
        method("__iter__", "()", itself),
        method("__next__", "()", sequence_next),
        method("__length_hint__", "()", sequence_length_hint),
        method("__reduce__", "()", sequence_reduce),
        method("__setstate__", "(state, /)", sequence_setstate),
    ],
    ..TypeSpec::EMPTY
};

/// Where compiled code finds the fields of these iterators.
pub(crate) const ENUMERATE_ITERATOR: usize = std::mem::offset_of!(Native<Enumerate>, data.iterator);
pub(crate) const ENUMERATE_COUNT: usize = std::mem::offset_of!(Native<Enumerate>, data.count);
pub(crate) const ZIP_ITERATORS: usize = std::mem::offset_of!(Native<Zip>, data.iterators);
pub(crate) const MAP_FUNCTION: usize = std::mem::offset_of!(Native<Map>, data.function);
pub(crate) const MAP_ITERATORS: usize = std::mem::offset_of!(Native<Map>, data.iterators);
pub(crate) const FILTER_FUNCTION: usize = std::mem::offset_of!(Native<Filter>, data.function);
pub(crate) const FILTER_ITERATOR: usize = std::mem::offset_of!(Native<Filter>, data.iterator);

/// `enumerate`
pub struct Enumerate {
    iterator: Field<Value>,
    count: Field<Value>,
}
crate::native_data!(Enumerate, [iterator, count]);

/// The iterator that an `enumerate` numbers the items of.
pub(crate) fn enumerated(value: Value) -> Option<Value> {
    Some(value.cast::<Native<Enumerate>>()?.data.iterator.get())
}

/// How an iterator combines others, and which: a `zip` that checks their lengths is left out, and classes derived from these
/// are not told apart.
pub(crate) fn combined(value: Value) -> Option<(Source, Vec<Value>)> {
    let count = |iterators: Gc<Tuple>| u8::try_from(iterators.len()).ok();
    if let Some(iterator) = enumerated(value) {
        return Some((Source::Enumerate, vec![iterator]));
    }
    if let Some(zip) = value.cast::<Native<Zip>>().filter(|zip| !zip.data.strict.get()) {
        let iterators = zip.data.iterators.get();
        return Some((Source::Zip(count(iterators)?), iterators.items().to_vec()));
    }
    if let Some(map) = value.cast::<Native<Map>>() {
        let iterators = map.data.iterators.get();
        return Some((Source::Map(count(iterators)?), iterators.items().to_vec()));
    }
    let filter = value.cast::<Native<Filter>>()?;
    Some((Source::Filter, vec![filter.data.iterator.get()]))
}

/// The function of a `map` or `filter`.
pub(crate) fn combining_function(value: Value) -> Option<Value> {
    let of_map = value.cast::<Native<Map>>().map(|map| map.data.function.get());
    of_map.or_else(|| Some(value.cast::<Native<Filter>>()?.data.function.get()))
}

/// The class of iterators that combine others.
pub(crate) fn combining_class(vm: &mut Vm, source: Source) -> Option<Gc<Type>> {
    let spec = match source {
        Source::Enumerate => &ENUMERATE,
        Source::Zip(_) => &ZIP,
        Source::Map(_) => &MAP,
        Source::Filter => &FILTER,
        _ => return None,
    };
    vm.native_type(spec).ok()
}

/// The iterators that a `zip` takes items from.
pub(crate) fn zipped(value: Value) -> Option<Gc<Tuple>> {
    Some(value.cast::<Native<Zip>>()?.data.iterators.get())
}

fn class_arg(args: Args<'_>) -> Gc<Type> {
    args[0].cast::<Type>().expect("checked by the caller")
}

/// Arguments of `enumerate`, checked by hand as CPython does.
fn enumerate_arguments(vm: &mut Vm, args: Args<'_>) -> PyResult<(Value, Option<Value>)> {
    let given = args[1].cast::<Tuple>().expect("bound as *args");
    let named = args[2].cast::<Dict>().expect("bound as **kwargs");
    let total = given.len() + named.len();
    if total > 2 && !given.is_empty() {
        return Err(vm.type_error(&format!("enumerate() takes at most 2 arguments ({total} given)")));
    }
    let mut found = [given.items().first().copied(), given.items().get(1).copied()];
    for (slot, name) in ["iterable", "start"].iter().enumerate() {
        if let Some(value) = named.get_text(vm, name) {
            if found[slot].is_some() {
                return Err(vm.type_error(&format!("'{name}' is an invalid keyword argument for enumerate()")));
            }
            found[slot] = Some(value);
        }
    }
    let known = found.iter().flatten().count();
    match found[0] {
        Some(iterable) if known == total => Ok((iterable, found[1])),
        Some(_) => {
            let start = vm.intern("start");
            let iterable = vm.intern("iterable");
            let unknown = named.items().find(|(key, _)| *key != start.value() && *key != iterable.value());
            let name = match unknown {
                Some((key, _)) => vm.to_str(key)?.to_string_lossy(),
                None => String::new(),
            };
            Err(vm.type_error(&format!("'{name}' is an invalid keyword argument for enumerate()")))
        }
        None => Err(vm.type_error("enumerate() missing required argument 'iterable'")),
    }
}

/// `enumerate.__new__`: without keywords nothing needs to be bound.
fn enumerate_new(vm: &mut Vm, class: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let (iterable, start) = match args.values.len() {
        1 | 2 if args.names.is_none() => (args.values[0], args.values.opt(1)),
        _ => {
            let bound = vm.bind_native_args(&ENUMERATE.methods[0], class, args)?;
            enumerate_arguments(vm, bound.args())?
        }
    };
    let count = match start {
        Some(start) => vm.index(start)?,
        None => Value::int32(0),
    };
    let iterator = vm.iter(iterable)?;
    let data = Enumerate { iterator: Field::new(iterator), count: Field::new(count) };
    let class = class.cast::<Type>().expect("checked by the caller");
    Ok(vm.native(class, data)?.value())
}

/// `enumerate(source)`
pub(crate) fn enumerate_plain(vm: &mut Vm, source: Value) -> PyResult<Value> {
    let class = vm.native_type(&ENUMERATE)?;
    let iterator = vm.iter(source)?;
    let data = Enumerate { iterator: Field::new(iterator), count: Field::new(Value::int32(0)) };
    Ok(vm.native(class, data)?.value())
}

/// The class of `enumerate`, the first word of new ones, their size, and what their second word is.
pub(crate) fn enumerate_layout(vm: &mut Vm) -> PyResult<(Gc<Type>, PairsLayout)> {
    let class = vm.native_type(&ENUMERATE)?;
    Ok((class, PairsLayout::of::<Enumerate>(vm, class)))
}

/// As [`enumerate_layout`], of `zip`.
pub(crate) fn zip_layout(vm: &mut Vm) -> PyResult<(Gc<Type>, PairsLayout)> {
    let class = vm.native_type(&ZIP)?;
    Ok((class, PairsLayout::of::<Zip>(vm, class)))
}

/// What new objects of a class that makes pairs look like.
#[derive(Clone, Copy, Debug)]
pub struct PairsLayout {
    /// Their first word.
    pub header: u64,
    /// Their second word.
    pub info: u64,
    /// How many bytes they take.
    pub size: u32,
}

impl PairsLayout {
    fn of<T: NativeData>(vm: &Vm, class: Gc<Type>) -> PairsLayout {
        let header = vm.header_for(class, Kind::Native).word();
        let info = std::ptr::from_ref(T::info()) as u64;
        PairsLayout { header, info, size: size_of::<Native<T>>() as u32 }
    }
}

/// An `enumerate` or `zip`, all of whose fields are still to be written.
pub(crate) fn pairs_blank(vm: &mut Vm, class: Gc<Type>) -> PyResult<Value> {
    if class == vm.native_type(&ENUMERATE)? {
        let data = Enumerate { iterator: Field::new(Value::EMPTY), count: Field::new(Value::int32(0)) };
        return Ok(vm.native(class, data)?.value());
    }
    let iterators = vm.tuple(&[])?;
    Ok(vm.native(class, Zip { iterators: Field::new(iterators), strict: Cell::new(false) })?.value())
}

fn enumerate_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = args[0].cast::<Native<Enumerate>>().expect("the receiver is an enumerate");
    let Some(item) = vm.next(this.data.iterator.get())? else { return Ok(Value::EMPTY) };
    let count = advance(vm, this)?;
    Ok(vm.tuple(&[count, item])?.value())
}

fn enumerate_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = args[0].cast::<Native<Enumerate>>().expect("the receiver is an enumerate");
    let inner = vm.tuple(&[this.data.iterator.get(), this.data.count.get()])?.value();
    let class = vm.class_of(args[0]).value();
    Ok(vm.tuple(&[class, inner])?.value())
}

/// The number of the item at hand; the next one has the next.
fn advance(vm: &mut Vm, this: Gc<Native<Enumerate>>) -> PyResult<Value> {
    let count = this.data.count.get();
    match count.as_small_int().and_then(|n| Value::small_int(n + 1)) {
        Some(next) => this.data.count.set_no_barrier(next),
        None => {
            let next = super::int::int_binary(vm, BinaryOp::Add, count, Value::int32(1))?;
            this.data.count.set(vm, this, next);
        }
    }
    Ok(count)
}

/// `enumerate`
pub static ENUMERATE: TypeSpec = TypeSpec {
    name: "enumerate",
    flags: type_flag::BASE_TYPE,
    methods: &[
        FnSpec::raw_method("__new__", "(*args, **kwargs)", enumerate_new),
        method("__iter__", "()", itself),
        method("__next__", "()", enumerate_next),
        method("__reduce__", "()", enumerate_reduce),
        super::generic_alias::CLASS_GETITEM,
    ],
    doc: "Return an enumerate object.",
    ..TypeSpec::EMPTY
};

/// What [`next_items`] found.
pub(crate) enum Unpacked {
    /// So many items as were asked for.
    Items,
    /// There is none.
    End,
    /// An iterator of another kind, or another number of items: nothing was done.
    Other,
}

/// Puts the items of the next tuple of an `enumerate`, a `zip` or an iterator over a dict's items, without making it, into `items`.
#[inline(always)]
pub(crate) fn next_items<const COUNT: usize>(
    vm: &mut Vm,
    iterator: Value,
    items: &mut [Value; COUNT],
) -> PyResult<Unpacked> {
    let Some(header) = iterator.header() else { return Ok(Unpacked::Other) };
    let direct = vm.shape_of(header).class.direct.get();
    let pair = items.len() == 2;
    if direct.next_is(super::dict_views::table_next) {
        let Some(this) = header.cast::<TableIterator>().filter(|this| pair && this.yields == Yields::Items) else {
            return Ok(Unpacked::Other);
        };
        let Some((key, value)) = super::dict_views::next_pair(vm, this)? else { return Ok(Unpacked::End) };
        (items[0], items[1]) = (key, value);
        return Ok(Unpacked::Items);
    }
    if direct.next_is(enumerate_next) {
        let Some(this) = header.cast::<Native<Enumerate>>().filter(|_| pair) else { return Ok(Unpacked::Other) };
        let Some(item) = vm.next(this.data.iterator.get())? else { return Ok(Unpacked::End) };
        (items[0], items[1]) = (advance(vm, this)?, item);
        return Ok(Unpacked::Items);
    }
    if !direct.next_is(zip_next) {
        return Ok(Unpacked::Other);
    }
    let Some(this) = header.cast::<Native<Zip>>() else { return Ok(Unpacked::Other) };
    let iterators = this.data.iterators.get();
    if iterators.len() != items.len() || items.is_empty() || this.data.strict.get() {
        return Ok(Unpacked::Other);
    }
    for (index, item) in items.iter_mut().enumerate() {
        match vm.next(iterators.get(index))? {
            Some(value) => *item = value,
            None => return Ok(Unpacked::End),
        }
    }
    Ok(Unpacked::Items)
}

/// `zip`
pub struct Zip {
    iterators: Field<Gc<Tuple>>,
    strict: Cell<bool>,
}
crate::native_data!(Zip, [iterators]);

/// Iterators over each of the iterables in a tuple.
fn iterators_over(vm: &mut Vm, iterables: Gc<Tuple>, message: impl Fn(usize) -> Option<String>) -> PyResult<Gc<Tuple>> {
    let iterators = vm.tuple_with_len(iterables.len())?;
    for index in 0..iterables.len() {
        let iterable = iterables.get(index);
        if let Some(text) = message(index)
            && vm.special_of(iterable, Special::Iter).is_none()
            && vm.special_of(iterable, Special::GetItem).is_none()
        {
            let text = text.replace("{}", &vm.type_name(iterable));
            return Err(vm.type_error(&text));
        }
        let iterator = vm.iter(iterable)?;
        iterators.init(vm, index, iterator);
    }
    Ok(iterators)
}

/// `zip.__new__`: without keywords nothing needs to be bound.
fn zip_new(vm: &mut Vm, class: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let (iterables, strict) = if args.names.is_none() {
        (vm.tuple(args.values.as_slice())?, false)
    } else {
        let bound = vm.bind_native_args(&ZIP.methods[0], class, args)?;
        let bound = bound.args();
        let strict = bound.opt(2).map_or(Ok(false), |strict| vm.is_true(strict))?;
        (bound[1].cast::<Tuple>().expect("bound as *args"), strict)
    };
    let iterators = iterators_over(vm, iterables, |_| None)?;
    let class = class.cast::<Type>().expect("checked by the caller");
    Ok(vm.native(class, Zip { iterators: Field::new(iterators), strict: Cell::new(strict) })?.value())
}

/// `zip(*sources)`
pub(crate) fn zip_plain(vm: &mut Vm, sources: &[Value]) -> PyResult<Value> {
    let class = vm.native_type(&ZIP)?;
    let iterators = vm.tuple_with_len(sources.len())?;
    for (index, &source) in sources.iter().enumerate() {
        let iterator = vm.iter(source)?;
        iterators.init(vm, index, iterator);
    }
    Ok(vm.native(class, Zip { iterators: Field::new(iterators), strict: Cell::new(false) })?.value())
}

fn zip_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = args[0].cast::<Native<Zip>>().expect("the receiver is a zip");
    let iterators = this.data.iterators.get();
    if iterators.is_empty() {
        return Ok(Value::EMPTY);
    }
    let out = vm.tuple_with_len(iterators.len())?;
    for index in 0..iterators.len() {
        match vm.next(iterators.get(index))? {
            Some(item) => out.init(vm, index, item),
            None if this.data.strict.get() => return zip_uneven(vm, iterators, index),
            None => return Ok(Value::EMPTY),
        }
    }
    Ok(out.value())
}

/// A strict zip's iterator number `index` was exhausted first.
fn zip_uneven(vm: &mut Vm, iterators: Gc<Tuple>, index: usize) -> PyResult<Value> {
    let range = |n: usize| if n == 1 { " ".to_owned() } else { "s 1-".to_owned() };
    if index > 0 {
        let message = format!("zip() argument {} is shorter than argument{}{index}", index + 1, range(index));
        return Err(vm.value_error(&message));
    }
    for other in 1..iterators.len() {
        if vm.next(iterators.get(other))?.is_some() {
            let message = format!("zip() argument {} is longer than argument{}{other}", other + 1, range(other));
            return Err(vm.value_error(&message));
        }
    }
    Ok(Value::EMPTY)
}

fn zip_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = args[0].cast::<Native<Zip>>().expect("the receiver is a zip");
    let (class, iterators) = (vm.class_of(args[0]).value(), this.data.iterators.get().value());
    if this.data.strict.get() {
        return Ok(vm.tuple(&[class, iterators, Value::TRUE])?.value());
    }
    Ok(vm.tuple(&[class, iterators])?.value())
}

fn zip_setstate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let strict = vm.is_true(args[1])?;
    args[0].cast::<Native<Zip>>().expect("the receiver is a zip").data.strict.set(strict);
    Ok(Value::NONE)
}

/// `zip`
pub static ZIP: TypeSpec = TypeSpec {
    name: "zip",
    flags: type_flag::BASE_TYPE,
    methods: &[
        FnSpec::raw_method("__new__", "(*iterables, strict=False)", zip_new),
        method("__iter__", "()", itself),
        method("__next__", "()", zip_next),
        method("__reduce__", "()", zip_reduce),
        method("__setstate__", "(state, /)", zip_setstate),
    ],
    doc: "zip(*iterables, strict=False) --> Yield tuples until an input is exhausted.",
    ..TypeSpec::EMPTY
};

/// `map`
pub struct Map {
    function: Field<Value>,
    iterators: Field<Gc<Tuple>>,
}
crate::native_data!(Map, [function, iterators]);

fn map_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let all = args[1].cast::<Tuple>().expect("bound as *args");
    if all.len() < 2 {
        return Err(vm.type_error("map() must have at least two arguments."));
    }
    let rest = vm.tuple(&all.items()[1..])?;
    let iterators = iterators_over(vm, rest, |_| None)?;
    let data = Map { function: Field::new(all.get(0)), iterators: Field::new(iterators) };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn map_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = args[0].cast::<Native<Map>>().expect("the receiver is a map");
    let (function, iterators) = (this.data.function.get(), this.data.iterators.get());
    if iterators.len() == 1 {
        let Some(item) = vm.next(iterators.get(0))? else { return Ok(Value::EMPTY) };
        return vm.call(function, &[item]);
    }
    let mut few = [Value::EMPTY; 4];
    if let Some(items) = few.get_mut(..iterators.len()) {
        for (index, item) in items.iter_mut().enumerate() {
            match vm.next(iterators.get(index))? {
                Some(value) => *item = value,
                None => return Ok(Value::EMPTY),
            }
        }
        return vm.call(function, items);
    }
    let items = vm.tuple_with_len(iterators.len())?;
    for index in 0..iterators.len() {
        match vm.next(iterators.get(index))? {
            Some(item) => items.init(vm, index, item),
            None => return Ok(Value::EMPTY),
        }
    }
    vm.call(function, items.items())
}

/// All that a map over one iterator has left.
fn map_drain(vm: &mut Vm, iterator: Value, list: Gc<List>) -> PyResult<()> {
    let this = iterator.cast::<Native<Map>>().expect("the iterator is a map");
    let (function, iterators) = (this.data.function.get(), this.data.iterators.get());
    if iterators.len() != 1 {
        return push_all(vm, list, |vm| map_next(vm, Args::new(&[iterator])));
    }
    let callee = vm.callee(function);
    push_all(vm, list, |vm| match vm.next(iterators.get(0))? {
        Some(item) => vm.call_one(callee, item),
        None => Ok(Value::EMPTY),
    })
}

/// Appends what `next` gives to a list, up to EMPTY or a StopIteration.
fn push_all(vm: &mut Vm, list: Gc<List>, mut next: impl FnMut(&mut Vm) -> PyResult<Value>) -> PyResult<()> {
    loop {
        match next(vm) {
            Ok(item) if item.is_empty() => return Ok(()),
            Ok(item) => list.push(vm, item)?,
            Err(raised) => return vm.catch(raised, Exc::StopIteration).map(|_| ()),
        }
    }
}

fn map_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = args[0].cast::<Native<Map>>().expect("the receiver is a map");
    let iterators = this.data.iterators.get();
    let inner = vm.tuple_with_len(iterators.len() + 1)?;
    inner.init(vm, 0, this.data.function.get());
    for (index, &iterator) in iterators.items().iter().enumerate() {
        inner.init(vm, index + 1, iterator);
    }
    let class = vm.class_of(args[0]).value();
    Ok(vm.tuple(&[class, inner.value()])?.value())
}

/// `map`
pub static MAP: TypeSpec = TypeSpec {
    name: "map",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args)", map_new),
        method("__iter__", "()", itself),
        method("__next__", "()", map_next),
        method("__reduce__", "()", map_reduce),
    ],
    drain: Some(map_drain),
    doc: "map(func, *iterables) --> map object\n\nMake an iterator that computes the function using arguments from\neach of the iterables.  Stops when the shortest iterable is exhausted.",
    ..TypeSpec::EMPTY
};

/// `filter`
pub struct Filter {
    function: Field<Value>,
    iterator: Field<Value>,
}
crate::native_data!(Filter, [function, iterator]);

fn filter_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = vm.iter(args[2])?;
    let data = Filter { function: Field::new(args[1]), iterator: Field::new(iterator) };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn filter_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = args[0].cast::<Native<Filter>>().expect("the receiver is a filter");
    let function = this.data.function.get();
    while let Some(item) = vm.next(this.data.iterator.get())? {
        let keep = if function.is_none() || function == vm.types.bool.value() {
            vm.is_true(item)?
        } else {
            let answer = vm.call(function, &[item])?;
            vm.is_true(answer)?
        };
        if keep {
            return Ok(item);
        }
    }
    Ok(Value::EMPTY)
}

/// All that a filter has left.
fn filter_drain(vm: &mut Vm, iterator: Value, list: Gc<List>) -> PyResult<()> {
    let this = iterator.cast::<Native<Filter>>().expect("the iterator is a filter");
    let (function, items) = (this.data.function.get(), this.data.iterator.get());
    if !function.is_none() && function != vm.types.bool.value() {
        let callee = vm.callee(function);
        return push_all(vm, list, |vm| {
            while let Some(item) = vm.next(items)? {
                let answer = vm.call_one(callee, item)?;
                if vm.is_true(answer)? {
                    return Ok(item);
                }
            }
            Ok(Value::EMPTY)
        });
    }
    push_all(vm, list, |vm| {
        while let Some(item) = vm.next(items)? {
            if vm.is_true(item)? {
                return Ok(item);
            }
        }
        Ok(Value::EMPTY)
    })
}

fn filter_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = args[0].cast::<Native<Filter>>().expect("the receiver is a filter");
    let inner = vm.tuple(&[this.data.function.get(), this.data.iterator.get()])?.value();
    let class = vm.class_of(args[0]).value();
    Ok(vm.tuple(&[class, inner])?.value())
}

/// `filter`
pub static FILTER: TypeSpec = TypeSpec {
    name: "filter",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(function, iterable, /)", filter_new),
        method("__iter__", "()", itself),
        method("__next__", "()", filter_next),
        method("__reduce__", "()", filter_reduce),
    ],
    drain: Some(filter_drain),
    doc: "filter(function or None, iterable) --> filter object\n\nReturn an iterator yielding those items of iterable for which function(item)\nis true. If function is None, return the items that are true.",
    ..TypeSpec::EMPTY
};

fn reversed_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    reversed_of(vm, class_arg(args), args[1])
}

/// `reversed(sequence)`
pub(crate) fn reversed_plain(vm: &mut Vm, sequence: Value) -> PyResult<Value> {
    if let Some(list) = sequence.cast::<List>() {
        return super::list::reversed_list(vm, list);
    }
    let class = vm.native_type(&REVERSED)?;
    reversed_of(vm, class, sequence)
}

fn reversed_of(vm: &mut Vm, class: Gc<Type>, sequence: Value) -> PyResult<Value> {
    if let Some(method) = vm.special_of(sequence, Special::Reversed) {
        if method.is_none() {
            let message = format!("'{}' object is not reversible", vm.type_name(sequence));
            return Err(vm.type_error(&message));
        }
        return vm.call_unbound(method, sequence, &[]);
    }
    if vm.special_of(sequence, Special::GetItem).is_none() || vm.special_of(sequence, Special::Len).is_none() {
        let message = format!("'{}' object is not reversible", vm.type_name(sequence));
        return Err(vm.type_error(&message));
    }
    let len = vm.len(sequence)? as i64;
    Ok(vm.sequence_iterator(class, sequence, len - 1)?.value())
}

/// The item of an exact tuple, list or str of Latin-1 characters.
pub(crate) fn builtin_item(vm: &Vm, sequence: Value, index: usize) -> Option<Value> {
    let header = sequence.header()?;
    let kind = header.kind();
    if header.shape() != vm.shape_of_kind(kind) {
        return None;
    }
    match kind {
        Kind::List => sequence.cast::<List>()?.get(index),
        Kind::Tuple => sequence.cast::<Tuple>()?.items().get(index).copied(),
        Kind::Str => {
            let s = sequence.cast::<Str>()?;
            let code = (index < s.len()).then(|| s.char_at(index))?;
            vm.single_chars.get(code as usize).map(|c| c.value())
        }
        _ => None,
    }
}

pub(crate) fn reversed_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = sequence_of(args);
    let index = iterator.index.get();
    let Some(sequence) = iterator.sequence.get().given() else { return Ok(Value::EMPTY) };
    if index < 0 {
        iterator.sequence.set_no_barrier(Value::EMPTY);
        return Ok(Value::EMPTY);
    }
    if let Some(item) = builtin_item(vm, sequence, index as usize) {
        iterator.index.set(index - 1);
        return Ok(item);
    }
    let at = vm.int(index)?;
    match vm.get_item(sequence, at) {
        Ok(item) => {
            iterator.index.set(index - 1);
            Ok(item)
        }
        Err(raised) => {
            iterator.sequence.set_no_barrier(Value::EMPTY);
            let raised = match vm.catch(raised, Exc::IndexError) {
                Ok(_) => return Ok(Value::EMPTY),
                Err(raised) => raised,
            };
            vm.catch(raised, Exc::StopIteration).map(|_| Value::EMPTY)
        }
    }
}

fn reversed_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = sequence_of(args);
    let class = vm.class_of(args[0]).value();
    match iterator.sequence.get().given() {
        Some(sequence) => {
            let index = vm.int(iterator.index.get())?;
            reduced(vm, class, sequence, Some(index))
        }
        None => {
            let empty = vm.tuple(&[])?.value();
            reduced(vm, class, empty, None)
        }
    }
}

/// `reversed`
pub static REVERSED: TypeSpec = TypeSpec {
    name: "reversed",
    kind: Kind::SequenceIterator,
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(sequence, /)", reversed_new),
        method("__iter__", "()", itself),
        method("__next__", "()", reversed_next),
        method("__length_hint__", "()", reversed_length_hint),
        method("__reduce__", "()", reversed_reduce),
        method("__setstate__", "(state, /)", reversed_setstate),
    ],
    doc: "Return a reverse iterator over the values of the given sequence.",
    ..TypeSpec::EMPTY
};

/// `iter(callable, sentinel)`
pub struct CallableIterator {
    callable: Field<Value>,
    sentinel: Field<Value>,
}
crate::native_data!(CallableIterator, [callable, sentinel]);

pub(crate) fn callable_iterator(vm: &mut Vm, callable: Value, sentinel: Value) -> PyResult<Value> {
    let class = vm.native_type(&CALLABLE_ITERATOR)?;
    let data = CallableIterator { callable: Field::new(callable), sentinel: Field::new(sentinel) };
    Ok(vm.native(class, data)?.value())
}

fn callable_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = args[0].cast::<Native<CallableIterator>>().expect("the receiver is a callable iterator");
    let Some(callable) = this.data.callable.get().given() else { return Ok(Value::EMPTY) };
    let result = match vm.call(callable, &[]) {
        Ok(result) => result,
        Err(raised) => {
            vm.catch(raised, Exc::StopIteration)?;
            this.data.callable.set_no_barrier(Value::EMPTY);
            return Ok(Value::EMPTY);
        }
    };
    // The call may have exhausted this very iterator.
    if this.data.callable.get().is_empty() || vm.equal(this.data.sentinel.get(), result)? {
        this.data.callable.set_no_barrier(Value::EMPTY);
        return Ok(Value::EMPTY);
    }
    Ok(result)
}

fn callable_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = args[0].cast::<Native<CallableIterator>>().expect("the receiver is a callable iterator");
    // Looking the function up may run code that exhausts the iterator.
    let function = builtin(vm, "iter")?;
    match this.data.callable.get().given() {
        Some(callable) => {
            let inner = vm.tuple(&[callable, this.data.sentinel.get()])?.value();
            Ok(vm.tuple(&[function, inner])?.value())
        }
        None => {
            let empty = vm.tuple(&[])?.value();
            reduced(vm, function, empty, None)
        }
    }
}

/// Iterator made by `iter(callable, sentinel)`.
pub static CALLABLE_ITERATOR: TypeSpec = TypeSpec {
    name: "callable_iterator",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__iter__", "()", itself),
        method("__next__", "()", callable_next),
        method("__reduce__", "()", callable_reduce),
    ],
    ..TypeSpec::EMPTY
};
