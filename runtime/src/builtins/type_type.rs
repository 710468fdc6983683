//! `type`: classes as objects, making classes, the MRO.

mod attributes;
mod make;
mod mro;

use super::object::attribute_name;
use crate::heap::Gc;
use crate::native::signature::CallArgs;
use crate::native::{Args, TypeSpec, class_method, getset, member, method, readonly};
use crate::object::Special;
use crate::object::dict::Dict;
use crate::object::header::{Header, Kind};
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use attributes::{
    basic_size, get_abstract, get_annotations, get_base, get_bases, get_doc, get_flags, get_module, get_mro, get_name,
    get_qualname, get_type_params, item_size, offset, set_abstract, set_annotations, set_bases, set_doc, set_module,
    set_name, set_qualname, set_type_params, text_signature, weak_offset,
};
pub(crate) use attributes::{get_dict, same_layout};
pub(crate) use make::{best_metaclass, make_class};
use mro::c3;

fn class_arg(args: Args<'_>) -> Gc<Type> {
    args[0].cast::<Type>().expect("the receiver of a method of type is a class")
}

/// `type.__call__`
pub(crate) fn call(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = class_arg(args);
    let positional = args[1].cast::<Tuple>().expect("bound as *args");
    let kwargs = args[2].cast::<Dict>().expect("bound as **kwargs");
    if kwargs.is_empty() {
        return vm.make_instance(class, CallArgs { values: Args::new(positional.items()), names: None });
    }
    let all = vm.list(positional.items())?;
    let names = vm.list(&[])?;
    let mut at = 0;
    while let Some((entry, key, value)) = kwargs.next_item(at) {
        names.push(vm, key)?;
        all.push(vm, value)?;
        at = entry + 1;
    }
    let (all, names) = (vm.tuple(all.items())?, vm.tuple(names.items())?);
    vm.make_instance(class, CallArgs { values: Args::new(all.items()), names: Some(names) })
}

pub(super) fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let metaclass = class_arg(args);
    let positional = args[1].cast::<Tuple>().expect("bound as *args");
    let kwargs = args[2].cast::<Dict>().expect("bound as **kwargs");
    if positional.len() != 3 {
        if metaclass == vm.types.type_ && positional.len() == 1 && kwargs.is_empty() {
            return Ok(vm.class_of(positional.get(0)).value());
        }
        if metaclass == vm.types.type_ {
            return Err(vm.type_error("type() takes 1 or 3 arguments"));
        }
        let message = format!("type.__new__() takes exactly 3 arguments ({} given)", positional.len());
        return Err(vm.type_error(&message));
    }
    let Some(name) = positional.get(0).cast::<Str>() else {
        let message = format!("type.__new__() argument 1 must be str, not {}", vm.arg_type_name(positional.get(0)));
        return Err(vm.type_error(&message));
    };
    let Some(bases) = positional.get(1).cast::<Tuple>() else {
        let message = format!("type.__new__() argument 2 must be tuple, not {}", vm.arg_type_name(positional.get(1)));
        return Err(vm.type_error(&message));
    };
    let Some(namespace) = positional.get(2).cast::<Dict>() else {
        let message = format!("type.__new__() argument 3 must be dict, not {}", vm.arg_type_name(positional.get(2)));
        return Err(vm.type_error(&message));
    };
    for &base in bases.items() {
        let name = vm.names.special(Special::MroEntries);
        if !base.is::<Type>() && vm.get_attr_opt(base, name)?.is_some() {
            return Err(vm.type_error("type() doesn't support MRO entry resolution; use types.new_class()"));
        }
    }
    let winner = best_metaclass(vm, metaclass, bases)?;
    if winner != metaclass {
        let new = vm.special(winner, Special::New);
        let own = new.and_then(|n| n.cast::<crate::object::function::NativeFunction>());
        if own.is_none_or(|own| own.spec.call as usize != self::new as *const () as usize) {
            let winner_new = vm.get_attr_text(winner.value(), "__new__")?;
            let all = vm.tuple_with_len(4)?;
            all.init(vm, 0, winner.value());
            for index in 0..3 {
                all.init(vm, index + 1, positional.get(index));
            }
            return vm.call_dict(winner_new, all.items(), Some(kwargs));
        }
    }
    Ok(make_class(vm, winner, name, bases, namespace, kwargs)?.value())
}

pub(super) fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let positional = args[1].cast::<Tuple>().expect("bound as *args");
    let kwargs = args[2].cast::<Dict>().expect("bound as **kwargs");
    if positional.len() == 1 && !kwargs.is_empty() {
        return Err(vm.type_error("type.__init__() takes no keyword arguments"));
    }
    if positional.len() != 1 && positional.len() != 3 {
        return Err(vm.type_error("type.__init__() takes 1 or 3 arguments"));
    }
    Ok(Value::NONE)
}

/// `type.__getattribute__`
pub(crate) fn getattribute(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = attribute_name(vm, args, 1)?;
    let class = class_arg(args);
    match vm.type_get_attr(class, name)? {
        Some(value) => Ok(value),
        None => Err(vm.attribute_error(args[0], name)),
    }
}

fn setattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    change_attr(vm, args, args.get(2))
}

fn delattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    change_attr(vm, args, Value::EMPTY)
}

fn change_attr(vm: &mut Vm, args: Args<'_>, value: Value) -> PyResult<Value> {
    let name = attribute_name(vm, args, 1)?;
    let class = class_arg(args);
    if !class.has(type_flag::HEAP_TYPE) {
        let message = format!(
            "cannot set '{}' attribute of immutable type '{}'",
            name.to_string_lossy(),
            vm.qualified_type_name(class)
        );
        return Err(vm.type_error(&message));
    }
    let metaclass = vm.class_of(args[0]);
    if let Some(descriptor) = vm.lookup(metaclass, name)
        && vm.set_through_descriptor(descriptor, args[0], value)?
    {
        return Ok(Value::NONE);
    }
    if !vm.set_type_attr(class, name, value)? {
        return Err(vm.attribute_error(args[0], name));
    }
    if name == vm.names.special(Special::Del) {
        class.flags.set(class.flags.get() | type_flag::HAS_DEL);
    }
    Ok(Value::NONE)
}

/// `module.qualname`, without `builtins.`.
pub fn dotted_name(vm: &mut Vm, class: Gc<Type>) -> PyResult<String> {
    let module = get_module(vm, class.value())?;
    let name = class.qualname.get().to_string_lossy();
    match module.cast::<Str>() {
        Some(module) if !module.is_text("builtins") => Ok(format!("{}.{name}", module.to_string_lossy())),
        Some(_) | None => Ok(name),
    }
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = format!("<class '{}'>", dotted_name(vm, class_arg(args))?);
    Ok(vm.str(&text)?.value())
}

pub(super) fn mro(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mro = c3(vm, class_arg(args))?;
    Ok(vm.list(mro.items())?.value())
}

pub(super) fn subclasses(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match class_arg(args).subclasses.get() {
        Some(list) => Ok(vm.list(list.items())?.value()),
        None => Ok(vm.list(&[])?.value()),
    }
}

fn prepare(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.dict()?.value())
}

fn instancecheck(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(real_isinstance(vm, args[1], class_arg(args))?))
}

fn subclasscheck(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(abstract_issubclass(vm, args[1], args[0])?))
}

/// `isinstance` by class, and by what `__class__` pretends.
pub(crate) fn real_isinstance(vm: &mut Vm, value: Value, class: Gc<Type>) -> PyResult<bool> {
    if vm.is_instance(value, class) {
        return Ok(true);
    }
    if !value.is_heap() || vm.shows_class(vm.class_of(value)) {
        return Ok(false);
    }
    let name = vm.names.special(Special::Class);
    match vm.get_attr_opt(value, name)? {
        Some(pretended) => {
            let real = vm.class_of(value);
            Ok(pretended.cast::<Type>().is_some_and(|p| p != real && p.is_subclass(class)))
        }
        None => Ok(false),
    }
}

/// `isinstance` for things that are no classes but have `__bases__`.
pub(crate) fn abstract_isinstance(vm: &mut Vm, value: Value, class: Value) -> PyResult<bool> {
    if let Some(class) = class.cast::<Type>() {
        return real_isinstance(vm, value, class);
    }
    if abstract_bases(vm, class)?.is_none() {
        return Err(vm.type_error("isinstance() arg 2 must be a type, a tuple of types, or a union"));
    }
    let name = vm.names.special(Special::Class);
    match vm.get_attr_opt(value, name)? {
        Some(own) => derives(vm, own, class),
        None => Ok(false),
    }
}

fn abstract_bases(vm: &mut Vm, class: Value) -> PyResult<Option<Gc<Tuple>>> {
    let name = vm.names.special(Special::BasesAttr);
    Ok(vm.get_attr_opt(class, name)?.and_then(|bases| bases.cast::<Tuple>()))
}

/// `issubclass` by MRO, or by `__bases__` for things that are no classes.
pub(crate) fn abstract_issubclass(vm: &mut Vm, class: Value, of: Value) -> PyResult<bool> {
    if let (Some(class), Some(of)) = (class.cast::<Type>(), of.cast::<Type>()) {
        return Ok(class.is_subclass(of));
    }
    if abstract_bases(vm, class)?.is_none() {
        return Err(vm.type_error("issubclass() arg 1 must be a class"));
    }
    if abstract_bases(vm, of)?.is_none() {
        return Err(vm.type_error("issubclass() arg 2 must be a class, a tuple of classes, or a union"));
    }
    derives(vm, class, of)
}

/// Whether `class` is `of` or has it among its `__bases__`, at any depth.
fn derives(vm: &mut Vm, class: Value, of: Value) -> PyResult<bool> {
    if class == of {
        return Ok(true);
    }
    let Some(bases) = abstract_bases(vm, class)? else { return Ok(false) };
    vm.recurse(" in __issubclass__", |vm| {
        for index in 0..bases.len() {
            if derives(vm, bases.get(index), of)? {
                return Ok(true);
            }
        }
        Ok(false)
    })
}

fn dir(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let names = vm.dict()?;
    for ancestor in class_arg(args).mro_classes() {
        super::object::merge_keys(vm, names, ancestor.dict.get())?;
    }
    let list = vm.list(&[])?;
    let mut at = 0;
    while let Some((entry, key, _)) = names.next_item(at) {
        list.push(vm, key)?;
        at = entry + 1;
    }
    Ok(list.value())
}

pub(super) fn or(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::union_type::union(vm, args[0], args[1])
}

fn ror(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::union_type::union(vm, args[1], args[0])
}

/// `type`
pub static TYPE: TypeSpec = TypeSpec {
    name: "type",
    kind: Kind::Type,
    flags: type_flag::BASE_TYPE | type_flag::METATYPE | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(*args, **kwargs)", new),
        method("__init__", "(*args, **kwargs)", init),
        method("__call__", "(*args, **kwargs)", call),
        method("__getattribute__", "(name, /)", getattribute),
        method("__setattr__", "(name, value, /)", setattr),
        method("__delattr__", "(name, /)", delattr),
        method("__repr__", "()", repr),
        method("mro", "()", mro),
        method("__subclasses__", "()", subclasses),
        class_method("__prepare__", "(*args, **kwargs)", prepare),
        method("__instancecheck__", "(instance, /)", instancecheck),
        method("__subclasscheck__", "(subclass, /)", subclasscheck),
        method("__dir__", "()", dir),
        method("__or__", "(value, /)", or),
        method("__ror__", "(value, /)", ror),
    ],
    getset: &[
        getset("__name__", get_name, set_name),
        getset("__qualname__", get_qualname, set_qualname),
        getset("__module__", get_module, set_module),
        getset("__bases__", get_bases, set_bases),
        member("__base__", get_base),
        readonly("__mro__", get_mro),
        readonly("__dict__", get_dict),
        getset("__doc__", get_doc, set_doc),
        readonly("__text_signature__", text_signature),
        getset("__annotations__", get_annotations, set_annotations),
        getset("__type_params__", get_type_params, set_type_params),
        getset("__abstractmethods__", get_abstract, set_abstract),
        member("__flags__", get_flags),
        member("__basicsize__", basic_size),
        member("__itemsize__", item_size),
        member("__dictoffset__", offset),
        member("__weakrefoffset__", weak_offset),
    ],
    doc: "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
    ..TypeSpec::EMPTY
};

impl Vm {
    /// Makes `object` an instance of another class with the same layout, keeping its attributes.
    pub(crate) fn change_class(&mut self, object: Gc<Header>, class: Gc<Type>) -> PyResult<()> {
        let old = self.shape_of(object);
        let named = old.names();
        let dict_mode = old.dict_mode;
        let same_storage = object.attrs() == class.attrs.get() as usize;
        if dict_mode || !same_storage || object.cast::<crate::object::module::Module>().is_some() {
            let attrs = object.attrs();
            let dict = if named.is_empty() && !dict_mode { None } else { self.instance_dict(object)? };
            let root = self.shapes.new_root(class, attrs, class.slot_count.get().into());
            object.set_shape(root);
            if let Some(dict) = dict {
                self.replace_instance_dict(object, dict)?;
            }
            return Ok(());
        }
        let mut shape = self.root_shape_for(class, object.kind());
        for (name, _) in named {
            shape = self.shapes.with_attribute(shape, name).expect("it fitted the old shape");
        }
        object.set_shape(shape);
        Ok(())
    }
}
