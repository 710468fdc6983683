//! Addition, subtraction and comparison.

use std::cmp::Ordering;

/// The order of two trimmed numbers.
pub fn compare(a: &[u64], b: &[u64]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

/// The order of two numbers of as many limbs.
pub(super) fn compare_same(a: &[u64], b: &[u64]) -> Ordering {
    debug_assert_eq!(a.len(), b.len());
    for (x, y) in a.iter().zip(b).rev() {
        if x != y {
            return x.cmp(y);
        }
    }
    Ordering::Equal
}

/// `out = a + b`; `a` is at least as long as `b`, and `out` a limb longer.
pub fn add(out: &mut [u64], a: &[u64], b: &[u64]) {
    let (low, high) = a.split_at(b.len());
    let (out_low, out_high) = out[..=a.len()].split_at_mut(b.len());
    let mut carry = false;
    for ((out, &x), &y) in out_low.iter_mut().zip(low).zip(b) {
        (*out, carry) = x.carrying_add(y, carry);
    }
    let carry = carry_on(out_high, high, carry);
    out_high[high.len()] = u64::from(carry);
}

/// Copies `from` with a carry added.
#[inline]
fn carry_on(to: &mut [u64], from: &[u64], mut carry: bool) -> bool {
    let mut at = 0;
    while carry && at < from.len() {
        (to[at], carry) = from[at].overflowing_add(1);
        at += 1;
    }
    to[at..from.len()].copy_from_slice(&from[at..]);
    carry
}

/// `out = a - b`, which is not negative; all are as long as `a`, which is at least as long as `b`.
pub fn subtract(out: &mut [u64], a: &[u64], b: &[u64]) {
    let (low, high) = a.split_at(b.len());
    let (out_low, out_high) = out[..a.len()].split_at_mut(b.len());
    let mut borrow = false;
    for ((out, &x), &y) in out_low.iter_mut().zip(low).zip(b) {
        (*out, borrow) = x.borrowing_sub(y, borrow);
    }
    let mut at = 0;
    while borrow && at < high.len() {
        (out_high[at], borrow) = high[at].overflowing_sub(1);
        at += 1;
    }
    out_high[at..].copy_from_slice(&high[at..]);
    debug_assert!(!borrow, "a difference of natural numbers");
}

/// `a += b`, and the carry out of `a`, which is at least as long as `b`.
pub fn add_to(a: &mut [u64], b: &[u64]) -> bool {
    let (low, high) = a.split_at_mut(b.len());
    let mut carry = false;
    for (x, &y) in low.iter_mut().zip(b) {
        (*x, carry) = x.carrying_add(y, carry);
    }
    carry && add_one(high)
}

/// `a += 1`, and the carry.
pub fn add_one(a: &mut [u64]) -> bool {
    for x in a {
        let carry;
        (*x, carry) = x.overflowing_add(1);
        if !carry {
            return false;
        }
    }
    true
}

/// `a -= b`, and the borrow out of `a`, which is at least as long as `b`.
pub fn subtract_from(a: &mut [u64], b: &[u64]) -> bool {
    let (low, high) = a.split_at_mut(b.len());
    let mut borrow = false;
    for (x, &y) in low.iter_mut().zip(b) {
        (*x, borrow) = x.borrowing_sub(y, borrow);
    }
    borrow && subtract_one(high)
}

/// `a -= 1`, and the borrow.
pub fn subtract_one(a: &mut [u64]) -> bool {
    for x in a {
        let borrow;
        (*x, borrow) = x.overflowing_sub(1);
        if !borrow {
            return false;
        }
    }
    true
}

/// `a = d - a`, which is not negative; both have as many limbs.
pub fn negate_modulo(a: &mut [u64], d: &[u64]) {
    let mut borrow = false;
    for (x, &y) in a.iter_mut().zip(d) {
        (*x, borrow) = y.borrowing_sub(*x, borrow);
    }
    debug_assert!(!borrow, "a remainder is below the divisor");
}

/// `out = |a - b|` of numbers of as many limbs; whether `a` is the smaller one.
pub(super) fn difference(out: &mut [u64], a: &[u64], b: &[u64]) -> bool {
    let less = compare_same(a, b) == Ordering::Less;
    if less {
        subtract(out, b, a);
    } else {
        subtract(out, a, b);
    }
    less
}
