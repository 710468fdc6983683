//! Iterator types: sequence iterator, enumerate, zip, map, filter, reversed, callable iterator; and sorting.

use crate::exceptions::hierarchy::Exc;
use crate::heap::{Field, Gc, Native};
use crate::native::{Args, TypeSpec, method};
use crate::object::Special;
use crate::object::array::Array;
use crate::object::header::Kind;
use crate::object::list::SequenceIterator;
use crate::object::protocol::{BinaryOp, CompareOp};
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// `iterator.__iter__`
pub fn itself(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(args[0])
}

fn sequence_of(args: Args<'_>) -> Gc<SequenceIterator> {
    args[0].cast::<SequenceIterator>().expect("the receiver is a sequence iterator")
}

pub(crate) fn sequence_length_hint(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = sequence_of(args);
    match iterator.sequence.get().given() {
        Some(sequence) => Ok(Value::int_unchecked((vm.len(sequence)? as i64 - iterator.index.get()).max(0))),
        None => Ok(Value::int32(0)),
    }
}

pub(crate) fn sequence_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = sequence_of(args);
    let iter = {
        let builtins = vm.builtins;
        builtins.get_text(vm, "iter").unwrap_or(Value::NONE)
    };
    match iterator.sequence.get().given() {
        Some(sequence) => {
            let inner = vm.tuple(&[sequence])?.value();
            let index = vm.int(iterator.index.get())?;
            Ok(vm.tuple(&[iter, inner, index])?.value())
        }
        None => {
            let empty = vm.tuple(&[])?.value();
            let inner = vm.tuple(&[empty])?.value();
            Ok(vm.tuple(&[iter, inner])?.value())
        }
    }
}

pub(crate) fn sequence_setstate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let index = vm.index_i64(args[1], Exc::OverflowError)?;
    sequence_of(args).index.set(index.max(0));
    Ok(Value::NONE)
}

fn sequence_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = sequence_of(args);
    let Some(sequence) = iterator.sequence.get().given() else { return Ok(Value::EMPTY) };
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

/// `enumerate`
pub struct Enumerate {
    iterator: Field<Value>,
    count: Field<Value>,
}
crate::native_data!(Enumerate, [iterator, count]);

fn class_arg(args: Args<'_>) -> Gc<Type> {
    args[0].cast::<Type>().expect("checked by the caller")
}

fn enumerate_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let count = match args.opt(2) {
        Some(start) => vm.index(start)?,
        None => Value::int32(0),
    };
    let iterator = vm.iter(args[1])?;
    let data = Enumerate { iterator: Field::new(iterator), count: Field::new(count) };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn enumerate_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = args[0].cast::<Native<Enumerate>>().expect("the receiver is an enumerate");
    let Some(item) = vm.next(this.data.iterator.get())? else { return Ok(Value::EMPTY) };
    let count = this.data.count.get();
    let next = super::int::int_binary(vm, BinaryOp::Add, count, Value::int32(1))?;
    this.data.count.set(vm, this, next);
    Ok(vm.tuple(&[count, item])?.value())
}

/// `enumerate`
pub static ENUMERATE: TypeSpec = TypeSpec {
    name: "enumerate",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(iterable, start=0)", enumerate_new),
        method("__iter__", "()", itself),
        method("__next__", "()", enumerate_next),
        super::generic_alias::CLASS_GETITEM,
    ],
    doc: "Return an enumerate object.",
    ..TypeSpec::EMPTY
};

/// `zip`
pub struct Zip {
    iterators: Field<Gc<Tuple>>,
    strict: bool,
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

fn zip_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterables = args[1].cast::<Tuple>().expect("bound as *args");
    let strict = args.opt(2).map_or(Ok(false), |strict| vm.is_true(strict))?;
    let iterators = iterators_over(vm, iterables, |_| None)?;
    Ok(vm.native(class_arg(args), Zip { iterators: Field::new(iterators), strict })?.value())
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
            None if this.data.strict => return zip_uneven(vm, iterators, index),
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

/// `zip`
pub static ZIP: TypeSpec = TypeSpec {
    name: "zip",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*iterables, strict=False)", zip_new),
        method("__iter__", "()", itself),
        method("__next__", "()", zip_next),
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
    let items = vm.tuple_with_len(iterators.len())?;
    for index in 0..iterators.len() {
        match vm.next(iterators.get(index))? {
            Some(item) => items.init(vm, index, item),
            None => return Ok(Value::EMPTY),
        }
    }
    vm.call(function, items.items())
}

/// `map`
pub static MAP: TypeSpec = TypeSpec {
    name: "map",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args)", map_new),
        method("__iter__", "()", itself),
        method("__next__", "()", map_next),
    ],
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

/// `filter`
pub static FILTER: TypeSpec = TypeSpec {
    name: "filter",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(function, iterable, /)", filter_new),
        method("__iter__", "()", itself),
        method("__next__", "()", filter_next),
    ],
    doc: "filter(function or None, iterable) --> filter object\n\nReturn an iterator yielding those items of iterable for which function(item)\nis true. If function is None, return the items that are true.",
    ..TypeSpec::EMPTY
};

fn reversed_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sequence = args[1];
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
    Ok(vm.sequence_iterator(class_arg(args), sequence, len - 1)?.value())
}

fn reversed_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = sequence_of(args);
    let index = iterator.index.get();
    let Some(sequence) = iterator.sequence.get().given().filter(|_| index >= 0) else { return Ok(Value::EMPTY) };
    let at = vm.int(index)?;
    match vm.get_item(sequence, at) {
        Ok(item) => {
            iterator.index.set(index - 1);
            Ok(item)
        }
        Err(raised) => {
            iterator.sequence.set_no_barrier(Value::EMPTY);
            vm.catch(raised, Exc::IndexError).map(|_| Value::EMPTY)
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
    if vm.equal(result, this.data.sentinel.get())? {
        this.data.callable.set_no_barrier(Value::EMPTY);
        return Ok(Value::EMPTY);
    }
    Ok(result)
}

/// Iterator made by `iter(callable, sentinel)`.
pub static CALLABLE_ITERATOR: TypeSpec = TypeSpec {
    name: "callable_iterator",
    flags: type_flag::NO_NEW,
    methods: &[method("__iter__", "()", itself), method("__next__", "()", callable_next)],
    ..TypeSpec::EMPTY
};

/// Sorts the first `len` values of an array, stably, by `<` on the items or their keys.
pub(crate) fn sort_array(vm: &mut Vm, array: Gc<Array>, len: usize, key: Option<Value>, reverse: bool) -> PyResult<()> {
    let keys = match key {
        Some(key) => {
            let keys = Array::new(vm, len)?;
            for index in 0..len {
                let value = vm.call(key, &[array.get(index)])?;
                keys.set(vm, index, value);
            }
            keys
        }
        None => array,
    };
    // Positions are sorted, so that items and keys stay where the collector sees them.
    let mut order: Vec<u32> = (0..len as u32).collect();
    if reverse {
        order.reverse();
    }
    let kind = KeyKind::of(&keys.values()[..len]);
    let less = |vm: &mut Vm, a: u32, b: u32| -> PyResult<bool> {
        let (a, b) = (keys.get(a as usize), keys.get(b as usize));
        match kind {
            KeyKind::Int => Ok(a.int_payload() < b.int_payload()),
            KeyKind::Float => Ok(a.float_payload() < b.float_payload()),
            KeyKind::Mixed => {
                let result = vm.compare(CompareOp::Lt, a, b)?;
                vm.is_true(result)
            }
        }
    };
    let result = merge_sort(&mut order, |a, b| less(vm, a, b));
    if reverse {
        order.reverse();
    }
    // What has been sorted so far stays, even after an error.
    let sorted = Array::new(vm, len)?;
    for (to, &from) in order.iter().enumerate() {
        sorted.fields()[to].set_no_barrier(array.get(from as usize));
    }
    for index in 0..len {
        array.set(vm, index, sorted.get(index));
    }
    result
}

#[derive(Clone, Copy)]
enum KeyKind {
    Int,
    Float,
    Mixed,
}

impl KeyKind {
    fn of(keys: &[Value]) -> KeyKind {
        if keys.iter().all(|key| key.is_small_int()) {
            KeyKind::Int
        } else if keys.iter().all(|key| key.is_float()) {
            KeyKind::Float
        } else {
            KeyKind::Mixed
        }
    }
}

/// A merge sort that starts from the runs it finds (reversing strictly descending ones), as Python's list sort does.
fn merge_sort(order: &mut [u32], mut less: impl FnMut(u32, u32) -> PyResult<bool>) -> PyResult<()> {
    let len = order.len();
    let mut runs = Vec::new();
    let mut start = 0;
    while start < len {
        let mut end = start + 1;
        if end < len {
            if less(order[end], order[start])? {
                while end < len && less(order[end], order[end - 1])? {
                    end += 1;
                }
                order[start..end].reverse();
            } else {
                while end < len && !less(order[end], order[end - 1])? {
                    end += 1;
                }
            }
        }
        // Short runs are extended by binary insertion.
        let least = (start + 24).min(len);
        while end < least {
            let item = order[end];
            let (mut low, mut high) = (start, end);
            while low < high {
                let middle = usize::midpoint(low, high);
                if less(item, order[middle])? { high = middle } else { low = middle + 1 }
            }
            order.copy_within(low..end, low + 1);
            order[low] = item;
            end += 1;
        }
        runs.push((start, end));
        start = end;
    }
    let mut spare = Vec::new();
    while runs.len() > 1 {
        let mut merged = Vec::with_capacity(runs.len() / 2 + 1);
        for pair in runs.chunks(2) {
            match *pair {
                [(start, middle), (_, end)] => {
                    merge(order, start, middle, end, &mut spare, &mut less)?;
                    merged.push((start, end));
                }
                [run] => merged.push(run),
                _ => {}
            }
        }
        runs = merged;
    }
    Ok(())
}

fn merge(
    order: &mut [u32],
    start: usize,
    middle: usize,
    end: usize,
    spare: &mut Vec<u32>,
    less: &mut impl FnMut(u32, u32) -> PyResult<bool>,
) -> PyResult<()> {
    if !less(order[middle], order[middle - 1])? {
        return Ok(());
    }
    spare.clear();
    spare.extend_from_slice(&order[start..middle]);
    let (mut left, mut right, mut to) = (0, middle, start);
    let mut result = Ok(());
    while left < spare.len() && right < end {
        let take_right = match less(order[right], spare[left]) {
            Ok(take_right) => take_right,
            Err(raised) => {
                result = Err(raised);
                break;
            }
        };
        if take_right {
            order[to] = order[right];
            right += 1;
        } else {
            order[to] = spare[left];
            left += 1;
        }
        to += 1;
    }
    // What is left of the left run fills the gap, also after an error: no position is lost.
    let rest = spare.len() - left;
    order[to..to + rest].copy_from_slice(&spare[left..]);
    result
}
