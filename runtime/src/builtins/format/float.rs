//! `float.__format__` and `complex.__format__`

use super::decimal::{Form, Style, magnitude_text};
use super::layout::{Number, laid_out, lay_out, margins};
use super::spec::{Align, Spec, Target};
use super::{finish, spec_arg, unknown_code};
use crate::object::int::Complex;
use crate::text::TextBuf;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// The style of a presentation type with the spec's precision; none if the type is not one of floats.
fn style(spec: &Spec, default: Form) -> Option<Style> {
    let kind = match spec.kind {
        None => None,
        Some(kind) => Some(u8::try_from(kind).ok()?),
    };
    let form = match kind {
        None if spec.precision.is_some() => Form::General,
        None => default,
        Some(b'e' | b'E') => Form::Exponent,
        Some(b'f' | b'F' | b'%') => Form::Fixed,
        Some(b'g' | b'G' | b'n') => Form::General,
        Some(_) => return None,
    };
    let precision = if form == Form::Repr { 0 } else { spec.precision.unwrap_or(6) };
    let upper = matches!(kind, Some(b'E' | b'F' | b'G'));
    Some(Style { form, precision, alternate: spec.alternate, dot_zero: kind.is_none(), upper })
}

/// Splits the text of a number after its integral digits.
fn split(text: &str) -> (&[u8], &[u8]) {
    let whole = text.bytes().take_while(u8::is_ascii_digit).count();
    text.as_bytes().split_at(whole)
}

/// `float.__format__(spec)`, and `int.__format__` with a presentation type of floats.
pub(crate) fn format_float(vm: &mut Vm, value: Value, spec: Value) -> PyResult<Value> {
    let text = spec_arg(vm, spec)?;
    if text.is_empty() {
        return match value.as_float() {
            Some(f) => Ok(vm.str(&super::decimal::repr(f))?.value()),
            None => Ok(vm.to_str(value)?.value()),
        };
    }
    let spec = Spec::parse(vm, text, value, Target::Number)?;
    let Some(style) = style(&spec, Form::Repr) else {
        return Err(unknown_code(vm, spec.kind.unwrap_or(0), value));
    };
    if spec.precision.is_some_and(|precision| precision > i32::MAX as usize) {
        return Err(vm.value_error("precision too big"));
    }
    let percent = spec.kind == Some(u32::from('%'));
    let mut f = crate::builtins::float::as_double(vm, value, true)?;
    if percent {
        f *= 100.0;
    }
    let (mut text, zero) = magnitude_text(f, style);
    if percent {
        text.push('%');
    }
    let negative = f.is_sign_negative() && !f.is_nan() && !(spec.no_negative_zero && zero);
    let (digits, rest) = split(&text);
    laid_out(vm, &Number { negative, prefix: "", digits, rest }, &spec)
}

/// `complex.__format__(spec)`
pub(crate) fn format_complex(vm: &mut Vm, value: Value, spec: Value) -> PyResult<Value> {
    let text = spec_arg(vm, spec)?;
    if text.is_empty() {
        return Ok(vm.to_str(value)?.value());
    }
    let spec = Spec::parse(vm, text, value, Target::Number)?;
    let percent = spec.kind == Some(u32::from('%'));
    let Some(style) = style(&spec, Form::Repr).filter(|_| !percent) else {
        return Err(unknown_code(vm, spec.kind.unwrap_or(0), value));
    };
    // Zeros cannot go between the signs and digits of two numbers.
    if spec.fill == u32::from('0') {
        return Err(vm.value_error("Zero padding is not allowed in complex format specifier"));
    }
    if spec.align == Align::AfterSign {
        return Err(vm.value_error("'=' alignment flag is not allowed in complex format specifier"));
    }
    let c = value.cast::<Complex>().expect("the receiver is a complex");
    let (real, imag) = (c.real, c.imag);
    let style = Style { dot_zero: false, ..style };
    // Without a type it is shown as by repr: in parentheses, and without a real part of zero.
    let as_repr = spec.kind.is_none();
    let skip_real = as_repr && real == 0.0 && real.is_sign_positive();
    let mut body = TextBuf::new();
    let part = |f: f64, spec: &Spec, out: &mut TextBuf| {
        let (text, zero) = magnitude_text(f, style);
        let negative = f.is_sign_negative() && !f.is_nan() && !(spec.no_negative_zero && zero);
        let (digits, rest) = split(&text);
        lay_out(&Number { negative, prefix: "", digits, rest }, spec, out);
    };
    let inner = Spec { width: None, fill: 0, align: Align::Left, ..spec };
    if as_repr && !skip_real {
        body.push(u32::from('('));
    }
    if !skip_real {
        part(real, &inner, &mut body);
    }
    let sign = if skip_real { inner.sign } else { Some(b'+') };
    part(imag, &Spec { sign, ..inner }, &mut body);
    body.push(u32::from('j'));
    if as_repr && !skip_real {
        body.push(u32::from(')'));
    }
    let (left, right) = margins(spec.align, spec.width, body.len());
    let mut out = TextBuf::new();
    out.push_repeated(spec.fill, left);
    out.push_chars(body.as_chars());
    out.push_repeated(spec.fill, right);
    finish(vm, &out)
}
