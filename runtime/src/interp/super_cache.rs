//! Inline caches of `super().method`: entries for a few shapes of the object, each with the class after which the method is
//! looked for, since one code may run for several.

use super::shape_cache::{Cached, site};
use super::{Operands, Quick, a, b, go, handler, tail};
use crate::frame::stack::frame_code;
use crate::heap::Gc;
use crate::object::array::Array;
use crate::object::function::{Function, NativeFunction};
use crate::object::string::Str;
use crate::object::type_object::Type;
use crate::value::{INT_TAG, Value};
use crate::vm::Vm;

/// Entries of a cache: shape and way of binding (as in lists of methods), class, cell or bound method.
const ENTRIES: usize = 4;
/// Words of an entry.
const WORDS: usize = 3;
/// The object goes with the function in the cell.
const METHOD: u64 = 0;
/// Nothing goes with what is in the cell.
const PLAIN: u64 = 1;
/// What the bound method has goes with its function.
const BOUND: u64 = 2;

handler! { load_super_method_cached(pc, base, i, vm, d) {
    let at = b!(pc);
    let (class, o) = (*base.add(at + 1), *base.add(at + 2));
    let feedback = &*((pc as usize).wrapping_mul(2).wrapping_add(d) as *const crate::object::code::Feedback);
    if *base.add(at) == (*vm).types.super_.word() && Value::from_bits(o).is_heap() {
        let shape = *(o as *const u32);
        let first = feedback.word.get() as usize + 16;
        let mut entry = first;
        while entry < first + 8 * WORDS * ENTRIES {
            if *(entry as *const u32) == shape && *((entry + 8) as *const u64) == class {
                let (how, word) = (*((entry + 4) as *const u16) as u64, *((entry + 16) as *const u64) as usize);
                let value = *((word + 8) as *const u64);
                if value != 0 {
                    *base.add(a!(i)) = value;
                    *base.add(a!(i) + 4) = match how {
                        METHOD => o,
                        BOUND => *((word + 16) as *const u64),
                        _ => 0,
                    };
                    go!(pc.add(1), base, vm, d);
                }
            }
            entry += 8 * WORDS;
        }
    }
    tail!(super::attribute::load_super_method, pc, base, i, vm, d)
} }

/// Adds what `super(class, object).name` found along the MRO of `start` to the cache of the running instruction.
pub(super) fn remember(
    vm: &mut Vm,
    pc: *mut u64,
    o: Operands,
    class: Gc<Type>,
    object: Value,
    start: Gc<Type>,
    name: Gc<Str>,
) {
    let base = o.base;
    let Some((feedback, header)) = site(base, pc).zip(object.header()) else { return };
    // Of what pretends to be an instance the shape says nothing.
    if vm.shape_of(header).dict_mode || (start.value() != object && start != vm.class_of(object)) {
        return;
    }
    let Some((how, word)) = answer(vm, class, object, start, name) else { return };
    vm.rely_on_attribute(start, name);
    let code = frame_code(base);
    let index = code.index_of(pc);
    let entries = match Value::from_bits(feedback.word.get()).cast::<Array>() {
        Some(entries) => entries,
        None => {
            let Ok(entries) = Array::new(vm, WORDS * ENTRIES) else { return };
            for at in 0..WORDS * ENTRIES {
                entries.set(vm, at, Value::from_bits(INT_TAG | 0xFFFF_FFFF));
            }
            feedback.word.set(entries.word());
            vm.barrier(code.header());
            code.set_op_byte(index, Quick::LoadSuperMethodCached.byte());
            entries
        }
    };
    // New answers take the place of old ones in turn.
    let at = WORDS * (usize::from(feedback.seen.get()) % ENTRIES);
    feedback.seen.set(feedback.seen.get() + 1);
    entries.set(vm, at, Value::from_bits(INT_TAG | how << 32 | u64::from(header.shape().0)));
    entries.set(vm, at + 1, class.value());
    entries.set(vm, at + 2, word);
}

fn answer(vm: &mut Vm, class: Gc<Type>, object: Value, start: Gc<Type>, name: Gc<Str>) -> Option<(u64, Value)> {
    let mro = start.mro.get();
    let after = mro.items().iter().position(|&entry| entry == class.value())? + 1;
    let cell = (after..mro.len()).find_map(|at| mro.get(at).cast::<Type>()?.dict.get().cell_of(vm, name))?;
    let found = cell.get();
    let of_class = object == start.value();
    if found.is::<Function>() {
        return Some((if of_class { PLAIN } else { METHOD }, cell.value()));
    }
    if let Some(native) = found.cast::<NativeFunction>() {
        return (native.is_method() || native.is_new())
            .then(|| (if of_class || native.is_new() { PLAIN } else { METHOD }, cell.value()));
    }
    match vm.unwrapped(found, start)? {
        Cached::Cell(cell) => Some((PLAIN, cell.value())),
        Cached::Bound(method) => Some((BOUND, method.value())),
        _ => None,
    }
}

/// Shape, class, way of binding and word of the entries of the cache at `word`.
pub(crate) fn entries(word: u64) -> Vec<(u32, u64, u64, u64)> {
    let Some(entries) = Value::from_bits(word).cast::<Array>() else { return Vec::new() };
    let entry = |at: usize| {
        let key = entries.get(WORDS * at).bits();
        (key as u32, entries.get(WORDS * at + 1).bits(), key >> 32 & 0xFFFF, entries.get(WORDS * at + 2).bits())
    };
    (0..ENTRIES).map(entry).filter(|(shape, ..)| *shape != u32::MAX).collect()
}
