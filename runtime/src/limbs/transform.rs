//! Products of polynomials by a number-theoretic transform: what numbers of very many digits are multiplied by.
//!
//! Computed is modulo the prime 2^64 - 2^32 + 1, in which 2^32 - 1 is 2^96 = -1 less, so that a product of two words is
//! reduced with additions and shifts. It has roots of unity of all orders up to 2^32. The forward transform leaves its
//! results in the order of reversed bits, and the backward one takes them in that order.

/// The modulus.
pub const PRIME: u64 = 0xFFFF_FFFF_0000_0001;
/// `2 ** 64` modulo the prime.
const WRAP: u64 = 0xFFFF_FFFF;
/// A number of which all others but 0 are powers.
const GENERATOR: u64 = 7;

/// `a + b` of numbers below the prime.
#[inline(always)]
fn add(a: u64, b: u64) -> u64 {
    let (sum, over) = a.overflowing_sub(PRIME - b);
    if over { sum.wrapping_add(PRIME) } else { sum }
}

#[inline(always)]
fn subtract(a: u64, b: u64) -> u64 {
    let (difference, under) = a.overflowing_sub(b);
    if under { difference.wrapping_add(PRIME) } else { difference }
}

#[inline(always)]
fn multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let (low, high) = (product as u64, (product >> 64) as u64);
    // 2^96 is -1 and 2^64 is 2^32 - 1.
    let (mut rest, under) = low.overflowing_sub(high >> 32);
    if under {
        rest = rest.wrapping_sub(WRAP);
    }
    let (sum, over) = rest.overflowing_add((high & WRAP) * WRAP);
    let sum = if over { sum.wrapping_add(WRAP) } else { sum };
    if sum >= PRIME { sum - PRIME } else { sum }
}

fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, base);
        }
        base = multiply(base, base);
        exponent >>= 1;
    }
    result
}

/// Roots of unity for transforms of a size: the powers of that of order `2 * len` are at `len..2 * len`.
fn roots(size: usize) -> Vec<u64> {
    let mut roots = vec![1; size.max(2)];
    let half = size / 2;
    let root = power(GENERATOR, (PRIME - 1) / size as u64);
    for at in half + 1..size {
        roots[at] = multiply(roots[at - 1], root);
    }
    for at in (1..half).rev() {
        roots[at] = roots[2 * at];
    }
    roots
}

fn forward(values: &mut [u64], roots: &[u64]) {
    let mut len = values.len() / 2;
    while len > 0 {
        for block in values.chunks_exact_mut(2 * len) {
            let (low, high) = block.split_at_mut(len);
            for ((a, b), &root) in low.iter_mut().zip(high).zip(&roots[len..2 * len]) {
                (*a, *b) = (add(*a, *b), multiply(subtract(*a, *b), root));
            }
        }
        len /= 2;
    }
}

/// Undoes `forward`, but for the order: what belongs to `n` stands at `-n`, and for a factor, the number of values.
fn backward(values: &mut [u64], roots: &[u64]) {
    let mut len = 1;
    while len < values.len() {
        for block in values.chunks_exact_mut(2 * len) {
            let (low, high) = block.split_at_mut(len);
            for ((a, b), &root) in low.iter_mut().zip(high).zip(&roots[len..2 * len]) {
                let turned = multiply(*b, root);
                (*a, *b) = (add(*a, turned), subtract(*a, turned));
            }
        }
        len *= 2;
    }
}

/// Coefficients of the product of two polynomials that have some, modulo the prime.
pub fn convolution(mut a: Vec<u64>, mut b: Vec<u64>) -> Vec<u64> {
    let len = (a.len() + b.len()).saturating_sub(1);
    let size = len.next_power_of_two();
    let roots = roots(size);
    a.resize(size, 0);
    forward(&mut a, &roots);
    b.resize(size, 0);
    forward(&mut b, &roots);
    let scale = power(size as u64, PRIME - 2);
    for (a, &b) in a.iter_mut().zip(&b) {
        *a = multiply(multiply(*a, b), scale);
    }
    backward(&mut a, &roots);
    // With the same roots both ways, what belongs to `n` comes out at `-n`.
    a[1..].reverse();
    a.truncate(len);
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_of_polynomials() {
        for (m, n) in [(1, 1), (1, 2), (2, 2), (3, 5), (17, 16), (100, 1)] {
            let a: Vec<u64> = (0..m).map(|at| power(3, at) ^ at).map(|n| n % PRIME).collect();
            let b: Vec<u64> = (0..n).map(|at| PRIME - 1 - power(5, at)).collect();
            let mut expected = vec![0; a.len() + b.len() - 1];
            for (i, &x) in a.iter().enumerate() {
                for (j, &y) in b.iter().enumerate() {
                    expected[i + j] = add(expected[i + j], multiply(x, y));
                    assert_eq!(u128::from(multiply(x, y)), u128::from(x) * u128::from(y) % u128::from(PRIME));
                }
            }
            assert_eq!(convolution(a, b), expected, "{m} by {n}");
        }
    }
}
