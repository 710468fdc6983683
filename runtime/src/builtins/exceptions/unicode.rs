//! UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError.

use super::fields::{base_init, field, get, set, set_field};
use super::of;
use crate::exceptions::hierarchy::Exc;
use crate::native::{Args, FnSpec, GetSetSpec, member_set, method};
use crate::object::string::{Bytes, Str};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

const OBJECT: usize = 0;
const START: usize = 1;
const END: usize = 2;
const REASON: usize = 3;
const ENCODING: usize = 4;

/// What kind of error it is, by its fields in the order of the arguments.
const CODING: &[usize] = &[ENCODING, OBJECT, START, END, REASON];
const TRANSLATING: &[usize] = &[OBJECT, START, END, REASON];

fn fill(vm: &mut Vm, args: Args<'_>, fields: &[usize], takes_bytes: bool) -> PyResult<Value> {
    base_init(vm, args)?;
    let exception = of(args[0]);
    let values = exception.args.get();
    if values.len() != fields.len() {
        let message = format!("function takes exactly {} arguments ({} given)", fields.len(), values.len());
        return Err(vm.type_error(&message));
    }
    for (position, &index) in fields.iter().enumerate() {
        let mut value = values.get(position);
        match index {
            START | END => value = vm.index(value)?,
            OBJECT if takes_bytes && value.is::<Bytes>() => {}
            OBJECT if takes_bytes => {
                let Some(bytes) = crate::builtins::bytearray::bytes_like(value) else {
                    let message = format!("a bytes-like object is required, not '{}'", vm.type_name(value));
                    return Err(vm.type_error(&message));
                };
                value = vm.bytes(&bytes)?.value();
            }
            _ if !value.is::<Str>() => {
                let message = format!("argument {} must be str, not {}", position + 1, vm.arg_type_name(value));
                return Err(vm.type_error(&message));
            }
            _ => {}
        }
        set_field(vm, exception, index, value)?;
    }
    Ok(Value::NONE)
}

fn encode_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    fill(vm, args, CODING, false)
}

fn decode_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    fill(vm, args, CODING, true)
}

fn translate_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    fill(vm, args, TRANSLATING, false)
}

fn str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let exception = of(args[0]);
    let Some(object) = field(exception, OBJECT) else { return Ok(vm.empty_str().value()) };
    let number = |index: usize| field(exception, index).and_then(|n| n.as_i64()).unwrap_or(0);
    let (start, end) = (number(START), number(END));
    let reason = vm.to_str(field(exception, REASON).unwrap_or(Value::NONE))?.to_string_lossy();
    let codec = vm.to_str(field(exception, ENCODING).unwrap_or(Value::NONE))?.to_string_lossy();
    let head = if vm.is_instance(args[0], vm.exc(Exc::UnicodeTranslateError)) {
        "can't translate".to_owned()
    } else if vm.is_instance(args[0], vm.exc(Exc::UnicodeDecodeError)) {
        format!("'{codec}' codec can't decode")
    } else {
        format!("'{codec}' codec can't encode")
    };
    let one = end == start + 1;
    let at = usize::try_from(start).unwrap_or(usize::MAX);
    let text = if let Some(bytes) = object.cast::<Bytes>() {
        match bytes.bytes().get(at).filter(|_| one) {
            Some(byte) => format!("{head} byte {byte:#04x} in position {start}: {reason}"),
            None => format!("{head} bytes in position {start}-{}: {reason}", end - 1),
        }
    } else {
        let c = object.cast::<Str>().filter(|s| one && at < s.len()).map(|s| s.char_at(at));
        match c {
            Some(c) if c < 0x100 => format!("{head} character '\\x{c:02x}' in position {start}: {reason}"),
            Some(c) if c < 0x1_0000 => format!("{head} character '\\u{c:04x}' in position {start}: {reason}"),
            Some(c) => format!("{head} character '\\U{c:08x}' in position {start}: {reason}"),
            None => format!("{head} characters in position {start}-{}: {reason}", end - 1),
        }
    };
    Ok(vm.str(&text)?.value())
}

/// Methods of UnicodeEncodeError.
pub const UNICODE_ENCODE_METHODS: &[FnSpec] =
    &[method("__init__", "(*args, **kwargs)", encode_init), method("__str__", "()", str)];
/// Methods of UnicodeDecodeError.
pub const UNICODE_DECODE_METHODS: &[FnSpec] =
    &[method("__init__", "(*args, **kwargs)", decode_init), method("__str__", "()", str)];
/// Methods of UnicodeTranslateError.
pub const UNICODE_TRANSLATE_METHODS: &[FnSpec] =
    &[method("__init__", "(*args, **kwargs)", translate_init), method("__str__", "()", str)];
/// Attributes of UnicodeEncodeError and UnicodeDecodeError.
pub const UNICODE_GETSET: &[GetSetSpec] = &[
    member_set("encoding", get::<ENCODING>, set::<ENCODING>),
    member_set("object", get::<OBJECT>, set::<OBJECT>),
    member_set("start", get::<START>, set::<START>),
    member_set("end", get::<END>, set::<END>),
    member_set("reason", get::<REASON>, set::<REASON>),
];
/// Attributes of UnicodeTranslateError.
pub const UNICODE_TRANSLATE_GETSET: &[GetSetSpec] = &[
    member_set("object", get::<OBJECT>, set::<OBJECT>),
    member_set("start", get::<START>, set::<START>),
    member_set("end", get::<END>, set::<END>),
    member_set("reason", get::<REASON>, set::<REASON>),
];
