//! `TextIOWrapper`: the object, its making and its writing. Reading is in `text_read`, positions in `text_seek`.
//!
//! UTF-8, ASCII and Latin-1 are encoded and decoded here; other encodings go through the incremental codecs of the
//! registry. A buffer of one of the exact buffered types is used directly.

use super::base::{self, unsupported};
use super::buffer::Core;
use super::buffered_types::{
    self, BUFFERED_RANDOM, BUFFERED_READER, BUFFERED_WRITER, flush_through, is_closed_through, write_through,
};
use super::newline::{Newline, Translator, find, replace_lf};
use crate::convert;
use runtime::codecs::builtin_codec;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::Args;
use runtime::object::string::Str;
use runtime::object::type_object::Type;
use runtime::text::Chars;
use runtime::text::codecs::Codec;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Encoded text that is not yet in the buffer below.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) bytes: RefCell<Vec<u8>>,
    /// The buffer below, if it is of an exact type.
    pub(super) core: RefCell<Option<Rc<Core>>>,
    /// Whether it is among those that are flushed when the interpreter ends.
    pub(super) until_exit: Cell<bool>,
}

impl Pending {
    /// Puts what waits into the buffer below, or writes it, without an interpreter; whether that worked.
    pub(super) fn flush_quietly(&self) -> bool {
        let (Ok(mut bytes), Ok(core)) = (self.bytes.try_borrow_mut(), self.core.try_borrow()) else { return false };
        let Some(core) = core.as_ref().filter(|_| !bytes.is_empty()) else { return true };
        let bytes = std::mem::take(&mut *bytes);
        if core.put(&bytes) {
            return true;
        }
        let flushed = core.flush_quietly();
        let written = core.file.try_borrow().is_ok_and(|file| file.as_ref().is_some_and(|f| f.write_quietly(&bytes)));
        flushed && written
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.flush_quietly();
    }
}

/// State of the decoder and what had been fed to it when the current text was decoded.
pub(super) struct Snapshot {
    pub(super) flags: u64,
    pub(super) input: Vec<u8>,
}

/// The data of a TextIOWrapper.
pub(super) struct Text {
    pub(super) buffer: Field<Value>,
    encoding: Field<Value>,
    errors: Field<Value>,
    /// Incremental codecs of encodings that are not built in; EMPTY otherwise.
    pub(super) encoder: Field<Value>,
    pub(super) decoder: Field<Value>,
    /// Text that was decoded, of which `used` characters are taken; EMPTY if there is none.
    pub(super) chars: Field<Value>,
    pub(super) used: Cell<usize>,
    pub(super) codec: Cell<Option<Codec>>,
    pub(super) error_name: RefCell<String>,
    pub(super) can_read: Cell<bool>,
    pub(super) can_write: Cell<bool>,
    /// Bytes at the end of what was read that are the start of a character.
    pub(super) rest: RefCell<Vec<u8>>,
    pub(super) newline: Cell<Newline>,
    pub(super) translator: RefCell<Translator>,
    pub(super) pending: Rc<Pending>,
    pub(super) snapshot: RefCell<Option<Snapshot>>,
    pub(super) ratio: Cell<f64>,
    pub(super) chunk: Cell<usize>,
    pub(super) seekable: Cell<bool>,
    pub(super) telling: Cell<bool>,
    pub(super) has_read1: Cell<bool>,
    /// The buffer is of an exact type.
    pub(super) fast: Cell<bool>,
    line_buffering: Cell<bool>,
    write_through: Cell<bool>,
    ok: Cell<bool>,
    detached: Cell<bool>,
    pub(super) finalizing: Cell<bool>,
}

impl NativeData for Text {
    runtime::native_info!(Text);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        for field in [&self.buffer, &self.encoding, &self.errors, &self.encoder, &self.decoder, &self.chars] {
            tracer.field(field);
        }
    }
}

pub(super) type This = Gc<Native<Text>>;

pub(super) fn of(value: Value) -> This {
    value.cast().expect("the receiver of a method of TextIOWrapper is one")
}

pub(super) fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let pending = Rc::new(Pending::default());
    let empty = || Field::new(Value::EMPTY);
    let data = Text {
        buffer: empty(),
        encoding: empty(),
        errors: empty(),
        encoder: empty(),
        decoder: empty(),
        chars: empty(),
        used: Cell::new(0),
        codec: Cell::new(None),
        error_name: RefCell::default(),
        can_read: Cell::new(false),
        can_write: Cell::new(false),
        rest: RefCell::default(),
        newline: Cell::new(Newline::Universal),
        translator: RefCell::default(),
        pending,
        snapshot: RefCell::default(),
        ratio: Cell::new(0.0),
        chunk: Cell::new(base::DEFAULT_BUFFER_SIZE),
        seekable: Cell::new(false),
        telling: Cell::new(false),
        has_read1: Cell::new(false),
        fast: Cell::new(false),
        line_buffering: Cell::new(false),
        write_through: Cell::new(false),
        ok: Cell::new(false),
        detached: Cell::new(false),
        finalizing: Cell::new(false),
    };
    Ok(vm.native(class, data)?.value())
}

pub(super) fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    this.data.ok.set(false);
    this.data.detached.set(false);
    let encoding = name_argument(vm, "TextIOWrapper", "encoding", args.not_none(2))?;
    if encoding.is_none() && vm.options.warn_default_encoding {
        vm.warn(Exc::EncodingWarning, super::open::NOT_SPECIFIED, 1)?;
    }
    let errors = match name_argument(vm, "TextIOWrapper", "errors", args.not_none(3))? {
        Some(errors) => errors,
        None => "strict".to_owned(),
    };
    let newline = Newline::from_argument(vm, args.opt(4), "TextIOWrapper() argument 'newline' must be")?;
    let line_buffering = convert::truth(vm, args.opt(5), false)?;
    let write_through = convert::truth(vm, args.opt(6), false)?;
    let buffer = args[1];
    this.data.buffer.set(vm, this, buffer);
    this.data.encoder.set_no_barrier(Value::EMPTY);
    this.data.decoder.set_no_barrier(Value::EMPTY);
    forget_decoded(this);
    this.data.pending.bytes.borrow_mut().clear();
    this.data.ratio.set(0.0);
    this.data.chunk.set(base::DEFAULT_BUFFER_SIZE);
    this.data.line_buffering.set(line_buffering);
    this.data.write_through.set(write_through);
    set_newline(this, newline);
    set_encoding(vm, this, &encoding.unwrap_or_else(|| "UTF-8".to_owned()), &errors)?;
    note_exact_buffer(vm, this, buffer)?;
    let seekable = vm.call_method(buffer, "seekable", &[])?;
    let seekable = vm.is_true(seekable)?;
    this.data.seekable.set(seekable);
    this.data.telling.set(seekable);
    let read1 = vm.get_attr_opt_text(buffer, "read1")?;
    this.data.has_read1.set(read1.is_some());
    this.data.ok.set(true);
    start_encoder(vm, this)?;
    Ok(Value::NONE)
}

/// Notes whether the buffer is of an exact type, so that it can be used without calls of methods.
fn note_exact_buffer(vm: &mut Vm, this: This, buffer: Value) -> PyResult<()> {
    let class = vm.class_of(buffer);
    let mut exact = false;
    for spec in [&BUFFERED_READER, &BUFFERED_WRITER, &BUFFERED_RANDOM] {
        exact |= vm.native_type(spec)? == class;
    }
    this.data.fast.set(exact);
    let core = exact.then(|| Rc::clone(&buffered_types::of(buffer).data.core));
    this.data.pending.core.replace(core);
    // What waits above any other object only Python could write, which does not run any more at the end.
    if exact && this.data.can_write.get() && !this.data.pending.until_exit.replace(true) {
        super::keep_text_until_exit(vm, &this.data.pending);
    }
    Ok(())
}

fn set_newline(this: This, newline: Newline) {
    this.data.newline.set(newline);
    this.data.translator.replace(Translator::new(newline.translates_reading()));
}

/// The encoding that a name means, "locale" being that of the system.
fn set_encoding(vm: &mut Vm, this: This, encoding: &str, errors: &str) -> PyResult<()> {
    let encoding = if encoding == "locale" { "UTF-8" } else { encoding };
    let buffer = this.data.buffer.get();
    let codec = builtin_codec(encoding).filter(|codec| matches!(codec, Codec::Utf8 | Codec::Ascii | Codec::Latin1));
    let info = match codec {
        Some(_) => None,
        None => Some(text_codec(vm, encoding)?),
    };
    let ability = |vm: &mut Vm, name: &str| {
        let answer = vm.call_method(buffer, name, &[])?;
        vm.is_true(answer)
    };
    let (readable, writable) = (ability(vm, "readable")?, ability(vm, "writable")?);
    let errors_value = vm.str(errors)?.value();
    if let Some(info) = info {
        if readable {
            let decoder = vm.call_method(info, "incrementaldecoder", &[errors_value])?;
            this.data.decoder.set(vm, this, decoder);
        }
        if writable {
            let encoder = vm.call_method(info, "incrementalencoder", &[errors_value])?;
            this.data.encoder.set(vm, this, encoder);
        }
    } else {
        this.data.decoder.set_no_barrier(Value::EMPTY);
        this.data.encoder.set_no_barrier(Value::EMPTY);
    }
    this.data.can_read.set(readable);
    this.data.can_write.set(writable);
    this.data.codec.set(codec);
    this.data.rest.borrow_mut().clear();
    let name = vm.str(encoding)?.value();
    this.data.encoding.set(vm, this, name);
    this.data.errors.set(vm, this, errors_value);
    errors.clone_into(&mut this.data.error_name.borrow_mut());
    Ok(())
}

fn text_codec(vm: &mut Vm, encoding: &str) -> PyResult<Value> {
    let info = vm.codec_lookup(encoding)?.value();
    if let Some(flag) = vm.get_attr_opt_text(info, "_is_text_encoding")?
        && !vm.is_true(flag)?
    {
        let message = format!("'{encoding}' is not a text encoding; use codecs.open() to handle arbitrary codecs");
        return Err(vm.lookup_error(&message));
    }
    Ok(info)
}

/// A file that is not empty has its byte order mark already; pipes get none from the codecs that CPython has in C.
fn start_encoder(vm: &mut Vm, this: This) -> PyResult<()> {
    let encoder = this.data.encoder.get();
    if encoder.is_empty() {
        return Ok(());
    }
    if !this.data.seekable.get() {
        let encoding = this.data.encoding.get().cast::<Str>().map_or(String::new(), |text| text.to_string_lossy());
        if builtin_codec(&encoding).is_some() {
            vm.call_method(encoder, "setstate", &[Value::int32(0)])?;
        }
        return Ok(());
    }
    let buffer = this.data.buffer.get();
    let at = vm.call_method(buffer, "tell", &[])?;
    if at != Value::int32(0) {
        vm.call_method(encoder, "setstate", &[Value::int32(0)])?;
    }
    Ok(())
}

/// Whether a mark may stand at the place that is written to next.
pub(super) fn reset_encoder(vm: &mut Vm, this: This, at_start: bool) -> PyResult<()> {
    let encoder = this.data.encoder.get();
    if encoder.is_empty() {
        return Ok(());
    }
    if at_start {
        vm.call_method(encoder, "reset", &[])?;
    } else {
        vm.call_method(encoder, "setstate", &[Value::int32(0)])?;
    }
    Ok(())
}

/// The buffer, if there is one.
pub(super) fn attached(vm: &mut Vm, this: This) -> PyResult<Value> {
    if this.data.ok.get() {
        return Ok(this.data.buffer.get());
    }
    let message = if this.data.detached.get() {
        "underlying buffer has been detached"
    } else {
        "I/O operation on uninitialized object"
    };
    Err(vm.value_error(message))
}

/// The buffer, if there is one that is not closed.
pub(super) fn open_buffer(vm: &mut Vm, this: This) -> PyResult<Value> {
    let buffer = attached(vm, this)?;
    let closed = if this.data.fast.get() {
        is_closed_through(vm, buffered_types::of(buffer))?
    } else {
        base::is_closed(vm, buffer)?
    };
    if closed { Err(vm.value_error(base::CLOSED)) } else { Ok(buffer) }
}

/// Forgets text that was decoded and how.
pub(super) fn forget_decoded(this: This) {
    this.data.chars.set_no_barrier(Value::EMPTY);
    this.data.used.set(0);
    this.data.snapshot.replace(None);
}

/// Encodes text, without treating line ends.
fn encode(vm: &mut Vm, this: This, text: Gc<Str>) -> PyResult<convert::Data> {
    if let Some(codec) = this.data.codec.get() {
        let errors = this.data.error_name.borrow().clone();
        return Ok(convert::Data::Copy(vm.run_encoder(codec, text, &errors)?));
    }
    let encoder = this.data.encoder.get();
    let bytes = vm.call_method(encoder, "encode", &[text.value()])?;
    match bytes.cast::<runtime::object::string::Bytes>() {
        Some(bytes) => Ok(convert::Data::Bytes(bytes)),
        None => {
            let message = format!("encoder should return a bytes object, not '{}'", vm.type_name(bytes));
            Err(vm.type_error(&message))
        }
    }
}

/// Writes text.
pub(super) fn write_text(vm: &mut Vm, this: This, text: Gc<Str>) -> PyResult<()> {
    let buffer = open_buffer(vm, this)?;
    if !this.data.can_write.get() {
        return Err(unsupported(vm, "not writable"));
    }
    let written = this.data.newline.get().written();
    let line_buffering = this.data.line_buffering.get();
    let has_lf = (written.is_some() || line_buffering) && find(text.chars(), 0, b'\n').is_some();
    let text = match written.filter(|_| has_lf) {
        Some(with) => {
            let replaced = replace_lf(text.chars(), with);
            vm.str_of_text(&replaced)?
        }
        None => text,
    };
    let flush_line = line_buffering && (has_lf || find(text.chars(), 0, b'\r').is_some());
    let ascii = match text.chars() {
        Chars::One(bytes) if text.is_ascii() && this.data.codec.get().is_some() => Some(bytes),
        Chars::One(_) | Chars::Two(_) | Chars::Four(_) => None,
    };
    let chunk = this.data.chunk.get();
    match ascii {
        Some(bytes) => {
            if this.data.pending.bytes.borrow().len() + bytes.len() > chunk {
                flush_pending(vm, this)?;
            }
            this.data.pending.bytes.borrow_mut().extend_from_slice(bytes);
        }
        None => {
            let data = encode(vm, this, text)?;
            if this.data.pending.bytes.borrow().len() + data.len() > chunk {
                flush_pending(vm, this)?;
            }
            this.data.pending.bytes.borrow_mut().extend_from_slice(&data);
        }
    }
    if this.data.pending.bytes.borrow().len() >= chunk || flush_line || this.data.write_through.get() {
        flush_pending(vm, this)?;
    }
    if flush_line {
        if this.data.fast.get() {
            flush_through(vm, buffered_types::of(buffer))?;
        } else {
            vm.call_method(buffer, "flush", &[])?;
        }
    }
    if this.data.can_read.get() {
        forget_decoded(this);
        super::text_read::reset_decoder(vm, this)?;
    }
    Ok(())
}

/// Hands what is encoded to the buffer.
pub(super) fn flush_pending(vm: &mut Vm, this: This) -> PyResult<()> {
    if this.data.pending.bytes.borrow().is_empty() {
        return Ok(());
    }
    let bytes = std::mem::take(&mut *this.data.pending.bytes.borrow_mut());
    let buffer = this.data.buffer.get();
    if this.data.fast.get() {
        write_through(vm, buffered_types::of(buffer), &bytes)?;
        // The allocation is used again.
        let mut kept = bytes;
        kept.clear();
        let mut pending = this.data.pending.bytes.borrow_mut();
        if pending.is_empty() {
            *pending = kept;
        }
        return Ok(());
    }
    let data = vm.bytes(&bytes)?.value();
    loop {
        match vm.call_method(buffer, "write", &[data]) {
            Ok(_) => return Ok(()),
            Err(raised) => vm.catch(raised, Exc::InterruptedError).map(|_| ())?,
        }
    }
}

pub(super) fn write(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let Some(text) = args[1].cast::<Str>() else {
        let message = format!("write() argument must be str, not {}", vm.arg_type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    vm.dead_words |= this.data.pending.bytes.borrow().is_empty();
    write_text(vm, this, text)?;
    Ok(Value::len(text.len()))
}

pub(super) fn flush(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let buffer = open_buffer(vm, this)?;
    this.data.telling.set(this.data.seekable.get());
    flush_pending(vm, this)?;
    vm.call_method(buffer, "flush", &[])
}

pub(super) fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let buffer = attached(vm, this)?;
    if base::is_closed(vm, args[0])? {
        return Ok(Value::NONE);
    }
    if this.data.finalizing.get()
        && let Err(raised) = vm.call_method(buffer, "_dealloc_warn", &[args[0]])
    {
        vm.take_exception(raised);
    }
    let flushed = vm.call_method(args[0], "flush", &[]);
    let (_, closed) = super::both(vm, flushed, |vm| vm.call_method(buffer, "close", &[]))?;
    base::was_closed(vm, args[0]);
    Ok(closed)
}

pub(super) fn detach(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let buffer = attached(vm, this)?;
    vm.call_method(args[0], "flush", &[])?;
    this.data.pending.core.replace(None);
    this.data.buffer.set_no_barrier(Value::EMPTY);
    this.data.detached.set(true);
    this.data.ok.set(false);
    Ok(buffer)
}

/// The arguments of `reconfigure` that change how text is read or written.
pub(super) fn reconfigure(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    attached(vm, this)?;
    let encoding = up_to_zero(vm, args.not_none(1))?;
    let (errors, newline) = (up_to_zero(vm, args.not_none(2))?, up_to_zero(vm, args.opt(3))?);
    let changes = encoding.is_some() || errors.is_some() || newline.is_some();
    let started = !this.data.chars.get().is_empty() || this.data.snapshot.borrow().is_some();
    if this.data.can_read.get() && changes && started {
        return Err(unsupported(
            vm,
            "It is not possible to set the encoding or newline of stream after the first read",
        ));
    }
    let newline = match newline {
        Some(_) => Some(Newline::from_argument(vm, newline, "reconfigure() argument 'newline' must be")?),
        None => None,
    };
    let line_buffering = optional_bool(vm, args.not_none(4), this.data.line_buffering.get())?;
    let write_through = optional_bool(vm, args.not_none(5), this.data.write_through.get())?;
    let encoding_name = name_argument(vm, "reconfigure", "encoding", encoding)?;
    let errors_name = name_argument(vm, "reconfigure", "errors", errors)?;
    if encoding != args.not_none(1) && encoding_name.as_deref() == Some("locale") {
        // Only the very name stands for the system's encoding.
        vm.codec_lookup("locale")?;
    }
    vm.call_method(args[0], "flush", &[])?;
    this.data.ratio.set(0.0);
    if let Some(newline) = newline {
        set_newline(this, newline);
    }
    if changes {
        let errors = errors_name.unwrap_or_else(|| {
            if encoding.is_some() { "strict".to_owned() } else { this.data.error_name.borrow().clone() }
        });
        let current = this.data.encoding.get().cast::<Str>().map_or(String::new(), |text| text.to_string_lossy());
        set_encoding(vm, this, &encoding_name.unwrap_or(current), &errors)?;
        start_encoder(vm, this)?;
    }
    this.data.line_buffering.set(line_buffering);
    this.data.write_through.set(write_through);
    Ok(Value::NONE)
}

/// The name of an encoding or of a handler of errors, if there is one.
fn name_argument(vm: &mut Vm, function: &str, argument: &str, value: Option<Value>) -> PyResult<Option<String>> {
    if let Some(value) = value.filter(|value| !value.is::<Str>()) {
        let given = vm.arg_type_name(value);
        return Err(vm.type_error(&format!("{function}() argument '{argument}' must be str or None, not {given}")));
    }
    vm.codec_name(function, argument, value)
}

/// Text as C reads it, or anything else that is given.
fn up_to_zero(vm: &mut Vm, value: Option<Value>) -> PyResult<Option<Value>> {
    let zero = value
        .and_then(|value| value.cast::<Str>())
        .and_then(|text| Some((text, runtime::text::search::find_char(text.chars(), 0)?)));
    match zero {
        Some((text, at)) => Ok(Some(vm.substring(text, 0, at)?.value())),
        None => Ok(value),
    }
}

fn optional_bool(vm: &mut Vm, value: Option<Value>, default: bool) -> PyResult<bool> {
    match value {
        Some(value) => Ok(convert::c_long(vm, value)? != 0),
        None => Ok(default),
    }
}

macro_rules! forwarded {
    ($($name:ident $method:literal;)*) => {$(
        pub(super) fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let buffer = attached(vm, of(args[0]))?;
            vm.call_method(buffer, $method, &[])
        }
    )*};
}
forwarded! { fileno "fileno"; seekable "seekable"; readable "readable"; writable "writable"; isatty "isatty"; }

pub(super) fn del(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if of(args[0]).data.ok.get() {
        of(args[0]).data.finalizing.set(true);
    }
    super::close_quietly(vm, args[0]);
    Ok(Value::NONE)
}

pub(super) fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    if !this.data.detached.get() {
        attached(vm, this)?;
    }
    if !vm.enter_repr(args[0]) {
        return Err(super::fileio::reentrant_repr(vm, args[0]));
    }
    let text = describe(vm, this);
    vm.leave_repr(args[0]);
    Ok(vm.str(&text?)?.value())
}

fn describe(vm: &mut Vm, this: This) -> PyResult<String> {
    let mut text = "<_io.TextIOWrapper".to_owned();
    for name in ["name", "mode"] {
        let value = match vm.get_attr_opt_text(this.value(), name) {
            Ok(value) => value,
            Err(raised) if name == "name" => {
                vm.catch(raised, Exc::ValueError)?;
                None
            }
            Err(raised) => return Err(raised),
        };
        if let Some(value) = value {
            text += &format!(" {name}={}", vm.repr_text(value)?);
        }
    }
    let encoding = vm.repr_text(this.data.encoding.get())?;
    Ok(format!("{text} encoding={encoding}>"))
}

pub(super) fn get_name(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let buffer = attached(vm, of(value))?;
    vm.get_attr_text(buffer, "name")
}

pub(super) fn get_closed(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let buffer = attached(vm, of(value))?;
    vm.get_attr_text(buffer, "closed")
}

pub(super) fn get_buffer(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.buffer.get().or_none())
}

pub(super) fn get_encoding(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.encoding.get().or_none())
}

pub(super) fn get_errors(vm: &mut Vm, value: Value) -> PyResult<Value> {
    if !of(value).data.detached.get() {
        attached(vm, of(value))?;
    }
    Ok(of(value).data.errors.get().or_none())
}

pub(super) fn get_newlines(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let this = of(value);
    attached(vm, this)?;
    if !this.data.can_read.get() || !this.data.newline.get().is_universal() {
        return Ok(Value::NONE);
    }
    this.data.translator.borrow().newlines(vm)
}

pub(super) fn get_line_buffering(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).data.line_buffering.get()))
}

pub(super) fn get_write_through(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).data.write_through.get()))
}

pub(super) fn get_chunk(vm: &mut Vm, value: Value) -> PyResult<Value> {
    attached(vm, of(value))?;
    Ok(Value::len(of(value).data.chunk.get()))
}

pub(super) fn set_chunk(vm: &mut Vm, value: Value, size: Value) -> PyResult<()> {
    attached(vm, of(value))?;
    if size.is_empty() {
        return Err(vm.attribute_error_text("cannot delete attribute"));
    }
    match usize::try_from(convert::size(vm, size)?) {
        Ok(size) if size > 0 => {
            of(value).data.chunk.set(size);
            Ok(())
        }
        Ok(_) | Err(_) => Err(vm.value_error("a strictly positive integer is required")),
    }
}

pub(super) fn get_finalizing(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).data.finalizing.get()))
}

pub(super) fn set_finalizing(vm: &mut Vm, value: Value, flag: Value) -> PyResult<()> {
    let flag = vm.is_true(flag)?;
    of(value).data.finalizing.set(flag);
    Ok(())
}
