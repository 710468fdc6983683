//! `super`

use crate::heap::{Field, Gc, Native};
use crate::native::{Args, Convention, TypeSpec, member, method};
use crate::object::Special;
use crate::object::string::Str;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// A `super` object.
pub struct Super {
    /// `__thisclass__` or EMPTY.
    this_class: Field<Value>,
    /// `__self__` or EMPTY.
    object: Field<Value>,
    /// `__self_class__` or EMPTY.
    object_class: Field<Value>,
}
crate::native_data!(Super, [this_class, object, object_class]);

fn of(value: Value) -> Gc<Native<Super>> {
    value.cast::<Native<Super>>().expect("the receiver of a method of super is one")
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let empty = || Field::new(Value::EMPTY);
    Ok(vm.native(class, Super { this_class: empty(), object: empty(), object_class: empty() })?.value())
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = of(args[0]);
    let (class, bound) = match args.opt(1) {
        Some(class) => (class, args.get(2)),
        None => vm.super_arguments()?,
    };
    let Some(class) = class.cast::<Type>() else {
        let message = format!("super() argument 1 must be a type, not {}", vm.type_name(class));
        return Err(vm.type_error(&message));
    };
    object.data.this_class.set(vm, object, class.value());
    if !bound.is_empty() && !bound.is_none() {
        let start = check(vm, class, bound)?;
        object.data.object.set(vm, object, bound);
        object.data.object_class.set(vm, object, start.value());
    }
    Ok(Value::NONE)
}

/// The class whose MRO `super(class, object)` looks along: `object` itself if it is a subclass, else its class.
pub(crate) fn check(vm: &mut Vm, class: Gc<Type>, object: Value) -> PyResult<Gc<Type>> {
    if let Some(object) = object.cast::<Type>()
        && object.is_subclass(class)
    {
        return Ok(object);
    }
    let own = vm.class_of(object);
    if own.is_subclass(class) {
        return Ok(own);
    }
    let name = vm.names.special(Special::Class);
    if let Some(pretended) = vm.get_attr_opt(object, name)?.and_then(|p| p.cast::<Type>())
        && pretended != own
        && pretended.is_subclass(class)
    {
        return Ok(pretended);
    }
    Err(vm.type_error("super(type, obj): obj must be an instance or subtype of type"))
}

/// The attribute that `super(class, …)` finds along the MRO of `start` after `class`, unbound.
pub(crate) fn find(vm: &mut Vm, class: Gc<Type>, start: Gc<Type>, name: Gc<Str>) -> Option<Value> {
    let mro = start.mro.get();
    let after = mro.items().iter().position(|&entry| entry == class.value()).map_or(mro.len(), |at| at + 1);
    (after..mro.len()).find_map(|index| mro.get(index).cast::<Type>()?.dict.get().get_str(vm, name))
}

fn getattribute(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = super::object::attribute_name(vm, args, 1)?;
    let object = of(args[0]);
    let (class, start) = (object.data.this_class.get(), object.data.object_class.get());
    if let (Some(class), Some(start)) = (class.cast::<Type>(), start.cast::<Type>())
        && name != vm.names.special(Special::Class)
        && let Some(found) = find(vm, class, start, name)
    {
        return bind(vm, found, object.data.object.get(), start);
    }
    match vm.generic_get_attr(args[0], name)? {
        Some(value) => Ok(value),
        None => Err(vm.attribute_error(args[0], name)),
    }
}

/// Binds what `super` found: to the class when that is what it was given.
pub(crate) fn bind(vm: &mut Vm, found: Value, object: Value, start: Gc<Type>) -> PyResult<Value> {
    if object == start.value() { vm.bind_class(found, start) } else { vm.bind(found, object, start) }
}

fn get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = of(args[0]);
    if args[1].is_none() || !object.data.object.get().is_empty() {
        return Ok(args[0]);
    }
    let class = vm.class_of(args[0]);
    vm.call(class.value(), &[object.data.this_class.get().or_none(), args[1]])
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = of(args[0]);
    let name = |value: Value| value.cast::<Type>().map_or("NULL".to_owned(), |class| class.name_text());
    let class = name(object.data.this_class.get());
    let text = match object.data.object_class.get().cast::<Type>() {
        Some(start) => format!("<super: <class '{class}'>, <{} object>>", start.name_text()),
        None => format!("<super: <class '{class}'>, NULL>"),
    };
    Ok(vm.str(&text)?.value())
}

fn this_class(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.this_class.get().or_none())
}

fn self_(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.object.get().or_none())
}

fn self_class(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.object_class.get().or_none())
}

/// `super`
pub static SUPER: TypeSpec = TypeSpec {
    name: "super",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(type=None, object=None, /)", init).convention(Convention::NoKeywords),
        method("__getattribute__", "(name, /)", getattribute),
        method("__get__", "(instance, owner=None, /)", get),
        method("__repr__", "()", repr),
    ],
    getset: &[member("__thisclass__", this_class), member("__self__", self_), member("__self_class__", self_class)],
    doc: "super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\nsuper(type, obj) -> bound super object; requires isinstance(obj, type)\nsuper(type, type2) -> bound super object; requires issubclass(type2, type)\nTypical use to call a cooperative superclass method:\nclass C(B):\n    def meth(self, arg):\n        super().meth(arg)\nThis works for class methods too:\nclass C(B):\n    @classmethod\n    def cmeth(cls, arg):\n        super().cmeth(arg)\n",
    ..TypeSpec::EMPTY
};
