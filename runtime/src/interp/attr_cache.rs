//! What lookups of attributes by shape and name have found, for sites that meet too many shapes for a cache of their own, and for
//! `getattr` and `hasattr` (the *megamorphic stub cache* of V8).
//!
//! Entries hold addresses of objects that may move: a collection empties the cache, as does all that empties inline caches.

use super::Quick;
use super::shape_cache::{Cached, is_native, lists, site};
use crate::builtins::descriptors::GetSet;
use crate::frame::stack::frame_code;
use crate::heap::{Field, Gc, Native, attr_fields};
use crate::native::GetSetSpec;
use crate::object::Special;
use crate::object::function::{CellObject, Function, NativeFunction};
use crate::object::header::{Header, Kind, ShapeId};
use crate::object::raw::{attribute_word, set_attribute_word};
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

const SIZE: usize = 1024;

/// How an attribute is set; in the names of entries, those of objects end with zeros.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Store {
    /// By the class's `__setattr__`, which is that of `object`.
    Usual = 1,
    /// By that of `object`, whatever the class's.
    Plain = 2,
}

/// Where the attribute is.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum How {
    #[default]
    Unused,
    /// At a byte offset in the object.
    Slot,
    /// In the overflow array, the reference to which is at an offset.
    Overflow,
    /// In a cell.
    Cell,
    /// In a cell; the object goes with it.
    Method,
    /// What a builtin type computes; the word is the address of its specification.
    Computed,
    /// In the object's dict, or else in the cell of its class, if there is one.
    Dict,
    /// The same, and what is in the cell is a method.
    DictMethod,
    /// In the object's dict; where that lacks it, a descriptor is asked.
    DictFirst,
    /// A store goes to a byte offset in the object; word 0, or the shape that it has then.
    Store,
    /// A store goes to the object's dict.
    StoreDict,
    /// Nowhere.
    Absent,
    /// Only the general lookup tells.
    General,
}

#[derive(Clone, Copy, Default)]
struct Entry {
    shape: u32,
    slot: u16,
    how: How,
    name: u64,
    word: u64,
    computed: Option<&'static GetSetSpec>,
}

/// The cache.
pub(crate) struct AttrCache(Box<[Entry]>);

impl AttrCache {
    pub(crate) fn new() -> AttrCache {
        AttrCache(vec![Entry::default(); SIZE].into_boxed_slice())
    }

    pub(crate) fn clear(&mut self) {
        self.0.fill(Entry::default());
    }

    fn entry(&mut self, shape: u32, name: u64) -> &mut Entry {
        let at =
            (shape as usize).wrapping_mul(61).wrapping_add((name as usize >> 4) ^ ((name as usize) << 3)) & (SIZE - 1);
        &mut self.0[at]
    }
}

/// What is known of an attribute.
pub(crate) enum KnownAttr {
    /// Its value.
    Value(Value),
    /// The function, which is to be bound to the object.
    Method(Value),
    /// What this computes.
    Computed(&'static GetSetSpec),
    /// There is no such attribute.
    Absent,
}

impl Vm {
    /// What is known of attribute `name` of an object; none if only the general lookup tells.
    pub(crate) fn known_attr(&mut self, object: Gc<Header>, name: Gc<Str>) -> Option<KnownAttr> {
        let shape = object.shape().0;
        let mut entry = *self.attr_cache.entry(shape, name.word());
        if (entry.shape, entry.name) != (shape, name.word()) || entry.how == How::Unused {
            entry = self.attr_entry(object, name);
            *self.attr_cache.entry(shape, name.word()) = entry;
        }
        let content = |word: u64| Value::from_bits(word).cast::<CellObject>().and_then(|cell| cell.get().given());
        match entry.how {
            How::Slot => attribute_word(object, entry.slot.into()).given().map(KnownAttr::Value),
            How::Overflow => {
                let array = attribute_word(object, entry.word as usize).cast::<crate::object::array::Array>()?;
                array.get(entry.slot.into()).given().map(KnownAttr::Value)
            }
            How::Cell => content(entry.word).map(KnownAttr::Value),
            How::Method => content(entry.word).map(KnownAttr::Method),
            How::Computed => entry.computed.map(KnownAttr::Computed),
            How::Dict | How::DictMethod | How::DictFirst => {
                let dict = self.dict_mode_dict(object)?;
                match dict.get_plainly(self, name)? {
                    Some(value) => Some(KnownAttr::Value(value)),
                    None if entry.how == How::DictFirst => None,
                    None if entry.how == How::Dict => content(entry.word).map(KnownAttr::Value),
                    None => content(entry.word).map(KnownAttr::Method),
                }
            }
            How::Absent => Some(KnownAttr::Absent),
            How::Unused | How::General | How::Store | How::StoreDict => None,
        }
    }

    /// Where attribute `name` of objects in dict mode of this one's class is; none if only the general lookup tells.
    fn place_in_dict(&mut self, object: Gc<Header>, name: Gc<Str>) -> Option<(How, u64)> {
        let class = self.class_of(object.value());
        let getattribute = self.special(class, Special::GetAttribute);
        if object.kind() == Kind::Type || !is_native(getattribute, crate::builtins::object::getattribute) {
            return None;
        }
        let Some(found) = self.lookup(class, name) else {
            self.rely_on_attribute(class, name);
            return Some((How::Dict, 0));
        };
        let is_method = found.is::<Function>() || found.cast::<NativeFunction>().is_some_and(|f| f.is_method());
        if !is_method && found.header().is_some() && self.special_of(found, Special::Get).is_some() {
            if self.is_data_descriptor(found) {
                return None;
            }
            self.rely_on_attribute(class, name);
            let descriptor = self.class_of(found);
            for special in [Special::Set, Special::Delete] {
                let special = self.names.special(special);
                self.rely_on(descriptor, special);
            }
            return Some((How::DictFirst, 0));
        }
        self.rely_on_attribute(class, name);
        let cell = self.lookup_cell(class, name)?.word();
        Some((if is_method { How::DictMethod } else { How::Dict }, cell))
    }

    /// Where the dict of an object in dict mode is, as a byte offset, and which cell of a class has the attribute if that is a method
    /// which the dict has not; none if it is neither in the dict nor such a method, or only the general lookup tells.
    pub(super) fn place_by_dict(&mut self, object: Gc<Header>, name: Gc<Str>) -> Option<(u16, Option<u64>)> {
        let (how, cell) = self.place_in_dict(object, name).filter(|_| name.is_interned())?;
        let dict = self.dict_mode_dict(object)?;
        let fields: *const Field<Value> = attr_fields(object).first()?;
        let offset = u16::try_from(fields as u64 - object.word()).ok()?;
        match (dict.get_plainly(self, name)?, how) {
            (Some(_), _) => Some((offset, None)),
            (None, How::DictMethod) => Some((offset, Some(cell))),
            (None, _) => None,
        }
    }

    /// Stores into attribute `name` of an object, if it is known where: whether it has.
    pub(crate) fn store_known(&mut self, object: Gc<Header>, name: Gc<Str>, value: Value, store: Store) -> bool {
        let shape = object.shape().0;
        let key = name.word() | store as u64;
        let entry = *self.attr_cache.entry(shape, key);
        if (entry.shape, entry.name) != (shape, key) {
            return false;
        }
        if entry.how == How::StoreDict {
            let dict = self.dict_mode_dict(object);
            return dict.is_some_and(|dict| dict.replace_plainly(self, name, value));
        }
        if entry.how != How::Store {
            return false;
        }
        set_attribute_word(object, entry.slot.into(), value);
        if entry.word != 0 {
            object.set_shape(ShapeId(entry.word as u32));
        }
        self.barrier(object);
        true
    }

    /// Remembers where a store into an object of a shape goes: a byte offset, and the shape that it has then if that is another.
    pub(crate) fn know_store(&mut self, shape: u32, name: Gc<Str>, slot: u16, word: u64, store: Store) {
        let name = name.word() | store as u64;
        *self.attr_cache.entry(shape, name) = Entry { shape, slot, how: How::Store, name, word, computed: None };
    }

    /// Remembers that stores into objects in dict mode of a shape go to their dicts.
    pub(crate) fn know_dict_store(&mut self, shape: u32, name: Gc<Str>) {
        let name = name.word() | Store::Usual as u64;
        let entry = Entry { shape, slot: 0, how: How::StoreDict, name, word: 0, computed: None };
        *self.attr_cache.entry(shape, name) = entry;
    }

    fn attr_entry(&mut self, object: Gc<Header>, name: Gc<Str>) -> Entry {
        if name.is_interned()
            && self.shape_of(object).dict_mode
            && let Some((how, word)) = self.place_in_dict(object, name)
        {
            return Entry { shape: object.shape().0, slot: 0, how, name: name.word(), word, computed: None };
        }
        let known = if name.is_interned() { self.cacheable(object.value(), name) } else { None };
        let (how, slot, word) = match known {
            Some(Cached::Slot(offset)) => (How::Slot, offset, 0),
            Some(Cached::Overflow(start, index)) => (How::Overflow, index, start as u64),
            Some(Cached::Cell(cell)) => (How::Cell, 0, cell.word()),
            Some(Cached::Method(cell)) => (How::Method, 0, cell.word()),
            None if self.lacks(object, name) => (How::Absent, 0, 0),
            _ => (How::General, 0, 0),
        };
        let computed = if how == How::General { self.computed(object, name) } else { None };
        let how = if computed.is_some() { How::Computed } else { how };
        let entry = Entry { shape: object.shape().0, slot: slot as u16, how, name: name.word(), word, computed };
        if slot > usize::from(u16::MAX) { Entry { how: How::General, ..entry } } else { entry }
    }

    /// The attribute `name` that the builtin type of objects of this one's shape computes.
    fn computed(&mut self, object: Gc<Header>, name: Gc<Str>) -> Option<&'static GetSetSpec> {
        use crate::builtins::{object as object_type, type_type};
        let class = self.class_of(object.value());
        let getattribute = self.special(class, Special::GetAttribute);
        let generic =
            is_native(getattribute, object_type::getattribute) || is_native(getattribute, type_type::getattribute);
        if !generic || !name.is_interned() || self.special(class, Special::GetAttr).is_some() {
            return None;
        }
        let found = self.lookup(class, name)?.cast::<Native<GetSet>>()?;
        self.rely_on_attribute(class, name);
        Some(found.data.spec)
    }

    /// Whether objects of this one's shape have no attribute `name`, and nothing in Python is asked for it.
    fn lacks(&mut self, object: Gc<Header>, name: Gc<Str>) -> bool {
        let plain =
            matches!(object.kind(), Kind::Instance | Kind::Str | Kind::List | Kind::Dict | Kind::Tuple | Kind::Set);
        if !plain || !name.is_interned() || self.shape_of(object).dict_mode {
            return false;
        }
        let class = self.class_of(object.value());
        let getattribute = self.special(class, Special::GetAttribute);
        let lacks = is_native(getattribute, crate::builtins::object::getattribute)
            && self.special(class, Special::GetAttr).is_none()
            && self.shape_of(object).slot(name).is_none()
            && self.lookup(class, name).is_none();
        if lacks {
            self.rely_on_attribute(class, name);
        }
        lacks
    }

    /// `object.name`, if that is known: methods are bound.
    pub(crate) fn known_value(&mut self, object: Value, name: Gc<Str>) -> PyResult<Option<Value>> {
        let Some(header) = object.header() else { return Ok(None) };
        match self.known_attr(header, name) {
            Some(KnownAttr::Value(value)) => Ok(Some(value)),
            Some(KnownAttr::Method(function)) if function.is::<Function>() => {
                Ok(Some(self.bound_method(function, object)?.value()))
            }
            Some(KnownAttr::Computed(spec)) => (spec.get)(self, object).map(Some),
            Some(KnownAttr::Method(_) | KnownAttr::Absent) | None => Ok(None),
        }
    }
}

/// Whether the running attribute site has nothing to learn of objects of a shape: it knows that, or has missed too often.
pub(super) fn is_settled(base: *mut u64, pc: *mut u64, list: Quick, shape: u32) -> bool {
    let code = frame_code(base);
    let index = code.index_of(pc);
    let Some(feedback) = site(base, pc) else { return true };
    code.form(index) == list.byte() && lists(feedback.word.get(), shape)
}
