//! `accumulate`, `batched`, `groupby`.

use super::{deprecated, reduced, reduced_with_state, state_parts};
use crate::receiver::{builtin, class_arg, this};
use runtime::builtins::iterators::itself;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::protocol::BinaryOp;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

struct Accumulate {
    iterator: Field<Value>,
    /// The function, or None for addition.
    function: Field<Value>,
    /// EMPTY before the first item.
    total: Field<Value>,
    /// What comes first, or None.
    initial: Field<Value>,
}
runtime::native_data!(Accumulate, [iterator, function, total, initial]);

fn accumulate_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = vm.iter(args[1])?;
    let data = Accumulate {
        iterator: Field::new(iterator),
        function: Field::new(args[2].or_none()),
        total: Field::new(Value::EMPTY),
        initial: Field::new(args[3].or_none()),
    };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn accumulate_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let accumulate = this::<Accumulate>(args[0]);
    let initial = accumulate.data.initial.get();
    if !initial.is_none() {
        accumulate.data.initial.set(vm, accumulate, Value::NONE);
        accumulate.data.total.set(vm, accumulate, initial);
        return Ok(initial);
    }
    let Some(item) = vm.next(accumulate.data.iterator.get())? else { return Ok(Value::EMPTY) };
    let (total, function) = (accumulate.data.total.get(), accumulate.data.function.get());
    let total = if total.is_empty() {
        item
    } else if function.is_none() {
        match (total.as_small_int(), item.as_small_int()) {
            (Some(a), Some(b)) => vm.int(a + b)?,
            _ => vm.binary(BinaryOp::Add, total, item)?,
        }
    } else {
        vm.call(function, &[total, item])?
    };
    accumulate.data.total.set(vm, accumulate, total);
    Ok(total)
}

fn accumulate_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let accumulate = this::<Accumulate>(args[0]);
    let (iterator, function) = (accumulate.data.iterator.get(), accumulate.data.function.get());
    let (total, initial) = (accumulate.data.total.get(), accumulate.data.initial.get());
    // None as state means that there is no total yet, so a first item is put in front of the iterator.
    let chain = vm.native_type(&super::pairs::CHAIN)?.value();
    if !initial.is_none() {
        let first = vm.tuple(&[initial])?.value();
        let chained = vm.call(chain, &[first, iterator])?;
        return reduced_with_state(vm, args[0], &[chained, function], Value::NONE);
    }
    if total.is_none() {
        let first = vm.tuple(&[total])?.value();
        let chained = vm.call(chain, &[first, iterator])?;
        let class = vm.class_of(args[0]).value();
        let inner = vm.call(class, &[chained, function])?;
        let islice = vm.native_type(&super::select::ISLICE)?.value();
        let islice_args = vm.tuple(&[inner, Value::int32(1), Value::NONE])?.value();
        return Ok(vm.tuple(&[islice, islice_args])?.value());
    }
    reduced_with_state(vm, args[0], &[iterator, function], total.or_none())
}

fn accumulate_set_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let accumulate = this::<Accumulate>(args[0]);
    let total = if args[1].is_none() { Value::EMPTY } else { args[1] };
    accumulate.data.total.set(vm, accumulate, total);
    Ok(Value::NONE)
}

/// `itertools.accumulate`
pub(super) static ACCUMULATE: TypeSpec = TypeSpec {
    name: "accumulate",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(iterable, func=None, *, initial=None)", accumulate_new),
        method("__iter__", "()", itself),
        method("__next__", "()", accumulate_next),
        method("__reduce__", "()", accumulate_reduce),
        method("__setstate__", "(state, /)", accumulate_set_state),
    ],
    doc: "Return series of accumulated sums (or other binary function results).",
    ..TypeSpec::EMPTY
};

struct Batched {
    /// EMPTY after the end.
    iterator: Field<Value>,
    size: usize,
}
runtime::native_data!(Batched, [iterator]);

fn batched_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let size = vm.index_i64(args[2], Exc::OverflowError)?;
    if size < 1 {
        return Err(vm.value_error("n must be at least one"));
    }
    let iterator = vm.iter(args[1])?;
    let data = Batched { iterator: Field::new(iterator), size: size as usize };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn batched_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let batched = this::<Batched>(args[0]);
    let Some(iterator) = batched.data.iterator.get().given() else { return Ok(Value::EMPTY) };
    let batch = vm.list(&[])?;
    batch.reserve(vm, batched.data.size.min(1 << 10))?;
    while batch.len() < batched.data.size {
        match vm.next(iterator) {
            Ok(Some(item)) => batch.push(vm, item)?,
            Ok(None) => break,
            Err(raised) => {
                batched.data.iterator.set(vm, batched, Value::EMPTY);
                return Err(raised);
            }
        }
    }
    if batch.len() < batched.data.size {
        batched.data.iterator.set(vm, batched, Value::EMPTY);
    }
    if batch.is_empty() {
        return Ok(Value::EMPTY);
    }
    Ok(vm.tuple(batch.items())?.value())
}

/// `itertools.batched`
pub(super) static BATCHED: TypeSpec = TypeSpec {
    name: "batched",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(iterable, n)", batched_new),
        method("__iter__", "()", itself),
        method("__next__", "()", batched_next),
    ],
    doc: "Batch data into tuples of length n. The last batch may be shorter than n.\n\nLoops over the input iterable and accumulates data into tuples\nup to size n.  The input is consumed lazily, just enough to\nfill a batch.  The result is yielded as soon as a batch is full\nor when the input iterable is exhausted.\n\n    >>> for batch in batched('ABCDEFG', 3):\n    ...     print(batch)\n    ...\n    ('A', 'B', 'C')\n    ('D', 'E', 'F')\n    ('G',)",
    ..TypeSpec::EMPTY
};

/// Keys and values are EMPTY where there is none.
struct GroupBy {
    iterator: Field<Value>,
    key_function: Field<Value>,
    target_key: Field<Value>,
    current_key: Field<Value>,
    current_value: Field<Value>,
    /// The grouper that was given last; older ones are at their end.
    grouper: Field<Value>,
}
runtime::native_data!(GroupBy, [iterator, key_function, target_key, current_key, current_value, grouper]);

type GroupByRef = Gc<Native<GroupBy>>;

fn groupby_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = vm.iter(args[1])?;
    let data = GroupBy {
        iterator: Field::new(iterator),
        key_function: Field::new(args[2].or_none()),
        target_key: Field::new(Value::EMPTY),
        current_key: Field::new(Value::EMPTY),
        current_value: Field::new(Value::EMPTY),
        grouper: Field::new(Value::EMPTY),
    };
    Ok(vm.native(class_arg(args), data)?.value())
}

/// Fetches the next value and its key; false at the end.
fn groupby_step(vm: &mut Vm, groupby: GroupByRef) -> PyResult<bool> {
    let Some(value) = vm.next(groupby.data.iterator.get())? else { return Ok(false) };
    let function = groupby.data.key_function.get();
    let key = if function.is_none() { value } else { vm.call(function, &[value])? };
    groupby.data.current_value.set(vm, groupby, value);
    groupby.data.current_key.set(vm, groupby, key);
    Ok(true)
}

fn groupby_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let groupby = this::<GroupBy>(args[0]);
    groupby.data.grouper.set(vm, groupby, Value::EMPTY);
    loop {
        let (target, current) = (groupby.data.target_key.get(), groupby.data.current_key.get());
        if !current.is_empty() && (target.is_empty() || !vm.equal(target, current)?) {
            break;
        }
        if !groupby_step(vm, groupby)? {
            return Ok(Value::EMPTY);
        }
    }
    let key = groupby.data.current_key.get();
    groupby.data.target_key.set(vm, groupby, key);
    let grouper = new_grouper(vm, groupby, key)?;
    Ok(vm.tuple(&[key, grouper])?.value())
}

fn groupby_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let data = &this::<GroupBy>(args[0]).data;
    let given = [data.iterator.get(), data.key_function.get()];
    let state = [data.current_key.get(), data.current_value.get(), data.target_key.get()];
    if state.iter().any(|part| part.is_empty()) {
        return reduced(vm, args[0], &given);
    }
    let state = vm.tuple(&state)?.value();
    reduced_with_state(vm, args[0], &given, state)
}

fn groupby_set_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let groupby = this::<GroupBy>(args[0]);
    let parts = state_parts(vm, args[1], (3, 3))?;
    groupby.data.current_key.set(vm, groupby, parts.get(0));
    groupby.data.current_value.set(vm, groupby, parts.get(1));
    groupby.data.target_key.set(vm, groupby, parts.get(2));
    Ok(Value::NONE)
}

/// `itertools.groupby`
pub(super) static GROUPBY: TypeSpec = TypeSpec {
    name: "groupby",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(iterable, key=None)", groupby_new),
        method("__iter__", "()", itself),
        method("__next__", "()", groupby_next),
        method("__reduce__", "()", groupby_reduce),
        method("__setstate__", "(state, /)", groupby_set_state),
    ],
    doc: "make an iterator that returns consecutive keys and groups from the iterable\n\n  iterable\n    Elements to divide into groups according to the key function.\n  key\n    A function for computing the group category for each element.\n    If the key function is not specified or is None, the element itself\n    is used for grouping.",
    ..TypeSpec::EMPTY
};

/// One group.
struct Grouper {
    parent: Field<GroupByRef>,
    target_key: Field<Value>,
}
runtime::native_data!(Grouper, [parent, target_key]);

fn new_grouper(vm: &mut Vm, parent: GroupByRef, key: Value) -> PyResult<Value> {
    let class = vm.native_type(&GROUPER)?;
    let grouper = vm.native(class, Grouper { parent: Field::new(parent), target_key: Field::new(key) })?.value();
    parent.data.grouper.set(vm, parent, grouper);
    Ok(grouper)
}

fn grouper_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match args[1].cast::<Native<GroupBy>>() {
        Some(parent) => new_grouper(vm, parent, args[2]),
        None => {
            let message = format!("_grouper() argument 1 must be itertools.groupby, not {}", vm.arg_type_name(args[1]));
            Err(vm.type_error(&message))
        }
    }
}

fn grouper_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let grouper = this::<Grouper>(args[0]);
    let parent = grouper.data.parent.get();
    if parent.data.grouper.get() != args[0] {
        return Ok(Value::EMPTY);
    }
    if parent.data.current_value.get().is_empty() && !groupby_step(vm, parent)? {
        return Ok(Value::EMPTY);
    }
    if !vm.equal(grouper.data.target_key.get(), parent.data.current_key.get())? {
        return Ok(Value::EMPTY);
    }
    let value = parent.data.current_value.get();
    parent.data.current_value.set(vm, parent, Value::EMPTY);
    parent.data.current_key.set(vm, parent, Value::EMPTY);
    Ok(value)
}

fn grouper_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let grouper = this::<Grouper>(args[0]);
    let parent = grouper.data.parent.get();
    if parent.data.grouper.get() != args[0] {
        let iter = builtin(vm, "iter");
        let empty = vm.tuple(&[])?.value();
        let given = vm.tuple(&[empty])?.value();
        return Ok(vm.tuple(&[iter, given])?.value());
    }
    reduced(vm, args[0], &[parent.value(), grouper.data.target_key.get()])
}

/// The groups of a groupby.
pub(super) static GROUPER: TypeSpec = TypeSpec {
    name: "_grouper",
    module: "itertools",
    methods: &[
        method("__new__", "(parent, tgtkey, /)", grouper_new),
        method("__iter__", "()", itself),
        method("__next__", "()", grouper_next),
        method("__reduce__", "()", grouper_reduce),
    ],
    ..TypeSpec::EMPTY
};
