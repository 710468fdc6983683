//! UTF-7 (RFC 2152): text in ASCII, in which other characters stand as UTF-16 in base 64 between `+` and `-`.

use super::{errors_name, input, text_argument, with_length};
use crate::convert;
use runtime::native::Args;
use runtime::text::TextBuf;
use runtime::text::codecs::{CodecError, Input};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Whether a character stands for itself outside of base 64: all of ASCII but `+`, `\`, `~` and control characters.
fn is_direct(code: u32) -> bool {
    matches!(code, 0x09 | 0x0a | 0x0d | 0x20..=0x7d) && code != u32::from(b'+') && code != u32::from(b'\\')
}

fn digit(byte: u8) -> Option<u32> {
    DIGITS.iter().position(|&digit| digit == byte).map(|at| at as u32)
}

/// Bits on their way into base 64.
#[derive(Default)]
struct Bits {
    buffer: u64,
    count: u32,
}

impl Bits {
    fn push(&mut self, unit: u32, out: &mut Vec<u8>) {
        self.buffer = self.buffer << 16 | u64::from(unit);
        self.count += 16;
        while self.count >= 6 {
            self.count -= 6;
            out.push(DIGITS[(self.buffer >> self.count & 63) as usize]);
        }
        self.buffer &= (1 << self.count) - 1;
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        if self.count > 0 {
            out.push(DIGITS[(self.buffer << (6 - self.count) & 63) as usize]);
        }
        *self = Bits::default();
    }
}

pub(super) fn encode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = text_argument(vm, "utf_7_encode", args[0])?;
    errors_name(vm, "utf_7_encode", args.opt(1))?;
    let mut out = Vec::with_capacity(text.len());
    let (mut shifted, mut bits) = (false, Bits::default());
    for code in text.chars().iter() {
        if is_direct(code) {
            if shifted {
                bits.finish(&mut out);
                shifted = false;
                if code == u32::from(b'-') || digit(code as u8).is_some() {
                    out.push(b'-');
                }
            }
            out.push(code as u8);
            continue;
        }
        if !shifted {
            out.push(b'+');
            if code == u32::from(b'+') {
                out.push(b'-');
                continue;
            }
            shifted = true;
        }
        match code.checked_sub(0x1_0000) {
            Some(rest) => {
                bits.push(0xd800 + (rest >> 10), &mut out);
                bits.push(0xdc00 + (rest & 0x3ff), &mut out);
            }
            None => bits.push(code, &mut out),
        }
    }
    bits.finish(&mut out);
    if shifted {
        out.push(b'-');
    }
    let out = vm.bytes(&out)?.value();
    with_length(vm, out, text.len())
}

/// Where a decoder is.
#[derive(Default)]
struct Decoder {
    at: usize,
    /// Start of the present sequence, or of the last mistake.
    start: usize,
    shifted: bool,
    /// Length of the output when base 64 began.
    before: usize,
    buffer: u32,
    count: u32,
    surrogate: u32,
    out: TextBuf,
}

impl Decoder {
    /// Takes a digit of base 64.
    fn push(&mut self, value: u32) {
        self.buffer = self.buffer << 6 | value;
        self.count += 6;
        if self.count < 16 {
            return;
        }
        self.count -= 16;
        let unit = self.buffer >> self.count & 0xffff;
        self.buffer &= (1 << self.count) - 1;
        let first = std::mem::take(&mut self.surrogate);
        if first != 0 {
            if (0xdc00..0xe000).contains(&unit) {
                self.out.push(0x1_0000 + ((first - 0xd800) << 10 | (unit - 0xdc00)));
                return;
            }
            self.out.push(first);
        }
        if (0xd800..0xdc00).contains(&unit) { self.surrogate = unit } else { self.out.push(unit) }
    }

    /// Ends base 64 before a byte that does not belong to it; what is wrong with its end.
    fn leave(&mut self, byte: u8) -> Result<(), &'static str> {
        self.shifted = false;
        if self.count >= 6 {
            self.at += 1;
            return Err("partial character in base64 sequence");
        }
        if self.count > 0 && self.buffer != 0 {
            self.at += 1;
            return Err("non-zero padding bits in base64 sequence");
        }
        let surrogate = std::mem::take(&mut self.surrogate);
        if surrogate != 0 && byte < 0x80 && byte != b'+' {
            self.out.push(surrogate);
        }
        if byte == b'-' {
            self.at += 1;
        }
        Ok(())
    }

    /// Decodes up to the end, or to the next mistake.
    fn run(&mut self, data: &[u8]) -> Result<(), &'static str> {
        while let Some(&byte) = data.get(self.at) {
            if self.shifted {
                match digit(byte) {
                    Some(value) => {
                        self.at += 1;
                        self.push(value);
                    }
                    None => self.leave(byte)?,
                }
                continue;
            }
            self.start = self.at;
            self.at += 1;
            match byte {
                b'+' => match data.get(self.at) {
                    Some(b'-') => {
                        self.at += 1;
                        self.out.push(u32::from(b'+'));
                    }
                    Some(&next) if digit(next).is_none() => {
                        self.at += 1;
                        return Err("ill-formed sequence");
                    }
                    Some(_) | None => {
                        self.shifted = true;
                        self.before = self.out.len();
                        (self.buffer, self.count, self.surrogate) = (0, 0, 0);
                    }
                },
                0..=0x7f => self.out.push(byte.into()),
                _ => return Err("unexpected special character"),
            }
        }
        Ok(())
    }
}

pub(super) fn decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut data = convert::data(vm, args[0])?.to_vec();
    let errors = errors_name(vm, "utf_7_decode", args.opt(1))?;
    let more = input(vm, args.opt(2), false)?;
    let mut decoder = Decoder::default();
    loop {
        let mut result = decoder.run(&data);
        let unfinished = decoder.surrogate != 0 || decoder.count >= 6 || (decoder.count > 0 && decoder.buffer != 0);
        if result.is_ok() && decoder.shifted && more == Input::Final && unfinished {
            decoder.shifted = false;
            decoder.surrogate = 0;
            result = Err("unterminated shift sequence");
        }
        let Err(reason) = result else { break };
        let error = CodecError { encoding: "utf7", start: decoder.start, end: decoder.at, reason };
        let (text, next) = vm.ask_decode_handler_anew(&errors, &error, &mut data)?;
        decoder.out.push_chars(text.chars());
        decoder.at = next;
        decoder.surrogate = 0;
    }
    let mut consumed = data.len();
    let mut text = vm.str_of_text(&decoder.out)?;
    if more == Input::Partial && decoder.shifted {
        // The whole sequence is left for later.
        consumed = decoder.start;
        text = vm.substring(text, 0, decoder.before)?;
    }
    with_length(vm, text.value(), consumed)
}
