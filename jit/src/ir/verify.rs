//! Checks a function: types, arguments, and that every value is defined on all ways to its uses.

use super::ops::Effect;
use super::{BlockId, Function, InstId, Op, Terminator, Type};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// What is wrong with a function; nothing if it is well formed.
pub(crate) fn verify(function: &Function) -> Result<(), String> {
    let order = function.reverse_postorder();
    let mut available: HashMap<BlockId, HashSet<InstId>> = HashMap::default();
    let mut predecessors: HashMap<BlockId, Vec<BlockId>> = HashMap::default();
    for &block in &order {
        for edge in function.edges(block) {
            predecessors.entry(edge.to).or_default().push(block);
        }
    }
    // In reverse postorder a block's dominators come first: what all processed predecessors have is available.
    for &block in &order {
        let mut known: Option<HashSet<InstId>> = None;
        for before in predecessors.get(&block).into_iter().flatten() {
            let Some(there) = available.get(before) else { continue };
            known = Some(match known {
                None => there.clone(),
                Some(known) => known.intersection(there).copied().collect(),
            });
        }
        let mut known = known.unwrap_or_default();
        known.extend(&function.block(block).params);
        check_block(function, block, &mut known)?;
        available.insert(block, known);
    }
    Ok(())
}

fn check_block(function: &Function, block: BlockId, known: &mut HashSet<InstId>) -> Result<(), String> {
    let at = |what: String| format!("b{}: {what}", block.0);
    for &id in &function.block(block).insts {
        let inst = function.inst(id);
        for argument in &inst.args {
            if !known.contains(argument) {
                return Err(at(format!("v{} uses v{}, which is not defined there", id.0, argument.0)));
            }
        }
        check_types(function, id).map_err(at)?;
        let needs_state = matches!(inst.op.effect(), Effect::Guards | Effect::ReadsOrExits)
            || matches!(
                inst.op,
                Op::Call { .. } | Op::CallCode { .. } | Op::EnterCode { .. } | Op::CallAny { .. } | Op::Catch { .. }
            );
        if needs_state && inst.state.is_none() {
            return Err(at(format!("v{} may leave and has no state", id.0)));
        }
        if let Some(state) = inst.state {
            for value in function.states[state.index()].values() {
                if !is_there(function, value, known) {
                    return Err(at(format!("the state of v{} uses v{}, which is not defined there", id.0, value.0)));
                }
            }
        }
        known.insert(id);
    }
    match &function.block(block).end {
        Terminator::None => return Err(at("is not ended".to_owned())),
        Terminator::Branch { condition, .. } if function.ty(*condition) != Type::Bool => {
            return Err(at(format!("branches on v{}, which is no bool", condition.0)));
        }
        Terminator::Return(value) | Terminator::Finish(value) | Terminator::Yield { value, .. }
            if function.ty(*value) != Type::Value =>
        {
            return Err(at(format!("returns v{}, which is not boxed", value.0)));
        }
        Terminator::Jump(_)
        | Terminator::Branch { .. }
        | Terminator::Return(_)
        | Terminator::Yield { .. }
        | Terminator::Finish(_)
        | Terminator::Exit(..) => {}
    }
    for edge in function.edges(block) {
        let params = &function.block(edge.to).params;
        let types = |ids: &[InstId]| ids.iter().map(|id| function.ty(*id)).collect::<Vec<_>>();
        if types(params) != types(&edge.args) {
            return Err(at(format!(
                "passes {:?} to b{}, which takes {:?}",
                types(&edge.args),
                edge.to.0,
                types(params)
            )));
        }
        if let Some(missing) = edge.args.iter().find(|id| !known.contains(id)) {
            return Err(at(format!("passes v{}, which is not defined there", missing.0)));
        }
    }
    Ok(())
}

/// Whether a value is known, or all of which it is made where compiled code is left.
fn is_there(function: &Function, value: InstId, known: &HashSet<InstId>) -> bool {
    let sunk = function.sunk.contains(&value);
    known.contains(&value) || sunk && function.inst(value).args.iter().all(|&arg| is_there(function, arg, known))
}

fn check_types(function: &Function, id: InstId) -> Result<(), String> {
    let inst = function.inst(id);
    let given: Vec<Type> = inst.args.iter().map(|arg| function.ty(*arg)).collect();
    let matches = match inst.op {
        Op::Call { .. }
        | Op::EnterCode { .. }
        | Op::Leaf { .. }
        | Op::NewTuple
        | Op::NewTupleOf { .. }
        | Op::MakeTuple
        | Op::MakeTupleOf { .. }
        | Op::NewDict
        | Op::MakeInstance { .. }
        | Op::NewTraceback { .. } => given.iter().all(|ty| *ty == Type::Value),
        Op::KeptOr { .. } => matches!(given[..], [Type::Bool, Type::Int | Type::Float]),
        op => given == op.arguments(),
    };
    if matches { Ok(()) } else { Err(format!("v{}: {:?} of {given:?}", id.0, inst.op)) }
}
