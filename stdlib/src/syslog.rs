//! `syslog`: the system's log.

use crate::convert::c_int_or;
use crate::system::semaphore;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::list::List;
use runtime::object::module::Module;
use runtime::object::string::Str;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::ffi::{CStr, CString};

static IS_OPEN: &str = "syslog: the log is open";

macro_rules! constants {
    ($($name:ident)*) => {
        static CONSTANTS: &[(&str, i32)] = &[$((stringify!($name), libc::$name),)*];
    };
}
constants! {
    LOG_EMERG LOG_ALERT LOG_CRIT LOG_ERR LOG_WARNING LOG_NOTICE LOG_INFO LOG_DEBUG LOG_PID LOG_CONS LOG_NDELAY LOG_ODELAY
    LOG_NOWAIT LOG_PERROR LOG_KERN LOG_USER LOG_MAIL LOG_DAEMON LOG_AUTH LOG_AUTHPRIV LOG_FTP LOG_LPR LOG_NEWS LOG_UUCP
    LOG_CRON LOG_SYSLOG LOG_LOCAL0 LOG_LOCAL1 LOG_LOCAL2 LOG_LOCAL3 LOG_LOCAL4 LOG_LOCAL5 LOG_LOCAL6 LOG_LOCAL7
}

fn c_text(vm: &mut Vm, value: Value, function: &str) -> PyResult<CString> {
    let Some(text) = value.cast::<Str>() else {
        let name = vm.arg_type_name(value);
        return Err(vm.type_error(&format!("{function}() argument must be str, not {name}")));
    };
    CString::new(text.to_wtf8()).map_err(|_| vm.value_error("embedded null character"))
}

/// The program's name: the last part of `sys.argv[0]`.
fn program(vm: &mut Vm) -> Option<Vec<u8>> {
    let sys = vm.sys;
    let first = sys.get_text(vm, "argv")?.cast::<List>()?.get(0)?.cast::<Str>()?.to_wtf8();
    let name = first.rsplit(|&byte| byte == b'/').next()?.to_vec();
    (!name.is_empty()).then_some(name)
}

fn open(vm: &mut Vm, ident: Option<CString>, options: i32, facility: i32) {
    let ident = ident.or_else(|| program(vm).and_then(|name| CString::new(name).ok()));
    // The C library keeps the name for as long as the log is open.
    let ident: Option<&'static CStr> = ident.map(|ident| &*Box::leak(ident.into_boxed_c_str()));
    semaphore::openlog(ident, options, facility);
    vm.set_module_state(IS_OPEN, Value::TRUE);
}

fn openlog(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let ident = match args.not_none(0) {
        Some(ident) => Some(c_text(vm, ident, "openlog")?),
        None => None,
    };
    let options = c_int_or(vm, args.opt(1), 0)?;
    let facility = c_int_or(vm, args.opt(2), libc::LOG_USER)?;
    vm.audit("syslog.openlog", &[args.get(0).or_none(), Value::int32(options), Value::int32(facility)])?;
    open(vm, ident, options, facility);
    Ok(Value::NONE)
}

fn syslog(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (priority, message) = match args.opt(1) {
        Some(message) => (c_int_or(vm, args.opt(0), libc::LOG_INFO)?, message),
        None => (libc::LOG_INFO, args[0]),
    };
    let text = c_text(vm, message, "syslog")?;
    vm.audit("syslog.syslog", &[Value::int32(priority), message])?;
    if vm.module_state(IS_OPEN) != Some(Value::TRUE) {
        open(vm, None, 0, libc::LOG_USER);
    }
    vm.allow_threads(|| semaphore::syslog(priority, &text));
    Ok(Value::NONE)
}

fn closelog(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    vm.audit("syslog.closelog", &[])?;
    semaphore::closelog();
    vm.set_module_state(IS_OPEN, Value::FALSE);
    Ok(Value::NONE)
}

fn setlogmask(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mask = c_int_or(vm, args.opt(0), 0)?;
    vm.audit("syslog.setlogmask", &[Value::int32(mask)])?;
    Ok(Value::int32(semaphore::setlogmask(mask)))
}

fn log_mask(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let priority = c_int_or(vm, args.opt(0), 0)?;
    vm.int(1_i64.wrapping_shl(priority as u32))
}

fn log_upto(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let priority = c_int_or(vm, args.opt(0), 0)?;
    vm.int(1_i64.wrapping_shl(priority as u32 + 1) - 1)
}

/// `syslog`
pub(crate) static SYSLOG: ModuleSpec = ModuleSpec {
    name: "syslog",
    functions: &[
        func("openlog", "(ident=_, logoption=0, facility=8)", openlog),
        func("closelog", "()", closelog),
        func("syslog", "(priority, message=_, /)", syslog),
        func("setlogmask", "(maskpri, /)", setlogmask),
        func("LOG_MASK", "(pri, /)", log_mask),
        func("LOG_UPTO", "(pri, /)", log_upto),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    for &(name, value) in CONSTANTS {
        module.dict.get().set_text(vm, name, Value::int32(value))?;
    }
    Ok(())
}
