//! Numbers that do not fit into a word, and instances of subclasses of int, float and complex.

use super::header::{Header, Kind};
use super::type_object::Type;
use crate::builtins::wide::Wide;
use crate::heap::{Gc, HeapObject, Tracer};
use crate::limbs;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use num_bigint::{BigInt as Big, Sign};
use std::cell::Cell;
use std::cmp::Ordering;

/// An int of 64 bits.
#[repr(C)]
pub struct Int64 {
    header: Header,
    /// The number.
    pub value: i64,
}

/// An int of up to 128 bits; the sign is in the header's flags.
#[repr(C)]
pub struct WideInt {
    header: Header,
    limbs: [u64; 2],
}

/// The header flag of negative [`WideInt`]s and [`BigInt`]s.
pub(crate) const NEGATIVE: u8 = super::header::flag::KIND_BIT_1;

impl WideInt {
    /// Where the low word is; the high one follows.
    pub(crate) const LOW_OFFSET: usize = std::mem::offset_of!(WideInt, limbs);

    /// The number.
    #[inline(always)]
    pub fn number(&self) -> Wide {
        let magnitude = u128::from(self.limbs[1]) << 64 | u128::from(self.limbs[0]);
        Wide { negative: self.header.flags() & NEGATIVE != 0, magnitude }
    }

    fn as_ref(&self) -> BigRef<'_> {
        // A magnitude of 64 bits is too large for an i64.
        let limbs = if self.limbs[1] == 0 { &self.limbs[..1] } else { &self.limbs[..] };
        BigRef { negative: self.header.flags() & NEGATIVE != 0, limbs }
    }
}

/// An int of more than 128 bits, or one of a subclass of int of more than 64: its limbs follow the struct.
#[repr(C)]
pub struct BigInt {
    header: Header,
    /// Limbs that the number has.
    len: Cell<u32>,
    /// Limbs that there is room for.
    capacity: u32,
}

impl HeapObject for BigInt {
    const KIND: Kind = Kind::BigInt;
    const LEAF: bool = true;

    fn trace(&self, _: &mut Tracer<'_>) {}

    fn size(&self) -> usize {
        size_of::<BigInt>() + 8 * self.capacity as usize
    }
}

impl BigInt {
    /// The magnitude.
    #[inline(always)]
    fn limbs(&self) -> &[u64] {
        super::raw::trailing(self, self.len.get() as usize)
    }

    fn as_ref(&self) -> BigRef<'_> {
        BigRef { negative: self.header.flags() & NEGATIVE != 0, limbs: self.limbs() }
    }

    /// All limbs of a number that is being computed.
    #[inline(always)]
    pub(crate) fn room(&self) -> &mut [u64] {
        super::raw::trailing_mut(self, self.capacity as usize)
    }
}

/// An instance of a subclass of float.
#[repr(C)]
pub struct FloatObject {
    header: Header,
    /// The number.
    pub value: f64,
}

/// A complex number.
#[repr(C)]
pub struct Complex {
    header: Header,
    /// Real part.
    pub real: f64,
    /// Imaginary part.
    pub imag: f64,
}

crate::no_references!(Int64, Int64);
crate::no_references!(WideInt, WideInt);
crate::no_references!(FloatObject, FloatObject);
crate::no_references!(Complex, Complex);

/// An int (or bool) of any size, borrowed from its object.
#[derive(Clone, Copy, Debug)]
pub enum IntRef<'a> {
    /// One of 64 bits.
    Small(i64),
    /// A larger one.
    Big(BigRef<'a>),
}

/// Sign and magnitude of an int.
#[derive(Clone, Copy, Debug)]
pub struct BigRef<'a> {
    /// Whether it is below zero.
    pub negative: bool,
    /// The magnitude, without leading zeros.
    pub limbs: &'a [u64],
}

impl BigRef<'_> {
    /// Number of bits of the magnitude.
    pub fn bits(self) -> u64 {
        limbs::bit_length(self.limbs)
    }

    /// The number, if it is one of 64 bits without sign.
    pub fn to_u64(self) -> Option<u64> {
        limbs::to_u64(self.limbs).filter(|&n| n == 0 || !self.negative)
    }

    /// The number, if it is one of 128 bits.
    pub fn to_i128(self) -> Option<i128> {
        let &[low, high] = self.limbs else {
            return limbs::to_u64(self.limbs).map(|n| if self.negative { -i128::from(n) } else { i128::from(n) });
        };
        let n = i128::try_from(u128::from(high) << 64 | u128::from(low)).ok()?;
        Some(if self.negative { -n } else { n })
    }

    /// The nearest float; infinite if there is none.
    pub fn to_f64(self) -> f64 {
        let f = limbs::float::to_f64(self.limbs, 0, false);
        if self.negative { -f } else { f }
    }

    /// The number as a big integer of its own.
    pub fn to_big(self) -> Big {
        let sign = if self.negative { Sign::Minus } else { Sign::Plus };
        Big::from_biguint(sign, limbs::multiply::to_biguint(self.limbs))
    }

    /// The order of two numbers.
    pub fn compare(self, other: BigRef<'_>) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => limbs::add::compare(self.limbs, other.limbs),
            (true, true) => limbs::add::compare(other.limbs, self.limbs),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl<'a> IntRef<'a> {
    /// Length and leading word, in the order of the numbers as far as they tell.
    pub(crate) fn magnitude_key(self) -> (i64, u64) {
        match self {
            IntRef::Small(n) if n < 0 => (-1, !n.unsigned_abs()),
            IntRef::Small(n) => (1, n.unsigned_abs()),
            IntRef::Big(n) => {
                let (len, top) = (n.limbs.len() as i64, n.limbs.last().copied().unwrap_or(0));
                if n.negative { (-len, !top) } else { (len, top) }
            }
        }
    }

    /// The order of two numbers.
    pub fn compare(self, other: IntRef<'_>) -> Ordering {
        let sign = |n: BigRef<'_>| if n.negative { Ordering::Less } else { Ordering::Greater };
        match (self, other) {
            (IntRef::Small(a), IntRef::Small(b)) => a.cmp(&b),
            (IntRef::Big(a), IntRef::Small(_)) => sign(a),
            (IntRef::Small(_), IntRef::Big(b)) => sign(b).reverse(),
            (IntRef::Big(a), IntRef::Big(b)) => a.compare(b),
        }
    }

    /// The number as a big integer of its own.
    pub fn to_big(self) -> Big {
        match self {
            IntRef::Small(n) => Big::from(n),
            IntRef::Big(n) => n.to_big(),
        }
    }

    /// Sign and magnitude; `word` is room for a magnitude that stands nowhere.
    #[inline]
    pub fn signed(self, word: &'a mut [u64; 1]) -> BigRef<'a> {
        match self {
            IntRef::Small(n) => {
                word[0] = n.unsigned_abs();
                BigRef { negative: n < 0, limbs: &word[..usize::from(n != 0)] }
            }
            IntRef::Big(n) => n,
        }
    }
}

impl Value {
    /// The int, if this is one: a word, a bool, an object, or an instance of a subclass.
    #[inline]
    pub fn as_int(&self) -> Option<IntRef<'_>> {
        if let Some(n) = self.as_small_int() {
            return Some(IntRef::Small(n));
        }
        if let Some(b) = self.as_bool() {
            return Some(IntRef::Small(i64::from(b)));
        }
        if let Some(int) = self.cast::<Int64>() {
            return Some(IntRef::Small(int.value));
        }
        if let Some(int) = self.cast::<BigInt>() {
            return Some(IntRef::Big(super::raw::extend(&*int).as_ref()));
        }
        self.cast::<WideInt>().map(|int| IntRef::Big(super::raw::extend(&*int).as_ref()))
    }

    /// Whether this is an int (or bool), or an instance of a subclass.
    #[inline]
    pub fn is_int(self) -> bool {
        self.is_small_int()
            || self.is_bool()
            || self.header().is_some_and(|h| matches!(h.kind(), Kind::Int64 | Kind::WideInt | Kind::BigInt))
    }

    /// The int, if this is one of up to 128 bits that is not held as a big integer.
    #[inline]
    pub(crate) fn as_wide(self) -> Option<Wide> {
        match self.as_i64() {
            Some(n) => Some(Wide::from(n)),
            None => self.cast::<WideInt>().map(|int| int.number()),
        }
    }

    /// The number, if this is an exact int of up to 128 bits.
    #[inline(always)]
    pub(crate) fn exact_wide(self) -> Option<Wide> {
        if let Some(n) = self.as_small_int() {
            return Some(Wide::from(n));
        }
        let header = self.header()?;
        if header.shape().0 == Kind::Int64 as u32 {
            return Some(Wide::from(header.cast_unchecked::<Int64>().value));
        }
        (header.shape().0 == Kind::WideInt as u32).then(|| header.cast_unchecked::<WideInt>().number())
    }

    /// Whether this is an exact int of up to 128 bits.
    pub(crate) fn is_wide_int(self) -> bool {
        self.is_small_int()
            || self.header().is_some_and(|header| {
                matches!(header.kind(), Kind::Int64 | Kind::WideInt) && header.shape().0 == header.kind() as u32
            })
    }

    /// The exact int of up to 127 bits that this is.
    pub(crate) fn as_i128(self) -> Option<i128> {
        if !self.is_wide_int() {
            return None;
        }
        let wide = self.as_wide()?;
        let magnitude = i128::try_from(wide.magnitude).ok()?;
        Some(if wide.negative { -magnitude } else { magnitude })
    }

    /// The int as an `i64`, if this is an int that fits.
    #[inline]
    pub fn as_i64(self) -> Option<i64> {
        if let Some(n) = self.as_small_int() {
            return Some(n);
        }
        if let Some(b) = self.as_bool() {
            return Some(i64::from(b));
        }
        self.cast::<Int64>().map(|int| int.value)
    }

    /// The float, if this is one or an instance of a subclass.
    #[inline]
    pub fn as_f64(self) -> Option<f64> {
        self.as_float().or_else(|| self.cast::<FloatObject>().map(|float| float.value))
    }
}

impl Vm {
    /// An int of 64 bits.
    #[inline]
    pub fn int(&mut self, n: i64) -> PyResult<Value> {
        match Value::small_int(n) {
            Some(value) => Ok(value),
            None => {
                let header = self.header_of_kind(Kind::Int64);
                Ok(self.alloc(Int64 { header, value: n })?.value())
            }
        }
    }

    /// An int of up to 128 bits.
    #[inline]
    pub(crate) fn wide_int(&mut self, n: Wide) -> PyResult<Value> {
        if let Some(n) = n.to_i64() {
            return self.int(n);
        }
        let header = self.header_of_kind(Kind::WideInt);
        if n.negative {
            header.add_flags(NEGATIVE);
        }
        let limbs = [n.magnitude as u64, (n.magnitude >> 64) as u64];
        Ok(self.alloc(WideInt { header, limbs })?.value())
    }

    /// An int of any size.
    pub fn big_int(&mut self, n: Big) -> PyResult<Value> {
        let limbs: Vec<u64> = n.iter_u64_digits().collect();
        self.int_of_limbs(n.sign() == Sign::Minus, &limbs)
    }

    /// An int of this sign and magnitude.
    pub fn int_of_limbs(&mut self, negative: bool, limbs: &[u64]) -> PyResult<Value> {
        let limbs = limbs::trimmed(limbs);
        if limbs.len() > 2 {
            let int = self.int_room(limbs.len())?;
            int.room().copy_from_slice(limbs);
            return self.finish_int(int, negative);
        }
        let limb = |at: usize| u128::from(limbs.get(at).copied().unwrap_or(0));
        let magnitude = limb(1) << 64 | limb(0);
        self.wide_int(Wide { negative: negative && magnitude != 0, magnitude })
    }

    /// A new int with room for this many limbs, whose content is arbitrary; the caller writes all of them.
    #[inline]
    pub(crate) fn int_room(&mut self, capacity: usize) -> PyResult<Gc<BigInt>> {
        let Ok(limbs) = u32::try_from(capacity) else { return Err(self.memory_error()) };
        let header = self.header_of_kind(Kind::BigInt);
        self.alloc_bytes(BigInt { header, len: Cell::new(0), capacity: limbs }, 8 * capacity)
    }

    /// Gives an int that [`Vm::int_room`] made its sign and length; small numbers become what they are elsewhere.
    #[inline]
    pub(crate) fn finish_int(&mut self, int: Gc<BigInt>, negative: bool) -> PyResult<Value> {
        let limbs = limbs::trimmed(super::raw::extend(&*int).room());
        if limbs.len() <= 2 || (int.capacity > 64 && limbs.len() < int.capacity as usize / 2) {
            return self.int_of_limbs(negative, limbs);
        }
        int.len.set(limbs.len() as u32);
        if negative {
            int.header.add_flags(NEGATIVE);
        }
        Ok(int.value())
    }

    /// An int as an instance of a subclass of int.
    pub fn int_of_class(&mut self, class: Gc<Type>, n: IntRef<'_>) -> PyResult<Value> {
        match n {
            IntRef::Small(value) => {
                let header = self.header_for(class, Kind::Int64);
                Ok(self.alloc(Int64 { header, value })?.value())
            }
            IntRef::Big(value) => {
                let shape = self.root_shape_for(class, Kind::BigInt);
                let header = Header::new(shape, Kind::BigInt, self.shapes.get(shape).attrs);
                if value.negative {
                    header.add_flags(NEGATIVE);
                }
                let len = value.limbs.len();
                let int = BigInt { header, len: Cell::new(len as u32), capacity: len as u32 };
                let int = self.alloc_bytes(int, 8 * len)?;
                int.room().copy_from_slice(value.limbs);
                Ok(int.value())
            }
        }
    }

    /// A float as an instance of a subclass of float.
    pub fn float_of_class(&mut self, class: Gc<Type>, value: f64) -> PyResult<Value> {
        let header = self.header_for(class, Kind::FloatObject);
        Ok(self.alloc(FloatObject { header, value })?.value())
    }

    /// A complex number.
    pub fn complex(&mut self, real: f64, imag: f64) -> PyResult<Value> {
        let header = self.header_of_kind(Kind::Complex);
        Ok(self.alloc(Complex { header, real, imag })?.value())
    }

    /// A complex number as an instance of a subclass of complex.
    pub fn complex_of_class(&mut self, class: Gc<Type>, real: f64, imag: f64) -> PyResult<Value> {
        let header = self.header_for(class, Kind::Complex);
        Ok(self.alloc(Complex { header, real, imag })?.value())
    }
}
