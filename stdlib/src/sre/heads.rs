//! Where a match may start, by the first few characters of whatever a pattern can match.
//!
//! [`heads`] takes a pattern's tree apart into sequences of character sets, one of which every match starts with. All are
//! looked for at once ([`Scan`]), in a step of two operations for each character of the text: where literals are
//! alternatives, follow a set or are asked for in any case, hardly anything is left for the machine to try.

use super::charset::{First, Single};
use super::code::Node;
use super::program::Emitter;
use runtime::text::CodeUnit;

/// Characters of a start that are looked at, and sequences that are told apart: with eight of each, what is known at a
/// character is one word.
const WIDTH: usize = 8;
/// Sequences that a pattern is taken apart into; where there would be more they end early.
const MOST: usize = 64;

/// The sets that the first characters of a match are in.
#[derive(Clone, PartialEq, Eq)]
struct Head {
    sets: Vec<First>,
    /// Whether what follows the piece comes right after these characters.
    open: bool,
}

/// Sequences of sets of equal length, of which every match starts with one; none if that tells less than the first set alone.
pub(super) fn heads(emitter: &Emitter, nodes: &[Node]) -> Option<Vec<Vec<First>>> {
    let all = of_sequence(emitter, nodes);
    let depth = all.iter().map(|head| head.sets.len()).min().filter(|&depth| depth > 1)?;
    let mut different: Vec<Vec<First>> = Vec::new();
    for head in all {
        let start = head.sets[..depth].to_vec();
        if !different.contains(&start) {
            different.push(start);
        }
    }
    Some(different)
}

fn of_sequence(emitter: &Emitter, nodes: &[Node]) -> Vec<Head> {
    let mut all = vec![Head { sets: Vec::new(), open: true }];
    for node in nodes {
        let open = all.iter().filter(|head| head.open).count();
        if open == 0 {
            break;
        }
        let next = of_node(emitter, node);
        if all.len() + open * next.len() > MOST {
            all.iter_mut().for_each(|head| head.open = false);
            break;
        }
        let (open, closed): (Vec<Head>, Vec<Head>) = all.into_iter().partition(|head| head.open);
        all = closed;
        for head in &open {
            all.extend(next.iter().map(|next| joined(head, next)));
        }
    }
    all
}

fn joined(head: &Head, next: &Head) -> Head {
    let mut sets = head.sets.clone();
    sets.extend(&next.sets);
    let open = next.open && sets.len() < WIDTH;
    sets.truncate(WIDTH);
    Head { sets, open }
}

fn of_node(emitter: &Emitter, node: &Node) -> Vec<Head> {
    let times = |item: &Single, count: u32, open: bool| {
        let count = (count as usize).min(WIDTH);
        Head { sets: vec![emitter.single(*item); count], open: open && count < WIDTH }
    };
    match node {
        Node::Single(single) => vec![times(single, 1, true)],
        Node::At(_) | Node::Mark(_) | Node::Look { .. } => vec![Head { sets: Vec::new(), open: true }],
        Node::GroupRef { .. } => vec![Head { sets: Vec::new(), open: false }],
        Node::Fail => Vec::new(),
        Node::Branch(alternatives) => alternatives.iter().flat_map(|nodes| of_sequence(emitter, nodes)).collect(),
        Node::RepeatOne { min, max, item, .. } => {
            let mut all = vec![times(item, *min, true)];
            if max > min {
                all.push(times(item, *min + 1, *max == *min + 1));
            }
            all
        }
        Node::Repeat { min, max, body, .. } => {
            let mut all = of_sequence(emitter, body);
            if *max != 1 {
                all.iter_mut().for_each(|head| head.open = false);
            }
            if *min == 0 {
                all.push(Head { sets: Vec::new(), open: true });
            }
            all
        }
        Node::Atomic(body) => of_sequence(emitter, body),
        Node::Conditional { yes, no, .. } => {
            let mut all = of_sequence(emitter, yes);
            all.extend(of_sequence(emitter, no));
            all
        }
    }
}

/// Looks for heads, by bits that are off in what is known and in the table where a head goes on.
///
/// Bit `b` of byte `n` is off at a character that the head `b` has at its position `n`, if it was off in byte `n - 1` at the
/// character before. More heads than there are bits share them.
pub(super) struct Scan {
    /// By character: those below 256, and the last for all others.
    table: Box<[u64; 257]>,
    /// Length of the heads.
    depth: usize,
}

impl Scan {
    pub(super) fn new(heads: &[Vec<First>]) -> Scan {
        let mut table = Box::new([!0; 257]);
        for (index, head) in heads.iter().enumerate() {
            let bit = if heads.len() <= WIDTH { index } else { index * WIDTH / heads.len() };
            for (position, set) in head.iter().enumerate() {
                for (c, word) in table.iter_mut().enumerate() {
                    if set.admits(Some(c as u32)) {
                        *word &= !(1 << (position * 8 + bit));
                    }
                }
            }
        }
        Scan { table, depth: heads.first().map_or(0, Vec::len) }
    }

    /// The first position from `from` on where a head stands.
    pub(super) fn find<U: CodeUnit>(&self, text: &[U], from: usize) -> Option<usize> {
        let last = 0xFF << ((self.depth - 1) * 8);
        let mut known = !0u64;
        let found = text.get(from..)?.iter().position(|unit| {
            known = known << 8 | self.table[unit.code().min(256) as usize];
            known & last != last
        })?;
        // Before as many characters as heads have no bit of the last position is off, as all bits were on at first.
        Some(from + found + 1 - self.depth)
    }
}
