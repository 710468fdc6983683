//! What the module `gc` shows of the heap: objects as Python sees them, and their references without the storage in between.

use super::{Collection, Gc, Tracer, trace_object};
use crate::object::array::Array;
use crate::object::code::Code;
use crate::object::header::{Header, Kind, flag};
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// Storage inside other objects, which Python never sees.
fn is_storage(kind: Kind) -> bool {
    matches!(kind, Kind::Array | Kind::Words | Kind::Table)
}

impl Vm {
    /// All objects that `gc.is_tracked` says yes to, as an array whose last values are EMPTY.
    pub fn tracked_objects(&mut self) -> PyResult<Gc<Array>> {
        self.collect(Collection::Full);
        let count = self.heap.marked_objects().count();
        let array = Array::new(self, count + 64)?;
        let mut at = 0;
        let words: Vec<u64> = self.heap.marked_objects().map(|object| object.word()).collect();
        for word in words {
            // Nothing is allocated here, so nothing moves.
            let object = Value::from_bits(word);
            if at < array.len() && object != array.value() && self.is_tracked(object) {
                array.set(self, at, object);
                at += 1;
            }
        }
        Ok(array)
    }

    /// All code objects, which are pinned.
    pub(crate) fn all_code(&mut self) -> Vec<Gc<Code>> {
        self.collect(Collection::Full);
        let objects = self.heap.marked_objects().map(|object| Value::from_bits(object.word()));
        objects.filter_map(|object| object.cast::<Code>()).collect()
    }

    /// `gc.is_tracked`: whether the object may be part of a cycle.
    pub fn is_tracked(&self, object: Value) -> bool {
        let Some(header) = object.header() else { return false };
        match header.kind() {
            Kind::Array | Kind::Words | Kind::Table | Kind::Code | Kind::Range | Kind::RangeIterator => false,
            // Instances of subclasses may have attributes.
            Kind::Int64 | Kind::WideInt | Kind::BigInt | Kind::FloatObject => header.attrs() > 0,
            Kind::Complex | Kind::Str | Kind::Bytes => header.attrs() > 0,
            Kind::Native if crate::builtins::bytearray::store_of(object).is_some() => header.attrs() > 0,
            Kind::Instance => header.attrs() > 0 && self.shape_of(header).class != self.types.object,
            Kind::Type => self.class_flags(header).is_some_and(|flags| flags & type_flag::HEAP_TYPE != 0),
            // As in CPython: by what sort of values it holds, whatever these hold themselves.
            Kind::Dict => referents(object).into_iter().map(Value::from_bits).any(|value| {
                value.header().is_some_and(|header| header.kind() == Kind::Dict) || self.is_tracked(value)
            }),
            Kind::Tuple => object.cast::<crate::object::tuple::Tuple>().is_some_and(|tuple| !tuple.is_empty()),
            Kind::Native | Kind::List | Kind::Set | Kind::Cell | Kind::Function | Kind::BoundMethod => true,
            Kind::NativeFunction | Kind::Exception | Kind::Generator | Kind::Slice | Kind::SequenceIterator => true,
            Kind::TableIterator | Kind::Module | Kind::Property => true,
        }
    }

    fn class_flags(&self, header: Gc<Header>) -> Option<u32> {
        header.cast::<crate::object::type_object::Type>().map(|class| class.flags.get())
    }

    /// `gc.get_referents` of one object: an array.
    pub fn referents(&mut self, object: Value) -> PyResult<Gc<Array>> {
        let count = referents(object).len();
        let array = Array::new(self, count)?;
        // Looked for again, now that nothing is allocated any more.
        for (index, word) in referents(object).into_iter().enumerate().take(count) {
            array.set(self, index, Value::from_bits(word));
        }
        Ok(array)
    }

    /// Whether `object` refers to one of `targets`.
    pub fn refers_to(&self, object: Value, targets: &[Value]) -> bool {
        referents(object).iter().any(|&word| targets.contains(&Value::from_bits(word)))
    }

    /// `gc.is_finalized`
    pub fn is_finalized(&self, object: Value) -> bool {
        object.header().is_some_and(|header| header.flags() & flag::FINALIZED != 0)
    }

    /// Bytes allocated since the last collection.
    pub fn allocated_since_collection(&self) -> usize {
        self.heap.allocated()
    }

    /// Has collections be made at the latest after so many bytes; none: as the heap finds best.
    pub fn limit_nursery(&mut self, bytes: Option<usize>) {
        self.heap.limit_nursery(bytes);
    }

    /// How many minor and full collections there were.
    pub fn collections(&self) -> super::Statistics {
        self.heap.statistics
    }
}

/// What an object refers to, looking through storage.
fn referents(object: Value) -> Vec<u64> {
    let mut found = Vec::new();
    let mut inside: Vec<u64> = vec![object.bits()];
    while let Some(word) = inside.pop() {
        let Some(holder) = Value::from_bits(word).header() else { continue };
        let in_table = holder.kind() == Kind::Table;
        trace_object(
            holder,
            &mut Tracer::of_values(&mut |cell| {
                // Dicts of globals and classes keep their values in cells.
                let storage = Value::from_bits(cell.get())
                    .header()
                    .is_some_and(|target| is_storage(target.kind()) || (in_table && target.kind() == Kind::Cell));
                if storage { inside.push(cell.get()) } else { found.push(cell.get()) }
            }),
        );
    }
    found
}
