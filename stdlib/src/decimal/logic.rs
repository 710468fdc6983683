//! Operations on digits and exponents, neighbours, and total order.

use super::arith::{magnitude_order, order};
use super::coef::Coef;
use super::num::{Class, Num, Rounding, Work, flag};
use std::cmp::Ordering;

/// A bitwise operation on digits that are 0 or 1.
#[derive(Clone, Copy)]
pub(super) enum Logic {
    And,
    Or,
    Xor,
}

/// Which of two numbers is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extreme {
    Max,
    Min,
}

impl Work {
    /// The digits of a logical operand, as many as the precision says.
    fn logical(&self, n: &Num) -> Option<Vec<u8>> {
        if !n.is_finite() || n.negative || n.exp != 0 {
            return None;
        }
        let text = n.coef.text();
        let digits = text.as_bytes();
        if !digits.iter().all(|d| matches!(d, b'0' | b'1')) {
            return None;
        }
        self.in_precision(digits)
    }

    /// Digits with zeros in front or without the first ones, as many as the precision says.
    fn in_precision(&self, digits: &[u8]) -> Option<Vec<u8>> {
        let prec = usize::try_from(self.prec).ok().filter(|&prec| prec < 1 << 34)?;
        let kept = &digits[digits.len().saturating_sub(prec)..];
        let mut out = vec![b'0'; prec - kept.len()];
        out.extend_from_slice(kept);
        Some(out)
    }

    pub(super) fn logic(&mut self, a: &Num, b: &Num, logic: Logic) -> Num {
        let (Some(x), Some(y)) = (self.logical(a), self.logical(b)) else {
            return self.invalid(flag::INVALID_OPERATION);
        };
        let digit = |(x, y): (&u8, &u8)| {
            b'0' + match logic {
                Logic::And => x & y & 1,
                Logic::Or => (x | y) & 1,
                Logic::Xor => (x ^ y) & 1,
            }
        };
        let digits: Vec<u8> = x.iter().zip(&y).map(digit).collect();
        Num::finite(false, Coef::parse(&digits), 0)
    }

    pub(super) fn logical_invert(&mut self, a: &Num) -> Num {
        let Some(digits) = self.logical(a) else { return self.invalid(flag::INVALID_OPERATION) };
        let digits: Vec<u8> = digits.iter().map(|d| d ^ 1).collect();
        Num::finite(false, Coef::parse(&digits), 0)
    }

    /// A count of digits to move by.
    fn count(&mut self, b: &Num) -> Option<i64> {
        let n = b.coef.to_u64().filter(|_| b.is_finite() && b.exp == 0).and_then(|n| i64::try_from(n).ok());
        match n.filter(|&n| n <= self.prec) {
            Some(n) => Some(if b.negative { -n } else { n }),
            None => {
                self.raise(flag::INVALID_OPERATION);
                None
            }
        }
    }

    pub(super) fn rotate(&mut self, a: &Num, b: &Num) -> Num {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return nan;
        }
        let Some(count) = self.count(b) else { return Num::nan() };
        if a.is_infinite() {
            return a.clone();
        }
        let Some(mut digits) = self.in_precision(a.coef.text().as_bytes()) else {
            return self.invalid(flag::MALLOC_ERROR);
        };
        digits.rotate_left(count.rem_euclid(self.prec) as usize);
        Num::finite(a.negative, Coef::parse(&digits), a.exp)
    }

    pub(super) fn shift(&mut self, a: &Num, b: &Num) -> Num {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return nan;
        }
        let Some(count) = self.count(b) else { return Num::nan() };
        if a.is_infinite() {
            return a.clone();
        }
        let coef = if count < 0 {
            let Some(digits) = self.in_precision(a.coef.text().as_bytes()) else {
                return self.invalid(flag::MALLOC_ERROR);
            };
            Coef::parse(&digits).split(count.unsigned_abs()).0
        } else {
            let shifted = self.pad(&a.coef, count);
            if shifted.digits() > self.prec { shifted.split(self.prec as u64).1 } else { shifted }
        };
        Num::finite(a.negative, coef, a.exp)
    }

    pub(super) fn logb(&mut self, a: &Num) -> Num {
        if let Some(nan) = self.nan_of(&[a]) {
            return nan;
        }
        if a.is_infinite() {
            return Num::infinity(false);
        }
        if a.coef.is_zero() {
            self.raise(flag::DIVISION_BY_ZERO);
            return Num::infinity(true);
        }
        self.fix(Num::small(a.adjusted()))
    }

    pub(super) fn scaleb(&mut self, a: &Num, b: &Num) -> Num {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return nan;
        }
        let most = 2 * (i128::from(self.emax) + i128::from(self.prec));
        let by = b.coef.to_u64().filter(|&n| b.is_finite() && b.exp == 0 && i128::from(n) <= most);
        let Some(by) = by else { return self.invalid(flag::INVALID_OPERATION) };
        if a.is_infinite() {
            return a.clone();
        }
        let by = if b.negative { -(by as i64) } else { by as i64 };
        self.fix(Num { exp: a.exp.saturating_add(by), ..a.clone() })
    }

    /// `-1`, `0` or `1`; NaN if one of the operands is.
    pub(super) fn compare(&mut self, a: &Num, b: &Num) -> Num {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return nan;
        }
        Num::small(order(a, b) as i64)
    }

    pub(super) fn compare_signal(&mut self, a: &Num, b: &Num) -> Num {
        if a.is_nan() || b.is_nan() {
            self.raise(flag::INVALID_OPERATION);
        }
        self.compare(a, b)
    }

    pub(super) fn extreme(&mut self, a: &Num, b: &Num, extreme: Extreme, magnitude: bool) -> Num {
        if a.is_nan() || b.is_nan() {
            // A quiet NaN gives way to a number.
            let number = match (a.class, b.class) {
                (Class::QuietNan, Class::Finite | Class::Infinite) => Some(b),
                (Class::Finite | Class::Infinite, Class::QuietNan) => Some(a),
                _ => None,
            };
            return match number {
                Some(number) => self.fix(number.clone()),
                None => self.nan_of(&[a, b]).unwrap_or_else(Num::nan),
            };
        }
        let by_value = if magnitude { magnitude_order(a, b) } else { order(a, b) };
        let ordering = by_value.then_with(|| total_order(a, b));
        let first = match extreme {
            Extreme::Max => ordering != Ordering::Less,
            Extreme::Min => ordering == Ordering::Less,
        };
        let chosen = if first { a } else { b };
        self.fix(chosen.clone())
    }

    pub(super) fn next_minus(&mut self, a: &Num) -> Num {
        self.next(a, Rounding::Floor, true)
    }

    pub(super) fn next_plus(&mut self, a: &Num) -> Num {
        self.next(a, Rounding::Ceiling, false)
    }

    fn next(&mut self, a: &Num, rounding: Rounding, down: bool) -> Num {
        if let Some(nan) = self.nan_of(&[a]) {
            return nan;
        }
        if a.is_infinite() {
            return if a.negative == down { a.clone() } else { self.largest(!down) };
        }
        let mut inner = self.with_prec(self.prec);
        inner.rounding = rounding;
        let fixed = inner.fix(a.clone());
        if order(&fixed, a).is_ne() {
            return fixed;
        }
        let tiny = Num::finite(down, Coef::Small(1), inner.etiny() - 1);
        inner.add(a, &tiny)
    }

    pub(super) fn next_toward(&mut self, a: &Num, b: &Num) -> Num {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return nan;
        }
        let result = match order(a, b) {
            Ordering::Equal => return Num { negative: b.negative, ..a.clone() },
            Ordering::Less => self.next_plus(a),
            Ordering::Greater => self.next_minus(a),
        };
        if result.is_infinite() {
            self.raise(flag::OVERFLOW | flag::INEXACT | flag::ROUNDED);
        } else if result.adjusted() < self.emin {
            self.raise(flag::UNDERFLOW | flag::SUBNORMAL | flag::INEXACT | flag::ROUNDED);
            if result.coef.is_zero() {
                self.raise(flag::CLAMPED);
            }
        }
        result
    }

    pub(super) fn is_normal(&self, a: &Num) -> bool {
        a.is_finite() && !a.coef.is_zero() && a.adjusted() >= self.emin
    }

    pub(super) fn is_subnormal(&self, a: &Num) -> bool {
        a.is_finite() && !a.coef.is_zero() && a.adjusted() < self.emin
    }

    pub(super) fn class_name(&self, a: &Num) -> &'static str {
        let pair = match a.class {
            Class::SignalingNan => return "sNaN",
            Class::QuietNan => return "NaN",
            Class::Infinite => ["+Infinity", "-Infinity"],
            Class::Finite if a.coef.is_zero() => ["+Zero", "-Zero"],
            Class::Finite if self.is_subnormal(a) => ["+Subnormal", "-Subnormal"],
            Class::Finite => ["+Normal", "-Normal"],
        };
        pair[usize::from(a.negative)]
    }
}

/// The order in which every representation has its place.
pub(super) fn total_order(a: &Num, b: &Num) -> Ordering {
    if a.negative != b.negative {
        return b.negative.cmp(&a.negative);
    }
    let ordering = total_magnitude_order(a, b);
    if a.negative { ordering.reverse() } else { ordering }
}

/// The same without signs.
pub(super) fn total_magnitude_order(a: &Num, b: &Num) -> Ordering {
    let rank = |n: &Num| match n.class {
        Class::Finite => 0,
        Class::Infinite => 1,
        Class::SignalingNan => 2,
        Class::QuietNan => 3,
    };
    rank(a).cmp(&rank(b)).then_with(|| match a.class {
        Class::Finite => magnitude_order(a, b).then_with(|| a.exp.cmp(&b.exp)),
        Class::Infinite => Ordering::Equal,
        Class::QuietNan | Class::SignalingNan => a.coef.cmp(&b.coef),
    })
}

/// Whether two numbers have the same exponent, or are both infinite, or both NaNs.
pub(super) fn same_quantum(a: &Num, b: &Num) -> bool {
    match (a.is_finite(), b.is_finite()) {
        (true, true) => a.exp == b.exp,
        (false, false) => a.is_infinite() == b.is_infinite(),
        _ => false,
    }
}
