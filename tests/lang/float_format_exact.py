# Digits of floats against exact arithmetic.
from fractions import Fraction


def fixed(f, precision):
    n = round(Fraction(f) * 10**precision)
    text = str(n).rjust(precision + 1, "0")
    return text[: len(text) - precision] + ("." + text[len(text) - precision :] if precision else "")


def scientific(f, precision):
    exact, exponent = Fraction(f), 0
    while exact >= 10 ** (exponent + 1):
        exponent += 1
    while exact < Fraction(10) ** exponent:
        exponent -= 1
    n = round(exact * Fraction(10) ** (precision - exponent))
    if n == 10 ** (precision + 1):
        n //= 10
        exponent += 1
    text = str(n)
    return text[0] + ("." + text[1:] if precision else "") + f"e{exponent:+03d}"


values = [0.5, 1.5, 2.5, 0.125, 0.375, 1e-5, 9.9996, 9.9995, 99.95, 0.05, 0.15, 0.25, 0.35, 1.005, 2.675, 1e15, 1e16, 1e17,
          123456789.125, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 4503599627370496.5, 0.1, 1 / 3, 2 / 3, 1e22, 1e23]
state = 12345
for _ in range(400):
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    values.append((state >> 11) / 2 ** (state % 120))
for f in values:
    for precision in (0, 1, 2, 3, 6, 10, 16, 17, 18, 22, 23, 30):
        assert f"{f:.{precision}f}" == fixed(f, precision), (f, precision)
        assert "%.*f" % (precision, f) == fixed(f, precision)
        if f > 1e-200 and f < 1e200:
            assert f"{f:.{precision}e}" == scientific(f, precision), (f, precision)
        if precision < 16 and f < 1e100:
            assert round(f, precision) == float(fixed(f, precision)), (f, precision)
            assert float(f"{f:.{precision + 1}g}") == float(scientific(f, precision)), (f, precision)
assert f"{0.0:.3f} {0.0:.2e} {-0.0:.1f} {1e-10:.3f} {-1e-10:.0f} {0.5:.0f} {1.5:.0f} {0.125:.2%}" == "0.000 0.00e+00 -0.0 0.000 -0 0 2 12.50%"
assert f"{1e300:.1f}" == f"{int(1e300)}.0" and f"{999999.5:.6g}" == "1e+06" and f"{123456.5:.6g}" == "123456" and f"{0.0001:g}" == "0.0001"
assert f"{12.5:#.0f} {3.0:#.3g} {1e-7:.0e}" == "12. 3.00 1e-07"
print("ok")
