//! The list of programs that krait must pass.
//!
//! A list is a text file, a name a line, sorted, `#` for comments. A listed program that fails fails the test; an unlisted one that
//! passes is reported, and is added when `KRAIT_BLESS=1`. Nothing ever takes a name off a list but a person.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::corpus::Verdict;
use crate::python;

/// A list and where it is kept.
pub struct PassingList {
    path: PathBuf,
    names: BTreeSet<String>,
}

impl PassingList {
    /// The list `tests/passing/NAME.txt`.
    pub fn read(name: &str) -> Result<PassingList, String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("passing").join(format!("{name}.txt"));
        let text =
            std::fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        Ok(PassingList { path, names: names(&text) })
    }

    /// How long a program may take.
    pub fn limit(&self, name: &str) -> Duration {
        if self.names.contains(name) { python::LIMIT } else { python::LIMIT_UNLISTED }
    }

    /// Compares the verdicts with the list; prints a summary, and returns what must not be.
    pub fn judge(&self, verdicts: &[Verdict]) -> Result<(), String> {
        let passed = verdicts.iter().filter(|verdict| verdict.failure.is_none()).count();
        println!("{} of {} pass, {} are listed", passed, verdicts.len(), self.names.len());
        let broken = broken(&self.names, verdicts);
        for verdict in verdicts {
            if let Some(reason) = &verdict.failure {
                println!("  fails: {}: {}", verdict.name, reason.lines().last().unwrap_or_default());
            }
        }
        self.report_new(verdicts)?;
        if broken.is_empty() { Ok(()) } else { Err(broken.join("\n\n")) }
    }

    fn report_new(&self, verdicts: &[Verdict]) -> Result<(), String> {
        let new = |verdict: &&Verdict| verdict.failure.is_none() && !self.names.contains(&verdict.name);
        let new: Vec<&str> = verdicts.iter().filter(new).map(|verdict| verdict.name.as_str()).collect();
        if new.is_empty() {
            return Ok(());
        }
        if !python::blessing() {
            println!("pass but are not in {} (KRAIT_BLESS=1 adds them): {}", self.path.display(), new.join(" "));
            return Ok(());
        }
        let text = std::fs::read_to_string(&self.path).map_err(|error| error.to_string())?;
        let comments = text.lines().filter(|line| line.starts_with('#')).map(str::to_owned);
        let mut all = self.names.clone();
        all.extend(new.into_iter().map(str::to_owned));
        let lines: Vec<String> = comments.chain(all).collect();
        std::fs::write(&self.path, lines.join("\n") + "\n").map_err(|error| error.to_string())
    }
}

/// The listed programs that failed; listed ones that no longer exist count, unless only some were run.
fn broken(listed: &BTreeSet<String>, verdicts: &[Verdict]) -> Vec<String> {
    let mut broken = Vec::new();
    for name in listed {
        match verdicts.iter().find(|verdict| verdict.name == *name) {
            Some(Verdict { failure: Some(reason), .. }) => broken.push(format!("{name} must pass: {reason}")),
            Some(_) => {}
            None if std::env::var_os("KRAIT_FILTER").is_some() => {}
            None => broken.push(format!("{name} is listed as passing, but there is no such program")),
        }
    }
    broken
}

fn names(text: &str) -> BTreeSet<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_programs_are_required() {
        let verdict =
            |name: &str, failure: Option<&str>| Verdict { name: name.to_owned(), failure: failure.map(str::to_owned) };
        let verdicts = [verdict("a", None), verdict("b", Some("boom")), verdict("c", Some("not listed"))];
        let listed = names("# comment\na\nb\n\n");
        assert_eq!(broken(&listed, &verdicts), ["b must pass: boom"]);
    }
}
