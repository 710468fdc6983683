//! Encodings of single bytes that a table describes.

use super::super::buf::TextBuf;
use super::super::unit::{Chars, CodeUnit, with_units};
use super::CodecError;

const ENCODING: &str = "charmap";
const UNDEFINED: &str = "character maps to <undefined>";

/// Stands in a decoding table for a byte that means nothing.
const NOTHING: u32 = 0xfffe;

/// Decodes from a position on by a table of up to 256 characters; the position reached.
pub fn decode(input: &[u8], from: usize, table: Chars<'_>, out: &mut TextBuf) -> Result<usize, CodecError> {
    for (at, &byte) in input.iter().enumerate().skip(from) {
        match table.get(usize::from(byte)) {
            Some(NOTHING) | None => {
                return Err(CodecError { encoding: ENCODING, start: at, end: at + 1, reason: UNDEFINED });
            }
            Some(code) => out.push(code),
        }
    }
    Ok(input.len())
}

/// A decoding table read the other way: characters and their bytes.
///
/// Characters are looked up by their slot in an open-addressed table, which is at most half full.
#[derive(Clone, Debug)]
pub struct EncodingTable(Box<[(u32, u8); SLOTS]>);

/// Slots of an [`EncodingTable`].
const SLOTS: usize = 512;

/// Stands in a slot that no character has.
const FREE: u32 = u32::MAX;

impl EncodingTable {
    /// Inverts a decoding table; of several bytes for a character the last one counts.
    pub fn new(table: Chars<'_>) -> Self {
        let mut new = EncodingTable(Box::new([(FREE, 0); SLOTS]));
        for byte in 0..=255u8 {
            if let Some(code) = table.get(usize::from(byte)).filter(|&code| code != NOTHING) {
                let slot = new.slot(code);
                new.0[slot] = (code, byte);
            }
        }
        new
    }

    /// The slot of a character, or a free one where it would be.
    #[inline]
    fn slot(&self, code: u32) -> usize {
        // Alphabets are runs of characters, which so have slots side by side.
        let mut slot = (code ^ (code >> 9)) as usize % SLOTS;
        while self.0[slot].0 != code && self.0[slot].0 != FREE {
            slot = (slot + 1) % SLOTS;
        }
        slot
    }

    /// The byte of a character.
    #[inline]
    pub fn get(&self, code: u32) -> Option<u8> {
        let (found, byte) = self.0[self.slot(code)];
        (found == code).then_some(byte)
    }

    /// Encodes from a position on.
    pub fn encode(&self, text: Chars<'_>, from: usize, out: &mut Vec<u8>) -> Result<(), CodecError> {
        with_units!(text, units => self.encode_units(units, from, out))
    }

    fn encode_units<U: CodeUnit>(&self, units: &[U], from: usize, out: &mut Vec<u8>) -> Result<(), CodecError> {
        out.reserve(units.len() - from);
        for (at, unit) in units.iter().enumerate().skip(from) {
            match self.get(unit.code()) {
                Some(byte) => out.push(byte),
                None => {
                    let run = units[at..].iter().take_while(|unit| self.get(unit.code()).is_none()).count();
                    return Err(CodecError { encoding: ENCODING, start: at, end: at + run, reason: UNDEFINED });
                }
            }
        }
        Ok(())
    }
}
