//! `--check=heap`: after each collection, looks whether everything that living objects refer to is alive.

use super::{CARDED, Collection, FORWARDED, Gc, LOG, OLD, Tracer, trace_object};
use crate::object::header::Header;
use crate::vm::Vm;

impl Vm {
    /// Panics if a living object or a root refers to something that is no living object.
    pub(super) fn check_heap(&mut self) {
        for object in self.heap.marked_objects() {
            let gc = object.gc.get();
            assert!(gc & OLD != 0 && gc & (FORWARDED | CARDED) == 0, "{object:?} has state {gc:#x} after a collection");
            assert!(gc & LOG != 0, "{object:?} is remembered after a collection");
            trace_object(
                object,
                &mut Tracer::new(&mut |word| {
                    self.check_reference(word.get(), &|| format!("{:?} of kind {:?}", object, object.kind()));
                }),
            );
        }
        let mut roots = Vec::new();
        self.trace_roots(&mut Tracer::new(&mut |word| roots.push(word.get())), Collection::Full);
        roots.into_iter().for_each(|word| self.check_reference(word, &|| "a root".to_owned()));
    }

    fn check_reference(&self, word: u64, holder: &dyn Fn() -> String) {
        let offset = self.heap.offset(word as *mut u8);
        // Placeholders of the time before the first objects exist.
        if word < 4096 {
            return;
        }
        assert!(self.heap.contains(offset), "{} refers to {word:#x}, outside the heap", holder());
        let alive = Gc::<Header>::from_word(word).is_some_and(|object| self.heap.is_marked(object));
        assert!(alive, "{} refers to {word:#x}, which is not alive", holder());
    }
}
