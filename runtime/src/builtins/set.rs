//! `set` and `frozenset`

use super::plain::gives_keys;
use crate::heap::Gc;
use crate::native::{Args, Convention, LeafRule, TypeSpec, method};
use crate::object::dict::{Dict, Yields};
use crate::object::header::Kind;
use crate::object::list::List;
use crate::object::protocol::{BinaryOp, CompareOp};
use crate::object::range::Range;
use crate::object::set::Set;
use crate::object::table::{Plain, Table};
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn of(value: Value) -> Gc<Set> {
    value.cast::<Set>().expect("the receiver of a method of set is one")
}

fn add_all(vm: &mut Vm, set: Gc<Set>, iterable: Value) -> PyResult<()> {
    if let Some(other) = iterable.cast::<Set>() {
        if set.is_empty() {
            return set.copy_from(vm, other);
        }
        let mut at = 0;
        while let Some((entry, element)) = other.next_element(at) {
            // What both have is in the same places where one was copied from the other.
            if set.table().has_at(entry, element) {
                at = entry + 1;
                continue;
            }
            let hash = other.table().hash_of(entry);
            match find_quietly(vm, set.table(), element, hash) {
                Plain::Found(_) => {}
                Plain::Missing => {
                    // Where something is missing, more of what is to come is likely to be.
                    if set.table().is_full() {
                        set.reserve(vm, other.len().saturating_sub(entry as usize).max(1))?;
                    }
                    set.insert_new(vm, element, hash)?;
                }
                Plain::Unsure => {
                    set.add_hashed(vm, element, hash)?;
                }
            }
            at = entry + 1;
        }
        return Ok(());
    }
    if let Some(dict) = iterable.cast::<Dict>()
        && vm.class_of(iterable) == vm.types.dict
    {
        // The hashes are known: keys are not hashed again.
        let mut at = 0;
        while let Some((entry, key, _)) = dict.next_item(at) {
            let hash = dict.table().hash_of(entry);
            set.add_hashed(vm, key, hash)?;
            at = entry + 1;
        }
        return Ok(());
    }
    if let Some(list) = iterable.cast::<List>() {
        set.reserve(vm, room_for(list))?;
        if vm.class_of(iterable) == vm.types.list {
            return add_items(vm, set, list);
        }
    }
    if let Some(range) = iterable.cast::<Range>()
        && let Some(len) = range.length.get().as_small_int()
    {
        // All of its numbers differ.
        set.reserve(vm, (len as usize).min(MOST_RESERVED))?;
    }
    vm.for_each(iterable, |vm, item| set.add(vm, item).map(|_| ()))
}

/// More numbers of a range than these may be too many.
const MOST_RESERVED: usize = 1 << 20;

/// Adds the items of a list. Where those so far have been different, those to come are taken to be so as well.
fn add_items(vm: &mut Vm, set: Gc<Set>, list: Gc<List>) -> PyResult<()> {
    let mut index = 0;
    while let Some(item) = list.get(index) {
        if set.table().is_full() && set.len() / 7 * 8 >= index {
            set.reserve(vm, list.len() - index)?;
        }
        set.add(vm, item)?;
        index += 1;
    }
    Ok(())
}

/// Room for the items of a list: more may be equal than not, but room for a few costs less than growing.
fn room_for(list: Gc<List>) -> usize {
    list.len().min(128)
}

/// A set argument as a set: itself, or a new one of its items.
fn as_set(vm: &mut Vm, value: Value) -> PyResult<Gc<Set>> {
    match value.cast::<Set>() {
        Some(set) => Ok(set),
        None => {
            let set = vm.set()?;
            add_all(vm, set, value)?;
            Ok(set)
        }
    }
}

/// Which of set and frozenset a set is.
fn class_like(vm: &Vm, like: Value) -> Gc<Type> {
    let class = vm.class_of(like);
    if class == vm.types.set || !vm.is_instance(like, vm.types.frozenset) { vm.types.set } else { vm.types.frozenset }
}

/// A new set of the same kind (set or frozenset) as `like`, with its elements.
fn copy_of(vm: &mut Vm, like: Value) -> PyResult<Gc<Set>> {
    let class = class_like(vm, like);
    vm.set_copied(class, of(like), 0)
}

fn empty_like(vm: &mut Vm, like: Value) -> PyResult<Gc<Set>> {
    let class = class_like(vm, like);
    vm.set_of_class(class)
}

fn set_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    // What `__init__` is going to add needs no second table.
    let room = args.opt(1).filter(|_| class == vm.types.set).and_then(|iterable| iterable.cast::<List>());
    Ok(vm.set_with_room(class, room.map_or(0, room_for))?.value())
}

fn set_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let set = of(args[0]);
    if !set.is_empty() {
        set.clear(vm)?;
    }
    if let Some(iterable) = args.opt(1) {
        add_all(vm, set, iterable)?;
    }
    Ok(Value::NONE)
}

fn frozenset_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    if let Some(iterable) = args.opt(1)
        && class == vm.types.frozenset
        && vm.class_of(iterable) == class
    {
        return Ok(iterable);
    }
    let room = args.opt(1).and_then(|iterable| iterable.cast::<List>()).map_or(0, room_for);
    let set = vm.set_with_room(class, room)?;
    if let Some(iterable) = args.opt(1) {
        add_all(vm, set, iterable)?;
    }
    Ok(set.value())
}

fn add(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    of(args[0]).add(vm, args[1]).map(|_| Value::NONE)
}

/// A set looked for in a set is looked for as a frozenset.
fn hashable(vm: &mut Vm, value: Value) -> PyResult<Value> {
    if value.is::<Set>() && vm.special_of(value, crate::object::Special::Hash).is_none_or(|hash| hash.is_none()) {
        let frozen = vm.set_of_class(vm.types.frozenset)?;
        frozen.copy_from(vm, of(value))?;
        return Ok(frozen.value());
    }
    Ok(value)
}

fn discard(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let key = hashable(vm, args[1])?;
    of(args[0]).remove(vm, key).map(|_| Value::NONE)
}

fn remove(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let key = hashable(vm, args[1])?;
    if of(args[0]).remove(vm, key)? { Ok(Value::NONE) } else { Err(vm.key_error(args[1])) }
}

fn pop(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let set = of(args[0]);
    match set.pop_last() {
        Some(element) => Ok(element),
        None => {
            let message = vm.str("pop from an empty set")?;
            Err(vm.key_error(message.value()))
        }
    }
}

fn clear(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    of(args[0]).clear(vm).map(|()| Value::NONE)
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if vm.class_of(args[0]) == vm.types.frozenset {
        return Ok(args[0]);
    }
    Ok(copy_of(vm, args[0])?.value())
}

fn len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(of(args[0]).len()))
}

fn contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let key = hashable(vm, args[1])?;
    Ok(Value::bool(of(args[0]).contains(vm, key)?))
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.types.set_iterator;
    Ok(vm.table_iterator(class, args[0], of(args[0]).len(), Yields::Elements)?.value())
}

/// Calls `f` with each element of `set` and its hash.
fn each(vm: &mut Vm, set: Gc<Set>, f: impl FnMut(&mut Vm, Value, u64) -> PyResult<bool>) -> PyResult<bool> {
    each_from(vm, set, 0, f)
}

/// As [`each`], from entry `at` on.
fn each_from(
    vm: &mut Vm,
    set: Gc<Set>,
    mut at: u32,
    mut f: impl FnMut(&mut Vm, Value, u64) -> PyResult<bool>,
) -> PyResult<bool> {
    while let Some((entry, element)) = set.next_element(at) {
        let hash = set.table().hash_of(entry);
        if !f(vm, element, hash)? {
            return Ok(false);
        }
        at = entry + 1;
    }
    Ok(true)
}

/// Calls `f` with each item of an iterable until it gives false; whether it never did.
fn each_item(vm: &mut Vm, iterable: Value, mut f: impl FnMut(&mut Vm, Value) -> PyResult<bool>) -> PyResult<bool> {
    if let Some(list) = iterable.cast::<List>()
        && vm.class_of(iterable) == vm.types.list
    {
        let mut index = 0;
        while let Some(item) = list.get(index) {
            if !f(vm, item)? {
                return Ok(false);
            }
            index += 1;
        }
        return Ok(true);
    }
    let iterator = vm.iter(iterable)?;
    while let Some(item) = vm.next(iterator)? {
        if !f(vm, item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Looks for an element where no `__eq__` has to be asked.
#[inline(always)]
fn find_quietly(vm: &Vm, among: Gc<Table>, element: Value, hash: u64) -> Plain {
    among.find_plain(vm, hash, element)
}

fn intersect(vm: &mut Vm, out: Gc<Set>, a: Gc<Set>, b: Gc<Set>) -> PyResult<()> {
    if a == b {
        return out.copy_from(vm, a);
    }
    let (small, large) = in_order(a, b);
    choose(vm, out, small, large, true)
}

/// Two sets, the one with fewer elements first: of equal elements, those of that one are in the intersection. Of sets of one size it is
/// the second.
fn in_order(a: Gc<Set>, b: Gc<Set>) -> (Gc<Set>, Gc<Set>) {
    if a.len() < b.len() { (a, b) } else { (b, a) }
}

/// So many elements are chosen before room is made for them.
const CHOSEN: usize = 32;

/// Entries of a table of at most [`CHOSEN`].
type Few = ([u32; CHOSEN], usize);

/// Those entries of `from` whose elements `other` has, or has not; all without another set. None if only `__eq__` can tell.
#[inline(always)]
fn few_chosen(vm: &Vm, from: Gc<Table>, other: Option<(Gc<Table>, bool)>) -> Option<Few> {
    let (mut chosen, mut count) = ([0u32; CHOSEN], 0);
    for entry in 0..from.used().min(CHOSEN) as u32 {
        let key = from.key(entry);
        if key.is_empty() {
            continue;
        }
        if let Some((among, wanted)) = other {
            let found = match find_quietly(vm, among, key, from.hash_of(entry)) {
                Plain::Found(_) => true,
                Plain::Missing => false,
                Plain::Unsure => return None,
            };
            if found != wanted {
                continue;
            }
        }
        chosen[count] = entry;
        count += 1;
    }
    Some((chosen, count))
}

/// An exact set or frozenset.
fn exact(vm: &Vm, value: Value) -> Option<Gc<Set>> {
    let shape = value.header()?.shape();
    let known = [vm.types.set, vm.types.frozenset].iter().any(|class| class.root_shape.get() == shape);
    if known { value.cast::<Set>() } else { None }
}

/// `x op y` of exact sets or frozensets, as far as [`small_operation`] goes.
pub(crate) fn exact_operation(vm: &mut Vm, op: BinaryOp, x: Value, y: Value) -> Option<PyResult<Value>> {
    let (a, b) = (exact(vm, x)?, exact(vm, y)?);
    small_operation(vm, op, a, b)
}

/// `x op= y` of the same. Where it turns out that only `__eq__` can tell, what has been done so far may be done again.
pub(crate) fn exact_in_place(vm: &mut Vm, op: BinaryOp, x: Value, y: Value) -> Option<PyResult<Value>> {
    let (a, b) = (exact(vm, x)?, exact(vm, y)?);
    if class_like(vm, x) == vm.types.frozenset {
        return small_operation(vm, op, a, b);
    }
    let done = match op {
        BinaryOp::Or if a.is_empty() => a.copy_from(vm, b),
        BinaryOp::Or => add_quietly(vm, a, b).transpose()?,
        BinaryOp::Sub if a == b => a.clear(vm),
        BinaryOp::Sub => {
            let (elements, mut at) = (b.table(), 0);
            while let Some(entry) = elements.next_entry(at) {
                match find_quietly(vm, a.table(), elements.key(entry), elements.hash_of(entry)) {
                    Plain::Found(found) => a.remove_entry(found),
                    Plain::Missing => {}
                    Plain::Unsure => return None,
                }
                at = entry + 1;
            }
            Ok(())
        }
        _ => return None,
    };
    Some(done.map(|()| x))
}

/// Adds the elements of another set; none if only `__eq__` can tell whether one is there.
fn add_quietly(vm: &mut Vm, set: Gc<Set>, other: Gc<Set>) -> PyResult<Option<()>> {
    let mut at = 0;
    while let Some((entry, element)) = other.next_element(at) {
        let hash = other.table().hash_of(entry);
        match find_quietly(vm, set.table(), element, hash) {
            Plain::Found(_) => {}
            Plain::Missing => set.insert_new(vm, element, hash)?,
            Plain::Unsure => return Ok(None),
        }
        at = entry + 1;
    }
    Ok(Some(()))
}

/// `a op b` of two small sets whose elements are compared without Python, which one allocation of the right size suits.
pub(crate) fn small_operation(vm: &mut Vm, op: BinaryOp, a: Gc<Set>, b: Gc<Set>) -> Option<PyResult<Value>> {
    let (mut first, mut second) = (a.table(), b.table());
    if first.used() > CHOSEN || second.used() > CHOSEN {
        return None;
    }
    let none = ([0; CHOSEN], 0);
    let (left, right) = match op {
        BinaryOp::And => {
            let (small, large) = in_order(a, b);
            (first, second) = (small.table(), large.table());
            (few_chosen(vm, first, Some((second, true)))?, none)
        }
        BinaryOp::Sub => (few_chosen(vm, first, Some((second, false)))?, none),
        BinaryOp::Xor => (few_chosen(vm, first, Some((second, false)))?, few_chosen(vm, second, Some((first, false)))?),
        BinaryOp::Or => (few_chosen(vm, first, None)?, few_chosen(vm, second, Some((first, false)))?),
        _ => return None,
    };
    let class = class_like(vm, a.value());
    let parts = [(first, &left.0[..left.1]), (second, &right.0[..right.1])];
    Some(vm.set_of_entries(class, &parts).map(Gc::value))
}

/// Puts those elements of `from` into `out`, a new set that has none of them, that `other` has, or has not.
fn choose(vm: &mut Vm, out: Gc<Set>, from: Gc<Set>, other: Gc<Set>, wanted: bool) -> PyResult<()> {
    let (source, among) = (from.table(), other.table());
    let (mut chosen, mut at) = (Vec::new(), 0);
    // As long as nothing has to be compared by `__eq__`, nothing can change.
    while let Some(entry) = source.next_entry(at) {
        let found = match find_quietly(vm, among, source.key(entry), source.hash_of(entry)) {
            Plain::Found(_) => true,
            Plain::Missing => false,
            Plain::Unsure => break,
        };
        if found == wanted {
            chosen.push(entry);
        }
        at = entry + 1;
    }
    out.add_entries(vm, source, &chosen)?;
    // Only `__eq__` could change the set that is gone through, and so give an element twice.
    let mut quiet = true;
    each_from(vm, from, at, |vm, element, hash| {
        let found = match find_quietly(vm, other.table(), element, hash) {
            Plain::Found(_) => true,
            Plain::Missing => false,
            Plain::Unsure => {
                quiet = false;
                other.find(vm, element, hash)?.is_some()
            }
        };
        if found != wanted {
            return Ok(true);
        }
        if quiet {
            out.insert_new(vm, element, hash)?
        } else {
            out.add_hashed(vm, element, hash).map(|_| ())?
        };
        Ok(true)
    })?;
    Ok(())
}

fn subtract(vm: &mut Vm, out: Gc<Set>, a: Gc<Set>, b: Gc<Set>) -> PyResult<()> {
    choose(vm, out, a, b, false)
}

fn is_subset(vm: &mut Vm, a: Gc<Set>, b: Gc<Set>) -> PyResult<bool> {
    if a.len() > b.len() {
        return Ok(false);
    }
    if let Some(answer) = is_plain_subset(vm, a, b) {
        return Ok(answer);
    }
    each(vm, a, |vm, element, hash| match find_quietly(vm, b.table(), element, hash) {
        Plain::Found(_) => Ok(true),
        Plain::Missing => Ok(false),
        Plain::Unsure => Ok(b.find(vm, element, hash)?.is_some()),
    })
}

/// Whether all elements of `a` are in `b`; none if only `__eq__` of some can tell.
pub(crate) fn is_plain_subset(vm: &Vm, a: Gc<Set>, b: Gc<Set>) -> Option<bool> {
    let (elements, among) = (a.table(), b.table());
    let mut at = 0;
    while let Some(entry) = elements.next_entry(at) {
        // Sets made alike have their elements in the same places.
        if among.has_at(entry, elements.key(entry)) {
            at = entry + 1;
            continue;
        }
        match find_quietly(vm, among, elements.key(entry), elements.hash_of(entry)) {
            Plain::Found(_) => at = entry + 1,
            Plain::Missing => return Some(false),
            Plain::Unsure => return None,
        }
    }
    Some(true)
}

fn rest(args: Args<'_>) -> Gc<Tuple> {
    args[1].cast::<Tuple>().expect("bound as *args")
}

fn union(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let out = copy_of(vm, args[0])?;
    let others = rest(args);
    for index in 0..others.len() {
        add_all(vm, out, others.get(index))?;
    }
    Ok(out.value())
}

fn intersection(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let others = rest(args);
    if others.is_empty() {
        return Ok(copy_of(vm, args[0])?.value());
    }
    let mut result = of(args[0]);
    for index in 0..others.len() {
        let other = others.get(index);
        let out = empty_like(vm, args[0])?;
        match other.cast::<Set>() {
            Some(other) => intersect(vm, out, result, other)?,
            None => {
                each_item(vm, other, |vm, item| {
                    let hash = vm.hash(item)?;
                    if result.find(vm, item, hash)?.is_some() {
                        out.add_hashed(vm, item, hash)?;
                    }
                    Ok(true)
                })?;
            }
        }
        result = out;
    }
    Ok(result.value())
}

fn difference(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let others = rest(args);
    let mut result = of(args[0]);
    for index in 0..others.len() {
        let other = others.get(index);
        // The keys of a dict are not hashed again.
        let other = if other.is::<Dict>() { Some(as_set(vm, other)?) } else { other.cast::<Set>() };
        let Some(other) = other else {
            if index == 0 {
                result = copy_of(vm, args[0])?;
            }
            remove_all(vm, result, others.get(index))?;
            continue;
        };
        let out = empty_like(vm, args[0])?;
        subtract(vm, out, result, other)?;
        result = out;
    }
    Ok(if others.is_empty() { copy_of(vm, args[0])?.value() } else { result.value() })
}

fn symmetric(vm: &mut Vm, a: Gc<Set>, b: Gc<Set>, out: Gc<Set>) -> PyResult<()> {
    subtract(vm, out, a, b)?;
    subtract(vm, out, b, a)
}

fn symmetric_difference(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let other = as_set(vm, args[1])?;
    let out = empty_like(vm, args[0])?;
    symmetric(vm, of(args[0]), other, out)?;
    Ok(out.value())
}

fn update(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let others = rest(args);
    for index in 0..others.len() {
        add_all(vm, of(args[0]), others.get(index))?;
    }
    Ok(Value::NONE)
}

fn intersection_update(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let result = intersection(vm, args)?;
    of(args[0]).replace(vm, of(result));
    Ok(Value::NONE)
}

fn difference_update(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let others = rest(args);
    for index in 0..others.len() {
        remove_all(vm, of(args[0]), others.get(index))?;
    }
    Ok(Value::NONE)
}

fn symmetric_difference_update(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let other = as_set(vm, args[1])?;
    toggle(vm, of(args[0]), other)?;
    Ok(Value::NONE)
}

/// Removes the elements of `other` that are in `set` and adds those that are not.
fn toggle(vm: &mut Vm, set: Gc<Set>, other: Gc<Set>) -> PyResult<()> {
    if set == other {
        return set.clear(vm);
    }
    each(vm, other, |vm, element, hash| {
        match set.find(vm, element, hash)? {
            Some(entry) => set.remove_entry(entry),
            None => set.insert_new(vm, element, hash)?,
        }
        Ok(true)
    })?;
    Ok(())
}

fn ixor(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(other) = args[1].cast::<Set>() else { return Ok(Value::NOT_IMPLEMENTED) };
    toggle(vm, of(args[0]), other)?;
    Ok(args[0])
}

fn issubset(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let other = as_set(vm, args[1])?;
    Ok(Value::bool(is_subset(vm, of(args[0]), other)?))
}

fn issuperset(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let other = as_set(vm, args[1])?;
    Ok(Value::bool(is_subset(vm, other, of(args[0]))?))
}

fn isdisjoint(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let set = of(args[0]);
    let Some(other) = args[1].cast::<Set>() else {
        let disjoint = each_item(vm, args[1], |vm, item| Ok(!set.contains(vm, item)?))?;
        return Ok(Value::bool(disjoint));
    };
    let (b, a) = (set, other);
    // As in CPython, the argument is gone through unless it is the larger one.
    let (a, b) = if a.len() > b.len() { (b, a) } else { (a, b) };
    let disjoint = each(vm, a, |vm, element, hash| match find_quietly(vm, b.table(), element, hash) {
        Plain::Found(_) => Ok(false),
        Plain::Missing => Ok(true),
        Plain::Unsure => Ok(b.find(vm, element, hash)?.is_none()),
    })?;
    Ok(Value::bool(disjoint))
}

macro_rules! operators {
    ($($name:ident $op:ident |$vm:ident, $a:ident, $b:ident| $body:expr;)*) => {
        $(fn $name($vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let (Some($a), Some($b)) = (args[0].cast::<Set>(), args[1].cast::<Set>()) else {
                return Ok(Value::NOT_IMPLEMENTED);
            };
            if let Some(result) = small_operation($vm, BinaryOp::$op, $a, $b) {
                return result;
            }
            $body.map(Gc::value)
        })*
    };
}
operators! {
    and And |vm, a, b| of_chosen(vm, a, |vm, out| intersect(vm, out, a, b));
    sub Sub |vm, a, b| of_chosen(vm, a, |vm, out| subtract(vm, out, a, b));
    xor Xor |vm, a, b| of_chosen(vm, a, |vm, out| symmetric(vm, a, b, out));
    or Or |vm, a, b| united(vm, a, b);
}

/// A new set like `like`, of what `fill` puts into it.
fn of_chosen(vm: &mut Vm, like: Gc<Set>, fill: impl FnOnce(&mut Vm, Gc<Set>) -> PyResult<()>) -> PyResult<Gc<Set>> {
    let out = empty_like(vm, like.value())?;
    fill(vm, out)?;
    Ok(out)
}

fn united(vm: &mut Vm, a: Gc<Set>, b: Gc<Set>) -> PyResult<Gc<Set>> {
    let class = class_like(vm, a.value());
    let out = vm.set_copied(class, a, b.len())?;
    add_all(vm, out, b.value())?;
    Ok(out)
}

macro_rules! reflected {
    ($($name:ident $plain:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { $plain(vm, Args::new(&[args[1], args[0]])) })*
    };
}
reflected! { rand and; rsub sub; rxor xor; ror or; }

macro_rules! in_place {
    ($($name:ident $plain:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let result = $plain(vm, args)?;
            if let Some(result) = result.cast::<Set>() {
                of(args[0]).replace(vm, result);
                return Ok(args[0]);
            }
            Ok(result)
        })*
    };
}
in_place! { iand and; }

fn isub(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[1].is::<Set>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    remove_all(vm, of(args[0]), args[1])?;
    Ok(args[0])
}

/// Removes the items of an iterable.
fn remove_all(vm: &mut Vm, set: Gc<Set>, iterable: Value) -> PyResult<()> {
    let Some(other) = iterable.cast::<Set>() else {
        return vm.for_each(iterable, |vm, item| set.remove(vm, item).map(|_| ()));
    };
    if other == set {
        return set.clear(vm);
    }
    each(vm, other, |vm, element, hash| {
        if let Some(entry) = set.find(vm, element, hash)? {
            set.remove_entry(entry);
        }
        Ok(true)
    })?;
    Ok(())
}

fn ior(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[1].is::<Set>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    add_all(vm, of(args[0]), args[1])?;
    Ok(args[0])
}

fn compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    let (a, Some(b)) = (of(args[0]), args[1].cast::<Set>()) else { return Ok(Value::NOT_IMPLEMENTED) };
    let holds = match op {
        CompareOp::Eq => a.len() == b.len() && is_subset(vm, a, b)?,
        CompareOp::Ne => a.len() != b.len() || !is_subset(vm, a, b)?,
        CompareOp::Lt => a.len() < b.len() && is_subset(vm, a, b)?,
        CompareOp::Le => is_subset(vm, a, b)?,
        CompareOp::Gt => a.len() > b.len() && is_subset(vm, b, a)?,
        CompareOp::Ge => is_subset(vm, b, a)?,
    };
    Ok(Value::bool(holds))
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { compare(vm, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

/// CPython's frozenset hash: independent of order.
fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.int(hash_of(of(args[0])) as i64)
}

/// Hash of a frozenset, whose elements do not change.
pub(crate) fn hash_of(set: Gc<Set>) -> u64 {
    if set.hash.get() != 0 {
        return set.hash.get();
    }
    let (table, mut at, mut hash) = (set.table(), 0, 0u64);
    while let Some(entry) = table.next_entry(at) {
        let h = table.hash_of(entry);
        hash ^= (h ^ 89_869_747 ^ (h << 16)).wrapping_mul(3_644_798_167);
        at = entry + 1;
    }
    hash ^= (set.len() as u64 + 1).wrapping_mul(1_927_868_237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash.wrapping_mul(69069).wrapping_add(907_133_923);
    hash = if hash == u64::MAX { 590_923_713 } else { hash };
    set.hash.set(hash);
    hash
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let set = of(args[0]);
    let name = vm.type_name(args[0]);
    if set.is_empty() {
        return Ok(vm.str(&format!("{name}()"))?.value());
    }
    let items = vm.list(&[])?;
    each(vm, set, |vm, element, _| items.push(vm, element).map(|()| true))?;
    let plain = vm.class_of(args[0]) == vm.types.set;
    let (open, close) = if plain { ("{".to_owned(), "}") } else { (format!("{name}({{"), "})") };
    super::list::repr_items(vm, args[0], &open, close, &format!("{name}(...)"), |index| items.get(index))
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let items = vm.collect_list(args[0])?;
    let inner = vm.tuple(&[items.value()])?.value();
    let class = vm.class_of(args[0]).value();
    let state = super::reduce::get_state(vm, args[0])?;
    Ok(vm.tuple(&[class, inner, state])?.value())
}

/// `set`
pub static SET: TypeSpec = TypeSpec {
    name: "set",
    kind: Kind::Set,
    flags: type_flag::BASE_TYPE | type_flag::MATCH_SELF | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(*args, **kwargs)", set_new).class_only(),
        method("__init__", "(iterable=(), /)", set_init)
            .convention(Convention::NoKeywords)
            .leaf(LeafRule::When(gives_keys)),
        method("add", "(object, /)", add),
        method("discard", "(object, /)", discard),
        method("remove", "(object, /)", remove),
        method("pop", "()", pop).leaf(LeafRule::Always).of_derived(),
        method("clear", "()", clear).leaf(LeafRule::Always).of_derived(),
        method("update", "(*others)", update),
        method("intersection_update", "(*others)", intersection_update),
        method("difference_update", "(*others)", difference_update),
        method("symmetric_difference_update", "(other, /)", symmetric_difference_update),
        method("__iand__", "(value, /)", iand),
        method("__isub__", "(value, /)", isub),
        method("__ixor__", "(value, /)", ixor),
        method("__ior__", "(value, /)", ior),
        method("copy", "()", copy).leaf(LeafRule::Always),
        method("union", "(*others)", union),
        method("intersection", "(*others)", intersection),
        method("difference", "(*others)", difference),
        method("symmetric_difference", "(other, /)", symmetric_difference),
        method("issubset", "(other, /)", issubset),
        method("issuperset", "(other, /)", issuperset),
        method("isdisjoint", "(other, /)", isdisjoint),
        method("__and__", "(value, /)", and),
        method("__sub__", "(value, /)", sub),
        method("__xor__", "(value, /)", xor),
        method("__or__", "(value, /)", or),
        method("__rand__", "(value, /)", rand),
        method("__rsub__", "(value, /)", rsub),
        method("__rxor__", "(value, /)", rxor),
        method("__ror__", "(value, /)", ror),
        method("__lt__", "(value, /)", lt),
        method("__le__", "(value, /)", le),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__gt__", "(value, /)", gt),
        method("__ge__", "(value, /)", ge),
        method("__len__", "()", len),
        method("__contains__", "(key, /)", contains).convention(Convention::Method),
        method("__iter__", "()", iter),
        method("__repr__", "()", repr),
        method("__reduce__", "()", reduce),
        method("__sizeof__", "()", super::object::sizeof),
        super::generic_alias::CLASS_GETITEM,
    ],
    doc: "set() -> new empty set object\nset(iterable) -> new set object\n\nBuild an unordered collection of unique elements.",
    ..TypeSpec::EMPTY
};

/// `frozenset`
pub static FROZENSET: TypeSpec = TypeSpec {
    name: "frozenset",
    kind: Kind::Set,
    flags: type_flag::BASE_TYPE | type_flag::MATCH_SELF | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(iterable=(), /)", frozenset_new).leaf(LeafRule::When(gives_keys)),
        method("copy", "()", copy),
        method("union", "(*others)", union),
        method("intersection", "(*others)", intersection),
        method("difference", "(*others)", difference),
        method("symmetric_difference", "(other, /)", symmetric_difference),
        method("issubset", "(other, /)", issubset),
        method("issuperset", "(other, /)", issuperset),
        method("isdisjoint", "(other, /)", isdisjoint),
        method("__and__", "(value, /)", and),
        method("__sub__", "(value, /)", sub),
        method("__xor__", "(value, /)", xor),
        method("__or__", "(value, /)", or),
        method("__rand__", "(value, /)", rand),
        method("__rsub__", "(value, /)", rsub),
        method("__rxor__", "(value, /)", rxor),
        method("__ror__", "(value, /)", ror),
        method("__lt__", "(value, /)", lt),
        method("__le__", "(value, /)", le),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__gt__", "(value, /)", gt),
        method("__ge__", "(value, /)", ge),
        method("__hash__", "()", hash),
        method("__len__", "()", len).leaf(LeafRule::OfPlain),
        method("__contains__", "(key, /)", contains).convention(Convention::Method),
        method("__iter__", "()", iter),
        method("__repr__", "()", repr),
        method("__reduce__", "()", reduce),
        method("__sizeof__", "()", super::object::sizeof),
        super::generic_alias::CLASS_GETITEM,
    ],
    doc: "frozenset() -> empty frozenset object\nfrozenset(iterable) -> frozenset object\n\nBuild an immutable unordered collection of unique elements.",
    ..TypeSpec::EMPTY
};

/// Iterator over a set.
pub static SET_ITERATOR: TypeSpec = TypeSpec {
    name: "set_iterator",
    kind: Kind::TableIterator,
    flags: type_flag::NO_NEW,
    methods: &[
        method("__iter__", "()", super::iterators::itself),
        method("__next__", "()", super::dict_views::table_next),
        method("__length_hint__", "()", super::dict_views::table_length_hint),
        method("__reduce__", "()", super::dict_views::table_reduce),
    ],
    ..TypeSpec::EMPTY
};
