//! [`ByteStore`]: growable memory that buffers lock: what bytearray and its like keep their data in.
//!
//! The bytes are in [`Words`] on the heap, of which the store uses a range; what is taken off the front only moves the range.
//! Native code that uses a buffer locks the store until it releases it. Memoryviews lock it too, but nobody tells when one that
//! was not released dies: a store that only memoryviews may have locked asks [`Vm::has_live_view`] before it refuses
//! to be resized, and else leaves the old memory to them.

use super::array::Words;
use super::buffer::Buffer;
use super::typed_items::ItemPlace;
use crate::heap::{Field, Gc, Tracer};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;
use std::mem::offset_of;

/// So many bytes are moved rather than the memory before them kept.
const FEW: usize = 4096;

/// Growable memory; part of the data of a [`Native`](crate::heap::Native), whose `trace` shows it.
pub struct ByteStore {
    words: Field<Gc<Words>>,
    start: Cell<usize>,
    len: Cell<usize>,
    /// Buffers that will be released.
    locks: Cell<usize>,
    /// Memoryviews of the present memory that were made and not released.
    views: Cell<usize>,
}

impl ByteStore {
    /// Where the bytes are of an object that has its store at this offset.
    pub const fn place(at: usize) -> ItemPlace {
        ItemPlace {
            memory: Some((at + offset_of!(ByteStore, words)) as i32),
            start: Some((at + offset_of!(ByteStore, start)) as i32),
            first: size_of::<Words>() as i32,
            len: (at + offset_of!(ByteStore, len)) as i32,
        }
    }

    /// Memory with this content.
    pub fn new(vm: &mut Vm, data: &[u8]) -> PyResult<ByteStore> {
        let store = ByteStore::bare(vm, data.len())?;
        super::raw::copy_to_cells(data, store.cells());
        Ok(store)
    }

    /// Memory with any content.
    pub(crate) fn bare(vm: &mut Vm, len: usize) -> PyResult<ByteStore> {
        let words = Words::bare(vm, len.div_ceil(8))?;
        Ok(ByteStore {
            words: Field::new(words),
            start: Cell::new(0),
            len: Cell::new(len),
            locks: Cell::new(0),
            views: Cell::new(0),
        })
    }

    /// Shows the reference to the memory.
    pub fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.words);
    }

    /// Number of bytes.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes that fit before more memory is needed.
    pub fn capacity(&self) -> usize {
        self.words.get().bytes().len() - self.start.get()
    }

    /// The memory.
    #[inline]
    pub fn cells(&self) -> &[Cell<u8>] {
        let start = self.start.get();
        super::raw::extend_slice(&self.words.get().bytes()[start..start + self.len.get()])
    }

    /// The bytes as they are now.
    #[inline]
    pub fn bytes<'a>(&self, _: &'a Vm) -> &'a [u8] {
        super::raw::frozen(super::raw::extend_slice(self.cells()))
    }

    /// A buffer of the store of `object`, which locks it.
    pub fn export(&self, object: Value) -> Buffer {
        self.locks.set(self.locks.get() + 1);
        let owner = self.words.get().value();
        Buffer::flat(object, owner, self.start.get(), self.len(), false)
    }

    /// A buffer is no longer used.
    pub fn release(&self, buffer: &Buffer) {
        if buffer.owner == self.words.get().value() {
            self.locks.set(self.locks.get().saturating_sub(1));
        }
    }

    /// A buffer that `export` made is from now on held by memoryviews.
    pub(crate) fn lock_became_view(&self) {
        self.locks.set(self.locks.get().saturating_sub(1));
        self.views.set(self.views.get() + 1);
    }

    /// Memoryviews of the memory that `owner` holds are sure to be released; whether that is the present memory.
    pub(crate) fn view_became_lock(&self, owner: Value) -> bool {
        let present = owner == self.words.get().value();
        if present {
            self.views.set(self.views.get().saturating_sub(1));
            self.locks.set(self.locks.get() + 1);
        }
        present
    }

    /// The memoryviews that held a buffer were released.
    pub(crate) fn release_view(&self, owner: Value) {
        if owner == self.words.get().value() {
            self.views.set(self.views.get().saturating_sub(1));
        }
    }

    /// Refuses if buffers exist. Whoever changes the number of bytes asks first; afterwards the memory is the store's alone.
    pub fn check_resize<O>(&self, vm: &mut Vm, object: Gc<O>) -> PyResult<()> {
        if self.locks.get() == 0 && self.views.get() == 0 {
            return Ok(());
        }
        self.check_views(vm, object)
    }

    #[cold]
    fn check_views<O>(&self, vm: &mut Vm, object: Gc<O>) -> PyResult<()> {
        self.refuse_if_seen(vm)?;
        self.leave_to_views(vm, object)
    }

    /// Leaves the memory to the memoryviews that there may be of it.
    fn leave_to_views<O>(&self, vm: &mut Vm, object: Gc<O>) -> PyResult<()> {
        self.relocate(vm, object, self.len())?;
        self.views.set(0);
        Ok(())
    }

    /// Refuses if there are buffers other than memoryviews that are gone.
    fn refuse_if_seen(&self, vm: &mut Vm) -> PyResult<()> {
        let old = self.words.get();
        // Whoever postpones collections does without their answer, and asks again where there may be one.
        if vm.postpones() {
            return Err(vm.buffer_error("Existing exports of data: object cannot be re-sized"));
        }
        if self.locks.get() > 0 || vm.has_live_view(old.value()) {
            return Err(vm.buffer_error("Existing exports of data: object cannot be re-sized"));
        }
        Ok(())
    }

    /// Moves the bytes to new memory with room for `capacity`, the rest of which may hold anything.
    fn relocate<O>(&self, vm: &mut Vm, object: Gc<O>, capacity: usize) -> PyResult<()> {
        if capacity > isize::MAX as usize / 2 {
            return Err(vm.memory_error());
        }
        let words = Words::bare(vm, capacity.div_ceil(8))?;
        let len = self.len().min(capacity);
        super::raw::copy_to_cells(super::raw::frozen(&self.cells()[..len]), &words.bytes()[..len]);
        self.words.set(vm, object, words);
        self.start.set(0);
        Ok(())
    }

    /// Changes the number of bytes; new ones may be anything: the caller writes them.
    pub fn set_len<O>(&self, vm: &mut Vm, object: Gc<O>, len: usize) -> PyResult<()> {
        self.check_resize(vm, object)?;
        if len > self.capacity() {
            // As CPython's bytearray grows: by an eighth and a little.
            let capacity = if len <= self.capacity() + self.capacity() / 8 + 64 { len + len / 8 + 64 } else { len };
            self.relocate(vm, object, capacity)?;
        } else if len < self.capacity() / 2 && self.capacity() > 4096 {
            self.len.set(len);
            self.relocate(vm, object, len + len / 8 + 16)?;
        }
        self.len.set(len);
        Ok(())
    }

    /// Replaces the `removed` bytes from `at` on by `data`.
    pub fn splice<O>(&self, vm: &mut Vm, object: Gc<O>, at: usize, removed: usize, data: &[u8]) -> PyResult<()> {
        let old = self.len();
        if removed != data.len() {
            let tail = old - at - removed;
            if data.len() > removed {
                self.set_len(vm, object, old - removed + data.len())?;
                super::raw::move_cells(self.cells(), at + removed, at + data.len(), tail);
            } else {
                self.shorten(vm, object, at, removed, data.len())?;
            }
        }
        super::raw::copy_to_cells(data, &self.cells()[at..at + data.len()]);
        Ok(())
    }

    /// Replaces the `removed` bytes from `at` on by fewer, `left`, with any content.
    fn shorten<O>(&self, vm: &mut Vm, object: Gc<O>, at: usize, removed: usize, left: usize) -> PyResult<()> {
        let (old, gone) = (self.len(), removed - left);
        if at == 0 && self.views.get() > 0 {
            self.refuse_if_seen(vm)?;
            self.start.set(self.start.get() + gone);
            self.len.set(old - gone);
            if old - gone < FEW {
                return self.leave_to_views(vm, object);
            }
            // Nothing that they show is written to here, and moving what stays would take longer the more it is.
            self.views.set(0);
            return Ok(());
        }
        self.check_resize(vm, object)?;
        if at == 0 {
            self.start.set(self.start.get() + gone);
            self.len.set(old - gone);
        } else {
            super::raw::move_cells(self.cells(), at + removed, at + left, old - at - removed);
        }
        self.set_len(vm, object, old - gone)
    }

    /// Appends a byte if nothing but that has to be done.
    #[inline(always)]
    pub fn push_in_place(&self, byte: u8) -> bool {
        self.extend_in_place(&[byte])
    }

    /// Appends bytes if there is room for them and no buffer.
    #[inline(always)]
    pub fn extend_in_place(&self, data: &[u8]) -> bool {
        let (start, len) = (self.start.get(), self.len.get());
        let words = self.words.get();
        let room = words.bytes().get(start + len..start + len + data.len());
        let Some(room) = room.filter(|_| self.locks.get() == 0 && self.views.get() == 0) else { return false };
        super::raw::copy_to_cells(data, room);
        self.len.set(len + data.len());
        true
    }

    /// Appends bytes.
    #[inline]
    pub fn extend<O>(&self, vm: &mut Vm, object: Gc<O>, data: &[u8]) -> PyResult<()> {
        let len = self.len();
        self.set_len(vm, object, len + data.len())?;
        super::raw::copy_to_cells(data, &self.cells()[len..]);
        Ok(())
    }

    /// Appends a byte.
    #[inline]
    pub fn push<O>(&self, vm: &mut Vm, object: Gc<O>, byte: u8) -> PyResult<()> {
        let len = self.len();
        self.set_len(vm, object, len + 1)?;
        self.cells()[len].set(byte);
        Ok(())
    }

    /// Takes over the memory of another store, which nobody else uses.
    pub fn take<O>(&self, vm: &mut Vm, object: Gc<O>, other: &ByteStore) -> PyResult<()> {
        self.check_resize(vm, object)?;
        self.words.set(vm, object, other.words.get());
        self.start.set(other.start.get());
        self.len.set(other.len.get());
        Ok(())
    }
}
