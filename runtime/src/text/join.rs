//! The size of a joined text, known before it is allocated.

use super::buf::{MAX_LEN, TextError};
use super::unit::Chars;

/// What must be known of a text to make room for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JoinSize {
    /// Length in characters.
    pub len: usize,
    /// The disjunction of the code points that decide on the width: 0 where all pieces are ASCII.
    pub bits: u32,
}

/// The size of `separator.join(pieces)`. `too_long` is the message for a result that is longer than any text may be.
///
/// A separator counts towards the width only if it is used.
pub fn joined_size<'a>(
    separator: Chars<'_>,
    pieces: impl IntoIterator<Item = Chars<'a>>,
    too_long: &'static str,
) -> Result<JoinSize, TextError> {
    let mut size = JoinSize::default();
    let mut count = 0usize;
    for piece in pieces {
        size.len = size.len.checked_add(piece.len()).ok_or(TextError::TooLong(too_long))?;
        size.bits |= piece.code_bits();
        count += 1;
    }
    if count > 1 {
        size.bits |= separator.code_bits();
        let separators = separator.len().checked_mul(count - 1).ok_or(TextError::TooLong(too_long))?;
        size.len = size.len.checked_add(separators).ok_or(TextError::TooLong(too_long))?;
    }
    if size.len > MAX_LEN { Err(TextError::TooLong(too_long)) } else { Ok(size) }
}
