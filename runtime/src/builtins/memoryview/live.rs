//! Whether a live memoryview uses some memory: what tells a bytearray that it must not be resized.
//!
//! Without reference counts nobody knows when a memoryview that was not released is gone. A view counts as live if running
//! code can name it: as a variable, as an attribute or item of a variable. Temporary ones, as in `bytes(memoryview(b)[:n])`,
//! do not.

use super::MemoryView;
use crate::heap::{Collection, Gc, Native, attr_fields};
use crate::object::array::Array;
use crate::object::dict::Dict;
use crate::object::function::CellObject;
use crate::object::list::List;
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::Vm;

fn is_view(value: Value, owner: Value) -> bool {
    value
        .cast::<Native<MemoryView>>()
        .is_some_and(|view| !view.data.released.get() && view.data.managed.get().data.owner.get() == owner)
}

/// Whether `value` is a view or holds one, in a chain of at most `depth` containers.
fn names_view(value: Value, owner: Value, depth: u32) -> bool {
    if is_view(value, owner) {
        return true;
    }
    let Some(header) = value.header() else { return false };
    if let Some(cell) = value.cast::<CellObject>() {
        return names_view(cell.get(), owner, depth);
    }
    if depth == 0 {
        return false;
    }
    let within = |items: &[Value]| items.iter().any(|&item| names_view(item, owner, depth - 1));
    if let Some(list) = value.cast::<List>() {
        return within(list.items());
    }
    if let Some(tuple) = value.cast::<Tuple>() {
        return within(tuple.items());
    }
    if let Some(dict) = value.cast::<Dict>() {
        return in_dict(dict, owner, depth - 1);
    }
    attr_fields(header).iter().any(|field| {
        let value = field.get();
        // Attributes beyond the inline ones are in an array.
        let overflow = value.cast::<Array>().is_some_and(|array| within(array.values()));
        overflow || names_view(value, owner, depth - 1)
    })
}

fn in_dict(dict: Gc<Dict>, owner: Value, depth: u32) -> bool {
    let mut at = 0;
    while let Some((entry, _, value)) = dict.next_item(at) {
        if names_view(value, owner, depth) {
            return true;
        }
        at = entry + 1;
    }
    false
}

impl Vm {
    /// How many memoryviews of `object`'s memory are left after a collection, which finds out; none if there is no telling,
    /// because other threads may use that memory in native code.
    pub fn count_views(&mut self, object: Value) -> Option<usize> {
        if self.has_threads() {
            return None;
        }
        self.collect_now();
        // Once more: finalizers may have run.
        self.collect(Collection::Full);
        let objects = self.heap.marked_objects().map(|object| Value::from_bits(object.word()));
        let views = objects.filter_map(|object| object.cast::<Native<MemoryView>>());
        Some(
            views
                .filter(|view| !view.data.released.get() && view.data.managed.get().data.object.get() == object)
                .count(),
        )
    }

    /// Whether running code can name a memoryview of the memory that `owner` holds.
    pub(crate) fn has_live_view(&mut self, owner: Value) -> bool {
        let mut depth = 0;
        loop {
            let Some(frame) = self.frames().nth(depth) else { return false };
            let registers = frame.code.unit.registers.len();
            let variable = (0..registers).any(|index| names_view(self.live_register(frame.base, index), owner, 2));
            if variable || in_dict(frame.function.globals.get(), owner, 1) {
                return true;
            }
            depth += 1;
        }
    }
}
