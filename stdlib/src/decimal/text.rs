//! Decimal numbers as text.

use super::coef::Coef;
use super::num::{Class, Num};

/// Reads a number: digits with a point and an exponent, `Infinity`, `NaN` with a payload; none if it is not well-formed.
/// Exponents beyond any context's are given as ones that are.
pub(super) fn parse(text: &[u8]) -> Option<Num> {
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if rest.first().is_some_and(u8::is_ascii_alphabetic) {
        return parse_special(negative, rest);
    }
    let (mantissa, exponent) = match rest.iter().position(|b| matches!(b, b'e' | b'E')) {
        Some(at) => (&rest[..at], parse_exponent(&rest[at + 1..])?),
        None => (rest, 0),
    };
    let (whole, fraction) = match mantissa.iter().position(|&b| b == b'.') {
        Some(at) => (&mantissa[..at], &mantissa[at + 1..]),
        None => (mantissa, &[][..]),
    };
    let all_digits = whole.iter().chain(fraction).all(u8::is_ascii_digit);
    if !all_digits || whole.len() + fraction.len() == 0 {
        return None;
    }
    let coef = if fraction.is_empty() {
        digits_of(whole)
    } else if whole.len() + fraction.len() <= 19 {
        let digits = whole.iter().chain(fraction);
        Coef::Small(digits.fold(0u64, |n, d| n * 10 + u64::from(d - b'0')).into())
    } else {
        digits_of(&[whole, fraction].concat())
    };
    Some(Num::finite(negative, coef, exponent.saturating_sub(fraction.len() as i64)))
}

/// Infinities and NaNs.
fn parse_special(negative: bool, text: &[u8]) -> Option<Num> {
    let lower = text.to_ascii_lowercase();
    if lower == b"inf" || lower == b"infinity" {
        return Some(Num::infinity(negative));
    }
    for (prefix, class) in [(&b"nan"[..], Class::QuietNan), (b"snan", Class::SignalingNan)] {
        if let Some(payload) = lower.strip_prefix(prefix) {
            if !payload.iter().all(u8::is_ascii_digit) {
                return None;
            }
            return Some(Num { negative, class, coef: digits_of(payload), exp: 0 });
        }
    }
    None
}

fn digits_of(digits: &[u8]) -> Coef {
    let zeros = digits.iter().take_while(|&&d| d == b'0').count();
    Coef::parse(&digits[zeros..])
}

/// Beyond all exponents, but far from overflowing a word.
const FAR: i64 = 4_000_000_000_000_000_000;

fn parse_exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let n = digits.iter().fold(0i64, |n, d| (n.saturating_mul(10).saturating_add(i64::from(d - b'0'))).min(FAR));
    Some(if negative { -n } else { n })
}

/// Which exponents a text has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Scientific,
    /// Multiples of three.
    Engineering,
}

/// The number as text; `capitals`: with `E` and not `e`.
pub(super) fn to_text(n: &Num, notation: Notation, capitals: bool) -> String {
    let sign = if n.negative { "-" } else { "" };
    let payload = |n: &Num| if n.coef.is_zero() { String::new() } else { n.coef.text() };
    match n.class {
        Class::Infinite => return format!("{sign}Infinity"),
        Class::QuietNan => return format!("{sign}NaN{}", payload(n)),
        Class::SignalingNan => return format!("{sign}sNaN{}", payload(n)),
        Class::Finite => {}
    }
    let digits = Digits::of(&n.coef);
    let digits = digits.as_str();
    let len = digits.len() as i64;
    // Digits before the point if there were no exponent.
    let left = n.exp + len;
    let point = if n.exp <= 0 && left > -6 {
        left
    } else if notation == Notation::Scientific {
        1
    } else if n.coef.is_zero() {
        (left + 1).rem_euclid(3) - 1
    } else {
        (left - 1).rem_euclid(3) + 1
    };
    let zeros = |count: i64| std::iter::repeat_n('0', count.max(0) as usize);
    let mut out = String::with_capacity(digits.len() + 32);
    out.push_str(sign);
    if point <= 0 {
        out.push_str("0.");
        out.extend(zeros(-point));
        out.push_str(digits);
    } else if point >= len {
        out.push_str(digits);
        out.extend(zeros(point - len));
    } else {
        let (whole, fraction) = digits.split_at(point as usize);
        out.push_str(whole);
        out.push('.');
        out.push_str(fraction);
    }
    if left != point {
        out.push(if capitals { 'E' } else { 'e' });
        out.push_str(&format!("{:+}", left - point));
    }
    out
}

/// The digits of a coefficient, made where they are if they are not many.
pub(super) enum Digits {
    /// So many at the end of the array.
    Few([u8; 20], usize),
    Many(String),
}

impl Digits {
    pub(super) fn of(coef: &Coef) -> Digits {
        let Some(mut n) = coef.to_u64() else { return Digits::Many(coef.text()) };
        let (mut digits, mut count) = ([b'0'; 20], 0);
        while n != 0 || count == 0 {
            count += 1;
            digits[20 - count] = b'0' + (n % 10) as u8;
            n /= 10;
        }
        Digits::Few(digits, count)
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            Digits::Few(digits, count) => std::str::from_utf8(&digits[20 - count..]).unwrap_or_default(),
            Digits::Many(text) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_and_written() {
        for text in ["0", "-0.00", "1.5", "1E+5", "1.23E-10", "Infinity", "-NaN12", "sNaN", "0.000001", "1E-7"] {
            let n = parse(text.as_bytes()).expect("it is well-formed");
            assert_eq!(to_text(&n, Notation::Scientific, true), text);
        }
        for text in ["", ".", "e5", "1e", "1.2.3", "nanx", "+-1", "0x1"] {
            assert!(parse(text.as_bytes()).is_none(), "{text}");
        }
        let n = parse(b"1.23E+5").expect("it is well-formed");
        assert_eq!(to_text(&n, Notation::Engineering, true), "123E+3");
    }
}
