//! `complex(real, imag)` and complex numbers from text.

use super::{Pair, operand};
use crate::builtins::float::{prefix, to_float, trim, without_underscores};
use crate::builtins::int::ascii_for_number;
use crate::exceptions::hierarchy::Exc;
use crate::native::Args;
use crate::object::Special;
use crate::object::int::Complex;
use crate::object::string::Str;
use crate::object::type_object::Type;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

pub(super) fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let (first, second) = (args.opt(1), args.opt(2));
    if let Some(same) = first.filter(|&value| vm.class_of(value) == vm.types.complex)
        && second.is_none()
        && class == vm.types.complex
    {
        return Ok(same);
    }
    let (real, imag) = match (first.and_then(|value| value.cast::<Str>()), second) {
        (Some(_), Some(_)) => return Err(vm.type_error("complex() can't take second arg if first is a string")),
        (Some(s), None) => from_text(vm, s)?,
        (None, Some(second)) if second.is::<Str>() => {
            return Err(vm.type_error("complex() second arg can't be a string"));
        }
        (None, second) => of_parts(vm, first, second)?,
    };
    if class == vm.types.complex { vm.complex(real, imag) } else { vm.complex_of_class(class, real, imag) }
}

fn is_number(vm: &mut Vm, value: Value) -> bool {
    value.is::<Complex>()
        || operand(vm, value).is_ok_and(|pair| pair.is_some())
        || vm.special_of(value, Special::Float).is_some()
        || vm.special_of(value, Special::Index).is_some()
}

fn of_parts(vm: &mut Vm, first: Option<Value>, second: Option<Value>) -> PyResult<Pair> {
    let first = match first {
        None => Value::int32(0),
        Some(value) => by_method(vm, value)?.unwrap_or(value),
    };
    if !is_number(vm, first) {
        let name = vm.type_name(first);
        return Err(vm.type_error(&format!("complex() first argument must be a string or a number, not '{name}'")));
    }
    if let Some(second) = second
        && !is_number(vm, second)
    {
        let name = vm.type_name(second);
        return Err(vm.type_error(&format!("complex() second argument must be a number, not '{name}'")));
    }
    let parts = |vm: &mut Vm, value: Value| match value.cast::<Complex>() {
        Some(c) => Ok((c.real, Some(c.imag))),
        None => Ok((to_float(vm, value)?, None)),
    };
    let (mut real, first_imag) = parts(vm, first)?;
    let Some(second) = second else { return Ok((real, first_imag.unwrap_or(0.0))) };
    let (mut imag, second_imag) = parts(vm, second)?;
    if let Some(second_imag) = second_imag {
        real -= second_imag;
    }
    if let Some(first_imag) = first_imag {
        imag += first_imag;
    }
    Ok((real, imag))
}

/// What `__complex__` of an object gives, if it has that method.
fn by_method(vm: &mut Vm, value: Value) -> PyResult<Option<Value>> {
    let Some(result) = vm.call_special(value, Special::Complex, &[])? else { return Ok(None) };
    let name = vm.type_name(result);
    if !result.is::<Complex>() {
        return Err(vm.type_error(&format!("__complex__ returned non-complex (type {name})")));
    }
    if vm.class_of(result) != vm.types.complex {
        let message = format!(
            "__complex__ returned non-complex (type {name}).  The ability to return an instance of a strict subclass of complex is deprecated, and may not be supported in a future version of Python."
        );
        crate::builtins::warn(vm, Exc::DeprecationWarning, &message)?;
    }
    Ok(Some(result))
}

fn from_text(vm: &mut Vm, s: crate::heap::Gc<Str>) -> PyResult<Pair> {
    let text = ascii_for_number(&s).into_owned();
    let text = if text.contains(&b'_') {
        match without_underscores(&text) {
            Some(plain) => plain,
            None => {
                let repr = vm.repr_text(s.value())?;
                return Err(vm.value_error(&format!("could not convert string to complex: {repr}")));
            }
        }
    } else {
        text
    };
    parse(&text).ok_or_else(|| vm.value_error("complex() arg is a malformed string"))
}

/// `real`, `imag j`, `real ± imag j` or `real ± j`, perhaps in parentheses.
fn parse(text: &[u8]) -> Option<Pair> {
    let mut text = trim(text);
    if let Some(rest) = text.strip_prefix(b"(") {
        text = trim(rest.strip_suffix(b")")?);
    }
    let is_unit = |rest: &[u8]| matches!(rest, b"j" | b"J");
    let signed_unit = |rest: &[u8]| match rest.split_first() {
        Some((b'+', rest)) if is_unit(rest) => Some(1.0),
        Some((b'-', rest)) if is_unit(rest) => Some(-1.0),
        _ => None,
    };
    let Some((first, len)) = prefix(text) else {
        return if is_unit(text) { Some((0.0, 1.0)) } else { signed_unit(text).map(|imag| (0.0, imag)) };
    };
    let rest = &text[len..];
    if rest.is_empty() {
        return Some((first, 0.0));
    }
    if is_unit(rest) {
        return Some((0.0, first));
    }
    if !matches!(rest[0], b'+' | b'-') {
        return None;
    }
    match prefix(rest) {
        Some((imag, len)) => is_unit(&rest[len..]).then_some((first, imag)),
        None => signed_unit(rest).map(|imag| (first, imag)),
    }
}
