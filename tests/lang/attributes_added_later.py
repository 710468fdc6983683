"""Attributes beyond what a class's methods assign: storage outside the object, and larger objects from then on."""


class Plain:
    pass


def fill(o, count):
    for i in range(count):
        setattr(o, "a%d" % i, i)
    return o


def named(o, v):
    o.one = v
    o.two = v + 1
    o.three = v + 2
    o.four = v + 3
    o.five = v + 4
    return o.one + o.two + o.three + o.four + o.five


first = Plain()
assert named(first, 1) == 15
others = [Plain() for _ in range(50)]
for round in range(60):
    for k, o in enumerate(others):
        assert named(o, k + round) == 5 * (k + round) + 10
    assert named(first, round) == 5 * round + 10
assert list(vars(first)) == list(vars(others[0])) == ["one", "two", "three", "four", "five"]


class Node:
    def __init__(self, key):
        self.key = key

    def link(self, other):
        self.left = other
        self.right = self
        self.size = other.key


nodes = [Node(i) for i in range(40)]
for round in range(40):
    for n in nodes:
        n.link(nodes[(n.key + round) % 40])
        n.mark = round
        n.late1 = n.late2 = n.late3 = n.late4 = [round]
assert all(n.mark == 39 and n.right is n and n.size == n.left.key and n.late4 == [39] for n in nodes)
old, new = nodes[0], Node(7)
new.link(old)
new.mark = 1
assert list(vars(new)) == ["key", "left", "right", "size", "mark"]


class Other(Node):
    pass


o = Other(1)
fill(o, 60)
assert [getattr(o, "a%d" % i) for i in range(60)] == list(range(60)) and len(vars(o)) == 61
new.__class__ = Other
assert new.key == 7 and new.mark == 1 and type(new) is Other
old.__class__ = Other
old.extra = 5
assert old.late4 == [39] and old.extra == 5
del new.left
assert not hasattr(new, "left") and list(vars(new)) == ["key", "right", "size", "mark"]
vars(new)["left"] = 3
assert new.left == 3


class Error(Exception):
    pass


for i in range(50):
    e = fill(Error("x", i), 12)
    assert e.a11 == 11 and e.args == ("x", i)


def init(self, a, b, c, d, e):
    self.a, self.b, self.c, self.d, self.e = a, b, c, d, e


class Late:
    pass


early = Late()
early.z = 1
Late.__init__ = init
for i in range(100):
    x = Late(i, 2, 3, 4, 5)
    x.a += 1
    assert (x.a, x.e) == (i + 1, 5)
early.__init__(1, 2, 3, 4, 5)
assert vars(early) == {"z": 1, "a": 1, "b": 2, "c": 3, "d": 4, "e": 5}


class Slotted:
    __slots__ = ("p", "q", "__dict__")


for i in range(100):
    s = fill(Slotted(), 9)
    s.p, s.q = i, -i
    assert s.p == i and s.q == -i and s.a8 == 8
print("ok")
