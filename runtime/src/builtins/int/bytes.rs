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
    let n = match (little, signed) {
        (true, true) => Big::from_signed_bytes_le(bytes),
        (false, true) => Big::from_signed_bytes_be(bytes),
        (true, false) => Big::from_bytes_le(Sign::Plus, bytes),
        (false, false) => Big::from_bytes_be(Sign::Plus, bytes),
    };
    let n = vm.big_int(n)?;
    if class == vm.types.int { Ok(n) } else { vm.call(class.value(), &[n]) }
}
