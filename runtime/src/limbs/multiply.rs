//! Products and squares: by rows for short numbers, by Karatsuba's method for longer ones, by num-bigint for huge ones.

use super::add::{add, add_to, difference, subtract_from};
use super::bits::shift_left_in_place;
use super::{join, trimmed, wide_mul};
use num_bigint::BigUint;

/// Numbers of at least this many limbs are multiplied by Karatsuba's method.
const KARATSUBA_MIN: usize = 32;
/// The same for squares.
const KARATSUBA_SQUARE_MIN: usize = 48;
/// Numbers of at least this many limbs are multiplied by num-bigint, which knows Toom and Cook's method.
const HUGE: usize = 1500;

/// `out = a * word + carry`, and the carry out.
#[inline]
pub fn multiply_word(out: &mut [u64], a: &[u64], word: u64, mut carry: u64) -> u64 {
    for (out, &limb) in out.iter_mut().zip(a) {
        let product = wide_mul(limb, word) + u128::from(carry);
        *out = product as u64;
        carry = (product >> 64) as u64;
    }
    carry
}

/// `a = a * word + carry`, and the carry out.
#[inline]
pub fn multiply_word_in_place(a: &mut [u64], word: u64, mut carry: u64) -> u64 {
    for limb in a {
        let product = wide_mul(*limb, word) + u128::from(carry);
        *limb = product as u64;
        carry = (product >> 64) as u64;
    }
    carry
}

/// `out += a * word`, and the carry out of as many limbs as `a` has.
#[inline]
pub(super) fn add_product(out: &mut [u64], a: &[u64], word: u64) -> u64 {
    let mut carry = 0;
    let out = &mut out[..a.len()];
    let (mut to, mut from) = (out.chunks_exact_mut(4), a.chunks_exact(4));
    for (to, from) in to.by_ref().zip(from.by_ref()) {
        for (to, &limb) in to.iter_mut().zip(from) {
            let sum = wide_mul(limb, word) + u128::from(*to) + u128::from(carry);
            *to = sum as u64;
            carry = (sum >> 64) as u64;
        }
    }
    for (to, &limb) in to.into_remainder().iter_mut().zip(from.remainder()) {
        let sum = wide_mul(limb, word) + u128::from(*to) + u128::from(carry);
        *to = sum as u64;
        carry = (sum >> 64) as u64;
    }
    carry
}

/// `out -= a * word`, and the borrow out of as many limbs as `a` has.
#[inline]
pub(super) fn subtract_product(out: &mut [u64], a: &[u64], word: u64) -> u64 {
    let mut borrow = 0;
    let out = &mut out[..a.len()];
    let (mut to, mut from) = (out.chunks_exact_mut(4), a.chunks_exact(4));
    let step = |to: &mut u64, limb: u64, borrow: u64| {
        let product = wide_mul(limb, word) + u128::from(borrow);
        let (rest, less) = to.overflowing_sub(product as u64);
        *to = rest;
        (product >> 64) as u64 + u64::from(less)
    };
    for (to, from) in to.by_ref().zip(from.by_ref()) {
        for (to, &limb) in to.iter_mut().zip(from) {
            borrow = step(to, limb, borrow);
        }
    }
    for (to, &limb) in to.into_remainder().iter_mut().zip(from.remainder()) {
        borrow = step(to, limb, borrow);
    }
    borrow
}

/// `out = a * b`; `out` is as long as both together.
pub fn multiply(out: &mut [u64], a: &[u64], b: &[u64]) {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let out = &mut out[..long.len() + short.len()];
    if short.len() < KARATSUBA_MIN {
        return rows(out, long, short);
    }
    if short.len() >= HUGE {
        return huge(out, a, b);
    }
    if short.len() == long.len() {
        let mut scratch = vec![0; scratch_len(short.len())];
        return karatsuba(out, long, short, &mut scratch);
    }
    in_blocks(out, long, short);
}

/// A product by blocks of the longer number that are as long as the shorter one.
fn in_blocks(out: &mut [u64], long: &[u64], short: &[u64]) {
    let n = short.len();
    let mut scratch = vec![0; 2 * n + scratch_len(n)];
    let (product, scratch) = scratch.split_at_mut(2 * n);
    out[..n].fill(0);
    let mut at = 0;
    for block in long.chunks(n) {
        let product = &mut product[..n + block.len()];
        if block.len() == n {
            karatsuba(product, block, short, scratch);
        } else {
            multiply(product, short, block);
        }
        // What the blocks before have left reaches over the low limbs only.
        let (low, high) = product.split_at(n);
        let carry = add_to(&mut out[at..at + n], low);
        out[at + n..at + n + high.len()].copy_from_slice(high);
        if carry {
            super::add::add_one(&mut out[at + n..at + n + high.len()]);
        }
        at += block.len();
    }
}

fn rows(out: &mut [u64], long: &[u64], short: &[u64]) {
    let Some((&first, rest)) = short.split_first() else { return out.fill(0) };
    out[long.len()] = multiply_word(out, long, first, 0);
    for (at, &word) in rest.iter().enumerate() {
        out[at + 1 + long.len()] = add_product(&mut out[at + 1..], long, word);
    }
}

/// Limbs of scratch memory for products of numbers of `n` limbs.
fn scratch_len(n: usize) -> usize {
    // Each level takes four halves and a limb.
    4 * n + 320
}

/// `out = a * b` of numbers of as many limbs.
fn karatsuba(out: &mut [u64], a: &[u64], b: &[u64], scratch: &mut [u64]) {
    let n = a.len();
    if n < KARATSUBA_MIN {
        return rows(out, a, b);
    }
    let m = n.div_ceil(2);
    let ((a0, a1), (b0, b1)) = (a.split_at(m), b.split_at(m));
    let (own, scratch) = scratch.split_at_mut(4 * m + 1);
    let (sums, product) = own.split_at_mut(2 * m + 1);
    let negative = {
        let (a_difference, b_difference) = sums[..2 * m].split_at_mut(m);
        let negative = difference_of_halves(a_difference, a0, a1) != difference_of_halves(b_difference, b0, b1);
        karatsuba(product, a_difference, b_difference, scratch);
        negative
    };
    {
        let (low, high) = out.split_at_mut(2 * m);
        karatsuba(low, a0, b0, scratch);
        karatsuba(high, a1, b1, scratch);
        add(sums, low, high);
    }
    add_middle(out, sums, product, negative, m);
}

/// Adds `sums - product` (or `+`, if that is negative) in the middle of `out`.
fn add_middle(out: &mut [u64], sums: &mut [u64], product: &[u64], negative: bool, m: usize) {
    if negative {
        add_to(sums, product);
    } else {
        subtract_from(sums, product);
    }
    let middle = trimmed(sums);
    add_to(&mut out[m..], middle);
}

/// `out = |low - high|`, where `high` may be a limb shorter; whether `low` is the smaller one.
fn difference_of_halves(out: &mut [u64], low: &[u64], high: &[u64]) -> bool {
    if low.len() == high.len() {
        return difference(out, low, high);
    }
    let last = low.len() - 1;
    if low[last] == 0 {
        out[last] = 0;
        return difference(&mut out[..last], &low[..last], high);
    }
    super::add::subtract(out, low, high);
    false
}

/// `out = a * a`; `out` is twice as long.
pub fn square(out: &mut [u64], a: &[u64]) {
    let out = &mut out[..2 * a.len()];
    if a.len() < KARATSUBA_SQUARE_MIN {
        return square_rows(out, a);
    }
    if a.len() >= HUGE {
        return huge(out, a, a);
    }
    let mut scratch = vec![0; scratch_len(a.len())];
    karatsuba_square(out, a, &mut scratch);
}

fn square_rows(out: &mut [u64], a: &[u64]) {
    let n = a.len();
    if n <= 2 {
        return rows(out, a, a);
    }
    // Products of different limbs come twice.
    out[0] = 0;
    out[n] = multiply_word(&mut out[1..n], &a[1..], a[0], 0);
    for at in 1..n - 1 {
        out[at + n] = add_product(&mut out[2 * at + 1..], &a[at + 1..], a[at]);
    }
    out[2 * n - 1] = shift_left_in_place(&mut out[1..2 * n - 1], 1);
    let mut carry = false;
    for (pair, &limb) in out.chunks_exact_mut(2).zip(a) {
        let (sum, over) = join(pair[1], pair[0]).overflowing_add(wide_mul(limb, limb));
        let (sum, more) = sum.overflowing_add(u128::from(carry));
        carry = over || more;
        pair[0] = sum as u64;
        pair[1] = (sum >> 64) as u64;
    }
}

fn karatsuba_square(out: &mut [u64], a: &[u64], scratch: &mut [u64]) {
    let n = a.len();
    if n < KARATSUBA_SQUARE_MIN {
        return square_rows(out, a);
    }
    let m = n.div_ceil(2);
    let (a0, a1) = a.split_at(m);
    let (own, scratch) = scratch.split_at_mut(4 * m + 1);
    let (sums, product) = own.split_at_mut(2 * m + 1);
    difference_of_halves(&mut sums[..m], a0, a1);
    karatsuba_square(product, &sums[..m], scratch);
    {
        let (low, high) = out.split_at_mut(2 * m);
        karatsuba_square(low, a0, scratch);
        karatsuba_square(high, a1, scratch);
        add(sums, low, high);
    }
    add_middle(out, sums, product, false, m);
}

/// The number as num-bigint holds it.
pub fn to_biguint(n: &[u64]) -> BigUint {
    BigUint::new(n.iter().flat_map(|&limb| [limb as u32, (limb >> 32) as u32]).collect())
}

fn huge(out: &mut [u64], a: &[u64], b: &[u64]) {
    let x = to_biguint(a);
    let product = if std::ptr::eq(a, b) { &x * &x } else { x * to_biguint(b) };
    let mut limbs = product.iter_u64_digits();
    out.fill_with(|| limbs.next().unwrap_or(0));
}

/// `a * b`, trimmed.
pub fn product(a: &[u64], b: &[u64]) -> Vec<u64> {
    let mut out = vec![0; a.len() + b.len()];
    multiply(&mut out, a, b);
    super::trim(&mut out);
    out
}
