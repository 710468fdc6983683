//! Pickling what holds other objects, and memory.

use super::buffer;
use super::opcode as op;
use super::reduce;
use super::save::{Asked, Save};
use runtime::heap::Gc;
use runtime::object::dict::Dict;
use runtime::object::list::List;
use runtime::object::set::Set;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Fast mode memoizes nothing; so deep nesting is suspected of being endless.
const FAST_NESTING: usize = 50;

fn enter_fast(vm: &mut Vm, s: &mut Save, object: Value) -> PyResult<()> {
    s.nesting += 1;
    if s.nesting < FAST_NESTING {
        return Ok(());
    }
    if s.nested.get(object.bits()).is_some_and(|state| state == 1) {
        let (name, id) = (vm.type_name(object), vm.id(object));
        return Err(
            vm.value_error(&format!("fast mode: can't pickle cyclic objects including object type {name} at {id:#x}"))
        );
    }
    if let Some(header) = object.header() {
        vm.pin(header);
    }
    s.nested.put(object.bits(), 1);
    Ok(())
}

fn leave_fast(s: &mut Save, object: Value) {
    if s.nesting >= FAST_NESTING {
        s.nested.put(object.bits(), 0);
    }
    s.nesting -= 1;
}

/// Saves a list or dict, guarded in fast mode.
fn guarded(
    vm: &mut Vm,
    s: &mut Save,
    object: Value,
    body: impl FnOnce(&mut Vm, &mut Save) -> PyResult<()>,
) -> PyResult<()> {
    if !s.fast {
        return body(vm, s);
    }
    enter_fast(vm, s, object)?;
    let result = body(vm, s);
    leave_fast(s, object);
    result
}

fn open(vm: &mut Vm, s: &mut Save, object: Value, empty: u8, old: u8) -> PyResult<()> {
    if s.is_binary() {
        s.byte(empty);
    } else {
        s.bytes(&[op::MARK, old]);
    }
    s.memoize(vm, object)
}

pub(super) fn list(vm: &mut Vm, s: &mut Save, object: Value) -> PyResult<()> {
    guarded(vm, s, object, |vm, s| {
        open(vm, s, object, op::EMPTY_LIST, op::LIST)?;
        let list = object.cast::<List>().expect("the caller looked at the kind");
        if list.is_empty() {
            return Ok(());
        }
        if s.protocol == 0 {
            let items = vm.iter(object)?;
            return items_of_list(vm, s, items);
        }
        exact_items(vm, s, list)
    })
}

fn exact_items(vm: &mut Vm, s: &mut Save, list: Gc<List>) -> PyResult<()> {
    if list.len() == 1 {
        if let Some(item) = list.get(0) {
            s.save(vm, item, Asked::Ordinary)?;
        }
        s.byte(op::APPEND);
        return Ok(());
    }
    let mut at = 0;
    while at < list.len() {
        s.byte(op::MARK);
        let end = at + op::BATCH;
        while let Some(item) = list.get(at).filter(|_| at < end) {
            s.save(vm, item, Asked::Ordinary)?;
            at += 1;
        }
        s.byte(op::APPENDS);
    }
    Ok(())
}

/// Appends what an iterator gives.
pub(super) fn items_of_list(vm: &mut Vm, s: &mut Save, items: Value) -> PyResult<()> {
    if s.protocol == 0 {
        while let Some(item) = vm.next(items)? {
            s.save(vm, item, Asked::Ordinary)?;
            s.byte(op::APPEND);
        }
        return Ok(());
    }
    loop {
        let Some(first) = vm.next(items)? else { return Ok(()) };
        let Some(second) = vm.next(items)? else {
            s.save(vm, first, Asked::Ordinary)?;
            s.byte(op::APPEND);
            return Ok(());
        };
        s.byte(op::MARK);
        s.save(vm, first, Asked::Ordinary)?;
        let (mut count, mut next) = (1, Some(second));
        while let Some(item) = next {
            s.save(vm, item, Asked::Ordinary)?;
            count += 1;
            if count == op::BATCH {
                break;
            }
            next = vm.next(items)?;
        }
        s.byte(op::APPENDS);
        if count < op::BATCH {
            return Ok(());
        }
    }
}

pub(super) fn dict(vm: &mut Vm, s: &mut Save, object: Value) -> PyResult<()> {
    guarded(vm, s, object, |vm, s| {
        open(vm, s, object, op::EMPTY_DICT, op::DICT)?;
        let dict = object.cast::<Dict>().expect("the caller looked at the kind");
        if dict.is_empty() {
            return Ok(());
        }
        if s.protocol == 0 {
            let items = vm.call_method(object, "items", &[])?;
            let items = vm.iter(items)?;
            return items_of_dict(vm, s, items);
        }
        exact_entries(vm, s, dict)
    })
}

fn exact_entries(vm: &mut Vm, s: &mut Save, dict: Gc<Dict>) -> PyResult<()> {
    let len = dict.len();
    let mut at = 0;
    if len == 1 {
        if let Some((_, key, value)) = dict.next_item(0) {
            s.save(vm, key, Asked::Ordinary)?;
            s.save(vm, value, Asked::Ordinary)?;
        }
        s.byte(op::SETITEM);
        return Ok(());
    }
    loop {
        let mut count = 0;
        s.byte(op::MARK);
        while let Some((entry, key, value)) = dict.next_item(at) {
            at = entry + 1;
            s.save(vm, key, Asked::Ordinary)?;
            s.save(vm, value, Asked::Ordinary)?;
            count += 1;
            if count == op::BATCH {
                break;
            }
        }
        s.byte(op::SETITEMS);
        if dict.len() != len {
            return Err(vm.runtime_error("dictionary changed size during iteration"));
        }
        if count < op::BATCH {
            return Ok(());
        }
    }
}

/// The two values of an item of a dict.
fn pair(vm: &mut Vm, item: Value) -> PyResult<(Value, Value)> {
    match item.cast::<Tuple>().filter(|pair| pair.len() == 2) {
        Some(pair) => Ok((pair.get(0), pair.get(1))),
        None => Err(vm.type_error("dict items iterator must return 2-tuples")),
    }
}

/// Sets the items that an iterator gives.
pub(super) fn items_of_dict(vm: &mut Vm, s: &mut Save, items: Value) -> PyResult<()> {
    let save = |vm: &mut Vm, s: &mut Save, item: Value| {
        let (key, value) = pair(vm, item)?;
        s.save(vm, key, Asked::Ordinary)?;
        s.save(vm, value, Asked::Ordinary)
    };
    if s.protocol == 0 {
        while let Some(item) = vm.next(items)? {
            save(vm, s, item)?;
            s.byte(op::SETITEM);
        }
        return Ok(());
    }
    loop {
        let Some(first) = vm.next(items)? else { return Ok(()) };
        pair(vm, first)?;
        let Some(second) = vm.next(items)? else {
            save(vm, s, first)?;
            s.byte(op::SETITEM);
            return Ok(());
        };
        s.byte(op::MARK);
        save(vm, s, first)?;
        let (mut count, mut next) = (1, Some(second));
        while let Some(item) = next {
            save(vm, s, item)?;
            count += 1;
            if count == op::BATCH {
                break;
            }
            next = vm.next(items)?;
        }
        s.byte(op::SETITEMS);
        if count < op::BATCH {
            return Ok(());
        }
    }
}

pub(super) fn tuple(vm: &mut Vm, s: &mut Save, tuple: Gc<Tuple>) -> PyResult<()> {
    let len = tuple.len();
    if len == 0 {
        if s.is_binary() {
            s.byte(op::EMPTY_TUPLE);
        } else {
            s.bytes(&[op::MARK, op::TUPLE]);
        }
        return Ok(());
    }
    let short = len <= 3 && s.protocol >= 2;
    if !short {
        s.byte(op::MARK);
    }
    for index in 0..len {
        s.save(vm, tuple.get(index), Asked::Ordinary)?;
    }
    // An item may have referred to the tuple itself and so saved it.
    if let Some(number) = s.memo.get(tuple.value().bits()) {
        if short {
            s.bytes(&[op::POP; 3][..len]);
        } else if s.is_binary() {
            s.byte(op::POP_MARK);
        } else {
            for _ in 0..=len {
                s.byte(op::POP);
            }
        }
        s.refer(number);
        return Ok(());
    }
    s.byte(if short { [op::TUPLE1, op::TUPLE2, op::TUPLE3][len - 1] } else { op::TUPLE });
    s.memoize(vm, tuple.value())
}

/// What a set is made from where sets have no opcodes.
fn old_set(vm: &mut Vm, s: &mut Save, set: Gc<Set>) -> PyResult<()> {
    let class = vm.class_of(set.value()).value();
    let items = vm.collect_list(set.value())?.value();
    let args = vm.tuple(&[items])?.value();
    let reduced = vm.tuple(&[class, args])?;
    reduce::write(vm, s, reduced, Some(set.value()))
}

pub(super) fn set(vm: &mut Vm, s: &mut Save, set: Gc<Set>) -> PyResult<()> {
    if s.protocol < 4 {
        return old_set(vm, s, set);
    }
    s.byte(op::EMPTY_SET);
    s.memoize(vm, set.value())?;
    let len = set.len();
    if len == 0 {
        return Ok(());
    }
    let mut at = 0;
    loop {
        let mut count = 0;
        s.byte(op::MARK);
        while let Some((entry, item)) = set.next_element(at) {
            at = entry + 1;
            s.save(vm, item, Asked::Ordinary)?;
            count += 1;
            if count == op::BATCH {
                break;
            }
        }
        s.byte(op::ADDITEMS);
        if set.len() != len {
            return Err(vm.runtime_error("set changed size during iteration"));
        }
        if count < op::BATCH {
            return Ok(());
        }
    }
}

pub(super) fn frozen_set(vm: &mut Vm, s: &mut Save, set: Gc<Set>) -> PyResult<()> {
    if s.protocol < 4 {
        return old_set(vm, s, set);
    }
    s.byte(op::MARK);
    let mut at = 0;
    while let Some((entry, item)) = set.next_element(at) {
        at = entry + 1;
        s.save(vm, item, Asked::Ordinary)?;
    }
    if let Some(number) = s.memo.get(set.value().bits()) {
        s.byte(op::POP_MARK);
        s.refer(number);
        return Ok(());
    }
    s.byte(op::FROZENSET);
    s.memoize(vm, set.value())
}

fn bytearray_data(vm: &mut Vm, s: &mut Save, data: &[u8]) -> PyResult<()> {
    let mut header = [0; 9];
    header[0] = op::BYTEARRAY8;
    header[1..].copy_from_slice(&(data.len() as u64).to_le_bytes());
    s.data(vm, &header, data, None)
}

pub(super) fn bytearray(vm: &mut Vm, s: &mut Save, object: Value) -> PyResult<()> {
    let data = crate::bytes_like(vm, object)?;
    if s.protocol >= 5 {
        bytearray_data(vm, s, &data)?;
        return s.memoize(vm, object);
    }
    let class = vm.native_type(&runtime::builtins::bytearray::BYTEARRAY)?.value();
    let args = if data.is_empty() {
        vm.tuple(&[])?
    } else {
        let bytes = vm.bytes(&data)?.value();
        vm.tuple(&[bytes])?
    };
    let reduced = vm.tuple(&[class, args.value()])?;
    reduce::write(vm, s, reduced, Some(object))
}

/// A `PickleBuffer`.
pub(super) fn buffer(vm: &mut Vm, s: &mut Save, object: Value) -> PyResult<()> {
    if s.protocol < 5 {
        return Err(super::PICKLING_ERROR.raise(vm, "PickleBuffer can only be pickled with protocol >= 5"));
    }
    let Some(shown) = buffer::contiguous(vm, object)? else {
        return Err(
            super::PICKLING_ERROR.raise(vm, "PickleBuffer can not be pickled when pointing to a non-contiguous buffer")
        );
    };
    let readonly = shown.readonly;
    let data = shown.bytes(vm).to_vec();
    shown.release(vm);
    let mut in_band = true;
    if !s.buffer_callback.is_none() {
        let result = vm.call(s.buffer_callback, &[object])?;
        in_band = vm.is_true(result)?;
    }
    if !in_band {
        s.byte(op::NEXT_BUFFER);
        if readonly {
            s.byte(op::READONLY_BUFFER);
        }
        return Ok(());
    }
    if readonly {
        s.byte_data(vm, &data, None)?;
    } else {
        bytearray_data(vm, s, &data)?;
    }
    s.memoize(vm, object)
}
