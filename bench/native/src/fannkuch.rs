//! Pancake flips over every permutation.

/// Calls `each` with every permutation, each a rotation of a prefix away from the last.
fn permutations(size: usize, mut each: impl FnMut(&[usize])) {
    let mut current: Vec<usize> = (0..size).collect();
    let mut counters = vec![0; size];
    each(&current);
    let mut level = 1;
    while level < size {
        current[..=level].rotate_left(1);
        if counters[level] < level {
            counters[level] += 1;
            each(&current);
            level = 1;
        } else {
            counters[level] = 0;
            level += 1;
        }
    }
}

fn flips(permutation: &[usize]) -> i64 {
    let mut stack = permutation.to_vec();
    let mut count = 0;
    while stack[0] != 0 {
        let top = stack[0];
        stack[..=top].reverse();
        count += 1;
    }
    count
}

pub(crate) fn run(size: usize) -> String {
    let (mut most, mut checksum, mut seen) = (0, 0, 0u64);
    permutations(size, |permutation| {
        let count = if permutation[0] == 0 { 0 } else { flips(permutation) };
        most = most.max(count);
        checksum += if seen & 1 == 1 { -count } else { count };
        seen += 1;
    });
    assert_eq!(seen, (2..=size as u64).product());
    format!("{checksum} {most}")
}
