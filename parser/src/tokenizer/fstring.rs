//! f-strings (PEP 701): their text is tokens of its own, their fields are ordinary code between braces.

use super::{Scan, TokenKind, Tokenizer};
use crate::error::Warning;

/// CPython's MAXFSTRINGLEVEL.
const MAX_FSTRINGS: usize = 150;
/// CPython's MAX_EXPR_NESTING: fields in format specifications of fields.
const MAX_FIELD_NESTING: i32 = 3;

/// An open f-string.
#[derive(Debug)]
pub(super) struct FStringMode {
    pub(super) quote: u8,
    pub(super) size: usize,
    raw: bool,
    /// Offset of the prefix.
    start: usize,
    /// Brackets open within this f-string.
    pub(super) depth: i32,
    /// How many brackets are open outside the innermost field; -1 outside all fields.
    pub(super) field_depth: i32,
    /// Whether text comes next, and not code.
    pub(super) in_text: bool,
}

impl FStringMode {
    /// Whether the position is in a field, and not in brackets within it.
    pub(super) fn at_field_level(&self) -> bool {
        self.field_depth >= 0 && self.depth - 1 == self.field_depth
    }
}

impl Tokenizer<'_> {
    pub(super) fn fstring_start(&mut self, start: usize, raw: bool) -> Scan<()> {
        let quote = self.bytes[self.pos];
        let triple = self.peek_at(1) == Some(quote) && self.peek_at(2) == Some(quote);
        let size = if triple { 3 } else { 1 };
        self.pos += size;
        if self.fstrings.len() + 1 >= MAX_FSTRINGS {
            return self.fail("too many nested f-strings".into());
        }
        self.fstrings.push(FStringMode { quote, size, raw, start, depth: 0, field_depth: -1, in_text: true });
        self.push(TokenKind::FStringStart, start, self.pos);
        Ok(())
    }

    /// Scans text up to the next field or to the end of the f-string.
    pub(super) fn fstring_text(&mut self) -> Scan<()> {
        let Some(mode) = self.fstrings.last() else { return Ok(()) };
        let (quote, size, raw) = (mode.quote, mode.size, mode.raw);
        let start = self.pos;
        if self.peek() == Some(b'{') && self.peek_at(1) != Some(b'{') {
            return self.enter_field();
        }
        if self.closes(quote, size) {
            self.pos += size;
            self.push(TokenKind::FStringEnd, start, self.pos);
            self.fstrings.pop();
            return Ok(());
        }
        let in_spec = mode.field_depth >= 0;
        let outermost = mode.depth == 0;
        let mut named_escape = false;
        loop {
            let Some(byte) = self.peek() else { return self.unterminated_fstring() };
            match byte {
                b'\n' if size == 1 => {
                    // A newline ends a format specification, not the f-string.
                    if !in_spec {
                        return self.unterminated_fstring();
                    }
                    self.leave_text();
                    self.push(TokenKind::FStringMiddle, start, self.pos);
                    return Ok(());
                }
                _ if byte == quote && self.closes(quote, size) => {
                    self.push(TokenKind::FStringMiddle, start, self.pos);
                    return Ok(());
                }
                b'{' if self.peek_at(1) == Some(b'{') && !in_spec => {
                    self.push(TokenKind::FStringMiddle, start, self.pos + 1);
                    self.pos += 2;
                    return Ok(());
                }
                b'{' => {
                    self.push(TokenKind::FStringMiddle, start, self.pos);
                    return self.enter_field();
                }
                b'}' if named_escape => {
                    self.pos += 1;
                    self.push(TokenKind::FStringMiddle, start, self.pos);
                    return Ok(());
                }
                b'}' if self.peek_at(1) == Some(b'}') && !in_spec && outermost => {
                    self.push(TokenKind::FStringMiddle, start, self.pos + 1);
                    self.pos += 2;
                    return Ok(());
                }
                b'}' => {
                    self.push(TokenKind::FStringMiddle, start, self.pos);
                    self.leave_text();
                    return Ok(());
                }
                b'\\' => named_escape |= self.fstring_escape(raw),
                _ => self.pos += 1,
            }
        }
    }

    /// Steps over a backslash and what it escapes, but never over a brace. True for `\N{`.
    fn fstring_escape(&mut self, raw: bool) -> bool {
        let start = self.pos as u32;
        self.pos += 1;
        match self.peek() {
            Some(brace @ (b'{' | b'}')) => {
                if !raw {
                    self.warnings.push(Warning {
                        message: format!("invalid escape sequence '\\{}'", brace as char),
                        line: self.source.lines.line(start),
                        range: (start, start + 2),
                    });
                }
                false
            }
            Some(b'N') if !raw && self.peek_at(1) == Some(b'{') => {
                self.pos += 2;
                true
            }
            // CPython reads one byte; the rest of a longer character is harmless text.
            Some(_) => {
                self.pos += 1;
                false
            }
            None => false,
        }
    }

    fn closes(&self, quote: u8, size: usize) -> bool {
        self.bytes[self.pos..].iter().take(size).filter(|&&byte| byte == quote).count() == size
    }

    fn enter_field(&mut self) -> Scan<()> {
        let Some(mode) = self.fstrings.last_mut() else { return Ok(()) };
        mode.field_depth += 1;
        mode.in_text = false;
        if mode.field_depth >= MAX_FIELD_NESTING {
            // The column is that of the brace's predecessor.
            return self.fail("f-string: expressions nested too deeply".into());
        }
        Ok(())
    }

    fn leave_text(&mut self) {
        if let Some(mode) = self.fstrings.last_mut() {
            mode.in_text = false;
        }
    }

    fn unterminated_fstring(&mut self) -> Scan<()> {
        let detected = self.line_at_end();
        let Some(mode) = self.fstrings.last() else { return Ok(()) };
        let triple = if mode.size == 3 { "triple-quoted " } else { "" };
        self.pos = mode.start + 1;
        self.fail(format!("unterminated {triple}f-string literal (detected at line {detected})"))
    }
}
