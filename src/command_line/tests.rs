//! What command lines mean.

use super::{Environment, Invocation, Stop, Task, parse};
use crate::explain::Target;
use runtime::compiler::dump::Stage as Dump;
use runtime::profile::Format;

fn check(arguments: &[&str]) -> Result<Invocation, Stop> {
    let arguments: Vec<Vec<u8>> =
        ["krait"].iter().chain(arguments).map(|argument| argument.as_bytes().to_vec()).collect();
    parse(&arguments, Environment::default())
}

fn ok(arguments: &[&str]) -> Invocation {
    check(arguments).unwrap_or_else(|stop| panic!("{}", stop.error))
}

#[test]
fn letters_combine_and_the_program_ends_them() {
    let invocation = ok(&["-Ic", "print(1)", "-x", "y"]);
    assert!(invocation.options.isolated && invocation.options.ignore_environment && invocation.options.safe_path);
    assert_eq!(invocation.task, Task::Command(b"print(1)".to_vec()));
    assert_eq!(invocation.arguments, [b"-x".to_vec(), b"y".to_vec()]);
    assert_eq!(ok(&["-OOBmfoo"]).task, Task::Module(b"foo".to_vec()));
    assert_eq!(ok(&["-OO"]).options.optimize, 2);
}

#[test]
fn files_and_stdin_end_options() {
    let invocation = ok(&["-q", "script.py", "-V"]);
    assert_eq!((invocation.task, invocation.arguments), (Task::File(b"script.py".to_vec()), vec![b"-V".to_vec()]));
    assert_eq!(ok(&["-", "-V"]).task, Task::Stdin);
    assert_eq!(ok(&["--", "-V"]).task, Task::File(b"-V".to_vec()));
    assert_eq!(ok(&[]).task, Task::Stdin);
}

#[test]
fn values_follow_or_are_attached() {
    let invocation = ok(&["-Wignore", "-W", "error", "-Xdev", "-X", "a=b", "--check-hash-based-pycs", "always"]);
    assert_eq!(invocation.options.warn_options, ["default", "ignore", "error"]);
    let x = [("dev".to_owned(), None), ("a".to_owned(), Some("b".to_owned()))];
    assert_eq!(invocation.options.x_options, x);
    assert!(invocation.options.dev_mode);
    assert_eq!(ok(&["--dump=ast,bytecode"]).dump, [Dump::Ast, Dump::Bytecode]);
    assert_eq!(ok(&["--heap-limit=64m"]).options.heap_limit, Some(64 << 20));
    assert_eq!(ok(&["--heap-limit", "1000"]).options.heap_limit, Some(1000));
}

#[test]
fn profiles_are_asked_for_by_options_and_variables() {
    assert_eq!(ok(&[]).options.profile, None);
    assert_eq!(ok(&["-Xperf=0"]).options.profile, Some(Format::Names));
    assert_eq!(ok(&["-X", "perf", "-X", "perf_jit"]).options.profile, Some(Format::Lines));
    let by_variable = |perf: &str, perf_jit: &str| {
        let text = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        let environment = Environment { perf: text(perf), perf_jit: text(perf_jit), ..Environment::default() };
        parse(&[b"krait".to_vec()], environment).map_or(None, |invocation| invocation.options.profile)
    };
    for (text, is_on) in [("1", true), ("-1", true), (" 2", true), ("0", false), ("", false), ("yes", false)] {
        assert_eq!(by_variable(text, ""), is_on.then_some(Format::Names), "{text}");
        assert_eq!(by_variable("1", text), Some(if is_on { Format::Lines } else { Format::Names }), "{text}");
    }
}

#[test]
fn explanations_go_to_stderr_or_to_a_file() {
    assert_eq!(ok(&[]).explain, None);
    let invocation = ok(&["--explain", "script.py", "--explain=x"]);
    assert_eq!((invocation.explain, invocation.task), (Some(Target::Stderr), Task::File(b"script.py".to_vec())));
    assert!(invocation.options.explain);
    assert_eq!(ok(&["--explain=a.html"]).explain, Some(Target::File("a.html".into())));
}

#[test]
fn mistakes_are_told_with_the_usage() {
    let error = |arguments: &[&str]| check(arguments).map(|_| ()).expect_err("these arguments are refused");
    assert!(error(&["-Z"]).error.starts_with("Unknown option: -Z\nusage: krait [option] ... [-c cmd"));
    assert_eq!(error(&["-c"]).status, 2);
    assert!(error(&["-c"]).error.starts_with("Argument expected for the -c option\n"));
    assert!(error(&["--foo"]).error.starts_with("unknown option --foo\n"));
    assert_eq!(error(&["-V"]).out, "Python 3.12.1\n");
    assert_eq!(error(&["-X", "utf8=3"]).status, 1);
    assert!(error(&["--heap-limit=much"]).error.starts_with("--heap-limit takes a number of bytes, not 'much'\n"));
}
