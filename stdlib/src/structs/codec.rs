//! Values to bytes and back.

use super::ERROR;
use super::format::{Item, Kind, Plan};
use runtime::builtins::float::as_double;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::Args;
use runtime::object::Special;
use runtime::object::int::IntRef;
use runtime::object::string::Bytes;
use runtime::object::tuple::Tuple;
use runtime::value::{Value, plain_nan};
use runtime::vm::{PyResult, Raised, Vm};

/// Bytes of up to eight as an unsigned int.
#[inline(always)]
fn read(bytes: &[u8], big_endian: bool) -> u64 {
    let mut word = [0; 8];
    if big_endian {
        word[8 - bytes.len()..].copy_from_slice(bytes);
        u64::from_be_bytes(word)
    } else {
        word[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(word)
    }
}

#[inline(always)]
fn write(bytes: &mut [u8], word: u64, big_endian: bool) {
    let len = bytes.len();
    if big_endian {
        bytes.copy_from_slice(&word.to_be_bytes()[8 - len..]);
    } else {
        bytes.copy_from_slice(&word.to_le_bytes()[..len]);
    }
}

/// An unsigned 64-bit int as a value.
pub(crate) fn unsigned(vm: &mut Vm, n: u64) -> PyResult<Value> {
    match i64::try_from(n) {
        Ok(n) => vm.int(n),
        Err(_) => vm.big_int(n.into()),
    }
}

/// The values of `bytes`, which are as many as the plan says.
pub(super) fn unpack(vm: &mut Vm, plan: &Plan, bytes: &[u8]) -> PyResult<Gc<Tuple>> {
    let out = vm.tuple_with_len(plan.count)?;
    let mut at = 0;
    for item in &plan.items {
        for index in 0..item.repeat {
            let start = item.offset + index * item.size;
            let value = unpack_item(vm, item, &bytes[start..start + item.size])?;
            out.init(vm, at, value);
            at += 1;
        }
    }
    Ok(out)
}

#[inline(always)]
fn unpack_item(vm: &mut Vm, item: &Item, bytes: &[u8]) -> PyResult<Value> {
    match item.kind {
        Kind::Signed => {
            let shift = 64 - 8 * item.size as u32;
            vm.int(((read(bytes, item.big_endian) << shift) as i64) >> shift)
        }
        Kind::Unsigned | Kind::Pointer => unsigned(vm, read(bytes, item.big_endian)),
        Kind::Float => {
            let word = read(bytes, item.big_endian);
            Ok(Value::float(match item.size {
                2 => half_to_float(word as u16),
                4 => f64::from(f32::from_bits(word as u32)),
                _ => f64::from_bits(word),
            }))
        }
        Kind::Bool => Ok(Value::bool(bytes[0] != 0)),
        Kind::Char | Kind::Bytes => Ok(vm.bytes(bytes)?.value()),
        Kind::Pascal => {
            let len = bytes.first().map_or(0, |&len| usize::from(len).min(bytes.len() - 1));
            Ok(vm.bytes(bytes.get(1..=len).unwrap_or_default())?.value())
        }
    }
}

fn half_to_float(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let exponent = i32::from(bits >> 10 & 0x1f);
    let fraction = f64::from(bits & 0x3ff);
    match exponent {
        0x1f if fraction != 0.0 => f64::NAN.copysign(sign),
        0x1f => sign * f64::INFINITY,
        0 => sign * fraction * crate::math::scale(1.0, -24),
        _ => sign * (1.0 + fraction / 1024.0) * crate::math::scale(1.0, exponent - 15),
    }
}

/// The nearest number of 16 bits, ties to even; none if it is too large.
fn float_to_half(x: f64) -> Option<u16> {
    let sign = u16::from(x.is_sign_negative()) << 15;
    if x.is_nan() {
        return Some(sign | 0x7e00);
    }
    if x.is_infinite() {
        return Some(sign | 0x7c00);
    }
    let size = x.abs();
    // In units of the last place of results of this size.
    let exponent = if size < crate::math::scale(1.0, -14) { -14 } else { exponent_of(size) };
    if exponent > 15 {
        return None;
    }
    let units = crate::math::scale(size, 10 - exponent).round_ties_even() as u32;
    let bits = if units < 1024 { units } else { ((exponent + 15) as u32) * 1024 + (units - 1024) };
    if bits >= 0x7c00 { None } else { Some(sign | bits as u16) }
}

/// Exponent of the power of two that is at most `x`.
fn exponent_of(x: f64) -> i32 {
    (x.to_bits() >> 52) as i32 - 1023
}

/// Packs `args` from `first` on into `out`, which is as long as the plan says and zero.
pub(super) fn pack(vm: &mut Vm, plan: &Plan, args: Args<'_>, first: usize, out: &mut [u8]) -> PyResult<()> {
    let mut at = first;
    for item in &plan.items {
        for index in 0..item.repeat {
            let start = item.offset + index * item.size;
            pack_item(vm, item, args.get(at), &mut out[start..start + item.size])?;
            at += 1;
        }
    }
    Ok(())
}

#[inline(always)]
fn pack_item(vm: &mut Vm, item: &Item, value: Value, out: &mut [u8]) -> PyResult<()> {
    match item.kind {
        Kind::Signed | Kind::Unsigned | Kind::Pointer => {
            let word = int_word(vm, item, value)?;
            write(out, word, item.big_endian);
        }
        Kind::Float => pack_float(vm, item, value, out)?,
        Kind::Bool => out[0] = u8::from(vm.is_true(value)?),
        Kind::Char => match value.cast::<Bytes>().filter(|bytes| bytes.len() == 1) {
            Some(bytes) => out[0] = bytes.bytes()[0],
            None => return Err(ERROR.raise(vm, "char format requires a bytes object of length 1")),
        },
        Kind::Bytes | Kind::Pascal => pack_bytes(vm, item, value, out)?,
    }
    Ok(())
}

fn pack_bytes(vm: &mut Vm, item: &Item, value: Value, out: &mut [u8]) -> PyResult<()> {
    let bytes = match value.cast::<Bytes>() {
        Some(bytes) => bytes.bytes().to_vec(),
        None => {
            let bytearray = vm.native_type(&runtime::builtins::bytearray::BYTEARRAY)?;
            if !vm.is_instance(value, bytearray) {
                let message = format!("argument for '{}' must be a bytes object", item.letter as char);
                return Err(ERROR.raise(vm, &message));
            }
            vm.bytes_like(value)?.unwrap_or_default()
        }
    };
    if item.kind == Kind::Bytes {
        let len = bytes.len().min(out.len());
        out[..len].copy_from_slice(&bytes[..len]);
    } else if let Some((count, rest)) = out.split_first_mut() {
        let len = bytes.len().min(rest.len());
        rest[..len].copy_from_slice(&bytes[..len]);
        *count = len.min(255) as u8;
    }
    Ok(())
}

#[inline(always)]
fn int_word(vm: &mut Vm, item: &Item, value: Value) -> PyResult<u64> {
    if let Some(n) = value.as_small_int() {
        let bits = 8 * item.size as u32;
        let fits = match item.kind {
            Kind::Signed => bits == 64 || (-(1i64 << (bits - 1))..1i64 << (bits - 1)).contains(&n),
            Kind::Pointer => true,
            _ => n >= 0 && (bits == 64 || n >> bits == 0),
        };
        if fits {
            return Ok(n as u64);
        }
        return Err(out_of_range(vm, item));
    }
    large_int_word(vm, item, value)
}

#[inline(never)]
fn large_int_word(vm: &mut Vm, item: &Item, value: Value) -> PyResult<u64> {
    let n = if value.as_int().is_some() {
        value
    } else if vm.special_of(value, Special::Index).is_some() {
        vm.index(value)?
    } else {
        return Err(ERROR.raise(vm, "required argument is not an integer"));
    };
    let word = match (item.kind, n.as_int()) {
        (_, Some(IntRef::Small(n))) => {
            return match Value::small_int(n) {
                Some(small) => int_word(vm, item, small),
                None if item.size == 8 && (n >= 0 || item.kind != Kind::Unsigned) => Ok(n as u64),
                None => Err(out_of_range(vm, item)),
            };
        }
        (Kind::Signed, Some(IntRef::Big(_))) | (_, None) => None,
        (_, Some(IntRef::Big(n))) if item.size == 8 => n.to_u64(),
        (_, Some(IntRef::Big(_))) => None,
    };
    match word {
        Some(word) => Ok(word),
        None => Err(out_of_range(vm, item)),
    }
}

#[cold]
fn out_of_range(vm: &mut Vm, item: &Item) -> Raised {
    if item.kind == Kind::Pointer {
        return ERROR.raise(vm, "int too large to convert");
    }
    let bits = 8 * item.size as u32;
    let (low, high) = match item.kind {
        Kind::Signed => (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1),
        _ => (0, (1i128 << bits) - 1),
    };
    let message = format!("'{}' format requires {low} <= number <= {high}", item.letter as char);
    ERROR.raise(vm, &message)
}

fn pack_float(vm: &mut Vm, item: &Item, value: Value, out: &mut [u8]) -> PyResult<()> {
    let x = match value.as_float() {
        Some(x) => x,
        None => match as_double(vm, value, false) {
            Ok(x) => x,
            Err(raised) => {
                vm.take_exception(raised);
                return Err(ERROR.raise(vm, "required argument is not a float"));
            }
        },
    };
    let x = plain_nan(x);
    let word = match item.size {
        8 => x.to_bits(),
        4 => {
            let narrow = x as f32;
            if narrow.is_infinite() && x.is_finite() && !item.native {
                return Err(float_too_large(vm, item, value));
            }
            u64::from(narrow.to_bits())
        }
        _ => match float_to_half(x) {
            Some(bits) => u64::from(bits),
            None => return Err(float_too_large(vm, item, value)),
        },
    };
    write(out, word, item.big_endian);
    Ok(())
}

#[cold]
fn float_too_large(vm: &mut Vm, item: &Item, value: Value) -> Raised {
    if value.as_int().is_some() {
        return ERROR.raise(vm, "int too large to convert");
    }
    let message = format!("float too large to pack with {} format", item.letter as char);
    vm.raise_text(Exc::OverflowError, &message)
}
