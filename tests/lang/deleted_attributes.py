"""Attributes that are deleted and set again; objects with many of them; unpacking and comparing instances."""

from collections import namedtuple
from enum import Enum


class Box:
    kind = "box"

    def __init__(self, *names):
        for name in names:
            setattr(self, name, name.upper())


def listed(box):
    return list(box.__dict__.items())


names = "abcdefghijklmnopqrstuvwxyz"
for count in (1, 2, 3, 5, 8, 15, 16, 17, 26):
    for at in range(count):
        box = Box(*names[:count])
        delattr(box, names[at])
        assert not hasattr(box, names[at])
        try:
            delattr(box, names[at])
        except AttributeError:
            pass
        else:
            raise AssertionError
        expected = {name: name.upper() for name in names[:count] if name != names[at]}
        assert [(name, getattr(box, name)) for name in expected] == list(expected.items())
        box.extra = 1
        setattr(box, names[at], 2)
        expected.update({"extra": 1, names[at]: 2})
        assert listed(box) == list(expected.items())


class Slotted(Box):
    __slots__ = ("s",)


box = Slotted("x", "y")
box.s = "slot"
del box.x
assert box.s == "slot" and box.y == "Y" and not hasattr(box, "x")
del box.s
assert box.y == "Y" and not hasattr(box, "s")


def shrink(box):
    del box.a, box.b
    return box.c


for _ in range(300):
    box = Box("a", "b", "c")
    assert shrink(box) == "C" and vars(box) == {"c": "C"}

for number in range(2000):
    box = Box("first")
    name = f"random{number}"
    setattr(box, name, number)
    assert getattr(box, name) == number and box.first == "FIRST"
    delattr(box, name)
    assert listed(box) == [("first", "FIRST")]

box = Box("kind")
assert box.kind == "KIND"
del box.kind
assert box.kind == "box"

Point = namedtuple("Point", "x y")


class Own(tuple):
    def __iter__(self):
        return iter("pq")


def parts(pair):
    x, y = pair
    return x, y


for _ in range(300):
    assert parts(Point(1, 2)) == (1, 2) and parts(Own((1, 2, 3))) == ("p", "q") and parts([3, 4]) == (3, 4)
for wrong in ((1,), Point(1, 2) + (3,), Own(())[:0]):
    try:
        parts(wrong)
    except ValueError as error:
        message = str(error)
        assert message in ("not enough values to unpack (expected 2, got 1)", "too many values to unpack (expected 2)",
                           "not enough values to unpack (expected 2, got 0)"), message
    else:
        raise AssertionError


class Color(Enum):
    RED = 1
    GREEN = 2


class Same:
    def __eq__(self, other):
        return True


class OnlyNe:
    def __ne__(self, other):
        return "ne"


class Plain:
    pass


def compare(a, b):
    return a == b, a != b


plain = Plain()
for _ in range(300):
    assert compare(Color.RED, Color.RED) == (True, False) and compare(Color.RED, Color.GREEN) == (False, True)
    assert compare(plain, plain) == (True, False) and compare(plain, Plain()) == (False, True)
    assert compare(plain, Same()) == (True, False) and compare(Same(), plain) == (True, False)
    assert compare(plain, OnlyNe()) == (False, "ne") and compare(OnlyNe(), plain) == (False, "ne")
    assert compare(plain, Color.RED) == (False, True)
Plain.__eq__ = lambda self, other: "patched"
assert compare(plain, Plain()) == ("patched", False)
print("ok")
