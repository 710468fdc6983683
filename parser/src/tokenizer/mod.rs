//! CPython 3.12's tokenizer: text to tokens, at once for the whole text.
//!
//! The stream ends with `ENDMARKER`, or at the first error with a token of kind [`TokenKind::Error`]; what the error is
//! stands in [`StreamEnd`]. Errors are not raised at once because an error of grammar in front of them has precedence.

mod fstring;
mod indentation;
mod number;
mod soft_keyword;
mod string;
mod token;

pub(crate) use soft_keyword::{SoftKeyword, SoftKeywords};
pub use token::{Token, TokenKind};

use crate::error::{ErrorKind, Location, SyntaxError, Warning};
use crate::source::Source;
use fstring::FStringMode;

/// CPython's MAXLEVEL: how deep brackets nest.
const MAX_BRACKETS: usize = 200;

/// What the caller wants to see, and how it wants `!=` spelt.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokenizerOptions {
    /// Also yield comments and newlines that end no statement, and take what only the parser would reject, as the `tokenize`
    /// module does.
    pub extra_tokens: bool,
    /// `from __future__ import barry_as_FLUFL`: inequality is `<>`.
    pub barry_as_flufl: bool,
}

/// How a token stream ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StreamEnd {
    /// With `ENDMARKER`.
    Complete,
    /// With an error that goes before errors of the parser that stand in front of it.
    Error(SyntaxError),
    /// With an error that counts only if the parser gets there.
    Deferred(SyntaxError),
    /// The text ended within brackets or behind a backslash.
    Eof,
}

/// An open bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bracket {
    pub(crate) byte: u8,
    pub(crate) offset: u32,
}

/// All tokens of a text.
#[derive(Debug)]
pub(crate) struct TokenStream {
    pub(crate) tokens: Vec<Token>,
    pub(crate) end: StreamEnd,
    /// The brackets open where the stream ended.
    pub(crate) open: Vec<Bracket>,
    pub(crate) warnings: Vec<Warning>,
}

/// Why scanning stops.
enum Stop {
    Error(Box<SyntaxError>),
    Deferred(Box<SyntaxError>),
    Eof,
}

type Scan<T> = Result<T, Stop>;

struct Tokenizer<'a> {
    source: Source<'a>,
    bytes: &'a [u8],
    pos: usize,
    options: TokenizerOptions,
    at_line_start: bool,
    /// Whether the line holds no code.
    blank_line: bool,
    /// Where a comment started that the next newline ends: the newline's token starts there.
    comment_start: Option<usize>,
    /// Columns of the open blocks: with tabs to 8, and with tabs as 1.
    indents: Vec<(u32, u32)>,
    brackets: Vec<Bracket>,
    fstrings: Vec<FStringMode>,
    tokens: Vec<Token>,
    warnings: Vec<Warning>,
}

/// Splits a whole text into tokens.
pub(crate) fn tokenize(source: Source<'_>, options: TokenizerOptions) -> TokenStream {
    let mut tokenizer = Tokenizer {
        source,
        bytes: source.text.as_bytes(),
        pos: 0,
        options,
        at_line_start: true,
        blank_line: false,
        comment_start: None,
        indents: vec![(0, 0)],
        brackets: Vec::new(),
        fstrings: Vec::new(),
        tokens: Vec::with_capacity(source.text.len() / 5 + 8),
        warnings: Vec::new(),
    };
    let end = match tokenizer.run() {
        Ok(()) => StreamEnd::Complete,
        Err(stop) => {
            let at = tokenizer.pos.min(source.text.len());
            tokenizer.push(TokenKind::Error, at, at);
            match stop {
                // An error within an f-string does not go before the parser's.
                Stop::Error(error) if !tokenizer.fstrings.is_empty() => StreamEnd::Deferred(*error),
                Stop::Error(error) => StreamEnd::Error(*error),
                Stop::Deferred(error) => StreamEnd::Deferred(*error),
                Stop::Eof => StreamEnd::Eof,
            }
        }
    };
    TokenStream { tokens: tokenizer.tokens, end, open: tokenizer.brackets, warnings: tokenizer.warnings }
}

impl Tokenizer<'_> {
    fn run(&mut self) -> Scan<()> {
        loop {
            let in_fstring_text = self.fstrings.last().is_some_and(|mode| mode.in_text);
            if in_fstring_text {
                self.fstring_text()?;
                continue;
            }
            if std::mem::take(&mut self.at_line_start) {
                self.blank_line = self.indentation()?;
            }
            if !self.token()? {
                return Ok(());
            }
        }
    }

    /// Scans a token of ordinary code; false at the end of the text.
    fn token(&mut self) -> Scan<bool> {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\x0c')) {
            self.pos += 1;
        }
        let start = self.pos;
        let Some(byte) = self.peek() else {
            if !self.brackets.is_empty() {
                return Err(Stop::Eof);
            }
            self.push(TokenKind::EndMarker, start, start);
            return Ok(false);
        };
        match byte {
            b'#' => self.comment(),
            b'\n' => self.newline(),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.name_or_string()?,
            b'0'..=b'9' => self.number()?,
            b'.' if matches!(self.peek_at(1), Some(b'0'..=b'9')) => self.number()?,
            b'\'' | b'"' => self.string(start)?,
            b'\\' => self.continuation()?,
            _ => self.punctuation(byte)?,
        }
        Ok(true)
    }

    fn comment(&mut self) {
        let start = self.pos;
        while !matches!(self.peek(), None | Some(b'\n')) {
            self.pos += 1;
        }
        if self.options.extra_tokens {
            self.push(TokenKind::Comment, start, self.pos);
        } else {
            self.comment_start = Some(start);
        }
    }

    fn newline(&mut self) {
        let start = self.comment_start.take().unwrap_or(self.pos);
        self.pos += 1;
        self.at_line_start = true;
        if !self.brackets.is_empty() || self.blank_line {
            if self.options.extra_tokens {
                self.push(TokenKind::Nl, start, self.pos);
            }
        } else {
            self.push(TokenKind::Newline, start, self.pos);
        }
    }

    /// A backslash and newline join two lines.
    fn continuation(&mut self) -> Scan<()> {
        self.pos += 1;
        if self.peek() != Some(b'\n') {
            self.pos += usize::from(self.pos < self.bytes.len());
            let start = self.line_start();
            let line = self.source.lines.line(start as u32);
            return Err(Stop::Deferred(Box::new(SyntaxError::at(
                ErrorKind::Syntax,
                "unexpected character after line continuation character",
                Location {
                    line,
                    column: self.chars_from(start, self.pos),
                    end_line: line,
                    end_column: 0,
                    text: Some(self.source.line_text(line).to_owned()),
                },
            ))));
        }
        self.pos += 1;
        if self.pos == self.bytes.len() { Err(Stop::Eof) } else { Ok(()) }
    }

    fn name_or_string(&mut self) -> Scan<()> {
        let start = self.pos;
        let (mut b, mut u, mut r, mut f) = (false, false, false, false);
        while let Some(byte) = self.peek() {
            match byte {
                b'b' | b'B' if !(b || u || f) => b = true,
                b'u' | b'U' if !(b || u || r || f) => u = true,
                b'r' | b'R' if !(r || u) => r = true,
                b'f' | b'F' if !(f || b || u) => f = true,
                b'\'' | b'"' if f => return self.fstring_start(start, r),
                b'\'' | b'"' if b || u || r => return self.string(start),
                _ => break,
            }
            self.pos += 1;
        }
        let mut ascii = true;
        while let Some(byte) = self.peek() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9' => {}
                0x80.. => ascii = false,
                _ => break,
            }
            self.pos += 1;
        }
        if ascii {
            let kind = TokenKind::keyword_or_name(&self.bytes[start..self.pos]);
            self.push(kind, start, self.pos);
        } else {
            self.check_identifier(start)?;
            self.push(TokenKind::Name, start, self.pos);
        }
        Ok(())
    }

    /// Reports the first character that may not stand where it does in an identifier.
    fn check_identifier(&mut self, start: usize) -> Scan<()> {
        let name = &self.source.text[start..self.pos];
        for (at, character) in name.char_indices() {
            let valid = if at == 0 {
                character == '_' || unicode_xid::UnicodeXID::is_xid_start(character)
            } else {
                unicode_xid::UnicodeXID::is_xid_continue(character)
            };
            if !valid && !self.options.extra_tokens {
                self.pos = start + at + character.len_utf8();
                let message = if is_printable(character) {
                    format!("invalid character '{character}' (U+{:04X})", character as u32)
                } else {
                    format!("invalid non-printable character U+{:04X}", character as u32)
                };
                return self.fail(message);
            }
        }
        Ok(())
    }

    fn punctuation(&mut self, byte: u8) -> Scan<()> {
        let start = self.pos;
        if byte == b':' && self.fstrings.last().is_some_and(FStringMode::at_field_level) {
            self.pos += 1;
            self.push(TokenKind::Colon, start, self.pos);
            if let Some(mode) = self.fstrings.last_mut() {
                mode.in_text = true;
            }
            return Ok(());
        }
        let rest = &self.bytes[start..];
        let (kind, len) = match operator(rest) {
            Some((TokenKind::NotEqual, len)) if self.options.barry_as_flufl => (TokenKind::Unknown, len),
            Some(found) => found,
            None if rest.starts_with(b"<>") => {
                (if self.options.barry_as_flufl { TokenKind::NotEqual } else { TokenKind::Unknown }, 2)
            }
            None => (single(byte), 1),
        };
        match byte {
            b'(' | b'[' | b'{' => self.open_bracket(byte)?,
            b')' | b']' | b'}' => self.close_bracket(byte)?,
            0..=0x1f | 0x7f => {
                self.pos += 1;
                return self.fail(format!("invalid non-printable character U+{byte:04X}"));
            }
            _ => self.pos += len,
        }
        self.push(kind, start, self.pos);
        Ok(())
    }

    fn open_bracket(&mut self, byte: u8) -> Scan<()> {
        self.pos += 1;
        if self.brackets.len() >= MAX_BRACKETS {
            return self.fail("too many nested parentheses".into());
        }
        self.brackets.push(Bracket { byte, offset: self.pos as u32 - 1 });
        if let Some(mode) = self.fstrings.last_mut() {
            mode.depth += 1;
        }
        Ok(())
    }

    fn close_bracket(&mut self, byte: u8) -> Scan<()> {
        self.pos += 1;
        let shown = byte as char;
        if byte == b'}' && self.fstrings.last().is_some_and(|mode| mode.depth == 0) {
            return self.fail("f-string: single '}' is not allowed".into());
        }
        let Some(open) = self.brackets.pop() else {
            if self.options.extra_tokens {
                return Ok(());
            }
            return self.fail(format!("unmatched '{shown}'"));
        };
        let matching = matches!((open.byte, byte), (b'(', b')') | (b'[', b']') | (b'{', b'}'));
        if !matching && !self.options.extra_tokens {
            let in_field = open.byte == b'{' && self.fstrings.last().is_some_and(FStringMode::at_field_level);
            if in_field {
                return self.fail(format!("f-string: unmatched '{shown}'"));
            }
            let opening = open.byte as char;
            let line = self.source.lines.line(open.offset);
            let mut message = format!("closing parenthesis '{shown}' does not match opening parenthesis '{opening}'");
            if line != self.source.lines.line(self.pos as u32 - 1) {
                message.push_str(&format!(" on line {line}"));
            }
            return self.fail(message);
        }
        if let Some(mode) = self.fstrings.last_mut() {
            mode.depth -= 1;
            if byte == b'}' && mode.depth == mode.field_depth {
                mode.field_depth -= 1;
                mode.in_text = true;
            }
        }
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.pos).copied()
    }

    fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.pos + ahead).copied()
    }

    fn push(&mut self, kind: TokenKind, start: usize, end: usize) {
        self.tokens.push(Token { kind, start: start as u32, end: end as u32 });
    }

    /// Start of the line that the position is in; a newline just read still belongs to its line.
    fn line_start(&self) -> usize {
        let end = self.pos.min(self.bytes.len());
        self.bytes[..end].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1)
    }

    fn chars_from(&self, start: usize, end: usize) -> i32 {
        self.source.text.get(start..end).map_or((end - start) as i32, |text| text.chars().count() as i32)
    }

    /// Fails with the column of the last character read.
    fn fail<T>(&self, message: String) -> Scan<T> {
        let start = self.line_start();
        let column = self.chars_from(start, self.pos);
        self.fail_at(message, start, column, column)
    }

    fn fail_at<T>(&self, message: String, line_start: usize, column: i32, end_column: i32) -> Scan<T> {
        let line = self.source.lines.line(line_start as u32);
        let text = self.source.line_text(line).trim_end_matches('\n').to_owned();
        let location = Location { line, column, end_line: line, end_column, text: Some(text) };
        Err(Stop::Error(Box::new(SyntaxError::at(ErrorKind::Syntax, message, location))))
    }
}

impl TokenKind {
    fn keyword_or_name(text: &[u8]) -> TokenKind {
        // No keyword is shorter than two letters or longer than eight, and none holds a digit or underscore.
        if !(2..=8).contains(&text.len()) || !matches!(text[0], b'a'..=b'y' | b'F' | b'N' | b'T') {
            return TokenKind::Name;
        }
        TokenKind::keyword(text).unwrap_or(TokenKind::Name)
    }
}

/// The operator of two or three characters that `rest` starts with.
fn operator(rest: &[u8]) -> Option<(TokenKind, usize)> {
    use TokenKind::*;
    let second = *rest.get(1)?;
    let third = rest.get(2) == Some(&b'=');
    Some(match (rest[0], second) {
        (b'.', b'.') if rest.get(2) == Some(&b'.') => (Ellipsis, 3),
        (b'*', b'*') if third => (DoubleStarEqual, 3),
        (b'/', b'/') if third => (DoubleSlashEqual, 3),
        (b'<', b'<') if third => (LeftShiftEqual, 3),
        (b'>', b'>') if third => (RightShiftEqual, 3),
        (b'*', b'*') => (DoubleStar, 2),
        (b'/', b'/') => (DoubleSlash, 2),
        (b'<', b'<') => (LeftShift, 2),
        (b'>', b'>') => (RightShift, 2),
        (b'!', b'=') => (NotEqual, 2),
        (b'%', b'=') => (PercentEqual, 2),
        (b'&', b'=') => (AmperEqual, 2),
        (b'*', b'=') => (StarEqual, 2),
        (b'+', b'=') => (PlusEqual, 2),
        (b'-', b'=') => (MinEqual, 2),
        (b'-', b'>') => (RArrow, 2),
        (b'/', b'=') => (SlashEqual, 2),
        (b':', b'=') => (ColonEqual, 2),
        (b'<', b'=') => (LessEqual, 2),
        (b'=', b'=') => (EqEqual, 2),
        (b'>', b'=') => (GreaterEqual, 2),
        (b'@', b'=') => (AtEqual, 2),
        (b'^', b'=') => (CircumFlexEqual, 2),
        (b'|', b'=') => (VBarEqual, 2),
        _ => return Option::None,
    })
}

fn single(byte: u8) -> TokenKind {
    use TokenKind::*;
    match byte {
        b'(' => LPar,
        b')' => RPar,
        b'[' => LSqb,
        b']' => RSqb,
        b'{' => LBrace,
        b'}' => RBrace,
        b':' => Colon,
        b',' => Comma,
        b';' => Semi,
        b'+' => Plus,
        b'-' => Minus,
        b'*' => Star,
        b'/' => Slash,
        b'|' => VBar,
        b'&' => Amper,
        b'<' => Less,
        b'>' => Greater,
        b'=' => Equal,
        b'.' => Dot,
        b'%' => Percent,
        b'~' => Tilde,
        b'^' => CircumFlex,
        b'@' => At,
        b'!' => Exclamation,
        _ => Unknown,
    }
}

/// Whether `repr` would show the character as itself.
pub(crate) fn is_printable(character: char) -> bool {
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
    match character.general_category_group() {
        GeneralCategoryGroup::Other => false,
        GeneralCategoryGroup::Separator => character == ' ',
        GeneralCategoryGroup::Letter
        | GeneralCategoryGroup::Mark
        | GeneralCategoryGroup::Number
        | GeneralCategoryGroup::Punctuation
        | GeneralCategoryGroup::Symbol => true,
    }
}
