//! Python 3.12 source text to syntax tree, with CPython's positions and errors.
//!
//! ```text
//! bytes ─ source ─▶ text ─ tokenizer ─▶ tokens ─ grammar ─▶ tree ─ validate ─▶ Parsed
//!                                          └──── diagnose, only if any of it failed ───▶ SyntaxError
//! ```
//!
//! - [`parse`] yields a [`Parsed`]: a tree of [`ast`] nodes whose ranges are byte offsets into [`Parsed::text`], and a
//!   [`LineIndex`] that turns an offset into the line and column that `ast` shows.
//! - String constants are encoded so that they can hold lone surrogates: see [`decode_constant`].
//! - [`tokenize`] yields the tokens by themselves, [`dump`] prints a tree as `ast.dump` does.

mod diagnose;
mod dump;
mod error;
mod grammar;
mod nesting;
mod source;
mod tokenizer;
pub mod tree;
mod validate;
mod wtf;

pub use dump::{DumpOptions, dump, repr_constant};
pub use error::{ErrorKind, Location, SyntaxError, Warning};
pub use rustpython_parser::ast;
pub use source::{LineIndex, Origin, decode};
pub use tokenizer::{Token, TokenKind, TokenizerOptions};
pub use wtf::{decode_constant, encode_constant, has_escapes};

use source::{FinalNewline, Source, normalize_newlines};
use tokenizer::{StreamEnd, TokenStream};

/// What a text is to be read as: the `mode` of `compile()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// `"exec"`: a module.
    Module,
    /// `"eval"`: an expression.
    Expression,
    /// `"single"`: one interactive statement.
    Interactive,
}

/// How to read a text.
#[derive(Clone, Debug)]
pub struct Options {
    /// Named in errors about a file's encoding.
    pub filename: String,
    /// Whether the source is a file or an object.
    pub origin: Origin,
    /// `sys.get_int_max_str_digits()`; 0 is no limit.
    pub int_max_str_digits: usize,
    /// `from __future__ import barry_as_FLUFL`.
    pub barry_as_flufl: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            filename: "<string>".into(),
            origin: Origin::Object,
            int_max_str_digits: error::MAX_DECIMAL_DIGITS,
            barry_as_flufl: false,
        }
    }
}

/// A text that is valid Python, as far as grammar goes.
#[derive(Debug)]
pub struct Parsed {
    /// The tree.
    pub module: ast::Mod,
    /// The text that the tree's ranges count in: decoded, its lines ended by `\n`.
    pub text: String,
    /// Lines of the text.
    pub lines: LineIndex,
    /// What to warn of, in order.
    pub warnings: Vec<Warning>,
}

/// Something to read: bytes are decoded first (byte order mark, PEP 263 cookie), a `str` is not.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// Encoded text.
    Bytes(&'a [u8]),
    /// Decoded text.
    Text(&'a str),
}

impl<'a> From<&'a [u8]> for Input<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Input::Bytes(bytes)
    }
}

impl<'a> From<&'a Vec<u8>> for Input<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Input::Bytes(bytes)
    }
}

impl<'a> From<&'a str> for Input<'a> {
    fn from(text: &'a str) -> Self {
        Input::Text(text)
    }
}

impl<'a> From<&'a String> for Input<'a> {
    fn from(text: &'a String) -> Self {
        Input::Text(text)
    }
}

/// Reads Python.
pub fn parse<'a>(input: impl Into<Input<'a>>, mode: Mode, options: &Options) -> Result<Parsed, SyntaxError> {
    let last = if mode == Mode::Expression { FinalNewline::Leave } else { FinalNewline::Add };
    let text = prepare(input.into(), options, last)?;
    let lines = LineIndex::new(&text);
    let source = Source { text: &text, lines: &lines };
    let stream = tokenizer::tokenize(source, tokenizer_options(options));
    if nesting::is_too_deep(&stream.tokens) {
        let message = "maximum recursion depth exceeded during compilation";
        return Err(SyntaxError::unlocated(ErrorKind::Recursion, message));
    }
    let built = match stream.end {
        StreamEnd::Complete => {
            grammar::build(source, grammar_tokens(&stream, mode), mode, options.int_max_str_digits).ok()
        }
        StreamEnd::Error(_) | StreamEnd::Deferred(_) | StreamEnd::Eof => None,
    };
    let clean = built.as_ref().is_some_and(|built| !built.doubtful);
    if !clean && let Some(error) = diagnose::diagnose(source, &stream, mode, options.int_max_str_digits) {
        return Err(error);
    }
    match built {
        Some(built) => {
            let warnings = merge_warnings(&stream, built.warnings);
            Ok(Parsed { module: built.module, text, lines, warnings })
        }
        // The grammar knows less than the diagnosis does.
        None => Err(SyntaxError::at(ErrorKind::Syntax, "invalid syntax", source.location(0, 0))),
    }
}

/// The tokens of a text, up to its end or to the first error in it. Offsets count in the text with its lines ended by
/// `\n`, which is returned with them.
pub fn tokenize<'a>(
    input: impl Into<Input<'a>>,
    tokenizer_options: TokenizerOptions,
    options: &Options,
) -> Result<Tokens, SyntaxError> {
    let text = prepare(input.into(), options, FinalNewline::Add)?;
    let lines = LineIndex::new(&text);
    let source = Source { text: &text, lines: &lines };
    let stream = tokenizer::tokenize(source, tokenizer_options);
    let error = diagnose::stream_error(source, &stream);
    Ok(Tokens { tokens: stream.tokens, error, text, lines })
}

/// The tokens of a text.
#[derive(Debug)]
pub struct Tokens {
    /// The tokens; after an error the last one is [`TokenKind::Error`].
    pub tokens: Vec<Token>,
    /// Why they end early.
    pub error: Option<SyntaxError>,
    /// The text that they count in.
    pub text: String,
    /// Lines of the text.
    pub lines: LineIndex,
}

fn prepare(input: Input<'_>, options: &Options, last: FinalNewline) -> Result<String, SyntaxError> {
    if matches!(input, Input::Bytes(bytes) if options.origin == Origin::Object && bytes.contains(&0)) {
        return Err(null_byte("", options.origin));
    }
    let text = match input {
        Input::Text(text) => std::borrow::Cow::Borrowed(text),
        Input::Bytes(bytes) => decode(bytes, options.origin, &options.filename)?,
    };
    if let Some((before, _)) = text.split_once('\0') {
        return Err(null_byte(before, options.origin));
    }
    if text.len() >= (u32::MAX - 1) as usize {
        return Err(SyntaxError::unlocated(ErrorKind::Memory, "source code is too large"));
    }
    Ok(match normalize_newlines(&text, last) {
        std::borrow::Cow::Owned(normal) => normal,
        std::borrow::Cow::Borrowed(_) => text.into_owned(),
    })
}

/// The error for a null byte after the text `before`. CPython reads files line by line, and knows which.
fn null_byte(before: &str, origin: Origin) -> SyntaxError {
    match origin {
        Origin::Object => SyntaxError::unlocated(ErrorKind::Syntax, "source code string cannot contain null bytes"),
        Origin::File => {
            let line = before.matches('\n').count() as u32 + 1;
            let text = before.rsplit('\n').next().map(str::to_owned);
            let location = Location { line, column: 0, end_line: line, end_column: 0, text };
            SyntaxError::at(ErrorKind::Syntax, "source code cannot contain null bytes", location)
        }
    }
}

fn tokenizer_options(options: &Options) -> TokenizerOptions {
    TokenizerOptions { extra_tokens: false, barry_as_flufl: options.barry_as_flufl }
}

/// The tokens for the grammar: newlines behind an expression are not part of it.
fn grammar_tokens(stream: &TokenStream, mode: Mode) -> &[Token] {
    let mut tokens = &stream.tokens[..];
    if mode == Mode::Expression {
        while let [rest @ .., Token { kind: TokenKind::Newline | TokenKind::EndMarker, .. }] = tokens {
            tokens = rest;
        }
    }
    tokens
}

/// Orders the tokenizer's and the literals' warnings by place.
fn merge_warnings(stream: &TokenStream, literals: Vec<Warning>) -> Vec<Warning> {
    let mut warnings = stream.warnings.clone();
    warnings.extend(literals);
    warnings.sort_by_key(|warning| warning.range.0);
    warnings
}
