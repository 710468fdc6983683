//! `str.isalpha`, `str.islower` and their like, of whole texts.

use super::unicode;
use super::unit::{Chars, CodeUnit, with_units};

/// Whether a text is not empty and all its characters have a property.
fn all(text: Chars<'_>, property: fn(u32) -> bool) -> bool {
    !text.is_empty() && with_units!(text, units => units.iter().all(|&unit| property(unit.code())))
}

/// `str.isalpha`
pub fn is_alpha(text: Chars<'_>) -> bool {
    all(text, unicode::is_alpha)
}

/// `str.isalnum`
pub fn is_alnum(text: Chars<'_>) -> bool {
    all(text, unicode::is_alnum)
}

/// `str.isdecimal`
pub fn is_decimal(text: Chars<'_>) -> bool {
    all(text, unicode::is_decimal)
}

/// `str.isdigit`
pub fn is_digit(text: Chars<'_>) -> bool {
    all(text, unicode::is_digit)
}

/// `str.isnumeric`
pub fn is_numeric(text: Chars<'_>) -> bool {
    all(text, unicode::is_numeric)
}

/// `str.isspace`
pub fn is_space(text: Chars<'_>) -> bool {
    all(text, unicode::is_space)
}

/// `str.isprintable`: of the empty text, too.
pub fn is_printable(text: Chars<'_>) -> bool {
    text.is_empty() || all(text, unicode::is_printable)
}

/// `str.isidentifier`
pub fn is_identifier(text: Chars<'_>) -> bool {
    let rest = 1.min(text.len())..text.len();
    text.get(0).is_some_and(unicode::is_identifier_start)
        && text.slice(rest).iter().all(unicode::is_identifier_continue)
}

/// `str.isupper`: some character is in upper case, none in another.
pub fn is_upper(text: Chars<'_>) -> bool {
    let other = |code| unicode::is_lower(code) || unicode::is_title(code);
    text.iter().any(unicode::is_upper) && !text.iter().any(other)
}

/// `str.islower`: some character is in lower case, none in another.
pub fn is_lower(text: Chars<'_>) -> bool {
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
