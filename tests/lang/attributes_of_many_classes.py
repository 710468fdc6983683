"""Attribute sites that meet more classes than their caches hold; getattr and hasattr; classes that change meanwhile."""
classes = [
    type("C%d" % i, (), {"f": lambda self, i=i: i, "k": i, "p": property(lambda self: 5), "s": staticmethod(len)})
    for i in range(30)
]
objects = [c() for c in classes]
for i, o in enumerate(objects):
    o.x = i


def read(o):
    return o.x, o.k, o.p, o.f(), o.s("ab")


def ask(o):
    return getattr(o, "x"), getattr(o, "nothing", -1), hasattr(o, "k"), hasattr(o, "nothing"), getattr(o, "f")()


for _ in range(40):
    for i, o in enumerate(objects):
        assert read(o) == (i, i, 5, i, 2)
        assert ask(o) == (i, -1, True, False, i)
classes[3].k = 100
classes[4].f = lambda self: "new"
classes[5].nothing = "now"
classes[6].x = property(lambda self: "shadow", lambda self, v: None)
objects[7].f = lambda: "own"
objects[8].nothing = 8
del objects[9].x
classes[10].__getattr__ = lambda self, name: name
classes[11].s = 7
for _ in range(3):
    assert objects[3].k == 100 and read(objects[4])[3] == "new" and ask(objects[5])[1:4] == ("now", True, True)
    assert read(objects[6])[0] == "shadow" and ask(objects[6])[0] == "shadow" and read(objects[7])[3] == "own"
    assert ask(objects[8])[1] == 8 and ask(objects[10])[1:4] == ("nothing", True, True)
    try:
        read(objects[9])
    except AttributeError as error:
        assert str(error) == "'C9' object has no attribute 'x'", error
    else:
        assert 0
    try:
        read(objects[11])
    except TypeError:
        pass
    else:
        assert 0


class Base:
    pass


class Derived(Base):
    pass


d = Derived()
for _ in range(20):
    assert not hasattr(d, "late") and getattr(d, "late", None) is None
Base.late = 1
assert hasattr(d, "late") and getattr(d, "late", None) == 1
del Base.late
assert not hasattr(d, "late")
Base.__getattribute__ = lambda self, name: "all"
assert d.late == "all" and getattr(d, "late", None) == "all"


class Node:
    pass


class Leaf(Node):
    """doc"""


def described(o):
    return o.__class__.__name__, type(o).__name__, o.__class__.__mro__[1].__name__, o.__doc__, o.__dict__


leaf, plain = Leaf(), Node()
for _ in range(60):
    assert described(leaf) == ("Leaf", "Leaf", "Node", "doc", {}) and described(plain)[:3] == ("Node", "Node", "object")
    assert not hasattr(Node, "__abstractmethods__") and getattr(Node, "__abstractmethods__", 7) == 7
    assert not isinstance(leaf, (int, str)) and isinstance(leaf, (int, Node)) and described.__name__ == "described"
Leaf.__name__ = "Renamed"
Leaf.__doc__ = "other"
assert described(leaf)[:4] == ("Renamed", "Renamed", "Node", "other")
leaf.__class__ = Node
assert described(leaf)[:3] == ("Node", "Node", "object")


class Pretends:
    __class__ = property(lambda self: int)


assert isinstance(Pretends(), int) and isinstance(Pretends(), Pretends) and not isinstance(Pretends(), str)
print("ok")
