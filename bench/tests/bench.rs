//! The whole command with runtimes that are shell scripts: what is measured, and that whatever is wrong is reported by name while the
//! rest goes on.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Behaves as a runtime: prints the program's name, and writes times when asked to repeat.
const SOUND: &str = r#"
case "$1" in
  --version) echo "fake 1" ;;
  *repeat.py) printf '0 4000000\n4000000 6000000\n6000000 8000000\n8000000 10000000\n' > "$2"; echo "ran $(basename "$5")" ;;
  *) echo "ran $(basename "$1")" ;;
esac
"#;
const FAILING: &str = "case $1 in --version) ;; *) echo 'out of luck' >&2; exit 3 ;; esac";
const HANGING: &str = "case $1 in --version) ;; *) sleep 60 ;; esac";
const OTHER: &str = "case $1 in --version) ;; *) echo something else ;; esac";
const FAILING_LATE: &str = r#"
case "$1" in
  --version) ;;
  *repeat.py) echo "no memory" >&2; exit 1 ;;
  *) echo "ran $(basename "$1")" ;;
esac
"#;

/// A folder with fake runtimes and two programs.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Place {
        let folder = std::env::temp_dir().join(format!("krait-bench-test-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("the system's folder is writable");
        let place = Place(folder);
        let runtimes = [
            ("sound", SOUND),
            ("failing", FAILING),
            ("hanging", HANGING),
            ("other", OTHER),
            ("failing_late", FAILING_LATE),
        ];
        for (name, text) in runtimes {
            place.write(&format!("{name}.sh"), text);
        }
        place.write("one.py", "print('one')\n");
        place.write("two.py", "print('two')\n");
        place
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("the folder is writable");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn runtime(&self, name: &str) -> String {
        format!("sh {}", self.path(&format!("{name}.sh")).display())
    }

    /// Runs `bench` with both programs.
    fn bench(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bench"));
        command.args(arguments).args(["--krait", &self.runtime("sound"), "--without", "cpython", "--without", "pypy"]);
        command.arg(self.path("one.py")).arg(self.path("two.py"));
        command.output().expect("bench starts")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).expect("it was written")).expect("it is well-formed")
}

#[test]
fn a_comparison_gives_a_table_json_and_a_page() {
    let place = Place::new("compare");
    let (figures, page) = (place.path("out.json"), place.path("out.html"));
    let with = format!("twin={}", place.runtime("sound"));
    let files = ["--json", &figures.display().to_string(), "--html", &page.display().to_string()].map(str::to_owned);
    let mut arguments = vec!["compare", "--runs", "3", "--with", &with];
    arguments.extend(files.iter().map(String::as_str));
    let output = place.bench(&arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let table = text(&output.stdout);
    assert!(table.contains("Whole processes, 3 of each") && table.contains("warm after s"), "{table}");
    let all = json(&figures);
    assert_eq!(all["rows"][1]["program"], "two");
    assert_eq!(all["rows"][1]["cells"][1]["seconds"].as_array().map(Vec::len), Some(3));
    assert_eq!(all["rows"][0]["cells"][0]["warm_up"]["iterations"], serde_json::json!([0.004, 0.002, 0.002, 0.002]));
    assert!(std::fs::read_to_string(&page).is_ok_and(|page| page.contains("</html>")));
}

#[test]
fn what_is_wrong_is_named_and_the_rest_goes_on() {
    let place = Place::new("wrong");
    let figures = place.path("out.json");
    let runtimes =
        ["failing", "hanging", "other", "failing_late"].map(|name| format!("{name}={}", place.runtime(name)));
    let out = figures.display().to_string();
    let mut arguments =
        vec!["compare", "--runs", "2", "--limit", "1", "--json", &out, "--with", "missing=/nonexistent/x"];
    for runtime in &runtimes {
        arguments.extend(["--with", runtime]);
    }
    let output = place.bench(&arguments);
    assert_eq!(output.status.code(), Some(1));
    let (table, errors) = (text(&output.stdout), text(&output.stderr));
    assert!(errors.contains("missing is left out: cannot start \"/nonexistent/x\""), "{errors}");
    for expected in [
        "FAILED one in failing: exit code 3: out of luck",
        "FAILED two in failing: exit code 3: out of luck",
        "FAILED two in hanging: timed out",
        "FAILED two in other: prints \"something else\" instead of \"ran two.py\"",
        "FAILED one in failing_late: repeated in one process: exit code 1: no memory",
    ] {
        assert!(table.contains(expected), "{expected}\n{table}");
    }
    let all = json(&figures);
    assert_eq!(all["rows"][1]["cells"][0]["failure"], Value::Null);
    // What was measured before a failure is kept.
    assert_eq!(all["rows"][0]["cells"][4]["seconds"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_script_that_is_not_there_is_named() {
    let place = Place::new("script");
    let output = place.bench(&["compare", "/nonexistent/three.py"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot read /nonexistent/three.py"), "{}", text(&output.stderr));
}

#[test]
fn a_baseline_tells_a_loss() {
    let place = Place::new("baseline");
    let file = place.path("baseline.json").display().to_string();
    let common = ["--runs", "3", "--instructions", "never"];
    let saved = place.bench(&[&["save", &file][..], &common].concat());
    assert!(saved.status.success(), "{}", text(&saved.stderr));
    place.write("sound.sh", FAILING);
    let against = place.bench(&[&["against", &file][..], &common].concat());
    let table = text(&against.stdout);
    assert_eq!(against.status.code(), Some(1), "{table}");
    for program in ["one", "two"] {
        assert!(table.contains(&format!("LOST {program}: fails now: exit code 3: out of luck")), "{table}");
    }
}

#[test]
fn an_unreadable_baseline_is_named() {
    let place = Place::new("unreadable");
    let output = place.bench(&["against", "/nonexistent/baseline.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot read /nonexistent/baseline.json"), "{}", text(&output.stderr));
    place.write("damaged.json", "{\"format\":");
    let output = place.bench(&["against", &place.path("damaged.json").display().to_string()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("damaged.json is no baseline: "), "{}", text(&output.stderr));
}
