//! Views of dicts, and iterators over dicts and sets.

use crate::heap::{Field, Gc, Native};
use crate::native::{Args, LeafRule, TypeSpec, method, readonly};
use crate::object::dict::{Dict, TableIterator, Yields};
use crate::object::header::Kind;
use crate::object::protocol::{BinaryOp, CompareOp};
use crate::object::set::Set;
use crate::object::table::{Plain, Table};
use crate::object::tuple::Tuple;
use crate::object::type_object::Type;
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use smallvec::SmallVec;

/// A view of a dict.
pub struct View {
    /// What it is a view of.
    pub dict: Field<Gc<Dict>>,
    /// What it shows.
    pub yields: Yields,
}
crate::native_data!(View, [dict]);

/// The sum of small ints that are all the values of a view of a dict's values; none if it is anything else.
pub(crate) fn sum_of_values(view: Value, start: i64) -> Option<i64> {
    let view = view.cast::<Native<View>>().filter(|view| view.data.yields == Yields::Values)?;
    view.data.dict.get().items().try_fold(start, |sum, (_, value)| sum.checked_add(value.as_small_int()?))
}

/// A view of class `spec`.
pub fn view(vm: &mut Vm, dict: Gc<Dict>, spec: &'static TypeSpec, yields: Yields) -> PyResult<Value> {
    let class = vm.native_type(spec)?;
    Ok(vm.native(class, View { dict: Field::new(dict), yields })?.value())
}

fn length(dict: Value) -> usize {
    dict.cast::<Dict>().map_or(0, |dict| dict.len())
}

/// An iterator over a dict.
pub(crate) fn iterate(vm: &mut Vm, dict: Value, yields: Yields) -> PyResult<Value> {
    let class = iterator_class(vm, yields);
    Ok(vm.table_iterator(class, dict, length(dict), yields)?.value())
}

/// The class of iterators over a table that give this.
pub(crate) fn iterator_class(vm: &Vm, yields: Yields) -> Gc<Type> {
    match yields {
        Yields::Keys => vm.types.dict_key_iterator,
        Yields::Values => vm.types.dict_value_iterator,
        Yields::Items => vm.types.dict_item_iterator,
        Yields::Elements => vm.types.set_iterator,
    }
}

/// An iterator over a dict from its end.
pub(crate) fn iterate_reversed(vm: &mut Vm, dict: Value, yields: Yields) -> PyResult<Value> {
    let class = vm.native_type(match yields {
        Yields::Values => &REVERSE_VALUE_ITERATOR,
        Yields::Items => &REVERSE_ITEM_ITERATOR,
        Yields::Keys | Yields::Elements => &REVERSE_KEY_ITERATOR,
    })?;
    let iterator = vm.table_iterator(class, dict, length(dict), yields)?;
    iterator.next.set(u32::MAX);
    Ok(iterator.value())
}

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

/// Whether a function is `__iter__` of the views of dicts.
pub(crate) fn is_view_iter(f: crate::native::spec::NativeFn) -> bool {
    f as usize == view_iter as *const () as usize
}

fn view_reversed(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let view = view_of(args);
    iterate_reversed(vm, view.data.dict.get().value(), view.data.yields)
}

fn view_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.check_native_stack_in(" while getting the repr of an object")?;
    if !vm.enter_repr(args[0]) {
        return Ok(vm.str("...")?.value());
    }
    let result = view_text(vm, args[0]);
    vm.leave_repr(args[0]);
    result
}

fn view_text(vm: &mut Vm, view: Value) -> PyResult<Value> {
    let name = vm.type_name(view);
    let list = vm.collect_list(view)?;
    let items = vm.repr(list.value())?.to_wtf8();
    let mut text = format!("{name}(").into_bytes();
    text.extend_from_slice(&items);
    text.push(b')');
    Ok(vm.str_from_wtf8(&text)?.value())
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
    if let Some(view) = value.cast::<Native<View>>()
        && view.data.yields == Yields::Keys
        && vm.class_of(view.data.dict.get().value()) == vm.types.dict
    {
        let dict = view.data.dict.get();
        set.reserve(vm, dict.len())?;
        let mut at = 0;
        while let Some((entry, key, _)) = dict.next_item(at) {
            set.insert_new(vm, key, dict.table().hash_of(entry))?;
            at = entry + 1;
        }
        return Ok(set);
    }
    vm.for_each(value, |vm, item| set.add(vm, item).map(|_| ()))?;
    Ok(set)
}

/// `item in container`, which mostly is a view.
fn is_in(vm: &mut Vm, container: Value, item: Value) -> PyResult<bool> {
    match container.cast::<Native<View>>() {
        Some(view) if view.data.yields == Yields::Keys => Ok(view.data.dict.get().get(vm, item)?.is_some()),
        Some(_) | None => vm.contains(container, item),
    }
}

/// What is in both operands: the shorter is gone through.
fn view_and(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (mut view, mut other) = (args[0], args[1]);
    if !view.is::<Native<View>>() {
        (view, other) = (other, view);
    }
    // Of equal keys, those of what is gone through are in the result.
    let swaps = if other.is::<Native<View>>() {
        vm.len(other)? > vm.len(view)?
    } else {
        vm.class_of(other) == vm.types.set && vm.len(other)? >= vm.len(view)?
    };
    if swaps {
        (view, other) = (other, view);
    }
    if let Some(shared) = plain_operation(vm, other, view, BinaryOp::And) {
        return shared;
    }
    let out = vm.set()?;
    vm.for_each(other, |vm, item| {
        if is_in(vm, view, item)? {
            out.add(vm, item)?;
        }
        Ok(())
    })?;
    Ok(out.value())
}

fn view_rand(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    view_and(vm, Args::new(&[args[1], args[0]]))
}

/// What an operator makes of the keys of two operands, if that is found out without anybody's noticing.
fn plain_operation(vm: &mut Vm, a: Value, b: Value, op: BinaryOp) -> Option<PyResult<Value>> {
    let (a, b) = (plain_keys(vm, a)?, plain_keys(vm, b)?);
    let (left, right) = match op {
        BinaryOp::And => (entries_in(vm, a, b, true)?, Entries::new()),
        BinaryOp::Or => (entries_of(a), entries_in(vm, b, a, false)?),
        BinaryOp::Sub => (entries_in(vm, a, b, false)?, Entries::new()),
        BinaryOp::Xor => (entries_in(vm, a, b, false)?, entries_in(vm, b, a, false)?),
        _ => return None,
    };
    Some(vm.set_of_entries(vm.types.set, &[(a, &left), (b, &right)]).map(Gc::value))
}

/// Entries of a table.
type Entries = SmallVec<[u32; 32]>;

/// All entries of a table.
fn entries_of(keys: Gc<Table>) -> Entries {
    (0..keys.used() as u32).filter(|&entry| !keys.key(entry).is_empty()).collect()
}

/// The entries whose keys are in another table, or are not; none if only `__eq__` tells.
fn entries_in(vm: &Vm, keys: Gc<Table>, among: Gc<Table>, wanted: bool) -> Option<Entries> {
    let (mut entries, mut at) = (Entries::new(), 0);
    while let Some(entry) = keys.next_entry(at) {
        let found = match among.find_plain(vm, keys.hash_of(entry), keys.key(entry)) {
            Plain::Found(_) => true,
            Plain::Missing => false,
            Plain::Unsure => return None,
        };
        if found == wanted {
            entries.push(entry);
        }
        at = entry + 1;
    }
    Some(entries)
}

macro_rules! view_operators {
    ($($name:ident $reflected:ident $op:ident $method:literal;)*) => {
        $(
            fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                if let Some(made) = plain_operation(vm, args[0], args[1], BinaryOp::$op) {
                    return made;
                }
                let set = as_set(vm, args[0])?;
                vm.call_method(set.value(), $method, &[args[1]])?;
                Ok(set.value())
            }
            fn $reflected(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                $name(vm, Args::new(&[args[1], args[0]]))
            }
        )*
    };
}
view_operators! {
    view_or view_ror Or "update";
    view_sub view_rsub Sub "difference_update";
    view_xor view_rxor Xor "symmetric_difference_update";
}

fn view_isdisjoint(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (mut view, mut other) = (args[0], args[1]);
    if view == other {
        return Ok(Value::bool(vm.len(view)? == 0));
    }
    if (other.is::<Set>() || other.is::<Native<View>>()) && vm.len(other)? > vm.len(view)? {
        (view, other) = (other, view);
    }
    let iterator = vm.iter(other)?;
    while let Some(item) = vm.next(iterator)? {
        if is_in(vm, view, item)? {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

/// The keys of a set, or of a view of a dict's keys, that nobody has derived from.
fn plain_keys(vm: &Vm, value: Value) -> Option<Gc<Table>> {
    if let Some(view) = value.cast::<Native<View>>() {
        let dict = view.data.dict.get();
        let plain = view.data.yields == Yields::Keys && vm.class_of(dict.value()) == vm.types.dict;
        return plain.then(|| dict.table());
    }
    let class = vm.class_of(value);
    let set: Gc<Set> = value.cast().filter(|_| class == vm.types.set || class == vm.types.frozenset)?;
    Some(set.table())
}

/// Whether all items of `a` are in `b`, if that is found out without anybody's noticing.
fn plainly_all_in(vm: &mut Vm, a: Value, b: Value) -> Option<bool> {
    let (keys, container) = (plain_keys(vm, a)?, plain_keys(vm, b)?);
    let mut at = 0;
    while let Some(entry) = keys.next_entry(at) {
        match container.find_plain(vm, keys.hash_of(entry), keys.key(entry)) {
            Plain::Found(_) => {}
            Plain::Missing => return Some(false),
            Plain::Unsure => return None,
        }
        at = entry + 1;
    }
    Some(true)
}

/// Whether all items of `a` are in `b`; values need no hash.
fn all_in(vm: &mut Vm, a: Value, b: Value) -> PyResult<bool> {
    if let Some(known) = plainly_all_in(vm, a, b) {
        return Ok(known);
    }
    if let (Some(pairs), Some(container)) = (items_view(a), items_view(b)) {
        return all_pairs_in(vm, pairs, container);
    }
    let iterator = vm.iter(a)?;
    while let Some(item) = vm.next(iterator)? {
        if !is_in(vm, b, item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The dict of a view of a dict's items.
fn items_view(value: Value) -> Option<Gc<Dict>> {
    let view = value.cast::<Native<View>>().filter(|view| view.data.yields == Yields::Items)?;
    Some(view.data.dict.get())
}

/// Whether a dict has all items of another, for which no tuples are made.
fn all_pairs_in(vm: &mut Vm, pairs: Gc<Dict>, container: Gc<Dict>) -> PyResult<bool> {
    let (len, mut at) = (pairs.len(), 0);
    while let Some((entry, key, value)) = pairs.next_item(at) {
        let hash = pairs.table().hash_of(entry);
        let found = match container.table().find_plain(vm, hash, key) {
            Plain::Found(found) => Some(container.entry_value(found)),
            Plain::Missing => None,
            Plain::Unsure => container.get(vm, key)?,
        };
        let Some(found) = found else { return Ok(false) };
        if found != value && !vm.equal(found, value)? {
            return Ok(false);
        }
        if pairs.len() != len {
            return Err(vm.runtime_error("dictionary changed size during iteration"));
        }
        at = entry + 1;
    }
    Ok(true)
}

fn view_compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    let (a, b) = (args[0], args[1]);
    let is_set_like = b.is::<Set>() || b.cast::<Native<View>>().is_some_and(|view| view.data.yields != Yields::Values);
    if !is_set_like {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (len_a, len_b) = (vm.len(a)?, vm.len(b)?);
    let holds = match op {
        CompareOp::Eq => len_a == len_b && all_in(vm, a, b)?,
        CompareOp::Ne => len_a != len_b || !all_in(vm, a, b)?,
        CompareOp::Lt => len_a < len_b && all_in(vm, a, b)?,
        CompareOp::Le => len_a <= len_b && all_in(vm, a, b)?,
        CompareOp::Gt => len_a > len_b && all_in(vm, b, a)?,
        CompareOp::Ge => len_a >= len_b && all_in(vm, b, a)?,
    };
    Ok(Value::bool(holds))
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
                method("__len__", "()", view_len).leaf(LeafRule::OfPlain),
                method("__iter__", "()", view_iter),
                method("__reversed__", "()", view_reversed).doc("Return a reverse iterator over the dict keys."),
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
                method("isdisjoint", "(other, /)", view_isdisjoint)
                    .doc("Return True if the view and the given iterable have a null intersection."),
            ],
            getset: &[readonly("mapping", view_mapping)],
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
        method("__reversed__", "()", view_reversed).doc("Return a reverse iterator over the dict values."),
        method("__repr__", "()", view_repr),
    ],
    getset: &[readonly("mapping", view_mapping)],
    ..TypeSpec::EMPTY
};

fn iterator_of(args: Args<'_>) -> Gc<TableIterator> {
    args[0].cast::<TableIterator>().expect("the receiver is an iterator over a table")
}

fn yielded(vm: &mut Vm, yields: Yields, key: Value, value: Value) -> PyResult<Value> {
    match yields {
        Yields::Values => Ok(value),
        Yields::Items => Ok(vm.tuple(&[key, value])?.value()),
        Yields::Keys | Yields::Elements => Ok(key),
    }
}

/// Checks that a dict still has the number of items it had when the iteration began.
fn check_size(vm: &mut Vm, iterator: Gc<TableIterator>, len: usize, what: &str) -> PyResult<()> {
    if len == iterator.len.get() as usize {
        return Ok(());
    }
    // An iterator that has failed goes on failing.
    iterator.len.set(u32::MAX);
    Err(vm.runtime_error(&format!("{what} changed size during iteration")))
}

/// Key and value of the next entry of an iterator over a dict; none at the end.
#[inline]
pub(crate) fn next_pair(vm: &mut Vm, iterator: Gc<TableIterator>) -> PyResult<Option<(Value, Value)>> {
    let Some(dict) = iterator.container.get().cast::<Dict>() else { return Ok(None) };
    check_size(vm, iterator, dict.len(), "dictionary")?;
    let Some((entry, key, value)) = dict.next_item(iterator.next.get()) else {
        iterator.container.set_no_barrier(Value::EMPTY);
        return Ok(None);
    };
    // More items than there were: some were replaced by others.
    let Some(left) = iterator.left.get().checked_sub(1) else {
        return Err(vm.runtime_error("dictionary keys changed during iteration"));
    };
    iterator.left.set(left);
    iterator.next.set(entry + 1);
    Ok(Some((key, value)))
}

/// `next` of iterators over dicts and sets.
pub(crate) fn table_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = iterator_of(args);
    let container = iterator.container.get();
    if container.is::<Dict>() {
        return match next_pair(vm, iterator)? {
            Some((key, value)) => yielded(vm, iterator.yields, key, value),
            None => Ok(Value::EMPTY),
        };
    }
    if let Some(set) = container.cast::<Set>() {
        check_size(vm, iterator, set.len(), "Set")?;
        if let Some((entry, element)) = set.next_element(iterator.next.get()) {
            iterator.next.set(entry + 1);
            iterator.left.set(iterator.left.get().saturating_sub(1));
            return Ok(element);
        }
    }
    iterator.container.set_no_barrier(Value::EMPTY);
    Ok(Value::EMPTY)
}

fn reverse_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = iterator_of(args);
    let Some(dict) = iterator.container.get().cast::<Dict>() else { return Ok(Value::EMPTY) };
    check_size(vm, iterator, dict.len(), "dictionary")?;
    let Some(entry) = dict.table().previous_entry(iterator.next.get()) else {
        iterator.container.set_no_barrier(Value::EMPTY);
        return Ok(Value::EMPTY);
    };
    iterator.next.set(entry);
    iterator.left.set(iterator.left.get().saturating_sub(1));
    yielded(vm, iterator.yields, dict.table().key(entry), dict.entry_value(entry))
}

/// How many items are left.
pub(crate) fn table_length_hint(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = iterator_of(args);
    let container = iterator.container.get();
    let len = match (container.cast::<Dict>(), container.cast::<Set>()) {
        (Some(dict), _) => dict.len(),
        (_, Some(set)) => set.len(),
        (None, None) => return Ok(Value::int32(0)),
    };
    Ok(Value::len(if len == iterator.len.get() as usize { iterator.left.get() as usize } else { 0 }))
}

/// `(iter, (list of what is left,))`
fn reduce(vm: &mut Vm, args: Args<'_>, next: fn(&mut Vm, Args<'_>) -> PyResult<Value>) -> PyResult<Value> {
    // What is left is read through a copy: the iterator stays where it is.
    let iterator = iterator_of(args);
    let copy = vm.table_iterator(vm.class_of(args[0]), iterator.container.get(), 0, iterator.yields)?;
    copy.next.set(iterator.next.get());
    copy.len.set(iterator.len.get());
    copy.left.set(iterator.left.get());
    let left = vm.list(&[])?;
    loop {
        let item = next(vm, Args::new(&[copy.value()]))?;
        if item.is_empty() {
            break;
        }
        left.push(vm, item)?;
    }
    let function = super::iterators::builtin(vm, "iter")?;
    super::iterators::reduced(vm, function, left.value(), None)
}

pub(crate) fn table_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    reduce(vm, args, table_next)
}

fn reverse_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    reduce(vm, args, reverse_next)
}

macro_rules! table_iterator {
    ($const:ident, $name:literal, $next:ident, $reduce:ident, $flags:expr) => {
        #[doc = $name]
        pub static $const: TypeSpec = TypeSpec {
            name: $name,
            kind: Kind::TableIterator,
            flags: $flags,
            methods: &[
                method("__iter__", "()", super::iterators::itself),
                method("__next__", "()", $next),
                method("__length_hint__", "()", table_length_hint),
                method("__reduce__", "()", $reduce),
            ],
            ..TypeSpec::EMPTY
        };
    };
}
const REVERSE: u32 = type_flag::NO_NEW | type_flag::INHERITS_GETATTRIBUTE;
table_iterator!(KEY_ITERATOR, "dict_keyiterator", table_next, table_reduce, type_flag::NO_NEW);
table_iterator!(VALUE_ITERATOR, "dict_valueiterator", table_next, table_reduce, type_flag::NO_NEW);
table_iterator!(ITEM_ITERATOR, "dict_itemiterator", table_next, table_reduce, type_flag::NO_NEW);
table_iterator!(REVERSE_KEY_ITERATOR, "dict_reversekeyiterator", reverse_next, reverse_reduce, REVERSE);
table_iterator!(REVERSE_VALUE_ITERATOR, "dict_reversevalueiterator", reverse_next, reverse_reduce, REVERSE);
table_iterator!(REVERSE_ITEM_ITERATOR, "dict_reverseitemiterator", reverse_next, reverse_reduce, REVERSE);
