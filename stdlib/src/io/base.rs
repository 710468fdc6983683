//! `_IOBase`, `_RawIOBase`, `_BufferedIOBase`, `_TextIOBase`: what all files have in common.
//!
//! Instances are plain objects: whether one is closed is an attribute, as in CPython.

use crate::convert;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, NativeData};
use runtime::native::{Args, TypeSpec, method, readonly};
use runtime::object::header::Kind;
use runtime::object::list::List;
use runtime::object::string::Bytes;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// Bytes that a file reads ahead.
pub(super) const DEFAULT_BUFFER_SIZE: usize = 8192;

/// What is said of files that are closed.
pub(super) const CLOSED: &str = "I/O operation on closed file.";

const CLOSED_ATTRIBUTE: &str = "__IOBase_closed";

/// `io.UnsupportedOperation`
pub(super) fn unsupported_class(vm: &mut Vm) -> PyResult<Gc<Type>> {
    const KEY: &str = "io.UnsupportedOperation";
    if let Some(class) = vm.module_state(KEY).and_then(|class| class.cast::<Type>()) {
        return Ok(class);
    }
    let bases = vm.tuple(&[vm.exc(Exc::OSError).value(), vm.exc(Exc::ValueError).value()])?.value();
    let (name, namespace, module) = (vm.str("UnsupportedOperation")?.value(), vm.dict()?, vm.str("io")?.value());
    namespace.set_text(vm, "__module__", module)?;
    let metaclass = vm.types.type_.value();
    let class = vm.call(metaclass, &[name, bases, namespace.value()])?;
    vm.set_module_state(KEY, class);
    Ok(class.cast().expect("type makes classes"))
}

/// A new file in memory. One of exactly this class need not be closed when it dies: CPython does not either.
pub(super) fn in_memory<T: NativeData>(
    vm: &mut Vm,
    class: Gc<Type>,
    spec: &'static TypeSpec,
    data: T,
) -> PyResult<Value> {
    let exact = class == vm.native_type(spec)?;
    let file = if exact { vm.native_without_finalizer(class, data)? } else { vm.native(class, data)? };
    Ok(file.value())
}

/// `UnsupportedOperation` with a message.
#[cold]
pub(super) fn unsupported(vm: &mut Vm, message: &str) -> Raised {
    let made = (|| {
        let class = unsupported_class(vm)?.value();
        let message = vm.str(message)?.value();
        vm.call(class, &[message])
    })();
    match made {
        Ok(exception) => vm.raise(exception),
        Err(raised) => raised,
    }
}

/// Whether the object's `closed` is true.
pub(super) fn is_closed(vm: &mut Vm, file: Value) -> PyResult<bool> {
    let closed = vm.get_attr_text(file, "closed")?;
    vm.is_true(closed)
}

/// `ValueError` if the object's `closed` is true.
pub(super) fn check_closed(vm: &mut Vm, file: Value) -> PyResult<()> {
    if is_closed(vm, file)? { Err(vm.value_error(CLOSED)) } else { Ok(()) }
}

fn closed_attribute(vm: &mut Vm, file: Value) -> PyResult<bool> {
    Ok(vm.get_attr_opt_text(file, CLOSED_ATTRIBUTE)?.is_some())
}

fn get_closed(vm: &mut Vm, file: Value) -> PyResult<Value> {
    Ok(Value::bool(closed_attribute(vm, file)?))
}

pub(super) fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if closed_attribute(vm, args[0])? {
        return Ok(Value::NONE);
    }
    let flushed = vm.call_method(args[0], "flush", &[]);
    let marked = super::both(vm, flushed, |vm| vm.set_attr_text(args[0], CLOSED_ATTRIBUTE, Value::TRUE));
    marked.map(|_| Value::NONE)
}

fn flush(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if closed_attribute(vm, args[0])? { Err(vm.value_error(CLOSED)) } else { Ok(Value::NONE) }
}

fn seek(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(unsupported(vm, "seek"))
}

fn tell(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.call_method(args[0], "seek", &[Value::int32(0), Value::int32(1)])
}

fn truncate(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(unsupported(vm, "truncate"))
}

fn no(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::FALSE)
}

fn fileno(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(unsupported(vm, "fileno"))
}

fn isatty(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_closed(vm, args[0])?;
    Ok(Value::FALSE)
}

fn check_closed_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_closed(vm, args[0])?;
    Ok(Value::NONE)
}

/// The answer of one of the methods `readable` and so on, which must be true.
pub(super) fn check_ability(vm: &mut Vm, file: Value, method: &str, message: &str) -> PyResult<Value> {
    let answer = vm.call_method(file, method, &[])?;
    if answer == Value::TRUE { Ok(answer) } else { Err(unsupported(vm, message)) }
}

pub(super) const NOT_READABLE: &str = "File or stream is not readable.";
pub(super) const NOT_WRITABLE: &str = "File or stream is not writable.";
pub(super) const NOT_SEEKABLE: &str = "File or stream is not seekable.";

fn check_readable(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_ability(vm, args[0], "readable", NOT_READABLE)
}

fn check_writable(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_ability(vm, args[0], "writable", NOT_WRITABLE)
}

fn check_seekable(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_ability(vm, args[0], "seekable", NOT_SEEKABLE)
}

fn enter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_closed(vm, args[0])?;
    Ok(args[0])
}

fn exit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.call_method(args[0], "close", &[])
}

/// A size where there may be None, too.
pub(super) fn size_or_none(vm: &mut Vm, value: Value) -> PyResult<i64> {
    if vm.special_of(value, runtime::object::Special::Index).is_none() && value.as_int().is_none() {
        let message = format!("argument should be integer or None, not '{}'", vm.type_name(value));
        return Err(vm.type_error(&message));
    }
    convert::size(vm, value)
}

/// A size argument: an int, None or nothing for "all".
pub(super) fn size_argument(vm: &mut Vm, value: Option<Value>) -> PyResult<Option<usize>> {
    let Some(value) = value.filter(|value| !value.is_none()) else { return Ok(None) };
    Ok(usize::try_from(size_or_none(vm, value)?).ok())
}

fn readline(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = size_argument(vm, args.opt(1))?;
    let peek = vm.get_attr_opt_text(args[0], "peek")?;
    let mut line = Vec::new();
    while limit.is_none_or(|limit| line.len() < limit) {
        let mut wanted = 1;
        if let Some(peek) = peek {
            let ahead = vm.call(peek, &[Value::int32(1)])?;
            let Some(ahead) = ahead.cast::<Bytes>() else {
                let message = format!("peek() should have returned a bytes object, not '{}'", vm.type_name(ahead));
                return Err(vm.raise_text(Exc::OSError, &message));
            };
            let bytes = ahead.bytes();
            let most = limit.map_or(bytes.len(), |limit| bytes.len().min(limit - line.len()));
            if most > 0 {
                wanted = memchr::memchr(b'\n', &bytes[..most]).map_or(most, |at| at + 1);
            }
        }
        let piece = vm.call_method(args[0], "read", &[Value::len(wanted)])?;
        let Some(piece) = piece.cast::<Bytes>() else {
            let message = format!("read() should have returned a bytes object, not '{}'", vm.type_name(piece));
            return Err(vm.raise_text(Exc::OSError, &message));
        };
        if piece.len() == 0 {
            break;
        }
        line.extend_from_slice(piece.bytes());
        if line.ends_with(b"\n") {
            break;
        }
    }
    Ok(vm.bytes(&line)?.value())
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_closed(vm, args[0])?;
    Ok(args[0])
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let line = vm.call_method(args[0], "readline", &[])?;
    Ok(if vm.len(line)? == 0 { Value::EMPTY } else { line })
}

fn readlines(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let hint = size_argument(vm, args.opt(1))?.filter(|&hint| hint > 0);
    let list: Gc<List> = vm.list(&[])?;
    let Some(hint) = hint else {
        vm.extend_from_iterable(list, args[0])?;
        return Ok(list.value());
    };
    let iterator = vm.iter(args[0])?;
    let mut total = 0;
    while let Some(line) = vm.next(iterator)? {
        list.push(vm, line)?;
        total += vm.len(line)?;
        if total > hint {
            break;
        }
    }
    Ok(list.value())
}

pub(super) fn writelines(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_closed(vm, args[0])?;
    let name = vm.intern("write");
    vm.for_each(args[1], |vm, line| {
        let (function, receiver) = vm.load_method(args[0], name)?;
        if receiver.is_empty() {
            vm.call(function, &[line])?
        } else {
            vm.call(function, &[receiver, line])?
        };
        vm.check_signals()
    })?;
    Ok(Value::NONE)
}

/// Closes a file that nobody refers to any more; a failure is not reported.
fn del(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::close_quietly(vm, args[0]);
    Ok(Value::NONE)
}

/// A file of a builtin class that was closed needs no finalizer any more.
pub(super) fn was_closed(vm: &Vm, file: Value) {
    if !vm.class_of(file).has(type_flag::HEAP_TYPE) {
        vm.spare_finalizer(file);
    }
}

/// Flags of all file types.
pub(super) const FLAGS: u32 = type_flag::BASE_TYPE | type_flag::HAS_DICT | type_flag::HAS_WEAKREF;

/// `_io._IOBase`
pub(super) static IO_BASE: TypeSpec = TypeSpec {
    name: "_IOBase",
    module: "_io",
    kind: Kind::Instance,
    flags: FLAGS,
    methods: &[
        method("seek", "(offset, whence=0, /)", seek),
        method("tell", "()", tell),
        method("truncate", "(size=None, /)", truncate),
        method("flush", "()", flush),
        method("close", "()", close),
        method("seekable", "()", no),
        method("readable", "()", no),
        method("writable", "()", no),
        method("_checkClosed", "(msg=None, /)", check_closed_method),
        method("_checkSeekable", "(*args)", check_seekable),
        method("_checkReadable", "(*args)", check_readable),
        method("_checkWritable", "(*args)", check_writable),
        method("fileno", "()", fileno),
        method("isatty", "()", isatty),
        method("__enter__", "()", enter),
        method("__exit__", "(*args)", exit),
        method("readline", "(size=-1, /)", readline),
        method("__iter__", "()", iter),
        method("__next__", "()", next),
        method("readlines", "(hint=-1, /)", readlines),
        method("writelines", "(lines, /)", writelines),
        method("__del__", "()", del),
    ],
    getset: &[readonly("closed", get_closed), runtime::builtins::object::DICT_GETSET],
    doc: "The abstract base class for all I/O classes.\n\nThis class provides dummy implementations for many methods that\nderived classes can override selectively; the default implementations\nrepresent a file that cannot be read, written or seeked.\n\nEven though IOBase does not declare read, readinto, or write because\ntheir signatures will vary, implementations and clients should\nconsider those methods part of the interface. Also, implementations\nmay raise UnsupportedOperation when operations they do not support are\ncalled.\n\nThe basic type used for binary data read from or written to a file is\nbytes. Other bytes-like objects are accepted as method arguments too.\nIn some cases (such as readinto), a writable object is required. Text\nI/O classes work with str data.\n\nNote that calling any method (except additional calls to close(),\nwhich are ignored) on a closed stream should raise a ValueError.\n\nIOBase (and its subclasses) support the iterator protocol, meaning\nthat an IOBase object can be iterated over yielding the lines in a\nstream.\n\nIOBase also supports the :keyword:`with` statement. In this example,\nfp is closed after the suite of the with statement is complete:\n\nwith open('spam.txt', 'r') as fp:\n    fp.write('Spam and eggs!')\n",
    ..TypeSpec::EMPTY
};

fn raw_read(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let size = args.opt(1).map_or(Ok(-1), |size| convert::size(vm, size))?;
    let Ok(size) = usize::try_from(size) else { return vm.call_method(args[0], "readall", &[]) };
    let class = super::builtin(vm, "bytearray");
    let buffer = vm.call(class, &[Value::len(size)])?;
    let count = vm.call_method(args[0], "readinto", &[buffer])?;
    if count.is_none() {
        return Ok(count);
    }
    let count = vm.index_i64(count, Exc::ValueError)?;
    if count < 0 || count as usize > size {
        let message = format!("readinto returned {count} outside buffer size {size}");
        return Err(vm.value_error(&message));
    }
    let data = convert::data(vm, buffer)?;
    Ok(vm.bytes(&data[..count as usize])?.value())
}

fn raw_readall(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut all = Vec::new();
    loop {
        let piece = vm.call_method(args[0], "read", &[Value::len(DEFAULT_BUFFER_SIZE)])?;
        if piece.is_none() {
            if all.is_empty() {
                return Ok(piece);
            }
            break;
        }
        let Some(piece) = piece.cast::<Bytes>() else {
            return Err(vm.type_error("read() should return bytes"));
        };
        if piece.len() == 0 {
            break;
        }
        all.extend_from_slice(piece.bytes());
    }
    Ok(vm.bytes(&all)?.value())
}

/// `_io._RawIOBase`
pub(super) static RAW_IO_BASE: TypeSpec = TypeSpec {
    name: "_RawIOBase",
    module: "_io",
    base: Some(&IO_BASE),
    kind: Kind::Instance,
    flags: FLAGS,
    methods: &[method("read", "(size=-1, /)", raw_read), method("readall", "()", raw_readall)],
    doc: "Base class for raw binary I/O.",
    ..TypeSpec::EMPTY
};

macro_rules! unsupported_methods {
    ($($name:ident $text:literal;)*) => {$(
        fn $name(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
            Err(unsupported(vm, $text))
        }
    )*};
}
unsupported_methods! { no_detach "detach"; no_read "read"; no_read1 "read1"; no_write "write"; no_readline "readline"; }

fn readinto_by(vm: &mut Vm, args: Args<'_>, method: &str) -> PyResult<Value> {
    let target = super::target::Target::new(vm, args[1], method_argument(method))?;
    let data = vm.call_method(args[0], method, &[Value::len(target.len())])?;
    let Some(data) = data.cast::<Bytes>() else {
        target.release(vm);
        return Err(vm.type_error("read() should return bytes"));
    };
    if data.len() > target.len() {
        let message =
            format!("read() returned too much data: {} bytes requested, {} returned", target.len(), data.len());
        target.release(vm);
        return Err(vm.value_error(&message));
    }
    target.write(vm, 0, data.bytes());
    target.release(vm);
    Ok(Value::len(data.len()))
}

fn method_argument(method: &str) -> &'static str {
    if method == "read1" { "readinto1() argument" } else { "readinto() argument" }
}

fn buffered_readinto(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    readinto_by(vm, args, "read")
}

fn buffered_readinto1(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    readinto_by(vm, args, "read1")
}

/// `_io._BufferedIOBase`
pub(super) static BUFFERED_IO_BASE: TypeSpec = TypeSpec {
    name: "_BufferedIOBase",
    module: "_io",
    base: Some(&IO_BASE),
    kind: Kind::Instance,
    flags: FLAGS,
    methods: &[
        method("detach", "()", no_detach),
        method("read", "(size=-1, /)", no_read),
        method("read1", "(size=-1, /)", no_read1),
        method("readinto", "(buffer, /)", buffered_readinto),
        method("readinto1", "(buffer, /)", buffered_readinto1),
        method("write", "(b, /)", no_write),
    ],
    doc: "Base class for buffered IO objects.\n\nThe main difference with RawIOBase is that the read() method\nsupports omitting the size argument, and does not have a default\nimplementation that defers to readinto().\n\nIn addition, read(), readinto() and write() may raise\nBlockingIOError if the underlying raw stream is in non-blocking\nmode and not ready; unlike their raw counterparts, they will never\nreturn None.\n\nA typical implementation should not inherit from a RawIOBase\nimplementation, but wrap one.\n",
    ..TypeSpec::EMPTY
};

fn none(_: &mut Vm, _: Value) -> PyResult<Value> {
    Ok(Value::NONE)
}

/// `_io._TextIOBase`
pub(super) static TEXT_IO_BASE: TypeSpec = TypeSpec {
    name: "_TextIOBase",
    module: "_io",
    base: Some(&IO_BASE),
    kind: Kind::Instance,
    flags: FLAGS,
    methods: &[
        method("detach", "()", no_detach),
        method("read", "(size=-1, /)", no_read),
        method("readline", "(size=-1, /)", no_readline),
        method("write", "(s, /)", no_write),
    ],
    getset: &[readonly("encoding", none), readonly("newlines", none), readonly("errors", none)],
    doc: "Base class for text I/O.\n\nThis class provides a character and line based interface to stream\nI/O. There is no readinto method because Python's character strings\nare immutable.\n",
    ..TypeSpec::EMPTY
};
