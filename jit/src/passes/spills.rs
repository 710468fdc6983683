//! What a turn of a loop leaves in variables that the next one does not read is kept in registers, unboxed, and written by
//! whoever leaves the loop. Else each turn would box it, and write it for those only who look into the frame.
//!
//! A bool tells whether a turn is over: before that the window holds what was there. This is for innermost loops that call
//! nothing, which could look at the frame.

use super::append;
use super::loops::{Loop, loops};
use crate::ir::{BlockId, Edge, Function, InstId, Op, StateId, Terminator, Type};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// So many variables of a loop are kept; more would not find a register.
const MOST: usize = 4;

/// A variable: its register, and what each of the loop's last blocks leaves there, unboxed.
struct Spilled {
    at: i32,
    ty: Type,
    values: HashMap<BlockId, InstId>,
}

pub(crate) fn run(function: &mut Function) {
    let all = loops(function);
    for found in &all {
        if let Some(entry) = found.entry
            && found.is_innermost(&all)
            && found.calls_nothing(function)
            && matches!(&function.block(entry).end, Terminator::Jump(edge) if edge.to == found.header)
        {
            let spilled = spilled(function, found);
            if !spilled.is_empty() {
                keep(function, found, entry, &spilled);
            }
        }
    }
}

/// What all turns write to the window at their ends only, and nothing in the loop reads there.
fn spilled(function: &Function, found: &Loop) -> Vec<Spilled> {
    let mut stores: HashMap<i32, HashMap<BlockId, InstId>> = HashMap::default();
    let mut barred: HashSet<i32> = HashSet::default();
    for &block in &found.body {
        for &id in &function.block(block).insts {
            let inst = function.inst(id);
            match inst.op {
                Op::StoreRegister { at }
                    if found.latches.contains(&block)
                        && stores.entry(at).or_default().insert(block, inst.args[0]).is_none() => {}
                Op::StoreRegister { at } | Op::Register { at } => _ = barred.insert(at),
                _ => {}
            }
        }
    }
    let mut all = Vec::new();
    for (at, values) in stores {
        let unboxed: HashMap<BlockId, InstId> =
            values.iter().filter_map(|(&block, &value)| Some((block, unboxed(function, value)?))).collect();
        let Some(&first) = unboxed.values().next() else { continue };
        let ty = function.ty(first);
        let alike = unboxed.values().all(|&value| function.ty(value) == ty);
        if !barred.contains(&at) && unboxed.len() == found.latches.len() && alike {
            all.push(Spilled { at, ty, values: unboxed });
        }
    }
    all.sort_by_key(|spilled| (spilled.ty != Type::Int, spilled.at));
    all.truncate(MOST);
    all
}

fn unboxed(function: &Function, value: InstId) -> Option<InstId> {
    let inst = function.inst(value);
    (inst.op == Op::BoxInt).then(|| inst.args[0])
}

fn keep(function: &mut Function, found: &Loop, entry: BlockId, spilled: &[Spilled]) {
    let after_turn = function.param(found.header, Type::Bool);
    let no = append(function, entry, Op::Bool { value: false }, Vec::new());
    pass(function, entry, found.header, no);
    for &latch in &found.latches {
        let yes = append(function, latch, Op::Bool { value: true }, Vec::new());
        pass(function, latch, found.header, yes);
    }
    let mut kept = Vec::new();
    for Spilled { at, ty, values } in spilled {
        let param = function.param(found.header, *ty);
        let nothing = if *ty == Type::Int { Op::Int { value: 0 } } else { Op::Float { bits: 0 } };
        let nothing = append(function, entry, nothing, Vec::new());
        pass(function, entry, found.header, nothing);
        for (&latch, &value) in values {
            let is_store = |id: &InstId| function.inst(*id).op == Op::StoreRegister { at: *at };
            let insts = function.block(latch).insts.iter().filter(|id| !is_store(id)).copied().collect();
            function.blocks[latch.index()].insts = insts;
            pass(function, latch, found.header, value);
        }
        let made = function.new_inst(Op::KeptOr { at: *at }, vec![after_turn, param], None);
        function.sunk.insert(made);
        kept.push((*at, made));
    }
    write_in_states(function, found, &kept);
    write_on_ways_out(function, found, &kept);
}

/// Passes one more argument from a block to another.
fn pass(function: &mut Function, from: BlockId, to: BlockId, value: InstId) {
    let edges = match &mut function.blocks[from.index()].end {
        Terminator::Jump(edge) => vec![edge],
        Terminator::Branch { then, otherwise, .. } => vec![then, otherwise],
        _ => Vec::new(),
    };
    edges.into_iter().filter(|edge| edge.to == to).for_each(|edge| edge.args.push(value));
}

/// Whoever leaves in a turn that has not set the variables writes what the one before left.
fn write_in_states(function: &mut Function, found: &Loop, kept: &[(i32, InstId)]) {
    let mut new: HashMap<StateId, StateId> = HashMap::default();
    for &block in &found.body {
        for id in function.block(block).insts.clone() {
            if let Some(state) = function.inst(id).state {
                let state = *new.entry(state).or_insert_with(|| with_kept(function, state, kept));
                function.insts[id.index()].state = Some(state);
            }
        }
    }
}

fn with_kept(function: &mut Function, state: StateId, kept: &[(i32, InstId)]) -> StateId {
    let mut state = function.states[state.index()].clone();
    for &(at, made) in kept {
        if state.writes.iter().all(|(known, _)| *known != at) {
            state.writes.push((at, made));
        }
    }
    function.states.push(state);
    StateId(function.states.len() as u32 - 1)
}

fn write_on_ways_out(function: &mut Function, found: &Loop, kept: &[(i32, InstId)]) {
    let mut body: Vec<BlockId> = found.body.iter().copied().collect();
    body.sort_unstable();
    for block in body {
        for index in 0..function.edges(block).len() {
            let edge = function.edges(block)[index].clone();
            if found.body.contains(&edge.to) {
                continue;
            }
            let between = function.new_block(function.block(edge.to).depth);
            for &(at, made) in kept {
                let args = function.inst(made).args.clone();
                let value = append(function, between, Op::KeptOr { at }, args);
                append(function, between, Op::StoreRegister { at }, vec![value]);
            }
            function.blocks[between.index()].end = Terminator::Jump(edge);
            let to = Edge { to: between, args: Vec::new() };
            match (&mut function.blocks[block.index()].end, index) {
                (Terminator::Jump(edge), _) => *edge = to,
                (Terminator::Branch { then, .. }, 0) => *then = to,
                (Terminator::Branch { otherwise, .. }, _) => *otherwise = to,
                _ => {}
            }
        }
    }
}
