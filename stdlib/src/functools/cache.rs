//! The wrapper that `functools.lru_cache` makes: results by arguments, the least recently used forgotten first.
//!
//! A bounded cache keeps its results in links of a ring around a root link, the oldest after the root. The dict maps keys to links.

use crate::receiver::this;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::spec::FnSpec;
use runtime::native::{Args, CallArgs, TypeSpec, method};
use runtime::object::dict::Dict;
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// How many results are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limit {
    Nothing,
    Everything,
    Some(usize),
}

struct Cache {
    function: Field<Value>,
    results: Field<Gc<Dict>>,
    /// The root of the ring.
    root: Field<Gc<Native<Link>>>,
    info_type: Field<Value>,
    /// Stands between positional and keyword arguments in keys.
    mark: Field<Value>,
    limit: Limit,
    typed: bool,
    hits: Cell<i64>,
    misses: Cell<i64>,
}
runtime::native_data!(Cache, [function, results, root, info_type, mark]);

type This = Gc<Native<Cache>>;

/// One result. The neighbours of a new link are EMPTY.
struct Link {
    before: Field<Value>,
    after: Field<Value>,
    key: Field<Value>,
    hash: Cell<u64>,
    result: Field<Value>,
}
runtime::native_data!(Link, [before, after, key, result]);

type LinkRef = Gc<Native<Link>>;

static LINK: TypeSpec =
    TypeSpec { name: "_lru_list_elem", module: "functools", flags: type_flag::NO_NEW, ..TypeSpec::EMPTY };

fn new_link(vm: &mut Vm, key: Value, hash: u64, result: Value) -> PyResult<LinkRef> {
    let class = vm.native_type(&LINK)?;
    let data = Link {
        before: Field::new(Value::EMPTY),
        after: Field::new(Value::EMPTY),
        key: Field::new(key),
        hash: Cell::new(hash),
        result: Field::new(result),
    };
    vm.native(class, data)
}

fn neighbour(field: &Field<Value>) -> LinkRef {
    field.get().cast().expect("links in the ring have neighbours")
}

fn extract(vm: &Vm, link: LinkRef) {
    let (before, after) = (neighbour(&link.data.before), neighbour(&link.data.after));
    before.data.after.set(vm, before, after.value());
    after.data.before.set(vm, after, before.value());
}

/// Puts `link` where the newest is: before the root.
fn append(vm: &Vm, root: LinkRef, link: LinkRef) {
    let last = neighbour(&root.data.before);
    last.data.after.set(vm, last, link.value());
    link.data.before.set(vm, link, last.value());
    link.data.after.set(vm, link, root.value());
    root.data.before.set(vm, root, link.value());
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = crate::receiver::class_arg(args);
    let function = args[1];
    if !vm.is_callable(function) {
        return Err(vm.type_error("the first argument must be callable"));
    }
    let limit = if args[2].is_none() {
        Limit::Everything
    } else if vm.special_of(args[2], runtime::object::Special::Index).is_some() {
        match vm.index_i64(args[2], Exc::OverflowError)?.max(0) as usize {
            0 => Limit::Nothing,
            n => Limit::Some(n),
        }
    } else {
        return Err(vm.type_error("maxsize should be integer or None"));
    };
    let typed = vm.is_true(args[3])?;
    let root = new_link(vm, Value::NONE, 0, Value::NONE)?;
    root.data.before.set(vm, root, root.value());
    root.data.after.set(vm, root, root.value());
    let results = vm.dict()?;
    let mark = vm.instance(vm.types.object)?.value();
    let data = Cache {
        function: Field::new(function),
        results: Field::new(results),
        root: Field::new(root),
        info_type: Field::new(args[4]),
        mark: Field::new(mark),
        limit,
        typed,
        hits: Cell::new(0),
        misses: Cell::new(0),
    };
    Ok(vm.native(class, data)?.value())
}

/// The key of a call: the argument itself if it is a single int or str, else a tuple.
fn make_key(vm: &mut Vm, cache: This, args: CallArgs<'_>) -> PyResult<Value> {
    let positional = args.positional();
    let names = args.names.filter(|names| !names.is_empty());
    let typed = cache.data.typed;
    if !typed && names.is_none() {
        if positional == 1 {
            let only = args.values.get(0);
            let class = vm.class_of(only);
            if only.is_small_int() || class == vm.types.str || class == vm.types.int {
                return Ok(only);
            }
        }
        return Ok(vm.tuple(args.values.as_slice())?.value());
    }
    let keywords = names.map_or(0, |names| names.len());
    let count = positional + keywords * 2 + usize::from(keywords > 0);
    let key = vm.tuple_with_len(if typed { count + positional + keywords } else { count })?;
    let mut at = 0;
    let mut push = |vm: &Vm, value: Value| {
        key.init(vm, at, value);
        at += 1;
    };
    for index in 0..positional {
        push(vm, args.values.get(index));
    }
    if let Some(names) = names {
        push(vm, cache.data.mark.get());
        for index in 0..keywords {
            push(vm, names.get(index));
            push(vm, args.values.get(positional + index));
        }
    }
    if typed {
        for index in 0..positional + keywords {
            push(vm, vm.class_of(args.values.get(index)).value());
        }
    }
    Ok(key.value())
}

fn count(cell: &Cell<i64>) {
    cell.set(cell.get() + 1);
}

fn call(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let cache = this::<Cache>(receiver);
    let function = cache.data.function.get();
    if cache.data.limit == Limit::Nothing {
        count(&cache.data.misses);
        return vm.call_args(function, args);
    }
    let key = make_key(vm, cache, args)?;
    let hash = vm.hash(key)?;
    let results = cache.data.results.get();
    let found = results.find(vm, key, hash)?.map(|entry| results.entry_value(entry));
    let Limit::Some(limit) = cache.data.limit else {
        if let Some(result) = found {
            count(&cache.data.hits);
            return Ok(result);
        }
        count(&cache.data.misses);
        let result = vm.call_args(function, args)?;
        store(vm, cache, key, hash, result)?;
        return Ok(result);
    };
    if let Some(link) = found.and_then(|link| link.cast::<Native<Link>>()) {
        extract(vm, link);
        append(vm, cache.data.root.get(), link);
        count(&cache.data.hits);
        return Ok(link.data.result.get());
    }
    count(&cache.data.misses);
    let result = vm.call_args(function, args)?;
    // The call may have stored the same key already, or filled or cleared the cache.
    let results = cache.data.results.get();
    if let Some(entry) = results.find(vm, key, hash)? {
        return Ok(results.entry_value(entry).cast::<Native<Link>>().map_or(result, |link| link.data.result.get()));
    }
    let root = cache.data.root.get();
    if results.len() < limit || neighbour(&root.data.after) == root {
        let link = new_link(vm, key, hash, result)?;
        store(vm, cache, key, hash, link.value())?;
        append(vm, root, link);
        return Ok(result);
    }
    replace_oldest(vm, cache, key, hash, result)
}

fn store(vm: &mut Vm, cache: This, key: Value, hash: u64, value: Value) -> PyResult<()> {
    let results = cache.data.results.get();
    match results.find(vm, key, hash)? {
        Some(_) => results.set(vm, key, value),
        None => results.insert_new(vm, key, hash, value),
    }
}

/// The cache is full: the oldest link takes the new key and result.
fn replace_oldest(vm: &mut Vm, cache: This, key: Value, hash: u64, result: Value) -> PyResult<Value> {
    let root = cache.data.root.get();
    let link = neighbour(&root.data.after);
    extract(vm, link);
    let results = cache.data.results.get();
    let old = results.find(vm, link.data.key.get(), link.data.hash.get());
    match old {
        Ok(Some(entry)) => {
            results.remove_entry(vm, entry);
        }
        // Comparing keys has removed it meanwhile: the link is dropped and the result not kept.
        Ok(None) => return Ok(result),
        Err(raised) => {
            append(vm, root, link);
            return Err(raised);
        }
    }
    link.data.key.set(vm, link, key);
    link.data.hash.set(hash);
    link.data.result.set(vm, link, result);
    store(vm, cache, key, hash, link.value())?;
    append(vm, root, link);
    Ok(result)
}

fn get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if args[1].is_none() {
        return Ok(args[0]);
    }
    Ok(vm.bound_method(args[0], args[1])?.value())
}

fn cache_info(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let cache = this::<Cache>(args[0]);
    let limit = match cache.data.limit {
        Limit::Nothing => Value::int32(0),
        Limit::Everything => Value::NONE,
        Limit::Some(n) => vm.int(n as i64)?,
    };
    let (hits, misses) = (vm.int(cache.data.hits.get())?, vm.int(cache.data.misses.get())?);
    let size = Value::len(cache.data.results.get().len());
    vm.call(cache.data.info_type.get(), &[hits, misses, limit, size])
}

fn cache_clear(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let cache = this::<Cache>(args[0]);
    let empty = vm.dict()?;
    cache.data.results.set(vm, cache, empty);
    let root = cache.data.root.get();
    root.data.before.set(vm, root, root.value());
    root.data.after.set(vm, root, root.value());
    cache.data.hits.set(0);
    cache.data.misses.set(0);
    Ok(Value::NONE)
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.get_attr_text(args[0], "__qualname__")
}

fn copy(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(args[0])
}

/// Name of the type in CPython's messages about its arguments.
fn check_keywords(vm: &mut Vm, class: Value, args: CallArgs<'_>) -> PyResult<Value> {
    const NAMES: [&str; 4] = ["user_function", "maxsize", "typed", "cache_info_type"];
    let mut bound = [class, Value::EMPTY, Value::EMPTY, Value::EMPTY, Value::EMPTY];
    let positional = args.positional();
    if args.values.len() > 4 {
        let given = args.values.len();
        return Err(vm.type_error(&format!("lru_cache() takes at most 4 arguments ({given} given)")));
    }
    bound[1..=positional].copy_from_slice(&args.values.as_slice()[..positional]);
    if let Some(names) = args.names {
        for index in 0..names.len() {
            let name = names.get(index).cast::<Str>().map_or(String::new(), |name| name.to_string_lossy());
            match NAMES.iter().position(|known| **known == name) {
                Some(at) => bound[at + 1] = args.values.get(positional + index),
                None => {
                    return Err(vm.type_error(&format!("'{name}' is an invalid keyword argument for lru_cache()")));
                }
            }
        }
    }
    if let Some(at) = (1..5).find(|&at| bound[at].is_empty()) {
        let name = NAMES[at - 1];
        return Err(vm.type_error(&format!("lru_cache() missing required argument '{name}' (pos {at})")));
    }
    new(vm, Args::new(&bound))
}

/// `functools._lru_cache_wrapper`
pub(super) static CACHE: TypeSpec = TypeSpec {
    name: "_lru_cache_wrapper",
    module: "functools",
    flags: type_flag::BASE_TYPE | type_flag::HAS_DICT | type_flag::HAS_WEAKREF,
    methods: &[
        FnSpec::raw_method("__new__", "(user_function, maxsize, typed, cache_info_type)", check_keywords),
        FnSpec::raw_method("__call__", "(*args, **kwargs)", call),
        method("__get__", "(instance, owner=None, /)", get),
        method("cache_info", "()", cache_info).doc("Report cache statistics"),
        method("cache_clear", "()", cache_clear).doc("Clear the cache and cache statistics"),
        method("__reduce__", "()", reduce),
        method("__copy__", "()", copy),
        method("__deepcopy__", "(memo, /)", copy),
    ],
    getset: &[runtime::builtins::object::DICT_GETSET],
    doc: "Create a cached callable that wraps another function.\n\nuser_function:      the function being cached\n\nmaxsize:  0         for no caching\n          None      for unlimited cache size\n          n         for a bounded cache\n\ntyped:    False     cache f(3) and f(3.0) as identical calls\n          True      cache f(3) and f(3.0) as distinct calls\n\ncache_info_type:    namedtuple class with the fields:\n                        hits misses currsize maxsize\n",
    ..TypeSpec::EMPTY
};
