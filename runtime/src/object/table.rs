//! The hash table behind dict and set: compact, insertion-ordered, open addressing.
//!
//! One allocation holds an index and the entries: `[Table][index bytes][entries]`. An index slot holds an entry number
//! (1, 2 or 4 bytes wide, by the table's size), [`FREE`](Table::FREE) or [`DELETED`](Table::DELETED). An entry is hash, key and, for dicts, value.
//! Deleted entries have an EMPTY key; iteration skips them. Probing is CPython's perturbed sequence (dictobject.c).

use super::header::{Header, Kind};
use super::plain::{same_plain, same_text};
use crate::heap::{Field, Gc, HeapObject, Tracer, Word, as_gc};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;
use std::ops::Range;

/// Storage of a dict or set.
#[repr(C)]
pub struct Table {
    header: Header,
    /// log2 of the number of index slots.
    log_slots: u8,
    /// Words of an entry: 3 for dicts, 2 for sets.
    stride: u8,
    /// Index slots that are not free, those of deleted entries included.
    filled: Cell<u32>,
    /// Entries used, deleted ones included.
    used: Cell<u32>,
    /// Room for entries.
    capacity: u32,
}

/// Where a lookup ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Probe {
    /// The entry of this number may be the one: same hash, different key object. Compare, then go on with `Table::probe_next`.
    Candidate(u32),
    /// The entry of this number has this very key.
    Found(u32),
    /// There is no such entry.
    Missing,
}

/// What a lookup that runs no Python found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Plain {
    /// The entry of this number.
    Found(u32),
    /// There is no such entry.
    Missing,
    /// Only `__eq__` of some key can tell.
    Unsure,
}

/// What [`Table::find_or_add`] did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Added {
    /// The key was there: the entry of this number has it.
    Was(u32),
    /// It has been added.
    New,
    /// Only `__eq__` of some key can tell; nothing has been done.
    Unsure,
}

/// State of a probe sequence.
#[derive(Clone, Copy, Debug)]
pub struct Cursor {
    slot: usize,
    perturb: u64,
}

impl HeapObject for Table {
    const KIND: Kind = Kind::Table;

    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.trace_entries(tracer, 0..self.used());
    }

    fn trace_part(&self, tracer: &mut Tracer<'_>, bytes: Range<usize>) {
        let (start, entry) = (size_of::<Table>() + self.index_bytes(), 8 * self.stride as usize);
        let first = bytes.start.saturating_sub(start) / entry;
        let last = bytes.end.saturating_sub(start).div_ceil(entry);
        self.trace_entries(tracer, first..last.min(self.used()));
    }

    fn size(&self) -> usize {
        size_of::<Table>() + self.index_bytes() + 8 * self.capacity as usize * self.stride as usize
    }
}

impl Table {
    /// Offset of log2 of the number of index slots. Slots take a byte up to 2^7 of them, two up to 2^15, else four.
    pub(crate) const LOG_OFFSET: usize = std::mem::offset_of!(Table, log_slots);
    /// Offset of the number of entries in use.
    pub(crate) const USED_OFFSET: usize = std::mem::offset_of!(Table, used);
    /// Index slot that was never used.
    pub const FREE: u32 = u32::MAX;
    /// Index slot whose entry was deleted.
    pub const DELETED: u32 = u32::MAX - 1;

    /// A table with room for `entries` entries of `stride` words.
    pub fn new(vm: &mut Vm, entries: usize, stride: usize) -> PyResult<Gc<Table>> {
        // Two thirds full at most, as in CPython.
        let slots = (entries.max(5) * 3 / 2 + 1).next_power_of_two();
        if slots > 1 << 31 {
            return Err(vm.memory_error());
        }
        let capacity = slots * 2 / 3;
        let table = Table {
            header: vm.header_of_kind(Kind::Table),
            log_slots: slots.trailing_zeros() as u8,
            stride: stride as u8,
            filled: Cell::new(0),
            used: Cell::new(0),
            capacity: capacity as u32,
        };
        let extra = table.index_bytes() + 8 * capacity * stride;
        // Entries beyond those in use are never looked at.
        let table = vm.alloc_bytes(table, extra)?;
        for byte in table.index() {
            byte.set(0xFF);
        }
        Ok(table)
    }

    fn trace_entries(&self, tracer: &mut Tracer<'_>, entries: Range<usize>) {
        let stride = self.stride as usize;
        let words = &self.words()[entries.start.min(entries.end) * stride..entries.end * stride];
        for entry in words.chunks_exact(stride) {
            for field in &entry[1..] {
                tracer.field(field);
            }
        }
    }

    #[inline(always)]
    fn slots(&self) -> usize {
        1 << self.log_slots
    }

    /// log2 of the number of index slots.
    pub(crate) fn log_slots(&self) -> u8 {
        self.log_slots
    }

    #[inline(always)]
    fn width_log2(&self) -> u32 {
        match self.log_slots {
            0..=7 => 0,
            8..=15 => 1,
            _ => 2,
        }
    }

    #[inline(always)]
    fn index_bytes(&self) -> usize {
        (self.slots() << self.width_log2()).next_multiple_of(8)
    }

    fn index(&self) -> &[Cell<u8>] {
        super::raw::trailing(self, self.index_bytes())
    }

    /// All words of all entries.
    #[inline(always)]
    fn words(&self) -> &[Field<Value>] {
        super::raw::after(self, self.index_bytes(), self.capacity as usize * self.stride as usize)
    }

    /// Entries used, deleted ones included.
    #[inline(always)]
    pub fn used(&self) -> usize {
        self.used.get() as usize
    }

    /// Whether no further entry fits, or deleted ones leave too few free slots for a lookup to end soon.
    #[inline(always)]
    pub fn is_full(&self) -> bool {
        let spare = (self.slots() as u32 - self.capacity) / 2;
        self.used.get() == self.capacity || self.filled.get() > self.capacity + spare
    }

    /// Room for entries.
    pub fn capacity(&self) -> usize {
        self.capacity as usize
    }

    #[inline(always)]
    fn word(&self, entry: u32, word: usize) -> &Field<Value> {
        debug_assert!(entry < self.capacity, "entry {entry} of {}", self.capacity);
        super::raw::table_word(self, self.index_bytes(), entry as usize * self.stride as usize + word)
    }

    /// Where an entry is, in bytes from the table's start: hash, key and, in dicts, value.
    #[inline(always)]
    pub(crate) fn offset_of(&self, entry: u32) -> usize {
        size_of::<Table>() + self.index_bytes() + 8 * entry as usize * self.stride as usize
    }

    /// The entry at an offset that [`Table::offset_of`] gave.
    pub(crate) fn entry_at(&self, offset: usize) -> u32 {
        ((offset - size_of::<Table>() - self.index_bytes()) / (8 * self.stride as usize)) as u32
    }

    /// Hash of an entry.
    #[inline(always)]
    pub fn hash_of(&self, entry: u32) -> u64 {
        self.word(entry, 0).get().bits()
    }

    /// Key of an entry; EMPTY if it was deleted.
    #[inline(always)]
    pub fn key(&self, entry: u32) -> Value {
        self.word(entry, 1).get()
    }

    /// Value of a dict's entry.
    #[inline(always)]
    pub fn value_of(&self, entry: u32) -> Value {
        self.word(entry, 2).get()
    }

    /// Sets the value of a dict's entry.
    #[inline(always)]
    pub fn set_value(&self, vm: &Vm, entry: u32, value: Value) {
        self.word(entry, 2).set(vm, as_gc(self), value);
    }

    #[inline(always)]
    fn slot(&self, slot: usize) -> u32 {
        super::raw::read_slot(self, slot, self.width_log2())
    }

    fn set_slot(&self, slot: usize, entry: u32) {
        super::raw::write_slot(self, slot, self.width_log2(), entry);
    }

    /// Looks for `key` without running Python.
    #[inline(always)]
    pub(crate) fn find_plain(&self, vm: &Vm, hash: u64, key: Value) -> Plain {
        match self.width_log2() {
            0 => self.find_plain_in::<0>(vm, hash, key),
            1 => self.find_plain_in::<1>(vm, hash, key),
            _ => self.find_plain_in::<2>(vm, hash, key),
        }
    }

    /// The same for keys that are the same object or have another hash; none where one only has the same hash. Keeps so
    /// little that callers need not save registers.
    #[inline(always)]
    pub(crate) fn find_same(&self, hash: u64, key: Value) -> Option<Plain> {
        match self.width_log2() {
            0 => self.find_same_in::<0>(hash, key),
            1 => self.find_same_in::<1>(hash, key),
            _ => self.find_same_in::<2>(hash, key),
        }
    }

    #[inline(always)]
    fn find_same_in<const WIDTH: u32>(&self, hash: u64, key: Value) -> Option<Plain> {
        let (mask, offset, stride) = (self.slots() - 1, self.index_bytes(), self.stride as usize);
        let (mut slot, mut perturb) = (hash as usize & mask, hash);
        loop {
            let entry = super::raw::read_slot(self, slot, WIDTH);
            if entry < Table::DELETED {
                let at = entry as usize * stride;
                if super::raw::table_word(self, offset, at + 1).get() == key {
                    return Some(Plain::Found(entry));
                }
                if super::raw::table_word(self, offset, at).get().bits() == hash {
                    return None;
                }
            } else if entry == Table::FREE {
                return Some(Plain::Missing);
            }
            perturb >>= 5;
            slot = slot.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1) & mask;
        }
    }

    #[inline(always)]
    fn find_plain_in<const WIDTH: u32>(&self, vm: &Vm, hash: u64, key: Value) -> Plain {
        let (mask, offset, stride) = (self.slots() - 1, self.index_bytes(), self.stride as usize);
        let (mut slot, mut perturb) = (hash as usize & mask, hash);
        loop {
            let entry = super::raw::read_slot(self, slot, WIDTH);
            if entry < Table::DELETED {
                let at = entry as usize * stride;
                let candidate = super::raw::table_word(self, offset, at + 1).get();
                if candidate == key {
                    return Plain::Found(entry);
                }
                if super::raw::table_word(self, offset, at).get().bits() == hash {
                    match same_text(candidate, key).or_else(|| same_plain(vm, candidate, key)) {
                        Some(true) => return Plain::Found(entry),
                        Some(false) => {}
                        None => return Plain::Unsure,
                    }
                }
            } else if entry == Table::FREE {
                return Plain::Missing;
            }
            perturb >>= 5;
            slot = slot.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1) & mask;
        }
    }

    /// Whether the entry of this number, if it is in use, has this very key.
    #[inline]
    pub(crate) fn has_at(&self, entry: u32, key: Value) -> bool {
        (entry as usize) < self.used() && self.key(entry) == key
    }

    /// Starts looking for `key`.
    #[inline(always)]
    pub fn probe(&self, hash: u64, key: Value) -> (Probe, Cursor) {
        let mut cursor = Cursor { slot: hash as usize & (self.slots() - 1), perturb: hash };
        (self.probe_at(hash, key, &mut cursor), cursor)
    }

    /// Goes on looking after a candidate that was another key.
    pub fn probe_next(&self, hash: u64, key: Value, cursor: &mut Cursor) -> Probe {
        self.advance(cursor);
        self.probe_at(hash, key, cursor)
    }

    #[inline(always)]
    fn advance(&self, cursor: &mut Cursor) {
        cursor.perturb >>= 5;
        cursor.slot =
            (cursor.slot.wrapping_mul(5).wrapping_add(cursor.perturb as usize).wrapping_add(1)) & (self.slots() - 1);
    }

    #[inline(always)]
    fn probe_at(&self, hash: u64, key: Value, cursor: &mut Cursor) -> Probe {
        loop {
            let entry = self.slot(cursor.slot);
            if entry == Table::FREE {
                return Probe::Missing;
            }
            if entry != Table::DELETED {
                if self.key(entry) == key {
                    return Probe::Found(entry);
                }
                if self.hash_of(entry) == hash {
                    return Probe::Candidate(entry);
                }
            }
            self.advance(cursor);
        }
    }

    /// Has the first slot of a hash's probe sequence that holds no live entry refer to `entry`; whether it was free.
    #[inline(always)]
    fn take_slot<const WIDTH: u32>(&self, hash: u64, entry: u32) -> bool {
        let mask = self.slots() - 1;
        let (mut slot, mut perturb) = (hash as usize & mask, hash);
        loop {
            let old = super::raw::read_slot(self, slot, WIDTH);
            if old >= Table::DELETED {
                super::raw::write_slot(self, slot, WIDTH, entry);
                return old == Table::FREE;
            }
            perturb >>= 5;
            slot = slot.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1) & mask;
        }
    }

    /// Looks for a key without running Python, and adds an entry for it where it is not there: in one search. The table must not be
    /// full.
    #[inline(always)]
    pub(crate) fn find_or_add(&self, vm: &Vm, hash: u64, key: Value, value: Value) -> Added {
        match self.width_log2() {
            0 => self.find_or_add_in::<0>(vm, hash, key, value),
            1 => self.find_or_add_in::<1>(vm, hash, key, value),
            _ => self.find_or_add_in::<2>(vm, hash, key, value),
        }
    }

    #[inline(always)]
    fn find_or_add_in<const WIDTH: u32>(&self, vm: &Vm, hash: u64, key: Value, value: Value) -> Added {
        let (mask, offset, stride) = (self.slots() - 1, self.index_bytes(), self.stride as usize);
        let (mut slot, mut perturb) = (hash as usize & mask, hash);
        let mut deleted = None;
        loop {
            let entry = super::raw::read_slot(self, slot, WIDTH);
            if entry < Table::DELETED {
                let at = entry as usize * stride;
                let candidate = super::raw::table_word(self, offset, at + 1).get();
                if candidate == key {
                    return Added::Was(entry);
                }
                if super::raw::table_word(self, offset, at).get().bits() == hash {
                    match same_text(candidate, key).or_else(|| same_plain(vm, candidate, key)) {
                        Some(true) => return Added::Was(entry),
                        Some(false) => {}
                        None => return Added::Unsure,
                    }
                }
            } else if entry == Table::FREE {
                break;
            } else if deleted.is_none() {
                deleted = Some(slot);
            }
            perturb >>= 5;
            slot = slot.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1) & mask;
        }
        let entry = self.used.get();
        super::raw::write_slot(self, deleted.unwrap_or(slot), WIDTH, entry);
        self.filled.set(self.filled.get() + u32::from(deleted.is_none()));
        self.fill_entry(vm, entry, hash, key, value);
        Added::New
    }

    /// Puts in place an entry after those in use.
    #[inline(always)]
    fn fill_entry(&self, vm: &Vm, entry: u32, hash: u64, key: Value, value: Value) {
        self.used.set(entry + 1);
        self.word(entry, 0).set_no_barrier(Value::from_word(hash));
        self.word(entry, 1).set(vm, as_gc(self), key);
        if self.stride == 3 {
            self.word(entry, 2).set(vm, as_gc(self), value);
        }
    }

    /// Adds an entry for a key that is not there. The table must not be full.
    #[inline]
    pub fn insert_new(&self, vm: &Vm, hash: u64, key: Value, value: Value) -> u32 {
        let entry = self.used.get();
        let was_free = match self.width_log2() {
            0 => self.take_slot::<0>(hash, entry),
            1 => self.take_slot::<1>(hash, entry),
            _ => self.take_slot::<2>(hash, entry),
        };
        if was_free {
            self.filled.set(self.filled.get() + 1);
        }
        self.fill_entry(vm, entry, hash, key, value);
        entry
    }

    /// Removes an entry.
    pub fn remove(&self, entry: u32) {
        let hash = self.hash_of(entry);
        let mut cursor = Cursor { slot: hash as usize & (self.slots() - 1), perturb: hash };
        while self.slot(cursor.slot) != entry {
            self.advance(&mut cursor);
        }
        self.set_slot(cursor.slot, Table::DELETED);
        for word in 1..self.stride as usize {
            self.word(entry, word).set_no_barrier(Value::EMPTY);
        }
    }

    /// Removes the last live entry and all deleted ones after it, so that use as a stack does not eat up the table. Other
    /// removals leave the numbers of entries alone: iteration goes by them.
    pub fn remove_last(&self, entry: u32) {
        self.remove(entry);
        self.used.set(entry);
    }

    /// First live entry from `from` on.
    #[inline(always)]
    pub fn next_entry(&self, from: u32) -> Option<u32> {
        (from..self.used.get()).find(|&entry| !self.key(entry).is_empty())
    }

    /// Last live entry before `before`.
    pub fn previous_entry(&self, before: u32) -> Option<u32> {
        (0..before.min(self.used.get())).rev().find(|&entry| !self.key(entry).is_empty())
    }

    /// A new table with the live entries of this one in order and room for `entries`.
    pub fn rebuilt(&self, vm: &mut Vm, entries: usize) -> PyResult<Gc<Table>> {
        let this = as_gc(self);
        let stride = self.stride as usize;
        let new = Table::new(vm, entries, stride)?;
        let mut to = new.words().chunks_exact(stride);
        let mut count = 0;
        // The new table is young: its stores need no barrier.
        for entry in
            this.words()[..this.used() * stride].chunks_exact(stride).filter(|entry| !entry[1].get().is_empty())
        {
            let Some(to) = to.next() else { break };
            to.iter().zip(entry).for_each(|(to, word)| to.set_no_barrier(word.get()));
            count += 1;
        }
        match new.width_log2() {
            0 => new.index_entries::<0>(count),
            1 => new.index_entries::<1>(count),
            _ => new.index_entries::<2>(count),
        }
        Ok(new)
    }

    /// A new table of just these entries of tables with entries of two words, whose keys all differ.
    pub(super) fn of_entries(vm: &mut Vm, parts: &[(Gc<Table>, &[u32])]) -> PyResult<Gc<Table>> {
        let count = parts.iter().map(|(_, entries)| entries.len()).sum();
        let new = Table::new(vm, count, 2)?;
        let mut to = new.words().chunks_exact(2);
        // The new table is young: its stores need no barrier.
        for &(source, entries) in parts {
            for (&entry, to) in entries.iter().zip(&mut to) {
                to[0].set_no_barrier(Table::word(&source, entry, 0).get());
                to[1].set_no_barrier(Table::word(&source, entry, 1).get());
            }
        }
        match new.width_log2() {
            0 => new.index_entries::<0>(count as u32),
            1 => new.index_entries::<1>(count as u32),
            _ => new.index_entries::<2>(count as u32),
        }
        Ok(new)
    }

    /// Fills the index of a new table that has these entries.
    fn index_entries<const WIDTH: u32>(&self, count: u32) {
        for entry in 0..count {
            self.take_slot::<WIDTH>(self.hash_of(entry), entry);
        }
        self.used.set(count);
        self.filled.set(count);
    }

    /// A copy of a table with so many live entries.
    pub fn copied(&self, vm: &mut Vm, live: usize) -> PyResult<Gc<Table>> {
        let this = as_gc(self);
        if this.used() != live || this.filled.get() != this.used.get() || live * 6 < this.capacity() {
            return this.rebuilt(vm, live);
        }
        // Room for entries that nothing has used would be most of a copy of a table that has just grown.
        let capacity = if live * 3 < this.capacity() { live + live / 2 } else { this.capacity() };
        let table = Table {
            header: vm.header_of_kind(Kind::Table),
            log_slots: this.log_slots,
            stride: this.stride,
            filled: Cell::new(this.filled.get()),
            used: Cell::new(this.used.get()),
            capacity: capacity as u32,
        };
        let room = this.index_bytes() + 8 * capacity * this.stride as usize;
        let new = vm.alloc_bytes(table, room)?;
        let bytes = this.index_bytes() + 8 * live * this.stride as usize;
        super::raw::trailing_mut::<_, u8>(&*new, bytes).copy_from_slice(super::raw::trailing(&*this, bytes));
        Ok(new)
    }
}
