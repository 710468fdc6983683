//! Escapes of bytes literals.

use super::{data_or_text, errors_name, with_length};
use runtime::exceptions::hierarchy::Exc;
use runtime::native::Args;
use runtime::object::string::Bytes;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

pub(super) fn encode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(bytes) = args[0].cast::<Bytes>() else {
        let message = format!("escape_encode() argument 1 must be bytes, not {}", vm.arg_type_name(args[0]));
        return Err(vm.type_error(&message));
    };
    let mut out = Vec::with_capacity(bytes.len());
    for &byte in bytes.bytes() {
        match byte {
            b'\\' | b'\'' => out.extend([b'\\', byte]),
            b'\t' => out.extend(b"\\t"),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b' '..=b'~' => out.push(byte),
            _ => out.extend(format!("\\x{byte:02x}").bytes()),
        }
    }
    let out = vm.bytes(&out)?.value();
    with_length(vm, out, bytes.len())
}

pub(super) fn decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = data_or_text(vm, args[0])?;
    let errors = errors_name(vm, "escape_decode", args.opt(1))?;
    let mut out = Vec::with_capacity(data.len());
    let mut invalid = None;
    let mut at = 0;
    while at < data.len() {
        let byte = data[at];
        at += 1;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let Some(&escape) = data.get(at) else {
            return Err(vm.value_error("Trailing \\ in string"));
        };
        at += 1;
        match escape {
            b'\n' => {}
            b'\\' | b'\'' | b'"' => out.push(escape),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b't' => out.push(b'\t'),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b'v' => out.push(11),
            b'a' => out.push(7),
            b'0'..=b'7' => {
                let digits = data[at - 1..].iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7'));
                let (code, len) = digits.fold((0u32, 0), |(code, len), &d| (code << 3 | u32::from(d & 7), len + 1));
                if code > 0xff {
                    invalid.get_or_insert(at - 1);
                }
                out.push(code as u8);
                at += len - 1;
            }
            b'x' => {
                let digit = |at: usize| data.get(at).and_then(|&byte| char::from(byte).to_digit(16));
                if let (Some(high), Some(low)) = (digit(at), digit(at + 1)) {
                    out.push((high << 4 | low) as u8);
                    at += 2;
                    continue;
                }
                // One digit that is there belongs to the mistake.
                let start = at - 2;
                match &*errors {
                    "strict" => {
                        return Err(vm.value_error(&format!("invalid \\x escape at position {start}")));
                    }
                    "replace" => out.push(b'?'),
                    "ignore" => {}
                    other => {
                        let message = format!("decoding error; unknown error handling code: {other}");
                        return Err(vm.value_error(&message));
                    }
                }
                if digit(at).is_some() {
                    at += 1;
                }
            }
            _ => {
                invalid.get_or_insert(at - 1);
                out.push(b'\\');
                at -= 1;
            }
        }
    }
    if let Some(at) = invalid {
        warn_invalid(vm, &data, at)?;
    }
    let length = data.len();
    let out = vm.bytes(&out)?.value();
    with_length(vm, out, length)
}

/// Warns of an escape that means nothing, or an octal one that is too large, which starts after `data[at - 1]`.
pub(super) fn warn_invalid(vm: &mut Vm, data: &[u8], at: usize) -> PyResult<()> {
    let octal = data[at..].iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
    let message = if octal == 3 {
        format!("invalid octal escape sequence '\\{}'", String::from_utf8_lossy(&data[at..at + 3]))
    } else {
        format!("invalid escape sequence '\\{}'", char::from(data[at]))
    };
    crate::warnings::warn(vm, Exc::DeprecationWarning, &message, None)
}
