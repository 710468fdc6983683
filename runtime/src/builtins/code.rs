//! Code objects as Python sees them.

use crate::bytecode::unit::{Text, flags};
use crate::bytecode::verify::verify;
use crate::bytecode::{CodeUnit, Constant, RegisterKind};
use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::native::{Args, TypeSpec, member, method, readonly};
use crate::object::array::Array;
use crate::object::code::Code;
use crate::object::header::Kind;
use crate::object::protocol::CompareOp;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

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

/// `co_linetable` in CPython's format: each instruction in the long form.
fn line_table(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let code = of(value);
    let mut out = Vec::new();
    let mut line = i64::from(code.unit.first_line);
    for position in code.unit.positions.iter() {
        // A code unit of CPython is two bytes, an instruction here eight.
        if position.line == 0 {
            out.push(0x80 | (15 << 3) | 3);
            continue;
        }
        out.push(0x80 | (14 << 3) | 3);
        let delta = i64::from(position.line) - line;
        line = i64::from(position.line);
        varint(&mut out, if delta < 0 { ((-delta as u64) << 1) | 1 } else { (delta as u64) << 1 });
        varint(&mut out, u64::from(position.end_line.saturating_sub(position.line)));
        varint(&mut out, u64::from(position.column) + 1);
        varint(&mut out, u64::from(position.end_column) + 1);
    }
    Ok(vm.bytes(&out)?.value())
}

fn varint(out: &mut Vec<u8>, mut n: u64) {
    while n >= 64 {
        out.push(0x40 | (n & 0x3F) as u8);
        n >>= 6;
    }
    out.push(n as u8);
}

fn exception_table(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let mut out = Vec::new();
    for entry in &of(value).unit.exceptions {
        for n in [entry.start, entry.end, entry.target, u32::from(entry.register)] {
            varint(&mut out, u64::from(n));
        }
    }
    Ok(vm.bytes(&out)?.value())
}

/// `co_lnotab`: pairs of bytes and lines to advance, as before Python 3.10.
fn line_number_table(vm: &mut Vm, value: Value) -> PyResult<Value> {
    super::warn(vm, Exc::DeprecationWarning, "co_lnotab is deprecated, use co_lines instead.")?;
    let code = of(value);
    let (mut out, mut line, mut bytes) = (Vec::new(), i64::from(code.unit.first_line), 0u8);
    for position in code.unit.positions.iter() {
        let mut delta = if position.line == 0 { 0 } else { i64::from(position.line) - line };
        line += delta;
        while delta != 0 || bytes > 240 {
            let step = delta.clamp(-128, 127);
            out.extend([bytes, step as i8 as u8]);
            delta -= step;
            bytes = 0;
        }
        bytes += 8;
    }
    Ok(vm.bytes(&out)?.value())
}

fn stack_size(_: &mut Vm, value: Value) -> PyResult<Value> {
    let code = of(value);
    Ok(Value::len((code.register_count as usize).saturating_sub(code.unit.registers.len()).max(1)))
}

fn variable_name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let index = vm.index_i64(args[1], Exc::OverflowError)?;
    let name = usize::try_from(index).ok().and_then(|index| of(args[0]).register_name(index));
    name.map(|name| name.value()).ok_or_else(|| vm.index_error("tuple index out of range"))
}

/// Whether two constants are the same to a compiler: `0.0` is not `-0.0`, and `1` is not `True`.
fn same_constants(a: &[Constant], b: &[Constant]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| match (a, b) {
            (Constant::Float(a), Constant::Float(b)) => a.to_bits() == b.to_bits(),
            (Constant::Complex(a, b), Constant::Complex(c, d)) => {
                (a.to_bits(), b.to_bits()) == (c.to_bits(), d.to_bits())
            }
            (Constant::Tuple(a), Constant::Tuple(b)) => same_constants(a, b),
            (a, b) => a == b,
        })
}

/// Whether two pieces of code do the same at the same place: files and qualified names do not count.
fn same_unit(a: &CodeUnit, b: &CodeUnit) -> bool {
    a.name == b.name
        && (a.flags ^ b.flags) & !flags::UNVERIFIED == 0
        && (a.arg_count, a.posonly_count, a.kwonly_count, a.first_line)
            == (b.arg_count, b.posonly_count, b.kwonly_count, b.first_line)
        && a.code == b.code
        && a.positions == b.positions
        && a.exceptions == b.exceptions
        && a.names == b.names
        && a.registers == b.registers
        && same_constants(&a.constants, &b.constants)
        && a.children.len() == b.children.len()
        && a.children.iter().zip(&b.children).all(|(a, b)| same_unit(&a.unit(), &b.unit()))
}

fn eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(other) = args[1].cast::<Code>() else { return Ok(Value::NOT_IMPLEMENTED) };
    let code = of(args[0]);
    if code == other {
        return Ok(Value::TRUE);
    }
    if code.flags != other.flags || !same_unit(&code.unit, &other.unit) {
        return Ok(Value::FALSE);
    }
    // `replace` may have given other constants.
    let (mine, others) = (consts(vm, args[0])?, consts(vm, args[1])?);
    if code.constants.get() == other.constants.get() || !code.replaced.get() && !other.replaced.get() {
        return Ok(Value::TRUE);
    }
    vm.compare(CompareOp::Eq, mine, others)
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let code = of(args[0]);
    let unit = &code.unit;
    let mut hasher = std::hash::DefaultHasher::new();
    (&unit.name, code.flags, unit.arg_count, unit.posonly_count, unit.kwonly_count, unit.first_line).hash(&mut hasher);
    unit.names.hash(&mut hasher);
    unit.code.len().hash(&mut hasher);
    vm.int(hasher.finish() as i64 >> 3)
}

/// `replace(**changes)`. Instructions stay; what they refer to may get other names and values, as many as there were.
fn replace(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (code, value) = (of(args[0]), args[0]);
    if !code.unit.is_trusted() && !verify(&code.unit) {
        return Err(vm.value_error("code: not valid"));
    }
    let mut unit = CodeUnit::clone(&code.unit);
    unit.flags = code.flags;
    let counts = [(1, &mut unit.arg_count), (2, &mut unit.posonly_count), (3, &mut unit.kwonly_count)];
    for (index, field) in counts {
        if let Some(count) = args.opt(index) {
            let count = vm.index_i64(count, Exc::OverflowError)?;
            *field =
                u16::try_from(count).map_err(|_| vm.value_error("code: argument counts must be small and positive"))?;
        }
    }
    if let Some(flags) = args.opt(6) {
        let visible = vm.index_i64(flags, Exc::OverflowError)? as u32 & flags::PYTHON_VISIBLE;
        unit.flags = unit.flags & !flags::PYTHON_VISIBLE | visible;
    }
    if let Some(line) = args.opt(7) {
        let line = vm.index_i64(line, Exc::OverflowError)?;
        unit.first_line = u32::try_from(line).unwrap_or(0);
    }
    let star = u16::from(unit.flags & flags::VARARGS != 0) + u16::from(unit.flags & flags::VARKEYWORDS != 0);
    let parameters = usize::from(unit.arg_count) + usize::from(unit.kwonly_count) + usize::from(star);
    if parameters > unit.registers.len() || unit.posonly_count > unit.arg_count {
        return Err(vm.value_error("code: varnames is too small"));
    }
    for (index, current) in [(8, raw_code(vm, value)?), (12, freevars(vm, value)?), (13, cellvars(vm, value)?)] {
        if let Some(given) = args.opt(index)
            && !vm.compare_bool(CompareOp::Eq, given, current)?
        {
            return Err(vm.value_error("code: instructions and the variables of closures cannot be replaced"));
        }
    }
    rename_variables(vm, &mut unit, args.opt(11))?;
    let text = |vm: &mut Vm, index: usize, name: &str| match args.opt(index) {
        Some(given) => match given.cast::<Str>() {
            Some(text) => Ok(Some(Text(text.to_wtf8().into()))),
            None => {
                let message = format!("replace() argument '{name}' must be str, not {}", vm.arg_type_name(given));
                Err(vm.type_error(&message))
            }
        },
        None => Ok(None),
    };
    if let Some(filename) = text(vm, 14, "co_filename")? {
        unit.filename = Arc::new(filename);
    }
    if let Some(name) = text(vm, 15, "co_name")? {
        unit.name = name;
    }
    if let Some(qualname) = text(vm, 16, "co_qualname")? {
        unit.qualname = qualname;
    }
    if args.opt(9).is_some() || unit.flags != code.flags || unit.arg_count != code.unit.arg_count {
        let mut checked = unit.clone();
        if let Some(constants) = args.opt(9) {
            checked.constants = constants_for_verifier(vm, code, constants)?;
        }
        if !verify(&checked) {
            return Err(vm.value_error("code: flags and constants must fit the instructions"));
        }
    }
    let made = vm.code(&Arc::new(unit))?;
    made.constants.set(vm, made, code.constants.get());
    made.replaced.set(code.replaced.get());
    if let Some(constants) = args.opt(9) {
        replace_constants(vm, made, constants)?;
    }
    if let Some(names) = args.opt(10) {
        let fitting = names.cast::<Tuple>().filter(|names| names.len() == made.names.get().len());
        let Some(names) = fitting.filter(|names| names.items().iter().all(|name| name.is::<Str>())) else {
            return Err(vm.value_error("code: co_names must be a tuple of as many names"));
        };
        let interned = vm.tuple_with_len(names.len())?;
        for index in 0..names.len() {
            let name = names.get(index).cast::<Str>().map(|name| vm.intern_str(name));
            interned.init(vm, index, Value::from(name));
        }
        made.names.set(vm, made, interned);
    }
    Ok(made.value())
}

fn free_count(unit: &CodeUnit) -> usize {
    unit.registers.iter().filter(|named| named.kind == RegisterKind::Free).count()
}

/// Other names for the local variables, in the order of `co_varnames`.
fn rename_variables(vm: &mut Vm, unit: &mut CodeUnit, names: Option<Value>) -> PyResult<()> {
    let Some(names) = names else { return Ok(()) };
    let Some(names) = names.cast::<Tuple>() else {
        return Err(vm.type_error("replace() argument 'co_varnames' must be tuple"));
    };
    let locals: Vec<usize> =
        (0..unit.registers.len()).filter(|&index| matches!(unit.registers[index].kind, RegisterKind::Local)).collect();
    if names.len() < locals.len() {
        return Err(vm.value_error("code: co_varnames is too small"));
    }
    for (index, &register) in locals.iter().enumerate() {
        let Some(name) = names.get(index).cast::<Str>() else {
            return Err(vm.type_error("name tuples must contain only strings"));
        };
        unit.registers[register].name = Text(name.to_wtf8().into());
    }
    Ok(())
}

/// Other constants in the order of `co_consts`, of which there must be as many.
fn as_many_constants(vm: &mut Vm, code: Gc<Code>, constants: Value) -> PyResult<Gc<Tuple>> {
    let old = consts(vm, code.value())?;
    let fitting =
        constants.cast::<Tuple>().filter(|given| old.cast::<Tuple>().is_some_and(|old| old.len() == given.len()));
    fitting.ok_or_else(|| vm.value_error("code: co_consts must be a tuple of as many constants"))
}

/// What the verifier must know of other constants: which are strings, tuples of strings, other tuples.
fn constants_for_verifier(vm: &mut Vm, code: Gc<Code>, constants: Value) -> PyResult<Vec<Constant>> {
    let given = as_many_constants(vm, code, constants)?;
    let first = usize::from(!code.has(flags::DOCSTRING));
    let kind_of = |value: &Value| if value.is::<Str>() { Constant::Str("".into()) } else { Constant::Ellipsis };
    let whole = |value: &Value| match value.cast::<Tuple>() {
        Some(tuple) => Constant::Tuple(tuple.items().iter().map(kind_of).collect()),
        None => kind_of(value),
    };
    Ok(given.items().iter().skip(first).take(code.constants.get().len()).map(whole).collect())
}

/// Gives the code other constants.
fn replace_constants(vm: &mut Vm, code: Gc<Code>, constants: Value) -> PyResult<()> {
    let given = as_many_constants(vm, code, constants)?;
    let first = usize::from(!code.has(flags::DOCSTRING));
    let count = code.constants.get().len();
    let array = Array::new(vm, count)?;
    for index in 0..count {
        array.set(vm, index, given.get(first + index));
    }
    code.constants.set(vm, code, array);
    for index in 0..code.unit.children.len() {
        let child = given.get(first + count + index);
        let Some(other) = child.cast::<Code>() else { continue };
        if free_count(&other.unit) != free_count(&code.unit.children[index].unit()) {
            return Err(vm.value_error("code: nested code must have as many free variables"));
        }
        code.children.get().set(vm, index, child);
    }
    code.replaced.set(true);
    Ok(())
}

fn new(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.value_error("code: instructions come from the compiler only; use compile() or replace()"))
}

/// `types.CodeType`
pub static CODE: TypeSpec = TypeSpec {
    name: "code",
    kind: Kind::Code,
    flags: type_flag::HAS_WEAKREF,
    methods: &[
        method(
            "__new__",
            "(argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize, flags, codestring, constants, names, varnames, filename, name, qualname, firstlineno, linetable, exceptiontable, freevars=(), cellvars=(), /)",
            new,
        ),
        method("__repr__", "()", repr),
        method("__eq__", "(value, /)", eq),
        method("__hash__", "()", hash),
        method("__sizeof__", "()", super::object::sizeof),
        method(
            "replace",
            "(*, co_argcount=-1, co_posonlyargcount=-1, co_kwonlyargcount=-1, co_nlocals=-1, co_stacksize=-1, co_flags=-1, co_firstlineno=-1, co_code=None, co_consts=None, co_names=None, co_varnames=None, co_freevars=None, co_cellvars=None, co_filename=None, co_name=None, co_qualname=None, co_linetable=None, co_exceptiontable=None)",
            replace,
        ),
        method("_varname_from_oparg", "(oparg)", variable_name),
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
        readonly("_co_code_adaptive", raw_code),
        readonly("co_lnotab", line_number_table),
        member("co_linetable", line_table),
        member("co_exceptiontable", exception_table),
        member("co_stacksize", stack_size),
    ],
    ..TypeSpec::EMPTY
};
