//! JSON strings: reading and writing.

use runtime::heap::Gc;
use runtime::native::Args;
use runtime::object::string::{Str, push_wtf8};
use runtime::text::Chars;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// `json.decoder.JSONDecodeError(message, text, position)`
#[cold]
pub(super) fn decode_error(vm: &mut Vm, message: &str, text: Gc<Str>, position: usize) -> Raised {
    let made = vm.import("json.decoder").and_then(|module| {
        let class = vm.get_attr_text(module, "JSONDecodeError")?;
        let message = vm.str(message)?.value();
        vm.call(class, &[message, text.value(), Value::len(position)])
    });
    match made {
        Ok(exception) => vm.raise(exception),
        Err(raised) => raised,
    }
}

/// The first position from `from` on that ends a run of plain characters: a quote, a backslash, or with `strict` a control
/// character.
fn plain_end(chars: Chars<'_>, from: usize, strict: bool) -> usize {
    let ends = |c: u32| c == u32::from(b'"') || c == u32::from(b'\\') || (strict && c < 0x20);
    let found = match chars {
        Chars::One(c) => c[from..].iter().position(|&c| ends(u32::from(c))),
        Chars::Two(c) => c[from..].iter().position(|&c| ends(u32::from(c))),
        Chars::Four(c) => c[from..].iter().position(|&c| ends(c)),
    };
    found.map_or(chars.len(), |at| from + at)
}

/// Reads the string whose first character is at `start`: it, and the position after its closing quote.
pub(super) fn scan(vm: &mut Vm, text: Gc<Str>, start: usize, strict: bool) -> PyResult<(Gc<Str>, usize)> {
    let begin = start.saturating_sub(1);
    let (mut out, mut at) = (Vec::new(), start);
    loop {
        let end = plain_end(text.chars(), at, strict);
        if end >= text.len() {
            return Err(decode_error(vm, "Unterminated string starting at", text, begin));
        }
        let c = text.char_at(end);
        if c == u32::from(b'"') {
            if out.is_empty() {
                return Ok((vm.substring(text, at, end)?, end + 1));
            }
            out.extend((at..end).map(|index| text.char_at(index)));
            return Ok((vm.str_from_u32(&out)?, end + 1));
        }
        if c != u32::from(b'\\') {
            return Err(decode_error(vm, "Invalid control character at", text, end));
        }
        out.extend((at..end).map(|index| text.char_at(index)));
        if end + 1 == text.len() {
            return Err(decode_error(vm, "Unterminated string starting at", text, begin));
        }
        let (c, next) = escape(vm, text, end + 1)?;
        out.push(c);
        at = next;
    }
}

/// Reads an escape from the character after its backslash on: what it stands for, and the position after it.
fn escape(vm: &mut Vm, text: Gc<Str>, at: usize) -> PyResult<(u32, usize)> {
    let plain = match u8::try_from(text.char_at(at)) {
        Ok(c @ (b'"' | b'\\' | b'/')) => c,
        Ok(b'b') => 8,
        Ok(b'f') => 12,
        Ok(b'n') => b'\n',
        Ok(b'r') => b'\r',
        Ok(b't') => b'\t',
        Ok(b'u') => return unicode_escape(vm, text, at + 1),
        _ => return Err(decode_error(vm, "Invalid \\escape", text, at - 1)),
    };
    Ok((u32::from(plain), at + 1))
}

fn unicode_escape(vm: &mut Vm, text: Gc<Str>, at: usize) -> PyResult<(u32, usize)> {
    const INVALID: &str = "Invalid \\uXXXX escape";
    let end = at + 4;
    if end >= text.len() {
        return Err(decode_error(vm, INVALID, text, at - 1));
    }
    let Some(c) = hex4(text, at) else { return Err(decode_error(vm, INVALID, text, end - 5)) };
    let is = |index: usize, c: u8| text.char_at(index) == u32::from(c);
    if (0xd800..0xdc00).contains(&c) && end + 6 < text.len() && is(end, b'\\') && is(end + 1, b'u') {
        let Some(low) = hex4(text, end + 2) else { return Err(decode_error(vm, INVALID, text, end + 1)) };
        if (0xdc00..0xe000).contains(&low) {
            return Ok((0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00), end + 6));
        }
    }
    Ok((c, end))
}

fn hex4(text: Gc<Str>, at: usize) -> Option<u32> {
    (at..at + 4).try_fold(0, |n, index| Some(n << 4 | char::from_u32(text.char_at(index))?.to_digit(16)?))
}

pub(super) fn scan_function(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let end = vm.index_i64(args[1], runtime::exceptions::hierarchy::Exc::OverflowError)?;
    let Some(text) = args[0].cast::<Str>() else {
        let message = format!("first argument must be a string, not {}", vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    };
    let strict = args.opt(2).map_or(Ok(true), |strict| vm.is_true(strict))?;
    let Some(start) = usize::try_from(end).ok().filter(|&start| start <= text.len()) else {
        return Err(vm.value_error("end is out of bounds"));
    };
    let (string, end) = scan(vm, text, start, strict)?;
    Ok(vm.tuple(&[string.value(), Value::len(end)])?.value())
}

/// Appends a string in quotes to WTF-8 text.
pub(super) fn write(out: &mut Vec<u8>, text: Gc<Str>, ascii: bool) {
    out.push(b'"');
    let plain = |c: u8| (0x20..0x7f).contains(&c) && c != b'"' && c != b'\\';
    if let Chars::One(bytes) = text.chars()
        && bytes.iter().all(|&c| plain(c))
    {
        out.extend_from_slice(bytes);
        out.push(b'"');
        return;
    }
    match text.chars() {
        Chars::One(units) => write_units(out, units, ascii),
        Chars::Two(units) => write_units(out, units, ascii),
        Chars::Four(units) => write_units(out, units, ascii),
    }
    out.push(b'"');
}

fn write_units<U: Copy + Into<u32>>(out: &mut Vec<u8>, units: &[U], ascii: bool) {
    for &unit in units {
        let c: u32 = unit.into();
        if (0x20..0x7f).contains(&c) && c != 0x22 && c != 0x5c {
            out.push(c as u8);
            continue;
        }
        match c {
            0x22 => out.extend(b"\\\""),
            0x5c => out.extend(b"\\\\"),
            0x0a => out.extend(b"\\n"),
            0x0d => out.extend(b"\\r"),
            0x09 => out.extend(b"\\t"),
            0x0c => out.extend(b"\\f"),
            0x08 => out.extend(b"\\b"),
            c if c < 0x20 => write_escape(out, c),
            c if !ascii || c < 0x7f => push_wtf8(out, c),
            c if c < 0x1_0000 => write_escape(out, c),
            c => {
                let v = c - 0x1_0000;
                write_escape(out, 0xd800 | (v >> 10 & 0x3ff));
                write_escape(out, 0xdc00 | (v & 0x3ff));
            }
        }
    }
}

fn write_escape(out: &mut Vec<u8>, c: u32) {
    let digit = |shift: u32| b"0123456789abcdef"[(c >> shift & 15) as usize];
    out.extend([b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]);
}

fn encoded(vm: &mut Vm, args: Args<'_>, ascii: bool) -> PyResult<Value> {
    let Some(text) = args[0].cast::<Str>() else {
        let message = format!("first argument must be a string, not {}", vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    };
    let mut out = Vec::with_capacity(text.len() + 2);
    write(&mut out, text, ascii);
    Ok(vm.str_from_wtf8(&out)?.value())
}

pub(super) fn encode_ascii(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    encoded(vm, args, true)
}

pub(super) fn encode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    encoded(vm, args, false)
}
