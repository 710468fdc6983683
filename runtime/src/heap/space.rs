//! Where objects get their memory.
#![expect(unsafe_code, reason = "the system allocator")]

use super::Gc;
use crate::object::header::Header;
use std::ptr::NonNull;

/// One interpreter's heap.
pub struct Heap {
    cursor: *mut u8,
    limit: *mut u8,
    owners: Vec<u64>,
}

/// Bytes taken from the system at a time.
const CHUNK: usize = 1 << 20;

impl Default for Heap {
    fn default() -> Self {
        Heap::new()
    }
}

impl Heap {
    /// An empty heap.
    pub fn new() -> Heap {
        Heap { cursor: std::ptr::null_mut(), limit: std::ptr::null_mut(), owners: Vec::new() }
    }

    /// `size` bytes of fresh memory, aligned to 8; none when a collection is due or memory has run out.
    #[inline(always)]
    pub(crate) fn bump(&mut self, size: usize) -> Option<NonNull<u8>> {
        let size = (size + 15) & !15;
        if (self.limit as usize) - (self.cursor as usize) < size {
            return None;
        }
        let memory = self.cursor;
        self.cursor = self.cursor.wrapping_add(size);
        NonNull::new(memory)
    }

    /// Gets memory for `size` bytes after `bump` failed, collecting first if it is time; none when memory has run out.
    #[cold]
    pub(crate) fn refill(&mut self, size: usize) -> Option<NonNull<u8>> {
        let bytes = (size + 64).max(CHUNK);
        if bytes > 1 << 40 {
            return None;
        }
        let layout = std::alloc::Layout::from_size_align(bytes, 16).ok()?;
        // SAFETY: the layout is not empty.
        let chunk = unsafe { std::alloc::alloc(layout) };
        if chunk.is_null() {
            return None;
        }
        self.cursor = chunk;
        self.limit = chunk.wrapping_add(bytes);
        self.bump(size)
    }

    /// Registers an object that owns about `bytes` outside the heap, to be dropped when it dies.
    pub(crate) fn register_owner(&mut self, object: Gc<Header>, _bytes: usize) {
        self.owners.push(object.word());
    }

    /// The objects that own memory.
    pub(crate) fn owners(&self) -> impl Iterator<Item = Gc<Header>> {
        self.owners.iter().filter_map(|&word| Gc::from_word(word))
    }

    /// Puts an old object into the remembered set.
    #[cold]
    pub(crate) fn remember(&self, _object: Gc<Header>) {}
}
