//! str and bytes objects.
//!
//! A str stores code points in the narrowest of three widths, so indexing is O(1). Its characters follow the struct
//! (*inline*), or are a prefix of a shared growing buffer: `a + b` where `a` is the latest, long prefix of a buffer
//! appends in place, so `s += piece` in a loop is linear. Buffers are heap objects; nothing is ever flattened.

use super::array::Words;
use super::header::{Header, Kind};
use super::string_build::copy_bytes;
use super::typed_items::ItemPlace;
use crate::heap::{Field, Gc, HeapObject, Tracer};
use crate::text::Chars;
use crate::text::compare::same_bytes;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;

/// A str.
#[repr(C)]
pub struct Str {
    header: Header,
    /// 0 until computed.
    hash: Cell<u64>,
    /// Length in characters << 8 | form bits.
    meta: u64,
}

/// log2 of the width in bytes of a character.
const WIDTH: u64 = 3;
/// All characters are ASCII.
const ASCII: u64 = 4;
/// Characters are a prefix of the buffer that the word after the struct refers to.
const SHARED: u64 = 8;
impl Str {
    /// Offset of length and form.
    pub(crate) const META_OFFSET: usize = std::mem::offset_of!(Str, meta);
    /// How far the length is shifted there.
    pub(crate) const LEN_SHIFT: u32 = 8;
    /// Bits of the form: log2 of a character's width; ASCII; characters are in a buffer.
    pub(crate) const FORM_BITS: [u64; 3] = [WIDTH, ASCII, SHARED];
}

/// Header flag: the string is in the intern table.
const INTERNED: u8 = super::header::flag::KIND_BIT_1;
/// From this many bytes on, concatenation makes a growing buffer.
const BUFFER_MIN: usize = 256;

impl HeapObject for Str {
    const KIND: Kind = Kind::Str;

    fn trace(&self, tracer: &mut Tracer<'_>) {
        if self.meta & SHARED != 0 {
            tracer.field(self.buffer_field());
        }
    }

    fn size(&self) -> usize {
        let data = if self.meta & SHARED != 0 { 8 } else { self.byte_len() };
        (size_of::<Str>() + data).next_multiple_of(8)
    }
}

impl Str {
    /// Whether its characters are a prefix of a buffer that it refers to.
    #[inline(always)]
    pub(crate) fn shares_buffer(&self) -> bool {
        self.meta & SHARED != 0
    }

    /// Length in characters.
    #[inline(always)]
    pub fn len(&self) -> usize {
        (self.meta >> 8) as usize
    }

    /// Whether there are no characters.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether all characters are known to be ASCII.
    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.meta & ASCII != 0
    }

    /// Whether this is the one string of its content in the intern table.
    #[inline(always)]
    pub fn is_interned(&self) -> bool {
        self.header.flags() & INTERNED != 0
    }

    pub(crate) fn set_interned(&self) {
        self.header.add_flags(INTERNED);
    }

    #[inline(always)]
    pub(super) fn width_log2(&self) -> u32 {
        (self.meta & WIDTH) as u32
    }

    fn byte_len(&self) -> usize {
        self.len() << self.width_log2()
    }

    fn buffer_field(&self) -> &Field<Gc<Words>> {
        let fields: &[Field<Gc<Words>>] = super::raw::trailing(self, 1);
        &fields[0]
    }

    /// The characters.
    #[inline]
    pub fn chars(&self) -> Chars<'_> {
        if self.meta & SHARED != 0 {
            return super::raw::shared_chars(self, self.buffer_field().get(), self.len(), self.width_log2());
        }
        match self.width_log2() {
            0 => Chars::One(super::raw::trailing(self, self.len())),
            1 => Chars::Two(super::raw::trailing(self, self.len())),
            _ => Chars::Four(super::raw::trailing(self, self.len())),
        }
    }

    /// The text as UTF-8 if it is ASCII.
    pub fn as_ascii(&self) -> Option<&str> {
        match self.chars() {
            Chars::One(bytes) if self.is_ascii() => Some(super::raw::ascii_text(bytes)),
            Chars::One(_) | Chars::Two(_) | Chars::Four(_) => None,
        }
    }

    /// The characters as Rust chars; lone surrogates become U+FFFD.
    pub fn to_string_lossy(&self) -> String {
        if let Some(text) = self.as_ascii() {
            return text.to_owned();
        }
        let mut out = String::with_capacity(self.len());
        for index in 0..self.len() {
            out.push(char::from_u32(self.char_at(index)).unwrap_or('\u{FFFD}'));
        }
        out
    }

    /// The characters as a traceback shows them: lone surrogates become escapes.
    pub fn to_shown(&self) -> String {
        let mut out = String::with_capacity(self.len());
        for code in self.chars().iter() {
            match char::from_u32(code) {
                Some(c) => out.push(c),
                None => out += &format!("\\u{code:04x}"),
            }
        }
        out
    }

    /// Generalised UTF-8: lone surrogates as three bytes.
    pub fn to_wtf8(&self) -> Vec<u8> {
        if let Some(text) = self.as_ascii() {
            return text.as_bytes().to_vec();
        }
        let mut out = Vec::with_capacity(self.len() * 2);
        for index in 0..self.len() {
            push_wtf8(&mut out, self.char_at(index));
        }
        out
    }

    /// Code point `index`, which must be in range.
    #[inline]
    pub fn char_at(&self, index: usize) -> u32 {
        match self.chars() {
            Chars::One(c) => u32::from(c[index]),
            Chars::Two(c) => u32::from(c[index]),
            Chars::Four(c) => c[index],
        }
    }

    /// Whether the text is `text`.
    pub fn is_text(&self, text: &str) -> bool {
        self.len() <= text.len() && text.chars().map(u32::from).eq((0..self.len()).map(|i| self.char_at(i)))
    }

    /// The hash, computed once; never 0.
    #[inline]
    pub fn hash(&self, vm: &Vm) -> u64 {
        match self.hash.get() {
            0 => {
                let hash = vm.hash_chars(self.chars());
                self.hash.set(hash);
                hash
            }
            hash => hash,
        }
    }

    /// The hash, if it was computed before.
    #[inline(always)]
    pub(crate) fn known_hash(&self) -> Option<u64> {
        Some(self.hash.get()).filter(|&hash| hash != 0)
    }

    /// Whether both have the same characters.
    #[inline]
    pub fn equals(&self, other: &Str) -> bool {
        if self.len() != other.len() || self.width_log2() != other.width_log2() {
            // Strings are stored in the narrowest width, so equal ones have the same.
            return false;
        }
        let (a, b) = (self.hash.get(), other.hash.get());
        if a != 0 && b != 0 && a != b {
            return false;
        }
        match (self.chars(), other.chars()) {
            // Most that differ do so at once, without a call.
            (Chars::One(a), Chars::One(b)) => a.first() == b.first() && same_bytes(a, b),
            (Chars::Two(a), Chars::Two(b)) => a == b,
            (Chars::Four(a), Chars::Four(b)) => a == b,
            (Chars::One(_) | Chars::Two(_) | Chars::Four(_), _) => false,
        }
    }
}

pub use crate::bytecode::unit::push_wtf8;

/// Reads one code point of generalised UTF-8 from the start of `bytes`: it and its length. Damaged input gives U+FFFD.
pub fn read_wtf8(bytes: &[u8]) -> (u32, usize) {
    let more = |i: usize| bytes.get(i).map_or(0, |b| u32::from(b & 0x3F));
    match bytes[0] {
        b @ 0..=0x7F => (u32::from(b), 1),
        b @ 0xC2..=0xDF => (u32::from(b & 0x1F) << 6 | more(1), 2),
        b @ 0xE0..=0xEF => (u32::from(b & 0x0F) << 12 | more(1) << 6 | more(2), 3),
        b @ 0xF0..=0xF4 => (u32::from(b & 0x07) << 18 | more(1) << 12 | more(2) << 6 | more(3), 4),
        _ => (0xFFFD, 1),
    }
}

fn meta(len: usize, width_log2: u32, ascii: bool) -> u64 {
    (len as u64) << 8 | u64::from(width_log2) | if ascii { ASCII } else { 0 }
}

impl Vm {
    pub(crate) fn new_str(&mut self, len: usize, width_log2: u32, ascii: bool) -> PyResult<Gc<Str>> {
        let header = self.header_of_kind(Kind::Str);
        let meta = meta(len, width_log2, ascii);
        let bytes = len.saturating_mul(1 << width_log2);
        self.alloc_bytes(Str { header, hash: Cell::new(0), meta }, bytes.saturating_add(7) & !7)
    }

    /// A str of Rust text.
    pub fn str(&mut self, text: &str) -> PyResult<Gc<Str>> {
        if text.is_ascii() {
            return self.str_of_ascii(text.as_bytes());
        }
        Ok(self.str_from_utf8(text.as_bytes())?.expect("Rust text is valid"))
    }

    /// A str of characters that are all ASCII.
    pub(crate) fn str_of_ascii(&mut self, chars: &[u8]) -> PyResult<Gc<Str>> {
        debug_assert!(chars.is_ascii(), "the caller has looked");
        let s = self.new_str(chars.len(), 0, true)?;
        super::raw::trailing_mut(&*s, chars.len()).copy_from_slice(chars);
        Ok(s)
    }

    /// A str of UTF-8 that is not all ASCII; none if it is not valid.
    pub(crate) fn str_from_utf8(&mut self, bytes: &[u8]) -> PyResult<Option<Gc<Str>>> {
        use crate::text::codecs::decode_units;
        // Sums of bytes, so that many are added at once.
        let starts = |part: &[u8]| usize::from(part.iter().map(|byte| u8::from(byte & 0xc0 != 0x80)).sum::<u8>());
        let len = bytes.chunks(192).map(starts).sum();
        // The largest byte tells how wide the widest character is.
        let (s, valid) = match bytes.iter().fold(0, |most, &byte| most.max(byte)) {
            ..0xc4 => {
                let s = self.new_str(len, 0, false)?;
                (s, decode_units::<u8>(bytes, super::raw::trailing_mut(&*s, len)))
            }
            0xc4..0xf0 => {
                let s = self.new_str(len, 1, false)?;
                (s, decode_units::<u16>(bytes, super::raw::trailing_mut(&*s, len)))
            }
            _ => {
                let s = self.new_str(len, 2, false)?;
                (s, decode_units::<u32>(bytes, super::raw::trailing_mut(&*s, len)))
            }
        };
        Ok(valid.then_some(s))
    }

    /// A str of generalised UTF-8.
    pub fn str_from_wtf8(&mut self, mut bytes: &[u8]) -> PyResult<Gc<Str>> {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return self.str(text);
        }
        let mut chars = Vec::with_capacity(bytes.len());
        while !bytes.is_empty() {
            let (c, len) = read_wtf8(bytes);
            chars.push(c);
            bytes = &bytes[len.min(bytes.len())..];
        }
        self.str_from_u32(&chars)
    }

    /// A str of Latin-1 code points.
    pub fn str_from_latin1(&mut self, chars: &[u8]) -> PyResult<Gc<Str>> {
        let s = self.new_str(chars.len(), 0, chars.is_ascii())?;
        super::raw::trailing_mut(&*s, chars.len()).copy_from_slice(chars);
        Ok(s)
    }

    /// A str of so many ASCII characters, which `fill` writes.
    pub(crate) fn str_with_len(&mut self, len: usize, fill: impl FnOnce(&mut [u8])) -> PyResult<Gc<Str>> {
        let s = self.new_str(len, 0, true)?;
        fill(super::raw::trailing_mut(&*s, len));
        Ok(s)
    }

    /// A str of code points below 2¹⁶, stored as narrowly as they allow.
    pub fn str_from_u16(&mut self, chars: &[u16]) -> PyResult<Gc<Str>> {
        // Most that have wide characters have some among the first.
        let max = Chars::Two(chars).code_bits();
        if max < 0x100 {
            let s = self.new_str(chars.len(), 0, max < 0x80)?;
            for (to, from) in super::raw::trailing_mut(&*s, chars.len()).iter_mut().zip(chars) {
                *to = *from as u8;
            }
            return Ok(s);
        }
        let s = self.new_str(chars.len(), 1, false)?;
        super::raw::trailing_mut(&*s, chars.len()).copy_from_slice(chars);
        Ok(s)
    }

    /// A str of code points, stored as narrowly as they allow.
    pub fn str_from_u32(&mut self, chars: &[u32]) -> PyResult<Gc<Str>> {
        if Chars::Four(chars).code_bits() < 0x1_0000 {
            let narrow: Vec<u16> = chars.iter().map(|&c| c as u16).collect();
            return self.str_from_u16(&narrow);
        }
        let s = self.new_str(chars.len(), 2, false)?;
        super::raw::trailing_mut(&*s, chars.len()).copy_from_slice(chars);
        Ok(s)
    }

    /// A str of a view's characters, stored as narrowly as they allow.
    pub fn str_from_chars(&mut self, chars: Chars<'_>) -> PyResult<Gc<Str>> {
        match chars {
            Chars::One(c) => self.str_from_latin1(c),
            Chars::Two(c) => self.str_from_u16(c),
            Chars::Four(c) => self.str_from_u32(c),
        }
    }

    /// The str of one code point; those of Latin-1 are shared.
    pub fn str_from_char(&mut self, c: u32) -> PyResult<Gc<Str>> {
        match self.single_chars.get(c as usize) {
            Some(&s) => Ok(s),
            None => self.str_from_u32(&[c]),
        }
    }

    /// `s[start..end]` by character positions, which must be in range.
    pub fn substring(&mut self, s: Gc<Str>, start: usize, end: usize) -> PyResult<Gc<Str>> {
        if start == 0 && end == s.len() && s.header().shape() == self.shape_of_kind(Kind::Str) {
            return Ok(s);
        }
        if end - start == 1 {
            return self.str_from_char(s.char_at(start));
        }
        match s.chars() {
            Chars::One(c) if s.is_ascii() => {
                let sub = self.new_str(end - start, 0, true)?;
                copy_bytes(super::raw::trailing_mut(&*sub, end - start), &c[start..end]);
                Ok(sub)
            }
            Chars::One(c) => self.str_from_latin1(&c[start..end]),
            Chars::Two(c) => self.str_from_u16(&c[start..end]),
            Chars::Four(c) => self.str_from_u32(&c[start..end]),
        }
    }

    /// `a + b`
    pub fn concat_str(&mut self, a: Gc<Str>, b: Gc<Str>) -> PyResult<Gc<Str>> {
        let exact = self.shape_of_kind(Kind::Str);
        if b.is_empty() && a.header().shape() == exact {
            return Ok(a);
        }
        if a.is_empty() && b.header().shape() == exact {
            return Ok(b);
        }
        let width = a.width_log2().max(b.width_log2());
        let len = a.len() + b.len();
        let ascii = a.is_ascii() && b.is_ascii();
        if a.byte_len() >= BUFFER_MIN && a.width_log2() == width {
            return self.append_to_buffer(a, b, len, ascii);
        }
        let out = self.new_str(len, width, ascii)?;
        match width {
            0 => fill(super::raw::trailing_mut::<Str, u8>(&*out, len), &[a, b]),
            1 => fill(super::raw::trailing_mut::<Str, u16>(&*out, len), &[a, b]),
            _ => fill(super::raw::trailing_mut::<Str, u32>(&*out, len), &[a, b]),
        }
        Ok(out)
    }

    /// Appends to the buffer of `a`, or to a new one, twice as large, if somebody else has appended to it or it is full.
    fn append_to_buffer(&mut self, a: Gc<Str>, b: Gc<Str>, len: usize, ascii: bool) -> PyResult<Gc<Str>> {
        let width = a.width_log2();
        let bytes = len << width;
        let own = (a.meta & SHARED != 0).then(|| a.buffer_field().get());
        let buffer = match own {
            // Word 0 of a buffer counts the bytes that are in use.
            Some(buffer)
                if buffer.words()[0].get() as usize == a.byte_len() && bytes + 8 <= buffer.words().len() * 8 =>
            {
                buffer
            }
            // The first one has less to spare: most concatenations are not followed by more.
            Some(_) | None => {
                let room = if own.is_some() { bytes * 2 } else { bytes + bytes / 4 + 64 };
                let buffer = Words::bare(self, room.div_ceil(8) + 1)?;
                super::raw::copy_chars(a.chars(), buffer, 0, width);
                buffer
            }
        };
        super::raw::copy_chars(b.chars(), buffer, a.len(), width);
        buffer.words()[0].set(bytes as u64);
        let header = self.header_of_kind(Kind::Str);
        let meta = meta(len, width, ascii) | SHARED;
        let out = self.alloc_extra(Str { header, hash: Cell::new(0), meta }, 8)?;
        out.buffer_field().set(self, out, buffer);
        Ok(out)
    }
}

/// Interned strings that are found by the address of their text. They are pinned, and never die.
pub(crate) const RECENT_NAMES: usize = 256;

/// A storage width that the others may be widened to.
pub(super) trait Width: Copy {
    fn copy_from(to: &mut [Self], from: Chars<'_>);
}

macro_rules! width {
    ($($type:ty),*) => {$(
        impl Width for $type {
            #[inline]
            fn copy_from(to: &mut [Self], from: Chars<'_>) {
                if let Some(same) = <$type as crate::text::CodeUnit>::units_of(from) {
                    return to.copy_from_slice(same);
                }
                match from {
                    Chars::One(c) => to.iter_mut().zip(c).for_each(|(to, &from)| *to = from as $type),
                    Chars::Two(c) => to.iter_mut().zip(c).for_each(|(to, &from)| *to = from as $type),
                    Chars::Four(c) => to.iter_mut().zip(c).for_each(|(to, &from)| *to = from as $type),
                }
            }
        }
    )*};
}
width!(u8, u16, u32);

pub(super) fn fill<W: Width>(mut to: &mut [W], parts: &[Gc<Str>]) {
    for part in parts {
        let (head, tail) = to.split_at_mut(part.len());
        W::copy_from(head, part.chars());
        to = tail;
    }
}

/// A bytes object.
#[repr(C)]
pub struct Bytes {
    header: Header,
    /// 0 until computed.
    hash: Cell<u64>,
    len: usize,
}

impl HeapObject for Bytes {
    const KIND: Kind = Kind::Bytes;
    const LEAF: bool = true;

    fn trace(&self, _: &mut Tracer<'_>) {}

    fn size(&self) -> usize {
        (size_of::<Bytes>() + self.len).next_multiple_of(8)
    }
}

#[expect(clippy::len_without_is_empty, reason = "callers look at the slice")]
impl Bytes {
    /// Where the bytes are.
    pub(crate) const PLACE: ItemPlace = ItemPlace {
        memory: None,
        start: None,
        first: size_of::<Bytes>() as i32,
        len: std::mem::offset_of!(Bytes, len) as i32,
    };

    /// The bytes.
    #[inline(always)]
    pub fn bytes(&self) -> &[u8] {
        super::raw::trailing(self, self.len)
    }

    /// The bytes of an object that was just made and that nobody else knows.
    pub fn new_bytes(&self) -> &mut [u8] {
        super::raw::trailing_mut(self, self.len)
    }

    /// Number of bytes.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }

    /// The hash, computed once; never 0. Equals that of the str with the same code points below 128, as in CPython.
    pub fn hash(&self, vm: &Vm) -> u64 {
        match self.hash.get() {
            0 => {
                let hash = vm.hash_chars(Chars::One(self.bytes()));
                self.hash.set(hash);
                hash
            }
            hash => hash,
        }
    }
}

impl Vm {
    /// A bytes object.
    pub fn bytes(&mut self, bytes: &[u8]) -> PyResult<Gc<Bytes>> {
        let header = self.header_of_kind(Kind::Bytes);
        let object = Bytes { header, hash: Cell::new(0), len: bytes.len() };
        let object = self.alloc_bytes(object, bytes.len().next_multiple_of(8))?;
        copy_bytes(super::raw::trailing_mut(&*object, bytes.len()), bytes);
        Ok(object)
    }

    /// New bytes that a function writes, whatever they are before.
    pub fn bytes_filled(&mut self, len: usize, fill: impl FnOnce(&Vm, &mut [u8])) -> PyResult<Gc<Bytes>> {
        let out = self.bytes_with_len(len)?;
        fill(self, out.new_bytes());
        Ok(out)
    }

    /// The same for a function that may run Python or let other threads run: nobody else knows the object, which stays where it is. If
    /// it writes fewer bytes than there are, as it says, those are what is left.
    pub fn bytes_filled_by(
        &mut self,
        len: usize,
        fill: impl FnOnce(&mut Vm, &mut [u8]) -> PyResult<usize>,
    ) -> PyResult<Gc<Bytes>> {
        let out = self.bytes_with_len(len)?;
        self.pin(out.header());
        let filled = fill(self, out.new_bytes())?;
        if filled < len { self.bytes(&out.bytes()[..filled]) } else { Ok(out) }
    }

    /// A bytes object of this length with any content, for the caller to write.
    pub fn bytes_with_len(&mut self, len: usize) -> PyResult<Gc<Bytes>> {
        let header = self.header_of_kind(Kind::Bytes);
        self.alloc_bytes(Bytes { header, hash: Cell::new(0), len }, len.saturating_add(7) & !7)
    }

    /// A bytes object of the parts, which are not those of an object that this may free.
    pub fn bytes_joined(&mut self, parts: &[&[u8]]) -> PyResult<Gc<Bytes>> {
        let len = parts.iter().map(|part| part.len()).sum();
        let header = self.header_of_kind(Kind::Bytes);
        let object = Bytes { header, hash: Cell::new(0), len };
        let object = self.alloc_bytes(object, len.next_multiple_of(8))?;
        let mut to = super::raw::trailing_mut(&*object, len);
        for part in parts {
            let (head, tail) = to.split_at_mut(part.len());
            head.copy_from_slice(part);
            to = tail;
        }
        Ok(object)
    }

    /// A copy of a str as an instance of a subclass of str.
    pub fn str_of_class(&mut self, class: Gc<super::type_object::Type>, s: Gc<Str>) -> PyResult<Gc<Str>> {
        let header = self.header_for(class, Kind::Str);
        let meta = s.meta & !SHARED;
        let bytes = s.byte_len();
        let out = self.alloc_bytes(Str { header, hash: Cell::new(s.hash.get()), meta }, bytes.next_multiple_of(8))?;
        let len = s.len();
        match s.chars() {
            Chars::One(c) => super::raw::trailing_mut(&*out, len).copy_from_slice(c),
            Chars::Two(c) => super::raw::trailing_mut(&*out, len).copy_from_slice(c),
            Chars::Four(c) => super::raw::trailing_mut(&*out, len).copy_from_slice(c),
        }
        Ok(out)
    }

    /// A copy of bytes as an instance of a subclass of bytes.
    pub fn bytes_of_class(&mut self, class: Gc<super::type_object::Type>, bytes: &[u8]) -> PyResult<Gc<Bytes>> {
        let header = self.header_for(class, Kind::Bytes);
        let object = Bytes { header, hash: Cell::new(0), len: bytes.len() };
        let object = self.alloc_bytes(object, bytes.len().next_multiple_of(8))?;
        super::raw::trailing_mut(&*object, bytes.len()).copy_from_slice(bytes);
        Ok(object)
    }
}

/// The str behind a value, exact or of a subclass.
pub fn as_str(value: Value) -> Option<Gc<Str>> {
    value.cast::<Str>()
}
