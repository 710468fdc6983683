//! What matters: functions in the order of the time that could be won, and which lines of them are worth a word.

use super::source::{is_library, is_made};
use jit::{Explanation, Function, Line, Remark, Role, Severity};
use std::time::Duration;

/// About what an exit costs, with what is interpreted after it until compiled code is entered again.
const EXIT_COST: Duration = Duration::from_micros(2);
/// So many exits are worth a word even if they are over.
const MANY: u32 = 1000;
/// What takes less than this part of the time is not worth a word.
const LEAST_SHARE: f64 = 0.02;
/// A function that takes this part of the time is hot: what its loops do is worth knowing.
pub(super) const HOT: f64 = 0.05;

/// A function, and what it costs.
pub(super) struct Ranked<'a> {
    pub(super) function: &'a Function,
    pub(super) is_library: bool,
    /// Part of the time that it took.
    pub(super) share: f64,
    /// Part of the time that interpreting it took, though it was compiled or cannot be, and leaving compiled code.
    pub(super) lost: f64,
}

/// Functions, the most important first.
pub(super) struct Ranking<'a> {
    pub(super) functions: Vec<Ranked<'a>>,
    /// All the time that was found.
    pub(super) total: Duration,
}

/// How well a line ran.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Grade {
    /// Nothing is known: it ran seldom, or never.
    Unknown,
    /// Compiled, and nothing to say.
    Good,
    /// Compiled; something is worth knowing.
    Note,
    /// Something costs time.
    Cost,
    /// Something costs a lot, or it was interpreted.
    Bad,
}

impl Grade {
    pub(super) fn name(self) -> &'static str {
        match self {
            Grade::Unknown => "unknown",
            Grade::Good => "good",
            Grade::Note => "note",
            Grade::Cost => "cost",
            Grade::Bad => "bad",
        }
    }
}

pub(super) fn part(of: Duration, all: Duration) -> f64 {
    if all.is_zero() { 0.0 } else { of.as_secs_f64() / all.as_secs_f64() }
}

impl Ranked<'_> {
    pub(super) fn is_hot(&self) -> bool {
        self.share >= HOT
    }

    /// Whether something could be won.
    pub(super) fn is_lossy(&self) -> bool {
        // The statements of a module run once, and need not be compiled.
        let least = if self.function.role == Role::Body { HOT } else { LEAST_SHARE };
        self.lost >= least || self.is_hot() && !self.function.given_up.is_empty()
    }

    /// How well a line ran.
    pub(super) fn grade(&self, number: u32) -> Grade {
        let times = self.function.times;
        let interpreted = part(times.interpreted, times.total()) * self.share >= LEAST_SHARE;
        let empty = Line::default();
        let line = self.function.lines.get(&number).unwrap_or(&empty);
        match line.severity() {
            Severity::Bad => Grade::Bad,
            Severity::Cost if line.is_compiled => Grade::Cost,
            _ if !line.is_compiled && interpreted && self.function.has_code.contains(&number) => Grade::Bad,
            Severity::Note if line.is_compiled => Grade::Note,
            _ if line.is_compiled => Grade::Good,
            _ => Grade::Unknown,
        }
    }

    /// Lines of which something is worth saying in few words, the worst first: number, and what.
    pub(super) fn worst(&self, most: usize) -> Vec<(u32, &Remark)> {
        let worth = |remark: &&Remark| {
            let costs = remark.severity() >= Severity::Cost || remark.count >= MANY;
            costs && (remark.topic.is_exit() || remark.in_loop || self.function.role != Role::Body)
        };
        let remarks = self.function.lines.iter();
        let mut remarks: Vec<(u32, &Remark)> = remarks
            .flat_map(|(number, line)| line.remarks.iter().filter(worth).map(|remark| (*number, remark)))
            .collect();
        remarks.sort_by_key(|(_, remark)| {
            (std::cmp::Reverse(remark.count), std::cmp::Reverse(remark.severity()), !remark.in_loop)
        });
        remarks.truncate(most);
        remarks
    }
}

/// What a function costs, of all the time that was found.
fn weigh(function: &Function, total: Duration) -> Ranked<'_> {
    let times = function.times;
    let lost = part(times.interpreted + EXIT_COST * function.exits, total);
    let is_library = is_library(&function.file);
    Ranked { function, is_library, share: part(times.total(), total), lost }
}

/// Orders what is known.
pub(super) fn rank(explanation: &Explanation) -> Ranking<'_> {
    let total = explanation.times().total();
    let mut functions: Vec<_> = explanation.functions.iter().map(|function| weigh(function, total)).collect();
    let weight = |ranked: &Ranked<'_>| ranked.lost + ranked.share / 50.0;
    let key = |ranked: &Ranked<'_>| (ranked.is_library, is_made(&ranked.function.file));
    functions.sort_by(|a, b| key(a).cmp(&key(b)).then(weight(b).total_cmp(&weight(a))));
    Ranking { functions, total }
}
