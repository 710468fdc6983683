//! Memory that is mapped: of a file, or anonymous.
#![expect(unsafe_code, reason = "mapped memory; every block cites [ARGUMENTS] of the parent module or [MAP]")]
// [MAP]: address and length are those of a mapping that this value owns, and nobody keeps the memory's slice while it is
// remapped or given back, since that takes the value exclusively.

use super::errno;
use libc::c_int;
use std::cell::Cell;

/// A mapping.
pub(crate) struct Map {
    start: *mut u8,
    len: usize,
}

impl Map {
    pub(crate) fn new(len: usize, prot: c_int, flags: c_int, fd: c_int, offset: i64) -> Result<Map, i32> {
        // SAFETY: [ARGUMENTS]: no address is asked for.
        let start = unsafe { libc::mmap(std::ptr::null_mut(), len, prot, flags, fd, offset) };
        if start == libc::MAP_FAILED { Err(errno()) } else { Ok(Map { start: start.cast(), len }) }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The memory. Reading or writing it must be allowed by its protection.
    pub(crate) fn cells(&self) -> &[Cell<u8>] {
        // SAFETY: [MAP]; cells are as bytes in memory, and others may change them.
        unsafe { std::slice::from_raw_parts(self.start.cast::<Cell<u8>>(), self.len) }
    }

    /// As [`Map::cells`], for buffers: while one is exported the map is neither resized nor given back.
    pub(crate) fn lasting_cells<'a>(&self) -> &'a [Cell<u8>] {
        // SAFETY: [MAP]; a buffer keeps the map's object alive and as it is.
        unsafe { std::slice::from_raw_parts(self.start.cast::<Cell<u8>>(), self.len) }
    }

    /// Writes a part back to the file.
    pub(crate) fn flush(&self, offset: usize, len: usize) -> c_int {
        debug_assert!(offset + len <= self.len, "checked by the caller");
        // SAFETY: [MAP]
        unsafe { libc::msync(self.start.add(offset).cast(), len, libc::MS_SYNC) }
    }

    pub(crate) fn advise(&self, offset: usize, len: usize, advice: c_int) -> c_int {
        debug_assert!(offset + len <= self.len, "checked by the caller");
        // SAFETY: [MAP]
        unsafe { libc::madvise(self.start.add(offset).cast(), len, advice) }
    }

    pub(crate) fn resize(&mut self, len: usize) -> Result<(), i32> {
        // SAFETY: [MAP]
        let start = unsafe { libc::mremap(self.start.cast(), self.len, len, libc::MREMAP_MAYMOVE) };
        if start == libc::MAP_FAILED {
            return Err(errno());
        }
        (self.start, self.len) = (start.cast(), len);
        Ok(())
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        // SAFETY: [MAP]
        unsafe { libc::munmap(self.start.cast(), self.len) };
    }
}
