//! `bytes`
//!
//! - `shared.rs`: the methods that bytearray has too; `construct.rs`: what both are made from.

pub(crate) mod construct;
pub(crate) mod shared;

use crate::builtins::plain::needs_no_codec;
use crate::heap::Gc;
use crate::native::spec::Convention;
use crate::native::{Args, LeafRule, TypeSpec, method};
use crate::object::buffer::{Buffer, BufferSpec, Request};
use crate::object::header::Kind;
use crate::object::list::{List, SequenceIterator};
use crate::object::string::Bytes;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::object::typed_items::{CodeAt, TypedItems};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use construct::{Source, bytes_of};
pub(crate) use shared::hex_text;

fn of(value: Value) -> Gc<Bytes> {
    value.cast::<Bytes>().expect("the receiver of a method of bytes is one")
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    if args.opt(2).is_none()
        && class == vm.types.bytes
        && let Some(made) = args.opt(1).and_then(|items| of_few_items(vm, items))
    {
        return made;
    }
    let source = Source::of(vm, args, "bytes")?;
    if class == vm.types.bytes
        && let Some(object) = source.object.filter(|&object| vm.class_of(object) == class)
        && source.encoding.is_none()
        && source.errors.is_none()
    {
        return Ok(object);
    }
    let made = bytes_of(vm, &source)?;
    if class == vm.types.bytes {
        return Ok(made);
    }
    Ok(vm.bytes_of_class(class, of(made).bytes())?.value())
}

/// `bytes([c])`: bytes of a short exact list or tuple of ints that are bytes.
fn of_few_items(vm: &mut Vm, items: Value) -> Option<PyResult<Value>> {
    let shape = items.header()?.shape();
    let items = if shape == vm.shape_of_kind(Kind::List) {
        crate::object::raw::extend_slice(items.cast::<List>()?.items())
    } else if shape == vm.shape_of_kind(Kind::Tuple) {
        crate::object::raw::extend_slice(items.cast::<Tuple>()?.items())
    } else {
        return None;
    };
    let mut few = [0; 16];
    let bytes = few.get_mut(..items.len())?;
    for (byte, item) in bytes.iter_mut().zip(items) {
        *byte = u8::try_from(item.as_small_int()?).ok()?;
    }
    let len = bytes.len();
    Some(vm.bytes(&few[..len]).map(|bytes| bytes.value()))
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let hash = of(args[0]).hash(vm);
    vm.int(hash as i64)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = crate::text::repr::repr_bytes(of(args[0]).bytes());
    Ok(vm.str_from_buf(&text)?.value())
}

fn to_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    shared::warn_of_text(vm, "bytes")?;
    repr(vm, args)
}

fn to_bytes(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if vm.class_of(args[0]) == vm.types.bytes {
        return Ok(args[0]);
    }
    Ok(vm.bytes(of(args[0]).bytes())?.value())
}

fn getnewargs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = vm.bytes(of(args[0]).bytes())?;
    Ok(vm.tuple(&[bytes.value()])?.value())
}

pub(crate) fn decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if let Some(bytes) = args[0].cast::<Bytes>()
        && let Some(text) = vm.decode_usual(bytes.bytes(), args.opt(1), args.opt(2))?
    {
        return Ok(text.value());
    }
    let encoding = vm.codec_name("decode", "encoding", args.opt(1))?;
    let errors = vm.codec_name("decode", "errors", args.opt(2))?;
    let (encoding, errors) = (encoding.as_deref(), errors.as_deref());
    if let Some(bytes) = args[0].cast::<Bytes>() {
        return Ok(vm.decode_text(args[0], bytes.bytes(), encoding, errors)?.value());
    }
    // An error handler may change a bytearray.
    let data = construct::data(args[0]).to_vec();
    Ok(vm.decode_text(args[0], &data, encoding, errors)?.value())
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.native_type(&BYTES_ITERATOR)?;
    Ok(vm.sequence_iterator(class, args[0], 0)?.value())
}

pub(crate) fn next(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = args[0].cast::<SequenceIterator>().expect("the receiver is a bytes iterator");
    let Some(bytes) = construct::known(iterator.sequence.get()) else { return Ok(Value::EMPTY) };
    let index = iterator.index.get();
    match bytes.get(index as usize) {
        Some(&byte) => {
            iterator.index.set(index + 1);
            Ok(Value::int32(i32::from(byte)))
        }
        None => {
            iterator.sequence.set_no_barrier(Value::EMPTY);
            Ok(Value::EMPTY)
        }
    }
}

macro_rules! iterator_type {
    ($(#[$doc:meta])* $name:ident $python:literal) => {
        $(#[$doc])*
        pub static $name: TypeSpec = TypeSpec {
            name: $python,
            kind: Kind::SequenceIterator,
            flags: type_flag::NO_NEW,
            methods: &[
                method("__iter__", "()", super::iterators::itself),
                method("__next__", "()", next),
                method("__length_hint__", "()", super::iterators::sequence_length_hint),
                method("__reduce__", "()", super::iterators::sequence_reduce),
                method("__setstate__", "(state, /)", super::iterators::sequence_setstate),
            ],
            ..TypeSpec::EMPTY
        };
    };
}
iterator_type! {
    /// Iterator over bytes.
    BYTES_ITERATOR "bytes_iterator"
}
iterator_type! {
    /// Iterator over a bytearray.
    BYTEARRAY_ITERATOR "bytearray_iterator"
}

/// A table of a type's own methods and those that bytes and bytearray share.
macro_rules! with_shared_methods {
    ($($own:expr,)*) => {
        &[
            $($own,)*
            method("__len__", "()", shared::len).leaf(LeafRule::OfPlain),
            method("__getitem__", "(key, /)", shared::get_item).leaf(crate::native::LeafRule::OfPlain),
            method("__add__", "(value, /)", shared::add).leaf(crate::native::LeafRule::OfPlain),
            method("__mul__", "(value, /)", shared::mul).leaf(crate::native::LeafRule::OfPlain),
            method("__rmul__", "(value, /)", shared::mul).leaf(crate::native::LeafRule::OfPlain),
            method("__mod__", "(value, /)", shared::percent).leaf(crate::native::LeafRule::OfPlain),
            method("__rmod__", "(value, /)", shared::reflected_percent),
            method("__contains__", "(key, /)", shared::contains).leaf(crate::native::LeafRule::OfPlain),
            method("__lt__", "(value, /)", shared::lt),
            method("__le__", "(value, /)", shared::le),
            method("__eq__", "(value, /)", shared::eq),
            method("__ne__", "(value, /)", shared::ne),
            method("__gt__", "(value, /)", shared::gt),
            method("__ge__", "(value, /)", shared::ge),
            method("__buffer__", "(flags, /)", crate::object::buffer::buffer_method),
            method("find", "(sub, start=None, end=None, /)", shared::find).leaf(crate::native::LeafRule::OfPlain).convention(Convention::Parse),
            method("rfind", "(sub, start=None, end=None, /)", shared::rfind).leaf(crate::native::LeafRule::OfPlain).convention(Convention::Parse),
            method("index", "(sub, start=None, end=None, /)", shared::index).leaf(crate::native::LeafRule::OfPlain).convention(Convention::Parse),
            method("rindex", "(sub, start=None, end=None, /)", shared::rindex).leaf(crate::native::LeafRule::OfPlain).convention(Convention::Parse),
            method("count", "(sub, start=None, end=None, /)", shared::count).leaf(crate::native::LeafRule::OfPlain).convention(Convention::Parse),
            method("startswith", "(prefix, start=None, end=None, /)", shared::startswith).leaf(crate::native::LeafRule::OfPlain).convention(Convention::Parse),
            method("endswith", "(suffix, start=None, end=None, /)", shared::endswith).leaf(crate::native::LeafRule::OfPlain).convention(Convention::Parse),
            method("split", "(sep=None, maxsplit=-1)", shared::split).leaf(crate::native::LeafRule::OfPlain),
            method("rsplit", "(sep=None, maxsplit=-1)", shared::rsplit).leaf(crate::native::LeafRule::OfPlain),
            method("splitlines", "(keepends=False)", shared::splitlines).leaf(crate::native::LeafRule::OfPlain),
            method("partition", "(sep, /)", shared::partition).leaf(crate::native::LeafRule::OfPlain),
            method("rpartition", "(sep, /)", shared::rpartition).leaf(crate::native::LeafRule::OfPlain),
            method("strip", "(bytes=None, /)", shared::strip).leaf(crate::native::LeafRule::OfPlain),
            method("lstrip", "(bytes=None, /)", shared::lstrip).leaf(crate::native::LeafRule::OfPlain),
            method("rstrip", "(bytes=None, /)", shared::rstrip).leaf(crate::native::LeafRule::OfPlain),
            method("removeprefix", "(prefix, /)", shared::removeprefix).leaf(crate::native::LeafRule::OfPlain),
            method("removesuffix", "(suffix, /)", shared::removesuffix).leaf(crate::native::LeafRule::OfPlain),
            method("join", "(iterable_of_bytes, /)", shared::join),
            method("replace", "(old, new, count=-1, /)", shared::replace).leaf(crate::native::LeafRule::OfPlain),
            method("translate", "(table, /, delete=b'')", shared::translate).leaf(crate::native::LeafRule::OfPlain),
            static_method("maketrans", "(frm, to, /)", shared::maketrans),
            method("ljust", "(width, fillchar=b' ', /)", shared::ljust).leaf(crate::native::LeafRule::OfPlain),
            method("rjust", "(width, fillchar=b' ', /)", shared::rjust).leaf(crate::native::LeafRule::OfPlain),
            method("center", "(width, fillchar=b' ', /)", shared::center),
            method("zfill", "(width, /)", shared::zfill).leaf(crate::native::LeafRule::OfPlain),
            method("expandtabs", "(tabsize=8)", shared::expandtabs),
            method("lower", "()", shared::lower).leaf(crate::native::LeafRule::OfPlain),
            method("upper", "()", shared::upper).leaf(crate::native::LeafRule::OfPlain),
            method("title", "()", shared::title),
            method("capitalize", "()", shared::capitalize),
            method("swapcase", "()", shared::swapcase),
            method("isalpha", "()", shared::isalpha).leaf(crate::native::LeafRule::OfPlain),
            method("isalnum", "()", shared::isalnum).leaf(crate::native::LeafRule::OfPlain),
            method("isascii", "()", shared::isascii).leaf(crate::native::LeafRule::OfPlain),
            method("isdigit", "()", shared::isdigit).leaf(crate::native::LeafRule::OfPlain),
            method("isspace", "()", shared::isspace).leaf(crate::native::LeafRule::OfPlain),
            method("isupper", "()", shared::isupper).leaf(crate::native::LeafRule::OfPlain),
            method("islower", "()", shared::islower).leaf(crate::native::LeafRule::OfPlain),
            method("istitle", "()", shared::istitle),
            method("hex", "(sep=<unrepresentable>, bytes_per_sep=1)", shared::hex).leaf(crate::native::LeafRule::OfPlain),
            class_method("fromhex", "(string, /)", shared::fromhex).leaf(crate::native::LeafRule::OfPlain),
            method("decode", "(encoding='utf-8', errors='strict')", crate::builtins::bytes::decode),
        ]
    };
}
pub(crate) use with_shared_methods;

use crate::native::{class_method, static_method};

fn export(vm: &mut Vm, value: Value, request: Request) -> PyResult<Buffer> {
    crate::object::buffer::check_flat(vm, true, request)?;
    Ok(Buffer::flat(value, value, 0, of(value).len(), true))
}

static BUFFER: BufferSpec = BufferSpec::new(export, |_, _| ());

/// `bytes`
pub static BYTES: TypeSpec = TypeSpec {
    name: "bytes",
    kind: Kind::Bytes,
    flags: type_flag::BASE_TYPE | type_flag::MATCH_SELF | type_flag::SEQUENCE_CONCAT,
    methods: with_shared_methods![
        method("__new__", "(source=b'', encoding=None, errors=None)", new).leaf(LeafRule::When(needs_no_codec)),
        method("__hash__", "()", hash),
        method("__repr__", "()", repr),
        method("__str__", "()", to_str),
        method("__iter__", "()", iter),
        method("__bytes__", "()", to_bytes),
        method("__getnewargs__", "()", getnewargs),
    ],
    buffer: Some(&BUFFER),
    items: Some(TypedItems { place: Bytes::PLACE, read: CodeAt::Always(b'B'), write: None }),
    doc: "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\nbytes() -> empty bytes object\n\nConstruct an immutable array of bytes from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - any object implementing the buffer API.\n  - an integer",
    ..TypeSpec::EMPTY
};
