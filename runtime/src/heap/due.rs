//! What waits for its turn to be told of a death: objects with finalizers, weak references with callbacks.
//!
//! Who runs finalizers or callbacks takes all that wait as one *batch*. What is run may come to a safe point itself, where those
//! found since are run: were the others of its batch too, later ones would end before those that were found dead first.

use super::Tracer;
use crate::value::Value;

/// Objects in the order in which their turn comes, and the batches under way.
#[derive(Default)]
pub(crate) struct Due {
    waiting: Vec<Value>,
    batches: Vec<Batch>,
    begun: u64,
}

struct Batch {
    number: u64,
    /// Last one first.
    left: Vec<Value>,
}

impl Due {
    pub(crate) fn trace(&mut self, tracer: &mut Tracer<'_>) {
        let batches = self.batches.iter_mut().flat_map(|batch| &mut batch.left);
        self.waiting.iter_mut().chain(batches).for_each(|object| tracer.root(object));
    }

    /// Whether any are in no batch yet.
    pub(crate) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Whether there are none, in batches neither.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.batches.is_empty()
    }

    /// These come after all others.
    pub(crate) fn add(&mut self, objects: impl IntoIterator<Item = Value>) {
        self.waiting.extend(objects);
    }

    /// Makes a batch of those that wait: its number.
    pub(crate) fn begin(&mut self) -> u64 {
        let mut left = std::mem::take(&mut self.waiting);
        left.reverse();
        self.begun += 1;
        if !left.is_empty() {
            self.batches.push(Batch { number: self.begun, left });
        }
        self.begun
    }

    /// The next one of a batch.
    pub(crate) fn next(&mut self, number: u64) -> Option<Value> {
        let index = self.batches.iter().position(|batch| batch.number == number)?;
        let next = self.batches[index].left.pop();
        if next.is_none() {
            self.batches.swap_remove(index);
        }
        next
    }
}
