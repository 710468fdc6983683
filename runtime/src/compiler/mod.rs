//! From syntax tree to bytecode.

mod builder;
mod call;
mod compare;
mod comprehension;
pub mod dump;
mod error;
mod expression;
mod fold;
mod function;
mod future;
mod handlers;
mod names;
mod pattern;
mod statement;
mod symbols;
mod unparse;
mod warn;

pub use error::{CompileError, ErrorOrigin};
pub(crate) use expression::text;
pub(crate) use fold::constant_of;
pub use future::Features;
pub use symbols::{SymbolTable, TableKind};
pub use unparse::unparse;

use crate::bytecode::{CodeUnit, Position, Text};
use builder::Unit;
use parser::LineIndex;
use parser::ast;
use std::sync::Arc;
use symbols::Symbols;

type Done = Result<(), CompileError>;

/// What `compile()` is told besides the source.
#[derive(Clone, Debug)]
pub struct CompileOptions {
    /// `co_filename`
    pub filename: String,
    /// `exec`, `eval` or `single`.
    pub mode: parser::Mode,
    /// `-O` is 1, `-OO` is 2.
    pub optimize: u8,
    /// Features in force before the source names any.
    pub features: Features,
    /// `PyCF_ALLOW_TOP_LEVEL_AWAIT`
    pub top_level_await: bool,
    /// Whether the source is a file or an object.
    pub origin: parser::Origin,
    /// `sys.get_int_max_str_digits()`
    pub int_max_str_digits: Option<usize>,
    /// The minor version of Python whose syntax is allowed, if that is not the present one.
    pub feature_version: Option<u8>,
}

impl CompileOptions {
    /// Options for source text in `mode`: `exec`, `eval` or `single`.
    pub fn new(filename: &str, mode: &str, optimize: u8) -> CompileOptions {
        let mode = match mode {
            "eval" => parser::Mode::Expression,
            "single" => parser::Mode::Interactive,
            _ => parser::Mode::Module,
        };
        CompileOptions {
            filename: filename.to_owned(),
            mode,
            optimize,
            features: Features::default(),
            top_level_await: false,
            origin: parser::Origin::Object,
            int_max_str_digits: None,
            feature_version: None,
        }
    }

    fn parser_options(&self) -> parser::Options {
        let mut options = parser::Options {
            filename: self.filename.clone(),
            origin: self.origin,
            barry_as_flufl: self.features.barry_as_flufl,
            ..parser::Options::default()
        };
        if let Some(digits) = self.int_max_str_digits {
            options.int_max_str_digits = digits;
        }
        options
    }
}

/// Where the ranges of a tree's nodes are in lines and columns.
#[derive(Clone, Copy, Debug)]
pub enum Places<'a> {
    /// Ranges are byte offsets into a text.
    Text(&'a str, &'a LineIndex),
    /// Ranges are indexes into this list of lines and columns: a tree that was not parsed from a text.
    Listed(&'a [(u32, u32)]),
}

impl Places<'_> {
    /// Line (from 1) and column (bytes, from 0) of an offset.
    pub fn at(self, offset: u32) -> (u32, u32) {
        match self {
            Places::Text(_, lines) => lines.line_column(offset),
            Places::Listed(list) => list.get(offset as usize).copied().unwrap_or_default(),
        }
    }

    fn position(self, (start, end): (u32, u32)) -> Position {
        let ((line, column), (end_line, end_column)) = (self.at(start), self.at(end));
        Position { line, end_line, column, end_column }
    }
}

/// A `SyntaxWarning` (or the like) found while compiling.
#[derive(Clone, Debug)]
pub struct CompileWarning {
    /// The message.
    pub message: String,
    /// Where.
    pub position: Position,
}

/// What compiling gives, besides code or an error.
#[derive(Debug, Default)]
pub struct Findings {
    /// In the order in which they were found.
    pub warnings: Vec<CompileWarning>,
}

/// The compiler of one source text.
struct Compiler<'a> {
    places: Places<'a>,
    symbols: Symbols,
    filename: Arc<Text>,
    optimize: u8,
    interactive: bool,
    features: Features,
    top_level_await: bool,
    /// The statements being compiled may be `from __future__ import`s.
    future_import_allowed: bool,
    warnings: Vec<CompileWarning>,
    /// The blocks being compiled, innermost last.
    units: Vec<Unit>,
}

/// Parses source text.
///
/// # Errors
/// What is wrong with the text.
pub fn parse<'s>(
    source: impl Into<parser::Input<'s>>,
    options: &CompileOptions,
    findings: &mut Findings,
) -> Result<parser::Parsed, CompileError> {
    let source = source.into();
    let mut parser_options = options.parser_options();
    parser_options.barry_as_flufl |= future::asks_for_flufl(source);
    let parsed = parser::parse(source, options.mode, &parser_options).map_err(error::syntax_error)?;
    let places = Places::Text(&parsed.text, &parsed.lines);
    let found = parsed.warnings.iter().map(|warning| CompileWarning {
        message: warning.message.clone(),
        position: Position { line: warning.line, ..places.position(warning.range) },
    });
    findings.warnings.extend(found);
    Ok(parsed)
}

/// Compiles source text.
///
/// # Errors
/// What is wrong with the text.
pub fn compile_source<'s>(
    source: impl Into<parser::Input<'s>>,
    options: &CompileOptions,
    findings: &mut Findings,
) -> Result<CodeUnit, CompileError> {
    let parsed = parse(source, options, findings)?;
    compile_tree(&parsed.module, Places::Text(&parsed.text, &parsed.lines), options, findings)
}

/// Compiles a tree.
///
/// # Errors
/// What is wrong with it.
pub fn compile_tree(
    module: &ast::Mod,
    places: Places<'_>,
    options: &CompileOptions,
    findings: &mut Findings,
) -> Result<CodeUnit, CompileError> {
    let mut features = options.features;
    let result = future::features(module, &mut features)
        .and_then(|()| Symbols::of(module, features.annotations))
        .and_then(|symbols| {
            let mut compiler = Compiler {
                places,
                symbols,
                filename: Arc::new(Text::from(&*options.filename)),
                optimize: options.optimize,
                interactive: matches!(module, ast::Mod::Interactive(_)),
                features,
                top_level_await: options.top_level_await,
                future_import_allowed: false,
                warnings: Vec::new(),
                units: Vec::new(),
            };
            let unit = compiler.module(module);
            findings.warnings.append(&mut compiler.warnings);
            unit
        });
    result.map_err(|error| error.placed(places))
}

/// The symbol tables of source text, the module's first.
///
/// # Errors
/// What is wrong with the text.
pub fn symbol_tables<'s>(
    source: impl Into<parser::Input<'s>>,
    options: &CompileOptions,
    findings: &mut Findings,
) -> Result<Vec<SymbolTable>, CompileError> {
    let parsed = parse(source, options, findings)?;
    let places = Places::Text(&parsed.text, &parsed.lines);
    let mut features = options.features;
    future::features(&parsed.module, &mut features)
        .and_then(|()| Symbols::of(&parsed.module, features.annotations))
        .map(|symbols| symbols.tables(places))
        .map_err(|error| error.placed(places))
}

/// Whether the native stack is nearly used up.
fn stack_is_low() -> bool {
    use std::cell::Cell;
    thread_local! {
        static START: Cell<usize> = const { Cell::new(0) };
    }
    let marker = 0u8;
    let here = &raw const marker as usize;
    START.with(|start| {
        if start.get() == 0 || start.get() < here {
            start.set(here);
        }
        // Threads that run Python have large stacks; others have eight megabytes at least.
        start.get() - here > 5 << 20
    })
}
