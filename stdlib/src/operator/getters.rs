//! `itemgetter`, `attrgetter` and `methodcaller`.

use crate::receiver::{class_arg, list_of, this, var_args};
use runtime::heap::{Field, Gc};
use runtime::native::spec::FnSpec;
use runtime::native::{Args, CallArgs, TypeSpec, method};
use runtime::object::dict::Dict;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// The keys to look up.
struct Getter {
    keys: Field<Gc<Tuple>>,
}
runtime::native_data!(Getter, [keys]);

/// The only argument of a call to a getter.
fn only_argument(vm: &mut Vm, args: CallArgs<'_>, name: &str) -> PyResult<Value> {
    if args.names.is_some_and(|names| !names.is_empty()) {
        return Err(vm.type_error(&format!("{name}() takes no keyword arguments")));
    }
    if args.values.len() != 1 {
        return Err(wrong_count(vm, name, args.values.len()));
    }
    Ok(args.values.get(0))
}

fn wrong_count(vm: &mut Vm, name: &str, given: usize) -> Raised {
    vm.type_error(&format!("{name} expected 1 argument, got {given}"))
}

/// The positional arguments of a getter's constructor, at least one.
fn constructor_args(vm: &mut Vm, args: CallArgs<'_>, name: &str) -> PyResult<Gc<Tuple>> {
    if args.names.is_some_and(|names| !names.is_empty()) {
        return Err(vm.type_error(&format!("{name}() takes no keyword arguments")));
    }
    if args.values.is_empty() { Err(wrong_count(vm, name, 0)) } else { vm.tuple(args.values.as_slice()) }
}

fn new_item_getter(vm: &mut Vm, class: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let keys = constructor_args(vm, args, "itemgetter")?;
    let class = class.cast::<Type>().expect("checked by the caller");
    Ok(vm.native(class, Getter { keys: Field::new(keys) })?.value())
}

fn call_item_getter(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let object = if args.names.is_none() && args.values.len() == 1 {
        args.values.get(0)
    } else {
        only_argument(vm, args, "itemgetter")?
    };
    let keys = this::<Getter>(receiver).data.keys.get();
    if keys.len() == 1 {
        let key = keys.get(0);
        if let (Some(tuple), Some(index)) = (object.cast::<Tuple>(), key.as_small_int())
            && vm.class_of(object) == vm.types.tuple
            && let Some(&item) = tuple.items().get(index as usize)
        {
            return Ok(item);
        }
        return vm.get_item(object, key);
    }
    let out = vm.tuple_with_len(keys.len())?;
    for index in 0..keys.len() {
        let item = vm.get_item(object, keys.get(index))?;
        out.init(vm, index, item);
    }
    Ok(out.value())
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]).value();
    let keys = this::<Getter>(args[0]).data.keys.get().value();
    Ok(vm.tuple(&[class, keys])?.value())
}

fn repr_of_args(vm: &mut Vm, receiver: Value, keys: Gc<Tuple>) -> PyResult<Value> {
    if !vm.enter_repr(receiver) {
        let class = vm.class_of(receiver);
        let text = format!("{}(...)", vm.qualified_type_name(class));
        return Ok(vm.str(&text)?.value());
    }
    let text = repr_inner(vm, receiver, keys);
    vm.leave_repr(receiver);
    let text = text?;
    Ok(vm.str_from_wtf8(&text)?.value())
}

fn repr_inner(vm: &mut Vm, receiver: Value, keys: Gc<Tuple>) -> PyResult<Vec<u8>> {
    let class = vm.class_of(receiver);
    let mut text = format!("{}(", vm.qualified_type_name(class)).into_bytes();
    for index in 0..keys.len() {
        if index > 0 {
            text.extend(b", ");
        }
        text.extend(vm.repr(keys.get(index))?.to_wtf8());
    }
    text.push(b')');
    Ok(text)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let keys = this::<Getter>(args[0]).data.keys.get();
    repr_of_args(vm, args[0], keys)
}

/// `operator.itemgetter`
pub(super) static ITEM_GETTER: TypeSpec = TypeSpec {
    name: "itemgetter",
    module: "operator",
    flags: type_flag::BASE_TYPE,
    methods: &[
        FnSpec::raw_method("__new__", "(*items, **kwargs)", new_item_getter),
        FnSpec::raw_method("__call__", "(*args, **kwargs)", call_item_getter),
        method("__repr__", "()", repr),
        method("__reduce__", "()", reduce),
    ],
    doc: "Return a callable object that fetches the given item(s) from its operand.\n\nAfter f = itemgetter(2), the call f(r) returns r[2].\nAfter g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])",
    ..TypeSpec::EMPTY
};

/// Names as given, and each split at its dots into interned parts.
struct AttrGetter {
    names: Field<Gc<Tuple>>,
    paths: Field<Gc<Tuple>>,
}
runtime::native_data!(AttrGetter, [names, paths]);

fn new_attr_getter(vm: &mut Vm, class: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let names = constructor_args(vm, args, "attrgetter")?;
    let paths = vm.tuple_with_len(names.len())?;
    for index in 0..names.len() {
        let Some(name) = names.get(index).cast::<Str>() else {
            return Err(vm.type_error("attribute name must be a string"));
        };
        let path = split_path(vm, name)?;
        paths.init(vm, index, path);
    }
    let data = AttrGetter { names: Field::new(names), paths: Field::new(paths) };
    let class = class.cast::<Type>().expect("checked by the caller");
    Ok(vm.native(class, data)?.value())
}

/// A name without dots interned, else the tuple of its parts.
fn split_path(vm: &mut Vm, name: Gc<Str>) -> PyResult<Value> {
    let dot = u32::from('.');
    let dots: Vec<usize> = (0..name.len()).filter(|&at| name.char_at(at) == dot).collect();
    if dots.is_empty() {
        return Ok(vm.intern_str(name).value());
    }
    let path = vm.tuple_with_len(dots.len() + 1)?;
    let mut start = 0;
    for (index, end) in dots.into_iter().chain([name.len()]).enumerate() {
        let part = vm.substring(name, start, end)?;
        let part = vm.intern_str(part);
        path.init(vm, index, part.value());
        start = end + 1;
    }
    Ok(path.value())
}

fn follow(vm: &mut Vm, object: Value, path: Value) -> PyResult<Value> {
    if let Some(name) = path.cast::<Str>() {
        return vm.get_attr(object, name);
    }
    let path = path.cast::<Tuple>().expect("paths are names or tuples of names");
    let mut object = object;
    for index in 0..path.len() {
        let name = path.get(index).cast::<Str>().expect("paths are tuples of names");
        object = vm.get_attr(object, name)?;
    }
    Ok(object)
}

fn call_attr_getter(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let object = only_argument(vm, args, "attrgetter")?;
    let paths = this::<AttrGetter>(receiver).data.paths.get();
    if paths.len() == 1 {
        return follow(vm, object, paths.get(0));
    }
    let out = vm.tuple_with_len(paths.len())?;
    for index in 0..paths.len() {
        let value = follow(vm, object, paths.get(index))?;
        out.init(vm, index, value);
    }
    Ok(out.value())
}

fn attr_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]).value();
    let names = this::<AttrGetter>(args[0]).data.names.get().value();
    Ok(vm.tuple(&[class, names])?.value())
}

fn attr_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let names = this::<AttrGetter>(args[0]).data.names.get();
    repr_of_args(vm, args[0], names)
}

/// `operator.attrgetter`
pub(super) static ATTR_GETTER: TypeSpec = TypeSpec {
    name: "attrgetter",
    module: "operator",
    flags: type_flag::BASE_TYPE,
    methods: &[
        FnSpec::raw_method("__new__", "(*attrs, **kwargs)", new_attr_getter),
        FnSpec::raw_method("__call__", "(*args, **kwargs)", call_attr_getter),
        method("__repr__", "()", attr_repr),
        method("__reduce__", "()", attr_reduce),
    ],
    doc: "Return a callable object that fetches the given attribute(s) from its operand.\n\nAfter f = attrgetter('name'), the call f(r) returns r.name.\nAfter g = attrgetter('name', 'date'), the call g(r) returns (r.name, r.date).\nAfter h = attrgetter('name.first', 'name.last'), the call h(r) returns\n(r.name.first, r.name.last).",
    ..TypeSpec::EMPTY
};

struct MethodCaller {
    name: Field<Gc<Str>>,
    args: Field<Gc<Tuple>>,
    keywords: Field<Gc<Dict>>,
}
runtime::native_data!(MethodCaller, [name, args, keywords]);

fn new_method_caller(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let given = var_args(args[1]);
    if given.is_empty() {
        return Err(vm.type_error("methodcaller needs at least one argument, the method name"));
    }
    let Some(name) = given.get(0).cast::<Str>() else {
        return Err(vm.type_error("method name must be a string"));
    };
    let name = vm.intern_str(name);
    let rest = vm.tuple(&given.items()[1..])?;
    let keywords = args[2].cast::<Dict>().expect("**kwargs is bound to a dict");
    let data = MethodCaller { name: Field::new(name), args: Field::new(rest), keywords: Field::new(keywords) };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn call_method_caller(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let object = only_argument(vm, args, "methodcaller")?;
    let caller = this::<MethodCaller>(receiver);
    let (own, keywords) = (caller.data.args.get(), caller.data.keywords.get());
    let (function, bound) = vm.load_method(object, caller.data.name.get())?;
    if keywords.is_empty() {
        let mut small = [Value::EMPTY; 6];
        let first = usize::from(!bound.is_empty());
        if own.len() + first <= small.len() {
            small[0] = bound;
            small[first..first + own.len()].copy_from_slice(own.items());
            return vm.call(function, &small[..first + own.len()]);
        }
    }
    if bound.is_empty() {
        return vm.call_dict(function, own.items(), Some(keywords));
    }
    let all = list_of(vm, &[bound], own.items())?;
    vm.call_dict(function, all.items(), Some(keywords))
}

fn caller_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]);
    let name = vm.qualified_type_name(class);
    if !vm.enter_repr(args[0]) {
        return Ok(vm.str(&format!("{name}(...)"))?.value());
    }
    let text = caller_text(vm, args[0], name);
    vm.leave_repr(args[0]);
    let text = text?;
    Ok(vm.str_from_wtf8(&text)?.value())
}

fn caller_text(vm: &mut Vm, value: Value, class: String) -> PyResult<Vec<u8>> {
    let caller = this::<MethodCaller>(value);
    let mut text = format!("{class}(").into_bytes();
    text.extend(vm.repr(caller.data.name.get().value())?.to_wtf8());
    let own = caller.data.args.get();
    for index in 0..own.len() {
        text.extend(b", ");
        text.extend(vm.repr(own.get(index))?.to_wtf8());
    }
    let keywords = caller.data.keywords.get();
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

/// With keywords, a partial of the class that has them, since pickles call with positional arguments.
fn caller_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let caller = this::<MethodCaller>(args[0]);
    let class: Gc<Type> = vm.class_of(args[0]);
    let (name, own, keywords) = (caller.data.name.get().value(), caller.data.args.get(), caller.data.keywords.get());
    if keywords.is_empty() {
        let all: Value = {
            let list = list_of(vm, &[name], own.items())?;
            vm.tuple(list.items())?.value()
        };
        return Ok(vm.tuple(&[class.value(), all])?.value());
    }
    let partial = vm.native_type(&crate::functools::PARTIAL)?.value();
    let made = vm.call_dict(partial, &[class.value(), name], Some(keywords))?;
    Ok(vm.tuple(&[made, own.value()])?.value())
}

/// `operator.methodcaller`
pub(super) static METHOD_CALLER: TypeSpec = TypeSpec {
    name: "methodcaller",
    module: "operator",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args, **kwargs)", new_method_caller),
        FnSpec::raw_method("__call__", "(*args, **kwargs)", call_method_caller),
        method("__repr__", "()", caller_repr),
        method("__reduce__", "()", caller_reduce),
    ],
    doc: "Return a callable object that calls the given method on its operand.\n\nAfter f = methodcaller('name'), the call f(r) returns r.name().\nAfter g = methodcaller('name', 'date', foo=1), the call g(r) returns\nr.name('date', foo=1).",
    ..TypeSpec::EMPTY
};
