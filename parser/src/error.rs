//! Syntax errors and warnings as Python programs see them, and every text that more than one place needs.

use std::fmt;

/// The class of exception that reports an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// `SyntaxError`
    Syntax,
    /// `IndentationError`
    Indentation,
    /// `TabError`
    Tab,
    /// `RecursionError`: the text nests deeper than a compiler may follow. It has no position.
    Recursion,
    /// `MemoryError`: the text nests deeper than the parser may follow. It has no position.
    Memory,
}

impl ErrorKind {
    /// The name of the exception's class.
    pub fn class_name(self) -> &'static str {
        match self {
            ErrorKind::Syntax => "SyntaxError",
            ErrorKind::Indentation => "IndentationError",
            ErrorKind::Tab => "TabError",
            ErrorKind::Recursion => "RecursionError",
            ErrorKind::Memory => "MemoryError",
        }
    }
}

/// Why a text is not Python: the attributes of the exception that CPython raises for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Which class.
    pub kind: ErrorKind,
    /// `msg`
    pub message: String,
    /// Where, unless the error concerns no place in the text.
    pub location: Option<Location>,
    /// Whether more input could still make the text valid: a REPL then asks for another line.
    pub incomplete: bool,
}

/// The place of a [`SyntaxError`]. Offsets count characters from 1; CPython writes 0 or -1 for an end it does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// `lineno`
    pub line: u32,
    /// `offset`
    pub column: i32,
    /// `end_lineno`
    pub end_line: u32,
    /// `end_offset`
    pub end_column: i32,
    /// `text`: the line
    pub text: Option<String>,
}

impl SyntaxError {
    /// An error that has no place.
    pub(crate) fn unlocated(kind: ErrorKind, message: impl Into<String>) -> Self {
        SyntaxError { kind, message: message.into(), location: None, incomplete: false }
    }

    /// An error at `location`.
    pub(crate) fn at(kind: ErrorKind, message: impl Into<String>, location: Location) -> Self {
        SyntaxError { kind, message: message.into(), location: Some(location), incomplete: false }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.class_name(), self.message)?;
        match &self.location {
            Some(at) => write!(f, " (line {}, column {})", at.line, at.column),
            None => Ok(()),
        }
    }
}

impl std::error::Error for SyntaxError {}

/// Something to warn of (`SyntaxWarning`), in the order in which CPython finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The message.
    pub message: String,
    /// The line, from 1.
    pub line: u32,
    /// The bytes to point at if a filter turns the warning into an error.
    pub range: (u32, u32),
}

/// The text for a decimal literal of more digits than `int()` converts.
pub(crate) fn too_many_digits(digits: usize) -> String {
    format!(
        "Exceeds the limit ({MAX_DECIMAL_DIGITS} digits) for integer string conversion: value has {digits} digits; \
         use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to \
         avoid decimal conversion limits."
    )
}

/// CPython's default limit for conversions between `int` and decimal text.
pub(crate) const MAX_DECIMAL_DIGITS: usize = 4300;
