//! Iteration over any objects, and what collects what they give.

use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::native::Args;
use crate::object::dict::Dict;
use crate::object::function::NativeFunction;
use crate::object::header::{Header, Kind};
use crate::object::list::{List, SequenceIterator};
use crate::object::names::Special;
use crate::object::range::RangeIterator;
use crate::object::string::{Bytes, Str};
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// Whether an iterator's own method gives the next item soonest.
#[inline]
fn is_asked(iterator: Gc<Header>) -> bool {
    match iterator.kind() {
        Kind::Native | Kind::TableIterator => true,
        Kind::SequenceIterator => {
            let sequence = iterator.cast_unchecked::<SequenceIterator>().sequence.get();
            sequence.header().is_some_and(|sequence| sequence.kind() == Kind::Native)
        }
        _ => false,
    }
}

impl Vm {
    /// `iter(value)`
    pub fn iter(&mut self, value: Value) -> PyResult<Value> {
        if let Some(iter) = self.class_of(value).direct.get().iter {
            let iterator = iter(self, Args::new(&[value]))?;
            return match self.class_of(iterator).direct.get().next {
                Some(_) => Ok(iterator),
                None => self.checked_iterator(iterator),
            };
        }
        if let Some(method) = self.special_of(value, Special::Iter).filter(|method| !method.is_none()) {
            let iterator = self.call_unbound(method, value, &[])?;
            return self.checked_iterator(iterator);
        }
        let blocked = self.special_of(value, Special::Iter).is_some();
        if !blocked && self.special_of(value, Special::GetItem).is_some() && !value.is::<Dict>() {
            let class = self.types.iterator;
            return Ok(self.sequence_iterator(class, value, 0)?.value());
        }
        let message = format!("'{}' object is not iterable", self.type_name(value));
        Err(self.type_error(&message))
    }

    /// What `__iter__` returned must have a `__next__`.
    pub(crate) fn checked_iterator(&mut self, iterator: Value) -> PyResult<Value> {
        if self.special_of(iterator, Special::Next).is_none() {
            let message = format!("iter() returned non-iterator of type '{}'", self.type_name(iterator));
            return Err(self.type_error(&message));
        }
        Ok(iterator)
    }

    /// `next(iterator)`, none at the end.
    #[inline]
    pub fn next(&mut self, iterator: Value) -> PyResult<Option<Value>> {
        if let Some(header) = iterator.header()
            && header.shape() == self.shape_of_kind(Kind::SequenceIterator)
        {
            let sequence: Gc<SequenceIterator> = header.cast_unchecked();
            let index = sequence.index.get();
            if let Some(list) = sequence.sequence.get().cast::<List>()
                && (index as usize) < list.len()
            {
                sequence.index.set(index + 1);
                return Ok(Some(list.get_unchecked(index as usize)));
            }
        }
        if let Some(header) = iterator.header()
            && header.shape() == self.shape_of_kind(Kind::Generator)
        {
            return Ok(self.resume_generator(header.cast_unchecked(), Value::NONE)?.ok());
        }
        self.next_slow(iterator)
    }

    /// The next item of an iterator over an exact tuple, bytes or str of Latin-1 characters, or of `reversed` of such or of a list;
    /// none at the end and for others.
    #[inline(always)]
    pub(crate) fn step_through(&self, iterator: Gc<SequenceIterator>) -> Option<Value> {
        let sequence = iterator.sequence.get().header()?;
        let direct = self.class_of(iterator.value()).direct.get();
        let index = usize::try_from(iterator.index.get()).ok()?;
        let item = if sequence.kind() == Kind::Tuple && direct.next_is(crate::builtins::tuple::next) {
            *sequence.cast_unchecked::<Tuple>().items().get(index)?
        } else if sequence.kind() == Kind::Str && direct.next_is(crate::builtins::str::next) {
            let s: Gc<Str> = sequence.cast_unchecked();
            if index >= s.len() {
                return None;
            }
            self.single_chars.get(s.char_at(index) as usize)?.value()
        } else if sequence.kind() == Kind::Bytes && direct.next_is(crate::builtins::bytes::next) {
            Value::int32((*sequence.cast_unchecked::<Bytes>().bytes().get(index)?).into())
        } else if direct.next_is(crate::builtins::iterators::reversed_next) {
            let item = crate::builtins::iterators::builtin_item(self, sequence.value(), index)?;
            iterator.index.set(index as i64 - 1);
            return Some(item);
        } else {
            return None;
        };
        iterator.index.set(index as i64 + 1);
        Some(item)
    }

    #[inline(never)]
    pub(super) fn next_slow(&mut self, iterator: Value) -> PyResult<Option<Value>> {
        if let Some(header) = iterator.header()
            && is_asked(header)
            && let Some(next) = self.class_of(iterator).direct.get().next
        {
            return match next(self, Args::new(&[iterator])) {
                Ok(value) => Ok(value.given()),
                Err(raised) => self.ended(raised),
            };
        }
        self.next_of_others(iterator)
    }

    #[cold]
    fn ended(&mut self, raised: crate::vm::Raised) -> PyResult<Option<Value>> {
        self.catch(raised, Exc::StopIteration).map(|_| None)
    }

    #[inline(never)]
    fn next_of_others(&mut self, iterator: Value) -> PyResult<Option<Value>> {
        let Some(header) = iterator.header() else { return self.next_by_method(iterator) };
        match header.kind() {
            Kind::Generator if header.shape() == self.shape_of_kind(Kind::Generator) => {
                return Ok(self.resume_generator(header.cast_unchecked(), Value::NONE)?.ok());
            }
            Kind::SequenceIterator => {
                if let Some(item) = self.step_through(header.cast_unchecked()) {
                    return Ok(Some(item));
                }
            }
            Kind::RangeIterator if header.shape() == self.shape_of_kind(Kind::RangeIterator) => {
                return Ok(header.cast_unchecked::<RangeIterator>().advance());
            }
            _ => {}
        }
        let Some(next) = self.class_of(iterator).direct.get().next else { return self.next_by_method(iterator) };
        match next(self, Args::new(&[iterator])) {
            Ok(value) => Ok(value.given()),
            Err(raised) => self.catch(raised, Exc::StopIteration).map(|_| None),
        }
    }

    /// `next` of what is no builtin iterator.
    #[inline(never)]
    fn next_by_method(&mut self, iterator: Value) -> PyResult<Option<Value>> {
        let Some(method) = self.special_of(iterator, Special::Next) else {
            let message = format!("'{}' object is not an iterator", self.type_name(iterator));
            return Err(self.type_error(&message));
        };
        if let Some(native) = method.cast::<NativeFunction>()
            && native.is_method()
        {
            return match (native.spec.call)(self, Args::new(&[iterator])) {
                Ok(value) => Ok(value.given()),
                Err(raised) => self.catch(raised, Exc::StopIteration).map(|_| None),
            };
        }
        match self.call_unbound(method, iterator, &[]) {
            Ok(value) => Ok(Some(value)),
            Err(raised) => self.catch(raised, Exc::StopIteration).map(|_| None),
        }
    }

    /// Calls `f` with each item of an iterable.
    pub fn for_each(&mut self, iterable: Value, mut f: impl FnMut(&mut Vm, Value) -> PyResult<()>) -> PyResult<()> {
        if let Some(tuple) = iterable.cast::<Tuple>()
            && self.class_of(iterable) == self.types.tuple
        {
            for index in 0..tuple.len() {
                f(self, tuple.get(index))?;
            }
            return Ok(());
        }
        if let Some(list) = iterable.cast::<List>()
            && self.class_of(iterable) == self.types.list
        {
            let mut index = 0;
            while let Some(item) = list.get(index) {
                f(self, item)?;
                index += 1;
            }
            return Ok(());
        }
        if let Some(text) = iterable.cast::<Str>()
            && self.class_of(iterable) == self.types.str
        {
            for index in 0..text.len() {
                let c = self.str_from_char(text.char_at(index))?;
                f(self, c.value())?;
            }
            return Ok(());
        }
        if let Some(bytes) = iterable.cast::<Bytes>()
            && self.class_of(iterable) == self.types.bytes
        {
            for &byte in bytes.bytes() {
                f(self, Value::int32(byte.into()))?;
            }
            return Ok(());
        }
        let iterator = self.iter(iterable)?;
        if let Some(numbers) = self.exact_range_iterator(iterator) {
            while let Some(item) = numbers.advance() {
                f(self, item)?;
            }
            return Ok(());
        }
        while let Some(item) = self.next(iterator)? {
            f(self, item)?;
        }
        Ok(())
    }

    /// The value as an iterator over a range of small ints.
    fn exact_range_iterator(&self, value: Value) -> Option<Gc<RangeIterator>> {
        let header = value.header().filter(|header| header.shape() == self.shape_of_kind(Kind::RangeIterator))?;
        Some(header.cast_unchecked())
    }

    /// The items of an iterable as a new list.
    pub fn collect_list(&mut self, iterable: Value) -> PyResult<Gc<List>> {
        if let Some(list) = iterable.cast::<List>()
            && self.class_of(iterable) == self.types.list
        {
            return self.list(list.items());
        }
        let list = self.list(&[])?;
        self.extend_from_iterable(list, iterable)?;
        Ok(list)
    }

    /// Appends the items of an iterable to a list, making room for as many as the iterable says it has.
    pub fn extend_from_iterable(&mut self, list: Gc<List>, iterable: Value) -> PyResult<()> {
        if crate::builtins::collect::extend_by_known(self, list, iterable)? {
            return Ok(());
        }
        let iterator = self.iter(iterable)?;
        // Classes made in Python have no specification, and so none that is derived from such a type drains.
        if let Some(drain) = self.class_of(iterator).spec.get().and_then(|spec| spec.drain) {
            return drain(self, iterator, list);
        }
        let hint = self.length_hint(iterable, 8)?;
        if let Some(bytes) = hint.checked_add(list.len()).filter(|&len| isize::try_from(len).is_ok()) {
            self.check_memory(bytes.saturating_mul(8))?;
        }
        // A hint that is a lie must not take memory.
        list.reserve(self, list.len() + hint.min(1 << 20))?;
        // The methods of builtin iterators do not change; generators are resumed without being asked for one.
        let known = iterator.header().is_some_and(|header| header.kind() != Kind::Generator);
        if let Some(next) = self.class_of(iterator).direct.get().next.filter(|_| known) {
            loop {
                match next(self, Args::new(&[iterator])) {
                    Ok(item) if item.is_empty() => return Ok(()),
                    Ok(item) => list.push(self, item)?,
                    Err(raised) => return self.catch(raised, Exc::StopIteration).map(|_| ()),
                }
            }
        }
        while let Some(item) = self.next(iterator)? {
            list.push(self, item)?;
        }
        Ok(())
    }

    /// `operator.length_hint(value, default)`
    pub fn length_hint(&mut self, value: Value, default: usize) -> PyResult<usize> {
        if self.special_of(value, Special::Len).is_some() {
            match self.len(value) {
                Ok(n) => return Ok(n),
                Err(raised) => {
                    self.catch(raised, Exc::TypeError)?;
                }
            }
        }
        let hint = match self.call_special(value, Special::LengthHint, &[]) {
            Ok(Some(hint)) if !hint.is_not_implemented() => hint,
            Ok(_) => return Ok(default),
            Err(raised) => return self.catch(raised, Exc::TypeError).map(|_| default),
        };
        if hint.as_int().is_none() {
            let message = format!("__length_hint__ must be an integer, not {}", self.type_name(hint));
            return Err(self.type_error(&message));
        }
        match self.index_i64(hint, Exc::OverflowError)? {
            n if n < 0 => Err(self.value_error("__length_hint__() should return >= 0")),
            n => Ok(n as usize),
        }
    }

    /// The items of an iterable as a tuple.
    pub fn collect_tuple(&mut self, iterable: Value) -> PyResult<Gc<Tuple>> {
        if let Some(tuple) = iterable.cast::<Tuple>()
            && self.class_of(iterable) == self.types.tuple
        {
            return Ok(tuple);
        }
        let list = self.collect_list(iterable)?;
        self.tuple(list.items())
    }
}
