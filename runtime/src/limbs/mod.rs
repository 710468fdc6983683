//! Arithmetic of natural numbers of any size: slices of 64-bit limbs, the least significant first.
//!
//! A number is *trimmed* if its last limb is not 0; zero has no limbs. Functions write results into slices of the caller's,
//! which are as long as the result can get, so that ints are computed where they will stay.
//!
//! - `add.rs`: addition, subtraction, comparison; `bits.rs`: shifts and bitwise operators; `multiply.rs`: products and
//!   squares; `divide.rs`: quotients and remainders; `power.rs`: powers, also modular; `root.rs`: square roots;
//!   `gcd.rs`: greatest common divisors and inverses; `radix.rs`: digits; `float.rs`: nearest floats;
//!   `transform.rs`: products of polynomials.

pub mod add;
pub mod bits;
pub mod divide;
pub mod float;
pub mod gcd;
pub mod multiply;
pub mod power;
pub mod radix;
pub mod root;
pub mod transform;

#[cfg(test)]
mod tests;

/// The number without leading zeros.
#[inline]
pub fn trimmed(n: &[u64]) -> &[u64] {
    let mut len = n.len();
    while len > 0 && n[len - 1] == 0 {
        len -= 1;
    }
    &n[..len]
}

/// Takes leading zeros off.
pub fn trim(n: &mut Vec<u64>) {
    n.truncate(trimmed(n).len());
}

/// Number of bits of a trimmed number.
#[inline]
pub fn bit_length(n: &[u64]) -> u64 {
    match n.last() {
        Some(top) => 64 * n.len() as u64 - u64::from(top.leading_zeros()),
        None => 0,
    }
}

/// Number of zero bits below the lowest one of a number that is not 0.
pub fn trailing_zeros(n: &[u64]) -> u64 {
    let zeros = n.iter().take_while(|&&limb| limb == 0).count();
    64 * zeros as u64 + n.get(zeros).map_or(0, |limb| u64::from(limb.trailing_zeros()))
}

/// The number as a word, if it fits; it is trimmed.
#[inline]
pub fn to_u64(n: &[u64]) -> Option<u64> {
    match n {
        [] => Some(0),
        &[word] => Some(word),
        _ => None,
    }
}

/// Low and high limb of a product.
#[inline(always)]
fn wide_mul(a: u64, b: u64) -> u128 {
    u128::from(a) * u128::from(b)
}

#[inline(always)]
fn join(high: u64, low: u64) -> u128 {
    u128::from(high) << 64 | u128::from(low)
}
