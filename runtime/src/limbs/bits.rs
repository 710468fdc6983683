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

/// A limb of a number's two's complement at a time.
struct Complement<'a> {
    limbs: std::slice::Iter<'a, u64>,
    flip: u64,
    carry: bool,
}

impl Complement<'_> {
    #[inline(always)]
    fn next(&mut self) -> u64 {
        let limb = self.limbs.next().copied().unwrap_or(0);
        let (limb, carry) = (limb ^ self.flip).overflowing_add(u64::from(self.carry));
        self.carry = carry;
        limb
    }
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
    let of = |(negative, limbs): (bool, &[u64])| (if negative { u64::MAX } else { 0 }, negative, limbs.len());
    let ((flip_a, carry_a, _), (flip_b, carry_b, _)) = (of(a), of(b));
    let mut a = Complement { limbs: a.1.iter(), flip: flip_a, carry: carry_a };
    let mut b = Complement { limbs: b.1.iter(), flip: flip_b, carry: carry_b };
    let flip = op(flip_a, flip_b);
    let mut carry = flip != 0;
    for out in out {
        (*out, carry) = (op(a.next(), b.next()) ^ flip).overflowing_add(u64::from(carry));
    }
    flip != 0
}
