//! `bytearray`: its own methods; those that bytes has too are in `bytes/shared.rs`.

use super::bytes::construct::{Source, byte, data, from_iterable, from_object};
use super::bytes::{shared, with_shared_methods};
use super::plain::needs_no_codec;
use crate::exceptions::hierarchy::Exc;
use crate::heap::{Gc, Native, NativeData, Tracer};
use crate::native::spec::Convention;
use crate::native::{Args, LeafRule, TypeSpec, class_method, method, static_method};
use crate::object::buffer::{Buffer, BufferSpec, Request};
use crate::object::byte_store::ByteStore;
use crate::object::slice::Slice;
use crate::object::string::{Bytes, Str};
use crate::object::type_object::{Type, type_flag};
use crate::object::typed_items::{CodeAt, TypedItems};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;

/// A bytearray's data.
pub struct ByteArray {
    store: ByteStore,
}

impl NativeData for ByteArray {
    crate::native_info!(ByteArray);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.store.trace(tracer);
    }
}

type This = Gc<Native<ByteArray>>;

fn of(value: Value) -> This {
    value.cast::<Native<ByteArray>>().expect("the receiver of a method of bytearray is one")
}

/// The memory of a bytearray, if `value` is one; it lives as long as the bytearray is held.
pub(crate) fn store_of<'a>(value: Value) -> Option<&'a ByteStore> {
    value.cast::<Native<ByteArray>>().map(|array| crate::object::raw::extend(&array.data.store))
}

/// The memory of an exact bytearray.
pub fn exact_store<'a>(vm: &Vm, value: Value) -> Option<&'a ByteStore> {
    store_of(value).filter(|_| !vm.class_of(value).has(type_flag::HEAP_TYPE))
}

/// The bytes of a bytes, bytearray or memoryview object; [`Vm::bytes_like`] knows all objects with a buffer.
pub fn bytes_like(value: Value) -> Option<Vec<u8>> {
    match super::bytes::construct::known(value) {
        Some(bytes) => Some(bytes.to_vec()),
        None => super::memoryview::plain_bytes(value),
    }
}

fn make(vm: &mut Vm, class: Gc<Type>, bytes: &[u8]) -> PyResult<Value> {
    let store = ByteStore::new(vm, bytes)?;
    Ok(vm.native(class, ByteArray { store })?.value())
}

/// A bytearray.
pub fn plain(vm: &mut Vm, bytes: &[u8]) -> PyResult<Value> {
    let class = vm.native_type(&BYTEARRAY)?;
    make(vm, class, bytes)
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    make(vm, class, &[])
}

/// Message for ints that are no bytes.
const RANGE: &str = "byte must be in range(0, 256)";

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let source = Source::of(vm, args, "bytearray")?;
    if !this.data.store.is_empty() {
        this.data.store.set_len(vm, this, 0)?;
    }
    let Some(object) = source.object else {
        source.encoded(vm)?;
        return Ok(Value::NONE);
    };
    let no_codec = source.encoding.is_none() && source.errors.is_none();
    if no_codec && let Some(len) = len_without_python(vm, object) {
        this.data.store.check_resize(vm, this)?;
        let made = ByteStore::bare(vm, len)?;
        crate::object::raw::copy_to_cells(data(object), made.cells());
        return this.data.store.take(vm, this, &made).map(|()| Value::NONE);
    }
    if no_codec && let Some(bytes) = super::memoryview::seen_plainly(object) {
        this.data.store.check_resize(vm, this)?;
        let made = ByteStore::bare(vm, bytes.len())?;
        crate::object::raw::copy_to_cells(bytes, made.cells());
        return this.data.store.take(vm, this, &made).map(|()| Value::NONE);
    }
    let bytes = if let Some(encoded) = source.encoded(vm)? {
        encoded
    } else if object.is::<Str>() {
        return Err(vm.type_error("string argument without an encoding"));
    } else if let Some(count) = Source::count(vm, object)? {
        vm.zeroed(count)?
    } else {
        from_object(vm, object, "bytearray", RANGE)?
    };
    this.data.store.check_resize(vm, this)?;
    let made = ByteStore::new(vm, &bytes)?;
    this.data.store.take(vm, this, &made)?;
    Ok(Value::NONE)
}

/// Number of bytes of exact bytes or an exact bytearray.
fn len_without_python(vm: &Vm, object: Value) -> Option<usize> {
    match object.cast::<Bytes>() {
        Some(bytes) => (vm.class_of(object) == vm.types.bytes).then(|| bytes.len()),
        None => len_of(vm, object),
    }
}

/// What is assigned to a slice: bytes-like, or an iterable of ints.
fn replacement(vm: &mut Vm, value: Value) -> PyResult<Vec<u8>> {
    if let Some(bytes) = vm.bytes_like(value)? {
        return Ok(bytes);
    }
    if value.as_int().is_some() || value.is::<Str>() {
        return Err(vm.type_error("can assign only bytes, buffers, or iterables of ints in range(0, 256)"));
    }
    from_object(vm, value, "bytearray", RANGE)
}

fn index_of(vm: &mut Vm, this: This, key: Value) -> PyResult<usize> {
    let n = super::tuple::sequence_index(vm, key, "bytearray")?;
    super::tuple::position(vm, n, this.data.store.len(), "bytearray index out of range")
}

/// The bytes of an exact bytearray.
pub(super) fn exact_cells<'a>(vm: &Vm, value: &'a Value) -> Option<&'a [Cell<u8>]> {
    let exact = vm.class_of(*value).spec.get().is_some_and(|spec| std::ptr::eq(spec, &BYTEARRAY));
    let this = value.cast::<Native<ByteArray>>().filter(|_| exact)?;
    Some(crate::object::raw::extend(&*this).data.store.cells())
}

/// Number of bytes of an exact bytearray.
pub(super) fn len_of(vm: &Vm, container: Value) -> Option<usize> {
    exact_cells(vm, &container).map(<[_]>::len)
}

/// `container[start:stop]` of an exact bytearray.
pub(super) fn slice_of(vm: &mut Vm, container: Value, start: usize, stop: usize) -> Option<PyResult<Value>> {
    let bytes = exact_cells(vm, &container)?.get(start..stop)?;
    let bytes = crate::object::raw::frozen(crate::object::raw::extend_slice(bytes));
    Some(plain(vm, bytes))
}

/// What `access` says of byte `index` of an exact bytearray; none if there is no such byte.
pub(super) fn at<R>(vm: &Vm, container: Value, index: i64, access: impl FnOnce(&Cell<u8>) -> R) -> Option<R> {
    let this = container.cast::<Native<ByteArray>>()?;
    let exact = vm.class_of(container).spec.get().is_some_and(|spec| std::ptr::eq(spec, &BYTEARRAY));
    let cells = this.data.store.cells();
    let at = if index < 0 { index + cells.len() as i64 } else { index };
    cells.get(usize::try_from(at).ok()?).filter(|_| exact).map(access)
}

fn set_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    if let Some(slice) = args[1].cast::<Slice>() {
        set_slice(vm, this, slice, args[2])?;
        return Ok(Value::NONE);
    }
    if let (Some(n), Some(value)) = (args[1].as_small_int(), args[2].as_small_int())
        && let Ok(value) = u8::try_from(value)
        && let Some(cell) = usize::try_from(n).ok().and_then(|n| this.data.store.cells().get(n))
    {
        cell.set(value);
        return Ok(Value::NONE);
    }
    let n = super::tuple::sequence_index(vm, args[1], "bytearray")?;
    // The value is converted before the index is checked: converting may change the size.
    let value = byte(vm, args[2])?;
    let at = super::tuple::position(vm, n, this.data.store.len(), "bytearray index out of range")?;
    this.data.store.cells()[at].set(value);
    Ok(Value::NONE)
}

fn set_slice(vm: &mut Vm, this: This, slice: Gc<Slice>, value: Value) -> PyResult<()> {
    super::slice::indices(vm, slice, || this.data.store.len())?;
    let with = replacement(vm, value)?;
    let store = &this.data.store;
    let indices = super::slice::indices(vm, slice, || store.len())?;
    if indices.step == 1 {
        return store.splice(vm, this, indices.start as usize, indices.count, &with);
    }
    if with.is_empty() {
        return remove_indices(vm, this, indices);
    }
    if with.len() != indices.count {
        let message =
            format!("attempt to assign bytes of size {} to extended slice of size {}", with.len(), indices.count);
        return Err(vm.value_error(&message));
    }
    let cells = store.cells();
    match usize::try_from(indices.step) {
        Ok(step) => {
            let to = cells.get(indices.start as usize..).unwrap_or_default();
            to.iter().step_by(step).zip(with).for_each(|(to, byte)| to.set(byte));
        }
        Err(_) => indices.iter().zip(with).for_each(|(at, byte)| cells[at].set(byte)),
    }
    Ok(())
}

fn remove_indices(vm: &mut Vm, this: This, indices: super::slice::Indices) -> PyResult<()> {
    if indices.count == 0 {
        return Ok(());
    }
    let store = &this.data.store;
    store.check_resize(vm, this)?;
    let step = indices.step.unsigned_abs() as usize;
    let first =
        if indices.step > 0 { indices.start } else { indices.start + (indices.count as i64 - 1) * indices.step };
    let first = first as usize;
    let mut to = first;
    for from in first..store.len() {
        let passed = from - first;
        let doomed = passed.is_multiple_of(step) && passed / step < indices.count;
        if !doomed {
            let cells = store.cells();
            cells[to].set(cells[from].get());
            to += 1;
        }
    }
    store.set_len(vm, this, to)
}

fn delete_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    if let Some(slice) = args[1].cast::<Slice>() {
        let indices = super::slice::indices(vm, slice, || this.data.store.len())?;
        if indices.step == 1 {
            this.data.store.splice(vm, this, indices.start as usize, indices.count, &[])?;
        } else {
            remove_indices(vm, this, indices)?;
        }
        return Ok(Value::NONE);
    }
    let at = index_of(vm, this, args[1])?;
    this.data.store.splice(vm, this, at, 1, &[])?;
    Ok(Value::NONE)
}

fn append(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = byte(vm, args[1])?;
    push(vm, args[0], value)
}

/// Appends a byte to a bytearray: None.
pub(crate) fn push(vm: &mut Vm, array: Value, byte: u8) -> PyResult<Value> {
    let this = of(array);
    this.data.store.push(vm, this, byte)?;
    Ok(Value::NONE)
}

fn extend(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    if let Some(bytes) = args[1].cast::<crate::object::string::Bytes>() {
        this.data.store.extend(vm, this, bytes.bytes())?;
        return Ok(Value::NONE);
    }
    let bytes = match vm.bytes_like(args[1])? {
        Some(bytes) => bytes,
        None => {
            if vm.special_of(args[1], crate::object::Special::Iter).is_none()
                && vm.special_of(args[1], crate::object::Special::GetItem).is_none()
            {
                let message = format!("can't extend bytearray with {}", vm.type_name(args[1]));
                return Err(vm.type_error(&message));
            }
            let iterator = match vm.iter(args[1]) {
                Ok(iterator) => iterator,
                Err(raised) => {
                    vm.catch(raised, Exc::TypeError)?;
                    let message = format!("can't extend bytearray with {}", vm.type_name(args[1]));
                    return Err(vm.type_error(&message));
                }
            };
            from_iterable(vm, iterator, RANGE)?
        }
    };
    this.data.store.extend(vm, this, &bytes)?;
    Ok(Value::NONE)
}

fn insert(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = vm.index_c_ssize(args[1])?;
    let value = byte(vm, args[2])?;
    let this = of(args[0]);
    let len = this.data.store.len() as i64;
    let at = if n < 0 { n.saturating_add(len).max(0) } else { n.min(len) };
    this.data.store.splice(vm, this, at as usize, 0, &[value])?;
    Ok(Value::NONE)
}

fn pop(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let n = args.opt(1).map_or(Ok(-1), |n| vm.index_c_ssize(n))?;
    let count = this.data.store.len();
    if count == 0 {
        return Err(vm.index_error("pop from empty bytearray"));
    }
    let at = super::tuple::position(vm, n, count, "pop index out of range")?;
    let value = this.data.store.cells()[at].get();
    this.data.store.splice(vm, this, at, 1, &[])?;
    Ok(Value::int32(i32::from(value)))
}

fn remove(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = byte(vm, args[1])?;
    let this = of(args[0]);
    let Some(at) = memchr::memchr(value, data(args[0])) else {
        return Err(vm.value_error("value not found in bytearray"));
    };
    this.data.store.splice(vm, this, at, 1, &[])?;
    Ok(Value::NONE)
}

fn clear(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    this.data.store.set_len(vm, this, 0)?;
    Ok(Value::NONE)
}

fn reverse(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let cells = of(args[0]);
    let cells = cells.data.store.cells();
    for at in 0..cells.len() / 2 {
        cells[at].swap(&cells[cells.len() - 1 - at]);
    }
    Ok(Value::NONE)
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    plain(vm, data(args[0]))
}

fn in_place_add(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    if let Some(bytes) = args[1].cast::<crate::object::string::Bytes>() {
        this.data.store.extend(vm, this, bytes.bytes())?;
        return Ok(args[0]);
    }
    match vm.bytes_like(args[1])? {
        Some(bytes) => this.data.store.extend(vm, this, &bytes)?,
        None => {
            let message = format!("can't concat {} to {}", vm.type_name(args[1]), vm.type_name(args[0]));
            return Err(vm.type_error(&message));
        }
    }
    Ok(args[0])
}

fn in_place_mul(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let old = this.data.store.len();
    let Some(n) = shared::repeat_count(vm, args[1], old, None)? else { return Err(shared::no_int(vm, args[1])) };
    if n != 1 {
        let all = data(args[0]).repeat(n);
        this.data.store.splice(vm, this, 0, old, &all)?;
    }
    Ok(args[0])
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let inner = crate::text::repr::repr_bytes(data(args[0])).into_bytes().unwrap_or_default();
    let mut inner = String::from_utf8(inner).unwrap_or_default();
    // As CPython does, which quotes an apostrophe whatever is around it.
    if inner.starts_with("b\"") {
        inner = inner.replace('\'', "\\'");
    }
    let text = format!("{}({inner})", vm.type_name(args[0]));
    Ok(vm.str(&text)?.value())
}

fn to_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::bytes::shared::warn_of_text(vm, "bytearray")?;
    repr(vm, args)
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.native_type(&super::bytes::BYTEARRAY_ITERATOR)?;
    Ok(vm.sequence_iterator(class, args[0], 0)?.value())
}

fn alloc(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    // One byte more, as if for the zero that ends the bytes in CPython.
    Ok(Value::len(of(args[0]).data.store.capacity() + 1))
}

fn sizeof(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(56 + of(args[0]).data.store.capacity()))
}

fn reduce_ex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let protocol = args.opt(1).map_or(Ok(0), |protocol| vm.index_c_int(protocol))?;
    let class = vm.class_of(args[0]).value();
    let state = vm.call_method(args[0], "__getstate__", &[])?;
    let bytes = data(args[0]);
    let construct = if bytes.is_empty() {
        vm.tuple(&[])?
    } else if protocol < 3 {
        let text = vm.str_from_latin1(bytes)?.value();
        let encoding = vm.str("latin-1")?.value();
        vm.tuple(&[text, encoding])?
    } else {
        let bytes = vm.bytes(bytes)?.value();
        vm.tuple(&[bytes])?
    };
    Ok(vm.tuple(&[class, construct.value(), state])?.value())
}

fn export(vm: &mut Vm, value: Value, request: Request) -> PyResult<Buffer> {
    crate::object::buffer::check_flat(vm, false, request)?;
    Ok(of(value).data.store.export(value))
}

fn release(_: &mut Vm, buffer: &Buffer) {
    if let Some(store) = store_of(buffer.object) {
        store.release(buffer);
    }
}

static BUFFER: BufferSpec =
    BufferSpec::new(export, release).with_store(|value, ask| store_of(value).into_iter().for_each(ask));

const ITEMS: TypedItems = TypedItems {
    place: ByteStore::place(std::mem::offset_of!(Native<ByteArray>, data.store)),
    read: CodeAt::Always(b'B'),
    write: Some(CodeAt::Always(b'B')),
};

/// `bytearray`
pub static BYTEARRAY: TypeSpec = TypeSpec {
    name: "bytearray",
    flags: type_flag::BASE_TYPE | type_flag::MATCH_SELF | type_flag::SEQUENCE_CONCAT,
    methods: with_shared_methods![
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(source=b'', encoding=None, errors=None)", init).leaf(LeafRule::When(needs_no_codec)),
        method("__setitem__", "(key, value, /)", set_item),
        method("__delitem__", "(key, /)", delete_item),
        method("__iadd__", "(value, /)", in_place_add).leaf(LeafRule::OfPlain),
        method("__imul__", "(value, /)", in_place_mul),
        method("__repr__", "()", repr),
        method("__str__", "()", to_str),
        method("__iter__", "()", iter),
        method("__alloc__", "()", alloc).doc("B.__alloc__() -> int\n\nReturn the number of bytes actually allocated."),
        method("__sizeof__", "()", sizeof).doc("Returns the size of the bytearray object in memory, in bytes."),
        method("__reduce__", "()", reduce_ex).doc("Return state information for pickling."),
        method("__reduce_ex__", "(proto=0, /)", reduce_ex).doc("Return state information for pickling."),
        method("__release_buffer__", "(buffer, /)", crate::object::buffer::release_method),
        method("append", "(item, /)", append).leaf(LeafRule::OfPlain),
        method("extend", "(iterable_of_ints, /)", extend).leaf(LeafRule::OfPlain),
        method("insert", "(index, item, /)", insert).leaf(LeafRule::OfPlain),
        method("pop", "(index=-1, /)", pop).leaf(LeafRule::OfPlain),
        method("remove", "(value, /)", remove).leaf(LeafRule::OfPlain),
        method("clear", "()", clear).leaf(LeafRule::Always),
        method("reverse", "()", reverse).leaf(LeafRule::Always),
        method("copy", "()", copy).leaf(LeafRule::Always),
    ],
    buffer: Some(&BUFFER),
    items: Some(ITEMS),
    doc: "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\nbytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\nbytearray(int) -> bytes array of size given by the parameter initialized with null bytes\nbytearray() -> empty bytes array\n\nConstruct a mutable bytearray object from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - a bytes or a buffer object\n  - any object implementing the buffer API.\n  - an integer",
    ..TypeSpec::EMPTY
};
