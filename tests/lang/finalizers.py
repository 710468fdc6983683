"""`__del__`: when it runs, in which order, once; generators that are collected are closed."""

import gc
import sys
import weakref

log = []


class Noisy:
    def __init__(self, name, other=None):
        self.name = name
        self.other = other

    def __del__(self):
        log.append(self.name)


def make(n):
    for i in range(n):
        Noisy(i)


make(5)
gc.collect()
assert sorted(log) == [0, 1, 2, 3, 4], log

# An object comes before what it refers to.
log.clear()


def chain():
    last = Noisy("c")
    middle = Noisy("b", [last])
    Noisy("a", {"next": middle})


chain()
gc.collect()
assert log == ["a", "b", "c"], log

# Cycles are finalised too.
log.clear()


def cycle():
    a, b = Noisy("x"), Noisy("y")
    a.other, b.other = b, a


cycle()
gc.collect()
assert sorted(log) == ["x", "y"], log


# Resurrection, and once only.
class Phoenix:
    count = 0
    kept = []

    def __del__(self):
        Phoenix.count += 1
        Phoenix.kept.append(self)


def burn():
    bird = Phoenix()
    bird.me = bird


burn()
gc.collect()
assert Phoenix.count == 1 and len(Phoenix.kept) == 1
assert Phoenix.kept[0].me is Phoenix.kept[0]
Phoenix.kept.clear()
gc.collect()
gc.collect()
assert Phoenix.count == 1


# Subclasses of builtin types, and a finaliser that is inherited.
class Items(list):
    def __del__(self):
        log.append(list(self))


class More(Items):
    pass


log.clear()


def builtin():
    Items([1, 2])
    More([3])


builtin()
gc.collect()
assert sorted(log) == [[1, 2], [3]], log


# What a finaliser raises is ignored but reported.
class Broken:
    def __del__(self):
        raise ValueError("lost")


reported = []
old_hook = getattr(sys, "unraisablehook", None)
sys.unraisablehook = lambda args: reported.append((args.exc_type, str(args.exc_value), args.object))


def broken():
    Broken().me = 1


broken()
gc.collect()
assert reported[0][:2] == (ValueError, "lost"), reported
assert reported[0][2] is Broken.__del__
if old_hook is not None:
    sys.unraisablehook = old_hook
reported.clear()


# Suspended generators are closed.
def generator():
    try:
        yield 1
    finally:
        log.append("closed")


log.clear()


def suspend():
    g = generator()
    next(g)
    h = generator()


suspend()
gc.collect()
assert log == ["closed"], log


# A weak reference with callback to an object with a finaliser.
class Plain:
    pass


log.clear()


def weak():
    p = Plain()
    p.me = p
    return weakref.ref(p, lambda r: log.append("gone"))


r = weak()
gc.collect()
assert r() is None and log == ["gone"]

# References back into old objects keep young ones alive.
old = [None] * 2000
table = {}
for i in range(200):
    old[i * 10] = [i]
    table[i] = {"key": (i, str(i))}
    if i % 20 == 0:
        gc.collect()
garbage = [[str(i)] for i in range(50000)]
assert [old[i * 10] for i in range(200)] == [[i] for i in range(200)]
assert all(table[i]["key"] == (i, str(i)) for i in range(200))
print("ok")
