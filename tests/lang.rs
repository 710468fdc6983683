//! Runs `tests/lang`; see the module `lang` of krait-tests.

use krait_tests::{lang, python};

#[test]
fn listed_programs_pass_in_krait() {
    if let Err(report) = lang::check_krait(&python::krait(env!("CARGO_BIN_EXE_krait"))) {
        panic!("{report}");
    }
}

#[test]
fn every_program_passes_in_cpython() {
    if let Err(report) = lang::check_cpython() {
        panic!("{report}");
    }
}
