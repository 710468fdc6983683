//! CPython's own test-suite, unmodified, from an installed CPython 3.12.
//!
//! ```text
//!   tests/conformance/modules.txt    modules that are run; every test in them passes, is skipped, or has a reason
//!   tests/conformance/reasons.txt    tests that do not pass, each with why
//!   tests/conformance/passing/M.txt  tests of module M that have passed: the list only grows
//! ```
//!
//! A module runs in a process of its own under `driver.py`, which writes a line for each test. The library is krait's own;
//! of CPython's only the package `test` is on the path.

mod lists;
mod run;

pub use lists::Lists;
pub use run::{Report, Setup, run_module};

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What is asked of a run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Print the tracebacks of what fails.
    pub verbose: bool,
    /// Add what passes to the lists.
    pub bless: bool,
}

/// Runs modules, as many at once as `jobs`; prints a line for each, and says what must not be.
pub fn check(setup: &Setup, lists: &Lists, modules: &[String], jobs: usize, options: &Options) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let reports: Mutex<Vec<Report>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                while let Some(module) = modules.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let report = run_module(setup, module);
                    println!("{}", report.summary());
                    if options.verbose {
                        println!("{}", report.output);
                    }
                    reports.lock().expect("no worker panics while it holds the lock").push(report);
                }
            });
        }
    });
    let mut reports = reports.into_inner().expect("no worker panics while it holds the lock");
    reports.sort_by(|a, b| a.module.cmp(&b.module));
    let total = |count: fn(&Report) -> usize| reports.iter().map(count).sum::<usize>();
    println!(
        "conformance: {} passing, {} failing, {} skipped in {} modules",
        total(|r| r.passed.len()),
        total(|r| r.failed.len()),
        total(|r| r.skipped.len()),
        reports.len()
    );
    let mut wrong = Vec::new();
    for report in &reports {
        wrong.extend(lists.judge(report));
        if options.bless
            && let Err(error) = lists.add(report)
        {
            wrong.push(error);
        }
    }
    wrong
}
