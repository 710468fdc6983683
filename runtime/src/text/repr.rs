//! `repr` and `ascii` of str, `repr` of bytes.

use super::buf::TextBuf;
use super::bytes::HEX_DIGITS;
use super::codecs::push_backslash_escape;
use super::unicode;
use super::unit::{Chars, CodeUnit, with_units};

/// The quote that a literal is written with: a single one, unless the text has such and no double ones.
fn quote_for(mut has: impl FnMut(u8) -> bool) -> u8 {
    if has(b'\'') && !has(b'"') { b'"' } else { b'\'' }
}

/// `repr(text)`: what is not printable is escaped.
pub fn repr(text: Chars<'_>) -> TextBuf {
    quoted(text, unicode::is_printable)
}

/// `ascii(text)`: what is not ASCII is escaped, too.
pub fn ascii(text: Chars<'_>) -> TextBuf {
    quoted(text, |_| false)
}

/// Text in which what is not ASCII is escaped.
pub(crate) fn escape_beyond_ascii(text: Chars<'_>) -> TextBuf {
    let mut out = Vec::with_capacity(text.len() + 16);
    with_units!(text, units => for &unit in units {
        match unit.code() {
            code @ 0..0x80 => out.push(code as u8),
            code => push_backslash_escape(code, |byte| out.push(byte)),
        }
    });
    TextBuf::from_latin1(out)
}

/// A literal of text; `shows` says which characters beyond ASCII stand for themselves.
fn quoted(text: Chars<'_>, shows: impl Fn(u32) -> bool) -> TextBuf {
    let quote = quote_for(|quote| super::search::find_char(text, u32::from(quote)).is_some());
    let mut out = TextBuf::with_capacity(text.len() + 2);
    out.push(u32::from(quote));
    if is_plain(text, quote) {
        out.push_chars(text);
    } else {
        push_escaped(text, quote, shows, &mut out);
    }
    out.push(u32::from(quote));
    out
}

/// Appends the inside of a literal: what stands for itself in runs, escapes between them.
fn push_escaped(text: Chars<'_>, quote: u8, shows: impl Fn(u32) -> bool, out: &mut TextBuf) {
    let plain = |code: u32| match code {
        0x20..0x7f => code != u32::from(quote) && code != u32::from(b'\\'),
        0..0x80 => false,
        _ => shows(code),
    };
    let mut start = 0;
    with_units!(text, units => for (at, unit) in units.iter().enumerate() {
        let code = unit.code();
        if plain(code) {
            continue;
        }
        out.push_chars(text.slice(start..at));
        start = at + 1;
        match u8::try_from(code) {
            Ok(byte) if byte.is_ascii() => push_ascii(byte, quote, |byte| out.push(u32::from(byte))),
            Ok(_) | Err(_) => push_backslash_escape(code, |byte| out.push(u32::from(byte))),
        }
    });
    out.push_chars(text.slice(start..text.len()));
}

/// The quote for a text that, like most, is all printable ASCII and needs no escape.
pub(crate) fn plain_quote(text: &[u8]) -> Option<u8> {
    // All of it is looked at, so that many characters are at once.
    let special = text.iter().fold(false, |any, &c| any | !(0x20..0x7f).contains(&c) | (c == b'\\') | (c == b'\''));
    if !special {
        return Some(b'\'');
    }
    let quote = quote_for(|quote| memchr::memchr(quote, text).is_some());
    is_plain(Chars::One(text), quote).then_some(quote)
}

/// Whether a text, like most, is all printable ASCII and needs no escape.
fn is_plain(text: Chars<'_>, quote: u8) -> bool {
    let plain = |code: u32| (0x20..0x7f).contains(&code) && code != u32::from(quote) && code != u32::from(b'\\');
    with_units!(text, units => units.iter().all(|&unit| plain(unit.code())))
}

/// Writes an ASCII character as it stands in a literal.
fn push_ascii(byte: u8, quote: u8, mut push: impl FnMut(u8)) {
    let letter = match byte {
        b'\t' => b't',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\\' => b'\\',
        _ if byte == quote => quote,
        0x20..=0x7e => return push(byte),
        _ => return push_backslash_escape(u32::from(byte), push),
    };
    push(b'\\');
    push(letter);
}

/// `repr(data)` of bytes: `b'…'`.
pub fn repr_bytes(data: &[u8]) -> TextBuf {
    let quote = quote_for(|quote| memchr::memchr(quote, data).is_some());
    let mut out = Vec::with_capacity(data.len() + 3);
    out.extend([b'b', quote]);
    let escaped = |&byte: &u8| !matches!(byte, 0x20..=0x7e) || byte == b'\\' || byte == quote;
    let mut rest = data;
    while let Some(at) = rest.iter().position(escaped) {
        out.extend_from_slice(&rest[..at]);
        let byte = rest[at];
        if byte.is_ascii() {
            push_ascii(byte, quote, |byte| out.push(byte));
        } else {
            out.extend([b'\\', b'x', HEX_DIGITS[usize::from(byte >> 4)], HEX_DIGITS[usize::from(byte & 15)]]);
        }
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(quote);
    TextBuf::from_latin1(out)
}
