//! `format()` of decimal numbers.

use super::num::{Num, Rounding, Work};
use super::text::{Digits, Notation, to_text};
use std::borrow::Cow;

/// A format specification.
pub(super) struct Spec {
    fill: char,
    /// `<`, `>`, `=` or `^`
    align: char,
    sign: char,
    /// A zero that was rounded to loses its sign.
    no_negative_zero: bool,
    zero_pad: bool,
    width: usize,
    precision: Option<i64>,
    kind: Option<char>,
    /// Between groups of digits, and before the fraction.
    pub(super) separator: String,
    pub(super) point: Cow<'static, str>,
    /// Sizes of the groups from the point on; the last one repeats, unless it is 0.
    pub(super) grouping: Vec<usize>,
}

/// Reads a specification; none if it is invalid.
pub(super) fn parse(text: &str, locale: impl FnOnce() -> (String, String, Vec<usize>)) -> Option<Spec> {
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    let is_align = |at: usize| chars.get(at).is_some_and(|c| matches!(c, '<' | '>' | '=' | '^'));
    let mut spec = Spec {
        fill: ' ',
        align: '>',
        sign: '-',
        no_negative_zero: false,
        zero_pad: false,
        width: 0,
        precision: None,
        kind: None,
        separator: String::new(),
        point: Cow::Borrowed("."),
        grouping: Vec::new(),
    };
    let mut aligned = true;
    if is_align(1) {
        (spec.fill, spec.align, at) = (chars[0], chars[1], 2);
    } else if is_align(0) {
        (spec.align, at) = (chars[0], 1);
    } else {
        aligned = false;
    }
    let mut next_if = |wanted: &[char]| {
        let found = chars.get(at).copied().filter(|c| wanted.contains(c));
        at += usize::from(found.is_some());
        found
    };
    spec.sign = next_if(&['+', '-', ' ']).unwrap_or('-');
    spec.no_negative_zero = next_if(&['z']).is_some();
    if next_if(&['0']).is_some() {
        if aligned {
            return None;
        }
        (spec.zero_pad, spec.fill, spec.align) = (true, '0', '=');
    }
    const DIGITS: [char; 10] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
    let number = |next_if: &mut dyn FnMut(&[char]) -> Option<char>| {
        let mut digits = String::new();
        while let Some(digit) = next_if(&DIGITS) {
            digits.push(digit);
        }
        digits
    };
    let width = number(&mut next_if);
    if !width.is_empty() {
        spec.width = width.parse().ok().filter(|&width| width < 1 << 40)?;
    }
    let comma = next_if(&[',']).is_some();
    if comma {
        (spec.separator, spec.grouping) = (",".to_owned(), vec![3]);
    }
    if next_if(&['.']).is_some() {
        let digits = number(&mut next_if);
        spec.precision = Some(digits.parse().ok().filter(|&precision: &i64| precision < 1 << 40)?);
    }
    spec.kind = next_if(&['e', 'E', 'f', 'F', 'g', 'G', 'n', '%']);
    if at != chars.len() {
        return None;
    }
    if spec.kind == Some('n') {
        if comma {
            return None;
        }
        let (point, separator, grouping) = locale();
        (spec.point, spec.separator, spec.grouping) = (point.into(), separator, grouping);
        spec.kind = Some('g');
    }
    if matches!(spec.kind, None | Some('g' | 'G')) && spec.precision == Some(0) {
        spec.precision = Some(1);
    }
    Some(spec)
}

/// Rounds to so many digits, whatever the exponents.
fn rounded(work: &mut Work, n: &Num, digits: i64) -> Num {
    if n.coef.is_zero() {
        return n.clone();
    }
    let (result, _) = work.rescaled(n, n.exp + n.coef.digits() - digits, work.rounding);
    // Rounding may have carried into one more digit.
    if result.coef.digits() > digits { work.rescaled(&result, result.exp + 1, Rounding::Down).0 } else { result }
}

/// The number as the specification wants it.
pub(super) fn format(work: &mut Work, n: &Num, spec: &Spec, capitals: bool) -> String {
    if !n.is_finite() {
        let mut body = to_text(&n.clone().abs(), Notation::Scientific, true);
        if spec.kind == Some('%') {
            body.push('%');
        }
        // Words are not padded with zeros.
        let plain = Spec {
            fill: if spec.zero_pad { ' ' } else { spec.fill },
            align: if spec.zero_pad { '>' } else { spec.align },
            ..copy(spec)
        };
        return padded(&sign_of(n.negative, spec), &body, &plain);
    }
    let kind = spec.kind.unwrap_or(if capitals { 'G' } else { 'g' });
    let mut n = n.clone();
    if kind == '%' {
        n.exp += 2;
    }
    if let Some(precision) = spec.precision {
        n = match kind {
            'e' | 'E' => rounded(work, &n, precision + 1),
            'f' | 'F' | '%' => work.rescaled(&n, -precision, work.rounding).0,
            _ if n.coef.digits() > precision => rounded(work, &n, precision),
            _ => n,
        };
    }
    if spec.no_negative_zero && n.coef.is_zero() {
        n.negative = false;
    }
    if n.coef.is_zero() && n.exp > 0 && matches!(kind, 'f' | 'F' | '%') {
        n.exp = 0;
    }
    let digits = Digits::of(&n.coef);
    let digits = digits.as_str();
    let len = digits.len() as i64;
    let left = n.exp + len;
    let point = match kind {
        'e' | 'E' if n.coef.is_zero() => spec.precision.map_or(1, |precision| 1 - precision),
        'e' | 'E' => 1,
        'f' | 'F' | '%' => left,
        _ if n.exp <= 0 && left > -6 => left,
        _ => 1,
    };
    if spec.width == 0
        && spec.grouping.is_empty()
        && left == point
        && !matches!(kind, 'e' | 'E' | '%')
        && (0..=len).contains(&point)
    {
        return plain(&sign_of(n.negative, spec), digits.split_at(point as usize), &spec.point);
    }
    let (whole, fraction) = if point < 0 {
        ("0".to_owned(), "0".repeat(point.unsigned_abs() as usize) + digits)
    } else if point > len {
        (digits.to_owned() + &"0".repeat((point - len) as usize), String::new())
    } else {
        let (whole, fraction) = digits.split_at(point as usize);
        (if whole.is_empty() { "0".to_owned() } else { whole.to_owned() }, fraction.to_owned())
    };
    let exponent = left - point;
    let mut rest = if fraction.is_empty() { String::new() } else { [&*spec.point, &*fraction].concat() };
    if exponent != 0 || matches!(kind, 'e' | 'E') {
        let letter = if matches!(kind, 'E' | 'G') { 'E' } else { 'e' };
        rest += &format!("{letter}{exponent:+}");
    }
    if kind == '%' {
        rest.push('%');
    }
    let sign = sign_of(n.negative, spec);
    let least = if spec.zero_pad { spec.width.saturating_sub(rest.chars().count() + sign.chars().count()) } else { 0 };
    padded(&sign, &(grouped(&whole, spec, least) + &rest), spec)
}

/// Digits with a point among them and nothing else.
fn plain(sign: &str, (whole, fraction): (&str, &str), point: &str) -> String {
    let whole = if whole.is_empty() { "0" } else { whole };
    let parts = if fraction.is_empty() { [sign, whole, "", ""] } else { [sign, whole, point, fraction] };
    parts.concat()
}

fn copy(spec: &Spec) -> Spec {
    Spec { separator: spec.separator.clone(), point: spec.point.clone(), grouping: spec.grouping.clone(), ..*spec }
}

fn sign_of(negative: bool, spec: &Spec) -> String {
    match (negative, spec.sign) {
        (true, _) => "-".to_owned(),
        (false, '-') => String::new(),
        (false, sign) => sign.to_string(),
    }
}

/// Digits with separators, and zeros in front as far as there are fewer characters than `least`.
fn grouped(digits: &str, spec: &Spec, least: usize) -> String {
    let separator_len = spec.separator.chars().count();
    if spec.separator.is_empty() || spec.grouping.is_empty() {
        return "0".repeat(least.saturating_sub(digits.len())) + digits;
    }
    if let (&[size], 0) = (&*spec.grouping, least)
        && size > 0
    {
        return in_groups(digits, size, &spec.separator);
    }
    let (mut groups, mut rest, mut least) = (Vec::new(), digits.to_owned(), least);
    let mut sizes = spec.grouping.iter().copied();
    let mut size = spec.grouping[0];
    loop {
        size = match sizes.next() {
            Some(0) => rest.len().max(least).max(1),
            Some(next) => next,
            None => size,
        };
        let count = size.min(rest.len().max(least).max(1));
        let taken = rest.len().min(count);
        let group = "0".repeat(count - taken) + &rest[rest.len() - taken..];
        rest.truncate(rest.len() - taken);
        groups.push(group);
        least = least.saturating_sub(count);
        if rest.is_empty() && least == 0 {
            break;
        }
        least = least.saturating_sub(separator_len);
    }
    groups.reverse();
    groups.join(&spec.separator)
}

/// Digits with separators between groups of one size, counted from the end.
fn in_groups(digits: &str, size: usize, separator: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / size * separator.len());
    let (first, mut rest) = digits.split_at(digits.len() - digits.len().saturating_sub(1) / size * size);
    out.push_str(first);
    while !rest.is_empty() {
        let (group, after) = rest.split_at(size);
        out.push_str(separator);
        out.push_str(group);
        rest = after;
    }
    out
}

fn padded(sign: &str, body: &str, spec: &Spec) -> String {
    if spec.width == 0 {
        return [sign, body].concat();
    }
    let missing = spec.width.saturating_sub(sign.chars().count() + body.chars().count());
    let fill = |count: usize| spec.fill.to_string().repeat(count);
    match spec.align {
        '<' => format!("{sign}{body}{}", fill(missing)),
        '=' => format!("{sign}{}{body}", fill(missing)),
        '^' => format!("{}{sign}{body}{}", fill(missing / 2), fill(missing - missing / 2)),
        _ => format!("{}{sign}{body}", fill(missing)),
    }
}
