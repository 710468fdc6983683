//! Quoted-printable.

use super::{ascii_buffer, data, flag};
use runtime::native::Args;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Characters in a line at most.
const LINE: usize = 76;

pub(super) fn decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let header = flag(vm, args, 1, false)?;
    let text = ascii_buffer(vm, args[0])?;
    let out = decode_text(&text, header);
    Ok(vm.bytes(&out)?.value())
}

fn decode_text(text: &[u8], header: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let hex = |at: usize| text.get(at).and_then(|&byte| (byte as char).to_digit(16));
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        if byte != b'=' {
            out.push(if header && byte == b'_' { b' ' } else { byte });
            continue;
        }
        match text.get(at) {
            None => break,
            // A soft line break.
            Some(b'\n' | b'\r') => {
                let rest = &text[at..];
                at += rest.iter().position(|&byte| byte == b'\n').map_or(rest.len(), |end| end + 1);
            }
            Some(b'=') => {
                out.push(b'=');
                at += 1;
            }
            Some(_) => match (hex(at), hex(at + 1)) {
                (Some(high), Some(low)) => {
                    out.push((high << 4 | low) as u8);
                    at += 2;
                }
                _ => out.push(b'='),
            },
        }
    }
    out
}

/// How to encode.
#[derive(Clone, Copy)]
struct Style {
    quote_tabs: bool,
    text: bool,
    header: bool,
    /// Lines end as they do in the data.
    crlf: bool,
}

pub(super) fn encode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (quote_tabs, text, header) = (flag(vm, args, 1, false)?, flag(vm, args, 2, true)?, flag(vm, args, 3, false)?);
    let data = data(vm, args[0])?;
    let newline = data.iter().position(|&byte| byte == b'\n');
    let crlf = newline.is_some_and(|at| at > 0 && data[at - 1] == b'\r');
    let out = encode_data(&data, Style { quote_tabs, text, header, crlf });
    Ok(vm.bytes(&out)?.value())
}

/// Whether the byte at `at` must be written as its number.
fn needs_quoting(data: &[u8], at: usize, line: usize, style: Style) -> bool {
    let byte = data[at];
    let next = data.get(at + 1).copied();
    byte > 126
        || byte == b'='
        || (style.header && byte == b'_')
        || (byte == b'.' && line == 0 && matches!(next, None | Some(b'\n' | b'\r' | 0)))
        || (!style.text && matches!(byte, b'\r' | b'\n'))
        || (matches!(byte, b'\t' | b' ') && next.is_none())
        || (byte < 33 && !matches!(byte, b'\r' | b'\n') && (style.quote_tabs || !matches!(byte, b'\t' | b' ')))
}

fn push_quoted(out: &mut Vec<u8>, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.extend([b'=', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
}

fn encode_data(data: &[u8], style: Style) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() * 2);
    let end_line = |out: &mut Vec<u8>| out.extend_from_slice(if style.crlf { b"\r\n" } else { b"\n" });
    let (mut at, mut line) = (0, 0);
    while at < data.len() {
        let byte = data[at];
        if needs_quoting(data, at, line, style) {
            if line + 3 >= LINE {
                out.push(b'=');
                end_line(&mut out);
                line = 0;
            }
            push_quoted(&mut out, byte);
            at += 1;
            line += 3;
            continue;
        }
        let is_crlf = byte == b'\r' && data.get(at + 1) == Some(&b'\n');
        if style.text && (byte == b'\n' || is_crlf) {
            line = 0;
            // White space at the end of a line would get lost.
            if let Some(last @ (b' ' | b'\t')) = out.last().copied() {
                out.pop();
                push_quoted(&mut out, last);
            }
            end_line(&mut out);
            at += if is_crlf { 2 } else { 1 };
            continue;
        }
        if at + 1 != data.len() && data[at + 1] != b'\n' && line + 1 >= LINE {
            out.push(b'=');
            end_line(&mut out);
            line = 0;
        }
        line += 1;
        out.push(if style.header && byte == b' ' { b'_' } else { byte });
        at += 1;
    }
    out
}
