//! The basic operations of decimal arithmetic.

use super::coef::{Coef, Cut};
use super::num::{Num, Rounding, Work, flag};
use super::wide::Wide;
use num_bigint::BigUint;
use std::cmp::Ordering;

/// More digits than anybody rounds to.
const HUGE: i64 = 1 << 20;

impl Work {
    pub(super) fn add(&mut self, a: &Num, b: &Num) -> Num {
        self.add_signed(a, b, b.negative)
    }

    pub(super) fn sub(&mut self, a: &Num, b: &Num) -> Num {
        if b.is_nan() {
            return self.add(a, b);
        }
        self.add_signed(a, b, !b.negative)
    }

    fn add_signed(&mut self, a: &Num, b: &Num, b_negative: bool) -> Num {
        if !a.is_finite() || !b.is_finite() {
            if let Some(nan) = self.nan_of(&[a, b]) {
                return nan;
            }
            return match (a.is_infinite(), b.is_infinite()) {
                (true, true) if a.negative != b_negative => self.invalid(flag::INVALID_OPERATION),
                (true, _) => Num::infinity(a.negative),
                _ => Num::infinity(b_negative),
            };
        }
        let exact = self.sum(a, b, b_negative);
        self.fix(exact)
    }

    /// The sum, exact but for what cannot change how it is rounded.
    fn sum(&mut self, a: &Num, b: &Num, b_negative: bool) -> Num {
        let exp = a.exp.min(b.exp);
        // A difference of zero is negative only when rounding down.
        let zero_negative = self.rounding == Rounding::Floor && a.negative != b_negative;
        match (a.coef.is_zero(), b.coef.is_zero()) {
            (true, true) => return Num::finite((a.negative && b_negative) || zero_negative, Coef::ZERO, exp),
            (true, false) => return self.padded(b, exp, b_negative),
            (false, true) => return self.padded(a, exp, a.negative),
            (false, false) => {}
        }
        let (x, y, exp) = self.aligned(a, b);
        if a.negative == b_negative {
            return Num::finite(a.negative, x.add(&y), exp);
        }
        match x.cmp(&y) {
            Ordering::Equal => Num::finite(zero_negative, Coef::ZERO, exp),
            Ordering::Greater => Num::finite(a.negative, x.sub(&y), exp),
            Ordering::Less => Num::finite(b_negative, y.sub(&x), exp),
        }
    }

    /// A number plus a zero of exponent `exp`.
    fn padded(&mut self, n: &Num, exp: i64, negative: bool) -> Num {
        let exp = exp.max(n.exp - self.prec - 1).min(n.exp);
        Num::finite(negative, self.pad(&n.coef, n.exp - exp), exp)
    }

    /// Two coefficients at the same exponent; a number that only matters for rounding becomes a tiny one.
    fn aligned(&mut self, a: &Num, b: &Num) -> (Coef, Coef, i64) {
        if a.exp == b.exp {
            return (a.coef.clone(), b.coef.clone(), a.exp);
        }
        let (high, low, swapped) = if a.exp > b.exp { (a, b, false) } else { (b, a, true) };
        let least = high.exp + (high.coef.digits() - self.prec - 2).min(-1);
        let (low_coef, exp) =
            if low.coef.digits() + low.exp - 1 < least { (Coef::Small(1), least) } else { (low.coef.clone(), low.exp) };
        let high_coef = self.pad(&high.coef, high.exp - exp);
        if swapped { (low_coef, high_coef, exp) } else { (high_coef, low_coef, exp) }
    }

    pub(super) fn mul(&mut self, a: &Num, b: &Num) -> Num {
        if let (true, true, Coef::Small(x), Coef::Small(y)) = (a.is_finite(), b.is_finite(), &a.coef, &b.coef)
            && x.checked_mul(*y).is_none()
        {
            return self.fix_wide(a.negative != b.negative, Wide::product(*x, *y), a.exp + b.exp);
        }
        let exact = self.product(a, b);
        self.fix(exact)
    }

    /// The product, not rounded.
    fn product(&mut self, a: &Num, b: &Num) -> Num {
        let negative = a.negative != b.negative;
        if !a.is_finite() || !b.is_finite() {
            if let Some(nan) = self.nan_of(&[a, b]) {
                return nan;
            }
            if a.is_zero() || b.is_zero() {
                return self.invalid(flag::INVALID_OPERATION);
            }
            return Num::infinity(negative);
        }
        Num::finite(negative, a.coef.mul(&b.coef), a.exp + b.exp)
    }

    pub(super) fn fma(&mut self, a: &Num, b: &Num, c: &Num) -> Num {
        if (a.is_nan() || b.is_nan())
            && let Some(nan) = self.nan_of(&[a, b, c])
        {
            return nan;
        }
        let product = self.product(a, b);
        if product.is_nan() {
            return product;
        }
        self.add(&product, c)
    }

    pub(super) fn div(&mut self, a: &Num, b: &Num) -> Num {
        let negative = a.negative != b.negative;
        if !a.is_finite() || !b.is_finite() {
            if let Some(nan) = self.nan_of(&[a, b]) {
                return nan;
            }
            return match (a.is_infinite(), b.is_infinite()) {
                (true, true) => self.invalid(flag::INVALID_OPERATION),
                (true, false) => Num::infinity(negative),
                _ => {
                    self.raise(flag::CLAMPED);
                    Num::finite(negative, Coef::ZERO, self.etiny())
                }
            };
        }
        if b.coef.is_zero() {
            if a.coef.is_zero() {
                return self.invalid(flag::DIVISION_UNDEFINED);
            }
            self.raise(flag::DIVISION_BY_ZERO);
            return Num::infinity(negative);
        }
        let ideal = a.exp - b.exp;
        if a.coef.is_zero() {
            return self.fix(Num::finite(negative, Coef::ZERO, ideal));
        }
        if let Some(quotient) = self.narrow_quotient(a, b, ideal, negative) {
            return quotient;
        }
        // A huge precision is not made use of when the quotient ends after as many digits as the divisor has bits.
        let prec = if self.prec > HUGE { self.ending_precision(b) } else { self.prec };
        let shift = b.coef.digits() - a.coef.digits() + prec + 1;
        let mut exp = ideal - shift;
        let (n, d) = if shift >= 0 {
            (self.pad(&a.coef, shift), b.coef.clone())
        } else {
            (a.coef.clone(), self.pad(&b.coef, -shift))
        };
        let (mut quotient, rest) = n.div_rem(&d);
        if !rest.is_zero() {
            // What follows counts only for rounding.
            if matches!(quotient.last_digit(), 0 | 5) {
                quotient = quotient.add(&Coef::Small(1));
            }
        } else if exp < ideal {
            let (stripped, zeros) = quotient.strip_zeros((ideal - exp) as u64);
            (quotient, exp) = (stripped, exp + zeros as i64);
        }
        self.fix(Num::finite(negative, quotient, exp))
    }

    /// Rounds a product as `fix` does, without a large coefficient if it can.
    fn fix_wide(&mut self, negative: bool, n: Wide, exp: i64) -> Num {
        let drop = n.digits() - self.prec;
        let usual = drop > 0 && self.prec <= 38 && exp + drop >= self.etiny();
        if !usual {
            return self.fix(Num::finite(negative, n.to_coef(), exp));
        }
        let (kept, cut) = n.cut(drop as u64);
        let (mut coef, mut exp) = (kept.to_coef(), exp + drop);
        if self.rounding.is_away(negative, &coef, cut) {
            coef = coef.add(&Coef::Small(1));
            if coef.digits() > self.prec {
                (coef, exp) = (coef.split(1).0, exp + 1);
            }
        }
        self.raise(flag::ROUNDED | if cut == Cut::Nothing { 0 } else { flag::INEXACT });
        self.fix(Num::finite(negative, coef, exp))
    }

    /// The quotient of short numbers to a short precision; none if something is not short.
    fn narrow_quotient(&mut self, a: &Num, b: &Num, ideal: i64, negative: bool) -> Option<Num> {
        let (Coef::Small(n), Coef::Small(d)) = (&a.coef, &b.coef) else { return None };
        let shift = b.coef.digits() - a.coef.digits() + self.prec + 1;
        if !(0..=38).contains(&shift) || self.prec > 36 {
            return None;
        }
        let (quotient, inexact) = Wide::product(*n, 10u128.pow(shift as u32)).divided(*d);
        let mut quotient = Coef::Small(quotient.to_u128()?);
        let mut exp = ideal - shift;
        if inexact {
            // What follows counts only for rounding.
            if matches!(quotient.last_digit(), 0 | 5) {
                quotient = quotient.add(&Coef::Small(1));
            }
        } else if exp < ideal {
            let (stripped, zeros) = quotient.strip_zeros((ideal - exp) as u64);
            (quotient, exp) = (stripped, exp + zeros as i64);
        }
        Some(self.fix(Num::finite(negative, quotient, exp)))
    }

    /// How many digits quotients by `b` have at most, if they end at all.
    fn ending_precision(&self, b: &Num) -> i64 {
        let mut rest = b.coef.big();
        for factor in [2u32, 5] {
            while !num_traits::Zero::is_zero(&rest) && num_traits::Zero::is_zero(&(&rest % factor)) {
                rest /= factor;
            }
        }
        let most = b.coef.big().bits() as i64 + b.coef.digits() + HUGE;
        if rest == BigUint::from(1u32) { most.min(self.prec) } else { self.prec }
    }

    /// Quotient and remainder of finite numbers, the second of which is not zero; none if the quotient has too many digits.
    fn int_division(&mut self, a: &Num, b: &Num) -> Option<(Num, Num)> {
        let negative = a.negative != b.negative;
        let ideal = if b.is_infinite() { a.exp } else { a.exp.min(b.exp) };
        let difference = a.adjusted() - b.adjusted();
        if a.coef.is_zero() || b.is_infinite() || difference <= -2 {
            let (rest, _) = self.rescaled(a, ideal, self.rounding);
            return Some((Num::finite(negative, Coef::ZERO, 0), rest));
        }
        if difference > self.prec {
            return None;
        }
        let (mut n, mut d) = (a.coef.clone(), b.coef.clone());
        if a.exp >= b.exp {
            n = self.pad(&n, a.exp - b.exp);
        } else {
            d = self.pad(&d, b.exp - a.exp);
        }
        let (quotient, rest) = n.div_rem(&d);
        if quotient.digits() > self.prec {
            return None;
        }
        Some((Num::finite(negative, quotient, 0), Num::finite(a.negative, rest, ideal)))
    }

    pub(super) fn div_int(&mut self, a: &Num, b: &Num) -> Num {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return nan;
        }
        let negative = a.negative != b.negative;
        if a.is_infinite() {
            return if b.is_infinite() { self.invalid(flag::INVALID_OPERATION) } else { Num::infinity(negative) };
        }
        if b.is_zero() {
            if a.is_zero() {
                return self.invalid(flag::DIVISION_UNDEFINED);
            }
            self.raise(flag::DIVISION_BY_ZERO);
            return Num::infinity(negative);
        }
        match self.int_division(a, b) {
            Some((quotient, _)) if b.is_infinite() => quotient,
            Some((quotient, _)) => self.fix(quotient),
            None => self.invalid(flag::DIVISION_IMPOSSIBLE),
        }
    }

    pub(super) fn rem(&mut self, a: &Num, b: &Num) -> Num {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return nan;
        }
        if a.is_infinite() {
            return self.invalid(flag::INVALID_OPERATION);
        }
        if b.is_zero() {
            let undefined = if a.is_zero() { flag::DIVISION_UNDEFINED } else { flag::INVALID_OPERATION };
            return self.invalid(undefined);
        }
        match self.int_division(a, b) {
            Some((_, rest)) => self.fix(rest),
            None => self.invalid(flag::DIVISION_IMPOSSIBLE),
        }
    }

    pub(super) fn div_mod(&mut self, a: &Num, b: &Num) -> (Num, Num) {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return (nan.clone(), nan);
        }
        let negative = a.negative != b.negative;
        if a.is_infinite() {
            let rest = self.invalid(flag::INVALID_OPERATION);
            return (if b.is_infinite() { Num::nan() } else { Num::infinity(negative) }, rest);
        }
        if b.is_zero() {
            if a.is_zero() {
                let nan = self.invalid(flag::DIVISION_UNDEFINED);
                return (nan.clone(), nan);
            }
            self.raise(flag::DIVISION_BY_ZERO | flag::INVALID_OPERATION);
            return (Num::infinity(negative), Num::nan());
        }
        match self.int_division(a, b) {
            Some((quotient, rest)) if b.is_infinite() => (quotient, self.fix(rest)),
            Some((quotient, rest)) => (self.fix(quotient), self.fix(rest)),
            None => {
                let nan = self.invalid(flag::DIVISION_IMPOSSIBLE);
                (nan.clone(), nan)
            }
        }
    }

    pub(super) fn rem_near(&mut self, a: &Num, b: &Num) -> Num {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return nan;
        }
        if a.is_infinite() {
            return self.invalid(flag::INVALID_OPERATION);
        }
        if b.is_zero() {
            let undefined = if a.is_zero() { flag::DIVISION_UNDEFINED } else { flag::INVALID_OPERATION };
            return self.invalid(undefined);
        }
        if b.is_infinite() {
            return self.fix(a.clone());
        }
        let ideal = a.exp.min(b.exp);
        if a.is_zero() {
            return self.fix(Num::finite(a.negative, Coef::ZERO, ideal));
        }
        let difference = a.adjusted() - b.adjusted();
        if difference > self.prec {
            return self.invalid(flag::DIVISION_IMPOSSIBLE);
        }
        if difference <= -2 {
            let (rest, _) = self.rescaled(a, ideal, self.rounding);
            return self.fix(rest);
        }
        let n = self.pad(&a.coef, a.exp - ideal);
        let d = self.pad(&b.coef, b.exp - ideal);
        let (mut quotient, mut rest) = n.div_rem(&d);
        let mut negative = a.negative;
        let twice = rest.add(&rest).add(&Coef::Small(u128::from(quotient.is_odd())));
        if twice > d {
            rest = d.sub(&rest);
            negative = !negative;
            quotient = quotient.add(&Coef::Small(1));
        }
        if quotient.digits() > self.prec {
            return self.invalid(flag::DIVISION_IMPOSSIBLE);
        }
        self.fix(Num::finite(negative, rest, ideal))
    }

    pub(super) fn plus(&mut self, a: &Num) -> Num {
        self.signed(a, a.negative)
    }

    pub(super) fn minus(&mut self, a: &Num) -> Num {
        self.signed(a, !a.negative)
    }

    pub(super) fn abs(&mut self, a: &Num) -> Num {
        self.signed(a, false)
    }

    fn signed(&mut self, a: &Num, negative: bool) -> Num {
        if let Some(nan) = self.nan_of(&[a]) {
            return nan;
        }
        // Zero has a sign only when rounding down.
        let negative = negative && !(a.is_zero() && self.rounding != Rounding::Floor);
        self.fix(Num { negative, ..a.clone() })
    }

    pub(super) fn sqrt(&mut self, a: &Num) -> Num {
        if let Some(nan) = self.nan_of(&[a]) {
            return nan;
        }
        if a.is_zero() {
            return self.fix(Num::finite(a.negative, Coef::ZERO, a.exp.div_euclid(2)));
        }
        if a.negative {
            return self.invalid(flag::INVALID_OPERATION);
        }
        if a.is_infinite() {
            return Num::infinity(false);
        }
        let prec = self.prec + 1;
        let mut exp = a.exp.div_euclid(2);
        let digits = a.coef.digits();
        let (mut n, len) =
            if a.exp & 1 != 0 { (a.coef.shifted(1), (digits >> 1) + 1) } else { (a.coef.clone(), (digits + 1) >> 1) };
        let shift = prec - len;
        let mut exact = true;
        if self.prec > HUGE {
            let big = n.big();
            let root = big.sqrt();
            if &root * &root == big {
                return self.fix(Num::finite(false, Coef::from(root), exp));
            }
        }
        if shift >= 0 {
            n = self.pad(&n, 2 * shift);
        } else {
            let (kept, rest) = n.split(2 * shift.unsigned_abs());
            (n, exact) = (kept, rest.is_zero());
        }
        exp -= shift;
        let big = n.big();
        let root: BigUint = big.sqrt();
        exact = exact && &root * &root == big;
        let mut root = Coef::from(root);
        if exact {
            // The ideal exponent is half of the operand's.
            root = if shift >= 0 { root.split(shift as u64).0 } else { self.pad(&root, -shift) };
            exp += shift;
        } else if matches!(root.last_digit(), 0 | 5) {
            root = root.add(&Coef::Small(1));
        }
        let rounding = std::mem::replace(&mut self.rounding, Rounding::HalfEven);
        let result = self.fix(Num::finite(false, root, exp));
        self.rounding = rounding;
        result
    }

    pub(super) fn quantize(&mut self, a: &Num, b: &Num) -> Num {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return nan;
        }
        if a.is_infinite() || b.is_infinite() {
            if a.is_infinite() && b.is_infinite() {
                return a.clone();
            }
            return self.invalid(flag::INVALID_OPERATION);
        }
        if b.exp > self.emax || b.exp < self.etiny() {
            return self.invalid(flag::INVALID_OPERATION);
        }
        if a.coef.is_zero() {
            return self.fix(Num::finite(a.negative, Coef::ZERO, b.exp));
        }
        let adjusted = a.adjusted();
        if adjusted > self.emax || adjusted - b.exp + 1 > self.prec {
            return self.invalid(flag::INVALID_OPERATION);
        }
        let (result, exact) = self.rescaled(a, b.exp, self.rounding);
        if result.adjusted() > self.emax || result.coef.digits() > self.prec {
            return self.invalid(flag::INVALID_OPERATION);
        }
        if !result.coef.is_zero() && result.adjusted() < self.emin {
            self.raise(flag::SUBNORMAL);
        }
        if result.exp > a.exp {
            self.raise(flag::ROUNDED | if exact { 0 } else { flag::INEXACT });
        }
        self.fix(result)
    }

    /// Rounds to an integer; with or without telling that digits were lost.
    pub(super) fn integral(&mut self, a: &Num, tell: bool) -> Num {
        if let Some(nan) = self.nan_of(&[a]) {
            return nan;
        }
        if a.is_infinite() || a.exp >= 0 {
            return a.clone();
        }
        let (result, exact) = self.rescaled(a, 0, self.rounding);
        if tell && !a.coef.is_zero() {
            self.raise(flag::ROUNDED | if exact { 0 } else { flag::INEXACT });
        }
        result
    }

    pub(super) fn normalize(&mut self, a: &Num) -> Num {
        if let Some(nan) = self.nan_of(&[a]) {
            return nan;
        }
        let n = self.fix(a.clone());
        if n.is_infinite() {
            return n;
        }
        if n.coef.is_zero() {
            return Num::finite(n.negative, Coef::ZERO, 0);
        }
        let most = if self.clamp { self.etop() } else { self.emax };
        let (coef, zeros) = n.coef.strip_zeros((most - n.exp).max(0) as u64);
        Num::finite(n.negative, coef, n.exp + zeros as i64)
    }
}

/// The order of two numbers neither of which is a NaN.
pub(super) fn order(a: &Num, b: &Num) -> Ordering {
    let sign = |n: &Num| {
        if n.is_zero() {
            0
        } else if n.negative {
            -1
        } else {
            1
        }
    };
    let by_sign = sign(a).cmp(&sign(b));
    if by_sign.is_ne() || sign(a) == 0 {
        return by_sign;
    }
    let by_size = magnitude_order(a, b);
    if a.negative { by_size.reverse() } else { by_size }
}

/// The order of two numbers' distances from zero.
pub(super) fn magnitude_order(a: &Num, b: &Num) -> Ordering {
    match (a.is_infinite(), b.is_infinite()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    match (a.coef.is_zero(), b.coef.is_zero()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Less,
        (false, true) => return Ordering::Greater,
        (false, false) => {}
    }
    let by_first_digit = a.adjusted().cmp(&b.adjusted());
    if by_first_digit.is_ne() || a.exp == b.exp {
        return by_first_digit.then_with(|| a.coef.cmp(&b.coef));
    }
    if a.exp > b.exp {
        a.coef.shifted((a.exp - b.exp) as u64).cmp(&b.coef)
    } else {
        a.coef.cmp(&b.coef.shifted((b.exp - a.exp) as u64))
    }
}
