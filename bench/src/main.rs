//! The `bench` command; see `cli::usage`. Exits with 1 when something failed or was lost, with 2 when nothing could be measured.

use std::path::Path;
use std::process::ExitCode;

use bench::baseline::{self, Baseline};
use bench::cli::{self, Command, Invocation, Options};
use bench::compare::{self, Comparison};
use bench::{native, report};

fn main() -> ExitCode {
    let done = match cli::parse(std::env::args().skip(1)) {
        Ok(Invocation::Do(Command::Compare, options)) => compare(&options),
        Ok(Invocation::Do(Command::Save, options)) => save(&options),
        Ok(Invocation::Do(Command::Against, options)) => against(&options),
        Ok(Invocation::Do(Command::Native, options)) => measure_native(&options),
        Ok(Invocation::Help) => {
            print!("{}", cli::usage());
            Ok(ExitCode::SUCCESS)
        }
        Err(message) => Err(message),
    };
    done.unwrap_or_else(|message| {
        eprintln!("bench: {message}");
        ExitCode::from(2)
    })
}

fn compare(options: &Options) -> Result<ExitCode, String> {
    let comparison = compare::run(options, |comparison| keep(options, comparison))?;
    print!("{}", report::table::table(&comparison));
    Ok(code(comparison.failures().next().is_none()))
}

fn measure_native(options: &Options) -> Result<ExitCode, String> {
    let comparison = native::measure(options, |comparison| keep(options, comparison))?;
    print!("{}\n{}", report::table::table(&comparison), native::table(&comparison));
    Ok(code(comparison.failures().next().is_none()))
}

fn save(options: &Options) -> Result<ExitCode, String> {
    let baseline = baseline::measure(options, |baseline| baseline.write(&options.baseline))?;
    baseline.write(&options.baseline)?;
    let failed = baseline.programs.iter().filter_map(|(name, figures)| Some((name, figures.failure.as_ref()?)));
    let count = failed.inspect(|(name, reason)| println!("FAILED {name}: {reason}")).count();
    println!("{} programs in {}", baseline.programs.len(), options.baseline.display());
    Ok(code(count == 0))
}

fn against(options: &Options) -> Result<ExitCode, String> {
    let before = Baseline::read(&options.baseline)?;
    let now = baseline::measure(&baseline::as_before(options, &before), |_| Ok(()))?;
    let verdicts = baseline::judge(&before, &now, options.threshold);
    print!("{}", baseline::table(&verdicts, &before, &now));
    Ok(code(verdicts.iter().all(|verdict| !verdict.lost)))
}

/// Writes the files that were asked for, with what there is by now.
fn keep(options: &Options, comparison: &Comparison) -> Result<(), String> {
    let write = |path: &Path, text: String| {
        std::fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
    };
    if let Some(path) = &options.json {
        write(path, report::json::json(comparison))?;
    }
    if let Some(path) = &options.html {
        write(path, report::html::html(comparison))?;
    }
    Ok(())
}

fn code(sound: bool) -> ExitCode {
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
