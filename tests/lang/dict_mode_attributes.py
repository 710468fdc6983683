"""Attributes of objects whose `__dict__` somebody has asked for: found, shadowed, deleted, described, replaced."""
import copy


class Point:
    kind = "point"
    limit = 10

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def total(self):
        return self.x + self.y

    @property
    def double(self):
        return 2 * self.x

    @staticmethod
    def plain():
        return 7


def work(point, n):
    total = 0
    for i in range(n):
        point.x += 1
        total += point.total() + point.y + point.limit + point.double + point.plain()
    return total


def expected(x, y, n, limit=10):
    total = 0
    for i in range(n):
        x += 1
        total += x + y + y + limit + 2 * x + 7
    return total


for make in (lambda p: p.__dict__, dir, copy.copy, copy.deepcopy, vars, lambda p: p.__dict__.update(z=3)):
    p = Point(1, 2)
    make(p)
    assert work(p, 400) == expected(1, 2, 400), make
    assert p.x == 401

p = Point(1, 2)
names = vars(p)
assert names == {"x": 1, "y": 2}
work(p, 300)
assert names["x"] == 301
names["x"] = 5
assert p.x == 5 and work(p, 10) == expected(5, 2, 10)
# The dict shadows what is in the class, but for data descriptors.
names["limit"] = 100
assert work(p, 300) == expected(15, 2, 300, 100)
names["double"] = "never"
names["total"] = lambda: 0
assert p.double == 2 * p.x and p.total() == 0
del names["total"]
assert p.total() == p.x + p.y
del p.limit
assert p.limit == 10
Point.limit = 11
assert p.limit == 11
Point.late = property(lambda self: "late")
names["late"] = 1
assert p.late == "late"
del Point.late
assert p.late == 1
try:
    p.nothing
    assert False
except AttributeError as error:
    assert str(error) == "'Point' object has no attribute 'nothing'"
Point.__getattr__ = lambda self, name: name * 2
assert [p.nothing for _ in range(3)] == ["nothingnothing"] * 3
del Point.__getattr__
Point.__setattr__ = lambda self, name, value: self.__dict__.__setitem__(name, ("set", value))
p.x = 3
assert p.x == ("set", 3)
del Point.__setattr__
p.x = 4
assert p.x == 4


class Key(str):
    def __eq__(self, other):
        return str.__eq__(self, other)

    __hash__ = str.__hash__


q = Point(1, 2)
vars(q)[Key("w")] = 9
assert [q.w for _ in range(3)] == [9] * 3
q.w = 10
assert q.w == 10 and len(vars(q)) == 3
q.__dict__ = {"x": 20, "y": 30}
assert work(q, 50) == expected(20, 30, 50, 11)


class Bunch:
    def __init__(self, **names):
        self.__dict__.update(names)


def bunches(n):
    total = 0
    for i in range(n):
        b = Bunch(a=i, b=2)
        b.c = b.a + b.b
        total += b.c
    return total


assert bunches(500) == sum(range(500)) + 1000


class Shown:
    def __init__(self):
        self.seen = 1

    def __dir__(self):
        return ["only"]


assert dir(Shown()) == ["only"]


class Slots:
    __slots__ = ("a", "__dict__")


s = Slots()
s.a, s.b = 1, 2
assert "a" in dir(s) and "b" in dir(s) and vars(s) == {"b": 2} and (s.a, s.b) == (1, 2)


class Odd:
    __dict__ = {"odd": 1}


assert "odd" in dir(Odd())
o = Odd()
o.other = 1
assert "odd" in dir(o)
print("ok")
