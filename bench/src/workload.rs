//! What is run: programs of bench/suites, scripts of the user, programs of pyperformance, and nothing at all.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::runtimes::Runtime;
use crate::suite::{Program, Size};

/// Something to run in every runtime.
#[derive(Clone, Debug)]
pub struct Workload {
    /// The row's heading.
    pub name: String,
    /// The program's file.
    pub path: PathBuf,
    /// Arguments of a run by itself.
    pub arguments: Vec<String>,
    /// How its work is repeated in one process, if it can be.
    pub repeated: Option<Repeated>,
    /// Variables of the environment.
    pub environment: Vec<(String, OsString)>,
    /// The file itself, for as long as it is needed, if it was made for this.
    _scratch: Option<std::sync::Arc<Scratch>>,
}

/// How a program's work is repeated in one process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repeated {
    /// By `driver/repeat.py`, with these arguments for the program.
    ByDriver(Vec<String>),
    /// By itself: it uses pyperf, for which `driver/pyperf` stands in.
    ByPyperf,
}

/// When to stop repeating.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    /// After so many iterations.
    pub iterations: usize,
    /// After so many seconds, and at least three iterations.
    pub seconds: f64,
}

impl Workload {
    /// A program of bench/suites. Its work is repeated at the small size: the warm-up of an iteration of a second has no curve.
    pub fn of_suite(program: &Program, size: Size) -> Workload {
        let repeated = Repeated::ByDriver(vec![program.argument(Size::Small)]);
        Workload {
            name: program.name.clone(),
            path: program.path.clone(),
            arguments: vec![program.argument(size)],
            repeated: Some(repeated),
            environment: Vec::new(),
            _scratch: None,
        }
    }

    /// A script that prints its result.
    pub fn of_script(path: &Path) -> Workload {
        Workload {
            name: path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            path: path.to_owned(),
            arguments: Vec::new(),
            repeated: Some(Repeated::ByDriver(Vec::new())),
            environment: Vec::new(),
            _scratch: None,
        }
    }

    /// Nothing: what is left is the runtime's start and end.
    pub fn start_up() -> Result<Workload, String> {
        let scratch = Scratch::new()?;
        let path = scratch.0.join("start_up.py");
        std::fs::write(&path, "").map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        let _scratch = Some(std::sync::Arc::new(scratch));
        let name = START_UP.to_owned();
        Ok(Workload { name, path, arguments: Vec::new(), repeated: None, environment: Vec::new(), _scratch })
    }

    /// Every program of pyperformance below `folder`: of an unpacked wheel, an installation, or a checkout.
    pub fn of_pyperformance(folder: &Path) -> Result<Vec<Workload>, String> {
        let programs =
            ["pyperformance/data-files/benchmarks", "data-files/benchmarks", "."].map(|below| folder.join(below));
        let is_program = |path: &Path| path.join("run_benchmark.py").exists();
        for programs in programs {
            let Ok(entries) = std::fs::read_dir(&programs) else { continue };
            let mut found: Vec<PathBuf> =
                entries.flatten().map(|entry| entry.path()).filter(|path| is_program(path)).collect();
            found.sort();
            if !found.is_empty() {
                let workloads: Result<Vec<Vec<_>>, _> =
                    found.iter().map(|folder| pyperformance_program(folder)).collect();
                return Ok(workloads?.concat());
            }
        }
        Err(format!(
            "{} holds no programs of pyperformance (pip download pyperformance, and unzip it)",
            folder.display()
        ))
    }

    /// A process that runs the program by itself.
    pub fn command(&self, runtime: &Runtime) -> Command {
        let mut command = runtime.command(&self.path);
        command.args(&self.arguments).envs(self.environment.iter().cloned());
        command
    }

    /// A process that repeats the program's work and writes times to a file.
    pub fn repeating_command(&self, runtime: &Runtime, budget: Budget, times: &Path) -> Option<Command> {
        let (iterations, seconds) = (budget.iterations.to_string(), budget.seconds.to_string());
        match self.repeated.as_ref()? {
            Repeated::ByDriver(arguments) => {
                let mut command = runtime.command(&driver().join("repeat.py"));
                command.arg(times).args([iterations, seconds]).arg(&self.path).args(arguments);
                command.envs(self.environment.iter().cloned());
                Some(command)
            }
            Repeated::ByPyperf => {
                let mut command = self.command(runtime);
                command.env("BENCH_TIMES", times).env("BENCH_ITERATIONS", iterations).env("BENCH_SECONDS", seconds);
                Some(command)
            }
        }
    }

    /// What tells it in a table: several workloads may share a program.
    pub fn is_start_up(&self) -> bool {
        self.name == START_UP
    }
}

/// The name of the workload that does nothing.
pub const START_UP: &str = "(start-up)";

/// The program in a folder, once for each set of options that a `bm_*.toml` in it gives, and else once.
fn pyperformance_program(folder: &Path) -> Result<Vec<Workload>, String> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_prefix("bm_").unwrap_or(&name).to_owned();
    let mut variants = Vec::new();
    for entry in
        std::fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?.flatten()
    {
        let file = entry.file_name().to_string_lossy().into_owned();
        if let Some(variant) = file.strip_prefix("bm_").and_then(|file| file.strip_suffix(".toml")) {
            let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
            variants.push((variant.to_owned(), extra_options(&text)));
        }
    }
    variants.sort();
    if variants.is_empty() {
        variants
            .push((name, extra_options(&std::fs::read_to_string(folder.join("pyproject.toml")).unwrap_or_default())));
    }
    variants.into_iter().map(|(name, options)| pyperformance_workload(folder, name, options)).collect()
}

fn pyperformance_workload(folder: &Path, name: String, options: Vec<String>) -> Result<Workload, String> {
    let scratch = Scratch::new()?;
    let mut modules = driver().into_os_string();
    if let Some(own) = std::env::var_os("PYTHONPATH") {
        modules.push(":");
        modules.push(own);
    }
    let loops = scratch.0.join("loops").into_os_string();
    Ok(Workload {
        name,
        path: folder.join("run_benchmark.py"),
        arguments: options,
        repeated: Some(Repeated::ByPyperf),
        environment: vec![("PYTHONPATH".to_owned(), modules), ("BENCH_LOOPS".to_owned(), loops)],
        _scratch: Some(std::sync::Arc::new(scratch)),
    })
}

/// The strings of the line `extra_opts = ["…", …]`.
fn extra_options(toml: &str) -> Vec<String> {
    let line = toml.lines().find_map(|line| line.trim().strip_prefix("extra_opts")?.trim().strip_prefix('='));
    let Some(list) = line else { return Vec::new() };
    list.split(['"', '\'']).skip(1).step_by(2).map(str::to_owned).collect()
}

/// The folder of Python files that repeat programs.
pub fn driver() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("driver")
}

/// A folder of our own that goes away with this.
#[derive(Debug)]
pub struct Scratch(pub PathBuf);

impl Scratch {
    /// A new folder below the system's one for such things.
    pub fn new() -> Result<Scratch, String> {
        let base = std::env::temp_dir();
        for number in 0.. {
            let folder = base.join(format!("krait-bench-{}-{number}", std::process::id()));
            match std::fs::create_dir(&folder) {
                Ok(()) => return Ok(Scratch(folder)),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(format!("cannot create {}: {error}", folder.display())),
            }
        }
        unreachable!("some number is free")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is left to the system.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_a_variant() {
        let toml = "[tool.pyperformance]\nname = \"logging_format\"\nextra_opts = [\"format\", '--x']\n";
        assert_eq!(extra_options(toml), ["format", "--x"]);
        assert_eq!(extra_options("name = 1\n"), [""; 0]);
    }

    #[test]
    fn scratch_folders_are_distinct_and_go_away() {
        let (first, second) = (Scratch::new().expect("writable"), Scratch::new().expect("writable"));
        let path = first.0.clone();
        assert_ne!(path, second.0);
        drop(first);
        assert!(!path.exists());
    }

    #[test]
    fn no_programs_are_reported_by_folder() {
        let error = Workload::of_pyperformance(Path::new("/nonexistent")).expect_err("nothing there");
        assert!(error.starts_with("/nonexistent holds no programs"), "{error}");
    }
}
