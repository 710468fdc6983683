//! `_functools`: partial, reduce, cmp_to_key and the cache behind `functools.lru_cache`.

mod cache;
mod key;
mod partial;

pub(crate) use partial::PARTIAL;

use runtime::native::{Args, ModuleSpec, func};
use runtime::object::Special;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (function, iterable) = (args[0], args[1]);
    if vm.special_of(iterable, Special::Iter).is_none() && vm.special_of(iterable, Special::GetItem).is_none() {
        return Err(vm.type_error("reduce() arg 2 must support iteration"));
    }
    let iterator = vm.iter(iterable)?;
    let mut total = args.get(2);
    while let Some(item) = vm.next(iterator)? {
        total = if total.is_empty() { item } else { vm.call(function, &[total, item])? };
    }
    if total.is_empty() {
        return Err(vm.type_error("reduce() of empty iterable with no initial value"));
    }
    Ok(total)
}

/// `_functools`
pub(crate) static FUNCTOOLS: ModuleSpec = ModuleSpec {
    name: "_functools",
    doc: "Tools that operate on functions.",
    functions: &[
        func("reduce", "(function, iterable, initial=None, /)", reduce).doc(
            "reduce(function, iterable[, initial], /) -> value\n\nApply a function of two arguments cumulatively to the items of an iterable, from left to right.",
        ),
        func("cmp_to_key", "(mycmp)", key::cmp_to_key).doc("Convert a cmp= function into a key= function."),
    ],
    types: &[&PARTIAL, &cache::CACHE],
    ..ModuleSpec::EMPTY
};
