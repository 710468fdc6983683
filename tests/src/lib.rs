//! What the tests share that drive the krait binary with Python programs.
//!
//! The test functions are `tests/*.rs`: targets of the root package, because only its tests are given the path of a fresh
//! krait binary (`CARGO_BIN_EXE_krait`). They are thin; what they do is here:
//!
//! ```text
//! corpus    the programs of a folder, run in parallel with a time limit
//! passing   the checked-in list of programs that krait must pass; it only grows
//! python    which krait and which CPython are tested
//! lang      tests/lang: plain asserts           errors  tests/errors: uncaught exceptions
//! suites    bench/suites at their small size, compared with CPython
//! perf      what `perf` shows of programs       conformance  CPython's own test-suite
//! ```
//!
//! `KRAIT=/path/to/krait` tests another binary, `KRAIT_BLESS=1` adds what passes to the lists and rewrites the
//! expected tracebacks as CPython prints them, `KRAIT_FILTER=text` runs only the programs whose name contains the text.

pub mod conformance;
pub mod corpus;
pub mod errors;
pub mod lang;
pub mod passing;
pub mod perf;
pub mod python;
pub mod suites;
