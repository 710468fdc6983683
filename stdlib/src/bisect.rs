//! `_bisect`: binary search in sorted sequences.

use runtime::exceptions::hierarchy::Exc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::int::IntRef;
use runtime::object::list::List;
use runtime::object::protocol::CompareOp;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Where an equal item is found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// The bounds of a search.
fn bounds(vm: &mut Vm, sequence: Value, low: Option<Value>, high: Option<Value>) -> PyResult<(usize, usize)> {
    let low = match low {
        Some(low) => ssize(vm, low)?,
        None => 0,
    };
    let high = match high {
        None => -1,
        Some(high) if high.is_none() => -1,
        Some(high) if vm.special_of(high, runtime::object::Special::Index).is_some() => ssize(vm, high)?,
        Some(high) => {
            let message = format!("argument should be integer or None, not '{}'", vm.type_name(high));
            return Err(vm.type_error(&message));
        }
    };
    if low < 0 {
        return Err(vm.value_error("lo must be non-negative"));
    }
    let high = match sequence.cast::<List>() {
        _ if high >= 0 => high as usize,
        Some(list) if vm.class_of(sequence) == vm.types.list => list.len(),
        _ => vm.len(sequence)?,
    };
    Ok((low as usize, high))
}

fn ssize(vm: &mut Vm, value: Value) -> PyResult<i64> {
    if let Some(n) = value.as_small_int() {
        return Ok(n);
    }
    let n = vm.index(value)?;
    match n.as_int() {
        Some(IntRef::Small(n)) => Ok(n),
        Some(IntRef::Big(_)) | None => {
            Err(vm.raise_text(Exc::OverflowError, "Python int too large to convert to C ssize_t"))
        }
    }
}

/// Where `item` goes: before (or after) what equals it.
fn search(
    vm: &mut Vm,
    sequence: Value,
    item: Value,
    (mut low, mut high): (usize, usize),
    key: Value,
    side: Side,
) -> PyResult<usize> {
    while low < high {
        let middle = low + (high - low) / 2;
        let exact = sequence.cast::<List>().filter(|_| vm.class_of(sequence) == vm.types.list);
        let mut candidate = match exact.and_then(|list| list.get(middle)) {
            Some(candidate) => candidate,
            None => {
                let at = vm.int(middle as i64)?;
                vm.get_item(sequence, at)?
            }
        };
        if !key.is_empty() {
            candidate = vm.call(key, &[candidate])?;
        }
        let (left, right) = if side == Side::Left { (candidate, item) } else { (item, candidate) };
        let less = match (left.as_small_int(), right.as_small_int()) {
            (Some(left), Some(right)) => left < right,
            _ => vm.compare_bool(CompareOp::Lt, left, right)?,
        };
        let go_left = less == (side == Side::Right);
        if go_left {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok(low)
}

fn bisect(vm: &mut Vm, args: Args<'_>, side: Side) -> PyResult<Value> {
    let key = args.not_none(4).unwrap_or(Value::EMPTY);
    let range = bounds(vm, args[0], args.opt(2), args.opt(3))?;
    let at = search(vm, args[0], args[1], range, key, side)?;
    vm.int(at as i64)
}

fn insort(vm: &mut Vm, args: Args<'_>, side: Side) -> PyResult<Value> {
    let (sequence, item) = (args[0], args[1]);
    let key = args.not_none(4).unwrap_or(Value::EMPTY);
    let wanted = if key.is_empty() { item } else { vm.call(key, &[item])? };
    let range = bounds(vm, sequence, args.opt(2), args.opt(3))?;
    let at = search(vm, sequence, wanted, range, key, side)?;
    if let Some(list) = sequence.cast::<List>()
        && vm.class_of(sequence) == vm.types.list
    {
        let at = at.min(list.len());
        list.splice(vm, at, at, &[item])?;
        return Ok(Value::NONE);
    }
    let at = vm.int(at as i64)?;
    vm.call_method(sequence, "insert", &[at, item])?;
    Ok(Value::NONE)
}

fn bisect_left(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    bisect(vm, args, Side::Left)
}

fn bisect_right(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    bisect(vm, args, Side::Right)
}

fn insort_left(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    insort(vm, args, Side::Left)
}

fn insort_right(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    insort(vm, args, Side::Right)
}

const SIGNATURE: &str = "(a, x, lo=0, hi=None, *, key=None)";

/// `_bisect`
pub(crate) static BISECT: ModuleSpec = ModuleSpec {
    name: "_bisect",
    doc: "Bisection algorithms.\n\nThis module provides support for maintaining a list in sorted order without\nhaving to sort the list after each insertion. For long lists of items with\nexpensive comparison operations, this can be an improvement over the more\ncommon approach.\n",
    functions: &[
        func("bisect_right", SIGNATURE, bisect_right).doc(
            "Return the index where to insert item x in list a, assuming a is sorted.\n\nThe return value i is such that all e in a[:i] have e <= x, and all e in\na[i:] have e > x.  So if x already appears in the list, a.insert(i, x) will\ninsert just after the rightmost x already there.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order.",
        ),
        func("bisect_left", SIGNATURE, bisect_left).doc(
            "Return the index where to insert item x in list a, assuming a is sorted.\n\nThe return value i is such that all e in a[:i] have e < x, and all e in\na[i:] have e >= x.  So if x already appears in the list, a.insert(i, x) will\ninsert just before the leftmost x already there.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order.",
        ),
        func("insort_right", SIGNATURE, insort_right).doc(
            "Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the right of the rightmost x.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order.",
        ),
        func("insort_left", SIGNATURE, insort_left).doc(
            "Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the left of the leftmost x.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order.",
        ),
    ],
    ..ModuleSpec::EMPTY
};
