//! Programs of bench/suites in Rust: the machine's limit for what their Python does. Each twin does the same operations on the same data
//! as its program, with checked indexing, and gives the same result.
//!
//! Takes the command lines that `bench` gives to a Python runtime: a program's path and a size, or `repeat.py` with its arguments.
//! The path says which twin is meant.

mod fannkuch;
mod hash64;
mod lu;
mod mandelbrot;
mod nbody;
mod sieve;
mod sor;
mod spectral_norm;

use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

type Twin = fn(usize) -> String;

/// Every twin, by the name of its program.
const TWINS: &[(&str, Twin)] = &[
    ("fannkuch", fannkuch::run),
    ("hash64", hash64::run),
    ("lu", lu::run),
    ("mandelbrot", mandelbrot::run),
    ("nbody", nbody::run),
    ("sieve", sieve::run),
    ("sor", sor::run),
    ("spectral_norm", spectral_norm::run),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words[..] {
        ["--version"] => Ok(format!("native {}\n", env!("CARGO_PKG_VERSION"))),
        ["--list"] => Ok(TWINS.iter().map(|(name, _)| format!("{name}\n")).collect()),
        [driver, times, iterations, seconds, program, size] if driver.ends_with("repeat.py") => {
            repeat(times, iterations, seconds, program, size)
        }
        [program, size] => twin(program).and_then(|twin| line(twin, size)),
        _ => Err("usage: bench-native PROGRAM SIZE".to_owned()),
    };
    match result {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("bench-native: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The twin of the program at a path.
fn twin(program: &str) -> Result<(&'static str, Twin), String> {
    let name = Path::new(program).file_stem().unwrap_or_default();
    let found = TWINS.iter().find(|(known, _)| name == *known);
    found.copied().ok_or_else(|| format!("{program} has no twin"))
}

/// What the program prints.
fn line((name, run): (&str, Twin), size: &str) -> Result<String, String> {
    let number = size.parse().map_err(|_| format!("{size:?} is no size"))?;
    Ok(format!("{name} {size} {}\n", run(black_box(number))))
}

/// Does what `driver/repeat.py` does.
fn repeat(times: &str, iterations: &str, seconds: &str, program: &str, size: &str) -> Result<String, String> {
    let iterations: usize = iterations.parse().map_err(|_| format!("{iterations:?} is no number"))?;
    let seconds: f64 = seconds.parse().map_err(|_| format!("{seconds:?} is no number"))?;
    let twin = twin(program)?;
    let (start, mut written, mut printed) = (Instant::now(), String::new(), String::new());
    for done in 0..iterations {
        if done >= 3 && start.elapsed().as_secs_f64() >= seconds {
            break;
        }
        let begin = start.elapsed().as_nanos();
        printed = line(twin, size)?;
        let _ = writeln!(written, "{begin} {}", start.elapsed().as_nanos());
    }
    std::fs::write(times, written).map_err(|error| format!("cannot write {times}: {error}"))?;
    Ok(printed)
}

/// What `sum` of Python 3.12 gives for floats: the errors of the additions are summed too (Neumaier).
fn sum(values: impl Iterator<Item = f64>) -> f64 {
    let (mut total, mut error) = (0.0f64, 0.0);
    for value in values {
        let next = total + value;
        error += if total.abs() >= value.abs() { (total - next) + value } else { (value - next) + total };
        total = next;
    }
    total + error
}
