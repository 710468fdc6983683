//! ASCII and Latin-1.

use super::super::buf::TextBuf;
use super::super::unit::{Chars, CodeUnit, with_units};
use super::{CodecError, Handler};

/// An encoding whose bytes are the first code points.
pub(super) struct Encoding {
    name: &'static str,
    max: u32,
    reason: &'static str,
}

pub(super) const ASCII: Encoding = Encoding { name: "ascii", max: 0x7f, reason: "ordinal not in range(128)" };
pub(super) const LATIN1: Encoding = Encoding { name: "latin-1", max: 0xff, reason: "ordinal not in range(256)" };

/// Decodes ASCII from a position on; the position reached.
pub(super) fn decode_ascii(input: &[u8], from: usize, out: &mut TextBuf) -> Result<usize, CodecError> {
    let len = ascii_prefix(&input[from..]);
    let at = from + len;
    out.push_chars(Chars::One(&input[from..at]));
    if at == input.len() {
        return Ok(at);
    }
    Err(CodecError { encoding: ASCII.name, start: at, end: at + 1, reason: ASCII.reason })
}

/// Decodes ASCII with bytes that are none, each of which a handler makes one character or nothing of; none for other handlers.
pub(super) fn decode_leniently(input: &[u8], handler: Handler) -> Option<TextBuf> {
    match handler {
        Handler::Ignore => Some(TextBuf::from_latin1(input.iter().copied().filter(u8::is_ascii).collect())),
        Handler::Replace => {
            Some(TextBuf::of_bytes(input, 0xffff, |byte| if byte.is_ascii() { u16::from(byte) } else { 0xfffd }))
        }
        Handler::SurrogateEscape => Some(TextBuf::of_bytes(input, 0xffff, |byte| {
            if byte.is_ascii() { u16::from(byte) } else { 0xdc00 + u16::from(byte) }
        })),
        Handler::Strict
        | Handler::BackslashReplace
        | Handler::SurrogatePass
        | Handler::XmlCharRefReplace
        | Handler::NameReplace => None,
    }
}

/// How many bytes from the start on are ASCII, eight at a time.
pub(super) fn ascii_prefix(bytes: &[u8]) -> usize {
    let (words, _) = bytes.as_chunks::<8>();
    let plain = words.iter().take_while(|&&word| u64::from_le_bytes(word) & 0x8080_8080_8080_8080 == 0).count() * 8;
    plain + bytes[plain..].iter().take_while(|byte| byte.is_ascii()).count()
}

/// Encodes from a position on.
pub(super) fn encode(text: Chars<'_>, from: usize, encoding: &Encoding, out: &mut Vec<u8>) -> Result<(), CodecError> {
    if let Chars::One(units) = text
        && (encoding.max == 0xff || units[from..].is_ascii())
    {
        out.extend_from_slice(&units[from..]);
        return Ok(());
    }
    with_units!(text, units => encode_units(units, from, encoding, out))
}

/// Encodes all, with `instead`, or nothing, for each character that the encoding does not have.
pub(super) fn encode_leniently(text: Chars<'_>, encoding: &Encoding, instead: Option<u8>) -> Vec<u8> {
    with_units!(text, units => lenient_units(units, encoding, instead))
}

/// Encodes all, with an escape for each character that the encoding does not have.
pub(super) fn encode_escaping(text: Chars<'_>, encoding: &Encoding, escape: fn(u32, &mut Vec<u8>)) -> Vec<u8> {
    with_units!(text, units => {
        let mut out = Vec::with_capacity(units.len());
        for &unit in units {
            let code = unit.code();
            if code <= encoding.max { out.push(code as u8) } else { escape(code, &mut out) }
        }
        out
    })
}

/// Appends `&#…;`.
pub(super) fn push_character_reference(mut code: u32, out: &mut Vec<u8>) {
    let (mut digits, mut first) = ([0; 10], 10);
    loop {
        first -= 1;
        digits[first] = b'0' + (code % 10) as u8;
        code /= 10;
        if code == 0 {
            break;
        }
    }
    out.extend(b"&#");
    out.extend(&digits[first..]);
    out.push(b';');
}

fn lenient_units<U: CodeUnit>(units: &[U], encoding: &Encoding, instead: Option<u8>) -> Vec<u8> {
    let (other, kept) = (instead.unwrap_or(0), instead.is_some());
    let mut out = vec![0; units.len()];
    let mut len = 0;
    // Without branches: which characters fit is hard to predict.
    for &unit in units {
        let fits = unit.code() <= encoding.max;
        out[len] = if fits { unit.code() as u8 } else { other };
        len += usize::from(fits | kept);
    }
    out.truncate(len);
    out
}

fn encode_units<U: CodeUnit>(
    units: &[U],
    from: usize,
    encoding: &Encoding,
    out: &mut Vec<u8>,
) -> Result<(), CodecError> {
    let fits = |unit: &U| -> bool { (*unit).code() <= encoding.max };
    let good = units[from..].iter().take_while(|&unit| fits(unit)).count();
    let start = from + good;
    out.extend(units[from..start].iter().map(|&unit| unit.code() as u8));
    if start == units.len() {
        return Ok(());
    }
    let end = start + units[start..].iter().take_while(|&unit| !fits(unit)).count();
    Err(CodecError { encoding: encoding.name, start, end, reason: encoding.reason })
}
