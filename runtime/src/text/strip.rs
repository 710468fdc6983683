//! `strip`, `lstrip`, `rstrip` of str and bytes: the range that is left.

use super::bytes;
use super::unicode;
use super::unit::{Chars, CodeUnit, with_units};
use std::ops::Range;

/// Which ends of a text are stripped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `lstrip`
    Left,
    /// `rstrip`
    Right,
    /// `strip`
    Both,
}

/// Strips the white space of a str.
pub fn strip_whitespace(text: Chars<'_>, side: Side) -> Range<usize> {
    with_units!(text, units => strip_where(units, side, |unit| unicode::is_space(unit.code())))
}

/// Strips the white space of bytes.
pub fn strip_bytes_whitespace(text: &[u8], side: Side) -> Range<usize> {
    strip_where(text, side, bytes::is_space)
}

/// Strips any of the characters of `set`.
pub fn strip_any(text: Chars<'_>, set: Chars<'_>, side: Side) -> Range<usize> {
    if let (Chars::One(units), Some(code), 1) = (text, set.get(0), set.len()) {
        return strip_where(units, side, |unit| u32::from(unit) == code);
    }
    if let (Chars::One(units), Chars::One(set)) = (text, set)
        && set.len() <= 8
    {
        return strip_where(units, side, |unit| set.contains(&unit));
    }
    let set = CharSet::new(set);
    with_units!(text, units => strip_where(units, side, |unit| set.contains(unit.code())))
}

fn strip_where<U: CodeUnit>(units: &[U], side: Side, strips: impl Fn(U) -> bool) -> Range<usize> {
    let start = match side {
        Side::Left | Side::Both => units.iter().position(|&unit| !strips(unit)).unwrap_or(units.len()),
        Side::Right => 0,
    };
    let end = match side {
        Side::Right | Side::Both => {
            units[start..].iter().rposition(|&unit| !strips(unit)).map_or(start, |i| start + i + 1)
        }
        Side::Left => units.len(),
    };
    start..end
}

/// A set of characters: those of Latin-1 as bits, the others sorted.
struct CharSet {
    latin1: [u64; 4],
    wide: Vec<u32>,
}

impl CharSet {
    fn new(chars: Chars<'_>) -> Self {
        let mut set = CharSet { latin1: [0; 4], wide: Vec::new() };
        for code in chars.iter() {
            match set.latin1.get_mut((code / 64) as usize) {
                Some(bits) => *bits |= 1 << (code % 64),
                None => set.wide.push(code),
            }
        }
        set.wide.sort_unstable();
        set
    }

    fn contains(&self, code: u32) -> bool {
        match self.latin1.get((code / 64) as usize) {
            Some(bits) => bits >> (code % 64) & 1 == 1,
            None => self.wide.binary_search(&code).is_ok(),
        }
    }
}
