//! `tests/errors/*.py`: programs that end with an uncaught exception, and what Python prints then.
//!
//! A program ends with a comment block that starts with `# --- exit CODE` and holds standard error, a line a comment. The
//! program's folder is cut out of the text, so that the block says `File "name.py"`. The comparison is exact.

use std::path::Path;
use std::time::Duration;

use bench::runner::{Ending, Outcome};
use bench::runtimes::Runtime;

use crate::corpus::{self, Case};
use crate::passing::PassingList;
use crate::python;

const MARK: &str = "# --- exit ";

/// Runs every program in krait; the listed ones must pass.
pub fn check_krait(krait: &Runtime) -> Result<(), String> {
    let cases = corpus::cases(&corpus::folder("errors"))?;
    let list = PassingList::read("errors")?;
    list.judge(&corpus::judge(&cases, |case| check(krait, case, list.limit(&case.name))))
}

/// Runs every program in CPython; all must pass. With `KRAIT_BLESS=1` the blocks are rewritten instead.
pub fn check_cpython() -> Result<(), String> {
    let Some(cpython) = python::cpython("tests/errors is not checked against it") else { return Ok(()) };
    let cases = corpus::cases(&corpus::folder("errors"))?;
    let action = if python::blessing() { bless } else { check };
    corpus::all_must_pass(&corpus::judge(&cases, |case| action(&cpython, case, python::LIMIT)))
}

fn check(runtime: &Runtime, case: &Case, limit: Duration) -> Result<(), String> {
    let source = std::fs::read_to_string(&case.path).map_err(|error| error.to_string())?;
    let (_, expected) = split(&source).ok_or_else(|| format!("has no line that starts with {MARK:?}"))?;
    let actual = block(&python::run(runtime, &case.path, &[], limit)?, &case.path);
    if actual == expected { Ok(()) } else { Err(difference(expected, &actual)) }
}

fn bless(runtime: &Runtime, case: &Case, limit: Duration) -> Result<(), String> {
    let source = std::fs::read_to_string(&case.path).map_err(|error| error.to_string())?;
    // The block is part of the source, and a SyntaxError may name the last line: write until nothing changes.
    let mut program = split(&source).map_or(source.as_str(), |(program, _)| program).trim_end().to_owned();
    program.push_str("\n\n");
    let mut expected = String::new();
    for _ in 0..3 {
        std::fs::write(&case.path, format!("{program}{expected}")).map_err(|error| error.to_string())?;
        let actual = block(&python::run(runtime, &case.path, &[], limit)?, &case.path);
        if actual == expected {
            return Ok(());
        }
        expected = actual;
    }
    Err("the expected text does not settle".to_owned())
}

/// The program and its block.
fn split(source: &str) -> Option<(&str, &str)> {
    let start = if source.starts_with(MARK) { 0 } else { source.find(&format!("\n{MARK}"))? + 1 };
    Some(source.split_at(start))
}

fn block(outcome: &Outcome, program: &Path) -> String {
    let code = match outcome.ending {
        Ending::Exit(code) => code.to_string(),
        ending @ (Ending::Signal(_) | Ending::TimedOut) => ending.to_string(),
    };
    let folder = program.parent().map(|folder| format!("{}/", folder.display())).unwrap_or_default();
    let text = String::from_utf8_lossy(&outcome.stderr).replace(&folder, "");
    let mut block = format!("{MARK}{code}\n");
    for line in text.lines() {
        block.push_str(if line.is_empty() { "#" } else { "# " });
        block.push_str(line);
        block.push('\n');
    }
    block
}

/// The first line that differs, with what came before it in both.
fn difference(expected: &str, actual: &str) -> String {
    let same = expected.lines().zip(actual.lines()).take_while(|(a, b)| a == b).count();
    let line = |text: &str| text.lines().nth(same).unwrap_or("(nothing)").to_owned();
    format!("prints\n{actual}line {}: expected {:?}, printed {:?}", same + 1, line(expected), line(actual))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_split_from_its_block() {
        assert_eq!(split("a = 1\n\n# --- exit 1\n# x\n"), Some(("a = 1\n\n", "# --- exit 1\n# x\n")));
        assert_eq!(split("a = '# --- exit 1'\n"), None);
    }

    #[test]
    fn a_difference_names_the_line() {
        let text = difference("# --- exit 1\n# a\n", "# --- exit 1\n# b\n");
        assert!(text.ends_with("line 2: expected \"# a\", printed \"# b\""), "{text}");
    }
}
