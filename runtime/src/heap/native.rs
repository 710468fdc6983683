//! The allocator behind Rust's own data.
#![expect(unsafe_code, reason = "setting the allocator's options is a call of C; [MALLOC]")]

/// Has all threads allocate from one arena, which grows in steps worth a system call: another one would grow page by page.
/// To be called before there are other threads. Invariant: **\[MALLOC\]** the options are plain numbers.
pub fn tune_native_allocator() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: [MALLOC]
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 1);
        libc::mallopt(libc::M_TOP_PAD, 256 << 10);
    }
}
