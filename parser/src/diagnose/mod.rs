//! Why a text is not Python, in CPython's words. Runs only when tokens, grammar or validation leave a doubt.
//!
//! [`peg`] says how; `statements`, `compound`, `expressions`, `arguments`, `patterns` and `strings` hold the rules, each
//! with the mistakes that belong to it.

mod arguments;
mod compound;
mod expressions;
mod patterns;
mod peg;
mod statements;
mod strings;

use crate::Mode;
use crate::error::{ErrorKind, Location, SyntaxError};
use crate::source::Source;
use crate::tokenizer::{StreamEnd, TokenKind, TokenStream};
use peg::{Fail, Peg};

/// The rules recurse about 25 calls per bracket, and there may be 200 brackets and long chains of operators.
const STACK_SIZE: usize = 512 << 20;

/// Finds the error that CPython would report, if it would.
pub(crate) fn diagnose(source: Source<'_>, stream: &TokenStream, mode: Mode, max_digits: usize) -> Option<SyntaxError> {
    let work = || find(source, stream, mode, max_digits);
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_SIZE).spawn_scoped(scope, work);
        match thread.map(|thread| thread.join()) {
            Ok(Ok(found)) => found,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => Some(SyntaxError::unlocated(ErrorKind::Memory, "")),
        }
    })
}

fn find(source: Source<'_>, stream: &TokenStream, mode: Mode, max_digits: usize) -> Option<SyntaxError> {
    let mut peg = Peg::new(source, stream, max_digits);
    let start = match mode {
        Mode::Module => Peg::file,
        Mode::Expression => Peg::eval,
        Mode::Interactive => Peg::interactive,
    };
    match start(&mut peg) {
        Ok(()) => return None,
        Err(Fail::Raised) => {}
        Err(Fail::No | Fail::Cut) => {
            let last = peg.fill - 1;
            peg.restart();
            if start(&mut peg) != Err(Fail::Raised) {
                raise_generic(&mut peg, last);
            }
        }
    }
    let mut error = peg.error.take()?;
    let unexpected_indent = error.message.starts_with("unexpected ") && error.kind == ErrorKind::Indentation;
    if !peg.error_of_tokenizer
        && !unexpected_indent
        && let Some(earlier) = rest_of_tokens(&peg)
    {
        error = earlier;
    }
    error.incomplete = is_incomplete(&peg, &error);
    Some(error)
}

/// No rule had a special word for it.
fn raise_generic(peg: &mut Peg<'_>, last: usize) {
    let token = peg.stream.tokens[last];
    let _ = match token.kind {
        TokenKind::Indent => peg.raise_last::<()>(ErrorKind::Indentation, "unexpected indent"),
        TokenKind::Dedent => peg.raise_last::<()>(ErrorKind::Indentation, "unexpected unindent"),
        TokenKind::EndMarker => {
            let mut location = peg.location_of_last(last);
            (location.column, location.end_column) = (0, 0);
            if peg.source.text.is_empty() {
                (location.line, location.end_line) = (0, 0);
            }
            peg.raise(SyntaxError::at(ErrorKind::Syntax, "invalid syntax", location))
        }
        _ => peg.raise_at::<()>(token, "invalid syntax"),
    };
}

/// An error in the tokens behind the parser's goes before it.
fn rest_of_tokens(peg: &Peg<'_>) -> Option<SyntaxError> {
    match &peg.stream.end {
        StreamEnd::Error(error) => Some(error.clone()),
        StreamEnd::Complete => None,
        StreamEnd::Deferred(_) | StreamEnd::Eof => {
            let open = peg.stream.open.last()?;
            let current = peg.stream.tokens[peg.fill - 1];
            let lines = peg.source.lines;
            (lines.line(current.start) > lines.line(open.offset)).then(|| eof_error(peg.source, peg.stream))
        }
    }
}

/// Whether the error would go away if more text followed: a REPL then asks for more.
fn is_incomplete(peg: &Peg<'_>, error: &SyntaxError) -> bool {
    match &peg.stream.end {
        StreamEnd::Eof => peg.error_of_tokenizer,
        StreamEnd::Error(_) | StreamEnd::Deferred(_) => {
            peg.error_of_tokenizer && error.message.starts_with("unterminated triple-quoted")
        }
        StreamEnd::Complete => {
            // The parser looked as far as the end: at its marker, or at a block that closes there.
            let current = peg.stream.tokens[peg.fill - 1];
            current.start as usize >= peg.source.text.len()
        }
    }
}

/// The error that ended the tokens.
pub(crate) fn stream_error(source: Source<'_>, stream: &TokenStream) -> Option<SyntaxError> {
    match &stream.end {
        StreamEnd::Complete => None,
        StreamEnd::Error(error) | StreamEnd::Deferred(error) => Some(error.clone()),
        StreamEnd::Eof => Some(eof_error(source, stream)),
    }
}

fn eof_error(source: Source<'_>, stream: &TokenStream) -> SyntaxError {
    let last_line = source.last_line();
    let (message, location) = match stream.open.last() {
        Some(bracket) => {
            let mut location = source.location(bracket.offset, bracket.offset);
            location.end_column = 0;
            if location.line < last_line {
                location.text = location.text.map(|text| text.trim_end_matches('\n').to_owned());
            }
            (format!("'{}' was never closed", bracket.byte as char), location)
        }
        None => {
            let text = source.line_text(last_line);
            let column = text.chars().count() as i32;
            let text = Some(text.to_owned());
            let location = Location { line: last_line, column, end_line: last_line, end_column: -1, text };
            ("unexpected EOF while parsing".into(), location)
        }
    };
    let mut error = SyntaxError::at(ErrorKind::Syntax, message, location);
    error.incomplete = true;
    error
}
