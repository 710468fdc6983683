//! `math`

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
use runtime::builtins::float::as_double;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, Effects, FnSpec, Known, ModuleSpec, func};
use runtime::object::int::IntRef;
use runtime::object::module::Module;
use runtime::object::protocol::BinaryOp;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

fn domain(vm: &mut Vm) -> PyResult<Value> {
    Err(vm.value_error("math domain error"))
}

/// A function of one float, with C's errors: NaN out of no NaN is a domain error, infinity out of a finite number a range
/// error (or a domain error at poles).
fn unary(vm: &mut Vm, args: Args<'_>, f: fn(f64) -> f64, overflows: bool) -> PyResult<Value> {
    let x = as_double(vm, args[0], false)?;
    let result = f(x);
    if result.is_nan() && !x.is_nan() {
        return domain(vm);
    }
    if result.is_infinite() && x.is_finite() {
        return if overflows { Err(vm.overflow_error("math range error")) } else { domain(vm) };
    }
    Ok(Value::float(result))
}

macro_rules! functions {
    ($($name:ident $f:expr, $overflows:literal;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { unary(vm, args, $f, $overflows) })*
    };
}
functions! {
    sqrt f64::sqrt, false; sin f64::sin, false; cos f64::cos, false; tan f64::tan, false; asin f64::asin, false;
    acos f64::acos, false; atan f64::atan, false; sinh f64::sinh, true; cosh f64::cosh, true; tanh f64::tanh, false;
    asinh f64::asinh, false; acosh f64::acosh, false; atanh f64::atanh, false; exp f64::exp, true; exp2 f64::exp2, true;
    expm1 f64::exp_m1, true; log1p f64::ln_1p, false; cbrt f64::cbrt, false;
}

fn fabs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::float(as_double(vm, args[0], false)?.abs()))
}

fn degrees(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::float(as_double(vm, args[0], false)? * (180.0 / std::f64::consts::PI)))
}

fn radians(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::float(as_double(vm, args[0], false)? * (std::f64::consts::PI / 180.0)))
}

fn isnan(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(as_double(vm, args[0], false)?.is_nan()))
}

fn isinf(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(as_double(vm, args[0], false)?.is_infinite()))
}

fn isfinite(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(as_double(vm, args[0], false)?.is_finite()))
}

fn two(vm: &mut Vm, args: Args<'_>) -> PyResult<(f64, f64)> {
    Ok((as_double(vm, args[0], false)?, as_double(vm, args[1], false)?))
}

fn atan2(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (y, x) = two(vm, args)?;
    Ok(Value::float(y.atan2(x)))
}

fn copysign(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (x, y) = two(vm, args)?;
    Ok(Value::float(x.copysign(y)))
}

fn fmod(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (x, y) = two(vm, args)?;
    let result = x % y;
    if result.is_nan() && !x.is_nan() && !y.is_nan() { domain(vm) } else { Ok(Value::float(result)) }
}

fn pow(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (x, y) = two(vm, args)?;
    let result = x.powf(y);
    if result.is_nan() && !x.is_nan() && !y.is_nan() {
        return domain(vm);
    }
    if result.is_infinite() && x.is_finite() && y.is_finite() {
        return if x == 0.0 { domain(vm) } else { Err(vm.overflow_error("math range error")) };
    }
    Ok(Value::float(result))
}

fn hypot(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let coordinates = args[0].cast::<Tuple>().expect("bound as *args");
    let mut values = Vec::with_capacity(coordinates.len());
    for index in 0..coordinates.len() {
        values.push(as_double(vm, coordinates.get(index), false)?.abs());
    }
    Ok(Value::float(norm(&values)))
}

/// The Euclidean norm, scaled and with compensated sums so that it is nearly always correctly rounded.
fn norm(values: &[f64]) -> f64 {
    let largest = values.iter().copied().fold(0.0, f64::max);
    if values.iter().any(|v| v.is_infinite()) {
        return f64::INFINITY;
    }
    if values.iter().any(|v| v.is_nan()) {
        return f64::NAN;
    }
    if largest == 0.0 || values.len() == 1 {
        return largest;
    }
    if let [a, b] = values {
        return a.hypot(*b);
    }
    let (mut sum, mut rest) = (0.0f64, 0.0f64);
    for v in values {
        let x = v / largest;
        let square = x * x;
        let error = x.mul_add(x, -square);
        let next = sum + square;
        rest += (sum - next) + square + error;
        sum = next;
    }
    largest * (sum + rest).sqrt()
}

fn dist(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (p, q) = (vm.collect_tuple(args[0])?, vm.collect_tuple(args[1])?);
    if p.len() != q.len() {
        return Err(vm.value_error("both points must have the same number of dimensions"));
    }
    let mut values = Vec::with_capacity(p.len());
    for index in 0..p.len() {
        values.push((as_double(vm, p.get(index), false)? - as_double(vm, q.get(index), false)?).abs());
    }
    Ok(Value::float(norm(&values)))
}

fn big(vm: &mut Vm, value: Value) -> PyResult<BigInt> {
    let n = vm.index(value)?;
    Ok(n.as_int().map(IntRef::to_big).unwrap_or_default())
}

/// A logarithm that also takes ints too large for a float.
fn logarithm(vm: &mut Vm, value: Value, f: fn(f64) -> f64, of_two: f64) -> PyResult<f64> {
    if let Some(IntRef::Big(n)) = value.as_int() {
        if !n.is_positive() {
            return domain(vm).map(|_| 0.0);
        }
        let shift = n.bits().saturating_sub(60);
        let top = (&*n >> shift).to_f64().unwrap_or(1.0);
        return Ok(f(top) + shift as f64 * of_two);
    }
    let x = as_double(vm, value, false)?;
    if x <= 0.0 {
        return domain(vm).map(|_| 0.0);
    }
    Ok(f(x))
}

fn log(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let x = logarithm(vm, args[0], f64::ln, std::f64::consts::LN_2)?;
    let Some(base) = args.opt(1) else { return Ok(Value::float(x)) };
    let base = logarithm(vm, base, f64::ln, std::f64::consts::LN_2)?;
    if base == 0.0 {
        return Err(vm.zero_division_error("float division by zero"));
    }
    Ok(Value::float(x / base))
}

fn log2(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::float(logarithm(vm, args[0], f64::log2, 1.0)?))
}

fn log10(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::float(logarithm(vm, args[0], f64::log10, std::f64::consts::LOG10_2)?))
}

fn rounded(vm: &mut Vm, args: Args<'_>, method: &str, f: fn(f64) -> f64) -> PyResult<Value> {
    let class = vm.class_of(args[0]).value();
    if args[0].as_float().is_none()
        && let Some(method) = vm.get_attr_opt_text(class, method)?
    {
        return vm.call(method, &[args[0]]);
    }
    let x = as_double(vm, args[0], false)?;
    let int = vm.types.int.value();
    vm.call(int, &[Value::float(f(x))])
}

fn floor(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    rounded(vm, args, "__floor__", f64::floor)
}

fn ceil(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    rounded(vm, args, "__ceil__", f64::ceil)
}

fn trunc(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    rounded(vm, args, "__trunc__", f64::trunc)
}

fn factorial(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = vm.index_i64(args[0], Exc::OverflowError)?;
    if n < 0 {
        return Err(vm.value_error("factorial() not defined for negative values"));
    }
    vm.big_int(product(1, n as u64))
}

/// The product of `low + 1 ..= high`, by halves.
fn product(low: u64, high: u64) -> BigInt {
    match high.saturating_sub(low) {
        0 => BigInt::from(1),
        1 => BigInt::from(high),
        n => product(low, low + n / 2) * product(low + n / 2, high),
    }
}

fn comb(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (n, k) = (vm.index_i64(args[0], Exc::OverflowError)?, vm.index_i64(args[1], Exc::OverflowError)?);
    if n < 0 {
        return Err(vm.value_error("n must be a non-negative integer"));
    }
    if k < 0 {
        return Err(vm.value_error("k must be a non-negative integer"));
    }
    if k > n {
        return Ok(Value::int32(0));
    }
    let k = k.min(n - k) as u64;
    vm.big_int(product(n as u64 - k, n as u64) / product(0, k))
}

fn perm(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = vm.index_i64(args[0], Exc::OverflowError)?;
    let k = match args.not_none(1) {
        Some(k) => vm.index_i64(k, Exc::OverflowError)?,
        None => n,
    };
    if n < 0 {
        return Err(vm.value_error("n must be a non-negative integer"));
    }
    if k < 0 {
        return Err(vm.value_error("k must be a non-negative integer"));
    }
    if k > n {
        return Ok(Value::int32(0));
    }
    vm.big_int(product((n - k) as u64, n as u64))
}

fn isqrt(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = big(vm, args[0])?;
    if n.is_negative() {
        return Err(vm.value_error("isqrt() argument must be nonnegative"));
    }
    vm.big_int(n.sqrt())
}

fn gcd(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let all = args[0].cast::<Tuple>().expect("bound as *args");
    let mut result = BigInt::zero();
    for index in 0..all.len() {
        result = result.gcd(&big(vm, all.get(index))?);
    }
    vm.big_int(result)
}

fn lcm(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let all = args[0].cast::<Tuple>().expect("bound as *args");
    let mut result = BigInt::from(1);
    for index in 0..all.len() {
        result = result.lcm(&big(vm, all.get(index))?);
    }
    vm.big_int(result)
}

fn prod(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut total = args.opt(1).unwrap_or(Value::int32(1));
    let iterator = vm.iter(args[0])?;
    while let Some(item) = vm.next(iterator)? {
        total = vm.binary(BinaryOp::Mul, total, item)?;
    }
    Ok(total)
}

fn sumprod(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (p, q) = (vm.collect_tuple(args[0])?, vm.collect_tuple(args[1])?);
    if p.len() != q.len() {
        return Err(vm.value_error("Inputs are not the same length"));
    }
    let mut total = Value::int32(0);
    for index in 0..p.len() {
        let term = vm.binary(BinaryOp::Mul, p.get(index), q.get(index))?;
        total = vm.binary(BinaryOp::Add, total, term)?;
    }
    Ok(total)
}

/// Shewchuk's exact sum of floats (1997), as CPython's `math.fsum`.
fn fsum(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut partials: Vec<f64> = Vec::new();
    let (mut special, mut infinities) = (0.0, 0.0);
    let iterator = vm.iter(args[0])?;
    while let Some(item) = vm.next(iterator)? {
        let original = as_double(vm, item, false)?;
        let mut x = original;
        let mut kept = 0;
        for index in 0..partials.len() {
            let mut y = partials[index];
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                partials[kept] = low;
                kept += 1;
            }
            x = high;
        }
        partials.truncate(kept);
        if x != 0.0 {
            if !x.is_finite() {
                if original.is_finite() {
                    return Err(vm.overflow_error("intermediate overflow in fsum"));
                }
                if original.is_infinite() {
                    infinities += original;
                }
                special += original;
                partials.clear();
            } else {
                partials.push(x);
            }
        }
    }
    if special != 0.0 {
        if infinities.is_nan() {
            return Err(vm.value_error("-inf + inf in fsum"));
        }
        return Ok(Value::float(special));
    }
    let Some(mut high) = partials.pop() else { return Ok(Value::float(0.0)) };
    let mut low = 0.0;
    while let Some(y) = partials.pop() {
        let x = high;
        high = x + y;
        low = y - (high - x);
        if low != 0.0 {
            break;
        }
    }
    // Round half to even across the partials.
    if let Some(&next) = partials.last()
        && ((low < 0.0 && next < 0.0) || (low > 0.0 && next > 0.0))
    {
        let y = low * 2.0;
        let x = high + y;
        if y == x - high {
            high = x;
        }
    }
    Ok(Value::float(high))
}

fn frexp(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let x = as_double(vm, args[0], false)?;
    let (mantissa, exponent) = if x == 0.0 || !x.is_finite() {
        (x, 0)
    } else {
        let scaled = if x.abs() < f64::MIN_POSITIVE { x * 18_014_398_509_481_984.0 } else { x };
        let shift = if scaled == x { 0 } else { 54 };
        let bits = scaled.to_bits();
        let exponent = (bits >> 52 & 0x7FF) as i32 - 1022;
        (f64::from_bits(bits & !(0x7FF << 52) | 1022 << 52), exponent - shift)
    };
    Ok(vm.tuple(&[Value::float(mantissa), Value::int32(exponent)])?.value())
}

fn ldexp(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let x = as_double(vm, args[0], false)?;
    let Some(exponent) = args[1].as_int() else {
        return Err(vm.type_error("Expected an int as second argument to ldexp."));
    };
    let exponent = match exponent {
        IntRef::Small(n) => n.clamp(-5000, 5000) as i32,
        IntRef::Big(n) => {
            if n.is_negative() {
                -5000
            } else {
                5000
            }
        }
    };
    if x == 0.0 || !x.is_finite() {
        return Ok(Value::float(x));
    }
    // In two steps, so that a subnormal result is rounded once.
    let mut result = x;
    let mut left = exponent;
    while left > 1000 && result.is_finite() {
        result *= f64::from_bits(2023 << 52);
        left -= 1000;
    }
    while left < -1000 && result != 0.0 {
        result *= f64::from_bits(23 << 52);
        left += 1000;
    }
    if (-1022..=1023).contains(&left) {
        result *= f64::from_bits(((left + 1023) as u64) << 52);
    }
    if result.is_infinite() { Err(vm.overflow_error("math range error")) } else { Ok(Value::float(result)) }
}

fn modf(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let x = as_double(vm, args[0], false)?;
    let fraction = if x.is_infinite() { 0.0f64.copysign(x) } else { x.fract().copysign(x) };
    Ok(vm.tuple(&[Value::float(fraction), Value::float(x.trunc())])?.value())
}

fn isclose(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (a, b) = two(vm, args)?;
    let relative = args.opt(2).map_or(Ok(1e-9), |t| as_double(vm, t, false))?;
    let absolute = args.opt(3).map_or(Ok(0.0), |t| as_double(vm, t, false))?;
    if relative < 0.0 || absolute < 0.0 {
        return Err(vm.value_error("tolerances must be non-negative"));
    }
    if a == b {
        return Ok(Value::TRUE);
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(Value::FALSE);
    }
    let difference = (b - a).abs();
    Ok(Value::bool(difference <= (relative * b).abs() || difference <= (relative * a).abs() || difference <= absolute))
}

const FUNCTIONS: &[FnSpec] = &[
    func("sqrt", "(x, /)", sqrt).effects(Effects::RAISES, Known::Float),
    func("sin", "(x, /)", sin),
    func("cos", "(x, /)", cos),
    func("tan", "(x, /)", tan),
    func("asin", "(x, /)", asin),
    func("acos", "(x, /)", acos),
    func("atan", "(x, /)", atan),
    func("sinh", "(x, /)", sinh),
    func("cosh", "(x, /)", cosh),
    func("tanh", "(x, /)", tanh),
    func("asinh", "(x, /)", asinh),
    func("acosh", "(x, /)", acosh),
    func("atanh", "(x, /)", atanh),
    func("exp", "(x, /)", exp),
    func("exp2", "(x, /)", exp2),
    func("expm1", "(x, /)", expm1),
    func("log1p", "(x, /)", log1p),
    func("cbrt", "(x, /)", cbrt),
    func("fabs", "(x, /)", fabs),
    func("degrees", "(x, /)", degrees),
    func("radians", "(x, /)", radians),
    func("isnan", "(x, /)", isnan),
    func("isinf", "(x, /)", isinf),
    func("isfinite", "(x, /)", isfinite),
    func("atan2", "(y, x, /)", atan2),
    func("copysign", "(x, y, /)", copysign),
    func("fmod", "(x, y, /)", fmod),
    func("pow", "(x, y, /)", pow),
    func("hypot", "(*coordinates)", hypot),
    func("dist", "(p, q, /)", dist),
    func("log", "(x, base=2.718281828459045, /)", log),
    func("log2", "(x, /)", log2),
    func("log10", "(x, /)", log10),
    func("floor", "(x, /)", floor),
    func("ceil", "(x, /)", ceil),
    func("trunc", "(x, /)", trunc),
    func("factorial", "(n, /)", factorial),
    func("comb", "(n, k, /)", comb),
    func("perm", "(n, k=None, /)", perm),
    func("isqrt", "(n, /)", isqrt),
    func("gcd", "(*integers)", gcd),
    func("lcm", "(*integers)", lcm),
    func("prod", "(iterable, /, *, start=1)", prod),
    func("sumprod", "(p, q, /)", sumprod),
    func("fsum", "(seq, /)", fsum),
    func("frexp", "(x, /)", frexp),
    func("ldexp", "(x, i, /)", ldexp),
    func("modf", "(x, /)", modf),
    func("isclose", "(a, b, *, rel_tol=1e-09, abs_tol=0.0)", isclose),
];

/// `math`
pub(crate) static MATH: ModuleSpec = ModuleSpec {
    name: "math",
    doc: "This module provides access to the mathematical functions\ndefined by the C standard.",
    functions: FUNCTIONS,
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    for (name, value) in [
        ("pi", std::f64::consts::PI),
        ("e", std::f64::consts::E),
        ("tau", std::f64::consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ] {
        dict.set_text(vm, name, Value::float(value))?;
    }
    Ok(())
}
