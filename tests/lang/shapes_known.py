"""Objects of several classes at one place: what was found out about their shapes holds until something changes it."""


class Base:
    def __init__(self, a, b):
        self.a = a
        self.b = b
        self.on = False

    def busy(self):
        return self.on or (not self.a and self.b)

    def switch(self):
        self.on = not self.on
        self.a += 1
        return self.step(self.a)


class One(Base):
    def step(self, n):
        self.b = self.a + n
        return self.b


class Two(Base):
    def step(self, n):
        self.b = self.a - n
        return self.b + self.a


class Three(Base):
    def __init__(self, a, b):
        super().__init__(a, b)
        self.extra = 7

    def step(self, n):
        self.extra += n
        return self.extra


class Four(Base):
    def step(self, n):
        if n % 50 == 0:
            self.late = n
        return getattr(self, "late", 0)


def run(objects, turns):
    total = 0
    for turn in range(turns):
        o = objects[turn % len(objects)]
        if o.busy():
            total += o.a
        total += o.switch()
        o.b = o.a if o.on else o.b
        total += o.b + o.a
    return total


def twin(objects, turns):
    """The same by other means."""
    total = 0
    for turn in range(turns):
        o = objects[turn % len(objects)]
        d = o.__dict__
        if d["on"] or (not d["a"] and d["b"]):
            total += d["a"]
        d["on"] = not d["on"]
        d["a"] += 1
        total += type(o).__dict__["step"](o, d["a"])
        d["b"] = d["a"] if d["on"] else d["b"]
        total += d["b"] + d["a"]
    return total


def make():
    return [One(0, 1), Two(1, 0), Three(0, 0), Four(3, 4)]


for turns in (10, 500, 4000):
    assert run(make(), turns) == twin(make(), turns), turns


# A shape that changes between two accesses, by a call, on one of two ways or in a later turn of a loop.
class Grows:
    def __init__(self, n):
        self.n = n

    def grow(self, name):
        setattr(self, name, self.n)


class Other:
    def __init__(self, n):
        self.n = n

    def grow(self, name):
        self.n += 1


def change(o, k):
    first = o.n
    if k % 3 == 0:
        o.grow("x%d" % (k % 7))
    second = o.n
    if k % 5 == 0:
        o.n = first + second
    return first + second + o.n


def changes(turns):
    found = []
    for k in range(turns):
        o = Grows(k) if k % 2 else Other(k)
        for turn in range(3):
            found.append(change(o, k + turn))
    return found


def expected(turns):
    found = []
    for k in range(turns):
        kind, n = k % 2, k
        for turn in range(3):
            at, first = k + turn, n
            if at % 3 == 0 and not kind:
                n += 1
            second = n
            if at % 5 == 0:
                n = first + second
            found.append(first + second + n)
    return found


assert changes(1000) == expected(1000)


# Another class for an object between two looks at it.
class Left:
    kind = "left"

    def __init__(self):
        self.v = 1


class Right:
    kind = "right"

    def __init__(self):
        self.v = 2


def become(o, k):
    if k == 990:
        o.__class__ = Right if type(o) is Left else Left


def looks(turns):
    out = []
    for k in range(turns):
        o = Left() if k % 2 else Right()
        before = o.kind, o.v
        become(o, k)
        after = o.kind, o.v
        if k == 990 or k < 2:
            out.append((before, after))
    return out


assert looks(1000) == [
    (("right", 2), ("right", 2)),
    (("left", 1), ("left", 1)),
    (("right", 2), ("left", 2)),
]


# What was stored is what is read, unless the other object is the same one.
def aliases(p, q, n):
    p.n = n
    q.n = n + 1
    return p.n * 10 + q.n


a, b = Other(0), Other(0)
for k in range(2000):
    assert aliases(a, b, k) == k * 10 + k + 1
    if k % 100 == 99:
        assert aliases(a, a, k) == (k + 1) * 11


# An attribute that goes between two reads.
class Holder:
    def __init__(self, v):
        self.v = v


def drop(h, k):
    if k == 1500:
        del h.v


def twice(h, k):
    first = h.v
    drop(h, k)
    try:
        return first + h.v
    except AttributeError:
        return -1


assert [twice(Holder(k), k) for k in range(1600)] == [-1 if k == 1500 else 2 * k for k in range(1600)]
print("ok")
