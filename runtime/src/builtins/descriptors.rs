//! Descriptor types: getset and member descriptors, classmethod, staticmethod, property, mappingproxy.

use crate::heap::{Field, Gc, Native};
use crate::native::{Args, Convention, GetSetSpec, TypeSpec, member, member_set, method, readonly};
use crate::object::Special;
use crate::object::dict::Dict;
use crate::object::function::Property;
use crate::object::header::Kind;
use crate::object::names::Special as S;
use crate::object::protocol::BinaryOp;
use crate::object::string::Str;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

/// A computed attribute of a builtin type.
pub struct GetSet {
    /// How it is computed.
    pub spec: &'static GetSetSpec,
    /// The class it belongs to.
    pub owner: Field<Gc<Type>>,
}
crate::native_data!(GetSet, [owner]);

/// A slot declared by `__slots__`.
pub struct Member {
    /// Its name.
    pub name: Field<Gc<Str>>,
    /// The class that declares it.
    pub owner: Field<Gc<Type>>,
    /// Its slot.
    pub slot: u16,
}
crate::native_data!(Member, [name, owner]);

/// `classmethod`
pub struct ClassMethod {
    /// `__func__`
    pub function: Field<Value>,
}
crate::native_data!(ClassMethod, [function]);

/// `staticmethod`
pub struct StaticMethod {
    /// `__func__`
    pub function: Field<Value>,
}
crate::native_data!(StaticMethod, [function]);

/// A field of a namedtuple.
pub struct TupleGetter {
    /// Its place.
    pub index: i64,
    /// `__doc__`
    pub doc: Field<Value>,
}
crate::native_data!(TupleGetter, [doc]);

/// A read-only view of a mapping.
pub struct MappingProxy {
    /// The mapping.
    pub mapping: Field<Value>,
}
crate::native_data!(MappingProxy, [mapping]);

pub(crate) fn new_getset(vm: &mut Vm, owner: Gc<Type>, spec: &'static GetSetSpec) -> PyResult<Value> {
    let class = if spec.member { vm.types.member_descriptor } else { vm.types.getset_descriptor };
    Ok(vm.native(class, GetSet { spec, owner: Field::new(owner) })?.value())
}

/// A `staticmethod` object.
pub fn new_static_method(vm: &mut Vm, function: Value) -> PyResult<Value> {
    let class = vm.types.staticmethod;
    Ok(vm.native(class, StaticMethod { function: Field::new(function) })?.value())
}

/// A `classmethod` object.
pub fn new_class_method(vm: &mut Vm, function: Value) -> PyResult<Value> {
    let class = vm.types.classmethod;
    Ok(vm.native(class, ClassMethod { function: Field::new(function) })?.value())
}

/// A member descriptor.
pub(crate) fn new_member(vm: &mut Vm, owner: Gc<Type>, name: Gc<Str>, slot: u16) -> PyResult<Value> {
    let class = vm.types.member_descriptor;
    let member = Member { name: Field::new(name), owner: Field::new(owner), slot };
    Ok(vm.native(class, member)?.value())
}

/// A read-only view of `mapping`.
pub fn new_mapping_proxy(vm: &mut Vm, mapping: Value) -> PyResult<Value> {
    let class = vm.types.mappingproxy;
    Ok(vm.native(class, MappingProxy { mapping: Field::new(mapping) })?.value())
}

fn getset_of(vm: &mut Vm, value: Value) -> PyResult<Gc<Native<GetSet>>> {
    value.cast().ok_or_else(|| vm.type_error("descriptor requires a 'getset_descriptor' object"))
}

fn getset_get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let descriptor = getset_of(vm, args[0])?;
    let object = args[1];
    if object.is_none() && args.opt(2).is_some_and(|class| !class.is_none()) {
        return Ok(args[0]);
    }
    check_getset(vm, descriptor, object)?;
    (descriptor.data.spec.get)(vm, object)
}

fn check_getset(vm: &mut Vm, descriptor: Gc<Native<GetSet>>, object: Value) -> PyResult<()> {
    let owner = descriptor.data.owner.get();
    if vm.is_instance(object, owner) {
        return Ok(());
    }
    let message = format!(
        "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
        descriptor.data.spec.name,
        owner.tp_name(),
        vm.type_name(object)
    );
    Err(vm.type_error(&message))
}

fn getset_set(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    change_getset(vm, args[0], args[1], args.get(2))
}

fn getset_delete(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    change_getset(vm, args[0], args[1], Value::EMPTY)
}

fn change_getset(vm: &mut Vm, descriptor: Value, object: Value, value: Value) -> PyResult<Value> {
    let descriptor = getset_of(vm, descriptor)?;
    check_getset(vm, descriptor, object)?;
    match descriptor.data.spec.set {
        Some(set) => set(vm, object, value).map(|()| Value::NONE),
        None if descriptor.data.spec.member => Err(vm.attribute_error_text("readonly attribute")),
        None => {
            let message = format!(
                "attribute '{}' of '{}' objects is not writable",
                descriptor.data.spec.name,
                descriptor.data.owner.get().tp_name()
            );
            Err(vm.attribute_error_text(&message))
        }
    }
}

fn getset_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let descriptor = getset_of(vm, args[0])?;
    let owner = vm.qualified_type_name(descriptor.data.owner.get());
    let text = format!("<attribute '{}' of '{owner}' objects>", descriptor.data.spec.name);
    Ok(vm.str(&text)?.value())
}

fn no_doc(_: &mut Vm, _: Value) -> PyResult<Value> {
    Ok(Value::NONE)
}

fn getset_doc(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match getset_of(vm, value)?.data.spec.doc {
        "" => Ok(Value::NONE),
        doc => Ok(vm.str(doc)?.value()),
    }
}

/// `types.GetSetDescriptorType`
pub static GETSET_DESCRIPTOR: TypeSpec = TypeSpec {
    name: "getset_descriptor",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__get__", "(instance, owner=None, /)", getset_get),
        method("__set__", "(instance, value, /)", getset_set),
        method("__delete__", "(instance, /)", getset_delete),
        method("__repr__", "()", getset_repr),
    ],
    getset: &[
        member("__name__", descriptor_name),
        readonly("__qualname__", descriptor_qualname),
        member("__objclass__", descriptor_owner),
        readonly("__doc__", getset_doc),
    ],
    ..TypeSpec::EMPTY
};

/// A member descriptor: a slot of a class defined in Python, or a field of a builtin type.
fn member_get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(member) = args[0].cast::<Native<Member>>() else { return getset_get(vm, args) };
    if args[1].is_none() && args.opt(2).is_some_and(|class| !class.is_none()) {
        return Ok(args[0]);
    }
    vm.get_member(member, args[1])
}

fn member_set_(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    change_member(vm, args[0], args[1], args.get(2))
}

fn member_delete(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    change_member(vm, args[0], args[1], Value::EMPTY)
}

fn change_member(vm: &mut Vm, descriptor: Value, object: Value, value: Value) -> PyResult<Value> {
    match descriptor.cast::<Native<Member>>() {
        Some(_) => vm.set_through_descriptor(descriptor, object, value).map(|_| Value::NONE),
        None => change_getset(vm, descriptor, object, value),
    }
}

/// Name and class of a descriptor of either kind.
fn parts(vm: &mut Vm, value: Value) -> PyResult<(Gc<Str>, Gc<Type>)> {
    if let Some(member) = value.cast::<Native<Member>>() {
        return Ok((member.data.name.get(), member.data.owner.get()));
    }
    let descriptor = getset_of(vm, value)?;
    Ok((vm.intern(descriptor.data.spec.name), descriptor.data.owner.get()))
}

fn member_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (name, owner) = parts(vm, args[0])?;
    let text = format!("<member '{}' of '{}' objects>", name.to_string_lossy(), vm.qualified_type_name(owner));
    Ok(vm.str(&text)?.value())
}

fn descriptor_name(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(parts(vm, value)?.0.value())
}

fn descriptor_qualname(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let (name, owner) = parts(vm, value)?;
    let text = format!("{}.{}", owner.qualname.get().to_string_lossy(), name.to_string_lossy());
    Ok(vm.str(&text)?.value())
}

fn descriptor_owner(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(parts(vm, value)?.1.value())
}

fn member_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (name, owner) = parts(vm, args[0])?;
    let function = crate::builtins::iterators::builtin(vm, "getattr")?;
    let inner = vm.tuple(&[owner.value(), name.value()])?;
    Ok(vm.tuple(&[function, inner.value()])?.value())
}

/// `types.MemberDescriptorType`
pub static MEMBER_DESCRIPTOR: TypeSpec = TypeSpec {
    name: "member_descriptor",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__get__", "(instance, owner=None, /)", member_get),
        method("__set__", "(instance, value, /)", member_set_),
        method("__delete__", "(instance, /)", member_delete),
        method("__repr__", "()", member_repr),
        method("__reduce__", "()", member_reduce),
    ],
    getset: &[
        member("__name__", descriptor_name),
        readonly("__qualname__", descriptor_qualname),
        member("__objclass__", descriptor_owner),
        readonly("__doc__", no_doc),
    ],
    ..TypeSpec::EMPTY
};

fn wrapped_of(vm: &mut Vm, value: Value) -> PyResult<Value> {
    if let Some(method) = value.cast::<Native<ClassMethod>>() {
        return Ok(method.data.function.get());
    }
    match value.cast::<Native<StaticMethod>>() {
        Some(method) => Ok(method.data.function.get()),
        None => Err(vm.type_error("descriptor requires a 'classmethod' or 'staticmethod' object")),
    }
}

fn classmethod_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    Ok(vm.native(class, ClassMethod { function: Field::new(Value::NONE) })?.value())
}

fn staticmethod_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    Ok(vm.native(class, StaticMethod { function: Field::new(Value::NONE) })?.value())
}

fn wrapper_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    // Inline caches hold what a wrapper found in a class is around.
    if wrapped_of(vm, args[0])? != Value::NONE {
        vm.clear_inline_caches();
    }
    if let Some(method) = args[0].cast::<Native<ClassMethod>>() {
        method.data.function.set(vm, method, args[1]);
    } else if let Some(method) = args[0].cast::<Native<StaticMethod>>() {
        method.data.function.set(vm, method, args[1]);
    }
    // As functools.wraps: the wrapper looks like what it wraps.
    for special in [S::Module, S::Name, S::Qualname, S::Doc, S::Annotations] {
        let name = vm.names.special(special);
        if let Some(value) = vm.get_attr_opt(args[1], name)?
            && let Some(header) = args[0].header()
        {
            vm.set_instance_attr(header, name, value)?;
        }
    }
    Ok(Value::NONE)
}

fn classmethod_get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let function = wrapped_of(vm, args[0])?;
    let class = match args.not_none(2) {
        Some(class) => class,
        None => vm.class_of(args[1]).value(),
    };
    // Since 3.9 a class method may wrap another descriptor.
    if let Some(get) = vm.special_of(function, Special::Get)
        && !function.is::<crate::object::function::Function>()
    {
        return vm.call_unbound(get, function, &[class, class]);
    }
    Ok(vm.bound_method(function, class)?.value())
}

fn staticmethod_get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    wrapped_of(vm, args[0])
}

fn staticmethod_call(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let function = wrapped_of(vm, args[0])?;
    let positional = args[1].cast::<crate::object::tuple::Tuple>().expect("bound as *args");
    vm.call_dict(function, positional.items(), args[2].cast())
}

fn wrapper_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let function = wrapped_of(vm, args[0])?;
    let inner = vm.repr_text(function)?;
    let text = format!("<{}({inner})>", vm.type_name(args[0]));
    Ok(vm.str(&text)?.value())
}

fn wrapper_abstract(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let function = wrapped_of(vm, value)?;
    crate::builtins::function::is_abstract(vm, function)
}

/// `classmethod`
pub static CLASSMETHOD: TypeSpec = TypeSpec {
    name: "classmethod",
    flags: type_flag::BASE_TYPE | type_flag::HAS_DICT | type_flag::INHERITS_GETATTRIBUTE,
    methods: &[
        method("__new__", "(*args, **kwargs)", classmethod_new),
        method("__init__", "(function, /)", wrapper_init).convention(Convention::NoKeywords),
        method("__get__", "(instance, owner=None, /)", classmethod_get),
        method("__repr__", "()", wrapper_repr),
    ],
    getset: &[
        member("__func__", wrapped_of),
        member("__wrapped__", wrapped_of),
        readonly("__isabstractmethod__", wrapper_abstract),
        crate::builtins::object::DICT_GETSET,
    ],
    doc: "classmethod(function) -> method\n\nConvert a function to be a class method.",
    ..TypeSpec::EMPTY
};

/// `staticmethod`
pub static STATICMETHOD: TypeSpec = TypeSpec {
    name: "staticmethod",
    flags: type_flag::BASE_TYPE | type_flag::HAS_DICT | type_flag::INHERITS_GETATTRIBUTE,
    methods: &[
        method("__new__", "(*args, **kwargs)", staticmethod_new),
        method("__init__", "(function, /)", wrapper_init).convention(Convention::NoKeywords),
        method("__get__", "(instance, owner=None, /)", staticmethod_get),
        method("__call__", "(*args, **kwargs)", staticmethod_call),
        method("__repr__", "()", wrapper_repr),
    ],
    getset: &[
        member("__func__", wrapped_of),
        member("__wrapped__", wrapped_of),
        readonly("__isabstractmethod__", wrapper_abstract),
        crate::builtins::object::DICT_GETSET,
    ],
    doc: "staticmethod(function) -> method\n\nConvert a function to be a static method.",
    ..TypeSpec::EMPTY
};

fn property_of(vm: &mut Vm, value: Value) -> PyResult<Gc<Property>> {
    value.cast().ok_or_else(|| vm.type_error("descriptor requires a 'property' object"))
}

fn property_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    Ok(vm.property_of_class(class)?.value())
}

fn property_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let property = property_of(vm, args[0])?;
    let given = |value: Option<Value>| value.unwrap_or(Value::EMPTY);
    property.getter.set(vm, property, given(args.not_none(1)));
    property.setter.set(vm, property, given(args.not_none(2)));
    property.deleter.set(vm, property, given(args.not_none(3)));
    property.name.set(vm, property, Value::EMPTY);
    let mut doc = args.not_none(4);
    property.getter_doc.set(false);
    if doc.is_none()
        && let Some(getter) = args.not_none(1)
    {
        let name = vm.names.special(S::Doc);
        doc = vm.get_attr_opt(getter, name)?.filter(|doc| !doc.is_none());
        property.getter_doc.set(doc.is_some());
    }
    if vm.class_of(args[0]) == vm.types.property {
        property.doc.set(vm, property, doc.unwrap_or(Value::NONE));
        return Ok(Value::NONE);
    }
    // An instance of a subclass keeps the docstring as an attribute of its own; where it cannot, one that was given is dropped
    // silently, but not one of the getter.
    let name = vm.names.special(S::Doc);
    match vm.set_attr(args[0], name, doc.unwrap_or(Value::NONE)) {
        Err(raised) if !property.getter_doc.get() => {
            vm.catch(raised, crate::exceptions::hierarchy::Exc::AttributeError).map(|_| Value::NONE)
        }
        result => result.map(|()| Value::NONE),
    }
}

/// `AttributeError: property 'x' of 'C' object has no setter`
#[cold]
pub(crate) fn property_error(vm: &mut Vm, property: Gc<Property>, object: Value, what: &str) -> Raised {
    let type_name = vm.class_of(object).qualname.get().value();
    let type_name = match vm.repr_text(type_name) {
        Ok(name) => name,
        Err(raised) => return raised,
    };
    let message = match property.name.get().given().map(|name| vm.repr_text(name)) {
        Some(Ok(name)) => format!("property {name} of {type_name} object has no {what}"),
        Some(Err(raised)) => return raised,
        None => format!("property of {type_name} object has no {what}"),
    };
    vm.attribute_error_text(&message)
}

fn property_get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let property = property_of(vm, args[0])?;
    if args[1].is_none() {
        return Ok(args[0]);
    }
    match property.getter.get().given() {
        Some(getter) => vm.call(getter, &[args[1]]),
        None => Err(property_error(vm, property, args[1], "getter")),
    }
}

fn property_set(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let property = property_of(vm, args[0])?;
    match property.setter.get().given() {
        Some(setter) => vm.call(setter, &[args[1], args[2]]).map(|_| Value::NONE),
        None => Err(property_error(vm, property, args[1], "setter")),
    }
}

fn property_delete(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let property = property_of(vm, args[0])?;
    match property.deleter.get().given() {
        Some(deleter) => vm.call(deleter, &[args[1]]).map(|_| Value::NONE),
        None => Err(property_error(vm, property, args[1], "deleter")),
    }
}

fn property_copy(vm: &mut Vm, property: Value, part: usize, function: Value) -> PyResult<Value> {
    let old = property_of(vm, property)?;
    let mut parts = [old.getter.get().or_none(), old.setter.get().or_none(), old.deleter.get().or_none(), Value::NONE];
    parts[part] = function;
    if function.is_none() {
        parts[part] = [&old.getter, &old.setter, &old.deleter][part].get().or_none();
    }
    if !old.getter_doc.get() || parts[0].is_none() {
        parts[3] = old.doc.get();
    }
    let class = vm.class_of(property);
    let new = vm.call(class.value(), &parts)?;
    if let Some(new) = new.cast::<Property>() {
        new.name.set(vm, new, old.name.get());
    }
    Ok(new)
}

fn property_getter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    property_copy(vm, args[0], 0, args[1])
}

fn property_setter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    property_copy(vm, args[0], 1, args[1])
}

fn property_deleter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    property_copy(vm, args[0], 2, args[1])
}

fn property_set_name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let property = property_of(vm, args[0])?;
    let given = args[1].cast::<crate::object::tuple::Tuple>().expect("bound as *args");
    if given.len() != 2 {
        let message = format!("__set_name__() takes 2 positional arguments but {} were given", given.len());
        return Err(vm.type_error(&message));
    }
    property.name.set(vm, property, given.get(1));
    Ok(Value::NONE)
}

fn property_doc(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(property_of(vm, value)?.doc.get())
}

fn property_set_doc(vm: &mut Vm, value: Value, doc: Value) -> PyResult<()> {
    let property = property_of(vm, value)?;
    property.doc.set(vm, property, doc.or_none());
    Ok(())
}

fn property_fget(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(property_of(vm, value)?.getter.get().or_none())
}

fn property_fset(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(property_of(vm, value)?.setter.get().or_none())
}

fn property_fdel(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(property_of(vm, value)?.deleter.get().or_none())
}

fn property_abstract(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let property = property_of(vm, value)?;
    for part in [&property.getter, &property.setter, &property.deleter] {
        if let Some(function) = part.get().given()
            && crate::builtins::function::is_abstract(vm, function)? == Value::TRUE
        {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

/// `property`
pub static PROPERTY: TypeSpec = TypeSpec {
    name: "property",
    kind: Kind::Property,
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args, **kwargs)", property_new).class_only(),
        method("__init__", "(fget=None, fset=None, fdel=None, doc=None)", property_init),
        method("__get__", "(instance, owner=None, /)", property_get),
        method("__set__", "(instance, value, /)", property_set),
        method("__delete__", "(instance, /)", property_delete),
        method("__set_name__", "(*args)", property_set_name),
        method("getter", "(fget, /)", property_getter),
        method("setter", "(fset, /)", property_setter),
        method("deleter", "(fdel, /)", property_deleter),
    ],
    getset: &[
        member_set("__doc__", property_doc, property_set_doc),
        member("fget", property_fget),
        member("fset", property_fset),
        member("fdel", property_fdel),
        readonly("__isabstractmethod__", property_abstract),
    ],
    doc: "Property attribute.",
    ..TypeSpec::EMPTY
};

fn proxied(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match value.cast::<Native<MappingProxy>>() {
        Some(proxy) => Ok(proxy.data.mapping.get()),
        None => Err(vm.type_error("descriptor requires a 'mappingproxy' object")),
    }
}

fn proxy_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mapping = args[1];
    let is_mapping = mapping.is::<Dict>()
        || (vm.special_of(mapping, Special::GetItem).is_some()
            && !mapping.is::<crate::object::list::List>()
            && !mapping.is::<crate::object::tuple::Tuple>());
    if !is_mapping {
        let message = format!("mappingproxy() argument must be a mapping, not {}", vm.type_name(mapping));
        return Err(vm.type_error(&message));
    }
    new_mapping_proxy(vm, mapping)
}

fn proxy_get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mapping = proxied(vm, args[0])?;
    vm.get_item(mapping, args[1])
}

fn proxy_len(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mapping = proxied(vm, args[0])?;
    Ok(Value::len(vm.len(mapping)?))
}

fn proxy_contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mapping = proxied(vm, args[0])?;
    Ok(Value::bool(vm.contains(mapping, args[1])?))
}

fn proxy_iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mapping = proxied(vm, args[0])?;
    vm.iter(mapping)
}

fn proxy_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mapping = proxied(vm, args[0])?;
    let text = format!("mappingproxy({})", vm.repr_text(mapping)?);
    Ok(vm.str(&text)?.value())
}

fn proxy_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mapping = proxied(vm, args[0])?;
    Ok(vm.to_str(mapping)?.value())
}

fn proxy_hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mapping = proxied(vm, args[0])?;
    let hash = vm.hash(mapping)?;
    vm.int(hash as i64)
}

macro_rules! proxy_methods {
    ($($function:ident $name:literal;)*) => {
        $(fn $function(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let mapping = proxied(vm, args[0])?;
            vm.call_method(mapping, $name, args.from(1).as_slice())
        })*
    };
}
proxy_methods! {
    proxy_keys "keys";
    proxy_values "values";
    proxy_items "items";
    proxy_copy "copy";
    proxy_reversed "__reversed__";
}

fn proxy_get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mapping = proxied(vm, args[0])?;
    vm.call_method(mapping, "get", &[args[1], args.get(2).or_none()])
}

fn proxy_or(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let unwrap = |value: Value| value.cast::<Native<MappingProxy>>().map_or(value, |proxy| proxy.data.mapping.get());
    vm.binary(BinaryOp::Or, unwrap(args[0]), unwrap(args[1]))
}

fn proxy_ror(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let unwrap = |value: Value| value.cast::<Native<MappingProxy>>().map_or(value, |proxy| proxy.data.mapping.get());
    vm.binary(BinaryOp::Or, unwrap(args[1]), unwrap(args[0]))
}

fn proxy_ior(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.type_error("'|=' is not supported by mappingproxy; use '|' instead"))
}

macro_rules! proxy_comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let mapping = proxied(vm, args[0])?;
            vm.compare(crate::object::protocol::CompareOp::$op, mapping, args[1])
        })*
    };
}
proxy_comparisons! { proxy_eq Eq; proxy_ne Ne; proxy_lt Lt; proxy_le Le; proxy_gt Gt; proxy_ge Ge; }

/// `types.MappingProxyType`
pub static MAPPINGPROXY: TypeSpec = TypeSpec {
    name: "mappingproxy",
    flags: type_flag::MAPPING,
    methods: &[
        method("__new__", "(mapping)", proxy_new),
        method("__getitem__", "(key, /)", proxy_get_item),
        method("__len__", "()", proxy_len),
        method("__contains__", "(key, /)", proxy_contains),
        method("__iter__", "()", proxy_iter),
        method("__repr__", "()", proxy_repr),
        method("__str__", "()", proxy_str),
        method("__hash__", "()", proxy_hash),
        method("__eq__", "(value, /)", proxy_eq),
        method("__ne__", "(value, /)", proxy_ne),
        method("__lt__", "(value, /)", proxy_lt),
        method("__le__", "(value, /)", proxy_le),
        method("__gt__", "(value, /)", proxy_gt),
        method("__ge__", "(value, /)", proxy_ge),
        method("__or__", "(value, /)", proxy_or),
        method("__ior__", "(value, /)", proxy_ior),
        method("__ror__", "(value, /)", proxy_ror),
        method("__reversed__", "()", proxy_reversed),
        method("get", "(key, default=None, /)", proxy_get),
        method("keys", "()", proxy_keys),
        method("values", "()", proxy_values),
        method("items", "()", proxy_items),
        method("copy", "()", proxy_copy),
        crate::builtins::generic_alias::CLASS_GETITEM,
    ],
    doc: "Read-only proxy of a mapping.",
    ..TypeSpec::EMPTY
};
