//! Instructions that a process executes, counted by valgrind's callgrind: slow, but the same on a busy machine.

use std::process::Command;
use std::time::Duration;

use crate::compare::check;
use crate::runner;
use crate::workload::Scratch;

/// How much longer a process takes under callgrind.
const SLOWDOWN: u32 = 60;

/// Whether valgrind can be started.
pub fn is_there() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// The instructions that `command` executes in all its threads, in user mode.
pub fn instructions(command: &Command, limit: Duration) -> Result<u64, String> {
    let scratch = Scratch::new()?;
    let file = scratch.0.join("out");
    let mut out = std::ffi::OsString::from("--callgrind-out-file=");
    out.push(&file);
    let mut counted = Command::new("valgrind");
    counted.args(["--tool=callgrind", "-q"]).arg(out).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => counted.env(name, value),
            None => counted.env_remove(name),
        };
    }
    let outcome = runner::run(&mut counted, limit * SLOWDOWN).map_err(|error| format!("valgrind: {error}"))?;
    check(&outcome, &mut None).map_err(|reason| format!("under callgrind: {reason}"))?;
    let text = std::fs::read_to_string(&file).map_err(|error| format!("callgrind wrote nothing: {error}"))?;
    parse(&text).ok_or_else(|| "callgrind gave no totals".to_owned())
}

/// The line that callgrind ends its file with.
fn parse(text: &str) -> Option<u64> {
    text.lines().rev().find_map(|line| line.strip_prefix("totals:"))?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_read() {
        assert_eq!(parse("version: 1\nsummary: 12\n\nfn=(1)\n0 12\n\ntotals: 34\n"), Some(34));
        assert_eq!(parse("version: 1\n"), None);
    }
}
