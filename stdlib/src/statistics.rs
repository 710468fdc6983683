//! `_statistics`

use runtime::native::{Args, ModuleSpec, func};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// The value of a polynomial; the coefficient of the highest power comes first.
fn polynomial(coefficients: [f64; 8], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// The inverse of the normal distribution's cumulative distribution function: Wichura's algorithm AS 241.
#[expect(clippy::excessive_precision, reason = "the digits as published")]
fn inverse(p: f64, mu: f64, sigma: f64) -> f64 {
    const A: [f64; 8] = [
        2.5090809287301226727e+3,
        3.3430575583588128105e+4,
        6.7265770927008700853e+4,
        4.5921953931549871457e+4,
        1.3731693765509461125e+4,
        1.9715909503065514427e+3,
        1.3314166789178437745e+2,
        3.3871328727963666080e+0,
    ];
    const B: [f64; 8] = [
        5.2264952788528545610e+3,
        2.8729085735721942674e+4,
        3.9307895800092710610e+4,
        2.1213794301586595867e+4,
        5.3941960214247511077e+3,
        6.8718700749205790830e+2,
        4.2313330701600911252e+1,
        1.0,
    ];
    const C: [f64; 8] = [
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258e+0,
        3.64784832476320460504e+0,
        5.76949722146069140550e+0,
        4.63033784615654529590e+0,
        1.42343711074968357734e+0,
    ];
    const D: [f64; 8] = [
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940e+0,
        2.05319162663775882187e+0,
        1.0,
    ];
    const E: [f64; 8] = [
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580e+0,
        5.46378491116411436990e+0,
        6.65790464350110377720e+0,
    ];
    const F: [f64; 8] = [
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ];
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return mu + polynomial(A, r) * q / polynomial(B, r) * sigma;
    }
    let r = (-(if q <= 0.0 { p } else { 1.0 - p }).ln()).sqrt();
    let x = if r <= 5.0 {
        polynomial(C, r - 1.6) / polynomial(D, r - 1.6)
    } else {
        polynomial(E, r - 5.0) / polynomial(F, r - 5.0)
    };
    mu + if q < 0.0 { -x } else { x } * sigma
}

fn real(vm: &mut Vm, value: Value) -> PyResult<f64> {
    match value.as_f64() {
        Some(number) => Ok(number),
        None => {
            let float = vm.types.float.value();
            Ok(vm.call(float, &[value])?.as_f64().unwrap_or(f64::NAN))
        }
    }
}

fn normal_dist_inv_cdf(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (p, mu, sigma) = (real(vm, args[0])?, real(vm, args[1])?, real(vm, args[2])?);
    // What is no number, and a spread that is none, are for the formula.
    if p <= 0.0 || p >= 1.0 {
        return Err(vm.value_error("inv_cdf undefined for these parameters"));
    }
    Ok(Value::float(inverse(p, mu, sigma)))
}

/// `_statistics`
pub(crate) static STATISTICS: ModuleSpec = ModuleSpec {
    name: "_statistics",
    doc: "Accelerators for the statistics module.\n",
    functions: &[func("_normal_dist_inv_cdf", "(p, mu, sigma, /)", normal_dist_inv_cdf)],
    ..ModuleSpec::EMPTY
};
