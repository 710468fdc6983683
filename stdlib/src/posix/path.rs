//! Paths as arguments, and the errors of system calls.

use crate::convert;
use crate::system;
use runtime::exceptions::hierarchy::Exc;
use runtime::object::string::{Bytes, Str};
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use std::ffi::{CStr, CString};

/// A path argument, or an open file where that is allowed.
pub(crate) struct Path {
    /// The path as the system takes it; none if a descriptor was given.
    pub(crate) name: Option<CString>,
    /// The descriptor, if one was given.
    pub(crate) fd: Option<i32>,
    /// What was given, after `__fspath__`: shown in errors.
    pub(crate) object: Value,
    /// Whether the path was given as bytes, so that results are bytes too.
    pub(crate) is_bytes: bool,
}

impl Path {
    /// The path, which must not be a descriptor.
    pub(crate) fn c_str(&self) -> &CStr {
        self.name.as_deref().expect("descriptors were not allowed")
    }
}

/// What a path argument may be besides a path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Allow {
    /// A path only.
    Path,
    /// A path or a descriptor.
    Descriptor,
    /// Any of these.
    Any,
}

/// Reads a path argument of a function.
pub(crate) fn path(vm: &mut Vm, function: &str, argument: &str, value: Value, allow: Allow) -> PyResult<Path> {
    if (value.is_none() || value.is_empty()) && allow == Allow::Any {
        return Ok(Path { name: Some(c".".to_owned()), fd: None, object: Value::NONE, is_bytes: false });
    }
    let mut object = value;
    if !value.is::<Str>() && !value.is::<Bytes>() {
        let index = vm.special_of(value, runtime::object::Special::Index).is_some();
        if index && matches!(allow, Allow::Descriptor | Allow::Any) {
            let n = vm.index(value)?;
            let fd = match n.as_i64().map(i32::try_from) {
                Some(Ok(fd)) => fd,
                Some(Err(_)) | None => {
                    let negative =
                        vm.compare(runtime::object::protocol::CompareOp::Lt, n, Value::int32(0))? == Value::TRUE;
                    let message = if negative { "fd is less than minimum" } else { "fd is greater than maximum" };
                    return Err(vm.overflow_error(message));
                }
            };
            return Ok(Path { name: None, fd: Some(fd), object: value, is_bytes: false });
        }
        object = match fspath_of(vm, value)? {
            Some(object) => object,
            None => return Err(wrong_path(vm, function, argument, value, allow)),
        };
        if !object.is::<Str>() && !object.is::<Bytes>() {
            let (class, got) = (vm.type_name(value), vm.type_name(object));
            return Err(vm.type_error(&format!("expected {class}.__fspath__() to return str or bytes, not {got}")));
        }
    }
    let (bytes, is_bytes) = match (object.cast::<Str>(), object.cast::<Bytes>()) {
        (Some(text), _) => (convert::fs_encode(vm, text)?, false),
        (None, Some(bytes)) => (bytes.bytes().to_vec(), true),
        (None, None) => return Err(wrong_path(vm, function, argument, value, allow)),
    };
    match CString::new(bytes) {
        Ok(name) => Ok(Path { name: Some(name), fd: None, object, is_bytes }),
        Err(_) if is_bytes => Err(vm.value_error(&format!("{function}: embedded null character in {argument}"))),
        Err(_) => Err(vm.value_error("embedded null byte")),
    }
}

#[cold]
fn wrong_path(vm: &mut Vm, function: &str, argument: &str, value: Value, allow: Allow) -> Raised {
    let wanted = match allow {
        Allow::Path => "string, bytes or os.PathLike",
        Allow::Descriptor => "string, bytes, os.PathLike or integer",
        Allow::Any => "string, bytes, os.PathLike, integer or None",
    };
    let given = vm.type_name(value);
    vm.type_error(&format!("{function}: {argument} should be {wanted}, not {given}"))
}

/// What `__fspath__` of an object gives; none if it has none.
pub(crate) fn fspath_of(vm: &mut Vm, value: Value) -> PyResult<Option<Value>> {
    let class = vm.class_of(value);
    let name = vm.intern("__fspath__");
    match vm.lookup(class, name) {
        Some(method) if !method.is_none() => {
            let bound = vm.bind(method, value, class)?;
            vm.call(bound, &[]).map(Some)
        }
        Some(_) | None => Ok(None),
    }
}

/// `os.fspath(path)`
pub(crate) fn fspath(vm: &mut Vm, value: Value) -> PyResult<Value> {
    if value.is::<Str>() || value.is::<Bytes>() {
        return Ok(value);
    }
    let class = vm.type_name(value);
    match fspath_of(vm, value)? {
        None => Err(vm.type_error(&format!("expected str, bytes or os.PathLike object, not {class}"))),
        Some(path) if path.is::<Str>() || path.is::<Bytes>() => Ok(path),
        Some(other) => {
            let other = vm.type_name(other);
            Err(vm.type_error(&format!("expected {class}.__fspath__() to return str or bytes, not {other}")))
        }
    }
}

/// The bytes of a str, bytes or path-like object (`PyUnicode_FSConverter`).
pub(crate) fn fs_bytes(vm: &mut Vm, value: Value) -> PyResult<CString> {
    let path = fspath(vm, value)?;
    let bytes = match path.cast::<Str>() {
        Some(text) => convert::fs_encode(vm, text)?,
        None => path.cast::<Bytes>().map_or(Vec::new(), |bytes| bytes.bytes().to_vec()),
    };
    CString::new(bytes).map_err(|_| vm.value_error("embedded null byte"))
}

/// A `dir_fd` argument.
pub(crate) fn dir_fd(vm: &mut Vm, value: Option<Value>) -> PyResult<i32> {
    let Some(value) = value.filter(|value| !value.is_none()) else { return Ok(libc::AT_FDCWD) };
    if vm.special_of(value, runtime::object::Special::Index).is_none() {
        let message = format!("argument should be integer or None, not {}", vm.type_name(value));
        return Err(vm.type_error(&message));
    }
    let n = vm.index(value)?;
    match n.as_i64().and_then(|n| i32::try_from(n).ok()) {
        Some(fd) => Ok(fd),
        None => Err(vm.overflow_error("fd is greater than maximum")),
    }
}

/// `ValueError` if both a descriptor and an argument that needs a path were given.
pub(crate) fn not_with_fd(vm: &mut Vm, function: &str, path: &Path, dir: i32, follow: bool) -> PyResult<()> {
    if path.fd.is_some() && dir != libc::AT_FDCWD {
        return Err(vm.value_error(&format!("{function}: can't specify dir_fd without matching path")));
    }
    if path.fd.is_some() && !follow {
        return Err(vm.value_error(&format!("{function}: cannot use fd and follow_symlinks together")));
    }
    Ok(())
}

/// `OSError` of an error number.
#[cold]
pub(crate) fn error(vm: &mut Vm, code: i32) -> Raised {
    error_of(vm, code, &[])
}

/// `OSError` of an error number and a path.
#[cold]
pub(crate) fn path_error(vm: &mut Vm, code: i32, path: &Path) -> Raised {
    error_of(vm, code, &[path.object])
}

/// `OSError` of an error number and the names of up to two files.
#[cold]
pub(crate) fn error_of(vm: &mut Vm, code: i32, names: &[Value]) -> Raised {
    let text = match vm.str(&system::strerror(code)) {
        Ok(text) => text.value(),
        Err(raised) => return raised,
    };
    let number = Value::int32(code);
    match names {
        [] => vm.raise_args(Exc::OSError, &[number, text]),
        [one] => vm.raise_args(Exc::OSError, &[number, text, *one]),
        [one, two, ..] => vm.raise_args(Exc::OSError, &[number, text, *one, Value::NONE, *two]),
    }
}

/// None, or the error of a call that gave `result`.
pub(crate) fn check(vm: &mut Vm, result: i32) -> PyResult<Value> {
    if result == -1 {
        let code = system::errno();
        return Err(error(vm, code));
    }
    Ok(Value::NONE)
}

/// None, or the error of a call that gave `result`, with a path.
pub(crate) fn check_path(vm: &mut Vm, result: i32, path: &Path) -> PyResult<Value> {
    if result == -1 {
        let code = system::errno();
        return Err(path_error(vm, code, path));
    }
    Ok(Value::NONE)
}

/// None, or the error of a call that gave `result`, with two paths.
pub(crate) fn check_paths(vm: &mut Vm, result: i32, one: &Path, two: &Path) -> PyResult<Value> {
    if result == -1 {
        let code = system::errno();
        return Err(error_of(vm, code, &[one.object, two.object]));
    }
    Ok(Value::NONE)
}
