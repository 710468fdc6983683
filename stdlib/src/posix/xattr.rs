//! Extended attributes of files.

use super::path::{Allow, Path, fs_bytes, path, path_error};
use crate::convert::{self, c_int_or};
use crate::system::{self, FileRef};
use runtime::native::Args;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// Sizes of buffers to try, as CPython does: a small one, then the largest that the system allows.
const SIZES: [usize; 2] = [256, 65536];

/// The file that a path argument names.
fn file(path: &Path, follow: bool) -> FileRef<'_> {
    match (path.fd, follow) {
        (Some(fd), _) => FileRef::Descriptor(fd),
        (None, true) => FileRef::Path(path.c_str()),
        (None, false) => FileRef::Link(path.c_str()),
    }
}

fn path_and_follow(
    vm: &mut Vm,
    name: &str,
    value: Value,
    allow: Allow,
    follow: Option<Value>,
) -> PyResult<(Path, bool)> {
    let path = path(vm, name, "path", value, allow)?;
    let follow = convert::truth(vm, follow, true)?;
    if path.fd.is_some() && !follow {
        return Err(vm.value_error(&format!("{name}: cannot use fd and follow_symlinks together")));
    }
    Ok((path, follow))
}

fn failed(vm: &mut Vm, path: &Path) -> Raised {
    let code = system::errno();
    path_error(vm, code, path)
}

/// What a call fills a buffer with, trying larger ones while it says that there is more.
fn filled(vm: &mut Vm, path: &Path, mut call: impl FnMut(&mut [u8]) -> isize) -> PyResult<Vec<u8>> {
    for size in SIZES {
        let mut buffer = vec![0; size];
        let count = call(&mut buffer);
        if count >= 0 {
            buffer.truncate(count as usize);
            return Ok(buffer);
        }
        if system::errno() != libc::ERANGE {
            break;
        }
    }
    Err(failed(vm, path))
}

pub(super) fn getxattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (path, follow) = path_and_follow(vm, "getxattr", args[0], Allow::Descriptor, args.opt(2))?;
    let name = fs_bytes(vm, args[1])?;
    let data = filled(vm, &path, |buffer| system::getxattr(file(&path, follow), &name, buffer))?;
    Ok(vm.bytes(&data)?.value())
}

pub(super) fn setxattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (path, follow) = path_and_follow(vm, "setxattr", args[0], Allow::Descriptor, args.opt(4))?;
    let (name, value) = (fs_bytes(vm, args[1])?, convert::data(vm, args[2])?);
    let flags = c_int_or(vm, args.opt(3), 0)?;
    if system::setxattr(file(&path, follow), &name, &value, flags) == -1 {
        return Err(failed(vm, &path));
    }
    Ok(Value::NONE)
}

pub(super) fn removexattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (path, follow) = path_and_follow(vm, "removexattr", args[0], Allow::Descriptor, args.opt(2))?;
    let name = fs_bytes(vm, args[1])?;
    if system::removexattr(file(&path, follow), &name) == -1 {
        return Err(failed(vm, &path));
    }
    Ok(Value::NONE)
}

pub(super) fn listxattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (path, follow) = path_and_follow(vm, "listxattr", args.get(0), Allow::Any, args.opt(1))?;
    let data = filled(vm, &path, |buffer| system::listxattr(file(&path, follow), buffer))?;
    let list = vm.list(&[])?;
    for name in data.split(|&byte| byte == 0).filter(|name| !name.is_empty()) {
        let name = convert::fs_decode(vm, name)?;
        list.push(vm, name)?;
    }
    Ok(list.value())
}
