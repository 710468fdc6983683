"""Objects that loops replace in each turn, and what makes them exist in the midst of that."""

import sys
import weakref


class Vec:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y)

    def __mul__(self, factor):
        return Vec(self.x * factor, self.y * factor)

    def __repr__(self):
        return f"Vec({self.x!r}, {self.y!r})"


class Other(Vec):
    pass


class Pair:
    __slots__ = ("first", "second", "__weakref__")

    def __init__(self, first, second):
        self.first = first
        self.second = second


def added(count, step):
    v = Vec(0.0, 0.0)
    for _ in range(count):
        v = v + step * 0.5
    return v


def counted(count, at, odd):
    """The step becomes something else in one turn."""
    p = Vec(0, 1.5)
    for i in range(count):
        step = odd if i == at else 1
        p = Vec(p.x + step, p.y)
    return p


def summed(count):
    s = (0, 0.0)
    for _ in range(count):
        s = (s[0] + 1, s[1] + 0.5)
    return s


def swapped(count):
    p = Pair(1, 2.5)
    for i in range(count):
        if i % 3 == 0:
            p = Pair(p.second, p.first)
        else:
            p = Pair(p.first, p.second)
    return p.first, p.second


def same_objects(count, at):
    a = Vec(0, 0)
    b = a
    seen = []
    for i in range(count):
        if i == at:
            seen.append((a is b, id(a) == id(b)))
        b = Vec(b.x + 1, b.y)
        if i % 7 == 3:
            a = b
        if a is b:
            a.x += 1
    return a, b, a is b, seen


def both_at_once(count):
    a = b = Vec(0, 0)
    for _ in range(count):
        a = b = Vec(a.x + 1, b.y + 2)
        a.x += 1
    return a, b, a is b


def mutated(count):
    v = Vec(0.0, 0)
    w = v
    for i in range(count):
        v.x += 0.5
        v.y = v.y + i
    return v, w, v is w


def seldom_kept(count, limit):
    v, one, kept = Vec(0.0, 0.0), Vec(1.0, 2.0), []
    for _ in range(count):
        v = v + one
        if v.x > limit:
            kept.append(v)
            if len(kept) % 2:
                v = Vec(0.0, 0.0)
            else:
                v.x = 0.0
    return kept[:3], len(kept), v


def referred_to(count, at):
    v = Pair(0, None)
    ref = None
    for i in range(count):
        v = Pair(v.first + 1, i)
        if i == at:
            ref = weakref.ref(v)
            assert ref() is v
    return v.first, v.second, ref is None or ref() is v


def other_class(count, at):
    v = Vec(0, 0)
    for i in range(count):
        v = Vec(v.x + 1, v.y)
        if i == at:
            v.__class__ = Other
        if type(v) is Other:
            v.y += 100
    return v, type(v).__name__


def more_attributes(count, at):
    v = Vec(0, 0)
    names = None
    for i in range(count):
        v = Vec(v.x + 1, v.y)
        if i >= at:
            v.extra = i
            names = sorted(v.__dict__)
        if i == at + 5:
            del v.y
            try:
                v.y
            except AttributeError as error:
                names = str(error)
                v.y = 7
    return v, names


def raising(count, at):
    v = Vec(0, 10)
    log = []
    for i in range(count):
        try:
            v = Vec(v.x + 1, v.y)
            w = Vec(v.x, 10 // (i - at))
            v = w if w.y > 100 else v
        except ZeroDivisionError:
            log.append((i, v.x))
    return v, log


def looked_at(count, at):
    v = Vec(0, 0)
    t = (0, v)
    seen = []
    for i in range(count):
        v = Vec(v.x + 1, t)
        t = (i, v)
        v = t[1]
        v.y = None
        if i == at:
            frame = sys._getframe()
            there = frame.f_locals
            seen.append((there["v"] is there["t"][1], there["v"] is v, there["t"] is t, there["v"].x))
    return seen, t[0], t[1].x


def linked(count):
    head = None
    for i in range(count):
        head = Pair(i, head)
    total = 0
    while head is not None:
        total = total * 3 % 1000003 + head.first
        head = head.second
    return total


def nested(count):
    p = Pair(Vec(0, 1), (1, 2.0))
    for i in range(count):
        p = Pair(Vec(p.first.x + 1, p.first.y), (p.second[0] + i, p.second[1] * 1.0001))
    return p.first, p.second[0], round(p.second[1], 6)


def circle(count):
    total = 0
    for i in range(count):
        a = Pair(i, None)
        b = Pair(i + 1, a)
        a.second = b
        total += a.second.second.first + b.second.first
    return total


def inner_loops(count):
    total = 0.0
    start = Vec(1.0, 2.0)
    for i in range(count):
        v = start
        j = 0
        while j < 10:
            v = Vec(v.y, v.x) if j & 1 else v * 1.01
            j += 1
        total += v.x
        if i % 50 == 49:
            start = v * 0.5
    return round(total, 6), start is v


def generated(count):
    v = Vec(0, 0)
    for i in range(count):
        v = Vec(v.x + i, v.y + 1)
        yield v.x
        v = Vec(v.x, v.y + 1)
    yield v.y


def complex_sums(count, at):
    z, c, best = 0j, complex(-0.4, 0.6), (0, 0j)
    for i in range(count):
        z = z * z + c
        if i == at:
            z = 3
        if abs(z) > abs(best[1]):
            best = (i, z)
        if abs(z) > 4:
            z = 0j
    return best[0], f"{best[1]:.6f}", f"{z:.6f}"


def mixed_numbers(count, large):
    p = Vec(0, 0)
    for i in range(count):
        p = Vec(p.x + (0.5 if i > count // 2 else 1), p.y + large)
    return p


def recursive(count, v):
    if count == 0:
        return v
    v = Vec(v.x + 1, v.y)
    return recursive(count - 1, v)


def main():
    print(added(3000, Vec(1.0, 2.0)))
    for _ in range(3):
        print(counted(1000, -1, 0), counted(1000, 700, 0.5), counted(1000, 700, 1 << 70), counted(1000, 900, True))
        print(summed(1000), swapped(1000))
        print(same_objects(1000, 800), both_at_once(1000), mutated(1000))
        print(seldom_kept(3000, 100.0), referred_to(1000, 700), referred_to(1000, 5000))
        print(other_class(1000, 5000), other_class(1000, 800), more_attributes(1000, 5000), more_attributes(1000, 900))
        print(raising(1000, 777), looked_at(1000, 600), linked(1000), nested(1000), circle(1000), inner_loops(300))
        print(sum(generated(1000)), complex_sums(1000, 5000), complex_sums(1000, 600))
        print(mixed_numbers(1000, 3), mixed_numbers(1000, 1 << 60), recursive(100, Vec(0, 0)))
    try:
        counted(1000, 800, "text")
    except TypeError as error:
        frame = error.__traceback__.tb_next.tb_frame
        print(error, frame.f_locals["p"], frame.f_locals["i"])


main()
print("ok")
