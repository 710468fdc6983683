//! Numbers that do not fit into a word, and instances of subclasses of int, float and complex.

use super::header::{Header, Kind};
use super::type_object::Type;
use crate::builtins::wide::Wide;
use crate::heap::Gc;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use num_bigint::BigInt as Big;
use num_traits::ToPrimitive;
use std::borrow::Cow;

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
    low: u64,
    high: u64,
}

/// The header flag of negative [`WideInt`]s.
const NEGATIVE: u8 = super::header::flag::KIND_BIT_1;

impl WideInt {
    /// The number.
    #[inline(always)]
    pub fn number(&self) -> Wide {
        let magnitude = u128::from(self.high) << 64 | u128::from(self.low);
        Wide { negative: self.header.flags() & NEGATIVE != 0, magnitude }
    }
}

/// An int of more than 128 bits, or one of a subclass of int of more than 64.
#[repr(C)]
pub struct BigInt {
    header: Header,
    /// The number.
    pub value: Big,
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
crate::no_references!(BigInt, BigInt);
crate::no_references!(FloatObject, FloatObject);
crate::no_references!(Complex, Complex);

/// An int (or bool) of any size, borrowed from its object.
#[derive(Clone, Debug)]
pub enum IntRef<'a> {
    /// One of 64 bits.
    Small(i64),
    /// A larger one; not borrowed where the object holds it in another form.
    Big(Cow<'a, Big>),
}

impl IntRef<'_> {
    /// The number as a big integer.
    pub fn to_big(self) -> Big {
        match self {
            IntRef::Small(n) => Big::from(n),
            IntRef::Big(n) => n.into_owned(),
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
            return Some(IntRef::Big(Cow::Borrowed(super::raw::extend(&int.value))));
        }
        self.cast::<WideInt>().map(|int| IntRef::Big(Cow::Owned(int.number().to_big())))
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
        let (low, high) = (n.magnitude as u64, (n.magnitude >> 64) as u64);
        Ok(self.alloc(WideInt { header, low, high })?.value())
    }

    /// An int of any size.
    pub fn big_int(&mut self, n: Big) -> PyResult<Value> {
        match n.magnitude().to_u128() {
            Some(magnitude) => self.wide_int(Wide { negative: n.sign() == num_bigint::Sign::Minus, magnitude }),
            None => {
                let header = self.header_of_kind(Kind::BigInt);
                let bytes = n.bits() as usize / 8;
                Ok(self.alloc_owner(BigInt { header, value: n }, bytes)?.value())
            }
        }
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
                let value = value.into_owned();
                let bytes = value.bits() as usize / 8;
                Ok(self.alloc_owner(BigInt { header, value }, bytes)?.value())
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
