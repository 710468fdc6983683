//! `str.isalpha`, `str.islower` and their like, of whole texts.

use super::unicode;
use super::unit::{Chars, CodeUnit, with_units};

/// Whether a text is not empty and all its characters have a property, which of ASCII has a form of its own.
#[inline(always)]
fn all(text: Chars<'_>, ascii: impl Fn(u8) -> bool, other: fn(u32) -> bool) -> bool {
    let holds = |code: u32| match u8::try_from(code) {
        Ok(byte) if byte.is_ascii() => ascii(byte),
        _ => other(code),
    };
    !text.is_empty() && with_units!(text, units => units.iter().all(|&unit| holds(unit.code())))
}

/// `str.isalpha`
pub fn is_alpha(text: Chars<'_>) -> bool {
    all(text, |byte| byte.is_ascii_alphabetic(), unicode::is_alpha)
}

/// `str.isalnum`
pub fn is_alnum(text: Chars<'_>) -> bool {
    all(text, |byte| byte.is_ascii_alphanumeric(), unicode::is_alnum)
}

/// `str.isdecimal`
pub fn is_decimal(text: Chars<'_>) -> bool {
    all(text, |byte| byte.is_ascii_digit(), unicode::is_decimal)
}

/// `str.isdigit`
pub fn is_digit(text: Chars<'_>) -> bool {
    all(text, |byte| byte.is_ascii_digit(), unicode::is_digit)
}

/// `str.isnumeric`
pub fn is_numeric(text: Chars<'_>) -> bool {
    all(text, |byte| byte.is_ascii_digit(), unicode::is_numeric)
}

/// `str.isspace`
pub fn is_space(text: Chars<'_>) -> bool {
    all(text, |byte| matches!(byte, 9..=13 | 28..=32), unicode::is_space)
}

/// `str.isprintable`: of the empty text, too.
pub fn is_printable(text: Chars<'_>) -> bool {
    text.is_empty() || all(text, |byte| matches!(byte, 32..=126), unicode::is_printable)
}

/// `str.isidentifier`
pub fn is_identifier(text: Chars<'_>) -> bool {
    let rest = 1.min(text.len())..text.len();
    text.get(0).is_some_and(unicode::is_identifier_start)
        && text.slice(rest).iter().all(unicode::is_identifier_continue)
}

/// Whether an ASCII text has characters in upper and in lower case.
fn ascii_cases(text: Chars<'_>) -> Option<(bool, bool)> {
    let Chars::One(units) = text else { return None };
    let seen = units.iter().fold([false; 3], |[upper, lower, other], unit| {
        [upper | unit.is_ascii_uppercase(), lower | unit.is_ascii_lowercase(), other | !unit.is_ascii()]
    });
    (!seen[2]).then_some((seen[0], seen[1]))
}

/// `str.isupper`: some character is in upper case, none in another.
pub fn is_upper(text: Chars<'_>) -> bool {
    if let Some((upper, lower)) = ascii_cases(text) {
        return upper && !lower;
    }
    let other = |code| unicode::is_lower(code) || unicode::is_title(code);
    text.iter().any(unicode::is_upper) && !text.iter().any(other)
}

/// `str.islower`: some character is in lower case, none in another.
pub fn is_lower(text: Chars<'_>) -> bool {
    if let Some((upper, lower)) = ascii_cases(text) {
        return lower && !upper;
    }
    let other = |code| unicode::is_upper(code) || unicode::is_title(code);
    text.iter().any(unicode::is_lower) && !text.iter().any(other)
}

/// `str.istitle`: capitals only where a word starts, small letters only within words, and some word.
pub fn is_title(text: Chars<'_>) -> bool {
    let (mut some, mut within_word) = (false, false);
    for code in text.iter() {
        let starts_word = unicode::is_upper(code) || unicode::is_title(code);
        let cased = starts_word || unicode::is_lower(code);
        if cased && starts_word == within_word {
            return false;
        }
        some |= cased;
        within_word = cased;
    }
    some
}
