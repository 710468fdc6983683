//! `__format__` of str and numbers: the format mini-language.
//!
//! ```text
//!   spec text ──▶ spec.rs: Spec ──▶ integer.rs, float.rs: digits ──▶ layout.rs: grouping, sign, padding ──▶ str
//! ```
//!
//! Digits of floats come from `decimal.rs`, which `repr` and `%` use too.

pub(crate) mod decimal;
mod float;
mod integer;
mod layout;
pub(crate) mod percent;
pub(crate) mod scaled;
mod spec;

pub(crate) use float::{format_complex, format_float};
pub(crate) use integer::format_int;
pub(crate) use spec::Align;

use crate::heap::Gc;
use crate::object::header::Kind;
use crate::object::raw::trailing_mut;
use crate::object::string::Str;
use crate::text::{Chars, TextBuf};
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};
use spec::{Spec, Target};

/// Appends the text of an exact str or an int of a word; false for other values.
#[inline]
pub(crate) fn push_plain(vm: &Vm, value: Value, out: &mut TextBuf) -> bool {
    if let Some(n) = value.as_small_int() {
        let mut digits = [0; 20];
        let mut at = crate::limbs::radix::write_decimal(&mut digits, n.unsigned_abs());
        if n < 0 {
            at -= 1;
            digits[at] = b'-';
        }
        out.push_chars(Chars::One(&digits[at..]));
        return true;
    }
    match value.header() {
        Some(header) if header.shape() == vm.shape_of_kind(Kind::Str) => {
            out.push_chars(header.cast_unchecked::<Str>().chars());
            true
        }
        Some(_) | None => false,
    }
}

/// The spec argument of `__format__`.
fn spec_arg(vm: &mut Vm, spec: Value) -> PyResult<Gc<Str>> {
    match spec.cast::<Str>() {
        Some(spec) => Ok(spec),
        None => {
            let message = format!("__format__() argument must be str, not {}", vm.arg_type_name(spec));
            Err(vm.type_error(&message))
        }
    }
}

/// `ValueError` for a presentation type that the type does not have.
fn unknown_code(vm: &mut Vm, code: u32, value: Value) -> Raised {
    let shown = match char::from_u32(code) {
        Some(c) if code > 32 && code < 128 => c.to_string(),
        Some(_) | None => format!("\\x{code:x}"),
    };
    let message = format!("Unknown format code '{shown}' for object of type '{}'", vm.type_name(value));
    vm.value_error(&message)
}

/// `str.__format__`
pub(crate) fn format_str(vm: &mut Vm, value: Value, spec: Value) -> PyResult<Value> {
    let spec = spec_arg(vm, spec)?;
    let text = value.cast::<Str>().expect("the receiver is a str");
    if spec.is_empty() {
        return Ok(vm.to_str(value)?.value());
    }
    let spec = Spec::parse(vm, spec, value, Target::Text)?;
    if spec.kind.is_some_and(|kind| kind != u32::from('s')) {
        return Err(unknown_code(vm, spec.kind.unwrap_or(0), value));
    }
    let refusal = match spec {
        Spec { sign: Some(b' '), .. } => Some("Space not allowed in string format specifier"),
        Spec { sign: Some(_), .. } => Some("Sign not allowed in string format specifier"),
        Spec { no_negative_zero: true, .. } => {
            Some("Negative zero coercion (z) not allowed in string format specifier")
        }
        Spec { alternate: true, .. } => Some("Alternate form (#) not allowed in string format specifier"),
        Spec { align: Align::AfterSign, .. } => Some("'=' alignment not allowed in string format specifier"),
        Spec { .. } => None,
    };
    if let Some(refusal) = refusal {
        return Err(vm.value_error(refusal));
    }
    let len = spec.precision.map_or(text.len(), |precision| precision.min(text.len()));
    let chars = text.chars().slice(0..len);
    let (left, right) = layout::margins(spec.align, spec.width, len);
    if left + right == 0 {
        return Ok(vm.substring(text, 0, len)?.value());
    }
    if let (Chars::One(units), Ok(fill)) = (chars, u8::try_from(spec.fill))
        && left + right + len > 1
    {
        // The text was found to be in range by its width.
        let made = vm.new_str(left + len + right, 0, text.is_ascii() && fill.is_ascii())?;
        let to = trailing_mut::<Str, u8>(&made, left + len + right);
        to[..left].fill(fill);
        to[left..left + len].copy_from_slice(units);
        to[left + len..].fill(fill);
        return Ok(made.value());
    }
    match crate::text::pad::pad(chars, left, right, spec.fill) {
        Ok(padded) => Ok(vm.str_from_buf(&padded)?.value()),
        Err(error) => Err(super::bytes::shared::text_error(vm, error)),
    }
}

/// The str of text that was built.
fn finish(vm: &mut Vm, text: &TextBuf) -> PyResult<Value> {
    Ok(vm.str_from_buf(text)?.value())
}
