//! Which code objects have their events marked, so that a program that sets and unsets functions many times pays for all code
//! only once.

use crate::heap::{Gc, Tracer};
use crate::object::code::Code;
use crate::value::Value;
use crate::vm::Vm;

/// More than so many code objects that are not marked are found by asking the heap.
const MOST: usize = 4096;

/// What is known of marks.
#[derive(Default)]
pub(crate) struct Marks {
    /// All code is marked, but that in `unmarked`.
    complete: bool,
    /// A root: code that was made, compiled, or has lost marks while no function was set.
    unmarked: Vec<Value>,
}

impl Marks {
    pub(crate) fn trace(&mut self, tracer: &mut Tracer<'_>) {
        self.unmarked.iter_mut().for_each(|code| tracer.root(code));
    }

    /// Not all events of `code` are marked, or it may be entered past them.
    pub(crate) fn lost(&mut self, code: Gc<Code>) {
        if !self.complete || self.unmarked.last() == Some(&code.value()) {
            return;
        }
        if self.unmarked.len() == MOST {
            *self = Marks::default();
        } else {
            self.unmarked.push(code.value());
        }
    }
}

impl Vm {
    /// Marks the events of all code for a function that is to be set. It is not to hear of finalizers that were due before.
    pub(super) fn mark_all_code(&mut self) {
        let code = if self.marks.complete {
            self.marks.unmarked.iter().filter_map(|code| code.cast::<Code>()).collect()
        } else {
            self.all_code()
        };
        self.run_finalizers();
        for code in code {
            self.trace_code(code, true);
        }
        self.marks = Marks { complete: true, unmarked: Vec::new() };
    }
}
