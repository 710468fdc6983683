# `a, *rest = x` in hot functions, lengths and truth of deques, keyword defaults.
from collections import deque


def first(xs):
    a, *b = xs
    return a, b


def last(xs):
    *a, b = xs
    return a, b


def middle(xs):
    a, b, *c, d = xs
    return a, b, c, d


def both(x):
    (a, *b), [*c, d] = x
    return a, b, c, d


def same(xs):
    xs, *rest = xs
    return xs, rest


def hot(function, *args):
    results = [function(*args) for _ in range(60)]
    assert all(result == results[0] for result in results)
    return results[0]


class Derived(list):
    def __iter__(self):
        return iter("xyz")


for make in (tuple, list, deque, str, iter, dict.fromkeys):
    items = "abcd"
    assert [first(make(items)) for _ in range(60)] == [("a", ["b", "c", "d"])] * 60
    assert [last(make(items)) for _ in range(60)] == [(["a", "b", "c"], "d")] * 60
    assert [middle(make(items)) for _ in range(60)] == [("a", "b", ["c"], "d")] * 60
    assert middle(make("abc")) == ("a", "b", [], "c") and same(make("ab")) == ("a", ["b"]) and first(make("a")) == ("a", [])
assert hot(first, Derived([1, 2])) == ("x", ["y", "z"])
assert hot(both, [(1, 2, 3), [4, 5]]) == (1, [2, 3], [4], 5)
for function, given, least in ((first, (), 1), (last, [], 1), (middle, (1, 2), 3), (middle, [], 3)):
    for _ in range(60):
        try:
            function(given)
        except ValueError as error:
            assert str(error) == f"not enough values to unpack (expected at least {least}, got {len(given)})"
        else:
            assert False
for given in (3, None):
    try:
        first(given)
    except TypeError as error:
        assert str(error) == f"cannot unpack non-iterable {type(given).__name__} object"
    else:
        assert False
rest = hot(first, [1, 2])[1]
source = [1, 2, 3]
_, taken = first(source)
taken.append(4)
assert source == [1, 2, 3] and rest == [2]


def drained(queue):
    count = 0
    while queue:
        count += len(queue)
        queue.popleft()
    return count, bool(queue), not queue


class Queue(deque):
    def __len__(self):
        return 0


class Truthy(deque):
    def __bool__(self):
        return False


assert hot(lambda: drained(deque(range(5)))) == (15, False, True)
assert hot(lambda: drained(Queue(range(5)))) == (0, False, True) == hot(lambda: drained(Truthy([1])))
assert hot(lambda: (len(deque("ab", 1)), bool(deque([0])), len(Queue("ab")), len(deque()))) == (1, True, 0, 0)


def keyed(a, *, b=1, c, d=2, **rest):
    return a, b, c, d, rest


assert hot(lambda: list(map(lambda f: f(0, c=3), [keyed]))) == [(0, 1, 3, 2, {})]
assert hot(lambda: keyed(0, c=4, d=5, e=6)) == (0, 1, 4, 5, {"e": 6})
keyed.__kwdefaults__ = {"d": 7, "c": 8, "b": 9}
assert hot(lambda: keyed(0)) == (0, 9, 8, 7, {})
keyed.__kwdefaults__ = {"c": 8, "x": 1}
try:
    keyed(0)
except TypeError as error:
    assert str(error) == "keyed() missing 2 required keyword-only arguments: 'b' and 'd'"
del keyed.__kwdefaults__["c"]
keyed.__kwdefaults__["b"] = 1
keyed.__kwdefaults__["c"] = 2
keyed.__kwdefaults__["d"] = 3
assert hot(lambda: list(map(keyed, [0]))) == [(0, 1, 2, 3, {})]
print("ok")
