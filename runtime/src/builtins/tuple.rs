//! `tuple`

use super::plain::gives_items;
use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::native::{Args, LeafRule, TypeSpec, method};
use crate::object::header::Kind;
use crate::object::list::SequenceIterator;
use crate::object::protocol::CompareOp;
use crate::object::slice::Slice;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

fn of(value: Value) -> Gc<Tuple> {
    value.cast::<Tuple>().expect("the receiver of a method of tuple is one")
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let items = match args.opt(1) {
        Some(iterable) => vm.collect_tuple(iterable)?,
        None => vm.tuple(&[])?,
    };
    if class == vm.types.tuple { Ok(items.value()) } else { Ok(vm.tuple_of_class(class, items.items())?.value()) }
}

fn len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(of(args[0]).len()))
}

/// Position of index `n` in a sequence of `len` items.
pub(crate) fn position(vm: &mut Vm, n: i64, len: usize, message: &str) -> PyResult<usize> {
    let at = if n < 0 { n + len as i64 } else { n };
    if (0..len as i64).contains(&at) { Ok(at as usize) } else { Err(vm.index_error(message)) }
}

/// The index in `key`, or TypeError "X indices must be integers or slices, not Y".
pub(crate) fn sequence_index(vm: &mut Vm, key: Value, what: &str) -> PyResult<i64> {
    if key.as_int().is_none() && vm.special_of(key, crate::object::Special::Index).is_none() {
        let message = format!("{what} indices must be integers or slices, not {}", vm.type_name(key));
        return Err(vm.type_error(&message));
    }
    vm.index_i64(key, Exc::IndexError)
}

/// The items of a tuple at some indices.
pub(crate) fn picked(vm: &mut Vm, tuple: Gc<Tuple>, indices: super::slice::Indices) -> PyResult<Gc<Tuple>> {
    let out = vm.tuple_with_len(indices.count)?;
    for (to, from) in indices.iter().enumerate() {
        out.init(vm, to, tuple.get(from));
    }
    Ok(out)
}

fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tuple = of(args[0]);
    if let Some(slice) = args[1].cast::<Slice>() {
        let indices = super::slice::indices(vm, slice, || tuple.len())?;
        if indices.count == tuple.len() && indices.step == 1 && vm.class_of(args[0]) == vm.types.tuple {
            return Ok(args[0]);
        }
        return Ok(picked(vm, tuple, indices)?.value());
    }
    let n = sequence_index(vm, args[1], "tuple")?;
    let at = position(vm, n, tuple.len(), "tuple index out of range")?;
    Ok(tuple.get(at))
}

fn add(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(other) = args[1].cast::<Tuple>() else { return Err(not_concatenated(vm, "tuple", args[1])) };
    joined(vm, of(args[0]), other)
}

/// `tuple + tuple`
pub(crate) fn joined(vm: &mut Vm, tuple: Gc<Tuple>, other: Gc<Tuple>) -> PyResult<Value> {
    // Nothing is added: the other operand is the result.
    for (empty, whole) in [(tuple, other.value()), (other, tuple.value())] {
        if empty.is_empty() && vm.class_of(whole) == vm.types.tuple {
            return Ok(whole);
        }
    }
    let out = vm.tuple_with_len(tuple.len() + other.len())?;
    for (index, &item) in tuple.items().iter().chain(other.items()).enumerate() {
        out.init(vm, index, item);
    }
    Ok(out.value())
}

/// `TypeError` for what is no sequence of the same type; operators ask the right operand's methods before.
#[cold]
pub(crate) fn not_concatenated(vm: &mut Vm, own: &str, other: Value) -> Raised {
    let message = format!("can only concatenate {own} (not \"{}\") to {own}", vm.type_name(other));
    vm.type_error(&message)
}

/// How often a sequence of `len` items is to be repeated.
pub(crate) fn repeat_count(vm: &mut Vm, value: Value, len: usize) -> PyResult<usize> {
    if value.as_int().is_none() && vm.special_of(value, crate::object::Special::Index).is_none() {
        return Err(super::bytes::shared::no_int(vm, value));
    }
    let n = vm.index_i64(value, Exc::OverflowError)?.max(0) as usize;
    vm.check_memory(len.saturating_mul(n).saturating_mul(8))?;
    Ok(n)
}

fn mul(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tuple = of(args[0]);
    let n = repeat_count(vm, args[1], tuple.len())?;
    if (n == 1 || tuple.is_empty()) && vm.class_of(args[0]) == vm.types.tuple {
        return Ok(args[0]);
    }
    let out = vm.tuple_with_len(tuple.len() * n)?;
    let mut at = 0;
    for _ in 0..n {
        for index in 0..tuple.len() {
            out.init(vm, at, tuple.get(index));
            at += 1;
        }
    }
    Ok(out.value())
}

fn contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tuple = of(args[0]);
    for index in 0..tuple.len() {
        if vm.equal(tuple.get(index), args[1])? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

/// How many items two sequences start with that are the very same.
pub(crate) fn same_items(a: &[Value], b: &[Value]) -> usize {
    a.iter().zip(b).position(|(x, y)| x != y).unwrap_or(a.len().min(b.len()))
}

/// Compares two sequences item by item from `index` on, up to which they are the same; `get` reads them anew each time.
pub(crate) fn compare_sequences(
    vm: &mut Vm,
    op: CompareOp,
    a: impl Fn(usize) -> Option<Value>,
    b: impl Fn(usize) -> Option<Value>,
    lens: impl Fn() -> (usize, usize),
    mut index: usize,
) -> PyResult<Value> {
    let (len_a, len_b) = lens();
    if len_a != len_b && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::bool(op == CompareOp::Ne));
    }
    vm.check_native_stack_in(" in comparison")?;
    loop {
        match (a(index), b(index)) {
            (Some(x), Some(y)) => {
                if !vm.equal(x, y)? {
                    // Comparing may have emptied one of them.
                    if a(index).is_none() || b(index).is_none() {
                        let (len_a, len_b) = lens();
                        return Ok(Value::bool(op.holds(len_a.cmp(&len_b))));
                    }
                    return match op {
                        CompareOp::Eq => Ok(Value::FALSE),
                        CompareOp::Ne => Ok(Value::TRUE),
                        CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => vm.compare(op, x, y),
                    };
                }
            }
            _ => {
                let (len_a, len_b) = lens();
                return Ok(Value::bool(op.holds(len_a.cmp(&len_b))));
            }
        }
        index += 1;
    }
}

/// What a comparison of a tuple gives.
pub(crate) fn compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    let (a, Some(b)) = (of(args[0]), args[1].cast::<Tuple>()) else { return Ok(Value::NOT_IMPLEMENTED) };
    let same = same_items(a.items(), b.items());
    compare_sequences(vm, op, |i| a.items().get(i).copied(), |i| b.items().get(i).copied(), || (a.len(), b.len()), same)
}

/// Truth of a comparison of two exact tuples.
pub(crate) fn compare_exact(vm: &mut Vm, op: CompareOp, a: Gc<Tuple>, b: Gc<Tuple>) -> PyResult<bool> {
    let same = same_items(a.items(), b.items());
    if let (Some(x), Some(y)) = (a.items().get(same), b.items().get(same)) {
        // Numbers that differ decide; of different ones the order is that of the tuples.
        if let (Some(x), Some(y)) = (x.as_small_int(), y.as_small_int()) {
            return Ok(op.holds(x.cmp(&y)));
        }
        if let (Some(x), Some(y)) = (x.as_float(), y.as_float())
            && x != y
            && (a.len() == b.len() || !matches!(op, CompareOp::Eq | CompareOp::Ne))
        {
            return Ok(op.holds_f64(x, y));
        }
    }
    let result = vm.recurse(" in comparison", |vm| {
        let (of_a, of_b) = (|i| a.items().get(i).copied(), |i| b.items().get(i).copied());
        compare_sequences(vm, op, of_a, of_b, || (a.len(), b.len()), same)
    })?;
    vm.is_true(result)
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(
            /// A comparison of tuples.
            pub(crate) fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { compare(vm, args, CompareOp::$op) }
        )*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

/// xxHash's mixing of the items' hashes, as CPython's tuple hash.
pub(crate) fn mix_hashes(vm: &mut Vm, item: impl Fn(usize) -> Option<Value>) -> PyResult<u64> {
    let (mut acc, mut index) = (PRIME_5, 0);
    while let Some(value) = item(index) {
        acc = mixed(acc, vm.hash(value)?);
        index += 1;
    }
    Ok(acc)
}

/// A hash with that of one more item.
#[inline(always)]
fn mixed(acc: u64, lane: u64) -> u64 {
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    acc.wrapping_add(lane.wrapping_mul(PRIME_2)).rotate_left(31).wrapping_mul(PRIME_1)
}

/// A hash of all items as that of the tuple.
fn finished(acc: u64, len: usize) -> u64 {
    let acc = acc.wrapping_add(len as u64 ^ (PRIME_5 ^ 3_527_539));
    if acc == u64::MAX { 1_546_275_796 } else { acc }
}

/// The hash of a tuple whose items have these hashes; none if one has none.
pub(crate) fn hash_of(hashes: impl ExactSizeIterator<Item = Option<u64>>) -> Option<u64> {
    let len = hashes.len();
    let mut acc = PRIME_5;
    for hash in hashes {
        acc = mixed(acc, hash?);
    }
    Some(finished(acc, len))
}

/// Tuples nested deeper than this are not looked into without a check of the stack.
const PLAIN_DEPTH: u32 = 8;

/// Hash of a tuple of plain keys; none if there is anything else in it.
pub(crate) fn plain_hash(vm: &Vm, tuple: Gc<Tuple>, depth: u32) -> Option<u64> {
    let mut acc = PRIME_5;
    for &item in tuple.items() {
        let lane = match item.header().filter(|&header| vm.is_plain_tuple(header)) {
            Some(_) if depth == PLAIN_DEPTH => return None,
            Some(inner) => plain_hash(vm, inner.cast_unchecked(), depth + 1)?,
            None => vm.plain_hash(item)?,
        };
        acc = mixed(acc, lane);
    }
    Some(finished(acc, tuple.len()))
}

const PRIME_5: u64 = 2_870_177_450_012_600_261;

/// Hash of a tuple.
pub(crate) fn hash_items(vm: &mut Vm, tuple: Gc<Tuple>) -> PyResult<u64> {
    vm.check_native_stack()?;
    let acc = mix_hashes(vm, |index| tuple.items().get(index).copied())?;
    Ok(finished(acc, tuple.len()))
}

/// `tuple.__hash__`
pub(crate) fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let hash = hash_items(vm, of(args[0]))?;
    vm.int(hash as i64)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tuple = of(args[0]);
    if tuple.is_empty() {
        return Ok(vm.str("()")?.value());
    }
    super::list::repr_items(vm, args[0], "(", if tuple.len() == 1 { ",)" } else { ")" }, "(...)", |index| {
        tuple.items().get(index).copied()
    })
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.types.tuple_iterator;
    Ok(vm.sequence_iterator(class, args[0], 0)?.value())
}

fn count(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tuple = of(args[0]);
    let mut n = 0;
    for index in 0..tuple.len() {
        n += usize::from(vm.equal(tuple.get(index), args[1])?);
    }
    Ok(Value::len(n))
}

fn index(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tuple = of(args[0]);
    let (start, stop) = super::list::search_range(vm, args, tuple.len())?;
    for at in start..stop.min(tuple.len()) {
        if vm.equal(tuple.get(at), args[1])? {
            return Ok(Value::len(at));
        }
    }
    Err(vm.value_error("tuple.index(x): x not in tuple"))
}

fn getnewargs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let items = vm.tuple(of(args[0]).items())?;
    Ok(vm.tuple(&[items.value()])?.value())
}

/// `tuple`
pub static TUPLE: TypeSpec = TypeSpec {
    name: "tuple",
    kind: Kind::Tuple,
    flags: type_flag::BASE_TYPE | type_flag::SEQUENCE | type_flag::MATCH_SELF | type_flag::SEQUENCE_CONCAT,
    methods: &[
        method("__new__", "(iterable=(), /)", new).leaf(LeafRule::When(gives_items)),
        method("__len__", "()", len),
        method("__getitem__", "(key, /)", get_item),
        method("__add__", "(value, /)", add).leaf(LeafRule::OfBuiltins),
        method("__mul__", "(value, /)", mul).leaf(LeafRule::OfBuiltins),
        method("__rmul__", "(value, /)", mul),
        method("__contains__", "(key, /)", contains),
        method("__lt__", "(value, /)", lt),
        method("__le__", "(value, /)", le),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__gt__", "(value, /)", gt),
        method("__ge__", "(value, /)", ge),
        method("__hash__", "()", hash),
        method("__repr__", "()", repr),
        method("__iter__", "()", iter),
        method("count", "(value, /)", count),
        method("index", "(value, start=0, stop=9223372036854775807, /)", index),
        method("__getnewargs__", "()", getnewargs),
        super::generic_alias::CLASS_GETITEM,
    ],
    doc: "Built-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.\nIf iterable is specified the tuple is initialized from iterable's items.\n\nIf the argument is a tuple, the return value is the same object.",
    ..TypeSpec::EMPTY
};

pub(crate) fn next(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = args[0].cast::<SequenceIterator>().expect("the receiver is a tuple iterator");
    let Some(tuple) = iterator.sequence.get().cast::<Tuple>() else { return Ok(Value::EMPTY) };
    let index = iterator.index.get();
    match tuple.items().get(index as usize) {
        Some(&item) => {
            iterator.index.set(index + 1);
            Ok(item)
        }
        None => {
            iterator.sequence.set_no_barrier(Value::EMPTY);
            Ok(Value::EMPTY)
        }
    }
}

/// Iterator over a tuple.
pub static TUPLE_ITERATOR: TypeSpec = TypeSpec {
    name: "tuple_iterator",
    kind: Kind::SequenceIterator,
    flags: type_flag::NO_NEW,
    methods: &[
        method("__iter__", "()", super::iterators::itself),
        method("__next__", "()", next),
        method("__length_hint__", "()", super::iterators::sequence_length_hint),
        method("__reduce__", "()", super::iterators::sequence_reduce),
        method("__setstate__", "(state, /)", super::iterators::sequence_setstate),
    ],
    ..TypeSpec::EMPTY
};
