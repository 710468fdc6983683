//! The `bench` command; see `cli::USAGE`.

use std::process::ExitCode;

use bench::cli::{self, Invocation};
use bench::{compare, report};

fn main() -> ExitCode {
    let options = match cli::parse(std::env::args().skip(1)) {
        Ok(Invocation::Compare(options)) => options,
        Ok(Invocation::Help) => {
            print!("{}", cli::USAGE);
            return ExitCode::SUCCESS;
        }
        Err(message) => return fail(&message),
    };
    let comparison = match compare::run(&options) {
        Ok(comparison) => comparison,
        Err(message) => return fail(&message),
    };
    print!("{}", report::table(&comparison));
    if let Some(path) = &options.json
        && let Err(error) = std::fs::write(path, report::json(&comparison))
    {
        return fail(&format!("cannot write {}: {error}", path.display()));
    }
    if comparison.failures().next().is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("bench: {message}");
    ExitCode::from(2)
}
