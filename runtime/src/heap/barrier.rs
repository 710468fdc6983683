//! [`Field`]: a reference inside a heap object, and the write barrier that every store into one runs.
//!
//! The barrier is one test of a header bit: objects that survived a collection and are not yet remembered have
//! [`LOG`] set; the first store into such an object remembers it.

use super::{Gc, Word};
use crate::object::header::Header;
use crate::vm::Vm;
use std::cell::Cell;

/// Bit of the header's collector byte: the object is old and not in the remembered set.
pub(crate) const LOG: u8 = 1;

/// A word inside a heap object that is or may be a reference.
#[repr(transparent)]
pub struct Field<T> {
    word: Cell<u64>,
    marker: std::marker::PhantomData<T>,
}

impl<T: Word> Field<T> {
    /// A field of an object that is being made.
    #[inline(always)]
    pub fn new(value: T) -> Field<T> {
        Field { word: Cell::new(value.into_word()), marker: std::marker::PhantomData }
    }

    /// The field's content.
    #[inline(always)]
    pub fn get(&self) -> T {
        T::from_word(self.word.get())
    }

    /// Stores `value` into this field of `owner`.
    #[inline(always)]
    pub fn set<O>(&self, vm: &Vm, owner: Gc<O>, value: T) {
        self.word.set(value.into_word());
        if owner.header().gc.get() & LOG != 0 {
            vm.heap.remember_slot(owner.header(), self.word.as_ptr(), value.into_word());
        }
    }

    /// Stores a value that is no reference, or into an object that no collection can have seen yet.
    #[inline(always)]
    pub fn set_no_barrier(&self, value: T) {
        self.word.set(value.into_word());
    }

    #[inline(always)]
    pub(crate) fn word(&self) -> &Cell<u64> {
        &self.word
    }
}

impl Vm {
    /// Runs the write barrier after stores into `owner`; once after several of them will do.
    #[inline(always)]
    pub fn barrier(&self, owner: Gc<Header>) {
        if owner.gc.get() & LOG != 0 {
            self.heap.remember(owner);
        }
    }
}

/// Marks that `T` has no references to show.
#[macro_export]
macro_rules! no_references {
    ($type:ty, $kind:ident) => {
        impl $crate::heap::HeapObject for $type {
            const KIND: $crate::object::header::Kind = $crate::object::header::Kind::$kind;
            const LEAF: bool = true;

            fn trace(&self, _: &mut $crate::heap::Tracer<'_>) {}
        }
    };
}

/// Implements [`HeapObject`](crate::heap::HeapObject) for a struct by naming its fields that are references.
#[macro_export]
macro_rules! heap_object {
    ($type:ty, $kind:ident, [$($field:ident),*]) => {
        impl $crate::heap::HeapObject for $type {
            const KIND: $crate::object::header::Kind = $crate::object::header::Kind::$kind;

            fn trace(&self, tracer: &mut $crate::heap::Tracer<'_>) {
                $(tracer.field(&self.$field);)*
            }
        }
    };
}

/// Defines [`NativeData::info`](crate::heap::NativeData::info) in an implementation for a type: a static of its own, so that its
/// address alone tells the type.
#[macro_export]
macro_rules! native_info {
    ($type:ty) => {
        #[inline(always)]
        fn info() -> &'static $crate::heap::NativeInfo {
            static INFO: $crate::heap::NativeInfo = $crate::heap::NativeInfo::of::<$type>();
            &INFO
        }
    };
}

/// Implements [`NativeData`](crate::heap::NativeData) for a struct by naming its fields that are references.
#[macro_export]
macro_rules! native_data {
    ($type:ty, [$($field:ident),*]) => {
        impl $crate::heap::NativeData for $type {
            $crate::native_info!($type);

            fn trace(&self, tracer: &mut $crate::heap::Tracer<'_>) {
                let _ = &tracer;
                $(tracer.field(&self.$field);)*
            }
        }
    };
}

const _: () = assert!(size_of::<Field<u64>>() == 8);

impl Word for u64 {
    fn into_word(self) -> u64 {
        self
    }
    fn from_word(word: u64) -> u64 {
        word
    }
}
