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
    let single = |text: Chars<'_>| text.get(0).filter(|_| text.len() == 1);
    if let Some(old) = single(old)
        && new.is_empty()
        && limit == usize::MAX
    {
        return with_units!(text, units => without_unit(units, old));
    }
    if let (Chars::One(text), Chars::One(old), Chars::One(new)) = (text, old, new)
        && !old.is_empty()
        && new.len() <= old.len().saturating_mul(4)
    {
        return Ok(replace_bytes(text, old, new, limit).map(TextBuf::from_latin1));
    }
    if let (Some(old), Some(new)) = (single(old), single(new))
        && limit == usize::MAX
        && let Some(made) = with_units!(text, units => replace_unit(units, old, new))
    {
        return made;
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

/// Replaces in Latin-1 text, in one pass: the result is not much longer.
fn replace_bytes(text: &[u8], old: &[u8], new: &[u8], limit: usize) -> Option<Vec<u8>> {
    if let (&[old], &[new]) = (old, new) {
        let first = memchr::memchr(old, text)?;
        let mut out = text.to_vec();
        if limit == usize::MAX {
            replace_each(&mut out[first..], old, new);
        } else {
            out[first..].iter_mut().filter(|byte| **byte == old).take(limit).for_each(|byte| *byte = new);
        }
        return Some(out);
    }
    let finder = memchr::memmem::Finder::new(old);
    let first = finder.find(text)?;
    let mut out = Vec::with_capacity(text.len() + new.len().saturating_sub(old.len()) * 4);
    let (mut from, mut found, mut count) = (0, Some(first), 0);
    while let Some(at) = found.filter(|_| count < limit) {
        out.extend_from_slice(&text[from..at]);
        out.extend_from_slice(new);
        from = at + old.len();
        found = finder.find(&text[from..]).map(|next| from + next);
        count += 1;
    }
    out.extend_from_slice(&text[from..]);
    Some(out)
}

/// Puts one unit in place of another, several at a time: each is written, whichever it is.
fn replace_each<U: Copy + PartialEq>(units: &mut [U], old: U, new: U) {
    units.iter_mut().for_each(|unit| *unit = if *unit == old { new } else { *unit });
}

/// A text without a character; none if it has none of them.
fn without_unit<U: CodeUnit>(units: &[U], old: u32) -> Result<Option<TextBuf>, TextError> {
    let Some((old, first)) = U::from_code(old).and_then(|old| Some((old, U::find(units, old)?))) else {
        return Ok(None);
    };
    let (mut made, mut end) = (units.to_vec(), first);
    for run in units[first..].chunks(64) {
        if run.iter().fold(false, |any, &unit| any | (unit == old)) {
            // Each is written, and the next one over it if it is to go: which ones go is not guessed.
            for &unit in run {
                made[end] = unit;
                end += usize::from(unit != old);
            }
        } else {
            made[end..end + run.len()].copy_from_slice(run);
            end += run.len();
        }
    }
    made.truncate(end);
    let made = U::view(&made);
    TextBuf::for_chars(made.len(), made.code_bits()).map(|mut out| {
        out.push_chars(made);
        Some(out)
    })
}

/// Replaces a character by one that is no wider than the text's units; the outer none if it is wider.
fn replace_unit<U: CodeUnit>(units: &[U], old: u32, new: u32) -> Option<Result<Option<TextBuf>, TextError>> {
    let new = U::from_code(new)?;
    let Some((old, first)) = U::from_code(old).and_then(|old| Some((old, U::find(units, old)?))) else {
        return Some(Ok(None));
    };
    let mut made = units.to_vec();
    replace_each(&mut made[first..], old, new);
    let made = U::view(&made);
    Some(TextBuf::for_chars(made.len(), made.code_bits()).map(|mut out| {
        out.push_chars(made);
        Some(out)
    }))
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
