//! What runs because objects died: callbacks of weak references, finalizers, closing of suspended generators.

use crate::heap::{Collection, Native, NativeStack};
use crate::object::Special;
use crate::object::function::{Function, NativeFunction};
use crate::object::header::flag;
use crate::object::weak::WeakRef;
use crate::value::Value;
use crate::vm::Vm;

impl Vm {
    /// `gc.collect()`: collects everything and runs what became due; how many objects were cyclic garbage. Only a native
    /// function that bytecode calls may use it.
    pub fn collect_now(&mut self) -> usize {
        self.clear_dead_windows();
        let garbage = self.collect_from(Collection::Full, NativeStack::OutsideLoop);
        self.run_finalizers();
        garbage
    }

    /// The same, for a native function that bytecode calls and that goes on afterwards.
    pub fn collect_garbage(&mut self) {
        self.clear_dead_windows();
        self.collect_from(Collection::Full, NativeStack::Whole);
        self.run_finalizers();
    }

    /// Runs callbacks and finalizers that became due. What they raise is reported, not raised.
    pub fn run_finalizers(&mut self) {
        let batch = self.weak.due.begin();
        while let Some(reference) = self.weak.due.next(batch) {
            let Some(reference) = reference.cast::<Native<WeakRef>>() else { continue };
            let callback = reference.data.callback.get();
            if let Err(raised) = self.call(callback, &[reference.value()]) {
                self.report_unraisable(raised, callback);
            }
        }
        let batch = self.heap.finalizables.due.begin();
        while let Some(object) = self.heap.finalizables.due.next(batch) {
            self.finalize(object);
        }
    }

    /// Whether callbacks or finalizers wait.
    pub(crate) fn has_finalizers_due(&self) -> bool {
        self.weak.due.is_waiting() || self.heap.finalizables.due.is_waiting()
    }

    /// Whether an object's class is one of `_io` or derived from one.
    fn is_file(&self, object: Value) -> bool {
        self.class_of(object).mro_classes().any(|class| class.tp_name().starts_with("_io."))
    }

    fn finalize(&mut self, object: Value) {
        if self.finalize_generator(object) {
            return;
        }
        let Some(method) = self.special_of(object, Special::Del) else { return };
        if let Err(raised) = self.call_unbound(method, object, &[]) {
            self.report_unraisable(raised, method);
        }
    }

    /// Has the finalizer of a new object run when it dies, which may be known already.
    #[cold]
    pub fn register_finalizable(&mut self, object: Value) {
        if let Some(header) = object.header()
            && header.flags() & (flag::FINALIZE | flag::FINALIZED) == 0
        {
            self.heap.register_finalizable(header);
        }
    }

    /// An object that was registered needs no finalizer any more.
    pub fn spare_finalizer(&self, object: Value) {
        if let Some(header) = object.header() {
            header.remove_flags(flag::FINALIZE);
        }
    }

    /// Says that the interpreter is ready: what has a finalizer so far are its own files, which are flushed at the end.
    pub fn mark_started(&mut self) {
        self.heap.finalizables.spare_all();
        self.started = true;
    }

    /// Whether the program has begun.
    pub(crate) fn is_started(&self) -> bool {
        self.started
    }

    /// Whether the death of an object that may be left would be seen: by its finalizer or by a callback of a weak reference. Those
    /// of the import system, which forgets locks by them, do nothing that is.
    fn is_death_seen(&self) -> bool {
        let is_seen = |callback: Value| {
            let code = callback.cast::<Function>().map(|function| function.code.get());
            code.is_none_or(|code| !code.filename.get().to_string_lossy().starts_with("<frozen importlib"))
        };
        self.heap.finalizables.is_any_waiting() || !self.weak.due.is_empty() || self.weak.callbacks().any(is_seen)
    }

    /// At the interpreter's end: runs the finalizers of all objects that are left.
    pub fn finalize_all(&mut self) {
        if !self.is_death_seen() {
            return;
        }
        // Finalizers may make new objects with finalizers; CPython does not go on for ever either.
        for _ in 0..10 {
            self.collect(Collection::Full);
            self.run_finalizers();
            let list = self.list(&[]);
            let left = self.heap.finalizables.take_all();
            let (Ok(list), false) = (list, left.is_empty()) else { return };
            for object in left {
                // The list keeps what has not had its turn.
                if list.push(self, object.value()).is_err() {
                    return;
                }
            }
            for index in 0..list.len() {
                if let Some(header) = list.get(index).and_then(Value::header)
                    && header.flags() & flag::FINALIZE != 0
                {
                    header.remove_flags(flag::FINALIZE);
                    header.add_flags(flag::FINALIZED);
                    // Files are flushed later, those of sys among them, which finalizers may write to.
                    let method = self.special_of(header.value(), Special::Del);
                    let is_native = method.is_some_and(|method| method.is::<NativeFunction>());
                    if !is_native || !self.is_file(header.value()) {
                        self.finalize(header.value());
                    }
                }
            }
        }
    }
}
