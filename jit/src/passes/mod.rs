//! The optimiser: one pass a file, in the order of [`PASSES`].

mod barriers;
mod dead_code;
mod escape;
mod facts;
mod fold;
mod gvn;
mod hoist;
mod idle;
pub(crate) mod loops;
mod memory;
mod peel;
mod ranges;
mod spills;
mod unbox;
mod write_through;

use crate::ir::{BlockId, Edge, Function, InstId, Op, Terminator};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// One pass.
pub(crate) struct Pass {
    /// Its name in options and dumps.
    pub(crate) name: &'static str,
    pub(crate) run: fn(&mut Function),
}

/// All passes in order.
pub(crate) const PASSES: &[Pass] = &[
    Pass { name: "peel", run: peel::run },
    Pass { name: "escape", run: escape::run },
    Pass { name: "number", run: gvn::run },
    Pass { name: "facts", run: facts::run },
    Pass { name: "fold", run: fold::run },
    Pass { name: "unbox", run: unbox::run },
    Pass { name: "spills", run: spills::run },
    Pass { name: "barriers", run: barriers::run },
    Pass { name: "ranges", run: ranges::run },
    Pass { name: "hoist", run: hoist::run },
    Pass { name: "gvn", run: gvn::run },
    Pass { name: "idle", run: idle::run },
    Pass { name: "dead_code", run: dead_code::run },
    Pass { name: "write_through", run: write_through::run },
];

/// Whether the optimiser has a pass of that name, after which the IR can be shown.
pub fn is_pass(name: &str) -> bool {
    PASSES.iter().any(|pass| pass.name == name)
}

/// Uses other values in the place of some.
fn replace(function: &mut Function, order: &[BlockId], same: &HashMap<InstId, InstId>) {
    let other = |id: &mut InstId| {
        if let Some(&new) = same.get(id) {
            *id = new;
        }
    };
    for inst in &mut function.insts {
        inst.args.iter_mut().for_each(other);
    }
    for state in &mut function.states {
        state.values_mut().for_each(other);
    }
    for block in order {
        match &mut function.blocks[block.index()].end {
            Terminator::Jump(edge) => edge.args.iter_mut().for_each(other),
            Terminator::Branch { condition, then, otherwise } => {
                other(condition);
                then.args.iter_mut().chain(&mut otherwise.args).for_each(other);
            }
            Terminator::Return(value) | Terminator::Finish(value) | Terminator::Yield { value, .. } => other(value),
            Terminator::None | Terminator::Exit(..) => {}
        }
    }
}

/// Adds an operation that cannot leave to the end of a block.
fn append(function: &mut Function, block: BlockId, op: Op, args: Vec<InstId>) -> InstId {
    let id = function.new_inst(op, args, None);
    function.blocks[block.index()].insts.push(id);
    id
}

/// How often each value is used.
fn uses(function: &Function, order: &[BlockId]) -> HashMap<InstId, usize> {
    let mut counts: HashMap<InstId, usize> = HashMap::default();
    let mut states = HashSet::default();
    let mut count = |id: InstId| *counts.entry(id).or_default() += 1;
    for &block in order {
        for &id in &function.block(block).insts {
            let inst = function.inst(id);
            inst.args.iter().copied().for_each(&mut count);
            states.extend(inst.state);
        }
        match &function.block(block).end {
            Terminator::Branch { condition: value, .. } | Terminator::Return(value) | Terminator::Finish(value) => {
                count(*value);
            }
            Terminator::Yield { state, value, .. } => {
                count(*value);
                states.insert(*state);
            }
            Terminator::Exit(state, _) => _ = states.insert(*state),
            Terminator::None | Terminator::Jump(_) => {}
        }
        function.edges(block).into_iter().flat_map(|edge| edge.args.iter().copied()).for_each(&mut count);
    }
    for state in states {
        function.states[state.index()].values().for_each(&mut count);
    }
    counts
}

/// The edges of a block's end.
fn edges(end: &mut Terminator) -> Vec<&mut Edge> {
    match end {
        Terminator::Jump(edge) => vec![edge],
        Terminator::Branch { then, otherwise, .. } => vec![then, otherwise],
        Terminator::None
        | Terminator::Return(_)
        | Terminator::Yield { .. }
        | Terminator::Finish(_)
        | Terminator::Exit(..) => Vec::new(),
    }
}

/// The edges of a block's end that lead to a block.
fn edges_to(end: &mut Terminator, to: BlockId) -> Vec<&mut Edge> {
    edges(end).into_iter().filter(|edge| edge.to == to).collect()
}

/// Removes parameters, of those that were added, that are the same on all ways.
fn remove_idle(function: &mut Function, order: &[BlockId], mut added: HashSet<InstId>) {
    loop {
        let mut ways: HashMap<InstId, Option<InstId>> = HashMap::default();
        for &from in order {
            for edge in function.edges(from) {
                for (&param, &value) in function.block(edge.to).params.iter().zip(&edge.args) {
                    if added.contains(&param) && value != param {
                        let known = ways.entry(param).or_insert(Some(value));
                        *known = known.filter(|known| *known == value);
                    }
                }
            }
        }
        let idle: HashMap<InstId, InstId> =
            ways.into_iter().filter_map(|(param, value)| Some((param, value?))).collect();
        if idle.is_empty() {
            return;
        }
        for &block in order {
            let params = function.block(block).params.clone();
            if !params.iter().any(|param| idle.contains_key(param)) {
                continue;
            }
            let stays = |index: usize| !idle.contains_key(&params[index]);
            for &from in order {
                for edge in edges_to(&mut function.blocks[from.index()].end, block) {
                    let mut index = 0..;
                    edge.args.retain(|_| index.next().is_some_and(stays));
                }
            }
            function.blocks[block.index()].params.retain(|param| !idle.contains_key(param));
        }
        // One may be another one that is idle too.
        let last = |id: InstId| {
            let mut id = id;
            for _ in 0..=idle.len() {
                id = idle.get(&id).copied().unwrap_or(id);
            }
            id
        };
        let same: HashMap<InstId, InstId> = idle.keys().map(|&param| (param, last(param))).collect();
        added.retain(|param| !idle.contains_key(param));
        replace(function, order, &same);
    }
}
