//! Arguments and environment to options, as `getopt` and CPython's configuration read them.

use super::environment::Environment;
use super::help;
use super::table::{Action, FLAGS, Flag, Takes};
use crate::explain::Target;
use runtime::compiler::dump::Stage as Dump;
use runtime::options::Options;
use runtime::text::hash::{BAD_SEED, HashKey, HashSeed};
use std::os::unix::ffi::OsStringExt;

/// What the command line asks to run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Task {
    /// `-c`
    Command(Vec<u8>),
    /// A script, a folder or a zip file.
    File(Vec<u8>),
    /// `-m`
    Module(Vec<u8>),
    /// `-`, or nothing.
    Stdin,
}

/// A command line that was understood.
pub(crate) struct Invocation {
    pub(crate) options: Options,
    pub(crate) task: Task,
    /// `sys.argv` after its first item.
    pub(crate) arguments: Vec<Vec<u8>>,
    /// Wanted dumps, and the pattern of `--dump-filter`.
    pub(crate) dump: Vec<Dump>,
    pub(crate) dump_filter: Option<String>,
    /// `--explain`
    pub(crate) explain: Option<Target>,
}

/// Why nothing is run: text for stdout or stderr, and the exit status.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) out: String,
    pub(crate) error: String,
    pub(crate) status: i32,
}

impl Stop {
    fn print(out: String) -> Stop {
        Stop { out, error: String::new(), status: 0 }
    }

    fn usage(program: &str, message: &str) -> Stop {
        let usage = help::usage(program);
        let error = format!("{message}\n{usage}Try `python -h' for more information.\n");
        Stop { out: String::new(), error, status: 2 }
    }

    pub(super) fn fatal(function: &str, message: &str, state: &str) -> Stop {
        let error = format!("Fatal Python error: {function}: {message}\nPython runtime state: {state}\n\n");
        Stop { out: String::new(), error, status: 1 }
    }
}

struct Parser<'a> {
    program: String,
    arguments: &'a [Vec<u8>],
    at: usize,
    options: Options,
    task: Option<Task>,
    version: u8,
    dump: Vec<Dump>,
    dump_filter: Option<String>,
    explain: Option<Target>,
    environment: Environment,
}

/// Reads a command line, `arguments[0]` being the program.
pub(crate) fn parse(arguments: &[Vec<u8>], environment: Environment) -> Result<Invocation, Stop> {
    let program = arguments.first().map_or("krait".into(), |program| lossy(program));
    let mut parser = Parser {
        program,
        arguments,
        at: 1,
        options: Options::default(),
        task: None,
        version: 0,
        dump: Vec::new(),
        dump_filter: None,
        explain: None,
        environment,
    };
    parser.run()?;
    parser.finish()
}

pub(super) fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), Stop> {
        while self.task.is_none() {
            let Some(argument) = self.arguments.get(self.at) else { return Ok(()) };
            if argument.first() != Some(&b'-') || argument == b"-" {
                return Ok(());
            }
            self.at += 1;
            if argument == b"--" {
                return Ok(());
            }
            match argument.strip_prefix(b"--") {
                Some(long) => self.long(&lossy(long))?,
                None => self.letters(&argument[1..])?,
            }
        }
        Ok(())
    }

    fn long(&mut self, text: &str) -> Result<(), Stop> {
        let (name, given) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.as_bytes().to_vec())),
            None => (text, None),
        };
        let flag = FLAGS.iter().find(|flag| !flag.name.is_empty() && flag.name == name);
        let Some(flag) = flag.filter(|flag| given.is_none() || flag.takes != Takes::Nothing) else {
            return Err(Stop::usage(&self.program, &format!("unknown option --{text}")));
        };
        let value = match (flag.takes, given) {
            (Takes::Nothing, _) | (Takes::Perhaps, None) => Vec::new(),
            (_, Some(value)) => value,
            (_, None) => match self.next() {
                Some(value) => value,
                None => {
                    let message = format!("Argument expected for the --{name} options");
                    return Err(Stop::usage(&self.program, &message));
                }
            },
        };
        self.act(flag, value)
    }

    fn letters(&mut self, letters: &[u8]) -> Result<(), Stop> {
        for (index, &letter) in letters.iter().enumerate() {
            let letter = char::from(letter);
            if letter == 'J' {
                return Err(Stop::usage(&self.program, "-J is reserved for Jython"));
            }
            let Some(flag) = FLAGS.iter().find(|flag| flag.letter == letter && letter != '\0') else {
                return Err(Stop::usage(&self.program, &format!("Unknown option: -{letter}")));
            };
            if flag.takes == Takes::Nothing {
                self.act(flag, Vec::new())?;
                continue;
            }
            let rest = &letters[index + 1..];
            let value = if rest.is_empty() { self.next() } else { Some(rest.to_vec()) };
            let Some(value) = value else {
                return Err(Stop::usage(&self.program, &format!("Argument expected for the -{letter} option")));
            };
            return self.act(flag, value);
        }
        Ok(())
    }

    fn next(&mut self) -> Option<Vec<u8>> {
        let value = self.arguments.get(self.at)?.clone();
        self.at += 1;
        Some(value)
    }

    fn act(&mut self, flag: &Flag, value: Vec<u8>) -> Result<(), Stop> {
        let options = &mut self.options;
        match flag.action {
            Action::BytesWarning => options.bytes_warning = options.bytes_warning.saturating_add(1),
            Action::DontWriteBytecode => options.dont_write_bytecode = true,
            Action::Command => self.task = Some(Task::Command(value)),
            Action::Debug => options.debug = options.debug.saturating_add(1),
            Action::IgnoreEnvironment => options.ignore_environment = true,
            Action::Help => return Err(Stop::print(help::general(&self.program))),
            Action::HelpEnvironment => return Err(Stop::print(help::environment())),
            Action::HelpX => return Err(Stop::print(help::x_options())),
            Action::HelpAll => {
                let all = [help::general(&self.program), help::environment(), help::x_options()];
                return Err(Stop::print(all.join("\n")));
            }
            Action::Inspect => {
                options.inspect = true;
                options.interactive = true;
            }
            Action::Isolated => options.isolated = true,
            Action::Module => self.task = Some(Task::Module(value)),
            Action::Optimize => options.optimize = options.optimize.saturating_add(1),
            Action::SafePath => options.safe_path = true,
            Action::Quiet => options.quiet = true,
            Action::RandomHashes | Action::Tabs => {}
            Action::NoUserSite => options.no_user_site = true,
            Action::NoSite => options.no_site = true,
            Action::Unbuffered => options.unbuffered = true,
            Action::Verbose => options.verbose = options.verbose.saturating_add(1),
            Action::Version => self.version = self.version.saturating_add(1),
            Action::Warning => options.warn_options.push(lossy(&value)),
            Action::SkipFirstLine => options.skip_first_line = true,
            Action::X => options.x_options.push(x_option(&lossy(&value))),
            Action::CheckHashBased => self.check_hash_based(&lossy(&value))?,
            Action::Dump => self.add_dumps(&lossy(&value))?,
            Action::DumpFilter => self.dump_filter = Some(lossy(&value)),
            Action::Check => self.add_checks(&lossy(&value))?,
            Action::HeapLimit => self.set_heap_limit(&lossy(&value))?,
            Action::JitThreshold => self.set_jit_threshold(&lossy(&value))?,
            Action::Explain => self.set_explain(value)?,
            Action::Stats => options.dump.push("stats".to_owned()),
        }
        Ok(())
    }

    fn check_hash_based(&mut self, value: &str) -> Result<(), Stop> {
        if !matches!(value, "always" | "default" | "never") {
            let message = "--check-hash-based-pycs must be one of 'default', 'always', or 'never'";
            return Err(Stop::usage(&self.program, message));
        }
        self.options.check_hash_based_pycs = value.to_owned();
        Ok(())
    }

    fn add_dumps(&mut self, value: &str) -> Result<(), Stop> {
        for stage in value.split(',') {
            self.dump.push(match stage {
                "tokens" => Dump::Tokens,
                "ast" => Dump::Ast,
                "symbols" => Dump::Symbols,
                "bytecode" => Dump::Bytecode,
                "ir" | "clif" | "jit" | "exits" => {
                    self.options.dump.push(stage.to_owned());
                    continue;
                }
                _ if stage.strip_prefix("ir:").is_some_and(jit::is_pass) => {
                    self.options.dump.push(stage.to_owned());
                    continue;
                }
                _ => return Err(Stop::usage(&self.program, &format!("--dump has no stage '{stage}'"))),
            });
        }
        Ok(())
    }

    fn set_jit_threshold(&mut self, value: &str) -> Result<(), Stop> {
        let Ok(threshold) = value.parse() else {
            return Err(Stop::usage(&self.program, &format!("--jit-threshold takes a number, not '{value}'")));
        };
        self.options.jit_threshold = Some(threshold);
        Ok(())
    }

    fn set_explain(&mut self, file: Vec<u8>) -> Result<(), Stop> {
        let target =
            if file.is_empty() { Target::Stderr } else { Target::File(std::ffi::OsString::from_vec(file).into()) };
        self.options.explain = true;
        self.explain = Some(target);
        Ok(())
    }

    fn set_heap_limit(&mut self, value: &str) -> Result<(), Stop> {
        let units = [('k', 10), ('m', 20), ('g', 30)];
        let unit = units.into_iter().find(|&(letter, _)| value.ends_with([letter, letter.to_ascii_uppercase()]));
        let (digits, shift) = unit.map_or((value, 0), |(_, shift)| (&value[..value.len() - 1], shift));
        let Some(bytes) = digits.parse().ok().and_then(|n: usize| n.checked_mul(1 << shift)) else {
            return Err(Stop::usage(&self.program, &format!("--heap-limit takes a number of bytes, not '{value}'")));
        };
        self.options.heap_limit = Some(bytes);
        Ok(())
    }

    fn add_checks(&mut self, value: &str) -> Result<(), Stop> {
        for check in value.split(',') {
            let (name, period) = check.split_once(':').unwrap_or((check, "1"));
            match (name, period.parse()) {
                ("heap", _) => self.options.check_heap = true,
                ("gc-stress", Ok(period)) => self.options.gc_stress = Some(runtime::heap::Stress::every(period)),
                ("deopt-stress", _) => self.options.deopt_stress = true,
                ("ir", _) => self.options.verify_ir = true,
                _ => return Err(Stop::usage(&self.program, &format!("--check has no check '{check}'"))),
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Invocation, Stop> {
        if self.version > 0 {
            let version = if self.version > 1 { runtime::options::VERSION } else { "3.12.1" };
            return Err(Stop::print(format!("Python {version}\n")));
        }
        if self.options.isolated {
            (self.options.ignore_environment, self.options.no_user_site) = (true, true);
            self.options.safe_path = true;
        }
        if self.options.ignore_environment {
            self.environment = Environment::default();
        }
        self.environment.apply(&mut self.options)?;
        self.options.optimize = self.options.optimize.min(2);
        self.hash_key()?;
        let task = match (self.task.take(), self.arguments.get(self.at)) {
            (Some(task), _) => task,
            (None, None) => Task::Stdin,
            (None, Some(argument)) => {
                self.at += 1;
                if argument == b"-" { Task::Stdin } else { Task::File(argument.clone()) }
            }
        };
        let arguments = self.arguments.get(self.at..).unwrap_or_default().to_vec();
        let Parser { options, dump, dump_filter, explain, .. } = self;
        Ok(Invocation { options, task, arguments, dump, dump_filter, explain })
    }

    fn hash_key(&mut self) -> Result<(), Stop> {
        let seed = self.environment.hash_seed.clone().unwrap_or_default();
        let Some(seed) = HashSeed::parse(&seed) else {
            return Err(Stop::fatal("config_init_hash_seed", BAD_SEED, "preinitialized"));
        };
        self.options.hash_randomization = seed != HashSeed::Fixed(0);
        match HashKey::new(seed) {
            Ok(key) => self.options.hash_key = key,
            Err(_) => {
                let message = "failed to get random numbers to initialize Python";
                return Err(Stop::fatal("_Py_HashRandomization_Init", message, "preinitialized"));
            }
        }
        Ok(())
    }
}

fn x_option(text: &str) -> (String, Option<String>) {
    match text.split_once('=') {
        Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
        None => (text.to_owned(), None),
    }
}
