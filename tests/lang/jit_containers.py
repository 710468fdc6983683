# Compiled code walks along tables, and asks objects of builtin types for items, lengths and sums without running Python.
from array import array
from collections import deque


def walk(d, s):
    out = []
    for k in d:
        out.append(k)
    for v in d.values():
        out.append(v)
    for k, v in d.items():
        out.append(k + v)
    for pair in d.items():
        out.append(pair)
    for e in s:
        out.append(e)
    return out


for _ in range(60):
    d = {n: n * 2 for n in range(6)}
    del d[0], d[3]
    s = {1, 2, 3}
    s.discard(2)
    assert walk(d, s) == [1, 2, 4, 5, 2, 4, 8, 10, 3, 6, 12, 15, (1, 2), (2, 4), (4, 8), (5, 10), 1, 3]
    assert walk({}, set()) == []
    assert walk({}, frozenset([7])) == [7]
big = {n: 1 for n in range(70000)}
assert sum(walk(big, set(big))[:70000]) == sum(range(70000))
small = {n: n for n in range(300)}
assert walk(small, ())[:300] == list(range(300))


def unpacked(pairs):
    total = 0
    for a, b in pairs:
        total += a * 10 + b
    return total


for _ in range(60):
    assert unpacked({(1, 2), (3, 4)}) == 46 and unpacked([(1, 2)]) == 12 and unpacked({(5, 6): 0}) == 56
for wrong in [{(1, 2, 3)}, {1}]:
    try:
        unpacked(wrong)
    except (ValueError, TypeError) as error:
        assert str(error) in ("too many values to unpack (expected 2)", "cannot unpack non-iterable int object")
    else:
        assert False


def change(d, at, how):
    seen = []
    for k in d:
        seen.append(k)
        if k == at:
            how(d, k)
    return seen


for _ in range(60):
    assert change({1: 1, 2: 2, 3: 3}, 2, lambda d, k: d.__setitem__(k, 5)) == [1, 2, 3]
for how in (lambda d, k: d.pop(k), lambda d, k: d.__setitem__(k + 10, 1), lambda d, k: d.clear()):
    try:
        change({1: 1, 2: 2, 3: 3}, 2, how)
    except RuntimeError as error:
        assert str(error) == "dictionary changed size during iteration"
    else:
        assert False
try:
    for e in (s := {1, 2, 3}):
        s.add(e + 10)
except RuntimeError as error:
    assert str(error) == "Set changed size during iteration"


def replace(d, k):
    d.pop(k)
    d[k + 100] = 1


try:
    change({1: 1, 2: 2, 3: 3}, 3, replace)
except RuntimeError as error:
    assert str(error) == "dictionary keys changed during iteration"
else:
    assert False


def names():
    made_here = 0
    for name in globals():
        made_here += name.startswith("made_")
    for name, value in globals().items():
        made_here += name.startswith("made_") and value
    return made_here


made_a = 5
for _ in range(60):
    assert names() == 6


def kept_iterator(items, extra):
    it = iter(items)
    out = []
    for x in it:
        out.append(x)
    items += extra
    for x in it:
        out.append(x)
    return out


for _ in range(60):
    assert kept_iterator([1, 2], [3]) == [1, 2] and kept_iterator("ab", "c") == ["a", "b"]
    assert kept_iterator((1, 2), (3,)) == [1, 2]


def grown(items):
    out = []
    for x in items:
        out.append(x)
        if len(items) < 5:
            items.append(x + 1)
    return out


for _ in range(60):
    assert grown([1]) == [1, 2, 3, 4, 5]


def sizes(values):
    return [len(v) for v in values], [not v for v in values], [bool(v) for v in values]


class Sized:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n


for _ in range(60):
    values = [deque([1]), deque(), array("i", [1, 2]), range(3), {}.items(), memoryview(b"ab"), "é", Sized(0), Sized(4)]
    assert sizes(values) == (
        [1, 0, 2, 3, 0, 2, 1, 0, 4],
        [False, True, False, False, True, False, False, True, False],
        [True, False, True, True, False, True, True, False, True],
    )


def relax(a, n):
    for i in range(1, n - 1):
        a[i] = (a[i - 1] + a[i + 1]) / 2
    return a[-1], a[n // 2]


for _ in range(60):
    assert relax(array("d", [0, 0, 0, 8]), 4) == (8.0, 4.0)
    assert relax([0, 0, 0, 8], 4) == (8, 4.0)
for wrong, kind in [(array("i", [0, 1, 4]), TypeError), (array("d", []), IndexError)]:
    try:
        relax(wrong, 3)
    except kind:
        pass
    else:
        assert False


def items(values, i):
    return [v[i] for v in values]


for _ in range(60):
    values = ["ab", b"ab", bytearray(b"ab"), (1, 2), [1, 2], range(5, 9), deque([3, 4]), memoryview(b"ab"), {1: 2}]
    assert items(values, 1) == ["b", 98, 98, 2, 2, 6, 4, 98, 2]
try:
    items([range(3)], 3)
except IndexError as error:
    assert str(error) == "range object index out of range"


def among(values, x):
    return [x in v for v in values]


for _ in range(60):
    assert among([range(3), [2], (2,), {2}, frozenset([2]), {2: 0}, b"\2"], 2) == [True] * 7
    assert among([range(3), [2], (2,), {2}, frozenset([2]), {2: 0}, b"\2"], 3) == [False] * 7


def sums(a, b, n):
    c = a
    c += b
    return a + b, a * n, c is a


for _ in range(60):
    assert sums([1], [2], 2) == ([1, 2, 2], [1, 2, 1, 2], True)
    assert sums((1,), (2,), 2) == ((1, 2), (1, 1), False)
    assert sums("a", "b", 2) == ("ab", "aa", False)
    assert sums(1, 2, 2) == (3, 2, False)


class Added(list):
    def __radd__(self, other):
        return "radd"

    def __add__(self, other):
        return "add"


assert sums([1], Added([2]), 1)[0] == "radd" and sums(Added([2]), [1], 1)[0] == "add"
for wrong in [([1], (2,)), ((1,), [2])]:
    try:
        wrong[0] + wrong[1]
    except TypeError as error:
        assert "can only concatenate" in str(error)


def ordered(a, b):
    return a < b, a <= b, a == b, a != b, a > b, a >= b


class Odd:
    def __eq__(self, other):
        return True

    def __lt__(self, other):
        return "lt"


for _ in range(60):
    assert ordered((1, "a"), (1, "b")) == (True, True, False, True, False, False)
    assert ordered((1, 2), (1, 2.0)) == (False, True, True, False, False, True)
    assert ordered((1,), (1, 0)) == (True, True, False, True, False, False)
    assert ordered((1, (2, 3)), (1, (2, 2))) == (False, False, False, True, True, True)
    assert ordered((None, 1), (None, 2)) == (True, True, False, True, False, False)
odd = Odd()
assert ordered((odd, 1), (Odd(), 2))[:4] == (True, True, False, True)
try:
    ordered((1, None), (1, "a"))
except TypeError as error:
    assert str(error) == "'<' not supported between instances of 'NoneType' and 'str'"
else:
    assert False


def numbers(texts):
    return [int(t) for t in texts], [float(t) for t in texts]


for _ in range(60):
    assert numbers(["1", " -2 ", "1_000"]) == ([1, -2, 1000], [1.0, -2.0, 1000.0])
    try:
        numbers(["x"])
    except ValueError as error:
        assert str(error) == "invalid literal for int() with base 10: 'x'"


class Numeral(str):
    def __int__(self):
        return 7


assert numbers([Numeral("5")])[0] == [7]


def kinds(values):
    return [isinstance(v, (int, str)) for v in values], [isinstance(v, ()) for v in values]


class Disguised:
    __class__ = int


for _ in range(60):
    assert kinds([1, "a", 1.5, True, None]) == ([True, True, False, True, False], [False] * 5)
assert kinds([Disguised()])[0] == [True]


def formatted(a, b):
    return "%d-%s" % (a, b), "%5.1f|" % a, "%s" % b


for _ in range(60):
    assert formatted(3, "x") == ("3-x", "  3.0|", "x")


class Shown:
    def __str__(self):
        return "shown"


assert formatted(3, Shown()) == ("3-shown", "  3.0|", "shown")
try:
    "%d" % Shown()
except TypeError as error:
    assert str(error) == "%d format: a real number is required, not Shown"


def removed(d, l, k):
    del d[k]
    del l[0]
    del l[-1]
    return d, l


for _ in range(60):
    assert removed({1: 2, 3: 4}, [1, 2, 3], 1) == ({3: 4}, [2])
for d, l in (({}, [1, 2]), ({1: 2}, [])):
    try:
        removed(d, l, 1)
    except (KeyError, IndexError) as error:
        assert error.args in ((1,), ("list assignment index out of range",))
    else:
        assert False


def spread(pair):
    a, b = pair
    return b, a


for _ in range(60):
    assert spread([1, 2]) == (2, 1)
assert spread((1, 2)) == (2, 1) and spread("ab") == ("b", "a")
for wrong in ([1], [1, 2, 3]):
    try:
        spread(wrong)
    except ValueError as error:
        assert "values to unpack" in str(error)
    else:
        assert False


def between(text):
    return [("0" <= c <= "9", c < "a", c > "a", c >= "é") for c in text]


for _ in range(60):
    assert between("5aé") == [
        (True, True, False, False), (False, False, False, False), (False, False, True, True)
    ]
    assert between(["10", "", "\u20ac", "aa"]) == [
        (True, True, False, False), (False, True, False, False), (False, False, True, True), (False, False, True, False)
    ]
try:
    between([1])
except TypeError as error:
    assert str(error) == "'<=' not supported between instances of 'str' and 'int'"
print("ok")
