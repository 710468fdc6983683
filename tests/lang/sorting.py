"""Sorting: stability, keys, reverse, mixed types, errors, lists changed while sorted, comparison counts."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert sorted([3, 1, 2]) == [1, 2, 3]
assert sorted("bca", reverse=True) == ["c", "b", "a"]
assert sorted([]) == []
assert sorted({3: 0, 1: 0}) == [1, 3]
pairs = [("b", 2), ("a", 2), ("c", 1), ("a", 1)]
assert sorted(pairs, key=lambda p: p[1]) == [("c", 1), ("a", 1), ("b", 2), ("a", 2)]
assert sorted(pairs, key=lambda p: p[1], reverse=True) == [("b", 2), ("a", 2), ("c", 1), ("a", 1)]
assert sorted(pairs, key=lambda p: (-p[1], p[0])) == [("a", 2), ("b", 2), ("a", 1), ("c", 1)]
assert sorted(pairs)[0] == ("a", 1)
assert sorted([1.5, 1, True, 0]) == [0, 1, True, 1.5]
assert sorted(["b", "A", "a"], key=str.lower) == ["A", "a", "b"]
assert sorted([[2], [1, 5], [1]]) == [[1], [1, 5], [2]]
assert sorted([2**70, -(2**70), 0]) == [-(2**70), 0, 2**70]
big = [(i * 7919) % 1009 for i in range(1009)]
copy = big[:]
copy.sort()
assert copy == list(range(1009)) and copy.sort() is None
copy.sort(key=lambda x: x % 10)
assert [x for x in copy if x % 10 == 3] == list(range(3, 1009, 10))
runs = list(range(100)) + list(range(50, 0, -1)) + [7] * 30
assert sorted(runs) == sorted(reversed(runs)) and sorted(runs)[0] == 0


class Item:
    compared = 0

    def __init__(self, key):
        self.key = key

    def __lt__(self, other):
        Item.compared += 1
        return self.key < other.key


items = [Item(i % 5) for i in range(50)]
ranked = sorted(items)
assert [x.key for x in ranked] == sorted(i % 5 for i in range(50))
assert ranked[0] is items[0]
assert ranked[9] is items[45]
Item.compared = 0
sorted([Item(i) for i in range(100)])
assert Item.compared == 99
calls = []
sorted([3, 1, 2], key=lambda x: calls.append(x) or x)
assert calls == [3, 1, 2]
descending = sorted(items, reverse=True)
assert [x for x in descending if x.key == 2] == [x for x in items if x.key == 2]

target = [1, 2, 3]


def meddle(x):
    target.append(x)
    return x


raises(ValueError, "list modified during sort", target.sort, key=meddle)
seen = []
target = [2, 1]
target.sort(key=lambda x: seen.append(len(target)) or x)
assert seen == [0, 0] and target == [1, 2]
broken = [3, 1, "a", 2]
raises(TypeError, "'<' not supported between instances of 'str' and 'int'", broken.sort)
assert sorted(map(str, broken)) == ["1", "2", "3", "a"] and len(broken) == 4
raises(TypeError, "sort() takes no positional arguments", [].sort, len)
raises(TypeError, "'NoneType' object is not iterable", sorted, None)
raises(TypeError, "'int' object is not callable", sorted, [1], key=3)
raises(TypeError, "'<' not supported between instances of 'dict' and 'dict'", sorted, [{}, {}])
assert min([3, 1, 2], key=lambda x: -x) == 3
assert max("aAb", key=str.lower) == "b"
assert min(["b", "a"], default=0) == "a"
assert max([], default=None) is None

print("ok")
