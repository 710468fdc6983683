//! What `isinstance` has said of objects of a shape and a class: compiled code looks here before it asks.
//!
//! A shape has one class for ever, so that an answer holds until a class changes ([`InstanceCache::forget`]). Only objects are entered
//! that compiled code keeps alive, or else another class could come to lie where one was.

use std::cell::Cell;

/// Number of entries: a power of two.
pub(crate) const ENTRIES: usize = 256;

/// An answer; a place is that of a shape and a class as [`InstanceCache::place`] says.
#[repr(C)]
#[derive(Default)]
pub(crate) struct Entry {
    /// The class, or the tuple of classes, that was asked about; 0 if there is none.
    pub(crate) wanted: Cell<u64>,
    /// The shape, shifted to the left by one, and the answer in the lowest bit.
    pub(crate) of: Cell<u64>,
}

/// See the module documentation.
pub(crate) struct InstanceCache {
    entries: Box<[Entry]>,
    used: Cell<bool>,
}

impl Default for InstanceCache {
    fn default() -> InstanceCache {
        InstanceCache { entries: (0..ENTRIES).map(|_| Entry::default()).collect(), used: Cell::new(false) }
    }
}

impl InstanceCache {
    /// Address of the first entry, which stays the same.
    pub(crate) fn address(&self) -> usize {
        self.entries.as_ptr() as usize
    }

    /// What is added to a shape to find the place for a class, modulo [`ENTRIES`].
    pub(crate) fn place(wanted: u64) -> u64 {
        wanted >> 4
    }

    /// Keeps an answer.
    pub(crate) fn note(&self, shape: u32, wanted: u64, answer: bool) {
        let entry = &self.entries[(u64::from(shape).wrapping_add(Self::place(wanted)) as usize) % ENTRIES];
        entry.wanted.set(wanted);
        entry.of.set(u64::from(shape) << 1 | u64::from(answer));
        self.used.set(true);
    }

    /// A class has changed: no answer holds any more.
    pub(crate) fn forget(&self) {
        if self.used.replace(false) {
            self.entries.iter().for_each(|entry| entry.wanted.set(0));
        }
    }
}
