//! Traceback objects as Python sees them.

use crate::heap::{Gc, Native};
use crate::native::{TypeSpec, getset, readonly};
use crate::object::exception::Traceback;
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn of(value: Value) -> Gc<Native<Traceback>> {
    value.cast::<Native<Traceback>>().expect("the receiver is a traceback")
}

fn tb_frame(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.frame.get())
}

fn tb_next(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.next.get().or_none())
}

fn set_next(vm: &mut Vm, value: Value, next: Value) -> PyResult<()> {
    let traceback = of(value);
    let next = if next.is_none() { Value::EMPTY } else { next };
    if !next.is_empty() && !next.is::<Native<Traceback>>() {
        let message = format!("expected traceback object or None, got '{}'", vm.type_name(next));
        return Err(vm.type_error(&message));
    }
    traceback.data.next.set(vm, traceback, next);
    Ok(())
}

/// Line of a traceback entry.
pub fn line(traceback: Gc<Native<Traceback>>) -> u32 {
    match traceback.data.line.get() {
        0 => traceback.data.code.get().unit.positions.get(traceback.data.instruction.get() as usize).line,
        line => line,
    }
}

fn tb_lineno(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(line(of(value)) as usize))
}

fn tb_lasti(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(of(value).data.instruction.get() as usize * 8))
}

/// `types.TracebackType`
pub static TRACEBACK: TypeSpec = TypeSpec {
    name: "traceback",
    flags: type_flag::NO_NEW,
    getset: &[
        readonly("tb_frame", tb_frame),
        getset("tb_next", tb_next, set_next),
        readonly("tb_lineno", tb_lineno),
        readonly("tb_lasti", tb_lasti),
    ],
    ..TypeSpec::EMPTY
};
