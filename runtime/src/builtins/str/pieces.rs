//! Taking text apart and putting it together: splitting, stripping, joining, replacing, padding, translating.

use super::{expect, expect_arg, of};
use crate::builtins::bytes::shared::{split_limit, text_error};
use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::native::Args;
use crate::object::dict::Dict;
use crate::object::list::List;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::text::Chars;
use crate::text::lines::{LineEnds, split_lines};
use crate::text::search::{Needle, SHORT, find_short};
use crate::text::translate::Translation;
use crate::text::{self, Side, TextBuf, TextError};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use smallvec::SmallVec;
use std::ops::Range;

/// The receiver if it is a plain str, else a plain copy.
fn same(vm: &mut Vm, receiver: Value) -> PyResult<Value> {
    let s = of(receiver);
    Ok(vm.substring(s, 0, s.len())?.value())
}

fn finish(vm: &mut Vm, receiver: Value, made: Result<Option<TextBuf>, TextError>) -> PyResult<Value> {
    match made {
        Ok(Some(text)) => Ok(vm.str_from_buf(&text)?.value()),
        Ok(None) => same(vm, receiver),
        Err(error) => Err(text_error(vm, error)),
    }
}

fn list_of(vm: &mut Vm, s: Gc<Str>, ranges: &[Range<usize>]) -> PyResult<Value> {
    let out = vm.list_with_room(ranges.len())?;
    for range in ranges {
        let piece = vm.substring(s, range.start, range.end)?;
        out.push(vm, piece.value())?;
    }
    Ok(out.value())
}

fn separator(vm: &mut Vm, value: Value, message: &str) -> PyResult<Gc<Str>> {
    let separator = expect(vm, value, message)?;
    if separator.is_empty() { Err(vm.value_error("empty separator")) } else { Ok(separator) }
}

pub(super) fn split(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = split_limit(vm, args, 2)?;
    let s = of(args[0]);
    let ranges = match args.not_none(1) {
        None => text::split::split_whitespace(s.chars(), limit),
        Some(by) => text::split::split(s.chars(), separator(vm, by, "must be str or None")?.chars(), limit),
    };
    list_of(vm, s, &ranges)
}

pub(super) fn rsplit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = split_limit(vm, args, 2)?;
    let s = of(args[0]);
    let ranges = match args.not_none(1) {
        None => text::split::rsplit_whitespace(s.chars(), limit),
        Some(by) => text::split::rsplit(s.chars(), separator(vm, by, "must be str or None")?.chars(), limit),
    };
    list_of(vm, s, &ranges)
}

pub(super) fn splitlines(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let keep = args.opt(1).map_or(Ok(false), |keep| vm.is_true(keep))?;
    let s = of(args[0]);
    let ranges = split_lines(s.chars(), if keep { LineEnds::Keep } else { LineEnds::Drop });
    list_of(vm, s, &ranges)
}

fn part(vm: &mut Vm, args: Args<'_>, side: Side) -> PyResult<Value> {
    let (s, by) = (of(args[0]), separator(vm, args[1], "must be str")?);
    let parts = match side {
        Side::Right => text::split::rpartition(s.chars(), by.chars()),
        Side::Left | Side::Both => text::split::partition(s.chars(), by.chars()),
    };
    let empty = vm.empty_str().value();
    let items = match parts {
        Some([head, _, tail]) => {
            let head = vm.substring(s, head.start, head.end)?.value();
            let tail = vm.substring(s, tail.start, tail.end)?.value();
            [head, by.value(), tail]
        }
        None if matches!(side, Side::Right) => [empty, empty, same(vm, args[0])?],
        None => [same(vm, args[0])?, empty, empty],
    };
    Ok(vm.tuple(&items)?.value())
}

pub(super) fn partition(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    part(vm, args, Side::Left)
}

pub(super) fn rpartition(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    part(vm, args, Side::Right)
}

fn strip_side(vm: &mut Vm, args: Args<'_>, name: &str, side: Side) -> PyResult<Value> {
    let s = of(args[0]);
    let range = match args.not_none(1) {
        None => text::strip_whitespace(s.chars(), side),
        Some(set) => match set.cast::<Str>() {
            Some(set) => text::strip_any(s.chars(), set.chars(), side),
            None => {
                let message = format!("{name} arg must be None or str");
                return Err(vm.type_error(&message));
            }
        },
    };
    Ok(vm.substring(s, range.start, range.end)?.value())
}

pub(super) fn strip(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    strip_side(vm, args, "strip", Side::Both)
}

pub(super) fn lstrip(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    strip_side(vm, args, "lstrip", Side::Left)
}

pub(super) fn rstrip(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    strip_side(vm, args, "rstrip", Side::Right)
}

pub(super) fn removeprefix(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (s, prefix) = (of(args[0]), expect_arg(vm, args[1], "removeprefix() argument")?);
    let start = if text::search::starts_with(s.chars(), prefix.chars()) { prefix.len() } else { 0 };
    Ok(vm.substring(s, start, s.len())?.value())
}

pub(super) fn removesuffix(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (s, suffix) = (of(args[0]), expect_arg(vm, args[1], "removesuffix() argument")?);
    let cut = if text::search::ends_with(s.chars(), suffix.chars()) { suffix.len() } else { 0 };
    Ok(vm.substring(s, 0, s.len() - cut)?.value())
}

pub(super) fn join(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let separator = of(args[0]);
    let exact = vm.class_of(args[1]);
    // Nothing below runs Python code, so the items of a list can be used where they are.
    if exact == vm.types.list
        && let Some(list) = args[1].cast::<List>()
    {
        return join_items(vm, separator, list.items());
    }
    if exact == vm.types.tuple
        && let Some(tuple) = args[1].cast::<Tuple>()
    {
        return join_items(vm, separator, tuple.items());
    }
    let iterable = vm.special_of(args[1], crate::object::Special::Iter).is_some_and(|method| !method.is_none())
        || vm.special_of(args[1], crate::object::Special::GetItem).is_some();
    if !iterable {
        return Err(vm.type_error("can only join an iterable"));
    }
    let items = vm.collect_list(args[1])?;
    join_items(vm, separator, items.items())
}

fn join_items(vm: &mut Vm, separator: Gc<Str>, items: &[Value]) -> PyResult<Value> {
    if let [one] = items
        && vm.class_of(*one) == vm.types.str
    {
        return Ok(*one);
    }
    match vm.join_strs_with(separator, items)? {
        Ok(joined) => Ok(joined.value()),
        Err(index) => {
            let name = vm.type_name(items[index]);
            Err(vm.type_error(&format!("sequence item {index}: expected str instance, {name} found")))
        }
    }
}

pub(super) fn replace(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let old = expect_arg(vm, args[1], "replace() argument 1")?;
    let new = expect_arg(vm, args[2], "replace() argument 2")?;
    let limit = split_limit(vm, args, 3)?;
    if let Some(made) = replace_ascii(vm, of(args[0]), old, new, limit)? {
        return Ok(made.value());
    }
    if let Some(made) = replace_wide(vm, of(args[0]), old, new, limit)? {
        return Ok(made.value());
    }
    let made = text::replace(of(args[0]).chars(), old.chars(), new.chars(), limit, "replace string is too long");
    finish(vm, args[0], made)
}

/// As `replace`, of short ASCII text in which there is something to replace.
fn replace_ascii(vm: &mut Vm, s: Gc<Str>, old: Gc<Str>, new: Gc<Str>, limit: usize) -> PyResult<Option<Gc<Str>>> {
    if !(s.is_ascii() && old.is_ascii() && new.is_ascii()) || s.len() > SHORT || old.is_empty() {
        return Ok(None);
    }
    let (Chars::One(text), Chars::One(old), Chars::One(new)) = (s.chars(), old.chars(), new.chars()) else {
        return Ok(None);
    };
    if let ([old], [new], usize::MAX) = (old, new, limit) {
        return match memchr::memchr(*old, text) {
            Some(_) => vm.recoded_str(s, |unit| if unit == *old { *new } else { unit }).map(Some),
            None => vm.substring(s, 0, text.len()).map(Some),
        };
    }
    let mut places: SmallVec<[usize; 16]> = SmallVec::new();
    let mut from = 0;
    while places.len() < limit
        && let Some(at) = find_short(&text[from..], old)
    {
        places.push(from + at);
        from += at + old.len();
    }
    if places.is_empty() {
        return vm.substring(s, 0, text.len()).map(Some);
    }
    vm.replaced_str(s, old.len(), new, &places).map(Some)
}

/// The same of short text whose characters take two bytes each.
fn replace_wide(vm: &mut Vm, s: Gc<Str>, old: Gc<Str>, new: Gc<Str>, limit: usize) -> PyResult<Option<Gc<Str>>> {
    let Chars::Two(units) = s.chars() else { return Ok(None) };
    if units.len() > SHORT || old.is_empty() {
        return Ok(None);
    }
    let Some(old) = Needle::<u16>::new(old.chars()) else { return vm.substring(s, 0, units.len()).map(Some) };
    if let (&[old], 1, usize::MAX) = (old.units(), new.len(), limit)
        && let Ok(new) = u16::try_from(new.char_at(0))
    {
        return match units.contains(&old) {
            true => vm.recoded_wide(s, |unit| if unit == old { new } else { unit }).map(Some),
            false => vm.substring(s, 0, units.len()).map(Some),
        };
    }
    let mut places: SmallVec<[usize; 16]> = SmallVec::new();
    let mut from = 0;
    while places.len() < limit
        && let Some(at) = old.find(&units[from..])
    {
        places.push(from + at);
        from += at + old.len();
    }
    if places.is_empty() {
        return vm.substring(s, 0, units.len()).map(Some);
    }
    match Needle::<u16>::new(new.chars()) {
        Some(new) if new.len() <= SHORT => vm.replaced_wide(s, old.len(), new.units(), &places).map(Some),
        Some(_) | None => Ok(None),
    }
}

/// Fill characters before and after a text of a length, from the width of the result.
type Margins = fn(usize, isize) -> (usize, usize);

fn pad(vm: &mut Vm, args: Args<'_>, margins: Margins) -> PyResult<Value> {
    let width = vm.index_c_ssize(args[1])?;
    let fill = match args.opt(2) {
        None => u32::from(' '),
        Some(fill) => match fill.cast::<Str>() {
            Some(fill) if fill.len() == 1 => fill.char_at(0),
            Some(_) => return Err(vm.type_error("The fill character must be exactly one character long")),
            None => {
                let message = format!("The fill character must be a unicode character, not {}", vm.type_name(fill));
                return Err(vm.type_error(&message));
            }
        },
    };
    let s = of(args[0]);
    let (left, right) = margins(s.len(), width as isize);
    if left + right == 0 {
        return same(vm, args[0]);
    }
    if let Ok(fill) = u8::try_from(fill)
        && let Some(padded) = vm.padded_str(s, left, right, fill)?
    {
        return Ok(padded.value());
    }
    let made = text::pad::pad(s.chars(), left, right, fill).map(Some);
    finish(vm, args[0], made)
}

pub(super) fn ljust(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    pad(vm, args, |len, width| (0, text::pad::lacking(len, width)))
}

pub(super) fn rjust(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    pad(vm, args, |len, width| (text::pad::lacking(len, width), 0))
}

pub(super) fn center(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    pad(vm, args, text::pad::center_margins)
}

pub(super) fn zfill(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let width = vm.index_c_ssize(args[1])?;
    let s = of(args[0]);
    if !s.chars().iter().next().is_some_and(|first| matches!(first, 0x2b | 0x2d)) {
        let lacking = text::pad::lacking(s.len(), width as isize);
        if lacking > 0
            && let Some(padded) = vm.padded_str(s, lacking, 0, b'0')?
        {
            return Ok(padded.value());
        }
    }
    let made = text::pad::zfill(of(args[0]).chars(), width as isize);
    finish(vm, args[0], made)
}

pub(super) fn expandtabs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let size = args.opt(1).map_or(Ok(8), |size| vm.index_c_int(size))?;
    let made = text::pad::expand_tabs(of(args[0]).chars(), size as isize, "new string is too long");
    finish(vm, args[0], made)
}

/// What a translation table says about a character.
fn translation(vm: &mut Vm, table: Value, code: u32) -> PyResult<Translation> {
    let key = Value::int_unchecked(i64::from(code));
    let plain = table.cast::<Dict>().filter(|_| vm.class_of(table) == vm.types.dict);
    let mapped = match plain {
        Some(dict) => match dict.get(vm, key)? {
            Some(mapped) => mapped,
            None => return Ok(Translation::Keep),
        },
        None => match vm.get_item(table, key) {
            Ok(mapped) => mapped,
            Err(raised) => {
                vm.catch(raised, Exc::LookupError)?;
                return Ok(Translation::Keep);
            }
        },
    };
    if mapped.is_none() {
        return Ok(Translation::Delete);
    }
    if let Some(text) = mapped.cast::<Str>() {
        let mut buf = TextBuf::new();
        buf.push_chars(text.chars());
        return Ok(Translation::Text(buf));
    }
    if mapped.as_int().is_none() {
        return Err(vm.type_error("character mapping must return integer, None or str"));
    }
    match mapped.as_i64().and_then(|n| u32::try_from(n).ok()).filter(|&code| code <= 0x10_ffff) {
        Some(code) => Ok(Translation::Char(code)),
        None => Err(vm.value_error("character mapping must be in range(0x110000)")),
    }
}

pub(super) fn translate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let s = of(args[0]);
    if s.is_empty() {
        return same(vm, args[0]);
    }
    let made = text::translate::translate(s.chars(), |code| translation(vm, args[1], code))?;
    Ok(vm.str_from_buf(&made)?.value())
}

pub(super) fn maketrans(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(to) = args.opt(1) else { return table_of_dict(vm, args[0]) };
    let table = vm.dict()?;
    let to = expect_arg(vm, to, "maketrans() argument 2")?;
    let gone = match args.opt(2) {
        Some(gone) => Some(expect_arg(vm, gone, "maketrans() argument 3")?),
        None => None,
    };
    let Some(from) = args[0].cast::<Str>() else {
        return Err(vm.type_error("first maketrans argument must be a string if there is a second argument"));
    };
    if from.len() != to.len() {
        return Err(vm.value_error("the first two maketrans arguments must have equal length"));
    }
    for at in 0..from.len() {
        let (key, value) = (i64::from(from.char_at(at)), i64::from(to.char_at(at)));
        table.set(vm, Value::int_unchecked(key), Value::int_unchecked(value))?;
    }
    if let Some(gone) = gone {
        for at in 0..gone.len() {
            table.set(vm, Value::int_unchecked(i64::from(gone.char_at(at))), Value::NONE)?;
        }
    }
    Ok(table.value())
}

fn table_of_dict(vm: &mut Vm, source: Value) -> PyResult<Value> {
    let table = vm.dict()?;
    let Some(source) = source.cast::<Dict>().filter(|_| vm.class_of(source) == vm.types.dict) else {
        return Err(vm.type_error("if you give only one argument to maketrans it must be a dict"));
    };
    let mut at = 0;
    while let Some((entry, key, value)) = source.next_item(at) {
        let key = match key.cast::<Str>() {
            Some(s) if s.len() == 1 => Value::int_unchecked(i64::from(s.char_at(0))),
            Some(_) => return Err(vm.value_error("string keys in translate table must be of length 1")),
            None if key.as_int().is_some() => key,
            None => return Err(vm.type_error("keys in translate table must be strings or integers")),
        };
        table.set(vm, key, value)?;
        at = entry + 1;
    }
    Ok(table.value())
}
