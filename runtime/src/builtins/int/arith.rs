//! Operators of int.

use super::{exact, is_negative, large};
use crate::native::Args;
use crate::object::header::Kind;
use crate::object::protocol::BinaryOp;
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// Arithmetic of two ints (bools and subclasses too) or of ints and floats; none if the operands are something else.
pub(crate) fn fast_binary(vm: &mut Vm, op: BinaryOp, x: Value, y: Value) -> Option<PyResult<Value>> {
    // Objects of other kinds have methods, which the caller looks up.
    let known = |v: Value| {
        v.header().is_none_or(|h| {
            matches!(
                h.kind(),
                Kind::Int64 | Kind::WideInt | Kind::BigInt | Kind::Complex | Kind::Str | Kind::FloatObject
            )
        })
    };
    if op == BinaryOp::MatMul || !known(x) || !known(y) {
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
    let derived =
        |v: Value| v.header().is_some_and(|h| h.kind() == Kind::Int64 && h.shape() != vm.shape_of_kind(Kind::Int64));
    if derived(x) || derived(y) {
        let (x, y) = vm.derived_operands(x, y)?;
        let ints = x.is_small_int() && y.is_small_int();
        return if ints { Some(int_binary(vm, op, x, y)) } else { fast_binary(vm, op, x, y) };
    }
    // Bit by bit bools give bools.
    let bools = x.is_bool() && y.is_bool() && !matches!(op, BinaryOp::And | BinaryOp::Or | BinaryOp::Xor);
    if bools || (x.is_bool() && exact(y, vm)) || (y.is_bool() && exact(x, vm)) {
        return Some(int_binary(vm, op, x, y));
    }
    if (x.is_float() && (y.is_float() || exact(y, vm))) || (y.is_float() && exact(x, vm)) {
        return crate::builtins::float::float_binary(vm, op, x, y).transpose();
    }
    let complex = |v: Value, vm: &Vm| v.header().is_some_and(|h| h.shape() == vm.shape_of_kind(Kind::Complex));
    let (left, right) = (complex(x, vm), complex(y, vm));
    if (left && (right || y.is_float() || y.is_small_int())) || (right && (x.is_float() || x.is_small_int())) {
        return crate::builtins::complex::binary(vm, op, x, y);
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
    if op == BinaryOp::Mul
        && let (Some(a), Some(count)) = (x.header(), y.as_small_int())
        && a.shape() == vm.shape_of_kind(Kind::Str)
    {
        let (s, count) = (x.cast::<Str>()?, count.max(0) as usize);
        return (s.len().saturating_mul(count) < 1 << 20).then(|| vm.repeat_str(s, count).map(|s| s.value()));
    }
    let (x, y) = vm.derived_operands(x, y)?;
    fast_binary(vm, op, x, y)
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
    large::binary(vm, op, a.signed(&mut [0]), b.signed(&mut [0]))
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
    large::power_modulo(vm, a.signed(&mut [0]), b.signed(&mut [0]), m.signed(&mut [0]))
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
