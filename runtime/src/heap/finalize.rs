//! Objects with a finalizer: `__del__`, or a suspended generator to be closed.
//!
//! Such objects are registered when they are made. One that a collection does not reach is kept alive with all it
//! refers to, and its finalizer runs at the next safe point, once in its life (PEP 442). Those found together run in an
//! order in which an object comes before what it refers to, as reference counting would have it.

use super::collect::{Collection, object_at};
use super::collector::Collector;
use super::due::Due;
use super::{Gc, Heap, Tracer, trace_object};
use crate::object::header::{Header, flag};
use crate::object::shape::AddressMap;
use crate::value::Value;

/// The registered objects of a heap.
#[derive(Default)]
pub(crate) struct Finalizables {
    /// Made since the last collection.
    young: Vec<u64>,
    old: Vec<u64>,
    /// Unreachable: their finalizers are to be run.
    pub(crate) due: Due,
}

impl Finalizables {
    fn registered(&self) -> impl Iterator<Item = Gc<Header>> {
        self.young.iter().chain(&self.old).filter_map(|word| object_at(*word))
    }

    /// Whether a registered object, dead or alive, needs a finalizer still.
    pub(crate) fn is_any_waiting(&self) -> bool {
        !self.due.is_empty() || self.registered().any(|object| object.flags() & flag::FINALIZE != 0)
    }

    /// The objects registered so far need no finalizer.
    pub(crate) fn spare_all(&self) {
        self.registered().for_each(|object| object.remove_flags(flag::FINALIZE));
    }

    /// All registered objects, which count as unreachable from now on: the interpreter ends.
    pub(crate) fn take_all(&mut self) -> Vec<Gc<Header>> {
        let mut words = std::mem::take(&mut self.old);
        words.append(&mut self.young);
        words.into_iter().filter_map(object_at).collect()
    }
}

impl Heap {
    /// Has the object's finalizer run when it dies.
    pub(crate) fn register_finalizable(&mut self, object: Gc<Header>) {
        object.add_flags(flag::FINALIZE);
        self.finalizables.young.push(object.word());
    }

    /// Makes the finalizers of objects that were not reached wait, and reaches them.
    pub(crate) fn queue_finalizers(&mut self, collector: &mut Collector, which: Collection) {
        // In the order in which they were made, which decides where nothing else does.
        let mut known = match which {
            Collection::Minor => Vec::new(),
            Collection::Full => std::mem::take(&mut self.finalizables.old),
        };
        known.append(&mut self.finalizables.young);
        let mut dead = Vec::new();
        for object in known.into_iter().filter_map(object_at) {
            match collector.survivor(object) {
                // An object that needs no finalizer any more has lost its flag.
                Some(object) if object.flags() & flag::FINALIZE == 0 => {}
                Some(object) => self.finalizables.old.push(object.word()),
                None if object.flags() & flag::FINALIZE == 0 => {}
                None => dead.push(object),
            }
        }
        if dead.is_empty() {
            return;
        }
        let mut ordered = in_order(&dead, collector);
        for object in &mut ordered {
            Tracer::collecting(collector).root(object);
            if let Some(header) = object.header() {
                header.remove_flags(flag::FINALIZE);
                header.add_flags(flag::FINALIZED);
            }
        }
        collector.drain();
        self.finalizables.due.add(ordered);
    }
}

/// Sorts unreachable objects so that each comes before those that it reaches: the reverse of the order in which a depth-first
/// walk leaves them. Cycles fall open where the walk entered them, at the object made first.
fn in_order(dead: &[Gc<Header>], collector: &Collector) -> Vec<Value> {
    let mut state: AddressMap<u64, bool> = dead.iter().map(|object| (object.word(), true)).collect();
    let mut left = Vec::new();
    // Later objects first: after the reversal earlier ones come first where nothing else decides.
    for &root in dead.iter().rev() {
        // On the path: an object, and afterwards the same word with the low bit set, which says that it is left.
        let mut path = vec![root.word()];
        while let Some(word) = path.pop() {
            if word & 1 != 0 {
                left.push(Value::from_bits(word & !1));
                continue;
            }
            let Some(object) = object_at(word) else { continue };
            match state.insert(word, false) {
                Some(true) => path.push(word | 1),
                Some(false) => continue,
                None => {}
            }
            trace_object(
                object,
                &mut Tracer::new(&mut |cell| {
                    if let Some(next) = object_at(cell.get())
                        && state_is_open(&state, next)
                        && collector.survivor(next).is_none()
                    {
                        path.push(next.word());
                    }
                }),
            );
        }
    }
    left.reverse();
    left
}

fn state_is_open(state: &AddressMap<u64, bool>, object: Gc<Header>) -> bool {
    state.get(&object.word()) != Some(&false)
}
