//! `fcntl`

use crate::convert::{self, c_int, file_descriptor};
use crate::posix::path::{check, error};
use crate::system::{self, poll as calls};
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::module::Module;
use runtime::object::string::{Bytes, Str};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Largest argument that is copied to the call.
const BUFFER: usize = 1024;

macro_rules! constants {
    ($($name:ident)*) => {
        static CONSTANTS: &[(&str, i64)] = &[$((stringify!($name), libc::$name as i64),)*];
    };
}
constants! {
    LOCK_SH LOCK_EX LOCK_NB LOCK_UN F_DUPFD F_DUPFD_CLOEXEC F_GETFD F_SETFD F_GETFL F_SETFL F_GETLK F_SETLK F_SETLKW
    F_GETOWN F_SETOWN F_RDLCK F_WRLCK F_UNLCK FD_CLOEXEC F_OFD_GETLK F_OFD_SETLK F_OFD_SETLKW F_SETLEASE F_GETLEASE
    F_NOTIFY F_SETPIPE_SZ F_GETPIPE_SZ F_ADD_SEALS F_GET_SEALS F_SEAL_SEAL F_SEAL_SHRINK F_SEAL_GROW F_SEAL_WRITE
}

static NUMBERS: &[(&str, i64)] = &[
    ("F_SETSIG", 10),
    ("F_GETSIG", 11),
    ("F_GETLK64", 5),
    ("F_SETLK64", 6),
    ("F_SETLKW64", 7),
    ("F_EXLCK", 4),
    ("F_SHLCK", 8),
    ("FASYNC", 0o20000),
    ("DN_ACCESS", 1),
    ("DN_MODIFY", 2),
    ("DN_CREATE", 4),
    ("DN_DELETE", 8),
    ("DN_RENAME", 16),
    ("DN_ATTRIB", 32),
    ("DN_MULTISHOT", 0x8000_0000),
    ("LOCK_MAND", 32),
    ("LOCK_READ", 64),
    ("LOCK_WRITE", 128),
    ("LOCK_RW", 192),
    ("FICLONE", 0x4004_9409),
    ("FICLONERANGE", 0x4020_940d),
];

fn fcntl(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, command) = (file_descriptor(vm, args[0])?, c_int(vm, args[1])?);
    if let Some(value) = args.opt(2)
        && (value.is::<Str>() || value.is::<Bytes>() || vm.has_buffer(value))
    {
        let data = argument(vm, value, "fcntl argument 3 is too long")?;
        let mut buffer = [0; BUFFER + 16];
        buffer[..data.len()].copy_from_slice(&data);
        return match system::retry(vm, || calls::fcntl_buffer(fd, command, &mut buffer))? {
            Ok(_) => Ok(vm.bytes(&buffer[..data.len()])?.value()),
            Err(code) => Err(error(vm, code)),
        };
    }
    let argument = args.opt(2).map_or(Ok(0), |value| convert::c_long(vm, value))?;
    match system::retry(vm, || system::fcntl(fd, command, argument))? {
        Ok(result) => Ok(Value::int32(result)),
        Err(code) => Err(error(vm, code)),
    }
}

/// The data of an argument that a call copies.
fn argument(vm: &mut Vm, value: Value, too_long: &str) -> PyResult<Vec<u8>> {
    let data = match value.cast::<Str>() {
        Some(text) => convert::fs_encode(vm, text)?,
        None => convert::data(vm, value)?.to_vec(),
    };
    if data.len() > BUFFER {
        return Err(vm.value_error(too_long));
    }
    Ok(data)
}

fn ioctl(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = file_descriptor(vm, args[0])?;
    let n = vm.index(args[1])?;
    let Some(request) = n.as_i64() else {
        return Err(vm.overflow_error("Python int too large to convert to C long"));
    };
    let mutate = convert::truth(vm, args.opt(3), true)?;
    if let Some(value) = args.opt(2)
        && (value.is::<Str>() || value.is::<Bytes>() || vm.has_buffer(value))
    {
        let data = argument(vm, value, "ioctl argument 3 is too long")?;
        let mut buffer = [0; BUFFER + 16];
        buffer[..data.len()].copy_from_slice(&data);
        let result = calls::ioctl_buffer(fd, request as _, &mut buffer);
        check(vm, result)?;
        let writable = mutate && !value.is::<Str>() && !value.is::<Bytes>();
        if writable && let Ok(target) = vm.writable_buffer(value, "ioctl() argument 3") {
            target.write(vm, 0, &buffer[..data.len()]);
            target.release(vm);
            return Ok(Value::int32(result));
        }
        return Ok(vm.bytes(&buffer[..data.len()])?.value());
    }
    let argument = args.opt(2).map_or(Ok(0), |value| convert::c_long(vm, value))?;
    let result = calls::ioctl(fd, request as _, argument);
    check(vm, result)?;
    Ok(Value::int32(result))
}

fn flock(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, operation) = (file_descriptor(vm, args[0])?, c_int(vm, args[1])?);
    match system::retry(vm, || calls::flock(fd, operation))? {
        Ok(_) => Ok(Value::NONE),
        Err(code) => Err(error(vm, code)),
    }
}

fn lockf(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, operation) = (file_descriptor(vm, args[0])?, c_int(vm, args[1])?);
    let length = args.opt(2).map_or(Ok(0), |value| convert::c_long(vm, value))?;
    let start = args.opt(3).map_or(Ok(0), |value| convert::c_long(vm, value))?;
    let whence = convert::c_int_or(vm, args.opt(4), 0)?;
    let kind = if operation & libc::LOCK_UN != 0 {
        libc::F_UNLCK
    } else if operation & libc::LOCK_SH != 0 {
        libc::F_RDLCK
    } else if operation & libc::LOCK_EX != 0 {
        libc::F_WRLCK
    } else {
        return Err(vm.value_error("unrecognized lockf argument"));
    };
    let command = if operation & libc::LOCK_NB != 0 { libc::F_SETLK } else { libc::F_SETLKW };
    match system::retry(vm, || system::lock(fd, command, kind as i16, (start, length), whence as i16))? {
        Ok(_) => Ok(Value::NONE),
        Err(code) => Err(error(vm, code)),
    }
}

/// `fcntl`
pub(crate) static FCNTL: ModuleSpec = ModuleSpec {
    name: "fcntl",
    doc: "This module performs file control and I/O control on file\ndescriptors.  It is an interface to the fcntl() and ioctl() Unix\nroutines.  File descriptors can be obtained with the fileno() method of\na file or socket object.",
    functions: &[
        func("fcntl", "(fd, cmd, arg=0, /)", fcntl),
        func("ioctl", "(fd, request, arg=0, mutate_flag=True, /)", ioctl),
        func("flock", "(fd, operation, /)", flock),
        func("lockf", "(fd, cmd, len=0, start=0, whence=0, /)", lockf),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    for &(name, value) in CONSTANTS.iter().chain(NUMBERS) {
        dict.set_text(vm, name, Value::int_unchecked(value))?;
    }
    Ok(())
}
