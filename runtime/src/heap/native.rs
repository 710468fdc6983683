//! The process's memory outside the heap: the allocator behind Rust's own data, and pages of the program's file.
#![expect(unsafe_code, reason = "both are calls of C; [MALLOC], [FILE]")]

/// Has all threads allocate from one arena, which grows in steps worth a system call: another one would grow page by page.
/// To be called before there are other threads. Invariant: **\[MALLOC\]** the options are plain numbers.
pub fn tune_native_allocator() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: [MALLOC]
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 1);
        libc::mallopt(libc::M_TOP_PAD, 1 << 20);
        // Setting any of these ends their adaptation to what a program frees: below these sizes, to which they may adapt otherwise, each
        // large result on its way into the heap would be mapped anew, and its pages cleared, which takes longer than writing it.
        libc::mallopt(libc::M_MMAP_THRESHOLD, 32 << 20);
        libc::mallopt(libc::M_TRIM_THRESHOLD, 48 << 20);
    }
}

/// Zeroes the native stack below the caller's frame, where what it calls will have its frames: not all of their words are written,
/// and a scan would take what earlier calls have left for references.
#[inline(never)]
pub fn clear_dead_stack() {
    let zeros = std::hint::black_box([0u64; 4096]);
    std::hint::black_box(&zeros);
}

/// Unmaps the pages of the program's and its libraries' files that nobody can have written to: code and constants that
/// only a part of start-up needed, and what the system mapped around them. What is needed again is mapped again.
/// Invariant: **\[FILE\]** such pages read the same whether they were let go of or not.
pub fn release_file_pages() {
    #[cfg(target_os = "linux")]
    // SAFETY: [FILE]; the callback is of the type that is asked for.
    unsafe {
        libc::dl_iterate_phdr(Some(release_pages_of), std::ptr::null_mut());
    }
}

#[cfg(target_os = "linux")]
unsafe extern "C" fn release_pages_of(
    object: *mut libc::dl_phdr_info,
    _: libc::size_t,
    _: *mut libc::c_void,
) -> libc::c_int {
    const PAGE: usize = 4096;
    // SAFETY: [FILE]; the loader's description of an object is valid during the callback.
    unsafe {
        let object = &*object;
        if object.dlpi_phdr.is_null() {
            return 0;
        }
        for segment in std::slice::from_raw_parts(object.dlpi_phdr, object.dlpi_phnum.into()) {
            if segment.p_type != libc::PT_LOAD || segment.p_flags & libc::PF_W != 0 {
                continue;
            }
            let start = object.dlpi_addr as usize + segment.p_vaddr as usize;
            let end = start + segment.p_filesz as usize;
            let (from, to) = (start.next_multiple_of(PAGE), end / PAGE * PAGE);
            if from < to {
                libc::madvise(from as *mut libc::c_void, to - from, libc::MADV_DONTNEED);
            }
        }
    }
    0
}
