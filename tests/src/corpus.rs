//! A folder of Python programs, each judged by itself, as many at once as the machine has cores.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A program to run.
pub struct Case {
    /// The file's name without `.py`.
    pub name: String,
    /// The file.
    pub path: PathBuf,
}

/// What became of a program.
pub struct Verdict {
    /// The program.
    pub name: String,
    /// Why it does not pass, if it does not.
    pub failure: Option<String>,
}

/// The folder `tests/NAME` of this source tree.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The programs of a folder by name, narrowed by `KRAIT_FILTER`.
pub fn cases(folder: &Path) -> Result<Vec<Case>, String> {
    let filter = std::env::var("KRAIT_FILTER").unwrap_or_default();
    let entries = std::fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let mut cases = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if path.extension().is_some_and(|extension| extension == "py") && name.contains(&filter) {
            cases.push(Case { name, path });
        }
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

/// Judges every case; the verdicts come in the order of the cases.
pub fn judge(cases: &[Case], check: impl Fn(&Case) -> Result<(), String> + Sync) -> Vec<Verdict> {
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(Vec::new());
    let workers = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((index, case)) = take(cases, &next) {
                    let verdict = Verdict { name: case.name.clone(), failure: check(case).err() };
                    verdicts.lock().expect("no worker panics while it holds the lock").push((index, verdict));
                }
            });
        }
    });
    let mut verdicts = verdicts.into_inner().expect("no worker panics while it holds the lock");
    verdicts.sort_by_key(|(index, _)| *index);
    verdicts.into_iter().map(|(_, verdict)| verdict).collect()
}

fn take<'a>(cases: &'a [Case], next: &AtomicUsize) -> Option<(usize, &'a Case)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    cases.get(index).map(|case| (index, case))
}

/// All failures as one message.
pub fn all_must_pass(verdicts: &[Verdict]) -> Result<(), String> {
    let failed = verdicts.iter().filter_map(|v| Some(format!("{}: {}", v.name, v.failure.as_ref()?)));
    let failed: Vec<String> = failed.collect();
    println!("{} of {} pass", verdicts.len() - failed.len(), verdicts.len());
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n\n")) }
}
