"""Variables that begin as ints and become floats in a loop, or do not."""


def total(xs):
    s = 0
    for x in xs:
        s += x * 0.5
    return s


def most(xs):
    m = 0
    for x in xs:
        if x > m:
            m = x
    return m


def exchanged(n):
    a = 0
    b = 1
    for _ in range(n):
        a, b = b * 0.5, a + 1
    return a, b


def nested(rows):
    t = 0
    for row in rows:
        s = 0
        for x in row:
            s += x
        t += s
    return t


def seen_by_frame(xs):
    s = 0
    for x in xs:
        s += x
        if x == 3.5:
            import sys
            return sys._getframe().f_locals["s"]
    return s


def until(xs, limit):
    s = 0
    for x in xs:
        if s >= limit:
            break
        s += x
    return s


def either(n):
    x = 0
    for i in range(n):
        x = 1 if i % 3 == 0 else x + 0.5
    return x


class Sums:
    def dot(self, a, b):
        s = 0
        for i in range(len(a)):
            s += a[i] * b[i]
        return s

    def kept(self, a):
        self.s = 0
        for x in a:
            self.s += x
        return self.s


xs = [i * 0.25 for i in range(50)]
for _ in range(400):
    assert repr(total(xs)) == "153.125", total(xs)
    assert repr(total([])) == "0"
    assert repr(total([-0.0])) == "0.0"
    assert repr(most([])) == "0"
    assert repr(most([-1.0])) == "0"
    assert repr(most(xs)) == "12.25"
    assert repr(most([-1.0, 2])) == "2"
    assert repr(nested([xs, xs, []])) == "612.5"
    assert repr(nested([[], []])) == "0"
    assert repr(seen_by_frame([1.0, 2.0, 3.5, 4.0])) == "6.5"
    assert repr(seen_by_frame([])) == "0"
    assert repr(until(xs, 10)) == "11.25", until(xs, 10)
    assert repr(until(xs, 0)) == "0"
    assert repr(Sums().dot(xs, xs)) == repr(sum(x * x for x in xs))
    assert repr(Sums().dot([], xs)) == "0"
    assert repr(Sums().kept(xs)) == "306.25"
    assert repr(Sums().kept([])) == "0"
    assert [repr(either(n)) for n in range(5)] == ["0", "1", "1.5", "2.0", "1"]
    assert [exchanged(n) for n in range(4)] == [(0, 1), (0.5, 1), (0.5, 1.5), (0.75, 1.5)]
assert repr(total([1, True])) == "1.0"
assert total([1 << 80]) == (1 << 80) * 0.5
assert repr(most([1 << 80, 2.0])) == repr(1 << 80)
assert nested([[1, 2], [3]]) == 6
assert repr(nested([[1 << 50, 0.5]])) == repr((1 << 50) + 0.5)
try:
    total(["x"])
except TypeError:
    pass
else:
    raise AssertionError
print("ok")
