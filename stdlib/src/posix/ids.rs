//! Ids of processes, groups and users, and priorities.

use super::path::{check, error, fs_bytes};
use crate::convert::{c_int, group, user};
use crate::system;
use runtime::native::Args;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

fn id(vm: &mut Vm, id: u32) -> PyResult<Value> {
    if id == u32::MAX { Ok(Value::int32(-1)) } else { vm.int(i64::from(id)) }
}

macro_rules! getters {
    ($($name:ident $call:ident;)*) => {$(
        pub(super) fn $name(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
            Ok(Value::int_unchecked(i64::from(system::$call())))
        }
    )*};
}
getters! { getpid getpid; getppid getppid; getpgrp getpgrp; getuid getuid; geteuid geteuid; getgid getgid; getegid getegid; }

macro_rules! setters {
    ($($name:ident($($kind:ident)*);)*) => {$(
        pub(super) fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let mut index = 0;
            let mut take = || { index += 1; args[index - 1] };
            let result = system::$name($({ let value = take(); $kind(vm, value)? }),*);
            check(vm, result)
        }
    )*};
}
setters! {
    setuid(user); seteuid(user); setgid(group); setegid(group); setreuid(user user); setregid(group group);
    setresuid(user user user); setresgid(group group group); setpgid(c_int c_int);
}

pub(super) fn setsid(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    check(vm, system::setsid())
}

pub(super) fn setpgrp(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    check(vm, system::setpgid(0, 0))
}

pub(super) fn getpgid(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let pid = c_int(vm, args[0])?;
    let result = system::getpgid(pid);
    check(vm, result)?;
    Ok(Value::int32(result))
}

pub(super) fn getsid(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let pid = c_int(vm, args[0])?;
    let result = system::getsid(pid);
    check(vm, result)?;
    Ok(Value::int32(result))
}

fn three(vm: &mut Vm, ids: [u32; 3]) -> PyResult<Value> {
    let values = [id(vm, ids[0])?, id(vm, ids[1])?, id(vm, ids[2])?];
    Ok(vm.tuple(&values)?.value())
}

pub(super) fn getresuid(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let [mut real, mut effective, mut saved] = [0; 3];
    check(vm, system::getresuid(&mut real, &mut effective, &mut saved))?;
    three(vm, [real, effective, saved])
}

pub(super) fn getresgid(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let [mut real, mut effective, mut saved] = [0; 3];
    check(vm, system::getresgid(&mut real, &mut effective, &mut saved))?;
    three(vm, [real, effective, saved])
}

fn id_list(vm: &mut Vm, ids: Option<Vec<u32>>) -> PyResult<Value> {
    let Some(ids) = ids else {
        let code = system::errno();
        return Err(error(vm, code));
    };
    let list = vm.list(&[])?;
    for n in ids {
        let n = id(vm, n)?;
        list.push(vm, n)?;
    }
    Ok(list.value())
}

pub(super) fn getgroups(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let groups = system::getgroups();
    id_list(vm, groups)
}

pub(super) fn getgrouplist(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (name, base) = (fs_bytes(vm, args[0])?, group(vm, args[1])?);
    let groups = system::getgrouplist(&name, base);
    id_list(vm, groups)
}

pub(super) fn setgroups(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if vm.special_of(args[0], runtime::object::Special::GetItem).is_none() {
        return Err(vm.type_error("setgroups argument must be a sequence"));
    }
    let mut groups = Vec::new();
    vm.for_each(args[0], |vm, item| {
        if item.as_int().is_none() {
            return Err(vm.type_error("groups must be integers"));
        }
        groups.push(group(vm, item)?);
        Ok(())
    })?;
    check(vm, system::setgroups(&groups))
}

pub(super) fn initgroups(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (name, base) = (fs_bytes(vm, args[0])?, group(vm, args[1])?);
    check(vm, system::initgroups(&name, base))
}

pub(super) fn getpriority(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (which, who) = (c_int(vm, args[0])?, c_int(vm, args[1])?);
    system::clear_errno();
    let value = system::getpriority(which as u32, who as u32);
    match system::errno() {
        0 => Ok(Value::int32(value)),
        code => Err(error(vm, code)),
    }
}

pub(super) fn setpriority(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (which, who, priority) = (c_int(vm, args[0])?, c_int(vm, args[1])?, c_int(vm, args[2])?);
    check(vm, system::setpriority(which as u32, who as u32, priority))
}
