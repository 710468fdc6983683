"""Operators written in Python, in hot code: methods built in place, reflected ones, NotImplemented, comparisons in jumps, exceptions."""


class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y)

    def __mul__(self, by):
        return Vector(self.x * by, self.y * by)

    __rmul__ = __mul__

    def __matmul__(self, other):
        return self.x * other.x + self.y * other.y

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def __lt__(self, other):
        return self @ self < other @ other

    def __getitem__(self, index):
        if index == 0:
            return self.x
        if index == 1:
            return self.y
        raise IndexError(index)

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def __hash__(self):
        return hash((self.x, self.y))


def walk(rounds):
    at, by = Vector(0, 0), Vector(1, 2)
    for i in range(rounds):
        at = at + by
        at = at - by * 2
        at = 3 * by + at
        at = at + -by
    return at


def compare(vectors):
    below, same = 0, 0
    for v in vectors:
        for w in vectors:
            if v < w:
                below += 1
            if v == w:
                same += 1
            flag = v < w
            below += flag
    return below, same


def items(vectors):
    total = 0
    for v in vectors:
        total += v[0] * v[1]
    return total


for _ in range(3):
    at = walk(1000)
    assert (at.x, at.y) == (1000, 2000), (at.x, at.y)
vectors = [Vector(i % 7, i % 5) for i in range(35)]
assert compare(vectors) == compare(vectors)
assert compare(vectors)[1] == 35
assert items(vectors * 20) == 20 * sum((i % 7) * (i % 5) for i in range(35))


# Floats, then something that was never seen.
def scale(vector, factors):
    for factor in factors:
        vector = vector * factor
    return vector


v = scale(Vector(1.0, 2.0), [1.5, 2.0] * 300 + [3])
assert v.x == 1.5 ** 300 * 2.0 ** 300 * 3
v = scale(Vector(1, 2), [2, 1] * 300 + [0.5, True])
assert (v.x, v.y) == (2 ** 300 * 0.5, 2 ** 301 * 0.5)


# NotImplemented lets the other operand try.
class Left:
    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        if other.value % 10 == 3:
            return NotImplemented
        return self.value + other.value

    def __lt__(self, other):
        if other.value % 10 == 3:
            return NotImplemented
        return self.value < other.value

    def __sub__(self, other):
        return NotImplemented


class Right:
    def __init__(self, value):
        self.value = value

    def __radd__(self, other):
        return ("radd", other.value, self.value)

    def __gt__(self, other):
        return ("gt", other.value, self.value)


def add_all(lefts, rights):
    return [left + right for left in lefts for right in rights]


def less_all(lefts, rights):
    results, taken = [], 0
    for left in lefts:
        for right in rights:
            results.append(left < right)
            if left < right:
                taken += 1
    return results, taken


lefts, rights = [Left(i) for i in range(30)], [Right(i) for i in range(25)]
added = add_all(lefts, rights)
assert added == [("radd", a, b) if b % 10 == 3 else a + b for a in range(30) for b in range(25)]
less, taken = less_all(lefts, rights)
assert less == [("gt", a, b) if b % 10 == 3 else a < b for a in range(30) for b in range(25)]
assert taken == sum(1 if b % 10 == 3 else a < b for a in range(30) for b in range(25))


def sub_all(lefts):
    failed = 0
    for left in lefts:
        try:
            left - left
        except TypeError as error:
            assert str(error) == "unsupported operand type(s) for -: 'Left' and 'Left'", error
            failed += 1
    return failed


assert sub_all(lefts * 10) == 300


# A subclass's reflected method goes first.
class Number:
    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        return ("add", self.value, other.value)

    def __lt__(self, other):
        return self.value < other.value


class Special(Number):
    def __radd__(self, other):
        return ("special", other.value, self.value)

    def __gt__(self, other):
        return "reflected"


numbers = [Number(1), Number(2), Special(3)]
for _ in range(200):
    sums = add_all([numbers[0]], numbers)
    assert sums == [("add", 1, 1), ("add", 1, 2), ("special", 1, 3)], sums
assert less_all([numbers[0]] * 100, numbers) == ([False, True, "reflected"] * 100, 200)


# What a method raises, with its frames; a comparison whose result has a truth of its own.
class Odd:
    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        if self.value == 77:
            raise ValueError(self.value)
        return self.value + other

    def __lt__(self, other):
        return Truth(self.value < other)

    def __getitem__(self, index):
        return self.value // index


class Truth:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        if self.value is None:
            raise ZeroDivisionError
        return self.value


def odd_ones(odds):
    total = failed = below = 0
    for odd in odds:
        try:
            total += odd + 1
        except ValueError as error:
            names = []
            at = error.__traceback__
            while at is not None:
                names.append(at.tb_frame.f_code.co_name)
                at = at.tb_next
            assert names == ["odd_ones", "__add__"], names
            failed += 1
        if odd < 50:
            below += 1
        try:
            total += odd[odd.value % 4]
        except ZeroDivisionError:
            failed += 1
    return total, failed, below


odds = [Odd(i % 100) for i in range(1000)]
expected = sum((v % 100) + 1 for v in range(1000) if v % 100 != 77) + sum((v % 100) // (v % 4) for v in range(1000) if v % 4)
assert odd_ones(odds) == (expected, 10 + 250, 500), odd_ones(odds)


# Methods that are replaced while the loop runs, and objects whose shape changes.
def count(vectors):
    total = 0
    for index, v in enumerate(vectors):
        if index == 700:
            Vector.__getitem__ = lambda self, index: 1000
        total += v[0]
    return total


vectors = [Vector(1, 2) for _ in range(1000)]
for v in vectors[400:500]:
    v.z = 1
assert count(vectors) == 700 + 300 * 1000


# Depth: operators that call themselves.
class Nest:
    def __init__(self, inner):
        self.inner = inner

    def __add__(self, n):
        return n if self.inner is None else (self.inner + n) + 1

    def __eq__(self, other):
        return self.inner == other.inner


nest = None
for _ in range(40):
    nest = Nest(nest)
for _ in range(50):
    assert nest + 5 == 44
    assert nest == nest
loop = Nest(None)
loop.inner = loop
for _ in range(3):
    try:
        loop + 1
    except RecursionError:
        pass
    else:
        raise AssertionError("no end")
print("ok")
