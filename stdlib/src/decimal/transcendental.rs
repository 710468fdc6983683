//! `exp`, `ln`, `log10` and powers: in binary fixed point with more digits than wanted, again with still more as long as
//! the digits do not tell how the result is rounded.

use super::coef::{Coef, power_of_ten};
use super::num::{MAX_EMAX, MIN_EMIN, Num, Rounding, Work, flag};
use num_bigint::{BigInt, BigUint, Sign};
use num_traits::{Signed, ToPrimitive, Zero};

/// Bits of a decimal digit, rounded up.
fn bits_for(digits: i64) -> u64 {
    (digits.max(1) as u64 * 3322).div_ceil(1000)
}

/// A real number as an integer of units of `2 ** -bits`.
#[derive(Clone, Copy)]
struct Fixed {
    bits: u64,
}

impl Fixed {
    fn one(self) -> BigInt {
        BigInt::from(1) << self.bits
    }

    /// `coef * 10 ** exp`
    fn of(self, coef: &BigUint, exp: i64) -> BigInt {
        let coef = BigInt::from_biguint(Sign::Plus, coef.clone()) << self.bits;
        let power = BigInt::from_biguint(Sign::Plus, power_of_ten(exp.unsigned_abs()));
        if exp < 0 { coef / power } else { coef * power }
    }

    fn mul(self, a: &BigInt, b: &BigInt) -> BigInt {
        (a * b) >> self.bits
    }

    /// `atanh(1 / n)`
    fn atanh_inverse(self, n: u32) -> BigInt {
        let square = n * n;
        let mut term = self.one() / n;
        let mut sum = term.clone();
        let mut k = 3u32;
        loop {
            term /= square;
            let part = &term / k;
            if part.is_zero() {
                return sum;
            }
            sum += part;
            k += 2;
        }
    }

    fn ln10(self) -> BigInt {
        let more = Fixed { bits: self.bits + 16 };
        let sum = more.atanh_inverse(31) * 46 + more.atanh_inverse(49) * 34 + more.atanh_inverse(161) * 20;
        sum >> 16
    }

    /// `e ** x` for `0 <= x < 4`
    fn exp(self, x: &BigInt) -> BigInt {
        // Halved so often that few terms of the series are needed, then squared as often.
        let halvings = (self.bits as f64).sqrt() as u64 / 2 + 2;
        let inner = Fixed { bits: self.bits + 2 * halvings + 16 };
        let x: BigInt = (x << (inner.bits - self.bits)) >> halvings;
        let mut sum = inner.one();
        let mut term = inner.one();
        let mut k = 1u32;
        loop {
            term = inner.mul(&term, &x) / k;
            if term.is_zero() {
                break;
            }
            sum += &term;
            k += 1;
        }
        for _ in 0..halvings {
            sum = inner.mul(&sum, &sum);
        }
        sum >> (inner.bits - self.bits)
    }

    /// `ln(m)` for `1 <= m < 10`
    fn ln(self, m: &BigInt) -> BigInt {
        let guess = (m >> self.bits.saturating_sub(60)).to_f64().unwrap_or(1.0) / (1u64 << 60.min(self.bits)) as f64;
        let mut y = BigInt::from((guess.max(1.0).ln() * (1u64 << 52) as f64) as i64) << (self.bits - 52);
        // Each step of Halley's method has three times as many right digits.
        let mut right = 45;
        while right < self.bits {
            let e = self.exp(&y.clone().max(BigInt::ZERO));
            y += ((m - &e) << (self.bits + 1)) / (m + &e);
            right *= 3;
        }
        let e = self.exp(&y.clone().max(BigInt::ZERO));
        y + ((m - &e) << (self.bits + 1)) / (m + &e)
    }
}

/// `e ** x` with about `digits` right digits: an integer of so many digits and its exponent.
fn exp_digits(x: &BigInt, fixed: Fixed, digits: i64) -> (BigInt, i64) {
    let ln10 = fixed.ln10();
    let (exponent, rest) = num_integer::Integer::div_mod_floor(x, &ln10);
    let exponent = exponent.to_i64().unwrap_or(0);
    let value = fixed.exp(&rest) * BigInt::from_biguint(Sign::Plus, power_of_ten(digits as u64));
    (value >> fixed.bits, exponent - digits)
}

/// Whether a value that may be off by a few units tells how it is rounded to `prec` digits.
fn is_clear(value: &BigInt, prec: i64) -> bool {
    let digits = Coef::from(value.magnitude().clone()).digits();
    let unit = power_of_ten((digits - prec - 1).max(0) as u64) * 5u32;
    let rest = value.magnitude() % &unit;
    let slack = BigUint::from(50u32);
    rest > slack && &unit - &rest > slack
}

impl Work {
    fn fix_half_even(&mut self, n: Num) -> Num {
        let mut inner = Work { rounding: Rounding::HalfEven, ..self.with_prec(self.prec) };
        // What is rounded up to the least normal number was never below it.
        let wide = Work { emin: MIN_EMIN, emax: MAX_EMAX, clamp: false, ..inner.clone() }.fix(n.clone());
        let carried = n.adjusted() < self.emin && wide.adjusted() >= self.emin;
        if carried {
            inner.raise(flag::INEXACT | flag::ROUNDED);
        }
        let result = inner.fix(if carried { wide } else { n });
        self.raise(inner.status);
        result
    }

    pub(super) fn exp(&mut self, a: &Num) -> Num {
        if let Some(nan) = self.nan_of(&[a]) {
            return nan;
        }
        if a.is_infinite() {
            return if a.negative { Num::finite(false, Coef::ZERO, 0) } else { Num::infinity(false) };
        }
        if a.coef.is_zero() {
            return Num::small(1);
        }
        let raw = self.raw_exp(a);
        self.fix_half_even(raw)
    }

    /// `e ** a` with more digits than the precision.
    fn raw_exp(&self, a: &Num) -> Num {
        let (p, adjusted) = (self.prec, a.adjusted());
        let decimal_len = |n: i128| n.to_string().len() as i64;
        if !a.negative && adjusted > decimal_len((i128::from(self.emax) + 1) * 3) {
            return Num::finite(false, Coef::Small(1), self.emax + 1);
        }
        if a.negative && adjusted > decimal_len((i128::from(-self.etiny()) + 1) * 3) {
            return Num::finite(false, Coef::Small(1), self.etiny() - 1);
        }
        if !a.negative && adjusted < -p {
            return Num::finite(false, Coef::Small(1).shifted(p as u64 + 1).add(&Coef::Small(1)), -p - 1);
        }
        if a.negative && adjusted < -p - 1 {
            return Num::finite(false, Coef::Small(1).shifted(p as u64 + 1).sub(&Coef::Small(1)), -p - 1);
        }
        let mut extra = 10;
        loop {
            let digits = p + extra;
            let fixed = Fixed { bits: bits_for(digits + adjusted.max(0) + 10) };
            let x = fixed.of(&a.coef.big(), a.exp);
            let x = if a.negative { -x } else { x };
            let (value, exp) = exp_digits(&x, fixed, digits);
            if is_clear(&value, p) {
                return Num::finite(false, Coef::from(value.magnitude().clone()), exp);
            }
            extra += p.min(1000) / 2 + 10;
        }
    }

    pub(super) fn ln(&mut self, a: &Num) -> Num {
        if let Some(special) = self.special_logarithm(a) {
            return special;
        }
        if a.integer() == Some(Coef::Small(1)) {
            return Num::finite(false, Coef::ZERO, 0);
        }
        let raw = self.raw_logarithm(a, |_, ln| ln);
        self.fix_half_even(raw)
    }

    pub(super) fn log10(&mut self, a: &Num) -> Num {
        if let Some(special) = self.special_logarithm(a) {
            return special;
        }
        let (coef, zeros) = a.coef.strip_zeros(u64::MAX);
        let raw = if coef == Coef::Small(1) {
            Num::small(a.exp + zeros as i64)
        } else {
            self.raw_logarithm(a, |fixed, ln| (ln << fixed.bits) / fixed.ln10())
        };
        self.fix_half_even(raw)
    }

    fn special_logarithm(&mut self, a: &Num) -> Option<Num> {
        if let Some(nan) = self.nan_of(&[a]) {
            return Some(nan);
        }
        if a.is_zero() {
            return Some(Num::infinity(true));
        }
        if a.negative {
            return Some(self.invalid(flag::INVALID_OPERATION));
        }
        a.is_infinite().then(|| Num::infinity(false))
    }

    /// A logarithm with more digits than the precision, made from the natural one.
    fn raw_logarithm(&self, a: &Num, from_ln: impl Fn(Fixed, BigInt) -> BigInt) -> Num {
        // Near 1 the result has as many zeros in front as the operand differs late from 1.
        let lost = closeness_to_one(a);
        let mut extra = 10;
        loop {
            let digits = self.prec + extra;
            let fixed = Fixed { bits: bits_for(digits + lost + 30) };
            let value = from_ln(fixed, natural_logarithm(fixed, a));
            let scale = digits + lost;
            let scaled = (value * BigInt::from_biguint(Sign::Plus, power_of_ten(scale as u64))) >> fixed.bits;
            if is_clear(&scaled, self.prec) {
                return Num::finite(scaled.is_negative(), Coef::from(scaled.magnitude().clone()), -scale);
            }
            extra += self.prec.min(1000) / 2 + 10;
        }
    }

    /// `a ** b`
    pub(super) fn pow(&mut self, a: &Num, b: &Num) -> Num {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return nan;
        }
        if b.is_zero() {
            return if a.is_zero() { self.invalid(flag::INVALID_OPERATION) } else { Num::small(1) };
        }
        let integral = b.is_integer();
        let mut negative = false;
        if a.negative {
            if integral {
                negative = b.exp <= 0 && b.integer().is_some_and(|n| n.is_odd());
            } else if !a.is_zero() {
                return self.invalid(flag::INVALID_OPERATION);
            }
        }
        if a.is_zero() || a.is_infinite() {
            return if a.is_zero() == b.negative {
                Num::infinity(negative)
            } else {
                Num::finite(negative, Coef::ZERO, 0)
            };
        }
        let base = a.clone().abs();
        if super::arith::magnitude_order(&base, &Num::small(1)).is_eq() {
            return self.power_of_one(&base, b, integral, negative);
        }
        if b.is_infinite() {
            let small = base.adjusted() < 0;
            return if small == b.negative { Num::infinity(negative) } else { Num::finite(negative, Coef::ZERO, 0) };
        }
        if let Some(result) = self.power_out_of_range(&base, b, negative) {
            return result;
        }
        if integral {
            return self.integer_power(&base, b, negative);
        }
        self.real_power(&base, b, negative)
    }

    fn power_of_one(&mut self, base: &Num, b: &Num, integral: bool, negative: bool) -> Num {
        let exact = integral && !b.is_infinite();
        let exp = if exact {
            let times = if b.negative {
                0
            } else {
                b.integer().and_then(|n| n.to_u64()).map_or(self.prec, |n| self.prec.min(n as i64))
            };
            let exp = base.exp * times;
            if exp < 1 - self.prec {
                self.raise(flag::ROUNDED);
                1 - self.prec
            } else {
                exp
            }
        } else {
            self.raise(flag::INEXACT | flag::ROUNDED);
            1 - self.prec
        };
        let exp = exp.min(0);
        Num::finite(negative, Coef::Small(1).shifted(exp.unsigned_abs()), exp)
    }

    /// Results far outside of what the context can hold.
    fn power_out_of_range(&mut self, base: &Num, b: &Num, negative: bool) -> Option<Num> {
        let adjusted = base.adjusted();
        // A lower bound of the exponent of |log10(base)|.
        let log_bound = if adjusted >= 1 {
            adjusted.to_string().len() as i64 - 1
        } else if adjusted <= -2 {
            (-1 - adjusted).to_string().len() as i64 - 1
        } else {
            -closeness_to_one(base) - 1
        };
        let bound = log_bound + b.adjusted();
        let grows = (adjusted >= 0) != b.negative;
        let raw = if grows {
            (bound > self.emax.to_string().len() as i64).then(|| Num::finite(negative, Coef::Small(1), self.emax + 1))
        } else {
            let etiny = self.etiny();
            (bound > (-etiny).to_string().len() as i64).then(|| Num::finite(negative, Coef::Small(1), etiny - 1))
        };
        raw.map(|raw| self.fix(raw))
    }

    fn integer_power(&mut self, base: &Num, b: &Num, negative: bool) -> Num {
        let Some(count) = b.integer() else { return self.real_power(base, b, negative) };
        let mut inner = self.with_prec(self.prec + b.coef.digits() + b.exp.max(0) + 2);
        inner.rounding = Rounding::HalfEven;
        inner.clamp = false;
        let mut base = base.clone();
        if b.negative {
            inner.prec += 1;
            base = inner.div(&Num::small(1), &base);
        }
        let count = count.big();
        let mut result = base.clone();
        for bit in (0..count.bits().saturating_sub(1)).rev() {
            result = inner.mul(&result, &result);
            if count.bit(bit) {
                result = inner.mul(&result, &base);
            }
            if !result.is_finite() || (result.coef.is_zero() && inner.status & flag::CLAMPED != 0) {
                break;
            }
        }
        self.raise(inner.status);
        if result.is_infinite() {
            result = Num::finite(false, Coef::Small(1), self.emax + 1);
        }
        self.fix(Num { negative, ..result })
    }

    fn real_power(&mut self, base: &Num, b: &Num, negative: bool) -> Num {
        let lost = closeness_to_one(base);
        let log_size = base.adjusted().unsigned_abs().max(1).ilog10() as i64 + 1;
        if b.adjusted() + log_size < -self.prec.max(base.coef.digits()) - 23 {
            return self.power_next_to_one(negative);
        }
        let size = (b.adjusted() + log_size).max(0);
        let mut extra = 10;
        // A result that is exact never becomes clear; the second look has shown that then.
        for last in [false, true] {
            let digits = self.prec + extra;
            let fixed = Fixed { bits: bits_for(digits + lost + size + b.coef.digits() + 40) };
            let ln = natural_logarithm(fixed, base);
            let product = ln * BigInt::from_biguint(Sign::Plus, b.coef.big());
            let power = BigInt::from_biguint(Sign::Plus, power_of_ten(b.exp.unsigned_abs()));
            let product = if b.exp < 0 { product / power } else { product * power };
            let x = if b.negative { -product } else { product };
            let (value, exp) = exp_digits(&x, fixed, digits);
            if is_clear(&value, self.prec) {
                let n = Num::finite(negative, Coef::from(value.magnitude().clone()), exp);
                return self.fix(n);
            }
            if last {
                return self.exact_power(&value, exp, negative);
            }
            extra += self.prec + 30;
        }
        self.invalid(flag::INVALID_OPERATION)
    }

    /// A power that differs from 1 in no digit that libmpdec computes.
    fn power_next_to_one(&mut self, negative: bool) -> Num {
        let digits = self.prec - 1;
        let coef = self.pad(&Coef::Small(1), digits);
        self.raise(flag::INEXACT | flag::ROUNDED);
        self.fix(Num::finite(negative, coef, -digits))
    }

    /// A power that is a number of few digits: it has zeros up to the precision and counts as inexact.
    fn exact_power(&mut self, value: &BigInt, exp: i64, negative: bool) -> Num {
        let coef = Coef::from(value.magnitude().clone());
        let mut near = Work { prec: coef.digits() - 6, ..Work::max() };
        let n = near.fix(Num::finite(negative, coef, exp));
        let (coef, zeros) = n.coef.strip_zeros(u64::MAX);
        let (mut coef, mut exp) = (coef, n.exp + zeros as i64);
        let missing = self.prec - coef.digits();
        if missing > 0 {
            coef = coef.shifted(missing as u64);
            exp -= missing;
        }
        self.raise(flag::INEXACT | flag::ROUNDED);
        let result = self.fix(Num::finite(negative, coef, exp));
        if self.status & flag::SUBNORMAL != 0 {
            self.raise(flag::UNDERFLOW);
        }
        result
    }

    /// `a ** b % m`, all integers.
    pub(super) fn pow_mod(&mut self, a: &Num, b: &Num, m: &Num) -> Num {
        if let Some(nan) = self.nan_of(&[a, b, m]) {
            return nan;
        }
        let parts = (a.is_integer(), b.is_integer(), m.is_integer());
        let out_of_range = parts != (true, true, true)
            || (b.negative && !b.is_zero())
            || m.is_zero()
            || m.adjusted() + 1 > self.prec
            || (a.is_zero() && b.is_zero());
        if out_of_range {
            return self.invalid(flag::INVALID_OPERATION);
        }
        let (Some(exponent), Some(modulus)) = (b.integer(), m.integer()) else {
            return self.invalid(flag::INVALID_OPERATION);
        };
        let modulus = modulus.big();
        let base = if a.exp >= 0 {
            let shift = BigUint::from(10u32).modpow(&BigUint::from(a.exp.unsigned_abs()), &modulus);
            (a.coef.big() % &modulus) * shift
        } else {
            a.integer().map_or(BigUint::ZERO, |n| n.big())
        };
        let negative = a.negative && exponent.is_odd();
        let result = base.modpow(&exponent.big(), &modulus);
        Num::finite(negative, Coef::from(result), 0)
    }
}

/// How many digits after the point of a number are those of 1.
fn closeness_to_one(a: &Num) -> i64 {
    if !matches!(a.adjusted(), -1 | 0) || a.exp >= 0 {
        return 0;
    }
    let one = Coef::Small(1).shifted(a.exp.unsigned_abs());
    let difference = if a.coef >= one { a.coef.sub(&one) } else { one.sub(&a.coef) };
    if difference.is_zero() {
        return 0;
    }
    (-(difference.digits() - 1 + a.exp)).max(0)
}

/// `ln(a)` of a number above zero.
fn natural_logarithm(fixed: Fixed, a: &Num) -> BigInt {
    let exponent = a.adjusted();
    let m = fixed.of(&a.coef.big(), a.exp - exponent);
    // What is just below 1 is taken as it is: nothing cancels then.
    if exponent == -1 {
        let half = fixed.of(&BigUint::from(5u32), 0);
        if m > half {
            let inverse = (fixed.one() << fixed.bits) / fixed.of(&a.coef.big(), a.exp);
            return -fixed.ln(&inverse);
        }
    }
    fixed.ln(&m) + fixed.ln10() * exponent
}
