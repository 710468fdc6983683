//! `permutations`.

use super::combine::State;
use super::deprecated;
use crate::receiver::{class_arg, this};
use runtime::builtins::iterators::itself;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::array::Words;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

struct Permutations {
    pool: Field<Gc<Tuple>>,
    /// One for each item of the pool.
    indices: Field<Gc<Words>>,
    /// For each place, how many items are still to stand there.
    cycles: Field<Gc<Words>>,
    len: usize,
    state: Cell<State>,
}
runtime::native_data!(Permutations, [pool, indices, cycles]);

type This = Gc<Native<Permutations>>;

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let pool = vm.collect_tuple(args[1])?;
    let n = pool.len();
    let r = match args.not_none(2) {
        Some(r) if r.as_int().is_none() => return Err(vm.type_error("Expected int as r")),
        Some(r) => match vm.index_i64(r, Exc::OverflowError)? {
            r if r < 0 => return Err(vm.value_error("r must be non-negative")),
            r => r as usize,
        },
        None => n,
    };
    let indices = Words::new(vm, n)?;
    let cycles = Words::new(vm, r)?;
    for (at, index) in indices.words().iter().enumerate() {
        index.set(at as u64);
    }
    for (at, cycle) in cycles.words().iter().enumerate() {
        cycle.set((n.saturating_sub(at)) as u64);
    }
    let state = if r > n { State::Stopped } else { State::Fresh };
    let data = Permutations {
        pool: Field::new(pool),
        indices: Field::new(indices),
        cycles: Field::new(cycles),
        len: r,
        state: Cell::new(state),
    };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn give(vm: &mut Vm, this: This) -> PyResult<Value> {
    let out = vm.tuple_with_len(this.data.len)?;
    let (pool, indices) = (this.data.pool.get(), this.data.indices.get());
    let pool = pool.items();
    for (at, index) in indices.words()[..this.data.len].iter().enumerate() {
        out.init(vm, at, pool[index.get() as usize]);
    }
    this.data.state.set(State::Running);
    Ok(out.value())
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = this::<Permutations>(args[0]);
    match this.data.state.get() {
        State::Stopped => return Ok(Value::EMPTY),
        State::Fresh => return give(vm, this),
        State::Running => {}
    }
    let (indices, cycles) = (this.data.indices.get(), this.data.cycles.get());
    let (indices, cycles) = (indices.words(), cycles.words());
    let n = indices.len();
    for at in (0..this.data.len).rev() {
        let left = cycles[at].get() - 1;
        cycles[at].set(left);
        if left > 0 {
            indices[at].swap(&indices[n - left as usize]);
            return give(vm, this);
        }
        // This place has had every item: rotate it to the end and go on with the place before.
        let first = indices[at].get();
        for pair in indices[at..].windows(2) {
            pair[0].set(pair[1].get());
        }
        indices[n - 1].set(first);
        cycles[at].set((n - at) as u64);
    }
    this.data.state.set(State::Stopped);
    Ok(Value::EMPTY)
}

fn tuple_of(vm: &mut Vm, words: Gc<Words>) -> PyResult<Value> {
    let out = vm.tuple_with_len(words.words().len())?;
    for (at, word) in words.words().iter().enumerate() {
        out.init(vm, at, Value::len(word.get() as usize));
    }
    Ok(out.value())
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let this = this::<Permutations>(args[0]);
    let class = vm.class_of(args[0]).value();
    let pool = this.data.pool.get();
    let stopped = this.data.state.get() == State::Stopped && this.data.len <= pool.len();
    let pool = if stopped { vm.tuple(&[])?.value() } else { pool.value() };
    let r = vm.int(this.data.len as i64)?;
    let given = vm.tuple(&[pool, r])?.value();
    if this.data.state.get() != State::Running {
        return Ok(vm.tuple(&[class, given])?.value());
    }
    let indices = tuple_of(vm, this.data.indices.get())?;
    let cycles = tuple_of(vm, this.data.cycles.get())?;
    let state = vm.tuple(&[indices, cycles])?.value();
    Ok(vm.tuple(&[class, given, state])?.value())
}

fn set_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let this = this::<Permutations>(args[0]);
    let n = this.data.pool.get().len();
    let parts = args[1].cast::<Tuple>().filter(|state| state.len() == 2);
    let parts = parts.and_then(|state| Some((state.get(0).cast::<Tuple>()?, state.get(1).cast::<Tuple>()?)));
    let Some((indices, cycles)) = parts else { return Err(vm.value_error("invalid arguments")) };
    if indices.len() != n || cycles.len() != this.data.len {
        return Err(vm.value_error("invalid arguments"));
    }
    for at in 0..n {
        let index = vm.index_i64(indices.get(at), Exc::OverflowError)?;
        this.data.indices.get().words()[at].set(index.min(n as i64 - 1).max(0) as u64);
    }
    for at in 0..this.data.len {
        let cycle = vm.index_i64(cycles.get(at), Exc::OverflowError)?;
        let most = n.saturating_sub(at).max(1) as i64;
        this.data.cycles.get().words()[at].set(cycle.clamp(1, most) as u64);
    }
    if this.data.len <= n {
        give(vm, this)?;
    }
    Ok(Value::NONE)
}

fn size_of(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = &this::<Permutations>(args[0]).data;
    Ok(Value::len(64 + 8 * (data.len + data.pool.get().len())))
}

/// `itertools.permutations`
pub(super) static PERMUTATIONS: TypeSpec = TypeSpec {
    name: "permutations",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(iterable, r=None)", new),
        method("__iter__", "()", itself),
        method("__next__", "()", next),
        method("__reduce__", "()", reduce),
        method("__setstate__", "(state, /)", set_state),
        method("__sizeof__", "()", size_of),
    ],
    doc: "Return successive r-length permutations of elements in the iterable.\n\npermutations(range(3), 2) --> (0,1), (0,2), (1,0), (1,2), (2,0), (2,1)",
    ..TypeSpec::EMPTY
};
