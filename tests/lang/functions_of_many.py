"""Calls at places where now this and now that function is called: small ones, large ones, and such as need more than arguments in
their places."""

import operator
import sys


def add(a, b):
    return a + b


def long_way(a, b):
    total = 0
    for i in range(b):
        total += a
        if total < 0:
            return None
    return total


def with_default(a, b, c=5):
    return a * b + c


def spread(*args):
    return len(args)


def named(a, *, b=3):
    return a + b


def numbers(a, b):
    yield a
    yield b


def fails(a, b):
    if a % 3 == 0:
        raise ValueError(a)
    return a - b


def caller(a, b):
    return sys._getframe(1).f_code.co_name, sys._getframe().f_locals == {"a": a, "b": b}


def closure(k):
    return lambda a, b: a * k + b


class Called:
    def __call__(self, a, b):
        return ("called", a, b)

    def method(self, a, b):
        return ("method", a, b)


every = [
    add,
    long_way,
    with_default,
    spread,
    numbers,
    fails,
    caller,
    closure(3),
    closure(4),
    Called(),
    Called().method,
    max,
    operator.itemgetter(0),
    lambda a, b: (b, a),
]


def call_all(functions, a, b):
    found = []
    for function in functions:
        try:
            value = function(a, b)
        except (ValueError, TypeError) as error:
            value = str(error)
        found.append(list(value) if hasattr(value, "send") else value)
    return found


def expected(a, b):
    return [
        a + b,
        a * b,
        a * b + 5,
        2,
        [a, b],
        str(a) if a % 3 == 0 else a - b,
        ("call_all", True),
        a * 3 + b,
        a * 4 + b,
        ("called", a, b),
        ("method", a, b),
        max(a, b),
        "itemgetter expected 1 argument, got 2",
        (b, a),
    ]


for n in range(150):
    assert call_all(every, n, 4) == expected(n, 4), call_all(every, n, 4)


# Functions alone, which are entered without being asked for by the runtime.
def only_functions(n):
    plain = [add, long_way, with_default, fails, closure(7), lambda a, b: a]
    total = 0
    for i in range(n):
        try:
            total += plain[i % 6](i, 3)
        except ValueError:
            total += 1000
    return total


results = {only_functions(600) for _ in range(8)}
assert len(results) == 1, results
add.__code__ = (lambda a, b: a - b).__code__
with_default.__defaults__ = (50,)
changed = only_functions(600)
assert changed not in results
add.__code__ = (lambda a, b: a + b).__code__
with_default.__defaults__ = (5,)
assert only_functions(600) in results


def deep(functions, n):
    return functions[n % len(functions)](functions, n - 1) + 1 if n else 0


def deeper(functions, n):
    return functions[n % len(functions)](functions, n - 1) + 1 if n > 0 else 0


for _ in range(30):
    assert deep([deep, deeper, deep], 100) == 100
try:
    deep([deep, deeper, lambda functions, n: deep(functions, n)], 100000)
except RecursionError as error:
    assert str(error).startswith("maximum recursion depth exceeded")
else:
    raise AssertionError("no end to recursion")
assert deep([deep, deeper], 300) == 300


class Shape:
    def __init__(self, size):
        self.size = size


def make(number):
    class Made(Shape):
        def area(self):
            return self.size + number

        def perimeter(self, times):
            total = 0
            for _ in range(times):
                total += self.size * number
            return total

    if number % 2:
        Made.extra = number
    return Made


def sums(shapes, times):
    area = perimeter = 0
    for shape in shapes:
        area += shape.area()
        perimeter += shape.perimeter(times)
    return area, perimeter


for count in (3, 5, 8, 12):
    shapes = [make(i)(i * 2) for i in range(count)]
    for _ in range(60):
        assert sums(shapes, 3) == (sum(3 * i for i in range(count)), sum(6 * i * i for i in range(count)))
    shapes[0].area = lambda: 1000
    assert sums(shapes, 1)[0] == 1000 + sum(3 * i for i in range(1, count))


def codes(text):
    return sum(map(ord, text)), max(map(ord, text)), [ord(c) for c in text]


for text in ["abc", "a\xe9", "a\u0416\u4e2d", "\U0001f600a", ("x", "\u0416"), ["y"], {"k": 1, "\U0001f600": 2}] * 40:
    wanted = [c.encode("utf-32-le") for c in text]
    wanted = [int.from_bytes(c, "little") for c in wanted]
    assert codes(text) == (sum(wanted), max(wanted), wanted)
try:
    codes(["ab"])
except TypeError as error:
    assert str(error) == "ord() expected a character, but string of length 2 found", error
print("ok")
