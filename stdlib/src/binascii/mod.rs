//! `binascii`: bytes as text in base64, hexadecimal, quoted-printable and uuencoding; checksums.

mod base64;
mod quoted;
mod uu;

use crate::errors::ErrorClass;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::module::Module;
use runtime::object::string::{Bytes, Str};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// `binascii.Error`
static ERROR: ErrorClass = ErrorClass::new("binascii.Error", Exc::ValueError, "");
/// `binascii.Incomplete`
static INCOMPLETE: ErrorClass = ErrorClass::new("binascii.Incomplete", Exc::Exception, "");

/// The bytes of a bytes-like object or an ASCII string.
fn ascii_buffer(vm: &mut Vm, value: Value) -> PyResult<Vec<u8>> {
    if let Some(text) = value.cast::<Str>() {
        return match text.as_ascii() {
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => Err(vm.value_error("string argument should contain only ASCII characters")),
        };
    }
    if !vm.has_buffer(value) {
        let name = vm.type_name(value);
        return Err(vm.type_error(&format!("argument should be bytes, buffer or ASCII string, not '{name}'")));
    }
    vm.with_bytes(value, |_, bytes| bytes.to_vec())
}

fn data(vm: &mut Vm, value: Value) -> PyResult<Vec<u8>> {
    vm.with_bytes(value, |_, bytes| bytes.to_vec())
}

fn flag(vm: &mut Vm, args: Args<'_>, index: usize, default: bool) -> PyResult<bool> {
    args.opt(index).map_or(Ok(default), |value| vm.is_true(value))
}

/// The separator of hexadecimal digits.
fn separator(vm: &mut Vm, value: Option<Value>) -> PyResult<Option<u8>> {
    let Some(value) = value else { return Ok(None) };
    if vm.len(value)? != 1 {
        return Err(vm.value_error("sep must be length 1."));
    }
    if let Some(text) = value.cast::<Str>() {
        return match u8::try_from(text.char_at(0)) {
            Ok(byte) => Ok(Some(byte)),
            Err(_) => Err(vm.value_error("sep must be ASCII.")),
        };
    }
    match value.cast::<Bytes>() {
        Some(bytes) => Ok(Some(bytes.bytes()[0])),
        None => Err(vm.type_error("sep must be str or bytes.")),
    }
}

fn hexlify(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let digits = vm.with_bytes(args[0], |_, bytes| crate::hashes::hex(bytes).into_bytes())?;
    let group = args.opt(2).map_or(Ok(1), |group| crate::convert::c_int(vm, group))?;
    let sep = separator(vm, args.opt(1))?;
    let (Some(sep), true) = (sep, group != 0) else { return Ok(vm.bytes(&digits)?.value()) };
    let size = group.unsigned_abs() as usize * 2;
    let first = if group > 0 { digits.len() % size } else { 0 };
    let mut out = Vec::with_capacity(digits.len() * 2);
    let (head, tail) = digits.split_at(first);
    out.extend_from_slice(head);
    for chunk in tail.chunks(size) {
        if !out.is_empty() {
            out.push(sep);
        }
        out.extend_from_slice(chunk);
    }
    Ok(vm.bytes(&out)?.value())
}

fn unhexlify(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = ascii_buffer(vm, args[0])?;
    if text.len() % 2 == 1 {
        return Err(ERROR.raise(vm, "Odd-length string"));
    }
    match runtime::text::bytes::of_hex_digits(&text) {
        Some(bytes) => Ok(vm.bytes(&bytes)?.value()),
        None => Err(ERROR.raise(vm, "Non-hexadecimal digit found")),
    }
}

fn crc32(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let start = args.opt(1).map_or(Ok(0), |start| masked(vm, start))?;
    let crc = vm.with_bytes(args[0], |_, bytes| {
        let mut hasher = crc32fast::Hasher::new_with_initial(start);
        hasher.update(bytes);
        hasher.finalize()
    })?;
    vm.int(i64::from(crc))
}

/// The low 32 bits of an int.
pub(crate) fn masked(vm: &mut Vm, value: Value) -> PyResult<u32> {
    let n = vm.index(value)?;
    let mask = vm.int(0xffff_ffff)?;
    let low = vm.binary(runtime::object::protocol::BinaryOp::And, n, mask)?;
    Ok(low.as_i64().unwrap_or(0) as u32)
}

fn crc_hqx(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let start = masked(vm, args[1])? & 0xffff;
    let crc = vm.with_bytes(args[0], |_, bytes| {
        bytes.iter().fold(start as u16, |crc, &byte| {
            (0..8).fold(
                crc ^ u16::from(byte) << 8,
                |crc, _| {
                    if crc & 0x8000 != 0 { crc << 1 ^ 0x1021 } else { crc << 1 }
                },
            )
        })
    })?;
    Ok(Value::int32(i32::from(crc)))
}

/// `binascii`
pub(crate) static BINASCII: ModuleSpec = ModuleSpec {
    name: "binascii",
    doc: "Conversion between binary data and ASCII",
    functions: &[
        func("a2b_uu", "(data, /)", uu::decode).doc("Decode a line of uuencoded data."),
        func("b2a_uu", "(data, /, *, backtick=False)", uu::encode).doc("Uuencode line of data."),
        func("a2b_base64", "(data, /, *, strict_mode=False)", base64::decode).doc(
            "Decode a line of base64 data.\n\n  strict_mode\n    When set to True, bytes that are not in the base64 standard are not allowed.\n    The same applies to excess data after padding (= / ==).",
        ),
        func("b2a_base64", "(data, /, *, newline=True)", base64::encode).doc("Base64-code line of data."),
        func("a2b_hex", "(hexstr, /)", unhexlify).doc(
            "Binary data of hexadecimal representation.\n\nhexstr must contain an even number of hex digits (upper or lower case).\nThis function is also available as \"unhexlify()\".",
        ),
        func("b2a_hex", "(data, sep=<unrepresentable>, bytes_per_sep=1)", hexlify)
            .doc("Hexadecimal representation of binary data."),
        func("hexlify", "(data, sep=<unrepresentable>, bytes_per_sep=1)", hexlify)
            .doc("Hexadecimal representation of binary data."),
        func("unhexlify", "(hexstr, /)", unhexlify).doc(
            "Binary data of hexadecimal representation.\n\nhexstr must contain an even number of hex digits (upper or lower case).",
        ),
        func("crc_hqx", "(data, crc, /)", crc_hqx).doc("Compute CRC-CCITT incrementally."),
        func("crc32", "(data, crc=0, /)", crc32).doc("Compute CRC-32 incrementally."),
        func("b2a_qp", "(data, quotetabs=False, istext=True, header=False)", quoted::encode).doc(
            "Encode a string using quoted-printable encoding.\n\nOn encoding, when istext is set, newlines are not encoded, and white\nspace at end of lines is.  When istext is not set, \\r and \\n (CR/LF)\nare both encoded.  When quotetabs is set, space and tabs are encoded.",
        ),
        func("a2b_qp", "(data, header=False)", quoted::decode).doc("Decode a string of qp-encoded data."),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    ERROR.add_to(vm, module)?;
    INCOMPLETE.add_to(vm, module)
}
