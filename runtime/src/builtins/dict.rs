//! `dict`

use super::dict_views::{ITEMS, KEYS, VALUES, iterate, iterate_reversed, view};
use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::native::signature::CallArgs;
use crate::native::{Args, Convention, FnSpec, LeafRule, TypeSpec, class_method, method};
use crate::object::Special;
use crate::object::dict::{Dict, Yields};
use crate::object::header::Kind;
use crate::object::list::List;
use crate::object::set::Set;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::text::Chars;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn of(value: Value) -> Gc<Dict> {
    value.cast::<Dict>().expect("the receiver of a method of dict is one")
}

/// `item in container`, exact dicts, sets, lists, tuples and strings without looking methods up.
pub(crate) fn fast_contains(vm: &mut Vm, container: Value, item: Value) -> PyResult<bool> {
    if let Some(header) = container.header() {
        let shape = header.shape();
        if shape == vm.shape_of_kind(Kind::Dict)
            && let Some(dict) = container.cast::<Dict>()
        {
            return Ok(dict.get(vm, item)?.is_some());
        }
        if shape == vm.shape_of_kind(Kind::Set)
            && let Some(set) = container.cast::<Set>()
            && !item.is::<Set>()
        {
            return set.contains(vm, item);
        }
        if shape == vm.shape_of_kind(Kind::List)
            && let Some(list) = container.cast::<List>()
        {
            let mut index = 0;
            while let Some(candidate) = list.get(index) {
                if vm.equal(candidate, item)? {
                    return Ok(true);
                }
                index += 1;
            }
            return Ok(false);
        }
        if shape == vm.shape_of_kind(Kind::Tuple)
            && let Some(tuple) = container.cast::<Tuple>()
        {
            for index in 0..tuple.len() {
                if vm.equal(tuple.get(index), item)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        if shape == vm.shape_of_kind(Kind::Str)
            && let (Some(text), Some(part)) = (container.cast::<Str>(), item.cast::<Str>())
        {
            let (text, part) = (text.chars(), part.chars());
            return Ok(match (text, part) {
                (Chars::One(text), Chars::One(&[c])) => text.contains(&c),
                _ => crate::text::search::contains(text, part),
            });
        }
    }
    vm.contains(container, item)
}

/// `mapping[key]`, none for a KeyError.
pub fn get_mapping_item(vm: &mut Vm, mapping: Value, key: Value) -> PyResult<Option<Value>> {
    if let Some(dict) = mapping.cast::<Dict>()
        && vm.class_of(mapping) == vm.types.dict
    {
        return dict.get(vm, key);
    }
    match vm.get_item(mapping, key) {
        Ok(value) => Ok(Some(value)),
        Err(raised) => vm.catch(raised, Exc::KeyError).map(|_| None),
    }
}

/// `dict.update(other)`: a mapping with `keys`, or an iterable of pairs.
pub fn update(vm: &mut Vm, dict: Gc<Dict>, other: Value) -> PyResult<()> {
    if let Some(source) = other.cast::<Dict>() {
        let own_iter = vm.special_of(other, Special::Iter) == vm.special(vm.types.dict, Special::Iter);
        if own_iter {
            if source == dict || source.is_empty() || dict.copy_into_empty(vm, source)? {
                return Ok(());
            }
            dict.reserve(vm, source.len())?;
            let table = source.table();
            let mut at = 0;
            while let Some((entry, key, value)) = source.next_item(at) {
                let hash = source.table().hash_of(entry);
                dict.set_hashed(vm, key, hash, value)?;
                at = entry + 1;
                if source.table() != table {
                    return Err(vm.runtime_error("dict mutated during update"));
                }
            }
            return Ok(());
        }
    }
    let keys_name = vm.names.special(Special::Keys);
    if let Some(keys) = vm.get_attr_opt(other, keys_name)? {
        let keys = vm.call(keys, &[])?;
        return vm.for_each(keys, |vm, key| {
            let value = vm.get_item(other, key)?;
            dict.set(vm, key, value)
        });
    }
    let mut index = 0;
    vm.for_each(other, |vm, pair| {
        if let Some(tuple) = pair.cast::<Tuple>()
            && tuple.len() == 2
            && vm.class_of(pair) == vm.types.tuple
        {
            index += 1;
            return dict.set(vm, tuple.get(0), tuple.get(1));
        }
        if vm.special_of(pair, Special::Iter).is_none() && vm.special_of(pair, Special::GetItem).is_none() {
            let message = format!("cannot convert dictionary update sequence element #{index} to a sequence");
            return Err(vm.type_error(&message));
        }
        let items = vm.collect_list(pair)?;
        if items.len() != 2 {
            let message =
                format!("dictionary update sequence element #{index} has length {}; 2 is required", items.len());
            return Err(vm.value_error(&message));
        }
        index += 1;
        dict.set(vm, items.items()[0], items.items()[1])
    })
}

fn new(vm: &mut Vm, class: Value, _: CallArgs<'_>) -> PyResult<Value> {
    let class = class.cast::<Type>().expect("checked by the caller");
    Ok(vm.dict_of_class(class)?.value())
}

/// What `dict.__init__` and `dict.update` do, which of them `name` tells where there are too many arguments.
pub fn update_from(vm: &mut Vm, receiver: Value, args: CallArgs<'_>, name: &str) -> PyResult<Value> {
    let (dict, positional) = (of(receiver), args.positional());
    if positional > 1 {
        let message = format!("{name} expected at most 1 argument, got {positional}");
        return Err(vm.type_error(&message));
    }
    if positional == 1 {
        update(vm, dict, args.values.get(0))?;
    }
    let Some(names) = args.names else { return Ok(Value::NONE) };
    for index in 0..names.len() {
        dict.set(vm, names.get(index), args.values.get(positional + index))?;
    }
    Ok(Value::NONE)
}

fn init(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    update_from(vm, receiver, args, "dict")
}

fn update_method(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    update_from(vm, receiver, args, "update")
}

fn len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(of(args[0]).len()))
}

pub(crate) fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if let Some(value) = of(args[0]).get(vm, args[1])? {
        return Ok(value);
    }
    if vm.class_of(args[0]) != vm.types.dict
        && let Some(method) = vm.special_of(args[0], Special::Missing)
    {
        return vm.call_unbound(method, args[0], &[args[1]]);
    }
    Err(vm.key_error(args[1]))
}

pub(crate) fn set_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    of(args[0]).set(vm, args[1], args[2]).map(|()| Value::NONE)
}

fn delete_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match of(args[0]).remove(vm, args[1])? {
        Some(_) => Ok(Value::NONE),
        None => Err(vm.key_error(args[1])),
    }
}

pub(crate) fn contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(of(args[0]).get(vm, args[1])?.is_some()))
}

fn get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(of(args[0]).get(vm, args[1])?.unwrap_or(args.get(2).or_none()))
}

fn setdefault(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let dict = of(args[0]);
    // The key is hashed once: programs can tell.
    let hash = vm.hash(args[1])?;
    if let Some(entry) = dict.find(vm, args[1], hash)? {
        return Ok(dict.entry_value(entry));
    }
    let default = args.get(2).or_none();
    dict.insert_new(vm, args[1], hash, default)?;
    Ok(default)
}

fn pop(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let dict = of(args[0]);
    let found = if dict.is_empty() { None } else { dict.remove(vm, args[1])? };
    match (found, args.opt(2)) {
        (Some(value), _) | (None, Some(value)) => Ok(value),
        (None, None) => Err(vm.key_error(args[1])),
    }
}

fn popitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let dict = of(args[0]);
    let Some((key, value)) = dict.pop_last(vm) else {
        let message = vm.str("popitem(): dictionary is empty")?;
        return Err(vm.key_error(message.value()));
    };
    Ok(vm.tuple(&[key, value])?.value())
}

fn clear(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    of(args[0]).clear(vm).map(|()| Value::NONE)
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(of(args[0]).copy(vm)?.value())
}

/// The table of an exact dict or of a set.
fn hashed_keys(vm: &Vm, iterable: Value) -> Option<Gc<crate::object::table::Table>> {
    if let Some(dict) = iterable.cast::<Dict>() {
        return (vm.class_of(iterable) == vm.types.dict).then(|| dict.table());
    }
    let class = vm.class_of(iterable);
    let set = iterable.cast::<Set>().filter(|_| class == vm.types.set || class == vm.types.frozenset)?;
    Some(set.table())
}

fn fromkeys(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = args.get(2).or_none();
    let result = vm.call(args[0], &[])?;
    let plain = result.cast::<Dict>().filter(|_| vm.class_of(result) == vm.types.dict);
    if let (Some(dict), Some(keys)) = (plain, hashed_keys(vm, args[1])) {
        // The hashes are known: keys are not hashed again.
        let mut at = 0;
        while let Some(entry) = keys.next_entry(at) {
            let (key, hash) = (keys.key(entry), keys.hash_of(entry));
            dict.set_hashed(vm, key, hash, value)?;
            at = entry + 1;
        }
        return Ok(result);
    }
    vm.for_each(args[1], |vm, key| match plain {
        Some(dict) => dict.set(vm, key, value),
        None => vm.set_item(result, key, value),
    })?;
    Ok(result)
}

fn or(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[0].is::<Dict>() || !args[1].is::<Dict>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let out = of(args[0]).copy(vm)?;
    update(vm, out, args[1])?;
    Ok(out.value())
}

fn ror(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[0].is::<Dict>() || !args[1].is::<Dict>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let out = of(args[1]).copy(vm)?;
    update(vm, out, args[0])?;
    Ok(out.value())
}

fn ior(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    update(vm, of(args[0]), args[1])?;
    Ok(args[0])
}

/// Whether two dicts have equal values under the same keys.
pub fn equal(vm: &mut Vm, a: Gc<Dict>, b: Gc<Dict>) -> PyResult<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    vm.check_native_stack_in(" in comparison")?;
    let mut at = 0;
    while let Some((entry, key, value)) = a.next_item(at) {
        // Dicts made alike have their keys in the same places.
        let found = match b.table().has_at(entry, key) {
            true => Some(entry),
            false => b.find(vm, key, a.table().hash_of(entry))?,
        };
        match found {
            Some(other) => {
                let other = b.entry_value(other);
                if !vm.equal(value, other)? {
                    return Ok(false);
                }
            }
            None => return Ok(false),
        }
        at = entry + 1;
    }
    Ok(true)
}

fn eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match args[1].cast::<Dict>() {
        Some(other) => Ok(Value::bool(equal(vm, of(args[0]), other)?)),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn ne(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match args[1].cast::<Dict>() {
        Some(other) => Ok(Value::bool(!equal(vm, of(args[0]), other)?)),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.check_native_stack_in(" while getting the repr of an object")?;
    if !vm.enter_repr(args[0]) {
        return Ok(vm.str("{...}")?.value());
    }
    let result = repr_entries(vm, of(args[0]));
    vm.leave_repr(args[0]);
    result
}

fn repr_entries(vm: &mut Vm, dict: Gc<Dict>) -> PyResult<Value> {
    let parts = vm.list(&[])?;
    let (colon, comma) = (vm.str(": ")?, vm.str(", ")?);
    let open = vm.str("{")?;
    parts.push(vm, open.value())?;
    let mut at = 0;
    while let Some((entry, key, value)) = dict.next_item(at) {
        if parts.len() > 1 {
            parts.push(vm, comma.value())?;
        }
        let key = vm.repr(key)?;
        parts.push(vm, key.value())?;
        parts.push(vm, colon.value())?;
        let value = vm.repr(value)?;
        parts.push(vm, value.value())?;
        at = entry + 1;
    }
    let close = vm.str("}")?;
    parts.push(vm, close.value())?;
    Ok(vm.join_strs(parts.items())?.value())
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    iterate(vm, args[0], Yields::Keys)
}

fn reversed(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    iterate_reversed(vm, args[0], Yields::Keys)
}

fn keys(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    view(vm, of(args[0]), &KEYS, Yields::Keys)
}

fn values(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    view(vm, of(args[0]), &VALUES, Yields::Values)
}

fn items(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    view(vm, of(args[0]), &ITEMS, Yields::Items)
}

/// `dict`
pub static DICT: TypeSpec = TypeSpec {
    name: "dict",
    kind: Kind::Dict,
    flags: type_flag::BASE_TYPE | type_flag::MAPPING | type_flag::MATCH_SELF,
    methods: &[
        FnSpec::raw_method("__new__", "(*args, **kwargs)", new),
        FnSpec::raw_method("__init__", "(*args, **kwargs)", init),
        FnSpec::raw_method("update", "(*args, **kwargs)", update_method),
        method("__len__", "()", len),
        method("__getitem__", "(key, /)", get_item).convention(Convention::Method),
        method("__setitem__", "(key, value, /)", set_item),
        method("__delitem__", "(key, /)", delete_item),
        method("__contains__", "(key, /)", contains).convention(Convention::Method),
        method("get", "(key, default=None, /)", get),
        method("setdefault", "(key, default=None, /)", setdefault),
        method("pop", "(key, default=None, /)", pop),
        method("popitem", "()", popitem),
        method("clear", "()", clear),
        method("copy", "()", copy).leaf(LeafRule::Always),
        class_method("fromkeys", "(iterable, value=None, /)", fromkeys),
        method("keys", "()", keys).leaf(LeafRule::Always).of_derived(),
        method("values", "()", values).leaf(LeafRule::Always).of_derived(),
        method("items", "()", items).leaf(LeafRule::Always).of_derived(),
        method("__or__", "(value, /)", or),
        method("__ror__", "(value, /)", ror),
        method("__ior__", "(value, /)", ior),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__repr__", "()", repr),
        method("__iter__", "()", iter),
        method("__reversed__", "()", reversed),
        method("__sizeof__", "()", super::object::sizeof),
        super::generic_alias::CLASS_GETITEM,
    ],
    doc: "dict() -> new empty dictionary\ndict(mapping) -> new dictionary initialized from a mapping object's\n    (key, value) pairs\ndict(iterable) -> new dictionary initialized as if via:\n    d = {}\n    for k, v in iterable:\n        d[k] = v\ndict(**kwargs) -> new dictionary initialized with the name=value pairs\n    in the keyword argument list.  For example:  dict(one=1, two=2)",
    ..TypeSpec::EMPTY
};
