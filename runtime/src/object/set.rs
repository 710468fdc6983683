//! set and frozenset objects: a table without values.

use super::dict::find_in;
use super::header::{Header, Kind};
use super::table::{Added, Plain, Table};
use super::type_object::Type;
use crate::heap::{Field, Gc, as_gc};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;

/// A set or frozenset.
#[repr(C)]
pub struct Set {
    header: Header,
    table: Field<Gc<Table>>,
    live: Cell<u32>,
    /// Hash of a frozenset once computed, else 0.
    pub hash: Cell<u64>,
}

crate::heap_object!(Set, Set, [table]);

impl Set {
    /// Offset of the reference to the table.
    pub(crate) const TABLE_OFFSET: usize = std::mem::offset_of!(Set, table);
    /// Offset of the number of elements.
    pub(crate) const LIVE_OFFSET: usize = std::mem::offset_of!(Set, live);

    /// Number of elements.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.live.get() as usize
    }

    /// Whether there are no elements.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.live.get() == 0
    }

    /// The storage.
    #[inline(always)]
    pub fn table(&self) -> Gc<Table> {
        self.table.get()
    }

    /// First live entry from `from` on: its number and element.
    #[inline(always)]
    pub fn next_element(&self, from: u32) -> Option<(u32, Value)> {
        let table = self.table.get();
        table.next_entry(from).map(|entry| (entry, table.key(entry)))
    }

    /// The entry of `key`. May run `__eq__`.
    pub fn find(&self, vm: &mut Vm, key: Value, hash: u64) -> PyResult<Option<u32>> {
        let this = as_gc(self);
        match this.table.get().find_plain(vm, hash, key) {
            Plain::Found(entry) => return Ok(Some(entry)),
            Plain::Missing => return Ok(None),
            Plain::Unsure => {}
        }
        find_in(vm, key, hash, || this.table.get())
    }

    /// Whether `key` is an element.
    pub fn contains(&self, vm: &mut Vm, key: Value) -> PyResult<bool> {
        let this = as_gc(self);
        let hash = vm.hash(key)?;
        Ok(this.find(vm, key, hash)?.is_some())
    }

    /// Adds `key`; whether it was new.
    #[inline]
    pub fn add(&self, vm: &mut Vm, key: Value) -> PyResult<bool> {
        let this = as_gc(self);
        if let Some(hash) = vm.plain_hash(key)
            && let Some(added) = this.add_plain(vm, key, hash)?
        {
            return Ok(added);
        }
        let hash = vm.hash(key)?;
        this.add_hashed(vm, key, hash)
    }

    /// Adds `key`, whose hash is known, without running Python; whether it was new, or none if only `__eq__` of some element
    /// can tell.
    #[inline]
    pub(crate) fn add_plain(&self, vm: &mut Vm, key: Value, hash: u64) -> PyResult<Option<bool>> {
        let this = as_gc(self);
        let table = this.table.get();
        if table.is_full() {
            return Ok(match table.find_plain(vm, hash, key) {
                Plain::Found(_) => Some(false),
                Plain::Missing => {
                    this.insert_new(vm, key, hash)?;
                    Some(true)
                }
                Plain::Unsure => None,
            });
        }
        Ok(match table.find_or_add(vm, hash, key, Value::EMPTY) {
            Added::Was(_) => Some(false),
            Added::New => {
                this.live.set(this.live.get() + 1);
                Some(true)
            }
            Added::Unsure => None,
        })
    }

    /// Adds `key`, whose hash is known; whether it was new.
    pub fn add_hashed(&self, vm: &mut Vm, key: Value, hash: u64) -> PyResult<bool> {
        let this = as_gc(self);
        if this.find(vm, key, hash)?.is_some() {
            return Ok(false);
        }
        this.insert_new(vm, key, hash).map(|()| true)
    }

    /// Adds an element that is known not to be there.
    pub(crate) fn insert_new(&self, vm: &mut Vm, key: Value, hash: u64) -> PyResult<()> {
        let this = as_gc(self);
        if this.table.get().is_full() {
            let table = this.table.get().rebuilt(vm, this.len() * 2 + 1)?;
            this.table.set(vm, this, table);
        }
        this.table.get().insert_new(vm, hash, key, Value::EMPTY);
        this.live.set(this.live.get() + 1);
        Ok(())
    }

    /// Makes room for so many more elements.
    pub(crate) fn reserve(&self, vm: &mut Vm, more: usize) -> PyResult<()> {
        let this = as_gc(self);
        let table = this.table.get();
        if table.used() + more > table.capacity() {
            let table = table.rebuilt(vm, this.len() + more)?;
            this.table.set(vm, this, table);
        }
        Ok(())
    }

    /// Removes an entry.
    pub fn remove_entry(&self, entry: u32) {
        self.table.get().remove(entry);
        self.live.set(self.live.get() - 1);
    }

    /// Removes the last element and gives it.
    pub fn pop_last(&self) -> Option<Value> {
        let table = self.table.get();
        let entry = table.previous_entry(u32::MAX)?;
        let element = table.key(entry);
        table.remove_last(entry);
        self.live.set(self.live.get() - 1);
        Some(element)
    }

    /// Removes `key`; whether it was there.
    pub fn remove(&self, vm: &mut Vm, key: Value) -> PyResult<bool> {
        let this = as_gc(self);
        let hash = vm.hash(key)?;
        let found = this.find(vm, key, hash)?;
        if let Some(entry) = found {
            this.remove_entry(entry);
        }
        Ok(found.is_some())
    }

    /// Removes all elements.
    pub fn clear(&self, vm: &mut Vm) -> PyResult<()> {
        let this = as_gc(self);
        let table = Table::new(vm, 0, 2)?;
        this.table.set(vm, this, table);
        this.live.set(0);
        Ok(())
    }

    /// Takes over the elements of `other`, which nobody else has.
    pub fn replace(&self, vm: &Vm, other: Gc<Set>) {
        self.table.set(vm, as_gc(self), other.table.get());
        self.live.set(other.live.get());
    }

    /// Adds elements that are known not to be there: entries of a table.
    pub(crate) fn add_entries(&self, vm: &mut Vm, source: Gc<Table>, entries: &[u32]) -> PyResult<()> {
        let this = as_gc(self);
        if this.is_empty() {
            let table = Table::of_entries(vm, &[(source, entries)])?;
            this.table.set(vm, this, table);
            this.live.set(entries.len() as u32);
            return Ok(());
        }
        this.reserve(vm, entries.len())?;
        let table = this.table.get();
        for &entry in entries {
            table.insert_new(vm, source.hash_of(entry), source.key(entry), Value::EMPTY);
        }
        this.live.set(this.live.get() + entries.len() as u32);
        Ok(())
    }

    /// Makes this set a shallow copy of `other`.
    pub fn copy_from(&self, vm: &mut Vm, other: Gc<Set>) -> PyResult<()> {
        let this = as_gc(self);
        let table = other.table.get().copied(vm, other.len())?;
        this.table.set(vm, this, table);
        this.live.set(other.live.get());
        Ok(())
    }
}

impl Vm {
    /// A new empty set of class set, frozenset or one derived from them.
    pub fn set_of_class(&mut self, class: Gc<Type>) -> PyResult<Gc<Set>> {
        self.set_with_room(class, 0)
    }

    /// A new set of these entries of tables of sets, whose elements all differ.
    pub(crate) fn set_of_entries(&mut self, class: Gc<Type>, parts: &[(Gc<Table>, &[u32])]) -> PyResult<Gc<Set>> {
        let table = Table::of_entries(self, parts)?;
        let header = self.header_for(class, Kind::Set);
        let live = Cell::new(table.used() as u32);
        self.alloc(Set { header, table: Field::new(table), live, hash: Cell::new(0) })
    }

    /// A new set that is a shallow copy of `other` with room for so many more elements.
    pub(crate) fn set_copied(&mut self, class: Gc<Type>, other: Gc<Set>, more: usize) -> PyResult<Gc<Set>> {
        let table = other.table.get();
        let table = match table.used() + more <= table.capacity() {
            true => table.copied(self, other.len())?,
            false => table.rebuilt(self, other.len() + more)?,
        };
        let header = self.header_for(class, Kind::Set);
        let live = Cell::new(other.live.get());
        self.alloc(Set { header, table: Field::new(table), live, hash: Cell::new(0) })
    }

    /// A new empty set with room for so many elements.
    pub(crate) fn set_with_room(&mut self, class: Gc<Type>, room: usize) -> PyResult<Gc<Set>> {
        let table = Table::new(self, room, 2)?;
        let header = self.header_for(class, Kind::Set);
        self.alloc(Set { header, table: Field::new(table), live: Cell::new(0), hash: Cell::new(0) })
    }

    /// A new empty set.
    pub fn set(&mut self) -> PyResult<Gc<Set>> {
        self.set_of_class(self.types.set)
    }
}
