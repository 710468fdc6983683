//! Quotients and remainders.
//!
//! Words are divided by multiplying with a reciprocal (Möller & Granlund, *Improved division by invariant integers*, 2011),
//! numbers by Knuth's algorithm D, and long ones by halves (Burnikel & Ziegler, *Fast recursive division*, 1998), so that a
//! division costs a few multiplications.

use super::add::{add_to, compare_same, subtract_from, subtract_one};
use super::bits::{shift_left_bits, shift_right_in_place};
use super::multiply::{multiply, subtract_product};
use super::{join, trimmed, wide_mul};
use std::cmp::Ordering;

/// Divisors and quotients of at least this many limbs are divided by halves.
const HALVES_MIN: usize = 50;

/// A word whose highest bit is set, and its reciprocal.
#[derive(Clone, Copy)]
pub(super) struct Word {
    divisor: u64,
    reciprocal: u64,
}

impl Word {
    pub(super) const fn new(divisor: u64) -> Word {
        Word { divisor, reciprocal: (u128::MAX / divisor as u128) as u64 }
    }

    /// Quotient and remainder of two limbs, the high one below the divisor.
    #[inline(always)]
    pub(super) fn divide(self, high: u64, low: u64) -> (u64, u64) {
        let q = wide_mul(self.reciprocal, high).wrapping_add(join(high, low));
        let (mut quotient, fraction) = (((q >> 64) as u64).wrapping_add(1), q as u64);
        let mut rest = low.wrapping_sub(quotient.wrapping_mul(self.divisor));
        if rest > fraction {
            quotient = quotient.wrapping_sub(1);
            rest = rest.wrapping_add(self.divisor);
        }
        if rest >= self.divisor {
            quotient = quotient.wrapping_add(1);
            rest -= self.divisor;
        }
        (quotient, rest)
    }
}

/// `out = a / word`, and the remainder; `out` is as long as `a`, and the word is not 0.
pub fn divide_word(out: &mut [u64], a: &[u64], word: u64) -> u64 {
    let mut rest = 0;
    if a.len() <= 2 || word >> 32 == 0 && a.len() <= 3 {
        // The reciprocal would cost as much as the division.
        for (out, &limb) in out.iter_mut().zip(a).rev() {
            let n = join(rest, limb);
            (*out, rest) = ((n / u128::from(word)) as u64, (n % u128::from(word)) as u64);
        }
        return rest;
    }
    let shift = word.leading_zeros();
    let word = Word::new(word << shift);
    if shift == 0 {
        for (out, &limb) in out.iter_mut().zip(a).rev() {
            (*out, rest) = word.divide(rest, limb);
        }
        return rest;
    }
    let mut above = 0;
    let mut to = out[..a.len()].iter_mut().rev();
    let mut from = a.iter().rev();
    if let Some(&top) = from.next() {
        rest = top >> (64 - shift);
        above = top << shift;
    }
    for &limb in from {
        let quotient;
        (quotient, rest) = word.divide(rest, above | limb >> (64 - shift));
        if let Some(to) = to.next() {
            *to = quotient;
        }
        above = limb << shift;
    }
    let quotient;
    (quotient, rest) = word.divide(rest, above);
    if let Some(to) = to.next() {
        *to = quotient;
    }
    rest >> shift
}

/// `a / word` in place, and the remainder, by a word known beforehand.
pub(super) fn divide_known_word(a: &mut [u64], word: Word) -> u64 {
    let mut rest = 0;
    for limb in a.iter_mut().rev() {
        (*limb, rest) = word.divide(rest, *limb);
    }
    rest
}

/// `a % word`, which is not 0.
pub fn modulo_word(a: &[u64], word: u64) -> u64 {
    let shift = word.leading_zeros();
    if a.len() <= 2 {
        return a.iter().rev().fold(0, |rest, &limb| (join(rest, limb) % u128::from(word)) as u64);
    }
    let word = Word::new(word << shift);
    if shift == 0 {
        return a.iter().rev().fold(0, |rest, &limb| word.divide(rest, limb).1);
    }
    let mut above = 0;
    let mut rest = 0;
    for &limb in a.iter().rev() {
        rest = word.divide(rest, above | limb >> (64 - shift)).1;
        above = limb << shift;
    }
    word.divide(rest, above).1 >> shift
}

/// A divisor of at least two limbs whose highest bit is set, with the reciprocal of its upper two limbs.
#[derive(Clone, Copy)]
pub(super) struct Divisor<'a> {
    limbs: &'a [u64],
    reciprocal: u64,
}

impl<'a> Divisor<'a> {
    pub(super) fn new(limbs: &'a [u64]) -> Divisor<'a> {
        let (high, low) = (limbs[limbs.len() - 1], limbs[limbs.len() - 2]);
        let mut v = Word::new(high).reciprocal;
        let mut p = high.wrapping_mul(v).wrapping_add(low);
        if p < low {
            v = v.wrapping_sub(1);
            if p >= high {
                v = v.wrapping_sub(1);
                p = p.wrapping_sub(high);
            }
            p = p.wrapping_sub(high);
        }
        let t = wide_mul(low, v);
        p = p.wrapping_add((t >> 64) as u64);
        if p < (t >> 64) as u64 {
            v = v.wrapping_sub(1);
            if join(p, t as u64) >= join(high, low) {
                v = v.wrapping_sub(1);
            }
        }
        Divisor { limbs, reciprocal: v }
    }

    /// The upper part of the divisor from limb `at` on: its upper two limbs stay.
    fn upper(self, at: usize) -> Divisor<'a> {
        Divisor { limbs: &self.limbs[at..], ..self }
    }

    #[inline(always)]
    fn top(self) -> u128 {
        join(self.limbs[self.limbs.len() - 1], self.limbs[self.limbs.len() - 2])
    }

    /// Quotient and remainder of three limbs by the upper two of the divisor; the upper two limbs are below those.
    #[inline(always)]
    fn divide_top(self, high: u64, middle: u64, low: u64) -> (u64, u128) {
        let d = self.top();
        let (d1, d0) = ((d >> 64) as u64, d as u64);
        let q = wide_mul(self.reciprocal, high).wrapping_add(join(high, middle));
        let (mut quotient, fraction) = ((q >> 64) as u64, q as u64);
        let rest_high = middle.wrapping_sub(quotient.wrapping_mul(d1));
        let mut rest = join(rest_high, low).wrapping_sub(wide_mul(d0, quotient)).wrapping_sub(d);
        quotient = quotient.wrapping_add(1);
        if (rest >> 64) as u64 >= fraction {
            quotient = quotient.wrapping_sub(1);
            rest = rest.wrapping_add(d);
        }
        if rest >= d {
            quotient = quotient.wrapping_add(1);
            rest = rest.wrapping_sub(d);
        }
        (quotient, rest)
    }

    /// Divides by rows: leaves the remainder in the low limbs of `n` and returns the quotient's limb above `quotient`.
    fn rows(self, quotient: &mut [u64], n: &mut [u64]) -> u64 {
        let len = self.limbs.len();
        let steps = n.len() - len;
        let above = {
            let high = &mut n[steps..];
            let above = compare_same(high, self.limbs) != Ordering::Less;
            if above {
                subtract_from(high, self.limbs);
            }
            u64::from(above)
        };
        for at in (0..steps).rev() {
            quotient[at] = self.row(&mut n[at..=at + len]);
        }
        above
    }

    /// One limb of a quotient.
    #[inline(always)]
    fn row(self, n: &mut [u64]) -> u64 {
        let len = self.limbs.len();
        let (high, middle, low) = (n[len], n[len - 1], n[len - 2]);
        if join(high, middle) == self.top() {
            // The quotient of the upper limbs does not fit; the largest limb is right.
            let borrow = subtract_product(n, self.limbs, u64::MAX);
            n[len] = high.wrapping_sub(borrow);
            debug_assert_eq!(n[len], 0);
            return u64::MAX;
        }
        let (mut quotient, rest) = self.divide_top(high, middle, low);
        let borrow = subtract_product(n, &self.limbs[..len - 2], quotient);
        let (rest, under) = rest.overflowing_sub(u128::from(borrow));
        n[len - 2] = rest as u64;
        n[len - 1] = (rest >> 64) as u64;
        n[len] = 0;
        if under {
            quotient -= 1;
            add_to(&mut n[..len], self.limbs);
        }
        quotient
    }

    /// As `rows`, for numbers of twice as many limbs, by halves.
    fn halves(self, quotient: &mut [u64], n: &mut [u64], scratch: &mut [u64]) -> u64 {
        let len = self.limbs.len();
        if len < HALVES_MIN {
            return self.rows(quotient, n);
        }
        let low = len / 2;
        let high = len - low;
        let mut above = self.upper(low).halves(&mut quotient[low..], &mut n[2 * low..], scratch);
        multiply(scratch, &quotient[low..len], &self.limbs[..low]);
        let mut borrow = i32::from(subtract_from(&mut n[low..low + len], &scratch[..len]));
        if above != 0 {
            borrow += i32::from(subtract_from(&mut n[len..low + len], &self.limbs[..low]));
        }
        while borrow > 0 {
            above -= u64::from(subtract_one(&mut quotient[low..len]));
            borrow -= i32::from(add_to(&mut n[low..low + len], self.limbs));
        }
        let over = self.upper(high).halves(&mut quotient[..low], &mut n[high..high + 2 * low], scratch);
        multiply(scratch, &self.limbs[..high], &quotient[..low]);
        let mut borrow = i32::from(subtract_from(&mut n[..len], &scratch[..len]));
        if over != 0 {
            borrow += i32::from(subtract_from(&mut n[low..len], &self.limbs[..high]));
        }
        while borrow > 0 {
            subtract_one(&mut quotient[..low]);
            borrow -= i32::from(add_to(&mut n[..len], self.limbs));
        }
        above
    }

    /// As `rows`, for a quotient of at most as many limbs as the divisor has.
    fn short(self, quotient: &mut [u64], n: &mut [u64], scratch: &mut [u64]) -> u64 {
        let (len, steps) = (self.limbs.len(), n.len() - self.limbs.len());
        if steps == len {
            return self.halves(quotient, n, scratch);
        }
        if steps < HALVES_MIN || len < HALVES_MIN {
            return self.rows(quotient, n);
        }
        let low = len - steps;
        let mut above = self.upper(low).halves(quotient, &mut n[low..], scratch);
        multiply(scratch, &quotient[..steps], &self.limbs[..low]);
        let mut borrow = i32::from(subtract_from(&mut n[..len], &scratch[..len]));
        if above != 0 {
            borrow += i32::from(subtract_from(&mut n[steps..len], &self.limbs[..low]));
        }
        while borrow > 0 {
            above -= u64::from(subtract_one(&mut quotient[..steps]));
            borrow -= i32::from(add_to(&mut n[..len], self.limbs));
        }
        above
    }

    /// Divides a number of any length: leaves the remainder in the low limbs of `n`. The upper limbs of `n`, as many as the
    /// divisor has, are below the divisor.
    pub(super) fn divide(self, quotient: &mut [u64], n: &mut [u64]) {
        let (len, steps) = (self.limbs.len(), n.len() - self.limbs.len());
        if len < HALVES_MIN || steps < HALVES_MIN {
            self.rows(quotient, n);
            return;
        }
        let mut scratch = vec![0; len];
        let first = (steps - 1) % len + 1;
        let mut at = steps - first;
        self.short(&mut quotient[at..steps], &mut n[at..], &mut scratch);
        while at > 0 {
            at -= len;
            self.halves(&mut quotient[at..at + len], &mut n[at..at + 2 * len], &mut scratch);
        }
    }
}

/// Limbs of memory that [`divide`] takes.
pub fn scratch_len(n: &[u64], d: &[u64]) -> usize {
    n.len() + 1 + d.len()
}

/// `quotient = n / d`; the remainder is put into the beginning of `scratch` and has as many limbs as `d`.
///
/// Both are trimmed, `d` has at least two limbs, and `n` as many. The quotient has `n.len() - d.len() + 1` limbs;
/// `scratch` has [`scratch_len`].
pub fn divide(quotient: &mut [u64], scratch: &mut [u64], n: &[u64], d: &[u64]) {
    let (rest, shifted) = scratch.split_at_mut(n.len() + 1);
    let shift = d[d.len() - 1].leading_zeros();
    rest[n.len()] = shift_left_bits(rest, n, shift);
    let d = if shift == 0 {
        d
    } else {
        shift_left_bits(shifted, d, shift);
        &shifted[..d.len()]
    };
    Divisor::new(d).divide(&mut quotient[..=n.len() - d.len()], &mut rest[..=n.len()]);
    shift_right_in_place(&mut rest[..d.len()], shift);
}

/// Quotient and remainder of trimmed numbers, trimmed; `d` is not 0.
pub fn div_rem(n: &[u64], d: &[u64]) -> (Vec<u64>, Vec<u64>) {
    if n.len() < d.len() {
        return (Vec::new(), n.to_vec());
    }
    if let &[word] = d {
        let mut quotient = vec![0; n.len()];
        let rest = divide_word(&mut quotient, n, word);
        super::trim(&mut quotient);
        return (quotient, if rest == 0 { Vec::new() } else { vec![rest] });
    }
    let mut quotient = vec![0; n.len() - d.len() + 1];
    let mut scratch = vec![0; scratch_len(n, d)];
    divide(&mut quotient, &mut scratch, n, d);
    super::trim(&mut quotient);
    let len = trimmed(&scratch[..d.len()]).len();
    scratch.truncate(len);
    (quotient, scratch)
}
