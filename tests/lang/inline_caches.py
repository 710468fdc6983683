# Sites that meet many shapes: instances, classes, modules, methods, properties.
import math
import sys


class A:
    x = 1

    def m(self):
        return "A.m"


class B:
    x = 2

    def m(self):
        return "B.m"


def get_x(o):
    return o.x


def call_m(o):
    return o.m()


assert [get_x(c) for c in (A, B, A, B)] == [1, 2, 1, 2]
assert [get_x(c()) for c in (A, B, A, B)] == [1, 2, 1, 2]


def maker(o):
    return o.__name__


assert [maker(o) for o in (int, str, list, math, sys, int)] == ["int", "str", "list", "math", "sys", "int"]

# Slots at different places, in the class, by property, in the instance over the class.
class C:
    def __init__(self, x):
        self.a = 0
        self.x = x


class D:
    def __init__(self, x):
        self.a = self.b = self.c = 0
        self.x = x

    def m(self):
        return "D.m"


class P:
    @property
    def x(self):
        return "property"

    def m(self):
        return "P.m"


class Q(P):
    @property
    def x(self):
        return super().x + "!"


class S:
    __slots__ = ("z", "x")

    def __init__(self, x):
        self.x = x


class Many:
    def __init__(self):
        for index in range(30):
            setattr(self, f"y{index}", index)
        self.x = "overflow"

    def m(self):
        return "Many.m"


objects = [A(), B(), C(3), D(4), P(), Q(), S(5), Many(), A, B]
expected = [1, 2, 3, 4, "property", "property!", 5, "overflow", 1, 2]
for _ in range(3):
    assert [get_x(o) for o in objects] == expected
    assert [get_x(o) for o in reversed(objects)] == expected[::-1]


def property_only(o):
    return o.x, o.x


for _ in range(5):
    assert property_only(P()) == ("property", "property")
P.x = property(lambda self: 1 / 0)
try:
    property_only(P())
    assert False
except ZeroDivisionError as error:
    names = []
    tb = error.__traceback__
    while tb:
        names.append(tb.tb_frame.f_code.co_name)
        tb = tb.tb_next
    assert names == ["<module>", "property_only", "<lambda>"], names

# Methods: of the class, functions in the instance, and what shadows them later.
own = C(0)
own.m = lambda: "own"
holders = [A(), B(), D(0), own, P(), Many()]
for _ in range(4):
    assert [call_m(o) for o in holders] == ["A.m", "B.m", "D.m", "own", "P.m", "Many.m"]
shadowed = A()
for turn in range(6):
    if turn == 4:
        shadowed.m = lambda: "shadow"
    assert call_m(shadowed) == ("shadow" if turn >= 4 else "A.m")
A.m = lambda self: "new"
assert call_m(A()) == "new" and call_m(B()) == "B.m"


def store(o, value):
    o.value = value


targets = [A(), B(), C(1), D(1), P(), Many(), Q()]
for turn in range(4):
    for target in targets:
        store(target, turn)
    assert all(target.value == turn for target in targets)


class Checked:
    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, value):
        self._value = value * 2


checked = Checked()
for turn in range(3):
    store(checked, turn)
    store(A(), turn)
assert checked.value == 4

# Methods of builtin types at one site.
def upper(o):
    return o.count("a")


for _ in range(3):
    assert [upper(o) for o in ("banana", ["a"], ("a", "a"), "", "x")] == [3, 1, 2, 0, 0]


# Classes whose namespace was looked at.
class Meta(type):
    def __new__(metaclass, name, bases, namespace):
        made = super().__new__(metaclass, name, bases, namespace)
        made.names = sorted(made.__dict__)
        made.token = name
        return made


class First(metaclass=Meta):
    pass


class Second(First):
    pass


def token(cls):
    return cls.token


assert [token(cls) for cls in (First, Second, First, Second)] == ["First", "Second", "First", "Second"]

# Special methods that come after attributes of the class were read and after instances were used.
class Late:
    kind = "late"


def kinds(n):
    return [Late.kind for _ in range(n)]


def texts(late, n):
    return [str(late) for _ in range(n)], [late.kind for _ in range(n)]


assert kinds(100) == ["late"] * 100
Late.__str__ = lambda self: "text"
Late.__match_args__ = ()
assert texts(Late(), 100) == (["text"] * 100, ["late"] * 100)
Late.__getattribute__ = lambda self, name: "hooked"
assert texts(Late(), 100) == (["text"] * 100, ["hooked"] * 100)
del Late.__getattribute__, Late.__str__
Late.__getattr__ = lambda self, name: name * 2
Late.kind = "new"
assert kinds(100) == ["new"] * 100 and texts(Late(), 3)[1] == ["new"] * 3
del Late.kind
assert texts(Late(), 100)[1] == ["kindkind"] * 100
try:
    kinds(1)
except AttributeError:
    pass
else:
    assert False

print("ok")
