"""Subclassing and copying builtin types: dict, list, str, int, tuple, set, float, exceptions; special methods honoured."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Lower(dict):
    def __setitem__(self, key, value):
        super().__setitem__(key.lower(), value)

    def __getitem__(self, key):
        return super().__getitem__(key.lower())

    def __contains__(self, key):
        return super().__contains__(key.lower())


d = Lower()
d["A"] = 1
d.update(B=2)
assert d["a"] == d["A"] == 1
assert "A" in d
assert list(d) == ["a", "B"]
assert d.get("A") is None
assert dict(d) == {"a": 1, "B": 2}
assert {**d} == {"a": 1, "B": 2}


class Path(str):
    def __truediv__(self, other):
        return Path(f"{self}/{other}")

    def __eq__(self, other):
        return str(self).lower() == str(other).lower()

    def __hash__(self):
        return hash(self.lower())


p = Path("A") / "b"
assert p == "a/B"
assert type(p) is Path
assert type(p + "x") is str
assert type(p.upper()) is str
assert {p: 1}[Path("a/b")] == 1
assert type(str(p)) is str
assert len(p) == 3
assert f"{p:>5}" == "  A/b"


class Meters(float):
    def __new__(cls, value, unit="m"):
        self = super().__new__(cls, value)
        self.unit = unit
        return self

    def __add__(self, other):
        return Meters(float(self) + other)

    def __repr__(self):
        return f"{float(self)}{self.unit}"


m = Meters(1.5) + 2
assert repr(m) == "3.5m"
assert m == 3.5
assert type(m * 2) is float
assert m.unit == "m"
assert sum([Meters(1), Meters(2)], Meters(0)) == 3.0
assert f"{m:.2f}" == "3.50"
assert str(m) == "3.5m"


class Stack(list):
    def push(self, x):
        self.append(x)
        return self

    def __getitem__(self, i):
        result = super().__getitem__(i)
        return Stack(result) if isinstance(i, slice) else result

    def __iter__(self):
        return reversed([list.__getitem__(self, i) for i in range(len(self))])


s = Stack().push(1).push(2).push(3)
assert s[0] == 1
assert type(s[1:]) is Stack
assert list(s) == [3, 2, 1]
assert [x for x in s] == [3, 2, 1]
assert sorted(s) == [1, 2, 3]
assert s == [1, 2, 3]
assert repr(s) == "[1, 2, 3]"
assert len(s) == 3
assert tuple(s) == (3, 2, 1)
a, b, c = s
assert (a, b, c) == (3, 2, 1)
assert max(s) == 3
assert 2 in s
assert s + [4] == [1, 2, 3, 4]
assert s.copy() == [1, 2, 3]
assert type(s.copy()) is list


class Frozen(frozenset):
    def __contains__(self, x):
        return not super().__contains__(x)


assert 1 not in Frozen([1]) and 2 in Frozen([1]) and Frozen([1]) == {1}


class Weekday(int):
    NAMES = ("mon", "tue")

    def __str__(self):
        return self.NAMES[self]

    def __format__(self, spec):
        return f"<{int(self)}:{spec}>"

    def __index__(self):
        raise AssertionError("exact ints and subclasses index by value")

    def __bool__(self):
        return True


w = Weekday(1)
assert str(w) == "tue"
assert f"{w:x}" == "<1:x>"
assert "%d" % w == "1"
assert [10, 20][w] == 20
assert bool(Weekday(0))
assert repr(w) == "1"
assert w + w == 2
assert range(5)[w] == 1
assert hash(w) == 1
assert {1: "x"}[w] == "x"


class Counter(dict):
    def __missing__(self, key):
        return 0


c = Counter()
for ch in "hello":
    c[ch] += 1
assert c == {"h": 1, "e": 1, "l": 2, "o": 1}
assert c["zz"] == 0
assert "zz" not in c
assert "{x}".format_map(c) == "0"


class Args(tuple):
    def __new__(cls, *args):
        return super().__new__(cls, args)

    def __add__(self, other):
        return Args(*self, *other)


assert Args(1, 2) + (3,) == (1, 2, 3)
assert type(Args(1) + (2,)) is Args
assert Args()[0:] == ()
assert "%s %s" % Args(1, 2) == "1 2"


class Err(ValueError):
    def __init__(self, message, *, code):
        super().__init__(message)
        self.code = code


try:
    raise Err("bad", code=7)
except ValueError as e:
    assert e.args == ("bad",) and e.code == 7 and str(e) == "bad"


class Bytes(bytes):
    def __getitem__(self, i):
        return "item"


assert Bytes(b"ab")[0] == "item"
assert list(Bytes(b"ab")) == [97, 98]
assert Bytes(b"ab") == b"ab"
assert type(Bytes(b"a") + b"b") is bytes


class Bool:
    def __init__(self):
        self.asked = 0

    def __bool__(self):
        self.asked += 1
        return self.asked % 2 == 1


q = Bool()
assert (q and 1) == 1 and (q or 2) == 2 and q.asked == 2
raises(TypeError, "type 'NoneType' is not an acceptable base type", lambda: type("N", (type(None),), {}))
raises(TypeError, "type 'range' is not an acceptable base type", lambda: type("R", (range,), {}))
raises(TypeError, "type 'slice' is not an acceptable base type", lambda: type("S", (slice,), {}))
raises(TypeError, "type 'function' is not an acceptable base type", lambda: type("F", (type(lambda: 0),), {}))
raises(TypeError, "type 'generator' is not an acceptable base type", lambda: type("G", (type(x for x in ""),), {}))
raises(KeyError, "'q'", lambda: d["q"])

print("ok")
