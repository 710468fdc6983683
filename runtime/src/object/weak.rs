//! Weak references. The interpreter keeps a list of them; the collector empties those whose referent died and remembers
//! which callbacks to run.

use super::type_object::Type;
use crate::heap::{Field, Gc, Native, NativeData, Tracer};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;

/// A weak reference object's data. The referent is not shown to the collector.
pub struct WeakRef {
    referent: Cell<u64>,
    /// Called with the reference once the referent has died; EMPTY: nothing.
    pub callback: Field<Value>,
    /// Hash of the referent once computed.
    pub hash: Cell<Option<u64>>,
}

impl NativeData for WeakRef {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.callback);
    }
}

impl WeakRef {
    /// The referent, if it is still alive.
    pub fn get(&self) -> Option<Value> {
        Value::from_bits(self.referent.get()).given()
    }
}

/// The weak references of an interpreter.
#[derive(Default)]
pub struct WeakTable {
    all: Vec<u64>,
    /// References whose callback is to be run.
    pending: Vec<Value>,
}

impl WeakTable {
    pub(crate) fn trace(&mut self, tracer: &mut Tracer<'_>) {
        self.pending.iter_mut().for_each(|reference| tracer.root(reference));
    }

    /// Whether callbacks wait.
    pub(crate) fn has_pending(&self) -> bool {
        !self.pending.is_empty()
    }
}

impl Vm {
    /// A weak reference of class `class` to `referent`, which must be a heap object.
    pub fn weak_ref(&mut self, class: Gc<Type>, referent: Value, callback: Value) -> PyResult<Gc<Native<WeakRef>>> {
        let data =
            WeakRef { referent: Cell::new(referent.bits()), callback: Field::new(callback), hash: Cell::new(None) };
        let reference = self.native(class, data)?;
        self.weak.all.push(reference.word());
        Ok(reference)
    }

    /// All living weak references to an object.
    pub fn weak_refs_to(&self, referent: Value) -> impl Iterator<Item = Gc<Native<WeakRef>>> {
        let references = self.weak.all.iter().filter_map(|&word| Gc::<Native<WeakRef>>::from_word(word));
        references.filter(move |reference| reference.data.referent.get() == referent.bits())
    }

    /// After marking: empties references to the dead, which are only then swept; callbacks of living references wait.
    pub(crate) fn clear_weak_refs(&mut self) -> Vec<Value> {
        let mut pending = Vec::new();
        let mut all = std::mem::take(&mut self.weak.all);
        all.retain(|&word| {
            let Some(reference) = Gc::<Native<WeakRef>>::from_word(word) else { return false };
            if !self.heap.is_marked(reference.header()) {
                return false;
            }
            let dead = match Value::from_bits(reference.data.referent.get()).header() {
                Some(referent) => !self.heap.is_marked(referent),
                None => false,
            };
            if dead {
                reference.data.referent.set(0);
                if !reference.data.callback.get().is_empty() {
                    pending.push(reference.value());
                }
            }
            !dead
        });
        self.weak.all = all;
        pending
    }

    /// Keeps callbacks to be run at the next safe point.
    pub(crate) fn queue_weak_callbacks(&mut self, references: Vec<Value>) {
        if !references.is_empty() {
            self.weak.pending.extend(references);
            self.stack.interrupt();
        }
    }

    /// Runs callbacks that wait. What they raise is reported, not raised.
    pub fn run_weak_callbacks(&mut self) {
        while let Some(reference) = self.weak.pending.pop() {
            let Some(data) = reference.cast::<Native<WeakRef>>() else { continue };
            let callback = data.data.callback.get();
            if let Err(raised) = self.call(callback, &[reference]) {
                let exception = self.take_exception(raised);
                let text = self.repr_text(exception).unwrap_or_else(|raised| {
                    self.take_exception(raised);
                    String::new()
                });
                eprintln!("Exception ignored in: {text}");
            }
        }
    }
}
