//! Natural numbers as words of 19 decimal digits, the least significant first: what decimals of many digits are made of.
//!
//! Cutting digits off, adding them and writing them is a matter of words then, which in binary would take divisions. Slices are
//! *trimmed* if the last word is not 0; zero is empty. Huge quotients go by way of binary.

use runtime::limbs;
use smallvec::SmallVec;
use std::cmp::Ordering;

/// Words of a number; those of 152 digits need no memory of their own.
pub(super) type Words = SmallVec<[u64; 8]>;

/// What a word is less than.
pub(super) const BASE: u64 = 10_000_000_000_000_000_000;
/// Digits of a word.
pub(super) const WIDTH: usize = 19;
/// `(2 ** 128 - 1) / BASE - 2 ** 64`, by which two words are divided with multiplications (Möller and Granlund).
const RECIPROCAL: u64 = (u128::MAX / BASE as u128 - (1 << 64)) as u64;
/// Products of shorter numbers are made column by column.
const KARATSUBA: usize = 40;
/// Longer numbers are multiplied by a transform.
const TRANSFORM: usize = 1000;
/// Quotients and divisors that are both longer are divided in binary.
const LONG_DIVISION: usize = 160;

/// Powers of ten that are words.
pub(super) const TENS: [u64; WIDTH + 1] = {
    let (mut powers, mut at) = ([1; WIDTH + 1], 1);
    while at <= WIDTH {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// Quotient and remainder of a number below `BASE << 64`.
#[inline(always)]
fn divide(n: u128) -> (u64, u64) {
    let (high, low) = ((n >> 64) as u64, n as u64);
    let guess = u128::from(RECIPROCAL) * u128::from(high) + n;
    let (mut quotient, fraction) = (((guess >> 64) as u64).wrapping_add(1), guess as u64);
    let mut rest = low.wrapping_sub(quotient.wrapping_mul(BASE));
    if rest > fraction {
        quotient = quotient.wrapping_sub(1);
        rest = rest.wrapping_add(BASE);
    }
    if rest >= BASE {
        quotient = quotient.wrapping_add(1);
        rest -= BASE;
    }
    (quotient, rest)
}

pub(super) fn trim(words: &mut Words) {
    while words.last() == Some(&0) {
        words.pop();
    }
}

fn trimmed(words: &[u64]) -> &[u64] {
    let len = words.iter().rposition(|&word| word != 0).map_or(0, |last| last + 1);
    &words[..len]
}

/// Of trimmed numbers.
pub(super) fn compare(a: &[u64], b: &[u64]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

/// The words of a number of 128 bits.
pub(super) fn of_u128(n: u128) -> Words {
    let mut words = Words::new();
    let mut rest = n;
    while rest != 0 {
        // The upper half has the base once at most, and what is left of it is less.
        let upper = (rest >> 64) as u64;
        let whole = upper / BASE;
        let (quotient, word) = divide(u128::from(upper - whole * BASE) << 64 | u128::from(rest as u64));
        words.push(word);
        rest = u128::from(whole) << 64 | u128::from(quotient);
    }
    words
}

/// The number, if it has no more than 128 bits.
pub(super) fn to_u128(words: &[u64]) -> Option<u128> {
    if words.len() > 3 {
        return None;
    }
    words.iter().rev().try_fold(0u128, |n, &word| n.checked_mul(BASE.into())?.checked_add(word.into()))
}

/// The words of a number of binary limbs.
pub(super) fn of_limbs(n: &[u64]) -> Words {
    const CONVERTED_AT_ONCE: usize = 40;
    let n = limbs::trimmed(n);
    if n.len() > CONVERTED_AT_ONCE {
        return parse(&limbs::radix::to_decimal(n));
    }
    let mut rest = Words::from_slice(n);
    let mut words = Words::with_capacity(n.len() + 1);
    while !rest.is_empty() {
        let mut carry = 0;
        for limb in rest.iter_mut().rev() {
            (*limb, carry) = divide(u128::from(carry) << 64 | u128::from(*limb));
        }
        words.push(carry);
        trim(&mut rest);
    }
    words
}

/// The binary limbs of a number.
pub(super) fn to_limbs(words: &[u64]) -> Vec<u64> {
    limbs::radix::from_word_digits(words, BASE)
}

/// The number of these digits, all of them ASCII digits.
pub(super) fn parse(digits: &[u8]) -> Words {
    let word = |chunk: &[u8]| chunk.iter().fold(0, |n, digit| n * 10 + u64::from(digit - b'0'));
    let mut words: Words = digits.rchunks(WIDTH).map(word).collect();
    trim(&mut words);
    words
}

/// The digits of a trimmed number that is not 0.
pub(super) fn text(words: &[u64]) -> String {
    let mut digits = vec![b'0'; words.len() * WIDTH];
    for (to, &word) in digits.rchunks_exact_mut(WIDTH).zip(words) {
        limbs::radix::write_19_digits(to, word);
    }
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    digits.drain(..zeros);
    String::from_utf8(digits).unwrap_or_default()
}

/// Number of digits of a trimmed number.
pub(super) fn digits(words: &[u64]) -> usize {
    let Some((&top, below)) = words.split_last() else { return 1 };
    below.len() * WIDTH + super::coef::digits_of(top.into()) as usize
}

/// Adds the shorter `b` to `a`; what is carried out of `a`.
fn add_in_place(a: &mut [u64], b: &[u64]) -> u64 {
    let mut carry = 0;
    let (low, high) = a.split_at_mut(b.len());
    for (a, &b) in low.iter_mut().zip(b) {
        // Two words and a carry may be more than 64 bits.
        let (sum, over) = a.overflowing_add(b + carry);
        (*a, carry) = if over || sum >= BASE { (sum.wrapping_sub(BASE), 1) } else { (sum, 0) };
    }
    for a in high {
        if carry == 0 {
            break;
        }
        (*a, carry) = if *a == BASE - 1 { (0, 1) } else { (*a + 1, 0) };
    }
    carry
}

/// Subtracts `b`, which is shorter or as long, from `a`; whether it was larger.
fn subtract_in_place(a: &mut [u64], b: &[u64]) -> bool {
    let mut borrow = 0;
    let (low, high) = a.split_at_mut(b.len());
    for (a, &b) in low.iter_mut().zip(b) {
        let (difference, under) = a.overflowing_sub(b + borrow);
        (*a, borrow) = if under { (difference.wrapping_add(BASE), 1) } else { (difference, 0) };
    }
    for a in high {
        if borrow == 0 {
            break;
        }
        (*a, borrow) = if *a == 0 { (BASE - 1, 1) } else { (*a - 1, 0) };
    }
    borrow != 0
}

pub(super) fn add(a: &[u64], b: &[u64]) -> Words {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let mut sum = Words::with_capacity(long.len() + 1);
    sum.extend_from_slice(long);
    if add_in_place(&mut sum, short) != 0 {
        sum.push(1);
    }
    sum
}

/// `a - b`, which is not below zero.
pub(super) fn subtract(a: &[u64], b: &[u64]) -> Words {
    let mut difference = Words::from_slice(a);
    subtract_in_place(&mut difference, b);
    trim(&mut difference);
    difference
}

pub(super) fn multiply(a: &[u64], b: &[u64]) -> Words {
    let mut product = Words::from_elem(0, a.len() + b.len());
    multiply_to(&mut product, a, b);
    trim(&mut product);
    product
}

/// Writes a product; `out` is as long as the two together.
fn multiply_to(out: &mut [u64], a: &[u64], b: &[u64]) {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    if short.len() < KARATSUBA {
        return multiply_columns(out, long, short);
    }
    // A transform takes the numbers to be of the same length: one that is much shorter is multiplied by the other's pieces.
    if short.len() > TRANSFORM
        && long.len() < 4 * short.len()
        && let Some(product) = super::product::product(long, short)
    {
        out[..product.len()].copy_from_slice(&product);
        out[product.len()..].fill(0);
        return;
    }
    if long.len() > short.len() {
        // Piece by piece, each as long as the short number.
        out.fill(0);
        for (at, piece) in long.chunks(short.len()).enumerate() {
            let mut part = Words::from_elem(0, piece.len() + short.len());
            multiply_to(&mut part, short, piece);
            add_in_place(&mut out[at * short.len()..], trimmed(&part));
        }
        return;
    }
    multiply_halves(out, a, b);
}

/// Karatsuba's product of numbers of the same length.
fn multiply_halves(out: &mut [u64], a: &[u64], b: &[u64]) {
    let half = a.len().div_ceil(2);
    let ((a0, a1), (b0, b1)) = (a.split_at(half), b.split_at(half));
    let (low, high) = out.split_at_mut(2 * half);
    multiply_to(low, a0, b0);
    multiply_to(high, a1, b1);
    let (a_sum, b_sum) = (add(a0, a1), add(b0, b1));
    let mut middle = Words::from_elem(0, a_sum.len() + b_sum.len());
    multiply_to(&mut middle, &a_sum, &b_sum);
    subtract_in_place(&mut middle, trimmed(low));
    subtract_in_place(&mut middle, trimmed(high));
    add_in_place(&mut out[half..], trimmed(&middle));
}

/// Each column of a product is summed in 192 bits before it is divided.
fn multiply_columns(out: &mut [u64], long: &[u64], short: &[u64]) {
    let (mut sum, mut top) = (0u128, 0u64);
    for (column, out) in out.iter_mut().enumerate() {
        let first = (column + 1).saturating_sub(long.len());
        let last = (column + 1).min(short.len());
        for at in first..last {
            let product = u128::from(short[at]) * u128::from(long[column - at]);
            let (next, over) = sum.overflowing_add(product);
            sum = next;
            top += u64::from(over);
        }
        // The sum is below BASE * BASE * 2 ** 32, so that what is carried has 128 bits at most.
        let (high, rest) = divide(u128::from(top) << 64 | sum >> 64);
        let (low, rest) = divide(u128::from(rest) << 64 | u128::from(sum as u64));
        *out = rest;
        (sum, top) = (u128::from(high) << 64 | u128::from(low), 0);
    }
}

/// `words * factor + carry`, in place; what is carried out.
fn multiply_word(words: &mut [u64], factor: u64, mut carry: u64) -> u64 {
    for word in words {
        (carry, *word) = divide(u128::from(*word) * u128::from(factor) + u128::from(carry));
    }
    carry
}

/// `words * 10 ** n`
pub(super) fn shift_left(words: &[u64], n: usize) -> Words {
    let mut shifted = Words::from_elem(0, n / WIDTH);
    shifted.reserve(words.len() + 1);
    shifted.extend_from_slice(words);
    let factor = TENS[n % WIDTH];
    if factor > 1 {
        let carry = multiply_word(&mut shifted[n / WIDTH..], factor, 0);
        if carry != 0 {
            shifted.push(carry);
        }
    }
    shifted
}

/// `words // 10 ** n`
pub(super) fn shift_right(words: &[u64], n: usize) -> Words {
    let kept = words.get(n / WIDTH..).unwrap_or(&[]);
    let (low, high) = (TENS[n % WIDTH], TENS[WIDTH - n % WIDTH]);
    if low == 1 {
        return Words::from_slice(kept);
    }
    let mut shifted = Words::from_slice(kept);
    let mut above = 0;
    for word in shifted.iter_mut().rev() {
        let quotient = *word / low;
        let rest = *word - quotient * low;
        *word = quotient + above * high;
        above = rest;
    }
    trim(&mut shifted);
    shifted
}

/// `words % 10 ** n`
pub(super) fn low_digits(words: &[u64], n: usize) -> Words {
    let mut low = Words::from_slice(&words[..words.len().min(n.div_ceil(WIDTH))]);
    if let Some(word) = low.get_mut(n / WIDTH) {
        *word %= TENS[n % WIDTH];
    }
    trim(&mut low);
    low
}

/// How many zeros a number ends with that is not 0.
pub(super) fn ending_zeros(words: &[u64]) -> usize {
    let whole = words.iter().take_while(|&&word| word == 0).count();
    let word = words.get(whole).copied().unwrap_or(1);
    whole * WIDTH + TENS.iter().skip(1).take_while(|&&power| word % power == 0).count()
}

/// How the last `n` digits, 1 or more, compare with half of the digit before them, and whether they are 0.
pub(super) fn compare_with_half(words: &[u64], n: usize) -> (Ordering, bool) {
    let (word, within) = ((n - 1) / WIDTH, (n - 1) % WIDTH);
    let Some(&holder) = words.get(word) else { return (Ordering::Less, words.is_empty()) };
    let part = holder % TENS[within];
    let first = holder / TENS[within] % 10;
    let below_is_zero = part == 0 && words[..word].iter().all(|&word| word == 0);
    let order = first.cmp(&5).then(if below_is_zero { Ordering::Equal } else { Ordering::Greater });
    (order, first == 0 && below_is_zero)
}

/// Quotient and remainder of trimmed numbers; the divisor is not 0.
pub(super) fn div_rem(n: &[u64], d: &[u64]) -> (Words, Words) {
    if compare(n, d) == Ordering::Less {
        return (Words::new(), Words::from_slice(n));
    }
    if let [word] = *d {
        return div_rem_word(n, word);
    }
    if (n.len() - d.len()).min(d.len()) > LONG_DIVISION {
        let (quotient, rest) = limbs::divide::div_rem(&to_limbs(n), &to_limbs(d));
        return (of_limbs(&quotient), of_limbs(&rest));
    }
    div_rem_long(n, d)
}

fn div_rem_word(n: &[u64], d: u64) -> (Words, Words) {
    let mut quotient = Words::from_elem(0, n.len());
    let mut rest = 0u64;
    for (quotient, &word) in quotient.iter_mut().zip(n).rev() {
        let dividend = u128::from(rest) * u128::from(BASE) + u128::from(word);
        (*quotient, rest) = ((dividend / u128::from(d)) as u64, (dividend % u128::from(d)) as u64);
    }
    trim(&mut quotient);
    let mut rest = Words::from_slice(&[rest]);
    trim(&mut rest);
    (quotient, rest)
}

/// Knuth's algorithm D.
fn div_rem_long(n: &[u64], d: &[u64]) -> (Words, Words) {
    let len = d.len();
    // The divisor's first word becomes large, so that guesses are off by at most two.
    let scale = BASE / (d[len - 1] + 1);
    let (mut rest, mut divisor) = (Words::with_capacity(n.len() + 1), Words::from_slice(d));
    rest.extend_from_slice(n);
    rest.push(0);
    if scale > 1 {
        multiply_word(&mut divisor, scale, 0);
        multiply_word(&mut rest, scale, 0);
    }
    let (first, second) = (divisor[len - 1], divisor[len - 2]);
    let mut quotient = Words::from_elem(0, n.len() - len + 1);
    for (at, quotient) in quotient.iter_mut().enumerate().rev() {
        let window = &mut rest[at..=at + len];
        let top = u128::from(window[len]) * u128::from(BASE) + u128::from(window[len - 1]);
        let mut guess = (top / u128::from(first)).min(u128::from(BASE - 1)) as u64;
        let mut left = top - u128::from(guess) * u128::from(first);
        while left < u128::from(BASE)
            && u128::from(guess) * u128::from(second) > left * u128::from(BASE) + u128::from(window[len - 2])
        {
            guess -= 1;
            left += u128::from(first);
        }
        if guess != 0 && subtract_product(window, &divisor, guess) {
            guess -= 1;
            add_in_place(window, &divisor);
        }
        *quotient = guess;
    }
    rest.truncate(len);
    trim(&mut rest);
    trim(&mut quotient);
    if scale > 1 {
        rest = div_rem_word(&rest, scale).0;
    }
    (quotient, rest)
}

/// `window -= divisor * factor`, for a window that is a word longer; whether the product was larger.
fn subtract_product(window: &mut [u64], divisor: &[u64], factor: u64) -> bool {
    let mut carry = 0;
    let Some((top, low)) = window.split_last_mut() else { return false };
    for (word, &d) in low.iter_mut().zip(divisor) {
        let (high, part) = divide(u128::from(d) * u128::from(factor) + u128::from(carry));
        let (difference, under) = word.overflowing_sub(part);
        (*word, carry) = if under { (difference.wrapping_add(BASE), high + 1) } else { (difference, high) };
    }
    let (difference, under) = top.overflowing_sub(carry);
    *top = if under { difference.wrapping_add(BASE) } else { difference };
    under
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigUint;

    /// Numbers of so many words, each extreme or of mixed digits.
    fn sample(len: usize, seed: u64) -> Words {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut words: Words = (0..len)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                match state % 5 {
                    0 => 0,
                    1 => BASE - 1,
                    _ => state % BASE,
                }
            })
            .collect();
        trim(&mut words);
        words
    }

    fn big(words: &[u64]) -> BigUint {
        words.iter().rev().fold(BigUint::ZERO, |n, &word| n * BASE + word)
    }

    #[test]
    fn arithmetic_is_that_of_natural_numbers() {
        for (seed, (m, n)) in [(1, 1), (2, 1), (3, 2), (7, 3), (20, 20), (41, 40), (90, 45), (130, 130), (200, 7)]
            .into_iter()
            .cycle()
            .take(400)
            .enumerate()
        {
            let (a, b) = (sample(m, 2 * seed as u64 + 1), sample(n, 2 * seed as u64 + 2));
            assert_eq!(big(&add(&a, &b)), big(&a) + big(&b));
            assert_eq!(big(&multiply(&a, &b)), big(&a) * big(&b));
            let (more, less) = if compare(&a, &b) == Ordering::Less { (&b, &a) } else { (&a, &b) };
            assert_eq!(big(&subtract(more, less)), big(more) - big(less));
            assert_eq!(of_limbs(&to_limbs(&a)), a);
            assert_eq!(parse(text(&a).as_bytes()), a);
            if !b.is_empty() {
                let (quotient, rest) = div_rem(&a, &b);
                assert_eq!((big(&quotient), big(&rest)), (big(&a) / big(&b), big(&a) % big(&b)));
            }
            for digits in [1, 5, 18, 19, 20, 57, 400] {
                let power = BigUint::from(10u32).pow(digits as u32);
                assert_eq!(big(&shift_left(&a, digits)), big(&a) * &power);
                assert_eq!(big(&shift_right(&a, digits)), big(&a) / &power);
                let low = big(&a) % &power;
                assert_eq!(big(&low_digits(&a, digits)), low);
                assert_eq!(compare_with_half(&a, digits), ((low.clone() * 2u32).cmp(&power), low == BigUint::ZERO));
            }
        }
    }
}
