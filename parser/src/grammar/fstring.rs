//! Adjacent string tokens to one expression: plain strings joined, f-strings to `JoinedStr` with exact positions.

use rustpython_parser::ast::{self, ConversionFlag, Expr};
use rustpython_parser::text_size::TextRange;
use rustpython_parser::{Mode, parse_tokens};

use super::literal::{Blame, LiteralError, StringParts, bytes_value, fstring_text_value, string_value};
use super::{Failure, Feeder, Shared, range};
use crate::tokenizer::{Token, TokenKind};
use crate::wtf;

/// What a run of adjacent string tokens comes to.
pub(super) enum Joined {
    Str { value: String, unicode: bool },
    Bytes(Vec<u8>),
    FString(Expr),
}

/// A piece of an f-string under construction.
enum Piece {
    Text { value: String, unicode: bool, range: TextRange },
    Field(Expr),
}

/// Index behind the run of string tokens that starts at `at`.
pub(super) fn run_end(tokens: &[Token], mut at: usize) -> usize {
    loop {
        match tokens.get(at).map(|token| token.kind) {
            Some(TokenKind::String) => at += 1,
            Some(TokenKind::FStringStart) => at = fstring_end(tokens, at),
            _ => return at,
        }
    }
}

/// Index behind the `FSTRING_END` of the f-string that starts at `at`.
fn fstring_end(tokens: &[Token], mut at: usize) -> usize {
    let mut depth = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.kind {
            TokenKind::FStringStart => depth += 1,
            TokenKind::FStringEnd => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            _ => {}
        }
    }
    at
}

impl Shared<'_> {
    /// Joins `tokens`, a whole run.
    pub(super) fn join(&mut self, tokens: &[Token]) -> Result<Joined, Failure> {
        let mut bytes: Option<Vec<u8>> = None;
        let mut pieces: Vec<Piece> = Vec::new();
        let mut is_fstring = false;
        let mut at = 0;
        while let Some(&token) = tokens.get(at) {
            if token.kind == TokenKind::FStringStart {
                is_fstring = true;
                let end = fstring_end(tokens, at);
                let raw = self.source.slice(token.start, token.end).contains(['r', 'R']);
                self.pieces(&tokens[at + 1..end - 1], raw, &mut pieces)?;
                at = end;
                continue;
            }
            let parts = StringParts::new(self.source.slice(token.start, token.end));
            if parts.bytes {
                bytes_value(&parts, token, self.source, bytes.get_or_insert_default(), &mut self.warnings)?;
            } else {
                let mut value = String::with_capacity((token.end - token.start) as usize);
                string_value(&parts, token, self.source, &mut value, &mut self.warnings)?;
                pieces.push(Piece::Text { value, unicode: parts.unicode, range: range(token.start, token.end) });
            }
            at += 1;
        }
        if let Some(bytes) = bytes {
            if is_fstring || !pieces.is_empty() {
                let message = "cannot mix bytes and nonbytes literals".into();
                return Err(LiteralError { message, range: Blame::LastToken }.into());
            }
            return Ok(Joined::Bytes(bytes));
        }
        if is_fstring {
            let (first, last) = (tokens[0].start, tokens[tokens.len() - 1].end);
            return Ok(Joined::FString(joined_str(pieces, range(first, last))));
        }
        let mut pieces = pieces.into_iter();
        let Some(Piece::Text { mut value, unicode, .. }) = pieces.next() else {
            return Ok(Joined::Str { value: String::new(), unicode: false });
        };
        for piece in pieces {
            if let Piece::Text { value: more, .. } = piece {
                value.push_str(&more);
            }
        }
        Ok(Joined::Str { value, unicode })
    }

    /// The pieces of an f-string's or format specification's tokens.
    fn pieces(&mut self, tokens: &[Token], raw: bool, pieces: &mut Vec<Piece>) -> Result<(), Failure> {
        let mut at = 0;
        while let Some(&token) = tokens.get(at) {
            match token.kind {
                TokenKind::FStringMiddle => {
                    let mut value = String::new();
                    let text = self.source.slice(token.start, token.end);
                    fstring_text_value(text, raw, token, self.source, &mut value, &mut self.warnings)?;
                    let end = token.end + u32::from(ends_in_doubled_brace(text));
                    pieces.push(Piece::Text { value, unicode: false, range: range(token.start, end) });
                    at += 1;
                }
                TokenKind::LBrace => {
                    let len = field_len(&tokens[at..]).ok_or(Failure)?;
                    self.field(&tokens[at..at + len], raw, pieces)?;
                    at += len;
                }
                _ => return Err(Failure),
            }
        }
        Ok(())
    }

    /// A replacement field, braces included.
    fn field(&mut self, tokens: &[Token], raw: bool, pieces: &mut Vec<Piece>) -> Result<(), Failure> {
        let (open, close) = (tokens[0], tokens[tokens.len() - 1]);
        let inner = &tokens[1..tokens.len() - 1];
        let mut at = expression_len(inner);
        let expression = &inner[..at];
        let kind_at = |at: usize| inner.get(at).map(|token| token.kind);
        let debug = kind_at(at) == Some(TokenKind::Equal);
        at += usize::from(debug);
        // Where the expression's text ends, for `{x = }`.
        let text_end = inner.get(at).map_or(close.start, |token| token.start);
        let mut conversion = ConversionFlag::None;
        if kind_at(at) == Some(TokenKind::Exclamation) {
            let name = inner.get(at + 1).filter(|name| name.start == inner[at].end);
            conversion = match name.map(|name| self.source.slice(name.start, name.end)) {
                Some("s") => ConversionFlag::Str,
                Some("r") => ConversionFlag::Repr,
                Some("a") => ConversionFlag::Ascii,
                _ => return Err(Failure),
            };
            at += 2;
        }
        let mut format_spec = None;
        if kind_at(at) == Some(TokenKind::Colon) {
            let mut spec = Vec::new();
            self.pieces(&inner[at + 1..], raw, &mut spec)?;
            let end = inner[inner.len() - 1].end;
            format_spec = Some(Box::new(format_spec_str(spec, range(inner[at].start, end))));
            at = inner.len();
        }
        if at != inner.len() {
            return Err(Failure);
        }
        let value = Box::new(self.field_expression(expression)?);
        if debug {
            let text = without_comments(self.source.slice(open.end, text_end));
            let mut value = String::new();
            wtf::push_text(&mut value, &text);
            pieces.push(Piece::Text { value, unicode: false, range: range(open.end, text_end) });
            if format_spec.is_none() && conversion == ConversionFlag::None {
                conversion = ConversionFlag::Repr;
            }
        }
        let range = range(open.start, close.end);
        pieces.push(Piece::Field(ast::ExprFormattedValue { value, conversion, format_spec, range }.into()));
        Ok(())
    }

    fn field_expression(&mut self, tokens: &[Token]) -> Result<Expr, Failure> {
        // Deep f-strings in f-strings: each level is a parser on the native stack.
        let mut feeder = Feeder::new(self, tokens);
        feeder.in_parentheses = tokens.first().is_some_and(|token| token.kind == TokenKind::Yield);
        let parsed = parse_tokens(feeder, Mode::Expression, "");
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        if let Err(error) = &parsed {
            self.repeated_name |= super::is_repeated_name(&error.error);
        }
        match parsed {
            Ok(ast::Mod::Expression(module)) => Ok(*module.body),
            _ => Err(Failure),
        }
    }
}

/// Length of the field that `tokens` start with, braces included.
fn field_len(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::LBrace | TokenKind::LPar | TokenKind::LSqb => depth += 1,
            TokenKind::RBrace | TokenKind::RPar | TokenKind::RSqb => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Length of the expression in a field: up to `=`, `!` or `:` outside all brackets and strings.
fn expression_len(tokens: &[Token]) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::LBrace | TokenKind::LPar | TokenKind::LSqb | TokenKind::FStringStart => depth += 1,
            TokenKind::RBrace | TokenKind::RPar | TokenKind::RSqb | TokenKind::FStringEnd => depth -= 1,
            TokenKind::Equal | TokenKind::Exclamation | TokenKind::Colon if depth == 0 => return at,
            _ => {}
        }
    }
    tokens.len()
}

/// Whether the text of a token ends in one brace for two in the source: those positions count both.
fn ends_in_doubled_brace(text: &str) -> bool {
    match text.as_bytes().last() {
        Some(b'{') => true,
        Some(b'}') => !text.rfind('{').is_some_and(|open| text[..open].ends_with("\\N")),
        _ => false,
    }
}

/// The text that `{x = }` shows: comments are left out.
fn without_comments(text: &str) -> String {
    if !text.contains('#') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut in_comment = false;
    for character in text.chars() {
        in_comment = match character {
            '#' => true,
            '\n' => false,
            _ => in_comment,
        };
        if !in_comment {
            out.push(character);
        }
    }
    out
}

/// A format specification keeps its pieces as they are, but an empty one has none.
fn format_spec_str(pieces: Vec<Piece>, range: TextRange) -> Expr {
    if let [Piece::Text { value, .. }] = &pieces[..]
        && value.is_empty()
    {
        return ast::ExprJoinedStr { values: Vec::new(), range }.into();
    }
    let values = pieces.into_iter().map(|piece| match piece {
        Piece::Text { value, range, .. } => {
            ast::ExprConstant { value: ast::Constant::Str(value), kind: None, range }.into()
        }
        Piece::Field(field) => field,
    });
    ast::ExprJoinedStr { values: values.collect(), range }.into()
}

/// Merges adjacent texts and drops empty ones.
fn joined_str(pieces: Vec<Piece>, range: TextRange) -> Expr {
    let mut values: Vec<Expr> = Vec::with_capacity(pieces.len());
    let mut pending: Option<(String, bool, TextRange)> = None;
    let flush = |pending: &mut Option<(String, bool, TextRange)>, values: &mut Vec<Expr>| {
        let Some((value, unicode, range)) = pending.take() else { return };
        if !value.is_empty() {
            let kind = unicode.then(|| "u".to_owned());
            values.push(ast::ExprConstant { value: ast::Constant::Str(value), kind, range }.into());
        }
    };
    for piece in pieces {
        match piece {
            Piece::Text { value, unicode, range } => match &mut pending {
                Some((text, _, whole)) => {
                    text.push_str(&value);
                    *whole = TextRange::new(whole.start(), range.end());
                }
                None => pending = Some((value, unicode, range)),
            },
            Piece::Field(field) => {
                flush(&mut pending, &mut values);
                values.push(field);
            }
        }
    }
    flush(&mut pending, &mut values);
    ast::ExprJoinedStr { values, range }.into()
}
