//! `split`, `rsplit`, `partition`, `rpartition` of str and bytes: ranges of the pieces.
//!
//! `limit` is the largest number of splits; Python's -1 is `usize::MAX`. The pieces come in the order of the text.

use super::bytes;
use super::search::Needle;
use super::unicode;
use super::unit::{Chars, CodeUnit, with_units};
use memchr::{memchr_iter, memrchr_iter};
use smallvec::SmallVec;
use std::ops::Range;

/// Where the pieces of a text are. Most texts have few.
pub type Pieces = SmallVec<[Range<usize>; 12]>;

/// So many bytes are searched one by one sooner than by a call for each piece.
const FEW: usize = 32;

/// The text before, at and after a separator.
pub type Parts = [Range<usize>; 3];

/// `split(None, limit)` of a str.
pub fn split_whitespace(text: Chars<'_>, limit: usize) -> Pieces {
    with_units!(text, units => split_where(units, limit, |unit| unicode::is_space(unit.code())))
}

/// `rsplit(None, limit)` of a str.
pub fn rsplit_whitespace(text: Chars<'_>, limit: usize) -> Pieces {
    with_units!(text, units => rsplit_where(units, limit, |unit| unicode::is_space(unit.code())))
}

/// `split(None, limit)` of bytes.
pub fn split_bytes_whitespace(text: &[u8], limit: usize) -> Pieces {
    split_where(text, limit, bytes::is_space)
}

/// `rsplit(None, limit)` of bytes.
pub fn rsplit_bytes_whitespace(text: &[u8], limit: usize) -> Pieces {
    rsplit_where(text, limit, bytes::is_space)
}

fn split_where<U: CodeUnit>(units: &[U], limit: usize, is_space: impl Fn(U) -> bool) -> Pieces {
    let mut pieces = Pieces::new();
    let mut at = 0;
    let end_of = |from: usize, space: bool| units[from..].iter().position(|&u| is_space(u) == space).map(|i| from + i);
    while let Some(start) = end_of(at, false) {
        if pieces.len() >= limit {
            // The rest is one piece, with the white space at its end.
            pieces.push(start..units.len());
            break;
        }
        at = end_of(start, true).unwrap_or(units.len());
        pieces.push(start..at);
    }
    pieces
}

fn rsplit_where<U: CodeUnit>(units: &[U], limit: usize, is_space: impl Fn(U) -> bool) -> Pieces {
    let mut pieces = Pieces::new();
    let mut at = units.len();
    let start_of = |to: usize, space: bool| units[..to].iter().rposition(|&u| is_space(u) == space).map(|i| i + 1);
    while let Some(end) = start_of(at, false) {
        if pieces.len() >= limit {
            pieces.push(0..end);
            break;
        }
        at = start_of(end, true).unwrap_or(0);
        pieces.push(at..end);
    }
    pieces.reverse();
    pieces
}

/// `split(separator, limit)`; the separator is not empty.
pub fn split(text: Chars<'_>, separator: Chars<'_>, limit: usize) -> Pieces {
    with_units!(text, units => split_at(units, Needle::new(separator), limit))
}

/// `rsplit(separator, limit)`; the separator is not empty.
pub fn rsplit(text: Chars<'_>, separator: Chars<'_>, limit: usize) -> Pieces {
    with_units!(text, units => rsplit_at(units, Needle::new(separator), limit))
}

fn split_at<U: CodeUnit>(units: &[U], separator: Option<Needle<'_, U>>, limit: usize) -> Pieces {
    let mut pieces = Pieces::new();
    let mut from = 0;
    if let Some((units, &[byte])) = separator.as_ref().and_then(|separator| separator.bytes(units)) {
        if units.len() <= FEW {
            for (at, _) in units.iter().enumerate().filter(|&(_, &unit)| unit == byte).take(limit) {
                pieces.push(from..at);
                from = at + 1;
            }
        } else {
            for at in memchr_iter(byte, units).take(limit) {
                pieces.push(from..at);
                from = at + 1;
            }
        }
    } else if let Some(separator) = &separator {
        for at in separator.matches(units).take(limit) {
            pieces.push(from..at);
            from = at + separator.len();
        }
    }
    pieces.push(from..units.len());
    pieces
}

fn rsplit_at<U: CodeUnit>(units: &[U], separator: Option<Needle<'_, U>>, limit: usize) -> Pieces {
    let mut pieces = Pieces::new();
    let mut to = units.len();
    if let Some((units, &[byte])) = separator.as_ref().and_then(|separator| separator.bytes(units)) {
        for at in memrchr_iter(byte, units).take(limit) {
            pieces.push(at + 1..to);
            to = at;
        }
    } else if let Some(separator) = &separator {
        for at in separator.rmatches(units).take(limit) {
            pieces.push(at + separator.len()..to);
            to = at;
        }
    }
    pieces.push(0..to);
    pieces.reverse();
    pieces
}

/// `partition(separator)`; none if the separator, which is not empty, does not occur.
pub fn partition(text: Chars<'_>, separator: Chars<'_>) -> Option<Parts> {
    super::search::find(text, separator).map(|at| parts(text, separator, at))
}

/// `rpartition(separator)`; none if the separator, which is not empty, does not occur.
pub fn rpartition(text: Chars<'_>, separator: Chars<'_>) -> Option<Parts> {
    super::search::rfind(text, separator).map(|at| parts(text, separator, at))
}

fn parts(text: Chars<'_>, separator: Chars<'_>, at: usize) -> Parts {
    let end = at + separator.len();
    [0..at, at..end, end..text.len()]
}
