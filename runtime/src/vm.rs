//! [`Vm`]: one interpreter's state. Whatever may run Python, allocate or collect takes `vm: &mut Vm` first.
//!
//! **Invariant:** there is no process-wide mutable state; isolated interpreters are separate `Vm`s.

use crate::builtins::types::Types;
use crate::exceptions::hierarchy::{Exc, ExceptionTypes};
use crate::frame::stack::RegisterStack;
use crate::heap::{Collection, Gc, Heap, HeapObject, Native, NativeData, Tracer};
use crate::import::Imports;
use crate::object::array::Array;
use crate::object::dict::Dict;
use crate::object::header::{Header, Kind, flag};
use crate::object::module::Module;
use crate::object::names::Names;
use crate::object::shape::{AddressMap, Shapes};
use crate::object::string::{RECENT_NAMES, Str};
use crate::object::tuple::Tuple;
use crate::object::type_object::{METHOD_CACHE, MethodCacheEntry, Type, type_flag};
use crate::options::Options;
use crate::text::Chars;
use crate::value::Value;
use std::cell::Cell;
use std::collections::HashMap;

/// Says that a Python exception is set in the [`Vm`].
#[derive(Debug)]
#[must_use = "an exception that is set must be raised on or cleared with `take_exception`"]
pub struct Raised(());

/// A result, or a Python exception that is set in the [`Vm`].
pub type PyResult<T> = Result<T, Raised>;

/// One interpreter.
#[repr(C)]
pub struct Vm {
    /// The register stack and where execution is; first, so that handlers reach it with short offsets.
    pub(crate) stack: RegisterStack,
    /// The frames that have frame objects.
    pub(crate) live_frames: crate::frame::live::LiveFrames,
    /// The exception that is set, or EMPTY.
    pub(crate) exception: Value,
    /// The exception being handled (`sys.exception()`), or EMPTY.
    pub(crate) handled: Value,
    pub(crate) heap: Heap,
    pub(crate) shapes: Shapes,
    /// The builtin types.
    pub types: Types,
    pub(crate) exception_types: ExceptionTypes,
    pub(crate) names: Names,
    pub(crate) single_chars: Vec<Gc<Str>>,
    pub(crate) empty_tuple: Option<Gc<Tuple>>,
    /// Storage of empty lists.
    pub(crate) empty_array: Option<Gc<Array>>,
    pub(crate) type_versions: u32,
    pub(crate) method_cache: Box<[MethodCacheEntry]>,
    pub(crate) attr_cache: crate::interp::attr_cache::AttrCache,
    /// Types made from tables, by address of the table.
    pub(crate) native_types: AddressMap<usize, Gc<Type>>,
    /// Struct sequence tables, by address of their class's table.
    pub(crate) struct_specs: HashMap<usize, &'static crate::object::structseq::StructSpec>,
    pub(crate) intern_table: InternTable,
    /// What functions that are made get from their globals.
    pub(crate) known_globals: Option<crate::object::function::Known>,
    pub(crate) recent_names: [Option<Gc<Str>>; crate::object::string::RECENT_NAMES],
    /// Parsed signatures of native functions, by address of their text.
    pub(crate) signatures: AddressMap<usize, &'static crate::native::signature::Signature>,
    /// The module `builtins`.
    pub builtins_module: Gc<Module>,
    /// Its namespace.
    pub builtins: Gc<Dict>,
    /// `sys.modules`
    pub modules: Gc<Dict>,
    /// The module `sys`.
    pub sys_module: Gc<Module>,
    /// Its namespace.
    pub sys: Gc<Dict>,
    pub(crate) imports: Imports,
    /// The entry of `sys.path` that stands for the packed library; no such folder need exist.
    pub library_root: String,
    /// There are audit hooks to be told of events.
    pub has_audit_hooks: bool,
    pub(crate) threads: crate::threads::Threads,
    /// Values that native modules keep for the running thread.
    pub(crate) thread_values: KeyMap,
    /// The context that runs in this thread, as `_contextvars` knows it; EMPTY before it was asked for.
    pub running_context: Value,
    /// What a native module found in the variables of the running context (`_contextvars`); EMPTY since these or the context changed.
    pub context_cache: Value,
    /// Whether the interpreter is ending.
    pub is_finalizing: bool,
    /// What the command line and the environment asked for.
    pub options: Options,
    /// Values that native modules keep for the interpreter's life, by names of theirs.
    pub(crate) module_state: KeyMap,
    /// Objects being printed, compared or hashed by `repr` and the like, against endless recursion.
    pub(crate) repr_guard: std::collections::HashSet<u64>,
    /// Formulas that are being evaluated, each for the one before.
    pub(crate) nested_formulas: std::cell::Cell<u32>,
    /// Weak references by referent, and finalizers to run.
    pub(crate) weak: crate::object::weak::WeakTable,
    /// Whether the program has begun.
    pub(crate) started: bool,
    /// NaNs made from text so far; see [`Value::nan_of_its_own`].
    pub(crate) nan_count: u32,
    /// What to do about a signal that has arrived, once the library is installed.
    pub(crate) signal_hook: Option<fn(&mut Vm, i32) -> PyResult<()>>,
    /// The library's functions for files, once it is installed.
    pub(crate) file_hooks: Option<crate::files::FileHooks>,
    /// Base of the innermost frame that has a frame object, or 0.
    pub(crate) live_top: u64,
    /// The compiler, if there is one.
    pub(crate) jit: Option<Box<dyn crate::tier::JitBackend>>,
    /// Objects that compiled code names.
    pub(crate) native_objects: Vec<Value>,
    /// Which code has events for trace functions marked.
    pub(crate) marks: crate::tracing::Marks,
    /// How the interpreter goes on after compiled code was left through calls of compiled code: 0 raises.
    pub(crate) native_resume: u64,
    /// A native function has returned whose object somebody may wait for to die: what it has left on the native stack is to be
    /// cleared before other frames lie on it.
    pub dead_words: bool,
    /// The exit by which compiled code was left last.
    pub(crate) native_exit: u64,
    /// The exit by which it is being left.
    pub(crate) exit_number: u64,
    /// What it has left of objects that are to be made.
    pub(crate) exit_words: [u64; crate::tier::EXIT_WORDS],
    /// Compiled code has asked to see to what waits.
    pub(crate) in_native: bool,
    /// Python code, or another thread, has run while something that waited was seen to.
    pub(crate) disturbed: bool,
    /// [`crate::tier::poll`] has answered that because of an exception.
    pub(crate) poll_raised: bool,
    /// The functions of `sys.settrace` and `sys.setprofile`.
    pub tracing: crate::tracing::Tracing,
    /// `sys.monitoring`
    pub monitoring: Box<crate::tracing::monitoring::Monitoring>,
    /// Calls enter levels of their own (`interp/level.rs`).
    pub(crate) levels: bool,
    pub(crate) profile: crate::profile::Profile,
    /// Hooks of asynchronous programs.
    pub async_state: crate::builtins::async_generator::AsyncState,
    /// Chains of generators that wait inside each other.
    pub(crate) chains: crate::interp::chain::Chains,
    /// Somebody has looked at the variables of a running frame that has a dict of keywords.
    pub(crate) keywords_shown: Cell<bool>,
    /// Changes when what inline caches rely on has changed.
    pub(crate) epoch: Cell<u64>,
    /// Classes and names that inline caches rely on.
    pub(crate) names_cached: crate::object::reliance::Names,
    /// What `isinstance` has said.
    pub(crate) instances_known: crate::object::instance_cache::InstanceCache,
    /// Hashes of the names that inline caches found in builtins: globals that get one shadow it.
    pub(crate) builtins_found: std::collections::HashSet<u64>,
    #[cfg(feature = "loop-dispatch")]
    pub(crate) next: crate::interp::Next,
}

/// Values of native modules by names of theirs, which nobody else chooses: a hash that is cheap will do.
pub(crate) type KeyMap = HashMap<&'static str, Value, std::hash::BuildHasherDefault<KeyHasher>>;

/// Mixes eight bytes at a time.
#[derive(Default)]
pub(crate) struct KeyHasher(u64);

impl std::hash::Hasher for KeyHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let mut mix = |word: u64| self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mix(bytes.len() as u64);
        bytes.as_chunks().0.iter().for_each(|chunk| mix(u64::from_le_bytes(*chunk)));
        match bytes.last_chunk() {
            Some(last) => mix(u64::from_le_bytes(*last)),
            None => bytes.iter().for_each(|byte| mix(u64::from(*byte))),
        }
    }

    /// What ends a text tells nothing: the length was mixed in.
    #[inline]
    fn write_u8(&mut self, _: u8) {}

    #[inline]
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

/// The interned strings: open addressing by hash. Interned strings are pinned and live as long as the interpreter.
#[derive(Default)]
pub(crate) struct InternTable {
    /// Parts of the hashes of what is in the slots; 0 for free ones.
    tags: Vec<u32>,
    slots: Vec<Option<Gc<Str>>>,
    len: usize,
    /// Those interned since the last collection: the others are old and stay alive through it.
    fresh: Vec<Gc<Str>>,
}

impl Vm {
    /// Allocates an object.
    #[inline(always)]
    pub fn alloc<T: HeapObject>(&mut self, value: T) -> PyResult<Gc<T>> {
        self.alloc_extra(value, 0)
    }

    /// Allocates an object followed by `extra` zero bytes (a multiple of 8).
    #[inline(always)]
    pub fn alloc_extra<T: HeapObject>(&mut self, value: T, extra: usize) -> PyResult<Gc<T>> {
        let attrs = header_of(&value).attrs();
        let size = (const { size_of::<T>().next_multiple_of(8) } + 8 * attrs).saturating_add(extra);
        if let Some(memory) = self.heap.bump(size) {
            return Ok(Heap::init(memory, value, size));
        }
        self.alloc_slow(value, size)
    }

    #[cold]
    #[inline(never)]
    fn alloc_slow<T: HeapObject>(&mut self, value: T, size: usize) -> PyResult<Gc<T>> {
        match self.refill(size) {
            Some((memory, true)) => Ok(Heap::init_head(memory, value)),
            Some((memory, false)) => Ok(Heap::init(memory, value, size)),
            None => Err(self.memory_error()),
        }
    }

    /// Allocates an object followed by `extra` bytes of any content (a multiple of 8), among which are no references.
    #[inline(always)]
    pub fn alloc_bytes<T: HeapObject>(&mut self, value: T, extra: usize) -> PyResult<Gc<T>> {
        let size = const { size_of::<T>().next_multiple_of(8) }.saturating_add(extra);
        if header_of(&value).attrs() != 0 {
            return self.alloc_extra(value, extra);
        }
        match self.heap.bump(size) {
            Some(memory) => Ok(Heap::init_head(memory, value)),
            None => self.alloc_bytes_slow(value, size),
        }
    }

    #[cold]
    #[inline(never)]
    fn alloc_bytes_slow<T: HeapObject>(&mut self, value: T, size: usize) -> PyResult<Gc<T>> {
        self.heap.bare = true;
        let memory = self.refill(size);
        self.heap.bare = false;
        match memory {
            Some((memory, _)) => Ok(Heap::init_head(memory, value)),
            None => Err(self.memory_error()),
        }
    }

    /// As [`Vm::alloc_extra`], for storage that will probably grow: large storage gets addresses to grow into.
    pub(crate) fn alloc_growing<T: HeapObject>(&mut self, value: T, extra: usize) -> PyResult<Gc<T>> {
        let size = const { size_of::<T>().next_multiple_of(8) }.saturating_add(extra);
        self.heap.room = size.saturating_mul(2);
        let object = self.alloc_extra(value, extra);
        self.heap.room = 0;
        object
    }

    /// Allocates an object that owns about `bytes` of memory outside the heap; it is dropped when it dies.
    pub fn alloc_owner<T: HeapObject>(&mut self, value: T, bytes: usize) -> PyResult<Gc<T>> {
        let object = self.alloc(value)?;
        object.header().add_flags(flag::OWNS_MEMORY);
        self.heap.register_owner(object.header(), bytes);
        Ok(object)
    }

    /// Allocates an instance of `class`, a class made from a [`TypeSpec`](crate::native::TypeSpec) of kind `Native` or derived from one.
    pub fn native<T: NativeData>(&mut self, class: Gc<Type>, data: T) -> PyResult<Gc<Native<T>>> {
        let object = self.native_without_finalizer(class, data)?;
        if class.has(type_flag::HAS_DEL) {
            self.heap.register_finalizable(object.header());
        }
        Ok(object)
    }

    /// The same; `__del__` is not called, whether the class has one or not.
    pub fn native_without_finalizer<T: NativeData>(&mut self, class: Gc<Type>, data: T) -> PyResult<Gc<Native<T>>> {
        let header = self.header_for(class, Kind::Native);
        let object = Heap::native(header, data);
        if std::mem::needs_drop::<T>() { self.alloc_owner(object, 64) } else { self.alloc(object) }
    }

    /// Keeps an object where it is from now on.
    #[inline]
    pub fn pin(&mut self, object: Gc<Header>) {
        object.add_flags(flag::PINNED);
    }

    /// The identity of a value as Python sees it. Heap objects are pinned by asking.
    pub fn id(&mut self, value: Value) -> u64 {
        if let Some(header) = value.header() {
            self.pin(header);
        }
        value.bits()
    }

    /// Hash of characters: SipHash-1-3 under the interpreter's key.
    pub(crate) fn hash_chars(&self, chars: Chars<'_>) -> u64 {
        self.options.hash_key.hash(chars)
    }

    /// The one string of this content in the intern table.
    pub fn intern_str(&mut self, s: Gc<Str>) -> Gc<Str> {
        if s.is_interned() {
            return s;
        }
        let hash = s.hash(self);
        if let Some(known) = self.intern_table.find(hash, |known| known.equals(&s)) {
            return known;
        }
        // An instance of a subclass must not stand for the text.
        let s = if s.header().shape() == self.shape_of_kind(Kind::Str) {
            s
        } else {
            self.str_from_chars(s.chars()).expect("a copy of a name is small")
        };
        self.add_interned(s, hash);
        s
    }

    fn add_interned(&mut self, s: Gc<Str>, hash: u64) {
        self.pin(s.header());
        s.set_interned();
        self.intern_table.insert(s, hash);
    }

    /// The interned str of this text. Interned strings never move.
    pub fn intern(&mut self, text: &str) -> Gc<Str> {
        // Mostly the text is a literal of the program, and was interned before.
        let at = (text.as_ptr() as usize >> 2 ^ text.len()) % RECENT_NAMES;
        if let Some(known) = self.recent_names[at]
            && matches!(known.chars(), Chars::One(units) if units == text.as_bytes() && units.is_ascii())
        {
            return known;
        }
        let name = self.intern_text(text);
        self.recent_names[at] = Some(name);
        name
    }

    fn intern_text(&mut self, text: &str) -> Gc<Str> {
        if !text.is_ascii() {
            let s = self.str(text).expect("names are short");
            return self.intern_str(s);
        }
        // Names of code that is loaded are mostly known: no object is made to find them.
        let units = Chars::One(text.as_bytes());
        let hash = self.hash_chars(units);
        if let Some(known) = self.intern_table.find(hash, |known| crate::text::compare::equal(known.chars(), units)) {
            return known;
        }
        let s = self.str(text).expect("names are short");
        let hash = s.hash(self);
        self.add_interned(s, hash);
        s
    }

    /// The interned str of generalised UTF-8.
    pub(crate) fn intern_wtf8(&mut self, bytes: &[u8]) -> PyResult<Gc<Str>> {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Ok(self.intern_text(text));
        }
        let s = self.str_from_wtf8(bytes)?;
        Ok(self.intern_str(s))
    }

    /// As [`Vm::intern_str`], for a name that is probably interned.
    #[inline(always)]
    pub(crate) fn interned(&mut self, name: Gc<Str>) -> Gc<Str> {
        if name.is_interned() { name } else { self.intern_str(name) }
    }

    /// Number of interned strings.
    pub fn interned_count(&self) -> usize {
        self.intern_table.len
    }

    /// Takes the exception that is set.
    pub fn take_exception(&mut self, raised: Raised) -> Value {
        let Raised(()) = raised;
        std::mem::replace(&mut self.exception, Value::EMPTY)
    }

    /// Sets what is being handled to what compiled code says.
    pub fn set_handled(&mut self, exception: Value) {
        self.handled = exception;
    }

    /// Sets `exception` (an exception object) without touching its context.
    pub fn set_exception(&mut self, exception: Value) -> Raised {
        debug_assert!(!exception.is_empty(), "an exception is an object");
        self.exception = exception;
        Raised(())
    }

    /// Takes the exception if it is an instance of `exc`, else gives it back.
    pub fn catch(&mut self, raised: Raised, exc: Exc) -> PyResult<Value> {
        let class = self.exc(exc);
        if self.is_instance(self.exception, class) { Ok(self.take_exception(raised)) } else { Err(raised) }
    }

    /// Shows all roots but the register stack and native stacks, those that a minor collection need not look at excepted.
    pub(crate) fn trace_roots(&mut self, tracer: &mut Tracer<'_>, which: Collection) {
        tracer.root(&mut self.exception);
        tracer.root(&mut self.handled);
        self.async_state.trace(tracer);
        self.tracing.trace(tracer);
        self.monitoring.trace(tracer);
        self.live_frames.trace(tracer);
        for code in self.stack.stub_codes() {
            tracer.root_gc(code);
        }
        self.shapes.trace(tracer, which);
        self.types.trace(tracer);
        self.exception_types.trace(tracer);
        for s in &mut self.single_chars {
            tracer.root_gc(s);
        }
        if let Some(empty) = &mut self.empty_tuple {
            tracer.root_gc(empty);
        }
        if let Some(empty) = &mut self.empty_array {
            tracer.root_gc(empty);
        }
        self.native_types.values_mut().for_each(|class| tracer.root_gc(class));
        let mut fresh = std::mem::take(&mut self.intern_table.fresh);
        match which {
            Collection::Minor => fresh.iter_mut().for_each(|s| tracer.root_gc(s)),
            Collection::Full => self.intern_table.slots.iter_mut().flatten().for_each(|s| tracer.root_gc(s)),
        }
        tracer.root_gc(&mut self.builtins_module);
        tracer.root_gc(&mut self.builtins);
        tracer.root_gc(&mut self.modules);
        tracer.root_gc(&mut self.sys_module);
        tracer.root_gc(&mut self.sys);
        self.imports.trace(tracer);
        self.threads.trace(tracer);
        self.thread_values.values_mut().for_each(|value| tracer.root(value));
        self.module_state.values_mut().for_each(|value| tracer.root(value));
        tracer.root(&mut self.context_cache);
        tracer.root(&mut self.running_context);
        self.weak.due.trace(tracer);
        self.heap.finalizables.due.trace(tracer);
        self.native_objects.iter_mut().for_each(|object| tracer.root(object));
        self.marks.trace(tracer);
    }

    /// Forgets what caches outside the heap know of object addresses: objects may have moved.
    pub(crate) fn clear_address_caches(&mut self) {
        self.method_cache.fill(MethodCacheEntry { version: 0, name: 0, value: Value::EMPTY });
        self.attr_cache.clear();
        self.known_globals = None;
    }

    /// A value that a native module keeps; `key` names it among all modules'.
    pub fn module_state(&self, key: &'static str) -> Option<Value> {
        self.module_state.get(key).copied()
    }

    /// Keeps a value for a native module.
    pub fn set_module_state(&mut self, key: &'static str, value: Value) {
        self.module_state.insert(key, value);
    }

    pub(crate) fn new_method_cache() -> Box<[MethodCacheEntry]> {
        vec![MethodCacheEntry { version: 0, name: 0, value: Value::EMPTY }; METHOD_CACHE].into_boxed_slice()
    }
}

fn header_of<T: HeapObject>(value: &T) -> &Header {
    crate::heap::header_of_new(value)
}

impl InternTable {
    /// What stands for a hash in the table, where 0 is a free slot.
    fn tag(hash: u64) -> u32 {
        (hash as u32).max(1)
    }

    /// The string with this hash of which `same` holds.
    fn find(&self, hash: u64, same: impl Fn(Gc<Str>) -> bool) -> Option<Gc<Str>> {
        let mask = self.tags.len().checked_sub(1)?;
        let tag = Self::tag(hash);
        let mut slot = tag as usize & mask;
        while self.tags[slot] != 0 {
            if self.tags[slot] == tag
                && let Some(known) = self.slots[slot].filter(|&known| same(known))
            {
                return Some(known);
            }
            slot = (slot + 1) & mask;
        }
        None
    }

    fn insert(&mut self, s: Gc<Str>, hash: u64) {
        if (self.len + 1) * 2 > self.slots.len() {
            let (tags, slots) = (std::mem::take(&mut self.tags), std::mem::take(&mut self.slots));
            self.tags = vec![0; (tags.len() * 2).max(4096)];
            self.slots = vec![None; self.tags.len()];
            tags.into_iter().zip(slots).filter(|(tag, _)| *tag != 0).for_each(|(tag, s)| self.put(tag, s));
        }
        self.put(Self::tag(hash), Some(s));
        self.fresh.push(s);
        self.len += 1;
    }

    fn put(&mut self, tag: u32, s: Option<Gc<Str>>) {
        let mask = self.slots.len() - 1;
        let mut slot = tag as usize & mask;
        while self.tags[slot] != 0 {
            slot = (slot + 1) & mask;
        }
        self.tags[slot] = tag;
        self.slots[slot] = s;
    }
}
