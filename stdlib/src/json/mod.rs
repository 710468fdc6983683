//! `_json`: what `json` does most, in Rust: scanning and encoding.

mod encode;
mod scan;
mod strings;

use runtime::native::{ModuleSpec, func};

/// `_json`
pub(crate) static JSON: ModuleSpec = ModuleSpec {
    name: "_json",
    doc: "json speedups\n",
    functions: &[
        func("encode_basestring_ascii", "(string, /)", strings::encode_ascii).doc(
            "encode_basestring_ascii(string) -> string\n\nReturn an ASCII-only JSON representation of a Python string",
        ),
        func("encode_basestring", "(string, /)", strings::encode)
            .doc("encode_basestring(string) -> string\n\nReturn a JSON representation of a Python string"),
        func("scanstring", "(string, end, strict=True, /)", strings::scan_function).doc(
            "scanstring(string, end, strict=True) -> (string, end)\n\nScan the string s for a JSON string. End is the index of the\ncharacter in s after the quote that started the JSON string.\nUnescapes all valid JSON string escape sequences and raises ValueError\non attempt to decode an invalid string. If strict is False then literal\ncontrol characters are allowed in the string.\n\nReturns a tuple of the decoded string and the index of the character in s\nafter the end quote.",
        ),
    ],
    types: &[&scan::SCANNER, &encode::ENCODER],
    ..ModuleSpec::EMPTY
};
