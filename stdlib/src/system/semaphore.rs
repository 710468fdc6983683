//! Named semaphores, shared memory and the system's log.
#![expect(unsafe_code, reason = "system calls; every block cites [ARGUMENTS] or [NEW] of the parent module")]

use super::errno;
use libc::{c_int, c_uint, mode_t};
use std::ffi::CStr;

/// A semaphore that processes share: an address in this process, open until [`Semaphore::close`].
#[derive(Clone, Copy)]
pub(crate) struct Semaphore(*mut libc::sem_t);

impl Semaphore {
    /// Makes the semaphore of this name, which must not exist.
    pub(crate) fn create(name: &CStr, value: c_uint) -> Result<Semaphore, i32> {
        // SAFETY: [ARGUMENTS]
        let semaphore = unsafe { libc::sem_open(name.as_ptr(), libc::O_CREAT | libc::O_EXCL, 0o600 as c_uint, value) };
        if semaphore == libc::SEM_FAILED { Err(errno()) } else { Ok(Semaphore(semaphore)) }
    }

    pub(crate) fn open(name: &CStr) -> Result<Semaphore, i32> {
        // SAFETY: [ARGUMENTS]
        let semaphore = unsafe { libc::sem_open(name.as_ptr(), 0) };
        if semaphore == libc::SEM_FAILED { Err(errno()) } else { Ok(Semaphore(semaphore)) }
    }

    /// The address, which tells semaphores apart.
    pub(crate) fn handle(self) -> i64 {
        self.0 as i64
    }

    pub(crate) fn try_wait(self) -> Result<(), i32> {
        // SAFETY: [ARGUMENTS]: the semaphore is open.
        if unsafe { libc::sem_trywait(self.0) } < 0 { Err(errno()) } else { Ok(()) }
    }

    /// Waits until the time of the realtime clock, without one for ever.
    pub(crate) fn wait(self, until: Option<libc::timespec>) -> Result<(), i32> {
        // SAFETY: [ARGUMENTS]: the semaphore is open.
        let result = unsafe {
            match until {
                Some(until) => libc::sem_timedwait(self.0, &raw const until),
                None => libc::sem_wait(self.0),
            }
        };
        if result < 0 { Err(errno()) } else { Ok(()) }
    }

    pub(crate) fn post(self) -> Result<(), i32> {
        // SAFETY: [ARGUMENTS]: the semaphore is open.
        if unsafe { libc::sem_post(self.0) } < 0 { Err(errno()) } else { Ok(()) }
    }

    pub(crate) fn value(self) -> Result<c_int, i32> {
        let mut value = 0;
        // SAFETY: [ARGUMENTS]: the semaphore is open.
        if unsafe { libc::sem_getvalue(self.0, &raw mut value) } < 0 { Err(errno()) } else { Ok(value) }
    }

    /// Ends the use in this process.
    pub(crate) fn close(self) {
        // SAFETY: [ARGUMENTS]: the caller uses the semaphore no more.
        unsafe { libc::sem_close(self.0) };
    }
}

pub(crate) fn sem_unlink(name: &CStr) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::sem_unlink(name.as_ptr()) }
}

pub(crate) fn shm_open(name: &CStr, flags: c_int, mode: mode_t) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::shm_open(name.as_ptr(), flags | libc::O_CLOEXEC, mode) }
}

pub(crate) fn shm_unlink(name: &CStr) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::shm_unlink(name.as_ptr()) }
}

/// Opens the log; `ident` must live until [`closelog`].
pub(crate) fn openlog(ident: Option<&'static CStr>, options: c_int, facility: c_int) {
    let ident = ident.map_or(std::ptr::null(), CStr::as_ptr);
    // SAFETY: [ARGUMENTS]; the library keeps the identity, which lives for ever.
    unsafe { libc::openlog(ident, options, facility) }
}

pub(crate) fn syslog(priority: c_int, message: &CStr) {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::syslog(priority, c"%s".as_ptr(), message.as_ptr()) }
}

pub(crate) fn closelog() {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::closelog() }
}

pub(crate) fn setlogmask(mask: c_int) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::setlogmask(mask) }
}
