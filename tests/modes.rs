//! Runs `tests/lang` and `bench/suites` in the compiler's testing modes: what is compiled must do what the interpreter does.

use bench::runtimes::Runtime;
use krait_tests::{lang, suites};

/// The options of a mode that compiles whatever runs a second time.
const COMPILE_AT_ONCE: &str = "-X jit=on --jit-threshold=1";
/// The same, and every guard fails once.
const FAIL_EVERY_GUARD: &str = "-X jit=on --jit-threshold=1 --check=deopt-stress";

fn binary() -> String {
    std::env::var("KRAIT").unwrap_or_else(|_| env!("CARGO_BIN_EXE_krait").to_owned())
}

fn check(options: &str) {
    check_command(&format!("{} {options}", binary()));
}

fn check_command(command: &str) {
    let krait = Runtime::new("krait", command);
    let failures: Vec<String> =
        [lang::check_krait(&krait), suites::check_krait(&krait)].into_iter().filter_map(Result::err).collect();
    assert!(failures.is_empty(), "with {command}:\n{}", failures.join("\n"));
}

#[test]
fn compiled_code_does_what_the_interpreter_does() {
    check(COMPILE_AT_ONCE);
}

#[test]
fn leaving_compiled_code_at_any_guard_changes_nothing() {
    check(FAIL_EVERY_GUARD);
}

/// Each Python call is a native one too, where it is interpreted, and all code is written to a file.
#[test]
fn a_profile_changes_nothing() {
    let folder = std::env::temp_dir().join(format!("krait-profiled-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written to");
    check_command(&format!("/usr/bin/env JITDUMPDIR={} {} -X perf_jit", folder.display(), binary()));
    std::fs::remove_dir_all(folder).expect("the folder was made above");
}
