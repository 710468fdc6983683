//! Square roots, by Zimmermann's recursion: the root of the upper half, and a division for the lower half of the digits.

use super::add::{add_to, subtract_from, subtract_one};
use super::bits::{shift_left_bits, shift_right_in_place};
use super::divide::div_rem;
use super::multiply::square;
use super::{trim, trimmed};

/// The floor of the square root of a trimmed number, trimmed.
pub fn square_root(n: &[u64]) -> Vec<u64> {
    let Some(top) = n.last() else { return Vec::new() };
    // An even number of limbs, and one of the two highest bits set.
    let shift = top.leading_zeros() & !1;
    let odd = n.len() % 2;
    let mut scaled = vec![0; n.len() + odd];
    shift_left_bits(&mut scaled[odd..], n, shift);
    let mut root = root_and_rest(&scaled).0;
    let mut shift = shift / 2;
    if odd == 1 {
        shift += 32;
    }
    shift_right_in_place(&mut root, shift);
    trim(&mut root);
    root
}

/// Root and remainder (of as many limbs and one more) of an even number of limbs, one of whose two highest bits is set.
fn root_and_rest(n: &[u64]) -> (Vec<u64>, Vec<u64>) {
    let len = n.len() / 2;
    if let &[low, high] = n {
        let n = super::join(high, low);
        let root = n.isqrt();
        let rest = n - root * root;
        return (vec![root as u64], vec![rest as u64, (rest >> 64) as u64]);
    }
    let low = len / 2;
    let (upper_root, mut rest) = root_and_rest(&n[2 * low..]);
    // (rest, next limbs) / (2 * root): the halved quotient, with its odd bit put back into the remainder.
    let mut dividend = n[low..2 * low].to_vec();
    dividend.append(&mut rest);
    trim(&mut dividend);
    let (quotient, mut rest) = div_rem(&dividend, &upper_root);
    rest.resize(upper_root.len() + 1, 0);
    let odd = quotient.first().is_some_and(|limb| limb & 1 != 0);
    if odd {
        add_to(&mut rest, &upper_root);
    }
    let mut half = quotient;
    shift_right_in_place(&mut half, 1);
    trim(&mut half);
    // The half may be B^low, one too much for its limbs: the correction below takes it back.
    let mut root = vec![0; len + 1];
    root[low..len].copy_from_slice(&upper_root);
    add_to(&mut root, &half);
    let mut remainder = n[..low].to_vec();
    remainder.extend_from_slice(&rest);
    remainder.resize(len + 2, 0);
    let mut squared = vec![0; 2 * half.len()];
    square(&mut squared, &half);
    let squared = trimmed(&squared);
    let mut negative = subtract_from(&mut remainder, squared);
    while negative {
        // root -= 1; remainder += 2 * root + 1, of the new root.
        subtract_one(&mut root);
        let back = add_to(&mut remainder, &root);
        let again = add_to(&mut remainder, &root);
        let last = super::add::add_one(&mut remainder);
        negative = !(back || again || last);
    }
    root.truncate(len);
    remainder.truncate(len + 1);
    (root, remainder)
}
