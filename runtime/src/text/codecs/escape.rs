//! `unicode_escape` and `raw_unicode_escape`: text as it stands in a literal.

use super::super::buf::TextBuf;
use super::super::bytes::HEX_DIGITS;
use super::super::unit::Chars;
use super::{CodecError, Input};

/// What the codecs ask about character names; the data is not theirs.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// The character of a name, in any case, aliases included.
    pub code_of: fn(&str) -> Option<u32>,
    /// The name of a character.
    pub name_of: fn(u32) -> Option<String>,
}

impl Names {
    /// No character has a name.
    pub const NONE: Names = Names { code_of: |_| None, name_of: |_| None };
}

/// Writes `\xNN`, `\uNNNN` or `\UNNNNNNNN`.
pub fn push_backslash_escape(code: u32, mut push: impl FnMut(u8)) {
    let (letter, digits) = match code {
        0..=0xff => (b'x', 2),
        0x100..=0xffff => (b'u', 4),
        _ => (b'U', 8),
    };
    push(b'\\');
    push(letter);
    for digit in (0..digits).rev() {
        push(HEX_DIGITS[(code >> (4 * digit) & 15) as usize]);
    }
}

/// Encodes from a position on; every character can be.
pub(super) fn encode(text: Chars<'_>, from: usize, out: &mut Vec<u8>) {
    for code in text.slice(from..text.len()).iter() {
        match code {
            0x5c => out.extend(b"\\\\"),
            0x09 => out.extend(b"\\t"),
            0x0a => out.extend(b"\\n"),
            0x0d => out.extend(b"\\r"),
            0x20..=0x7e => out.push(code as u8),
            _ => push_backslash_escape(code, |byte| out.push(byte)),
        }
    }
}

/// Encodes from a position on; only what is beyond Latin-1 is escaped.
pub(super) fn encode_raw(text: Chars<'_>, from: usize, out: &mut Vec<u8>) {
    for code in text.slice(from..text.len()).iter() {
        match u8::try_from(code) {
            Ok(byte) => out.push(byte),
            Err(_) => push_backslash_escape(code, |byte| out.push(byte)),
        }
    }
}

/// How reading one escape went.
enum Escape {
    /// A character, and the position after the escape.
    Char(u32, usize),
    /// Nothing (an escaped line end).
    Nothing(usize),
    /// The backslash stands for itself; the position after it.
    Literal(usize),
    /// Bad up to a position.
    Bad(usize, &'static str),
    /// Cut off by the end of the input.
    CutOff(&'static str),
}

/// Decodes from a position on; the position reached.
///
/// `invalid_escape` is set to the place after the first backslash that starts no escape, or a too large octal one.
pub(super) fn decode(
    input: &[u8],
    from: usize,
    more: Input,
    names: Names,
    invalid_escape: &mut Option<usize>,
    out: &mut TextBuf,
) -> Result<usize, CodecError> {
    decode_with(input, from, more, "unicodeescape", out, |at| {
        let escape = read_escape(input, at, names);
        if matches!(escape, Escape::Literal(_) | Escape::Char(0x100..=0x1ff, _))
            && input.get(at).is_some_and(|byte| !matches!(byte, b'u' | b'U' | b'N'))
        {
            invalid_escape.get_or_insert(at);
        }
        escape
    })
}

/// Decodes from a position on; the position reached.
pub(super) fn decode_raw(input: &[u8], from: usize, more: Input, out: &mut TextBuf) -> Result<usize, CodecError> {
    decode_with(input, from, more, "rawunicodeescape", out, |at| match input.get(at) {
        Some(b'u') => read_hex(input, at + 1, 4, "truncated \\uXXXX escape", "\\Uxxxxxxxx out of range"),
        Some(b'U') => read_hex(input, at + 1, 8, "truncated \\UXXXXXXXX escape", "\\Uxxxxxxxx out of range"),
        None if more == Input::Partial => Escape::CutOff(""),
        Some(_) | None => Escape::Literal(at),
    })
}

/// Decodes Latin-1 in which `read` reads what follows a backslash, given the position after it.
fn decode_with(
    input: &[u8],
    from: usize,
    more: Input,
    encoding: &'static str,
    out: &mut TextBuf,
    mut read: impl FnMut(usize) -> Escape,
) -> Result<usize, CodecError> {
    let mut at = from;
    while at < input.len() {
        let plain = memchr::memchr(b'\\', &input[at..]).unwrap_or(input.len() - at);
        out.push_chars(Chars::One(&input[at..at + plain]));
        at += plain;
        if at == input.len() {
            break;
        }
        let error = |end, reason| Err(CodecError { encoding, start: at, end, reason });
        at = match read(at + 1) {
            Escape::Char(code, next) => {
                out.push(code);
                next
            }
            Escape::Nothing(next) => next,
            Escape::Literal(next) => {
                out.push(u32::from(b'\\'));
                // Whatever follows, even a backslash in raw text, is no start of an escape any more.
                if let Some(&byte) = input.get(next) {
                    out.push(u32::from(byte));
                }
                input.len().min(next + 1)
            }
            Escape::CutOff(_) if more == Input::Partial => return Ok(at),
            Escape::CutOff(reason) => return error(input.len(), reason),
            Escape::Bad(end, reason) => return error(end, reason),
        };
    }
    Ok(at)
}

fn read_escape(input: &[u8], at: usize, names: Names) -> Escape {
    let Some(&byte) = input.get(at) else { return Escape::CutOff("\\ at end of string") };
    let simple = |c: u8| Escape::Char(u32::from(c), at + 1);
    match byte {
        b'\n' => Escape::Nothing(at + 1),
        b'\\' | b'\'' | b'"' => simple(byte),
        b'b' => simple(8),
        b'f' => simple(12),
        b't' => simple(9),
        b'n' => simple(10),
        b'r' => simple(13),
        b'v' => simple(11),
        b'a' => simple(7),
        b'0'..=b'7' => {
            let digits = input[at..].iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7'));
            let (code, len) = digits.fold((0, 0), |(code, len), &digit| (code << 3 | u32::from(digit & 7), len + 1));
            Escape::Char(code, at + len)
        }
        b'x' => read_hex(input, at + 1, 2, "truncated \\xXX escape", ""),
        b'u' => read_hex(input, at + 1, 4, "truncated \\uXXXX escape", ""),
        b'U' => read_hex(input, at + 1, 8, "truncated \\UXXXXXXXX escape", "illegal Unicode character"),
        b'N' => read_name(input, at + 1, names),
        _ => Escape::Literal(at),
    }
}

fn read_hex(input: &[u8], at: usize, digits: usize, truncated: &'static str, too_large: &'static str) -> Escape {
    let mut code = 0u32;
    for at in at..at + digits {
        let Some(&byte) = input.get(at) else { return Escape::CutOff(truncated) };
        let Some(digit) = char::from(byte).to_digit(16) else { return Escape::Bad(at, truncated) };
        code = code << 4 | digit;
    }
    if code > 0x10_ffff { Escape::Bad(at + digits, too_large) } else { Escape::Char(code, at + digits) }
}

fn read_name(input: &[u8], at: usize, names: Names) -> Escape {
    const MALFORMED: &str = "malformed \\N character escape";
    match input.get(at) {
        None => return Escape::CutOff(MALFORMED),
        Some(b'{') => {}
        Some(_) => return Escape::Bad(at, MALFORMED),
    }
    let start = at + 1;
    let Some(len) = memchr::memchr(b'}', &input[start..]) else { return Escape::CutOff(MALFORMED) };
    if len == 0 {
        return Escape::Bad(start, MALFORMED);
    }
    let end = start + len + 1;
    let name = std::str::from_utf8(&input[start..start + len]).ok();
    match name.and_then(names.code_of) {
        Some(code) => Escape::Char(code, end),
        None => Escape::Bad(end, "unknown Unicode character name"),
    }
}
