//! Iteration, items, unpacking.

use super::call::{enter_prepared, kind_is};
use super::operator::{Demand, ENTERED, Task, enter_direct, enter_special};
use super::{Operands, a, aux, b, c, done, go, handler, record, sc, tail, throw, unit_op, value_op, word};
use crate::builtins::iterators::Unpacked;
use crate::bytecode::Op;
use crate::exceptions::hierarchy::Exc;
use crate::exceptions::message::Piece;
use crate::heap::Gc;
use crate::object::Special;
use crate::object::code::seen;
use crate::object::dict::Dict;
use crate::object::generator::Generator;
use crate::object::header::Kind;
use crate::object::list::{List, SequenceIterator};
use crate::object::range::RangeIterator;
use crate::object::string::Str;
use crate::object::table::Plain;
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

/// Notes where what is iterated over is an iterator already, which others may know.
pub(super) fn get_iter_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let value = Operands::new(base, i).b();
    let iterator = vm.iter(value);
    let code = crate::frame::stack::frame_code(base);
    if iterator.as_ref().is_ok_and(|iterator| *iterator == value) {
        code.gives_itself(code.index_of(pc));
    }
    let class = vm.class_of(value);
    if class != vm.types.list && class != vm.types.tuple {
        let feedback = code.feedback(code.index_of(pc));
        feedback.seen.set(feedback.seen.get() | seen::DICT);
    }
    word(iterator)
}
value_op!(get_iter_any, get_iter_work);

handler! { get_iter(pc, base, i, vm, d) {
    if kind_is!(*base.add(b!(pc)), Kind::Instance) && enter_iter(&mut *vm, pc, base, i) == ENTERED {
        record!(pc, d, seen::OBJECT);
        tail!(enter_prepared, pc, base, i, vm, d);
    }
    tail!(get_iter_any, pc, base, i, vm, d)
} }

#[inline(never)]
pub(super) fn enter_iter(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let task = Task::demanding(Demand::Iterator);
    enter_special(vm, pc, base, Special::Iter, task, &[Operands::new(base, i).b()])
}

/// Whether `$word` refers to an object with the shape of the builtin type of `$kind`.
macro_rules! exact {
    ($word:expr, $kind:expr) => {
        Value::from_bits($word).is_heap() && *($word as *const u32) == $kind as u32
    };
}

pub(super) use exact;

handler! { for_iter(pc, base, i, vm, d) {
    let iterator = *base.add(b!(pc));
    if exact!(iterator, Kind::RangeIterator) {
        let range = &*(iterator as *const RangeIterator);
        let left = range.left.get();
        if left == 0 {
            record!(pc, d, seen::INT);
            go!(pc.add(1), base, vm, d);
        }
        let next = range.next.get();
        range.left.set(left - 1);
        range.next.set(next.wrapping_add(range.step.get()));
        *base.add(a!(i)) = Value::int_unchecked(next).bits();
        if (*vm).stack.breaker != 0 {
            tail!(super::control::take_break_jump, pc, base, i, vm, d);
        }
        go!(pc.offset(sc!(i)), base, vm, d);
    }
    tail!(for_iter_list, pc, base, i, vm, d)
} }

handler! { for_iter_list(pc, base, i, vm, d) {
    let iterator = *base.add(b!(pc));
    if exact!(iterator, Kind::SequenceIterator) {
        let iterator = &*(iterator as *const SequenceIterator);
        let list = iterator.sequence.get().bits();
        let index = iterator.index.get();
        // EMPTY once exhausted; an instance of a subclass is as good.
        if list != 0 && *((list as usize + 4) as *const u8) == Kind::List as u8 {
            let list = &*(list as *const List);
            if (index as usize) < list.len() {
                record!(pc, d, seen::LIST);
                iterator.index.set(index + 1);
                *base.add(a!(i)) = list.get_unchecked(index as usize).bits();
                if (*vm).stack.breaker != 0 {
                    tail!(super::control::take_break_jump, pc, base, i, vm, d);
                }
                go!(pc.offset(sc!(i)), base, vm, d);
            }
        }
    }
    if exact!(iterator, Kind::Generator) {
        record!(pc, d, seen::OTHER);
        (*vm).stack.pc = pc;
        (*vm).stack.base = base;
        tail!(for_iter_generator, pc, base, i, vm, d);
    }
    tail!(for_iter_tuple, pc, base, i, vm, d)
} }

handler! { for_iter_tuple(pc, base, i, vm, d) {
    let iterator = *base.add(b!(pc));
    let class = (*vm).types.tuple_iterator;
    if kind_is!(iterator, Kind::SequenceIterator) && *(iterator as *const u32) == class.root_shape.get().0 {
        let iterator = &*(iterator as *const SequenceIterator);
        let tuple = iterator.sequence.get().bits();
        let index = iterator.index.get();
        // EMPTY once exhausted; an instance of a subclass is as good.
        if tuple != 0 && (index as usize) < (*(tuple as *const Tuple)).len() {
            record!(pc, d, seen::TUPLE);
            iterator.index.set(index + 1);
            *base.add(a!(i)) = *((tuple as usize + 16 + 8 * index as usize) as *const u64);
            if (*vm).stack.breaker != 0 {
                tail!(super::control::take_break_jump, pc, base, i, vm, d);
            }
            go!(pc.offset(sc!(i)), base, vm, d);
        }
    }
    tail!(for_iter_other, pc, base, i, vm, d)
} }

handler! { for_iter_other(pc, base, i, vm, d) {
    let iterator = *base.add(b!(pc));
    // The end of a list or tuple is nothing else; an empty one gives no item to be told by.
    let shape = if kind_is!(iterator, Kind::SequenceIterator) { *(iterator as *const u32) } else { 0 };
    let of_tuples = (*vm).types.tuple_iterator;
    if shape == Kind::SequenceIterator as u32 {
        record!(pc, d, seen::LIST);
    } else if shape == of_tuples.root_shape.get().0 {
        record!(pc, d, seen::TUPLE);
    } else {
        record!(pc, d, seen::OTHER);
        note_iterator(&mut *vm, pc, base, iterator);
    }
    if kind_is!(iterator, Kind::SequenceIterator) && aux!(i) != 1 {
        let item = step_through(&*vm, iterator);
        if item != 0 {
            *base.add(a!(i)) = item;
            if (*vm).stack.breaker != 0 {
                tail!(super::control::take_break_jump, pc, base, i, vm, d);
            }
            go!(pc.offset(sc!(i)), base, vm, d);
        }
    }
    (*vm).stack.pc = pc;
    (*vm).stack.base = base;
    if aux!(i) == 1 {
        tail!(for_iter_unpacked, pc, base, i, vm, d);
    }
    tail!(for_iter_one, pc, base, i, vm, d)
} }

/// The next character of a str or item of a bytes object; 0 at the end, or where it is anything else.
#[inline(never)]
fn step_through(vm: &Vm, iterator: u64) -> u64 {
    let iterator = Value::from_bits(iterator).cast::<SequenceIterator>();
    iterator.and_then(|iterator| vm.step_through(iterator)).map_or(0, Value::bits)
}

/// Notes the shape of the first iterator where it is one of a builtin type, and of an `enumerate` whose pairs are unpacked that
/// of its iterator where it is one of a builtin container; of a `zip` also which of its first iterators are those of tuples, and from bit
/// [`tier::ZIPPED_OTHERS`](crate::tier::ZIPPED_OTHERS) on which are neither those of tuples nor of lists. Combinations of
/// anything but these are noted as a whole.
#[inline(never)]
fn note_iterator(vm: &mut Vm, pc: *mut u64, base: *mut u64, iterator: u64) {
    let code = crate::frame::stack::frame_code(base);
    let feedback = code.feedback(code.index_of(pc));
    if feedback.shape.get() != 0 || feedback.word.get() != 0 {
        return;
    }
    let iterator = Value::from_bits(iterator);
    if let (Some(zipped), Some(header)) = (crate::builtins::iterators::zipped(iterator), iterator.header()) {
        let is_of = |class: Gc<crate::object::type_object::Type>, index: usize| {
            zipped.get(index).header().is_some_and(|header| header.shape() == class.root_shape.get())
        };
        let bit = |index: usize| match () {
            () if is_of(vm.types.tuple_iterator, index) => 1 << index,
            () if is_of(vm.types.list_iterator, index) => 0,
            () => 1 << (index as u32 + crate::tier::ZIPPED_OTHERS),
        };
        let bits = (0..zipped.len().min(crate::tier::ZIPPED_OTHERS as usize)).map(bit).sum();
        feedback.shape.set(header.shape().0);
        feedback.slot.set(bits);
        if bits >> crate::tier::ZIPPED_OTHERS != 0 {
            feedback.word.set(crate::tier::noted(vm, iterator));
        }
        return;
    }
    let enumerated = crate::builtins::iterators::enumerated(iterator);
    if enumerated.is_some() && unsafe { aux!(*pc) } != 1 {
        feedback.word.set(crate::tier::noted(vm, iterator));
        return;
    }
    let inner = enumerated.unwrap_or(iterator);
    let texts = enumerated.is_some()
        && inner.header().is_some_and(|header| crate::tier::is_text_iterator(vm, header.shape().0));
    let walked = [vm.types.list_iterator, vm.types.tuple_iterator].contains(&vm.class_of(inner)) || texts;
    if !walked {
        feedback.word.set(crate::tier::noted(vm, iterator));
    }
    if let Some(header) = inner.header()
        && (matches!(header.kind(), Kind::SequenceIterator | Kind::TableIterator)
            || header.kind() == Kind::Native && enumerated.is_none())
        && !vm.class_of(inner).has(crate::object::type_object::type_flag::HEAP_TYPE)
    {
        feedback.shape.set(header.shape().0);
        let sequence = inner.cast::<SequenceIterator>().and_then(|iterator| iterator.sequence.get().given());
        if let Some((shape, letter)) = sequence.and_then(|sequence| typed_items(vm, sequence))
            && enumerated.is_none()
        {
            feedback.word.set(Value::int_unchecked(shape.into()).bits());
            feedback.slot.set(letter.into());
        }
    }
}

/// What `next_unpacked` did besides raising (0) and being at the end (ABSENT).
pub(super) const STORED: u64 = 1;
pub(super) const NOT_UNPACKED: u64 = 2;

handler! {
    /// Iterators whose tuples need not be made, because the body unpacks them.
    for_iter_unpacked(pc, base, i, vm, d) {
    let iterator = *base.add(b!(pc));
    let body = pc.offset(sc!(i));
    let unpack = *body;
    if unpack as u8 != Op::UnpackSequence as u8 {
        tail!(for_iter_one, pc, base, i, vm, d);
    }
    match next_unpacked(&mut *vm, iterator, base.add(a!(unpack)), c!(unpack)) {
        0 => tail!(throw, pc, base, i, vm, d),
        STORED => {
            if (*vm).stack.breaker != 0 {
                tail!(break_then_body, pc, base, i, vm, d);
            }
            go!(body.add(1), base, vm, d)
        }
        NOT_UNPACKED => tail!(for_iter_one, pc, base, i, vm, d),
        _ => go!(pc.add(1), base, vm, d),
    }
} }

handler! {
    /// Sees to what is pending, then goes on behind the `unpack_sequence` that the body begins with.
    #[cold]
    break_then_body(pc, base, i, vm, d) {
        if !super::control::handle_breaker(&mut *vm) {
            tail!(throw, pc, base, i, vm, d);
        }
        go!(pc.offset(sc!(i) + 1), base, vm, d)
    }
}

#[inline(never)]
pub(super) fn next_unpacked(vm: &mut Vm, iterator: u64, to: *mut u64, count: usize) -> u64 {
    let iterator = Value::from_bits(iterator);
    match count {
        1 => next_into::<1>(vm, iterator, to),
        2 => next_into::<2>(vm, iterator, to),
        3 => next_into::<3>(vm, iterator, to),
        4 => next_into::<4>(vm, iterator, to),
        _ => NOT_UNPACKED,
    }
}

#[inline(always)]
fn next_into<const COUNT: usize>(vm: &mut Vm, iterator: Value, to: *mut u64) -> u64 {
    // The registers may be variables, which keep their values if an iterator raises or ends.
    let mut items = [Value::EMPTY; COUNT];
    match crate::builtins::iterators::next_items(vm, iterator, &mut items) {
        Ok(Unpacked::Items) => {
            for (index, item) in items.into_iter().enumerate() {
                crate::frame::stack::set_register(to, index, item);
            }
            STORED
        }
        Ok(Unpacked::End) => Value::ABSENT.bits(),
        Ok(Unpacked::Other) => NOT_UNPACKED,
        Err(_) => 0,
    }
}

handler! { for_iter_one(pc, base, i, vm, d) {
    let iterator = *base.add(b!(pc));
    let value = next_work(&mut *vm, iterator);
    if value == Value::ABSENT.bits() {
        go!(pc.add(1), base, vm, d);
    }
    if value == 0 {
        tail!(throw, pc, base, i, vm, d);
    }
    *base.add(a!(i)) = value;
    if (*vm).stack.breaker != 0 {
        tail!(super::control::take_break_jump, pc, base, i, vm, d);
    }
    go!(pc.offset(sc!(i)), base, vm, d)
} }

/// The next item; ABSENT at the end, 0 for an exception.
#[inline(never)]
pub(super) fn next_work(vm: &mut Vm, iterator: u64) -> u64 {
    match vm.next(Value::from_bits(iterator)) {
        Ok(Some(value)) => value.bits(),
        Ok(None) => Value::ABSENT.bits(),
        Err(_) => 0,
    }
}

handler! { for_iter_generator(pc, base, i, vm, d) {
    let generator = *base.add(b!(pc));
    match resume(&mut *vm, pc, base, generator) {
        1 => tail!(super::generator::resume_prepared, pc, base, i, vm, d),
        0 => tail!(throw, pc, base, i, vm, d),
        _ => go!(pc.add(1), base, vm, d),
    }
} }

#[inline(never)]
fn resume(vm: &mut Vm, pc: *mut u64, base: *mut u64, generator: u64) -> u64 {
    let generator: Gc<Generator> = Value::from_bits(generator).cast().expect("a generator by its shape");
    super::generator::for_iter_generator(vm, pc, base, generator)
}

handler! { get_item(pc, base, i, vm, d) {
    let (container, index) = (*base.add(b!(pc)), Value::from_bits(*base.add(c!(i))));
    if exact!(container, Kind::List) && index.is_small_int() {
        let list = &*(container as *const List);
        let (len, mut at) = (list.len() as i64, index.int_payload());
        if at < 0 {
            at += len;
        }
        if (at as u64) < len as u64 {
            *base.add(a!(i)) = list.get_unchecked(at as usize).bits();
            go!(pc.add(1), base, vm, d);
        }
        tail!(get_item_slow, pc, base, i, vm, d);
    }
    tail!(get_item_keyed, pc, base, i, vm, d)
} }

handler! {
    /// Items of dicts and tuples.
    get_item_keyed(pc, base, i, vm, d) {
    let (container, key) = (*base.add(b!(pc)), *base.add(c!(i)));
    if exact!(container, Kind::Tuple) && Value::from_bits(key).is_small_int() {
        let len = (*(container as *const Tuple)).len() as i64;
        let mut at = Value::from_bits(key).int_payload();
        if at < 0 {
            at += len;
        }
        if (at as u64) < len as u64 {
            record!(pc, d, seen::TUPLE);
            *base.add(a!(i)) = *((container as usize + 16 + 8 * at as usize) as *const u64);
            go!(pc.add(1), base, vm, d);
        }
    }
    record!(pc, d, seen::OTHER);
    if exact!(container, Kind::Dict) {
        record!(pc, d, seen::DICT);
        let value = dict_item(&mut *vm, container, key);
        if value != 0 {
            *base.add(a!(i)) = value;
            go!(pc.add(1), base, vm, d);
        }
    } else if exact!(container, Kind::Str) {
        record!(pc, d, seen::TEXT);
        let value = str_item(&mut *vm, container, Value::from_bits(key));
        if value != 0 {
            *base.add(a!(i)) = value;
            go!(pc.add(1), base, vm, d);
        }
    } else {
        record!(pc, d, seen::OBJECT);
        if kind_is!(container, Kind::Dict) {
            note_derived_dict(&*vm, pc, base, container);
        }
        if kind_is!(container, Kind::Native) || kind_is!(container, Kind::Bytes) {
            note_items(&*vm, pc, base, container);
        }
    }
    tail!(get_item_slow, pc, base, i, vm, d)
} }

/// In the feedback of an item read from dicts of a derived class of one shape, which is noted too.
pub(crate) const DERIVED_DICT: u16 = 64;
/// The same of several shapes.
const DERIVED_DICTS: u16 = 65;

/// Records the shape of a dict of a derived class.
#[inline(never)]
fn note_derived_dict(vm: &Vm, pc: *mut u64, base: *mut u64, dict: u64) {
    let code = crate::frame::stack::frame_code(base);
    let feedback = code.feedback(code.index_of(pc));
    let Some(header) = Value::from_bits(dict).header() else { return };
    let shape = header.shape().0;
    if feedback.word.get() != 0 || feedback.slot.get() == DERIVED_DICTS {
        return;
    }
    let known = feedback.shape.get();
    if known == 0 && !vm.shape_of(header).dict_mode {
        feedback.shape.set(shape);
        feedback.slot.set(DERIVED_DICT);
    } else if known != shape {
        feedback.slot.set(DERIVED_DICTS);
    }
}

/// A character of a str that is one of those that are shared; 0 for others and other keys.
#[inline(never)]
fn str_item(vm: &mut Vm, s: u64, key: Value) -> u64 {
    let (Some(s), Some(n)) = (Value::from_bits(s).cast::<Str>(), key.as_small_int()) else { return 0 };
    let at = if n < 0 { n + s.len() as i64 } else { n };
    if at < 0 || at >= s.len() as i64 {
        return 0;
    }
    vm.single_chars.get(s.char_at(at as usize) as usize).map_or(0, |s| s.word())
}

/// The item of a dict if it can be found without running Python; 0 if it cannot, or is not there.
#[inline(never)]
fn dict_item(vm: &mut Vm, dict: u64, key: u64) -> u64 {
    let (key, dict) = (Value::from_bits(key), Value::from_bits(dict));
    let Some(dict) = dict.cast::<Dict>() else { return 0 };
    let Some(hash) = vm.plain_hash(key) else { return 0 };
    match dict.table().find_plain(vm, hash, key) {
        Plain::Found(entry) => dict.entry_value(entry).bits(),
        Plain::Missing | Plain::Unsure => 0,
    }
}

pub(super) fn get_item_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    word(item(vm, o.b(), o.c()))
}
value_op!(get_item_any, get_item_work);

handler! { get_item_slow(pc, base, i, vm, d) {
    let (container, key) = (*base.add(b!(pc)), *base.add(c!(i)));
    if kind_is!(container, Kind::Instance)
        && enter_item(&mut *vm, pc, base, container, Value::from_bits(key)) == ENTERED
    {
        tail!(enter_prepared, pc, base, i, vm, d);
    }
    tail!(get_item_any, pc, base, i, vm, d)
} }

/// `container[key]` by `__getitem__` in Python, which is called by the operation itself. Inlined, its array would keep the
/// handler's frame from going before the next handler runs.
#[inline(never)]
fn enter_item(vm: &mut Vm, pc: *mut u64, base: *mut u64, container: u64, key: Value) -> u64 {
    enter_direct(vm, pc, base, Special::GetItem, &[Value::from_bits(container), key])
}

fn item(vm: &mut Vm, container: Value, key: Value) -> PyResult<Value> {
    match crate::builtins::fast_get_item(vm, container, key) {
        Some(result) => result,
        None => vm.get_item(container, key),
    }
}

handler! { get_item_int(pc, base, i, vm, d) {
    let container = *base.add(b!(pc));
    let mut at = sc!(i) as i64;
    if exact!(container, Kind::List) {
        let list = &*(container as *const List);
        let len = list.len() as i64;
        if at < 0 {
            at += len;
        }
        if (at as u64) < len as u64 {
            *base.add(a!(i)) = list.get_unchecked(at as usize).bits();
            go!(pc.add(1), base, vm, d);
        }
    } else if exact!(container, Kind::Tuple) {
        let tuple = &*(container as *const Tuple);
        let len = tuple.len() as i64;
        if at < 0 {
            at += len;
        }
        if (at as u64) < len as u64 {
            record!(pc, d, seen::TUPLE);
            *base.add(a!(i)) = *((container as usize + 16 + 8 * at as usize) as *const u64);
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(get_item_int_str, pc, base, i, vm, d)
} }

handler! { get_item_int_str(pc, base, i, vm, d) {
    let container = *base.add(b!(pc));
    if exact!(container, Kind::Str) {
        record!(pc, d, seen::OTHER | seen::TEXT);
        let value = str_item(&mut *vm, container, Value::int_unchecked(sc!(i) as i64));
        if value != 0 {
            *base.add(a!(i)) = value;
            go!(pc.add(1), base, vm, d);
        }
    }
    record!(pc, d, seen::OTHER | if exact!(container, Kind::Str) { seen::TEXT } else { seen::OBJECT });
    if kind_is!(container, Kind::Native) || kind_is!(container, Kind::Bytes) {
        note_items(&*vm, pc, base, container);
    }
    tail!(get_item_int_slow, pc, base, i, vm, d)
} }

pub(super) fn get_item_int_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    word(item(vm, o.b(), Value::int_unchecked(i64::from(o.c_field() as u16 as i16))))
}
value_op!(get_item_int_any, get_item_int_work);

handler! { get_item_int_slow(pc, base, i, vm, d) {
    let (container, key) = (*base.add(b!(pc)), Value::int_unchecked(sc!(i) as i64));
    if kind_is!(container, Kind::Instance)
        && enter_item(&mut *vm, pc, base, container, key) == ENTERED
    {
        tail!(enter_prepared, pc, base, i, vm, d);
    }
    tail!(get_item_int_any, pc, base, i, vm, d)
} }

handler! { set_item(pc, base, i, vm, d) {
    let (container, index) = (*base.add(a!(i)), Value::from_bits(*base.add(b!(pc))));
    if exact!(container, Kind::List) && index.is_small_int() {
        let list = &*(container as *const List);
        let (len, mut at) = (list.len() as i64, index.int_payload());
        if at < 0 {
            at += len;
        }
        if (at as u64) < len as u64 {
            let value = Value::from_bits(*base.add(c!(i)));
            if list.takes(value) {
                list.store(at as usize, value);
                go!(pc.add(1), base, vm, d);
            }
            tail!(set_item_logged, pc, base, i, vm, d);
        }
        tail!(set_item_slow, pc, base, i, vm, d);
    }
    tail!(set_item_keyed, pc, base, i, vm, d)
} }

handler! {
    /// A store of a reference into a list of the old generation, at an index that is in range.
    set_item_logged(pc, base, i, vm, d) {
        store_logged(&mut *vm, *base.add(a!(i)), *base.add(b!(pc)), *base.add(c!(i)));
        go!(pc.add(1), base, vm, d)
    }
}

#[inline(never)]
fn store_logged(vm: &mut Vm, list: u64, index: u64, value: u64) {
    let list: Gc<List> = Value::from_bits(list).cast().expect("a list by its shape");
    let index = Value::from_bits(index).int_payload();
    let at = if index < 0 { index + list.len() as i64 } else { index };
    list.set(vm, at as usize, Value::from_bits(value));
}

handler! { set_item_keyed(pc, base, i, vm, d) {
    let container = *base.add(a!(i));
    record!(pc, d, seen::OTHER | if exact!(container, Kind::Dict) { seen::DICT } else { seen::OBJECT });
    if exact!(container, Kind::Dict) {
        (*vm).stack.pc = pc;
        (*vm).stack.base = base;
        if set_dict_item(&mut *vm, container, *base.add(b!(pc)), *base.add(c!(i))) == 0 {
            tail!(throw, pc, base, i, vm, d);
        }
        go!(pc.add(1), base, vm, d);
    }
    if kind_is!(container, Kind::Native) {
        note_items(&*vm, pc, base, container);
    }
    tail!(set_item_slow, pc, base, i, vm, d)
} }

/// Notes the shape and type code of the first object whose items compiled code could handle itself.
#[inline(never)]
fn note_items(vm: &Vm, pc: *mut u64, base: *mut u64, container: u64) {
    let code = crate::frame::stack::frame_code(base);
    let feedback = code.feedback(code.index_of(pc));
    if feedback.shape.get() != 0 {
        return;
    }
    if let Some((shape, letter)) = typed_items(vm, Value::from_bits(container)) {
        feedback.shape.set(shape);
        feedback.slot.set(letter.into());
    }
}

/// Shape and type code of an object of exactly a builtin type with typed items.
fn typed_items(vm: &Vm, container: Value) -> Option<(u32, u8)> {
    let items = vm.class_of(container).spec.get()?.items?;
    Some((container.header()?.shape().0, items.read.of(container)?))
}

#[inline(never)]
fn set_dict_item(vm: &mut Vm, dict: u64, key: u64, value: u64) -> u64 {
    let dict: Gc<Dict> = Value::from_bits(dict).cast().expect("a dict by its shape");
    done(dict.set(vm, Value::from_bits(key), Value::from_bits(value)))
}

pub(super) fn set_item_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (container, key, value) = (o.a(), o.b(), o.c());
    done(match crate::builtins::fast_set_item(vm, container, key, value) {
        Some(result) => result,
        None => vm.set_item(container, key, value),
    })
}
unit_op!(set_item_any, set_item_work);

handler! { set_item_slow(pc, base, i, vm, d) {
    if kind_is!(*base.add(a!(i)), Kind::Instance) && enter_set_item(&mut *vm, pc, base, i) == ENTERED {
        tail!(enter_prepared, pc, base, i, vm, d);
    }
    tail!(set_item_any, pc, base, i, vm, d)
} }

#[inline(never)]
fn enter_set_item(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    enter_special(vm, pc, base, Special::SetItem, Task::demanding(Demand::Nothing), &[o.a(), o.b(), o.c()])
}

pub(super) fn delete_item_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    done(vm.delete_item(o.a(), o.b()))
}
unit_op!(delete_item_any, delete_item_work);

handler! { delete_item(pc, base, i, vm, d) {
    if kind_is!(*base.add(a!(i)), Kind::Instance) && enter_delete_item(&mut *vm, pc, base, i) == ENTERED {
        tail!(enter_prepared, pc, base, i, vm, d);
    }
    tail!(delete_item_any, pc, base, i, vm, d)
} }

#[inline(never)]
fn enter_delete_item(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    enter_special(vm, pc, base, Special::DelItem, Task::demanding(Demand::Nothing), &[o.a(), o.b()])
}

pub(super) fn get_slice_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (start, stop) = (o.c(), o.register(o.c_field() + 1));
    if let Some(result) = crate::builtins::fast_get_slice(vm, o.b(), start, stop) {
        return word(result);
    }
    word(match vm.slice(start, stop, Value::NONE) {
        Ok(slice) => vm.get_item(o.b(), slice.value()),
        Err(raised) => Err(raised),
    })
}
value_op!(get_slice, get_slice_work);

pub(super) fn set_slice_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (start, stop) = (o.b(), o.register(o.b_field() + 1));
    if let Some(result) = crate::builtins::fast_set_slice(vm, o.a(), start, stop, o.c()) {
        return done(result);
    }
    done(match vm.slice(start, stop, Value::NONE) {
        Ok(slice) => vm.set_item(o.a(), slice.value(), o.c()),
        Err(raised) => Err(raised),
    })
}
unit_op!(set_slice, set_slice_work);

handler! { unpack_sequence(pc, base, i, vm, d) {
    let source = *base.add(b!(pc));
    if exact!(source, Kind::Tuple) {
        let tuple = &*(source as *const Tuple);
        let count = c!(i);
        let feedback = &*((pc as usize).wrapping_mul(2).wrapping_add(d) as *const crate::object::code::Feedback);
        if feedback.seen.get() != 0 {
            // Tuples alone are not recorded.
            record!(pc, d, seen::TUPLE);
        }
        if tuple.len() == count {
            if count == 2 {
                let items = (source as usize + 16) as *const u64;
                let to = base.add(a!(i));
                (*to, *to.add(1)) = (*items, *items.add(1));
                go!(pc.add(1), base, vm, d);
            }
            let mut index = 0;
            while index < count {
                *base.add(a!(i) + index) = *((source as usize + 16 + 8 * index) as *const u64);
                index += 1;
            }
            go!(pc.add(1), base, vm, d);
        }
    }
    record!(pc, d, if exact!(source, Kind::List) { seen::LIST } else { seen::OTHER });
    tail!(unpack_slow, pc, base, i, vm, d)
} }

pub(super) fn unpack_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    done(unpack(vm, o, o.b(), o.c_field()))
}
unit_op!(unpack_slow, unpack_work);

fn cannot_unpack(vm: &mut Vm, source: Value) -> PyResult<Value> {
    let iterable = vm.special_of(source, crate::object::Special::Iter).is_some_and(|method| !method.is_none())
        || vm.special_of(source, crate::object::Special::GetItem).is_some();
    if !iterable {
        let message = format!("cannot unpack non-iterable {} object", vm.type_name(source));
        return Err(vm.type_error(&message));
    }
    vm.iter(source)
}

/// Whether an object of a class derived from tuple is gone through as a tuple is.
fn iterates_as_tuple(vm: &mut Vm, value: Value) -> bool {
    let (iter, class) = (vm.special_of(value, crate::object::Special::Iter), vm.types.tuple);
    iter.is_some() && iter == vm.special(class, crate::object::Special::Iter)
}

#[cold]
fn too_many(vm: &mut Vm, expected: usize) -> Raised {
    let start = Piece::Text("too many values to unpack (expected ");
    vm.raise_pieces(Exc::ValueError, &[start, Piece::Count(expected), Piece::Text(")")])
}

#[cold]
fn too_few(vm: &mut Vm, start: &str, expected: usize, found: usize) -> Raised {
    let (start, end) = (Piece::Text(start), Piece::Text(")"));
    let parts = [start, Piece::Count(expected), Piece::Text(", got "), Piece::Count(found), end];
    vm.raise_pieces(Exc::ValueError, &parts)
}

fn unpack(vm: &mut Vm, o: Operands, source: Value, count: usize) -> PyResult<()> {
    let exact_len = match (source.cast::<List>(), source.cast::<Tuple>()) {
        (Some(list), _) if vm.class_of(source) == vm.types.list => Some(list.len()),
        (_, Some(tuple)) if vm.class_of(source) == vm.types.tuple || iterates_as_tuple(vm, source) => Some(tuple.len()),
        _ => None,
    };
    if exact_len.is_some_and(|len| len > count) {
        return Err(too_many(vm, count));
    }
    if let (Some(_), Some(list)) = (exact_len, source.cast::<List>())
        && list.len() == count
    {
        for (index, &value) in list.items().iter().enumerate() {
            o.set(o.a_field() + index, value);
        }
        return Ok(());
    }
    if let (Some(_), Some(tuple)) = (exact_len, source.cast::<Tuple>())
        && tuple.len() == count
    {
        for (index, &value) in tuple.items().iter().enumerate() {
            o.set(o.a_field() + index, value);
        }
        return Ok(());
    }
    let iterator = cannot_unpack(vm, source)?;
    // The registers may be variables, which keep their values if there are too few or too many items.
    let values = vm.tuple_with_len(count)?;
    for index in 0..count {
        match vm.next(iterator)? {
            Some(value) => values.init(vm, index, value),
            None => {
                return Err(too_few(vm, "not enough values to unpack (expected ", count, index));
            }
        }
    }
    if vm.next(iterator)?.is_some() {
        return Err(too_many(vm, count));
    }
    for (index, &value) in values.items().iter().enumerate() {
        o.set(o.a_field() + index, value);
    }
    Ok(())
}

pub(super) fn unpack_ex_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    done(unpack_starred(vm, o, o.b(), usize::from(o.aux()), o.c_field()))
}
unit_op!(unpack_ex, unpack_ex_work);

fn unpack_starred(vm: &mut Vm, o: Operands, source: Value, before: usize, after: usize) -> PyResult<()> {
    let iterator = cannot_unpack(vm, source)?;
    let list = vm.collect_list(iterator)?;
    let len = list.len();
    if len < before + after {
        let least = before + after;
        return Err(too_few(vm, "not enough values to unpack (expected at least ", least, len));
    }
    let rest = vm.list(&list.items()[before..len - after])?;
    for index in 0..before {
        o.set(o.a_field() + index, list.items()[index]);
    }
    o.set(o.a_field() + before, rest.value());
    for index in 0..after {
        o.set(o.a_field() + before + 1 + index, list.items()[len - after + index]);
    }
    Ok(())
}
