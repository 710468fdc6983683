//! `types.GenericAlias` (`list[int]`) and `types.UnionType` (`int | str`).

use crate::heap::{Field, Gc, Native};
use crate::native::{Args, FnSpec, TypeSpec, class_method, member, method, readonly};
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// `__class_getitem__` of generic builtin types.
pub const CLASS_GETITEM: FnSpec = class_method("__class_getitem__", "(item, /)", class_getitem);

fn class_getitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    make(vm, args[0], args[1])
}

/// A generic alias.
pub struct GenericAlias {
    origin: Field<Value>,
    args: Field<Gc<Tuple>>,
}
crate::native_data!(GenericAlias, [origin, args]);

/// `origin[item]`
pub fn make(vm: &mut Vm, origin: Value, item: Value) -> PyResult<Value> {
    let args = match item.cast::<Tuple>() {
        Some(args) => args,
        None => vm.tuple(&[item])?,
    };
    let class = vm.types.generic_alias;
    Ok(vm.native(class, GenericAlias { origin: Field::new(origin), args: Field::new(args) })?.value())
}

fn of(value: Value) -> Gc<Native<GenericAlias>> {
    value.cast::<Native<GenericAlias>>().expect("the receiver is a generic alias")
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    make(vm, args[1], args[2])
}

fn call(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let positional = args[1].cast::<Tuple>().expect("bound as *args");
    vm.call_dict(of(args[0]).data.origin.get(), positional.items(), args[2].cast())
}

/// How a type is written inside brackets.
fn item_text(vm: &mut Vm, item: Value) -> PyResult<String> {
    if item == Value::ELLIPSIS {
        return Ok("...".to_owned());
    }
    if let Some(class) = item.cast::<Type>() {
        return super::type_type::dotted_name(vm, class);
    }
    vm.repr_text(item)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let alias = of(args[0]);
    let mut parts = Vec::new();
    for &item in alias.data.args.get().items() {
        parts.push(item_text(vm, item)?);
    }
    let inner = if parts.is_empty() { "()".to_owned() } else { parts.join(", ") };
    let text = format!("{}[{inner}]", item_text(vm, alias.data.origin.get())?);
    Ok(vm.str(&text)?.value())
}

fn eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(other) = args[1].cast::<Native<GenericAlias>>() else { return Ok(Value::NOT_IMPLEMENTED) };
    let alias = of(args[0]);
    let same = vm.equal(alias.data.origin.get(), other.data.origin.get())?
        && vm.equal(alias.data.args.get().value(), other.data.args.get().value())?;
    Ok(Value::bool(same))
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let alias = of(args[0]);
    let hash = vm.hash(alias.data.origin.get())? ^ vm.hash(alias.data.args.get().value())?;
    vm.int(hash as i64)
}

fn getattribute(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = super::object::attribute_name(vm, args, 1)?;
    let text = name.to_string_lossy();
    let own = matches!(
        &*text,
        "__origin__"
            | "__args__"
            | "__parameters__"
            | "__mro_entries__"
            | "__reduce__"
            | "__class__"
            | "__unpacked__"
            | "__reduce_ex__"
            | "__copy__"
            | "__deepcopy__"
            | "__typing_unpacked_tuple_args__"
    );
    let documentary = matches!(&*text, "__doc__" | "__name__" | "__qualname__" | "__module__");
    let special = text.starts_with("__") && text.ends_with("__") && !documentary;
    if !own && !special {
        return vm.get_attr(of(args[0]).data.origin.get(), name);
    }
    match vm.generic_get_attr(args[0], name)? {
        Some(value) => Ok(value),
        None => vm.get_attr(of(args[0]).data.origin.get(), name),
    }
}

fn mro_entries(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(vm.tuple(&[of(args[0]).data.origin.get()])?.value())
}

fn instance_check(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.type_error("isinstance() argument 2 cannot be a parameterized generic"))
}

fn subclass_check(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.type_error("issubclass() argument 2 cannot be a parameterized generic"))
}

fn origin(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.origin.get())
}

fn alias_args(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.args.get().value())
}

fn parameters(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let found = vm.list(&[])?;
    let args = of(value).data.args.get();
    for index in 0..args.len() {
        let item = args.get(index);
        if super::typing::is_type_parameter(vm, item)? && !super::dict::fast_contains(vm, found.value(), item)? {
            found.push(vm, item)?;
        }
    }
    Ok(vm.tuple(found.items())?.value())
}

fn alias_or(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    union(vm, args[0], args[1])
}

fn alias_ror(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    union(vm, args[1], args[0])
}

/// `types.GenericAlias`
pub static GENERIC_ALIAS: TypeSpec = TypeSpec {
    name: "GenericAlias",
    module: "types",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(origin, args, /)", new),
        method("__call__", "(*args, **kwargs)", call),
        method("__repr__", "()", repr),
        method("__eq__", "(value, /)", eq),
        method("__hash__", "()", hash),
        method("__getattribute__", "(name, /)", getattribute),
        method("__mro_entries__", "(bases, /)", mro_entries),
        method("__instancecheck__", "(instance, /)", instance_check),
        method("__subclasscheck__", "(subclass, /)", subclass_check),
        method("__or__", "(value, /)", alias_or),
        method("__ror__", "(value, /)", alias_ror),
    ],
    getset: &[member("__origin__", origin), member("__args__", alias_args), readonly("__parameters__", parameters)],
    doc: "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).",
    ..TypeSpec::EMPTY
};

/// A union of types.
pub struct Union {
    args: Field<Gc<Tuple>>,
}
crate::native_data!(Union, [args]);

fn can_be_member(vm: &mut Vm, value: Value) -> PyResult<bool> {
    Ok(value.is_none()
        || value.is::<Type>()
        || value.is::<Native<GenericAlias>>()
        || value.is::<Native<Union>>()
        || super::typing::is_type_parameter(vm, value)?)
}

/// `a | b` of types; NotImplemented if they are not.
pub(crate) fn union(vm: &mut Vm, a: Value, b: Value) -> PyResult<Value> {
    if !can_be_member(vm, a)? || !can_be_member(vm, b)? {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let members = vm.list(&[])?;
    for side in [a, b] {
        let items = match side.cast::<Native<Union>>() {
            Some(union) => union.data.args.get(),
            None => {
                let item = if side.is_none() { vm.types.none.value() } else { side };
                vm.tuple(&[item])?
            }
        };
        for index in 0..items.len() {
            if !super::dict::fast_contains(vm, members.value(), items.get(index))? {
                members.push(vm, items.get(index))?;
            }
        }
    }
    if members.len() == 1 {
        return Ok(members.items()[0]);
    }
    let args = vm.tuple(members.items())?;
    let class = vm.types.union;
    Ok(vm.native(class, Union { args: Field::new(args) })?.value())
}

fn union_of(value: Value) -> Gc<Tuple> {
    value.cast::<Native<Union>>().expect("the receiver is a union").data.args.get()
}

fn union_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut parts = Vec::new();
    for &item in union_of(args[0]).items() {
        parts.push(if item == vm.types.none.value() { "None".to_owned() } else { item_text(vm, item)? });
    }
    Ok(vm.str(&parts.join(" | "))?.value())
}

fn union_eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[1].is::<Native<Union>>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (a, b) = (union_of(args[0]), union_of(args[1]));
    let mut same = a.len() == b.len();
    for index in 0..a.len() {
        same = same && super::dict::fast_contains(vm, b.value(), a.get(index))?;
    }
    Ok(Value::bool(same))
}

fn union_hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let items = union_of(args[0]);
    let mut hash = 0;
    for index in 0..items.len() {
        hash ^= vm.hash(items.get(index))?;
    }
    vm.int(hash as i64)
}

fn union_instance_check(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let items = union_of(args[0]);
    for index in 0..items.len() {
        if vm.isinstance(args[1], items.get(index))? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn union_subclass_check(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let items = union_of(args[0]);
    for index in 0..items.len() {
        if vm.issubclass(args[1], items.get(index))? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn union_args(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(union_of(value).value())
}

/// `types.UnionType`
pub static UNION: TypeSpec = TypeSpec {
    name: "UnionType",
    module: "types",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__repr__", "()", union_repr),
        method("__eq__", "(value, /)", union_eq),
        method("__hash__", "()", union_hash),
        method("__instancecheck__", "(instance, /)", union_instance_check),
        method("__subclasscheck__", "(subclass, /)", union_subclass_check),
        method("__or__", "(value, /)", alias_or),
        method("__ror__", "(value, /)", alias_ror),
    ],
    getset: &[member("__args__", union_args)],
    doc: "Represent a PEP 604 union type\n\nE.g. for int | str",
    ..TypeSpec::EMPTY
};
