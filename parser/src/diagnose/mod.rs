//! Why a text is not Python, in CPython's words. Runs only when tokens, grammar or validation failed.

use crate::error::{ErrorKind, Location, SyntaxError};
use crate::grammar::Failure;
use crate::grammar::literal::Blame;
use crate::source::Source;
use crate::tokenizer::{StreamEnd, TokenStream};
use crate::{Mode, Options};

/// Finds the error that CPython would report.
pub(crate) fn diagnose(
    source: Source<'_>,
    stream: &TokenStream,
    _mode: Mode,
    _options: &Options,
    failure: Option<Failure>,
) -> SyntaxError {
    if let Some(error) = stream_error(source, stream) {
        return error;
    }
    let (message, start, end) = match failure {
        Some(Failure::Literal(error)) => match error.range {
            Blame::Range(start, end) => (error.message, start, end),
            Blame::LastToken => (error.message, 0, 0),
        },
        Some(Failure::Grammar(at)) => {
            let end = stream.tokens.iter().find(|token| token.start >= at).map_or(at, |token| token.end);
            ("invalid syntax".into(), at, end)
        }
        Some(Failure::Invalid(place)) => ("invalid syntax".into(), place.start, place.end),
        None => ("invalid syntax".into(), 0, 0),
    };
    SyntaxError::at(ErrorKind::Syntax, message, source.location(start, end))
}

/// The error that ended the tokens.
pub(crate) fn stream_error(source: Source<'_>, stream: &TokenStream) -> Option<SyntaxError> {
    match &stream.end {
        StreamEnd::Complete => None,
        StreamEnd::Error(error) => Some(error.clone()),
        StreamEnd::Eof => Some(eof_error(source, stream)),
    }
}

fn eof_error(source: Source<'_>, stream: &TokenStream) -> SyntaxError {
    let (message, location) = match stream.open.last() {
        Some(bracket) => {
            let mut location = source.location(bracket.offset, bracket.offset);
            location.end_column = 0;
            (format!("'{}' was never closed", bracket.byte as char), location)
        }
        None => {
            let line = source.last_line();
            let text = source.line_text(line);
            let column = text.chars().count() as i32;
            let text = Some(text.to_owned());
            let location = Location { line, column, end_line: line, end_column: -1, text };
            ("unexpected EOF while parsing".into(), location)
        }
    };
    let mut error = SyntaxError::at(ErrorKind::Syntax, message, location);
    error.incomplete = true;
    error
}
