//! Ints as text: reading and writing digits, and the limit on how many there may be.

use crate::exceptions::hierarchy::Exc;
use crate::exceptions::message::Piece;
use crate::limbs::radix;
use crate::object::int::IntRef;
use crate::object::string::Str;
use crate::text::{Chars, unicode};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::borrow::Cow;

/// Numbers of fewer digits are never refused.
const LIMIT_THRESHOLD: usize = 640;

/// Decimal text of an int of any size, without regard to the limit.
pub fn to_text(n: IntRef<'_>) -> String {
    match n {
        IntRef::Small(n) => n.to_string(),
        IntRef::Big(n) => {
            let mut digits = radix::to_decimal(n.limbs);
            if n.negative {
                digits.insert(0, b'-');
            }
            String::from_utf8(digits).unwrap_or_default()
        }
    }
}

/// Decimal text of an int, or ValueError if that has more digits than `sys.set_int_max_str_digits` allows.
pub(crate) fn decimal_text(vm: &mut Vm, n: IntRef<'_>) -> PyResult<String> {
    let IntRef::Big(big) = &n else { return Ok(to_text(n)) };
    let limit = vm.options.int_digit_limit();
    // A digit has between 3.32 and 3.33 bits.
    let certainly_more = limit > 0 && big.bits() / 10 * 3 > limit as u64 + 10;
    if !certainly_more {
        let text = to_text(n);
        let digits = text.len() - usize::from(text.starts_with('-'));
        if limit == 0 || digits <= limit || digits <= LIMIT_THRESHOLD {
            return Ok(text);
        }
    }
    let message = format!(
        "Exceeds the limit ({limit} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit"
    );
    Err(vm.value_error(&message))
}

/// A str as ASCII for parsing a number: digits of any script are digits, white space is a blank, the rest is invalid.
pub(crate) fn ascii_for_number(s: &Str) -> Cow<'_, [u8]> {
    match s.chars() {
        Chars::One(bytes) if s.is_ascii() => Cow::Borrowed(bytes),
        chars => chars
            .iter()
            .map(|code| match unicode::decimal_value(code) {
                _ if code < 0x80 => code as u8,
                Some(digit) => b'0' + digit,
                None if unicode::is_space(code) => b' ',
                None => b'?',
            })
            .collect(),
    }
}

/// What parsing a number's text found.
enum Parsed {
    Small(i64),
    Number(bool, Vec<u64>),
    Invalid,
    /// More decimal digits than allowed.
    TooLong(usize),
}

/// `int(text, base)`; `original` is what messages show.
pub(crate) fn parse(vm: &mut Vm, text: &[u8], base: u32, original: Value) -> PyResult<Value> {
    match parse_digits(text, base, vm.options.int_digit_limit()) {
        Parsed::Small(n) => vm.int(n),
        Parsed::Number(negative, n) => vm.int_of_limbs(negative, &n),
        Parsed::TooLong(digits) => {
            let limit = vm.options.int_digit_limit();
            let message = format!(
                "Exceeds the limit ({limit} digits) for integer string conversion: value has {digits} digits; use sys.set_int_max_str_digits() to increase the limit"
            );
            Err(vm.value_error(&message))
        }
        Parsed::Invalid => {
            let repr = vm.repr(original)?;
            let repr = Piece::Str(if repr.len() > 200 { vm.substring(repr, 0, 200)? } else { repr });
            let base = Piece::Count(base as usize);
            let parts = [Piece::Text("invalid literal for int() with base "), base, Piece::Text(": "), repr];
            Err(vm.raise_pieces(Exc::ValueError, &parts))
        }
    }
}

/// Digits in `base` (0: by their prefix), with sign, underscores and surrounding white space.
fn parse_digits(text: &[u8], mut base: u32, limit: usize) -> Parsed {
    let text = trim(text);
    let (negative, mut digits) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    let prefix = match digits {
        [b'0', b'x' | b'X', ..] => Some(16),
        [b'0', b'o' | b'O', ..] => Some(8),
        [b'0', b'b' | b'B', ..] => Some(2),
        _ => None,
    };
    let mut only_zero = false;
    if let Some(prefix) = prefix.filter(|&prefix| base == 0 || base == prefix) {
        base = prefix;
        digits = &digits[2..];
        digits = digits.strip_prefix(b"_").unwrap_or(digits);
    } else if base == 0 {
        // A zero at the start is left for octal numbers of old.
        only_zero = digits.first() == Some(&b'0');
        base = 10;
    }
    if let Some(n) = short_decimal(digits, base).filter(|&n| !only_zero || n == 0) {
        return Parsed::Small(if negative { -n } else { n });
    }
    let valid = |byte: u8| radix::is_digit(byte, base);
    let mut without;
    let mut plain = digits;
    let mut after_digit = !digits.is_empty();
    if !digits.iter().all(|&byte| valid(byte)) {
        without = Vec::with_capacity(digits.len());
        after_digit = false;
        for &byte in digits {
            if byte == b'_' && after_digit {
                after_digit = false;
            } else if valid(byte) {
                without.push(byte);
                after_digit = true;
            } else {
                return Parsed::Invalid;
            }
        }
        plain = &without;
    }
    if !after_digit || (only_zero && plain.iter().any(|&digit| digit != b'0')) {
        return Parsed::Invalid;
    }
    if limit > 0 && plain.len() > limit && plain.len() > LIMIT_THRESHOLD && !base.is_power_of_two() {
        return Parsed::TooLong(plain.len());
    }
    Parsed::Number(negative, radix::from_digits(plain, base))
}

/// The number that up to 18 decimal digits spell.
fn short_decimal(digits: &[u8], base: u32) -> Option<i64> {
    if base != 10 || digits.is_empty() || digits.len() > 18 {
        return None;
    }
    digits.iter().try_fold(0, |n, &byte| byte.is_ascii_digit().then(|| n * 10 + i64::from(byte - b'0')))
}

fn trim(text: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| crate::text::bytes::is_space(*byte);
    let start = text.iter().take_while(|byte| is_space(byte)).count();
    let end = text[start..].iter().rev().take_while(|byte| is_space(byte)).count();
    &text[start..text.len() - end]
}
