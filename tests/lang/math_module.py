"""math: exact results, special values, integer functions, errors."""

import math


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert math.floor(-1.5) == -2
assert math.ceil(1.2) == 2
assert math.trunc(-1.9) == -1
assert type(math.floor(2.0)) is int
assert math.floor(1e20) == 10**20
assert math.fabs(-3) == 3.0
assert math.gcd(12, 18) == 6
assert math.gcd() == 0
assert math.gcd(0, -5) == 5
assert math.lcm(4, 6) == 12
assert math.lcm() == 1
assert math.gcd(2**70, 2**65 * 3) == 2**65
assert math.gcd(12, 8, 6) == 2
assert math.factorial(20) == 2432902008176640000
assert math.factorial(0) == 1
assert math.comb(10, 3) == 120
assert math.comb(3, 5) == 0
assert math.perm(5, 2) == 20
assert math.perm(4) == 24
assert math.comb(100, 50) == 100891344545564193334812497256
assert math.isqrt(99) == 9
assert math.isqrt(10**40) == 10**20
assert math.sqrt(16) == 4.0
assert abs(math.cbrt(27) - 3.0) < 1e-14
assert math.pow(2, 0.5) == 2**0.5
assert math.hypot(3, 4) == 5.0
assert math.hypot(1, 2, 2) == 3.0
assert math.dist([0, 0], [3, 4]) == 5.0
assert math.prod([2, 3, 4]) == 24
assert math.prod([], start=5) == 5
assert math.fsum([0.1] * 10) == 1.0
assert math.sumprod([1, 2], [3, 4]) == 11
assert math.prod([2**40, 2**40]) == 2**80
assert math.fmod(-7, 3) == -1.0
assert math.remainder(7, 4) == -1.0
assert math.modf(-2.5) == (-0.5, -2.0)
assert math.frexp(8) == (0.5, 4)
assert math.ldexp(0.5, 4) == 8.0
assert math.copysign(1, -0.0) == -1.0
assert math.log(math.e) == 1.0
assert math.log2(1024) == 10.0
assert math.log10(1000) == 3.0
assert math.log(8, 2) == 3.0
assert math.log(2**2000) > 1386
assert math.log1p(0) == 0.0
assert math.exp(0) == 1.0
assert math.expm1(0) == 0.0
assert math.exp2(10) == 1024.0
assert math.sin(0) == 0.0
assert math.cos(0) == 1.0
assert math.atan2(1, 1) == math.pi / 4
assert math.degrees(math.pi) == 180.0
assert math.radians(180) == math.pi
assert math.acos(1) == 0.0
assert abs(math.tan(math.pi / 4) - 1) < 1e-15
assert math.tau == 2 * math.pi
assert math.sinh(0) == 0.0
assert math.cosh(0) == 1.0
assert math.tanh(0) == 0.0
assert math.asinh(0) == 0.0
assert math.erf(0) == 0.0
assert math.gamma(5) == 24.0
assert abs(math.lgamma(10) - math.log(362880)) < 1e-12
assert math.isnan(math.nan)
assert math.isinf(-math.inf)
assert math.isfinite(1)
assert not math.isfinite(math.inf)
assert math.isclose(0.1 + 0.2, 0.3)
assert not math.isclose(1, 1.1)
assert math.isclose(1, 1.05, rel_tol=0.1)
assert math.isclose(0, 1e-9, abs_tol=1e-8)
assert math.nextafter(1, 2) == 1.0000000000000002
assert math.ulp(1.0) == 2.220446049250313e-16
assert math.nextafter(0, 1, steps=3) == 1.5e-323


class Own:
    def __floor__(self):
        return "floor"

    def __ceil__(self):
        return "ceil"

    def __trunc__(self):
        return "trunc"


assert math.floor(Own()) == "floor"
assert math.ceil(Own()) == "ceil"
assert math.trunc(Own()) == "trunc"
raises(ValueError, "math domain error", math.log, 0)
raises(ValueError, "math domain error", math.acos, 2)
raises(ValueError, "math domain error", math.fmod, 1, 0)
raises(ValueError, "factorial() not defined for negative values", math.factorial, -1)
raises(TypeError, "'float' object cannot be interpreted as an integer", math.factorial, 2.0)
raises(ValueError, "isqrt() argument must be nonnegative", math.isqrt, -1)
raises(OverflowError, "math range error", math.pow, 10, 400)
raises(OverflowError, "cannot convert float infinity to integer", math.floor, math.inf)
raises(ValueError, "cannot convert float NaN to integer", math.ceil, math.nan)
raises(TypeError, "must be real number, not str", math.sin, "a")
raises(ValueError, "k must be a non-negative integer", math.comb, 3, -1)
raises(TypeError, "type str doesn't define __trunc__ method", math.trunc, "a")
raises(ValueError, "Inputs are not the same length", math.sumprod, [1], [])
raises(ValueError, "tolerances must be non-negative", lambda: math.isclose(1, 1, rel_tol=-1))

print("ok")
