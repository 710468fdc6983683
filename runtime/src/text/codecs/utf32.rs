//! UTF-32.

use super::super::buf::TextBuf;
use super::super::unit::{Chars, CodeUnit, with_units};
use super::{ByteOrder, CodecError, Input};

pub(super) fn read(unit: [u8; 4], order: ByteOrder) -> u32 {
    match order {
        ByteOrder::Marked | ByteOrder::Little => u32::from_le_bytes(unit),
        ByteOrder::Big => u32::from_be_bytes(unit),
    }
}

pub(super) fn push_code(code: u32, order: ByteOrder, out: &mut Vec<u8>) {
    out.extend(match order {
        ByteOrder::Marked | ByteOrder::Little => code.to_le_bytes(),
        ByteOrder::Big => code.to_be_bytes(),
    });
}

fn is_bad(code: u32) -> bool {
    code & 0xffff_f800 == 0xd800 || code > 0x10_ffff
}

/// Decodes from a position on; the position reached.
pub(super) fn decode(
    input: &[u8],
    from: usize,
    order: ByteOrder,
    more: Input,
    out: &mut TextBuf,
) -> Result<usize, CodecError> {
    // A decoder names the order it has settled on.
    let encoding = if order == ByteOrder::Big { "utf-32-be" } else { "utf-32-le" };
    let error = |start, end, reason| Err(CodecError { encoding, start, end, reason });
    let (units, rest) = input[from..].as_chunks::<4>();
    // Piece by piece, so that what is read stays in the nearest cache.
    let mut codes = [0; 256];
    for (index, piece) in units.chunks(codes.len()).enumerate() {
        let codes = &mut codes[..piece.len()];
        codes.iter_mut().zip(piece).for_each(|(code, &unit)| *code = read(unit, order));
        // Whether there is a bad one at all is found faster than where.
        let any = codes.iter().fold(false, |any, &code| any | is_bad(code));
        let bad = if any { codes.iter().position(|&code| is_bad(code)) } else { None };
        out.push_chars(Chars::Four(&codes[..bad.unwrap_or(codes.len())]));
        if let Some(bad) = bad {
            let at = from + 4 * (256 * index + bad);
            let reason = match codes[bad] {
                0xd800..=0xdfff => "code point in surrogate code point range(0xd800, 0xe000)",
                _ => "code point not in range(0x110000)",
            };
            return error(at, at + 4, reason);
        }
    }
    let end = input.len() - rest.len();
    if rest.is_empty() || more == Input::Partial { Ok(end) } else { error(end, input.len(), "truncated data") }
}

/// Encodes from a position on.
pub(super) fn encode(text: Chars<'_>, from: usize, order: ByteOrder, out: &mut Vec<u8>) -> Result<(), CodecError> {
    with_units!(text, units => encode_units(units, from, order, out))
}

fn encode_units<U: CodeUnit>(units: &[U], from: usize, order: ByteOrder, out: &mut Vec<u8>) -> Result<(), CodecError> {
    let encoding = match order {
        ByteOrder::Marked => "utf-32",
        ByteOrder::Little => "utf-32-le",
        ByteOrder::Big => "utf-32-be",
    };
    let rest = &units[from..];
    // Whether there is one at all is found faster than where.
    let any = rest.iter().fold(false, |any, unit| any | (unit.code() & 0xffff_f800 == 0xd800));
    let bad = if any { rest.iter().position(|unit| char::from_u32(unit.code()).is_none()) } else { None };
    let good = &rest[..bad.unwrap_or(rest.len())];
    if order == ByteOrder::Big {
        push_all(good, u32::to_be_bytes, out);
    } else {
        push_all(good, u32::to_le_bytes, out);
    }
    match bad.map(|at| from + at) {
        Some(start) => Err(CodecError { encoding, start, end: start + 1, reason: "surrogates not allowed" }),
        None => Ok(()),
    }
}

fn push_all<U: CodeUnit>(units: &[U], bytes_of: impl Fn(u32) -> [u8; 4], out: &mut Vec<u8>) {
    // Piece by piece: to zero all of the output first would take as long as to write it.
    let mut piece = [[0; 4]; 256];
    out.reserve(4 * units.len());
    for units in units.chunks(piece.len()) {
        piece.iter_mut().zip(units).for_each(|(quad, unit)| *quad = bytes_of(unit.code()));
        out.extend_from_slice(piece[..units.len()].as_flattened());
    }
}
