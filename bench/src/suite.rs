//! The programs of `bench/suites`: where they are and which sizes they declare.
//!
//! Invariant: each program has one line `SMALL, DEFAULT = a, b`, the only place that says its sizes.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Which of a program's two sizes to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Size {
    /// Some 20 ms in CPython: for tests.
    Small,
    /// About a second in CPython: for measuring.
    Default,
}

/// A program of the suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The file's name without `.py`.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// The size declared as SMALL.
    pub small: u64,
    /// The size declared as DEFAULT.
    pub default: u64,
}

impl Program {
    /// The first argument that selects `size`.
    pub fn argument(&self, size: Size) -> String {
        match size {
            Size::Small => self.small.to_string(),
            Size::Default => self.default.to_string(),
        }
    }
}

/// The folder of the programs in this source tree.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("suites")
}

/// All programs of a folder by name, or the first thing that is wrong with one.
pub fn programs(folder: &Path) -> Result<Vec<Program>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let mut programs = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.extension().is_some_and(|extension| extension == "py") {
            programs.push(read(path)?);
        }
    }
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(programs)
}

/// Keeps the programs named in `names`, in that order; all of them when `names` is empty.
pub fn select(programs: Vec<Program>, names: &[String]) -> Result<Vec<Program>, String> {
    if names.is_empty() {
        return Ok(programs);
    }
    let find = |name: &String| {
        programs.iter().find(|program| program.name == *name).cloned().ok_or_else(|| format!("no program {name:?}"))
    };
    names.iter().map(find).collect()
}

fn read(path: PathBuf) -> Result<Program, String> {
    let text = std::fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let (small, default) =
        sizes(&text).ok_or_else(|| format!("{} has no line \"SMALL, DEFAULT = a, b\"", path.display()))?;
    Ok(Program { name, path, small, default })
}

fn sizes(text: &str) -> Option<(u64, u64)> {
    let declared = text.lines().find_map(|line| line.strip_prefix("SMALL, DEFAULT = "))?;
    let (small, default) = declared.split_once(',')?;
    let number = |text: &str| text.trim().replace('_', "").parse().ok();
    Some((number(small)?, number(default)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_underscores() {
        assert_eq!(sizes("import sys\n\nSMALL, DEFAULT = 2_000, 400_000\n"), Some((2000, 400_000)));
        assert_eq!(sizes("SIZE = 3"), None);
    }

    #[test]
    fn every_program_declares_its_sizes() {
        let programs = programs(&folder()).expect("the suite is well-formed");
        assert!(programs.len() >= 32, "only {} programs", programs.len());
        assert!(programs.iter().all(|program| program.small < program.default));
    }
}
