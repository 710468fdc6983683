//! `resource`: limits, and what has been used.

use crate::convert::c_int;
use crate::posix::path::error;
use crate::posix::process::{RUSAGE, rusage};
use crate::posix::stat::unsigned;
use crate::system::{self, users};
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::int::IntRef;
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

macro_rules! constants {
    ($($name:ident)*) => {
        static CONSTANTS: &[(&str, i64)] = &[$((stringify!($name), libc::$name as i64),)*];
    };
}
constants! {
    RLIMIT_CPU RLIMIT_FSIZE RLIMIT_DATA RLIMIT_STACK RLIMIT_CORE RLIMIT_NOFILE RLIMIT_AS RLIMIT_RSS RLIMIT_NPROC
    RLIMIT_MEMLOCK RLIMIT_MSGQUEUE RLIMIT_NICE RLIMIT_RTPRIO RLIMIT_RTTIME RLIMIT_SIGPENDING RUSAGE_SELF
    RUSAGE_CHILDREN RUSAGE_THREAD
}

fn resource(vm: &mut Vm, value: Value) -> PyResult<i32> {
    let resource = c_int(vm, value)?;
    if (0..16).contains(&resource) { Ok(resource) } else { Err(vm.value_error("invalid resource specified")) }
}

/// A limit as Python sees it: -1 is none.
fn limit_value(vm: &mut Vm, limit: u64) -> PyResult<Value> {
    if limit == libc::RLIM_INFINITY { Ok(Value::int32(-1)) } else { unsigned(vm, limit) }
}

fn limit(vm: &mut Vm, value: Value) -> PyResult<u64> {
    let n = vm.index(value)?;
    match n.as_int() {
        Some(IntRef::Small(n)) => Ok(n as u64),
        Some(IntRef::Big(n)) if !n.negative && n.bits() <= 64 => Ok(n.to_u64().unwrap_or(0)),
        Some(IntRef::Big(_)) | None => Err(vm.overflow_error("Python int too large to convert to C long")),
    }
}

fn pair(vm: &mut Vm, limits: (u64, u64)) -> PyResult<Value> {
    let values = [limit_value(vm, limits.0)?, limit_value(vm, limits.1)?];
    Ok(vm.tuple(&values)?.value())
}

fn limits(vm: &mut Vm, value: Value) -> PyResult<(u64, u64)> {
    let items = vm.collect_tuple(value)?;
    if items.len() != 2 {
        return Err(vm.value_error("expected a tuple of 2 integers"));
    }
    Ok((limit(vm, items.get(0))?, limit(vm, items.get(1))?))
}

fn getrlimit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let resource = resource(vm, args[0])?;
    match users::getrlimit(0, resource) {
        Ok(limits) => pair(vm, limits),
        Err(code) => Err(error(vm, code)),
    }
}

fn set(vm: &mut Vm, pid: i32, resource: i32, value: Value) -> PyResult<()> {
    let (soft, hard) = limits(vm, value)?;
    match users::setrlimit(pid, resource, soft, hard) {
        Ok(()) => Ok(()),
        Err(libc::EINVAL) => Err(vm.value_error("current limit exceeds maximum limit")),
        Err(libc::EPERM) => Err(vm.value_error("not allowed to raise maximum limit")),
        Err(code) => Err(error(vm, code)),
    }
}

fn setrlimit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let resource = resource(vm, args[0])?;
    set(vm, 0, resource, args[1]).map(|()| Value::NONE)
}

fn prlimit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let pid = c_int(vm, args[0])?;
    let resource = resource(vm, args[1])?;
    let old = match users::getrlimit(pid, resource) {
        Ok(limits) => pair(vm, limits)?,
        Err(code) => return Err(error(vm, code)),
    };
    if let Some(value) = args.not_none(2) {
        set(vm, pid, resource, value)?;
    }
    Ok(old)
}

fn getrusage(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let who = c_int(vm, args[0])?;
    match users::getrusage(who) {
        Ok(usage) => rusage(vm, &usage),
        Err(libc::EINVAL) => Err(vm.value_error("invalid who parameter")),
        Err(code) => Err(error(vm, code)),
    }
}

fn getpagesize(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    vm.int(system::sysconf(libc::_SC_PAGESIZE))
}

/// `resource`
pub(crate) static RESOURCE: ModuleSpec = ModuleSpec {
    name: "resource",
    functions: &[
        func("getrlimit", "(resource, /)", getrlimit),
        func("setrlimit", "(resource, limits, /)", setrlimit),
        func("prlimit", "(pid, resource, limits=None, /)", prlimit),
        func("getrusage", "(who, /)", getrusage),
        func("getpagesize", "()", getpagesize),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    for &(name, value) in CONSTANTS {
        dict.set_text(vm, name, Value::int_unchecked(value))?;
    }
    dict.set_text(vm, "RLIMIT_OFILE", Value::int_unchecked(libc::RLIMIT_NOFILE as i64))?;
    dict.set_text(vm, "RLIM_INFINITY", Value::int32(-1))?;
    let class = vm.struct_type(&RUSAGE)?.value();
    dict.set_text(vm, "struct_rusage", class)?;
    let error = vm.exc(runtime::exceptions::hierarchy::Exc::OSError).value();
    dict.set_text(vm, "error", error)
}
