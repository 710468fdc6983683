//! Attribute access: inline caches by shape.
//!
//! A generic handler looks the attribute up, and when the answer depends on the shape alone rewrites the instruction to a
//! quickened form with the cache in its feedback. A quickened handler whose guard fails goes to the generic one, which
//! fills the cache anew, up to [`MAX_MISSES`] times.

use super::{Operands, Quick, a, b, done, go, handler, tail, unit_op, value_op, word};
use crate::builtins::descriptors::Member;
use crate::frame::stack::frame_code;
use crate::heap::{Gc, Native, attr_fields};
use crate::object::Special;
use crate::object::array::Array;
use crate::object::code::Feedback;
use crate::object::function::{CellObject, Function, NativeFunction};
use crate::object::header::{Header, Kind, ShapeId};
use crate::object::module::Module;
use crate::object::string::Str;
use crate::object::type_object::Type;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// Cache misses after which a site stays generic.
const MAX_MISSES: u16 = 16;

macro_rules! feedback {
    ($pc:expr, $d:expr) => {
        &*(($pc as usize).wrapping_mul(2).wrapping_add($d) as *const Feedback)
    };
}

/// Whether the value at `$o` is an object of the cached shape.
macro_rules! shape_is {
    ($o:expr, $feedback:expr) => {
        Value::from_bits($o).is_heap() && *($o as *const u32) == $feedback.shape.get()
    };
}

handler! { load_attr_slot(pc, base, i, vm, d) {
    let o = *base.add(b!(pc));
    let feedback = feedback!(pc, d);
    if shape_is!(o, feedback) {
        let value = *((o as usize + feedback.slot.get() as usize) as *const u64);
        if value != 0 {
            *base.add(a!(i)) = value;
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(load_attr, pc, base, i, vm, d)
} }

handler! { load_attr_overflow(pc, base, i, vm, d) {
    let o = *base.add(b!(pc));
    let feedback = feedback!(pc, d);
    if shape_is!(o, feedback) {
        // The overflow word is where `word` says; the array's items start at 16.
        let array = *((o as usize + feedback.word.get() as u32 as usize) as *const usize);
        let value = *((array + 16 + 8 * feedback.slot.get() as usize) as *const u64);
        if value != 0 {
            *base.add(a!(i)) = value;
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(load_attr, pc, base, i, vm, d)
} }

/// Content of the cell in the feedback. A cell's value is at offset 8.
macro_rules! cached_cell {
    ($feedback:expr) => {
        *(($feedback.word.get() as usize + 8) as *const u64)
    };
}

handler! { load_attr_cell(pc, base, i, vm, d) {
    let o = *base.add(b!(pc));
    let feedback = feedback!(pc, d);
    if shape_is!(o, feedback) {
        let value = cached_cell!(feedback);
        if value != 0 {
            *base.add(a!(i)) = value;
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(load_attr, pc, base, i, vm, d)
} }

handler! { load_method_cell(pc, base, i, vm, d) {
    let o = *base.add(b!(pc));
    let feedback = feedback!(pc, d);
    if shape_is!(o, feedback) {
        let value = cached_cell!(feedback);
        if value != 0 {
            *base.add(a!(i)) = value;
            *base.add(a!(i) + 4) = o;
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(load_method, pc, base, i, vm, d)
} }

handler! { load_method_plain(pc, base, i, vm, d) {
    let o = *base.add(b!(pc));
    let feedback = feedback!(pc, d);
    if shape_is!(o, feedback) {
        let value = cached_cell!(feedback);
        if value != 0 {
            *base.add(a!(i)) = value;
            *base.add(a!(i) + 4) = 0;
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(load_method, pc, base, i, vm, d)
} }

/// Runs the write barrier for the object at `$o`, whose collector byte is at offset 5.
macro_rules! barrier {
    ($vm:expr, $o:expr) => {
        if *(($o as usize + 5) as *const u8) & crate::heap::LOG != 0 {
            remember(&mut *$vm, $o);
        }
    };
}

#[cold]
#[inline(never)]
fn remember(vm: &mut Vm, object: u64) {
    if let Some(header) = Value::from_bits(object).header() {
        vm.barrier(header);
    }
}

handler! { store_attr_slot(pc, base, i, vm, d) {
    let o = *base.add(a!(i));
    let feedback = feedback!(pc, d);
    if shape_is!(o, feedback) {
        *((o as usize + feedback.slot.get() as usize) as *mut u64) = *base.add(b!(pc));
        barrier!(vm, o);
        go!(pc.add(1), base, vm, d);
    }
    tail!(store_attr, pc, base, i, vm, d)
} }

handler! { store_attr_add(pc, base, i, vm, d) {
    let o = *base.add(a!(i));
    let feedback = feedback!(pc, d);
    if shape_is!(o, feedback) {
        *((o as usize + feedback.slot.get() as usize) as *mut u64) = *base.add(b!(pc));
        *(o as *mut u32) = feedback.word.get() as u32;
        barrier!(vm, o);
        go!(pc.add(1), base, vm, d);
    }
    tail!(store_attr, pc, base, i, vm, d)
} }

/// What a cache may hold for an attribute of objects of one shape.
enum Cached {
    /// Slot inside the object, as byte offset.
    Slot(usize),
    /// Slot in the overflow array: offset of the overflow word, index.
    Overflow(usize, usize),
    /// Content of a cell, as it is.
    Cell(Gc<CellObject>),
    /// Function in a cell of the class, to be bound to the receiver.
    Method(Gc<CellObject>),
}

/// Byte offset of the overflow word of an object's attribute storage.
fn attrs_offset(object: Gc<Header>) -> usize {
    attr_fields(object).as_ptr() as usize - object.word() as usize
}

fn slot_place(object: Gc<Header>, slot: u16) -> Cached {
    let (slot, attrs) = (slot as usize, object.attrs());
    let start = attrs_offset(object);
    if slot + 1 < attrs { Cached::Slot(start + 8 * (slot + 1)) } else { Cached::Overflow(start, slot + 1 - attrs) }
}

fn is_native(method: Option<Value>, f: crate::native::spec::NativeFn) -> bool {
    method.and_then(|m| m.cast::<NativeFunction>()).is_some_and(|native| native.spec.call as usize == f as usize)
}

/// Whether objects of this kind have their attribute storage at one offset.
fn fixed_size(kind: Kind) -> bool {
    !matches!(kind, Kind::Tuple | Kind::Bytes | Kind::Str)
}

impl Vm {
    fn cacheable(&mut self, object: Value, name: Gc<Str>) -> Option<Cached> {
        let header = object.header()?;
        let class = self.class_of(object);
        let getattribute = self.special(class, Special::GetAttribute);
        if let Some(own) = object.cast::<Type>() {
            if !is_native(getattribute, crate::builtins::type_type::getattribute) {
                return None;
            }
            return self.cacheable_in_class(own, class, name);
        }
        if !is_native(getattribute, crate::builtins::object::getattribute) {
            return None;
        }
        let in_class = self.lookup(class, name);
        if let Some(found) = in_class
            && self.is_data_descriptor(found)
        {
            let slot = self.declared_slot(class, found)?;
            class.cached.set(true);
            return fixed_size(header.kind()).then(|| slot_place(header, slot));
        }
        class.cached.set(true);
        if let Some(module) = object.cast::<Module>() {
            return module.dict.get().cell_of(self, name).map(Cached::Cell);
        }
        let shape = self.shape_of(header);
        if shape.dict_mode || !fixed_size(header.kind()) {
            return None;
        }
        if let Some(slot) = shape.slot(name) {
            return Some(slot_place(header, slot));
        }
        let found = in_class?;
        let cell = self.lookup_cell(class, name)?;
        let is_method = found.is::<Function>() || found.cast::<NativeFunction>().is_some_and(|f| f.is_method());
        if is_method {
            return Some(Cached::Method(cell));
        }
        let plain = found.header().is_none() || self.special_of(found, Special::Get).is_none();
        plain.then_some(Cached::Cell(cell))
    }

    /// The slot of a member descriptor (`__slots__`) that applies to instances of `class`.
    fn declared_slot(&self, class: Gc<Type>, descriptor: Value) -> Option<u16> {
        let member = descriptor.cast::<Native<Member>>()?;
        class.is_subclass(member.data.owner.get()).then_some(member.data.slot)
    }

    /// `Class.name` where the class's own MRO has it and it needs no binding.
    fn cacheable_in_class(&mut self, class: Gc<Type>, metaclass: Gc<Type>, name: Gc<Str>) -> Option<Cached> {
        if let Some(found) = self.lookup(metaclass, name)
            && self.is_data_descriptor(found)
        {
            return None;
        }
        let found = self.lookup(class, name)?;
        let as_is = found.header().is_none()
            || found.is::<Function>()
            || (!found.is::<NativeFunction>() && self.special_of(found, Special::Get).is_none());
        let cell = self.lookup_cell(class, name).filter(|_| as_is)?;
        class.cached.set(true);
        metaclass.cached.set(true);
        Some(Cached::Cell(cell))
    }
}

/// The running instruction's feedback, unless the site has missed too often.
fn site(base: *mut u64, pc: *mut u64) -> Option<&'static Feedback> {
    let code = frame_code(base);
    let feedback: *const Feedback = code.feedback(code.index_of(pc));
    let feedback = unsafe { &*feedback };
    let misses = feedback.seen.get();
    if misses >= MAX_MISSES {
        return None;
    }
    feedback.seen.set(misses + 1);
    Some(feedback)
}

fn quicken(vm: &Vm, base: *mut u64, pc: *mut u64, quick: Quick) {
    vm.barrier(frame_code(base).header());
    unsafe { *pc = *pc & !0xFF | u64::from(quick.byte()) };
}

fn fill(feedback: &Feedback, object: Value, slot: usize, word: u64) -> bool {
    let Some(header) = object.header() else { return false };
    let Ok(slot) = u16::try_from(slot) else { return false };
    let ShapeId(shape) = header.shape();

    feedback.shape.set(shape);
    feedback.slot.set(slot);
    feedback.word.set(word);
    true
}

#[inline(never)]
fn load_attr_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (object, name) = (o.b(), o.name(o.c_field()));
    if let Some(feedback) = site(base, pc)
        && let Some(cached) = vm.cacheable(object, name)
    {
        let quick = match cached {
            Cached::Slot(offset) => fill(feedback, object, offset, 0).then_some(Quick::LoadAttrSlot),
            Cached::Overflow(start, index) => {
                // A number below 16 would look like a constant, anything else here like none: it is no reference.
                fill(feedback, object, index, start as u64 | 0xFFFF << 48).then_some(Quick::LoadAttrOverflow)
            }
            Cached::Cell(cell) => fill(feedback, object, 0, cell.word()).then_some(Quick::LoadAttrCell),
            Cached::Method(_) => None,
        };
        if let Some(quick) = quick {
            quicken(vm, base, pc, quick);
        }
    }
    word(vm.get_attr(object, name))
}
value_op!(load_attr, load_attr_work);

#[inline(never)]
fn load_method_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (object, name) = (o.b(), o.name(o.c_field()));
    if let Some(feedback) = site(base, pc)
        && let Some(cached) = vm.cacheable(object, name)
    {
        let quick = match cached {
            Cached::Method(cell) => fill(feedback, object, 0, cell.word()).then_some(Quick::LoadMethodCell),
            Cached::Cell(cell) => fill(feedback, object, 0, cell.word()).then_some(Quick::LoadMethodPlain),
            Cached::Slot(_) | Cached::Overflow(..) => None,
        };
        if let Some(quick) = quick {
            quicken(vm, base, pc, quick);
        }
    }
    done(match vm.load_method(object, name) {
        Ok((function, receiver)) => {
            o.set(o.a_field(), function);
            o.set(o.a_field() + 4, receiver);
            Ok(())
        }
        Err(raised) => Err(raised),
    })
}
unit_op!(load_method, load_method_work);

#[inline(never)]
fn store_attr_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (object, name, value) = (o.a(), o.name(o.c_field()), o.b());
    if let Some(header) = object.header()
        && let Some(feedback) = site(base, pc)
    {
        let before = header.shape();
        let simple = simple_store(vm, object, name);
        let class = vm.class_of(object);
        let setattr = vm.special(class, Special::SetAttr);
        if is_native(setattr, crate::builtins::object::setattr)
            && fixed_size(header.kind())
            && let Some(found) = vm.lookup(class, name)
            && let Some(slot) = vm.declared_slot(class, found)
            && let Cached::Slot(offset) = slot_place(header, slot)
            && fill(feedback, object, offset, 0)
        {
            class.cached.set(true);
            quicken(vm, base, pc, Quick::StoreAttrSlot);
            return done(vm.set_attr(object, name, value));
        }
        let result = vm.set_attr(object, name, value);
        if simple
            && result.is_ok()
            && let Some(slot) = vm.shape_of(header).slot(name)
            && !vm.shape_of(header).dict_mode
            && let Cached::Slot(offset) = slot_place(header, slot)
            && let Ok(offset) = u16::try_from(offset)
        {
            feedback.shape.set(before.0);
            feedback.slot.set(offset);
            let after = header.shape();
            if before == after {
                quicken(vm, base, pc, Quick::StoreAttrSlot);
            } else if slot + 1 == vm.shapes.get(after).len {
                // Tagged as an int, so that the collector sees no reference in it.
                feedback.word.set(u64::from(after.0) | 0xFFFE << 48);
                quicken(vm, base, pc, Quick::StoreAttrAdd);
            }
        }
        return done(result);
    }
    done(vm.set_attr(object, name, value))
}
unit_op!(store_attr, store_attr_work);

/// Whether a store goes to the object's own storage whatever the value.
fn simple_store(vm: &mut Vm, object: Value, name: Gc<Str>) -> bool {
    let class = vm.class_of(object);
    let setattr = vm.special(class, Special::SetAttr);
    if !is_native(setattr, crate::builtins::object::setattr) || object.is::<Module>() {
        return false;
    }
    let Some(header) = object.header() else { return false };
    if !fixed_size(header.kind()) || !vm.has_instance_dict(header) {
        return false;
    }
    let in_class = vm.lookup(class, name);
    if let Some(found) = in_class
        && vm.is_data_descriptor(found)
    {
        return false;
    }
    class.cached.set(true);
    true
}

fn delete_attr_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    done(vm.delete_attr(o.a(), o.name(o.wide())))
}
unit_op!(delete_attr, delete_attr_work);

/// What `super` found: the attribute unbound, the class whose MRO it was found along and the object; or the attribute itself.
type Found = Result<(Value, Gc<Type>, Value), Value>;

impl Vm {
    /// `super(class, object).name` given the value of the name `super`: what was found, unbound, with the class whose MRO it
    /// was found along; or the attribute itself with EMPTY when it was found another way.
    fn super_attr(&mut self, o: Operands, implicit: bool) -> PyResult<Found> {
        let at = o.b_field();
        let (callee, class, object) = (o.register(at), o.register(at + 1), o.register(at + 2));
        let name = o.name(o.c_field());
        if callee != self.types.super_.value() {
            let super_object = if implicit { self.call(callee, &[])? } else { self.call(callee, &[class, object])? };
            return Ok(Err(self.get_attr(super_object, name)?));
        }
        let Some(class) = class.cast::<Type>() else {
            let message = format!("super() argument 1 must be a type, not {}", self.type_name(class));
            return Err(self.type_error(&message));
        };
        let start = crate::builtins::super_type::check(self, class, object)?;
        if name != self.names.special(Special::Class)
            && let Some(found) = crate::builtins::super_type::find(self, class, start, name)
        {
            return Ok(Ok((found, start, object)));
        }
        let super_object = self.call(callee, &[class.value(), object])?;
        Ok(Err(self.get_attr(super_object, name)?))
    }
}

#[inline(never)]
fn load_super_attr_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    word(match vm.super_attr(o, o.aux() != 0) {
        Ok(Ok((found, start, object))) => crate::builtins::super_type::bind(vm, found, object, start),
        Ok(Err(value)) => Ok(value),
        Err(raised) => Err(raised),
    })
}
value_op!(load_super_attr, load_super_attr_work);

#[inline(never)]
fn load_super_method_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let found = match vm.super_attr(o, o.aux() != 0) {
        Ok(Ok((found, start, object))) => {
            let is_method = found.is::<Function>() || found.cast::<NativeFunction>().is_some_and(|f| f.is_method());
            if is_method && object != start.value() {
                Ok((found, object))
            } else {
                crate::builtins::super_type::bind(vm, found, object, start).map(|value| (value, Value::EMPTY))
            }
        }
        Ok(Err(value)) => Ok((value, Value::EMPTY)),
        Err(raised) => Err(raised),
    };
    match found {
        Ok((function, receiver)) => {
            o.set(o.a_field(), function);
            o.set(o.a_field() + 4, receiver);
            1
        }
        Err(_) => 0,
    }
}
unit_op!(load_super_method, load_super_method_work);

const _: () = assert!(size_of::<Array>() == 16);
