//! `tee`: iterators that share what one iterator gave, in a list of blocks that grows at the end.

use super::deprecated;
use crate::receiver::{class_arg, this};
use runtime::builtins::iterators::itself;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::array::Array;
use runtime::object::list::List;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// Values in a block; pickles of other interpreters rely on the number.
const BLOCK: usize = 57;

/// A block of values that have been fetched.
struct TeeData {
    iterator: Field<Value>,
    values: Field<Gc<Array>>,
    count: Cell<usize>,
    /// The next block, or EMPTY.
    next: Field<Value>,
    running: Cell<bool>,
}
runtime::native_data!(TeeData, [iterator, values, next]);

type BlockRef = Gc<Native<TeeData>>;

fn new_block(vm: &mut Vm, iterator: Value) -> PyResult<BlockRef> {
    let class = vm.native_type(&TEE_DATA)?;
    let values = Array::new(vm, BLOCK)?;
    let data = TeeData {
        iterator: Field::new(iterator),
        values: Field::new(values),
        count: Cell::new(0),
        next: Field::new(Value::EMPTY),
        running: Cell::new(false),
    };
    vm.native(class, data)
}

/// Value `at` of a block, fetched if it is the first that is missing.
fn block_item(vm: &mut Vm, block: BlockRef, at: usize) -> PyResult<Option<Value>> {
    if at < block.data.count.get() {
        return Ok(Some(block.data.values.get().get(at)));
    }
    if block.data.running.get() {
        return Err(vm.runtime_error("cannot re-enter the tee iterator"));
    }
    block.data.running.set(true);
    let item = vm.next(block.data.iterator.get());
    block.data.running.set(false);
    if let Ok(Some(item)) = item {
        block.data.values.get().set(vm, at, item);
        block.data.count.set(at + 1);
    }
    item
}

fn next_block(vm: &mut Vm, block: BlockRef) -> PyResult<BlockRef> {
    if let Some(next) = block.data.next.get().cast() {
        return Ok(next);
    }
    let next = new_block(vm, block.data.iterator.get())?;
    block.data.next.set(vm, block, next.value());
    Ok(next)
}

fn data_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let block = this::<TeeData>(args[0]);
    let values = block.data.values.get();
    let values = vm.list(&values.values()[..block.data.count.get()])?.value();
    let class = vm.class_of(args[0]).value();
    let given = vm.tuple(&[block.data.iterator.get(), values, block.data.next.get().or_none()])?.value();
    Ok(vm.tuple(&[class, given])?.value())
}

fn data_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(values) = args[2].cast::<List>() else {
        let message = format!("teedataobject() argument 2 must be list, not {}", vm.arg_type_name(args[2]));
        return Err(vm.type_error(&message));
    };
    let count = values.len();
    let next = args[3];
    if count > BLOCK || (!next.is_none() && (count != BLOCK || !next.is::<Native<TeeData>>())) {
        let message = if !next.is_none() && count == BLOCK {
            "_tee_dataobject next link must be a _tee_dataobject"
        } else {
            "Invalid arguments"
        };
        return Err(vm.value_error(message));
    }
    let block = new_block(vm, args[1])?;
    for at in 0..count {
        block.data.values.get().set(vm, at, values.items()[at]);
    }
    block.data.count.set(count);
    if !next.is_none() {
        block.data.next.set(vm, block, next);
    }
    Ok(block.value())
}

/// The blocks of tee objects.
pub(super) static TEE_DATA: TypeSpec = TypeSpec {
    name: "_tee_dataobject",
    module: "itertools",
    methods: &[method("__new__", "(iterable, values, next, /)", data_new), method("__reduce__", "()", data_reduce)],
    doc: "teedataobject(iterable, values, next, /)\n--\n\nData container common to multiple tee objects.",
    ..TypeSpec::EMPTY
};

struct Tee {
    block: Field<BlockRef>,
    at: Cell<usize>,
}
runtime::native_data!(Tee, [block]);

/// A tee over `iterable`; a copy if it is one.
fn from_iterable(vm: &mut Vm, class: Gc<Type>, iterable: Value) -> PyResult<Value> {
    let iterator = vm.iter(iterable)?;
    if let Some(tee) = iterator.cast::<Native<Tee>>() {
        return copy_of(vm, tee);
    }
    let block = new_block(vm, iterator)?;
    Ok(vm.native(class, Tee { block: Field::new(block), at: Cell::new(0) })?.value())
}

fn copy_of(vm: &mut Vm, tee: Gc<Native<Tee>>) -> PyResult<Value> {
    let class = vm.class_of(tee.value());
    let data = Tee { block: Field::new(tee.data.block.get()), at: Cell::new(tee.data.at.get()) };
    Ok(vm.native(class, data)?.value())
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    from_iterable(vm, class_arg(args), args[1])
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tee = this::<Tee>(args[0]);
    if tee.data.at.get() >= BLOCK {
        let next = next_block(vm, tee.data.block.get())?;
        tee.data.block.set(vm, tee, next);
        tee.data.at.set(0);
    }
    let at = tee.data.at.get();
    match block_item(vm, tee.data.block.get(), at)? {
        Some(item) => {
            tee.data.at.set(at + 1);
            Ok(item)
        }
        None => Ok(Value::EMPTY),
    }
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    copy_of(vm, this(args[0]))
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let tee = this::<Tee>(args[0]);
    let class = vm.class_of(args[0]).value();
    let empty = vm.tuple(&[])?.value();
    let given = vm.tuple(&[empty])?.value();
    let state = vm.tuple(&[tee.data.block.get().value(), Value::len(tee.data.at.get())])?.value();
    Ok(vm.tuple(&[class, given, state])?.value())
}

fn set_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let tee = this::<Tee>(args[0]);
    let Some(parts) = args[1].cast::<Tuple>() else { return Err(vm.type_error("state is not a tuple")) };
    let block = if parts.len() == 2 { parts.get(0).cast::<Native<TeeData>>() } else { None };
    let Some(block) = block else {
        let message = format!("function takes exactly 2 arguments ({} given)", parts.len());
        return Err(vm.type_error(&message));
    };
    let at = vm.index_i64(parts.get(1), Exc::OverflowError)?;
    if !(0..=BLOCK as i64).contains(&at) {
        return Err(vm.value_error("Index out of range"));
    }
    tee.data.block.set(vm, tee, block);
    tee.data.at.set(at as usize);
    Ok(Value::NONE)
}

/// Iterators that `tee` gives.
pub(super) static TEE: TypeSpec = TypeSpec {
    name: "_tee",
    module: "itertools",
    flags: type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(iterable, /)", new),
        method("__iter__", "()", itself),
        method("__next__", "()", next),
        method("__copy__", "()", copy).doc("Returns an independent iterator."),
        method("__reduce__", "()", reduce),
        method("__setstate__", "(state, /)", set_state),
    ],
    doc: "Iterator wrapped to make it copyable.",
    ..TypeSpec::EMPTY
};

/// `itertools.tee`
pub(super) fn tee(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = match args.opt(1) {
        Some(n) => vm.index_i64(n, Exc::OverflowError)?,
        None => 2,
    };
    if n < 0 {
        return Err(vm.value_error("n must be >= 0"));
    }
    let out = vm.tuple_with_len(n as usize)?;
    if n == 0 {
        return Ok(vm.tuple(&[])?.value());
    }
    let iterator = vm.iter(args[0])?;
    let mut copyable = iterator;
    if vm.get_attr_opt_text(iterator, "__copy__")?.is_none() {
        let class = vm.native_type(&TEE)?;
        copyable = from_iterable(vm, class, iterator)?;
    }
    out.init(vm, 0, copyable);
    let copy = vm.get_attr_text(copyable, "__copy__")?;
    for index in 1..n as usize {
        let copied = vm.call(copy, &[])?;
        out.init(vm, index, copied);
    }
    Ok(out.value())
}
