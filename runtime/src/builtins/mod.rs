//! Builtin types and functions.

pub mod anext;
pub mod ast;
pub mod async_generator;
pub mod bool;
pub mod bytearray;
pub mod bytes;
pub mod code;
pub(crate) mod collect;
pub mod compile;
pub mod complex;
pub mod coroutine;
pub mod descriptors;
pub mod dict;
pub mod dict_views;
pub mod exceptions;
pub mod float;
pub(crate) mod format;
pub mod frame;
pub mod function;
pub mod functions;
pub mod generator;
pub mod generic_alias;
pub mod int;
pub mod iterators;
pub mod list;
pub mod memoryview;
pub mod module;
pub mod namespace;
pub mod object;
pub(crate) mod plain;
pub(crate) mod print;
pub mod range;
pub mod reduce;
pub mod set;
pub mod singletons;
pub mod slice;
mod sort;
pub mod source;
pub mod str;
mod sum;
pub mod super_type;
pub mod traceback;
pub mod tuple;
pub mod type_type;
pub mod types;
pub mod typing;
pub mod union_type;
pub mod wide;

use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::object::dict::Dict;
use crate::object::header::Kind;
use crate::object::list::List;
use crate::object::set::Set;
use crate::object::string::{Bytes, Str};
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// Issues a warning that is attributed to the running frame, whether or not the module `warnings` has been imported.
pub fn warn(vm: &mut Vm, category: Exc, message: &str) -> PyResult<()> {
    vm.warn(category, message, 1)
}

/// `container[key]` for exact builtin containers; none if it is something else.
#[inline]
pub(crate) fn fast_get_item(vm: &mut Vm, container: Value, key: Value) -> Option<PyResult<Value>> {
    let header = container.header()?;
    let shape = header.shape();
    if shape == vm.shape_of_kind(Kind::Dict) {
        let dict = container.cast::<Dict>()?;
        return Some(match dict.get(vm, key) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => Err(vm.key_error(key)),
            Err(raised) => Err(raised),
        });
    }
    let index = key.as_small_int()?;
    if shape == vm.shape_of_kind(Kind::Tuple) {
        let tuple = container.cast::<Tuple>()?;
        let at = if index < 0 { index + tuple.len() as i64 } else { index };
        return tuple.items().get(usize::try_from(at).ok()?).map(|&value| Ok(value));
    }
    if shape == vm.shape_of_kind(Kind::Str) {
        let s = container.cast::<Str>()?;
        let at = if index < 0 { index + s.len() as i64 } else { index };
        let at = usize::try_from(at).ok().filter(|&at| at < s.len())?;
        let c = s.char_at(at);
        return Some(vm.str_from_char(c).map(|s| s.value()));
    }
    if shape == vm.shape_of_kind(Kind::Bytes) {
        let bytes = container.cast::<Bytes>()?;
        let at = if index < 0 { index + bytes.len() as i64 } else { index };
        return bytes.bytes().get(usize::try_from(at).ok()?).map(|&byte| Ok(Value::int32(byte.into())));
    }
    bytearray::at(vm, container, index, |cell| Ok(Value::int32(cell.get().into())))
}

/// `container[start:stop]` for exact builtin sequences and bounds that are small ints or None; none if it is something else.
#[inline]
pub(crate) fn fast_get_slice(vm: &mut Vm, container: Value, start: Value, stop: Value) -> Option<PyResult<Value>> {
    let header = container.header()?;
    let len = fast_len(vm, container).or_else(|| bytearray::len_of(vm, container))?;
    let (start, stop) = bounds(start, stop, len)?;
    let shape = header.shape();
    if shape == vm.shape_of_kind(Kind::Str) {
        return Some(vm.substring(header.cast()?, start, stop).map(|s| s.value()));
    }
    if shape == vm.shape_of_kind(Kind::List) {
        let list: Gc<List> = header.cast()?;
        return Some(vm.list(&list.items()[start..stop]).map(|list| list.value()));
    }
    if shape == vm.shape_of_kind(Kind::Tuple) {
        let tuple: Gc<Tuple> = header.cast()?;
        if stop - start == len {
            return Some(Ok(container));
        }
        return Some(vm.tuple(&tuple.items()[start..stop]).map(|tuple| tuple.value()));
    }
    if shape == vm.shape_of_kind(Kind::Bytes) {
        let bytes: Gc<Bytes> = header.cast()?;
        if stop - start == len {
            return Some(Ok(container));
        }
        return Some(vm.bytes(&bytes.bytes()[start..stop]).map(|bytes| bytes.value()));
    }
    bytearray::slice_of(vm, container, start, stop)
}

/// `container[start:stop:step]` for exact lists, tuples and strs, and parts that are small ints or None; none if it is something
/// else.
pub(crate) fn fast_get_steps(vm: &mut Vm, container: Value, parts: [Value; 3]) -> Option<PyResult<Value>> {
    let header = container.header()?;
    let is = |kind: Kind| header.shape() == vm.shape_of_kind(kind);
    if is(Kind::List) {
        let list: Gc<List> = header.cast()?;
        let indices = slice::plain_indices(parts, list.len())?;
        return Some(list::picked(vm, list, indices).map(Gc::value));
    }
    if is(Kind::Str) {
        let s: Gc<Str> = header.cast()?;
        let indices = slice::plain_indices(parts, s.len())?;
        return Some(str::picked(vm, s, indices));
    }
    if is(Kind::Tuple) {
        let tuple: Gc<Tuple> = header.cast()?;
        let indices = slice::plain_indices(parts, tuple.len())?;
        if indices.step == 1 && indices.count == tuple.len() {
            return Some(Ok(container));
        }
        return Some(tuple::picked(vm, tuple, indices).map(Gc::value));
    }
    None
}

/// `container[start:stop] = value` for an exact list, another exact list or a tuple, and bounds that are small ints or None;
/// none if it is something else.
pub(crate) fn fast_set_slice(
    vm: &mut Vm,
    container: Value,
    start: Value,
    stop: Value,
    value: Value,
) -> Option<PyResult<()>> {
    let (target, source) = (container.header()?, value.header()?);
    if target.shape() != vm.shape_of_kind(Kind::List) || source.word() == target.word() {
        return None;
    }
    let list: Gc<List> = target.cast()?;
    let (start, stop) = bounds(start, stop, list.len())?;
    if source.shape() == vm.shape_of_kind(Kind::List) {
        let items: Gc<List> = source.cast()?;
        return Some(list.splice(vm, start, stop, items.items()));
    }
    if source.shape() == vm.shape_of_kind(Kind::Tuple) {
        let items: Gc<Tuple> = source.cast()?;
        return Some(list.splice(vm, start, stop, items.items()));
    }
    None
}

/// Bounds of a slice of `len` items that are small ints or None.
fn bounds(start: Value, stop: Value, len: usize) -> Option<(usize, usize)> {
    let bound = |bound: Value, default: usize| -> Option<usize> {
        if bound.is_none() {
            return Some(default);
        }
        let n = bound.as_small_int()?;
        Some(if n < 0 { (n + len as i64).max(0) as usize } else { (n as usize).min(len) })
    };
    let (start, stop) = (bound(start, 0)?, bound(stop, len)?);
    Some((start, stop.max(start)))
}

/// `container[key] = value` for exact builtin containers; none if it is something else.
#[inline]
pub(crate) fn fast_set_item(vm: &mut Vm, container: Value, key: Value, value: Value) -> Option<PyResult<()>> {
    let header = container.header()?;
    if header.shape() == vm.shape_of_kind(Kind::Dict) {
        let dict = container.cast::<Dict>()?;
        return Some(dict.set(vm, key, value));
    }
    let (index, byte) = (key.as_small_int()?, u8::try_from(value.as_small_int()?).ok()?);
    bytearray::at(vm, container, index, |cell| cell.set(byte)).map(Ok)
}

/// Item count of an exact list, tuple, str, dict, set or bytes: `len` without a call.
#[inline]
pub(crate) fn fast_len(vm: &Vm, value: Value) -> Option<usize> {
    let header = value.header()?;
    let shape = header.shape();
    if header.kind() == Kind::Native {
        // Classes made in Python have no specification, and so none that is derived from such a type.
        let length = vm.shape_of(header).class.spec.get()?.length?;
        return Some(length(value));
    }
    if shape == vm.shape_of_kind(Kind::List) {
        value.cast::<List>().map(|list| list.len())
    } else if shape == vm.shape_of_kind(Kind::Str) {
        value.cast::<Str>().map(|s| s.len())
    } else if shape == vm.shape_of_kind(Kind::Tuple) {
        value.cast::<Tuple>().map(|tuple| tuple.len())
    } else if shape == vm.shape_of_kind(Kind::Dict) {
        value.cast::<Dict>().map(|dict| dict.len())
    } else if shape == vm.shape_of_kind(Kind::Set) || shape == vm.types.frozenset.root_shape.get() {
        value.cast::<Set>().map(|set| set.len())
    } else if shape == vm.shape_of_kind(Kind::Bytes) {
        value.cast::<Bytes>().map(|bytes| bytes.len())
    } else {
        None
    }
}
