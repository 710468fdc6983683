//! `_collections`: deque, defaultdict, OrderedDict, and what `namedtuple` and `Counter` stand on.

mod default_dict;
mod deque;
mod deque_iterator;
mod ordered;
mod ordered_iterator;
mod tuple_getter;

use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::dict::Dict;
use runtime::object::protocol::BinaryOp;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// `_count_elements(mapping, iterable)`: adds one to the count of each element.
fn count_elements(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mapping = args[0];
    if let Some(counts) = mapping.cast::<Dict>()
        && is_plain_counter(vm, mapping)?
    {
        vm.for_each(args[1], |vm, element| count_element(vm, counts, element))?;
        return Ok(Value::NONE);
    }
    let iterator = vm.iter(args[1])?;
    let get = vm.get_attr_text(mapping, "get")?;
    while let Some(element) = vm.next(iterator)? {
        let count = vm.call(get, &[element, Value::int32(0)])?;
        let next = plus_one(vm, count)?;
        vm.set_item(mapping, element, next)?;
    }
    Ok(Value::NONE)
}

#[inline]
fn count_element(vm: &mut Vm, counts: Gc<Dict>, element: Value) -> PyResult<()> {
    let hash = vm.hash(element)?;
    let Some(entry) = counts.find(vm, element, hash)? else {
        return counts.insert_new(vm, element, hash, Value::int32(1));
    };
    let count = counts.entry_value(entry);
    if let Some(next) = count.as_small_int().and_then(|n| Value::small_int(n + 1)) {
        counts.set_entry_value(vm, entry, next);
        return Ok(());
    }
    let next = plus_one(vm, count)?;
    counts.set(vm, element, next)
}

fn plus_one(vm: &mut Vm, count: Value) -> PyResult<Value> {
    match count.as_small_int() {
        Some(n) => vm.int(n + 1),
        None => vm.binary(BinaryOp::Add, count, Value::int32(1)),
    }
}

/// Whether neither `get` nor `__setitem__` of a dict is overridden.
fn is_plain_counter(vm: &mut Vm, mapping: Value) -> PyResult<bool> {
    let (class, dict) = (vm.class_of(mapping), vm.types.dict);
    for name in ["get", "__setitem__"] {
        let name = vm.intern(name);
        if vm.lookup(class, name) != vm.lookup(dict, name) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `_collections`
pub(crate) static COLLECTIONS: ModuleSpec = ModuleSpec {
    name: "_collections",
    doc: "High performance data structures.\n- deque:        ordered collection accessible from endpoints only\n- defaultdict:  dict subclass with a default value factory\n",
    functions: &[func("_count_elements", "(mapping, iterable, /)", count_elements)
        .doc("Count elements in the iterable, updating the mapping")],
    types: &[
        &deque::DEQUE,
        &default_dict::DEFAULT_DICT,
        &ordered::ORDERED_DICT,
        &deque_iterator::FORWARD,
        &deque_iterator::BACKWARD,
        &tuple_getter::TUPLE_GETTER,
    ],
    ..ModuleSpec::EMPTY
};
