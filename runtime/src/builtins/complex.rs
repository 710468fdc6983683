//! `complex`

use crate::heap::Gc;
use crate::native::{Args, TypeSpec, method, readonly};
use crate::object::header::Kind;
use crate::object::int::{Complex, IntRef};
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use num_traits::ToPrimitive;

type Pair = (f64, f64);

fn operand(value: Value) -> Option<Pair> {
    if let Some(c) = value.cast::<Complex>() {
        return Some((c.real, c.imag));
    }
    if let Some(f) = value.as_f64() {
        return Some((f, 0.0));
    }
    value.as_int().map(|n| match n {
        IntRef::Small(n) => (n as f64, 0.0),
        IntRef::Big(n) => (n.to_f64().unwrap_or(f64::INFINITY), 0.0),
    })
}

fn divide(vm: &mut Vm, (ar, ai): Pair, (br, bi): Pair) -> PyResult<Pair> {
    // Smith's algorithm, as complexobject.c has it.
    if br.abs() >= bi.abs() {
        if br == 0.0 && bi == 0.0 {
            return Err(vm.zero_division_error("complex division by zero"));
        }
        let ratio = bi / br;
        let denominator = br + bi * ratio;
        return Ok(((ar + ai * ratio) / denominator, (ai - ar * ratio) / denominator));
    }
    if bi.is_nan() || br.is_nan() {
        return Ok((f64::NAN, f64::NAN));
    }
    let ratio = br / bi;
    let denominator = br * ratio + bi;
    Ok(((ar * ratio + ai) / denominator, (ai * ratio - ar) / denominator))
}

fn times((ar, ai): Pair, (br, bi): Pair) -> Pair {
    (ar * br - ai * bi, ar * bi + ai * br)
}

/// `a ** b`
pub(crate) fn power(vm: &mut Vm, a: Pair, b: Pair) -> PyResult<Value> {
    if b == (0.0, 0.0) {
        return vm.complex(1.0, 0.0);
    }
    if a == (0.0, 0.0) {
        if b.1 != 0.0 || b.0 < 0.0 {
            return Err(vm.zero_division_error("0.0 to a negative or complex power"));
        }
        return vm.complex(0.0, 0.0);
    }
    if b.1 == 0.0 && b.0 == b.0.floor() && b.0.abs() <= 100.0 {
        let mut result = (1.0, 0.0);
        let (mut base, mut n) = (a, b.0.abs() as u32);
        while n > 0 {
            if n & 1 == 1 {
                result = times(result, base);
            }
            base = times(base, base);
            n >>= 1;
        }
        let result = if b.0 < 0.0 { divide(vm, (1.0, 0.0), result)? } else { result };
        return vm.complex(result.0, result.1);
    }
    let modulus = a.0.hypot(a.1);
    let angle = a.1.atan2(a.0);
    let (mut len, mut phase) = (modulus.powf(b.0), angle * b.0);
    if b.1 != 0.0 {
        len *= (-angle * b.1).exp();
        phase += b.1 * modulus.ln();
    }
    vm.complex(len * phase.cos(), len * phase.sin())
}

macro_rules! operators {
    ($($direct:ident $reflected:ident |$vm:ident, $a:ident, $b:ident| $body:expr;)*) => {
        $(
            fn $direct($vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                let (Some($a), Some($b)) = (operand(args[0]), operand(args[1])) else { return Ok(Value::NOT_IMPLEMENTED) };
                $body
            }
            fn $reflected($vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                let (Some($b), Some($a)) = (operand(args[0]), operand(args[1])) else { return Ok(Value::NOT_IMPLEMENTED) };
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
    pow rpow |vm, a, b| power(vm, a, b);
}

fn of(value: Value) -> Gc<Complex> {
    value.cast::<Complex>().expect("the receiver of a method of complex is one")
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let part = |vm: &mut Vm, value: Option<Value>| -> PyResult<Pair> {
        match value {
            None => Ok((0.0, 0.0)),
            Some(value) => match operand(value) {
                Some(pair) => Ok(pair),
                None => match vm.call_special(value, crate::object::Special::Complex, &[])?.and_then(operand) {
                    Some(pair) => Ok(pair),
                    None => Ok((super::float::to_float(vm, value)?, 0.0)),
                },
            },
        }
    };
    let (re, im) = (part(vm, args.opt(1))?, part(vm, args.opt(2))?);
    let (real, imag) = (re.0 - im.1, re.1 + im.0);
    if class == vm.types.complex { vm.complex(real, imag) } else { vm.complex_of_class(class, real, imag) }
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let c = of(args[0]);
    let trim = |f: f64| {
        let text = super::float::to_text(f);
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    };
    let imag = trim(c.imag);
    let text = if c.real == 0.0 && c.real.is_sign_positive() {
        format!("{imag}j")
    } else {
        let plus = if imag.starts_with('-') { "" } else { "+" };
        format!("({}{plus}{imag}j)", trim(c.real))
    };
    Ok(vm.str(&text)?.value())
}

fn eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let c = of(args[0]);
    match operand(args[1]) {
        Some((real, imag)) if args[1].as_int().is_none() => Ok(Value::bool(c.real == real && c.imag == imag)),
        Some(_) => Ok(Value::bool(
            c.imag == 0.0 && vm.compare_bool(crate::object::protocol::CompareOp::Eq, Value::float(c.real), args[1])?,
        )),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let c = of(args[0]);
    let hash = super::float::hash_f64(c.real).wrapping_add(super::float::hash_f64(c.imag).wrapping_mul(1_000_003));
    vm.int(if hash == -1 { -2 } else { hash })
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
        method("__new__", "(real=0, imag=0)", new),
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
        method("__hash__", "()", hash),
        method("__bool__", "()", to_bool),
        method("__neg__", "()", neg),
        method("__pos__", "()", pos),
        method("__abs__", "()", abs),
        method("__complex__", "()", pos),
        method("conjugate", "()", conjugate),
    ],
    getset: &[readonly("real", real), readonly("imag", imag)],
    doc: "Create a complex number from a string or numbers.",
    ..TypeSpec::EMPTY
};
