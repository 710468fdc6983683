//! The two-way string matching algorithm of Crochemore and Perrin: linear time, constant space, any units.
//!
//! The needle is cut at a critical position, where the period of what surrounds the cut is that of the whole needle. A
//! candidate is compared from the cut to the right, then from the cut to the left; a mismatch on the right skips past
//! what matched, one on the left skips a period. Searching for the last match is the same on both texts read backwards.

use super::super::unit::CodeUnit;

/// A needle with its critical cut, for one direction of search.
pub(super) struct TwoWay<'n, U> {
    needle: &'n [U],
    cut: usize,
    period: usize,
    /// Whether `period` is the needle's true period, so that a match's overlap with the next candidate is remembered.
    periodic: bool,
}

/// Unit `index`, counted from the end if the text is read backwards.
#[inline(always)]
fn at<U: CodeUnit, const BACKWARDS: bool>(text: &[U], index: usize) -> U {
    if BACKWARDS { text[text.len() - 1 - index] } else { text[index] }
}

impl<'n, U: CodeUnit> TwoWay<'n, U> {
    /// Cuts a needle of at least two units.
    pub(super) fn new<const BACKWARDS: bool>(needle: &'n [U]) -> Self {
        let (cut_less, period_less) = maximal_suffix::<U, BACKWARDS>(needle, |a, b| a < b);
        let (cut_greater, period_greater) = maximal_suffix::<U, BACKWARDS>(needle, |a, b| a > b);
        let (cut, period) =
            if cut_less > cut_greater { (cut_less, period_less) } else { (cut_greater, period_greater) };
        let unit = at::<U, BACKWARDS>;
        let periodic = cut + period <= needle.len() && (0..cut).all(|i| unit(needle, i) == unit(needle, i + period));
        // Without a short period any skip up to the longer side of the cut is safe after a mismatch on the left.
        let period = if periodic { period } else { cut.max(needle.len() - cut) + 1 };
        TwoWay { needle, cut, period, periodic }
    }

    /// Where the first match starts; the last one, if the texts are read backwards.
    pub(super) fn find<const BACKWARDS: bool>(&self, hay: &[U]) -> Option<usize> {
        let (needle, len) = (self.needle, self.needle.len());
        let unit = at::<U, BACKWARDS>;
        let mut start = 0;
        // How many units from the candidate's start on are known to match.
        let mut known = 0;
        while start + len <= hay.len() {
            let from = self.cut.max(known);
            if let Some(miss) = (from..len).find(|&i| unit(needle, i) != unit(hay, start + i)) {
                start += miss - self.cut + 1;
                known = 0;
                continue;
            }
            if (known..self.cut).rev().all(|i| unit(needle, i) == unit(hay, start + i)) {
                return Some(if BACKWARDS { hay.len() - start - len } else { start });
            }
            start += self.period;
            known = if self.periodic { len - self.period } else { 0 };
        }
        None
    }
}

/// Where the suffix that is greatest in an order starts, and that suffix's period.
fn maximal_suffix<U: CodeUnit, const BACKWARDS: bool>(needle: &[U], less: fn(U, U) -> bool) -> (usize, usize) {
    let unit = at::<U, BACKWARDS>;
    let (mut best, mut candidate, mut matched, mut period) = (0, 1, 0, 1);
    while candidate + matched < needle.len() {
        let (new, old) = (unit(needle, candidate + matched), unit(needle, best + matched));
        if less(new, old) {
            candidate += matched + 1;
            matched = 0;
            period = candidate - best;
        } else if new == old {
            if matched + 1 == period {
                candidate += period;
                matched = 0;
            } else {
                matched += 1;
            }
        } else {
            best = candidate;
            candidate += 1;
            matched = 0;
            period = 1;
        }
    }
    (best, period)
}
