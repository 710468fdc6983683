//! slice objects.

use super::header::{Header, Kind};
use crate::heap::{Field, Gc};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// A slice.
#[repr(C)]
pub struct Slice {
    header: Header,
    /// `start`
    pub start: Field<Value>,
    /// `stop`
    pub stop: Field<Value>,
    /// `step`
    pub step: Field<Value>,
}

crate::heap_object!(Slice, Slice, [start, stop, step]);

impl Vm {
    /// `slice(start, stop, step)`
    pub fn slice(&mut self, start: Value, stop: Value, step: Value) -> PyResult<Gc<Slice>> {
        let header = self.header_of_kind(Kind::Slice);
        self.alloc(Slice { header, start: Field::new(start), stop: Field::new(stop), step: Field::new(step) })
    }
}
