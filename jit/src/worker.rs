//! The compile thread: takes functions in IR, gives machine code back.
//!
//! Invariant **\[SHARED\]**: what a function under compilation refers to on the heap are code objects, which are pinned
//! and kept alive from before the job is sent; of those only what never changes is read (instructions, entry address).
#![expect(unsafe_code, reason = "IR crosses threads: [SHARED]")]

use crate::bail::Bail;
use crate::compile::{Compiled, Given, compile};
use crate::ir::Function;
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_frontend::FunctionBuilderContext;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::sync::mpsc::{Receiver, Sender, channel};

struct Job {
    function: Function,
    given: Given,
}

impl Job {
    /// The smaller function goes first, and of equal ones the first.
    fn rank(&self) -> (Reverse<usize>, Reverse<usize>) {
        (Reverse(self.function.insts.len()), Reverse(self.given.unit))
    }
}

impl PartialEq for Job {
    fn eq(&self, other: &Job) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Job {}

impl PartialOrd for Job {
    fn partial_cmp(&self, other: &Job) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Job {
    fn cmp(&self, other: &Job) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

/// What became of a job.
pub(crate) struct Done {
    pub(crate) unit: usize,
    pub(crate) result: Result<Compiled, Bail>,
}

// SAFETY: [SHARED]
unsafe impl Send for Job {}
// SAFETY: [SHARED]
unsafe impl Send for Done {}

/// The thread, seen from the interpreter's.
pub(crate) struct Worker {
    jobs: Sender<Job>,
    done: Receiver<Done>,
    /// A child process has no such thread.
    process: u32,
}

impl Worker {
    /// Starts the thread; none if there can be no other one.
    pub(crate) fn start(isa: OwnedTargetIsa) -> Option<Worker> {
        let (jobs, inbox) = channel::<Job>();
        let (outbox, done) = channel();
        let work = move || {
            runtime::tier::leave_signals_to_others();
            let mut builder = FunctionBuilderContext::new();
            let mut waiting = BinaryHeap::new();
            loop {
                // What takes longest comes last.
                waiting.extend(inbox.try_iter());
                let Some(job) = waiting.pop().or_else(|| inbox.recv().ok()) else { break };
                let unit = job.given.unit;
                let result = compile(&isa, &mut builder, job.function, job.given);
                if outbox.send(Done { unit, result }).is_err() {
                    break;
                }
            }
        };
        // Larger than usual: Cranelift's passes recurse.
        std::thread::Builder::new().name("krait-compiler".to_owned()).stack_size(16 << 20).spawn(work).ok()?;
        Some(Worker { jobs, done, process: std::process::id() })
    }

    /// Whether the thread belongs to this process.
    pub(crate) fn is_here(&self) -> bool {
        self.process == std::process::id()
    }

    /// Sends a function off; false if nobody takes it.
    pub(crate) fn send(&self, function: Function, given: Given) -> bool {
        self.jobs.send(Job { function, given }).is_ok()
    }

    /// What has been compiled since.
    pub(crate) fn take_done(&self) -> Option<Done> {
        self.done.try_recv().ok()
    }
}
