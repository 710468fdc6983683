//! Removes what has been done before: the same operation on the same values, on every way there; of reads of memory, since
//! something was written there last, in a block and those before it from which alone it is reached.

use super::hoist::is_lasting;
use super::loops::Dominators;
use super::memory::{Place, Written, reads};
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
    let mut ways: HashMap<BlockId, Vec<BlockId>> = HashMap::default();
    for &block in &order {
        for edge in function.edges(block) {
            ways.entry(edge.to).or_default().push(block);
        }
    }
    let mut read_in: HashMap<BlockId, Read> = HashMap::default();
    for (at, &block) in order.iter().enumerate() {
        let only = ways.get(&block).and_then(|ways| if let [only] = ways[..] { Some(only) } else { None });
        let mut read: Read = only.and_then(|only| read_in.get(&only).cloned()).unwrap_or_default();
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
        read.truncate(MOST_READ);
        read_in.insert(block, read);
    }
    if !same.is_empty() {
        super::replace(function, &order, &same);
    }
}
