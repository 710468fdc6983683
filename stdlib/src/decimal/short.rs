//! Arithmetic of short numbers: finite ones whose coefficients, and those of the exact results, fit 128 bits.
//!
//! Nearly all decimals that programs have are such. Nothing here is a semantics of its own: a result is none where it would
//! leave the range of exponents or need more room, and then `Work` computes it.

use super::coef::{Coef, Cut, POWERS, digits_of};
use super::num::{Num, Rounding, Work, flag};
use std::cmp::Ordering;

/// `(-1) ** negative * coef * 10 ** exp`
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Short {
    pub(super) negative: bool,
    pub(super) coef: u128,
    pub(super) exp: i64,
}

/// What sign a result has.
#[derive(Clone, Copy)]
pub(super) enum Sign {
    /// That of the operand.
    Same,
    /// The other one.
    Other,
    /// None.
    None,
}

/// Exponents of short numbers are nearer to zero than this, so that they can be added.
pub(super) const MOST_EXP: u64 = 1 << 40;

/// Powers above this one of a number other than 1 have no room, or are powers of ten that nobody asks for.
const MOST_POWER: u32 = 128;

impl From<Short> for Num {
    fn from(n: Short) -> Num {
        Num::finite(n.negative, Coef::Small(n.coef), n.exp)
    }
}

/// `n * 10 ** count`, if it fits.
#[inline]
fn shifted(n: u128, count: u64) -> Option<u128> {
    product(n, *POWERS.get(count as usize)?)
}

/// Most factors are words, whose product always fits.
#[inline]
fn product(a: u128, b: u128) -> Option<u128> {
    if (a | b) >> 64 == 0 { Some(a * b) } else { a.checked_mul(b) }
}

/// Quotient and remainder; those of numbers of one word need no division of two.
#[inline]
fn divided(n: u128, d: u128) -> (u128, u128) {
    if (n | d) >> 64 == 0 {
        let (n, d) = (n as u64, d as u64);
        return (u128::from(n / d), u128::from(n % d));
    }
    let quotient = n / d;
    (quotient, n - quotient * d)
}

/// Two coefficients at the lesser of two exponents.
#[inline]
fn aligned(a: Short, b: Short) -> Option<(u128, u128, i64)> {
    Some(match a.exp - b.exp {
        0 => (a.coef, b.coef, a.exp),
        above @ 1.. => (shifted(a.coef, above as u64)?, b.coef, b.exp),
        below => (a.coef, shifted(b.coef, below.unsigned_abs())?, a.exp),
    })
}

/// The order of two numbers.
#[inline]
pub(super) fn order(a: Short, b: Short) -> Option<Ordering> {
    let (x, y, _) = aligned(a, b)?;
    Some(match (a.negative && x != 0, b.negative && y != 0) {
        (false, false) => x.cmp(&y),
        (true, true) => y.cmp(&x),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    })
}

impl Work {
    #[inline]
    pub(super) fn short_add(&mut self, a: Short, b: Short) -> Option<Short> {
        let Some((x, y, exp)) = aligned(a, b) else {
            return if a.exp > b.exp { self.short_add_tail(a, b) } else { self.short_add_tail(b, a) };
        };
        let (negative, coef) = if a.negative == b.negative {
            (a.negative, x.checked_add(y)?)
        } else {
            match x.cmp(&y) {
                Ordering::Greater => (a.negative, x - y),
                Ordering::Less => (b.negative, y - x),
                // A difference of zero is negative only when rounding down.
                Ordering::Equal => (self.rounding == Rounding::Floor, 0),
            }
        };
        self.short_result(Short { negative, coef, exp })
    }

    /// The sum of numbers too far apart for 128 bits: the digits of the lower one that only matter for rounding become one.
    fn short_add_tail(&mut self, high: Short, low: Short) -> Option<Short> {
        let room = 37 - digits_of(high.coef);
        let exp = high.exp - room;
        let drop = exp - low.exp;
        if high.coef == 0 || low.coef == 0 || room < 0 || drop <= 0 {
            return None;
        }
        let x = shifted(high.coef, room as u64)?;
        let (y, rest) = match POWERS.get(drop as usize) {
            Some(&power) => divided(low.coef, power),
            None => (0, low.coef),
        };
        let mut coef = if high.negative == low.negative {
            x.checked_add(y)?
        } else {
            x.checked_sub(y)?.checked_sub(u128::from(rest != 0))?
        };
        if rest != 0 && matches!(coef % 10, 0 | 5) {
            coef += 1;
        }
        if digits_of(coef) < self.prec + 2 {
            return None;
        }
        self.short_result(Short { negative: high.negative, coef, exp })
    }

    #[inline]
    pub(super) fn short_sub(&mut self, a: Short, b: Short) -> Option<Short> {
        self.short_add(a, Short { negative: !b.negative, ..b })
    }

    #[inline]
    pub(super) fn short_mul(&mut self, a: Short, b: Short) -> Option<Short> {
        let coef = product(a.coef, b.coef)?;
        self.short_result(Short { negative: a.negative != b.negative, coef, exp: a.exp + b.exp })
    }

    /// As `Work::div` computes it: one digit more than wanted, the last of which tells whether something follows.
    pub(super) fn short_div(&mut self, a: Short, b: Short) -> Option<Short> {
        if a.coef == 0 || b.coef == 0 {
            return None;
        }
        let shift = digits_of(b.coef) - digits_of(a.coef) + self.prec + 1;
        if !(0..=38).contains(&shift) {
            return None;
        }
        let (mut coef, rest) = divided(shifted(a.coef, shift as u64)?, b.coef);
        let mut exp = a.exp - b.exp - shift;
        if rest == 0 {
            let zeros;
            (coef, zeros) = super::coef::strip_zeros(coef, shift as u64);
            exp += zeros as i64;
        } else if matches!(coef % 10, 0 | 5) {
            coef += 1;
        }
        self.short_result(Short { negative: a.negative != b.negative, coef, exp })
    }

    /// Quotient without digits behind the point, and remainder; with the exponent of the latter.
    #[inline]
    fn short_int_division(&self, a: Short, b: Short) -> Option<(u128, u128, i64)> {
        let (x, y, exp) = aligned(a, b)?;
        if y == 0 {
            return None;
        }
        let (quotient, rest) = divided(x, y);
        (digits_of(quotient) <= self.prec).then_some((quotient, rest, exp))
    }

    #[inline]
    pub(super) fn short_div_int(&mut self, a: Short, b: Short) -> Option<Short> {
        let (coef, ..) = self.short_int_division(a, b)?;
        self.short_result(Short { negative: a.negative != b.negative, coef, exp: 0 })
    }

    #[inline]
    pub(super) fn short_rem(&mut self, a: Short, b: Short) -> Option<Short> {
        let (_, coef, exp) = self.short_int_division(a, b)?;
        self.short_result(Short { negative: a.negative, coef, exp })
    }

    /// As `Work::integer_power` computes it, as long as nothing has to be rounded before the end.
    pub(super) fn short_pow(&mut self, a: Short, b: Short) -> Option<Short> {
        let count = u32::try_from(b.coef).ok().filter(|&count| (1..=MOST_POWER).contains(&count))?;
        // The powers of one keep digits that others do not.
        let is_one = a.exp <= 0 && POWERS.get(a.exp.unsigned_abs() as usize) == Some(&a.coef);
        if b.negative || b.exp != 0 || a.coef == 0 || is_one {
            return None;
        }
        let coef = a.coef.checked_pow(count)?;
        if digits_of(coef) > self.prec {
            return None;
        }
        self.short_result(Short { negative: a.negative && count & 1 == 1, coef, exp: a.exp * i64::from(count) })
    }

    /// As `Work::plus`, `Work::minus` or `Work::abs`, of what is not zero, whose sign is a matter of its own.
    #[inline]
    pub(super) fn short_signed(&mut self, n: Short, sign: Sign) -> Option<Short> {
        let negative = match sign {
            _ if n.coef == 0 => return None,
            Sign::Same => n.negative,
            Sign::Other => !n.negative,
            Sign::None => false,
        };
        self.short_result(Short { negative, ..n })
    }

    /// As `Work::quantize`, if nothing is wrong.
    pub(super) fn short_quantize(&mut self, a: Short, exp: i64) -> Option<Short> {
        let adjusted = a.exp + digits_of(a.coef) - 1;
        let in_range = exp >= self.etiny() && adjusted < self.emax && adjusted >= self.emin && !self.clamp;
        if a.coef == 0 || exp > self.emax || !in_range || adjusted - exp + 1 >= self.prec {
            return None;
        }
        if a.exp >= exp {
            let coef = shifted(a.coef, (a.exp - exp) as u64)?;
            return Some(Short { coef, exp, ..a });
        }
        let (coef, cut) = self.short_cut(a, exp - a.exp)?;
        if coef == 0 || exp + digits_of(coef) - 1 < self.emin {
            return None;
        }
        self.raise(flag::ROUNDED | if cut == Cut::Nothing { 0 } else { flag::INEXACT });
        Some(Short { coef, exp, ..a })
    }

    /// Rounds a result that is in the range of exponents.
    #[inline]
    fn short_result(&mut self, n: Short) -> Option<Short> {
        if n.coef == 0 {
            let most = if self.clamp { self.etop() } else { self.emax };
            return (self.etiny()..=most).contains(&n.exp).then_some(n);
        }
        let digits = digits_of(n.coef);
        let adjusted = n.exp + digits - 1;
        // Rounding up can add a digit.
        if adjusted < self.emin || adjusted >= self.emax || (self.clamp && n.exp > self.etop()) {
            return None;
        }
        if digits <= self.prec { Some(n) } else { self.short_rounded(n, digits) }
    }

    fn short_rounded(&mut self, n: Short, digits: i64) -> Option<Short> {
        let drop = digits - self.prec;
        let (mut coef, cut) = self.short_cut(n, drop)?;
        let mut exp = n.exp + drop;
        if digits_of(coef) > self.prec {
            (coef, exp) = (coef / 10, exp + 1);
        }
        self.raise(flag::ROUNDED | if cut == Cut::Nothing { 0 } else { flag::INEXACT });
        Some(Short { negative: n.negative, coef, exp })
    }

    /// A coefficient rounded to `drop` digits less, and what was cut off.
    fn short_cut(&self, n: Short, drop: i64) -> Option<(u128, Cut)> {
        let power = *POWERS.get(drop as usize)?;
        let (coef, rest) = divided(n.coef, power);
        let cut = match rest.cmp(&(power / 2)) {
            _ if rest == 0 => Cut::Nothing,
            Ordering::Less => Cut::BelowHalf,
            Ordering::Equal => Cut::Half,
            Ordering::Greater => Cut::AboveHalf,
        };
        let usual = self.rounding == Rounding::HalfEven;
        let away = match cut {
            Cut::Half if usual => coef & 1 == 1,
            _ if usual => cut == Cut::AboveHalf,
            _ => self.rounding.is_away(n.negative, &Coef::Small(coef), cut),
        };
        Some((coef + u128::from(away), cut))
    }
}

#[cfg(test)]
mod tests {
    use super::super::arith;
    use super::*;

    /// Every short result equals that of the general arithmetic, as do the conditions.
    #[test]
    fn short_results_are_those_of_long_numbers() {
        let coefs =
            [0, 1, 2, 5, 7, 10, 15, 99, 100, 125, 12_345, 99_999, 100_005, u64::MAX as u128, 10u128.pow(27) + 3];
        let exps = [-30, -12, -3, -1, 0, 1, 4];
        let numbers: Vec<Short> = coefs
            .iter()
            .flat_map(|&coef| exps.iter().map(move |&exp| (coef, exp)))
            .flat_map(|(coef, exp)| [false, true].map(|negative| Short { negative, coef, exp }))
            .collect();
        for (prec, rounding) in [(28, Rounding::HalfEven), (4, Rounding::HalfEven), (5, Rounding::Floor)] {
            let context = Work { prec, rounding, emin: -99, emax: 99, clamp: false, status: 0 };
            for &a in &numbers {
                for &b in &numbers {
                    check(&context, a, b);
                }
            }
        }
    }

    fn check(context: &Work, a: Short, b: Short) {
        let (x, y) = (Num::from(a), Num::from(b));
        if let Some(order) = order(a, b) {
            assert_eq!(order, arith::order(&x, &y), "{a:?} {b:?}");
        }
        let quantize: Operation = (|work, a, b| work.short_quantize(a, b.exp), Work::quantize);
        type Operation = (fn(&mut Work, Short, Short) -> Option<Short>, fn(&mut Work, &Num, &Num) -> Num);
        let operations: [Operation; 8] = [
            quantize,
            (Work::short_add, Work::add),
            (Work::short_sub, Work::sub),
            (Work::short_mul, Work::mul),
            (Work::short_div, Work::div),
            (Work::short_div_int, Work::div_int),
            (Work::short_rem, Work::rem),
            (Work::short_pow, Work::pow),
        ];
        for (at, (short, long)) in operations.into_iter().enumerate() {
            let (mut one, mut other) = (context.clone(), context.clone());
            if let Some(result) = short(&mut one, a, b) {
                let expected = long(&mut other, &x, &y);
                let got = Num::from(result);
                assert!(
                    (got.negative, &got.coef, got.exp) == (expected.negative, &expected.coef, expected.exp),
                    "operation {at} of {a:?} and {b:?}: {got:?}, not {expected:?}"
                );
                assert_eq!(one.status, other.status, "operation {at} of {a:?} and {b:?}");
            }
        }
    }
}
