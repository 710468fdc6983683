//! Removes what nobody uses: pure operations and reads whose value no instruction, edge or state needs.

use crate::ir::{Effect, Function, InstId, Terminator};
use std::collections::HashSet;

pub(crate) fn run(function: &mut Function) {
    let order = function.reverse_postorder();
    let mut used: HashSet<InstId> = HashSet::new();
    let mut work: Vec<InstId> = Vec::new();
    for &block in &order {
        for &id in &function.block(block).insts {
            let op = function.inst(id).op;
            if !matches!(op.effect(), Effect::Pure | Effect::Reads) && !op.guards_result_only() {
                work.push(id);
            }
        }
        match &function.block(block).end {
            Terminator::Branch { condition, .. } => work.push(*condition),
            Terminator::Return(value) | Terminator::Finish(value) | Terminator::Yield { value, .. } => {
                work.push(*value)
            }
            Terminator::Exit(state, _) => {
                work.extend(function.states[state.index()].values());
            }
            Terminator::None | Terminator::Jump(_) => {}
        }
        for edge in function.edges(block) {
            work.extend(&edge.args);
        }
    }
    while let Some(id) = work.pop() {
        if !used.insert(id) {
            continue;
        }
        let inst = function.inst(id);
        work.extend(&inst.args);
        if let Some(state) = inst.state {
            work.extend(function.states[state.index()].values());
        }
    }
    for block in order {
        function.blocks[block.index()].insts.retain(|id| used.contains(id));
    }
}
