//! JSON strings: reading and writing.

use runtime::heap::Gc;
use runtime::native::Args;
use runtime::object::string::Str;
use runtime::text::{Chars, TextBuf};
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
    if let Chars::One(units) = text.chars()
        && let Some(len) =
            units.get(start..).and_then(|rest| rest.iter().position(|&c| c == b'"' || c == b'\\' || c < 0x20))
        && units[start + len] == b'"'
    {
        return Ok((vm.substring(text, start, start + len)?, start + len + 1));
    }
    if let Chars::One(units) = text.chars()
        && let Some((out, end)) = scan_units(units, start)
    {
        return Ok((vm.str_from_buf(&out)?, end));
    }
    let (mut out, mut at) = (TextBuf::new(), start);
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
            out.push_chars(text.chars().slice(at..end));
            return Ok((vm.str_from_buf(&out)?, end + 1));
        }
        if c != u32::from(b'\\') {
            return Err(decode_error(vm, "Invalid control character at", text, end));
        }
        out.push_chars(text.chars().slice(at..end));
        if end + 1 == text.len() {
            return Err(decode_error(vm, "Unterminated string starting at", text, begin));
        }
        let (c, next) = escape(vm, text, end + 1)?;
        out.push(c);
        at = next;
    }
}

/// Reads a string of characters of one byte with escapes, unless something is wrong with it, which is found out anew.
fn scan_units(units: &[u8], start: usize) -> Option<(TextBuf, usize)> {
    let (mut out, mut at) = (TextBuf::new(), start);
    loop {
        let len = units.get(at..)?.iter().position(|&c| c == b'"' || c == b'\\' || c < 0x20)?;
        if len > 0 {
            out.push_chars(Chars::One(&units[at..at + len]));
        }
        at += len + 1;
        match units[at - 1] {
            b'"' => return Some((out, at)),
            b'\\' => {}
            _ => return None,
        }
        let plain = match *units.get(at)? {
            c @ (b'"' | b'\\' | b'/') => c,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let mut c = hex4_units(units, at + 1)?;
                at += 5;
                if (0xd800..0xdc00).contains(&c) && units.get(at..at + 2) == Some(b"\\u") {
                    let low = hex4_units(units, at + 2)?;
                    if (0xdc00..0xe000).contains(&low) {
                        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
                        at += 6;
                    }
                }
                out.push(c);
                continue;
            }
            _ => return None,
        };
        out.push(plain.into());
        at += 1;
    }
}

/// What hexadecimal digits stand for; more than four bits for other bytes.
const HEX: [u8; 256] = {
    let mut table = [0xff; 256];
    let mut digit = 0;
    while digit < 16 {
        table[b"0123456789abcdef"[digit] as usize] = digit as u8;
        table[b"0123456789ABCDEF"[digit] as usize] = digit as u8;
        digit += 1;
    }
    table
};

fn hex4_units(units: &[u8], at: usize) -> Option<u32> {
    let digits: [u8; 4] = *units.get(at..)?.first_chunk()?;
    let digits = digits.map(|digit| u32::from(HEX[usize::from(digit)]));
    let all = digits[0] | digits[1] | digits[2] | digits[3];
    (all < 16).then(|| digits[0] << 12 | digits[1] << 8 | digits[2] << 4 | digits[3])
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

/// Appends a string in quotes.
pub(super) fn write(out: &mut TextBuf, text: Gc<Str>, ascii: bool) {
    out.push(u32::from('"'));
    let most = if ascii { 0x7e } else { u32::MAX };
    match text.chars() {
        Chars::One(units) => write_units(out, units, most, Chars::One),
        Chars::Two(units) => write_units(out, units, most, Chars::Two),
        Chars::Four(units) => write_units(out, units, most, Chars::Four),
    }
    out.push(u32::from('"'));
}

/// Whether something holds of all items. They are asked in blocks, which the processor does at once; that ends with the first block in
/// which it does not.
#[inline(always)]
fn all<U>(units: &[U], holds: impl Fn(&U) -> bool) -> bool {
    let (blocks, rest) = units.as_chunks::<32>();
    let fold = |units: &[U]| units.iter().fold(true, |all, unit| all & holds(unit));
    blocks.iter().all(|block| fold(block)) && fold(rest)
}

/// Appends characters, of which those up to `most` need no escape, but for the few that always do.
fn write_units<'a, U: Copy + Into<u32>>(out: &mut TextBuf, units: &'a [U], most: u32, chars: fn(&'a [U]) -> Chars<'a>) {
    let plain = |&unit: &U| {
        let c: u32 = unit.into();
        (0x20..=most).contains(&c) && c != 0x22 && c != 0x5c
    };
    if most < 0x80 && units.len() > 16 && !all(units, plain) {
        return write_ascii(out, units);
    }
    let mut rest = units;
    loop {
        let run =
            if all(rest, plain) { rest.len() } else { rest.iter().position(|unit| !plain(unit)).unwrap_or(rest.len()) };
        out.push_chars(chars(&rest[..run]));
        let Some((&unit, after)) = rest[run..].split_first() else { return };
        escaped(out, unit.into());
        rest = after;
    }
}

/// Appends characters of which all beyond ASCII are escaped.
fn write_ascii<U: Copy + Into<u32>>(out: &mut TextBuf, units: &[U]) {
    let mut bytes = Vec::with_capacity(units.len() * if size_of::<U>() == 1 { 2 } else { 6 });
    let mut escapes = TextBuf::new();
    for &unit in units {
        let c: u32 = unit.into();
        if (0x20..=0x7e).contains(&c) && c != 0x22 && c != 0x5c {
            bytes.push(c as u8);
        } else if (0x80..0x1_0000).contains(&c) {
            bytes.extend(unicode_text(c));
        } else {
            escapes.clear();
            escaped(&mut escapes, c);
            bytes.extend(escapes.as_chars().iter().map(|c| c as u8));
        }
    }
    out.push_chars(Chars::One(&bytes));
}

fn escaped(out: &mut TextBuf, c: u32) {
    let short = match c {
        0x22 => '"',
        0x5c => '\\',
        0x0a => 'n',
        0x0d => 'r',
        0x09 => 't',
        0x0c => 'f',
        0x08 => 'b',
        0x1_0000.. => {
            let v = c - 0x1_0000;
            write_escape(out, 0xd800 | (v >> 10 & 0x3ff));
            return write_escape(out, 0xdc00 | (v & 0x3ff));
        }
        _ => return write_escape(out, c),
    };
    out.push(u32::from('\\'));
    out.push(u32::from(short));
}

fn write_escape(out: &mut TextBuf, c: u32) {
    out.push_chars(Chars::One(&unicode_text(c)));
}

/// The escape that stands for a character below U+10000.
fn unicode_text(c: u32) -> [u8; 6] {
    let digit = |shift: u32| b"0123456789abcdef"[(c >> shift & 15) as usize];
    [b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]
}

fn encoded(vm: &mut Vm, args: Args<'_>, ascii: bool) -> PyResult<Value> {
    let Some(text) = args[0].cast::<Str>() else {
        let message = format!("first argument must be a string, not {}", vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    };
    let mut out = TextBuf::with_capacity(text.len() + 2);
    write(&mut out, text, ascii);
    Ok(vm.str_from_buf(&out)?.value())
}

pub(super) fn encode_ascii(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    encoded(vm, args, true)
}

pub(super) fn encode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    encoded(vm, args, false)
}
