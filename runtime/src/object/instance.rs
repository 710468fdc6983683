//! Instances of classes without a builtin base, and the attribute storage of all objects that have one.

use super::array::Array;
use super::dict::Dict;
use super::function::Function;
use super::header::{Header, Kind, ShapeId};
use super::names::Special;
use super::string::Str;
use super::type_object::{Type, type_flag};
use crate::heap::{Gc, HeapObject, Tracer, attr_fields};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// A plain instance: a header; attribute storage follows.
#[repr(C)]
pub struct Instance {
    header: Header,
}

impl HeapObject for Instance {
    const KIND: Kind = Kind::Instance;

    fn trace(&self, _: &mut Tracer<'_>) {}
}

/// Most words of attribute storage inside an object.
pub(crate) const MOST_ATTRS: u8 = 41;

impl Vm {
    /// A new instance of a class without a builtin base.
    #[inline]
    pub fn instance(&mut self, class: Gc<Type>) -> PyResult<Gc<Instance>> {
        self.instance_of_shape(class, class.root_shape.get())
    }

    /// A new instance of a class that has `shape`, which tells its size: classes may make larger ones by now
    /// ([`Vm::widen_instances`]), of other shapes.
    #[inline]
    pub(crate) fn instance_of_shape(&mut self, class: Gc<Type>, shape: ShapeId) -> PyResult<Gc<Instance>> {
        let header = Header::new(shape, Kind::Instance, self.shapes.get(shape).attrs);
        let instance = self.alloc(Instance { header })?;
        if class.has(type_flag::HAS_DEL) {
            self.heap.register_finalizable(instance.header());
        }
        Ok(instance)
    }

    /// Reads slot `slot` of an object's attribute storage; EMPTY if unset.
    #[inline(always)]
    pub fn get_slot(&self, object: Gc<Header>, slot: usize) -> Value {
        let fields = attr_fields(object);
        match fields.get(slot + 1) {
            Some(field) => field.get(),
            None => match fields.first().and_then(|overflow| overflow.get().cast::<Array>()) {
                Some(overflow) => overflow.get(slot + 1 - fields.len()),
                None => Value::EMPTY,
            },
        }
    }

    /// Writes slot `slot`, growing the overflow array as needed.
    #[inline(always)]
    pub fn set_slot(&mut self, object: Gc<Header>, slot: usize, value: Value) -> PyResult<()> {
        let fields = attr_fields(object);
        if let Some(field) = fields.get(slot + 1) {
            field.set(self, object, value);
            return Ok(());
        }
        self.set_overflow_slot(object, slot + 1 - fields.len(), value)
    }

    /// Gives instances that are made from now on so many words of attribute storage, at least. Those that exist keep theirs, and
    /// their shapes: what is known of these stays true.
    pub(crate) fn widen_instances(&mut self, class: Gc<Type>, words: usize) {
        let words = u8::try_from(words).unwrap_or(u8::MAX);
        if words > MOST_ATTRS || words <= class.attrs.get() || !class.has(type_flag::HEAP_TYPE | type_flag::HAS_DICT) {
            return;
        }
        class.attrs.set(words);
        let shape = self.shapes.new_root(class, words.into(), class.slot_count.get().into());
        class.root_shape.set(shape);
        // Instances that a metaclass makes in Python, as members of enums are, get their attributes from it: those of other classes
        // that it is the metaclass of will have as many.
        let metaclass = self.class_of(class.value());
        let call = self.lookup_uncached(metaclass, self.names.special(Special::Call));
        if call.is_some_and(|call| call.is::<Function>()) {
            let classes = class.mro.get();
            for index in 1..classes.len() {
                let base = classes.get(index).cast::<Type>();
                if let Some(base) = base.filter(|base| self.class_of(base.value()) == metaclass) {
                    self.widen_instances(base, words.into());
                }
            }
        }
    }

    #[cold]
    fn set_overflow_slot(&mut self, object: Gc<Header>, index: usize, value: Value) -> PyResult<()> {
        let words = attr_fields(object).len() + index + 1;
        let word = &attr_fields(object)[0];
        if matches!(object.kind(), Kind::Instance | Kind::Exception) {
            let class = self.shape_of(object).class;
            self.widen_instances(class, words);
        }
        let old = word.get().cast::<Array>();
        let array = match old {
            Some(array) if index < array.len() => array,
            Some(_) | None => {
                let array = Array::new(self, (index + 1).max(4).next_power_of_two())?;
                if let Some(old) = old {
                    for (i, field) in old.fields().iter().enumerate() {
                        array.set(self, i, field.get());
                    }
                }
                word.set(self, object, array.value());
                array
            }
        };
        array.set(self, index, value);
        Ok(())
    }

    /// Whether the object can have attributes of any name.
    pub fn has_instance_dict(&self, object: Gc<Header>) -> bool {
        object.attrs() > 0 && self.shape_of(object).class.has(type_flag::HAS_DICT)
    }

    /// The dict of an object in dict mode.
    pub(crate) fn dict_mode_dict(&self, object: Gc<Header>) -> Option<Gc<Dict>> {
        if !self.shape_of(object).dict_mode {
            return None;
        }
        attr_fields(object)[0].get().cast()
    }

    /// Reads attribute `name` from the object's own storage (not its class).
    #[inline]
    pub fn get_instance_attr(&mut self, object: Gc<Header>, name: Gc<Str>) -> PyResult<Option<Value>> {
        if object.attrs() == 0 {
            return Ok(None);
        }
        let shape = self.shape_of(object);
        if shape.dict_mode {
            let dict = self.dict_mode_dict(object);
            return match dict {
                Some(dict) => dict.get(self, name.value()),
                None => Ok(None),
            };
        }
        let name = self.interned(name);
        Ok(self.shape_of(object).slot(name).and_then(|slot| self.get_slot(object, slot.into()).given()))
    }

    /// Sets attribute `name` in the object's own storage; false if it has none.
    pub fn set_instance_attr(&mut self, object: Gc<Header>, name: Gc<Str>, value: Value) -> PyResult<bool> {
        if !self.has_instance_dict(object) {
            return Ok(false);
        }
        if let Some(dict) = self.dict_mode_dict(object) {
            dict.set(self, name.value(), value)?;
            return Ok(true);
        }
        let name = self.interned(name);
        if let Some(slot) = self.shape_of(object).slot(name) {
            self.set_slot(object, slot.into(), value)?;
            return Ok(true);
        }
        match self.shapes.with_attribute(object.shape(), name) {
            Some(shape) => {
                let slot = self.shapes.get(shape).len as usize - 1;
                self.set_slot(object, slot, value)?;
                object.set_shape(shape);
            }
            None => {
                let dict = self.instance_dict(object)?.expect("the object has a dict");
                dict.set(self, name.value(), value)?;
            }
        }
        Ok(true)
    }

    /// Deletes attribute `name` from the object's own storage; whether it was there.
    pub fn delete_instance_attr(&mut self, object: Gc<Header>, name: Gc<Str>) -> PyResult<bool> {
        if !self.has_instance_dict(object) || self.get_instance_attr(object, name)?.is_none() {
            return Ok(false);
        }
        let name = self.interned(name);
        if let Some(slot) = self.shape_of(object).slot(name)
            && !self.shape_of(object).dict_mode
            && let Some(shape) = self.shapes.without_attribute(object.shape(), name)
        {
            self.remove_slot(object, slot.into(), shape)?;
            return Ok(true);
        }
        let dict = self.instance_dict(object)?.expect("the object has a dict");
        Ok(dict.remove(self, name.value())?.is_some())
    }

    /// Moves what is above slot `slot` down: the object has shape `shape` then.
    fn remove_slot(&mut self, object: Gc<Header>, slot: usize, shape: ShapeId) -> PyResult<()> {
        let last = self.shape_of(object).len as usize - 1;
        for at in slot..last {
            let next = self.get_slot(object, at + 1);
            self.set_slot(object, at, next)?;
        }
        self.set_slot(object, last, Value::EMPTY)?;
        object.set_shape(shape);
        Ok(())
    }

    /// A copy of the object's `__dict__`, without making it one. None if the object has none.
    pub fn copy_of_instance_dict(&mut self, object: Gc<Header>) -> PyResult<Option<Gc<Dict>>> {
        if !self.has_instance_dict(object) {
            return Ok(None);
        }
        if let Some(dict) = self.dict_mode_dict(object) {
            return Ok(Some(dict.copy(self)?));
        }
        let dict = self.dict()?;
        for (name, slot) in self.shape_of(object).names() {
            let value = self.get_slot(object, slot.into());
            if !value.is_empty() {
                dict.set_str(self, name, value)?;
            }
        }
        Ok(Some(dict))
    }

    /// The object's `__dict__` itself: from now on its named attributes live in it. None if the object has none.
    pub fn instance_dict(&mut self, object: Gc<Header>) -> PyResult<Option<Gc<Dict>>> {
        if !self.has_instance_dict(object) {
            return Ok(None);
        }
        if let Some(dict) = self.dict_mode_dict(object) {
            return Ok(Some(dict));
        }
        let dict = self.dict()?;
        for (name, slot) in self.shape_of(object).names() {
            let value = self.get_slot(object, slot.into());
            if !value.is_empty() {
                dict.set_str(self, name, value)?;
            }
        }
        self.replace_instance_dict(object, dict)?;
        Ok(Some(dict))
    }

    /// Makes `dict` the object's `__dict__`. The object must be able to have one.
    pub fn replace_instance_dict(&mut self, object: Gc<Header>, dict: Gc<Dict>) -> PyResult<()> {
        let reserved = self.shape_of(object).class.slot_count.get() as usize;
        // Slots of `__slots__` stay where they are; they must not be in the overflow array, whose word the dict takes.
        debug_assert!(reserved < object.attrs(), "declared slots are inline");
        let shape = self.shapes.dict_mode(object.shape());
        object.set_shape(shape);
        let fields = attr_fields(object);
        for field in &fields[reserved + 1..] {
            field.set_no_barrier(Value::EMPTY);
        }
        fields[0].set(self, object, dict.value());
        Ok(())
    }
}
