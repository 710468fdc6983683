//! tuple objects: a length and the items after it.

use super::header::{Header, Kind};
use super::type_object::Type;
use crate::heap::{Field, Gc, HeapObject, Tracer};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// A tuple. The JIT reads the length at offset 8 and items from 16 on.
#[repr(C)]
pub struct Tuple {
    header: Header,
    len: usize,
}

impl HeapObject for Tuple {
    const KIND: Kind = Kind::Tuple;

    fn trace(&self, tracer: &mut Tracer<'_>) {
        for field in self.fields() {
            tracer.field(field);
        }
    }

    fn size(&self) -> usize {
        size_of::<Tuple>() + 8 * self.len
    }
}

impl Tuple {
    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no items.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    #[inline(always)]
    pub(crate) fn fields(&self) -> &[Field<Value>] {
        super::raw::trailing(self, self.len)
    }

    /// The items. Tuples do not change once made, so the slice stays right.
    #[inline(always)]
    pub fn items(&self) -> &[Value] {
        super::raw::trailing(self, self.len)
    }

    /// Item `index`, which must be in range.
    #[inline(always)]
    pub fn get(&self, index: usize) -> Value {
        self.items()[index]
    }

    /// Sets an item of a tuple that is being made.
    #[inline(always)]
    pub fn init(&self, vm: &Vm, index: usize, value: Value) {
        self.fields()[index].set(vm, crate::heap::as_gc(self), value);
    }
}

impl Vm {
    /// A tuple of `len` EMPTY items, to be filled with [`Tuple::init`] before Python sees it.
    #[inline]
    pub fn tuple_with_len(&mut self, len: usize) -> PyResult<Gc<Tuple>> {
        let header = self.header_of_kind(Kind::Tuple);
        self.alloc_extra(Tuple { header, len }, len.saturating_mul(8))
    }

    /// A tuple of these items. They must be alive on the caller's stack or in an object; the empty tuple is shared.
    #[inline]
    pub fn tuple(&mut self, items: &[Value]) -> PyResult<Gc<Tuple>> {
        if items.is_empty()
            && let Some(empty) = self.empty_tuple
        {
            return Ok(empty);
        }
        let header = self.header_of_kind(Kind::Tuple);
        let len = items.len();
        let tuple = self.alloc_bytes(Tuple { header, len }, len.saturating_mul(8))?;
        super::raw::trailing_mut(&*tuple, items.len()).copy_from_slice(items);
        Ok(tuple)
    }

    /// A tuple of a subclass.
    pub fn tuple_of_class(&mut self, class: Gc<Type>, items: &[Value]) -> PyResult<Gc<Tuple>> {
        let header = self.header_for(class, Kind::Tuple);
        let object = Tuple { header, len: items.len() };
        let tuple = self.alloc_extra(object, items.len().saturating_mul(8))?;
        super::raw::trailing_mut(&*tuple, items.len()).copy_from_slice(items);
        Ok(tuple)
    }
}

/// Hash of a tuple of small ints.
pub fn hash_of_ints(ints: &[i32]) -> u64 {
    let hashes = ints.iter().map(|&n| Some(crate::builtins::int::hash_int(super::int::IntRef::Small(n.into()))));
    crate::builtins::tuple::hash_of(hashes).expect("each has a hash")
}
