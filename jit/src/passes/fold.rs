//! Guards of what has just been boxed: they hold, and give what was boxed.

use crate::ir::{Function, InstId, Op};
use rustc_hash::FxHashMap as HashMap;

pub(crate) fn run(function: &mut Function) {
    let order = function.reverse_postorder();
    let mut same: HashMap<InstId, InstId> = HashMap::default();
    for &block in &order {
        let insts = function.block(block).insts.clone();
        let kept = insts.into_iter().filter(|&id| !folds(function, &mut same, id)).collect();
        function.blocks[block.index()].insts = kept;
    }
    if !same.is_empty() {
        super::replace(function, &order, &same);
    }
}

/// Whether an instruction need not be done.
fn folds(function: &Function, same: &mut HashMap<InstId, InstId>, id: InstId) -> bool {
    let inst = function.inst(id);
    let Some(arg) = inst.args.first().map(|arg| same.get(arg).copied().unwrap_or(*arg)) else { return false };
    let boxed = function.inst(arg);
    match (inst.op, boxed.op) {
        (Op::GuardFloat | Op::GuardNumber, Op::BoxFloat)
        | (Op::GuardInt, Op::BoxInt | Op::BoxSmall)
        | (Op::GuardComplex, Op::BoxComplex)
        | (Op::GuardBool, Op::BoxBool) => {
            let value = boxed.args[0];
            same.insert(id, same.get(&value).copied().unwrap_or(value));
            true
        }
        (
            Op::GuardBound,
            Op::BoxFloat
            | Op::BoxInt
            | Op::BoxSmall
            | Op::BoxBool
            | Op::BoxComplex
            | Op::NewInstance { .. }
            | Op::MakeInstance { .. }
            | Op::NewTuple
            | Op::NewTupleOf { .. }
            | Op::MakeTuple
            | Op::MakeTupleOf { .. },
        ) => true,
        _ => false,
    }
}
