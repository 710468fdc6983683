//! What is asked of sequences of numbers and strs, item by item without the protocol: nothing of it runs Python.

use super::sort::{Order, sort_in_runs};
use crate::heap::Gc;
use crate::object::header::Kind;
use crate::object::list::List;
use crate::object::protocol::CompareOp;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::Vm;

fn exact_str(vm: &Vm, value: Value) -> Option<Gc<Str>> {
    let header = value.header()?;
    (header.shape() == vm.shape_of_kind(Kind::Str)).then(|| header.cast_unchecked())
}

/// The items of an exact list or tuple.
pub(crate) fn items_of(vm: &Vm, value: &Value) -> Option<&'static [Value]> {
    let header = value.header()?;
    if header.shape() == vm.shape_of_kind(Kind::List) {
        return Some(crate::object::raw::extend_slice(value.cast::<List>()?.items()));
    }
    let exact = header.shape() == vm.shape_of_kind(Kind::Tuple);
    exact.then(|| value.cast::<Tuple>()).flatten().map(|tuple| crate::object::raw::extend_slice(tuple.items()))
}

/// How many of the first items differ from `wanted` for sure.
pub(crate) fn count_different(vm: &Vm, items: &[Value], wanted: Value) -> usize {
    let first = if wanted.is_small_int() {
        let may_be = |item: &Value| item == &wanted || !item.is_small_int();
        // Several at a time, without a branch for each.
        let chunks =
            items.chunks_exact(8).take_while(|chunk| !chunk.iter().fold(false, |any, item| any | may_be(item)));
        let different = 8 * chunks.count();
        items[different..].iter().position(may_be).map(|at| different + at)
    } else if let Some(text) = exact_str(vm, wanted) {
        items.iter().position(|&item| item == wanted || exact_str(vm, item).is_none_or(|other| other.equals(&text)))
    } else {
        Some(0)
    };
    first.unwrap_or(items.len())
}

/// The first of the items that none comes before, by `<` (smallest) or `>` (largest); none if only Python can tell.
pub(crate) fn extreme(vm: &Vm, items: &[Value], op: CompareOp) -> Option<Value> {
    let (&first, rest) = items.split_first()?;
    if first.is_small_int() {
        // What is no int shows in the end: the order of those before it does not matter.
        let fold = |pick: fn(i64, i64) -> i64| {
            items.iter().fold((true, first.int_payload()), |(ints, best), item| {
                (ints & item.is_small_int(), pick(best, item.int_payload()))
            })
        };
        let (ints, best) = if op == CompareOp::Lt { fold(i64::min) } else { fold(i64::max) };
        if ints {
            return Value::small_int(best);
        }
    }
    if items.iter().all(|item| item.is_float()) {
        let comes_before = |x: f64, y: f64| if op == CompareOp::Lt { x < y } else { x > y };
        let pick = |best: f64, item: &Value| {
            let x = item.float_payload();
            if comes_before(x, best) { x } else { best }
        };
        return Some(Value::float(rest.iter().fold(first.float_payload(), pick)));
    }
    let mut best = first;
    for &item in rest {
        if vm.plain_compare(op, item, best)? {
            best = item;
        }
    }
    Some(best)
}

/// The sum of small ints and `start`; none if there is something else or it does not fit a word.
pub(crate) fn sum_of_ints(items: &[Value], start: i64) -> Option<i64> {
    items.iter().try_fold(start, |sum, item| sum.checked_add(item.as_small_int()?))
}

/// Numbers sorted without memory of their own.
const FEW: usize = 32;

/// Sorts numbers; of those that consist of few runs the runs are merged.
fn sort_ints(numbers: &mut [i64], order: Order) {
    let ascending = numbers.windows(2).filter(|pair| pair[0] <= pair[1]).count();
    let in_runs = ascending.min(numbers.len().saturating_sub(1 + ascending)) < numbers.len() / 8;
    let sorted = match (order, in_runs) {
        (Order::Ascending, true) => sort_in_runs(numbers, |a, b| Ok(a < b)),
        (Order::Descending, true) => sort_in_runs(numbers, |a, b| Ok(b < a)),
        (Order::Ascending, false) => return numbers.sort_unstable(),
        (Order::Descending, false) => return numbers.sort_unstable_by(|a, b| b.cmp(a)),
    };
    debug_assert!(sorted.is_ok(), "comparisons of numbers do not raise");
}

/// Whether these are small ints none of which is out of order.
fn are_sorted_ints(items: &[Value], order: Order) -> bool {
    let in_order = |pair: &[Value]| {
        let [x, y] = [pair[0].int_payload(), pair[1].int_payload()];
        pair[1].is_small_int() && if order == Order::Ascending { x <= y } else { x >= y }
    };
    items.first().is_some_and(|first| first.is_small_int()) && items.windows(2).all(in_order)
}

/// Sorts small ints, or floats that are numbers; false if the items are not all of one such type.
pub(crate) fn sort_numbers(items: &mut [Value], order: Order) -> bool {
    if are_sorted_ints(items, order) {
        return true;
    }
    let mut few = [0i64; FEW];
    let mut many = Vec::new();
    let numbers = if items.len() <= FEW {
        &mut few[..items.len()]
    } else {
        many.resize(items.len(), 0);
        many.as_mut_slice()
    };
    if items.iter().all(|item| item.is_small_int()) {
        numbers.iter_mut().zip(&*items).for_each(|(number, item)| *number = item.int_payload());
        sort_ints(numbers, order);
        items.iter_mut().zip(numbers).for_each(|(item, &mut number)| *item = Value::int_unchecked(number));
        return true;
    }
    if !items.iter().all(|item| item.as_float().is_some_and(|f| !f.is_nan())) {
        return false;
    }
    // Both zeros are equal: their order stays.
    items.sort_by(|a, b| {
        let (a, b) = (a.float_payload(), b.float_payload());
        let (a, b) = if order == Order::Ascending { (a, b) } else { (b, a) };
        a.partial_cmp(&b).unwrap_or(std::cmp::Ordering::Equal)
    });
    true
}

/// Whether what a constructor is given is of a builtin type that gives its items without running Python: a rule for leaves.
pub(crate) fn gives_items(vm: &Vm, args: &[Value]) -> bool {
    let Some(header) = args.get(1).and_then(|source| source.header()) else { return args.len() < 2 };
    let container = matches!(
        header.kind(),
        Kind::List | Kind::Tuple | Kind::Dict | Kind::Set | Kind::Str | Kind::Bytes | Kind::Range
    );
    container && !vm.shape_of(header).class.has(type_flag::HEAP_TYPE)
}

/// Whether bytes are made of nothing, a small int, other bytes, or a list or tuple of small ints, and not by a codec, which may be in
/// Python: a rule for leaves.
pub(crate) fn needs_no_codec(vm: &Vm, args: &[Value]) -> bool {
    let [_, source] = args else { return args.len() == 1 };
    let is_bytes = source.header().is_some_and(|header| header.shape() == vm.shape_of_kind(Kind::Bytes));
    let of_ints = || items_of(vm, source).is_some_and(|items| items.iter().all(|item| item.is_small_int()));
    source.is_small_int() || is_bytes || of_ints()
}

/// The same as [`gives_items`], where the items are made keys, which runs no Python either.
pub(crate) fn gives_keys(vm: &Vm, args: &[Value]) -> bool {
    let Some(source) = args.get(1) else { return true };
    match items_of(vm, source) {
        Some(items) => items.iter().all(|&item| vm.plain_hash(item).is_some()),
        None => {
            let of_text =
                source.header().is_some_and(|header| matches!(header.kind(), Kind::Str | Kind::Bytes | Kind::Range));
            of_text && gives_items(vm, args)
        }
    }
}
