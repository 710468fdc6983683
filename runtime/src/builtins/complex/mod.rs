//! `complex`
//!
//! - `parse.rs`: making complex numbers.

mod parse;

use crate::heap::Gc;
use crate::native::{Args, TypeSpec, method, readonly};
use crate::object::header::Kind;
use crate::object::int::{Complex, IntRef};
use crate::object::protocol::{BinaryOp, CompareOp};
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

type Pair = (f64, f64);

/// An operand's parts; none if it is no number. Ints that no float can hold raise OverflowError.
fn operand(vm: &mut Vm, value: Value) -> PyResult<Option<Pair>> {
    if let Some(c) = value.cast::<Complex>() {
        return Ok(Some((c.real, c.imag)));
    }
    if let Some(f) = value.as_f64() {
        return Ok(Some((f, 0.0)));
    }
    match value.as_int() {
        Some(IntRef::Small(n)) => Ok(Some((n as f64, 0.0))),
        Some(IntRef::Big(n)) => Ok(Some((super::int::to_f64(vm, n)?, 0.0))),
        None => Ok(None),
    }
}

/// Smith's algorithm, as complexobject.c has it; none for a zero divisor.
fn quotient((ar, ai): Pair, (br, bi): Pair) -> Option<Pair> {
    if br.abs() >= bi.abs() {
        if br == 0.0 {
            return None;
        }
        let ratio = bi / br;
        let denominator = br + bi * ratio;
        return Some(((ar + ai * ratio) / denominator, (ai - ar * ratio) / denominator));
    }
    if bi.abs() >= br.abs() {
        let ratio = br / bi;
        let denominator = br * ratio + bi;
        return Some(((ar * ratio + ai) / denominator, (ai * ratio - ar) / denominator));
    }
    Some((f64::NAN, f64::NAN))
}

fn divide(vm: &mut Vm, a: Pair, b: Pair) -> PyResult<Pair> {
    quotient(a, b).ok_or_else(|| vm.zero_division_error("complex division by zero"))
}

fn times((ar, ai): Pair, (br, bi): Pair) -> Pair {
    (ar * br - ai * bi, ar * bi + ai * br)
}

/// `a` to a whole power; none for a negative power of zero.
fn whole_power(a: Pair, exponent: i64) -> Option<Pair> {
    let n = exponent.unsigned_abs();
    let (mut result, mut base, mut mask) = ((1.0, 0.0), a, 1);
    while mask > 0 && n >= mask {
        if n & mask != 0 {
            result = times(result, base);
        }
        mask <<= 1;
        base = times(base, base);
    }
    if exponent > 0 { Some(result) } else { quotient((1.0, 0.0), result) }
}

fn general_power(a: Pair, b: Pair) -> Option<Pair> {
    if b == (0.0, 0.0) {
        return Some((1.0, 0.0));
    }
    if a == (0.0, 0.0) {
        return if b.1 != 0.0 || b.0 < 0.0 { None } else { Some((0.0, 0.0)) };
    }
    let modulus = a.0.hypot(a.1);
    let angle = a.1.atan2(a.0);
    let (mut len, mut phase) = (modulus.powf(b.0), angle * b.0);
    if b.1 != 0.0 {
        len /= (angle * b.1).exp();
        phase += b.1 * modulus.ln();
    }
    // The sine of infinity is an error of the domain in C, which CPython takes for one of its own.
    if phase.is_infinite() { None } else { Some((len * phase.cos(), len * phase.sin())) }
}

/// `a ** b`
pub(crate) fn power(vm: &mut Vm, a: Pair, b: Pair) -> PyResult<Value> {
    let whole = b.1 == 0.0 && b.0 == b.0.floor() && b.0.abs() <= 100.0;
    let result = if whole { whole_power(a, b.0 as i64) } else { general_power(a, b) };
    match result {
        None => Err(vm.zero_division_error("0.0 to a negative or complex power")),
        Some((real, imag)) if real.is_infinite() || imag.is_infinite() => {
            Err(vm.overflow_error("complex exponentiation"))
        }
        Some((real, imag)) => vm.complex(real, imag),
    }
}

macro_rules! operators {
    ($($direct:ident $reflected:ident |$vm:ident, $a:ident, $b:ident| $body:expr;)*) => {
        $(
            fn $direct($vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                let Some($a) = operand($vm, args[0])? else { return Ok(Value::NOT_IMPLEMENTED) };
                let Some($b) = operand($vm, args[1])? else { return Ok(Value::NOT_IMPLEMENTED) };
                $body
            }
            fn $reflected($vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                let Some($a) = operand($vm, args[1])? else { return Ok(Value::NOT_IMPLEMENTED) };
                let Some($b) = operand($vm, args[0])? else { return Ok(Value::NOT_IMPLEMENTED) };
                $body
            }
        )*
    };
}
operators! {
    add radd |vm, a, b| vm.complex(a.0 + b.0, a.1 + b.1);
    sub rsub |vm, a, b| vm.complex(a.0 - b.0, a.1 - b.1);
    mul rmul |vm, a, b| { let (re, im) = times(a, b); vm.complex(re, im) };
    truediv rtruediv |vm, a, b| { let (re, im) = divide(vm, a, b)?; vm.complex(re, im) };
    plain_pow plain_rpow |vm, a, b| power(vm, a, b);
}

/// `a op b` of exact complex numbers, or of one and a float or small int; none for an operator that complex numbers do not have.
pub(crate) fn binary(vm: &mut Vm, op: BinaryOp, a: Value, b: Value) -> Option<PyResult<Value>> {
    let part = |value: Value| match value.cast::<Complex>() {
        Some(c) => (c.real, c.imag),
        None => (value.as_float().unwrap_or_else(|| value.int_payload() as f64), 0.0),
    };
    let (a, b) = (part(a), part(b));
    let (real, imag) = match op {
        BinaryOp::Add => (a.0 + b.0, a.1 + b.1),
        BinaryOp::Sub => (a.0 - b.0, a.1 - b.1),
        BinaryOp::Mul => times(a, b),
        BinaryOp::TrueDiv => match divide(vm, a, b) {
            Ok(quotient) => quotient,
            Err(raised) => return Some(Err(raised)),
        },
        BinaryOp::Pow => return Some(power(vm, a, b)),
        BinaryOp::MatMul
        | BinaryOp::FloorDiv
        | BinaryOp::Mod
        | BinaryOp::LShift
        | BinaryOp::RShift
        | BinaryOp::And
        | BinaryOp::Or
        | BinaryOp::Xor
        | BinaryOp::DivMod => return None,
    };
    Some(vm.complex(real, imag))
}

fn no_modulus(vm: &mut Vm, args: Args<'_>) -> PyResult<()> {
    match args.not_none(2) {
        Some(_) if operand(vm, args[1])?.is_some() => Err(vm.value_error("complex modulo")),
        Some(_) | None => Ok(()),
    }
}

fn pow(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    no_modulus(vm, args)?;
    plain_pow(vm, args)
}

fn rpow(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    no_modulus(vm, args)?;
    plain_rpow(vm, args)
}

fn of(value: Value) -> Gc<Complex> {
    value.cast::<Complex>().expect("the receiver of a method of complex is one")
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    use super::format::decimal::repr_part;
    let c = of(args[0]);
    let imag = repr_part(c.imag);
    let text = if c.real == 0.0 && c.real.is_sign_positive() {
        format!("{imag}j")
    } else {
        let plus = if imag.starts_with('-') { "" } else { "+" };
        format!("({}{plus}{imag}j)", repr_part(c.real))
    };
    Ok(vm.str(&text)?.value())
}

fn equal(vm: &mut Vm, args: Args<'_>) -> PyResult<Option<bool>> {
    let (c, other) = (of(args[0]), args[1]);
    if let Some(other) = other.cast::<Complex>() {
        return Ok(Some(c.real == other.real && c.imag == other.imag));
    }
    if other.as_int().is_none() && other.as_f64().is_none() {
        return Ok(None);
    }
    Ok(Some(c.imag == 0.0 && vm.compare_bool(CompareOp::Eq, Value::float(c.real), other)?))
}

fn eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(equal(vm, args)?.map_or(Value::NOT_IMPLEMENTED, Value::bool))
}

fn ne(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(equal(vm, args)?.map_or(Value::NOT_IMPLEMENTED, |equal| Value::bool(!equal)))
}

/// Complex numbers have no order.
fn no_order(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NOT_IMPLEMENTED)
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let c = of(args[0]);
    let mut part = |f: f64| if f.is_nan() { super::float::hash_nan(vm, args[0]) } else { super::float::hash_f64(f) };
    let (real, imag) = (part(c.real), part(c.imag));
    vm.int(hash_parts(real, imag))
}

fn hash_parts(real: i64, imag: i64) -> i64 {
    let hash = real.wrapping_add(imag.wrapping_mul(1_000_003));
    if hash == -1 { -2 } else { hash }
}

/// Hash of a complex number without a NaN in it, whose hash depends on the object.
pub(crate) fn plain_hash(c: &Complex) -> Option<u64> {
    let is_number = !c.real.is_nan() && !c.imag.is_nan();
    is_number.then(|| hash_parts(super::float::hash_f64(c.real), super::float::hash_f64(c.imag)) as u64)
}

fn to_bool(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let c = of(args[0]);
    Ok(Value::bool(c.real != 0.0 || c.imag != 0.0))
}

fn neg(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let c = of(args[0]);
    vm.complex(-c.real, -c.imag)
}

fn pos(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if vm.class_of(args[0]) == vm.types.complex {
        return Ok(args[0]);
    }
    let c = of(args[0]);
    vm.complex(c.real, c.imag)
}

fn abs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let c = of(args[0]);
    let modulus = c.real.hypot(c.imag);
    if modulus.is_infinite() && c.real.is_finite() && c.imag.is_finite() {
        return Err(vm.overflow_error("absolute value too large"));
    }
    Ok(Value::float(modulus))
}

fn conjugate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let c = of(args[0]);
    vm.complex(c.real, -c.imag)
}

fn getnewargs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let c = of(args[0]);
    Ok(vm.tuple(&[Value::float(c.real), Value::float(c.imag)])?.value())
}

fn format(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::format::format_complex(vm, args[0], args[1])
}

fn real(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::float(of(value).real))
}

fn imag(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::float(of(value).imag))
}

/// `complex`
pub static COMPLEX: TypeSpec = TypeSpec {
    name: "complex",
    kind: Kind::Complex,
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(real=0, imag=0)", parse::new),
        method("__add__", "(value, /)", add),
        method("__radd__", "(value, /)", radd),
        method("__sub__", "(value, /)", sub),
        method("__rsub__", "(value, /)", rsub),
        method("__mul__", "(value, /)", mul),
        method("__rmul__", "(value, /)", rmul),
        method("__truediv__", "(value, /)", truediv),
        method("__rtruediv__", "(value, /)", rtruediv),
        method("__pow__", "(value, mod=None, /)", pow),
        method("__rpow__", "(value, mod=None, /)", rpow),
        method("__repr__", "()", repr),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__lt__", "(value, /)", no_order),
        method("__le__", "(value, /)", no_order),
        method("__gt__", "(value, /)", no_order),
        method("__ge__", "(value, /)", no_order),
        method("__hash__", "()", hash),
        method("__bool__", "()", to_bool),
        method("__neg__", "()", neg),
        method("__pos__", "()", pos),
        method("__abs__", "()", abs),
        method("__complex__", "()", pos).doc("Convert this value to exact type complex."),
        method("__getnewargs__", "()", getnewargs),
        method("__format__", "(format_spec, /)", format).doc("Convert to a string according to format_spec."),
        method("conjugate", "()", conjugate)
            .doc("Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j."),
    ],
    getset: &[
        crate::native::GetSetSpec { member: true, ..readonly("real", real) },
        crate::native::GetSetSpec { member: true, ..readonly("imag", imag) },
    ],
    doc: "Create a complex number from a string or numbers.\n\nIf a string is given, parse it as a complex number.\nIf a single number is given, convert it to a complex number.\nIf the 'real' or 'imag' arguments are given, create a complex number\nwith the specified real and imaginary components.",
    ..TypeSpec::EMPTY
};
