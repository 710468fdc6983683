//! The buffer protocol: how one object reads and writes the memory of another.
//!
//! ```text
//!   consumer ── Vm::buffer(value, Request) ──▶ BufferSpec::export of the value's type ──▶ Buffer
//!   consumer ── Buffer::cells / bytes ───────▶ memory of Buffer::owner
//!   consumer ── Buffer::release ─────────────▶ BufferSpec::release: resizing is allowed again
//! ```
//!
//! A type takes part by a [`BufferSpec`] in its [`TypeSpec`](crate::native::TypeSpec); a Python class by `__buffer__` (PEP 688).
//! Memory is seen as `Cell`s, since anybody may write to it; who needs a plain slice borrows it together with the `Vm`,
//! so that nothing can run meanwhile.

use super::array::Words;
use super::byte_store::ByteStore;
use super::names::Special;
use super::string::Bytes;
use super::type_object::Type;
use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::native::Args;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};
use std::borrow::Cow;
use std::cell::Cell;

/// What a consumer asks of a buffer: CPython's `PyBUF_…` flags.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Request(pub i64);

impl Request {
    /// Contiguous bytes, to be read.
    pub const SIMPLE: Request = Request(0);
    /// Memory that may be written to.
    pub const WRITABLE: Request = Request(1);
    /// The format is wanted.
    pub const FORMAT: Request = Request(4);
    /// The shape is wanted.
    pub const ND: Request = Request(8);
    /// Any strides will do.
    pub const STRIDES: Request = Request(0x18);
    /// Items lie in C order.
    pub const C_CONTIGUOUS: Request = Request(0x38);
    /// Items lie in Fortran order.
    pub const F_CONTIGUOUS: Request = Request(0x58);
    /// Items lie in either order.
    pub const ANY_CONTIGUOUS: Request = Request(0x98);
    /// Everything, to be read.
    pub const FULL_RO: Request = Request(0x11c);

    /// Both.
    #[must_use]
    pub const fn with(self, other: Request) -> Request {
        Request(self.0 | other.0)
    }

    /// Whether all of `other` is asked for.
    pub const fn includes(self, other: Request) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Calls a function with the store of an object.
pub type WithStore = fn(Value, &mut dyn FnMut(&ByteStore));

/// How a builtin type shows its instances' memory.
pub struct BufferSpec {
    /// Shows the memory and keeps it in place until `release`; `BufferError` if that cannot be.
    pub export: fn(&mut Vm, Value, Request) -> PyResult<Buffer>,
    /// A buffer that `export` made is no longer used.
    pub release: fn(&mut Vm, &Buffer),
    /// The memory, where the owner of buffers is an instance of the type itself and not bytes or [`Words`].
    pub memory: for<'a> fn(&'a Vm, Value) -> &'a [Cell<u8>],
    /// Calls a function with the [`ByteStore`] that has the memory, if it is in one.
    pub store: WithStore,
}

impl BufferSpec {
    /// A spec of a type whose buffers belong to bytes or [`Words`]; `export` and `release` are the type's.
    pub const fn new(export: fn(&mut Vm, Value, Request) -> PyResult<Buffer>, release: fn(&mut Vm, &Buffer)) -> Self {
        BufferSpec { export, release, memory: |_, _| &[], store: |_, _| {} }
    }

    /// The same of a type that keeps its memory in a [`ByteStore`].
    pub const fn with_store(self, store: WithStore) -> Self {
        BufferSpec { store, ..self }
    }
}

/// Memory that an object shows. To be given back with [`Buffer::release`].
#[derive(Clone, Debug)]
pub struct Buffer {
    /// The object that was asked.
    pub object: Value,
    /// What holds the memory: bytes, [`Words`], or an object whose type's [`BufferSpec::memory`] tells.
    pub owner: Value,
    /// Where the first item starts in the owner's memory.
    pub offset: usize,
    /// Bytes of all items.
    pub len: usize,
    /// Must not be written to.
    pub readonly: bool,
    /// Layout of an item, in the notation of `struct`.
    pub format: Cow<'static, str>,
    /// Bytes of an item.
    pub item_size: usize,
    /// Items along each dimension.
    pub shape: Vec<isize>,
    /// Bytes from an item to the next, along each dimension.
    pub strides: Vec<isize>,
    /// The memoryview that a `__buffer__` written in Python returned, else EMPTY.
    pub lent: Value,
}

impl Buffer {
    /// A buffer of `len` bytes from the start of `owner`'s memory, as the flat export of `object`.
    pub fn flat(object: Value, owner: Value, offset: usize, len: usize, readonly: bool) -> Buffer {
        Buffer {
            object,
            owner,
            offset,
            len,
            readonly,
            format: Cow::Borrowed("B"),
            item_size: 1,
            shape: vec![len as isize],
            strides: vec![1],
            lent: Value::EMPTY,
        }
    }

    /// The same memory as items of a format (`array.array`'s buffers).
    #[must_use]
    pub fn of_items(mut self, format: Cow<'static, str>, item_size: usize) -> Buffer {
        self.format = format;
        self.item_size = item_size;
        self.shape = vec![(self.len / item_size.max(1)) as isize];
        self.strides = vec![item_size as isize];
        self
    }

    /// Number of dimensions.
    pub fn ndim(&self) -> usize {
        self.shape.len()
    }

    /// Whether the items lie in C order without gaps.
    pub fn is_c_contiguous(&self) -> bool {
        contiguous(&self.shape, &self.strides, self.item_size, true)
    }

    /// Whether the items lie in Fortran order without gaps.
    pub fn is_f_contiguous(&self) -> bool {
        contiguous(&self.shape, &self.strides, self.item_size, false)
    }

    /// The memory of a contiguous buffer.
    pub fn cells<'a>(&self, vm: &'a Vm) -> &'a [Cell<u8>] {
        let memory = vm.memory_of(self.owner);
        memory.get(self.offset..self.offset + self.len).unwrap_or(&[])
    }

    /// The bytes of a contiguous buffer as they are now; the borrow of `vm` keeps everybody from writing.
    pub fn bytes<'a>(&self, vm: &'a Vm) -> &'a [u8] {
        super::raw::frozen(self.cells(vm))
    }

    /// Writes `data` from byte `at` of a contiguous, writable buffer on, as far as there is room; how much that was.
    pub fn write(&self, vm: &Vm, at: usize, data: &[u8]) -> usize {
        let to = self.cells(vm).get(at..).unwrap_or(&[]);
        to.iter().zip(data).for_each(|(to, &from)| to.set(from));
        to.len().min(data.len())
    }

    /// Position in the owner's memory of each item, in C order.
    pub fn positions(&self) -> Vec<usize> {
        let mut out = vec![self.offset as isize];
        for (&count, &stride) in self.shape.iter().zip(&self.strides) {
            out = out.iter().flat_map(|&at| (0..count).map(move |n| at + n * stride)).collect();
        }
        out.into_iter().map(|at| at as usize).collect()
    }

    /// The items' bytes in C order.
    pub fn to_vec(&self, vm: &Vm) -> Vec<u8> {
        if self.is_c_contiguous() {
            return self.bytes(vm).to_vec();
        }
        let memory = super::raw::frozen(vm.memory_of(self.owner));
        let mut out = Vec::with_capacity(self.len);
        for at in self.positions() {
            out.extend_from_slice(memory.get(at..at + self.item_size).unwrap_or(&[]));
        }
        out
    }

    /// Lets go of the memory.
    pub fn release(self, vm: &mut Vm) {
        if !self.lent.is_empty() {
            return vm.return_lent_view(self.object, self.lent);
        }
        if let Some(hook) = vm.release_hook(self.object) {
            crate::builtins::memoryview::run_release_hook(vm, hook, &self);
        }
        if let Some(spec) = vm.buffer_spec(self.object) {
            (spec.release)(vm, &self);
        }
    }
}

fn contiguous(shape: &[isize], strides: &[isize], item_size: usize, c_order: bool) -> bool {
    // A single dimension without items is judged by its strides all the same.
    if shape.contains(&0) && shape.len() > 1 {
        return true;
    }
    let mut expected = item_size as isize;
    let mut holds = |(&count, &stride): (&isize, &isize)| {
        let fits = count == 1 || stride == expected;
        expected *= count;
        fits
    };
    let pairs = shape.iter().zip(strides);
    if c_order { pairs.rev().all(&mut holds) } else { pairs.clone().all(&mut holds) }
}

impl Vm {
    /// The memory that `owner` holds, all of it.
    pub fn memory_of(&self, owner: Value) -> &[Cell<u8>] {
        if let Some(bytes) = owner.cast::<Bytes>() {
            return super::raw::read_only_cells(super::raw::extend_slice(bytes.bytes()));
        }
        if let Some(words) = owner.cast::<Words>() {
            return super::raw::extend_slice(words.bytes());
        }
        self.buffer_spec(owner).map_or(&[], |spec| (spec.memory)(self, owner))
    }

    /// Asks the [`ByteStore`] of an object, if it has one.
    pub(crate) fn with_store<R>(&self, value: Value, ask: impl FnOnce(&ByteStore) -> R) -> Option<R> {
        let (mut ask, mut answer) = (Some(ask), None);
        let spec = self.buffer_spec(value)?;
        (spec.store)(value, &mut |store| answer = ask.take().map(|ask| ask(store)));
        answer
    }

    /// The buffer spec of the builtin type that `value` is an instance of.
    pub fn buffer_spec(&self, value: Value) -> Option<&'static BufferSpec> {
        self.class_of(value).mro_classes().find_map(|class| class.spec.get()?.buffer)
    }

    /// Whether `value` has a buffer.
    pub fn has_buffer(&mut self, value: Value) -> bool {
        value.is::<Bytes>() || self.buffer_spec(value).is_some() || self.special_of(value, Special::Buffer).is_some()
    }

    /// The memory of a bytes-like object. Whoever gets it calls [`Buffer::release`] when done.
    pub fn buffer(&mut self, value: Value, request: Request) -> PyResult<Buffer> {
        if let Some(method) = self.special_of(value, Special::Buffer)
            && method.cast::<super::function::NativeFunction>().is_none()
        {
            return self.python_buffer(method, value, request);
        }
        match self.buffer_spec(value) {
            Some(spec) => (spec.export)(self, value, request),
            None => Err(self.not_bytes_like(value)),
        }
    }

    /// Calls `f` with the bytes of a bytes-like object, which stay as they are meanwhile.
    pub fn with_bytes<R>(&mut self, value: Value, f: impl FnOnce(&Vm, &[u8]) -> R) -> PyResult<R> {
        if let Some(bytes) = value.cast::<Bytes>() {
            return Ok(f(self, bytes.bytes()));
        }
        let buffer = self.buffer(value, Request::SIMPLE)?;
        let result = f(self, buffer.bytes(self));
        buffer.release(self);
        Ok(result)
    }

    /// A copy of the bytes of a bytes-like object, none if it is something else.
    pub fn bytes_like(&mut self, value: Value) -> PyResult<Option<Vec<u8>>> {
        if !self.has_buffer(value) {
            return Ok(None);
        }
        if let Some(bytes) = value.cast::<Bytes>() {
            return Ok(Some(bytes.bytes().to_vec()));
        }
        let buffer = self.buffer(value, Request::FULL_RO)?;
        let bytes = buffer.to_vec(self);
        buffer.release(self);
        Ok(Some(bytes))
    }

    /// A writable contiguous buffer; `what` names the argument in the message ("readinto() argument").
    pub fn writable_buffer(&mut self, value: Value, what: &str) -> PyResult<Buffer> {
        if self.has_buffer(value) {
            match self.buffer(value, Request::WRITABLE) {
                Ok(buffer) => return Ok(buffer),
                Err(raised) => drop(self.catch(raised, Exc::BufferError)?),
            }
        }
        let message = format!("{what} must be read-write bytes-like object, not {}", self.arg_type_name(value));
        Err(self.type_error(&message))
    }

    /// `TypeError: a bytes-like object is required, not 'int'`
    #[cold]
    pub fn not_bytes_like(&mut self, value: Value) -> Raised {
        let message = format!("a bytes-like object is required, not '{}'", self.type_name(value));
        self.type_error(&message)
    }

    fn python_buffer(&mut self, method: Value, value: Value, request: Request) -> PyResult<Buffer> {
        let flags = self.int(request.0)?;
        let lent = self.call_unbound(method, value, &[flags])?;
        if !crate::builtins::memoryview::is_memoryview(lent) {
            return Err(self.type_error("__buffer__ returned non-memoryview object"));
        }
        let mut buffer = crate::builtins::memoryview::export(self, lent, request)?;
        buffer.object = value;
        buffer.lent = lent;
        Ok(buffer)
    }

    /// Ends the use of a memoryview that `__buffer__` returned. A `__release_buffer__` written in Python gets it to keep, unless
    /// it shows the object itself and tells that method when it is released.
    fn return_lent_view(&mut self, object: Value, lent: Value) {
        crate::builtins::memoryview::forget_export(lent);
        let own = crate::builtins::memoryview::shown_object(lent) == object;
        match self.release_hook(object).filter(|_| !own) {
            Some(hook) => {
                if let Err(raised) = self.call_unbound(hook, object, &[lent]) {
                    self.report_unraisable(raised, hook);
                }
            }
            None => crate::builtins::memoryview::release_quietly(self, lent),
        }
    }

    /// The `__release_buffer__` of an object's class, if that is written in Python.
    pub(crate) fn release_hook(&mut self, object: Value) -> Option<Value> {
        let class: Gc<Type> = self.class_of(object);
        if !class.has(super::type_object::type_flag::HEAP_TYPE) {
            return None;
        }
        let name = self.intern("__release_buffer__");
        self.lookup(class, name).filter(|hook| !hook.is::<super::function::NativeFunction>())
    }
}

/// Checks of `PyBuffer_FillInfo`: flat memory can be written to if that is asked for.
pub fn check_flat(vm: &mut Vm, readonly: bool, request: Request) -> PyResult<()> {
    if readonly && request.includes(Request::WRITABLE) {
        return Err(vm.buffer_error("Object is not writable."));
    }
    Ok(())
}

/// `__buffer__` of builtin types.
pub fn buffer_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let flags = vm.index(args[1])?;
    let flags = flags.as_i64().filter(|&flags| i32::try_from(flags).is_ok());
    let Some(flags) = flags else {
        return Err(vm.overflow_error("Python int too large to convert to C int"));
    };
    let Some(spec) = vm.buffer_spec(args[0]) else { return Err(vm.not_bytes_like(args[0])) };
    let buffer = (spec.export)(vm, args[0], Request(flags))?;
    crate::builtins::memoryview::of_buffer(vm, buffer)
}

/// `__release_buffer__` of builtin types.
pub fn release_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !crate::builtins::memoryview::is_memoryview(args[1]) {
        return Err(vm.type_error("expected a memoryview object"));
    }
    crate::builtins::memoryview::release_for(vm, args[0], args[1])?;
    Ok(Value::NONE)
}
