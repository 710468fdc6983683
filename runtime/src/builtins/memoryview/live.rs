//! Whether a live memoryview uses some memory: what tells a bytearray that it must not be resized.
//!
//! Without reference counts nobody knows when a memoryview that was not released is gone. A view counts as live if running
//! code can name it: as a variable, as an attribute or item of a variable. Temporary ones, as in `bytes(memoryview(b)[:n])`,
//! do not. Nor do those that are far from the variables of the running function, behind more than a few hundred other values.

use super::MemoryView;
use crate::frame::stack::FrameRef;
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

/// How many values are looked at in containers: code that uses temporary views again and again would else look through all
/// that its callers hold, each time.
const MOST: usize = 512;

/// A search for views of the memory that `owner` holds.
struct Search {
    owner: Value,
    /// How many values may still be looked at.
    left: usize,
}

impl Search {
    fn any(&mut self, items: &[Value], depth: u32) -> bool {
        items.iter().any(|&item| self.finds(item, depth))
    }

    /// Whether `value` is a view or holds one, in a chain of at most `depth` containers.
    fn finds(&mut self, value: Value, depth: u32) -> bool {
        if is_view(value, self.owner) {
            return true;
        }
        let Some(header) = value.header() else { return false };
        if let Some(cell) = value.cast::<CellObject>() {
            return self.finds(cell.get(), depth);
        }
        if depth == 0 || self.left == 0 {
            return false;
        }
        if let Some(list) = value.cast::<List>() {
            return self.looks_through(list.items(), depth);
        }
        if let Some(tuple) = value.cast::<Tuple>() {
            return self.looks_through(tuple.items(), depth);
        }
        if let Some(dict) = value.cast::<Dict>() {
            return self.finds_in_dict(dict, depth - 1);
        }
        let fields = attr_fields(header);
        self.left = self.left.saturating_sub(fields.len());
        fields.iter().any(|field| {
            let value = field.get();
            // Attributes beyond the inline ones are in an array.
            let overflow = value.cast::<Array>();
            overflow.is_some_and(|array| self.looks_through(array.values(), depth)) || self.finds(value, depth - 1)
        })
    }

    fn looks_through(&mut self, items: &[Value], depth: u32) -> bool {
        let items = &items[..items.len().min(self.left)];
        self.left -= items.len();
        self.any(items, depth - 1)
    }

    fn finds_in_dict(&mut self, dict: Gc<Dict>, depth: u32) -> bool {
        let mut at = 0;
        while let Some((entry, _, value)) = dict.next_item(at)
            && self.left > 0
        {
            self.left -= 1;
            if self.finds(value, depth) {
                return true;
            }
            at = entry + 1;
        }
        false
    }
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
        let frames: Vec<FrameRef> = self.frames().collect();
        let mut search = Search { owner, left: usize::MAX };
        // Variables first, all of them.
        let mut globals: Vec<Gc<Dict>> = Vec::new();
        for frame in &frames {
            if self.finds_in_variables(&mut search, frame, 0) {
                return true;
            }
            let dict = frame.function.globals.get();
            if !globals.contains(&dict) {
                globals.push(dict);
            }
        }
        if globals.iter().any(|&dict| search.finds_in_dict(dict, 0)) {
            return true;
        }
        search.left = MOST;
        frames.iter().any(|frame| self.finds_in_variables(&mut search, frame, 2))
            || globals.iter().any(|&dict| search.finds_in_dict(dict, 1))
    }

    fn finds_in_variables(&mut self, search: &mut Search, frame: &FrameRef, depth: u32) -> bool {
        let registers = frame.code.unit.registers.len();
        (0..registers).any(|index| search.left > 0 && search.finds(self.live_register(frame.base, index), depth))
    }
}
