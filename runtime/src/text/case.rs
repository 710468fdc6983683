//! `lower`, `upper`, `title`, `capitalize`, `swapcase`, `casefold` of str.
//!
//! Full mappings: a character may become three. The one mapping that looks at its surroundings is that of the capital
//! sigma, which is final where a cased letter precedes and none follows, case-ignorable characters aside.

use super::buf::TextBuf;
use super::unicode::{self, Mapping};
use super::unit::{Chars, CodeUnit, with_units};

const CAPITAL_SIGMA: u32 = 0x3a3;
const SMALL_SIGMA: u32 = 0x3c3;
const FINAL_SIGMA: u32 = 0x3c2;

/// `str.lower`
pub fn lower(text: Chars<'_>) -> TextBuf {
    match ascii(text) {
        Some(ascii) => TextBuf::from_latin1(ascii.to_ascii_lowercase()),
        None if has_sigma(text) => build(text, |at, out| push_lower(text, at, out)),
        None => build_alone(text, unicode::lower),
    }
}

/// `str.upper`
pub fn upper(text: Chars<'_>) -> TextBuf {
    match ascii(text) {
        Some(ascii) => TextBuf::from_latin1(ascii.to_ascii_uppercase()),
        None => build_alone(text, unicode::upper),
    }
}

/// `str.casefold`
pub fn casefold(text: Chars<'_>) -> TextBuf {
    match ascii(text) {
        Some(ascii) => TextBuf::from_latin1(ascii.to_ascii_lowercase()),
        None => build_alone(text, unicode::fold),
    }
}

/// `str.title`
pub fn title(text: Chars<'_>) -> TextBuf {
    if let Some(ascii) = ascii(text) {
        let mut previous = false;
        let titled = |&byte: &u8| {
            let cased = byte.is_ascii_alphabetic();
            match (cased, std::mem::replace(&mut previous, cased)) {
                (true, true) => byte | 0x20,
                (true, false) => byte & !0x20,
                (false, _) => byte,
            }
        };
        return TextBuf::from_latin1(ascii.iter().map(titled).collect());
    }
    let mut previous_is_cased = false;
    build(text, |at, out| {
        let code = text.at(at);
        if previous_is_cased {
            push_lower(text, at, out);
        } else {
            push(unicode::title(code), out);
        }
        previous_is_cased = unicode::is_cased(code);
    })
}

/// `str.capitalize`
pub fn capitalize(text: Chars<'_>) -> TextBuf {
    if let Some(ascii) = ascii(text) {
        let mut made = ascii.to_ascii_lowercase();
        made[..1.min(ascii.len())].make_ascii_uppercase();
        return TextBuf::from_latin1(made);
    }
    build(text, |at, out| if at == 0 { push(unicode::title(text.at(at)), out) } else { push_lower(text, at, out) })
}

/// `str.swapcase`
pub fn swapcase(text: Chars<'_>) -> TextBuf {
    build(text, |at, out| {
        let code = text.at(at);
        if unicode::is_upper(code) {
            push_lower(text, at, out);
        } else if unicode::is_lower(code) {
            push(unicode::upper(code), out);
        } else {
            out.push(code);
        }
    })
}

fn has_sigma(text: Chars<'_>) -> bool {
    with_units!(text, units => units.iter().any(|unit| unit.code() == CAPITAL_SIGMA))
}

fn ascii(text: Chars<'_>) -> Option<&[u8]> {
    if let Chars::One(units) = text { Some(units).filter(|units| units.is_ascii()) } else { None }
}

/// The mappings of characters that do not depend on where they stand.
#[inline(always)]
fn build_alone(text: Chars<'_>, mapping: impl Fn(u32) -> Mapping) -> TextBuf {
    let mut out = Vec::with_capacity(text.len());
    with_units!(text, units => units.iter().for_each(|&unit| push(mapping(unit.code()), &mut out)));
    let mut text = TextBuf::new();
    text.push_chars(Chars::Four(&out));
    text
}

fn build(text: Chars<'_>, mut each: impl FnMut(usize, &mut Vec<u32>)) -> TextBuf {
    let mut out = Vec::with_capacity(text.len());
    (0..text.len()).for_each(|at| each(at, &mut out));
    let mut text = TextBuf::new();
    text.push_chars(Chars::Four(&out));
    text
}

#[inline]
fn push(mapping: Mapping, out: &mut Vec<u32>) {
    match mapping.as_slice() {
        &[code] => out.push(code),
        codes => out.extend_from_slice(codes),
    }
}

#[inline]
fn push_lower(text: Chars<'_>, at: usize, out: &mut Vec<u32>) {
    match text.at(at) {
        CAPITAL_SIGMA => out.push(if is_final(text, at) { FINAL_SIGMA } else { SMALL_SIGMA }),
        code => push(unicode::lower(code), out),
    }
}

/// Whether the sigma at a position ends a word.
fn is_final(text: Chars<'_>, at: usize) -> bool {
    let counts = |code: &u32| !unicode::is_case_ignorable(*code);
    let before = text.slice(0..at).iter().rfind(counts);
    let after = text.slice(at + 1..text.len()).iter().find(counts);
    before.is_some_and(unicode::is_cased) && !after.is_some_and(unicode::is_cased)
}
