//! Numbers in their fields: sign, prefix, padding, grouped digits.

use super::spec::{Align, Grouping, Spec};
use crate::text::{Chars, TextBuf};

/// A number's text in parts.
pub(super) struct Number<'a> {
    pub(super) negative: bool,
    /// `0x` and the like.
    pub(super) prefix: &'a str,
    /// Integral digits, which are grouped.
    pub(super) digits: &'a [u8],
    /// Point, fraction, exponent, `%`; or the letters of `inf`.
    pub(super) rest: &'a [u8],
}

/// Fill characters before and after text of a length.
pub(super) fn margins(align: Align, width: Option<usize>, len: usize) -> (usize, usize) {
    let lacking = width.unwrap_or(0).saturating_sub(len);
    match align {
        Align::Left => (0, lacking),
        Align::Center => (lacking / 2, lacking - lacking / 2),
        Align::Right | Align::AfterSign => (lacking, 0),
    }
}

/// Digits in groups, filled with zeros to `min_width`.
fn grouped(digits: &[u8], grouping: Grouping, min_width: usize) -> Vec<u8> {
    let (separator, size) = match grouping {
        Grouping::None => {
            let mut out = vec![b'0'; min_width.saturating_sub(digits.len())];
            out.extend_from_slice(digits);
            return out;
        }
        Grouping::Comma => (b',', 3),
        Grouping::Underscore => (b'_', 3),
        Grouping::UnderscoreFour => (b'_', 4),
    };
    // From the right: a group takes digits, then zeros, as long as either is called for.
    let mut out = Vec::with_capacity(digits.len() * 4 / 3 + min_width + 1);
    let (mut left, mut width) = (digits.len(), min_width as isize);
    loop {
        let len = size.min((left as isize).max(width).max(1)) as usize;
        let taken = len.min(left);
        out.extend(digits[left - taken..left].iter().rev());
        out.resize(out.len() + len - taken, b'0');
        left -= taken;
        width -= len as isize;
        if left == 0 && width <= 0 {
            break;
        }
        width -= 1;
        out.push(separator);
    }
    out.reverse();
    out
}

/// Writes a number into its field.
pub(super) fn lay_out(number: &Number<'_>, spec: &Spec, out: &mut TextBuf) {
    let sign = match spec.sign {
        _ if number.negative => Some('-'),
        Some(b'+') => Some('+'),
        Some(b' ') => Some(' '),
        Some(_) | None => None,
    };
    let fixed = usize::from(sign.is_some()) + number.prefix.len() + number.rest.len();
    let zeros = spec.fill == u32::from('0') && spec.align == Align::AfterSign;
    let min_width = if zeros { spec.width.unwrap_or(0).saturating_sub(fixed) } else { 0 };
    let with_groups;
    let digits = if number.digits.is_empty() {
        &[][..]
    } else if spec.grouping == Grouping::None && min_width <= number.digits.len() {
        number.digits
    } else {
        with_groups = grouped(number.digits, spec.grouping, min_width);
        &with_groups
    };
    let (left, right) = margins(spec.align, spec.width, fixed + digits.len());
    let (before, between) = if spec.align == Align::AfterSign { (0, left) } else { (left, 0) };
    out.push_repeated(spec.fill, before);
    if let Some(sign) = sign {
        out.push(u32::from(sign));
    }
    out.push_str(number.prefix);
    out.push_repeated(spec.fill, between);
    out.push_chars(Chars::One(digits));
    out.push_chars(Chars::One(number.rest));
    out.push_repeated(spec.fill, right);
}
