//! What the library asks of source text without running it: its symbol tables, for `_symtable`, and its tokens, for
//! `_tokenize`.

use super::compile::{filename_of, source_of};
use crate::compiler::{self, CompileOptions, Findings, SymbolTable};
use crate::exceptions::hierarchy::Exc;
use crate::native::Args;
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};
use parser::{TokenKind, TokenizerOptions};

/// A token as `tokenize` counts it.
#[derive(Debug)]
pub struct SourceToken {
    /// Its number in the module `token`.
    pub number: i32,
    /// Its text.
    pub text: String,
    /// Line and column, in characters, of its start.
    pub start: (u32, i32),
    /// Line and column behind its end.
    pub end: (u32, i32),
    /// The lines it is in: the first and the last.
    pub lines: Option<(u32, u32)>,
}

/// Numbers of the module `token`.
mod number {
    pub(super) const LPAR: i32 = 7;
    pub(super) const OP: i32 = 55;
    pub(super) const AWAIT: i32 = 56;
    pub(super) const ASYNC: i32 = 57;
    pub(super) const FSTRING_START: i32 = 61;
    pub(super) const COMMENT: i32 = 64;
    pub(super) const NL: i32 = 65;
    pub(super) const ERRORTOKEN: i32 = 66;
}

/// Whether tokens are those that programs want to see, or those of the parser.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tokens {
    /// With comments and newlines that end no statement; all operators are `OP`.
    Extra,
    /// Those of the parser.
    Exact,
}

fn number_of(kind: TokenKind, tokens: Tokens) -> i32 {
    use TokenKind as K;
    match kind {
        K::EndMarker => 0,
        K::Name => 1,
        K::Number => 2,
        K::String => 3,
        K::Newline => 4,
        K::Indent => 5,
        K::Dedent => 6,
        K::FStringStart | K::FStringMiddle | K::FStringEnd => {
            number::FSTRING_START + (kind as i32 - K::FStringStart as i32)
        }
        K::Comment => number::COMMENT,
        K::Nl => number::NL,
        K::Unknown => number::OP,
        K::Error => number::ERRORTOKEN,
        K::Await if tokens == Tokens::Exact => number::AWAIT,
        K::Async if tokens == Tokens::Exact => number::ASYNC,
        keyword if keyword.is_keyword() => 1,
        _ if tokens == Tokens::Extra => number::OP,
        operator => number::LPAR + (operator as i32 - K::LPar as i32),
    }
}

/// Makes tokens of the parser's.
struct Shown<'a> {
    text: &'a str,
    lines: &'a parser::LineIndex,
    tokens: Tokens,
    /// Whether the source's last line is not ended by a newline.
    unended: bool,
}

impl Shown<'_> {
    fn place(&self, offset: u32) -> (u32, i32) {
        let (line, column) = self.lines.line_column(offset);
        let start = (offset - column) as usize;
        (line, self.text[start..offset as usize].chars().count() as i32)
    }

    /// The token at `token`, `last` if only dedents and the end of the text follow.
    fn show(&self, token: &parser::Token, trailing: bool) -> SourceToken {
        use TokenKind as K;
        let extra = self.tokens == Tokens::Extra;
        let (mut start, mut end) = (self.place(token.start), self.place(token.end));
        let mut text = self.text[token.start as usize..token.end as usize].to_owned();
        let mut lines = (start.0, end.0);
        match token.kind {
            K::EndMarker | K::Dedent if trailing => {
                let line = self.lines.line_count().max(1);
                let line = if self.text.ends_with('\n') || self.text.is_empty() { line } else { line + 1 };
                let column = if extra { 0 } else { -1 };
                let line = if extra { line } else { line.saturating_sub(1).max(1) };
                (start, end) = ((line, column), (line, column));
                return SourceToken {
                    number: number_of(token.kind, self.tokens),
                    text: String::new(),
                    start,
                    end,
                    lines: None,
                };
            }
            K::Newline | K::Nl => {
                // The newline that the reader added to the last line is not in the text.
                let added = self.unended && token.end as usize == self.text.len();
                lines = (start.0, start.0);
                start = self.place(token.end - 1);
                text = if added || !extra { String::new() } else { "\n".to_owned() };
                end = (start.0, start.1 + i32::from(extra));
            }
            K::Indent | K::Dedent if !extra => (start, end) = ((start.0, -1), (end.0, -1)),
            K::Indent => {
                let column = self.lines.line_column(token.end).1;
                text = self.text[(token.end - column) as usize..token.end as usize].to_owned();
                start = (end.0, 0);
            }
            _ => {}
        }
        SourceToken { number: number_of(token.kind, self.tokens), text, start, end, lines: Some(lines) }
    }
}

impl Vm {
    /// The symbol tables of source text: the arguments are those of `_symtable.symtable`.
    ///
    /// # Errors
    /// Python exceptions.
    pub fn symbol_tables(&mut self, args: Args<'_>) -> PyResult<Vec<SymbolTable>> {
        let source = source_of(self, args[0], "symtable", "string or bytes")?;
        let filename = filename_of(self, args[1])?;
        let Some(mode) = args[2].cast::<Str>() else {
            let message = format!("symtable() argument 3 must be str, not {}", self.arg_type_name(args[2]));
            return Err(self.type_error(&message));
        };
        let mode = mode.to_string_lossy();
        if !matches!(&*mode, "exec" | "eval" | "single") {
            return Err(self.value_error("symtable() arg 3 must be 'exec' or 'eval' or 'single'"));
        }
        let options = CompileOptions::new(&filename, &mode, 0);
        let mut findings = Findings::default();
        let tables = compiler::symbol_tables(source.input(), &options, &mut findings);
        for warning in &findings.warnings {
            self.syntax_warning(warning, &filename)?;
        }
        tables.map_err(|error| self.syntax_error(&error, &filename))
    }

    /// The tokens of source text up to its end or the first error, and that error.
    pub fn source_tokens(&mut self, text: &str, tokens: Tokens) -> (Vec<SourceToken>, Option<compiler::CompileError>) {
        let options = parser::Options::default();
        let extra = TokenizerOptions { extra_tokens: tokens == Tokens::Extra, barry_as_flufl: false };
        let stream = match parser::tokenize(text, extra, &options) {
            Ok(stream) => stream,
            Err(error) => return (Vec::new(), Some(error.into())),
        };
        let unended = !text.is_empty() && !text.ends_with(['\n', '\r']);
        let shown = Shown { text: &stream.text, lines: &stream.lines, tokens, unended };
        let kinds: &[parser::Token] = &stream.tokens;
        let ends = kinds.iter().rposition(|t| !matches!(t.kind, TokenKind::EndMarker | TokenKind::Dedent));
        let trailing = ends.map_or(0, |at| at + 1);
        let made = kinds.iter().enumerate().filter(|(_, token)| token.kind != TokenKind::Error);
        let mut made: Vec<SourceToken> = made.map(|(at, token)| shown.show(token, at >= trailing)).collect();
        if text.is_empty() {
            made.retain(|token| token.number == 0);
            for token in &mut made {
                (token.start.0, token.end.0) = (1, 1);
            }
        }
        (made, stream.error.map(Into::into))
    }

    /// Raises what ends the tokens of source text before the text's end, as CPython's tokenizer does when no parser asks it.
    pub fn raise_source_error(&mut self, error: &compiler::CompileError, unended: bool) -> Raised {
        self.make_source_error(error, unended).unwrap_or_else(|raised| raised)
    }

    fn make_source_error(&mut self, error: &compiler::CompileError, unended: bool) -> PyResult<Raised> {
        let (line, text) = (Value::len(error.line as usize), error.text.as_deref().unwrap_or_default());
        let text = text.trim_end_matches('\n');
        if error.incomplete && !error.message.starts_with("unterminated") {
            let message = self.str("unexpected EOF in multi-line statement")?.value();
            let exception = self.new_exception(Exc::SyntaxError, &[message])?.value();
            let column = if unended { text.chars().count() } else { 0 };
            for (name, value) in [("lineno", line), ("offset", Value::len(column)), ("end_lineno", line)] {
                let name = self.intern(name);
                self.set_attr(exception, name, value)?;
            }
            return Ok(self.raise(exception));
        }
        let (kind, column) = match &*error.kind {
            "IndentationError" => (Exc::IndentationError, error.column),
            "TabError" => (Exc::TabError, text.chars().count() as i32 + 1),
            _ if error.message.starts_with("unexpected character after line") => {
                (Exc::SyntaxError, text.chars().count() as i32 + i32::from(unended))
            }
            _ => return Ok(self.syntax_error(error, "<string>")),
        };
        let (message, file) = (self.str(&error.message)?.value(), self.str("<string>")?.value());
        let text = self.str(text)?.value();
        let details = self.tuple(&[file, line, Value::int32(column), text, Value::NONE, Value::NONE])?;
        Ok(self.raise_args(kind, &[message, details.value()]))
    }
}

/// The value of a line or column.
pub fn position_value((line, column): (u32, i32)) -> [Value; 2] {
    [Value::len(line as usize), Value::int32(column)]
}
