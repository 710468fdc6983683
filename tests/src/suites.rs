//! `bench/suites/*.py` at their small size: the programs check themselves, and krait must print what CPython prints.

use std::time::Duration;

use bench::runtimes::Runtime;
use bench::suite::{self, Program, Size};

use crate::corpus::{self, Case};
use crate::passing::PassingList;
use crate::python;

/// Runs every program in krait, compared with CPython where there is one; the listed ones must pass.
pub fn check_krait(krait: &Runtime) -> Result<(), String> {
    let cpython = python::cpython("what krait prints for bench/suites is not compared with it");
    let programs = suite::programs(&suite::folder())?;
    let cases = corpus::cases(&suite::folder())?;
    let list = PassingList::read("suites")?;
    let check = |case: &Case| check(krait, cpython.as_ref(), find(&programs, case)?, list.limit(&case.name));
    list.judge(&corpus::judge(&cases, check))
}

fn find<'a>(programs: &'a [Program], case: &Case) -> Result<&'a Program, String> {
    programs.iter().find(|program| program.name == case.name).ok_or_else(|| "not a program of the suite".to_owned())
}

fn check(krait: &Runtime, cpython: Option<&Runtime>, program: &Program, limit: Duration) -> Result<(), String> {
    let printed = output(krait, program, limit)?;
    let heading = format!("{} {} ", program.name, program.argument(Size::Small));
    if !printed.starts_with(&heading) {
        return Err(format!("prints {printed:?}"));
    }
    let Some(cpython) = cpython else { return Ok(()) };
    let expected = output(cpython, program, python::LIMIT)?;
    if printed == expected { Ok(()) } else { Err(format!("prints {printed:?}, CPython {expected:?}")) }
}

fn output(runtime: &Runtime, program: &Program, limit: Duration) -> Result<String, String> {
    let outcome = python::run(runtime, &program.path, &[program.argument(Size::Small)], limit)?;
    if !outcome.succeeded() {
        return Err(format!("{} in {}\n{}", outcome.ending, runtime.name, python::tail(&outcome.stderr, 12)));
    }
    Ok(String::from_utf8_lossy(&outcome.stdout).into_owned())
}
