//! How a program gets faster in one process: the times of its iterations, and when they stop falling.
//!
//! The steady time is the median of the second half of the iterations. A process is warm from the first iteration on after which the
//! running medians of three stay within a tenth of the steady time; one that never gets there counts all of its iterations.

use serde::Serialize;

use crate::statistics::median;

/// How far from the steady time an iteration of a warm process may be.
const STEADY: f64 = 0.1;

/// The iterations of one process.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WarmUp {
    /// Seconds of each iteration.
    pub iterations: Vec<f64>,
    /// Seconds from the start of the first iteration to the end of each.
    pub ends: Vec<f64>,
}

impl WarmUp {
    /// Reads what the driver or the stand-in for pyperf wrote: lines of begin and end in nanoseconds. After a line that begins with `#`
    /// another benchmark of the same program begins; its n-th iteration counts with the others' n-th.
    pub fn parse(text: &str) -> Result<WarmUp, String> {
        let mut parts: Vec<Vec<(u64, u64)>> = vec![Vec::new()];
        for line in text.lines() {
            if line.starts_with('#') {
                parts.push(Vec::new());
                continue;
            }
            let (begin, end) = line.split_once(' ').ok_or_else(|| format!("{line:?} is no begin and end"))?;
            let number = |text: &str| text.parse().map_err(|_| format!("{text:?} is no time"));
            parts.last_mut().expect("there is always one").push((number(begin)?, number(end)?));
        }
        parts.retain(|part| !part.is_empty());
        let count = parts.iter().map(Vec::len).min().ok_or("no iterations")?;
        let length = |(begin, end): (u64, u64)| end.saturating_sub(begin) as f64 / 1e9;
        let iterations: Vec<f64> = (0..count).map(|at| parts.iter().map(|part| length(part[at])).sum()).collect();
        let mut ends = Vec::with_capacity(count);
        let mut sum = 0.0;
        for iteration in &iterations {
            sum += iteration;
            ends.push(sum);
        }
        Ok(WarmUp { iterations, ends })
    }

    /// Seconds of an iteration once warm.
    pub fn steady(&self) -> f64 {
        median(self.steady_iterations()).unwrap_or(f64::NAN)
    }

    /// The iterations that the steady time is made of.
    pub fn steady_iterations(&self) -> &[f64] {
        &self.iterations[self.iterations.len() / 2..]
    }

    /// How many iterations came before the process was warm.
    pub fn iterations_before_steady(&self) -> usize {
        let steady = self.steady();
        let near = |window: &[f64]| median(window).is_some_and(|middle| (middle / steady - 1.0).abs() <= STEADY);
        let medians: Vec<bool> = self.iterations.windows(3).map(near).collect();
        medians.iter().rposition(|near| !near).map_or(0, |at| at + 1)
    }

    /// Seconds before the process was warm.
    pub fn seconds_before_steady(&self) -> f64 {
        match self.iterations_before_steady() {
            0 => 0.0,
            count => self.ends[count - 1],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(milliseconds: &[u64]) -> WarmUp {
        let mut at = 0;
        let mut text = String::new();
        for length in milliseconds {
            text += &format!("{at} {}\n", at + length * 1_000_000);
            at += length * 1_000_000;
        }
        WarmUp::parse(&text).expect("well-formed")
    }

    #[test]
    fn warm_after_the_slow_ones() {
        let warm_up = of(&[100, 50, 20, 10, 10, 10, 10, 10, 10, 10]);
        assert!((warm_up.steady() - 0.01).abs() < 1e-9);
        assert_eq!(warm_up.iterations_before_steady(), 2);
        assert!((warm_up.seconds_before_steady() - 0.15).abs() < 1e-9);
    }

    #[test]
    fn one_late_pause_is_not_warm_up() {
        assert_eq!(of(&[10, 10, 10, 10, 90, 10, 10, 10]).iterations_before_steady(), 0);
    }

    #[test]
    fn benchmarks_of_one_program_count_together() {
        let warm_up = WarmUp::parse("# a\n0 5\n5 9\n# b\n20 21\n21 23\n23 24\n").expect("well-formed");
        assert_eq!(warm_up.iterations.len(), 2);
        assert!((warm_up.iterations[0] - 6e-9).abs() < 1e-15);
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(WarmUp::parse(""), Err("no iterations".to_owned()));
        assert_eq!(WarmUp::parse("1 x\n"), Err("\"x\" is no time".to_owned()));
        assert_eq!(WarmUp::parse("1\n"), Err("\"1\" is no begin and end".to_owned()));
    }
}
