//! `str`
//!
//! - `search.rs`: finding text; `pieces.rs`: splitting, joining, replacing, padding; `template.rs`: `format` and `%`.
//!   The algorithms are in [`crate::text`], the format mini-language in [`super::format`].

mod pieces;
mod search;
mod template;

use crate::heap::Gc;
use crate::native::spec::Convention;
use crate::native::{Args, FnSpec, LeafRule, TypeSpec, method, static_method};
use crate::object::header::Kind;
use crate::object::list::SequenceIterator;
use crate::object::protocol::CompareOp;
use crate::object::slice::Slice;
use crate::object::string::{Bytes, Str};
use crate::object::type_object::{Type, type_flag};
use crate::text::{self, Chars};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn of(value: Value) -> Gc<Str> {
    value.cast::<Str>().expect("the receiver of a method of str is one")
}

/// The str in `value`, or TypeError.
pub(crate) fn expect(vm: &mut Vm, value: Value, what: &str) -> PyResult<Gc<Str>> {
    match value.cast::<Str>() {
        Some(s) => Ok(s),
        None => {
            let message = format!("{what}, not {}", vm.type_name(value));
            Err(vm.type_error(&message))
        }
    }
}

/// The str in an argument, or TypeError as CPython's argument checks word it.
fn expect_arg(vm: &mut Vm, value: Value, what: &str) -> PyResult<Gc<Str>> {
    match value.cast::<Str>() {
        Some(s) => Ok(s),
        None => {
            let message = format!("{what} must be str, not {}", vm.arg_type_name(value));
            Err(vm.type_error(&message))
        }
    }
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    for (index, name) in [(2, "encoding"), (3, "errors")] {
        if let Some(value) = args.opt(index).filter(|value| !value.is::<Str>()) {
            let message = format!("str() argument '{name}' must be str, not {}", vm.arg_type_name(value));
            return Err(vm.type_error(&message));
        }
    }
    let decodes = args.opt(2).is_some() || args.opt(3).is_some();
    let s = match args.opt(1) {
        None => vm.empty_str(),
        Some(value) if !decodes => {
            vm.note_text_call(vm.types.str.value(), crate::object::Special::Str, value);
            vm.to_str(value)?
        }
        Some(value) => decoded(vm, value, args)?,
    };
    if class == vm.types.str { Ok(s.value()) } else { Ok(vm.str_of_class(class, s)?.value()) }
}

/// `str(bytes, encoding, errors)`
fn decoded(vm: &mut Vm, value: Value, args: Args<'_>) -> PyResult<Gc<Str>> {
    if value.is::<Str>() {
        return Err(vm.type_error("decoding str is not supported"));
    }
    let Some(bytes) = vm.bytes_like(value)? else {
        let message = format!("decoding to str: need a bytes-like object, {} found", vm.type_name(value));
        return Err(vm.type_error(&message));
    };
    if value.is::<Bytes>()
        && let Some(text) = vm.decode_usual(&bytes, args.opt(2), args.opt(3))?
    {
        return Ok(text);
    }
    let encoding = vm.codec_name("str", "encoding", args.opt(2))?;
    let errors = vm.codec_name("str", "errors", args.opt(3))?;
    vm.decode_text(value, &bytes, encoding.as_deref(), errors.as_deref())
}

fn len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(of(args[0]).len()))
}

fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = of(args[0]);
    if let Some(slice) = args[1].cast::<Slice>() {
        let indices = super::slice::indices(vm, slice, || s.len())?;
        return picked(vm, s, indices);
    }
    if args[1].as_int().is_none() && vm.special_of(args[1], crate::object::Special::Index).is_none() {
        let message = format!("string indices must be integers, not '{}'", vm.type_name(args[1]));
        return Err(vm.type_error(&message));
    }
    let n = vm.index_i64(args[1], crate::exceptions::hierarchy::Exc::IndexError)?;
    let at = super::tuple::position(vm, n, s.len(), "string index out of range")?;
    let c = s.char_at(at);
    Ok(vm.str_from_char(c)?.value())
}

/// The characters at some indices.
pub(crate) fn picked(vm: &mut Vm, s: Gc<Str>, indices: super::slice::Indices) -> PyResult<Value> {
    if indices.step == 1 || indices.count == 0 {
        let start = if indices.count == 0 { 0 } else { indices.start as usize };
        return Ok(vm.substring(s, start, start + indices.count)?.value());
    }
    let made = match s.chars() {
        Chars::One(units) => vm.str_from_latin1(&indices.pick(units))?,
        Chars::Two(units) => vm.str_from_u16(&indices.pick(units))?,
        Chars::Four(units) => vm.str_from_u32(&indices.pick(units))?,
    };
    Ok(made.value())
}

fn add(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match args[1].cast::<Str>() {
        Some(other) => Ok(vm.concat_str(of(args[0]), other)?.value()),
        None => {
            let message = format!("can only concatenate str (not \"{}\") to str", vm.type_name(args[1]));
            Err(vm.type_error(&message))
        }
    }
}

fn mul(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = of(args[0]);
    let count = super::bytes::shared::repeat_count(vm, args[1], s.len(), Some("repeated string is too long"))?;
    let Some(n) = count else { return Err(super::bytes::shared::no_int(vm, args[1])) };
    Ok(vm.repeat_str(s, n)?.value())
}

macro_rules! mapped {
    ($($name:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let made = text::case::$name(of(args[0]).chars());
            Ok(vm.str_from_buf(&made)?.value())
        })*
    };
}
mapped! { swapcase; capitalize; title; }

macro_rules! cased {
    ($($name:ident $affected:ident $byte:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let s = of(args[0]);
            if !s.is_ascii() {
                let made = text::case::$name(s.chars());
                return Ok(vm.str_from_buf(&made)?.value());
            }
            let changes = match s.chars() {
                Chars::One(units) => units.iter().fold(false, |any, unit| any | unit.$affected()),
                Chars::Two(_) | Chars::Four(_) => false,
            };
            let made = if changes { vm.recoded_str(s, |unit| unit.$byte()) } else { vm.substring(s, 0, s.len()) };
            Ok(made?.value())
        })*
    };
}
cased! {
    upper is_ascii_lowercase to_ascii_uppercase;
    lower is_ascii_uppercase to_ascii_lowercase;
    casefold is_ascii_uppercase to_ascii_lowercase;
}

macro_rules! predicates {
    ($($name:ident $test:ident;)*) => {
        $(fn $name(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            Ok(Value::bool(text::predicates::$test(of(args[0]).chars())))
        })*
    };
}
predicates! {
    isalpha is_alpha; isalnum is_alnum; isdecimal is_decimal; isdigit is_digit; isnumeric is_numeric; isspace is_space;
    isprintable is_printable; isidentifier is_identifier; isupper is_upper; islower is_lower; istitle is_title;
}

fn isascii(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(of(args[0]).is_ascii()))
}

pub(crate) fn encode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if let Some(bytes) = vm.encode_usual(of(args[0]), args.opt(1), args.opt(2))? {
        return Ok(bytes.value());
    }
    let encoding = vm.codec_name("encode", "encoding", args.opt(1))?;
    let errors = vm.codec_name("encode", "errors", args.opt(2))?;
    Ok(vm.encode_text(of(args[0]), encoding.as_deref(), errors.as_deref())?.value())
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let made = text::repr::repr(of(args[0]).chars());
    Ok(vm.str_from_buf(&made)?.value())
}

fn str_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = of(args[0]);
    Ok(vm.substring(s, 0, s.len())?.value())
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let hash = of(args[0]).hash(vm);
    vm.int(hash as i64)
}

fn compare(_: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    let Some(b) = args[1].cast::<Str>() else { return Ok(Value::NOT_IMPLEMENTED) };
    let a = of(args[0]);
    match op {
        CompareOp::Eq => Ok(Value::bool(a.equals(&b))),
        CompareOp::Ne => Ok(Value::bool(!a.equals(&b))),
        CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => {
            Ok(Value::bool(op.holds(text::compare::compare(a.chars(), b.chars()))))
        }
    }
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { compare(vm, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn format_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::format::format_str(vm, args[0], args[1])
}

fn getnewargs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = vm.str_from_chars(of(args[0]).chars())?;
    Ok(vm.tuple(&[s.value()])?.value())
}

fn sizeof(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = of(args[0]);
    let (head, width) = match s.chars() {
        Chars::One(_) if s.is_ascii() => (40, 1),
        Chars::One(_) => (56, 1),
        Chars::Two(_) => (56, 2),
        Chars::Four(_) => (56, 4),
    };
    Ok(Value::len(head + (s.len() + 1) * width))
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let spec = if of(args[0]).is_ascii() { &STR_ASCII_ITERATOR } else { &STR_ITERATOR };
    let class = vm.native_type(spec)?;
    Ok(vm.sequence_iterator(class, args[0], 0)?.value())
}

pub(crate) fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = args[0].cast::<SequenceIterator>().expect("the receiver is a str iterator");
    let Some(s) = iterator.sequence.get().cast::<Str>() else { return Ok(Value::EMPTY) };
    let index = iterator.index.get() as usize;
    if index >= s.len() {
        iterator.sequence.set_no_barrier(Value::EMPTY);
        return Ok(Value::EMPTY);
    }
    iterator.index.set(index as i64 + 1);
    let c = s.char_at(index);
    Ok(vm.str_from_char(c)?.value())
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
    /// Iterator over a str.
    STR_ITERATOR "str_iterator"
}
iterator_type! {
    /// Iterator over an ASCII str.
    STR_ASCII_ITERATOR "str_ascii_iterator"
}

/// `str`
pub static STR: TypeSpec = TypeSpec {
    name: "str",
    kind: Kind::Str,
    flags: type_flag::BASE_TYPE | type_flag::MATCH_SELF | type_flag::SEQUENCE_CONCAT,
    methods: &[
        method("__new__", "(object='', encoding='utf-8', errors='strict')", new)
            .leaf(LeafRule::When(|_, args| args.len() == 1)),
        method("__len__", "()", len),
        method("__getitem__", "(key, /)", get_item).leaf(LeafRule::OfPlain).of_derived(),
        method("__add__", "(value, /)", add),
        method("__mul__", "(value, /)", mul),
        method("__rmul__", "(value, /)", mul),
        method("__mod__", "(value, /)", template::percent).leaf(LeafRule::OfPlain).of_derived(),
        method("__rmod__", "(value, /)", template::reflected_percent),
        method("__contains__", "(key, /)", search::contains),
        method("__lt__", "(value, /)", lt),
        method("__le__", "(value, /)", le),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__gt__", "(value, /)", gt),
        method("__ge__", "(value, /)", ge),
        method("__hash__", "()", hash),
        method("__repr__", "()", repr),
        method("__str__", "()", str_method),
        method("__iter__", "()", iter),
        method("__format__", "(format_spec, /)", format_method),
        method("__getnewargs__", "()", getnewargs),
        method("__sizeof__", "()", sizeof),
        method("find", "(sub, start=None, end=None, /)", search::find)
            .leaf(LeafRule::OfPlain)
            .convention(Convention::Parse),
        method("rfind", "(sub, start=None, end=None, /)", search::rfind)
            .leaf(LeafRule::OfPlain)
            .convention(Convention::Parse),
        method("index", "(sub, start=None, end=None, /)", search::index)
            .leaf(LeafRule::OfPlain)
            .convention(Convention::Parse),
        method("rindex", "(sub, start=None, end=None, /)", search::rindex)
            .leaf(LeafRule::OfPlain)
            .convention(Convention::Parse),
        method("count", "(sub, start=None, end=None, /)", search::count)
            .leaf(LeafRule::OfPlain)
            .convention(Convention::Parse),
        method("startswith", "(prefix, start=None, end=None, /)", search::startswith)
            .leaf(LeafRule::OfPlain)
            .convention(Convention::Parse),
        method("endswith", "(suffix, start=None, end=None, /)", search::endswith)
            .leaf(LeafRule::OfPlain)
            .convention(Convention::Parse),
        method("strip", "(chars=None, /)", pieces::strip).leaf(LeafRule::OfPlain).of_derived(),
        method("lstrip", "(chars=None, /)", pieces::lstrip).leaf(LeafRule::OfPlain).of_derived(),
        method("rstrip", "(chars=None, /)", pieces::rstrip).leaf(LeafRule::OfPlain).of_derived(),
        method("split", "(sep=None, maxsplit=-1)", pieces::split).leaf(LeafRule::OfPlain).of_derived(),
        method("rsplit", "(sep=None, maxsplit=-1)", pieces::rsplit).leaf(LeafRule::OfPlain).of_derived(),
        method("splitlines", "(keepends=False)", pieces::splitlines).leaf(LeafRule::OfPlain).of_derived(),
        method("partition", "(sep, /)", pieces::partition).leaf(LeafRule::OfPlain).of_derived(),
        method("rpartition", "(sep, /)", pieces::rpartition).leaf(LeafRule::OfPlain).of_derived(),
        method("join", "(iterable, /)", pieces::join).leaf(LeafRule::OfBuiltins).of_derived(),
        method("replace", "(old, new, count=-1, /)", pieces::replace).leaf(LeafRule::OfPlain).of_derived(),
        method("upper", "()", upper).leaf(LeafRule::OfPlain).of_derived(),
        method("lower", "()", lower).leaf(LeafRule::OfPlain).of_derived(),
        method("casefold", "()", casefold).leaf(LeafRule::OfPlain).of_derived(),
        method("swapcase", "()", swapcase).leaf(LeafRule::OfPlain).of_derived(),
        method("capitalize", "()", capitalize).leaf(LeafRule::OfPlain).of_derived(),
        method("title", "()", title).leaf(LeafRule::OfPlain).of_derived(),
        method("isalpha", "()", isalpha).leaf(LeafRule::OfPlain).of_derived(),
        method("isdigit", "()", isdigit).leaf(LeafRule::OfPlain).of_derived(),
        method("isdecimal", "()", isdecimal).leaf(LeafRule::OfPlain).of_derived(),
        method("isnumeric", "()", isnumeric).leaf(LeafRule::OfPlain).of_derived(),
        method("isalnum", "()", isalnum).leaf(LeafRule::OfPlain).of_derived(),
        method("isspace", "()", isspace).leaf(LeafRule::OfPlain).of_derived(),
        method("isascii", "()", isascii).leaf(LeafRule::OfPlain).of_derived(),
        method("isprintable", "()", isprintable).leaf(LeafRule::OfPlain).of_derived(),
        method("isupper", "()", isupper).leaf(LeafRule::OfPlain).of_derived(),
        method("islower", "()", islower).leaf(LeafRule::OfPlain).of_derived(),
        method("istitle", "()", istitle).leaf(LeafRule::OfPlain).of_derived(),
        method("isidentifier", "()", isidentifier).leaf(LeafRule::OfPlain).of_derived(),
        method("ljust", "(width, fillchar=' ', /)", pieces::ljust).leaf(LeafRule::OfPlain).of_derived(),
        method("rjust", "(width, fillchar=' ', /)", pieces::rjust).leaf(LeafRule::OfPlain).of_derived(),
        method("center", "(width, fillchar=' ', /)", pieces::center).leaf(LeafRule::OfPlain).of_derived(),
        method("zfill", "(width, /)", pieces::zfill).leaf(LeafRule::OfPlain).of_derived(),
        method("expandtabs", "(tabsize=8)", pieces::expandtabs).leaf(LeafRule::OfPlain).of_derived(),
        method("removeprefix", "(prefix, /)", pieces::removeprefix).leaf(LeafRule::OfPlain).of_derived(),
        method("removesuffix", "(suffix, /)", pieces::removesuffix).leaf(LeafRule::OfPlain).of_derived(),
        method("translate", "(table, /)", pieces::translate),
        static_method("maketrans", "(x, y=<unrepresentable>, z=<unrepresentable>, /)", pieces::maketrans),
        method("encode", "(encoding='utf-8', errors='strict')", encode),
        FnSpec::raw_method("format", "(*args, **kwargs)", template::format),
        method("format_map", "(mapping, /)", template::format_map),
    ],
    doc: "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nCreate a new string object from the given object. If encoding or\nerrors is specified, then the object must expose a data buffer\nthat will be decoded using the given encoding and error handler.\nOtherwise, returns the result of object.__str__() (if defined)\nor repr(object).\nencoding defaults to sys.getdefaultencoding().\nerrors defaults to 'strict'.",
    ..TypeSpec::EMPTY
};
