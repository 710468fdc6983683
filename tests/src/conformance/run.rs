//! One module of the suite in one process.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use bench::runner::{self, Ending};
use bench::runtimes::Runtime;

/// What a run needs.
pub struct Setup {
    /// The binary, in `bin` of a prefix of its own.
    krait: PathBuf,
    /// That prefix's library folder, in which only CPython's package `test` is.
    library: PathBuf,
    scratch: PathBuf,
    limit: Duration,
}

impl Setup {
    /// Finds the suite of `cpython` and makes the folders that runs need, in `scratch`.
    pub fn new(krait: &Path, cpython: &Runtime, scratch: &Path, limit: Duration) -> Result<Setup, String> {
        let text = |error: std::io::Error| error.to_string();
        let script = scratch.join("prefix.py");
        std::fs::create_dir_all(scratch).map_err(text)?;
        std::fs::write(&script, "import os; print(os.path.dirname(os.__file__))").map_err(text)?;
        let output = cpython.command(&script).output().map_err(text)?;
        let library = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
        let suite = library.join("test");
        if !suite.join("test_grammar.py").exists() {
            return Err(format!("there is no test-suite in {}", library.display()));
        }
        let scratch = std::path::absolute(scratch).map_err(text)?;
        let own = scratch.join("home/lib/krait3.12");
        std::fs::create_dir_all(&own).map_err(text)?;
        let link = own.join("test");
        if std::fs::read_link(&link).ok().as_deref() != Some(suite.as_path()) {
            let _ = std::fs::remove_file(&link);
            std::os::unix::fs::symlink(&suite, &link).map_err(text)?;
        }
        let krait = install(krait, &scratch.join("home/bin")).map_err(text)?;
        Ok(Setup { krait, library: own, scratch, limit })
    }

    /// Every module and package of the suite that holds tests.
    pub fn all_modules(&self) -> Result<Vec<String>, String> {
        let entries = std::fs::read_dir(self.library.join("test")).map_err(|error| error.to_string())?;
        let mut modules: Vec<String> = entries
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                let is_package = entry.path().join("__init__.py").exists();
                let module = if is_package { Some(name.as_str()) } else { name.strip_suffix(".py") }?;
                module.starts_with("test_").then(|| module.to_owned())
            })
            .collect();
        modules.sort();
        Ok(modules)
    }
}

/// Puts the binary into a folder: tests start it with options that make it look for `test` nowhere but below its prefix.
fn install(krait: &Path, folder: &Path) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let installed = folder.join("krait");
    let _ = std::fs::remove_file(&installed);
    std::fs::hard_link(krait, &installed).or_else(|_| std::fs::copy(krait, &installed).map(|_| ()))?;
    Ok(installed)
}

/// What became of a module's tests.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The module, as `test_dict`.
    pub module: String,
    /// Ids that passed.
    pub passed: BTreeSet<String>,
    /// Ids that failed, also those that a crash or time-out ended.
    pub failed: BTreeSet<String>,
    /// Ids that skipped themselves.
    pub skipped: BTreeSet<String>,
    /// How the process ended, if it did before the last test.
    pub ended_early: Option<String>,
    /// What the process printed.
    pub output: String,
}

impl Report {
    /// One line.
    pub fn summary(&self) -> String {
        let ended = self
            .ended_early
            .as_ref()
            .map_or(String::new(), |ending| format!("  {}: {}", ending.to_uppercase(), self.last_line()));
        let (passed, failed, skipped) = (self.passed.len(), self.failed.len(), self.skipped.len());
        format!("{:28} {passed:5} pass {failed:5} fail {skipped:4} skip{ended}", self.module)
    }

    /// The last line that was printed.
    pub fn last_line(&self) -> &str {
        self.output.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default()
    }

    fn read(&mut self, results: &str) {
        let mut running = None;
        let mut ended = false;
        for line in results.lines() {
            match line.split_once(' ') {
                Some(("start", id)) => running = Some(id.to_owned()),
                Some(("pass", id)) => self.note(&mut running, id, |this| &mut this.passed),
                Some(("skip", id)) => self.note(&mut running, id, |this| &mut this.skipped),
                Some(("fail", id)) => self.note(&mut running, id, |this| &mut this.failed),
                Some(_) | None => ended = line == "end",
            }
        }
        self.failed.extend(running);
        // A test with a subtest that failed is a failed one, whatever else it says.
        let failed = &self.failed;
        self.passed.retain(|id| !failed.contains(id));
        if ended {
            self.ended_early = None;
        }
    }

    fn note(&mut self, running: &mut Option<String>, id: &str, list: fn(&mut Report) -> &mut BTreeSet<String>) {
        *running = None;
        list(self).insert(id.to_owned());
    }
}

/// Runs the tests of `module`.
pub fn run_module(setup: &Setup, module: &str) -> Report {
    let mut report = Report { module: module.to_owned(), ..Report::default() };
    let folder = setup.scratch.join("run").join(module);
    let results = folder.join("results");
    let _ = std::fs::remove_dir_all(&folder);
    if let Err(error) = std::fs::create_dir_all(&folder) {
        report.ended_early = Some(error.to_string());
        return report;
    }
    let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/driver.py");
    let mut command = Command::new(&setup.krait);
    command.arg("-B").arg(driver).arg(format!("test.{module}")).arg(&results).current_dir(&folder);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PYTHON")) {
        command.env_remove(name);
    }
    command.env("TMPDIR", &folder).env_remove("KRAIT");
    match runner::run(&mut command, setup.limit) {
        Ok(outcome) => {
            report.output = String::from_utf8_lossy(&outcome.stderr).into_owned();
            report.ended_early = Some(match outcome.ending {
                Ending::Exit(code) => format!("ended early with exit code {code}"),
                ending @ (Ending::Signal(_) | Ending::TimedOut) => format!("ended early: {ending}"),
            });
        }
        Err(error) => report.ended_early = Some(error.to_string()),
    }
    let text = std::fs::read(&results).unwrap_or_default();
    report.read(&String::from_utf8_lossy(&text));
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_was_running_at_the_end_has_failed() {
        let mut report = Report { ended_early: Some("signal 11".to_owned()), ..Report::default() };
        report.read("start a\npass a\nstart b\nfail b\npass b\nstart c\n");
        assert_eq!(report.passed.iter().collect::<Vec<_>>(), ["a"]);
        assert_eq!(report.failed.iter().collect::<Vec<_>>(), ["b", "c"]);
        assert!(report.ended_early.is_some());
    }
}
