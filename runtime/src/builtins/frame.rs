//! Frame objects as Python sees them.

use crate::frame::object::FrameObject;
use crate::heap::{Gc, Native};
use crate::native::{Args, TypeSpec, getset, method, readonly};
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn of(value: Value) -> Gc<Native<FrameObject>> {
    value.cast::<Native<FrameObject>>().expect("the receiver is a frame")
}

/// The line that a frame is at.
fn line(vm: &Vm, value: Value) -> u32 {
    let frame = of(value);
    if let Some(line) = frame.data.called_at.get() {
        return line;
    }
    // What no statement says belongs to the one before.
    let code = frame.data.code.get();
    let instruction = frame.data.jump.get().map_or_else(|| vm.frame_instruction(frame), |jump| jump as usize);
    match code.plan.get() {
        Some(plan) => plan[..=instruction].iter().rev().map(|planned| planned.line).find(|&line| line != 0),
        None => {
            let lines = code.unit.positions.iter().map(|position| position.line).take(instruction + 1);
            lines.filter(|&line| line != 0).last()
        }
    }
    .unwrap_or(0)
}

fn f_code(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.code.get().value())
}

fn f_globals(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.function.get().globals.get().value())
}

fn f_builtins(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.function.get().builtins.get().value())
}

fn f_locals(vm: &mut Vm, value: Value) -> PyResult<Value> {
    vm.object_locals(of(value))
}

fn f_back(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let frame = of(value);
    let Some(running) = vm.running_frame(frame) else { return Ok(frame.data.back.get().or_none()) };
    let caller = vm.frames().skip_while(|other| other.base != running.base).nth(1);
    match caller {
        Some(caller) => Ok(vm.frame_of(caller)?.value()),
        None => Ok(Value::NONE),
    }
}

fn f_lineno(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(match line(vm, value) {
        0 => Value::NONE,
        line => Value::len(line as usize),
    })
}

fn set_lineno(vm: &mut Vm, value: Value, line: Value) -> PyResult<()> {
    vm.set_frame_line(of(value), line)
}

fn f_lasti(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(vm.frame_instruction(of(value)) * 8))
}

fn f_trace(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.trace.get().or_none())
}

fn set_trace(vm: &mut Vm, value: Value, trace: Value) -> PyResult<()> {
    let frame = of(value);
    frame.data.trace.set(vm, frame, if trace.is_none() { Value::EMPTY } else { trace });
    Ok(())
}

fn f_trace_lines(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).data.trace_lines.get()))
}

fn truth(vm: &mut Vm, value: Value) -> PyResult<bool> {
    if value.is_empty() {
        return Err(vm.attribute_error_text("cannot delete attribute"));
    }
    if !value.is_bool() {
        return Err(vm.type_error("attribute value type must be bool"));
    }
    Ok(value == Value::TRUE)
}

fn set_trace_lines(vm: &mut Vm, value: Value, on: Value) -> PyResult<()> {
    let on = truth(vm, on)?;
    of(value).data.trace_lines.set(on);
    Ok(())
}

fn f_trace_opcodes(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).data.trace_opcodes.get()))
}

fn set_trace_opcodes(vm: &mut Vm, value: Value, on: Value) -> PyResult<()> {
    let on = truth(vm, on)?;
    of(value).data.trace_opcodes.set(on);
    Ok(())
}

fn clear(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let frame = of(args[0]);
    if vm.running_frame(frame).is_some() {
        return Err(vm.runtime_error("cannot clear an executing frame"));
    }
    if let Some(generator) = frame.data.generator.get().cast::<crate::object::generator::Generator>() {
        // Closing raises what the generator raises; clearing its frame reports it.
        vm.finalize_generator(generator.value());
        return Ok(Value::NONE);
    }
    frame.data.registers.set_no_barrier(Value::EMPTY);
    frame.data.locals.set_no_barrier(Value::EMPTY);
    Ok(Value::NONE)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let code = of(args[0]).data.code.get();
    let id = vm.id(args[0]);
    let text = format!(
        "<frame at {id:#x}, file '{}', line {}, code {}>",
        code.filename.get().to_string_lossy(),
        line(vm, args[0]),
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
        getset("f_lineno", f_lineno, set_lineno),
        readonly("f_lasti", f_lasti),
        getset("f_trace", f_trace, set_trace),
        getset("f_trace_lines", f_trace_lines, set_trace_lines),
        getset("f_trace_opcodes", f_trace_opcodes, set_trace_opcodes),
    ],
    ..TypeSpec::EMPTY
};
