//! Profiles by the real `perf`; see the module `perf` of krait-tests.

use krait_tests::perf::{Perf, Sample, check_dump, check_map};
use std::path::Path;

const KRAIT: &str = env!("CARGO_BIN_EXE_krait");

fn path_of(program: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join(program).to_str().expect("the checkout's path is text").to_owned()
}

/// Samples of the threads that run Python, the kernel's work left out.
fn python_samples(perf: &Perf, data: &str) -> Vec<Sample> {
    let all = perf.samples(data);
    assert!(all.len() > 200, "{} samples are too few to tell", all.len());
    all.into_iter().filter(|sample| !sample.is_helper() && !sample.is_kernel()).collect()
}

/// Of the samples, so many per cent have a function of this name in their chains.
fn share(samples: &[Sample], start: &str) -> f64 {
    samples.iter().filter(|sample| sample.has(start)).count() as f64 * 100.0 / samples.len() as f64
}

fn check_names(purpose: &str, program: &str, arguments: &[&str], expected: &[&str]) {
    let Some(perf) = Perf::find(KRAIT, purpose) else { return };
    let program = path_of(program);
    perf.record(&["-X", "perf"], &program, arguments);
    let samples = python_samples(&perf, "perf.data");
    let named = share(&samples, "py::");
    let rooted = share(&samples, &format!("py::<module>:{program}"));
    let unnamed: Vec<_> = samples.iter().filter(|sample| !sample.has("py::")).take(5).collect();
    assert!(named >= 95.0, "{named:.1}% of {} samples are named: {unnamed:#?}", samples.len());
    assert!(rooted >= 90.0, "{rooted:.1}% of the chains reach the module");
    for function in expected {
        assert!(share(&samples, &format!("py::{function}:{program}")) > 0.0, "{function} is not there");
    }
}

#[test]
fn richards_is_named() {
    let expected = ["run", "simulate", "System.schedule"];
    check_names("richards", "bench/suites/richards.py", &["60"], &expected);
}

#[test]
fn raytrace_is_named() {
    check_names("raytrace", "bench/suites/raytrace.py", &["400"], &[]);
}

#[test]
fn regular_expressions_are_named_by_their_caller() {
    let expected = ["count_words", "main"];
    check_names("regular expressions", "tests/profiles/regex_and_dict.py", &["40000"], &expected);
}

#[test]
fn generators_are_named() {
    // What is left of the innermost one in compiled code takes one sample in two hundred.
    let expected = ["numbers", "squares", "odd", "main"];
    check_names("generators", "tests/profiles/generator_pipeline.py", &["12000000"], &expected);
}

#[test]
fn interpreted_functions_are_named() {
    let Some(perf) = Perf::find(KRAIT, "the interpreter") else { return };
    let program = path_of("bench/suites/richards.py");
    perf.record(&["-X", "jit=off", "-X", "perf"], &program, &["10"]);
    let samples = python_samples(&perf, "perf.data");
    assert!(share(&samples, "py::") >= 95.0);
    // The methods of tasks are called by the scheduler.
    let deep = samples.iter().filter(|sample| sample.has("py::DeviceTask.run") || sample.has("py::WorkTask.run"));
    for sample in deep {
        assert!(sample.has("py::System.schedule"), "{sample:?}");
    }
}

/// The share of `function`'s samples that are on lines from `first` to `last`.
fn on_lines(perf: &Perf, function: &str, first: u32, last: u32) -> f64 {
    let lines = perf.lines(function);
    let total: f64 = lines.iter().map(|(share, _)| share).sum();
    let within = lines.iter().filter(|(_, place)| {
        let line = place.rsplit_once(':').and_then(|(_, line)| line.parse::<u32>().ok());
        place.contains("hot_lines.py") && line.is_some_and(|line| (first..=last).contains(&line))
    });
    within.map(|(share, _)| share).sum::<f64>() * 100.0 / total
}

#[test]
fn samples_of_a_loop_are_on_its_lines() {
    let Some(perf) = Perf::find(KRAIT, "source lines") else { return };
    perf.record(&["-X", "perf_jit"], &path_of("tests/profiles/hot_lines.py"), &["loop", "300000000"]);
    perf.inject();
    assert!(share(&python_samples(&perf, "jitted.data"), "py::loop") >= 90.0);
    let share = on_lines(&perf, "py::loop", 7, 11);
    assert!(share >= 90.0, "{share:.1}% are on the loop's lines: {:?}", perf.lines("py::loop"));
}

#[test]
fn an_inlined_function_has_its_own_lines() {
    let Some(perf) = Perf::find(KRAIT, "lines of inlined functions") else { return };
    perf.record(&["-X", "perf_jit"], &path_of("tests/profiles/hot_lines.py"), &["call", "60000000"]);
    perf.inject();
    let share = on_lines(&perf, "py::caller", 16, 18);
    assert!(share >= 60.0, "{share:.1}% are on the callee's lines: {:?}", perf.lines("py::caller"));
}

#[test]
fn both_processes_of_a_fork_are_named() {
    let Some(perf) = Perf::find(KRAIT, "forks") else { return };
    let program = path_of("tests/profiles/fork.py");
    for (option, data) in [("perf", "perf.data"), ("perf_jit", "jitted.data")] {
        let output = perf.record(&["-X", option], &program, &["60000000"]);
        if option == "perf_jit" {
            perf.inject();
        }
        let numbers: Vec<u32> = output.split_whitespace().map(|number| number.parse().expect("a number")).collect();
        let samples = python_samples(&perf, data);
        for (process, mine) in [(numbers[0], "py::work_of_parent"), (numbers[1], "py::work_of_child")] {
            let of_process: Vec<Sample> = perf.samples(data).into_iter().filter(|s| s.process == process).collect();
            assert!(share(&of_process, mine) > 50.0, "-X {option}: {mine} of {} samples", of_process.len());
        }
        assert!(share(&samples, "py::") >= 90.0);
    }
}

#[test]
fn many_compilations_leave_consistent_files() {
    let folder = std::env::temp_dir().join(format!("krait-compilations-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written to");
    let binary = std::env::var("KRAIT").unwrap_or_else(|_| KRAIT.to_owned());
    for option in ["perf", "perf_jit"] {
        let mut words = binary.split_whitespace();
        let mut command = std::process::Command::new(words.next().expect("a command"));
        command.args(words).args(["--jit-threshold=2", "-X", option]).arg(path_of("tests/profiles/recompilations.py"));
        let child =
            command.env("JITDUMPDIR", &folder).stdout(std::process::Stdio::piped()).spawn().expect("krait runs");
        let map = format!("/tmp/perf-{}.map", child.id());
        let dump = format!("jit-{}.dump", child.id());
        let output = child.wait_with_output().expect("krait ends");
        assert!(output.status.success(), "{:?}", output.status);
        let count = if option == "perf" {
            let text = std::fs::read_to_string(&map).expect("the map is there");
            std::fs::remove_file(&map).expect("it is ours");
            check_map(&text)
        } else {
            let sessions = std::fs::read_dir(folder.join(".debug/jit")).expect("the folder is there");
            let paths = sessions.map(|session| session.expect("readable").path().join(&dump));
            let path = paths.into_iter().find(|path| path.exists()).expect("the dump is there");
            check_dump(&std::fs::read(path).expect("the dump is there"))
        };
        match count {
            Ok(count) => assert!(count >= 2000, "only {count} pieces of code"),
            Err(error) => panic!("-X {option}: {error}"),
        }
    }
    std::fs::remove_dir_all(folder).expect("the folder was made above");
}
