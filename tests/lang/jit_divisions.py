"""Division in compiled code: quotients of ints, of what may be either, by variables that seldom change; `divmod`, rounding,
squares and functions in variables."""

import math

SIZE = 97
LEAST = 3


class Wheel:
    TEETH = 31

    def __init__(self, state):
        self.state = state

    def share(self):
        self.state = self.state * 48271 % 2147483647
        return self.state / self.TEETH

    def turn(self):
        self.state = (self.state * 7 - 5) % self.TEETH
        return self.state


def shares(wheel, n):
    total = 0.0
    for _ in range(n):
        total += wheel.share()
    return total


def turns(wheel, n):
    return [wheel.turn() for _ in range(n)]


def by_size(values):
    out = []
    for value in values:
        out.append(value % SIZE)
        out.append(value // SIZE)
    return out


def quotient(x, y):
    return x / y


def pairs(values, divisor):
    total = 0
    for value in values:
        q, r = divmod(value + 0, divisor)
        assert q * divisor + r == value
        total += q * 3 + r
    return total


def rounded(values):
    out = []
    for value in values:
        x = value * 0.5
        out.append((math.floor(x), math.ceil(x), round(x), int(x)))
    return out


def distance(points):
    total = 0.0
    for x, y in points:
        total += (x - 0.1) ** 2 + (y + 0.2) ** 2
    return total


def squares(values):
    return [x ** 2 for x in values]


def waves(n):
    sin, log = math.sin, math.log
    total = 0.0
    for i in range(1, n):
        total += sin(i * 0.1) * log(i)
    return total


def downwards(xs, start, step):
    out = []
    i = start
    while i > -len(xs):
        out.append(xs[i])
        i -= step
    return out


def applied(function, xs):
    out = []
    for x in xs:
        out.append(function(x))
    return out


values = list(range(-200, 200))
size_97 = by_size(values)
expected = distance([(i * 0.3, i * -0.7) for i in range(100)])
for turn in range(60):
    assert repr(shares(Wheel(42), 50)) == "1804900505.8387098", shares(Wheel(42), 50)
    assert by_size(values) == size_97
    assert quotient(7, 2) == 3.5 and quotient(7.0, 2) == 3.5 and quotient(1, 4.0) == 0.25
    assert pairs(values, 7) == sum(v // 7 * 3 + v % 7 for v in values)
    assert pairs(values, -7) == sum(v // -7 * 3 + v % -7 for v in values)
    assert rounded([1, 2, 3, 5, -1, -3, -5]) == [
        (0, 1, 0, 0), (1, 1, 1, 1), (1, 2, 2, 1), (2, 3, 2, 2), (-1, 0, 0, 0), (-2, -1, -2, -1), (-3, -2, -2, -2)
    ]
    assert distance([(i * 0.3, i * -0.7) for i in range(100)]) == expected
    assert turns(Wheel(5), 6) == [30, 19, 4, 23, 1, 2], turns(Wheel(5), 6)
    assert math.isclose(waves(40), math.fsum(math.sin(i * 0.1) * math.log(i) for i in range(1, 40)))
    assert downwards([1, 2, 3], 2, 1) == [3, 2, 1, 3, 2]
    assert applied(len, ["ab", "c"]) == [2, 1]
assert applied(abs, [-1, 2.5, True]) == [1, 2.5, 1]
assert applied(ord, "xy") == [120, 121]
assert applied(str, [1, None]) == ["1", "None"]
assert applied(lambda x: x + 1, [1]) == [2]
SIZE = 10
assert by_size([25, -25]) == [5, 2, 5, -3]
SIZE = 2.5
assert by_size([6]) == [1.0, 2.0]
SIZE = 0
for wrong in (lambda: by_size([1]), lambda: pairs([1], 0), lambda: quotient(1, 0), lambda: quotient(1.0, 0)):
    try:
        wrong()
    except ZeroDivisionError:
        pass
    else:
        raise AssertionError
Wheel.TEETH = 2
assert turns(Wheel(5), 4) == [0, 1, 0, 1]
assert quotient(10**400, 10**399) == 10.0 and quotient(1 << 60, 3) == (1 << 60) / 3
assert quotient(True, 2) == 0.5
# Squares next to the middle between two floats, and very large and small ones.
hard = [1.0000000074505806, 94906267.0, 134217729.0, 1.5, 0.0, -0.0, 1e-200, -3.0, 1e150, float("inf")]
hard += [(1 << 26 | i) * 1.0000000001 for i in range(300)]
assert squares(hard) == [pow(x, 2) for x in hard] == [math.pow(x, 2) for x in hard]
assert math.isnan(squares([float("nan")])[0])
try:
    squares([1e200])
except OverflowError:
    pass
else:
    raise AssertionError
for bad in (float("nan"), float("inf")):
    for function in (math.floor, math.ceil, round):
        try:
            applied(function, [0.5, bad])
        except (ValueError, OverflowError):
            pass
        else:
            raise AssertionError
assert rounded([1e300])[0][0] == int(1e300 * 0.5)
for x in (0.0, -1.0):
    try:
        applied(math.log, [1.0, 2.0, x])
    except ValueError as error:
        assert str(error) == "math domain error", error
    else:
        raise AssertionError

# Numbers of a range that begins below 0, as divisors.
def by_range(n):
    bad = 0
    for _ in range(n):
        for a in range(-9, 9):
            for m in range(-9, 9):
                if m:
                    q, r = a // m, a % m
                    bad += q * m + r != a or r != 0 and (r < 0) != (m < 0)
    return bad


assert by_range(40) == 0
print("ok")
