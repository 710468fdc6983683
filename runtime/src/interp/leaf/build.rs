//! Making objects of builtin types: displays, slices, texts, ranges.

use super::{exact, tried};
use crate::heap::Gc;
use crate::native::Args;
use crate::object::dict::Dict;
use crate::object::header::Kind;
use crate::object::list::List;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// A tuple of these items.
pub extern "C" fn leaf_tuple(vm: &mut Vm, start: *const u64, count: u64) -> u64 {
    let items = Args::from_registers(start, count as usize);
    let made = vm.postponing(|vm| vm.tuple(items.as_slice()));
    tried(vm, Some(made.map(Gc::value)))
}

/// A list of these items.
pub extern "C" fn leaf_list(vm: &mut Vm, start: *const u64, count: u64) -> u64 {
    let items = Args::from_registers(start, count as usize);
    let made = vm.postponing(|vm| vm.list(items.as_slice()));
    tried(vm, Some(made.map(Gc::value)))
}

/// What `*rest` gets of an exact list or tuple, where `places >> 16` items come before it and `places & 0xFFFF` after it.
pub extern "C" fn leaf_rest(vm: &mut Vm, places: u64, sequence: u64) -> u64 {
    let (before, after) = (places as usize >> 16, places as usize & 0xFFFF);
    let sequence = Value::from_bits(sequence);
    let Some(items) = crate::builtins::plain::items_of(vm, &sequence) else { return 0 };
    let end = items.len().checked_sub(after).filter(|&end| before <= end);
    let Some(end) = end else { return 0 };
    let made = vm.postponing(|vm| vm.list(&items[before..end]));
    tried(vm, Some(made.map(Gc::value)))
}

/// A set of these elements.
pub extern "C" fn leaf_set(vm: &mut Vm, start: *const u64, count: u64) -> u64 {
    let items = Args::from_registers(start, count as usize);
    if !items.as_slice().iter().all(|&item| vm.plain_hash(item).is_some()) {
        return 0;
    }
    let made = vm.postponing(|vm| {
        let set = vm.set()?;
        for &item in items.as_slice() {
            set.add(vm, item)?;
        }
        Ok(set.value())
    });
    tried(vm, Some(made))
}

/// A dict of these keys and values, in turns.
pub extern "C" fn leaf_dict(vm: &mut Vm, start: *const u64, count: u64) -> u64 {
    let items = Args::from_registers(start, count as usize);
    let made = vm.postponing(|vm| dict_of(vm, items.as_slice()).transpose());
    tried(vm, made)
}

/// None if only Python can tell whether keys are equal.
fn dict_of(vm: &mut Vm, items: &[Value]) -> PyResult<Option<Value>> {
    let dict = vm.dict_with_capacity(items.len() / 2)?;
    for pair in items.chunks_exact(2) {
        let Some(hash) = vm.plain_hash(pair[0]) else { return Ok(None) };
        if dict.set_plain(vm, pair[0], hash, pair[1])?.is_none() {
            return Ok(None);
        }
    }
    Ok(Some(dict.value()))
}

/// These strs behind one another.
pub extern "C" fn leaf_text(vm: &mut Vm, start: *const u64, count: u64) -> u64 {
    let parts = Args::from_registers(start, count as usize);
    let made = vm.postponing(|vm| vm.join_strs(parts.as_slice()));
    tried(vm, Some(made.map(Gc::value)))
}

/// Whether formatting a value runs no Python: an exact str, a small int or a float.
fn is_text_or_number(vm: &Vm, value: Value) -> bool {
    value.is_small_int() || value.is_float() || exact::<Str>(vm, value, Kind::Str).is_some()
}

/// `str(value)` and `format(value)`
pub extern "C" fn leaf_to_str(vm: &mut Vm, value: u64) -> u64 {
    let value = Value::from_bits(value);
    if !is_text_or_number(vm, value) && !value.is_none() && !value.is_bool() {
        return 0;
    }
    let text = vm.postponing(|vm| vm.to_str(value));
    tried(vm, Some(text.map(Gc::value)))
}

/// `format(value, spec)` with a spec that is a str.
pub extern "C" fn leaf_format(vm: &mut Vm, value: u64, spec: u64) -> u64 {
    let (value, spec) = (Value::from_bits(value), Value::from_bits(spec));
    let Some(spec) = spec.cast::<Str>().filter(|_| is_text_or_number(vm, value)) else { return 0 };
    let text = vm.postponing(|vm| vm.format(value, spec));
    tried(vm, Some(text.map(Gc::value)))
}

/// `container[start:stop]`
pub extern "C" fn leaf_slice(vm: &mut Vm, container: u64, start: u64, stop: u64) -> u64 {
    let [container, start, stop] = [container, start, stop].map(Value::from_bits);
    let slice = vm.postponing(|vm| crate::builtins::fast_get_slice(vm, container, start, stop));
    tried(vm, slice)
}

/// `container[start:stop:step]`
pub extern "C" fn leaf_steps(vm: &mut Vm, container: u64, start: u64, stop: u64, step: u64) -> u64 {
    let parts = [start, stop, step].map(Value::from_bits);
    let slice = vm.postponing(|vm| crate::builtins::fast_get_steps(vm, Value::from_bits(container), parts));
    tried(vm, slice)
}

/// `range(...)` of small ints.
pub extern "C" fn leaf_range(vm: &mut Vm, start: *const u64, count: u64) -> u64 {
    let args = Args::from_registers(start, count as usize);
    let mut bounds = [0; 3];
    for (bound, &arg) in bounds.iter_mut().zip(args.as_slice()) {
        let Some(n) = arg.as_small_int() else { return 0 };
        *bound = n;
    }
    let (first, end, step) = match *args.as_slice() {
        [_] => (0, bounds[0], 1),
        [_, _] => (bounds[0], bounds[1], 1),
        _ => (bounds[0], bounds[1], bounds[2]),
    };
    let distance = if step > 0 { end - first } else { first - end };
    if step == 0 {
        return 0;
    }
    let length = if distance > 0 { (distance - 1) / step.abs() + 1 } else { 0 };
    let word = Value::int_unchecked;
    // The distance of two small ints may be none.
    if Value::small_int(length).is_none() {
        return 0;
    }
    let range = vm.postponing(|vm| vm.range(word(first), word(end), word(step), word(length)));
    tried(vm, Some(range.map(Gc::value)))
}

/// An empty list, tuple, dict or set, by the number of its kind; or a list or tuple of what is in a builtin container, or a copy
/// of a dict.
pub extern "C" fn leaf_new(vm: &mut Vm, kind: u64, start: *const u64, count: u64) -> u64 {
    let args = Args::from_registers(start, count as usize);
    let made = vm.postponing(|vm| new_of(vm, kind, args));
    tried(vm, made)
}

fn new_of(vm: &mut Vm, kind: u64, args: Args<'_>) -> Option<PyResult<Value>> {
    let is = |wanted: Kind| kind == wanted as u64;
    let Some(source) = args.opt(0) else {
        return Some(if is(Kind::List) {
            vm.list(&[]).map(Gc::value)
        } else if is(Kind::Dict) {
            vm.dict().map(Gc::value)
        } else if is(Kind::Set) {
            vm.set().map(Gc::value)
        } else {
            vm.tuple(&[]).map(Gc::value)
        });
    };
    let (list, tuple) = (exact::<List>(vm, source, Kind::List), exact::<Tuple>(vm, source, Kind::Tuple));
    let items = match (&list, &tuple) {
        (Some(list), _) => list.items(),
        (None, Some(tuple)) => tuple.items(),
        (None, None) if is(Kind::Dict) => {
            return exact::<Dict>(vm, source, Kind::Dict).map(|dict| dict.copy(vm).map(Gc::value));
        }
        (None, None) => {
            let class = if is(Kind::List) { vm.types.list } else { vm.types.tuple };
            return super::native::constructed(vm, class, args);
        }
    };
    if is(Kind::List) {
        return Some(vm.list(items).map(Gc::value));
    }
    if is(Kind::Tuple) {
        return Some(if tuple.is_some() { Ok(source) } else { vm.tuple(items).map(Gc::value) });
    }
    None
}
