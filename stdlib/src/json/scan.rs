//! The scanner: JSON text to Python objects.

use super::strings::{decode_error, scan as scan_string};
use crate::receiver::{class_arg, this};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, method, readonly};
use runtime::object::array::Array;
use runtime::object::dict::Dict;
use runtime::object::string::Str;
use runtime::text::Chars;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// The decoder's settings.
struct Scanner {
    strict: bool,
    object_hook: Field<Value>,
    object_pairs_hook: Field<Value>,
    parse_float: Field<Value>,
    parse_int: Field<Value>,
    parse_constant: Field<Value>,
    /// Keys that were read, of this and other texts, each where its characters lead to: they are found without making or
    /// hashing a string.
    recent: Field<Gc<Array>>,
}
runtime::native_data!(Scanner, [object_hook, object_pairs_hook, parse_float, parse_int, parse_constant, recent]);

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let context = args[1];
    let strict = vm.get_attr_text(context, "strict")?;
    let strict = vm.is_true(strict)?;
    let recent = Array::filled(vm, Value::NONE, RECENT)?;
    let mut attribute = |name: &str| vm.get_attr_text(context, name);
    let data = Scanner {
        strict,
        object_hook: Field::new(attribute("object_hook")?),
        object_pairs_hook: Field::new(attribute("object_pairs_hook")?),
        parse_float: Field::new(attribute("parse_float")?),
        parse_int: Field::new(attribute("parse_int")?),
        parse_constant: Field::new(attribute("parse_constant")?),
        recent: Field::new(recent),
    };
    Ok(vm.native(class_arg(args), data)?.value())
}

/// One text that is being scanned. Lives on the stack, and what it refers to with it.
#[derive(Clone, Copy)]
struct Scan<'a> {
    scanner: Gc<Native<Scanner>>,
    text: Gc<Str>,
    /// Its characters, if they are stored in one byte each.
    latin1: Option<&'a [u8]>,
    /// Keys that have been read, so that equal ones are one object.
    memo: Gc<Dict>,
}

/// Keys that are found by their characters, and how many of those they may have.
const RECENT: usize = 256;
const RECENT_LEN: usize = 48;

fn call(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(text) = args[1].cast::<Str>() else {
        let message = format!("first argument must be a string, not {}", vm.type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    let index = vm.index_i64(args[2], Exc::OverflowError)?;
    let Ok(start) = usize::try_from(index) else { return Err(vm.value_error("idx cannot be negative")) };
    let memo = vm.dict()?;
    let latin1 = match text.chars() {
        Chars::One(units) => Some(units),
        Chars::Two(_) | Chars::Four(_) => None,
    };
    let scan = Scan { scanner: this(args[0]), text, latin1, memo };
    let (value, end) = scan.value(vm, start)?;
    Ok(vm.tuple(&[value, Value::len(end)])?.value())
}

/// Where a key is among the recent ones.
fn place(key: &[u8]) -> usize {
    let mix = |mixed: u64, word: u64| (mixed ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let (words, rest) = key.as_chunks::<8>();
    let mixed = words.iter().fold(key.len() as u64, |mixed, &word| mix(mixed, u64::from_le_bytes(word)));
    let rest = rest.iter().fold(0, |word, &c| word << 8 | u64::from(c));
    (mix(mixed, rest) >> 32) as usize % RECENT
}

/// "Nothing can be read here": what `json` words as "Expecting value".
#[cold]
fn nothing_at(vm: &mut Vm, index: usize) -> Raised {
    vm.stop_iteration(Value::len(index))
}

impl<'a> Scan<'a> {
    /// The character at `at`, 0 after the end.
    #[inline(always)]
    fn at(self, at: usize) -> u32 {
        match self.latin1 {
            Some(units) => units.get(at).map_or(0, |&unit| u32::from(unit)),
            None if at < self.text.len() => self.text.char_at(at),
            None => 0,
        }
    }

    #[inline(always)]
    fn is(self, at: usize, c: u8) -> bool {
        self.at(at) == u32::from(c)
    }

    /// The first position from `at` on that is not white space.
    #[inline(always)]
    fn skip(self, mut at: usize) -> usize {
        while matches!(self.at(at), 0x20 | 0x09 | 0x0a | 0x0d) {
            at += 1;
        }
        at
    }

    fn matches(self, at: usize, word: &str) -> bool {
        at + word.len() <= self.text.len() && word.bytes().enumerate().all(|(index, c)| self.is(at + index, c))
    }

    /// Reads a value: it, and the position after it.
    fn value(self, vm: &mut Vm, at: usize) -> PyResult<(Value, usize)> {
        if at >= self.text.len() {
            return Err(nothing_at(vm, at));
        }
        let constant = |vm: &mut Vm, name: &str| {
            let name_value = vm.str(name)?.value();
            let made = vm.call(self.scanner.data.parse_constant.get(), &[name_value])?;
            Ok((made, at + name.len()))
        };
        match u8::try_from(self.at(at)).unwrap_or(0) {
            b'"' => {
                let (string, end) = scan_string(vm, self.text, at + 1, self.scanner.data.strict)?;
                Ok((string.value(), end))
            }
            b'{' => vm.recurse(" while decoding a JSON object from a unicode string", |vm| self.object(vm, at + 1)),
            b'[' => vm.recurse(" while decoding a JSON array from a unicode string", |vm| self.array(vm, at + 1)),
            b'n' if self.matches(at, "null") => Ok((Value::NONE, at + 4)),
            b't' if self.matches(at, "true") => Ok((Value::TRUE, at + 4)),
            b'f' if self.matches(at, "false") => Ok((Value::FALSE, at + 5)),
            b'N' if self.matches(at, "NaN") => constant(vm, "NaN"),
            b'I' if self.matches(at, "Infinity") => constant(vm, "Infinity"),
            b'-' if self.matches(at, "-Infinity") => constant(vm, "-Infinity"),
            _ => self.number(vm, at),
        }
    }

    fn array(self, vm: &mut Vm, at: usize) -> PyResult<(Value, usize)> {
        let list = vm.list(&[])?;
        let mut at = self.skip(at);
        if self.is(at, b']') {
            return Ok((list.value(), at + 1));
        }
        loop {
            let (value, end) = self.value(vm, at)?;
            list.push(vm, value)?;
            at = self.skip(end);
            if self.is(at, b']') {
                return Ok((list.value(), at + 1));
            }
            if !self.is(at, b',') {
                return Err(decode_error(vm, "Expecting ',' delimiter", self.text, at));
            }
            at = self.skip(at + 1);
        }
    }

    fn object(self, vm: &mut Vm, at: usize) -> PyResult<(Value, usize)> {
        let pairs_hook = self.scanner.data.object_pairs_hook.get();
        let pairs = if pairs_hook.is_none() { None } else { Some(vm.list(&[])?) };
        let dict = vm.dict()?;
        let mut at = self.skip(at);
        if !self.is(at, b'}') {
            loop {
                let (key, end) = self.key(vm, at)?;
                let (value, end) = self.value(vm, end)?;
                match pairs {
                    Some(pairs) => {
                        let pair = vm.tuple(&[key.value(), value])?.value();
                        pairs.push(vm, pair)?;
                    }
                    None => dict.set_str(vm, key, value)?,
                }
                at = self.skip(end);
                if self.is(at, b'}') {
                    break;
                }
                if !self.is(at, b',') {
                    return Err(decode_error(vm, "Expecting ',' delimiter", self.text, at));
                }
                at = self.skip(at + 1);
            }
        }
        if let Some(pairs) = pairs {
            return Ok((vm.call(pairs_hook, &[pairs.value()])?, at + 1));
        }
        let hook = self.scanner.data.object_hook.get();
        let made = if hook.is_none() { dict.value() } else { vm.call(hook, &[dict.value()])? };
        Ok((made, at + 1))
    }

    /// Reads a key and the colon after it: the key, and where the value starts.
    fn key(self, vm: &mut Vm, at: usize) -> PyResult<(Gc<Str>, usize)> {
        if !self.is(at, b'"') {
            return Err(decode_error(vm, "Expecting property name enclosed in double quotes", self.text, at));
        }
        let plain = self.plain_key(at + 1);
        let (key, end) = match plain.and_then(|plain| Some((self.recent_key(plain)?, at + plain.len() + 2))) {
            Some(known) => known,
            None => {
                let (key, end) = scan_string(vm, self.text, at + 1, self.scanner.data.strict)?;
                let key = self.memorized(vm, key)?;
                if let Some(plain) = plain {
                    self.scanner.data.recent.get().set(vm, place(plain), key.value());
                }
                (key, end)
            }
        };
        let colon = self.skip(end);
        if !self.is(colon, b':') {
            return Err(decode_error(vm, "Expecting ':' delimiter", self.text, colon));
        }
        Ok((key, self.skip(colon + 1)))
    }

    /// The characters of a short key without escapes that starts here.
    #[inline]
    fn plain_key(self, start: usize) -> Option<&'a [u8]> {
        let rest = self.latin1?.get(start..)?;
        let len = rest.iter().take(RECENT_LEN + 1).position(|&c| c == b'"' || c == b'\\' || c < 0x20)?;
        (rest[len] == b'"' && len > 0).then(|| &rest[..len])
    }

    #[inline]
    fn recent_key(self, plain: &[u8]) -> Option<Gc<Str>> {
        let known = self.scanner.data.recent.get().get(place(plain)).cast::<Str>()?;
        matches!(known.chars(), Chars::One(units) if units == plain).then_some(known)
    }

    /// The key that was read first of those that are equal.
    fn memorized(self, vm: &mut Vm, key: Gc<Str>) -> PyResult<Gc<Str>> {
        if let Some(known) = self.memo.get_str(vm, key).and_then(|known| known.cast()) {
            return Ok(known);
        }
        self.memo.set_str(vm, key, key.value())?;
        Ok(key)
    }

    fn number(self, vm: &mut Vm, start: usize) -> PyResult<(Value, usize)> {
        let digit = |at: usize| matches!(self.at(at), 0x30..=0x39);
        let digits = |mut at: usize| {
            while digit(at) {
                at += 1;
            }
            at
        };
        let first = if self.is(start, b'-') { start + 1 } else { start };
        let mut at = match self.at(first) {
            0x31..=0x39 => digits(first + 1),
            0x30 => first + 1,
            _ => return Err(nothing_at(vm, start)),
        };
        let mut is_float = false;
        if self.is(at, b'.') && digit(at + 1) {
            is_float = true;
            at = digits(at + 2);
        }
        if self.is(at, b'e') || self.is(at, b'E') {
            let sign = usize::from(self.is(at + 1, b'-') || self.is(at + 1, b'+'));
            let end = digits(at + 1 + sign);
            if end > at + 1 + sign {
                is_float = true;
                at = end;
            }
        }
        Ok((self.number_value(vm, start, at, is_float)?, at))
    }

    fn number_value(self, vm: &mut Vm, start: usize, end: usize, is_float: bool) -> PyResult<Value> {
        let data = &self.scanner.data;
        let (parse, plain) = if is_float {
            (data.parse_float.get(), vm.types.float.value())
        } else {
            (data.parse_int.get(), vm.types.int.value())
        };
        if parse == plain
            && let Some(bytes) = self.latin1
            && let Ok(text) = std::str::from_utf8(&bytes[start..end])
        {
            if is_float {
                if let Ok(x) = text.parse::<f64>() {
                    return Ok(Value::float(x));
                }
            } else if let Ok(n) = text.parse::<i64>() {
                return vm.int(n);
            }
        }
        let text = vm.substring(self.text, start, end)?.value();
        vm.call(parse, &[text])
    }
}

macro_rules! attributes {
    ($($name:ident)*) => {
        $(fn $name(_: &mut Vm, value: Value) -> PyResult<Value> {
            Ok(this::<Scanner>(value).data.$name.get())
        })*
    };
}
attributes! { object_hook object_pairs_hook parse_float parse_int parse_constant }

fn strict(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(this::<Scanner>(value).data.strict))
}

/// `_json.make_scanner`
pub(super) static SCANNER: TypeSpec = TypeSpec {
    name: "make_scanner",
    module: "_json",
    flags: runtime::object::type_object::type_flag::BASE_TYPE,
    methods: &[method("__new__", "(context)", new), method("__call__", "(string, idx)", call)],
    getset: &[
        readonly("strict", strict),
        readonly("object_hook", object_hook),
        readonly("object_pairs_hook", object_pairs_hook),
        readonly("parse_float", parse_float),
        readonly("parse_int", parse_int),
        readonly("parse_constant", parse_constant),
    ],
    doc: "JSON scanner object",
    ..TypeSpec::EMPTY
};
