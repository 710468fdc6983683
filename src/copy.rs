//! `memcpy` for this binary: the C library's, but for copies that some processors are slow at.
//!
//! glibc before 2.40 copies what is long with `rep movsb`. Where the destination is up to 15 bytes further from the start of its page than
//! the source is, processors since AMD's Zen 3 take ten to twenty times as long for that. Memory that starts a page comes from more than
//! one allocator here, with a head of its own before the data; so that is no rare case: it was each `bytes(memoryview)` of more than
//! a page. Such copies are made in pieces that are too short for `rep movsb`.
//!
//! [COPY] the caller of `memcpy` has two pieces of memory of that length, which do not overlap.
#![expect(unsafe_code, reason = "stands in for a function of C; every block cites [COPY]")]

use std::ffi::c_void;

unsafe extern "C" {
    fn memmove(to: *mut c_void, from: *const c_void, len: usize) -> *mut c_void;
}

/// Shorter copies never use `rep movsb`.
const LONG: usize = 2048;
/// Bytes of a piece.
const PIECE: usize = 1024;

/// Whether the destination is 1 to 15 bytes further in its page than the source.
fn is_slow(to: *mut c_void, from: *const c_void) -> bool {
    ((to as usize).wrapping_sub(from as usize) & 4095).wrapping_sub(1) < 15
}

/// C's `memcpy`.
///
/// # Safety
/// [COPY]
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn memcpy(to: *mut c_void, from: *const c_void, len: usize) -> *mut c_void {
    if len >= LONG && is_slow(to, from) {
        // SAFETY: [COPY]
        return unsafe { in_pieces(to, from, len) };
    }
    // SAFETY: [COPY]; glibc's is the same function as its `memcpy`.
    unsafe { memmove(to, from, len) }
}

#[cold]
unsafe fn in_pieces(to: *mut c_void, from: *const c_void, len: usize) -> *mut c_void {
    let mut at = 0;
    while at < len {
        // SAFETY: [COPY]: within both.
        unsafe { memmove(to.add(at), from.add(at), PIECE.min(len - at)) };
        at += PIECE;
    }
    to
}
