//! What loops met and what iterators of a shape are, as a compiler asks for it.

pub use crate::builtins::iterators::PairsLayout;
use crate::builtins::iterators::{enumerate_layout, pairs_blank, zip_layout};
use crate::heap::Gc;
use crate::object::Special;
use crate::object::code::Code;
use crate::object::dict::Yields;
use crate::object::header::{Kind, ShapeId};
use crate::object::type_object::Type;
use crate::value::Value;
use crate::vm::Vm;

/// Shape of the first iterator that a `for` instruction met, or of that in the `enumerate`, if it is of a builtin type.
pub fn iterator_seen(code: Gc<Code>, index: usize) -> Option<u32> {
    let shape = code.feedback(index).shape.get();
    (shape != 0).then_some(shape)
}

/// Whether a `for` instruction met first an iterator of a builtin type that the runtime has to ask, and that makes the objects
/// it gives: none over a container, no `enumerate` and no `zip`.
pub fn is_asked(vm: &mut Vm, shape: u32) -> bool {
    let zip = vm.native_type(&crate::builtins::iterators::ZIP).map_or(0, |class| class.root_shape.get().0);
    let layout = vm.shapes.get(ShapeId(shape)).class.layout.get();
    layout.kind == Kind::Native && shape != zip
}

/// Of so many iterators of a `zip` it is noted what they are over.
pub const ZIPPED_OTHERS: u32 = 8;

/// Which of the first iterators of the first `zip` that a `for` instruction met were over tuples, a bit each, where the others
/// were over lists.
pub fn tuples_zipped(vm: &mut Vm, code: Gc<Code>, index: usize) -> Option<u8> {
    let feedback = code.feedback(index);
    let zip = vm.native_type(&crate::builtins::iterators::ZIP).map_or(0, |class| class.root_shape.get().0);
    let bits = if feedback.shape.get() == zip { feedback.slot.get() } else { 0 };
    (bits >> ZIPPED_OTHERS == 0).then_some(bits as u8)
}

/// What a new `enumerate` looks like, or `zip` if that is wanted; none without memory for the class.
pub fn pairs_layout(vm: &mut Vm, zips: bool) -> Option<PairsLayout> {
    let known = if zips { zip_layout(vm) } else { enumerate_layout(vm) };
    known.ok().map(|(_, layout)| layout)
}

/// A new `enumerate` or `zip`, all of whose fields are still to be written. 0 without memory for it. Collects nothing.
pub extern "C" fn pairs(vm: &mut Vm, _header: u64, class: u64) -> u64 {
    let class: Gc<Type> = Value::from_bits(class).cast().expect("compiled for a class");
    vm.postponing(|vm| crate::interp::word(pairs_blank(vm, class)))
}

/// First word of the iterators over a table that give this.
pub fn table_iterator_header(vm: &Vm, yields: Yields) -> u64 {
    let class = crate::builtins::dict_views::iterator_class(vm, yields);
    vm.header_for(class, Kind::TableIterator).word()
}

/// A new iterator over a dict or set of so many entries. 0 without memory for it. Collects nothing.
pub extern "C" fn new_table_iterator(vm: &mut Vm, yields: u64, container: u64, len: u64) -> u64 {
    let wanted = [Yields::Keys, Yields::Values, Yields::Items, Yields::Elements];
    let yields = wanted.into_iter().find(|one| *one as u64 == yields).expect("compiled for one of them");
    let class = crate::builtins::dict_views::iterator_class(vm, yields);
    vm.postponing(|vm| {
        let made = vm.table_iterator(class, Value::from_bits(container), len as usize, yields);
        crate::interp::word(made.map(Gc::value))
    })
}

/// Shape of the iterators over lists.
pub fn list_iterator(vm: &Vm) -> u32 {
    vm.types.list_iterator.root_shape.get().0
}

/// Whether a shape is that of iterators over strs.
pub fn is_text_iterator(vm: &mut Vm, shape: u32) -> bool {
    let specs = [&crate::builtins::str::STR_ITERATOR, &crate::builtins::str::STR_ASCII_ITERATOR];
    specs.into_iter().any(|spec| vm.native_type(spec).is_ok_and(|class| class.root_shape.get().0 == shape))
}

/// Shape of the iterators over lists from their ends.
pub fn list_reverse_iterator(vm: &mut Vm) -> u32 {
    vm.native_type(&crate::builtins::list::LIST_REVERSE_ITERATOR).map_or(0, |class| class.root_shape.get().0)
}

/// Whether objects of a shape have a `__next__`.
pub fn is_iterator_shape(vm: &mut Vm, shape: u32) -> bool {
    let class = vm.shapes.get(ShapeId(shape)).class;
    let name = vm.names.special(Special::Next);
    vm.rely_on(class, name);
    vm.special(class, Special::Next).is_some()
}

/// What iterators of a shape give of the entries of a table.
pub fn table_walked(vm: &Vm, shape: u32) -> Option<crate::object::dict::Yields> {
    use crate::object::dict::Yields::{Elements, Items, Keys, Values};
    let types = &vm.types;
    let walks = [
        (types.dict_key_iterator, Keys),
        (types.dict_value_iterator, Values),
        (types.dict_item_iterator, Items),
        (types.set_iterator, Elements),
    ];
    walks.into_iter().find(|(class, _)| class.root_shape.get().0 == shape).map(|(_, yields)| yields)
}
