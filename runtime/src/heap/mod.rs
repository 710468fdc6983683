//! The heap: allocation, references and the rule for them.
//!
//! # The rule for references
//!
//! A reference lives on a native stack (in a local, a parameter, a temporary), in a [`Field`] of a heap object, in the
//! interpreter's register stack, or in a [`Field`] of the `Vm` that `Vm::trace` shows. Never in a `Vec`, `Box`,
//! `HashMap` or static. Native stacks are scanned conservatively, so a plain [`Gc`] in a local keeps its object alive
//! and in place. Collections of values on the way are heap [`Array`](crate::object::array::Array)s.
//!
//! Invariants that the `unsafe` blocks of this folder and of `object` cite:
//!
//! - **\[LIVE\]** a `Gc<T>` in a local names a live `T`: the stack that holds it is a root.
//! - **\[KIND\]** the header's kind says the Rust type; it never changes.
//! - **\[FIELD\]** a `Field` is only written through `set`, which runs the barrier, or before its object is published.
#![expect(unsafe_code, reason = "object memory is raw; every block cites [LIVE], [KIND] or [FIELD]")]

mod barrier;
mod blocks;
mod check;
mod collect;
mod collector;
mod due;
mod finalize;
mod find;
mod garbage;
mod inspect;
mod limit;
mod native;
mod space;

pub use barrier::Field;
pub(crate) use barrier::LOG;
pub use collect::{Collection, Stress};
pub(crate) use collect::{NativeStack, SAVED, save_registers};
pub(crate) use collector::Collector;
pub(crate) use due::Due;
pub(crate) use limit::address_limit;
pub use native::{clear_dead_stack, release_file_pages, tune_native_allocator};
pub(crate) use space::GRAIN;
pub use space::Heap;

use crate::object::header::{Header, Kind};
use crate::value::Value;
use std::cell::Cell;
use std::ops::{Deref, Range};
use std::ptr::NonNull;

/// A reference to a heap object of Rust type `T`.
#[repr(transparent)]
pub struct Gc<T>(NonNull<T>);

impl<T> Clone for Gc<T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Gc<T> {}

impl<T> PartialEq for Gc<T> {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Gc<T> {}

impl<T> std::hash::Hash for Gc<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T> std::fmt::Debug for Gc<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gc({:p})", self.0)
    }
}

impl<T> Deref for Gc<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: [LIVE]
        unsafe { self.0.as_ref() }
    }
}

impl<T> Gc<T> {
    /// The reference whose word is `word`; none for 0.
    #[inline(always)]
    pub(crate) fn from_word(word: u64) -> Option<Gc<T>> {
        NonNull::new(word as *mut T).map(Gc)
    }

    /// The address as a word, which is also the [`Value`]'s bits.
    #[inline(always)]
    pub fn word(self) -> u64 {
        self.0.as_ptr() as u64
    }

    /// The address.
    #[inline(always)]
    pub(crate) fn as_ptr(self) -> *mut T {
        self.0.as_ptr()
    }

    /// The object's header.
    #[inline(always)]
    pub fn header(self) -> Gc<Header> {
        Gc(self.0.cast())
    }

    /// The same object as another Rust type, which the caller knows it to be.
    #[inline(always)]
    pub(crate) fn cast_unchecked<U>(self) -> Gc<U> {
        Gc(self.0.cast())
    }

    /// This reference as a value.
    #[inline(always)]
    pub fn value(self) -> Value {
        Value::from(self)
    }
}

/// A Rust type that lives on the heap. Its layout starts with a [`Header`] (`#[repr(C)]`).
pub trait HeapObject: Sized + 'static {
    /// The kind in the header.
    const KIND: Kind;
    /// No object of this kind holds references but in its attribute storage.
    const LEAF: bool = false;

    /// Shows every reference that the object holds.
    fn trace(&self, tracer: &mut Tracer<'_>);

    /// Shows the references in this range of the object's bytes, and maybe others: how large objects are looked at in parts.
    fn trace_part(&self, tracer: &mut Tracer<'_>, _bytes: Range<usize>) {
        self.trace(tracer);
    }

    /// Size in bytes of the object proper, without attribute storage; a multiple of 8.
    fn size(&self) -> usize {
        const { size_of::<Self>().next_multiple_of(8) }
    }

    /// Whether the object that starts with `header` is of this type.
    #[inline(always)]
    fn is_kind(header: Gc<Header>) -> bool {
        header.kind() == Self::KIND
    }
}

/// What an object shows its references to: a running collection, or anybody who wants to know them.
pub struct Tracer<'a> {
    target: Target<'a>,
}

enum Target<'a> {
    Collector(&'a mut Collector),
    Visitor(&'a mut dyn FnMut(&Cell<u64>)),
    /// Wants constants and numbers too.
    ValueVisitor(&'a mut dyn FnMut(&Cell<u64>)),
}

impl<'a> Tracer<'a> {
    /// A tracer that calls `visit` with each word that is a reference (constants and numbers are left out).
    pub fn new(visit: &'a mut dyn FnMut(&Cell<u64>)) -> Tracer<'a> {
        Tracer { target: Target::Visitor(visit) }
    }

    /// A tracer that calls `visit` with each word that is a value.
    pub(crate) fn of_values(visit: &'a mut dyn FnMut(&Cell<u64>)) -> Tracer<'a> {
        Tracer { target: Target::ValueVisitor(visit) }
    }

    pub(crate) fn collecting(collector: &'a mut Collector) -> Tracer<'a> {
        Tracer { target: Target::Collector(collector) }
    }

    /// Shows a word that may be a reference. The collector updates it if the object moves.
    #[inline(always)]
    pub fn word(&mut self, word: &Cell<u64>) {
        if Value::from_bits(word.get()).is_heap() {
            match &mut self.target {
                Target::Collector(collector) => collector.visit(word),
                Target::Visitor(visit) | Target::ValueVisitor(visit) => visit(word),
            }
        } else if let Target::ValueVisitor(visit) = &mut self.target
            && word.get() != Value::EMPTY.bits()
        {
            visit(word);
        }
    }

    /// Shows a field.
    #[inline]
    pub fn field<T: Word>(&mut self, field: &Field<T>) {
        self.word(field.word());
    }

    /// Shows a value outside the heap: a root.
    #[inline]
    pub fn root(&mut self, value: &mut Value) {
        // A Value is a transparent u64.
        let cell = Cell::new(value.bits());
        self.word(&cell);
        *value = Value::from_bits(cell.get());
    }

    /// Shows a reference outside the heap: a root.
    #[inline]
    pub fn root_gc<T>(&mut self, object: &mut Gc<T>) {
        let cell = Cell::new(object.word());
        self.word(&cell);
        *object = Gc::from_word(cell.get()).expect("the collector maps references to references");
    }
}

/// Bit of the header's collector byte: the object has survived a collection.
pub(crate) const OLD: u8 = 2;
/// Bit of the header's collector byte: the object has moved, and the word after the header says where to.
pub(crate) const FORWARDED: u8 = 4;
/// Bit of the header's collector byte: some cards of the (large) object are marked.
pub(crate) const CARDED: u8 = 8;

/// How many collections there were.
#[derive(Clone, Copy, Default, Debug)]
pub struct Statistics {
    /// Minor ones.
    pub minor: usize,
    /// Full ones.
    pub full: usize,
}

impl Statistics {
    fn count(&mut self, which: Collection) {
        match which {
            Collection::Minor => self.minor += 1,
            Collection::Full => self.full += 1,
        }
    }
}

/// A type that is one word and can stand in a [`Field`].
pub trait Word: Copy {
    /// The word.
    fn into_word(self) -> u64;
    /// The value whose word is `word`.
    fn from_word(word: u64) -> Self;
}

impl Word for Value {
    #[inline(always)]
    fn into_word(self) -> u64 {
        self.bits()
    }
    #[inline(always)]
    fn from_word(word: u64) -> Value {
        Value::from_bits(word)
    }
}

impl<T> Word for Gc<T> {
    #[inline(always)]
    fn into_word(self) -> u64 {
        self.word()
    }
    #[inline(always)]
    fn from_word(word: u64) -> Gc<T> {
        debug_assert!(word != 0, "a Field<Gc<T>> always holds a reference");
        // SAFETY: [FIELD]: only `into_word` of a Gc, which is never null, was written.
        Gc(unsafe { NonNull::new_unchecked(word as *mut T) })
    }
}

impl<T> Word for Option<Gc<T>> {
    #[inline(always)]
    fn into_word(self) -> u64 {
        self.map_or(0, Gc::word)
    }
    #[inline(always)]
    fn from_word(word: u64) -> Option<Gc<T>> {
        Gc::from_word(word)
    }
}

/// How to trace, measure and drop the objects of a kind.
pub struct KindInfo {
    pub(crate) trace: fn(Gc<Header>, &mut Tracer<'_>),
    /// See [`HeapObject::trace_part`].
    pub(crate) trace_part: fn(Gc<Header>, &mut Tracer<'_>, Range<usize>),
    pub(crate) size: fn(Gc<Header>) -> usize,
    /// See [`HeapObject::LEAF`].
    pub(crate) leaf: bool,
    /// Drops the object's native memory; none if it has none.
    pub(crate) drop: Option<fn(Gc<Header>)>,
}

impl KindInfo {
    /// The table row of kind `T`.
    pub(crate) const fn of<T: HeapObject>() -> KindInfo {
        KindInfo {
            trace: |object, tracer| object.cast_unchecked::<T>().trace(tracer),
            trace_part: |object, tracer, bytes| object.cast_unchecked::<T>().trace_part(tracer, bytes),
            size: |object| object.cast_unchecked::<T>().size(),
            leaf: T::LEAF,
            drop: if std::mem::needs_drop::<T>() { Some(drop_in_place::<T>) } else { None },
        }
    }
}

fn drop_in_place<T>(object: Gc<Header>) {
    // SAFETY: [KIND]; the collector calls it once, when nothing refers to the object any more.
    unsafe { std::ptr::drop_in_place(object.cast_unchecked::<T>().as_ptr()) }
}

/// Data of an object that nothing hot looks into: the body of a [`Native`].
pub trait NativeData: Sized + 'static {
    /// The one table for the type; see [`native_info`](crate::native_info).
    fn info() -> &'static NativeInfo;

    /// Shows every reference that the data holds.
    fn trace(&self, tracer: &mut Tracer<'_>);
}

/// An object whose Rust type is `T`: how builtin types and modules in any crate define objects without a [`Kind`].
#[repr(C)]
pub struct Native<T> {
    header: Header,
    info: &'static NativeInfo,
    /// The object's data.
    pub data: T,
}

/// What the second word of a [`Native`] points to: one for each type, whose address tells the type.
pub struct NativeInfo(KindInfo);

impl NativeInfo {
    /// The table for objects with data of type `T`.
    pub const fn of<T: NativeData>() -> NativeInfo {
        NativeInfo(KindInfo {
            trace: |object, tracer| object.cast_unchecked::<Native<T>>().data.trace(tracer),
            trace_part: |object, tracer, _| object.cast_unchecked::<Native<T>>().data.trace(tracer),
            size: |_| const { size_of::<Native<T>>().next_multiple_of(8) },
            leaf: false,
            drop: if std::mem::needs_drop::<T>() { Some(drop_in_place::<Native<T>>) } else { None },
        })
    }
}

/// A [`Native`] of unknown type.
#[repr(C)]
pub struct NativeHead {
    header: Header,
    info: &'static NativeInfo,
}

impl<T: NativeData> HeapObject for Native<T> {
    const KIND: Kind = Kind::Native;

    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.data.trace(tracer);
    }

    #[inline]
    fn is_kind(header: Gc<Header>) -> bool {
        header.kind() == Kind::Native && std::ptr::eq(header.cast_unchecked::<NativeHead>().info, T::info())
    }
}

impl HeapObject for NativeHead {
    const KIND: Kind = Kind::Native;

    fn trace(&self, tracer: &mut Tracer<'_>) {
        (self.info.0.trace)(as_gc(self).header(), tracer);
    }

    fn size(&self) -> usize {
        (self.info.0.size)(as_gc(self).header())
    }
}

impl NativeHead {
    /// Drops the data's native memory; none if it has none.
    pub(crate) fn drop_fn(&self) -> Option<fn(Gc<Header>)> {
        self.info.0.drop
    }
}

/// The reference to a heap object that is borrowed.
#[inline(always)]
pub fn as_gc<T: HeapObject>(object: &T) -> Gc<T> {
    Gc(NonNull::from(object))
}

/// How the drop of an object's native memory is found.
pub(crate) fn drop_fn(object: Gc<Header>) -> Option<fn(Gc<Header>)> {
    match object.cast::<NativeHead>() {
        Some(native) => native.drop_fn(),
        None => object.kind().info().drop,
    }
}

/// Size in bytes of a whole object with its attribute storage.
pub(crate) fn object_size(object: Gc<Header>) -> usize {
    (object.kind().info().size)(object) + 8 * object.attrs()
}

/// Shows all references of a whole object.
pub(crate) fn trace_object(object: Gc<Header>, tracer: &mut Tracer<'_>) {
    (object.kind().info().trace)(object, tracer);
    for field in attr_fields(object) {
        tracer.field(field);
    }
}

/// The object's attribute storage: overflow word, then inline slots; empty if its kind of shape has none.
#[inline(always)]
pub fn attr_fields<'a>(object: Gc<Header>) -> &'a [Field<Value>] {
    let count = object.attrs();
    if count == 0 {
        return &[];
    }
    // The commonest kind's size is known without asking.
    let size = if object.kind() == Kind::Instance { 8 } else { (object.kind().info().size)(object) };
    // SAFETY: [LIVE], [KIND]: `attrs` words follow the object proper, and its kind tells its size.
    unsafe { std::slice::from_raw_parts(object.as_ptr().byte_add(size).cast(), count) }
}

impl Heap {
    /// Writes a new object into fresh memory of `size` bytes; what follows the Rust struct is zeroed (EMPTY).
    #[inline(always)]
    pub(crate) fn init<T: HeapObject>(memory: NonNull<u8>, value: T, size: usize) -> Gc<T> {
        let head = const { size_of::<T>().next_multiple_of(8) };
        // SAFETY: the memory is fresh, aligned to 8 and `size` bytes long.
        unsafe { clear(memory.as_ptr().add(head), size - head) };
        Heap::init_head(memory, value)
    }

    /// Writes a new object into memory where what follows the Rust struct is zero or holds no references.
    #[inline(always)]
    pub(crate) fn init_head<T: HeapObject>(memory: NonNull<u8>, value: T) -> Gc<T> {
        let object = memory.cast::<T>();
        // SAFETY: the memory is fresh, aligned to 8 and large enough.
        unsafe { object.write(value) };
        Gc(object)
    }

    /// A new [`Native`] head for `data`.
    pub(crate) fn native<T: NativeData>(header: Header, data: T) -> Native<T> {
        Native { header, info: T::info(), data }
    }
}

/// Zeroes `bytes` bytes, a multiple of 8.
#[inline(always)]
unsafe fn clear(memory: *mut u8, bytes: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        if bytes > 64 {
            return std::ptr::write_bytes(memory, 0, bytes);
        }
        let mut at = 0;
        while at < bytes {
            // Volatile, or it becomes a call of memset, which costs more than the few words.
            memory.add(at).cast::<u64>().write_volatile(0);
            at += 8;
        }
    }
}

/// The header of an object that is not on the heap yet.
#[inline(always)]
pub(crate) fn header_of_new<T: HeapObject>(value: &T) -> &Header {
    // SAFETY: [KIND]: every heap object's struct starts with its header.
    unsafe { &*std::ptr::from_ref(value).cast::<Header>() }
}

impl<T> Gc<T> {
    /// A reference that must not be followed: holds a place while the first objects are made.
    pub(crate) fn dangling() -> Gc<T> {
        Gc(NonNull::dangling())
    }
}
