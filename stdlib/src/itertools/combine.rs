//! `product`, `combinations`, `combinations_with_replacement`: tuples picked from pools by indices that count up.

use super::{deprecated, non_negative};
use crate::receiver::{class_arg, list_of, this, var_args};
use runtime::builtins::iterators::itself;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::array::Words;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// Where such an iterator is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing has been given yet.
    Fresh,
    /// `last` has been given.
    Running,
    /// There is nothing more.
    Stopped,
}

struct Picker {
    /// Of product, a tuple of pools; else the pool.
    pool: Field<Gc<Tuple>>,
    indices: Field<Gc<Words>>,
    /// The tuple that was given last; before, one of as many EMPTY items, if any is to be given.
    last: Field<Gc<Tuple>>,
    len: usize,
    state: Cell<State>,
}
runtime::native_data!(Picker, [pool, indices, last]);

type This = Gc<Native<Picker>>;

impl Picker {
    fn index(&self, at: usize) -> usize {
        self.indices.get().words()[at].get() as usize
    }

    fn set_index(&self, at: usize, index: usize) {
        self.indices.get().words()[at].set(index as u64);
    }
}

fn make(vm: &mut Vm, class: Gc<Type>, pool: Gc<Tuple>, len: usize, state: State) -> PyResult<This> {
    let indices = Words::new(vm, len)?;
    let last = vm.tuple_with_len(if state == State::Stopped { 0 } else { len })?;
    let data = Picker {
        pool: Field::new(pool),
        indices: Field::new(indices),
        last: Field::new(last),
        len,
        state: Cell::new(state),
    };
    vm.native(class, data)
}

/// Gives a new tuple that differs from the last one from position `from` on.
#[inline(always)]
fn give(vm: &mut Vm, this: This, from: usize, item: impl Fn(&Picker, usize) -> Value) -> PyResult<Value> {
    let out = vm.tuple(this.data.last.get().items())?;
    for at in from..this.data.len {
        out.init(vm, at, item(&this.data, at));
    }
    this.data.last.set(vm, this, out);
    if this.data.state.get() == State::Fresh {
        this.data.state.set(State::Running);
    }
    Ok(out.value())
}

fn product_item(picker: &Picker, at: usize) -> Value {
    pool_of(picker, at).get(picker.index(at))
}

fn pool_item(picker: &Picker, at: usize) -> Value {
    picker.pool.get().get(picker.index(at))
}

fn pool_of(picker: &Picker, at: usize) -> Gc<Tuple> {
    picker.pool.get().get(at).cast().expect("the pools of a product are tuples")
}

fn product_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterables = var_args(args[1]);
    let repeat = match args.opt(2) {
        Some(repeat) => vm.index_i64(repeat, Exc::OverflowError)?,
        None => 1,
    };
    if repeat < 0 {
        return Err(vm.value_error("repeat argument cannot be negative"));
    }
    let Some(len) = iterables.len().checked_mul(repeat as usize).filter(|&len| len < 1 << 60) else {
        return Err(vm.overflow_error("repeat argument too large"));
    };
    let count = if repeat == 0 { 0 } else { iterables.len() };
    let pools = vm.tuple_with_len(len)?;
    let mut empty = false;
    for at in 0..count {
        let pool = vm.collect_tuple(iterables.get(at))?;
        empty |= pool.is_empty();
        for repeated in 0..repeat as usize {
            pools.init(vm, at + repeated * count, pool.value());
        }
    }
    let state = if empty { State::Stopped } else { State::Fresh };
    Ok(make(vm, class_arg(args), pools, len, state)?.value())
}

fn product_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = this::<Picker>(args[0]);
    match this.data.state.get() {
        State::Stopped => return Ok(Value::EMPTY),
        State::Fresh => return give(vm, this, 0, product_item),
        State::Running => {}
    }
    for at in (0..this.data.len).rev() {
        let next = this.data.index(at) + 1;
        if next < pool_of(&this.data, at).len() {
            this.data.set_index(at, next);
            return give(vm, this, at, product_item);
        }
        this.data.set_index(at, 0);
    }
    this.data.state.set(State::Stopped);
    Ok(Value::EMPTY)
}

/// The indices as a tuple of ints.
fn index_tuple(vm: &mut Vm, this: This) -> PyResult<Value> {
    let out = vm.tuple_with_len(this.data.len)?;
    for at in 0..this.data.len {
        out.init(vm, at, Value::len(this.data.index(at)));
    }
    Ok(out.value())
}

fn product_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let this = this::<Picker>(args[0]);
    let class = vm.class_of(args[0]).value();
    match this.data.state.get() {
        State::Stopped => {
            let empty = vm.tuple(&[])?.value();
            let given = vm.tuple(&[empty])?.value();
            Ok(vm.tuple(&[class, given])?.value())
        }
        State::Fresh => Ok(vm.tuple(&[class, this.data.pool.get().value()])?.value()),
        State::Running => {
            let indices = index_tuple(vm, this)?;
            Ok(vm.tuple(&[class, this.data.pool.get().value(), indices])?.value())
        }
    }
}

/// Sets the indices from a tuple, clipping each to `0..=limit(at)`.
fn take_indices(vm: &mut Vm, this: This, state: Value, limit: impl Fn(&Picker, usize) -> i64) -> PyResult<()> {
    let Some(state) = state.cast::<Tuple>().filter(|state| state.len() == this.data.len) else {
        return Err(vm.value_error("invalid arguments"));
    };
    for at in 0..state.len() {
        let index = vm.index_i64(state.get(at), Exc::OverflowError)?;
        let most = limit(&this.data, at);
        this.data.set_index(at, index.min(most).max(0) as usize);
    }
    Ok(())
}

fn product_set_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let this = this::<Picker>(args[0]);
    // A product over an empty pool has no state to go to.
    let empty = (0..this.data.len).any(|at| pool_of(&this.data, at).is_empty());
    if empty {
        this.data.state.set(State::Stopped);
        return Ok(Value::NONE);
    }
    take_indices(vm, this, args[1], |picker, at| pool_of(picker, at).len() as i64 - 1)?;
    if this.data.state.get() != State::Stopped {
        give(vm, this, 0, product_item)?;
    }
    Ok(Value::NONE)
}

/// `itertools.product`
pub(super) static PRODUCT: TypeSpec = TypeSpec {
    name: "product",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*iterables, repeat=1)", product_new),
        method("__iter__", "()", itself),
        method("__next__", "()", product_next),
        method("__reduce__", "()", product_reduce),
        method("__setstate__", "(state, /)", product_set_state),
        method("__sizeof__", "()", size_of),
    ],
    doc: "product(*iterables, repeat=1) --> product object\n\nCartesian product of input iterables.  Equivalent to nested for-loops.\n\nFor example, product(A, B) returns the same as:  ((x,y) for x in A for y in B).\nThe leftmost iterators are in the outermost for-loop, so the output tuples\ncycle in a manner similar to an odometer (with the rightmost element changing\non every iteration).\n\nTo compute the product of an iterable with itself, specify the number\nof repetitions with the optional repeat keyword argument. For example,\nproduct(A, repeat=4) means the same as product(A, A, A, A).\n\nproduct('ab', range(3)) --> ('a',0) ('a',1) ('a',2) ('b',0) ('b',1) ('b',2)\nproduct((0,1), (0,1), (0,1)) --> (0,0,0) (0,0,1) (0,1,0) (0,1,1) (1,0,0) ...",
    ..TypeSpec::EMPTY
};

fn size_of(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(64 + 8 * this::<Picker>(args[0]).data.len))
}

fn combinations_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let pool = vm.collect_tuple(args[1])?;
    let r = non_negative(vm, args[2])?;
    let state = if r > pool.len() { State::Stopped } else { State::Fresh };
    let this = make(vm, class_arg(args), pool, r, state)?;
    for at in 0..r {
        this.data.set_index(at, at);
    }
    Ok(this.value())
}

fn combinations_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = this::<Picker>(args[0]);
    let (r, n) = (this.data.len, this.data.pool.get().len());
    match this.data.state.get() {
        State::Stopped => return Ok(Value::EMPTY),
        State::Fresh => return give(vm, this, 0, pool_item),
        State::Running => {}
    }
    let Some(at) = (0..r).rev().find(|&at| this.data.index(at) != at + n - r) else {
        this.data.state.set(State::Stopped);
        return Ok(Value::EMPTY);
    };
    let first = this.data.index(at) + 1;
    for (offset, at) in (at..r).enumerate() {
        this.data.set_index(at, first + offset);
    }
    give(vm, this, at, pool_item)
}

fn combinations_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let this = this::<Picker>(args[0]);
    let class = vm.class_of(args[0]).value();
    let pool = this.data.pool.get();
    let r = vm.int(this.data.len as i64)?;
    let stopped = this.data.state.get() == State::Stopped && this.data.len <= pool.len();
    let pool = if stopped { vm.tuple(&[])?.value() } else { pool.value() };
    let given = vm.tuple(&[pool, r])?.value();
    let all = list_of(vm, &[class, given], &[])?;
    if this.data.state.get() == State::Running {
        let indices = index_tuple(vm, this)?;
        all.push(vm, indices)?;
    }
    Ok(vm.tuple(all.items())?.value())
}

fn combinations_set_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let this = this::<Picker>(args[0]);
    take_indices(vm, this, args[1], |picker, at| (at + picker.pool.get().len()) as i64 - picker.len as i64)?;
    if this.data.state.get() != State::Stopped {
        give(vm, this, 0, pool_item)?;
    }
    Ok(Value::NONE)
}

/// `itertools.combinations`
pub(super) static COMBINATIONS: TypeSpec = TypeSpec {
    name: "combinations",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(iterable, r)", combinations_new),
        method("__iter__", "()", itself),
        method("__next__", "()", combinations_next),
        method("__reduce__", "()", combinations_reduce),
        method("__setstate__", "(state, /)", combinations_set_state),
        method("__sizeof__", "()", size_of),
    ],
    doc: "Return successive r-length combinations of elements in the iterable.\n\ncombinations(range(4), 3) --> (0,1,2), (0,1,3), (0,2,3), (1,2,3)",
    ..TypeSpec::EMPTY
};

fn replacement_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let pool = vm.collect_tuple(args[1])?;
    let r = non_negative(vm, args[2])?;
    let state = if pool.is_empty() && r > 0 { State::Stopped } else { State::Fresh };
    Ok(make(vm, class_arg(args), pool, r, state)?.value())
}

fn replacement_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = this::<Picker>(args[0]);
    let (r, n) = (this.data.len, this.data.pool.get().len());
    match this.data.state.get() {
        State::Stopped => return Ok(Value::EMPTY),
        State::Fresh => return give(vm, this, 0, pool_item),
        State::Running => {}
    }
    let Some(at) = (0..r).rev().find(|&at| this.data.index(at) != n - 1) else {
        this.data.state.set(State::Stopped);
        return Ok(Value::EMPTY);
    };
    let index = this.data.index(at) + 1;
    for at in at..r {
        this.data.set_index(at, index);
    }
    give(vm, this, at, pool_item)
}

fn replacement_set_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let this = this::<Picker>(args[0]);
    if this.data.pool.get().is_empty() && this.data.len > 0 {
        this.data.state.set(State::Stopped);
        return Ok(Value::NONE);
    }
    take_indices(vm, this, args[1], |picker, _| picker.pool.get().len() as i64 - 1)?;
    if this.data.state.get() != State::Stopped {
        give(vm, this, 0, pool_item)?;
    }
    Ok(Value::NONE)
}

/// `itertools.combinations_with_replacement`
pub(super) static COMBINATIONS_WITH_REPLACEMENT: TypeSpec = TypeSpec {
    name: "combinations_with_replacement",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(iterable, r)", replacement_new),
        method("__iter__", "()", itself),
        method("__next__", "()", replacement_next),
        method("__reduce__", "()", combinations_reduce),
        method("__setstate__", "(state, /)", replacement_set_state),
        method("__sizeof__", "()", size_of),
    ],
    doc: "Return successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.\n\ncombinations_with_replacement('ABC', 2) --> ('A','A'), ('A','B'), ('A','C'), ('B','B'), ('B','C'), ('C','C')",
    ..TypeSpec::EMPTY
};
