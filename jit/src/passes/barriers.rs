//! Removes write barriers of objects that have just been made: until something needs memory, they are young.

use crate::ir::{BlockId, Effect, Function, InstId, Op};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

pub(crate) fn run(function: &mut Function) {
    let order = function.reverse_postorder();
    let mut ways: HashMap<BlockId, u32> = HashMap::default();
    for &block in &order {
        for edge in function.edges(block) {
            *ways.entry(edge.to).or_default() += 1;
        }
    }
    let mut young: HashMap<BlockId, HashSet<InstId>> = HashMap::default();
    for &block in &order {
        let mut known = young.remove(&block).unwrap_or_default();
        let mut kept = Vec::new();
        for &id in &function.block(block).insts {
            let inst = function.inst(id);
            match inst.op {
                Op::NewInstance { .. } | Op::MakeInstance { .. } => known = HashSet::from_iter([id]),
                Op::Barrier if known.contains(&inst.args[0]) => continue,
                op if may_collect(op) => known.clear(),
                _ => {}
            }
            kept.push(id);
        }
        function.blocks[block.index()].insts = kept;
        let next: Vec<BlockId> = function.edges(block).into_iter().map(|edge| edge.to).collect();
        for to in next.into_iter().filter(|to| ways[to] == 1) {
            young.insert(to, known.clone());
        }
    }
}

/// Whether an operation may need memory: there is a collection if that has run out.
pub(super) fn may_collect(op: Op) -> bool {
    let makes = matches!(
        op,
        Op::NewRangeIterator
            | Op::NewSequenceIterator { .. }
            | Op::NewTableIterator { .. }
            | Op::NewTuple
            | Op::NewTupleOf { .. }
            | Op::NewTraceback { .. }
            | Op::NewCoroutine
            | Op::MakeTuple
            | Op::MakeTupleOf { .. }
            | Op::NewDict
            | Op::BoxInt
            | Op::KeptOr { .. }
            | Op::BoxWide
            | Op::BoxComplex
            | Op::TextItem
            | Op::Poll
    );
    makes || op.effect() == Effect::Calls
}
