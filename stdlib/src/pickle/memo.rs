//! What has been pickled or marshalled already: object to number.
//!
//! **Invariant:** an object in the memo is pinned and kept alive by a list, so that its address stands for it.

/// Open addressing by the word of a value.
#[derive(Default)]
pub(crate) struct Memo {
    /// Word and number; a word of 0 is free.
    slots: Vec<(u64, u32)>,
    len: usize,
}

impl Memo {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    fn slot(&self, word: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = ((word >> 4).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & mask;
        while self.slots[at].0 != 0 && self.slots[at].0 != word {
            at = (at + 1) & mask;
        }
        at
    }

    #[inline]
    pub(crate) fn get(&self, word: u64) -> Option<u32> {
        if self.len == 0 {
            return None;
        }
        let (found, number) = self.slots[self.slot(word)];
        (found == word).then_some(number)
    }

    /// The number of a word; if it has none, it gets this one.
    #[inline]
    pub(crate) fn get_or_put(&mut self, word: u64, number: u32) -> Option<u32> {
        if (self.len + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let at = self.slot(word);
        if self.slots[at].0 == word {
            return Some(self.slots[at].1);
        }
        self.len += 1;
        self.slots[at] = (word, number);
        None
    }

    /// All words.
    pub(crate) fn words(&self) -> impl Iterator<Item = u64> {
        self.slots.iter().map(|slot| slot.0).filter(|&word| word != 0)
    }

    #[cold]
    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![(0, 0); (old.len() * 4).max(32)];
        for entry in old.into_iter().filter(|entry| entry.0 != 0) {
            let at = self.slot(entry.0);
            self.slots[at] = entry;
        }
    }

    #[inline]
    pub(crate) fn put(&mut self, word: u64, number: u32) {
        if (self.len + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let at = self.slot(word);
        self.len += usize::from(self.slots[at].0 == 0);
        self.slots[at] = (word, number);
    }

    pub(crate) fn clear(&mut self) {
        *self = Memo::default();
    }
}
