//! `dropwhile`, `takewhile`, `filterfalse`, `islice`.

use super::{deprecated, reduced, reduced_with_state};
use crate::receiver::{class_arg, this};
use runtime::builtins::iterators::itself;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Field;
use runtime::native::{Args, TypeSpec, method};
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// An iterator whose items a function judges.
struct Judged {
    function: Field<Value>,
    iterator: Field<Value>,
    /// dropwhile: an item has failed, the rest passes. takewhile: an item has failed, the end. filterfalse: not used.
    failed: Cell<bool>,
}
runtime::native_data!(Judged, [function, iterator]);

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = vm.iter(args[2])?;
    let data = Judged { function: Field::new(args[1]), iterator: Field::new(iterator), failed: Cell::new(false) };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn passes(vm: &mut Vm, function: Value, item: Value) -> PyResult<bool> {
    let answer = vm.call(function, &[item])?;
    vm.is_true(answer)
}

fn dropwhile_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let judged = this::<Judged>(args[0]);
    let iterator = judged.data.iterator.get();
    while let Some(item) = vm.next(iterator)? {
        if judged.data.failed.get() {
            return Ok(item);
        }
        if !passes(vm, judged.data.function.get(), item)? {
            judged.data.failed.set(true);
            return Ok(item);
        }
    }
    Ok(Value::EMPTY)
}

fn takewhile_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let judged = this::<Judged>(args[0]);
    if judged.data.failed.get() {
        return Ok(Value::EMPTY);
    }
    let Some(item) = vm.next(judged.data.iterator.get())? else { return Ok(Value::EMPTY) };
    if passes(vm, judged.data.function.get(), item)? {
        return Ok(item);
    }
    judged.data.failed.set(true);
    Ok(Value::EMPTY)
}

fn filterfalse_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let judged = this::<Judged>(args[0]);
    let (function, iterator) = (judged.data.function.get(), judged.data.iterator.get());
    let by_truth = function.is_none() || function == vm.types.bool.value();
    while let Some(item) = vm.next(iterator)? {
        let passed = if by_truth { vm.is_true(item)? } else { passes(vm, function, item)? };
        if !passed {
            return Ok(item);
        }
    }
    Ok(Value::EMPTY)
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let judged = this::<Judged>(args[0]);
    reduced(vm, args[0], &[judged.data.function.get(), judged.data.iterator.get()])
}

fn reduce_with_flag(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let judged = this::<Judged>(args[0]);
    let failed = Value::int32(i32::from(judged.data.failed.get()));
    reduced_with_state(vm, args[0], &[judged.data.function.get(), judged.data.iterator.get()], failed)
}

fn set_flag(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let failed = vm.is_true(args[1])?;
    this::<Judged>(args[0]).data.failed.set(failed);
    Ok(Value::NONE)
}

/// `itertools.dropwhile`
pub(super) static DROPWHILE: TypeSpec = TypeSpec {
    name: "dropwhile",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(predicate, iterable, /)", new),
        method("__iter__", "()", itself),
        method("__next__", "()", dropwhile_next),
        method("__reduce__", "()", reduce_with_flag),
        method("__setstate__", "(state, /)", set_flag),
    ],
    doc: "Drop items from the iterable while predicate(item) is true.\n\nAfterwards, return every element until the iterable is exhausted.",
    ..TypeSpec::EMPTY
};

/// `itertools.takewhile`
pub(super) static TAKEWHILE: TypeSpec = TypeSpec {
    name: "takewhile",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(predicate, iterable, /)", new),
        method("__iter__", "()", itself),
        method("__next__", "()", takewhile_next),
        method("__reduce__", "()", reduce_with_flag),
        method("__setstate__", "(state, /)", set_flag),
    ],
    doc: "Return successive entries from an iterable as long as the predicate evaluates to true for each entry.",
    ..TypeSpec::EMPTY
};

/// `itertools.filterfalse`
pub(super) static FILTERFALSE: TypeSpec = TypeSpec {
    name: "filterfalse",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(function, iterable, /)", new),
        method("__iter__", "()", itself),
        method("__next__", "()", filterfalse_next),
        method("__reduce__", "()", reduce),
    ],
    doc: "Return those items of iterable for which function(item) is false.\n\nIf function is None, return the items that are false.",
    ..TypeSpec::EMPTY
};

struct Islice {
    /// EMPTY after the end.
    iterator: Field<Value>,
    /// Index of the next item to give.
    next: Cell<i64>,
    /// Index to stop at, or -1.
    stop: Cell<i64>,
    step: i64,
    /// Items fetched so far.
    count: Cell<i64>,
}
runtime::native_data!(Islice, [iterator]);

const STOP: &str = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
const INDICES: &str = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";

/// An index; -1 if it is no int or too large.
fn index(vm: &mut Vm, value: Value) -> i64 {
    match vm.index_i64(value, Exc::OverflowError) {
        Ok(n) => n,
        Err(raised) => {
            vm.take_exception(raised);
            -1
        }
    }
}

fn islice_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (first, second) = match args.opt(3) {
        Some(stop) => (args[2], stop),
        None => (Value::NONE, args[2]),
    };
    let start = if first.is_none() { 0 } else { index(vm, first) };
    let mut stop = -1;
    if !second.is_none() {
        stop = index(vm, second);
        if stop == -1 {
            return Err(vm.value_error(STOP));
        }
    }
    if start < 0 || stop < -1 {
        return Err(vm.value_error(INDICES));
    }
    let step = match args.not_none(4) {
        Some(step) => index(vm, step),
        None => 1,
    };
    if step < 1 {
        return Err(vm.value_error("Step for islice() must be a positive integer or None."));
    }
    let iterator = vm.iter(args[1])?;
    let data = Islice {
        iterator: Field::new(iterator),
        next: Cell::new(start),
        stop: Cell::new(stop),
        step,
        count: Cell::new(0),
    };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn islice_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let islice = this::<Islice>(args[0]);
    let Some(iterator) = islice.data.iterator.get().given() else { return Ok(Value::EMPTY) };
    let result = islice_step(vm, args[0], iterator);
    if !matches!(result, Ok(Some(_))) {
        islice.data.iterator.set(vm, islice, Value::EMPTY);
    }
    result.map(|item| item.unwrap_or(Value::EMPTY))
}

#[inline(always)]
fn islice_step(vm: &mut Vm, receiver: Value, iterator: Value) -> PyResult<Option<Value>> {
    let islice = this::<Islice>(receiver);
    let data = &islice.data;
    while data.count.get() < data.next.get() {
        if vm.next(iterator)?.is_none() {
            return Ok(None);
        }
        data.count.set(data.count.get() + 1);
    }
    let stop = data.stop.get();
    if stop != -1 && data.count.get() >= stop {
        return Ok(None);
    }
    let Some(item) = vm.next(iterator)? else { return Ok(None) };
    data.count.set(data.count.get() + 1);
    let next = data.next.get().checked_add(data.step).filter(|&next| stop == -1 || next <= stop);
    data.next.set(next.unwrap_or(stop));
    Ok(Some(item))
}

fn islice_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let islice = this::<Islice>(args[0]);
    let zero = Value::int32(0);
    let Some(iterator) = islice.data.iterator.get().given() else {
        let empty = vm.list(&[])?.value();
        let iterator = vm.iter(empty)?;
        return reduced_with_state(vm, args[0], &[iterator, zero], zero);
    };
    let stop = match islice.data.stop.get() {
        -1 => Value::NONE,
        stop => vm.int(stop)?,
    };
    let next = vm.int(islice.data.next.get())?;
    let step = vm.int(islice.data.step)?;
    let count = vm.int(islice.data.count.get())?;
    reduced_with_state(vm, args[0], &[iterator, next, stop, step], count)
}

fn islice_set_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let count = vm.index_i64(args[1], Exc::OverflowError)?;
    this::<Islice>(args[0]).data.count.set(count);
    Ok(Value::NONE)
}

/// `itertools.islice`
pub(super) static ISLICE: TypeSpec = TypeSpec {
    name: "islice",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(iterable, start, stop=None, step=None, /)", islice_new),
        method("__iter__", "()", itself),
        method("__next__", "()", islice_next),
        method("__reduce__", "()", islice_reduce),
        method("__setstate__", "(state, /)", islice_set_state),
    ],
    doc: "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object\n\nReturn an iterator whose next() method returns selected values from an\niterable.  If start is specified, will skip all preceding elements;\notherwise, start defaults to zero.  Step defaults to one.  If\nspecified as another value, step determines how many values are\nskipped between successive calls.  Works like a slice() on a list\nbut returns an iterator.",
    ..TypeSpec::EMPTY
};
