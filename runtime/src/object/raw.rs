//! The one place where objects reach the data that follows their Rust struct.
//!
//! Invariants: **\[TAIL\]** an object with `n` trailing items was allocated with room for them, aligned to 8, and they are
//! initialised (new memory is zeroed, and zero is valid for every type used here). **\[FROZEN\]** nobody writes to cells while
//! they are seen as plain bytes: the borrow comes with one of the `Vm`, without which nothing runs. **\[ASCII\]** a string that says that it is ASCII is.
#![expect(unsafe_code, reason = "trailing data is raw memory; every block cites [TAIL]")]

use super::array::{Array, Words};
use super::header::Header;
use super::string::Str;
use super::table::Table;
use crate::heap::{Field, Gc, HeapObject};
use crate::text::{Chars, CodeUnit};
use crate::value::Value;
use std::cell::Cell;

/// The `count` items of type `E` that follow `object`. `E` must be valid when all its bits are zero: integers, values,
/// fields and cells of these are.
#[inline(always)]
pub(crate) fn trailing<T: HeapObject, E>(object: &T, count: usize) -> &[E] {
    // SAFETY: [TAIL]
    unsafe { std::slice::from_raw_parts(std::ptr::from_ref(object).add(1).cast::<E>(), count) }
}

/// The `count` items of type `E` that follow `object`, which was just allocated and which nobody else knows.
#[inline(always)]
#[expect(clippy::mut_from_ref, reason = "the object is new: no other reference to its data exists")]
pub(crate) fn trailing_mut<T: HeapObject, E>(object: &T, count: usize) -> &mut [E] {
    // SAFETY: [TAIL]; the caller has just allocated the object, so the borrow is unique.
    unsafe { std::slice::from_raw_parts_mut(std::ptr::from_ref(object).add(1).cast::<E>().cast_mut(), count) }
}

/// The word of an object's attribute storage at a byte offset, which a cache holds for the object's shape.
#[inline(always)]
pub(crate) fn attribute_word(object: Gc<Header>, offset: usize) -> Value {
    // SAFETY: [TAIL]: objects of one shape have their attribute storage at one offset, and as much of it.
    Value::from_bits(unsafe { *((object.word() as usize + offset) as *const u64) })
}

/// Writes such a word. The caller sees to the write barrier.
#[inline(always)]
pub(crate) fn set_attribute_word(object: Gc<Header>, offset: usize, value: Value) {
    // SAFETY: as in `attribute_word`.
    unsafe { *((object.word() as usize + offset) as *mut u64) = value.bits() }
}

/// The first `len` characters of width `1 << width_log2` of a string buffer, whose word 0 is its own.
pub(crate) fn shared_chars(_owner: &Str, buffer: Gc<Words>, len: usize, width_log2: u32) -> Chars<'_> {
    let start = std::ptr::from_ref(&buffer.words()[1]);
    // SAFETY: [TAIL]; the owner keeps the buffer alive, and bytes below its length are never written again.
    unsafe {
        match width_log2 {
            0 => Chars::One(std::slice::from_raw_parts(start.cast(), len)),
            1 => Chars::Two(std::slice::from_raw_parts(start.cast(), len)),
            _ => Chars::Four(std::slice::from_raw_parts(start.cast(), len)),
        }
    }
}

/// The characters of a string that says that it is ASCII.
#[inline(always)]
pub(super) fn ascii_text(bytes: &[u8]) -> &str {
    debug_assert!(bytes.is_ascii(), "the string says that it is ASCII");
    // SAFETY: [ASCII]
    unsafe { std::str::from_utf8_unchecked(bytes) }
}

/// Copies characters into a string buffer from character `at` on, widening them.
pub(crate) fn copy_chars(from: Chars<'_>, buffer: Gc<Words>, at: usize, width_log2: u32) {
    let bytes = &buffer.bytes()[8 + (at << width_log2)..];
    match (from, width_log2) {
        (Chars::One(c), 0) => copy_to_cells(c, &bytes[..c.len()]),
        (Chars::One(c), 1) => copy_units(c, bytes, |c| u16::from(c).to_le_bytes()),
        (Chars::One(c), _) => copy_units(c, bytes, |c| u32::from(c).to_le_bytes()),
        (Chars::Two(c), 0 | 1) => copy_to_cells(bytes_of(c), &bytes[..2 * c.len()]),
        (Chars::Two(c), _) => copy_units(c, bytes, |c| u32::from(c).to_le_bytes()),
        (Chars::Four(c), _) => copy_to_cells(bytes_of(c), &bytes[..4 * c.len()]),
    }
}

/// The bytes of units of text.
fn bytes_of<U: CodeUnit>(units: &[U]) -> &[u8] {
    // SAFETY: units are integers, which have no padding.
    unsafe { std::slice::from_raw_parts(units.as_ptr().cast(), size_of_val(units)) }
}

fn copy_units<U: Copy, const WIDTH: usize>(from: &[U], to: &[Cell<u8>], bytes: impl Fn(U) -> [u8; WIDTH]) {
    let to = to[..from.len() * WIDTH].as_chunks::<WIDTH>().0;
    for (to, &unit) in to.iter().zip(from) {
        for (to, byte) in to.iter().zip(bytes(unit)) {
            to.set(byte);
        }
    }
}

/// The first `len` values of an array. They change when the array is written to.
#[inline(always)]
pub(crate) fn array_values<'a>(array: Gc<Array>, len: usize) -> &'a [Value] {
    assert!(len <= array.len(), "a list is never longer than its storage");
    // SAFETY: [TAIL]; the array stays alive through the list (or local) it came from.
    unsafe { std::slice::from_raw_parts(array.as_ptr().add(1).cast(), len) }
}

/// The first `len` values of an array for writing; the caller runs the barrier and holds no other view.
#[inline(always)]
pub(crate) fn array_mut<'a>(array: Gc<Array>, len: usize) -> &'a mut [Value] {
    assert!(len <= array.len(), "a list is never longer than its storage");
    // SAFETY: [TAIL]; the borrow is unique by the contract above.
    unsafe { std::slice::from_raw_parts_mut(array.as_ptr().add(1).cast(), len) }
}

/// The `count` words that start `offset` bytes after `object`'s struct.
#[inline(always)]
pub(crate) fn after<T: HeapObject, E>(object: &T, offset: usize, count: usize) -> &[E] {
    // SAFETY: [TAIL]
    unsafe {
        let start = std::ptr::from_ref(object).add(1).byte_add(offset);
        std::slice::from_raw_parts(start.cast::<E>(), count)
    }
}

/// Index slot `slot` of a table whose slots are `1 << width_log2` bytes wide; all ones read as all ones of 32 bits.
#[inline(always)]
pub(crate) fn read_slot(table: &Table, slot: usize, width_log2: u32) -> u32 {
    // SAFETY: [TAIL]; callers mask `slot` with the number of slots.
    unsafe {
        let start = std::ptr::from_ref(table).add(1);
        match width_log2 {
            0 => i32::from(*start.cast::<i8>().add(slot)) as u32,
            1 => i32::from(*start.cast::<i16>().add(slot)) as u32,
            _ => *start.cast::<u32>().add(slot),
        }
    }
}

/// Word `index` of the entries of a table, which start `offset` bytes after its struct.
#[inline(always)]
pub(crate) fn table_word(table: &Table, offset: usize, index: usize) -> &Field<Value> {
    // SAFETY: [TAIL]; callers pass words of entries that are in use.
    unsafe { &*std::ptr::from_ref(table).add(1).byte_add(offset).cast::<Field<Value>>().add(index) }
}

/// The byte at an offset in an object, which has a byte field there.
pub(crate) fn byte_at(object: Gc<super::header::Header>, offset: usize) -> u8 {
    // SAFETY: [TAIL]; the offset is that of a field of the object's struct.
    unsafe { *object.as_ptr().cast::<u8>().add(offset) }
}

/// Writes what [`read_slot`] reads.
#[inline(always)]
pub(crate) fn write_slot(table: &Table, slot: usize, width_log2: u32, entry: u32) {
    // SAFETY: [TAIL]; callers mask `slot` with the number of slots. The index bytes are `Cell`s.
    unsafe {
        let start = std::ptr::from_ref(table).add(1).cast_mut();
        match width_log2 {
            0 => *start.cast::<u8>().add(slot) = entry as u8,
            1 => *start.cast::<u16>().add(slot) = entry as u16,
            _ => *start.cast::<u32>().add(slot) = entry,
        }
    }
}

/// A borrow from a heap object for as long as the value that names it is held.
#[inline(always)]
pub(crate) fn extend<'a, T>(data: &T) -> &'a T {
    // SAFETY: the data belongs to an object that the caller's value keeps alive; numbers never change.
    unsafe { &*std::ptr::from_ref(data) }
}

/// A slice of a heap object for as long as the value that names the object is held.
#[inline(always)]
pub(crate) fn extend_slice<'a, T>(data: &[T]) -> &'a [T] {
    // SAFETY: as for `extend`: the data belongs to an object that the caller's value keeps alive and in place.
    unsafe { std::slice::from_raw_parts(data.as_ptr(), data.len()) }
}

/// Bytes that never change, as cells that nobody writes to: buffers of them say that they are read-only.
#[inline(always)]
pub(crate) fn read_only_cells(bytes: &[u8]) -> &[Cell<u8>] {
    // SAFETY: a `Cell<u8>` is a `u8` in memory; writers look at `Buffer::readonly` first.
    unsafe { std::slice::from_raw_parts(bytes.as_ptr().cast(), bytes.len()) }
}

/// The bytes in cells as they are now.
#[inline(always)]
pub(crate) fn frozen(cells: &[Cell<u8>]) -> &[u8] {
    // SAFETY: [FROZEN]
    unsafe { std::slice::from_raw_parts(cells.as_ptr().cast(), cells.len()) }
}

/// Moves `count` bytes within memory, as `memmove` does.
pub(crate) fn move_cells(memory: &[Cell<u8>], from: usize, to: usize, count: usize) {
    assert!(
        from + count <= memory.len() && to + count <= memory.len(),
        "{from} and {to} by {count} of {}",
        memory.len()
    );
    let start = memory.as_ptr().cast_mut().cast::<u8>();
    // SAFETY: both ranges are in bounds, and cells may be written to.
    unsafe { std::ptr::copy(start.add(from), start.add(to), count) }
}

/// Copies bytes into cells of the same number.
pub(crate) fn copy_to_cells(data: &[u8], to: &[Cell<u8>]) {
    assert_eq!(data.len(), to.len(), "bytes are copied to a place of their length");
    let (from, to) = (data.as_ptr(), to.as_ptr().cast_mut().cast::<u8>());
    if from.addr().abs_diff(to.addr()) >= data.len() {
        // SAFETY: lengths are equal; cells may be written to; they do not overlap.
        unsafe { std::ptr::copy_nonoverlapping(from, to, data.len()) }
    } else {
        // SAFETY: as above; `copy` allows that both are the same memory.
        unsafe { std::ptr::copy(from, to, data.len()) }
    }
}

/// Value `index` of an array, which the caller knows to be in range.
#[inline(always)]
pub(crate) fn array_value(array: Gc<Array>, index: usize) -> Value {
    debug_assert!(index < array.len(), "index {index} of {}", array.len());
    // SAFETY: [TAIL]
    unsafe { array.as_ptr().add(1).cast::<Value>().add(index).read() }
}

/// Writes value `index` of an array, which the caller knows to be in range; the caller runs the barrier.
#[inline(always)]
pub(crate) fn set_array_value(array: Gc<Array>, index: usize, value: Value) {
    debug_assert!(index < array.len(), "index {index} of {}", array.len());
    // SAFETY: [TAIL]
    unsafe { array.as_ptr().add(1).cast::<Value>().add(index).write(value) }
}
