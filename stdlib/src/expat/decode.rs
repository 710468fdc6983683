//! From the bytes of a document to text.

use super::Code;
use runtime::vm::{PyResult, Vm};

/// How the bytes are to be read.
enum Encoding {
    /// Not known yet: the first bytes will tell.
    Unknown,
    Utf8,
    Utf16 {
        big: bool,
    },
    /// Each byte is a character; 0 where it is none.
    Table(Box<[u32; 256]>),
}

/// A decoder that keeps what is incomplete.
pub(crate) struct Decoder {
    encoding: Encoding,
    rest: Vec<u8>,
    /// The encoding that the program says the document has.
    pub(crate) given: Option<String>,
}

/// Text, and why it does not go on if it does not.
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) broken: Option<Code>,
}

impl Decoder {
    pub(crate) fn new(given: Option<String>) -> Decoder {
        Decoder { encoding: Encoding::Unknown, rest: Vec::new(), given }
    }

    /// Whether Expat would convert the text, which it does in small pieces.
    pub(crate) fn converts(&self) -> bool {
        matches!(self.encoding, Encoding::Utf16 { .. } | Encoding::Table(_))
    }

    /// Decodes more bytes; `ended`: there are no further ones.
    pub(crate) fn decode(&mut self, vm: &mut Vm, bytes: &[u8], ended: bool) -> PyResult<Decoded> {
        let mut input = std::mem::take(&mut self.rest);
        input.extend_from_slice(bytes);
        if matches!(self.encoding, Encoding::Unknown) {
            match self.find_encoding(vm, &input, ended)? {
                Found::Later => {
                    self.rest = input;
                    return Ok(Decoded { text: String::new(), broken: None });
                }
                Found::Not(code) => return Ok(Decoded { text: String::new(), broken: Some(code) }),
                Found::Is(encoding, mark) => {
                    self.encoding = encoding;
                    input.drain(..mark);
                }
            }
        }
        let (text, used, mut broken) = match &self.encoding {
            Encoding::Unknown | Encoding::Utf8 => utf8(&input),
            Encoding::Utf16 { big } => utf16(&input, *big),
            Encoding::Table(table) => single_bytes(&input, table),
        };
        self.rest = input.split_off(used);
        if broken.is_none() && ended && !self.rest.is_empty() {
            let half = matches!(self.encoding, Encoding::Utf16 { .. }) && self.rest.len() == 1;
            broken = Some(if half { Code::UnclosedToken } else { Code::PartialChar });
        }
        Ok(Decoded { text, broken })
    }

    fn find_encoding(&self, vm: &mut Vm, input: &[u8], ended: bool) -> PyResult<Found> {
        let mark = match input {
            [0xef, 0xbb, 0xbf, ..] => 3,
            [0xfe, 0xff, ..] => return Ok(Found::Is(Encoding::Utf16 { big: true }, 2)),
            [0xff, 0xfe, ..] => return Ok(Found::Is(Encoding::Utf16 { big: false }, 2)),
            [0, _, ..] => return Ok(Found::Is(Encoding::Utf16 { big: true }, 0)),
            [_, 0, ..] => return Ok(Found::Is(Encoding::Utf16 { big: false }, 0)),
            [0xef] | [0xef, 0xbb] | [0xfe] | [0xff] | [0] | [] if !ended => return Ok(Found::Later),
            _ => 0,
        };
        if let Some(name) = self.given.clone() {
            return Ok(named(vm, &name)?.map_or(Found::Not(Code::UnknownEncoding), |found| Found::Is(found, mark)));
        }
        let text = &input[mark..];
        let declared = b"<?xml";
        if text.len() < declared.len() && declared.starts_with(text) && !ended {
            return Ok(Found::Later);
        }
        if !text.starts_with(declared) {
            return Ok(Found::Is(Encoding::Utf8, mark));
        }
        let Some(end) = memchr::memmem::find(text, b"?>") else {
            return Ok(if ended { Found::Is(Encoding::Utf8, mark) } else { Found::Later });
        };
        match declared_name(&text[..end]) {
            None => Ok(Found::Is(Encoding::Utf8, mark)),
            Some(name) if name.eq_ignore_ascii_case("utf-16") => Ok(Found::Not(Code::IncorrectEncoding)),
            Some(name) => {
                Ok(named(vm, &name)?.map_or(Found::Not(Code::UnknownEncoding), |found| Found::Is(found, mark)))
            }
        }
    }
}

enum Found {
    /// More bytes are needed.
    Later,
    /// An encoding that cannot be used.
    Not(Code),
    /// The encoding, and the length of the mark before the text.
    Is(Encoding, usize),
}

/// The name in `encoding="…"`.
fn declared_name(declaration: &[u8]) -> Option<String> {
    let at = memchr::memmem::find(declaration, b"encoding")? + 8;
    let rest = declaration[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (&quote, rest) = rest.split_first()?;
    let end = rest.iter().position(|&byte| byte == quote)?;
    String::from_utf8(rest[..end].to_vec()).ok()
}

/// The encoding of a name: one of ours, or any codec that maps single bytes.
fn named(vm: &mut Vm, name: &str) -> PyResult<Option<Encoding>> {
    match name.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" => return Ok(Some(Encoding::Utf8)),
        "utf-16" | "utf-16be" => return Ok(Some(Encoding::Utf16 { big: true })),
        "utf-16le" => return Ok(Some(Encoding::Utf16 { big: false })),
        "us-ascii" => return Ok(Some(Encoding::Table(table(|byte| if byte < 0x80 { byte.into() } else { 0 })))),
        "iso-8859-1" => return Ok(Some(Encoding::Table(table(u32::from)))),
        _ => {}
    }
    let all: Vec<u8> = (0..=255).collect();
    let bytes = vm.bytes(&all)?.value();
    let (name, errors) = (vm.str(name)?.value(), vm.str("replace")?.value());
    let text = vm.call_method(bytes, "decode", &[name, errors])?;
    let chars = text.cast::<runtime::object::string::Str>().filter(|text| text.len() == 256);
    let Some(chars) = chars else {
        return Err(vm.value_error("multi-byte encodings are not supported"));
    };
    let encoding = table(|byte| match chars.char_at(byte.into()) {
        0xfffd => 0,
        code => code,
    });
    Ok(Some(Encoding::Table(encoding)))
}

fn table(of: impl Fn(u8) -> u32) -> Box<[u32; 256]> {
    let mut table = Box::new([0; 256]);
    for byte in 0..=255u8 {
        table[usize::from(byte)] = of(byte);
    }
    table
}

/// Text, how many bytes it took, and what is wrong behind it.
type Part = (String, usize, Option<Code>);

fn utf8(input: &[u8]) -> Part {
    match std::str::from_utf8(input) {
        Ok(text) => (text.to_owned(), input.len(), None),
        Err(error) => {
            let used = error.valid_up_to();
            let text = String::from_utf8_lossy(&input[..used]).into_owned();
            (text, used, error.error_len().map(|_| Code::InvalidToken))
        }
    }
}

fn utf16(input: &[u8], big: bool) -> Part {
    let unit = |pair: &[u8]| {
        let pair = [pair[0], pair[1]];
        if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    };
    let (mut text, mut used) = (String::new(), 0);
    while used + 2 <= input.len() {
        let first = unit(&input[used..]);
        let units = if first & 0xfc00 == 0xd800 { 2 } else { 1 };
        if used + 2 * units > input.len() {
            break;
        }
        let pair = [first, if units == 2 { unit(&input[used + 2..]) } else { 0 }];
        match char::decode_utf16(pair[..units].iter().copied()).next() {
            Some(Ok(c)) => text.push(c),
            Some(Err(_)) | None => return (text, used, Some(Code::InvalidToken)),
        }
        used += 2 * units;
    }
    (text, used, None)
}

fn single_bytes(input: &[u8], table: &[u32; 256]) -> Part {
    let mut text = String::with_capacity(input.len());
    for (used, &byte) in input.iter().enumerate() {
        match char::from_u32(table[usize::from(byte)]).filter(|&c| c != '\0') {
            Some(c) => text.push(c),
            None => return (text, used, Some(Code::InvalidToken)),
        }
    }
    (text, input.len(), None)
}
