"""type objects: attributes, dynamic changes seen by instances, subclasses, method caches, copying, comparison."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class A:
    def f(self):
        return "A.f"


class B(A):
    pass


b = B()


def call():
    return b.f()


assert [call() for _ in range(5)] == ["A.f"] * 5
B.f = lambda self: "B.f"
assert call() == "B.f"
del B.f
assert call() == "A.f"
A.f = lambda self: "new A.f"
assert call() == "new A.f"
b.f = lambda: "instance"
assert call() == "instance"
del b.f
A.f = property(lambda self: lambda: "property")
assert call() == "property"
A.f = staticmethod(lambda: "static")
assert call() == "static"
A.f = classmethod(lambda cls: cls.__name__)
assert call() == "B"
B.__getattr__ = lambda self, name: lambda: "getattr " + name
del A.f
assert call() == "getattr f" and b.anything() == "getattr anything"
del B.__getattr__
raises(AttributeError, "'B' object has no attribute 'f'", call)


class Eq:
    pass


x, y = Eq(), Eq()
assert x != y and len({x, y}) == 2
Eq.__eq__ = lambda self, other: True
Eq.__hash__ = lambda self: 1
assert x == y and len({x, y}) == 1
Eq.__len__ = lambda self: 0
assert not x and len(x) == 0
Eq.__bool__ = lambda self: True
assert x
Eq.__call__ = lambda self, n: n + 1
Eq.__getitem__ = lambda self, k: k * 2
Eq.__iter__ = lambda self: iter([1, 2])
Eq.__contains__ = lambda self, k: k == "in"
Eq.__add__ = lambda self, o: "added"
Eq.__enter__ = lambda self: "entered"
Eq.__exit__ = lambda self, *a: True
assert x(1) == 2
assert x[3] == 6
assert list(x) == [1, 2]
assert "in" in x
assert "out" not in x
assert x + 1 == "added"
with x as entered:
    raise ValueError
assert entered == "entered"
x.__add__ = lambda o: "ignored"
assert x + 1 == "added"
del Eq.__add__
raises(TypeError, "unsupported operand type(s) for +: 'Eq' and 'int'", lambda: x + 1)
assert Eq.__name__ == "Eq"
assert Eq.__mro__ == (Eq, object)
assert Eq.__basicsize__ > 0
assert Eq.__dictoffset__ != 0
assert Eq.__flags__ & (1 << 9)
Eq.__name__ = "Renamed"
assert type(x).__name__ == "Renamed" and Eq.__qualname__ == "Eq"
assert int.__name__ == "int"
assert type.__mro__ == (type, object)
assert type(type(x)) is type
assert object.__bases__ == ()
assert object.__base__ is None
assert int.__base__ is object
assert type(x) is Eq
assert type(x) == Eq
assert Eq == Eq
assert Eq != A
assert hash(Eq) == hash(Eq)
assert {Eq: 1}[Eq] == 1
assert (A if True else B) is A


class Base:
    kind = "base"

    @classmethod
    def build(cls, *args):
        self = cls.__new__(cls)
        self.args = args
        return self


kinds = {name: type(name, (Base,), {"kind": name}) for name in ("p", "q")}
assert kinds["p"].kind == "p"
assert kinds["q"]().kind == "q"
assert sorted(c.__name__ for c in Base.__subclasses__()) == ["p", "q"]
assert kinds["p"].build(1).args == (1,)
del kinds["p"].kind
assert kinds["p"].kind == "base"


class Dynamic:
    def __init__(self):
        for i in range(20):
            setattr(self, f"a{i}", i)


d = Dynamic()
assert sum(getattr(d, f"a{i}") for i in range(20)) == 190 and len(vars(d)) == 20
for i in range(0, 20, 2):
    delattr(d, f"a{i}")
assert list(vars(d)) == [f"a{i}" for i in range(1, 20, 2)]
d.a0 = "again"
assert list(vars(d))[-1] == "a0" and d.__dict__.pop("a1") == 1 and not hasattr(d, "a1")
d.__dict__["new key"] = 1
assert getattr(d, "new key") == 1
first, second = Dynamic(), Dynamic()
second.extra = 1
first.__class__ = type("Other", (Dynamic,), {"method": lambda self: self.a5})
assert first.method() == 5
assert isinstance(first, Dynamic)
assert not hasattr(second, "method")
raises(TypeError, "__class__ assignment only supported for mutable types or ModuleType subclasses", setattr, 5, "__class__", int)
raises(TypeError, "cannot set '__name__' attribute of immutable type 'int'", setattr, int, "__name__", "x")
raises(TypeError, "type.__new__() argument 2 must be tuple, not list", type, "X", [], {})
raises(TypeError, "type.__new__() argument 3 must be dict, not int", type, "X", (), 1)
raises(TypeError, "object.__new__(X): X is not a type object (int)", object.__new__, 1)
raises(TypeError, "object.__new__(int) is not safe, use int.__new__()", object.__new__, int)

print("ok")
