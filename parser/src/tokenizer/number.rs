//! Numbers: where they end, and what is wrong with those that do not end well.

use super::{Scan, TokenKind, Tokenizer};
use crate::error::Warning;

impl Tokenizer<'_> {
    pub(super) fn number(&mut self) -> Scan<()> {
        let start = self.pos;
        if self.peek() == Some(b'0') {
            self.pos += 1;
            match self.peek() {
                Some(b'x' | b'X') => self.radix_digits("hexadecimal", 16)?,
                Some(b'o' | b'O') => self.radix_digits("octal", 8)?,
                Some(b'b' | b'B') => self.radix_digits("binary", 2)?,
                _ => self.leading_zero(start)?,
            }
        } else {
            if self.peek() != Some(b'.') {
                self.decimal_digits()?;
            }
            self.fraction_and_exponent()?;
        }
        self.push(TokenKind::Number, start, self.pos);
        Ok(())
    }

    /// Digits of a literal with a prefix, from its letter on.
    fn radix_digits(&mut self, name: &str, radix: u32) -> Scan<()> {
        self.pos += 1;
        let is_digit = |byte: Option<u8>| byte.is_some_and(|byte| (byte as char).is_digit(radix));
        loop {
            if self.peek() == Some(b'_') {
                self.pos += 1;
            }
            if !is_digit(self.peek()) {
                self.reject_digit(name, radix)?;
                return self.fail(format!("invalid {name} literal"));
            }
            while is_digit(self.peek()) {
                self.pos += 1;
            }
            if self.peek() != Some(b'_') {
                break;
            }
        }
        self.reject_digit(name, radix)?;
        self.end_of_number(name)
    }

    fn reject_digit(&mut self, name: &str, radix: u32) -> Scan<()> {
        match self.peek() {
            Some(byte @ b'0'..=b'9') if radix < 10 => {
                self.pos += 1;
                self.fail(format!("invalid digit '{}' in {name} literal", byte as char))
            }
            _ => Ok(()),
        }
    }

    /// Zero, or more zeros, or a float that starts with them, or an octal literal of old.
    fn leading_zero(&mut self, start: usize) -> Scan<()> {
        loop {
            if self.peek() == Some(b'_') {
                self.pos += 1;
                if !matches!(self.peek(), Some(b'0'..=b'9')) {
                    return self.fail("invalid decimal literal".into());
                }
            }
            if self.peek() != Some(b'0') {
                break;
            }
            self.pos += 1;
        }
        let zeros_end = self.pos + 1;
        let nonzero = matches!(self.peek(), Some(b'0'..=b'9'));
        if nonzero {
            self.decimal_digits()?;
        }
        if matches!(self.peek(), Some(b'.' | b'e' | b'E' | b'j' | b'J')) {
            return self.fraction_and_exponent();
        }
        if nonzero && !self.options.extra_tokens {
            let line = self.line_start();
            let message = "leading zeros in decimal integer literals are not permitted; \
                           use an 0o prefix for octal integers";
            return self.fail_at(message.into(), line, (start + 1 - line) as i32, (zeros_end - line) as i32);
        }
        self.end_of_number("decimal")
    }

    /// One or more digits, single underscores between them.
    fn decimal_digits(&mut self) -> Scan<()> {
        loop {
            while matches!(self.peek(), Some(b'0'..=b'9')) {
                self.pos += 1;
            }
            if self.peek() != Some(b'_') {
                return Ok(());
            }
            self.pos += 1;
            if !matches!(self.peek(), Some(b'0'..=b'9')) {
                return self.fail("invalid decimal literal".into());
            }
        }
    }

    fn fraction_and_exponent(&mut self) -> Scan<()> {
        if self.peek() == Some(b'.') {
            self.pos += 1;
            if matches!(self.peek(), Some(b'0'..=b'9')) {
                self.decimal_digits()?;
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            match self.peek_at(1) {
                Some(b'+' | b'-') => {
                    self.pos += 2;
                    if !matches!(self.peek(), Some(b'0'..=b'9')) {
                        return self.fail("invalid decimal literal".into());
                    }
                }
                Some(b'0'..=b'9') => self.pos += 1,
                // `1else` is a number and a keyword.
                _ => return self.end_of_number("decimal"),
            }
            self.decimal_digits()?;
        }
        if matches!(self.peek(), Some(b'j' | b'J')) {
            self.pos += 1;
            return self.end_of_number("imaginary");
        }
        self.end_of_number("decimal")
    }

    /// A number must not run into a name; into some keywords it may, with a warning.
    fn end_of_number(&mut self, name: &str) -> Scan<()> {
        if self.options.extra_tokens {
            return Ok(());
        }
        let rest = &self.bytes[self.pos..];
        let keyword = |word: &[u8]| rest.starts_with(word) && !rest.get(word.len()).is_some_and(|&b| continues_name(b));
        let joined = match rest.first() {
            // CPython looks one letter ahead for these, not for the end of the word.
            Some(b'i') => matches!(rest.get(1), Some(b'f' | b'n' | b's')),
            Some(_) => [&b"and"[..], b"else", b"for", b"or", b"not"].iter().any(|word| keyword(word)),
            None => false,
        };
        if joined {
            let end = self.pos as u32;
            self.warnings.push(Warning {
                message: format!("invalid {name} literal"),
                line: self.source.lines.line(end),
                range: (end.saturating_sub(1), end),
            });
            return Ok(());
        }
        match rest.first() {
            // Other letters begin a token of their own, whatever that says of them.
            Some(&byte) if byte.is_ascii() && continues_name(byte) => self.fail(format!("invalid {name} literal")),
            _ => Ok(()),
        }
    }
}

fn continues_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
