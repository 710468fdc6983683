//! Equality and order of texts of any widths.

use super::unit::{Chars, CodeUnit, with_units};
use std::cmp::Ordering;

/// Whether both texts have the same characters.
pub fn equal(a: Chars<'_>, b: Chars<'_>) -> bool {
    match (a, b) {
        (Chars::One(a), Chars::One(b)) => same_bytes(a, b),
        (Chars::Two(a), Chars::Two(b)) => a == b,
        (Chars::Four(a), Chars::Four(b)) => a == b,
        (Chars::One(_) | Chars::Two(_) | Chars::Four(_), _) => a.len() == b.len() && compare(a, b).is_eq(),
    }
}

/// Whether both are the same bytes. Most texts that are compared are short: for them a call of memcmp costs more than the rest.
#[inline]
pub fn same_bytes(a: &[u8], b: &[u8]) -> bool {
    fn ends<const N: usize>(a: &[u8], b: &[u8]) -> bool {
        a.first_chunk::<N>() == b.first_chunk::<N>() && a.last_chunk::<N>() == b.last_chunk::<N>()
    }
    if a.len() != b.len() {
        return false;
    }
    match a.len() {
        0..4 => a.iter().zip(b).all(|(a, b)| a == b),
        4..8 => ends::<4>(a, b),
        8..=16 => ends::<8>(a, b),
        17..=32 => ends::<16>(a, b),
        _ => a == b,
    }
}

/// The order of two texts by code points.
pub fn compare(a: Chars<'_>, b: Chars<'_>) -> Ordering {
    if let (Chars::One(a), Chars::One(b)) = (a, b) {
        return compare_bytes(a, b);
    }
    with_units!(a, a => with_units!(b, b => compare_units(a, b)))
}

/// As `a.cmp(b)`. Texts mostly differ in one of the first characters: a call of memcmp would cost more than finding that.
fn compare_bytes(a: &[u8], b: &[u8]) -> Ordering {
    const FIRST: usize = 8;
    for (x, y) in a.iter().zip(b).take(FIRST) {
        if x != y {
            return x.cmp(y);
        }
    }
    match (a.get(FIRST..), b.get(FIRST..)) {
        (Some(a), Some(b)) => a.cmp(b),
        _ => a.len().cmp(&b.len()),
    }
}

fn compare_units<A: CodeUnit, B: CodeUnit>(a: &[A], b: &[B]) -> Ordering {
    a.iter().map(|&unit| unit.code()).cmp(b.iter().map(|&unit| -> u32 { unit.code() }))
}
