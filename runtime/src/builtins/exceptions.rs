//! Methods and attributes of the exception classes; the classes themselves are in `exceptions::hierarchy`.
//!
//! What a class adds to BaseException is kept in the instance's attribute storage under the attribute's own name.

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
    let suppress = vm.is_true(suppress)?;
    of(value).suppress_context.set(suppress);
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
    let exception = of(args[0]);
    let values = exception.args.get();
    let data = match values.items() {
        [] => Value::EMPTY,
        [one] => *one,
        _ if vm.is_instance(args[0], vm.exc(Exc::StopIteration)) => values.get(0),
        _ => values.value(),
    };
    exception.data.set(vm, exception, data);
    Ok(Value::NONE)
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

/// Sets attributes from keywords of the constructor, None for those not given.
fn keyword_init(vm: &mut Vm, args: Args<'_>, names: &[&str]) -> PyResult<Value> {
    let exception = of(args[0]);
    exception.args.set(vm, exception, args[1].cast().expect("bound as *args"));
    let kwargs = args[2].cast::<crate::object::dict::Dict>().expect("bound as **kwargs");
    let mut known = 0;
    for name in names {
        let value = kwargs.get_text(vm, name);
        known += usize::from(value.is_some());
        let name = vm.intern(name);
        vm.set_instance_attr(exception.header(), name, value.unwrap_or(Value::NONE))?;
    }
    if known < kwargs.len() {
        let unknown = kwargs
            .items()
            .filter_map(|(key, _)| key.cast::<Str>())
            .map(|key| key.to_string_lossy())
            .find(|key| !names.contains(&&**key));
        let message =
            format!("{}() got an unexpected keyword argument '{}'", vm.type_name(args[0]), unknown.unwrap_or_default());
        return Err(vm.type_error(&message));
    }
    Ok(Value::NONE)
}

fn import_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    keyword_init(vm, args, &["name", "path", "name_from"])?;
    let exception = of(args[0]);
    let values = exception.args.get();
    let message = if values.len() == 1 { values.get(0) } else { Value::NONE };
    let name = vm.intern("msg");
    vm.set_instance_attr(exception.header(), name, message)?;
    Ok(Value::NONE)
}

fn name_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    keyword_init(vm, args, &["name"])
}

fn attribute_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    keyword_init(vm, args, &["name", "obj"])
}

/// Methods of ImportError.
pub const IMPORT_ERROR_METHODS: &[FnSpec] = &[method("__init__", "(*args, **kwargs)", import_init)];
/// Attributes of ImportError are in the instance.
pub const IMPORT_ERROR_GETSET: &[GetSetSpec] = &[];
/// Methods of NameError.
pub const NAME_ERROR_METHODS: &[FnSpec] = &[method("__init__", "(*args, **kwargs)", name_init)];
/// Attributes of NameError are in the instance.
pub const NAME_ERROR_GETSET: &[GetSetSpec] = &[];
/// Methods of AttributeError.
pub const ATTRIBUTE_ERROR_METHODS: &[FnSpec] = &[method("__init__", "(*args, **kwargs)", attribute_init)];
/// Attributes of AttributeError are in the instance.
pub const ATTRIBUTE_ERROR_GETSET: &[GetSetSpec] = &[];

fn syntax_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    init(vm, args)?;
    let exception = of(args[0]);
    let values = exception.args.get();
    let details = match values.items() {
        [_, details] => Some(vm.collect_tuple(*details)?),
        _ => None,
    };
    let message = values.items().first().copied().unwrap_or(Value::NONE);
    let detail = |index: usize| details.and_then(|d| d.items().get(index).copied()).unwrap_or(Value::NONE);
    let fields = [
        ("msg", message),
        ("filename", detail(0)),
        ("lineno", detail(1)),
        ("offset", detail(2)),
        ("text", detail(3)),
        ("end_lineno", detail(4)),
        ("end_offset", detail(5)),
        ("print_file_and_line", Value::NONE),
    ];
    for (name, value) in fields {
        let name = vm.intern(name);
        vm.set_instance_attr(exception.header(), name, value)?;
    }
    Ok(Value::NONE)
}

fn syntax_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let message = vm.get_attr_text(args[0], "msg")?;
    let text = vm.to_str(message)?.to_string_lossy();
    let (file, line) = (vm.get_attr_text(args[0], "filename")?, vm.get_attr_text(args[0], "lineno")?);
    let base = file.cast::<Str>().map(|file| {
        let file = file.to_string_lossy();
        file.rsplit('/').next().unwrap_or(&file).to_owned()
    });
    let text = match (base, line.as_i64()) {
        (Some(base), Some(line)) => format!("{text} ({base}, line {line})"),
        (Some(base), None) => format!("{text} ({base})"),
        (None, Some(line)) => format!("{text} (line {line})"),
        (None, None) => text,
    };
    Ok(vm.str(&text)?.value())
}

/// Methods of SyntaxError.
pub const SYNTAX_ERROR_METHODS: &[FnSpec] =
    &[method("__init__", "(*args, **kwargs)", syntax_init), method("__str__", "()", syntax_str)];
/// Attributes of SyntaxError are in the instance.
pub const SYNTAX_ERROR_GETSET: &[GetSetSpec] = &[];

fn key_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match of(args[0]).args.get().items() {
        [one] => Ok(vm.repr(*one)?.value()),
        _ => str(vm, args),
    }
}

/// Methods of KeyError.
pub const KEY_ERROR_METHODS: &[FnSpec] = &[method("__str__", "()", key_str)];

/// The subclass of OSError for an errno.
fn os_error_class(errno: i64) -> Option<Exc> {
    Some(match i32::try_from(errno).ok()? {
        libc::EAGAIN | libc::EALREADY | libc::EINPROGRESS => Exc::BlockingIOError,
        libc::EPIPE | libc::ESHUTDOWN => Exc::BrokenPipeError,
        libc::ECHILD => Exc::ChildProcessError,
        libc::ECONNABORTED => Exc::ConnectionAbortedError,
        libc::ECONNREFUSED => Exc::ConnectionRefusedError,
        libc::ECONNRESET => Exc::ConnectionResetError,
        libc::EEXIST => Exc::FileExistsError,
        libc::ENOENT => Exc::FileNotFoundError,
        libc::EISDIR => Exc::IsADirectoryError,
        libc::ENOTDIR => Exc::NotADirectoryError,
        libc::EINTR => Exc::InterruptedError,
        libc::EACCES | libc::EPERM => Exc::PermissionError,
        libc::ESRCH => Exc::ProcessLookupError,
        libc::ETIMEDOUT => Exc::TimeoutError,
        _ => return None,
    })
}

fn os_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut class = args[0].cast::<Type>().expect("checked by the caller");
    let positional = args[1].cast::<Tuple>().expect("bound as *args");
    let count = positional.len();
    if class == vm.exc(Exc::OSError)
        && (2..=5).contains(&count)
        && let Some(exc) = positional.get(0).as_i64().and_then(os_error_class)
    {
        class = vm.exc(exc);
    }
    let exception = vm.exception_of_class(class, positional)?;
    // The third argument of a BlockingIOError is how much was written, if it is a number.
    let third = positional.items().get(2).copied().filter(|_| (3..=5).contains(&count));
    let blocking = class == vm.exc(Exc::BlockingIOError);
    let written = match third.filter(|third| blocking && third.as_int().is_some()) {
        Some(third) => Some(vm.index_i64(third, Exc::ValueError)?),
        None => None,
    };
    let given = |index: usize| {
        if (2..=5).contains(&count) { positional.items().get(index).copied() } else { None }.unwrap_or(Value::NONE)
    };
    let filename = if written.is_some() { Value::NONE } else { given(2) };
    for (name, value) in [("errno", given(0)), ("strerror", given(1)), ("filename", filename), ("filename2", given(4))]
    {
        let name = vm.intern(name);
        vm.set_instance_attr(exception.header(), name, value)?;
    }
    if let Some(written) = written {
        let (name, written) = (vm.intern("characters_written"), vm.int(written)?);
        vm.set_instance_attr(exception.header(), name, written)?;
    } else if (3..=5).contains(&count) {
        let short = vm.tuple(&positional.items()[..2])?;
        exception.args.set(vm, exception, short);
    }
    Ok(exception.value())
}

fn os_init(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NONE)
}

fn os_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let attribute =
        |vm: &mut Vm, name: &str| Ok::<Value, Raised>(vm.get_attr_opt_text(args[0], name)?.unwrap_or(Value::NONE));
    let (errno, strerror) = (attribute(vm, "errno")?, attribute(vm, "strerror")?);
    if errno.is_none() || strerror.is_none() {
        return str(vm, args);
    }
    let (errno, strerror) = (vm.to_str(errno)?.to_string_lossy(), vm.to_str(strerror)?.to_string_lossy());
    let (file, file2) = (attribute(vm, "filename")?, attribute(vm, "filename2")?);
    let mut text = format!("[Errno {errno}] {strerror}");
    if !file.is_none() {
        text += &format!(": {}", vm.repr_text(file)?);
        if !file2.is_none() {
            text += &format!(" -> {}", vm.repr_text(file2)?);
        }
    }
    Ok(vm.str(&text)?.value())
}

/// Methods of OSError.
pub const OS_ERROR_METHODS: &[FnSpec] = &[
    method("__new__", "(*args, **kwargs)", os_new),
    method("__init__", "(*args, **kwargs)", os_init),
    method("__str__", "()", os_str),
];
/// Attributes of OSError are in the instance.
pub const OS_ERROR_GETSET: &[GetSetSpec] = &[];

fn unicode_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    init(vm, args)?;
    let exception = of(args[0]);
    let values = exception.args.get();
    let names: &[&str] = if vm.is_instance(args[0], vm.exc(Exc::UnicodeTranslateError)) {
        &["object", "start", "end", "reason"]
    } else {
        &["encoding", "object", "start", "end", "reason"]
    };
    if values.len() != names.len() {
        let message = format!("function takes exactly {} arguments ({} given)", names.len(), values.len());
        return Err(vm.type_error(&message));
    }
    for (index, name) in names.iter().enumerate() {
        let name = vm.intern(name);
        vm.set_instance_attr(exception.header(), name, values.get(index))?;
    }
    Ok(Value::NONE)
}

fn unicode_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let number = |vm: &mut Vm, name: &str| vm.get_attr_text(args[0], name).map(|n| n.as_i64().unwrap_or(0));
    let (start, end) = (number(vm, "start")?, number(vm, "end")?);
    let reason = vm.get_attr_text(args[0], "reason")?;
    let reason = vm.to_str(reason)?.to_string_lossy();
    let object = vm.get_attr_text(args[0], "object")?;
    let head = match vm.get_attr_opt_text(args[0], "encoding")? {
        Some(encoding) => {
            let codec = vm.to_str(encoding)?.to_string_lossy();
            if object.is::<Str>() {
                format!("'{codec}' codec can't encode")
            } else {
                format!("'{codec}' codec can't decode")
            }
        }
        None => "can't translate".to_owned(),
    };
    let one = end == start + 1;
    let text = if let Some(bytes) = object.cast::<crate::object::string::Bytes>() {
        match bytes.bytes().get(start as usize).filter(|_| one) {
            Some(byte) => format!("{head} byte {byte:#04x} in position {start}: {reason}"),
            None => format!("{head} bytes in position {start}-{}: {reason}", end - 1),
        }
    } else {
        let c = object.cast::<Str>().filter(|s| one && (start as usize) < s.len()).map(|s| s.char_at(start as usize));
        match c {
            Some(c) if c < 0x100 => format!("{head} character '\\x{c:02x}' in position {start}: {reason}"),
            Some(c) if c < 0x1_0000 => format!("{head} character '\\u{c:04x}' in position {start}: {reason}"),
            Some(c) => format!("{head} character '\\U{c:08x}' in position {start}: {reason}"),
            None => format!("{head} characters in position {start}-{}: {reason}", end - 1),
        }
    };
    Ok(vm.str(&text)?.value())
}

/// Methods of UnicodeEncodeError.
pub const UNICODE_ENCODE_METHODS: &[FnSpec] =
    &[method("__init__", "(*args, **kwargs)", unicode_init), method("__str__", "()", unicode_str)];
/// Methods of UnicodeDecodeError.
pub const UNICODE_DECODE_METHODS: &[FnSpec] = UNICODE_ENCODE_METHODS;
/// Methods of UnicodeTranslateError.
pub const UNICODE_TRANSLATE_METHODS: &[FnSpec] = UNICODE_ENCODE_METHODS;
/// Attributes of the Unicode errors are in the instance.
pub const UNICODE_GETSET: &[GetSetSpec] = &[];

fn group_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let positional = args[1].cast::<Tuple>().expect("bound as *args");
    if positional.len() != 2 {
        let message =
            format!("{}.__new__() takes exactly 2 arguments ({} given)", "BaseExceptionGroup", positional.len());
        return Err(vm.type_error(&message));
    }
    let (message, members) = (positional.get(0), positional.get(1));
    if !message.is::<Str>() {
        let text = format!("argument 1 must be str, not {}", vm.type_name(message));
        return Err(vm.type_error(&text));
    }
    if vm.special_of(members, Special::GetItem).is_none() || members.is::<crate::object::dict::Dict>() {
        return Err(vm.type_error("second argument (exceptions) must be a sequence"));
    }
    let members = vm.collect_tuple(members)?;
    if members.is_empty() {
        return Err(vm.value_error("second argument (exceptions) must be a non-empty sequence"));
    }
    let plain = vm.exc(Exc::Exception);
    let mut all_plain = true;
    for (index, &member) in members.items().iter().enumerate() {
        if !member.is::<Exception>() {
            let text = format!("Item {index} of second argument (exceptions) is not an exception");
            return Err(vm.value_error(&text));
        }
        all_plain &= vm.is_instance(member, plain);
    }
    let group = exception_group(vm)?;
    let mut class = class;
    if class == vm.exc(Exc::BaseExceptionGroup) {
        if all_plain {
            class = group;
        }
    } else if !all_plain && class.is_subclass(plain) {
        let text = if class == group {
            "Cannot nest BaseExceptions in an ExceptionGroup".to_owned()
        } else {
            format!("Cannot nest BaseExceptions in '{}'", class.name_text())
        };
        return Err(vm.type_error(&text));
    }
    let exception = vm.exception_of_class(class, positional)?;
    let pair = vm.tuple(&[message, members.value()])?;
    exception.data.set(vm, exception, pair.value());
    Ok(exception.value())
}

/// The class `ExceptionGroup`.
pub(crate) fn exception_group(vm: &mut Vm) -> PyResult<Gc<Type>> {
    const KEY: &str = "ExceptionGroup class";
    if let Some(class) = vm.module_state(KEY).and_then(|class| class.cast::<Type>()) {
        return Ok(class);
    }
    let bases = vm.tuple(&[vm.exc(Exc::BaseExceptionGroup).value(), vm.exc(Exc::Exception).value()])?;
    let (name, namespace, kwargs) = (vm.intern("ExceptionGroup"), vm.dict()?, vm.dict()?);
    let module = vm.str("builtins")?;
    namespace.set_text(vm, "__module__", module.value())?;
    let class = super::type_type::make_class(vm, vm.types.type_, name, bases, namespace, kwargs)?;
    vm.set_module_state(KEY, class.value());
    Ok(class)
}

fn members_of(group: Value) -> Gc<Tuple> {
    let pair = of(group).data.get().cast::<Tuple>().expect("set by __new__");
    pair.get(1).cast::<Tuple>().expect("set by __new__")
}

fn group_message(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.get().cast::<Tuple>().map_or(Value::NONE, |pair| pair.get(0)))
}

fn group_exceptions(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(members_of(value).value())
}

fn group_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let message = group_message(vm, args[0])?;
    let n = members_of(args[0]).len();
    let plural = if n == 1 { "" } else { "s" };
    let text = format!("{} ({n} sub-exception{plural})", vm.to_str(message)?.to_string_lossy());
    Ok(vm.str(&text)?.value())
}

fn group_derive(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let message = group_message(vm, args[0])?;
    let class = vm.exc(Exc::BaseExceptionGroup);
    vm.call(class.value(), &[message, args[1]])
}

/// A group like `group` of these members, with its context, cause, traceback and notes.
fn derive_like(vm: &mut Vm, group: Value, members: Gc<List>) -> PyResult<Value> {
    let derived = vm.call_method(group, "derive", &[members.value()])?;
    let (Some(new), old) = (derived.cast::<Exception>(), of(group)) else {
        return Err(vm.type_error("derive must return an instance of BaseExceptionGroup"));
    };
    new.context.set(vm, new, old.context.get());
    new.cause.set(vm, new, old.cause.get());
    new.traceback.set(vm, new, old.traceback.get());
    let name = vm.names.special(Special::Notes);
    if let Some(notes) = vm.get_attr_opt(group, name)? {
        let notes = vm.collect_list(notes)?;
        vm.set_attr(derived, name, notes.value())?;
    }
    Ok(derived)
}

/// Splits a group: (what matches, the rest), each None if empty.
fn split_group(
    vm: &mut Vm,
    exception: Value,
    matches: &mut impl FnMut(&mut Vm, Value) -> PyResult<bool>,
) -> PyResult<(Value, Value)> {
    vm.check_native_stack()?;
    if matches(vm, exception)? {
        return Ok((exception, Value::NONE));
    }
    if !vm.is_instance(exception, vm.exc(Exc::BaseExceptionGroup)) {
        return Ok((Value::NONE, exception));
    }
    let (yes, no) = (vm.list(&[])?, vm.list(&[])?);
    let members = members_of(exception);
    for index in 0..members.len() {
        let (matched, rest) = split_group(vm, members.get(index), matches)?;
        if !matched.is_none() {
            yes.push(vm, matched)?;
        }
        if !rest.is_none() {
            no.push(vm, rest)?;
        }
    }
    let matched = if yes.is_empty() { Value::NONE } else { derive_like(vm, exception, yes)? };
    let rest = if no.is_empty() { Value::NONE } else { derive_like(vm, exception, no)? };
    Ok((matched, rest))
}

fn condition(vm: &mut Vm, condition: Value) -> PyResult<bool> {
    let is_class =
        |v: Value| v.cast::<Type>().is_some_and(|class| class.has(crate::object::type_object::type_flag::EXCEPTION));
    if is_class(condition) || condition.cast::<Tuple>().is_some_and(|t| t.items().iter().all(|&c| is_class(c))) {
        return Ok(true);
    }
    if vm.is_callable(condition) && !condition.is::<Type>() {
        return Ok(false);
    }
    Err(vm.type_error("expected a function, exception type or tuple of exception types"))
}

fn split_by(vm: &mut Vm, group: Value, test: Value) -> PyResult<(Value, Value)> {
    let by_class = condition(vm, test)?;
    split_group(vm, group, &mut |vm, exception| {
        if by_class {
            return vm.exception_matches(exception, test);
        }
        let answer = vm.call(test, &[exception])?;
        vm.is_true(answer)
    })
}

fn group_split(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (matched, rest) = split_by(vm, args[0], args[1])?;
    Ok(vm.tuple(&[matched, rest])?.value())
}

fn group_subgroup(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(split_by(vm, args[0], args[1])?.0)
}

fn group_init(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NONE)
}

/// Methods of BaseExceptionGroup.
pub const GROUP_METHODS: &[FnSpec] = &[
    method("__new__", "(*args, **kwargs)", group_new),
    method("__init__", "(*args, **kwargs)", group_init),
    method("__str__", "()", group_str),
    method("derive", "(excs, /)", group_derive),
    method("split", "(matcher_value, /)", group_split),
    method("subgroup", "(matcher_value, /)", group_subgroup),
];

/// Attributes of BaseExceptionGroup.
pub const GROUP_GETSET: &[GetSetSpec] =
    &[crate::native::readonly("message", group_message), crate::native::readonly("exceptions", group_exceptions)];

/// What `except* of` takes from an exception: (the rest, what matches), each None if empty.
pub(crate) fn group_match(vm: &mut Vm, exception: Value, of: Value) -> PyResult<(Value, Value)> {
    let group = vm.exc(Exc::BaseExceptionGroup);
    let names_group = |v: Value| v.cast::<Type>().is_some_and(|class| class.is_subclass(group));
    if names_group(of) || of.cast::<Tuple>().is_some_and(|t| t.items().iter().any(|&c| names_group(c))) {
        return Err(vm.type_error("catching ExceptionGroup with except* is not allowed. Use except instead."));
    }
    if exception.is_none() {
        return Ok((Value::NONE, Value::NONE));
    }
    let is_group = vm.is_instance(exception, group);
    if !is_group {
        if !vm.exception_matches(exception, of)? {
            return Ok((exception, Value::NONE));
        }
        // A naked exception is wrapped.
        let message = vm.empty_str();
        let members = vm.tuple(&[exception])?;
        let wrapped = vm.call(group.value(), &[message.value(), members.value()])?;
        return Ok((Value::NONE, wrapped));
    }
    let (matched, rest) = split_group(vm, exception, &mut |vm, exception| vm.exception_matches(exception, of))?;
    Ok((rest, matched))
}

/// What is raised after `except*` clauses, from what they raised and what nobody handled; None if nothing.
pub(crate) fn prepare_reraise_star(vm: &mut Vm, original: Value, raised: Value) -> PyResult<Value> {
    let raised = raised.cast::<List>().expect("the compiler builds a list");
    let rest = vm.list(&[])?;
    for index in 0..raised.len() {
        let one = raised.items()[index];
        if !one.is_none() {
            rest.push(vm, one)?;
        }
    }
    if rest.is_empty() {
        return Ok(Value::NONE);
    }
    if !vm.is_instance(original, vm.exc(Exc::BaseExceptionGroup)) {
        // A naked exception that nobody handled goes on as it was; anything else was raised by a handler.
        return Ok(rest.items()[0]);
    }
    // Parts of the original that were raised again are merged back into its structure.
    let (again, new) = (vm.list(&[])?, vm.list(&[])?);
    for index in 0..rest.len() {
        let one = rest.items()[index];
        let same = of(one).traceback.get() == of(original).traceback.get()
            && of(one).context.get() == of(original).context.get();
        let target = if same { again } else { new };
        target.push(vm, one)?;
    }
    let mut merged = Value::NONE;
    if !again.is_empty() {
        let leaves = vm.set()?;
        for index in 0..again.len() {
            collect_leaves(vm, again.items()[index], leaves)?;
        }
        merged = split_group(vm, original, &mut |vm, exception| {
            if vm.is_instance(exception, vm.exc(Exc::BaseExceptionGroup)) {
                Ok(false)
            } else {
                leaves.contains(vm, exception)
            }
        })?
        .0;
        if new.is_empty() {
            return Ok(merged);
        }
    }
    if !merged.is_none() {
        new.push(vm, merged)?;
    }
    if new.len() == 1 {
        return Ok(new.items()[0]);
    }
    let message = vm.empty_str();
    let group = vm.exc(Exc::BaseExceptionGroup);
    vm.call(group.value(), &[message.value(), new.value()])
}

fn collect_leaves(vm: &mut Vm, exception: Value, into: Gc<crate::object::set::Set>) -> PyResult<()> {
    vm.check_native_stack()?;
    if !vm.is_instance(exception, vm.exc(Exc::BaseExceptionGroup)) {
        into.add(vm, exception)?;
        return Ok(());
    }
    let members = members_of(exception);
    for index in 0..members.len() {
        collect_leaves(vm, members.get(index), into)?;
    }
    Ok(())
}

/// Sets `name` and `obj` of an AttributeError.
pub(crate) fn set_attribute_error(vm: &mut Vm, exception: Gc<Exception>, object: Value, name: Gc<Str>) -> PyResult<()> {
    set_name_error(vm, exception, name)?;
    let key = vm.intern("obj");
    vm.set_instance_attr(exception.header(), key, object).map(|_| ())
}

/// Sets `name` of a NameError.
pub(crate) fn set_name_error(vm: &mut Vm, exception: Gc<Exception>, name: Gc<Str>) -> PyResult<()> {
    let key = vm.intern("name");
    vm.set_instance_attr(exception.header(), key, name.value()).map(|_| ())
}

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
