//! Reading what pickles hold as text.

use super::UNPICKLING_ERROR;
use super::load::Load;
use runtime::heap::Gc;
use runtime::object::string::Str;
use runtime::text::codecs::{Codec, Input};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Text in UTF-8, surrogates included.
pub(super) fn utf8(vm: &mut Vm, data: &[u8]) -> PyResult<Gc<Str>> {
    if std::str::from_utf8(data).is_ok() {
        return vm.str_from_wtf8(data);
    }
    Ok(vm.run_decoder(Codec::Utf8, data, "surrogatepass", Input::Final)?.text)
}

/// The rest of the line, without its end.
fn line(vm: &mut Vm, load: &mut Load) -> PyResult<Vec<u8>> {
    let range = load.input.line(vm)?;
    Ok(load.input.data()[range.start..range.end - 1].to_vec())
}

/// A line of text.
pub(super) fn utf8_line(vm: &mut Vm, load: &mut Load) -> PyResult<Gc<Str>> {
    let line = line(vm, load)?;
    Ok(vm.run_decoder(Codec::Utf8, &line, "strict", Input::Final)?.text)
}

fn parsed_int(vm: &mut Vm, line: &[u8], base: i32) -> PyResult<Value> {
    let text = vm.str_from_latin1(line)?.value();
    let class = vm.types.int.value();
    vm.call(class, &[text, Value::int32(base)])
}

pub(super) fn int(vm: &mut Vm, load: &mut Load) -> PyResult<()> {
    let line = line(vm, load)?;
    let value = match &line[..] {
        b"00" => Value::FALSE,
        b"01" => Value::TRUE,
        // As C reads it: a zero in front means octal.
        [b'0', digits @ ..] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
            parsed_int(vm, digits, 8)?
        }
        _ => match parsed_int(vm, &line, 0) {
            Ok(value) => value,
            Err(raised) => {
                vm.catch(raised, runtime::exceptions::hierarchy::Exc::ValueError)?;
                return Err(vm.value_error("could not convert string to int"));
            }
        },
    };
    load.push(vm, value)
}

pub(super) fn long(vm: &mut Vm, load: &mut Load) -> PyResult<()> {
    let line = line(vm, load)?;
    let value = parsed_int(vm, line.strip_suffix(b"L").unwrap_or(&line), 0)?;
    load.push(vm, value)
}

pub(super) fn float(vm: &mut Vm, load: &mut Load) -> PyResult<()> {
    let line = line(vm, load)?;
    let spaced = line.first().is_none_or(u8::is_ascii_whitespace) || line.last().is_none_or(u8::is_ascii_whitespace);
    let text = vm.str_from_latin1(&line)?.value();
    let class = vm.types.float.value();
    let value = if spaced || line.contains(&b'_') {
        None
    } else {
        vm.call(class, &[text]).map_or_else(
            |raised| {
                vm.take_exception(raised);
                None
            },
            Some,
        )
    };
    match value {
        Some(value) => load.push(vm, value),
        None => Err(vm.value_error("could not convert string to float")),
    }
}

/// Bytes of a Python 2 `str`, as the encoding of the unpickler has them.
pub(super) fn of_python2(vm: &mut Vm, load: &Load, data: &[u8]) -> PyResult<Value> {
    let bytes = vm.bytes(data)?.value();
    if load.encoding == "bytes" {
        return Ok(bytes);
    }
    let text = vm.decode_text(bytes, data, Some(&load.encoding), Some(&load.errors))?;
    Ok(text.value())
}

pub(super) fn string(vm: &mut Vm, load: &mut Load) -> PyResult<()> {
    let line = line(vm, load)?;
    let quoted = match &line[..] {
        [first @ (b'\'' | b'"'), inner @ .., last] if first == last => Some(inner),
        _ => None,
    };
    let Some(inner) = quoted else {
        return Err(UNPICKLING_ERROR.raise(vm, "the STRING opcode argument must be quoted"));
    };
    let codecs = vm.import("_codecs")?;
    let escaped = vm.bytes(inner)?.value();
    let decoded = vm.call_method(codecs, "escape_decode", &[escaped])?;
    let bytes = vm.get_item(decoded, Value::int32(0))?;
    let data = crate::bytes_like(vm, bytes)?;
    let value = of_python2(vm, load, &data)?;
    load.push(vm, value)
}

pub(super) fn unicode(vm: &mut Vm, load: &mut Load) -> PyResult<()> {
    let line = line(vm, load)?;
    let codecs = vm.import("_codecs")?;
    let line = vm.bytes(&line)?.value();
    let decoded = vm.call_method(codecs, "raw_unicode_escape_decode", &[line])?;
    let text = vm.get_item(decoded, Value::int32(0))?;
    load.push(vm, text)
}
