//! `splitlines` of str and bytes: ranges of the lines.

use super::unicode;
use super::unit::{Chars, CodeUnit, with_units};
use std::ops::Range;

/// Whether a line's range takes in what ends it (`keepends`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnds {
    /// It does.
    Keep,
    /// It does not.
    Drop,
}

/// The lines of a str.
pub fn split_lines(text: Chars<'_>, ends: LineEnds) -> Vec<Range<usize>> {
    with_units!(text, units => split_where(units, ends, |unit| unicode::is_line_break(unit.code())))
}

/// The lines of bytes, which only end at `\n`, `\r` and `\r\n`.
pub fn split_bytes_lines(text: &[u8], ends: LineEnds) -> Vec<Range<usize>> {
    split_where(text, ends, |byte| matches!(byte, b'\n' | b'\r'))
}

fn split_where<U: CodeUnit>(units: &[U], ends: LineEnds, is_break: impl Fn(U) -> bool) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < units.len() {
        let Some(len) = units[start..].iter().position(|&unit| is_break(unit)) else {
            lines.push(start..units.len());
            break;
        };
        let end = start + len;
        let crlf =
            units[end].code() == u32::from(b'\r') && units.get(end + 1).is_some_and(|&u| u.code() == u32::from(b'\n'));
        let next = end + if crlf { 2 } else { 1 };
        lines.push(match ends {
            LineEnds::Keep => start..next,
            LineEnds::Drop => start..end,
        });
        start = next;
    }
    lines
}
