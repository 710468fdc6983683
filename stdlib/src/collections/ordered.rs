//! `OrderedDict`: dicts keep order anyway, so what is added is moving, popping from both ends and comparing in order.
//!
//! Popping from the front again and again must not look at the places of what was popped before: two slots of the instance hold
//! where the first item is at least, and the table for which that is true.

use super::ordered_iterator as iterator;
use crate::receiver::class_arg;
use runtime::builtins::object::DICT_GETSET;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, CallArgs, FnSpec, TypeSpec, method};
use runtime::object::Special;
use runtime::object::dict::Dict;
use runtime::object::header::Kind;
use runtime::object::protocol::CompareOp;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Slot of the entry before which all are removed.
const FIRST: usize = 0;
/// Slot of the table to which that applies.
const FIRST_OF: usize = 1;

pub(super) fn of(value: Value) -> Gc<Dict> {
    value.cast::<Dict>().expect("the receiver of a method of OrderedDict is a dict")
}

fn is_exact(vm: &mut Vm, value: Value) -> PyResult<bool> {
    let class = vm.native_type(&ORDERED_DICT)?;
    Ok(vm.class_of(value) == class)
}

fn is_ordered(vm: &mut Vm, value: Value) -> PyResult<bool> {
    let class = vm.native_type(&ORDERED_DICT)?;
    Ok(vm.is_instance(value, class))
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(vm.dict_of_class(class_arg(args))?.value())
}

/// `MutableMapping.update`: by the dict's own `__setitem__`.
fn update(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let given = args.positional();
    if given > 1 {
        let message = format!("expected at most 1 arguments, got {given}");
        return Err(vm.type_error(&message));
    }
    if given == 1 {
        update_from(vm, receiver, args.values.get(0))?;
    }
    let Some(names) = args.names else { return Ok(Value::NONE) };
    for index in 0..names.len() {
        put(vm, receiver, names.get(index), args.values.get(given + index))?;
    }
    Ok(Value::NONE)
}

fn put(vm: &mut Vm, target: Value, key: Value, value: Value) -> PyResult<()> {
    if is_exact(vm, target)? { of(target).set(vm, key, value) } else { vm.set_item(target, key, value) }
}

fn update_from(vm: &mut Vm, target: Value, source: Value) -> PyResult<()> {
    if let Some(dict) = source.cast::<Dict>()
        && vm.class_of(source) == vm.types.dict
    {
        let copy = dict.copy(vm)?;
        let mut at = 0;
        while let Some((entry, key, value)) = copy.next_item(at) {
            at = entry + 1;
            put(vm, target, key, value)?;
        }
        return Ok(());
    }
    if let Some(keys) = vm.get_attr_opt_text(source, "keys")? {
        let keys = vm.call(keys, &[])?;
        return vm.for_each(keys, |vm, key| {
            let value = vm.get_item(source, key)?;
            put(vm, target, key, value)
        });
    }
    let pairs = match vm.get_attr_opt_text(source, "items")? {
        Some(items) => vm.call(items, &[])?,
        None => source,
    };
    vm.for_each(pairs, |vm, pair| {
        let iterator = vm.iter(pair)?;
        let Some(key) = vm.next(iterator)? else {
            return Err(vm.value_error("need more than 0 values to unpack"));
        };
        let Some(value) = vm.next(iterator)? else {
            return Err(vm.value_error("need more than 1 value to unpack"));
        };
        if vm.next(iterator)?.is_some() {
            return Err(vm.value_error("too many values to unpack (expected 2)"));
        }
        put(vm, target, key, value)
    })
}

/// The first entry that is in use.
fn first_entry(vm: &mut Vm, value: Value) -> Option<u32> {
    let dict = of(value);
    let table = dict.table();
    let mut start = 0;
    if vm.get_slot(dict.header(), FIRST_OF) == table.value()
        && let Some(known) = vm.get_slot(dict.header(), FIRST).as_small_int()
    {
        start = known as u32;
    }
    table.next_entry(start)
}

fn popitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let last = args.opt(1).map_or(Ok(true), |last| vm.is_true(last))?;
    let dict = of(args[0]);
    let table = dict.table();
    let entry = if last { table.previous_entry(table.used() as u32) } else { first_entry(vm, args[0]) };
    let Some(entry) = entry else {
        let text = vm.str("dictionary is empty")?.value();
        return Err(vm.key_error(text));
    };
    let (key, value) = (table.key(entry), dict.entry_value(entry));
    if is_exact(vm, args[0])? {
        dict.remove_entry(vm, entry);
    } else {
        dict.remove(vm, key)?;
    }
    if !last {
        vm.set_slot(dict.header(), FIRST, Value::len(entry as usize + 1))?;
        vm.set_slot(dict.header(), FIRST_OF, table.value())?;
    }
    Ok(vm.tuple(&[key, value])?.value())
}

fn move_to_end(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let last = args.opt(2).map_or(Ok(true), |last| vm.is_true(last))?;
    let dict = of(args[0]);
    let hash = vm.hash(args[1])?;
    let Some(entry) = dict.find(vm, args[1], hash)? else { return Err(vm.key_error(args[1])) };
    let table = dict.table();
    if last {
        if table.next_entry(entry + 1).is_some() {
            let key = table.key(entry);
            let value = dict.remove_entry(vm, entry);
            dict.insert_new(vm, key, hash, value)?;
        }
        return Ok(Value::NONE);
    }
    if first_entry(vm, args[0]) == Some(entry) {
        return Ok(Value::NONE);
    }
    // Everything is put behind the item anew.
    dict.clear(vm)?;
    dict.insert_new(vm, table.key(entry), hash, table.value_of(entry))?;
    let mut at = 0;
    while let Some(other) = table.next_entry(at) {
        at = other + 1;
        if other != entry {
            dict.insert_new(vm, table.key(other), table.hash_of(other), table.value_of(other))?;
        }
    }
    Ok(Value::NONE)
}

fn pop(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match of(args[0]).remove(vm, args[1])? {
        Some(value) => Ok(value),
        None => args.opt(2).map_or_else(|| Err(vm.key_error(args[1])), Ok),
    }
}

fn setdefault(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let default = args[2].or_none();
    if is_exact(vm, args[0])? {
        if let Some(value) = of(args[0]).get(vm, args[1])? {
            return Ok(value);
        }
        of(args[0]).set(vm, args[1], default)?;
        return Ok(default);
    }
    if vm.contains(args[0], args[1])? {
        return vm.get_item(args[0], args[1]);
    }
    vm.set_item(args[0], args[1], default)?;
    Ok(default)
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]).value();
    let new = vm.call(class, &[])?;
    let iterator = iterator::over_keys(vm, args[0])?;
    while let Some(key) = vm.next(iterator)? {
        let value = vm.get_item(args[0], key)?;
        put_any(vm, new, key, value)?;
    }
    Ok(new)
}

/// As [`put`], into what a subclass's constructor made.
fn put_any(vm: &mut Vm, target: Value, key: Value, value: Value) -> PyResult<()> {
    if target.is::<Dict>() { put(vm, target, key, value) } else { vm.set_item(target, key, value) }
}

fn compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    let Some(other) = args[1].cast::<Dict>() else { return Ok(Value::NOT_IMPLEMENTED) };
    let own = of(args[0]);
    if are_identical(own, other) {
        return Ok(Value::bool(op == CompareOp::Eq));
    }
    let mut same = runtime::builtins::dict::equal(vm, own, other)?;
    if same && (vm.class_of(args[1]) == vm.class_of(args[0]) || is_ordered(vm, args[1])?) {
        let (mut at, mut other_at) = (0, 0);
        while let Some((entry, key, _)) = own.next_item(at) {
            at = entry + 1;
            let Some((other_entry, other_key, _)) = other.next_item(other_at) else { break };
            other_at = other_entry + 1;
            if key != other_key && !vm.equal(key, other_key)? {
                same = false;
                break;
            }
        }
    }
    Ok(Value::bool(same == (op == CompareOp::Eq)))
}

/// Whether two dicts have the same objects in the same order. Floats are left to comparison, which a NaN may fail.
fn are_identical(own: Gc<Dict>, other: Gc<Dict>) -> bool {
    if own.len() != other.len() {
        return false;
    }
    let (mut at, mut other_at) = (0, 0);
    while let Some((entry, key, value)) = own.next_item(at) {
        let Some((other_entry, other_key, other_value)) = other.next_item(other_at) else { return false };
        if key != other_key || value != other_value || value.is_float() || key.is_float() {
            return false;
        }
        (at, other_at) = (entry + 1, other_entry + 1);
    }
    true
}

fn eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    compare(vm, args, CompareOp::Eq)
}

fn ne(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    compare(vm, args, CompareOp::Ne)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = vm.class_of(args[0]).name_text();
    if of(args[0]).is_empty() {
        return Ok(vm.str(&format!("{name}()"))?.value());
    }
    if !vm.enter_repr(args[0]) {
        return Ok(vm.str("...")?.value());
    }
    let text = repr_inner(vm, args[0]);
    vm.leave_repr(args[0]);
    let mut out = format!("{name}(").into_bytes();
    out.extend(text?);
    out.push(b')');
    Ok(vm.str_from_wtf8(&out)?.value())
}

fn repr_inner(vm: &mut Vm, value: Value) -> PyResult<Vec<u8>> {
    let items = if is_exact(vm, value)? {
        of(value).copy(vm)?.value()
    } else {
        let items = vm.call_method(value, "items", &[])?;
        let dict = vm.types.dict.value();
        vm.call(dict, &[items])?
    };
    Ok(vm.repr(items)?.to_wtf8())
}

fn or(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[1].is::<Dict>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let class = vm.class_of(args[0]).value();
    let new = vm.call(class, &[args[0]])?;
    update_any(vm, new, args[1])
}

fn ror(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[1].is::<Dict>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let class = vm.class_of(args[0]).value();
    let new = vm.call(class, &[args[1]])?;
    update_any(vm, new, args[0])
}

fn update_any(vm: &mut Vm, target: Value, source: Value) -> PyResult<Value> {
    if is_ordered(vm, target)? {
        update_from(vm, target, source)?;
    } else {
        vm.call_method(target, "update", &[source])?;
    }
    Ok(target)
}

fn ior(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    update_from(vm, args[0], args[1])?;
    Ok(args[0])
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]).value();
    let state = vm.call_method(args[0], "__getstate__", &[])?;
    let items = vm.call_method(args[0], "items", &[])?;
    let items = vm.iter(items)?;
    let empty = vm.tuple(&[])?.value();
    Ok(vm.tuple(&[class, empty, state, Value::NONE, items])?.value())
}

fn size_of(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let table = of(args[0]).table();
    let attributes = vm.special_of(args[0], Special::Dict).is_some();
    Ok(Value::len(64 + 24 * table.capacity() + 8 * usize::from(attributes)))
}

fn fromkeys(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = args[2].or_none();
    let new = vm.call(args[0], &[])?;
    vm.for_each(args[1], |vm, key| {
        let ordered = is_ordered(vm, new)?;
        if ordered { put(vm, new, key, value) } else { vm.set_item(new, key, value) }
    })?;
    Ok(new)
}

fn delete_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match of(args[0]).remove(vm, args[1])? {
        Some(_) => Ok(Value::NONE),
        None => Err(vm.raise_value(Exc::KeyError, args[1])),
    }
}

/// `collections.OrderedDict`
pub(super) static ORDERED_DICT: TypeSpec = TypeSpec {
    name: "OrderedDict",
    module: "collections",
    base: Some(&runtime::builtins::dict::DICT),
    kind: Kind::Dict,
    flags: type_flag::BASE_TYPE | type_flag::HAS_DICT | type_flag::HAS_WEAKREF,
    slots: 2,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        FnSpec::raw_method("__init__", "(*args, **kwargs)", update),
        FnSpec::raw_method("update", "(*args, **kwargs)", update),
        method("__delitem__", "(key, /)", delete_item),
        runtime::native::class_method("fromkeys", "(iterable, value=None)", fromkeys)
            .doc("Create a new ordered dictionary with keys from iterable and values set to value."),
        method("setdefault", "(key, default=None)", setdefault).doc(
            "Insert key with a value of default if key is not in the dictionary.\n\nReturn the value for key if key is in the dictionary, else default.",
        ),
        method("pop", "(key, default=<unrepresentable>)", pop).doc(
            "od.pop(key[,default]) -> v, remove specified key and return the corresponding value.\n\nIf the key is not found, return the default if given; otherwise,\nraise a KeyError.",
        ),
        method("popitem", "(last=True)", popitem).doc(
            "Remove and return a (key, value) pair from the dictionary.\n\nPairs are returned in LIFO order if last is true or FIFO order if false.",
        ),
        method("move_to_end", "(key, last=True)", move_to_end).doc(
            "Move an existing element to the end (or beginning if last is false).\n\nRaise KeyError if the element does not exist.",
        ),
        method("copy", "()", copy).doc("od.copy() -> a shallow copy of od"),
        method("keys", "()", iterator::keys),
        method("values", "()", iterator::values),
        method("items", "()", iterator::items),
        method("__iter__", "()", iterator::iter),
        method("__reversed__", "()", iterator::reversed).doc("od.__reversed__() <==> reversed(od)"),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__repr__", "()", repr),
        method("__or__", "(value, /)", or),
        method("__ror__", "(value, /)", ror),
        method("__ior__", "(value, /)", ior),
        method("__reduce__", "()", reduce).doc("Return state information for pickling"),
        method("__sizeof__", "()", size_of),
    ],
    getset: &[DICT_GETSET],
    doc: "Dictionary that remembers insertion order",
    ..TypeSpec::EMPTY
};
