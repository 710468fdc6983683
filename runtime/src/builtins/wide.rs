//! Arithmetic of ints of up to 128 bits, as sign and magnitude: neither operands nor results own memory.

use crate::object::protocol::BinaryOp;
use num_bigint::BigInt as Big;
use std::cmp::Ordering;

/// An int whose magnitude has up to 128 bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wide {
    /// Whether it is below zero.
    pub negative: bool,
    /// Its distance from zero.
    pub magnitude: u128,
}

impl From<i64> for Wide {
    #[inline(always)]
    fn from(n: i64) -> Wide {
        Wide { negative: n < 0, magnitude: u128::from(n.unsigned_abs()) }
    }
}

impl Wide {
    #[inline(always)]
    fn new(negative: bool, magnitude: u128) -> Wide {
        Wide { negative: negative && magnitude != 0, magnitude }
    }

    /// The number, if it fits.
    #[inline(always)]
    pub fn to_i64(self) -> Option<i64> {
        let low = self.magnitude as u64;
        if self.magnitude >> 63 == 0 {
            Some(if self.negative { -(low as i64) } else { low as i64 })
        } else if self.negative && self.magnitude == 1 << 63 {
            Some(i64::MIN)
        } else {
            None
        }
    }

    /// The number as a big integer.
    pub fn to_big(self) -> Big {
        let magnitude = Big::from(self.magnitude);
        if self.negative { -magnitude } else { magnitude }
    }

    fn to_i128(self) -> Option<i128> {
        let n = i128::try_from(self.magnitude).ok()?;
        Some(if self.negative { -n } else { n })
    }

    fn from_i128(n: i128) -> Wide {
        Wide { negative: n < 0, magnitude: n.unsigned_abs() }
    }

    #[inline(always)]
    fn negated(self) -> Wide {
        Wide::new(!self.negative, self.magnitude)
    }

    /// The order of two numbers.
    pub fn compare(self, other: Wide) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.magnitude.cmp(&other.magnitude),
            (true, true) => other.magnitude.cmp(&self.magnitude),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

#[inline(always)]
fn add(a: Wide, b: Wide) -> Option<Wide> {
    if a.negative == b.negative {
        return Some(Wide { negative: a.negative, magnitude: a.magnitude.checked_add(b.magnitude)? });
    }
    Some(match a.magnitude.checked_sub(b.magnitude) {
        Some(rest) => Wide::new(a.negative, rest),
        None => Wide::new(b.negative, b.magnitude - a.magnitude),
    })
}

#[inline(always)]
fn mul(a: Wide, b: Wide) -> Option<Wide> {
    let magnitude = if (a.magnitude | b.magnitude) >> 64 == 0 {
        // The product of two words always fits.
        a.magnitude.wrapping_mul(b.magnitude)
    } else {
        a.magnitude.checked_mul(b.magnitude)?
    };
    Some(Wide::new(a.negative != b.negative, magnitude))
}

/// Quotient and remainder of the magnitudes.
#[inline]
fn divide(a: u128, b: u128) -> (u128, u128) {
    if (a | b) >> 64 == 0 {
        // One word by another takes a fraction of the time.
        let (a, b) = (a as u64, b as u64);
        return (u128::from(a / b), u128::from(a % b));
    }
    (a / b, a % b)
}

#[inline]
fn shift_right(a: Wide, shift: u128) -> Wide {
    let (quotient, lost) = match u32::try_from(shift) {
        Ok(shift) if shift < 128 => (a.magnitude >> shift, a.magnitude & ((1 << shift) - 1) != 0),
        Ok(_) | Err(_) => (0, a.magnitude != 0),
    };
    // Towards minus infinity; a quotient that lost bits is far from the largest one.
    Wide::new(a.negative, if a.negative && lost { quotient + 1 } else { quotient })
}

/// `a op b`; none if the result does not fit, is no int, or is an error.
#[inline(always)]
pub(crate) fn binary(op: BinaryOp, a: Wide, b: Wide) -> Option<Wide> {
    let bits = |f: fn(i128, i128) -> i128| Some(Wide::from_i128(f(a.to_i128()?, b.to_i128()?)));
    match op {
        BinaryOp::Add => add(a, b),
        BinaryOp::Sub => add(a, b.negated()),
        BinaryOp::Mul => mul(a, b),
        BinaryOp::And if !a.negative && !b.negative => Some(Wide::new(false, a.magnitude & b.magnitude)),
        BinaryOp::Or if !a.negative && !b.negative => Some(Wide::new(false, a.magnitude | b.magnitude)),
        BinaryOp::Xor if !a.negative && !b.negative => Some(Wide::new(false, a.magnitude ^ b.magnitude)),
        BinaryOp::And => bits(|a, b| a & b),
        BinaryOp::Or => bits(|a, b| a | b),
        BinaryOp::Xor => bits(|a, b| a ^ b),
        BinaryOp::LShift if !b.negative && b.magnitude < 128 => {
            let shift = b.magnitude as u32;
            (a.magnitude.leading_zeros() >= shift).then(|| Wide::new(a.negative, a.magnitude << shift))
        }
        BinaryOp::RShift if !b.negative => Some(shift_right(a, b.magnitude)),
        BinaryOp::FloorDiv if b.magnitude != 0 => {
            let (quotient, rest) = divide(a.magnitude, b.magnitude);
            let differ = a.negative != b.negative;
            Some(Wide::new(differ, if differ && rest != 0 { quotient.checked_add(1)? } else { quotient }))
        }
        BinaryOp::Mod if b.magnitude != 0 => {
            let (_, rest) = divide(a.magnitude, b.magnitude);
            let differ = a.negative != b.negative;
            Some(Wide::new(b.negative, if differ && rest != 0 { b.magnitude - rest } else { rest }))
        }
        BinaryOp::LShift
        | BinaryOp::RShift
        | BinaryOp::FloorDiv
        | BinaryOp::Mod
        | BinaryOp::MatMul
        | BinaryOp::TrueDiv
        | BinaryOp::Pow
        | BinaryOp::DivMod => None,
    }
}

/// `base ** exponent % modulus` of words.
pub(crate) fn power_mod(base: u64, mut exponent: u64, modulus: u64) -> u64 {
    let times = |a: u64, b: u64| -> u64 {
        if (a | b) >> 32 == 0 { a * b % modulus } else { (u128::from(a) * u128::from(b) % u128::from(modulus)) as u64 }
    };
    let (mut base, mut result) = (base % modulus, 1 % modulus);
    while exponent != 0 {
        if exponent & 1 != 0 {
            result = times(result, base);
        }
        exponent >>= 1;
        if exponent != 0 {
            base = times(base, base);
        }
    }
    result
}

#[cfg(test)]
mod tests;
