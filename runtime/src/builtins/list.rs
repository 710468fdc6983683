//! `list`

use super::plain;
use super::plain::gives_items;
use super::sort::{By, Order};
use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::native::{Args, Convention, LeafRule, TypeSpec, method};
use crate::object::Special;
use crate::object::array::Array;
use crate::object::header::Kind;
use crate::object::list::{List, SequenceIterator};
use crate::object::protocol::CompareOp;
use crate::object::slice::Slice;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn of(value: Value) -> Gc<List> {
    value.cast::<List>().expect("the receiver of a method of list is one")
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    Ok(vm.list_of_class(class)?.value())
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = of(args[0]);
    if !list.is_empty() {
        list.splice(vm, 0, list.len(), &[])?;
    }
    if let Some(iterable) = args.opt(1) {
        extend_list(vm, list, iterable)?;
    }
    Ok(Value::NONE)
}

/// Appends all items of an iterable.
pub(crate) fn extend_list(vm: &mut Vm, list: Gc<List>, iterable: Value) -> PyResult<()> {
    if let Some(other) = iterable.cast::<List>()
        && vm.class_of(iterable) == vm.types.list
    {
        let count = other.len();
        if other != list {
            return list.splice(vm, list.len(), list.len(), other.items());
        }
        list.reserve(vm, list.len() + count)?;
        for index in 0..count {
            let Some(item) = other.get(index) else { break };
            list.push(vm, item)?;
        }
        return Ok(());
    }
    if let Some(tuple) = iterable.cast::<Tuple>()
        && vm.class_of(iterable) == vm.types.tuple
    {
        return list.splice(vm, list.len(), list.len(), tuple.items());
    }
    vm.extend_from_iterable(list, iterable)
}

/// `list.append`
pub(crate) fn append(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    of(args[0]).push(vm, args[1]).map(|()| Value::NONE)
}

fn extend(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    extend_list(vm, of(args[0]), args[1]).map(|()| Value::NONE)
}

fn insert(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = of(args[0]);
    let n = match args[1].as_small_int() {
        Some(n) => n,
        None => vm.index_c_ssize(args[1])?,
    };
    let len = list.len() as i64;
    let at = if n < 0 { (n + len).max(0) } else { n.min(len) } as usize;
    list.insert(vm, at, args[2]).map(|()| Value::NONE)
}

fn pop(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = of(args[0]);
    let n = match args.opt(1).map(|index| (index, index.as_small_int())) {
        Some((_, Some(n))) => n,
        Some((index, None)) => vm.index_c_ssize(index)?,
        None => -1,
    };
    if list.is_empty() {
        return Err(vm.index_error("pop from empty list"));
    }
    let at = super::tuple::position(vm, n, list.len(), "pop index out of range")?;
    if at + 1 == list.len() {
        return Ok(list.pop().unwrap_or(Value::NONE));
    }
    list.remove(vm, at)
}

fn remove(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = of(args[0]);
    let mut index = 0;
    while let Some(item) = list.get(index) {
        if vm.equal(item, args[1])? {
            if index < list.len() {
                list.remove(vm, index)?;
            }
            return Ok(Value::NONE);
        }
        index += 1;
    }
    Err(vm.value_error("list.remove(x): x not in list"))
}

fn clear(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = of(args[0]);
    list.splice(vm, 0, list.len(), &[]).map(|()| Value::NONE)
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(vm.list(of(args[0]).items())?.value())
}

fn reverse(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    of(args[0]).with_items_mut(vm, <[Value]>::reverse);
    Ok(Value::NONE)
}

/// Bounds for `index(value, start, stop)`.
pub(crate) fn search_range(vm: &mut Vm, args: Args<'_>, len: usize) -> PyResult<(usize, usize)> {
    let clip = |n: i64| if n < 0 { (n.saturating_add(len as i64)).max(0) as usize } else { n as usize };
    let start = match args.opt(2) {
        Some(start) => bound(vm, start)?,
        None => 0,
    };
    let stop = match args.opt(3) {
        Some(stop) => bound(vm, stop)?,
        None => i64::MAX,
    };
    Ok((clip(start), clip(stop)))
}

/// Where `index` starts or ends to look: unlike in a slice, None is no answer.
fn bound(vm: &mut Vm, value: Value) -> PyResult<i64> {
    if value.as_int().is_none() && vm.special_of(value, crate::object::Special::Index).is_none() {
        return Err(vm.type_error("slice indices must be integers or have an __index__ method"));
    }
    vm.index_clipped(value)
}

fn index(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = of(args[0]);
    let (start, stop) = search_range(vm, args, list.len())?;
    let mut at = start;
    while at < stop {
        at += plain::count_different(vm, list.items().get(at..).unwrap_or_default(), args[1]);
        let Some(item) = list.get(at).filter(|_| at < stop) else { break };
        if vm.equal(item, args[1])? {
            return Ok(Value::len(at));
        }
        at += 1;
    }
    let repr = vm.repr_text(args[1])?;
    Err(vm.value_error(&format!("{repr} is not in list")))
}

fn count(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = of(args[0]);
    let (mut n, mut index) = (0, 0);
    loop {
        index += plain::count_different(vm, list.items().get(index..).unwrap_or_default(), args[1]);
        let Some(item) = list.get(index) else { break };
        n += usize::from(vm.equal(item, args[1])?);
        index += 1;
    }
    Ok(Value::len(n))
}

fn len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(of(args[0]).len()))
}

fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = of(args[0]);
    if let Some(slice) = args[1].cast::<Slice>() {
        let indices = super::slice::indices(vm, slice, || list.len())?;
        return Ok(picked(vm, list, indices)?.value());
    }
    let n = super::tuple::sequence_index(vm, args[1], "list")?;
    let at = super::tuple::position(vm, n, list.len(), "list index out of range")?;
    Ok(list.items()[at])
}

/// The items of a list at some indices.
pub(crate) fn picked(vm: &mut Vm, list: Gc<List>, indices: super::slice::Indices) -> PyResult<Gc<List>> {
    if indices.step == 1 {
        let start = indices.start as usize;
        return vm.list(&list.items()[start..start + indices.count]);
    }
    let array = Array::new(vm, indices.count)?;
    let fields = array.fields()[..indices.count].iter();
    match (indices.step, usize::try_from(indices.start + 1)) {
        (-1, Ok(end)) => {
            let items = list.items()[end - indices.count..end].iter().rev();
            fields.zip(items).for_each(|(field, &item)| field.set_no_barrier(item));
        }
        _ => fields.zip(indices.iter()).for_each(|(field, at)| field.set_no_barrier(list.items()[at])),
    }
    vm.barrier(array.header());
    vm.list_from_array(array, indices.count)
}

fn set_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = of(args[0]);
    if let Some(slice) = args[1].cast::<Slice>() {
        return assign_slice(vm, list, slice, args[2]).map(|()| Value::NONE);
    }
    let n = super::tuple::sequence_index(vm, args[1], "list")?;
    let at = super::tuple::position(vm, n, list.len(), "list assignment index out of range")?;
    list.set(vm, at, args[2]);
    Ok(Value::NONE)
}

fn assign_slice(vm: &mut Vm, list: Gc<List>, slice: Gc<Slice>, value: Value) -> PyResult<()> {
    let simple = slice.step.get().is_none() || slice.step.get() == Value::int32(1);
    if vm.special_of(value, Special::Iter).is_none() && vm.special_of(value, Special::GetItem).is_none() {
        let message = if simple { "can only assign an iterable" } else { "must assign iterable to extended slice" };
        return Err(vm.type_error(message));
    }
    let plain = value.cast::<List>().filter(|&other| other != list && vm.class_of(value) == vm.types.list);
    let items = match plain {
        Some(items) => items,
        None => vm.collect_list(value)?,
    };
    let indices = super::slice::indices(vm, slice, || list.len())?;
    if indices.step == 1 {
        let start = indices.start as usize;
        return list.splice(vm, start, start + indices.count, items.items());
    }
    if items.len() != indices.count {
        let message =
            format!("attempt to assign sequence of size {} to extended slice of size {}", items.len(), indices.count);
        return Err(vm.value_error(&message));
    }
    list.with_items_mut(vm, |slots| {
        for (to, &item) in indices.iter().zip(items.items()) {
            slots[to] = item;
        }
    });
    Ok(())
}

fn delete_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = of(args[0]);
    if let Some(slice) = args[1].cast::<Slice>() {
        let indices = super::slice::indices(vm, slice, || list.len())?;
        if indices.step == 1 {
            let start = indices.start as usize;
            list.splice(vm, start, start + indices.count, &[])?;
            return Ok(Value::NONE);
        }
        let mut doomed: Vec<usize> = indices.iter().collect();
        if indices.step < 0 {
            doomed.reverse();
        }
        let keep = vm.list(&[])?;
        let mut doomed = doomed.into_iter().peekable();
        for (at, &item) in list.items().iter().enumerate() {
            if doomed.next_if_eq(&at).is_none() {
                keep.push(vm, item)?;
            }
        }
        list.splice(vm, 0, list.len(), keep.items())?;
        return Ok(Value::NONE);
    }
    let n = super::tuple::sequence_index(vm, args[1], "list")?;
    let at = super::tuple::position(vm, n, list.len(), "list assignment index out of range")?;
    list.splice(vm, at, at + 1, &[]).map(|()| Value::NONE)
}

fn add(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(other) = args[1].cast::<List>() else { return Err(super::tuple::not_concatenated(vm, "list", args[1])) };
    Ok(joined(vm, of(args[0]), other)?.value())
}

/// `list + list`
pub(crate) fn joined(vm: &mut Vm, first: Gc<List>, second: Gc<List>) -> PyResult<Gc<List>> {
    let array = Array::joined(vm, first.items(), second.items())?;
    vm.list_from_array(array, first.len() + second.len())
}

fn iadd(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    extend_list(vm, of(args[0]), args[1])?;
    Ok(args[0])
}

/// `list * n`; the result is known to fit into memory.
pub(crate) fn repeated(vm: &mut Vm, list: Gc<List>, n: usize) -> PyResult<Gc<List>> {
    let len = list.len();
    if let &[item] = list.items() {
        let array = Array::filled(vm, item, n)?;
        return vm.list_from_array(array, n);
    }
    let array = Array::new(vm, len * n)?;
    for fields in array.fields()[..len * n].chunks_exact(len.max(1)) {
        fields.iter().zip(list.items()).for_each(|(field, &item)| field.set_no_barrier(item));
    }
    vm.barrier(array.header());
    vm.list_from_array(array, len * n)
}

fn mul(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = of(args[0]);
    let n = super::tuple::repeat_count(vm, args[1], list.len())?;
    Ok(repeated(vm, list, n)?.value())
}

fn imul(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = of(args[0]);
    let n = super::tuple::repeat_count(vm, args[1], list.len())?;
    let all = repeated(vm, list, n)?;
    list.splice(vm, 0, list.len(), all.items())?;
    Ok(args[0])
}

fn contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = of(args[0]);
    let mut index = 0;
    loop {
        index += plain::count_different(vm, list.items().get(index..).unwrap_or_default(), args[1]);
        let Some(item) = list.get(index) else { return Ok(Value::FALSE) };
        if vm.equal(item, args[1])? {
            return Ok(Value::TRUE);
        }
        index += 1;
    }
}

fn compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    let (a, Some(b)) = (of(args[0]), args[1].cast::<List>()) else { return Ok(Value::NOT_IMPLEMENTED) };
    let same = super::tuple::same_items(a.items(), b.items());
    super::tuple::compare_sequences(vm, op, |i| a.get(i), |i| b.get(i), || (a.len(), b.len()), same)
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { compare(vm, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

/// `repr` of a container: `open`, items, `close`; `cycle` if it is being printed already.
pub(crate) fn repr_items(
    vm: &mut Vm,
    container: Value,
    open: &str,
    close: &str,
    cycle: &str,
    item: impl Fn(usize) -> Option<Value>,
) -> PyResult<Value> {
    vm.check_native_stack_in(" while getting the repr of an object")?;
    if !vm.enter_repr(container) {
        return Ok(vm.str(cycle)?.value());
    }
    let result = repr_parts(vm, open, close, item);
    vm.leave_repr(container);
    result
}

fn repr_parts(vm: &mut Vm, open: &str, close: &str, item: impl Fn(usize) -> Option<Value>) -> PyResult<Value> {
    let parts = vm.list(&[])?;
    let (open, close, separator) = (vm.str(open)?, vm.str(close)?, vm.str(", ")?);
    parts.push(vm, open.value())?;
    let mut index = 0;
    while let Some(value) = item(index) {
        if index > 0 {
            parts.push(vm, separator.value())?;
        }
        let text = vm.repr(value)?;
        parts.push(vm, text.value())?;
        index += 1;
    }
    parts.push(vm, close.value())?;
    Ok(vm.join_strs(parts.items())?.value())
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = of(args[0]);
    repr_items(vm, args[0], "[", "]", "[...]", |index| list.get(index))
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.types.list_iterator;
    Ok(vm.sequence_iterator(class, args[0], 0)?.value())
}

fn reversed(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    reversed_list(vm, of(args[0]))
}

/// An iterator over a list from its end.
pub(crate) fn reversed_list(vm: &mut Vm, list: Gc<List>) -> PyResult<Value> {
    let class = vm.native_type(&LIST_REVERSE_ITERATOR)?;
    Ok(vm.sequence_iterator(class, list.value(), list.len() as i64 - 1)?.value())
}

fn sort(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let order = sort_order(vm, args.opt(2))?;
    sort_list(vm, of(args[0]), args.not_none(1), order).map(|()| Value::NONE)
}

/// What the argument `reverse` asks for.
pub(crate) fn sort_order(vm: &mut Vm, reverse: Option<Value>) -> PyResult<Order> {
    let Some(reverse) = reverse else { return Ok(Order::Ascending) };
    let descending = vm.index_i64(reverse, Exc::OverflowError)? != 0;
    Ok(if descending { Order::Descending } else { Order::Ascending })
}

/// Sorts a list in place, stably. While keys are computed and items compared the list is empty, as in CPython.
pub(crate) fn sort_list(vm: &mut Vm, list: Gc<List>, key: Option<Value>, order: Order) -> PyResult<()> {
    if key.is_none() && list.with_items_mut(vm, |items| plain::sort_numbers(items, order)) {
        return Ok(());
    }
    let by = key.map_or(By::Items, By::Key);
    sort_list_by(vm, list, by, order)
}

/// What `sort` does in compiled code that has called the key function itself: `list` still has what is in `items`, and their
/// keys are in `keys`.
pub(crate) fn arrange(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let [list, items, keys] = [args[0], args[1], args[2]].map(of);
    let order = sort_order(vm, args.opt(3))?;
    if list.items() != items.items() || keys.len() != items.len() {
        return Err(vm.value_error("list modified during sort"));
    }
    let keys = Array::of(vm, keys.items())?;
    sort_list_by(vm, list, By::Keys(keys), order).map(|()| Value::NONE)
}

fn sort_list_by(vm: &mut Vm, list: Gc<List>, by: By, order: Order) -> PyResult<()> {
    let (array, len) = list.take(vm)?;
    let result = super::sort::sort_array(vm, array, len, by, order);
    let modified = !list.is_empty() || list.capacity() != 0;
    list.replace(vm, array, len);
    result?;
    if modified { Err(vm.value_error("list modified during sort")) } else { Ok(()) }
}

/// `list`
pub static LIST: TypeSpec = TypeSpec {
    name: "list",
    kind: Kind::List,
    flags: type_flag::BASE_TYPE | type_flag::SEQUENCE | type_flag::MATCH_SELF | type_flag::SEQUENCE_CONCAT,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(iterable=(), /)", init).leaf(LeafRule::When(gives_items)),
        method("append", "(object, /)", append).leaf(LeafRule::Always).of_derived(),
        method("extend", "(iterable, /)", extend).leaf(LeafRule::OfBuiltins).of_derived(),
        method("insert", "(index, object, /)", insert)
            .leaf(LeafRule::When(|_, args| args[1].is_small_int()))
            .of_derived(),
        method("pop", "(index=-1, /)", pop).leaf(LeafRule::OfPlain).of_derived(),
        method("remove", "(value, /)", remove),
        method("clear", "()", clear).leaf(LeafRule::Always).of_derived(),
        method("copy", "()", copy).leaf(LeafRule::Always).of_derived(),
        method("reverse", "()", reverse).leaf(LeafRule::Always).of_derived(),
        method("index", "(value, start=0, stop=9223372036854775807, /)", index),
        method("count", "(value, /)", count),
        method("sort", "(*, key=None, reverse=False)", sort),
        method("__len__", "()", len),
        method("__getitem__", "(index, /)", get_item).convention(Convention::Method),
        method("__setitem__", "(key, value, /)", set_item),
        method("__delitem__", "(key, /)", delete_item).leaf(LeafRule::OfPlain),
        method("__add__", "(value, /)", add).leaf(LeafRule::OfBuiltins),
        method("__iadd__", "(value, /)", iadd),
        method("__mul__", "(value, /)", mul).leaf(LeafRule::OfBuiltins),
        method("__rmul__", "(value, /)", mul),
        method("__imul__", "(value, /)", imul),
        method("__contains__", "(key, /)", contains),
        method("__lt__", "(value, /)", lt),
        method("__le__", "(value, /)", le),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__gt__", "(value, /)", gt),
        method("__ge__", "(value, /)", ge),
        method("__repr__", "()", repr),
        method("__iter__", "()", iter),
        method("__reversed__", "()", reversed),
        method("__sizeof__", "()", super::object::sizeof),
        super::generic_alias::CLASS_GETITEM,
    ],
    doc: "Built-in mutable sequence.\n\nIf no argument is given, the constructor creates a new empty list.\nThe argument must be an iterable if specified.",
    ..TypeSpec::EMPTY
};

fn next(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = args[0].cast::<SequenceIterator>().expect("the receiver is a list iterator");
    let Some(list) = iterator.sequence.get().cast::<List>() else { return Ok(Value::EMPTY) };
    let index = iterator.index.get();
    match list.get(index as usize) {
        Some(item) => {
            iterator.index.set(index + 1);
            Ok(item)
        }
        None => {
            iterator.sequence.set_no_barrier(Value::EMPTY);
            Ok(Value::EMPTY)
        }
    }
}

pub(crate) fn reverse_next(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = args[0].cast::<SequenceIterator>().expect("the receiver is a list iterator");
    let Some(list) = iterator.sequence.get().cast::<List>() else { return Ok(Value::EMPTY) };
    let index = iterator.index.get();
    match usize::try_from(index).ok().and_then(|at| list.get(at)) {
        Some(item) => {
            iterator.index.set(index - 1);
            Ok(item)
        }
        None => {
            iterator.sequence.set_no_barrier(Value::EMPTY);
            Ok(Value::EMPTY)
        }
    }
}

/// Iterator over a list.
pub static LIST_ITERATOR: TypeSpec = TypeSpec {
    name: "list_iterator",
    kind: Kind::SequenceIterator,
    flags: type_flag::NO_NEW,
    methods: &[
        method("__iter__", "()", super::iterators::itself),
        method("__next__", "()", next),
        method("__length_hint__", "()", super::iterators::sequence_length_hint),
        method("__reduce__", "()", super::iterators::sequence_reduce),
        method("__setstate__", "(state, /)", super::iterators::sequence_setstate),
    ],
    ..TypeSpec::EMPTY
};

/// Iterator over a list from its end.
pub static LIST_REVERSE_ITERATOR: TypeSpec = TypeSpec {
    name: "list_reverseiterator",
    kind: Kind::SequenceIterator,
    flags: type_flag::NO_NEW,
    methods: &[
        method("__iter__", "()", super::iterators::itself),
        method("__next__", "()", reverse_next),
        method("__length_hint__", "()", super::iterators::reversed_length_hint),
        method("__reduce__", "()", super::iterators::sequence_reduce),
        method("__setstate__", "(state, /)", super::iterators::reversed_setstate),
    ],
    ..TypeSpec::EMPTY
};
