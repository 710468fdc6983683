//! `slice`, and turning slices into ranges of indices.

use crate::heap::Gc;
use crate::native::{Args, LeafRule, TypeSpec, member, method};
use crate::object::header::Kind;
use crate::object::protocol::{BinaryOp, CompareOp};
use crate::object::slice::Slice;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// A slice applied to a length: first index, step, number of items.
#[derive(Clone, Copy, Debug)]
pub struct Indices {
    /// First index.
    pub start: i64,
    /// Distance between indices.
    pub step: i64,
    /// How many.
    pub count: usize,
}

impl Indices {
    /// What is at the indices, which are those of `items`.
    pub fn pick<T: Copy>(self, items: &[T]) -> Vec<T> {
        if self.step == -1 && self.count > 0 {
            let last = self.start as usize;
            let mut picked = items[last + 1 - self.count..=last].to_vec();
            picked.reverse();
            return picked;
        }
        self.iter().map(|at| items[at]).collect()
    }

    /// The indices in order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = usize> {
        (0..self.count as i64).map(move |n| (self.start + n * self.step) as usize)
    }
}

/// Start, stop and step of a slice, clipped to 64 bits (`PySlice_Unpack`).
fn unpack(vm: &mut Vm, slice: Gc<Slice>) -> PyResult<(i64, i64, i64)> {
    let step = match slice.step.get() {
        step if step.is_none() => 1,
        step => slice_index(vm, step)?.max(-i64::MAX),
    };
    if step == 0 {
        return Err(vm.value_error("slice step cannot be zero"));
    }
    let start = match slice.start.get() {
        start if start.is_none() => {
            if step < 0 {
                i64::MAX
            } else {
                0
            }
        }
        start => slice_index(vm, start)?,
    };
    let stop = match slice.stop.get() {
        stop if stop.is_none() => {
            if step < 0 {
                i64::MIN
            } else {
                i64::MAX
            }
        }
        stop => slice_index(vm, stop)?,
    };
    Ok((start, stop, step))
}

fn slice_index(vm: &mut Vm, value: Value) -> PyResult<i64> {
    if let Some(n) = value.as_small_int() {
        return Ok(n);
    }
    if value.as_int().is_none() && vm.special_of(value, crate::object::Special::Index).is_none() {
        return Err(vm.type_error("slice indices must be integers or None or have an __index__ method"));
    }
    vm.index_clipped(value)
}

/// The indices that a slice picks from a sequence of `len()` items (`PySlice_AdjustIndices`). The length is asked for last:
/// `__index__` of a bound may change it.
pub fn indices(vm: &mut Vm, slice: Gc<Slice>, len: impl FnOnce() -> usize) -> PyResult<Indices> {
    let (start, stop, step) = unpack(vm, slice)?;
    Ok(adjust(start, stop, step, len()))
}

/// As [`indices`], for parts that are small ints or None; none for others.
pub(crate) fn plain_indices(parts: [Value; 3], len: usize) -> Option<Indices> {
    let part = |value: Value, default: i64| if value.is_none() { Some(default) } else { value.as_small_int() };
    let step = part(parts[2], 1).filter(|step| *step != 0)?;
    let (first, end) = if step < 0 { (i64::MAX, i64::MIN) } else { (0, i64::MAX) };
    Some(adjust(part(parts[0], first)?, part(parts[1], end)?, step, len))
}

fn adjust(start: i64, stop: i64, step: i64, len: usize) -> Indices {
    let len = len as i64;
    let clip = |n: i64| {
        let n = if n < 0 { n.saturating_add(len) } else { n };
        if step < 0 { n.clamp(-1, len - 1) } else { n.clamp(0, len) }
    };
    let clip = |n: i64| if n < 0 && n.saturating_add(len) < 0 { if step < 0 { -1 } else { 0 } } else { clip(n) };
    let (start, stop) = (clip(start), clip(stop));
    // Without a division where there is nothing to divide.
    let count = if step == -1 {
        (start - stop).max(0)
    } else if step < 0 {
        if stop < start { (start - stop - 1) / -step + 1 } else { 0 }
    } else if start < stop {
        (stop - start - 1) / step + 1
    } else {
        0
    };
    Indices { start, step, count: count as usize }
}

fn of(value: Value) -> Gc<Slice> {
    value.cast::<Slice>().expect("the receiver of a method of slice is one")
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (start, stop, step) = match args.opt(2) {
        Some(stop) => (args[1], stop, args.get(3).or_none()),
        None => (Value::NONE, args[1], Value::NONE),
    };
    Ok(vm.slice(start, stop, step)?.value())
}

fn parts(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let slice = of(value);
    Ok(vm.tuple(&[slice.start.get(), slice.stop.get(), slice.step.get()])?.value())
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let parts = parts(vm, args[0])?;
    let text = format!("slice{}", vm.repr_text(parts)?);
    Ok(vm.str(&text)?.value())
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    // As a tuple's hash, but the length is not mixed in.
    let slice = of(args[0]);
    let hash = super::tuple::mix_hashes(vm, |index| {
        [slice.start.get(), slice.stop.get(), slice.step.get()].get(index).copied()
    })?;
    vm.int(if hash == u64::MAX { 1_546_275_796 } else { hash as i64 })
}

fn compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    if !args[1].is::<Slice>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (a, b) = (parts(vm, args[0])?, parts(vm, args[1])?);
    vm.compare(op, a, b)
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { compare(vm, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

/// An int of any size from a part of a slice.
fn part(vm: &mut Vm, value: Value) -> PyResult<Value> {
    if value.as_int().is_none() && vm.special_of(value, crate::object::Special::Index).is_none() {
        return Err(vm.type_error("slice indices must be integers or None or have an __index__ method"));
    }
    let n = vm.index(value)?;
    Ok(n.as_bool().map_or(n, |b| Value::int32(i32::from(b))))
}

/// `slice.indices(length)` for ints of any size (`_PySlice_GetLongIndices`).
fn indices_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let slice = of(args[0]);
    let zero = Value::int32(0);
    let length = vm.index(args[1])?;
    let length = length.as_bool().map_or(length, |b| Value::int32(i32::from(b)));
    let less = |vm: &mut Vm, a: Value, b: Value| vm.compare_bool(CompareOp::Lt, a, b);
    if less(vm, length, zero)? {
        return Err(vm.value_error("length should not be negative"));
    }
    let step = match slice.step.get() {
        step if step.is_none() => Value::int32(1),
        step => part(vm, step)?,
    };
    if vm.compare_bool(CompareOp::Eq, step, zero)? {
        return Err(vm.value_error("slice step cannot be zero"));
    }
    let backwards = less(vm, step, zero)?;
    let (lower, upper) = if backwards {
        (Value::int32(-1), super::int::int_binary(vm, BinaryOp::Sub, length, Value::int32(1))?)
    } else {
        (zero, length)
    };
    let clip = |vm: &mut Vm, given: Value, default: Value| {
        if given.is_none() {
            return Ok(default);
        }
        let mut n = part(vm, given)?;
        if less(vm, n, zero)? {
            n = super::int::int_binary(vm, BinaryOp::Add, n, length)?;
            return if less(vm, n, lower)? { Ok(lower) } else { Ok(n) };
        }
        if less(vm, upper, n)? { Ok(upper) } else { Ok(n) }
    };
    let start = clip(vm, slice.start.get(), if backwards { upper } else { lower })?;
    let stop = clip(vm, slice.stop.get(), if backwards { lower } else { upper })?;
    Ok(vm.tuple(&[start, stop, step])?.value())
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
    let parts = parts(vm, args[0])?;
    let class = vm.class_of(args[0]).value();
    Ok(vm.tuple(&[class, parts])?.value())
}

/// `slice`
pub static SLICE: TypeSpec = TypeSpec {
    name: "slice",
    kind: Kind::Slice,
    methods: &[
        method("__new__", "(start, stop=None, step=None, /)", new).leaf(LeafRule::Always),
        method("__repr__", "()", repr),
        method("__hash__", "()", hash),
        method("__lt__", "(value, /)", lt),
        method("__le__", "(value, /)", le),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__gt__", "(value, /)", gt),
        method("__ge__", "(value, /)", ge),
        method("indices", "(length, /)", indices_method),
        method("__reduce__", "()", reduce),
    ],
    getset: &[member("start", start), member("stop", stop), member("step", step)],
    doc: "slice(stop)\nslice(start, stop[, step])",
    ..TypeSpec::EMPTY
};
