//! Traceback objects as Python sees them.

use crate::exceptions::hierarchy::Exc;
use crate::frame::left::Shown;
use crate::frame::object::FrameObject;
use crate::heap::{Gc, Native};
use crate::native::{Args, TypeSpec, getset, method, readonly};
use crate::object::exception::Traceback;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn of(value: Value) -> Gc<Native<Traceback>> {
    value.cast::<Native<Traceback>>().expect("the receiver is a traceback")
}

fn tb_frame(vm: &mut Vm, value: Value) -> PyResult<Value> {
    vm.frame_of_entry(of(value))
}

fn tb_next(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.next.get().or_none())
}

fn set_next(vm: &mut Vm, value: Value, next: Value) -> PyResult<()> {
    if next.is_empty() {
        return Err(vm.type_error("can't delete tb_next attribute"));
    }
    let traceback = of(value);
    let next = if next.is_none() { Value::EMPTY } else { next };
    if !next.is_empty() && !next.is::<Native<Traceback>>() {
        let message = format!("expected traceback object or None, got '{}'", vm.type_name(next));
        return Err(vm.type_error(&message));
    }
    let mut at = next;
    while let Some(entry) = at.cast::<Native<Traceback>>() {
        if entry == traceback {
            return Err(vm.value_error("traceback loop detected"));
        }
        at = entry.data.next.get();
    }
    traceback.data.next.set(vm, traceback, next);
    Ok(())
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let next = if args[1].is_none() { Value::EMPTY } else { args[1] };
    if !next.is_empty() && !next.is::<Native<Traceback>>() {
        let message = format!("expected traceback object or None, got '{}'", vm.type_name(next));
        return Err(vm.type_error(&message));
    }
    let Some(frame) = args[2].cast::<Native<FrameObject>>() else {
        let message =
            format!("traceback() argument 'tb_frame' must be frame, not {}", vm.class_of(args[2]).name_text());
        return Err(vm.type_error(&message));
    };
    let (last, line) = (vm.index_i64(args[3], Exc::OverflowError)?, vm.index_i64(args[4], Exc::OverflowError)?);
    let instruction = u32::try_from(last / 8).unwrap_or(u32::MAX);
    let entry = vm.new_entry(next, Shown::Object(frame.value()), frame.data.code.get(), instruction)?;
    entry.data.line.set(u32::try_from(line).unwrap_or(0));
    entry.data.last.set(Some(last));
    Ok(entry.value())
}

fn dir(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let list = vm.list(&[])?;
    for name in ["tb_frame", "tb_next", "tb_lasti", "tb_lineno"] {
        let name = vm.intern(name).value();
        list.push(vm, name)?;
    }
    Ok(list.value())
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

fn tb_lasti(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match of(value).data.last.get() {
        Some(last) => vm.int(last),
        None => Ok(Value::len(of(value).data.instruction.get() as usize * 8)),
    }
}

/// `types.TracebackType`
pub static TRACEBACK: TypeSpec = TypeSpec {
    name: "traceback",
    methods: &[method("__new__", "(tb_next, tb_frame, tb_lasti, tb_lineno)", new), method("__dir__", "()", dir)],
    getset: &[
        readonly("tb_frame", tb_frame),
        getset("tb_next", tb_next, set_next),
        readonly("tb_lineno", tb_lineno),
        readonly("tb_lasti", tb_lasti),
    ],
    ..TypeSpec::EMPTY
};
