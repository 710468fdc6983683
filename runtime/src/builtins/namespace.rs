//! `types.SimpleNamespace`

use crate::heap::{Gc, Native};
use crate::native::{Args, TypeSpec, method};
use crate::object::Special;
use crate::object::dict::Dict;
use crate::object::protocol::CompareOp;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// A namespace: all it has is attributes.
pub struct Namespace;
crate::native_data!(Namespace, []);

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    Ok(vm.native(class, Namespace)?.value())
}

fn attributes(vm: &mut Vm, value: Value) -> PyResult<Gc<Dict>> {
    let header = value.header().expect("a namespace is a heap object");
    Ok(vm.instance_dict(header)?.expect("a namespace has a dict"))
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if args[1].cast::<Tuple>().is_some_and(|rest| !rest.is_empty()) {
        return Err(vm.type_error("no positional arguments expected"));
    }
    let dict = attributes(vm, args[0])?;
    super::dict::update(vm, dict, args[2])?;
    Ok(Value::NONE)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]);
    let spec: *const TypeSpec = &SIMPLE_NAMESPACE;
    let exact = class.spec.get().is_some_and(|own| std::ptr::eq(own, spec));
    let name = if exact { "namespace".to_owned() } else { class.name.get().to_string_lossy() };
    if !vm.enter_repr(args[0]) {
        return Ok(vm.str(&format!("{name}(...)"))?.value());
    }
    let result = text_of(vm, args[0], &name);
    vm.leave_repr(args[0]);
    Ok(vm.str_from_wtf8(&result?)?.value())
}

fn text_of(vm: &mut Vm, value: Value, name: &str) -> PyResult<Vec<u8>> {
    let dict = attributes(vm, value)?;
    let mut text = format!("{name}(").into_bytes();
    let (mut at, mut first) = (0, true);
    while let Some((entry, key, item)) = dict.next_item(at) {
        at = entry + 1;
        let Some(key) = key.cast::<Str>().filter(|key| !key.is_empty()) else { continue };
        if !std::mem::replace(&mut first, false) {
            text.extend_from_slice(b", ");
        }
        text.extend_from_slice(&key.to_wtf8());
        text.push(b'=');
        text.extend_from_slice(&vm.repr(item)?.to_wtf8());
    }
    text.push(b')');
    Ok(text)
}

fn compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    if !args[1].is::<Native<Namespace>>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (a, b) = (attributes(vm, args[0])?, attributes(vm, args[1])?);
    match op {
        CompareOp::Eq => Ok(Value::bool(super::dict::equal(vm, a, b)?)),
        CompareOp::Ne => Ok(Value::bool(!super::dict::equal(vm, a, b)?)),
        CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => vm.compare(op, a.value(), b.value()),
    }
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { compare(vm, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = vm.names.special(Special::Dict);
    let state = vm.get_attr(args[0], name)?;
    let (class, empty) = (vm.class_of(args[0]).value(), vm.tuple(&[])?.value());
    Ok(vm.tuple(&[class, empty, state])?.value())
}

/// `types.SimpleNamespace`
pub static SIMPLE_NAMESPACE: TypeSpec = TypeSpec {
    name: "SimpleNamespace",
    module: "types",
    flags: type_flag::BASE_TYPE | type_flag::HAS_DICT,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(*args, **kwargs)", init),
        method("__repr__", "()", repr),
        method("__lt__", "(value, /)", lt),
        method("__le__", "(value, /)", le),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__gt__", "(value, /)", gt),
        method("__ge__", "(value, /)", ge),
        method("__getattribute__", "(name, /)", super::object::getattribute),
        method("__setattr__", "(name, value, /)", super::object::setattr),
        method("__delattr__", "(name, /)", super::object::delattr),
        method("__reduce__", "()", reduce).doc("Return state information for pickling"),
    ],
    getset: &[super::object::DICT_GETSET],
    doc: "A simple attribute-based namespace.\n\nSimpleNamespace(**kwargs)",
    ..TypeSpec::EMPTY
};
