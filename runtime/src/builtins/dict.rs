//! `dict`, its views and iterators.

use crate::exceptions::hierarchy::Exc;
use crate::heap::{Field, Gc, Native};
use crate::native::{Args, Convention, TypeSpec, class_method, method};
use crate::object::Special;
use crate::object::dict::{Dict, TableIterator, Yields};
use crate::object::header::Kind;
use crate::object::list::List;
use crate::object::protocol::CompareOp;
use crate::object::set::Set;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
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
            let table = source.table();
            let mut at = 0;
            while let Some((entry, key, value)) = source.next_item(at) {
                dict.set(vm, key, value)?;
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

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    Ok(vm.dict_of_class(class)?.value())
}

fn update_from(vm: &mut Vm, args: Args<'_>, name: &str) -> PyResult<Value> {
    let (dict, positional) = (of(args[0]), args[1].cast::<Tuple>().expect("bound as *args"));
    if positional.len() > 1 {
        let message = format!("{name} expected at most 1 argument, got {}", positional.len());
        return Err(vm.type_error(&message));
    }
    if let Some(&other) = positional.items().first() {
        update(vm, dict, other)?;
    }
    update(vm, dict, args[2])?;
    Ok(Value::NONE)
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    update_from(vm, args, "dict")
}

fn update_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    update_from(vm, args, "update")
}

fn len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(of(args[0]).len()))
}

fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
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

fn set_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    of(args[0]).set(vm, args[1], args[2]).map(|()| Value::NONE)
}

fn delete_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match of(args[0]).remove(vm, args[1])? {
        Some(_) => Ok(Value::NONE),
        None => Err(vm.key_error(args[1])),
    }
}

fn contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(of(args[0]).get(vm, args[1])?.is_some()))
}

fn get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(of(args[0]).get(vm, args[1])?.unwrap_or(args.get(2).or_none()))
}

fn setdefault(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let dict = of(args[0]);
    if let Some(value) = dict.get(vm, args[1])? {
        return Ok(value);
    }
    let default = args.get(2).or_none();
    dict.set(vm, args[1], default)?;
    Ok(default)
}

fn pop(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match of(args[0]).remove(vm, args[1])? {
        Some(value) => Ok(value),
        None => match args.opt(2) {
            Some(default) => Ok(default),
            None => Err(vm.key_error(args[1])),
        },
    }
}

fn popitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let dict = of(args[0]);
    let Some(entry) = dict.table().previous_entry(u32::MAX) else {
        let message = vm.str("popitem(): dictionary is empty")?;
        return Err(vm.key_error(message.value()));
    };
    let key = dict.table().key(entry);
    let value = dict.remove_entry(vm, entry);
    Ok(vm.tuple(&[key, value])?.value())
}

fn clear(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    of(args[0]).clear(vm).map(|()| Value::NONE)
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(of(args[0]).copy(vm)?.value())
}

fn fromkeys(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = args.get(2).or_none();
    let result = vm.call(args[0], &[])?;
    let plain = result.cast::<Dict>().filter(|_| vm.class_of(result) == vm.types.dict);
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

fn equal(vm: &mut Vm, a: Gc<Dict>, b: Gc<Dict>) -> PyResult<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    vm.check_native_stack()?;
    let mut at = 0;
    while let Some((entry, key, value)) = a.next_item(at) {
        let hash = a.table().hash_of(entry);
        match b.find(vm, key, hash)? {
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
    vm.check_native_stack()?;
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

fn iterate(vm: &mut Vm, dict: Value, yields: Yields) -> PyResult<Value> {
    let class = match yields {
        Yields::Values => vm.types.dict_value_iterator,
        Yields::Items => vm.types.dict_item_iterator,
        Yields::Keys | Yields::Elements => vm.types.dict_key_iterator,
    };
    Ok(vm.table_iterator(class, dict, of(dict).len(), yields)?.value())
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    iterate(vm, args[0], Yields::Keys)
}

fn reversed(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let keys = keys_in_reverse(vm, of(args[0]), Yields::Keys)?;
    vm.iter(keys)
}

fn keys_in_reverse(vm: &mut Vm, dict: Gc<Dict>, yields: Yields) -> PyResult<Value> {
    let out = vm.list(&[])?;
    let mut before = u32::MAX;
    while let Some(entry) = dict.table().previous_entry(before) {
        let item = match yields {
            Yields::Values => dict.entry_value(entry),
            Yields::Items => vm.tuple(&[dict.table().key(entry), dict.entry_value(entry)])?.value(),
            Yields::Keys | Yields::Elements => dict.table().key(entry),
        };
        out.push(vm, item)?;
        before = entry;
    }
    Ok(out.value())
}

/// A view of a dict.
pub struct View {
    dict: Field<Gc<Dict>>,
    yields: Yields,
}
crate::native_data!(View, [dict]);

fn view(vm: &mut Vm, dict: Value, spec: &'static TypeSpec, yields: Yields) -> PyResult<Value> {
    let class = vm.native_type(spec)?;
    Ok(vm.native(class, View { dict: Field::new(of(dict)), yields })?.value())
}

fn keys(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    view(vm, args[0], &KEYS, Yields::Keys)
}

fn values(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    view(vm, args[0], &VALUES, Yields::Values)
}

fn items(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    view(vm, args[0], &ITEMS, Yields::Items)
}

/// `dict`
pub static DICT: TypeSpec = TypeSpec {
    name: "dict",
    kind: Kind::Dict,
    flags: type_flag::BASE_TYPE | type_flag::MAPPING | type_flag::MATCH_SELF,
    methods: &[
        method("__new__", "(*args, **kwargs)", new),
        method("__init__", "(*args, **kwargs)", init),
        method("update", "(*args, **kwargs)", update_method),
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
        method("copy", "()", copy),
        class_method("fromkeys", "(iterable, value=None, /)", fromkeys),
        method("keys", "()", keys),
        method("values", "()", values),
        method("items", "()", items),
        method("__or__", "(value, /)", or),
        method("__ror__", "(value, /)", ror),
        method("__ior__", "(value, /)", ior),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__repr__", "()", repr),
        method("__iter__", "()", iter),
        method("__reversed__", "()", reversed),
        super::generic_alias::CLASS_GETITEM,
    ],
    doc: "dict() -> new empty dictionary",
    ..TypeSpec::EMPTY
};

fn view_of(args: Args<'_>) -> Gc<Native<View>> {
    args[0].cast::<Native<View>>().expect("the receiver is a dict view")
}

fn view_len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(view_of(args).data.dict.get().len()))
}

fn view_iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let view = view_of(args);
    iterate(vm, view.data.dict.get().value(), view.data.yields)
}

fn view_reversed(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let view = view_of(args);
    let list = keys_in_reverse(vm, view.data.dict.get(), view.data.yields)?;
    vm.iter(list)
}

fn view_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = vm.type_name(args[0]);
    let list = vm.collect_list(args[0])?;
    let text = format!("{name}({})", vm.repr_text(list.value())?);
    Ok(vm.str(&text)?.value())
}

fn view_contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let view = view_of(args);
    let dict = view.data.dict.get();
    if view.data.yields == Yields::Keys {
        return Ok(Value::bool(dict.get(vm, args[1])?.is_some()));
    }
    let Some(pair) = args[1].cast::<Tuple>().filter(|pair| pair.len() == 2) else { return Ok(Value::FALSE) };
    match dict.get(vm, pair.get(0))? {
        Some(value) => Ok(Value::bool(vm.equal(value, pair.get(1))?)),
        None => Ok(Value::FALSE),
    }
}

fn view_mapping(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let view = value.cast::<Native<View>>().expect("the receiver is a dict view");
    super::descriptors::new_mapping_proxy(vm, view.data.dict.get().value())
}

fn as_set(vm: &mut Vm, value: Value) -> PyResult<Gc<Set>> {
    let set = vm.set()?;
    vm.for_each(value, |vm, item| set.add(vm, item).map(|_| ()))?;
    Ok(set)
}

macro_rules! view_operators {
    ($($name:ident $reflected:ident $method:literal;)*) => {
        $(
            fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                let set = as_set(vm, args[0])?;
                vm.call_method(set.value(), $method, &[args[1]])
            }
            fn $reflected(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                let set = as_set(vm, args[1])?;
                vm.call_method(set.value(), $method, &[args[0]])
            }
        )*
    };
}
view_operators! {
    view_and view_rand "intersection";
    view_or view_ror "union";
    view_sub view_rsub "difference";
    view_xor view_rxor "symmetric_difference";
}

fn view_isdisjoint(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let set = as_set(vm, args[0])?;
    vm.call_method(set.value(), "isdisjoint", &[args[1]])
}

fn view_compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    if !args[1].is::<Set>() && !args[1].is::<Native<View>>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (a, b) = (as_set(vm, args[0])?, as_set(vm, args[1])?);
    vm.compare(op, a.value(), b.value())
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { view_compare(vm, args, CompareOp::$op) })*
    };
}
comparisons! { view_lt Lt; view_le Le; view_eq Eq; view_ne Ne; view_gt Gt; view_ge Ge; }

macro_rules! set_like_view {
    ($const:ident, $name:literal) => {
        #[doc = $name]
        pub static $const: TypeSpec = TypeSpec {
            name: $name,
            flags: type_flag::NO_NEW,
            methods: &[
                method("__len__", "()", view_len),
                method("__iter__", "()", view_iter),
                method("__reversed__", "()", view_reversed),
                method("__repr__", "()", view_repr),
                method("__contains__", "(key, /)", view_contains),
                method("__and__", "(value, /)", view_and),
                method("__rand__", "(value, /)", view_rand),
                method("__or__", "(value, /)", view_or),
                method("__ror__", "(value, /)", view_ror),
                method("__sub__", "(value, /)", view_sub),
                method("__rsub__", "(value, /)", view_rsub),
                method("__xor__", "(value, /)", view_xor),
                method("__rxor__", "(value, /)", view_rxor),
                method("__lt__", "(value, /)", view_lt),
                method("__le__", "(value, /)", view_le),
                method("__eq__", "(value, /)", view_eq),
                method("__ne__", "(value, /)", view_ne),
                method("__gt__", "(value, /)", view_gt),
                method("__ge__", "(value, /)", view_ge),
                method("isdisjoint", "(other, /)", view_isdisjoint),
            ],
            getset: &[crate::native::readonly("mapping", view_mapping)],
            ..TypeSpec::EMPTY
        };
    };
}
set_like_view!(KEYS, "dict_keys");
set_like_view!(ITEMS, "dict_items");

/// `dict_values`
pub static VALUES: TypeSpec = TypeSpec {
    name: "dict_values",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__len__", "()", view_len),
        method("__iter__", "()", view_iter),
        method("__reversed__", "()", view_reversed),
        method("__repr__", "()", view_repr),
    ],
    getset: &[crate::native::readonly("mapping", view_mapping)],
    ..TypeSpec::EMPTY
};

/// `next` of iterators over dicts and sets.
pub(crate) fn table_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = args[0].cast::<TableIterator>().expect("the receiver is an iterator over a table");
    let container = iterator.container.get();
    if let Some(dict) = container.cast::<Dict>() {
        if dict.len() != iterator.len.get() as usize {
            iterator.len.set(u32::MAX);
            return Err(vm.runtime_error("dictionary changed size during iteration"));
        }
        if let Some((entry, key, value)) = dict.next_item(iterator.next.get()) {
            iterator.next.set(entry + 1);
            return match iterator.yields {
                Yields::Values => Ok(value),
                Yields::Items => Ok(vm.tuple(&[key, value])?.value()),
                Yields::Keys | Yields::Elements => Ok(key),
            };
        }
    } else if let Some(set) = container.cast::<Set>() {
        if set.len() != iterator.len.get() as usize {
            iterator.len.set(u32::MAX);
            return Err(vm.runtime_error("Set changed size during iteration"));
        }
        if let Some((entry, element)) = set.next_element(iterator.next.get()) {
            iterator.next.set(entry + 1);
            return Ok(element);
        }
    }
    iterator.container.set_no_barrier(Value::EMPTY);
    Ok(Value::EMPTY)
}

/// How many items are left.
pub(crate) fn table_length_hint(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = args[0].cast::<TableIterator>().expect("the receiver is an iterator over a table");
    let container = iterator.container.get();
    let table = match (container.cast::<Dict>(), container.cast::<Set>()) {
        (Some(dict), _) if dict.len() == iterator.len.get() as usize => dict.table(),
        (_, Some(set)) if set.len() == iterator.len.get() as usize => set.table(),
        _ => return Ok(Value::int32(0)),
    };
    let (mut left, mut at) = (0, iterator.next.get());
    while let Some(entry) = table.next_entry(at) {
        left += 1;
        at = entry + 1;
    }
    Ok(Value::len(left))
}

/// `(iter, (list of what is left,))`
pub(crate) fn table_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = args[0].cast::<TableIterator>().expect("the receiver is an iterator over a table");
    let next = iterator.next.get();
    let left: Gc<List> = vm.list(&[])?;
    loop {
        let item = table_next(vm, args)?;
        if item.is_empty() {
            break;
        }
        left.push(vm, item)?;
    }
    iterator.next.set(next);
    let iter = {
        let builtins = vm.builtins;
        builtins.get_text(vm, "iter").unwrap_or(Value::NONE)
    };
    let inner = vm.tuple(&[left.value()])?.value();
    Ok(vm.tuple(&[iter, inner])?.value())
}

macro_rules! table_iterator {
    ($const:ident, $name:literal) => {
        #[doc = $name]
        pub static $const: TypeSpec = TypeSpec {
            name: $name,
            kind: Kind::TableIterator,
            flags: type_flag::NO_NEW,
            methods: &[
                method("__iter__", "()", super::iterators::itself),
                method("__next__", "()", table_next),
                method("__length_hint__", "()", table_length_hint),
                method("__reduce__", "()", table_reduce),
            ],
            ..TypeSpec::EMPTY
        };
    };
}
table_iterator!(KEY_ITERATOR, "dict_keyiterator");
table_iterator!(VALUE_ITERATOR, "dict_valueiterator");
table_iterator!(ITEM_ITERATOR, "dict_itemiterator");
