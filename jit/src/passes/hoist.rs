//! Moves out of loops what comes to the same in every turn: guards, computations and reads of memory that the loop does not
//! write, all of values that the loop does not change.
//!
//! What every turn comes to is done once before the loop instead. Where a guard fails there, the interpreter goes on at the
//! loop's header, as if the poll there had left. That may be in vain, since the loop need not have come to the guard; so the
//! exit tells that it was about the loop ([`OF_LOOP`]), and code that is compiled again leaves everything of that loop where
//! it is.

use super::loops::{Loop, loops};
use super::memory::{Written, reads};
use crate::ir::{BlockId, Edge, Effect, Function, InstId, OF_LOOP, Op, State, StateId, Terminator};
use runtime::tier::layout;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

pub(crate) fn run(function: &mut Function) {
    // Inner loops come first, and what is moved out of them may go on to be moved out of those around them.
    for found in loops(function) {
        if !function.settled.contains(&found.header) {
            hoist(function, &found);
        }
    }
}

/// Whether an operation with the same arguments comes to the same whenever it is done.
pub(super) fn is_lasting(op: Op) -> bool {
    match op.effect() {
        // What may need memory, or steps that are not worth their while before they are needed.
        Effect::Pure => {
            let boxes = matches!(op, Op::BoxInt | Op::BoxWide | Op::BoxNumber | Op::BoxComplex);
            !boxes && !matches!(op, Op::Param | Op::TryArithmetic { .. } | Op::TryCompare { .. })
        }
        Effect::Guards => {
            let reads = reads(op).is_some();
            let makes = matches!(
                op,
                Op::NewRangeIterator
                    | Op::NewSequenceIterator { .. }
                    | Op::NewTableIterator { .. }
                    | Op::NewInstance { .. }
                    | Op::NewTuple
                    | Op::NewTupleOf { .. }
                    | Op::NewTraceback { .. }
                    | Op::NewCoroutine
                    | Op::NewDict
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
    let written = Written::by(function, &found.body);
    let mut objects = known_objects(function, entry, &found.above);
    let mut state = None;
    for &block in &found.spine {
        let (mut kept, mut moved) = (Vec::new(), Vec::new());
        for &id in &function.block(block).insts {
            let inst = function.inst(id);
            let before = |arg: &InstId| fixed.get(arg).copied().or_else(|| (!inside.contains(arg)).then_some(*arg));
            let args: Option<Vec<InstId>> = inst.args.iter().map(before).collect();
            let may_move = |args: &Vec<InstId>| {
                let stays = || reads(inst.op).is_some_and(|place| !written.has(place));
                is_lasting(inst.op) || stays() && is_object(function, &objects, inst.op, args[0])
            };
            match args.filter(may_move) {
                Some(args) => {
                    inside.remove(&id);
                    if tells_kind(inst.op) {
                        objects.insert(args[0]);
                    }
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
    let before = |arg: &InstId| fixed.get(arg).copied().or_else(|| (!inside.contains(arg)).then_some(*arg));
    hoist_reads(function, found, &written, &objects, before);
}

/// Moves what is read of objects that are known before the loop out of blocks to which not every turn comes: it does no harm
/// to read that in vain.
fn hoist_reads(
    function: &mut Function,
    found: &Loop,
    written: &Written,
    objects: &HashSet<InstId>,
    before: impl Fn(&InstId) -> Option<InstId>,
) {
    let Some(entry) = found.entry else { return };
    let depth = function.block(found.header).depth;
    let mut blocks: Vec<BlockId> = found.body.iter().filter(|block| !found.spine.contains(block)).copied().collect();
    // What is seldom reached is not worth it.
    blocks.retain(|&block| function.block(block).depth >= depth);
    blocks.sort_unstable();
    for block in blocks {
        for id in function.block(block).insts.clone() {
            let inst = function.inst(id);
            let of_list =
                matches!(inst.op, Op::Load { offset: layout::LIST_ITEMS } | Op::Length { offset: layout::LIST_LEN });
            let stays = || reads(inst.op).is_some_and(|place| !written.has(place));
            let Some(object) = inst.args.first().and_then(&before).filter(|object| objects.contains(object)) else {
                continue;
            };
            if of_list && stays() {
                function.insts[id.index()].args = vec![object];
                function.blocks[block.index()].insts.retain(|other| *other != id);
                function.blocks[entry.index()].insts.push(id);
            }
        }
    }
}

/// Values that are known at the end of `entry` to be objects of a kind.
fn known_objects(function: &Function, entry: BlockId, above: &[BlockId]) -> HashSet<InstId> {
    let blocks = above.iter().chain([&entry]);
    let guards = blocks.flat_map(|&block| &function.block(block).insts).map(|&id| function.inst(id));
    guards.filter(|inst| tells_kind(inst.op)).map(|inst| inst.args[0]).collect()
}

/// Whether after an operation its argument is known to be an object of a kind, where one can read what such objects have.
fn tells_kind(op: Op) -> bool {
    matches!(
        op,
        Op::GuardShape { .. }
            | Op::GuardFixedShape { .. }
            | Op::GuardFixedByte { .. }
            | Op::GuardShapes { .. }
            | Op::GuardKind { .. }
    )
}

/// Whether what an operation reads of a value can be read: else it is the guards before it that make sure of that.
fn is_object(function: &Function, objects: &HashSet<InstId>, op: Op, value: InstId) -> bool {
    let checks = matches!(op, Op::GuardShape { .. } | Op::GuardShapes { .. });
    let made = match function.inst(value).op {
        Op::Word { bits } => runtime::value::Value::from_bits(bits).header().is_some(),
        Op::Load { offset } => offset == runtime::tier::layout::LIST_ITEMS,
        Op::NewRangeIterator | Op::NewSequenceIterator { .. } | Op::NewTableIterator { .. } => true,
        _ => false,
    };
    checks || made || objects.contains(&value)
}

/// The state of the poll with which a loop begins.
fn poll(function: &Function, found: &Loop) -> Option<StateId> {
    let first = function.inst(*function.block(found.header).insts.first()?);
    first.state.filter(|_| first.op == Op::Poll)
}

/// A value as it is at the end of the block before a loop, or what exits make there.
fn sunk_before(function: &mut Function, id: InstId, entry_values: &HashMap<InstId, InstId>) -> InstId {
    if let Some(&before) = entry_values.get(&id) {
        return before;
    }
    if !function.sunk.contains(&id) {
        return id;
    }
    let (op, args) = (function.inst(id).op, function.inst(id).args.clone());
    let before: Vec<InstId> = args.iter().map(|&arg| sunk_before(function, arg, entry_values)).collect();
    if before == args {
        return id;
    }
    let made = function.new_inst(op, before, None);
    function.sunk.insert(made);
    made
}

/// The state of the header's poll as it is at the end of the block before.
fn state_before(function: &mut Function, poll: StateId, entry_values: &HashMap<InstId, InstId>) -> StateId {
    let before = |id: InstId| entry_values.get(&id).copied().unwrap_or(id);
    let State { frame, pc, writes, fields, mut suspended, .. } = function.states[poll.index()].clone();
    let writes = writes.into_iter().map(|(at, id)| (at, sunk_before(function, id, entry_values))).collect();
    let fields = fields.into_iter().map(|(object, offset, id)| (before(object), offset, before(id))).collect();
    for waiting in &mut suspended {
        waiting.object = before(waiting.object);
        waiting.which = waiting.which.map(before);
        waiting.registers.iter_mut().for_each(|(_, id)| *id = before(*id));
    }
    function.states.push(State { frame, pc, about: Some(OF_LOOP), writes, fields, suspended });
    StateId(function.states.len() as u32 - 1)
}
