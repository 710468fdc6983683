//! The functions themselves, by the formulas of Kahan's "Branch cuts for complex elementary functions" as CPython has them.

use super::tables::{self, special};
use super::{Failure, Pair};
use crate::libm;
use crate::math::scale;
use std::f64::consts::{E, LN_2, LN_10, PI};

type Answer = Result<Pair, Failure>;

/// From here up squares of sums overflow.
const LARGE: f64 = f64::MAX / 4.0;

fn sqrt_large() -> f64 {
    LARGE.sqrt()
}

fn log_large() -> f64 {
    LARGE.ln()
}

fn is_large(z: Pair) -> bool {
    z.0.abs() > LARGE || z.1.abs() > LARGE
}

/// `log(abs(z))` of a large number.
fn log_of_large(z: Pair) -> f64 {
    (z.0 / 2.0).hypot(z.1 / 2.0).ln() + LN_2 * 2.0
}

fn checked(z: Pair) -> Answer {
    if z.0.is_infinite() || z.1.is_infinite() { Err(Failure::Range) } else { Ok(z) }
}

/// Applies `f` to `i * z` and divides the result by `i`: how `sin` comes from `sinh`.
fn rotated(z: Pair, f: fn(Pair) -> Answer) -> Answer {
    let (real, imag) = f((-z.1, z.0))?;
    Ok((imag, -real))
}

pub(super) fn acos(z: Pair) -> Answer {
    if let Some(result) = special(&tables::ACOS, z) {
        return Ok(result);
    }
    if is_large(z) {
        let size = log_of_large(z);
        let imag = if z.0 < 0.0 { -size.copysign(z.1) } else { size.copysign(-z.1) };
        return Ok((z.1.abs().atan2(z.0), imag));
    }
    let (s1, s2) = (root((1.0 - z.0, -z.1)), root((1.0 + z.0, z.1)));
    Ok((2.0 * s1.0.atan2(s2.0), libm::asinh(s2.0 * s1.1 - s2.1 * s1.0)))
}

pub(super) fn acosh(z: Pair) -> Answer {
    if let Some(result) = special(&tables::ACOSH, z) {
        return Ok(result);
    }
    if is_large(z) {
        return Ok((log_of_large(z), z.1.atan2(z.0)));
    }
    let (s1, s2) = (root((z.0 - 1.0, z.1)), root((z.0 + 1.0, z.1)));
    Ok((libm::asinh(s1.0 * s2.0 + s1.1 * s2.1), 2.0 * s1.1.atan2(s2.0)))
}

pub(super) fn asin(z: Pair) -> Answer {
    rotated(z, asinh)
}

pub(super) fn asinh(z: Pair) -> Answer {
    if let Some(result) = special(&tables::ASINH, z) {
        return Ok(result);
    }
    if is_large(z) {
        return Ok((log_of_large(z).copysign(z.0), z.1.atan2(z.0.abs())));
    }
    let (s1, s2) = (root((1.0 + z.1, -z.0)), root((1.0 - z.1, z.0)));
    Ok((libm::asinh(s1.0 * s2.1 - s2.0 * s1.1), z.1.atan2(s1.0 * s2.0 - s1.1 * s2.1)))
}

pub(super) fn atan(z: Pair) -> Answer {
    rotated(z, atanh)
}

pub(super) fn atanh(z: Pair) -> Answer {
    if let Some(result) = special(&tables::ATANH, z) {
        return Ok(result);
    }
    if z.0 < 0.0 || (z.0 == 0.0 && z.0.is_sign_negative()) {
        let (real, imag) = atanh((-z.0, -z.1))?;
        return Ok((-real, -imag));
    }
    let ay = z.1.abs();
    if z.0 > sqrt_large() || ay > sqrt_large() {
        let h = (z.0 / 2.0).hypot(z.1 / 2.0);
        return Ok((z.0 / 4.0 / h / h, -(PI / 2.0).copysign(-z.1)));
    }
    if z.0 == 1.0 && ay < f64::MIN_POSITIVE.sqrt() {
        if ay == 0.0 {
            return Err(Failure::Domain);
        }
        let real = -(ay.sqrt() / ay.hypot(2.0).sqrt()).ln();
        return Ok((real, (2.0f64.atan2(-ay) / 2.0).copysign(z.1)));
    }
    let one = 1.0 - z.0;
    let real = libm::log1p(4.0 * z.0 / (one * one + ay * ay)) / 4.0;
    Ok((real, -(-2.0 * z.1).atan2(one * (1.0 + z.0) - ay * ay) / 2.0))
}

pub(super) fn cos(z: Pair) -> Answer {
    cosh((-z.1, z.0))
}

pub(super) fn cosh(z: Pair) -> Answer {
    if let Some(result) = special(&tables::COSH, z) {
        if z.1.is_infinite() && !z.0.is_nan() {
            return Err(Failure::Domain);
        }
        if z.0.is_infinite() && z.1.is_finite() && z.1 != 0.0 {
            let imag = f64::INFINITY.copysign(z.1.sin());
            return Ok((f64::INFINITY.copysign(z.1.cos()), if z.0 > 0.0 { imag } else { -imag }));
        }
        return Ok(result);
    }
    if z.0.abs() > log_large() {
        let x = z.0 - 1.0f64.copysign(z.0);
        return checked((z.1.cos() * x.cosh() * E, z.1.sin() * x.sinh() * E));
    }
    checked((z.1.cos() * z.0.cosh(), z.1.sin() * z.0.sinh()))
}

pub(super) fn exp(z: Pair) -> Answer {
    if let Some(result) = special(&tables::EXP, z) {
        if z.1.is_infinite() && (z.0.is_finite() || z.0 == f64::INFINITY) {
            return Err(Failure::Domain);
        }
        if z.0.is_infinite() && z.1.is_finite() && z.1 != 0.0 {
            let size = if z.0 > 0.0 { f64::INFINITY } else { 0.0 };
            return Ok((size.copysign(z.1.cos()), size.copysign(z.1.sin())));
        }
        return Ok(result);
    }
    if z.0 > log_large() {
        let size = (z.0 - 1.0).exp();
        return checked((size * z.1.cos() * E, size * z.1.sin() * E));
    }
    let size = z.0.exp();
    checked((size * z.1.cos(), size * z.1.sin()))
}

pub(super) fn log(z: Pair) -> Answer {
    if let Some(result) = special(&tables::LOG, z) {
        return Ok(result);
    }
    let (ax, ay) = (z.0.abs(), z.1.abs());
    let real = if is_large(z) {
        (ax / 2.0).hypot(ay / 2.0).ln() + LN_2
    } else if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE {
        if ax == 0.0 && ay == 0.0 {
            return Err(Failure::Domain);
        }
        // The absolute value may be subnormal.
        let digits = f64::MANTISSA_DIGITS as i32;
        scale(ax, digits).hypot(scale(ay, digits)).ln() - f64::from(digits) * LN_2
    } else {
        let h = ax.hypot(ay);
        if (0.71..=1.73).contains(&h) {
            let (most, least) = if ax > ay { (ax, ay) } else { (ay, ax) };
            libm::log1p((most - 1.0) * (most + 1.0) + least * least) / 2.0
        } else {
            h.ln()
        }
    };
    Ok((real, z.1.atan2(z.0)))
}

pub(super) fn log10(z: Pair) -> Answer {
    let (real, imag) = log(z)?;
    Ok((real / LN_10, imag / LN_10))
}

pub(super) fn sin(z: Pair) -> Answer {
    rotated(z, sinh)
}

pub(super) fn sinh(z: Pair) -> Answer {
    if let Some(result) = special(&tables::SINH, z) {
        if z.1.is_infinite() && !z.0.is_nan() {
            return Err(Failure::Domain);
        }
        if z.0.is_infinite() && z.1.is_finite() && z.1 != 0.0 {
            let real = f64::INFINITY.copysign(z.1.cos());
            return Ok((if z.0 > 0.0 { real } else { -real }, f64::INFINITY.copysign(z.1.sin())));
        }
        return Ok(result);
    }
    if z.0.abs() > log_large() {
        let x = z.0 - 1.0f64.copysign(z.0);
        return checked((z.1.cos() * x.sinh() * E, z.1.sin() * x.cosh() * E));
    }
    checked((z.1.cos() * z.0.sinh(), z.1.sin() * z.0.cosh()))
}

pub(super) fn sqrt(z: Pair) -> Answer {
    Ok(root(z))
}

fn root(z: Pair) -> Pair {
    if let Some(result) = special(&tables::SQRT, z) {
        return result;
    }
    if z.0 == 0.0 && z.1 == 0.0 {
        return (0.0, z.1);
    }
    let (ax, ay) = (z.0.abs(), z.1.abs());
    let s = if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE {
        // The absolute value may be subnormal.
        let ax = scale(ax, 53);
        scale((ax + ax.hypot(scale(ay, 53))).sqrt(), -27)
    } else {
        let ax = ax / 8.0;
        2.0 * (ax + ax.hypot(ay / 8.0)).sqrt()
    };
    let d = ay / (2.0 * s);
    if z.0 >= 0.0 { (s, d.copysign(z.1)) } else { (d, s.copysign(z.1)) }
}

pub(super) fn tan(z: Pair) -> Answer {
    rotated(z, tanh)
}

pub(super) fn tanh(z: Pair) -> Answer {
    if let Some(result) = special(&tables::TANH, z) {
        if z.1.is_infinite() && z.0.is_finite() {
            return Err(Failure::Domain);
        }
        if z.0.is_infinite() && z.1.is_finite() && z.1 != 0.0 {
            return Ok((1.0f64.copysign(z.0), 0.0f64.copysign(2.0 * z.1.sin() * z.1.cos())));
        }
        return Ok(result);
    }
    if z.0.abs() > log_large() {
        return Ok((1.0f64.copysign(z.0), 4.0 * z.1.sin() * z.1.cos() * (-2.0 * z.0.abs()).exp()));
    }
    let (tx, ty, cx) = (z.0.tanh(), z.1.tan(), 1.0 / z.0.cosh());
    let txty = tx * ty;
    let denominator = 1.0 + txty * txty;
    Ok((tx * (1.0 + ty * ty) / denominator, ((ty / denominator) * cx) * cx))
}

/// The number of absolute value `r` and phase `phi`.
pub(super) fn rect(r: f64, phi: f64) -> Answer {
    if let Some(result) = special(&tables::RECT, (r, phi)) {
        if r != 0.0 && !r.is_nan() && phi.is_infinite() {
            return Err(Failure::Domain);
        }
        if r.is_infinite() && phi.is_finite() && phi != 0.0 {
            let (real, imag) = (f64::INFINITY.copysign(phi.cos()), f64::INFINITY.copysign(phi.sin()));
            return Ok(if r > 0.0 { (real, imag) } else { (-real, -imag) });
        }
        return Ok(result);
    }
    Ok(if phi == 0.0 { (r, r * phi) } else { (r * phi.cos(), r * phi.sin()) })
}
