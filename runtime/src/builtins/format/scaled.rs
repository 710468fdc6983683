//! Floats of ordinary size and precision as whole numbers: exact, in 128 bits.

/// The powers of ten that a float holds exactly.
pub(crate) const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// The whole number nearest to `f * 10^power`, ties to even; none if that is out of reach. `f` is finite and not negative.
pub(crate) fn scaled(f: f64, power: i32) -> Option<u128> {
    if !(-22..=22).contains(&power) {
        return None;
    }
    let bits = f.to_bits();
    let biased = (bits >> 52) as i32;
    let mantissa = bits & ((1 << 52) - 1);
    let (mantissa, exponent) = if biased == 0 { (mantissa, -1074) } else { (mantissa | 1 << 52, biased - 1075) };
    let ten = 10u128.pow(power.unsigned_abs());
    if power < 0 {
        let (n, divisor) = match exponent {
            0..=74 => (u128::from(mantissa) << exponent, ten),
            -53..=-1 => (u128::from(mantissa), ten << -exponent),
            _ => return None,
        };
        return Some(round(n / divisor, n % divisor, divisor));
    }
    // Below 2^53 · 10^22, which is below 2^127.
    let product = u128::from(mantissa) * ten;
    match exponent {
        0.. if product.leading_zeros() > exponent as u32 => Some(product << exponent),
        0.. => None,
        -127..=-1 => {
            let unit = 1u128 << -exponent;
            Some(round(product >> -exponent, product & (unit - 1), unit))
        }
        _ => Some(0),
    }
}

fn round(quotient: u128, rest: u128, unit: u128) -> u128 {
    let up = match rest.cmp(&(unit - rest)) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => quotient & 1 != 0,
        std::cmp::Ordering::Greater => true,
    };
    quotient + u128::from(up)
}

/// So many significant digits of a number that is not zero, correctly rounded, as a whole number, and its decimal exponent.
pub(crate) fn significant(f: f64, count: usize) -> Option<(u64, i32)> {
    if !(1..=18).contains(&count) || f < 1e-290 {
        return None;
    }
    let (least, most) = (10u128.pow(count as u32 - 1), 10u128.pow(count as u32));
    let mut exponent = f.log10().floor() as i32;
    loop {
        let n = scaled(f, count as i32 - 1 - exponent)?;
        if n < least {
            exponent -= 1;
        } else if n >= most {
            exponent += 1;
        } else {
            return Some((n as u64, exponent));
        }
    }
}

/// Appends the digits of a number, with zeros in front of it up to a width.
pub(crate) fn push_digits(out: &mut String, n: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let at = crate::limbs::radix::write_decimal(&mut digits, n).min(20usize.saturating_sub(width));
    out.extend(std::iter::repeat_n('0', width.saturating_sub(20)));
    out.extend(digits[at..].iter().map(|&digit| char::from(digit)));
}
