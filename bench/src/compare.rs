//! The measurement itself: every program in every runtime, in turns, so that a slow minute of the machine hits all alike.

use crate::cli::Options;
use crate::runner::{self, Outcome};
use crate::runtimes::{self, Runtime};
use crate::statistics::median;
use crate::suite::{self, Program, Size};

/// Everything that was measured.
#[derive(Debug)]
pub struct Comparison {
    /// The columns. When CPython was found it is the first, and the one whose output the others must print.
    pub runtimes: Vec<Runtime>,
    /// A row for each program.
    pub rows: Vec<Row>,
    /// Runs that were asked for.
    pub runs: usize,
    /// The size that was run.
    pub size: Size,
}

/// One program's cells, in the order of the runtimes.
#[derive(Debug)]
pub struct Row {
    /// The program's name.
    pub program: String,
    /// A cell for each runtime.
    pub cells: Vec<Cell>,
}

/// One program in one runtime.
#[derive(Debug, Default)]
pub struct Cell {
    /// Seconds of each run.
    pub seconds: Vec<f64>,
    /// The largest peak memory of the runs, in bytes.
    pub peak_memory: u64,
    /// Why there is no result, if there is none.
    pub failure: Option<String>,
}

impl Cell {
    /// The median of the runs, unless the program failed.
    pub fn time(&self) -> Option<f64> {
        if self.failure.is_some() { None } else { median(&self.seconds) }
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

    /// Where the runtime of this name stands.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.runtimes.iter().position(|runtime| runtime.name == name)
    }

    /// How many times as fast as `baseline` the runtime `column` was, program by program, where both have a result.
    pub fn speedups(&self, column: usize, baseline: usize) -> Vec<f64> {
        self.rows.iter().filter_map(|row| Some(row.cells[baseline].time()? / row.cells[column].time()?)).collect()
    }
}

/// Finds the runtimes and programs and measures.
pub fn run(options: &Options) -> Result<Comparison, String> {
    let runtimes = find_runtimes(options)?;
    let programs = suite::select(suite::programs(&suite::folder())?, &options.programs)?;
    let mut rows = Vec::new();
    for program in &programs {
        eprintln!("{} {}", program.name, program.argument(options.size));
        rows.push(measure(program, &runtimes, options));
    }
    Ok(Comparison { runtimes, rows, runs: options.runs, size: options.size })
}

fn find_runtimes(options: &Options) -> Result<Vec<Runtime>, String> {
    let krait = options.krait.as_deref().unwrap_or("target/release/krait");
    let mut runtimes = Vec::new();
    match runtimes::cpython() {
        Some(runtime) => runtimes.push(runtime),
        None => eprintln!("bench: NO CPYTHON 3.12 FOUND (set KRAIT_CPYTHON): outputs cannot be checked against it"),
    }
    runtimes.push(Runtime::new("krait", krait));
    runtimes.extend(options.runtimes.iter().map(|(name, command)| Runtime::new(name, command)));
    runtimes.retain(|runtime| {
        let starts = runtime.starts();
        if !starts {
            eprintln!("bench: {} is left out: cannot start {:?}", runtime.name, runtime.command.join(" "));
        }
        starts
    });
    if runtimes.is_empty() { Err("no runtime can be started".to_owned()) } else { Ok(runtimes) }
}

fn measure(program: &Program, runtimes: &[Runtime], options: &Options) -> Row {
    let mut cells: Vec<Cell> = runtimes.iter().map(|_| Cell::default()).collect();
    let mut expected: Option<Vec<u8>> = None;
    for _ in 0..options.runs {
        for (runtime, cell) in runtimes.iter().zip(&mut cells) {
            if cell.failure.is_some() {
                continue;
            }
            let mut command = runtime.command(&program.path);
            command.arg(program.argument(options.size));
            match runner::run(&mut command, options.limit) {
                Ok(outcome) => record(cell, outcome, &mut expected),
                Err(error) => cell.failure = Some(error.to_string()),
            }
        }
    }
    Row { program: program.name.clone(), cells }
}

/// Takes a run into its cell; the first successful output is what all later ones must equal.
fn record(cell: &mut Cell, outcome: Outcome, expected: &mut Option<Vec<u8>>) {
    if !outcome.succeeded() {
        cell.failure = Some(match last_line(&outcome.stderr) {
            Some(line) => format!("{}: {line}", outcome.ending),
            None => outcome.ending.to_string(),
        });
        return;
    }
    let wanted = expected.get_or_insert_with(|| outcome.stdout.clone());
    if *wanted != outcome.stdout {
        let printed = String::from_utf8_lossy(&outcome.stdout);
        cell.failure = Some(format!("prints {:?}", printed.trim_end()));
        return;
    }
    cell.seconds.push(outcome.wall.as_secs_f64());
    cell.peak_memory = cell.peak_memory.max(outcome.peak_memory);
}

fn last_line(text: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(text);
    text.lines().rfind(|line| !line.trim().is_empty()).map(str::to_owned)
}
