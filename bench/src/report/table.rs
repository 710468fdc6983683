//! The tables for a terminal.

use std::fmt::Write;

use crate::compare::{Aspect, Cell, Comparison, Row};
use crate::report::{failure_word, has_warm_up};
use crate::statistics::{Estimate, median};

/// A column that a runtime has in a table: its heading, what stands below it, and what stands below all.
struct Column {
    heading: &'static str,
    cell: fn(&Row, usize) -> Option<String>,
    mean: fn(&Comparison, usize) -> Option<String>,
    /// Whether the first runtime has it too.
    of_first: bool,
}

const TIME: Column = Column { heading: "ms", cell: time, mean: nothing, of_first: true };
const NOISE: Column = Column { heading: "±", cell: noise, mean: nothing, of_first: true };
const MEMORY: Column = Column { heading: "MiB", cell: memory, mean: nothing, of_first: true };
const INSTRUCTIONS: Column = Column { heading: "Minsn", cell: instructions, mean: nothing, of_first: true };
const CYCLES: Column = Column { heading: "Mcycles", cell: cycles, mean: nothing, of_first: true };
const RATIO: Column = Column {
    heading: "ratio",
    cell: |row, at| row.speedup(at, Aspect::Process).map(ratio),
    mean: |all, at| all.mean_speedup(at, Aspect::Process).map(ratio),
    of_first: false,
};
const FIRST: Column = Column { heading: "first ms", cell: first_iteration, mean: nothing, of_first: true };
const STEADY: Column = Column { heading: "steady ms", cell: steady, mean: nothing, of_first: true };
const WARM_AFTER: Column = Column { heading: "warm after s", cell: warm_after, mean: nothing, of_first: true };
const STEADY_RATIO: Column = Column {
    heading: "ratio",
    cell: |row, at| row.speedup(at, Aspect::Steady).map(ratio),
    mean: |all, at| all.mean_speedup(at, Aspect::Steady).map(ratio),
    of_first: false,
};

/// Times, noise (half of the 95 % interval), peak memory, and for each runtime but the first how many times as fast as the first it is;
/// the same for iterations in a warm process; what failed, and what there is to know.
pub fn table(comparison: &Comparison) -> String {
    let mut columns = vec![TIME, NOISE, MEMORY];
    if comparison.rows.iter().flat_map(|row| &row.cells).any(|cell| !cell.instructions.is_empty()) {
        columns.extend([INSTRUCTIONS, CYCLES]);
    }
    columns.push(RATIO);
    let mut text = format!("Whole processes, {} of each\n\n", comparison.runs);
    text += &aligned(&lines(comparison, &columns));
    if has_warm_up(comparison) {
        text += "\nIterations in one process\n\n";
        text += &aligned(&lines(comparison, &[FIRST, STEADY, WARM_AFTER, STEADY_RATIO]));
    }
    text.push('\n');
    for (program, runtime, reason) in comparison.failures() {
        let _ = writeln!(text, "FAILED {program} in {runtime}: {reason}");
    }
    for (at, runtime) in comparison.runtimes.iter().enumerate().skip(1) {
        let slower = comparison.speedups(at, Aspect::Process).iter().filter(|&&speedup| speedup < 1.0).count();
        if slower > 0 {
            let first = &comparison.runtimes[0].name;
            let _ = writeln!(text, "{} is slower than {first} in {slower} programs", runtime.name);
        }
    }
    for note in &comparison.notes {
        let _ = writeln!(text, "note: {note}");
    }
    text
}

fn lines(comparison: &Comparison, columns: &[Column]) -> Vec<Vec<String>> {
    let shown = |at: usize| columns.iter().filter(move |column| at > 0 || column.of_first);
    let line = |first: &str, cell: &dyn Fn(&Column, usize) -> Option<String>| {
        let cells = (0..comparison.runtimes.len()).flat_map(|at| shown(at).map(move |column| cell(column, at)));
        std::iter::once(first.to_owned()).chain(cells.map(Option::unwrap_or_default)).collect::<Vec<_>>()
    };
    let names =
        line("", &|column, at| (column.heading == columns[0].heading).then(|| comparison.runtimes[at].name.clone()));
    let mut lines = vec![names, line("program", &|column, _| Some(column.heading.to_owned()))];
    lines.extend(comparison.rows.iter().map(|row| line(&row.program, &|column, at| (column.cell)(row, at))));
    lines.push(line("geometric mean", &|column, at| (column.mean)(comparison, at)));
    lines
}

fn nothing(_: &Comparison, _: usize) -> Option<String> {
    None
}

fn milliseconds(seconds: f64) -> String {
    format!("{:.1}", seconds * 1e3)
}

fn time(row: &Row, at: usize) -> Option<String> {
    let cell = &row.cells[at];
    Some(cell.time().map_or_else(|| failure_word(cell).to_owned(), |time| milliseconds(time.value)))
}

fn noise(row: &Row, at: usize) -> Option<String> {
    Some(format!("{:.0}%", row.cells[at].time()?.noise() * 100.0))
}

fn memory(row: &Row, at: usize) -> Option<String> {
    let cell = &row.cells[at];
    (cell.peak_memory_bytes > 0).then(|| format!("{:.1}", cell.peak_memory_bytes as f64 / 1_048_576.0))
}

fn millions(counts: &[u64]) -> Option<String> {
    let counts: Vec<f64> = counts.iter().map(|&count| count as f64).collect();
    Some(format!("{:.1}", median(&counts)? / 1e6))
}

fn instructions(row: &Row, at: usize) -> Option<String> {
    millions(&row.cells[at].instructions)
}

fn cycles(row: &Row, at: usize) -> Option<String> {
    millions(&row.cells[at].cycles)
}

fn ratio(estimate: Estimate) -> String {
    format!("{:.2}", estimate.value)
}

fn first_iteration(row: &Row, at: usize) -> Option<String> {
    let cell: &Cell = &row.cells[at];
    let first = cell.warm_up.as_ref().map(|warm_up| milliseconds(warm_up.iterations[0]));
    first.or_else(|| cell.failure.is_some().then(|| failure_word(cell).to_owned()))
}

fn steady(row: &Row, at: usize) -> Option<String> {
    Some(milliseconds(row.cells[at].warm_up.as_ref()?.steady()))
}

fn warm_after(row: &Row, at: usize) -> Option<String> {
    Some(format!("{:.2}", row.cells[at].warm_up.as_ref()?.seconds_before_steady()))
}

/// Pads the columns: the first to the left, the others to the right.
pub(crate) fn aligned(lines: &[Vec<String>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let length = |text: &String| text.chars().count();
    let width = |column: usize| lines.iter().filter_map(|line| line.get(column)).map(length).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for line in lines {
        let mut padded = String::new();
        for (column, (cell, &width)) in line.iter().zip(&widths).enumerate() {
            let _ = if column == 0 { write!(padded, "{cell:<width$}") } else { write!(padded, "  {cell:>width$}") };
        }
        text.push_str(padded.trim_end());
        text.push('\n');
    }
    text
}
