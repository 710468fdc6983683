//! What the real `perf` shows of programs that krait runs.
//!
//! The event is the software clock `cpu-clock`, which machines without counters have too. Where `perf` is missing or not
//! permitted, [`Perf::find`] says so loudly and the tests check nothing.

use std::cell::RefCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A `perf` that works, and a folder for what it records.
pub struct Perf {
    folder: PathBuf,
    krait: String,
    /// Processes whose perf maps are to be removed.
    processes: RefCell<HashSet<u32>>,
}

/// One sample: its thread, and the symbols of its chain, innermost first.
#[derive(Debug)]
pub struct Sample {
    /// Name of the thread.
    pub thread: String,
    /// Number of the process.
    pub process: u32,
    /// Symbols, with the file in which each is.
    pub chain: Vec<(String, String)>,
}

impl Sample {
    /// Whether the innermost function is the kernel's.
    pub fn is_kernel(&self) -> bool {
        self.chain.first().is_some_and(|(_, file)| file.contains("kernel.kallsyms") || file == "[unknown]")
    }

    /// Whether it is of a thread that does not run Python.
    pub fn is_helper(&self) -> bool {
        self.thread.starts_with("krait-")
    }

    /// Whether a function of this name is in the chain.
    pub fn has(&self, start: &str) -> bool {
        self.chain.iter().any(|(symbol, _)| symbol.starts_with(start))
    }
}

impl Perf {
    /// Finds `perf`; `purpose` is what is not tested without it.
    pub fn find(krait: &str, purpose: &str) -> Option<Perf> {
        let folder =
            std::env::temp_dir().join(format!("krait-perf-{}-{}", purpose.replace(' ', "-"), std::process::id()));
        std::fs::create_dir_all(&folder).expect("the temporary folder can be written to");
        let krait = std::env::var("KRAIT").unwrap_or_else(|_| krait.to_owned());
        let perf = Perf { folder, krait, processes: RefCell::default() };
        let reason = match perf.run(&["record", "-e", "cpu-clock", "-o", "probe.data", "--", "true"]) {
            Ok(output) if output.status.success() && has_frame_pointers() => return Some(perf),
            Ok(output) if output.status.success() => "krait is built without frame pointers".to_owned(),
            Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            Err(error) => error.to_string(),
        };
        eprintln!("\n*** perf DOES NOT WORK HERE: {purpose} is not tested: {reason} ***\n");
        None
    }

    /// The folder in which files land.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn run(&self, arguments: &[&str]) -> std::io::Result<Output> {
        let mut command = Command::new("perf");
        command.args(arguments).current_dir(&self.folder).env("JITDUMPDIR", &self.folder).env("LC_ALL", "C");
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("DEBUGINFOD_URLS", "").output()
    }

    fn must(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments).expect("perf has worked before");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "perf {arguments:?}: {stderr}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs a program under `perf record`, and gives its output.
    pub fn record(&self, options: &[&str], program: &str, arguments: &[&str]) -> String {
        let mut all = vec!["record", "-q", "-F", "997", "-e", "cpu-clock", "-k", "mono", "-g", "--call-graph", "fp"];
        all.extend(["-o", "perf.data", "--"]);
        all.extend(self.krait.split_whitespace());
        all.extend(options);
        all.push(program);
        all.extend(arguments);
        self.must(&all)
    }

    /// Joins the jitdump files into the recording.
    pub fn inject(&self) {
        self.must(&["inject", "--jit", "-i", "perf.data", "-o", "jitted.data"]);
    }

    /// All samples of a recording.
    pub fn samples(&self, data: &str) -> Vec<Sample> {
        let samples = samples(&self.must(&["script", "-i", data, "-F", "comm,pid,ip,sym,dso", "--no-inline"]));
        self.processes.borrow_mut().extend(samples.iter().map(|sample| sample.process));
        samples
    }

    /// How many per cent of the samples in functions of this name are on which line, as `file:line`.
    pub fn lines(&self, function: &str) -> Vec<(f64, String)> {
        let filter = format!("--symbol-filter={function}");
        let report = self.must(&[
            "report",
            "-i",
            "jitted.data",
            "--no-children",
            "-g",
            "none",
            "--sort",
            "srcline",
            &filter,
            "--stdio",
        ]);
        report.lines().filter_map(percentage).collect()
    }
}

impl Drop for Perf {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
        for process in self.processes.take() {
            let _ = std::fs::remove_file(format!("/tmp/perf-{process}.map"));
        }
    }
}

/// Whether cargo was told to keep them; the environment wins over the file.
fn has_frame_pointers() -> bool {
    const FLAG: &str = "force-frame-pointers=yes";
    match std::env::var("RUSTFLAGS") {
        Ok(flags) => flags.contains(FLAG),
        Err(_) => {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.cargo/config.toml");
            std::fs::read_to_string(file).is_ok_and(|text| text.contains(FLAG))
        }
    }
}

/// A line of a report: `  12.34%  text`.
fn percentage(line: &str) -> Option<(f64, String)> {
    let (number, text) = line.trim().split_once('%')?;
    Some((number.trim().parse().ok()?, text.trim().to_owned()))
}

/// Reads what `perf script` prints: a head line, a line for each function of the chain, an empty line.
fn samples(text: &str) -> Vec<Sample> {
    let mut samples: Vec<Sample> = Vec::new();
    for block in text.split("\n\n") {
        let mut lines = block.lines().filter(|line| !line.is_empty());
        let Some(head) = lines.next() else { continue };
        let Some((thread, process)) = head.trim().rsplit_once(char::is_whitespace) else { continue };
        let chain = lines.filter_map(|line| {
            let (_, rest) = line.trim().split_once(' ')?;
            let (symbol, file) = rest.rsplit_once(" (")?;
            Some((symbol.to_owned(), file.trim_end_matches(')').to_owned()))
        });
        let process = process.parse().unwrap_or(0);
        samples.push(Sample { thread: thread.trim().to_owned(), process, chain: chain.collect() });
    }
    samples
}

/// Checks that a perf map is well formed and names no address twice; the number of its lines.
pub fn check_map(text: &str) -> Result<usize, String> {
    let mut starts = HashSet::new();
    for line in text.lines() {
        let mut parts = line.splitn(3, ' ');
        let mut number = || parts.next().and_then(|part| u64::from_str_radix(part, 16).ok());
        let (Some(start), Some(size)) = (number(), number()) else { return Err(format!("no entry: {line}")) };
        if !starts.insert(start) || size == 0 || !parts.next().is_some_and(|name| name.starts_with("py::")) {
            return Err(format!("a bad entry: {line}"));
        }
    }
    Ok(starts.len())
}

/// Checks that a jitdump file is well formed and that its pieces of code do not overlap; their number.
pub fn check_dump(bytes: &[u8]) -> Result<usize, String> {
    let word = |at: usize| -> Option<u32> { Some(u32::from_ne_bytes(bytes.get(at..at + 4)?.try_into().ok()?)) };
    let long = |at: usize| -> Option<u64> { Some(u64::from_ne_bytes(bytes.get(at..at + 8)?.try_into().ok()?)) };
    if word(0) != Some(0x4A69_5444) || word(8) != Some(40) {
        return Err("no header".to_owned());
    }
    let (mut at, mut ranges, mut ended) = (40, Vec::new(), false);
    while at < bytes.len() {
        let (Some(kind), Some(size)) = (word(at), word(at + 4)) else { return Err(format!("a torn record at {at}")) };
        if at + size as usize > bytes.len() || ended || size < 16 {
            return Err(format!("a bad record at {at}"));
        }
        if kind == 0 {
            let (Some(start), Some(length), Some(index)) = (long(at + 32), long(at + 40), long(at + 48)) else {
                return Err(format!("a short record at {at}"));
            };
            if index != ranges.len() as u64 {
                return Err(format!("code {index} out of order"));
            }
            ranges.push(start..start + length);
        }
        ended = kind == 3;
        at += size as usize;
    }
    let count = ranges.len();
    ranges.sort_by_key(|range| range.start);
    match ranges.windows(2).find(|pair| pair[0].end > pair[1].start) {
        Some(pair) => Err(format!("code overlaps: {pair:x?}")),
        None if ended => Ok(count),
        None => Err("the file is not closed".to_owned()),
    }
}
