//! Strs made of other text: joined, repeated, built by an algorithm.

use super::raw::trailing_mut;
use super::string::{Str, fill};
use crate::heap::Gc;
use crate::text::{Chars, TextBuf};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

impl Vm {
    /// A str of text that was built, stored as narrowly as its characters allow.
    pub fn str_from_buf(&mut self, text: &TextBuf) -> PyResult<Gc<Str>> {
        let (len, bits) = (text.len(), text.code_bits());
        if len == 1 {
            return self.str_from_char(text.as_chars().at(0));
        }
        match text.as_chars() {
            Chars::One(units) => {
                let s = self.new_str(len, 0, bits < 0x80)?;
                trailing_mut(&*s, len).copy_from_slice(units);
                Ok(s)
            }
            Chars::Two(units) if bits > 0xff => {
                let s = self.new_str(len, 1, false)?;
                trailing_mut(&*s, len).copy_from_slice(units);
                Ok(s)
            }
            Chars::Four(units) if bits > 0xffff => {
                let s = self.new_str(len, 2, false)?;
                trailing_mut(&*s, len).copy_from_slice(units);
                Ok(s)
            }
            wide => self.str_from_chars(wide),
        }
    }

    /// A str with ASCII characters around it.
    pub(crate) fn padded_str(&mut self, s: Gc<Str>, left: usize, right: usize, fill: u8) -> PyResult<Option<Gc<Str>>> {
        let len = left.checked_add(right).and_then(|len| len.checked_add(s.len()));
        let (Chars::One(units), Some(len), true) = (s.chars(), len, fill.is_ascii()) else { return Ok(None) };
        let out = self.new_str(len, 0, s.is_ascii())?;
        let (before, rest) = trailing_mut::<Str, u8>(&*out, len).split_at_mut(left);
        let (within, after) = rest.split_at_mut(units.len());
        before.iter_mut().for_each(|unit| *unit = fill);
        within.copy_from_slice(units);
        after.iter_mut().for_each(|unit| *unit = fill);
        Ok(Some(out))
    }

    /// An ASCII str with ASCII characters in place of its own.
    pub(crate) fn recoded_str(&mut self, s: Gc<Str>, recode: impl Fn(u8) -> u8) -> PyResult<Gc<Str>> {
        if let &[unit] = latin1(s) {
            return self.str_from_char(recode(unit).into());
        }
        let out = self.new_str(s.len(), 0, true)?;
        let units: &mut [u8] = trailing_mut(&*out, s.len());
        units.iter_mut().zip(latin1(s)).for_each(|(to, &unit)| *to = recode(unit));
        Ok(out)
    }

    /// `s.replace(old, new)` of ASCII strs, the second of which occurs at these places only.
    pub(crate) fn replaced_str(&mut self, s: Gc<Str>, old: usize, new: &[u8], places: &[usize]) -> PyResult<Gc<Str>> {
        let units = latin1(s);
        let added = new.len().checked_mul(places.len());
        let len = added.and_then(|added| added.checked_add(units.len() - old * places.len()));
        let Some(len) = len.filter(|&len| len <= isize::MAX as usize) else {
            return Err(self.overflow_error("replace string is too long"));
        };
        let out = self.new_str(len, 0, true)?;
        let mut room: &mut [u8] = trailing_mut(&*out, len);
        let mut from = 0;
        for &at in places {
            room = put_bytes(room, &units[from..at]);
            room = put_bytes(room, new);
            from = at + old;
        }
        put_bytes(room, &units[from..]);
        Ok(out)
    }

    /// The same of a str of two-byte characters, and few of them: the result may be narrower.
    pub(crate) fn replaced_wide(&mut self, s: Gc<Str>, old: usize, new: &[u16], places: &[usize]) -> PyResult<Gc<Str>> {
        let Chars::Two(units) = s.chars() else { return Ok(s) };
        let len = units.len() - old * places.len() + new.len() * places.len();
        let out = self.new_str(len, 1, false)?;
        let room: &mut [u16] = trailing_mut(&*out, len);
        let (mut from, mut to, mut bits) = (0, 0, 0);
        let mut put = |part: &[u16]| {
            for (room, &unit) in room[to..to + part.len()].iter_mut().zip(part) {
                *room = unit;
                bits |= unit;
            }
            to += part.len();
        };
        for &at in places {
            put(&units[from..at]);
            put(new);
            from = at + old;
        }
        put(&units[from..]);
        if bits <= 0xff { self.str_from_chars(Chars::Two(trailing_mut(&*out, len))) } else { Ok(out) }
    }

    /// A str of two-byte characters with each replaced by another such: the result may be narrower.
    pub(crate) fn recoded_wide(&mut self, s: Gc<Str>, recode: impl Fn(u16) -> u16) -> PyResult<Gc<Str>> {
        let Chars::Two(units) = s.chars() else { return Ok(s) };
        let out = self.new_str(units.len(), 1, false)?;
        let room: &mut [u16] = trailing_mut(&*out, units.len());
        let mut bits = 0;
        for (room, &unit) in room.iter_mut().zip(units) {
            *room = recode(unit);
            bits |= *room;
        }
        if bits <= 0xff { self.str_from_chars(Chars::Two(trailing_mut(&*out, units.len()))) } else { Ok(out) }
    }

    /// `s * count`
    pub fn repeat_str(&mut self, s: Gc<Str>, count: usize) -> PyResult<Gc<Str>> {
        match count {
            0 => return Ok(self.empty_str()),
            1 => return self.substring(s, 0, s.len()),
            _ => {}
        }
        let len = s.len() * count;
        let out = self.new_str(len, s.width_log2(), s.is_ascii())?;
        match s.chars() {
            Chars::One(units) => repeat_bytes(units, trailing_mut(&*out, len)),
            Chars::Two(units) => repeat(units, trailing_mut(&*out, len), <[u16]>::copy_from_slice),
            Chars::Four(units) => repeat(units, trailing_mut(&*out, len), <[u32]>::copy_from_slice),
        }
        Ok(out)
    }

    /// `''.join(parts)`; all parts are `Str`s.
    pub fn join_strs(&mut self, parts: &[Value]) -> PyResult<Gc<Str>> {
        let empty = self.empty_str();
        match self.join_strs_with(empty, parts)? {
            Ok(joined) => Ok(joined),
            Err(at) => panic!("part {at} of {} is no str", parts.len()),
        }
    }

    /// `separator.join(parts)`, or the index of the first part that is no `Str`.
    pub fn join_strs_with(&mut self, separator: Gc<Str>, parts: &[Value]) -> PyResult<Result<Gc<Str>, usize>> {
        let gaps = parts.len().saturating_sub(1);
        let (mut len, mut width, mut ascii) = (separator.len().saturating_mul(gaps), 0, true);
        let mut widen = |s: Gc<Str>| {
            width = width.max(s.width_log2());
            ascii &= s.is_ascii();
        };
        if gaps > 0 {
            widen(separator);
        }
        for (index, part) in parts.iter().enumerate() {
            let Some(s) = part.cast::<Str>() else { return Ok(Err(index)) };
            len = len.saturating_add(s.len());
            widen(s);
        }
        if len > isize::MAX as usize {
            return Err(self.overflow_error("join() result is too long for a Python string"));
        }
        let strs = || parts.iter().filter_map(|part| part.cast::<Str>());
        let out = self.new_str(len, width, ascii)?;
        if width == 0 {
            let mut room: &mut [u8] = trailing_mut(&*out, len);
            let between = if separator.is_empty() || gaps == 0 { &[] } else { latin1(separator) };
            for (index, s) in strs().enumerate() {
                if index > 0 {
                    room = put_bytes(room, between);
                }
                room = put_bytes(room, latin1(s));
            }
            return Ok(Ok(out));
        }
        let mut at = 0;
        let mut put = |s: Gc<Str>| {
            let end = at + s.len();
            match width {
                0 => fill(&mut trailing_mut::<Str, u8>(&*out, len)[at..end], &[s]),
                1 => fill(&mut trailing_mut::<Str, u16>(&*out, len)[at..end], &[s]),
                _ => fill(&mut trailing_mut::<Str, u32>(&*out, len)[at..end], &[s]),
            }
            at = end;
        };
        for (index, s) in strs().enumerate() {
            if index > 0 && !separator.is_empty() {
                put(separator);
            }
            put(s);
        }
        Ok(Ok(out))
    }
}

/// The characters of a str of which it is known that they are stored in one byte each.
#[inline(always)]
fn latin1<'a>(s: Gc<Str>) -> &'a [u8] {
    match super::raw::extend(&*s).chars() {
        Chars::One(units) => units,
        Chars::Two(_) | Chars::Four(_) => &[],
    }
}

/// Writes bytes at the beginning of `room`: what is left of it.
#[inline(always)]
fn put_bytes<'a>(room: &'a mut [u8], bytes: &[u8]) -> &'a mut [u8] {
    let (head, rest) = room.split_at_mut(bytes.len());
    copy_bytes(head, bytes);
    rest
}

/// Copies as many bytes: a call of memcpy costs more than a few of them.
#[inline(always)]
pub(super) fn copy_bytes(to: &mut [u8], from: &[u8]) {
    if let ([to], &[byte]) = (&mut *to, from) {
        *to = byte;
        return;
    }
    match from.len() {
        0 => {}
        1..4 => to.iter_mut().zip(from).for_each(|(to, &byte)| *to = byte),
        4..8 => put_ends::<4>(to, from),
        8..=16 => put_ends::<8>(to, from),
        _ => to.copy_from_slice(from),
    }
}

/// Copies from N to twice as many bytes: the first and the last N of them, which may overlap.
#[inline(always)]
fn put_ends<const N: usize>(to: &mut [u8], from: &[u8]) {
    if let (Some(to), Some(from)) = (to.first_chunk_mut::<N>(), from.first_chunk::<N>()) {
        *to = *from;
    }
    if let (Some(to), Some(from)) = (to.last_chunk_mut::<N>(), from.last_chunk::<N>()) {
        *to = *from;
    }
}

/// Fills `to` with copies of `bytes`, which go into it a whole number of times.
pub(crate) fn repeat_bytes(bytes: &[u8], to: &mut [u8]) {
    repeat(bytes, to, copy_bytes);
}

/// Fills `to` with copies of `units`, which go into it a whole number of times; `copy` copies as many.
#[inline]
fn repeat<T: Copy>(units: &[T], to: &mut [T], copy: impl Fn(&mut [T], &[T])) {
    if let &[unit] = units {
        return to.fill(unit);
    }
    let (mut done, len) = (units.len(), to.len());
    if done == 0 || len == 0 {
        return;
    }
    copy(&mut to[..done], units);
    while done < len {
        let more = done.min(len - done);
        let (from, rest) = to.split_at_mut(done);
        copy(&mut rest[..more], &from[..more]);
        done += more;
    }
}
