"""Calls from hot code whose callee changes: functions of several kinds, builtins, classes, bound methods, wrong arguments."""

import sys


def add(x, y):
    return x + y


def sub(x, y):
    return x - y


def with_default(x, y, z=7):
    return x * y + z


def star(*args):
    return sum(args)


def keyword(x, y=2, *, z=3):
    return x + y + z


def numbers(x, y):
    yield x
    yield y


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def sum_with(self, z, w):
        return self.x + self.y + z + w

    def __call__(self, a, b):
        return self.x * a + self.y * b


class Plain:
    def twice(self, a, b):
        return (a + b) * 2

    @classmethod
    def of(cls, a, b):
        return (cls.__name__, a, b)

    @staticmethod
    def less(a, b):
        return a < b


def one(x):
    return x


def call_all(callees, rounds):
    results = []
    for i in range(rounds):
        for callee in callees:
            results.append(callee(i, i + 1))
    return results


point, plain = Point(3, 4), Plain()
mixed = [add, sub, with_default, star, keyword, max, divmod, point, point.sum_with, plain.twice, Plain.of, Plain.less, lambda a, b: (b, a)]
results = call_all(mixed, 300)
assert len(results) == 300 * len(mixed)
for i in (0, 1, 150, 299):
    row = results[i * len(mixed):(i + 1) * len(mixed)]
    expected = [2 * i + 1, -1, i * (i + 1) + 7, 2 * i + 1, 2 * i + 4, i + 1, divmod(i, i + 1), 3 * i + 4 * (i + 1), 7 + 2 * i + 1,
                (2 * i + 1) * 2, ("Plain", i, i + 1), True, (i + 1, i)]
    assert row == expected, (row, expected)
assert [list(g) for g in call_all([numbers], 30)][-1] == [29, 30]
assert all(type(p) is Point for p in call_all([Point], 30))

# The wrong number of arguments, in the middle of it.
bad = [add] * 200 + [one] + [add] * 5
try:
    call_all([add, sub] + bad, 3)
except TypeError as error:
    assert str(error) == "one() takes 1 positional argument but 2 were given", error
else:
    raise AssertionError("a call with too many arguments")


# Functions that call each other through a table, to a depth that ends in RecursionError.
def even(table, n):
    return True if n == 0 else table[1](table, n - 1)


def odd(table, n):
    return False if n == 0 else table[0](table, n - 1)


def never(table, n):
    return table[n % 2](table, n + 1)


for n in range(200):
    assert even((even, odd), n) == (n % 2 == 0)
for _ in range(3):
    try:
        never((never, never), 0)
    except RecursionError:
        pass
    else:
        raise AssertionError("no end")


# What a callee raises is caught by its caller; its frames are in the traceback.
def fails(x, y):
    if x == 77:
        raise KeyError(x)
    return y


def catching(callees):
    caught = 0
    for i in range(150):
        for callee in callees:
            try:
                callee(i, i)
            except KeyError as error:
                caught += 1
                names = []
                at = error.__traceback__
                while at is not None:
                    names.append(at.tb_frame.f_code.co_name)
                    at = at.tb_next
                assert names == ["catching", "fails"], names
    return caught


assert catching([add, sub, fails, with_default, one.__get__(1).__class__ and fails]) == 2


# Closures made of closures.
def constant(value):
    return lambda row: value


def column(index):
    return lambda row: row[index]


def binary(left, right, operator):
    def evaluate(row):
        return operator(left(row), right(row))
    return evaluate


tree = binary(binary(column(0), constant(3), add), binary(column(1), column(2), sub), max)
rows = [(i, i * 2, i % 7) for i in range(2000)]
assert [tree(row) for row in rows] == [max(a + 3, b - c) for a, b, c in rows]


# Methods of many classes by one site.
def make(index):
    class Shape:
        def area(self, scale):
            return index * scale
    return Shape()


shapes = [make(index) for index in range(12)]
assert sum(shape.area(2) for _ in range(100) for shape in shapes) == 100 * 2 * sum(range(12))

# Functions whose code is replaced.
add.__code__ = (lambda x, y: x * 100 + y).__code__
assert call_all([add, sub, add], 50)[-3:] == [4950, -1, 4950]
assert sys.getrecursionlimit() > 100
print("ok")
