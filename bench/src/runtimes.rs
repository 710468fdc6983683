//! The commands that run Python programs: krait's own binary, CPython 3.12, PyPy, and whatever the user names.
//!
//! All of them get the same `PYTHONHASHSEED`, so that two runs of a program do the same work.

use std::path::Path;
use std::process::Command;

use serde::Serialize;

/// A way to run Python programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Runtime {
    /// The column's heading.
    pub name: String,
    /// The executable and the arguments that come before the program's path.
    pub command: Vec<String>,
}

impl Runtime {
    /// A runtime from a command line, split at blanks.
    pub fn new(name: &str, command: &str) -> Runtime {
        Runtime { name: name.to_owned(), command: command.split_whitespace().map(str::to_owned).collect() }
    }

    /// A process that would run `program`.
    pub fn command(&self, program: &Path) -> Command {
        let (executable, arguments) = self.command.split_first().expect("a runtime's command is not empty");
        let mut command = Command::new(executable);
        command.args(arguments).arg(program).env("PYTHONHASHSEED", "0");
        command
    }

    /// Whether the command can be started at all.
    pub fn starts(&self) -> bool {
        self.version().is_some()
    }

    /// What the command says when it is asked for its version, in one line; `None` if it cannot be started.
    pub fn version(&self) -> Option<String> {
        let (executable, arguments) = self.command.split_first()?;
        let output = Command::new(executable).args(arguments).arg("--version").output().ok()?;
        let printed = if output.stdout.is_empty() { output.stderr } else { output.stdout };
        let printed = String::from_utf8_lossy(&printed);
        Some(printed.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// CPython 3.12: the command in `KRAIT_CPYTHON`, else `python3.12`, else pyenv's 3.12.1. The executable behind a
/// launcher script is asked for, so that the launcher is not measured with it.
pub fn cpython() -> Option<Runtime> {
    let candidates = [std::env::var("KRAIT_CPYTHON").ok(), Some("python3.12".to_owned()), Some("python".to_owned())];
    candidates.into_iter().flatten().find_map(|candidate| {
        let executable = real_executable(&candidate)?;
        Some(Runtime { name: "cpython".to_owned(), command: vec![executable] })
    })
}

/// PyPy, if `pypy3` is on the path.
pub fn pypy() -> Option<Runtime> {
    let runtime = Runtime::new("pypy", "pypy3");
    runtime.starts().then_some(runtime)
}

fn real_executable(candidate: &str) -> Option<String> {
    const PROBE: &str = "import sys\n\
        if sys.implementation.name == 'cpython' and sys.version_info[:2] == (3, 12): print(sys.executable)";
    let mut words = candidate.split_whitespace();
    let mut command = Command::new(words.next()?);
    command.args(words).args(["-S", "-c", PROBE]);
    if std::env::var_os("PYENV_VERSION").is_none() {
        command.env("PYENV_VERSION", "3.12.1");
    }
    let output = command.output().ok()?;
    let executable = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !executable.is_empty()).then_some(executable)
}
