//! The start of a line: blank or not, and what blocks open and close there.

use super::{Scan, Stop, TokenKind, Tokenizer};
use crate::error::{ErrorKind, Location, SyntaxError};

/// CPython's MAXINDENT: how deep blocks nest, the outermost included.
const MAX_INDENTS: usize = 100;
const TAB_SIZE: u32 = 8;

impl Tokenizer<'_> {
    /// Measures the indentation of a line and emits `INDENT` or `DEDENT`. True if the line holds no code.
    pub(super) fn indentation(&mut self) -> Scan<bool> {
        let (mut column, mut alt_column) = (0, 0);
        let mut continued_column = 0;
        loop {
            match self.peek() {
                Some(b' ') => {
                    column += 1;
                    alt_column += 1;
                }
                Some(b'\t') => {
                    column = (column / TAB_SIZE + 1) * TAB_SIZE;
                    alt_column += 1;
                }
                Some(b'\x0c') => (column, alt_column) = (0, 0),
                // The indentation of a continued line is that of its first backslash.
                Some(b'\\') => {
                    if continued_column == 0 {
                        continued_column = column;
                    }
                    self.continuation()?;
                    continue;
                }
                _ => break,
            }
            self.pos += 1;
        }
        if matches!(self.peek(), Some(b'#' | b'\n')) {
            return Ok(true);
        }
        if self.brackets.is_empty() {
            if continued_column != 0 {
                (column, alt_column) = (continued_column, continued_column);
            }
            self.open_and_close_blocks(column, alt_column)?;
        }
        Ok(false)
    }

    fn open_and_close_blocks(&mut self, column: u32, alt_column: u32) -> Scan<()> {
        let (current, alt_current) = self.current_indent();
        if column > current {
            if self.indents.len() >= MAX_INDENTS {
                return self.fail_line(ErrorKind::Indentation, "too many levels of indentation");
            }
            if alt_column <= alt_current {
                return self.inconsistent();
            }
            self.indents.push((column, alt_column));
            self.push(TokenKind::Indent, self.pos, self.pos);
            return Ok(());
        }
        let mut closed = 0;
        while column < self.current_indent().0 {
            self.indents.pop();
            closed += 1;
        }
        let (current, alt_current) = self.current_indent();
        if column != current {
            return self.fail_dedent();
        }
        if alt_column != alt_current {
            return self.inconsistent();
        }
        for _ in 0..closed {
            self.push(TokenKind::Dedent, self.pos, self.pos);
        }
        Ok(())
    }

    fn current_indent(&self) -> (u32, u32) {
        self.indents.last().copied().unwrap_or((0, 0))
    }

    fn inconsistent(&self) -> Scan<()> {
        self.fail_line(ErrorKind::Tab, "inconsistent use of tabs and spaces in indentation")
    }

    /// An error that points at the start of its line.
    fn fail_line(&self, kind: ErrorKind, message: &str) -> Scan<()> {
        let line = self.source.lines.line(self.line_start() as u32);
        let text = Some(self.source.line_text(line).to_owned());
        let location = Location { line, column: 1, end_line: line, end_column: 0, text };
        Err(Stop::Deferred(Box::new(SyntaxError::at(kind, message, location))))
    }

    /// An error that points behind the end of its line.
    fn fail_dedent(&self) -> Scan<()> {
        let line = self.source.lines.line(self.line_start() as u32);
        let text = self.source.line_text(line);
        let column = text.chars().count() as i32;
        let location = Location { line, column, end_line: line, end_column: -1, text: Some(text.to_owned()) };
        let message = "unindent does not match any outer indentation level";
        Err(Stop::Deferred(Box::new(SyntaxError::at(ErrorKind::Indentation, message, location))))
    }
}
