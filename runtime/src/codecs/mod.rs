//! Codecs as Python sees them: the registry, and running the codecs of [`text::codecs`](crate::text::codecs) with error
//! handlers that may be Python functions.
//!
//! ```text
//!   str.encode / bytes.decode ─▶ encode_text / decode_text ─┬─▶ a built-in codec ─▶ run_encoder / run_decoder ─▶ text::codecs
//!                                                            └─▶ registry: cache ─▶ search functions ─▶ CodecInfo
//! ```

mod handlers;
mod registry;
mod run;

pub use handlers::HANDLERS;

use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::object::string::{Bytes, Str};
use crate::object::tuple::Tuple;
use crate::text::Chars;
use crate::text::codecs::{ByteOrder, Codec, Input, Names, encode_into, encoded_len, plain_utf16};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// Names of characters, for `\N{…}` escapes and the handler `namereplace`.
pub const NAMES: Names = Names {
    code_of: |name| unicode_names2::character(name).map(u32::from),
    name_of: |code| char::from_u32(code).and_then(unicode_names2::name).map(|name| name.to_string()),
};

/// The name of an encoding as codecs are looked up by: lower case, one `_` for what is neither letter nor digit nor dot.
pub fn normalize(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            if gap && !out.is_empty() {
                out.push('_');
            }
            gap = false;
            out.push(c.to_ascii_lowercase());
        } else {
            gap = true;
        }
    }
    out
}

/// The codec behind a name that needs no registry.
pub fn builtin_codec(name: &str) -> Option<Codec> {
    usual_codec(name).or_else(|| usual_codec(&normalize(name)))
}

/// The same for names as they are usually written, and as [`normalize`] makes them.
fn usual_codec(name: &str) -> Option<Codec> {
    use ByteOrder::Marked;
    Some(match name {
        "utf-8" | "utf_8" | "utf8" => Codec::Utf8,
        "utf-16" | "utf_16" | "utf16" => Codec::Utf16(Marked),
        "utf-32" | "utf_32" | "utf32" => Codec::Utf32(Marked),
        "latin-1" | "latin_1" | "latin1" | "iso-8859-1" | "iso_8859_1" | "iso8859_1" => Codec::Latin1,
        "ascii" | "us-ascii" | "us_ascii" => Codec::Ascii,
        _ => return None,
    })
}

impl Vm {
    /// `text.encode(encoding, errors)`; UTF-8 and `strict` where nothing is said.
    pub fn encode_text(&mut self, text: Gc<Str>, encoding: Option<&str>, errors: Option<&str>) -> PyResult<Gc<Bytes>> {
        if let Some(codec) = encoding.map_or(Some(Codec::Utf8), builtin_codec) {
            return self.encode_builtin(text, codec, errors);
        }
        let encoding = encoding.unwrap_or("utf-8");
        let info = self.text_codec(encoding, "codecs.encode()")?;
        let result = self.call_codec(info, 0, text.value(), errors, "encoding", encoding)?;
        match result.cast::<Bytes>() {
            Some(bytes) => Ok(bytes),
            None => {
                let given = self.type_name(result);
                Err(self.type_error(&format!(
                    "'{encoding}' encoder returned '{given}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types"
                )))
            }
        }
    }

    /// The codec of a call's arguments, if a look at them tells it and the name of the error handler matters only where there
    /// are errors.
    fn usual_arguments(&self, encoding: Option<Value>, errors: Option<Value>) -> Option<Codec> {
        if self.options.dev_mode && (encoding.is_some() || errors.is_some()) {
            return None;
        }
        if let Some(errors) = errors {
            errors.cast::<Str>()?.as_ascii().filter(|name| !name.contains('\0'))?;
        }
        match encoding {
            None => Some(Codec::Utf8),
            Some(name) => usual_codec(name.cast::<Str>()?.as_ascii()?),
        }
    }

    /// What `text.encode(encoding, errors)` gives; none if the name of the encoding takes more than a look, or an error handler
    /// has something to do.
    pub(crate) fn encode_usual(
        &mut self,
        text: Gc<Str>,
        encoding: Option<Value>,
        errors: Option<Value>,
    ) -> PyResult<Option<Gc<Bytes>>> {
        let Some(codec) = self.usual_arguments(encoding, errors) else { return Ok(None) };
        let is_whole = errors.is_none() || text.is_ascii() || encoded_len(codec, text.chars()).is_some();
        if is_whole { self.encode_builtin(text, codec, None).map(Some) } else { Ok(None) }
    }

    /// The same of `data.decode(encoding, errors)`.
    pub(crate) fn decode_usual(
        &mut self,
        data: &[u8],
        encoding: Option<Value>,
        errors: Option<Value>,
    ) -> PyResult<Option<Gc<Str>>> {
        match self.usual_arguments(encoding, errors) {
            Some(Codec::Utf8 | Codec::Ascii) if data.is_ascii() => self.str_of_ascii(data).map(Some),
            Some(Codec::Utf8) => self.str_from_utf8(data),
            Some(Codec::Latin1) => self.str_from_latin1(data).map(Some),
            _ => Ok(None),
        }
    }

    fn encode_builtin(&mut self, text: Gc<Str>, codec: Codec, errors: Option<&str>) -> PyResult<Gc<Bytes>> {
        if matches!(codec, Codec::Utf8 | Codec::Ascii | Codec::Latin1)
            && (text.is_ascii() || codec == Codec::Latin1)
            && let Chars::One(units) = text.chars()
        {
            return self.bytes(units);
        }
        if let Some(len) = encoded_len(codec, text.chars()) {
            let bytes = self.bytes_with_len(len)?;
            encode_into(codec, text.chars(), bytes.new_bytes());
            return Ok(bytes);
        }
        let bytes = self.run_encoder(codec, text, errors.unwrap_or("strict"))?;
        self.bytes(&bytes)
    }

    /// `str(object, encoding, errors)` of bytes or another object of bytes, whose data is `data`.
    pub fn decode_text(
        &mut self,
        object: Value,
        data: &[u8],
        encoding: Option<&str>,
        errors: Option<&str>,
    ) -> PyResult<Gc<Str>> {
        if let Some(codec) = encoding.map_or(Some(Codec::Utf8), builtin_codec) {
            if codec == Codec::Utf16(ByteOrder::Marked)
                && let Some(units) = plain_utf16(data)
            {
                return self.str_from_chars(Chars::Two(&units));
            }
            return Ok(self.run_decoder(codec, data, errors.unwrap_or("strict"), Input::Final)?.text);
        }
        let encoding = encoding.unwrap_or("utf-8");
        let info = self.text_codec(encoding, "codecs.decode()")?;
        let result = self.call_codec(info, 1, object, errors, "decoding", encoding)?;
        match result.cast::<Str>() {
            Some(text) => Ok(text),
            None => {
                let given = self.type_name(result);
                Err(self.type_error(&format!(
                    "'{encoding}' decoder returned '{given}' instead of 'str'; use codecs.decode() to decode to arbitrary types"
                )))
            }
        }
    }

    /// Looks up a codec between text and bytes; others are for `instead` only.
    fn text_codec(&mut self, encoding: &str, instead: &str) -> PyResult<Gc<Tuple>> {
        let info = self.codec_lookup(encoding)?;
        if let Some(flag) = self.get_attr_opt_text(info.value(), "_is_text_encoding")?
            && !self.is_true(flag)?
        {
            let message = format!("'{encoding}' is not a text encoding; use {instead} to handle arbitrary codecs");
            return Err(self.lookup_error(&message));
        }
        Ok(info)
    }

    /// Calls the encoder (0) or decoder (1) of a codec; its result without the length that comes with it.
    pub fn call_codec(
        &mut self,
        info: Gc<Tuple>,
        which: usize,
        object: Value,
        errors: Option<&str>,
        doing: &str,
        encoding: &str,
    ) -> PyResult<Value> {
        let function = info.get(which);
        let result = match errors {
            Some(errors) => {
                let errors = self.str(errors)?.value();
                self.call(function, &[object, errors])
            }
            None => self.call(function, &[object]),
        };
        let result = match result {
            Ok(result) => result,
            Err(raised) => {
                // The exception says which codec failed.
                let exception = self.take_exception(raised);
                let note = self.str(&format!("{doing} with '{encoding}' codec failed"))?.value();
                self.call_method(exception, "add_note", &[note])?;
                return Err(self.set_exception(exception));
            }
        };
        match result.cast::<Tuple>().filter(|pair| pair.len() == 2) {
            Some(pair) => Ok(pair.get(0)),
            None => {
                let what = if which == 0 {
                    "encoder must return a tuple (object, integer)"
                } else {
                    "decoder must return a tuple (object,integer)"
                };
                Err(self.type_error(what))
            }
        }
    }

    /// Text in an argument, as Rust text, or a TypeError: names of encodings and error handlers.
    pub fn codec_name(&mut self, function: &str, argument: &str, value: Option<Value>) -> PyResult<Option<String>> {
        let Some(value) = value else { return Ok(None) };
        let Some(text) = value.cast::<Str>() else {
            let given = self.arg_type_name(value);
            let message = format!("{function}() argument '{argument}' must be str, not {given}");
            return Err(self.type_error(&message));
        };
        if text.chars().iter().any(|c| (0xD800..0xE000).contains(&c)) {
            self.run_encoder(Codec::Utf8, text, "strict")?;
        }
        let text = text.to_string_lossy();
        if text.contains('\0') {
            return Err(self.raise_text(Exc::ValueError, "embedded null character"));
        }
        // Development mode checks names even where they are not needed.
        if self.options.dev_mode {
            if argument == "errors" {
                self.codec_lookup_error(&text)?;
            } else if builtin_codec(&text).is_none() {
                self.codec_lookup(&text)?;
            }
        }
        Ok(Some(text))
    }
}
