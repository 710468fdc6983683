//! Numbers as digits in any base from 2 to 36, both ways. Long ones are split at powers of the base, so that a conversion costs
//! a few multiplications.

use super::bits::shift_left_bits;
use super::divide::{Word, div_rem, divide_known_word};
use super::multiply::{multiply_word_in_place, product};
use super::{bit_length, trim, trimmed};

/// Numbers of at most this many limbs are converted limb by limb, which is one chain of multiplications that wait for each other.
const LEAF_LIMBS: usize = 14;
/// Digits that the first split cuts off.
const LEAF_DIGITS: usize = 19 * 8;
/// `10 ** LEAF_DIGITS`
const LEAF_POWER: [u64; 8] = {
    let (mut power, mut left) = ([0u64; 8], LEAF_DIGITS);
    power[0] = 1;
    while left > 0 {
        let (mut at, mut carry) = (0, 0);
        while at < 8 {
            let product = power[at] as u128 * 10 + carry;
            power[at] = product as u64;
            carry = product >> 64;
            at += 1;
        }
        left -= 1;
    }
    power
};
/// Words of digits that are read at most one by one.
const LEAF_WORDS: usize = 40;

/// The largest power of a base that is a word, and its exponent.
const fn word_power(base: u64) -> (u64, u32) {
    let (mut power, mut exponent) = (base, 1);
    while let Some(next) = power.checked_mul(base) {
        power = next;
        exponent += 1;
    }
    (power, exponent)
}

const WORD_POWERS: [(u64, u32); 37] = {
    let mut powers = [(0, 0); 37];
    let mut base = 2;
    while base < 37 {
        powers[base] = word_power(base as u64);
        base += 1;
    }
    powers
};

const PAIRS: &[u8; 200] =
    b"0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

/// Writes the decimal digits of a word to the end of `to`, and says where they start.
#[inline]
pub fn write_decimal(to: &mut [u8], mut n: u64) -> usize {
    let mut at = to.len();
    while n >= 100 {
        let pair = (n % 100) as usize * 2;
        n /= 100;
        at -= 2;
        to[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
    }
    if n >= 10 {
        at -= 2;
        to[at..at + 2].copy_from_slice(&PAIRS[n as usize * 2..n as usize * 2 + 2]);
    } else {
        at -= 1;
        to[at] = b'0' + n as u8;
    }
    at
}

/// Numbers of so many limbs have no more than [`FEW_DIGITS`] digits.
pub const FEW_LIMBS: usize = 4;
/// See [`FEW_LIMBS`].
pub const FEW_DIGITS: usize = 78;

/// Writes the decimal digits of a trimmed number of at most [`FEW_LIMBS`] limbs to the end of `to`, and says where they start.
pub fn write_few(to: &mut [u8], n: &[u64]) -> usize {
    const CHUNK: Word = Word::new(10_000_000_000_000_000_000);
    let mut limbs = [0; FEW_LIMBS];
    limbs[..n.len()].copy_from_slice(n);
    let (mut len, mut end) = (n.len(), to.len());
    while len > 1 {
        let digits = divide_known_word(&mut limbs[..len], CHUNK);
        while len > 1 && limbs[len - 1] == 0 {
            len -= 1;
        }
        write_19_digits(&mut to[end - 19..end], digits);
        end -= 19;
    }
    write_decimal(&mut to[..end], limbs[0])
}

/// Writes 19 digits; parts of them at a time, which need not wait for each other.
pub fn write_19_digits(to: &mut [u8], n: u64) {
    const EIGHT: u64 = 100_000_000;
    let (high, low) = (n / EIGHT, n % EIGHT);
    let (top, middle) = (high / EIGHT, high % EIGHT);
    for (at, eight) in [(3, middle as u32), (11, low as u32)] {
        for (at, four) in [(at, eight / 10_000), (at + 4, eight % 10_000)] {
            for (at, pair) in [(at, four / 100), (at + 2, four % 100)] {
                let pair = pair as usize * 2;
                to[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
            }
        }
    }
    let top = top as u32;
    (to[0], to[1], to[2]) = (b'0' + (top / 100) as u8, b'0' + (top / 10 % 10) as u8, b'0' + (top % 10) as u8);
}

/// Decimal digits of a trimmed number.
pub fn to_decimal(n: &[u64]) -> Vec<u8> {
    // A bit is less than 0.30103 digits.
    let most = (bit_length(n) as u128 * 30_103 / 100_000) as usize + 1;
    let mut out = vec![b'0'; most];
    let powers = if n.len() <= LEAF_LIMBS { Vec::new() } else { decimal_powers(n) };
    fill_decimal(&mut out, n, &powers);
    let zeros = out.iter().take_while(|&&digit| digit == b'0').count().min(most - 1);
    if zeros > 0 {
        out.drain(..zeros);
    }
    out
}

/// 10^(19 · 8 · 2^k): the last one is larger than the root of `n`.
fn decimal_powers(n: &[u64]) -> Vec<Vec<u64>> {
    let mut powers = vec![LEAF_POWER.to_vec()];
    while let Some(last) = powers.last()
        && 2 * last.len() <= n.len() + 1
    {
        powers.push(product(last, last));
    }
    powers
}

/// Writes the digits of a number to the end of `out`, where all is '0'.
fn fill_decimal(out: &mut [u8], n: &[u64], powers: &[Vec<u64>]) {
    let Some((power, lower)) = powers.split_last().filter(|_| n.len() > LEAF_LIMBS) else {
        return fill_decimal_leaf(out, n);
    };
    if super::add::compare(n, power) == std::cmp::Ordering::Less {
        return fill_decimal(out, n, lower);
    }
    let (quotient, rest) = div_rem(n, power);
    let (high, low) = out.split_at_mut(out.len() - (LEAF_DIGITS << lower.len()));
    fill_decimal(high, &quotient, powers);
    fill_decimal(low, &rest, lower);
}

fn fill_decimal_leaf(out: &mut [u8], n: &[u64]) {
    const CHUNK: Word = Word::new(10_000_000_000_000_000_000);
    let mut limbs = [0; LEAF_LIMBS];
    let mut long;
    let limbs = if n.len() <= LEAF_LIMBS {
        limbs[..n.len()].copy_from_slice(n);
        &mut limbs[..n.len()]
    } else {
        long = n.to_vec();
        &mut long[..]
    };
    let (mut len, mut end) = (limbs.len(), out.len());
    while len > 0 {
        let digits = divide_known_word(&mut limbs[..len], CHUNK);
        while len > 0 && limbs[len - 1] == 0 {
            len -= 1;
        }
        match end.checked_sub(19).filter(|_| len > 0) {
            Some(start) => {
                write_19_digits(&mut out[start..end], digits);
                end = start;
            }
            None => {
                write_decimal(&mut out[..end], digits);
                end = end.saturating_sub(19);
            }
        }
    }
}

/// Digits of a trimmed number in a base that is a power of two, of `bits` bits.
fn to_power_of_two(n: &[u64], bits: u32) -> Vec<u8> {
    let digits = bit_length(n).div_ceil(u64::from(bits)).max(1) as usize;
    let mut out = vec![b'0'; digits];
    let mask = (1 << bits) - 1;
    if 64 % bits == 0 {
        // No digit has bits of two limbs.
        for (chunk, &limb) in out.rchunks_mut((64 / bits) as usize).zip(n) {
            let mut rest = limb;
            for out in chunk.iter_mut().rev() {
                *out = DIGITS[(rest & mask) as usize];
                rest >>= bits;
            }
        }
        return out;
    }
    let (mut at, mut held, mut have) = (0, 0u128, 0);
    for out in out.iter_mut().rev() {
        if have < bits {
            held |= u128::from(n.get(at).copied().unwrap_or(0)) << have;
            have += 64;
            at += 1;
        }
        *out = DIGITS[(held as u64 & mask) as usize];
        held >>= bits;
        have -= bits;
    }
    out
}

/// Digits of a trimmed number in base 2, 8, 16 or 10.
pub fn to_digits(n: &[u64], base: u32) -> Vec<u8> {
    match base {
        2 | 4 | 8 | 16 | 32 => to_power_of_two(n, base.ilog2()),
        _ => to_decimal(n),
    }
}

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// The value of each byte as a digit; 255 for what is none.
const VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut digit = 0;
    while digit < 36 {
        values[DIGITS[digit] as usize] = digit as u8;
        values[DIGITS[digit].to_ascii_uppercase() as usize] = digit as u8;
        digit += 1;
    }
    values
};

#[inline(always)]
fn digit_value(byte: u8) -> u64 {
    u64::from(VALUES[byte as usize])
}

/// Whether a byte is a digit in a base.
#[inline(always)]
pub fn is_digit(byte: u8, base: u32) -> bool {
    u32::from(VALUES[byte as usize]) < base
}

/// The trimmed number that valid digits of a base spell.
pub fn from_digits(digits: &[u8], base: u32) -> Vec<u64> {
    if base.is_power_of_two() {
        return from_power_of_two(digits, base.ilog2());
    }
    let (power, width) = WORD_POWERS[base as usize];
    let width = width as usize;
    let words: Vec<u64> = digits
        .rchunks(width)
        .map(|chunk| chunk.iter().fold(0, |n, &digit| n * u64::from(base) + digit_value(digit)))
        .collect();
    let mut out = from_words(&words, power, &mut Vec::new());
    trim(&mut out);
    out
}

/// The trimmed number whose digits in base `power` are words, the least significant first.
pub fn from_word_digits(words: &[u64], power: u64) -> Vec<u64> {
    let mut out = from_words(words, power, &mut Vec::new());
    trim(&mut out);
    out
}

/// The number whose digits in base `power` are words, the least significant first. `powers[k]` is `power^(LEAF_WORDS · 2^k)`.
fn from_words(words: &[u64], power: u64, powers: &mut Vec<Vec<u64>>) -> Vec<u64> {
    if words.len() <= LEAF_WORDS {
        let mut out = Vec::with_capacity(words.len());
        for &word in words.iter().rev() {
            let carry = multiply_word_in_place(&mut out, power, word);
            if carry != 0 {
                out.push(carry);
            }
        }
        return out;
    }
    let level = (words.len().div_ceil(LEAF_WORDS) - 1).ilog2() as usize;
    while powers.len() <= level {
        let next = match powers.last() {
            Some(last) => product(last, last),
            None => super::power::power(&[power], LEAF_WORDS as u64),
        };
        powers.push(next);
    }
    let (low, high) = words.split_at(LEAF_WORDS << level);
    let (low, high) = (from_words(low, power, powers), from_words(high, power, powers));
    let mut out = product(&high, &powers[level]);
    out.resize(out.len().max(low.len()) + 1, 0);
    super::add::add_to(&mut out, trimmed(&low));
    trim(&mut out);
    out
}

fn from_power_of_two(digits: &[u8], bits: u32) -> Vec<u64> {
    if 64 % bits == 0 {
        let limb = |chunk: &[u8]| chunk.iter().fold(0, |limb, &digit| limb << bits | digit_value(digit));
        let mut out: Vec<u64> = digits.rchunks((64 / bits) as usize).map(limb).collect();
        trim(&mut out);
        return out;
    }
    let mut out = Vec::with_capacity(digits.len() * bits as usize / 64 + 1);
    let (mut held, mut have) = (0u128, 0);
    for &digit in digits.iter().rev() {
        held |= u128::from(digit_value(digit)) << have;
        have += bits;
        if have >= 64 {
            out.push(held as u64);
            held >>= 64;
            have -= 64;
        }
    }
    out.push(held as u64);
    trim(&mut out);
    out
}

/// `n` with `shift` zero bits below it, trimmed.
pub fn shifted(n: &[u64], shift: u32) -> Vec<u64> {
    let mut out = vec![0; n.len() + 1];
    out[n.len()] = shift_left_bits(&mut out[..n.len()], n, shift);
    trim(&mut out);
    out
}
