//! Frame objects as Python sees them.

use crate::frame::object::FrameObject;
use crate::heap::{Gc, Native};
use crate::native::{Args, TypeSpec, method, readonly};
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn of(value: Value) -> Gc<Native<FrameObject>> {
    value.cast::<Native<FrameObject>>().expect("the receiver is a frame")
}

/// The line that a frame is at.
pub fn line(value: Value) -> u32 {
    let frame = of(value);
    let code = frame.data.function.get().code.get();
    code.unit.positions.get(frame.data.instruction.get() as usize).line
}

fn f_code(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.function.get().code.get().value())
}

fn f_globals(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.function.get().globals.get().value())
}

fn f_builtins(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.function.get().builtins.get().value())
}

fn f_locals(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let frame = of(value);
    let function = frame.data.function.get();
    if function.code.get().has(crate::bytecode::unit::flags::NAMESPACE) {
        return Ok(frame.data.registers.get().get(0));
    }
    let instruction = frame.data.instruction.get() as usize;
    Ok(vm.locals_dict(function.code.get(), frame.data.registers.get(), instruction)?.value())
}

fn f_back(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.back.get().or_none())
}

fn f_lineno(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(line(value) as usize))
}

fn f_lasti(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(of(value).data.instruction.get() as usize * 8))
}

fn f_trace(_: &mut Vm, _: Value) -> PyResult<Value> {
    Ok(Value::NONE)
}

fn clear(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    for field in of(args[0]).data.registers.get().fields() {
        field.set_no_barrier(Value::EMPTY);
    }
    Ok(Value::NONE)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let code = of(args[0]).data.function.get().code.get();
    let id = vm.id(args[0]);
    let text = format!(
        "<frame at {id:#x}, file '{}', line {}, code {}>",
        code.filename.get().to_string_lossy(),
        line(args[0]),
        code.name.get().to_string_lossy()
    );
    Ok(vm.str(&text)?.value())
}

/// `types.FrameType`
pub static FRAME: TypeSpec = TypeSpec {
    name: "frame",
    flags: type_flag::NO_NEW,
    methods: &[method("clear", "()", clear), method("__repr__", "()", repr)],
    getset: &[
        readonly("f_code", f_code),
        readonly("f_globals", f_globals),
        readonly("f_builtins", f_builtins),
        readonly("f_locals", f_locals),
        readonly("f_back", f_back),
        readonly("f_lineno", f_lineno),
        readonly("f_lasti", f_lasti),
        readonly("f_trace", f_trace),
    ],
    ..TypeSpec::EMPTY
};
