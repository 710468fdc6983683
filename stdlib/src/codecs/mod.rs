//! `_codecs`: the registry and the built-in codecs.

mod charmap;
mod escape;
mod utf7;

use crate::convert;
use runtime::codecs::{HANDLERS, builtin_codec};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::string::Str;
use runtime::text::codecs::{ByteOrder, Codec, Input};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// The argument `errors`: `strict` if it is None or not given.
fn errors_name(vm: &mut Vm, function: &str, value: Option<Value>) -> PyResult<String> {
    let Some(value) = value.filter(|value| !value.is_none()) else { return Ok("strict".to_owned()) };
    match value.cast::<Str>() {
        Some(text) => Ok(text.to_string_lossy()),
        None => {
            let message = format!("{function}() argument 2 must be str or None, not {}", vm.arg_type_name(value));
            Err(vm.type_error(&message))
        }
    }
}

/// The argument of an encoder.
fn text_argument(vm: &mut Vm, function: &str, value: Value) -> PyResult<Gc<Str>> {
    match value.cast::<Str>() {
        Some(text) => Ok(text),
        None => {
            let message = format!("{function}() argument 1 must be str, not {}", vm.arg_type_name(value));
            Err(vm.type_error(&message))
        }
    }
}

fn with_length(vm: &mut Vm, value: Value, length: usize) -> PyResult<Value> {
    Ok(vm.tuple(&[value, Value::len(length)])?.value())
}

fn encode_with(vm: &mut Vm, function: &str, args: Args<'_>, codec: Codec) -> PyResult<Value> {
    let text = text_argument(vm, function, args[0])?;
    let errors = errors_name(vm, function, args.opt(1))?;
    let bytes = vm.run_encoder(codec, text, &errors)?;
    let bytes = vm.bytes(&bytes)?.value();
    with_length(vm, bytes, text.len())
}

fn decode_with(vm: &mut Vm, function: &str, args: Args<'_>, codec: Codec, more: Input) -> PyResult<Value> {
    let data = convert::data(vm, args[0])?;
    let errors = errors_name(vm, function, args.opt(1))?;
    let decoded = vm.run_decoder(codec, &data, &errors, more)?;
    with_length(vm, decoded.text.value(), decoded.consumed)
}

/// Whether the argument `final` says that all input is there.
fn input(vm: &mut Vm, value: Option<Value>, default: bool) -> PyResult<Input> {
    Ok(if convert::truth(vm, value, default)? { Input::Final } else { Input::Partial })
}

macro_rules! encoders {
    ($($name:ident $codec:expr;)*) => {$(
        fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            encode_with(vm, stringify!($name), args, $codec)
        }
    )*};
}
encoders! {
    utf_8_encode Codec::Utf8; utf_16_le_encode Codec::Utf16(ByteOrder::Little);
    utf_16_be_encode Codec::Utf16(ByteOrder::Big); utf_32_le_encode Codec::Utf32(ByteOrder::Little);
    utf_32_be_encode Codec::Utf32(ByteOrder::Big); latin_1_encode Codec::Latin1; ascii_encode Codec::Ascii;
    unicode_escape_encode Codec::UnicodeEscape; raw_unicode_escape_encode Codec::RawUnicodeEscape;
}

macro_rules! decoders {
    ($($name:ident $codec:expr;)*) => {$(
        fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let more = input(vm, args.opt(2), false)?;
            decode_with(vm, stringify!($name), args, $codec, more)
        }
    )*};
}
decoders! {
    utf_8_decode Codec::Utf8; utf_16_decode Codec::Utf16(ByteOrder::Marked);
    utf_16_le_decode Codec::Utf16(ByteOrder::Little); utf_16_be_decode Codec::Utf16(ByteOrder::Big);
    utf_32_decode Codec::Utf32(ByteOrder::Marked); utf_32_le_decode Codec::Utf32(ByteOrder::Little);
    utf_32_be_decode Codec::Utf32(ByteOrder::Big);
}

fn latin_1_decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    decode_with(vm, "latin_1_decode", args, Codec::Latin1, Input::Final)
}

fn ascii_decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    decode_with(vm, "ascii_decode", args, Codec::Ascii, Input::Final)
}

/// The byte order that a number stands for.
fn order_of(vm: &mut Vm, value: Option<Value>) -> PyResult<ByteOrder> {
    Ok(match convert::c_int_or(vm, value, 0)? {
        0 => ByteOrder::Marked,
        n if n < 0 => ByteOrder::Little,
        _ => ByteOrder::Big,
    })
}

fn utf_16_encode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let order = order_of(vm, args.opt(2))?;
    encode_with(vm, "utf_16_encode", args, Codec::Utf16(order))
}

fn utf_32_encode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let order = order_of(vm, args.opt(2))?;
    encode_with(vm, "utf_32_encode", args, Codec::Utf32(order))
}

fn ex_decode(vm: &mut Vm, function: &str, args: Args<'_>, codec: fn(ByteOrder) -> Codec) -> PyResult<Value> {
    let data = convert::data(vm, args[0])?;
    let errors = errors_name(vm, function, args.opt(1))?;
    let order = order_of(vm, args.opt(2))?;
    let more = input(vm, args.opt(3), false)?;
    let decoded = vm.run_decoder(codec(order), &data, &errors, more)?;
    let settled = match decoded.order.unwrap_or(order) {
        ByteOrder::Marked => 0,
        ByteOrder::Little => -1,
        ByteOrder::Big => 1,
    };
    let items = [decoded.text.value(), Value::len(decoded.consumed), Value::int32(settled)];
    Ok(vm.tuple(&items)?.value())
}

fn utf_16_ex_decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    ex_decode(vm, "utf_16_ex_decode", args, Codec::Utf16)
}

fn utf_32_ex_decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    ex_decode(vm, "utf_32_ex_decode", args, Codec::Utf32)
}

/// The data of an argument that may be a str, which then stands for its UTF-8.
fn data_or_text(vm: &mut Vm, value: Value) -> PyResult<convert::Data> {
    match value.cast::<Str>() {
        Some(text) => Ok(convert::Data::Copy(vm.run_encoder(Codec::Utf8, text, "strict")?)),
        None => convert::data(vm, value),
    }
}

fn unescape(vm: &mut Vm, function: &str, args: Args<'_>, codec: Codec) -> PyResult<Value> {
    let data = data_or_text(vm, args[0])?;
    let errors = errors_name(vm, function, args.opt(1))?;
    let more = input(vm, args.opt(2), true)?;
    let decoded = vm.run_decoder(codec, &data, &errors, more)?;
    if let Some(at) = decoded.invalid_escape {
        escape::warn_invalid(vm, &data, at)?;
    }
    with_length(vm, decoded.text.value(), decoded.consumed)
}

fn unicode_escape_decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    unescape(vm, "unicode_escape_decode", args, Codec::UnicodeEscape)
}

fn raw_unicode_escape_decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    unescape(vm, "raw_unicode_escape_decode", args, Codec::RawUnicodeEscape)
}

fn readbuffer_encode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = data_or_text(vm, args[0])?;
    let bytes = vm.bytes(&data)?.value();
    with_length(vm, bytes, data.len())
}

fn register(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.codec_register(args[0]).map(|()| Value::NONE)
}

fn unregister(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.codec_unregister(args[0]).map(|()| Value::NONE)
}

/// A name argument of a function that takes names by position.
fn name(vm: &mut Vm, function: &str, number: &str, value: Value) -> PyResult<String> {
    let Some(text) = value.cast::<Str>() else {
        let message = format!("{function}() argument{number} must be str, not {}", vm.arg_type_name(value));
        return Err(vm.type_error(&message));
    };
    if text.chars().iter().any(|c| (0xD800..0xE000).contains(&c)) {
        vm.run_encoder(Codec::Utf8, text, "strict")?;
    }
    let text = text.to_string_lossy();
    if text.contains('\0') {
        return Err(vm.value_error("embedded null character"));
    }
    Ok(text)
}

fn lookup(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let encoding = name(vm, "lookup", "", args[0])?;
    Ok(vm.codec_lookup(&encoding)?.value())
}

fn register_error(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let errors = name(vm, "register_error", " 1", args[0])?;
    vm.codec_register_error(&errors, args[1]).map(|()| Value::NONE)
}

fn lookup_error(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let errors = name(vm, "lookup_error", "", args[0])?;
    vm.codec_lookup_error(&errors)
}

fn encode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    general(vm, "encode", args, 0, "encoding")
}

fn decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    general(vm, "decode", args, 1, "decoding")
}

fn general(vm: &mut Vm, function: &str, args: Args<'_>, which: usize, doing: &str) -> PyResult<Value> {
    let encoding = vm.codec_name(function, "encoding", args.opt(1))?.unwrap_or_else(|| "utf-8".to_owned());
    let errors = vm.codec_name(function, "errors", args.opt(2))?;
    // Only a matter of speed: text and bytes of the common encodings need no look at the registry.
    if which == 0
        && let (Some(_), Some(text)) = (builtin_codec(&encoding), args[0].cast::<Str>())
    {
        return Ok(vm.encode_text(text, Some(&encoding), errors.as_deref())?.value());
    }
    let info = vm.codec_lookup(&encoding)?;
    vm.call_codec(info, which, args[0], errors.as_deref(), doing, &encoding)
}

/// `_codecs`
pub(crate) static CODECS: ModuleSpec = ModuleSpec {
    name: "_codecs",
    functions: &[
        func("register", "(search_function, /)", register),
        func("unregister", "(search_function, /)", unregister),
        func("lookup", "(encoding, /)", lookup),
        func("encode", "(obj, encoding='utf-8', errors='strict')", encode),
        func("decode", "(obj, encoding='utf-8', errors='strict')", decode),
        func("register_error", "(errors, handler, /)", register_error),
        func("lookup_error", "(name, /)", lookup_error),
        func("utf_8_encode", "(str, errors=None, /)", utf_8_encode),
        func("utf_8_decode", "(data, errors=None, final=False, /)", utf_8_decode),
        func("utf_7_encode", "(str, errors=None, /)", utf7::encode),
        func("utf_7_decode", "(data, errors=None, final=False, /)", utf7::decode),
        func("utf_16_encode", "(str, errors=None, byteorder=0, /)", utf_16_encode),
        func("utf_16_le_encode", "(str, errors=None, /)", utf_16_le_encode),
        func("utf_16_be_encode", "(str, errors=None, /)", utf_16_be_encode),
        func("utf_16_decode", "(data, errors=None, final=False, /)", utf_16_decode),
        func("utf_16_le_decode", "(data, errors=None, final=False, /)", utf_16_le_decode),
        func("utf_16_be_decode", "(data, errors=None, final=False, /)", utf_16_be_decode),
        func("utf_16_ex_decode", "(data, errors=None, byteorder=0, final=False, /)", utf_16_ex_decode),
        func("utf_32_encode", "(str, errors=None, byteorder=0, /)", utf_32_encode),
        func("utf_32_le_encode", "(str, errors=None, /)", utf_32_le_encode),
        func("utf_32_be_encode", "(str, errors=None, /)", utf_32_be_encode),
        func("utf_32_decode", "(data, errors=None, final=False, /)", utf_32_decode),
        func("utf_32_le_decode", "(data, errors=None, final=False, /)", utf_32_le_decode),
        func("utf_32_be_decode", "(data, errors=None, final=False, /)", utf_32_be_decode),
        func("utf_32_ex_decode", "(data, errors=None, byteorder=0, final=False, /)", utf_32_ex_decode),
        func("latin_1_encode", "(str, errors=None, /)", latin_1_encode),
        func("latin_1_decode", "(data, errors=None, /)", latin_1_decode),
        func("ascii_encode", "(str, errors=None, /)", ascii_encode),
        func("ascii_decode", "(data, errors=None, /)", ascii_decode),
        func("unicode_escape_encode", "(str, errors=None, /)", unicode_escape_encode),
        func("unicode_escape_decode", "(data, errors=None, final=True, /)", unicode_escape_decode),
        func("raw_unicode_escape_encode", "(str, errors=None, /)", raw_unicode_escape_encode),
        func("raw_unicode_escape_decode", "(data, errors=None, final=True, /)", raw_unicode_escape_decode),
        func("charmap_build", "(map, /)", charmap::build),
        func("charmap_encode", "(str, errors=None, mapping=None, /)", charmap::encode),
        func("charmap_decode", "(data, errors=None, mapping=None, /)", charmap::decode),
        func("escape_encode", "(data, errors=None, /)", escape::encode),
        func("escape_decode", "(data, errors=None, /)", escape::decode),
        func("readbuffer_encode", "(data, errors=None, /)", readbuffer_encode),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

/// The handlers are asked for here once, so that the registry has them before anybody registers others.
fn init(vm: &mut Vm, _: Gc<runtime::object::module::Module>) -> PyResult<()> {
    for (name, _) in HANDLERS {
        if let Err(raised) = vm.codec_lookup_error(name) {
            vm.catch(raised, Exc::LookupError)?;
        }
    }
    Ok(())
}
