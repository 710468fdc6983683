//! What is kept while a program runs: where samples found it, what exits met, and what was given up.

use super::note::Place;
use super::report::Times;
use super::{Explained, Survey};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::tier::Running;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::time::{Duration, Instant};

/// Kinds of operands that are told apart at one exit.
const MAX_KINDS: usize = 6;
/// An exit that is taken often is looked at each so many times only.
const SELDOM: u32 = 64;
const OFTEN: u32 = 16;

/// Code in Python looks up more often than that.
const SURELY_NATIVE: Duration = Duration::from_millis(3);

/// See the module.
pub(crate) struct Record {
    pub(crate) out: Explained,
    pub(crate) started: Instant,
    /// The last sample, and what the compiler took since.
    last: Option<Running>,
    pub(crate) taken: Duration,
    pub(crate) samples: HashMap<(u64, u32), (Gc<Code>, Times)>,
    /// What operands were where a unit was left, by unit and exit.
    pub(crate) met: HashMap<(usize, usize), Vec<(String, u32)>>,
    /// Instructions that compiled code exists of.
    compiled: HashSet<Place>,
    /// How often compiled code was thrown away for what it relied on.
    pub(crate) discarded: HashMap<u64, (Gc<Code>, u32)>,
    pub(crate) surveys: HashMap<usize, Survey>,
    pub(crate) process: u32,
}

impl Record {
    pub(crate) fn new(out: Explained) -> Record {
        let now = Instant::now();
        Record {
            out,
            started: now,
            last: None,
            taken: Duration::ZERO,
            samples: HashMap::default(),
            met: HashMap::default(),
            compiled: HashSet::default(),
            discarded: HashMap::default(),
            surveys: HashMap::default(),
            process: std::process::id(),
        }
    }

    /// The time since the last sample belongs to what is found running now. Whether that is new.
    pub(crate) fn sample(&mut self, code: Gc<Code>, index: usize, running: Running) -> bool {
        let taken = std::mem::take(&mut self.taken);
        let last = self.last.replace(running);
        if last.is_none() {
            // What was before that is not the program's.
            self.started = Instant::now();
        }
        let last = last.filter(|last| last.thread == running.thread);
        let passed = last.map_or(Duration::ZERO, |last| running.time.saturating_sub(last.time).saturating_sub(taken));
        // Who had to wait for the processor looks up late as well, but has not worked meanwhile.
        let native = running.late && (passed > SURELY_NATIVE || last.is_none_or(|last| last.waits == running.waits));
        let before = self.samples.len();
        let times = &mut self.samples.entry((code.word(), index as u32)).or_insert((code, Times::default())).1;
        match (native, running.compiled) {
            (true, _) => times.native += passed,
            (false, true) => times.compiled += passed,
            (false, false) if self.compiled.contains(&(code.word(), index as u32)) => times.interpreted += passed,
            (false, false) => times.warming += passed,
        }
        self.samples.len() > before
    }

    /// What can be said of a unit that is installed.
    pub(crate) fn install(&mut self, unit: usize, code: Gc<Code>, survey: Survey) {
        self.compiled.extend(survey.built.iter().filter(|(of, _)| *of == code.word()));
        self.surveys.insert(unit, survey);
    }

    /// Compiled code is thrown away for what it relied on.
    pub(crate) fn discard(&mut self, code: Gc<Code>) {
        self.discarded.entry(code.word()).or_insert((code, 0)).1 += 1;
    }

    /// Whether what an exit has met is looked at this time.
    pub(crate) fn looks(count: u32) -> bool {
        count <= OFTEN || count.is_multiple_of(SELDOM)
    }

    /// An exit has met operands of these classes.
    pub(crate) fn meet(&mut self, unit: usize, exit: usize, classes: String) {
        let met = self.met.entry((unit, exit)).or_default();
        if let Some((_, count)) = met.iter_mut().find(|(known, _)| *known == classes) {
            *count += 1;
        } else if met.len() < MAX_KINDS {
            met.push((classes, 1));
        }
    }
}
