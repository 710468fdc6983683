//! Finding classes and functions by the names in a pickle.

use super::UNPICKLING_ERROR;
use super::globals::{copyreg, deep_attribute, import, mapped};
use super::load::Load;
use runtime::heap::Gc;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// As the unpickler finds it, which may have a method of its own for that.
pub(super) fn class(vm: &mut Vm, load: &Load, module: Gc<Str>, name: Gc<Str>) -> PyResult<Value> {
    match load.finder.given() {
        Some(finder) => vm.call_method(finder, "find_class", &[module.value(), name.value()]),
        None => plain(vm, load.protocol, load.fix_imports, module, name),
    }
}

/// The attribute of a module; below protocol 3 Python 2's names may be meant.
pub(super) fn plain(vm: &mut Vm, protocol: u8, fix: bool, module: Gc<Str>, name: Gc<Str>) -> PyResult<Value> {
    let sys = vm.sys_module.value();
    let event = vm.str("pickle.find_class")?.value();
    vm.call_method(sys, "audit", &[event, module.value(), name.value()])?;
    let (mut module, mut name) = (module, name);
    if protocol < 3 && fix {
        (module, name) = renamed(vm, module, name)?;
    }
    let found = import(vm, module)?;
    let path = name.to_string_lossy();
    let dotted = protocol >= 4 && path.contains('.');
    let attribute = match dotted {
        true if path.split('.').any(|part| part == "<locals>") => {
            let (name, module) = (vm.repr_text(name.value())?, vm.repr_text(found)?);
            return Err(vm.attribute_error_text(&format!("Can't get local attribute {name} on {module}")));
        }
        true => deep_attribute(vm, found, &path)?.map(|found| found.0),
        false => vm.get_attr_opt(found, name)?,
    };
    match attribute {
        Some(attribute) => Ok(attribute),
        None => {
            let (name, module) = (vm.repr_text(name.value())?, vm.repr_text(found)?);
            Err(vm.attribute_error_text(&format!("Can't get attribute {name} on {module}")))
        }
    }
}

/// What Python 3 calls what Python 2 called so.
fn renamed(vm: &mut Vm, module: Gc<Str>, name: Gc<Str>) -> PyResult<(Gc<Str>, Gc<Str>)> {
    let compat = vm.import("_compat_pickle")?;
    let by_name = vm.get_attr_text(compat, "NAME_MAPPING")?;
    let key = vm.tuple(&[module.value(), name.value()])?.value();
    if let Some(pair) = mapped(vm, by_name, key)? {
        let parts = pair.cast::<Tuple>().filter(|pair| pair.len() == 2);
        let Some(parts) = parts else {
            let given = vm.type_name(pair);
            let message = format!("_compat_pickle.NAME_MAPPING values should be 2-tuples, not {given}");
            return Err(vm.runtime_error(&message));
        };
        return match (parts.get(0).cast::<Str>(), parts.get(1).cast::<Str>()) {
            (Some(module), Some(name)) => Ok((module, name)),
            _ => Err(vm.runtime_error("_compat_pickle.NAME_MAPPING values should be pairs of str")),
        };
    }
    let by_module = vm.get_attr_text(compat, "IMPORT_MAPPING")?;
    match mapped(vm, by_module, module.value())? {
        None => Ok((module, name)),
        Some(new) => match new.cast::<Str>() {
            Some(new) => Ok((new, name)),
            None => {
                let given = vm.type_name(new);
                Err(vm.runtime_error(&format!("_compat_pickle.IMPORT_MAPPING values should be strings, not {given}")))
            }
        },
    }
}

/// Pushes what the extension registry has for a code of so many bytes.
pub(super) fn extension(vm: &mut Vm, load: &mut Load, width: usize) -> PyResult<()> {
    let code = load.number(vm, width)? as u32 as i32;
    if code <= 0 {
        return Err(UNPICKLING_ERROR.raise(vm, "EXT specifies code <= 0"));
    }
    let key = Value::int32(code);
    let cache = copyreg(vm, "_extension_cache")?;
    if let Some(known) = mapped(vm, cache, key)? {
        return load.push(vm, known);
    }
    let registry = copyreg(vm, "_inverted_registry")?;
    let Some(pair) = mapped(vm, registry, key)? else {
        return Err(vm.value_error(&format!("unregistered extension code {code}")));
    };
    let parts = pair.cast::<Tuple>().filter(|pair| pair.len() == 2);
    let names = parts.and_then(|parts| Some((parts.get(0).cast::<Str>()?, parts.get(1).cast::<Str>()?)));
    let Some((module, name)) = names else {
        return Err(vm.value_error(&format!("_inverted_registry[{code}] isn't a 2-tuple of strings")));
    };
    let found = class(vm, load, module, name)?;
    vm.set_item(cache, key, found)?;
    load.push(vm, found)
}
