//! `BufferedReader`, `BufferedWriter`, `BufferedRandom` as Python sees them.

use super::base::{
    self, BUFFERED_IO_BASE, DEFAULT_BUFFER_SIZE, FLAGS, NOT_READABLE, NOT_SEEKABLE, NOT_WRITABLE, check_ability,
    unsupported,
};
use super::buffer::{Core, Raw};
use super::buffered::{self, Calls};
use super::fileio::{exact, no_pickle, reentrant_repr};
use super::target::Target;
use crate::convert;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, TypeSpec, method, readonly};
use runtime::object::string::Bytes;
use runtime::object::type_object::Type;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;
use std::rc::Rc;

/// A buffered file.
pub(super) struct Buffered {
    raw: Field<Value>,
    pub(super) core: Rc<Core>,
    ok: Cell<bool>,
    detached: Cell<bool>,
    finalizing: Cell<bool>,
}

impl NativeData for Buffered {
    runtime::native_info!(Buffered);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.raw);
    }
}

type This = Gc<Native<Buffered>>;

pub(super) fn of(value: Value) -> This {
    value.cast().expect("the receiver of a method of a buffered file is one")
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    make(vm, class)
}

/// A buffered file that is not initialised.
pub(super) fn make(vm: &mut Vm, class: Gc<Type>) -> PyResult<Value> {
    let core = Rc::new(Core::new());
    let data = Buffered {
        raw: Field::new(Value::EMPTY),
        core,
        ok: Cell::new(false),
        detached: Cell::new(false),
        finalizing: Cell::new(false),
    };
    Ok(vm.native(class, data)?.value())
}

/// Which of the three a buffered file is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Reader,
    Writer,
    Random,
}

/// Puts a buffer before a raw file.
pub(super) fn attach(vm: &mut Vm, this: Value, raw: Value, size: i64, direction: Direction) -> PyResult<()> {
    let buffered = of(this);
    buffered.data.ok.set(false);
    buffered.data.detached.set(false);
    if direction == Direction::Random {
        check_ability(vm, raw, "seekable", NOT_SEEKABLE)?;
    }
    if direction != Direction::Writer {
        check_ability(vm, raw, "readable", NOT_READABLE)?;
    }
    if direction != Direction::Reader {
        check_ability(vm, raw, "writable", NOT_WRITABLE)?;
    }
    let Ok(size) = usize::try_from(size) else {
        return Err(vm.value_error("buffer size must be strictly positive"));
    };
    if size == 0 {
        return Err(vm.value_error("buffer size must be strictly positive"));
    }
    vm.check_memory(size)?;
    buffered.data.raw.set(vm, buffered, raw);
    let core = Rc::clone(&buffered.data.core);
    core.readable.set(direction != Direction::Writer);
    core.writable.set(direction != Direction::Reader);
    if direction != Direction::Reader && !core.until_exit.replace(true) {
        super::keep_until_exit(vm, &core);
    }
    core.reset(size);
    let file = exact(vm, raw)?;
    core.file.replace(file.clone());
    let raw = Raw { object: raw, file };
    if let Err(raised) = raw.tell(vm, &core) {
        vm.take_exception(raised);
    }
    buffered.data.ok.set(true);
    Ok(())
}

fn init(vm: &mut Vm, args: Args<'_>, direction: Direction) -> PyResult<Value> {
    let size = args.opt(2).map_or(Ok(DEFAULT_BUFFER_SIZE as i64), |size| convert::size(vm, size))?;
    attach(vm, args[0], args[1], size, direction)?;
    Ok(Value::NONE)
}

fn init_reader(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    init(vm, args, Direction::Reader)
}

fn init_writer(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    init(vm, args, Direction::Writer)
}

fn init_random(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    init(vm, args, Direction::Random)
}

/// The raw file, if the buffered file has been initialised.
fn raw_of(vm: &mut Vm, this: This) -> PyResult<Raw> {
    if !this.data.ok.get() {
        let message = if this.data.detached.get() {
            "raw stream has been detached"
        } else {
            "I/O operation on uninitialized object"
        };
        return Err(vm.value_error(message));
    }
    let file = this.data.core.file.borrow().clone();
    Ok(Raw { object: this.data.raw.get(), file })
}

/// The raw file, if it is not closed; data that was read ahead can still be had from a closed one.
fn open_raw(vm: &mut Vm, this: This, message: &str) -> PyResult<Raw> {
    let raw = raw_of(vm, this)?;
    if raw.is_closed(vm)? && this.data.core.ahead() == 0 {
        return Err(vm.value_error(message));
    }
    Ok(raw)
}

/// Runs `f` while nobody else uses the buffer.
fn with_core<R>(vm: &mut Vm, this: This, f: impl FnOnce(&mut Vm, &Core) -> PyResult<R>) -> PyResult<R> {
    let core = Rc::clone(&this.data.core);
    if !core.enter(vm)? {
        let text = vm.repr_text(this.value())?;
        return Err(vm.runtime_error(&format!("reentrant call inside {text}")));
    }
    let result = f(vm, &core);
    core.leave();
    result
}

/// Writes through a buffered file of an exact type, from the text file above it.
pub(super) fn write_through(vm: &mut Vm, this: This, data: &[u8]) -> PyResult<()> {
    let raw = raw_of(vm, this)?;
    with_core(vm, this, |vm, core| {
        if raw.is_closed(vm)? {
            return Err(vm.value_error("write to closed file"));
        }
        buffered::write(vm, core, &raw, data)
    })
}

/// Flushes a buffered file of an exact type.
pub(super) fn flush_through(vm: &mut Vm, this: This) -> PyResult<()> {
    let raw = open_raw(vm, this, "flush of closed file")?;
    with_core(vm, this, |vm, core| buffered::flush_and_rewind(vm, core, &raw))
}

/// Reads once from a buffered file of an exact type.
pub(super) fn read1_through(vm: &mut Vm, this: This, count: usize) -> PyResult<Vec<u8>> {
    let raw = open_raw(vm, this, "read of closed file")?;
    with_core(vm, this, |vm, core| buffered::read1(vm, core, &raw, count))
}

/// Whether a buffered file of an exact type is closed.
pub(super) fn is_closed_through(vm: &mut Vm, this: This) -> PyResult<bool> {
    raw_of(vm, this)?.is_closed(vm)
}

fn detach(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    raw_of(vm, this)?;
    vm.call_method(args[0], "flush", &[])?;
    let raw = this.data.raw.get();
    this.data.raw.set_no_barrier(Value::EMPTY);
    this.data.core.file.replace(None);
    this.data.detached.set(true);
    this.data.ok.set(false);
    Ok(raw)
}

fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let raw = raw_of(vm, this)?;
    let closed = with_core(vm, this, |vm, _| raw.is_closed(vm))?;
    if closed {
        return Ok(Value::NONE);
    }
    if this.data.finalizing.get() {
        warn_unclosed(vm, this);
    }
    let flushed = vm.call_method(args[0], "flush", &[]);
    let raw_object = raw.object;
    // Who writes meanwhile waits, and then finds that it is closed.
    let result = super::both(vm, flushed, |vm| with_core(vm, this, |vm, _| vm.call_method(raw_object, "close", &[])));
    let core = &this.data.core;
    core.drop_read_data();
    core.drop_write_data();
    core.pos.set(0);
    if result.is_ok() && core.file.borrow().is_some() {
        // Of what is closed nothing is read or written; whoever opens the next file can have the memory.
        core.bytes.take();
    }
    if result.is_ok() {
        super::base::was_closed(vm, args[0]);
    }
    result.map(|(_, closed)| closed)
}

/// Lets the raw file warn that nobody closed it.
fn warn_unclosed(vm: &mut Vm, this: This) {
    let raw = this.data.raw.get();
    if raw.is_empty() {
        return;
    }
    if let Err(raised) = vm.call_method(raw, "_dealloc_warn", &[this.value()]) {
        vm.take_exception(raised);
    }
}

fn dealloc_warn(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    if this.data.ok.get() && !this.data.raw.get().is_empty() {
        let raw = this.data.raw.get();
        if let Err(raised) = vm.call_method(raw, "_dealloc_warn", &[args[1]]) {
            vm.take_exception(raised);
        }
    }
    Ok(Value::NONE)
}

fn del(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    if this.data.ok.get() {
        this.data.finalizing.set(true);
    }
    super::close_quietly(vm, args[0]);
    Ok(Value::NONE)
}

macro_rules! forwarded {
    ($($name:ident $method:literal;)*) => {$(
        fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let raw = raw_of(vm, of(args[0]))?;
            vm.call_method(raw.object, $method, &[])
        }
    )*};
}
forwarded! {
    simple_flush "flush"; seekable "seekable"; readable "readable"; writable "writable"; fileno "fileno"; isatty "isatty";
}

fn flush(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    flush_through(vm, of(args[0]))?;
    Ok(Value::NONE)
}

fn get_closed(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let raw = raw_of(vm, of(value))?;
    vm.get_attr_text(raw.object, "closed")
}

fn get_name(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let raw = raw_of(vm, of(value))?;
    vm.get_attr_text(raw.object, "name")
}

fn get_mode(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let raw = raw_of(vm, of(value))?;
    vm.get_attr_text(raw.object, "mode")
}

fn get_raw(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match of(value).data.raw.get().given() {
        Some(raw) => Ok(raw),
        None => {
            let name = vm.intern("raw");
            Err(vm.attribute_error(value, name))
        }
    }
}

fn get_finalizing(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).data.finalizing.get()))
}

fn set_finalizing(vm: &mut Vm, value: Value, flag: Value) -> PyResult<()> {
    let flag = vm.is_true(flag)?;
    of(value).data.finalizing.set(flag);
    Ok(())
}

fn tell(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let raw = raw_of(vm, this)?;
    let at = raw.tell(vm, &this.data.core)?;
    vm.int((at - this.data.core.raw_offset()).max(0))
}

fn seek(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let raw = raw_of(vm, this)?;
    let whence = convert::c_int_or(vm, args.opt(2), 0)?;
    if !matches!(whence, 0..=2 | libc::SEEK_HOLE | libc::SEEK_DATA) {
        return Err(vm.value_error(&format!("whence value {whence} unsupported")));
    }
    if raw.is_closed(vm)? {
        return Err(vm.value_error("seek of closed file"));
    }
    check_ability(vm, raw.object, "seekable", NOT_SEEKABLE)?;
    let mut target = convert::c_long(vm, args[1])?;
    let at = with_core(vm, this, |vm, core| {
        // A place within the buffer needs no call, unless the raw file has to be asked about it.
        if whence <= 1 && core.readable.get() {
            let current = raw.known_position(vm, core)?;
            let ahead = core.ahead() as i64;
            if ahead > 0 {
                let offset = if whence == 0 { target - (current - core.raw_offset()) } else { target };
                if offset >= -(core.pos.get() as i64) && offset <= ahead {
                    core.pos.set((core.pos.get() as i64 + offset) as usize);
                    return Ok(current - ahead + offset);
                }
            }
        }
        if core.writable.get() {
            buffered::flush(vm, core, &raw)?;
        }
        if whence == 1 {
            target -= core.raw_offset();
        }
        let at = raw.seek(vm, core, target, whence)?;
        core.raw_pos.set(-1);
        if core.readable.get() {
            core.drop_read_data();
        }
        Ok(at)
    })?;
    vm.int(at)
}

fn truncate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let raw = open_raw(vm, this, "truncate of closed file")?;
    if !this.data.core.writable.get() {
        return Err(unsupported(vm, "truncate"));
    }
    let size = args.opt(1).unwrap_or(Value::NONE);
    with_core(vm, this, |vm, core| {
        buffered::flush_and_rewind(vm, core, &raw)?;
        let result = vm.call_method(raw.object, "truncate", &[size])?;
        if let Err(raised) = raw.tell(vm, core) {
            vm.take_exception(raised);
        }
        Ok(result)
    })
}

fn peek(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    // How much is wanted is of no consequence.
    if let Some(size) = args.opt(1) {
        vm.index_c_ssize(size)?;
    }
    let raw = open_raw(vm, this, "peek of closed file")?;
    let data = with_core(vm, this, |vm, core| {
        if core.writable.get() {
            buffered::flush_and_rewind(vm, core, &raw)?;
        }
        buffered::peek(vm, core, &raw)
    })?;
    Ok(vm.bytes(&data)?.value())
}

fn read(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let size = match args.opt(1).filter(|size| !size.is_none()) {
        Some(_) => match base::size_argument(vm, args.opt(1))? {
            Some(size) => Some(size),
            None => {
                let n = convert::size(vm, args[1])?;
                if n < -1 {
                    return Err(vm.value_error("read length must be non-negative or -1"));
                }
                None
            }
        },
        None => None,
    };
    let raw = open_raw(vm, this, "read of closed file")?;
    with_core(vm, this, |vm, core| match size {
        Some(size) => match buffered::read(vm, core, &raw, size)? {
            Some(data) => Ok(vm.bytes(&data)?.value()),
            None => Ok(Value::NONE),
        },
        None => Ok(buffered::read_all(vm, core, &raw)?.unwrap_or(Value::NONE)),
    })
}

fn read1(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let size = args.opt(1).map_or(Ok(-1), |size| convert::size(vm, size))?;
    let raw = open_raw(vm, this, "read of closed file")?;
    let size = usize::try_from(size).unwrap_or(this.data.core.size.get());
    if size == 0 {
        return Ok(vm.bytes(b"")?.value());
    }
    let data = with_core(vm, this, |vm, core| buffered::read1(vm, core, &raw, size))?;
    Ok(vm.bytes(&data)?.value())
}

fn read_into(vm: &mut Vm, args: Args<'_>, calls: Calls, what: &str) -> PyResult<Value> {
    let this = of(args[0]);
    let raw = open_raw(vm, this, "readinto of closed file")?;
    let target = Target::new(vm, args[1], what)?;
    let result = with_core(vm, this, |vm, core| buffered::read_into(vm, core, &raw, &target, calls));
    target.release(vm);
    Ok(result?.map_or(Value::NONE, Value::len))
}

fn readinto(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    read_into(vm, args, Calls::Many, "readinto() argument")
}

fn readinto1(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    read_into(vm, args, Calls::One, "readinto1() argument")
}

fn readline(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = base::size_argument(vm, args.opt(1))?;
    line(vm, of(args[0]), limit)
}

fn line(vm: &mut Vm, this: This, limit: Option<usize>) -> PyResult<Value> {
    let raw = open_raw(vm, this, "readline of closed file")?;
    with_core(vm, this, |vm, core| buffered::readline(vm, core, &raw, limit))
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]);
    if class == vm.native_type(&BUFFERED_READER)? || class == vm.native_type(&BUFFERED_RANDOM)? {
        let line = line(vm, of(args[0]), None)?;
        let empty = line.cast::<Bytes>().is_some_and(|line| line.len() == 0);
        return Ok(if empty { Value::EMPTY } else { line });
    }
    let line = vm.call_method(args[0], "readline", &[])?;
    match line.cast::<Bytes>() {
        Some(bytes) if bytes.len() == 0 => Ok(Value::EMPTY),
        Some(_) => Ok(line),
        None => {
            let message = format!("readline() should have returned a bytes object, not '{}'", vm.type_name(line));
            Err(vm.raise_text(Exc::OSError, &message))
        }
    }
}

fn write(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    raw_of(vm, this)?;
    let data = convert::data(vm, args[1])?;
    vm.dead_words |= !this.data.core.has_write_data();
    write_through(vm, this, &data)?;
    Ok(Value::len(data.len()))
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]);
    let class = vm.qualified_type_name(class);
    if !vm.enter_repr(args[0]) {
        return Err(reentrant_repr(vm, args[0]));
    }
    let text = named_repr(vm, args[0], &class);
    vm.leave_repr(args[0]);
    Ok(vm.str(&text?)?.value())
}

/// `<class name='...'>`, or without the name if there is none.
pub(super) fn named_repr(vm: &mut Vm, file: Value, class: &str) -> PyResult<String> {
    let name = match vm.get_attr_opt_text(file, "name") {
        Ok(name) => name,
        Err(raised) => {
            vm.catch(raised, Exc::ValueError)?;
            None
        }
    };
    Ok(match name {
        Some(name) => format!("<{class} name={}>", vm.repr_text(name)?),
        None => format!("<{class}>"),
    })
}

macro_rules! buffered_type {
    ($(#[$doc:meta])* $ident:ident $name:literal $signature:literal $init:ident $doc_text:literal [$($method:expr,)*]) => {
        $(#[$doc])*
        pub(super) static $ident: TypeSpec = TypeSpec {
            name: $name,
            module: "_io",
            base: Some(&BUFFERED_IO_BASE),
            flags: FLAGS,
            methods: &[
                method("__new__", "(*args, **kwargs)", new).class_only(),
                method("__init__", $signature, $init),
                method("detach", "()", detach),
                method("close", "()", close),
                method("seekable", "()", seekable),
                method("fileno", "()", fileno),
                method("isatty", "()", isatty),
                method("tell", "()", tell),
                method("seek", "(target, whence=0, /)", seek),
                method("truncate", "(pos=None, /)", truncate),
                method("_dealloc_warn", "(source, /)", dealloc_warn),
                method("__repr__", "()", repr),
                method("__reduce__", "()", no_pickle),
                method("__reduce_ex__", "(protocol, /)", no_pickle),
                method("__del__", "()", del),
                $($method,)*
            ],
            getset: &[
                readonly("closed", get_closed),
                readonly("name", get_name),
                readonly("mode", get_mode),
                readonly("raw", get_raw),
                runtime::native::getset("_finalizing", get_finalizing, set_finalizing),
                runtime::builtins::object::DICT_GETSET,
            ],
            doc: $doc_text,
            ..TypeSpec::EMPTY
        };
    };
}

buffered_type! {
    /// `_io.BufferedReader`
    BUFFERED_READER "BufferedReader" "(raw, buffer_size=8192)" init_reader
    "Create a new buffered reader using the given readable raw IO object." [
        method("readable", "()", readable),
        method("flush", "()", simple_flush),
        method("read", "(size=-1, /)", read),
        method("peek", "(size=0, /)", peek),
        method("read1", "(size=-1, /)", read1),
        method("readinto", "(buffer, /)", readinto),
        method("readinto1", "(buffer, /)", readinto1),
        method("readline", "(size=-1, /)", readline),
        method("__next__", "()", next),
    ]
}

buffered_type! {
    /// `_io.BufferedWriter`
    BUFFERED_WRITER "BufferedWriter" "(raw, buffer_size=8192)" init_writer
    "A buffer for a writeable sequential RawIO object.\n\nThe constructor creates a BufferedWriter for the given writeable raw\nstream. If the buffer_size is not given, it defaults to\nDEFAULT_BUFFER_SIZE." [
        method("writable", "()", writable),
        method("flush", "()", flush),
        method("write", "(buffer, /)", write),
    ]
}

buffered_type! {
    /// `_io.BufferedRandom`
    BUFFERED_RANDOM "BufferedRandom" "(raw, buffer_size=8192)" init_random
    "A buffered interface to random access streams.\n\nThe constructor creates a reader and writer for a seekable stream,\nraw, given in the first argument. If the buffer_size is omitted it\ndefaults to DEFAULT_BUFFER_SIZE." [
        method("readable", "()", readable),
        method("writable", "()", writable),
        method("flush", "()", flush),
        method("read", "(size=-1, /)", read),
        method("peek", "(size=0, /)", peek),
        method("read1", "(size=-1, /)", read1),
        method("readinto", "(buffer, /)", readinto),
        method("readinto1", "(buffer, /)", readinto1),
        method("readline", "(size=-1, /)", readline),
        method("__next__", "()", next),
        method("write", "(buffer, /)", write),
    ]
}
