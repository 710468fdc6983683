//! What was measured, as a table for people and as JSON for programs.

use std::fmt::Write;

use crate::compare::{Cell, Comparison, Row};
use crate::statistics::{geometric_mean, spread};
use crate::suite::Size;

/// Times in milliseconds, peak memory in MiB, and for each runtime but the first how many times as fast as the
/// first it is; below, the geometric means and what failed.
pub fn table(comparison: &Comparison) -> String {
    let mut lines = vec![headings(comparison)];
    lines.extend(comparison.rows.iter().map(row));
    lines.push(means(comparison));
    let mut text = aligned(&lines);
    for (program, runtime, reason) in comparison.failures() {
        let _ = writeln!(text, "FAILED {program} in {runtime}: {reason}");
    }
    for (index, runtime) in comparison.runtimes.iter().enumerate() {
        let slower = comparison.speedups(index, 0).iter().filter(|&&speedup| speedup < 1.0).count();
        if slower > 0 {
            let _ =
                writeln!(text, "{} is slower than {} in {slower} programs", runtime.name, comparison.runtimes[0].name);
        }
    }
    text
}

fn headings(comparison: &Comparison) -> Vec<String> {
    let mut line = vec!["program".to_owned()];
    for (index, runtime) in comparison.runtimes.iter().enumerate() {
        line.push(format!("{} ms", runtime.name));
        line.push("MiB".to_owned());
        if index > 0 {
            line.push("ratio".to_owned());
        }
    }
    line.push("noise".to_owned());
    line
}

fn row(row: &Row) -> Vec<String> {
    let mut line = vec![row.program.clone()];
    let baseline = row.cells[0].time();
    for (index, cell) in row.cells.iter().enumerate() {
        line.push(cell.time().map_or_else(|| failure_word(cell).to_owned(), |seconds| format!("{:.1}", seconds * 1e3)));
        line.push(cell.time().map_or_else(String::new, |_| format!("{:.1}", cell.peak_memory as f64 / 1_048_576.0)));
        if index > 0 {
            line.push(match (baseline, cell.time()) {
                (Some(first), Some(seconds)) => format!("{:.2}", first / seconds),
                _ => String::new(),
            });
        }
    }
    let noise = row.cells.iter().filter_map(|cell| spread(&cell.seconds)).fold(0.0, f64::max);
    line.push(format!("{:.0}%", noise * 100.0));
    line
}

fn failure_word(cell: &Cell) -> &'static str {
    match cell.failure.as_deref() {
        Some(reason) if reason.starts_with("timed out") => "TIMEOUT",
        Some(reason) if reason.starts_with("prints") => "DIFFERS",
        Some(_) => "FAILED",
        None => "",
    }
}

fn means(comparison: &Comparison) -> Vec<String> {
    let mut line = vec!["geometric mean".to_owned()];
    for index in 0..comparison.runtimes.len() {
        line.extend([String::new(), String::new()]);
        if index > 0 {
            let mean = geometric_mean(&comparison.speedups(index, 0));
            line.push(mean.map_or_else(String::new, |mean| format!("{mean:.2}")));
        }
    }
    line.push(String::new());
    line
}

/// Pads the columns: the first to the left, the others to the right.
fn aligned(lines: &[Vec<String>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| lines.iter().filter_map(|line| line.get(column)).map(String::len).max().unwrap_or(0);
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

/// One object: runtimes, size, runs, programs with all single times, and the geometric means against the first runtime.
pub fn json(comparison: &Comparison) -> String {
    let size = match comparison.size {
        Size::Small => "small",
        Size::Default => "default",
    };
    let runtimes = list(comparison.runtimes.iter().map(|runtime| {
        format!("{{\"name\": {}, \"command\": {}}}", quoted(&runtime.name), quoted(&runtime.command.join(" ")))
    }));
    let programs = comparison.rows.iter().map(|row| {
        let cells = comparison.runtimes.iter().zip(&row.cells);
        let results = cells.map(|(runtime, cell)| format!("{}: {}", quoted(&runtime.name), cell_json(cell)));
        format!(
            "    {{\"name\": {}, \"results\": {{{}}}}}",
            quoted(&row.program),
            results.collect::<Vec<_>>().join(", ")
        )
    });
    let means = comparison.runtimes.iter().enumerate().skip(1).map(|(index, runtime)| {
        let mean = geometric_mean(&comparison.speedups(index, 0));
        format!("{}: {}", quoted(&runtime.name), mean.map_or_else(|| "null".to_owned(), |mean| mean.to_string()))
    });
    format!(
        "{{\n  \"size\": \"{size}\",\n  \"runs\": {},\n  \"runtimes\": {runtimes},\n  \"programs\": [\n{}\n  ],\n  \
         \"geometric_mean_speedup\": {{{}}}\n}}\n",
        comparison.runs,
        programs.collect::<Vec<_>>().join(",\n"),
        means.collect::<Vec<_>>().join(", "),
    )
}

fn cell_json(cell: &Cell) -> String {
    let number = |value: Option<f64>| value.map_or_else(|| "null".to_owned(), |value| value.to_string());
    format!(
        "{{\"median_seconds\": {}, \"seconds\": {}, \"peak_memory_bytes\": {}, \"failure\": {}}}",
        number(cell.time()),
        list(cell.seconds.iter().map(f64::to_string)),
        cell.peak_memory,
        cell.failure.as_deref().map_or_else(|| "null".to_owned(), quoted),
    )
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for ch in text.chars() {
        match ch {
            '"' | '\\' => out.extend(['\\', ch]),
            ch if ch < ' ' => {
                let _ = write!(out, "\\u{:04x}", ch as u32);
            }
            ch => out.push(ch),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtimes::Runtime;

    fn sample() -> Comparison {
        let cell = |seconds: &[f64]| Cell { seconds: seconds.to_vec(), peak_memory: 1 << 20, failure: None };
        let failed = Cell { failure: Some("timed out".to_owned()), ..Cell::default() };
        Comparison {
            runtimes: vec![Runtime::new("cpython", "python3"), Runtime::new("krait", "k\"1")],
            rows: vec![
                Row { program: "fast".to_owned(), cells: vec![cell(&[1.0, 1.2, 0.8]), cell(&[0.25])] },
                Row { program: "hangs".to_owned(), cells: vec![cell(&[1.0]), failed] },
            ],
            runs: 3,
            size: Size::Default,
        }
    }

    #[test]
    fn table_shows_medians_ratios_and_failures() {
        let expected = "\
program         cpython ms  MiB  krait ms  MiB  ratio  noise
fast                1000.0  1.0     250.0  1.0   4.00    40%
hangs               1000.0  1.0   TIMEOUT                 0%
geometric mean                                   4.00
FAILED hangs in krait: timed out
";
        assert_eq!(table(&sample()), expected);
    }

    #[test]
    fn json_escapes_and_nulls() {
        let text = json(&sample());
        assert!(text.contains(r#""command": "k\"1""#), "{text}");
        assert!(
            text.contains(r#""median_seconds": null, "seconds": [], "peak_memory_bytes": 0, "failure": "timed out""#)
        );
        assert!(text.contains(r#""geometric_mean_speedup": {"krait": 4}"#), "{text}");
    }
}
