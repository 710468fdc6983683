//! [`Lock`]: what `_thread.lock` objects hold. Any thread may release it.

#![expect(unsafe_code, reason = "the system is asked to wait at the lock's own word")]

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

const FREE: u32 = 0;
const HELD: u32 = 1;
/// Held, and somebody may wait for it.
const WANTED: u32 = 2;

/// A lock that is not bound to a thread.
#[derive(Default)]
pub struct Lock {
    state: AtomicU32,
}

/// How waiting for a lock ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wait {
    /// The lock is held now.
    Acquired,
    /// It was not free in time.
    TimedOut,
    /// A signal arrived.
    Interrupted,
}

impl Lock {
    /// A lock that is held.
    pub fn new_held() -> Lock {
        Lock { state: AtomicU32::new(HELD) }
    }

    /// Takes the lock if it is free.
    pub fn try_acquire(&self) -> bool {
        self.state.compare_exchange(FREE, HELD, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// Waits for the lock, for ever without a timeout. Not to be called with the interpreter's lock held.
    pub fn wait(&self, timeout: Option<Duration>) -> Wait {
        loop {
            if self.state.swap(WANTED, Ordering::Acquire) == FREE {
                return Wait::Acquired;
            }
            match self.sleep(timeout) {
                libc::ETIMEDOUT => return Wait::TimedOut,
                libc::EINTR => return Wait::Interrupted,
                _ if timeout.is_some() => {
                    return if self.state.swap(WANTED, Ordering::Acquire) == FREE {
                        Wait::Acquired
                    } else {
                        Wait::Interrupted
                    };
                }
                _ => {}
            }
        }
    }

    /// Sleeps while the state is `WANTED`; why it did not go on sleeping.
    fn sleep(&self, timeout: Option<Duration>) -> libc::c_int {
        let time = timeout.map(|timeout| libc::timespec {
            tv_sec: timeout.as_secs().try_into().unwrap_or(libc::time_t::MAX),
            tv_nsec: timeout.subsec_nanos().into(),
        });
        let time = time.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
        let operation = libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG;
        // SAFETY: the word lives as long as `self`, the time until the call returns.
        let result = unsafe { libc::syscall(libc::SYS_futex, self.state.as_ptr(), operation, WANTED, time) };
        if result == 0 { 0 } else { std::io::Error::last_os_error().raw_os_error().unwrap_or(0) }
    }

    /// Frees the lock; false if it was free.
    pub fn release(&self) -> bool {
        let before = self.state.swap(FREE, Ordering::Release);
        if before == WANTED {
            let operation = libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG;
            // SAFETY: the system does not touch the word.
            unsafe { libc::syscall(libc::SYS_futex, self.state.as_ptr(), operation, 1) };
        }
        before != FREE
    }

    /// Whether it is held.
    pub fn is_held(&self) -> bool {
        self.state.load(Ordering::Relaxed) != FREE
    }
}
