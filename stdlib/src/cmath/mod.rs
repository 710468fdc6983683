//! `cmath`

mod functions;
mod tables;

use runtime::builtins::float::as_double;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::int::Complex;
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// Real and imaginary part.
type Pair = (f64, f64);

/// Why there is no result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Failure {
    Domain,
    Range,
}

impl Failure {
    fn raise(self, vm: &mut Vm) -> Raised {
        match self {
            Failure::Domain => vm.value_error("math domain error"),
            Failure::Range => vm.overflow_error("math range error"),
        }
    }
}

/// The complex number that a value is or converts to.
fn complex_arg(vm: &mut Vm, value: Value) -> PyResult<Pair> {
    if let Some(z) = value.cast::<Complex>() {
        return Ok((z.real, z.imag));
    }
    if let Some(x) = value.as_float() {
        return Ok((x, 0.0));
    }
    if let Some(result) = vm.call_special(value, runtime::object::Special::Complex, &[])? {
        let Some(z) = result.cast::<Complex>() else {
            let message = format!("__complex__ returned non-complex (type {})", vm.type_name(result));
            return Err(vm.type_error(&message));
        };
        if vm.class_of(result) != vm.types.complex {
            let message = format!(
                "__complex__ returned non-complex (type {}).  The ability to return an instance of a strict subclass of complex is deprecated, and may not be supported in a future version of Python.",
                vm.type_name(result)
            );
            runtime::builtins::warn(vm, runtime::exceptions::hierarchy::Exc::DeprecationWarning, &message)?;
        }
        return Ok((z.real, z.imag));
    }
    Ok((as_double(vm, value, false)?, 0.0))
}

fn unary(vm: &mut Vm, args: Args<'_>, f: fn(Pair) -> Result<Pair, Failure>) -> PyResult<Value> {
    let z = complex_arg(vm, args[0])?;
    match f(z) {
        Ok((real, imag)) => vm.complex(real, imag),
        Err(failure) => Err(failure.raise(vm)),
    }
}

macro_rules! functions {
    ($($name:ident)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { unary(vm, args, functions::$name) })*
    };
}
functions! { acos acosh asin asinh atan atanh cos cosh exp log10 sin sinh sqrt tan tanh }

fn log(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let z = complex_arg(vm, args[0])?;
    let base = args.opt(1).map(|base| complex_arg(vm, base)).transpose()?;
    let result = functions::log(z).and_then(|x| match base {
        Some(base) => functions::log(base).and_then(|y| quotient(x, y)),
        None => Ok(x),
    });
    match result {
        Ok((real, imag)) => vm.complex(real, imag),
        Err(failure) => Err(failure.raise(vm)),
    }
}

/// Smith's algorithm.
fn quotient((ar, ai): Pair, (br, bi): Pair) -> Result<Pair, Failure> {
    if br.abs() >= bi.abs() {
        if br == 0.0 && bi == 0.0 {
            return Err(Failure::Domain);
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

fn phase(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (real, imag) = complex_arg(vm, args[0])?;
    Ok(Value::float(imag.atan2(real)))
}

fn polar(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (real, imag) = complex_arg(vm, args[0])?;
    let size = real.hypot(imag);
    if size.is_infinite() && real.is_finite() && imag.is_finite() {
        return Err(Failure::Range.raise(vm));
    }
    Ok(vm.tuple(&[Value::float(size), Value::float(imag.atan2(real))])?.value())
}

fn rect(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (r, phi) = (as_double(vm, args[0], false)?, as_double(vm, args[1], false)?);
    match functions::rect(r, phi) {
        Ok((real, imag)) => vm.complex(real, imag),
        Err(failure) => Err(failure.raise(vm)),
    }
}

fn isfinite(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let z = complex_arg(vm, args[0])?;
    Ok(Value::bool(z.0.is_finite() && z.1.is_finite()))
}

fn isnan(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let z = complex_arg(vm, args[0])?;
    Ok(Value::bool(z.0.is_nan() || z.1.is_nan()))
}

fn isinf(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let z = complex_arg(vm, args[0])?;
    Ok(Value::bool(z.0.is_infinite() || z.1.is_infinite()))
}

fn isclose(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (a, b) = (complex_arg(vm, args[0])?, complex_arg(vm, args[1])?);
    let (relative, absolute) = crate::math::tolerances(vm, args)?;
    if a == b {
        return Ok(Value::TRUE);
    }
    if [a.0, a.1, b.0, b.1].iter().any(|part| part.is_infinite()) {
        return Ok(Value::FALSE);
    }
    let size = |z: Pair| z.0.hypot(z.1);
    let distance = size((a.0 - b.0, a.1 - b.1));
    Ok(Value::bool(crate::math::within(distance, size(a), size(b), relative, absolute)))
}

/// `cmath`
pub(crate) static CMATH: ModuleSpec = ModuleSpec {
    name: "cmath",
    doc: "This module provides access to mathematical functions for complex\nnumbers.",
    functions: &[
        func("acos", "(z, /)", acos).doc("Return the arc cosine of z."),
        func("acosh", "(z, /)", acosh).doc("Return the inverse hyperbolic cosine of z."),
        func("asin", "(z, /)", asin).doc("Return the arc sine of z."),
        func("asinh", "(z, /)", asinh).doc("Return the inverse hyperbolic sine of z."),
        func("atan", "(z, /)", atan).doc("Return the arc tangent of z."),
        func("atanh", "(z, /)", atanh).doc("Return the inverse hyperbolic tangent of z."),
        func("cos", "(z, /)", cos).doc("Return the cosine of z."),
        func("cosh", "(z, /)", cosh).doc("Return the hyperbolic cosine of z."),
        func("exp", "(z, /)", exp).doc("Return the exponential value e**z."),
        func("isclose", "(a, b, *, rel_tol=1e-09, abs_tol=0.0)", isclose).doc(
            "Determine whether two complex numbers are close in value.\n\n  rel_tol\n    maximum difference for being considered \"close\", relative to the\n    magnitude of the input values\n  abs_tol\n    maximum difference for being considered \"close\", regardless of the\n    magnitude of the input values\n\nReturn True if a is close in value to b, and False otherwise.\n\nFor the values to be considered close, the difference between them must be\nsmaller than at least one of the tolerances.\n\n-inf, inf and NaN behave similarly to the IEEE 754 Standard. That is, NaN is\nnot close to anything, even itself. inf and -inf are only close to themselves.",
        ),
        func("isfinite", "(z, /)", isfinite)
            .doc("Return True if both the real and imaginary parts of z are finite, else False."),
        func("isinf", "(z, /)", isinf).doc("Checks if the real or imaginary part of z is infinite."),
        func("isnan", "(z, /)", isnan).doc("Checks if the real or imaginary part of z not a number (NaN)."),
        func("log", "(z, base=None, /)", log).doc(
            "log(z[, base]) -> the logarithm of z to the given base.\n\nIf the base is not specified, returns the natural logarithm (base e) of z.",
        ),
        func("log10", "(z, /)", log10).doc("Return the base-10 logarithm of z."),
        func("phase", "(z, /)", phase).doc("Return argument, also known as the phase angle, of a complex."),
        func("polar", "(z, /)", polar).doc(
            "Convert a complex from rectangular coordinates to polar coordinates.\n\nr is the distance from 0 and phi the phase angle.",
        ),
        func("rect", "(r, phi, /)", rect).doc("Convert from polar coordinates to rectangular coordinates."),
        func("sin", "(z, /)", sin).doc("Return the sine of z."),
        func("sinh", "(z, /)", sinh).doc("Return the hyperbolic sine of z."),
        func("sqrt", "(z, /)", sqrt).doc("Return the square root of z."),
        func("tan", "(z, /)", tan).doc("Return the tangent of z."),
        func("tanh", "(z, /)", tanh).doc("Return the hyperbolic tangent of z."),
    ],
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
    for (name, imag) in [("infj", f64::INFINITY), ("nanj", f64::NAN)] {
        let value = vm.complex(0.0, imag)?;
        dict.set_text(vm, name, value)?;
    }
    Ok(())
}
