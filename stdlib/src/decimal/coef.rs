//! Coefficients: natural numbers, in a word of 128 bits as long as they fit.

use super::words::{self, Words};
use num_bigint::BigUint;
use num_traits::Zero;
use std::cmp::Ordering;
use std::ops::Deref;

/// A natural number. `Large`, trimmed words of decimal digits, is used only for what does not fit `Small`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Coef {
    Small(u128),
    Large(Words),
}

/// The words of a coefficient, its own or made.
enum Digits<'a> {
    Made(Words),
    Own(&'a [u64]),
}

impl Deref for Digits<'_> {
    type Target = [u64];

    fn deref(&self) -> &[u64] {
        match self {
            Digits::Made(words) => words,
            Digits::Own(words) => words,
        }
    }
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

/// `10 ** n`
pub(super) fn power_of_ten(n: u64) -> BigUint {
    BigUint::from(5u32).pow(n as u32) << n
}

impl From<BigUint> for Coef {
    fn from(n: BigUint) -> Coef {
        Coef::of_limbs(&n.to_u64_digits())
    }
}

impl Coef {
    pub(super) const ZERO: Coef = Coef::Small(0);

    /// The number of these words, which need not be trimmed.
    fn of_words(mut words: Words) -> Coef {
        words::trim(&mut words);
        match words::to_u128(&words) {
            Some(small) => Coef::Small(small),
            None => Coef::Large(words),
        }
    }

    /// The number of these binary limbs.
    pub(super) fn of_limbs(limbs: &[u64]) -> Coef {
        match *runtime::limbs::trimmed(limbs) {
            [] => Coef::ZERO,
            [low] => Coef::Small(low.into()),
            [low, high] => Coef::Small(u128::from(high) << 64 | u128::from(low)),
            ref long => Coef::Large(words::of_limbs(long)),
        }
    }

    fn words(&self) -> Digits<'_> {
        match self {
            Coef::Small(n) => Digits::Made(words::of_u128(*n)),
            Coef::Large(words) => Digits::Own(words),
        }
    }

    /// The binary limbs, trimmed.
    pub(super) fn limbs(&self) -> Vec<u64> {
        match self {
            Coef::Small(n) => runtime::limbs::trimmed(&[*n as u64, (*n >> 64) as u64]).to_vec(),
            Coef::Large(words) => words::to_limbs(words),
        }
    }

    pub(super) fn big(&self) -> BigUint {
        of_limbs(&self.limbs())
    }

    pub(super) fn is_zero(&self) -> bool {
        matches!(self, Coef::Small(0))
    }

    /// Number of decimal digits; 1 for zero.
    pub(super) fn digits(&self) -> i64 {
        match self {
            Coef::Small(n) => digits_of(*n),
            Coef::Large(words) => words::digits(words) as i64,
        }
    }

    pub(super) fn add(&self, other: &Coef) -> Coef {
        if let (Coef::Small(a), Coef::Small(b)) = (self, other)
            && let Some(sum) = a.checked_add(*b)
        {
            return Coef::Small(sum);
        }
        Coef::of_words(words::add(&self.words(), &other.words()))
    }

    /// `self - other`, which is not below zero.
    pub(super) fn sub(&self, other: &Coef) -> Coef {
        match (self, other) {
            (Coef::Small(a), Coef::Small(b)) => Coef::Small(a - b),
            _ => Coef::of_words(words::subtract(&self.words(), &other.words())),
        }
    }

    pub(super) fn mul(&self, other: &Coef) -> Coef {
        if let (Coef::Small(a), Coef::Small(b)) = (self, other)
            && let Some(product) = a.checked_mul(*b)
        {
            return Coef::Small(product);
        }
        Coef::of_words(words::multiply(&self.words(), &other.words()))
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
        Coef::of_words(words::shift_left(&self.words(), n as usize))
    }

    /// Quotient and remainder.
    pub(super) fn div_rem(&self, other: &Coef) -> (Coef, Coef) {
        if let (Coef::Small(a), Coef::Small(b)) = (self, other) {
            return (Coef::Small(a / b), Coef::Small(a % b));
        }
        let (quotient, rest) = words::div_rem(&self.words(), &other.words());
        (Coef::of_words(quotient), Coef::of_words(rest))
    }

    /// Quotient and remainder of a division by `10 ** n`.
    pub(super) fn split(&self, n: u64) -> (Coef, Coef) {
        match self {
            Coef::Small(a) => match POWERS.get(n as usize) {
                Some(power) => (Coef::Small(a / power), Coef::Small(a % power)),
                None => (Coef::ZERO, self.clone()),
            },
            Coef::Large(_) if n >= self.digits() as u64 => (Coef::ZERO, self.clone()),
            Coef::Large(words) => {
                let (kept, rest) = (words::shift_right(words, n as usize), words::low_digits(words, n as usize));
                (Coef::of_words(kept), Coef::of_words(rest))
            }
        }
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
        if let Coef::Large(words) = self {
            let cut = match words::compare_with_half(words, n as usize) {
                (_, true) => Cut::Nothing,
                (Ordering::Less, false) => Cut::BelowHalf,
                (Ordering::Equal, false) => Cut::Half,
                (Ordering::Greater, false) => Cut::AboveHalf,
            };
            return (Coef::of_words(words::shift_right(words, n as usize)), cut);
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
            Coef::Large(words) => (words[0] % 10) as u32,
        }
    }

    pub(super) fn is_odd(&self) -> bool {
        match self {
            Coef::Small(n) => n & 1 == 1,
            Coef::Large(words) => words[0] & 1 == 1,
        }
    }

    /// How many zeros the number ends with, at most `most`, and the number without them.
    pub(super) fn strip_zeros(&self, most: u64) -> (Coef, u64) {
        match self {
            Coef::Small(n) => {
                let (n, count) = strip_zeros(*n, most);
                (Coef::Small(n), count)
            }
            Coef::Large(words) => {
                let zeros = (words::ending_zeros(words) as u64).min(most);
                (Coef::of_words(words::shift_right(words, zeros as usize)), zeros)
            }
        }
    }

    /// The rest of a division by a number of 64 bits.
    pub(super) fn rem_word(&self, d: u64) -> u64 {
        let (d, base) = (u128::from(d), u128::from(words::BASE));
        match self {
            Coef::Small(n) => (n % d) as u64,
            Coef::Large(words) => {
                words.iter().rev().fold(0, |rest, &word| (rest * (base % d) + u128::from(word) % d) % d) as u64
            }
        }
    }

    /// The digits.
    pub(super) fn text(&self) -> String {
        match self {
            Coef::Small(n) => n.to_string(),
            Coef::Large(words) => words::text(words),
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
        Coef::of_words(words::parse(digits))
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
fn of_limbs(limbs: &[u64]) -> BigUint {
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
            (Coef::Large(a), Coef::Large(b)) => words::compare(a, b),
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
