"""Iterators know how many items are left, can be copied and pickled half way, and notice changes of what they iterate over."""

from copy import copy
from operator import length_hint


def raises(kind, message, function, *args):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Indexed:
    def __getitem__(self, index):
        if index > 2:
            raise IndexError
        return index


table = {1: "a", 2: "b", 3: "c"}
for make, left in [
    (lambda: iter([1, 2, 3]), [2, 3]),
    (lambda: iter((1, 2, 3)), [2, 3]),
    (lambda: iter("abc"), ["b", "c"]),
    (lambda: iter("aéc"), ["é", "c"]),
    (lambda: iter(range(3)), [1, 2]),
    (lambda: iter(range(10**30, 10**30 + 3)), [10**30 + 1, 10**30 + 2]),
    (lambda: iter(table), [2, 3]),
    (lambda: iter(table.values()), ["b", "c"]),
    (lambda: iter(table.items()), [(2, "b"), (3, "c")]),
    (lambda: reversed([1, 2, 3]), [2, 1]),
    (lambda: reversed((1, 2, 3)), [2, 1]),
    (lambda: reversed(range(3)), [1, 0]),
    (lambda: reversed(table), [2, 1]),
    (lambda: reversed(table.values()), ["b", "a"]),
    (lambda: reversed(table.items()), [(2, "b"), (1, "a")]),
]:
    iterator = make()
    assert length_hint(iterator) == 3, iterator
    next(iterator)
    assert length_hint(iterator) == 2
    other = iterator.__reduce__()
    rebuilt = other[0](*other[1])
    if len(other) > 2 and other[2] is not None:
        rebuilt.__setstate__(other[2])
    assert list(rebuilt) == left, (iterator, list(rebuilt))
    assert list(iterator) == left and list(iterator) == []
    assert length_hint(iterator) == 0
    exhausted = iterator.__reduce__()
    assert list(exhausted[0](*exhausted[1])) == []

assert list(copy(iter(Indexed()))) == [0, 1, 2] and length_hint(iter(Indexed()), 7) == 7
assert type(iter("abc")).__name__ == "str_ascii_iterator" and type(iter("é")).__name__ == "str_iterator"
assert [type(reversed(x)).__name__ for x in ([], (), {}, {}.values(), {}.items())] == [
    "list_reverseiterator", "reversed", "dict_reversekeyiterator", "dict_reversevalueiterator", "dict_reverseitemiterator"]
for iterator in (enumerate("ab", 5), zip("ab", [1, 2]), zip("ab", [1, 2], strict=True), map(str.upper, "ab"), filter(None, "ab")):
    rebuilt = copy(iterator)
    assert type(rebuilt) is type(iterator)
assert zip("ab", strict=True).__reduce__()[2] is True
strict = zip("ab", "a")
strict.__setstate__(True)
raises(ValueError, "zip() argument 2 is shorter than argument 1", list, strict)

counted = []
callable_iterator = iter(lambda: counted.append(1) or len(counted), 3)
assert callable_iterator.__reduce__()[0] is iter and list(callable_iterator) == [1, 2]
assert callable_iterator.__reduce__() == (iter, ((),))


def exhausts_itself():
    if depth:
        return "end"
    depth.append(1)
    list(again)
    return "not the end"


depth = []
again = iter(exhausts_itself, "end")
assert next(again, "nothing") == "nothing"


def changing(change):
    table = {1: 1, 2: 2}
    for key in table:
        change(table, key)


def swap(table, key):
    del table[key]
    table[key + 10] = 1


raises(RuntimeError, "dictionary changed size during iteration", changing, lambda table, key: table.pop(key))
raises(RuntimeError, "dictionary keys changed during iteration", changing, swap)
iterator = iter(table)
table[4] = "d"
raises(RuntimeError, "dictionary changed size during iteration", next, iterator)
raises(RuntimeError, "dictionary changed size during iteration", next, iterator)
del table[4]
raises(RuntimeError, "dictionary changed size during iteration", next, iterator)

# Views compare and intersect without hashing values.
assert {1: []}.items() == {1: []}.items() and {1: []}.items() <= {1: [], 2: []}.items()
assert {1: []}.items().isdisjoint([(1, 2)]) and not {1: 2}.items().isdisjoint([(1, 2)])
raises(TypeError, "unhashable type: 'list'", lambda: {1: []}.items() | set())
raises(TypeError, "'int' object is not iterable", lambda: {}.keys() - 1)

cycle = {}
cycle["view"] = cycle.values()
assert repr(cycle) == "{'view': dict_values([...])}"

# NaNs are found by identity.
nan = float("nan")
assert nan in [nan] and float("nan") not in [nan] and [nan] == [nan] and {nan: 1}[nan] == 1 and len({nan, float("nan")}) == 2

# The comparisons of a sort are those of timsort.
class Counted:
    count = 0

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        Counted.count += 1
        return self.value < other.value


def comparisons(values):
    Counted.count = 0
    result = sorted(map(Counted, values))
    assert [item.value for item in result] == sorted(values)
    return Counted.count


assert comparisons(range(1000)) == 999 and comparisons(range(1000, 0, -1)) == 999
state, pseudo = 1, []
for _ in range(2000):
    state = state * 1103515245 + 12345 & 0x7FFFFFFF
    pseudo.append(state >> 8)
assert comparisons(pseudo) == 19282
assert comparisons(list(range(500)) + list(range(250, 750)) + list(range(100))) == 1858
assert comparisons([x % 7 for x in pseudo]) == 12789
pairs = sorted(((x % 5, n) for n, x in enumerate(pseudo)), key=lambda pair: pair[0], reverse=True)
assert all(a[0] > b[0] or a[0] == b[0] and a[1] < b[1] for a, b in zip(pairs, pairs[1:]))

print("ok")
