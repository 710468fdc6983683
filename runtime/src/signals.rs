//! Signals: a handler only notes that its signal has arrived; the interpreter looks at the notes when its eval breaker is set.
//!
//! Signals belong to the process, so this is the one place with process-wide state. What Python is to do about a signal
//! is the library's business: it installs a function that is called with the number of each signal that has arrived.
#![expect(unsafe_code, reason = "signal handlers are installed through libc")]

use crate::exceptions::hierarchy::Exc;
use crate::vm::{PyResult, Vm};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicU64, AtomicUsize, Ordering};

/// Largest signal number + 1.
const LIMIT: usize = 65;

static ARRIVED: [AtomicBool; LIMIT] = [const { AtomicBool::new(false) }; LIMIT];
static ANY: AtomicBool = AtomicBool::new(false);
/// Descriptor that gets the number of each signal that arrives; -1 for none.
static WAKEUP: AtomicI32 = AtomicI32::new(-1);
/// The eval breaker byte of the interpreter that runs on the main thread.
static BREAKER: AtomicPtr<u8> = AtomicPtr::new(std::ptr::null_mut());
/// The limit of its register stack, which calls compare with.
static ROOM: AtomicPtr<usize> = AtomicPtr::new(std::ptr::null_mut());

/// The thread on which Python handles signals.
static MAIN: AtomicUsize = AtomicUsize::new(0);
/// Signals that were sent on to the main thread only to interrupt what it waits for.
static SENT_ON: [AtomicBool; LIMIT] = [const { AtomicBool::new(false) }; LIMIT];

extern "C" fn on_signal(signal: libc::c_int) {
    let Some(sent_on) = SENT_ON.get(signal as usize) else { return };
    let main = MAIN.load(Ordering::Relaxed);
    // SAFETY: asks for the calling thread's own handle.
    let is_main = unsafe { libc::pthread_self() } as usize == main;
    if is_main && sent_on.swap(false, Ordering::Relaxed) {
        return;
    }
    note(signal);
    if !is_main && main != 0 {
        sent_on.store(true, Ordering::Relaxed);
        // SAFETY: the main thread lives as long as the process.
        unsafe { libc::pthread_kill(main as libc::pthread_t, signal) };
    }
}

/// Has Python's handler for the signal run soon.
fn note(signal: libc::c_int) {
    let Some(arrived) = ARRIVED.get(signal as usize) else { return };
    arrived.store(true, Ordering::Relaxed);
    ANY.store(true, Ordering::Release);
    let breaker = BREAKER.load(Ordering::Relaxed);
    if !breaker.is_null() {
        // SAFETY: `install` was given the byte of an interpreter that lives as long as the process takes signals.
        unsafe { breaker.write_volatile(1) };
    }
    let wakeup = WAKEUP.load(Ordering::Relaxed);
    if wakeup >= 0 {
        let byte = signal as u8;
        // SAFETY: writing is allowed in handlers; the error number that the interrupted code may look at is kept.
        unsafe {
            let errno = *libc::__errno_location();
            libc::write(wakeup, (&raw const byte).cast(), 1);
            *libc::__errno_location() = errno;
        }
    }
}

/// When the ticker set the breaker last, in nanoseconds.
static TICKED: AtomicU64 = AtomicU64::new(0);

fn now() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the call fills the structure.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// Processor time that this thread has taken, and how often it was made to wait for the processor.
pub(crate) fn thread_clock() -> (std::time::Duration, u64) {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: both write what the pointers refer to; zeros are a usage.
    let usage = unsafe {
        libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time);
        libc::getrusage(libc::RUSAGE_THREAD, usage.as_mut_ptr());
        usage.assume_init()
    };
    (std::time::Duration::new(time.tv_sec as u64, time.tv_nsec as u32), usage.ru_nivcsw as u64)
}

/// Whether the interpreter has not looked up for longer than code in Python would take: what runs is native. A native function
/// of a millisecond, such as those that importing calls, is taken for its caller in one of so many cases.
pub(crate) fn looked_up_late() -> bool {
    const NATIVE: u64 = 30_000;
    now().saturating_sub(TICKED.load(Ordering::Relaxed)) > NATIVE
}

/// Sets the breaker of the interpreter on the main thread about every millisecond, from a thread of its own, and takes the
/// room off its register stack, so that the next call looks up as well.
pub(crate) fn start_ticker() {
    let tick = || {
        leave_to_others();
        loop {
            std::thread::sleep(std::time::Duration::from_millis(1));
            let (breaker, limit) = (BREAKER.load(Ordering::Relaxed), ROOM.load(Ordering::Relaxed));
            if !breaker.is_null() && !limit.is_null() {
                // SAFETY: as in the handler above. Whoever looks up puts the limit back; if that happens between the two
                // writes of the other order calls look up once in vain.
                unsafe {
                    TICKED.store(now(), Ordering::Relaxed);
                    limit.write_volatile(0);
                    breaker.write_volatile(crate::frame::stack::SAMPLE);
                }
            }
        }
    };
    // Without it nothing gets compiled, and all code still runs.
    let _ = std::thread::Builder::new().name("krait-ticker".to_owned()).spawn(tick);
}

/// What is to happen to a signal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// What the system does by itself.
    Default,
    /// Nothing.
    Ignore,
    /// It is noted, and the interpreter's function called.
    Note,
}

/// Says what is to happen to a signal; false if the system refuses.
pub fn set_action(signal: i32, action: Action) -> bool {
    // SAFETY: the handler only touches atomics and the breaker byte.
    unsafe {
        let mut new: libc::sigaction = std::mem::zeroed();
        new.sa_sigaction = match action {
            Action::Default => libc::SIG_DFL,
            Action::Ignore => libc::SIG_IGN,
            Action::Note => on_signal as extern "C" fn(libc::c_int) as libc::sighandler_t,
        };
        libc::sigemptyset(&mut new.sa_mask);
        libc::sigaction(signal, &new, std::ptr::null_mut()) == 0
    }
}

fn is_ignored(signal: i32) -> bool {
    // SAFETY: the call fills the structure.
    unsafe {
        let mut old: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal, std::ptr::null(), &raw mut old) == 0 && old.sa_sigaction == libc::SIG_IGN
    }
}

/// Sets the descriptor that gets the numbers of signals, -1 for none; the one before.
pub fn set_wakeup(fd: i32) -> i32 {
    WAKEUP.swap(fd, Ordering::Relaxed)
}

/// Leaves all signals to the other threads: for a thread that only waits, so that calls in the others are interrupted.
pub fn leave_to_others() {
    // SAFETY: the set is filled before it is used.
    unsafe {
        let mut all: libc::sigset_t = std::mem::zeroed();
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_BLOCK, &all, std::ptr::null_mut());
    }
}

impl Vm {
    /// Runs the handlers of signals that have arrived; for calls that a signal interrupts.
    pub fn check_signals(&mut self) -> PyResult<()> {
        if self.stack.breaker != 0 { self.handle_breaker() } else { Ok(()) }
    }

    /// Calls the library's function for each signal that has arrived.
    pub(crate) fn handle_signals(&mut self) -> PyResult<()> {
        if !ANY.swap(false, Ordering::Acquire) {
            return Ok(());
        }
        for (signal, arrived) in ARRIVED.iter().enumerate().skip(1) {
            if !arrived.swap(false, Ordering::Relaxed) {
                continue;
            }
            let handled = match self.signal_hook {
                Some(hook) => hook(self, signal as i32),
                None if signal == libc::SIGINT as usize => Err(self.raise_args(Exc::KeyboardInterrupt, &[])),
                None => Ok(()),
            };
            if let Err(raised) = handled {
                // What has arrived besides is handled when the interpreter looks again.
                if ARRIVED.iter().any(|arrived| arrived.load(Ordering::Relaxed)) {
                    ANY.store(true, Ordering::Release);
                    self.stack.breaker = 1;
                }
                return Err(raised);
            }
            self.disturbed = true;
        }
        Ok(())
    }

    /// Has `hook` called with each signal that arrives and is to be noted.
    pub fn set_signal_hook(&mut self, hook: fn(&mut Vm, i32) -> PyResult<()>) {
        self.signal_hook = Some(hook);
    }
}

/// Does what the arrival of a signal does (`_thread.interrupt_main`).
pub fn simulate(signal: i32) {
    note(signal);
}

/// Ends the process by the signal that interrupted it, so that its parent sees that.
pub fn die_of_interrupt() {
    // SAFETY: the default action is restored, the signal let through and sent to the process itself.
    unsafe {
        libc::signal(libc::SIGINT, libc::SIG_DFL);
        let mut only: libc::sigset_t = std::mem::zeroed();
        libc::sigaddset(&mut only, libc::SIGINT);
        libc::pthread_sigmask(libc::SIG_UNBLOCK, &only, std::ptr::null_mut());
        libc::kill(libc::getpid(), libc::SIGINT);
    }
}

/// Signals interrupt the calling thread from now on, whatever thread they arrive at.
pub(crate) fn this_is_the_main_thread() {
    // SAFETY: asks for the calling thread's own handle.
    MAIN.store(unsafe { libc::pthread_self() } as usize, Ordering::Relaxed);
}

/// Has SIGINT noted and SIGPIPE and SIGXFSZ ignored, for the interpreter of the main thread.
pub fn install(vm: &mut Vm) {
    BREAKER.store(&raw mut vm.stack.breaker, Ordering::Relaxed);
    ROOM.store((&raw mut vm.stack.limit).cast(), Ordering::Relaxed);
    this_is_the_main_thread();
    // Who starts a program in the background may have it ignore the keyboard.
    if !is_ignored(libc::SIGINT) {
        set_action(libc::SIGINT, Action::Note);
    }
    set_action(libc::SIGPIPE, Action::Ignore);
    set_action(libc::SIGXFSZ, Action::Ignore);
}
