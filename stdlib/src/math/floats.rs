//! Functions of one or two floats.

use super::gamma::Failure;
use crate::libm;
use runtime::builtins::float::as_double;
use runtime::native::Args;
use runtime::object::Special;
use runtime::object::int::IntRef;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use std::f64::consts::PI;

fn domain(vm: &mut Vm) -> Raised {
    vm.value_error("math domain error")
}

fn range(vm: &mut Vm) -> Raised {
    vm.overflow_error("math range error")
}

/// A function of one float, with C's errors: NaN out of no NaN is a domain error, infinity out of a finite number a range
/// error (or a domain error at poles).
#[inline(always)]
fn unary(vm: &mut Vm, args: Args<'_>, f: impl Fn(f64) -> f64, overflows: bool) -> PyResult<Value> {
    let x = as_double(vm, args[0], false)?;
    let result = f(x);
    if !result.is_finite() {
        if result.is_nan() && !x.is_nan() {
            return Err(domain(vm));
        }
        if result.is_infinite() && x.is_finite() {
            return Err(if overflows { range(vm) } else { domain(vm) });
        }
    }
    Ok(Value::float(result))
}

macro_rules! functions {
    ($($name:ident $f:expr, $overflows:literal;)*) => {
        $(pub(super) fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { unary(vm, args, $f, $overflows) })*
    };
}
functions! {
    sqrt f64::sqrt, false; sin f64::sin, false; cos f64::cos, false; tan f64::tan, false; asin f64::asin, false;
    acos f64::acos, false; atan f64::atan, false; sinh f64::sinh, true; cosh f64::cosh, true; tanh f64::tanh, false;
    asinh |x| libm::asinh(x), false; acosh |x| libm::acosh(x), false; atanh |x| libm::atanh(x), false; exp f64::exp, true;
    exp2 f64::exp2, true; expm1 f64::exp_m1, true; log1p |x| if x == 0.0 { x } else { libm::log1p(x) }, false;
    cbrt |x| libm::cbrt(x), false; erf |x| libm::erf(x), false; erfc |x| libm::erfc(x), false; fabs f64::abs, false;
}

pub(super) fn degrees(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::float(as_double(vm, args[0], false)? * (180.0 / PI)))
}

pub(super) fn radians(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::float(as_double(vm, args[0], false)? * (PI / 180.0)))
}

fn or_raise(vm: &mut Vm, result: Result<f64, Failure>) -> PyResult<Value> {
    match result {
        Ok(value) => Ok(Value::float(value)),
        Err(Failure::Domain) => Err(domain(vm)),
        Err(Failure::Range) => Err(range(vm)),
    }
}

pub(super) fn gamma(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let x = as_double(vm, args[0], false)?;
    or_raise(vm, super::gamma::gamma(x))
}

pub(super) fn lgamma(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let x = as_double(vm, args[0], false)?;
    or_raise(vm, super::gamma::log_gamma(x))
}

pub(super) fn isnan(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(as_double(vm, args[0], false)?.is_nan()))
}

pub(super) fn isinf(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(as_double(vm, args[0], false)?.is_infinite()))
}

pub(super) fn isfinite(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(as_double(vm, args[0], false)?.is_finite()))
}

fn two(vm: &mut Vm, args: Args<'_>) -> PyResult<(f64, f64)> {
    Ok((as_double(vm, args[0], false)?, as_double(vm, args[1], false)?))
}

pub(super) fn atan2(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (y, x) = two(vm, args)?;
    Ok(Value::float(y.atan2(x)))
}

pub(super) fn copysign(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (x, y) = two(vm, args)?;
    Ok(Value::float(x.copysign(y)))
}

pub(super) fn fmod(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (x, y) = two(vm, args)?;
    let result = x % y;
    if result.is_nan() && !x.is_nan() && !y.is_nan() { Err(domain(vm)) } else { Ok(Value::float(result)) }
}

pub(super) fn remainder(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (x, y) = two(vm, args)?;
    let result = ieee_remainder(x, y);
    if result.is_nan() && !x.is_nan() && !y.is_nan() { Err(domain(vm)) } else { Ok(Value::float(result)) }
}

/// `x - n * y` for the int `n` nearest to `x / y`; exact.
fn ieee_remainder(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        return if x.is_nan() { x } else { y };
    }
    if x.is_infinite() || y == 0.0 {
        return f64::NAN;
    }
    if y.is_infinite() {
        return x;
    }
    let (size, divisor) = (x.abs(), y.abs());
    let rest = size % divisor;
    let other = divisor - rest;
    let result = match rest.partial_cmp(&other) {
        Some(std::cmp::Ordering::Less) => rest,
        Some(std::cmp::Ordering::Greater) => -other,
        _ => rest - 2.0 * ((0.5 * (size - rest)) % divisor),
    };
    1.0f64.copysign(x) * result
}

pub(super) fn pow(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (x, y) = two(vm, args)?;
    let result = x.powf(y);
    if result.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(domain(vm));
    }
    if result.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(if x == 0.0 { domain(vm) } else { range(vm) });
    }
    Ok(Value::float(result))
}

/// A logarithm that also takes ints too large for a float.
fn logarithm(vm: &mut Vm, value: Value, f: fn(f64) -> f64, of_two: f64) -> PyResult<f64> {
    if let Some(IntRef::Big(n)) = value.as_int() {
        if n.negative {
            return Err(domain(vm));
        }
        if let Some(x) = Some(n.to_f64()).filter(|x| x.is_finite()) {
            return Ok(f(x));
        }
        let bits = n.bits();
        // The top 54 bits and whether any below is set: enough to round as the whole would.
        let shift = bits - 55;
        let mut top = vec![0; n.limbs.len() - (shift / 64) as usize];
        runtime::limbs::bits::shift_right(&mut top, n.limbs, shift, false);
        let sticky = runtime::limbs::float::any_below(n.limbs, shift);
        let mantissa = (top[0] | u64::from(sticky)) as f64 / (1u64 << 55) as f64;
        return Ok(f(mantissa) + bits as f64 * of_two);
    }
    let x = as_double(vm, value, false)?;
    if x <= 0.0 { Err(domain(vm)) } else { Ok(f(x)) }
}

pub(super) fn log(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let x = logarithm(vm, args[0], f64::ln, std::f64::consts::LN_2)?;
    let Some(base) = args.opt(1) else { return Ok(Value::float(x)) };
    let base = logarithm(vm, base, f64::ln, std::f64::consts::LN_2)?;
    if base == 0.0 {
        return Err(vm.zero_division_error("float division by zero"));
    }
    Ok(Value::float(x / base))
}

pub(super) fn log2(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::float(logarithm(vm, args[0], f64::log2, 1.0)?))
}

pub(super) fn log10(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::float(logarithm(vm, args[0], f64::log10, std::f64::consts::LOG10_2)?))
}

/// Rounds by a special method, else as a float.
fn rounded(vm: &mut Vm, value: Value, special: Special, f: fn(f64) -> f64) -> PyResult<Value> {
    if value.as_float().is_none()
        && let Some(result) = vm.call_special(value, special, &[])?
    {
        return Ok(result);
    }
    let x = f(as_double(vm, value, false)?);
    if x.abs() < 1e14 {
        return vm.int(x as i64);
    }
    let int = vm.types.int.value();
    vm.call(int, &[Value::float(x)])
}

pub(super) fn floor(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    rounded(vm, args[0], Special::Floor, f64::floor)
}

pub(super) fn ceil(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    rounded(vm, args[0], Special::Ceil, f64::ceil)
}

pub(super) fn trunc(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if args[0].as_float().is_none() && vm.special_of(args[0], Special::Trunc).is_none() {
        let message = format!("type {} doesn't define __trunc__ method", vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    }
    rounded(vm, args[0], Special::Trunc, f64::trunc)
}

/// Mantissa (0.5 up to 1) and exponent of a finite number; 0 and what is not finite has exponent 0.
pub(super) fn split(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let scaled = if x.abs() < f64::MIN_POSITIVE { x * 18_014_398_509_481_984.0 } else { x };
    let shift = if scaled == x { 0 } else { 54 };
    let bits = scaled.to_bits();
    let exponent = (bits >> 52 & 0x7FF) as i32 - 1022;
    (f64::from_bits(bits & !(0x7FF << 52) | 1022 << 52), exponent - shift)
}

/// `x * 2 ** exponent`, rounded once.
pub(crate) fn scale(x: f64, exponent: i32) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    let (mantissa, own) = split(x);
    let total = own.saturating_add(exponent);
    if total > 1024 {
        return f64::INFINITY.copysign(x);
    }
    if total < -1080 {
        return 0.0f64.copysign(x);
    }
    let power = |n: i32| f64::from_bits(((n + 1023) as u64) << 52);
    if total > 1023 {
        return mantissa * 2.0 * power(total - 1);
    }
    // Below the normal range the one inexact step is the last one.
    if total >= -1021 { mantissa * power(total) } else { mantissa * power(total + 1000) * power(-1000) }
}

pub(super) fn frexp(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (mantissa, exponent) = split(as_double(vm, args[0], false)?);
    Ok(vm.tuple(&[Value::float(mantissa), Value::int32(exponent)])?.value())
}

pub(super) fn ldexp(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let x = as_double(vm, args[0], false)?;
    let exponent = match args[1].as_int() {
        Some(IntRef::Small(n)) => n.clamp(-5000, 5000) as i32,
        Some(IntRef::Big(n)) if n.negative => -5000,
        Some(IntRef::Big(_)) => 5000,
        None => return Err(vm.type_error("Expected an int as second argument to ldexp.")),
    };
    let result = scale(x, exponent);
    if result.is_infinite() && x.is_finite() { Err(range(vm)) } else { Ok(Value::float(result)) }
}

pub(super) fn modf(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let x = as_double(vm, args[0], false)?;
    let fraction = if x.is_infinite() { 0.0f64.copysign(x) } else { x.fract().copysign(x) };
    Ok(vm.tuple(&[Value::float(fraction), Value::float(x.trunc())])?.value())
}

/// The float `steps` after `x` towards `y`.
fn step_towards(x: f64, y: f64, steps: u64) -> f64 {
    const SIGN: u64 = 1 << 63;
    if steps == 0 || x.is_nan() {
        return x;
    }
    if y.is_nan() {
        return y;
    }
    let (from, to) = (x.to_bits(), y.to_bits());
    let (size, goal) = (from & !SIGN, to & !SIGN);
    let bits = if from == to {
        from
    } else if (from ^ to) & SIGN != 0 {
        if size + goal <= steps {
            to
        } else if size < steps {
            to & SIGN | (steps - size)
        } else {
            from - steps
        }
    } else if size > goal {
        if size - goal >= steps { from - steps } else { to }
    } else if goal - size >= steps {
        from + steps
    } else {
        to
    };
    f64::from_bits(bits)
}

pub(super) fn nextafter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (x, y) = two(vm, args)?;
    let Some(steps) = args.not_none(2) else {
        let next = if x == y { y } else { step_towards(x, y, 1) };
        return Ok(Value::float(if next == 0.0 && x != y { next.copysign(x) } else { next }));
    };
    let steps = vm.index(steps)?;
    let steps = match steps.as_int() {
        Some(IntRef::Small(n)) if n >= 0 => n as u64,
        Some(IntRef::Big(n)) if !n.negative => n.to_u64().unwrap_or(u64::MAX),
        _ => return Err(vm.value_error("steps must be a non-negative integer")),
    };
    Ok(Value::float(step_towards(x, y, steps)))
}

pub(super) fn ulp(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let x = as_double(vm, args[0], false)?.abs();
    if !x.is_finite() {
        return Ok(Value::float(x));
    }
    let next = step_towards(x, f64::INFINITY, 1);
    let result = if next.is_infinite() { x - step_towards(x, 0.0, 1) } else { next - x };
    Ok(Value::float(result))
}

/// Whether `a` and `b` are near each other by the tolerances, given a distance.
pub(crate) fn within(distance: f64, a: f64, b: f64, relative: f64, absolute: f64) -> bool {
    distance <= (relative * b).abs() || distance <= (relative * a).abs() || distance <= absolute
}

/// The tolerances of `isclose`, from arguments 2 and 3.
pub(crate) fn tolerances(vm: &mut Vm, args: Args<'_>) -> PyResult<(f64, f64)> {
    let relative = args.opt(2).map_or(Ok(1e-9), |t| as_double(vm, t, false))?;
    let absolute = args.opt(3).map_or(Ok(0.0), |t| as_double(vm, t, false))?;
    if relative < 0.0 || absolute < 0.0 {
        return Err(vm.value_error("tolerances must be non-negative"));
    }
    Ok((relative, absolute))
}

pub(super) fn isclose(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (a, b) = two(vm, args)?;
    let (relative, absolute) = tolerances(vm, args)?;
    if a == b {
        return Ok(Value::TRUE);
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(Value::FALSE);
    }
    Ok(Value::bool(within((b - a).abs(), a, b, relative, absolute)))
}
