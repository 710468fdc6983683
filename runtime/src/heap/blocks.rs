//! The table of blocks: what each holds, which lines of it are in use, which blocks are free.
//!
//! **Invariant:** the bit of a block in `free` is set exactly when its state is [`Block::Free`].

/// Bytes of a block.
pub(crate) const BLOCK: usize = 32 << 10;
/// Bytes of a line.
pub(crate) const LINE: usize = 256;
/// Lines of a block, each a bit of [`BlockInfo::lines`].
pub(crate) const LINES: usize = BLOCK / LINE;
const _: () = assert!(LINES == 128, "the lines of a block are the bits of a u128");

/// What a block holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Block {
    /// Nothing.
    Free,
    /// Small objects.
    Small,
    /// The start of a large object that has so many blocks.
    Large(u32),
    /// A later part of a large object: so many blocks from its start.
    Inside(u32),
}

/// No region: end of a chain.
pub(crate) const NO_REGION: u32 = u32::MAX;

/// One block.
#[derive(Clone, Copy)]
pub(crate) struct BlockInfo {
    pub(crate) state: Block,
    /// Its memory may differ from zero.
    pub(crate) dirty: bool,
    /// Last region of young objects in it.
    pub(crate) region: u32,
    /// Lines that hold something which survived a collection.
    pub(crate) lines: u128,
}

const FRESH: BlockInfo = BlockInfo { state: Block::Free, dirty: false, region: NO_REGION, lines: 0 };

/// All blocks of a heap.
pub(crate) struct Blocks {
    infos: Vec<BlockInfo>,
    free: Vec<u64>,
    /// No free block is below this one.
    lowest_free: usize,
    /// Blocks that are not free.
    pub(crate) used: usize,
    /// Blocks that the address range has room for.
    most: usize,
}

impl Blocks {
    pub(crate) fn new(most: usize) -> Blocks {
        Blocks { infos: Vec::new(), free: Vec::new(), lowest_free: 0, used: 0, most }
    }

    /// Blocks that were ever in use.
    #[inline]
    pub(crate) fn count(&self) -> usize {
        self.infos.len()
    }

    #[inline]
    pub(crate) fn get(&self, block: usize) -> &BlockInfo {
        &self.infos[block]
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, block: usize) -> &mut BlockInfo {
        &mut self.infos[block]
    }

    /// The block of this number, if there is one.
    #[inline]
    pub(crate) fn find(&self, block: usize) -> Option<&BlockInfo> {
        self.infos.get(block)
    }

    /// Takes `count` free blocks in a row: the first of them. `state` is for that one.
    pub(crate) fn take(&mut self, count: usize, state: Block) -> Option<usize> {
        let first = self.find_run(count)?;
        self.claim(first, count);
        self.infos[first].state = state;
        for index in 1..count {
            self.infos[first + index].state = Block::Inside(index as u32);
        }
        if first == self.lowest_free {
            self.lowest_free = first + count;
        }
        Some(first)
    }

    /// Adds the `more` blocks after the `count` blocks of the large object at `first` to it, if they are free.
    pub(crate) fn extend(&mut self, first: usize, count: usize, more: usize) -> bool {
        let from = first + count;
        let free = (from..from + more).all(|block| match self.infos.get(block) {
            Some(info) => info.state == Block::Free,
            None => block < self.most,
        });
        if !free {
            return false;
        }
        self.claim(from, more);
        self.infos[first].state = Block::Large((count + more) as u32);
        for index in count..count + more {
            self.infos[first + index].state = Block::Inside(index as u32);
        }
        true
    }

    fn claim(&mut self, first: usize, count: usize) {
        let end = first + count;
        if end > self.infos.len() {
            let old = self.infos.len();
            self.infos.resize(end, FRESH);
            self.free.resize(end.div_ceil(64), 0);
            for block in old..end {
                self.free[block / 64] |= 1 << (block % 64);
            }
        }
        for block in first..end {
            self.free[block / 64] &= !(1 << (block % 64));
        }
        self.used += count;
    }

    /// The first of `count` free blocks in a row, some of which may be beyond the end of the table.
    fn find_run(&mut self, count: usize) -> Option<usize> {
        let mut block = self.lowest_free;
        let mut run = 0;
        while block < self.infos.len() {
            let word = self.free[block / 64] >> (block % 64);
            if word == 0 {
                run = 0;
                block = (block / 64 + 1) * 64;
                continue;
            }
            let gap = word.trailing_zeros() as usize;
            if gap > 0 {
                run = 0;
                block += gap;
            }
            if run == 0 && count == 1 {
                self.lowest_free = block;
            }
            run += 1;
            block += 1;
            if run == count {
                return Some(block - count);
            }
        }
        let first = self.infos.len() - if block == self.infos.len() { run } else { 0 };
        (first + count <= self.most).then_some(first)
    }

    /// Gives blocks back.
    pub(crate) fn release(&mut self, first: usize, count: usize) {
        for block in first..first + count {
            let info = &mut self.infos[block];
            info.state = Block::Free;
            info.dirty = true;
            info.lines = 0;
            info.region = NO_REGION;
            self.free[block / 64] |= 1 << (block % 64);
        }
        self.used -= count;
        self.lowest_free = self.lowest_free.min(first);
    }

    /// Calls `clean` with runs of free blocks that are dirty, leaving about `keep` of them as they are, those of the lowest addresses.
    pub(crate) fn clean(&mut self, keep: usize, mut clean: impl FnMut(usize, usize)) {
        let mut kept = 0;
        let mut block = 0;
        while block < self.infos.len() {
            let start = block;
            while block < self.infos.len() && self.infos[block].state == Block::Free && self.infos[block].dirty {
                block += 1;
            }
            let (mut from, count) = (start, block - start);
            let keep_here = count.min(keep - kept);
            kept += keep_here;
            from += keep_here;
            if from < block {
                self.infos[from..block].iter_mut().for_each(|info| info.dirty = false);
                clean(from, block - from);
            }
            block = block.max(start + 1);
        }
    }
}
