//! The checked-in lists: what must pass, and why something need not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::run::Report;

/// The lists under `tests/conformance`.
pub struct Lists {
    folder: PathBuf,
    /// Modules in which every test passes or has a reason.
    pub modules: Vec<String>,
    reasons: BTreeMap<String, String>,
}

fn lines(path: &Path) -> Result<Vec<String>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}

impl Lists {
    /// Reads the lists.
    pub fn read() -> Result<Lists, String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
        let mut reasons = BTreeMap::new();
        for line in lines(&folder.join("reasons.txt"))? {
            let (id, reason) = line.split_once(": ").ok_or_else(|| format!("reasons.txt: no reason in {line:?}"))?;
            reasons.insert(id.to_owned(), reason.to_owned());
        }
        Ok(Lists { modules: lines(&folder.join("modules.txt"))?, folder, reasons })
    }

    fn passing_file(&self, module: &str) -> PathBuf {
        self.folder.join("passing").join(format!("{module}.txt"))
    }

    fn passing(&self, module: &str) -> BTreeSet<String> {
        lines(&self.passing_file(module)).unwrap_or_default().into_iter().collect()
    }

    /// Whether a test may fail: `reasons.txt` names it or, with `*` at the end, tests that start so.
    fn has_reason(&self, id: &str) -> bool {
        self.reasons.contains_key(id)
            || self.reasons.keys().any(|known| known.strip_suffix('*').is_some_and(|start| id.starts_with(start)))
    }

    /// What must not be in a module's run.
    pub fn judge(&self, report: &Report) -> Vec<String> {
        let module = &report.module;
        let mut wrong = Vec::new();
        for id in self.passing(module) {
            if !report.passed.contains(&id) && !report.skipped.contains(&id) {
                wrong.push(format!("{id} has passed before, and does not any more"));
            }
        }
        if !self.modules.contains(module) {
            return wrong;
        }
        if let Some(ending) = &report.ended_early {
            wrong.push(format!("{module} {ending}: {}", report.last_line()));
        }
        let unexplained = report.failed.iter().filter(|id| !self.has_reason(id));
        wrong.extend(unexplained.map(|id| format!("{id} fails, and reasons.txt does not say why")));
        wrong
    }

    /// Adds what has passed to the module's list.
    pub fn add(&self, report: &Report) -> Result<(), String> {
        let mut ids = self.passing(&report.module);
        ids.extend(report.passed.iter().cloned());
        if ids.is_empty() {
            return Ok(());
        }
        let text = ids.into_iter().collect::<Vec<_>>().join("\n") + "\n";
        std::fs::write(self.passing_file(&report.module), text).map_err(|error| error.to_string())
    }
}
