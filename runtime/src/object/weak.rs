//! Weak references. The interpreter keeps a table of them; the collector empties those whose referent died and remembers
//! which callbacks to run.
//!
//! **Invariant:** weak references and their referents are pinned, so the table may hold addresses.

use super::type_object::Type;
use crate::heap::{Collection, Collector, Due, Field, Gc, Native, NativeData, Tracer};
use crate::object::header::{Header, flag};
use crate::object::shape::AddressMap;
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
    crate::native_info!(WeakRef);

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
    /// In the order in which they were made.
    all: Vec<u64>,
    /// Those from here on were made since the last collection.
    young_from: usize,
    by_referent: AddressMap<u64, Vec<u64>>,
    /// References whose callback is to be run.
    pub(crate) due: Due,
}

fn reference_at(word: u64) -> Gc<Native<WeakRef>> {
    Gc::from_word(word).expect("the table holds addresses of weak references")
}

impl WeakTable {
    /// The callbacks of references to what was alive when it was last looked at.
    pub(crate) fn callbacks(&self) -> impl Iterator<Item = Value> {
        let references = self.all.iter().map(|word| reference_at(*word));
        let callbacks = references.filter(|reference| reference.data.referent.get() != 0);
        callbacks.map(|reference| reference.data.callback.get()).filter(|callback| !callback.is_empty())
    }

    fn first(&self, which: Collection) -> usize {
        // Old references have old referents, so a minor collection can free neither.
        match which {
            Collection::Minor => self.young_from,
            Collection::Full => 0,
        }
    }

    /// After marking: empties references to the dead. Callbacks of living references wait: those of one object, the
    /// newest first, before those of another one that got its first reference later.
    pub(crate) fn clear_dead(&mut self, collector: &Collector, which: Collection) {
        let mut groups: Vec<Vec<Value>> = Vec::new();
        let mut group_of = AddressMap::default();
        for &word in &self.all[self.first(which)..] {
            let reference = reference_at(word);
            let referent = reference.data.referent.get();
            let dead = Gc::<Header>::from_word(referent).is_some_and(|referent| collector.survivor(referent).is_none());
            if dead {
                reference.data.referent.set(0);
                self.by_referent.remove(&referent);
                if collector.survivor(reference.header()).is_some() && !reference.data.callback.get().is_empty() {
                    let group = *group_of.entry(referent).or_insert(groups.len());
                    if group == groups.len() {
                        groups.push(Vec::new());
                    }
                    groups[group].push(reference.value());
                }
            }
        }
        self.due.add(groups.into_iter().flat_map(|group| group.into_iter().rev()));
    }

    /// When it is clear what is alive: forgets references that are dead or empty.
    pub(crate) fn forget_dead(&mut self, collector: &Collector, which: Collection) {
        let first = self.first(which);
        let (mut keep, by_referent) = (first, &mut self.by_referent);
        // Lists are gone through once, however many of their references are dead.
        let mut cleaned: AddressMap<u64, ()> = AddressMap::default();
        let lives = |word: &u64| {
            let reference = reference_at(*word);
            collector.survivor(reference.header()).is_some() && reference.data.referent.get() != 0
        };
        for index in first..self.all.len() {
            let word = self.all[index];
            let reference = reference_at(word);
            let referent = reference.data.referent.get();
            let alive = collector.survivor(reference.header()).is_some();
            if alive && referent != 0 {
                self.all[keep] = word;
                keep += 1;
            } else if let Some(others) = by_referent.get_mut(&referent)
                && cleaned.insert(referent, ()).is_none()
            {
                others.retain(lives);
                if others.is_empty() {
                    by_referent.remove(&referent);
                }
            }
        }
        self.all.truncate(keep);
        self.young_from = keep;
    }
}

impl Vm {
    /// A weak reference of class `class` to `referent`, which must be a heap object.
    pub fn weak_ref(&mut self, class: Gc<Type>, referent: Value, callback: Value) -> PyResult<Gc<Native<WeakRef>>> {
        let data =
            WeakRef { referent: Cell::new(referent.bits()), callback: Field::new(callback), hash: Cell::new(None) };
        let reference = self.native(class, data)?;
        self.pin(reference.header());
        if let Some(header) = referent.header() {
            self.pin(header);
            header.add_flags(flag::WEAKLY_REFERENCED);
        }
        self.weak.all.push(reference.word());
        self.weak.by_referent.entry(referent.bits()).or_default().push(reference.word());
        Ok(reference)
    }

    /// All living weak references to an object.
    pub fn weak_refs_to(&self, referent: Value) -> impl Iterator<Item = Gc<Native<WeakRef>>> {
        let known = self.weak.by_referent.get(&referent.bits()).map_or(&[][..], |words| words);
        known.iter().map(|&word| reference_at(word))
    }
}
