//! range objects and the iterator over small ones.

use super::header::{Header, Kind};
use crate::heap::{Field, Gc};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;

/// A range: four ints of any size.
#[repr(C)]
pub struct Range {
    header: Header,
    /// `start`
    pub start: Field<Value>,
    /// `stop`
    pub stop: Field<Value>,
    /// `step`, not 0
    pub step: Field<Value>,
    /// Number of items.
    pub length: Field<Value>,
}

crate::heap_object!(Range, Range, [start, stop, step, length]);

/// Iterator over a range whose numbers all fit into small ints.
#[repr(C)]
pub struct RangeIterator {
    header: Header,
    /// Next number.
    pub next: Cell<i64>,
    /// Distance between numbers.
    pub step: Cell<i64>,
    /// How many are left.
    pub left: Cell<u64>,
}

crate::no_references!(RangeIterator, RangeIterator);

/// Length of `range(start, stop, step)` whose numbers, and the first that is too many, are small ints; else none.
pub fn small_length(start: i64, stop: i64, step: i64) -> Option<u64> {
    if [start, stop, step].iter().any(|&n| Value::small_int(n).is_none()) || step == 0 {
        return None;
    }
    let (low, high) = if step > 0 { (start, stop) } else { (stop, start) };
    let length = if low < high { (high - low - 1) as u64 / step.unsigned_abs() + 1 } else { 0 };
    let end = (length as i64).checked_mul(step)?.checked_add(start)?;
    Value::small_int(end).map(|_| length)
}

impl RangeIterator {
    /// The next number; none at the end.
    #[inline(always)]
    pub fn advance(&self) -> Option<Value> {
        let left = self.left.get().checked_sub(1)?;
        let next = self.next.get();
        self.left.set(left);
        self.next.set(next.wrapping_add(self.step.get()));
        Some(Value::int_unchecked(next))
    }
}

impl Vm {
    /// A range of which the caller has computed the length.
    pub fn range(&mut self, start: Value, stop: Value, step: Value, length: Value) -> PyResult<Gc<Range>> {
        let header = self.header_of_kind(Kind::Range);
        let (start, stop) = (Field::new(start), Field::new(stop));
        self.alloc(Range { header, start, stop, step: Field::new(step), length: Field::new(length) })
    }

    /// An iterator over `left` small ints.
    pub fn range_iterator(&mut self, next: i64, step: i64, left: u64) -> PyResult<Gc<RangeIterator>> {
        let header = self.header_of_kind(Kind::RangeIterator);
        self.alloc(RangeIterator { header, next: Cell::new(next), step: Cell::new(step), left: Cell::new(left) })
    }
}
