//! The measurement itself: every program in every runtime, in turns, so that a slow minute of the machine hits all alike.

use std::path::Path;

use serde::Serialize;

use crate::cli::Options;
use crate::counters::Counters;
use crate::machine::Machine;
use crate::progress::Progress;
use crate::runner::{self, Outcome};
use crate::runtimes::{self, Runtime};
use crate::statistics::{self, Estimate};
use crate::suite::{self, Size};
use crate::warm_up::WarmUp;
use crate::workload::{Budget, Scratch, Workload};

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub struct Comparison {
    /// Where and when.
    pub machine: Machine,
    /// The columns. When CPython was found it is the first, and the one whose output the others must print.
    pub runtimes: Vec<Runtime>,
    /// What each runtime says of its version.
    pub versions: Vec<String>,
    /// A row for each program.
    pub rows: Vec<Row>,
    /// Runs that were asked for.
    pub runs: usize,
    /// The size that was run.
    pub size: Size,
    /// What a reader of the figures should know.
    pub notes: Vec<String>,
}

/// One program's cells, in the order of the runtimes.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The program's name.
    pub program: String,
    /// A cell for each runtime.
    pub cells: Vec<Cell>,
}

/// One program in one runtime.
#[derive(Debug, Default, Serialize)]
pub struct Cell {
    /// Seconds of each process.
    pub seconds: Vec<f64>,
    /// Seconds of processor time of each process.
    pub processor_seconds: Vec<f64>,
    /// The largest peak memory of the processes, in bytes.
    pub peak_memory_bytes: u64,
    /// Instructions of each process, if counted.
    pub instructions: Vec<u64>,
    /// Cycles of each process, if counted.
    pub cycles: Vec<u64>,
    /// The work repeated in one process, if that was asked for.
    pub warm_up: Option<WarmUp>,
    /// Why there is no result, if there is none. What was measured before is kept.
    pub failure: Option<String>,
}

impl Cell {
    /// The seconds of all processes, unless one failed.
    pub fn sound_seconds(&self) -> Option<&[f64]> {
        (self.failure.is_none() && !self.seconds.is_empty()).then_some(&self.seconds)
    }

    /// The median of the processes, unless one failed.
    pub fn time(&self) -> Option<Estimate> {
        statistics::median_estimate(self.sound_seconds()?)
    }

    /// Seconds of the iterations of a warm process, unless something failed.
    pub fn steady_iterations(&self) -> Option<&[f64]> {
        let warm_up = self.warm_up.as_ref().filter(|_| self.failure.is_none())?;
        Some(warm_up.steady_iterations())
    }
}

/// Which times of a cell are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// Of whole processes.
    Process,
    /// Of iterations in a warm process.
    Steady,
}

impl Aspect {
    /// Those times of a cell.
    pub fn of(self, cell: &Cell) -> Option<&[f64]> {
        match self {
            Aspect::Process => cell.sound_seconds(),
            Aspect::Steady => cell.steady_iterations(),
        }
    }
}

impl Comparison {
    /// Program, runtime and reason of each failure.
    pub fn failures(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.rows.iter().flat_map(|row| {
            row.cells.iter().zip(&self.runtimes).filter_map(|(cell, runtime)| {
                Some((row.program.as_str(), runtime.name.as_str(), cell.failure.as_deref()?))
            })
        })
    }

    /// How many times as fast as the first runtime the one in a column was, program by program, where both have a result.
    pub fn speedups(&self, column: usize, aspect: Aspect) -> Vec<f64> {
        let pairs = self.pairs(column, aspect);
        pairs.iter().filter_map(|(first, own)| Some(statistics::ratio_estimate(first, own)?.value)).collect()
    }

    /// The geometric mean of the speedups.
    pub fn mean_speedup(&self, column: usize, aspect: Aspect) -> Option<Estimate> {
        statistics::mean_ratio_estimate(&self.pairs(column, aspect))
    }

    /// Times of the first runtime and of the one in a column, program by program; start-up is no program.
    fn pairs(&self, column: usize, aspect: Aspect) -> Vec<(&[f64], &[f64])> {
        let programs = self.rows.iter().filter(|row| row.program != crate::workload::START_UP);
        programs.filter_map(|row| Some((aspect.of(&row.cells[0])?, aspect.of(&row.cells[column])?))).collect()
    }
}

impl Row {
    /// How many times as fast as the first runtime the one in a column was.
    pub fn speedup(&self, column: usize, aspect: Aspect) -> Option<Estimate> {
        statistics::ratio_estimate(aspect.of(&self.cells[0])?, aspect.of(&self.cells[column])?)
    }
}

/// Finds the runtimes and programs, and measures. `keep` is called after each program with all that there is by then.
pub fn run(options: &Options, keep: impl FnMut(&Comparison) -> Result<(), String>) -> Result<Comparison, String> {
    measure_all(options, find_runtimes(options)?, workloads(options)?, keep)
}

/// Measures workloads in runtimes.
pub fn measure_all(
    options: &Options,
    runtimes: Vec<Runtime>,
    workloads: Vec<Workload>,
    mut keep: impl FnMut(&Comparison) -> Result<(), String>,
) -> Result<Comparison, String> {
    let machine = Machine::here();
    let mut notes: Vec<String> = machine.warning().into_iter().collect();
    let mut counters = Counters::open();
    if let Err(reason) = &counters {
        notes.push(format!("instructions and cycles are not counted: {reason}"));
    }
    let versions = runtimes.iter().map(|runtime| runtime.version().unwrap_or_default()).collect();
    let (runs, size) = (options.runs, options.size);
    let mut comparison = Comparison { machine, runtimes, versions, rows: Vec::new(), runs, size, notes };
    let warm_ups = usize::from(options.warm_up > 0.0);
    let progress = Progress::start(workloads.len() * comparison.runtimes.len() * (options.runs + warm_ups));
    for workload in &workloads {
        let row = measure(workload, &comparison.runtimes, options, counters.as_mut().ok(), &progress)?;
        comparison.rows.push(row);
        keep(&comparison)?;
    }
    progress.end();
    Ok(comparison)
}

/// The runtimes that are there: CPython, krait, PyPy and the user's.
fn find_runtimes(options: &Options) -> Result<Vec<Runtime>, String> {
    let wanted = |name: &str| !options.without.iter().any(|left_out| left_out == name);
    let mut runtimes = Vec::new();
    if wanted("cpython") {
        match runtimes::cpython() {
            Some(runtime) => runtimes.push(runtime),
            None => eprintln!("bench: NO CPYTHON 3.12 FOUND (set KRAIT_CPYTHON): outputs cannot be checked against it"),
        }
    }
    let own = ("krait".to_owned(), options.krait().to_owned());
    for (name, command) in [own].iter().chain(&options.with).filter(|(name, _)| wanted(name)) {
        let runtime = Runtime::new(name, command);
        if runtime.starts() {
            runtimes.push(runtime);
        } else {
            eprintln!("bench: {name} is left out: cannot start {command:?}");
        }
    }
    if wanted("pypy") && !runtimes.iter().any(|runtime| runtime.name == "pypy") {
        match runtimes::pypy() {
            Some(runtime) => runtimes.push(runtime),
            None => eprintln!("bench: pypy is left out: there is no pypy3"),
        }
    }
    if runtimes.is_empty() { Err("no runtime can be started".to_owned()) } else { Ok(runtimes) }
}

/// What to run: scripts, or pyperformance, or the suite after a start-up.
pub fn workloads(options: &Options) -> Result<Vec<Workload>, String> {
    if !options.scripts.is_empty() {
        return options.scripts.iter().map(|path| script(path)).collect();
    }
    if let Some(folder) = &options.pyperformance {
        let mut all = Workload::of_pyperformance(folder)?;
        if let Some(name) = options.programs.iter().find(|name| !all.iter().any(|workload| workload.name == **name)) {
            return Err(format!("pyperformance has no program {name:?}"));
        }
        all.retain(|workload| options.programs.is_empty() || options.programs.contains(&workload.name));
        return Ok(all);
    }
    let programs = suite::select(suite::programs(&suite::folder())?, &options.programs)?;
    let start_up = if options.programs.is_empty() { Some(Workload::start_up()?) } else { None };
    Ok(start_up.into_iter().chain(programs.iter().map(|program| Workload::of_suite(program, options.size))).collect())
}

fn script(path: &Path) -> Result<Workload, String> {
    match std::fs::File::open(path) {
        Ok(_) => Ok(Workload::of_script(path)),
        Err(error) => Err(format!("cannot read {}: {error}", path.display())),
    }
}

fn measure(
    workload: &Workload,
    runtimes: &[Runtime],
    options: &Options,
    mut counters: Option<&mut Counters>,
    progress: &Progress,
) -> Result<Row, String> {
    let mut cells: Vec<Cell> = runtimes.iter().map(|_| Cell::default()).collect();
    let mut expected: Option<Vec<u8>> = None;
    for _ in 0..options.runs {
        for (runtime, cell) in runtimes.iter().zip(&mut cells) {
            progress.step(&workload.name, &runtime.name);
            if cell.failure.is_some() {
                continue;
            }
            let mut command = workload.command(runtime);
            match runner::run_counted(&mut command, options.limit, counters.as_deref_mut()) {
                Ok(outcome) => cell.record(&outcome, &mut expected),
                Err(error) => cell.failure = Some(error.to_string()),
            }
        }
    }
    if options.warm_up > 0.0 {
        warm_up(workload, runtimes, &mut cells, options, progress)?;
    }
    Ok(Row { program: workload.name.clone(), cells })
}

fn warm_up(
    workload: &Workload,
    runtimes: &[Runtime],
    cells: &mut [Cell],
    options: &Options,
    progress: &Progress,
) -> Result<(), String> {
    let scratch = Scratch::new()?;
    let budget = Budget { iterations: options.iterations, seconds: options.warm_up };
    let mut expected: Option<Vec<u8>> = None;
    for (number, (runtime, cell)) in runtimes.iter().zip(cells).enumerate() {
        progress.step(&workload.name, &runtime.name);
        let times = scratch.0.join(number.to_string());
        let Some(mut command) = workload.repeating_command(runtime, budget, &times) else { return Ok(()) };
        if cell.failure.is_some() {
            continue;
        }
        let outcome = runner::run(&mut command, options.limit).map_err(|error| error.to_string());
        let sound = outcome.and_then(|outcome| check(&outcome, &mut expected));
        let read = || std::fs::read_to_string(&times).map_err(|error| format!("no times: {error}"));
        match sound.and_then(|()| read()).and_then(|text| WarmUp::parse(&text)) {
            Ok(warm_up) => cell.warm_up = Some(warm_up),
            Err(reason) => cell.failure = Some(format!("repeated in one process: {reason}")),
        }
    }
    Ok(())
}

impl Cell {
    fn record(&mut self, outcome: &Outcome, expected: &mut Option<Vec<u8>>) {
        if let Err(reason) = check(outcome, expected) {
            self.failure = Some(reason);
            return;
        }
        self.seconds.push(outcome.wall.as_secs_f64());
        self.processor_seconds.push(outcome.processor.as_secs_f64());
        self.peak_memory_bytes = self.peak_memory_bytes.max(outcome.peak_memory);
        self.instructions.extend(outcome.counts.instructions);
        self.cycles.extend(outcome.counts.cycles);
    }
}

/// What is wrong with a run; the first successful output is what all later ones must equal.
pub(crate) fn check(outcome: &Outcome, expected: &mut Option<Vec<u8>>) -> Result<(), String> {
    if !outcome.succeeded() {
        return Err(match last_line(&outcome.stderr) {
            Some(line) => format!("{}: {line}", outcome.ending),
            None => outcome.ending.to_string(),
        });
    }
    let wanted = expected.get_or_insert_with(|| outcome.stdout.clone());
    if *wanted != outcome.stdout {
        return Err(difference(wanted, &outcome.stdout));
    }
    Ok(())
}

/// The first line that differs, as it is and as it should be.
fn difference(wanted: &[u8], printed: &[u8]) -> String {
    let (wanted, printed) = (String::from_utf8_lossy(wanted), String::from_utf8_lossy(printed));
    let (mut wanted, mut printed) = (wanted.lines(), printed.lines());
    loop {
        match (wanted.next(), printed.next()) {
            (Some(wanted), Some(printed)) if wanted == printed => {}
            (None, None) => return "prints other ends of lines".to_owned(),
            (wanted, printed) => {
                let quoted = |line: Option<&str>| line.map_or("nothing".to_owned(), |line| format!("{line:.200?}"));
                return format!("prints {} instead of {}", quoted(printed), quoted(wanted));
            }
        }
    }
}

fn last_line(text: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(text);
    text.lines().rfind(|line| !line.trim().is_empty()).map(|line| line.chars().take(300).collect())
}
