//! Iterators over deques, forwards and backwards.

use super::deque::{DEQUE, Deque, This};
use crate::receiver::{class_arg, this};
use runtime::builtins::iterators::itself;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::list::List;
use runtime::object::type_object::Type;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

struct DequeIterator {
    deque: Field<This>,
    /// Items left; 0 after the end and after an error.
    left: Cell<usize>,
    version: u64,
    backwards: bool,
}
runtime::native_data!(DequeIterator, [deque]);

fn make(vm: &mut Vm, class: Gc<Type>, deque: This, backwards: bool, skip: usize) -> PyResult<Value> {
    let data = DequeIterator {
        deque: Field::new(deque),
        left: Cell::new(deque.data.len().saturating_sub(skip)),
        version: deque.data.version(),
        backwards,
    };
    Ok(vm.native(class, data)?.value())
}

pub(super) fn forward(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.native_type(&FORWARD)?;
    make(vm, class, this(args[0]), false, 0)
}

pub(super) fn backward(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.native_type(&BACKWARD)?;
    make(vm, class, this(args[0]), true, 0)
}

fn new(vm: &mut Vm, args: Args<'_>, backwards: bool) -> PyResult<Value> {
    let Some(deque) = args[1].cast::<Native<Deque>>() else {
        let class = vm.native_type(&DEQUE)?;
        let message =
            format!("argument 1 must be {}, not {}", vm.qualified_type_name(class), vm.arg_type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    let skip = match args.opt(2) {
        Some(skip) => vm.index_i64(skip, Exc::OverflowError)?.max(0) as usize,
        None => 0,
    };
    make(vm, class_arg(args), deque, backwards, skip)
}

fn new_forward(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    new(vm, args, false)
}

fn new_backward(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    new(vm, args, true)
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = this::<DequeIterator>(args[0]);
    let deque = iterator.data.deque.get();
    let left = iterator.data.left.get();
    // As in CPython, backwards the end is noticed before a change.
    if left == 0 && iterator.data.backwards {
        return Ok(Value::EMPTY);
    }
    if deque.data.version() != iterator.data.version {
        iterator.data.left.set(0);
        return Err(vm.runtime_error("deque mutated during iteration"));
    }
    if left == 0 {
        return Ok(Value::EMPTY);
    }
    iterator.data.left.set(left - 1);
    let at = if iterator.data.backwards { left - 1 } else { deque.data.len() - left };
    Ok(deque.data.item(at))
}

/// Appends all that is left to a list.
fn drain(vm: &mut Vm, iterator: Value, list: Gc<List>) -> PyResult<()> {
    let iterator = this::<DequeIterator>(iterator);
    let deque = iterator.data.deque.get();
    let left = iterator.data.left.replace(0);
    if deque.data.version() != iterator.data.version {
        let ended = left == 0 && iterator.data.backwards;
        return if ended { Ok(()) } else { Err(vm.runtime_error("deque mutated during iteration")) };
    }
    list.reserve(vm, list.len() + left)?;
    for done in 0..left {
        let at = if iterator.data.backwards { left - 1 - done } else { deque.data.len() - left + done };
        list.push(vm, deque.data.item(at))?;
    }
    Ok(())
}

fn length_hint(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(this::<DequeIterator>(args[0]).data.left.get()))
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = this::<DequeIterator>(args[0]);
    let deque = iterator.data.deque.get();
    let class = vm.class_of(args[0]).value();
    let at = Value::len(deque.data.len().saturating_sub(iterator.data.left.get()));
    let given = vm.tuple(&[deque.value(), at])?.value();
    Ok(vm.tuple(&[class, given])?.value())
}

/// `_collections._deque_iterator`
pub(super) static FORWARD: TypeSpec = TypeSpec {
    name: "_deque_iterator",
    module: "collections",
    methods: &[
        method("__new__", "(deque, index=0, /)", new_forward),
        method("__iter__", "()", itself),
        method("__next__", "()", next),
        method("__length_hint__", "()", length_hint).doc("Private method returning an estimate of len(list(it))."),
        method("__reduce__", "()", reduce).doc("Return state information for pickling."),
    ],
    drain: Some(drain),
    ..TypeSpec::EMPTY
};

/// `_collections._deque_reverse_iterator`
pub(super) static BACKWARD: TypeSpec = TypeSpec {
    name: "_deque_reverse_iterator",
    module: "collections",
    methods: &[
        method("__new__", "(deque, index=0, /)", new_backward),
        method("__iter__", "()", itself),
        method("__next__", "()", next),
        method("__length_hint__", "()", length_hint).doc("Private method returning an estimate of len(list(it))."),
        method("__reduce__", "()", reduce).doc("Return state information for pickling."),
    ],
    drain: Some(drain),
    ..TypeSpec::EMPTY
};
