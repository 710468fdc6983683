//! `float.hex` and `float.fromhex`

use crate::limbs;
use crate::native::Args;
use crate::object::string::Str;
use crate::object::type_object::Type;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

pub(super) fn hex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let f = args[0].as_f64().unwrap_or(0.0);
    if !f.is_finite() {
        return Ok(vm.str(&super::to_text(f))?.value());
    }
    let sign = if f.is_sign_negative() { "-" } else { "" };
    let (exponent, fraction) = ((f.to_bits() >> 52 & 0x7ff) as i64, f.to_bits() & ((1 << 52) - 1));
    let text = match (exponent, fraction) {
        (0, 0) => format!("{sign}0x0.0p+0"),
        (0, _) => format!("{sign}0x0.{fraction:013x}p-1022"),
        _ => format!("{sign}0x1.{fraction:013x}p{:+}", exponent - 1023),
    };
    Ok(vm.str(&text)?.value())
}

/// Why text is no float in hexadecimal.
enum Refusal {
    Invalid,
    TooLarge,
}

pub(super) fn fromhex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("a class method");
    let Some(s) = args[1].cast::<Str>() else {
        return Err(vm.type_error("bad argument type for built-in operation"));
    };
    match parse(&s.to_wtf8()) {
        Ok(f) if class == vm.types.float => Ok(Value::float(f)),
        Ok(f) => vm.call(class.value(), &[Value::float(f)]),
        Err(Refusal::Invalid) => Err(vm.value_error("invalid hexadecimal floating-point string")),
        Err(Refusal::TooLarge) => Err(vm.overflow_error("hexadecimal value too large to represent as a float")),
    }
}

fn parse(text: &[u8]) -> Result<f64, Refusal> {
    let is_space = |byte: &u8| crate::text::bytes::is_space(*byte);
    let start = text.iter().take_while(|byte| is_space(byte)).count();
    let end = text.len() - text[start..].iter().rev().take_while(|byte| is_space(byte)).count();
    let text = &text[start..end];
    let (negative, body) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let magnitude = match body.to_ascii_lowercase().as_slice() {
        b"inf" | b"infinity" => f64::INFINITY,
        b"nan" => f64::NAN,
        body => number(body.strip_prefix(b"0x").unwrap_or(body))?,
    };
    Ok(if negative { -magnitude } else { magnitude })
}

/// Hexadecimal digits with an optional point and an optional decimal exponent of two.
///
/// A number that is too large is noticed before what may follow it.
fn number(text: &[u8]) -> Result<f64, Refusal> {
    let count = |from: usize| text[from..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let whole = count(0);
    let (mut at, mut fraction) = (whole, 0);
    if text.get(at) == Some(&b'.') {
        fraction = count(at + 1);
        at += 1 + fraction;
    }
    let digits: Vec<u8> = [&text[..whole], &text[at - fraction..at]].concat();
    if digits.is_empty() {
        return Err(Refusal::Invalid);
    }
    let mut exponent = 0;
    if text.get(at) == Some(&b'p') {
        let (n, len) = decimal(&text[at + 1..]).ok_or(Refusal::Invalid)?;
        exponent = n;
        at += 1 + len;
    }
    let f = scaled(&digits, exponent.saturating_sub(4 * fraction as i64))?;
    if at == text.len() { Ok(f) } else { Err(Refusal::Invalid) }
}

/// Hexadecimal digits times a power of two.
fn scaled(digits: &[u8], exponent: i64) -> Result<f64, Refusal> {
    let n = limbs::radix::from_digits(digits, 16);
    if n.is_empty() {
        return Ok(0.0);
    }
    let top = exponent.saturating_add(limbs::bit_length(&n) as i64);
    if top > 1024 {
        return Err(Refusal::TooLarge);
    }
    if top < -1100 {
        return Ok(0.0);
    }
    let f = limbs::float::to_f64(&n, exponent, false);
    if f.is_infinite() { Err(Refusal::TooLarge) } else { Ok(f) }
}

/// The decimal number at the start of `text`, and its length.
fn decimal(text: &[u8]) -> Option<(i64, usize)> {
    let sign = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let digits = text[sign..].iter().take_while(|byte| byte.is_ascii_digit());
    let (n, len) = digits.fold((0i64, 0), |(n, len), digit| {
        (n.saturating_mul(10).saturating_add(i64::from(digit - b'0')).min(1 << 60), len + 1)
    });
    let n = if text.first() == Some(&b'-') { -n } else { n };
    (len > 0).then_some((n, sign + len))
}
