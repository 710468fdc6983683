//! Encoding and decoding of text.
//!
//! ```text
//!   bytes ──▶ Decoder::step ──▶ text so far, then the end or the first bad place (CodecError)
//!                  ▲                                        │
//!                  └── resume(position) ◀── Handler, or a Python error handler that the caller runs
//! ```
//!
//! [`decode`] and [`encode`] run that loop with the error handlers that Python has built in; callers that have to run Python
//! code for an error run it themselves. Positions and reasons of errors are CPython's.

pub mod charmap;
mod escape;
mod handler;
mod single_byte;
mod utf16;
mod utf32;
mod utf8;
mod whole;

pub use escape::{Names, push_backslash_escape};
pub use handler::{Handler, Refusal, Replacement};
pub(crate) use utf8::{DecodedUnit, decode_units};
pub(crate) use whole::{encode_into, encoded_len, plain_utf16};

use super::buf::TextBuf;
use super::unit::Chars;

/// The first place at which text could not be encoded or decoded: what a `UnicodeError` is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodecError {
    /// `UnicodeError.encoding`
    pub encoding: &'static str,
    /// `UnicodeError.start`
    pub start: usize,
    /// `UnicodeError.end`
    pub end: usize,
    /// `UnicodeError.reason`
    pub reason: &'static str,
}

/// Order of the bytes in units of two or four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteOrder {
    /// Little-endian, unless a byte order mark says otherwise; the encoder writes one.
    Marked,
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

/// An encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Codec {
    Utf8,
    /// UTF-8 with a mark at the start, which decoding does without. Positions of errors do not count the mark: Python
    /// decodes what follows it.
    Utf8Sig,
    Utf16(ByteOrder),
    Utf32(ByteOrder),
    Latin1,
    Ascii,
    UnicodeEscape,
    RawUnicodeEscape,
}

/// Whether more input may follow, so that a sequence which the end cuts off is left for later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// More may follow.
    Partial,
    /// This is all.
    Final,
}

/// Decoded text.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The text.
    pub text: TextBuf,
    /// How many bytes it took.
    pub consumed: usize,
    /// The byte order that a mark has settled.
    pub order: Option<ByteOrder>,
    /// Where the first escape stands that CPython warns of: the position after the backslash.
    pub invalid_escape: Option<usize>,
}

/// Why [`decode`] or [`encode`] gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodecFailure {
    /// Raise the error.
    Error(CodecError),
    /// `TypeError`: the error handler does not know how to handle an error of this kind.
    WrongKind,
}

impl Codec {
    /// The codec that an encoding's name stands for, for the names that `str.encode` and `bytes.decode` need not look up.
    pub fn from_name(name: &str) -> Option<Self> {
        let name: String = name.chars().map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect();
        Some(match name.as_str() {
            "utf-8" | "utf8" => Codec::Utf8,
            "utf-8-sig" => Codec::Utf8Sig,
            "utf-16" | "utf16" => Codec::Utf16(ByteOrder::Marked),
            "utf-16-le" => Codec::Utf16(ByteOrder::Little),
            "utf-16-be" => Codec::Utf16(ByteOrder::Big),
            "utf-32" | "utf32" => Codec::Utf32(ByteOrder::Marked),
            "utf-32-le" => Codec::Utf32(ByteOrder::Little),
            "utf-32-be" => Codec::Utf32(ByteOrder::Big),
            "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" => Codec::Latin1,
            "ascii" | "us-ascii" => Codec::Ascii,
            "unicode-escape" => Codec::UnicodeEscape,
            "raw-unicode-escape" => Codec::RawUnicodeEscape,
            _ => return None,
        })
    }

    /// What encoded text starts with.
    fn prefix(self) -> &'static [u8] {
        match self {
            Codec::Utf8Sig => utf8::MARK,
            Codec::Utf16(ByteOrder::Marked) => &[0xff, 0xfe],
            Codec::Utf32(ByteOrder::Marked) => &[0xff, 0xfe, 0, 0],
            Codec::Utf8
            | Codec::Utf16(_)
            | Codec::Utf32(_)
            | Codec::Latin1
            | Codec::Ascii
            | Codec::UnicodeEscape
            | Codec::RawUnicodeEscape => &[],
        }
    }

    /// Bytes in a unit, of which there can only be whole ones.
    fn unit_len(self) -> usize {
        match self {
            Codec::Utf16(_) => 2,
            Codec::Utf32(_) => 4,
            Codec::Utf8
            | Codec::Utf8Sig
            | Codec::Latin1
            | Codec::Ascii
            | Codec::UnicodeEscape
            | Codec::RawUnicodeEscape => 1,
        }
    }

    /// The byte order that a mark at the start of `input` names, the codec of that order, and the length of the mark.
    fn read_mark(self, input: &[u8]) -> Option<(ByteOrder, Codec, usize)> {
        let with: fn(ByteOrder) -> Codec = match self {
            Codec::Utf16(ByteOrder::Marked) => Codec::Utf16,
            Codec::Utf32(ByteOrder::Marked) => Codec::Utf32,
            Codec::Utf8
            | Codec::Utf8Sig
            | Codec::Utf16(_)
            | Codec::Utf32(_)
            | Codec::Latin1
            | Codec::Ascii
            | Codec::UnicodeEscape
            | Codec::RawUnicodeEscape => return None,
        };
        let marks: [&[u8]; 2] = if self.unit_len() == 2 {
            [&[0xff, 0xfe], &[0xfe, 0xff]]
        } else {
            [&[0xff, 0xfe, 0, 0], &[0, 0, 0xfe, 0xff]]
        };
        let orders = [ByteOrder::Little, ByteOrder::Big];
        let at = marks.iter().position(|mark| input.starts_with(mark))?;
        Some((orders[at], with(orders[at]), marks[at].len()))
    }
}

/// Text on the way from bytes, up to each bad place in turn.
#[derive(Debug)]
pub struct Decoder<'a> {
    codec: Codec,
    input: &'a [u8],
    more: Input,
    names: Names,
    at: usize,
    order: Option<ByteOrder>,
    invalid_escape: Option<usize>,
    /// The text so far, to which an error handler's replacement is added.
    pub out: TextBuf,
}

impl<'a> Decoder<'a> {
    /// Starts to decode. [`Codec::Utf8Sig`] is the business of [`decode`] and here the same as UTF-8.
    pub fn new(codec: Codec, input: &'a [u8], more: Input, names: Names) -> Self {
        let mark = codec.read_mark(input);
        let order = mark.map(|(order, _, _)| order);
        let (codec, at) = mark.map_or((codec, 0), |(_, codec, len)| (codec, len));
        Decoder { codec, input, more, names, at, order, invalid_escape: None, out: TextBuf::new() }
    }

    /// Decodes up to the end of the input, or to the first bad place.
    pub fn step(&mut self) -> Result<(), CodecError> {
        let (input, more, out) = (self.input, self.more, &mut self.out);
        let at = match self.codec {
            Codec::Utf8 | Codec::Utf8Sig => utf8::decode(input, self.at, more, out),
            Codec::Utf16(order) => utf16::decode(input, self.at, order, more, out),
            Codec::Utf32(order) => utf32::decode(input, self.at, order, more, out),
            Codec::Latin1 => {
                out.push_chars(Chars::One(&input[self.at..]));
                Ok(input.len())
            }
            Codec::Ascii => single_byte::decode_ascii(input, self.at, out),
            Codec::UnicodeEscape => escape::decode(input, self.at, more, self.names, &mut self.invalid_escape, out),
            Codec::RawUnicodeEscape => escape::decode_raw(input, self.at, more, out),
        };
        self.at = at?;
        Ok(())
    }

    /// Where an error handler wants to go on; it must not be beyond the input.
    pub fn resume(&mut self, at: usize) {
        self.at = at.min(self.input.len());
    }

    /// Goes on in another input, which an error handler has put into the error.
    pub fn replace_input(&mut self, input: &'a [u8]) {
        self.input = input;
    }

    /// The result, when a step has got through.
    pub fn finish(self) -> Decoded {
        Decoded { text: self.out, consumed: self.at, order: self.order, invalid_escape: self.invalid_escape }
    }
}

/// Decodes bytes with a built-in error handler.
pub fn decode(
    codec: Codec,
    input: &[u8],
    handler: Handler,
    more: Input,
    names: Names,
) -> Result<Decoded, CodecFailure> {
    let mark = if codec == Codec::Utf8Sig && input.starts_with(utf8::MARK) { utf8::MARK.len() } else { 0 };
    if codec == Codec::Utf8Sig && more == Input::Partial && input.len() < 3 && utf8::MARK.starts_with(input) {
        return Ok(Decoded { text: TextBuf::new(), consumed: 0, order: None, invalid_escape: None });
    }
    let input = &input[mark..];
    if codec == Codec::Ascii
        && !input.is_ascii()
        && let Some(text) = single_byte::decode_leniently(input, handler)
    {
        return Ok(Decoded { text, consumed: input.len(), order: None, invalid_escape: None });
    }
    if matches!(codec, Codec::Utf8 | Codec::Utf8Sig)
        && more == Input::Final
        && let Some(text) = utf8::decode_leniently(input, handler)
    {
        return Ok(Decoded { text, consumed: input.len() + mark, order: None, invalid_escape: None });
    }
    let mut decoder = Decoder::new(codec, input, more, names);
    while let Err(error) = decoder.step() {
        match handler.decode_error(&error, input, &mut decoder.out) {
            Ok(at) => decoder.resume(at),
            Err(Refusal::Raise) => return Err(CodecFailure::Error(error)),
            Err(Refusal::WrongKind) => return Err(CodecFailure::WrongKind),
        }
    }
    let mut decoded = decoder.finish();
    decoded.consumed += mark;
    Ok(decoded)
}

/// Bytes on the way from text, up to each bad place in turn.
#[derive(Debug)]
pub struct Encoder<'a> {
    codec: Codec,
    text: Chars<'a>,
    at: usize,
    /// The bytes so far.
    pub out: Vec<u8>,
}

impl<'a> Encoder<'a> {
    /// Starts to encode, with a byte order mark where the encoding has one.
    pub fn new(codec: Codec, text: Chars<'a>) -> Self {
        let mut out = Vec::with_capacity(codec.prefix().len() + text.len() * codec.unit_len());
        out.extend_from_slice(codec.prefix());
        Encoder { codec, text, at: 0, out }
    }

    /// Encodes up to the end of the text, or to the first bad place.
    pub fn step(&mut self) -> Result<(), CodecError> {
        let (text, at, out) = (self.text, self.at, &mut self.out);
        match self.codec {
            Codec::Utf8 | Codec::Utf8Sig => utf8::encode(text, at, out),
            Codec::Utf16(order) => utf16::encode(text, at, order, out),
            Codec::Utf32(order) => utf32::encode(text, at, order, out),
            Codec::Latin1 => single_byte::encode(text, at, &single_byte::LATIN1, out),
            Codec::Ascii => single_byte::encode(text, at, &single_byte::ASCII, out),
            Codec::UnicodeEscape => {
                escape::encode(text, at, out);
                Ok(())
            }
            Codec::RawUnicodeEscape => {
                escape::encode_raw(text, at, out);
                Ok(())
            }
        }
    }

    /// Where an error handler wants to go on.
    pub fn resume(&mut self, at: usize) {
        self.at = at.min(self.text.len());
    }

    /// Adds what an error handler gave in place of the bad characters; false if the encoding cannot take it, and the error
    /// is to be raised after all.
    pub fn push_replacement(&mut self, replacement: &Replacement) -> bool {
        let text = match replacement {
            Replacement::Bytes(bytes) => {
                let whole = bytes.len() % self.codec.unit_len() == 0;
                self.out.extend_from_slice(if whole { bytes } else { &[] });
                return whole;
            }
            Replacement::Text(text) => text,
        };
        let limit = if self.codec == Codec::Latin1 { 0xff } else { 0x7f };
        if text.code_bits() > limit {
            return false;
        }
        for code in text.as_chars().iter() {
            match self.codec {
                Codec::Utf16(order) => utf16::push_unit(code as u16, order, &mut self.out),
                Codec::Utf32(order) => utf32::push_code(code, order, &mut self.out),
                Codec::Utf8
                | Codec::Utf8Sig
                | Codec::Latin1
                | Codec::Ascii
                | Codec::UnicodeEscape
                | Codec::RawUnicodeEscape => self.out.push(code as u8),
            }
        }
        true
    }
}

/// Encodes text with a built-in error handler.
pub fn encode(codec: Codec, text: Chars<'_>, handler: Handler, names: Names) -> Result<Vec<u8>, CodecFailure> {
    let single = match codec {
        Codec::Latin1 => Some(&single_byte::LATIN1),
        Codec::Ascii => Some(&single_byte::ASCII),
        Codec::Utf8
        | Codec::Utf8Sig
        | Codec::Utf16(_)
        | Codec::Utf32(_)
        | Codec::UnicodeEscape
        | Codec::RawUnicodeEscape => None,
    };
    if let Some(encoding) = single
        && matches!(handler, Handler::Ignore | Handler::Replace)
    {
        let instead = (handler == Handler::Replace).then_some(b'?');
        return Ok(single_byte::encode_leniently(text, encoding, instead));
    }
    if let Some(encoding) = single {
        let escape: Option<fn(u32, &mut Vec<u8>)> = match handler {
            Handler::XmlCharRefReplace => Some(single_byte::push_character_reference),
            Handler::BackslashReplace => Some(|code, out| escape::push_backslash_escape(code, |byte| out.push(byte))),
            Handler::Strict
            | Handler::Ignore
            | Handler::Replace
            | Handler::NameReplace
            | Handler::SurrogateEscape
            | Handler::SurrogatePass => None,
        };
        if let Some(escape) = escape {
            return Ok(single_byte::encode_escaping(text, encoding, escape));
        }
    }
    let mut encoder = Encoder::new(codec, text);
    while let Err(error) = encoder.step() {
        let raise = Err(CodecFailure::Error(error));
        // What an escape stands for is put back up to the first character that is none; that one is the error.
        let escapes = handler == Handler::SurrogateEscape;
        let part = if escapes { handler::escaped_prefix(&error, text) } else { Some(error) };
        let Some(part) = part else { return raise };
        match handler.encode_error(&part, text, names) {
            Ok((replacement, at)) => {
                if !encoder.push_replacement(&replacement) {
                    return raise;
                }
                encoder.resume(at);
            }
            Err(Refusal::Raise) => return raise,
            Err(Refusal::WrongKind) => return Err(CodecFailure::WrongKind),
        }
    }
    Ok(encoder.out)
}
