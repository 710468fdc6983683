//! Lists of what exact builtin containers hold, without an iterator.

use crate::heap::{Gc, Native};
use crate::object::array::Array;
use crate::object::dict::{Dict, Yields};
use crate::object::header::Kind;
use crate::object::list::{List, SequenceIterator};
use crate::object::range::RangeIterator;
use crate::object::set::Set;
use crate::object::string::{Bytes, Str};
use crate::object::tuple::Tuple;
use crate::text::Chars;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

impl Vm {
    /// Appends the items of an exact builtin container to a list; false, and nothing done, if it is something else.
    pub fn extend_by_known(&mut self, list: Gc<List>, from: Value) -> PyResult<bool> {
        extend_by_known(self, list, from)
    }
}

/// See [`Vm::extend_by_known`].
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
        let mut at = 0;
        list.extend_with(vm, set.len(), |_| {
            let (entry, element) = set.next_element(at)?;
            at = entry + 1;
            Some(element)
        })?;
        return Ok(true);
    }
    if shape == vm.shape_of_kind(Kind::Bytes) {
        let bytes: Gc<Bytes> = header.cast_unchecked();
        let mut units = bytes.bytes().iter();
        list.extend_with(vm, bytes.len(), |_| units.next().map(|&unit| Value::int32(unit.into())))?;
        return Ok(true);
    }
    if shape == vm.shape_of_kind(Kind::Str) {
        let text: Gc<Str> = header.cast_unchecked();
        if let Chars::One(units) = text.chars() {
            let mut units = units.iter();
            list.extend_with(vm, text.len(), |vm| {
                let unit = units.next()?;
                Some(vm.single_chars.get(usize::from(*unit))?.value())
            })?;
            return Ok(true);
        }
        list.reserve(vm, list.len() + text.len())?;
        for index in 0..text.len() {
            let c = vm.str_from_char(text.char_at(index))?;
            list.push(vm, c.value())?;
        }
        return Ok(true);
    }
    extend_by_iterator(vm, list, from)
}

/// Appends what is left of an iterator over numbers or a list; false if it is another.
fn extend_by_iterator(vm: &mut Vm, list: Gc<List>, from: Value) -> PyResult<bool> {
    let Some(header) = from.header() else { return Ok(false) };
    let numbers = if header.shape() == vm.shape_of_kind(Kind::Range) {
        let iterator = vm.iter(from)?;
        iterator.header().filter(|header| header.shape() == vm.shape_of_kind(Kind::RangeIterator))
    } else {
        Some(header).filter(|header| header.shape() == vm.shape_of_kind(Kind::RangeIterator))
    };
    if let Some(numbers) = numbers {
        let numbers: Gc<RangeIterator> = numbers.cast_unchecked();
        let left = numbers.left.get();
        vm.check_memory(usize::try_from(left).unwrap_or(usize::MAX).saturating_mul(8))?;
        list.extend_with(vm, left as usize, |_| numbers.advance())?;
        return Ok(true);
    }
    if header.shape() == vm.shape_of_kind(Kind::SequenceIterator) {
        let iterator: Gc<SequenceIterator> = header.cast_unchecked();
        let Some(source) = iterator.sequence.get().cast::<List>().filter(|source| *source != list) else {
            return Ok(false);
        };
        let from = usize::try_from(iterator.index.get()).unwrap_or(0).min(source.len());
        list.splice(vm, list.len(), list.len(), &source.items()[from..])?;
        iterator.sequence.set_no_barrier(Value::EMPTY);
        return Ok(true);
    }
    if header.kind() != Kind::SequenceIterator || !vm.class_of(from).direct.get().next_is(super::list::reverse_next) {
        return Ok(false);
    }
    let iterator: Gc<SequenceIterator> = header.cast_unchecked();
    let Some(source) = iterator.sequence.get().cast::<List>().filter(|source| *source != list) else {
        return Ok(false);
    };
    let mut left = usize::try_from(iterator.index.get() + 1).unwrap_or(0);
    if left > source.len() {
        return Ok(false);
    }
    list.extend_with(vm, left, |_| {
        left = left.checked_sub(1)?;
        Some(source.get_unchecked(left))
    })?;
    iterator.sequence.set_no_barrier(Value::EMPTY);
    Ok(true)
}

fn extend_by_dict(vm: &mut Vm, list: Gc<List>, dict: Gc<Dict>, yields: Yields) -> PyResult<()> {
    let mut at = 0;
    if !matches!(yields, Yields::Items) {
        return list.extend_with(vm, dict.len(), |_| {
            let (entry, key, value) = dict.next_item(at)?;
            at = entry + 1;
            Some(if matches!(yields, Yields::Values) { value } else { key })
        });
    }
    list.reserve(vm, list.len() + dict.len())?;
    while let Some((entry, key, value)) = dict.next_item(at) {
        at = entry + 1;
        let item = vm.tuple(&[key, value])?;
        list.push(vm, item.value())?;
    }
    Ok(())
}
