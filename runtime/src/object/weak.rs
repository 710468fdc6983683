//! Weak references: by referent, which the collector empties when the referent dies.

use crate::heap::Tracer;

/// Weak references of an interpreter.
#[derive(Default)]
pub struct WeakTable {}

impl WeakTable {
    pub(crate) fn trace(&mut self, _tracer: &mut Tracer<'_>) {}
}
