//! Floats from text, and from anything else that is a number.

use crate::builtins::bytes::construct::known;
use crate::builtins::int::{ascii_for_number, to_f64};
use crate::exceptions::hierarchy::Exc;
use crate::exceptions::message::Piece;
use crate::object::Special;
use crate::object::buffer::Request;
use crate::object::int::IntRef;
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// The number at the start of `text`, and its length; none if there is none. Signs, digits, point, exponent, `inf`, `nan`.
pub(crate) fn prefix(text: &[u8]) -> Option<(f64, usize)> {
    let sign = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let negative = text.first() == Some(&b'-');
    let body = &text[sign..];
    let word = |word: &str| body.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()));
    let (magnitude, len) = if word("infinity") {
        (f64::INFINITY, 8)
    } else if word("inf") {
        (f64::INFINITY, 3)
    } else if word("nan") {
        (f64::NAN, 3)
    } else {
        let len = number_len(body)?;
        (std::str::from_utf8(&body[..len]).ok()?.parse().ok()?, len)
    };
    Some((if negative { -magnitude } else { magnitude }, sign + len))
}

/// Length of the digits, point and exponent at the start of `text`.
fn number_len(text: &[u8]) -> Option<usize> {
    let digits = |from: usize| text[from.min(text.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(0);
    let mut len = whole;
    let mut count = whole;
    if text.get(len) == Some(&b'.') {
        let fraction = digits(len + 1);
        count += fraction;
        len += 1 + fraction;
    }
    if count == 0 {
        return None;
    }
    if matches!(text.get(len), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(len + 1), Some(b'+' | b'-')));
        let exponent = digits(len + 1 + sign);
        if exponent > 0 {
            len += 1 + sign + exponent;
        }
    }
    Some(len)
}

/// Text without the underscores between digits; none if there are others.
pub(crate) fn without_underscores(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut previous = 0;
    for &byte in text {
        if byte != b'_' {
            if previous == b'_' && !byte.is_ascii_digit() {
                return None;
            }
            out.push(byte);
        } else if !previous.is_ascii_digit() {
            return None;
        }
        previous = byte;
    }
    (previous != b'_').then_some(out)
}

/// Text without the white space around it.
pub(crate) fn trim(text: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| crate::text::bytes::is_space(*byte);
    let start = text.iter().take_while(|byte| is_space(byte)).count();
    let end = text[start..].iter().rev().take_while(|byte| is_space(byte)).count();
    &text[start..text.len() - end]
}

fn parse(text: &[u8]) -> Option<f64> {
    let text = trim(text);
    let plain;
    let text = if memchr::memchr(b'_', text).is_some() {
        plain = without_underscores(text)?;
        &plain
    } else {
        text
    };
    prefix(text).filter(|&(_, len)| len == text.len()).map(|(f, _)| f)
}

fn parse_or_raise(vm: &mut Vm, text: &[u8], original: Value) -> PyResult<f64> {
    match parse(text) {
        Some(f) if f.is_nan() && f.is_sign_positive() => {
            vm.nan_count = vm.nan_count.wrapping_add(1);
            Ok(Value::nan_of_its_own(vm.nan_count))
        }
        Some(f) => Ok(f),
        None => {
            let repr = Piece::Str(vm.repr(original)?);
            Err(vm.raise_pieces(Exc::ValueError, &[Piece::Text("could not convert string to float: "), repr]))
        }
    }
}

/// `float(value)`
pub fn to_float(vm: &mut Vm, value: Value) -> PyResult<f64> {
    if let Some(f) = value.as_float() {
        return Ok(f);
    }
    if let Some(s) = value.cast::<Str>()
        && (vm.class_of(value) == vm.types.str || vm.special_of(value, Special::Float).is_none())
    {
        if let crate::text::Chars::One(bytes) = s.chars()
            && s.is_ascii()
        {
            return parse_or_raise(vm, bytes, value);
        }
        return parse_or_raise(vm, &ascii_for_number(&s), value);
    }
    if value.as_int().is_some()
        || vm.special_of(value, Special::Float).is_some()
        || vm.special_of(value, Special::Index).is_some()
    {
        return as_double(vm, value, true);
    }
    if let Some(bytes) = known(value) {
        return parse_or_raise(vm, bytes, value);
    }
    if vm.has_buffer(value) {
        let buffer = vm.buffer(value, Request::SIMPLE)?;
        let bytes = buffer.bytes(vm).to_vec();
        buffer.release(vm);
        return parse_or_raise(vm, &bytes, value);
    }
    as_double(vm, value, true)
}

/// The float of a number: by `__float__`, else `__index__`.
pub fn as_double(vm: &mut Vm, value: Value, constructor: bool) -> PyResult<f64> {
    if let Some(f) = value.as_float() {
        return Ok(f);
    }
    if let Some(n) = value.as_small_int() {
        return Ok(n as f64);
    }
    if !constructor && let Some(f) = value.as_f64() {
        return Ok(f);
    }
    if let Some(result) = vm.call_special(value, Special::Float, &[])? {
        return checked(vm, value, result);
    }
    if vm.special_of(value, Special::Index).is_some() {
        let result = vm.index(value)?;
        return match result.as_int() {
            Some(IntRef::Small(n)) => Ok(n as f64),
            Some(IntRef::Big(n)) => to_f64(vm, n),
            None => Ok(0.0),
        };
    }
    let name = vm.type_name(value);
    let message = if constructor {
        format!("float() argument must be a string or a real number, not '{name}'")
    } else {
        format!("must be real number, not {name}")
    };
    Err(vm.type_error(&message))
}

/// The result of `__float__`: a float, and for a while yet also an instance of a subclass.
fn checked(vm: &mut Vm, value: Value, result: Value) -> PyResult<f64> {
    if let Some(f) = result.as_float() {
        return Ok(f);
    }
    let (owner, name) = (vm.type_name(value), vm.type_name(result));
    let Some(f) = result.as_f64() else {
        return Err(vm.type_error(&format!("{owner}.__float__ returned non-float (type {name})")));
    };
    let message = format!(
        "{owner}.__float__ returned non-float (type {name}).  The ability to return an instance of a strict subclass of float is deprecated, and may not be supported in a future version of Python."
    );
    crate::builtins::warn(vm, Exc::DeprecationWarning, &message)?;
    Ok(f)
}
