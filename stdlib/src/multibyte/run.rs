//! Running codecs over whole inputs, with error handlers.

use super::codecs::{MultibyteCodec, State, Stop};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::object::string::{Bytes, Str};
use runtime::text::codecs::CodecError;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// Whether more input may come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Input {
    More,
    Last,
}

/// Encodes a text; how many characters at its end wait for more.
pub(super) fn encode(
    vm: &mut Vm,
    codec: &MultibyteCodec,
    state: &mut State,
    text: Gc<Str>,
    errors: &str,
    input: Input,
    out: &mut Vec<u8>,
) -> PyResult<usize> {
    let codes: Vec<u32> = text.chars().iter().collect();
    let mut at = 0;
    while at < codes.len() {
        match codec.encode(state, &codes[at..], input == Input::Last, out) {
            Ok(used) => at += used,
            Err(Stop::TooFew) if input == Input::More => return Ok(codes.len() - at),
            Err(stop) => {
                let (len, reason) = match stop {
                    Stop::TooFew => (codes.len() - at, "incomplete multibyte sequence"),
                    Stop::Illegal(len) => (len, "illegal multibyte sequence"),
                };
                at = encode_error(vm, codec, state, text, errors, (at, at + len, reason), out)?;
            }
        }
    }
    Ok(0)
}

/// A position that is too large for C is out of bounds like others.
fn in_bounds(vm: &mut Vm, raised: Raised) -> Raised {
    match vm.catch(raised, Exc::OverflowError) {
        Ok(_) => vm.raise_text(Exc::IndexError, "position -1 from error handler out of bounds"),
        Err(raised) => raised,
    }
}

fn encode_error(
    vm: &mut Vm,
    codec: &MultibyteCodec,
    state: &mut State,
    text: Gc<Str>,
    errors: &str,
    (start, end, reason): (usize, usize, &'static str),
    out: &mut Vec<u8>,
) -> PyResult<usize> {
    let error = CodecError { encoding: codec.name, start, end, reason };
    match errors {
        "strict" => Err(vm.encode_error(&error, text)),
        "ignore" => Ok(end),
        "replace" => {
            if codec.encode(state, &[u32::from(b'?')], true, out).is_err() {
                out.push(b'?');
            }
            Ok(end)
        }
        _ => {
            let answer = vm.ask_encode_handler(errors, &error, text);
            let (replacement, next) = answer.map_err(|raised| in_bounds(vm, raised))?;
            match (replacement.cast::<Bytes>(), replacement.cast::<Str>()) {
                (Some(bytes), _) => out.extend(bytes.bytes()),
                (None, Some(text)) => drop(encode(vm, codec, state, text, "strict", Input::Last, out)?),
                (None, None) => {}
            }
            Ok(next)
        }
    }
}

/// Decodes bytes; how many at the end wait for more.
pub(super) fn decode(
    vm: &mut Vm,
    codec: &MultibyteCodec,
    state: &mut State,
    data: &[u8],
    errors: &str,
    input: Input,
    out: &mut Vec<u32>,
) -> PyResult<usize> {
    let mut at = 0;
    while at < data.len() {
        match codec.decode(state, &data[at..], out) {
            Ok(used) => at += used,
            Err(Stop::TooFew) if input == Input::More => return Ok(data.len() - at),
            Err(stop) => {
                let (len, reason) = match stop {
                    Stop::TooFew => (data.len() - at, "incomplete multibyte sequence"),
                    Stop::Illegal(len) => (len, "illegal multibyte sequence"),
                };
                let error = CodecError { encoding: codec.name, start: at, end: at + len, reason };
                at = match errors {
                    "strict" => return Err(vm.decode_error(&error, data)),
                    "ignore" => at + len,
                    "replace" => {
                        out.push(0xfffd);
                        at + len
                    }
                    _ => {
                        let answer = vm.ask_decode_handler(errors, &error, data);
                        let (text, next) = answer.map_err(|raised| in_bounds(vm, raised))?;
                        out.extend(text.chars().iter());
                        next
                    }
                };
            }
        }
    }
    Ok(0)
}

/// The name of an error handler; strict if there is none.
pub(super) fn errors_name(vm: &mut Vm, value: Option<Value>, function: &str) -> PyResult<String> {
    match value.filter(|value| !value.is_none()) {
        None => Ok("strict".to_owned()),
        Some(value) => match value.cast::<Str>() {
            Some(text) => Ok(text.to_string_lossy()),
            None => {
                let message =
                    format!("{function}() argument 'errors' must be str or None, not {}", vm.arg_type_name(value));
                Err(vm.type_error(&message))
            }
        },
    }
}
