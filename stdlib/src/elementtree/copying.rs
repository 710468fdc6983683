//! Copies of elements, and what `pickle` gets of them.

use super::element::{
    Element, This, as_element, attrib_of, exact, joined, list_of, make, not_an_element, tail_of, text_of,
};
use crate::receiver::this;
use runtime::native::Args;
use runtime::object::dict::Dict;
use runtime::object::list::List;
use runtime::object::string::Str;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

pub(super) fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let element = this::<Element>(args[0]);
    let attrib = match element.data.attrib.get().cast::<Dict>() {
        Some(dict) if !dict.is_empty() => dict.copy(vm)?.value(),
        Some(_) | None => Value::EMPTY,
    };
    let copy = make(vm, element.data.tag.get(), attrib)?;
    let (text, tail) = (text_of(vm, element)?, tail_of(vm, element)?);
    copy.data.text.set(vm, copy, text);
    copy.data.tail.set(vm, copy, tail);
    if let Some(children) = element.data.children.get() {
        let children = vm.list(children.items())?;
        copy.data.children.set(vm, copy, Some(children));
    }
    Ok(copy.value())
}

pub(super) fn deep_copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(memo) = args[1].cast::<Dict>() else {
        let message = format!("__deepcopy__() argument must be dict, not {}", vm.arg_type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    copied_element(vm, this(args[0]), memo.value())
}

fn copied_element(vm: &mut Vm, element: This, memo: Value) -> PyResult<Value> {
    let tag = copied(vm, element.data.tag.get(), memo)?;
    let attrib = match element.data.attrib.get().given() {
        Some(attrib) => copied(vm, attrib, memo)?,
        None => Value::EMPTY,
    };
    let copy = make(vm, tag, attrib)?;
    let text = text_of(vm, element)?;
    let text = copied(vm, text, memo)?;
    copy.data.text.set(vm, copy, text);
    let tail = tail_of(vm, element)?;
    let tail = copied(vm, tail, memo)?;
    copy.data.tail.set(vm, copy, tail);
    let mut at = 0;
    while let Some(child) = element.data.child(at) {
        let child = copied(vm, child, memo)?;
        if as_element(child).is_none() {
            return Err(not_an_element(vm, child));
        }
        list_of(vm, copy)?.push(vm, child)?;
        at += 1;
    }
    // What `copy.deepcopy` does itself for objects that it is given.
    let key = vm.id(element.value()) as i64;
    let key = vm.int(key)?;
    if let Some(memo) = memo.cast::<Dict>() {
        memo.set(vm, key, copy.value())?;
    }
    Ok(copy.value())
}

/// A deep copy of anything, for what is most frequent without `copy.deepcopy`.
fn copied(vm: &mut Vm, value: Value, memo: Value) -> PyResult<Value> {
    if value.is_none() || (value.is::<Str>() && vm.class_of(value) == vm.types.str) {
        return Ok(value);
    }
    if let Some(dict) = value.cast::<Dict>()
        && vm.class_of(value) == vm.types.dict
    {
        let str_class = vm.types.str;
        let is_str = |value: Value| value.is::<Str>() && vm.class_of(value) == str_class;
        if dict.items().all(|(key, value)| is_str(key) && is_str(value)) {
            return Ok(dict.copy(vm)?.value());
        }
    } else if let Some(element) = exact(vm, value)? {
        return vm.recurse(" in comparison", |vm| copied_element(vm, element, memo));
    }
    let module = vm.import("copy")?;
    vm.call_method(module, "deepcopy", &[value, memo])
}

pub(super) fn get_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let element = this::<Element>(args[0]);
    let state = vm.dict()?;
    state.set_text(vm, "tag", element.data.tag.get())?;
    let children = match element.data.children.get() {
        Some(children) => vm.list(children.items())?,
        None => vm.list(&[])?,
    };
    state.set_text(vm, "_children", children.value())?;
    let attrib = attrib_of(vm, element)?;
    state.set_text(vm, "attrib", attrib)?;
    let text = joined(vm, element, |element| &element.text)?;
    state.set_text(vm, "text", text)?;
    let tail = joined(vm, element, |element| &element.tail)?;
    state.set_text(vm, "tail", tail)?;
    Ok(state.value())
}

const STATE: [&str; 5] = ["tag", "_children", "attrib", "text", "tail"];

pub(super) fn set_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let element = this::<Element>(args[0]);
    let Some(state) = args[1].cast::<Dict>() else {
        let message = format!("Don't know how to unpickle \"{}\" as an Element", vm.repr_text(args[1])?);
        return Err(vm.type_error(&message));
    };
    let unknown = state
        .items()
        .map(|(key, _)| key)
        .find(|key| key.cast::<Str>().is_none_or(|key| !STATE.iter().any(|known| key.is_text(known))));
    if let Some(key) = unknown {
        if !key.is::<Str>() {
            return Err(vm.type_error("keywords must be strings"));
        }
        let message = format!("{} is an invalid keyword argument for this function", vm.repr_text(key)?);
        return Err(vm.type_error(&message));
    }
    let [tag, children, attrib, text, tail] = STATE.map(|name| state.get_text(vm, name));
    let Some(tag) = tag else { return Err(vm.type_error("tag may not be NULL")) };
    element.data.tag.set(vm, element, tag);
    element.data.text.set(vm, element, text.unwrap_or(Value::NONE));
    element.data.tail.set(vm, element, tail.unwrap_or(Value::NONE));
    if children.is_none() && attrib.is_none() {
        return Ok(Value::NONE);
    }
    let mut own = None;
    if let Some(children) = children {
        let Some(children) = children.cast::<List>() else {
            return Err(vm.type_error("'_children' is not a list"));
        };
        if let Some(wrong) = children.items().iter().copied().find(|&child| as_element(child).is_none()) {
            return Err(not_an_element(vm, wrong));
        }
        own = Some(vm.list(children.items())?);
    }
    element.data.children.set(vm, element, own);
    element.data.attrib.set(vm, element, attrib.unwrap_or(Value::EMPTY));
    Ok(Value::NONE)
}
