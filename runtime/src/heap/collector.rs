//! What a running collection knows, and what it does with each reference: mark the object where it is, or move it.
//!
//! Survivors of their first collection move next to each other, unless an ambiguous root refers to them, they are
//! pinned, or they are large. A moved object leaves its new address behind (*forwarding*): the bit in its header and the word after.
//!
//! Invariants: **\[COLLECT\]** while a collector exists nothing else uses the heap, which outlives it. **\[MOVED\]** the second
//! word of an object whose header says so is its new address: objects are never smaller than two words.
#![expect(unsafe_code, reason = "objects are copied as bytes: [COLLECT], [MOVED]")]

use super::blocks::{BLOCK, Block};
use super::space::GRAIN;
use super::{FORWARDED, Gc, Heap, LOG, OLD, Tracer, object_size, trace_object};
use crate::object::header::{Header, Kind, flag};
use crate::object::string::Str;
use crate::value::Value;
use std::cell::Cell;
use std::ptr::NonNull;

/// Which objects a collection may move.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Moves {
    /// None: not all native references are known.
    Nothing,
    /// Those that it meets for the first time.
    Young,
    /// All: a check.
    All,
}

/// A collection under way.
pub(crate) struct Collector {
    heap: NonNull<Heap>,
    work: Vec<Gc<Header>>,
    /// Offsets between which moved objects are put.
    copy_at: usize,
    copy_end: usize,
    moves: Moves,
    /// Bytes of the objects that survived.
    pub(crate) survived: usize,
}

impl Collector {
    pub(crate) fn new(heap: &mut Heap, moves: Moves) -> Collector {
        Collector { heap: NonNull::from(heap), work: Vec::new(), copy_at: 0, copy_end: 0, moves, survived: 0 }
    }

    #[inline(always)]
    fn heap(&self) -> &Heap {
        // SAFETY: [COLLECT]
        unsafe { self.heap.as_ref() }
    }

    #[inline(always)]
    fn heap_mut(&mut self) -> &mut Heap {
        // SAFETY: [COLLECT]
        unsafe { self.heap.as_mut() }
    }

    /// Treats a word that may be a reference: the object stays where it is.
    pub(crate) fn ambiguous(&mut self, word: u64) {
        if Value::from_bits(word).is_heap()
            && let Some(object) = self.heap_mut().find(word)
            && !self.heap().is_marked(object)
        {
            self.mark(object);
        }
    }

    /// Treats a word that is a reference: if the object moves, the word is updated.
    #[inline(always)]
    pub(crate) fn visit(&mut self, cell: &Cell<u64>) {
        let offset = (cell.get() as usize).wrapping_sub(self.heap().start as usize);
        // Placeholders of the time before the first objects exist are outside.
        if self.heap().contains(offset) && !self.heap().is_marked_at(offset) {
            self.reach(cell);
        }
    }

    #[inline(never)]
    fn reach(&mut self, cell: &Cell<u64>) {
        let Some(object) = Gc::<Header>::from_word(cell.get()) else { return };
        if object.gc.get() & FORWARDED != 0 {
            return cell.set(forwarded(object));
        }
        let may_move = match self.moves {
            Moves::Nothing => false,
            Moves::Young => object.gc.get() & OLD == 0,
            Moves::All => true,
        };
        if may_move
            && object.flags() & flag::PINNED == 0
            && let Some(new) = self.evacuate(object)
        {
            return cell.set(new.word());
        }
        self.mark(object);
    }

    fn mark(&mut self, object: Gc<Header>) {
        object.gc.set(OLD | LOG);
        self.survived += self.heap_mut().mark_here(object);
        if !is_leaf(object) {
            self.work.push(object);
        }
    }

    /// Moves an object; none if it is large or there is no memory.
    fn evacuate(&mut self, object: Gc<Header>) -> Option<Gc<Header>> {
        let block = self.heap().offset(object.as_ptr().cast()) / BLOCK;
        if self.heap().blocks.get(block).state != Block::Small {
            return None;
        }
        let size = object_size(object).next_multiple_of(GRAIN);
        if self.copy_end - self.copy_at < size {
            self.copy_at = self.heap_mut().copy_block()?;
            self.copy_end = self.copy_at + BLOCK;
        }
        let new = Gc::<Header>::from_word(self.heap().at(self.copy_at) as u64)?;
        self.copy_at += size;
        // SAFETY: [COLLECT]: the new memory is free and large enough. [MOVED]
        unsafe {
            std::ptr::copy_nonoverlapping(object.as_ptr().cast::<u64>(), new.as_ptr().cast(), size / 8);
            object.as_ptr().cast::<u64>().add(1).write(new.word());
        }
        object.gc.set(FORWARDED);
        self.mark(new);
        Some(new)
    }

    /// Looks into everything that was reached, until nothing new is.
    pub(crate) fn drain(&mut self) {
        while let Some(object) = self.work.pop() {
            trace_object(object, &mut Tracer::collecting(self));
        }
    }

    /// Where an object that was alive before the collection is now; none if it was not reached.
    pub(crate) fn survivor(&self, object: Gc<Header>) -> Option<Gc<Header>> {
        if object.gc.get() & FORWARDED != 0 {
            return Gc::from_word(forwarded(object));
        }
        self.heap().is_marked(object).then_some(object)
    }
}

/// Whether an object has no references: there is nothing to look into.
#[inline(always)]
fn is_leaf(object: Gc<Header>) -> bool {
    let kind = object.kind();
    let leaf = if kind == Kind::Str { !object.cast_unchecked::<Str>().shares_buffer() } else { kind.info().leaf };
    leaf && object.attrs() == 0
}

fn forwarded(object: Gc<Header>) -> u64 {
    // SAFETY: [MOVED]
    unsafe { object.as_ptr().cast::<u64>().add(1).read() }
}
