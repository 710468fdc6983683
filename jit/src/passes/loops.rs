//! The loops of a function, and what each turn of them comes to.

use crate::ir::{BlockId, Effect, Function, Op};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// A loop.
pub(crate) struct Loop {
    pub(crate) header: BlockId,
    /// The block before it, if that is only one.
    pub(crate) entry: Option<BlockId>,
    /// The blocks from which the next turn begins.
    pub(crate) latches: Vec<BlockId>,
    pub(crate) body: HashSet<BlockId>,
    /// Blocks without which it cannot be reached.
    pub(crate) above: Vec<BlockId>,
    /// Blocks that every whole turn comes to just once, in that order.
    pub(crate) spine: Vec<BlockId>,
}

/// The loops of a function, inner ones before those around them.
pub(crate) fn loops(function: &Function) -> Vec<Loop> {
    let order = function.reverse_postorder();
    let position: HashMap<BlockId, usize> = order.iter().enumerate().map(|(at, &block)| (block, at)).collect();
    let before = before(function, &order);
    let dominators = Dominators::new(&order, &position, &before);
    let mut found: Vec<Loop> = Vec::new();
    for &header in order.iter().rev() {
        let ways = before.get(&header).map_or(&[][..], Vec::as_slice);
        let (latches, entries): (Vec<BlockId>, Vec<BlockId>) =
            ways.iter().partition(|way| dominators.dominates(position[&header], position[way]));
        if latches.is_empty() {
            continue;
        }
        let body = body(header, &latches, &before);
        let is_inner =
            |block: &BlockId| found.iter().any(|inner| body.contains(&inner.header) && inner.body.contains(block));
        let whole = |block: &BlockId| latches.iter().all(|way| dominators.dominates(position[block], position[way]));
        let mut spine: Vec<BlockId> = body.iter().filter(|block| whole(block) && !is_inner(block)).copied().collect();
        spine.sort_by_key(|block| position[block]);
        let entry = if let [entry] = entries[..] { Some(entry) } else { None };
        let above = dominators.above(position[&header]).map(|at| order[at]).collect();
        found.push(Loop { header, entry, latches, body, above, spine });
    }
    found
}

impl Loop {
    /// Whether no other of all loops is within it.
    pub(crate) fn is_innermost(&self, all: &[Loop]) -> bool {
        all.iter().all(|other| other.header == self.header || !self.body.contains(&other.header))
    }

    /// Whether nothing in it could look at the frame.
    pub(crate) fn calls_nothing(&self, function: &Function) -> bool {
        let mut all = self.body.iter().flat_map(|&block| &function.block(block).insts);
        all.all(|&id| {
            let op = function.inst(id).op;
            op.effect() != Effect::Calls && !matches!(op, Op::WriteFrame { .. })
        })
    }
}

/// The blocks of the innermost loops that call nothing.
pub(crate) fn innermost_quiet(function: &Function, all: &[Loop]) -> HashSet<BlockId> {
    let quiet = all.iter().filter(|found| found.is_innermost(all) && found.calls_nothing(function));
    quiet.flat_map(|found| found.body.iter().copied()).collect()
}

/// The blocks from which each block is reached.
pub(crate) fn before(function: &Function, order: &[BlockId]) -> HashMap<BlockId, Vec<BlockId>> {
    let mut before: HashMap<BlockId, Vec<BlockId>> = HashMap::default();
    for &block in order {
        for edge in function.edges(block) {
            before.entry(edge.to).or_default().push(block);
        }
    }
    before
}

/// The blocks of a loop.
fn body(header: BlockId, latches: &[BlockId], before: &HashMap<BlockId, Vec<BlockId>>) -> HashSet<BlockId> {
    let mut body = HashSet::from_iter([header]);
    let mut work = latches.to_vec();
    while let Some(block) = work.pop() {
        if body.insert(block) {
            work.extend(before.get(&block).into_iter().flatten());
        }
    }
    body
}

/// The nearest block that each block cannot be reached without, by positions in reverse postorder.
pub(crate) struct Dominators(Vec<usize>);

impl Dominators {
    /// Those of a function with its blocks in this order.
    pub(crate) fn of(function: &Function, order: &[BlockId]) -> Dominators {
        let position: HashMap<BlockId, usize> = order.iter().enumerate().map(|(at, &block)| (block, at)).collect();
        Dominators::new(order, &position, &before(function, order))
    }

    fn new(
        order: &[BlockId],
        position: &HashMap<BlockId, usize>,
        before: &HashMap<BlockId, Vec<BlockId>>,
    ) -> Dominators {
        const UNKNOWN: usize = usize::MAX;
        let mut nearest = vec![UNKNOWN; order.len()];
        nearest[0] = 0;
        let mut changed = true;
        while std::mem::take(&mut changed) {
            for (at, block) in order.iter().enumerate().skip(1) {
                let known = before.get(block).into_iter().flatten().map(|way| position[way]);
                let known = known.filter(|&way| nearest[way] != UNKNOWN);
                let common = known.reduce(|mut one, mut other| {
                    while one != other {
                        if one > other {
                            one = nearest[one];
                        } else {
                            other = nearest[other];
                        }
                    }
                    one
                });
                if let Some(common) = common
                    && nearest[at] != common
                {
                    (nearest[at], changed) = (common, true);
                }
            }
        }
        Dominators(nearest)
    }

    /// What dominates a block but the block itself.
    fn above(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(at), |&at| (at > 0).then(|| self.0[at])).skip(1)
    }

    pub(crate) fn dominates(&self, above: usize, mut below: usize) -> bool {
        while below > above {
            below = self.0[below];
        }
        below == above
    }
}
