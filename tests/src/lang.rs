//! `tests/lang/*.py`: programs of plain asserts, by feature.
//!
//! A program passes when it exits with code 0 and its last line of output is `ok`: a runtime that stops early without a
//! word does not pass.

use std::time::Duration;

use bench::runtimes::Runtime;

use crate::corpus::{self, Case};
use crate::passing::PassingList;
use crate::python;

/// Runs every program in krait; the listed ones must pass.
pub fn check_krait(krait: &Runtime) -> Result<(), String> {
    let cases = corpus::cases(&corpus::folder("lang"))?;
    let list = PassingList::read("lang")?;
    list.judge(&corpus::judge(&cases, |case| check(krait, case, list.limit(&case.name))))
}

/// Runs every program in CPython; all must pass.
pub fn check_cpython() -> Result<(), String> {
    let Some(cpython) = python::cpython("tests/lang is not checked against it") else { return Ok(()) };
    let cases = corpus::cases(&corpus::folder("lang"))?;
    corpus::all_must_pass(&corpus::judge(&cases, |case| check(&cpython, case, python::LIMIT)))
}

fn check(runtime: &Runtime, case: &Case, limit: Duration) -> Result<(), String> {
    let outcome = python::run(runtime, &case.path, &[], limit)?;
    if !outcome.succeeded() {
        return Err(format!("{}\n{}", outcome.ending, python::tail(&outcome.stderr, 12)));
    }
    match String::from_utf8_lossy(&outcome.stdout).lines().last() {
        Some("ok") => Ok(()),
        last => Err(format!("ends without \"ok\"; the last line is {last:?}")),
    }
}
