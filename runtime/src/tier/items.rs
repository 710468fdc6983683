//! Typed items that instructions met, as a compiler asks for them.

use super::TypedItems;
use crate::heap::Gc;
use crate::object::code::Code;
use crate::object::header::ShapeId;
use crate::value::Value;
use crate::vm::Vm;

/// The exact builtin type with typed items that a shape is of.
fn items_of(vm: &Vm, shape: u32) -> Option<TypedItems> {
    let class = vm.shapes.get(ShapeId(shape)).class;
    class.spec.get().filter(|_| class.root_shape.get().0 == shape)?.items
}

/// What instruction `index` read or wrote items of first, if it has typed items.
pub fn typed_items_seen(vm: &Vm, code: Gc<Code>, index: usize) -> Option<SeenItems> {
    let feedback = code.feedback(index);
    let (shape, code) = (feedback.shape.get(), u8::try_from(feedback.slot.get()).ok()?);
    let known = shape != 0 && feedback.word.get() == 0;
    Some(SeenItems { shape, items: items_of(vm, shape).filter(|_| known)?, code })
}

/// What a `for` instruction met an iterator of first, if it has typed items; the shape of the iterator is [`iterator_seen`].
pub fn typed_items_iterated(vm: &Vm, code: Gc<Code>, index: usize) -> Option<SeenItems> {
    let feedback = code.feedback(index);
    let shape = u32::try_from(Value::from_bits(feedback.word.get()).as_small_int()?).ok()?;
    Some(SeenItems { shape, items: items_of(vm, shape)?, code: u8::try_from(feedback.slot.get()).ok()? })
}

/// What is known of objects of a shape that have typed items.
pub fn typed_items_of(vm: &Vm, shape: u32) -> Option<TypedItems> {
    items_of(vm, shape)
}

/// Typed items that an instruction met.
#[derive(Clone, Copy, Debug)]
pub struct SeenItems {
    /// Shape of the objects.
    pub shape: u32,
    /// What is known of them.
    pub items: TypedItems,
    /// Type code of the items.
    pub code: u8,
}
