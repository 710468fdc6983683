//! [`Value`]: the 64-bit word that every Python value is.
//!
//! | bits | meaning |
//! |---|---|
//! | 0 | [`Value::EMPTY`]: unbound local, hole, "an exception is set" as a native return |
//! | 1 – 15 | constants: None, False, True, NotImplemented, Ellipsis, and [`Value::ABSENT`] |
//! | `0x0000_pppp_pppp_ppp0` | heap object |
//! | `0x0002…` – `0xFFFC…` | float: its bits + 2⁴⁹ |
//! | `0xFFFE…` – `0xFFFF…` | int: 49-bit two's complement |
//!
//! Pointers are favoured: a heap reference needs no unpacking. Floats and ints of 49 bits never allocate.

use crate::heap::{Gc, HeapObject};
use crate::object::header::Header;

/// One Python value; see the module documentation for the encoding.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Value(u64);

/// Added to the bits of a float to encode it.
pub const FLOAT_OFFSET: u64 = 1 << 49;
/// Values from here up are ints.
pub const INT_TAG: u64 = 0xFFFE << 48;
/// Values below this are constants or heap references.
pub const FLOAT_MIN: u64 = 1 << 49;
/// Bits by which an int's payload is shifted to be at the top of the word.
pub const INT_SHIFT: u32 = 15;
/// Smallest int without a heap object.
pub const SMALL_INT_MIN: i64 = -(1 << 48);
/// Largest int without a heap object.
pub const SMALL_INT_MAX: i64 = (1 << 48) - 1;
/// The bits, but for the lowest 32, of NaNs that are told apart. Those of the other sign are to fit a value too: compiled code
/// negates without a look at what it negates.
pub const NAN_OF_ITS_OWN: u64 = 0x7FF9_4B52 << 32;
/// The bit of a float's sign.
pub const SIGN: u64 = 1 << 63;
/// Largest constant word.
const MAX_CONSTANT: u64 = 15;

impl Value {
    /// No value: an unbound local, a hole, an argument that was not given.
    pub const EMPTY: Value = Value(0);
    /// `None`
    pub const NONE: Value = Value(1);
    /// `False`
    pub const FALSE: Value = Value(2);
    /// `True`
    pub const TRUE: Value = Value(3);
    /// `NotImplemented`
    pub const NOT_IMPLEMENTED: Value = Value(4);
    /// `Ellipsis`
    pub const ELLIPSIS: Value = Value(5);
    /// In caches: "looked up and not there". Never seen by Python.
    pub const ABSENT: Value = Value(6);

    /// The value with these bits.
    #[inline(always)]
    pub const fn from_bits(bits: u64) -> Value {
        Value(bits)
    }

    /// The value's bits.
    #[inline(always)]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// `True` or `False`.
    #[inline(always)]
    pub const fn bool(b: bool) -> Value {
        Value(2 + b as u64)
    }

    /// The float `f`. NaNs whose payload would run into the int tag are made quiet ones of the same sign.
    #[inline(always)]
    pub fn float(f: f64) -> Value {
        let bits = f.to_bits();
        if bits >= 0xFFFC << 48 {
            return Value((0xFFF8u64 << 48).wrapping_add(FLOAT_OFFSET));
        }
        Value(bits.wrapping_add(FLOAT_OFFSET))
    }

    /// A NaN that is no other NaN: containers find a NaN by its identity, which is its payload here. `plain_nan` takes it off.
    pub fn nan_of_its_own(number: u32) -> f64 {
        f64::from_bits(NAN_OF_ITS_OWN | u64::from(number))
    }

    /// The int `n` if it fits without a heap object.
    #[inline(always)]
    pub const fn small_int(n: i64) -> Option<Value> {
        if n >= SMALL_INT_MIN && n <= SMALL_INT_MAX { Some(Value::int_unchecked(n)) } else { None }
    }

    /// The int `n`, of which only the low 49 bits count.
    #[inline(always)]
    pub const fn int_unchecked(n: i64) -> Value {
        Value(n as u64 | INT_TAG)
    }

    /// The int `n`; for constants and lengths, which always fit.
    #[inline(always)]
    pub const fn int32(n: i32) -> Value {
        Value::int_unchecked(n as i64)
    }

    /// A length or index.
    #[inline(always)]
    pub fn len(n: usize) -> Value {
        debug_assert!(n as i64 <= SMALL_INT_MAX, "no object has {n} items");
        Value::int_unchecked(n as i64)
    }

    /// Whether this is EMPTY.
    #[inline(always)]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this is `None`.
    #[inline(always)]
    pub const fn is_none(self) -> bool {
        self.0 == Value::NONE.0
    }

    /// Whether this is `NotImplemented`.
    #[inline(always)]
    pub const fn is_not_implemented(self) -> bool {
        self.0 == Value::NOT_IMPLEMENTED.0
    }

    /// `None` for EMPTY, else the value.
    #[inline(always)]
    pub const fn given(self) -> Option<Value> {
        if self.0 == 0 { None } else { Some(self) }
    }

    /// The value, or Python's `None` for EMPTY.
    #[inline(always)]
    pub const fn or_none(self) -> Value {
        if self.0 == 0 { Value::NONE } else { self }
    }

    /// Whether this is `True` or `False`.
    #[inline(always)]
    pub const fn is_bool(self) -> bool {
        self.0 & !1 == Value::FALSE.0
    }

    /// Truth of a bool.
    #[inline(always)]
    pub const fn as_bool(self) -> Option<bool> {
        if self.is_bool() { Some(self.0 == Value::TRUE.0) } else { None }
    }

    /// Whether this is an int without a heap object (bools are not).
    #[inline(always)]
    pub const fn is_small_int(self) -> bool {
        self.0 >= INT_TAG
    }

    /// The int, if it is one without a heap object (bools are not).
    #[inline(always)]
    pub const fn as_small_int(self) -> Option<i64> {
        if self.is_small_int() { Some(self.int_payload()) } else { None }
    }

    /// The int of a value for which [`Value::is_small_int`] holds.
    #[inline(always)]
    pub const fn int_payload(self) -> i64 {
        ((self.0 << INT_SHIFT) as i64) >> INT_SHIFT
    }

    /// Whether this is a float (an exact one; instances of subclasses are heap objects).
    #[inline(always)]
    pub const fn is_float(self) -> bool {
        self.0 >= FLOAT_MIN && self.0 < INT_TAG
    }

    /// The float, if it is one.
    #[inline(always)]
    pub fn as_float(self) -> Option<f64> {
        if self.is_float() { Some(self.float_payload()) } else { None }
    }

    /// The float of a value for which [`Value::is_float`] holds.
    #[inline(always)]
    pub fn float_payload(self) -> f64 {
        f64::from_bits(self.0.wrapping_sub(FLOAT_OFFSET))
    }

    /// Whether this refers to a heap object.
    #[inline(always)]
    pub const fn is_heap(self) -> bool {
        self.0 > MAX_CONSTANT && self.0 < FLOAT_MIN
    }

    /// The header of the heap object, if it is one.
    #[inline(always)]
    pub fn header(self) -> Option<Gc<Header>> {
        if self.is_heap() { Gc::from_word(self.0) } else { None }
    }

    /// The heap object of Rust type `T`, if it is one (of the Python type or a subclass).
    #[inline(always)]
    pub fn cast<T: HeapObject>(self) -> Option<Gc<T>> {
        self.header().and_then(|header| header.cast())
    }

    /// Whether [`Value::cast`] to `T` succeeds.
    #[inline(always)]
    pub fn is<T: HeapObject>(self) -> bool {
        self.cast::<T>().is_some()
    }
}

/// The float as other programs should see its bits: a NaN that is told apart from others becomes the usual one.
pub fn plain_nan(f: f64) -> f64 {
    if f.to_bits() & !SIGN & (u64::MAX << 32) == NAN_OF_ITS_OWN { f64::NAN.copysign(f) } else { f }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(n) = self.as_small_int() {
            write!(f, "{n}")
        } else if let Some(x) = self.as_float() {
            write!(f, "{x:?}")
        } else if let Some(header) = self.header() {
            write!(f, "<{:?} at {:#x}>", header.kind(), self.0)
        } else {
            write!(f, "<constant {}>", self.0)
        }
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value::bool(b)
    }
}

impl From<f64> for Value {
    fn from(f: f64) -> Value {
        Value::float(f)
    }
}

impl<T> From<Gc<T>> for Value {
    #[inline(always)]
    fn from(object: Gc<T>) -> Value {
        Value(object.word())
    }
}

impl<T> From<Option<Gc<T>>> for Value {
    /// EMPTY for `None`.
    #[inline(always)]
    fn from(object: Option<Gc<T>>) -> Value {
        object.map_or(Value::EMPTY, Value::from)
    }
}
