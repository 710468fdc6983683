//! dict objects.
//!
//! A dict that is some function's globals is in *cell mode*: each value sits in a [`CellObject`], so that inline caches
//! and compiled code reach a global through one pointer. A cell whose entry is deleted is emptied and never used again.

use super::function::CellObject;
use super::header::{Header, Kind};
use super::string::Str;
use super::table::{Added, Plain, Probe, Table};
use super::type_object::Type;
use crate::heap::{Field, Gc, as_gc};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;

/// A dict.
#[repr(C)]
pub struct Dict {
    header: Header,
    table: Field<Gc<Table>>,
    live: Cell<u32>,
    /// Changes whenever a key is added or removed while in cell mode; cached with lookups that found nothing here.
    keys_version: Cell<u32>,
    cells: Cell<bool>,
    /// Code with these globals has found names in the builtins that are not here.
    lacks: Cell<bool>,
}

crate::heap_object!(Dict, Dict, [table]);

impl Dict {
    /// Offset of the reference to the table.
    pub(crate) const TABLE_OFFSET: usize = std::mem::offset_of!(Dict, table);
    /// Offset of the number of items.
    pub(crate) const LIVE_OFFSET: usize = std::mem::offset_of!(Dict, live);
    /// Offset of whether values are in cells.
    pub(crate) const CELLS_OFFSET: usize = std::mem::offset_of!(Dict, cells);

    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.live.get() as usize
    }

    /// Whether there are no items.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.live.get() == 0
    }

    /// See the field.
    #[inline(always)]
    pub fn keys_version(&self) -> u32 {
        self.keys_version.get()
    }

    /// Whether values sit in cells.
    pub fn is_cell_mode(&self) -> bool {
        self.cells.get()
    }

    /// The storage; iteration checks that it is still the same.
    #[inline(always)]
    pub fn table(&self) -> Gc<Table> {
        self.table.get()
    }

    /// Value of a live entry.
    #[inline(always)]
    pub fn entry_value(&self, entry: u32) -> Value {
        let value = self.table.get().value_of(entry);
        if self.cells.get() { value.cast::<CellObject>().map_or(Value::EMPTY, |cell| cell.get()) } else { value }
    }

    /// Sets the value of a live entry.
    pub fn set_entry_value(&self, vm: &Vm, entry: u32, value: Value) {
        let table = self.table.get();
        if self.cells.get() {
            let cell = table.value_of(entry).cast::<CellObject>().expect("values of a dict in cell mode are cells");
            cell.set(vm, value);
        } else {
            table.set_value(vm, entry, value);
        }
    }

    /// First live entry from `from` on: its number, key and value.
    #[inline(always)]
    pub fn next_item(&self, from: u32) -> Option<(u32, Value, Value)> {
        let table = self.table.get();
        table.next_entry(from).map(|entry| (entry, table.key(entry), self.entry_value(entry)))
    }

    /// All items in order. The dict must not change meanwhile; use [`Dict::next_item`] where Python may run.
    pub fn items(&self) -> impl Iterator<Item = (Value, Value)> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let (entry, key, value) = self.next_item(at)?;
            at = entry + 1;
            Some((key, value))
        })
    }

    /// Looks up an interned or any other exact str: never runs Python.
    #[inline]
    pub fn get_str(&self, vm: &Vm, key: Gc<Str>) -> Option<Value> {
        self.find_str(vm, key).map(|entry| self.entry_value(entry))
    }

    /// Looks up a str among keys that are strs: none if there are others, which may be equal.
    pub(crate) fn get_plainly(&self, vm: &Vm, key: Gc<Str>) -> Option<Option<Value>> {
        match self.table.get().find_plain(vm, key.hash(vm), key.value()) {
            Plain::Found(entry) => Some(Some(self.entry_value(entry))),
            Plain::Missing => Some(None),
            Plain::Unsure => None,
        }
    }

    /// Gives a str that is a key another value; whether that could be told from keys that are strs.
    pub(crate) fn replace_plainly(&self, vm: &Vm, key: Gc<Str>, value: Value) -> bool {
        match self.table.get().find_plain(vm, key.hash(vm), key.value()) {
            Plain::Found(entry) => {
                self.set_entry_value(vm, entry, value);
                true
            }
            Plain::Missing | Plain::Unsure => false,
        }
    }

    /// The value of a key that is expected at this place among the items, and is this very object; none if it is not there.
    #[inline]
    pub(crate) fn get_at(&self, entry: usize, key: Value) -> Option<Value> {
        let table = self.table.get();
        (entry < table.used() && table.key(entry as u32) == key).then(|| self.entry_value(entry as u32))
    }

    /// Looks up the key `text`.
    pub fn get_text(&self, vm: &mut Vm, text: &str) -> Option<Value> {
        let this = as_gc(self);
        let key = vm.intern(text);
        this.get_str(vm, key)
    }

    fn find_str(&self, vm: &Vm, key: Gc<Str>) -> Option<u32> {
        let hash = key.hash(vm);
        match self.table.get().find_plain(vm, hash, key.value()) {
            Plain::Found(entry) => return Some(entry),
            Plain::Missing => return None,
            Plain::Unsure => {}
        }
        let table = self.table.get();
        let (mut probe, mut cursor) = table.probe(hash, key.value());
        loop {
            match probe {
                Probe::Found(entry) => return Some(entry),
                Probe::Missing => return None,
                Probe::Candidate(entry) => {
                    if table.key(entry).cast::<Str>().is_some_and(|other| other.equals(&key)) {
                        return Some(entry);
                    }
                    probe = table.probe_next(hash, key.value(), &mut cursor);
                }
            }
        }
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

    /// Looks up `key`; errors come from its `__hash__` and `__eq__`.
    #[inline]
    pub fn get(&self, vm: &mut Vm, key: Value) -> PyResult<Option<Value>> {
        let this = as_gc(self);
        if let Some(hash) = vm.plain_hash(key) {
            match this.table.get().find_plain(vm, hash, key) {
                Plain::Found(entry) => return Ok(Some(this.entry_value(entry))),
                Plain::Missing => return Ok(None),
                Plain::Unsure => {}
            }
        }
        let hash = vm.hash(key)?;
        Ok(this.find(vm, key, hash)?.map(|entry| this.entry_value(entry)))
    }

    /// Sets `self[key] = value` for a key whose hash is known.
    pub fn set_hashed(&self, vm: &mut Vm, key: Value, hash: u64, value: Value) -> PyResult<()> {
        let this = as_gc(self);
        match this.table.get().find_plain(vm, hash, key) {
            Plain::Found(entry) => {
                this.set_entry_value(vm, entry, value);
                return Ok(());
            }
            Plain::Missing => return this.insert_new(vm, key, hash, value),
            Plain::Unsure => {}
        }
        match this.find(vm, key, hash)? {
            Some(entry) => {
                this.set_entry_value(vm, entry, value);
                Ok(())
            }
            None => this.insert_new(vm, key, hash, value),
        }
    }

    /// Sets `self[key] = value`.
    #[inline]
    pub fn set(&self, vm: &mut Vm, key: Value, value: Value) -> PyResult<()> {
        let this = as_gc(self);
        if let Some(hash) = vm.plain_hash(key)
            && this.set_plain(vm, key, hash, value)?.is_some()
        {
            return Ok(());
        }
        let hash = vm.hash(key)?;
        match this.find(vm, key, hash)? {
            Some(entry) => {
                this.set_entry_value(vm, entry, value);
                Ok(())
            }
            None => this.insert_new(vm, key, hash, value),
        }
    }

    /// The same without running Python, with a hash that is known; none if only `__eq__` of some key can tell.
    #[inline]
    pub(crate) fn set_plain(&self, vm: &mut Vm, key: Value, hash: u64, value: Value) -> PyResult<Option<()>> {
        let this = as_gc(self);
        let table = this.table.get();
        if this.cells.get() || table.is_full() {
            match table.find_plain(vm, hash, key) {
                Plain::Found(entry) => this.set_entry_value(vm, entry, value),
                Plain::Missing => this.insert_new(vm, key, hash, value)?,
                Plain::Unsure => return Ok(None),
            }
            return Ok(Some(()));
        }
        match table.find_or_add(vm, hash, key, value) {
            Added::Was(entry) => table.set_value(vm, entry, value),
            Added::New => this.added(vm, hash),
            Added::Unsure => return Ok(None),
        }
        Ok(Some(()))
    }

    /// Sets `self[key] = value` for a str key: never runs Python.
    #[inline]
    pub fn set_str(&self, vm: &mut Vm, key: Gc<Str>, value: Value) -> PyResult<()> {
        let this = as_gc(self);
        match this.find_str(vm, key) {
            Some(entry) => {
                this.set_entry_value(vm, entry, value);
                Ok(())
            }
            None => {
                let hash = key.hash(vm);
                this.insert_new(vm, key.value(), hash, value)
            }
        }
    }

    /// Sets the item of key `text`.
    pub fn set_text(&self, vm: &mut Vm, text: &str, value: Value) -> PyResult<()> {
        let this = as_gc(self);
        let key = vm.intern(text);
        this.set_str(vm, key, value)
    }

    /// Adds an item whose key is known not to be there.
    pub fn insert_new(&self, vm: &mut Vm, key: Value, hash: u64, value: Value) -> PyResult<()> {
        let this = as_gc(self);
        let value = if this.cells.get() { vm.cell(value)?.value() } else { value };
        if this.table.get().is_full() {
            let wanted = this.len() * 2 + 1;
            let table = this.table.get().rebuilt(vm, wanted.max(5))?;
            this.table.set(vm, this, table);
        }
        this.table.get().insert_new(vm, hash, key, value);
        this.added(vm, hash);
        Ok(())
    }

    /// Does what has to be done after an item was added.
    #[inline]
    fn added(&self, vm: &mut Vm, hash: u64) {
        self.live.set(self.live.get() + 1);
        self.keys_changed();
        if self.lacks.get() && vm.builtins_found.contains(&hash) {
            vm.clear_inline_caches();
        }
    }

    /// Makes room for so many more items, where they would not fit.
    pub fn reserve(&self, vm: &mut Vm, more: usize) -> PyResult<()> {
        let this = as_gc(self);
        let table = this.table.get();
        if more > table.capacity() - table.used() {
            let table = table.rebuilt(vm, this.len() + more)?;
            this.table.set(vm, this, table);
        }
        Ok(())
    }

    /// Takes over all items of `other` if this dict is empty and neither keeps values in cells; whether it did.
    pub(crate) fn copy_into_empty(&self, vm: &mut Vm, other: Gc<Dict>) -> PyResult<bool> {
        let this = as_gc(self);
        if !this.is_empty() || this.cells.get() || other.cells.get() {
            return Ok(false);
        }
        let table = other.table.get().copied(vm, other.len())?;
        this.table.set(vm, this, table);
        this.live.set(other.live.get());
        Ok(true)
    }

    /// Code relies on it that a name is not here: [`Dict::insert_new`] tells if it comes.
    pub(crate) fn relied_on_to_lack(&self) {
        self.lacks.set(true);
    }

    fn keys_changed(&self) {
        if self.cells.get() {
            self.keys_version.set(self.keys_version.get().wrapping_add(1));
        }
    }

    /// Removes an entry and gives its value.
    pub fn remove_entry(&self, vm: &Vm, entry: u32) -> Value {
        let value = self.entry_value(entry);
        if self.cells.get() {
            self.set_entry_value(vm, entry, Value::EMPTY);
        }
        self.table.get().remove(entry);
        self.live.set(self.live.get() - 1);
        self.keys_changed();
        value
    }

    /// Removes the last item and gives it.
    pub fn pop_last(&self, vm: &Vm) -> Option<(Value, Value)> {
        let table = self.table.get();
        let entry = table.previous_entry(u32::MAX)?;
        let (key, value) = (table.key(entry), self.entry_value(entry));
        if self.cells.get() {
            self.set_entry_value(vm, entry, Value::EMPTY);
        }
        table.remove_last(entry);
        self.live.set(self.live.get() - 1);
        self.keys_changed();
        Some((key, value))
    }

    /// Removes `key` and gives its value, if it was there.
    pub fn remove(&self, vm: &mut Vm, key: Value) -> PyResult<Option<Value>> {
        let this = as_gc(self);
        let hash = vm.hash(key)?;
        Ok(this.find(vm, key, hash)?.map(|entry| this.remove_entry(vm, entry)))
    }

    /// Removes a str key and gives its value, if it was there.
    pub fn remove_str(&self, vm: &Vm, key: Gc<Str>) -> Option<Value> {
        self.find_str(vm, key).map(|entry| self.remove_entry(vm, entry))
    }

    /// Removes all items.
    pub fn clear(&self, vm: &mut Vm) -> PyResult<()> {
        let this = as_gc(self);
        if this.cells.get() {
            while let Some((entry, ..)) = this.next_item(0) {
                this.remove_entry(vm, entry);
            }
        }
        let table = Table::new(vm, 0, 3)?;
        this.table.set(vm, this, table);
        this.live.set(0);
        Ok(())
    }

    /// Puts values into cells, once; see the module documentation.
    pub fn enter_cell_mode(&self, vm: &mut Vm) -> PyResult<()> {
        let this = as_gc(self);
        if this.cells.get() {
            return Ok(());
        }
        let table = this.table.get();
        let mut at = 0;
        while let Some(entry) = table.next_entry(at) {
            let cell = vm.cell(table.value_of(entry))?;
            table.set_value(vm, entry, cell.value());
            at = entry + 1;
        }
        this.cells.set(true);
        Ok(())
    }

    /// The cell of a str key, in cell mode.
    pub fn cell_of(&self, vm: &Vm, key: Gc<Str>) -> Option<Gc<CellObject>> {
        debug_assert!(self.cells.get(), "only globals have cells");
        self.find_str(vm, key).and_then(|entry| self.table.get().value_of(entry).cast())
    }

    /// Whether values are in cells.
    pub(crate) fn has_cells(&self) -> bool {
        self.cells.get()
    }

    /// A shallow copy as a plain dict.
    pub fn copy(&self, vm: &mut Vm) -> PyResult<Gc<Dict>> {
        let this = as_gc(self);
        let table = this.table.get().copied(vm, this.len())?;
        if this.cells.get() {
            let mut at = 0;
            while let Some(entry) = table.next_entry(at) {
                let cell: Gc<CellObject> = table.value_of(entry).cast().expect("values in cell mode are cells");
                table.set_value(vm, entry, cell.get());
                at = entry + 1;
            }
        }
        let header = vm.header_of_kind(Kind::Dict);
        vm.alloc(Dict {
            header,
            table: Field::new(table),
            live: Cell::new(this.live.get()),
            keys_version: Cell::new(0),
            cells: Cell::new(false),
            lacks: Cell::new(false),
        })
    }
}

/// Looks for `key` in the table that `table` gives, starting again if `__eq__` changed the container.
pub(crate) fn find_in(vm: &mut Vm, key: Value, hash: u64, table: impl Fn() -> Gc<Table>) -> PyResult<Option<u32>> {
    'again: loop {
        let current = table();
        let (mut probe, mut cursor) = current.probe(hash, key);
        loop {
            match probe {
                Probe::Found(entry) => return Ok(Some(entry)),
                Probe::Missing => return Ok(None),
                Probe::Candidate(entry) => {
                    let candidate = current.key(entry);
                    let equal = vm.equal(candidate, key)?;
                    if table() != current || current.key(entry) != candidate {
                        continue 'again;
                    }
                    if equal {
                        return Ok(Some(entry));
                    }
                    probe = current.probe_next(hash, key, &mut cursor);
                }
            }
        }
    }
}

impl Vm {
    /// A new empty dict.
    pub fn dict(&mut self) -> PyResult<Gc<Dict>> {
        self.dict_with_capacity(0)
    }

    /// A new empty dict with room for `capacity` items.
    pub fn dict_with_capacity(&mut self, capacity: usize) -> PyResult<Gc<Dict>> {
        let table = Table::new(self, capacity, 3)?;
        let header = self.header_of_kind(Kind::Dict);
        self.new_dict(header, table)
    }

    /// A new empty dict of a class derived from dict.
    pub fn dict_of_class(&mut self, class: Gc<Type>) -> PyResult<Gc<Dict>> {
        let table = Table::new(self, 0, 3)?;
        let header = self.header_for(class, Kind::Dict);
        self.new_dict(header, table)
    }

    fn new_dict(&mut self, header: Header, table: Gc<Table>) -> PyResult<Gc<Dict>> {
        self.alloc(Dict {
            header,
            table: Field::new(table),
            live: Cell::new(0),
            keys_version: Cell::new(0),
            cells: Cell::new(false),
            lacks: Cell::new(false),
        })
    }
}

/// Iterator over a dict or set: which view it belongs to is said by its class.
#[repr(C)]
pub struct TableIterator {
    header: Header,
    /// The dict or set; EMPTY once exhausted.
    pub container: Field<Value>,
    /// Number of the next entry to look at.
    pub next: Cell<u32>,
    /// Length of the container when iteration began, to detect changes.
    pub len: Cell<u32>,
    /// Items not yet yielded, by the length when iteration began.
    pub left: Cell<u32>,
    /// What it yields.
    pub yields: Yields,
}

/// What an iterator over a table yields.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Yields {
    /// Keys of a dict.
    Keys,
    /// Values of a dict.
    Values,
    /// (key, value) tuples of a dict.
    Items,
    /// Elements of a set.
    Elements,
}

crate::heap_object!(TableIterator, TableIterator, [container]);

impl Vm {
    /// An iterator of class `class` over the dict or set `container`, which has `len` entries.
    pub fn table_iterator(
        &mut self,
        class: Gc<Type>,
        container: Value,
        len: usize,
        yields: Yields,
    ) -> PyResult<Gc<TableIterator>> {
        let header = self.header_for(class, Kind::TableIterator);
        self.alloc(TableIterator {
            header,
            container: Field::new(container),
            next: Cell::new(0),
            len: Cell::new(len as u32),
            left: Cell::new(len as u32),
            yields,
        })
    }
}
