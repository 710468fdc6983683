//! Calls that change or read the tree of files.

use super::path::{
    Allow, Path, check, check_path, check_paths, dir_fd, error_of, fspath, not_with_fd, path, path_error,
};
use crate::convert::{self, c_int, c_int_or};
use crate::system;
use runtime::exceptions::hierarchy::Exc;
use runtime::native::Args;
use runtime::object::protocol::BinaryOp;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

pub(super) fn access(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "access", "path", args[0], Allow::Path)?;
    let mode = c_int(vm, args[1])?;
    let dir = dir_fd(vm, args.opt(2))?;
    let effective = convert::truth(vm, args.opt(3), false)?;
    let follow = convert::truth(vm, args.opt(4), true)?;
    let flags = if effective { libc::AT_EACCESS } else { 0 } | if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    Ok(Value::bool(system::faccessat(dir, path.c_str(), mode, flags) == 0))
}

pub(super) fn chdir(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "chdir", "path", args[0], Allow::Descriptor)?;
    let result = match path.fd {
        Some(fd) => system::fchdir(fd),
        None => system::chdir(path.c_str()),
    };
    check_path(vm, result, &path)
}

pub(super) fn fchdir(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = convert::file_descriptor(vm, args[0])?;
    check(vm, system::fchdir(fd))
}

pub(super) fn chroot(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "chroot", "path", args[0], Allow::Path)?;
    check_path(vm, system::chroot(path.c_str()), &path)
}

fn current_folder(vm: &mut Vm) -> PyResult<Vec<u8>> {
    match std::env::current_dir() {
        Ok(folder) => Ok(std::os::unix::ffi::OsStringExt::into_vec(folder.into_os_string())),
        Err(error) => Err(error_of(vm, error.raw_os_error().unwrap_or(0), &[])),
    }
}

pub(super) fn getcwd(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let folder = current_folder(vm)?;
    convert::fs_decode(vm, &folder)
}

pub(super) fn getcwdb(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let folder = current_folder(vm)?;
    Ok(vm.bytes(&folder)?.value())
}

pub(super) fn chmod(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "chmod", "path", args[0], Allow::Descriptor)?;
    let mode = c_int(vm, args[1])? as u32;
    let dir = dir_fd(vm, args.opt(2))?;
    let follow = convert::truth(vm, args.opt(3), true)?;
    let result = match path.fd {
        Some(fd) => system::fchmod(fd, mode),
        None => system::fchmodat(dir, path.c_str(), mode, if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW }),
    };
    if result == -1 && !follow && matches!(system::errno(), libc::ENOTSUP) {
        let text = if dir == libc::AT_FDCWD {
            "chmod: follow_symlinks unavailable on this platform"
        } else {
            "chmod: cannot use dir_fd and follow_symlinks together on this platform"
        };
        return Err(vm.not_implemented_error(text));
    }
    check_path(vm, result, &path)
}

pub(super) fn fchmod(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, mode) = (c_int(vm, args[0])?, c_int(vm, args[1])?);
    check(vm, system::fchmod(fd, mode as u32))
}

pub(super) fn chown(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "chown", "path", args[0], Allow::Descriptor)?;
    let (user, group) = (convert::user(vm, args[1])?, convert::group(vm, args[2])?);
    let dir = dir_fd(vm, args.opt(3))?;
    let follow = convert::truth(vm, args.opt(4), true)?;
    not_with_fd(vm, "chown", &path, dir, follow)?;
    let result = match path.fd {
        Some(fd) => system::fchown(fd, user, group),
        None => {
            let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
            system::fchownat(dir, path.c_str(), user, group, flags)
        }
    };
    check_path(vm, result, &path)
}

pub(super) fn fchown(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    let (user, group) = (convert::user(vm, args[1])?, convert::group(vm, args[2])?);
    check(vm, system::fchown(fd, user, group))
}

pub(super) fn lchown(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "lchown", "path", args[0], Allow::Path)?;
    let (user, group) = (convert::user(vm, args[1])?, convert::group(vm, args[2])?);
    let result = system::fchownat(libc::AT_FDCWD, path.c_str(), user, group, libc::AT_SYMLINK_NOFOLLOW);
    check_path(vm, result, &path)
}

pub(super) fn mkdir(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "mkdir", "path", args[0], Allow::Path)?;
    let mode = c_int_or(vm, args.opt(1), 0o777)?;
    let dir = dir_fd(vm, args.opt(2))?;
    check_path(vm, system::mkdirat(dir, path.c_str(), mode as u32), &path)
}

pub(super) fn mkfifo(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "mkfifo", "path", args[0], Allow::Path)?;
    let mode = c_int_or(vm, args.opt(1), 0o666)?;
    let dir = dir_fd(vm, args.opt(2))?;
    match system::retry(vm, || system::mkfifoat(dir, path.c_str(), mode as u32))? {
        Ok(_) => Ok(Value::NONE),
        Err(code) => Err(path_error(vm, code, &path)),
    }
}

pub(super) fn mknod(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "mknod", "path", args[0], Allow::Path)?;
    let mode = c_int_or(vm, args.opt(1), 0o600)?;
    let device = args.opt(2).map_or(Ok(0), |device| convert::c_long(vm, device))?;
    let dir = dir_fd(vm, args.opt(3))?;
    check_path(vm, system::mknodat(dir, path.c_str(), mode as u32, device as u64), &path)
}

pub(super) fn rmdir(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "rmdir", "path", args[0], Allow::Path)?;
    let dir = dir_fd(vm, args.opt(1))?;
    check_path(vm, system::unlinkat(dir, path.c_str(), libc::AT_REMOVEDIR), &path)
}

fn remove_as(vm: &mut Vm, name: &str, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, name, "path", args[0], Allow::Path)?;
    let dir = dir_fd(vm, args.opt(1))?;
    check_path(vm, system::unlinkat(dir, path.c_str(), 0), &path)
}

pub(super) fn unlink(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    remove_as(vm, "unlink", args)
}

pub(super) fn remove(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    remove_as(vm, "remove", args)
}

fn rename_as(vm: &mut Vm, name: &str, args: Args<'_>) -> PyResult<Value> {
    let from = path(vm, name, "src", args[0], Allow::Path)?;
    let to = path(vm, name, "dst", args[1], Allow::Path)?;
    let (from_dir, to_dir) = (dir_fd(vm, args.opt(2))?, dir_fd(vm, args.opt(3))?);
    check_paths(vm, system::renameat(from_dir, from.c_str(), to_dir, to.c_str()), &from, &to)
}

pub(super) fn rename(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    rename_as(vm, "rename", args)
}

pub(super) fn replace(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    rename_as(vm, "replace", args)
}

pub(super) fn link(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let from = path(vm, "link", "src", args[0], Allow::Path)?;
    let to = path(vm, "link", "dst", args[1], Allow::Path)?;
    let (from_dir, to_dir) = (dir_fd(vm, args.opt(2))?, dir_fd(vm, args.opt(3))?);
    let follow = convert::truth(vm, args.opt(4), true)?;
    // `link` without any of the options is the system's, which does not follow.
    let plain = from_dir == libc::AT_FDCWD && to_dir == libc::AT_FDCWD && follow;
    let flags = if follow && !plain { libc::AT_SYMLINK_FOLLOW } else { 0 };
    check_paths(vm, system::linkat(from_dir, from.c_str(), to_dir, to.c_str(), flags), &from, &to)
}

pub(super) fn symlink(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let target = path(vm, "symlink", "src", args[0], Allow::Path)?;
    let link = path(vm, "symlink", "dst", args[1], Allow::Path)?;
    let dir = dir_fd(vm, args.opt(3))?;
    check_paths(vm, system::symlinkat(target.c_str(), dir, link.c_str()), &target, &link)
}

pub(super) fn readlink(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "readlink", "path", args[0], Allow::Path)?;
    let dir = dir_fd(vm, args.opt(1))?;
    let mut buffer = [0; libc::PATH_MAX as usize];
    let len = system::readlinkat(dir, path.c_str(), &mut buffer);
    check_path(vm, len as i32, &path)?;
    name_value(vm, &buffer[..len as usize], path.is_bytes)
}

/// A file name as str, or as bytes.
pub(super) fn name_value(vm: &mut Vm, name: &[u8], is_bytes: bool) -> PyResult<Value> {
    if is_bytes { Ok(vm.bytes(name)?.value()) } else { convert::fs_decode(vm, name) }
}

/// Opens the folder of a path argument for reading its names, or duplicates the descriptor that was given.
pub(super) fn open_folder(path: &Path) -> Result<i32, i32> {
    let fd = match path.fd {
        Some(fd) => system::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0),
        None => {
            let flags = libc::O_RDONLY | libc::O_DIRECTORY | libc::O_CLOEXEC | libc::O_NONBLOCK;
            system::openat(libc::AT_FDCWD, path.c_str(), flags, 0)
        }
    };
    if fd == -1 { Err(system::errno()) } else { Ok(fd) }
}

pub(super) fn listdir(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "listdir", "path", args.get(0), Allow::Any)?;
    let names = match open_folder(&path).and_then(system::read_folder) {
        Ok(names) => names,
        Err(code) => return Err(path_error(vm, code, &path)),
    };
    let list = vm.list(&[])?;
    for (name, ..) in names {
        let name = name_value(vm, &name, path.is_bytes)?;
        list.push(vm, name)?;
    }
    Ok(list.value())
}

/// Seconds as int or float into seconds and nanoseconds, rounded down.
fn split_seconds(vm: &mut Vm, value: Value) -> PyResult<libc::timespec> {
    if let Some(f) = value.as_f64() {
        if f.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let seconds = f.floor();
        if !(-9.3e18..9.2e18).contains(&seconds) {
            return Err(vm.overflow_error("timestamp out of range for platform time_t"));
        }
        let mut nanos = ((f - seconds) * 1e9).floor();
        let mut whole = seconds as i64;
        if nanos >= 1e9 {
            nanos -= 1e9;
            whole += 1;
        }
        return Ok(libc::timespec { tv_sec: whole, tv_nsec: nanos as i64 });
    }
    let n = vm.index(value)?;
    match n.as_i64() {
        Some(n) => Ok(libc::timespec { tv_sec: n, tv_nsec: 0 }),
        None => Err(vm.overflow_error("timestamp out of range for platform time_t")),
    }
}

/// Nanoseconds into seconds and nanoseconds.
fn split_nanos(vm: &mut Vm, value: Value) -> PyResult<libc::timespec> {
    let pair = vm.binary(BinaryOp::DivMod, value, Value::len(1_000_000_000))?;
    let Some(pair) = pair.cast::<Tuple>().filter(|pair| pair.len() == 2) else {
        let (class, got) = (vm.type_name(value), vm.type_name(pair));
        return Err(vm.type_error(&format!("{class}.__divmod__() must return a 2-tuple, not {got}")));
    };
    match (pair.get(0).as_i64(), pair.get(1).as_i64()) {
        (Some(tv_sec), Some(tv_nsec)) => Ok(libc::timespec { tv_sec, tv_nsec }),
        _ => Err(vm.overflow_error("timestamp out of range for platform time_t")),
    }
}

pub(super) fn utime(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "utime", "path", args[0], Allow::Descriptor)?;
    let (times, ns) = (args.not_none(1), args.opt(2));
    let dir = dir_fd(vm, args.opt(3))?;
    let follow = convert::truth(vm, args.opt(4), true)?;
    if times.is_some() && ns.is_some() {
        return Err(vm.value_error("utime: you may specify either 'times' or 'ns' but not both"));
    }
    let pair = |vm: &mut Vm, value: Value, message: &str| match value.cast::<Tuple>().filter(|pair| pair.len() == 2) {
        Some(pair) => Ok(pair),
        None => Err(vm.type_error(message)),
    };
    let times = match (times, ns) {
        (Some(times), _) => {
            let pair = pair(vm, times, "utime: 'times' must be either a tuple of two ints or None")?;
            Some([split_seconds(vm, pair.get(0))?, split_seconds(vm, pair.get(1))?])
        }
        (None, Some(ns)) => {
            let pair = pair(vm, ns, "utime: 'ns' must be a tuple of two ints")?;
            Some([split_nanos(vm, pair.get(0))?, split_nanos(vm, pair.get(1))?])
        }
        (None, None) => None,
    };
    not_with_fd(vm, "utime", &path, dir, follow)?;
    let result = match path.fd {
        Some(fd) => system::futimens(fd, times.as_ref()),
        None => {
            let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
            system::utimensat(dir, path.c_str(), times.as_ref(), flags)
        }
    };
    check_path(vm, result, &path)
}

pub(super) fn fspath_function(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    fspath(vm, args[0])
}

pub(super) fn umask(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mask = c_int(vm, args[0])?;
    Ok(Value::int32(system::umask(mask as u32) as i32))
}

/// `posixpath.normpath`
pub(super) fn path_normpath(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(text) = args[0].cast::<runtime::object::string::Str>() else {
        let message = format!("_path_normpath() argument 'path' must be str, not {}", vm.arg_type_name(args[0]));
        return Err(vm.raise_text(Exc::TypeError, &message));
    };
    let bytes = text.to_wtf8();
    // What follows a NUL is kept as it is: the original stops there.
    let rooted = match &bytes[..] {
        [b'/', b'/', b'/', ..] => 1,
        [b'/', b'/', ..] => 2,
        [b'/', ..] => 1,
        _ => 0,
    };
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in bytes.split(|&byte| byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." if parts.last().is_some_and(|last| *last != b"..") => {
                parts.pop();
            }
            b".." if rooted > 0 => {}
            _ => parts.push(part),
        }
    }
    let mut out = b"//"[..rooted].to_vec();
    out.extend(parts.join(&b'/'));
    if out.is_empty() {
        out.push(b'.');
    }
    Ok(vm.str_from_wtf8(&out)?.value())
}
