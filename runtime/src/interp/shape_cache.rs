//! What inline caches of attribute sites hold: where an attribute of objects of one shape is found, and the lists of such
//! answers at sites that have met several shapes.

use super::Quick;
use super::attr_cache::Store;
use crate::builtins::descriptors::{ClassMethod, Member, StaticMethod, TupleGetter};
use crate::frame::stack::frame_code;
use crate::heap::{Gc, Native, attr_fields};
use crate::object::Special;
use crate::object::array::Array;
use crate::object::code::Feedback;
use crate::object::function::{BoundMethod, CellObject, Function, NativeFunction, NativeRole, Property};
use crate::object::header::{Header, Kind, ShapeId};
use crate::object::instance::Instance;
use crate::object::module::Module;
use crate::object::string::Str;
use crate::object::type_object::{Type, type_flag};
use crate::value::{INT_TAG, Value};
use crate::vm::Vm;

/// Shapes that a site remembers.
pub(super) const SHAPES: usize = 8;
/// Lookups by the general way after which a site with a full list computes no more answers.
const MAX_MISSES: u16 = 16;

/// What a cache may hold for an attribute of objects of one shape.
pub(crate) enum Cached {
    /// Slot inside the object, as byte offset.
    Slot(usize),
    /// Slot in the overflow array: offset of the overflow word, index.
    Overflow(usize, usize),
    /// Content of a cell, as it is.
    Cell(Gc<CellObject>),
    /// Function in a cell of the class, to be bound to the receiver.
    Method(Gc<CellObject>),
    /// Property of the class, whose getter is a Python function.
    Property(Gc<Property>),
    /// Item of a tuple.
    Item(u16),
    /// Function that is bound to something that does not depend on the object: its class.
    Bound(Gc<BoundMethod>),
    /// `__get__` in Python, bound to the descriptor.
    Getter(Gc<BoundMethod>),
    /// `__getattr__` or `__getattribute__` in Python, which is asked.
    Hook(Gc<Function>),
}

/// Byte offset of the overflow word of an object's attribute storage.
fn attrs_offset(object: Gc<Header>) -> usize {
    attr_fields(object).as_ptr() as usize - object.word() as usize
}

pub(crate) fn slot_place(object: Gc<Header>, slot: u16) -> Cached {
    let (slot, attrs) = (slot as usize, object.attrs());
    let start = attrs_offset(object);
    if slot + 1 < attrs { Cached::Slot(start + 8 * (slot + 1)) } else { Cached::Overflow(start, slot + 1 - attrs) }
}

pub(crate) fn is_native(method: Option<Value>, f: crate::native::spec::NativeFn) -> bool {
    method.and_then(|m| m.cast::<NativeFunction>()).is_some_and(|native| native.spec.call as usize == f as usize)
}

/// Whether objects of this kind have their attribute storage at one offset.
pub(crate) fn fixed_size(kind: Kind) -> bool {
    !matches!(kind, Kind::Tuple | Kind::Bytes | Kind::Str | Kind::BigInt)
}

impl Vm {
    /// Where an attribute of objects of this one's shape is found, if the shape says so.
    pub(super) fn cacheable(&mut self, object: Value, name: Gc<Str>) -> Option<Cached> {
        let header = object.header()?;
        // Objects in dict mode share a shape, classes and modules too.
        if self.shape_of(header).dict_mode {
            return None;
        }
        let class = self.class_of(object);
        let getattribute = self.special(class, Special::GetAttribute);
        if let Some(own) = object.cast::<Type>() {
            if !is_native(getattribute, crate::builtins::type_type::getattribute) {
                return None;
            }
            return self.cacheable_in_class(own, class, name);
        }
        if !is_native(getattribute, crate::builtins::object::getattribute) {
            let asked = getattribute?.cast::<Function>()?;
            self.rely_on_attribute(class, name);
            let only = plainly_takes(asked, 2) && self.special(class, Special::GetAttr).is_none();
            return only.then_some(Cached::Hook(asked));
        }
        let in_class = self.lookup(class, name);
        if let Some(found) = in_class
            && self.is_data_descriptor(found)
        {
            self.rely_on_attribute(class, name);
            // Objects of another class have another shape.
            if name == self.names.special(Special::Class) && self.shows_class(class) {
                return self.cell(class.value()).ok().map(Cached::Cell);
            }
            if self.class_of(found) == self.types.property {
                let property = found.cast::<Property>()?;
                return property.getter.get().is::<Function>().then_some(Cached::Property(property));
            }
            if let Some(getter) = found.cast::<Native<TupleGetter>>() {
                let index = u16::try_from(getter.data.index).ok()?;
                return (header.kind() == Kind::Tuple).then_some(Cached::Item(index));
            }
            return match self.declared_slot(class, found) {
                Some(slot) => fixed_size(header.kind()).then(|| slot_place(header, slot)),
                None => self.cacheable_getter(found),
            };
        }
        self.rely_on_attribute(class, name);
        if let Some(module) = object.cast::<Module>() {
            return module.dict.get().cell_of(self, name).map(Cached::Cell);
        }
        if let Some(slot) = self.shape_of(header).slot(name) {
            return fixed_size(header.kind()).then(|| slot_place(header, slot));
        }
        let Some(found) = in_class else {
            let asked = self.special(class, Special::GetAttr)?.cast::<Function>()?;
            return plainly_takes(asked, 2).then_some(Cached::Hook(asked));
        };
        let cell = self.lookup_cell(class, name)?;
        let is_method = found.is::<Function>() || found.cast::<NativeFunction>().is_some_and(|f| f.is_method());
        if is_method {
            return Some(Cached::Method(cell));
        }
        let plain = found.header().is_none() || self.special_of(found, Special::Get).is_none();
        if plain {
            Some(Cached::Cell(cell))
        } else {
            self.unwrapped(found, class).or_else(|| self.cacheable_getter(found))
        }
    }

    /// What a static or class method gives that is found through `class` or an instance of it: the cache gets a cell of its own.
    pub(super) fn unwrapped(&mut self, found: Value, class: Gc<Type>) -> Option<Cached> {
        let of = self.class_of(found);
        if of == self.types.staticmethod {
            let function = found.cast::<Native<StaticMethod>>()?.data.function.get();
            return self.cell(function).ok().map(Cached::Cell);
        }
        if of != self.types.classmethod {
            return None;
        }
        let function = found.cast::<Native<ClassMethod>>()?.data.function.get().cast::<Function>()?;
        self.bound_method(function.value(), class.value()).ok().map(Cached::Bound)
    }

    /// `__get__` of a descriptor, if it is in Python.
    fn cacheable_getter(&mut self, descriptor: Value) -> Option<Cached> {
        let class = self.class_of(descriptor);
        let get = self.special(class, Special::Get)?.cast::<Function>()?;
        self.rely_on_attribute(class, self.names.special(Special::Get));
        if !plainly_takes(get, 3) {
            return None;
        }
        self.bound_method(get.value(), descriptor).ok().map(Cached::Getter)
    }

    /// What stores of an attribute call, if that is Python: the setter of a property (the property), `__set__` of a descriptor
    /// (bound to it) or `__setattr__` (the function).
    pub(super) fn cacheable_setter(&mut self, object: Value, name: Gc<Str>) -> Option<Value> {
        let header = object.header()?;
        if self.shape_of(header).dict_mode || object.is::<Type>() {
            return None;
        }
        let class = self.class_of(object);
        let setattr = self.special(class, Special::SetAttr);
        if let Some(asked) = setattr.and_then(|setattr| setattr.cast::<Function>()) {
            self.rely_on_attribute(class, name);
            return plainly_takes(asked, 3).then_some(asked.value());
        }
        if !is_native(setattr, crate::builtins::object::setattr) {
            return None;
        }
        let found = self.lookup(class, name)?;
        if self.class_of(found) == self.types.property {
            let setter = found.cast::<Property>()?.setter.get().cast::<Function>()?;
            self.rely_on_attribute(class, name);
            return plainly_takes(setter, 2).then_some(found);
        }
        let of = self.class_of(found);
        let set = self.special(of, Special::Set)?.cast::<Function>()?;
        self.rely_on_attribute(class, name);
        self.rely_on_attribute(of, self.names.special(Special::Set));
        if !plainly_takes(set, 3) {
            return None;
        }
        self.bound_method(set.value(), found).ok().map(Gc::value)
    }

    /// Where setting an attribute of plain instances of a shape puts the value, whatever that is: the byte offset, and the shape
    /// that they have then.
    pub(crate) fn place_of_store(&mut self, shape: u32, name: Gc<Str>, store: Store) -> Option<(u16, u32)> {
        let before = ShapeId(shape);
        let (class, attrs, in_dict) = {
            let known = self.shapes.get(before);
            (known.class, usize::from(known.attrs), known.dict_mode)
        };
        if in_dict || class.layout.get().kind != Kind::Instance || !name.is_interned() {
            return None;
        }
        let setattr = self.special(class, Special::SetAttr);
        if store == Store::Usual && !is_native(setattr, crate::builtins::object::setattr) {
            return None;
        }
        let found = self.lookup(class, name);
        let (slot, after) = match found {
            Some(found) if self.is_data_descriptor(found) => (self.declared_slot(class, found)?, before),
            _ if !class.has(type_flag::HAS_DICT) => return None,
            _ => match self.shapes.get(before).slot(name) {
                Some(slot) => (slot, before),
                None => (self.shapes.get(before).len, self.shapes.with_attribute(before, name)?),
            },
        };
        self.rely_on_attribute(class, name);
        let offset = size_of::<Instance>() + 8 * (usize::from(slot) + 1);
        (usize::from(slot) + 1 < attrs).then_some((offset as u16, after.0))
    }

    /// The slot of a member descriptor (`__slots__`) that applies to instances of `class`.
    pub(crate) fn declared_slot(&self, class: Gc<Type>, descriptor: Value) -> Option<u16> {
        let member = descriptor.cast::<Native<Member>>()?;
        class.is_subclass(member.data.owner.get()).then_some(member.data.slot)
    }

    /// `Class.name` where the class's own MRO has it and it needs no binding.
    fn cacheable_in_class(&mut self, class: Gc<Type>, metaclass: Gc<Type>, name: Gc<Str>) -> Option<Cached> {
        if let Some(found) = self.lookup(metaclass, name)
            && self.is_data_descriptor(found)
        {
            return None;
        }
        let found = self.lookup(class, name)?;
        if let Some(unwrapped) = self.unwrapped(found, class) {
            self.rely_on_of_class(class, name);
            self.rely_on_attribute(metaclass, name);
            return Some(unwrapped);
        }
        let native = found.cast::<NativeFunction>();
        if native.is_some_and(|native| native.role == NativeRole::ClassMethod) {
            self.rely_on_of_class(class, name);
            self.rely_on_attribute(metaclass, name);
            return self.bound_method(found, class.value()).ok().map(Cached::Bound);
        }
        let as_is = found.header().is_none()
            || found.is::<Function>()
            || native.is_some()
            || (!found.is::<NativeFunction>() && self.special_of(found, Special::Get).is_none());
        let cell = self.lookup_cell(class, name).filter(|_| as_is)?;
        self.rely_on_of_class(class, name);
        self.rely_on_attribute(metaclass, name);
        Some(Cached::Cell(cell))
    }
}

/// Whether calls of a function with `count` arguments enter it as it is.
fn plainly_takes(function: Gc<Function>, count: u32) -> bool {
    let code = function.code.get();
    code.prepare();
    code.call_key.get() == count
}

/// One remembered answer: how it is encoded depends on the quickened form, see [`Quick`].
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) shape: ShapeId,
    pub(super) slot: u16,
    pub(super) word: u64,
}

impl Entry {
    /// Shape and slot as one word that is no reference.
    fn key(self) -> Value {
        Value::from_bits(INT_TAG | u64::from(self.slot) << 32 | u64::from(self.shape.0))
    }
}

/// The running instruction's feedback, unless the site has missed too often.
pub(super) fn site(base: *mut u64, pc: *mut u64) -> Option<&'static Feedback> {
    let code = frame_code(base);
    let feedback: *const Feedback = code.feedback(code.index_of(pc));
    // SAFETY: [CODE]: the code of the running frame stays.
    let feedback = unsafe { &*feedback };
    (feedback.seen.get() < MAX_MISSES).then_some(feedback)
}

fn quicken(vm: &Vm, base: *mut u64, pc: *mut u64, quick: Quick) {
    vm.barrier(frame_code(base).header());
    let code = frame_code(base);
    code.set_op_byte(code.index_of(pc), quick.byte());
}

/// Adds an answer to a site: the first in the feedback itself, in form `single`; further ones in a list, in form `list`.
pub(super) fn remember(vm: &mut Vm, base: *mut u64, pc: *mut u64, entry: Entry, single: Quick, list: Quick) {
    let code = frame_code(base);
    let index = code.index_of(pc);
    let running = code.form(index);
    let feedback = code.feedback(index);
    let unlisted = [Quick::LoadAttrItem, Quick::StoreAttrSetter, Quick::LoadAttrDict, Quick::LoadMethodDict];
    if running == list.byte() && unlisted.contains(&single) {
        feedback.seen.set(feedback.seen.get() + 1);
        return;
    }
    let fresh = running == code.instructions()[index].op_byte() || feedback.shape.get() == entry.shape.0;
    if running == list.byte() {
        let entries = Value::from_bits(feedback.word.get()).cast::<Array>().expect("the form of lists goes with one");
        let unused = Value::from_bits(Entry::UNUSED);
        let at = (0..SHAPES).find(|&at| {
            let key = entries.get(2 * at);
            key == unused || key.bits() as u32 == entry.shape.0
        });
        match at {
            Some(at) => put(vm, entries, at, entry),
            None => feedback.seen.set(feedback.seen.get() + 1),
        }
    } else if fresh || unlisted.iter().any(|&quick| single == quick || running == quick.byte()) {
        feedback.seen.set(feedback.seen.get() + 1);
        feedback.shape.set(entry.shape.0);
        feedback.slot.set(entry.slot);
        feedback.word.set(entry.word);
        quicken(vm, base, pc, single);
    } else {
        let first =
            Entry { shape: ShapeId(feedback.shape.get()), slot: feedback.slot.get(), word: feedback.word.get() };
        // Without memory for the list the site stays as it is.
        let Ok(entries) = Array::new(vm, 2 * SHAPES) else { return };
        for at in 0..SHAPES {
            entries.set(vm, 2 * at, Value::from_bits(Entry::UNUSED));
        }
        put(vm, entries, 0, first);
        put(vm, entries, 1, entry);
        feedback.seen.set(0);
        feedback.shape.set(0);
        feedback.word.set(entries.word());
        quicken(vm, base, pc, list);
    }
}

/// Shape, slot and word of the entries of the list at `word`.
pub(crate) fn entries(word: u64) -> Vec<(u32, u16, u64)> {
    let Some(entries) = Value::from_bits(word).cast::<Array>() else { return Vec::new() };
    let used = (0..SHAPES).filter(|&at| entries.get(2 * at).bits() != Entry::UNUSED);
    let entry = |at: usize| {
        let key = entries.get(2 * at).bits();
        (key as u32, (key >> 32) as u16, entries.get(2 * at + 1).bits())
    };
    used.map(entry).collect()
}

/// Whether the list at `word` has an entry for a shape.
pub(super) fn lists(word: u64, shape: u32) -> bool {
    let entries = Value::from_bits(word).cast::<Array>();
    entries.is_some_and(|entries| (0..SHAPES).any(|at| entries.get(2 * at).bits() as u32 == shape))
}

fn put(vm: &Vm, entries: Gc<Array>, at: usize, entry: Entry) {
    entries.set(vm, 2 * at, entry.key());
    entries.set(vm, 2 * at + 1, Value::from_bits(entry.word));
}

impl Entry {
    /// Key of an entry of a list that is not in use: no shape has this number.
    const UNUSED: u64 = INT_TAG | 0xFFFF_FFFF;
}

const _: () = assert!(size_of::<Array>() == 16);
