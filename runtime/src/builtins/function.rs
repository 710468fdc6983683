//! Functions, methods, builtin functions and cells as Python objects.

use crate::heap::Gc;
use crate::native::{Args, TypeSpec, getset, member, member_set, method, readonly};
use crate::object::Special;
use crate::object::code::Code;
use crate::object::dict::Dict;
use crate::object::function::{BoundMethod, CellObject, Function, NativeFunction, NativeRole};
use crate::object::header::Kind;
use crate::object::module::Module;
use crate::object::protocol::CompareOp;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// Names of the special methods that CPython keeps in type slots (`slotdefs`).
const SLOT_NAMES: &[&str] = &[
    "__getattribute__",
    "__setattr__",
    "__delattr__",
    "__repr__",
    "__hash__",
    "__call__",
    "__str__",
    "__lt__",
    "__le__",
    "__eq__",
    "__ne__",
    "__gt__",
    "__ge__",
    "__iter__",
    "__next__",
    "__get__",
    "__set__",
    "__delete__",
    "__init__",
    "__del__",
    "__buffer__",
    "__release_buffer__",
    "__await__",
    "__aiter__",
    "__anext__",
    "__add__",
    "__radd__",
    "__sub__",
    "__rsub__",
    "__mul__",
    "__rmul__",
    "__mod__",
    "__rmod__",
    "__divmod__",
    "__rdivmod__",
    "__pow__",
    "__rpow__",
    "__neg__",
    "__pos__",
    "__abs__",
    "__bool__",
    "__invert__",
    "__lshift__",
    "__rlshift__",
    "__rshift__",
    "__rrshift__",
    "__and__",
    "__rand__",
    "__xor__",
    "__rxor__",
    "__or__",
    "__ror__",
    "__int__",
    "__float__",
    "__iadd__",
    "__isub__",
    "__imul__",
    "__imod__",
    "__ipow__",
    "__ilshift__",
    "__irshift__",
    "__iand__",
    "__ixor__",
    "__ior__",
    "__floordiv__",
    "__rfloordiv__",
    "__truediv__",
    "__rtruediv__",
    "__ifloordiv__",
    "__itruediv__",
    "__index__",
    "__matmul__",
    "__rmatmul__",
    "__imatmul__",
    "__len__",
    "__getitem__",
    "__setitem__",
    "__delitem__",
    "__contains__",
    "__new__",
];

/// Whether a special method is one of CPython's slots, whose wrappers have a type of their own.
pub(crate) fn is_slot_name(name: &str) -> bool {
    SLOT_NAMES.contains(&name)
}

/// `__isabstractmethod__` of a wrapped function.
pub(crate) fn is_abstract(vm: &mut Vm, function: Value) -> PyResult<Value> {
    let name = vm.names.special(Special::IsAbstractMethod);
    match vm.get_attr_opt(function, name)? {
        Some(flag) => Ok(Value::bool(vm.is_true(flag)?)),
        None => Ok(Value::FALSE),
    }
}

fn function_of(value: Value) -> Gc<Function> {
    value.cast::<Function>().expect("the receiver of a method of function is one")
}

fn function_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(code) = args[1].cast::<Code>() else {
        let message = format!("function() argument 'code' must be code, not {}", vm.arg_type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    let Some(globals) = args[2].cast::<Dict>() else {
        let message = format!("function() argument 'globals' must be dict, not {}", vm.arg_type_name(args[2]));
        return Err(vm.type_error(&message));
    };
    let function = vm.function(code, globals)?;
    if let Some(name) = args.not_none(3) {
        let Some(name) = name.cast::<Str>() else {
            return Err(vm.type_error("arg 3 (name) must be None or string"));
        };
        function.name.set(vm, function, name);
    }
    if let Some(defaults) = args.not_none(4) {
        let Some(defaults) = defaults.cast::<Tuple>() else {
            return Err(vm.type_error("arg 4 (defaults) must be None or tuple"));
        };
        function.defaults.set(vm, function, Some(defaults));
    }
    let free = code.unit.registers.iter().filter(|r| r.kind == crate::bytecode::RegisterKind::Free).count();
    let closure = args.not_none(5);
    match closure.map(|closure| closure.cast::<Tuple>()) {
        Some(None) => return Err(vm.type_error("arg 5 (closure) must be tuple")),
        None if free != 0 => return Err(vm.type_error("arg 5 (closure) must be tuple")),
        Some(Some(closure)) if closure.len() != free => {
            let message = format!(
                "{} requires closure of length {free}, not {}",
                code.name.get().to_string_lossy(),
                closure.len()
            );
            return Err(vm.value_error(&message));
        }
        Some(Some(closure)) => {
            if let Some(bad) = closure.items().iter().find(|cell| !cell.is::<CellObject>()) {
                let message = format!("arg 5 (closure) expected cell, found {}", vm.type_name(*bad));
                return Err(vm.type_error(&message));
            }
            function.closure.set(vm, function, Some(closure));
        }
        None => {}
    }
    Ok(function.value())
}

fn function_get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if args[1].is_none() {
        return Ok(args[0]);
    }
    Ok(vm.bound_method(args[0], args[1])?.value())
}

fn function_call(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let positional = args[1].cast::<Tuple>().expect("bound as *args");
    vm.call_dict(args[0], positional.items(), args[2].cast())
}

fn function_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = vm.id(args[0]);
    let text = format!("<function {} at {id:#x}>", function_of(args[0]).qualname.get().to_string_lossy());
    Ok(vm.str(&text)?.value())
}

macro_rules! name_attribute {
    ($get:ident, $set:ident, $field:ident, $name:literal) => {
        fn $get(_: &mut Vm, value: Value) -> PyResult<Value> {
            Ok(function_of(value).$field.get().value())
        }

        fn $set(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
            let function = function_of(value);
            match new.cast::<Str>() {
                Some(new) => {
                    function.$field.set(vm, function, new);
                    Ok(())
                }
                None => Err(vm.type_error(concat!($name, " must be set to a string object"))),
            }
        }
    };
}
name_attribute!(get_name, set_name, name, "__name__");
name_attribute!(get_qualname, set_qualname, qualname, "__qualname__");

fn get_doc(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(function_of(value).doc.get())
}

fn set_doc(vm: &mut Vm, value: Value, doc: Value) -> PyResult<()> {
    let function = function_of(value);
    function.doc.set(vm, function, doc.or_none());
    Ok(())
}

fn get_module(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(function_of(value).module.get().or_none())
}

fn set_module(vm: &mut Vm, value: Value, module: Value) -> PyResult<()> {
    let function = function_of(value);
    function.module.set(vm, function, module.or_none());
    Ok(())
}

fn get_code(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(function_of(value).code.get().value())
}

fn set_code(vm: &mut Vm, value: Value, code: Value) -> PyResult<()> {
    let function = function_of(value);
    let Some(code) = code.cast::<Code>() else {
        return Err(vm.type_error("__code__ must be set to a code object"));
    };
    let free =
        |code: Gc<Code>| code.unit.registers.iter().filter(|r| r.kind == crate::bytecode::RegisterKind::Free).count();
    let (old, new) = (free(function.code.get()), free(code));
    if old != new {
        let message = format!(
            "{}() requires a code object with {old} free vars, not {new}",
            function.name.get().to_string_lossy()
        );
        return Err(vm.value_error(&message));
    }
    let code = vm.code_for_globals(code, function.globals.get(), function.builtins.get())?;
    function.code.set(vm, function, code);
    // Compiled code takes it that functions keep their code.
    vm.forget_native();
    Ok(())
}

fn get_globals(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(function_of(value).globals.get().value())
}

fn get_builtins(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(function_of(value).builtins.get().value())
}

fn get_closure(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::from(function_of(value).closure.get()).or_none())
}

fn get_defaults(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::from(function_of(value).defaults.get()).or_none())
}

fn set_defaults(vm: &mut Vm, value: Value, defaults: Value) -> PyResult<()> {
    let function = function_of(value);
    let new = match defaults {
        d if d.is_empty() || d.is_none() => None,
        d => match d.cast::<Tuple>() {
            Some(d) => Some(d),
            None => return Err(vm.type_error("__defaults__ must be set to a tuple object")),
        },
    };
    vm.replace_defaults(function, new);
    Ok(())
}

fn get_kwdefaults(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::from(function_of(value).kwdefaults.get()).or_none())
}

fn set_kwdefaults(vm: &mut Vm, value: Value, defaults: Value) -> PyResult<()> {
    let function = function_of(value);
    let new = match defaults {
        d if d.is_empty() || d.is_none() => None,
        d => match d.cast::<Dict>() {
            Some(d) => Some(d),
            None => return Err(vm.type_error("__kwdefaults__ must be set to a dict object")),
        },
    };
    function.kwdefaults.set(vm, function, new);
    Ok(())
}

fn get_annotations(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let function = function_of(value);
    let annotations = function.annotations.get();
    if annotations.is::<Dict>() {
        return Ok(annotations);
    }
    // The compiler's form: a tuple of names and values.
    let dict = vm.dict()?;
    if let Some(pairs) = annotations.cast::<Tuple>() {
        for pair in pairs.items().chunks_exact(2) {
            dict.set(vm, pair[0], pair[1])?;
        }
    }
    function.annotations.set(vm, function, dict.value());
    Ok(dict.value())
}

fn set_annotations(vm: &mut Vm, value: Value, annotations: Value) -> PyResult<()> {
    let function = function_of(value);
    let new = match annotations {
        a if a.is_empty() || a.is_none() => vm.dict()?.value(),
        a if a.is::<Dict>() => a,
        _ => return Err(vm.type_error("__annotations__ must be set to a dict object")),
    };
    function.annotations.set(vm, function, new);
    Ok(())
}

fn get_type_params(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match function_of(value).type_params.get().given() {
        Some(params) => Ok(params),
        None => Ok(vm.tuple(&[])?.value()),
    }
}

fn set_type_params(vm: &mut Vm, value: Value, params: Value) -> PyResult<()> {
    let function = function_of(value);
    if !params.is::<Tuple>() {
        return Err(vm.type_error("__type_params__ must be set to a tuple"));
    }
    function.type_params.set(vm, function, params);
    Ok(())
}

/// `types.FunctionType`
pub static FUNCTION: TypeSpec = TypeSpec {
    name: "function",
    kind: Kind::Function,
    flags: type_flag::HAS_DICT | type_flag::HAS_WEAKREF | type_flag::INHERITS_GETATTRIBUTE,
    methods: &[
        method("__new__", "(code, globals, name=None, argdefs=None, closure=None)", function_new),
        method("__get__", "(instance, owner=None, /)", function_get),
        method("__call__", "(*args, **kwargs)", function_call),
        method("__repr__", "()", function_repr),
    ],
    getset: &[
        getset("__name__", get_name, set_name),
        getset("__qualname__", get_qualname, set_qualname),
        member_set("__doc__", get_doc, set_doc),
        member_set("__module__", get_module, set_module),
        getset("__code__", get_code, set_code),
        member("__globals__", get_globals),
        member("__builtins__", get_builtins),
        member("__closure__", get_closure),
        getset("__defaults__", get_defaults, set_defaults),
        getset("__kwdefaults__", get_kwdefaults, set_kwdefaults),
        getset("__annotations__", get_annotations, set_annotations),
        getset("__type_params__", get_type_params, set_type_params),
        super::object::DICT_GETSET,
    ],
    doc: "Create a function object.",
    ..TypeSpec::EMPTY
};

fn method_of(value: Value) -> Gc<BoundMethod> {
    value.cast::<BoundMethod>().expect("the receiver of a method of method is one")
}

fn method_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !vm.is_callable(args[1]) {
        return Err(vm.type_error("first argument must be callable"));
    }
    if args[2].is_none() {
        return Err(vm.type_error("instance must not be None"));
    }
    Ok(vm.bound_method(args[1], args[2])?.value())
}

fn method_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bound = method_of(args[0]);
    let (function, receiver) = (bound.function.get(), bound.receiver.get());
    let mut name = String::from("?");
    for special in [Special::Qualname, Special::Name] {
        let key = vm.names.special(special);
        if let Some(found) = vm.get_attr_opt(function, key)?.and_then(|found| found.cast::<Str>()) {
            name = found.to_string_lossy();
            break;
        }
    }
    let text = format!("<bound method {name} of {}>", vm.repr_text(receiver)?);
    Ok(vm.str(&text)?.value())
}

fn method_eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (a, Some(b)) = (method_of(args[0]), args[1].cast::<BoundMethod>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let same =
        a.receiver.get() == b.receiver.get() && vm.compare_bool(CompareOp::Eq, a.function.get(), b.function.get())?;
    Ok(Value::bool(same))
}

fn method_hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bound = method_of(args[0]);
    let receiver = vm.id(bound.receiver.get()).rotate_right(4);
    let function = vm.hash(bound.function.get())?;
    vm.int((receiver ^ function) as i64)
}

fn method_getattribute(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    // Own attributes first, then those of the function, which wins for documentation.
    let name = super::object::attribute_name(vm, args, 1)?;
    let class = vm.types.method;
    if let Some(descriptor) = vm.lookup(class, name)
        && name != vm.names.special(Special::Doc)
    {
        return vm.bind(descriptor, args[0], class);
    }
    vm.get_attr(method_of(args[0]).function.get(), name)
}

fn method_func(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(method_of(value).function.get())
}

fn method_self(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(method_of(value).receiver.get())
}

fn method_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bound = method_of(args[0]);
    let getattr = {
        let builtins = vm.builtins;
        builtins.get_text(vm, "getattr").unwrap_or(Value::NONE)
    };
    let name = vm.names.special(Special::Name);
    let name = vm.get_attr(bound.function.get(), name)?;
    let inner = vm.tuple(&[bound.receiver.get(), name])?;
    Ok(vm.tuple(&[getattr, inner.value()])?.value())
}

fn method_doc(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let function = method_func(vm, value)?;
    let name = vm.intern("__doc__");
    vm.get_attr(function, name)
}

/// `types.MethodType`
pub static METHOD: TypeSpec = TypeSpec {
    name: "method",
    kind: Kind::BoundMethod,
    flags: type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(function, instance, /)", method_new),
        method("__call__", "(*args, **kwargs)", function_call),
        method("__repr__", "()", method_repr),
        method("__eq__", "(value, /)", method_eq),
        method("__hash__", "()", method_hash),
        method("__getattribute__", "(name, /)", method_getattribute),
        method("__setattr__", "(name, value, /)", super::object::setattr),
        method("__delattr__", "(name, /)", super::object::delattr),
        method("__reduce__", "()", method_reduce),
    ],
    getset: &[member("__func__", method_func), member("__self__", method_self), readonly("__doc__", method_doc)],
    doc: "Create a bound instance method object.",
    ..TypeSpec::EMPTY
};

fn native_of(value: Value) -> Gc<NativeFunction> {
    value.cast::<NativeFunction>().expect("the receiver of a method of a builtin function is one")
}

fn native_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let native = native_of(args[0]);
    let name = native.spec.name;
    let owner = native.owner.get().cast::<Type>().map_or(String::new(), |class| class.tp_name());
    let text = match native.role {
        NativeRole::Function => format!("<built-in {} {name}>", if owner.is_empty() { "function" } else { "method" }),
        NativeRole::Method | NativeRole::ClassMethod => format!("<method '{name}' of '{owner}' objects>"),
        NativeRole::SlotWrapper => format!("<slot wrapper '{name}' of '{owner}' objects>"),
        NativeRole::Bound | NativeRole::BoundSlotWrapper => {
            let receiver = native.receiver.get();
            let id = vm.id(receiver);
            let class = vm.type_name(receiver);
            let what = if native.role == NativeRole::Bound { "built-in method" } else { "method-wrapper" };
            format!(
                "<{what} {}{name}{} of {class} object at {id:#x}>",
                if native.role == NativeRole::Bound { "" } else { "'" },
                if native.role == NativeRole::Bound { "" } else { "'" }
            )
        }
    };
    Ok(vm.str(&text)?.value())
}

fn native_name(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(vm.str(native_of(value).spec.name)?.value())
}

fn native_qualname(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let native = native_of(value);
    // Bound ones are named after what they are bound to.
    let class = match native.role {
        NativeRole::Bound => {
            let receiver = native.receiver.get();
            Some(receiver.cast::<Type>().unwrap_or_else(|| vm.class_of(receiver)))
        }
        _ => native.owner.get().cast::<Type>(),
    };
    let text = match class {
        Some(class) => format!("{}.{}", class.qualname.get().to_string_lossy(), native.spec.name),
        None => native.spec.name.to_owned(),
    };
    Ok(vm.str(&text)?.value())
}

fn native_doc(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let native = native_of(value);
    let is_slot = matches!(native.role, NativeRole::SlotWrapper | NativeRole::BoundSlotWrapper);
    let doc = match native.spec.doc {
        "" if is_slot => crate::native::slot_docs::slot_doc(native.spec.name),
        "" => match vm.module_of_method(native.spec) {
            Some("builtins") => match crate::native::builtin_docs::method_doc(native.spec.name) {
                "" => crate::native::slot_docs::slot_doc(native.spec.name),
                doc => doc,
            },
            None if vm.module_of_spec(native.spec).is_none() => {
                crate::native::builtin_docs::function_doc(native.spec.name)
            }
            Some(_) | None => "",
        },
        doc => doc,
    };
    if doc.is_empty() { Ok(Value::NONE) } else { Ok(vm.str(doc)?.value()) }
}

fn native_text_signature(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let native = native_of(value);
    let inner = native.spec.signature.trim_start_matches('(');
    let receiver = match native.role {
        NativeRole::Method | NativeRole::SlotWrapper | NativeRole::Bound | NativeRole::BoundSlotWrapper => "$self",
        NativeRole::ClassMethod => "$type",
        NativeRole::Function if native.owner.get().is::<Type>() => "$type",
        NativeRole::Function => "$module",
    };
    let text = match inner {
        ")" => format!("({receiver}, /)"),
        _ if inner.contains('/') => format!("({receiver}, {inner}"),
        _ => format!("({receiver}, /, {inner}"),
    };
    Ok(vm.str(&text)?.value())
}

fn native_self(_: &mut Vm, value: Value) -> PyResult<Value> {
    let native = native_of(value);
    Ok(native.receiver.get().given().unwrap_or_else(|| native.owner.get().or_none()))
}

fn native_module(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let native = native_of(value);
    match native.owner.get().cast::<Module>() {
        Some(module) => {
            let name = vm.names.special(Special::Name);
            Ok(module.dict.get().get_str(vm, name).unwrap_or(Value::NONE))
        }
        None => Ok(Value::NONE),
    }
}

fn native_owner(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(native_of(value).owner.get().or_none())
}

fn native_eq(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (a, Some(b)) = (native_of(args[0]), args[1].cast::<NativeFunction>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let same = std::ptr::eq(a.spec, b.spec) && a.role == b.role && a.receiver.get() == b.receiver.get();
    Ok(Value::bool(same && a.owner.get() == b.owner.get()))
}

fn native_hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let native = native_of(args[0]);
    let receiver = vm.id(native.receiver.get()).rotate_right(4);
    vm.int(((std::ptr::from_ref(native.spec) as u64) ^ receiver) as i64 >> 3)
}

fn native_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let native = native_of(args[0]);
    let name = vm.str(native.spec.name)?.value();
    let owner = native.receiver.get().given().unwrap_or_else(|| native.owner.get().or_none());
    if owner.is_none() || owner.is::<Module>() {
        return Ok(name);
    }
    let getattr = {
        let builtins = vm.builtins;
        builtins.get_text(vm, "getattr").unwrap_or(Value::NONE)
    };
    let inner = vm.tuple(&[owner, name])?;
    Ok(vm.tuple(&[getattr, inner.value()])?.value())
}

fn native_get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let native = native_of(args[0]);
    if args[1].is_none() && args.not_none(2).is_some() && native.role != NativeRole::ClassMethod {
        return Ok(args[0]);
    }
    if native.role != NativeRole::ClassMethod
        && let Some(owner) = native.owner.get().cast::<Type>()
        && !vm.is_instance(args[1], owner)
    {
        let message = format!(
            "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
            native.spec.name,
            owner.tp_name(),
            vm.type_name(args[1])
        );
        return Err(vm.type_error(&message));
    }
    let class = match args.not_none(2).and_then(|class| class.cast::<Type>()) {
        Some(class) => class,
        None => vm.class_of(args[1]),
    };
    vm.bind(args[0], args[1], class)
}

/// `types.BuiltinFunctionType`
pub static BUILTIN_FUNCTION: TypeSpec = TypeSpec {
    name: "builtin_function_or_method",
    kind: Kind::NativeFunction,
    flags: type_flag::HAS_WEAKREF | type_flag::NO_NEW,
    methods: &[
        method("__call__", "(*args, **kwargs)", function_call),
        method("__repr__", "()", native_repr),
        method("__eq__", "(value, /)", native_eq),
        method("__hash__", "()", native_hash),
        method("__reduce__", "()", native_reduce),
    ],
    getset: &[
        readonly("__name__", native_name),
        readonly("__qualname__", native_qualname),
        readonly("__doc__", native_doc),
        readonly("__text_signature__", native_text_signature),
        readonly("__self__", native_self),
        member("__module__", native_module),
    ],
    ..TypeSpec::EMPTY
};

macro_rules! descriptor_type {
    ($const:ident, $name:literal, $doc:literal $(, $reduce:expr)?) => {
        #[doc = $doc]
        pub static $const: TypeSpec = TypeSpec {
            name: $name,
            kind: Kind::NativeFunction,
            flags: type_flag::NO_NEW,
            methods: &[
                method("__call__", "(*args, **kwargs)", function_call),
                method("__get__", "(instance, owner=None, /)", native_get),
                method("__repr__", "()", native_repr),
                $(method("__reduce__", "()", $reduce),)?
            ],
            getset: &[
                member("__name__", native_name),
                readonly("__qualname__", native_qualname),
                readonly("__doc__", native_doc),
                readonly("__text_signature__", native_text_signature),
                member("__objclass__", native_owner),
            ],
            ..TypeSpec::EMPTY
        };
    };
}
descriptor_type!(METHOD_DESCRIPTOR, "method_descriptor", "`types.MethodDescriptorType`", native_reduce);
descriptor_type!(WRAPPER_DESCRIPTOR, "wrapper_descriptor", "`types.WrapperDescriptorType`", native_reduce);
descriptor_type!(CLASSMETHOD_DESCRIPTOR, "classmethod_descriptor", "`types.ClassMethodDescriptorType`");

/// `types.MethodWrapperType`
pub static METHOD_WRAPPER: TypeSpec = TypeSpec {
    name: "method-wrapper",
    kind: Kind::NativeFunction,
    flags: type_flag::NO_NEW,
    methods: &[
        method("__call__", "(*args, **kwargs)", function_call),
        method("__repr__", "()", native_repr),
        method("__eq__", "(value, /)", native_eq),
        method("__hash__", "()", native_hash),
        method("__reduce__", "()", native_reduce),
    ],
    getset: &[
        readonly("__name__", native_name),
        readonly("__qualname__", native_qualname),
        readonly("__doc__", native_doc),
        readonly("__text_signature__", native_text_signature),
        member("__self__", native_self),
        member("__objclass__", native_owner),
    ],
    ..TypeSpec::EMPTY
};

fn cell_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(vm.cell(args.get(1))?.value())
}

fn cell_get(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let cell = value.cast::<CellObject>().expect("the receiver is a cell");
    match cell.get().given() {
        Some(content) => Ok(content),
        None => Err(vm.value_error("Cell is empty")),
    }
}

fn cell_set(vm: &mut Vm, value: Value, content: Value) -> PyResult<()> {
    value.cast::<CellObject>().expect("the receiver is a cell").set(vm, content);
    Ok(())
}

fn cell_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = vm.id(args[0]);
    let text = match args[0].cast::<CellObject>().and_then(|cell| cell.get().given()) {
        Some(content) => {
            let inner = vm.id(content);
            format!("<cell at {id:#x}: {} object at {inner:#x}>", vm.type_name(content))
        }
        None => format!("<cell at {id:#x}: empty>"),
    };
    Ok(vm.str(&text)?.value())
}

fn cell_compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    let (Some(a), Some(b)) = (args[0].cast::<CellObject>(), args[1].cast::<CellObject>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    match (a.get().given(), b.get().given()) {
        (Some(a), Some(b)) => vm.compare(op, a, b),
        (a, b) => Ok(Value::bool(op.holds(a.is_some().cmp(&b.is_some())))),
    }
}

macro_rules! cell_compare {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { cell_compare(vm, args, CompareOp::$op) })*
    };
}
cell_compare! { cell_lt Lt; cell_le Le; cell_eq Eq; cell_ne Ne; cell_gt Gt; cell_ge Ge; }

/// `types.CellType`
pub static CELL: TypeSpec = TypeSpec {
    name: "cell",
    kind: Kind::Cell,
    methods: &[
        method("__new__", "(contents=None, /)", cell_new),
        method("__repr__", "()", cell_repr),
        method("__lt__", "(value, /)", cell_lt),
        method("__le__", "(value, /)", cell_le),
        method("__eq__", "(value, /)", cell_eq),
        method("__ne__", "(value, /)", cell_ne),
        method("__gt__", "(value, /)", cell_gt),
        method("__ge__", "(value, /)", cell_ge),
    ],
    getset: &[getset("cell_contents", cell_get, cell_set)],
    ..TypeSpec::EMPTY
};
