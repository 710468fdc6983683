# Attributes for which Python functions are called, in loops that get compiled.
import sys
import traceback
from collections import namedtuple

N = 3000


class P:
    def __init__(self, v):
        self._v = v

    @property
    def v(self):
        return self._v

    @v.setter
    def v(self, x):
        if x is None:
            raise ValueError("none")
        self._v = x

    @staticmethod
    def st(x):
        return x + 1

    @classmethod
    def cl(cls, x):
        return cls.__name__, x


class Q(P):
    pass


def get(o, n):
    c = 0
    for i in range(n):
        c += o.v
    return c


def put(o, n):
    for i in range(n):
        o.v = i
    return o._v


def stat(o, n):
    c = 0
    for i in range(n):
        c += o.st(i)
    return c


def clas(o, n):
    r = None
    for i in range(n):
        r = o.cl(i)
    return r


for _ in range(3):
    assert get(P(2), N) == 2 * N
    assert put(P(2), N) == N - 1
    assert stat(P(2), N) == N * (N + 1) // 2
    assert clas(P(2), N) == ("P", N - 1)
    assert clas(P, N) == ("P", N - 1)
    assert clas(Q(2), N) == ("Q", N - 1)
    assert clas(Q, N) == ("Q", N - 1)

# Other things in the class meanwhile, of the same type and of other ones.
P.v = property(lambda self: 5)
assert get(P(2), N) == 5 * N
try:
    put(P(2), 3)
    assert False
except AttributeError as e:
    assert str(e) == "property of 'P' object has no setter", e
P.v = property(lambda self: 6, lambda self, x: setattr(self, "_v", -x))
assert put(P(2), N) == 1 - N
P.st = staticmethod(lambda x: 1)
assert stat(P(2), N) == N
P.st = lambda self, x: 2
assert stat(P(2), N) == 2 * N
P.cl = classmethod(lambda cls, x: (x, cls))
assert clas(Q(1), N) == (N - 1, Q)
P.cl = staticmethod(lambda x: x)
assert clas(Q(1), N) == N - 1

# A wrapper or property that gets another function.
sm = staticmethod(lambda x: 7)
P.st = sm
assert stat(P(2), N) == 7 * N
sm.__init__(lambda x: 8)
assert stat(P(2), N) == 8 * N
pr = property(lambda self: 1)
P.v = pr
assert get(P(2), N) == N
pr.__init__(lambda self: 3)
assert get(P(2), N) == 3 * N


# The instance's own attribute goes before what is no data descriptor.
class D:
    def __get__(self, o, t):
        return (o is None, t.__name__)


class S(D):
    def __set__(self, o, v):
        o.log.append(v)


class H:
    d = D()
    s = S()

    def __init__(self):
        self.log = []


def desc(h, n):
    r = None
    for i in range(n):
        r = h.d
    return r


def setdesc(h, n):
    for i in range(n):
        h.s = i
    return len(h.log), h.log[-1]


h = H()
assert desc(h, N) == (False, "H")
h.__dict__["d"] = 9
assert desc(h, N) == 9
assert desc(H(), N) == (False, "H")
assert setdesc(H(), N) == (N, N - 1)
h.__dict__["s"] = 1
assert setdesc(h, N) == (N, N - 1)
D.__get__ = lambda self, o, t: 3
assert desc(H(), N) == 3
S.__set__ = lambda self, o, v: o.log.append(-v)
assert setdesc(H(), N) == (N, 1 - N)


class E:
    def __get__(self, o, t):
        return "E"


x = H.__dict__["d"]
x.__class__ = E
assert desc(H(), N) == "E"


# Hooks.
class G:
    def __getattr__(self, name):
        return name + "?"


class A:
    def __getattribute__(self, name):
        return name + "!"


class W:
    def __setattr__(self, name, value):
        object.__setattr__(self, name, (name, value))


def look(o, n):
    r = None
    for i in range(n):
        r = o.zzz
    return r


def store(o, n):
    for i in range(n):
        o.zzz = i
    return o.zzz


assert look(G(), N) == "zzz?"
g = G()
g.zzz = 4
assert look(g, N) == 4
assert look(G(), N) == "zzz?"
G.zzz = 5
assert look(G(), N) == 5
del G.zzz
assert look(G(), N) == "zzz?"
G.__getattr__ = lambda self, name: 6
assert look(G(), N) == 6
assert look(A(), N) == "zzz!"
A.__getattr__ = lambda self, name: "never"
assert look(A(), N) == "zzz!"
assert store(W(), N) == ("zzz", N - 1)
W.__setattr__ = lambda self, name, value: object.__setattr__(self, name, value)
assert store(W(), N) == N - 1
del W.__setattr__
assert store(W(), N) == N - 1

# Fields of namedtuples.
NT = namedtuple("NT", "a b")


def fields(t, n):
    c = 0
    for i in range(n):
        c += t.a * t.b
    return c


assert fields(NT(2, 3), N) == 6 * N
assert fields(NT(2.0, 3), N) == 6 * N
short = tuple.__new__(NT, (1,))
try:
    fields(short, 3)
    assert False
except IndexError as e:
    assert str(e) == "tuple index out of range"
NT.a = property(lambda self: 10)
assert fields(NT(2, 3), N) == 30 * N


# What they raise, and where.
class R:
    def __init__(self):
        self.n = 0

    @property
    def v(self):
        self.n += 1
        if self.n > 2000:
            raise KeyError(self.n)
        return self.n

    @v.setter
    def v(self, x):
        self.n = x
        x.missing


def lines(exc):
    return [(f.name, f.line) for f in traceback.extract_tb(exc.__traceback__)]


for _ in range(3):
    try:
        get(R(), N)
        assert False
    except KeyError as e:
        assert e.args == (2001,)
        assert lines(e)[1:] == [("get", "c += o.v"), ("v", "raise KeyError(self.n)")], lines(e)
    try:
        put(R(), N)
        assert False
    except AttributeError as e:
        assert str(e) == "'int' object has no attribute 'missing'"
        assert lines(e)[1:] == [("put", "o.v = i"), ("v", "x.missing")], lines(e)


# A getter that looks at its callers, and one that calls itself.
class F:
    @property
    def v(self):
        return sys._getframe(1).f_lineno

    @property
    def deep(self):
        self.k -= 1
        return 1 + self.deep if self.k > 0 else 0


line = get.__code__.co_firstlineno + 3
assert get(F(), N) == line * N


def deep(n):
    f = F()
    c = 0
    for i in range(n):
        f.k = 5
        c += f.deep
    return c


assert deep(N) == 4 * N

# Several classes at one site.
class Sq:
    def __init__(self, s):
        self.s = s

    @property
    def v(self):
        return self.s * self.s


class Ci:
    def __init__(self, r):
        self.r = r

    @property
    def v(self):
        return 3 * self.r


class Pl:
    def __init__(self):
        self.v = 1


def area(shapes, n):
    c = 0
    for i in range(n):
        for s in shapes:
            c += s.v
    return c


assert area([Sq(2), Ci(2), Pl()], N) == 11 * N
assert area([Sq(2), Ci(2), Pl(), Sq(3)], N) == 20 * N


class Hook:
    def __getattr__(self, name):
        return len(name)


class Plain:
    v = 4


class Slotted:
    __slots__ = ("v",)

    def __init__(self, v):
        self.v = v


class Bad:
    def __init__(self):
        self.n = 0

    @property
    def v(self):
        self.n += 1
        if self.n > 2 * N:
            raise LookupError(self.n)
        return 0


kinds = [Sq(2), Hook(), Plain(), Bad()]
assert area(kinds, N) == (4 + 1 + 4) * N
kinds[2] = Slotted(5)
assert area(kinds, N) == (4 + 1 + 5) * N
try:
    area(kinds, 1)
    assert False
except LookupError as e:
    assert lines(e)[1:] == [("area", "c += s.v"), ("v", "raise LookupError(self.n)")], lines(e)
Sq.v = property(lambda self: 1)
kinds[3] = Sq(1)
assert area(kinds, N) == (1 + 1 + 5 + 1) * N
Sq.v = 2
assert area(kinds, N) == (2 + 1 + 5 + 2) * N
Hook.v = property(lambda self: 0.5)
assert area(kinds, N) == (2 + 0.5 + 5 + 2) * N
print("ok")
