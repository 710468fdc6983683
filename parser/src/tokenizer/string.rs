//! String literals other than f-strings: where they end. Their escapes are read when the tree is built.

use super::{Scan, TokenKind, Tokenizer};

impl Tokenizer<'_> {
    /// Scans a string whose prefix starts at `start` and whose first quote is next.
    pub(super) fn string(&mut self, start: usize) -> Scan<()> {
        let quote = self.bytes[self.pos];
        let rest = &self.bytes[self.pos..];
        let triple = rest.get(1) == Some(&quote) && rest.get(2) == Some(&quote);
        let size = if triple { 3 } else { 1 };
        self.pos += size;
        let mut closing = 0;
        while closing < size {
            match self.peek() {
                Some(byte) if byte == quote => closing += 1,
                None => return self.unterminated(start, quote, size),
                Some(b'\n') if !triple => return self.unterminated(start, quote, size),
                Some(b'\\') => {
                    closing = 0;
                    self.pos += 1;
                    if self.peek().is_none() {
                        return self.unterminated(start, quote, size);
                    }
                }
                Some(_) => closing = 0,
            }
            self.pos += 1;
        }
        self.push(TokenKind::String, start, self.pos);
        Ok(())
    }

    fn unterminated(&mut self, start: usize, quote: u8, size: usize) -> Scan<()> {
        let detected = self.line_at_end();
        self.pos = start + 1;
        if self.fstrings.last().is_some_and(|mode| mode.quote == quote && mode.size == size) {
            return self.fail("f-string: expecting '}'".into());
        }
        let triple = if size == 3 { "triple-quoted " } else { "" };
        self.fail(format!("unterminated {triple}string literal (detected at line {detected})"))
    }

    /// The line of the position; the end of the text belongs to the last line that has characters.
    pub(super) fn line_at_end(&self) -> u32 {
        if self.pos >= self.bytes.len() { self.source.last_line() } else { self.source.lines.line(self.pos as u32) }
    }
}
