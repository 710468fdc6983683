//! Lines of uuencoded data.

use super::{ERROR, ascii_buffer, data, flag};
use runtime::native::Args;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

pub(super) fn encode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let backtick = flag(vm, args, 1, false)?;
    let data = data(vm, args[0])?;
    if data.len() > 45 {
        return Err(ERROR.raise(vm, "At most 45 bytes at once"));
    }
    let digit = |value: u32| if backtick && value == 0 { b'`' } else { value as u8 + b' ' };
    let mut out = vec![digit(data.len() as u32)];
    for chunk in data.chunks(3) {
        let byte = |at: usize| chunk.get(at).copied().map_or(0, u32::from);
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        out.extend((0..4).map(|place| digit(word >> (18 - 6 * place) & 63)));
    }
    out.push(b'\n');
    Ok(vm.bytes(&out)?.value())
}

pub(super) fn decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = ascii_buffer(vm, args[0])?;
    match decode_line(&text) {
        Ok(bytes) => Ok(vm.bytes(&bytes)?.value()),
        Err(message) => Err(ERROR.raise(vm, message)),
    }
}

fn decode_line(text: &[u8]) -> Result<Vec<u8>, &'static str> {
    let len = usize::from(text.first().copied().unwrap_or(0).wrapping_sub(b' ') & 0x3f);
    let mut digits = text.iter().skip(1).copied();
    let mut out = Vec::with_capacity(len);
    let (mut word, mut bits) = (0u32, 0);
    while out.len() < len {
        // A line may have lost spaces at its end.
        let byte = digits.next().filter(|&byte| byte != b'\n' && byte != b'\r');
        let value = match byte {
            None => 0,
            Some(byte) if (b' '..=b' ' + 64).contains(&byte) => u32::from((byte - b' ') & 0x3f),
            Some(_) => return Err("Illegal char"),
        };
        word = word << 6 | value;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((word >> bits) as u8);
            word &= (1 << bits) - 1;
        }
    }
    let is_padding = |byte: u8| matches!(byte, b' ' | b'`' | b'\n' | b'\r');
    if digits.all(is_padding) { Ok(out) } else { Err("Trailing garbage") }
}
