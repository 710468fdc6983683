//! Why source text or a tree does not compile.

use super::Places;
use crate::bytecode::Position;

/// Which part of the compiler raised an error: CPython fills in the exception's `args` and positions differently.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ErrorOrigin {
    /// The parser, or the compiler proper: message and details in `args`.
    #[default]
    Details,
    /// The symbol table: only the message in `args`; attributes say where.
    Attributes,
    /// `__future__`: as the symbol table, and the end is not known.
    Start,
    /// An error without a place.
    Nowhere,
}

/// Why source text does not compile.
#[derive(Clone, Debug, Default)]
pub struct CompileError {
    /// `SyntaxError`, `IndentationError`, `TabError`, `RecursionError`, `MemoryError`, ….
    pub kind: String,
    /// The message.
    pub message: String,
    /// First line, from 1.
    pub line: u32,
    /// First column, from 1.
    pub column: i32,
    /// Last line.
    pub end_line: u32,
    /// Column after the end, from 1.
    pub end_column: i32,
    /// The line's text, if the parser found the error. Others read it from the file.
    pub text: Option<String>,
    /// Where it comes from.
    pub origin: ErrorOrigin,
    /// Whether more input could still make the text valid.
    pub incomplete: bool,
    /// Offsets of the error in the tree, before lines are known.
    pub(crate) range: Option<(u32, u32)>,
}

impl CompileError {
    /// An error that concerns no place.
    pub(crate) fn text(message: String) -> CompileError {
        CompileError {
            kind: "SyntaxError".to_owned(),
            message,
            origin: ErrorOrigin::Nowhere,
            ..CompileError::default()
        }
    }

    /// An error of the compiler proper.
    pub(crate) fn at(message: String, range: (u32, u32)) -> CompileError {
        CompileError { range: Some(range), origin: ErrorOrigin::Details, ..CompileError::text(message) }
    }

    /// An error of the symbol table.
    pub(crate) fn symbols(message: String, range: (u32, u32)) -> CompileError {
        CompileError { origin: ErrorOrigin::Attributes, ..CompileError::at(message, range) }
    }

    /// An error in a `from __future__ import`.
    pub(crate) fn future(message: String, range: (u32, u32)) -> CompileError {
        CompileError { origin: ErrorOrigin::Start, ..CompileError::at(message, range) }
    }

    /// The tree nests too deeply.
    pub(crate) fn recursion() -> CompileError {
        let message = "maximum recursion depth exceeded during compilation".to_owned();
        CompileError { kind: "RecursionError".to_owned(), ..CompileError::text(message) }
    }

    /// Gives an error found in the tree its lines.
    pub(crate) fn placed(mut self, places: Places<'_>) -> CompileError {
        if let Some(range) = self.range.take() {
            let Position { line, end_line, column, end_column } = places.position(range);
            (self.line, self.end_line) = (line, end_line);
            (self.column, self.end_column) = (column as i32 + 1, end_column as i32 + 1);
        }
        self
    }
}

/// The parser's error in the compiler's form.
pub(super) fn syntax_error(error: parser::SyntaxError) -> CompileError {
    let mut made = CompileError {
        kind: error.kind.class_name().to_owned(),
        message: error.message,
        incomplete: error.incomplete,
        origin: ErrorOrigin::Nowhere,
        ..CompileError::default()
    };
    if let Some(at) = error.location {
        made.origin = ErrorOrigin::Details;
        (made.line, made.column) = (at.line, at.column);
        (made.end_line, made.end_column) = (at.end_line, at.end_column);
        made.text = at.text;
    }
    made
}

impl From<parser::SyntaxError> for CompileError {
    fn from(error: parser::SyntaxError) -> CompileError {
        syntax_error(error)
    }
}
