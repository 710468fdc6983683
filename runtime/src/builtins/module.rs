//! `types.ModuleType`

use crate::heap::Gc;
use crate::native::{Args, TypeSpec, getset, member, method};
use crate::object::Special;
use crate::object::dict::Dict;
use crate::object::header::Kind;
use crate::object::module::Module;
use crate::object::string::Str;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn of(value: Value) -> Gc<Module> {
    value.cast::<Module>().expect("the receiver of a method of module is one")
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    Ok(vm.module_of_class(class)?.value())
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[1].is::<Str>() {
        let message = format!("module() argument 'name' must be str, not {}", vm.arg_type_name(args[1]));
        return Err(vm.type_error(&message));
    }
    let dict = of(args[0]).dict.get();
    dict.set_text(vm, "__name__", args[1])?;
    dict.set_text(vm, "__doc__", args.get(2).or_none())?;
    for name in ["__package__", "__loader__", "__spec__"] {
        dict.set_text(vm, name, Value::NONE)?;
    }
    Ok(Value::NONE)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if let Some(importlib) = vm.importlib() {
        return vm.call_method(importlib.value(), "_module_repr", &[args[0]]);
    }
    let dict = of(args[0]).dict.get();
    let name = match dict.get_text(vm, "__name__") {
        Some(name) => vm.repr_text(name)?,
        None => "'?'".to_owned(),
    };
    let text = match dict.get_text(vm, "__file__") {
        Some(file) => format!("<module {name} from {}>", vm.repr_text(file)?),
        None if vm.imports.is_native(&name[1..name.len() - 1]) => format!("<module {name} (built-in)>"),
        None => format!("<module {name}>"),
    };
    Ok(vm.str(&text)?.value())
}

fn dir(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let dict_name = vm.names.special(Special::Dict);
    let dict = vm.get_attr(args[0], dict_name)?;
    let Some(dict) = dict.cast::<Dict>() else {
        return Err(vm.type_error("<module>.__dict__ is not a dictionary"));
    };
    let name = vm.names.special(Special::Dir);
    if let Some(function) = dict.get_str(vm, name) {
        return vm.call(function, &[]);
    }
    let list = vm.list(&[])?;
    let mut at = 0;
    while let Some((entry, key, _)) = dict.next_item(at) {
        list.push(vm, key)?;
        at = entry + 1;
    }
    Ok(list.value())
}

fn get_dict(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).dict.get().value())
}

fn get_annotations(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let dict = of(value).dict.get();
    let name = vm.names.special(Special::Annotations);
    if let Some(annotations) = dict.get_str(vm, name) {
        return Ok(annotations);
    }
    let annotations = vm.dict()?.value();
    dict.set_str(vm, name, annotations)?;
    Ok(annotations)
}

fn set_annotations(vm: &mut Vm, value: Value, annotations: Value) -> PyResult<()> {
    let dict: Gc<Dict> = of(value).dict.get();
    let name = vm.names.special(Special::Annotations);
    if annotations.is_empty() {
        return match dict.remove_str(vm, name) {
            Some(_) => Ok(()),
            None => Err(vm.attribute_error_text("__annotations__")),
        };
    }
    dict.set_str(vm, name, annotations)
}

/// `types.ModuleType`
pub static MODULE: TypeSpec = TypeSpec {
    name: "module",
    kind: Kind::Module,
    flags: type_flag::BASE_TYPE | type_flag::HAS_DICT | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(*args, **kwargs)", new),
        method("__init__", "(name, doc=None)", init),
        method("__repr__", "()", repr),
        method("__setattr__", "(name, value, /)", super::object::setattr),
        method("__delattr__", "(name, /)", super::object::delattr),
        method("__dir__", "()", dir),
    ],
    getset: &[member("__dict__", get_dict), getset("__annotations__", get_annotations, set_annotations)],
    doc: "Create a module object.\n\nThe name must be a string; the optional docstring argument can have any type.",
    ..TypeSpec::EMPTY
};
