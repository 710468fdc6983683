//! Solving linear systems by LU decomposition with partial pivoting.

use crate::sum;

struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / 2_147_483_648.0 - 0.5
    }
}

/// Factors in place; gives the permutation and its sign.
fn decompose(matrix: &mut [Vec<f64>]) -> (Vec<usize>, i32) {
    let size = matrix.len();
    let mut order: Vec<usize> = (0..size).collect();
    let mut sign = 1;
    for column in 0..size {
        let mut pivot = column;
        for row in column + 1..size {
            if matrix[row][column].abs() > matrix[pivot][column].abs() {
                pivot = row;
            }
        }
        if pivot != column {
            matrix.swap(column, pivot);
            order.swap(column, pivot);
            sign = -sign;
        }
        let (above, below) = matrix.split_at_mut(column + 1);
        let top = &above[column];
        let inverse = 1.0 / top[column];
        for current in below {
            let factor = current[column] * inverse;
            current[column] = factor;
            if factor != 0.0 {
                for k in column + 1..size {
                    current[k] -= factor * top[k];
                }
            }
        }
    }
    (order, sign)
}

fn solve(factors: &[Vec<f64>], order: &[usize], right: &[f64]) -> Vec<f64> {
    let size = factors.len();
    let mut x: Vec<f64> = order.iter().map(|&i| right[i]).collect();
    for i in 0..size {
        x[i] -= sum((0..i).map(|j| factors[i][j] * x[j]));
    }
    for i in (0..size).rev() {
        x[i] = (x[i] - sum((i + 1..size).map(|j| factors[i][j] * x[j]))) / factors[i][i];
    }
    x
}

pub(crate) fn run(size: usize) -> String {
    let mut random = Random(size as u64);
    let matrix: Vec<Vec<f64>> = (0..size).map(|_| (0..size).map(|_| random.next()).collect()).collect();
    let truth: Vec<f64> = (0..size).map(|i| (i % 7) as f64 - 3.0).collect();
    let right: Vec<f64> = matrix.iter().map(|row| sum(row.iter().zip(&truth).map(|(a, b)| a * b))).collect();
    let mut factors = matrix.clone();
    let (order, sign) = decompose(&mut factors);
    let answer = solve(&factors, &order, &right);
    assert!(answer.iter().zip(&truth).all(|(a, b)| (a - b).abs() < 1e-6), "not the solution");
    let negative = (0..size).filter(|&i| factors[i][i] < 0.0).count();
    let sign = if negative % 2 == 0 { sign } else { -sign };
    format!("{sign} {:.6} {}", factors[size - 1][size - 1].abs(), order.iter().step_by(3).sum::<usize>())
}
