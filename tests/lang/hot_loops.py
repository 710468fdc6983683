"""Loops that run long enough to be compiled, and then meet what they were not compiled for."""

import sys


# Sums that outgrow machine words.
def triangle(n):
    total = 0
    for i in range(n):
        total += i
    return total


assert triangle(5000) == 12497500


def powers(n):
    x = 1
    for _ in range(n):
        x = x * 3
    return x


assert powers(300) == 3 ** 300


def grows(start, n):
    x = start
    for _ in range(n):
        x += 1 << 60
    return x


assert grows(0, 100) == 100 << 60
assert grows(-(1 << 62), 3) == 3 * (1 << 60) - (1 << 62)


# Ints that become floats, floats that meet ints, NaN and infinities.
def mixed(items):
    total = 0
    for item in items:
        total += item
    return total


assert mixed([1] * 500) == 500
assert mixed([1] * 500 + [0.5]) == 500.5
assert mixed([0.25] * 400 + [True, 1 << 70]) == 101.0 + (1 << 70)
assert mixed(range(100)) == 4950


def quotients(n):
    out = []
    for i in range(1, n):
        out.append((-7 // i, -7 % i, 7 // -i, 7 % -i, -7.5 // i, -7.5 % i, 1 / i))
    return out


for i, (a, b, c, d, e, f, g) in enumerate(quotients(400), 1):
    assert a * i + b == -7 and 0 <= b < i
    assert c * -i + d == 7 and -i < d <= 0
    assert e * i + f == -7.5 and 0 <= f < i
    assert g == 1 / i


def shifts(n):
    out = 0
    for i in range(n):
        out ^= (i << (i & 31)) >> 3
        out ^= -i >> (i & 7)
        out = ~out & 0xFFFFFFFF
    return out


def shifts_slowly(n):
    out, i = 0, 0
    while i < n:
        out = out ^ ((i * 2 ** (i % 32)) // 8)
        out = out ^ (-i // 2 ** (i % 8))
        out = (-out - 1) % 2 ** 32
        i += 1
    return out


assert shifts(1000) == shifts_slowly(1000)


# Errors raised in the middle.
def divides(n):
    done = 0
    try:
        for i in range(n):
            done += 10 // (300 - i)
    except ZeroDivisionError as error:
        return i, str(error)
    return None


assert divides(400) == (300, "integer division or modulo by zero")


def indexes(items, n):
    total = 0
    for i in range(n):
        try:
            total += items[i]
        except IndexError:
            total -= 1
    return total


assert indexes([1] * 200, 500) == 200 - 300
assert indexes([2, 3], 4) == 3


def line_of_error(n):
    values = [1] * n + ["x"]
    total = 0
    try:
        for value in values:
            total += value
    except TypeError as error:
        return error.__traceback__.tb_lineno, total
    return None


first = line_of_error.__code__.co_firstlineno
assert line_of_error(300) == (first + 5, 300)


# Locals as they are when something looks at them.
def sees_locals(n):
    a = 0
    for i in range(n):
        a += i
        b = a * 2
    return locals()


assert sees_locals(300) == {"n": 300, "a": 44850, "i": 299, "b": 89700}


def looked_at(n):
    seen = []
    x = 0
    for i in range(n):
        x += 2
        if i == n - 1:
            seen.append(peek())
    return seen


def peek():
    return sys._getframe(1).f_locals["x"], sys._getframe(1).f_lineno


x, line = looked_at(400)[0]
assert x == 800 and line == looked_at.__code__.co_firstlineno + 6


# Classes: inlined methods and constructors, several shapes, changes on the way.
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def plus(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def size(self):
        return self.x * self.x + self.y * self.y


def walk(n):
    at, step = Point(0, 0), Point(1, 2)
    for _ in range(n):
        at = at.plus(step)
    return at.x, at.y, at.size()


assert walk(500) == (500, 1000, 1250000)


class Square:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side


class Circle:
    def __init__(self, radius):
        self.radius = radius

    def area(self):
        return 3 * self.radius * self.radius


class Odd:
    kind = "odd"

    def area(self):
        return 7


def areas(shapes):
    total = 0
    for shape in shapes:
        total += shape.area()
    return total


assert areas([Square(2)] * 300) == 1200
assert areas([Square(2), Circle(1)] * 300) == 2100
assert areas([Square(2), Circle(1), Odd()] * 300) == 4200


def patched(n):
    shape, total = Odd(), 0
    for i in range(n):
        if i == n // 2:
            Odd.area = lambda self: 100
        total += shape.area()
    return total


assert patched(400) == 200 * 7 + 200 * 100


def gains_attribute(n):
    points = [Point(i, i) for i in range(n)]
    for point in points:
        if point.x % 50 == 7:
            point.z = point.x
    return sum(getattr(point, "z", 0) for point in points)


assert gains_attribute(300) == sum(range(7, 300, 50))

factor = 2


def scaled(n):
    global factor
    total = 0
    for i in range(n):
        total += factor
        if i == n - 100:
            factor = 3
    return total


assert scaled(400) == 301 * 2 + 99 * 3


# Inlined calls that raise, and frames in the traceback.
def inner(x):
    if x == 350:
        raise ValueError(x)
    return x + 1


def outer(n):
    total = 0
    for i in range(n):
        total += inner(i)
    return total


assert outer(300) == 45150
try:
    outer(400)
except ValueError as error:
    names, traceback = [], error.__traceback__
    while traceback:
        names.append(traceback.tb_frame.f_code.co_name)
        traceback = traceback.tb_next
    assert names == ["<module>", "outer", "inner"], names
    assert error.args == (350,)
else:
    assert False


# Recursion, closures, nested loops, lists that change while they are walked over.
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


assert fib(17) == 1597


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


assert deep(600) == 600
try:
    deep(10 ** 6)
except RecursionError:
    pass
else:
    assert False


def counter(n):
    count = 0

    def bump(by):
        nonlocal count
        count += by
        return count

    for i in range(n):
        bump(i & 1)
    return count, bump(0)


assert counter(401) == (200, 200)


def matrix(n):
    rows = [[i * j for j in range(n)] for i in range(n)]
    total = 0
    for i in range(n):
        row = rows[i]
        for j in range(n):
            if row[j] % 3 == 0:
                continue
            if j > i:
                break
            total += row[j] - row[-1]
    return total


def matrix_slowly(n):
    total = 0
    for i in range(n):
        j = 0
        while j < n:
            if (i * j) % 3 != 0:
                if j > i:
                    break
                total += i * j - i * (n - 1)
            j += 1
    return total


assert matrix(60) == matrix_slowly(60)


def shrinks(n):
    items, out = list(range(n)), 0
    for item in items:
        out += item
        if item % 3 == 0:
            items.pop()
    return out, len(items)


assert shrinks(400) == (sum(range(300)), 300), shrinks(400)


def sieve(n):
    flags = [True] * n
    for i in range(2, n):
        if flags[i]:
            for j in range(i * i, n, i):
                flags[j] = False
    return [i for i in range(2, n) if flags[i]]


assert sieve(100)[-3:] == [83, 89, 97] and len(sieve(5000)) == 669


def unbound(n):
    for i in range(n):
        if i == 300:
            del late
        if i < 300:
            late = i
        elif i == 301:
            return late


try:
    unbound(400)
except UnboundLocalError as error:
    assert str(error) == "cannot access local variable 'late' where it is not associated with a value"
else:
    assert False

# A loop of the module itself.
collected = []
number = 27
while number != 1:
    number = number * 3 + 1 if number % 2 else number // 2
    collected.append(number)
assert len(collected) == 111 and max(collected) == 9232

print("ok")
