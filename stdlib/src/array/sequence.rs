//! Arrays as sequences: items, slices, comparison, concatenation, iteration.

use super::{Array, This, as_array, check_resize, item, plain, push, put};
use crate::receiver::{builtin, this};
use runtime::builtins::iterators::itself;
use runtime::builtins::slice::indices;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, TypeSpec, method};
use runtime::object::Special;
use runtime::object::header::Kind;
use runtime::object::list::SequenceIterator;
use runtime::object::protocol::CompareOp;
use runtime::object::slice::Slice;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

pub(super) fn len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(this::<Array>(args[0]).data.len()))
}

/// The position that an int means.
#[inline(always)]
fn position(vm: &mut Vm, array: This, key: Value, message: &str) -> PyResult<usize> {
    let n = match key.as_small_int() {
        Some(n) => n,
        None if vm.special_of(key, Special::Index).is_some() => vm.index_i64(key, Exc::IndexError)?,
        None => return Err(vm.type_error("array indices must be integers")),
    };
    let len = array.data.len() as i64;
    let at = if n < 0 { n + len } else { n };
    if (0..len).contains(&at) { Ok(at as usize) } else { Err(vm.index_error(message)) }
}

pub(super) fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    if let Some(slice) = args[1].cast::<Slice>() {
        let picked = indices(vm, slice, || array.data.len())?;
        let size = array.data.code.size();
        let all = array.data.store.bytes(vm);
        let bytes = if picked.step == 1 {
            let start = picked.start as usize * size;
            all[start..start + picked.count * size].to_vec()
        } else {
            picked.iter().flat_map(|at| &all[at * size..(at + 1) * size]).copied().collect()
        };
        return plain(vm, array.data.code, &bytes);
    }
    let at = position(vm, array, args[1], "array index out of range")?;
    item(vm, array, at)
}

pub(super) fn set_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    if let Some(slice) = args[1].cast::<Slice>() {
        let Some(other) = as_array(args[2]) else {
            let message = format!("can only assign array (not \"{}\") to array slice", vm.type_name(args[2]));
            return Err(vm.type_error(&message));
        };
        if other.data.code != array.data.code {
            return Err(vm.type_error("bad argument type for built-in operation"));
        }
        let bytes = other.data.store.bytes(vm).to_vec();
        replace(vm, array, slice.value(), &bytes)?;
        return Ok(Value::NONE);
    }
    let at = position(vm, array, args[1], "array assignment index out of range")?;
    put(vm, array, at, args[2])?;
    Ok(Value::NONE)
}

pub(super) fn delete_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    if args[1].is::<Slice>() {
        replace(vm, array, args[1], &[])?;
        return Ok(Value::NONE);
    }
    let at = position(vm, array, args[1], "array assignment index out of range")?;
    remove_at(vm, array, at)?;
    Ok(Value::NONE)
}

fn remove_at(vm: &mut Vm, array: This, at: usize) -> PyResult<()> {
    check_resize(vm, array)?;
    let size = array.data.code.size();
    array.data.store.splice(vm, array, at * size, size, &[])
}

/// Replaces the items of a slice by `bytes`.
fn replace(vm: &mut Vm, array: This, slice: Value, bytes: &[u8]) -> PyResult<()> {
    let slice = slice.cast::<Slice>().expect("checked by the caller");
    let size = array.data.code.size();
    let picked = indices(vm, slice, || array.data.len())?;
    let count = bytes.len() / size;
    if count != picked.count {
        check_resize(vm, array)?;
    }
    if picked.step == 1 {
        return array.data.store.splice(vm, array, picked.start as usize * size, picked.count * size, bytes);
    }
    if bytes.is_empty() {
        let mut doomed: Vec<usize> = picked.iter().collect();
        doomed.sort_unstable();
        for at in doomed.into_iter().rev() {
            array.data.store.splice(vm, array, at * size, size, &[])?;
        }
        return Ok(());
    }
    if count != picked.count {
        let message = format!("attempt to assign array of size {count} to extended slice of size {}", picked.count);
        return Err(vm.value_error(&message));
    }
    for (at, chunk) in picked.iter().zip(bytes.chunks_exact(size)) {
        let cells = &array.data.store.cells()[at * size..(at + 1) * size];
        cells.iter().zip(chunk).for_each(|(to, &from)| to.set(from));
    }
    Ok(())
}

pub(super) fn append(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    push(vm, this(args[0]), args[1]).map(|()| Value::NONE)
}

pub(super) fn extend(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let Some(other) = as_array(args[1]) else {
        vm.for_each(args[1], |vm, value| push(vm, array, value))?;
        return Ok(Value::NONE);
    };
    if other.data.code != array.data.code {
        return Err(vm.type_error("can only extend with array of same kind"));
    }
    let bytes = other.data.store.bytes(vm).to_vec();
    if !bytes.is_empty() {
        check_resize(vm, array)?;
        array.data.store.extend(vm, array, &bytes)?;
    }
    Ok(Value::NONE)
}

pub(super) fn add(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let Some(other) = as_array(args[1]) else {
        let message = format!("can only append array (not \"{}\") to array", vm.type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    if other.data.code != array.data.code {
        return Err(vm.type_error("bad argument type for built-in operation"));
    }
    let bytes = [array.data.store.bytes(vm), other.data.store.bytes(vm)].concat();
    plain(vm, array.data.code, &bytes)
}

pub(super) fn iadd(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if as_array(args[1]).is_none() {
        let message = format!("can only extend array with array (not \"{}\")", vm.type_name(args[1]));
        return Err(vm.type_error(&message));
    }
    extend(vm, args)?;
    Ok(args[0])
}

/// The content repeated.
fn repeated(vm: &mut Vm, array: This, times: Value) -> PyResult<Vec<u8>> {
    if vm.special_of(times, Special::Index).is_none() {
        let message = format!("'{}' object cannot be interpreted as an integer", vm.type_name(times));
        return Err(vm.type_error(&message));
    }
    let times = vm.index_i64(times, Exc::OverflowError)?.max(0) as usize;
    let len = array.data.store.bytes(vm).len();
    vm.check_memory(len.saturating_mul(times))?;
    Ok(array.data.store.bytes(vm).repeat(times))
}

pub(super) fn mul(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let bytes = repeated(vm, array, args[1])?;
    plain(vm, array.data.code, &bytes)
}

pub(super) fn imul(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let bytes = repeated(vm, array, args[1])?;
    let len = array.data.store.len();
    if bytes.len() != len {
        check_resize(vm, array)?;
        array.data.store.splice(vm, array, 0, len, &bytes)?;
    }
    Ok(args[0])
}

/// First position in `start..stop` of what equals `value`.
fn find(vm: &mut Vm, array: This, value: Value, start: usize, stop: usize) -> PyResult<Option<usize>> {
    let mut at = start;
    while at < stop.min(array.data.len()) {
        let candidate = item(vm, array, at)?;
        if vm.equal(candidate, value)? {
            return Ok(Some(at));
        }
        at += 1;
    }
    Ok(None)
}

pub(super) fn contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(find(vm, this(args[0]), args[1], 0, usize::MAX)?.is_some()))
}

pub(super) fn count(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let (mut n, mut at) = (0, 0);
    while at < array.data.len() {
        let candidate = item(vm, array, at)?;
        n += usize::from(vm.equal(candidate, args[1])?);
        at += 1;
    }
    Ok(Value::len(n))
}

pub(super) fn index(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let len = array.data.len() as i64;
    let mut bound = |index: usize, default: i64| -> PyResult<usize> {
        let n = match args.opt(index) {
            Some(n) if vm.special_of(n, Special::Index).is_some() => vm.index_clipped(n)?,
            Some(_) => return Err(vm.type_error("slice indices must be integers or have an __index__ method")),
            None => default,
        };
        Ok(if n < 0 { n.saturating_add(len).max(0) } else { n } as usize)
    };
    let (start, stop) = (bound(2, 0)?, bound(3, i64::MAX)?);
    match find(vm, array, args[1], start, stop)? {
        Some(at) => Ok(Value::len(at)),
        None => Err(vm.value_error("array.index(x): x not in array")),
    }
}

pub(super) fn remove(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this(args[0]);
    match find(vm, array, args[1], 0, usize::MAX)? {
        Some(at) => {
            remove_at(vm, array, at)?;
            Ok(Value::NONE)
        }
        None => Err(vm.value_error("array.remove(x): x not in array")),
    }
}

pub(super) fn pop(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let n = match args.opt(1) {
        Some(n) => vm.index_c_ssize(n)?,
        None => -1,
    };
    let len = array.data.len() as i64;
    if len == 0 {
        return Err(vm.index_error("pop from empty array"));
    }
    let at = if n < 0 { n + len } else { n };
    if !(0..len).contains(&at) {
        return Err(vm.index_error("pop index out of range"));
    }
    let value = item(vm, array, at as usize)?;
    remove_at(vm, array, at as usize)?;
    Ok(value)
}

pub(super) fn insert(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let n = vm.index_c_ssize(args[1])?;
    let word = array.data.code.word(vm, args[2])?;
    check_resize(vm, array)?;
    let len = array.data.len() as i64;
    let at = if n < 0 { (n + len).max(0) } else { n.min(len) } as usize;
    let size = array.data.code.size();
    let mut bytes = [0; 8];
    let bytes = super::item_bytes(word, size, &mut bytes);
    array.data.store.splice(vm, array, at * size, 0, bytes)?;
    Ok(Value::NONE)
}

pub(super) fn reverse(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let size = array.data.code.size();
    let bytes: Vec<u8> = array.data.store.bytes(vm).chunks_exact(size).rev().flatten().copied().collect();
    array.data.store.cells().iter().zip(bytes).for_each(|(to, from)| to.set(from));
    Ok(Value::NONE)
}

pub(super) fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let bytes = array.data.store.bytes(vm).to_vec();
    plain(vm, array.data.code, &bytes)
}

pub(super) fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let (name, letter) = (vm.class_of(args[0]).name_text(), array.data.code.letter());
    if array.data.len() == 0 {
        return Ok(vm.str(&format!("{name}('{letter}')"))?.value());
    }
    let method = if array.data.code.is_text() { "tounicode" } else { "tolist" };
    let inner = vm.call_method(args[0], method, &[])?;
    let mut text = format!("{name}('{letter}', ").into_bytes();
    text.extend(vm.repr(inner)?.to_wtf8());
    text.push(b')');
    Ok(vm.str_from_wtf8(&text)?.value())
}

/// Whether two arrays of ints of one type, and of one length, have the same; none if they are not such.
fn same_numbers(vm: &Vm, array: This, other: This) -> Option<bool> {
    let code = array.data.code;
    let ints = !matches!(code.letter(), 'f' | 'd');
    let (store, others) = (&array.data.store, &other.data.store);
    (ints && code.letter() == other.data.code.letter()).then(|| store.bytes(vm) == others.bytes(vm))
}

fn compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let Some(other) = as_array(args[1]) else { return Ok(Value::NOT_IMPLEMENTED) };
    let by_equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
    if by_equality && array.data.len() != other.data.len() {
        return Ok(Value::bool(op == CompareOp::Ne));
    }
    if by_equality && let Some(same) = same_numbers(vm, array, other) {
        return Ok(Value::bool(same == (op == CompareOp::Eq)));
    }
    let mut at = 0;
    while at < array.data.len().min(other.data.len()) {
        let (x, y) = (item(vm, array, at)?, item(vm, other, at)?);
        if !vm.compare_bool(CompareOp::Eq, x, y)? {
            return if by_equality { Ok(Value::bool(op == CompareOp::Ne)) } else { vm.compare(op, x, y) };
        }
        at += 1;
    }
    Ok(Value::bool(op.holds(array.data.len().cmp(&other.data.len()))))
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(pub(super) fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { compare(vm, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

pub(super) fn size_of(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(64 + this::<Array>(args[0]).data.store.capacity()))
}

/// The iterator that a receiver is, and the array; none after the end.
fn iterator_of(value: Value) -> (Gc<SequenceIterator>, Option<This>) {
    let iterator = value.cast::<SequenceIterator>().expect("the receiver is an array iterator");
    (iterator, iterator.sequence.get().given().map(this::<Array>))
}

pub(super) fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.native_type(&ITERATOR)?;
    Ok(vm.sequence_iterator(class, args[0], 0)?.value())
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (iterator, Some(array)) = iterator_of(args[0]) else { return Ok(Value::EMPTY) };
    let at = iterator.index.get();
    if at as usize >= array.data.len() {
        iterator.sequence.set_no_barrier(Value::EMPTY);
        return Ok(Value::EMPTY);
    }
    iterator.index.set(at + 1);
    item(vm, array, at as usize)
}

fn iterator_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (iterator, array) = iterator_of(args[0]);
    let iter = builtin(vm, "iter");
    match array {
        Some(array) => {
            let given = vm.tuple(&[array.value()])?.value();
            Ok(vm.tuple(&[iter, given, Value::len(iterator.index.get() as usize)])?.value())
        }
        None => {
            let empty = vm.tuple(&[])?.value();
            let given = vm.tuple(&[empty])?.value();
            Ok(vm.tuple(&[iter, given])?.value())
        }
    }
}

fn iterator_set_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let at = vm.index_c_ssize(args[1])?;
    if let (iterator, Some(array)) = iterator_of(args[0]) {
        iterator.index.set(at.clamp(0, array.data.len() as i64));
    }
    Ok(Value::NONE)
}

static ITERATOR: TypeSpec = TypeSpec {
    name: "arrayiterator",
    module: "array",
    kind: Kind::SequenceIterator,
    flags: type_flag::NO_NEW,
    methods: &[
        method("__iter__", "()", itself),
        method("__next__", "()", next),
        method("__reduce__", "()", iterator_reduce).doc("Return state information for pickling."),
        method("__setstate__", "(state, /)", iterator_set_state).doc("Set state information for unpickling."),
    ],
    ..TypeSpec::EMPTY
};
