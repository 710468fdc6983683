//! Statistics of small samples, and intervals that can be told beforehand.

use super::*;

#[test]
fn median_of_odd_even_and_none() {
    assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
    assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
    assert_eq!(median(&[]), None);
}

#[test]
fn geometric_means() {
    assert!((geometric_mean(&[1.0, 4.0, 16.0]).expect("not empty") - 4.0).abs() < 1e-12);
    assert_eq!(geometric_mean(&[]), None);
}

#[test]
fn equal_values_leave_no_doubt() {
    let estimate = median_estimate(&[2.0; 5]).expect("not empty");
    assert_eq!((estimate.value, estimate.low, estimate.high), (2.0, 2.0, 2.0));
    assert_eq!(estimate.noise(), 0.0);
}

#[test]
fn the_interval_holds_the_median_and_lies_within_the_values() {
    let values = [1.0, 1.1, 1.2, 1.3, 9.0];
    let estimate = median_estimate(&values).expect("not empty");
    assert!(estimate.low <= 1.2 && 1.2 <= estimate.high, "{estimate:?}");
    assert!(estimate.low >= 1.0 && estimate.high <= 9.0, "{estimate:?}");
}

#[test]
fn intervals_narrow_with_more_values() {
    let few: Vec<f64> = (0..5).map(|n| 1.0 + f64::from(n) / 5.0).collect();
    let many: Vec<f64> = (0..100).map(|n| 1.0 + f64::from(n) / 100.0).collect();
    let width = |values: &[f64]| median_estimate(values).expect("not empty").noise();
    assert!(width(&many) < width(&few) / 2.0);
}

#[test]
fn the_seed_is_fixed() {
    let values = [1.0, 2.0, 4.0, 8.0, 16.0];
    assert_eq!(median_estimate(&values), median_estimate(&values));
}

#[test]
fn ratios_of_medians() {
    let ratio = ratio_estimate(&[4.0, 4.0], &[2.0, 2.0]).expect("not empty");
    assert_eq!((ratio.value, ratio.low, ratio.high), (2.0, 2.0, 2.0));
    assert_eq!(ratio_estimate(&[], &[1.0]), None);
    let mean = mean_ratio_estimate(&[(&[4.0], &[1.0]), (&[1.0], &[1.0])]).expect("not empty");
    assert!((mean.value - 2.0).abs() < 1e-12);
    assert_eq!(mean_ratio_estimate(&[]), None);
}
