//! `int.to_bytes` and `int.from_bytes`

use crate::builtins::bytes::construct;
use crate::native::Args;
use crate::object::int::IntRef;
use crate::object::string::Str;
use crate::object::type_object::Type;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use num_bigint::{BigInt as Big, Sign};

/// Whether the least significant byte comes first.
fn is_little(vm: &mut Vm, value: Value, function: &str) -> PyResult<bool> {
    if value.is_empty() {
        return Ok(false);
    }
    match value.cast::<Str>() {
        Some(s) if s.is_text("little") => Ok(true),
        Some(s) if s.is_text("big") => Ok(false),
        Some(_) => Err(vm.value_error("byteorder must be either 'little' or 'big'")),
        None => {
            let message = format!("{function}() argument 'byteorder' must be str, not {}", vm.type_name(value));
            Err(vm.type_error(&message))
        }
    }
}

/// Two's complement, least significant byte first, in as few bytes as hold it; without a bit for the sign if `unsigned`.
fn shortest(n: IntRef<'_>, signed: bool) -> Vec<u8> {
    let n = n.to_big();
    if n.sign() == Sign::NoSign {
        return Vec::new();
    }
    if signed { n.to_signed_bytes_le() } else { n.magnitude().to_bytes_le() }
}

/// Whether a number of 64 bits fits into so many bytes, at most 8.
fn fits(n: i64, length: usize, signed: bool) -> bool {
    let unused = 64 - 8 * length as u32;
    match (unused, signed) {
        (64, _) => n == 0,
        (_, true) => n << unused >> unused == n,
        (_, false) => n >= 0 && (n as u64) << unused >> unused == n as u64,
    }
}

pub(super) fn to_bytes(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let length = args.opt(1).map_or(Ok(1), |length| vm.index_c_ssize(length))?;
    let little = is_little(vm, args.get(2), "to_bytes")?;
    let signed = args.opt(3).map_or(Ok(false), |signed| vm.is_true(signed))?;
    let Ok(length) = usize::try_from(length) else {
        return Err(vm.value_error("length argument must be non-negative"));
    };
    let value = args[0];
    let n = value.as_int().unwrap_or(IntRef::Small(0));
    let negative = super::is_negative(n.clone());
    if negative && !signed {
        return Err(vm.overflow_error("can't convert negative int to unsigned"));
    }
    if let IntRef::Small(n) = n
        && length <= 8
        && fits(n, length, signed)
    {
        let mut bytes = n.to_le_bytes();
        let bytes = &mut bytes[..length];
        if !little {
            bytes.reverse();
        }
        return Ok(vm.bytes(bytes)?.value());
    }
    let mut bytes = shortest(n, signed);
    // CPython lets -1 pass as no bytes at all.
    if length == 0 && value.as_i64() == Some(-1) {
        bytes.clear();
    }
    if bytes.len() > length {
        return Err(vm.overflow_error("int too big to convert"));
    }
    if length > 1 << 40 {
        return Err(vm.memory_error());
    }
    bytes.resize(length, if negative { 0xff } else { 0 });
    if !little {
        bytes.reverse();
    }
    Ok(vm.bytes(&bytes)?.value())
}

pub(super) fn from_bytes(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("a class method");
    let little = is_little(vm, args.get(2), "from_bytes")?;
    let signed = args.opt(3).map_or(Ok(false), |signed| vm.is_true(signed))?;
    let object = construct::object_bytes(vm, args[1])?;
    let bytes = construct::data(object);
    if (1..=7).contains(&bytes.len()) {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        if !little {
            word[..bytes.len()].reverse();
        }
        let unused = 64 - 8 * bytes.len() as u32;
        let word = u64::from_le_bytes(word);
        let n = if signed { (word << unused) as i64 >> unused } else { word as i64 };
        let n = vm.int(n)?;
        return if class == vm.types.int { Ok(n) } else { vm.call(class.value(), &[n]) };
    }
    let n = match (little, signed) {
        (true, true) => Big::from_signed_bytes_le(bytes),
        (false, true) => Big::from_signed_bytes_be(bytes),
        (true, false) => Big::from_bytes_le(Sign::Plus, bytes),
        (false, false) => Big::from_bytes_be(Sign::Plus, bytes),
    };
    let n = vm.big_int(n)?;
    if class == vm.types.int { Ok(n) } else { vm.call(class.value(), &[n]) }
}
