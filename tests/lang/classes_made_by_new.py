# Classes with a `__new__` in Python: what it is given, what becomes of what it returns, when `__init__` is called, and with what.
import collections
import typing


def attempt(make, *args, **keywords):
    try:
        return make(*args, **keywords)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


Pair = collections.namedtuple("Pair", "left right")


class Named(typing.NamedTuple):
    first: int
    second: int = 7


class Summed(collections.namedtuple("Summed", "x y")):
    def total(self):
        return self.x + self.y


class Slotted(collections.namedtuple("Slotted", "x y")):
    __slots__ = ()

    def __new__(cls, x, y=3):
        return super().__new__(cls, x * 2, y)


class Single:
    instance = None

    def __new__(cls):
        if cls.instance is None:
            cls.instance = super().__new__(cls)
        return cls.instance


class Interned:
    known = {}

    def __new__(cls, key):
        found = cls.known.get(key)
        if found is None:
            found = object.__new__(cls)
            found.key = key
            cls.known[key] = found
        return found


class Fixed:
    __slots__ = ("a", "b")

    def __new__(cls, a, b):
        self = object.__new__(cls)
        self.a = a
        self.b = b
        return self


class Both:
    def __new__(cls, x, *, scale=1):
        made = super().__new__(cls)
        made.made_with = (x, scale)
        return made

    def __init__(self, x, *, scale=1):
        self.x = x * scale


class Shape:
    def __new__(cls, sides):
        if sides == 4:
            return object.__new__(Square)
        if sides < 0:
            return "no shape"
        if sides == 0:
            return Other()
        return super().__new__(cls)

    def describe(self):
        return type(self).__name__, getattr(self, "sides", None)


class Square(Shape):
    def __init__(self, sides):
        self.sides = sides


class Other:
    def __init__(self, *args):
        self.args = args


class Text(str):
    def __new__(cls, value):
        return super().__new__(cls, f"<{value}>")


class Number(int):
    def __new__(cls, value):
        return int.__new__(cls, value + 1)


class Real(float):
    def __new__(cls, value):
        return float.__new__(cls, value)


class Vector(tuple):
    def __new__(cls, *items):
        return tuple.__new__(cls, items)

    def __add__(self, other):
        return Vector(*(a + b for a, b in zip(self, other)))

    def __len__(self):
        return 99


class BadInit:
    def __new__(cls, x):
        return object.__new__(cls)

    def __init__(self, x):
        if x == 1999:
            return 5


class Raising:
    def __new__(cls, x):
        if x % 500 == 0:
            raise ValueError(x)
        return object.__new__(cls)


class Excess:
    def __new__(cls, x):
        return object.__new__(cls, x)


class Meta(type):
    def __call__(cls, *args):
        return "called", args


class Called(metaclass=Meta):
    def __new__(cls, x):
        return object.__new__(cls)


def large(cls, x):
    made = object.__new__(cls)
    total = x
    for step in range(3):
        if total & 1:
            total += step
        else:
            total -= step
        if total > 100:
            total %= 100
        if total & 2:
            total += 5
        if total & 4:
            total -= 3
        if total & 8:
            total ^= 1
        if total & 16:
            total += 2
        if total & 32:
            total -= 4
    made.total = total
    return made


class Large:
    __new__ = large


class LargeBoth:
    __new__ = large

    def __init__(self, x):
        self.x = x


def pairs(n):
    total = 0
    for i in range(n):
        p = Pair(i, 2)
        total += p.left * p.right + p[1] + len(p)
        q = Pair(right=1, left=i)
        a, b = q
        total += a - b + Named(i).second + Named(1, i).second
        s = Summed(i, 1)
        total += s.total() + Slotted(i).x + Slotted(1, y=i).y
        if i % 300 == 0:
            s.note = i
            print(p, q, s, s.note, Slotted(i), Named(i), p == (i, 2), hash(p) == hash((i, 2)), p < q)
    return total


def kept(n):
    found = []
    for i in range(n):
        p = Pair(i, str(i))
        if i % 100 == 7:
            found.append(p)
        s = Summed(p, [i])
        if i % 100 == 8:
            s.extra = p
            found.append(s)
    return [(type(p).__name__, p, getattr(p, "extra", None)) for p in found][-4:]


def others(n):
    total = 0
    for i in range(n):
        total += (Single() is Single()) + Interned(i & 7).key + Fixed(i, 2).a + Fixed(1, i).b
        both = Both(i, scale=2)
        total += both.x + both.made_with[1] + Both(3).x
        total += len(Text(i)) + Number(i) + int(Real(i * 0.5))
        total += Large(i).total + LargeBoth(i).total + LargeBoth(i).x
    return total


def shapes(n):
    counts = {}
    for i in range(n):
        made = Shape(i % 6 - 1)
        key = made.describe() if isinstance(made, Shape) else (type(made).__name__, getattr(made, "args", None))
        counts[key] = counts.get(key, 0) + 1
    return sorted(counts.items(), key=str)


def vectors(n):
    v, w = Vector(1, 2), Vector(0.5, 1)
    for i in range(n):
        v = v + w
    return v, tuple(v), len(v), len(Vector(1)), [*Vector(1, 2)]


def errors(n):
    seen = collections.Counter()
    for i in range(n):
        for result in (
            attempt(Raising, i),
            attempt(BadInit, i),
            attempt(Excess, i) if i % 50 == 0 else None,
            attempt(Pair, i) if i % 50 == 0 else None,
            attempt(Pair, i, 2, 3) if i % 50 == 0 else None,
            attempt(Pair, left=i) if i % 50 == 0 else None,
            attempt(tuple.__new__, int) if i % 50 == 0 else None,
            attempt(tuple.__new__, Pair, i) if i % 50 == 0 else None,
            attempt(object.__new__, Pair) if i % 50 == 0 else None,
            attempt(Called, i) if i % 50 == 0 else None,
        ):
            if isinstance(result, (str, tuple)):
                seen[str(result).replace(str(i), "i")] += 1
    return sorted(seen.items())


def changing(n):
    class Changes:
        def __new__(cls, x):
            made = object.__new__(cls)
            made.x = x
            return made

    total = 0
    for i in range(n):
        total += Changes(i).x
        if i == n // 2:
            Changes.__new__ = lambda cls, x: x
            total += Changes(3)

            def new(cls, x):
                made = object.__new__(cls)
                made.x = -x
                return made

            Changes.__new__ = new
        if i == n // 2 + 100:
            Changes.__init__ = lambda self, x: setattr(self, "x", 1)
    return total


print(pairs(2000))
print(kept(2000))
print(others(2000))
print(shapes(3000))
print(vectors(2000))
for line in errors(2000):
    print(line)
print(changing(2000))
p = Pair(1, 2)
print(p._replace(left=9), Pair._make([3, 4]), p._asdict(), Pair(*p), Pair(**p._asdict()))
print("ok")
