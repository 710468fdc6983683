"""Inheritance: method resolution order, super, cooperative calls, abstract diamonds, conflicts."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class A:
    def who(self):
        return ["A"]

    def only_a(self):
        return "a"


class B(A):
    def who(self):
        return ["B"] + super().who()


class C(A):
    def who(self):
        return ["C"] + super().who()


class D(B, C):
    def who(self):
        return ["D"] + super().who()


assert D().who() == ["D", "B", "C", "A"]
assert D.__mro__ == (D, B, C, A, object)
assert D.mro() == [D, B, C, A, object]
assert D().only_a() == "a"
assert super(B, D()).who() == ["C", "A"]
assert super(D, D).who(D()) == ["B", "C", "A"]
assert A.who(D()) == ["A"]
assert issubclass(D, A)
assert isinstance(D(), C)
assert not issubclass(A, B)
assert issubclass(D, (int, B))
assert A.__subclasses__() == [B, C]
assert D.__base__ is B
assert repr(super(B, D())).startswith("<super: <class 'B'>, <D object>>")
assert issubclass(bool, int | str)
assert isinstance(1, (str, (float, (int,))))


class Base:
    def __init__(self, **kwargs):
        self.log = ["base"]
        assert not kwargs


class Left(Base):
    def __init__(self, left, **kwargs):
        super().__init__(**kwargs)
        self.log.append(("left", left))


class Right(Base):
    def __init__(self, right, **kwargs):
        super().__init__(**kwargs)
        self.log.append(("right", right))


class Both(Left, Right):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)

    @classmethod
    def make(cls):
        return cls(left=1, right=2)


assert Both.make().log == ["base", ("right", 2), ("left", 1)]


class Meta:
    @classmethod
    def create(cls):
        return cls.__name__

    @staticmethod
    def tool():
        return "tool"

    @property
    def prop(self):
        return "base prop"


class Child(Meta):
    @classmethod
    def create(cls):
        return super().create() + "!"

    @staticmethod
    def tool():
        return Meta.tool() + "+"

    @property
    def prop(self):
        return super().prop + "+"


assert Child.create() == "Child!"
assert Child.tool() == "tool+"
assert Child().prop == "base prop+"
raises(TypeError, "Cannot create a consistent method resolution\norder (MRO) for bases A, B", lambda: type("X", (A, B), {}))
raises(TypeError, "duplicate base class A", lambda: type("X", (A, A), {}))
raises(TypeError, "type 'bool' is not an acceptable base type", lambda: type("X", (bool,), {}))
raises(TypeError, "multiple bases have instance lay-out conflict", lambda: type("X", (int, str), {}))
raises(TypeError, "super(type, obj): obj must be an instance or subtype of type", super, B, A())
raises(AttributeError, "'super' object has no attribute 'nope'", lambda: super(B, D()).nope)
raises(TypeError, "issubclass() arg 1 must be a class", issubclass, 1, int)
raises(TypeError, "isinstance() arg 2 must be a type, a tuple of types, or a union", isinstance, 1, 1)


def outside():
    return super().__init__()


raises(RuntimeError, "super(): no arguments", outside)


class Late:
    def who(self):
        return "late"


class Rebased(A):
    pass


r = Rebased()
Rebased.__bases__ = (Late,)
assert r.who() == "late"
assert not isinstance(r, A)
assert Rebased.__mro__ == (Rebased, Late, object)


class Number(int):
    def __new__(cls, value, tag=None):
        self = super().__new__(cls, value * 2)
        self.tag = tag
        return self


n = Number(5, tag="x")
assert n == 10 and n.tag == "x" and n + 1 == 11 and isinstance(n, int)


class Other:
    def __new__(cls):
        return 42

    def __init__(self):
        raise AssertionError("not called for foreign results")


assert Other() == 42


class ListChild(list):
    def append(self, x):
        super().append(x * 2)


lc = ListChild([1])
lc.append(2)
assert lc == [1, 4] and lc[0:1] == [1] and type(lc[:]) is list and type(lc + lc) is list


class Virtual(type):
    def __instancecheck__(cls, instance):
        return instance == 3

    def __subclasscheck__(cls, other):
        return other is str


class Odd(metaclass=Virtual):
    pass


assert isinstance(3, Odd)
assert not isinstance(4, Odd)
assert issubclass(str, Odd)
assert not issubclass(int, Odd)


class Generic:
    def __class_getitem__(cls, item):
        return f"{cls.__name__}[{item}]"


assert Generic["x"] == "Generic[x]"
raises(TypeError, "type 'A' is not subscriptable", lambda: A[int])


class MroEntries:
    def __mro_entries__(self, bases):
        return (A,)


class FromEntry(MroEntries()):
    pass


assert FromEntry.__bases__ == (A,) and len(FromEntry.__orig_bases__) == 1

print("ok")
