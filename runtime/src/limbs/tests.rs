//! Limbs against num-bigint.

use super::*;
use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{One, Pow, Zero};

/// Numbers that look random, with runs of ones and zeros among them.
struct Numbers(u64);

impl Numbers {
    fn word(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, n: u64) -> usize {
        (self.word() >> 11) as usize % n as usize
    }

    fn number(&mut self, most: usize) -> Vec<u64> {
        let len = self.below(most as u64 + 1);
        let mut out: Vec<u64> = (0..len)
            .map(|_| match self.below(6) {
                0 => 0,
                1 => u64::MAX,
                2 => 1 << self.below(64),
                _ => self.word(),
            })
            .collect();
        trim(&mut out);
        out
    }
}

fn big(n: &[u64]) -> BigUint {
    multiply::to_biguint(n)
}

const LENGTHS: [usize; 6] = [2, 5, 20, 70, 200, 400];

#[test]
fn sums_and_differences() {
    let mut numbers = Numbers(1);
    for _ in 0..3000 {
        let (mut a, mut b) = (numbers.number(6), numbers.number(6));
        if add::compare(&a, &b).is_lt() {
            std::mem::swap(&mut a, &mut b);
        }
        assert!(big(&a) >= big(&b));
        let mut out = vec![7; a.len() + 1];
        add::add(&mut out, &a, &b);
        assert_eq!(big(&out), big(&a) + big(&b));
        let mut out = vec![7; a.len()];
        add::subtract(&mut out, &a, &b);
        assert_eq!(big(&out), big(&a) - big(&b));
    }
}

#[test]
fn shifts_and_bitwise_operators() {
    let mut numbers = Numbers(2);
    let signed = |negative, n: &[u64]| BigInt::from_biguint(if negative { Sign::Minus } else { Sign::Plus }, big(n));
    for _ in 0..3000 {
        let (a, b) = (numbers.number(5), numbers.number(5));
        let shift = numbers.below(400) as u64;
        let mut out = vec![7; bits::shift_left_len(&a, shift)];
        bits::shift_left(&mut out, &a, shift);
        assert_eq!(big(&out), big(&a) << shift);
        let (x, y) = (numbers.below(2) == 1 && !a.is_empty(), numbers.below(2) == 1 && !b.is_empty());
        let mut out = vec![7; a.len() + 1];
        bits::shift_right(&mut out, &a, shift, x);
        assert_eq!(signed(x, &out), signed(x, &a) >> shift, "{x} {a:?} >> {shift}");
        for op in [bits::Bitwise::And, bits::Bitwise::Or, bits::Bitwise::Xor] {
            let mut out = vec![7; a.len().max(b.len()) + 1];
            let negative = bits::bitwise(&mut out, op, (x, &a), (y, &b));
            let (p, q) = (signed(x, &a), signed(y, &b));
            let expected = match op {
                bits::Bitwise::And => p & q,
                bits::Bitwise::Or => p | q,
                bits::Bitwise::Xor => p ^ q,
            };
            assert_eq!(signed(negative, &out), expected);
        }
    }
}

#[test]
fn products_and_squares() {
    let mut numbers = Numbers(3);
    for most in LENGTHS {
        for _ in 0..60 {
            let (a, b) = (numbers.number(most), numbers.number(most));
            let mut out = vec![7; a.len() + b.len()];
            multiply::multiply(&mut out, &a, &b);
            assert_eq!(big(&out), big(&a) * big(&b));
            let mut out = vec![7; 2 * a.len()];
            multiply::square(&mut out, &a);
            assert_eq!(big(&out), big(&a) * big(&a));
        }
    }
    let a = vec![u64::MAX; 1600];
    assert_eq!(big(&multiply::product(&a, &a)), big(&a) * big(&a));
}

#[test]
fn quotients_and_remainders() {
    let mut numbers = Numbers(4);
    for most in LENGTHS {
        for _ in 0..200 {
            let (n, d) = (numbers.number(most), numbers.number(most / 2 + 1));
            if d.is_empty() {
                continue;
            }
            let (quotient, rest) = divide::div_rem(&n, &d);
            assert_eq!((big(&quotient), big(&rest)), big(&n).div_rem(&big(&d)), "{n:x?} / {d:x?}");
            assert_eq!(
                divide::modulo_word(&n, d[0].max(1)),
                (big(&n) % d[0].max(1)).iter_u64_digits().next().unwrap_or(0)
            );
        }
    }
    // Quotients of the largest limbs.
    for (n, d) in [(300, 100), (200, 150), (120, 60), (61, 60)] {
        let ones = vec![u64::MAX; n];
        let mut divisor = vec![0; d];
        divisor[d - 1] = 1 << 63;
        assert_eq!(big(&divide::div_rem(&ones, &divisor).0), big(&ones) / big(&divisor));
        divisor[0] = 1;
        assert_eq!(big(&divide::div_rem(&ones, &divisor).0), big(&ones) / big(&divisor));
        let product = multiply::product(&ones[..n - d], &divisor);
        assert_eq!(divide::div_rem(&product, &divisor), (ones[..n - d].to_vec(), Vec::new()));
    }
}

#[test]
fn powers_and_roots() {
    let mut numbers = Numbers(5);
    for most in [1, 2, 3, 8] {
        for _ in 0..60 {
            let (a, e, mut m) = (numbers.number(most), numbers.number(most), numbers.number(most));
            if m.is_empty() || m == [1] {
                m = vec![12];
            }
            let expected = big(&a).modpow(&big(&e), &big(&m));
            assert_eq!(big(&power::power_modulo(&a, &e, &m)), expected, "{a:x?} {e:x?} {m:x?}");
            if !a.is_empty() && a != [1] {
                let exponent = numbers.below(60) as u64;
                assert_eq!(big(&power::power(&a, exponent)), big(&a).pow(exponent));
            }
        }
    }
    for most in LENGTHS {
        for _ in 0..200 {
            let n = numbers.number(most);
            assert_eq!(big(&root::square_root(&n)), big(&n).sqrt(), "{n:x?}");
            let mut square = multiply::product(&n, &n);
            assert_eq!(root::square_root(&square), n);
            if !n.is_empty() {
                add::subtract_one(&mut square);
                trim(&mut square);
                assert_eq!(big(&root::square_root(&square)), big(&n) - 1u32);
            }
        }
    }
}

#[test]
fn divisors_and_inverses() {
    let mut numbers = Numbers(6);
    for most in [1, 2, 4, 20, 60] {
        for _ in 0..200 {
            let (a, b, c) = (numbers.number(most), numbers.number(most), numbers.number(most));
            assert_eq!(big(&gcd::gcd(&a, &b)), big(&a).gcd(&big(&b)), "{a:x?} {b:x?}");
            let (p, q) = (multiply::product(&a, &c), multiply::product(&b, &c));
            assert_eq!(big(&gcd::gcd(&p, &q)), big(&p).gcd(&big(&q)));
            if !b.is_empty() && b != [1] {
                let a = divide::div_rem(&a, &b).1;
                let inverse = gcd::inverse(&a, &b);
                assert_eq!(inverse.is_some(), big(&a).gcd(&big(&b)).is_one());
                if let Some(inverse) = inverse {
                    assert!(big(&inverse) < big(&b));
                    assert!((big(&inverse) * big(&a) % big(&b)).is_one());
                }
            }
        }
    }
    assert!(big(&gcd::gcd(&[], &[])).is_zero());
}

#[test]
fn digits() {
    let mut numbers = Numbers(7);
    for most in LENGTHS {
        for _ in 0..50 {
            let n = numbers.number(most);
            assert_eq!(String::from_utf8(radix::to_decimal(&n)).as_deref(), Ok(big(&n).to_string().as_str()));
            for base in 2..=36 {
                let text = big(&n).to_str_radix(base);
                assert_eq!(radix::from_digits(text.as_bytes(), base), n);
                if base.is_power_of_two() && base < 32 {
                    assert_eq!(radix::to_digits(&n, base), text.as_bytes());
                }
            }
        }
    }
}

#[test]
fn floats() {
    let mut numbers = Numbers(8);
    for _ in 0..2000 {
        let n = numbers.number(18);
        // num-traits rounds to nearest, ties to even.
        let expected = num_traits::ToPrimitive::to_f64(&big(&n)).unwrap_or(f64::INFINITY);
        assert_eq!(float::to_f64(&n, 0, false), expected, "{n:x?}");
        if expected.is_finite() {
            let whole = BigUint::from_bytes_le(
                &float::from_f64(expected).iter().flat_map(|l| l.to_le_bytes()).collect::<Vec<_>>(),
            );
            assert_eq!(num_traits::ToPrimitive::to_f64(&whole), Some(expected));
        }
    }
    assert_eq!(float::to_f64(&[3], -1075, false), f64::from_bits(2));
    assert_eq!(float::to_f64(&[1], -1075, false), 0.0);
    assert_eq!(float::to_f64(&[1], -1075, true), f64::from_bits(1));
    assert_eq!(float::to_f64(&[1], -1076, true), 0.0);
    assert_eq!(float::to_f64(&[u64::MAX], 1023 - 63, false), f64::INFINITY);
}
