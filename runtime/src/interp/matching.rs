//! What the patterns of `match` ask of their subjects.

use super::{Operands, a, done, go, handler, tail, unit_op, value_op, word};
use crate::builtins::type_type;
use crate::frame::stack::frame_code;
use crate::heap::Gc;
use crate::object::Special;
use crate::object::array::Array;
use crate::object::code::{Code, Feedback};
use crate::object::dict::Dict;
use crate::object::header::{Kind, ShapeId};
use crate::object::instance::Instance;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::{INT_TAG, Value};
use crate::vm::{PyResult, Vm};

/// Patterns that go by a flag of the subject's class.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Pattern {
    /// `[…]`
    Sequence,
    /// `{…}`
    Mapping,
}

impl Pattern {
    /// The flag of [`type_flag`].
    pub(crate) fn flag(self) -> u32 {
        match self {
            Pattern::Sequence => type_flag::SEQUENCE,
            Pattern::Mapping => type_flag::MAPPING,
        }
    }
}

/// Shapes of subjects that a pattern remembers.
const SHAPES: usize = 8;

pub(super) fn match_mapping_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    word(Ok(matches_flag(vm, pc, base, i, Pattern::Mapping)))
}
value_op!(match_mapping, match_mapping_work);

pub(super) fn match_sequence_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    word(Ok(matches_flag(vm, pc, base, i, Pattern::Sequence)))
}
value_op!(match_sequence, match_sequence_work);

fn matches_flag(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64, pattern: Pattern) -> Value {
    let subject = Operands::new(base, i).b();
    let matches = vm.class_of(subject).has(pattern.flag());
    if let Some(header) = subject.header().filter(|_| matches) {
        note_shape(vm, pc, base, header.shape());
    }
    Value::bool(matches)
}

pub(super) fn match_class_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (a, total) = (o.a_field(), usize::from(o.aux()));
    let matched = match_class_of(vm, o, a + 1, total);
    if let Ok(matched) = matched {
        o.set(a, Value::bool(matched));
        if !matched {
            (a + 1..=a + total).for_each(|register| o.set(register, Value::NONE));
        } else if let Some(header) = o.b().header().filter(|_| total > 0) {
            note_shape(vm, pc, base, header.shape());
        }
    }
    done(matched.map(|_| ()))
}
unit_op!(match_class, match_class_work);

/// Remembers the shape of a subject that matched: the first in the feedback itself, several in an array.
fn note_shape(vm: &mut Vm, pc: *mut u64, base: *mut u64, shape: ShapeId) {
    let code = frame_code(base);
    let feedback: &Feedback = code.feedback(code.index_of(pc));
    if feedback.shape.get() == shape.0 {
        return;
    }
    if feedback.shape.get() == 0 {
        feedback.shape.set(shape.0);
        return;
    }
    let entry = Value::from_bits(INT_TAG | u64::from(shape.0));
    let known = Value::from_bits(feedback.word.get()).cast::<Array>();
    let Some(others) = known.or_else(|| new_list(vm, code, pc)) else { return };
    for at in 0..SHAPES - 1 {
        let other = others.get(at);
        if other == entry {
            return;
        }
        if other == Value::EMPTY {
            return others.set(vm, at, entry);
        }
    }
}

fn new_list(vm: &mut Vm, code: Gc<Code>, pc: *mut u64) -> Option<Gc<Array>> {
    let others = Array::new(vm, SHAPES - 1).ok()?;
    code.feedback(code.index_of(pc)).word.set(others.word());
    vm.barrier(code.header());
    Some(others)
}

/// The shapes of subjects that have matched at an instruction.
pub(crate) fn shapes_matched(feedback: &Feedback) -> Vec<u32> {
    let first = Some(feedback.shape.get()).filter(|&shape| shape != 0);
    let others = Value::from_bits(feedback.word.get()).cast::<Array>();
    let others = others.into_iter().flat_map(|list| (0..SHAPES - 1).map(move |at| list.get(at)));
    first.into_iter().chain(others.filter(|&other| other != Value::EMPTY).map(|other| other.bits() as u32)).collect()
}

/// What a class says of positional sub-patterns.
#[derive(Clone, Copy)]
enum Positional {
    /// They are for attributes with these names.
    Named(Gc<Tuple>),
    /// The only one is for the subject itself.
    Subject,
    /// There may be none.
    None,
}

impl Positional {
    fn allowed(self) -> usize {
        match self {
            Positional::Named(names) => names.len(),
            Positional::Subject => 1,
            Positional::None => 0,
        }
    }
}

/// Whether `R[B]` is an instance of class `R[C]` that has what the sub-patterns ask for, which goes to the `total` registers from
/// `first` on.
fn match_class_of(vm: &mut Vm, o: Operands, first: usize, total: usize) -> PyResult<bool> {
    let (subject, class) = (o.b(), o.c());
    let keywords = o.register(o.c_field() + 1).cast::<Tuple>().expect("keyword patterns' names are a tuple");
    let positional = total.saturating_sub(keywords.len());
    let Some(class_object) = class.cast::<Type>() else {
        return Err(vm.type_error("called match pattern must be a class"));
    };
    let plain = vm.plain_is_instance(subject, class);
    let is_instance = if let Some(is_instance) = plain { is_instance } else { vm.isinstance(subject, class)? };
    if !is_instance || total == 0 {
        return Ok(is_instance);
    }
    let mut names = Positional::None;
    if positional > 0 {
        names = positional_names(vm, class_object)?;
        let allowed = names.allowed();
        if positional > allowed {
            let plural = if allowed == 1 { "" } else { "s" };
            let message = format!(
                "{}() accepts {allowed} positional sub-pattern{plural} ({positional} given)",
                class_object.name_text()
            );
            return Err(vm.type_error(&message));
        }
    }
    for index in 0..total {
        let name = match names {
            _ if index >= positional => keywords.get(index - positional),
            Positional::Named(names) => names.get(index),
            Positional::Subject | Positional::None => {
                o.set(first + index, subject);
                continue;
            }
        };
        let Some(name) = name.cast::<Str>() else {
            let message = format!("__match_args__ elements must be strings (got {})", vm.type_name(name));
            return Err(vm.type_error(&message));
        };
        if let Positional::Named(names) = names
            && (0..index.min(positional)).any(|before| names.get(before).cast::<Str>().is_some_and(|n| n.equals(&name)))
        {
            let name = vm.repr_text(name.value())?;
            let message = format!("{}() got multiple sub-patterns for attribute {name}", class_object.name_text());
            return Err(vm.type_error(&message));
        }
        let known = vm.known_value(subject, name)?;
        let value = if known.is_some() { known } else { vm.get_attr_opt(subject, name)? };
        let Some(value) = value else { return Ok(false) };
        o.set(first + index, value);
    }
    Ok(true)
}

/// What `class.__match_args__` is, if that is an attribute of the class and its bases as it is; none if more is to be asked.
fn plain_match_args(vm: &mut Vm, class: Gc<Type>) -> Option<Option<Value>> {
    let (metaclass, name) = (vm.class_of(class.value()), vm.names.special(Special::MatchArgs));
    let getattribute = vm.special(metaclass, Special::GetAttribute);
    let usual = super::shape_cache::is_native(getattribute, type_type::getattribute);
    if !usual || vm.lookup(metaclass, name).is_some() || vm.special(metaclass, Special::GetAttr).is_some() {
        return None;
    }
    let found = vm.lookup(class, name);
    found.is_none_or(|found| found.is::<Tuple>()).then_some(found)
}

fn positional_names(vm: &mut Vm, class: Gc<Type>) -> PyResult<Positional> {
    let found = match plain_match_args(vm, class) {
        Some(found) => found,
        None => {
            let name = vm.names.special(Special::MatchArgs);
            vm.get_attr_opt(class.value(), name)?
        }
    };
    let Some(found) = found else {
        return Ok(if class.has(type_flag::MATCH_SELF) { Positional::Subject } else { Positional::None });
    };
    match found.cast::<Tuple>() {
        Some(names) => Ok(Positional::Named(names)),
        None => {
            let message = format!("{}.__match_args__ must be a tuple (got {})", class.name_text(), vm.type_name(found));
            Err(vm.type_error(&message))
        }
    }
}

impl Vm {
    /// The attributes that a class pattern with `positional` sub-patterns asks an instance for, as names, before those of its
    /// keywords; no name for the subject itself. None where it is not for certain, or an error.
    pub(crate) fn names_of_pattern(&mut self, class: Gc<Type>, positional: usize) -> Option<Vec<Option<Gc<Str>>>> {
        if positional == 0 {
            return Some(Vec::new());
        }
        let found = plain_match_args(self, class)?;
        let metaclass = self.class_of(class.value());
        let name = self.names.special(Special::MatchArgs);
        self.rely_on(class, name);
        self.rely_on(metaclass, name);
        let Some(found) = found else {
            return (positional == 1 && class.has(type_flag::MATCH_SELF)).then(|| vec![None]);
        };
        let names = found.cast::<Tuple>().filter(|names| names.len() >= positional)?;
        names.items()[..positional].iter().map(|name| Some(name.cast::<Str>())).collect()
    }

    /// Where instances of a shape have an attribute, if that is in themselves: a byte offset, or that of the reference to the
    /// overflow array and an index.
    pub(crate) fn place_of_load(&mut self, shape: ShapeId, name: Gc<Str>) -> Option<(usize, Option<usize>)> {
        let (class, attrs, in_dict) = {
            let known = self.shapes.get(shape);
            (known.class, usize::from(known.attrs), known.dict_mode)
        };
        let getattribute = self.special(class, Special::GetAttribute);
        let plain = super::shape_cache::is_native(getattribute, crate::builtins::object::getattribute);
        if in_dict || !plain || class.layout.get().kind != Kind::Instance || !name.is_interned() {
            return None;
        }
        let slot = match self.lookup(class, name) {
            Some(found) if self.is_data_descriptor(found) => self.declared_slot(class, found)?,
            _ => self.shapes.get(shape).slot(name)?,
        };
        self.rely_on(class, name);
        let (slot, start) = (usize::from(slot), size_of::<Instance>());
        Some(if slot + 1 < attrs { (start + 8 * (slot + 1), None) } else { (start, Some(slot + 1 - attrs)) })
    }
}

pub(super) fn match_keys_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (a, count) = (o.a_field(), usize::from(o.aux()));
    let matched = match_keys_of(vm, o, a + 1, count);
    if let Ok(matched) = matched {
        o.set(a, Value::bool(matched));
        if !matched {
            (a + 1..=a + count).for_each(|register| o.set(register, Value::NONE));
        }
    }
    done(matched.map(|_| ()))
}
unit_op!(match_keys, match_keys_work);

/// Whether mapping `R[B]` has all keys in tuple `R[C]`, whose values go to the `count` registers from `first` on.
fn match_keys_of(vm: &mut Vm, o: Operands, first: usize, count: usize) -> PyResult<bool> {
    let subject = o.b();
    let keys = o.c().cast::<Tuple>().expect("mapping patterns' keys are a tuple");
    let exact = subject.cast::<Dict>().filter(|_| vm.class_of(subject) == vm.types.dict);
    let len = if let Some(dict) = exact { dict.len() } else { vm.len(subject)? };
    if len < count {
        return Ok(false);
    }
    // `get` with a sentinel does not run `__missing__`.
    let mut general = None;
    for index in 0..count {
        let key = keys.get(index);
        if is_repeated(vm, keys, index)? {
            let key = vm.repr_text(key)?;
            return Err(vm.value_error(&format!("mapping pattern checks duplicate key ({key})")));
        }
        let value = match exact {
            Some(dict) => dict.get(vm, key)?,
            None => {
                let (get, sentinel) = match general {
                    Some(parts) => parts,
                    None => (vm.get_attr_text(subject, "get")?, vm.instance(vm.types.object)?.value()),
                };
                general = Some((get, sentinel));
                Some(vm.call(get, &[key, sentinel])?).filter(|&value| value != sentinel)
            }
        };
        let Some(value) = value else { return Ok(false) };
        o.set(first + index, value);
    }
    Ok(true)
}

/// Whether a key is equal to one before it.
fn is_repeated(vm: &mut Vm, keys: Gc<Tuple>, index: usize) -> PyResult<bool> {
    let key = keys.get(index);
    let text = key.cast::<Str>();
    for before in 0..index {
        let other = keys.get(before);
        let same = match (text, other.cast::<Str>()) {
            (Some(text), Some(other)) => text.equals(&other),
            _ => vm.hash(key)? == vm.hash(other)? && vm.equal(key, other)?,
        };
        if same {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn copy_dict_without_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (subject, keys) = (o.b(), o.c().cast::<Tuple>().expect("mapping patterns' keys are a tuple"));
    let copy = |vm: &mut Vm| {
        let dict = vm.dict()?;
        crate::builtins::dict::update(vm, dict, subject)?;
        for index in 0..keys.len() {
            dict.remove(vm, keys.get(index))?;
        }
        Ok(dict.value())
    };
    word(copy(vm))
}
value_op!(copy_dict_without, copy_dict_without_work);

pub(super) fn get_len_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let value = Operands::new(base, i).b();
    word(vm.len(value).map(Value::len))
}
value_op!(get_len, get_len_work);
