//! `weakref.proxy`: objects that pass every operation on to the object they weakly refer to.

use super::{check, of};
use runtime::heap::Native;
use runtime::native::{Args, TypeSpec, method};
use runtime::object::dict::Dict;
use runtime::object::protocol::CompareOp;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::type_flag;
use runtime::object::weak::WeakRef;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

fn referent(vm: &mut Vm, proxy: Value) -> PyResult<Value> {
    match of(proxy).data.get() {
        Some(referent) => Ok(referent),
        None => Err(vm.reference_error("weakly-referenced object no longer exists")),
    }
}

/// The object that an operand stands for.
fn unwrap(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let class = vm.class_of(value);
    let is_proxy = class == vm.native_type(&PROXY)? || class == vm.native_type(&CALLABLE_PROXY)?;
    match value.cast::<Native<WeakRef>>() {
        Some(_) if is_proxy => referent(vm, value),
        Some(_) | None => Ok(value),
    }
}

fn getattribute(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    let name = args[1].cast().expect("attribute names are strings");
    vm.get_attr(object, name)
}

fn setattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    let name = args[1].cast().expect("attribute names are strings");
    vm.set_attr(object, name, args[2]).map(|()| Value::NONE)
}

fn delattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    let name = args[1].cast().expect("attribute names are strings");
    vm.set_attr(object, name, Value::EMPTY).map(|()| Value::NONE)
}

fn to_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    Ok(vm.to_str(object)?.value())
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = vm.id(args[0]);
    let text = match of(args[0]).data.get() {
        Some(object) => {
            let inner = vm.id(object);
            format!("<weakproxy at {id:#x} to {} at {inner:#x}>", vm.type_name(object))
        }
        None => format!("<weakproxy at {id:#x} to NoneType at 0x0>"),
    };
    Ok(vm.str(&text)?.value())
}

fn len(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    Ok(Value::len(vm.len(object)?))
}

fn truth(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    Ok(Value::bool(vm.is_true(object)?))
}

fn getitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    let key = unwrap(vm, args[1])?;
    vm.get_item(object, key)
}

fn setitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    let (key, value) = (unwrap(vm, args[1])?, unwrap(vm, args[2])?);
    vm.set_item(object, key, value).map(|()| Value::NONE)
}

fn delitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    let key = unwrap(vm, args[1])?;
    vm.delete_item(object, key).map(|()| Value::NONE)
}

fn contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    let item = unwrap(vm, args[1])?;
    Ok(Value::bool(vm.contains(object, item)?))
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    vm.iter(object)
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    let class = vm.class_of(object);
    let name = vm.intern("__next__");
    match vm.lookup(class, name) {
        Some(method) => vm.call(method, &[object]),
        None => {
            let message = format!("Weakref proxy referenced a non-iterator '{}' object", class.name_text());
            Err(vm.type_error(&message))
        }
    }
}

fn call(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    let positional = args[1].cast::<Tuple>().expect("starred parameters are tuples");
    vm.call_dict(object, positional.items(), args[2].cast::<Dict>())
}

fn compare(vm: &mut Vm, op: CompareOp, args: Args<'_>) -> PyResult<Value> {
    let (a, b) = (unwrap(vm, args[0])?, unwrap(vm, args[1])?);
    vm.compare(op, a, b)
}

macro_rules! comparisons {
    ($($name:ident = $op:ident;)*) => {$(
        fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            compare(vm, CompareOp::$op, args)
        }
    )*};
}
comparisons! { lt = Lt; le = Le; eq = Eq; ne = Ne; gt = Gt; ge = Ge; }

/// Calls a special method of the object with unwrapped arguments; NotImplemented if there is none and it has an operand.
fn forward(vm: &mut Vm, name: &str, args: Args<'_>) -> PyResult<Value> {
    let object = referent(vm, args[0])?;
    let class = vm.class_of(object);
    let interned = vm.intern(name);
    let Some(method) = vm.lookup(class, interned) else {
        if args.len() == 2 {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let message = format!("'{}' object has no {name}", class.name_text());
        return Err(vm.type_error(&message));
    };
    let mut all = [object, Value::EMPTY, Value::EMPTY];
    for index in 1..args.len().min(3) {
        all[index] = unwrap(vm, args[index])?;
    }
    vm.call(method, &all[..args.len().min(3)])
}

macro_rules! forwarded {
    ($($function:ident = $name:literal;)*) => {$(
        fn $function(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            forward(vm, $name, args)
        }
    )*};
}
forwarded! {
    reversed = "__reversed__";
    add = "__add__"; sub = "__sub__"; mul = "__mul__"; matmul = "__matmul__"; truediv = "__truediv__";
    floordiv = "__floordiv__"; modulo = "__mod__"; divmod = "__divmod__"; lshift = "__lshift__"; rshift = "__rshift__";
    and = "__and__"; or = "__or__"; xor = "__xor__"; pow = "__pow__";
    radd = "__radd__"; rsub = "__rsub__"; rmul = "__rmul__"; rmatmul = "__rmatmul__"; rtruediv = "__rtruediv__";
    rfloordiv = "__rfloordiv__"; rmodulo = "__rmod__"; rdivmod = "__rdivmod__"; rlshift = "__rlshift__";
    rrshift = "__rrshift__"; rand = "__rand__"; ror = "__ror__"; rxor = "__rxor__"; rpow = "__rpow__";
    iadd = "__iadd__"; isub = "__isub__"; imul = "__imul__"; imatmul = "__imatmul__"; itruediv = "__itruediv__";
    ifloordiv = "__ifloordiv__"; imodulo = "__imod__"; ilshift = "__ilshift__"; irshift = "__irshift__";
    iand = "__iand__"; ior = "__ior__"; ixor = "__ixor__"; ipow = "__ipow__";
    neg = "__neg__"; pos = "__pos__"; abs = "__abs__"; invert = "__invert__"; int = "__int__"; float = "__float__";
    index = "__index__"; bytes = "__bytes__";
}

macro_rules! proxy_methods {
    ($($extra:expr),*) => { &[
        method("__getattribute__", "(name, /)", getattribute),
        method("__setattr__", "(name, value, /)", setattr),
        method("__delattr__", "(name, /)", delattr),
        method("__str__", "()", to_str),
        method("__repr__", "()", repr),
        method("__len__", "()", len),
        method("__bool__", "()", truth),
        method("__getitem__", "(key, /)", getitem),
        method("__setitem__", "(key, value, /)", setitem),
        method("__delitem__", "(key, /)", delitem),
        method("__contains__", "(key, /)", contains),
        method("__iter__", "()", iter),
        method("__next__", "()", next),
        method("__reversed__", "()", reversed),
        method("__bytes__", "()", bytes),
        method("__lt__", "(value, /)", lt),
        method("__le__", "(value, /)", le),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__gt__", "(value, /)", gt),
        method("__ge__", "(value, /)", ge),
        method("__add__", "(value, /)", add),
        method("__sub__", "(value, /)", sub),
        method("__mul__", "(value, /)", mul),
        method("__matmul__", "(value, /)", matmul),
        method("__truediv__", "(value, /)", truediv),
        method("__floordiv__", "(value, /)", floordiv),
        method("__mod__", "(value, /)", modulo),
        method("__divmod__", "(value, /)", divmod),
        method("__lshift__", "(value, /)", lshift),
        method("__rshift__", "(value, /)", rshift),
        method("__and__", "(value, /)", and),
        method("__or__", "(value, /)", or),
        method("__xor__", "(value, /)", xor),
        method("__pow__", "(value, /)", pow),
        method("__radd__", "(value, /)", radd),
        method("__rsub__", "(value, /)", rsub),
        method("__rmul__", "(value, /)", rmul),
        method("__rmatmul__", "(value, /)", rmatmul),
        method("__rtruediv__", "(value, /)", rtruediv),
        method("__rfloordiv__", "(value, /)", rfloordiv),
        method("__rmod__", "(value, /)", rmodulo),
        method("__rdivmod__", "(value, /)", rdivmod),
        method("__rlshift__", "(value, /)", rlshift),
        method("__rrshift__", "(value, /)", rrshift),
        method("__rand__", "(value, /)", rand),
        method("__ror__", "(value, /)", ror),
        method("__rxor__", "(value, /)", rxor),
        method("__rpow__", "(value, /)", rpow),
        method("__iadd__", "(value, /)", iadd),
        method("__isub__", "(value, /)", isub),
        method("__imul__", "(value, /)", imul),
        method("__imatmul__", "(value, /)", imatmul),
        method("__itruediv__", "(value, /)", itruediv),
        method("__ifloordiv__", "(value, /)", ifloordiv),
        method("__imod__", "(value, /)", imodulo),
        method("__ilshift__", "(value, /)", ilshift),
        method("__irshift__", "(value, /)", irshift),
        method("__iand__", "(value, /)", iand),
        method("__ior__", "(value, /)", ior),
        method("__ixor__", "(value, /)", ixor),
        method("__ipow__", "(value, /)", ipow),
        method("__neg__", "()", neg),
        method("__pos__", "()", pos),
        method("__abs__", "()", abs),
        method("__invert__", "()", invert),
        method("__int__", "()", int),
        method("__float__", "()", float),
        method("__index__", "()", index),
        $($extra),*
    ] };
}

pub(super) static PROXY: TypeSpec = TypeSpec {
    name: "ProxyType",
    module: "weakref",
    flags: type_flag::NO_NEW,
    methods: proxy_methods!(),
    ..TypeSpec::EMPTY
};

pub(super) static CALLABLE_PROXY: TypeSpec = TypeSpec {
    name: "CallableProxyType",
    module: "weakref",
    flags: type_flag::NO_NEW,
    methods: proxy_methods!(method("__call__", "(*args, **kwargs)", call)),
    ..TypeSpec::EMPTY
};

/// `weakref.proxy`; proxies without callback are shared.
pub(super) fn proxy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check(vm, args[0])?;
    let class = vm.class_of(args[0]);
    let name = vm.intern("__call__");
    let spec = if vm.lookup(class, name).is_some() { &CALLABLE_PROXY } else { &PROXY };
    let class = vm.native_type(spec)?;
    let callback = args.not_none(1).unwrap_or(Value::EMPTY);
    if callback.is_empty()
        && let Some(known) =
            vm.weak_refs_to(args[0]).find(|r| r.data.callback.get().is_empty() && vm.class_of(r.value()) == class)
    {
        return Ok(known.value());
    }
    Ok(vm.weak_ref(class, args[0], callback)?.value())
}
