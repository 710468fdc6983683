//! The command line of `bench`.

use std::path::PathBuf;
use std::time::Duration;

use crate::suite::Size;

/// What `bench --help` prints.
pub const USAGE: &str = "\
usage: bench compare [options]

Runs the programs of bench/suites in krait (target/release/krait), in CPython 3.12 (the command in KRAIT_CPYTHON,
else python3.12, else a pyenv 3.12.1) and in every other runtime named, in turns, and prints medians and ratios.

  --krait PATH            the krait binary to measure; may carry arguments
  --runtime NAME=COMMAND  one more runtime, for example --runtime pypy=pypy3; may be given several times
  --programs A,B          only these programs
  --runs N                runs of each program in each runtime (default 5)
  --size small|default    the programs' SMALL or DEFAULT size (default: default)
  --limit SECONDS         time limit for one run (default 60)
  --json FILE             also write everything as JSON
";

/// What the user asked for.
#[derive(Debug, PartialEq)]
pub enum Invocation {
    /// Measure and compare.
    Compare(Options),
    /// Print the usage.
    Help,
}

/// The options of `bench compare`.
#[derive(Debug, PartialEq)]
pub struct Options {
    /// The command that runs krait, when not the default.
    pub krait: Option<String>,
    /// Further runtimes: name and command.
    pub runtimes: Vec<(String, String)>,
    /// The only programs to run; empty means all.
    pub programs: Vec<String>,
    /// Runs of each program in each runtime.
    pub runs: usize,
    /// Which of a program's two sizes.
    pub size: Size,
    /// Time limit for one run.
    pub limit: Duration,
    /// Where to write the JSON report.
    pub json: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            krait: None,
            runtimes: Vec::new(),
            programs: Vec::new(),
            runs: 5,
            size: Size::Default,
            limit: Duration::from_secs(60),
            json: None,
        }
    }
}

/// Reads the arguments after the program's name.
pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Invocation, String> {
    match arguments.next().as_deref() {
        Some("compare") => {}
        Some("help" | "-h" | "--help") => return Ok(Invocation::Help),
        Some(other) => return Err(format!("no command {other:?}; see bench --help")),
        None => return Err("a command is missing; see bench --help".to_owned()),
    }
    let mut options = Options::default();
    while let Some(flag) = arguments.next() {
        if matches!(flag.as_str(), "-h" | "--help") {
            return Ok(Invocation::Help);
        }
        let mut value = || arguments.next().ok_or_else(|| format!("{flag} needs a value"));
        match flag.as_str() {
            "--krait" => options.krait = Some(value()?),
            "--runtime" => options.runtimes.push(named_command(&value()?)?),
            "--programs" => options.programs.extend(value()?.split(',').map(str::to_owned)),
            "--runs" => options.runs = positive(&flag, &value()?)?,
            "--size" => options.size = size(&value()?)?,
            "--limit" => options.limit = Duration::from_secs(positive(&flag, &value()?)? as u64),
            "--json" => options.json = Some(value()?.into()),
            _ => return Err(format!("unknown option {flag:?}; see bench --help")),
        }
    }
    Ok(Invocation::Compare(options))
}

fn named_command(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, command)) if !name.is_empty() && !command.is_empty() => Ok((name.to_owned(), command.to_owned())),
        _ => Err(format!("--runtime wants NAME=COMMAND, not {text:?}")),
    }
}

fn positive(flag: &str, text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&n| n > 0).ok_or_else(|| format!("{flag} wants a positive number, not {text:?}"))
}

fn size(text: &str) -> Result<Size, String> {
    match text {
        "small" => Ok(Size::Small),
        "default" => Ok(Size::Default),
        _ => Err(format!("--size wants small or default, not {text:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str) -> Result<Invocation, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn reads_every_option() {
        let line = "compare --runtime pypy=pypy3 --programs a,b --runs 3 --size small --limit 9 --json out.json";
        let expected = Options {
            runtimes: vec![("pypy".to_owned(), "pypy3".to_owned())],
            programs: vec!["a".to_owned(), "b".to_owned()],
            runs: 3,
            size: Size::Small,
            limit: Duration::from_secs(9),
            json: Some("out.json".into()),
            ..Options::default()
        };
        assert_eq!(check(line), Ok(Invocation::Compare(expected)));
    }

    #[test]
    fn names_what_is_wrong() {
        assert_eq!(check("compare --runs 0"), Err("--runs wants a positive number, not \"0\"".to_owned()));
        assert_eq!(check("compare --runtime x"), Err("--runtime wants NAME=COMMAND, not \"x\"".to_owned()));
        assert_eq!(check("compare --json"), Err("--json needs a value".to_owned()));
    }
}
