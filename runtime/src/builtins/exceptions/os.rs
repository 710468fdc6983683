//! OSError: its arguments, and the subclasses that stand for values of errno.

use super::fields::{field, get, set, set_field};
use super::{no_keywords, of, str as base_str};
use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::native::{Args, FnSpec, GetSetSpec, getset, member_set, method};
use crate::object::exception::Exception;
use crate::object::tuple::Tuple;
use crate::object::type_object::Type;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

const ERRNO: usize = 0;
const STRERROR: usize = 1;
const FILENAME: usize = 2;
const FILENAME2: usize = 3;
const WRITTEN: usize = 4;

/// The subclass for an errno.
fn class_of(errno: i64) -> Option<Exc> {
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

/// Whether a class that overrides `__init__` but not `__new__` leaves its arguments to `__init__`.
fn initializes_late(vm: &mut Vm, class: Gc<Type>) -> bool {
    let base = vm.exc(Exc::OSError);
    let mut same = |name: &str| {
        let name = vm.intern(name);
        vm.lookup(class, name) == vm.lookup(base, name)
    };
    !same("__init__") && same("__new__")
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut class = args[0].cast::<Type>().expect("checked by the caller");
    let positional = args[1].cast::<Tuple>().expect("bound as *args");
    if initializes_late(vm, class) {
        let empty = vm.tuple(&[])?;
        return Ok(vm.exception_of_class(class, empty)?.value());
    }
    let keywords = args[2].cast::<crate::object::dict::Dict>().is_some_and(|kwargs| !kwargs.is_empty());
    if keywords {
        let message = format!("{}() takes no keyword arguments", class.name_text());
        return Err(vm.type_error(&message));
    }
    if class == vm.exc(Exc::OSError)
        && (2..=5).contains(&positional.len())
        && let Some(exc) = positional.get(0).as_i64().and_then(class_of)
    {
        class = vm.exc(exc);
    }
    let exception = vm.exception_of_class(class, positional)?;
    fill(vm, exception, positional)?;
    Ok(exception.value())
}

fn fill(vm: &mut Vm, exception: Gc<Exception>, args: Gc<Tuple>) -> PyResult<()> {
    exception.args.set(vm, exception, args);
    let count = args.len();
    if !(2..=5).contains(&count) {
        return Ok(());
    }
    set_field(vm, exception, ERRNO, args.get(0))?;
    set_field(vm, exception, STRERROR, args.get(1))?;
    let given = |index: usize| args.items().get(index).copied().filter(|value| !value.is_none());
    let Some(filename) = given(2) else { return Ok(()) };
    let blocking = vm.class_of(exception.value()) == vm.exc(Exc::BlockingIOError);
    if blocking && filename.as_int().is_some() {
        return set_field(vm, exception, WRITTEN, filename);
    }
    set_field(vm, exception, FILENAME, filename)?;
    if let Some(second) = given(4) {
        set_field(vm, exception, FILENAME2, second)?;
    }
    let short = vm.tuple(&args.items()[..2])?;
    exception.args.set(vm, exception, short);
    Ok(())
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]);
    if initializes_late(vm, class) {
        no_keywords(vm, args)?;
        fill(vm, of(args[0]), args[1].cast().expect("bound as *args"))?;
    }
    Ok(Value::NONE)
}

fn str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let exception = of(args[0]);
    let (errno, strerror) = (field(exception, ERRNO), field(exception, STRERROR));
    let file = field(exception, FILENAME);
    if file.is_none() && (errno.is_none() || strerror.is_none()) {
        return base_str(vm, args);
    }
    let mut shown = |value: Option<Value>| vm.to_str(value.unwrap_or(Value::NONE)).map(|text| text.to_string_lossy());
    let mut text = format!("[Errno {}] {}", shown(errno)?, shown(strerror)?);
    if let Some(file) = file {
        text += &format!(": {}", vm.repr_text(file)?);
        if let Some(second) = field(exception, FILENAME2) {
            text += &format!(" -> {}", vm.repr_text(second)?);
        }
    }
    Ok(vm.str(&text)?.value())
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let exception = of(args[0]);
    let mut values = exception.args.get();
    if values.len() == 2
        && let Some(file) = field(exception, FILENAME)
    {
        let (errno, text) = (values.get(0), values.get(1));
        values = match field(exception, FILENAME2) {
            Some(second) => vm.tuple(&[errno, text, file, Value::NONE, second])?,
            None => vm.tuple(&[errno, text, file])?,
        };
    }
    let class = vm.class_of(args[0]).value();
    match vm.instance_dict(exception.header())? {
        Some(dict) if !dict.is_empty() => Ok(vm.tuple(&[class, values.value(), dict.value()])?.value()),
        Some(_) | None => Ok(vm.tuple(&[class, values.value()])?.value()),
    }
}

fn get_written(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match field(of(value), WRITTEN) {
        Some(written) => Ok(written),
        None => Err(vm.attribute_error_text("characters_written")),
    }
}

fn set_written(vm: &mut Vm, value: Value, written: Value) -> PyResult<()> {
    if written.is_empty() {
        get_written(vm, value)?;
        return set_field(vm, of(value), WRITTEN, Value::EMPTY);
    }
    let written = vm.index(written)?;
    set_field(vm, of(value), WRITTEN, written)
}

/// Methods of OSError.
pub const OS_ERROR_METHODS: &[FnSpec] = &[
    method("__new__", "(*args, **kwargs)", new),
    method("__init__", "(*args, **kwargs)", init),
    method("__str__", "()", str),
    method("__reduce__", "()", reduce),
];
/// Attributes of OSError.
pub const OS_ERROR_GETSET: &[GetSetSpec] = &[
    member_set("errno", get::<ERRNO>, set::<ERRNO>),
    member_set("strerror", get::<STRERROR>, set::<STRERROR>),
    member_set("filename", get::<FILENAME>, set::<FILENAME>),
    member_set("filename2", get::<FILENAME2>, set::<FILENAME2>),
    getset("characters_written", get_written, set_written),
];
