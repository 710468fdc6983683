//! `functools.partial`.

use crate::receiver::{class_arg, this, var_args};
use runtime::builtins::generic_alias::CLASS_GETITEM;
use runtime::heap::{Field, Gc, Native};
use runtime::native::spec::FnSpec;
use runtime::native::{Args, CallArgs, TypeSpec, method, readonly};
use runtime::object::dict::Dict;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// A function with its first arguments and some keyword arguments.
struct Partial {
    function: Field<Value>,
    args: Field<Gc<Tuple>>,
    keywords: Field<Gc<Dict>>,
}
runtime::native_data!(Partial, [function, args, keywords]);

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let given = var_args(args[1]);
    if given.is_empty() {
        return Err(vm.type_error("type 'partial' takes at least one argument"));
    }
    let mut function = given.get(0);
    if !vm.is_callable(function) {
        return Err(vm.type_error("the first argument must be callable"));
    }
    let mut all = vm.tuple(&given.items()[1..])?;
    let mut keywords = args[2].cast::<Dict>().expect("**kwargs is bound to a dict");
    // A partial of a partial is flattened, unless it is of a subclass or has attributes of its own.
    let class = vm.native_type(&PARTIAL)?;
    if let Some(inner) = function.cast::<Native<Partial>>()
        && vm.class_of(function) == class
        && vm.instance_dict(inner.header())?.is_none_or(|dict| dict.is_empty())
    {
        let joined = vm.tuple_with_len(inner.data.args.get().len() + all.len())?;
        let inner_args = inner.data.args.get();
        for (index, &item) in inner_args.items().iter().chain(all.items()).enumerate() {
            joined.init(vm, index, item);
        }
        all = joined;
        let merged = inner.data.keywords.get().copy(vm)?;
        runtime::builtins::dict::update(vm, merged, keywords.value())?;
        keywords = merged;
        function = inner.data.function.get();
    }
    let data = Partial { function: Field::new(function), args: Field::new(all), keywords: Field::new(keywords) };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn call(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let partial = this::<Partial>(receiver);
    let (function, own, keywords) = (partial.data.function.get(), partial.data.args.get(), partial.data.keywords.get());
    if !keywords.is_empty() {
        return call_with_keywords(vm, partial, args);
    }
    let count = own.len() + args.values.len();
    let mut small = [Value::EMPTY; 8];
    if count <= small.len() {
        small[..own.len()].copy_from_slice(own.items());
        small[own.len()..count].copy_from_slice(args.values.as_slice());
        return vm.call_args(function, CallArgs { values: Args::new(&small[..count]), names: args.names });
    }
    let all = vm.tuple_with_len(count)?;
    for (index, &item) in own.items().iter().chain(args.values.as_slice()).enumerate() {
        all.init(vm, index, item);
    }
    vm.call_args(function, CallArgs { values: Args::new(all.items()), names: args.names })
}

fn call_with_keywords(vm: &mut Vm, partial: Gc<Native<Partial>>, args: CallArgs<'_>) -> PyResult<Value> {
    let own = partial.data.args.get();
    let positional = args.positional();
    let mut keywords = partial.data.keywords.get();
    if let Some(names) = args.names.filter(|names| !names.is_empty()) {
        keywords = keywords.copy(vm)?;
        for index in 0..names.len() {
            keywords.set(vm, names.get(index), args.values.get(positional + index))?;
        }
    }
    let mut small = [Value::EMPTY; 8];
    if own.len() + positional <= small.len() {
        small[..own.len()].copy_from_slice(own.items());
        small[own.len()..own.len() + positional].copy_from_slice(&args.values.as_slice()[..positional]);
        return vm.call_dict(partial.data.function.get(), &small[..own.len() + positional], Some(keywords));
    }
    let all = vm.tuple_with_len(own.len() + positional)?;
    for (index, &item) in own.items().iter().chain(&args.values.as_slice()[..positional]).enumerate() {
        all.init(vm, index, item);
    }
    vm.call_dict(partial.data.function.get(), all.items(), Some(keywords))
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !vm.enter_repr(args[0]) {
        return Ok(vm.str("...")?.value());
    }
    let text = repr_inner(vm, args[0]);
    vm.leave_repr(args[0]);
    let text = text?;
    Ok(vm.str_from_wtf8(&text)?.value())
}

fn repr_inner(vm: &mut Vm, value: Value) -> PyResult<Vec<u8>> {
    let partial = this::<Partial>(value);
    let class = vm.class_of(value);
    let mut text = vm.qualified_type_name(class).into_bytes();
    text.push(b'(');
    text.extend(vm.repr(partial.data.function.get())?.to_wtf8());
    let own = partial.data.args.get();
    for index in 0..own.len() {
        text.extend(b", ");
        text.extend(vm.repr(own.get(index))?.to_wtf8());
    }
    let keywords = partial.data.keywords.get();
    let mut at = 0;
    while let Some((entry, key, value)) = keywords.next_item(at) {
        at = entry + 1;
        text.extend(b", ");
        text.extend(vm.to_str(key)?.to_wtf8());
        text.push(b'=');
        text.extend(vm.repr(value)?.to_wtf8());
    }
    text.push(b')');
    Ok(text)
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let partial = this::<Partial>(args[0]);
    let class = vm.class_of(args[0]).value();
    let function = partial.data.function.get();
    let first = vm.tuple(&[function])?.value();
    let dict = match vm.instance_dict(partial.header())?.filter(|dict| !dict.is_empty()) {
        Some(dict) => dict.value(),
        None => Value::NONE,
    };
    let (own, keywords) = (partial.data.args.get().value(), partial.data.keywords.get().value());
    let state = vm.tuple(&[function, own, keywords, dict])?.value();
    Ok(vm.tuple(&[class, first, state])?.value())
}

fn set_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let partial = this::<Partial>(args[0]);
    let state = args[1].cast::<Tuple>().filter(|state| state.len() == 4);
    let parts = state.and_then(|state| {
        let keywords = state.get(2);
        let dict = keywords.cast::<Dict>();
        let fits = keywords.is_none() || dict.is_some();
        let own = state.get(1).cast::<Tuple>().filter(|_| fits)?;
        Some((state.get(0), own, dict, state.get(3)))
    });
    let Some((function, own, keywords, attributes)) = parts.filter(|parts| vm.is_callable(parts.0)) else {
        return Err(vm.type_error("invalid partial state"));
    };
    let own = if vm.class_of(own.value()) == vm.types.tuple { own } else { vm.tuple(own.items())? };
    let keywords = match keywords {
        Some(keywords) if vm.class_of(keywords.value()) == vm.types.dict => keywords,
        Some(keywords) => keywords.copy(vm)?,
        None => vm.dict()?,
    };
    partial.data.function.set(vm, partial, function);
    partial.data.args.set(vm, partial, own);
    partial.data.keywords.set(vm, partial, keywords);
    let attributes = match attributes.cast::<Dict>() {
        Some(dict) => dict,
        None => vm.dict()?,
    };
    vm.replace_instance_dict(partial.header(), attributes)?;
    Ok(Value::NONE)
}

fn function(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Partial>(value).data.function.get())
}

fn own_args(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Partial>(value).data.args.get().value())
}

fn keywords(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Partial>(value).data.keywords.get().value())
}

/// `functools.partial`
pub(crate) static PARTIAL: TypeSpec = TypeSpec {
    name: "partial",
    module: "functools",
    flags: type_flag::BASE_TYPE | type_flag::HAS_DICT | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(*args, **kwargs)", new),
        FnSpec::raw_method("__call__", "(*args, **kwargs)", call),
        method("__repr__", "()", repr),
        method("__reduce__", "()", reduce),
        method("__setstate__", "(state, /)", set_state),
        CLASS_GETITEM,
    ],
    getset: &[
        readonly("func", function),
        readonly("args", own_args),
        readonly("keywords", keywords),
        runtime::builtins::object::DICT_GETSET,
    ],
    doc: "partial(func, *args, **keywords) - new function with partial application\n    of the given arguments and keywords.\n",
    ..TypeSpec::EMPTY
};
