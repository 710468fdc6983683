//! The built-in error handlers as functions of an exception, for whoever asks for them with `codecs.lookup_error`.

use super::NAMES;
use crate::exceptions::hierarchy::Exc;
use crate::native::{Args, FnSpec, func};
use crate::object::string::{Bytes, Str};
use crate::text::TextBuf;
use crate::text::codecs::{CodecError, Handler, Refusal, Replacement};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// Names of the built-in handlers and their functions.
pub static HANDLERS: &[(&str, FnSpec)] = &[
    ("strict", func("strict_errors", "(exc, /)", strict)),
    ("ignore", func("ignore_errors", "(exc, /)", ignore)),
    ("replace", func("replace_errors", "(exc, /)", replace)),
    ("backslashreplace", func("backslashreplace_errors", "(exc, /)", backslashreplace)),
    ("xmlcharrefreplace", func("xmlcharrefreplace_errors", "(exc, /)", xmlcharrefreplace)),
    ("namereplace", func("namereplace_errors", "(exc, /)", namereplace)),
    ("surrogateescape", func("surrogateescape", "(exc, /)", surrogateescape)),
    ("surrogatepass", func("surrogatepass", "(exc, /)", surrogatepass)),
];

macro_rules! handlers {
    ($($name:ident $handler:ident;)*) => {$(
        fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            handle(vm, args[0], Handler::$handler)
        }
    )*};
}
handlers! {
    ignore Ignore; replace Replace; backslashreplace BackslashReplace; xmlcharrefreplace XmlCharRefReplace;
    namereplace NameReplace; surrogateescape SurrogateEscape; surrogatepass SurrogatePass;
}

fn strict(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if args[0].is::<crate::object::exception::Exception>() {
        return Err(vm.set_exception(args[0]));
    }
    Err(vm.type_error("codec must pass exception instance"))
}

/// The part of an exception's object that is at fault, within its bounds.
fn place(vm: &mut Vm, exception: Value, len: usize) -> PyResult<(usize, usize)> {
    let number = |vm: &mut Vm, name: &str| {
        let value = vm.get_attr_text(exception, name)?;
        vm.index_i64(value, Exc::OverflowError)
    };
    let (start, end) = (number(vm, "start")?, number(vm, "end")?);
    // As the attributes of the exceptions are read in C: within the object, and at least one unit long.
    let start = start.clamp(0, (len as i64 - 1).max(0)) as usize;
    let end = end.clamp(1, len.max(1) as i64) as usize;
    Ok((start, end.min(len).max(start)))
}

fn handle(vm: &mut Vm, exception: Value, handler: Handler) -> PyResult<Value> {
    let is = |vm: &mut Vm, exc| vm.is_instance(exception, vm.exc(exc));
    if is(vm, Exc::UnicodeDecodeError) {
        return handle_decode(vm, exception, handler);
    }
    let translate = is(vm, Exc::UnicodeTranslateError);
    if !translate && !is(vm, Exc::UnicodeEncodeError) {
        return Err(wrong(vm, exception));
    }
    if translate && !matches!(handler, Handler::Ignore | Handler::Replace | Handler::BackslashReplace) {
        return Err(wrong(vm, exception));
    }
    let object = vm.get_attr_text(exception, "object")?;
    let Some(text) = object.cast::<Str>() else {
        return Err(vm.type_error("object attribute must be str"));
    };
    let (start, end) = place(vm, exception, text.len())?;
    if translate && handler == Handler::Replace {
        let out: TextBuf = std::iter::repeat_n(0xfffd, end - start).collect();
        let out = vm.str_of_text(&out)?.value();
        return Ok(vm.tuple(&[out, Value::len(end)])?.value());
    }
    let encoding = encoding_of(vm, exception)?;
    let error = CodecError { encoding, start, end, reason: "" };
    match handler.encode_error(&error, text.chars(), NAMES) {
        Ok((replacement, at)) => {
            let value = match replacement {
                Replacement::Text(text) => vm.str_of_text(&text)?.value(),
                Replacement::Bytes(bytes) => vm.bytes(&bytes)?.value(),
            };
            Ok(vm.tuple(&[value, Value::len(at)])?.value())
        }
        Err(Refusal::Raise) => Err(vm.set_exception(exception)),
        Err(Refusal::WrongKind) => Err(wrong(vm, exception)),
    }
}

fn handle_decode(vm: &mut Vm, exception: Value, handler: Handler) -> PyResult<Value> {
    let object = vm.get_attr_text(exception, "object")?;
    let Some(bytes) = object.cast::<Bytes>() else {
        return Err(vm.type_error("object attribute must be bytes"));
    };
    let (start, end) = place(vm, exception, bytes.len())?;
    let encoding = encoding_of(vm, exception)?;
    let error = CodecError { encoding, start, end, reason: "" };
    let mut out = TextBuf::new();
    match handler.decode_error(&error, bytes.bytes(), &mut out) {
        Ok(at) => {
            let text = vm.str_of_text(&out)?.value();
            Ok(vm.tuple(&[text, Value::len(at)])?.value())
        }
        Err(Refusal::Raise) => Err(vm.set_exception(exception)),
        Err(Refusal::WrongKind) => Err(wrong(vm, exception)),
    }
}

/// The exception's encoding, if it is one that `surrogatepass` knows.
fn encoding_of(vm: &mut Vm, exception: Value) -> PyResult<&'static str> {
    let Some(name) = vm.get_attr_opt_text(exception, "encoding")?.and_then(|name| name.cast::<Str>()) else {
        return Ok("");
    };
    let name = super::normalize(&name.to_string_lossy());
    let known = [
        ("utf_8", "utf-8"),
        ("utf8", "utf-8"),
        ("utf_16", "utf-16"),
        ("utf16", "utf-16"),
        ("utf_16_le", "utf-16-le"),
        ("utf_16le", "utf-16-le"),
        ("utf16_le", "utf-16-le"),
        ("utf_16_be", "utf-16-be"),
        ("utf_16be", "utf-16-be"),
        ("utf16_be", "utf-16-be"),
        ("utf_32", "utf-32"),
        ("utf32", "utf-32"),
        ("utf_32_le", "utf-32-le"),
        ("utf_32le", "utf-32-le"),
        ("utf32_le", "utf-32-le"),
        ("utf_32_be", "utf-32-be"),
        ("utf_32be", "utf-32-be"),
        ("utf32_be", "utf-32-be"),
    ];
    Ok(known.iter().find(|(normal, _)| *normal == name).map_or("", |(_, encoding)| encoding))
}

#[cold]
fn wrong(vm: &mut Vm, exception: Value) -> crate::vm::Raised {
    let given = vm.type_name(exception);
    vm.type_error(&format!("don't know how to handle {given} in error callback"))
}
