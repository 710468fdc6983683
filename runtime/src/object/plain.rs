//! Plain keys: those of dicts and sets whose hash and equality need no Python.
//!
//! Exact strs, bytes and numbers, None, objects that are equal only to themselves, tuples of plain keys, and frozensets; objects
//! whose `__hash__` and `__eq__` are formulas; and those of native types whose table says how (`TypeSpec::key`).

use super::header::{Header, Kind, flag};
use super::int::{Complex, IntRef};
use super::names::Special;
use super::set::Set;
use super::string::{Bytes, Str};
use super::table::Plain;
use super::tuple::Tuple;
use super::type_object::Type;
use crate::builtins::float::hash_f64;
use crate::builtins::int::hash_int;
use crate::heap::Gc;
use crate::native::spec::{KeySpec, NativeFn};
use crate::object::function::{Function, NativeFunction};
use crate::value::Value;
use crate::vm::Vm;

/// What instances of a class are as keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum KeyKind {
    /// Not asked yet.
    #[default]
    Unknown,
    /// Equal to themselves alone: hash, `==` and `!=` are those of `object`.
    Identity,
    /// Hash and equality are those of `tuple`.
    Tuple,
    /// Hash and equality are those of `str`.
    Str,
    /// Hash and equality are those of `int`.
    Int,
    /// Equal to themselves alone; the hash is what a function in Python says.
    HashMethod,
    /// Functions in Python say what hash and perhaps equality are.
    Methods,
    /// The type's table says how they are hashed and compared.
    Native,
    /// What `__hash__` and `__eq__` say.
    Other,
}

/// What the table of a native type says of its objects as keys.
fn key_spec(class: Gc<Type>) -> Option<&'static KeySpec> {
    class.spec.get()?.key
}

/// `hash(None)` since CPython 3.12.
pub(crate) const NONE_HASH: u64 = 0xFCA8_6420;

/// Hash of an identity, of which the low bits are all alike.
pub(crate) fn identity_hash(id: u64) -> u64 {
    // Within the range of hashes, so that hash() has nothing left to reduce.
    hash_int(IntRef::Small(id.rotate_right(4) as i64))
}

/// Hash of a small int: those are far below the modulus 2⁶¹ - 1; -1 is reserved.
#[inline(always)]
fn hash_small(n: i64) -> u64 {
    if n == -1 { -2i64 as u64 } else { n as u64 }
}

impl Vm {
    /// What instances of a class are as keys.
    #[inline(always)]
    pub(crate) fn key_kind(&self, class: Gc<Type>) -> KeyKind {
        match class.key_kind.get() {
            KeyKind::Unknown => self.find_key_kind(class),
            known => known,
        }
    }

    #[cold]
    fn find_key_kind(&self, class: Gc<Type>) -> KeyKind {
        use crate::builtins::{object, tuple};
        let is = |special: Special, function: NativeFn| {
            let found = self.lookup_uncached(class, self.names.special(special));
            let native = found.and_then(|found| found.cast::<NativeFunction>());
            native.is_some_and(|native| native.spec.call as usize == function as usize)
        };
        let inherits = |base: Gc<Type>, kind: Kind| {
            let same = |special: Special| {
                let name = self.names.special(special);
                self.lookup_uncached(class, name) == self.lookup_uncached(base, name)
            };
            class.layout.get().kind == kind && same(Special::Hash) && same(Special::Eq)
        };
        let method = |special: Special| {
            let found = self.lookup_uncached(class, self.names.special(special));
            found.and_then(|found| found.cast::<Function>())
        };
        let alone = is(Special::Eq, object::eq) && is(Special::Ne, object::ne);
        let kind = if alone && is(Special::Hash, object::hash) {
            KeyKind::Identity
        } else if let Some(hash) = method(Special::Hash) {
            class.hash_method.set(self, class, Some(hash));
            class.eq_method.set(self, class, method(Special::Eq));
            if alone { KeyKind::HashMethod } else { KeyKind::Methods }
        } else if inherits(self.types.int, Kind::Int64) {
            KeyKind::Int
        } else if is(Special::Hash, tuple::hash) && is(Special::Eq, tuple::eq) {
            KeyKind::Tuple
        } else if inherits(self.types.str, Kind::Str) {
            KeyKind::Str
        } else if key_spec(class).is_some() {
            KeyKind::Native
        } else {
            KeyKind::Other
        };
        class.key_kind.set(kind);
        kind
    }

    /// Hash of a small int, or of a str that has been hashed before.
    #[inline(always)]
    pub(crate) fn hash_at_hand(&self, value: Value) -> Option<u64> {
        if let Some(n) = value.as_small_int() {
            return Some(hash_small(n));
        }
        let header = value.header().filter(|header| header.shape() == self.shape_of_kind(Kind::Str))?;
        header.cast_unchecked::<Str>().known_hash()
    }

    /// Hash of a plain key, which runs no Python; none of other values.
    #[inline(always)]
    pub(crate) fn plain_hash(&self, value: Value) -> Option<u64> {
        if let Some(n) = value.as_small_int() {
            return Some(hash_small(n));
        }
        if let Some(header) = value.header()
            && header.shape() == self.shape_of_kind(Kind::Str)
        {
            return Some(header.cast_unchecked::<Str>().hash(self));
        }
        self.plain_hash_of_others(value)
    }

    #[inline(never)]
    fn plain_hash_of_others(&self, value: Value) -> Option<u64> {
        let Some(header) = value.header() else {
            if let Some(float) = value.as_float() {
                return (!float.is_nan()).then(|| hash_f64(float) as u64);
            }
            return match value.as_bool() {
                Some(truth) => Some(truth.into()),
                None => value.is_none().then_some(NONE_HASH),
            };
        };
        let shape = header.shape();
        if header.kind() == Kind::Instance {
            return self.plain_hash_by_class(header);
        }
        if shape == self.shape_of_kind(Kind::Tuple) {
            return crate::builtins::tuple::plain_hash(self, header.cast_unchecked(), 0);
        }
        if [Kind::Int64, Kind::WideInt, Kind::BigInt].iter().any(|&kind| shape == self.shape_of_kind(kind)) {
            return value.as_int().map(hash_int);
        }
        if shape == self.shape_of_kind(Kind::Bytes) {
            return Some(header.cast_unchecked::<Bytes>().hash(self));
        }
        if shape == self.shape_of_kind(Kind::Complex) {
            return crate::builtins::complex::plain_hash(&header.cast_unchecked::<Complex>());
        }
        if shape == self.types.frozenset.root_shape.get() {
            return Some(crate::builtins::set::hash_of(header.cast_unchecked()));
        }
        self.plain_hash_by_class(header)
    }

    #[inline(always)]
    fn plain_hash_by_class(&self, header: Gc<Header>) -> Option<u64> {
        let (class, value) = (self.shape_of(header).class, header.value());
        match self.key_kind(class) {
            KeyKind::HashMethod | KeyKind::Methods => self.hash_by_formula(class.hash_method.get()?, value),
            KeyKind::Int => value.as_int().map(hash_int),
            KeyKind::Identity => {
                header.add_flags(flag::PINNED);
                Some(identity_hash(value.bits()))
            }
            KeyKind::Tuple => crate::builtins::tuple::plain_hash(self, header.cast_unchecked(), 0),
            KeyKind::Str => Some(header.cast_unchecked::<Str>().hash(self)),
            KeyKind::Native => (key_spec(class)?.hash)(self, value),
            KeyKind::Unknown | KeyKind::Other => None,
        }
    }

    /// Whether an object is a tuple whose hash and equality are those of tuples.
    pub(crate) fn is_plain_tuple(&self, object: Gc<Header>) -> bool {
        object.shape() == self.shape_of_kind(Kind::Tuple)
            || object.kind() == Kind::Tuple && self.key_kind(self.shape_of(object).class) == KeyKind::Tuple
    }
}

/// Whether two exact strs are equal; none if one is none. Strs are the commonest keys, and many are equal without being the same.
#[inline(always)]
pub(super) fn same_text(found: Value, key: Value) -> Option<bool> {
    let is_text = |object: &Gc<Header>| object.shape().0 == Kind::Str as u32;
    let (a, b) = (found.header().filter(is_text)?, key.header().filter(is_text)?);
    Some(equal_texts(a.cast_unchecked(), b.cast_unchecked()))
}

#[inline(never)]
fn equal_texts(a: Gc<Str>, b: Gc<Str>) -> bool {
    a.equals(&b)
}

/// Whether a key that is in a table is equal to another word that is looked up; none if only `__eq__` tells.
#[inline(never)]
pub(super) fn same_plain(vm: &Vm, found: Value, key: Value) -> Option<bool> {
    let (Some(a), Some(b)) = (found.header(), key.header()) else {
        return same_numbers(underlying(vm, found), underlying(vm, key));
    };
    let shape = a.shape();
    if b.shape() != shape {
        let is_text = |object: Gc<Header>| {
            object.kind() == Kind::Str
                && (object.shape() == vm.shape_of_kind(Kind::Str)
                    || vm.key_kind(vm.shape_of(object).class) == KeyKind::Str)
        };
        if is_text(a) && is_text(b) {
            return Some(a.cast_unchecked::<Str>().equals(&b.cast_unchecked::<Str>()));
        }
        let (x, y) = (underlying(vm, found), underlying(vm, key));
        return if (x, y) == (found, key) { same_objects(vm, a, b) } else { same_numbers(x, y) };
    }
    let is = |kind: Kind| shape.0 == kind as u32;
    if is(Kind::Str) {
        return Some(found.cast::<Str>()?.equals(&*key.cast::<Str>()?));
    }
    if is(Kind::Bytes) {
        return Some(found.cast::<Bytes>()?.bytes() == key.cast::<Bytes>()?.bytes());
    }
    if is(Kind::Complex) {
        let (a, b): (Gc<Complex>, Gc<Complex>) = (a.cast_unchecked(), b.cast_unchecked());
        return Some((a.real, a.imag) == (b.real, b.imag));
    }
    if is(Kind::Int64) || is(Kind::WideInt) || is(Kind::BigInt) {
        let (mut x, mut y) = ([0], [0]);
        let (x, y) = (found.as_int()?.signed(&mut x), key.as_int()?.signed(&mut y));
        return Some(x.negative == y.negative && x.limbs == y.limbs);
    }
    if shape == vm.types.frozenset.root_shape.get() {
        return same_sets(vm, a.cast_unchecked(), b.cast_unchecked());
    }
    match vm.key_kind(vm.shape_of(a).class) {
        KeyKind::Str => return Some(a.cast_unchecked::<Str>().equals(&b.cast_unchecked::<Str>())),
        KeyKind::Int => return same_numbers(underlying(vm, found), underlying(vm, key)),
        KeyKind::Native => return (key_spec(vm.shape_of(a).class)?.same)(found, key),
        KeyKind::Tuple => {}
        KeyKind::Unknown | KeyKind::Identity | KeyKind::HashMethod | KeyKind::Methods | KeyKind::Other => {
            return same_objects(vm, a, b);
        }
    }
    let (a, b): (Gc<Tuple>, Gc<Tuple>) = (a.cast_unchecked(), b.cast_unchecked());
    if a.len() != b.len() {
        return Some(false);
    }
    for (&a, &b) in a.items().iter().zip(b.items()) {
        if a != b && !same_plain(vm, a, b)? {
            return Some(false);
        }
    }
    Some(true)
}

/// Whether two objects are equal whose class is no builtin one; none if only `__eq__` tells.
fn same_objects(vm: &Vm, a: Gc<Header>, b: Gc<Header>) -> Option<bool> {
    let (class, other) = (vm.shape_of(a).class, vm.shape_of(b).class);
    let alone = |class| matches!(vm.key_kind(class), KeyKind::Identity | KeyKind::HashMethod);
    if alone(class) && alone(other) {
        return Some(a == b);
    }
    // Of objects of different classes it depends on the classes which of them is asked first.
    if class != other || vm.key_kind(class) != KeyKind::Methods {
        return None;
    }
    vm.equal_by_formula(class.eq_method.get()?, a.value(), b.value())
}

/// The number that an object of a class derived from `int` is as a key; other values as they are.
fn underlying(vm: &Vm, value: Value) -> Value {
    let derived = value.header().filter(|object| {
        object.kind() == Kind::Int64
            && object.shape() != vm.shape_of_kind(Kind::Int64)
            && vm.key_kind(vm.shape_of(*object).class) == KeyKind::Int
    });
    derived.and_then(|_| Value::small_int(value.as_i64()?)).unwrap_or(value)
}

/// Whether two frozensets are equal; none if only `__eq__` of an element tells.
fn same_sets(vm: &Vm, a: Gc<Set>, b: Gc<Set>) -> Option<bool> {
    if a.len() != b.len() {
        return Some(false);
    }
    let (table, among, mut at) = (a.table(), b.table(), 0);
    while let Some(entry) = table.next_entry(at) {
        // What may have elements itself is compared where recursion is limited.
        let key = table.key(entry);
        if key.header().is_some_and(|header| !matches!(header.kind(), Kind::Str | Kind::Int64)) {
            return None;
        }
        match among.find_plain(vm, table.hash_of(entry), key) {
            Plain::Found(_) => {}
            Plain::Missing => return Some(false),
            Plain::Unsure => return None,
        }
        at = entry + 1;
    }
    Some(true)
}

/// As [`same_plain`], where one of the two is no object.
fn same_numbers(a: Value, b: Value) -> Option<bool> {
    let int = |value: Value| value.as_small_int().or_else(|| value.as_bool().map(i64::from));
    if let (Some(a), Some(b)) = (int(a), int(b)) {
        return Some(a == b);
    }
    // What is no object is exact as a float.
    let float = |value: Value| value.as_float().or_else(|| int(value).map(|n| n as f64));
    Some(float(a)? == float(b)?)
}
