//! Numbers that a loop around others passes on only for who looks into the frame: variables that each turn sets anew before it
//! reads them. They are written to the window where they change, and are no variables of the loop any more.
//!
//! Cranelift's register allocator puts what is passed on from loop to loop into one bundle, which it splits but twice before it keeps
//! the whole in memory, in the innermost loop too: a sum begun anew in each turn of an outer loop must not be one with
//! what it was before.

use super::loops::{Dominators, Loop, loops};
use super::{append, edges_to};
use crate::ir::{BlockId, Function, InstId, Op, State, Terminator, Type, UNBOUND_INT};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

pub(crate) fn run(function: &mut Function) {
    let all = loops(function);
    let order = function.reverse_postorder();
    let mut idle = candidates(function, &order, &all);
    while let Some(param) = idle.iter().find(|(param, at)| !is_idle(function, &order, &idle, **param, **at)) {
        let param = *param.0;
        idle.remove(&param);
    }
    if !idle.is_empty() {
        write(function, &order, &idle);
    }
}

/// Parameters of loops around others that are numbers and are in all states in the place of one register.
fn candidates(function: &Function, order: &[BlockId], all: &[Loop]) -> HashMap<InstId, i32> {
    let outer = all.iter().filter(|found| !found.is_innermost(all) && ends_in_jumps(function, order, found.header));
    let params = outer.flat_map(|found| function.block(found.header).params.iter().copied());
    let numbers: HashSet<InstId> =
        params.filter(|&param| matches!(function.ty(param), Type::Float | Type::Int)).collect();
    let mut places: HashMap<InstId, Option<i32>> = HashMap::default();
    for state in function.states.iter() {
        for (at, value) in state.writes.iter().filter(|(_, value)| numbers.contains(value)) {
            let place = places.entry(*value).or_insert(Some(*at));
            *place = place.filter(|place| place == at);
        }
    }
    let mut found: HashMap<InstId, i32> =
        places.into_iter().filter_map(|(param, place)| Some((param, place?))).filter(|(_, at)| *at >= 0).collect();
    let dominators = Dominators::of(function, order);
    for (position, &block) in order.iter().enumerate() {
        for param in function.block(block).params.clone() {
            if let Some(&at) = found.get(&param) {
                let below = (0..order.len()).filter(|&other| dominators.dominates(position, other));
                if below.into_iter().any(|other| touches(function, order[other], at)) {
                    found.remove(&param);
                }
            }
        }
    }
    found
}

/// Whether all ways to a block are jumps, at which something can be written.
fn ends_in_jumps(function: &Function, order: &[BlockId], to: BlockId) -> bool {
    let leads = |block: &&BlockId| function.edges(**block).iter().any(|edge| edge.to == to);
    order.iter().filter(leads).all(|&block| matches!(function.block(block).end, Terminator::Jump(_)))
}

/// Whether a block has to do with a register in another way than to list numbers for it.
fn touches(function: &Function, block: BlockId, at: i32) -> bool {
    let lists = |state: &State| state.writes.iter().any(|&(to, value)| to == at && function.ty(value) == Type::Value);
    let in_end = match function.block(block).end {
        Terminator::Exit(state, _) | Terminator::Yield { state, .. } => lists(&function.states[state.index()]),
        _ => false,
    };
    in_end
        || function.block(block).insts.iter().any(|&id| {
            let inst = function.inst(id);
            matches!(inst.op, Op::StoreRegister { at: to } | Op::Register { at: to } if to == at)
                || inst.state.is_some_and(|state| lists(&function.states[state.index()]))
        })
}

/// Whether nothing but states and other idle parameters of the same register use a parameter, and what it can be is written easily.
fn is_idle(function: &Function, order: &[BlockId], idle: &HashMap<InstId, i32>, param: InstId, at: i32) -> bool {
    let same_place = |other: &InstId| idle.get(other) == Some(&at);
    order.iter().all(|&block| {
        let contents = function.block(block);
        let in_insts = contents.insts.iter().any(|&id| {
            let inst = function.inst(id);
            inst.args.contains(&param) || inst.state.is_some_and(|state| needs(&function.states[state.index()], param))
        });
        let in_end = match &contents.end {
            Terminator::Branch { condition, .. } => *condition == param,
            Terminator::Return(value) | Terminator::Finish(value) => *value == param,
            Terminator::Yield { .. } => true,
            Terminator::Exit(state, _) => needs(&function.states[state.index()], param),
            Terminator::None | Terminator::Jump(_) => false,
        };
        let passed_well = function.edges(block).into_iter().all(|edge| {
            let params = &function.block(edge.to).params;
            params.iter().zip(&edge.args).all(|(to, arg)| {
                (*arg != param || same_place(to)) && (*to != param || same_place(arg) || is_easy(function, *arg))
            })
        });
        !in_insts && !in_end && passed_well
    }) && function.sunk.iter().all(|&id| !function.inst(id).args.contains(&param))
}

/// Whether a state needs a value for more than registers.
fn needs(state: &State, value: InstId) -> bool {
    state.others().any(|other| other == value)
}

/// Whether a number can be written without more ado.
fn is_easy(function: &Function, value: InstId) -> bool {
    let is_unbound = matches!(function.inst(value).op, Op::Int { value: UNBOUND_INT });
    let is_small = function.small.contains(&value) && !function.perhaps_unbound.contains(&value);
    function.ty(value) == Type::Float || is_unbound || is_small
}

/// Writes at the ends of blocks what would have been passed on, and passes it on no more.
fn write(function: &mut Function, order: &[BlockId], idle: &HashMap<InstId, i32>) {
    for state in &mut function.states {
        state.writes.retain(|(at, value)| idle.get(value) != Some(at));
    }
    let targets = order.iter().copied().filter(|&to| function.block(to).params.iter().any(|id| idle.contains_key(id)));
    for to in targets.collect::<Vec<_>>() {
        let params = function.block(to).params.clone();
        for &from in order {
            let passed: Vec<Vec<InstId>> =
                edges_to(&mut function.blocks[from.index()].end, to).iter().map(|edge| edge.args.clone()).collect();
            for (&param, &arg) in passed.iter().flat_map(|args| params.iter().zip(args)) {
                if let Some(&at) = idle.get(&param)
                    && !idle.contains_key(&arg)
                {
                    let op = match function.inst(arg).op {
                        Op::Int { value: UNBOUND_INT } => Op::Word { bits: 0 },
                        _ if function.ty(arg) == Type::Float => Op::BoxFloat,
                        _ => Op::BoxSmall,
                    };
                    let args = if matches!(op, Op::Word { .. }) { Vec::new() } else { vec![arg] };
                    let boxed = append(function, from, op, args);
                    append(function, from, Op::StoreRegister { at }, vec![boxed]);
                }
            }
            for edge in edges_to(&mut function.blocks[from.index()].end, to) {
                let mut kept = params.iter().map(|param| !idle.contains_key(param));
                edge.args.retain(|_| kept.next().unwrap_or(true));
            }
        }
        function.blocks[to.index()].params.retain(|param| !idle.contains_key(param));
    }
}
