//! Text under construction.

use super::unit::{Chars, CodeUnit, with_units};

/// Why a text could not be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextError {
    /// No str can be that long: `OverflowError` with this message.
    TooLong(&'static str),
    /// `MemoryError`.
    Memory,
}

/// The longest text: what an index into it (`Py_ssize_t`) can name.
pub(super) const MAX_LEN: usize = isize::MAX as usize;

/// Text under construction: units that get wider when a character asks for it.
#[derive(Clone, Debug, Default)]
pub struct TextBuf {
    units: Units,
    /// The disjunction of all code points pushed.
    bits: u32,
}

#[derive(Clone, Debug)]
enum Units {
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

impl Default for Units {
    fn default() -> Self {
        Units::One(Vec::new())
    }
}

impl TextBuf {
    /// An empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty text with room for `len` characters of Latin-1.
    pub fn with_capacity(len: usize) -> Self {
        TextBuf { units: Units::One(Vec::with_capacity(len)), bits: 0 }
    }

    /// An empty text with room for exactly `len` characters, all of which have code points within `bits`.
    pub fn for_chars(len: usize, bits: u32) -> Result<Self, TextError> {
        fn room<U>(len: usize) -> Result<Vec<U>, TextError> {
            let mut units = Vec::new();
            units.try_reserve_exact(len).map_err(|_| TextError::Memory)?;
            Ok(units)
        }
        let units = match bits {
            0..=0xff => Units::One(room(len)?),
            0x100..=0xffff => Units::Two(room(len)?),
            _ => Units::Four(room(len)?),
        };
        Ok(TextBuf { units, bits: 0 })
    }

    /// Latin-1 text of these bytes.
    pub fn from_latin1(bytes: Vec<u8>) -> Self {
        let bits = Chars::One(&bytes).code_bits();
        TextBuf { units: Units::One(bytes), bits }
    }

    /// Length in characters.
    pub fn len(&self) -> usize {
        self.as_chars().len()
    }

    /// Whether there are no characters.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether all characters are ASCII.
    pub fn is_ascii(&self) -> bool {
        self.bits < 0x80
    }

    /// The disjunction of all code points: below 0x80, 0x100 or 0x10000 exactly if all code points are.
    pub fn code_bits(&self) -> u32 {
        self.bits
    }

    /// The characters. They may be stored wider than need be if the text was made [`for_chars`](Self::for_chars) that it
    /// does not hold.
    pub fn as_chars(&self) -> Chars<'_> {
        match &self.units {
            Units::One(units) => Chars::One(units),
            Units::Two(units) => Chars::Two(units),
            Units::Four(units) => Chars::Four(units),
        }
    }

    /// The units of a text of Latin-1 characters: the result of an algorithm that was given the data of bytes.
    pub fn into_bytes(self) -> Option<Vec<u8>> {
        match self.units {
            Units::One(units) => Some(units),
            Units::Two(_) | Units::Four(_) if self.bits > 0xff => None,
            Units::Two(units) => Some(units.iter().map(|&unit| unit as u8).collect()),
            Units::Four(units) => Some(units.iter().map(|&unit| unit as u8).collect()),
        }
    }

    /// Removes all characters.
    pub fn clear(&mut self) {
        self.bits = 0;
        match &mut self.units {
            Units::One(units) => units.clear(),
            Units::Two(units) => units.clear(),
            Units::Four(units) => units.clear(),
        }
    }

    /// Appends a code point.
    #[inline]
    pub fn push(&mut self, code: u32) {
        self.admit(code);
        match &mut self.units {
            Units::One(units) => units.push(code as u8),
            Units::Two(units) => units.push(code as u16),
            Units::Four(units) => units.push(code),
        }
    }

    /// Appends a code point many times.
    pub fn push_repeated(&mut self, code: u32, count: usize) {
        if count == 0 {
            return;
        }
        self.admit(code);
        match &mut self.units {
            Units::One(units) => units.resize(units.len() + count, code as u8),
            Units::Two(units) => units.resize(units.len() + count, code as u16),
            Units::Four(units) => units.resize(units.len() + count, code),
        }
    }

    /// Appends Rust text.
    pub fn push_str(&mut self, text: &str) {
        if text.is_ascii() {
            return self.push_chars(Chars::One(text.as_bytes()));
        }
        // Knowing the length and the width beforehand is what makes the second pass fast.
        fn add<U: super::codecs::DecodedUnit>(units: &mut Vec<U>, text: &[u8]) {
            let len = units.len();
            units.resize(len + text.iter().filter(|&byte| byte & 0xc0 != 0x80).count(), U::default());
            let valid = super::codecs::decode_units(text, &mut units[len..]);
            debug_assert!(valid, "Rust text is valid");
        }
        let text = text.as_bytes();
        self.admit(match text.iter().fold(0, |most, &byte| most.max(byte)) {
            ..0xc4 => 0xff,
            0xc4..0xf0 => 0xffff,
            _ => 0x1f_ffff,
        });
        match &mut self.units {
            Units::One(units) => add(units, text),
            Units::Two(units) => add(units, text),
            Units::Four(units) => add(units, text),
        }
    }

    /// Text of these units.
    pub(super) fn from_units(units: Vec<u16>) -> Self {
        let bits = Chars::Two(&units).code_bits();
        TextBuf { units: Units::Two(units), bits }
    }

    /// Text that each byte has one character of, with code points within `bits`, which are more than Latin-1 has.
    pub(super) fn of_bytes(bytes: &[u8], bits: u16, unit: impl Fn(u8) -> u16) -> Self {
        TextBuf { units: Units::Two(bytes.iter().map(|&byte| unit(byte)).collect()), bits: u32::from(bits) }
    }

    /// Appends characters.
    pub fn push_chars(&mut self, chars: Chars<'_>) {
        self.admit(chars.code_bits());
        match &mut self.units {
            Units::One(units) => extend(units, chars, |code| code as u8),
            Units::Two(units) => extend(units, chars, |code| code as u16),
            Units::Four(units) => extend(units, chars, |code| code),
        }
    }

    /// Appends code points.
    pub fn extend(&mut self, codes: impl IntoIterator<Item = u32>) {
        codes.into_iter().for_each(|code| self.push(code));
    }

    /// Makes the units wide enough for code points within `bits`.
    #[inline]
    fn admit(&mut self, bits: u32) {
        self.bits |= bits;
        let fits = match &self.units {
            Units::One(_) => bits <= 0xff,
            Units::Two(_) => bits <= 0xffff,
            Units::Four(_) => true,
        };
        if !fits {
            self.widen(bits);
        }
    }

    #[cold]
    fn widen(&mut self, bits: u32) {
        fn wider<A: Copy, B: From<A>>(units: &Vec<A>) -> Vec<B> {
            let mut out = Vec::with_capacity(units.capacity().max(units.len() + 1));
            out.extend(units.iter().map(|&unit| B::from(unit)));
            out
        }
        self.units = match &mut self.units {
            Units::One(units) if bits <= 0xffff => Units::Two(wider(units)),
            Units::One(units) => Units::Four(wider(units)),
            Units::Two(units) => Units::Four(wider(units)),
            Units::Four(units) => Units::Four(std::mem::take(units)),
        };
    }
}

fn extend<U: CodeUnit>(units: &mut Vec<U>, chars: Chars<'_>, unit: impl Fn(u32) -> U) {
    match U::units_of(chars) {
        Some(same) => units.extend_from_slice(same),
        None => with_units!(chars, from => units.extend(from.iter().map(|&u| unit(u.code())))),
    }
}

impl From<&str> for TextBuf {
    fn from(text: &str) -> Self {
        let mut out = TextBuf::new();
        out.push_str(text);
        out
    }
}

impl FromIterator<u32> for TextBuf {
    fn from_iter<I: IntoIterator<Item = u32>>(codes: I) -> Self {
        let mut out = TextBuf::new();
        out.extend(codes);
        out
    }
}
