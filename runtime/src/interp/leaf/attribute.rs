//! Attributes of objects that may have any shape, as the cache of lookups knows them.

use crate::interp::attr_cache::KnownAttr;
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::Vm;

fn known(vm: &mut Vm, name: u64, object: u64) -> Option<KnownAttr> {
    let object = Value::from_bits(object).header()?;
    let name = Value::from_bits(name).cast::<Str>()?;
    vm.postponing(|vm| vm.known_attr(object, name))
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
