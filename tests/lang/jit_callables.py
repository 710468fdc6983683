# Calls of what is no function but has one, in loops that get compiled.
import sys
import traceback

N = 3000


class P:
    def __init__(self, v):
        self.v = v

    def meth(self, x, y=1):
        return self.v + x + y

    def __call__(self, x):
        return self.v * x

    def again(self):
        return type(self)(self.v + 1)

    @classmethod
    def make(cls, v):
        return cls(v)


class Q(P):
    pass


class Own:
    def __init__(self, f):
        self.callback = f

    def run(self, n):
        c = 0
        for i in range(n):
            c += self.callback(i)
        return c


def bound(f, n):
    c = 0
    for i in range(n):
        c += f(i)
    return c


def two(f, n):
    c = 0
    for i in range(n):
        c += f(i, 2)
    return c


S = N * (N - 1) // 2
for _ in range(3):
    assert bound(P(1).meth, N) == S + 2 * N
    assert bound(P(3), N) == 3 * S
    assert bound(lambda x: x, N) == S
    assert bound(P(1).meth, N) == S + 2 * N
    assert two(P(1).meth, N) == S + 3 * N
    assert Own(P(2)).run(N) == 2 * S
    assert Own(P(2).meth).run(N) == S + 3 * N
    assert Own(lambda x: 1).run(N) == N
    assert Own(abs).run(N) == S
    assert Own([4] * N).run(0) == 0

# A site that sees only bound methods, then one of another function, then something else.
def only(f, n):
    c = 0
    for i in range(n):
        c += f(i)
    return c


assert only(P(1).meth, N) == S + 2 * N
assert only(P(2).meth, N) == S + 3 * N
assert only(P(2).__call__, N) == 2 * S
assert only([5] * N.__class__(1), 0) == 0
assert only(int, N) == S
assert only(float, N) == S


def inst(f, n):
    c = 0
    for i in range(n):
        c += f(i)
    return c


p = P(2)
assert inst(p, N) == 2 * S
P.__call__ = lambda self, x: x
assert inst(p, N) == S
P.__call__ = len
try:
    inst(p, 1)
    assert False
except TypeError as e:
    assert str(e) == "object of type 'int' has no len()", e
P.__call__ = staticmethod(lambda x: 1)
assert inst(p, N) == N
del P.__call__
try:
    inst(p, 1)
    assert False
except TypeError as e:
    assert str(e) == "'P' object is not callable", e


def chain(o, n):
    for i in range(n):
        o = o.again()
    return type(o), o.v


assert chain(P(0), N) == (P, N)
assert chain(Q(0), N) == (Q, N)


def classes(of, n):
    c = 0
    for i in range(n):
        c += of(i).v + of.make(i).v
    return c


assert classes(P, N) == 2 * S
assert classes(Q, N) == 2 * S
Q.__init__ = lambda self, v: P.__init__(self, v + 1)
assert classes(Q, N) == 2 * S + 2 * N
Q.__init__ = lambda self, v, w: None
try:
    classes(Q, 1)
    assert False
except TypeError as e:
    assert "missing 1 required positional argument: 'w'" in str(e), e


# What they raise, and where; who their callers are.
class R:
    def f(self, x):
        if x > 2000:
            raise KeyError(x)
        return x

    def __call__(self, x):
        return sys._getframe(1).f_code.co_name, sys._getframe().f_code.co_name

    def down(self, n):
        g = self.down
        return g(n - 1) + 1 if n else 0


def last(f, n):
    for i in range(n):
        r = f(i)
    return r


for _ in range(3):
    try:
        bound(R().f, N)
        assert False
    except KeyError as e:
        frames = [(f.name, f.line) for f in traceback.extract_tb(e.__traceback__)]
        assert frames[1:] == [("bound", "c += f(i)"), ("f", "raise KeyError(x)")], frames
    assert last(R(), N) == ("last", "__call__")
    assert [R().down(20) for _ in range(100)] == [20] * 100
    try:
        R().down(10**6)
        assert False
    except RecursionError:
        pass


# Functions in attributes of instances.
class Box:
    pass


def attribute(b, n):
    c = 0
    for i in range(n):
        c += b.f(i)
    return c


b = Box()
b.f = lambda x: x
assert attribute(b, N) == S
b.f = lambda x, y=2: x + y
assert attribute(b, N) == S + 2 * N
b.f = lambda *x: len(x)
assert attribute(b, N) == N
try:
    b.f = lambda: 1
    attribute(b, 1)
    assert False
except TypeError as e:
    assert str(e) == "<lambda>() takes 0 positional arguments but 1 was given", e
print("ok")
