//! The Rust twins of programs: how far krait, and CPython, are from the machine's limit.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use crate::cli::Options;
use crate::compare::{Aspect, Comparison, measure_all};
use crate::report::table::aligned;
use crate::runtimes::{self, Runtime};
use crate::suite;
use crate::workload::Workload;

/// Builds the twins.
pub fn build() -> Result<Runtime, String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--release", "-q", "-p", "bench-native", "--message-format=json-render-diagnostics"]);
    let output = command.current_dir(workspace).stderr(std::process::Stdio::inherit()).output();
    let output = output.map_err(|error| format!("cannot start cargo to build the twins: {error}"))?;
    if !output.status.success() {
        return Err("the twins cannot be built".to_owned());
    }
    let executable =
        executable(&String::from_utf8_lossy(&output.stdout)).ok_or("cargo does not say where the twins are")?;
    Ok(Runtime { name: "native".to_owned(), command: vec![executable] })
}

/// Where cargo's messages say that the executable is.
fn executable(messages: &str) -> Option<String> {
    let mut parsed = messages.lines().rev().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    parsed.find_map(|message| message["executable"].as_str().map(str::to_owned))
}

/// Measures the programs that have twins in these, in krait and in CPython.
pub fn measure(options: &Options, keep: impl FnMut(&Comparison) -> Result<(), String>) -> Result<Comparison, String> {
    let native = build()?;
    let krait = Runtime::new("krait", options.krait());
    if !krait.starts() {
        return Err(format!("cannot start {:?}", options.krait()));
    }
    let twins = Command::new(&native.command[0]).arg("--list").output().map_err(|error| error.to_string())?;
    let twins: Vec<String> = String::from_utf8_lossy(&twins.stdout).lines().map(str::to_owned).collect();
    if let Some(name) = options.programs.iter().find(|name| !twins.contains(name)) {
        return Err(format!("{name} has no twin; there are {}", twins.join(", ")));
    }
    let names = if options.programs.is_empty() { &twins } else { &options.programs };
    let programs = suite::select(suite::programs(&suite::folder())?, names)?;
    let workloads = programs.iter().map(|program| Workload::of_suite(program, options.size)).collect();
    let mut runtimes = vec![native, krait];
    if !options.without.iter().any(|name| name == "cpython") {
        runtimes.extend(runtimes::cpython());
    }
    measure_all(options, runtimes, workloads, keep)
}

/// How many times as long as its twin each program takes: whole processes, and iterations in warm ones.
pub fn table(comparison: &Comparison) -> String {
    let mut heading = vec!["times as long as native".to_owned()];
    for runtime in comparison.runtimes.iter().skip(1) {
        heading.extend([runtime.name.clone(), "warm".to_owned()]);
    }
    let distance = |speedup: Option<crate::statistics::Estimate>| {
        speedup.map_or_else(String::new, |speedup| format!("{:.2}", 1.0 / speedup.value))
    };
    let columns = || (1..comparison.runtimes.len()).flat_map(|at| [(at, Aspect::Process), (at, Aspect::Steady)]);
    let mut lines = vec![heading];
    for row in &comparison.rows {
        let mut line = vec![row.program.clone()];
        line.extend(columns().map(|(at, aspect)| distance(row.speedup(at, aspect))));
        lines.push(line);
    }
    let mut means = vec!["geometric mean".to_owned()];
    means.extend(columns().map(|(at, aspect)| distance(comparison.mean_speedup(at, aspect))));
    lines.push(means);
    let mut text = aligned(&lines);
    for (program, runtime, reason) in comparison.failures() {
        let _ = writeln!(text, "FAILED {program} in {runtime}: {reason}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_executable_is_read_from_cargos_messages() {
        let messages =
            "{\"reason\":\"compiler-artifact\",\"executable\":null}\n{\"executable\":\"/t/bench-native\"}\n{}\n";
        assert_eq!(executable(messages), Some("/t/bench-native".to_owned()));
        assert_eq!(executable("error\n"), None);
    }
}
