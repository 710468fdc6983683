//! Runs `bench/suites` at their small size; see the module `suites` of krait-tests.

use krait_tests::{python, suites};

#[test]
fn listed_programs_agree_with_cpython() {
    if let Err(report) = suites::check_krait(&python::krait(env!("CARGO_BIN_EXE_krait"))) {
        panic!("{report}");
    }
}
