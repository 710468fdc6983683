//! Cases of encodings.

use super::case::{Case, show_buf, show_bytes, show_list, show_position};
use crate::text::TextBuf;
use crate::text::codecs::{ByteOrder, Codec, CodecError, CodecFailure, Handler, Input, Names, charmap, decode, encode};

/// The few names that cases use.
const NAMES: Names = Names {
    code_of: |name| match name.to_ascii_uppercase().as_str() {
        "DIGIT ONE" => Some(0x31),
        "GREEK SMALL LETTER ALPHA" => Some(0x3b1),
        "GRINNING FACE" => Some(0x1f600),
        _ => None,
    },
    name_of: |code| match code {
        0x3b1 => Some("GREEK SMALL LETTER ALPHA".to_string()),
        0x20ac => Some("EURO SIGN".to_string()),
        0x1f600 => Some("GRINNING FACE".to_string()),
        _ => None,
    },
};

pub(super) fn run(name: &str, case: &mut Case<'_>) -> String {
    match name {
        "decode" => decoded(case),
        "encode" => encoded(case),
        "charmap_decode" => {
            let (data, table) = (case.bytes(), case.text());
            let mut out = TextBuf::new();
            match charmap::decode(&data, 0, table.chars(), &mut out) {
                Ok(_) => show_buf(&out),
                Err(error) => show_error(&error),
            }
        }
        "charmap_encode" => {
            let (text, table) = (case.text(), case.text());
            let mut out = Vec::new();
            match charmap::EncodingTable::new(table.chars()).encode(text.chars(), 0, &mut out) {
                Ok(()) => show_bytes(&out),
                Err(error) => show_error(&error),
            }
        }
        _ => panic!("{name}: no such operation"),
    }
}

fn show_error(error: &CodecError) -> String {
    format!("{} {} {} {}", error.encoding, error.start, error.end, error.reason)
}

fn show_failure(failure: CodecFailure) -> String {
    match failure {
        CodecFailure::Error(error) => show_error(&error),
        CodecFailure::WrongKind => "TypeError".to_string(),
    }
}

fn codec_and_handler(case: &mut Case<'_>) -> (Codec, Handler) {
    let codec = Codec::from_name(case.word()).expect("cases name known codecs");
    (codec, Handler::from_name(case.word()).expect("cases name known handlers"))
}

/// The text, how much of the bytes it took, and what else the codec has to say.
fn decoded(case: &mut Case<'_>) -> String {
    let (codec, handler) = codec_and_handler(case);
    let more = if case.word() == "final" { Input::Final } else { Input::Partial };
    match decode(codec, &case.bytes(), handler, more, NAMES) {
        Ok(decoded) => {
            let order = match decoded.order {
                None => "0",
                Some(ByteOrder::Little) => "-1",
                Some(ByteOrder::Big | ByteOrder::Marked) => "1",
            };
            // Not on record where an error handler has had something to do.
            let recorded = !case.expected().ends_with("any|");
            let invalid = if recorded { show_position(decoded.invalid_escape) } else { "any".to_string() };
            show_list([show_buf(&decoded.text), decoded.consumed.to_string(), order.to_string(), invalid])
        }
        Err(failure) => show_failure(failure),
    }
}

fn encoded(case: &mut Case<'_>) -> String {
    let (codec, handler) = codec_and_handler(case);
    let text = case.text();
    match encode(codec, text.chars(), handler, NAMES) {
        Ok(bytes) => show_bytes(&bytes),
        Err(failure) => show_failure(failure),
    }
}
