//! Plain storage: [`Array`] of values, [`Words`] of anything else.

use super::header::{Header, Kind};
use crate::heap::{Field, Gc, HeapObject, Tracer, as_gc};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;
use std::ops::Range;

/// A fixed number of values, EMPTY at first. Backs lists and whatever needs values on the heap.
#[repr(C)]
pub struct Array {
    header: Header,
    len: Cell<usize>,
}

impl HeapObject for Array {
    const KIND: Kind = Kind::Array;

    fn trace(&self, tracer: &mut Tracer<'_>) {
        for field in self.fields() {
            tracer.field(field);
        }
    }

    fn trace_part(&self, tracer: &mut Tracer<'_>, bytes: Range<usize>) {
        let item = |byte: usize| (byte.saturating_sub(size_of::<Array>()) / 8).min(self.len.get());
        for field in &self.fields()[item(bytes.start)..item(bytes.end + 7)] {
            tracer.field(field);
        }
    }

    fn size(&self) -> usize {
        size_of::<Array>() + 8 * self.len.get()
    }
}

#[expect(clippy::len_without_is_empty, reason = "an array's length is its capacity")]
impl Array {
    /// An array of `len` EMPTY values.
    pub fn new(vm: &mut Vm, len: usize) -> PyResult<Gc<Array>> {
        if len == 0
            && let Some(empty) = vm.empty_array
        {
            return Ok(empty);
        }
        let header = vm.header_of_kind(Kind::Array);
        vm.alloc_extra(Array { header, len: Cell::new(len) }, len.saturating_mul(8))
    }

    /// An array of these values, which must be alive elsewhere too.
    pub fn of(vm: &mut Vm, values: &[Value]) -> PyResult<Gc<Array>> {
        if values.is_empty() {
            return Array::new(vm, 0);
        }
        let header = vm.header_of_kind(Kind::Array);
        let array = vm.alloc_bytes(Array { header, len: Cell::new(values.len()) }, values.len().saturating_mul(8))?;
        super::raw::trailing_mut(&*array, values.len()).copy_from_slice(values);
        Ok(array)
    }

    /// An array of two runs of values, which must be alive elsewhere too.
    pub fn joined(vm: &mut Vm, first: &[Value], second: &[Value]) -> PyResult<Gc<Array>> {
        let len = first.len() + second.len();
        if len == 0 {
            return Array::new(vm, 0);
        }
        let header = vm.header_of_kind(Kind::Array);
        let array = vm.alloc_bytes(Array { header, len: Cell::new(len) }, len.saturating_mul(8))?;
        let (head, tail) = super::raw::trailing_mut(&*array, len).split_at_mut(first.len());
        head.copy_from_slice(first);
        tail.copy_from_slice(second);
        Ok(array)
    }

    /// An array of `len` times the same value, which must be alive elsewhere too.
    pub fn filled(vm: &mut Vm, value: Value, len: usize) -> PyResult<Gc<Array>> {
        if len == 0 {
            return Array::new(vm, 0);
        }
        let header = vm.header_of_kind(Kind::Array);
        let array = vm.alloc_bytes(Array { header, len: Cell::new(len) }, len.saturating_mul(8))?;
        super::raw::trailing_mut(&*array, len).fill(value);
        Ok(array)
    }

    /// An array of `len` values, the first of which are those of `old`, which nobody uses afterwards: it may be the same object.
    pub fn resized(vm: &mut Vm, old: Gc<Array>, used: usize, len: usize) -> PyResult<Gc<Array>> {
        let size = size_of::<Array>().saturating_add(len.saturating_mul(8));
        if len > old.len() && old.len() > 0 && vm.heap.grow_in_place(old.header(), old.size(), size) {
            old.len.set(len);
            return Ok(old);
        }
        let header = vm.header_of_kind(Kind::Array);
        let new = vm.alloc_growing(Array { header, len: Cell::new(len) }, len.saturating_mul(8))?;
        let used = used.min(len);
        super::raw::array_mut(new, used).copy_from_slice(super::raw::array_values(old, used));
        Ok(new)
    }

    /// Number of values.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// The values as fields.
    #[inline(always)]
    pub fn fields(&self) -> &[Field<Value>] {
        super::raw::trailing(self, self.len.get())
    }

    /// The values. Nothing may write to the array while the slice is in use.
    #[inline(always)]
    pub fn values(&self) -> &[Value] {
        super::raw::trailing(self, self.len.get())
    }

    /// Value `index`, which must be in range.
    #[inline(always)]
    pub fn get(&self, index: usize) -> Value {
        self.fields()[index].get()
    }

    /// Stores into value `index`, which must be in range.
    #[inline(always)]
    pub fn set(&self, vm: &Vm, index: usize, value: Value) {
        self.fields()[index].set(vm, as_gc(self), value);
    }
}

/// A fixed number of words that the collector does not look at, 0 at first.
#[repr(C)]
pub struct Words {
    header: Header,
    len: usize,
}

impl HeapObject for Words {
    const KIND: Kind = Kind::Words;
    const LEAF: bool = true;

    fn trace(&self, _: &mut Tracer<'_>) {}

    fn size(&self) -> usize {
        size_of::<Words>() + 8 * self.len
    }
}

impl Words {
    /// `len` zero words.
    pub fn new(vm: &mut Vm, len: usize) -> PyResult<Gc<Words>> {
        let header = vm.header_of_kind(Kind::Words);
        vm.alloc_extra(Words { header, len }, len.saturating_mul(8))
    }

    /// `len` words of any content, for the caller to write.
    pub fn bare(vm: &mut Vm, len: usize) -> PyResult<Gc<Words>> {
        let header = vm.header_of_kind(Kind::Words);
        vm.alloc_bytes(Words { header, len }, len.saturating_mul(8))
    }

    /// The words.
    #[inline(always)]
    pub fn words(&self) -> &[Cell<u64>] {
        super::raw::trailing(self, self.len)
    }

    /// The words' memory as bytes.
    #[inline(always)]
    pub fn bytes(&self) -> &[Cell<u8>] {
        super::raw::trailing(self, self.len * 8)
    }
}
