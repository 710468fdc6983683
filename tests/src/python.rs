//! Which interpreters are tested, and with what environment.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use bench::runner::{self, Outcome};
use bench::runtimes::{self, Runtime};

/// For a program that must pass. Generous: krait may be an unoptimised build on a busy machine.
pub const LIMIT: Duration = Duration::from_secs(30);

/// For a program that need not pass yet: when many hang, the whole run must still end soon.
pub const LIMIT_UNLISTED: Duration = Duration::from_secs(3);

/// krait: the binary in `KRAIT`, else the one that cargo has built for this test.
pub fn krait(built: &str) -> Runtime {
    Runtime::new("krait", &std::env::var("KRAIT").unwrap_or_else(|_| built.to_owned()))
}

/// CPython 3.12; when there is none, says loudly what is not tested because of that.
pub fn cpython(purpose: &str) -> Option<Runtime> {
    let found = runtimes::cpython();
    if found.is_none() {
        eprintln!("\n*** NO CPYTHON 3.12 FOUND: {purpose}. Set KRAIT_CPYTHON to its command. ***\n");
    }
    found
}

/// Whether lists and expectations are to be rewritten.
pub fn blessing() -> bool {
    std::env::var_os("KRAIT_BLESS").is_some_and(|value| value != "0")
}

/// Runs a program in its own folder; nothing that the caller's environment says to Python reaches it.
pub fn run(runtime: &Runtime, program: &Path, arguments: &[String], limit: Duration) -> Result<Outcome, String> {
    let mut command = runtime.command(program);
    command.args(arguments);
    isolate(&mut command);
    if let Some(folder) = program.parent() {
        command.current_dir(folder);
    }
    runner::run(&mut command, limit).map_err(|error| format!("cannot run {}: {error}", runtime.name))
}

fn isolate(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PYTHON") {
            command.env_remove(name);
        }
    }
    command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONIOENCODING", "utf-8").env("PYTHONHASHSEED", "random");
}

/// The end of a program's error output, for a report.
pub fn tail(text: &[u8], lines: usize) -> String {
    let text = String::from_utf8_lossy(text);
    let all: Vec<&str> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}
