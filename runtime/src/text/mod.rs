//! Text and bytes algorithms, without any knowledge of objects.
//!
//! ```text
//!   str, bytes, bytearray types ──▶ text ──▶ ranges (substrings), TextBuf (new text), Vec<u8> (new bytes)
//! ```
//!
//! A str's characters are seen as [`Chars`]: code points in units of one, two or four bytes, lone surrogates among them.
//! The data of bytes is [`Chars::One`] to the algorithms that both types share (searching, splitting, padding, …); where
//! the types differ (case, character classes, line ends) those of bytes are in [`bytes`].
//!
//! **Invariant:** results do not depend on the width in which characters are stored. A view need not be the narrowest
//! possible (a slice of a wide string is not), only objects must; [`TextBuf`] says how narrow its content can be.

mod buf;
pub mod bytes;
pub mod case;
pub mod codecs;
pub mod compare;
pub mod format_template;
pub mod hash;
mod join;
pub mod lines;
pub mod pad;
pub mod predicates;
mod replace;
pub mod repr;
pub mod search;
pub mod split;
mod strip;
#[cfg(test)]
mod tests;
pub mod translate;
pub mod unicode;
mod unit;

pub use buf::{TextBuf, TextError};
pub use join::{JoinSize, joined_size};
pub use replace::replace;
pub use strip::{Side, strip_any, strip_bytes_whitespace, strip_whitespace};
pub use unit::{Chars, CodeUnit, WrittenChars};
