//! Elements as sequences of their children.

use super::element::{Element, This, add, as_element, expect, list_of, not_an_element};
use crate::receiver::this;
use runtime::builtins::slice::{Indices, indices};
use runtime::exceptions::hierarchy::Exc;
use runtime::native::Args;
use runtime::object::Special;
use runtime::object::list::List;
use runtime::object::slice::Slice;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

pub(super) fn len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(this::<Element>(args[0]).data.len()))
}

pub(super) fn truth(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = "Testing an element's truth value will raise an exception in future versions.  Use specific 'len(elem)' or 'elem is not None' test instead.";
    vm.warn(Exc::DeprecationWarning, text, 1)?;
    Ok(Value::bool(this::<Element>(args[0]).data.len() > 0))
}

/// The place that an index means; none if there is none.
fn position(vm: &mut Vm, element: This, key: Value) -> PyResult<Option<usize>> {
    let n = match key.as_small_int() {
        Some(n) => n,
        None if vm.special_of(key, Special::Index).is_some() => vm.index_i64(key, Exc::IndexError)?,
        None => return Err(vm.type_error("element indices must be integers")),
    };
    let len = element.data.len() as i64;
    let at = if n < 0 { n + len } else { n };
    Ok((0..len).contains(&at).then_some(at as usize))
}

pub(super) fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let element = this::<Element>(args[0]);
    if let Some(slice) = args[1].cast::<Slice>() {
        let picked = indices(vm, slice, || element.data.len())?;
        let list = vm.list(&[])?;
        for at in picked.iter() {
            if let Some(child) = element.data.child(at) {
                list.push(vm, child)?;
            }
        }
        return Ok(list.value());
    }
    let at = position(vm, element, args[1])?;
    match at.and_then(|at| element.data.child(at)) {
        Some(child) => Ok(child),
        None => Err(vm.index_error("child index out of range")),
    }
}

pub(super) fn set_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let element = this::<Element>(args[0]);
    if let Some(slice) = args[1].cast::<Slice>() {
        let picked = indices(vm, slice, || element.data.len())?;
        return set_slice(vm, element, picked, args[2]);
    }
    let Some(at) = position(vm, element, args[1])? else {
        return Err(vm.index_error("child assignment index out of range"));
    };
    if as_element(args[2]).is_none() {
        return Err(not_an_element(vm, args[2]));
    }
    list_of(vm, element)?.set(vm, at, args[2]);
    Ok(Value::NONE)
}

pub(super) fn delete_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let element = this::<Element>(args[0]);
    if let Some(slice) = args[1].cast::<Slice>() {
        let picked = indices(vm, slice, || element.data.len())?;
        return delete_slice(vm, element, picked);
    }
    let Some(at) = position(vm, element, args[1])? else {
        return Err(vm.index_error("child assignment index out of range"));
    };
    list_of(vm, element)?.splice(vm, at, at + 1, &[])?;
    Ok(Value::NONE)
}

fn delete_slice(vm: &mut Vm, element: This, picked: Indices) -> PyResult<Value> {
    let list = list_of(vm, element)?;
    let mut places: Vec<usize> = picked.iter().collect();
    places.sort_unstable();
    if picked.step == 1 {
        if let Some(&first) = places.first() {
            list.splice(vm, first, first + places.len(), &[])?;
        }
        return Ok(Value::NONE);
    }
    let rest = vm.list(&[])?;
    let mut next = places.iter().copied().peekable();
    for at in 0..list.len() {
        if next.next_if_eq(&at).is_none()
            && let Some(child) = list.get(at)
        {
            rest.push(vm, child)?;
        }
    }
    element.data.children.set(vm, element, Some(rest));
    Ok(Value::NONE)
}

/// The values of a sequence, as a list of its own; not what may be changed by the program meanwhile.
fn sequence(vm: &mut Vm, value: Value) -> PyResult<runtime::heap::Gc<List>> {
    if !value.is::<List>() && !value.is::<Tuple>() {
        match vm.iter(value) {
            Ok(_) => {}
            Err(raised) => {
                vm.catch(raised, Exc::TypeError)?;
                let message = format!("expected sequence, not \"{}\"", vm.type_name(value));
                return Err(vm.type_error(&message));
            }
        }
    }
    vm.collect_list(value)
}

fn set_slice(vm: &mut Vm, element: This, picked: Indices, value: Value) -> PyResult<Value> {
    let new = sequence(vm, value)?;
    if picked.step != 1 && new.len() != picked.count {
        let message =
            format!("attempt to assign sequence of size {} to extended slice of size {}", new.len(), picked.count);
        return Err(vm.value_error(&message));
    }
    for at in 0..new.len() {
        let item = new.get(at).unwrap_or(Value::NONE);
        if as_element(item).is_none() {
            return Err(not_an_element(vm, item));
        }
    }
    let list = list_of(vm, element)?;
    if picked.step == 1 {
        // Making a list of the sequence may have run Python and changed the element.
        let start = (picked.start as usize).min(list.len());
        let end = (start + picked.count).min(list.len());
        list.splice(vm, start, end, new.items())?;
    } else {
        for (at, place) in picked.iter().enumerate() {
            if let Some(item) = new.get(at)
                && place < list.len()
            {
                list.set(vm, place, item);
            }
        }
    }
    Ok(Value::NONE)
}

pub(super) fn append(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    expect(vm, args[1], "append() argument 1")?;
    add(vm, this(args[0]), args[1])?;
    Ok(Value::NONE)
}

pub(super) fn extend(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let element = this::<Element>(args[0]);
    let new = sequence(vm, args[1])?;
    for at in 0..new.len() {
        let item = new.get(at).unwrap_or(Value::NONE);
        if as_element(item).is_none() {
            return Err(not_an_element(vm, item));
        }
        add(vm, element, item)?;
    }
    Ok(Value::NONE)
}

pub(super) fn insert(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let element = this::<Element>(args[0]);
    let n = vm.index_i64(args[1], Exc::OverflowError)?;
    expect(vm, args[2], "insert() argument 2")?;
    let list = list_of(vm, element)?;
    let len = list.len() as i64;
    let at = if n < 0 { (n + len).max(0) } else { n.min(len) } as usize;
    list.splice(vm, at, at, &[args[2]])?;
    Ok(Value::NONE)
}

pub(super) fn remove(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let element = this::<Element>(args[0]);
    expect(vm, args[1], "remove() argument")?;
    let mut found = (0..element.data.len()).find(|&at| element.data.child(at) == Some(args[1]));
    let mut at = 0;
    while found.is_none()
        && let Some(child) = element.data.child(at)
    {
        if vm.equal(child, args[1])? {
            found = Some(at);
        }
        at += 1;
    }
    match found.filter(|&at| at < element.data.len()) {
        Some(at) => {
            list_of(vm, element)?.splice(vm, at, at + 1, &[])?;
            Ok(Value::NONE)
        }
        None => Err(vm.value_error("list.remove(x): x not in list")),
    }
}
