//! `int.__format__`

use super::layout::{Number, laid_out};
use super::spec::{Spec, Target};
use super::{finish, format_float, spec_arg, unknown_code};
use crate::object::int::IntRef;
use crate::text::TextBuf;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// `int.__format__(spec)`
pub(crate) fn format_int(vm: &mut Vm, value: Value, spec: Value) -> PyResult<Value> {
    let text = spec_arg(vm, spec)?;
    if text.is_empty() {
        return Ok(vm.to_str(value)?.value());
    }
    let spec = Spec::parse(vm, text, value, Target::Number)?;
    let kind = spec.kind.map_or(Some(b'd'), |kind| u8::try_from(kind).ok());
    match kind {
        Some(b'c') => format_char(vm, value, &spec),
        Some(kind @ (b'b' | b'd' | b'o' | b'x' | b'X' | b'n')) => format_digits(vm, value, &spec, kind),
        Some(b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'%') => format_float(vm, value, text.value()),
        Some(_) | None => Err(unknown_code(vm, spec.kind.unwrap_or(0), value)),
    }
}

fn check(vm: &mut Vm, spec: &Spec) -> PyResult<()> {
    if spec.precision.is_some() {
        return Err(vm.value_error("Precision not allowed in integer format specifier"));
    }
    if spec.no_negative_zero {
        return Err(vm.value_error("Negative zero coercion (z) not allowed in integer format specifier"));
    }
    Ok(())
}

fn format_char(vm: &mut Vm, value: Value, spec: &Spec) -> PyResult<Value> {
    check(vm, spec)?;
    if spec.sign.is_some() {
        return Err(vm.value_error("Sign not allowed with integer format specifier 'c'"));
    }
    if spec.alternate {
        return Err(vm.value_error("Alternate form (#) not allowed with integer format specifier 'c'"));
    }
    let Some(n) = value.as_i64() else {
        return Err(vm.overflow_error("Python int too large to convert to C long"));
    };
    let Some(code) = u32::try_from(n).ok().filter(|&code| code <= 0x10_ffff) else {
        return Err(vm.overflow_error("%c arg not in range(0x110000)"));
    };
    let (left, right) = super::layout::margins(spec.align, spec.width, 1);
    let mut out = TextBuf::new();
    out.push_repeated(spec.fill, left);
    out.push(code);
    out.push_repeated(spec.fill, right);
    finish(vm, &out)
}

fn format_digits(vm: &mut Vm, value: Value, spec: &Spec, kind: u8) -> PyResult<Value> {
    check(vm, spec)?;
    let (radix, prefix) = match kind {
        b'b' => (2, "0b"),
        b'o' => (8, "0o"),
        b'x' => (16, "0x"),
        b'X' => (16, "0X"),
        _ => (10, ""),
    };
    let prefix = if spec.alternate { prefix } else { "" };
    if let Some(n) = value.as_small_int() {
        let mut room = [0; 64];
        let at = write_digits(&mut room, n.unsigned_abs(), radix, kind == b'X');
        return laid_out(vm, &Number { negative: n < 0, prefix, digits: &room[at..], rest: &[] }, spec);
    }
    let text = digits(vm, value, radix)?;
    let mut text = text.into_bytes();
    if kind == b'X' {
        text.make_ascii_uppercase();
    }
    let negative = text.first() == Some(&b'-');
    laid_out(vm, &Number { negative, prefix, digits: &text[usize::from(negative)..], rest: &[] }, spec)
}

/// Writes the digits of a word to the end of `to`, and says where they start.
fn write_digits(to: &mut [u8; 64], mut n: u64, radix: u32, upper: bool) -> usize {
    let shift = match radix {
        10 => return crate::limbs::radix::write_decimal(to, n),
        radix => radix.trailing_zeros(),
    };
    let digits = if upper { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
    let mut at = to.len();
    loop {
        at -= 1;
        to[at] = digits[(n & u64::from(radix - 1)) as usize];
        n >>= shift;
        if n == 0 {
            return at;
        }
    }
}

/// The digits of an int, with a `-` if it is negative.
pub(crate) fn digits(vm: &mut Vm, value: Value, radix: u32) -> PyResult<String> {
    let Some(n) = value.as_int() else { return Ok(String::new()) };
    match (n, radix) {
        (n, 10) => crate::builtins::int::decimal_text(vm, n),
        (IntRef::Small(n), radix) => {
            let magnitude = match radix {
                2 => format!("{:b}", n.unsigned_abs()),
                8 => format!("{:o}", n.unsigned_abs()),
                _ => format!("{:x}", n.unsigned_abs()),
            };
            Ok(if n < 0 { format!("-{magnitude}") } else { magnitude })
        }
        (IntRef::Big(n), radix) => {
            let digits = String::from_utf8(crate::limbs::radix::to_digits(n.limbs, radix)).unwrap_or_default();
            Ok(if n.negative { format!("-{digits}") } else { digits })
        }
    }
}
