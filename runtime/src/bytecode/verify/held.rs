//! What a register may hold at a point of the code.

use crate::bytecode::Constant;

/// Kinds of words that a register may hold; a bit each.
pub(super) mod kind {
    /// What an earlier call left there, or nothing at all: not to be looked at.
    pub(crate) const STALE: u16 = 1;
    /// EMPTY: unbound, not given.
    pub(crate) const EMPTY: u16 = 1 << 1;
    /// What `push_exc` saved: an exception, EMPTY, or ABSENT.
    pub(crate) const SAVED: u16 = 1 << 2;
    pub(crate) const NONE: u16 = 1 << 3;
    pub(crate) const EXCEPTION: u16 = 1 << 4;
    pub(crate) const CELL: u16 = 1 << 5;
    pub(crate) const LIST: u16 = 1 << 6;
    pub(crate) const DICT: u16 = 1 << 7;
    pub(crate) const SET: u16 = 1 << 8;
    pub(crate) const STR: u16 = 1 << 9;
    pub(crate) const TUPLE: u16 = 1 << 10;
    /// A tuple of strings.
    pub(crate) const NAMES: u16 = 1 << 11;
    /// A tuple of cells.
    pub(crate) const CELLS: u16 = 1 << 12;
    /// Any other value that Python code may see.
    pub(crate) const OTHER: u16 = 1 << 13;

    pub(crate) const TUPLES: u16 = TUPLE | NAMES | CELLS;
    /// Whatever Python code may see.
    pub(crate) const VALUE: u16 = NONE | EXCEPTION | CELL | LIST | DICT | SET | STR | TUPLES | OTHER;
}

/// Of a tuple: any number of items.
const ANY_LENGTH: u16 = u16::MAX;

/// What a register may hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Held {
    /// Bits of [`kind`].
    pub(super) kinds: u16,
    /// Items of the tuple, if it can only be one.
    items: u16,
}

impl Held {
    /// Something of these kinds.
    pub(super) fn of(kinds: u16) -> Held {
        Held { kinds, items: ANY_LENGTH }
    }

    /// A tuple of `len` items.
    pub(super) fn tuple(kinds: u16, len: usize) -> Held {
        Held { kinds, items: u16::try_from(len).unwrap_or(ANY_LENGTH) }
    }

    /// The value of a constant.
    pub(super) fn constant(constant: &Constant) -> Held {
        match constant {
            Constant::None => Held::of(kind::NONE),
            Constant::Str(_) => Held::of(kind::STR),
            Constant::Tuple(items) => {
                let names = items.iter().all(|item| matches!(item, Constant::Str(_)));
                Held::tuple(if names { kind::NAMES } else { kind::TUPLE }, items.len())
            }
            Constant::Bool(_)
            | Constant::Ellipsis
            | Constant::Int(_)
            | Constant::BigInt(_)
            | Constant::Float(_)
            | Constant::Complex(..)
            | Constant::Bytes(_)
            | Constant::FrozenSet(_) => Held::of(kind::OTHER),
        }
    }

    /// Whether it is certainly one of `kinds`.
    pub(super) fn is(self, kinds: u16) -> bool {
        self.kinds & !kinds == 0
    }

    /// The number of items of what is certainly a tuple, if that is known.
    pub(super) fn len(self) -> Option<usize> {
        (self.items != ANY_LENGTH).then_some(self.items.into())
    }

    /// The same without some kinds.
    pub(super) fn without(self, kinds: u16) -> Held {
        match self.kinds & !kinds {
            // Such a path is never taken.
            0 => Held::of(kind::OTHER),
            left => Held { kinds: left, items: self.items },
        }
    }

    /// Either of two.
    pub(super) fn join(self, other: Held) -> Held {
        let items = if self.items == other.items { self.items } else { ANY_LENGTH };
        Held { kinds: self.kinds | other.kinds, items }
    }
}
