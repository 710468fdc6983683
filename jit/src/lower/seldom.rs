//! Blocks that are seldom reached, in loops that else call nothing: what they call is called by stubs.

use crate::ir::{BlockId, Effect, FloatFunction, Function, Op};
use crate::passes::loops::loops;
use rustc_hash::FxHashSet as HashSet;

/// The blocks. A block in a loop that was made as if it were in none is where an operation goes when its usual way fails.
pub(super) fn blocks(function: &Function) -> HashSet<BlockId> {
    let (mut seen, mut found) = (HashSet::default(), HashSet::default());
    for this in loops(function) {
        let depth = function.block(this.header).depth;
        let own = this.body.iter().filter(|block| !seen.contains(*block)).copied();
        let (usual, odd): (Vec<BlockId>, Vec<BlockId>) = own.partition(|&block| function.block(block).depth >= depth);
        let mut usually = usual.iter().flat_map(|&block| &function.block(block).insts);
        if !usually.any(|&id| calls(function.inst(id).op)) {
            found.extend(odd);
        }
        seen.extend(this.body);
    }
    found
}

/// Whether an operation usually calls a function.
fn calls(op: Op) -> bool {
    match op {
        Op::TryAppend | Op::LeaveFrame { .. } => false,
        Op::FloatCall { function: FloatFunction::Sqrt | FloatFunction::Fabs } => false,
        Op::NewInstance { size: 0, .. }
        | Op::NewDict
        | Op::ComplexAbs
        | Op::FloatCall { .. }
        | Op::FloatFloorDiv
        | Op::FloatMod
        | Op::WideModInt
        | Op::WideDivInt
        | Op::DictFind
        | Op::SameText
        | Op::TextOrder => true,
        op => op.effect() == Effect::Calls,
    }
}
