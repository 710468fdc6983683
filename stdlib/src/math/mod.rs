//! `math`

mod floats;
mod gamma;
mod integers;
mod sums;

pub(crate) use floats::{scale, tolerances, within};

use runtime::heap::Gc;
use runtime::native::{Effects, FnSpec, Known, LeafRule, ModuleSpec, func};
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

const FUNCTIONS: &[FnSpec] = &[
    func("acos", "(x, /)", floats::acos).leaf(LeafRule::OfPlain)
        .doc("Return the arc cosine (measured in radians) of x.\n\nThe result is between 0 and pi."),
    func("acosh", "(x, /)", floats::acosh).doc("Return the inverse hyperbolic cosine of x."),
    func("asin", "(x, /)", floats::asin).leaf(LeafRule::OfPlain)
        .doc("Return the arc sine (measured in radians) of x.\n\nThe result is between -pi/2 and pi/2."),
    func("asinh", "(x, /)", floats::asinh).doc("Return the inverse hyperbolic sine of x."),
    func("atan", "(x, /)", floats::atan).leaf(LeafRule::OfPlain)
        .doc("Return the arc tangent (measured in radians) of x.\n\nThe result is between -pi/2 and pi/2."),
    func("atan2", "(y, x, /)", floats::atan2).leaf(LeafRule::OfPlain)
        .doc("Return the arc tangent (measured in radians) of y/x.\n\nUnlike atan(y/x), the signs of both x and y are considered."),
    func("atanh", "(x, /)", floats::atanh).doc("Return the inverse hyperbolic tangent of x."),
    func("cbrt", "(x, /)", floats::cbrt).doc("Return the cube root of x."),
    func("ceil", "(x, /)", floats::ceil).leaf(LeafRule::OfPlain)
        .doc("Return the ceiling of x as an Integral.\n\nThis is the smallest integer >= x."),
    func("copysign", "(x, y, /)", floats::copysign).leaf(LeafRule::OfPlain).doc(
        "Return a float with the magnitude (absolute value) of x but the sign of y.\n\nOn platforms that support signed zeros, copysign(1.0, -0.0)\nreturns -1.0.\n",
    ),
    func("cos", "(x, /)", floats::cos).leaf(LeafRule::OfPlain).doc("Return the cosine of x (measured in radians)."),
    func("cosh", "(x, /)", floats::cosh).leaf(LeafRule::OfPlain).doc("Return the hyperbolic cosine of x."),
    func("degrees", "(x, /)", floats::degrees).leaf(LeafRule::OfPlain).doc("Convert angle x from radians to degrees."),
    func("dist", "(p, q, /)", sums::dist).doc(
        "Return the Euclidean distance between two points p and q.\n\nThe points should be specified as sequences (or iterables) of\ncoordinates.  Both inputs must have the same dimension.\n\nRoughly equivalent to:\n    sqrt(sum((px - qx) ** 2.0 for px, qx in zip(p, q)))",
    ),
    func("erf", "(x, /)", floats::erf).doc("Error function at x."),
    func("erfc", "(x, /)", floats::erfc).doc("Complementary error function at x."),
    func("exp", "(x, /)", floats::exp).leaf(LeafRule::OfPlain).doc("Return e raised to the power of x."),
    func("exp2", "(x, /)", floats::exp2).leaf(LeafRule::OfPlain).doc("Return 2 raised to the power of x."),
    func("expm1", "(x, /)", floats::expm1).leaf(LeafRule::OfPlain).doc(
        "Return exp(x)-1.\n\nThis function avoids the loss of precision involved in the direct evaluation of exp(x)-1 for small x.",
    ),
    func("fabs", "(x, /)", floats::fabs).leaf(LeafRule::OfPlain).doc("Return the absolute value of the float x."),
    func("factorial", "(n, /)", integers::factorial).leaf(LeafRule::OfPlain)
        .doc("Find n!.\n\nRaise a ValueError if x is negative or non-integral."),
    func("floor", "(x, /)", floats::floor).leaf(LeafRule::OfPlain)
        .doc("Return the floor of x as an Integral.\n\nThis is the largest integer <= x."),
    func("fmod", "(x, y, /)", floats::fmod).leaf(LeafRule::OfPlain)
        .doc("Return fmod(x, y), according to platform C.\n\nx % y may differ."),
    func("frexp", "(x, /)", floats::frexp).leaf(LeafRule::OfPlain).doc(
        "Return the mantissa and exponent of x, as pair (m, e).\n\nm is a float and e is an int, such that x = m * 2.**e.\nIf x is 0, m and e are both 0.  Else 0.5 <= abs(m) < 1.0.",
    ),
    func("fsum", "(seq, /)", sums::fsum).doc(
        "Return an accurate floating point sum of values in the iterable seq.\n\nAssumes IEEE-754 floating point arithmetic.",
    ),
    func("gamma", "(x, /)", floats::gamma).leaf(LeafRule::OfPlain).doc("Gamma function at x."),
    FnSpec::raw_func("gcd", "(*integers)", integers::gcd).leaf(LeafRule::OfPlain).doc("Greatest Common Divisor."),
    FnSpec::raw_func("hypot", "(*coordinates)", sums::hypot).leaf(LeafRule::OfPlain).doc(
        "hypot(*coordinates) -> value\n\nMultidimensional Euclidean distance from the origin to a point.\n\nRoughly equivalent to:\n    sqrt(sum(x**2 for x in coordinates))\n\nFor a two dimensional point (x, y), gives the hypotenuse\nusing the Pythagorean theorem:  sqrt(x*x + y*y).\n\nFor example, the hypotenuse of a 3/4/5 right triangle is:\n\n    >>> hypot(3.0, 4.0)\n    5.0\n",
    ),
    func("isclose", "(a, b, *, rel_tol=1e-09, abs_tol=0.0)", floats::isclose).leaf(LeafRule::OfPlain).doc(
        "Determine whether two floating point numbers are close in value.\n\n  rel_tol\n    maximum difference for being considered \"close\", relative to the\n    magnitude of the input values\n  abs_tol\n    maximum difference for being considered \"close\", regardless of the\n    magnitude of the input values\n\nReturn True if a is close in value to b, and False otherwise.\n\nFor the values to be considered close, the difference between them\nmust be smaller than at least one of the tolerances.\n\n-inf, inf and NaN behave similarly to the IEEE 754 Standard.  That\nis, NaN is not close to anything, even itself.  inf and -inf are\nonly close to themselves.",
    ),
    func("isfinite", "(x, /)", floats::isfinite).leaf(LeafRule::OfPlain)
        .doc("Return True if x is neither an infinity nor a NaN, and False otherwise."),
    func("isinf", "(x, /)", floats::isinf).leaf(LeafRule::OfPlain)
        .doc("Return True if x is a positive or negative infinity, and False otherwise."),
    func("isnan", "(x, /)", floats::isnan).leaf(LeafRule::OfPlain).doc("Return True if x is a NaN (not a number), and False otherwise."),
    func("isqrt", "(n, /)", integers::isqrt).leaf(LeafRule::OfPlain).doc("Return the integer part of the square root of the input."),
    FnSpec::raw_func("lcm", "(*integers)", integers::lcm).leaf(LeafRule::OfPlain).doc("Least Common Multiple."),
    func("ldexp", "(x, i, /)", floats::ldexp).leaf(LeafRule::OfPlain)
        .doc("Return x * (2**i).\n\nThis is essentially the inverse of frexp()."),
    func("lgamma", "(x, /)", floats::lgamma)
        .doc("Natural logarithm of absolute value of Gamma function at x."),
    func("log", "(x, base=2.718281828459045, /)", floats::log).leaf(LeafRule::OfPlain).doc(
        "log(x, [base=math.e])\nReturn the logarithm of x to the given base.\n\nIf the base not specified, returns the natural logarithm (base e) of x.",
    ),
    func("log10", "(x, /)", floats::log10).leaf(LeafRule::OfPlain).doc("Return the base 10 logarithm of x."),
    func("log1p", "(x, /)", floats::log1p).leaf(LeafRule::OfPlain).doc(
        "Return the natural logarithm of 1+x (base e).\n\nThe result is computed in a way which is accurate for x near zero.",
    ),
    func("log2", "(x, /)", floats::log2).leaf(LeafRule::OfPlain).doc("Return the base 2 logarithm of x."),
    func("modf", "(x, /)", floats::modf).leaf(LeafRule::OfPlain).doc(
        "Return the fractional and integer parts of x.\n\nBoth results carry the sign of x and are floats.",
    ),
    func("nextafter", "(x, y, /, *, steps=None)", floats::nextafter).doc(
        "Return the floating-point value the given number of steps after x towards y.\n\nIf steps is not specified or is None, it defaults to 1.\n\nRaises a TypeError, if x or y is not a double, or if steps is not an integer.\nRaises ValueError if steps is negative.",
    ),
    func("perm", "(n, k=None, /)", integers::perm).leaf(LeafRule::OfPlain).doc(
        "Number of ways to choose k items from n items without repetition and with order.\n\nEvaluates to n! / (n - k)! when k <= n and evaluates\nto zero when k > n.\n\nIf k is not specified or is None, then k defaults to n\nand the function returns n!.\n\nRaises TypeError if either of the arguments are not integers.\nRaises ValueError if either of the arguments are negative.",
    ),
    func("comb", "(n, k, /)", integers::comb).leaf(LeafRule::OfPlain).doc(
        "Number of ways to choose k items from n items without repetition and without order.\n\nEvaluates to n! / (k! * (n - k)!) when k <= n and evaluates\nto zero when k > n.\n\nAlso called the binomial coefficient because it is equivalent\nto the coefficient of k-th term in polynomial expansion of the\nexpression (1 + x)**n.\n\nRaises TypeError if either of the arguments are not integers.\nRaises ValueError if either of the arguments are negative.",
    ),
    func("pow", "(x, y, /)", floats::pow).leaf(LeafRule::OfPlain).doc("Return x**y (x to the power of y)."),
    func("prod", "(iterable, /, *, start=1)", sums::prod).doc(
        "Calculate the product of all the elements in the input iterable.\n\nThe default start value for the product is 1.\n\nWhen the iterable is empty, return the start value.  This function is\nintended specifically for use with numeric values and may reject\nnon-numeric types.",
    ),
    func("radians", "(x, /)", floats::radians).leaf(LeafRule::OfPlain).doc("Convert angle x from degrees to radians."),
    func("remainder", "(x, y, /)", floats::remainder).leaf(LeafRule::OfPlain).doc(
        "Difference between x and the closest integer multiple of y.\n\nReturn x - n*y where n*y is the closest integer multiple of y.\nIn the case where x is exactly halfway between two multiples of\ny, the nearest even value of n is used. The result is always exact.",
    ),
    func("sin", "(x, /)", floats::sin).leaf(LeafRule::OfPlain).doc("Return the sine of x (measured in radians)."),
    func("sinh", "(x, /)", floats::sinh).leaf(LeafRule::OfPlain).doc("Return the hyperbolic sine of x."),
    func("sqrt", "(x, /)", floats::sqrt).leaf(LeafRule::OfPlain).effects(Effects::CALLS_PYTHON, Known::Float).doc("Return the square root of x."),
    func("sumprod", "(p, q, /)", sums::sumprod).doc(
        "Return the sum of products of values from two iterables p and q.\n\nRoughly equivalent to:\n\n    sum(itertools.starmap(operator.mul, zip(p, q, strict=True)))\n\nFor float and mixed int/float inputs, the intermediate products\nand sums are computed with extended precision.",
    ),
    func("tan", "(x, /)", floats::tan).leaf(LeafRule::OfPlain).doc("Return the tangent of x (measured in radians)."),
    func("tanh", "(x, /)", floats::tanh).leaf(LeafRule::OfPlain).doc("Return the hyperbolic tangent of x."),
    func("trunc", "(x, /)", floats::trunc).leaf(LeafRule::OfPlain).doc(
        "Truncates the Real x to the nearest Integral toward 0.\n\nUses the __trunc__ magic method.",
    ),
    func("ulp", "(x, /)", floats::ulp).doc("Return the value of the least significant bit of the float x."),
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
