//! `find`, `index`, `count`, `in`, `startswith`, `endswith` of str.

use super::{expect, of};
use crate::builtins::bytes::shared::bounds;
use crate::native::Args;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::text::{Chars, search};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

pub(super) fn contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match args[1].cast::<Str>() {
        Some(needle) => Ok(Value::bool(search::contains(of(args[0]).chars(), needle.chars()))),
        None => {
            let message = format!("'in <string>' requires string as left operand, not {}", vm.type_name(args[1]));
            Err(vm.type_error(&message))
        }
    }
}

fn locate(vm: &mut Vm, args: Args<'_>, find: fn(Chars<'_>, Chars<'_>) -> Option<usize>) -> PyResult<Option<usize>> {
    let (start, end) = bounds(vm, args)?;
    let needle = expect(vm, args[1], "must be str")?;
    let s = of(args[0]);
    let Some(range) = search::search_range(start, end, s.len()) else { return Ok(None) };
    Ok(find(s.chars().slice(range.clone()), needle.chars()).map(|at| at + range.start))
}

fn position(found: Option<usize>) -> PyResult<Value> {
    Ok(found.map_or(Value::int32(-1), Value::len))
}

fn required(vm: &mut Vm, found: Option<usize>) -> PyResult<Value> {
    found.map(Value::len).ok_or_else(|| vm.value_error("substring not found"))
}

pub(super) fn find(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    position(locate(vm, args, search::find)?)
}

pub(super) fn rfind(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    position(locate(vm, args, search::rfind)?)
}

pub(super) fn index(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let found = locate(vm, args, search::find)?;
    required(vm, found)
}

pub(super) fn rindex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let found = locate(vm, args, search::rfind)?;
    required(vm, found)
}

pub(super) fn count(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (start, end) = bounds(vm, args)?;
    let needle = expect(vm, args[1], "must be str")?;
    let s = of(args[0]);
    let count = search::search_range(start, end, s.len())
        .map_or(0, |range| search::count(s.chars().slice(range), needle.chars(), usize::MAX));
    Ok(Value::len(count))
}

fn affix(vm: &mut Vm, args: Args<'_>, name: &str, test: fn(Chars<'_>, Chars<'_>) -> bool) -> PyResult<Value> {
    let s = of(args[0]);
    if args.len() == 2
        && let Some(one) = args[1].cast::<Str>()
    {
        return Ok(Value::bool(test(s.chars(), one.chars())));
    }
    let (start, end) = if args.len() > 2 { bounds(vm, args)? } else { (0, isize::MAX) };
    let part = search::search_range(start, end, s.len()).map(|range| s.chars().slice(range));
    if let Some(one) = args[1].cast::<Str>() {
        return Ok(Value::bool(part.is_some_and(|part| test(part, one.chars()))));
    }
    let Some(tuple) = args[1].cast::<Tuple>() else {
        let message = format!("{name} first arg must be str or a tuple of str, not {}", vm.type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    for &one in tuple.items() {
        let Some(one) = one.cast::<Str>() else {
            let message = format!("tuple for {name} must only contain str, not {}", vm.type_name(one));
            return Err(vm.type_error(&message));
        };
        if part.is_some_and(|part| test(part, one.chars())) {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

pub(super) fn startswith(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    affix(vm, args, "startswith", search::starts_with)
}

pub(super) fn endswith(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    affix(vm, args, "endswith", search::ends_with)
}
