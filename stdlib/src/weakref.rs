//! `_weakref`, and the collector as the module `gc`.

use runtime::heap::{Gc, Native};
use runtime::native::{Args, ModuleSpec, TypeSpec, func, method, readonly};
use runtime::object::module::Module;
use runtime::object::protocol::CompareOp;
use runtime::object::type_object::{Type, type_flag};
use runtime::object::weak::WeakRef;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

fn of(value: Value) -> Gc<Native<WeakRef>> {
    value.cast::<Native<WeakRef>>().expect("the receiver is a weak reference")
}

fn check(vm: &mut Vm, referent: Value) -> PyResult<()> {
    let class = vm.class_of(referent);
    if referent.header().is_some() && class.has(type_flag::HAS_WEAKREF) {
        return Ok(());
    }
    let message = format!("cannot create weak reference to '{}' object", class.name_text());
    Err(vm.type_error(&message))
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    check(vm, args[1])?;
    let callback = args.not_none(2).unwrap_or(Value::EMPTY);
    // References without callback are shared.
    if callback.is_empty() {
        let known =
            vm.weak_refs_to(args[1]).find(|r| r.data.callback.get().is_empty() && vm.class_of(r.value()) == class);
        if let Some(known) = known {
            return Ok(known.value());
        }
    }
    Ok(vm.weak_ref(class, args[1], callback)?.value())
}

fn init(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NONE)
}

fn call(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(of(args[0]).data.get().unwrap_or(Value::NONE))
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    if let Some(hash) = this.data.hash.get() {
        return vm.int(hash as i64);
    }
    match this.data.get() {
        Some(referent) => {
            let hash = vm.hash(referent)?;
            this.data.hash.set(Some(hash));
            vm.int(hash as i64)
        }
        None => Err(vm.type_error("weak object has gone away")),
    }
}

fn eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(other) = args[1].cast::<Native<WeakRef>>() else { return Ok(Value::NOT_IMPLEMENTED) };
    match (of(args[0]).data.get(), other.data.get()) {
        (Some(a), Some(b)) => vm.compare(CompareOp::Eq, a, b),
        _ => Ok(Value::bool(args[0] == args[1])),
    }
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = vm.id(args[0]);
    let text = match of(args[0]).data.get() {
        Some(referent) => {
            let inner = vm.id(referent);
            format!("<weakref at {id:#x}; to '{}' at {inner:#x}>", vm.type_name(referent))
        }
        None => format!("<weakref at {id:#x}; dead>"),
    };
    Ok(vm.str(&text)?.value())
}

fn callback(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.callback.get().or_none())
}

static REF: TypeSpec = TypeSpec {
    name: "ReferenceType",
    module: "weakref",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(object, callback=None, /, *args, **kwargs)", new),
        method("__init__", "(*args, **kwargs)", init),
        method("__call__", "()", call),
        method("__hash__", "()", hash),
        method("__eq__", "(value, /)", eq),
        method("__repr__", "()", repr),
    ],
    getset: &[readonly("__callback__", callback)],
    ..TypeSpec::EMPTY
};

fn referent(vm: &mut Vm, proxy: Value) -> PyResult<Value> {
    match of(proxy).data.get() {
        Some(referent) => Ok(referent),
        None => Err(vm.reference_error("weakly-referenced object no longer exists")),
    }
}

fn proxy_getattribute(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    let name = args[1].cast().expect("attribute names are strings");
    vm.get_attr(object, name)
}

fn proxy_setattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    let name = args[1].cast().expect("attribute names are strings");
    vm.set_attr(object, name, args[2]).map(|()| Value::NONE)
}

fn proxy_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    Ok(vm.to_str(object)?.value())
}

fn proxy_len(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    Ok(Value::len(vm.len(object)?))
}

fn proxy_bool(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    Ok(Value::bool(vm.is_true(object)?))
}

fn proxy_getitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    vm.get_item(object, args[1])
}

fn proxy_iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    vm.iter(object)
}

static PROXY: TypeSpec = TypeSpec {
    name: "ProxyType",
    module: "weakref",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__getattribute__", "(name, /)", proxy_getattribute),
        method("__setattr__", "(name, value, /)", proxy_setattr),
        method("__str__", "()", proxy_str),
        method("__len__", "()", proxy_len),
        method("__bool__", "()", proxy_bool),
        method("__getitem__", "(key, /)", proxy_getitem),
        method("__iter__", "()", proxy_iter),
    ],
    ..TypeSpec::EMPTY
};

fn proxy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check(vm, args[0])?;
    let class = vm.native_type(&PROXY)?;
    let callback = args.not_none(1).unwrap_or(Value::EMPTY);
    Ok(vm.weak_ref(class, args[0], callback)?.value())
}

fn count(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(vm.weak_refs_to(args[0]).count()))
}

fn references(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = vm.list(&[])?;
    let found: Vec<Gc<Native<WeakRef>>> = vm.weak_refs_to(args[0]).collect();
    for reference in found {
        list.push(vm, reference.value())?;
    }
    Ok(list.value())
}

fn remove_dead(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(dict) = args[0].cast::<runtime::object::dict::Dict>() else { return Ok(Value::NONE) };
    if let Some(reference) = dict.get(vm, args[1])?
        && reference.cast::<Native<WeakRef>>().is_some_and(|reference| reference.data.get().is_none())
    {
        dict.remove(vm, args[1])?;
    }
    Ok(Value::NONE)
}

fn weakref_init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    let class = vm.native_type(&REF)?.value();
    dict.set_text(vm, "ref", class)?;
    let proxy = vm.native_type(&PROXY)?.value();
    dict.set_text(vm, "CallableProxyType", proxy)
}

/// `_weakref`
pub(crate) static WEAKREF: ModuleSpec = ModuleSpec {
    name: "_weakref",
    doc: "Weak-reference support module.",
    functions: &[
        func("proxy", "(object, callback=None, /)", proxy),
        func("getweakrefcount", "(object, /)", count),
        func("getweakrefs", "(object, /)", references),
        func("_remove_dead_weakref", "(dct, key, /)", remove_dead),
    ],
    types: &[&REF, &PROXY],
    init: Some(weakref_init),
};

fn collect(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    vm.collect();
    vm.run_weak_callbacks();
    Ok(Value::int32(0))
}

fn nothing(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NONE)
}

fn yes(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::TRUE)
}

fn get_count(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.tuple(&[Value::int32(0); 3])?.value())
}

fn gc_init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let garbage = vm.list(&[])?.value();
    module.dict.get().set_text(vm, "garbage", garbage)
}

/// `gc`
pub(crate) static GC: ModuleSpec = ModuleSpec {
    name: "gc",
    doc: "This module provides access to the garbage collector.",
    functions: &[
        func("collect", "(generation=2)", collect),
        func("enable", "()", nothing),
        func("disable", "()", nothing),
        func("isenabled", "()", yes),
        func("freeze", "()", nothing),
        func("unfreeze", "()", nothing),
        func("get_count", "()", get_count),
    ],
    init: Some(gc_init),
    ..ModuleSpec::EMPTY
};
