//! Arithmetic and comparison of `timedelta`.

use super::delta::{Span, checked, make, of_total, span_of};
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};
use runtime::native::Args;
use runtime::object::int::IntRef;
use runtime::object::protocol::{BinaryOp, CompareOp};
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// An int of up to 128 bits.
pub(super) fn int(vm: &mut Vm, n: i128) -> PyResult<Value> {
    match i64::try_from(n) {
        Ok(n) => vm.int(n),
        Err(_) => vm.big_int(BigInt::from(n)),
    }
}

fn own(args: Args<'_>) -> Span {
    span_of(args[0]).expect("a method's receiver is an instance of its class")
}

/// The sum of two spans, the second as often as `sign` says.
pub(super) fn sum(vm: &mut Vm, a: Span, b: Span, sign: i64) -> PyResult<Span> {
    let part = |a: i32, b: i32| i64::from(a) + sign * i64::from(b);
    checked(vm, Span::of(part(a.days, b.days), part(a.seconds, b.seconds), part(a.micros, b.micros)))
}

pub(super) fn add(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(other) = span_of(args[1]) else { return Ok(Value::NOT_IMPLEMENTED) };
    let span = sum(vm, own(args), other, 1)?;
    make(vm, span)
}

pub(super) fn sub(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(other) = span_of(args[1]) else { return Ok(Value::NOT_IMPLEMENTED) };
    let span = sum(vm, own(args), other, -1)?;
    make(vm, span)
}

pub(super) fn rsub(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(other) = span_of(args[1]) else { return Ok(Value::NOT_IMPLEMENTED) };
    let span = sum(vm, other, own(args), -1)?;
    make(vm, span)
}

/// The quotient, rounded to the nearest, half to even.
fn nearest(n: &BigInt, d: &BigInt) -> BigInt {
    let (mut quotient, rest) = num_integer::Integer::div_mod_floor(n, d);
    let twice: BigInt = rest.abs() * 2;
    let order = twice.cmp(&d.abs());
    if order.is_gt() || (order.is_eq() && quotient.bit(0)) {
        quotient += 1;
    }
    quotient
}

/// A float as a ratio of ints.
fn ratio(vm: &mut Vm, f: f64) -> PyResult<(BigInt, BigInt)> {
    if f.is_infinite() {
        return Err(vm.overflow_error("cannot convert Infinity to integer ratio"));
    }
    if f.is_nan() {
        return Err(vm.value_error("cannot convert NaN to integer ratio"));
    }
    let (mantissa, exponent, sign) = num_traits::float::FloatCore::integer_decode(f);
    let zeros = mantissa.trailing_zeros().min(63);
    let (mantissa, exponent) =
        if mantissa == 0 { (0, 0) } else { (mantissa >> zeros, i32::from(exponent) + zeros as i32) };
    let n = BigInt::from(mantissa) * sign;
    let power = BigInt::from(1) << exponent.unsigned_abs();
    Ok(if exponent < 0 { (n, power) } else { (n * power, BigInt::from(1)) })
}

/// The ratio of a float or of an instance of a subclass, which may have its own idea of it.
fn ratio_of(vm: &mut Vm, value: Value, f: f64) -> PyResult<(BigInt, BigInt)> {
    if value.is_float() {
        return ratio(vm, f);
    }
    let ratio = vm.call_method(value, "as_integer_ratio", &[])?;
    let Some(parts) = ratio.cast::<Tuple>() else {
        let name = vm.type_name(ratio);
        return Err(
            vm.type_error(&format!("unexpected return type from as_integer_ratio(): expected tuple, got '{name}'"))
        );
    };
    if parts.len() != 2 {
        return Err(vm.value_error("as_integer_ratio() must return a 2-tuple"));
    }
    let (n, d) = (parts.get(0), parts.get(1));
    match (n.as_int(), d.as_int()) {
        (Some(n), Some(d)) => Ok((n.to_big(), d.to_big())),
        _ => {
            let (n, d) = (vm.type_name(n), vm.type_name(d));
            Err(vm.type_error(&format!("unsupported operand type(s) for *: '{n}' and '{d}'")))
        }
    }
}

fn of_big(vm: &mut Vm, total: &BigInt) -> PyResult<Value> {
    let span = of_total(vm, total.to_i128())?;
    make(vm, span)
}

pub(super) fn mul(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let total = own(args).total();
    match args[1].as_int() {
        Some(IntRef::Small(n)) => {
            let span = of_total(vm, total.checked_mul(n.into()))?;
            return make(vm, span);
        }
        Some(IntRef::Big(n)) => return of_big(vm, &(n.to_big() * total)),
        None => {}
    }
    let Some(f) = args[1].as_f64() else { return Ok(Value::NOT_IMPLEMENTED) };
    let (n, d) = ratio_of(vm, args[1], f)?;
    if d == BigInt::ZERO {
        return Err(vm.zero_division_error("integer division or modulo by zero"));
    }
    of_big(vm, &nearest(&(n * total), &d))
}

/// The int that a division is by; none if it is none.
fn divisor(vm: &mut Vm, value: Value) -> PyResult<Option<BigInt>> {
    let Some(n) = value.as_int() else { return Ok(None) };
    let n = n.to_big();
    if n == BigInt::ZERO {
        return Err(vm.zero_division_error("integer division or modulo by zero"));
    }
    Ok(Some(n))
}

pub(super) fn true_div(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let total = own(args).total();
    if let Some(other) = span_of(args[1]) {
        let (n, d) = (int(vm, total)?, int(vm, other.total())?);
        return vm.binary(BinaryOp::TrueDiv, n, d);
    }
    if args[1].is_int() {
        let Some(n) = divisor(vm, args[1])? else { return Ok(Value::NOT_IMPLEMENTED) };
        return of_big(vm, &nearest(&BigInt::from(total), &n));
    }
    let Some(f) = args[1].as_f64() else { return Ok(Value::NOT_IMPLEMENTED) };
    let (n, d) = ratio_of(vm, args[1], f)?;
    if n == BigInt::ZERO {
        return Err(vm.zero_division_error("integer division or modulo by zero"));
    }
    let scaled = d * total;
    let quotient = if n.is_negative() { nearest(&-scaled, &-n) } else { nearest(&scaled, &n) };
    of_big(vm, &quotient)
}

pub(super) fn floor_div(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let total = own(args).total();
    if let Some(other) = span_of(args[1]) {
        let (quotient, _) = quotient_and_rest(vm, total, other.total())?;
        return int(vm, quotient);
    }
    match divisor(vm, args[1])? {
        Some(n) => of_big(vm, &num_integer::Integer::div_floor(&BigInt::from(total), &n)),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn quotient_and_rest(vm: &mut Vm, a: i128, b: i128) -> PyResult<(i128, i128)> {
    if b == 0 {
        return Err(vm.zero_division_error("integer division or modulo by zero"));
    }
    Ok(num_integer::Integer::div_mod_floor(&a, &b))
}

pub(super) fn modulo(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(other) = span_of(args[1]) else { return Ok(Value::NOT_IMPLEMENTED) };
    let (_, rest) = quotient_and_rest(vm, own(args).total(), other.total())?;
    let span = of_total(vm, Some(rest))?;
    make(vm, span)
}

pub(super) fn div_mod(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(other) = span_of(args[1]) else { return Ok(Value::NOT_IMPLEMENTED) };
    let (quotient, rest) = quotient_and_rest(vm, own(args).total(), other.total())?;
    let quotient = int(vm, quotient)?;
    let span = of_total(vm, Some(rest))?;
    let rest = make(vm, span)?;
    Ok(vm.tuple(&[quotient, rest])?.value())
}

/// Nothing but a timedelta is divided by one, and that has its own method.
pub(super) fn not_reflected(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NOT_IMPLEMENTED)
}

pub(super) fn neg(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let span = sum(vm, Span::ZERO, own(args), -1)?;
    make(vm, span)
}

pub(super) fn pos(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    make(vm, own(args))
}

pub(super) fn abs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if own(args).days < 0 { neg(vm, args) } else { pos(vm, args) }
}

pub(super) fn bool(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(!own(args).is_zero()))
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {$(
        pub(super) fn $name(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let Some(other) = span_of(args[1]) else { return Ok(Value::NOT_IMPLEMENTED) };
            Ok(Value::bool(CompareOp::$op.holds(own(args).cmp(&other))))
        }
    )*};
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }
