//! Files of baselines, and what counts as a loss.

use super::*;

fn of(programs: &[(&str, Figures)]) -> Baseline {
    Baseline {
        format: FORMAT.to_owned(),
        machine: Machine { processor: "one".to_owned(), ..Machine::default() },
        command: vec!["krait".to_owned()],
        size: Size::Default,
        programs: programs.iter().map(|(name, figures)| ((*name).to_owned(), figures.clone())).collect(),
    }
}

fn times(seconds: &[f64]) -> Figures {
    Figures { seconds: seconds.to_vec(), ..Figures::default() }
}

/// Judges one program, at a threshold of a tenth.
fn check(before: Figures, now: Figures) -> Verdict {
    judge(&of(&[("p", before)]), &of(&[("p", now)]), 0.1).remove(0)
}

#[test]
fn files_are_read_back() {
    let baseline =
        of(&[("a", times(&[1.0, 2.5])), ("b", Figures { failure: Some("why".to_owned()), ..Figures::default() })]);
    let text = serde_json::to_string(&baseline).expect("plain data");
    assert_eq!(Baseline::parse(&text), Ok(baseline));
}

#[test]
fn other_files_are_refused_with_a_reason() {
    assert!(Baseline::parse("").is_err_and(|reason| reason.contains("EOF")));
    assert!(Baseline::parse("{\"format\": 3}").is_err_and(|reason| reason.contains("expected a string")));
    let mut other = of(&[]);
    other.format = "krait bench baseline 0".to_owned();
    let text = serde_json::to_string(&other).expect("plain data");
    assert!(Baseline::parse(&text).is_err_and(|reason| reason.contains("its format is")));
    let error = Baseline::read(Path::new("/nonexistent/file")).expect_err("not there");
    assert!(error.starts_with("cannot read /nonexistent/file: "), "{error}");
}

#[test]
fn another_build_is_measured_as_the_one_before() {
    let before = of(&[("a", times(&[1.0])), (START_UP, times(&[1.0]))]);
    let options = as_before(&Options::default(), &before);
    assert_eq!((options.krait(), &options.programs[..]), ("krait", &["a".to_owned()][..]));
    let asked = Options { krait: Some("other".to_owned()), programs: vec!["b".to_owned()], ..Options::default() };
    assert_eq!(as_before(&asked, &before), asked);
}

#[test]
fn sure_times_decide() {
    let verdict = check(times(&[1.0, 1.0, 1.0]), times(&[1.2, 1.2, 1.2]));
    assert!(verdict.lost && matches!(verdict.change, Ok((_, Measure::Time))), "{verdict:?}");
    assert!(!check(times(&[1.0, 1.0, 1.0]), times(&[1.05, 1.05, 1.05])).lost);
}

#[test]
fn instructions_decide_where_times_are_noisy() {
    let noisy = |instructions| Figures { instructions, ..times(&[1.0, 1.5, 2.0]) };
    assert_eq!(check(noisy(Some(100)), noisy(Some(115))).change, Ok((1.15, Measure::Instructions)));
    assert!(check(noisy(Some(100)), noisy(Some(115))).lost);
    assert!(!check(noisy(Some(100)), noisy(Some(105))).lost);
    let verdict = check(noisy(None), noisy(Some(115)));
    assert!(!verdict.lost && matches!(verdict.change, Ok((_, Measure::NoisyTime))), "{verdict:?}");
}

#[test]
fn times_of_another_machine_do_not_count() {
    let (before, mut now) = (of(&[("p", times(&[1.0, 1.0]))]), of(&[("p", times(&[9.0, 9.0]))]));
    now.machine.processor = "two".to_owned();
    let verdicts = judge(&before, &now, 0.1);
    assert!(!verdicts[0].lost);
    assert!(table(&verdicts, &before, &now).contains("another machine"));
}

#[test]
fn a_new_failure_is_a_loss_and_is_named() {
    let failed = Figures { failure: Some("timed out".to_owned()), ..Figures::default() };
    assert!(check(times(&[1.0]), failed.clone()).lost);
    assert!(!check(failed.clone(), failed.clone()).lost);
    let (before, now) = (of(&[("p", times(&[1.0]))]), of(&[("p", failed), ("q", times(&[1.0]))]));
    let text = table(&judge(&before, &now, 0.1), &before, &now);
    assert!(text.contains("LOST p: fails now: timed out\n"), "{text}");
    assert!(text.contains("not in the baseline"), "{text}");
}
