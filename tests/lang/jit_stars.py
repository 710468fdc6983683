# Star parameters and arguments in loops that get compiled: tuples and dicts that need not be made.
import functools
import sys
import traceback

N = 3000


def star(*a, **k):
    return len(a) + len(k)


def first(x, *rest, y=5, **more):
    return x + len(rest) * 10 + y * 100 + len(more) * 1000


def calls(n):
    c = 0
    for i in range(n):
        c += star(1, 2, 3) + star() + star(a=1, b=2) + star(1, b=2)
        c += first(i) + first(i, 2, 3) + first(x=i, z=1) + first(i, 1, y=1, w=2)
    return c


S = N * (N - 1) // 2
for _ in range(3):
    assert calls(N) == (3 + 0 + 2 + 2) * N + 4 * S + (500 + 520 + 1500 + 1110) * N, calls(N)


def keep(*a, **k):
    return a, k


def kept(n):
    out = []
    for i in range(n):
        out.append(keep(i, -i, k=i))
    return out


r = kept(N)
assert r[7] == ((7, -7), {"k": 7}) and len({id(k) for _, k in r}) == N


def change(**k):
    k["x"] = 1
    del k["a"]
    return star(**k), len(k)


def changed(n):
    r = None
    for i in range(n):
        r = change(a=i, b=2)
    return r


assert changed(N) == (2, 2)


def aliased(**k):
    j = k
    j["z"] = 1
    return star(**k)


def alias(n):
    r = None
    for i in range(n):
        r = aliased(a=i)
    return r


assert alias(N) == 2


# Decorators.
def deco(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs)

    return wrapper


def counted(f):
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        result = f(*args, **kwargs)
        return result

    wrapper.calls = 0
    return wrapper


@deco
def plain(x):
    return x


@deco
@counted
def both(x, y=2, *, z=3):
    return x + y + z


class C:
    @deco
    def m(self, x, k=1):
        return x + k

    @classmethod
    @deco
    def c(cls, x):
        return cls.__name__, x

    @property
    @deco
    def p(self):
        return 4


def decorated(n):
    c, o = 0, C()
    for i in range(n):
        c += plain(i) + plain(x=1) + both(i) + both(i, 1, z=2) + both(z=0, x=i)
        c += o.m(i) + o.m(i, k=2) + o.m(x=1) + o.c(i)[1] + o.p
    return c


want = S + N + (S + 5 * N) + (S + 3 * N) + (S + 2 * N) + (S + N) + (S + 2 * N) + 2 * N + S + 4 * N
for _ in range(3):
    assert decorated(N) == want, (decorated(N), want)

# Wrapped natives and classes.
length = deco(len)
make = deco(C)


def others(n):
    c = 0
    for i in range(n):
        c += length("abc") + isinstance(make(), C)
    return c


assert others(N) == 4 * N


# Tuples of the same and of another length.
def spread(t, n):
    c = 0
    for i in range(n):
        c += three(*t) + star(*t, *t) + star(0, *t)
    return c


def three(a, b=0, c=0):
    return a + b + c


assert spread((1, 2, 3), N) == (6 + 6 + 4) * N
assert spread([1, 2], N) == (3 + 4 + 3) * N
assert spread((1, 2), N) == (3 + 4 + 3) * N
assert spread(iter(()), 0) == 0
try:
    spread((1, 2, 3, 4), N)
    assert False
except TypeError as e:
    assert str(e) == "three() takes from 1 to 3 positional arguments but 4 were given", e


def mapping(d, n):
    c = 0
    for i in range(n):
        c += three(**d) + star(1, **d)
    return c


assert mapping({"a": 1, "c": 2}, N) == 6 * N
assert mapping({"a": 1}, N) == 3 * N
try:
    mapping({"a": 1, "q": 2}, N)
    assert False
except TypeError as e:
    assert str(e) == "three() got an unexpected keyword argument 'q'", e

# Mistakes, and their places.
for call in ("plain()", "plain(1, 2)", "plain(y=1)", "both(1, x=2)", "C().m()"):
    messages = set()
    for _ in range(200):
        try:
            eval(call)
            assert False
        except TypeError as e:
            messages.add(str(e))
    assert len(messages) == 1, messages


@deco
def fails(x):
    if x > 2000:
        raise KeyError(x)
    return x


def failing(n):
    for i in range(n):
        fails(i)


for _ in range(3):
    try:
        failing(N)
        assert False
    except KeyError as e:
        frames = [(f.name, f.line) for f in traceback.extract_tb(e.__traceback__)][1:]
        assert frames == [
            ("failing", "fails(i)"),
            ("wrapper", "return f(*args, **kwargs)"),
            ("fails", "raise KeyError(x)"),
        ], frames


# Who looks at the frames finds the arguments.
def looks(x):
    f = sys._getframe(1)
    return f.f_code.co_name, f.f_locals["args"], f.f_locals["kwargs"]


look = deco(looks)


def looked(n):
    r = None
    for i in range(n):
        r = look(i)
    return r, look(x=3)


assert looked(N) == (("wrapper", (N - 1,), {}), ("wrapper", (), {"x": 3}))


# Left in the middle of an inlined function.
def odd(*a, **k):
    t = a[0] + 1
    return (a, k, t) if isinstance(t, float) else None


def leaves(values):
    out = []
    for v in values:
        r = odd(v, 2, w=v)
        if r:
            out.append(r)
    return out


values = [1] * N + [0.5] + [1] * N + [2.5]
assert leaves(values) == [((0.5, 2), {"w": 0.5}, 1.5), ((2.5, 2), {"w": 2.5}, 3.5)]


def nested(*a):
    b = (a, (1, a))
    t = a[0] * 2
    if isinstance(t, str):
        return b, t


def nest(values):
    out = []
    for v in values:
        r = nested(v)
        if r:
            out.append(r)
    return out


((a, (one, a2)), t), = nest([1] * N + ["x"])
assert a is a2 and a == ("x",) and one == 1 and t == "xx"

# More than a few.
def many(*a):
    return sum(a)


def manies(n):
    c = 0
    for i in range(n):
        c += many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18)
        t = (1, 2, 3, 4, 5, i)
        c += many(*t) + len(t) + t[-1]
    return c


assert manies(N) == (171 + 15 + 6) * N + 2 * S
print("ok")
