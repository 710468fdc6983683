//! Decimal digits of floats, and their text as C's `printf` and Python's `repr` have it.

use super::scaled::{push_digits, scaled, significant};

/// Significant digits, without zeros at the end, and where the point is: `0.d₁d₂… × 10^point`.
pub(crate) struct Digits {
    digits: Vec<u8>,
    point: i32,
}

/// Presentations of a float.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// `e`: with exponent.
    Exponent,
    /// `f`: without.
    Fixed,
    /// `g`: whichever is shorter.
    General,
    /// The shortest digits that read back as the same number.
    Repr,
}

/// How a float is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) form: Form,
    pub(crate) precision: usize,
    /// `#`: keep the point and zeros at the end.
    pub(crate) alternate: bool,
    /// Show whole numbers with `.0`.
    pub(crate) dot_zero: bool,
    pub(crate) upper: bool,
}

/// No float has more digits behind the point.
const MOST_DECIMALS: usize = 1100;

fn read(text: &str) -> Digits {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let mut digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    let point = exponent.parse::<i32>().unwrap_or(0) + 1;
    while digits.len() > 1 && digits.last() == Some(&b'0') {
        digits.pop();
    }
    Digits { digits, point }
}

impl Digits {
    /// The shortest digits of a finite, non-negative float.
    fn shortest(f: f64) -> Digits {
        if f == 0.0 {
            return Digits { digits: vec![b'0'], point: 1 };
        }
        let mut buffer = ryu::Buffer::new();
        let text = buffer.format_finite(f);
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let whole = mantissa.find('.').unwrap_or(mantissa.len()) as i32;
        let all: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
        let zeros = all.iter().take_while(|&&digit| digit == b'0').count();
        let end = all.iter().rposition(|&digit| digit != b'0').map_or(zeros + 1, |last| last + 1);
        let point = whole - zeros as i32 + exponent.parse::<i32>().unwrap_or(0);
        Digits { digits: all[zeros..end].to_vec(), point }
    }

    /// So many significant digits, correctly rounded.
    fn significant(f: f64, count: usize) -> Digits {
        if f == 0.0 {
            return Digits { digits: vec![b'0'], point: 1 };
        }
        if let Some((n, exponent)) = significant(f, count) {
            let mut digits = n.to_string().into_bytes();
            while digits.len() > 1 && digits.last() == Some(&b'0') {
                digits.pop();
            }
            return Digits { digits, point: exponent + 1 };
        }
        read(&format!("{f:.*e}", count.clamp(1, MOST_DECIMALS) - 1))
    }

    /// So many digits behind the point, correctly rounded.
    fn decimals(f: f64, count: usize) -> Digits {
        let text = format!("{f:.*}", count.min(MOST_DECIMALS));
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
        if zeros == digits.len() {
            // What rounds to nothing has no digits; zero itself has one.
            return if f == 0.0 {
                Digits { digits: vec![b'0'], point: 1 }
            } else {
                Digits { digits: Vec::new(), point: -(count.min(i32::MAX as usize) as i32) }
            };
        }
        let point = whole.len() as i32 - zeros as i32;
        digits.drain(..zeros);
        while digits.len() > 1 && digits.last() == Some(&b'0') {
            digits.pop();
        }
        Digits { digits, point }
    }

    fn is_zero(&self) -> bool {
        self.digits.iter().all(|&digit| digit == b'0')
    }
}

/// The text of a float without its sign, and whether it is a zero after rounding.
pub(crate) fn magnitude_text(f: f64, style: Style) -> (String, bool) {
    let f = f.abs();
    let (text, zero) = if f.is_nan() {
        ("nan".to_owned(), false)
    } else if f.is_infinite() {
        ("inf".to_owned(), false)
    } else {
        finite_text(f, style)
    };
    (if style.upper { text.to_ascii_uppercase() } else { text }, zero)
}

/// CPython's `format_float_short` of a non-negative number.
fn finite_text(f: f64, style: Style) -> (String, bool) {
    let plain = style.precision <= MOST_DECIMALS && (style.precision > 0 || !style.alternate);
    let nothing = |text: &str| text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if plain
        && style.form == Form::Fixed
        && let Some(n) = scaled(f, style.precision.min(23) as i32)
        && let Ok(n) = u64::try_from(n)
    {
        let mut text = String::with_capacity(24);
        push_digits(&mut text, n, style.precision + 1);
        if style.precision > 0 {
            text.insert(text.len() - style.precision, '.');
        }
        return (text, n == 0);
    }
    if plain
        && style.form == Form::Exponent
        && f != 0.0
        && let Some((n, exponent)) = significant(f, style.precision + 1)
    {
        let mut text = String::with_capacity(28);
        push_digits(&mut text, n, 0);
        if style.precision > 0 {
            text.insert(1, '.');
        }
        text.push_str(if exponent < 0 { "e-" } else { "e+" });
        push_digits(&mut text, u64::from(exponent.unsigned_abs()), 2);
        return (text, false);
    }
    if plain && style.form == Form::Fixed {
        let text = format!("{f:.*}", style.precision);
        let zero = nothing(&text);
        return (text, zero);
    }
    if plain && style.form == Form::Exponent {
        let mut text = format!("{f:.*e}", style.precision);
        let exponent = text.find('e').unwrap_or(text.len());
        let zero = nothing(&text[..exponent]);
        // Rust writes `e7` and `e-7` for what is `e+07` and `e-07` in C.
        let negative = text[exponent + 1..].starts_with('-');
        let digits = text.len() - exponent - 1 - usize::from(negative);
        if digits < 2 {
            text.insert(exponent + 1 + usize::from(negative), '0');
        }
        if !negative {
            text.insert(exponent + 1, '+');
        }
        return (text, zero);
    }
    let (Digits { digits, mut point }, zero) = {
        let digits = match style.form {
            Form::Exponent => Digits::significant(f, style.precision + 1),
            Form::Fixed => Digits::decimals(f, style.precision),
            Form::General => Digits::significant(f, style.precision.max(1)),
            Form::Repr => Digits::shortest(f),
        };
        let zero = digits.is_zero();
        (digits, zero)
    };
    let precision = style.precision.min(i32::MAX as usize / 2) as i32;
    let len = digits.len() as i32;
    let (with_exponent, mut end) = match style.form {
        Form::Exponent => (true, precision + 1),
        Form::Fixed => (false, point + precision),
        Form::General => {
            let precision = precision.max(1);
            let exponent = point <= -4 || point > precision - i32::from(style.dot_zero);
            (exponent, if style.alternate { precision } else { len })
        }
        Form::Repr => (point <= -4 || point > 16, len),
    };
    let exponent = point - 1;
    if with_exponent {
        point = 1;
    }
    end = end.max(if !with_exponent && style.dot_zero { point + 1 } else { point });
    let mut out = String::with_capacity(end.max(0) as usize + 12);
    let zeros = |out: &mut String, n: i32| out.extend(std::iter::repeat_n('0', n.max(0) as usize));
    let push = |out: &mut String, digits: &[u8]| out.extend(digits.iter().map(|&digit| char::from(digit)));
    if point <= 0 {
        out.push_str("0.");
        zeros(&mut out, -point);
        push(&mut out, &digits);
        zeros(&mut out, end - len);
    } else if point <= len {
        let (whole, fraction) = digits.split_at(point as usize);
        push(&mut out, whole);
        out.push('.');
        push(&mut out, fraction);
        zeros(&mut out, end - len);
    } else {
        push(&mut out, &digits);
        zeros(&mut out, point - len);
        out.push('.');
        zeros(&mut out, end - point);
    }
    if out.ends_with('.') && !style.alternate {
        out.pop();
    }
    if with_exponent {
        out.push_str(&format!("e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs()));
    }
    (out, zero)
}

/// `repr` of a float.
pub(crate) fn repr(f: f64) -> String {
    if !f.is_finite() {
        return if f.is_nan() {
            "nan"
        } else if f > 0.0 {
            "inf"
        } else {
            "-inf"
        }
        .to_owned();
    }
    let mut buffer = ryu::Buffer::new();
    let text = buffer.format_finite(f);
    let body = text.strip_prefix('-').unwrap_or(text);
    // ryu writes as Python does, but for exponents and for 0.0000d.
    if !body.contains('e') && !body.starts_with("0.0000") {
        return text.to_owned();
    }
    let sign = if f.is_sign_negative() { "-" } else { "" };
    sign.to_owned() + &repr_without_dot(f.abs()).0
}

/// `repr` of a non-negative finite float as complex shows its parts, without `.0`; and whether it is zero.
fn repr_without_dot(f: f64) -> (String, bool) {
    let style = Style { form: Form::Repr, precision: 0, alternate: false, dot_zero: false, upper: false };
    magnitude_text(f, style)
}

/// A part of a complex number: as `repr`, but whole numbers without `.0`.
pub(crate) fn repr_part(f: f64) -> String {
    let sign = if f.is_sign_negative() && !f.is_nan() { "-" } else { "" };
    sign.to_owned() + &repr_without_dot(f).0
}
