//! Removes what has been done before: the same operation on the same values, on every way there; of reads of memory, since
//! something was written there last. What was stored is not read again.

use super::hoist::is_lasting;
use super::loops::{Dominators, before};
use super::memory::{LoopWrites, Place, WaysBack, Written, reads};
use crate::ir::{BlockId, Function, InstId, Op, Type};
use rustc_hash::FxHashMap as HashMap;

/// An operation and its arguments.
type Done = (Op, Vec<InstId>);

/// What has been read where nothing was written since.
type Read = Vec<(Place, Done, InstId)>;

/// So much of what a block has read is kept for the next.
const MOST_READ: usize = 32;

pub(crate) fn run(function: &mut Function) {
    let order = function.reverse_postorder();
    let dominators = Dominators::of(function, &order);
    let mut same: HashMap<InstId, InstId> = HashMap::default();
    // With the blocks that have done it, by their positions in the order.
    let mut done: HashMap<Done, Vec<(usize, InstId)>> = HashMap::default();
    let ways = before(function, &order);
    let writes = LoopWrites::of(function);
    let mut read_in: HashMap<BlockId, Read> = HashMap::default();
    for (at, &block) in order.iter().enumerate() {
        let mut read = read_before(function, block, &ways, &read_in, &writes);
        let mut kept = Vec::new();
        for id in function.block(block).insts.clone() {
            let (op, mut args) = (function.inst(id).op, function.inst(id).args.clone());
            args.iter_mut().for_each(|arg| *arg = same.get(arg).copied().unwrap_or(*arg));
            let key = (op, args);
            let earlier = if is_lasting(op) && key.1.is_empty() {
                None
            } else if is_lasting(op) {
                let known = done.entry(key).or_default();
                let found = known.iter().find(|(above, _)| dominators.dominates(*above, at)).map(|(_, id)| *id);
                if found.is_none() {
                    known.push((at, id));
                }
                found
            } else if let Some(place) = reads(op) {
                let found = read.iter().find(|(_, done, _)| *done == key).map(|(.., id)| *id);
                if found.is_none() {
                    read.push((place, key, id));
                }
                found
            } else {
                let written = Written::of(op);
                read.retain(|(place, ..)| !written.has(*place));
                // What was stored is what is read there next.
                if let Op::Store { offset } = op {
                    read.push((Place::Offset(offset), (Op::Load { offset }, vec![key.1[0]]), key.1[1]));
                }
                None
            };
            match earlier {
                Some(earlier) => {
                    if function.ty(id) != Type::Nothing {
                        same.insert(id, earlier);
                    }
                }
                None => kept.push(id),
            }
        }
        function.blocks[block.index()].insts = kept;
        // What was read last is read again most likely.
        read.drain(..read.len().saturating_sub(MOST_READ));
        read_in.insert(block, read);
    }
    if !same.is_empty() {
        super::replace(function, &order, &same);
    }
}

/// What has been read on all ways to a block, where nothing was written since.
fn read_before(
    function: &Function,
    block: BlockId,
    ways: &HashMap<BlockId, Vec<BlockId>>,
    read_in: &HashMap<BlockId, Read>,
    writes: &LoopWrites,
) -> Read {
    let ways = ways.get(&block).map_or(&[][..], Vec::as_slice);
    let (seen, unseen): (Vec<BlockId>, Vec<BlockId>) = ways.iter().partition(|way| read_in.contains_key(way));
    let Some((first, others)) = seen.split_first() else { return Read::new() };
    let mut read = read_in[first].clone();
    // Of what has no value it does not matter who did it.
    let is_same = |(_, done, id): &(Place, Done, InstId), other: &(Place, Done, InstId)| {
        *done == other.1 && (*id == other.2 || function.ty(*id) == Type::Nothing)
    };
    for other in others.iter().filter(|other| *other != first) {
        read.retain(|one| read_in[other].iter().any(|other| is_same(one, other)));
    }
    match writes.ways_back(block, &unseen) {
        WaysBack::None => {}
        WaysBack::Loop(written) => read.retain(|(place, ..)| !written.has(*place)),
        WaysBack::Unknown => read.clear(),
    }
    read
}
