//! `types.UnionType`: `int | str`.

use crate::heap::{Field, Gc, Native};
use crate::native::{Args, TypeSpec, member, method, readonly};
use crate::object::protocol::BinaryOp;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// A union of types.
pub struct Union {
    args: Field<Gc<Tuple>>,
    /// `__parameters__`, EMPTY until asked for.
    parameters: Field<Value>,
}
crate::native_data!(Union, [args, parameters]);

/// The members of a union, if the value is one.
pub(crate) fn members(value: Value) -> Option<Gc<Tuple>> {
    Some(value.cast::<Native<Union>>()?.data.args.get())
}

fn can_be_member(value: Value) -> bool {
    value.is_none()
        || value.is::<Type>()
        || super::generic_alias::is_alias(value)
        || value.is::<Native<Union>>()
        || super::typing::is_type_alias(value)
}

/// `a | b` of types; NotImplemented if they are not.
pub(crate) fn union(vm: &mut Vm, a: Value, b: Value) -> PyResult<Value> {
    if !can_be_member(a) || !can_be_member(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let found = vm.list(&[])?;
    for side in [a, b] {
        let items = match members(side) {
            Some(items) => items,
            None => {
                let item = if side.is_none() { vm.types.none.value() } else { side };
                vm.tuple(&[item])?
            }
        };
        for index in 0..items.len() {
            let item = items.get(index);
            let mut known = false;
            for at in 0..found.len() {
                let other = found.items()[at];
                let generic = super::generic_alias::is_alias(item) && super::generic_alias::is_alias(other);
                if item == other || (generic && vm.equal(item, other)?) {
                    known = true;
                    break;
                }
            }
            if !known {
                found.push(vm, item)?;
            }
        }
    }
    if found.len() == 1 {
        return Ok(found.items()[0]);
    }
    let args = vm.tuple(found.items())?;
    let class = vm.types.union;
    Ok(vm.native(class, Union { args: Field::new(args), parameters: Field::new(Value::EMPTY) })?.value())
}

fn of(value: Value) -> Gc<Native<Union>> {
    value.cast::<Native<Union>>().expect("the receiver is a union")
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut parts = Vec::new();
    for &item in of(args[0]).data.args.get().items() {
        let none = item == vm.types.none.value();
        parts.push(if none { "None".to_owned() } else { super::generic_alias::item_text(vm, item)? });
    }
    Ok(vm.str(&parts.join(" | "))?.value())
}

fn as_frozenset(vm: &mut Vm, union: Value) -> PyResult<Value> {
    let items = of(union).data.args.get();
    let class = vm.types.frozenset.value();
    vm.call(class, &[items.value()])
}

fn eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[1].is::<Native<Union>>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (a, b) = (as_frozenset(vm, args[0])?, as_frozenset(vm, args[1])?);
    vm.compare(crate::object::protocol::CompareOp::Eq, a, b)
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let set = as_frozenset(vm, args[0])?;
    let hash = vm.hash(set)?;
    vm.int(hash as i64)
}

fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let parameters = parameters_of(vm, args[0])?;
    let items = super::generic_alias::substitute(vm, args[0], this.data.args.get(), parameters, args[1])?;
    let mut result = items.get(0);
    for index in 1..items.len() {
        result = vm.binary(BinaryOp::Or, result, items.get(index))?;
    }
    Ok(result)
}

fn parameters_of(vm: &mut Vm, value: Value) -> PyResult<Gc<Tuple>> {
    let this = of(value);
    if let Some(known) = this.data.parameters.get().cast::<Tuple>() {
        return Ok(known);
    }
    let found = super::generic_alias::collect_parameters(vm, this.data.args.get())?;
    this.data.parameters.set(vm, this, found.value());
    Ok(found)
}

fn parameters(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(parameters_of(vm, value)?.value())
}

fn union_args(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.args.get().value())
}

fn union_or(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    union(vm, args[0], args[1])
}

fn union_ror(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    union(vm, args[1], args[0])
}

/// A union has the module of its class, as builtin objects have no `__module__` otherwise.
fn getattribute(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let is_module = args[1].cast::<Str>().is_some_and(|name| name.is_text("__module__"));
    if is_module { Ok(vm.str(UNION.module)?.value()) } else { super::object::getattribute(vm, args) }
}

/// `types.UnionType`
pub static UNION: TypeSpec = TypeSpec {
    name: "UnionType",
    module: "types",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__repr__", "()", repr),
        method("__eq__", "(value, /)", eq),
        method("__hash__", "()", hash),
        method("__getattribute__", "(name, /)", getattribute),
        method("__getitem__", "(key, /)", get_item),
        method("__or__", "(value, /)", union_or),
        method("__ror__", "(value, /)", union_ror),
    ],
    getset: &[member("__args__", union_args), readonly("__parameters__", parameters)],
    doc: "Represent a PEP 604 union type\n\nE.g. for int | str",
    ..TypeSpec::EMPTY
};
