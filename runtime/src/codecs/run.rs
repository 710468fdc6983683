//! Running a codec to its end: each bad place goes to the error handler, and the codec goes on where that says.

use super::NAMES;
use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::object::string::{Bytes, Str};
use crate::text::codecs::{
    ByteOrder, Codec, CodecError, CodecFailure, Decoder, Encoder, Handler, Input, Replacement, decode, encode,
};
use crate::text::{Chars, TextBuf};
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

/// Decoded text.
#[derive(Clone, Copy, Debug)]
pub struct DecodedText {
    /// The text.
    pub text: Gc<Str>,
    /// How many bytes it took.
    pub consumed: usize,
    /// The byte order that a mark has settled.
    pub order: Option<ByteOrder>,
    /// Where the first escape stands that CPython warns of: the position after the backslash.
    pub invalid_escape: Option<usize>,
}

impl Vm {
    /// Decodes `data` with a built-in codec and the error handler of a name.
    pub fn run_decoder(&mut self, codec: Codec, data: &[u8], errors: &str, more: Input) -> PyResult<DecodedText> {
        let plain = |text, consumed| DecodedText { text, consumed, order: None, invalid_escape: None };
        if codec == Codec::Latin1 {
            return Ok(plain(self.str_from_latin1(data)?, data.len()));
        }
        if matches!(codec, Codec::Utf8 | Codec::Ascii) && data.is_ascii() {
            return Ok(plain(self.str_of_ascii(data)?, data.len()));
        }
        if codec == Codec::Utf8 {
            // What follows may complete a sequence that has begun.
            let whole = data.len() - if more == Input::Partial { unfinished(data) } else { 0 };
            if data[..whole].is_ascii() {
                return Ok(plain(self.str_of_ascii(&data[..whole])?, whole));
            }
            if let Some(text) = self.str_from_utf8(&data[..whole])? {
                return Ok(plain(text, whole));
            }
        }
        let handler = Handler::from_name(errors);
        match handler {
            Some(handler) => match decode(codec, data, handler, more, NAMES) {
                Ok(decoded) => Ok(DecodedText {
                    text: self.str_from_chars(decoded.text.as_chars())?,
                    consumed: decoded.consumed,
                    order: decoded.order,
                    invalid_escape: decoded.invalid_escape,
                }),
                Err(CodecFailure::Error(error)) => Err(self.decode_error(&error, data)),
                Err(CodecFailure::WrongKind) => {
                    Err(self.type_error("don't know how to handle UnicodeDecodeError in error callback"))
                }
            },
            None => self.decode_with_callback(codec, data, errors, more),
        }
    }

    fn decode_with_callback(&mut self, codec: Codec, data: &[u8], errors: &str, more: Input) -> PyResult<DecodedText> {
        let mut input = data.to_vec();
        let mut at = None;
        let mut out = TextBuf::new();
        let (mut handler, mut exception) = (Value::EMPTY, Value::EMPTY);
        let mut order = None;
        let mut invalid_escape = None;
        loop {
            let mut decoder = Decoder::new(codec, &input, more, NAMES);
            decoder.out = std::mem::take(&mut out);
            if let Some(at) = at {
                decoder.resume(at);
            }
            let result = decoder.step();
            let decoded = decoder.finish();
            out = decoded.text;
            order = order.or(decoded.order);
            invalid_escape = invalid_escape.or(decoded.invalid_escape);
            let Err(error) = result else {
                let text = self.str_from_chars(out.as_chars())?;
                return Ok(DecodedText { text, consumed: decoded.consumed, order, invalid_escape });
            };
            if handler.is_empty() {
                handler = self.codec_lookup_error(errors)?;
            }
            if exception.is_empty() {
                exception = self.decode_exception(&error, &input)?;
            } else {
                self.move_error(exception, &error)?;
            }
            let (text, position) =
                self.call_codec_error(handler, exception, "decoding error handler must return (str, int) tuple")?;
            let Some(text) = text.cast::<Str>() else {
                return Err(self.type_error("decoding error handler must return (str, int) tuple"));
            };
            let object = self.get_attr_text(exception, "object")?;
            let Some(bytes) = object.cast::<Bytes>() else {
                return Err(self.type_error("object attribute must be bytes"));
            };
            if bytes.bytes() != input {
                input = bytes.bytes().to_vec();
            }
            out.push_chars(text.chars());
            at = Some(self.handler_position(position, input.len())?);
        }
    }

    /// Where an error handler goes on: negative positions count from the end.
    fn handler_position(&mut self, position: i64, len: usize) -> PyResult<usize> {
        let at = if position < 0 { position + len as i64 } else { position };
        match usize::try_from(at).ok().filter(|&at| at <= len) {
            Some(at) => Ok(at),
            None => Err(self.index_error(&format!("position {at} from error handler out of bounds"))),
        }
    }

    /// Encodes text with a built-in codec and the error handler of a name.
    pub fn run_encoder(&mut self, codec: Codec, text: Gc<Str>, errors: &str) -> PyResult<Vec<u8>> {
        match Handler::from_name(errors) {
            Some(handler) => match encode(codec, text.chars(), handler, NAMES) {
                Ok(bytes) => Ok(bytes),
                Err(CodecFailure::Error(error)) => Err(self.encode_error(&error, text)),
                Err(CodecFailure::WrongKind) => {
                    Err(self.type_error("don't know how to handle UnicodeEncodeError in error callback"))
                }
            },
            None => self.encode_with_callback(codec, text, errors),
        }
    }

    fn encode_with_callback(&mut self, codec: Codec, text: Gc<Str>, errors: &str) -> PyResult<Vec<u8>> {
        const MESSAGE: &str = "encoding error handler must return (str/bytes, int) tuple";
        let mut encoder = Encoder::new(codec, text.chars());
        let (mut handler, mut exception) = (Value::EMPTY, Value::EMPTY);
        while let Err(error) = encoder.step() {
            if handler.is_empty() {
                handler = self.codec_lookup_error(errors)?;
            }
            if exception.is_empty() {
                exception = self.encode_exception(&error, text)?;
            } else {
                self.move_error(exception, &error)?;
            }
            let (replacement, position) = self.call_codec_error(handler, exception, MESSAGE)?;
            let replacement = match (replacement.cast::<Str>(), replacement.cast::<Bytes>()) {
                (Some(text), _) => Replacement::Text(text.chars().iter().collect()),
                (None, Some(bytes)) => Replacement::Bytes(bytes.bytes().to_vec()),
                (None, None) => return Err(self.type_error(MESSAGE)),
            };
            let at = self.handler_position(position, text.len())?;
            if !encoder.push_replacement(&replacement) {
                return Err(self.raise(exception));
            }
            encoder.resume(at);
        }
        Ok(encoder.out)
    }

    /// Asks the error handler of a name about a place that cannot be decoded: the text to put there, and where to go on.
    pub fn ask_decode_handler(&mut self, errors: &str, error: &CodecError, data: &[u8]) -> PyResult<(Gc<Str>, usize)> {
        const MESSAGE: &str = "decoding error handler must return (str, int) tuple";
        let handler = self.codec_lookup_error(errors)?;
        let exception = self.decode_exception(error, data)?;
        let (text, position) = self.call_codec_error(handler, exception, MESSAGE)?;
        let Some(text) = text.cast::<Str>() else { return Err(self.type_error(MESSAGE)) };
        Ok((text, self.handler_position(position, data.len())?))
    }

    /// As [`Vm::ask_decode_handler`], for codecs that go on with what the handler made of the data.
    pub fn ask_decode_handler_anew(
        &mut self,
        errors: &str,
        error: &CodecError,
        data: &mut Vec<u8>,
    ) -> PyResult<(Gc<Str>, usize)> {
        const MESSAGE: &str = "decoding error handler must return (str, int) tuple";
        let handler = self.codec_lookup_error(errors)?;
        let exception = self.decode_exception(error, data)?;
        let (text, position) = self.call_codec_error(handler, exception, MESSAGE)?;
        let Some(text) = text.cast::<Str>() else { return Err(self.type_error(MESSAGE)) };
        let object = self.get_attr_text(exception, "object")?;
        let Some(bytes) = object.cast::<Bytes>() else {
            return Err(self.type_error("object attribute must be bytes"));
        };
        bytes.bytes().clone_into(data);
        Ok((text, self.handler_position(position, data.len())?))
    }

    /// Asks the error handler of a name about characters that cannot be encoded: what to put there, a str or bytes, and
    /// where to go on.
    pub fn ask_encode_handler(&mut self, errors: &str, error: &CodecError, text: Gc<Str>) -> PyResult<(Value, usize)> {
        const MESSAGE: &str = "encoding error handler must return (str/bytes, int) tuple";
        let handler = self.codec_lookup_error(errors)?;
        let exception = self.encode_exception(error, text)?;
        let (replacement, position) = self.call_codec_error(handler, exception, MESSAGE)?;
        if !replacement.is::<Str>() && !replacement.is::<Bytes>() {
            return Err(self.type_error(MESSAGE));
        }
        Ok((replacement, self.handler_position(position, text.len())?))
    }

    /// Sets position and reason of an exception that an error handler gets again.
    fn move_error(&mut self, exception: Value, error: &CodecError) -> PyResult<()> {
        self.set_attr_text(exception, "start", Value::len(error.start))?;
        self.set_attr_text(exception, "end", Value::len(error.end))?;
        let reason = self.str(error.reason)?.value();
        self.set_attr_text(exception, "reason", reason)
    }

    /// A `UnicodeDecodeError`.
    pub fn decode_exception(&mut self, error: &CodecError, data: &[u8]) -> PyResult<Value> {
        let object = self.bytes(data)?.value();
        let (encoding, reason) = (self.str(error.encoding)?.value(), self.str(error.reason)?.value());
        let args = [encoding, object, Value::len(error.start), Value::len(error.end), reason];
        Ok(self.new_exception(Exc::UnicodeDecodeError, &args)?.value())
    }

    /// A `UnicodeEncodeError`.
    pub fn encode_exception(&mut self, error: &CodecError, text: Gc<Str>) -> PyResult<Value> {
        let (encoding, reason) = (self.str(error.encoding)?.value(), self.str(error.reason)?.value());
        let args = [encoding, text.value(), Value::len(error.start), Value::len(error.end), reason];
        Ok(self.new_exception(Exc::UnicodeEncodeError, &args)?.value())
    }

    /// Sets a `UnicodeDecodeError`.
    #[cold]
    pub fn decode_error(&mut self, error: &CodecError, data: &[u8]) -> Raised {
        match self.decode_exception(error, data) {
            Ok(exception) => self.raise(exception),
            Err(raised) => raised,
        }
    }

    /// Sets a `UnicodeEncodeError`.
    #[cold]
    pub fn encode_error(&mut self, error: &CodecError, text: Gc<Str>) -> Raised {
        match self.encode_exception(error, text) {
            Ok(exception) => self.raise(exception),
            Err(raised) => raised,
        }
    }

    /// A str of a text that was built.
    pub fn str_of_text(&mut self, text: &TextBuf) -> PyResult<Gc<Str>> {
        let chars: Chars<'_> = text.as_chars();
        self.str_from_chars(chars)
    }
}

/// How many bytes at the end of UTF-8 are the beginning of a sequence.
fn unfinished(data: &[u8]) -> usize {
    let tail = &data[data.len().saturating_sub(3)..];
    let Some(at) = tail.iter().rposition(|&byte| byte >= 0xc0) else { return 0 };
    let begun = &tail[at..];
    // Only what can still become one: the rest is an error wherever it is.
    match std::str::from_utf8(begun) {
        Err(error) if error.error_len().is_none() => begun.len(),
        _ => 0,
    }
}
