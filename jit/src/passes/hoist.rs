//! Moves out of loops what comes to the same in every turn: guards of facts that nothing changes, and computations, on values
//! that the loop does not change.
//!
//! What every turn comes to is done once before the loop instead. Where a guard fails there, the interpreter goes on at the
//! loop's header, as if the poll there had left. That may be in vain, since the loop need not have come to the guard; so the
//! exit tells that it was about the loop ([`OF_LOOP`]), and code that is compiled again leaves everything of that loop where
//! it is.

use super::loops::{Loop, loops};
use crate::ir::{Edge, Effect, Function, InstId, OF_LOOP, Op, State, StateId, Terminator};
use std::collections::{HashMap, HashSet};

pub(crate) fn run(function: &mut Function) {
    // Inner loops come first, and what is moved out of them may go on to be moved out of those around them.
    for found in loops(function) {
        if !function.settled.contains(&found.header) {
            hoist(function, &found);
        }
    }
}

/// Whether an operation with the same arguments comes to the same whenever it is done.
fn is_lasting(op: Op) -> bool {
    match op.effect() {
        // What may need memory, or steps that are not worth their while before they are needed.
        Effect::Pure => {
            let boxes = matches!(op, Op::BoxInt | Op::BoxWide | Op::BoxComplex);
            !boxes && !matches!(op, Op::Param | Op::TryArithmetic { .. } | Op::TryCompare { .. })
        }
        Effect::Guards => {
            let reads = matches!(op, Op::GuardShape { .. } | Op::GuardShapes { .. });
            let makes = matches!(
                op,
                Op::NewRangeIterator | Op::NewSequenceIterator { .. } | Op::NewInstance | Op::NewTuple | Op::NewDict
            );
            !reads && !makes
        }
        Effect::Reads | Effect::ReadsOrExits | Effect::Writes | Effect::Calls => false,
    }
}

fn hoist(function: &mut Function, found: &Loop) {
    let Some(entry) = found.entry else { return };
    let Terminator::Jump(Edge { args: given, .. }) = function.block(entry).end.clone() else { return };
    let Some(poll) = poll(function, found) else { return };
    let params = function.block(found.header).params.clone();
    let blocks = found.body.iter().map(|&block| function.block(block));
    let mut inside: HashSet<InstId> =
        blocks.flat_map(|block| block.params.iter().chain(&block.insts)).copied().collect();
    // What parameters are before the loop, and those that stay that.
    let entry_values: HashMap<InstId, InstId> = params.iter().copied().zip(given).collect();
    let stays = |index: usize, param: InstId| {
        let edges = found.latches.iter().flat_map(|&latch| function.edges(latch));
        edges.filter(|edge| edge.to == found.header).all(|edge| edge.args[index] == param)
    };
    let fixed: HashMap<InstId, InstId> = params
        .iter()
        .enumerate()
        .filter(|&(index, &param)| stays(index, param))
        .map(|(_, param)| (*param, entry_values[param]))
        .collect();
    let mut state = None;
    for &block in &found.spine {
        let (mut kept, mut moved) = (Vec::new(), Vec::new());
        for &id in &function.block(block).insts {
            let inst = function.inst(id);
            let before = |arg: &InstId| fixed.get(arg).copied().or_else(|| (!inside.contains(arg)).then_some(*arg));
            let args: Option<Vec<InstId>> = inst.args.iter().map(before).collect();
            match args.filter(|_| is_lasting(inst.op)) {
                Some(args) => {
                    inside.remove(&id);
                    moved.push((id, args));
                }
                None => kept.push(id),
            }
        }
        function.blocks[block.index()].insts = kept;
        for (id, args) in moved {
            if function.inst(id).state.is_some() {
                let state = *state.get_or_insert_with(|| state_before(function, poll, &entry_values));
                function.insts[id.index()].state = Some(state);
            }
            function.insts[id.index()].args = args;
            function.blocks[entry.index()].insts.push(id);
        }
    }
}

/// The state of the poll with which a loop begins.
fn poll(function: &Function, found: &Loop) -> Option<StateId> {
    let first = function.inst(*function.block(found.header).insts.first()?);
    first.state.filter(|_| first.op == Op::Poll)
}

/// The state of the header's poll as it is at the end of the block before.
fn state_before(function: &mut Function, poll: StateId, entry_values: &HashMap<InstId, InstId>) -> StateId {
    let before = |id: InstId| entry_values.get(&id).copied().unwrap_or(id);
    let State { frame, pc, writes, fields, mut suspended, .. } = function.states[poll.index()].clone();
    let writes = writes.into_iter().map(|(at, id)| (at, before(id))).collect();
    let fields = fields.into_iter().map(|(object, offset, id)| (before(object), offset, before(id))).collect();
    for waiting in &mut suspended {
        waiting.object = before(waiting.object);
        waiting.registers.iter_mut().for_each(|(_, id)| *id = before(*id));
    }
    function.states.push(State { frame, pc, about: Some(OF_LOOP), writes, fields, suspended });
    StateId(function.states.len() as u32 - 1)
}
