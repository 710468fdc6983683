//! Runs `tests/lang` and `bench/suites` in the compiler's testing modes: what is compiled must do what the interpreter does.

use bench::runtimes::Runtime;
use krait_tests::{lang, suites};

/// The options of a mode that compiles whatever runs a second time.
const COMPILE_AT_ONCE: &str = "-X jit=on --jit-threshold=1";
/// The same, and every guard fails once.
const FAIL_EVERY_GUARD: &str = "-X jit=on --jit-threshold=1 --check=deopt-stress";

fn krait(options: &str) -> Runtime {
    let binary = std::env::var("KRAIT").unwrap_or_else(|_| env!("CARGO_BIN_EXE_krait").to_owned());
    Runtime::new("krait", &format!("{binary} {options}"))
}

fn check(options: &str) {
    let krait = krait(options);
    let failures: Vec<String> =
        [lang::check_krait(&krait), suites::check_krait(&krait)].into_iter().filter_map(Result::err).collect();
    assert!(failures.is_empty(), "with {options}:\n{}", failures.join("\n"));
}

#[test]
fn compiled_code_does_what_the_interpreter_does() {
    check(COMPILE_AT_ONCE);
}

#[test]
fn leaving_compiled_code_at_any_guard_changes_nothing() {
    check(FAIL_EVERY_GUARD);
}
