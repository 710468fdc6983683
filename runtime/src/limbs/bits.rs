//! Shifts, and bitwise operators on numbers with a sign, which Python defines on two's complement.

/// `out = a << shift`, with `shift` below 64, and what is shifted out. `out` is as long as `a`.
pub fn shift_left_bits(out: &mut [u64], a: &[u64], shift: u32) -> u64 {
    if shift == 0 {
        out[..a.len()].copy_from_slice(a);
        return 0;
    }
    let mut carry = 0;
    for (out, &limb) in out.iter_mut().zip(a) {
        *out = limb << shift | carry;
        carry = limb >> (64 - shift);
    }
    carry
}

/// `out = a >> shift`, with `shift` below 64. `out` is as long as `a`.
pub fn shift_right_bits(out: &mut [u64], a: &[u64], shift: u32) {
    if shift == 0 {
        out[..a.len()].copy_from_slice(a);
        return;
    }
    let Some(&top) = a.last() else { return };
    for (out, pair) in out.iter_mut().zip(a.windows(2)) {
        *out = pair[0] >> shift | pair[1] << (64 - shift);
    }
    out[a.len() - 1] = top >> shift;
}

/// `a >>= shift`, with `shift` below 64.
pub fn shift_right_in_place(a: &mut [u64], shift: u32) {
    if shift == 0 {
        return;
    }
    let mut carry = 0;
    for limb in a.iter_mut().rev() {
        let next = *limb << (64 - shift);
        *limb = *limb >> shift | carry;
        carry = next;
    }
}

/// `a <<= shift`, with `shift` below 64, and what is shifted out.
pub fn shift_left_in_place(a: &mut [u64], shift: u32) -> u64 {
    if shift == 0 {
        return 0;
    }
    let mut carry = 0;
    for limb in a {
        let next = *limb >> (64 - shift);
        *limb = *limb << shift | carry;
        carry = next;
    }
    carry
}

/// Limbs that `a << shift` may take.
pub fn shift_left_len(a: &[u64], shift: u64) -> usize {
    a.len() + (shift / 64) as usize + 1
}

/// `out = a << shift`; `out` has `shift_left_len` limbs.
pub fn shift_left(out: &mut [u64], a: &[u64], shift: u64) {
    let limbs = (shift / 64) as usize;
    out[..limbs].fill(0);
    let carry = shift_left_bits(&mut out[limbs..], a, (shift % 64) as u32);
    out[limbs + a.len()] = carry;
}

/// `out = a >> shift`, as the floor if `a` stands for a negative number. `out` is as long as `a`, or longer by a limb.
pub fn shift_right(out: &mut [u64], a: &[u64], shift: u64, negative: bool) {
    let limbs = usize::try_from(shift / 64).unwrap_or(usize::MAX).min(a.len());
    let bits = (shift % 64) as u32;
    let (lost, kept) = a.split_at(limbs);
    shift_right_bits(out, kept, bits);
    out[kept.len()..].fill(0);
    if !negative {
        return;
    }
    let inexact = lost.iter().any(|&limb| limb != 0) || kept.first().is_some_and(|limb| limb & ((1 << bits) - 1) != 0);
    if inexact {
        super::add::add_one(out);
    }
}

/// A bitwise operator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bitwise {
    /// `&`
    And,
    /// `|`
    Or,
    /// `^`
    Xor,
}

/// `out = a op b` of numbers with their signs, and whether it is negative. `out` is a limb longer than both.
pub fn bitwise(out: &mut [u64], op: Bitwise, a: (bool, &[u64]), b: (bool, &[u64])) -> bool {
    match op {
        Bitwise::And => with_op(out, a, b, |x, y| x & y),
        Bitwise::Or => with_op(out, a, b, |x, y| x | y),
        Bitwise::Xor => with_op(out, a, b, |x, y| x ^ y),
    }
}

#[inline(always)]
fn with_op(out: &mut [u64], a: (bool, &[u64]), b: (bool, &[u64]), op: impl Fn(u64, u64) -> u64) -> bool {
    if !a.0 && !b.0 {
        let both = a.1.len().min(b.1.len());
        for ((out, &x), &y) in out.iter_mut().zip(a.1).zip(b.1) {
            *out = op(x, y);
        }
        let rest = if a.1.len() > both { &a.1[both..] } else { &b.1[both..] };
        let (head, tail) = out[both..].split_at_mut(rest.len());
        for (out, &x) in head.iter_mut().zip(rest) {
            *out = op(x, 0);
        }
        tail.fill(0);
        return false;
    }
    // Two's complement is the complement and one more, as far as the carry goes.
    let mask = |negative: bool| if negative { u64::MAX } else { 0 };
    let (flip_a, flip_b) = (mask(a.0), mask(b.0));
    let flip = op(flip_a, flip_b);
    let (mut carry_a, mut carry_b, mut carry) = (a.0, b.0, flip != 0);
    let mut limb = |out: &mut u64, x: u64, y: u64| {
        let (x, over_x) = (x ^ flip_a).overflowing_add(u64::from(carry_a));
        let (y, over_y) = (y ^ flip_b).overflowing_add(u64::from(carry_b));
        (carry_a, carry_b) = (over_x, over_y);
        (*out, carry) = (op(x, y) ^ flip).overflowing_add(u64::from(carry));
    };
    let both = a.1.len().min(b.1.len());
    let (head, tail) = out.split_at_mut(both);
    for ((out, &x), &y) in head.iter_mut().zip(a.1).zip(b.1) {
        limb(out, x, y);
    }
    let (long, is_a) = if a.1.len() > both { (&a.1[both..], true) } else { (&b.1[both..], false) };
    let (middle, end) = tail.split_at_mut(long.len());
    for (out, &rest) in middle.iter_mut().zip(long) {
        if is_a {
            limb(out, rest, 0);
        } else {
            limb(out, 0, rest);
        }
    }
    for out in end {
        limb(out, 0, 0);
    }
    flip != 0
}
