//! Attributes for which functions in Python are called, which get frames: properties, descriptors and hooks like
//! `__getattr__`.

use super::attribute::{entry_of, feedback, load_attr, shape_is, slot_and_word, store_attr};
use super::call::kind_is;
use super::shape_cache::SHAPES;
use super::{Operands, a, b, go, handler, tail};
use crate::frame::stack::{HEADER, frame_code};
use crate::object::code::{Code, Feedback};
use crate::object::function::{BoundMethod, Function, Property};
use crate::object::header::Kind;
use crate::value::Value;
use crate::vm::Vm;

handler! {
    /// Enters the getter, which returns to the next instruction and leaves its value in register A.
    load_attr_property(pc, base, i, vm, d) {
    let o = *base.add(b!(pc));
    let feedback = feedback!(pc, d);
    if shape_is!(o, feedback) {
        let property = feedback.word.get();
        {
            let getter = (*(property as *const Property)).getter.get().bits();
            if kind_is!(getter, Kind::Function) {
                let code = (*(getter as *const Function)).code.get();
                let registers = (*(*base.sub(3) as *const Code)).register_count as usize;
                let callee = base.add(registers + HEADER);
                if code.call_key.get() == 1
                    && callee.add(code.register_count as usize) <= (*vm).stack.limit
                    && (*vm).stack.depth_left > 0
                {
                    (*vm).stack.depth_left -= 1;
                    *callee = o;
                    *callee.sub(1) = pc.add(1) as u64;
                    *callee.sub(2) = base as u64;
                    *callee.sub(3) = code.word();
                    *callee.sub(4) = getter;
                    go!(code.start.get(), callee, vm, code.delta.get());
                }
            }
        }
    }
    tail!(load_attr, pc, base, i, vm, d)
} }

handler! {
    /// Enters `__get__`, or what is asked for attributes.
    load_attr_getter(pc, base, i, vm, d) {
    let o = *base.add(b!(pc));
    let feedback = feedback!(pc, d);
    if shape_is!(o, feedback) {
        (*vm).stack.pc = pc;
        (*vm).stack.base = base;
        if enter_getter(&mut *vm, pc, base, feedback.word.get()) != 0 {
            tail!(super::call::enter_prepared, pc, base, i, vm, d);
        }
    }
    tail!(load_attr, pc, base, i, vm, d)
} }

handler! {
    /// As `load_attr_getter` and `load_attr_property`, by a list of shapes.
    load_attr_called(pc, base, i, vm, d) {
    let o = *base.add(b!(pc));
    let entry = entry_of!(o, feedback!(pc, d));
    if entry != 0 {
        let (_, word) = slot_and_word!(entry);
        (*vm).stack.pc = pc;
        (*vm).stack.base = base;
        if enter_getter(&mut *vm, pc, base, word) != 0 {
            tail!(super::call::enter_prepared, pc, base, i, vm, d);
        }
    }
    tail!(load_attr, pc, base, i, vm, d)
} }

/// Makes the frame of the function that a cache has for the attribute of the running instruction; 0 if there is no room.
#[inline(never)]
fn enter_getter(vm: &mut Vm, pc: *mut u64, base: *mut u64, word: u64) -> u64 {
    let cached = Value::from_bits(word);
    // SAFETY: [CODE]
    let o = Operands::new(base, unsafe { *pc });
    let object = o.b();
    if let Some(property) = cached.cast::<Property>() {
        return match property.getter.get().cast::<Function>() {
            Some(getter) => super::operator::enter_plainly(vm, pc, base, getter, &[object]),
            None => 0,
        };
    }
    if let Some(asked) = cached.cast::<Function>() {
        return super::operator::enter_plainly(vm, pc, base, asked, &[object, o.name(o.c_field()).value()]);
    }
    let class = vm.class_of(object).value();
    match cached
        .cast::<BoundMethod>()
        .and_then(|get| Some((get.function.get().cast::<Function>()?, get.receiver.get())))
    {
        Some((get, descriptor)) => super::operator::enter_plainly(vm, pc, base, get, &[descriptor, object, class]),
        None => 0,
    }
}

handler! {
    /// Enters the setter of a property, `__set__` or `__setattr__`.
    store_attr_setter(pc, base, i, vm, d) {
    let o = *base.add(a!(i));
    let feedback = feedback!(pc, d);
    if shape_is!(o, feedback) {
        (*vm).stack.pc = pc;
        (*vm).stack.base = base;
        if enter_setter(&mut *vm, pc, base, i) != 0 {
            tail!(super::call::enter_prepared, pc, base, i, vm, d);
        }
    }
    tail!(store_attr, pc, base, i, vm, d)
} }

/// Makes the frames of the function that the running instruction's cache has for its attribute; 0 if that cannot be done.
#[inline(never)]
fn enter_setter(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let code = frame_code(base);
    let cached = Value::from_bits(code.feedback(code.index_of(pc)).word.get());
    let (object, value) = (o.a(), o.b());
    if let Some(property) = cached.cast::<Property>() {
        return match property.setter.get().cast::<Function>() {
            Some(setter) => super::operator::enter_for_nothing(vm, pc, base, setter, &[object, value]),
            None => 0,
        };
    }
    if let Some(asked) = cached.cast::<Function>() {
        let name = o.name(o.c_field()).value();
        return super::operator::enter_for_nothing(vm, pc, base, asked, &[object, name, value]);
    }
    match cached
        .cast::<BoundMethod>()
        .and_then(|set| Some((set.function.get().cast::<Function>()?, set.receiver.get())))
    {
        Some((set, descriptor)) => super::operator::enter_for_nothing(vm, pc, base, set, &[descriptor, object, value]),
        None => 0,
    }
}
