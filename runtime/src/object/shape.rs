//! Shapes: class and attribute layout of an object in one number.
//!
//! A builtin type has one shape. Instances of Python classes start at their class's root shape and move along
//! transitions as attributes are added: slots declared by `__slots__` first (without names here: their member
//! descriptors know the index), then attributes in the order in which they were first set. Slot `i` is word `1 + i` of
//! the attribute storage while that has room, else an item of the overflow array that word 0 refers to.
//!
//! In *dict mode* word 0 refers to a dict that holds all named attributes: after `__dict__` was asked for, after deleting
//! attributes in many ways, or with very many of them.
//!
//! Each module and each class has a shape of its own, so that a shape guard identifies it.

use super::header::{Header, Kind, ShapeId};
use super::string::Str;
use super::type_object::Type;
use crate::heap::{Collection, Gc};
use crate::vm::Vm;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// More attributes than this put an object into dict mode.
pub const MAX_SLOTS: usize = 200;

/// Shapes are never freed: objects that get more different attributes than this after the same ones are in dict mode, and so
/// are those that get new ones once there are very many shapes.
const MAX_TRANSITIONS: usize = 256;
const MAX_SHAPES: usize = 1 << 17;

/// Deleting attributes of objects with more than this puts them into dict mode.
const MOST_LEFT: u16 = 24;

/// So many ways of deleting attributes have shapes, for each class.
const MAX_DELETIONS: u8 = 32;

/// Hashes addresses and numbers, which nobody outside chooses.
#[derive(Default)]
pub struct AddressHasher(u64);

impl std::hash::Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(byte.into());
        }
    }

    #[inline(always)]
    fn write_u64(&mut self, n: u64) {
        // Fibonacci hashing; the table takes its index from the top and a tag from the bottom.
        let product = (self.0 ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ product >> 32;
    }

    #[inline(always)]
    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }
}

/// A map by address or number.
pub type AddressMap<K, V> = HashMap<K, V, std::hash::BuildHasherDefault<AddressHasher>>;

/// Names of slots, shared by shapes of which one is a prefix of another.
#[derive(Default)]
struct SlotNames {
    names: Vec<Option<Gc<Str>>>,
    index: AddressMap<u64, u16>,
}

/// One shape. Classes and interned names are pinned, so shapes may refer to them from outside the heap.
pub struct Shape {
    /// The class of the objects.
    pub class: Gc<Type>,
    /// Words of attribute storage after the object proper.
    pub attrs: u8,
    /// Named attributes are in a dict.
    pub dict_mode: bool,
    /// Slots in use.
    pub len: u16,
    /// Slots without names.
    pub(crate) reserved: u16,
    /// Code has been compiled that may have taken the shape of an object for granted.
    pub(crate) compiled_for: Cell<bool>,
    names: Rc<RefCell<SlotNames>>,
    transitions: RefCell<AddressMap<u64, ShapeId>>,
}

impl Shape {
    /// Slot of a named attribute.
    #[inline]
    pub fn slot(&self, name: Gc<Str>) -> Option<u16> {
        if self.len == self.reserved {
            return None;
        }
        let slot = self.names.borrow().index.get(&name.word()).copied()?;
        (slot < self.len).then_some(slot)
    }

    /// Names of the attributes in slot order, with their slots.
    pub fn names(&self) -> Vec<(Gc<Str>, u16)> {
        let names = self.names.borrow();
        (self.reserved..self.len).filter_map(|slot| Some((names.names[slot as usize]?, slot))).collect()
    }
}

/// All shapes of an interpreter.
#[derive(Default)]
pub struct Shapes {
    table: Vec<Shape>,
    /// How many of them a collection has seen.
    seen: usize,
}

impl Shapes {
    /// The shape numbered `id`.
    #[inline(always)]
    pub fn get(&self, id: ShapeId) -> &Shape {
        &self.table[id.0 as usize]
    }

    /// Number of shapes.
    pub fn count(&self) -> usize {
        self.table.len()
    }

    /// Changes the class of a shape: only while the first types are being made.
    pub(crate) fn set_class(&mut self, id: ShapeId, class: Gc<Type>) {
        self.table[id.0 as usize].class = class;
    }

    /// Shows the classes to the collector: those that a collection has seen are old.
    pub(crate) fn trace(&mut self, tracer: &mut crate::heap::Tracer<'_>, which: Collection) {
        let first = match which {
            Collection::Minor => self.seen,
            Collection::Full => 0,
        };
        for shape in &mut self.table[first..] {
            tracer.root_gc(&mut shape.class);
        }
        self.seen = self.table.len();
    }

    /// A new shape without named attributes.
    pub fn new_root(&mut self, class: Gc<Type>, attrs: usize, reserved: usize) -> ShapeId {
        let names = SlotNames { names: vec![None; reserved], index: AddressMap::default() };
        self.push(Shape {
            class,
            attrs: u8::try_from(attrs).expect("classes limit their inline slots"),
            dict_mode: false,
            len: reserved as u16,
            reserved: reserved as u16,
            compiled_for: Cell::default(),
            names: Rc::new(RefCell::new(names)),
            transitions: RefCell::default(),
        })
    }

    fn push(&mut self, shape: Shape) -> ShapeId {
        self.table.push(shape);
        ShapeId(self.table.len() as u32 - 1)
    }

    /// The shape of an object of shape `id` after attribute `name`, which it lacks, was added; none if it should go to dict mode.
    pub fn with_attribute(&mut self, id: ShapeId, name: Gc<Str>) -> Option<ShapeId> {
        let shape = self.get(id);
        if let Some(&next) = shape.transitions.borrow().get(&name.word()) {
            return Some(next);
        }
        let slot = shape.len;
        let crowded = self.table.len() >= MAX_SHAPES || shape.transitions.borrow().len() >= MAX_TRANSITIONS;
        if slot as usize >= MAX_SLOTS || crowded {
            return None;
        }
        let shared = shape.names.borrow().names.len() == slot as usize;
        let names = if shared {
            Rc::clone(&shape.names)
        } else {
            let old = shape.names.borrow();
            let names = old.names[..slot as usize].to_vec();
            let index = old.index.iter().filter(|(_, s)| **s < slot).map(|(n, s)| (*n, *s)).collect();
            Rc::new(RefCell::new(SlotNames { names, index }))
        };
        names.borrow_mut().names.push(Some(name));
        names.borrow_mut().index.insert(name.word(), slot);
        let next = Shape {
            class: shape.class,
            attrs: shape.attrs,
            dict_mode: false,
            len: slot + 1,
            reserved: shape.reserved,
            compiled_for: Cell::default(),
            names,
            transitions: RefCell::default(),
        };
        let next = self.push(next);
        self.get(id).transitions.borrow_mut().insert(name.word(), next);
        Some(next)
    }

    /// The shape of an object of shape `id` after attribute `name` was deleted: that of one which got the others in their order.
    /// None if the object should go to dict mode.
    pub(crate) fn without_attribute(&mut self, id: ShapeId, name: Gc<Str>) -> Option<ShapeId> {
        // Names are addresses of objects: their lowest bit is free.
        let key = name.word() | 1;
        if let Some(&next) = self.get(id).transitions.borrow().get(&key) {
            return Some(next);
        }
        let (class, attrs, reserved) = (self.get(id).class, self.get(id).attrs, self.get(id).reserved);
        if self.get(id).len > reserved + MOST_LEFT || class.deletions.get() == MAX_DELETIONS {
            return None;
        }
        class.deletions.set(class.deletions.get() + 1);
        let root = class.root_shape.get();
        let mut next = if self.get(root).attrs == attrs && self.get(root).reserved == reserved {
            root
        } else {
            self.new_root(class, attrs.into(), reserved.into())
        };
        for (other, _) in self.get(id).names().into_iter().filter(|&(other, _)| other != name) {
            next = self.with_attribute(next, other)?;
        }
        self.get(id).transitions.borrow_mut().insert(key, next);
        Some(next)
    }

    /// The dict-mode shape of a class's instances with this storage.
    pub fn dict_mode(&mut self, id: ShapeId) -> ShapeId {
        let class = self.get(id).class;
        let wanted = (self.get(id).attrs, self.get(id).reserved);
        if let Some(dict_shape) = class.dict_shape.get()
            && (self.get(dict_shape).attrs, self.get(dict_shape).reserved) == wanted
        {
            return dict_shape;
        }
        let shape = self.new_root(class, wanted.0.into(), wanted.1.into());
        self.table[shape.0 as usize].dict_mode = true;
        class.dict_shape.set(Some(shape));
        shape
    }
}

impl Vm {
    /// The shape of an object.
    #[inline(always)]
    pub fn shape_of(&self, object: Gc<Header>) -> &Shape {
        self.shapes.get(object.shape())
    }

    /// Shape of the builtin type whose objects are of `kind`.
    #[inline(always)]
    pub fn shape_of_kind(&self, kind: Kind) -> ShapeId {
        // The first shapes are those of the kinds, in the order of the enum.
        ShapeId(kind as u32)
    }

    /// Header of an object of the builtin type that `kind` belongs to.
    #[inline(always)]
    pub fn header_of_kind(&self, kind: Kind) -> Header {
        Header::new(self.shape_of_kind(kind), kind, 0)
    }

    /// Shape of new instances of `class` that are of `kind`. Inline caches rely on attributes of objects of one shape being at
    /// one offset.
    pub(crate) fn root_shape_for(&mut self, class: Gc<Type>, kind: Kind) -> ShapeId {
        if kind != Kind::BigInt {
            return class.root_shape.get();
        }
        if let Some(shape) = class.wide_shape.get() {
            return shape;
        }
        let shape = self.shapes.new_root(class, class.attrs.get().into(), class.slot_count.get().into());
        class.wide_shape.set(Some(shape));
        shape
    }

    /// Header of a new instance of `class`, whose instances are of `kind`.
    #[inline(always)]
    pub fn header_for(&self, class: Gc<Type>, kind: Kind) -> Header {
        let shape = class.root_shape.get();
        Header::new(shape, kind, self.shapes.get(shape).attrs)
    }
}
