//! Arrays from and to bytes, lists, text and files.

use super::{Array, This, check_resize, item, push};
use crate::receiver::this;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::Args;
use runtime::object::list::List;
use runtime::object::string::{Bytes, Str};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Appends the bytes of a bytes-like object, which must be whole items.
pub(super) fn append_bytes(vm: &mut Vm, array: This, value: Value) -> PyResult<()> {
    let bytes = vm.with_bytes(value, |_, bytes| bytes.to_vec())?;
    if bytes.len() % array.data.code.size() != 0 {
        return Err(vm.value_error("bytes length not a multiple of item size"));
    }
    if bytes.is_empty() {
        return Ok(());
    }
    check_resize(vm, array)?;
    array.data.store.extend(vm, array, &bytes)
}

/// Appends the characters of a text.
pub(super) fn append_text(vm: &mut Vm, array: This, text: Gc<Str>) -> PyResult<()> {
    if text.is_empty() {
        return Ok(());
    }
    check_resize(vm, array)?;
    let bytes: Vec<u8> = (0..text.len()).flat_map(|at| text.char_at(at).to_ne_bytes()).collect();
    array.data.store.extend(vm, array, &bytes)
}

pub(super) fn frombytes(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    append_bytes(vm, this(args[0]), args[1]).map(|()| Value::NONE)
}

pub(super) fn fromlist(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let Some(list) = args[1].cast::<List>() else { return Err(vm.type_error("arg must be list")) };
    let (old, len) = (array.data.store.len(), list.len());
    for index in 0..len {
        let pushed = match list.get(index) {
            Some(value) if list.len() == len => push(vm, array, value),
            Some(_) | None => Err(vm.runtime_error("list changed size during iteration")),
        };
        if let Err(raised) = pushed {
            if array.data.store.len() > old {
                array.data.store.set_len(vm, array, old)?;
            }
            return Err(raised);
        }
    }
    Ok(Value::NONE)
}

pub(super) fn fromunicode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let Some(text) = args[1].cast::<Str>() else {
        let message = format!("fromunicode() argument must be str, not {}", vm.arg_type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    if !array.data.code.is_text() {
        return Err(vm.value_error("fromunicode() may only be called on unicode type arrays"));
    }
    append_text(vm, array, text).map(|()| Value::NONE)
}

pub(super) fn tounicode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    if !array.data.code.is_text() {
        return Err(vm.value_error("tounicode() may only be called on unicode type arrays"));
    }
    let word = |chunk: &[u8]| u32::from_ne_bytes(chunk.try_into().unwrap_or_default());
    let chars: Vec<u32> = array.data.store.bytes(vm).chunks_exact(4).map(word).collect();
    if let Some(&c) = chars.iter().find(|&&c| c > 0x10_ffff) {
        let message = format!("character U+{c:x} is not in range [U+0000; U+10ffff]");
        return Err(vm.value_error(&message));
    }
    Ok(vm.str_from_u32(&chars)?.value())
}

pub(super) fn tolist(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let list = vm.list(&[])?;
    list.reserve(vm, array.data.len())?;
    for index in 0..array.data.len() {
        let value = item(vm, array, index)?;
        list.push(vm, value)?;
    }
    Ok(list.value())
}

pub(super) fn tobytes(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let len = array.data.store.bytes(vm).len();
    Ok(vm.bytes_filled(len, |vm, to| to.copy_from_slice(array.data.store.bytes(vm)))?.value())
}

/// Bytes written to a file at once.
const BLOCK: usize = 64 * 1024;

pub(super) fn tofile(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let bytes = array.data.store.bytes(vm).to_vec();
    for block in bytes.chunks(BLOCK) {
        let block = vm.bytes(block)?.value();
        vm.call_method(args[1], "write", &[block])?;
    }
    Ok(Value::NONE)
}

pub(super) fn fromfile(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let n = vm.index_i64(args[2], Exc::OverflowError)?;
    if n < 0 {
        return Err(vm.value_error("negative count"));
    }
    let Some(wanted) = n.checked_mul(array.data.code.size() as i64) else { return Err(vm.memory_error()) };
    let count = vm.int(wanted)?;
    let read = vm.call_method(args[1], "read", &[count])?;
    let Some(bytes) = read.cast::<Bytes>() else { return Err(vm.type_error("read() didn't return bytes")) };
    let enough = bytes.len() as i64 == wanted;
    append_bytes(vm, array, read)?;
    if enough {
        return Ok(Value::NONE);
    }
    Err(vm.raise_text(Exc::EOFError, "read() didn't return enough bytes"))
}

pub(super) fn byteswap(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let mut bytes = array.data.store.bytes(vm).to_vec();
    match array.data.code.size() {
        2 => bytes.as_chunks_mut::<2>().0.iter_mut().for_each(|item| item.reverse()),
        4 => bytes.as_chunks_mut::<4>().0.iter_mut().for_each(|item| item.reverse()),
        8 => bytes.as_chunks_mut::<8>().0.iter_mut().for_each(|item| item.reverse()),
        size => bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse),
    }
    array.data.store.cells().iter().zip(bytes).for_each(|(to, from)| to.set(from));
    Ok(Value::NONE)
}

pub(super) fn buffer_info(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    let address = vm.int(array.data.store.cells().as_ptr() as i64)?;
    Ok(vm.tuple(&[address, Value::len(array.data.len())])?.value())
}
