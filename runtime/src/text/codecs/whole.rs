//! Encoding and decoding of text that has no bad places, into memory of the right size at once.

use super::super::unit::{Chars, CodeUnit, with_units};
use super::{ByteOrder, Codec, utf8, utf16};
use smallvec::SmallVec;

/// How many bytes a text takes in UTF-8, UTF-16 or UTF-32; none if not all of it can be encoded, or for other codecs.
pub(crate) fn encoded_len(codec: Codec, text: Chars<'_>) -> Option<usize> {
    with_units!(text, units => {
        // Of each limit that characters are beyond, so many are. What is as narrow as bytes has no surrogates. Counts are no wider
        // than they have to be, so that many are made at once.
        let (mut beyond, mut surrogates) = ([0usize; 3], false);
        for some in units.chunks(1 << 14) {
            let (mut two, mut three, mut four, mut bad) = (0u16, 0u16, 0u16, 0u16);
            for unit in some {
                let code = unit.code();
                two += u16::from(code >= 0x80);
                three += u16::from(code >= 0x800);
                four += u16::from(code >= 0x1_0000);
                bad |= u16::from(code & !0x7ff == 0xd800);
            }
            beyond = [beyond[0] + usize::from(two), beyond[1] + usize::from(three), beyond[2] + usize::from(four)];
            surrogates |= bad != 0;
        }
        if surrogates {
            return None;
        }
        let [two, three, four] = beyond;
        let body = match codec {
            Codec::Utf8 => units.len() + two + three + four,
            Codec::Utf16(_) => 2 * (units.len() + four),
            Codec::Utf32(_) => 4 * units.len(),
            Codec::Utf8Sig | Codec::Latin1 | Codec::Ascii | Codec::UnicodeEscape | Codec::RawUnicodeEscape => {
                return None;
            }
        };
        Some(codec.prefix().len() + body)
    })
}

/// Encodes such a text into as many bytes.
pub(crate) fn encode_into(codec: Codec, text: Chars<'_>, out: &mut [u8]) {
    let (mark, out) = out.split_at_mut(codec.prefix().len());
    mark.copy_from_slice(codec.prefix());
    with_units!(text, units => match codec {
        Codec::Utf16(order) if out.len() == 2 * units.len() => {
            for (to, unit) in out.as_chunks_mut::<2>().0.iter_mut().zip(units) {
                let unit = unit.code() as u16;
                *to = if order == ByteOrder::Big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            }
        }
        Codec::Utf32(order) => {
            for (to, unit) in out.as_chunks_mut::<4>().0.iter_mut().zip(units) {
                *to = if order == ByteOrder::Big { unit.code().to_be_bytes() } else { unit.code().to_le_bytes() };
            }
        }
        Codec::Utf16(order) => {
            let mut end = 0;
            for c in units.iter().filter_map(|unit| char::from_u32(unit.code())) {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let bytes = if order == ByteOrder::Big { unit.to_be_bytes() } else { unit.to_le_bytes() };
                    out[end..end + 2].copy_from_slice(&bytes);
                    end += 2;
                }
            }
        }
        _ => utf8::write_units(units, out),
    });
}

/// The units of UTF-16 without surrogates that begins with a byte order mark or is in the machine's order; none of other bytes.
pub(crate) fn plain_utf16(data: &[u8]) -> Option<SmallVec<[u16; 64]>> {
    let (order, data) = match data {
        [0xff, 0xfe, rest @ ..] => (ByteOrder::Little, rest),
        [0xfe, 0xff, rest @ ..] => (ByteOrder::Big, rest),
        _ => (ByteOrder::Little, data),
    };
    let (units, rest) = data.as_chunks::<2>();
    let units: SmallVec<[u16; 64]> = units.iter().map(|&unit| utf16::read(unit, order)).collect();
    let plain = rest.is_empty() && !units.iter().fold(false, |any, unit| any | (unit & 0xf800 == 0xd800));
    plain.then_some(units)
}
