//! Coefficients: natural numbers, in a word of 128 bits as long as they fit.

use num_bigint::BigUint;
use num_traits::{ToPrimitive, Zero};
use std::cmp::Ordering;

/// A natural number. `Large` is used only for what does not fit `Small`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Coef {
    Small(u128),
    Large(BigUint),
}

/// Powers of ten of 128 bits.
pub(super) const POWERS: [u128; 39] = {
    let mut powers = [1u128; 39];
    let mut at = 1;
    while at < 39 {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// What was cut off a number, compared with half of the last digit that is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Cut {
    Nothing,
    BelowHalf,
    Half,
    AboveHalf,
}

/// Number of decimal digits; 1 for zero.
#[inline]
pub(super) fn digits_of(n: u128) -> i64 {
    // log10(2) * 2^12 is 1233.02; the guess is right or one too low.
    let guess = ((128 - (n | 1).leading_zeros()) as usize * 1233) >> 12;
    (guess + usize::from(guess < 39 && n >= POWERS[guess])).max(1) as i64
}

/// The number without the zeros that it ends with, of which at most `most` go, and how many went.
pub(super) fn strip_zeros(mut n: u128, most: u64) -> (u128, u64) {
    let mut count = 0;
    for step in [16, 8, 4, 2, 1] {
        while n != 0 && count + step <= most {
            let power = POWERS[step as usize];
            let quotient = n / power;
            if quotient * power != n {
                break;
            }
            (n, count) = (quotient, count + step);
        }
    }
    (n, count)
}

/// Numbers are multiplied by up to this power of ten word by word.
const FEW_ZEROS: u64 = 600;

/// `10 ** n`
pub(super) fn power_of_ten(n: u64) -> BigUint {
    if n <= FEW_ZEROS {
        return of_limbs(&with_zeros(&[1], n));
    }
    BigUint::from(5u32).pow(n as u32) << n
}

/// The limbs of a number times `10 ** n`.
fn with_zeros(number: &[u64], n: u64) -> Vec<u64> {
    let mut limbs = Vec::with_capacity(number.len() + n as usize / 19 + 1);
    limbs.extend_from_slice(number);
    let mut left = n;
    while left > 0 {
        let step = left.min(19);
        let over = runtime::limbs::multiply::multiply_word_in_place(&mut limbs, POWERS[step as usize] as u64, 0);
        if over != 0 {
            limbs.push(over);
        }
        left -= step;
    }
    limbs
}

/// Number of decimal digits of a number of more than 128 bits, unless it is so near to a power of ten that its logarithm does
/// not tell.
fn digits_by_logarithm(n: &BigUint) -> Option<i64> {
    let mut limbs = n.iter_u64_digits();
    let below = limbs.len().checked_sub(2)?;
    let (high, low) = (limbs.next_back()?, limbs.next_back()?);
    let top = high as f64 * 2f64.powi(64) + low as f64;
    let log = top.log10() + 64.0 * below as f64 * std::f64::consts::LOG10_2;
    let doubt = 1e-9 + log * 1e-14;
    ((log - log.round()).abs() > doubt).then(|| log.floor() as i64 + 1)
}

impl From<BigUint> for Coef {
    fn from(n: BigUint) -> Coef {
        match n.to_u128() {
            Some(small) => Coef::Small(small),
            None => Coef::Large(n),
        }
    }
}

impl Coef {
    pub(super) const ZERO: Coef = Coef::Small(0);

    pub(super) fn big(&self) -> BigUint {
        match self {
            Coef::Small(n) => BigUint::from(*n),
            Coef::Large(n) => n.clone(),
        }
    }

    /// What `f` makes of the limbs, trimmed.
    fn with_limbs<T>(&self, f: impl FnOnce(&[u64]) -> T) -> T {
        match self {
            Coef::Small(n) => f(runtime::limbs::trimmed(&[*n as u64, (*n >> 64) as u64])),
            Coef::Large(n) => f(&n.to_u64_digits()),
        }
    }

    pub(super) fn is_zero(&self) -> bool {
        matches!(self, Coef::Small(0))
    }

    /// Number of decimal digits; 1 for zero.
    pub(super) fn digits(&self) -> i64 {
        match self {
            Coef::Small(n) => digits_of(*n),
            Coef::Large(n) => {
                if let Some(digits) = digits_by_logarithm(n) {
                    return digits;
                }
                let guess = (n.bits() - 1) as f64 * std::f64::consts::LOG10_2;
                // The guess is off by less than one.
                let least = (guess - 1e-9 * guess - 1e-6).floor().max(0.0) as u64;
                let mut digits = least;
                let mut power = power_of_ten(digits);
                while *n >= power {
                    power *= 10u32;
                    digits += 1;
                }
                digits as i64
            }
        }
    }

    pub(super) fn add(&self, other: &Coef) -> Coef {
        if let (Coef::Small(a), Coef::Small(b)) = (self, other)
            && let Some(sum) = a.checked_add(*b)
        {
            return Coef::Small(sum);
        }
        match (self, other) {
            (Coef::Large(a), Coef::Large(b)) => Coef::from(a + b),
            (Coef::Large(a), Coef::Small(b)) | (Coef::Small(b), Coef::Large(a)) => Coef::from(a + *b),
            (Coef::Small(a), Coef::Small(b)) => Coef::from(BigUint::from(*a) + *b),
        }
    }

    /// `self - other`, which is not below zero.
    pub(super) fn sub(&self, other: &Coef) -> Coef {
        match (self, other) {
            (Coef::Small(a), Coef::Small(b)) => Coef::Small(a - b),
            (Coef::Large(a), Coef::Large(b)) => Coef::from(a - b),
            (Coef::Large(a), Coef::Small(b)) => Coef::from(a - *b),
            (Coef::Small(_), Coef::Large(_)) => Coef::from(self.big() - other.big()),
        }
    }

    pub(super) fn mul(&self, other: &Coef) -> Coef {
        if let (Coef::Small(a), Coef::Small(b)) = (self, other)
            && let Some(product) = a.checked_mul(*b)
        {
            return Coef::Small(product);
        }
        match (self, other) {
            (Coef::Large(a), Coef::Large(b)) => Coef::from(a * b),
            (Coef::Large(a), Coef::Small(b)) | (Coef::Small(b), Coef::Large(a)) => Coef::from(a * *b),
            (Coef::Small(a), Coef::Small(b)) => Coef::from(BigUint::from(*a) * *b),
        }
    }

    /// `self * 10 ** n`
    pub(super) fn shifted(&self, n: u64) -> Coef {
        if self.is_zero() || n == 0 {
            return self.clone();
        }
        if let (Coef::Small(a), Some(power)) = (self, POWERS.get(n as usize))
            && let Some(product) = a.checked_mul(*power)
        {
            return Coef::Small(product);
        }
        if n <= FEW_ZEROS {
            return Coef::from(of_limbs(&self.with_limbs(|limbs| with_zeros(limbs, n))));
        }
        Coef::from(self.big() * power_of_ten(n))
    }

    /// Quotient and remainder.
    pub(super) fn div_rem(&self, other: &Coef) -> (Coef, Coef) {
        if let (Coef::Small(a), Coef::Small(b)) = (self, other) {
            return (Coef::Small(a / b), Coef::Small(a % b));
        }
        let (q, r) = self.with_limbs(|n| other.with_limbs(|d| runtime::limbs::divide::div_rem(n, d)));
        (Coef::from(of_limbs(&q)), Coef::from(of_limbs(&r)))
    }

    /// Quotient and remainder of a division by `10 ** n`.
    pub(super) fn split(&self, n: u64) -> (Coef, Coef) {
        if let Coef::Small(a) = self {
            return match POWERS.get(n as usize) {
                Some(power) => (Coef::Small(a / power), Coef::Small(a % power)),
                None => (Coef::ZERO, self.clone()),
            };
        }
        if n >= self.digits() as u64 {
            return (Coef::ZERO, self.clone());
        }
        self.div_rem(&Coef::from(power_of_ten(n)))
    }

    /// Cuts the last `n` digits off.
    pub(super) fn cut(&self, n: u64) -> (Coef, Cut) {
        if n == 0 || self.is_zero() {
            return (self.clone(), Cut::Nothing);
        }
        let digits = self.digits() as u64;
        if n > digits {
            return (Coef::ZERO, Cut::BelowHalf);
        }
        let (kept, rest) = self.split(n);
        if rest.is_zero() {
            return (kept, Cut::Nothing);
        }
        let half = Coef::Small(5).shifted(n - 1);
        let cut = match rest.cmp(&half) {
            Ordering::Less => Cut::BelowHalf,
            Ordering::Equal => Cut::Half,
            Ordering::Greater => Cut::AboveHalf,
        };
        (kept, cut)
    }

    pub(super) fn last_digit(&self) -> u32 {
        match self {
            Coef::Small(n) => (n % 10) as u32,
            Coef::Large(n) => (n % 10u32).to_u32().unwrap_or(0),
        }
    }

    pub(super) fn is_odd(&self) -> bool {
        match self {
            Coef::Small(n) => n & 1 == 1,
            Coef::Large(n) => n.bit(0),
        }
    }

    /// How many zeros the number ends with, at most `most`, and the number without them.
    pub(super) fn strip_zeros(&self, most: u64) -> (Coef, u64) {
        if let Coef::Small(n) = self {
            let (n, count) = strip_zeros(*n, most);
            return (Coef::Small(n), count);
        }
        let text = self.text();
        let zeros = (text.bytes().rev().take_while(|&b| b == b'0').count() as u64).min(most);
        (self.split(zeros).0, zeros)
    }

    /// The digits.
    pub(super) fn text(&self) -> String {
        match self {
            Coef::Small(n) => n.to_string(),
            Coef::Large(n) => {
                let digits = runtime::limbs::radix::to_decimal(&n.to_u64_digits());
                String::from_utf8(digits).unwrap_or_default()
            }
        }
    }

    /// The number of these digits.
    pub(super) fn parse(digits: &[u8]) -> Coef {
        if digits.len() <= 19 {
            return Coef::Small(digits.iter().fold(0u64, |n, d| n * 10 + u64::from(d - b'0')).into());
        }
        if digits.len() <= 38 {
            return Coef::Small(digits.iter().fold(0, |n, d| n * 10 + u128::from(d - b'0')));
        }
        Coef::from(of_limbs(&runtime::limbs::radix::from_digits(digits, 10)))
    }

    /// The number, if it is one of 64 bits.
    pub(super) fn to_u64(&self) -> Option<u64> {
        match self {
            Coef::Small(n) => u64::try_from(*n).ok(),
            Coef::Large(_) => None,
        }
    }
}

/// The number of these limbs.
pub(super) fn of_limbs(limbs: &[u64]) -> BigUint {
    let words = limbs.iter().flat_map(|limb| [*limb as u32, (limb >> 32) as u32]).collect();
    let n = BigUint::new(words);
    if n.is_zero() { BigUint::ZERO } else { n }
}

impl PartialOrd for Coef {
    fn partial_cmp(&self, other: &Coef) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Coef {
    fn cmp(&self, other: &Coef) -> Ordering {
        match (self, other) {
            (Coef::Small(a), Coef::Small(b)) => a.cmp(b),
            (Coef::Large(a), Coef::Large(b)) => a.cmp(b),
            (Coef::Small(_), Coef::Large(_)) => Ordering::Less,
            (Coef::Large(_), Coef::Small(_)) => Ordering::Greater,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_counted() {
        for n in 0..300u64 {
            let power = Coef::Small(1).shifted(n);
            assert_eq!(power.digits(), n as i64 + 1, "10**{n}");
            if n > 0 {
                assert_eq!(power.sub(&Coef::Small(1)).digits(), n as i64, "10**{n} - 1");
            }
            assert_eq!(power.strip_zeros(u64::MAX), (Coef::Small(1), n));
            assert_eq!(Coef::parse(power.text().as_bytes()), power);
        }
    }

    #[test]
    fn cuts_are_judged() {
        let n = Coef::Small(12_500);
        assert_eq!(n.cut(2), (Coef::Small(125), Cut::Nothing));
        assert_eq!(n.cut(3), (Coef::Small(12), Cut::Half));
        assert_eq!(n.cut(4), (Coef::Small(1), Cut::BelowHalf));
        assert_eq!(Coef::Small(6).cut(1), (Coef::ZERO, Cut::AboveHalf));
        assert_eq!(n.cut(9), (Coef::ZERO, Cut::BelowHalf));
    }
}
