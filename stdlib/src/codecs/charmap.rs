//! Encodings that a mapping describes.

use super::{errors_name, text_argument, with_length};
use crate::convert;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, Native, NativeData, Tracer};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::string::{Bytes, Str};
use runtime::object::type_object::type_flag;
use runtime::text::TextBuf;
use runtime::text::codecs::charmap::EncodingTable;
use runtime::text::codecs::{Codec, CodecError, Input};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

const UNDEFINED: &str = "character maps to <undefined>";

/// An encoding table made from a decoding table.
struct EncodingMap {
    table: EncodingTable,
}

impl NativeData for EncodingMap {
    runtime::native_info!(EncodingMap);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

fn size(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(size_of::<Native<EncodingMap>>()))
}

static ENCODING_MAP: TypeSpec = TypeSpec {
    name: "EncodingMap",
    flags: type_flag::NO_NEW,
    methods: &[method("size", "()", size)],
    ..TypeSpec::EMPTY
};

pub(super) fn build(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = text_argument(vm, "charmap_build", args[0])?;
    let class = vm.native_type(&ENCODING_MAP)?;
    let table = EncodingTable::new(text.chars());
    Ok(vm.native(class, EncodingMap { table })?.value())
}

/// What a character is mapped to: bytes, or nothing.
fn mapped_bytes(vm: &mut Vm, mapping: Value, code: u32) -> PyResult<Option<Vec<u8>>> {
    if let Some(map) = mapping.cast::<Native<EncodingMap>>() {
        return Ok(map.data.table.get(code).map(|byte| vec![byte]));
    }
    let value = match vm.get_item(mapping, Value::int_unchecked(code.into())) {
        Ok(value) => value,
        Err(raised) => {
            vm.catch(raised, Exc::LookupError)?;
            return Ok(None);
        }
    };
    if value.is_none() {
        return Ok(None);
    }
    if value.as_int().is_some() {
        return match value.as_i64().and_then(|n| u8::try_from(n).ok()) {
            Some(byte) => Ok(Some(vec![byte])),
            None => Err(vm.type_error("character mapping must be in range(256)")),
        };
    }
    match value.cast::<Bytes>() {
        Some(bytes) => Ok(Some(bytes.bytes().to_vec())),
        None => {
            let message = format!("character mapping must return integer, bytes or None, not {}", vm.type_name(value));
            Err(vm.type_error(&message))
        }
    }
}

pub(super) fn encode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = text_argument(vm, "charmap_encode", args[0])?;
    let errors = errors_name(vm, "charmap_encode", args.opt(1))?;
    let bytes = match args.not_none(2) {
        None => vm.run_encoder(Codec::Latin1, text, &errors)?,
        Some(mapping) => encode_by(vm, text, mapping, &errors)?,
    };
    let bytes = vm.bytes(&bytes)?.value();
    with_length(vm, bytes, text.len())
}

fn encode_by(vm: &mut Vm, text: Gc<Str>, mapping: Value, errors: &str) -> PyResult<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        if let Some(map) = mapping.cast::<Native<EncodingMap>>() {
            match map.data.table.encode(text.chars(), at, &mut out) {
                Ok(()) => break,
                Err(error) => at = error.start,
            }
        }
        if let Some(bytes) = mapped_bytes(vm, mapping, text.char_at(at))? {
            out.extend(bytes);
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < text.len() && mapped_bytes(vm, mapping, text.char_at(end))?.is_none() {
            end += 1;
        }
        let error = CodecError { encoding: "charmap", start: at, end, reason: UNDEFINED };
        let (replacement, next) = vm.ask_encode_handler(errors, &error, text)?;
        match (replacement.cast::<Str>(), replacement.cast::<Bytes>()) {
            (Some(replacement), _) => {
                for index in 0..replacement.len() {
                    match mapped_bytes(vm, mapping, replacement.char_at(index))? {
                        Some(bytes) => out.extend(bytes),
                        None => return Err(vm.encode_error(&error, text)),
                    }
                }
            }
            (None, Some(bytes)) => out.extend_from_slice(bytes.bytes()),
            (None, None) => {}
        }
        at = next;
    }
    Ok(out)
}

/// Adds what a byte is mapped to; false if it is mapped to nothing.
fn push_mapped(vm: &mut Vm, mapping: Value, byte: u8, out: &mut TextBuf) -> PyResult<bool> {
    if let Some(table) = mapping.cast::<Str>() {
        let code = table.chars().get(byte.into()).filter(|&code| code != 0xfffe);
        if let Some(code) = code {
            out.push(code);
        }
        return Ok(code.is_some());
    }
    let value = match vm.get_item(mapping, Value::int32(byte.into())) {
        Ok(value) => value,
        Err(raised) => {
            vm.catch(raised, Exc::LookupError)?;
            return Ok(false);
        }
    };
    if value.is_none() {
        return Ok(false);
    }
    if value.as_int().is_some() {
        return match value.as_i64().filter(|n| (0..=0x10_ffff).contains(n)) {
            Some(0xfffe) => Ok(false),
            Some(code) => {
                out.push(code as u32);
                Ok(true)
            }
            None => Err(vm.type_error("character mapping must be in range(0x110000)")),
        };
    }
    match value.cast::<Str>() {
        Some(text) if text.len() == 1 && text.char_at(0) == 0xfffe => Ok(false),
        Some(text) => {
            out.push_chars(text.chars());
            Ok(true)
        }
        None => Err(vm.type_error("character mapping must return integer, None or str")),
    }
}

pub(super) fn decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut data = convert::data(vm, args[0])?.to_vec();
    let errors = errors_name(vm, "charmap_decode", args.opt(1))?;
    let Some(mapping) = args.not_none(2) else {
        let decoded = vm.run_decoder(Codec::Latin1, &data, &errors, Input::Final)?;
        return with_length(vm, decoded.text.value(), decoded.consumed);
    };
    let mut out = TextBuf::with_capacity(data.len());
    let mut at = 0;
    while at < data.len() {
        if push_mapped(vm, mapping, data[at], &mut out)? {
            at += 1;
            continue;
        }
        let error = CodecError { encoding: "charmap", start: at, end: at + 1, reason: UNDEFINED };
        let (text, next) = vm.ask_decode_handler_anew(&errors, &error, &mut data)?;
        out.push_chars(text.chars());
        at = next;
    }
    let text = vm.str_of_text(&out)?.value();
    with_length(vm, text, data.len())
}
