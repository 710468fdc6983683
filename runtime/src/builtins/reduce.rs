//! `object.__reduce_ex__` and `__getstate__`: what pickling and copying of instances rest on.

use crate::heap::Gc;
use crate::object::Special;
use crate::object::dict::Dict;
use crate::object::header::Kind;
use crate::object::list::List;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

/// Whether an instance's contents must be given by its state.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Contents {
    /// Nothing else tells them: an object with native data cannot be pickled.
    InState,
    /// Arguments of `__new__` or items tell them too.
    Elsewhere,
}

#[cold]
fn cannot_pickle(vm: &mut Vm, class: Gc<Type>) -> Raised {
    let message = format!("cannot pickle '{}' object", vm.qualified_type_name(class));
    vm.type_error(&message)
}

/// `object.__getstate__`: the instance's dict; with slots, a pair of it and their values.
pub(crate) fn get_state(vm: &mut Vm, object: Value) -> PyResult<Value> {
    state_of(vm, object, Contents::Elsewhere)
}

fn state_of(vm: &mut Vm, object: Value, contents: Contents) -> PyResult<Value> {
    let class = vm.class_of(object);
    if contents == Contents::InState && class.layout.get().kind != Kind::Instance {
        return Err(cannot_pickle(vm, class));
    }
    let state = match own_dict(vm, object, class)? {
        Some(dict) if dict.cast::<Dict>().is_some_and(|dict| dict.is_empty()) => Value::NONE,
        Some(dict) => dict,
        None => Value::NONE,
    };
    let Some(names) = slot_names(vm, class)? else { return Ok(state) };
    let slots = vm.dict()?;
    for index in 0..names.len() {
        let Some(name) = names.get(index).and_then(|name| name.cast::<Str>()) else { continue };
        if let Some(value) = vm.get_attr_opt(object, name)? {
            slots.set(vm, name.value(), value)?;
        }
    }
    if slots.is_empty() {
        return Ok(state);
    }
    Ok(vm.tuple(&[state, slots.value()])?.value())
}

/// A copy of the object's dict; what else `__dict__` is as it is.
fn own_dict(vm: &mut Vm, object: Value, class: Gc<Type>) -> PyResult<Option<Value>> {
    let dict_name = vm.names.special(Special::Dict);
    // Attributes stay where they are, as long as the class leaves `__dict__` alone.
    if let Some(header) = object.header()
        && class.layout.get().kind == Kind::Instance
        && vm.lookup(class, dict_name).is_some_and(|found| vm.class_of(found) == vm.types.getset_descriptor)
    {
        return Ok(vm.copy_of_instance_dict(header)?.map(Gc::value));
    }
    let found = vm.get_attr_opt(object, dict_name)?;
    match found.and_then(|dict| dict.cast::<Dict>()) {
        Some(dict) if object.is_heap() => Ok(Some(dict.copy(vm)?.value())),
        _ => Ok(found),
    }
}

/// Names of the slots that `__slots__` of a class and its bases declare; kept in `__slotnames__` of the class.
fn slot_names(vm: &mut Vm, class: Gc<Type>) -> PyResult<Option<Gc<List>>> {
    if !class.has(type_flag::HEAP_TYPE) {
        return Ok(None);
    }
    let names = match class.dict.get().get_text(vm, "__slotnames__") {
        Some(names) => names,
        None => {
            let copyreg = vm.import("copyreg")?;
            let names = vm.call_method(copyreg, "_slotnames", &[class.value()])?;
            if !names.is_none() && !names.is::<List>() {
                return Err(vm.type_error("copyreg._slotnames didn't return a list or None"));
            }
            names
        }
    };
    if !names.is_none() && !names.is::<List>() {
        let message =
            format!("{}.__slotnames__ should be a list or None, not {}", class.name_text(), vm.type_name(names));
        return Err(vm.type_error(&message));
    }
    Ok(names.cast::<List>().filter(|names| !names.is_empty()))
}

/// `object.__reduce_ex__(protocol)` through `copyreg`.
pub(crate) fn reduce(vm: &mut Vm, object: Value, protocol: i64) -> PyResult<Value> {
    if protocol < 2 {
        let copyreg = vm.import("copyreg")?;
        let protocol = vm.int(protocol)?;
        return vm.call_method(copyreg, "_reduce_ex", &[object, protocol]);
    }
    let class = vm.class_of(object);
    if class.has(type_flag::NO_NEW) || vm.special(class, Special::New).is_none() {
        return Err(cannot_pickle(vm, class));
    }
    let new_args = new_arguments(vm, object)?;
    let is_list = vm.is_instance(object, vm.types.list);
    let is_dict = vm.is_instance(object, vm.types.dict);
    let told = new_args.is_some() || is_list || is_dict;
    let contents = if told { Contents::Elsewhere } else { Contents::InState };
    let copyreg = vm.import("copyreg")?;
    let (constructor, args) = match new_args {
        Some((args, Some(kwargs))) if !kwargs.is_empty() => {
            let args = vm.tuple(&[class.value(), args.value(), kwargs.value()])?;
            (vm.get_attr_text(copyreg, "__newobj_ex__")?, args)
        }
        new_args => {
            let all = vm.list(&[class.value()])?;
            if let Some((args, _)) = new_args {
                all.splice(vm, 1, 1, args.items())?;
            }
            (vm.get_attr_text(copyreg, "__newobj__")?, vm.tuple(all.items())?)
        }
    };
    let state = own_state(vm, object, contents)?;
    let list_items = if is_list { vm.iter(object)? } else { Value::NONE };
    let dict_items = if is_dict {
        let items = vm.call_method(object, "items", &[])?;
        vm.iter(items)?
    } else {
        Value::NONE
    };
    Ok(vm.tuple(&[constructor, args.value(), state, list_items, dict_items])?.value())
}

/// What `__getstate__` says, by the method that the object has.
fn own_state(vm: &mut Vm, object: Value, contents: Contents) -> PyResult<Value> {
    let name = vm.names.special(Special::GetState);
    let method = vm.get_attr(object, name)?;
    let native = method.cast::<crate::object::function::NativeFunction>();
    if native.is_some_and(|f| f.spec.call as usize == super::object::getstate as *const () as usize) {
        return state_of(vm, object, contents);
    }
    vm.call(method, &[])
}

/// Positional arguments of `__new__`, and keyword ones where there may be some.
type NewArguments = (Gc<Tuple>, Option<Gc<Dict>>);

/// What `__getnewargs_ex__` or `__getnewargs__` give: positional arguments, and a dict from the former.
fn new_arguments(vm: &mut Vm, object: Value) -> PyResult<Option<NewArguments>> {
    if let Some(result) = vm.call_special(object, Special::GetNewArgsEx, &[])? {
        let Some(pair) = result.cast::<Tuple>() else {
            let message = format!("__getnewargs_ex__ should return a tuple, not '{}'", vm.type_name(result));
            return Err(vm.type_error(&message));
        };
        if pair.len() != 2 {
            let message = format!("__getnewargs_ex__ should return a tuple of length 2, not {}", pair.len());
            return Err(vm.value_error(&message));
        }
        let Some(args) = pair.get(0).cast::<Tuple>() else {
            let given = vm.type_name(pair.get(0));
            let message =
                format!("first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '{given}'");
            return Err(vm.type_error(&message));
        };
        let Some(kwargs) = pair.get(1).cast::<Dict>() else {
            let given = vm.type_name(pair.get(1));
            let message =
                format!("second item of the tuple returned by __getnewargs_ex__ must be a dict, not '{given}'");
            return Err(vm.type_error(&message));
        };
        return Ok(Some((args, Some(kwargs))));
    }
    let Some(result) = vm.call_special(object, Special::GetNewArgs, &[])? else { return Ok(None) };
    match result.cast::<Tuple>() {
        Some(args) => Ok(Some((args, None))),
        None => {
            let message = format!("__getnewargs__ should return a tuple, not '{}'", vm.type_name(result));
            Err(vm.type_error(&message))
        }
    }
}
