//! `_struct`: C structs in bytes. Formats are parsed once and kept.

mod codec;
mod format;

pub(crate) use codec::unsigned;

use crate::errors::ErrorClass;
use crate::receiver::{class_arg, this};
use format::Plan;
use runtime::builtins::bytearray::exact_store;
use runtime::builtins::iterators::itself;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::spec::FnSpec;
use runtime::native::{Args, CallArgs, LeafRule, ModuleSpec, TypeSpec, func, method, readonly};
use runtime::object::buffer::{Buffer, Request};
use runtime::object::byte_store::ByteStore;
use runtime::object::dict::Dict;
use runtime::object::string::{Bytes, Str};
use runtime::object::tuple::Tuple;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// `struct.error`
static ERROR: ErrorClass = ErrorClass::new("struct.error", Exc::Exception, "");

/// A struct's format; shared with what iterates by it.
struct Struct {
    plan: RefCell<Rc<Plan>>,
    format: Field<Value>,
}

impl NativeData for Struct {
    runtime::native_info!(Struct);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.format);
    }
}

type This = Gc<Native<Struct>>;

fn plan(this: This) -> Rc<Plan> {
    Rc::clone(&this.data.plan.borrow())
}

/// Parses a format given as str or bytes.
fn parse(vm: &mut Vm, format: Value) -> PyResult<(Plan, Value)> {
    let text: Vec<u8> = if let Some(text) = format.cast::<Str>() {
        match text.as_ascii() {
            Some(text) => text.as_bytes().to_vec(),
            None => {
                let encoding = vm.str("ascii")?.value();
                vm.call_method(format, "encode", &[encoding])?;
                return Err(ERROR.raise(vm, "bad char in struct format"));
            }
        }
    } else if let Some(bytes) = format.cast::<Bytes>() {
        bytes.bytes().to_vec()
    } else {
        let message = format!("Struct() argument 1 must be a str or bytes object, not {}", vm.type_name(format));
        return Err(vm.type_error(&message));
    };
    if text.contains(&0) {
        return Err(ERROR.raise(vm, "embedded null character"));
    }
    match Plan::parse(&text) {
        Ok(plan) => Ok((plan, vm.str_from_latin1(&text)?.value())),
        Err(message) => Err(ERROR.raise(vm, message)),
    }
}

fn make(vm: &mut Vm, class: Gc<Type>, format: Value) -> PyResult<This> {
    let (plan, format) = parse(vm, format)?;
    vm.native(class, Struct { plan: RefCell::new(Rc::new(plan)), format: Field::new(format) })
}

/// Leaves everything to `__init__`; without it the format is empty.
fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let format = vm.str("")?.value();
    Ok(make(vm, class_arg(args), format)?.value())
}

/// Where parsed formats are kept, by the format.
static CACHE: &str = "_struct cache";
/// Formats kept; when there are more, all are dropped.
const CACHED: usize = 100;

/// The parsed form of a format.
#[inline(always)]
fn cached(vm: &mut Vm, format: Value) -> PyResult<This> {
    let cache = match vm.module_state(CACHE).and_then(|cache| cache.cast::<Dict>()) {
        Some(cache) => cache,
        None => {
            let cache = vm.dict()?;
            vm.set_module_state(CACHE, cache.value());
            cache
        }
    };
    if (format.is::<Str>() || format.is::<Bytes>())
        && let Some(known) = cache.get(vm, format)?.and_then(|known| known.cast())
    {
        return Ok(known);
    }
    let class = vm.native_type(&STRUCT)?;
    let made = make(vm, class, format)?;
    if cache.len() >= CACHED {
        cache.clear(vm)?;
    }
    cache.set(vm, format, made.value())?;
    Ok(made)
}

fn clear_cache(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    if let Some(cache) = vm.module_state(CACHE).and_then(|cache| cache.cast::<Dict>()) {
        cache.clear(vm)?;
    }
    Ok(Value::NONE)
}

/// The format argument, which stands at 0.
fn format_arg(vm: &mut Vm, args: CallArgs<'_>, name: &str) -> PyResult<This> {
    if args.names.is_some_and(|names| !names.is_empty()) {
        return Err(vm.type_error(&format!("_struct.{name}() takes no keyword arguments")));
    }
    if args.values.is_empty() {
        return Err(vm.type_error("missing format argument"));
    }
    cached(vm, args.values.get(0))
}

/// Bytes that are kept on the stack.
const FEW: usize = 64;

fn pack_values(vm: &mut Vm, this: This, args: Args<'_>) -> PyResult<Value> {
    let plan = plan(this);
    if args.len() != plan.count {
        let message = format!("pack expected {} items for packing (got {})", plan.count, args.len());
        return Err(ERROR.raise(vm, &message));
    }
    let mut small = [0; FEW];
    if plan.size <= small.len() {
        codec::pack(vm, &plan, args, 0, &mut small[..plan.size])?;
        return Ok(vm.bytes(&small[..plan.size])?.value());
    }
    let mut out = vm.zeroed(plan.size)?;
    codec::pack(vm, &plan, args, 0, &mut out)?;
    Ok(vm.bytes(&out)?.value())
}

fn pack(vm: &mut Vm, _: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let this = format_arg(vm, args, "pack")?;
    pack_values(vm, this, args.values.from(1))
}

fn struct_pack(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    if args.names.is_some_and(|names| !names.is_empty()) {
        return Err(vm.type_error("_struct.Struct.pack() takes no keyword arguments"));
    }
    pack_values(vm, this(receiver), args.values)
}

/// Packs `args[2..]` into the buffer `args[0]` at `args[1]`.
fn pack_into_buffer(vm: &mut Vm, this: This, args: Args<'_>) -> PyResult<Value> {
    let plan = plan(this);
    match args.len() {
        0 => return Err(ERROR.raise(vm, "pack_into expected buffer argument")),
        1 => return Err(ERROR.raise(vm, "pack_into expected offset argument")),
        n if n - 2 != plan.count => {
            let message = format!("pack_into expected {} items for packing (got {})", plan.count, n - 2);
            return Err(ERROR.raise(vm, &message));
        }
        _ => {}
    }
    if let Some(store) = exact_store(vm, args[0])
        && pack_few(vm, &plan, store, args)?
    {
        return Ok(Value::NONE);
    }
    let buffer = vm.writable_buffer(args[0], "argument")?;
    let result = pack_at(vm, &plan, &buffer, args);
    buffer.release(vm);
    result.map(|()| Value::NONE)
}

/// Packs into a bytearray, unless that may run Python, which could change its size, or is much.
fn pack_few(vm: &mut Vm, plan: &Plan, store: &ByteStore, args: Args<'_>) -> PyResult<bool> {
    let plain = args.as_slice()[1..].iter().all(|value| !value.is_heap() || value.is::<Bytes>());
    if !plain || plan.size > FEW {
        return Ok(false);
    }
    let at = pack_offset(vm, plan, store.len(), args[1])?;
    let mut out = [0; FEW];
    codec::pack(vm, plan, args, 2, &mut out[..plan.size])?;
    store.cells()[at..at + plan.size].iter().zip(out).for_each(|(to, byte)| to.set(byte));
    Ok(true)
}

fn pack_at(vm: &mut Vm, plan: &Plan, buffer: &Buffer, args: Args<'_>) -> PyResult<()> {
    let at = pack_offset(vm, plan, buffer.len, args[1])?;
    let mut out = vm.zeroed(plan.size)?;
    codec::pack(vm, plan, args, 2, &mut out)?;
    buffer.write(vm, at, &out);
    Ok(())
}

/// The offset that packing starts at, if there is room for enough bytes.
fn pack_offset(vm: &mut Vm, plan: &Plan, len: usize, offset: Value) -> PyResult<usize> {
    let offset = vm.index_i64(offset, Exc::IndexError)?;
    let (size, len) = (plan.size as i64, len as i64);
    let mut at = offset;
    if offset < 0 {
        if offset + size > 0 {
            let message = format!("no space to pack {size} bytes at offset {offset}");
            return Err(ERROR.raise(vm, &message));
        }
        if offset + len < 0 {
            return Err(ERROR.raise(vm, &format!("offset {offset} out of range for {len}-byte buffer")));
        }
        at += len;
    }
    if len - at < size {
        let message = format!(
            "pack_into requires a buffer of at least {} bytes for packing {size} bytes at offset {at} (actual buffer size is {len})",
            i128::from(at) + i128::from(size)
        );
        return Err(ERROR.raise(vm, &message));
    }
    Ok(at as usize)
}

fn pack_into(vm: &mut Vm, _: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let this = format_arg(vm, args, "pack_into")?;
    pack_into_buffer(vm, this, args.values.from(1))
}

fn struct_pack_into(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    pack_into_buffer(vm, this(receiver), args.values)
}

/// The bytes of a store from `at` on, if they are few.
fn few_bytes(store: &ByteStore, at: usize, size: usize) -> Option<[u8; FEW]> {
    let mut few = [0; FEW];
    let part = store.cells().get(at..at + size)?;
    few.get_mut(..size)?.iter_mut().zip(part).for_each(|(to, from)| *to = from.get());
    Some(few)
}

fn unpack_all(vm: &mut Vm, this: This, data: Value) -> PyResult<Value> {
    let plan = plan(this);
    if let Some(bytes) = data.cast::<Bytes>()
        && bytes.len() == plan.size
    {
        return Ok(codec::unpack(vm, &plan, bytes.bytes())?.value());
    }
    if let Some(store) = exact_store(vm, data).filter(|store| store.len() == plan.size)
        && let Some(part) = few_bytes(store, 0, plan.size)
    {
        return Ok(codec::unpack(vm, &plan, &part[..plan.size])?.value());
    }
    let bytes = vm.with_bytes(data, |_, bytes| bytes.to_vec())?;
    if bytes.len() != plan.size {
        let message = format!("unpack requires a buffer of {} bytes", plan.size);
        return Err(ERROR.raise(vm, &message));
    }
    Ok(codec::unpack(vm, &plan, &bytes)?.value())
}

fn unpack(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = cached(vm, args[0])?;
    unpack_all(vm, this, args[1])
}

fn struct_unpack(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    unpack_all(vm, this(args[0]), args[1])
}

fn unpack_at(vm: &mut Vm, this: This, data: Value, offset: Option<Value>) -> PyResult<Value> {
    let plan = plan(this);
    let offset = match offset {
        Some(offset) => vm.index_i64(offset, Exc::IndexError)?,
        None => 0,
    };
    if let Some(bytes) = data.cast::<Bytes>() {
        let at = unpack_offset(vm, &plan, bytes.len(), offset)?;
        return Ok(codec::unpack(vm, &plan, &bytes.bytes()[at..at + plan.size])?.value());
    }
    if let Some(store) = exact_store(vm, data) {
        let at = unpack_offset(vm, &plan, store.len(), offset)?;
        if let Some(part) = few_bytes(store, at, plan.size) {
            return Ok(codec::unpack(vm, &plan, &part[..plan.size])?.value());
        }
    }
    let buffer = vm.buffer(data, Request::SIMPLE)?;
    let at = unpack_offset(vm, &plan, buffer.len, offset);
    let part = at.map(|at| buffer.bytes(vm)[at..at + plan.size].to_vec());
    buffer.release(vm);
    Ok(codec::unpack(vm, &plan, &part?)?.value())
}

/// The offset that unpacking starts at, if there are enough bytes after it.
fn unpack_offset(vm: &mut Vm, plan: &Plan, len: usize, offset: i64) -> PyResult<usize> {
    let (size, len) = (plan.size as i64, len as i64);
    let mut at = offset;
    if offset < 0 {
        if offset + size > 0 {
            let message = format!("not enough data to unpack {size} bytes at offset {offset}");
            return Err(ERROR.raise(vm, &message));
        }
        if offset + len < 0 {
            return Err(ERROR.raise(vm, &format!("offset {offset} out of range for {len}-byte buffer")));
        }
        at += len;
    }
    if len - at < size {
        let message = format!(
            "unpack_from requires a buffer of at least {} bytes for unpacking {size} bytes at offset {at} (actual buffer size is {len})",
            i128::from(at) + i128::from(size)
        );
        return Err(ERROR.raise(vm, &message));
    }
    Ok(at as usize)
}

fn unpack_from(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = cached(vm, args[0])?;
    unpack_at(vm, this, args[1], args.opt(2))
}

fn struct_unpack_from(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    unpack_at(vm, this(args[0]), args[1], args.opt(2))
}

fn calcsize(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = cached(vm, args[0])?;
    Ok(Value::len(plan(this).size))
}

/// Iterates over the structs in a buffer, of which it holds the bytes object or a memoryview.
struct UnpackIterator {
    plan: Rc<Plan>,
    data: Field<Value>,
    at: Cell<usize>,
    len: usize,
}

impl NativeData for UnpackIterator {
    runtime::native_info!(UnpackIterator);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.data);
    }
}

fn iterate(vm: &mut Vm, this: This, data: Value) -> PyResult<Value> {
    let plan = plan(this);
    if plan.size == 0 {
        return Err(ERROR.raise(vm, "cannot iteratively unpack with a struct of length 0"));
    }
    let data = if data.is::<Bytes>() {
        data
    } else {
        let bytes = vm.with_bytes(data, |_, bytes| bytes.to_vec())?;
        vm.bytes(&bytes)?.value()
    };
    let len = data.cast::<Bytes>().map_or(0, |bytes| bytes.len());
    if len % plan.size != 0 {
        let message = format!("iterative unpacking requires a buffer of a multiple of {} bytes", plan.size);
        return Err(ERROR.raise(vm, &message));
    }
    let class = vm.native_type(&ITERATOR)?;
    let iterator = UnpackIterator { plan, data: Field::new(data), at: Cell::new(0), len };
    Ok(vm.native(class, iterator)?.value())
}

fn iter_unpack(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = cached(vm, args[0])?;
    iterate(vm, this, args[1])
}

fn struct_iter_unpack(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    iterate(vm, this(args[0]), args[1])
}

fn iterator_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = this::<UnpackIterator>(args[0]);
    let at = iterator.data.at.get();
    if at >= iterator.data.len {
        return Ok(Value::EMPTY);
    }
    let plan = Rc::clone(&iterator.data.plan);
    iterator.data.at.set(at + plan.size);
    let data: Gc<Bytes> = iterator.data.data.get().cast().expect("made with bytes");
    let values: Gc<Tuple> = codec::unpack(vm, &plan, &data.bytes()[at..at + plan.size])?;
    Ok(values.value())
}

fn iterator_hint(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = &this::<UnpackIterator>(args[0]).data;
    Ok(Value::len((data.len - data.at.get()) / data.plan.size))
}

static ITERATOR: TypeSpec = TypeSpec {
    name: "unpack_iterator",
    module: "_struct",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__iter__", "()", itself),
        method("__next__", "()", iterator_next),
        method("__length_hint__", "()", iterator_hint),
    ],
    ..TypeSpec::EMPTY
};

fn format(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let _ = vm;
    Ok(this::<Struct>(value).data.format.get())
}

fn size(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(plan(this(value)).size))
}

fn size_of(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(64 + 32 * (plan(this(args[0])).items.len() + 1)))
}

/// `Struct.__init__` may be called again with another format.
fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let receiver = this::<Struct>(args[0]);
    if receiver.data.format.get() != args[1] {
        let (plan, format) = parse(vm, args[1])?;
        *receiver.data.plan.borrow_mut() = Rc::new(plan);
        receiver.data.format.set(vm, receiver, format);
    }
    Ok(Value::NONE)
}

static STRUCT: TypeSpec = TypeSpec {
    name: "Struct",
    module: "_struct",
    flags: type_flag::BASE_TYPE | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(format)", init),
        FnSpec::raw_method("pack", "(*args)", struct_pack).leaf(LeafRule::OfPlain).doc(
            "S.pack(v1, v2, ...) -> bytes\n\nReturn a bytes object containing values v1, v2, ... packed according\nto the format string S.format.  See help(struct) for more on format\nstrings.",
        ),
        FnSpec::raw_method("pack_into", "(buffer, offset, *args)", struct_pack_into).leaf(LeafRule::OfPlain).doc(
            "S.pack_into(buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string S.format\nand write the packed bytes into the writable buffer buf starting at\noffset.  Note that the offset is a required argument.  See\nhelp(struct) for more on format strings.",
        ),
        method("unpack", "(buffer, /)", struct_unpack).leaf(LeafRule::OfPlain).doc(
            "Return a tuple containing unpacked values.\n\nUnpack according to the format string Struct.format. The buffer's size\nin bytes must be Struct.size.\n\nSee help(struct) for more on format strings.",
        ),
        method("unpack_from", "(buffer, offset=0)", struct_unpack_from).leaf(LeafRule::OfPlain).doc(
            "Return a tuple containing unpacked values.\n\nValues are unpacked according to the format string Struct.format.\n\nThe buffer's size in bytes, starting at position offset, must be\nat least Struct.size.\n\nSee help(struct) for more on format strings.",
        ),
        method("iter_unpack", "(buffer, /)", struct_iter_unpack).doc(
            "Return an iterator yielding tuples.\n\nTuples are unpacked from the given bytes source, like a repeated\ninvocation of unpack_from().\n\nRequires that the bytes length be a multiple of the struct size.",
        ),
        method("__sizeof__", "()", size_of).doc("S.__sizeof__() -> size of S in memory, in bytes"),
    ],
    getset: &[readonly("format", format), readonly("size", size)],
    doc: "Struct(fmt) --> compiled struct object",
    ..TypeSpec::EMPTY
};

/// `_struct`
pub(crate) static STRUCT_MODULE: ModuleSpec = ModuleSpec {
    name: "_struct",
    doc: "Functions to convert between Python values and C structs.\nPython bytes objects are used to hold the data representing the C struct\nand also as format strings (explained below) to describe the layout of data\nin the C struct.",
    functions: &[
        func("_clearcache", "()", clear_cache).doc("Clear the internal cache."),
        func("calcsize", "(format, /)", calcsize)
            .doc("Return size in bytes of the struct described by the format string."),
        func("iter_unpack", "(format, buffer, /)", iter_unpack).doc(
            "Return an iterator yielding tuples unpacked from the given bytes.\n\nThe bytes are unpacked according to the format string, like\na repeated invocation of unpack_from().\n\nRequires that the bytes length be a multiple of the format struct size.",
        ),
        FnSpec::raw_func("pack", "(format, /, *values)", pack).leaf(LeafRule::OfPlain).doc(
            "pack(format, v1, v2, ...) -> bytes\n\nReturn a bytes object containing the values v1, v2, ... packed according\nto the format string.  See help(struct) for more on format strings.",
        ),
        FnSpec::raw_func("pack_into", "(format, buffer, offset, /, *values)", pack_into).leaf(LeafRule::OfPlain).doc(
            "pack_into(format, buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string and write\nthe packed bytes into the writable buffer buf starting at offset.  Note\nthat the offset is a required argument.  See help(struct) for more\non format strings.",
        ),
        func("unpack", "(format, buffer, /)", unpack).leaf(LeafRule::OfPlain).doc(
            "Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size in bytes must be calcsize(format).\n\nSee help(struct) for more on format strings.",
        ),
        func("unpack_from", "(format, /, buffer, offset=0)", unpack_from).leaf(LeafRule::OfPlain).doc(
            "Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size, minus offset, must be at least calcsize(format).\n\nSee help(struct) for more on format strings.",
        ),
    ],
    types: &[&STRUCT],
    init: Some(init_module),
};

fn init_module(vm: &mut Vm, module: Gc<runtime::object::module::Module>) -> PyResult<()> {
    ERROR.add_to(vm, module)
}
