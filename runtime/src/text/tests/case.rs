//! How a case is written.
//!
//! A text, or bytes as Latin-1, is its characters after a `"`; those that are not printable ASCII, and tabs, backslashes
//! and bars, as `\{hex}`. Numbers and names stand as they are. `~` is None, a list is its items after `[`, each followed by
//! a bar.

use crate::text::{Chars, TextBuf};

/// In what units a case's texts are stored, at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Width {
    Narrowest,
    Two,
    Four,
}

/// A text in units of some width.
pub(super) enum Stored {
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

impl Stored {
    pub(super) fn new(codes: &[u32], width: Width) -> Self {
        let max = codes.iter().copied().max().unwrap_or(0);
        match width {
            Width::Narrowest if max < 0x100 => Stored::One(codes.iter().map(|&code| code as u8).collect()),
            Width::Narrowest | Width::Two if max < 0x1_0000 => {
                Stored::Two(codes.iter().map(|&code| code as u16).collect())
            }
            Width::Narrowest | Width::Two | Width::Four => Stored::Four(codes.to_vec()),
        }
    }

    pub(super) fn chars(&self) -> Chars<'_> {
        match self {
            Stored::One(units) => Chars::One(units),
            Stored::Two(units) => Chars::Two(units),
            Stored::Four(units) => Chars::Four(units),
        }
    }
}

/// A line, its arguments read one by one.
pub(super) struct Case<'a> {
    line: &'a str,
    fields: std::str::Split<'a, char>,
    width: Width,
}

impl<'a> Case<'a> {
    pub(super) fn new(line: &'a str, width: Width) -> Self {
        Case { line, fields: line.split('\t'), width }
    }

    pub(super) fn operation(&mut self) -> &'a str {
        self.word()
    }

    /// The result on record.
    pub(super) fn expected(&self) -> String {
        self.line.split_once("\t=\t").expect("a case has a result").1.to_string()
    }

    /// A number or a name.
    pub(super) fn word(&mut self) -> &'a str {
        self.fields.next().expect("the case has this argument")
    }

    pub(super) fn number(&mut self) -> isize {
        self.word().parse().expect("the argument is a number")
    }

    /// A limit whose -1 means none.
    pub(super) fn limit(&mut self) -> usize {
        usize::try_from(self.number()).unwrap_or(usize::MAX)
    }

    pub(super) fn text(&mut self) -> Stored {
        Stored::new(&read_text(self.word()).expect("the argument is a text"), self.width)
    }

    pub(super) fn optional_text(&mut self) -> Option<Stored> {
        read_text(self.word()).map(|codes| Stored::new(&codes, self.width))
    }

    pub(super) fn bytes(&mut self) -> Vec<u8> {
        self.optional_bytes().expect("the argument is bytes")
    }

    pub(super) fn optional_bytes(&mut self) -> Option<Vec<u8>> {
        read_text(self.word()).map(|codes| codes.iter().map(|&code| code as u8).collect())
    }
}

fn read_text(field: &str) -> Option<Vec<u32>> {
    let mut rest = field.strip_prefix('"')?;
    let mut codes = Vec::new();
    while let Some(c) = rest.chars().next() {
        if let Some(escape) = rest.strip_prefix("\\{") {
            let (hex, after) = escape.split_once('}').expect("an escape ends with a brace");
            codes.push(u32::from_str_radix(hex, 16).expect("an escape is a hexadecimal number"));
            rest = after;
        } else {
            codes.push(u32::from(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    Some(codes)
}

/// Writes a text as cases have it.
pub(super) fn show(text: Chars<'_>) -> String {
    let mut out = String::from("\"");
    for code in text.iter() {
        match u8::try_from(code) {
            Ok(byte @ b' '..=b'~') if byte != b'\\' && byte != b'|' => out.push(char::from(byte)),
            Ok(_) | Err(_) => out.push_str(&format!("\\{{{code:x}}}")),
        }
    }
    out
}

pub(super) fn show_bytes(bytes: &[u8]) -> String {
    show(Chars::One(bytes))
}

pub(super) fn show_buf(text: &TextBuf) -> String {
    show(text.as_chars())
}

pub(super) fn show_bool(value: bool) -> String {
    if value { "True" } else { "False" }.to_string()
}

/// Writes a position, -1 if there is none.
pub(super) fn show_position(at: Option<usize>) -> String {
    at.map_or("-1".to_string(), |at| at.to_string())
}

pub(super) fn show_list(items: impl IntoIterator<Item = String>) -> String {
    items.into_iter().fold(String::from("["), |list, item| list + &item + "|")
}
