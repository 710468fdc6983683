//! `StringIO`: a text file in memory.

use super::base::{self, FLAGS, TEXT_IO_BASE};
use super::newline::{Newline, Translator, replace_lf};
use crate::convert;
use runtime::heap::{Gc, Native, NativeData, Tracer};
use runtime::native::{Args, TypeSpec, method, readonly};
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::Type;
use runtime::text::{Chars, TextBuf};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};

/// The content, the position and how line ends are treated.
pub(super) struct StringIo {
    content: RefCell<TextBuf>,
    pos: Cell<usize>,
    state: Cell<State>,
    newline: Cell<Newline>,
    translator: Translator,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Uninitialized,
    Open,
    Closed,
}

impl NativeData for StringIo {
    runtime::native_info!(StringIo);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

type This = Gc<Native<StringIo>>;

fn of(value: Value) -> This {
    value.cast().expect("the receiver of a method of StringIO is one")
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let data = StringIo {
        content: RefCell::default(),
        pos: Cell::new(0),
        state: Cell::new(State::Uninitialized),
        newline: Cell::new(Newline::Lf),
        translator: Translator::new(true),
    };
    base::in_memory(vm, class, &STRING_IO, data)
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    this.data.state.set(State::Uninitialized);
    let newline = match args.opt(2) {
        None => Newline::Lf,
        given => Newline::from_argument(vm, given, "newline must be")?,
    };
    let initial = match args.not_none(1) {
        None => None,
        Some(initial) => match initial.cast::<Str>() {
            Some(text) => Some(text),
            None => {
                let message = format!("initial_value must be str or None, not {}", vm.type_name(initial));
                return Err(vm.type_error(&message));
            }
        },
    };
    this.data.content.borrow_mut().clear();
    this.data.pos.set(0);
    this.data.newline.set(newline);
    this.data.translator.reset();
    this.data.state.set(State::Open);
    if let Some(initial) = initial {
        put(vm, this, initial)?;
        this.data.pos.set(0);
    }
    Ok(Value::NONE)
}

fn check(vm: &mut Vm, this: This) -> PyResult<()> {
    match this.data.state.get() {
        State::Open => Ok(()),
        State::Closed => Err(vm.value_error(base::CLOSED)),
        State::Uninitialized => Err(vm.value_error("I/O operation on uninitialized object")),
    }
}

/// Puts text at the position, its line ends treated as the file wants them.
fn put(vm: &mut Vm, this: This, text: Gc<Str>) -> PyResult<()> {
    let text =
        if this.data.newline.get().translates_reading() { this.data.translator.run(vm, text, true)? } else { text };
    let replaced = this.data.newline.get().written().map(|with| replace_lf(text.chars(), with));
    let chars = replaced.as_ref().map_or(text.chars(), |text| text.as_chars());
    let mut content = this.data.content.borrow_mut();
    let pos = this.data.pos.get();
    if pos >= content.len() {
        let gap = pos - content.len();
        content.push_repeated(0, gap);
        content.push_chars(chars);
    } else {
        let mut changed = TextBuf::with_capacity(content.len());
        changed.push_chars(content.as_chars().slice(0..pos));
        changed.push_chars(chars);
        if changed.len() < content.len() {
            changed.push_chars(content.as_chars().slice(changed.len()..content.len()));
        }
        *content = changed;
    }
    this.data.pos.set(pos + chars.len());
    Ok(())
}

fn write(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let Some(text) = args[1].cast::<Str>() else {
        check_initialized(vm, this)?;
        let message = format!("string argument expected, got '{}'", vm.type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    check(vm, this)?;
    if !text.is_empty() {
        put(vm, this, text)?;
    }
    Ok(Value::len(text.len()))
}

fn check_initialized(vm: &mut Vm, this: This) -> PyResult<()> {
    match this.data.state.get() {
        State::Uninitialized => Err(vm.value_error("I/O operation on uninitialized object")),
        State::Open | State::Closed => Ok(()),
    }
}

/// A str of a part of the content.
fn part(vm: &mut Vm, chars: Chars<'_>, start: usize, end: usize) -> PyResult<Value> {
    let chars = chars.slice(start..end);
    Ok(vm.str_from_chars(chars)?.value())
}

fn read(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    check(vm, this)?;
    let size = base::size_argument(vm, args.opt(1))?;
    let content = this.data.content.borrow();
    let len = content.len();
    let start = this.data.pos.get().min(len);
    let end = size.map_or(len, |size| start.saturating_add(size).min(len));
    if this.data.pos.get() <= len {
        this.data.pos.set(end);
    }
    part(vm, content.as_chars(), start, end)
}

fn line(vm: &mut Vm, this: This, size: Option<usize>) -> PyResult<Value> {
    let content = this.data.content.borrow();
    let chars = content.as_chars();
    let (start, len) = (this.data.pos.get(), chars.len());
    if start >= len || size == Some(0) {
        return Ok(vm.str("")?.value());
    }
    // A line never reaches beyond its limit, even if that parts a line end.
    let most = size.map_or(len, |size| start.saturating_add(size).min(len));
    let end = this.data.newline.get().find(chars, start).unwrap_or(len).min(most);
    this.data.pos.set(end);
    part(vm, chars, start, end)
}

fn readline(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    check(vm, this)?;
    let size = base::size_argument(vm, args.opt(1))?;
    line(vm, this, size)
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    check(vm, this)?;
    let text = if vm.is_exactly(args[0], &STRING_IO) {
        line(vm, this, None)?
    } else {
        let text = vm.call_method(args[0], "readline", &[])?;
        if !text.is::<Str>() {
            let message = format!("readline() should have returned a str object, not '{}'", vm.type_name(text));
            return Err(vm.raise_text(runtime::exceptions::hierarchy::Exc::OSError, &message));
        }
        text
    };
    Ok(if text.cast::<Str>().is_some_and(|text| text.is_empty()) { Value::EMPTY } else { text })
}

fn getvalue(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    check(vm, this)?;
    let content = this.data.content.borrow();
    Ok(vm.str_from_chars(content.as_chars())?.value())
}

fn tell(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    check(vm, this)?;
    Ok(Value::len(this.data.pos.get()))
}

fn seek(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let (offset, whence) = (convert::size(vm, args[1])?, convert::c_int_or(vm, args.opt(2), 0)?);
    check(vm, this)?;
    if !(0..=2).contains(&whence) {
        return Err(vm.value_error(&format!("Invalid whence ({whence}, should be 0, 1 or 2)")));
    }
    if offset < 0 && whence == 0 {
        return Err(vm.value_error(&format!("Negative seek position {offset}")));
    }
    if whence != 0 && offset != 0 {
        return Err(vm.raise_text(runtime::exceptions::hierarchy::Exc::OSError, "Can't do nonzero cur-relative seeks"));
    }
    let at = match whence {
        0 => offset as usize,
        1 => this.data.pos.get(),
        _ => this.data.content.borrow().len(),
    };
    this.data.pos.set(at);
    Ok(Value::len(at))
}

fn truncate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    check(vm, this)?;
    let size = match args.not_none(1) {
        Some(size) => super::base::size_or_none(vm, size)?,
        None => this.data.pos.get() as i64,
    };
    let Ok(size) = usize::try_from(size) else {
        return Err(vm.value_error(&format!("Negative size value {size}")));
    };
    let mut content = this.data.content.borrow_mut();
    if size < content.len() {
        let mut kept = TextBuf::with_capacity(size);
        kept.push_chars(content.as_chars().slice(0..size));
        *content = kept;
    }
    Ok(Value::len(size))
}

fn close(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    this.data.state.set(State::Closed);
    *this.data.content.borrow_mut() = TextBuf::new();
    Ok(Value::NONE)
}

fn yes(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check(vm, of(args[0]))?;
    Ok(Value::TRUE)
}

fn getstate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let content = getvalue(vm, args)?;
    let this = of(args[0]);
    let newline = match this.data.newline.get() {
        Newline::Universal => Value::NONE,
        Newline::Any => vm.str("")?.value(),
        Newline::Lf => vm.str("\n")?.value(),
        Newline::Cr => vm.str("\r")?.value(),
        Newline::CrLf => vm.str("\r\n")?.value(),
    };
    let header = args[0].header().expect("a StringIO is a heap object");
    let dict = match vm.instance_dict(header)? {
        Some(dict) if !dict.is_empty() => dict.copy(vm)?.value(),
        Some(_) | None => Value::NONE,
    };
    Ok(vm.tuple(&[content, newline, Value::len(this.data.pos.get()), dict])?.value())
}

fn setstate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if of(args[0]).data.state.get() == State::Closed {
        return Err(vm.value_error(base::CLOSED));
    }
    let Some(state) = args[1].cast::<Tuple>().filter(|state| state.len() == 4) else {
        let (class, given) = (vm.class_of(args[0]), vm.type_name(args[1]));
        let class = vm.qualified_type_name(class);
        return Err(vm.type_error(&format!("{class}.__setstate__ argument should be 4-tuple, got {given}")));
    };
    // The content is as it was stored: it is not translated again.
    let empty = vm.str("")?.value();
    init(vm, Args::new(&[args[0], empty, state.get(1)]))?;
    let Some(text) = state.get(0).cast::<Str>() else {
        let message = format!("first item of state must be a str, not {}", vm.type_name(state.get(0)));
        return Err(vm.type_error(&message));
    };
    let this = of(args[0]);
    let mut content = TextBuf::new();
    content.push_chars(text.chars());
    *this.data.content.borrow_mut() = content;
    let Some(at) = state.get(2).as_i64() else {
        let message = format!("third item of state must be an integer, got {}", vm.type_name(state.get(2)));
        return Err(vm.type_error(&message));
    };
    let Ok(at) = usize::try_from(at) else { return Err(vm.value_error("position value cannot be negative")) };
    this.data.pos.set(at);
    super::update_dict(vm, args[0], state.get(3), "fourth")?;
    Ok(Value::NONE)
}

fn get_closed(vm: &mut Vm, value: Value) -> PyResult<Value> {
    check_initialized(vm, of(value))?;
    Ok(Value::bool(of(value).data.state.get() == State::Closed))
}

fn get_line_buffering(vm: &mut Vm, value: Value) -> PyResult<Value> {
    check(vm, of(value))?;
    Ok(Value::FALSE)
}

fn get_newlines(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let this = of(value);
    check(vm, this)?;
    if this.data.newline.get().translates_reading() { this.data.translator.newlines(vm) } else { Ok(Value::NONE) }
}

/// `_io.StringIO`
pub(super) static STRING_IO: TypeSpec = TypeSpec {
    name: "StringIO",
    module: "_io",
    base: Some(&TEXT_IO_BASE),
    flags: FLAGS,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(initial_value='', newline='\\n')", init),
        method("write", "(s, /)", write),
        method("read", "(size=-1, /)", read),
        method("readline", "(size=-1, /)", readline),
        method("__next__", "()", next),
        method("getvalue", "()", getvalue),
        method("tell", "()", tell),
        method("seek", "(pos, whence=0, /)", seek),
        method("truncate", "(pos=None, /)", truncate),
        method("close", "()", close),
        method("readable", "()", yes),
        method("writable", "()", yes),
        method("seekable", "()", yes),
        method("__getstate__", "()", getstate),
        method("__setstate__", "(state, /)", setstate),
    ],
    getset: &[
        readonly("closed", get_closed),
        readonly("newlines", get_newlines),
        readonly("line_buffering", get_line_buffering),
        runtime::builtins::object::DICT_GETSET,
    ],
    doc: "Text I/O implementation using an in-memory buffer.\n\nThe initial_value argument sets the value of object.  The newline\nargument is like the one of TextIOWrapper's constructor.",
    ..TypeSpec::EMPTY
};
