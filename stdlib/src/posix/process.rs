//! Processes: fork, exec, wait and what belongs to them.

use super::path::{Allow, check, error, fs_bytes, path, path_error};
use crate::convert::{self, c_int, c_int_or};
use crate::system::{self, Zeroed};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::Args;
use runtime::object::list::List;
use runtime::object::structseq::StructSpec;
use runtime::object::tuple::Tuple;
use runtime::struct_fields;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::ffi::CString;

/// `posix.waitid_result`
pub(super) static WAITID_RESULT: StructSpec = StructSpec::new(
    "waitid_result",
    "posix",
    "waitid_result: Result from waitid.\n\nThis object may be accessed either as a tuple of\n  (si_pid, si_uid, si_signo, si_status, si_code),\nor via the attributes si_pid, si_uid, and so on.\n\nSee os.waitid for more information.",
    5,
    struct_fields!("si_pid" 0, "si_uid" 1, "si_signo" 2, "si_status" 3, "si_code" 4),
);

/// `resource.struct_rusage`
pub(crate) static RUSAGE: StructSpec = StructSpec::new(
    "struct_rusage",
    "resource",
    "struct_rusage: Result from getrusage.\n\nThis object may be accessed either as a tuple of\n    (utime,stime,maxrss,ixrss,idrss,isrss,minflt,majflt,\n    nswap,inblock,oublock,msgsnd,msgrcv,nsignals,nvcsw,nivcsw)\nor via the attributes ru_utime, ru_stime, ru_maxrss, and so on.",
    16,
    struct_fields!(
        "ru_utime" 0, "ru_stime" 1, "ru_maxrss" 2, "ru_ixrss" 3, "ru_idrss" 4, "ru_isrss" 5, "ru_minflt" 6,
        "ru_majflt" 7, "ru_nswap" 8, "ru_inblock" 9, "ru_oublock" 10, "ru_msgsnd" 11, "ru_msgrcv" 12,
        "ru_nsignals" 13, "ru_nvcsw" 14, "ru_nivcsw" 15
    ),
);

/// A `struct_rusage`.
pub(crate) fn rusage(vm: &mut Vm, usage: &libc::rusage) -> PyResult<Value> {
    let seconds = |time: libc::timeval| Value::float(time.tv_sec as f64 + 1e-6 * time.tv_usec as f64);
    let mut values = [Value::NONE; 16];
    values[0] = seconds(usage.ru_utime);
    values[1] = seconds(usage.ru_stime);
    let counts = [
        usage.ru_maxrss,
        usage.ru_ixrss,
        usage.ru_idrss,
        usage.ru_isrss,
        usage.ru_minflt,
        usage.ru_majflt,
        usage.ru_nswap,
        usage.ru_inblock,
        usage.ru_oublock,
        usage.ru_msgsnd,
        usage.ru_msgrcv,
        usage.ru_nsignals,
        usage.ru_nvcsw,
        usage.ru_nivcsw,
    ];
    for (value, count) in values[2..].iter_mut().zip(counts) {
        *value = vm.int(count)?;
    }
    vm.struct_sequence(&RUSAGE, &values)
}

/// The list of functions that run around a fork, kept for the interpreter's life: before, in the parent, in the child.
fn fork_hooks(vm: &mut Vm) -> PyResult<Gc<Tuple>> {
    const KEY: &str = "posix fork hooks";
    if let Some(hooks) = vm.module_state(KEY).and_then(|hooks| hooks.cast::<Tuple>()) {
        return Ok(hooks);
    }
    let lists = [vm.list(&[])?.value(), vm.list(&[])?.value(), vm.list(&[])?.value()];
    let hooks = vm.tuple(&lists)?;
    vm.set_module_state(KEY, hooks.value());
    Ok(hooks)
}

fn hook_list(hooks: Gc<Tuple>, index: usize) -> Gc<List> {
    hooks.get(index).cast().expect("made by fork_hooks")
}

pub(super) fn register_at_fork(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if (0..3).all(|index| args.not_none(index).is_none()) {
        return Err(vm.type_error("At least one argument is required."));
    }
    let names = ["before", "after_in_child", "after_in_parent"];
    for (index, name) in names.into_iter().enumerate() {
        if let Some(function) = args.opt(index)
            && !vm.is_callable(function)
        {
            let message = format!("'{name}' must be callable, not {}", vm.type_name(function));
            return Err(vm.type_error(&message));
        }
    }
    let hooks = fork_hooks(vm)?;
    for (argument, list) in [(0, 0), (1, 2), (2, 1)] {
        if let Some(function) = args.opt(argument) {
            hook_list(hooks, list).push(vm, function)?;
        }
    }
    Ok(Value::NONE)
}

/// Runs hooks; their exceptions are shown and forgotten.
fn run_hooks(vm: &mut Vm, index: usize) -> PyResult<()> {
    let hooks = hook_list(fork_hooks(vm)?, index);
    let count = hooks.len();
    for at in 0..count {
        // What runs before goes backwards, like the unwinding of what was set up.
        let at = if index == 0 { count - 1 - at } else { at };
        let Some(hook) = hooks.get(at) else { continue };
        if let Err(raised) = vm.call(hook, &[]) {
            vm.take_exception(raised);
        }
    }
    Ok(())
}

/// Runs what is to run before a fork.
pub(crate) fn before_fork(vm: &mut Vm) -> PyResult<()> {
    run_hooks(vm, 0)?;
    crate::imp::hold_lock(vm)
}

/// Runs what is to run in the parent or child after a fork.
pub(crate) fn after_fork(vm: &mut Vm, pid: i32) -> PyResult<()> {
    if pid == 0 {
        vm.forget_other_threads();
        vm.restart_profile();
    }
    crate::imp::let_go_of_lock(vm)?;
    run_hooks(vm, if pid == 0 { 2 } else { 1 })
}

/// Warns in the parent of a fork while other threads run; what the warning raises is of no concern.
fn warn_of_threads(vm: &mut Vm, pid: i32, function: &str) {
    if pid <= 0 || vm.thread_idents().len() < 2 {
        return;
    }
    let message = format!(
        "This process (pid={}) is multi-threaded, use of {function}() may lead to deadlocks in the child.",
        system::getpid()
    );
    if let Err(raised) = crate::warnings::warn(vm, Exc::DeprecationWarning, &message, None) {
        vm.take_exception(raised);
    }
}

pub(super) fn fork(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    before_fork(vm)?;
    let pid = system::fork();
    let code = system::errno();
    warn_of_threads(vm, pid, "fork");
    after_fork(vm, pid)?;
    if pid == -1 { Err(error(vm, code)) } else { Ok(Value::int32(pid)) }
}

pub(super) fn forkpty(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    before_fork(vm)?;
    let (pid, master) = system::forkpty();
    let code = system::errno();
    warn_of_threads(vm, pid, "forkpty");
    after_fork(vm, pid)?;
    if pid == -1 {
        return Err(error(vm, code));
    }
    Ok(vm.tuple(&[Value::int32(pid), Value::int32(master)])?.value())
}

pub(super) fn exit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let status = c_int(vm, args[0])?;
    system::exit_now(status)
}

pub(super) fn abort(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    system::abort()
}

/// The arguments of a program: a list or tuple of at least one string.
pub(super) fn arguments(vm: &mut Vm, function: &str, value: Value) -> PyResult<Vec<CString>> {
    if !value.is::<List>() && !value.is::<Tuple>() {
        return Err(vm.type_error(&format!("{function}() arg 2 must be a tuple or list")));
    }
    let items = vm.collect_tuple(value)?;
    if items.is_empty() {
        return Err(vm.value_error(&format!("{function}() arg 2 must not be empty")));
    }
    let mut strings = Vec::with_capacity(items.len());
    for index in 0..items.len() {
        strings.push(fs_bytes(vm, items.get(index))?);
    }
    if strings[0].is_empty() {
        return Err(vm.value_error(&format!("{function}() arg 2 first element cannot be empty")));
    }
    Ok(strings)
}

/// An environment: a mapping of strings, as `NAME=value` strings.
pub(super) fn environment(vm: &mut Vm, function: &str, value: Value) -> PyResult<Vec<CString>> {
    let is_mapping = vm.get_attr_opt_text(value, "keys")?.is_some();
    if !is_mapping {
        return Err(vm.type_error(&format!("{function}: environment must be a mapping object")));
    }
    let keys = vm.call_method(value, "keys", &[])?;
    let values = vm.call_method(value, "values", &[])?;
    let (keys, values) = (vm.collect_tuple(keys)?, vm.collect_tuple(values)?);
    let mut strings = Vec::with_capacity(keys.len());
    for index in 0..keys.len().min(values.len()) {
        let (key, value) = (fs_bytes(vm, keys.get(index))?, fs_bytes(vm, values.get(index))?);
        if key.is_empty() || key.to_bytes()[1..].contains(&b'=') {
            return Err(vm.value_error("illegal environment variable name"));
        }
        let joined = [key.to_bytes(), b"=", value.to_bytes()].concat();
        strings.push(CString::new(joined).expect("neither part has a NUL"));
    }
    Ok(strings)
}

pub(super) fn execv(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "execv", "path", args[0], Allow::Path)?;
    let arguments = arguments(vm, "execv", args[1])?;
    system::execve(path.c_str(), &arguments, None);
    let code = system::errno();
    Err(path_error(vm, code, &path))
}

pub(super) fn execve(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "execve", "path", args[0], Allow::Descriptor)?;
    if !args[1].is::<List>() && !args[1].is::<Tuple>() {
        return Err(vm.type_error("execve: argv must be a tuple or list"));
    }
    let list = vm.collect_tuple(args[1])?;
    if list.is_empty() {
        return Err(vm.value_error("execve: argv must not be empty"));
    }
    if vm.get_attr_opt_text(args[2], "keys")?.is_none() {
        return Err(vm.type_error("execve: environment must be a mapping object"));
    }
    let mut arguments = Vec::with_capacity(list.len());
    for index in 0..list.len() {
        arguments.push(fs_bytes(vm, list.get(index))?);
    }
    if arguments[0].is_empty() {
        return Err(vm.value_error("execve: argv first element cannot be empty"));
    }
    let environment = environment(vm, "execve", args[2])?;
    match path.fd {
        Some(fd) => system::fexecve(fd, &arguments, &environment),
        None => system::execve(path.c_str(), &arguments, Some(&environment)),
    }
    let code = system::errno();
    Err(path_error(vm, code, &path))
}

pub(super) fn waitpid(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (pid, options) = (c_int(vm, args[0])?, c_int(vm, args[1])?);
    let mut status = 0;
    match system::retry(vm, || system::waitpid(pid, &mut status, options))? {
        Ok(pid) => Ok(vm.tuple(&[Value::int32(pid), Value::int32(status)])?.value()),
        Err(code) => Err(error(vm, code)),
    }
}

pub(super) fn wait(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let mut status = 0;
    match system::retry(vm, || system::waitpid(-1, &mut status, 0))? {
        Ok(pid) => Ok(vm.tuple(&[Value::int32(pid), Value::int32(status)])?.value()),
        Err(code) => Err(error(vm, code)),
    }
}

fn wait_with_usage(vm: &mut Vm, pid: i32, options: i32) -> PyResult<Value> {
    let (mut status, mut usage) = (0, libc::rusage::zeroed());
    match system::retry(vm, || system::wait4(pid, &mut status, options, &mut usage))? {
        Ok(pid) => {
            let usage = rusage(vm, &usage)?;
            Ok(vm.tuple(&[Value::int32(pid), Value::int32(status), usage])?.value())
        }
        Err(code) => Err(error(vm, code)),
    }
}

pub(super) fn wait3(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let options = c_int(vm, args[0])?;
    wait_with_usage(vm, -1, options)
}

pub(super) fn wait4(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (pid, options) = (c_int(vm, args[0])?, c_int(vm, args[1])?);
    wait_with_usage(vm, pid, options)
}

pub(super) fn waitid(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (kind, id, options) = (c_int(vm, args[0])?, c_int(vm, args[1])?, c_int(vm, args[2])?);
    let mut info = libc::siginfo_t::zeroed();
    if let Err(code) = system::retry(vm, || system::waitid(kind as u32, id as u32, &mut info, options))? {
        return Err(error(vm, code));
    }
    let (pid, uid, signal, status, code) = system::child_info(&info);
    if pid == 0 {
        return Ok(Value::NONE);
    }
    let uid = vm.int(i64::from(uid))?;
    let values = [Value::int32(pid), uid, Value::int32(signal), Value::int32(status), Value::int32(code)];
    vm.struct_sequence(&WAITID_RESULT, &values)
}

macro_rules! status_functions {
    ($($name:ident = $call:ident -> $wrap:ident;)*) => {$(
        pub(super) fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let status = c_int(vm, args[0])?;
            Ok(Value::$wrap(libc::$call(status)))
        }
    )*};
}

status_functions! {
    wcoredump = WCOREDUMP -> bool;
    wifcontinued = WIFCONTINUED -> bool;
    wifstopped = WIFSTOPPED -> bool;
    wifsignaled = WIFSIGNALED -> bool;
    wifexited = WIFEXITED -> bool;
    wexitstatus = WEXITSTATUS -> int32;
    wtermsig = WTERMSIG -> int32;
    wstopsig = WSTOPSIG -> int32;
}

pub(super) fn waitstatus_to_exitcode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if args[0].as_int().is_none() {
        let message = format!("'{}' object cannot be interpreted as an integer", vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    }
    let status = c_int(vm, args[0])?;
    if libc::WIFEXITED(status) {
        return Ok(Value::int32(libc::WEXITSTATUS(status)));
    }
    if libc::WIFSIGNALED(status) {
        return Ok(Value::int32(-libc::WTERMSIG(status)));
    }
    let message = if libc::WIFSTOPPED(status) {
        format!("process stopped by delivery of signal {}", libc::WSTOPSIG(status))
    } else {
        format!("invalid wait status: {status}")
    };
    Err(vm.value_error(&message))
}

pub(super) fn kill(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (pid, signal) = (c_int(vm, args[0])?, c_int(vm, args[1])?);
    check(vm, system::kill(pid, signal))?;
    // A signal to oneself is handled before the call returns.
    vm.check_signals()?;
    Ok(Value::NONE)
}

pub(super) fn killpg(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (group, signal) = (c_int(vm, args[0])?, c_int(vm, args[1])?);
    check(vm, system::killpg(group, signal))?;
    vm.check_signals()?;
    Ok(Value::NONE)
}

pub(super) fn nice(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let increment = c_int(vm, args[0])?;
    system::clear_errno();
    let value = system::nice(increment);
    match system::errno() {
        code if value == -1 && code != 0 => Err(error(vm, code)),
        _ => Ok(Value::int32(value)),
    }
}

pub(super) fn pidfd_open(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (pid, flags) = (c_int(vm, args[0])?, c_int_or(vm, args.opt(1), 0)?);
    let fd = system::pidfd_open(pid, flags as u32);
    check(vm, fd)?;
    Ok(Value::int32(fd))
}

pub(super) fn setns(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, kind) = (convert::file_descriptor(vm, args[0])?, c_int_or(vm, args.opt(1), 0)?);
    check(vm, system::setns(fd, kind))
}

pub(super) fn unshare(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let flags = c_int(vm, args[0])?;
    check(vm, system::unshare(flags))
}
