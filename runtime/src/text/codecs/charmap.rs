//! Encodings of single bytes that a table describes.

use super::super::buf::TextBuf;
use super::super::unit::Chars;
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
#[derive(Clone, Debug)]
pub struct EncodingTable(Vec<(u32, u8)>);

impl EncodingTable {
    /// Inverts a decoding table; of several bytes for a character the last one counts.
    pub fn new(table: Chars<'_>) -> Self {
        let defined = (0..=255u8).rev().filter_map(|byte| table.get(usize::from(byte)).map(|code| (code, byte)));
        let mut entries: Vec<_> = defined.filter(|&(code, _)| code != NOTHING).collect();
        // Stable, so of equal characters the one with the largest byte stays in front.
        entries.sort_by_key(|&(code, _)| code);
        entries.dedup_by_key(|&mut (code, _)| code);
        EncodingTable(entries)
    }

    /// The byte of a character.
    pub fn get(&self, code: u32) -> Option<u8> {
        self.0.binary_search_by_key(&code, |&(code, _)| code).ok().map(|at| self.0[at].1)
    }

    /// Encodes from a position on.
    pub fn encode(&self, text: Chars<'_>, from: usize, out: &mut Vec<u8>) -> Result<(), CodecError> {
        for at in from..text.len() {
            match self.get(text.at(at)) {
                Some(byte) => out.push(byte),
                None => {
                    let run = (at..text.len()).take_while(|&at| self.get(text.at(at)).is_none()).count();
                    return Err(CodecError { encoding: ENCODING, start: at, end: at + run, reason: UNDEFINED });
                }
            }
        }
        Ok(())
    }
}
