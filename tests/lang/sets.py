"""set and frozenset: algebra, comparison, mutation, hashing, errors."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

s = {1, 2, 3}
assert s | {4} == {1, 2, 3, 4}
assert s & {2, 9} == {2}
assert s - {1} == {2, 3}
assert s ^ {3, 4} == {1, 2, 4}
assert len(s) == 3
assert 2 in s
assert 5 not in s
assert s.union([4], (5,)) == {1, 2, 3, 4, 5}
assert s.intersection("a", [1]) == set()
assert s.difference([1], [2]) == {3}
assert s.symmetric_difference([1]) == {2, 3}
assert {1} < s <= s
assert s >= {1}
assert not s < s
assert not {9} < s
assert s.issubset(range(5))
assert s.issuperset([1])
assert s.isdisjoint([7])
assert {1} != {2}
s.add(4)
s.add(4)
s.discard(99)
s.remove(1)
assert s == {2, 3, 4}
assert set() == set([])
assert repr(set()) == "set()"
assert repr({1}) == "{1}"
assert repr(frozenset([1])) == "frozenset({1})"
s.update([7], {8})
s.difference_update([2])
s.intersection_update({3, 7, 9})
s.symmetric_difference_update([9])
assert s == {3, 7, 9} and s.pop() in (3, 7, 9) and len(s) == 2
t = s
t |= {100}
t -= {100}
t &= set(range(10))
t ^= {1}
assert t is s and 1 in s and s.copy() == s and s.copy() is not s
s.clear()
assert not s
assert {*"aab", *[1]} == {"a", "b", 1}
assert {x % 3 for x in range(10)} == {0, 1, 2}
assert set("abc") == {"c", "b", "a"}
f = frozenset([1, 2])
assert f == {1, 2}
assert hash(f) == hash(frozenset([2, 1]))
assert {f: "x"}[frozenset((1, 2))] == "x"
assert f | {3} == frozenset([1, 2, 3])
assert type(f | {3}) is frozenset
assert type({3} | f) is set
assert frozenset(f) is f
assert {f} == {frozenset([1, 2])}
assert {1, 2} in {f}
assert f.copy() is f
assert {1, True, 1.0} == {1} and {0, False} == {0} and len({"a", b"a"}) == 2
nan = float("nan")
assert nan in {nan} and len({nan, nan}) == 1 and len({float("nan"), float("nan")}) == 2


class Named(set):
    pass


assert type(Named([1]) | {2}) is set
assert repr(Named([1])) == "Named({1})"
assert Named("a") == {"a"}
assert type(Named().copy()) is set


def grow():
    numbers = {1}
    for n in numbers:
        numbers.add(n + 1)


raises(RuntimeError, "Set changed size during iteration", grow)
raises(KeyError, "9", {1}.remove, 9)
raises(KeyError, "'pop from an empty set'", set().pop)
raises(TypeError, "unhashable type: 'set'", hash, set())
raises(TypeError, "unhashable type: 'list'", lambda: {[]})
raises(TypeError, "unsupported operand type(s) for |: 'set' and 'list'", lambda: {1} | [2])
raises(TypeError, "unsupported operand type(s) for -=: 'set' and 'list'", lambda: exec("s = {1}\ns -= [1]"))
raises(TypeError, "'<' not supported between instances of 'set' and 'list'", lambda: {1} < [1])
raises(AttributeError, "'frozenset' object has no attribute 'add'", lambda: f.add)
raises(TypeError, "'int' object is not iterable", set, 1)
raises(TypeError, "'set' object is not subscriptable", lambda: {1}[0])

print("ok")
