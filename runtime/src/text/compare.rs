//! Equality and order of texts of any widths.

use super::unit::{Chars, CodeUnit, with_units};
use std::cmp::Ordering;

/// Whether both texts have the same characters.
pub fn equal(a: Chars<'_>, b: Chars<'_>) -> bool {
    match (a, b) {
        (Chars::One(a), Chars::One(b)) => a == b,
        (Chars::Two(a), Chars::Two(b)) => a == b,
        (Chars::Four(a), Chars::Four(b)) => a == b,
        (Chars::One(_) | Chars::Two(_) | Chars::Four(_), _) => a.len() == b.len() && compare(a, b).is_eq(),
    }
}

/// The order of two texts by code points.
pub fn compare(a: Chars<'_>, b: Chars<'_>) -> Ordering {
    if let (Chars::One(a), Chars::One(b)) = (a, b) {
        return a.cmp(b);
    }
    with_units!(a, a => with_units!(b, b => compare_units(a, b)))
}

fn compare_units<A: CodeUnit, B: CodeUnit>(a: &[A], b: &[B]) -> Ordering {
    a.iter().map(|&unit| unit.code()).cmp(b.iter().map(|&unit| -> u32 { unit.code() }))
}
