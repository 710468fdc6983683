//! `itertools`: a file per family of iterators.

mod combine;
mod group;
mod infinite;
mod pairs;
mod permute;
mod select;
mod tee;

use runtime::exceptions::hierarchy::Exc;
use runtime::native::{ModuleSpec, func};
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// The warning of everything that pickles or copies an iterator of this module.
pub(super) fn deprecated(vm: &mut Vm) -> PyResult<()> {
    runtime::builtins::warn(
        vm,
        Exc::DeprecationWarning,
        "Pickle, copy, and deepcopy support will be removed from itertools in Python 3.14.",
    )
}

/// `(type(value), args)`: what a `__reduce__` without state gives.
pub(super) fn reduced(vm: &mut Vm, value: Value, args: &[Value]) -> PyResult<Value> {
    let args = vm.tuple(args)?.value();
    let class = vm.class_of(value).value();
    Ok(vm.tuple(&[class, args])?.value())
}

/// `(type(value), args, state)`.
pub(super) fn reduced_with_state(vm: &mut Vm, value: Value, args: &[Value], state: Value) -> PyResult<Value> {
    let args = vm.tuple(args)?.value();
    let class = vm.class_of(value).value();
    Ok(vm.tuple(&[class, args, state])?.value())
}

/// The parts of a state tuple of `min` to `max` items, with the messages of `PyArg_ParseTuple`.
pub(super) fn state_parts(vm: &mut Vm, state: Value, (min, max): (usize, usize)) -> PyResult<runtime::heap::Gc<Tuple>> {
    let Some(parts) = state.cast::<Tuple>() else { return Err(vm.type_error("state is not a tuple")) };
    let given = parts.len();
    if (min..=max).contains(&given) {
        return Ok(parts);
    }
    let word = match () {
        () if min == max => "exactly",
        () if given < min => "at least",
        () => "at most",
    };
    let count = if given < min { min } else { max };
    let plural = if count == 1 { "" } else { "s" };
    Err(vm.type_error(&format!("function takes {word} {count} argument{plural} ({given} given)")))
}

/// A count that must not be negative: `r` of the combinatoric iterators.
pub(super) fn non_negative(vm: &mut Vm, value: Value) -> PyResult<usize> {
    match vm.index_i64(value, Exc::OverflowError)? {
        n if n < 0 => Err(vm.value_error("r must be non-negative")),
        n => Ok(n as usize),
    }
}

/// `itertools`
pub(crate) static ITERTOOLS: ModuleSpec = ModuleSpec {
    name: "itertools",
    doc: "Functional tools for creating and using iterators.\n\nInfinite iterators:\ncount(start=0, step=1) --> start, start+step, start+2*step, ...\ncycle(p) --> p0, p1, ... plast, p0, p1, ...\nrepeat(elem [,n]) --> elem, elem, elem, ... endlessly or up to n times\n",
    functions: &[func("tee", "(iterable, n=2, /)", tee::tee).doc("Returns a tuple of n independent iterators.")],
    types: &[
        &infinite::COUNT,
        &infinite::CYCLE,
        &infinite::REPEAT,
        &group::ACCUMULATE,
        &group::BATCHED,
        &pairs::CHAIN,
        &pairs::COMPRESS,
        &pairs::PAIRWISE,
        &pairs::STARMAP,
        &pairs::ZIP_LONGEST,
        &select::DROPWHILE,
        &select::TAKEWHILE,
        &select::FILTERFALSE,
        &select::ISLICE,
        &group::GROUPBY,
        &group::GROUPER,
        &combine::PRODUCT,
        &combine::COMBINATIONS,
        &combine::COMBINATIONS_WITH_REPLACEMENT,
        &permute::PERMUTATIONS,
        &tee::TEE,
        &tee::TEE_DATA,
    ],
    ..ModuleSpec::EMPTY
};
