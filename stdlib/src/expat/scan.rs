//! Pieces of markup: characters, names, references, quoted text.

use super::Code;

/// Why scanning stopped early.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stop {
    /// The text ends in the middle of something.
    More,
    /// Something is wrong at this place.
    Bad(Code, usize),
}

pub(super) type Scan<T> = Result<T, Stop>;

pub(super) fn invalid<T>(at: usize) -> Scan<T> {
    Err(Stop::Bad(Code::InvalidToken, at))
}

/// Whether XML allows the character.
pub(super) fn is_char(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

fn starts_name(c: char) -> bool {
    matches!(c, ':' | '_') || c.is_alphabetic()
}

fn continues_name(c: char) -> bool {
    matches!(c, ':' | '_' | '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
        || c.is_alphanumeric()
        || (c > '\u{36f}' && !c.is_whitespace() && !matches!(c, '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3004}'))
}

/// Whether a byte goes on a name, the colon apart.
fn is_plain_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// A place in a text, which the text may not reach beyond yet.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, at: usize) -> Cursor<'a> {
        Cursor { text, at }
    }

    pub(super) fn peek(&self) -> Scan<u8> {
        self.text.as_bytes().get(self.at).copied().ok_or(Stop::More)
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Whether the text goes on with `word`; it may end within it.
    pub(super) fn looking_at(&self, word: &str) -> Scan<bool> {
        let rest = self.rest();
        if rest.starts_with(word) {
            return Ok(true);
        }
        if word.starts_with(rest) { Err(Stop::More) } else { Ok(false) }
    }

    /// Passes over white space; whether there was some.
    pub(super) fn spaces(&mut self) -> bool {
        let start = self.at;
        while self.text.as_bytes().get(self.at).copied().is_some_and(is_space) {
            self.at += 1;
        }
        self.at > start
    }

    /// A name; in namespaces it has at most one colon, within it.
    pub(super) fn name(&mut self, namespaces: bool) -> Scan<&'a str> {
        // Most names are of plain letters, and end at what is certainly no part of them.
        let bytes = &self.text.as_bytes()[self.at..];
        let len = bytes.iter().take_while(|&&byte| is_plain_name(byte)).count();
        if bytes.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
            && bytes.get(len).is_some_and(|after| after.is_ascii() && *after != b':')
        {
            let start = self.at;
            self.at += len;
            return Ok(&self.text[start..self.at]);
        }
        self.any_name(namespaces)
    }

    fn any_name(&mut self, namespaces: bool) -> Scan<&'a str> {
        let start = self.at;
        let mut colon = false;
        for (offset, c) in self.rest().char_indices() {
            let first = offset == 0;
            let fits = if first { starts_name(c) } else { continues_name(c) };
            if !fits {
                if first || self.text[..start + offset].ends_with(':') && namespaces {
                    return invalid(start + offset);
                }
                self.at = start + offset;
                return Ok(&self.text[start..self.at]);
            }
            if c == ':' && namespaces {
                let next = self.rest()[offset + 1..].chars().next();
                if first || colon || next.is_some_and(|next| !starts_name(next)) {
                    return invalid(start + offset + usize::from(!first && !colon));
                }
                colon = true;
            }
        }
        Err(Stop::More)
    }

    /// A name, or anything else made of the characters of names.
    pub(super) fn token(&mut self) -> Scan<&'a str> {
        let start = self.at;
        let len = self.rest().find(|c: char| !continues_name(c)).ok_or(Stop::More)?;
        if len == 0 {
            return invalid(start);
        }
        self.at = start + len;
        Ok(&self.text[start..self.at])
    }

    /// Quoted text without its quotes.
    pub(super) fn quoted(&mut self) -> Scan<&'a str> {
        let quote = self.peek()?;
        if quote != b'"' && quote != b'\'' {
            return invalid(self.at);
        }
        let start = self.at + 1;
        let len = self.text[start..].find(quote as char).ok_or(Stop::More)?;
        self.at = start + len + 1;
        Ok(&self.text[start..start + len])
    }

    /// Passes over a character that must be next.
    pub(super) fn expect(&mut self, byte: u8) -> Scan<()> {
        if self.peek()? != byte {
            return invalid(self.at);
        }
        self.at += 1;
        Ok(())
    }

    /// Passes over a word if it is next.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        self.at += if found { word.len() } else { 0 };
        found
    }
}

/// What an ampersand introduces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reference<'a> {
    /// A character by number, or one of the five that are predefined.
    Char(char),
    /// An entity.
    Entity(&'a str),
}

/// A reference, the cursor being at its ampersand.
pub(super) fn reference<'a>(cursor: &mut Cursor<'a>) -> Scan<Reference<'a>> {
    let start = cursor.at;
    cursor.at += 1;
    if cursor.peek()? == b'#' {
        cursor.at += 1;
        let radix = if cursor.peek()? == b'x' {
            cursor.at += 1;
            16
        } else {
            10
        };
        let digits = cursor.rest();
        let len = digits.find(|c: char| !c.is_digit(radix)).ok_or(Stop::More)?;
        if len == 0 || digits.as_bytes()[len] != b';' {
            return invalid(cursor.at + len);
        }
        cursor.at += len + 1;
        let code = u32::from_str_radix(&digits[..len], radix).ok().and_then(char::from_u32);
        return match code.filter(|&c| is_char(c)) {
            Some(c) => Ok(Reference::Char(c)),
            None => Err(Stop::Bad(Code::BadCharRef, start)),
        };
    }
    let name = cursor.name(true)?;
    cursor.expect(b';')?;
    Ok(match name {
        "lt" => Reference::Char('<'),
        "gt" => Reference::Char('>'),
        "amp" => Reference::Char('&'),
        "quot" => Reference::Char('"'),
        "apos" => Reference::Char('\''),
        _ => Reference::Entity(name),
    })
}

/// An attribute as it is written.
pub(super) struct RawAttribute<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    /// Where the value begins.
    pub(super) value_at: usize,
}

/// A start tag as it is written.
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    pub(super) attributes: Vec<RawAttribute<'a>>,
    pub(super) empty: bool,
}

/// A start tag, the cursor being at its `<`.
pub(super) fn start_tag<'a>(cursor: &mut Cursor<'a>, namespaces: bool) -> Scan<Tag<'a>> {
    cursor.at += 1;
    let name = cursor.name(namespaces)?;
    let mut attributes: Vec<RawAttribute<'a>> = Vec::new();
    loop {
        let spaced = cursor.spaces();
        match cursor.peek()? {
            b'>' => {
                cursor.at += 1;
                return Ok(Tag { name, attributes, empty: false });
            }
            b'/' => {
                cursor.at += 1;
                cursor.expect(b'>')?;
                return Ok(Tag { name, attributes, empty: true });
            }
            _ if !spaced => return invalid(cursor.at),
            _ => {}
        }
        let at = cursor.at;
        let name = cursor.name(namespaces)?;
        cursor.spaces();
        cursor.expect(b'=')?;
        cursor.spaces();
        let value_at = cursor.at + 1;
        let value = match cursor.quoted() {
            Ok(value) => value,
            Err(stop) => {
                check_value(cursor.text, value_at)?;
                return Err(stop);
            }
        };
        check_value(&cursor.text[..value_at + value.len()], value_at)?;
        if attributes.iter().any(|known| known.name == name) {
            return Err(Stop::Bad(Code::DuplicateAttribute, at));
        }
        attributes.push(RawAttribute { name, value, value_at });
    }
}

/// Finds what an attribute's value must not hold.
fn check_value(text: &str, from: usize) -> Scan<()> {
    let value = text.get(from..).unwrap_or("");
    if value.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'<') {
        return Ok(());
    }
    match value.char_indices().find(|&(_, c)| c == '<' || !is_char(c)) {
        Some((offset, _)) => invalid(from + offset),
        None => Ok(()),
    }
}

/// Text in which the ends of lines are `\n`.
pub(super) fn with_newlines(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}
