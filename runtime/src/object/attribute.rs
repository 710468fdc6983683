//! Attribute access: the generic protocol (`object.__getattribute__` and friends), classes, modules, descriptors.

use super::function::{BoundMethod, Function, NativeFunction, NativeRole, Property};
use super::header::Header;
use super::module::Module;
use super::names::Special;
use super::string::Str;
use super::type_object::{Type, type_flag};
use crate::builtins::descriptors::{ClassMethod, GetSet, Member, StaticMethod};
use crate::exceptions::hierarchy::Exc;
use crate::heap::{Gc, Native};
use crate::native::Args;
use crate::native::signature::CallArgs;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

impl Vm {
    /// `object.name`
    pub fn get_attr(&mut self, object: Value, name: Gc<Str>) -> PyResult<Value> {
        match self.find_attr(object, name)? {
            Some(value) => Ok(value),
            None => Err(self.attribute_error(object, name)),
        }
    }

    /// `object.name` by Rust text.
    pub fn get_attr_text(&mut self, object: Value, name: &str) -> PyResult<Value> {
        let name = self.intern(name);
        self.get_attr(object, name)
    }

    /// `object.name`, none if there is no such attribute (an `AttributeError` raised by Python code counts as that).
    pub fn get_attr_opt(&mut self, object: Value, name: Gc<Str>) -> PyResult<Option<Value>> {
        match self.find_attr(object, name) {
            Err(raised) => self.catch(raised, Exc::AttributeError).map(|_| None),
            found => found,
        }
    }

    /// As [`Vm::get_attr_opt`], by Rust text.
    pub fn get_attr_opt_text(&mut self, object: Value, name: &str) -> PyResult<Option<Value>> {
        let name = self.intern(name);
        self.get_attr_opt(object, name)
    }

    /// `object.name`; none if the generic lookup finds nothing, while Python code raises its own `AttributeError`.
    pub fn find_attr(&mut self, object: Value, name: Gc<Str>) -> PyResult<Option<Value>> {
        let name = self.interned(name);
        let class = self.class_of(object);
        let getattribute = self.special(class, Special::GetAttribute);
        let native = getattribute.and_then(|f| f.cast::<NativeFunction>());
        let fallback = self.special(class, Special::GetAttr);
        let found = match (native, getattribute) {
            (Some(native), _) if native.is_method() => match native.spec.call {
                f if f as usize == crate::builtins::object::getattribute as *const () as usize => {
                    self.generic_get_attr(object, name)
                }
                f if f as usize == crate::builtins::type_type::getattribute as *const () as usize => {
                    let class = object.cast::<Type>().expect("type.__getattribute__ is found on metaclasses only");
                    self.type_get_attr(class, name)
                }
                f => f(self, crate::native::Args::new(&[object, name.value()])).map(Some),
            },
            (_, Some(function)) => self.call_unbound(function, object, &[name.value()]).map(Some),
            (_, None) => Ok(None),
        };
        let Some(fallback) = fallback else { return found };
        match found {
            Ok(Some(value)) => Ok(Some(value)),
            Ok(None) => self.call_unbound(fallback, object, &[name.value()]).map(Some),
            Err(raised) => {
                self.catch(raised, Exc::AttributeError)?;
                self.call_unbound(fallback, object, &[name.value()]).map(Some)
            }
        }
    }

    /// `object.__getattribute__`: data descriptor, instance, other class attribute; modules fall back to `__getattr__` of their namespace.
    pub fn generic_get_attr(&mut self, object: Value, name: Gc<Str>) -> PyResult<Option<Value>> {
        let class = self.class_of(object);
        let in_class = self.lookup(class, name);
        if let Some(descriptor) = in_class
            && self.is_data_descriptor(descriptor)
            && self.special_of(descriptor, Special::Get).is_some()
        {
            return self.bind(descriptor, object, class).map(Some);
        }
        if let Some(header) = object.header() {
            if let Some(value) = self.get_instance_attr(header, name)? {
                return Ok(Some(value));
            }
            if let Some(module) = object.cast::<Module>() {
                return self.module_get_attr(module, name, in_class);
            }
        }
        match in_class {
            Some(descriptor) => self.bind(descriptor, object, class).map(Some),
            None => Ok(None),
        }
    }

    fn module_get_attr(
        &mut self,
        module: Gc<Module>,
        name: Gc<Str>,
        in_class: Option<Value>,
    ) -> PyResult<Option<Value>> {
        if let Some(value) = module.dict.get().get_str(self, name) {
            return Ok(Some(value));
        }
        if let Some(descriptor) = in_class {
            let class = self.class_of(module.value());
            return self.bind(descriptor, module.value(), class).map(Some);
        }
        let getattr = self.names.special(Special::GetAttr);
        match module.dict.get().get_str(self, getattr) {
            Some(function) => self.call(function, &[name.value()]).map(Some),
            None => Ok(None),
        }
    }

    /// `type.__getattribute__`: metaclass data descriptor, attribute along the MRO, other metaclass attribute.
    pub fn type_get_attr(&mut self, class: Gc<Type>, name: Gc<Str>) -> PyResult<Option<Value>> {
        let metaclass = self.class_of(class.value());
        let in_meta = self.lookup(metaclass, name);
        if let Some(descriptor) = in_meta
            && self.is_data_descriptor(descriptor)
            && self.special_of(descriptor, Special::Get).is_some()
        {
            return self.bind(descriptor, class.value(), metaclass).map(Some);
        }
        if let Some(found) = self.lookup(class, name) {
            return self.bind_class(found, class).map(Some);
        }
        match in_meta {
            Some(descriptor) => self.bind(descriptor, class.value(), metaclass).map(Some),
            None => Ok(None),
        }
    }

    /// Whether `descriptor` takes precedence over instance attributes.
    #[inline]
    pub fn is_data_descriptor(&mut self, descriptor: Value) -> bool {
        let Some(header) = descriptor.header() else { return false };
        if header.cast::<Function>().is_some() || header.cast::<NativeFunction>().is_some() {
            return false;
        }
        let class = self.class_of(descriptor);
        self.special(class, Special::Set).is_some() || self.special(class, Special::Delete).is_some()
    }

    /// `descriptor.__get__(object, class)`, or the value itself if it is no descriptor.
    #[inline]
    pub fn bind(&mut self, descriptor: Value, object: Value, class: Gc<Type>) -> PyResult<Value> {
        let Some(header) = descriptor.header() else { return Ok(descriptor) };
        if header.cast::<Function>().is_some() {
            return Ok(self.bound_method(descriptor, object)?.value());
        }
        if let Some(native) = header.cast::<NativeFunction>() {
            return self.bind_native_function(native, object, class);
        }
        if let Some(property) = header.cast::<Property>()
            && self.class_of(descriptor) == self.types.property
        {
            return self.get_property(property, object);
        }
        if let Some(getset) = header.cast::<Native<GetSet>>() {
            return (getset.data.spec.get)(self, object);
        }
        if let Some(member) = header.cast::<Native<Member>>() {
            return self.get_member(member, object);
        }
        self.bind_slow(descriptor, object, class)
    }

    fn bind_slow(&mut self, descriptor: Value, object: Value, class: Gc<Type>) -> PyResult<Value> {
        if let Some(method) = descriptor.cast::<Native<ClassMethod>>()
            && self.class_of(descriptor) == self.types.classmethod
        {
            let function = method.data.function.get();
            return self.bind_to_class(function, class);
        }
        if let Some(method) = descriptor.cast::<Native<StaticMethod>>()
            && self.class_of(descriptor) == self.types.staticmethod
        {
            return Ok(method.data.function.get());
        }
        match self.special_of(descriptor, Special::Get) {
            Some(get) => self.call_unbound(get, descriptor, &[object, class.value()]),
            None => Ok(descriptor),
        }
    }

    fn bind_native_function(&mut self, native: Gc<NativeFunction>, object: Value, class: Gc<Type>) -> PyResult<Value> {
        match native.role {
            NativeRole::Method | NativeRole::SlotWrapper => Ok(self.bind_native(native, object)?.value()),
            NativeRole::ClassMethod => Ok(self.bind_native(native, class.value())?.value()),
            NativeRole::Function | NativeRole::Bound | NativeRole::BoundSlotWrapper => Ok(native.value()),
        }
    }

    /// `attribute.__get__(None, class)`: what `Class.attribute` gives.
    pub fn bind_class(&mut self, found: Value, class: Gc<Type>) -> PyResult<Value> {
        let Some(header) = found.header() else { return Ok(found) };
        if header.cast::<Function>().is_some() {
            return Ok(found);
        }
        if let Some(native) = header.cast::<NativeFunction>() {
            return match native.role {
                NativeRole::ClassMethod => Ok(self.bind_native(native, class.value())?.value()),
                _ => Ok(found),
            };
        }
        if header.cast::<Native<GetSet>>().is_some() || header.cast::<Native<Member>>().is_some() {
            return Ok(found);
        }
        if let Some(method) = found.cast::<Native<ClassMethod>>()
            && self.class_of(found) == self.types.classmethod
        {
            let function = method.data.function.get();
            return self.bind_to_class(function, class);
        }
        if let Some(method) = found.cast::<Native<StaticMethod>>()
            && self.class_of(found) == self.types.staticmethod
        {
            return Ok(method.data.function.get());
        }
        match self.special_of(found, Special::Get) {
            Some(get) => self.call_unbound(get, found, &[Value::NONE, class.value()]),
            None => Ok(found),
        }
    }

    /// What a `classmethod` around `function` gives: since 3.9 it may wrap another descriptor.
    pub(crate) fn bind_to_class(&mut self, function: Value, class: Gc<Type>) -> PyResult<Value> {
        if !function.is::<Function>()
            && let Some(get) = self.special_of(function, Special::Get)
        {
            return self.call_unbound(get, function, &[class.value(), class.value()]);
        }
        Ok(self.bound_method(function, class.value())?.value())
    }

    fn get_property(&mut self, property: Gc<Property>, object: Value) -> PyResult<Value> {
        match property.getter.get() {
            getter if getter.is_empty() || getter.is_none() => {
                Err(crate::builtins::descriptors::property_error(self, property, object, "getter"))
            }
            getter => self.call(getter, &[object]),
        }
    }

    /// `object.name = value`
    pub fn set_attr(&mut self, object: Value, name: Gc<Str>, value: Value) -> PyResult<()> {
        self.change_attr(object, name, value, Special::SetAttr)
    }

    /// `object.name = value` by Rust text.
    pub fn set_attr_text(&mut self, object: Value, name: &str, value: Value) -> PyResult<()> {
        let name = self.intern(name);
        self.set_attr(object, name, value)
    }

    /// `del object.name`
    pub fn delete_attr(&mut self, object: Value, name: Gc<Str>) -> PyResult<()> {
        self.change_attr(object, name, Value::EMPTY, Special::DelAttr)
    }

    fn change_attr(&mut self, object: Value, name: Gc<Str>, value: Value, special: Special) -> PyResult<()> {
        let name = self.interned(name);
        let class = self.class_of(object);
        let Some(method) = self.special(class, special) else {
            return Err(self.attribute_error(object, name));
        };
        if let Some(native) = method.cast::<NativeFunction>()
            && native.is_method()
        {
            let f = native.spec.call as usize;
            if f == crate::builtins::object::setattr as *const () as usize
                || f == crate::builtins::object::delattr as *const () as usize
            {
                return self.generic_set_attr(object, name, value);
            }
        }
        let args = if value.is_empty() { &[name.value()][..] } else { &[name.value(), value][..] };
        self.call_unbound(method, object, args).map(|_| ())
    }

    /// `object.__setattr__`, and `__delattr__` when the value is EMPTY.
    pub fn generic_set_attr(&mut self, object: Value, name: Gc<Str>, value: Value) -> PyResult<()> {
        let name = self.interned(name);
        let class = self.class_of(object);
        let in_class = self.lookup(class, name);
        if let Some(descriptor) = in_class
            && self.set_through_descriptor(descriptor, object, value)?
        {
            return Ok(());
        }
        if let Some(module) = object.cast::<Module>() {
            return self.set_module_attr(module, name, value);
        }
        if let Some(header) = object.header() {
            if value.is_empty() {
                if self.delete_instance_attr(header, name)? {
                    return Ok(());
                }
            } else if self.set_instance_attr(header, name, value)? {
                return Ok(());
            }
        }
        Err(self.cannot_set(object, name, in_class.is_some()))
    }

    fn set_module_attr(&mut self, module: Gc<Module>, name: Gc<Str>, value: Value) -> PyResult<()> {
        let dict = module.dict.get();
        if !value.is_empty() {
            return dict.set_str(self, name, value);
        }
        match dict.remove_str(self, name) {
            Some(_) => Ok(()),
            None => Err(self.attribute_error(module.value(), name)),
        }
    }

    #[cold]
    fn cannot_set(&mut self, object: Value, name: Gc<Str>, in_class: bool) -> crate::vm::Raised {
        let attribute = name.to_string_lossy();
        let class = self.class_of(object);
        let type_name = class.tp_name();
        if class.has(type_flag::HAS_DICT) {
            return self.attribute_error(object, name);
        }
        let message = if in_class {
            format!("'{type_name}' object attribute '{attribute}' is read-only")
        } else {
            format!("'{type_name}' object has no attribute '{attribute}'")
        };
        self.attribute_error_for(object, name, &message)
    }

    /// Sets (or, for EMPTY, deletes) through a data descriptor; false if it is none.
    pub fn set_through_descriptor(&mut self, descriptor: Value, object: Value, value: Value) -> PyResult<bool> {
        let Some(header) = descriptor.header() else { return Ok(false) };
        if header.cast::<Function>().is_some() || header.cast::<NativeFunction>().is_some() {
            return Ok(false);
        }
        if let Some(member) = header.cast::<Native<Member>>() {
            self.set_member(member, object, value)?;
            return Ok(true);
        }
        let (special, args): (_, &[Value]) =
            if value.is_empty() { (Special::Delete, &[object]) } else { (Special::Set, &[object, value]) };
        let class = self.class_of(descriptor);
        match self.special(class, special) {
            Some(method) => {
                self.call_unbound(method, descriptor, args)?;
                Ok(true)
            }
            None if self.is_data_descriptor(descriptor) => {
                let name = if value.is_empty() { "__delete__" } else { "__set__" };
                let name = self.intern(name);
                Err(self.attribute_error_for(descriptor, name, name.as_ascii().unwrap_or("__set__")))
            }
            None => Ok(false),
        }
    }

    pub(crate) fn get_member(&mut self, member: Gc<Native<Member>>, object: Value) -> PyResult<Value> {
        let header = self.member_owner(member, object)?;
        match self.get_slot(header, member.data.slot.into()).given() {
            Some(value) => Ok(value),
            None => {
                let name = member.data.name.get();
                Err(self.attribute_error(object, name))
            }
        }
    }

    fn set_member(&mut self, member: Gc<Native<Member>>, object: Value, value: Value) -> PyResult<()> {
        let header = self.member_owner(member, object)?;
        let slot = member.data.slot.into();
        if value.is_empty() && self.get_slot(header, slot).is_empty() {
            let name = member.data.name.get();
            return Err(self.attribute_error(object, name));
        }
        self.set_slot(header, slot, value)
    }

    fn member_owner(&mut self, member: Gc<Native<Member>>, object: Value) -> PyResult<Gc<Header>> {
        let owner = member.data.owner.get();
        if self.is_instance(object, owner)
            && let Some(header) = object.header()
        {
            return Ok(header);
        }
        let message = format!(
            "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
            member.data.name.get().to_string_lossy(),
            owner.tp_name(),
            self.type_name(object)
        );
        Err(self.type_error(&message))
    }

    /// Calls a special method found on the class of `object` by [`Vm::special`], binding it as attribute access would.
    #[inline]
    pub fn call_unbound(&mut self, method: Value, object: Value, args: &[Value]) -> PyResult<Value> {
        if let Some(header) = method.header() {
            if let Some(function) = header.cast::<Function>() {
                return self.call_function(function, object, CallArgs { values: Args::new(args), names: None });
            }
            let mut all = [Value::EMPTY; 4];
            if let Some(native) = header.cast::<NativeFunction>().filter(|native| native.is_method())
                && args.len() < all.len()
            {
                all[0] = object;
                for (index, &arg) in args.iter().enumerate() {
                    all[index + 1] = arg;
                }
                let values = Args::new(&all[..=args.len()]);
                return self.call_unbound_native(native, CallArgs { values, names: None });
            }
        }
        let class = self.class_of(object);
        let bound = self.bind(method, object, class)?;
        self.call(bound, args)
    }

    /// Calls special method `special` of `object` if its class has one.
    #[inline]
    pub fn call_special(&mut self, object: Value, special: Special, args: &[Value]) -> PyResult<Option<Value>> {
        match self.special_of(object, special) {
            Some(method) => self.call_unbound(method, object, args).map(Some),
            None => Ok(None),
        }
    }

    /// Calls method `name` of `object`.
    pub fn call_method(&mut self, object: Value, name: &str, args: &[Value]) -> PyResult<Value> {
        let method = self.get_attr_text(object, name)?;
        self.call(method, args)
    }

    /// The function and receiver of `object.name` without making a bound method: what `load_method` does.
    /// The receiver is EMPTY when the attribute is not a plain method.
    pub fn load_method(&mut self, object: Value, name: Gc<Str>) -> PyResult<(Value, Value)> {
        let class = self.class_of(object);
        let generic = self
            .special(class, Special::GetAttribute)
            .and_then(|f| f.cast::<NativeFunction>())
            .is_some_and(|f| f.spec.call as usize == crate::builtins::object::getattribute as *const () as usize);
        if generic
            && let Some(found) = self.lookup(class, name)
            && (found.is::<Function>() || found.cast::<NativeFunction>().is_some_and(|native| native.is_method()))
        {
            let own = match object.header() {
                Some(header) => self.get_instance_attr(header, name)?,
                None => None,
            };
            if own.is_none() && !object.is::<Module>() {
                return Ok((found, object));
            }
        }
        let value = self.get_attr(object, name)?;
        if let Some(bound) = value.cast::<BoundMethod>() {
            return Ok((bound.function.get(), bound.receiver.get()));
        }
        Ok((value, Value::EMPTY))
    }
}
