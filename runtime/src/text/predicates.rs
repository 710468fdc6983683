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

/// Whether some character is of a case and none of another: the first of another ends the search.
#[inline(always)]
fn is_of_case(
    text: Chars<'_>,
    ascii: impl Fn(u8) -> bool,
    other_ascii: impl Fn(u8) -> bool,
    wanted: impl Fn(u32) -> bool,
    other: impl Fn(u32) -> bool,
) -> bool {
    /// So many characters are looked at at once.
    const RUN: usize = 32;
    let mut some = false;
    with_units!(text, units => {
        for run in units.chunks(RUN) {
            let plain = run.iter().fold(0, |bits, unit| bits | unit.code()) < 0x80;
            let (found, bad) = if plain {
                run.iter().fold((false, false), |(found, bad), unit| {
                    let byte = unit.code() as u8;
                    (found | ascii(byte), bad | other_ascii(byte))
                })
            } else {
                (run.iter().any(|unit| wanted(unit.code())), run.iter().any(|unit| other(unit.code())))
            };
            if bad {
                return false;
            }
            some |= found;
        }
    });
    some
}

/// `str.isupper`: some character is in upper case, none in another.
pub fn is_upper(text: Chars<'_>) -> bool {
    let other = |code| unicode::is_lower(code) || unicode::is_title(code);
    is_of_case(text, |byte| byte.is_ascii_uppercase(), |byte| byte.is_ascii_lowercase(), unicode::is_upper, other)
}

/// `str.islower`: some character is in lower case, none in another.
pub fn is_lower(text: Chars<'_>) -> bool {
    let other = |code| unicode::is_upper(code) || unicode::is_title(code);
    is_of_case(text, |byte| byte.is_ascii_lowercase(), |byte| byte.is_ascii_uppercase(), unicode::is_lower, other)
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
