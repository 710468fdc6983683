//! Methods and attributes of the exception classes; the classes themselves are in `exceptions::hierarchy`.
//!
//! What a class adds to BaseException is in `data`: the one value itself, or an array of fields (`fields.rs`).

mod fields;
mod group;
mod os;
mod syntax;
mod unicode;

pub use fields::{
    ATTRIBUTE_ERROR_GETSET, ATTRIBUTE_ERROR_METHODS, IMPORT_ERROR_GETSET, IMPORT_ERROR_METHODS, NAME_ERROR_GETSET,
    NAME_ERROR_METHODS,
};
pub(crate) use fields::{set_attribute_error, set_name_error};
pub use group::{GROUP_GETSET, GROUP_METHODS};
pub(crate) use group::{exception_group, group_match, prepare_reraise_star};
pub use os::{OS_ERROR_GETSET, OS_ERROR_METHODS};
pub use syntax::{SYNTAX_ERROR_GETSET, SYNTAX_ERROR_METHODS};
pub use unicode::{
    UNICODE_DECODE_METHODS, UNICODE_ENCODE_METHODS, UNICODE_GETSET, UNICODE_TRANSLATE_GETSET, UNICODE_TRANSLATE_METHODS,
};

use crate::exceptions::hierarchy::Exc;
use crate::heap::{Gc, Native};
use crate::native::{Args, FnSpec, GetSetSpec, getset, method};
use crate::object::Special;
use crate::object::exception::{Exception, Traceback};
use crate::object::list::List;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::Type;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

fn of(value: Value) -> Gc<Exception> {
    value.cast::<Exception>().expect("the receiver of a method of BaseException is one")
}

/// `BaseException.__new__`
pub(crate) fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let positional = args[1].cast::<Tuple>().expect("bound as *args");
    Ok(vm.exception_of_class(class, positional)?.value())
}

fn no_keywords(vm: &mut Vm, args: Args<'_>) -> PyResult<()> {
    let keywords = args[2].cast::<crate::object::dict::Dict>().is_some_and(|kwargs| !kwargs.is_empty());
    if keywords {
        let message = format!("{}() takes no keyword arguments", vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    }
    Ok(())
}

/// `BaseException.__init__`
pub(crate) fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    no_keywords(vm, args)?;
    let exception = of(args[0]);
    exception.args.set(vm, exception, args[1].cast().expect("bound as *args"));
    Ok(Value::NONE)
}

fn str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let values = of(args[0]).args.get();
    match values.items() {
        [] => Ok(vm.empty_str().value()),
        [one] => Ok(vm.to_str(*one)?.value()),
        _ => Ok(vm.repr(values.value())?.value()),
    }
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let values = of(args[0]).args.get();
    let name = vm.type_name(args[0]);
    let text = match values.items() {
        [one] => format!("{name}({})", vm.repr_text(*one)?),
        _ => format!("{name}{}", vm.repr_text(values.value())?),
    };
    Ok(vm.str(&text)?.value())
}

fn with_traceback(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    set_traceback(vm, args[0], args[1])?;
    Ok(args[0])
}

fn add_note(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[1].is::<Str>() {
        let message = format!("note must be a str, not '{}'", vm.type_name(args[1]));
        return Err(vm.type_error(&message));
    }
    let name = vm.names.special(Special::Notes);
    let notes = match vm.get_attr_opt(args[0], name)? {
        Some(notes) => notes,
        None => {
            let notes = vm.list(&[])?.value();
            vm.set_attr(args[0], name, notes)?;
            notes
        }
    };
    match notes.cast::<List>() {
        Some(notes) => notes.push(vm, args[1]).map(|()| Value::NONE),
        None => Err(vm.type_error("Cannot add note: __notes__ is not a list")),
    }
}

fn setstate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[1].is_none() && !args[1].is::<crate::object::dict::Dict>() {
        return Err(vm.type_error("state is not a dictionary"));
    }
    if let Some(state) = args[1].cast::<crate::object::dict::Dict>() {
        let mut at = 0;
        while let Some((entry, key, value)) = state.next_item(at) {
            if let Some(key) = key.cast::<Str>() {
                vm.set_attr(args[0], key, value)?;
            }
            at = entry + 1;
        }
    }
    Ok(Value::NONE)
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]).value();
    let values = of(args[0]).args.get().value();
    match vm.instance_dict(of(args[0]).header())? {
        Some(dict) if !dict.is_empty() => Ok(vm.tuple(&[class, values, dict.value()])?.value()),
        Some(_) | None => Ok(vm.tuple(&[class, values])?.value()),
    }
}

fn get_args(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).args.get().value())
}

fn set_args(vm: &mut Vm, value: Value, args: Value) -> PyResult<()> {
    if args.is_empty() {
        return Err(vm.type_error("args may not be deleted"));
    }
    let tuple = vm.collect_tuple(args)?;
    let exception = of(value);
    exception.args.set(vm, exception, tuple);
    Ok(())
}

fn get_cause(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).cause.get().or_none())
}

fn set_cause(vm: &mut Vm, value: Value, cause: Value) -> PyResult<()> {
    if cause.is_empty() {
        return Err(vm.type_error("__cause__ may not be deleted"));
    }
    let exception = of(value);
    if !cause.is_none() && !cause.is::<Exception>() {
        return Err(vm.type_error("exception cause must be None or derive from BaseException"));
    }
    exception.suppress_context.set(true);
    exception.cause.set(vm, exception, if cause.is_none() { Value::EMPTY } else { cause });
    Ok(())
}

fn get_context(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).context.get().or_none())
}

fn set_context(vm: &mut Vm, value: Value, context: Value) -> PyResult<()> {
    if context.is_empty() {
        return Err(vm.type_error("__context__ may not be deleted"));
    }
    let exception = of(value);
    if !context.is_none() && !context.is::<Exception>() {
        return Err(vm.type_error("exception context must be None or derive from BaseException"));
    }
    exception.context.set(vm, exception, if context.is_none() { Value::EMPTY } else { context });
    Ok(())
}

fn get_traceback(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).traceback.get().or_none())
}

fn set_traceback(vm: &mut Vm, value: Value, traceback: Value) -> PyResult<()> {
    if traceback.is_empty() {
        return Err(vm.type_error("__traceback__ may not be deleted"));
    }
    if !traceback.is_none() && !traceback.is::<Native<Traceback>>() {
        return Err(vm.type_error("__traceback__ must be a traceback or None"));
    }
    let exception = of(value);
    exception.traceback.set(vm, exception, if traceback.is_none() { Value::EMPTY } else { traceback });
    Ok(())
}

fn get_suppress(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).suppress_context.get()))
}

fn set_suppress(vm: &mut Vm, value: Value, suppress: Value) -> PyResult<()> {
    if suppress.is_empty() {
        return Err(vm.type_error("can't delete numeric/char attribute"));
    }
    if !suppress.is_bool() {
        return Err(vm.type_error("attribute value type must be bool"));
    }
    of(value).suppress_context.set(suppress == Value::TRUE);
    Ok(())
}

/// Methods of BaseException.
pub const BASE_METHODS: &[FnSpec] = &[
    method("__new__", "(*args, **kwargs)", new),
    method("__init__", "(*args, **kwargs)", init),
    method("__str__", "()", str),
    method("__repr__", "()", repr),
    method("with_traceback", "(tb, /)", with_traceback),
    method("add_note", "(note, /)", add_note),
    method("__setstate__", "(state, /)", setstate),
    method("__reduce__", "()", reduce),
];

/// Attributes of BaseException.
pub const BASE_GETSET: &[GetSetSpec] = &[
    getset("args", get_args, set_args),
    getset("__cause__", get_cause, set_cause),
    getset("__context__", get_context, set_context),
    getset("__traceback__", get_traceback, set_traceback),
    getset("__suppress_context__", get_suppress, set_suppress),
    crate::builtins::object::DICT_GETSET,
];

/// `value` of a `StopIteration`.
pub fn stop_iteration_value(exception: Value) -> Value {
    of(exception).data.get().or_none()
}

fn data_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    init(vm, args)?;
    init_data(vm, of(args[0]));
    Ok(Value::NONE)
}

/// Whether a native `__init__` is that of StopIteration and SystemExit, which [`init_data`] does the work of.
pub(crate) fn is_data_init(call: usize) -> bool {
    call == data_init as *const () as usize
}

/// Whether a native `__init__` does no more than setting `args` where it is given no keywords.
pub(crate) fn is_plain_init(call: usize) -> bool {
    call == init as *const () as usize || fields::is_keyword_init(call)
}

/// Makes `value` of StopIteration and `code` of SystemExit of the arguments.
pub(crate) fn init_data(vm: &mut Vm, exception: Gc<Exception>) {
    let values = exception.args.get();
    let data = match values.items() {
        [] => Value::EMPTY,
        [one] => *one,
        _ if vm.is_instance(exception.value(), vm.exc(Exc::StopIteration)) => values.get(0),
        _ => values.value(),
    };
    exception.data.set(vm, exception, data);
}

fn get_data(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.get().or_none())
}

fn set_data(vm: &mut Vm, value: Value, data: Value) -> PyResult<()> {
    let exception = of(value);
    exception.data.set(vm, exception, data);
    Ok(())
}

/// Methods of StopIteration.
pub const STOP_ITERATION_METHODS: &[FnSpec] = &[method("__init__", "(*args, **kwargs)", data_init)];
/// Attributes of StopIteration.
pub const STOP_ITERATION_GETSET: &[GetSetSpec] = &[getset("value", get_data, set_data)];
/// Methods of SystemExit.
pub const SYSTEM_EXIT_METHODS: &[FnSpec] = &[method("__init__", "(*args, **kwargs)", data_init)];
/// Attributes of SystemExit.
pub const SYSTEM_EXIT_GETSET: &[GetSetSpec] = &[getset("code", get_data, set_data)];

fn key_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match of(args[0]).args.get().items() {
        [one] => Ok(vm.repr(*one)?.value()),
        _ => str(vm, args),
    }
}

/// Methods of KeyError.
pub const KEY_ERROR_METHODS: &[FnSpec] = &[method("__str__", "()", key_str)];

impl Vm {
    /// Sets an exception whose arguments are an errno and its text.
    pub fn raise_args_errno(&mut self, exc: Exc, errno: i32, text: &str) -> Raised {
        match self.str(text) {
            Ok(text) => self.raise_args(exc, &[Value::int32(errno), text.value()]),
            Err(raised) => raised,
        }
    }

    /// Sets the OSError for an error of the operating system, with a file name.
    pub fn os_error(&mut self, error: &std::io::Error, file: Option<&str>) -> Raised {
        let errno = error.raw_os_error().unwrap_or(0);
        let text = error.to_string();
        let text = text.split(" (os error").next().unwrap_or(&text).to_owned();
        let made = (|| {
            let text = self.str(&text)?.value();
            match file {
                Some(file) => {
                    let file = self.str(file)?.value();
                    Ok(self.raise_args(Exc::OSError, &[Value::int32(errno), text, file]))
                }
                None => Ok(self.raise_args(Exc::OSError, &[Value::int32(errno), text])),
            }
        })();
        made.unwrap_or_else(|raised: Raised| raised)
    }
}
