//! What of the operating system the standard library does not offer.
//!
//! Invariant **\[MAPPED\]**: a [`Marker`] holds the address and length of a mapping that it made, and nobody else unmaps it.
#![expect(unsafe_code, reason = "calls of the C library: [MAPPED], and arguments that are valid for their calls")]

use std::ffi::CString;
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

/// An executable mapping of a file: the event by which `perf record` notes that the file exists.
#[derive(Debug)]
pub(crate) struct Marker {
    address: *mut libc::c_void,
    length: usize,
}

// SAFETY: [MAPPED]: the mapping belongs to no thread.
unsafe impl Send for Marker {}

impl Marker {
    pub(crate) fn new(file: &File) -> io::Result<Marker> {
        // SAFETY: asks for a number.
        let length = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(4096);
        let protection = libc::PROT_READ | libc::PROT_EXEC;
        // SAFETY: a new mapping of an open file at no address in particular.
        let address =
            unsafe { libc::mmap(std::ptr::null_mut(), length, protection, libc::MAP_PRIVATE, file.as_raw_fd(), 0) };
        if address == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        Ok(Marker { address, length })
    }
}

impl Drop for Marker {
    fn drop(&mut self) {
        // SAFETY: [MAPPED]
        unsafe { libc::munmap(self.address, self.length) };
    }
}

/// Nanoseconds of the clock that `perf record -k mono` uses.
pub(crate) fn monotonic_time() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: writes to the structure given.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// The kernel's number of the running thread.
pub(crate) fn thread_id() -> u32 {
    // SAFETY: asks for a number.
    (unsafe { libc::gettid() }) as u32
}

/// Keeps the code generator from writing names of its own into the perf map, where `perf` would find two for each address: it
/// does so when `perf record` has set this variable. Does nothing if other threads may be reading variables.
pub fn keep_map_to_ourselves() {
    let threads = std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count);
    if threads == 1 {
        // SAFETY: this is the only thread.
        unsafe { std::env::remove_var("PERF_BUILDID_DIR") };
    }
}

/// The user that files are made as.
pub(crate) fn user() -> u32 {
    // SAFETY: asks for a number.
    unsafe { libc::geteuid() }
}

/// The local date as `YYYYMMDD`.
pub(crate) fn date() -> String {
    // SAFETY: the structure is plain numbers and a pointer, which may be null.
    let mut parts: libc::tm = unsafe { std::mem::zeroed() };
    // SAFETY: reads the time, writes the structure.
    unsafe {
        let now = libc::time(std::ptr::null_mut());
        libc::localtime_r(&raw const now, &raw mut parts);
    }
    format!("{:04}{:02}{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday)
}

/// Makes a folder whose name begins so and that nobody else can write to.
pub(crate) fn make_private_folder(start: &Path) -> io::Result<PathBuf> {
    let mut template = start.as_os_str().to_owned().into_vec();
    template.extend(b"XXXXXX");
    let template = CString::new(template)?.into_raw();
    // SAFETY: a string of our own, which the call changes in place; it is taken back once.
    let (made, name) = unsafe { (!libc::mkdtemp(template).is_null(), CString::from_raw(template)) };
    if !made {
        return Err(io::Error::last_os_error());
    }
    Ok(PathBuf::from(std::ffi::OsString::from_vec(name.into_bytes())))
}
