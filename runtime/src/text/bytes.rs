//! What bytes and bytearray do otherwise than str: ASCII letters, digits and white space only, and hexadecimal text.

use super::unit::Chars;

/// Whether `bytes.isspace` counts a byte.
pub fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn all(data: &[u8], property: impl Fn(u8) -> bool) -> bool {
    !data.is_empty() && data.iter().all(|&byte| property(byte))
}

/// `bytes.isalpha`
pub fn is_alpha(data: &[u8]) -> bool {
    all(data, |byte| byte.is_ascii_alphabetic())
}

/// `bytes.isalnum`
pub fn is_alnum(data: &[u8]) -> bool {
    all(data, |byte| byte.is_ascii_alphanumeric())
}

/// `bytes.isdigit`
pub fn is_digit(data: &[u8]) -> bool {
    all(data, |byte| byte.is_ascii_digit())
}

/// `bytes.isspace`
pub fn is_whitespace(data: &[u8]) -> bool {
    all(data, is_space)
}

/// `bytes.isupper`
pub fn is_upper(data: &[u8]) -> bool {
    is_of_case(data, u8::is_ascii_uppercase, u8::is_ascii_lowercase)
}

/// `bytes.islower`
pub fn is_lower(data: &[u8]) -> bool {
    is_of_case(data, u8::is_ascii_lowercase, u8::is_ascii_uppercase)
}

/// Whether some byte is wanted and none is another: the first of those ends the search.
fn is_of_case(data: &[u8], wanted: impl Fn(&u8) -> bool, other: impl Fn(&u8) -> bool) -> bool {
    let mut some = false;
    for run in data.chunks(32) {
        let (found, bad) =
            run.iter().fold((false, false), |(found, bad), byte| (found | wanted(byte), bad | other(byte)));
        if bad {
            return false;
        }
        some |= found;
    }
    some
}

/// `bytes.istitle`
pub fn is_title(data: &[u8]) -> bool {
    let (mut some, mut within_word) = (false, false);
    for byte in data {
        let cased = byte.is_ascii_alphabetic();
        if cased && byte.is_ascii_uppercase() == within_word {
            return false;
        }
        some |= cased;
        within_word = cased;
    }
    some
}

/// `bytes.lower`
pub fn lower(data: &[u8]) -> Vec<u8> {
    data.to_ascii_lowercase()
}

/// `bytes.upper`
pub fn upper(data: &[u8]) -> Vec<u8> {
    data.to_ascii_uppercase()
}

/// `bytes.title`
pub fn title(data: &[u8]) -> Vec<u8> {
    let mut within_word = false;
    let each = |&byte: &u8| {
        let out = if within_word { byte.to_ascii_lowercase() } else { byte.to_ascii_uppercase() };
        within_word = byte.is_ascii_alphabetic();
        out
    };
    data.iter().map(each).collect()
}

/// `bytes.capitalize`
pub fn capitalize(data: &[u8]) -> Vec<u8> {
    let mut out = data.to_ascii_lowercase();
    if let Some(first) = out.first_mut() {
        first.make_ascii_uppercase();
    }
    out
}

/// `bytes.swapcase`
pub fn swapcase(data: &[u8]) -> Vec<u8> {
    data.iter().map(|&byte| if byte.is_ascii_alphabetic() { byte ^ 0x20 } else { byte }).collect()
}

/// The digits that CPython writes numbers in escapes and `hex()` with.
pub(crate) const HEX_DIGITS: &[u8; 16] = b"0123456789abcdef";

/// `bytes.hex`: a separator, if there is one, stands between groups of bytes, counted from the end, or from the start if
/// the size is negative.
pub fn hex(data: &[u8], separator: Option<u8>, group: isize) -> String {
    let size = group.unsigned_abs();
    if separator.is_none() || size == 0 {
        return plain_hex(data);
    }
    let mut out = String::with_capacity(data.len() * 3);
    for (at, &byte) in data.iter().enumerate() {
        let passed = if group < 0 { at } else { data.len() - at };
        if let Some(separator) = separator
            && at > 0
            && size > 0
            && passed % size == 0
        {
            out.push(char::from(separator));
        }
        out.push(char::from(HEX_DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(HEX_DIGITS[usize::from(byte & 15)]));
    }
    out
}

/// Each byte as two digits.
static PAIRS: [[u8; 2]; 256] = {
    let mut pairs = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        pairs[byte] = [HEX_DIGITS[byte >> 4], HEX_DIGITS[byte & 15]];
        byte += 1;
    }
    pairs
};

/// What each byte is as a digit; 255 if it is none.
static HEX_VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut digit = 0;
    while digit < 16 {
        values[HEX_DIGITS[digit] as usize] = digit as u8;
        values[HEX_DIGITS[digit].to_ascii_uppercase() as usize] = digit as u8;
        digit += 1;
    }
    values
};

/// From so many bytes on it pays to ask what the processor can.
const LONG: usize = 32;

/// Bytes in hexadecimal.
pub fn plain_hex(data: &[u8]) -> String {
    let mut out = vec![0; data.len() * 2];
    fill_hex(data, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// Writes two digits for each byte.
pub(crate) fn fill_hex(data: &[u8], out: &mut [u8]) {
    if data.len() >= LONG {
        let _ = faster_hex::hex_encode(data, out);
        return;
    }
    for (pair, &byte) in out.as_chunks_mut::<2>().0.iter_mut().zip(data) {
        *pair = PAIRS[usize::from(byte)];
    }
}

/// The bytes of hexadecimal digits, two each; none if something else is among them.
pub fn of_hex_digits(text: &[u8]) -> Option<Vec<u8>> {
    if text.len() >= 2 * LONG {
        let mut bytes = vec![0; text.len() / 2];
        return faster_hex::hex_decode(&text[..bytes.len() * 2], &mut bytes).ok().map(|()| bytes);
    }
    let mut wrong = 0;
    let pairs = text.chunks_exact(2).map(|pair| {
        let (high, low) = (HEX_VALUES[usize::from(pair[0])], HEX_VALUES[usize::from(pair[1])]);
        wrong |= high | low;
        high << 4 | low & 15
    });
    let bytes = pairs.collect();
    (wrong < 16).then_some(bytes)
}

/// `bytes.fromhex`; the error is the position of what is no hexadecimal digit.
pub fn from_hex(text: Chars<'_>) -> Result<Vec<u8>, usize> {
    if let Chars::One(digits) = text
        && digits.len().is_multiple_of(2)
        && let Some(bytes) = of_hex_digits(digits)
    {
        return Ok(bytes);
    }
    if let Some(at) = text.iter().position(|code| code > 0x7f) {
        return Err(at);
    }
    let digit = |at: usize| text.get(at).and_then(char::from_u32).and_then(|c| c.to_digit(16)).ok_or(at);
    let mut out = Vec::with_capacity(text.len() / 2);
    let mut at = 0;
    while let Some(code) = text.get(at) {
        if is_space(code as u8) {
            at += 1;
            continue;
        }
        out.push((digit(at)? << 4 | digit(at + 1)?) as u8);
        at += 2;
    }
    Ok(out)
}
