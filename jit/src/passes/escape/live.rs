//! Which values that may be objects are needed from the beginning of a block on.

use super::super::loops;
use crate::ir::{BlockId, Edge, Function, InstId, Op, StateId, Terminator};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// By block, in order.
pub(super) struct Live(HashMap<BlockId, Vec<InstId>>);

impl Live {
    pub(super) fn of(function: &Function, order: &[BlockId]) -> Live {
        let local: Vec<Local> = order.iter().map(|&block| Local::of(function, block)).collect();
        let mut live: HashMap<BlockId, HashSet<InstId>> = HashMap::default();
        let mut changed = true;
        while std::mem::take(&mut changed) {
            for (&block, local) in order.iter().zip(&local).rev() {
                let after = function.edges(block).into_iter().filter_map(|edge| live.get(&edge.to)).flatten();
                let mut now: HashSet<InstId> = after.filter(|id| !local.made.contains(id)).copied().collect();
                now.extend(&local.used);
                if live.get(&block).is_none_or(|known| known.len() != now.len()) {
                    live.insert(block, now);
                    changed = true;
                }
            }
        }
        let sorted = |values: HashSet<InstId>| {
            let mut values: Vec<InstId> = values.into_iter().collect();
            values.sort_unstable();
            values
        };
        Live(live.into_iter().map(|(block, values)| (block, sorted(values))).collect())
    }

    pub(super) fn at(&self, block: BlockId) -> &[InstId] {
        self.0.get(&block).map_or(&[], Vec::as_slice)
    }
}

/// What a block makes, and what it uses of others.
#[derive(Default)]
struct Local {
    made: HashSet<InstId>,
    used: HashSet<InstId>,
}

impl Local {
    fn of(function: &Function, id: BlockId) -> Local {
        let mut local = Local::default();
        let block = function.block(id);
        local.made.extend(&block.params);
        for &id in &block.insts {
            let inst = function.inst(id);
            inst.args.iter().for_each(|&arg| local.uses(function, arg));
            local.uses_state(function, inst.state);
            local.made.insert(id);
        }
        match &block.end {
            Terminator::Return(value) | Terminator::Finish(value) => local.uses(function, *value),
            Terminator::Yield { state, value, .. } => {
                local.uses(function, *value);
                local.uses_state(function, Some(*state));
            }
            Terminator::Exit(state, _) => local.uses_state(function, Some(*state)),
            Terminator::None | Terminator::Jump(_) | Terminator::Branch { .. } => {}
        }
        for edge in function.edges(id) {
            edge.args.iter().for_each(|&arg| local.uses(function, arg));
        }
        local
    }

    fn uses(&mut self, function: &Function, id: InstId) {
        if may_be_object(function.inst(id).op) && !self.made.contains(&id) {
            self.used.insert(id);
        }
    }

    fn uses_state(&mut self, function: &Function, state: Option<StateId>) {
        let state = state.map(|state| &function.states[state.index()]);
        state.into_iter().flat_map(|state| state.values()).for_each(|id| self.uses(function, id));
    }
}

/// Whether what an operation gives may be an object that was made here.
fn may_be_object(op: Op) -> bool {
    super::is_candidate(op) || matches!(op, Op::Param | Op::Load { .. } | Op::TupleItem)
}

/// Puts blocks on edges from where there are several to where there are several: what ways bring is made at their ends.
pub(super) fn split_edges(function: &mut Function) {
    let order = function.reverse_postorder();
    let before = loops::before(function, &order);
    for &block in &order {
        for index in 0..2 {
            let Terminator::Branch { then, otherwise, .. } = &function.block(block).end else { continue };
            let edge = if index == 0 { then.clone() } else { otherwise.clone() };
            if before[&edge.to].len() < 2 {
                continue;
            }
            let between = function.new_block(function.block(edge.to).depth);
            function.blocks[between.index()].origin = function.block(block).origin;
            function.blocks[between.index()].end = Terminator::Jump(edge);
            let to = Edge { to: between, args: Vec::new() };
            match (&mut function.blocks[block.index()].end, index) {
                (Terminator::Branch { then, .. }, 0) => *then = to,
                (Terminator::Branch { otherwise, .. }, _) => *otherwise = to,
                _ => {}
            }
        }
    }
}
