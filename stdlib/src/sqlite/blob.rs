//! `Blob`: a value of a row, read and written in pieces.

use super::connection::{self, Connection};
use super::errors::{PROGRAMMING, raise_last};
use super::raw::BlobHandle;
use crate::convert::{c_int, data};
use crate::receiver::this;
use libsqlite3_sys as ffi;
use runtime::builtins::slice::indices;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::list::List;
use runtime::object::slice::Slice;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

struct Blob {
    connection: Field<Value>,
    handle: BlobHandle,
    offset: Cell<usize>,
}
runtime::native_data!(Blob, [connection]);

type This = Gc<Native<Blob>>;

/// Makes the object of a blob that was opened; `open` is where its connection knows it by.
pub(super) fn make(
    vm: &mut Vm,
    connection: Gc<Native<Connection>>,
    open: Gc<List>,
    handle: BlobHandle,
) -> PyResult<Value> {
    let class = vm.native_type(&BLOB)?;
    let blob = Blob { connection: Field::new(connection.value()), handle, offset: Cell::new(0) };
    let blob = vm.native(class, blob)?.value();
    let weakref = vm.import("weakref")?;
    let reference = vm.call_method(weakref, "ref", &[blob])?;
    open.push(vm, reference)?;
    Ok(blob)
}

/// Closes all blobs of a connection.
pub(super) fn close_all(vm: &mut Vm, open: Gc<List>) {
    while let Some(reference) = open.pop() {
        match vm.call(reference, &[]) {
            Ok(blob) => {
                if let Some(blob) = blob.cast::<Native<Blob>>() {
                    blob.data.handle.close();
                }
            }
            Err(raised) => drop(vm.take_exception(raised)),
        }
    }
}

fn check(vm: &mut Vm, blob: This) -> PyResult<Gc<Native<Connection>>> {
    let connection = this::<Connection>(blob.data.connection.get());
    connection::check(vm, connection)?;
    if !blob.data.handle.is_open() {
        return Err(PROGRAMMING.raise(vm, "Cannot operate on a closed blob."));
    }
    Ok(connection)
}

fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let blob = this::<Blob>(args[0]);
    connection::check(vm, this(blob.data.connection.get()))?;
    blob.data.handle.close();
    Ok(Value::NONE)
}

fn failed<T>(vm: &mut Vm, connection: Gc<Native<Connection>>) -> PyResult<T> {
    Err(raise_last(vm, &connection.data.db))
}

fn read_at(vm: &mut Vm, blob: This, offset: usize, len: usize) -> PyResult<Vec<u8>> {
    let connection = check(vm, blob)?;
    let mut bytes = vec![0; len];
    match blob.data.handle.read(offset, &mut bytes) {
        ffi::SQLITE_OK => Ok(bytes),
        _ => failed(vm, connection),
    }
}

fn write_at(vm: &mut Vm, blob: This, offset: usize, bytes: &[u8]) -> PyResult<()> {
    let connection = check(vm, blob)?;
    match blob.data.handle.write(offset, bytes) {
        ffi::SQLITE_OK => Ok(()),
        _ => failed(vm, connection),
    }
}

fn read(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let blob = this::<Blob>(args[0]);
    let wanted = args.opt(1).map_or(Ok(-1), |length| c_int(vm, length))?;
    check(vm, blob)?;
    let left = blob.data.handle.len().saturating_sub(blob.data.offset.get());
    let len = usize::try_from(wanted).map_or(left, |wanted| wanted.min(left));
    let bytes = if len == 0 { Vec::new() } else { read_at(vm, blob, blob.data.offset.get(), len)? };
    blob.data.offset.set(blob.data.offset.get() + len);
    Ok(vm.bytes(&bytes)?.value())
}

fn write(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let blob = this::<Blob>(args[0]);
    let bytes = data(vm, args[1])?.to_vec();
    check(vm, blob)?;
    let offset = blob.data.offset.get();
    if bytes.len() > blob.data.handle.len() - offset {
        return Err(vm.value_error("data longer than blob length"));
    }
    write_at(vm, blob, offset, &bytes)?;
    blob.data.offset.set(offset + bytes.len());
    Ok(Value::NONE)
}

fn seek(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let blob = this::<Blob>(args[0]);
    let offset = i64::from(c_int(vm, args[1])?);
    let origin = args.opt(2).map_or(Ok(0), |origin| c_int(vm, origin))?;
    check(vm, blob)?;
    let len = blob.data.handle.len() as i64;
    let start = match origin {
        0 => 0,
        1 => blob.data.offset.get() as i64,
        2 => len,
        _ => return Err(vm.value_error("'origin' should be os.SEEK_SET, os.SEEK_CUR, or os.SEEK_END")),
    };
    let to = start + offset;
    if to > i64::from(i32::MAX) || to < i64::from(i32::MIN) {
        return Err(vm.overflow_error("seek offset results in overflow"));
    }
    if to < 0 || to > len {
        return Err(vm.value_error("offset out of blob range"));
    }
    blob.data.offset.set(to as usize);
    Ok(Value::NONE)
}

fn tell(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let blob = this::<Blob>(args[0]);
    check(vm, blob)?;
    Ok(Value::len(blob.data.offset.get()))
}

fn enter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check(vm, this::<Blob>(args[0]))?;
    Ok(args[0])
}

fn exit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let blob = this::<Blob>(args[0]);
    check(vm, blob)?;
    blob.data.handle.close();
    Ok(Value::FALSE)
}

fn len(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let blob = this::<Blob>(args[0]);
    check(vm, blob)?;
    Ok(Value::len(blob.data.handle.len()))
}

fn position(vm: &mut Vm, blob: This, index: Value) -> PyResult<usize> {
    let len = blob.data.handle.len() as i64;
    let at = vm.index_i64(index, Exc::IndexError)?;
    let at = if at < 0 { at + len } else { at };
    if at < 0 || at >= len {
        return Err(vm.raise_text(Exc::IndexError, "Blob index out of range"));
    }
    Ok(at as usize)
}

fn is_index(vm: &mut Vm, value: Value) -> PyResult<bool> {
    let class = vm.class_of(value).value();
    Ok(value.as_int().is_some() || vm.get_attr_opt_text(class, "__index__")?.is_some())
}

fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let blob = this::<Blob>(args[0]);
    check(vm, blob)?;
    if let Some(slice) = args[1].cast::<Slice>() {
        let range = indices(vm, slice, || blob.data.handle.len())?;
        let all = read_at(vm, blob, 0, blob.data.handle.len())?;
        let bytes: Vec<u8> = range.iter().map(|at| all[at]).collect();
        return Ok(vm.bytes(&bytes)?.value());
    }
    if !is_index(vm, args[1])? {
        return Err(vm.type_error("Blob indices must be integers"));
    }
    let at = position(vm, blob, args[1])?;
    Ok(Value::int32(read_at(vm, blob, at, 1)?[0].into()))
}

fn set_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let blob = this::<Blob>(args[0]);
    check(vm, blob)?;
    if let Some(slice) = args[1].cast::<Slice>() {
        let range = indices(vm, slice, || blob.data.handle.len())?;
        let bytes = data(vm, args[2])?.to_vec();
        if bytes.len() != range.count {
            return Err(vm.raise_text(Exc::IndexError, "Blob slice assignment is wrong size"));
        }
        if range.count == 0 {
            return Ok(Value::NONE);
        }
        let mut all = read_at(vm, blob, 0, blob.data.handle.len())?;
        for (at, byte) in range.iter().zip(&bytes) {
            all[at] = *byte;
        }
        write_at(vm, blob, 0, &all)?;
        return Ok(Value::NONE);
    }
    if !is_index(vm, args[1])? {
        return Err(vm.type_error("Blob indices must be integers"));
    }
    if args[2].as_int().is_none() {
        let message = format!("'{}' object cannot be interpreted as an integer", vm.type_name(args[2]));
        return Err(vm.type_error(&message));
    }
    let at = position(vm, blob, args[1])?;
    match args[2].as_i64().and_then(|byte| u8::try_from(byte).ok()) {
        Some(byte) => write_at(vm, blob, at, &[byte])?,
        None => return Err(vm.value_error("byte must be in range(0, 256)")),
    }
    Ok(Value::NONE)
}

fn delete_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check(vm, this::<Blob>(args[0]))?;
    if args[1].is::<Slice>() {
        return Err(vm.type_error("Blob doesn't support slice deletion"));
    }
    Err(vm.type_error("Blob doesn't support item deletion"))
}

/// Items alone do not make a blob a sequence.
fn not_iterable(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.type_error("'sqlite3.Blob' object is not iterable"))
}

pub(super) static BLOB: TypeSpec = TypeSpec {
    name: "Blob",
    module: "sqlite3",
    flags: type_flag::NO_NEW | type_flag::HAS_WEAKREF,
    methods: &[
        method("__enter__", "()", enter).doc("Blob context manager enter."),
        method("__exit__", "(type, val, tb, /)", exit).doc("Blob context manager exit."),
        method("__len__", "()", len),
        method("__getitem__", "(key, /)", get_item),
        method("__iter__", "()", not_iterable),
        method("__setitem__", "(key, value, /)", set_item),
        method("__delitem__", "(key, /)", delete_item),
        method("close", "()", close).doc("Close the blob."),
        method("read", "(length=-1, /)", read).doc("Read data at the current offset position."),
        method("seek", "(offset, origin=0, /)", seek).doc("Set the current access position to offset."),
        method("tell", "()", tell).doc("Return the current access position for the blob."),
        method("write", "(data, /)", write).doc("Write data at the current offset."),
    ],
    ..TypeSpec::EMPTY
};
