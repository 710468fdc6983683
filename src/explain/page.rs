//! The explanation as a page: what matters in a table, and all source with a colour for how well each line ran. The page needs
//! nothing from elsewhere.

use super::ranking::{Grade, Ranked, Ranking, part};
use super::source::{Sources, short};
use super::text::{per_cent, seconds, spent, state, title};
use jit::{Explanation, Remark};
use std::collections::BTreeMap;
use std::fmt::Write;

static STYLE: &str = include_str!("page.css");
static SCRIPT: &str = include_str!("page.js");

/// Functions in the table.
const MOST_ROWS: usize = 24;

/// What the colours mean.
static LEGEND: &[(Grade, &str)] = &[
    (Grade::Good, "ran compiled"),
    (Grade::Note, "compiled, with something worth knowing"),
    (Grade::Cost, "compiled, but something costs time"),
    (Grade::Bad, "interpreted, or compiled code is left often"),
    (Grade::Unknown, "ran seldom or never"),
];

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && c != '\t' => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// The functions of one file.
struct File<'a, 'b> {
    name: &'a str,
    is_library: bool,
    functions: Vec<&'a Ranked<'b>>,
}

/// Files in the order in which their first functions are ranked.
fn files<'a, 'b>(ranking: &'a Ranking<'b>) -> Vec<File<'a, 'b>> {
    let mut files: Vec<File<'a, 'b>> = Vec::new();
    for ranked in &ranking.functions {
        let name = ranked.function.file.as_str();
        match files.iter_mut().find(|file| file.name == name) {
            Some(file) => file.functions.push(ranked),
            None => files.push(File { name, is_library: ranked.is_library, functions: vec![ranked] }),
        }
    }
    files
}

fn head(out: &mut String, explanation: &Explanation, ranking: &Ranking<'_>) {
    let times = explanation.times();
    let exits: u32 = explanation.functions.iter().map(|function| function.exits).sum();
    let _ = writeln!(
        out,
        "<h1>What krait made of it</h1>\n<p>The program ran {}. The compiler took {}, of that {} beside the program, for {} \
         functions and loops ({} KiB of machine code). Compiled code was left {exits} times.</p>",
        seconds(explanation.elapsed),
        seconds(explanation.building + explanation.compiling),
        seconds(explanation.compiling),
        explanation.units,
        explanation.code_size / 1024,
    );
    let kinds = [
        ("good", "compiled", times.compiled),
        ("bad", "interpreted", times.interpreted),
        ("cost", "warming up: interpreted until it was compiled", times.warming),
        ("native", "in native functions", times.native),
    ];
    out.push_str("<div class=\"bar\">");
    for (class, _, time) in kinds {
        let width = part(time, ranking.total) * 100.0;
        let _ = write!(out, "<span class=\"{class}\" style=\"width:{width:.1}%\"></span>");
    }
    out.push_str("</div>\n<p class=\"key\">");
    for (class, what, time) in kinds {
        let share = escaped(&per_cent(part(time, ranking.total)));
        let _ = write!(out, "<span><i class=\"{class}\"></i>{share} {what}</span>");
    }
    out.push_str("</p>\n");
}

fn table(out: &mut String, ranking: &Ranking<'_>, anchors: &BTreeMap<&str, usize>) {
    out.push_str(
        "<h2>What matters first</h2>\n<table>\n<tr><th>Function</th><th>File</th><th>Time</th><th>Compiled</th></tr>\n",
    );
    let worth = |ranked: &&Ranked<'_>| ranked.share >= 0.005 || ranked.function.exits >= 100;
    for ranked in ranking.functions.iter().filter(worth).take(MOST_ROWS) {
        let known = ranked.function;
        let _ = writeln!(
            out,
            "<tr><td><a href=\"#f{}-{}\">{}</a></td><td>{}:{}</td><td>{}</td><td>{}</td></tr>",
            anchors.get(known.file.as_str()).copied().unwrap_or_default(),
            known.first_line,
            escaped(&title(known)),
            escaped(&short(&known.file)),
            known.first_line,
            escaped(&spent(ranked)),
            escaped(&state(known)),
        );
    }
    out.push_str("</table>\n");
}

fn remark(out: &mut String, remark: &Remark, of: Option<&str>) {
    let of = of.map_or_else(String::new, |name| format!("<b>{}:</b> ", escaped(name)));
    let place = if remark.in_loop && !remark.topic.is_exit() { " <em>(in a loop)</em>" } else { "" };
    let advice = remark.topic.advice();
    let advice = if advice.is_empty() { String::new() } else { format!("<br><small>{}</small>", escaped(advice)) };
    let _ = write!(out, "<li>{of}{}{place}{advice}</li>", escaped(&remark.text()));
}

/// What is said of a function above its first line.
fn banner(out: &mut String, ranked: &Ranked<'_>) {
    let known = ranked.function;
    let (title, spent, state) = (title(known), spent(ranked), state(known));
    let _ = write!(out, "<div class=\"banner\"><b>{}</b> {}; {}", escaped(&title), escaped(&spent), escaped(&state));
    if !known.given_up.is_empty() {
        out.push_str("<ul>");
        known.given_up.iter().for_each(|why| remark(out, why, None));
        out.push_str("</ul>");
    }
    out.push_str("</div>\n");
}

/// A few words at the end of a line.
fn tag(functions: &[&Ranked<'_>], number: u32, grade: Grade) -> String {
    let lines = functions.iter().filter_map(|ranked| ranked.function.lines.get(&number));
    let exits: u32 = lines.clone().flat_map(|line| &line.remarks).map(|remark| remark.lately).sum();
    let is_compiled = lines.clone().any(|line| line.is_compiled);
    match (exits, grade) {
        (0, Grade::Bad) if !is_compiled => "interpreted".to_owned(),
        (0, _) => String::new(),
        (exits, _) => format!("left {exits}×"),
    }
}

fn line(out: &mut String, file: &File<'_, '_>, anchor: usize, number: u32, text: &str) {
    let here: Vec<&Ranked<'_>> =
        file.functions.iter().copied().filter(|ranked| ranked.function.has_code.contains(&number)).collect();
    let grade = here.iter().map(|ranked| ranked.grade(number)).max().unwrap_or(Grade::Unknown);
    let tag = tag(&here, number, grade);
    let row = format!(
        "<span class=\"n\">{number}</span><code>{}</code><span class=\"t\">{tag}</span>",
        escaped(text.trim_end()),
    );
    let said: Vec<(&str, &Remark)> = here
        .iter()
        .filter_map(|ranked| Some((ranked.function, ranked.function.lines.get(&number)?)))
        .flat_map(|(function, line)| line.remarks.iter().map(move |remark| (function.name.as_str(), remark)))
        .collect();
    let class = grade.name();
    if said.is_empty() {
        let _ = writeln!(out, "<div class=\"l {class}\" id=\"f{anchor}-{number}\">{row}</div>");
        return;
    }
    let _ = write!(out, "<details class=\"l {class}\" id=\"f{anchor}-{number}\"><summary>{row}</summary><ul>");
    for (name, said) in said {
        remark(out, said, (here.len() > 1).then_some(name));
    }
    out.push_str("</ul></details>\n");
}

/// The lines of a file to show: all of the program's own, of the library those of functions of which something is known.
fn shown(file: &File<'_, '_>, count: usize) -> Vec<u32> {
    if !file.is_library {
        return (1..=count as u32).collect();
    }
    let ranges = file.functions.iter().filter_map(|ranked| {
        let known = ranked.function;
        Some(known.first_line.max(1)..=(*known.has_code.last()?).min(count as u32))
    });
    let mut numbers: Vec<u32> = ranges.flatten().collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn without_source(out: &mut String, file: &File<'_, '_>, anchor: usize, why: &str) {
    let _ = writeln!(out, "<p>{}.</p>", escaped(why));
    for ranked in &file.functions {
        banner(out, ranked);
        for (number, known) in ranked.function.lines.iter().filter(|(_, line)| !line.remarks.is_empty()) {
            let _ =
                write!(out, "<div class=\"l {}\"><span class=\"n\">{number}</span><ul>", ranked.grade(*number).name());
            known.remarks.iter().for_each(|said| remark(out, said, None));
            out.push_str("</ul></div>\n");
        }
    }
    let _ = writeln!(out, "<span id=\"f{anchor}-1\"></span>");
}

fn source(out: &mut String, file: &File<'_, '_>, anchor: usize, sources: &mut Sources) {
    let opened = if file.is_library { "" } else { " open" };
    let _ = writeln!(out, "<details class=\"file\"{opened}><summary>{}</summary>", escaped(&short(file.name)));
    let known = file.functions.first().expect("a file is there for a function");
    match sources.of_function(known.function).map(<[String]>::to_vec) {
        Err(missing) => without_source(out, file, anchor, missing.words()),
        Ok(lines) => {
            let mut before = 0;
            for number in shown(file, lines.len()) {
                if before + 1 != number && before != 0 {
                    out.push_str("<hr>\n");
                }
                before = number;
                let starting = file.functions.iter().filter(|ranked| ranked.function.first_line.max(1) == number);
                starting.for_each(|ranked| banner(out, ranked));
                line(out, file, anchor, number, &lines[number as usize - 1]);
            }
        }
    }
    out.push_str("</details>\n");
}

/// The whole page.
pub(super) fn report(explanation: &Explanation, ranking: &Ranking<'_>, sources: &mut Sources) -> String {
    let files = files(ranking);
    let anchors: BTreeMap<&str, usize> = files.iter().enumerate().map(|(index, file)| (file.name, index)).collect();
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    let _ = writeln!(
        out,
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>krait --explain</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>"
    );
    head(&mut out, explanation, ranking);
    table(&mut out, ranking, &anchors);
    out.push_str("<h2>Line by line</h2>\n<p class=\"key\">");
    for (grade, words) in LEGEND {
        let _ = write!(out, "<span><i class=\"{}\"></i>{words}</span>", grade.name());
    }
    out.push_str("</p>\n<p>Lines with a mark open. <button type=\"button\" id=\"all\">Open all</button></p>\n");
    for (anchor, file) in files.iter().enumerate() {
        source(&mut out, file, anchor, sources);
    }
    let _ = writeln!(out, "</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>");
    out
}
