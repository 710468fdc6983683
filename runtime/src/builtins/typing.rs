//! Type parameters and aliases of PEP 695: TypeVar, ParamSpec, TypeVarTuple, TypeAliasType.

use crate::heap::{Field, Gc, Native};
use crate::native::{Args, TypeSpec, method, readonly};
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// A type parameter.
pub struct TypeParameter {
    name: Field<Value>,
    /// What computes the bound, then the bound; EMPTY: none.
    bound: Field<Value>,
    /// What computes the constraints, then the tuple; EMPTY: none.
    constraints: Field<Value>,
    evaluated: std::cell::Cell<bool>,
}
crate::native_data!(TypeParameter, [name, bound, constraints]);

fn parameter(vm: &mut Vm, spec: &'static TypeSpec, name: Value, bound: Value, constraints: Value) -> PyResult<Value> {
    let class = vm.native_type(spec)?;
    let data = TypeParameter {
        name: Field::new(name),
        bound: Field::new(bound),
        constraints: Field::new(constraints),
        evaluated: std::cell::Cell::new(false),
    };
    Ok(vm.native(class, data)?.value())
}

/// `TypeVar(name)` with functions that compute bound or constraints.
pub(crate) fn type_var(vm: &mut Vm, name: Value, bound: Value, constraints: Value) -> PyResult<Value> {
    parameter(vm, &TYPE_VAR, name, bound, constraints)
}

/// `ParamSpec(name)`
pub(crate) fn param_spec(vm: &mut Vm, name: Value) -> PyResult<Value> {
    parameter(vm, &PARAM_SPEC, name, Value::EMPTY, Value::EMPTY)
}

/// `TypeVarTuple(name)`
pub(crate) fn type_var_tuple(vm: &mut Vm, name: Value) -> PyResult<Value> {
    parameter(vm, &TYPE_VAR_TUPLE, name, Value::EMPTY, Value::EMPTY)
}

/// Whether a value is a type parameter.
pub(crate) fn is_type_parameter(_: &mut Vm, value: Value) -> PyResult<bool> {
    Ok(value.is::<Native<TypeParameter>>())
}

fn of(value: Value) -> Gc<Native<TypeParameter>> {
    value.cast::<Native<TypeParameter>>().expect("the receiver is a type parameter")
}

fn evaluate(vm: &mut Vm, this: Gc<Native<TypeParameter>>) -> PyResult<()> {
    if this.data.evaluated.get() {
        return Ok(());
    }
    for field in [&this.data.bound, &this.data.constraints] {
        if let Some(function) = field.get().given() {
            let value = vm.call(function, &[])?;
            field.set(vm, this, value);
        }
    }
    this.data.evaluated.set(true);
    Ok(())
}

fn name(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.name.get())
}

fn bound(vm: &mut Vm, value: Value) -> PyResult<Value> {
    evaluate(vm, of(value))?;
    Ok(of(value).data.bound.get().or_none())
}

fn constraints(vm: &mut Vm, value: Value) -> PyResult<Value> {
    evaluate(vm, of(value))?;
    match of(value).data.constraints.get().given() {
        Some(constraints) => Ok(constraints),
        None => Ok(vm.tuple(&[])?.value()),
    }
}

fn no(_: &mut Vm, _: Value) -> PyResult<Value> {
    Ok(Value::FALSE)
}

fn yes(_: &mut Vm, _: Value) -> PyResult<Value> {
    Ok(Value::TRUE)
}

fn repr(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(of(args[0]).data.name.get())
}

fn new_parameter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast().expect("checked by the caller");
    let constraints = args.get(2).cast::<Tuple>().filter(|c| !c.is_empty()).map_or(Value::EMPTY, |c| c.value());
    let data = TypeParameter {
        name: Field::new(args[1]),
        bound: Field::new(args.not_none(3).unwrap_or(Value::EMPTY)),
        constraints: Field::new(constraints),
        evaluated: std::cell::Cell::new(true),
    };
    Ok(vm.native(class, data)?.value())
}

fn or(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::generic_alias::union(vm, args[0], args[1])
}

fn ror(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::generic_alias::union(vm, args[1], args[0])
}

macro_rules! parameter_type {
    ($const:ident, $name:literal) => {
        #[doc = concat!("`typing.", $name, "`")]
        pub static $const: TypeSpec = TypeSpec {
            name: $name,
            module: "typing",
            flags: type_flag::HAS_DICT | type_flag::HAS_WEAKREF,
            methods: &[
                method(
                    "__new__",
                    "(name, *constraints, bound=None, covariant=False, contravariant=False, infer_variance=False)",
                    new_parameter,
                ),
                method("__repr__", "()", repr),
                method("__or__", "(value, /)", or),
                method("__ror__", "(value, /)", ror),
            ],
            getset: &[
                readonly("__name__", name),
                readonly("__bound__", bound),
                readonly("__constraints__", constraints),
                readonly("__covariant__", no),
                readonly("__contravariant__", no),
                readonly("__infer_variance__", yes),
                crate::builtins::object::DICT_GETSET,
            ],
            ..TypeSpec::EMPTY
        };
    };
}
parameter_type!(TYPE_VAR, "TypeVar");
parameter_type!(PARAM_SPEC, "ParamSpec");
parameter_type!(TYPE_VAR_TUPLE, "TypeVarTuple");

/// `typing.Generic`
pub static GENERIC: TypeSpec = TypeSpec {
    name: "Generic",
    module: "typing",
    kind: crate::object::header::Kind::Instance,
    flags: type_flag::BASE_TYPE,
    methods: &[super::generic_alias::CLASS_GETITEM],
    ..TypeSpec::EMPTY
};

/// `typing.Generic[params]`
pub(crate) fn subscript_generic(vm: &mut Vm, params: Value) -> PyResult<Value> {
    let generic = vm.native_type(&GENERIC)?;
    super::generic_alias::make(vm, generic.value(), params)
}

/// `typing.TypeAliasType`
pub struct TypeAlias {
    name: Field<Value>,
    params: Field<Value>,
    /// The function that computes the value; EMPTY once it has.
    compute: Field<Value>,
    value: Field<Value>,
}
crate::native_data!(TypeAlias, [name, params, compute, value]);

/// A type alias from (name, parameters, function).
pub(crate) fn type_alias(vm: &mut Vm, parts: Value) -> PyResult<Value> {
    let parts = parts.cast::<Tuple>().expect("the compiler builds a tuple");
    let class = vm.native_type(&TYPE_ALIAS)?;
    let data = TypeAlias {
        name: Field::new(parts.get(0)),
        params: Field::new(parts.get(1)),
        compute: Field::new(parts.get(2)),
        value: Field::new(Value::EMPTY),
    };
    Ok(vm.native(class, data)?.value())
}

fn alias_of(value: Value) -> Gc<Native<TypeAlias>> {
    value.cast::<Native<TypeAlias>>().expect("the receiver is a type alias")
}

fn alias_name(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(alias_of(value).data.name.get())
}

fn alias_value(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let alias = alias_of(value);
    if let Some(compute) = alias.data.compute.get().given() {
        let computed = vm.call(compute, &[])?;
        alias.data.value.set(vm, alias, computed);
        alias.data.compute.set_no_barrier(Value::EMPTY);
    }
    Ok(alias.data.value.get())
}

fn alias_params(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match alias_of(value).data.params.get() {
        params if params.is_none() => Ok(vm.tuple(&[])?.value()),
        params => Ok(params),
    }
}

fn alias_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = alias_of(args[0]).data.name.get();
    match name.cast::<Str>() {
        Some(name) => Ok(name.value()),
        None => Ok(vm.repr(name)?.value()),
    }
}

fn alias_getitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::generic_alias::make(vm, args[0], args[1])
}

/// `typing.TypeAliasType`
pub static TYPE_ALIAS: TypeSpec = TypeSpec {
    name: "TypeAliasType",
    module: "typing",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__repr__", "()", alias_repr),
        method("__getitem__", "(item, /)", alias_getitem),
        method("__or__", "(value, /)", or),
        method("__ror__", "(value, /)", ror),
    ],
    getset: &[
        readonly("__name__", alias_name),
        readonly("__value__", alias_value),
        readonly("__type_params__", alias_params),
        readonly("__parameters__", alias_params),
    ],
    ..TypeSpec::EMPTY
};
