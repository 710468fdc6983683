//! Plain keys: those of dicts and sets whose hash and equality need no Python.
//!
//! Exact strs, bytes and numbers, None, objects that are equal only to themselves, tuples of plain keys, and frozensets.

use super::header::{Header, Kind, flag};
use super::int::IntRef;
use super::names::Special;
use super::set::Set;
use super::string::{Bytes, Str};
use super::table::Plain;
use super::tuple::Tuple;
use super::type_object::Type;
use crate::builtins::float::hash_f64;
use crate::builtins::int::hash_int;
use crate::heap::Gc;
use crate::native::spec::NativeFn;
use crate::object::function::NativeFunction;
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
    /// What `__hash__` and `__eq__` say.
    Other,
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
        let inherits = |special: Special| {
            let name = self.names.special(special);
            self.lookup_uncached(class, name) == self.lookup_uncached(self.types.str, name)
        };
        let identity = is(Special::Hash, object::hash) && is(Special::Eq, object::eq) && is(Special::Ne, object::ne);
        let kind = if identity {
            KeyKind::Identity
        } else if is(Special::Hash, tuple::hash) && is(Special::Eq, tuple::eq) {
            KeyKind::Tuple
        } else if class.layout.get().kind == Kind::Str && inherits(Special::Hash) && inherits(Special::Eq) {
            KeyKind::Str
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
        if shape == self.shape_of_kind(Kind::Tuple) {
            return crate::builtins::tuple::plain_hash(self, header.cast_unchecked(), 0);
        }
        if [Kind::Int64, Kind::WideInt, Kind::BigInt].iter().any(|&kind| shape == self.shape_of_kind(kind)) {
            return value.as_int().map(hash_int);
        }
        if shape == self.shape_of_kind(Kind::Bytes) {
            return Some(header.cast_unchecked::<Bytes>().hash(self));
        }
        if shape == self.types.frozenset.root_shape.get() {
            return Some(crate::builtins::set::hash_of(header.cast_unchecked()));
        }
        match self.key_kind(self.shapes.get(shape).class) {
            KeyKind::Identity => {
                header.add_flags(flag::PINNED);
                Some(identity_hash(value.bits()))
            }
            KeyKind::Tuple => crate::builtins::tuple::plain_hash(self, header.cast_unchecked(), 0),
            KeyKind::Str => Some(header.cast_unchecked::<Str>().hash(self)),
            KeyKind::Unknown | KeyKind::Other => None,
        }
    }

    /// Whether an object is a tuple whose hash and equality are those of tuples.
    pub(crate) fn is_plain_tuple(&self, object: Gc<Header>) -> bool {
        object.shape() == self.shape_of_kind(Kind::Tuple)
            || object.kind() == Kind::Tuple && self.key_kind(self.shape_of(object).class) == KeyKind::Tuple
    }
}

/// Whether a key that is in a table is equal to another word that is looked up; none if only `__eq__` tells.
#[inline(never)]
pub(super) fn same_plain(vm: &Vm, found: Value, key: Value) -> Option<bool> {
    let (Some(a), Some(b)) = (found.header(), key.header()) else { return same_numbers(found, key) };
    let shape = a.shape();
    if b.shape() != shape {
        let is_text = |object: Gc<Header>| {
            object.kind() == Kind::Str
                && (object.shape() == vm.shape_of_kind(Kind::Str)
                    || vm.key_kind(vm.shape_of(object).class) == KeyKind::Str)
        };
        return (is_text(a) && is_text(b)).then(|| a.cast_unchecked::<Str>().equals(&b.cast_unchecked::<Str>()));
    }
    let is = |kind: Kind| shape.0 == kind as u32;
    if is(Kind::Str) {
        return Some(found.cast::<Str>()?.equals(&*key.cast::<Str>()?));
    }
    if is(Kind::Bytes) {
        return Some(found.cast::<Bytes>()?.bytes() == key.cast::<Bytes>()?.bytes());
    }
    if is(Kind::Int64) || is(Kind::WideInt) || is(Kind::BigInt) {
        let (mut x, mut y) = ([0], [0]);
        let (x, y) = (found.as_int()?.signed(&mut x), key.as_int()?.signed(&mut y));
        return Some(x.negative == y.negative && x.limbs == y.limbs);
    }
    if shape == vm.types.frozenset.root_shape.get() {
        return same_sets(vm, a.cast_unchecked(), b.cast_unchecked());
    }
    if vm.key_kind(vm.shape_of(a).class) == KeyKind::Str {
        return Some(a.cast_unchecked::<Str>().equals(&b.cast_unchecked::<Str>()));
    }
    if !vm.is_plain_tuple(a) {
        return None;
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
