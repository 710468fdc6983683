//! Pickling classes and functions: by module and name.

use super::PICKLING_ERROR;
use super::opcode as op;
use super::reduce;
use super::save::{Asked, Save};
use runtime::heap::Gc;
use runtime::object::dict::Dict;
use runtime::object::int::IntRef;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// A table of the module `copyreg`.
pub(super) fn copyreg(vm: &mut Vm, name: &str) -> PyResult<Value> {
    let module = vm.import("copyreg")?;
    vm.get_attr_text(module, name)
}

/// Saves a class; those of None and its like have no name to be found by.
pub(super) fn class(vm: &mut Vm, s: &mut Save, object: Value) -> PyResult<()> {
    for singleton in [Value::NONE, Value::NOT_IMPLEMENTED, Value::ELLIPSIS] {
        if vm.class_of(singleton).value() == object {
            let class = vm.types.type_.value();
            let args = vm.tuple(&[singleton])?.value();
            let reduced = vm.tuple(&[class, args])?;
            return reduce::write(vm, s, reduced, Some(object));
        }
    }
    global(vm, s, object, None)
}

/// The object that a dotted name leads to, and the object that has it; none if there is none.
pub(super) fn deep_attribute(vm: &mut Vm, from: Value, name: &str) -> PyResult<Option<(Value, Value)>> {
    let (mut parent, mut at) = (from, from);
    for part in name.split('.') {
        parent = at;
        match vm.get_attr_opt_text(at, part)? {
            Some(found) => at = found,
            None => return Ok(None),
        }
    }
    Ok(Some((at, parent)))
}

/// The module that an object says it is from, or one where it is found.
fn module_of(vm: &mut Vm, object: Value, name: &str) -> PyResult<Value> {
    if let Some(module) = vm.get_attr_opt_text(object, "__module__")?
        && !module.is_none()
    {
        return Ok(module);
    }
    let modules = vm.modules;
    let modules = modules.copy(vm)?;
    let mut at = 0;
    while let Some((entry, key, module)) = modules.next_item(at) {
        at = entry + 1;
        let is_main = key.cast::<Str>().is_some_and(|key| key.is_text("__main__"));
        if module.is_none() || is_main {
            continue;
        }
        if deep_attribute(vm, module, name)?.is_some_and(|found| found.0 == object) {
            return Ok(key);
        }
    }
    Ok(vm.intern("__main__").value())
}

/// A global by the names that a pickle has.
struct Named {
    module: Value,
    name: Gc<Str>,
    /// What has it, if that is not the module itself.
    parent: Option<Value>,
}

fn find(vm: &mut Vm, object: Value, name: Option<Gc<Str>>) -> PyResult<Named> {
    let name = match name {
        Some(name) => name,
        None => {
            let name = match vm.get_attr_opt_text(object, "__qualname__")? {
                Some(name) => name,
                None => vm.get_attr_text(object, "__name__")?,
            };
            match name.cast::<Str>() {
                Some(name) => name,
                None => vm.to_str(name)?,
            }
        }
    };
    let path = name.to_string_lossy();
    if path.split('.').any(|part| part == "<locals>") {
        let shown = vm.repr_text(name.value())?;
        return Err(vm.attribute_error_text(&format!("Can't pickle local object {shown}")));
    }
    let module_name = module_of(vm, object, &path)?;
    let failed = |vm: &mut Vm, what: &str| match vm.repr_text(object) {
        Ok(shown) => PICKLING_ERROR.raise(vm, &format!("Can't pickle {shown}: {what}")),
        Err(raised) => raised,
    };
    let found = match module_name.cast::<Str>() {
        Some(text) => import(vm, text),
        None => Err(vm.type_error("module name must be a string")),
    };
    let module = match found {
        Ok(module) => module,
        Err(raised) => {
            vm.take_exception(raised);
            let shown = vm.repr_text(module_name)?;
            return Err(failed(vm, &format!("import of module {shown} failed")));
        }
    };
    let shown_module = vm.to_str(module_name)?.to_string_lossy();
    let Some((found, parent)) = deep_attribute(vm, module, &path)? else {
        return Err(failed(vm, &format!("attribute lookup {path} on {shown_module} failed")));
    };
    if found != object {
        return Err(failed(vm, &format!("it's not the same object as {shown_module}.{path}")));
    }
    Ok(Named { module: module_name, name, parent: (parent != module).then_some(parent) })
}

/// The module of a name, imported if need be.
pub(super) fn import(vm: &mut Vm, name: Gc<Str>) -> PyResult<Value> {
    let modules = vm.modules;
    if let Some(module) = modules.get_str(vm, name).filter(|module| !module.is_none()) {
        return Ok(module);
    }
    let text = name.to_string_lossy();
    vm.import(&text)?;
    match modules.get(vm, name.value())? {
        Some(module) => Ok(module),
        None => Err(vm.key_error(name.value())),
    }
}

/// Saves an object that is found by its name.
pub(super) fn global(vm: &mut Vm, s: &mut Save, object: Value, name: Option<Gc<Str>>) -> PyResult<()> {
    let mut named = find(vm, object, name)?;
    if s.protocol >= 2 && extension(vm, s, object, &named)? {
        return Ok(());
    }
    if named.parent.is_none() {
        named.name = last_part(vm, named.name)?;
    }
    if s.protocol >= 4 {
        s.save(vm, named.module, Asked::Ordinary)?;
        s.save(vm, named.name.value(), Asked::Ordinary)?;
        s.byte(op::STACK_GLOBAL);
    } else if let Some(parent) = named.parent {
        let getattr = crate::receiver::builtin(vm, "getattr");
        let last = last_part(vm, named.name)?.value();
        let args = vm.tuple(&[parent, last])?.value();
        let reduced = vm.tuple(&[getattr, args])?;
        reduce::write(vm, s, reduced, None)?;
    } else {
        old_global(vm, s, &named)?;
    }
    s.memoize(vm, object)
}

/// What follows the last dot of a name.
fn last_part(vm: &mut Vm, name: Gc<Str>) -> PyResult<Gc<Str>> {
    let path = name.to_string_lossy();
    match path.rsplit_once('.') {
        Some((_, last)) => vm.str(last),
        None => Ok(name),
    }
}

/// Saves a code of the extension registry; whether there is one.
fn extension(vm: &mut Vm, s: &mut Save, object: Value, named: &Named) -> PyResult<bool> {
    if s.extensions.is_none() {
        s.extensions = copyreg(vm, "_extension_registry")?.cast::<Dict>();
    }
    let Some(registry) = s.extensions.filter(|registry| !registry.is_empty()) else { return Ok(false) };
    let key = vm.tuple(&[named.module, named.name.value()])?.value();
    let Some(code) = registry.get(vm, key)? else { return Ok(false) };
    let number = match code.as_int() {
        Some(IntRef::Small(n)) => n,
        Some(IntRef::Big(_)) => i64::MAX,
        None => {
            let (object, code) = (vm.repr_text(object)?, vm.repr_text(code)?);
            let message = format!("Can't pickle {object}: extension code {code} isn't an integer");
            return Err(PICKLING_ERROR.raise(vm, &message));
        }
    };
    if !(1..=0x7fff_ffff).contains(&number) {
        let object = vm.repr_text(object)?;
        let message = format!("Can't pickle {object}: extension code {number} is out of range");
        return Err(PICKLING_ERROR.raise(vm, &message));
    }
    let bytes = (number as u32).to_le_bytes();
    let (opcode, len) = match number {
        1..=0xff => (op::EXT1, 1),
        0x100..=0xffff => (op::EXT2, 2),
        _ => (op::EXT4, 4),
    };
    s.byte(opcode);
    s.bytes(&bytes[..len]);
    Ok(true)
}

/// Module and name on lines of their own, as Python 2 called them.
fn old_global(vm: &mut Vm, s: &mut Save, named: &Named) -> PyResult<()> {
    let mut names = [named.module, named.name.value()];
    if s.fix_imports {
        let compat = vm.import("_compat_pickle")?;
        let key = vm.tuple(&names)?.value();
        let by_name = vm.get_attr_text(compat, "REVERSE_NAME_MAPPING")?;
        let by_module = vm.get_attr_text(compat, "REVERSE_IMPORT_MAPPING")?;
        if let Some(pair) = mapped(vm, by_name, key)? {
            match pair.cast::<Tuple>().filter(|pair| pair.len() == 2) {
                Some(pair) => names = [pair.get(0), pair.get(1)],
                None => {
                    let name = vm.type_name(pair);
                    let message = format!("_compat_pickle.REVERSE_NAME_MAPPING values should be 2-tuples, not {name}");
                    return Err(vm.runtime_error(&message));
                }
            }
        } else if let Some(module) = mapped(vm, by_module, names[0])? {
            names[0] = module;
        }
    }
    s.byte(op::GLOBAL);
    for name in names {
        let text = vm.to_str(name)?;
        match text.as_ascii() {
            Some(ascii) => s.bytes(ascii.as_bytes()),
            None if s.protocol == 3 => {
                let utf8 = text.to_wtf8();
                s.bytes(&utf8);
            }
            None => {
                let (module, name) = (vm.to_str(names[0])?.to_string_lossy(), vm.to_str(names[1])?.to_string_lossy());
                let message =
                    format!("can't pickle global identifier '{module}.{name}' using pickle protocol {}", s.protocol);
                return Err(PICKLING_ERROR.raise(vm, &message));
            }
        }
        s.byte(b'\n');
    }
    Ok(())
}

/// What a dict has for a key.
pub(super) fn mapped(vm: &mut Vm, table: Value, key: Value) -> PyResult<Option<Value>> {
    match table.cast::<Dict>() {
        Some(table) => table.get(vm, key),
        None => Ok(None),
    }
}
