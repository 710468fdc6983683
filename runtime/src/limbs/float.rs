//! Floats nearest to large numbers.

use super::bit_length;

/// The float nearest to `n * 2^exponent`, ties to even, where `more` says that the number is a little larger. Infinite if
/// it is too large. The number is trimmed.
pub fn to_f64(n: &[u64], exponent: i64, more: bool) -> f64 {
    if n.is_empty() {
        return 0.0;
    }
    let bits = bit_length(n) as i64;
    // Exponent of the highest bit, and how many bits a float of this magnitude has.
    let top = bits - 1 + exponent;
    if top > 1023 {
        return f64::INFINITY;
    }
    let precision = if top >= -1022 { 53 } else { 53 + top + 1022 };
    if precision < 0 {
        return 0.0;
    }
    let drop = bits - precision;
    let mut mantissa = if drop <= 0 { n[0] << -drop } else { bits_from(n, drop as u64) };
    if drop > 0 {
        let half = bit(n, drop as u64 - 1);
        let below = more || any_below(n, drop as u64 - 1);
        if half && (below || mantissa & 1 != 0) {
            mantissa += 1;
        }
    }
    // A mantissa that rounding has made a bit longer carries into the exponent.
    if top >= -1022 { f64::from_bits((((top + 1022) as u64) << 52) + mantissa) } else { f64::from_bits(mantissa) }
}

/// The 64 bits of `n` from bit `at` on.
fn bits_from(n: &[u64], at: u64) -> u64 {
    let (limb, shift) = ((at / 64) as usize, (at % 64) as u32);
    let low = n.get(limb).map_or(0, |limb| limb >> shift);
    let high = if shift == 0 { 0 } else { n.get(limb + 1).map_or(0, |limb| limb << (64 - shift)) };
    low | high
}

fn bit(n: &[u64], at: u64) -> bool {
    n.get((at / 64) as usize).is_some_and(|limb| limb >> (at % 64) & 1 != 0)
}

/// Whether any bit below `at` is set.
pub fn any_below(n: &[u64], at: u64) -> bool {
    let limbs = ((at / 64) as usize).min(n.len());
    n[..limbs].iter().any(|&limb| limb != 0) || n.get(limbs).is_some_and(|limb| limb & ((1 << (at % 64)) - 1) != 0)
}

/// The limbs of a whole number that is not negative.
pub fn from_f64(f: f64) -> Vec<u64> {
    let bits = f.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i64 - 1075;
    let mantissa = bits & ((1 << 52) - 1) | 1 << 52;
    if exponent <= 0 {
        return if exponent <= -53 { Vec::new() } else { vec![mantissa >> -exponent] };
    }
    let mut out = vec![0; super::bits::shift_left_len(&[0], exponent as u64)];
    super::bits::shift_left(&mut out, &[mantissa], exponent as u64);
    super::trim(&mut out);
    out
}
