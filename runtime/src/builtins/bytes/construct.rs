//! What bytes and bytearray are made from: strings, counts, bytes-like objects, iterables of ints; and single bytes.

use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::native::Args;
use crate::object::Special;
use crate::object::buffer::Request;
use crate::object::string::{Bytes, Str};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::borrow::Cow;

/// The bytes of a bytes or bytearray, as they are until Python code runs.
pub(crate) fn known<'a>(value: Value) -> Option<&'a [u8]> {
    if let Some(bytes) = value.cast::<Bytes>() {
        return Some(crate::object::raw::extend_slice(bytes.bytes()));
    }
    let store = crate::builtins::bytearray::store_of(value)?;
    Some(crate::object::raw::frozen(store.cells()))
}

/// The bytes of the receiver of a method of bytes or bytearray, as they are until Python code runs.
pub(crate) fn data<'a>(value: Value) -> &'a [u8] {
    known(value).expect("the receiver is bytes or a bytearray")
}

/// The bytes of a bytes-like argument, as they are until Python code runs.
pub(crate) fn bytes_arg<'a>(vm: &mut Vm, value: Value) -> PyResult<Cow<'a, [u8]>> {
    if let Some(bytes) = known(value) {
        return Ok(Cow::Borrowed(bytes));
    }
    vm.with_bytes(value, |_, bytes| Cow::Owned(bytes.to_vec()))
}

/// An int from 0 to 255 as bytearray's methods take them.
pub(crate) fn byte(vm: &mut Vm, value: Value) -> PyResult<u8> {
    let n = vm.index_clipped(value)?;
    u8::try_from(n).map_err(|_| vm.value_error("byte must be in range(0, 256)"))
}

/// The arguments of `bytes()` and `bytearray()`.
pub(crate) struct Source {
    pub(crate) object: Option<Value>,
    pub(crate) encoding: Option<Value>,
    pub(crate) errors: Option<Value>,
}

impl Source {
    /// Reads them from `args`, after the class or receiver.
    pub(crate) fn of(vm: &mut Vm, args: Args<'_>, function: &str) -> PyResult<Source> {
        for (index, name) in [(2, "encoding"), (3, "errors")] {
            if let Some(value) = args.opt(index).filter(|value| !value.is::<Str>()) {
                let message = format!("{function}() argument '{name}' must be str, not {}", vm.arg_type_name(value));
                return Err(vm.type_error(&message));
            }
        }
        Ok(Source { object: args.opt(1), encoding: args.opt(2), errors: args.opt(3) })
    }

    /// The encoded string, if a string was given; checks that encoding and errors come with one.
    pub(crate) fn encoded(&self, vm: &mut Vm) -> PyResult<Option<Vec<u8>>> {
        let text = self.object.filter(|object| object.is::<Str>());
        match (text, self.encoding, self.errors) {
            (Some(text), Some(_), _) => encode(vm, text, self.encoding, self.errors).map(Some),
            (None, Some(_), _) => Err(vm.type_error("encoding without a string argument")),
            (Some(_), None, Some(_)) => Err(vm.type_error("string argument without an encoding")),
            (None, None, Some(_)) => Err(vm.type_error("errors without a string argument")),
            (_, None, None) => Ok(None),
        }
    }

    /// The number of zeros that an int asks for; none if the object is no int.
    pub(crate) fn count(vm: &mut Vm, object: Value) -> PyResult<Option<usize>> {
        if object.as_int().is_none() && vm.special_of(object, Special::Index).is_none() {
            return Ok(None);
        }
        match vm.index_i64(object, Exc::OverflowError) {
            Ok(n) if n < 0 => Err(vm.value_error("negative count")),
            Ok(n) => vm.check_memory(n as usize).map(|()| Some(n as usize)),
            Err(raised) => vm.catch(raised, Exc::TypeError).map(|_| None),
        }
    }
}

fn encode(vm: &mut Vm, text: Value, encoding: Option<Value>, errors: Option<Value>) -> PyResult<Vec<u8>> {
    let given = [text, encoding.unwrap_or(Value::EMPTY), errors.unwrap_or(Value::EMPTY)];
    let encoded = crate::builtins::str::encode(vm, Args::new(&given))?;
    Ok(encoded.cast::<Bytes>().map_or(Vec::new(), |bytes| bytes.bytes().to_vec()))
}

/// `PyObject_Bytes`: what `__bytes__` gives, or bytes of a bytes-like object or an iterable of ints.
pub(crate) fn object_bytes(vm: &mut Vm, object: Value) -> PyResult<Value> {
    if vm.class_of(object) == vm.types.bytes {
        return Ok(object);
    }
    if let Some(made) = by_method(vm, object)? {
        return Ok(made);
    }
    let data = from_object(vm, object, "bytes", "bytes must be in range(0, 256)")?;
    Ok(vm.bytes(&data)?.value())
}

/// What `__bytes__` of an object gives, if it has that method.
fn by_method(vm: &mut Vm, object: Value) -> PyResult<Option<Value>> {
    let Some(made) = vm.call_special(object, Special::Bytes, &[])? else { return Ok(None) };
    if !made.is::<Bytes>() {
        let message = format!("__bytes__ returned non-bytes (type {})", vm.type_name(made));
        return Err(vm.type_error(&message));
    }
    Ok(Some(made))
}

/// The bytes of a bytes-like object, or of an iterable of ints; `type_name` is that of what is made, for the message.
pub(crate) fn from_object(vm: &mut Vm, object: Value, type_name: &str, range: &str) -> PyResult<Vec<u8>> {
    if let Some(bytes) = vm.bytes_like(object)? {
        return Ok(bytes);
    }
    let unfit = object.is::<Str>() || !iterable(vm, object);
    if unfit {
        let message = format!("cannot convert '{}' object to {type_name}", vm.type_name(object));
        return Err(vm.type_error(&message));
    }
    from_iterable(vm, object, range)
}

fn iterable(vm: &mut Vm, object: Value) -> bool {
    vm.special_of(object, Special::Iter).is_some_and(|method| !method.is_none())
        || vm.special_of(object, Special::GetItem).is_some()
}

/// The ints of an iterable as bytes.
pub(crate) fn from_iterable(vm: &mut Vm, object: Value, range: &str) -> PyResult<Vec<u8>> {
    let mut data = Vec::new();
    vm.for_each(object, |vm, item| {
        let n = match item.as_small_int() {
            Some(n) => n,
            None => vm.index_clipped(item)?,
        };
        match u8::try_from(n) {
            Ok(byte) => {
                data.push(byte);
                Ok(())
            }
            Err(_) => Err(vm.value_error(range)),
        }
    })?;
    Ok(data)
}

/// `bytes(…)` as plain bytes.
pub(super) fn bytes_of(vm: &mut Vm, source: &Source) -> PyResult<Value> {
    let Some(object) = source.object else {
        source.encoded(vm)?;
        return Ok(vm.bytes(&[])?.value());
    };
    if let Some(encoded) = source.encoded(vm)? {
        return Ok(vm.bytes(&encoded)?.value());
    }
    if let Some(made) = by_method(vm, object)? {
        return Ok(made);
    }
    if object.is::<Str>() {
        return Err(vm.type_error("string argument without an encoding"));
    }
    if let Some(count) = Source::count(vm, object)? {
        let zeros = vm.zeroed(count)?;
        return Ok(vm.bytes(&zeros)?.value());
    }
    if let Some(copy) = copied(vm, object)? {
        return Ok(copy.value());
    }
    let data = from_object(vm, object, "bytes", "bytes must be in range(0, 256)")?;
    Ok(vm.bytes(&data)?.value())
}

/// New bytes with what a bytes-like object holds; none if it is something else.
fn copied(vm: &mut Vm, object: Value) -> PyResult<Option<Gc<Bytes>>> {
    // Fewer are copied as quickly, and some of those bytes exist already.
    const MANY: usize = 64;
    if !vm.has_buffer(object) {
        return Ok(None);
    }
    let buffer = vm.buffer(object, Request::FULL_RO)?;
    let made = if buffer.len >= MANY && buffer.is_c_contiguous() {
        let made = vm.bytes_with_len(buffer.len);
        if let Ok(made) = made {
            made.new_bytes().copy_from_slice(buffer.bytes(vm));
        }
        made
    } else {
        let data = buffer.to_vec(vm);
        vm.bytes(&data)
    };
    buffer.release(vm);
    made.map(Some)
}
