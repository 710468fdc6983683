//! Which memory operations read and write.

use super::loops::loops;
use crate::ir::{BlockId, Effect, Function, Helper, Op};
use runtime::tier::layout;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// A part of memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Place {
    /// What objects have at an offset.
    Offset(i32),
    /// The shapes of objects.
    Shape,
    /// Items of lists.
    Items,
    /// Numbers that objects hold.
    Numbers,
    /// What never changes as long as nothing is called.
    Fixed,
}

/// What an operation reads, if it reads one place and may be moved.
pub(super) fn reads(op: Op) -> Option<Place> {
    Some(match op {
        Op::Load { offset }
        | Op::LoadInt { offset }
        | Op::Length { offset }
        | Op::Count { offset }
        | Op::IsLoad { offset, .. } => Place::Offset(offset),
        Op::GuardLoad { offset, .. } | Op::GuardByte { offset, .. } => Place::Offset(offset),
        Op::GuardShape { .. } | Op::GuardShapes { .. } | Op::IsShape { .. } | Op::HasShape { .. } => Place::Shape,
        Op::HeldItem => Place::Items,
        Op::SequenceLen => Place::Offset(layout::LIST_LEN),
        Op::SequenceItems => Place::Offset(layout::LIST_ITEMS),
        Op::ItemsLen { .. } | Op::ItemsAddress { .. } | Op::TupleItem | Op::TextLen => Place::Fixed,
        _ => return None,
    })
}

/// What a part of a function writes.
#[derive(Default)]
pub(super) struct Written {
    places: HashSet<Place>,
    /// Anything may have run.
    all: bool,
}

impl Written {
    pub(super) fn by(function: &Function, blocks: &HashSet<BlockId>) -> Written {
        let mut written = Written::default();
        for &id in blocks.iter().flat_map(|&block| &function.block(block).insts) {
            written.add(function.inst(id).op);
        }
        written
    }

    pub(super) fn of(op: Op) -> Written {
        let mut written = Written::default();
        written.add(op);
        written
    }

    pub(super) fn has(&self, place: Place) -> bool {
        self.all || self.places.contains(&place)
    }

    fn add(&mut self, op: Op) {
        match op {
            Op::Store { offset } | Op::StoreInt { offset } | Op::StoreByte { offset, .. } => {
                self.places.insert(Place::Offset(offset));
            }
            Op::StoreShape { .. } => {
                self.places.insert(Place::Shape);
            }
            Op::SetHeldItem => {
                self.places.insert(Place::Items);
            }
            Op::StoreItem { .. } | Op::StoreFloatItem { .. } => {
                self.places.insert(Place::Numbers);
            }
            Op::TryAppend | Op::Call { helper: Helper::ListAppend } => {
                self.places.extend([Place::Items, Place::Offset(layout::LIST_LEN), Place::Offset(layout::LIST_ITEMS)]);
            }
            Op::Leaf { leaf } if leaf.only_reads() => {}
            // Registers and the headers of frames are not read as memory of objects.
            Op::StoreRegister { .. } | Op::WriteFrame { .. } | Op::LeaveFrame { .. } | Op::Barrier | Op::Keep => {}
            op => self.all |= matches!(op.effect(), Effect::Writes | Effect::Calls),
        }
    }
}

/// What the loops of a function write, for passes that carry forward what is known, each block after those before it.
pub(super) struct LoopWrites(HashMap<BlockId, (Written, HashSet<BlockId>)>);

/// What may have happened on the ways back to a block.
pub(super) enum WaysBack<'a> {
    /// There are none.
    None,
    /// Those of a loop, which writes this.
    Loop(&'a Written),
    /// Others: anything.
    Unknown,
}

impl LoopWrites {
    pub(super) fn of(function: &Function) -> LoopWrites {
        let of_loop = |found: super::loops::Loop| {
            let written = Written::by(function, &found.body);
            (found.header, (written, found.latches.into_iter().collect()))
        };
        LoopWrites(loops(function).into_iter().map(of_loop).collect())
    }

    /// What is known of the ways to a block that come from blocks after it.
    pub(super) fn ways_back(&self, block: BlockId, unseen: &[BlockId]) -> WaysBack<'_> {
        match self.0.get(&block) {
            None if unseen.is_empty() => WaysBack::None,
            Some((written, latches)) if unseen.iter().all(|way| latches.contains(way)) => WaysBack::Loop(written),
            _ => WaysBack::Unknown,
        }
    }

    /// Whether a loop begins at a block.
    pub(super) fn is_header(&self, block: BlockId) -> bool {
        self.0.contains_key(&block)
    }
}
