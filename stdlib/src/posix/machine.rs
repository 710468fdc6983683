//! What the system says of itself and of the process, and the process's environment.

use super::path::{Allow, check, error, fs_bytes, path, path_error};
use crate::convert::{self, c_int};
use crate::io::{Look, close_abandoned, looking};
use crate::system::{self, Zeroed};
use runtime::exceptions::hierarchy::Exc;
use runtime::native::Args;
use runtime::object::string::Str;
use runtime::object::structseq::StructSpec;
use runtime::struct_fields;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::ffi::CStr;
use std::os::unix::ffi::OsStrExt;

/// `posix.uname_result`
pub(super) static UNAME_RESULT: StructSpec = StructSpec::new(
    "uname_result",
    "posix",
    "uname_result: Result from os.uname().\n\nThis object may be accessed either as a tuple of\n  (sysname, nodename, release, version, machine),\nor via the attributes sysname, nodename, release, version, and machine.\n\nSee os.uname for more information.",
    5,
    struct_fields!("sysname" 0, "nodename" 1, "release" 2, "version" 3, "machine" 4),
);

/// `posix.times_result`
pub(super) static TIMES_RESULT: StructSpec = StructSpec::new(
    "times_result",
    "posix",
    "times_result: Result from os.times().\n\nThis object may be accessed either as a tuple of\n  (user, system, children_user, children_system, elapsed),\nor via the attributes user, system, children_user, children_system,\nand elapsed.\n\nSee os.times for more information.",
    5,
    struct_fields!("user" 0, "system" 1, "children_user" 2, "children_system" 3, "elapsed" 4),
);

/// `os.terminal_size`
pub(super) static TERMINAL_SIZE: StructSpec = StructSpec::new(
    "terminal_size",
    "os",
    "A tuple of (columns, lines) for holding terminal window size",
    2,
    struct_fields!("columns" 0, "lines" 1),
);

fn text_of(field: &[libc::c_char]) -> Vec<u8> {
    field.iter().take_while(|&&c| c != 0).map(|&c| c as u8).collect()
}

pub(super) fn uname(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let mut name = libc::utsname::zeroed();
    check(vm, system::uname(&mut name))?;
    let mut values = [Value::NONE; 5];
    let fields = [&name.sysname, &name.nodename, &name.release, &name.version, &name.machine];
    for (value, field) in values.iter_mut().zip(fields) {
        *value = convert::fs_decode(vm, &text_of(field))?;
    }
    vm.struct_sequence(&UNAME_RESULT, &values)
}

pub(super) fn times(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let Some((times, elapsed)) = system::times() else {
        let code = system::errno();
        return Err(error(vm, code));
    };
    let ticks = system::sysconf(libc::_SC_CLK_TCK).max(1) as f64;
    let seconds = [times.tms_utime, times.tms_stime, times.tms_cutime, times.tms_cstime, elapsed];
    let values = seconds.map(|n| Value::float(n as f64 / ticks));
    vm.struct_sequence(&TIMES_RESULT, &values)
}

pub(super) fn get_terminal_size(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = convert::c_int_or(vm, args.opt(0), 1)?;
    match system::terminal_size(fd) {
        Some((columns, lines)) => {
            vm.struct_sequence(&TERMINAL_SIZE, &[Value::int32(columns.into()), Value::int32(lines.into())])
        }
        None => {
            let code = system::errno();
            Err(error(vm, code))
        }
    }
}

pub(super) fn cpu_count(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let count = system::sysconf(libc::_SC_NPROCESSORS_ONLN);
    Ok(if count > 0 { Value::len(count as usize) } else { Value::NONE })
}

pub(super) fn getloadavg(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    match system::getloadavg() {
        Some(loads) => Ok(vm.tuple(&loads.map(Value::float))?.value()),
        None => Err(vm.raise_text(Exc::OSError, "Load averages are unobtainable")),
    }
}

pub(super) fn urandom(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = convert::size(vm, args[0])?;
    let Ok(n) = usize::try_from(n) else { return Err(vm.value_error("negative argument not allowed")) };
    let mut buffer = vm.zeroed(n)?;
    let mut filled = 0;
    while filled < n {
        match system::retry(vm, || system::getrandom(&mut buffer[filled..], 0))? {
            Ok(count) => filled += count as usize,
            Err(code) => return Err(error(vm, code)),
        }
    }
    Ok(vm.bytes(&buffer)?.value())
}

pub(super) fn getrandom(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = convert::size(vm, args[0])?;
    let flags = convert::c_int_or(vm, args.opt(1), 0)?;
    let Ok(n) = usize::try_from(n) else { return Err(error(vm, libc::EINVAL)) };
    let mut buffer = vm.zeroed(n)?;
    match system::retry(vm, || system::getrandom(&mut buffer, flags as u32))? {
        Ok(count) => Ok(vm.bytes(&buffer[..count as usize])?.value()),
        Err(code) => Err(error(vm, code)),
    }
}

pub(super) fn strerror(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let code = c_int(vm, args[0])?;
    Ok(vm.str(&system::strerror(code))?.value())
}

pub(super) fn ctermid(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.str("/dev/tty")?.value())
}

/// A configuration name: a number, or a key of one of the tables.
fn configured(vm: &mut Vm, value: Value, table: &[(&str, i32)]) -> PyResult<i32> {
    if let Some(n) = value.as_int() {
        let _ = n;
        return c_int(vm, value);
    }
    let Some(name) = value.cast::<Str>() else {
        return Err(vm.type_error("configuration names must be strings or integers"));
    };
    match table.iter().find(|(known, _)| name.is_text(known)) {
        Some(&(_, number)) => Ok(number),
        None => Err(vm.value_error("unrecognized configuration name")),
    }
}

/// A limit that a call gave: -1 means none, unless the error number says more.
fn limit(vm: &mut Vm, result: i64) -> PyResult<Value> {
    match system::errno() {
        code if result == -1 && code != 0 => Err(error(vm, code)),
        _ => vm.int(result),
    }
}

pub(super) fn sysconf(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = configured(vm, args[0], super::constants::SYSCONF)?;
    system::clear_errno();
    let result = system::sysconf(name);
    limit(vm, result)
}

pub(super) fn confstr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = configured(vm, args[0], super::constants::CONFSTR)?;
    match system::confstr(name) {
        Ok(Some(text)) => convert::fs_decode(vm, &text),
        Ok(None) => Ok(Value::NONE),
        Err(code) => Err(error(vm, code)),
    }
}

pub(super) fn pathconf(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "pathconf", "path", args[0], Allow::Descriptor)?;
    let name = configured(vm, args[1], super::constants::PATHCONF)?;
    system::clear_errno();
    let result = match path.fd {
        Some(fd) => system::fpathconf(fd, name),
        None => system::pathconf(path.c_str(), name),
    };
    match system::errno() {
        0 => vm.int(result),
        code if result == -1 => Err(path_error(vm, code, &path)),
        _ => vm.int(result),
    }
}

pub(super) fn fpathconf(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    let name = configured(vm, args[1], super::constants::PATHCONF)?;
    system::clear_errno();
    let result = system::fpathconf(fd, name);
    limit(vm, result)
}

pub(super) fn major(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let device = convert::c_unsigned_long(vm, args[0])?;
    vm.int(i64::from(libc::major(device)))
}

pub(super) fn minor(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let device = convert::c_unsigned_long(vm, args[0])?;
    vm.int(i64::from(libc::minor(device)))
}

pub(super) fn makedev(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (major, minor) = (c_int(vm, args[0])?, c_int(vm, args[1])?);
    super::stat::unsigned(vm, libc::makedev(major as u32, minor as u32))
}

/// `posix.environ`: bytes by bytes.
pub(super) fn environment(vm: &mut Vm) -> PyResult<Value> {
    let dict = vm.dict()?;
    for (name, value) in std::env::vars_os() {
        let (name, value) = (vm.bytes(name.as_bytes())?.value(), vm.bytes(value.as_bytes())?.value());
        if dict.get(vm, name)?.is_none() {
            dict.set(vm, name, value)?;
        }
    }
    Ok(dict.value())
}

pub(super) fn putenv(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (name, value) = (fs_bytes(vm, args[0])?, fs_bytes(vm, args[1])?);
    check_name(vm, &name)?;
    check(vm, system::setenv(&name, &value))
}

pub(super) fn unsetenv(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = fs_bytes(vm, args[0])?;
    check(vm, system::unsetenv(&name))
}

fn check_name(vm: &mut Vm, name: &CStr) -> PyResult<()> {
    if name.to_bytes().contains(&b'=') {
        return Err(vm.value_error("illegal environment variable name"));
    }
    Ok(())
}

pub(super) fn getlogin(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    match system::getlogin() {
        Ok(name) => convert::fs_decode(vm, &name),
        Err(code) => Err(error(vm, code)),
    }
}

pub(super) fn system_command(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    looking(vm, args, system_command_now)
}

fn system_command_now(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let command = fs_bytes(vm, args[0])?;
    close_abandoned(vm, Look::AtAny);
    Ok(Value::int32(system::system(&command)))
}
