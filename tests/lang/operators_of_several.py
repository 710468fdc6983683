"""Operators whose operands are of several classes, some of which have methods in Python, some none, some not for the others."""


class Num:
    def __init__(self, v):
        self.v = v

    def __eq__(self, other):
        return isinstance(other, Num) and self.v == other.v

    def __lt__(self, other):
        return self.v < (other.v if isinstance(other, Num) else other)

    def __gt__(self, other):
        return self.v > (other.v if isinstance(other, Num) else other)

    def __add__(self, other):
        if isinstance(other, Num):
            return Num(self.v + other.v)
        if isinstance(other, int):
            return Num(self.v + other)
        return NotImplemented

    def __radd__(self, other):
        return Num(other + self.v)


class Plain:
    pass


class Other:
    def __init__(self, v):
        self.v = v

    def __eq__(self, other):
        return NotImplemented

    def __add__(self, other):
        return ("other", self.v)


class Sub(Num):
    def __radd__(self, other):
        return ("sub", self.v)


def equal(values, n):
    count = 0
    for i in range(n):
        for value in values:
            if value == Num(1):
                count += 1
            if value != Num(2):
                count += 10
            if (value == value) is True:
                count += 100
    return count


def added(pairs, n):
    seen = []
    for i in range(n):
        for left, right in pairs:
            got = left + right
            seen.append(got.v if isinstance(got, Num) else got)
    return seen


def less(values, n):
    total = 0
    for i in range(n):
        for value in values:
            if value < Num(5):
                total += 1
            total += value < value
    return total


plain = Plain()
first = [Num(1), Num(2), Num(1)]
assert equal(first, 300) == 300 * (2 + 20 + 300)
mixed = [Num(1), plain, Num(2), 7, "x", Other(1), None, 1.5]
assert equal(mixed, 300) == 300 * (1 + 70 + 800), equal(mixed, 1)
assert added([(Num(1), Num(2))], 500) == [3] * 500
pairs = [(Num(1), Num(2)), (Num(1), 5), (3, Num(4)), (3, 4), (1.5, 2), (Other(9), Num(1)), ("a", "b"), (Num(1), Sub(8))]
want = [3, 6, 7, 7, 3.5, ("other", 9), "ab", ("sub", 8)]
assert added(pairs, 300) == want * 300
assert less([Num(3), Num(7)], 400) == 400
assert less([Num(3), 2, Num(7), 9.5], 400) == 800
try:
    added([(Num(1), "no")] * 3, 2)
    assert False
except TypeError as error:
    assert str(error) == "unsupported operand type(s) for +: 'Num' and 'str'", error
Num.__eq__ = lambda self, other: False
assert equal([Num(1)], 50) == 500
print("ok")
