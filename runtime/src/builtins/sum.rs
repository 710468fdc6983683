//! `sum`: ints and floats are summed without objects between.

use crate::native::Args;
use crate::object::buffer::Request;
use crate::object::header::Kind;
use crate::object::protocol::BinaryOp;
use crate::object::string::{Bytes, Str};
use crate::object::typed_items::CodeAt;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// `sum(iterable, start)`
pub(super) fn sum(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut total = args.opt(1).unwrap_or(Value::int32(0));
    for (test, message) in [
        (total.is::<Str>(), "sum() can't sum strings [use ''.join(seq) instead]"),
        (total.is::<Bytes>(), "sum() can't sum bytes [use b''.join(seq) instead]"),
        (super::bytearray::store_of(total).is_some(), "sum() can't sum bytearray [use b''.join(seq) instead]"),
    ] {
        if test {
            return Err(vm.type_error(message));
        }
    }
    if let (Some(start), Some(bytes)) = (total.as_small_int(), sum_of_bytes(vm, args[0])) {
        return vm.int(start + bytes);
    }
    let ints = |start| super::plain::sum_of_ints(super::plain::items_of(vm, &args[0])?, start);
    if let Some(sum) = total.as_small_int().and_then(ints) {
        return vm.int(sum);
    }
    if let Some(sum) = total.as_small_int().and_then(|start| super::dict_views::sum_of_values(args[0], start)) {
        return vm.int(sum);
    }
    if let Some(start) = total.as_small_int()
        && let Some(sum) = sum_of_array(vm, args[0], start)?
    {
        return Ok(sum);
    }
    let iterator = vm.iter(args[0])?;
    let mut compensation = 0.0;
    // The total while it is a word.
    let mut small = total.as_small_int();
    while let Some(item) = vm.next(iterator)? {
        if let Some(a) = small {
            let number = item.as_small_int().or_else(|| item.as_bool().map(i64::from));
            if let Some(sum) = number.and_then(|b| a.checked_add(b)) {
                small = Some(sum);
                continue;
            }
            total = vm.int(a)?;
            small = None;
        }
        // Floats are summed with Neumaier's compensation, as CPython 3.12 does.
        if let (Some(a), Some(b)) = (total.as_float(), item.as_float().or(item.as_small_int().map(|n| n as f64))) {
            let t = a + b;
            if item.is_float() {
                compensation += if a.abs() >= b.abs() { (a - t) + b } else { (b - t) + a };
            }
            total = Value::float(t);
            continue;
        }
        if compensation != 0.0 {
            total = finish_sum(total, &mut compensation);
        }
        total = match super::int::fast_binary(vm, BinaryOp::Add, total, item) {
            Some(result) => result?,
            None => vm.binary(BinaryOp::Add, total, item)?,
        };
        small = total.as_small_int();
    }
    match small {
        Some(n) => vm.int(n),
        None => Ok(finish_sum(total, &mut compensation)),
    }
}

/// The sum of an exact bytes or bytearray.
fn sum_of_bytes(vm: &Vm, value: Value) -> Option<i64> {
    let header = value.header()?;
    if header.shape() == vm.shape_of_kind(Kind::Bytes) {
        return Some(header.cast::<Bytes>()?.bytes().iter().map(|&byte| i64::from(byte)).sum());
    }
    super::bytearray::exact_cells(vm, &value).map(|cells| cells.iter().map(|cell| i64::from(cell.get())).sum())
}

/// The sum of an array of exactly that type; none if it is no such array, or its ints take more than a word.
fn sum_of_array(vm: &mut Vm, value: Value, start: i64) -> PyResult<Option<Value>> {
    let items = vm.class_of(value).spec.get().and_then(|spec| spec.items);
    let Some(items) = items.filter(|items| matches!(items.read, CodeAt::Fixed(_))) else { return Ok(None) };
    let Some(code) = items.read.of(value) else { return Ok(None) };
    let buffer = vm.buffer(value, Request::SIMPLE)?;
    let bytes = buffer.bytes(vm);
    macro_rules! ints {
        ($type:ty) => {{
            const SIZE: usize = size_of::<$type>();
            let numbers = bytes.as_chunks::<SIZE>().0.iter().map(|&number| <$type>::from_ne_bytes(number));
            Sum::Int(numbers.map(i128::from).sum::<i128>() + i128::from(start))
        }};
    }
    let sum = match code {
        b'b' => ints!(i8),
        b'B' => ints!(u8),
        b'h' => ints!(i16),
        b'H' => ints!(u16),
        b'i' => ints!(i32),
        b'I' => ints!(u32),
        b'l' | b'q' => ints!(i64),
        b'L' | b'Q' => ints!(u64),
        b'f' => sum_of_floats(bytes.as_chunks().0.iter().map(|&number| f32::from_ne_bytes(number).into()), start),
        b'd' => sum_of_floats(bytes.as_chunks().0.iter().map(|&number| f64::from_ne_bytes(number)), start),
        _ => Sum::Unknown,
    };
    buffer.release(vm);
    match sum {
        Sum::Int(n) => i64::try_from(n).map_or(Ok(None), |n| vm.int(n).map(Some)),
        Sum::Float(f) => Ok(Some(Value::float(f))),
        Sum::Unknown => Ok(None),
    }
}

/// What the numbers of an array sum up to.
enum Sum {
    Int(i128),
    Float(f64),
    Unknown,
}

/// With Neumaier's compensation, which begins with the second number.
fn sum_of_floats(mut numbers: impl Iterator<Item = f64>, start: i64) -> Sum {
    let Some(first) = numbers.next() else { return Sum::Int(start.into()) };
    let (mut total, mut compensation) = (start as f64 + first, 0.0);
    for number in numbers {
        let sum = total + number;
        let lost = if total.abs() >= number.abs() { (total - sum) + number } else { (number - sum) + total };
        (total, compensation) = (sum, compensation + lost);
    }
    Sum::Float(if compensation != 0.0 && compensation.is_finite() { total + compensation } else { total })
}

fn finish_sum(total: Value, compensation: &mut f64) -> Value {
    let c = std::mem::replace(compensation, 0.0);
    match total.as_float() {
        Some(f) if c != 0.0 && c.is_finite() => Value::float(f + c),
        Some(_) | None => total,
    }
}
