"""In-place operators of sets, comparisons of dicts, rounding of ints: what compiled code has done without Python."""


class Key:
    """Equal to those of the same number, as only Python can tell."""

    asked = 0

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 1

    def __eq__(self, other):
        Key.asked += 1
        return isinstance(other, Key) and self.n == other.n or self.n == other


class Derived(set):
    def __ior__(self, other):
        self.last = other
        return self


def unite(a, b):
    for _ in range(3):
        a |= b
    return a


def subtract(a, b):
    for _ in range(3):
        a -= b
    return a


def others(a, b):
    c = set(a)
    a &= b
    c ^= b
    return a, c


def run(turns):
    for _ in range(turns):
        a = {1, 2}
        same = a
        assert unite(a, {2, "x"}) is same and a == {1, 2, "x"}
        assert unite(a, frozenset({(1, 2), 4.5})) is same and len(a) == 5
        assert unite(a, a) is a and len(a) == 5
        empty = set()
        assert unite(empty, {3}) is empty and empty == {3}
        frozen = frozenset({1})
        assert unite(frozen, {2}) == {1, 2} and frozen == {1}
        assert type(unite(frozen, {2})) is frozenset
        assert subtract({1, 2, 3}, {2, 9}) == {1, 3} and subtract(frozen, {1}) == frozenset()
        assert subtract(a, a) is a and a == set()
        assert others({1, 2}, {2, 3}) == ({2}, {1, 3})
        derived = unite(Derived({1}), {2})
        assert derived == {1} and derived.last == {2}
        a = {Key(1), Key(2)}
        unite(a, {Key(1), Key(3), 1})
        assert sorted(key.n for key in a) == [1, 2, 3]
        subtract(a, {Key(2), Key(3)})
        assert [key.n for key in a] == [1]
        a = {1}
        try:
            unite(a, [2])
            assert False
        except TypeError as e:
            assert str(e) == "unsupported operand type(s) for |=: 'set' and 'list'"


def equal(a, b):
    return a == b, a != b


def compare(turns):
    nan = float("nan")
    for _ in range(turns):
        assert equal({}, {}) == (True, False) and equal({1: 2}, {1: 3}) == (False, True)
        assert equal({1: 2, "a": [1]}, {"a": [1], 1.0: True + 1}) == (True, False)
        assert equal({1: nan}, {1: nan}) == (True, False) and equal({1: nan}, {1: -nan}) == (False, True)
        assert equal({1: {2: {3: {4: {5: {6: 7}}}}}}, {1: {2: {3: {4: {5: {6: 7}}}}}}) == (True, False)
        assert equal({1: 2}, {2: 1}) == (False, True) and equal({1: 2}, {}) == (False, True)
        assert equal({Key(1): 1}, {Key(1): 1}) == (True, False) and equal({1: Key(1)}, {1: 1}) == (True, False)
        assert equal({1: 2}, [1]) == (False, True)
        try:
            {1: 2} < {1: 3}
            assert False
        except TypeError as e:
            assert str(e) == "'<' not supported between instances of 'dict' and 'dict'"


for turns in (1, 3, 300):
    run(turns)
    compare(turns)


def rounded(n, digits):
    unit = 10**digits
    quotient, rest = divmod(abs(n), unit)
    if 2 * rest > unit or 2 * rest == unit and quotient % 2:
        quotient += 1
    return quotient * unit * (-1 if n < 0 else 1)


for n in (0, 1, 5, 15, 25, 49, 50, 51, 149, 150, 250, 999, 5 * 10**17, 15 * 10**17, 2**48, 2**63 - 1, 2**63, 10**18 + 5, 9 * 10**18 + 5 * 10**17):
    for sign in (n, -n):
        for digits in range(25):
            assert round(sign, -digits) == rounded(sign, digits), (sign, digits)
assert round(True, -1) == 0 and type(round(True, -1)) is int and round(15, -1) == 20

view = memoryview(b"hello world")
assert view.tobytes() == b"hello world" and view[2:5].tobytes() == b"llo" and view[::2].tobytes() == b"hlowrd"
assert view[::-1].tobytes() == b"dlrow olleh" and view[4:4].tobytes() == b"" and view[3:8][1:3].tobytes() == b"o "
assert memoryview(b"abcdefgh").cast("I").tobytes() == b"abcdefgh" and memoryview(b"abcdefgh").cast("I")[1:].tobytes() == b"efgh"
assert memoryview(b"abcd").cast("B", [2, 2]).tobytes("F") == b"acbd" and memoryview(bytearray(b"abc"))[1:].tobytes() == b"bc"
print("ok")
