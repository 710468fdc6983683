//! UTF-16.

use super::super::buf::TextBuf;
use super::super::unit::{Chars, CodeUnit, with_units};
use super::{ByteOrder, CodecError, Input};

pub(super) fn read(unit: [u8; 2], order: ByteOrder) -> u16 {
    match order {
        ByteOrder::Marked | ByteOrder::Little => u16::from_le_bytes(unit),
        ByteOrder::Big => u16::from_be_bytes(unit),
    }
}

pub(super) fn push_unit(unit: u16, order: ByteOrder, out: &mut Vec<u8>) {
    out.extend(match order {
        ByteOrder::Marked | ByteOrder::Little => unit.to_le_bytes(),
        ByteOrder::Big => unit.to_be_bytes(),
    });
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
    let encoding = if order == ByteOrder::Big { "utf-16-be" } else { "utf-16-le" };
    let error = |start, end, reason| Err(CodecError { encoding, start, end, reason });
    let (units, rest) = input[from..].as_chunks::<2>();
    let end = input.len() - rest.len();
    let codes: Vec<u16> = units.iter().map(|&unit| read(unit, order)).collect();
    if !codes.iter().fold(false, |any, code| any | (code & 0xf800 == 0xd800)) {
        out.push_chars(Chars::Two(&codes));
        return match rest {
            [_, ..] if more == Input::Final => error(end, input.len(), "truncated data"),
            _ => Ok(end),
        };
    }
    let mut units = units.iter().map(|&unit| read(unit, order)).enumerate();
    while let Some((index, unit)) = units.next() {
        let at = from + 2 * index;
        match unit {
            0xd800..=0xdbff => match units.next() {
                Some((_, low @ 0xdc00..=0xdfff)) => {
                    out.push(0x1_0000 + (u32::from(unit & 0x3ff) << 10 | u32::from(low & 0x3ff)));
                }
                Some(_) => return error(at, at + 2, "illegal UTF-16 surrogate"),
                None if more == Input::Partial => return Ok(at),
                None => return error(at, input.len(), "unexpected end of data"),
            },
            0xdc00..=0xdfff => return error(at, at + 2, "illegal encoding"),
            _ => out.push(u32::from(unit)),
        }
    }
    if rest.is_empty() || more == Input::Partial { Ok(end) } else { error(end, input.len(), "truncated data") }
}

/// Encodes from a position on.
pub(super) fn encode(text: Chars<'_>, from: usize, order: ByteOrder, out: &mut Vec<u8>) -> Result<(), CodecError> {
    with_units!(text, units => encode_units(units, from, order, out))
}

fn encode_units<U: CodeUnit>(units: &[U], from: usize, order: ByteOrder, out: &mut Vec<u8>) -> Result<(), CodecError> {
    let encoding = match order {
        ByteOrder::Marked => "utf-16",
        ByteOrder::Little => "utf-16-le",
        ByteOrder::Big => "utf-16-be",
    };
    out.reserve(2 * (units.len() - from));
    // The greatest is found faster than the first of a kind.
    if units[from..].iter().map(|unit| unit.code()).max().unwrap_or(0) < 0xd800 {
        let mut piece = [[0; 2]; 512];
        out.reserve(2 * (units.len() - from));
        for units in units[from..].chunks(piece.len()) {
            for (pair, unit) in piece.iter_mut().zip(units) {
                let unit = unit.code() as u16;
                *pair = if order == ByteOrder::Big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            }
            out.extend_from_slice(piece[..units.len()].as_flattened());
        }
        return Ok(());
    }
    for (at, &unit) in units.iter().enumerate().skip(from) {
        let Some(c) = char::from_u32(unit.code()) else {
            return Err(CodecError { encoding, start: at, end: at + 1, reason: "surrogates not allowed" });
        };
        for &unit in c.encode_utf16(&mut [0; 2]).iter() {
            push_unit(unit, order, out);
        }
    }
    Ok(())
}
