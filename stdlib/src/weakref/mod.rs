//! `_weakref`

mod proxy;

use runtime::heap::{Gc, Native};
use runtime::native::spec::{FnSpec, LeafRule};
use runtime::native::{Args, CallArgs, ModuleSpec, TypeSpec, class_method, func, method, readonly};
use runtime::object::module::Module;
use runtime::object::protocol::CompareOp;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
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
    let Some(referent) = args.opt(1) else {
        return Err(vm.type_error("__new__ expected at least 1 argument, got 0"));
    };
    if let Some(more) = args.opt(3).and_then(|more| more.cast::<Tuple>())
        && !more.is_empty()
    {
        let given = 2 + more.len();
        return Err(vm.type_error(&format!("__new__ expected at most 2 arguments, got {given}")));
    }
    check(vm, referent)?;
    let callback = args.not_none(2).unwrap_or(Value::EMPTY);
    // Plain references without callback are shared.
    if callback.is_empty()
        && class == vm.native_type(&REF)?
        && let Some(known) = vm.weak_refs_to(args[1]).find(|r| is_shared(vm, *r, class))
    {
        return Ok(known.value());
    }
    Ok(vm.weak_ref(class, args[1], callback)?.value())
}

fn is_shared(vm: &Vm, reference: Gc<Native<WeakRef>>, class: Gc<Type>) -> bool {
    reference.data.callback.get().is_empty() && vm.class_of(reference.value()) == class
}

fn init(vm: &mut Vm, _: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let given = args.positional();
    if given < args.values.len() {
        return Err(vm.type_error("ref() takes no keyword arguments"));
    }
    let bound = match given {
        0 => "at least 1 argument",
        1 | 2 => return Ok(Value::NONE),
        _ => "at most 2 arguments",
    };
    Err(vm.type_error(&format!("__init__ expected {bound}, got {given}")))
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

fn ne(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(other) = args[1].cast::<Native<WeakRef>>() else { return Ok(Value::NOT_IMPLEMENTED) };
    match (of(args[0]).data.get(), other.data.get()) {
        (Some(a), Some(b)) => vm.compare(CompareOp::Ne, a, b),
        _ => Ok(Value::bool(args[0] != args[1])),
    }
}

fn class_getitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    runtime::builtins::generic_alias::make(vm, args[0], args[1])
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = vm.id(args[0]);
    let text = match of(args[0]).data.get() {
        Some(referent) => {
            let (inner, class) = (vm.id(referent), vm.class_of(referent));
            let name = vm.intern("__name__");
            // What has a name by its class: functions and classes, but not modules.
            let name = match vm.lookup(class, name) {
                Some(_) => vm.get_attr_opt_text(referent, "__name__")?.and_then(|name| name.cast::<Str>()),
                None => None,
            };
            let name = name.map_or(String::new(), |name| format!(" ({})", name.to_string_lossy()));
            format!("<weakref at {id:#x}; to '{}' at {inner:#x}{name}>", vm.type_name(referent))
        }
        None => format!("<weakref at {id:#x}; dead>"),
    };
    Ok(vm.str(&text)?.value())
}

fn callback(_: &mut Vm, value: Value) -> PyResult<Value> {
    let data = &of(value).data;
    Ok(data.get().map_or(Value::NONE, |_| data.callback.get().or_none()))
}

static REF: TypeSpec = TypeSpec {
    name: "ReferenceType",
    module: "weakref",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(object=<unrepresentable>, callback=None, /, *args, **kwargs)", new)
            .bare(1, 2)
            .leaf(LeafRule::Always),
        FnSpec::raw_method("__init__", "(*args, **kwargs)", init).leaf(LeafRule::Always),
        method("__call__", "()", call),
        method("__hash__", "()", hash),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        class_method("__class_getitem__", "(object, /)", class_getitem),
        method("__repr__", "()", repr),
    ],
    getset: &[readonly("__callback__", callback)],
    ..TypeSpec::EMPTY
};

fn count(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(vm.weak_refs_to(args[0]).count()))
}

fn references(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    // The shared one comes first.
    let class = vm.native_type(&REF)?;
    let (list, others) = (vm.list(&[])?, vm.list(&[])?);
    let mut index = 0;
    loop {
        let found = vm.weak_refs_to(args[0]).nth(index);
        let Some(reference) = found else { break };
        let list = if is_shared(vm, reference, class) { list } else { others };
        list.push(vm, reference.value())?;
        index += 1;
    }
    vm.extend_from_iterable(list, others.value())?;
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
    dict.set_text(vm, "ReferenceType", class)
}

/// `_weakref`
pub(crate) static WEAKREF: ModuleSpec = ModuleSpec {
    name: "_weakref",
    doc: "Weak-reference support module.",
    functions: &[
        func("proxy", "(object, callback=None, /)", proxy::proxy),
        func("getweakrefcount", "(object, /)", count),
        func("getweakrefs", "(object, /)", references),
        func("_remove_dead_weakref", "(dct, key, /)", remove_dead),
    ],
    types: &[&proxy::PROXY, &proxy::CALLABLE_PROXY],
    init: Some(weakref_init),
};
