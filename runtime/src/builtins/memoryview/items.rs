//! Single items of memoryviews: reading and writing them by their format, lists of them, iteration.

use super::{MemoryView, View, live, of};
use crate::exceptions::hierarchy::Exc;
use crate::heap::{Field, Gc, Native};
use crate::native::{Args, TypeSpec, method};
use crate::object::int::IntRef;
use crate::object::list::List;
use crate::object::string::Bytes;
use crate::object::type_object::type_flag;
use crate::value::{Value, plain_nan};
use crate::vm::{PyResult, Raised, Vm};
use num_bigint::BigInt as Big;
use std::cell::Cell;
use std::ops::Range;

/// Formats of single native items, with their sizes.
const SIZES: &[(u8, usize)] = &[
    (b'c', 1),
    (b'b', 1),
    (b'B', 1),
    (b'?', 1),
    (b'h', 2),
    (b'H', 2),
    (b'e', 2),
    (b'i', 4),
    (b'I', 4),
    (b'f', 4),
    (b'l', 8),
    (b'L', 8),
    (b'q', 8),
    (b'Q', 8),
    (b'n', 8),
    (b'N', 8),
    (b'd', 8),
    (b'P', 8),
];

/// The character of a format of a single native item, and its size.
pub(super) fn native_char(format: &str) -> Option<(u8, usize)> {
    match format.strip_prefix('@').unwrap_or(format).as_bytes() {
        &[c] => SIZES.iter().copied().find(|&(known, _)| known == c),
        _ => None,
    }
}

/// A format of a single character as a text that is always there.
pub(super) fn name_of(format: &str) -> Option<&'static str> {
    const NAMES: &str = "cbB?hHiIlLqQnNefdP";
    let at = NAMES.find(format).filter(|_| format.len() == 1)?;
    NAMES.get(at..=at)
}

/// The format's character, or NotImplementedError.
pub(super) fn item_format(vm: &mut Vm, view: View) -> PyResult<u8> {
    let layout = &view.data.layout;
    match native_char(&layout.format).filter(|&(_, size)| size == layout.item_size) {
        Some((c, _)) => Ok(c),
        None => {
            let format = layout.format.strip_prefix('@').unwrap_or(&layout.format);
            Err(vm.not_implemented_error(&format!("memoryview: format {format} not supported")))
        }
    }
}

fn is_signed(format: u8) -> bool {
    matches!(format, b'b' | b'h' | b'i' | b'l' | b'q' | b'n')
}

/// The value of an item.
pub(super) fn unpack(vm: &mut Vm, format: u8, bytes: [u8; 8], size: usize) -> PyResult<Value> {
    let word = u64::from_le_bytes(bytes);
    match format {
        b'c' => Ok(vm.bytes(&bytes[..1])?.value()),
        b'?' => Ok(Value::bool(bytes[0] != 0)),
        b'e' => Ok(Value::float(half_to_f64(word as u16))),
        b'f' => Ok(Value::float(f64::from(f32::from_bits(word as u32)))),
        b'd' => Ok(Value::float(f64::from_bits(word))),
        _ if is_signed(format) => {
            let unused = 64 - 8 * size as u32;
            vm.int((word << unused) as i64 >> unused)
        }
        _ => match i64::try_from(word) {
            Ok(n) => vm.int(n),
            Err(_) => vm.big_int(Big::from(word)),
        },
    }
}

/// The bytes at a place in a view's memory, zeros after them.
pub(super) fn read(vm: &Vm, view: View, at: usize) -> [u8; 8] {
    let mut bytes = [0; 8];
    let size = view.data.layout.item_size.min(8);
    let memory = vm.memory_of(view.data.owner());
    for (to, from) in bytes.iter_mut().zip(memory.get(at..at + size).unwrap_or(&[])) {
        *to = from.get();
    }
    bytes
}

/// The value of the item at a place in a view's memory.
pub(super) fn get(vm: &mut Vm, view: View, format: u8, at: usize) -> PyResult<Value> {
    let bytes = read(vm, view, at);
    unpack(vm, format, bytes, view.data.layout.item_size)
}

/// Writes the item at a place in a view's memory.
pub(super) fn set(vm: &mut Vm, value: Value, format: u8, at: usize, item: Value) -> PyResult<()> {
    let bytes = pack(vm, format, item)?;
    // Converting the item may have run Python code, which may have released the view.
    let view = live(vm, value)?;
    let size = view.data.layout.item_size.min(8);
    let memory = vm.memory_of(view.data.owner());
    for (to, from) in memory.get(at..at + size).unwrap_or(&[]).iter().zip(bytes) {
        to.set(from);
    }
    Ok(())
}

fn invalid(vm: &mut Vm, what: &str, exc: Exc, format: u8) -> Raised {
    vm.raise_text(exc, &format!("memoryview: invalid {what} for format '{}'", char::from(format)))
}

/// Conversions that fail with TypeError say that the type is wrong, others that the value is.
fn reword(vm: &mut Vm, raised: Raised, format: u8) -> Raised {
    for (caught, what, exc) in [
        (Exc::TypeError, "type", Exc::TypeError),
        (Exc::OverflowError, "value", Exc::ValueError),
        (Exc::ValueError, "value", Exc::ValueError),
    ] {
        let class = vm.exc(caught);
        if vm.is_instance(vm.exception, class) {
            vm.take_exception(raised);
            return invalid(vm, what, exc, format);
        }
    }
    raised
}

fn pack(vm: &mut Vm, format: u8, item: Value) -> PyResult<[u8; 8]> {
    match format {
        b'c' => match item.cast::<Bytes>() {
            None => Err(invalid(vm, "type", Exc::TypeError, format)),
            Some(one) if one.len() != 1 => Err(invalid(vm, "value", Exc::ValueError, format)),
            Some(one) => Ok([one.bytes()[0], 0, 0, 0, 0, 0, 0, 0]),
        },
        b'?' => Ok(u64::from(vm.is_true(item)?).to_le_bytes()),
        b'e' | b'f' | b'd' => {
            let f = super::super::float::as_double(vm, item, false).map_err(|raised| reword(vm, raised, format))?;
            pack_float(vm, format, f)
        }
        _ => {
            let n = vm.index(item).map_err(|raised| reword(vm, raised, format))?;
            let n = match n.as_int() {
                Some(IntRef::Small(n)) => i128::from(n),
                Some(IntRef::Big(n)) => n.to_i128().unwrap_or(i128::MAX),
                None => i128::MAX,
            };
            let bits = 8 * SIZES.iter().find(|&&(c, _)| c == format).map_or(1, |&(_, size)| size);
            let range = match format {
                _ if is_signed(format) => -(1i128 << (bits - 1))..1i128 << (bits - 1),
                b'P' => -(1i128 << 63)..1i128 << 64,
                _ => 0..1i128 << bits,
            };
            if !range.contains(&n) {
                return Err(invalid(vm, "value", Exc::ValueError, format));
            }
            Ok((n as u64).to_le_bytes())
        }
    }
}

fn pack_float(vm: &mut Vm, format: u8, f: f64) -> PyResult<[u8; 8]> {
    let f = plain_nan(f);
    let (word, overflows) = match format {
        b'd' => (f.to_bits(), false),
        b'f' => (u64::from((f as f32).to_bits()), false),
        _ => match f64_to_half(f) {
            Some(half) => (u64::from(half), false),
            None => (0, true),
        },
    };
    if overflows {
        return Err(invalid(vm, "value", Exc::ValueError, format));
    }
    Ok(word.to_le_bytes())
}

/// The number that 16 bits in IEEE 754 binary16 stand for.
pub(super) fn half_to_f64(half: u16) -> f64 {
    let (exponent, fraction) = (i32::from(half >> 10 & 31), f64::from(half & 0x3ff));
    let magnitude = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if half & 0x3ff == 0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (fraction + 1024.0) * 2f64.powi(exponent - 25),
    };
    if half & 0x8000 == 0 { magnitude } else { -magnitude }
}

/// The nearest binary16 number, none if that is infinite and `f` is not.
pub(super) fn f64_to_half(f: f64) -> Option<u16> {
    let sign = if f.is_sign_negative() { 0x8000 } else { 0 };
    let f = f.abs();
    if f.is_nan() {
        return Some(sign | 0x7e00);
    }
    if f.is_infinite() {
        return Some(sign | 0x7c00);
    }
    if f >= 65520.0 {
        return None;
    }
    let exponent = ((f.to_bits() >> 52) as i32 - 1023).max(-14);
    let units = (f * 2f64.powi(10 - exponent)).round_ties_even() as u16;
    // The implicit bit, if it is there, carries into the exponent's field.
    let base = if exponent == -14 && units < 1024 { 0 } else { ((exponent + 14) as u16) << 10 };
    Some(sign | (base + units))
}

/// The items of the dimensions from `dim` on as nested lists.
fn list(vm: &mut Vm, view: View, format: u8, dim: usize, at: isize) -> PyResult<Value> {
    let layout = &view.data.layout;
    let Some(&count) = layout.shape.get(dim) else { return get(vm, view, format, at as usize) };
    let (stride, out) = (layout.strides[dim], vm.list(&[])?);
    if dim + 1 == layout.shape.len() {
        return row(vm, view, format, (count, stride, at), out);
    }
    for n in 0..count {
        let item = list(vm, view, format, dim + 1, at + n * stride)?;
        out.push(vm, item)?;
    }
    Ok(out.value())
}

/// Items that are read from memory at once.
const AT_ONCE: usize = 64;

/// Appends the items of the last dimension to a list: their number, stride and place.
fn row(
    vm: &mut Vm,
    view: View,
    format: u8,
    (count, stride, at): (isize, isize, isize),
    out: Gc<List>,
) -> PyResult<Value> {
    let size = view.data.layout.item_size.min(8);
    out.reserve(vm, out.len() + count as usize)?;
    if format == b'B' && stride == 1 {
        return bytes_row(vm, view, at as usize..(at + count) as usize, out);
    }
    let mut words = [[0; 8]; AT_ONCE];
    for first in (0..count).step_by(AT_ONCE) {
        let words = &mut words[..AT_ONCE.min((count - first) as usize)];
        let memory = vm.memory_of(view.data.owner());
        for (word, index) in words.iter_mut().zip(first..) {
            let place = (at + index * stride) as usize;
            let from = memory.get(place..place + size).unwrap_or(&[]);
            word.iter_mut().zip(from).for_each(|(to, from)| *to = from.get());
        }
        for &word in &*words {
            let item = unpack(vm, format, word, size)?;
            out.push(vm, item)?;
        }
    }
    Ok(out.value())
}

/// The same of bytes that lie side by side.
fn bytes_row(vm: &mut Vm, view: View, places: Range<usize>, out: Gc<List>) -> PyResult<Value> {
    let mut bytes = [0u8; 4 * AT_ONCE];
    for first in places.clone().step_by(bytes.len()) {
        let bytes = &mut bytes[..(4 * AT_ONCE).min(places.end - first)];
        let memory = vm.memory_of(view.data.owner());
        let from = memory.get(first..first + bytes.len()).unwrap_or(&[]);
        bytes.iter_mut().zip(from).for_each(|(to, from)| *to = from.get());
        let mut items = bytes.iter();
        out.extend_with(vm, bytes.len(), |_| items.next().map(|&byte| Value::int32(byte.into())))?;
    }
    Ok(out.value())
}

pub(super) fn tolist(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let view = live(vm, args[0])?;
    let format = item_format(vm, view)?;
    list(vm, view, format, 0, view.data.layout.offset as isize)
}

/// An iterator's data.
struct Iterator {
    view: Field<Value>,
    index: Cell<usize>,
    len: usize,
    format: u8,
}
crate::native_data!(Iterator, [view]);

pub(super) fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let view = live(vm, args[0])?;
    let len = match view.data.layout.shape[..] {
        [] => return Err(vm.type_error("invalid indexing of 0-dim memory")),
        [len] => len as usize,
        _ => return Err(vm.not_implemented_error("multi-dimensional sub-views are not implemented")),
    };
    let format = item_format(vm, view)?;
    let class = vm.native_type(&MEMORY_ITERATOR)?;
    let iterator = Iterator { view: Field::new(args[0]), index: Cell::new(0), len, format };
    Ok(vm.native(class, iterator)?.value())
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator: Gc<Native<Iterator>> = args[0].cast().expect("the receiver is a memoryview's iterator");
    let value = iterator.data.view.get();
    if value.is_empty() {
        return Ok(Value::EMPTY);
    }
    let index = iterator.data.index.get();
    let data: &MemoryView = &of(value).data;
    if index >= iterator.data.len {
        iterator.data.view.set_no_barrier(Value::EMPTY);
        return Ok(Value::EMPTY);
    }
    let view = live(vm, value)?;
    iterator.data.index.set(index + 1);
    let at = data.layout.offset as isize + index as isize * data.layout.strides[0];
    get(vm, view, iterator.data.format, at as usize)
}

/// Appends what an iterator has left to a list.
fn drain(vm: &mut Vm, iterator: Value, list: Gc<List>) -> PyResult<()> {
    let iterator: Gc<Native<Iterator>> = iterator.cast().expect("the iterator is a memoryview's");
    let value = iterator.data.view.get();
    let left = iterator.data.len - iterator.data.index.get();
    if !value.is_empty() && left > 0 {
        let view = live(vm, value)?;
        let (stride, from) = (view.data.layout.strides[0], iterator.data.index.get() as isize);
        let at = view.data.layout.offset as isize + from * stride;
        row(vm, view, iterator.data.format, (left as isize, stride, at), list)?;
    }
    iterator.data.index.set(iterator.data.len);
    iterator.data.view.set_no_barrier(Value::EMPTY);
    Ok(())
}

static MEMORY_ITERATOR: TypeSpec = TypeSpec {
    name: "memory_iterator",
    flags: type_flag::NO_NEW,
    drain: Some(drain),
    methods: &[method("__iter__", "()", super::super::iterators::itself), method("__next__", "()", next)],
    ..TypeSpec::EMPTY
};

/// The items as `struct.unpack` gives them, for formats that are not single native items.
pub(super) fn unpack_foreign(vm: &mut Vm, format: &str, bytes: &[u8]) -> PyResult<Value> {
    let module = vm.import("struct")?;
    let (format, bytes) = (vm.str(format)?.value(), vm.bytes(bytes)?.value());
    vm.call_method(module, "unpack", &[format, bytes])
}
