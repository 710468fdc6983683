//! Products of numbers of many words: as polynomials whose coefficients are some digits each, which a transform multiplies.

use super::words::{TENS, WIDTH, Words, trim};
use runtime::limbs::transform;

/// What coefficients of a product, with what is carried to them, may come to: a little less than the transform's modulus.
const MOST: u128 = 18_000_000_000_000_000_000;

/// The product, if the numbers are not longer than memory has room for.
pub(super) fn product(a: &[u64], b: &[u64]) -> Option<Words> {
    let shorter = a.len().min(b.len()) * WIDTH;
    let largest = |digits: usize| u128::from(TENS[digits] - 1).pow(2) * shorter.div_ceil(digits) as u128;
    let digits = (4..=7).rev().find(|&digits| largest(digits) < MOST)?;
    let coefficients = transform::convolution(split(a, digits), split(b, digits));
    Some(joined(&coefficients, digits, a.len() + b.len()))
}

/// Pieces of `digits` digits, the last first.
fn split(words: &[u64], digits: usize) -> Vec<u64> {
    let power = TENS[digits];
    let mut pieces = Vec::with_capacity((words.len() * WIDTH).div_ceil(digits));
    // Digits of a piece that the word before had.
    let (mut piece, mut known) = (0, 0);
    for &word in words {
        let (mut rest, mut left) = (word, WIDTH);
        if known > 0 {
            let missing = TENS[digits - known];
            pieces.push(piece + rest % missing * TENS[known]);
            rest /= missing;
            left -= digits - known;
        }
        while left >= digits {
            pieces.push(rest % power);
            rest /= power;
            left -= digits;
        }
        (piece, known) = (rest, left);
    }
    if known > 0 {
        pieces.push(piece);
    }
    pieces
}

/// The number of the pieces, which may be more than their digits have room for; it has `len` words or one less.
fn joined(pieces: &[u64], digits: usize, len: usize) -> Words {
    let power = TENS[digits];
    let mut words = Words::with_capacity(len);
    let (mut word, mut known, mut carry) = (0, 0, 0);
    let mut pieces = pieces.iter();
    while words.len() < len {
        let sum = pieces.next().copied().unwrap_or(0) + carry;
        carry = sum / power;
        let piece = sum - carry * power;
        if known + digits < WIDTH {
            word += piece * TENS[known];
            known += digits;
            continue;
        }
        // The word takes what it has room for.
        let room = TENS[WIDTH - known];
        let (high, low) = (piece / room, piece % room);
        words.push(word + low * TENS[known]);
        (word, known) = (high, known + digits - WIDTH);
    }
    trim(&mut words);
    words
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;

    #[test]
    fn huge_products() {
        let number = |len: usize, seed: u64| -> Words {
            let mut state = seed;
            (0..len)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    if state.is_multiple_of(7) { words::BASE - 1 } else { state % words::BASE }
                })
                .collect()
        };
        for (m, n) in [(1, 1), (2, 3), (7, 7), (31, 100), (33, 32), (40, 1)] {
            let (a, b) = (number(m, 1), number(n, 2));
            assert_eq!(product(&a, &b), Some(words::multiply(&a, &b)), "{m} by {n}");
            let (a, b) = (Words::from_elem(words::BASE - 1, m), Words::from_elem(words::BASE - 1, n));
            assert_eq!(product(&a, &b), Some(words::multiply(&a, &b)), "all nines, {m} by {n}");
        }
    }
}
