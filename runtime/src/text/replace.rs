//! `replace` of str and bytes.

use super::buf::{MAX_LEN, TextBuf, TextError};
use super::search::{self, Needle};
use super::unit::{Chars, CodeUnit, with_units};

/// `text.replace(old, new, limit)`, where Python's -1 is `usize::MAX`; none if the text stays as it is.
///
/// `too_long` is the message for a result that is longer than any text may be.
pub fn replace(
    text: Chars<'_>,
    old: Chars<'_>,
    new: Chars<'_>,
    limit: usize,
    too_long: &'static str,
) -> Result<Option<TextBuf>, TextError> {
    if limit == 0 || old.len() > text.len() {
        return Ok(None);
    }
    // Counting first is cheaper than growing, and tells before any work when the result does not fit.
    let count = search::count(text, old, limit);
    if count == 0 {
        return Ok(None);
    }
    let kept = text.len() - count * old.len();
    let len = new.len().checked_mul(count).and_then(|added| added.checked_add(kept));
    let len = len.filter(|&len| len <= MAX_LEN).ok_or(TextError::TooLong(too_long))?;
    let mut out = TextBuf::for_chars(len, text.code_bits() | new.code_bits())?;
    if old.is_empty() {
        insert_between(text, new, count, &mut out);
    } else {
        with_units!(text, units => replace_units(units, old, new, count, &mut out));
    }
    Ok(Some(out))
}

/// Puts `new` before each of the first `count` characters; the end of the text counts as one.
fn insert_between(text: Chars<'_>, new: Chars<'_>, count: usize, out: &mut TextBuf) {
    for at in 0..count {
        out.push_chars(new);
        if let Some(code) = text.get(at) {
            out.push(code);
        }
    }
    out.push_chars(text.slice(count.min(text.len())..text.len()));
}

fn replace_units<U: CodeUnit>(units: &[U], old: Chars<'_>, new: Chars<'_>, count: usize, out: &mut TextBuf) {
    let needle = Needle::new(old).expect("what was counted fits the units");
    let single = if new.len() == 1 { new.get(0) } else { None };
    let mut from = 0;
    for at in needle.matches(units).take(count) {
        out.push_chars(U::view(&units[from..at]));
        match single {
            Some(code) => out.push(code),
            None => out.push_chars(new),
        }
        from = at + needle.len();
    }
    out.push_chars(U::view(&units[from..]));
}
