//! The methods that bytes and bytearray share. What they make is of the receiver's builtin type.

use super::construct::{bytes_arg, data};
use crate::exceptions::hierarchy::Exc;
use crate::native::Args;
use crate::object::protocol::CompareOp;
use crate::object::slice::Slice;
use crate::object::string::{Bytes, Str};
use crate::object::tuple::Tuple;
use crate::object::type_object::Type;
use crate::text::lines::{LineEnds, split_bytes_lines};
use crate::text::{self, Chars, Side, TextBuf, TextError, search};
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};
use std::borrow::Cow;
use std::ops::Range;

/// New bytes, or a bytearray if the receiver is one.
pub(crate) fn like(vm: &mut Vm, receiver: Value, bytes: &[u8]) -> PyResult<Value> {
    if receiver.is::<Bytes>() { Ok(vm.bytes(bytes)?.value()) } else { crate::builtins::bytearray::plain(vm, bytes) }
}

/// The receiver itself if it is plain bytes, else a plain copy.
fn same(vm: &mut Vm, receiver: Value) -> PyResult<Value> {
    if vm.class_of(receiver) == vm.types.bytes { Ok(receiver) } else { like(vm, receiver, data(receiver)) }
}

fn like_buf(vm: &mut Vm, receiver: Value, made: Result<Option<TextBuf>, TextError>) -> PyResult<Value> {
    match made {
        Ok(Some(text)) => like(vm, receiver, &text.into_bytes().unwrap_or_default()),
        Ok(None) => same(vm, receiver),
        Err(error) => Err(text_error(vm, error)),
    }
}

/// Sets the exception of a text algorithm.
pub(crate) fn text_error(vm: &mut Vm, error: TextError) -> Raised {
    match error {
        TextError::TooLong(message) => vm.overflow_error(message),
        TextError::Memory => vm.memory_error(),
    }
}

fn pieces(vm: &mut Vm, receiver: Value, ranges: &[Range<usize>]) -> PyResult<Value> {
    let out = vm.list_with_room(ranges.len())?;
    if let Some(bytes) = receiver.cast::<Bytes>() {
        for range in ranges {
            let piece = if range.len() == bytes.len() {
                same(vm, receiver)?
            } else {
                vm.bytes(&bytes.bytes()[range.clone()])?.value()
            };
            out.push(vm, piece)?;
        }
        return Ok(out.value());
    }
    for range in ranges {
        let piece = like(vm, receiver, &data(receiver)[range.clone()])?;
        out.push(vm, piece)?;
    }
    Ok(out.value())
}

pub(crate) fn len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(data(args[0]).len()))
}

pub(crate) fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (what, range) = if args[0].is::<Bytes>() {
        ("byte", "index out of range")
    } else {
        ("bytearray", "bytearray index out of range")
    };
    if let Some(slice) = args[1].cast::<Slice>() {
        let indices = crate::builtins::slice::indices(vm, slice, || data(args[0]).len())?;
        let all = data(args[0]);
        if indices.step == 1 {
            let start = indices.start as usize;
            let part = all.get(start..start + indices.count).unwrap_or(&[]);
            return if part.len() == all.len() { same(vm, args[0]) } else { like(vm, args[0], part) };
        }
        return like(vm, args[0], &indices.pick(all));
    }
    let n = match args[1].as_small_int() {
        Some(n) => n,
        None => crate::builtins::tuple::sequence_index(vm, args[1], what)?,
    };
    let at = crate::builtins::tuple::position(vm, n, data(args[0]).len(), range)?;
    Ok(Value::int32(i32::from(data(args[0])[at])))
}

pub(crate) fn add(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !vm.has_buffer(args[1]) {
        let message = format!("can't concat {} to {}", vm.type_name(args[1]), vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    }
    let other = bytes_arg(vm, args[1])?;
    let this = data(args[0]);
    if other.is_empty() {
        return same(vm, args[0]);
    }
    if this.is_empty() && vm.class_of(args[1]) == vm.types.bytes && args[0].is::<Bytes>() {
        return Ok(args[1]);
    }
    if args[0].is::<Bytes>() {
        return Ok(vm.bytes_joined(&[this, &other])?.value());
    }
    like(vm, args[0], &[this, &other].concat())
}

/// What CPython says of bytes that cannot be repeated so often; none for bytearrays, where it is MemoryError.
fn too_long_repeated(receiver: Value) -> Option<&'static str> {
    receiver.is::<Bytes>().then_some("repeated bytes are too long")
}

/// How often text of `len` characters is to be repeated; none if the operand is no int.
pub(crate) fn repeat_count(vm: &mut Vm, value: Value, len: usize, too_long: Option<&str>) -> PyResult<Option<usize>> {
    if value.as_int().is_none() && vm.special_of(value, crate::object::Special::Index).is_none() {
        return Ok(None);
    }
    let n = vm.index_i64(value, Exc::OverflowError)?.max(0) as usize;
    match (len.checked_mul(n).filter(|&total| total <= isize::MAX as usize), too_long) {
        (Some(total), _) => vm.check_memory(total).map(|()| Some(n)),
        (None, Some(message)) => Err(vm.overflow_error(message)),
        (None, None) => Err(vm.memory_error()),
    }
}

/// `TypeError` for a count that is none.
pub(crate) fn no_int(vm: &mut Vm, value: Value) -> Raised {
    let message = format!("'{}' object cannot be interpreted as an integer", vm.type_name(value));
    vm.type_error(&message)
}

pub(crate) fn mul(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let len = data(args[0]).len();
    let Some(n) = repeat_count(vm, args[1], len, too_long_repeated(args[0]))? else {
        return Err(no_int(vm, args[1]));
    };
    if n == 1 {
        return same(vm, args[0]);
    }
    if args[0].is::<Bytes>() && n > 0 && len > 0 {
        let made = vm.bytes_with_len(len * n)?;
        let source = data(args[0]);
        crate::object::string_build::repeat_bytes(source, made.new_bytes());
        return Ok(made.value());
    }
    let repeated = data(args[0]).repeat(n);
    like(vm, args[0], &repeated)
}

pub(crate) fn percent(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    use crate::builtins::format::percent::{Flavor, percent};
    // Formatting runs Python code, which may change a bytearray.
    let template = data(args[0]).to_vec();
    let made = percent(vm, Chars::One(&template), args[1], Flavor::Bytes)?;
    like(vm, args[0], &made.into_bytes().unwrap_or_default())
}

pub(crate) fn reflected_percent(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if args[0].is::<Bytes>() != args[1].is::<Bytes>() || super::construct::known(args[1]).is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    percent(vm, Args::new(&[args[1], args[0]]))
}

pub(crate) fn contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if args[1].as_int().is_some() || vm.special_of(args[1], crate::object::Special::Index).is_some() {
        match vm.index_clipped(args[1]) {
            Ok(n) => {
                return match u8::try_from(n) {
                    Ok(byte) => Ok(Value::bool(memchr::memchr(byte, data(args[0])).is_some())),
                    Err(_) => Err(vm.value_error("byte must be in range(0, 256)")),
                };
            }
            Err(raised) if vm.has_buffer(args[1]) => drop(vm.take_exception(raised)),
            Err(raised) => return Err(raised),
        }
    }
    let needle = bytes_arg(vm, args[1])?;
    Ok(Value::bool(search::contains(Chars::One(data(args[0])), Chars::One(&needle))))
}

fn compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    if let Some(other) = super::construct::known(args[1]) {
        let this = data(args[0]);
        if matches!(op, CompareOp::Eq | CompareOp::Ne) {
            let equal = std::ptr::eq(this, other) || this == other;
            return Ok(Value::bool(equal == (op == CompareOp::Eq)));
        }
        return Ok(Value::bool(op.holds(this.cmp(other))));
    }
    if vm.options.bytes_warning > 0 && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        warn_of_comparison(vm, args[0], args[1])?;
    }
    // bytes compare with their own kind only, bytearrays with anything bytes-like.
    if args[0].is::<Bytes>() || !vm.has_buffer(args[1]) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    match bytes_arg(vm, args[1]) {
        Ok(other) => Ok(Value::bool(op.holds(data(args[0]).cmp(&other)))),
        Err(raised) => {
            vm.take_exception(raised);
            Ok(Value::NOT_IMPLEMENTED)
        }
    }
}

/// What the options `-b` and `-bb` are for: comparisons that never hold.
#[cold]
fn warn_of_comparison(vm: &mut Vm, this: Value, other: Value) -> PyResult<()> {
    let (kind, is_bytes) = if this.is::<Bytes>() { ("bytes", true) } else { ("bytearray", false) };
    let what = if other.is::<Str>() {
        "string"
    } else if is_bytes && other.is_int() {
        "int"
    } else {
        return Ok(());
    };
    vm.warn(Exc::BytesWarning, &format!("Comparison between {kind} and {what}"), 1)
}

/// `str()` of bytes, which is seldom what is wanted.
pub(crate) fn warn_of_text(vm: &mut Vm, kind: &str) -> PyResult<()> {
    if vm.options.bytes_warning == 0 {
        return Ok(());
    }
    vm.warn(Exc::BytesWarning, &format!("str() on a {kind} instance"), 1)
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(pub(crate) fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { compare(vm, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

/// What is searched for: a byte-like object's bytes, or a single byte.
fn needle<'a>(vm: &mut Vm, value: Value) -> PyResult<Cow<'a, [u8]>> {
    if vm.has_buffer(value) {
        return bytes_arg(vm, value);
    }
    if value.as_int().is_none() && vm.special_of(value, crate::object::Special::Index).is_none() {
        let message = format!("argument should be integer or bytes-like object, not '{}'", vm.type_name(value));
        return Err(vm.type_error(&message));
    }
    Ok(Cow::Owned(vec![super::construct::byte(vm, value)?]))
}

/// The range that optional start and end arguments at 2 and 3 name.
pub(crate) fn bounds(vm: &mut Vm, args: Args<'_>) -> PyResult<(isize, isize)> {
    let start = args.not_none(2).map_or(Ok(0), |start| slice_bound(vm, start))?;
    let end = args.not_none(3).map_or(Ok(i64::MAX), |end| slice_bound(vm, end))?;
    Ok((start as isize, end as isize))
}

fn slice_bound(vm: &mut Vm, value: Value) -> PyResult<i64> {
    if value.as_int().is_none() && vm.special_of(value, crate::object::Special::Index).is_none() {
        return Err(vm.type_error("slice indices must be integers or None or have an __index__ method"));
    }
    vm.index_clipped(value)
}

/// Searches the part of the receiver that the arguments name by a function that gives a position in it.
fn locate(vm: &mut Vm, args: Args<'_>, find: fn(Chars<'_>, Chars<'_>) -> Option<usize>) -> PyResult<Option<usize>> {
    let (start, end) = bounds(vm, args)?;
    let needle = needle(vm, args[1])?;
    let all = data(args[0]);
    let Some(range) = search::search_range(start, end, all.len()) else { return Ok(None) };
    Ok(find(Chars::One(&all[range.clone()]), Chars::One(&needle)).map(|at| at + range.start))
}

fn position(found: Option<usize>) -> PyResult<Value> {
    Ok(found.map_or(Value::int32(-1), Value::len))
}

fn required(vm: &mut Vm, found: Option<usize>) -> PyResult<Value> {
    found.map(Value::len).ok_or_else(|| vm.value_error("subsection not found"))
}

pub(crate) fn find(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    position(locate(vm, args, search::find)?)
}

pub(crate) fn rfind(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    position(locate(vm, args, search::rfind)?)
}

pub(crate) fn index(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let found = locate(vm, args, search::find)?;
    required(vm, found)
}

pub(crate) fn rindex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let found = locate(vm, args, search::rfind)?;
    required(vm, found)
}

pub(crate) fn count(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (start, end) = bounds(vm, args)?;
    let needle = needle(vm, args[1])?;
    let all = data(args[0]);
    let count = search::search_range(start, end, all.len())
        .map_or(0, |range| search::count(Chars::One(&all[range]), Chars::One(&needle), usize::MAX));
    Ok(Value::len(count))
}

fn affix(vm: &mut Vm, args: Args<'_>, name: &str, test: fn(Chars<'_>, Chars<'_>) -> bool) -> PyResult<Value> {
    let (start, end) = bounds(vm, args)?;
    let matches = |vm: &mut Vm, one: Value| {
        let affix = bytes_arg(vm, one)?;
        let all = data(args[0]);
        let range = search::search_range(start, end, all.len());
        Ok(range.is_some_and(|range| test(Chars::One(&all[range]), Chars::One(&affix))))
    };
    if let Some(tuple) = args[1].cast::<Tuple>() {
        for index in 0..tuple.len() {
            if matches(vm, tuple.get(index))? {
                return Ok(Value::TRUE);
            }
        }
        return Ok(Value::FALSE);
    }
    if !vm.has_buffer(args[1]) {
        let message = format!("{name} first arg must be bytes or a tuple of bytes, not {}", vm.type_name(args[1]));
        return Err(vm.type_error(&message));
    }
    matches(vm, args[1]).map(Value::bool)
}

pub(crate) fn startswith(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    affix(vm, args, "startswith", search::starts_with)
}

pub(crate) fn endswith(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    affix(vm, args, "endswith", search::ends_with)
}

/// The `maxsplit` of a call: the largest number of splits.
pub(crate) fn split_limit(vm: &mut Vm, args: Args<'_>, index: usize) -> PyResult<usize> {
    let limit = args.opt(index).map_or(Ok(-1), |n| vm.index_c_ssize(n))?;
    Ok(usize::try_from(limit).unwrap_or(usize::MAX))
}

fn separator<'a>(vm: &mut Vm, value: Value) -> PyResult<Cow<'a, [u8]>> {
    let separator = bytes_arg(vm, value)?;
    if separator.is_empty() { Err(vm.value_error("empty separator")) } else { Ok(separator) }
}

pub(crate) fn split(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = split_limit(vm, args, 2)?;
    let ranges = match args.not_none(1) {
        None => text::split::split_bytes_whitespace(data(args[0]), limit),
        Some(by) => {
            let by = separator(vm, by)?;
            text::split::split(Chars::One(data(args[0])), Chars::One(&by), limit)
        }
    };
    pieces(vm, args[0], &ranges)
}

pub(crate) fn rsplit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = split_limit(vm, args, 2)?;
    let ranges = match args.not_none(1) {
        None => text::split::rsplit_bytes_whitespace(data(args[0]), limit),
        Some(by) => {
            let by = separator(vm, by)?;
            text::split::rsplit(Chars::One(data(args[0])), Chars::One(&by), limit)
        }
    };
    pieces(vm, args[0], &ranges)
}

pub(crate) fn splitlines(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let keep = args.opt(1).map_or(Ok(false), |keep| vm.is_true(keep))?;
    let ranges = split_bytes_lines(data(args[0]), if keep { LineEnds::Keep } else { LineEnds::Drop });
    pieces(vm, args[0], &ranges)
}

fn part(vm: &mut Vm, args: Args<'_>, side: Side) -> PyResult<Value> {
    let by = separator(vm, args[1])?;
    let (all, mutable) = (data(args[0]), !args[0].is::<Bytes>());
    let parts = match side {
        Side::Right => text::split::rpartition(Chars::One(all), Chars::One(&by)),
        Side::Left | Side::Both => text::split::partition(Chars::One(all), Chars::One(&by)),
    };
    let items = match parts {
        Some([head, _, tail]) => {
            let middle = if mutable { like(vm, args[0], &by)? } else { args[1] };
            [like(vm, args[0], &all[head])?, middle, like(vm, args[0], &all[tail])?]
        }
        None => {
            let whole = same(vm, args[0])?;
            let (first, second) = (like(vm, args[0], &[])?, like(vm, args[0], &[])?);
            if matches!(side, Side::Right) { [first, second, whole] } else { [whole, first, second] }
        }
    };
    Ok(vm.tuple(&items)?.value())
}

pub(crate) fn partition(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    part(vm, args, Side::Left)
}

pub(crate) fn rpartition(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    part(vm, args, Side::Right)
}

fn strip_side(vm: &mut Vm, args: Args<'_>, side: Side) -> PyResult<Value> {
    let range = match args.not_none(1) {
        None => text::strip_bytes_whitespace(data(args[0]), side),
        Some(set) => {
            let set = bytes_arg(vm, set)?;
            text::strip_any(Chars::One(data(args[0])), Chars::One(&set), side)
        }
    };
    if range.len() == data(args[0]).len() { same(vm, args[0]) } else { like(vm, args[0], &data(args[0])[range]) }
}

pub(crate) fn strip(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    strip_side(vm, args, Side::Both)
}

pub(crate) fn lstrip(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    strip_side(vm, args, Side::Left)
}

pub(crate) fn rstrip(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    strip_side(vm, args, Side::Right)
}

pub(crate) fn removeprefix(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let prefix = bytes_arg(vm, args[1])?;
    match data(args[0]).strip_prefix(&*prefix).filter(|_| !prefix.is_empty()) {
        Some(rest) => like(vm, args[0], rest),
        None => same(vm, args[0]),
    }
}

pub(crate) fn removesuffix(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let suffix = bytes_arg(vm, args[1])?;
    match data(args[0]).strip_suffix(&*suffix).filter(|_| !suffix.is_empty()) {
        Some(rest) => like(vm, args[0], rest),
        None => same(vm, args[0]),
    }
}

pub(crate) fn join(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    // A separator that can be changed must stay as it is while Python runs.
    let Some(store) = crate::builtins::bytearray::store_of(args[0]) else { return join_items(vm, args) };
    let lock = store.export(args[0]);
    let joined = join_items(vm, args);
    store.release(&lock);
    joined
}

fn join_items(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[1].is::<Str>() || vm.special_of(args[1], crate::object::Special::Iter).is_none() {
        let iterable = vm.special_of(args[1], crate::object::Special::Iter).is_some_and(|m| !m.is_none())
            || vm.special_of(args[1], crate::object::Special::GetItem).is_some();
        if !iterable {
            return Err(vm.type_error("can only join an iterable"));
        }
    }
    let items = vm.collect_list(args[1])?;
    if items.len() == 1 && args[0].is::<Bytes>() && vm.class_of(items.items()[0]) == vm.types.bytes {
        return Ok(items.items()[0]);
    }
    let known_len = |item: &Value| super::construct::known(*item).map_or(0, <[u8]>::len);
    let gaps = data(args[0]).len() * items.len().saturating_sub(1);
    let mut out = Vec::with_capacity(items.items().iter().map(known_len).sum::<usize>() + gaps);
    for index in 0..items.len() {
        let item = items.items()[index];
        if index > 0 {
            out.extend_from_slice(data(args[0]));
        }
        if let Some(bytes) = super::construct::known(item) {
            out.extend_from_slice(bytes);
        } else if vm.has_buffer(item) {
            vm.with_bytes(item, |_, bytes| out.extend_from_slice(bytes))?;
        } else {
            let message = format!("sequence item {index}: expected a bytes-like object, {} found", vm.type_name(item));
            return Err(vm.type_error(&message));
        }
    }
    like(vm, args[0], &out)
}

pub(crate) fn replace(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (old, new) = (bytes_arg(vm, args[1])?, bytes_arg(vm, args[2])?);
    let limit = split_limit(vm, args, 3)?;
    let (old, new) = match args.opt(3).filter(|limit| limit.as_small_int().is_none()) {
        // Python code ran since the arguments were read.
        Some(_) => (bytes_arg(vm, args[1])?, bytes_arg(vm, args[2])?),
        None => (old, new),
    };
    let (all, old, new) = (Chars::One(data(args[0])), Chars::One(&old), Chars::One(&new));
    let made = text::replace(all, old, new, limit, "replace bytes is too long");
    like_buf(vm, args[0], made)
}

pub(crate) fn translate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let table = match args.not_none(1) {
        None => None,
        Some(table) => {
            let table = bytes_arg(vm, table)?;
            match <[u8; 256]>::try_from(&*table) {
                Ok(table) => Some(table),
                Err(_) => return Err(vm.value_error("translation table must be 256 characters long")),
            }
        }
    };
    let delete = match args.opt(2) {
        Some(delete) => bytes_arg(vm, delete)?,
        None => Cow::Borrowed(&[][..]),
    };
    let made = text::translate::translate_bytes(data(args[0]), table.as_ref(), &delete);
    if made == data(args[0]) { same(vm, args[0]) } else { like(vm, args[0], &made) }
}

pub(crate) fn maketrans(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (from, to) = (bytes_arg(vm, args[0])?, bytes_arg(vm, args[1])?);
    match text::translate::make_bytes_table(&from, &to) {
        Some(table) => Ok(vm.bytes(&table)?.value()),
        None => Err(vm.value_error("maketrans arguments must have same length")),
    }
}

/// Fill bytes before and after bytes of a length, from the width of the result.
type Margins = fn(usize, isize) -> (usize, usize);

fn pad(vm: &mut Vm, args: Args<'_>, name: &str, margins: Margins) -> PyResult<Value> {
    let width = vm.index_c_ssize(args[1])?;
    let fill = match args.opt(2) {
        None => b' ',
        Some(fill) => match super::construct::known(fill) {
            Some(&[byte]) => byte,
            Some(_) | None => {
                let message =
                    format!("{name}() argument 2 must be a byte string of length 1, not {}", vm.arg_type_name(fill));
                return Err(vm.type_error(&message));
            }
        },
    };
    let len = data(args[0]).len();
    let (left, right) = margins(len, width as isize);
    if left + right == 0 {
        return same(vm, args[0]);
    }
    let total = left.saturating_add(right).saturating_add(len);
    if args[0].is::<Bytes>() && total < LARGE {
        let made = vm.bytes_with_len(total)?;
        let (before, rest) = made.new_bytes().split_at_mut(left);
        let (within, after) = rest.split_at_mut(len);
        before.fill(fill);
        within.copy_from_slice(data(args[0]));
        after.fill(fill);
        return Ok(made.value());
    }
    let made = text::pad::pad(Chars::One(data(args[0])), left, right, u32::from(fill));
    like_buf(vm, args[0], made.map(Some))
}

/// Results of at least so many bytes may not fit into memory.
const LARGE: usize = 1 << 20;

pub(crate) fn ljust(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    pad(vm, args, "ljust", |len, width| (0, text::pad::lacking(len, width)))
}

pub(crate) fn rjust(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    pad(vm, args, "rjust", |len, width| (text::pad::lacking(len, width), 0))
}

pub(crate) fn center(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    pad(vm, args, "center", text::pad::center_margins)
}

pub(crate) fn zfill(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let width = vm.index_c_ssize(args[1])?;
    let made = text::pad::zfill(Chars::One(data(args[0])), width as isize);
    like_buf(vm, args[0], made)
}

pub(crate) fn expandtabs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let size = args.opt(1).map_or(Ok(8), |size| vm.index_c_int(size))?;
    let made = text::pad::expand_tabs(Chars::One(data(args[0])), size as isize, "result too long");
    like_buf(vm, args[0], made)
}

macro_rules! mapped {
    ($($name:ident;)*) => {
        $(pub(crate) fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let made = text::bytes::$name(data(args[0]));
            like(vm, args[0], &made)
        })*
    };
}
mapped! { lower; upper; title; capitalize; swapcase; }

macro_rules! predicates {
    ($($name:ident $test:ident;)*) => {
        $(pub(crate) fn $name(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            Ok(Value::bool(text::bytes::$test(data(args[0]))))
        })*
    };
}
predicates! {
    isalpha is_alpha; isalnum is_alnum; isdigit is_digit; isspace is_whitespace; isupper is_upper; islower is_lower;
    istitle is_title;
}

pub(crate) fn isascii(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(data(args[0]).is_ascii()))
}

pub(crate) fn hex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if args.opt(1).is_none()
        && let Some(bytes) = args[0].cast::<Bytes>()
    {
        let text = vm.str_with_len(2 * bytes.bytes().len(), |digits| text::bytes::fill_hex(bytes.bytes(), digits))?;
        return Ok(text.value());
    }
    let bytes = data(args[0]).to_vec();
    hex_text(vm, &bytes, args.from(1))
}

/// `bytes.hex` with the separator and group size in `args`.
pub(crate) fn hex_text(vm: &mut Vm, bytes: &[u8], args: Args<'_>) -> PyResult<Value> {
    let group = args.opt(1).map_or(Ok(1), |group| vm.index_c_int(group))?;
    let separator = match args.opt(0) {
        None => None,
        Some(separator) => {
            let (len, code) = if let Some(s) = separator.cast::<Str>() {
                (s.len(), s.chars().get(0))
            } else if let Some(bytes) = separator.cast::<Bytes>() {
                (bytes.len(), bytes.bytes().first().map(|&byte| u32::from(byte)))
            } else if separator.is_none() {
                return Err(vm.type_error("object of type 'NoneType' has no len()"));
            } else {
                if vm.len(separator)? != 1 {
                    return Err(vm.value_error("sep must be length 1."));
                }
                return Err(vm.type_error("sep must be str or bytes."));
            };
            match code {
                Some(_) | None if len != 1 => return Err(vm.value_error("sep must be length 1.")),
                Some(code) if code < 128 => Some(code as u8),
                Some(_) | None => return Err(vm.value_error("sep must be ASCII.")),
            }
        }
    };
    let text = text::bytes::hex(bytes, separator, group as isize);
    Ok(vm.str(&text)?.value())
}

pub(crate) fn fromhex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("a class method");
    let Some(s) = args[1].cast::<Str>() else {
        let message = format!("fromhex() argument must be str, not {}", vm.arg_type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    let made = match text::bytes::from_hex(s.chars()) {
        Ok(bytes) => vm.bytes(&bytes)?.value(),
        Err(at) => {
            let message = format!("non-hexadecimal number found in fromhex() arg at position {at}");
            return Err(vm.value_error(&message));
        }
    };
    if class == vm.types.bytes { Ok(made) } else { vm.call(class.value(), &[made]) }
}
