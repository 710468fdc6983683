//! Results of complex functions for arguments that are infinite, NaN or zero, as C99's annex G fixes them.
//!
//! Rows are the kind of the real part, columns that of the imaginary part, both in the order of [`kind`]: minus infinity,
//! negative, -0, 0, positive, infinity, NaN. What neither is finite for both parts nor special is never looked up (U).

use super::Pair;
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

const INF: f64 = f64::INFINITY;
const N: f64 = f64::NAN;
const P: f64 = PI;
const P12: f64 = FRAC_PI_2;
const P14: f64 = FRAC_PI_4;
const P34: f64 = 3.0 * FRAC_PI_4;
/// Never looked up.
const U: Pair = (-1e33, -1e33);
const NN: Pair = (N, N);

pub(super) type Table = [[Pair; 7]; 7];

/// Row or column of a float.
fn kind(x: f64) -> usize {
    if x.is_nan() {
        6
    } else if x.is_infinite() {
        if x < 0.0 { 0 } else { 5 }
    } else if x == 0.0 {
        if x.is_sign_negative() { 2 } else { 3 }
    } else if x < 0.0 {
        1
    } else {
        4
    }
}

/// The entry for a number, if a part of it is not finite.
pub(super) fn special(table: &Table, z: Pair) -> Option<Pair> {
    if z.0.is_finite() && z.1.is_finite() { None } else { Some(table[kind(z.0)][kind(z.1)]) }
}

#[rustfmt::skip]
pub(super) static ACOS: Table = [
    [(P34, INF), (P, INF), (P, INF), (P, -INF), (P, -INF), (P34, -INF), (N, INF)],
    [(P12, INF), U, U, U, U, (P12, -INF), NN],
    [(P12, INF), U, (P12, 0.0), (P12, -0.0), U, (P12, -INF), (P12, N)],
    [(P12, INF), U, (P12, 0.0), (P12, -0.0), U, (P12, -INF), (P12, N)],
    [(P12, INF), U, U, U, U, (P12, -INF), NN],
    [(P14, INF), (0.0, INF), (0.0, INF), (0.0, -INF), (0.0, -INF), (P14, -INF), (N, INF)],
    [(N, INF), NN, NN, NN, NN, (N, -INF), NN],
];

#[rustfmt::skip]
pub(super) static ACOSH: Table = [
    [(INF, -P34), (INF, -P), (INF, -P), (INF, P), (INF, P), (INF, P34), (INF, N)],
    [(INF, -P12), U, U, U, U, (INF, P12), NN],
    [(INF, -P12), U, (0.0, -P12), (0.0, P12), U, (INF, P12), NN],
    [(INF, -P12), U, (0.0, -P12), (0.0, P12), U, (INF, P12), NN],
    [(INF, -P12), U, U, U, U, (INF, P12), NN],
    [(INF, -P14), (INF, -0.0), (INF, -0.0), (INF, 0.0), (INF, 0.0), (INF, P14), (INF, N)],
    [(INF, N), NN, NN, NN, NN, (INF, N), NN],
];

#[rustfmt::skip]
pub(super) static ASINH: Table = [
    [(-INF, -P14), (-INF, -0.0), (-INF, -0.0), (-INF, 0.0), (-INF, 0.0), (-INF, P14), (-INF, N)],
    [(-INF, -P12), U, U, U, U, (-INF, P12), NN],
    [(-INF, -P12), U, (-0.0, -0.0), (-0.0, 0.0), U, (-INF, P12), NN],
    [(INF, -P12), U, (0.0, -0.0), (0.0, 0.0), U, (INF, P12), NN],
    [(INF, -P12), U, U, U, U, (INF, P12), NN],
    [(INF, -P14), (INF, -0.0), (INF, -0.0), (INF, 0.0), (INF, 0.0), (INF, P14), (INF, N)],
    [(INF, N), NN, (N, -0.0), (N, 0.0), NN, (INF, N), NN],
];

#[rustfmt::skip]
pub(super) static ATANH: Table = [
    [(-0.0, -P12), (-0.0, -P12), (-0.0, -P12), (-0.0, P12), (-0.0, P12), (-0.0, P12), (-0.0, N)],
    [(-0.0, -P12), U, U, U, U, (-0.0, P12), NN],
    [(-0.0, -P12), U, (-0.0, -0.0), (-0.0, 0.0), U, (-0.0, P12), (-0.0, N)],
    [(0.0, -P12), U, (0.0, -0.0), (0.0, 0.0), U, (0.0, P12), (0.0, N)],
    [(0.0, -P12), U, U, U, U, (0.0, P12), NN],
    [(0.0, -P12), (0.0, -P12), (0.0, -P12), (0.0, P12), (0.0, P12), (0.0, P12), (0.0, N)],
    [(0.0, -P12), NN, NN, NN, NN, (0.0, P12), NN],
];

#[rustfmt::skip]
pub(super) static COSH: Table = [
    [(INF, N), U, (INF, 0.0), (INF, -0.0), U, (INF, N), (INF, N)],
    [NN, U, U, U, U, NN, NN],
    [(N, 0.0), U, (1.0, 0.0), (1.0, -0.0), U, (N, 0.0), (N, 0.0)],
    [(N, 0.0), U, (1.0, -0.0), (1.0, 0.0), U, (N, 0.0), (N, 0.0)],
    [NN, U, U, U, U, NN, NN],
    [(INF, N), U, (INF, -0.0), (INF, 0.0), U, (INF, N), (INF, N)],
    [NN, NN, (N, 0.0), (N, 0.0), NN, NN, NN],
];

#[rustfmt::skip]
pub(super) static EXP: Table = [
    [(0.0, 0.0), U, (0.0, -0.0), (0.0, 0.0), U, (0.0, 0.0), (0.0, 0.0)],
    [NN, U, U, U, U, NN, NN],
    [NN, U, (1.0, -0.0), (1.0, 0.0), U, NN, NN],
    [NN, U, (1.0, -0.0), (1.0, 0.0), U, NN, NN],
    [NN, U, U, U, U, NN, NN],
    [(INF, N), U, (INF, -0.0), (INF, 0.0), U, (INF, N), (INF, N)],
    [NN, NN, (N, -0.0), (N, 0.0), NN, NN, NN],
];

#[rustfmt::skip]
pub(super) static LOG: Table = [
    [(INF, -P34), (INF, -P), (INF, -P), (INF, P), (INF, P), (INF, P34), (INF, N)],
    [(INF, -P12), U, U, U, U, (INF, P12), NN],
    [(INF, -P12), U, (-INF, -P), (-INF, P), U, (INF, P12), NN],
    [(INF, -P12), U, (-INF, -0.0), (-INF, 0.0), U, (INF, P12), NN],
    [(INF, -P12), U, U, U, U, (INF, P12), NN],
    [(INF, -P14), (INF, -0.0), (INF, -0.0), (INF, 0.0), (INF, 0.0), (INF, P14), (INF, N)],
    [(INF, N), NN, NN, NN, NN, (INF, N), NN],
];

#[rustfmt::skip]
pub(super) static SINH: Table = [
    [(INF, N), U, (-INF, -0.0), (-INF, 0.0), U, (INF, N), (INF, N)],
    [NN, U, U, U, U, NN, NN],
    [(0.0, N), U, (-0.0, -0.0), (-0.0, 0.0), U, (0.0, N), (0.0, N)],
    [(0.0, N), U, (0.0, -0.0), (0.0, 0.0), U, (0.0, N), (0.0, N)],
    [NN, U, U, U, U, NN, NN],
    [(INF, N), U, (INF, -0.0), (INF, 0.0), U, (INF, N), (INF, N)],
    [NN, NN, (N, -0.0), (N, 0.0), NN, NN, NN],
];

#[rustfmt::skip]
pub(super) static SQRT: Table = [
    [(INF, -INF), (0.0, -INF), (0.0, -INF), (0.0, INF), (0.0, INF), (INF, INF), (N, INF)],
    [(INF, -INF), U, U, U, U, (INF, INF), NN],
    [(INF, -INF), U, (0.0, -0.0), (0.0, 0.0), U, (INF, INF), NN],
    [(INF, -INF), U, (0.0, -0.0), (0.0, 0.0), U, (INF, INF), NN],
    [(INF, -INF), U, U, U, U, (INF, INF), NN],
    [(INF, -INF), (INF, -0.0), (INF, -0.0), (INF, 0.0), (INF, 0.0), (INF, INF), (INF, N)],
    [(INF, -INF), NN, NN, NN, NN, (INF, INF), NN],
];

#[rustfmt::skip]
pub(super) static TANH: Table = [
    [(-1.0, 0.0), U, (-1.0, -0.0), (-1.0, 0.0), U, (-1.0, 0.0), (-1.0, 0.0)],
    [NN, U, U, U, U, NN, NN],
    [(-0.0, N), U, (-0.0, -0.0), (-0.0, 0.0), U, (-0.0, N), NN],
    [(0.0, N), U, (0.0, -0.0), (0.0, 0.0), U, (0.0, N), NN],
    [NN, U, U, U, U, NN, NN],
    [(1.0, 0.0), U, (1.0, -0.0), (1.0, 0.0), U, (1.0, 0.0), (1.0, 0.0)],
    [NN, NN, (N, -0.0), (N, 0.0), NN, NN, NN],
];

#[rustfmt::skip]
pub(super) static RECT: Table = [
    [(INF, N), U, (-INF, 0.0), (-INF, -0.0), U, (INF, N), (INF, N)],
    [NN, U, U, U, U, NN, NN],
    [(0.0, 0.0), U, (-0.0, 0.0), (-0.0, -0.0), U, (0.0, 0.0), (0.0, 0.0)],
    [(0.0, 0.0), U, (0.0, -0.0), (0.0, 0.0), U, (0.0, 0.0), (0.0, 0.0)],
    [NN, U, U, U, U, NN, NN],
    [(INF, N), U, (INF, -0.0), (INF, 0.0), U, (INF, N), (INF, N)],
    [NN, NN, (N, 0.0), (N, 0.0), NN, NN, NN],
];
