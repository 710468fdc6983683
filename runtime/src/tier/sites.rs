//! What attribute sites know, as a compiler asks for it.

use crate::heap::Gc;
use crate::interp::attr_cache::Store;
use crate::interp::{METHOD_SLOT, Quick};
use crate::object::Special;
use crate::object::code::Code;
use crate::object::function::NativeFunction;
use crate::object::header::{Kind, ShapeId};
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::Vm;

/// Where an attribute site has found its attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the object, at a byte offset.
    Slot(u32),
    /// In the overflow array: offset of the reference to it, index.
    Overflow(u32, u32),
    /// In a cell of a class or module, as it is.
    Cell(u64),
    /// A method in a cell; the object goes with it.
    Method(u64),
    /// A store that adds a slot at a byte offset and gives the object a new shape.
    NewSlot(u32, u32),
    /// An item of a tuple.
    Item(u32),
    /// A bound method, whose function and object are taken apart.
    Bound(u64),
    /// In the dict that the object shows, which is at a byte offset.
    Dict(u32),
    /// A method in a cell, if the dict that the object shows lacks the name; the object goes with it. Where the dict is, the cell.
    MethodUnless(u32, u64),
    /// What is called for the attribute: a property, `__get__` or `__set__` bound to the descriptor, or `__getattr__`,
    /// `__getattribute__` or `__setattr__`.
    Called(u64),
}

/// One answer of an attribute site: for objects of this shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The shape.
    pub shape: u32,
    /// Where the attribute is.
    pub place: Place,
}

/// What the attribute site `index` knows: nothing, or up to eight answers.
pub fn attribute_site(vm: &Vm, code: Gc<Code>, index: usize) -> Vec<Answer> {
    let answers = known_answers(code, index);
    for answer in &answers {
        vm.shapes.get(ShapeId(answer.shape)).compiled_for.set(true);
    }
    answers
}

fn known_answers(code: Gc<Code>, index: usize) -> Vec<Answer> {
    let feedback = code.feedback(index);
    let (shape, slot, word) = (feedback.shape.get(), feedback.slot.get(), feedback.word.get());
    let byte = code.form(index);
    let Some(quick) = Quick::ALL.iter().find(|quick| quick.byte() == byte) else { return Vec::new() };
    let one = |place| vec![Answer { shape, place }];
    match quick {
        Quick::LoadAttrSlot | Quick::StoreAttrSlot | Quick::LoadMethodSlot => one(Place::Slot(slot.into())),
        Quick::LoadAttrOverflow | Quick::StoreAttrOverflow => one(Place::Overflow(word as u32, slot.into())),
        Quick::LoadAttrCell | Quick::LoadMethodPlain => one(Place::Cell(word)),
        Quick::LoadMethodCell | Quick::LoadAttrMethod => one(Place::Method(word)),
        Quick::LoadMethodBound => one(Place::Bound(word)),
        Quick::LoadAttrDict => one(Place::Dict(slot.into())),
        Quick::LoadMethodDict => one(Place::MethodUnless(slot.into(), word)),
        Quick::LoadAttrItem => one(Place::Item(slot.into())),
        Quick::LoadAttrProperty | Quick::LoadAttrGetter | Quick::StoreAttrSetter => one(Place::Called(word)),
        Quick::StoreAttrAdd => one(Place::NewSlot(slot.into(), word as u32)),
        Quick::LoadAttrList | Quick::LoadMethodList | Quick::StoreAttrList => {
            let entries = crate::interp::shape_cache::entries(word);
            let answer = |(shape, slot, word)| Answer { shape, place: listed(*quick, slot, word) };
            entries.into_iter().map(answer).collect()
        }
        _ => Vec::new(),
    }
}

fn listed(quick: Quick, slot: u16, word: u64) -> Place {
    let is_cell = Value::from_bits(word).is_heap();
    match quick {
        _ if word == 0 => Place::Slot(slot.into()),
        Quick::StoreAttrList if word >> 48 == 0xFFFE => Place::NewSlot(slot.into(), word as u32),
        Quick::LoadMethodList if slot == 0 => Place::Method(word),
        Quick::LoadMethodList if slot == 2 => Place::Bound(word),
        Quick::LoadAttrList if is_cell && slot == METHOD_SLOT => Place::Method(word),
        Quick::LoadAttrList if is_cell && slot != 0 => Place::Called(word),
        _ if is_cell => Place::Cell(word),
        _ => Place::Overflow(word as u32, slot.into()),
    }
}

/// What `super().method` at an instruction has found: the class after which it looked, and the answers for shapes of the
/// object; nothing if that is several classes.
pub fn super_site(code: Gc<Code>, index: usize) -> Option<(Value, Vec<Answer>)> {
    if code.form(index) != Quick::LoadSuperMethodCached.byte() {
        return None;
    }
    let entries = crate::interp::super_cache::entries(code.feedback(index).word.get());
    let &(_, class, ..) = entries.first()?;
    if entries.iter().any(|&(_, other, ..)| other != class) {
        return None;
    }
    let answer = |(shape, _, how, word)| {
        let place = match how {
            0 => Place::Method(word),
            1 => Place::Cell(word),
            _ => Place::Bound(word),
        };
        Answer { shape, place }
    };
    Some((Value::from_bits(class), entries.into_iter().map(answer).collect()))
}

/// A Python function that is called for an attribute, and with what.
pub struct Accessor {
    /// The function.
    pub function: Gc<crate::object::function::Function>,
    /// The arguments.
    pub arguments: Vec<Argument>,
    /// The property that it is the getter or setter of.
    pub property: Option<Value>,
}

/// An argument of an [`Accessor`].
#[derive(Clone, Copy, Debug)]
pub enum Argument {
    /// The object.
    Object,
    /// The value that is stored.
    Stored,
    /// Something that does not depend on them.
    Fixed(Value),
}

/// What is called for the attribute `name` of objects of a shape, where the place is [`Place::Called`].
pub fn accessor(vm: &Vm, answer: Answer, name: Value, stores: bool) -> Option<Accessor> {
    use crate::object::function::{BoundMethod, Function, Property};
    use Argument::{Fixed, Object, Stored};
    let Place::Called(word) = answer.place else { return None };
    let called = Value::from_bits(word);
    if let Some(property) = called.cast::<Property>() {
        let function = if stores { property.setter.get() } else { property.getter.get() }.cast()?;
        let arguments = if stores { vec![Object, Stored] } else { vec![Object] };
        return Some(Accessor { function, arguments, property: Some(called) });
    }
    if let Some(function) = called.cast::<Function>() {
        let arguments = if stores { vec![Object, Fixed(name), Stored] } else { vec![Object, Fixed(name)] };
        return Some(Accessor { function, arguments, property: None });
    }
    let method: Gc<BoundMethod> = called.cast()?;
    let (function, descriptor) = (method.function.get().cast()?, method.receiver.get());
    let class = vm.shapes.get(crate::object::header::ShapeId(answer.shape)).class.value();
    let arguments =
        if stores { vec![Fixed(descriptor), Object, Stored] } else { vec![Fixed(descriptor), Object, Fixed(class)] };
    Some(Accessor { function, arguments, property: None })
}

/// Function and object of a bound method.
pub fn bound_parts(method: Value) -> Option<(Value, Value)> {
    let method: Gc<crate::object::function::BoundMethod> = method.cast()?;
    Some((method.function.get(), method.receiver.get()))
}

/// Which `__setattr__` a call of a native function with an object, a name and a value is of: whether it is that of `object`
/// whatever the object's class has.
pub fn sets_attribute(vm: &mut Vm, native: Gc<NativeFunction>) -> Option<bool> {
    let call = native.spec.call as usize;
    if call == crate::builtins::object::setattr as *const () as usize {
        let is_own = native.owner.get() == vm.types.object.value() && native.is_method();
        return is_own.then_some(true);
    }
    let builtins = vm.builtins;
    (builtins.get_text(vm, "setattr") == Some(native.value())).then_some(false)
}

/// Where setting an attribute of plain instances of a shape puts the value.
pub fn store_place(vm: &mut Vm, shape: u32, name: Value, plain: bool) -> Option<Place> {
    let store = if plain { Store::Plain } else { Store::Usual };
    let name = name.cast::<Str>()?;
    let (slot, after) = vm.place_of_store(shape, name, store)?;
    Some(if after == shape { Place::Slot(slot.into()) } else { Place::NewSlot(slot.into(), after) })
}

/// The shape of the dicts of a derived class that instruction `index` has read items of, if that is one shape.
pub fn derived_dict_seen(code: Gc<Code>, index: usize) -> Option<u32> {
    let feedback = code.feedback(index);
    let known = feedback.word.get() == 0 && feedback.slot.get() == crate::interp::DERIVED_DICT;
    (known && feedback.shape.get() != 0).then(|| feedback.shape.get())
}

/// Whether objects of a shape are dicts whose items are read, or written, as those of plain ones are where the key is there.
pub fn is_derived_dict(vm: &mut Vm, shape: u32, writes: bool) -> bool {
    let class = vm.shapes.get(ShapeId(shape)).class;
    let special = if writes { Special::SetItem } else { Special::GetItem };
    if class.layout.get().kind != Kind::Dict || vm.special(class, special) != vm.special(vm.types.dict, special) {
        return false;
    }
    let name = vm.names.special(special);
    vm.rely_on(class, name);
    true
}

/// The shapes of subjects that have matched at instruction `index`, a pattern: nothing, or up to eight.
pub fn shapes_matched(vm: &Vm, code: Gc<Code>, index: usize) -> Vec<u32> {
    let shapes = crate::interp::matching::shapes_matched(code.feedback(index));
    for &shape in &shapes {
        vm.shapes.get(ShapeId(shape)).compiled_for.set(true);
    }
    shapes
}

/// The names of the attributes that a class pattern with so many positional sub-patterns asks for, or none for the subject itself;
/// nothing where that is not certain.
pub fn names_of_pattern(
    vm: &mut Vm,
    class: Gc<crate::object::type_object::Type>,
    positional: usize,
) -> Option<Vec<Option<Gc<Str>>>> {
    vm.names_of_pattern(class, positional)
}

/// Where instances of a shape have an attribute in themselves.
pub fn load_place(vm: &mut Vm, shape: u32, name: Gc<Str>) -> Option<Place> {
    let (offset, overflow) = vm.place_of_load(ShapeId(shape), name)?;
    Some(match overflow {
        Some(index) => Place::Overflow(offset as u32, index as u32),
        None => Place::Slot(offset as u32),
    })
}
