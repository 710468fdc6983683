//! Arithmetic of huge ints that num-bigint does in quadratic time: division, and conversion to and from decimal text.
//!
//! Division multiplies by a reciprocal, which Newton's iteration finds; conversions split numbers at powers of the radix.
//! All of them cost a few multiplications of numbers of that size.

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{One, Zero};

/// Divisors and quotients of at least this many bits are worth a reciprocal.
const DIVISION_MIN: u64 = 1 << 14;
/// Texts of at most this many digits are converted by num-bigint.
const LEAF_DIGITS: usize = 1200;

/// 2^(2n) / d, but for a few units in the last place, where `d` has n bits.
fn reciprocal(d: &BigUint) -> BigUint {
    let n = d.bits();
    if n <= 4096 {
        return (BigUint::one() << (2 * n)) / d;
    }
    let h = n / 2 + 16;
    let half = reciprocal(&(d >> (n - h)));
    let twice = &half << (n - h + 1);
    let square = &half * &half;
    twice - ((d * square) >> (2 * h))
}

/// A divisor with its reciprocal.
struct Divisor {
    divisor: BigUint,
    reciprocal: BigUint,
}

impl Divisor {
    fn new(divisor: BigUint) -> Divisor {
        let reciprocal = reciprocal(&divisor);
        Divisor { divisor, reciprocal }
    }

    /// Quotient and remainder of a number of at most twice the divisor's bits.
    fn div_rem(&self, n: &BigUint) -> (BigUint, BigUint) {
        let quotient = (n * &self.reciprocal) >> (2 * self.divisor.bits());
        settle(n, quotient, &self.divisor)
    }
}

/// Quotient and remainder, from a quotient that is a few units off.
fn settle(n: &BigUint, quotient: BigUint, d: &BigUint) -> (BigUint, BigUint) {
    let divisor = BigInt::from_biguint(Sign::Plus, d.clone());
    let mut quotient = BigInt::from_biguint(Sign::Plus, quotient);
    let mut rest = BigInt::from_biguint(Sign::Plus, n.clone()) - &quotient * &divisor;
    if rest.magnitude() > &(d << 6u32) {
        return n.div_rem(d);
    }
    while rest.sign() == Sign::Minus {
        rest += &divisor;
        quotient -= 1;
    }
    while rest >= divisor {
        rest -= &divisor;
        quotient += 1;
    }
    (quotient.into_parts().1, rest.into_parts().1)
}

/// `n / d` and `n % d` of numbers that are not negative; `d` is not 0.
pub(crate) fn div_rem(n: &BigUint, d: &BigUint) -> (BigUint, BigUint) {
    let (n_bits, d_bits) = (n.bits(), d.bits());
    if d_bits < DIVISION_MIN || n_bits < d_bits + DIVISION_MIN {
        return n.div_rem(d);
    }
    let quotient_bits = n_bits - d_bits + 1;
    if quotient_bits + 128 < d_bits {
        // The low bits of both hardly matter to a short quotient.
        let cut = d_bits - quotient_bits - 64;
        let (quotient, _) = div_rem(&(n >> cut), &(d >> cut));
        return settle(n, quotient, d);
    }
    let divisor = Divisor::new(d.clone());
    let blocks = n_bits.div_ceil(d_bits);
    let (mut quotient, mut rest) = (BigUint::zero(), BigUint::zero());
    let mask = (BigUint::one() << d_bits) - 1u32;
    for block in (0..blocks).rev() {
        let part = (n >> (block * d_bits)) & &mask;
        let (q, r) = divisor.div_rem(&((rest << d_bits) + part));
        quotient = (quotient << d_bits) + q;
        rest = r;
    }
    (quotient, rest)
}

/// Floor division and modulo by `d`, which is not 0.
pub(crate) fn div_mod_floor(n: &BigInt, d: &BigInt) -> (BigInt, BigInt) {
    if d.bits() < DIVISION_MIN || n.bits() < d.bits() + DIVISION_MIN {
        return n.div_mod_floor(d);
    }
    let (quotient, rest) = div_rem(n.magnitude(), d.magnitude());
    let negative = n.sign() != d.sign();
    let mut quotient = BigInt::from_biguint(if negative { Sign::Minus } else { Sign::Plus }, quotient);
    let mut rest = BigInt::from_biguint(n.sign(), rest);
    if negative && rest.sign() != Sign::NoSign {
        quotient -= 1;
        rest += d;
    }
    (quotient, rest)
}

/// Decimal digits of a number.
pub(crate) fn to_decimal(n: &BigUint) -> String {
    if n.bits() < LEAF_DIGITS as u64 * 3 {
        return n.to_string();
    }
    // powers[k] is 10^(LEAF_DIGITS · 2^k); the last one is larger than the square root.
    let mut powers = vec![Divisor::new(BigUint::from(10u32).pow(LEAF_DIGITS as u32))];
    while let Some(last) = powers.last()
        && last.divisor.bits() * 2 <= n.bits() + 1
    {
        let next = &last.divisor * &last.divisor;
        powers.push(Divisor::new(next));
    }
    let mut out = String::new();
    write_decimal(n, &powers, &mut out);
    out
}

/// Appends the digits of `n`, which is below the square of the last power; fills with zeros unless it is the first piece.
fn write_decimal(n: &BigUint, powers: &[Divisor], out: &mut String) {
    let Some((last, smaller)) = powers.split_last() else {
        let text = n.to_string();
        if !out.is_empty() {
            out.extend(std::iter::repeat_n('0', LEAF_DIGITS.saturating_sub(text.len())));
        }
        if !out.is_empty() || !n.is_zero() {
            out.push_str(&text);
        }
        return;
    };
    let (high, low) = if n < &last.divisor { (BigUint::zero(), n.clone()) } else { last.div_rem(n) };
    write_decimal(&high, smaller, out);
    write_decimal(&low, smaller, out);
}

/// The number that digits in a radix spell; they are valid and at least one.
pub(crate) fn from_digits(digits: &[u8], radix: u32) -> BigUint {
    if digits.len() <= LEAF_DIGITS * 2 || radix.is_power_of_two() {
        return BigUint::parse_bytes(digits, radix).unwrap_or_default();
    }
    let mut powers = vec![BigUint::from(radix).pow(LEAF_DIGITS as u32)];
    while let Some(last) = powers.last()
        && LEAF_DIGITS << powers.len() < digits.len()
    {
        let next = last * last;
        powers.push(next);
    }
    read_digits(digits, radix, &powers)
}

fn read_digits(digits: &[u8], radix: u32, powers: &[BigUint]) -> BigUint {
    let mut level = powers.len();
    while level > 0 && LEAF_DIGITS << (level - 1) >= digits.len() {
        level -= 1;
    }
    if level == 0 {
        return BigUint::parse_bytes(digits, radix).unwrap_or_default();
    }
    let (high, low) = digits.split_at(digits.len() - (LEAF_DIGITS << (level - 1)));
    read_digits(high, radix, powers) * &powers[level - 1] + read_digits(low, radix, &powers[..level - 1])
}
