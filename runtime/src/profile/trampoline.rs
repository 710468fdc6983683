//! Trampolines: machine code that does nothing but call the handler it is given, with the same arguments, from a frame of
//! its own.
//!
//! They are made a page at a time, which is written first and executed then, and never go away.
//!
//! Invariants: **\[ARENA\]** memory handed out by `new_arena` is a mapping of that size of nobody else's.
//! **\[NATIVE\]** as in `interp/native.rs`: installed code stays mapped for the process's life.
#![expect(unsafe_code, reason = "executable memory: [ARENA], [NATIVE]")]

use super::{Profile, SourceLine, name_of};
use crate::heap::Gc;
use crate::object::code::Code;
use crate::vm::Vm;

/// `push rbp; mov rbp, rsp; call r9; pop rbp; ret`: the sixth argument is the handler.
#[cfg(target_arch = "x86_64")]
const CODE: &[u8] = &[0x55, 0x48, 0x89, 0xe5, 0x41, 0xff, 0xd1, 0x5d, 0xc3];

/// `stp x29, x30, [sp, #-16]!; mov x29, sp; blr x5; ldp x29, x30, [sp], #16; ret`
#[cfg(target_arch = "aarch64")]
const CODE: &[u8] = &[
    0xfd, 0x7b, 0xbf, 0xa9, 0xfd, 0x03, 0x00, 0x91, 0xa0, 0x00, 0x3f, 0xd6, 0xfd, 0x7b, 0xc1, 0xa8, 0xc0, 0x03, 0x5f,
    0xd6,
];

/// No other machine has them.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
const CODE: &[u8] = &[];

const ARENA: usize = 64 << 10;

/// All trampolines of an interpreter.
#[derive(Default)]
pub(super) struct Trampolines {
    /// The next one, how far apart they are, how many are left in their arena.
    next: usize,
    stride: usize,
    left: usize,
    /// Those handed out.
    used: Vec<Used>,
}

/// A trampoline of a function.
struct Used {
    address: usize,
    name: String,
    file: String,
    line: u32,
}

impl Trampolines {
    /// Whether this machine and this way of dispatch have any.
    pub(super) const EXIST: bool = !CODE.is_empty() && cfg!(not(feature = "loop-dispatch"));

    /// What is mapped when a process forks has the parent's names for the child too, those that the parent gives later
    /// among them. So the child maps new ones.
    pub(super) fn leave_arena(&mut self) {
        self.left = 0;
    }

    fn take(&mut self, room: usize) -> Option<usize> {
        let stride = (CODE.len() + room).next_multiple_of(16);
        if self.left == 0 || self.stride < stride {
            (self.next, self.stride, self.left) = (new_arena(stride)?, stride, ARENA / stride);
        }
        let address = self.next;
        (self.next, self.left) = (address + self.stride, self.left - 1);
        Some(address)
    }
}

impl Profile {
    /// A trampoline for `code`; none if there is no memory for it.
    fn new_trampoline(&mut self, code: Gc<Code>) -> Option<usize> {
        let room = self.observer.as_ref().map_or(0, |observer| observer.room_after(CODE.len()));
        let address = self.trampolines.take(room)?;
        let file = code.filename.get().to_string_lossy();
        let used = Used { address, name: name_of(code), file, line: code.unit.first_line };
        self.show(&used);
        self.trampolines.used.push(used);
        Some(address)
    }

    fn show(&mut self, used: &Used) {
        // A module may begin at line 0.
        let lines = [SourceLine { offset: 0, line: used.line.max(1), file: &used.file }];
        self.add(&used.name, used.address, CODE, &lines);
    }
}

impl Vm {
    /// The trampoline of `code`.
    pub(crate) fn trampoline_of(&mut self, code: Gc<Code>) -> Option<usize> {
        match code.trampoline.get() {
            0 => {
                let address = self.profile.new_trampoline(code)?;
                code.trampoline.set(address);
                Some(address)
            }
            address => Some(address),
        }
    }

    /// Tells the observer of trampolines that it does not know.
    pub(super) fn show_trampolines(&mut self) {
        let used = std::mem::take(&mut self.profile.trampolines.used);
        for used in &used {
            self.profile.show(used);
        }
        self.profile.trampolines.used = used;
    }
}

/// Memory full of trampolines.
fn new_arena(stride: usize) -> Option<usize> {
    let protection = libc::PROT_READ | libc::PROT_WRITE;
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    // SAFETY: a new mapping at no address in particular.
    let memory = unsafe { libc::mmap(std::ptr::null_mut(), ARENA, protection, flags, -1, 0) };
    if memory == libc::MAP_FAILED {
        return None;
    }
    // SAFETY: [ARENA]: nobody else has it yet.
    let bytes = unsafe { std::slice::from_raw_parts_mut(memory.cast::<u8>(), ARENA) };
    for place in bytes.chunks_exact_mut(stride) {
        place[..CODE.len()].copy_from_slice(CODE);
    }
    // SAFETY: [ARENA]
    if unsafe { libc::mprotect(memory, ARENA, libc::PROT_READ | libc::PROT_EXEC) } != 0 {
        // SAFETY: [ARENA]
        unsafe { libc::munmap(memory, ARENA) };
        return None;
    }
    see_written_code(memory as usize, ARENA);
    Some(memory as usize)
}

/// Has the processor fetch instructions that were written as data.
#[cfg(target_arch = "aarch64")]
fn see_written_code(start: usize, size: usize) {
    // No cache's lines are shorter.
    const LINE: usize = 16;
    let lines = || (start..start + size).step_by(LINE);
    // SAFETY: [ARENA]: cache maintenance by addresses that are mapped changes no memory.
    unsafe {
        for at in lines() {
            std::arch::asm!("dc cvau, {}", in(reg) at);
        }
        std::arch::asm!("dsb ish");
        for at in lines() {
            std::arch::asm!("ic ivau, {}", in(reg) at);
        }
        std::arch::asm!("dsb ish", "isb");
    }
}

/// x86-64 sees to it itself.
#[cfg(not(target_arch = "aarch64"))]
fn see_written_code(_: usize, _: usize) {}

/// The bytes of machine code that is installed at `address`.
pub(super) fn bytes_at(address: usize, size: usize) -> &'static [u8] {
    // SAFETY: [NATIVE]
    unsafe { std::slice::from_raw_parts(address as *const u8, size) }
}
