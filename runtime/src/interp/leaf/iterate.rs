//! Iteration over objects of builtin types.

use super::tried;
use crate::builtins::dict_views;
use crate::heap::Gc;
use crate::interp::generator::made_by_call;
use crate::native::spec::NativeFn;
use crate::object::Special;
use crate::object::dict::{Dict, TableIterator, Yields};
use crate::object::function::Function;
use crate::object::header::Kind;
use crate::object::list::{List, SequenceIterator};
use crate::object::range::RangeIterator;
use crate::object::set::Set;
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::Vm;

/// `iter(value)`
pub extern "C" fn leaf_iter(vm: &mut Vm, value: u64) -> u64 {
    let value = Value::from_bits(value);
    let Some(header) = value.header() else { return 0 };
    if header.kind() == Kind::Instance {
        return iterator_made(vm, value);
    }
    match plain_iter(vm, value) {
        Some(iter) if is_itself(iter) => value.bits(),
        Some(iter) => {
            let iterator = vm.postponing(|vm| iter(vm, crate::native::Args::new(&[value])));
            tried(vm, Some(iterator))
        }
        None => 0,
    }
}

/// The native `__iter__` of a value, if nothing in Python has a say in that: of a container, or of an iterator, which gives
/// itself.
fn plain_iter(vm: &mut Vm, value: Value) -> Option<NativeFn> {
    let kind = value.header()?.kind();
    let mut class = vm.class_of(value);
    if class.has(type_flag::HEAP_TYPE) {
        if !matches!(kind, Kind::List | Kind::Tuple | Kind::Str | Kind::Dict | Kind::Set)
            || !super::inherits(vm, value, kind, Special::Iter)
        {
            return None;
        }
        class = vm.shapes.get(vm.shape_of_kind(kind)).class;
    }
    let is_container =
        matches!(kind, Kind::List | Kind::Tuple | Kind::Str | Kind::Bytes | Kind::Dict | Kind::Set | Kind::Range);
    let iter = class.direct.get().iter?;
    (is_container || is_itself(iter) || dict_views::is_view_iter(iter)).then_some(iter)
}

fn is_itself(iter: NativeFn) -> bool {
    iter as usize == crate::builtins::iterators::itself as NativeFn as usize
}

/// The iterator of an instance whose `__iter__` is a generator function in Python.
fn iterator_made(vm: &mut Vm, instance: Value) -> u64 {
    let Some(method) = vm.special_of(instance, Special::Iter).and_then(|method| method.cast::<Function>()) else {
        return 0;
    };
    method.code.get().prepare();
    let mut arguments = [instance.bits()];
    let made = vm.postponing(|vm| made_by_call(vm, method, arguments.as_mut_ptr(), 1));
    tried(vm, made)
}

/// `enumerate(source)`
pub extern "C" fn leaf_enumerate(vm: &mut Vm, source: u64) -> u64 {
    let source = Value::from_bits(source);
    if plain_iter(vm, source).is_none() {
        return 0;
    }
    let made = vm.postponing(|vm| crate::builtins::iterators::enumerate_plain(vm, source));
    tried(vm, Some(made))
}

/// `zip(...)`
pub extern "C" fn leaf_zip(vm: &mut Vm, start: *const u64, count: u64) -> u64 {
    let sources = crate::native::Args::from_registers(start, count as usize);
    let sources = sources.as_slice();
    if !sources.iter().all(|&source| plain_iter(vm, source).is_some()) {
        return 0;
    }
    let made = vm.postponing(|vm| crate::builtins::iterators::zip_plain(vm, sources));
    tried(vm, Some(made))
}

/// `reversed(source)` of a sequence.
pub extern "C" fn leaf_reversed(vm: &mut Vm, source: u64) -> u64 {
    let source = Value::from_bits(source);
    let kind = source.header().map(|header| header.kind());
    let is_sequence = matches!(kind, Some(Kind::List | Kind::Tuple | Kind::Str | Kind::Bytes | Kind::Range));
    if !is_sequence || vm.class_of(source).has(type_flag::HEAP_TYPE) {
        return 0;
    }
    let made = vm.postponing(|vm| crate::builtins::iterators::reversed_plain(vm, source));
    tried(vm, Some(made))
}

/// `next(iterator)` where there is a next item.
pub extern "C" fn leaf_next(vm: &mut Vm, iterator: u64) -> u64 {
    let iterator = Value::from_bits(iterator);
    let Some(header) = iterator.header() else { return 0 };
    match header.kind() {
        Kind::SequenceIterator => {
            let this: Gc<SequenceIterator> = header.cast_unchecked();
            if header.shape() == vm.shape_of_kind(Kind::SequenceIterator) {
                let index = this.index.get();
                let list = this.sequence.get().cast::<List>();
                let Some(item) = list.and_then(|list| list.get(usize::try_from(index).ok()?)) else { return 0 };
                this.index.set(index + 1);
                return item.bits();
            }
            vm.step_through(this).map_or(0, Value::bits)
        }
        Kind::RangeIterator if header.shape() == vm.shape_of_kind(Kind::RangeIterator) => {
            header.cast_unchecked::<RangeIterator>().advance().map_or(0, Value::bits)
        }
        Kind::TableIterator => {
            let this: Gc<TableIterator> = header.cast_unchecked();
            if !vm.class_of(iterator).direct.get().next_is(dict_views::table_next) {
                return 0;
            }
            match this.yields {
                Yields::Elements => next_element(this),
                Yields::Keys => next_entry(this).map_or(0, |(key, _)| key.bits()),
                Yields::Values => next_entry(this).map_or(0, |(_, value)| value.bits()),
                Yields::Items => {
                    let Some((key, value)) = next_entry(this) else { return 0 };
                    let pair = vm.postponing(|vm| vm.tuple(&[key, value]));
                    tried(vm, Some(pair.map(Gc::value)))
                }
            }
        }
        _ => 0,
    }
}

/// The next element of an unchanged set.
fn next_element(iterator: Gc<TableIterator>) -> u64 {
    let Some(set) = iterator.container.get().cast::<Set>() else { return 0 };
    if set.len() != iterator.len.get() as usize {
        return 0;
    }
    let Some((entry, element)) = set.next_element(iterator.next.get()) else { return 0 };
    iterator.next.set(entry + 1);
    iterator.left.set(iterator.left.get().saturating_sub(1));
    element.bits()
}

/// Key and value of the next entry of an unchanged dict.
#[inline]
fn next_entry(iterator: Gc<TableIterator>) -> Option<(Value, Value)> {
    let dict = iterator.container.get().cast::<Dict>()?;
    if dict.len() != iterator.len.get() as usize {
        return None;
    }
    let left = iterator.left.get().checked_sub(1)?;
    let (entry, key, value) = dict.next_item(iterator.next.get())?;
    iterator.left.set(left);
    iterator.next.set(entry + 1);
    Some((key, value))
}

/// Whether an iterator over a dict or set has come to the end, from where it gives nothing any more: 1; 0 where there is more, or an
/// exception is due.
pub extern "C" fn leaf_table_end(_: &mut Vm, iterator: u64) -> u64 {
    let Some(iterator) = Value::from_bits(iterator).cast::<TableIterator>() else { return 0 };
    let container = iterator.container.get();
    let (len, next) = (iterator.len.get() as usize, iterator.next.get());
    let ended = match (container.cast::<Dict>(), container.cast::<Set>()) {
        (Some(dict), _) => dict.len() == len && iterator.left.get() == 0 && dict.next_item(next).is_none(),
        (_, Some(set)) => set.len() == len && set.next_element(next).is_none(),
        (None, None) => container.is_empty(),
    };
    if ended {
        iterator.container.set_no_barrier(Value::EMPTY);
    }
    u64::from(ended)
}

/// Writes key and value of the next entry of an iterator over a dict's items to the two registers at `to`: 1.
pub extern "C" fn leaf_next_pair(vm: &mut Vm, to: *mut u64, iterator: u64) -> u64 {
    let iterator = Value::from_bits(iterator);
    let Some(this) = iterator.cast::<TableIterator>().filter(|this| this.yields == Yields::Items) else { return 0 };
    if !vm.class_of(iterator).direct.get().next_is(dict_views::table_next) {
        return 0;
    }
    let Some((key, value)) = next_entry(this) else { return 0 };
    crate::frame::stack::set_register(to, 0, key);
    crate::frame::stack::set_register(to, 1, value);
    super::super::iterate::STORED
}
