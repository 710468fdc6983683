//! Attributes that builtin exception classes add, kept in an array; ImportError, NameError and AttributeError.

use super::{init, of, str};
use crate::heap::Gc;
use crate::native::{Args, FnSpec, GetSetSpec, member_set, method};
use crate::object::array::Array;
use crate::object::dict::Dict;
use crate::object::exception::Exception;
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// Fields of an exception's array: as many as the class with the most has.
const FIELDS: usize = 8;

/// Field `index`, if it is set.
pub(super) fn field(exception: Gc<Exception>, index: usize) -> Option<Value> {
    exception.data.get().cast::<Array>().and_then(|fields| fields.get(index).given())
}

/// Sets field `index`; EMPTY unsets it.
pub(super) fn set_field(vm: &mut Vm, exception: Gc<Exception>, index: usize, value: Value) -> PyResult<()> {
    let fields = match exception.data.get().cast::<Array>() {
        Some(fields) => fields,
        None => {
            let fields = Array::new(vm, FIELDS)?;
            exception.data.set(vm, exception, fields.value());
            fields
        }
    };
    fields.set(vm, index, value);
    Ok(())
}

/// Reads field `INDEX` as an attribute, None if it is not set.
pub(super) fn get<const INDEX: usize>(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(field(of(value), INDEX).unwrap_or(Value::NONE))
}

/// Writes field `INDEX` as an attribute; deleting it makes it None.
pub(super) fn set<const INDEX: usize>(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    set_field(vm, of(value), INDEX, new)
}

/// Sets fields from keywords of the constructor.
fn keywords(vm: &mut Vm, args: Args<'_>, class: &str, names: &[(&str, usize)]) -> PyResult<()> {
    let exception = of(args[0]);
    exception.args.set(vm, exception, args[1].cast().expect("bound as *args"));
    let given = args[2].cast::<Dict>().expect("bound as **kwargs");
    let mut at = 0;
    while let Some((entry, key, value)) = given.next_item(at) {
        at = entry + 1;
        let name = key.cast::<Str>().map(|key| key.to_string_lossy()).unwrap_or_default();
        match names.iter().find(|(known, _)| *known == name) {
            Some(&(_, index)) => set_field(vm, exception, index, value)?,
            None => {
                let message = format!("'{name}' is an invalid keyword argument for {class}()");
                return Err(vm.type_error(&message));
            }
        }
    }
    Ok(())
}

/// The instance's dict with these fields added, if there is anything to add or in it.
fn state(vm: &mut Vm, value: Value, names: &[(&str, usize)]) -> PyResult<Option<Gc<Dict>>> {
    let copy = vm.dict()?;
    if let Some(own) = vm.instance_dict(of(value).header())? {
        crate::builtins::dict::update(vm, copy, own.value())?;
    }
    for &(name, index) in names {
        if let Some(value) = field(of(value), index) {
            copy.set_text(vm, name, value)?;
        }
    }
    Ok(if copy.is_empty() { None } else { Some(copy) })
}

fn reduced(vm: &mut Vm, value: Value, state: Option<Gc<Dict>>) -> PyResult<Value> {
    let (class, args) = (vm.class_of(value).value(), of(value).args.get().value());
    match state {
        Some(state) => Ok(vm.tuple(&[class, args, state.value()])?.value()),
        None => Ok(vm.tuple(&[class, args])?.value()),
    }
}

const IMPORT_FIELDS: &[(&str, usize)] = &[("name", 1), ("path", 2), ("name_from", 3)];

fn import_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    for &(_, index) in IMPORT_FIELDS {
        set_field(vm, of(args[0]), index, Value::EMPTY)?;
    }
    keywords(vm, args, "ImportError", IMPORT_FIELDS)?;
    let exception = of(args[0]);
    let values = exception.args.get();
    let message = if values.len() == 1 { values.get(0) } else { Value::EMPTY };
    set_field(vm, exception, 0, message)?;
    Ok(Value::NONE)
}

fn import_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match field(of(args[0]), 0) {
        Some(message) if vm.class_of(message) == vm.types.str => Ok(message),
        _ => str(vm, args),
    }
}

fn import_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let state = state(vm, args[0], IMPORT_FIELDS)?;
    reduced(vm, args[0], state)
}

/// Methods of ImportError.
pub const IMPORT_ERROR_METHODS: &[FnSpec] = &[
    method("__init__", "(*args, **kwargs)", import_init),
    method("__str__", "()", import_str),
    method("__reduce__", "()", import_reduce),
];
/// Attributes of ImportError.
pub const IMPORT_ERROR_GETSET: &[GetSetSpec] = &[
    member_set("msg", get::<0>, set::<0>),
    member_set("name", get::<1>, set::<1>),
    member_set("path", get::<2>, set::<2>),
    member_set("name_from", get::<3>, set::<3>),
];

fn name_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    keywords(vm, args, "NameError", &[("name", 0)])?;
    Ok(Value::NONE)
}

/// Methods of NameError.
pub const NAME_ERROR_METHODS: &[FnSpec] = &[method("__init__", "(*args, **kwargs)", name_init)];
/// Attributes of NameError.
pub const NAME_ERROR_GETSET: &[GetSetSpec] = &[member_set("name", get::<0>, set::<0>)];

fn attribute_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    keywords(vm, args, "AttributeError", &[("name", 0), ("obj", 1)])?;
    Ok(Value::NONE)
}

/// Whether a native `__init__` is that of a class whose fields are keywords only.
pub(super) fn is_keyword_init(call: usize) -> bool {
    call == name_init as *const () as usize || call == attribute_init as *const () as usize
}

/// The object is not pickled: often it could not be.
fn attribute_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let state = match state(vm, args[0], &[("name", 0)])? {
        Some(state) => state,
        None => vm.dict()?,
    };
    let values = of(args[0]).args.get().value();
    state.set_text(vm, "args", values)?;
    Ok(state.value())
}

fn attribute_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let state = attribute_state(vm, args)?;
    reduced(vm, args[0], state.cast())
}

/// Methods of AttributeError.
pub const ATTRIBUTE_ERROR_METHODS: &[FnSpec] = &[
    method("__init__", "(*args, **kwargs)", attribute_init),
    method("__getstate__", "()", attribute_state),
    method("__reduce__", "()", attribute_reduce),
];
/// Attributes of AttributeError.
pub const ATTRIBUTE_ERROR_GETSET: &[GetSetSpec] =
    &[member_set("name", get::<0>, set::<0>), member_set("obj", get::<1>, set::<1>)];

/// Sets `name` and `obj` of an AttributeError.
pub(crate) fn set_attribute_error(vm: &mut Vm, exception: Gc<Exception>, object: Value, name: Gc<Str>) -> PyResult<()> {
    set_name_error(vm, exception, name)?;
    set_field(vm, exception, 1, object)
}

/// Sets `name` of a NameError.
pub(crate) fn set_name_error(vm: &mut Vm, exception: Gc<Exception>, name: Gc<Str>) -> PyResult<()> {
    set_field(vm, exception, 0, name.value())
}

/// `__init__` of BaseException, for classes that only add fields.
pub(super) fn base_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    init(vm, args)
}
