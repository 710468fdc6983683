//! The error handlers that Python has built in.

use super::super::buf::TextBuf;
use super::super::unit::Chars;
use super::escape::{Names, push_backslash_escape};
use super::{ByteOrder, CodecError, utf8, utf16, utf32};
use std::ops::Range;

/// A built-in error handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are Python's")]
pub enum Handler {
    Strict,
    Ignore,
    Replace,
    BackslashReplace,
    SurrogateEscape,
    SurrogatePass,
    XmlCharRefReplace,
    NameReplace,
}

/// What takes the place of characters that cannot be encoded.
#[derive(Clone, Debug)]
pub enum Replacement {
    /// Text, to be encoded.
    Text(TextBuf),
    /// Bytes, as they are.
    Bytes(Vec<u8>),
}

/// Why a handler gives no replacement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The error is to be raised.
    Raise,
    /// `TypeError`: the handler is not for errors of this kind.
    WrongKind,
}

impl CodecError {
    /// What the error is about, in an input of some length. Python code can make errors of any positions.
    fn range_in(&self, len: usize) -> Range<usize> {
        let start = self.start.min(len);
        start..self.end.min(len).max(start)
    }
}

impl Handler {
    /// The handler of a name; none if it is not built in.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "strict" => Handler::Strict,
            "ignore" => Handler::Ignore,
            "replace" => Handler::Replace,
            "backslashreplace" => Handler::BackslashReplace,
            "surrogateescape" => Handler::SurrogateEscape,
            "surrogatepass" => Handler::SurrogatePass,
            "xmlcharrefreplace" => Handler::XmlCharRefReplace,
            "namereplace" => Handler::NameReplace,
            _ => return None,
        })
    }

    /// Adds what takes the place of bytes that cannot be decoded; the position to go on at.
    pub fn decode_error(self, error: &CodecError, input: &[u8], out: &mut TextBuf) -> Result<usize, Refusal> {
        let bad = &input[error.range_in(input.len())];
        match self {
            Handler::Strict => Err(Refusal::Raise),
            Handler::Ignore => Ok(error.end),
            Handler::Replace => {
                out.push(0xfffd);
                Ok(error.end)
            }
            Handler::BackslashReplace => {
                bad.iter().for_each(|&byte| push_backslash_escape(u32::from(byte), |c| out.push(u32::from(c))));
                Ok(error.end)
            }
            Handler::SurrogateEscape => {
                // At most four bytes at a time, and no ASCII: that would let a decoder be tricked into hiding it.
                let escaped = bad.iter().take(4).take_while(|&&byte| byte >= 0x80).count();
                if escaped == 0 {
                    return Err(Refusal::Raise);
                }
                bad[..escaped].iter().for_each(|&byte| out.push(0xdc00 + u32::from(byte)));
                Ok(error.start + escaped)
            }
            Handler::SurrogatePass => {
                let rest = &input[error.start.min(input.len())..];
                let (code, len) = match Utf::from_name(error.encoding).ok_or(Refusal::Raise)? {
                    Utf::Eight => (rest.first_chunk().and_then(|&bytes| utf8::read_three(bytes)), 3),
                    Utf::Sixteen(order) => (rest.first_chunk().map(|&unit| u32::from(utf16::read(unit, order))), 2),
                    Utf::ThirtyTwo(order) => (rest.first_chunk().map(|&unit| utf32::read(unit, order)), 4),
                };
                let code = code.filter(|&code| is_surrogate(code)).ok_or(Refusal::Raise)?;
                out.push(code);
                Ok(error.start + len)
            }
            Handler::XmlCharRefReplace | Handler::NameReplace => Err(Refusal::WrongKind),
        }
    }

    /// What takes the place of characters that cannot be encoded, and the position to go on at.
    pub fn encode_error(
        self,
        error: &CodecError,
        text: Chars<'_>,
        names: Names,
    ) -> Result<(Replacement, usize), Refusal> {
        let bad = text.slice(error.range_in(text.len()));
        let mut out = TextBuf::new();
        match self {
            Handler::Strict => return Err(Refusal::Raise),
            Handler::Ignore => {}
            Handler::Replace => out.push_repeated(u32::from(b'?'), bad.len()),
            Handler::BackslashReplace => {
                bad.iter().for_each(|code| push_backslash_escape(code, |c| out.push(u32::from(c))));
            }
            Handler::XmlCharRefReplace => bad.iter().for_each(|code| out.push_str(&format!("&#{code};"))),
            Handler::NameReplace => bad.iter().for_each(|code| match (names.name_of)(code) {
                Some(name) => out.push_str(&format!("\\N{{{name}}}")),
                None => push_backslash_escape(code, |c| out.push(u32::from(c))),
            }),
            Handler::SurrogateEscape => {
                let bytes: Option<Vec<u8>> = bad.iter().map(escaped_byte).collect();
                return Ok((Replacement::Bytes(bytes.ok_or(Refusal::Raise)?), error.end));
            }
            Handler::SurrogatePass => {
                let bytes = passed_surrogates(bad, error.encoding).ok_or(Refusal::Raise)?;
                return Ok((Replacement::Bytes(bytes), error.end));
            }
        }
        Ok((Replacement::Text(out), error.end))
    }
}

/// The byte that a lone surrogate stands for.
fn escaped_byte(code: u32) -> Option<u8> {
    code.checked_sub(0xdc00).and_then(|byte| u8::try_from(byte).ok()).filter(|&byte| byte >= 0x80)
}

/// The part of an error, from its start, that stands for bytes; none if there is none.
pub(super) fn escaped_prefix(error: &CodecError, text: Chars<'_>) -> Option<CodecError> {
    let escaped = text.slice(error.start..error.end).iter().take_while(|&code| escaped_byte(code).is_some()).count();
    (escaped > 0).then_some(CodecError { end: error.start + escaped, ..*error })
}

fn is_surrogate(code: u32) -> bool {
    (0xd800..0xe000).contains(&code)
}

fn passed_surrogates(text: Chars<'_>, encoding: &str) -> Option<Vec<u8>> {
    let utf = Utf::from_name(encoding)?;
    let mut out = Vec::new();
    for code in text.iter() {
        if !is_surrogate(code) {
            return None;
        }
        match utf {
            Utf::Eight => utf8::push_three(code, &mut out),
            Utf::Sixteen(order) => utf16::push_unit(code as u16, order, &mut out),
            Utf::ThirtyTwo(order) => utf32::push_code(code, order, &mut out),
        }
    }
    Some(out)
}

/// The encodings that `surrogatepass` knows.
enum Utf {
    Eight,
    Sixteen(ByteOrder),
    ThirtyTwo(ByteOrder),
}

impl Utf {
    /// The encoding of a name as it may stand in an error: in any case, with `-`, `_` or nothing before the number.
    fn from_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase().replace('_', "-");
        let rest = name.strip_prefix("utf")?;
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        if rest == "8" {
            return Some(Utf::Eight);
        }
        let order = match rest.get(2..)? {
            "" => ByteOrder::Marked,
            "-le" | "le" => ByteOrder::Little,
            "-be" | "be" => ByteOrder::Big,
            _ => return None,
        };
        match rest.get(..2)? {
            "16" => Some(Utf::Sixteen(order)),
            "32" => Some(Utf::ThirtyTwo(order)),
            _ => None,
        }
    }
}
