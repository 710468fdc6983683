//! Primes four ways.

use std::collections::HashMap;

fn by_slices(limit: usize) -> Vec<usize> {
    let mut flags = vec![true; limit];
    flags[..2].fill(false);
    for n in 2..=(limit - 1).isqrt() {
        if flags[n] {
            flags[n * n..].iter_mut().step_by(n).for_each(|flag| *flag = false);
        }
    }
    (0..limit).filter(|&n| flags[n]).collect()
}

fn by_flags(limit: usize) -> Vec<usize> {
    let mut composite = vec![false; limit];
    let mut primes = Vec::new();
    for n in 2..limit {
        if composite[n] {
            continue;
        }
        primes.push(n);
        let mut m = n * n;
        while m < limit {
            composite[m] = true;
            m += n;
        }
    }
    primes
}

fn by_odds(limit: usize) -> usize {
    let half = limit / 2;
    let mut flags = vec![false; half];
    let mut count = 1;
    for i in 1..half {
        if !flags[i] {
            count += 1;
            for j in (2 * i * (i + 1)..half).step_by(2 * i + 1) {
                flags[j] = true;
            }
        }
    }
    count
}

/// Primes for ever, each odd multiple parked under the next number that it strikes out.
fn endless() -> impl Iterator<Item = usize> {
    let mut strikes: HashMap<usize, usize> = HashMap::new();
    let odd = (3..).step_by(2).filter(move |&n| {
        let Some(step) = strikes.remove(&n) else {
            strikes.insert(n * n, 2 * n);
            return true;
        };
        let mut mark = n + step;
        while strikes.contains_key(&mark) {
            mark += step;
        }
        strikes.insert(mark, step);
        false
    });
    std::iter::once(2).chain(odd)
}

pub(crate) fn run(limit: usize) -> String {
    let primes = by_slices(limit);
    assert_eq!(primes, by_flags(limit));
    assert_eq!(primes.len(), by_odds(limit));
    let few = primes.len() / 2;
    assert!(endless().take(few).eq(primes[..few].iter().copied()));
    format!("{} {} {}", primes.len(), primes[primes.len() - 1], primes.iter().sum::<usize>())
}
