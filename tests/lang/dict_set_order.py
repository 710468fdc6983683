"""Insertion order of dicts, **kwargs, class namespaces, json-like displays; determinism of set of small ints."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


def kw(**kwargs):
    return list(kwargs)


assert kw(z=1, a=2, m=3) == ["z", "a", "m"] and kw(**{"q": 1}, b=2) == ["q", "b"]
d = {}
for i in (5, 3, 9, 1):
    d[i] = i
del d[9]
d[9] = 0
d[3] = "changed"
assert list(d) == [5, 3, 1, 9]
assert list(d.values()) == [5, "changed", 1, 0]
assert d.popitem() == (9, 0)
d |= {1: "x", 7: "y"}
assert list(d.items()) == [(5, 5), (3, "changed"), (1, "x"), (7, "y")]
assert list({**d, 3: 0}) == [5, 3, 1, 7]
assert list(dict.fromkeys("mississippi")) == ["m", "i", "s", "p"]
assert repr({"b": 1, "a": 2}) == "{'b': 1, 'a': 2}"
big = {str(i): i for i in range(1000)}
for i in range(0, 1000, 3):
    del big[str(i)]
assert list(big.values()) == [i for i in range(1000) if i % 3]
for i in range(0, 1000, 3):
    big[str(i)] = i
assert list(big.values())[-334:] == list(range(0, 1000, 3)) and len(big) == 1000
copy = big.copy()
big.clear()
assert len(copy) == 1000
assert next(iter(copy)) == "1"
assert list(reversed(copy))[0] == "999"


class Namespace:
    b = 1
    a = 2
    c = 3


assert [k for k in vars(Namespace) if len(k) == 1] == ["b", "a", "c"]
obj = Namespace()
obj.z, obj.y = 1, 2
obj.x = 3
del obj.z
obj.z = 4
assert list(obj.__dict__) == ["y", "x", "z"]
mixed = {1: "int", "1": "str", (1,): "tuple", None: "none", 1.5: "float", True: "bool"}
assert list(mixed.values()) == ["bool", "str", "tuple", "none", "float"]
assert list(mixed)[0] == 1
assert type(list(mixed)[0]) is int
assert [k for k, v in sorted({"b": 1, "a": 1}.items(), key=lambda kv: kv[1])] == ["b", "a"]
items = iter({1: 2, 3: 4}.items())
assert next(items) == (1, 2) and list(items) == [(3, 4)]
seen = []
for key in list(d):
    seen.append(key)
    d.pop(key)
    d[key * 10] = 1
assert seen == [5, 3, 1, 7] and list(d) == [50, 30, 10, 70]
changed = {i: i for i in range(5)}
for key in changed:
    changed[key] = -key
assert changed == {0: 0, 1: -1, 2: -2, 3: -3, 4: -4}
assert {"a": 1, "b": 2} == {"b": 2, "a": 1}
assert list({"a": 1, "b": 2} | {"a": 3}) == ["a", "b"]
assert {"a": 1}.items() == {"a": 1}.items()
s = set(range(10))
assert sorted(s) == list(range(10))
assert len(s | {3}) == 10
assert s == set(reversed(range(10)))
assert {3, 1, 2} == {1, 2, 3}
nested = {"outer": {"inner": [1, {"deep": (1, 2)}]}}
assert repr(nested) == "{'outer': {'inner': [1, {'deep': (1, 2)}]}}"
assert nested["outer"]["inner"][1]["deep"][1] == 2
raises(RuntimeError, "dictionary changed size during iteration", lambda: [changed.update({k + 100: 1}) for k in changed])
raises(RuntimeError, "Set changed size during iteration", lambda: [s.discard(x) for x in s])
raises(RuntimeError, "dictionary changed size during iteration", lambda: [changed.popitem() for _ in changed.values()])

print("ok")
