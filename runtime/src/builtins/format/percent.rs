//! The operator `%` of str, bytes and bytearray.

use super::decimal::{Form, Style, magnitude_text};
use crate::builtins::bytes::construct::{data, known};
use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::object::Special;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::text::{Chars, TextBuf};
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

/// What the template is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flavor {
    Str,
    /// bytes and bytearray: text is Latin-1.
    Bytes,
}

/// The arguments as they are used up.
struct Arguments {
    flavor: Flavor,
    all: Value,
    tuple: Option<Gc<Tuple>>,
    used: usize,
    /// The value that a `(key)` of a mapping named, to be used next.
    named: Option<Value>,
    /// Whether a key was used at all.
    keyed: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Conversion {
    left: bool,
    plus: bool,
    blank: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
    kind: u32,
    /// Where the type stands in the template.
    at: usize,
}

impl Arguments {
    fn next(&mut self, vm: &mut Vm) -> PyResult<Value> {
        if let Some(value) = self.named.take() {
            return Ok(value);
        }
        let value = match self.tuple {
            Some(tuple) if self.used < tuple.len() => Some(tuple.get(self.used)),
            None if self.used == 0 && !self.keyed => Some(self.all),
            Some(_) | None => None,
        };
        self.used += 1;
        value.ok_or_else(|| vm.type_error("not enough arguments for format string"))
    }

    /// The next value, if a conversion without flags shows it as `str` does.
    #[inline]
    fn plain(&self, kind: u32) -> Option<Value> {
        if self.named.is_some() {
            return None;
        }
        let value = match self.tuple {
            Some(tuple) => *tuple.items().get(self.used)?,
            None if self.used == 0 && !self.keyed => self.all,
            None => return None,
        };
        let shown = match self.flavor {
            Flavor::Str => kind == u32::from('s') || (is_any(kind, b"dxXo") && value.is_small_int()),
            Flavor::Bytes => kind == u32::from('d') && value.is_small_int(),
        };
        shown.then_some(value)
    }

    /// Whether the argument may be looked into by keys.
    fn is_mapping(&self, vm: &mut Vm) -> bool {
        let text = self.all.is::<Str>() || (self.flavor == Flavor::Bytes && known(self.all).is_some());
        self.tuple.is_none() && !text && vm.special_of(self.all, Special::GetItem).is_some()
    }

    fn finish(&self, vm: &mut Vm) -> PyResult<()> {
        let left = match self.tuple {
            Some(tuple) => self.used < tuple.len(),
            None => self.used == 0 && !self.is_mapping(vm),
        };
        if left {
            let what = if self.flavor == Flavor::Str { "string" } else { "bytes" };
            return Err(vm.type_error(&format!("not all arguments converted during {what} formatting")));
        }
        Ok(())
    }
}

/// `template % values`; the template's characters must not change meanwhile.
pub(crate) fn percent(vm: &mut Vm, template: Chars<'_>, values: Value, flavor: Flavor) -> PyResult<TextBuf> {
    let mut args = Arguments { flavor, all: values, tuple: values.cast(), used: 0, named: None, keyed: false };
    let mut out = TextBuf::with_capacity(template.len() + 100);
    let mut at = 0;
    while at < template.len() {
        let rest = template.slice(at..template.len());
        let literal = crate::text::search::find_char(rest, u32::from('%')).unwrap_or(rest.len());
        out.push_chars(rest.slice(0..literal));
        at += literal + 1;
        if template.get(at) == Some(u32::from('%')) {
            out.push(u32::from('%'));
            at += 1;
        } else if let Some(kind) = template.get(at)
            && let Some(value) = args.plain(kind)
            && (push_radix(value, kind, &mut out) || super::push_plain(vm, value, &mut out))
        {
            args.used += 1;
            at += 1;
        } else if at <= template.len() {
            at = directive(vm, template, at, &mut args, &mut out)?;
        }
    }
    args.finish(vm)?;
    Ok(out)
}

fn is_any(code: u32, kinds: &[u8]) -> bool {
    kinds.iter().any(|&kind| code == u32::from(kind))
}

/// Appends a small int as `%x`, `%X` or `%o` show it; false for other conversions.
fn push_radix(value: Value, kind: u32, out: &mut TextBuf) -> bool {
    let Some(n) = value.as_small_int().filter(|_| is_any(kind, b"xXo")) else { return false };
    let shift = if kind == u32::from('o') { 3 } else { 4 };
    let letters = if kind == u32::from('X') { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
    let (mut rest, mut digits, mut at) = (n.unsigned_abs(), [0; 24], 24);
    loop {
        at -= 1;
        digits[at] = letters[(rest & ((1 << shift) - 1)) as usize];
        rest >>= shift;
        if rest == 0 {
            break;
        }
    }
    if n < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    out.push_chars(Chars::One(&digits[at..]));
    true
}

/// Handles what follows a `%`; where the template goes on.
fn directive(
    vm: &mut Vm,
    template: Chars<'_>,
    mut at: usize,
    args: &mut Arguments,
    out: &mut TextBuf,
) -> PyResult<usize> {
    if template.get(at) == Some(u32::from('(')) {
        at = read_key(vm, template, at, args)?;
    }
    let mut conversion = Conversion::default();
    let byte = |at: usize| template.get(at).and_then(|code| u8::try_from(code).ok());
    while let Some(flag) = byte(at) {
        match flag {
            b'-' => conversion.left = true,
            b'+' => conversion.plus = true,
            b' ' => conversion.blank = true,
            b'#' => conversion.alternate = true,
            b'0' => conversion.zero = true,
            _ => break,
        }
        at += 1;
    }
    if byte(at) == Some(b'*') {
        let width = star(vm, args)?;
        let Some(width) = width.as_i64() else {
            return Err(vm.overflow_error("Python int too large to convert to C ssize_t"));
        };
        conversion.left |= width < 0;
        conversion.width = width.unsigned_abs() as usize;
        at += 1;
    } else {
        (conversion.width, at) = number(vm, template, at, isize::MAX as usize, "width too big")?;
    }
    vm.check_memory(conversion.width)?;
    if byte(at) == Some(b'.') {
        at += 1;
        if byte(at) == Some(b'*') {
            let precision = star(vm, args)?;
            let Some(precision) = precision.as_i64().filter(|&n| i32::try_from(n).is_ok()) else {
                return Err(vm.overflow_error("Python int too large to convert to C int"));
            };
            conversion.precision = Some(precision.max(0) as usize);
            at += 1;
        } else {
            let message = if args.flavor == Flavor::Str { "precision too big" } else { "prec too big" };
            let (precision, next) = number(vm, template, at, i32::MAX as usize, message)?;
            (conversion.precision, at) = (Some(precision), next);
        }
    }
    if matches!(byte(at), Some(b'h' | b'l' | b'L')) {
        at += 1;
    }
    let Some(kind) = template.get(at) else { return Err(vm.value_error("incomplete format")) };
    (conversion.kind, conversion.at) = (kind, at);
    let value = args.next(vm)?;
    convert(vm, value, conversion, args.flavor, out)?;
    Ok(at + 1)
}

fn read_key(vm: &mut Vm, template: Chars<'_>, at: usize, args: &mut Arguments) -> PyResult<usize> {
    if !args.is_mapping(vm) {
        return Err(vm.type_error("format requires a mapping"));
    }
    let (mut depth, mut end) = (1, at + 1);
    while depth > 0 {
        match template.get(end) {
            None => return Err(vm.value_error("incomplete format key")),
            Some(code) if code == u32::from('(') => depth += 1,
            Some(code) if code == u32::from(')') => depth -= 1,
            Some(_) => {}
        }
        end += 1;
    }
    let key = template.slice(at + 1..end - 1);
    let key = match (args.flavor, key) {
        (Flavor::Bytes, Chars::One(bytes)) => vm.bytes(bytes)?.value(),
        (Flavor::Str | Flavor::Bytes, key) => vm.str_from_chars(key)?.value(),
    };
    args.named = Some(vm.get_item(args.all, key)?);
    args.keyed = true;
    Ok(end)
}

fn star(vm: &mut Vm, args: &mut Arguments) -> PyResult<Value> {
    let value = args.next(vm)?;
    if value.as_int().is_none() {
        return Err(vm.type_error("* wants int"));
    }
    Ok(value)
}

fn number(vm: &mut Vm, template: Chars<'_>, mut at: usize, most: usize, message: &str) -> PyResult<(usize, usize)> {
    let mut number = 0usize;
    while let Some(digit) = template.get(at).and_then(char::from_u32).and_then(|c| c.to_digit(10)) {
        number = match number.checked_mul(10).and_then(|n| n.checked_add(digit as usize)).filter(|&n| n <= most) {
            Some(number) => number,
            None => return Err(vm.value_error(message)),
        };
        at += 1;
    }
    Ok((number, at))
}

fn convert(vm: &mut Vm, value: Value, c: Conversion, flavor: Flavor, out: &mut TextBuf) -> PyResult<()> {
    match (u8::try_from(c.kind).unwrap_or(0), flavor) {
        (b's', Flavor::Str) => {
            let text = vm.to_str(value)?;
            pad_text(text.chars(), c, out);
        }
        (b'r', Flavor::Str) => {
            let text = vm.repr(value)?;
            pad_text(text.chars(), c, out);
        }
        (b'a', _) | (b'r', Flavor::Bytes) => {
            let text = crate::builtins::functions::ascii_of(vm, value)?;
            pad_text(text.chars(), c, out);
        }
        (b's' | b'b', Flavor::Bytes) => push_bytes(vm, value, c, out)?,
        (b'c', Flavor::Str) => {
            let code = character(vm, value)?;
            pad_text(Chars::Four(&[code]), Conversion { precision: None, ..c }, out);
        }
        (b'c', Flavor::Bytes) => {
            let byte = single_byte(vm, value)?;
            pad_text(Chars::One(&[byte]), Conversion { precision: None, ..c }, out);
        }
        (kind @ (b'd' | b'i' | b'u' | b'o' | b'x' | b'X'), _) => integer(vm, value, kind, c, flavor, out)?,
        (kind @ (b'e' | b'E' | b'f' | b'F' | b'g' | b'G'), _) => float(vm, value, kind, c, flavor, out)?,
        _ => return Err(unsupported(vm, c)),
    }
    Ok(())
}

fn unsupported(vm: &mut Vm, c: Conversion) -> Raised {
    let shown = char::from_u32(c.kind).filter(|_| (31..=126).contains(&c.kind)).unwrap_or('?');
    let message = format!("unsupported format character '{shown}' ({:#x}) at index {}", c.kind, c.at);
    vm.value_error(&message)
}

fn pad_text(text: Chars<'_>, c: Conversion, out: &mut TextBuf) {
    let text = text.slice(0..c.precision.map_or(text.len(), |precision| precision.min(text.len())));
    let lacking = c.width.saturating_sub(text.len());
    out.push_repeated(u32::from(' '), if c.left { 0 } else { lacking });
    out.push_chars(text);
    out.push_repeated(u32::from(' '), if c.left { lacking } else { 0 });
}

fn push_bytes(vm: &mut Vm, value: Value, c: Conversion, out: &mut TextBuf) -> PyResult<()> {
    if let Some(bytes) = known(value) {
        pad_text(Chars::One(bytes), c, out);
        return Ok(());
    }
    if let Some(made) = vm.call_special(value, Special::Bytes, &[])? {
        let Some(bytes) = made.cast::<crate::object::string::Bytes>() else {
            let message = format!("__bytes__ returned non-bytes (type {})", vm.type_name(made));
            return Err(vm.type_error(&message));
        };
        pad_text(Chars::One(bytes.bytes()), c, out);
        return Ok(());
    }
    match vm.bytes_like(value)? {
        Some(bytes) => {
            pad_text(Chars::One(&bytes), c, out);
            Ok(())
        }
        None => {
            let message = format!(
                "%b requires a bytes-like object, or an object that implements __bytes__, not '{}'",
                vm.type_name(value)
            );
            Err(vm.type_error(&message))
        }
    }
}

fn character(vm: &mut Vm, value: Value) -> PyResult<u32> {
    const WRONG: &str = "%c requires int or char";
    if let Some(s) = value.cast::<Str>() {
        return if s.len() == 1 { Ok(s.char_at(0)) } else { Err(vm.type_error(WRONG)) };
    }
    match vm.index_clipped(value) {
        Ok(n) => u32::try_from(n)
            .ok()
            .filter(|&code| code <= 0x10_ffff)
            .ok_or_else(|| vm.overflow_error("%c arg not in range(0x110000)")),
        Err(raised) => {
            vm.catch(raised, Exc::TypeError)?;
            Err(vm.type_error(WRONG))
        }
    }
}

fn single_byte(vm: &mut Vm, value: Value) -> PyResult<u8> {
    const WRONG: &str = "%c requires an integer in range(256) or a single byte";
    if known(value).is_some() {
        return match data(value) {
            &[byte] => Ok(byte),
            _ => Err(vm.type_error(WRONG)),
        };
    }
    match vm.index_clipped(value) {
        Ok(n) => u8::try_from(n).map_err(|_| vm.overflow_error("%c arg not in range(256)")),
        Err(raised) => {
            vm.catch(raised, Exc::TypeError)?;
            Err(vm.type_error(WRONG))
        }
    }
}

/// The int that a conversion shows: by `__index__`, or for decimal ones as `int(value)` makes it of a number.
fn to_int(vm: &mut Vm, value: Value, kind: u8, flavor: Flavor) -> PyResult<Value> {
    if value.as_int().is_some() {
        return Ok(value);
    }
    let decimal = matches!(kind, b'd' | b'i' | b'u');
    let specials = [Special::Index, Special::Int, Special::Float];
    let is_number = value.is_float() || specials.iter().any(|&special| vm.special_of(value, special).is_some());
    let made = match is_number {
        false => None,
        true => {
            let made = if decimal { crate::builtins::int::construct(vm, value, Value::EMPTY) } else { vm.index(value) };
            match made {
                Ok(made) => Some(made),
                Err(raised) => vm.catch(raised, Exc::TypeError).map(|_| None)?,
            }
        }
    };
    match made {
        Some(made) => Ok(made),
        None => {
            let what = if decimal { "a real number" } else { "an integer" };
            let kind = if kind == b'i' && flavor == Flavor::Bytes { 'd' } else { char::from(kind) };
            let message = format!("%{kind} format: {what} is required, not {}", vm.type_name(value));
            Err(vm.type_error(&message))
        }
    }
}

fn integer(vm: &mut Vm, value: Value, kind: u8, c: Conversion, flavor: Flavor, out: &mut TextBuf) -> PyResult<()> {
    let value = to_int(vm, value, kind, flavor)?;
    let (radix, prefix) = match kind {
        b'o' => (8, "0o"),
        b'x' => (16, "0x"),
        b'X' => (16, "0X"),
        _ => (10, ""),
    };
    let mut text = super::integer::digits(vm, value, radix)?;
    if kind == b'X' {
        text.make_ascii_uppercase();
    }
    let negative = text.starts_with('-');
    let digits = &text[usize::from(negative)..];
    let lacking = c.precision.unwrap_or(0).saturating_sub(digits.len());
    vm.check_memory(lacking)?;
    let padded = if lacking > 0 { "0".repeat(lacking) + digits } else { digits.to_owned() };
    number_field(negative, if c.alternate { prefix } else { "" }, &padded, c, out);
    Ok(())
}

fn float(vm: &mut Vm, value: Value, kind: u8, c: Conversion, flavor: Flavor, out: &mut TextBuf) -> PyResult<()> {
    let f = match crate::builtins::float::as_double(vm, value, false) {
        Ok(f) => f,
        Err(raised) if flavor == Flavor::Bytes => {
            vm.take_exception(raised);
            let message = format!("float argument required, not {}", vm.type_name(value));
            return Err(vm.type_error(&message));
        }
        Err(raised) => return Err(raised),
    };
    let form = match kind {
        b'e' | b'E' => Form::Exponent,
        b'f' | b'F' => Form::Fixed,
        _ => Form::General,
    };
    let upper = kind.is_ascii_uppercase();
    let precision = c.precision.unwrap_or(6);
    let style = Style { form, precision, alternate: c.alternate, dot_zero: false, upper };
    let (text, _) = magnitude_text(f, style);
    number_field(f.is_sign_negative() && !f.is_nan(), "", &text, c, out);
    Ok(())
}

/// Sign, prefix and digits in their field.
fn number_field(negative: bool, prefix: &str, digits: &str, c: Conversion, out: &mut TextBuf) {
    let sign = if negative {
        "-"
    } else if c.plus {
        "+"
    } else if c.blank {
        " "
    } else {
        ""
    };
    let lacking = c.width.saturating_sub(sign.len() + prefix.len() + digits.len());
    let (before, zeros, after) = match (c.left, c.zero) {
        (true, _) => (0, 0, lacking),
        (false, true) => (0, lacking, 0),
        (false, false) => (lacking, 0, 0),
    };
    out.push_repeated(u32::from(' '), before);
    out.push_str(sign);
    out.push_str(prefix);
    out.push_repeated(u32::from('0'), zeros);
    out.push_str(digits);
    out.push_repeated(u32::from(' '), after);
}
