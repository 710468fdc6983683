//! What the truth of objects depends on, as a compiler asks for it.

use super::met;
use crate::heap::Gc;
use crate::interp::shape_cache::is_native;
use crate::object::Special;
use crate::object::code::Code;
use crate::object::header::{Kind, ShapeId};
use crate::object::protocol::CompareOp;
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::Vm;

/// Shape of the first object whose truth an operation asked for, if that was no number and had no method in Python for it.
pub fn truth_seen(code: Gc<Code>, index: usize) -> Option<u32> {
    let feedback = code.feedback(index);
    (feedback.slot.get() == met::TRUTH).then_some(feedback.shape.get())
}

/// What the truth of objects depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShapeTruth {
    /// Nothing: it is true.
    True,
    /// Their length, which compiled code can read.
    Length,
    /// Something else.
    Unknown,
}

/// What the truth of objects of a shape depends on, as long as inline caches hold.
pub fn truth_of_shape(vm: &mut Vm, shape: u32) -> ShapeTruth {
    if [Kind::List, Kind::Str, Kind::Tuple, Kind::Dict, Kind::Set].into_iter().any(|kind| kind as u32 == shape) {
        return ShapeTruth::Length;
    }
    let class = vm.shapes.get(ShapeId(shape)).class;
    for special in [Special::Bool, Special::Len] {
        if vm.special(class, special).is_some() {
            return ShapeTruth::Unknown;
        }
        let name = vm.names.special(special);
        vm.rely_on(class, name);
    }
    ShapeTruth::True
}

/// What [`leaf_instance_of`](super::leaf_instance_of) is asked with in place of a class: whether an object is equal to itself only.
pub const IDENTITY: u64 = Value::TRUE.bits();

/// Whether objects of a shape are equal to themselves only, as long as inline caches hold.
pub fn compares_by_identity(vm: &mut Vm, shape: u32) -> bool {
    use crate::builtins::object;
    let class = vm.shapes.get(ShapeId(shape)).class;
    for special in [Special::Eq, Special::Ne] {
        let name = vm.names.special(special);
        vm.rely_on(class, name);
    }
    let (eq, ne) = (vm.special(class, Special::Eq), vm.special(class, Special::Ne));
    is_native(eq, object::eq) && is_native(ne, object::ne)
}

/// The same: whether it is a number of a class derived from `int` that compares as ints do.
pub const INT_LIKE: u64 = Value::FALSE.bits();

/// Whether objects of a shape are numbers of a class derived from `int` that compare as ints do, as long as inline caches hold.
pub fn compares_as_int(vm: &mut Vm, shape: u32) -> bool {
    compares_as(vm, shape, Kind::Int64)
}

/// Whether objects of a shape are of a class derived from `str` and compare as strs do, as long as inline caches hold.
pub fn compares_as_text(vm: &mut Vm, shape: u32) -> bool {
    compares_as(vm, shape, Kind::Str)
}

fn compares_as(vm: &mut Vm, shape: u32, kind: Kind) -> bool {
    let class = vm.shapes.get(ShapeId(shape)).class;
    if class.layout.get().kind != kind || !class.has(type_flag::HEAP_TYPE) {
        return false;
    }
    for op in CompareOp::ALL {
        let name = vm.names.special(op.method());
        vm.rely_on(class, name);
    }
    vm.inherits(class).comparisons
}
