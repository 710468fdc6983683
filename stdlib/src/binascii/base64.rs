//! Base64.

use super::{ERROR, ascii_buffer, data, flag};
use runtime::native::Args;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn encode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let newline = flag(vm, args, 1, true)?;
    let data = data(vm, args[0])?;
    let mut out = vec![0; data.len().div_ceil(3) * 4 + usize::from(newline)];
    let (whole, rest) = data.as_chunks::<3>();
    let (quads, end) = out.as_chunks_mut::<4>();
    for (quad, &[a, b, c]) in quads.iter_mut().zip(whole) {
        *quad = digits(a, b, c);
    }
    if let (Some(last), &[a, ref more @ ..]) = (quads.get_mut(whole.len()), rest) {
        *last = digits(a, more.first().copied().unwrap_or(0), 0);
        last[2 + more.len()..].fill(b'=');
    }
    if newline && let Some(last) = end.first_mut() {
        *last = b'\n';
    }
    Ok(vm.bytes(&out)?.value())
}

/// Pairs of digits for 12 bits each.
static PAIRS: [[u8; 2]; 4096] = {
    let mut pairs = [[0; 2]; 4096];
    let mut bits = 0;
    while bits < 4096 {
        pairs[bits] = [ALPHABET[bits >> 6], ALPHABET[bits & 63]];
        bits += 1;
    }
    pairs
};

#[inline(always)]
fn digits(a: u8, b: u8, c: u8) -> [u8; 4] {
    let word = usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c);
    let ([w, x], [y, z]) = (PAIRS[word >> 12], PAIRS[word & 0xfff]);
    [w, x, y, z]
}

/// Reads whole quads of digits at the beginning of a text: how much of the text that is.
fn decode_quads(text: &[u8], out: &mut Vec<u8>) -> usize {
    let mut read = 0;
    for quad in text.as_chunks::<4>().0 {
        let [a, b, c, d] = quad.map(|byte| u32::from(VALUES[usize::from(byte)]));
        if a | b | c | d > 63 {
            break;
        }
        let [_, bytes @ ..] = (a << 18 | b << 12 | c << 6 | d).to_be_bytes();
        out.extend_from_slice(&bytes);
        read += 4;
    }
    read
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
    let mut read = 0;
    // Digits of the quad that have been read, what is left of the last one, and pads after it.
    let (mut place, mut left, mut pads, mut padding) = (0, 0u8, 0, false);
    loop {
        if place == 0 && !padding {
            read += decode_quads(&text[read..], &mut out);
        }
        let Some(&byte) = text.get(read) else { break };
        let at = read;
        read += 1;
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
