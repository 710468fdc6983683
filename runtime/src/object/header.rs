//! The eight bytes that every heap object starts with, and the table of object kinds.
//!
//! **Invariant:** `kind` and `attrs` never change after allocation; they fix the object's Rust type and its size.

use crate::heap::{Gc, HeapObject, KindInfo};
use std::cell::Cell;

/// Number of a shape in the interpreter's shape table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[repr(transparent)]
pub struct ShapeId(pub u32);

/// Bits of [`Header::flags`].
pub mod flag {
    /// The object never moves: its address was taken (`id`, embedded in code, native data points into it).
    pub const PINNED: u8 = 1;
    /// `__del__` or a weak reference callback has to run when it dies.
    pub const FINALIZE: u8 = 2;
    /// `__del__` has run.
    pub const FINALIZED: u8 = 4;
    /// Somebody holds a weak reference to it.
    pub const WEAKLY_REFERENCED: u8 = 8;
    /// An object of a kind with native memory: dropped when it dies.
    pub const OWNS_MEMORY: u8 = 16;
    /// For the type's own use.
    pub const KIND_BIT_1: u8 = 64;
    /// For the type's own use.
    pub const KIND_BIT_2: u8 = 128;
}

/// First word of every heap object. The JIT reads `shape` at offset 0, `kind` at 4.
#[repr(C, align(8))]
#[derive(Debug)]
pub struct Header {
    shape: Cell<ShapeId>,
    kind: Kind,
    /// The collector's: mark and log state.
    pub(crate) gc: Cell<u8>,
    attrs: u8,
    flags: Cell<u8>,
}

impl Header {
    /// A header for a new object of the shape, with `attrs` words of attribute storage after the object proper.
    #[inline(always)]
    pub const fn new(shape: ShapeId, kind: Kind, attrs: u8) -> Header {
        Header { shape: Cell::new(shape), kind, gc: Cell::new(0), attrs, flags: Cell::new(0) }
    }

    /// The header as the first word of an object, before anything has happened to that.
    pub(crate) fn word(&self) -> u64 {
        const _: () = assert!(size_of::<Header>() == 8 && std::mem::offset_of!(Header, attrs) == 6);
        let bytes = [self.kind as u8, self.gc.get(), self.attrs, self.flags.get()];
        u64::from(self.shape.get().0) | u64::from(u32::from_le_bytes(bytes)) << 32
    }

    /// Class and layout of attributes.
    #[inline(always)]
    pub fn shape(&self) -> ShapeId {
        self.shape.get()
    }

    /// Gives the object another shape, whose kind and attribute words must be the same.
    #[inline(always)]
    pub fn set_shape(&self, shape: ShapeId) {
        self.shape.set(shape);
    }

    /// The Rust type of the object.
    #[inline(always)]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Words of attribute storage: none, or one for the overflow array (or dict) and the inline slots.
    #[inline(always)]
    pub fn attrs(&self) -> usize {
        self.attrs as usize
    }

    /// See [`flag`].
    #[inline(always)]
    pub fn flags(&self) -> u8 {
        self.flags.get()
    }

    /// Sets the bits of `flags`.
    #[inline(always)]
    pub fn add_flags(&self, flags: u8) {
        self.flags.set(self.flags.get() | flags);
    }

    /// Clears the bits of `flags`.
    #[inline(always)]
    pub fn remove_flags(&self, flags: u8) {
        self.flags.set(self.flags.get() & !flags);
    }
}

impl Gc<Header> {
    /// The object as a `T`, if it is one.
    #[inline(always)]
    pub fn cast<T: HeapObject>(self) -> Option<Gc<T>> {
        if T::is_kind(self) { Some(self.cast_unchecked()) } else { None }
    }
}

macro_rules! kinds {
    ($($(#[doc = $doc:expr])+ $kind:ident = $type:ty;)*) => {
        /// The Rust type behind an object. Types that nothing hot looks into are [`Kind::Native`].
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum Kind { $($(#[doc = $doc])+ $kind,)* }

        /// How to trace, measure and drop each kind.
        pub(crate) static KINDS: &[KindInfo] = &[$(KindInfo::of::<$type>(),)*];
    };
}

kinds! {
    /// Instance of a Python class without a builtin base: header and attributes.
    Instance = crate::object::instance::Instance;
    /// Any object defined through [`crate::heap::Native`]; its second word says what it is.
    Native = crate::heap::NativeHead;
    /// Storage of values: list items, overflow attributes, tables of the runtime.
    Array = crate::object::array::Array;
    /// Storage of words that are not references.
    Words = crate::object::array::Words;
    /// Storage of dict and set entries.
    Table = crate::object::table::Table;
    /// int of 64 bits that does not fit into a word, or an instance of a subclass of int.
    Int64 = crate::object::int::Int64;
    /// int of up to 128 bits that does not fit into 64.
    WideInt = crate::object::int::WideInt;
    /// Larger int, or a large one of a subclass of int.
    BigInt = crate::object::int::BigInt;
    /// Instance of a subclass of float.
    FloatObject = crate::object::int::FloatObject;
    /// complex
    Complex = crate::object::int::Complex;
    /// str
    Str = crate::object::string::Str;
    /// bytes
    Bytes = crate::object::string::Bytes;
    /// tuple
    Tuple = crate::object::tuple::Tuple;
    /// list
    List = crate::object::list::List;
    /// dict
    Dict = crate::object::dict::Dict;
    /// set and frozenset
    Set = crate::object::set::Set;
    /// Closure cell, and the cell of a module global.
    Cell = crate::object::function::CellObject;
    /// Function defined in Python.
    Function = crate::object::function::Function;
    /// Function or method bound to an object.
    BoundMethod = crate::object::function::BoundMethod;
    /// Function, method or slot wrapper defined in Rust.
    NativeFunction = crate::object::function::NativeFunction;
    /// Code object.
    Code = crate::object::code::Code;
    /// Class.
    Type = crate::object::type_object::Type;
    /// Exception.
    Exception = crate::object::exception::Exception;
    /// Generator, coroutine, async generator: a suspended frame.
    Generator = crate::object::generator::Generator;
    /// slice
    Slice = crate::object::slice::Slice;
    /// range
    Range = crate::object::range::Range;
    /// Iterator over a range of small ints.
    RangeIterator = crate::object::range::RangeIterator;
    /// Iterator over a list, tuple or any other indexed sequence.
    SequenceIterator = crate::object::list::SequenceIterator;
    /// Iterator over a dict (keys, values, items) or set.
    TableIterator = crate::object::dict::TableIterator;
    /// Module.
    Module = crate::object::module::Module;
    /// property
    Property = crate::object::function::Property;
}

/// Number of kinds, and of the shapes that builtin types have from the start.
pub const KIND_COUNT: usize = KINDS.len();

impl Kind {
    /// How to trace, measure and drop objects of this kind.
    #[inline(always)]
    pub(crate) fn info(self) -> &'static KindInfo {
        &KINDS[self as usize]
    }
}
