//! Signals, masks and interval timers.
#![expect(unsafe_code, reason = "system calls; every block cites [ARGUMENTS] or [NEW] of the parent module")]

use super::{Zeroed, errno};
use libc::{c_int, sigset_t};

/// Largest signal number + 1.
pub(crate) const LIMIT: c_int = 65;

/// A set of signals.
pub(crate) fn set_of(signals: impl IntoIterator<Item = c_int>) -> sigset_t {
    let mut set = sigset_t::zeroed();
    for signal in signals {
        // SAFETY: [ARGUMENTS]
        unsafe { libc::sigaddset(&mut set, signal) };
    }
    set
}

/// The signals in a set.
pub(crate) fn members(set: &sigset_t) -> Vec<c_int> {
    // SAFETY: [ARGUMENTS]
    (1..LIMIT).filter(|&signal| unsafe { libc::sigismember(set, signal) } == 1).collect()
}

/// All signals that may be caught, blocked or sent.
pub(crate) fn valid() -> Vec<c_int> {
    let mut set = sigset_t::zeroed();
    // SAFETY: [ARGUMENTS]
    unsafe { libc::sigfillset(&mut set) };
    members(&set)
}

/// Leaves to the system what handlers would do: in a child that shares its parent's memory.
#[cfg(target_os = "linux")]
pub(super) fn forget_handlers() {
    for signal in 1..LIMIT {
        let mut action = libc::sigaction::zeroed();
        // SAFETY: [ARGUMENTS]
        unsafe {
            let known = libc::sigaction(signal, std::ptr::null(), &mut action) == 0;
            if known && action.sa_sigaction != libc::SIG_DFL && action.sa_sigaction != libc::SIG_IGN {
                libc::signal(signal, libc::SIG_DFL);
            }
        }
    }
}

/// Changes the thread's mask; the old one, or the error number.
pub(crate) fn sigmask(how: c_int, set: &sigset_t) -> Result<sigset_t, i32> {
    let mut old = sigset_t::zeroed();
    // SAFETY: [ARGUMENTS]
    match unsafe { libc::pthread_sigmask(how, set, &mut old) } {
        0 => Ok(old),
        code => Err(code),
    }
}

/// Signals that wait to be delivered.
pub(crate) fn pending() -> Result<sigset_t, i32> {
    let mut set = sigset_t::zeroed();
    // SAFETY: [ARGUMENTS]
    if unsafe { libc::sigpending(&mut set) } == 0 { Ok(set) } else { Err(errno()) }
}

/// Waits for one of the signals; its number, or the error number.
pub(crate) fn wait(set: &sigset_t) -> Result<c_int, i32> {
    let mut signal = 0;
    // SAFETY: [ARGUMENTS]
    match unsafe { libc::sigwait(set, &mut signal) } {
        0 => Ok(signal),
        code => Err(code),
    }
}

/// Waits for one of the signals, at most as long as `timeout`; what came with it, or the error number.
pub(crate) fn wait_info(set: &sigset_t, timeout: Option<libc::timespec>) -> Result<libc::siginfo_t, i32> {
    let mut info = libc::siginfo_t::zeroed();
    let result = match timeout {
        // SAFETY: [ARGUMENTS]
        Some(timeout) => unsafe { libc::sigtimedwait(set, &mut info, &timeout) },
        // SAFETY: [ARGUMENTS]
        None => unsafe { libc::sigwaitinfo(set, &mut info) },
    };
    if result == -1 { Err(errno()) } else { Ok(info) }
}

/// The fields of `struct_siginfo`: signo, code, errno, pid, uid, status, band.
pub(crate) fn info_fields(info: &libc::siginfo_t) -> [i64; 7] {
    // SAFETY: the information was filled by the system, and zeroed parts of it may be read too.
    let (pid, uid, status) = unsafe { (info.si_pid(), info.si_uid(), info.si_status()) };
    [info.si_signo.into(), info.si_code.into(), info.si_errno.into(), pid.into(), uid.into(), status.into(), 0]
}

/// Sets the real-time, virtual or profiling timer; the old value, or the error number.
pub(crate) fn setitimer(which: c_int, value: libc::itimerval) -> Result<libc::itimerval, i32> {
    let mut old = libc::itimerval::zeroed();
    // SAFETY: [ARGUMENTS]
    let result = unsafe { libc::setitimer(which as _, &value, &mut old) };
    if result == 0 { Ok(old) } else { Err(errno()) }
}

/// A timer's value, or the error number.
pub(crate) fn getitimer(which: c_int) -> Result<libc::itimerval, i32> {
    let mut value = libc::itimerval::zeroed();
    // SAFETY: [ARGUMENTS]
    let result = unsafe { libc::getitimer(which as _, &mut value) };
    if result == 0 { Ok(value) } else { Err(errno()) }
}

/// Sends SIGALRM in some seconds; how many were left of an earlier request.
pub(crate) fn alarm(seconds: u32) -> u32 {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::alarm(seconds) }
}

/// Waits for a signal.
pub(crate) fn pause() {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::pause() };
}

/// Sends a signal to this process's thread.
pub(crate) fn raise(signal: c_int) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::raise(signal) }
}

/// Sends a signal to a thread of this process; an error number.
pub(crate) fn kill_thread(thread: u64, signal: c_int) -> c_int {
    // SAFETY: [ARGUMENTS]; the caller's thread id is one that `get_ident` gave.
    unsafe { libc::pthread_kill(thread as libc::pthread_t, signal) }
}

/// Says whether system calls are restarted after a signal.
pub(crate) fn siginterrupt(signal: c_int, flag: c_int) -> c_int {
    let mut action = libc::sigaction::zeroed();
    // SAFETY: [ARGUMENTS]
    if unsafe { libc::sigaction(signal, std::ptr::null(), &mut action) } == -1 {
        return -1;
    }
    if flag != 0 {
        action.sa_flags &= !libc::SA_RESTART;
    } else {
        action.sa_flags |= libc::SA_RESTART;
    }
    // SAFETY: [ARGUMENTS]: the handler stays the one that was there.
    unsafe { libc::sigaction(signal, &action, std::ptr::null_mut()) }
}

/// What happens to a signal now.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disposition {
    /// What the system does by itself.
    Default,
    /// Nothing.
    Ignored,
    /// A handler that somebody has installed.
    Handled,
}

/// What happens to a signal now; none if there is no such signal.
pub(crate) fn disposition(signal: c_int) -> Option<Disposition> {
    let mut action = libc::sigaction::zeroed();
    // SAFETY: [ARGUMENTS]
    if unsafe { libc::sigaction(signal, std::ptr::null(), &mut action) } == -1 {
        return None;
    }
    Some(match action.sa_sigaction {
        libc::SIG_DFL => Disposition::Default,
        libc::SIG_IGN => Disposition::Ignored,
        _ => Disposition::Handled,
    })
}

/// Words for a signal; none if there is no such signal.
pub(crate) fn describe(signal: c_int) -> Option<String> {
    // SAFETY: [ARGUMENTS]; the text is copied before anything else is called.
    let text = unsafe {
        let text = libc::strsignal(signal);
        if text.is_null() {
            return None;
        }
        std::ffi::CStr::from_ptr(text).to_string_lossy().into_owned()
    };
    (!text.starts_with("Unknown signal")).then_some(text)
}

/// Sends a signal to a process that is watched through a descriptor.
pub(crate) fn pidfd_send_signal(fd: c_int, signal: c_int, flags: u32) -> c_int {
    let none = std::ptr::null::<libc::siginfo_t>();
    // SAFETY: [ARGUMENTS]
    unsafe { libc::syscall(libc::SYS_pidfd_send_signal, fd, signal, none, flags) as c_int }
}
