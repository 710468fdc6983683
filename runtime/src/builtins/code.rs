//! Code objects as Python sees them.

use crate::bytecode::RegisterKind;
use crate::bytecode::unit::flags;
use crate::heap::Gc;
use crate::native::{Args, TypeSpec, member, method, readonly};
use crate::object::code::Code;
use crate::object::header::Kind;
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn of(value: Value) -> Gc<Code> {
    value.cast::<Code>().expect("the receiver is a code object")
}

fn names_of(vm: &mut Vm, value: Value, wanted: &[RegisterKind]) -> PyResult<Value> {
    let code = of(value);
    let list = vm.list(&[])?;
    for (index, register) in code.unit.registers.iter().enumerate() {
        if wanted.contains(&register.kind) {
            let name = code.register_names.get().get(index);
            list.push(vm, name)?;
        }
    }
    Ok(vm.tuple(list.items())?.value())
}

fn name(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).name.get().value())
}

fn qualname(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).qualname.get().value())
}

fn filename(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).filename.get().value())
}

fn first_line(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(of(value).unit.first_line as usize))
}

fn arg_count(_: &mut Vm, value: Value) -> PyResult<Value> {
    let code = of(value);
    Ok(Value::len(if code.has(flags::NAMESPACE) { 0 } else { code.unit.arg_count.into() }))
}

fn posonly_count(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(of(value).unit.posonly_count.into()))
}

fn kwonly_count(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(of(value).unit.kwonly_count.into()))
}

fn code_flags(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len((of(value).flags & flags::PYTHON_VISIBLE) as usize))
}

fn varnames(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let code = of(value);
    let parameters = code.parameter_count();
    let list = vm.list(&[])?;
    for (index, register) in code.unit.registers.iter().enumerate() {
        if register.kind == RegisterKind::Local || index < parameters {
            let name = code.register_names.get().get(index);
            list.push(vm, name)?;
        }
    }
    Ok(vm.tuple(list.items())?.value())
}

fn cellvars(vm: &mut Vm, value: Value) -> PyResult<Value> {
    names_of(vm, value, &[RegisterKind::Cell])
}

fn freevars(vm: &mut Vm, value: Value) -> PyResult<Value> {
    names_of(vm, value, &[RegisterKind::Free])
}

fn nlocals(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let names = varnames(vm, value)?;
    Ok(Value::len(vm.len(names)?))
}

fn names(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).names.get().value())
}

fn consts(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let code = of(value);
    let list = vm.list(code.constants.get().values())?;
    if !code.has(flags::DOCSTRING) {
        list.splice(vm, 0, 0, &[Value::NONE])?;
    }
    for index in 0..code.unit.children.len() {
        let child = vm.child_code(code, index)?;
        list.push(vm, child.value())?;
    }
    Ok(vm.tuple(list.items())?.value())
}

fn raw_code(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let bytes: Vec<u8> = of(value).unit.code.iter().flat_map(|instr| instr.0.to_le_bytes()).collect();
    Ok(vm.bytes(&bytes)?.value())
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let code = of(args[0]);
    let id = vm.id(args[0]);
    let text = format!(
        "<code object {} at {id:#x}, file \"{}\", line {}>",
        code.name.get().to_string_lossy(),
        code.filename.get().to_string_lossy(),
        code.unit.first_line
    );
    Ok(vm.str(&text)?.value())
}

fn positions(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let code = of(args[0]);
    let list = vm.list(&[])?;
    for p in code.unit.positions.iter() {
        let part = |n: u32| if p.line == 0 { Value::NONE } else { Value::len(n as usize) };
        let item = vm.tuple(&[part(p.line), part(p.end_line), part(p.column), part(p.end_column)])?;
        // One for every two bytes of `co_code`, as CPython has it: `tb_lasti // 2` indexes them.
        for _ in 0..4 {
            list.push(vm, item.value())?;
        }
    }
    vm.iter(list.value())
}

fn lines(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let code = of(args[0]);
    let list = vm.list(&[])?;
    let all: Vec<u32> = code.unit.positions.iter().map(|p| p.line).collect();
    let mut at = 0;
    for run in all.chunk_by(|a, b| a == b) {
        let line = if run[0] == 0 { Value::NONE } else { Value::len(run[0] as usize) };
        let item = vm.tuple(&[Value::len(at * 8), Value::len((at + run.len()) * 8), line])?;
        list.push(vm, item.value())?;
        at += run.len();
    }
    vm.iter(list.value())
}

/// `types.CodeType`
pub static CODE: TypeSpec = TypeSpec {
    name: "code",
    kind: Kind::Code,
    flags: type_flag::NO_NEW | type_flag::HAS_WEAKREF,
    methods: &[
        method("__repr__", "()", repr),
        method("co_positions", "()", positions),
        method("co_lines", "()", lines),
    ],
    getset: &[
        member("co_name", name),
        member("co_qualname", qualname),
        member("co_filename", filename),
        member("co_firstlineno", first_line),
        member("co_argcount", arg_count),
        member("co_posonlyargcount", posonly_count),
        member("co_kwonlyargcount", kwonly_count),
        member("co_flags", code_flags),
        readonly("co_varnames", varnames),
        readonly("co_cellvars", cellvars),
        readonly("co_freevars", freevars),
        member("co_nlocals", nlocals),
        member("co_names", names),
        member("co_consts", consts),
        readonly("co_code", raw_code),
    ],
    ..TypeSpec::EMPTY
};
