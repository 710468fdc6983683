# Complex arithmetic in compiled code: every mix of operands, signed zeros, exits with unboxed values, loops.
import math

inf, nan = float("inf"), float("nan")
parts = [0.0, -0.0, 1.0, -2.5, inf, nan, 1e300]
numbers = [complex(a, b) for a in parts for b in parts]
reals = [0, 1, -3, 0.0, -0.0, 2.5, inf, nan, 2**60]


def text(value):
    """Both parts with their signs."""
    return f"{value.real!r} {value.imag!r} {math.copysign(1, value.real)} {math.copysign(1, value.imag)}"


def sums(x, y):
    return x + y, x - y, x * y


# What the operations are by definition, without complex arithmetic.
def expected(x, y):
    a, b, c, d = x.real, x.imag, y.real, y.imag
    a, b, c, d = float(a), float(b), float(c), float(d)
    if type(x) is not complex:
        b = 0.0
    if type(y) is not complex:
        d = 0.0
    return complex(a + c, b + d), complex(a - c, b - d), complex(a * c - b * d, a * d + b * c)


def same(x, y):
    return text(x).replace("nan 1.0", "nan").replace("nan -1.0", "nan") == text(y) or str(x) == str(y)


def shown(value):
    return [(v.real != v.real or (v.real, math.copysign(1, v.real)), v.imag != v.imag or (v.imag, math.copysign(1, v.imag))) for v in value]


for x in numbers:
    for y in numbers:
        assert shown(sums(x, y)) == shown(expected(x, y)), (x, y)
    for y in reals:
        assert shown(sums(x, y)) == shown(expected(x, y)), (x, y)
        assert shown(sums(y, x)) == shown(expected(y, x)), (y, x)


def unary(x):
    z = x * (1 + 0j)
    return -z, z.real, z.imag, bool(z), not z


def quotients(x, y):
    z = x + 0j
    return z / y


for _ in range(60):
    assert unary(2 - 3j) == (-2 + 3j, 2.0, -3.0, True, False)
    assert quotients(3 + 4j, 1 - 2j) == -1 + 2j and quotients(3 + 4j, 2) == 1.5 + 2j and quotients(1j, 2j) == 0.5
assert unary(0j) == (0j, 0.0, 0.0, False, True) and unary(-0.0 - 0j)[3] is False
assert str(-(0j + 1 - 1)) == "(-0-0j)"
assert unary(complex(nan, 0))[3] is True
for wrong in (0, 0j, 0.0, -0.0):
    for _ in range(30):
        try:
            quotients(1j, wrong)
        except ZeroDivisionError as error:
            assert str(error) == "complex division by zero"
        else:
            assert False
q = quotients(1 + 1j, complex(nan, 1))
assert q.real != q.real and q.imag != q.imag
assert quotients(complex(inf, 1), 2).real == inf
for wrong in ("a", None, []):
    for f in (sums, quotients):
        try:
            f(1j, wrong)
        except TypeError:
            pass
        else:
            assert False


# Loops with an unboxed variable, and what is seen of it from outside.
def orbit(c, limit):
    z = 0j
    n = 0
    while abs(z) <= 2 and n < limit:
        z = z * z + c
        n += 1
    return n, z


def orbit_from_int(c, limit):
    z = 0
    for n in range(limit):
        z = z * z + c
    return z


for k in range(200):
    c = complex(k / 100 - 1.5, k / 150)
    n, z = orbit(c, 30)
    a = b = 0.0
    for _ in range(n):
        a, b = a * a - b * b + c.real, a * b + b * a + c.imag
    assert (z.real, z.imag) == (a, b) and type(z) is complex
for _ in range(60):
    assert orbit_from_int(0.25 + 0j, 3) == ((0.25**2 + 0.25) ** 2) + 0.25
    assert orbit(0.1, 5)[0] == 5
assert orbit_from_int(2, 3) == 38 and type(orbit_from_int(2, 3)) is int


def changing(values):
    total = 0j
    for v in values:
        total = total + v
    return total


for _ in range(60):
    assert changing([1, 2.5, 1j, True]) == 4.5 + 1j
assert changing([10**30, 1j]) == 1e30 + 1j
try:
    changing([1j, 10**400])
except OverflowError:
    pass
else:
    assert False


def turned(v):
    # The variable becomes another type in the loop.
    z = v
    seen = []
    for i in range(6):
        z = z * 1j if i % 2 else z + 1
        if i == 3:
            seen.append(z)
            z = z.real
    return z, seen


first = turned(1)
for _ in range(80):
    assert turned(1) == first and turned(1 + 0j) == first
assert turned(1.0) == first


def equal(x, y):
    z = x * (1 + 0j)
    return z == y, z != y, y == z


for _ in range(60):
    assert equal(2 + 0j, 2) == (True, False, True) and equal(2 + 1j, 2.0) == (False, True, False)
    assert equal(1j, 1j) == (True, False, True)
assert equal(complex(nan, 0), complex(nan, 0)) == (False, True, False)
assert equal(2.0**53, 2**53 + 1) == (False, True, False) and equal(1j, "a") == (False, True, False)
assert equal(1.0, True)[0] is True and equal(1e300, 10**300)[0] is False


def compared(x):
    z = x + 0j
    return z < 1


for _ in range(40):
    try:
        compared(1)
    except TypeError as error:
        assert str(error) == "'<' not supported between instances of 'complex' and 'int'"
    else:
        assert False


def made(x, y):
    z = complex(x, y)
    return z, complex(z), complex(x)


for _ in range(60):
    assert made(1, 2.5) == (1 + 2.5j, 1 + 2.5j, 1)
assert [str(v) for v in made(-0.0, -0.0)] == ["(-0-0j)", "(-0-0j)", "(-0+0j)"]
assert made(1j, 2j) == (-2 + 1j, -2 + 1j, 1j) and made(True, False)[0] == 1 and made(2**62, 0)[0] == 2.0**62
try:
    made("1", 2)
except TypeError as error:
    assert str(error) == "complex() can't take second arg if first is a string"
else:
    assert False


class Number(complex):
    def __add__(self, other):
        return "mine"

    def __radd__(self, other):
        return "reflected"


def added(x, y):
    return x + y


for _ in range(80):
    assert added(1j, 1) == 1 + 1j
assert added(Number(1), 1) == "mine" and added(1, Number(1)) == "reflected" and added(1j, Number(1)) == "reflected"


def size(x):
    z = x + 0j
    return abs(z)


for _ in range(60):
    assert size(3 + 4j) == 5.0
assert size(complex(inf, nan)) == inf and size(complex(nan, 1)) != size(complex(nan, 1))
for _ in range(20):
    try:
        size(complex(1.7e308, 1.7e308))
    except OverflowError as error:
        assert str(error) == "absolute value too large"
    else:
        assert False


# Kept in containers, closures, generators and over calls.
def spread(n):
    z = 1 + 1j
    kept = []
    for i in range(n):
        z = z * 1j + i
        kept.append(z)
        d = {z: i, "z": z}
        assert d[z] == i and d["z"] is not None
    return kept, lambda: z


def powers(z, n):
    w = 1 + 0j
    for _ in range(n):
        yield w
        w *= z


for _ in range(40):
    kept, last = spread(8)
    assert kept[-1] == last() and len(kept) == 8
    assert list(powers(1j, 5)) == [1, 1j, -1, -1j, 1]
    assert sum(powers(2j, 4)) == 1 + 2j - 4 - 8j
try:
    w = 1j
    for i in range(100):
        w = w * 1j
        if i == 90:
            raise ValueError(w)
except ValueError as error:
    assert error.args == (1j**92,) or abs(error.args[0] - 1j**92) < 1e-9
assert type(w) is complex
print("ok")
