# Keys whose `__hash__` and `__eq__` are in Python.
import enum
import sys
from collections import Counter
from dataclasses import dataclass


class Colour(enum.Enum):
    RED = 1
    GREEN = 2
    BLUE = 3


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Other(enum.Enum):
    RED = 1
    GREEN = 2


@dataclass(frozen=True)
class Point:
    x: int
    y: int = 0


@dataclass(frozen=True, slots=True)
class Slotted:
    x: int
    y: object


@dataclass(unsafe_hash=True)
class Mutable:
    x: int
    y: int


class Pair:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __hash__(self):
        return hash((self.x, self.y))

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y


class Checked:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __hash__(self):
        return self.x * 31 + self.y ^ 5

    def __eq__(self, other):
        if not isinstance(other, Checked):
            return NotImplemented
        return (self.x, self.y) == (other.x, other.y)


class Derived(Checked):
    pass


class Named:
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return hash(self.name)

    def __eq__(self, other):
        return isinstance(other, Named) and self.name == other.name


def counted(keys):
    seen = {}
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
        if key in seen:
            seen[key] += 1
    return seen


def check(make, equal):
    keys = [make(i % 50) for i in range(1000)]
    seen = counted(keys)
    assert len(seen) == (50 if equal else 1000), (make, len(seen))
    assert len(set(keys)) == len(seen) == len(Counter(keys))
    assert sum(seen.values()) == 2000
    pairs = counted([(key, 1) for key in keys])
    assert len(pairs) == len(seen)
    if equal:
        assert make(7) in seen and make(51) not in seen
        assert seen.pop(make(7)) == 40 and make(7) not in seen


check(lambda i: Point(i, i + 1), True)
check(lambda i: Slotted(i, "a%d" % i), True)
check(lambda i: Slotted(i, Point(i, 1)), True)
check(lambda i: Mutable(i, -1), True)
check(lambda i: Pair(i, i * 0.5), True)
check(lambda i: Pair((i, "x"), None), True)
check(lambda i: Checked(i, i), True)
check(lambda i: Derived(i, i), True)
check(lambda i: Named("n%d" % i), True)
check(lambda i: Pair(Point(i, i), Named("n%d" % i)), True)

members = list(Colour) * 300
seen = counted(members)
assert seen == {member: 600 for member in Colour}
assert hash(Colour.RED) == hash("RED") == hash(Other.RED)
both = {Colour.RED: 1, Other.RED: 2, "RED": 3}
for _ in range(300):
    assert both[Colour.RED] == 1 and both[Other.RED] == 2 and both["RED"] == 3
assert Colour.RED != Other.RED and Colour.RED == Colour.RED and not Colour.RED == "RED"

levels = {Level.LOW: "low", 2: "two", (Level.HIGH, Colour.RED): "pair"}
for _ in range(300):
    assert levels[1] == "low" and levels[Level.HIGH] == "two" and levels[True] == "low" and levels[1.0] == "low"
    assert levels[2, Colour.RED] == "pair"
assert hash(Level.HIGH) == 2 and Level.LOW == 1 and len({Level.LOW, 1, 1.0, True}) == 1


# Keys that change are no longer found.
def changing(n):
    found = 0
    key = Mutable(1, 2)
    table = {key: 0}
    for i in range(n):
        key.x = 1
        if key in table:
            table[key] += 1
            found += 1
            key.x = 3
            if key in table:
                found += 100
            try:
                table[key] += 1
            except KeyError:
                found += 10
    return found, table.popitem()[1]


assert changing(300) == (3300, 300)


# `-1` is no hash, and large numbers are.
class Number:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n * 1

    def __eq__(self, other):
        return self.n == other.n


for _ in range(100):
    assert hash(Number(-1)) == -2 and hash(Number(2**40)) == 2**40 and hash(Number(2**62)) == 2**62
    assert hash(Number(2**63)) == hash(2**63) and hash(Number(True)) == 1


# NaN: equal within tuples if it is the same object, never by itself.
nan = float("nan")
table = {Pair(nan, 1): 1, Checked(1, nan) if False else Named(nan): 2}
for _ in range(100):
    assert Pair(nan, 1) not in table and Named(nan) not in table
points = {Point(nan): 1}
for _ in range(100):
    assert Point(nan) in points


# Whoever changes a method or what it asks is heard.
def ask(key, table):
    found = 0
    for _ in range(100):
        found += key in table
    return found


class Changing:
    def __init__(self, x):
        self.x = x

    def __hash__(self):
        return hash(self.x)

    def __eq__(self, other):
        return self.x == other.x


key, table = Changing(4), {Changing(4): 1}
assert ask(key, table) == 100
Changing.__eq__ = lambda self, other: False
assert ask(key, table) == 0
Changing.__eq__ = lambda self, other: self.x == other.x
assert ask(key, table) == 100
Changing.__hash__ = lambda self: 77
assert ask(key, table) == 0 and hash(key) == 77
Changing.__hash__ = lambda self: hash(self.x)
assert ask(key, table) == 100
Changing.__hash__.__code__ = (lambda self: 5).__code__
assert ask(key, table) == 0 and hash(key) == 5
Changing.__hash__ = lambda self: hash(self.x)
Changing.x = property(lambda self: 9)
assert ask(key, table) == 0 and hash(key) == 9
del Changing.x
assert ask(key, table) == 100
hash = lambda x: 3
assert ask(key, table) == 0 and key.__hash__() == 3
del hash
assert ask(key, table) == 100
import builtins

builtin = builtins.hash
builtins.hash = lambda x: 12
assert ask(key, table) == 0 and key.__hash__() == 12
builtins.hash = builtin
assert ask(key, table) == 100
Changing.__getattribute__ = lambda self, name: 1
assert ask(key, table) == 0
del Changing.__getattribute__
assert ask(key, table) == 100
Changing.__hash__ = None
for _ in range(2):
    try:
        ask(key, table)
    except TypeError as error:
        assert str(error) == "unhashable type: 'Changing'"
    else:
        assert False
Changing.__hash__ = lambda self: hash(self.x)
del key.x
try:
    ask(key, table)
except AttributeError as error:
    assert "'x'" in str(error)
else:
    assert False


# What is not plain is called, and may raise or count.
class Loud:
    calls = 0

    def __init__(self, x):
        self.x = x

    def __hash__(self):
        Loud.calls += 1
        return hash(self.x)

    def __eq__(self, other):
        Loud.calls += 1
        return self.x == other.x


table = {Loud(i): i for i in range(10)}
assert Loud.calls == 10
for i in range(10):
    assert table[Loud(i)] == i
assert Loud.calls == 30
outer = {Named(Loud(1)): 1}
assert outer[Named(Loud(1))] == 1 and Loud.calls == 33
try:
    {Named([]): 1}
except TypeError as error:
    assert str(error) == "unhashable type: 'list'"
else:
    assert False


# Others compare by what is asked first.
class Left:
    def __init__(self, x):
        self.x = x

    def __hash__(self):
        return hash(self.x)

    def __eq__(self, other):
        return NotImplemented


class Right(Left):
    def __eq__(self, other):
        return self.x == other.x

    __hash__ = Left.__hash__


left, right = Left(1), Right(1)
for _ in range(100):
    assert left in {right: 1} and right in {left: 1}
    assert left not in {Left(1): 1} and left in {left: 1}


# Deep ones.
class Link:
    def __init__(self, next):
        self.next = next

    def __hash__(self):
        return hash((self.next, 1))

    def __eq__(self, other):
        return self.next == other.next


def chain(n):
    link = Link(None)
    for _ in range(n):
        link = Link(link)
    return link


for n in (1, 5, 20, 100):
    assert chain(n) in {chain(n): 1} and chain(n) not in {chain(n + 1): 1}
ring = Link(None)
ring.next = ring
try:
    hash(ring)
except RecursionError:
    pass
else:
    assert False


# Profiles see the calls.
calls = []
key = Pair(1, 2)
table = {key: 1, Pair(3, 4): 2}
sys.setprofile(lambda frame, event, arg: calls.append(frame.f_code.co_name) if event == "call" else None)
table[Pair(3, 4)]
sys.setprofile(None)
assert calls == ["__init__", "__hash__", "__eq__"], calls
print("ok")
