//! Lists of what exact builtin containers hold, without an iterator.

use crate::heap::{Gc, Native};
use crate::object::array::Array;
use crate::object::dict::{Dict, Yields};
use crate::object::header::Kind;
use crate::object::list::List;
use crate::object::set::Set;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// Appends the items of an exact builtin container to a list; false if it is something else.
pub(crate) fn extend_by_known(vm: &mut Vm, list: Gc<List>, from: Value) -> PyResult<bool> {
    let Some(header) = from.header() else { return Ok(false) };
    let shape = header.shape();
    if shape == vm.shape_of_kind(Kind::List) {
        let other: Gc<List> = header.cast_unchecked();
        if other == list {
            let items = Array::of(vm, other.items())?;
            list.splice(vm, list.len(), list.len(), items.values())?;
        } else {
            list.splice(vm, list.len(), list.len(), other.items())?;
        }
        return Ok(true);
    }
    if shape == vm.shape_of_kind(Kind::Tuple) {
        let tuple: Gc<Tuple> = header.cast_unchecked();
        list.splice(vm, list.len(), list.len(), tuple.items())?;
        return Ok(true);
    }
    if shape == vm.shape_of_kind(Kind::Dict) {
        extend_by_dict(vm, list, header.cast_unchecked(), Yields::Keys)?;
        return Ok(true);
    }
    if let Some(view) = header.cast::<Native<super::dict_views::View>>() {
        let dict = view.data.dict.get();
        if dict.header().shape() == vm.shape_of_kind(Kind::Dict) {
            extend_by_dict(vm, list, dict, view.data.yields)?;
            return Ok(true);
        }
        return Ok(false);
    }
    if shape == vm.shape_of_kind(Kind::Set) {
        let set: Gc<Set> = header.cast_unchecked();
        list.reserve(vm, list.len() + set.len())?;
        let mut at = 0;
        while let Some((entry, element)) = set.next_element(at) {
            list.push(vm, element)?;
            at = entry + 1;
        }
        return Ok(true);
    }
    if shape == vm.shape_of_kind(Kind::Str) {
        let text: Gc<Str> = header.cast_unchecked();
        list.reserve(vm, list.len() + text.len())?;
        for index in 0..text.len() {
            let c = vm.str_from_char(text.char_at(index))?;
            list.push(vm, c.value())?;
        }
        return Ok(true);
    }
    Ok(false)
}

fn extend_by_dict(vm: &mut Vm, list: Gc<List>, dict: Gc<Dict>, yields: Yields) -> PyResult<()> {
    list.reserve(vm, list.len() + dict.len())?;
    let mut at = 0;
    while let Some((entry, key, value)) = dict.next_item(at) {
        at = entry + 1;
        let item = match yields {
            Yields::Keys | Yields::Elements => key,
            Yields::Values => value,
            Yields::Items => vm.tuple(&[key, value])?.value(),
        };
        list.push(vm, item)?;
    }
    Ok(())
}
