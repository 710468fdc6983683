//! Loops that are entered in their middle as well as at their header, as where a generator goes on within two of them: what
//! the middle comes to first gets a copy of its own, after which each loop has but one way in (node splitting; Janssen and
//! Corporaal, Making Graphs Reducible with Controlled Node Splitting, 1997).

use super::analysis::{Loop, Run};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// So many instructions are copied at most; loops that are left with several ways in are none to the builder.
const MAX_COPIED: usize = 1500;

type Runs = HashMap<usize, Run>;

/// Copies runs until each loop has one way in. A copy stands at the position of its original, further up by a multiple of the
/// code's length `len`.
///
/// `natural` are the loops of the code as a whole: of the ways into a loop the one that is a header there stays. Instructions that
/// make or resume generators which are built in, `kept`, are not copied: there is one place for the frame of each.
pub(super) fn split(runs: &mut Runs, entry: usize, len: usize, natural: &HashMap<usize, Loop>, kept: &HashSet<usize>) {
    let mut copied = 0;
    while let Some((within, ways_in)) = irreducible(runs, entry) {
        let largest = |way: &&usize| natural.get(&(**way % len)).map_or(0, |found| found.body.len());
        let Some(&header) = ways_in.iter().max_by_key(|way| (largest(way), std::cmp::Reverse(**way))) else { return };
        let inside: HashSet<usize> = within.iter().copied().filter(|run| *run != header).collect();
        let others: Vec<usize> = ways_in.iter().copied().filter(|way| *way != header).collect();
        let reached = reachable(runs, &others, |run| inside.contains(&run));
        copied += reached.iter().map(|run| runs[run].end - runs[run].start).sum::<usize>();
        let keeps = |run: &usize| (runs[run].start..runs[run].end).any(|at| kept.contains(&(at % len)));
        if copied > MAX_COPIED || reached.iter().any(keeps) {
            return;
        }
        let places: HashMap<usize, usize> = reached.iter().map(|&run| (run, free_place(runs, run, len))).collect();
        let moved = |to: usize| places.get(&to).copied().unwrap_or(to);
        for run in runs.values_mut().filter(|run| !within.contains(&run.start)) {
            run.next.iter_mut().chain(&mut run.handlers).for_each(|to| *to = moved(*to));
        }
        for (&from, &place) in &places {
            let run = &runs[&from];
            let next = run.next.iter().map(|&to| moved(to)).collect();
            let handlers = run.handlers.iter().map(|&to| moved(to)).collect();
            let copy = Run { start: place, end: place + run.end - run.start, next, handlers };
            runs.insert(place, copy);
        }
    }
}

/// Where a copy of a run may stand.
pub(super) fn free_place(runs: &Runs, run: usize, len: usize) -> usize {
    let mut place = run % len + len;
    while runs.contains_key(&place) {
        place += len;
    }
    place
}

/// A loop with several ways in, an outer one before those in it: its runs and the ways.
fn irreducible(runs: &Runs, entry: usize) -> Option<(HashSet<usize>, Vec<usize>)> {
    let all = reachable(runs, &[entry], |_| true);
    let mut regions = vec![all.iter().copied().collect::<HashSet<usize>>()];
    while let Some(region) = regions.pop() {
        for component in components(runs, &region) {
            let mut ways_in: Vec<usize> = Vec::new();
            for from in all.iter().filter(|run| !component.contains(run)) {
                ways_in.extend(runs[from].all_next().filter(|to| component.contains(to)));
            }
            ways_in.extend(component.contains(&entry).then_some(entry));
            ways_in.sort_unstable();
            ways_in.dedup();
            if ways_in.len() > 1 {
                return Some((component, ways_in));
            }
            let mut inner = component;
            ways_in.iter().for_each(|header| _ = inner.remove(header));
            regions.push(inner);
        }
    }
    None
}

/// Runs that are reached from some, themselves included, through those that are `wanted`.
fn reachable(runs: &Runs, from: &[usize], wanted: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut open, mut seen) = (from.to_vec(), HashSet::default());
    while let Some(at) = open.pop() {
        if wanted(at) && runs.contains_key(&at) && seen.insert(at) {
            found.push(at);
            open.extend(runs[&at].all_next());
        }
    }
    found.sort_unstable();
    found
}

/// The cycles of a part of the graph: its strongly connected components of several runs, or of one that leads to itself
/// (Tarjan, Depth-First Search and Linear Graph Algorithms, 1972).
fn components(runs: &Runs, region: &HashSet<usize>) -> Vec<HashSet<usize>> {
    let mut starts: Vec<usize> = region.iter().copied().collect();
    starts.sort_unstable();
    let mut found = Vec::new();
    // Number and least number reached, by run; what is on the stack of those without a component.
    let mut numbers: HashMap<usize, (usize, usize)> = HashMap::default();
    let (mut waiting, mut is_waiting) = (Vec::new(), HashSet::default());
    for start in starts {
        let mut path = vec![(start, 0)];
        while let Some((at, edge)) = path.pop() {
            if edge == 0 {
                if numbers.contains_key(&at) {
                    continue;
                }
                numbers.insert(at, (numbers.len(), numbers.len()));
                waiting.push(at);
                is_waiting.insert(at);
            }
            let mut next = runs[&at].all_next().filter(|to| region.contains(to));
            if let Some(to) = next.nth(edge) {
                path.push((at, edge + 1));
                match numbers.get(&to).copied() {
                    None => path.push((to, 0)),
                    Some((number, _)) if is_waiting.contains(&to) => lower(&mut numbers, at, number),
                    Some(_) => {}
                }
                continue;
            }
            let (number, least) = numbers[&at];
            if let Some(&(parent, _)) = path.last() {
                lower(&mut numbers, parent, least);
            }
            if number == least {
                let mut component = HashSet::default();
                while let Some(run) = waiting.pop() {
                    is_waiting.remove(&run);
                    component.insert(run);
                    if run == at {
                        break;
                    }
                }
                if component.len() > 1 || runs[&at].all_next().any(|to| to == at) {
                    found.push(component);
                }
            }
        }
    }
    found
}

fn lower(numbers: &mut HashMap<usize, (usize, usize)>, run: usize, to: usize) {
    if let Some((_, least)) = numbers.get_mut(&run) {
        *least = to.min(*least);
    }
}
