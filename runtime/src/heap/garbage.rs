//! What `gc.collect()` counts: garbage that reference counts would not have freed.
//!
//! Of the objects that a full collection has not reached, those that nothing unreached refers to would have died by
//! themselves, and then what only these referred to, and so on. What is left is in cycles or hangs from one.
//! Storage inside other objects takes part but is not counted.

use super::collector::Collector;
use super::space::GRAIN;
use super::{Gc, Heap, Tracer, trace_object};
use crate::object::header::Kind;
use crate::value::Value;
use crate::vm::Vm;
use std::collections::HashSet;

impl Heap {
    /// Words of the objects that the full collection under way has not reached.
    fn unreached(&mut self) -> Vec<u64> {
        self.walk_all();
        let mut found: Vec<u64> = self.starting_objects().map(Gc::word).collect();
        let young = self.young_large.iter().map(|&first| first as usize * super::blocks::BLOCK);
        found.extend(young.filter(|&offset| !self.is_marked_at(offset)).map(|offset| self.at(offset) as u64));
        found
    }

    /// Index into tables of one entry a grain; none for words that are no unreached object.
    fn grain_of(&self, word: u64) -> Option<usize> {
        let offset = (word as usize).wrapping_sub(self.start as usize);
        (self.contains(offset) && !self.is_marked_at(offset)).then_some(offset / GRAIN)
    }
}

impl Vm {
    /// How many objects, as Python sees them, are cyclic garbage. To be asked when all that can be reached is marked.
    pub(super) fn count_cyclic_garbage(&mut self, _: &Collector) -> usize {
        let unreached = self.heap.unreached();
        let mut references = vec![0u32; self.heap.blocks.count() * super::blocks::BLOCK / GRAIN];
        for &word in &unreached {
            self.each_unreached(word, |grain, _| references[grain] += 1);
        }
        let mut free: Vec<u64> = unreached.iter().copied().filter(|&word| self.is_free(word, &references)).collect();
        while let Some(word) = free.pop() {
            self.each_unreached(word, |grain, target| {
                references[grain] -= 1;
                if references[grain] == 0 {
                    free.push(target);
                }
            });
        }
        let cyclic = unreached.into_iter().filter(|&word| !self.is_free(word, &references));
        let cyclic: Vec<Value> = cyclic.map(Value::from_bits).collect();
        let cells = self.cells_in_tables(&cyclic);
        cyclic.into_iter().filter(|object| self.is_tracked(*object) && !cells.contains(&object.bits())).count()
    }

    fn is_free(&self, word: u64, references: &[u32]) -> bool {
        self.heap.grain_of(word).is_none_or(|grain| references[grain] == 0)
    }

    /// Calls `visit` with each reference from an object to an unreached one.
    fn each_unreached(&self, word: u64, mut visit: impl FnMut(usize, u64)) {
        let Some(object) = Value::from_bits(word).header() else { return };
        trace_object(
            object,
            &mut Tracer::new(&mut |cell| {
                if let Some(grain) = self.heap.grain_of(cell.get()) {
                    visit(grain, cell.get());
                }
            }),
        );
    }

    /// Cells that are storage: dicts of globals keep their values in them.
    fn cells_in_tables(&self, objects: &[Value]) -> HashSet<u64> {
        let mut cells = HashSet::new();
        let headers = objects.iter().filter_map(|object| object.header());
        for table in headers.filter(|header| header.kind() == Kind::Table) {
            self.each_unreached(table.word(), |_, word| {
                if Value::from_bits(word).header().is_some_and(|target| target.kind() == Kind::Cell) {
                    cells.insert(word);
                }
            });
        }
        cells
    }
}
