//! The explanation as text: a screen or two, what could be won first.

use super::ranking::{Ranked, Ranking, part};
use super::source::{Sources, short};
use jit::{Compiled, Explanation, Function, Remark, Role};
use std::fmt::Write;
use std::time::Duration;

/// So many functions are written about, each with so many lines of its source.
const MOST_FUNCTIONS: usize = 6;
const MOST_REMARKS: usize = 4;
/// Names in a list.
const MOST_NAMES: usize = 6;
const WIDTH: usize = 100;
/// A program that is over before that has hardly been looked at.
const SHORT: Duration = Duration::from_millis(20);

pub(super) fn seconds(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    if ms < 1000.0 { format!("{ms:.0} ms") } else { format!("{:.2} s", ms / 1000.0) }
}

pub(super) fn per_cent(part: f64) -> String {
    match part * 100.0 {
        0.0 => "0 %".to_owned(),
        some if some < 1.0 => "< 1 %".to_owned(),
        some => format!("{some:.0} %"),
    }
}

/// What a function is called: a module's statements by their file.
pub(super) fn title(function: &Function) -> String {
    match (function.role, function.name.as_str()) {
        (Role::Body, "<module>") => "the module's own statements".to_owned(),
        (Role::Body, name) => format!("class {name}"),
        (Role::Function | Role::Generator | Role::Coroutine, name) => name.to_owned(),
    }
}

/// How much of a function compiled code exists of, in words.
pub(super) fn state(function: &Function) -> String {
    let what = match function.compiled {
        Compiled::Never => "not compiled",
        Compiled::InCallers => "compiled as part of its callers",
        Compiled::Loops => "its loops are compiled",
        Compiled::Whole => "compiled",
    };
    let again = if function.attempts > 1 { format!(" {} times", function.attempts) } else { String::new() };
    let exits = match function.exits {
        0 => String::new(),
        1 => ", left once".to_owned(),
        exits => format!(", left {exits} times"),
    };
    format!("{what}{again}{exits}")
}

/// How the time of a function was spent.
pub(super) fn spent(ranked: &Ranked<'_>) -> String {
    let times = ranked.function.times;
    let all = times.total();
    let kinds = [
        (times.compiled, "compiled"),
        (times.interpreted, "interpreted"),
        (times.warming, "warming up"),
        (times.native, "in native functions"),
    ];
    let kinds = kinds.into_iter().filter(|(time, _)| !time.is_zero());
    let kinds: Vec<String> = kinds.map(|(time, kind)| format!("{} {kind}", per_cent(part(time, all)))).collect();
    if kinds.is_empty() {
        return "hardly any time".to_owned();
    }
    format!("{} of the time ({})", per_cent(ranked.share), kinds.join(", "))
}

/// Breaks a sentence into lines behind an indent.
fn wrapped(out: &mut String, mark: &str, indent: usize, text: &str) {
    let mut line = format!("{:indent$}{mark}", "");
    let start = line.chars().count();
    for word in text.split(' ') {
        if line.chars().count() + word.chars().count() + 1 > WIDTH && line.trim().len() > mark.trim().len() {
            let _ = writeln!(out, "{}", line.trim_end());
            line = " ".repeat(start);
        }
        line.push_str(word);
        line.push(' ');
    }
    let _ = writeln!(out, "{}", line.trim_end());
}

fn head(out: &mut String, explanation: &Explanation, ranking: &Ranking<'_>) {
    let times = explanation.times();
    let share = |time| per_cent(part(time, ranking.total));
    let _ = writeln!(
        out,
        "krait --explain: ran {}: {} compiled, {} interpreted, {} warming up, {} in native functions",
        seconds(explanation.elapsed),
        share(times.compiled),
        share(times.interpreted),
        share(times.warming),
        share(times.native),
    );
    let exits: u32 = explanation.functions.iter().map(|function| function.exits).sum();
    let _ = writeln!(
        out,
        "  {} functions and loops were compiled ({} of work, {} of it beside the program); compiled code was left {exits} times",
        explanation.units,
        seconds(explanation.building + explanation.compiling),
        seconds(explanation.compiling),
    );
    if times.warming > times.compiled / 10 {
        out.push_str("  (warming up: interpreted until it was known to be worth compiling, and compiled)\n");
    }
    if ranking.total < SHORT {
        out.push_str("  The program is over too soon to be worth compiling: what follows says little.\n");
    }
}

fn source_line(out: &mut String, function: &Function, number: u32, sources: &mut Sources) {
    let line = sources.of_function(function).ok().and_then(|lines| lines.get(number as usize - 1).cloned());
    let line: String = line.map_or_else(String::new, |line| line.trim().chars().take(WIDTH - 12).collect());
    let _ = writeln!(out, "{number:>7} | {line}");
}

fn remarks(out: &mut String, ranked: &Ranked<'_>, sources: &mut Sources) {
    let worst = ranked.worst(MOST_REMARKS);
    let mut numbers: Vec<u32> = Vec::new();
    for (number, _) in &worst {
        if !numbers.contains(number) {
            numbers.push(*number);
        }
    }
    let mut advised: Vec<&str> = Vec::new();
    for number in numbers {
        source_line(out, ranked.function, number, sources);
        for (_, remark) in worst.iter().filter(|(other, _)| *other == number) {
            say(out, remark, &mut advised);
        }
    }
}

/// A remark, and what could be changed, unless that was just said.
fn say(out: &mut String, remark: &Remark, advised: &mut Vec<&'static str>) {
    wrapped(out, "- ", 10, &remark.text());
    let advice = remark.topic.advice();
    if !advice.is_empty() && !advised.contains(&advice) {
        advised.push(advice);
        wrapped(out, "=> ", 12, advice);
    }
}

fn function(out: &mut String, ranked: &Ranked<'_>, sources: &mut Sources) {
    let known = ranked.function;
    let _ = writeln!(out, "\n  {}  ({}:{})", title(known), short(&known.file), known.first_line);
    wrapped(out, "", 4, &format!("{}; {}", spent(ranked), state(known)));
    if let Err(missing) = sources.of_function(known) {
        wrapped(out, "", 4, missing.words());
    }
    let mut advised = Vec::new();
    known.given_up.iter().for_each(|remark| say(out, remark, &mut advised));
    remarks(out, ranked, sources);
}

fn names<'a, 'b: 'a>(out: &mut String, lead: &str, functions: impl Iterator<Item = &'a Ranked<'b>>) {
    let mut functions: Vec<&Ranked<'_>> = functions.collect();
    functions.sort_by(|a, b| b.share.total_cmp(&a.share));
    if functions.is_empty() {
        return;
    }
    let rest = functions.len().saturating_sub(MOST_NAMES);
    let name = |ranked: &&Ranked<'_>| {
        let known = ranked.function;
        let place = if ranked.is_library { format!("{} in {}", known.name, short(&known.file)) } else { title(known) };
        let kept = if ranked.is_library && known.exits >= 1000 {
            format!(", left {} times", known.exits)
        } else {
            String::new()
        };
        format!("{place} ({}{kept})", per_cent(ranked.share))
    };
    let mut list: Vec<String> = functions.iter().take(MOST_NAMES).map(name).collect();
    if rest > 0 {
        list.push(format!("{rest} more"));
    }
    wrapped(out, "", 2, &format!("{lead}{}", list.join(", ")));
}

/// The whole text.
pub(super) fn report(explanation: &Explanation, ranking: &Ranking<'_>, sources: &mut Sources) -> String {
    let mut out = String::new();
    head(&mut out, explanation, ranking);
    let own = || ranking.functions.iter().filter(|ranked| !ranked.is_library);
    let notable = |ranked: &&Ranked<'_>| ranked.is_lossy() || ranked.is_hot() && !ranked.worst(1).is_empty();
    for ranked in own().filter(notable).take(MOST_FUNCTIONS) {
        function(&mut out, ranked, sources);
    }
    let more = own().filter(notable).count().saturating_sub(MOST_FUNCTIONS);
    out.push('\n');
    if more > 0 {
        let _ = writeln!(out, "  {more} more functions have something to say; --explain=FILE.html shows all.");
    }
    let fine = own().filter(|ranked| !notable(ranked) && ranked.share >= 0.01);
    names(&mut out, "Nothing to complain of: ", fine);
    let library = ranking.functions.iter().filter(|ranked| ranked.is_library && ranked.share >= 0.02);
    names(&mut out, "In the library: ", library);
    out
}
