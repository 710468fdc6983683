//! Signals: the handler only sets a flag; the interpreter looks at it when its eval breaker is set.
//!
//! Signals belong to the process, so this is the one place with process-wide state.
#![expect(unsafe_code, reason = "signal handlers are installed through libc")]

use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
/// The eval breaker byte of the interpreter that runs on the main thread.
static BREAKER: AtomicPtr<u8> = AtomicPtr::new(std::ptr::null_mut());

extern "C" fn on_interrupt(_: libc::c_int) {
    INTERRUPTED.store(true, Ordering::Relaxed);
    let breaker = BREAKER.load(Ordering::Relaxed);
    if !breaker.is_null() {
        // SAFETY: `install` was given the byte of an interpreter that lives as long as the process takes signals.
        unsafe { breaker.write_volatile(1) };
    }
}

/// Whether SIGINT has arrived since this was last asked.
pub(crate) fn take_interrupt() -> bool {
    INTERRUPTED.swap(false, Ordering::Relaxed)
}

impl crate::vm::Vm {
    /// Runs the handlers of signals that have arrived; for calls that a signal interrupts.
    pub fn check_signals(&mut self) -> crate::vm::PyResult<()> {
        if self.stack.breaker != 0 { self.handle_breaker() } else { Ok(()) }
    }
}

/// Ends the process by the signal that interrupted it, so that its parent sees that.
pub fn die_of_interrupt() {
    // SAFETY: the default action is restored and the signal sent to the process itself.
    unsafe {
        libc::signal(libc::SIGINT, libc::SIG_DFL);
        libc::kill(libc::getpid(), libc::SIGINT);
    }
}

/// Installs the handler of SIGINT for an interpreter.
pub fn install(vm: &mut crate::vm::Vm) {
    BREAKER.store(&raw mut vm.stack.breaker, Ordering::Relaxed);
    // SAFETY: the handler only touches atomics and the byte above.
    unsafe {
        libc::signal(libc::SIGINT, on_interrupt as extern "C" fn(libc::c_int) as libc::sighandler_t);
        libc::signal(libc::SIGPIPE, libc::SIG_IGN);
    }
}
