//! Runs one process to its end or to its time limit and says what it printed, how long it took and its peak memory.
//!
//! The child gets its own process group, so that the time limit ends everything it started. It is first awaited without being
//! reaped: its process id cannot be given to another process while the watchdog may still send a signal to it.
//!
//! [CHILD] `pid` is a child of ours that nobody else waits for, and is not reaped before `reap` is called.
#![expect(unsafe_code, reason = "wait4 and waitid have no safe form in std; every block cites [CHILD]")]

use std::io::Read;
use std::mem::MaybeUninit;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::counters::{Counters, Counts};

/// A runaway program may print without end; more than this is read but not kept.
const KEPT_OUTPUT: usize = 16 << 20;

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By itself, with this code.
    Exit(i32),
    /// By this signal.
    Signal(i32),
    /// By us, because the time was up.
    TimedOut,
}

impl std::fmt::Display for Ending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Ending::Exit(code) => write!(f, "exit code {code}"),
            Ending::Signal(signal) => write!(f, "signal {signal}"),
            Ending::TimedOut => write!(f, "timed out"),
        }
    }
}

/// What one run gave.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// How it ended.
    pub ending: Ending,
    /// What it wrote to standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error.
    pub stderr: Vec<u8>,
    /// From just before the start to the end.
    pub wall: Duration,
    /// Processor time of the process and of the children that it waited for, in user and in kernel mode.
    pub processor: Duration,
    /// The largest resident set, in bytes.
    pub peak_memory: u64,
    /// Instructions and cycles, if they were to be counted and could be.
    pub counts: Counts,
}

impl Outcome {
    /// Whether it ended by itself with code 0.
    pub fn succeeded(&self) -> bool {
        self.ending == Ending::Exit(0)
    }
}

/// Runs `command` without standard input for at most `limit`.
pub fn run(command: &mut Command, limit: Duration) -> std::io::Result<Outcome> {
    run_counted(command, limit, None)
}

/// As `run`, with instructions and cycles counted by `counters`.
pub fn run_counted(
    command: &mut Command,
    limit: Duration,
    mut counters: Option<&mut Counters>,
) -> std::io::Result<Outcome> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    if let Some(counters) = &mut counters {
        counters.start();
    }
    let start = Instant::now();
    let mut child = command.spawn()?;
    let pid = child.id() as libc::pid_t;
    let stdout = drain(child.stdout.take().expect("stdout is piped"));
    let stderr = drain(child.stderr.take().expect("stderr is piped"));
    let watchdog = Watchdog::start(pid, limit);

    wait_without_reaping(pid);
    let wall = start.elapsed();
    let timed_out = watchdog.stop();
    // What the process left running would keep the pipes open.
    end_group(pid);
    let (status, usage) = reap(pid)?;
    let counts = counters.map(Counters::stop).unwrap_or_default();

    let ending = match (timed_out, status.code(), status.signal()) {
        (true, ..) => Ending::TimedOut,
        (false, Some(code), _) => Ending::Exit(code),
        (false, None, signal) => Ending::Signal(signal.unwrap_or(0)),
    };
    let processor = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    // Linux counts in KiB, macOS in bytes.
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    let peak_memory = usage.ru_maxrss as u64 * unit;
    Ok(Outcome { ending, stdout: collect(stdout), stderr: collect(stderr), wall, processor, peak_memory, counts })
}

fn drain(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut kept = Vec::new();
        let mut buffer = [0; 16384];
        while let Ok(count @ 1..) = pipe.read(&mut buffer) {
            let room = KEPT_OUTPUT - kept.len();
            kept.extend_from_slice(&buffer[..count.min(room)]);
        }
        kept
    })
}

fn collect(reader: thread::JoinHandle<Vec<u8>>) -> Vec<u8> {
    reader.join().unwrap_or_default()
}

/// Ends a process group when its time is up.
struct Watchdog {
    done: mpsc::Sender<()>,
    thread: thread::JoinHandle<bool>,
}

impl Watchdog {
    fn start(pid: libc::pid_t, limit: Duration) -> Watchdog {
        let (done, waiting) = mpsc::channel();
        let thread = thread::spawn(move || {
            let late = waiting.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout);
            if late {
                end_group(pid);
            }
            late
        });
        Watchdog { done, thread }
    }

    /// True when the time was up before.
    fn stop(self) -> bool {
        // The receiver may be gone already: then the limit has passed, and the thread says so.
        let _ = self.done.send(());
        self.thread.join().unwrap_or(false)
    }
}

fn end_group(pid: libc::pid_t) {
    // SAFETY: [CHILD]: plain system call; the group's leader is not reaped, so the id is still its own.
    unsafe { libc::kill(-pid, libc::SIGKILL) };
}

fn wait_without_reaping(pid: libc::pid_t) {
    let mut information = MaybeUninit::<libc::siginfo_t>::zeroed();
    loop {
        // SAFETY: [CHILD]: `information` outlives the call, which only writes to it.
        let answer = unsafe {
            libc::waitid(libc::P_PID, pid as libc::id_t, information.as_mut_ptr(), libc::WEXITED | libc::WNOWAIT)
        };
        if answer == 0 || std::io::Error::last_os_error().kind() != std::io::ErrorKind::Interrupted {
            return;
        }
    }
}

fn seconds(time: libc::timeval) -> Duration {
    Duration::from_secs(time.tv_sec as u64) + Duration::from_micros(time.tv_usec as u64)
}

fn reap(pid: libc::pid_t) -> std::io::Result<(ExitStatus, libc::rusage)> {
    let mut status = 0;
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: [CHILD]: both pointers are to locals that outlive the call.
    if unsafe { libc::wait4(pid, &mut status, 0, usage.as_mut_ptr()) } != pid {
        return Err(std::io::Error::last_os_error());
    }
    // SAFETY: all-zero bytes are a valid `rusage`, and wait4 has written a whole one since.
    let usage = unsafe { usage.assume_init() };
    Ok((ExitStatus::from_raw(status), usage))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Outcome {
        run(Command::new("sh").args(["-c", script]), limit).expect("sh starts")
    }

    #[test]
    fn output_code_and_memory_are_reported() {
        let outcome = shell("echo out; echo err >&2; exit 3", Duration::from_secs(10));
        assert_eq!(outcome.ending, Ending::Exit(3));
        assert_eq!((&outcome.stdout[..], &outcome.stderr[..]), (&b"out\n"[..], &b"err\n"[..]));
        assert!(outcome.peak_memory > 10_000);
    }

    #[test]
    fn a_hanging_process_is_ended_with_its_children() {
        let outcome = shell("sleep 30 & sleep 30", Duration::from_millis(50));
        assert_eq!(outcome.ending, Ending::TimedOut);
        assert!(outcome.wall < Duration::from_secs(10));
    }

    #[test]
    fn a_signal_is_told_from_an_exit() {
        assert_eq!(shell("kill -9 $$", Duration::from_secs(10)).ending, Ending::Signal(9));
    }
}
