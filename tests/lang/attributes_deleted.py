"""Deleting attributes of instances: what is left stays in order, in objects small and large, by many ways."""
import itertools


class P:
    def __init__(self, n):
        for i in range(n):
            setattr(self, "a%d" % i, i)


def check(o, names):
    assert list(vars(o)) == names, (list(vars(o)), names)


for n in (1, 2, 5, 12, 30):
    for gone in range(n):
        o = P(n)
        delattr(o, "a%d" % gone)
        left = [i for i in range(n) if i != gone]
        assert [getattr(o, "a%d" % i) for i in left] == left
        assert not hasattr(o, "a%d" % gone)
        o.new = 5
        o.a0 = -1
        assert o.new == 5 and o.a0 == -1
        try:
            del o.nothing
        except AttributeError as error:
            assert str(error) == "'P' object has no attribute 'nothing'"
        else:
            assert 0
        names = ["a%d" % i for i in left]
        check(o, names + ["new"] + (["a0"] if gone == 0 else []))


class Manager:
    def __init__(self, f, args):
        self.f, self.args, self.kept = f, args, 1

    def enter(self):
        del self.f, self.args
        return self.kept


def use(count):
    total = 0
    for i in range(count):
        m = Manager(len, (i,))
        total += m.enter()
        m.late = i
        total += m.late
        del m.kept
        assert not hasattr(m, "kept") and m.late == i
    return total


assert use(3000) == sum(range(3000)) + 3000
for order in itertools.permutations("abcde"):
    o = P(0)
    for name in "abcde":
        setattr(o, name, name)
    for at, name in enumerate(order):
        delattr(o, name)
        assert [getattr(o, other, None) for other in order] == [None] * (at + 1) + list(order[at + 1:])
    check(o, [])
    o.z = 1
    assert vars(o) == {"z": 1}


class Slots:
    __slots__ = ("p", "q", "__dict__")


s = Slots()
s.p, s.x, s.y = 1, 2, 3
del s.x
assert (s.p, s.y, vars(s)) == (1, 3, {"y": 3}) and not hasattr(s, "q")
del s.p
assert not hasattr(s, "p") and s.y == 3
e = ValueError("x")
e.one, e.two = 1, 2
del e.one
assert e.two == 2 and vars(e) == {"two": 2}
print("ok")
