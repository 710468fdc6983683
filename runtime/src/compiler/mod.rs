//! From syntax tree to bytecode.

mod builder;
mod call;
mod comprehension;
mod expression;
mod function;
mod handlers;
mod pattern;
mod statement;
mod symbols;

use crate::bytecode::{CodeUnit, Text};
use builder::Unit;
use parser::LineIndex;
use parser::ast;
use std::sync::Arc;
use symbols::Symbols;

/// Why source text does not compile.
#[derive(Clone, Debug, Default)]
pub struct CompileError {
    /// `SyntaxError`, `IndentationError` or `TabError`.
    pub kind: String,
    /// The message.
    pub message: String,
    /// First line, from 1.
    pub line: u32,
    /// First column, from 1.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the end, from 1.
    pub end_column: u32,
    /// The line's text.
    pub text: Option<String>,
    /// Byte range in the source, before lines are known.
    range: Option<(u32, u32)>,
}

impl CompileError {
    fn text(message: String) -> CompileError {
        CompileError { kind: "SyntaxError".to_owned(), message, ..CompileError::default() }
    }

    fn at(message: String, range: (u32, u32)) -> CompileError {
        CompileError { range: Some(range), ..CompileError::text(message) }
    }
}

type Done = Result<(), CompileError>;

/// The compiler of one source text.
struct Compiler<'a> {
    source: &'a str,
    lines: &'a LineIndex,
    symbols: Symbols,
    filename: Arc<Text>,
    optimize: u8,
    interactive: bool,
    future_annotations: bool,
    /// The blocks being compiled, innermost last.
    units: Vec<Unit>,
}

/// Compiles source text; `mode` is `exec`, `eval` or `single`.
///
/// # Errors
/// What is wrong with the text.
pub fn compile_source(source: &[u8], filename: &str, mode: &str, optimize: u8) -> Result<CodeUnit, CompileError> {
    let mode = match mode {
        "eval" => parser::Mode::Expression,
        "single" => parser::Mode::Interactive,
        _ => parser::Mode::Module,
    };
    let options = parser::Options { filename: filename.into(), ..parser::Options::default() };
    let parsed = match parser::parse(source, mode, &options) {
        Ok(parsed) => parsed,
        Err(error) => return Err(syntax_error(error)),
    };
    let result = Symbols::of(&parsed.module).and_then(|symbols| {
        let mut compiler = Compiler {
            source: &parsed.text,
            lines: &parsed.lines,
            symbols,
            filename: Arc::new(Text::from(filename)),
            optimize,
            interactive: matches!(parsed.module, ast::Mod::Interactive(_)),
            future_annotations: false,
            units: Vec::new(),
        };
        compiler.module(&parsed.module)
    });
    result.map_err(|error| place(error, &parsed.text, &parsed.lines))
}

fn syntax_error(error: parser::SyntaxError) -> CompileError {
    let (line, column, end_line, end_column, text) = match &error.location {
        Some(at) => (at.line, at.column.max(0) as u32, at.end_line, at.end_column.max(0) as u32, at.text.clone()),
        None => (0, 0, 0, 0, None),
    };
    let kind = error.kind.class_name().to_owned();
    CompileError { kind, message: error.message, line, column, end_line, end_column, text, range: None }
}

/// Gives an error found in the tree its lines.
fn place(mut error: CompileError, text: &str, lines: &LineIndex) -> CompileError {
    if let Some((start, end)) = error.range {
        let characters = |offset: u32| {
            let (line, column) = lines.line_column(offset);
            let start = (offset - column) as usize;
            (line, text[start..offset as usize].chars().count() as u32 + 1)
        };
        (error.line, error.column) = characters(start);
        (error.end_line, error.end_column) = characters(end);
        let range = lines.line_range(error.line);
        error.text = text.get(range).map(str::to_owned);
    }
    error
}
