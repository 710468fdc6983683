//! `find` and its sisters: plain tags are compared here, paths are for `xml.etree.ElementPath`.

use super::element::{Element, as_element, text_of};
use crate::receiver::this;
use runtime::native::Args;
use runtime::object::string::{Bytes, Str};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Whether characters may be more than a tag.
fn may_be_path(chars: impl Iterator<Item = u32> + Clone) -> bool {
    let is = |c: Option<u32>, wanted: char| c == Some(wanted.into());
    let mut first = chars.clone();
    let start = [first.next(), first.next(), first.next()];
    if is(start[0], '{') && start[2].is_some() && (is(start[1], '}') || (is(start[1], '*') && is(start[2], '}'))) {
        return true;
    }
    let mut outside = true;
    for c in chars {
        match char::from_u32(c) {
            Some('{') => outside = false,
            Some('}') => outside = true,
            Some('/' | '*' | '[' | '@' | '.') if outside => return true,
            _ => {}
        }
    }
    false
}

fn is_path(path: Value) -> bool {
    if let Some(text) = path.cast::<Str>() {
        return match text.as_ascii() {
            Some(ascii) => may_be_path(ascii.bytes().map(u32::from)),
            None => may_be_path((0..text.len()).map(|at| text.char_at(at))),
        };
    }
    match path.cast::<Bytes>() {
        Some(bytes) => may_be_path(bytes.bytes().iter().map(|&byte| byte.into())),
        None => true,
    }
}

fn by_path(vm: &mut Vm, function: &str, args: &[Value]) -> PyResult<Value> {
    let paths = vm.import("xml.etree.ElementPath")?;
    vm.call_method(paths, function, args)
}

/// Calls `found` with each child of that tag, until it says that it is enough.
fn with_tag(vm: &mut Vm, args: Args<'_>, mut found: impl FnMut(&mut Vm, Value) -> PyResult<bool>) -> PyResult<()> {
    let element = this::<Element>(args[0]);
    let mut at = 0;
    while let Some(child) = element.data.child(at) {
        let tag = as_element(child).map_or(Value::NONE, |child| child.data.tag.get());
        if vm.equal(tag, args[1])? && found(vm, child)? {
            break;
        }
        at += 1;
    }
    Ok(())
}

pub(super) fn find(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if args.not_none(2).is_some() || is_path(args[1]) {
        return by_path(vm, "find", &[args[0], args[1], args[2].or_none()]);
    }
    let mut result = Value::NONE;
    with_tag(vm, args, |_, child| {
        result = child;
        Ok(true)
    })?;
    Ok(result)
}

pub(super) fn find_text(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let default = args.get(2).or_none();
    if args.not_none(3).is_some() || is_path(args[1]) {
        return by_path(vm, "findtext", &[args[0], args[1], default, args.get(3).or_none()]);
    }
    let mut result = default;
    with_tag(vm, args, |vm, child| {
        let text = match as_element(child) {
            Some(child) => text_of(vm, child)?,
            None => Value::NONE,
        };
        result = if text.is_none() { vm.str("")?.value() } else { text };
        Ok(true)
    })?;
    Ok(result)
}

pub(super) fn find_all(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if args.not_none(2).is_some() || is_path(args[1]) {
        return by_path(vm, "findall", &[args[0], args[1], args[2].or_none()]);
    }
    let list = vm.list(&[])?;
    with_tag(vm, args, |vm, child| {
        list.push(vm, child)?;
        Ok(false)
    })?;
    Ok(list.value())
}

pub(super) fn iter_find(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    by_path(vm, "iterfind", &[args[0], args[1], args[2].or_none()])
}
