//! Powers, and powers modulo a number: odd moduli by Montgomery's multiplication, with windows of exponent bits.

use super::add::{compare, subtract_from};
use super::divide::{Divisor, div_rem};
use super::multiply::{add_product, multiply, product, square};
use super::{bit_length, bits, trailing_zeros, trim, trimmed};
use std::cmp::Ordering;

/// `base ** exponent`, trimmed; the base is trimmed and neither 0 nor 1.
pub fn power(base: &[u64], exponent: u64) -> Vec<u64> {
    // Factors of two need no multiplication.
    let zeros = trailing_zeros(base);
    let mut odd = vec![0; base.len()];
    bits::shift_right(&mut odd, base, zeros, false);
    trim(&mut odd);
    let root = odd_power(&odd, exponent);
    if zeros == 0 {
        return root;
    }
    let shift = zeros * exponent;
    let mut out = vec![0; bits::shift_left_len(&root, shift)];
    bits::shift_left(&mut out, &root, shift);
    trim(&mut out);
    out
}

fn odd_power(base: &[u64], exponent: u64) -> Vec<u64> {
    if base == [1] || exponent == 0 {
        return vec![1];
    }
    let capacity = (bit_length(base) * exponent / 64 + 2) as usize;
    let mut result = Vec::with_capacity(capacity);
    let mut other = Vec::with_capacity(capacity);
    result.extend_from_slice(base);
    for bit in (0..exponent.ilog2()).rev() {
        other.resize(2 * result.len(), 0);
        square(&mut other, &result);
        trim(&mut other);
        std::mem::swap(&mut result, &mut other);
        if exponent >> bit & 1 != 0 {
            other.resize(result.len() + base.len(), 0);
            multiply(&mut other, &result, base);
            trim(&mut other);
            std::mem::swap(&mut result, &mut other);
        }
    }
    result
}

/// Bits of the exponent that are dealt with at once.
fn window_of(exponent_bits: u64) -> u32 {
    match exponent_bits {
        0..=24 => 1,
        25..=80 => 3,
        81..=240 => 4,
        241..=700 => 5,
        _ => 6,
    }
}

/// Arithmetic modulo a number: elements have as many limbs as it.
trait Ring {
    /// `out = a * b`
    fn multiply(&mut self, out: &mut [u64], a: &[u64], b: &[u64]);
    /// `out = a * a`
    fn square(&mut self, out: &mut [u64], a: &[u64]);
}

/// `base ** exponent` by windows; the exponent is trimmed and not 0.
fn windowed(ring: &mut impl Ring, base: &[u64], exponent: &[u64]) -> Vec<u64> {
    let len = base.len();
    let exponent_bits = bit_length(exponent);
    let window = window_of(exponent_bits);
    // Odd powers: a window ends with a bit that is set.
    let mut powers = vec![0; len << (window - 1)];
    powers[..len].copy_from_slice(base);
    if window > 1 {
        let mut twice = vec![0; len];
        ring.square(&mut twice, base);
        for at in 1..1 << (window - 1) {
            let (done, next) = powers.split_at_mut(at * len);
            ring.multiply(&mut next[..len], &done[(at - 1) * len..], &twice);
        }
    }
    let bit = |at: u64| exponent[(at / 64) as usize] >> (at % 64) & 1;
    let (mut result, mut other) = (vec![0; len], vec![0; len]);
    let mut started = false;
    let mut at = exponent_bits;
    while at > 0 {
        if bit(at - 1) == 0 {
            ring.square(&mut other, &result);
            std::mem::swap(&mut result, &mut other);
            at -= 1;
            continue;
        }
        let mut low = at.saturating_sub(u64::from(window));
        while bit(low) == 0 {
            low += 1;
        }
        let mut digit = 0;
        for position in (low..at).rev() {
            digit = digit << 1 | bit(position) as usize;
            if started {
                ring.square(&mut other, &result);
                std::mem::swap(&mut result, &mut other);
            }
        }
        let power = &powers[(digit >> 1) * len..][..len];
        if started {
            ring.multiply(&mut other, &result, power);
            std::mem::swap(&mut result, &mut other);
        } else {
            result.copy_from_slice(power);
            started = true;
        }
        at = low;
    }
    result
}

/// Residues modulo an odd number, times 2^(64 · its limbs).
struct Montgomery<'a> {
    modulus: &'a [u64],
    /// -1 / modulus modulo 2^64.
    inverse: u64,
    product: Vec<u64>,
}

impl Montgomery<'_> {
    /// Divides the product by 2^(64 · limbs).
    fn reduce(&mut self, out: &mut [u64]) {
        let len = self.modulus.len();
        let mut above = 0;
        for at in 0..len {
            let factor = self.product[at].wrapping_mul(self.inverse);
            let carry = add_product(&mut self.product[at..], self.modulus, factor);
            let (sum, over) = self.product[at + len].overflowing_add(carry);
            let (sum, more) = sum.overflowing_add(above);
            self.product[at + len] = sum;
            above = u64::from(over) + u64::from(more);
        }
        out.copy_from_slice(&self.product[len..]);
        if above != 0 || super::add::compare_same(out, self.modulus) != Ordering::Less {
            subtract_from(out, self.modulus);
        }
    }
}

impl Ring for Montgomery<'_> {
    fn multiply(&mut self, out: &mut [u64], a: &[u64], b: &[u64]) {
        multiply(&mut self.product, a, b);
        self.reduce(out);
    }

    fn square(&mut self, out: &mut [u64], a: &[u64]) {
        square(&mut self.product, a);
        self.reduce(out);
    }
}

/// Residues modulo any number of at least two limbs, shifted so that its highest bit is set.
struct Residues<'a> {
    modulus: Divisor<'a>,
    product: Vec<u64>,
    quotient: Vec<u64>,
}

impl Residues<'_> {
    fn reduce(&mut self, out: &mut [u64]) {
        self.modulus.divide(&mut self.quotient, &mut self.product);
        out.copy_from_slice(&self.product[..out.len()]);
    }
}

impl Ring for Residues<'_> {
    fn multiply(&mut self, out: &mut [u64], a: &[u64], b: &[u64]) {
        let top = self.product.len() - 1;
        self.product[top] = 0;
        multiply(&mut self.product[..top], a, b);
        self.reduce(out);
    }

    fn square(&mut self, out: &mut [u64], a: &[u64]) {
        let top = self.product.len() - 1;
        self.product[top] = 0;
        square(&mut self.product[..top], a);
        self.reduce(out);
    }
}

/// -1 / odd modulo 2^64, by Newton's iteration.
fn negated_inverse(odd: u64) -> u64 {
    let mut inverse = odd.wrapping_mul(3) ^ 2;
    for _ in 0..4 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(inverse)));
    }
    inverse.wrapping_neg()
}

/// `base ** exponent % modulus`, trimmed. All are trimmed; the modulus is above 1.
pub fn power_modulo(base: &[u64], exponent: &[u64], modulus: &[u64]) -> Vec<u64> {
    let reduced = if compare(base, modulus) == Ordering::Less { base.to_vec() } else { div_rem(base, modulus).1 };
    if exponent.is_empty() {
        return vec![1];
    }
    if reduced.is_empty() {
        return Vec::new();
    }
    if modulus[0] & 1 != 0 {
        return montgomery_power(&reduced, exponent, modulus);
    }
    // A modulus of one limb gets another, for the division.
    let shift = u64::from(modulus[modulus.len() - 1].leading_zeros()) + if modulus.len() == 1 { 64 } else { 0 };
    let mut shifted = vec![0; bits::shift_left_len(modulus, shift)];
    bits::shift_left(&mut shifted, modulus, shift);
    trim(&mut shifted);
    let len = shifted.len();
    let mut base = reduced;
    base.resize(len, 0);
    let mut ring =
        Residues { modulus: Divisor::new(&shifted), product: vec![0; 2 * len + 1], quotient: vec![0; len + 1] };
    let power = windowed(&mut ring, &base, exponent);
    div_rem(trimmed(&power), modulus).1
}

fn montgomery_power(base: &[u64], exponent: &[u64], modulus: &[u64]) -> Vec<u64> {
    let len = modulus.len();
    let mut shifted = vec![0; len];
    shifted.extend_from_slice(base);
    let mut residue = div_rem(&shifted, modulus).1;
    residue.resize(len, 0);
    let mut ring = Montgomery { modulus, inverse: negated_inverse(modulus[0]), product: vec![0; 2 * len] };
    let power = windowed(&mut ring, &residue, exponent);
    ring.product[..len].copy_from_slice(&power);
    ring.product[len..].fill(0);
    let mut result = vec![0; len];
    ring.reduce(&mut result);
    trim(&mut result);
    result
}

/// The product of `low + 1 ..= high`, by halves.
pub fn range_product(low: u64, high: u64) -> Vec<u64> {
    if high.saturating_sub(low) > 16 {
        let middle = low + (high - low) / 2;
        return product(&range_product(low, middle), &range_product(middle, high));
    }
    let mut result = vec![1];
    let mut small = 1u64;
    for factor in low + 1..=high {
        match small.checked_mul(factor) {
            Some(next) => small = next,
            None => {
                multiply_in_place(&mut result, small);
                small = factor;
            }
        }
    }
    multiply_in_place(&mut result, small);
    result
}

fn multiply_in_place(n: &mut Vec<u64>, word: u64) {
    let carry = super::multiply::multiply_word_in_place(n, word, 0);
    if carry != 0 {
        n.push(carry);
    }
    trim(n);
}
