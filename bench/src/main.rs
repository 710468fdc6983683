//! Runs the programs of `bench/suites` in krait and in other Python runtimes and compares them.

fn main() {}
