//! When and how a collection runs: roots, then what they reach, then the dead are let go.
//!
//! Roots are what the `Vm` shows (precise), and conservatively every word of the register stack, of the native stack
//! and of the callee-saved registers (*ambiguous*: what they point to or into stays where it is). A *minor* collection
//! takes what survived earlier ones as alive (sticky mark bits) and looks besides the roots into remembered objects only;
//! a *full* one forgets all marks first. Ambiguous roots come first, so that what they refer to is marked in place before
//! anything moves.
#![expect(unsafe_code, reason = "native stacks and registers are read as words")]

use super::blocks::Block;
use super::collector::{Collector, Moves};
use super::{CARDED, Gc, LOG, Tracer};
use crate::object::header::Header;
use crate::value::Value;
use crate::vm::Vm;
use std::ptr::NonNull;

/// Which objects a collection may free.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Collection {
    /// Those allocated since the last collection.
    Minor,
    /// All.
    Full,
}

/// Which part of the native stack may hold references.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NativeStack {
    /// All of it.
    Whole,
    /// What is outside the innermost run of the interpreter loop. Frames within it belong to the one call that asked for
    /// the collection; they use no reference afterwards that is not in a register window too, and what they
    /// left behind by chance does not keep objects alive. Frames of compiled code do: all is scanned where there are some.
    OutsideLoop,
}

/// How many callee-saved registers the platform has.
pub(crate) const SAVED: usize = if cfg!(target_arch = "x86_64") { 6 } else { 10 };

/// Writes down the callee-saved registers of the platform, where they stay: the words would have to be read anew to be moved.
/// Those that the function it becomes part of has saved are on the stack.
#[inline(always)]
pub(crate) fn save_registers(words: &mut [u64; SAVED]) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: the registers are stored into the array and not changed.
    unsafe {
        std::arch::asm!(
            "mov [{0}], rbx", "mov [{0} + 8], rbp", "mov [{0} + 16], r12",
            "mov [{0} + 24], r13", "mov [{0} + 32], r14", "mov [{0} + 40], r15",
            in(reg) words.as_mut_ptr(), options(nostack)
        );
    }
    #[cfg(target_arch = "aarch64")]
    // SAFETY: the registers are stored into the array and not changed.
    unsafe {
        std::arch::asm!(
            "stp x19, x20, [{0}]", "stp x21, x22, [{0}, #16]", "stp x23, x24, [{0}, #32]",
            "stp x25, x26, [{0}, #48]", "stp x27, x28, [{0}, #64]",
            in(reg) words.as_mut_ptr(), options(nostack)
        );
    }
}

impl Vm {
    /// Collects what cannot be reached any more. Finalizers and callbacks that become due wait for the next safe point.
    #[inline(never)]
    pub fn collect(&mut self, which: Collection) {
        self.collect_from(which, NativeStack::Whole);
    }

    /// As [`Vm::collect`], with a choice of roots. If they are those outside the loop, the result says how much cyclic
    /// garbage there was.
    #[inline(never)]
    pub(crate) fn collect_from(&mut self, which: Collection, native: NativeStack) -> usize {
        // Their words may refer to what moves.
        self.release_chains();
        let mut registers = [0; SAVED];
        save_registers(&mut registers);
        let full = which == Collection::Full;
        self.heap.close();
        if full {
            self.heap.unmark_all();
        }
        let moves = match native {
            NativeStack::OutsideLoop => Moves::Nothing,
            NativeStack::Whole if full && self.options.gc_stress.is_some() => Moves::All,
            NativeStack::Whole => Moves::Young,
        };
        let mut collector = Collector::new(&mut self.heap, moves);
        let here = std::hint::black_box(registers.as_ptr()) as usize & !7;
        let mut at = match native {
            NativeStack::Whole => here,
            NativeStack::OutsideLoop if self.stack.compiled > 0 => here,
            NativeStack::OutsideLoop => self.stack.loop_frame.max(registers.as_ptr() as usize) & !7,
        };
        while at < self.stack.native_start {
            // SAFETY: between this frame and the thread's first one everything is readable.
            let word = unsafe { std::ptr::read_volatile(at as *const u64) };
            collector.ambiguous(word);
            at += 8;
        }
        self.stack.clear_unused();
        for &word in self.stack.live() {
            collector.ambiguous(word);
        }
        self.threads.ambiguous_words(|word| collector.ambiguous(word));
        self.trace_roots(&mut Tracer::collecting(&mut collector), which);
        self.trace_remembered(&mut collector, which);
        collector.drain();
        let garbage = match native {
            NativeStack::OutsideLoop => self.count_cyclic_garbage(&collector),
            NativeStack::Whole => 0,
        };
        self.weak.clear_dead(&collector, which);
        self.heap.queue_finalizers(&mut collector, which);
        self.weak.forget_dead(&collector, which);
        self.clear_address_caches();
        self.heap.sweep(&collector, which);
        if self.options.check_heap {
            self.check_heap();
        }
        if self.has_finalizers_due() {
            self.stack.interrupt();
        }
        garbage
    }

    fn trace_remembered(&mut self, collector: &mut Collector, which: Collection) {
        let remembered = std::mem::take(&mut *self.heap.remembered.borrow_mut());
        let objects = |words: Vec<u64>| words.into_iter().filter_map(Gc::<Header>::from_word);
        match which {
            Collection::Minor => {
                for object in objects(remembered.objects) {
                    object.gc.set(object.gc.get() | LOG);
                    super::trace_object(object, &mut Tracer::collecting(collector));
                }
                for object in objects(remembered.carded) {
                    object.gc.set(object.gc.get() & !CARDED);
                    self.trace_cards(object, collector);
                }
            }
            // Everything is looked into anyway, and marking sets the flags right.
            Collection::Full => {
                for object in objects(remembered.carded) {
                    let (from, to) = self.extent(object);
                    let mut at = from;
                    while let Some((_, end)) = self.heap.take_cards(at, to) {
                        at = end;
                    }
                }
            }
        }
    }

    fn extent(&self, object: Gc<Header>) -> (usize, usize) {
        let from = self.heap.offset(object.as_ptr().cast());
        (from, from + super::object_size(object))
    }

    fn trace_cards(&mut self, object: Gc<Header>, collector: &mut Collector) {
        let (from, to) = self.extent(object);
        let mut at = from;
        while let Some((first, end)) = self.heap.take_cards(at, to) {
            let part = first.max(from) - from..end.min(to) - from;
            (object.kind().info().trace_part)(object, &mut Tracer::collecting(collector), part);
            at = end;
        }
    }

    /// Gets memory after the bump allocator ran out, and whether it is zero: collects if it is time.
    pub(crate) fn refill(&mut self, size: usize) -> Option<(NonNull<u8>, bool)> {
        if self.heap.postpones {
            let due = match &mut self.options.gc_stress {
                Some(stress) => stress.step().is_some(),
                None => self.heap.is_due(size),
            };
            if due {
                self.heap.owes = true;
                self.stack.interrupt();
            }
        } else if let Some(stress) = &mut self.options.gc_stress {
            if let Some(which) = stress.step() {
                self.collect(which);
            }
        } else if self.heap.is_due(size) {
            self.collect_due();
        }
        let memory = self.heap.refill(size).or_else(|| {
            self.collect(Collection::Full);
            self.heap.refill(size)
        });
        if self.options.gc_stress.is_some() {
            self.heap.exhaust();
        }
        memory
    }

    /// Allocates without a collection, which is made up for at the next safe point; only if memory has run out is there one
    /// at once. For compiled code, which allocates while its frames are only in part on the stack.
    pub(crate) fn postponing<T>(&mut self, allocate: impl FnOnce(&mut Self) -> T) -> T {
        // It may be that this is done within more that collects nothing.
        let outer = std::mem::replace(&mut self.heap.postpones, true);
        let result = allocate(self);
        self.heap.postpones = outer;
        result
    }

    /// Whether collections are being postponed.
    pub(crate) fn postpones(&self) -> bool {
        self.heap.postpones
    }

    /// Collects if that was postponed.
    pub(crate) fn collect_owed(&mut self) {
        if std::mem::take(&mut self.heap.owes) && (self.options.gc_stress.is_some() || self.heap.is_due(0)) {
            self.collect_due();
        }
    }

    fn collect_due(&mut self) {
        self.collect(if self.heap.live > self.heap.full_at { Collection::Full } else { Collection::Minor });
        if self.heap.live > self.heap.full_at {
            self.collect(Collection::Full);
        }
    }
}

/// After so many minor collections a program has done for good what it begins with: letting go of pages of files sooner costs more
/// time, in mapping them again, than the memory is worth.
const SETTLED: usize = 64;

impl super::Heap {
    /// Lets go of what did not survive: what dead owners own, dead large objects, lines and blocks.
    fn sweep(&mut self, collector: &Collector, which: Collection) {
        self.sweep_owners(collector, which);
        let mut large = std::mem::take(&mut self.young_large);
        if which == Collection::Full {
            large.append(&mut self.old_large);
        }
        for first in large {
            if self.is_marked_at(first as usize * super::blocks::BLOCK) {
                self.old_large.push(first);
            } else {
                self.free_large(first as usize);
            }
        }
        match which {
            Collection::Minor => {
                self.clear_walks();
                self.live += collector.survived;
                for block in std::mem::take(&mut self.touched) {
                    self.classify(block as usize);
                }
            }
            Collection::Full => {
                self.clear_starts();
                self.live = collector.survived + self.old_owners.iter().map(|&(_, bytes)| bytes).sum::<usize>();
                self.touched.clear();
                self.recycled.clear();
                for block in (0..self.blocks.count()).rev() {
                    if self.blocks.get(block).state == Block::Small {
                        self.classify(block);
                    }
                }
            }
        }
        self.forget_regions();
        self.set_budgets(which);
        self.statistics.count(which);
        // Each time the program has settled some more.
        if which == Collection::Minor && self.statistics.minor >= SETTLED && self.statistics.minor.is_power_of_two() {
            super::release_file_pages();
        }
        if which == Collection::Full {
            // What the heap will grow to until the next full collection is needed again anyway.
            self.return_memory(self.nursery + self.full_at.saturating_sub(self.live));
        }
    }

    fn sweep_owners(&mut self, collector: &Collector, which: Collection) {
        let mut owners = std::mem::take(&mut self.young_owners);
        if which == Collection::Full {
            owners.append(&mut self.old_owners);
        }
        for (word, bytes) in owners {
            let Some(object) = Gc::<Header>::from_word(word) else { continue };
            match collector.survivor(object) {
                Some(object) => {
                    self.live += bytes;
                    self.old_owners.push((object.word(), bytes));
                }
                None => {
                    if let Some(drop) = super::drop_fn(object) {
                        drop(object);
                    }
                }
            }
        }
    }
}

/// `--check=gc-stress`: how often to collect.
#[derive(Clone, Copy, Debug)]
pub struct Stress {
    period: u32,
    count: u32,
}

impl Stress {
    /// Collects at every `period`th allocation.
    pub fn every(period: u32) -> Stress {
        Stress { period: period.max(1), count: 0 }
    }

    fn step(&mut self) -> Option<Collection> {
        self.count = self.count.wrapping_add(1);
        if !self.count.is_multiple_of(self.period) {
            return None;
        }
        // Full collections move old objects too, which is what finds references that nobody shows.
        Some(if (self.count / self.period).is_multiple_of(64) { Collection::Full } else { Collection::Minor })
    }
}

/// The word as the object it is the address of.
pub(super) fn object_at(word: u64) -> Option<Gc<Header>> {
    Value::from_bits(word).header()
}
