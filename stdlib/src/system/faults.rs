//! Signals that end the process: what is to be written before they do.
//!
//! Faults belong to the process, so what the handler needs is in statics. **\[FAULT\]** the interpreter given to [`enable`] lives as
//! long as the process; a fault stops whatever touches it, and is only looked at.
#![expect(
    unsafe_code,
    reason = "system calls and the handler; every block cites [FAULT] or [ARGUMENTS] of the parent module"
)]

use super::Zeroed;
use libc::c_int;
use runtime::vm::Vm;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, Ordering};

/// The signals and what they mean.
const FATAL: &[(c_int, &str)] = &[
    (libc::SIGBUS, "Bus error"),
    (libc::SIGILL, "Illegal instruction"),
    (libc::SIGFPE, "Floating point exception"),
    (libc::SIGABRT, "Aborted"),
    (libc::SIGSEGV, "Segmentation fault"),
];

/// Writes what is known of a fault: its name, to a descriptor, of all threads or of the one that it happened to.
type Report = fn(&Vm, i32, &str, bool);

static VM: AtomicPtr<Vm> = AtomicPtr::new(std::ptr::null_mut());
static REPORT: AtomicPtr<()> = AtomicPtr::new(std::ptr::null_mut());
static FD: AtomicI32 = AtomicI32::new(-1);
static ALL_THREADS: AtomicBool = AtomicBool::new(true);

/// Whether a signal is one of those that end the process by a fault.
pub(crate) fn is_fatal(signal: c_int) -> bool {
    FATAL.iter().any(|&(fatal, _)| fatal == signal)
}

fn set_action(signal: c_int, handler: libc::sighandler_t) {
    let mut action = libc::sigaction::zeroed();
    action.sa_sigaction = handler;
    action.sa_flags = libc::SA_NODEFER | libc::SA_ONSTACK;
    // SAFETY: [ARGUMENTS]
    unsafe { libc::sigaction(signal, &action, std::ptr::null_mut()) };
}

extern "C" fn on_fault(signal: c_int) {
    // A fault in here ends the process at once.
    disable();
    let (vm, report) = (VM.load(Ordering::Relaxed), REPORT.load(Ordering::Relaxed));
    let name = FATAL.iter().find(|&&(fatal, _)| fatal == signal).map_or("", |&(_, name)| name);
    if !vm.is_null() && !report.is_null() {
        // SAFETY: [FAULT]: `enable` has put a `Report` there.
        let (vm, report) = unsafe { (&*vm, std::mem::transmute::<*mut (), Report>(report)) };
        report(vm, FD.load(Ordering::Relaxed), name, ALL_THREADS.load(Ordering::Relaxed));
    }
    super::signals::raise(signal);
}

/// Has faults reported to a descriptor.
pub(crate) fn enable(vm: &mut Vm, fd: i32, all_threads: bool, report: Report) {
    VM.store(std::ptr::from_mut(vm), Ordering::Relaxed);
    REPORT.store(report as *mut (), Ordering::Relaxed);
    FD.store(fd, Ordering::Relaxed);
    ALL_THREADS.store(all_threads, Ordering::Relaxed);
    for &(signal, _) in FATAL {
        set_action(signal, on_fault as extern "C" fn(c_int) as libc::sighandler_t);
    }
}

/// Has faults end the process without a report.
pub(crate) fn disable() {
    for &(signal, _) in FATAL {
        set_action(signal, libc::SIG_DFL);
    }
}
