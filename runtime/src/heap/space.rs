//! Where objects get their memory: one reserved range of address space in blocks of 32 KiB.
//!
//! Small objects are bump-allocated into *holes*: runs of 256-byte lines in which the last collection found nothing
//! alive (Blackburn & McKinley, Immix, 2008). Objects of 8 KiB and more that do not fit into the current hole have blocks of
//! their own. A side bitmap, one bit for 16 bytes, marks the objects that survived a collection; it also says where these
//! start. Allocation records nothing: what was allocated since the last collection is found by walking the *regions*
//! handed out since (`find.rs`).
//!
//! Invariants: **\[RANGE\]** `cursor..limit` lies within one block that is in use and holds no object; bitmaps and cards cover the
//! whole reserved range. **\[WALK\]** a region holds objects one after the other: each is written with its header
//! right after its memory was taken.
#![expect(unsafe_code, reason = "raw memory: [RANGE], [WALK]")]

use super::blocks::{BLOCK, Block, Blocks, LINE, LINES, NO_REGION};
use super::collect::Collection;
use super::finalize::Finalizables;
use super::limit;
use super::{Gc, LOG, OLD, Statistics};
use crate::object::header::Header;
use std::cell::RefCell;
use std::ptr::NonNull;

/// Bytes that one bit of the bitmaps stands for; objects are aligned to it.
pub(crate) const GRAIN: usize = 16;
/// Bytes that one card stands for: 16 slots.
pub(crate) const CARD: usize = 128;
/// Objects of this size and more have blocks of their own.
const LARGE: usize = 16 << 10;
/// Bytes allocated between minor collections while the heap is small: a little more than a start-up allocates.
const LEAST_NURSERY: usize = 9 << 18;
/// The same in a large heap, where each collection has more to look at.
const MOST_NURSERY: usize = 16 << 20;
/// Bytes alive before the first full collection.
const FIRST_FULL: usize = 12 << 20;
/// Least growth of what is alive between full collections.
const LEAST_FULL: usize = 6 << 20;
/// The same where the minor ones let much through that soon dies.
const MOST_LEAST_FULL: usize = 16 << 20;
/// Full collections with fewer minor ones between are too many.
const SOON: usize = 16;
/// Bytes of a heap whose memory comes in small pages.
const SMALL_PAGES: usize = 32 << 20;
/// Free lines that make a block worth allocating into.
const LEAST_HOLES: u32 = 4;

/// A run of objects allocated since the last collection.
pub(crate) struct Region {
    pub(crate) start: usize,
    /// Not up to date for the one that is being allocated into.
    pub(crate) end: usize,
    /// Start bits are set below this.
    pub(crate) walked: usize,
    /// The region before it in the same block.
    pub(crate) previous: u32,
}

/// Where small objects go: a piece of a block.
#[derive(Clone, Copy)]
struct Bump {
    cursor: *mut u8,
    limit: *mut u8,
    region: u32,
}

const NO_BUMP: Bump = Bump { cursor: std::ptr::null_mut(), limit: std::ptr::null_mut(), region: NO_REGION };

/// Old objects that were written to since the last collection.
#[derive(Default)]
pub(crate) struct Remembered {
    pub(crate) objects: Vec<u64>,
    /// Large ones of which only the marked cards count.
    pub(crate) carded: Vec<u64>,
}

/// One interpreter's heap.
#[repr(C)]
pub struct Heap {
    pub(crate) cursor: *mut u8,
    pub(crate) limit: *mut u8,
    pub(crate) start: *mut u8,
    reserved: usize,
    /// Objects that survived a collection.
    pub(crate) marks: *mut u64,
    /// Starts of objects in walked regions; while a full collection runs, also of all that had been marked.
    pub(crate) starts: *mut u64,
    cards: *mut u8,
    pub(crate) blocks: Blocks,
    pub(crate) regions: Vec<Region>,
    /// The region of `cursor`.
    region: u32,
    /// Where objects of more than a line go that do not fit into the current hole.
    overflow: Bump,
    /// Block and line from which the next hole is looked for.
    hole: Option<(u32, u32)>,
    /// Blocks with holes that nobody allocates into yet.
    pub(crate) recycled: Vec<u32>,
    /// Blocks allocated into since the last collection.
    pub(crate) touched: Vec<u32>,
    /// First blocks of large objects: those made since the last collection, and the others.
    pub(crate) young_large: Vec<u32>,
    pub(crate) old_large: Vec<u32>,
    pub(crate) remembered: RefCell<Remembered>,
    /// Bytes of addresses that the large object being allocated should have; 0: as many as it needs.
    pub(crate) room: usize,
    /// The large object being allocated may hold anything at first.
    pub(crate) bare: bool,
    /// Bytes handed out since the last collection.
    pub(crate) allocated: usize,
    /// Bytes after which to collect.
    pub(crate) nursery: usize,
    /// The most that `nursery` may be.
    most_nursery: usize,
    /// Bytes that survivors took at the end of the last collection, and memory outside that they own.
    pub(crate) live: usize,
    /// As much may be alive before a full collection is made.
    pub(crate) full_at: usize,
    /// Least growth before that.
    least_full: usize,
    /// How many minor collections there were before the last full one.
    minor_at_full: usize,
    /// Whether what is allocated now must not lead to a collection, and which one is owed for that.
    pub(crate) postpones: bool,
    pub(crate) owes: bool,
    /// Objects that own memory outside the heap: those made since the last collection, and the others.
    pub(crate) young_owners: Vec<(u64, usize)>,
    pub(crate) old_owners: Vec<(u64, usize)>,
    /// Memory outside the heap that objects have registered since the last collection.
    pub(crate) outside: usize,
    pub(crate) finalizables: Finalizables,
    /// Bytes beyond which there is a `MemoryError`.
    pub(crate) most: usize,
    pub(crate) statistics: Statistics,
}

fn reserve(bytes: usize) -> Option<*mut u8> {
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
    (memory != libc::MAP_FAILED).then(|| memory.cast())
}

/// Memory of a heap that has become large comes in large pages, whose faults are fewer.
fn large_pages(start: *mut u8, reserved: usize) {
    #[cfg(target_os = "linux")]
    if reserved > SMALL_PAGES {
        // SAFETY: a part of the mapping; what the pages hold does not change.
        unsafe { libc::madvise(start.add(SMALL_PAGES).cast(), reserved - SMALL_PAGES, libc::MADV_HUGEPAGE) };
    }
}

fn unmap(memory: *mut u8, bytes: usize) {
    // SAFETY: a mapping made by `reserve`, which nothing uses any more.
    unsafe { libc::munmap(memory.cast(), bytes) };
}

impl Default for Heap {
    fn default() -> Self {
        Heap::new(None)
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        unmap(self.start, self.reserved);
        unmap(self.marks.cast(), self.reserved / GRAIN / 8);
        unmap(self.starts.cast(), self.reserved / GRAIN / 8);
        unmap(self.cards, self.reserved / CARD);
    }
}

impl Heap {
    /// An empty heap that may grow to `most` bytes, or to what the system allows.
    ///
    /// # Panics
    /// When not even a small range of addresses can be had.
    pub fn new(most: Option<usize>) -> Heap {
        let (mut reserved, allowed) = limit::address_space();
        let start = loop {
            match reserve(reserved) {
                Some(start) => break start,
                None => reserved /= 2,
            }
            assert!(reserved >= 16 << 20, "address space for the heap");
        };
        large_pages(start, reserved);
        let side = |bytes| reserve(bytes).expect("address space for the heap's tables");
        let bitmap = reserved / GRAIN / 8;
        Heap {
            cursor: std::ptr::null_mut(),
            limit: std::ptr::null_mut(),
            start,
            reserved,
            marks: side(bitmap).cast(),
            starts: side(bitmap).cast(),
            cards: side(reserved / CARD),
            blocks: Blocks::new(reserved / BLOCK),
            regions: Vec::new(),
            region: NO_REGION,
            overflow: NO_BUMP,
            hole: None,
            recycled: Vec::new(),
            touched: Vec::new(),
            young_large: Vec::new(),
            old_large: Vec::new(),
            remembered: RefCell::default(),
            room: 0,
            bare: false,
            allocated: 0,
            nursery: LEAST_NURSERY,
            most_nursery: MOST_NURSERY,
            live: 0,
            full_at: FIRST_FULL,
            least_full: LEAST_FULL,
            minor_at_full: 0,
            postpones: false,
            owes: false,
            young_owners: Vec::new(),
            old_owners: Vec::new(),
            outside: 0,
            finalizables: Finalizables::default(),
            most: most.unwrap_or(allowed),
            statistics: Statistics::default(),
        }
    }

    #[inline(always)]
    pub(crate) fn offset(&self, address: *mut u8) -> usize {
        (address as usize).wrapping_sub(self.start as usize)
    }

    #[inline(always)]
    pub(crate) fn at(&self, offset: usize) -> *mut u8 {
        self.start.wrapping_add(offset)
    }

    /// Whether an offset lies where blocks are or were.
    #[inline(always)]
    pub(crate) fn contains(&self, offset: usize) -> bool {
        offset < self.blocks.count() * BLOCK
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
        NonNull::new(memory)
    }

    /// Whether a collection is due before more memory is handed out.
    pub(crate) fn is_due(&self, size: usize) -> bool {
        // The nursery doubles as what a large object may take at once; beyond it the collection comes first.
        self.allocated + self.outside + size > self.nursery && self.allocated + self.outside > 0
    }

    /// Whether so many more bytes may be had.
    fn allows(&self, bytes: usize) -> bool {
        (self.blocks.used * BLOCK).saturating_add(bytes) <= self.most
    }

    /// Gets memory for `size` bytes after `bump` failed, and whether it is known to be zero; none when memory has run out.
    pub(crate) fn refill(&mut self, size: usize) -> Option<(NonNull<u8>, bool)> {
        if size >= LARGE {
            return self.large(size).map(|memory| (memory, true));
        }
        if size > LINE && !self.cursor.is_null() && self.limit as usize - self.cursor as usize >= LINE {
            // The hole is too good to be given up for one object.
            return self.bump_overflow(size).map(|memory| (memory, false));
        }
        loop {
            let bump = match self.next_hole() {
                Some(bump) => bump,
                None => self.free_block()?,
            };
            self.close();
            (self.cursor, self.limit, self.region) = (bump.cursor, bump.limit, bump.region);
            if let Some(memory) = self.bump(size) {
                return Some((memory, false));
            }
            if size > LINE {
                return self.bump_overflow(size).map(|memory| (memory, false));
            }
        }
    }

    /// Brings the region of `cursor` up to date.
    pub(crate) fn close(&mut self) {
        if self.region != NO_REGION {
            self.regions[self.region as usize].end = self.offset(self.cursor);
        }
    }

    fn bump_overflow(&mut self, size: usize) -> Option<NonNull<u8>> {
        let size = size.next_multiple_of(GRAIN);
        if (self.overflow.limit as usize) - (self.overflow.cursor as usize) < size {
            self.overflow = self.free_block()?;
        }
        let memory = self.overflow.cursor;
        self.overflow.cursor = memory.wrapping_add(size);
        let end = self.offset(self.overflow.cursor);
        self.regions[self.overflow.region as usize].end = end;
        NonNull::new(memory)
    }

    fn next_hole(&mut self) -> Option<Bump> {
        loop {
            let (block, line) = match self.hole {
                Some(hole) => hole,
                None => {
                    let block = self.recycled.pop()?;
                    self.touched.push(block);
                    (block, 0)
                }
            };
            let lines = self.blocks.get(block as usize).lines;
            let used = if line < LINES as u32 { lines >> line } else { u128::MAX };
            let from = line + (!used).trailing_zeros();
            if from >= LINES as u32 {
                self.hole = None;
                continue;
            }
            let rest = lines >> from;
            let to = if rest == 0 { LINES as u32 } else { from + rest.trailing_zeros() };
            self.hole = Some((block, to));
            let base = block as usize * BLOCK;
            return Some(self.region_of(base + from as usize * LINE, base + to as usize * LINE));
        }
    }

    fn region_of(&mut self, from: usize, to: usize) -> Bump {
        self.allocated += to - from;
        let info = self.blocks.get_mut(from / BLOCK);
        let region = self.regions.len() as u32;
        self.regions.push(Region { start: from, end: from, walked: from, previous: info.region });
        info.region = region;
        Bump { cursor: self.at(from), limit: self.at(to), region }
    }

    fn free_block(&mut self) -> Option<Bump> {
        if !self.allows(BLOCK) {
            return None;
        }
        let block = self.blocks.take(1, Block::Small)?;
        self.touched.push(block as u32);
        Some(self.region_of(block * BLOCK, (block + 1) * BLOCK))
    }

    /// A free block for objects that are being moved: where it starts.
    pub(crate) fn copy_block(&mut self) -> Option<usize> {
        let block = self.blocks.take(1, Block::Small)?;
        self.blocks.get_mut(block).dirty = true;
        self.touched.push(block as u32);
        Some(block * BLOCK)
    }

    /// Makes the next allocation come to `refill`.
    pub(crate) fn exhaust(&mut self) {
        self.limit = self.cursor;
    }

    /// Forgets where allocation was, all regions having been dealt with.
    pub(crate) fn forget_regions(&mut self) {
        self.regions.clear();
        self.region = NO_REGION;
        self.overflow = NO_BUMP;
        self.hole = None;
        (self.cursor, self.limit) = (std::ptr::null_mut(), std::ptr::null_mut());
    }

    fn large(&mut self, size: usize) -> Option<NonNull<u8>> {
        let count = size.checked_add(BLOCK - 1)? / BLOCK;
        if !self.allows(count.checked_mul(BLOCK)?) {
            return None;
        }
        let room = std::mem::take(&mut self.room) / BLOCK;
        let first = self.take_large(count.max(room), size).or_else(|| self.take_large(count, size))?;
        self.young_large.push(first as u32);
        self.allocated += size;
        NonNull::new(self.at(first * BLOCK))
    }

    fn take_large(&mut self, count: usize, size: usize) -> Option<usize> {
        let first = self.blocks.take(count, Block::Large(u32::try_from(count).ok()?))?;
        if self.bare {
            (first..first + count).for_each(|block| self.blocks.get_mut(block).dirty = true);
        } else {
            self.make_zero(first, count, size);
        }
        Some(first)
    }

    /// Zeroes the first `size` bytes of blocks that just were taken, where they may hold something.
    fn make_zero(&mut self, first: usize, count: usize, size: usize) {
        for index in 0..count {
            let info = self.blocks.get_mut(first + index);
            if std::mem::replace(&mut info.dirty, true) {
                let bytes = size.saturating_sub(index * BLOCK).min(BLOCK);
                // SAFETY: [RANGE]: the block was free and belongs to one new object now.
                unsafe { std::ptr::write_bytes(self.at((first + index) * BLOCK), 0, bytes) };
            }
        }
    }

    /// Makes an object of `size` bytes have room for `wanted` where it is; false if that is not possible. New memory is zero.
    pub(crate) fn grow_in_place(&mut self, object: Gc<Header>, size: usize, wanted: usize) -> bool {
        let offset = self.offset(object.as_ptr().cast());
        match self.blocks.get(offset / BLOCK).state {
            Block::Large(count) => {
                let (first, count, blocks) = (offset / BLOCK, count as usize, wanted.div_ceil(BLOCK));
                if blocks > count {
                    let more = blocks - count;
                    if !self.allows(more * BLOCK) || !self.blocks.extend(first, count, more) {
                        return false;
                    }
                    self.make_zero(first + count, more, wanted - count * BLOCK);
                }
                // Behind its end it may hold anything.
                let had = wanted.min(count * BLOCK).saturating_sub(size);
                // SAFETY: [RANGE]: the blocks belong to the object.
                unsafe { std::ptr::write_bytes(self.at(offset + size), 0, had) };
                self.allocated += wanted - size;
                true
            }
            Block::Small => self.grow_last(offset, size, wanted.next_multiple_of(GRAIN)),
            Block::Free | Block::Inside(_) => false,
        }
    }

    /// Grows the object that was allocated last.
    fn grow_last(&mut self, offset: usize, size: usize, wanted: usize) -> bool {
        let (own, size) = (self.at(offset + size), size.next_multiple_of(GRAIN));
        let (end, more) = (self.at(offset + size), wanted - size);
        // An old object's lines were marked once; a walk that has gone past the object would go on in its middle.
        if end != self.cursor
            || self.regions[self.region as usize].start > offset
            || self.limit as usize - (self.cursor as usize) < more
            || self.regions[self.region as usize].walked > offset
        {
            return false;
        }
        // What follows the object up to the cursor was never written: it may hold anything.
        // SAFETY: [RANGE]: the memory between the object's end and the limit belongs to nobody.
        unsafe { std::ptr::write_bytes(own, 0, end as usize - own as usize + more) };
        self.cursor = end.wrapping_add(more);
        true
    }

    /// Gives back the memory of a large object: it is dead and nothing refers to it.
    pub(crate) fn free_large(&mut self, first: usize) {
        let Block::Large(count) = self.blocks.get(first).state else { return };
        let count = count as usize;
        self.blocks.release(first, count);
        // Cards of an object that comes here later must be clean.
        // SAFETY: [RANGE]
        unsafe { std::ptr::write_bytes(self.cards.add(first * BLOCK / CARD), 0, count * BLOCK / CARD) };
    }

    /// Returns memory of free blocks to the system, but for `keep` bytes.
    pub(crate) fn return_memory(&mut self, keep: usize) {
        let start = self.start;
        self.blocks.clean(keep / BLOCK, |first, count| {
            // SAFETY: [RANGE]: the blocks are free; their memory reads as zero from now on.
            unsafe { libc::madvise(start.add(first * BLOCK).cast(), count * BLOCK, libc::MADV_DONTNEED) };
        });
    }

    /// Decides what a block that was allocated into, or whose lines were found anew, is good for.
    pub(crate) fn classify(&mut self, block: usize) {
        let info = self.blocks.get_mut(block);
        if info.state != Block::Small {
            return;
        }
        info.region = NO_REGION;
        info.dirty = true;
        if info.lines == 0 {
            self.blocks.release(block, 1);
        } else if info.lines.count_zeros() >= LEAST_HOLES {
            self.recycled.push(block as u32);
        }
    }

    /// Sets the sizes that decide about the next collections.
    pub(crate) fn set_budgets(&mut self, which: Collection) {
        self.allocated = 0;
        self.outside = 0;
        self.nursery = (self.live / 4).clamp(LEAST_NURSERY, MOST_NURSERY).min(self.most_nursery);
        if which == Collection::Full {
            let soon = self.statistics.minor - self.minor_at_full < SOON;
            self.minor_at_full = self.statistics.minor;
            self.least_full = if soon { self.least_full * 2 } else { self.least_full / 2 };
            self.least_full = self.least_full.clamp(LEAST_FULL, MOST_LEAST_FULL);
            self.full_at = self.live + (self.live / 2).max(self.least_full);
        }
    }

    /// Bytes allocated since the last collection.
    pub(crate) fn allocated(&self) -> usize {
        self.allocated.saturating_sub(self.limit as usize - self.cursor as usize)
    }

    /// Limits the bytes between collections, of which a block is the least.
    pub(crate) fn limit_nursery(&mut self, bytes: Option<usize>) {
        self.most_nursery = bytes.map_or(MOST_NURSERY, |bytes| bytes.clamp(BLOCK, MOST_NURSERY));
        self.nursery = (self.live / 4).clamp(LEAST_NURSERY, MOST_NURSERY).min(self.most_nursery);
    }

    /// Registers an object that owns about `bytes` outside the heap, to be dropped when it dies.
    pub(crate) fn register_owner(&mut self, object: Gc<Header>, bytes: usize) {
        self.outside = self.outside.saturating_add(bytes);
        self.young_owners.push((object.word(), bytes));
    }

    /// The objects that own memory.
    pub(crate) fn owners(&self) -> impl Iterator<Item = Gc<Header>> {
        self.young_owners.iter().chain(&self.old_owners).filter_map(|&(word, _)| Gc::from_word(word))
    }

    /// Puts an old object into the remembered set.
    #[cold]
    #[inline(never)]
    pub(crate) fn remember(&self, object: Gc<Header>) {
        object.gc.set(object.gc.get() & !LOG);
        self.remembered.borrow_mut().objects.push(object.word());
    }

    /// As [`Heap::remember`], when only the field at `slot` was written: of a large object only the card counts.
    #[cold]
    #[inline(never)]
    pub(crate) fn remember_slot(&self, object: Gc<Header>, slot: *const u64, word: u64) {
        if !crate::value::Value::from_bits(word).is_heap() {
            return;
        }
        let offset = self.offset(object.as_ptr().cast());
        if !self.blocks.find(offset / BLOCK).is_some_and(|info| matches!(info.state, Block::Large(_))) {
            return self.remember(object);
        }
        let card = self.offset(slot.cast_mut().cast()) / CARD;
        // SAFETY: [RANGE]
        unsafe { *self.cards.add(card) = 1 };
        if object.gc.get() & super::CARDED == 0 {
            object.gc.set(object.gc.get() | super::CARDED);
            self.remembered.borrow_mut().carded.push(object.word());
        }
    }

    /// Makes an object that was just allocated old: the collector looks into it once more and then only after stores with barrier.
    pub(crate) fn make_old(&mut self, object: Gc<Header>) {
        self.mark_here(object);
        object.gc.set(OLD);
        self.remembered.borrow_mut().objects.push(object.word());
    }

    /// Takes the next run of marked cards of the range of addresses, from `at` on: its offsets.
    pub(crate) fn take_cards(&mut self, at: usize, end: usize) -> Option<(usize, usize)> {
        let (mut card, last) = (at / CARD, end.div_ceil(CARD));
        // SAFETY: [RANGE]
        let is_set = |card: usize| unsafe { *self.cards.add(card) } != 0;
        while card < last && !is_set(card) {
            card += 1;
        }
        let first = card;
        while card < last && is_set(card) {
            // SAFETY: [RANGE]
            unsafe { *self.cards.add(card) = 0 };
            card += 1;
        }
        (first < card).then_some((first * CARD, card * CARD))
    }
}
