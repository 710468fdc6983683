//! Base64.

use super::{ERROR, ascii_buffer, data, flag};
use runtime::native::Args;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn encode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let newline = flag(vm, args, 1, true)?;
    let data = data(vm, args[0])?;
    let mut out = Vec::with_capacity(data.len().div_ceil(3) * 4 + 1);
    for chunk in data.chunks(3) {
        let byte = |at: usize| chunk.get(at).copied().map_or(0, u32::from);
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = ALPHABET[(word >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() { digit } else { b'=' });
        }
    }
    if newline {
        out.push(b'\n');
    }
    Ok(vm.bytes(&out)?.value())
}

const fn values() -> [u8; 256] {
    let mut table = [255; 256];
    let mut at = 0;
    while at < 64 {
        table[ALPHABET[at] as usize] = at as u8;
        at += 1;
    }
    table
}

static VALUES: [u8; 256] = values();

pub(super) fn decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let strict = flag(vm, args, 1, false)?;
    let text = ascii_buffer(vm, args[0])?;
    match decode_text(&text, strict) {
        Ok(bytes) => Ok(vm.bytes(&bytes)?.value()),
        Err(message) => Err(ERROR.raise(vm, &message)),
    }
}

fn decode_text(text: &[u8], strict: bool) -> Result<Vec<u8>, String> {
    if strict && text.first() == Some(&b'=') {
        return Err("Leading padding not allowed".to_owned());
    }
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    // Digits of the quad that have been read, what is left of the last one, and pads after it.
    let (mut place, mut left, mut pads, mut padding) = (0, 0u8, 0, false);
    for (at, &byte) in text.iter().enumerate() {
        if byte == b'=' {
            padding = true;
            if place >= 2 {
                pads += 1;
                if place + pads >= 4 {
                    if strict && at + 1 < text.len() {
                        return Err("Excess data after padding".to_owned());
                    }
                    return Ok(out);
                }
            }
            continue;
        }
        let value = VALUES[usize::from(byte)];
        if value >= 64 {
            if strict {
                return Err("Only base64 data is allowed".to_owned());
            }
            continue;
        }
        if strict && padding {
            return Err("Discontinuous padding not allowed".to_owned());
        }
        pads = 0;
        match place {
            0 => {}
            1 => out.push(left << 2 | value >> 4),
            2 => out.push((left & 15) << 4 | value >> 2),
            _ => out.push((left & 3) << 6 | value),
        }
        left = value;
        place = (place + 1) % 4;
    }
    match place {
        0 => Ok(out),
        1 => Err(format!(
            "Invalid base64-encoded string: number of data characters ({}) cannot be 1 more than a multiple of 4",
            out.len() / 3 * 4 + 1
        )),
        _ => Err("Incorrect padding".to_owned()),
    }
}
