//! UTF-8.

use super::super::buf::TextBuf;
use super::super::unit::{Chars, CodeUnit, with_units};
use super::{CodecError, Input};

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

/// Decodes a whole text into units that are known to be wide enough, of which there are as many as bytes that start a
/// character; whether it is valid. Unlike a check before, this looks at each byte once.
pub(crate) fn decode_units<U: Copy>(input: &[u8], units: &mut [U], unit: impl Fn(u32) -> U) -> bool {
    let (mut at, mut done) = (0, 0);
    while let Some(&first) = input.get(at) {
        if first < 0x80 {
            let (run, room) = (input[at..].first_chunk::<8>(), units[done..].first_chunk_mut::<8>());
            let len = match (run, room) {
                (Some(run), Some(room)) => {
                    // More is written than is ASCII: the next characters come there.
                    room.iter_mut().zip(run).for_each(|(to, &byte)| *to = unit(u32::from(byte)));
                    (u64::from_le_bytes(*run) & 0x8080_8080_8080_8080).trailing_zeros() as usize / 8
                }
                _ => {
                    units[done] = unit(u32::from(first));
                    1
                }
            };
            at += len;
            done += len;
            continue;
        }
        let next = |n: usize| match input.get(at + n) {
            Some(&byte) if byte & 0xc0 == 0x80 => Some(u32::from(byte & 0x3f)),
            _ => None,
        };
        let head = u32::from(first);
        let (code, len) = match first {
            0xc2..=0xdf => (next(1).map(|low| (head & 0x1f) << 6 | low), 2),
            0xe0..=0xef => (three(head, next(1), next(2)), 3),
            0xf0..=0xf4 => {
                let code = three(head & 7, next(1), next(2)).zip(next(3)).map(|(high, low)| high << 6 | low);
                (code.filter(|code| (0x1_0000..0x11_0000).contains(code)), 4)
            }
            _ => return false,
        };
        // Sequences of three bytes are checked here, where those of four are not concerned.
        let Some(code) = code.filter(|&code| len != 3 || code >= 0x800 && code & 0xf800 != 0xd800) else {
            return false;
        };
        let Some(to) = units.get_mut(done) else { return false };
        *to = unit(code);
        at += len;
        done += 1;
    }
    done == units.len()
}

/// The code point of a head and two more bytes.
#[inline(always)]
fn three(head: u32, second: Option<u32>, third: Option<u32>) -> Option<u32> {
    Some((head & 0xf) << 12 | second? << 6 | third?)
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
