//! The command line of `bench`: a table of commands and a table of options, from which both the parser and the usage come.

use std::path::PathBuf;
use std::time::Duration;

use crate::suite::Size;

/// What the user asked for.
#[derive(Debug, PartialEq)]
pub enum Invocation {
    /// Do something.
    Do(Command, Box<Options>),
    /// Print the usage.
    Help,
}

/// What `bench` can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Measure several runtimes beside each other.
    Compare,
    /// Measure krait and keep the figures.
    Save,
    /// Measure krait and compare with kept figures.
    Against,
    /// Measure krait beside the Rust twins.
    Native,
}

/// Every command: its name, its operands, and what it does.
const COMMANDS: &[(&str, Command, &str, &str)] = &[
    (
        "compare",
        Command::Compare,
        "[SCRIPT ...]",
        "run programs in krait, CPython, PyPy and other runtimes, and compare",
    ),
    ("save", Command::Save, "BASELINE [SCRIPT ...]", "measure krait and write the figures to a file"),
    (
        "against",
        Command::Against,
        "BASELINE [SCRIPT ...]",
        "measure krait; exit with 1 if a program lost against the file",
    ),
    ("native", Command::Native, "", "build the Rust twins of some programs and tell how far krait is from them"),
];

/// Everything that options say.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The command that runs krait, if not the usual one.
    pub krait: Option<String>,
    /// Further runtimes: name and command.
    pub with: Vec<(String, String)>,
    /// Runtimes to leave out.
    pub without: Vec<String>,
    /// The only programs to run; empty means all.
    pub programs: Vec<String>,
    /// Programs of the user's, instead of the suite.
    pub scripts: Vec<PathBuf>,
    /// Where pyperformance is, to run its programs instead of the suite.
    pub pyperformance: Option<PathBuf>,
    /// Runs of each program in each runtime.
    pub runs: usize,
    /// Which of a program's two sizes.
    pub size: Size,
    /// Time limit for one process.
    pub limit: Duration,
    /// How long a program's work is repeated in one process; not at all if zero.
    pub warm_up: f64,
    /// How often a program's work is repeated at most.
    pub iterations: usize,
    /// Where to write everything as JSON.
    pub json: Option<PathBuf>,
    /// Where to write the report with plots.
    pub html: Option<PathBuf>,
    /// The baseline of `save` and `against`.
    pub baseline: PathBuf,
    /// From which loss on `against` fails, as a share.
    pub threshold: f64,
    /// When instructions decide instead of time.
    pub instructions: Instructions,
}

/// When the instructions that callgrind counts decide about a loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instructions {
    /// Where times are too noisy to tell.
    WhereNoisy,
    /// For every program; times are not measured.
    Only,
    /// For none.
    Never,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            krait: None,
            with: Vec::new(),
            without: Vec::new(),
            programs: Vec::new(),
            scripts: Vec::new(),
            pyperformance: None,
            runs: 5,
            size: Size::Default,
            limit: Duration::from_secs(60),
            warm_up: 2.0,
            iterations: 20_000,
            json: None,
            html: None,
            baseline: PathBuf::new(),
            threshold: 0.1,
            instructions: Instructions::WhereNoisy,
        }
    }
}

impl Options {
    /// The command that runs krait.
    pub fn krait(&self) -> &str {
        self.krait.as_deref().unwrap_or("target/release/krait")
    }
}

type Set = fn(&mut Options, &str) -> Result<(), String>;

/// Every option: its name, what its value is called, what it does, and how it is kept.
const OPTIONS: &[(&str, &str, &str, Set)] = &[
    (
        "--krait",
        "COMMAND",
        "the krait to measure (default: target/release/krait; for `against` the baseline's)",
        |options, value| {
            options.krait = Some(value.to_owned());
            if value.trim().is_empty() { Err("--krait wants a command".to_owned()) } else { Ok(()) }
        },
    ),
    ("--with", "NAME=COMMAND", "one more runtime; may be given several times", |options, value| {
        options.with.push(named_command(value)?);
        Ok(())
    }),
    ("--without", "NAME", "leave out cpython, pypy or krait; may be given several times", |options, value| {
        options.without.push(value.to_owned());
        Ok(())
    }),
    ("--programs", "A,B", "only these programs", |options, value| {
        options.programs.extend(value.split(',').map(str::to_owned));
        Ok(())
    }),
    (
        "--pyperformance",
        "FOLDER",
        "the programs of an unzipped pyperformance instead of bench/suites",
        |options, value| {
            options.pyperformance = Some(value.into());
            Ok(())
        },
    ),
    ("--runs", "N", "processes for each program in each runtime (default: 5)", |options, value| {
        options.runs = positive(value)?;
        Ok(())
    }),
    ("--size", "small|default", "which of the two sizes that programs of bench/suites have", |options, value| {
        options.size = match value {
            "small" => Size::Small,
            "default" => Size::Default,
            _ => return Err(format!("wants small or default, not {value:?}")),
        };
        Ok(())
    }),
    ("--limit", "SECONDS", "time limit for one process (default: 60)", |options, value| {
        options.limit = Duration::from_secs(positive(value)? as u64);
        Ok(())
    }),
    (
        "--warm-up",
        "SECONDS",
        "repeat the work in one process for so long; 0 for not at all (default: 2)",
        |options, value| {
            let seconds = value.parse().ok().filter(|seconds: &f64| seconds.is_finite() && *seconds >= 0.0);
            options.warm_up = seconds.ok_or_else(|| format!("wants a number, not {value:?}"))?;
            Ok(())
        },
    ),
    ("--iterations", "N", "repeat it no more than so often (default: 20000)", |options, value| {
        options.iterations = positive(value)?;
        Ok(())
    }),
    ("--json", "FILE", "also write all figures as JSON, after every program", |options, value| {
        options.json = Some(value.into());
        Ok(())
    }),
    ("--html", "FILE", "also write a report with plots, a file that needs no other", |options, value| {
        options.html = Some(value.into());
        Ok(())
    }),
    ("--threshold", "PERCENT", "the loss from which `against` fails (default: 10)", |options, value| {
        options.threshold = positive(value)? as f64 / 100.0;
        Ok(())
    }),
    (
        "--instructions",
        "noisy|only|never",
        "`save`, `against`: when callgrind's counts decide, not time",
        |options, value| {
            options.instructions = match value {
                "noisy" => Instructions::WhereNoisy,
                "only" => Instructions::Only,
                "never" => Instructions::Never,
                _ => return Err(format!("wants noisy, only or never, not {value:?}")),
            };
            Ok(())
        },
    ),
];

/// What `bench --help` prints.
pub fn usage() -> String {
    let mut text = "usage: bench COMMAND [option ...]\n\n".to_owned();
    for (name, _, operands, what) in COMMANDS {
        text += &format!("  {:<32}{what}\n", format!("{name} {operands}"));
    }
    text += "\nPrograms are those of bench/suites unless scripts are named. CPython 3.12 is the command in KRAIT_CPYTHON, else\n\
             python3.12, else python with PYENV_VERSION=3.12.1; PyPy is pypy3.\n\n";
    for (name, value, what, _) in OPTIONS {
        text += &format!("  {:<32}{what}\n", format!("{name} {value}"));
    }
    text
}

/// Reads the arguments after the program's name.
pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Invocation, String> {
    let Some(word) = arguments.next() else { return Err("a command is missing; see bench --help".to_owned()) };
    if matches!(word.as_str(), "help" | "-h" | "--help") {
        return Ok(Invocation::Help);
    }
    let command = COMMANDS.iter().find(|(name, ..)| *name == word).map(|(_, command, ..)| *command);
    let command = command.ok_or_else(|| format!("no command {word:?}; see bench --help"))?;
    let mut options = Options::default();
    let mut operands = Vec::new();
    while let Some(word) = arguments.next() {
        if matches!(word.as_str(), "-h" | "--help") {
            return Ok(Invocation::Help);
        }
        if !word.starts_with("--") {
            operands.push(word);
            continue;
        }
        let found = OPTIONS.iter().find(|(name, ..)| *name == word);
        let (.., set) = found.ok_or_else(|| format!("unknown option {word:?}; see bench --help"))?;
        let value = arguments.next().ok_or_else(|| format!("{word} needs a value"))?;
        set(&mut options, &value).map_err(|error| format!("{word} {error}"))?;
    }
    let mut operands = operands.into_iter();
    if matches!(command, Command::Save | Command::Against) {
        options.baseline = operands.next().ok_or_else(|| format!("{word} needs the file of the baseline"))?.into();
    }
    options.scripts = operands.map(PathBuf::from).collect();
    if command == Command::Native && !options.scripts.is_empty() {
        return Err("native takes no scripts: it knows its programs".to_owned());
    }
    Ok(Invocation::Do(command, Box::new(options)))
}

fn named_command(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, command)) if !name.is_empty() && !command.trim().is_empty() => {
            Ok((name.to_owned(), command.to_owned()))
        }
        _ => Err(format!("wants NAME=COMMAND, not {text:?}")),
    }
}

fn positive(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&number| number > 0).ok_or_else(|| format!("wants a positive number, not {text:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str) -> Result<Invocation, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn reads_options_and_operands() {
        let line = "compare --with pypy=pypy3 one.py --programs a,b --runs 3 --size small --limit 9 --json out.json";
        let expected = Options {
            with: vec![("pypy".to_owned(), "pypy3".to_owned())],
            scripts: vec!["one.py".into()],
            programs: vec!["a".to_owned(), "b".to_owned()],
            runs: 3,
            size: Size::Small,
            limit: Duration::from_secs(9),
            json: Some("out.json".into()),
            ..Options::default()
        };
        assert_eq!(check(line), Ok(Invocation::Do(Command::Compare, Box::new(expected))));
        let expected = Options { baseline: "b.json".into(), threshold: 0.05, ..Options::default() };
        assert_eq!(check("against b.json --threshold 5"), Ok(Invocation::Do(Command::Against, Box::new(expected))));
    }

    #[test]
    fn names_what_is_wrong() {
        for (line, message) in [
            ("", "a command is missing; see bench --help"),
            ("run", "no command \"run\"; see bench --help"),
            ("compare --runs 0", "--runs wants a positive number, not \"0\""),
            ("compare --with x", "--with wants NAME=COMMAND, not \"x\""),
            ("compare --json", "--json needs a value"),
            ("compare --fast", "unknown option \"--fast\"; see bench --help"),
            ("save", "save needs the file of the baseline"),
        ] {
            assert_eq!(check(line), Err(message.to_owned()));
        }
    }

    #[test]
    fn the_usage_names_everything() {
        let usage = usage();
        assert!(COMMANDS.iter().all(|(name, ..)| usage.contains(name)));
        assert!(OPTIONS.iter().all(|(name, ..)| usage.contains(name)));
    }
}
