# Instances that compiled code does not make: what exits, errors, frames and finalizers see of them must be as before.
import sys


class Vec:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y)

    def __mul__(self, factor):
        return Vec(self.x * factor, self.y * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y


def energy(a, b, factor):
    return ((a + b) * factor).dot(a + b * factor)


def total(vectors, factor):
    sum = 0.0
    for v in vectors:
        sum += energy(v, v, factor)
    return sum


vectors = [Vec(1.0, 2.0), Vec(0.5, -1.0), Vec(3.0, 0.0)] * 30
first = total(vectors, 0.5)
for _ in range(60):
    assert total(vectors, 0.5) == first
# Operands of other types, in the middle of an expression.
assert total([Vec(1, 2)], 3) == energy(Vec(1, 2), Vec(1, 2), 3) == (2 * 3) * (1 + 3) + (4 * 3) * (2 + 6)
assert total([Vec(10**20, 2)], 3) == 1.0 * (2 * 10**20 * 3) * (4 * 10**20) + (4 * 3) * 8
try:
    total([Vec(1.0, "a")], 2.0)
except TypeError as error:
    assert str(error) == "can't multiply sequence by non-int of type 'float'", error
else:
    assert False


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        if y:
            self.y = y


def steps(n, skip):
    out = 0
    for i in range(n):
        p = Point(i, i != skip)
        q = Point(p.x + 1, p)
        out += q.x + q.y.x
    return out


for _ in range(60):
    assert steps(20, 20) == sum(2 * i + 1 for i in range(20))
    assert steps(20, 3) == sum(2 * i + 1 for i in range(20))


def unset(n):
    for i in range(n):
        p = Point(i, i < 70)
        if p.y is not True:
            return i


try:
    unset(100)
except AttributeError as error:
    assert "y" in str(error)
else:
    assert False


class Node:
    def __init__(self, value, next):
        self.value = value
        self.next = next


def seen_by_frames(n, look):
    found = []
    for i in range(n):
        inner = Node(i, None)
        outer = Node(inner, inner)
        inner.next = outer
        if i == look:
            found.append(sys._getframe().f_locals["outer"])
        value = outer.next.next.value.value
        assert value == i
    return found


for _ in range(40):
    (outer,) = seen_by_frames(30, 17)
    assert outer.value is outer.next and outer.next.next is outer and outer.value.value == 17


class Same:
    def __init__(self, x):
        self.x = x


def identity(n):
    count = 0
    for i in range(n):
        a, b = Same(i), Same(i)
        if a is not None and a is not b and a is a and b.x == a.x:
            count += 1
        if i == n - 1:
            return count, a, b


for _ in range(60):
    count, a, b = identity(50)
    assert count == 50 and a is not b and (a.x, b.x) == (49, 49)

closed = []


class Closing:
    def __init__(self, x):
        self.x = x

    def __del__(self):
        closed.append(self.x)


def close(n):
    out = 0
    for i in range(n):
        out += Closing(i).x
    return out


import gc

for _ in range(60):
    close(10)
gc.collect()
assert sorted(closed) == sorted(list(range(10)) * 60)


class Late:
    def __init__(self, x):
        self.x = x


def late(n):
    out = 0
    for i in range(n):
        out += Late(i).x
    return out


for _ in range(60):
    late(10)
closed.clear()
Late.__del__ = lambda self: closed.append(self.x)
late(10)
gc.collect()
assert sorted(closed) == list(range(10))


class Raises:
    def __init__(self, x):
        self.x = x
        self.y = 10 // x


def raising(values):
    out = []
    for value in values:
        try:
            out.append(Raises(value).y)
        except ZeroDivisionError as error:
            frame = error.__traceback__.tb_next.tb_frame
            out.append((frame.f_locals["self"].x, vars(frame.f_locals["self"])))
    return out


for _ in range(60):
    assert raising([1, 2, 0, 5]) == [10, 5, (0, {"x": 0}), 2]


def mixed(n):
    # The instance leaves in some turns only.
    kept, out = [], 0.0
    for i in range(n):
        v = Vec(i * 0.5, 1.0) + Vec(1.0, 2.0)
        if i % 10 == 7:
            kept.append(v)
            v.x = -1.0
        out += v.x
    return out, [(v.x, v.y) for v in kept]


first = mixed(50)
assert first[1] == [(-1.0, 3.0)] * 5
for _ in range(40):
    assert mixed(50) == first
print("ok")
