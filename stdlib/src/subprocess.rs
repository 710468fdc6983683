//! `_posixsubprocess`: fork and exec as `subprocess` wants them.

use crate::convert::{self, c_int};
use crate::io::{Look, close_abandoned, looking};
use crate::posix::path::{error, fs_bytes};
use crate::posix::process::{after_fork, before_fork};
use crate::system;
use crate::system::spawn::{ChildError, ChildPlan, ReadyChild};
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::string::Bytes;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::ffi::CString;

/// A sequence of strings for `exec`.
fn strings(vm: &mut Vm, value: Value) -> PyResult<Vec<CString>> {
    let items = vm.collect_tuple(value)?;
    let mut out = Vec::with_capacity(items.len());
    for index in 0..items.len() {
        out.push(fs_bytes(vm, items.get(index))?);
    }
    Ok(out)
}

/// The environment: a sequence of bytes `NAME=value`.
fn environment(vm: &mut Vm, value: Value) -> PyResult<Option<Vec<CString>>> {
    if value.is_none() {
        return Ok(None);
    }
    let items = vm.collect_tuple(value)?;
    let mut out = Vec::with_capacity(items.len());
    for index in 0..items.len() {
        let Some(bytes) = items.get(index).cast::<Bytes>() else {
            return Err(vm.type_error("fork_exec() env must be a sequence of bytes"));
        };
        match CString::new(bytes.bytes()) {
            Ok(string) => out.push(string),
            Err(_) => return Err(vm.value_error("embedded null byte")),
        }
    }
    Ok(Some(out))
}

/// Descriptors to keep: a sorted tuple.
fn descriptors(vm: &mut Vm, value: Value) -> PyResult<Vec<i32>> {
    let Some(items) = value.cast::<Tuple>() else {
        let message = format!("fork_exec() argument 4 must be tuple, not {}", vm.arg_type_name(value));
        return Err(vm.type_error(&message));
    };
    let mut out: Vec<i32> = Vec::with_capacity(items.len());
    for item in items.items() {
        let fd = item.as_i64().and_then(|fd| i32::try_from(fd).ok());
        match fd.filter(|&fd| fd >= 0 && out.last().is_none_or(|&last| last < fd)) {
            Some(fd) => out.push(fd),
            None => return Err(vm.value_error("bad value(s) in fds_to_keep")),
        }
    }
    Ok(out)
}

fn optional<T>(vm: &mut Vm, value: Value, read: impl FnOnce(&mut Vm, Value) -> PyResult<T>) -> PyResult<Option<T>> {
    if value.is_none() { Ok(None) } else { read(vm, value).map(Some) }
}

/// A user or group id that -1 stands for none of.
fn id(vm: &mut Vm, value: Value, read: fn(&mut Vm, Value) -> PyResult<u32>) -> PyResult<Option<u32>> {
    Ok(optional(vm, value, read)?.filter(|&id| id != u32::MAX))
}

fn groups(vm: &mut Vm, value: Value) -> PyResult<Vec<u32>> {
    let items = vm.collect_tuple(value)?;
    let mut out = Vec::with_capacity(items.len());
    for index in 0..items.len() {
        if items.get(index).as_int().is_none() {
            return Err(vm.type_error("extra_groups must be integers"));
        }
        out.push(convert::group(vm, items.get(index))?);
    }
    Ok(out)
}

fn fork_exec(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    looking(vm, args, fork_exec_now)
}

fn fork_exec_now(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    close_abandoned(vm, Look::AtAny);
    let close_fds = vm.is_true(args[2])?;
    let keep = descriptors(vm, args[3])?;
    let executables = strings(vm, args[1])?;
    let arguments = strings(vm, args[0])?;
    let environment = environment(vm, args[5])?;
    let folder = optional(vm, args[4], fs_bytes)?;
    let mut ends = [0; 8];
    for (index, end) in ends.iter_mut().enumerate() {
        *end = c_int(vm, args[6 + index])?;
    }
    let [input_read, input_write, output_read, output_write, error_read, error_write, _, report] = ends;
    if close_fds && report < 3 {
        return Err(vm.value_error("errpipe_write must be >= 3"));
    }
    let restore_signals = vm.is_true(args[14])?;
    let new_session = vm.is_true(args[15])?;
    let group = c_int(vm, args[16])?;
    let gid = id(vm, args[17], convert::group)?;
    let groups = optional(vm, args[18], groups)?;
    let uid = id(vm, args[19], convert::user)?;
    let umask = c_int(vm, args[20])?;
    let preexec = args.not_none(21);
    let in_place = cfg!(target_os = "linux") && vm.is_true(args[22])?;
    let plan = ChildPlan {
        executables: &executables,
        args: &arguments,
        environment: environment.as_deref(),
        close_fds,
        keep: &keep,
        folder: folder.as_deref(),
        child_ends: [input_read, output_write, error_write],
        parent_ends: [input_write, output_read, error_read],
        error_pipe: report,
        restore_signals,
        new_session,
        group: (group >= 0).then_some(group),
        gid,
        groups: groups.as_deref(),
        uid,
        umask: (umask >= 0).then_some(umask as u32),
    };
    let child = ReadyChild::new(&plan);
    // Who changes its user must not share memory with those of another, nor what calls Python.
    #[cfg(target_os = "linux")]
    if preexec.is_none() && plan.uid.is_none() && plan.gid.is_none() && plan.groups.is_none() && in_place {
        return match system::spawn::start_in_place(&child) {
            Ok(pid) => Ok(Value::int32(pid)),
            Err(code) => Err(error(vm, code)),
        };
    }
    if preexec.is_some() {
        before_fork(vm)?;
    }
    let pid = system::fork();
    if pid == 0 {
        let error = run_child(vm, &child, preexec);
        child.report(&error);
        system::exit_now(255);
    }
    let code = system::errno();
    if preexec.is_some() {
        after_fork(vm, pid)?;
    }
    if pid == -1 { Err(error(vm, code)) } else { Ok(Value::int32(pid)) }
}

/// In the child: everything up to the program; why it was not started.
fn run_child(vm: &mut Vm, child: &ReadyChild<'_>, preexec: Option<Value>) -> ChildError {
    if let Err(error) = child.prepare() {
        return error;
    }
    if let Some(function) = preexec {
        let called = after_fork(vm, 0).and_then(|()| vm.call(function, &[]));
        if let Err(raised) = called {
            vm.take_exception(raised);
            return ChildError { errno: 0, message: "Exception occurred in preexec_fn." };
        }
    }
    child.start()
}

/// `_posixsubprocess`
pub(crate) static POSIX_SUBPROCESS: ModuleSpec = ModuleSpec {
    name: "_posixsubprocess",
    doc: "A POSIX helper for the subprocess module.",
    functions: &[func(
        "fork_exec",
        "(args, executable_list, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, errpipe_read, errpipe_write, restore_signals, call_setsid, pgid_to_set, gid, extra_groups, uid, child_umask, preexec_fn, allow_vfork, /)",
        fork_exec,
    )],
    ..ModuleSpec::EMPTY
};
