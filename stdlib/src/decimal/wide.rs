//! Numbers of 256 bits: products of two coefficients and dividends, until they are rounded.

use super::coef::{Coef, Cut};
use runtime::limbs::{divide, trimmed};

/// A number of four limbs, the lowest first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Wide([u64; 4]);

/// Powers of ten of 256 bits.
static POWERS: [[u64; 4]; 78] = {
    let mut powers = [[0u64; 4]; 78];
    powers[0][0] = 1;
    let mut at = 1;
    while at < 78 {
        let (mut limb, mut carry) = (0, 0u128);
        while limb < 4 {
            carry += powers[at - 1][limb] as u128 * 10;
            powers[at][limb] = carry as u64;
            carry >>= 64;
            limb += 1;
        }
        at += 1;
    }
    powers
};

/// Powers of ten of one limb.
const WORDS: [u64; 20] = {
    let mut words = [1u64; 20];
    let mut at = 1;
    while at < 20 {
        words[at] = words[at - 1] * 10;
        at += 1;
    }
    words
};

impl Wide {
    /// `a * b`
    pub(super) fn product(a: u128, b: u128) -> Wide {
        let (a0, a1, b0, b1) = (a as u64, (a >> 64) as u64, b as u64, (b >> 64) as u64);
        let times = |x: u64, y: u64| u128::from(x) * u128::from(y);
        let low = times(a0, b0);
        let (middle, over) = times(a0, b1).overflowing_add(times(a1, b0));
        let (middle, more) = middle.overflowing_add(low >> 64);
        let high = times(a1, b1) + (middle >> 64) + ((u128::from(over) + u128::from(more)) << 64);
        Wide([low as u64, middle as u64, high as u64, (high >> 64) as u64])
    }

    fn bits(&self) -> u32 {
        let top = self.0.iter().rposition(|&limb| limb != 0);
        top.map_or(0, |top| 64 * top as u32 + 64 - self.0[top].leading_zeros())
    }

    /// Number of decimal digits; 1 for zero.
    pub(super) fn digits(&self) -> i64 {
        let guess = (self.bits() as usize * 1233) >> 12;
        let reaches = guess < 78 && self.0.iter().rev().ge(POWERS[guess].iter().rev());
        ((guess + usize::from(reaches)) as i64).max(1)
    }

    fn divide_word(&mut self, word: u64) -> u64 {
        let n = self.0;
        let len = trimmed(&n).len();
        divide::divide_word(&mut self.0[..len], &n[..len], word)
    }

    /// Cuts the last `n` digits off, of which there are more than `n`.
    pub(super) fn cut(mut self, n: u64) -> (Wide, Cut) {
        if n == 0 {
            return (self, Cut::Nothing);
        }
        let (mut left, mut sticky) = (n - 1, false);
        while left > 0 {
            let step = left.min(19);
            sticky |= self.divide_word(WORDS[step as usize]) != 0;
            left -= step;
        }
        let cut = match (self.divide_word(10), sticky) {
            (0, false) => Cut::Nothing,
            (0..=4, _) => Cut::BelowHalf,
            (5, false) => Cut::Half,
            _ => Cut::AboveHalf,
        };
        (self, cut)
    }

    /// The quotient by a number that is not 0, and whether there is a remainder.
    pub(super) fn divided(mut self, by: u128) -> (Wide, bool) {
        if let Ok(word) = u64::try_from(by) {
            let rest = self.divide_word(word);
            return (self, rest != 0);
        }
        let n = self.0;
        let n = trimmed(&n);
        if n.len() < 2 {
            return (Wide([0; 4]), !n.is_empty());
        }
        let d = [by as u64, (by >> 64) as u64];
        let (mut quotient, mut scratch) = ([0; 4], [0; 7]);
        divide::divide(&mut quotient[..n.len() - 1], &mut scratch[..divide::scratch_len(n, &d)], n, &d);
        (Wide(quotient), scratch[..2] != [0, 0])
    }

    /// The number, if it is one of 128 bits.
    pub(super) fn to_u128(self) -> Option<u128> {
        (self.0[2] == 0 && self.0[3] == 0).then(|| u128::from(self.0[1]) << 64 | u128::from(self.0[0]))
    }

    pub(super) fn to_coef(self) -> Coef {
        self.to_u128().map_or_else(|| Coef::of_limbs(&self.0), Coef::Small)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_large_coefficients() {
        let numbers = [0u128, 1, 9, 10, 12_345, u64::MAX.into(), 1 << 64, u128::MAX / 7, 10u128.pow(38), u128::MAX];
        for a in numbers {
            for b in numbers {
                let (wide, coef) = (Wide::product(a, b), Coef::Small(a).mul(&Coef::Small(b)));
                assert_eq!(wide.to_coef(), coef, "{a} * {b}");
                assert_eq!(wide.digits(), coef.digits(), "{a} * {b}");
                for n in (0..wide.digits() as u64).step_by(5) {
                    let (kept, cut) = wide.cut(n);
                    assert_eq!((kept.to_coef(), cut), coef.cut(n), "{a} * {b} without {n} digits");
                }
                for by in numbers.into_iter().filter(|&by| by != 0) {
                    let (quotient, rest) = coef.div_rem(&Coef::Small(by));
                    let (wide, inexact) = wide.divided(by);
                    assert_eq!((wide.to_coef(), inexact), (quotient, !rest.is_zero()), "{a} * {b} / {by}");
                }
            }
        }
    }
}
