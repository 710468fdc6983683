//! Figures of one build of krait, kept in a file, and what another build lost against them.
//!
//! Times decide where they are sure enough: measured on the same machine, with an interval narrower than the loss that is looked for.
//! Where they are not, instructions that callgrind counted decide, if both builds have them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::callgrind;
use crate::cli::{Instructions, Options};
use crate::compare::{self, measure_all};
use crate::machine::Machine;
use crate::report::table::aligned;
use crate::runtimes::Runtime;
use crate::statistics::{median_estimate, ratio_estimate};
use crate::suite::{self, Size};
use crate::workload::{START_UP, Workload};

/// What the file's `format` must be.
const FORMAT: &str = "krait bench baseline 1";

/// Options that have another build measured as the one of a baseline was: the same command and programs, unless said otherwise.
pub fn as_before(options: &Options, before: &Baseline) -> Options {
    let mut options = Options { size: before.size, ..options.clone() };
    options.krait.get_or_insert_with(|| before.command.join(" "));
    if options.programs.is_empty() {
        options.programs.extend(before.programs.keys().filter(|name| *name != START_UP).cloned());
    }
    options
}

/// Figures of one build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// Tells such files from others.
    pub format: String,
    /// What was measured on.
    pub machine: Machine,
    /// The command that was measured.
    pub command: Vec<String>,
    /// The size of the programs whose times were measured. Instructions are counted at the small size.
    pub size: Size,
    /// Figures by program.
    pub programs: BTreeMap<String, Figures>,
}

/// Figures of one program.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Seconds of each process.
    pub seconds: Vec<f64>,
    /// Instructions of a process, if counted.
    pub instructions: Option<u64>,
    /// Why there are no figures, if there are none.
    pub failure: Option<String>,
}

impl Baseline {
    /// Reads a file, or says what is wrong with it.
    pub fn read(path: &Path) -> Result<Baseline, String> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        Baseline::parse(&text).map_err(|reason| format!("{} is no baseline: {reason}", path.display()))
    }

    /// Reads a file's text.
    pub fn parse(text: &str) -> Result<Baseline, String> {
        let baseline: Baseline = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if baseline.format != FORMAT {
            return Err(format!("its format is {:?}, not {FORMAT:?}", baseline.format));
        }
        Ok(baseline)
    }

    /// Writes a file.
    pub fn write(&self, path: &Path) -> Result<(), String> {
        let text = serde_json::to_string_pretty(self).map_err(|error| error.to_string())? + "\n";
        std::fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
    }
}

/// Measures krait. `keep` is called after times and after each count with all that there is by then.
pub fn measure(options: &Options, mut keep: impl FnMut(&Baseline) -> Result<(), String>) -> Result<Baseline, String> {
    let krait = Runtime::new("krait", options.krait());
    if !krait.starts() {
        return Err(format!("cannot start {:?}", options.krait()));
    }
    let workloads = compare::workloads(options)?;
    let mut baseline = Baseline {
        format: FORMAT.to_owned(),
        machine: Machine::here(),
        command: krait.command.clone(),
        size: options.size,
        programs: workloads.iter().map(|workload| (workload.name.clone(), Figures::default())).collect(),
    };
    if options.instructions != Instructions::Only {
        let options = Options { warm_up: 0.0, ..options.clone() };
        let measured = measure_all(&options, vec![krait.clone()], workloads.clone(), |_| Ok(()))?;
        for row in measured.rows {
            let [cell] = <[_; 1]>::try_from(row.cells).map_err(|_| "one runtime was asked for")?;
            let figures = Figures { seconds: cell.seconds, instructions: None, failure: cell.failure };
            baseline.programs.insert(row.program, figures);
        }
        keep(&baseline)?;
    }
    if options.instructions == Instructions::Never {
        return Ok(baseline);
    }
    if !callgrind::is_there() {
        let message = "there is no valgrind to count instructions with";
        if options.instructions == Instructions::Only {
            return Err(message.to_owned());
        }
        eprintln!("bench: {message}");
        return Ok(baseline);
    }
    for workload in counted_workloads(options, workloads)? {
        eprintln!("{} under callgrind", workload.name);
        let counted = callgrind::instructions(&workload.command(&krait), options.limit);
        let figures = baseline.programs.entry(workload.name).or_default();
        match counted {
            Ok(instructions) => figures.instructions = Some(instructions),
            Err(reason) => figures.failure = figures.failure.take().or(Some(reason)),
        }
        keep(&baseline)?;
    }
    Ok(baseline)
}

/// The workloads at a size at which counting does not take minutes.
fn counted_workloads(options: &Options, workloads: Vec<Workload>) -> Result<Vec<Workload>, String> {
    if !options.scripts.is_empty() || options.pyperformance.is_some() || options.size == Size::Small {
        return Ok(workloads);
    }
    let programs = suite::programs(&suite::folder())?;
    let small = |workload: Workload| {
        let program = programs.iter().find(|program| program.name == workload.name);
        program.map(|program| Workload::of_suite(program, Size::Small)).unwrap_or(workload)
    };
    Ok(workloads.into_iter().map(small).collect())
}

/// What a build did against the baseline, program by program.
#[derive(Debug, PartialEq)]
pub struct Verdict {
    /// The program.
    pub program: String,
    /// How many times as much as before it takes now, and of what; or why that is not known.
    pub change: Result<(f64, Measure), String>,
    /// Whether it is a loss.
    pub lost: bool,
}

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Times that are sure enough.
    Time,
    /// Instructions.
    Instructions,
    /// Times, for want of better, that are not sure enough for a loss.
    NoisyTime,
}

/// Judges every program of either build. `threshold` is the share from which on a change is a loss.
pub fn judge(before: &Baseline, now: &Baseline, threshold: f64) -> Vec<Verdict> {
    let same_machine = before.machine.processor == now.machine.processor && before.size == now.size;
    let mut verdicts = Vec::new();
    for (program, figures) in &now.programs {
        let (change, lost) = match before.programs.get(program) {
            None => (Err("not in the baseline".to_owned()), false),
            Some(old) => change(old, figures, threshold, same_machine),
        };
        verdicts.push(Verdict { program: program.clone(), change, lost });
    }
    verdicts
}

fn change(old: &Figures, new: &Figures, threshold: f64, same_machine: bool) -> (Result<(f64, Measure), String>, bool) {
    match (&old.failure, &new.failure) {
        (Some(_), Some(reason)) => return (Err(format!("fails as before: {reason}")), false),
        (None, Some(reason)) => return (Err(format!("fails now: {reason}")), true),
        (Some(_), None) => return (Err("failed before".to_owned()), false),
        (None, None) => {}
    }
    let time = ratio_estimate(&new.seconds, &old.seconds).filter(|_| same_machine);
    let sure = |figures: &Figures| {
        figures.seconds.len() > 1
            && median_estimate(&figures.seconds).is_some_and(|time| time.noise() <= threshold / 2.0)
    };
    if let Some(ratio) = time
        && sure(old)
        && sure(new)
    {
        return (Ok((ratio.value, Measure::Time)), ratio.value > 1.0 + threshold && ratio.low > 1.0);
    }
    if let (Some(old), Some(new)) = (old.instructions, new.instructions) {
        let ratio = new as f64 / old as f64;
        return (Ok((ratio, Measure::Instructions)), ratio > 1.0 + threshold);
    }
    match time {
        Some(ratio) => (Ok((ratio.value, Measure::NoisyTime)), false),
        None => (Err("nothing that both builds have".to_owned()), false),
    }
}

/// The verdicts as a table, and the losses below.
pub fn table(verdicts: &[Verdict], before: &Baseline, now: &Baseline) -> String {
    let mut lines = vec![["program", "change", "of"].map(str::to_owned).to_vec()];
    for verdict in verdicts {
        let (change, of) = match &verdict.change {
            Ok((ratio, Measure::Time)) => (percent(*ratio), "time"),
            Ok((ratio, Measure::Instructions)) => (percent(*ratio), "instructions"),
            Ok((ratio, Measure::NoisyTime)) => (percent(*ratio), "time, too noisy to tell"),
            Err(reason) => (String::new(), reason.as_str()),
        };
        lines.push(vec![verdict.program.clone(), change, of.to_owned()]);
    }
    let mut text = aligned(&lines);
    if before.machine.processor != now.machine.processor {
        text += "note: the baseline is from another machine: times are not compared\n";
    }
    for verdict in verdicts.iter().filter(|verdict| verdict.lost) {
        let what = match &verdict.change {
            Ok((ratio, _)) => percent(*ratio),
            Err(reason) => reason.clone(),
        };
        text += &format!("LOST {}: {what}\n", verdict.program);
    }
    text
}

fn percent(ratio: f64) -> String {
    format!("{:+.1}%", (ratio - 1.0) * 100.0)
}

#[cfg(test)]
mod tests;
