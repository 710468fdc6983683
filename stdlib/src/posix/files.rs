//! Calls on descriptors: open, read, write and what else they can do.

use super::path::{Allow, check, check_path, dir_fd, error, path, path_error};
use crate::convert::{self, c_int, file_descriptor, size};
use crate::system;
use runtime::native::Args;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// The largest read or write: what a C `ssize_t` and Linux both take.
const LARGEST: usize = 0x7fff_f000;

pub(super) fn open(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "open", "path", args[0], Allow::Path)?;
    let flags = c_int(vm, args[1])? | libc::O_CLOEXEC;
    let mode = convert::c_int_or(vm, args.opt(2), 0o777)?;
    let dir = dir_fd(vm, args.opt(3))?;
    match system::retry(vm, || system::openat(dir, path.c_str(), flags, mode as u32))? {
        Ok(fd) => Ok(Value::int32(fd)),
        Err(code) => Err(path_error(vm, code, &path)),
    }
}

pub(super) fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    // After EINTR the descriptor is gone on Linux: it must not be closed again.
    match system::close(fd) {
        -1 if system::errno() != libc::EINTR => {
            let code = system::errno();
            Err(error(vm, code))
        }
        _ => Ok(Value::NONE),
    }
}

pub(super) fn closerange(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (low, high) = (c_int(vm, args[0])?, c_int(vm, args[1])?);
    for fd in low.max(0)..high {
        system::close(fd);
    }
    Ok(Value::NONE)
}

pub(super) fn read(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    let length = length(vm, args[1])?;
    let mut buffer = vm.zeroed(length)?;
    match system::retry(vm, || system::read(fd, &mut buffer))? {
        Ok(count) => Ok(vm.bytes(&buffer[..count as usize])?.value()),
        Err(code) => Err(error(vm, code)),
    }
}

fn length(vm: &mut Vm, value: Value) -> PyResult<usize> {
    match usize::try_from(size(vm, value)?) {
        Ok(length) => Ok(length.min(LARGEST)),
        Err(_) => Err(error(vm, libc::EINVAL)),
    }
}

pub(super) fn pread(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, length, offset) = (c_int(vm, args[0])?, length(vm, args[1])?, convert::c_long(vm, args[2])?);
    let mut buffer = vm.zeroed(length)?;
    match system::retry(vm, || system::pread(fd, &mut buffer, offset))? {
        Ok(count) => Ok(vm.bytes(&buffer[..count as usize])?.value()),
        Err(code) => Err(error(vm, code)),
    }
}

pub(super) fn write(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, data) = (c_int(vm, args[0])?, convert::data(vm, args[1])?);
    match system::retry(vm, || system::write(fd, &data))? {
        Ok(count) => Ok(Value::len(count as usize)),
        Err(code) => Err(error(vm, code)),
    }
}

pub(super) fn pwrite(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, data, offset) = (c_int(vm, args[0])?, convert::data(vm, args[1])?, convert::c_long(vm, args[2])?);
    match system::retry(vm, || system::pwrite(fd, &data, offset))? {
        Ok(count) => Ok(Value::len(count as usize)),
        Err(code) => Err(error(vm, code)),
    }
}

pub(super) fn lseek(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, offset, whence) = (c_int(vm, args[0])?, convert::c_long(vm, args[1])?, c_int(vm, args[2])?);
    match system::lseek(fd, offset, whence) {
        -1 => {
            let code = system::errno();
            Err(error(vm, code))
        }
        at => vm.int(at),
    }
}

/// A descriptor that a call gave, or its error.
fn descriptor(vm: &mut Vm, fd: i32) -> PyResult<Value> {
    check(vm, fd)?;
    Ok(Value::int32(fd))
}

pub(super) fn dup(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    descriptor(vm, system::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0))
}

pub(super) fn dup2(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (from, to) = (c_int(vm, args[0])?, c_int(vm, args[1])?);
    let inheritable = convert::truth(vm, args.opt(2), true)?;
    if from < 0 || to < 0 {
        return Err(error(vm, libc::EBADF));
    }
    if inheritable || from == to {
        return descriptor(vm, system::dup2(from, to));
    }
    descriptor(vm, system::dup3(from, to, libc::O_CLOEXEC))
}

pub(super) fn pipe(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    make_pipe(vm, libc::O_CLOEXEC)
}

pub(super) fn pipe2(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let flags = c_int(vm, args[0])?;
    make_pipe(vm, flags)
}

fn make_pipe(vm: &mut Vm, flags: i32) -> PyResult<Value> {
    let mut fds = [0; 2];
    check(vm, system::pipe2(&mut fds, flags))?;
    Ok(vm.tuple(&[Value::int32(fds[0]), Value::int32(fds[1])])?.value())
}

pub(super) fn fsync(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = file_descriptor(vm, args[0])?;
    let result = system::retry(vm, || system::fsync(fd))?;
    done(vm, result)
}

pub(super) fn fdatasync(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = file_descriptor(vm, args[0])?;
    let result = system::retry(vm, || system::fdatasync(fd))?;
    done(vm, result)
}

/// None, or the error of a call.
fn done<T>(vm: &mut Vm, result: Result<T, i32>) -> PyResult<Value> {
    match result {
        Ok(_) => Ok(Value::NONE),
        Err(code) => Err(error(vm, code)),
    }
}

pub(super) fn ftruncate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, length) = (c_int(vm, args[0])?, convert::c_long(vm, args[1])?);
    let result = system::retry(vm, || system::ftruncate(fd, length))?;
    done(vm, result)
}

pub(super) fn truncate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "truncate", "path", args[0], Allow::Descriptor)?;
    let length = convert::c_long(vm, args[1])?;
    let result = match path.fd {
        Some(fd) => system::ftruncate(fd, length),
        None => system::truncate(path.c_str(), length),
    };
    check_path(vm, result, &path)
}

pub(super) fn isatty(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    Ok(Value::bool(system::isatty(fd) != 0))
}

pub(super) fn get_inheritable(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    let flags = system::fcntl(fd, libc::F_GETFD, 0);
    check(vm, flags)?;
    Ok(Value::bool(flags & libc::FD_CLOEXEC == 0))
}

pub(super) fn set_inheritable(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, inheritable) = (c_int(vm, args[0])?, c_int(vm, args[1])?);
    let flags = system::fcntl(fd, libc::F_GETFD, 0);
    check(vm, flags)?;
    let flags = if inheritable != 0 { flags & !libc::FD_CLOEXEC } else { flags | libc::FD_CLOEXEC };
    check(vm, system::fcntl(fd, libc::F_SETFD, flags.into()))
}

pub(super) fn get_blocking(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    let flags = system::fcntl(fd, libc::F_GETFL, 0);
    check(vm, flags)?;
    Ok(Value::bool(flags & libc::O_NONBLOCK == 0))
}

pub(super) fn set_blocking(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, blocking) = (c_int(vm, args[0])?, convert::truth(vm, args.opt(1), true)?);
    let flags = system::fcntl(fd, libc::F_GETFL, 0);
    check(vm, flags)?;
    let flags = if blocking { flags & !libc::O_NONBLOCK } else { flags | libc::O_NONBLOCK };
    check(vm, system::fcntl(fd, libc::F_SETFL, flags.into()))
}

pub(super) fn lockf(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, command, length) = (c_int(vm, args[0])?, c_int(vm, args[1])?, convert::c_long(vm, args[2])?);
    check(vm, system::lockf(fd, command, length))
}

pub(super) fn posix_fadvise(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    let (offset, length) = (convert::c_long(vm, args[1])?, convert::c_long(vm, args[2])?);
    let advice = c_int(vm, args[3])?;
    match system::posix_fadvise(fd, offset, length, advice) {
        0 => Ok(Value::NONE),
        code => Err(error(vm, code)),
    }
}

pub(super) fn posix_fallocate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    let (offset, length) = (convert::c_long(vm, args[1])?, convert::c_long(vm, args[2])?);
    match system::posix_fallocate(fd, offset, length) {
        0 => Ok(Value::NONE),
        code => Err(error(vm, code)),
    }
}

/// An optional offset that a copying call moves.
fn offset(vm: &mut Vm, value: Option<Value>) -> PyResult<Option<i64>> {
    value.filter(|value| !value.is_none()).map(|value| convert::c_long(vm, value)).transpose()
}

/// The count that a call gave, or its error.
fn count(vm: &mut Vm, result: Result<isize, i32>) -> PyResult<Value> {
    match result {
        Ok(count) => Ok(Value::len(count as usize)),
        Err(code) => Err(error(vm, code)),
    }
}

pub(super) fn sendfile(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (to, from) = (c_int(vm, args[0])?, c_int(vm, args[1])?);
    let mut at = offset(vm, args.opt(2))?;
    let wanted = size(vm, args[3])? as usize;
    let result = system::retry(vm, || system::sendfile(to, from, at.as_mut(), wanted))?;
    count(vm, result)
}

pub(super) fn copy_file_range(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (from, to, wanted) = (c_int(vm, args[0])?, c_int(vm, args[1])?, size(vm, args[2])?);
    let Ok(wanted) = usize::try_from(wanted) else {
        return Err(vm.value_error("negative value for 'count' not allowed"));
    };
    let (mut from_at, mut to_at) = (offset(vm, args.opt(3))?, offset(vm, args.opt(4))?);
    let result = system::retry(vm, || system::copy_file_range(from, from_at.as_mut(), to, to_at.as_mut(), wanted, 0))?;
    count(vm, result)
}

pub(super) fn splice(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (from, to, wanted) = (c_int(vm, args[0])?, c_int(vm, args[1])?, size(vm, args[2])?);
    let Ok(wanted) = usize::try_from(wanted) else {
        return Err(vm.value_error("negative value for 'count' not allowed"));
    };
    let (mut from_at, mut to_at) = (offset(vm, args.opt(3))?, offset(vm, args.opt(4))?);
    let flags = convert::c_int_or(vm, args.opt(5), 0)? as u32;
    let result = system::retry(vm, || system::splice(from, from_at.as_mut(), to, to_at.as_mut(), wanted, flags))?;
    count(vm, result)
}

pub(super) fn writev(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    let data = joined(vm, args[1], "writev")?;
    let result = system::retry(vm, || system::write(fd, &data))?;
    count(vm, result)
}

pub(super) fn pwritev(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    let data = joined(vm, args[1], "pwritev")?;
    let at = convert::c_long(vm, args[2])?;
    let result = system::retry(vm, || system::pwrite(fd, &data, at))?;
    count(vm, result)
}

pub(super) fn readv(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    fill(vm, args[1], "readv", |vm, buffer| system::retry(vm, || system::read(fd, buffer)))
}

pub(super) fn preadv(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, at) = (c_int(vm, args[0])?, convert::c_long(vm, args[2])?);
    fill(vm, args[1], "preadv", |vm, buffer| system::retry(vm, || system::pread(fd, buffer, at)))
}

/// Reads into several buffers by one call.
fn fill(
    vm: &mut Vm,
    buffers: Value,
    function: &str,
    read: impl FnOnce(&mut Vm, &mut [u8]) -> PyResult<Result<isize, i32>>,
) -> PyResult<Value> {
    if vm.special_of(buffers, runtime::object::Special::GetItem).is_none() {
        return Err(vm.type_error(&format!("{function}() arg 2 must be a sequence")));
    }
    let objects = vm.collect_list(buffers)?;
    let mut room = 0;
    let mut index = 0;
    while let Some(object) = objects.get(index) {
        let target = vm.writable_buffer(object, "buffer")?;
        room += target.len;
        target.release(vm);
        index += 1;
    }
    let mut data = vec![0; room];
    let count = match read(vm, &mut data)? {
        Ok(count) => count as usize,
        Err(code) => return Err(error(vm, code)),
    };
    let (mut at, mut index) = (0, 0);
    while let Some(object) = objects.get(index).filter(|_| at < count) {
        let target = vm.writable_buffer(object, "buffer")?;
        at += target.write(vm, 0, &data[at..count]);
        target.release(vm);
        index += 1;
    }
    Ok(Value::len(count))
}

/// The data of several buffers, which one call then writes as a whole.
fn joined(vm: &mut Vm, buffers: Value, function: &str) -> PyResult<Vec<u8>> {
    if vm.special_of(buffers, runtime::object::Special::GetItem).is_none() {
        return Err(vm.type_error(&format!("{function}() arg 2 must be a sequence")));
    }
    let mut all = Vec::new();
    vm.for_each(buffers, |vm, buffer| {
        let data = convert::data(vm, buffer)?;
        all.extend_from_slice(&data);
        Ok(())
    })?;
    Ok(all)
}

pub(super) fn memfd_create(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = super::path::fs_bytes(vm, args[0])?;
    let flags = convert::c_int_or(vm, args.opt(1), libc::MFD_CLOEXEC as i32)?;
    descriptor(vm, system::memfd_create(&name, flags as u32))
}

pub(super) fn eventfd(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let initial = convert::c_unsigned_long(vm, args[0])? as u32;
    let flags = convert::c_int_or(vm, args.opt(1), libc::EFD_CLOEXEC)?;
    descriptor(vm, system::eventfd(initial, flags))
}

pub(super) fn eventfd_read(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = file_descriptor(vm, args[0])?;
    let mut number = [0; 8];
    match system::retry(vm, || system::read(fd, &mut number))? {
        Ok(_) => super::stat::unsigned(vm, u64::from_ne_bytes(number)),
        Err(code) => Err(error(vm, code)),
    }
}

pub(super) fn eventfd_write(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, number) = (file_descriptor(vm, args[0])?, convert::c_unsigned_long(vm, args[1])?);
    let result = system::retry(vm, || system::write(fd, &number.to_ne_bytes()))?;
    done(vm, result)
}

pub(super) fn openpty(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    match system::openpty() {
        Some((master, slave)) => {
            for fd in [master, slave] {
                system::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC.into());
            }
            Ok(vm.tuple(&[Value::int32(master), Value::int32(slave)])?.value())
        }
        None => {
            let code = system::errno();
            Err(error(vm, code))
        }
    }
}

pub(super) fn login_tty(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = file_descriptor(vm, args[0])?;
    check(vm, system::login_tty(fd))
}

pub(super) fn ttyname(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    match system::ttyname(fd) {
        Ok(name) => convert::fs_decode(vm, &name),
        Err(code) => Err(error(vm, code)),
    }
}

pub(super) fn tcgetpgrp(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    descriptor(vm, system::tcgetpgrp(fd))
}

pub(super) fn tcsetpgrp(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, group) = (c_int(vm, args[0])?, c_int(vm, args[1])?);
    check(vm, system::tcsetpgrp(fd, group))
}

pub(super) fn sync(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    system::sync();
    Ok(Value::NONE)
}

pub(super) fn device_encoding(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    if system::isatty(fd) == 0 {
        return Ok(Value::NONE);
    }
    Ok(vm.str("UTF-8")?.value())
}
