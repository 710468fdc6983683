//! Bytes to text, and offsets in the text to lines and columns.
//!
//! The text that the rest of the crate sees is UTF-8 without byte order mark, its lines end in `\n` alone, and unless it
//! is an expression its last line is ended. All offsets are byte offsets into that text.

use std::borrow::Cow;

use crate::error::{ErrorKind, Location, SyntaxError};

/// Where a source came from: CPython words its decoding errors after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A `bytes` or `str` object.
    Object,
    /// A file.
    File,
}

/// Decodes a source file's bytes by its byte order mark, its PEP 263 cookie, or else as UTF-8.
pub fn decode<'a>(bytes: &'a [u8], origin: Origin, filename: &str) -> Result<Cow<'a, str>, SyntaxError> {
    let (body, has_bom) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let failed = |message: String| Err(SyntaxError::unlocated(ErrorKind::Syntax, message));
    match cookie(body) {
        Some(name) => {
            let normal = normalize_encoding(&name);
            // The tokenizer compares the cookie as it is written, but for case and hyphens.
            let written = name.to_ascii_lowercase().replace('_', "-");
            if has_bom && written != "utf-8" && !written.starts_with("utf-8-") {
                return failed(format!("encoding problem: {name} with BOM"));
            }
            match decode_as(&normal, body) {
                Some(Ok(text)) => Ok(text),
                Some(Err(Undecodable::Utf8)) => Err(utf8_error(body, origin, filename, Cookie::Present)),
                Some(Err(Undecodable::At(position, byte))) => failed(format!(
                    "(unicode error) '{normal}' codec can't decode byte 0x{byte:02x} in position {position}: {}",
                    if normal == "ascii" { "ordinal not in range(128)" } else { "character maps to <undefined>" }
                )),
                None => failed(match origin {
                    Origin::Object => format!("unknown encoding: {name}"),
                    Origin::File => format!("encoding problem: {name}"),
                }),
            }
        }
        None => match std::str::from_utf8(body) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(_) => Err(utf8_error(body, origin, filename, if has_bom { Cookie::Present } else { Cookie::Absent })),
        },
    }
}

enum Undecodable {
    Utf8,
    At(usize, u8),
}

#[derive(PartialEq)]
enum Cookie {
    Present,
    Absent,
}

/// The encoding that one of the first two lines names, if only comments and blanks stand before it.
fn cookie(bytes: &[u8]) -> Option<String> {
    let mut lines = bytes.split(|&byte| byte == b'\n' || byte == b'\r');
    let first = lines.next()?;
    if let Some(name) = cookie_of_line(first) {
        return Some(name);
    }
    let blank = first.iter().copied().find(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c')).is_none_or(|b| b == b'#');
    // A carriage return and line feed end one line, not two.
    let skip = usize::from(bytes.get(first.len()..first.len() + 2) == Some(b"\r\n"));
    if blank { lines.nth(skip).and_then(cookie_of_line) } else { None }
}

/// What follows `coding:` or `coding=` in a comment line.
fn cookie_of_line(line: &[u8]) -> Option<String> {
    let start = line.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c'))?;
    let comment = &line[start..];
    if comment[0] != b'#' {
        return None;
    }
    let mut at = 0;
    while let Some(found) = comment.get(at..)?.windows(7).position(|window| window.starts_with(b"coding")) {
        let rest = &comment[at + found + 6..];
        at += found + 6;
        if !matches!(rest[0], b':' | b'=') {
            continue;
        }
        let name: String = rest[1..]
            .iter()
            .skip_while(|byte| matches!(byte, b' ' | b'\t'))
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
            .map(|&byte| byte as char)
            .collect();
        if !name.is_empty() {
            return Some(name);
        }
    }
    None
}

/// The name as the tokenizer compares it: lower case, hyphens, the common aliases folded.
fn normalize_encoding(name: &str) -> String {
    let normal = name.to_ascii_lowercase().replace('_', "-");
    let is = |base: &str| normal == base || normal.strip_prefix(base).is_some_and(|rest| rest.starts_with('-'));
    if is("utf-8") || normal == "utf8" || normal == "u8" || normal == "cp65001" {
        "utf-8".into()
    } else if is("latin-1")
        || is("iso-8859-1")
        || is("iso-latin-1")
        || ["latin1", "l1", "latin", "iso8859-1", "8859", "cp819"].contains(&&*normal)
    {
        "iso-8859-1".into()
    } else if normal == "us-ascii" || normal == "646" {
        "ascii".into()
    } else {
        normal
    }
}

fn decode_as<'a>(encoding: &str, bytes: &'a [u8]) -> Option<Result<Cow<'a, str>, Undecodable>> {
    Some(match encoding {
        "utf-8" => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| Undecodable::Utf8),
        "utf-8-sig" => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| Undecodable::Utf8),
        "ascii" => match bytes.iter().position(|byte| !byte.is_ascii()) {
            Some(at) => Err(Undecodable::At(at, bytes[at])),
            None => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| Undecodable::Utf8),
        },
        // WHATWG's "latin1" is windows-1252, Python's is not.
        "iso-8859-1" => Ok(Cow::Owned(bytes.iter().map(|&byte| byte as char).collect())),
        "iso-8859-9" | "latin5" | "l5" | "iso8859-9" => Ok(Cow::Owned(bytes.iter().map(|&b| latin5(b)).collect())),
        other => {
            let label = other.strip_prefix("iso8859-").map(|part| format!("iso-8859-{part}"));
            let label = label.as_deref().unwrap_or(match other {
                "latin2" | "l2" => "iso-8859-2",
                "latin3" | "l3" => "iso-8859-3",
                "latin4" | "l4" => "iso-8859-4",
                "latin6" | "l6" => "iso-8859-10",
                "latin7" | "l7" => "iso-8859-13",
                "latin8" | "l8" => "iso-8859-14",
                "latin9" | "l9" => "iso-8859-15",
                "latin10" | "l10" => "iso-8859-16",
                "cp932" | "sjis" => "shift_jis",
                "eucjp" => "euc-jp",
                "euckr" | "cp949" => "euc-kr",
                "big5-tw" => "big5",
                "cp936" | "gb2312" => "gbk",
                other => other,
            });
            let by_code_page = label.strip_prefix("cp").map(|page| format!("windows-{page}"));
            let codec = encoding_rs::Encoding::for_label(label.replace("shift-jis", "shift_jis").as_bytes())
                .or_else(|| encoding_rs::Encoding::for_label(by_code_page?.as_bytes()))?;
            match codec.decode_without_bom_handling_and_without_replacement(bytes) {
                Some(text) => Ok(text),
                None => {
                    let at = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
                    Err(Undecodable::At(at, bytes.get(at).copied().unwrap_or(0)))
                }
            }
        }
    })
}

/// ISO 8859-9 is Latin-1 with six letters changed.
fn latin5(byte: u8) -> char {
    match byte {
        0xd0 => 'Ğ',
        0xdd => 'İ',
        0xde => 'Ş',
        0xf0 => 'ğ',
        0xfd => 'ı',
        0xfe => 'ş',
        other => other as char,
    }
}

fn utf8_error(body: &[u8], origin: Origin, filename: &str, cookie: Cookie) -> SyntaxError {
    let error = match std::str::from_utf8(body) {
        Err(error) => error,
        Ok(_) => return SyntaxError::unlocated(ErrorKind::Syntax, "encoding problem"),
    };
    let at = error.valid_up_to();
    if origin == Origin::File && cookie == Cookie::Absent {
        let line = 1 + body[..at].iter().filter(|&&byte| byte == b'\n').count();
        return SyntaxError::unlocated(
            ErrorKind::Syntax,
            format!(
                "Non-UTF-8 code starting with '\\x{:02x}' in file {filename} on line {line}, but no encoding \
                 declared; see https://peps.python.org/pep-0263/ for details",
                body[at]
            ),
        );
    }
    let message = match error.error_len() {
        None if body.len() - at == 1 => {
            format!(
                "(unicode error) 'utf-8' codec can't decode byte 0x{:02x} in position {at}: unexpected end of data",
                body[at]
            )
        }
        None => format!(
            "(unicode error) 'utf-8' codec can't decode bytes in position {at}-{}: unexpected end of data",
            body.len() - 1
        ),
        Some(len) => {
            let starts = (0xc2..0xf5).contains(&body[at]);
            let why = if starts { "invalid continuation byte" } else { "invalid start byte" };
            if len > 1 {
                format!("(unicode error) 'utf-8' codec can't decode bytes in position {at}-{}: {why}", at + len - 1)
            } else {
                format!("(unicode error) 'utf-8' codec can't decode byte 0x{:02x} in position {at}: {why}", body[at])
            }
        }
    };
    SyntaxError::unlocated(ErrorKind::Syntax, message)
}

/// Whether the last line of a text must be ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum FinalNewline {
    Add,
    Leave,
}

/// Brings the ends of lines to `\n`.
pub(crate) fn normalize_newlines(text: &str, last: FinalNewline) -> Cow<'_, str> {
    let add = last == FinalNewline::Add && !text.ends_with(['\n', '\r']);
    if !text.contains('\r') {
        return if add { Cow::Owned(format!("{text}\n")) } else { Cow::Borrowed(text) };
    }
    let mut out = String::with_capacity(text.len() + 1);
    let mut pieces = text.split('\r');
    out.push_str(pieces.next().unwrap_or(""));
    for piece in pieces {
        out.push('\n');
        out.push_str(piece.strip_prefix('\n').unwrap_or(piece));
    }
    if add {
        out.push('\n');
    }
    Cow::Owned(out)
}

/// Where lines start: turns byte offsets into lines and columns.
#[derive(Clone, Debug)]
pub struct LineIndex {
    /// Offset of the first byte of each line.
    starts: Vec<u32>,
    len: u32,
}

impl LineIndex {
    /// Indexes `text`.
    pub fn new(text: &str) -> Self {
        let mut starts = Vec::with_capacity(text.len() / 32 + 1);
        starts.push(0);
        starts.extend(text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at as u32 + 1));
        LineIndex { starts, len: text.len() as u32 }
    }

    /// Line (from 1) and UTF-8 column (from 0) of a byte offset, as `ast` counts them.
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        let line = self.line(offset);
        (line, offset - self.starts[line as usize - 1])
    }

    /// Line (from 1) of a byte offset.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// The number of lines, counting an empty one behind a final newline.
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The bytes of a line (from 1), its newline included.
    pub fn line_range(&self, line: u32) -> std::ops::Range<usize> {
        let start = self.starts.get(line as usize - 1).copied().unwrap_or(self.len);
        let end = self.starts.get(line as usize).copied().unwrap_or(self.len);
        start as usize..end as usize
    }
}

/// The text of a source, with what is needed to report places in it.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    pub(crate) lines: &'a LineIndex,
}

impl<'a> Source<'a> {
    pub(crate) fn slice(&self, start: u32, end: u32) -> &'a str {
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// The line that holds the end of the text; an empty line behind the last newline does not count.
    pub(crate) fn last_line(&self) -> u32 {
        let count = self.lines.line_count();
        if count > 1 && self.text.ends_with('\n') { count - 1 } else { count }
    }

    /// Characters before `offset` in its line, plus one.
    pub(crate) fn char_column(&self, offset: u32) -> i32 {
        let line = self.lines.line(offset);
        self.char_column_in(line, offset)
    }

    /// As [`Source::char_column`], with the line given: the offset may lie at its very end, behind the newline.
    pub(crate) fn char_column_in(&self, line: u32, offset: u32) -> i32 {
        let start = self.lines.line_range(line).start;
        self.text.get(start..offset as usize).map_or(0, |before| before.chars().count() as i32) + 1
    }

    /// A location over bytes of the text.
    pub(crate) fn location(&self, start: u32, end: u32) -> Location {
        Location {
            line: self.lines.line(start),
            column: self.char_column(start),
            end_line: self.lines.line(end),
            end_column: self.char_column(end),
            text: Some(self.line_text(self.lines.line(start)).to_owned()),
        }
    }

    /// A line with its newline.
    pub(crate) fn line_text(&self, line: u32) -> &'a str {
        self.text.get(self.lines.line_range(line)).unwrap_or("")
    }
}
