"""Iterators that loops advance without looking `__next__` up, and generators that are left and resumed."""

import gc

for kind in (tuple, list, str, bytes, bytearray, set, frozenset, dict.fromkeys):
    items = kind("abc") if kind not in (bytes, bytearray) else kind(b"abc")
    seen = []
    for item in items:
        seen.append(item)
    assert sorted(seen) == sorted(list(items)) and len(seen) == 3, kind
assert [x for x in reversed((1, 2, 3))] == [3, 2, 1] == [x for x in reversed([1, 2, 3])]
assert [(i, x) for i, x in enumerate("ab")] == [(0, "a"), (1, "b")]
assert [(i, x) for i, x in enumerate("ab", 5)] == [(5, "a"), (6, "b")]
assert list(enumerate(iterable="a", start=2)) == [(2, "a")]
assert [(a, b, c) for a, b, c in zip("ab", [1, 2], (3, 4))] == [("a", 1, 3), ("b", 2, 4)]


class Counted(enumerate):
    def __next__(self):
        n, x = super().__next__()
        return n * 10, x


assert [(n, x) for n, x in Counted("ab")] == [(0, "a"), (10, "b")]


class Sub(tuple):
    def __iter__(self):
        return iter("xy")


assert [c for c in Sub((1, 2))] == ["x", "y"]
t = (10, 20, 30)
assert [t[i] for i in (0, 1, -1, -3)] == [10, 20, 30, 10]
for bad in (3, -4):
    try:
        t[bad]
    except IndexError as e:
        assert str(e) == "tuple index out of range"
    else:
        raise AssertionError


class NoNext:
    def __iter__(self):
        return 1


try:
    for _ in NoNext():
        pass
except TypeError as e:
    assert str(e) == "iter() returned non-iterator of type 'int'"


def churn():
    """Leaves words of dead objects in registers above, and collects."""
    [object() for _ in range(50)]
    gc.collect()


def pairs(n):
    for a, b in zip(range(n), range(n)):
        for c in (a, b):
            late = yield a, b, c
            if late:
                after = [late]
                yield after


def nested(n):
    churn()
    for p in pairs(n):
        yield p
        churn()
    try:
        for q in [1, 2]:
            yield q
    finally:
        yield "end"


def delegating():
    for x in (1, 2):
        got = yield from pairs(x)
        assert got is None


def inside(x):
    return [x, (yield x), (yield x + 1)]


assert list(nested(2)) == [(0, 0, 0), (0, 0, 0), (1, 1, 1), (1, 1, 1), 1, 2, "end"]
assert list(delegating()) == [(0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0), (1, 1, 1), (1, 1, 1)]
g = pairs(1)
assert next(g) == (0, 0, 0) and g.send("x") == ["x"] and next(g) == (0, 0, 0)
g = inside(1)
assert next(g) == 1 and g.send("a") == 2
try:
    g.send("b")
except StopIteration as e:
    assert e.value == [1, "a", "b"]
try:
    raise ValueError
except ValueError:
    g = pairs(1)
    next(g)
    churn()
    assert list(g) == [(0, 0, 0)]
assert sum(x * y for x in range(4) for y in (1, 2) if x) == 18
assert list(x for x, _ in [(1, 2), (3, 4)]) == [1, 3]
assert [k + v for k, v in {"a": "b"}.items()] == ["ab"]
print("ok")
