//! Waiting for descriptors, and `fcntl`, `ioctl`, `flock`.
#![expect(unsafe_code, reason = "system calls; every block cites [ARGUMENTS] or [NEW] of the parent module")]

use super::errno;
use libc::{c_int, c_long, c_ulong, pollfd};

/// Waits until one of the descriptors is ready; how many are, or the error number.
pub(crate) fn poll(fds: &mut [pollfd], timeout: c_int) -> Result<usize, i32> {
    // SAFETY: [ARGUMENTS]
    let count = unsafe { libc::poll(fds.as_mut_ptr(), fds.len() as libc::nfds_t, timeout) };
    usize::try_from(count).map_err(|_| errno())
}

/// Descriptors for [`select`].
pub(crate) struct FdSet(libc::fd_set);

impl FdSet {
    /// The set of some descriptors, all below the limit.
    pub(crate) fn of(fds: &[c_int]) -> FdSet {
        // SAFETY: [NEW]
        let mut set: libc::fd_set = unsafe { std::mem::zeroed() };
        for &fd in fds {
            debug_assert!((0..libc::FD_SETSIZE as c_int).contains(&fd), "checked by the caller");
            // SAFETY: [ARGUMENTS]: below the set's size.
            unsafe { libc::FD_SET(fd, &mut set) };
        }
        FdSet(set)
    }

    /// Whether a descriptor is in the set.
    pub(crate) fn has(&self, fd: c_int) -> bool {
        // SAFETY: [ARGUMENTS]: below the set's size, as it was put in.
        unsafe { libc::FD_ISSET(fd, &self.0) }
    }
}

/// Waits until descriptors are ready; how many are, or the error number. Without timeout it waits for ever.
pub(crate) fn select(limit: c_int, sets: &mut [FdSet; 3], timeout: Option<(i64, i64)>) -> Result<usize, i32> {
    let mut time = libc::timeval { tv_sec: 0, tv_usec: 0 };
    let time = timeout.map(|(seconds, micros)| {
        time.tv_sec = seconds;
        time.tv_usec = micros;
        &mut time
    });
    let [read, write, except] = sets;
    let time = time.map_or(std::ptr::null_mut(), std::ptr::from_mut);
    // SAFETY: [ARGUMENTS]
    let count = unsafe { libc::select(limit, &mut read.0, &mut write.0, &mut except.0, time) };
    usize::try_from(count).map_err(|_| errno())
}

/// A new epoll descriptor.
pub(crate) fn epoll_create(flags: c_int) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::epoll_create1(flags) }
}

/// Changes what an epoll descriptor watches.
pub(crate) fn epoll_control(epoll: c_int, operation: c_int, fd: c_int, events: u32) -> c_int {
    let mut event = libc::epoll_event { events, u64: fd as u64 };
    // SAFETY: [ARGUMENTS]
    unsafe { libc::epoll_ctl(epoll, operation, fd, &mut event) }
}

/// Waits for events; descriptors and what happened to them, or the error number.
pub(crate) fn epoll_wait(epoll: c_int, most: usize, timeout: c_int) -> Result<Vec<(c_int, u32)>, i32> {
    let mut events = vec![libc::epoll_event { events: 0, u64: 0 }; most];
    // SAFETY: [ARGUMENTS]
    let count = unsafe { libc::epoll_wait(epoll, events.as_mut_ptr(), most as c_int, timeout) };
    let count = usize::try_from(count).map_err(|_| errno())?;
    Ok(events[..count].iter().map(|event| (event.u64 as c_int, event.events)).collect())
}

/// `fcntl` with a buffer, which the call may change.
pub(crate) fn fcntl_buffer(fd: c_int, command: c_int, buffer: &mut [u8]) -> c_int {
    // SAFETY: [ARGUMENTS]: the caller has made the buffer larger than any structure of the call.
    unsafe { libc::fcntl(fd, command, buffer.as_mut_ptr()) }
}

/// `ioctl` with a number.
pub(crate) fn ioctl(fd: c_int, request: c_ulong, argument: c_long) -> c_int {
    // SAFETY: [ARGUMENTS]; what the request makes of the number is the program's own business, as in C.
    unsafe { libc::ioctl(fd, request as _, argument) }
}

/// `ioctl` with a buffer, which the call may change.
pub(crate) fn ioctl_buffer(fd: c_int, request: c_ulong, buffer: &mut [u8]) -> c_int {
    // SAFETY: [ARGUMENTS]: the caller has made the buffer larger than structures of usual requests.
    unsafe { libc::ioctl(fd, request as _, buffer.as_mut_ptr()) }
}

/// Locks a whole file.
pub(crate) fn flock(fd: c_int, operation: c_int) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::flock(fd, operation) }
}
