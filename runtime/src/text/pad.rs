//! `center`, `ljust`, `rjust`, `zfill`, `expandtabs` of str and bytes.
//!
//! Where the result is the text itself, there is none: an immutable object is then returned as it is.

use super::buf::{MAX_LEN, TextBuf, TextError};
use super::unit::{Chars, CodeUnit, with_units};
use std::ops::Range;

const TOO_LONG: TextError = TextError::TooLong("padded string is too long");

/// A text with `left` and `right` fill characters around it.
pub fn pad(text: Chars<'_>, left: usize, right: usize, fill: u32) -> Result<TextBuf, TextError> {
    let len = left.checked_add(right).and_then(|fill| fill.checked_add(text.len())).filter(|&len| len <= MAX_LEN);
    let mut out = TextBuf::for_chars(len.ok_or(TOO_LONG)?, text.code_bits() | fill)?;
    out.push_repeated(fill, left);
    out.push_chars(text);
    out.push_repeated(fill, right);
    Ok(out)
}

/// How many characters a text of a length lacks to be of a width.
pub(crate) fn lacking(len: usize, width: isize) -> usize {
    usize::try_from(width).unwrap_or(0).saturating_sub(len)
}

/// The margins of `center`.
pub(crate) fn center_margins(len: usize, width: isize) -> (usize, usize) {
    let lacking = lacking(len, width);
    // An odd margin is larger on the left only if the width is odd, too.
    let left = lacking / 2 + (lacking & width.unsigned_abs() & 1);
    (left, lacking - left)
}

fn pad_unless_full(text: Chars<'_>, left: usize, right: usize, fill: u32) -> Result<Option<TextBuf>, TextError> {
    if left + right == 0 { Ok(None) } else { pad(text, left, right, fill).map(Some) }
}

/// `text.ljust(width, fill)`
pub fn ljust(text: Chars<'_>, width: isize, fill: u32) -> Result<Option<TextBuf>, TextError> {
    pad_unless_full(text, 0, lacking(text.len(), width), fill)
}

/// `text.rjust(width, fill)`
pub fn rjust(text: Chars<'_>, width: isize, fill: u32) -> Result<Option<TextBuf>, TextError> {
    pad_unless_full(text, lacking(text.len(), width), 0, fill)
}

/// `text.center(width, fill)`
pub fn center(text: Chars<'_>, width: isize, fill: u32) -> Result<Option<TextBuf>, TextError> {
    let (left, right) = center_margins(text.len(), width);
    pad_unless_full(text, left, right, fill)
}

/// `text.zfill(width)`
pub fn zfill(text: Chars<'_>, width: isize) -> Result<Option<TextBuf>, TextError> {
    let zero = u32::from(b'0');
    let sign = text.get(0).filter(|&code| code == u32::from(b'+') || code == u32::from(b'-'));
    let (Some(sign), lacking @ 1..) = (sign, lacking(text.len(), width)) else {
        return rjust(text, width, zero);
    };
    let mut out = TextBuf::for_chars(text.len() + lacking, text.code_bits() | zero)?;
    out.push(sign);
    out.push_repeated(zero, lacking);
    out.push_chars(text.slice(1..text.len()));
    Ok(Some(out))
}

/// `text.expandtabs(size)`; `too_long` is the message for a result that is longer than any text may be.
pub fn expand_tabs(text: Chars<'_>, size: isize, too_long: &'static str) -> Result<Option<TextBuf>, TextError> {
    if !with_units!(text, units => units.iter().any(|unit| unit.code() == u32::from(b'\t'))) {
        return Ok(None);
    }
    let size = usize::try_from(size).unwrap_or(0);
    // Pass 1 measures, so that the result is allocated once and an absurd size is known before.
    let mut len = 0usize;
    each_piece(text, size, |piece| {
        let count = match piece {
            Piece::Run(run) => run.len(),
            Piece::Tab(count) => count,
        };
        len = len.checked_add(count).filter(|&len| len <= MAX_LEN).ok_or(TextError::TooLong(too_long))?;
        Ok(())
    })?;
    let mut out = TextBuf::for_chars(len, text.code_bits())?;
    each_piece(text, size, |piece| {
        match piece {
            Piece::Run(run) => out.push_chars(text.slice(run)),
            Piece::Tab(count) => out.push_repeated(u32::from(b' '), count),
        }
        Ok(())
    })?;
    Ok(Some(out))
}

enum Piece {
    /// What is between tabs.
    Run(Range<usize>),
    /// A tab that stands for so many spaces.
    Tab(usize),
}

fn each_piece(
    text: Chars<'_>,
    size: usize,
    mut each: impl FnMut(Piece) -> Result<(), TextError>,
) -> Result<(), TextError> {
    with_units!(text, units => {
        let is_end = |unit: u32| unit == u32::from(b'\n') || unit == u32::from(b'\r');
        // The column modulo the tab size is all that matters, and cannot overflow.
        let (mut column, mut at) = (0, 0);
        for run in units.split(|unit| unit.code() == u32::from(b'\t')) {
            if at > 0 {
                each(Piece::Tab(size - column))?;
                column = 0;
            }
            let after_line = run.iter().rev().take_while(|unit| !is_end(unit.code())).count();
            let before = if after_line < run.len() { 0 } else { column };
            column = (before + after_line).checked_rem(size).unwrap_or(0);
            each(Piece::Run(at..at + run.len()))?;
            at += run.len() + 1;
        }
    });
    Ok(())
}
