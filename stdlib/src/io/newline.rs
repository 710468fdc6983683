//! Line ends: finding them, translating them, and `IncrementalNewlineDecoder`.

use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, TypeSpec, method, readonly};
use runtime::object::string::{Bytes, Str};
use runtime::object::tuple::Tuple;
use runtime::object::type_object::{Type, type_flag};
use runtime::text::{Chars, CodeUnit, TextBuf};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// The argument `newline` of text files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Newline {
    /// None: any line end is read as `\n`; `\n` is written as it is (on this system).
    Universal,
    /// `''`: lines end in any way and are read as they are.
    Any,
    /// `'\n'`
    Lf,
    /// `'\r'`
    Cr,
    /// `'\r\n'`
    CrLf,
}

impl Newline {
    /// The value of the argument.
    pub(super) fn from_argument(vm: &mut Vm, value: Option<Value>, message: &str) -> PyResult<Newline> {
        let Some(value) = value.filter(|value| !value.is_none()) else { return Ok(Newline::Universal) };
        let Some(text) = value.cast::<Str>() else {
            let message = format!("{message} str or None, not {}", vm.type_name(value));
            return Err(vm.type_error(&message));
        };
        for (name, newline) in [("", Newline::Any), ("\n", Newline::Lf), ("\r", Newline::Cr), ("\r\n", Newline::CrLf)] {
            if text.is_text(name) {
                return Ok(newline);
            }
        }
        // Only StringIO, whose message begins so, shows the value as a literal.
        let literal = message == "newline must be";
        if !literal && text.chars().iter().any(|code| code == 0) {
            return Err(vm.value_error("embedded null character"));
        }
        let shown = if literal { vm.repr_text(value)? } else { text.to_string_lossy() };
        Err(vm.value_error(&format!("illegal newline value: {shown}")))
    }

    /// Whether lines may end in any way.
    pub(super) fn is_universal(self) -> bool {
        matches!(self, Newline::Universal | Newline::Any)
    }

    /// Whether line ends are read as `\n`.
    pub(super) fn translates_reading(self) -> bool {
        self == Newline::Universal
    }

    /// What `\n` is written as, if not as itself.
    pub(super) fn written(self) -> Option<&'static str> {
        match self {
            Newline::Cr => Some("\r"),
            Newline::CrLf => Some("\r\n"),
            Newline::Universal | Newline::Any | Newline::Lf => None,
        }
    }

    /// The end of the first line from a position on: the position after its line end; none if it has none.
    ///
    /// A `\r` at the very end may be half a line end; whoever may have more text does not let it get there.
    pub(super) fn find(self, chars: Chars<'_>, from: usize) -> Option<usize> {
        match self {
            Newline::Universal | Newline::Lf => find(chars, from, b'\n').map(|at| at + 1),
            Newline::Cr => find(chars, from, b'\r').map(|at| at + 1),
            Newline::CrLf => {
                let mut from = from;
                loop {
                    let at = find(chars, from, b'\r')?;
                    if chars.get(at + 1) == Some(0x0a) {
                        return Some(at + 2);
                    }
                    from = at + 1;
                }
            }
            Newline::Any => {
                let at = match chars {
                    Chars::One(units) => memchr::memchr2(b'\n', b'\r', &units[from..]).map(|at| from + at),
                    Chars::Two(_) | Chars::Four(_) => {
                        (from..chars.len()).find(|&at| matches!(chars.at(at), 0x0a | 0x0d))
                    }
                }?;
                let both = chars.at(at) == 0x0d && chars.get(at + 1) == Some(0x0a);
                Some(at + if both { 2 } else { 1 })
            }
        }
    }
}

/// Where an ASCII character occurs first from a position on.
pub(super) fn find(chars: Chars<'_>, from: usize, byte: u8) -> Option<usize> {
    match chars {
        Chars::One(units) => memchr::memchr(byte, units.get(from..)?).map(|at| from + at),
        Chars::Two(units) => CodeUnit::find(units.get(from..)?, u16::from(byte)).map(|at| from + at),
        Chars::Four(units) => CodeUnit::find(units.get(from..)?, u32::from(byte)).map(|at| from + at),
    }
}

/// Text with each `\n` replaced.
pub(super) fn replace_lf(chars: Chars<'_>, with: &str) -> TextBuf {
    let mut out = TextBuf::with_capacity(chars.len() + 16);
    let mut from = 0;
    while let Some(at) = find(chars, from, b'\n') {
        out.push_chars(chars.slice(from..at));
        out.push_str(with);
        from = at + 1;
    }
    out.push_chars(chars.slice(from..chars.len()));
    out
}

/// Line ends that were seen.
const SEEN_CR: u8 = 1;
const SEEN_LF: u8 = 2;
const SEEN_CRLF: u8 = 4;

/// Translates line ends of text that comes in pieces.
#[derive(Default)]
pub(super) struct Translator {
    translate: Cell<bool>,
    /// A `\r` was held back, because a `\n` may follow.
    pending: Cell<bool>,
    seen: Cell<u8>,
}

impl Translator {
    pub(super) fn new(translate: bool) -> Translator {
        Translator { translate: Cell::new(translate), ..Translator::default() }
    }

    pub(super) fn reset(&self) {
        self.pending.set(false);
        self.seen.set(0);
    }

    pub(super) fn is_pending(&self) -> bool {
        self.pending.get()
    }

    pub(super) fn set_pending(&self, pending: bool) {
        self.pending.set(pending);
    }

    /// Text with its line ends translated; `last` says that no more follows.
    pub(super) fn run(&self, vm: &mut Vm, text: Gc<Str>, last: bool) -> PyResult<Gc<Str>> {
        let chars = text.chars();
        let held = self.pending.get() && (last || !text.is_empty());
        let ends_in_cr = !last && !text.is_empty() && chars.at(text.len() - 1) == 0x0d;
        if !held && find(chars, 0, b'\r').is_none() {
            if find(chars, 0, b'\n').is_some() {
                self.seen.set(self.seen.get() | SEEN_LF);
            }
            return Ok(text);
        }
        let mut input = TextBuf::with_capacity(text.len() + 1);
        if held {
            input.push(0x0d);
        }
        input.push_chars(chars.slice(0..text.len() - usize::from(ends_in_cr)));
        self.pending.set(ends_in_cr || (self.pending.get() && !held));
        let mut out = TextBuf::with_capacity(input.len());
        let chars = input.as_chars();
        let mut at = 0;
        while at < chars.len() {
            let code = chars.at(at);
            at += 1;
            match code {
                0x0a => self.seen.set(self.seen.get() | SEEN_LF),
                0x0d if chars.get(at) == Some(0x0a) => {
                    self.seen.set(self.seen.get() | SEEN_CRLF);
                    if self.translate.get() {
                        out.push(0x0a);
                    } else {
                        out.push(0x0d);
                        out.push(0x0a);
                    }
                    at += 1;
                    continue;
                }
                0x0d => {
                    self.seen.set(self.seen.get() | SEEN_CR);
                    out.push(if self.translate.get() { 0x0a } else { 0x0d });
                    continue;
                }
                _ => {}
            }
            out.push(code);
        }
        vm.str_of_text(&out)
    }

    /// The line ends that were seen, as the attribute `newlines` shows them.
    pub(super) fn newlines(&self, vm: &mut Vm) -> PyResult<Value> {
        let kinds = [(SEEN_CR, "\r"), (SEEN_LF, "\n"), (SEEN_CRLF, "\r\n")];
        let list = vm.list(&[])?;
        for (_, text) in kinds.iter().filter(|(bit, _)| self.seen.get() & bit != 0) {
            let text = vm.str(text)?.value();
            list.push(vm, text)?;
        }
        match list.items() {
            [] => Ok(Value::NONE),
            [one] => Ok(*one),
            several => Ok(vm.tuple(several)?.value()),
        }
    }
}

/// An `IncrementalNewlineDecoder`.
struct NewlineDecoder {
    /// The decoder before it; None if text comes in. EMPTY before `__init__`.
    decoder: Field<Value>,
    errors: Field<Value>,
    translator: std::cell::RefCell<std::rc::Rc<Translator>>,
}

impl NativeData for NewlineDecoder {
    runtime::native_info!(NewlineDecoder);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.decoder);
        tracer.field(&self.errors);
    }
}

fn of(value: Value) -> Gc<Native<NewlineDecoder>> {
    value.cast().expect("the receiver of a method of IncrementalNewlineDecoder is one")
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let data = NewlineDecoder {
        decoder: Field::new(Value::EMPTY),
        errors: Field::new(Value::EMPTY),
        translator: std::cell::RefCell::default(),
    };
    Ok(vm.native(class, data)?.value())
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let translate = vm.is_true(args[2])?;
    let errors = match args.opt(3) {
        Some(errors) => errors,
        None => vm.str("strict")?.value(),
    };
    this.data.decoder.set(vm, this, args[1]);
    this.data.errors.set(vm, this, errors);
    *this.data.translator.borrow_mut() = std::rc::Rc::new(Translator::new(translate));
    Ok(Value::NONE)
}

/// The decoder before it (None if there is none) and the translator.
fn parts(vm: &mut Vm, value: Value) -> PyResult<(Value, std::rc::Rc<Translator>)> {
    let this = of(value);
    match this.data.decoder.get().given() {
        Some(decoder) => Ok((decoder, std::rc::Rc::clone(&this.data.translator.borrow()))),
        None => Err(vm.value_error("IncrementalNewlineDecoder.__init__() not called")),
    }
}

fn decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (decoder, translator) = parts(vm, args[0])?;
    let last = args.opt(2).map_or(Ok(false), |last| vm.is_true(last))?;
    let decoded =
        if decoder.is_none() { args[1] } else { vm.call_method(decoder, "decode", &[args[1], Value::bool(last)])? };
    let Some(text) = decoded.cast::<Str>() else {
        let message = format!("decoder should return a string result, not '{}'", vm.type_name(decoded));
        return Err(vm.type_error(&message));
    };
    Ok(translator.run(vm, text, last)?.value())
}

fn getstate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (decoder, translator) = parts(vm, args[0])?;
    let (buffer, flag) = if decoder.is_none() {
        (vm.bytes(b"")?.value(), 0)
    } else {
        let state = vm.call_method(decoder, "getstate", &[])?;
        let Some(pair) = state.cast::<Tuple>().filter(|pair| pair.len() == 2) else {
            return Err(vm.type_error("illegal decoder state"));
        };
        if !pair.get(0).is::<Bytes>() {
            let message = format!(
                "illegal decoder state: the first item should be a bytes object, not '{}'",
                vm.type_name(pair.get(0))
            );
            return Err(vm.type_error(&message));
        }
        (pair.get(0), crate::convert::c_unsigned_long(vm, pair.get(1))?)
    };
    let flag = flag << 1 | u64::from(translator.is_pending());
    let flag = crate::posix::stat::unsigned(vm, flag)?;
    Ok(vm.tuple(&[buffer, flag])?.value())
}

fn setstate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (decoder, translator) = parts(vm, args[0])?;
    let Some(pair) = args[1].cast::<Tuple>() else {
        return Err(vm.type_error("state argument must be a tuple"));
    };
    if pair.len() != 2 {
        return Err(vm.type_error("setstate(): illegal state argument"));
    }
    let flag = crate::convert::c_unsigned_long(vm, pair.get(1))?;
    translator.set_pending(flag & 1 != 0);
    if decoder.is_none() {
        return Ok(Value::NONE);
    }
    let flag = crate::posix::stat::unsigned(vm, flag >> 1)?;
    let state = vm.tuple(&[pair.get(0), flag])?.value();
    vm.call_method(decoder, "setstate", &[state])
}

fn reset(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (decoder, translator) = parts(vm, args[0])?;
    translator.reset();
    if decoder.is_none() { Ok(Value::NONE) } else { vm.call_method(decoder, "reset", &[]) }
}

fn get_newlines(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let (_, translator) = parts(vm, value)?;
    translator.newlines(vm)
}

fn get_errors(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.errors.get().or_none())
}

/// `_io.IncrementalNewlineDecoder`
pub(super) static INCREMENTAL_NEWLINE_DECODER: TypeSpec = TypeSpec {
    name: "IncrementalNewlineDecoder",
    module: "_io",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(decoder, translate, errors='strict')", init),
        method("decode", "(input, final=False)", decode),
        method("getstate", "()", getstate),
        method("setstate", "(state, /)", setstate),
        method("reset", "()", reset),
    ],
    getset: &[readonly("newlines", get_newlines), readonly("errors", get_errors)],
    doc: "Codec used when reading a file in universal newlines mode.\n\nIt wraps another incremental decoder, translating \\r\\n and \\r into \\n.\nIt also records the types of newlines encountered.  When used with\ntranslate=False, it ensures that the newline sequence is returned in\none piece. When used with decoder=None, it expects unicode strings as\ndecode input and translates newlines without first invoking an external\ndecoder.",
    ..TypeSpec::EMPTY
};
