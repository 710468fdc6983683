//! `_thread._local`: an object with attributes of their own for each thread.
//!
//! The object maps identities of threads to namespaces. Each thread remembers, weakly, the objects that it has a namespace
//! in, and takes it away when it ends.

use crate::receiver::{class_arg, this};
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, method, readonly};
use runtime::object::dict::Dict;
use runtime::object::list::List;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::{Type, type_flag};
use runtime::object::weak::WeakRef;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

pub(super) struct Local {
    args: Field<Value>,
    kwargs: Field<Value>,
    /// Namespaces by identity of the thread.
    namespaces: Field<Gc<Dict>>,
}
runtime::native_data!(Local, [args, kwargs, namespaces]);

/// A weak reference to an object that the running thread has a namespace in.
static REFERENCE: TypeSpec = TypeSpec { name: "_localreference", module: "_thread", ..TypeSpec::EMPTY };

/// Where a thread remembers its objects.
static TOUCHED: &str = "_thread: objects with a namespace of the thread";

fn has_init_of_its_own(vm: &mut Vm, class: Gc<Type>) -> bool {
    let name = vm.intern("__init__");
    let object = vm.types.object;
    vm.lookup(class, name) != vm.lookup(object, name)
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = class_arg(args);
    let positional = args[1].cast::<Tuple>().is_some_and(|args| !args.is_empty());
    let keywords = args.opt(2).and_then(|kwargs| kwargs.cast::<Dict>()).is_some_and(|kwargs| !kwargs.is_empty());
    if (positional || keywords) && !has_init_of_its_own(vm, class) {
        return Err(vm.type_error("Initialization arguments are not supported"));
    }
    let namespaces = vm.dict()?;
    let data =
        Local { args: Field::new(args[1]), kwargs: Field::new(args[2].or_none()), namespaces: Field::new(namespaces) };
    let local = vm.native(class, data)?;
    add_namespace(vm, local)?;
    Ok(local.value())
}

fn add_namespace(vm: &mut Vm, local: Gc<Native<Local>>) -> PyResult<Gc<Dict>> {
    let namespace = vm.dict()?;
    let me = vm.thread_ident();
    let me = vm.int(me)?;
    local.data.namespaces.get().set(vm, me, namespace.value())?;
    if vm.is_main_thread() {
        return Ok(namespace);
    }
    let touched = match vm.thread_value(TOUCHED).and_then(|touched| touched.cast::<List>()) {
        Some(touched) => touched,
        None => {
            let touched = vm.list(&[])?;
            vm.set_thread_value(TOUCHED, touched.value());
            touched
        }
    };
    let class = vm.native_type(&REFERENCE)?;
    let reference = vm.weak_ref(class, local.value(), Value::EMPTY)?;
    touched.push(vm, reference.value())?;
    Ok(namespace)
}

/// Takes away the namespaces of the running thread, which ends.
pub(super) fn forget_thread(vm: &mut Vm) {
    let Some(touched) = vm.thread_value(TOUCHED).and_then(|touched| touched.cast::<List>()) else { return };
    let ident = vm.thread_ident();
    let Ok(me) = vm.int(ident) else { return };
    for index in 0..touched.len() {
        let local = touched.get(index).and_then(|reference| reference.cast::<Native<WeakRef>>());
        let local = local.and_then(|reference| reference.data.get()).and_then(|local| local.cast::<Native<Local>>());
        if let Some(local) = local
            && let Err(raised) = local.data.namespaces.get().remove(vm, me)
        {
            vm.take_exception(raised);
        }
    }
}

/// The running thread's namespace; in a thread that has none yet, the object is initialised again.
fn namespace(vm: &mut Vm, local: Gc<Native<Local>>) -> PyResult<Gc<Dict>> {
    let me = vm.thread_ident();
    let me = vm.int(me)?;
    let namespaces = local.data.namespaces.get();
    if let Some(known) = namespaces.get(vm, me)?.and_then(|namespace| namespace.cast::<Dict>()) {
        return Ok(known);
    }
    let namespace = add_namespace(vm, local)?;
    let class = vm.class_of(local.value());
    if has_init_of_its_own(vm, class) {
        let args = local.data.args.get().cast::<Tuple>();
        let args = args.as_ref().map_or(&[][..], |args| args.items());
        let kwargs = local.data.kwargs.get().cast::<Dict>();
        let init = vm.intern("__init__");
        let made = match vm.lookup(class, init) {
            Some(init) => vm.bind(init, local.value(), class).and_then(|init| vm.call_dict(init, args, kwargs)),
            None => Ok(Value::NONE),
        };
        if let Err(raised) = made {
            let exception = vm.take_exception(raised);
            local.data.namespaces.get().remove(vm, me)?;
            return Err(vm.set_exception(exception));
        }
    }
    Ok(namespace)
}

fn name_of(vm: &mut Vm, value: Value) -> PyResult<Gc<Str>> {
    match value.cast::<Str>() {
        Some(name) => Ok(vm.intern_str(name)),
        None => {
            let message = format!("attribute name must be string, not '{}'", vm.type_name(value));
            Err(vm.type_error(&message))
        }
    }
}

fn getattribute(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (object, name) = (args[0], name_of(vm, args[1])?);
    let namespace = namespace(vm, this::<Local>(object))?;
    if name.is_text("__dict__") {
        return Ok(namespace.value());
    }
    let class = vm.class_of(object);
    let in_class = vm.lookup(class, name);
    if let Some(descriptor) = in_class
        && vm.is_data_descriptor(descriptor)
    {
        return vm.bind(descriptor, object, class);
    }
    if let Some(value) = namespace.get_str(vm, name) {
        return Ok(value);
    }
    match in_class {
        Some(descriptor) => vm.bind(descriptor, object, class),
        None => Err(vm.attribute_error(object, name)),
    }
}

/// Sets an attribute, or deletes it when the value is EMPTY.
fn change(vm: &mut Vm, object: Value, name: Value, value: Value) -> PyResult<Value> {
    let name = name_of(vm, name)?;
    if name.is_text("__dict__") {
        let message = format!("'{}' object attribute '__dict__' is read-only", vm.type_name(object));
        return Err(vm.attribute_error_for(object, name, &message));
    }
    let namespace = namespace(vm, this::<Local>(object))?;
    let class = vm.class_of(object);
    if let Some(descriptor) = vm.lookup(class, name)
        && vm.set_through_descriptor(descriptor, object, value)?
    {
        return Ok(Value::NONE);
    }
    if !value.is_empty() {
        namespace.set_str(vm, name, value)?;
    } else if namespace.remove_str(vm, name).is_none() {
        return Err(vm.attribute_error(object, name));
    }
    Ok(Value::NONE)
}

fn setattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    change(vm, args[0], args[1], args[2])
}

fn delattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    change(vm, args[0], args[1], Value::EMPTY)
}

fn get_dict(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(namespace(vm, this::<Local>(value))?.value())
}

/// `_thread._local`
pub(super) static LOCAL: TypeSpec = TypeSpec {
    name: "_local",
    module: "_thread",
    flags: type_flag::BASE_TYPE | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(*args, **kwargs)", new),
        method("__getattribute__", "(name, /)", getattribute),
        method("__setattr__", "(name, value, /)", setattr),
        method("__delattr__", "(name, /)", delattr),
    ],
    getset: &[readonly("__dict__", get_dict)],
    doc: "Thread-local data",
    ..TypeSpec::EMPTY
};
