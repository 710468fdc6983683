//! Decompressor objects that keep the input they have not used yet: `_ZlibDecompressor`, `BZ2Decompressor`, `LZMADecompressor`.

use crate::convert::{self, data};
use crate::receiver::this;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, NativeData, NativeInfo, Tracer};
use runtime::native::Args;
use runtime::object::type_object::Type;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use std::cell::{Cell, RefCell};

/// What a step of decompression gave.
pub(crate) struct Decoded {
    /// The output.
    pub(crate) bytes: Vec<u8>,
    /// How much of the input was used.
    pub(crate) used: usize,
    /// The end of the compressed data was reached.
    pub(crate) ended: bool,
}

/// Why a step failed: a code of the library and what it said.
pub(crate) struct Failure {
    pub(crate) code: i32,
    pub(crate) said: Option<String>,
}

/// A stream of some format.
pub(crate) trait Decoder: Sized + 'static {
    /// See [`NativeData::info`], of the object with this decoder.
    fn info() -> &'static NativeInfo;
    /// Decompresses until the input is used up, the data ends or `limit` bytes came out.
    fn decode(&mut self, input: &[u8], limit: usize) -> Result<Decoded, Failure>;
    /// The exception for a failure.
    fn raise(vm: &mut Vm, failure: Failure) -> Raised;
}

/// The object.
pub(crate) struct Decompressor<D> {
    pub(crate) decoder: RefCell<D>,
    /// Input that was not used yet; after the end: what follows the compressed data.
    rest: RefCell<Vec<u8>>,
    ended: Cell<bool>,
    needs_input: Cell<bool>,
}

impl<D: Decoder> NativeData for Decompressor<D> {
    fn info() -> &'static NativeInfo {
        D::info()
    }

    fn trace(&self, _: &mut Tracer<'_>) {}
}

pub(crate) fn make<D: Decoder>(vm: &mut Vm, class: Gc<Type>, decoder: D) -> PyResult<Value> {
    let object = Decompressor {
        decoder: RefCell::new(decoder),
        rest: RefCell::default(),
        ended: Cell::new(false),
        needs_input: Cell::new(true),
    };
    Ok(vm.native(class, object)?.value())
}

/// `decompress(data, max_length=-1)`
pub(crate) fn decompress<D: Decoder>(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = args.opt(2).map_or(Ok(-1), |limit| convert::size(vm, limit))?;
    let data = data(vm, args[1])?;
    let object = &this::<Decompressor<D>>(args[0]).data;
    if object.ended.get() {
        return Err(vm.raise_text(Exc::EOFError, "End of stream already reached"));
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut rest = object.rest.take();
    let input = if rest.is_empty() {
        &data[..]
    } else {
        rest.extend_from_slice(&data);
        &rest
    };
    let decoded = object.decoder.borrow_mut().decode(input, limit);
    let decoded = match decoded {
        Ok(decoded) => decoded,
        Err(failure) => {
            object.needs_input.set(false);
            return Err(D::raise(vm, failure));
        }
    };
    let left = input[decoded.used..].to_vec();
    object.ended.set(decoded.ended);
    // With the room used up there may be more output although there is no more input.
    object.needs_input.set(!decoded.ended && left.is_empty() && decoded.bytes.len() < limit);
    *object.rest.borrow_mut() = left;
    Ok(vm.bytes(&decoded.bytes)?.value())
}

pub(crate) fn eof<D: Decoder>(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(this::<Decompressor<D>>(value).data.ended.get()))
}

pub(crate) fn needs_input<D: Decoder>(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(this::<Decompressor<D>>(value).data.needs_input.get()))
}

pub(crate) fn unused_data<D: Decoder>(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let object = &this::<Decompressor<D>>(value).data;
    let unused = if object.ended.get() { object.rest.borrow().clone() } else { Vec::new() };
    Ok(vm.bytes(&unused)?.value())
}
