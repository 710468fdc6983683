//! `str`

use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::native::{Args, TypeSpec, method};
use crate::object::header::Kind;
use crate::object::list::SequenceIterator;
use crate::object::protocol::CompareOp;
use crate::object::slice::Slice;
use crate::object::string::{Bytes, Str};
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// The ASCII digit of a decimal digit of any script.
pub(crate) fn ascii_digit(c: char) -> Option<char> {
    c.to_digit(10).and_then(|d| char::from_digit(d, 10))
}

fn of(value: Value) -> Gc<Str> {
    value.cast::<Str>().expect("the receiver of a method of str is one")
}

fn text(value: Value) -> String {
    of(value).to_string_lossy()
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

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let s = match (args.opt(1), args.opt(2).or(args.opt(3))) {
        (None, _) => vm.empty_str(),
        (Some(value), None) => vm.to_str(value)?,
        (Some(value), Some(_)) => match value.cast::<Bytes>() {
            Some(bytes) => {
                let text = String::from_utf8_lossy(bytes.bytes()).into_owned();
                vm.str(&text)?
            }
            None => {
                let message = format!("decoding to str: need a bytes-like object, {} found", vm.type_name(value));
                return Err(vm.type_error(&message));
            }
        },
    };
    if class == vm.types.str { Ok(s.value()) } else { Ok(vm.str_of_class(class, s)?.value()) }
}

fn len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(of(args[0]).len()))
}

fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = of(args[0]);
    if let Some(slice) = args[1].cast::<Slice>() {
        let indices = super::slice::indices(vm, slice, s.len())?;
        if indices.step == 1 {
            let start = indices.start as usize;
            return Ok(vm.substring(s, start, start + indices.count)?.value());
        }
        let chars: Vec<u32> = indices.iter().map(|at| s.char_at(at)).collect();
        return Ok(vm.str_from_u32(&chars)?.value());
    }
    let n = super::tuple::sequence_index(vm, args[1], "string")?;
    let at = super::tuple::position(vm, n, s.len(), "string index out of range")?;
    let c = s.char_at(at);
    Ok(vm.str_from_char(c)?.value())
}

fn add(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match args[1].cast::<Str>() {
        Some(other) => Ok(vm.concat_str(of(args[0]), other)?.value()),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn mul(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = of(args[0]);
    let Some(n) = super::tuple::repeat_count(vm, args[1], s.len())? else { return Ok(Value::NOT_IMPLEMENTED) };
    if s.len() == 1 {
        let chars = vec![s.char_at(0); n];
        return Ok(vm.str_from_u32(&chars)?.value());
    }
    let repeated = text(args[0]).repeat(n);
    Ok(vm.str(&repeated)?.value())
}

fn contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let needle = match args[1].cast::<Str>() {
        Some(needle) => needle,
        None => {
            let message = format!("'in <string>' requires string as left operand, not {}", vm.type_name(args[1]));
            return Err(vm.type_error(&message));
        }
    };
    Ok(Value::bool(find_in(of(args[0]), needle, 0, of(args[0]).len(), false).is_some()))
}

/// First (or last) position of `needle` in `s[start..end]`.
fn find_in(s: Gc<Str>, needle: Gc<Str>, start: usize, end: usize, last: bool) -> Option<usize> {
    let n = needle.len();
    if start > end || n > end - start {
        return None;
    }
    if let (crate::text::Chars::One(hay), crate::text::Chars::One(pin)) = (s.chars(), needle.chars()) {
        let hay = &hay[start..end];
        if n == 0 {
            return Some(if last { end } else { start });
        }
        return if last {
            hay.windows(n).rposition(|window| window == pin).map(|at| at + start)
        } else if n == 1 {
            hay.iter().position(|&b| b == pin[0]).map(|at| at + start)
        } else {
            let first = pin[0];
            let mut at = 0;
            while let Some(step) = hay[at..hay.len() + 1 - n].iter().position(|&b| b == first) {
                at += step;
                if &hay[at..at + n] == pin {
                    return Some(at + start);
                }
                at += 1;
                if at + n > hay.len() {
                    break;
                }
            }
            None
        };
    }
    let matches = |at: &usize| (0..n).all(|i| s.char_at(at + i) == needle.char_at(i));
    if last { (start..=end - n).rev().find(matches) } else { (start..=end - n).find(matches) }
}

fn bounds(vm: &mut Vm, args: Args<'_>, len: usize) -> PyResult<(usize, usize)> {
    let clip = |n: i64| if n < 0 { n.saturating_add(len as i64).max(0) as usize } else { n as usize };
    let start = args.not_none(2).map_or(Ok(0), |start| vm.index_clipped(start))?;
    let end = args.not_none(3).map_or(Ok(i64::MAX), |end| vm.index_clipped(end))?;
    Ok((clip(start), clip(end).min(len)))
}

fn locate(vm: &mut Vm, args: Args<'_>, last: bool) -> PyResult<Option<usize>> {
    let needle = expect(vm, args[1], "must be str")?;
    let s = of(args[0]);
    let (start, end) = bounds(vm, args, s.len())?;
    Ok(find_in(s, needle, start, end, last))
}

fn find(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(locate(vm, args, false)?.map_or(Value::int32(-1), Value::len))
}

fn rfind(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(locate(vm, args, true)?.map_or(Value::int32(-1), Value::len))
}

fn index(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match locate(vm, args, false)? {
        Some(at) => Ok(Value::len(at)),
        None => Err(vm.value_error("substring not found")),
    }
}

fn rindex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match locate(vm, args, true)? {
        Some(at) => Ok(Value::len(at)),
        None => Err(vm.value_error("substring not found")),
    }
}

fn count(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let needle = expect(vm, args[1], "must be str")?;
    let s = of(args[0]);
    let (mut start, end) = bounds(vm, args, s.len())?;
    if needle.is_empty() {
        return Ok(Value::len(if start <= end { end - start + 1 } else { 0 }));
    }
    let mut n = 0;
    while let Some(at) = find_in(s, needle, start, end, false) {
        n += 1;
        start = at + needle.len();
    }
    Ok(Value::len(n))
}

fn affix(vm: &mut Vm, args: Args<'_>, end_side: bool) -> PyResult<Value> {
    let s = of(args[0]);
    let (start, end) = bounds(vm, args, s.len())?;
    let test = |affix: Gc<Str>| {
        if start > end || affix.len() > end - start {
            return false;
        }
        let at = if end_side { end - affix.len() } else { start };
        (0..affix.len()).all(|i| s.char_at(at + i) == affix.char_at(i))
    };
    if let Some(tuple) = args[1].cast::<Tuple>() {
        for &one in tuple.items() {
            let name = if end_side { "endswith" } else { "startswith" };
            let one = expect(vm, one, &format!("tuple for {name} must only contain str"))?;
            if test(one) {
                return Ok(Value::TRUE);
            }
        }
        return Ok(Value::FALSE);
    }
    match args[1].cast::<Str>() {
        Some(one) => Ok(Value::bool(test(one))),
        None => {
            let name = if end_side { "endswith" } else { "startswith" };
            let message = format!("{name} first arg must be str or a tuple of str, not {}", vm.type_name(args[1]));
            Err(vm.type_error(&message))
        }
    }
}

fn startswith(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    affix(vm, args, false)
}

fn endswith(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    affix(vm, args, true)
}

fn is_space(c: u32) -> bool {
    char::from_u32(c).is_some_and(char::is_whitespace) || (0x1C..=0x1F).contains(&c)
}

fn strip_with(vm: &mut Vm, args: Args<'_>, left: bool, right: bool) -> PyResult<Value> {
    let s = of(args[0]);
    let set = match args.not_none(1) {
        Some(chars) => Some(expect(vm, chars, "strip arg must be None or str")?),
        None => None,
    };
    let strippable = |at: usize| {
        let c = s.char_at(at);
        set.map_or_else(|| is_space(c), |set| (0..set.len()).any(|i| set.char_at(i) == c))
    };
    let (mut start, mut end) = (0, s.len());
    while left && start < end && strippable(start) {
        start += 1;
    }
    while right && end > start && strippable(end - 1) {
        end -= 1;
    }
    Ok(vm.substring(s, start, end)?.value())
}

fn strip(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    strip_with(vm, args, true, true)
}

fn lstrip(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    strip_with(vm, args, true, false)
}

fn rstrip(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    strip_with(vm, args, false, true)
}

fn split(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = of(args[0]);
    let limit = args.opt(2).map_or(Ok(-1), |n| vm.index_i64(n, Exc::OverflowError))?;
    let out = vm.list(&[])?;
    let more = |n: usize| limit < 0 || (n as i64) < limit;
    match args.not_none(1) {
        None => {
            let mut at = 0;
            loop {
                while at < s.len() && is_space(s.char_at(at)) {
                    at += 1;
                }
                if at == s.len() {
                    break;
                }
                let start = at;
                if !more(out.len()) {
                    let mut end = s.len();
                    while is_space(s.char_at(end - 1)) {
                        end -= 1;
                    }
                    let piece = vm.substring(s, start, end)?;
                    out.push(vm, piece.value())?;
                    break;
                }
                while at < s.len() && !is_space(s.char_at(at)) {
                    at += 1;
                }
                let piece = vm.substring(s, start, at)?;
                out.push(vm, piece.value())?;
            }
        }
        Some(separator) => {
            let separator = expect(vm, separator, "must be str or None")?;
            if separator.is_empty() {
                return Err(vm.value_error("empty separator"));
            }
            let mut start = 0;
            while more(out.len())
                && let Some(at) = find_in(s, separator, start, s.len(), false)
            {
                let piece = vm.substring(s, start, at)?;
                out.push(vm, piece.value())?;
                start = at + separator.len();
            }
            let piece = vm.substring(s, start, s.len())?;
            out.push(vm, piece.value())?;
        }
    }
    Ok(out.value())
}

fn rsplit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = of(args[0]);
    let limit = args.opt(2).map_or(Ok(-1), |n| vm.index_i64(n, Exc::OverflowError))?;
    let out = vm.list(&[])?;
    let more = |n: usize| limit < 0 || (n as i64) < limit;
    match args.not_none(1) {
        None => {
            let mut end = s.len();
            loop {
                while end > 0 && is_space(s.char_at(end - 1)) {
                    end -= 1;
                }
                if end == 0 {
                    break;
                }
                let mut start = end;
                if more(out.len()) {
                    while start > 0 && !is_space(s.char_at(start - 1)) {
                        start -= 1;
                    }
                } else {
                    start = 0;
                    while is_space(s.char_at(start)) {
                        start += 1;
                    }
                }
                let piece = vm.substring(s, start, end)?;
                out.push(vm, piece.value())?;
                if start == 0 || !more(out.len() - 1) {
                    break;
                }
                end = start;
            }
        }
        Some(separator) => {
            let separator = expect(vm, separator, "must be str or None")?;
            if separator.is_empty() {
                return Err(vm.value_error("empty separator"));
            }
            let mut end = s.len();
            while more(out.len())
                && let Some(at) = find_in(s, separator, 0, end, true)
            {
                let piece = vm.substring(s, at + separator.len(), end)?;
                out.push(vm, piece.value())?;
                end = at;
            }
            let piece = vm.substring(s, 0, end)?;
            out.push(vm, piece.value())?;
        }
    }
    out.with_items_mut(vm, <[Value]>::reverse);
    Ok(out.value())
}

fn splitlines(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = of(args[0]);
    let keep = args.opt(1).map_or(Ok(false), |keep| vm.is_true(keep))?;
    let out = vm.list(&[])?;
    let (mut start, mut at) = (0, 0);
    while at < s.len() {
        let c = s.char_at(at);
        at += 1;
        if !matches!(c, 0x0A..=0x0D | 0x1C..=0x1E | 0x85 | 0x2028 | 0x2029) {
            continue;
        }
        let end = at - 1;
        if c == 0x0D && at < s.len() && s.char_at(at) == 0x0A {
            at += 1;
        }
        let piece = vm.substring(s, start, if keep { at } else { end })?;
        out.push(vm, piece.value())?;
        start = at;
    }
    if start < s.len() {
        let piece = vm.substring(s, start, s.len())?;
        out.push(vm, piece.value())?;
    }
    Ok(out.value())
}

fn partition(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    part(vm, args, false)
}

fn rpartition(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    part(vm, args, true)
}

fn part(vm: &mut Vm, args: Args<'_>, last: bool) -> PyResult<Value> {
    let (s, separator) = (of(args[0]), expect(vm, args[1], "must be str")?);
    if separator.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    let empty = vm.empty_str().value();
    let items = match find_in(s, separator, 0, s.len(), last) {
        Some(at) => {
            let head = vm.substring(s, 0, at)?.value();
            let tail = vm.substring(s, at + separator.len(), s.len())?.value();
            [head, separator.value(), tail]
        }
        None if last => [empty, empty, s.value()],
        None => [s.value(), empty, empty],
    };
    Ok(vm.tuple(&items)?.value())
}

fn join(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let separator = of(args[0]);
    if vm.special_of(args[1], crate::object::Special::Iter).is_none()
        && vm.special_of(args[1], crate::object::Special::GetItem).is_none()
    {
        return Err(vm.type_error("can only join an iterable"));
    }
    let items = vm.collect_list(args[1])?;
    for (index, item) in items.items().iter().enumerate() {
        if !item.is::<Str>() {
            let message = format!("sequence item {index}: expected str instance, {} found", vm.type_name(*item));
            return Err(vm.type_error(&message));
        }
    }
    if items.len() == 1 && vm.class_of(items.items()[0]) == vm.types.str {
        return Ok(items.items()[0]);
    }
    if separator.is_empty() {
        return Ok(vm.join_strs(items.items())?.value());
    }
    let parts = vm.list(&[])?;
    parts.reserve(vm, items.len() * 2)?;
    for index in 0..items.len() {
        if index > 0 {
            parts.push(vm, separator.value())?;
        }
        parts.push(vm, items.items()[index])?;
    }
    Ok(vm.join_strs(parts.items())?.value())
}

fn replace(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = of(args[0]);
    let old = expect(vm, args[1], "replace() argument 1 must be str")?;
    let new = expect(vm, args[2], "replace() argument 2 must be str")?;
    let limit = args.opt(3).map_or(Ok(-1), |n| vm.index_i64(n, Exc::OverflowError))?;
    let parts = vm.list(&[])?;
    let (mut start, mut n) = (0, 0);
    if old.is_empty() {
        for at in 0..=s.len() {
            if limit < 0 || n < limit {
                parts.push(vm, new.value())?;
                n += 1;
            }
            if at < s.len() {
                let c = s.char_at(at);
                let c = vm.str_from_char(c)?;
                parts.push(vm, c.value())?;
            }
        }
        return Ok(vm.join_strs(parts.items())?.value());
    }
    while (limit < 0 || n < limit)
        && let Some(at) = find_in(s, old, start, s.len(), false)
    {
        let piece = vm.substring(s, start, at)?;
        parts.push(vm, piece.value())?;
        parts.push(vm, new.value())?;
        start = at + old.len();
        n += 1;
    }
    if n == 0 && vm.class_of(args[0]) == vm.types.str {
        return Ok(args[0]);
    }
    let piece = vm.substring(s, start, s.len())?;
    parts.push(vm, piece.value())?;
    Ok(vm.join_strs(parts.items())?.value())
}

macro_rules! mapped {
    ($($name:ident |$s:ident| $body:expr;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let $s = text(args[0]);
            let mapped: String = $body;
            Ok(vm.str(&mapped)?.value())
        })*
    };
}
mapped! {
    upper |s| s.to_uppercase();
    lower |s| s.to_lowercase();
    casefold |s| s.to_lowercase().replace('ß', "ss");
    swapcase |s| s.chars().flat_map(|c| if c.is_uppercase() { c.to_lowercase().collect::<Vec<_>>() } else { c.to_uppercase().collect() }).collect();
    capitalize |s| {
        let mut chars = s.chars();
        chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars.flat_map(char::to_lowercase)).collect())
    };
    title |s| {
        let mut previous_cased = false;
        s.chars().flat_map(|c| {
            let mapped: Vec<char> = if previous_cased { c.to_lowercase().collect() } else { c.to_uppercase().collect() };
            previous_cased = c.is_lowercase() || c.is_uppercase();
            mapped
        }).collect()
    };
}

macro_rules! predicates {
    ($($name:ident |$c:ident| $body:expr;)*) => {
        $(fn $name(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let s = text(args[0]);
            Ok(Value::bool(!s.is_empty() && s.chars().all(|$c| $body)))
        })*
    };
}
predicates! {
    isalpha |c| c.is_alphabetic();
    isdigit |c| c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric() && !c.is_alphabetic());
    isdecimal |c| c.is_ascii_digit();
    isnumeric |c| c.is_numeric();
    isalnum |c| c.is_alphanumeric();
    isspace |c| is_space(u32::from(c));
}

fn isascii(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(text(args[0]).is_ascii()))
}

fn isprintable(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(text(args[0]).chars().all(is_printable)))
}

fn is_printable(c: char) -> bool {
    c == ' '
        || !(c.is_control()
            || c.is_whitespace()
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{fffd}'..='\u{ffff}'))
}

fn isupper(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = text(args[0]);
    Ok(Value::bool(s.chars().any(char::is_uppercase) && !s.chars().any(char::is_lowercase)))
}

fn islower(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = text(args[0]);
    Ok(Value::bool(s.chars().any(char::is_lowercase) && !s.chars().any(char::is_uppercase)))
}

fn istitle(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (mut cased, mut previous) = (false, false);
    for c in text(args[0]).chars() {
        if c.is_uppercase() {
            if previous {
                return Ok(Value::FALSE);
            }
            (previous, cased) = (true, true);
        } else if c.is_lowercase() {
            if !previous {
                return Ok(Value::FALSE);
            }
            cased = true;
        } else {
            previous = false;
        }
    }
    Ok(Value::bool(cased))
}

fn isidentifier(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = text(args[0]);
    let mut chars = s.chars();
    let first = chars.next().is_some_and(|c| c == '_' || c.is_alphabetic());
    Ok(Value::bool(first && chars.all(|c| c == '_' || c.is_alphanumeric())))
}

fn pad(vm: &mut Vm, args: Args<'_>, left: impl Fn(usize, usize) -> usize) -> PyResult<Value> {
    let s = of(args[0]);
    let width = vm.index_i64(args[1], Exc::OverflowError)?.max(0) as usize;
    let fill = match args.opt(2) {
        Some(fill) => match fill.cast::<Str>().filter(|fill| fill.len() == 1) {
            Some(fill) => fill.char_at(0),
            None => return Err(vm.type_error("The fill character must be exactly one character long")),
        },
        None => u32::from(' '),
    };
    if width <= s.len() {
        return Ok(vm.substring(s, 0, s.len())?.value());
    }
    let extra = width - s.len();
    let before = left(extra, width);
    let mut chars = vec![fill; before];
    chars.extend((0..s.len()).map(|at| s.char_at(at)));
    chars.resize(width, fill);
    Ok(vm.str_from_u32(&chars)?.value())
}

fn ljust(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    pad(vm, args, |_, _| 0)
}

fn rjust(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    pad(vm, args, |extra, _| extra)
}

fn center(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    pad(vm, args, |extra, width| extra / 2 + (extra & width & 1))
}

fn zfill(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = text(args[0]);
    let width = vm.index_i64(args[1], Exc::OverflowError)?.max(0) as usize;
    let extra = width.saturating_sub(s.chars().count());
    let (sign, digits) = match s.strip_prefix(['+', '-']) {
        Some(digits) => s.split_at(s.len() - digits.len()),
        None => ("", &*s),
    };
    let filled = format!("{sign}{}{digits}", "0".repeat(extra));
    Ok(vm.str(&filled)?.value())
}

fn expandtabs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let size = args.opt(1).map_or(Ok(8), |n| vm.index_i64(n, Exc::OverflowError))?.max(0) as usize;
    let (mut out, mut column) = (String::new(), 0);
    for c in text(args[0]).chars() {
        match c {
            '\t' => {
                let n = if size > 0 { size - column % size } else { 0 };
                out.push_str(&" ".repeat(n));
                column += n;
            }
            '\n' | '\r' => {
                out.push(c);
                column = 0;
            }
            _ => {
                out.push(c);
                column += 1;
            }
        }
    }
    Ok(vm.str(&out)?.value())
}

fn removeprefix(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = text(args[0]);
    let affix = expect(vm, args[1], "removeprefix() argument must be str")?.to_string_lossy();
    let rest = s.strip_prefix(&*affix).unwrap_or(&s);
    Ok(vm.str(rest)?.value())
}

fn removesuffix(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = text(args[0]);
    let affix = expect(vm, args[1], "removesuffix() argument must be str")?.to_string_lossy();
    let rest = s.strip_suffix(&*affix).unwrap_or(&s);
    Ok(vm.str(rest)?.value())
}

fn translate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = of(args[0]);
    let parts = vm.list(&[])?;
    for at in 0..s.len() {
        let c = s.char_at(at);
        let key = Value::int_unchecked(i64::from(c));
        let mapped = match vm.get_item(args[1], key) {
            Ok(mapped) => mapped,
            Err(raised) => {
                vm.catch(raised, Exc::LookupError)?;
                key
            }
        };
        if mapped.is_none() {
            continue;
        }
        let piece = match (mapped.as_i64(), mapped.cast::<Str>()) {
            (Some(code), _) => vm.str_from_char(code as u32)?,
            (None, Some(piece)) => piece,
            (None, None) => {
                return Err(vm.type_error("character mapping must return integer, None or str"));
            }
        };
        parts.push(vm, piece.value())?;
    }
    Ok(vm.join_strs(parts.items())?.value())
}

fn maketrans(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let table = vm.dict()?;
    let Some(to) = args.opt(1) else {
        let source = args[0];
        let Some(source) = source.cast::<crate::object::dict::Dict>() else {
            return Err(vm.type_error("if you give only one argument to maketrans it must be a dict"));
        };
        let mut at = 0;
        while let Some((entry, key, value)) = source.next_item(at) {
            let key = match key.cast::<Str>() {
                Some(s) if s.len() == 1 => Value::int_unchecked(i64::from(s.char_at(0))),
                Some(_) => return Err(vm.value_error("string keys in translate table must be of length 1")),
                None => key,
            };
            table.set(vm, key, value)?;
            at = entry + 1;
        }
        return Ok(table.value());
    };
    let from = expect(vm, args[0], "first maketrans argument must be a string if there is a second argument")?;
    let to = expect(vm, to, "maketrans() argument 2 must be str")?;
    if from.len() != to.len() {
        return Err(vm.value_error("the first two maketrans arguments must have equal length"));
    }
    for at in 0..from.len() {
        let (key, value) = (i64::from(from.char_at(at)), i64::from(to.char_at(at)));
        table.set(vm, Value::int_unchecked(key), Value::int_unchecked(value))?;
    }
    if let Some(gone) = args.opt(2) {
        let gone = expect(vm, gone, "maketrans() argument 3 must be str")?;
        for at in 0..gone.len() {
            table.set(vm, Value::int_unchecked(i64::from(gone.char_at(at))), Value::NONE)?;
        }
    }
    Ok(table.value())
}

pub(crate) fn encode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = of(args[0]).to_wtf8();
    Ok(vm.bytes(&bytes)?.value())
}

/// Escapes of `repr`: quotes as Python chooses them.
pub(crate) fn repr_text(s: &Str, ascii: bool) -> String {
    let has = |c: char| (0..s.len()).any(|at| s.char_at(at) == u32::from(c));
    let quote = if has('\'') && !has('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(s.len() + 2);
    out.push(quote);
    for at in 0..s.len() {
        let code = s.char_at(at);
        match char::from_u32(code) {
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(c) if c == quote => {
                out.push('\\');
                out.push(c);
            }
            Some(c) if (' '..='~').contains(&c) || (!ascii && code > 0x7F && is_printable(c)) => out.push(c),
            _ if code < 0x100 => out.push_str(&format!("\\x{code:02x}")),
            _ if code < 0x1_0000 => out.push_str(&format!("\\u{code:04x}")),
            _ => out.push_str(&format!("\\U{code:08x}")),
        }
    }
    out.push(quote);
    out
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = repr_text(&of(args[0]), false);
    Ok(vm.str(&text)?.value())
}

fn str_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = of(args[0]);
    if vm.class_of(args[0]) == vm.types.str { Ok(args[0]) } else { Ok(vm.str_from_chars(s.chars())?.value()) }
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let hash = of(args[0]).hash(vm);
    vm.int(hash as i64)
}

fn compare(_: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    let Some(b) = args[1].cast::<Str>() else { return Ok(Value::NOT_IMPLEMENTED) };
    let a = of(args[0]);
    let ordering = match (a.chars(), b.chars()) {
        (crate::text::Chars::One(a), crate::text::Chars::One(b)) => a.cmp(b),
        _ => (0..a.len()).map(|at| a.char_at(at)).cmp((0..b.len()).map(|at| b.char_at(at))),
    };
    Ok(Value::bool(op.holds(ordering)))
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { compare(vm, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let ascii = args[0].cast::<Str>().is_some_and(|s| s.is_ascii());
    let class = vm.native_type(if ascii { &STR_ASCII_ITERATOR } else { &STR_ITERATOR })?;
    Ok(vm.sequence_iterator(class, args[0], 0)?.value())
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
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

/// Iterator over an ASCII str.
pub static STR_ASCII_ITERATOR: TypeSpec = TypeSpec { name: "str_ascii_iterator", ..STR_ITERATOR_SPEC };

/// Iterator over a str.
pub static STR_ITERATOR: TypeSpec = STR_ITERATOR_SPEC;

const STR_ITERATOR_SPEC: TypeSpec = TypeSpec {
    name: "str_iterator",
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

/// A parsed format specification.
#[derive(Clone, Copy, Default)]
struct Spec {
    fill: Option<char>,
    align: Option<char>,
    sign: Option<char>,
    alternate: bool,
    zero: bool,
    width: usize,
    grouping: Option<char>,
    precision: Option<usize>,
    kind: Option<char>,
}

fn parse_spec(text: &str) -> Option<Spec> {
    let chars: Vec<char> = text.chars().collect();
    let (mut spec, mut at) = (Spec::default(), 0);
    let is_align = |c: Option<&char>| matches!(c, Some('<' | '>' | '=' | '^'));
    if is_align(chars.get(1)) {
        (spec.fill, spec.align, at) = (chars.first().copied(), chars.get(1).copied(), 2);
    } else if is_align(chars.first()) {
        (spec.align, at) = (chars.first().copied(), 1);
    }
    if matches!(chars.get(at), Some('+' | '-' | ' ')) {
        spec.sign = chars.get(at).copied();
        at += 1;
    }
    if chars.get(at) == Some(&'z') {
        at += 1;
    }
    if chars.get(at) == Some(&'#') {
        spec.alternate = true;
        at += 1;
    }
    if chars.get(at) == Some(&'0') {
        spec.zero = true;
        at += 1;
    }
    let number = |at: &mut usize| {
        let start = *at;
        while chars.get(*at).is_some_and(char::is_ascii_digit) {
            *at += 1;
        }
        chars[start..*at].iter().collect::<String>().parse::<usize>().ok()
    };
    spec.width = number(&mut at).unwrap_or(0);
    if matches!(chars.get(at), Some(',' | '_')) {
        spec.grouping = chars.get(at).copied();
        at += 1;
    }
    if chars.get(at) == Some(&'.') {
        at += 1;
        spec.precision = Some(number(&mut at)?);
    }
    spec.kind = chars.get(at).copied();
    (at + 1 >= chars.len()).then_some(spec)
}

fn group(digits: &str, separator: char, size: usize) -> String {
    let (whole, rest) = match digits.find(|c: char| !c.is_ascii_alphanumeric()) {
        Some(at) => digits.split_at(at),
        None => (digits, ""),
    };
    let mut out = String::new();
    for (index, c) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % size == 0 {
            out.push(separator);
        }
        out.push(c);
    }
    out + rest
}

fn apply_width(body: String, sign: &str, prefix: &str, spec: Spec, default_align: char) -> String {
    let len = body.chars().count() + sign.len() + prefix.len();
    let extra = spec.width.saturating_sub(len);
    let (fill, align) = if spec.zero && spec.align.is_none() {
        (spec.fill.unwrap_or('0'), '=')
    } else {
        (spec.fill.unwrap_or(if spec.zero { '0' } else { ' ' }), spec.align.unwrap_or(default_align))
    };
    let padding = |n: usize| std::iter::repeat_n(fill, n).collect::<String>();
    match align {
        '<' => format!("{sign}{prefix}{body}{}", padding(extra)),
        '^' => format!("{}{sign}{prefix}{body}{}", padding(extra / 2), padding(extra - extra / 2)),
        '=' => format!("{sign}{prefix}{}{body}", padding(extra)),
        _ => format!("{}{sign}{prefix}{body}", padding(extra)),
    }
}

/// The digits of a non-negative finite float in a format.
fn float_digits(f: f64, kind: char, precision: Option<usize>, alternate: bool) -> String {
    let exponent_form = |text: String| {
        let (mantissa, exponent) =
            text.split_once('e').map_or((text.clone(), 0), |(m, e)| (m.to_owned(), e.parse::<i32>().unwrap_or(0)));
        (mantissa, exponent)
    };
    match kind {
        'f' | 'F' => format!("{f:.*}", precision.unwrap_or(6)),
        '%' => format!("{:.*}%", precision.unwrap_or(6), f * 100.0),
        'e' | 'E' => {
            let (mantissa, exponent) = exponent_form(format!("{f:.*e}", precision.unwrap_or(6)));
            let text = format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs());
            if kind == 'E' { text.to_uppercase() } else { text }
        }
        _ => {
            let digits = precision.unwrap_or(6).max(1);
            let (mantissa, exponent) = exponent_form(format!("{f:.*e}", digits - 1));
            let text = if (-4..digits as i32).contains(&exponent) {
                format!("{f:.*}", (digits as i32 - 1 - exponent).max(0) as usize)
            } else {
                mantissa.clone()
            };
            let trimmed = if alternate || !text.contains('.') {
                text
            } else {
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            };
            let text = if (-4..digits as i32).contains(&exponent) {
                trimmed
            } else {
                format!("{trimmed}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
            };
            if kind == 'G' { text.to_uppercase() } else { text }
        }
    }
}

/// `int.__format__` and `float.__format__`
pub(crate) fn format_number(vm: &mut Vm, value: Value, spec: Value) -> PyResult<Value> {
    let spec_str = expect(vm, spec, "__format__() argument must be str")?;
    if spec_str.is_empty() {
        return Ok(vm.to_str(value)?.value());
    }
    let Some(spec) = parse_spec(&spec_str.to_string_lossy()) else {
        let message = format!(
            "Invalid format specifier '{}' for object of type '{}'",
            spec_str.to_string_lossy(),
            vm.type_name(value)
        );
        return Err(vm.value_error(&message));
    };
    let sign_of = |negative: bool| {
        if negative {
            "-"
        } else {
            match spec.sign {
                Some('+') => "+",
                Some(' ') => " ",
                _ => "",
            }
        }
    };
    let is_int = value.as_int().is_some();
    let float_kind = matches!(spec.kind, Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%'));
    if is_int && !float_kind {
        let n = value.as_int().map(crate::object::int::IntRef::to_big).unwrap_or_default();
        let negative = n.sign() == num_bigint::Sign::Minus;
        let magnitude = n.magnitude();
        if spec.precision.is_some() {
            return Err(vm.value_error("Precision not allowed in integer format specifier"));
        }
        let (digits, prefix, size) = match spec.kind {
            None | Some('d' | 'n') => (magnitude.to_string(), "", 3),
            Some('b') => (magnitude.to_str_radix(2), "0b", 4),
            Some('o') => (magnitude.to_str_radix(8), "0o", 4),
            Some('x') => (magnitude.to_str_radix(16), "0x", 4),
            Some('X') => (magnitude.to_str_radix(16).to_uppercase(), "0X", 4),
            Some('c') => {
                let c = value.as_i64().and_then(|n| u32::try_from(n).ok()).and_then(char::from_u32);
                let Some(c) = c else { return Err(vm.overflow_error("%c arg not in range(0x110000)")) };
                let out = apply_width(c.to_string(), "", "", spec, '<');
                return Ok(vm.str(&out)?.value());
            }
            Some(kind) => return Err(unknown_code(vm, kind, value)),
        };
        let prefix = if spec.alternate { prefix } else { "" };
        let mut body = digits;
        if let Some(separator) = spec.grouping {
            body = grouped(&body, separator, size, spec, sign_of(negative).len() + prefix.len());
        }
        let out = apply_width(body, sign_of(negative), prefix, spec, '>');
        return Ok(vm.str(&out)?.value());
    }
    let f = super::float::as_double(vm, value, true)?;
    let negative = f.is_sign_negative() && !f.is_nan();
    let magnitude = f.abs();
    let mut body = if f.is_finite() {
        match spec.kind {
            None if spec.precision.is_none() => super::float::to_text(magnitude),
            None => {
                let digits = spec.precision.unwrap_or(6).max(1);
                let text = float_digits(magnitude, 'g', Some(digits), spec.alternate);
                if text.contains(['.', 'e']) { text } else { format!("{text}.0") }
            }
            Some('n') => float_digits(magnitude, 'g', spec.precision, spec.alternate),
            Some(kind @ ('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%')) => {
                float_digits(magnitude, kind, spec.precision, spec.alternate)
            }
            Some(kind) => return Err(unknown_code(vm, kind, value)),
        }
    } else {
        let text = if f.is_nan() { "nan" } else { "inf" };
        let percent = if spec.kind == Some('%') { "%" } else { "" };
        if matches!(spec.kind, Some('E' | 'F' | 'G')) { text.to_uppercase() } else { format!("{text}{percent}") }
    };
    if let Some(separator) = spec.grouping {
        body = grouped(&body, separator, 3, spec, sign_of(negative).len());
    }
    let out = apply_width(body, sign_of(negative), "", spec, '>');
    Ok(vm.str(&out)?.value())
}

/// Digits with separators, padded with zeros before grouping when the width asks for zeros.
fn grouped(body: &str, separator: char, size: usize, spec: Spec, taken: usize) -> String {
    let mut digits = body.to_owned();
    let mut out = group(&digits, separator, size);
    if spec.zero && spec.align.is_none() {
        while out.chars().count() + taken < spec.width {
            digits.insert(0, '0');
            out = group(&digits, separator, size);
        }
    }
    out
}

fn unknown_code(vm: &mut Vm, kind: char, value: Value) -> crate::vm::Raised {
    let message = format!("Unknown format code '{kind}' for object of type '{}'", vm.type_name(value));
    vm.value_error(&message)
}

fn format_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let spec_str = expect(vm, args[1], "__format__() argument must be str")?;
    let spec_text = spec_str.to_string_lossy();
    let Some(spec) = parse_spec(&spec_text) else {
        let message = format!("Invalid format specifier '{spec_text}' for object of type 'str'");
        return Err(vm.value_error(&message));
    };
    if let Some(kind) = spec.kind.filter(|&kind| kind != 's') {
        return Err(unknown_code(vm, kind, args[0]));
    }
    if spec.sign.is_some() {
        return Err(vm.value_error("Sign not allowed in string format specifier"));
    }
    if spec.align == Some('=') {
        return Err(vm.value_error("'=' alignment not allowed in string format specifier"));
    }
    let mut body = text(args[0]);
    if let Some(precision) = spec.precision {
        body = body.chars().take(precision).collect();
    }
    let spec = Spec { align: spec.align.or(Some('<')), ..spec };
    let out = apply_width(body, "", "", spec, '<');
    Ok(vm.str(&out)?.value())
}

/// `str.format`: fields by position or name, attributes, items, conversions, nested specs.
fn format(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let positional = args[1].cast::<Tuple>().expect("bound as *args");
    let template: Vec<char> = text(args[0]).chars().collect();
    let mut auto = 0;
    let out = expand(vm, &template, positional, args[2], &mut auto, 2)?;
    Ok(vm.str(&out)?.value())
}

fn expand(
    vm: &mut Vm,
    template: &[char],
    args: Gc<Tuple>,
    kwargs: Value,
    auto: &mut usize,
    depth: u32,
) -> PyResult<String> {
    if depth == 0 {
        return Err(vm.value_error("Max string recursion exceeded"));
    }
    let (mut out, mut at) = (String::new(), 0);
    while at < template.len() {
        match (template[at], template.get(at + 1)) {
            ('{', Some('{')) | ('}', Some('}')) => {
                out.push(template[at]);
                at += 2;
            }
            ('}', _) => return Err(vm.value_error("Single '}' encountered in format string")),
            ('{', _) => {
                let start = at + 1;
                let (mut nesting, mut end) = (1, start);
                while end < template.len() && nesting > 0 {
                    match template[end] {
                        '{' => nesting += 1,
                        '}' => nesting -= 1,
                        _ => {}
                    }
                    end += 1;
                }
                if nesting > 0 {
                    return Err(vm.value_error("Single '{' encountered in format string"));
                }
                out.push_str(&expand_field(vm, &template[start..end - 1], args, kwargs, auto, depth)?);
                at = end;
            }
            (c, _) => {
                out.push(c);
                at += 1;
            }
        }
    }
    Ok(out)
}

fn expand_field(
    vm: &mut Vm,
    field: &[char],
    args: Gc<Tuple>,
    kwargs: Value,
    auto: &mut usize,
    depth: u32,
) -> PyResult<String> {
    let end = field.iter().position(|&c| c == '!' || c == ':').unwrap_or(field.len());
    let name: String = field[..end].iter().collect();
    let (mut conversion, mut spec_start) = (None, end);
    if field.get(end) == Some(&'!') {
        conversion = field.get(end + 1).copied();
        spec_start = end + 2;
    }
    let spec = field.get(spec_start + 1..).unwrap_or(&[]);
    let mut value = field_value(vm, &name, args, kwargs, auto)?;
    value = match conversion {
        None => value,
        Some('r') => vm.repr(value)?.value(),
        Some('s') => vm.to_str(value)?.value(),
        Some('a') => crate::builtins::functions::ascii_of(vm, value)?.value(),
        Some(other) => {
            let message = format!("Unknown conversion specifier {other}");
            return Err(vm.value_error(&message));
        }
    };
    let spec = expand(vm, spec, args, kwargs, auto, depth - 1)?;
    let spec = vm.str(&spec)?;
    Ok(vm.format(value, spec)?.to_string_lossy())
}

fn field_value(vm: &mut Vm, name: &str, args: Gc<Tuple>, kwargs: Value, auto: &mut usize) -> PyResult<Value> {
    let end = name.find(['.', '[']).unwrap_or(name.len());
    let (first, mut rest) = name.split_at(end);
    let mut value = if first.is_empty() || first.bytes().all(|b| b.is_ascii_digit()) {
        let index = if first.is_empty() {
            *auto += 1;
            *auto - 1
        } else {
            first.parse().unwrap_or(usize::MAX)
        };
        match args.items().get(index) {
            Some(&value) => value,
            None => {
                let message = format!("Replacement index {index} out of range for positional args tuple");
                return Err(vm.index_error(&message));
            }
        }
    } else {
        let key = vm.str(first)?.value();
        vm.get_item(kwargs, key)?
    };
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            value = vm.get_attr_text(value, &after[..end])?;
            rest = &after[end..];
        } else {
            let Some(close) = rest.find(']') else {
                return Err(vm.value_error("Missing ']' in format string"));
            };
            let key = &rest[1..close];
            let key = match key.parse::<i64>() {
                Ok(n) => vm.int(n)?,
                Err(_) => vm.str(key)?.value(),
            };
            value = vm.get_item(value, key)?;
            rest = &rest[close + 1..];
        }
    }
    Ok(value)
}

fn format_map(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let template: Vec<char> = text(args[0]).chars().collect();
    let empty = vm.tuple(&[])?;
    let out = expand(vm, &template, empty, args[1], &mut 0, 2)?;
    Ok(vm.str(&out)?.value())
}

/// `%` formatting.
fn mod_(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let template: Vec<char> = text(args[0]).chars().collect();
    let values = args[1];
    let tuple = values.cast::<Tuple>();
    let (mut out, mut at, mut used) = (String::new(), 0, 0);
    let mut mapped = false;
    while at < template.len() {
        let c = template[at];
        at += 1;
        if c != '%' {
            out.push(c);
            continue;
        }
        if template.get(at) == Some(&'%') {
            out.push('%');
            at += 1;
            continue;
        }
        let mut value = None;
        if template.get(at) == Some(&'(') {
            let Some(len) = template[at..].iter().position(|&c| c == ')') else {
                return Err(vm.value_error("incomplete format key"));
            };
            let key: String = template[at + 1..at + len].iter().collect();
            if values.is::<Tuple>() || values.is::<Str>() {
                return Err(vm.type_error("format requires a mapping"));
            }
            let key = vm.str(&key)?.value();
            value = Some(vm.get_item(values, key)?);
            mapped = true;
            at += len + 1;
        }
        let mut spec = Spec::default();
        let mut left = false;
        while let Some(flag) = template.get(at).filter(|c| "-+ #0".contains(**c)) {
            match flag {
                '-' => left = true,
                '+' => spec.sign = Some('+'),
                ' ' if spec.sign.is_none() => spec.sign = Some(' '),
                '#' => spec.alternate = true,
                '0' => spec.zero = true,
                _ => {}
            }
            at += 1;
        }
        let mut next = |vm: &mut Vm| -> PyResult<Value> {
            let value = match tuple {
                Some(tuple) => tuple.items().get(used).copied(),
                None if used == 0 => Some(values),
                None => None,
            };
            used += 1;
            value.ok_or_else(|| vm.type_error("not enough arguments for format string"))
        };
        if template.get(at) == Some(&'*') {
            let width = next(vm)?;
            let width = vm.index_i64(width, Exc::OverflowError)?;
            left |= width < 0;
            spec.width = width.unsigned_abs() as usize;
            at += 1;
        } else {
            while let Some(digit) = template.get(at).and_then(|c| c.to_digit(10)) {
                spec.width = spec.width * 10 + digit as usize;
                at += 1;
            }
        }
        if template.get(at) == Some(&'.') {
            at += 1;
            let mut precision = 0;
            if template.get(at) == Some(&'*') {
                let given = next(vm)?;
                precision = vm.index_i64(given, Exc::OverflowError)?.max(0) as usize;
                at += 1;
            }
            while let Some(digit) = template.get(at).and_then(|c| c.to_digit(10)) {
                precision = precision * 10 + digit as usize;
                at += 1;
            }
            spec.precision = Some(precision);
        }
        while matches!(template.get(at), Some('h' | 'l' | 'L')) {
            at += 1;
        }
        let Some(&kind) = template.get(at) else { return Err(vm.value_error("incomplete format")) };
        at += 1;
        let value = match value {
            Some(value) => value,
            None => next(vm)?,
        };
        spec.align = left.then_some('<');
        out.push_str(&percent_item(vm, value, kind, spec, at - 1)?);
    }
    let all_used = mapped
        || match tuple {
            Some(tuple) => used >= tuple.len(),
            None => {
                used > 0 || values.is::<crate::object::dict::Dict>() || {
                    vm.special_of(values, crate::object::Special::GetItem).is_some()
                        && !values.is::<Str>()
                        && !values.is::<Bytes>()
                }
            }
        };
    if !all_used {
        return Err(vm.type_error("not all arguments converted during string formatting"));
    }
    Ok(vm.str(&out)?.value())
}

fn percent_item(vm: &mut Vm, value: Value, kind: char, spec: Spec, at: usize) -> PyResult<String> {
    let text = match kind {
        's' => Some(vm.to_str(value)?.to_string_lossy()),
        'r' => Some(vm.repr_text(value)?),
        'a' => Some(crate::builtins::functions::ascii_of(vm, value)?.to_string_lossy()),
        _ => None,
    };
    if let Some(mut text) = text {
        if let Some(precision) = spec.precision {
            text = text.chars().take(precision).collect();
        }
        return Ok(apply_width(text, "", "", Spec { zero: false, ..spec }, '>'));
    }
    match kind {
        'c' => {
            let c = match (value.as_i64(), value.cast::<Str>()) {
                (Some(n), _) => u32::try_from(n).ok().and_then(char::from_u32),
                (_, Some(s)) if s.len() == 1 => char::from_u32(s.char_at(0)),
                _ => return Err(vm.type_error("%c requires int or char")),
            };
            let Some(c) = c else { return Err(vm.overflow_error("%c arg not in range(0x110000)")) };
            Ok(apply_width(c.to_string(), "", "", Spec { zero: false, ..spec }, '>'))
        }
        'd' | 'i' | 'u' | 'x' | 'X' | 'o' => {
            let n = if let Some(f) = value.as_float().filter(|_| matches!(kind, 'd' | 'i' | 'u')) {
                super::float::truncate(vm, f)?
            } else if value.as_int().is_some() {
                value
            } else {
                let special = if matches!(kind, 'd' | 'i' | 'u') {
                    crate::object::Special::Int
                } else {
                    crate::object::Special::Index
                };
                let converted = if value.is::<Str>() { None } else { vm.call_special(value, special, &[])? };
                match converted.filter(|n| n.as_int().is_some()) {
                    Some(n) => n,
                    None => {
                        let what = if matches!(kind, 'd' | 'i' | 'u') { "a real number" } else { "an integer" };
                        let message = format!("%{kind} format: {what} is required, not {}", vm.type_name(value));
                        return Err(vm.type_error(&message));
                    }
                }
            };
            let n = n.as_int().map(crate::object::int::IntRef::to_big).unwrap_or_default();
            let negative = n.sign() == num_bigint::Sign::Minus;
            let (mut digits, prefix) = match kind {
                'x' => (n.magnitude().to_str_radix(16), "0x"),
                'X' => (n.magnitude().to_str_radix(16).to_uppercase(), "0X"),
                'o' => (n.magnitude().to_str_radix(8), "0o"),
                _ => (n.magnitude().to_string(), ""),
            };
            if let Some(precision) = spec.precision {
                digits = format!("{}{digits}", "0".repeat(precision.saturating_sub(digits.len())));
            }
            let sign = if negative {
                "-"
            } else {
                match spec.sign {
                    Some('+') => "+",
                    Some(_) => " ",
                    None => "",
                }
            };
            Ok(apply_width(digits, sign, if spec.alternate { prefix } else { "" }, spec, '>'))
        }
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
            let f = super::float::as_double(vm, value, false)?;
            let negative = f.is_sign_negative() && !f.is_nan();
            let body = if f.is_finite() {
                float_digits(f.abs(), kind, spec.precision, spec.alternate)
            } else if f.is_nan() {
                "nan".to_owned()
            } else {
                "inf".to_owned()
            };
            let sign = if negative {
                "-"
            } else {
                match spec.sign {
                    Some('+') => "+",
                    Some(_) => " ",
                    None => "",
                }
            };
            Ok(apply_width(body, sign, "", spec, '>'))
        }
        other => {
            let message = format!("unsupported format character '{other}' ({:#x}) at index {at}", u32::from(other));
            Err(vm.value_error(&message))
        }
    }
}

fn getnewargs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = vm.str_from_chars(of(args[0]).chars())?;
    Ok(vm.tuple(&[s.value()])?.value())
}

/// `str`
pub static STR: TypeSpec = TypeSpec {
    name: "str",
    kind: Kind::Str,
    flags: type_flag::BASE_TYPE | type_flag::MATCH_SELF | type_flag::SEQUENCE_CONCAT,
    methods: &[
        method("__new__", "(object='', encoding='utf-8', errors='strict')", new),
        method("__len__", "()", len),
        method("__getitem__", "(key, /)", get_item),
        method("__add__", "(value, /)", add),
        method("__mul__", "(value, /)", mul),
        method("__rmul__", "(value, /)", mul),
        method("__mod__", "(value, /)", mod_),
        method("__contains__", "(key, /)", contains),
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
        method("find", "(sub, start=None, end=None, /)", find),
        method("rfind", "(sub, start=None, end=None, /)", rfind),
        method("index", "(sub, start=None, end=None, /)", index),
        method("rindex", "(sub, start=None, end=None, /)", rindex),
        method("count", "(sub, start=None, end=None, /)", count),
        method("startswith", "(prefix, start=None, end=None, /)", startswith),
        method("endswith", "(suffix, start=None, end=None, /)", endswith),
        method("strip", "(chars=None, /)", strip),
        method("lstrip", "(chars=None, /)", lstrip),
        method("rstrip", "(chars=None, /)", rstrip),
        method("split", "(sep=None, maxsplit=-1)", split),
        method("rsplit", "(sep=None, maxsplit=-1)", rsplit),
        method("splitlines", "(keepends=False)", splitlines),
        method("partition", "(sep, /)", partition),
        method("rpartition", "(sep, /)", rpartition),
        method("join", "(iterable, /)", join),
        method("replace", "(old, new, count=-1, /)", replace),
        method("upper", "()", upper),
        method("lower", "()", lower),
        method("casefold", "()", casefold),
        method("swapcase", "()", swapcase),
        method("capitalize", "()", capitalize),
        method("title", "()", title),
        method("isalpha", "()", isalpha),
        method("isdigit", "()", isdigit),
        method("isdecimal", "()", isdecimal),
        method("isnumeric", "()", isnumeric),
        method("isalnum", "()", isalnum),
        method("isspace", "()", isspace),
        method("isascii", "()", isascii),
        method("isprintable", "()", isprintable),
        method("isupper", "()", isupper),
        method("islower", "()", islower),
        method("istitle", "()", istitle),
        method("isidentifier", "()", isidentifier),
        method("ljust", "(width, fillchar=' ', /)", ljust),
        method("rjust", "(width, fillchar=' ', /)", rjust),
        method("center", "(width, fillchar=' ', /)", center),
        method("zfill", "(width, /)", zfill),
        method("expandtabs", "(tabsize=8)", expandtabs),
        method("removeprefix", "(prefix, /)", removeprefix),
        method("removesuffix", "(suffix, /)", removesuffix),
        method("translate", "(table, /)", translate),
        crate::native::static_method("maketrans", "(x, y=None, z=None, /)", maketrans),
        method("encode", "(encoding='utf-8', errors='strict')", encode),
        method("format", "(*args, **kwargs)", format),
        method("format_map", "(mapping, /)", format_map),
    ],
    doc: "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str",
    ..TypeSpec::EMPTY
};
