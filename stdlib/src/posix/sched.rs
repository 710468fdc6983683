//! Scheduling: policies, parameters, processors.

use super::path::{check, error};
use crate::convert::{self, c_int};
use crate::system::{self, Zeroed};
use runtime::native::{Args, method};
use runtime::object::structseq::{self, StructSpec};
use runtime::object::tuple::Tuple;
use runtime::object::type_object::Type;
use runtime::struct_fields;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// `posix.sched_param`
pub(super) static SCHED_PARAM: StructSpec = StructSpec::new(
    "sched_param",
    "posix",
    "Currently has only one field: sched_priority\n\n  sched_priority\n    A scheduling parameter.",
    1,
    struct_fields!("sched_priority" 0),
)
.methods(&[method("__new__", "(sched_priority)", new), structseq::REPR, structseq::REDUCE]);

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    Ok(vm.tuple_of_class(class, &[args[1]])?.value())
}

fn param(vm: &mut Vm, value: Value) -> PyResult<libc::sched_param> {
    let class = vm.struct_type(&SCHED_PARAM)?;
    if vm.class_of(value) != class {
        return Err(vm.type_error("must have a sched_param object"));
    }
    let priority = value.cast::<Tuple>().expect("a sched_param is a tuple").get(0);
    let mut out = libc::sched_param::zeroed();
    out.sched_priority = match priority.as_int() {
        Some(_) => match priority.as_i64().and_then(|n| i32::try_from(n).ok()) {
            Some(n) => n,
            None => return Err(vm.overflow_error("sched_priority out of range")),
        },
        None => c_int(vm, priority)?,
    };
    Ok(out)
}

fn number(vm: &mut Vm, result: i32) -> PyResult<Value> {
    check(vm, result)?;
    Ok(Value::int32(result))
}

pub(super) fn priority_max(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let policy = c_int(vm, args[0])?;
    number(vm, system::sched_get_priority_max(policy))
}

pub(super) fn priority_min(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let policy = c_int(vm, args[0])?;
    number(vm, system::sched_get_priority_min(policy))
}

pub(super) fn getscheduler(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let pid = c_int(vm, args[0])?;
    number(vm, system::sched_getscheduler(pid))
}

pub(super) fn setscheduler(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (pid, policy) = (c_int(vm, args[0])?, c_int(vm, args[1])?);
    let param = param(vm, args[2])?;
    check(vm, system::sched_setscheduler(pid, policy, &param))
}

pub(super) fn getparam(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let pid = c_int(vm, args[0])?;
    let mut param = libc::sched_param::zeroed();
    check(vm, system::sched_getparam(pid, &mut param))?;
    vm.struct_sequence(&SCHED_PARAM, &[Value::int32(param.sched_priority)])
}

pub(super) fn setparam(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let pid = c_int(vm, args[0])?;
    let param = param(vm, args[1])?;
    check(vm, system::sched_setparam(pid, &param))
}

pub(super) fn rr_get_interval(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let pid = c_int(vm, args[0])?;
    let mut interval = libc::timespec::zeroed();
    check(vm, system::sched_rr_get_interval(pid, &mut interval))?;
    Ok(Value::float(interval.tv_sec as f64 + 1e-9 * interval.tv_nsec as f64))
}

pub(super) fn sched_yield(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    check(vm, system::sched_yield())
}

pub(super) fn getaffinity(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let pid = c_int(vm, args[0])?;
    let Some(cpus) = system::sched_getaffinity(pid) else {
        let code = system::errno();
        return Err(error(vm, code));
    };
    let list = vm.list(&[])?;
    for cpu in cpus {
        list.push(vm, Value::len(cpu))?;
    }
    let class = vm.types.set.value();
    vm.call(class, &[list.value()])
}

pub(super) fn setaffinity(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let pid = c_int(vm, args[0])?;
    let mut cpus = Vec::new();
    vm.for_each(args[1], |vm, item| {
        if item.as_int().is_none() {
            let message = format!("expected an iterator of ints, but iterator yielded {}", vm.type_name(item));
            return Err(vm.type_error(&message));
        }
        let cpu = convert::c_long(vm, item)?;
        if cpu < 0 {
            return Err(vm.value_error("negative CPU number"));
        }
        if cpu > i64::from(i32::MAX) - 1 {
            return Err(vm.overflow_error("CPU number too large"));
        }
        cpus.push(cpu as usize);
        Ok(())
    })?;
    check(vm, system::sched_setaffinity(pid, &cpus))
}
