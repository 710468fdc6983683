//! `BytesIO`: a file in memory.

use super::base::{self, BUFFERED_IO_BASE, FLAGS};
use super::target::Target;
use crate::convert;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, TypeSpec, method, readonly};
use runtime::object::string::Bytes;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::Type;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};

/// The content and the position; no content once closed.
pub(super) struct BytesIo {
    content: RefCell<Option<Vec<u8>>>,
    /// The content as bytes that somebody else has too; `content` is empty then. EMPTY: there are none.
    shared: Field<Value>,
    pos: Cell<usize>,
    /// Views of the content that are in use: it must not move.
    exports: Cell<usize>,
}

impl NativeData for BytesIo {
    runtime::native_info!(BytesIo);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.shared);
    }
}

type This = Gc<Native<BytesIo>>;

fn of(value: Value) -> This {
    value.cast().expect("the receiver of a method of BytesIO is one")
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let data = BytesIo {
        content: RefCell::new(Some(Vec::new())),
        shared: Field::new(Value::EMPTY),
        pos: Cell::new(0),
        exports: Cell::new(0),
    };
    base::in_memory(vm, class, &BYTES_IO, data)
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    check_exports(vm, this)?;
    let shared = args.not_none(1).filter(|&initial| vm.class_of(initial) == vm.types.bytes);
    let content = match args.not_none(1) {
        Some(initial) if shared.is_none() => convert::data(vm, initial)?.to_vec(),
        Some(_) | None => Vec::new(),
    };
    this.data.shared.set(vm, this, shared.unwrap_or(Value::EMPTY));
    *this.data.content.borrow_mut() = Some(content);
    this.data.pos.set(0);
    Ok(Value::NONE)
}

fn check_open(vm: &mut Vm, this: This) -> PyResult<()> {
    if this.data.content.borrow().is_none() { Err(vm.value_error(base::CLOSED)) } else { Ok(()) }
}

fn check_exports(vm: &mut Vm, this: This) -> PyResult<()> {
    if this.data.exports.get() > 0 {
        return Err(vm.buffer_error("Existing exports of data: object cannot be re-sized"));
    }
    Ok(())
}

/// Bytes from which on content is shared with what `getvalue` gives.
const SHARED: usize = 512;

impl BytesIo {
    /// The content as bytes, if they are shared.
    fn shared(&self) -> Option<Gc<Bytes>> {
        self.shared.get().given().and_then(|bytes| bytes.cast())
    }

    /// Calls `f` with the content, which is empty if the file is closed.
    fn view<R>(&self, f: impl FnOnce(&[u8]) -> R) -> R {
        match self.shared() {
            Some(shared) => f(shared.bytes()),
            None => f(self.content.borrow().as_deref().unwrap_or(&[])),
        }
    }
}

/// Calls `f` with the content to be changed, if the file is open.
fn with<R>(vm: &mut Vm, this: This, f: impl FnOnce(&mut Vec<u8>, usize) -> R) -> PyResult<R> {
    if let Some(shared) = this.data.shared() {
        *this.data.content.borrow_mut() = Some(shared.bytes().to_vec());
        this.data.shared.set(vm, this, Value::EMPTY);
    }
    let mut content = this.data.content.borrow_mut();
    match content.as_mut() {
        Some(content) => Ok(f(content, this.data.pos.get())),
        None => {
            drop(content);
            Err(vm.value_error(base::CLOSED))
        }
    }
}

/// Takes up to `size` bytes from the position on, or up to and with the next line end.
fn take(vm: &mut Vm, this: This, size: Option<usize>, line: bool) -> PyResult<Value> {
    check_open(vm, this)?;
    let pos = this.data.pos.get();
    if let Some(shared) = this.data.shared()
        && pos == 0
        && !line
        && size.is_none_or(|size| size >= shared.len())
    {
        this.data.pos.set(shared.len());
        return Ok(shared.value());
    }
    this.data.view(|content| {
        let rest = content.get(pos..).unwrap_or(&[]);
        let mut len = size.map_or(rest.len(), |size| size.min(rest.len()));
        if line && let Some(at) = memchr::memchr(b'\n', &rest[..len]) {
            len = at + 1;
        }
        this.data.pos.set(pos + len);
        Ok(vm.bytes(&rest[..len])?.value())
    })
}

fn read(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let size = base::size_argument(vm, args.opt(1))?;
    take(vm, this, size, false)
}

fn readline(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let size = base::size_argument(vm, args.opt(1))?;
    take(vm, this, size, true)
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let line = take(vm, of(args[0]), None, true)?;
    let empty = line.cast::<runtime::object::string::Bytes>().is_some_and(|line| line.len() == 0);
    Ok(if empty { Value::EMPTY } else { line })
}

fn readlines(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    check_open(vm, this)?;
    let hint = match args.not_none(1) {
        Some(hint) if hint.as_int().is_none() => {
            let message = format!("integer argument expected, got '{}'", vm.type_name(hint));
            return Err(vm.type_error(&message));
        }
        Some(hint) => usize::try_from(convert::size(vm, hint)?).unwrap_or(0),
        None => 0,
    };
    let list = vm.list(&[])?;
    let mut total = 0;
    loop {
        let line = take(vm, this, None, true)?;
        let len = line.cast::<Bytes>().map_or(0, |line| line.len());
        if len == 0 {
            break;
        }
        list.push(vm, line)?;
        total += len;
        if hint > 0 && total >= hint {
            break;
        }
    }
    Ok(list.value())
}

fn readinto(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let target = Target::new(vm, args[1], "readinto() argument")?;
    let wanted = target.len();
    let open = check_open(vm, this);
    let pos = this.data.pos.get();
    let mut count = 0;
    if open.is_ok() {
        this.data.view(|content| {
            let rest = content.get(pos..).unwrap_or(&[]);
            count = rest.len().min(wanted);
            target.write(vm, 0, &rest[..count]);
        });
        this.data.pos.set(pos + count);
    }
    target.release(vm);
    open.map(|()| Value::len(count))
}

fn write(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    check_open(vm, this)?;
    check_exports(vm, this)?;
    let data = convert::data(vm, args[1])?;
    if data.is_empty() {
        return Ok(Value::int32(0));
    }
    let count = data.len();
    let ok = with(vm, this, |content, pos| {
        let end = pos.saturating_add(count);
        if end > content.len() {
            if content.try_reserve(end - content.len()).is_err() {
                return false;
            }
            content.resize(end.min(content.len().max(pos)), 0);
            content.truncate(content.len().max(pos));
        }
        let overlap = content.len().min(end) - pos;
        content[pos..pos + overlap].copy_from_slice(&data[..overlap]);
        content.extend_from_slice(&data[overlap..]);
        true
    })?;
    if !ok {
        return Err(vm.memory_error());
    }
    this.data.pos.set(this.data.pos.get() + count);
    Ok(Value::len(count))
}

fn seek(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    check_open(vm, this)?;
    let (offset, whence) = (convert::size(vm, args[1])?, convert::c_int_or(vm, args.opt(2), 0)?);
    let start = match whence {
        0 if offset < 0 => return Err(vm.value_error(&format!("negative seek value {offset}"))),
        0 => 0,
        1 => this.data.pos.get() as i64,
        2 => this.data.view(<[u8]>::len) as i64,
        _ => return Err(vm.value_error(&format!("invalid whence ({whence}, should be 0, 1 or 2)"))),
    };
    let Some(at) = start.checked_add(offset) else { return Err(vm.overflow_error("new position too large")) };
    this.data.pos.set(at.max(0) as usize);
    Ok(Value::len(at.max(0) as usize))
}

fn tell(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    check_open(vm, this)?;
    Ok(Value::len(this.data.pos.get()))
}

fn truncate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    check_open(vm, this)?;
    check_exports(vm, this)?;
    let size = match args.not_none(1) {
        Some(size) => super::base::size_or_none(vm, size)?,
        None => this.data.pos.get() as i64,
    };
    let Ok(size) = usize::try_from(size) else {
        return Err(vm.value_error(&format!("negative size value {size}")));
    };
    with(vm, this, |content, _| content.truncate(size))?;
    Ok(Value::len(size))
}

fn getvalue(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    check_open(vm, this)?;
    if let Some(shared) = this.data.shared() {
        return Ok(shared.value());
    }
    let bytes = this.data.view(|content| vm.bytes(content))?;
    if bytes.len() >= SHARED && this.data.exports.get() == 0 {
        *this.data.content.borrow_mut() = Some(Vec::new());
        this.data.shared.set(vm, this, bytes.value());
    }
    Ok(bytes.value())
}

fn getbuffer(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = getvalue(vm, args)?;
    let class = super::builtin(vm, "memoryview");
    vm.call(class, &[bytes])
}

fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    check_exports(vm, this)?;
    *this.data.content.borrow_mut() = None;
    this.data.shared.set(vm, this, Value::EMPTY);
    Ok(Value::NONE)
}

fn yes(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_open(vm, of(args[0]))?;
    Ok(Value::TRUE)
}

fn isatty(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_open(vm, of(args[0]))?;
    Ok(Value::FALSE)
}

fn flush(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_open(vm, of(args[0]))?;
    Ok(Value::NONE)
}

fn getstate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let content = getvalue(vm, args)?;
    let header = args[0].header().expect("a BytesIO is a heap object");
    let dict = match vm.instance_dict(header)? {
        Some(dict) if !dict.is_empty() => dict.copy(vm)?.value(),
        Some(_) | None => Value::NONE,
    };
    Ok(vm.tuple(&[content, Value::len(of(args[0]).data.pos.get()), dict])?.value())
}

fn setstate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_open(vm, of(args[0]))?;
    let Some(state) = args[1].cast::<Tuple>().filter(|state| state.len() == 3) else {
        let (class, given) = (vm.class_of(args[0]), vm.type_name(args[1]));
        let class = vm.qualified_type_name(class);
        return Err(vm.type_error(&format!("{class}.__setstate__ argument should be 3-tuple, got {given}")));
    };
    init(vm, Args::new(&[args[0], state.get(0)]))?;
    let Some(at) = state.get(1).as_i64() else {
        let message = format!("second item of state must be an integer, not {}", vm.type_name(state.get(1)));
        return Err(vm.type_error(&message));
    };
    let Ok(at) = usize::try_from(at) else { return Err(vm.value_error("position value cannot be negative")) };
    of(args[0]).data.pos.set(at);
    super::update_dict(vm, args[0], state.get(2), "third")?;
    Ok(Value::NONE)
}

fn get_closed(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).data.content.borrow().is_none()))
}

/// `_io.BytesIO`
pub(super) static BYTES_IO: TypeSpec = TypeSpec {
    name: "BytesIO",
    module: "_io",
    base: Some(&BUFFERED_IO_BASE),
    flags: FLAGS,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(initial_bytes=b'')", init),
        method("readable", "()", yes),
        method("seekable", "()", yes),
        method("writable", "()", yes),
        method("close", "()", close),
        method("flush", "()", flush),
        method("isatty", "()", isatty),
        method("tell", "()", tell),
        method("write", "(b, /)", write),
        method("writelines", "(lines, /)", base::writelines),
        method("read1", "(size=-1, /)", read),
        method("readinto", "(buffer, /)", readinto),
        method("readline", "(size=-1, /)", readline),
        method("readlines", "(size=None, /)", readlines),
        method("read", "(size=-1, /)", read),
        method("getbuffer", "()", getbuffer),
        method("getvalue", "()", getvalue),
        method("seek", "(pos, whence=0, /)", seek),
        method("truncate", "(size=None, /)", truncate),
        method("__next__", "()", next),
        method("__getstate__", "()", getstate),
        method("__setstate__", "(state, /)", setstate),
    ],
    getset: &[readonly("closed", get_closed), runtime::builtins::object::DICT_GETSET],
    doc: "Buffered I/O implementation using an in-memory bytes buffer.",
    ..TypeSpec::EMPTY
};
