//! Operators of int.

use super::{big, exact, is_negative};
use crate::native::Args;
use crate::object::header::Kind;
use crate::object::int::IntRef;
use crate::object::protocol::BinaryOp;
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use num_bigint::{BigInt as Big, BigUint};
use num_integer::Integer;
use num_traits::{Pow, Signed, ToPrimitive, Zero};
use std::borrow::Cow;

fn cow(n: IntRef<'_>) -> Cow<'_, Big> {
    match n {
        IntRef::Small(n) => Cow::Owned(Big::from(n)),
        IntRef::Big(n) => n,
    }
}

/// Arithmetic of two ints (bools and subclasses too) or of ints and floats; none if the operands are something else.
pub(crate) fn fast_binary(vm: &mut Vm, op: BinaryOp, x: Value, y: Value) -> Option<PyResult<Value>> {
    if op == BinaryOp::MatMul {
        return None;
    }
    let exact = |v: Value, vm: &Vm| {
        v.is_small_int()
            || v.header().is_some_and(|h| {
                matches!(h.kind(), Kind::Int64 | Kind::WideInt | Kind::BigInt)
                    && h.shape() == vm.shape_of_kind(h.kind())
            })
    };
    if exact(x, vm) && exact(y, vm) {
        return Some(int_binary(vm, op, x, y));
    }
    if (x.is_float() && (y.is_float() || exact(y, vm))) || (y.is_float() && exact(x, vm)) {
        return crate::builtins::float::float_binary(vm, op, x, y).transpose();
    }
    if op == BinaryOp::Add
        && let (Some(a), Some(b)) = (x.header(), y.header())
    {
        let shape = vm.shape_of_kind(Kind::Str);
        if a.shape() == shape && b.shape() == shape {
            let (a, b) = (x.cast::<Str>()?, y.cast::<Str>()?);
            return Some(vm.concat_str(a, b).map(|s| s.value()));
        }
    }
    None
}

/// `x op y` of two ints.
pub(crate) fn int_binary(vm: &mut Vm, op: BinaryOp, x: Value, y: Value) -> PyResult<Value> {
    if let (Some(a), Some(b)) = (x.as_i64(), y.as_i64())
        && let Some(result) = small_binary(vm, op, a, b)
    {
        return result;
    }
    if let (Some(a), Some(b)) = (x.as_wide(), y.as_wide())
        && let Some(result) = crate::builtins::wide::binary(op, a, b)
    {
        return vm.wide_int(result);
    }
    let (Some(a), Some(b)) = (x.as_int(), y.as_int()) else { return Ok(Value::NOT_IMPLEMENTED) };
    big_binary(vm, op, &cow(a), &cow(b))
}

fn small_binary(vm: &mut Vm, op: BinaryOp, a: i64, b: i64) -> Option<PyResult<Value>> {
    let result = match op {
        BinaryOp::Add => a.checked_add(b)?,
        BinaryOp::Sub => a.checked_sub(b)?,
        BinaryOp::Mul => a.checked_mul(b)?,
        BinaryOp::FloorDiv if b != 0 => {
            let q = a.checked_div(b)?;
            if a % b != 0 && (a < 0) != (b < 0) { q - 1 } else { q }
        }
        BinaryOp::Mod if b != 0 => {
            let r = a.checked_rem(b)?;
            if r != 0 && (r < 0) != (b < 0) { r + b } else { r }
        }
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::RShift if b >= 0 => a >> b.min(63),
        BinaryOp::LShift if (0..63).contains(&b) && (a << b) >> b == a => a << b,
        BinaryOp::Pow if b >= 0 => a.checked_pow(u32::try_from(b).ok()?)?,
        BinaryOp::TrueDiv if b != 0 && a.unsigned_abs() < 1 << 53 && b.unsigned_abs() < 1 << 53 => {
            return Some(Ok(Value::float(a as f64 / b as f64)));
        }
        _ => return None,
    };
    Some(vm.int(result))
}

fn big_binary(vm: &mut Vm, op: BinaryOp, a: &Big, b: &Big) -> PyResult<Value> {
    let result = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::FloorDiv | BinaryOp::DivMod if b.is_zero() => {
            return Err(vm.zero_division_error("integer division or modulo by zero"));
        }
        BinaryOp::Mod if b.is_zero() => return Err(vm.zero_division_error("integer modulo by zero")),
        BinaryOp::FloorDiv => big::div_mod_floor(a, b).0,
        BinaryOp::Mod => big::div_mod_floor(a, b).1,
        BinaryOp::DivMod => {
            let (q, r) = big::div_mod_floor(a, b);
            let q = vm.big_int(q)?;
            let r = vm.big_int(r)?;
            return Ok(vm.tuple(&[q, r])?.value());
        }
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::LShift | BinaryOp::RShift => return shift(vm, op, a, b),
        BinaryOp::Pow => return power(vm, a, b),
        BinaryOp::TrueDiv => return true_divide(vm, a, b),
        BinaryOp::MatMul => return Ok(Value::NOT_IMPLEMENTED),
    };
    vm.big_int(result)
}

fn shift(vm: &mut Vm, op: BinaryOp, a: &Big, b: &Big) -> PyResult<Value> {
    if b.is_negative() {
        return Err(vm.value_error("negative shift count"));
    }
    if a.is_zero() {
        return Ok(Value::int32(0));
    }
    let result = match (op, b.to_usize()) {
        (BinaryOp::LShift, Some(shift)) if shift < 1 << 36 => a << shift,
        (BinaryOp::LShift, Some(_)) => return Err(vm.memory_error()),
        (BinaryOp::LShift, None) => return Err(vm.overflow_error("too many digits in integer")),
        (_, Some(shift)) => a >> shift,
        (_, None) if a.is_negative() => Big::from(-1),
        (_, None) => Big::zero(),
    };
    vm.big_int(result)
}

fn power(vm: &mut Vm, a: &Big, b: &Big) -> PyResult<Value> {
    if b.is_negative() {
        if a.is_zero() {
            return Err(vm.zero_division_error("0.0 cannot be raised to a negative power"));
        }
        let (a, b) = (to_f64(vm, a)?, to_f64(vm, b)?);
        return crate::builtins::float::power(vm, a, b);
    }
    let one = Big::from(1);
    if a.is_zero() || *a == one || *a == -&one {
        let result = if b.is_zero() || (a.is_negative() && b.is_even()) { one } else { a.clone() };
        return vm.big_int(result);
    }
    match b.to_u32() {
        // Powers of two need no multiplication.
        Some(b) if a.bits() == a.trailing_zeros().unwrap_or(0) + 1 && a.is_positive() => {
            vm.big_int(one << (u64::from(b) * (a.bits() - 1)))
        }
        Some(b) if u64::from(b) * a.bits() < 1 << 36 => vm.big_int(Pow::pow(a, b)),
        Some(_) | None => Err(vm.memory_error()),
    }
}

/// The float nearest to an int, ties to even.
pub(crate) fn to_f64(vm: &mut Vm, n: &Big) -> PyResult<f64> {
    let f = crate::builtins::float::scale_exact(n.magnitude(), 0);
    if f.is_infinite() {
        return Err(vm.overflow_error("int too large to convert to float"));
    }
    Ok(if n.is_negative() { -f } else { f })
}

/// The quotient of two ints, correctly rounded.
fn true_divide(vm: &mut Vm, a: &Big, b: &Big) -> PyResult<Value> {
    if b.is_zero() {
        return Err(vm.zero_division_error("division by zero"));
    }
    let (x, y) = (a.magnitude(), b.magnitude());
    // Scale so that the quotient has at least 66 bits, then round it once, with a sticky bit for the remainder.
    let scale = (y.bits() as i64 - x.bits() as i64 + 66).min(1200);
    let (n, d): (BigUint, BigUint) = if scale >= 0 { (x << scale, y.clone()) } else { (x.clone(), y << -scale) };
    let (quotient, rest) = big::div_rem(&n, &d);
    let quotient: BigUint = (quotient << 1u32) + u32::from(!rest.is_zero());
    let f = crate::builtins::float::scale_exact(&quotient, -(scale + 1));
    if f.is_infinite() {
        return Err(vm.overflow_error("integer division result too large for a float"));
    }
    Ok(Value::float(if a.is_negative() != b.is_negative() { -f } else { f }))
}

/// Bitwise operators of bool with operands that are no words.
pub(crate) fn reflected_with_big(vm: &mut Vm, args: Args<'_>, method: &str) -> PyResult<Value> {
    let op = match method {
        "__and__" => BinaryOp::And,
        "__or__" => BinaryOp::Or,
        _ => BinaryOp::Xor,
    };
    int_binary(vm, op, args[0], args[1])
}

macro_rules! operators {
    ($($direct:ident $reflected:ident $op:ident;)*) => {
        $(
            pub(super) fn $direct(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                int_binary(vm, BinaryOp::$op, args[0], args[1])
            }
            pub(super) fn $reflected(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                int_binary(vm, BinaryOp::$op, args[1], args[0])
            }
        )*
    };
}
operators! {
    add radd Add; sub rsub Sub; mul rmul Mul; floordiv rfloordiv FloorDiv; mod_ rmod Mod; divmod rdivmod DivMod;
    truediv rtruediv TrueDiv; lshift rlshift LShift; rshift rrshift RShift; and rand And; or ror Or; xor rxor Xor;
    plain_pow plain_rpow Pow;
}

pub(super) fn rpow(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match args.not_none(2) {
        None => plain_rpow(vm, args),
        Some(modulus) => pow(vm, Args::new(&[args[1], args[0], modulus])),
    }
}

pub(super) fn pow(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(modulus) = args.not_none(2) else { return plain_pow(vm, args) };
    let (base, exponent) = (args[0], args[1]);
    if let (Some(a), Some(b), Some(m)) = (base.as_wide(), exponent.as_wide(), modulus.as_wide())
        && !a.negative
        && !b.negative
        && !m.negative
        && m.magnitude != 0
        && let (Ok(b), Ok(m)) = (u64::try_from(b.magnitude), u64::try_from(m.magnitude))
    {
        let power = crate::builtins::wide::power_mod((a.magnitude % u128::from(m)) as u64, b, m);
        return vm.wide_int(crate::builtins::wide::Wide { negative: false, magnitude: power.into() });
    }
    let (Some(a), Some(b), Some(m)) = (base.as_int(), exponent.as_int(), modulus.as_int()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let (a, b, m) = (cow(a), cow(b), cow(m));
    if m.is_zero() {
        return Err(vm.value_error("pow() 3rd argument cannot be 0"));
    }
    let magnitude = m.abs();
    if magnitude == Big::from(1) {
        return Ok(Value::int32(0));
    }
    let (base, exponent) = if b.is_negative() {
        match a.modinv(&magnitude) {
            Some(inverse) => (inverse, -b.into_owned()),
            None => return Err(vm.value_error("base is not invertible for the given modulus")),
        }
    } else {
        (a.into_owned(), b.into_owned())
    };
    let result = base.mod_floor(&magnitude).modpow(&exponent, &magnitude);
    let result = if m.is_negative() && !result.is_zero() { result + &*m } else { result };
    vm.big_int(result)
}

pub(super) fn neg(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    int_binary(vm, BinaryOp::Sub, Value::int32(0), args[0])
}

pub(super) fn abs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = args[0];
    if value.as_int().is_some_and(is_negative) { neg(vm, args) } else { exact(vm, value) }
}

pub(super) fn invert(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    int_binary(vm, BinaryOp::Sub, Value::int32(-1), args[0])
}
