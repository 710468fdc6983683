"""collections: namedtuple, deque, Counter, defaultdict, OrderedDict, ChainMap."""

from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

Point = namedtuple("Point", "x y", defaults=[5])
p = Point(1)
assert p == (1, 5)
assert p.x == 1
assert p._replace(y=2) == Point(1, 2)
assert p._asdict() == {"x": 1, "y": 5}
assert repr(p) == "Point(x=1, y=5)"
assert Point._fields == ("x", "y")
assert Point._make([3, 4]).y == 4
x, y = p
assert (x, y) == (1, 5)
assert Point(x=2, y=3) < Point(2, 4)
assert hash(p) == hash((1, 5))
assert isinstance(p, tuple)
raises(TypeError, "Point.__new__() missing 1 required positional argument: 'x'", Point)
raises(AttributeError, "can't set attribute", setattr, p, "x", 3)
raises(ValueError, "Type names and field names cannot be a keyword: 'def'", namedtuple, "N", "def")
raises(ValueError, "Encountered duplicate field name: 'a'", namedtuple, "N", "a a")
d = deque([1, 2, 3], maxlen=4)
d.append(4)
d.append(5)
d.appendleft(0)
assert list(d) == [0, 2, 3, 4]
assert d.maxlen == 4
assert d.pop() == 4
assert d.popleft() == 0
assert repr(d) == "deque([2, 3], maxlen=4)"
d.extend([7, 8, 9])
d.rotate(1)
assert list(d) == [9, 3, 7, 8]
assert d[0] == 9
assert d[-1] == 8
assert 7 in d
assert d.index(7) == 2
assert d.count(3) == 1
d.extendleft([1, 2])
d.remove(1)
d.insert(1, "i")
d.reverse()
assert list(d) == [3, 9, "i", 2]
assert list(reversed(d)) == [2, "i", 9, 3]
assert d.copy() == d
assert d + deque([0]) == deque([9, "i", 2, 0])
d.rotate(-1)
del d[0]
assert list(d) == ["i", 2, 3]
d.clear()
raises(IndexError, "pop from an empty deque", d.pop)
raises(IndexError, "deque index out of range", lambda: deque()[0])
raises(ValueError, "maxlen must be non-negative", deque, [], -1)
raises(RuntimeError, "deque mutated during iteration", lambda: [q.append(1) for q in [deque([1, 2])] for _ in q])
c = Counter("abracadabra")
assert c.most_common(2) == [("a", 5), ("b", 2)]
assert c["zz"] == 0
assert c.total() == 11
assert repr(Counter("aab")) == "Counter({'a': 2, 'b': 1})"
assert sorted(Counter(a=2, b=0, c=-1).elements()) == ["a", "a"]
assert Counter(a=3, b=1) + Counter(a=1, c=2) == Counter(a=4, b=1, c=2)
assert Counter(a=3) - Counter(a=5) == Counter()
assert Counter(a=3, b=2) & Counter(a=1, b=5) == Counter(a=1, b=2)
assert Counter(a=1) | Counter(a=3) == Counter(a=3)
assert +Counter(a=-1, b=1) == Counter(b=1)
c.subtract("aaa")
c.update({"z": 2})
assert c["a"] == 2
assert c["z"] == 2
assert Counter(a=1) <= Counter(a=2)
assert Counter(a=1, b=0) == Counter(a=1)
dd = defaultdict(list, x=[1])
dd["y"].append(2)
assert dd == {"x": [1], "y": [2]}
assert dd.default_factory is list
assert repr(dd) == "defaultdict(<class 'list'>, {'x': [1], 'y': [2]})"
assert dd.get("n") is None
assert "n" not in dd
assert dd["n"] == []
raises(KeyError, "'k'", lambda: defaultdict()["k"])
raises(TypeError, "first argument must be callable or None", defaultdict, 1)
o = OrderedDict(a=1, b=2, c=3)
o.move_to_end("a")
o.move_to_end("c", last=False)
assert list(o) == ["c", "b", "a"]
assert o.popitem(last=False) == ("c", 3)
assert OrderedDict(a=1, b=2) != OrderedDict(b=2, a=1)
assert OrderedDict(a=1) == {"a": 1}
assert repr(o) == "OrderedDict({'b': 2, 'a': 1})"
m = ChainMap({"a": 1}, {"a": 2, "b": 3})
m["c"] = 4
assert m["a"] == 1
assert m["b"] == 3
assert m.maps[0] == {"a": 1, "c": 4}
assert m.new_child({"a": 0})["a"] == 0
assert m.parents["a"] == 2
assert sorted(m) == ["a", "b", "c"]

print("ok")
