//! What the builder knows at a point: the value of each register of each frame, and facts about values.

use crate::ir::{FrameId, InstId};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::tier::ItemPlace;
use runtime::value::Value;
use runtime::vm::Vm;
use std::rc::Rc;

/// A register's value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Slot {
    pub(crate) value: InstId,
    /// The window does not hold it yet.
    pub(crate) dirty: bool,
}

/// One frame.
#[derive(Clone, Debug)]
pub(crate) struct FrameEnv {
    pub(crate) id: FrameId,
    /// Registers; none: what the window holds.
    pub(crate) registers: Vec<Option<Slot>>,
    /// The function, which belongs into the frame's header; none for the root, whose header is there.
    pub(crate) function: Option<Slot>,
    /// The header has been written.
    pub(crate) linked: bool,
    /// On some way here the header was written, and the frame may have been looked at.
    pub(crate) exposed: bool,
}

/// What a cursor walks along.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Walk {
    Range,
    List,
    Tuple,
    /// A list or a tuple.
    Either,
    /// A list from its end.
    Back,
    /// Lists that `zip` gives the items of; those with a bit here, by their order, are tuples.
    Zip {
        tuples: u8,
    },
    /// A list whose items `enumerate` counts, or a tuple.
    Enumerate {
        tuple: bool,
    },
    Text,
    /// Something with typed items.
    Typed {
        place: ItemPlace,
        code: u8,
    },
}

/// An iterator whose position lives in SSA.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Cursor {
    pub(crate) object: InstId,
    /// The frame and register that hold it.
    pub(crate) frame: FrameId,
    pub(crate) register: usize,
    /// Header of the loop that it drives.
    pub(crate) header: usize,
    pub(crate) walk: Walk,
    /// The step, or the lists, tuples or the str; of `enumerate` also by how much the number exceeds the index.
    pub(crate) fixed: Vec<InstId>,
    /// Fields of the iterator and of those in it, by their objects and offsets, and what should be there.
    pub(crate) fields: Vec<(InstId, i32, InstId)>,
}

/// A generator between two items, whose frame lives in SSA.
#[derive(Clone, Debug)]
pub(crate) struct Suspended {
    pub(crate) object: InstId,
    pub(crate) code: Gc<Code>,
    /// Where it goes on.
    pub(crate) pc: usize,
    /// The address of the instruction where it goes on, if it has several `yield`s: then `pc` is after the first of them.
    pub(crate) which: Option<InstId>,
    /// Registers that it needs then; of several `yield`s those that it may need.
    pub(crate) registers: Vec<Option<InstId>>,
}

/// Keys, which are strs that differ, and their values.
pub(crate) type Keywords = Rc<[(Value, InstId)]>;

/// Where a dict has the entry of a key, as `DictFind` gives it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Probe {
    pub(crate) dict: InstId,
    pub(crate) key: InstId,
    pub(crate) entry: InstId,
    /// Of the dict, when that was looked at.
    pub(crate) shape: u32,
    /// It is not known whether the dict has the key where no entry was found.
    pub(crate) unsure: bool,
}

/// A method that the shape of an object has picked.
#[derive(Clone, Debug)]
pub(crate) struct Pick {
    pub(crate) method: InstId,
    pub(crate) object: InstId,
    /// Shapes, and the functions that they pick.
    pub(crate) of: Rc<[(u32, Value)]>,
}

/// The state of all frames.
#[derive(Clone, Debug, Default)]
pub(crate) struct Env {
    /// The root first.
    pub(crate) frames: Vec<FrameEnv>,
    /// Anything may have run since what inline caches rely on was checked last.
    pub(crate) stale: bool,
    /// Values that are objects of a shape.
    pub(crate) shapes: Vec<(InstId, u32)>,
    /// What the shapes of objects have picked, until they may have other shapes.
    pub(crate) picks: Vec<Pick>,
    /// Values that are a certain word.
    pub(crate) words: Vec<(InstId, u64)>,
    /// Entries of dicts that were looked for.
    pub(crate) probes: Vec<Probe>,
    /// What dicts hold that were made here, until something may have changed them.
    pub(crate) keywords: Vec<(InstId, Keywords)>,
    /// What slots of objects hold: object, offset, value. Nothing is known any more once anything may have run.
    pub(crate) slots: Vec<(InstId, i32, InstId)>,
    /// What cells hold, by their addresses, until anything may have run.
    pub(crate) cells: Vec<(u64, InstId)>,
    /// Values that are known to have typed items, by the type code that they have for good.
    pub(crate) typed: Vec<(InstId, u8)>,
    pub(crate) cursors: Vec<Cursor>,
    pub(crate) suspended: Vec<Suspended>,
    /// Unboxed values and their boxed form.
    pub(crate) boxes: Vec<(InstId, InstId)>,
    /// The exception that is being handled, if it has been looked for.
    pub(crate) handled: Option<InstId>,
    /// What the interpreter's word for that holds.
    pub(crate) handled_written: Option<InstId>,
}

impl Env {
    pub(crate) fn top(&mut self) -> &mut FrameEnv {
        self.frames.last_mut().expect("the root is never popped while building")
    }

    /// Objects may have other shapes from here on, except for those of builtin types.
    pub(crate) fn forget_shapes(&mut self, vm: &Vm) {
        self.shapes.retain(|(_, shape)| runtime::tier::keeps_shape(vm, *shape));
        self.picks.clear();
    }

    /// Everything that holds `old` holds `new`, the same value known better, from here on.
    pub(crate) fn refine(&mut self, old: InstId, new: InstId) {
        for frame in &mut self.frames {
            for slot in frame.registers.iter_mut().flatten() {
                if slot.value == old {
                    slot.value = new;
                }
            }
        }
        for value in self.suspended.iter_mut().flat_map(|generator| generator.registers.iter_mut()).flatten() {
            if *value == old {
                *value = new;
            }
        }
        for (_, _, value) in self.slots.iter_mut().filter(|(.., value)| *value == old) {
            *value = new;
        }
        self.boxes.push((new, old));
    }

    /// The slot at `offset` of `object` holds `value` from here on. Other values may be the same object.
    pub(crate) fn store_slot(&mut self, object: InstId, offset: i32, value: InstId) {
        self.slots.retain(|(_, other, _)| *other != offset);
        self.slots.push((object, offset, value));
    }

    /// What the slot at `offset` of `object` is known to hold.
    pub(crate) fn slot(&self, object: InstId, offset: i32) -> Option<InstId> {
        self.slots.iter().find(|(known, at, _)| (*known, *at) == (object, offset)).map(|(.., value)| *value)
    }

    /// Takes over what other code that was done in the same place may have shown of the frames, and what it left to be checked.
    pub(crate) fn exposed_as(&mut self, other: &Env) {
        self.handled_written = self.handled_written.filter(|written| Some(*written) == other.handled_written);
        for (frame, other) in self.frames.iter_mut().zip(&other.frames) {
            frame.exposed = other.exposed;
        }
        self.stale |= other.stale;
    }

    /// Keeps what also holds in `other`; registers are merged by the builder.
    pub(crate) fn keep_common_facts(&mut self, other: &Env) {
        self.stale |= other.stale;
        self.shapes.retain(|fact| other.shapes.contains(fact));
        self.picks.retain(|pick| other.picks.iter().any(|known| known.method == pick.method));
        self.words.retain(|fact| other.words.contains(fact));
        self.slots.retain(|fact| other.slots.contains(fact));
        self.cells.retain(|fact| other.cells.contains(fact));
        self.typed.retain(|fact| other.typed.contains(fact));
        self.boxes.retain(|fact| other.boxes.contains(fact));
        self.probes.retain(|fact| other.probes.contains(fact));
        self.keep_keywords(other);
    }

    /// Of dicts that were made here it is known what they hold only where that is known on another way as well.
    pub(crate) fn keep_keywords(&mut self, other: &Env) {
        self.keywords.retain(|(dict, _)| other.keywords.iter().any(|(known, _)| known == dict));
    }
}
