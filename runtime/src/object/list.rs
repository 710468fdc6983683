//! list objects and the iterator over anything that is indexed.

use super::array::Array;
use super::header::{Header, Kind};
use super::type_object::Type;
use crate::heap::{Field, Gc, as_gc};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;

/// A list. The JIT reads length and items at fixed offsets.
#[repr(C)]
pub struct List {
    header: Header,
    len: Cell<usize>,
    items: Field<Gc<Array>>,
}

crate::heap_object!(List, List, [items]);

impl List {
    /// Where the length is, in bytes.
    pub(crate) const LEN_OFFSET: usize = std::mem::offset_of!(List, len);
    /// Where the reference to the storage is.
    pub(crate) const ITEMS_OFFSET: usize = std::mem::offset_of!(List, items);

    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// Whether there are no items.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len.get() == 0
    }

    /// The items. The slice is out of date once the list changes: do not run Python while holding it.
    #[inline(always)]
    pub fn items(&self) -> &[Value] {
        super::raw::array_values(self.items.get(), self.len.get())
    }

    /// Item `index`, if in range.
    #[inline(always)]
    pub fn get(&self, index: usize) -> Option<Value> {
        if index < self.len.get() { Some(self.items.get().get(index)) } else { None }
    }

    /// Replaces item `index`, which must be in range.
    #[inline(always)]
    pub fn set(&self, vm: &Vm, index: usize, value: Value) {
        assert!(index < self.len.get(), "list index {index} checked by the caller");
        self.items.get().set(vm, index, value);
    }

    /// Item `index`, which the caller has compared with the length.
    #[inline(always)]
    pub(crate) fn get_unchecked(&self, index: usize) -> Value {
        super::raw::array_value(self.items.get(), index)
    }

    /// Whether `value` may be stored without the write barrier.
    #[inline(always)]
    pub(crate) fn takes(&self, value: Value) -> bool {
        !value.is_heap() || self.items.get().header().gc.get() & crate::heap::LOG == 0
    }

    /// Replaces item `index`, which the caller has compared with the length, by a value that the list takes.
    #[inline(always)]
    pub(crate) fn store(&self, index: usize, value: Value) {
        super::raw::set_array_value(self.items.get(), index, value);
    }

    /// Appends an item if there is room for it and the list takes it.
    #[inline(always)]
    pub(crate) fn store_at_end(&self, value: Value) -> bool {
        let (len, array) = (self.len.get(), self.items.get());
        let fits = len < array.len() && self.takes(value);
        if fits {
            super::raw::set_array_value(array, len, value);
            self.len.set(len + 1);
        }
        fits
    }

    /// Appends an item.
    #[inline(always)]
    pub fn push(&self, vm: &mut Vm, value: Value) -> PyResult<()> {
        let len = self.len.get();
        if len == self.items.get().len() {
            self.reserve(vm, len + 1)?;
        }
        self.items.get().set(vm, len, value);
        self.len.set(len + 1);
        Ok(())
    }

    /// Appends at most `count` items, given one by one without anything being allocated; they are alive elsewhere too.
    pub(crate) fn extend_with(
        &self,
        vm: &mut Vm,
        count: usize,
        mut next: impl FnMut(&Vm) -> Option<Value>,
    ) -> PyResult<()> {
        let len = self.len.get();
        self.reserve(vm, len + count)?;
        let array = self.items.get();
        let mut made = 0;
        for place in &mut super::raw::array_mut(array, array.len())[len..len + count] {
            let Some(item) = next(vm) else { break };
            *place = item;
            made += 1;
        }
        vm.barrier(array.header());
        self.len.set(len + made);
        Ok(())
    }

    /// Makes room for `wanted` items in all, growing by an eighth and more as CPython does.
    pub fn reserve(&self, vm: &mut Vm, wanted: usize) -> PyResult<()> {
        let old = self.items.get();
        if wanted <= old.len() {
            return Ok(());
        }
        let capacity = if wanted > usize::MAX / 16 { wanted } else { (wanted + (wanted >> 3) + 6) & !3 };
        self.set_capacity(vm, capacity)
    }

    fn set_capacity(&self, vm: &mut Vm, capacity: usize) -> PyResult<()> {
        let this = as_gc(self);
        let new = Array::resized(vm, this.items.get(), this.len.get(), capacity)?;
        this.items.set(vm, this, new);
        Ok(())
    }

    /// Removes and gives the last item.
    pub fn pop(&self) -> Option<Value> {
        let last = self.len.get().checked_sub(1)?;
        let value = self.items.get().get(last);
        self.items.get().fields()[last].set_no_barrier(Value::EMPTY);
        self.len.set(last);
        Some(value)
    }

    /// Replaces items `start..end` by `with`, whose values must be alive elsewhere too.
    pub fn splice(&self, vm: &mut Vm, start: usize, end: usize, with: &[Value]) -> PyResult<()> {
        let len = self.len.get();
        let new_len = len - (end - start) + with.len();
        self.reserve(vm, new_len)?;
        let array = self.items.get();
        let values = super::raw::array_mut(array, array.len());
        values.copy_within(end..len, start + with.len());
        values[start..start + with.len()].copy_from_slice(with);
        if new_len < len {
            values[new_len..len].fill(Value::EMPTY);
        }
        vm.barrier(array.header());
        self.len.set(new_len);
        if new_len < array.len() / 2 && array.len() > 16 {
            self.set_capacity(vm, new_len + 4)?;
        }
        Ok(())
    }

    /// Inserts an item before item `at`, which may be the end.
    pub fn insert(&self, vm: &mut Vm, at: usize, value: Value) -> PyResult<()> {
        let len = self.len.get();
        self.reserve(vm, len + 1)?;
        let array = self.items.get();
        let values = &mut super::raw::array_mut(array, array.len())[at..=len];
        values.copy_within(..len - at, 1);
        values[0] = value;
        vm.barrier(array.header());
        self.len.set(len + 1);
        Ok(())
    }

    /// Removes item `at`, which there is, and gives it.
    pub fn remove(&self, vm: &mut Vm, at: usize) -> PyResult<Value> {
        let (len, array) = (self.len.get(), self.items.get());
        let values = &mut super::raw::array_mut(array, array.len())[at..len];
        let value = values[0];
        values.copy_within(1.., 0);
        values[len - at - 1] = Value::EMPTY;
        vm.barrier(array.header());
        self.len.set(len - 1);
        if len - 1 < array.len() / 2 && array.len() > 16 {
            self.set_capacity(vm, len + 3)?;
        }
        Ok(value)
    }

    /// The items as a slice to be reordered in place; values must be a permutation of what was there.
    pub fn with_items_mut<R>(&self, vm: &Vm, reorder: impl FnOnce(&mut [Value]) -> R) -> R {
        let array = self.items.get();
        let result = reorder(super::raw::array_mut(array, self.len.get()));
        vm.barrier(array.header());
        result
    }

    /// Removes all items, giving the storage they were in and how many there were (for `sort`, which empties the list meanwhile).
    pub fn take(&self, vm: &mut Vm) -> PyResult<(Gc<Array>, usize)> {
        let empty = Array::new(vm, 0)?;
        let taken = (self.items.get(), self.len.get());
        self.items.set(vm, as_gc(self), empty);
        self.len.set(0);
        Ok(taken)
    }

    /// Puts storage with `len` items in place of what the list has.
    pub fn replace(&self, vm: &Vm, items: Gc<Array>, len: usize) {
        self.len.set(len);
        self.items.set(vm, as_gc(self), items);
    }

    /// Capacity of the storage.
    pub fn capacity(&self) -> usize {
        self.items.get().len()
    }
}

impl Vm {
    /// A new list of these items, which must be alive elsewhere too.
    pub fn list(&mut self, items: &[Value]) -> PyResult<Gc<List>> {
        let array = Array::of(self, items)?;
        let header = self.header_of_kind(Kind::List);
        self.alloc(List { header, len: Cell::new(items.len()), items: Field::new(array) })
    }

    /// A new empty list of a class derived from list, or of list.
    pub fn list_of_class(&mut self, class: Gc<Type>) -> PyResult<Gc<List>> {
        let array = Array::new(self, 0)?;
        let header = self.header_for(class, Kind::List);
        self.alloc(List { header, len: Cell::new(0), items: Field::new(array) })
    }

    /// A new empty list with room for so many items.
    pub fn list_with_room(&mut self, room: usize) -> PyResult<Gc<List>> {
        let array = Array::new(self, room)?;
        self.list_from_array(array, 0)
    }

    /// A list that takes over `array` with `len` items in it.
    pub fn list_from_array(&mut self, array: Gc<Array>, len: usize) -> PyResult<Gc<List>> {
        let header = self.header_of_kind(Kind::List);
        self.alloc(List { header, len: Cell::new(len), items: Field::new(array) })
    }
}

/// Iterator over a list, tuple, or by `__getitem__` over any sequence; `reversed` ones count down.
#[repr(C)]
pub struct SequenceIterator {
    header: Header,
    /// What is iterated; EMPTY once exhausted.
    pub sequence: Field<Value>,
    /// Index of the next item.
    pub index: Cell<i64>,
}

crate::heap_object!(SequenceIterator, SequenceIterator, [sequence]);

impl Vm {
    /// An iterator of class `class` over `sequence` from `index` on.
    pub fn sequence_iterator(
        &mut self,
        class: Gc<Type>,
        sequence: Value,
        index: i64,
    ) -> PyResult<Gc<SequenceIterator>> {
        let header = self.header_for(class, Kind::SequenceIterator);
        self.alloc(SequenceIterator { header, sequence: Field::new(sequence), index: Cell::new(index) })
    }
}
