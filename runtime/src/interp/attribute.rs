//! Attribute access: inline caches by shape.
//!
//! A generic handler looks the attribute up, and when the answer depends on the shape alone rewrites the instruction to a
//! quickened form with the cache in its feedback. A quickened handler whose guard fails goes to the generic one, which
//! makes a list of what is known of up to [`SHAPES`] shapes.

use super::accessor::load_attr_called;
use super::attr_cache::{KnownAttr, Store, is_settled};
use super::shape_cache::{Cached, Entry, SHAPES, fixed_size, is_native, remember as remember_entry, site, slot_place};
use super::{Operands, Quick, a, b, done, go, handler, tail, unit_op, value_op, word};
use crate::heap::Gc;
use crate::object::Special;
use crate::object::code::Feedback;
use crate::object::function::{BoundMethod, Function, NativeFunction};
use crate::object::header::{Header, ShapeId};
use crate::object::module::Module;
use crate::object::raw::attribute_word;
use crate::object::string::Str;
use crate::object::type_object::Type;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

macro_rules! feedback {
    ($pc:expr, $d:expr) => {
        &*(($pc as usize).wrapping_mul(2).wrapping_add($d) as *const Feedback)
    };
}
pub(super) use feedback;

/// Whether the value at `$o` is an object of the cached shape.
macro_rules! shape_is {
    ($o:expr, $feedback:expr) => {
        Value::from_bits($o).is_heap() && *($o as *const u32) == $feedback.shape.get()
    };
}
pub(super) use shape_is;

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

/// The slot of an answer that is the cell of a method.
pub(crate) const METHOD_SLOT: u16 = 3;

handler! {
    /// Binds the method in a cell.
    load_attr_method(pc, base, i, vm, d) {
    let o = *base.add(b!(pc));
    let feedback = feedback!(pc, d);
    if shape_is!(o, feedback) && cached_cell!(feedback) != 0 {
        (*vm).stack.pc = pc;
        (*vm).stack.base = base;
        let value = bound(&mut *vm, cached_cell!(feedback), o);
        if value == 0 {
            tail!(super::throw, pc, base, i, vm, d);
        }
        *base.add(a!(i)) = value;
        go!(pc.add(1), base, vm, d);
    }
    tail!(load_attr, pc, base, i, vm, d)
} }

#[inline(never)]
fn bound(vm: &mut Vm, method: u64, object: u64) -> u64 {
    let object = Value::from_bits(object);
    let class = vm.class_of(object);
    word(vm.bind(Value::from_bits(method), object, class))
}

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

/// Address of the entry for the shape of the object at `$o` in the list that the feedback refers to; 0 if there is none.
macro_rules! entry_of {
    ($o:expr, $feedback:expr) => {{
        if Value::from_bits($o).is_heap() {
            let shape = *($o as *const u32);
            let first = $feedback.word.get() as usize + 16;
            let mut entry = first;
            loop {
                if *(entry as *const u32) == shape {
                    break entry;
                }
                entry += 16;
                if entry == first + 16 * SHAPES {
                    break 0;
                }
            }
        } else {
            0
        }
    }};
}
pub(super) use entry_of;

/// Slot and word of an entry.
macro_rules! slot_and_word {
    ($entry:expr) => {
        (*(($entry + 4) as *const u16) as usize, *(($entry + 8) as *const u64))
    };
}
pub(super) use slot_and_word;

handler! {
    /// Words of slots inside the object are 0, those of other slots no references; with slot 1 there is what is entered, else a
    /// cell.
    load_attr_list(pc, base, i, vm, d) {
    let o = *base.add(b!(pc));
    let entry = entry_of!(o, feedback!(pc, d));
    if entry != 0 {
        let (slot, word) = slot_and_word!(entry);
        let value = if word == 0 {
            *((o as usize + slot) as *const u64)
        } else if Value::from_bits(word).is_heap() {
            if slot != 0 {
                tail!(load_attr_called, pc, base, i, vm, d);
            }
            *((word as usize + 8) as *const u64)
        } else {
            let array = *((o as usize + word as u32 as usize) as *const usize);
            *((array + 16 + 8 * slot) as *const u64)
        };
        if value != 0 {
            *base.add(a!(i)) = value;
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(load_attr, pc, base, i, vm, d)
} }

handler! {
    /// Item of a tuple. Its length is at offset 8.
    load_attr_item(pc, base, i, vm, d) {
    let o = *base.add(b!(pc));
    let feedback = feedback!(pc, d);
    let index = feedback.slot.get() as usize;
    if shape_is!(o, feedback) && index < *((o as usize + 8) as *const usize) {
        *base.add(a!(i)) = *((o as usize + 16 + 8 * index) as *const u64);
        go!(pc.add(1), base, vm, d);
    }
    tail!(load_attr, pc, base, i, vm, d)
} }

handler! { load_method_bound(pc, base, i, vm, d) {
    let o = *base.add(b!(pc));
    let feedback = feedback!(pc, d);
    if shape_is!(o, feedback) {
        let method = feedback.word.get() as *const BoundMethod;
        *base.add(a!(i)) = (*method).function.get().bits();
        *base.add(a!(i) + 4) = (*method).receiver.get().bits();
        go!(pc.add(1), base, vm, d);
    }
    tail!(load_method, pc, base, i, vm, d)
} }

handler! { load_method_slot(pc, base, i, vm, d) {
    let o = *base.add(b!(pc));
    let feedback = feedback!(pc, d);
    if shape_is!(o, feedback) {
        let value = *((o as usize + feedback.slot.get() as usize) as *const u64);
        if value != 0 {
            *base.add(a!(i)) = value;
            *base.add(a!(i) + 4) = 0;
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(load_method, pc, base, i, vm, d)
} }

handler! {
    /// Slots have no word; cells of methods have slot 0, others slot 1. With slot 2 there is a method that is bound to something
    /// else; it has its function where cells have their value.
    load_method_list(pc, base, i, vm, d) {
    let o = *base.add(b!(pc));
    let entry = entry_of!(o, feedback!(pc, d));
    if entry != 0 {
        let (slot, word) = slot_and_word!(entry);
        let value = if word == 0 { *((o as usize + slot) as *const u64) } else { *((word as usize + 8) as *const u64) };
        if value != 0 {
            *base.add(a!(i)) = value;
            *base.add(a!(i) + 4) = match slot {
                0 => o,
                2 => *((word as usize + 16) as *const u64),
                _ => 0,
            };
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(load_method, pc, base, i, vm, d)
} }

/// Goes on with the next instruction, by way of the write barrier if the object at `$o` needs it. Its collector byte is at
/// offset 5.
macro_rules! barrier_and_go {
    ($o:expr, $pc:expr, $base:expr, $i:expr, $vm:expr, $d:expr) => {{
        if *(($o as usize + 5) as *const u8) & crate::heap::LOG != 0 {
            tail!(remember_stored_into, $pc, $base, $i, $vm, $d);
        }
        go!($pc.add(1), $base, $vm, $d);
    }};
}

/// As `barrier_and_go`, for the overflow array at `$array`.
macro_rules! overflow_barrier_and_go {
    ($array:expr, $pc:expr, $base:expr, $i:expr, $vm:expr, $d:expr) => {{
        if *(($array + 5) as *const u8) & crate::heap::LOG != 0 {
            remember(&mut *$vm, $array as u64);
        }
        go!($pc.add(1), $base, $vm, $d);
    }};
}

handler! {
    /// Runs the write barrier for the object in register A.
    #[cold]
    remember_stored_into(pc, base, i, vm, d) {
        remember(&mut *vm, *base.add(a!(i)));
        go!(pc.add(1), base, vm, d)
    }
}

#[cold]
#[inline(never)]
pub(super) fn remember(vm: &mut Vm, object: u64) {
    if let Some(header) = Value::from_bits(object).header() {
        vm.barrier(header);
    }
}

handler! { store_attr_slot(pc, base, i, vm, d) {
    let o = *base.add(a!(i));
    let feedback = feedback!(pc, d);
    if shape_is!(o, feedback) {
        *((o as usize + feedback.slot.get() as usize) as *mut u64) = *base.add(b!(pc));
        barrier_and_go!(o, pc, base, i, vm, d);
    }
    tail!(store_attr, pc, base, i, vm, d)
} }

handler! { store_attr_overflow(pc, base, i, vm, d) {
    let o = *base.add(a!(i));
    let feedback = feedback!(pc, d);
    if shape_is!(o, feedback) {
        let array = *((o as usize + feedback.word.get() as u32 as usize) as *const usize);
        *((array + 16 + 8 * feedback.slot.get() as usize) as *mut u64) = *base.add(b!(pc));
        overflow_barrier_and_go!(array, pc, base, i, vm, d);
    }
    tail!(store_attr, pc, base, i, vm, d)
} }

handler! { store_attr_add(pc, base, i, vm, d) {
    let o = *base.add(a!(i));
    let feedback = feedback!(pc, d);
    if shape_is!(o, feedback) {
        *((o as usize + feedback.slot.get() as usize) as *mut u64) = *base.add(b!(pc));
        *(o as *mut u32) = feedback.word.get() as u32;
        barrier_and_go!(o, pc, base, i, vm, d);
    }
    tail!(store_attr, pc, base, i, vm, d)
} }

handler! {
    /// The word of a store that adds a slot is the new shape, tagged as an int; that of one to the overflow array has another tag.
    store_attr_list(pc, base, i, vm, d) {
    let o = *base.add(a!(i));
    let entry = entry_of!(o, feedback!(pc, d));
    if entry != 0 {
        let (slot, word) = slot_and_word!(entry);
        if word >> 48 == OVERFLOW_TAG {
            let array = *((o as usize + word as u32 as usize) as *const usize);
            *((array + 16 + 8 * slot) as *mut u64) = *base.add(b!(pc));
            overflow_barrier_and_go!(array, pc, base, i, vm, d);
        }
        *((o as usize + slot) as *mut u64) = *base.add(b!(pc));
        if word != 0 {
            *(o as *mut u32) = word as u32;
        }
        barrier_and_go!(o, pc, base, i, vm, d);
    }
    tail!(store_attr, pc, base, i, vm, d)
} }

/// What a cache may hold for an attribute at a site that has not missed too often.
fn cacheable(vm: &mut Vm, base: *mut u64, pc: *mut u64, object: Value, name: Gc<Str>) -> Option<Cached> {
    let feedback = site(base, pc)?;
    let cached = vm.cacheable(object, name);
    if cached.is_none() {
        feedback.seen.set(feedback.seen.get() + 1);
    }
    cached
}

/// Shows that a site has run, where its cache does not.
fn note_run(base: *mut u64, pc: *mut u64) {
    if let Some(feedback) = site(base, pc)
        && feedback.seen.get() == 0
    {
        feedback.seen.set(1);
    }
}

/// Notes of a site without a cache that the object shows its dict, where the attribute is, or which lacks the name of the method.
fn note_dict(vm: &mut Vm, base: *mut u64, pc: *mut u64, (object, name): (Gc<Header>, Gc<Str>), quick: Quick) {
    let code = crate::frame::stack::frame_code(base);
    if code.op_byte(code.index_of(pc)) == quick.byte() || site(base, pc).is_none() {
        return;
    }
    let Some((offset, method)) = vm.place_by_dict(object, name) else { return };
    let word = match (quick, method) {
        (Quick::LoadMethodDict, Some(cell)) => cell,
        (Quick::LoadAttrDict, None) => 0,
        _ => return,
    };
    let entry = Entry { shape: object.shape(), slot: offset, word };
    remember_entry(vm, base, pc, entry, quick, Quick::LoadAttrList);
}

#[inline(never)]
pub(super) fn load_attr_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (object, name) = (o.b(), o.name(o.c_field()));
    if let Some(header) = object.header()
        && (vm.shape_of(header).dict_mode || is_settled(base, pc, Quick::LoadAttrList, header.shape().0))
    {
        if vm.shape_of(header).dict_mode {
            note_run(base, pc);
            note_dict(vm, base, pc, (header, name), Quick::LoadAttrDict);
        }
        return match vm.known_value(object, name) {
            Ok(Some(value)) => value.bits(),
            Ok(None) => word(vm.get_attr(object, name)),
            Err(raised) => word(Err(raised)),
        };
    }
    if let Some(header) = object.header()
        && let Some(cached) = cacheable(vm, base, pc, object, name)
    {
        let (slot, word, single) = match cached {
            Cached::Slot(offset) => (offset, 0, Some(Quick::LoadAttrSlot)),
            Cached::Overflow(start, index) => (index, overflow_word(start), Some(Quick::LoadAttrOverflow)),
            Cached::Cell(cell) => (0, cell.word(), Some(Quick::LoadAttrCell)),
            Cached::Property(property) => (1, property.word(), Some(Quick::LoadAttrProperty)),
            Cached::Item(index) => (index.into(), 0, Some(Quick::LoadAttrItem)),
            Cached::Getter(get) => (1, get.word(), Some(Quick::LoadAttrGetter)),
            Cached::Hook(asked) => (1, asked.word(), Some(Quick::LoadAttrGetter)),
            Cached::Method(cell) => (METHOD_SLOT.into(), cell.word(), Some(Quick::LoadAttrMethod)),
            Cached::Bound(_) => (0, 0, None),
        };
        if single.is_none() {
            note_run(base, pc);
        }
        let found = match &cached {
            Cached::Slot(offset) => attribute_word(header, *offset).given(),
            Cached::Cell(cell) => cell.get().given(),
            _ => None,
        };
        if let (Some(single), Ok(slot)) = (single, u16::try_from(slot)) {
            let entry = Entry { shape: header.shape(), slot, word };
            remember_entry(vm, base, pc, entry, single, Quick::LoadAttrList);
        }
        if let Some(found) = found {
            return found.bits();
        }
    } else {
        note_run(base, pc);
    }
    word(vm.get_attr(object, name))
}
value_op!(load_attr, load_attr_work);

#[inline(never)]
pub(super) fn load_method_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (object, name) = (o.b(), o.name(o.c_field()));
    if let Some(header) = object.header()
        && (vm.shape_of(header).dict_mode || is_settled(base, pc, Quick::LoadMethodList, header.shape().0))
        && let Some(known @ (KnownAttr::Value(_) | KnownAttr::Method(_))) = vm.known_attr(header, name)
    {
        let (function, receiver) = match known {
            KnownAttr::Method(function) => (function, object),
            KnownAttr::Value(value) => (value, Value::EMPTY),
            KnownAttr::Absent | KnownAttr::Computed(_) => (Value::EMPTY, Value::EMPTY),
        };
        o.set(o.a_field(), function);
        o.set(o.a_field() + 4, receiver);
        if vm.shape_of(header).dict_mode {
            note_dict(vm, base, pc, (header, name), Quick::LoadMethodDict);
        }
        return 1;
    }
    if let Some(header) = object.header()
        && let Some(cached) = cacheable(vm, base, pc, object, name)
    {
        let (slot, word, single) = match cached {
            Cached::Method(cell) => (0, cell.word(), Some(Quick::LoadMethodCell)),
            Cached::Cell(cell) => (1, cell.word(), Some(Quick::LoadMethodPlain)),
            Cached::Slot(offset) => (offset, 0, Some(Quick::LoadMethodSlot)),
            Cached::Bound(method) => (2, method.word(), Some(Quick::LoadMethodBound)),
            Cached::Overflow(..) | Cached::Property(_) | Cached::Item(_) | Cached::Getter(_) | Cached::Hook(_) => {
                (0, 0, None)
            }
        };
        let found = if let Cached::Method(cell) = &cached { cell.get().given() } else { None };
        if let (Some(single), Ok(slot)) = (single, u16::try_from(slot)) {
            let entry = Entry { shape: header.shape(), slot, word };
            remember_entry(vm, base, pc, entry, single, Quick::LoadMethodList);
        } else {
            note_run(base, pc);
        }
        if let Some(function) = found {
            o.set(o.a_field(), function);
            o.set(o.a_field() + 4, object);
            return 1;
        }
    } else {
        note_run(base, pc);
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
pub(super) fn store_attr_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (object, name, value) = (o.a(), o.name(o.c_field()), o.b());
    let Some(header) = object.header() else {
        note_run(base, pc);
        return done(vm.set_attr(object, name, value));
    };
    let before = header.shape();
    let dict_mode = vm.shape_of(header).dict_mode;
    let settled = is_settled(base, pc, Quick::StoreAttrList, before.0);
    if (settled || dict_mode) && vm.store_known(header, name, value, Store::Usual) {
        note_run(base, pc);
        return 1;
    }
    if let Some(setter) = vm.cacheable_setter(object, name) {
        let entry = Entry { shape: before, slot: 0, word: setter.bits() };
        if !settled {
            remember_entry(vm, base, pc, entry, Quick::StoreAttrSetter, Quick::StoreAttrList);
        }
        return done(vm.set_attr(object, name, value));
    }
    let declared = declared_store(vm, object, name);
    let simple = declared.is_none() && simple_store(vm, object, name);
    let result = match simple {
        true => vm.set_instance_attr(header, name, value).map(|_| ()),
        false => vm.set_attr(object, name, value),
    };
    if result.is_err() {
        return done(result);
    }
    if simple && dict_mode && name.is_interned() {
        vm.know_dict_store(before.0, name);
    }
    let slot = match declared {
        Some(slot) => Some(slot),
        None if simple && !vm.shape_of(header).dict_mode => vm.shape_of(header).slot(name),
        None => None,
    };
    if let Some(slot) = slot
        && let Some((entry, single)) = stored_entry(vm, header, slot, before)
    {
        if !settled {
            remember_entry(vm, base, pc, entry, single, Quick::StoreAttrList);
        } else if matches!(single, Quick::StoreAttrSlot | Quick::StoreAttrAdd) {
            let word = if single == Quick::StoreAttrAdd { entry.word } else { 0 };
            vm.know_store(before.0, name, entry.slot, word, Store::Usual);
        }
    } else {
        note_run(base, pc);
    }
    1
}
unit_op!(store_attr, store_attr_work);

/// What a cache may hold of a store to a slot of an object that had shape `before`.
fn stored_entry(vm: &Vm, object: Gc<Header>, slot: u16, before: ShapeId) -> Option<(Entry, Quick)> {
    let after = object.shape();
    match slot_place(object, slot) {
        Cached::Slot(offset) => {
            let slot_offset = u16::try_from(offset).ok()?;
            let (single, word) = if before == after {
                (Quick::StoreAttrSlot, 0)
            } else if slot + 1 == vm.shapes.get(after).len {
                // Tagged as an int, so that the collector sees no reference in it.
                (Quick::StoreAttrAdd, u64::from(after.0) | 0xFFFE << 48)
            } else {
                return None;
            };
            Some((Entry { shape: before, slot: slot_offset, word }, single))
        }
        Cached::Overflow(start, index) if before == after => {
            let entry = Entry { shape: before, slot: u16::try_from(index).ok()?, word: overflow_word(start) };
            Some((entry, Quick::StoreAttrOverflow))
        }
        _ => None,
    }
}

/// Tag of the words of cached slots in overflow arrays. A number below 16 would look like a constant, anything else with this
/// tag like none: it is no reference.
const OVERFLOW_TAG: u64 = 0xFFFF;

/// The word of a cached slot in the overflow array: where the reference to that is in the object.
fn overflow_word(start: usize) -> u64 {
    start as u64 | OVERFLOW_TAG << 48
}

/// The slot that a store goes to through the descriptor of `__slots__`.
fn declared_store(vm: &mut Vm, object: Value, name: Gc<Str>) -> Option<u16> {
    let class = vm.class_of(object);
    let setattr = vm.special(class, Special::SetAttr);
    if !is_native(setattr, crate::builtins::object::setattr) || !fixed_size(object.header()?.kind()) {
        return None;
    }
    let found = vm.lookup(class, name)?;
    let slot = vm.declared_slot(class, found)?;
    vm.rely_on_attribute(class, name);
    Some(slot)
}

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
    vm.rely_on_attribute(class, name);
    true
}

pub(super) fn delete_attr_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
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
pub(super) fn load_super_attr_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    word(match vm.super_attr(o, o.aux() != 0) {
        Ok(Ok((found, start, object))) => crate::builtins::super_type::bind(vm, found, object, start),
        Ok(Err(value)) => Ok(value),
        Err(raised) => Err(raised),
    })
}
value_op!(load_super_attr, load_super_attr_work);

#[inline(never)]
pub(super) fn load_super_method_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let found = match vm.super_attr(o, o.aux() != 0) {
        Ok(Ok((found, start, object))) => {
            if let Some(class) = o.register(o.b_field() + 1).cast::<Type>() {
                super::super_cache::remember(vm, pc, o, class, object, start, o.name(o.c_field()));
            }
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
