//! What inline caches and compiled code rely on about classes, so that a change of a class clears no more than it has to.
//!
//! Lookups through instances are noted by class and name; a change of one of them clears all caches. Special methods are noted by
//! group: what `+` does depends on whether there is an `__iadd__`, what `str` gives on `__format__` and `__repr__`. Lookups
//! through a class itself are in caches that compare the class's own shape: it gets another one, and they miss.

use super::function::Function;
use super::names::Special;
use super::shape::AddressHasher;
use super::string::Str;
use super::type_object::Type;
use crate::heap::Gc;
use crate::value::Value;
use crate::vm::Vm;
use std::collections::HashSet;
use std::hash::BuildHasherDefault;

/// What has changed about a class.
#[derive(Clone, Copy)]
pub(crate) enum Change {
    /// The value of an attribute, which is of the same shape as before: inline caches hold its cell.
    Value,
    /// An attribute has come or gone or has a value of another shape.
    Attribute(Gc<Str>),
    /// Anything.
    Everything,
}

/// Special methods that decide together what operations mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Group {
    /// What attributes instances have, and whether instances are descriptors.
    Attributes = 1,
    /// Text.
    Text = 2,
    /// Truth and length.
    Truth = 4,
    /// Operators, comparisons and conversions of numbers.
    Operators = 8,
    /// What calling the class does.
    Making = 16,
    /// Items and iteration.
    Items = 32,
    /// What calling an instance does.
    Calls = 64,
    /// Everything else that the runtime looks up by itself.
    Others = 128,
}

impl Group {
    /// The group of a special method.
    pub(crate) fn of(special: Special) -> Group {
        use Special as S;
        const GROUPS: &[(Group, &[Special])] = &[
            (Group::Attributes, &[S::GetAttr, S::GetAttribute, S::SetAttr, S::DelAttr, S::Get, S::Set, S::Delete]),
            (Group::Attributes, &[S::Class, S::Dict, S::Slots, S::Weakref]),
            (Group::Text, &[S::Repr, S::Str, S::Bytes, S::Format]),
            (Group::Truth, &[S::Bool, S::Len, S::LengthHint]),
            (Group::Making, &[S::New, S::Init, S::Del]),
            (
                Group::Items,
                &[S::GetItem, S::SetItem, S::DelItem, S::Missing, S::Iter, S::Next, S::Reversed, S::Contains],
            ),
            (Group::Calls, &[S::Call]),
        ];
        let is_operator = S::Add as usize <= special as usize && special as usize <= S::Ceil as usize
            || S::Lt as usize <= special as usize && special as usize <= S::Hash as usize;
        let found = GROUPS.iter().find(|(_, specials)| specials.contains(&special));
        match found {
            Some((group, _)) => *group,
            None if is_operator => Group::Operators,
            None => Group::Others,
        }
    }
}

/// How caches rely on a change's not having happened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relied {
    /// Not at all.
    Not,
    /// They compare the class's own shape.
    OnClass,
    /// In other ways.
    Otherwise,
}

/// Pairs of a class and the hash of a name.
#[derive(Default)]
pub(crate) struct Names(HashSet<(u64, u64), BuildHasherDefault<AddressHasher>>);

/// More pairs are not kept: they outlive their classes.
const MOST_NAMES: usize = 1 << 17;

/// So often a class gets another shape, since shapes are never freed.
const MOST_SHAPES: u8 = 8;

/// Marks lookups through a class itself; addresses of classes are even.
const THROUGH_CLASS: u64 = 1;

impl Vm {
    /// Says that a cache relies on what an operation by the special method `name` means for instances of `class`.
    pub(crate) fn rely_on(&mut self, class: Gc<Type>, name: Gc<Str>) {
        let group = self.names.group(name.hash(self)).map_or(0, |group| group as u8);
        class.groups_cached.set(class.groups_cached.get() | group);
        self.rely_on_attribute(class, name);
    }

    /// Says that a cache relies on what attribute `name` of instances of `class` is as far as the class has a say, or on that
    /// there is none.
    pub(crate) fn rely_on_attribute(&mut self, class: Gc<Type>, name: Gc<Str>) {
        class.groups_cached.set(class.groups_cached.get() | Group::Attributes as u8);
        self.rely_on_name(class, name, 0);
    }

    /// Says that an inline cache that compares the shape of `class` relies on what `class.name` finds in it and its bases.
    pub(crate) fn rely_on_of_class(&mut self, class: Gc<Type>, name: Gc<Str>) {
        self.rely_on_name(class, name, THROUGH_CLASS);
    }

    fn rely_on_name(&mut self, class: Gc<Type>, name: Gc<Str>, how: u64) {
        class.cached.set(class.cached.get() | self.name_bit(name));
        let pair = (class.word() | how, name.hash(self));
        self.names_cached.0.insert(pair);
    }

    fn name_bit(&self, name: Gc<Str>) -> u64 {
        1 << (name.hash(self) >> 58)
    }

    /// How caches may rely on what changes.
    fn relied_on(&self, class: Gc<Type>, change: Change) -> Relied {
        let name = match change {
            Change::Value => return Relied::Not,
            Change::Everything if class.cached.get() == 0 => return Relied::Not,
            Change::Everything => return Relied::Otherwise,
            Change::Attribute(name) => name,
        };
        // Instances become descriptors, or are none any more: that matters to the classes that have them as attributes.
        let hook = [Special::Get, Special::Set, Special::Delete].into_iter().any(|of| self.names.special(of) == name);
        let by_group =
            || self.names.group(name.hash(self)).is_some_and(|group| class.groups_cached.get() & group as u8 != 0);
        if hook || by_group() {
            return Relied::Otherwise;
        }
        if class.cached.get() & self.name_bit(name) == 0 {
            return Relied::Not;
        }
        let hash = name.hash(self);
        if self.names_cached.0.contains(&(class.word(), hash)) {
            Relied::Otherwise
        } else if self.names_cached.0.contains(&(class.word() | THROUGH_CLASS, hash)) {
            Relied::OnClass
        } else {
            Relied::Not
        }
    }

    /// Forgets what is cached about a class and its subclasses.
    pub(crate) fn type_modified(&mut self, class: Gc<Type>, change: Change) {
        let version = self.next_type_version();
        class.version.set(version);
        class.forget_cached(self);
        match self.relied_on(class, change) {
            Relied::Not => {}
            Relied::OnClass if self.renew_shape(class) => {}
            Relied::OnClass | Relied::Otherwise => self.clear_inline_caches(),
        }
        if let Some(subclasses) = class.subclasses.get() {
            let mut index = 0;
            while let Some(subclass) = subclasses.get(index) {
                if let Some(subclass) = subclass.cast::<Type>() {
                    self.type_modified(subclass, change);
                }
                index += 1;
            }
        }
    }

    /// Gives a class another shape of its own, so that no cache knows it; whether it has.
    fn renew_shape(&mut self, class: Gc<Type>) -> bool {
        let header = class.header();
        let shape = self.shape_of(header);
        let renewals = class.renewals.get();
        if renewals == MOST_SHAPES || shape.compiled_for.get() || shape.dict_mode || shape.len != shape.reserved {
            return false;
        }
        let (metaclass, reserved) = (shape.class, shape.reserved);
        class.renewals.set(renewals + 1);
        let own = self.shapes.new_root(metaclass, header.attrs(), reserved.into());
        header.set_shape(own);
        true
    }

    /// Caches have been cleared: nothing is relied on any more.
    pub(crate) fn forget_relied(&mut self) {
        self.names_cached.0.clear();
    }

    /// Clears caches once there is too much that they rely on.
    pub(crate) fn limit_relied(&mut self) {
        if self.names_cached.0.len() > MOST_NAMES {
            self.clear_inline_caches();
        }
    }

    /// Whether inline caches notice when an attribute `name` of a class is no longer `old`, but something of the same shape.
    pub(super) fn is_seen_in_cell(&mut self, old: Value, name: Gc<Str>) -> bool {
        use Special::{Delete, Get, GetAttr, GetAttribute, Set, SetAttr};
        let hook =
            [Get, Set, Delete, GetAttr, GetAttribute, SetAttr].into_iter().any(|of| self.names.special(of) == name);
        let is_function = old.is::<Function>() || old.is::<super::function::NativeFunction>();
        !hook && (is_function || !self.is_data_descriptor(old) && self.special_of(old, Get).is_none())
    }
}
