//! Runs the modules of CPython's test-suite that are listed in tests/conformance; see `conformance` of krait-tests.

use std::path::Path;
use std::time::Duration;

use krait_tests::conformance::{Lists, Options, Setup, check};
use krait_tests::python;

/// For one module: this may be an unoptimised build on a busy machine.
const LIMIT: Duration = Duration::from_secs(600);

#[test]
fn listed_modules_of_cpythons_suite_pass() {
    let Some(cpython) = python::cpython("its test-suite is not run in krait") else { return };
    let krait = std::env::var("KRAIT").unwrap_or_else(|_| env!("CARGO_BIN_EXE_krait").to_owned());
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance");
    let setup = match Setup::new(Path::new(&krait), &cpython, &scratch, LIMIT) {
        Ok(setup) => setup,
        Err(error) => {
            eprintln!("\n*** CPYTHON'S TEST-SUITE IS NOT RUN: {error} ***\n");
            return;
        }
    };
    let lists = Lists::read().expect("the lists are in the source tree");
    let options = Options { verbose: false, bless: python::blessing() };
    let wrong = check(&setup, &lists, &lists.modules, 2, &options);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
