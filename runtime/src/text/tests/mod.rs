//! The algorithms against results recorded from CPython.
//!
//! `cases.txt` is written by `runtime/tools/record_text_cases.py`, a case a line: operation, arguments, `=`, result, all
//! separated by tabs; `case.rs` says how values are written. The same script writes random cases, for which
//! `KRAIT_TEXT_CASES` names the file. Every case runs with its texts stored as narrowly as they can
//! be, and in units of two and of four bytes.

mod bytes_ops;
mod case;
mod codec_ops;
mod str_ops;
mod units;

use case::{Case, Width};

/// Runs the cases of a file's text; their number.
fn run(text: &str) -> usize {
    let mut failures = Vec::new();
    let mut count = 0;
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        count += 1;
        for width in [Width::Narrowest, Width::Two, Width::Four] {
            let mut case = Case::new(line, width);
            let actual = run_one(&mut case);
            if actual != case.expected() {
                failures.push(format!("{width:?}: {line}\n    krait gives {actual}"));
                break;
            }
        }
    }
    let shown = failures.iter().take(20).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(failures.is_empty(), "{} of {count} cases differ:\n{shown}", failures.len());
    count
}

fn run_one(case: &mut Case<'_>) -> String {
    let operation = case.operation();
    match operation.split_once('.') {
        Some(("str", name)) => str_ops::run(name, case),
        Some(("bytes", name)) => bytes_ops::run(name, case),
        Some(("codec", name)) => codec_ops::run(name, case),
        _ => panic!("{operation}: no such group of operations"),
    }
}

#[test]
fn recorded_cases_give_what_cpython_gives() {
    assert!(run(include_str!("cases.txt")) > 1000);
}

/// Only as much as somebody has recorded for it: the files are too large to keep.
#[test]
fn further_cases_give_what_cpython_gives() {
    if let Some(path) = std::env::var_os("KRAIT_TEXT_CASES") {
        let text = std::fs::read_to_string(path).expect("KRAIT_TEXT_CASES names a file that can be read");
        println!("{} cases compared", run(&text));
    }
}
