//! `chain`, `compress`, `pairwise`, `starmap`, `zip_longest`.

use super::{deprecated, reduced, reduced_with_state, state_parts};
use crate::receiver::{class_arg, list_of, this, var_args};
use runtime::builtins::generic_alias::CLASS_GETITEM;
use runtime::builtins::iterators::itself;
use runtime::heap::{Field, Gc};
use runtime::native::spec::FnSpec;
use runtime::native::{Args, CallArgs, TypeSpec, class_method, method};
use runtime::object::Special;
use runtime::object::array::Array;
use runtime::object::dict::Dict;
use runtime::object::function::Function;
use runtime::object::list::List;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// An iterator of iterables, and the one being iterated; EMPTY when there is none.
struct Chain {
    source: Field<Value>,
    active: Field<Value>,
}
runtime::native_data!(Chain, [source, active]);

fn make_chain(vm: &mut Vm, class: Gc<Type>, iterables: Value) -> PyResult<Value> {
    let source = vm.iter(iterables)?;
    let data = Chain { source: Field::new(source), active: Field::new(Value::EMPTY) };
    Ok(vm.native(class, data)?.value())
}

fn chain_new(vm: &mut Vm, class: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let class = class.cast::<Type>().expect("checked by the caller");
    // A subclass's own `__init__` may take keywords.
    let own_init = |vm: &mut Vm| vm.special(class, Special::Init).is_some_and(|init| init.is::<Function>());
    if args.names.is_some_and(|names| !names.is_empty()) && !own_init(vm) {
        return Err(vm.type_error("chain() takes no keyword arguments"));
    }
    let iterables = vm.tuple(&args.values.as_slice()[..args.positional()])?;
    make_chain(vm, class, iterables.value())
}

fn chain_from_iterable(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    make_chain(vm, class_arg(args), args[1])
}

fn chain_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let chain = this::<Chain>(args[0]);
    loop {
        if let Some(active) = chain.data.active.get().given() {
            if let Some(item) = vm.next(active)? {
                return Ok(item);
            }
            chain.data.active.set(vm, chain, Value::EMPTY);
        }
        let Some(source) = chain.data.source.get().given() else { return Ok(Value::EMPTY) };
        let next = match vm.next(source) {
            Ok(Some(iterable)) => vm.iter(iterable),
            Ok(None) => Ok(Value::EMPTY),
            Err(raised) => Err(raised),
        };
        match next {
            Ok(active) if !active.is_empty() => chain.data.active.set(vm, chain, active),
            end => {
                chain.data.source.set(vm, chain, Value::EMPTY);
                return end;
            }
        }
    }
}

/// Appends all that is left, whole containers at a time.
fn chain_drain(vm: &mut Vm, iterator: Value, list: Gc<List>) -> PyResult<()> {
    let chain = this::<Chain>(iterator);
    loop {
        if let Some(active) = chain.data.active.get().given() {
            vm.extend_from_iterable(list, active)?;
            chain.data.active.set(vm, chain, Value::EMPTY);
        }
        let Some(source) = chain.data.source.get().given() else { return Ok(()) };
        let next = vm.next(source);
        if let Ok(Some(iterable)) = next
            && iterable != list.value()
            && vm.extend_by_known(list, iterable)?
        {
            continue;
        }
        match next.and_then(|next| next.map_or(Ok(Value::EMPTY), |iterable| vm.iter(iterable))) {
            Ok(active) if !active.is_empty() => chain.data.active.set(vm, chain, active),
            end => {
                chain.data.source.set(vm, chain, Value::EMPTY);
                return end.map(|_| ());
            }
        }
    }
}

fn chain_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let chain = this::<Chain>(args[0]);
    let (source, active) = (chain.data.source.get(), chain.data.active.get());
    if source.is_empty() {
        return reduced(vm, args[0], &[]);
    }
    let state = if active.is_empty() { vm.tuple(&[source])? } else { vm.tuple(&[source, active])? };
    reduced_with_state(vm, args[0], &[], state.value())
}

fn chain_set_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let parts = state_parts(vm, args[1], (1, 2))?;
    for index in 0..parts.len() {
        if vm.special_of(parts.get(index), Special::Next).is_none() {
            return Err(vm.type_error("Arguments must be iterators."));
        }
    }
    let chain = this::<Chain>(args[0]);
    chain.data.source.set(vm, chain, parts.get(0));
    let active = if parts.len() == 2 { parts.get(1) } else { Value::EMPTY };
    chain.data.active.set(vm, chain, active);
    Ok(Value::NONE)
}

/// `itertools.chain`
pub(super) static CHAIN: TypeSpec = TypeSpec {
    name: "chain",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        FnSpec::raw_method("__new__", "(*iterables, **kwargs)", chain_new),
        method("__iter__", "()", itself),
        method("__next__", "()", chain_next),
        class_method("from_iterable", "(iterable, /)", chain_from_iterable)
            .doc("Alternative chain() constructor taking a single iterable argument that evaluates lazily."),
        method("__reduce__", "()", chain_reduce),
        method("__setstate__", "(state, /)", chain_set_state),
        CLASS_GETITEM,
    ],
    drain: Some(chain_drain),
    doc: "chain(*iterables) --> chain object\n\nReturn a chain object whose .__next__() method returns elements from the\nfirst iterable until it is exhausted, then elements from the next\niterable, until all of the iterables are exhausted.",
    ..TypeSpec::EMPTY
};

struct Compress {
    data: Field<Value>,
    selectors: Field<Value>,
}
runtime::native_data!(Compress, [data, selectors]);

fn compress_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = vm.iter(args[1])?;
    let selectors = vm.iter(args[2])?;
    let compress = Compress { data: Field::new(data), selectors: Field::new(selectors) };
    Ok(vm.native(class_arg(args), compress)?.value())
}

fn compress_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let compress = this::<Compress>(args[0]);
    let (data, selectors) = (compress.data.data.get(), compress.data.selectors.get());
    loop {
        let Some(item) = vm.next(data)? else { return Ok(Value::EMPTY) };
        let Some(selector) = vm.next(selectors)? else { return Ok(Value::EMPTY) };
        if vm.is_true(selector)? {
            return Ok(item);
        }
    }
}

fn compress_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let compress = this::<Compress>(args[0]);
    reduced(vm, args[0], &[compress.data.data.get(), compress.data.selectors.get()])
}

/// `itertools.compress`
pub(super) static COMPRESS: TypeSpec = TypeSpec {
    name: "compress",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(data, selectors)", compress_new),
        method("__iter__", "()", itself),
        method("__next__", "()", compress_next),
        method("__reduce__", "()", compress_reduce),
    ],
    doc: "Return data elements corresponding to true selector elements.\n\nForms a shorter iterator from selected data elements using the selectors to\nchoose the data elements.",
    ..TypeSpec::EMPTY
};

/// The iterator and its last item; EMPTY before the first and after the end.
struct Pairwise {
    iterator: Field<Value>,
    last: Field<Value>,
}
runtime::native_data!(Pairwise, [iterator, last]);

fn pairwise_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = vm.iter(args[1])?;
    let data = Pairwise { iterator: Field::new(iterator), last: Field::new(Value::EMPTY) };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn pairwise_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let pairwise = this::<Pairwise>(args[0]);
    let Some(iterator) = pairwise.data.iterator.get().given() else { return Ok(Value::EMPTY) };
    let next = match pairwise.data.last.get().given() {
        Some(last) => vm.next(iterator).map(|next| next.map(|next| (last, next))),
        None => pairwise_first(vm, args[0], iterator),
    };
    let (last, next) = match next {
        Ok(Some(pair)) => pair,
        end => {
            pairwise.data.iterator.set(vm, pairwise, Value::EMPTY);
            pairwise.data.last.set(vm, pairwise, Value::EMPTY);
            return end.map(|_| Value::EMPTY);
        }
    };
    pairwise.data.last.set(vm, pairwise, next);
    Ok(vm.tuple(&[last, next])?.value())
}

/// The first two items. Fetching the second may run this iterator again, which must then see the first.
fn pairwise_first(vm: &mut Vm, receiver: Value, iterator: Value) -> PyResult<Option<(Value, Value)>> {
    let pairwise = this::<Pairwise>(receiver);
    let Some(first) = vm.next(iterator)? else { return Ok(None) };
    pairwise.data.last.set(vm, pairwise, first);
    if pairwise.data.iterator.get().is_empty() {
        return Ok(None);
    }
    Ok(vm.next(iterator)?.map(|next| (first, next)))
}

/// `itertools.pairwise`
pub(super) static PAIRWISE: TypeSpec = TypeSpec {
    name: "pairwise",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(iterable, /)", pairwise_new),
        method("__iter__", "()", itself),
        method("__next__", "()", pairwise_next),
    ],
    doc: "Return an iterator of overlapping pairs taken from the input iterator.\n\n    s -> (s0,s1), (s1,s2), (s2, s3), ...",
    ..TypeSpec::EMPTY
};

struct Starmap {
    function: Field<Value>,
    iterator: Field<Value>,
}
runtime::native_data!(Starmap, [function, iterator]);

fn starmap_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = vm.iter(args[2])?;
    let data = Starmap { function: Field::new(args[1]), iterator: Field::new(iterator) };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn starmap_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let starmap = this::<Starmap>(args[0]);
    let Some(item) = vm.next(starmap.data.iterator.get())? else { return Ok(Value::EMPTY) };
    let items = vm.collect_tuple(item)?;
    vm.call(starmap.data.function.get(), items.items())
}

fn starmap_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let starmap = this::<Starmap>(args[0]);
    reduced(vm, args[0], &[starmap.data.function.get(), starmap.data.iterator.get()])
}

/// `itertools.starmap`
pub(super) static STARMAP: TypeSpec = TypeSpec {
    name: "starmap",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(function, iterable, /)", starmap_new),
        method("__iter__", "()", itself),
        method("__next__", "()", starmap_next),
        method("__reduce__", "()", starmap_reduce),
    ],
    doc: "Return an iterator whose values are returned from the function evaluated with an argument tuple taken from the given sequence.",
    ..TypeSpec::EMPTY
};

struct ZipLongest {
    /// EMPTY where one is exhausted.
    iterators: Field<Gc<Array>>,
    active: Cell<usize>,
    fill: Field<Value>,
}
runtime::native_data!(ZipLongest, [iterators, fill]);

fn zip_longest_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut fill = Value::NONE;
    if let Some(kwargs) = args[2].cast::<Dict>().filter(|kwargs| !kwargs.is_empty()) {
        match kwargs.get_text(vm, "fillvalue") {
            Some(value) if kwargs.len() == 1 => fill = value,
            _ => return Err(vm.type_error("zip_longest() got an unexpected keyword argument")),
        }
    }
    let iterables = var_args(args[1]);
    let iterators = Array::new(vm, iterables.len())?;
    for index in 0..iterables.len() {
        let iterator = vm.iter(iterables.get(index))?;
        iterators.set(vm, index, iterator);
    }
    let data =
        ZipLongest { iterators: Field::new(iterators), active: Cell::new(iterables.len()), fill: Field::new(fill) };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn zip_longest_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let zip = this::<ZipLongest>(args[0]);
    if zip.data.active.get() == 0 {
        return Ok(Value::EMPTY);
    }
    let iterators = zip.data.iterators.get();
    let out = vm.tuple_with_len(iterators.len())?;
    for index in 0..iterators.len() {
        let item = match iterators.get(index).given() {
            Some(iterator) => match vm.next(iterator) {
                Ok(item) => item,
                Err(raised) => {
                    zip.data.active.set(0);
                    return Err(raised);
                }
            },
            None => Some(zip.data.fill.get()),
        };
        let item = match item {
            Some(item) => item,
            None => {
                let active = zip.data.active.get().saturating_sub(1);
                zip.data.active.set(active);
                if active == 0 {
                    return Ok(Value::EMPTY);
                }
                iterators.set(vm, index, Value::EMPTY);
                zip.data.fill.get()
            }
        };
        out.init(vm, index, item);
    }
    Ok(out.value())
}

fn zip_longest_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let zip = this::<ZipLongest>(args[0]);
    let iterators = zip.data.iterators.get();
    let class = vm.class_of(args[0]).value();
    let out: Gc<Tuple> = vm.tuple_with_len(iterators.len())?;
    let empty = vm.tuple(&[])?.value();
    for index in 0..iterators.len() {
        out.init(vm, index, iterators.get(index).given().unwrap_or(empty));
    }
    let all = list_of(vm, &[class, out.value()], &[zip.data.fill.get()])?;
    Ok(vm.tuple(all.items())?.value())
}

fn zip_longest_set_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let zip = this::<ZipLongest>(args[0]);
    zip.data.fill.set(vm, zip, args[1]);
    Ok(Value::NONE)
}

/// `itertools.zip_longest`
pub(super) static ZIP_LONGEST: TypeSpec = TypeSpec {
    name: "zip_longest",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*iterables, **kwargs)", zip_longest_new),
        method("__iter__", "()", itself),
        method("__next__", "()", zip_longest_next),
        method("__reduce__", "()", zip_longest_reduce),
        method("__setstate__", "(state, /)", zip_longest_set_state),
    ],
    doc: "zip_longest(iter1 [,iter2 [...]], [fillvalue=None]) --> zip_longest object\n\nReturn a zip_longest object whose .__next__() method returns a tuple where\nthe i-th element comes from the i-th iterable argument.  The .__next__()\nmethod continues until the longest iterable in the argument sequence\nis exhausted and then it raises StopIteration.  When the shorter iterables\nare exhausted, the fillvalue is substituted in their place.  The fillvalue\ndefaults to None or can be specified by a keyword argument.\n",
    ..TypeSpec::EMPTY
};
