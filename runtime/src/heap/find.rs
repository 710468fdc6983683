//! From words to objects: which object a word points to or into, and walks over all objects.
//!
//! Objects that survived a collection have mark bits; those allocated since are found by walking their region, once: the
//! walk sets bits in the `starts` bitmap. Invariants as in `space.rs`: **\[RANGE\]**, **\[WALK\]**.
#![expect(unsafe_code, reason = "bitmaps and headers are raw memory: [RANGE], [WALK]")]

use super::blocks::{BLOCK, Block, LINE, NO_REGION};
use super::space::GRAIN;
use super::{Gc, Heap, object_size};
use crate::object::header::Header;

/// Reads bit `grain` of a bitmap.
#[inline(always)]
fn bit(bitmap: *mut u64, grain: usize) -> bool {
    // SAFETY: [RANGE]: callers pass grains of the range.
    unsafe { *bitmap.add(grain / 64) >> (grain % 64) & 1 != 0 }
}

impl Heap {
    /// Marks the object, which survives where it is: its bit and its lines. Its size.
    pub(crate) fn mark_here(&mut self, object: Gc<Header>) -> usize {
        let size = object_size(object).max(GRAIN);
        let offset = self.offset(object.as_ptr().cast());
        self.set_mark(offset / GRAIN);
        let info = self.blocks.get_mut(offset / BLOCK);
        if info.state == Block::Small {
            let first = offset % BLOCK / LINE;
            let last = (offset % BLOCK + size - 1) / LINE;
            info.lines |= (u128::MAX >> (127 - (last - first))) << first;
        }
        size
    }

    #[inline(always)]
    fn set_mark(&mut self, grain: usize) {
        // SAFETY: [RANGE]: objects are within the range.
        unsafe { *self.marks.add(grain / 64) |= 1 << (grain % 64) };
    }

    /// Whether the object at this offset, which is below the end of all blocks, is marked.
    #[inline(always)]
    pub(crate) fn is_marked_at(&self, offset: usize) -> bool {
        bit(self.marks, offset / GRAIN)
    }

    /// Whether an object is marked.
    #[inline]
    pub(crate) fn is_marked(&self, object: Gc<Header>) -> bool {
        self.is_marked_at(self.offset(object.as_ptr().cast()))
    }

    /// The object that a word points to or into, if any.
    pub(crate) fn find(&mut self, word: u64) -> Option<Gc<Header>> {
        let offset = (word as usize).wrapping_sub(self.start as usize);
        let block = offset / BLOCK;
        let info = *self.blocks.find(block)?;
        let first = match info.state {
            Block::Free => return None,
            Block::Large(_) => block,
            Block::Inside(distance) => block - distance as usize,
            Block::Small => {
                self.walk_to(info.region, offset);
                return self.find_in_block(offset);
            }
        };
        let object = Gc::from_word(self.at(first * BLOCK) as u64)?;
        let inside = offset < first * BLOCK + object_size(object);
        inside.then_some(object)
    }

    fn find_in_block(&self, offset: usize) -> Option<Gc<Header>> {
        let grain = offset / GRAIN;
        let (mut word, least) = (grain / 64, offset / BLOCK * BLOCK / GRAIN / 64);
        let mut mask = u64::MAX >> (63 - grain % 64);
        loop {
            // SAFETY: [RANGE]
            let bits = unsafe { *self.starts.add(word) | *self.marks.add(word) } & mask;
            if bits != 0 {
                let at = (word * 64 + 63 - bits.leading_zeros() as usize) * GRAIN;
                let object = Gc::from_word(self.at(at) as u64)?;
                return (offset < at + object_size(object).max(GRAIN)).then_some(object);
            }
            if word == least {
                return None;
            }
            (word, mask) = (word - 1, u64::MAX);
        }
    }

    /// Walks the region of a block's chain that holds `offset` until the walk is past it.
    fn walk_to(&mut self, mut region: u32, offset: usize) {
        while region != NO_REGION {
            self.close();
            let info = &self.regions[region as usize];
            if info.start <= offset && offset < info.end {
                let (mut at, end) = (info.walked, info.end);
                while at <= offset && at < end {
                    at = self.step(at);
                }
                self.regions[region as usize].walked = at.min(end);
                return;
            }
            region = info.previous;
        }
    }

    /// Sets the start bit of the object at an offset: the offset of what follows it.
    fn step(&mut self, at: usize) -> usize {
        let grain = at / GRAIN;
        // SAFETY: [RANGE]
        unsafe { *self.starts.add(grain / 64) |= 1 << (grain % 64) };
        let object = Gc::<Header>::from_word(self.at(at) as u64).expect("addresses of the heap are not null");
        at + object_size(object).next_multiple_of(GRAIN).max(GRAIN)
    }

    /// Whether a word is the address of an object.
    #[inline]
    pub(crate) fn is_object(&mut self, word: u64) -> bool {
        let offset = (word as usize).wrapping_sub(self.start as usize);
        if !self.contains(offset) || !offset.is_multiple_of(GRAIN) {
            return false;
        }
        self.is_marked_at(offset) || self.is_young_object(offset)
    }

    fn is_young_object(&mut self, offset: usize) -> bool {
        let info = *self.blocks.get(offset / BLOCK);
        match info.state {
            Block::Free | Block::Inside(_) => false,
            Block::Large(_) => offset.is_multiple_of(BLOCK),
            Block::Small => {
                self.walk_to(info.region, offset);
                bit(self.starts, offset / GRAIN)
            }
        }
    }

    /// Sets the start bits of all objects allocated since the last collection.
    pub(super) fn walk_all(&mut self) {
        self.close();
        for index in 0..self.regions.len() {
            let (mut at, end) = (self.regions[index].walked, self.regions[index].end);
            while at < end {
                at = self.step(at);
            }
            self.regions[index].walked = at.min(end);
        }
    }

    /// Objects with a start bit and no mark: in a full collection, those that it has not reached.
    pub(super) fn starting_objects(&self) -> impl Iterator<Item = Gc<Header>> {
        // SAFETY: [RANGE]
        self.objects_in(|word| unsafe { *self.starts.add(word) & !*self.marks.add(word) })
    }

    /// Clears the start bits that walks have set.
    pub(crate) fn clear_walks(&mut self) {
        self.close();
        for index in 0..self.regions.len() {
            let region = &self.regions[index];
            let (from, to) = (region.start / GRAIN / 64, region.walked.div_ceil(GRAIN * 64));
            if region.walked > region.start {
                // SAFETY: [RANGE]. Whole words: their other bits belong to objects that are marked or to walked regions.
                unsafe { std::ptr::write_bytes(self.starts.add(from), 0, to - from) };
            }
        }
    }

    /// Words of the bitmaps that matter.
    fn bitmap_words(&self) -> usize {
        self.blocks.count() * BLOCK / GRAIN / 64
    }

    /// Before a full collection: forgets all marks, but remembers where marked objects start.
    pub(crate) fn unmark_all(&mut self) {
        let words = self.bitmap_words();
        // SAFETY: [RANGE]
        unsafe {
            for index in 0..words {
                *self.starts.add(index) |= *self.marks.add(index);
            }
            std::ptr::write_bytes(self.marks, 0, words);
        }
        for block in 0..self.blocks.count() {
            self.blocks.get_mut(block).lines = 0;
        }
    }

    /// After a full collection.
    pub(crate) fn clear_starts(&mut self) {
        let words = self.bitmap_words();
        // SAFETY: [RANGE]
        unsafe { std::ptr::write_bytes(self.starts, 0, words) };
    }

    /// All marked objects: after a full collection, all objects.
    pub(crate) fn marked_objects(&self) -> impl Iterator<Item = Gc<Header>> {
        // SAFETY: [RANGE]
        self.objects_in(|word| unsafe { *self.marks.add(word) })
    }

    /// The objects whose bits `bits_of` gives, word by word.
    fn objects_in(&self, bits_of: impl Fn(usize) -> u64) -> impl Iterator<Item = Gc<Header>> {
        (0..self.bitmap_words()).flat_map(move |word| {
            let mut bits = bits_of(word);
            std::iter::from_fn(move || {
                if bits == 0 {
                    return None;
                }
                let grain = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                Gc::from_word(self.at(grain * GRAIN) as u64)
            })
        })
    }
}
