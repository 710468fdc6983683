//! The values of number and string tokens.

use num_bigint::BigInt;
use rustpython_parser::Tok;

use crate::error::{Warning, too_many_digits};
use crate::source::Source;
use crate::tokenizer::Token;
use crate::wtf;

/// Why a token has no value, and the bytes to blame.
#[derive(Clone, Debug)]
pub(crate) struct LiteralError {
    pub(crate) message: String,
    pub(crate) range: Blame,
}

/// What CPython points at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Blame {
    /// These bytes.
    Range(u32, u32),
    /// The token that the parser read last.
    LastToken,
}

/// The value of a number token, as the grammar wants it. `max_digits` limits decimal integers; 0 is no limit.
pub(crate) fn number(text: &str, token: Token, max_digits: usize) -> Result<Tok, LiteralError> {
    let plain;
    let text = if text.contains('_') {
        plain = text.replace('_', "");
        plain.as_str()
    } else {
        text
    };
    let radix = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 10,
    };
    if radix != 10 {
        return Ok(Tok::Int { value: integer(&text[2..], radix) });
    }
    if let Some(imaginary) = text.strip_suffix(['j', 'J']) {
        return Ok(Tok::Complex { real: 0.0, imag: float(imaginary) });
    }
    if text.contains(['.', 'e', 'E']) {
        return Ok(Tok::Float { value: float(text) });
    }
    if max_digits != 0 && text.len() > max_digits {
        let message = too_many_digits(text.len());
        return Err(LiteralError { message, range: Blame::Range(token.start, token.end) });
    }
    Ok(Tok::Int { value: integer(text, 10) })
}

fn integer(digits: &str, radix: u32) -> BigInt {
    match u64::from_str_radix(digits, radix) {
        Ok(small) => BigInt::from(small),
        Err(_) => BigInt::parse_bytes(digits.as_bytes(), radix).unwrap_or_default(),
    }
}

fn float(text: &str) -> f64 {
    text.parse().unwrap_or(0.0)
}

/// A string token taken apart.
pub(crate) struct StringParts<'a> {
    pub(crate) bytes: bool,
    pub(crate) unicode: bool,
    raw: bool,
    body: &'a str,
}

impl<'a> StringParts<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let prefix_len = text.find(['\'', '"']).unwrap_or(0);
        let (prefix, quoted) = text.split_at(prefix_len);
        let quote = if quoted.starts_with("\"\"\"") || quoted.starts_with("'''") { 3 } else { 1 };
        StringParts {
            bytes: prefix.contains(['b', 'B']),
            unicode: prefix.starts_with('u'),
            raw: prefix.contains(['r', 'R']),
            body: quoted.get(quote..quoted.len() - quote).unwrap_or(""),
        }
    }
}

/// Appends the value of a `str` literal, encoded.
pub(crate) fn string_value(
    parts: &StringParts<'_>,
    token: Token,
    source: Source<'_>,
    out: &mut String,
    warnings: &mut Vec<Warning>,
) -> Result<(), LiteralError> {
    if parts.raw || !parts.body.contains('\\') {
        wtf::push_text(out, parts.body);
        return Ok(());
    }
    unescape(parts.body, token, source, out, warnings, Blame::LastToken)
}

/// Appends the value of the text of an f-string.
pub(crate) fn fstring_text_value(
    text: &str,
    raw: bool,
    token: Token,
    source: Source<'_>,
    out: &mut String,
    warnings: &mut Vec<Warning>,
) -> Result<(), LiteralError> {
    if raw || !text.contains('\\') {
        wtf::push_text(out, text);
        return Ok(());
    }
    unescape(text, token, source, out, warnings, Blame::LastToken)
}

/// Appends the value of a `bytes` literal.
pub(crate) fn bytes_value(
    parts: &StringParts<'_>,
    token: Token,
    source: Source<'_>,
    out: &mut Vec<u8>,
    warnings: &mut Vec<Warning>,
) -> Result<(), LiteralError> {
    if !parts.body.is_ascii() {
        let message = "bytes can only contain ASCII literal characters".into();
        return Err(LiteralError { message, range: Blame::Range(token.start, token.end) });
    }
    let body = parts.body.as_bytes();
    if parts.raw || !body.contains(&b'\\') {
        out.extend_from_slice(body);
        return Ok(());
    }
    let mut invalid = None;
    let mut at = 0;
    while let Some(&byte) = body.get(at) {
        if byte != b'\\' {
            out.push(byte);
            at += 1;
            continue;
        }
        let escaped = body.get(at + 1).copied().unwrap_or(b'\\');
        at += 2;
        match escaped {
            b'x' => {
                let digits = body.get(at..at + 2).and_then(|two| std::str::from_utf8(two).ok());
                let value = digits.filter(|two| !two.starts_with('+')).and_then(|two| u8::from_str_radix(two, 16).ok());
                let Some(value) = value else {
                    let message = format!("(value error) invalid \\x escape at position {}", at - 2);
                    return Err(LiteralError { message, range: Blame::LastToken });
                };
                out.push(value);
                at += 2;
            }
            b'0'..=b'7' => {
                let (value, len) = octal(&body[at - 1..]);
                if value > 0o377 {
                    invalid.get_or_insert(at - 1);
                }
                out.push(value as u8);
                at += len - 1;
            }
            _ => match simple_escape(escaped) {
                Some(Some(value)) => out.push(value),
                Some(None) => {}
                None => {
                    invalid.get_or_insert(at - 1);
                    out.extend([b'\\', escaped]);
                }
            },
        }
    }
    warn_of_escape(parts.body, invalid, token, source, warnings);
    Ok(())
}

/// The value of `\c` for the escapes of one letter; `Some(None)` for an escaped newline.
fn simple_escape(escaped: u8) -> Option<Option<u8>> {
    Some(Some(match escaped {
        b'\n' => return Some(None),
        b'\\' | b'\'' | b'"' => escaped,
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 11,
        _ => return None,
    }))
}

fn octal(digits: &[u8]) -> (u32, usize) {
    let len = digits.iter().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
    (digits[..len].iter().fold(0, |value, byte| value * 8 + u32::from(byte - b'0')), len)
}

fn unescape(
    body: &str,
    token: Token,
    source: Source<'_>,
    out: &mut String,
    warnings: &mut Vec<Warning>,
    blame: Blame,
) -> Result<(), LiteralError> {
    let mut invalid = None;
    let mut at = 0;
    while let Some(step) = body[at..].find('\\') {
        wtf::push_text(out, &body[at..at + step]);
        at += step;
        let escape_start = at;
        let fail = |len: usize, why: &str| {
            let start = codec_position(&body[..escape_start]);
            let end = start + len - 1;
            let message =
                format!("(unicode error) 'unicodeescape' codec can't decode bytes in position {start}-{end}: {why}");
            Err(LiteralError { message, range: blame })
        };
        let Some(escaped) = body[at + 1..].chars().next() else {
            out.push('\\');
            at += 1;
            break;
        };
        at += 1 + escaped.len_utf8();
        match escaped {
            'x' | 'u' | 'U' => {
                let (count, why) = match escaped {
                    'x' => (2, "truncated \\xXX escape"),
                    'u' => (4, "truncated \\uXXXX escape"),
                    _ => (8, "truncated \\UXXXXXXXX escape"),
                };
                let digits = body[at..].bytes().take(count).take_while(u8::is_ascii_hexdigit).count();
                if digits < count {
                    return fail(2 + digits, why);
                }
                let value = u32::from_str_radix(&body[at..at + count], 16).unwrap_or(u32::MAX);
                if !wtf::push_code_point(out, value) {
                    return fail(2 + digits, "illegal Unicode character");
                }
                at += count;
            }
            'N' => {
                let name = body[at..].strip_prefix('{');
                match name.and_then(|name| Some((name, name.find('}')?))) {
                    Some((name, len)) if len > 0 => {
                        let Some(character) = character_named(&name[..len]) else {
                            let len = codec_position(&name[..len]);
                            return fail(len + 4, "unknown Unicode character name");
                        };
                        wtf::push_code_point(out, character as u32);
                        at += len + 2;
                    }
                    Some(_) => return fail(3, "malformed \\N character escape"),
                    None => {
                        let len = name.map_or(2, |rest| 3 + codec_position(rest));
                        return fail(len, "malformed \\N character escape");
                    }
                }
            }
            '0'..='7' => {
                let (value, len) = octal(&body.as_bytes()[at - 1..]);
                if value > 0o377 {
                    invalid.get_or_insert(at - 1);
                }
                wtf::push_code_point(out, value);
                at += len - 1;
            }
            _ => match u8::try_from(escaped).ok().and_then(simple_escape) {
                Some(Some(value)) => out.push(value as char),
                Some(None) => {}
                None => {
                    // CPython does not see what follows the backslash if it is not ASCII, and does not warn.
                    if escaped.is_ascii() {
                        invalid.get_or_insert(at - 1);
                    }
                    out.push('\\');
                    wtf::push_text(out, &body[at - escaped.len_utf8()..at]);
                }
            },
        }
    }
    wtf::push_text(out, &body[at..]);
    warn_of_escape(body, invalid, token, source, warnings);
    Ok(())
}

/// Length of a text as CPython hands it to its codec: other than ASCII is written as `\UXXXXXXXX`.
fn codec_position(text: &str) -> usize {
    let mut after_backslash = false;
    let mut length = 0;
    for character in text.chars() {
        length += if character.is_ascii() {
            1
        } else if after_backslash {
            15
        } else {
            10
        };
        after_backslash = character == '\\' && !after_backslash;
    }
    length
}

fn character_named(name: &str) -> Option<char> {
    if !name.is_ascii() || name.starts_with(' ') || name.ends_with(' ') {
        return None;
    }
    unicode_names2::character(name).filter(|&found| {
        // The crate forgives missing and doubled spaces and hyphens, CPython does not; aliases have other names.
        let canonical = unicode_names2::name(found).map(|name| name.to_string());
        let strip = |text: &str| -> String { text.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).collect() };
        canonical.is_none_or(|canonical| {
            canonical.eq_ignore_ascii_case(name) || !strip(&canonical).eq_ignore_ascii_case(&strip(name))
        })
    })
}

fn warn_of_escape(body: &str, at: Option<usize>, token: Token, source: Source<'_>, warnings: &mut Vec<Warning>) {
    let Some(at) = at else { return };
    let message = match body.as_bytes()[at] {
        // The tokenizer has warned of these.
        b'{' | b'}' if source.slice(token.start, token.end) == body => return,
        b'4'..=b'7' => format!("invalid octal escape sequence '\\{}'", &body[at..(at + 3).min(body.len())]),
        byte => format!("invalid escape sequence '\\{}'", byte as char),
    };
    warnings.push(Warning { message, line: source.lines.line(token.start), range: (token.start, token.end) });
}
