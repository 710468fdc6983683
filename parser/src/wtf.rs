//! How string constants that hold lone surrogates fit into a Rust `String`.
//!
//! The tree's `Constant::Str` is a `String`, which cannot hold a surrogate. So a constant is *encoded*: U+10FFFE is an
//! escape character; a lone surrogate U+D800 + n is the escape and U+100000 + n, and the escape character itself is
//! written twice. A constant without U+10FFFE, as good as every one, means itself.
//!
//! Two halves of a pair that a literal writes as separate escapes (`"\ud83d\ude00"`) stay two code points, as in CPython.

/// Starts an escape in an encoded constant.
pub(crate) const ESCAPE: char = '\u{10fffe}';
const SURROGATES: char = '\u{100000}';

/// Whether a constant of the tree holds escapes, so that its text is not simply its characters.
pub fn has_escapes(constant: &str) -> bool {
    constant.contains(ESCAPE)
}

/// The code points of a constant of the tree, lone surrogates among them.
pub fn decode_constant(constant: &str) -> impl Iterator<Item = u32> + '_ {
    let mut characters = constant.chars();
    std::iter::from_fn(move || {
        let character = characters.next()?;
        if character != ESCAPE {
            return Some(character as u32);
        }
        match characters.next() {
            Some(ESCAPE) | None => Some(ESCAPE as u32),
            Some(surrogate) => Some(0xd800 + (surrogate as u32 - SURROGATES as u32)),
        }
    })
}

/// Text in generalised UTF-8 (surrogates encoded like other characters) in the form in which string constants are kept.
pub fn encode_constant(wtf8: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(wtf8) {
        let mut out = String::with_capacity(text.len());
        push_text(&mut out, text);
        return out;
    }
    let mut out = String::with_capacity(wtf8.len());
    let mut at = 0;
    while let Some(&first) = wtf8.get(at) {
        let (len, start) = match first {
            ..0x80 => (1, u32::from(first)),
            0x80..0xe0 => (2, u32::from(first & 0x1f)),
            0xe0..0xf0 => (3, u32::from(first & 0x0f)),
            _ => (4, u32::from(first & 0x07)),
        };
        let rest = wtf8.get(at + 1..at + len).unwrap_or_default();
        push_code_point(&mut out, rest.iter().fold(start, |code, byte| code << 6 | u32::from(byte & 0x3f)));
        at += len;
    }
    out
}

/// Appends a code point in encoded form; false if it is beyond Unicode.
pub(crate) fn push_code_point(out: &mut String, code_point: u32) -> bool {
    match char::from_u32(code_point) {
        Some(ESCAPE) => out.extend([ESCAPE, ESCAPE]),
        Some(character) => out.push(character),
        None if (0xd800..0xe000).contains(&code_point) => {
            let escaped = char::from_u32(SURROGATES as u32 + code_point - 0xd800);
            out.extend([ESCAPE, escaped.expect("plane 16 has no surrogates")]);
        }
        None => return false,
    }
    true
}

/// Appends text as it stands in a source.
pub(crate) fn push_text(out: &mut String, text: &str) {
    if has_escapes(text) {
        for character in text.chars() {
            push_code_point(out, character as u32);
        }
    } else {
        out.push_str(text);
    }
}
