//! `int.to_bytes` and `int.from_bytes`

use crate::builtins::bytes::construct;
use crate::native::Args;
use crate::object::int::IntRef;
use crate::object::string::Str;
use crate::object::type_object::Type;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

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
            let message = format!("{function}() argument 'byteorder' must be str, not {}", vm.arg_type_name(value));
            Err(vm.type_error(&message))
        }
    }
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
    let negative = super::is_negative(n);
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
    let mut word = [0];
    let n = n.signed(&mut word);
    // A negative power of two needs no bit for the sign; CPython lets -1 pass as no bytes at all.
    let power_of_two = negative && crate::limbs::trailing_zeros(n.limbs) + 1 == n.bits();
    let bits = n.bits() + u64::from(signed && !n.limbs.is_empty() && !power_of_two);
    if bits.div_ceil(8) > length as u64 && !(length == 0 && value.as_i64() == Some(-1)) {
        return Err(vm.overflow_error("int too big to convert"));
    }
    vm.check_memory(length)?;
    let out = vm.bytes_with_len(length)?;
    let bytes = out.new_bytes();
    let mut borrow = negative;
    let mut limbs = n.limbs.iter();
    let mut next = || {
        let limb = limbs.next().copied().unwrap_or(0);
        if !negative {
            return limb;
        }
        let (limb, carry) = (!limb).overflowing_add(u64::from(borrow));
        borrow = carry;
        limb
    };
    if little {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&next().to_le_bytes()[..chunk.len()]);
        }
    } else {
        for chunk in bytes.rchunks_mut(8) {
            chunk.copy_from_slice(&next().to_be_bytes()[8 - chunk.len()..]);
        }
    }
    Ok(out.value())
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
    let out = vm.int_room(bytes.len().div_ceil(8))?;
    let limbs = out.room();
    let top = if little { bytes.last() } else { bytes.first() };
    let negative = signed && top.is_some_and(|byte| byte & 0x80 != 0);
    let fill = if negative { 0xff } else { 0 };
    let of_chunk = |chunk: &[u8]| {
        let mut word = [fill; 8];
        if little {
            word[..chunk.len()].copy_from_slice(chunk);
            return u64::from_le_bytes(word);
        }
        word[8 - chunk.len()..].copy_from_slice(chunk);
        u64::from_be_bytes(word)
    };
    if little {
        limbs.iter_mut().zip(bytes.chunks(8)).for_each(|(limb, chunk)| *limb = of_chunk(chunk));
    } else {
        limbs.iter_mut().zip(bytes.rchunks(8)).for_each(|(limb, chunk)| *limb = of_chunk(chunk));
    }
    if negative {
        limbs.iter_mut().for_each(|limb| *limb = !*limb);
        // The most negative number of all its bits has no carry out: its magnitude fits.
        crate::limbs::add::add_one(limbs);
    }
    let n = vm.finish_int(out, negative)?;
    if class == vm.types.int { Ok(n) } else { vm.call(class.value(), &[n]) }
}
