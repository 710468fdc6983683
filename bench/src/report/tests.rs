//! The reports of a small comparison with a failure.

use super::{html::html, json::json, table::table};
use crate::compare::{Cell, Comparison, Row};
use crate::machine::Machine;
use crate::runtimes::Runtime;
use crate::suite::Size;
use crate::warm_up::WarmUp;

fn sample() -> Comparison {
    let cell = |seconds: &[f64]| Cell { seconds: seconds.to_vec(), peak_memory_bytes: 1 << 20, ..Cell::default() };
    let warm = |seconds: &[f64], text: &str| Cell {
        warm_up: Some(WarmUp::parse(text).expect("well-formed")),
        ..cell(seconds)
    };
    let failed = Cell { failure: Some("timed out".to_owned()), ..Cell::default() };
    let slow = "0 8000000\n8000000 16000000\n16000000 24000000\n24000000 32000000\n";
    let quick = "0 8000000\n8000000 9000000\n9000000 10000000\n10000000 11000000\n";
    Comparison {
        machine: Machine { processor: "A & B".to_owned(), threads: 2, ..Machine::default() },
        runtimes: vec![Runtime::new("cpython", "python3"), Runtime::new("krait", "k\"1")],
        versions: vec!["Python 3.12.1".to_owned(), "krait <1>".to_owned()],
        rows: vec![
            Row { program: "fast".to_owned(), cells: vec![warm(&[1.0, 1.0, 1.0], slow), warm(&[0.25], quick)] },
            Row { program: "hangs".to_owned(), cells: vec![cell(&[1.0]), failed] },
        ],
        runs: 3,
        size: Size::Default,
        notes: vec!["no counters".to_owned()],
    }
}

#[test]
fn the_table_shows_medians_ratios_and_failures() {
    let expected = "\
Whole processes, 3 of each

                cpython            krait
program              ms   ±  MiB      ms   ±  MiB  ratio
fast             1000.0  0%  1.0   250.0  0%  1.0   4.00
hangs            1000.0  0%  1.0  TIMEOUT
geometric mean                                      4.00
";
    let text = table(&sample());
    let squeezed =
        |text: &str| text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
    assert_eq!(squeezed(&text)[..7], squeezed(expected)[..]);
    assert!(text.contains("FAILED hangs in krait: timed out\n"), "{text}");
    assert!(text.contains("note: no counters\n"), "{text}");
}

#[test]
fn the_table_of_iterations_shows_when_a_process_is_warm() {
    let text = table(&sample());
    let line = text.lines().rfind(|line| line.starts_with("fast")).expect("there is one");
    assert_eq!(
        line.split_whitespace().collect::<Vec<_>>(),
        ["fast", "8.0", "8.0", "0.00", "8.0", "1.0", "0.00", "8.00"]
    );
}

#[test]
fn json_holds_single_times_and_the_summary() {
    let text = json(&sample());
    let value: serde_json::Value = serde_json::from_str(&text).expect("well-formed");
    assert_eq!(value["runtimes"][1]["command"][0], "k\"1");
    assert_eq!(value["rows"][0]["cells"][0]["seconds"], serde_json::json!([1.0, 1.0, 1.0]));
    assert_eq!(value["summary"]["programs"]["hangs"]["krait"]["failure"], "timed out");
    assert_eq!(value["summary"]["geometric_mean_speedup"]["krait"]["process"]["value"], 4.0);
}

#[test]
fn the_page_is_whole_and_escaped() {
    let page = html(&sample());
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</body></html>\n"));
    assert!(page.contains("A &amp; B") && page.contains("krait &lt;1&gt;") && page.contains("TIMEOUT"));
    assert!(!page.contains("http"), "the page needs nothing from elsewhere");
    for tag in ["section", "div", "svg", "table", "figure", "ul"] {
        let count = |text: &str| page.matches(text).count();
        assert_eq!(count(&format!("<{tag}>")) + count(&format!("<{tag} ")), count(&format!("</{tag}>")), "{tag}");
    }
}
