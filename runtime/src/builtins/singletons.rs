//! The types of `None`, `NotImplemented` and `Ellipsis`.

use crate::native::{Args, TypeSpec, method};
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// The only instance, if there are no arguments.
fn only(vm: &mut Vm, args: Args<'_>, name: &str, instance: Value) -> PyResult<Value> {
    let positional = args[1].cast::<crate::object::tuple::Tuple>().is_some_and(|rest| !rest.is_empty());
    if positional || args[2].cast::<crate::object::dict::Dict>().is_some_and(|rest| !rest.is_empty()) {
        return Err(vm.type_error(&format!("{name} takes no arguments")));
    }
    Ok(instance)
}

fn none_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    only(vm, args, "NoneType", Value::NONE)
}

fn none_repr(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.str("None")?.value())
}

fn none_bool(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::FALSE)
}

fn none_hash(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::int_unchecked(crate::object::plain::NONE_HASH as i64))
}

fn not_implemented_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    only(vm, args, "NotImplementedType", Value::NOT_IMPLEMENTED)
}

fn not_implemented_repr(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.str("NotImplemented")?.value())
}

fn not_implemented_bool(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    crate::builtins::warn(
        vm,
        crate::exceptions::hierarchy::Exc::DeprecationWarning,
        "NotImplemented should not be used in a boolean context",
    )?;
    Ok(Value::TRUE)
}

fn ellipsis_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    only(vm, args, "EllipsisType", Value::ELLIPSIS)
}

fn ellipsis_repr(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.str("Ellipsis")?.value())
}

fn not_implemented_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    not_implemented_repr(vm, args)
}

fn ellipsis_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    ellipsis_repr(vm, args)
}

/// `types.NoneType`
pub static NONE_TYPE: TypeSpec = TypeSpec {
    name: "NoneType",
    flags: type_flag::INHERITS_GETATTRIBUTE,
    methods: &[
        method("__new__", "(*args, **kwargs)", none_new),
        method("__repr__", "()", none_repr),
        method("__bool__", "()", none_bool),
        method("__hash__", "()", none_hash),
        method("__eq__", "(value, /)", super::object::eq),
    ],
    ..TypeSpec::EMPTY
};

/// `types.NotImplementedType`
pub static NOT_IMPLEMENTED_TYPE: TypeSpec = TypeSpec {
    name: "NotImplementedType",
    flags: type_flag::INHERITS_GETATTRIBUTE,
    methods: &[
        method("__new__", "(*args, **kwargs)", not_implemented_new),
        method("__repr__", "()", not_implemented_repr),
        method("__bool__", "()", not_implemented_bool),
        method("__reduce__", "()", not_implemented_reduce),
    ],
    ..TypeSpec::EMPTY
};

/// `types.EllipsisType`
pub static ELLIPSIS_TYPE: TypeSpec = TypeSpec {
    name: "ellipsis",
    methods: &[
        method("__new__", "(*args, **kwargs)", ellipsis_new),
        method("__repr__", "()", ellipsis_repr),
        method("__reduce__", "()", ellipsis_reduce),
    ],
    ..TypeSpec::EMPTY
};
