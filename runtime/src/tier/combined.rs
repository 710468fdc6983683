//! Iterators that are combined of others, as loops met them first: what an `enumerate`, `zip`, `map` or `filter` takes items of.

use super::{CodeAt, SeenItems, typed_items_of};
use crate::builtins::iterators::{combined, combining_class, combining_function};
use crate::heap::Gc;
use crate::object::code::Code;
use crate::value::Value;
use crate::vm::Vm;

/// What an iterator of a builtin type is over, or how it combines others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Source {
    /// None of these.
    Other,
    /// A list.
    List,
    /// A tuple.
    Tuple,
    /// A range.
    Range,
    /// A str of any characters.
    Text,
    /// A str of ASCII characters.
    AsciiText,
    /// Bytes.
    Bytes,
    /// A bytearray.
    ByteArray,
    /// The keys of a dict.
    Keys,
    /// The values of a dict.
    Values,
    /// The items of a dict.
    Items,
    /// The elements of a set.
    Elements,
    /// One iterator.
    Enumerate,
    /// So many iterators.
    Zip(u8),
    /// A function and so many iterators.
    Map(u8),
    /// A function, which may be None, and an iterator.
    Filter,
}

/// Sources over one thing, by the numbers that stand for them.
const PLAIN: [Source; 12] = [
    Source::Other,
    Source::List,
    Source::Tuple,
    Source::Range,
    Source::Text,
    Source::AsciiText,
    Source::Bytes,
    Source::ByteArray,
    Source::Keys,
    Source::Values,
    Source::Items,
    Source::Elements,
];
/// Sources that combine others, with numbers that follow.
const COMBINING: [Source; 9] = [
    Source::Enumerate,
    Source::Zip(1),
    Source::Zip(2),
    Source::Zip(3),
    Source::Zip(4),
    Source::Map(1),
    Source::Map(2),
    Source::Map(3),
    Source::Filter,
];
/// Bits of such a number.
const BITS: u32 = 5;
/// So many numbers fit a feedback's word.
const MOST: u32 = 8;
/// So deep in each other are combinations that are told of.
const DEEPEST: usize = 3;
/// Tells such a word from the shape of what has typed items.
const MARK: i64 = 1 << 45;

impl Source {
    /// How many iterators it combines.
    pub fn combines(self) -> usize {
        match self {
            Source::Enumerate | Source::Filter => 1,
            Source::Zip(count) | Source::Map(count) => count.into(),
            _ => 0,
        }
    }
}

/// A combination: what it is, followed by the same of each iterator in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Combination(Vec<Source>);

impl Combination {
    /// What it is.
    pub fn source(&self) -> Source {
        self.0.first().copied().unwrap_or(Source::Other)
    }

    /// The iterators that it combines.
    pub fn parts(&self) -> Vec<Combination> {
        let (mut parts, mut at) = (Vec::new(), 1);
        for _ in 0..self.source().combines() {
            let (start, mut open) = (at, 1);
            while open > 0 && at < self.0.len() {
                open = open - 1 + self.0[at].combines();
                at += 1;
            }
            parts.push(Combination(self.0[start..at].to_vec()));
        }
        parts
    }
}

/// The combination that a call always has made.
pub fn combination_made(code: Gc<Code>, index: usize) -> Option<Combination> {
    let slot = code.feedback(index).slot.get();
    if slot == crate::interp::called::COMBINING { combination_seen(code, index) } else { None }
}

/// The combination that a `for` instruction met first, if it is not left to other feedback.
pub fn combination_seen(code: Gc<Code>, index: usize) -> Option<Combination> {
    let word = Value::from_bits(code.feedback(index).word.get()).as_small_int()?;
    let mut rest = (word & MARK != 0).then_some(word & (MARK - 1))?;
    let mut found = Vec::new();
    while rest != 0 {
        let number = (rest & ((1 << BITS) - 1)) as usize - 1;
        found.push(PLAIN.iter().chain(&COMBINING).nth(number).copied()?);
        rest >>= BITS;
    }
    Some(Combination(found))
}

/// The word that [`combination_seen`] reads, of an iterator that combines others; 0 if it is none, or has more in it than fits.
pub(crate) fn noted(vm: &mut Vm, iterator: Value) -> u64 {
    let (mut word, mut count) = (0, 0);
    if vm.source_of(iterator).combines() == 0 || !add(vm, iterator, &mut word, &mut count) {
        return 0;
    }
    Value::int_unchecked(word | MARK).bits()
}

/// What an iterator is.
#[derive(Clone, Debug)]
pub struct Combined {
    /// The iterator itself.
    pub value: Value,
    /// How it combines others, or what it is over.
    pub source: Source,
    /// Its function.
    pub function: Option<Value>,
    /// The iterators in it.
    pub parts: Vec<Combined>,
}

/// What a value is that a loop takes items of; of iterators deep in others it is not told.
pub fn combined_now(vm: &mut Vm, iterator: Value, depth: usize) -> Combined {
    let source = if depth < DEEPEST { vm.source_of(iterator) } else { Source::Other };
    let parts = combined(iterator).filter(|_| source.combines() > 0).map(|(_, parts)| parts).unwrap_or_default();
    let parts = parts.into_iter().map(|part| combined_now(vm, part, depth + 1)).collect();
    Combined { value: iterator, source, function: combining_function(iterator), parts }
}

/// Adds an iterator and all that are in it; false if there is no room.
fn add(vm: &mut Vm, iterator: Value, word: &mut i64, count: &mut u32) -> bool {
    let source = vm.source_of(iterator);
    let number = PLAIN.iter().chain(&COMBINING).position(|&known| known == source).expect("one of them") as i64;
    if *count == MOST {
        return false;
    }
    *word |= (number + 1) << (BITS * *count);
    *count += 1;
    let parts = combined(iterator).filter(|_| source.combines() > 0).map(|(_, parts)| parts).unwrap_or_default();
    parts.into_iter().all(|part| add(vm, part, word, count))
}

impl Vm {
    /// What an iterator is over.
    fn source_of(&mut self, iterator: Value) -> Source {
        let Some(shape) = iterator.header().map(|header| header.shape().0) else { return Source::Other };
        if let Some((source, _)) = combined(iterator) {
            let exact = iterator_shape(self, source) == Some(shape) && COMBINING.contains(&source);
            return if exact { source } else { Source::Other };
        }
        source_of_shape(self, shape).unwrap_or(Source::Other)
    }
}

/// The shape of iterators over something.
pub fn iterator_shape(vm: &mut Vm, source: Source) -> Option<u32> {
    use crate::builtins::{bytes, str};
    let types = &vm.types;
    let class = match source {
        Source::List => types.list_iterator,
        Source::Tuple => types.tuple_iterator,
        Source::Range => return Some(crate::object::header::Kind::RangeIterator as u32),
        Source::Text => vm.native_type(&str::STR_ITERATOR).ok()?,
        Source::AsciiText => vm.native_type(&str::STR_ASCII_ITERATOR).ok()?,
        Source::Bytes => vm.native_type(&bytes::BYTES_ITERATOR).ok()?,
        Source::ByteArray => vm.native_type(&bytes::BYTEARRAY_ITERATOR).ok()?,
        Source::Keys => types.dict_key_iterator,
        Source::Values => types.dict_value_iterator,
        Source::Items => types.dict_item_iterator,
        Source::Elements => types.set_iterator,
        _ => return combining_class(vm, source).map(|class| class.root_shape.get().0),
    };
    Some(class.root_shape.get().0)
}

/// What iterators of a shape are over, or how they combine others.
pub fn source_of_shape(vm: &mut Vm, shape: u32) -> Option<Source> {
    PLAIN[1..].iter().copied().find(|&source| iterator_shape(vm, source) == Some(shape))
}

/// What iterators over typed items of one type are over.
pub fn typed_items_in(vm: &mut Vm, source: Source) -> Option<SeenItems> {
    let class = match source {
        Source::Bytes => vm.types.bytes,
        Source::ByteArray => vm.native_type(&crate::builtins::bytearray::BYTEARRAY).ok()?,
        _ => return None,
    };
    let shape = class.root_shape.get().0;
    let items = typed_items_of(vm, shape)?;
    let CodeAt::Always(code) = items.read else { return None };
    Some(SeenItems { shape, items, code })
}

/// How a call of a builtin class with so many arguments combines iterators.
pub fn combining(vm: &mut Vm, class: Value, given: usize) -> Option<Source> {
    let number = u8::try_from(given).ok()?;
    let candidates = match number {
        1 => vec![Source::Enumerate, Source::Zip(1)],
        2 => vec![Source::Enumerate, Source::Zip(2), Source::Map(1), Source::Filter],
        3 | 4 => vec![Source::Zip(number), Source::Map(number - 1)],
        _ => return None,
    };
    candidates.into_iter().find(|&source| combining_class(vm, source).is_some_and(|known| known.value() == class))
}
