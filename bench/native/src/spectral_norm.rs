//! Power iteration on an implicit matrix.

use crate::sum;

fn entry(i: usize, j: usize) -> f64 {
    let diagonal = i + j;
    1.0 / (diagonal * (diagonal + 1) / 2 + i + 1) as f64
}

fn times(vector: &[f64]) -> Vec<f64> {
    (0..vector.len()).map(|i| sum((0..vector.len()).map(|j| entry(i, j) * vector[j]))).collect()
}

#[expect(clippy::needless_range_loop, reason = "the program indexes")]
fn transposed_times(vector: &[f64]) -> Vec<f64> {
    let mut result = Vec::new();
    for i in 0..vector.len() {
        let mut total = 0.0;
        for j in 0..vector.len() {
            total += entry(j, i) * vector[j];
        }
        result.push(total);
    }
    result
}

pub(crate) fn run(size: usize) -> String {
    let mut u = vec![1.0; size];
    let mut v = u.clone();
    for _ in 0..6 {
        v = transposed_times(&times(&u));
        u = transposed_times(&times(&v));
    }
    let uv = sum(u.iter().zip(&v).map(|(a, b)| a * b));
    let vv = sum(v.iter().map(|b| b * b));
    let norm = (uv / vv).sqrt();
    assert!(1.2 < norm && norm < 1.3, "{norm}");
    format!("{norm:.9}")
}
