//! `_libffi`: what the module `_ctypes` in `Lib` needs of C: libraries, memory by address, calls and callbacks.
//!
//! Types are spelt as `struct` spells them, with `P` for pointers, `g` for `long double` and `v` for `void`; structures are tuples of types.
//! Addresses are ints, and whoever uses a wrong one does what C would do: that is what `ctypes` is.

mod raw;

use crate::convert::{data, size, truth};
use crate::receiver::{class_arg, this};
use raw::{Function, Kind, Scalar};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, ModuleSpec, TypeSpec, func, method, readonly};
use runtime::object::buffer::{Buffer, BufferSpec, Request, check_flat};
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;
use std::ffi::CString;

/// Memory of C's that lives as long as the object.
struct Memory {
    block: raw::Block,
}

impl NativeData for Memory {
    runtime::native_info!(Memory);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

fn new_memory(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let len = size(vm, args[1])?;
    vm.check_memory(len.max(0) as usize)?;
    let block = raw::Block::new(len.max(0) as usize);
    Ok(vm.native(class_arg(args), Memory { block })?.value())
}

fn export(vm: &mut Vm, value: Value, request: Request) -> PyResult<Buffer> {
    let memory = this::<Memory>(value);
    let buffer = Buffer::flat(value, value, 0, memory.data.block.cells().len(), false);
    check_flat(vm, false, request)?;
    Ok(buffer)
}

/// The memory of an instance of [`Memory`]. Blocks are never resized, so that nothing counts exports.
fn cells(_: &Vm, value: Value) -> &[Cell<u8>] {
    raw::cells_of(&this::<Memory>(value).data.block)
}

static MEMORY_BUFFER: BufferSpec = BufferSpec { export, release: |_, _| {}, memory: cells, store: |_, _| {} };

fn unsigned(vm: &mut Vm, value: usize) -> PyResult<Value> {
    vm.int_of_limbs(false, &[value as u64])
}

static MEMORY: TypeSpec = TypeSpec {
    name: "Memory",
    module: "_libffi",
    methods: &[method("__new__", "(size, /)", new_memory)],
    getset: &[readonly("address", |vm, memory| unsigned(vm, this::<Memory>(memory).data.block.address()))],
    buffer: Some(&MEMORY_BUFFER),
    ..TypeSpec::EMPTY
};

/// An address: an int, of which the low 64 bits count.
fn address(vm: &mut Vm, value: Value) -> PyResult<usize> {
    match value.as_i64() {
        Some(n) => Ok(n as usize),
        None if value.as_int().is_some() => Ok(low_bits(vm, value)? as usize),
        None => Err(vm.type_error("an address is an integer")),
    }
}

/// An int modulo 2⁶⁴.
fn low_bits(vm: &mut Vm, value: Value) -> PyResult<u64> {
    if let Some(n) = value.as_i64() {
        return Ok(n as u64);
    }
    let mask = vm.int_of_limbs(false, &[u64::MAX])?;
    let low = vm.binary(runtime::object::protocol::BinaryOp::And, value, mask)?;
    match low.as_int() {
        Some(runtime::object::int::IntRef::Small(n)) => Ok(n as u64),
        Some(runtime::object::int::IntRef::Big(n)) => Ok(n.to_u64().unwrap_or(0)),
        None => Ok(0),
    }
}

/// A type, as it is spelt.
fn kind_of(vm: &mut Vm, value: Value) -> PyResult<Kind> {
    if let Some(parts) = value.cast::<Tuple>() {
        let mut kinds = Vec::new();
        for at in 0..parts.len() {
            kinds.push(kind_of(vm, parts.get(at))?);
        }
        return Ok(Kind::Struct(kinds));
    }
    let letter = value.cast::<Str>().and_then(|text| text.as_ascii()?.bytes().next());
    match letter.and_then(Scalar::spelt) {
        Some(scalar) => Ok(Kind::Scalar(scalar)),
        None => Err(vm.value_error("unknown C type")),
    }
}

/// A value of C's as Python sees it; structures are bytes.
fn to_python(vm: &mut Vm, kind: &Kind, at: usize) -> PyResult<Value> {
    match kind {
        Kind::Struct(_) => {
            let bytes = raw::read(at, kind.size());
            Ok(vm.bytes(&bytes)?.value())
        }
        Kind::Scalar(scalar) => match scalar.load(at) {
            raw::Number::Signed(n) => vm.int(n),
            raw::Number::Unsigned(n) => vm.int_of_limbs(false, &[n]),
            raw::Number::Float(f) => Ok(Value::float(f)),
            raw::Number::Bool(b) => Ok(Value::bool(b)),
            raw::Number::None => Ok(Value::NONE),
        },
    }
}

/// Writes a Python value where C has a value of a type.
fn to_c(vm: &mut Vm, kind: &Kind, value: Value, at: usize) -> PyResult<()> {
    match kind {
        Kind::Struct(_) => {
            let bytes = data(vm, value)?.to_vec();
            raw::write(at, &bytes[..bytes.len().min(kind.size())]);
        }
        Kind::Scalar(scalar) if scalar.is_float() => {
            let f = runtime::builtins::float::as_double(vm, value, false)?;
            scalar.store_float(at, f);
        }
        Kind::Scalar(scalar) => {
            let n = vm.index(value)?;
            let bits = low_bits(vm, n)?;
            scalar.store(at, bits);
        }
    }
    Ok(())
}

fn load(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let at = address(vm, args[0])?;
    let kind = kind_of(vm, args[1])?;
    to_python(vm, &kind, at)
}

fn store(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let at = address(vm, args[0])?;
    let kind = kind_of(vm, args[1])?;
    to_c(vm, &kind, args[2], at)?;
    Ok(Value::NONE)
}

fn read(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (at, len) = (address(vm, args[0])?, size(vm, args[1])?);
    let bytes = if len < 0 { raw::read_text(at) } else { raw::read(at, len as usize) };
    Ok(vm.bytes(&bytes)?.value())
}

fn read_wide(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (at, len) = (address(vm, args[0])?, size(vm, args[1])?);
    let codes = raw::read_wide(at, usize::try_from(len).ok());
    if codes.iter().any(|&code| code > 0x10ffff) {
        return Err(vm.value_error("character is not in range [U+0000; U+10ffff]"));
    }
    Ok(vm.str_from_chars(runtime::text::Chars::Four(&codes))?.value())
}

fn write(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let at = address(vm, args[0])?;
    let bytes = data(vm, args[1])?.to_vec();
    raw::write(at, &bytes);
    Ok(Value::NONE)
}

/// The address of a buffer's memory, which the caller keeps.
fn address_of(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let buffer = vm.buffer(args[0], Request::SIMPLE)?;
    let at = raw::address(buffer.cells(vm));
    // Pinned by `id`: what the address is of does not move.
    vm.id(buffer.owner);
    buffer.release(vm);
    unsigned(vm, at)
}

fn open(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mode = size(vm, args[1])?;
    let name = match args.not_none(0) {
        None => None,
        Some(name) => {
            let bytes = data(vm, name)?.to_vec();
            match CString::new(bytes) {
                Ok(name) => Some(name),
                Err(_) => return Err(vm.value_error("embedded null byte")),
            }
        }
    };
    match raw::open(name.as_deref(), mode as i32) {
        Ok(handle) => unsigned(vm, handle),
        Err(message) => Err(vm.raise_text(Exc::OSError, &message)),
    }
}

fn symbol(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let handle = address(vm, args[0])?;
    let name = args[1].cast::<Str>().map_or(String::new(), |name| name.to_string_lossy());
    let Ok(name) = CString::new(name) else { return Err(vm.value_error("embedded null character")) };
    match raw::symbol(handle, &name) {
        Ok(at) => unsigned(vm, at),
        Err(message) => Err(vm.raise_text(Exc::AttributeError, &message)),
    }
}

fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let handle = address(vm, args[0])?;
    Ok(Value::int32(raw::close(handle)))
}

/// `call(address, result, types, values, fixed, keep_lock)`: the result. `fixed` is how many arguments have types in C; -1 for
/// all.
fn call(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let at = address(vm, args[0])?;
    let result = kind_of(vm, args[1])?;
    let (Some(types), Some(values)) = (args[2].cast::<Tuple>(), args[3].cast::<Tuple>()) else {
        return Err(vm.type_error("types and values are tuples"));
    };
    let fixed = size(vm, args[4])?;
    let keep_lock = truth(vm, args.opt(5), false)?;
    let mut kinds = Vec::new();
    for index in 0..types.len() {
        kinds.push(kind_of(vm, types.get(index))?);
    }
    let Some(function) = Function::new(result, kinds, usize::try_from(fixed).ok()) else {
        return Err(vm.raise_text(Exc::RuntimeError, "ffi_prep_cif failed"));
    };
    let frame = function.frame();
    for index in 0..values.len().min(function.parameters.len()) {
        to_c(vm, &function.parameters[index], values.get(index), frame.argument(index))?;
    }
    if at == 0 {
        return Err(vm.value_error("NULL function pointer called"));
    }
    // A callback needs the lock, which it can only have if it is not given up here.
    let callbacks = vm.module_state(CALLBACKS).is_some();
    if keep_lock || callbacks {
        let outer = raw::enter(std::ptr::from_mut(vm) as usize);
        function.call(at, &frame);
        raw::leave(outer);
    } else {
        let frame = &frame;
        vm.allow_threads(|| function.call(at, frame));
    }
    to_python(vm, &function.result, frame.result())
}

/// A function of C's that calls Python.
struct Callback {
    callable: Field<Value>,
    closure: Cell<usize>,
}
runtime::native_data!(Callback, [callable]);

fn new_callback(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let result = kind_of(vm, args[2])?;
    let Some(types) = args[3].cast::<Tuple>() else { return Err(vm.type_error("types are a tuple")) };
    let mut kinds = Vec::new();
    for index in 0..types.len() {
        kinds.push(kind_of(vm, types.get(index))?);
    }
    let Some(function) = Function::new(result, kinds, None) else {
        return Err(vm.raise_text(Exc::RuntimeError, "ffi_prep_cif failed"));
    };
    let callback = Callback { callable: Field::new(args[1]), closure: Cell::new(0) };
    let callback = vm.native(class_arg(args), callback)?;
    // C code may keep the address for ever, so the object neither moves nor dies.
    let key = vm.id(callback.value());
    keep(vm, callback)?;
    match raw::closure(function, key as usize, run_callback) {
        Some(code) => callback.data.closure.set(code),
        None => return Err(vm.memory_error()),
    }
    Ok(callback.value())
}

/// Where the interpreter keeps callbacks by their identity.
const CALLBACKS: &str = "_libffi.callbacks";

fn keep(vm: &mut Vm, callback: Gc<Native<Callback>>) -> PyResult<()> {
    let known = match vm.module_state(CALLBACKS).and_then(|known| known.cast::<runtime::object::dict::Dict>()) {
        Some(known) => known,
        None => {
            let made = vm.dict()?;
            vm.set_module_state(CALLBACKS, made.value());
            made
        }
    };
    let id = vm.id(callback.value());
    let key = vm.int(id as i64)?;
    known.set(vm, key, callback.value())
}

/// Runs the callable of callback `key` with the arguments that C passes.
fn run_callback(vm: &mut Vm, key: usize, function: &Function, arguments: &[usize], result: usize) {
    let done = (|| {
        let key = vm.int(key as i64)?;
        let known = vm.module_state(CALLBACKS).and_then(|known| known.cast::<runtime::object::dict::Dict>());
        let Some(known) = known else { return Ok(()) };
        let Some(callback) = known.get(vm, key)? else { return Ok(()) };
        let callable = this::<Callback>(callback).data.callable.get();
        let values = vm.tuple_with_len(arguments.len())?;
        for (index, &at) in arguments.iter().enumerate() {
            let value = to_python(vm, &function.parameters[index], at)?;
            values.init(vm, index, value);
        }
        let value = vm.call_dict(callable, values.items(), None)?;
        if !value.is_none() && function.result.size() > 0 {
            raw::widen(&function.result, result);
            to_c(vm, &function.result, value, result)?;
        }
        Ok(())
    })();
    if let Err(raised) = done {
        vm.report_unraisable(raised, Value::NONE);
    }
}

static CALLBACK: TypeSpec = TypeSpec {
    name: "Callback",
    module: "_libffi",
    flags: type_flag::HAS_WEAKREF,
    methods: &[method("__new__", "(callable, result, types, /)", new_callback)],
    getset: &[readonly("address", |vm, callback| unsigned(vm, this::<Callback>(callback).data.closure.get()))],
    ..TypeSpec::EMPTY
};

fn sizes(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let kind = kind_of(vm, args[0])?;
    let (size, align) = (kind.size(), kind.align());
    Ok(vm.tuple(&[Value::len(size), Value::len(align)])?.value())
}

fn get_errno(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(crate::system::errno()))
}

fn set_errno(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let code = crate::convert::c_int(vm, args[0])?;
    raw::set_errno(code);
    Ok(Value::NONE)
}

/// `_libffi`
pub(crate) static LIBFFI: ModuleSpec = ModuleSpec {
    name: "_libffi",
    doc: "C for the module _ctypes.",
    functions: &[
        func("load", "(address, type, /)", load),
        func("store", "(address, type, value, /)", store),
        func("read", "(address, size, /)", read),
        func("read_wide", "(address, size, /)", read_wide),
        func("write", "(address, data, /)", write),
        func("address_of", "(buffer, /)", address_of),
        func("open", "(name, mode, /)", open),
        func("symbol", "(handle, name, /)", symbol),
        func("close", "(handle, /)", close),
        func("call", "(address, result, types, values, fixed, keep_lock, /)", call),
        func("sizes", "(type, /)", sizes),
        func("get_errno", "()", get_errno),
        func("set_errno", "(code, /)", set_errno),
    ],
    types: &[&MEMORY, &CALLBACK],
    ..ModuleSpec::EMPTY
};
