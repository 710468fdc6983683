//! [`TypedItems`]: where compiled code finds the numbers that the objects of a builtin type hold.

use super::raw::byte_at;
use crate::value::Value;

/// Where the items of an object are, by offsets.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ItemPlace {
    /// Of the reference to what holds the memory; none if that is the object itself.
    pub memory: Option<i32>,
    /// Of the number of bytes before the items in the memory; none if there are none.
    pub start: Option<i32>,
    /// Of the memory in what holds it.
    pub first: i32,
    /// Of the number of bytes of all items.
    pub len: i32,
}

/// Where the type code of an object's items is: that of `array`, or 0 if they are not for compiled code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeAt {
    /// It is the same of all objects.
    Always(u8),
    /// At this offset, where it never changes.
    Fixed(i32),
    /// At this offset.
    Offset(i32),
}

/// What compiled code has to know of a type to read and write the items of its objects.
#[derive(Clone, Copy, Debug)]
pub struct TypedItems {
    /// Where they are.
    pub place: ItemPlace,
    /// The code of items that are read.
    pub read: CodeAt,
    /// The code of items that are written; none if they cannot be.
    pub write: Option<CodeAt>,
}

/// Type codes of the items that compiled code knows.
pub const CODES: &[u8] = b"bBhHiIlLqQfd";

impl CodeAt {
    /// The type code of the items of an object.
    pub(crate) fn of(self, object: Value) -> Option<u8> {
        let code = match self {
            CodeAt::Always(code) => code,
            CodeAt::Fixed(offset) | CodeAt::Offset(offset) => byte_at(object.header()?, offset as usize),
        };
        Some(code).filter(|code| CODES.contains(code))
    }
}
