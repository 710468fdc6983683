//! [`Args`]: the arguments of a call as a Rust function sees them.
//!
//! The words are in the caller's registers or in an array on the native stack; both are roots, so an argument stays
//! alive for the whole call. The collector may move objects and update registers: read an argument anew after anything
//! that may collect, or keep it in a local (which holds its object in place).
#![expect(unsafe_code, reason = "arguments are read where the caller put them: [WINDOW]")]

use crate::value::Value;
use std::marker::PhantomData;

/// Arguments, bound to the parameters of the function's signature: one word each, EMPTY where nothing was given.
/// Methods have the receiver at 0.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    start: *const Value,
    len: usize,
    marker: PhantomData<&'a [Value]>,
}

impl<'a> Args<'a> {
    /// The arguments in `values`.
    #[inline(always)]
    pub fn new(values: &'a [Value]) -> Args<'a> {
        Args { start: values.as_ptr(), len: values.len(), marker: PhantomData }
    }

    /// The `len` arguments from `start` on, which stay readable for the call.
    #[inline(always)]
    pub(crate) fn from_registers(start: *const u64, len: usize) -> Args<'a> {
        Args { start: start.cast(), len, marker: PhantomData }
    }

    /// Number of words.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Argument `index`; EMPTY if it was not given.
    #[inline(always)]
    pub fn get(&self, index: usize) -> Value {
        if index >= self.len {
            return Value::EMPTY;
        }
        // SAFETY: [WINDOW]: below `len`, and the caller keeps the words for the call.
        unsafe { self.start.add(index).read() }
    }

    /// Argument `index`, if it was given.
    #[inline(always)]
    pub fn opt(&self, index: usize) -> Option<Value> {
        self.get(index).given()
    }

    /// Argument `index`, unless it was not given or is `None`.
    #[inline(always)]
    pub fn not_none(&self, index: usize) -> Option<Value> {
        self.opt(index).filter(|value| !value.is_none())
    }

    /// The arguments as they are now; not to be held over anything that may collect.
    #[inline(always)]
    pub fn as_slice(&self) -> &'a [Value] {
        // SAFETY: [WINDOW]
        unsafe { std::slice::from_raw_parts(self.start, self.len) }
    }

    /// The arguments from `index` on.
    pub fn from(&self, index: usize) -> Args<'a> {
        let index = index.min(self.len);
        Args { start: self.start.wrapping_add(index), len: self.len - index, marker: PhantomData }
    }
}

impl std::ops::Index<usize> for Args<'_> {
    type Output = Value;

    /// Argument `index`; EMPTY if it was not given.
    #[inline(always)]
    fn index(&self, index: usize) -> &Value {
        self.as_slice().get(index).unwrap_or(&Value::EMPTY)
    }
}
