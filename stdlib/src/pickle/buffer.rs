//! `PickleBuffer`: memory that may be pickled out of band.

use crate::receiver::{class_arg, this};
use runtime::builtins::memoryview;
use runtime::heap::{Field, Native};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::buffer::{Buffer, BufferSpec, Request, buffer_method, release_method};
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

struct PickleBuffer {
    object: Field<Value>,
    /// A memoryview of the object; None once it has been released.
    view: Field<Value>,
}
runtime::native_data!(PickleBuffer, [object, view]);

pub(super) fn is_buffer(value: Value) -> bool {
    value.is::<Native<PickleBuffer>>()
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !vm.has_buffer(args[1]) {
        return Err(vm.not_bytes_like(args[1]));
    }
    let view = memoryview::of_object(vm, args[1])?;
    Ok(vm.native(class_arg(args), PickleBuffer { object: Field::new(args[1]), view: Field::new(view) })?.value())
}

fn view(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let view = this::<PickleBuffer>(value).data.view.get();
    if view.is_none() {
        return Err(vm.value_error("operation forbidden on released PickleBuffer object"));
    }
    Ok(view)
}

/// The memory, if it has no gaps.
pub(super) fn contiguous(vm: &mut Vm, value: Value) -> PyResult<Option<Buffer>> {
    view(vm, value)?;
    let object = this::<PickleBuffer>(value).data.object.get();
    let buffer = vm.buffer(object, Request::FULL_RO)?;
    if buffer.is_c_contiguous() || buffer.is_f_contiguous() {
        return Ok(Some(buffer));
    }
    buffer.release(vm);
    Ok(None)
}

fn raw(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(mut buffer) = contiguous(vm, args[0])? else {
        return Err(vm.buffer_error("cannot extract raw buffer from non-contiguous buffer"));
    };
    buffer.format = "B".into();
    buffer.item_size = 1;
    buffer.shape = vec![buffer.len as isize];
    buffer.strides = vec![1];
    memoryview::of_buffer(vm, buffer)
}

fn release(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let buffer = this::<PickleBuffer>(args[0]);
    let view = buffer.data.view.get();
    if !view.is_none() {
        buffer.data.view.set(vm, buffer, Value::NONE);
        memoryview::release_quietly(vm, view);
    }
    Ok(Value::NONE)
}

fn export(vm: &mut Vm, value: Value, request: Request) -> PyResult<Buffer> {
    view(vm, value)?;
    let object = this::<PickleBuffer>(value).data.object.get();
    vm.buffer(object, request)
}

static BUFFER: BufferSpec = BufferSpec::new(export, |_, _| {});

pub(super) static PICKLE_BUFFER: TypeSpec = TypeSpec {
    name: "PickleBuffer",
    module: "pickle",
    flags: type_flag::BASE_TYPE | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(object, /)", new),
        method("raw", "()", raw).doc("Return a memoryview of the raw memory underlying this buffer."),
        method("release", "()", release).doc("Release the underlying buffer held by the PickleBuffer object."),
        method("__buffer__", "(flags, /)", buffer_method),
        method("__release_buffer__", "(buffer, /)", release_method),
    ],
    buffer: Some(&BUFFER),
    doc: "Wrapper for potentially out-of-band buffers",
    ..TypeSpec::EMPTY
};
