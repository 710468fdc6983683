//! The report with plots: one file of HTML, CSS and SVG that needs no other, no script and no network.
//!
//! Bars are SVG whose lengths are percentages, beside labels that are text of the page: so they fit any width and any font size.
//! Colours are variables that a dark scheme sets anew.

use std::fmt::Write;

use crate::compare::{Aspect, Comparison, Row};
use crate::report::{failure_word, has_warm_up};
use crate::statistics::Estimate;
use crate::warm_up::WarmUp;

const STYLE: &str = include_str!("style.css");

/// Width and height of a warm-up plot in its own units.
const PLOT: (f64, f64) = (320.0, 120.0);

/// The page.
pub fn html(comparison: &Comparison) -> String {
    let mut page = String::new();
    let names: Vec<&str> = comparison.runtimes.iter().map(|runtime| runtime.name.as_str()).collect();
    let title = escaped(&format!("{}: a comparison", names.join(", ")));
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<style>\n{STYLE}</style></head><body>\n\
         <header><h1>{title}</h1>\n<p class=\"quiet\">{}</p>\n</header>\n",
        escaped(&setting(comparison)),
    );
    notes(&mut page, comparison);
    summary(&mut page, comparison);
    if comparison.runtimes.len() > 1 {
        ratios(&mut page, comparison, Aspect::Process, "Whole processes");
        if has_warm_up(comparison) {
            ratios(&mut page, comparison, Aspect::Steady, "Warm processes");
        }
    }
    if has_warm_up(comparison) {
        warm_ups(&mut page, comparison);
    }
    memory(&mut page, comparison);
    figures(&mut page, comparison);
    page.push_str("</body></html>\n");
    page
}

fn setting(comparison: &Comparison) -> String {
    let machine = &comparison.machine;
    format!(
        "{}, {}, {} threads, {}. Medians of {} processes; whiskers are 95 % intervals.",
        machine.day(),
        machine.processor,
        machine.threads,
        machine.system,
        comparison.runs,
    )
}

fn notes(page: &mut String, comparison: &Comparison) {
    let failures = comparison.failures().map(|(program, runtime, reason)| format!("{program} in {runtime}: {reason}"));
    let all: Vec<String> = failures.chain(comparison.notes.iter().cloned()).collect();
    if !all.is_empty() {
        page.push_str("<ul class=\"notes\">\n");
        for note in all {
            let _ = writeln!(page, "<li>{}</li>", escaped(&note));
        }
        page.push_str("</ul>\n");
    }
}

/// A card for each runtime, which is the legend too.
fn summary(page: &mut String, comparison: &Comparison) {
    page.push_str("<section class=\"cards\">\n");
    for (at, runtime) in comparison.runtimes.iter().enumerate() {
        let mean = comparison.mean_speedup(at, Aspect::Process).filter(|_| at > 0);
        let steady = comparison.mean_speedup(at, Aspect::Steady).filter(|_| at > 0);
        let figure = mean.map_or_else(|| "1×".to_owned(), |mean| format!("{:.2}×", mean.value));
        let _ = write!(
            page,
            "<div class=\"card\"><h2><i class=\"r{at}\"></i>{}</h2><p class=\"figure\">{figure}</p><p class=\"quiet\">",
            escaped(&runtime.name),
        );
        match mean {
            None => page.push_str("what the others are compared with"),
            Some(mean) => {
                let slower = comparison.speedups(at, Aspect::Process).iter().filter(|&&ratio| ratio < 1.0).count();
                let _ = write!(
                    page,
                    "{:.2} to {:.2} as fast on the whole; slower in {slower} programs",
                    mean.low, mean.high
                );
            }
        }
        if let Some(steady) = steady {
            let _ = write!(page, "; {:.2}× once warm", steady.value);
        }
        let _ = writeln!(page, "<br>{}</p></div>", escaped(&comparison.versions[at]));
    }
    page.push_str("</section>\n");
}

/// Bars of speedups on a logarithmic scale: to the right of the line where the runtime is faster than the first.
fn ratios(page: &mut String, comparison: &Comparison, aspect: Aspect, title: &str) {
    let speedups = |row: &Row| -> Vec<Option<Estimate>> {
        (1..comparison.runtimes.len()).map(|at| row.speedup(at, aspect)).collect()
    };
    let all: Vec<f64> =
        comparison.rows.iter().flat_map(speedups).flatten().flat_map(|ratio| [ratio.low, ratio.high]).collect();
    let scale = Scale::around_one(&all);
    let first = escaped(&comparison.runtimes[0].name);
    let _ = write!(
        page,
        "<section><h2>{title}: how many times as fast as {first}</h2>\n<div class=\"bars\"><div class=\"row axis\"><span></span>{}</div>\n",
        scale.axis(),
    );
    for row in &comparison.rows {
        let shown = speedups(row);
        if aspect == Aspect::Steady && shown.iter().all(Option::is_none) {
            continue;
        }
        let _ = write!(page, "<div class=\"row\"><span class=\"name\">{}</span><div>", escaped(&row.program));
        for (index, ratio) in shown.into_iter().enumerate() {
            let at = index + 1;
            match ratio {
                Some(ratio) => scale.bar(page, at, ratio),
                None => {
                    let word = failure_word(&row.cells[at]);
                    let _ = write!(page, "<div class=\"bar\"><b>{word}</b><svg></svg></div>");
                }
            }
        }
        page.push_str("</div></div>\n");
    }
    page.push_str("</div></section>\n");
}

/// A logarithmic scale that holds 1.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn around_one(values: &[f64]) -> Scale {
        let low = values.iter().copied().fold(0.8, f64::min);
        let high = values.iter().copied().fold(1.25, f64::max);
        Scale { low: low * 0.95, high: high * 1.05 }
    }

    /// Per cent of the width.
    fn at(&self, value: f64) -> f64 {
        (value / self.low).ln() / (self.high / self.low).ln() * 100.0
    }

    fn axis(&self) -> String {
        let steps = [0.01, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1000.0];
        let mut ticks = String::new();
        let mut last = -100.0;
        for step in steps.into_iter().filter(|step| (self.low..=self.high).contains(step)) {
            let at = self.at(step);
            // Labels need room, and the line of 1 its label.
            if at - last >= 9.0 && (step >= 1.0 || self.at(1.0) - at >= 9.0) && at < 96.0 {
                let _ = write!(ticks, "<text x=\"{at:.2}%\" y=\"11\">{step}×</text>");
                last = at;
            }
        }
        format!("<div class=\"bar\"><b></b><svg>{ticks}</svg></div>")
    }

    fn bar(&self, page: &mut String, at: usize, ratio: Estimate) {
        let (one, end) = (self.at(1.0), self.at(ratio.value));
        let (left, width) = (one.min(end), (end - one).abs());
        let (low, high) = (self.at(ratio.low), self.at(ratio.high));
        let _ = write!(
            page,
            "<div class=\"bar\"><b>{:.2}×</b><svg><rect class=\"r{at}\" x=\"{left:.2}%\" width=\"{width:.2}%\" y=\"2\" height=\"10\"/>\
             <line class=\"whisker\" x1=\"{low:.2}%\" x2=\"{high:.2}%\" y1=\"7\" y2=\"7\"/>\
             <line class=\"one\" x1=\"{one:.2}%\" x2=\"{one:.2}%\" y1=\"0\" y2=\"14\"/></svg></div>",
            ratio.value,
        );
    }
}

/// A small plot for each program: seconds of each iteration, by the time at which it ended.
fn warm_ups(page: &mut String, comparison: &Comparison) {
    page.push_str(
        "<section><h2>Warm-up</h2><p class=\"quiet\">Milliseconds of each iteration in one process, on a logarithmic scale, by \
         the number of the iteration, on one too.</p><div class=\"plots\">\n",
    );
    for row in &comparison.rows {
        let curves: Vec<(usize, &WarmUp)> =
            row.cells.iter().enumerate().filter_map(|(at, cell)| Some((at, cell.warm_up.as_ref()?))).collect();
        if !curves.is_empty() {
            let _ = write!(page, "<figure><figcaption>{}</figcaption>", escaped(&row.program));
            plot(page, &curves);
            page.push_str("</figure>\n");
        }
    }
    page.push_str("</div></section>\n");
}

fn plot(page: &mut String, curves: &[(usize, &WarmUp)]) {
    let all = || curves.iter().flat_map(|(_, warm_up)| warm_up.iterations.iter().copied());
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(0.0, f64::max));
    let count = curves.iter().map(|(_, warm_up)| warm_up.iterations.len()).max().unwrap_or(1);
    let (width, height) = PLOT;
    let across = |at: usize| (at as f64 + 1.0).ln() / (count as f64).ln().max(1e-9) * width;
    let up = |seconds: f64| 4.0 + (high / seconds).ln() / (high / low).ln().max(1e-9) * (height - 8.0);
    let _ = write!(
        page,
        "<div class=\"plot\"><div class=\"limits\"><span>{}</span><span>{}</span></div>\
         <svg viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"none\">",
        brief(high * 1e3),
        brief(low * 1e3),
    );
    for (at, warm_up) in curves {
        let mut points: Vec<String> = Vec::new();
        let mut last = f64::NEG_INFINITY;
        for (index, &seconds) in warm_up.iterations.iter().enumerate() {
            // Later ones lie closer together than can be seen.
            if across(index) >= last + 0.5 {
                last = across(index);
                points.push(format!("{last:.1},{:.1}", up(seconds)));
            }
        }
        let _ = write!(page, "<polyline class=\"r{at}\" points=\"{}\"/>", points.join(" "));
    }
    let _ = write!(page, "</svg></div><div class=\"limits below\"><span>1</span><span>{count}</span></div>");
}

fn brief(milliseconds: f64) -> String {
    if milliseconds < 10.0 { format!("{milliseconds:.1}") } else { format!("{milliseconds:.0}") }
}

fn memory(page: &mut String, comparison: &Comparison) {
    let all = comparison.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.peak_memory_bytes);
    let most = all.max().unwrap_or(0).max(1) as f64;
    page.push_str("<section><h2>Peak memory, in MiB</h2>\n<div class=\"bars\">\n");
    for row in &comparison.rows {
        let _ = write!(page, "<div class=\"row\"><span class=\"name\">{}</span><div>", escaped(&row.program));
        for (at, cell) in row.cells.iter().enumerate() {
            let bytes = cell.peak_memory_bytes as f64;
            let _ = write!(
                page,
                "<div class=\"bar\"><b>{:.1}</b><svg><rect class=\"r{at}\" x=\"0\" width=\"{:.2}%\" y=\"2\" height=\"10\"/></svg></div>",
                bytes / 1_048_576.0,
                bytes / most * 100.0,
            );
        }
        page.push_str("</div></div>\n");
    }
    page.push_str("</div></section>\n");
}

/// All figures, in a table that scrolls sideways.
fn figures(page: &mut String, comparison: &Comparison) {
    page.push_str("<section><h2>Figures</h2><div class=\"scroll\"><table><thead><tr><th></th>");
    for runtime in &comparison.runtimes {
        let _ = write!(page, "<th colspan=\"4\">{}</th>", escaped(&runtime.name));
    }
    page.push_str("</tr><tr><th>program</th>");
    for _ in &comparison.runtimes {
        page.push_str("<th>ms</th><th>±</th><th>steady ms</th><th>warm after s</th>");
    }
    page.push_str("</tr></thead><tbody>\n");
    for row in &comparison.rows {
        let _ = write!(page, "<tr><th>{}</th>", escaped(&row.program));
        for cell in &row.cells {
            let (time, noise) = match cell.time() {
                Some(time) => (format!("{:.1}", time.value * 1e3), format!("{:.0}%", time.noise() * 100.0)),
                None => (failure_word(cell).to_owned(), String::new()),
            };
            let warm_up = cell.warm_up.as_ref();
            let steady = warm_up.map_or_else(String::new, |warm_up| format!("{:.2}", warm_up.steady() * 1e3));
            let after = warm_up.map_or_else(String::new, |warm_up| format!("{:.2}", warm_up.seconds_before_steady()));
            let _ = write!(page, "<td>{time}</td><td>{noise}</td><td>{steady}</td><td>{after}</td>");
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div></section>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
