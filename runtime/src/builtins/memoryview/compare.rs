//! `==` and `hash` of memoryviews.

use super::{has_bytes, is_memoryview, items, live, of, seen};
use crate::exceptions::hierarchy::Exc;
use crate::native::Args;
use crate::object::buffer::{Buffer, Request};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// The buffer of an operand, none if it has none.
fn operand(vm: &mut Vm, value: Value) -> PyResult<Option<Buffer>> {
    if is_memoryview(value) {
        return Ok(Some(of(value).data.buffer()));
    }
    if !vm.has_buffer(value) {
        return Ok(None);
    }
    match vm.buffer(value, Request::FULL_RO) {
        Ok(buffer) => Ok(Some(buffer)),
        Err(raised) => {
            vm.take_exception(raised);
            Ok(None)
        }
    }
}

/// The value of one item; none if its format is unknown.
fn item(vm: &mut Vm, format: &str, bytes: &[u8]) -> PyResult<Option<Value>> {
    if let Some((c, size)) = items::native_char(format).filter(|&(_, size)| size == bytes.len()) {
        let mut word = [0; 8];
        word[..size].copy_from_slice(bytes);
        return items::unpack(vm, c, word, size).map(Some);
    }
    match items::unpack_foreign(vm, format, bytes) {
        Ok(value) => Ok(Some(value)),
        Err(raised) => {
            let exc = vm.exc(Exc::Exception);
            if !vm.is_instance(vm.exception, exc) {
                return Err(raised);
            }
            vm.take_exception(raised);
            Ok(None)
        }
    }
}

fn equal_items(vm: &mut Vm, a: &Buffer, b: &Buffer) -> PyResult<bool> {
    if a.shape != b.shape {
        return Ok(false);
    }
    let (left, right) = (a.to_vec(vm), b.to_vec(vm));
    let same_format = a.format == b.format;
    if same_format && a.item_size == 1 && matches!(&*a.format, "B" | "b" | "c" | "@B" | "@b" | "@c") {
        return Ok(left == right);
    }
    let pairs = left.chunks(a.item_size.max(1)).zip(right.chunks(b.item_size.max(1)));
    for (x, y) in pairs {
        let (Some(x), Some(y)) = (item(vm, &a.format, x)?, item(vm, &b.format, y)?) else { return Ok(false) };
        let (x, y) = (single(vm, x)?, single(vm, y)?);
        if !vm.compare_bool(crate::object::protocol::CompareOp::Eq, x, y)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The item of a tuple of one.
fn single(_: &mut Vm, value: Value) -> PyResult<Value> {
    match value.cast::<crate::object::tuple::Tuple>() {
        Some(tuple) if tuple.len() == 1 => Ok(tuple.get(0)),
        Some(_) | None => Ok(value),
    }
}

fn equal(vm: &mut Vm, args: Args<'_>) -> PyResult<Option<bool>> {
    let (a, b) = (args[0], args[1]);
    // Bytes in one piece are compared where they are.
    let plain = |value: Value| match is_memoryview(value) {
        true => {
            seen(of(value)).filter(|_| has_bytes(of(value)) && of(value).data.layout.format == of(a).data.layout.format)
        }
        false => crate::builtins::bytes::construct::known(value).filter(|_| &*of(a).data.layout.format == "B"),
    };
    if let (Some(x), Some(y)) = (plain(a), plain(b)) {
        return Ok(Some(x == y));
    }
    let released = |value: Value| is_memoryview(value) && of(value).data.released.get();
    if released(a) || released(b) {
        return Ok(Some(a == b));
    }
    let Some(right) = operand(vm, b)? else { return Ok(None) };
    let left = of(a).data.buffer();
    let result = equal_items(vm, &left, &right);
    if !is_memoryview(b) {
        right.release(vm);
    }
    result.map(Some)
}

pub(super) fn eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(equal(vm, args)?.map_or(Value::NOT_IMPLEMENTED, Value::bool))
}

pub(super) fn ne(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(equal(vm, args)?.map_or(Value::NOT_IMPLEMENTED, |equal| Value::bool(!equal)))
}

/// Memoryviews have no order.
pub(super) fn no_order(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NOT_IMPLEMENTED)
}

pub(super) fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if let Some(hash) = of(args[0]).data.hash.get() {
        return vm.int(hash);
    }
    let view = live(vm, args[0])?;
    let layout = &view.data.layout;
    if !layout.readonly {
        return Err(vm.value_error("cannot hash writable memoryview object"));
    }
    if !matches!(&*layout.format, "B" | "b" | "c" | "@B" | "@b" | "@c") {
        return Err(vm.value_error("memoryview: hashing is restricted to formats 'B', 'b' or 'c'"));
    }
    vm.hash(view.data.object())?;
    let bytes = live(vm, args[0])?.data.buffer().to_vec(vm);
    let bytes = vm.bytes(&bytes)?;
    let hash = bytes.hash(vm) as i64;
    view.data.hash.set(Some(hash));
    vm.int(hash)
}
