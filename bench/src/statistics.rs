//! Medians, means and how sure they are.
//!
//! Confidence intervals are bootstrapped: what was measured is drawn from anew, with replacement, and of the statistics of all draws
//! the middle 95 % are the interval. The draws come from a generator with a fixed seed, so that a report can be made again.

use serde::{Deserialize, Serialize};

/// Draws that an interval is made of.
const DRAWS: usize = 2000;
/// The share of draws outside of the interval, on either side.
const TAIL: f64 = 0.025;

/// A statistic and the interval that holds it with 95 % confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The statistic of what was measured.
    pub value: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

impl Estimate {
    /// Half the interval's width, as a share of the value.
    pub fn noise(&self) -> f64 {
        (self.high - self.low) / 2.0 / self.value
    }
}

/// The middle value, or the mean of the two in the middle; `None` for no values.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        length if length % 2 == 1 => Some(sorted[middle]),
        _ => Some((sorted[middle - 1] + sorted[middle]) / 2.0),
    }
}

/// The geometric mean of positive values; `None` for no values.
pub fn geometric_mean(values: &[f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let logarithms: f64 = values.iter().map(|value| value.ln()).sum();
    Some((logarithms / values.len() as f64).exp())
}

/// The median with its interval.
pub fn median_estimate(values: &[f64]) -> Option<Estimate> {
    let value = median(values)?;
    Some(interval(value, |generator| median(&redraw(values, generator)).unwrap_or(value)))
}

/// The median of `above` over that of `below`, with its interval.
pub fn ratio_estimate(above: &[f64], below: &[f64]) -> Option<Estimate> {
    let value = median(above)? / median(below)?;
    Some(interval(value, |generator| {
        let ratio = (median(&redraw(above, generator)), median(&redraw(below, generator)));
        if let (Some(above), Some(below)) = ratio { above / below } else { value }
    }))
}

/// The geometric mean of ratios of medians, with its interval: each pair's measurements are drawn from anew, the pairs are not.
pub fn mean_ratio_estimate(pairs: &[(&[f64], &[f64])]) -> Option<Estimate> {
    let ratio = |above: &[f64], below: &[f64]| Some(median(above)? / median(below)?);
    let ratios: Option<Vec<f64>> = pairs.iter().map(|(above, below)| ratio(above, below)).collect();
    let value = geometric_mean(&ratios?)?;
    Some(interval(value, |generator| {
        let drawn =
            pairs.iter().filter_map(|(above, below)| ratio(&redraw(above, generator), &redraw(below, generator)));
        geometric_mean(&drawn.collect::<Vec<_>>()).unwrap_or(value)
    }))
}

fn interval(value: f64, mut draw: impl FnMut(&mut Generator) -> f64) -> Estimate {
    let mut generator = Generator(0x6b72_6169_7400_0001);
    let mut drawn: Vec<f64> = (0..DRAWS).map(|_| draw(&mut generator)).collect();
    drawn.sort_by(f64::total_cmp);
    let cut = (DRAWS as f64 * TAIL) as usize;
    Estimate { value, low: drawn[cut], high: drawn[DRAWS - 1 - cut] }
}

fn redraw(values: &[f64], generator: &mut Generator) -> Vec<f64> {
    values.iter().map(|_| values[generator.below(values.len())]).collect()
}

/// SplitMix64.
struct Generator(u64);

impl Generator {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests;
