//! Numbers in their fields: sign, prefix, padding, grouped digits.

use super::spec::{Align, Grouping, Spec};
use crate::object::raw::trailing_mut;
use crate::object::string::Str;
use crate::text::{Chars, TextBuf};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

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
        Grouping::None => return digits.to_vec(),
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

/// What a field holds, in the order of the text.
struct Field<'a> {
    before: usize,
    sign: Option<u8>,
    prefix: &'a str,
    between: usize,
    digits: &'a [u8],
    rest: &'a [u8],
    after: usize,
}

/// The field of a number; `room` is for digits that need more than to be shown.
fn field<'a>(number: &'a Number<'_>, spec: &Spec, room: &'a mut Vec<u8>) -> Field<'a> {
    let sign = match spec.sign {
        _ if number.negative => Some(b'-'),
        Some(b'+') => Some(b'+'),
        Some(b' ') => Some(b' '),
        Some(_) | None => None,
    };
    let fixed = usize::from(sign.is_some()) + number.prefix.len() + number.rest.len();
    let zeros = spec.fill == u32::from('0') && spec.align == Align::AfterSign;
    let min_width = if zeros { spec.width.unwrap_or(0).saturating_sub(fixed) } else { 0 };
    let digits = if number.digits.is_empty() {
        &[][..]
    } else if spec.grouping == Grouping::None {
        // Zeros are a fill like others.
        number.digits
    } else {
        *room = grouped(number.digits, spec.grouping, min_width);
        room
    };
    let (left, right) = margins(spec.align, spec.width, fixed + digits.len());
    let (before, between) = if spec.align == Align::AfterSign { (0, left) } else { (left, 0) };
    Field { before, sign, prefix: number.prefix, between, digits, rest: number.rest, after: right }
}

/// Writes a number into its field.
pub(super) fn lay_out(number: &Number<'_>, spec: &Spec, out: &mut TextBuf) {
    let mut room = Vec::new();
    let field = field(number, spec, &mut room);
    out.push_repeated(spec.fill, field.before);
    if let Some(sign) = field.sign {
        out.push(u32::from(sign));
    }
    out.push_str(field.prefix);
    out.push_repeated(spec.fill, field.between);
    out.push_chars(Chars::One(field.digits));
    out.push_chars(Chars::One(field.rest));
    out.push_repeated(spec.fill, field.after);
}

/// The str of a number in its field.
pub(super) fn laid_out(vm: &mut Vm, number: &Number<'_>, spec: &Spec) -> PyResult<Value> {
    let mut room = Vec::new();
    let field = field(number, spec, &mut room);
    let text = usize::from(field.sign.is_some()) + field.prefix.len() + field.digits.len() + field.rest.len();
    let len = field.before + text + field.between + field.after;
    let Some(fill) = u8::try_from(spec.fill).ok().filter(|_| len > 1) else {
        let mut out = TextBuf::with_capacity(text);
        lay_out(number, spec, &mut out);
        return Ok(vm.str_from_buf(&out)?.value());
    };
    let made = vm.new_str(len, 0, fill.is_ascii())?;
    let mut to = trailing_mut::<Str, u8>(&made, len);
    let mut part = |len: usize| to.split_off_mut(..len).unwrap_or_default();
    part(field.before).fill(fill);
    if let Some(sign) = field.sign {
        part(1).fill(sign);
    }
    copy(part(field.prefix.len()), field.prefix.as_bytes());
    part(field.between).fill(fill);
    copy(part(field.digits.len()), field.digits);
    copy(part(field.rest.len()), field.rest);
    part(field.after).fill(fill);
    Ok(made.value())
}

/// Copies a few bytes, for which a call would cost more than they do.
#[inline(always)]
fn copy(to: &mut [u8], from: &[u8]) {
    to.iter_mut().zip(from).for_each(|(to, &byte)| *to = byte);
}
