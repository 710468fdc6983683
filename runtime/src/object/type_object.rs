//! Classes.

use super::array::Array;
use super::derived::Inherited;
use super::dict::Dict;
use super::function::Function;
use super::header::{Header, Kind, ShapeId};
use super::names::Special;
use super::plain::KeyKind;
use super::reliance::Change;
use super::string::Str;
use super::tuple::Tuple;
use crate::heap::{Field, Gc, HeapObject, Tracer, as_gc};
use crate::native::spec::NativeFn;
use crate::native::{FnSpec, TypeSpec};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;

/// Bits of [`Type::flags`]; names follow CPython's `Py_TPFLAGS_…`.
pub mod type_flag {
    /// Defined by a class statement: attributes may be set.
    pub const HEAP_TYPE: u32 = 1;
    /// May be a base class.
    pub const BASE_TYPE: u32 = 2;
    /// Instances may have attributes of any name.
    pub const HAS_DICT: u32 = 4;
    /// Instances may be weakly referenced.
    pub const HAS_WEAKREF: u32 = 8;
    /// Matches mapping patterns.
    pub const MAPPING: u32 = 16;
    /// Matches sequence patterns.
    pub const SEQUENCE: u32 = 32;
    /// Abstract methods are left: instances cannot be made.
    pub const ABSTRACT: u32 = 64;
    /// A class pattern with one positional sub-pattern matches the subject itself (int, str, …).
    pub const MATCH_SELF: u32 = 128;
    /// Instances define `__del__`.
    pub const HAS_DEL: u32 = 256;
    /// `__new__` cannot be called.
    pub const NO_NEW: u32 = 512;
    /// `+` and `*` are sequence operations, tried after the other operand's number methods.
    pub const SEQUENCE_CONCAT: u32 = 1024;
    /// An exception class.
    pub const EXCEPTION: u32 = 2048;
    /// Subclass of type.
    pub const METATYPE: u32 = 4096;
    /// The type's table need not have a `__getattribute__` of its own.
    pub const INHERITS_GETATTRIBUTE: u32 = 8192;
    /// Flags that a subclass has from its bases.
    pub const INHERITED: u32 = HAS_DICT | HAS_WEAKREF | MATCH_SELF | HAS_DEL | EXCEPTION | METATYPE;
}

/// A class. Classes are pinned.
#[repr(C)]
pub struct Type {
    header: Header,
    /// Changes whenever what attribute lookups on the class find may have changed; never the same for two classes.
    pub version: Cell<u32>,
    /// [`type_flag`]
    pub flags: Cell<u32>,
    /// What instances are as keys of dicts, as long as nobody changes the class.
    pub(crate) key_kind: Cell<KeyKind>,
    /// Which operators it has from `int`, `float` or `str`, once asked, as long as nobody changes the class.
    pub(crate) inherited: Cell<Option<Inherited>>,
    /// Whether instances say what their class is as `__class__`, once asked, as long as nobody changes the class.
    pub(crate) shows_class: Cell<Option<bool>>,
    /// Of a metaclass: whether `isinstance` asks nothing of it, once asked, as long as nobody changes it.
    pub(crate) plain_check: Cell<Option<bool>>,
    /// `__name__`
    pub name: Field<Gc<Str>>,
    /// `__qualname__`
    pub qualname: Field<Gc<Str>>,
    /// `__bases__`
    pub bases: Field<Gc<Tuple>>,
    /// `__mro__`
    pub mro: Field<Gc<Tuple>>,
    /// The base whose instance layout this extends.
    pub base: Field<Option<Gc<Type>>>,
    /// Attributes, in cell mode.
    pub dict: Field<Gc<Dict>>,
    /// Direct subclasses: a list of weak references or classes.
    pub subclasses: Field<Option<Gc<super::list::List>>>,
    /// What each special method resolves to; EMPTY: not looked up yet, ABSENT: there is none.
    specials: Field<Option<Gc<Array>>>,
    /// Shape of new instances.
    pub root_shape: Cell<ShapeId>,
    /// Ways of deleting attributes of instances that have shapes of their own.
    pub(crate) deletions: Cell<u8>,
    /// Shape of instances in dict mode, once there was one.
    pub dict_shape: Cell<Option<ShapeId>>,
    /// Shape of new instances that are ints of more than 64 bits: their attributes are farther back.
    pub(crate) wide_shape: Cell<Option<ShapeId>>,
    /// The builtin type that fixes the Rust layout of instances: `object`, `int`, `list`, …
    pub layout: Cell<Layout>,
    /// Words of attribute storage of instances, slots of `__slots__` included.
    pub attrs: Cell<u8>,
    /// Slots of `__slots__`, inherited ones included.
    pub slot_count: Cell<u16>,
    /// Names whose lookup in this class inline caches have relied on: bits by their hash.
    pub(crate) cached: Cell<u64>,
    /// Groups of special methods of instances that they have relied on: bits of [`Group`](super::reliance::Group).
    pub(crate) groups_cached: Cell<u8>,
    /// How often the class has got another shape of its own.
    pub(crate) renewals: Cell<u8>,
    /// For builtin types, what it was made from.
    pub spec: Cell<Option<&'static TypeSpec>>,
    /// Names of the attributes that methods assign, in the class and its bases.
    pub(crate) assigned: Field<Option<Gc<Array>>>,
    /// `__init__`, once it was found to be a Python function that is all that calling the class runs.
    pub(crate) plain_init: Field<Option<Gc<Function>>>,
    /// `__hash__`, once it was found to be a Python function.
    pub(crate) hash_method: Field<Option<Gc<Function>>>,
    /// `__eq__`, once it and `__hash__` were found to be Python functions.
    pub(crate) eq_method: Field<Option<Gc<Function>>>,
    /// For builtin types, some of their native methods.
    pub(crate) direct: Cell<Direct>,
}

/// What is called without looking methods up: the class is a builtin type, and nobody has changed it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Direct {
    /// `__iter__`
    pub(crate) iter: Option<NativeFn>,
    /// `__next__`
    pub(crate) next: Option<NativeFn>,
    /// `__getitem__`
    pub(crate) get_item: Option<NativeFn>,
    /// `__setitem__`
    pub(crate) set_item: Option<NativeFn>,
    /// `__contains__`
    pub(crate) contains: Option<NativeFn>,
    /// `__new__`, if it and `init` are all that calling the class does.
    pub(crate) new: Option<&'static FnSpec>,
    /// `__init__`, unless it is that of `object`; it may take its arguments unbound.
    pub(crate) init: Option<&'static FnSpec>,
}

impl Direct {
    /// Whether `__next__` is `f`.
    #[inline(always)]
    pub(crate) fn next_is(self, f: NativeFn) -> bool {
        self.next.is_some_and(|next| next as usize == f as usize)
    }
}

/// Which Rust struct instances are: a kind, and for [`Kind::Native`] the specification of the type that defines it.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// The kind (the commonest, when there are several: `Int64` stands for all ints).
    pub kind: Kind,
    /// Address of the [`TypeSpec`] that introduced the layout, 0 for plain instances.
    pub spec: usize,
}

impl PartialEq for Layout {
    fn eq(&self, other: &Layout) -> bool {
        self.spec == other.spec
    }
}

impl HeapObject for Type {
    const KIND: Kind = Kind::Type;

    fn trace(&self, t: &mut Tracer<'_>) {
        t.field(&self.name);
        t.field(&self.qualname);
        t.field(&self.bases);
        t.field(&self.mro);
        t.field(&self.base);
        t.field(&self.dict);
        t.field(&self.subclasses);
        t.field(&self.specials);
        t.field(&self.assigned);
        t.field(&self.plain_init);
        t.field(&self.hash_method);
        t.field(&self.eq_method);
    }
}

/// What a new class is made of.
pub struct NewType {
    /// `__name__`
    pub name: Gc<Str>,
    /// `__qualname__`
    pub qualname: Gc<Str>,
    /// The metaclass.
    pub metaclass: Option<Gc<Type>>,
    /// `__bases__`
    pub bases: Gc<Tuple>,
    /// The base that fixes the layout.
    pub base: Option<Gc<Type>>,
    /// Attributes.
    pub dict: Gc<Dict>,
    /// [`type_flag`]
    pub flags: u32,
    /// See [`Type::layout`].
    pub layout: Layout,
    /// See [`Type::attrs`].
    pub attrs: u8,
    /// See [`Type::slot_count`].
    pub slot_count: u16,
}

impl Type {
    /// Whether all bits of `flag` are set.
    #[inline(always)]
    pub fn has(&self, flag: u32) -> bool {
        self.flags.get() & flag == flag
    }

    /// Whether this is `other` or derived from it.
    #[inline]
    pub fn is_subclass(&self, other: Gc<Type>) -> bool {
        as_gc(self) == other || self.mro.get().items().contains(&other.value())
    }

    /// The classes of the MRO.
    pub fn mro_classes(&self) -> impl Iterator<Item = Gc<Type>> {
        let mro = self.mro.get();
        (0..mro.len()).filter_map(move |index| mro.get(index).cast::<Type>())
    }

    /// `__name__`
    pub fn name_text(&self) -> String {
        self.name.get().to_string_lossy()
    }

    /// The name for messages, as CPython's `tp_name`: with the module for classes of native modules.
    pub fn tp_name(&self) -> String {
        let name = self.name_text();
        match self.tp_module() {
            "" => name,
            module => format!("{module}.{name}"),
        }
    }

    /// The module that [`Type::tp_name`] has, if it has any.
    pub(crate) fn tp_module(&self) -> &'static str {
        self.spec.get().map(|spec| spec.module).filter(|&module| module != "builtins").unwrap_or_default()
    }

    /// Forgets what has been found out about the class.
    pub(super) fn forget_cached(&self, vm: &mut Vm) {
        let class = as_gc(self);
        class.specials.set(vm, class, None);
        class.plain_init.set(vm, class, None);
        class.hash_method.set(vm, class, None);
        class.eq_method.set(vm, class, None);
        class.direct.set(Direct::default());
        class.key_kind.set(KeyKind::Unknown);
        class.inherited.set(None);
        class.shows_class.set(None);
        class.plain_check.set(None);
        vm.instances_known.forget();
    }
}

impl Vm {
    /// Makes a class: nothing but the object and its root shape (`type.__new__` does the rest). An MRO must be set next.
    pub fn new_type(&mut self, new: NewType) -> PyResult<Gc<Type>> {
        self.limit_relied();
        new.dict.enter_cell_mode(self)?;
        let header = match new.metaclass {
            Some(metaclass) => self.header_for(metaclass, Kind::Type),
            None => self.header_of_kind(Kind::Type),
        };
        let empty = self.tuple(&[])?;
        let version = self.next_type_version();
        let class = self.alloc(Type {
            header,
            version: Cell::new(version),
            flags: Cell::new(new.flags),
            name: Field::new(new.name),
            qualname: Field::new(new.qualname),
            bases: Field::new(new.bases),
            mro: Field::new(empty),
            base: Field::new(new.base),
            dict: Field::new(new.dict),
            subclasses: Field::new(None),
            specials: Field::new(None),
            root_shape: Cell::new(ShapeId::default()),
            key_kind: Cell::new(KeyKind::Unknown),
            inherited: Cell::new(None),
            shows_class: Cell::new(None),
            plain_check: Cell::new(None),
            deletions: Cell::new(0),
            dict_shape: Cell::new(None),
            wide_shape: Cell::new(None),
            layout: Cell::new(new.layout),
            attrs: Cell::new(new.attrs),
            slot_count: Cell::new(new.slot_count),
            cached: Cell::new(0),
            groups_cached: Cell::new(0),
            renewals: Cell::new(0),
            spec: Cell::new(None),
            assigned: Field::new(None),
            plain_init: Field::new(None),
            hash_method: Field::new(None),
            eq_method: Field::new(None),
            direct: Cell::default(),
        })?;
        self.pin(class.header());
        // A shape of its own: a shape guard identifies the class.
        let metaclass = new.metaclass.unwrap_or(self.types.type_);
        let reserved = new.metaclass.map_or(0, |metaclass| metaclass.slot_count.get());
        let own = self.shapes.new_root(metaclass, class.header().attrs(), reserved.into());
        class.header().set_shape(own);
        let shape = self.shapes.new_root(class, new.attrs.into(), new.slot_count.into());
        class.root_shape.set(shape);
        Ok(class)
    }

    pub(crate) fn next_type_version(&mut self) -> u32 {
        self.type_versions += 1;
        self.type_versions
    }

    /// The class of a value.
    #[inline(always)]
    pub fn class_of(&self, value: Value) -> Gc<Type> {
        match value.header() {
            Some(header) => self.shapes.get(header.shape()).class,
            None => self.class_of_immediate(value),
        }
    }

    fn class_of_immediate(&self, value: Value) -> Gc<Type> {
        if value.is_small_int() {
            self.types.int
        } else if value.is_float() {
            self.types.float
        } else if value.is_bool() {
            self.types.bool
        } else if value.is_none() {
            self.types.none
        } else if value.is_not_implemented() {
            self.types.not_implemented
        } else {
            debug_assert!(value == Value::ELLIPSIS, "{value:?} is no Python value");
            self.types.ellipsis
        }
    }

    /// Whether a value's class is `class` or derived from it.
    #[inline]
    pub fn is_instance(&self, value: Value, class: Gc<Type>) -> bool {
        self.class_of(value).is_subclass(class)
    }

    /// Name of a value's class, for messages: with the module for classes of native modules, as CPython's `tp_name`.
    pub fn type_name(&self, value: Value) -> String {
        self.class_of(value).tp_name()
    }

    /// Looks an attribute up along the MRO of `class`, without binding.
    #[inline]
    pub fn lookup(&mut self, class: Gc<Type>, name: Gc<Str>) -> Option<Value> {
        let version = class.version.get();
        let slot = (version as usize).wrapping_mul(31).wrapping_add(name.word() as usize >> 4) & (METHOD_CACHE - 1);
        let entry = &self.method_cache[slot];
        if entry.version == version && entry.name == name.word() {
            return entry.value.given();
        }
        let found = self.lookup_uncached(class, name);
        if name.is_interned() {
            self.method_cache[slot] =
                MethodCacheEntry { version, name: name.word(), value: found.unwrap_or(Value::EMPTY) };
        }
        found
    }

    pub(crate) fn lookup_uncached(&self, class: Gc<Type>, name: Gc<Str>) -> Option<Value> {
        let mro = class.mro.get();
        mro.items().iter().find_map(|base| base.cast::<Type>()?.dict.get().get_str(self, name))
    }

    /// Whether `__class__` of instances is their class, so that `isinstance` need not ask.
    pub(crate) fn shows_class(&self, class: Gc<Type>) -> bool {
        if let Some(known) = class.shows_class.get() {
            return known;
        }
        let name = self.names.special(Special::Class);
        let own = self.types.object.dict.get().get_str(self, name);
        let getattribute = self.lookup_uncached(class, self.names.special(Special::GetAttribute));
        let native = getattribute.and_then(|found| found.cast::<super::function::NativeFunction>());
        let generic = crate::builtins::object::getattribute as *const () as usize;
        let shows = self.lookup_uncached(class, name) == own
            && native.is_some_and(|native| native.spec.call as usize == generic);
        class.shows_class.set(Some(shows));
        shows
    }

    /// Whether `isinstance` goes by the classes alone where this is the metaclass of the one asked about.
    pub(crate) fn checks_plainly(&self, metaclass: Gc<Type>) -> bool {
        metaclass == self.types.type_
            || metaclass.plain_check.get().unwrap_or_else(|| {
                let name = self.names.special(Special::InstanceCheck);
                let own = self.types.type_.dict.get().get_str(self, name);
                let plain = metaclass.has(type_flag::METATYPE) && self.lookup_uncached(metaclass, name) == own;
                metaclass.plain_check.set(Some(plain));
                plain
            })
    }

    /// The cell along the MRO of `class` in which attribute `name` is found.
    pub fn lookup_cell(&self, class: Gc<Type>, name: Gc<Str>) -> Option<Gc<super::function::CellObject>> {
        let mro = class.mro.get();
        mro.items().iter().find_map(|base| base.cast::<Type>()?.dict.get().cell_of(self, name))
    }

    /// Looks a special method up on `class`, without binding.
    #[inline]
    pub fn special(&mut self, class: Gc<Type>, special: Special) -> Option<Value> {
        if let Some(specials) = class.specials.get() {
            let known = specials.get(special as usize);
            if !known.is_empty() {
                return if known == Value::ABSENT { None } else { Some(known) };
            }
        }
        self.find_special(class, special)
    }

    #[cold]
    fn find_special(&mut self, class: Gc<Type>, special: Special) -> Option<Value> {
        let name = self.names.special(special);
        let found = self.lookup_uncached(class, name);
        let specials = match class.specials.get() {
            Some(specials) => specials,
            None => {
                // Without memory for the cache the answer is still right.
                let Ok(specials) = Array::new(self, Special::COUNT) else { return found };
                class.specials.set(self, class, Some(specials));
                specials
            }
        };
        specials.set(self, special as usize, found.unwrap_or(Value::ABSENT));
        found
    }

    /// Looks a special method up on the class of `value`.
    #[inline]
    pub fn special_of(&mut self, value: Value, special: Special) -> Option<Value> {
        let class = self.class_of(value);
        self.special(class, special)
    }

    /// Sets or (with EMPTY) deletes an attribute of a class and lets caches know; whether it was there for deletion.
    pub fn set_type_attr(&mut self, class: Gc<Type>, name: Gc<Str>, value: Value) -> PyResult<bool> {
        let old = class.dict.get().get_str(self, name);
        if value.is_empty() {
            if class.dict.get().remove_str(self, name).is_none() {
                return Ok(false);
            }
        } else {
            class.dict.get().set_str(self, name, value)?;
            if name == self.names.special(Special::Init) {
                self.widen_for_init(class)?;
            }
        }
        // Caches hold the cell, so a new value of the same shape is seen by them without more ado. Of other descriptors than
        // functions they hold the descriptor, or what is in it; and where instances are made it is the function that is known.
        let makes = [Special::Init, Special::New].into_iter().any(|of| self.names.special(of) == name);
        let same_shape = old.filter(|_| !makes).is_some_and(|old| match (old.header(), value.header()) {
            (Some(a), Some(b)) => a.shape() == b.shape() && self.is_seen_in_cell(old, name),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        });
        let structural = !same_shape || value.is_empty();
        self.type_modified(class, if structural { Change::Attribute(name) } else { Change::Value });
        Ok(true)
    }
}

/// Entries of the method cache; a power of two.
pub(crate) const METHOD_CACHE: usize = 4096;

/// One remembered lookup. The cache is emptied by each collection.
#[derive(Clone, Copy)]
pub(crate) struct MethodCacheEntry {
    pub(crate) version: u32,
    pub(crate) name: u64,
    pub(crate) value: Value,
}
