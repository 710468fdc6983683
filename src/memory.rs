//! `memcpy`, which the program has of its own where the processor's instruction for copying has a bad case.
//!
//! The C library copies more than about two kilobytes with `rep movsb` where that is said to be fast. AMD's processors fall back
//! to single bytes for some distances: where the destination lies up to 63 bytes behind the source, counted within a page, copying
//! takes up to thirty times as long. Blocks of memory start alike, so what is put behind a few bytes of something else,
//! or copied from one kind of object to another, meets that often. Pieces below the library's limit are copied otherwise.
#![expect(unsafe_code, reason = "stands in for a function of the C library, with its contract")]
#![cfg(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64"))]

/// Less than this the C library copies with vectors.
const PIECE: usize = 1024;
/// Distances within a page that are bad are below this.
const BAD: usize = 64;
const PAGE: usize = 4096;

unsafe extern "C" {
    fn memmove(to: *mut u8, from: *const u8, len: usize) -> *mut u8;
}

/// Copies `len` bytes between places that do not overlap. What is short costs a comparison and a jump more than without this.
///
/// # Safety
/// As in C.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, len: usize) -> *mut u8 {
    // SAFETY: the caller's promise.
    unsafe { if len < 2 * PIECE { memmove(to, from, len) } else { copy_long(to, from, len) } }
}

/// Apart from [`memcpy`], which so needs no registers.
///
/// # Safety
/// As in C.
#[inline(never)]
unsafe extern "C" fn copy_long(to: *mut u8, from: *const u8, len: usize) -> *mut u8 {
    let distance = (to as usize).wrapping_sub(from as usize) % PAGE;
    if distance.wrapping_sub(1) >= BAD - 1 {
        // SAFETY: the caller's promise.
        return unsafe { memmove(to, from, len) };
    }
    let mut at = 0;
    while at < len {
        // SAFETY: the caller's promise: both places are `len` bytes long.
        unsafe { memmove(to.add(at), from.add(at), PIECE.min(len - at)) };
        at += PIECE;
    }
    to
}
