//! `range`

use crate::heap::{Field, Gc, Native};
use crate::native::{Args, LeafRule, TypeSpec, member, method};
use crate::object::header::Kind;
use crate::object::protocol::{BinaryOp, CompareOp};
use crate::object::range::{Range, RangeIterator};
use crate::object::slice::Slice;
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn of(value: Value) -> Gc<Range> {
    value.cast::<Range>().expect("the receiver of a method of range is one")
}

fn int(vm: &mut Vm, op: BinaryOp, a: Value, b: Value) -> PyResult<Value> {
    super::int::int_binary(vm, op, a, b)
}

/// A range with its length computed.
pub(crate) fn make(vm: &mut Vm, start: Value, stop: Value, step: Value) -> PyResult<Value> {
    if let (Some(first), Some(end), Some(by)) = (start.as_small_int(), stop.as_small_int(), step.as_small_int())
        && let Some(length) = crate::object::range::small_length(first, end, by)
    {
        return Ok(vm.range(start, stop, step, Value::len(length as usize))?.value());
    }
    let zero = Value::int32(0);
    let up = vm.compare_bool(CompareOp::Gt, step, zero)?;
    let (low, high, step_size) =
        if up { (start, stop, step) } else { (stop, start, int(vm, BinaryOp::Sub, zero, step)?) };
    let length = if vm.compare_bool(CompareOp::Lt, low, high)? {
        let distance = int(vm, BinaryOp::Sub, high, low)?;
        let distance = int(vm, BinaryOp::Sub, distance, Value::int32(1))?;
        let steps = int(vm, BinaryOp::FloorDiv, distance, step_size)?;
        int(vm, BinaryOp::Add, steps, Value::int32(1))?
    } else {
        zero
    };
    Ok(vm.range(start, stop, step, length)?.value())
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let plain = |vm: &mut Vm, value: Value| {
        let n = vm.index(value)?;
        super::int::exact(vm, n)
    };
    let (start, stop, step) = match args.opt(2) {
        Some(stop) => {
            let step = match args.opt(3) {
                Some(step) => plain(vm, step)?,
                None => Value::int32(1),
            };
            (plain(vm, args[1])?, plain(vm, stop)?, step)
        }
        None => (Value::int32(0), plain(vm, args[1])?, Value::int32(1)),
    };
    if step == Value::int32(0) {
        return Err(vm.value_error("range() arg 3 must not be zero"));
    }
    make(vm, start, stop, step)
}

fn len(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let length = of(args[0]).length.get();
    match length.as_i64() {
        Some(_) => Ok(length),
        None => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

fn to_bool(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(of(args[0]).length.get() != Value::int32(0)))
}

/// `start + index * step`
fn item(vm: &mut Vm, range: Gc<Range>, index: Value) -> PyResult<Value> {
    let offset = int(vm, BinaryOp::Mul, index, range.step.get())?;
    int(vm, BinaryOp::Add, range.start.get(), offset)
}

fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let range = of(args[0]);
    if let Some(slice) = args[1].cast::<Slice>() {
        let length = range.length.get();
        let bounds = vm.call_method(slice.value(), "indices", &[length])?;
        let bounds = bounds.cast::<crate::object::tuple::Tuple>().expect("indices() makes a tuple");
        let start = item(vm, range, bounds.get(0))?;
        let stop = item(vm, range, bounds.get(1))?;
        let step = int(vm, BinaryOp::Mul, range.step.get(), bounds.get(2))?;
        return make(vm, start, stop, step);
    }
    if args[1].as_int().is_none() && vm.special_of(args[1], crate::object::Special::Index).is_none() {
        let message = format!("range indices must be integers or slices, not {}", vm.type_name(args[1]));
        return Err(vm.type_error(&message));
    }
    let mut index = vm.index(args[1])?;
    if vm.compare_bool(CompareOp::Lt, index, Value::int32(0))? {
        index = int(vm, BinaryOp::Add, index, range.length.get())?;
    }
    let inside = vm.compare_bool(CompareOp::Ge, index, Value::int32(0))?
        && vm.compare_bool(CompareOp::Lt, index, range.length.get())?;
    if inside { item(vm, range, index) } else { Err(vm.index_error("range object index out of range")) }
}

/// The index of an int in a range, if it is an item.
fn position(vm: &mut Vm, range: Gc<Range>, value: Value) -> PyResult<Option<Value>> {
    let offset = int(vm, BinaryOp::Sub, value, range.start.get())?;
    let step = range.step.get();
    if int(vm, BinaryOp::Mod, offset, step)? != Value::int32(0) {
        return Ok(None);
    }
    let index = int(vm, BinaryOp::FloorDiv, offset, step)?;
    let inside = vm.compare_bool(CompareOp::Ge, index, Value::int32(0))?
        && vm.compare_bool(CompareOp::Lt, index, range.length.get())?;
    Ok(inside.then_some(index))
}

fn is_exact_int(vm: &Vm, value: Value) -> bool {
    value.is_small_int() || value.is_bool() || vm.class_of(value) == vm.types.int
}

fn contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if is_exact_int(vm, args[1]) {
        return Ok(Value::bool(position(vm, of(args[0]), args[1])?.is_some()));
    }
    let iterator = iter(vm, args)?;
    while let Some(item) = vm.next(iterator)? {
        if vm.equal(item, args[1])? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn index(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if is_exact_int(vm, args[1]) {
        if let Some(index) = position(vm, of(args[0]), args[1])? {
            return Ok(index);
        }
        let repr = vm.repr_text(args[1])?;
        return Err(vm.value_error(&format!("{repr} is not in range")));
    }
    let iterator = iter(vm, args)?;
    let mut at = 0;
    while let Some(item) = vm.next(iterator)? {
        if vm.equal(item, args[1])? {
            return Ok(Value::len(at));
        }
        at += 1;
    }
    Err(vm.value_error("sequence.index(x): x not in sequence"))
}

fn count(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if is_exact_int(vm, args[1]) {
        return Ok(Value::len(usize::from(position(vm, of(args[0]), args[1])?.is_some())));
    }
    let iterator = iter(vm, args)?;
    let mut n = 0;
    while let Some(item) = vm.next(iterator)? {
        n += usize::from(vm.equal(item, args[1])?);
    }
    Ok(Value::len(n))
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let range = of(args[0]);
    iterate(vm, range.start.get(), range.step.get(), range.length.get())
}

fn iterate(vm: &mut Vm, start: Value, step: Value, length: Value) -> PyResult<Value> {
    if let (Some(first), Some(step), Some(left)) = (start.as_small_int(), step.as_small_int(), length.as_small_int()) {
        let last = i128::from(first) + i128::from(step) * i128::from(left);
        if last.unsigned_abs() < 1 << 48 {
            return Ok(vm.range_iterator(first, step, left as u64)?.value());
        }
    }
    let class = vm.native_type(&LONG_RANGE_ITERATOR)?;
    let data = LongRangeIterator { next: Field::new(start), step: Field::new(step), left: Field::new(length) };
    Ok(vm.native(class, data)?.value())
}

fn reversed(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let range = of(args[0]);
    let last = int(vm, BinaryOp::Sub, range.length.get(), Value::int32(1))?;
    let start = item(vm, range, last)?;
    let step = int(vm, BinaryOp::Sub, Value::int32(0), range.step.get())?;
    iterate(vm, start, step, range.length.get())
}

fn eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(b) = args[1].cast::<Range>() else { return Ok(Value::NOT_IMPLEMENTED) };
    let a = of(args[0]);
    let same = vm.equal(a.length.get(), b.length.get())?
        && (a.length.get() == Value::int32(0)
            || (vm.equal(a.start.get(), b.start.get())?
                && (a.length.get() == Value::int32(1) || vm.equal(a.step.get(), b.step.get())?)));
    Ok(Value::bool(same))
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let range = of(args[0]);
    let length = range.length.get();
    let start = if length == Value::int32(0) { Value::NONE } else { range.start.get() };
    let step = if length == Value::int32(0) || length == Value::int32(1) { Value::NONE } else { range.step.get() };
    let key = vm.tuple(&[length, start, step])?;
    let hash = vm.hash(key.value())?;
    vm.int(hash as i64)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let range = of(args[0]);
    let (start, stop) = (vm.repr_text(range.start.get())?, vm.repr_text(range.stop.get())?);
    let text = if range.step.get() == Value::int32(1) {
        format!("range({start}, {stop})")
    } else {
        format!("range({start}, {stop}, {})", vm.repr_text(range.step.get())?)
    };
    Ok(vm.str(&text)?.value())
}

fn start(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).start.get())
}

fn stop(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).stop.get())
}

fn step(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).step.get())
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let range = of(args[0]);
    let parts = vm.tuple(&[range.start.get(), range.stop.get(), range.step.get()])?.value();
    let class = vm.types.range.value();
    Ok(vm.tuple(&[class, parts])?.value())
}

/// `range`
pub static RANGE: TypeSpec = TypeSpec {
    name: "range",
    kind: Kind::Range,
    flags: type_flag::SEQUENCE,
    methods: &[
        method("__new__", "(start, stop=None, step=None, /)", new),
        method("__len__", "()", len).leaf(LeafRule::OfPlain),
        method("__bool__", "()", to_bool),
        method("__getitem__", "(key, /)", get_item).leaf(LeafRule::OfPlain),
        method("__contains__", "(key, /)", contains).leaf(LeafRule::OfPlain),
        method("index", "(value, /)", index),
        method("count", "(value, /)", count),
        method("__iter__", "()", iter),
        method("__reversed__", "()", reversed),
        method("__eq__", "(value, /)", eq),
        method("__hash__", "()", hash),
        method("__repr__", "()", repr),
        method("__reduce__", "()", reduce),
    ],
    getset: &[member("start", start), member("stop", stop), member("step", step)],
    doc: "range(stop) -> range object\nrange(start, stop[, step]) -> range object",
    ..TypeSpec::EMPTY
};

fn next(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = args[0].cast::<RangeIterator>().expect("the receiver is a range iterator");
    let left = iterator.left.get();
    if left == 0 {
        return Ok(Value::EMPTY);
    }
    let next = iterator.next.get();
    iterator.left.set(left - 1);
    iterator.next.set(next + iterator.step.get());
    Ok(Value::int_unchecked(next))
}

fn length_hint(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = args[0].cast::<RangeIterator>().expect("the receiver is a range iterator");
    vm.int(iterator.left.get() as i64)
}

/// `(iter, (range of what is left,), None)`
fn reduce_rest(vm: &mut Vm, next: Value, step: Value, left: Value) -> PyResult<Value> {
    let distance = int(vm, BinaryOp::Mul, step, left)?;
    let stop = int(vm, BinaryOp::Add, next, distance)?;
    let rest = make(vm, next, stop, step)?;
    let function = super::iterators::builtin(vm, "iter")?;
    super::iterators::reduced(vm, function, rest, Some(Value::NONE))
}

fn range_iterator_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = args[0].cast::<RangeIterator>().expect("the receiver is a range iterator");
    let next = vm.int(iterator.next.get())?;
    let step = vm.int(iterator.step.get())?;
    let left = vm.int(iterator.left.get() as i64)?;
    reduce_rest(vm, next, step, left)
}

fn range_iterator_setstate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = args[0].cast::<RangeIterator>().expect("the receiver is a range iterator");
    let skip = vm.index_i64(args[1], crate::exceptions::hierarchy::Exc::OverflowError)?;
    let skip = skip.clamp(0, iterator.left.get() as i64);
    iterator.next.set(iterator.next.get() + skip * iterator.step.get());
    iterator.left.set(iterator.left.get() - skip as u64);
    Ok(Value::NONE)
}

/// Iterator over a range of small ints.
pub static RANGE_ITERATOR: TypeSpec = TypeSpec {
    name: "range_iterator",
    kind: Kind::RangeIterator,
    flags: type_flag::NO_NEW,
    methods: &[
        method("__iter__", "()", super::iterators::itself),
        method("__next__", "()", next),
        method("__length_hint__", "()", length_hint),
        method("__reduce__", "()", range_iterator_reduce),
        method("__setstate__", "(state, /)", range_iterator_setstate),
    ],
    ..TypeSpec::EMPTY
};

/// Iterator over a range of any ints.
pub struct LongRangeIterator {
    next: Field<Value>,
    step: Field<Value>,
    left: Field<Value>,
}
crate::native_data!(LongRangeIterator, [next, step, left]);

fn long_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = args[0].cast::<Native<LongRangeIterator>>().expect("the receiver is a long range iterator");
    let left = this.data.left.get();
    if left == Value::int32(0) {
        return Ok(Value::EMPTY);
    }
    let next = this.data.next.get();
    let after = int(vm, BinaryOp::Add, next, this.data.step.get())?;
    let left = int(vm, BinaryOp::Sub, left, Value::int32(1))?;
    this.data.next.set(vm, this, after);
    this.data.left.set(vm, this, left);
    Ok(next)
}

fn long_of(args: Args<'_>) -> Gc<Native<LongRangeIterator>> {
    args[0].cast::<Native<LongRangeIterator>>().expect("the receiver is a long range iterator")
}

fn long_length_hint(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(long_of(args).data.left.get())
}

fn long_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = long_of(args);
    reduce_rest(vm, this.data.next.get(), this.data.step.get(), this.data.left.get())
}

fn long_setstate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (this, mut skip) = (long_of(args), args[1]);
    if skip.as_int().is_none() {
        let message = format!("state must be an int, not {}", vm.type_name(skip));
        return Err(vm.type_error(&message));
    }
    if vm.compare_bool(CompareOp::Lt, skip, Value::int32(0))? {
        skip = Value::int32(0);
    } else if vm.compare_bool(CompareOp::Gt, skip, this.data.left.get())? {
        skip = this.data.left.get();
    }
    let distance = int(vm, BinaryOp::Mul, skip, this.data.step.get())?;
    let next = int(vm, BinaryOp::Add, this.data.next.get(), distance)?;
    let left = int(vm, BinaryOp::Sub, this.data.left.get(), skip)?;
    this.data.next.set(vm, this, next);
    this.data.left.set(vm, this, left);
    Ok(Value::NONE)
}

/// Iterator over a range of any ints.
pub static LONG_RANGE_ITERATOR: TypeSpec = TypeSpec {
    name: "longrange_iterator",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__iter__", "()", super::iterators::itself),
        method("__next__", "()", long_next),
        method("__length_hint__", "()", long_length_hint),
        method("__reduce__", "()", long_reduce),
        method("__setstate__", "(state, /)", long_setstate),
    ],
    ..TypeSpec::EMPTY
};
