//! What is known of the objects that were made here, at some point.

use crate::ir::{BlockId, InstId};
use runtime::object::header::Kind;
use runtime::tier::layout;
use rustc_hash::FxHashMap as HashMap;

/// An object that was made here, or one of those that ways bring to where they meet.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct Object(pub(super) u32);

/// Where an object comes from: the same in every attempt.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Origin {
    /// An instruction.
    Made(InstId),
    /// A block's parameter.
    Param(InstId),
    /// Where ways meet, it is in a slot of another one.
    Held(BlockId, Box<Origin>, i32),
}

/// What an object looks like in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Layout {
    /// An instance of a class: its first word, the shape included, and its size.
    Instance { header: u64, size: u32, class: u64 },
    /// A tuple of so many items; of a derived class its first word.
    Tuple { count: u32, header: Option<u64> },
}

impl Layout {
    pub(super) fn shape(self) -> u32 {
        match self {
            Layout::Instance { header, .. } => header as u32,
            Layout::Tuple { header, .. } => header.map_or(Kind::Tuple as u32, |header| header as u32),
        }
    }

    /// The kind in its first word.
    pub(super) fn kind(self) -> u8 {
        match self {
            Layout::Instance { header, .. } => (header >> (8 * layout::KIND)) as u8,
            Layout::Tuple { .. } => Kind::Tuple as u8,
        }
    }

    /// Whether it is an exception: its traceback shows a frame, which must be there when it is made. No other object may keep
    /// it for longer.
    pub(super) fn is_exception(self) -> bool {
        self.kind() == Kind::Exception as u8
    }

    pub(super) fn is_instance(self) -> bool {
        matches!(self, Layout::Instance { .. })
    }

    /// Number of items.
    pub(super) fn count(self) -> u32 {
        match self {
            Layout::Instance { .. } => 0,
            Layout::Tuple { count, .. } => count,
        }
    }

    /// Whether it has a slot at an offset.
    pub(super) fn has(self, offset: i32) -> bool {
        let (first, end) = match self {
            Layout::Instance { size, .. } => (8, size as i32),
            Layout::Tuple { count, .. } => (layout::TUPLE_ITEMS, layout::TUPLE_ITEMS + 8 * count as i32),
        };
        (first..end).contains(&offset)
    }
}

/// What a slot has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Slot {
    /// It has not been written.
    Nothing,
    /// A value, which need not be boxed.
    Value(InstId),
    /// An object that was made here.
    Object(Object),
}

/// An object that need not exist.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Virtual {
    pub(super) layout: Layout,
    /// By offset.
    pub(super) slots: Vec<(i32, Slot)>,
}

impl Virtual {
    pub(super) fn slot(&self, offset: i32) -> Slot {
        self.slots.iter().find(|(at, _)| *at == offset).map_or(Slot::Nothing, |(_, slot)| *slot)
    }
}

#[derive(Clone, Debug)]
enum Known {
    Virtual(Virtual),
    /// It has been made, and is this value.
    Real(InstId),
}

/// What is known of objects.
#[derive(Clone, Default, Debug)]
pub(super) struct Contents(HashMap<Object, Known>);

impl Contents {
    pub(super) fn add(&mut self, object: Object, new: Virtual) {
        self.0.insert(object, Known::Virtual(new));
    }

    pub(super) fn make(&mut self, object: Object, value: InstId) {
        self.0.insert(object, Known::Real(value));
    }

    pub(super) fn virtual_of(&self, object: Object) -> Option<&Virtual> {
        match self.0.get(&object) {
            Some(Known::Virtual(known)) => Some(known),
            Some(Known::Real(_)) | None => None,
        }
    }

    pub(super) fn real_of(&self, object: Object) -> Option<InstId> {
        match self.0.get(&object) {
            Some(Known::Real(value)) => Some(*value),
            Some(Known::Virtual(_)) | None => None,
        }
    }

    /// What a slot of a virtual object has now: an object in it may have been made since.
    pub(super) fn slot(&self, object: Object, offset: i32) -> Slot {
        let slot = self.virtual_of(object).map_or(Slot::Nothing, |known| known.slot(offset));
        match slot {
            Slot::Object(held) => self.real_of(held).map_or(slot, Slot::Value),
            Slot::Nothing | Slot::Value(_) => slot,
        }
    }

    pub(super) fn set(&mut self, object: Object, offset: i32, slot: Slot) {
        let Some(Known::Virtual(known)) = self.0.get_mut(&object) else { return };
        known.slots.retain(|(at, _)| *at != offset);
        known.slots.push((offset, slot));
        known.slots.sort_unstable_by_key(|(at, _)| *at);
    }

    pub(super) fn set_shape(&mut self, object: Object, shape: u32) {
        if let Some(Known::Virtual(Virtual { layout: Layout::Instance { header, .. }, .. })) = self.0.get_mut(&object) {
            *header = *header & !u64::from(u32::MAX) | u64::from(shape);
        }
    }

    /// The virtual objects in the slots of one.
    pub(super) fn held(&self, object: Object) -> Vec<Object> {
        let slots = self.virtual_of(object).map_or(&[][..], |known| &known.slots);
        let held = slots.iter().filter_map(|(_, slot)| if let Slot::Object(held) = slot { Some(*held) } else { None });
        held.filter(|&held| self.virtual_of(held).is_some()).collect()
    }

    /// Whether a virtual object is or holds another one.
    pub(super) fn reaches(&self, from: Object, to: Object) -> bool {
        from == to || self.held(from).into_iter().any(|held| self.reaches(held, to))
    }
}
