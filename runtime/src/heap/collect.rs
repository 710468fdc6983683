//! The collector: marks from the roots, then sweeps.
//!
//! Roots are what the `Vm` shows, and conservatively every word of the register stack, of the native stack and of the
//! callee-saved registers.
#![expect(unsafe_code, reason = "native stacks and registers are read as words")]

use super::{Gc, Tracer, trace_object};
use crate::object::header::Header;
use crate::value::Value;
use crate::vm::Vm;

/// Callee-saved registers of the platform, as words.
#[inline(never)]
fn saved_registers() -> [u64; 12] {
    let mut words = [0u64; 12];
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
    words
}

impl Vm {
    /// Collects what cannot be reached any more.
    #[inline(never)]
    pub fn collect(&mut self) {
        let registers = saved_registers();
        self.heap.clear_marks();
        let mut work: Vec<Gc<Header>> = Vec::new();
        for word in registers {
            self.mark_ambiguous(word, &mut work);
        }
        let here = std::hint::black_box(registers.as_ptr()) as usize & !7;
        let mut at = here;
        while at < self.stack.native_start {
            // SAFETY: between this frame and the thread's first one everything is readable.
            let word = unsafe { std::ptr::read_volatile(at as *const u64) };
            self.mark_ambiguous(word, &mut work);
            at += 8;
        }
        for index in 0..self.stack.live().len() {
            let word = self.stack.live()[index];
            self.mark_ambiguous(word, &mut work);
        }
        let mut found = Vec::new();
        self.trace_roots(&mut Tracer::new(&mut |word| found.push(word.get())));
        loop {
            for word in found.drain(..) {
                if let Some(object) = Gc::<Header>::from_word(word)
                    && self.heap.mark(object)
                {
                    work.push(object);
                }
            }
            let Some(object) = work.pop() else { break };
            trace_object(object, &mut Tracer::new(&mut |word| found.push(word.get())));
        }
        // Callbacks keep their references alive, and those were marked.
        let callbacks = self.clear_weak_refs();
        self.clear_address_caches();
        self.heap.sweep();
        self.queue_weak_callbacks(callbacks);
    }

    fn mark_ambiguous(&mut self, word: u64, work: &mut Vec<Gc<Header>>) {
        if Value::from_bits(word).is_heap()
            && let Some(object) = self.heap.find(word)
            && self.heap.mark(object)
        {
            work.push(object);
        }
    }

    /// Gets memory after the bump allocator ran out: collects if it is time.
    pub(crate) fn refill(&mut self, size: usize) -> Option<std::ptr::NonNull<u8>> {
        if self.heap.is_due(size) || self.options.gc_stress {
            self.collect();
        }
        let memory = self.heap.refill(size);
        if self.options.gc_stress {
            self.heap.exhaust();
        }
        memory
    }
}
