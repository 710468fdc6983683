"""dict: construction, methods, order, views, merging, missing, mutation during iteration, errors."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

d = {"a": 1, "b": 2}
assert d["a"] == 1
assert d.get("z") is None
assert d.get("z", 0) == 0
assert "a" in d
assert "z" not in d
assert len(d) == 2
assert dict(a=1, b=2) == d == dict([("a", 1), ("b", 2)]) == dict({"a": 1}, b=2) == dict(zip("ab", (1, 2)))
assert {**d, "c": 3, "a": 0} == {"a": 0, "b": 2, "c": 3}
assert dict.fromkeys("ab", 0) == {"a": 0, "b": 0}
assert dict.fromkeys([1]) == {1: None}
assert {x: x * x for x in range(3)} == {0: 0, 1: 1, 2: 4}
assert d.setdefault("a", 9) == 1
assert d.setdefault("c", 9) == 9
assert d.setdefault("n") is None
assert list(d) == ["a", "b", "c", "n"]
assert d.pop("n") is None
assert d.pop("zz", 5) == 5
assert d.popitem() == ("c", 9)
assert list(d.items()) == [("a", 1), ("b", 2)]
d.update({"b": 3}, x=1)
d.update([("y", 2)])
assert d == {"a": 1, "b": 3, "x": 1, "y": 2}
assert list(reversed(d)) == ["y", "x", "b", "a"]
assert list(reversed(d.values())) == [2, 1, 3, 1]
d["a"] = 5
del d["b"]
d["b"] = 6
assert list(d) == ["a", "x", "y", "b"] and d.copy() == d and d.copy() is not d
assert d | {"z": 1} == {**d, "z": 1} and {"z": 1} | d == {"z": 1, **d}
e = d
e |= {"q": 0}
assert d is e and d["q"] == 0
keys, items = d.keys(), d.items()
assert keys & {"a", "nope"} == {"a"}
assert keys | {"w"} == {"a", "x", "y", "b", "q", "w"}
assert keys - {"a"} == {"x", "y", "b", "q"}
assert ("a", 5) in items
assert keys ^ {"a"} == {"x", "y", "b", "q"}
assert items & {("a", 5)} == {("a", 5)}
assert keys == {"a", "x", "y", "b", "q"}
assert not keys.isdisjoint("a")
assert keys.mapping["a"] == 5
d["new"] = 1
assert "new" in keys
assert len(items) == 6
assert repr({1: 2}.keys()) == "dict_keys([1])"
assert repr({1: 2}.items()) == "dict_items([(1, 2)])"
assert repr({}.values()) == "dict_values([])"
assert repr({"a": [1], 2: {}}) == "{'a': [1], 2: {}}"
assert {1: "a"} == {1.0: "a"} == {True: "a"}
assert {1: 1, True: 2, 1.0: 3} == {1: 3}
assert list({1: 1, True: 2}) == [1]
d.clear()
assert d == {} and not d
cycle = {}
cycle["me"] = cycle
assert repr(cycle) == "{'me': {...}}"


class Missing(dict):
    def __missing__(self, key):
        self[key] = key * 2
        return self[key]


m = Missing()
assert m[3] == 6 and m == {3: 6} and m.get(4) is None


class Colliding:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 1

    def __eq__(self, other):
        return self.n == other.n


many = {Colliding(i): i for i in range(50)}
assert all(many[Colliding(i)] == i for i in range(50)) and len(many) == 50
for i in range(0, 50, 2):
    del many[Colliding(i)]
assert sorted(many.values()) == list(range(1, 50, 2))


def grow():
    table = {1: 1}
    for key in table:
        table[key + 1] = 1


def shrink():
    table = {1: 1, 2: 2}
    for key in table:
        del table[key]


def swap():
    table = {1: 1}
    for key in table:
        del table[key]
        table[key + 10] = 1


raises(RuntimeError, "dictionary changed size during iteration", grow)
raises(RuntimeError, "dictionary changed size during iteration", shrink)
raises(RuntimeError, "dictionary keys changed during iteration", swap)
raises(KeyError, "'z'", lambda: {}["z"])
raises(KeyError, "(1, 2)", lambda: {}[1, 2])
raises(KeyError, "'z'", {}.pop, "z")
raises(KeyError, "'popitem(): dictionary is empty'", {}.popitem)
raises(TypeError, "unhashable type: 'list'", lambda: {[]: 1})
raises(TypeError, "unhashable type: 'dict'", lambda: {}.get({}))
raises(TypeError, "unsupported operand type(s) for |: 'dict' and 'list'", lambda: {} | [])
raises(TypeError, "cannot convert dictionary update sequence element #0 to a sequence", dict, [1])
raises(ValueError, "dictionary update sequence element #0 has length 3; 2 is required", dict, ["abc"])
raises(TypeError, "'int' object is not iterable", dict, 1)
raises(TypeError, "'<' not supported between instances of 'dict' and 'dict'", lambda: {} < {})
raises(TypeError, "dict expected at most 1 argument, got 2", dict, 1, 2)

print("ok")
