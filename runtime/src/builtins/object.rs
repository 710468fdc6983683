//! `object`: what every class inherits.

use super::descriptors::GetSet;
use crate::heap::{Gc, Native};
use crate::native::signature::CallArgs;
use crate::native::spec::LeafRule;
use crate::native::{Args, GetSetSpec, TypeSpec, class_method, getset, method};
use crate::object::Special;
use crate::object::dict::Dict;
use crate::object::function::NativeFunction;
use crate::object::header::{Header, Kind};
use crate::object::string::Str;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// The attribute name in argument `index`.
pub(crate) fn attribute_name(vm: &mut Vm, args: Args<'_>, index: usize) -> PyResult<Gc<Str>> {
    match args[index].cast::<Str>() {
        Some(name) => Ok(vm.intern_str(name)),
        None => {
            let message = format!("attribute name must be string, not '{}'", vm.type_name(args[index]));
            Err(vm.type_error(&message))
        }
    }
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let positional = args[1].cast::<crate::object::tuple::Tuple>().is_some_and(|rest| !rest.is_empty());
    let keywords = args[2].cast::<Dict>().is_some_and(|rest| !rest.is_empty());
    if positional || keywords {
        check_new_args(vm, class)?;
    }
    if class.has(type_flag::ABSTRACT) {
        return Err(abstract_error(vm, class));
    }
    Ok(vm.instance(class)?.value())
}

#[cold]
fn abstract_error(vm: &mut Vm, class: Gc<Type>) -> crate::vm::Raised {
    let name = vm.names.special(Special::AbstractMethods);
    let methods = match vm.lookup(class, name) {
        Some(methods) => methods,
        None => return vm.type_error("Can't instantiate abstract class"),
    };
    let sorted = match vm.collect_list(methods) {
        Ok(list) => list,
        Err(raised) => return raised,
    };
    let mut names: Vec<String> =
        sorted.items().iter().filter_map(|name| name.cast::<Str>()).map(|name| name.to_string_lossy()).collect();
    names.sort();
    let plural = if names.len() == 1 { "" } else { "s" };
    let list = names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
    let message = format!(
        "Can't instantiate abstract class {} without an implementation for abstract method{plural} {list}",
        class.name_text()
    );
    vm.type_error(&message)
}

/// Whether `__new__` makes an object of a builtin class, which is never abstract.
fn makes_builtin(_: &Vm, args: &[Value]) -> bool {
    args.first().and_then(|class| class.cast::<Type>()).is_some_and(|class| !class.has(type_flag::HEAP_TYPE))
}

fn is_native(value: Option<Value>, f: crate::native::spec::NativeFn) -> bool {
    value.and_then(|v| v.cast::<NativeFunction>()).is_some_and(|native| native.spec.call as usize == f as usize)
}

/// Excess arguments to `object.__new__`.
fn check_new_args(vm: &mut Vm, class: Gc<Type>) -> PyResult<()> {
    let own_new = vm.special(class, Special::New);
    let own_init = vm.special(class, Special::Init);
    if !is_native(own_new, new) {
        return Err(vm.type_error("object.__new__() takes exactly one argument (the type to instantiate)"));
    }
    if is_native(own_init, init) {
        let message = format!("{}() takes no arguments", class.name_text());
        return Err(vm.type_error(&message));
    }
    Ok(())
}

/// Excess arguments where `__init__` is `object`'s.
pub(crate) fn check_excess_args(vm: &mut Vm, class: Gc<Type>, args: CallArgs<'_>) -> PyResult<()> {
    if args.values.is_empty() {
        return Ok(());
    }
    let own_new = vm.special(class, Special::New);
    if is_native(own_new, new) {
        let message = format!("{}() takes no arguments", class.name_text());
        return Err(vm.type_error(&message));
    }
    Ok(())
}

/// `object.__init__`
pub(crate) fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let excess = args.get(1).cast::<crate::object::tuple::Tuple>().is_some_and(|rest| !rest.is_empty())
        || args.get(2).cast::<Dict>().is_some_and(|rest| !rest.is_empty());
    if excess {
        let class = vm.class_of(args[0]);
        let own_init = vm.special(class, Special::Init);
        if !is_native(own_init, init) {
            return Err(vm.type_error("object.__init__() takes exactly one argument (the instance to initialize)"));
        }
        let own_new = vm.special(class, Special::New);
        if is_native(own_new, new) && !class.has(type_flag::NO_NEW) {
            let message =
                format!("{}.__init__() takes exactly one argument (the instance to initialize)", class.name_text());
            return Err(vm.type_error(&message));
        }
    }
    Ok(Value::NONE)
}

/// `object.__getattribute__`
pub(crate) fn getattribute(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = attribute_name(vm, args, 1)?;
    match vm.generic_get_attr(args[0], name)? {
        Some(value) => Ok(value),
        None => Err(vm.attribute_error(args[0], name)),
    }
}

/// `object.__setattr__`
pub(crate) fn setattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if args[0].is::<Type>() {
        let message = format!("can't apply this __setattr__ to {} object", vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    }
    let name = attribute_name(vm, args, 1)?;
    vm.generic_set_attr(args[0], name, args[2]).map(|()| Value::NONE)
}

/// `object.__delattr__`
pub(crate) fn delattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if args[0].is::<Type>() {
        let message = format!("can't apply this __delattr__ to {} object", vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    }
    let name = attribute_name(vm, args, 1)?;
    vm.generic_set_attr(args[0], name, Value::EMPTY).map(|()| Value::NONE)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = default_repr(vm, args[0])?;
    Ok(vm.str(&text)?.value())
}

/// `<module.Class object at 0x…>`
pub fn default_repr(vm: &mut Vm, value: Value) -> PyResult<String> {
    let class = vm.class_of(value);
    let name = crate::builtins::type_type::dotted_name(vm, class)?;
    let id = vm.id(value);
    Ok(format!("<{name} object at {id:#x}>"))
}

fn str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(vm.repr(args[0])?.value())
}

/// `object.__hash__`
pub(crate) fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = vm.id(args[0]);
    vm.int(crate::object::plain::identity_hash(id) as i64)
}

/// `object.__eq__`
pub(crate) fn eq(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(if args[0] == args[1] { Value::TRUE } else { Value::NOT_IMPLEMENTED })
}

/// `object.__ne__`
pub(crate) fn ne(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match vm.call_special(args[0], Special::Eq, &[args[1]])? {
        Some(result) if !result.is_not_implemented() => Ok(Value::bool(!vm.is_true(result)?)),
        Some(_) | None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn not_ordered(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NOT_IMPLEMENTED)
}

fn format(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(spec) = args[1].cast::<Str>() else {
        let message = format!("__format__() argument must be str, not {}", vm.arg_type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    if !spec.is_empty() {
        let message = format!("unsupported format string passed to {}.__format__", vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    }
    Ok(vm.to_str(args[0])?.value())
}

fn init_subclass(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NONE)
}

fn subclasshook(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NOT_IMPLEMENTED)
}

fn is_default_lookup(method: Value) -> bool {
    method
        .cast::<NativeFunction>()
        .is_some_and(|native| std::ptr::fn_addr_eq(native.spec.call, getattribute as crate::native::spec::NativeFn))
}

/// Whether nothing but the default way of looking up `__dict__` applies to an instance of a Python class.
fn is_plain_instance(vm: &mut Vm, object: Gc<Header>) -> bool {
    let class = vm.class_of(object.value());
    let dict_name = vm.names.special(Special::Dict);
    object.kind() == Kind::Instance
        && vm.special(class, Special::GetAttr).is_none()
        && vm.special(class, Special::GetAttribute).is_some_and(is_default_lookup)
        && vm.lookup(class, dict_name).is_none_or(|found| found.cast::<Native<GetSet>>().is_some())
}

fn dir(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let names = vm.dict()?;
    let dict_name = vm.names.special(Special::Dict);
    if let Some(header) = args[0].header()
        && is_plain_instance(vm, header)
    {
        // What `__dict__` would give, which then need not be made for good.
        if let Some(own) = vm.copy_of_instance_dict(header)? {
            merge_keys(vm, names, own)?;
        }
    } else if let Some(own) = vm.get_attr_opt(args[0], dict_name)?
        && let Some(own) = own.cast::<Dict>()
    {
        merge_keys(vm, names, own)?;
    }
    let class_name = vm.names.special(Special::Class);
    if let Some(class) = vm.get_attr_opt(args[0], class_name)?
        && let Some(class) = class.cast::<Type>()
    {
        for ancestor in class.mro_classes() {
            merge_keys(vm, names, ancestor.dict.get())?;
        }
    }
    let list = vm.list(&[])?;
    let mut at = 0;
    while let Some((entry, key, _)) = names.next_item(at) {
        list.push(vm, key)?;
        at = entry + 1;
    }
    Ok(list.value())
}

pub(crate) fn merge_keys(vm: &mut Vm, into: Gc<Dict>, from: Gc<Dict>) -> PyResult<()> {
    let mut at = 0;
    while let Some((entry, key, _)) = from.next_item(at) {
        into.set(vm, key, Value::NONE)?;
        at = entry + 1;
    }
    Ok(())
}

pub(crate) fn sizeof(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = args[0].header().map_or(24, crate::heap::object_size);
    Ok(Value::len(bytes))
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    crate::builtins::reduce::reduce(vm, args[0], 0)
}

fn reduce_ex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let protocol = vm.index_i64(args[1], crate::exceptions::hierarchy::Exc::OverflowError)?;
    // A class's own __reduce__ wins, even where the instance hides it.
    let name = vm.names.special(Special::Reduce);
    if let Some(own) = vm.get_attr_opt(args[0], name)? {
        let class = vm.class_of(args[0]);
        let in_class = vm.lookup(class, name);
        if !is_native(in_class, reduce) {
            return vm.call(own, &[]);
        }
    }
    crate::builtins::reduce::reduce(vm, args[0], protocol)
}

pub(crate) fn getstate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    crate::builtins::reduce::get_state(vm, args[0])
}

fn get_class(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(vm.class_of(value).value())
}

fn set_class(vm: &mut Vm, value: Value, class: Value) -> PyResult<()> {
    if class.is_empty() {
        return Err(vm.type_error("can't delete __class__ attribute"));
    }
    vm.audit_attribute(value, "__class__", class)?;
    let Some(new) = class.cast::<Type>() else {
        let message = format!("__class__ must be set to a class, not '{}' object", vm.type_name(class));
        return Err(vm.type_error(&message));
    };
    let old = vm.class_of(value);
    let both_modules = old.is_subclass(vm.types.module) && new.is_subclass(vm.types.module);
    let both_heap = old.has(type_flag::HEAP_TYPE) && new.has(type_flag::HEAP_TYPE);
    if !both_modules && !both_heap {
        return Err(vm.type_error("__class__ assignment only supported for mutable types or ModuleType subclasses"));
    }
    let compatible = super::type_type::same_layout(new, old);
    let Some(object) = value.header().filter(|_| compatible) else {
        let message =
            format!("__class__ assignment: '{}' object layout differs from '{}'", new.name_text(), old.name_text());
        return Err(vm.type_error(&message));
    };
    // Inline caches that hold a descriptor rely on its class.
    if [old, new].into_iter().any(|class| vm.special(class, Special::Get).or(vm.special(class, Special::Set)).is_some())
    {
        vm.clear_inline_caches();
    }
    vm.instances_known.forget();
    vm.change_class(object, new)
}

/// `__dict__` of objects that have one.
pub const DICT_GETSET: GetSetSpec = getset("__dict__", get_dict, replace_dict);

/// Builtin types, unlike classes made by class statements, do not let `__dict__` be deleted.
fn replace_dict(vm: &mut Vm, value: Value, dict: Value) -> PyResult<()> {
    if dict.is_empty() {
        return Err(vm.type_error("cannot delete __dict__"));
    }
    set_dict(vm, value, dict)
}

pub(crate) fn get_dict(vm: &mut Vm, value: Value) -> PyResult<Value> {
    // A metaclass may have this descriptor from another base; the dict of a class is its own affair all the same.
    if value.is::<Type>() {
        return super::type_type::get_dict(vm, value);
    }
    if let Some(module) = value.cast::<crate::object::module::Module>() {
        return Ok(module.dict.get().value());
    }
    if let Some(object) = value.header()
        && let Some(dict) = vm.instance_dict(object)?
    {
        return Ok(dict.value());
    }
    let name = vm.names.special(Special::Dict);
    Err(vm.attribute_error(value, name))
}

pub(crate) fn set_dict(vm: &mut Vm, value: Value, dict: Value) -> PyResult<()> {
    if value.is::<Type>() {
        return Err(vm.attribute_error_text("attribute '__dict__' of 'type' objects is not writable"));
    }
    if value.is::<crate::object::module::Module>() {
        return Err(vm.attribute_error_text("readonly attribute"));
    }
    let Some(object) = value.header() else { return Ok(()) };
    if dict.is_empty() {
        let dict = vm.dict()?;
        return vm.replace_instance_dict(object, dict);
    }
    match dict.cast::<Dict>() {
        Some(dict) => vm.replace_instance_dict(object, dict),
        None => {
            let message = format!("__dict__ must be set to a dictionary, not a '{}'", vm.type_name(dict));
            Err(vm.type_error(&message))
        }
    }
}

/// `object`
pub static OBJECT: TypeSpec = TypeSpec {
    name: "object",
    module: "builtins",
    base: None,
    kind: Kind::Instance,
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).bare(0, 0).leaf(LeafRule::When(makes_builtin)),
        method("__init__", "(*args, **kwargs)", init).bare(0, 0),
        method("__getattribute__", "(name, /)", getattribute),
        method("__setattr__", "(name, value, /)", setattr),
        method("__delattr__", "(name, /)", delattr),
        method("__repr__", "()", repr),
        method("__str__", "()", str),
        method("__hash__", "()", hash),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__lt__", "(value, /)", not_ordered),
        method("__le__", "(value, /)", not_ordered),
        method("__gt__", "(value, /)", not_ordered),
        method("__ge__", "(value, /)", not_ordered),
        method("__format__", "(format_spec, /)", format),
        class_method("__init_subclass__", "()", init_subclass),
        class_method("__subclasshook__", "(*args)", subclasshook),
        method("__dir__", "()", dir),
        method("__sizeof__", "()", sizeof),
        method("__reduce__", "()", reduce),
        method("__reduce_ex__", "(protocol, /)", reduce_ex),
        method("__getstate__", "()", getstate),
    ],
    getset: &[getset("__class__", get_class, set_class)],
    buffer: None,
    items: None,
    drain: None,
    length: None,
    key: None,
    doc: "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n",
    slots: 0,
};

/// [`DICT_GETSET`] for classes made by class statements.
pub(crate) static DICT_GETSET_STATIC: GetSetSpec =
    getset("__dict__", get_dict, set_dict).doc("dictionary for instance variables");

fn get_weakref(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let first = vm.weak_refs_to(value).next();
    Ok(first.map_or(Value::NONE, |reference| reference.value()))
}

/// `__weakref__` of classes made by class statements.
pub(crate) static WEAKREF_GETSET: GetSetSpec =
    crate::native::readonly("__weakref__", get_weakref).doc("list of weak references to the object");
