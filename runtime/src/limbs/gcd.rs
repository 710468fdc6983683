//! Greatest common divisors and modular inverses: Euclid's algorithm by leading words (Lehmer).

use super::add::{compare, subtract_from};
use super::divide::div_rem;
use super::multiply::{multiply_word, product};
use super::{bit_length, trim, trimmed, wide_mul};
use std::cmp::Ordering;

/// The greatest common divisor of two words.
pub fn of_words(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    let shift = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    loop {
        b >>= b.trailing_zeros();
        if a > b {
            (a, b) = (b, a);
        }
        b -= a;
        if b == 0 {
            return a << shift;
        }
    }
}

/// A step of several divisions: the new numbers are `x.0 * a - x.1 * b` and `y.1 * b - y.0 * a`, or with signs exchanged.
struct Step {
    x: (u64, u64),
    y: (u64, u64),
    /// An odd number of divisions: the signs are exchanged.
    odd: bool,
}

/// The 64 bits of `n` that start at bit `shift`.
fn leading(n: &[u64], shift: u64) -> u64 {
    let (limb, bits) = ((shift / 64) as usize, (shift % 64) as u32);
    let low = n.get(limb).map_or(0, |limb| limb >> bits);
    let high = if bits == 0 { 0 } else { n.get(limb + 1).map_or(0, |limb| limb << (64 - bits)) };
    low | high
}

/// The divisions that the leading bits of both (with the same exponent) are certain about (Knuth 4.5.2, algorithm L, in
/// Collins' form); none if not even one is.
fn certain(mut a: u64, mut b: u64) -> Option<Step> {
    // Cofactors stay below 2^31, so that the test needs no more than a word.
    let (mut x, mut y) = ((1u64, 0u64), (0u64, 1u64));
    let mut odd = false;
    loop {
        if b == 0 {
            break;
        }
        let (quotient, rest) = (a / b, a % b);
        if quotient >> 32 != 0 {
            break;
        }
        let next = (x.0 + quotient * y.0, x.1 + quotient * y.1);
        if (next.0 | next.1) >> 31 != 0 {
            break;
        }
        // The true quotient is the same: Jebelean's condition.
        let certain =
            if odd { rest >= next.0 && b - rest >= next.1 + y.1 } else { rest >= next.1 && b - rest >= next.0 + y.0 };
        if !certain {
            break;
        }
        (a, b) = (b, rest);
        (x, y) = (y, next);
        odd = !odd;
    }
    (y.0 != 0).then_some(Step { x, y, odd })
}

/// `|p.0 * a - p.1 * b|` with the sign that `negative` says, which fits into as many limbs.
fn combine(out: &mut [u64], p: (u64, u64), a: &[u64], b: &[u64], negative: bool) {
    let (plus, minus, a, b) = if negative { (p.1, p.0, b, a) } else { (p.0, p.1, a, b) };
    let (mut carry, mut borrow) = (0u64, 0u64);
    for (at, out) in out.iter_mut().enumerate() {
        let limb = |n: &[u64]| n.get(at).copied().unwrap_or(0);
        let up = wide_mul(limb(a), plus) + u128::from(carry);
        let down = wide_mul(limb(b), minus) + u128::from(borrow);
        let (rest, less) = (up as u64).overflowing_sub(down as u64);
        *out = rest;
        carry = (up >> 64) as u64;
        borrow = (down >> 64) as u64 + u64::from(less);
    }
}

/// The greatest common divisor of trimmed numbers, trimmed.
pub fn gcd(a: &[u64], b: &[u64]) -> Vec<u64> {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    if compare(&a, &b) == Ordering::Less {
        std::mem::swap(&mut a, &mut b);
    }
    let (mut c, mut d) = (Vec::with_capacity(a.len()), Vec::with_capacity(a.len()));
    while b.len() > 1 {
        let shift = bit_length(&a).saturating_sub(64);
        match certain(leading(&a, shift), leading(&b, shift)) {
            Some(step) => {
                c.resize(a.len(), 0);
                d.resize(a.len(), 0);
                combine(&mut c, step.x, &a, &b, step.odd);
                combine(&mut d, step.y, &a, &b, !step.odd);
                trim(&mut c);
                trim(&mut d);
                std::mem::swap(&mut a, &mut c);
                std::mem::swap(&mut b, &mut d);
            }
            None => {
                let rest = div_rem(&a, &b).1;
                a = std::mem::replace(&mut b, rest);
            }
        }
    }
    match b.first() {
        None => a,
        Some(&word) => vec![of_words(super::divide::modulo_word(&a, word), word)],
    }
}

/// The inverse of `a` modulo `m`, if they have no divisor in common; both are trimmed, `a` is below `m`, and `m` is above 1.
pub fn inverse(a: &[u64], m: &[u64]) -> Option<Vec<u64>> {
    if let (&[a], &[m]) = (a, m) {
        return inverse_word(a, m).map(|inverse| vec![inverse]);
    }
    // Cofactors of `a` for both numbers: they alternate in sign, so that magnitudes only grow.
    let (mut u, mut v) = (m.to_vec(), a.to_vec());
    let (mut s, mut t) = (Vec::new(), vec![1]);
    let mut odd = false;
    while !v.is_empty() {
        let shift = bit_length(&u).saturating_sub(64);
        let step = if v.len() > 1 { certain(leading(&u, shift), leading(&v, shift)) } else { None };
        match step {
            Some(step) => {
                let (mut c, mut d) = (vec![0; u.len()], vec![0; u.len()]);
                combine(&mut c, step.x, &u, &v, step.odd);
                combine(&mut d, step.y, &u, &v, !step.odd);
                trim(&mut c);
                trim(&mut d);
                (u, v) = (c, d);
                (s, t) = (sum_of_products(step.x, &s, &t), sum_of_products(step.y, &s, &t));
                odd ^= step.odd;
            }
            None => {
                let (quotient, rest) = div_rem(&u, &v);
                u = std::mem::replace(&mut v, rest);
                let mut next = product(&quotient, &t);
                next.resize(next.len().max(s.len()) + 1, 0);
                super::add::add_to(&mut next, &s);
                trim(&mut next);
                s = std::mem::replace(&mut t, next);
                odd = !odd;
            }
        }
    }
    if u != [1] {
        return None;
    }
    // s * a is 1 or -1.
    let mut s = if compare(&s, m) == Ordering::Less { s } else { div_rem(&s, m).1 };
    if !odd {
        let mut rest = m.to_vec();
        subtract_from(&mut rest, trimmed(&s));
        trim(&mut rest);
        s = rest;
    }
    Some(s)
}

/// The same of words; cofactors stay below the modulus.
fn inverse_word(a: u64, m: u64) -> Option<u64> {
    let (mut u, mut v) = (m, a);
    let (mut s, mut t) = (0, 1);
    let mut odd = false;
    while v != 0 {
        let quotient = u / v;
        (u, v) = (v, u % v);
        (s, t) = (t, quotient * t + s);
        odd = !odd;
    }
    (u == 1).then_some(if odd { s } else { m - s })
}

/// `p.0 * s + p.1 * t`, trimmed.
fn sum_of_products(p: (u64, u64), s: &[u64], t: &[u64]) -> Vec<u64> {
    let len = s.len().max(t.len());
    let mut out = vec![0; len + 2];
    let carry = multiply_word(&mut out, s, p.0, 0);
    out[s.len()] = carry;
    let carry = super::multiply::add_product(&mut out, t, p.1);
    super::add::add_to(&mut out[t.len()..], &[carry]);
    trim(&mut out);
    out
}
