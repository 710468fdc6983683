//! Attributes of objects that may have any shape, as the cache of lookups knows them.

use super::tried;
use crate::heap::Gc;
use crate::interp::attr_cache::{KnownAttr, Store};
use crate::object::function::{Function, NativeFunction};
use crate::object::header::Kind;
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::Vm;

fn known(vm: &mut Vm, name: u64, object: u64) -> Option<KnownAttr> {
    let object = Value::from_bits(object).header()?;
    let name = Value::from_bits(name).cast::<Str>()?;
    vm.postponing(|vm| {
        // Names that were put together are new strings each time, which the cache of lookups does not know.
        let name = vm.intern_str(name);
        vm.known_attr(object, name)
    })
}

/// `object.name`, which is no method.
pub extern "C" fn leaf_attribute(vm: &mut Vm, name: u64, object: u64) -> u64 {
    match known(vm, name, object) {
        Some(KnownAttr::Value(value)) => value.bits(),
        _ => 0,
    }
}

/// The function that `object.name` binds to the object.
pub extern "C" fn leaf_method(vm: &mut Vm, name: u64, object: u64) -> u64 {
    match known(vm, name, object) {
        Some(KnownAttr::Method(function)) => function.bits(),
        _ => 0,
    }
}

/// The value that is known of an attribute: methods are bound.
fn value_of(vm: &mut Vm, object: u64, known: Option<KnownAttr>) -> u64 {
    match known {
        Some(KnownAttr::Value(value)) => value.bits(),
        Some(KnownAttr::Method(function)) if function.is::<Function>() => {
            let method = vm.postponing(|vm| vm.bound_method(function, Value::from_bits(object)));
            tried(vm, Some(method.map(Gc::value)))
        }
        Some(KnownAttr::Method(function)) if function.is::<NativeFunction>() => {
            let object = Value::from_bits(object);
            let class = vm.class_of(object);
            let method = vm.postponing(|vm| vm.bind(function, object, class));
            tried(vm, Some(method))
        }
        _ => 0,
    }
}

/// `getattr(object, name)`
pub extern "C" fn leaf_get_attr(vm: &mut Vm, object: u64, name: u64) -> u64 {
    let found = known(vm, name, object);
    value_of(vm, object, found)
}

/// `getattr(object, name, default)`
pub extern "C" fn leaf_get_attr_or(vm: &mut Vm, object: u64, name: u64, default: u64) -> u64 {
    match known(vm, name, object) {
        Some(KnownAttr::Absent) => default,
        found => value_of(vm, object, found),
    }
}

/// `hasattr(object, name)`
pub extern "C" fn leaf_has_attr(vm: &mut Vm, object: u64, name: u64) -> u64 {
    match known(vm, name, object) {
        Some(KnownAttr::Value(_) | KnownAttr::Method(_)) => Value::TRUE.bits(),
        Some(KnownAttr::Absent) => Value::FALSE.bits(),
        Some(KnownAttr::Computed(_)) | None => 0,
    }
}

/// `setattr(object, name, value)`, or what `object.__setattr__` does: None.
pub extern "C" fn leaf_set_attr(vm: &mut Vm, plain: u64, object: u64, name: u64, value: u64) -> u64 {
    let store = if plain != 0 { Store::Plain } else { Store::Usual };
    let (object, name) = (Value::from_bits(object).header(), Value::from_bits(name).cast::<Str>());
    let Some((object, name)) = object.zip(name.filter(|name| name.is_interned())) else { return 0 };
    let value = Value::from_bits(value);
    if vm.store_known(object, name, value, store) {
        return Value::NONE.bits();
    }
    let shape = object.shape().0;
    let place = vm.postponing(|vm| vm.place_of_store(shape, name, store));
    let Some((slot, after)) = place.filter(|_| object.kind() == Kind::Instance) else { return 0 };
    // Tagged as an int, as in inline caches.
    let word = if after == shape { 0 } else { u64::from(after) | 0xFFFE << 48 };
    vm.know_store(shape, name, slot, word, store);
    if vm.store_known(object, name, value, store) { Value::NONE.bits() } else { 0 }
}
