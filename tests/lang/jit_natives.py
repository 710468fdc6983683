# Compiled code calls native functions and makes objects without writing its registers first, where no Python can run.
from collections import deque
import math


def words(text):
    out = []
    for word in text.split():
        word = word.lower().strip(".,")
        out.append(word.replace("o", "0"))
        assert word.find("x") == -1 or word.startswith("x")
    return ",".join(out)


for _ in range(60):
    assert words("One, two Four.") == "0ne,tw0,f0ur"


class Index:
    def __init__(self, log):
        self.log = log

    def __index__(self):
        self.log.append("index")
        return 1


def find(text, start):
    return text.find("b", start)


for _ in range(60):
    assert find("abab", 0) == 1 and find("abab", 2) == 3
log = []
assert find("abab", Index(log)) == 1 and log == ["index"]
for _ in range(60):
    try:
        find("abab", "x")
    except TypeError as error:
        assert str(error) == "slice indices must be integers or None or have an __index__ method"
    else:
        assert False


class Word(str):
    def lower(self):
        return "mine"


def lower(values):
    return [v.lower() for v in values]


for _ in range(60):
    assert lower(["A", "b"]) == ["a", "b"]
assert lower([Word("A"), "B"]) == ["mine", "b"]


def queue(n):
    waiting, seen = deque([(0, 0)]), {(0, 0)}
    while waiting:
        x, y = waiting.popleft()
        for dx, dy in ((1, 0), (0, 1), (-1, 0), (0, -1)):
            a, b = x + dx, y + dy
            if 0 <= a < n and 0 <= b < n and (a, b) not in seen:
                seen.add((a, b))
                waiting.append((a, b))
    return len(seen)


assert [queue(n) for n in (1, 2, 30)] == [1, 4, 900]
empty = deque()
for _ in range(60):
    try:
        empty.popleft()
    except IndexError as error:
        assert str(error) == "pop from an empty deque"


class Key:
    def __init__(self, value, log):
        self.value, self.log = value, log

    def __hash__(self):
        return hash((1, 2))

    def __eq__(self, other):
        self.log.append(other)
        return self.value == other


def lookups(table, keys):
    return [(k in table, table.get(k), table.get(k, 0), table.pop(k, None), table.setdefault(k, k)) for k in keys]


for _ in range(60):
    keys = [(1, 2), ("a", (3, "b")), 5, "x", (1, 2)]
    assert lookups({(1, 2): 3, 5: 6}, keys) == [
        (True, 3, 3, 3, (1, 2)),
        (False, None, 0, None, ("a", (3, "b"))),
        (True, 6, 6, 6, 5),
        (False, None, 0, None, "x"),
        (True, (1, 2), (1, 2), (1, 2), (1, 2)),
    ]
log = []
assert lookups({Key((1, 2), log): 7}, [(1, 2)]) == [(True, 7, 7, 7, (1, 2))]
assert log == [(1, 2)] * 4
assert ((1, 2.0) in {(1.0, 2)}) and ((1, True) in {(True, 1)}) and ((1, 3) not in {(1, 2)})


def members(values):
    s = set()
    for v in values:
        s.add(v)
    for v in values[::2]:
        s.discard(v)
        s.discard("absent")
    for v in sorted(s)[:1]:
        s.remove(v)
    return sorted(s)


for _ in range(60):
    assert members([5, 3, 8, 1, 9, 7]) == [3, 7]
for _ in range(60):
    try:
        set().remove((1, 2))
    except KeyError as error:
        assert error.args == ((1, 2),)


def texts(n):
    return [f"{i}:{i * 2:05d}|{i / 2}|{i / 4:.3f}|{str(i)}|{'s'!s}|{None}" for i in range(n)]


for _ in range(30):
    assert texts(2) == ["0:00000|0.0|0.000|0|s|None", "1:00002|0.5|0.250|1|s|None"]


class Shown:
    def __str__(self):
        return "shown"

    def __format__(self, spec):
        return f"<{spec}>"


def show(x):
    return f"{x}/{x:>5}/{str(x)}/{x!s}"


for _ in range(60):
    assert show(12) == "12/   12/12/12"
assert show(Shown()) == "<>/<>5>/shown/shown" and show("a") == "a/    a/a/a"


def displays(a, b):
    t = (a, b)
    l = [a, b, t]
    s = {a, b}
    d = {a: b, b: a}
    return t, l, s, d, l[:2], l[1:], t[:1], "text"[a:b], list(t), tuple(l), list(), dict(), set(), tuple()


for _ in range(60):
    assert displays(1, 3) == (
        (1, 3), [1, 3, (1, 3)], {1, 3}, {1: 3, 3: 1}, [1, 3], [3, (1, 3)], (1,), "ex", [1, 3], (1, 3, (1, 3)), [], {},
        set(), (),
    )


def ranges(bounds):
    return [list(range(*b)) for b in bounds], [[i for i in range(a, b, 2)] for a, b in bounds]


for _ in range(60):
    assert ranges([(0, 3), (2, 0), (-3, 1)]) == ([[0, 1, 2], [], [-3, -2, -1, 0]], [[0, 2], [], [-3, -1]])


def step(a, b, c):
    return [i for i in range(a, b, c)]


for _ in range(60):
    assert step(5, 0, -2) == [5, 3, 1]
try:
    step(1, 2, 0)
except ValueError as error:
    assert str(error) == "range() arg 3 must not be zero"
assert step(10**20, 10**20 + 2, 1) == [10**20, 10**20 + 1] and step(True, 3, 1) == [1, 2]


def views(d):
    total = 0
    for k in d:
        total += len(k)
    for v in d.values():
        total += v
    for k, v in d.items():
        total += v + len(k)
    for pair in d.items():
        total += len(pair)
    for element in set(d):
        total += len(element)
    return total


for _ in range(60):
    assert views({"a": 1, "bc": 2}) == 19 and views({}) == 0


def changed(d, grow):
    seen = []
    for k, v in d.items():
        seen.append(k)
        if grow:
            d[k + "x"] = v
    return seen


for _ in range(60):
    assert changed({"a": 1, "b": 2}, False) == ["a", "b"]
try:
    changed({"a": 1}, True)
except RuntimeError as error:
    assert str(error) == "dictionary changed size during iteration"
else:
    assert False


def comprehensions(n):
    return {i: str(i) for i in range(n)}, {i % 3 for i in range(n)}, {(i, str(i)) for i in range(2)}


for _ in range(60):
    assert comprehensions(4) == ({0: "0", 1: "1", 2: "2", 3: "3"}, {0, 1, 2}, {(0, "0"), (1, "1")})


def numbers(x):
    return math.floor(x), math.ceil(x), math.gcd(12, 18), round(x), divmod(7, 2), math.atan2(x, 1.0)


for _ in range(60):
    assert numbers(2.5) == (2, 3, 6, 2, (3, 1), math.atan2(2.5, 1))


class Near:
    def __floor__(self):
        return "floor"

    __ceil__ = __round__ = __floor__

    def __float__(self):
        return 2.5


assert numbers(Near())[:4] == ("floor", "floor", 6, "floor")


def globals_written(i):
    globals()[f"made_{i % 5}"] = i
    return globals().pop("made_0", None)


for i in range(100):
    assert globals_written(i) == (i if i % 5 == 0 else None)
print("ok")
