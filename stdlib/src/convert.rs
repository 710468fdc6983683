//! Arguments of native functions as C types, with CPython's messages.

use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::object::buffer::Request;
use runtime::object::int::IntRef;
use runtime::object::string::{Bytes, Str};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::ops::Range;

/// An int that fits a C `int`.
pub(crate) fn c_int(vm: &mut Vm, value: Value) -> PyResult<i32> {
    let n = vm.index(value)?;
    match n.as_i64().and_then(|n| i32::try_from(n).ok()) {
        Some(n) => Ok(n),
        None => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}

/// An optional int that fits a C `int`.
pub(crate) fn c_int_or(vm: &mut Vm, value: Option<Value>, default: i32) -> PyResult<i32> {
    value.map_or(Ok(default), |value| c_int(vm, value))
}

/// An int that fits a C `long`.
pub(crate) fn c_long(vm: &mut Vm, value: Value) -> PyResult<i64> {
    let n = vm.index(value)?;
    match n.as_i64() {
        Some(n) => Ok(n),
        None => Err(vm.overflow_error("Python int too large to convert to C long")),
    }
}

/// An int that fits a C `unsigned long`.
pub(crate) fn c_unsigned_long(vm: &mut Vm, value: Value) -> PyResult<u64> {
    let n = vm.index(value)?;
    let fits = match n.as_int() {
        Some(IntRef::Small(n)) if n < 0 => {
            return Err(vm.overflow_error("can't convert negative value to unsigned int"));
        }
        Some(IntRef::Small(n)) => Some(n as u64),
        Some(IntRef::Big(n)) => n.to_u64(),
        None => None,
    };
    fits.ok_or_else(|| vm.overflow_error("Python int too large to convert to C unsigned long"))
}

/// A length or count: an int that fits `Py_ssize_t`.
pub(crate) fn size(vm: &mut Vm, value: Value) -> PyResult<i64> {
    vm.index_i64(value, Exc::OverflowError)
}

/// A bool: the truth of anything.
pub(crate) fn truth(vm: &mut Vm, value: Option<Value>, default: bool) -> PyResult<bool> {
    value.map_or(Ok(default), |value| vm.is_true(value))
}

/// A file descriptor: an int, or an object with `fileno()`.
pub(crate) fn file_descriptor(vm: &mut Vm, value: Value) -> PyResult<i32> {
    let n = if value.as_int().is_some() {
        value
    } else {
        let Some(method) = vm.get_attr_opt_text(value, "fileno")? else {
            return Err(vm.type_error("argument must be an int, or have a fileno() method."));
        };
        let n = vm.call(method, &[])?;
        if n.as_int().is_none() {
            return Err(vm.type_error("fileno() returned a non-integer"));
        }
        n
    };
    let fd = c_int(vm, n)?;
    if fd < 0 {
        return Err(vm.value_error(&format!("file descriptor cannot be a negative integer ({fd})")));
    }
    Ok(fd)
}

/// A user or group id; -1 means "no change".
fn id(vm: &mut Vm, value: Value, what: &str) -> PyResult<u32> {
    let n = match vm.index(value) {
        Ok(n) => n,
        Err(raised) => {
            vm.catch(raised, Exc::TypeError)?;
            let message = format!("{what} should be integer, not {}", vm.type_name(value));
            return Err(vm.type_error(&message));
        }
    };
    match n.as_int() {
        Some(IntRef::Small(-1)) => Ok(u32::MAX),
        Some(IntRef::Small(n)) if n < 0 => Err(vm.overflow_error(&format!("{what} is less than minimum"))),
        Some(IntRef::Small(n)) => u32::try_from(n)
            .ok()
            .filter(|&n| n != u32::MAX)
            .ok_or_else(|| vm.overflow_error(&format!("{what} is greater than maximum"))),
        Some(IntRef::Big(n)) if n.negative => Err(vm.overflow_error(&format!("{what} is less than minimum"))),
        Some(IntRef::Big(_)) | None => Err(vm.overflow_error(&format!("{what} is greater than maximum"))),
    }
}

/// A user id.
pub(crate) fn user(vm: &mut Vm, value: Value) -> PyResult<u32> {
    id(vm, value, "uid")
}

/// A group id.
pub(crate) fn group(vm: &mut Vm, value: Value) -> PyResult<u32> {
    id(vm, value, "gid")
}

/// The data of a bytes-like argument.
pub(crate) enum Data {
    /// In a bytes object, which does not change.
    Bytes(Gc<Bytes>),
    /// A part of a bytes object.
    Part(Gc<Bytes>, Range<usize>),
    /// Copied from something that may change.
    Copy(Vec<u8>),
}

impl std::ops::Deref for Data {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Data::Bytes(bytes) => bytes.bytes(),
            Data::Part(bytes, part) => &bytes.bytes()[part.clone()],
            Data::Copy(bytes) => bytes,
        }
    }
}

/// The data of a bytes-like object.
pub(crate) fn data(vm: &mut Vm, value: Value) -> PyResult<Data> {
    if let Some(bytes) = value.cast::<Bytes>() {
        return Ok(Data::Bytes(bytes));
    }
    let buffer = vm.buffer(value, Request::SIMPLE)?;
    let data = match buffer.owner.cast::<Bytes>() {
        Some(bytes) => Data::Part(bytes, buffer.offset..buffer.offset + buffer.len),
        None => Data::Copy(buffer.bytes(vm).to_vec()),
    };
    buffer.release(vm);
    Ok(data)
}

/// Text in the file system's encoding: UTF-8 in which lone surrogates stand for bytes that are none.
pub(crate) fn fs_decode(vm: &mut Vm, bytes: &[u8]) -> PyResult<Value> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(vm.str(text)?.value());
    }
    use runtime::text::codecs::{Codec, Handler, Input, Names, decode};
    match decode(Codec::Utf8, bytes, Handler::SurrogateEscape, Input::Final, Names::NONE) {
        Ok(decoded) => Ok(vm.str_from_chars(decoded.text.as_chars())?.value()),
        Err(_) => Err(vm.value_error("invalid file system text")),
    }
}

/// The bytes of text in the file system's encoding.
pub(crate) fn fs_encode(vm: &mut Vm, text: Gc<Str>) -> PyResult<Vec<u8>> {
    if let Some(ascii) = text.as_ascii() {
        return Ok(ascii.as_bytes().to_vec());
    }
    use runtime::text::codecs::{Codec, CodecFailure, Handler, Names, encode};
    match encode(Codec::Utf8, text.chars(), Handler::SurrogateEscape, Names::NONE) {
        Ok(bytes) => Ok(bytes),
        Err(CodecFailure::Error(error)) => {
            let (encoding, reason) = (vm.str("utf-8")?.value(), vm.str(error.reason)?.value());
            let args = [encoding, text.value(), Value::len(error.start), Value::len(error.end), reason];
            Err(vm.raise_args(Exc::UnicodeEncodeError, &args))
        }
        Err(CodecFailure::WrongKind) => {
            Err(vm.type_error("don't know how to handle UnicodeEncodeError in error callback"))
        }
    }
}
