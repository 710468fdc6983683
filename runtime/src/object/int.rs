//! Numbers that do not fit into a word, and instances of subclasses of int, float and complex.

use super::header::{Header, Kind};
use super::type_object::Type;
use crate::heap::Gc;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use num_bigint::BigInt as Big;
use num_traits::ToPrimitive;

/// An int of 64 bits.
#[repr(C)]
pub struct Int64 {
    header: Header,
    /// The number.
    pub value: i64,
}

/// An int of more than 64 bits.
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
crate::no_references!(BigInt, BigInt);
crate::no_references!(FloatObject, FloatObject);
crate::no_references!(Complex, Complex);

/// An int (or bool) of any size, borrowed from its object.
#[derive(Clone, Copy, Debug)]
pub enum IntRef<'a> {
    /// One of 64 bits.
    Small(i64),
    /// A larger one.
    Big(&'a Big),
}

impl IntRef<'_> {
    /// The number as a big integer.
    pub fn to_big(self) -> Big {
        match self {
            IntRef::Small(n) => Big::from(n),
            IntRef::Big(n) => n.clone(),
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
        self.cast::<BigInt>().map(|int| IntRef::Big(super::raw::extend(&int.value)))
    }

    /// The int as an `i64`, if this is an int that fits.
    #[inline]
    pub fn as_i64(self) -> Option<i64> {
        match self.as_int()? {
            IntRef::Small(n) => Some(n),
            IntRef::Big(_) => None,
        }
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

    /// An int of any size.
    pub fn big_int(&mut self, n: Big) -> PyResult<Value> {
        match n.to_i64() {
            Some(n) => self.int(n),
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
                let header = self.header_for(class, Kind::BigInt);
                let value = value.clone();
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
