//! Where objects get their memory: one reserved range of address space in blocks of 32 KiB.
//!
//! Small objects are bump-allocated into *holes*: runs of 256-byte lines in which the last collection found nothing
//! alive (Blackburn & McKinley, Immix, 2008). Objects of 8 KiB and more have blocks of their own. Two side bitmaps, one bit
//! for 16 bytes, say where objects start and which are marked, so that any word can be asked whether it points to or into
//! an object. Objects do not move.
//!
//! Invariants: **\[RANGE\]** `cursor..limit` lies within one block that is in use and holds no object; a set start bit means
//! that an initialised object begins there.
#![expect(unsafe_code, reason = "raw memory: [RANGE]")]

use super::Gc;
use crate::object::header::Header;
use std::ptr::NonNull;

/// Address space reserved.
const RESERVED: usize = 64 << 30;
/// Bytes of a block.
pub(crate) const BLOCK: usize = 32 << 10;
/// Bytes of a line.
const LINE: usize = 256;
/// Bytes that one bit of the bitmaps stands for.
const GRAIN: usize = 16;
/// Objects of this size and more have blocks of their own.
const LARGE: usize = 8 << 10;
/// Least number of bytes allocated between collections.
const LEAST_BUDGET: usize = 64 << 20;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Block {
    Free,
    /// Holds small objects.
    Small,
    /// First block of a large object that takes so many.
    Large(u32),
    /// So many blocks into a large object.
    Inside(u32),
}

/// One interpreter's heap.
pub struct Heap {
    cursor: *mut u8,
    limit: *mut u8,
    start: *mut u8,
    starts: *mut u64,
    marks: *mut u64,
    blocks: Vec<Block>,
    /// Where to look for free blocks.
    next_free: usize,
    /// Holes to allocate into: start and end.
    holes: Vec<(u32, u32)>,
    /// Bytes handed out since the last collection, counted by hole.
    pub(crate) allocated: usize,
    /// Bytes after which to collect.
    pub(crate) budget: usize,
    owners: Vec<u64>,
    /// Memory outside the heap that objects have registered since the last collection.
    outside: usize,
}

fn reserve(bytes: usize) -> *mut u8 {
    // SAFETY: an anonymous mapping with no address asked for.
    let memory = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            bytes,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    assert!(memory != libc::MAP_FAILED, "address space for the heap");
    memory.cast()
}

impl Default for Heap {
    fn default() -> Self {
        Heap::new()
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        // SAFETY: the mappings made by `new`, which nothing uses any more.
        unsafe {
            libc::munmap(self.start.cast(), RESERVED);
            libc::munmap(self.starts.cast(), RESERVED / GRAIN / 8);
            libc::munmap(self.marks.cast(), RESERVED / GRAIN / 8);
        }
    }
}

impl Heap {
    /// An empty heap.
    pub fn new() -> Heap {
        let bitmap = RESERVED / GRAIN / 8;
        Heap {
            cursor: std::ptr::null_mut(),
            limit: std::ptr::null_mut(),
            start: reserve(RESERVED),
            starts: reserve(bitmap).cast(),
            marks: reserve(bitmap).cast(),
            blocks: Vec::new(),
            next_free: 0,
            holes: Vec::new(),
            allocated: 0,
            budget: LEAST_BUDGET,
            owners: Vec::new(),
            outside: 0,
        }
    }

    fn offset(&self, address: *mut u8) -> usize {
        address as usize - self.start as usize
    }

    #[inline(always)]
    fn set_start(&mut self, address: *mut u8) {
        let grain = self.offset(address) / GRAIN;
        // SAFETY: [RANGE]: the bitmap covers the whole range.
        unsafe { *self.starts.add(grain / 64) |= 1 << (grain % 64) };
    }

    fn bit(bitmap: *mut u64, grain: usize) -> bool {
        // SAFETY: [RANGE]: callers pass grains of the range.
        unsafe { *bitmap.add(grain / 64) >> (grain % 64) & 1 != 0 }
    }

    /// `size` bytes of fresh memory, aligned to 16; none when the hole is used up.
    #[inline(always)]
    pub(crate) fn bump(&mut self, size: usize) -> Option<NonNull<u8>> {
        let size = size.wrapping_add(GRAIN - 1) & !(GRAIN - 1);
        if (self.limit as usize) - (self.cursor as usize) < size || size == 0 {
            return None;
        }
        let memory = self.cursor;
        self.cursor = memory.wrapping_add(size);
        self.set_start(memory);
        NonNull::new(memory)
    }

    /// Whether a collection is due before more memory is handed out.
    pub(crate) fn is_due(&self, size: usize) -> bool {
        self.allocated + self.outside + size > self.budget
    }

    /// Gets memory for `size` bytes after `bump` failed; none when memory has run out.
    pub(crate) fn refill(&mut self, size: usize) -> Option<NonNull<u8>> {
        if size >= LARGE {
            return self.large(size);
        }
        loop {
            if let Some((from, to)) = self.holes.pop() {
                let (from, to) = (from as usize * LINE, to as usize * LINE);
                self.cursor = self.start.wrapping_add(from);
                self.limit = self.start.wrapping_add(to);
                self.allocated += to - from;
            } else {
                let block = self.take_blocks(1)?;
                self.blocks[block] = Block::Small;
                self.cursor = self.start.wrapping_add(block * BLOCK);
                self.limit = self.cursor.wrapping_add(BLOCK);
                self.allocated += BLOCK;
            }
            if let Some(memory) = self.bump(size) {
                return Some(memory);
            }
        }
    }

    /// Makes the next allocation come here again.
    pub(crate) fn exhaust(&mut self) {
        (self.cursor, self.limit) = (std::ptr::null_mut(), std::ptr::null_mut());
    }

    fn large(&mut self, size: usize) -> Option<NonNull<u8>> {
        let count = size.checked_add(BLOCK - 1)? / BLOCK;
        if count >= RESERVED / BLOCK {
            return None;
        }
        let first = self.take_blocks(count)?;
        self.blocks[first] = Block::Large(count as u32);
        for index in 1..count {
            self.blocks[first + index] = Block::Inside(index as u32);
        }
        self.allocated += count * BLOCK;
        let memory = self.start.wrapping_add(first * BLOCK);
        self.set_start(memory);
        NonNull::new(memory)
    }

    /// The first of `count` free blocks in a row.
    fn take_blocks(&mut self, count: usize) -> Option<usize> {
        let mut run = 0;
        let from = if count == 1 { self.next_free } else { 0 };
        for index in from..self.blocks.len() {
            run = if self.blocks[index] == Block::Free { run + 1 } else { 0 };
            if run == count {
                if count == 1 {
                    self.next_free = index + 1;
                }
                return Some(index + 1 - count);
            }
        }
        let first = self.blocks.len() - run;
        if (first + count) * BLOCK > RESERVED {
            return None;
        }
        self.blocks.resize(first + count, Block::Free);
        if count == 1 {
            self.next_free = first + 1;
        }
        Some(first)
    }

    /// The object that a word points to or into, if any.
    pub(crate) fn find(&self, word: u64) -> Option<Gc<Header>> {
        let offset = (word as usize).wrapping_sub(self.start as usize);
        let block = offset / BLOCK;
        let first = match *self.blocks.get(block)? {
            Block::Free => return None,
            Block::Large(_) => block,
            Block::Inside(distance) => block - distance as usize,
            Block::Small => {
                let mut grain = offset / GRAIN;
                let least = block * BLOCK / GRAIN;
                while !Self::bit(self.starts, grain) {
                    if grain == least {
                        return None;
                    }
                    grain -= 1;
                }
                let object = Gc::from_word(self.start as u64 + (grain * GRAIN) as u64)?;
                let inside = offset < grain * GRAIN + super::object_size(object).max(GRAIN);
                return inside.then_some(object);
            }
        };
        Gc::from_word(self.start as u64 + (first * BLOCK) as u64)
    }

    /// Whether a word is the address of an object.
    #[inline]
    pub(crate) fn is_object(&self, word: u64) -> bool {
        let offset = (word as usize).wrapping_sub(self.start as usize);
        offset < self.blocks.len() * BLOCK && offset.is_multiple_of(GRAIN) && Self::bit(self.starts, offset / GRAIN)
    }

    /// Marks an object; whether it was not marked before.
    #[inline]
    pub(crate) fn mark(&mut self, object: Gc<Header>) -> bool {
        let grain = self.offset(object.as_ptr().cast()) / GRAIN;
        // SAFETY: [RANGE]: objects are within the range.
        unsafe {
            let word = self.marks.add(grain / 64);
            let bit = 1 << (grain % 64);
            let fresh = *word & bit == 0;
            *word |= bit;
            fresh
        }
    }

    /// Whether an object is marked.
    pub(crate) fn is_marked(&self, object: Gc<Header>) -> bool {
        Self::bit(self.marks, self.offset(object.as_ptr().cast()) / GRAIN)
    }

    /// Forgets all marks.
    pub(crate) fn clear_marks(&mut self) {
        let words = self.blocks.len() * BLOCK / GRAIN / 64;
        // SAFETY: [RANGE]: the bitmap covers all blocks.
        unsafe { std::ptr::write_bytes(self.marks, 0, words) };
    }

    /// Drops what dead owners own and reclaims the lines and blocks without marked objects.
    pub(crate) fn sweep(&mut self) {
        let mut owners = std::mem::take(&mut self.owners);
        owners.retain(|&word| {
            let Some(object) = Gc::<Header>::from_word(word) else { return false };
            let alive = self.is_marked(object);
            if !alive && let Some(drop) = super::drop_fn(object) {
                drop(object);
            }
            alive
        });
        self.owners = owners;
        self.holes.clear();
        (self.cursor, self.limit) = (std::ptr::null_mut(), std::ptr::null_mut());
        let mut live = 0;
        let mut index = 0;
        while index < self.blocks.len() {
            match self.blocks[index] {
                Block::Free | Block::Inside(_) => index += 1,
                Block::Large(count) => {
                    let count = count as usize;
                    if Self::bit(self.marks, index * BLOCK / GRAIN) {
                        live += count * BLOCK;
                    } else {
                        self.free_blocks(index, count);
                    }
                    index += count;
                }
                Block::Small => {
                    live += self.sweep_block(index);
                    index += 1;
                }
            }
        }
        self.next_free = 0;
        self.allocated = 0;
        self.outside = 0;
        self.budget = LEAST_BUDGET.max(live);
        // Holes are taken from the end of the list: the lowest addresses first.
        self.holes.reverse();
    }

    fn free_blocks(&mut self, first: usize, count: usize) {
        for block in first..first + count {
            self.blocks[block] = Block::Free;
        }
        self.clear_starts(first * BLOCK, (first + count) * BLOCK);
        if count > 4 {
            // SAFETY: [RANGE]: the blocks are free; their memory reads as zero from now on.
            unsafe { libc::madvise(self.start.add(first * BLOCK).cast(), count * BLOCK, libc::MADV_DONTNEED) };
        }
    }

    /// Clears the start bits of a range whose ends are multiples of a line.
    fn clear_starts(&mut self, from: usize, to: usize) {
        for grain in from / GRAIN..to / GRAIN {
            // SAFETY: [RANGE]: the bitmap covers the range.
            unsafe { *self.starts.add(grain / 64) &= !(1 << (grain % 64)) };
        }
    }

    /// Finds the holes of a block; the bytes that are not in holes.
    fn sweep_block(&mut self, block: usize) -> usize {
        const LINES: usize = BLOCK / LINE;
        let mut used = [false; LINES];
        let base = block * BLOCK / GRAIN;
        let mut any = false;
        for word in 0..BLOCK / GRAIN / 64 {
            // SAFETY: [RANGE]: the bitmaps cover the block. Start bits of dead objects go with this.
            let mut bits = unsafe {
                let marks = *self.marks.add(base / 64 + word);
                *self.starts.add(base / 64 + word) &= marks;
                marks
            };
            while bits != 0 {
                any = true;
                let grain = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let address = self.start as u64 + ((base + grain) * GRAIN) as u64;
                let Some(object) = Gc::<Header>::from_word(address) else { continue };
                let size = super::object_size(object);
                let first = grain * GRAIN / LINE;
                let last = (grain * GRAIN + size.max(1) - 1) / LINE;
                used[first..=last.min(LINES - 1)].fill(true);
            }
        }
        if !any {
            self.blocks[block] = Block::Free;
            return 0;
        }
        let (mut line, mut free) = (0, 0);
        while line < LINES {
            if used[line] {
                line += 1;
                continue;
            }
            let first = line;
            while line < LINES && !used[line] {
                line += 1;
            }
            free += line - first;
            let base = (block * LINES) as u32;
            self.holes.push((base + first as u32, base + line as u32));
        }
        BLOCK - free * LINE
    }

    /// Registers an object that owns about `bytes` outside the heap, to be dropped when it dies.
    pub(crate) fn register_owner(&mut self, object: Gc<Header>, bytes: usize) {
        self.outside = self.outside.saturating_add(bytes);
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
