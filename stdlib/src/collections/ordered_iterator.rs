//! Views of OrderedDicts and iterators over them, which notice every change of keys and order.

use super::ordered::of;
use crate::receiver::{builtin, this};
use runtime::builtins::dict_views::{ITEMS, KEYS, VALUES, View, view};
use runtime::builtins::iterators::itself;
use runtime::heap::{Field, Gc};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::dict::{Dict, Yields};
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// Which way to go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Forwards,
    Backwards,
}

struct OrderedIterator {
    /// EMPTY after the end and after an error.
    dict: Field<Value>,
    /// Table, entries used and items when iteration began: any change of keys or order changes one of them.
    table: Field<Value>,
    used: usize,
    live: usize,
    /// The next entry to look at; backwards, the one after it.
    at: Cell<u32>,
    left: Cell<usize>,
    yields: Yields,
    direction: Direction,
}
runtime::native_data!(OrderedIterator, [dict, table]);

fn make(vm: &mut Vm, dict: Gc<Dict>, yields: Yields, direction: Direction) -> PyResult<Value> {
    let class = vm.native_type(&ITERATOR)?;
    let table = dict.table();
    let used = table.used();
    let data = OrderedIterator {
        dict: Field::new(dict.value()),
        table: Field::new(table.value()),
        used,
        live: dict.len(),
        at: Cell::new(if direction == Direction::Forwards { 0 } else { used as u32 }),
        left: Cell::new(dict.len()),
        yields,
        direction,
    };
    Ok(vm.native(class, data)?.value())
}

pub(super) fn over_keys(vm: &mut Vm, dict: Value) -> PyResult<Value> {
    make(vm, of(dict), Yields::Keys, Direction::Forwards)
}

pub(super) fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    over_keys(vm, args[0])
}

pub(super) fn reversed(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    make(vm, of(args[0]), Yields::Keys, Direction::Backwards)
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = this::<OrderedIterator>(args[0]);
    let data = &iterator.data;
    let Some(dict) = data.dict.get().given().map(of) else { return Ok(Value::EMPTY) };
    let table = dict.table();
    if table.value() != data.table.get() || table.used() != data.used || dict.len() != data.live {
        data.dict.set(vm, iterator, Value::EMPTY);
        return Err(vm.runtime_error("OrderedDict mutated during iteration"));
    }
    let entry = match data.direction {
        Direction::Forwards => table.next_entry(data.at.get()),
        Direction::Backwards => table.previous_entry(data.at.get()),
    };
    let Some(entry) = entry else {
        data.dict.set(vm, iterator, Value::EMPTY);
        return Ok(Value::EMPTY);
    };
    data.at.set(if data.direction == Direction::Forwards { entry + 1 } else { entry });
    data.left.set(data.left.get().saturating_sub(1));
    match data.yields {
        Yields::Keys | Yields::Elements => Ok(table.key(entry)),
        Yields::Values => Ok(dict.entry_value(entry)),
        Yields::Items => Ok(vm.tuple(&[table.key(entry), dict.entry_value(entry)])?.value()),
    }
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = &this::<OrderedIterator>(args[0]).data;
    let rest = vm.list(&[])?;
    if let Some(dict) = data.dict.get().given().map(of) {
        let copy = make(vm, dict, data.yields, data.direction)?;
        this::<OrderedIterator>(copy).data.at.set(data.at.get());
        vm.for_each(copy, |vm, item| rest.push(vm, item))?;
    }
    let iter = builtin(vm, "iter");
    let given = vm.tuple(&[rest.value()])?.value();
    Ok(vm.tuple(&[iter, given])?.value())
}

fn length_hint(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = &this::<OrderedIterator>(args[0]).data;
    Ok(Value::len(if data.dict.get().is_empty() { 0 } else { data.left.get() }))
}

static ITERATOR: TypeSpec = TypeSpec {
    name: "odict_iterator",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__iter__", "()", itself),
        method("__next__", "()", next),
        method("__length_hint__", "()", length_hint),
        method("__reduce__", "()", reduce).doc("Return state information for pickling"),
    ],
    ..TypeSpec::EMPTY
};

fn view_iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let view = this::<View>(args[0]);
    make(vm, view.data.dict.get(), view.data.yields, Direction::Forwards)
}

fn view_reversed(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let view = this::<View>(args[0]);
    make(vm, view.data.dict.get(), view.data.yields, Direction::Backwards)
}

macro_rules! views {
    ($($function:ident $spec:ident $name:literal $base:ident $yields:ident;)*) => {
        $(
            pub(super) fn $function(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                view(vm, of(args[0]), &$spec, Yields::$yields)
            }

            static $spec: TypeSpec = TypeSpec {
                name: $name,
                base: Some(&$base),
                flags: type_flag::NO_NEW,
                methods: &[
                    method("__iter__", "()", view_iter),
                    method("__reversed__", "()", view_reversed),
                ],
                ..TypeSpec::EMPTY
            };
        )*
    };
}
views! {
    keys ODICT_KEYS "odict_keys" KEYS Keys;
    values ODICT_VALUES "odict_values" VALUES Values;
    items ODICT_ITEMS "odict_items" ITEMS Items;
}
