# `super().method()` in loops that get compiled.
import sys
import traceback

N = 3000
S = N * (N - 1) // 2


class A:
    def __init__(self, v):
        self.v = v

    def f(self, x):
        return x + 1

    @classmethod
    def c(cls, x):
        return cls.__name__, x

    @staticmethod
    def s(x):
        return x * 2

    def __eq__(self, other):
        return self.v == other.v


class B(A):
    def __init__(self, v, w):
        super().__init__(v)
        self.w = w

    def f(self, x):
        return super().f(x) + 10

    @classmethod
    def c(cls, x):
        return super().c(x)

    @staticmethod
    def s(x):
        return A.s(x) + 1

    def t(self, x):
        return super().s(x)

    def __new__(cls, *args):
        return super().__new__(cls)


class C(B):
    def f(self, x):
        return super().f(x) + 100


class M:
    def f(self, x):
        return super().f(x) + 1000


class D(M, C):
    pass


def run(o, n):
    c = 0
    for i in range(n):
        c += o.f(i)
    return c


def each(o, n):
    r = None
    for i in range(n):
        r = o.c(i), o.t(i)
    return r


def make(of, n):
    c = 0
    for i in range(n):
        o = of(i, 2)
        c += o.v + o.w
    return c


for _ in range(3):
    assert run(A(1), N) == S + N
    assert run(B(1, 2), N) == S + 11 * N
    assert run(C(1, 2), N) == S + 111 * N
    assert run(D(1, 2), N) == S + 1111 * N
    assert each(B(1, 2), N) == (("B", N - 1), 2 * N - 2)
    assert each(D(1, 2), N) == (("D", N - 1), 2 * N - 2)
    assert make(B, N) == make(C, N) == make(D, N) == S + 2 * N

# Something else in a base class.
A.f = lambda self, x: 5
assert run(B(1, 2), N) == 15 * N
C_f = C.f
del C.f
assert run(C(1, 2), N) == 15 * N
C.f = C_f
assert run(C(1, 2), N) == 115 * N
A.f = staticmethod(lambda x: x)
assert run(C(1, 2), N) == S + 110 * N
A.f = classmethod(lambda cls, x: len(cls.__name__))
assert run(C(1, 2), N) == 111 * N
A.c = lambda cls, x: (cls, x)
try:
    each(B(1, 2), 1)
    assert False
except TypeError as e:
    assert "missing 1 required positional argument: 'x'" in str(e), e


class Other:
    def f(self, x):
        return 7


M.__bases__ = (Other,) if False else M.__bases__
C.__bases__ = (A,)
A.f = lambda self, x: 3
C.g = lambda self, x: super(C, self).f(x)


def runs(o, n):
    c = 0
    for i in range(n):
        c += o.g(i)
    return c


class E(A):
    def f(self, x):
        return 20


E.g = lambda self, x: super(E, self).f(x)
assert runs(E(1), N) == 3 * N
A.f = lambda self, x: 4
assert runs(E(1), N) == 4 * N
del A.f
try:
    runs(E(1), 1)
    assert False
except AttributeError as e:
    assert str(e) == "'super' object has no attribute 'f'", e


# One code for several classes.
def made(k):
    class X(Other):
        def f(self, x):
            return super().f(x) + k

    return X()


xs = [made(k) for k in range(6)]


def all_of(xs, n):
    c = 0
    for i in range(n):
        for x in xs:
            c += x.f(i)
    return c


assert all_of(xs, N) == (6 * 7 + 15) * N


# What is raised, and where.
class F:
    def f(self, x):
        if x > 2000:
            raise KeyError(x)
        return x


class G(F):
    def f(self, x):
        return super().f(x)


for _ in range(3):
    try:
        run(G(), N)
        assert False
    except KeyError as e:
        frames = [(f.name, f.line) for f in traceback.extract_tb(e.__traceback__)][1:]
        assert frames == [
            ("run", "c += o.f(i)"),
            ("f", "return super().f(x)"),
            ("f", "raise KeyError(x)"),
        ], frames

# Another `super`.
class Shadow(F):
    def f(self, x):
        return super().f(x)


assert run(Shadow(), 2000) == 1999 * 1000
real = super
super = lambda *a: Other()
assert run(Shadow(), N) == 7 * N
del super
assert run(Shadow(), 2000) == 1999 * 1000
print("ok")
