//! UTF-8.

use super::super::buf::TextBuf;
use super::super::unit::{Chars, CodeUnit, with_units};
use super::{CodecError, Handler, Input};

/// The mark that UTF-8 of some origins starts with.
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";

/// Decodes from a position on; the position reached.
pub(super) fn decode(input: &[u8], from: usize, more: Input, out: &mut TextBuf) -> Result<usize, CodecError> {
    let rest = &input[from..];
    let valid = match std::str::from_utf8(rest) {
        Ok(text) => {
            out.push_str(text);
            return Ok(input.len());
        }
        Err(error) => error,
    };
    let (good, bad) = rest.split_at(valid.valid_up_to());
    out.push_str(std::str::from_utf8(good).expect("this much was valid"));
    let start = from + good.len();
    let error = |len: usize, reason| Err(CodecError { encoding: "utf-8", start, end: start + len, reason });
    match (valid.error_len(), bad) {
        (None, _) if more == Input::Partial => Ok(start),
        (None, _) => error(bad.len(), "unexpected end of data"),
        // The start of an encoded surrogate, which a handler may want to see whole.
        (Some(_), [0xed, 0xa0..=0xbf]) if more == Input::Partial => Ok(start),
        (Some(_), [0x80..=0xc1 | 0xf5..=0xff, ..]) => error(1, "invalid start byte"),
        (Some(len), _) => error(len, "invalid continuation byte"),
    }
}

/// Decodes a text of the basic plane of which a handler makes something wherever it is bad; none for other handlers, and where other
/// characters come.
pub(super) fn decode_leniently(input: &[u8], handler: Handler) -> Option<TextBuf> {
    if !matches!(handler, Handler::Ignore | Handler::Replace | Handler::SurrogateEscape) {
        return None;
    }
    let (mut units, mut at) = (Vec::with_capacity(input.len()), 0);
    while let Some(&first) = input.get(at) {
        if first < 0x80 {
            units.push(u16::from(first));
            at += 1;
            continue;
        }
        let rest = &input[at..input.len().min(at + 4)];
        let bytes = rest.first_chunk().copied().unwrap_or_else(|| {
            let mut bytes = [0; 4];
            bytes[..rest.len()].copy_from_slice(rest);
            bytes
        });
        if let Some((code, len)) = sequence(u32::from_le_bytes(bytes)) {
            units.push(u16::try_from(code).ok()?);
            at += len;
            continue;
        }
        let error = std::str::from_utf8(rest).err()?;
        // What is good before it has been seen to be none.
        let len = error.error_len().unwrap_or(rest.len());
        match handler {
            Handler::Replace => units.push(0xfffd),
            Handler::SurrogateEscape => units.extend(rest[..len].iter().map(|&byte| 0xdc00 + u16::from(byte))),
            _ => {}
        }
        at += len;
    }
    Some(TextBuf::from_units(units))
}

/// A unit of text, which a code point that fits into it makes.
pub(crate) trait DecodedUnit: Copy + Default {
    /// The unit of a code point.
    fn of(code: u32) -> Self;
    /// The units of eight bytes, the lowest first.
    fn of_bytes(word: u64) -> [Self; 8];
}

impl DecodedUnit for u8 {
    #[inline(always)]
    fn of(code: u32) -> u8 {
        code as u8
    }

    #[inline(always)]
    fn of_bytes(word: u64) -> [u8; 8] {
        word.to_le_bytes()
    }
}

impl DecodedUnit for u16 {
    #[inline(always)]
    fn of(code: u32) -> u16 {
        code as u16
    }

    #[inline(always)]
    fn of_bytes(word: u64) -> [u16; 8] {
        // In a word at a time: byte by byte is slower by far.
        let spread = |four: u64| {
            let two = (four | four << 16) & 0xffff_0000_ffff;
            (two | two << 8) & 0x00ff_00ff_00ff_00ff
        };
        let lanes = [spread(word & 0xffff_ffff), spread(word >> 32)];
        std::array::from_fn(|index| (lanes[index / 4] >> (16 * (index % 4))) as u16)
    }
}

impl DecodedUnit for u32 {
    #[inline(always)]
    fn of(code: u32) -> u32 {
        code
    }

    #[inline(always)]
    fn of_bytes(word: u64) -> [u32; 8] {
        std::array::from_fn(|index| (word >> (8 * index)) as u32 & 0xff)
    }
}

/// Decodes a whole text into units that are known to be wide enough, of which there are as many as bytes that start a
/// character; whether it is valid. Unlike a check before, this looks at each byte once.
pub(crate) fn decode_units<U: DecodedUnit>(input: &[u8], units: &mut [U]) -> bool {
    let (mut at, mut done) = (0, 0);
    // As long as eight bytes and room for as many characters are left.
    while let (Some(bytes), Some(room)) = (
        input.get(at..).and_then(|rest| rest.first_chunk::<8>()),
        units.get_mut(done..).and_then(|rest| rest.first_chunk_mut::<8>()),
    ) {
        let word = u64::from_le_bytes(*bytes);
        let plain = (word & 0x8080_8080_8080_8080).trailing_zeros() as usize / 8;
        if plain > 0 {
            // More is written than is ASCII: the next characters come there.
            *room = U::of_bytes(word);
            at += plain;
            done += plain;
            continue;
        }
        if let Some(four) = four_of_two(word) {
            for (index, to) in room[..4].iter_mut().enumerate() {
                *to = U::of((four >> (16 * index)) as u32 & 0xffff);
            }
            at += 8;
            done += 4;
            continue;
        }
        let Some((code, len)) = sequence(word as u32) else { return false };
        room[0] = U::of(code);
        at += len;
        done += 1;
    }
    while let Some(&first) = input.get(at) {
        let Some(to) = units.get_mut(done) else { return false };
        let mut bytes = [0; 4];
        let rest = &input[at..];
        let len = rest.len().min(4);
        bytes[..len].copy_from_slice(&rest[..len]);
        let Some((code, len)) = (if first < 0x80 {
            Some((u32::from(first), 1))
        } else {
            // What is beyond the end is no byte of a sequence.
            sequence(u32::from_le_bytes(bytes))
        }) else {
            return false;
        };
        *to = U::of(code);
        at += len;
        done += 1;
    }
    done == units.len()
}

/// Four code points in the 16-bit lanes of a word of which each two bytes are a sequence.
#[inline(always)]
fn four_of_two(word: u64) -> Option<u64> {
    if word & 0xc0e0_c0e0_c0e0_c0e0 != 0x80c0_80c0_80c0_80c0 {
        return None;
    }
    let codes = (word & 0x001f_001f_001f_001f) << 6 | (word >> 8) & 0x003f_003f_003f_003f;
    // None that a single byte would do for.
    let long = (codes + 0x7f80_7f80_7f80_7f80) & 0x8000_8000_8000_8000;
    (long == 0x8000_8000_8000_8000).then_some(codes)
}

/// The code point of the sequence of more than one byte that a word starts with, and how many bytes it is.
#[inline(always)]
fn sequence(word: u32) -> Option<(u32, usize)> {
    let more = |index: u32| word >> (8 * index) & 0x3f;
    if word & 0xc0e0 == 0x80c0 {
        let code = (word & 0x1f) << 6 | more(1);
        return (code >= 0x80).then_some((code, 2));
    }
    if word & 0xc0_c0f0 == 0x80_80e0 {
        let code = (word & 0xf) << 12 | more(1) << 6 | more(2);
        return (code >= 0x800 && code & 0xf800 != 0xd800).then_some((code, 3));
    }
    if word & 0xc0c0_c0f8 == 0x8080_80f0 {
        let code = (word & 7) << 18 | more(1) << 12 | more(2) << 6 | more(3);
        return (0x1_0000..0x11_0000).contains(&code).then_some((code, 4));
    }
    None
}

/// Encodes from a position on.
pub(super) fn encode(text: Chars<'_>, from: usize, out: &mut Vec<u8>) -> Result<(), CodecError> {
    match text {
        Chars::One(units) if units[from..].is_ascii() => {
            out.extend_from_slice(&units[from..]);
            Ok(())
        }
        Chars::One(_) | Chars::Two(_) | Chars::Four(_) => with_units!(text, units => encode_units(units, from, out)),
    }
}

fn encode_units<U: CodeUnit>(units: &[U], from: usize, out: &mut Vec<u8>) -> Result<(), CodecError> {
    // Room for the longest sequences, so that no byte has to ask for it.
    let most = if size_of::<U>() == 4 { 4 } else { size_of::<U>() + 1 };
    let mut end = out.len();
    out.resize(end + (units.len() - from) * most, 0);
    let low = |code: u32, shift: u32| 0x80 | (code >> shift & 0x3f) as u8;
    for (at, &unit) in units.iter().enumerate().skip(from) {
        let code: u32 = unit.code();
        if code < 0x80 {
            out[end] = code as u8;
            end += 1;
        } else if code < 0x800 {
            out[end..end + 2].copy_from_slice(&[0xc0 | (code >> 6) as u8, low(code, 0)]);
            end += 2;
        } else if (0xd800..0xe000).contains(&code) {
            out.truncate(end);
            let run = units[at..].iter().take_while(|&&unit| char::from_u32(unit.code()).is_none()).count();
            return Err(CodecError { encoding: "utf-8", start: at, end: at + run, reason: "surrogates not allowed" });
        } else if code < 0x1_0000 {
            out[end..end + 3].copy_from_slice(&[0xe0 | (code >> 12) as u8, low(code, 6), low(code, 0)]);
            end += 3;
        } else {
            out[end..end + 4].copy_from_slice(&[0xf0 | (code >> 18) as u8, low(code, 12), low(code, 6), low(code, 0)]);
            end += 4;
        }
    }
    out.truncate(end);
    Ok(())
}

/// Writes characters, none of them a surrogate, to as many bytes as they take.
pub(super) fn write_units<U: CodeUnit>(units: &[U], out: &mut [u8]) {
    /// So many characters are looked at at once: whether all of them are ASCII.
    const RUN: usize = 16;
    let mut rest = out;
    for run in units.chunks(RUN) {
        let bits = run.iter().fold(0, |bits, unit| bits | unit.code());
        if bits < 0x80 && run.len() <= rest.len() {
            let (to, after) = rest.split_at_mut(run.len());
            to.iter_mut().zip(run).for_each(|(to, unit)| *to = unit.code() as u8);
            rest = after;
            continue;
        }
        // Byte by byte, which takes less than asking for the room of each character.
        let mut bytes = rest.iter_mut();
        let mut push = |byte: u32| {
            if let Some(to) = bytes.next() {
                *to = byte as u8;
            }
        };
        for unit in run {
            let code = unit.code();
            let low = |shift: u32| 0x80 | code >> shift & 0x3f;
            if code < 0x80 {
                push(code);
            } else if code < 0x800 {
                push(0xc0 | code >> 6);
                push(low(0));
            } else if code < 0x1_0000 {
                push(0xe0 | code >> 12);
                push(low(6));
                push(low(0));
            } else {
                push(0xf0 | code >> 18);
                push(low(12));
                push(low(6));
                push(low(0));
            }
        }
        rest = bytes.into_slice();
    }
}

/// Appends the three bytes of a surrogate.
pub(super) fn push_three(code: u32, out: &mut Vec<u8>) {
    out.extend([0xe0 | (code >> 12) as u8, 0x80 | (code >> 6 & 0x3f) as u8, 0x80 | (code & 0x3f) as u8]);
}

/// The code point of a sequence of three bytes, a surrogate perhaps.
pub(super) fn read_three(bytes: [u8; 3]) -> Option<u32> {
    let [a, b, c] = bytes.map(u32::from);
    (a & 0xf0 == 0xe0 && b & 0xc0 == 0x80 && c & 0xc0 == 0x80).then_some((a & 0xf) << 12 | (b & 0x3f) << 6 | (c & 0x3f))
}
