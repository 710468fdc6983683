//! `--explain`: the programs of `tests/explain` run as they do without it, and what is said of their lines is what comments
//! there demand: `says: TEXT` and `left: LEAST MOST`, of how often compiled code was left in the line.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const KRAIT: &str = env!("CARGO_BIN_EXE_krait");

/// Elements without an end.
const VOID: &[&str] = &["meta", "br", "hr"];

fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain").join(name)
}

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(KRAIT);
    command.env("PYTHONDONTWRITEBYTECODE", "1").args(arguments);
    command.output().expect("the binary was built for this test")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The page about a program, compiled at counted thresholds.
fn page_of(name: &str) -> String {
    let file = std::env::temp_dir().join(format!("krait-explain-{}-{name}.html", std::process::id()));
    let option = format!("--explain={}", file.display());
    let program = program(name);
    let program = program.to_str().expect("the checkout's path is text");
    let plain = run(&["-X", "jit=off", program]);
    let explained = run(&["--jit-threshold=20", &option, program]);
    assert_eq!(text(&explained.stdout), text(&plain.stdout), "{name} prints the same");
    assert_eq!(explained.status.code(), plain.status.code(), "{name} ends the same");
    let page = std::fs::read_to_string(&file).expect("the page was written");
    std::fs::remove_file(&file).expect("the page was written");
    page
}

/// Whether each element of a page ends in the one where it begins.
fn check_elements(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = rest.find('>').expect("tags end");
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or_default();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "</{name}> ends what was begun last");
        } else if !tag.starts_with('!') && !VOID.contains(&name) {
            open.push(name);
        }
        // Nothing in there is a tag.
        if name == "script" || name == "style" {
            rest = &rest[rest.find("</").expect("scripts and styles end")..];
        }
    }
    assert_eq!(open, Vec::<&str>::new());
    assert!(!page.contains("http"), "the page needs nothing from elsewhere");
}

/// What the page says of a line.
fn said_of(page: &str, line: usize) -> &str {
    let mark = format!("id=\"f0-{line}\"");
    page.lines().find(|text| text.contains(&mark)).unwrap_or_default()
}

/// How often compiled code was left in a line.
fn left(said: &str) -> u32 {
    let counts = said.split("left compiled code ").skip(1);
    let count = |text: &str| match text.split(' ').next() {
        Some("once:") => 1,
        Some(number) => number.parse().expect("a number of times"),
        None => 0,
    };
    counts.map(count).sum()
}

fn check_lines(name: &str) {
    let page = page_of(name);
    check_elements(&page);
    let source = std::fs::read_to_string(program(name)).expect("it is in the repository");
    let mut wrong = Vec::new();
    for (index, line) in source.lines().enumerate() {
        let said = said_of(&page, index + 1);
        let demands = line.split_once("  # ").map_or("", |(_, demands)| demands);
        for demand in demands.split("; ").filter(|demand| !demand.is_empty()) {
            let holds = match demand.split_once(": ") {
                Some(("says", words)) => said.contains(words),
                Some(("left", range)) => {
                    let (least, most) = range.split_once(' ').expect("two numbers");
                    let number = |text: &str| text.parse::<u32>().expect("a number");
                    (number(least)..=number(most)).contains(&left(said))
                }
                _ => panic!("{name}:{}: no such demand: {demand}", index + 1),
            };
            if !holds {
                wrong.push(format!("{name}:{}: not so: {demand}\n    {said}", index + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn types_that_change_are_named() {
    check_lines("types.py");
}

#[test]
fn calls_and_allocations_are_told() {
    check_lines("calls.py");
}

#[test]
fn programs_that_fail_are_explained() {
    check_lines("failing.py");
}

#[test]
fn the_text_names_functions_and_keeps_to_stderr() {
    let program = program("calls.py");
    let program = program.to_str().expect("the checkout's path is text");
    let output = run(&["--jit-threshold=20", "--explain", program]);
    let (out, error) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(out.lines().count(), 1, "{out}");
    assert!(error.starts_with("krait --explain: ran "), "{error}");
    assert!(error.contains("loop"), "{error}");
    assert!(error.lines().count() < 80 && error.lines().all(|line| line.chars().count() <= 140), "{error}");
}

#[test]
fn what_cannot_be_explained_is_said() {
    let error = |arguments: &[&str]| text(&run(arguments).stderr);
    assert!(error(&["-X", "jit=off", "--explain", "-c", "1"]).contains("everything was interpreted"));
    assert!(error(&["--explain", "-c", "1"]).contains("over too soon"));
    assert!(error(&["--explain=/nowhere/at/all", "-c", "1"]).contains("cannot write /nowhere/at/all"));
    assert_eq!(error(&["--explain", "-c", "import os; os._exit(0)"]), "");
    let forked = "import os, sys\npid = os.fork()\nif pid: os.waitpid(pid, 0)\nsys.exit(0)";
    assert_eq!(error(&["--explain", "-c", forked]).matches("krait --explain: ran").count(), 1);
}
