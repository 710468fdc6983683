# `setattr` and `object.__setattr__`, with names that are constants and others: frozen classes, slots, hooks, properties.
from dataclasses import FrozenInstanceError, dataclass


@dataclass(frozen=True)
class Frozen:
    a: int
    b: int = 2


@dataclass(frozen=True, slots=True)
class Compact:
    a: int
    b: int = 2


@dataclass(frozen=True, order=True)
class Sorted(Frozen):
    c: str = "c"

    def __post_init__(self):
        object.__setattr__(self, "d", self.a + self.b)


class Open:
    def __init__(self, x):
        self.x = x


class Hooked:
    log = []

    def __setattr__(self, name, value):
        if name == "bad":
            raise AttributeError("bad name")
        Hooked.log.append(name)
        super().__setattr__(name, value)


class Managed:
    def __init__(self):
        setattr(self, "_value", 0)

    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, value):
        self._value = value * 2


class Slotted:
    __slots__ = ("a", "b")


def attempt(work, *args):
    try:
        return work(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def change(o):
    o.a = 3


def frozen(n):
    total, kept = 0, []
    for i in range(n):
        f, c, s = Frozen(i), Compact(i, 3), Sorted(i, 1)
        total += f.a + f.b + c.a * c.b + s.d + len(s.c)
        if i % 400 == 0:
            kept += [f, c, s, attempt(change, f), attempt(change, c), f == Frozen(i), hash(c) == hash(Compact(i, 3))]
    return total, kept


def usual(n):
    total = 0
    for i in range(n):
        o = Open(i)
        setattr(o, "x", i + 1)
        setattr(o, "y", i)
        for name in ("p", "q", "x"):
            setattr(o, name, i)
        total += o.x + o.y + o.p + getattr(o, "q")
        m = Managed()
        setattr(m, "value", i)
        object.__setattr__(m, "value", i + 1)
        total += m.value
        s = Slotted()
        setattr(s, "a", i)
        object.__setattr__(s, "b", i)
        total += s.a + s.b
        if i % 500 == 0:
            print(list(o.__dict__), attempt(setattr, s, "c", 1), attempt(object.__setattr__, s, "c", 1))
            print(attempt(setattr, 5, "c", 1), attempt(setattr, o, 5, 1), attempt(object.__setattr__, Open, "c", 1))
            print(attempt(setattr, m, "missing" + str(i), 3), sorted(vars(m)))
    return total


def hooked(n):
    Hooked.log = []
    for i in range(n):
        h = Hooked()
        setattr(h, "a", i)
        object.__setattr__(h, "b", i)
        h.c = h.a + h.b
        if i % 700 == 0:
            print(attempt(setattr, h, "bad", 1), h.c, vars(h))
            object.__setattr__(h, "bad", 2)
            print(h.bad)
    return len(Hooked.log), sorted(set(Hooked.log))


def changing(n):
    class Changes:
        pass

    total = 0
    for i in range(n):
        o = Changes()
        setattr(o, "v", i)
        object.__setattr__(o, "w", i)
        total += o.v + o.w
        if i == n // 2:
            Changes.v = property(lambda self: 1, lambda self, value: None)
        if i == 2 * n // 3:
            Changes.__setattr__ = lambda self, name, value: None
    return total


print(frozen(2000))
print(usual(2000))
print(hooked(2000))
print(changing(2000))
try:
    Frozen(1).a = 2
except FrozenInstanceError as error:
    print(error)
print("ok")
