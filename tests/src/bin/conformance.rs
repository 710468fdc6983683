//! Runs modules of CPython's test-suite in krait: `conformance [--krait PATH] [-v] [--bless] [--jobs N] [MODULE…]`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use krait_tests::conformance::{Lists, Options, Setup, check};
use krait_tests::python;

const USAGE: &str = "usage: conformance [--krait PATH] [-v] [--bless] [--jobs N] [--limit SECONDS] [--all | MODULE...]
Without modules, those of tests/conformance/modules.txt; --all: every test_*.py and package of the suite.";

struct Arguments {
    krait: PathBuf,
    options: Options,
    jobs: usize,
    limit: u64,
    all: bool,
    modules: Vec<String>,
}

fn parse() -> Result<Arguments, String> {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/debug/krait");
    let mut parsed =
        Arguments { krait: built, options: Options::default(), jobs: 2, limit: 300, all: false, modules: Vec::new() };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value\n{USAGE}"));
        let number = |text: String| text.parse::<u64>().map_err(|_| format!("{text:?} is no number\n{USAGE}"));
        match argument.as_str() {
            "--krait" => parsed.krait = PathBuf::from(value()?),
            "--jobs" => parsed.jobs = number(value()?)? as usize,
            "--limit" => parsed.limit = number(value()?)?,
            "-v" => parsed.options.verbose = true,
            "--bless" => parsed.options.bless = true,
            "--all" => parsed.all = true,
            flag if flag.starts_with('-') => return Err(USAGE.to_owned()),
            module => parsed.modules.push(module.trim_start_matches("test.").to_owned()),
        }
    }
    Ok(parsed)
}

fn run() -> Result<Vec<String>, String> {
    let arguments = parse()?;
    let cpython = python::cpython("its test-suite is not run").ok_or("no CPython 3.12")?;
    let scratch = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/conformance");
    let setup = Setup::new(&arguments.krait, &cpython, &scratch, Duration::from_secs(arguments.limit))?;
    let lists = Lists::read()?;
    let modules = match (arguments.all, arguments.modules.is_empty()) {
        (true, _) => setup.all_modules()?,
        (false, true) => lists.modules.clone(),
        (false, false) => arguments.modules,
    };
    Ok(check(&setup, &lists, &modules, arguments.jobs, &arguments.options))
}

fn main() -> ExitCode {
    match run() {
        Ok(wrong) if wrong.is_empty() => ExitCode::SUCCESS,
        Ok(wrong) => {
            eprintln!("{}", wrong.join("\n"));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
