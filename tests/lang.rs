//! Runs `tests/lang`; see the module `lang` of krait-tests.

use krait_tests::{lang, python};

#[test]
fn listed_programs_pass_in_krait() {
    if let Err(report) = lang::check_krait(&python::krait(env!("CARGO_BIN_EXE_krait"))) {
        panic!("{report}");
    }
}

/// Collections come at every so many allocations, move what they can, and verify the heap afterwards.
#[test]
fn listed_programs_pass_while_the_heap_is_checked() {
    let checked = concat!(env!("CARGO_BIN_EXE_krait"), " --check=heap,gc-stress:5000");
    if !python::blessing()
        && let Err(report) = lang::check_krait(&python::krait(checked))
    {
        panic!("{report}");
    }
}

#[test]
fn every_program_passes_in_cpython() {
    if let Err(report) = lang::check_cpython() {
        panic!("{report}");
    }
}
