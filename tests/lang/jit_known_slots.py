"""Attributes whose values hot code knows: after stores, through other names of the same object, over calls, loops and exceptions."""


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def move(self, dx):
        self.x += dx
        return self.x


def twice(p, q):
    p.x = 1
    q.x = 2
    return p.x + q.x


def through_calls(p, touch):
    p.x = 5
    before = p.x
    touch(p)
    after = p.x
    return before, after


def looped(points):
    total = 0
    for p in points:
        p.x = p.x + 1
        p.y = p.x + p.y
        for q in points[:2]:
            q.x = 0.5
        total += p.x + p.y
    return total


def changing(p, n):
    out = []
    for i in range(n):
        p.x = i
        if i % 3 == 0:
            p.x = float(i)
        elif i % 3 == 1:
            p.x = str(i)
        out.append(p.x)
        del p.y
        try:
            p.y
        except AttributeError:
            out.append("none")
        p.y = p.x
        out.append(p.y)
    return out


def swapped(p):
    p.x, p.y = p.y, p.x
    p.x, p.y = p.y, p.x + p.x
    return p.x, p.y


def keep(n):
    made = []
    for i in range(n):
        p = Point(i, 0.5)
        p.y = p.y * 2
        q = Point(p.x, p.y)
        q.x += p.move(1)
        made.append(q if i % 2 else p)
    return [(p.x, p.y) for p in made]


def touch(p):
    p.x = 9


def leave(p):
    pass


for i in range(400):
    a, b = Point(0, 0), Point(0, 0)
    assert twice(a, b) == 3
    assert twice(a, a) == 4
    assert through_calls(a, touch) == (5, 9)
    assert through_calls(a, leave) == (5, 5)
    assert swapped(Point(3, 4)) == (3, 8)
points = [Point(i, i) for i in range(6)]
expected = [(i, i) for i in range(6)]
for _ in range(40):
    total = 0
    for i, (x, y) in enumerate(expected):
        expected[i] = (x + 1, x + 1 + y)
        expected[0], expected[1] = (0.5, expected[0][1]), (0.5, expected[1][1])
        total += sum(expected[i])
    assert looped(points) == total
out = changing(Point(0, 0), 300)
assert out[:9] == [0.0, "none", 0.0, "1", "none", "1", 2, "none", 2], out[:9]
assert keep(300) == [(i + i + 1, 1.0) if i % 2 else (i + 1, 1.0) for i in range(300)]


class Counted:
    total = 0

    @property
    def n(self):
        return self._n

    @n.setter
    def n(self, value):
        Counted.total += 1
        self._n = value * 2


def counted(c, n):
    for i in range(n):
        c.n = i
        assert c.n == 2 * i
        c._n = i
        assert c.n == i and c._n == i
    return Counted.total


assert counted(Counted(), 500) == 500
print("ok")
