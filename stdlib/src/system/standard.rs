//! Which of the standard descriptors were closed when the process began. Rust's own start-up code puts `/dev/null` in their
//! place, so they are looked at before it runs.
//!
//! Invariant: **\[EARLY\]** what runs before `main` calls the system and touches an atomic, nothing else.
#![expect(unsafe_code, reason = "code that runs before main: [EARLY]")]

use std::sync::atomic::{AtomicU8, Ordering};

/// Bit N: descriptor N was closed.
static CLOSED: AtomicU8 = AtomicU8::new(0);

extern "C" fn note_closed() {
    for fd in 0..3 {
        // SAFETY: [EARLY]: asks about a descriptor, which need not be open.
        if unsafe { libc::fcntl(fd, libc::F_GETFD) } == -1 {
            CLOSED.fetch_or(1 << fd, Ordering::Relaxed);
        }
    }
}

// SAFETY: [EARLY]: the loader calls the functions of this section once each, in the main thread.
#[used]
#[unsafe(link_section = ".init_array")]
static BEFORE_MAIN: extern "C" fn() = note_closed;

/// Whether the standard descriptor `fd` was closed when the process began.
pub(crate) fn was_closed(fd: i32) -> bool {
    // Named here, so that the linker keeps it.
    std::hint::black_box(&BEFORE_MAIN);
    CLOSED.load(Ordering::Relaxed) & (1 << fd) != 0
}
