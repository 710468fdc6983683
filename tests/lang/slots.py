"""__slots__: storage, inheritance, errors, with __dict__ and __weakref__, descriptors."""

import sys


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


p = Point(1, 2)
assert p.x == 1
assert not hasattr(p, "__dict__")
assert Point.__slots__ == ("x", "y")
assert repr(Point.x) == "<member 'x' of 'Point' objects>"
p.x = 5
assert p.x == 5 and Point.x.__get__(p) == 5
del p.x
raises(AttributeError, "'Point' object has no attribute 'x'", lambda: p.x)
raises(AttributeError, "'Point' object has no attribute 'z'", setattr, p, "z", 1)


class Point3(Point):
    __slots__ = "z"


q = Point3(1, 2)
q.z = 3
assert (q.x, q.y, q.z) == (1, 2, 3)
raises(AttributeError, "'Point3' object has no attribute 'w'", setattr, q, "w", 1)


class Open(Point):
    pass


o = Open(1, 2)
o.extra = 3
assert o.__dict__ == {"extra": 3} and o.x == 1


class WithDict:
    __slots__ = ["a", "__dict__", "__weakref__"]


w = WithDict()
w.a, w.b = 1, 2
assert w.__dict__ == {"b": 2}
raises(ValueError, "'x' in __slots__ conflicts with class variable", lambda: type("X", (), {"__slots__": ["x"], "x": 1}))
raises(TypeError, "__slots__ must be identifiers", lambda: type("X", (), {"__slots__": ["1x"]}))
raises(TypeError, "__slots__ items must be strings, not 'int'", lambda: type("X", (), {"__slots__": [1]}))
raises(TypeError, "__dict__ slot disallowed: we already got one", lambda: type("X", (Open,), {"__slots__": ["__dict__"]}))
raises(TypeError, "multiple bases have instance lay-out conflict", lambda: type("X", (Point3, type("Z", (), {"__slots__": ["k"]})), {}))


class Private:
    __slots__ = ("__hidden",)

    def __init__(self):
        self.__hidden = 1


assert Private()._Private__hidden == 1


class Described:
    __slots__ = {"x": "the doc of x"}


assert Described.__slots__ == {"x": "the doc of x"} and Described.x.__name__ == "x"


class ReadOnly:
    __slots__ = ()
    value = 3


raises(AttributeError, "'ReadOnly' object attribute 'value' is read-only", setattr, ReadOnly(), "value", 4)
raises(AttributeError, "'ReadOnly' object has no attribute 'nope'", setattr, ReadOnly(), "nope", 4)
raises(TypeError, "nonempty __slots__ not supported for subtype of 'int'", lambda: type("X", (int,), {"__slots__": ["a"]}))
raises(AttributeError, "'object' object has no attribute 'x'", setattr, object(), "x", 1)
raises(TypeError, "cannot set 'x' attribute of immutable type 'int'", setattr, int, "x", 1)
raises(TypeError, "descriptor 'x' for 'Point' objects doesn't apply to a 'int' object", Point.x.__get__, 3)

print("ok")
