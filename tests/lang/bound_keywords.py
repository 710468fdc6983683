"""Calls with keywords and defaults, which bind in place where that is simple."""


def f(a, b=2, c=3):
    return a, b, c


def k(a, /, b, *, c, d=4):
    return a, b, c, d


def many(a, b=1, c=2, d=3, e=4, f=5, g=6, h=7, i=8, j=9):
    return a, b, c, d, e, f, g, h, i, j


class C:
    def m(self, x, y=5, *, z=6):
        return x, y, z


def error(f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except TypeError as e:
        return str(e)


def swap(a, b):
    return f(c=a, a=b)


for _ in range(3):
    assert f(1) == (1, 2, 3) and f(1, 7) == (1, 7, 3) and f(1, c=9) == (1, 2, 9)
    assert f(c=1, b=2, a=3) == (3, 2, 1) and f(1, c=2, b=3) == (1, 3, 2) and swap(1, 2) == (2, 2, 1)
    assert k(1, 2, c=3) == (1, 2, 3, 4) and k(1, b=2, d=5, c=3) == (1, 2, 3, 5)
    assert many(0, j=1, i=2, h=3, g=4, f=5, e=6, d=7, c=8) == (0, 1, 8, 7, 6, 5, 4, 3, 2, 1)
    assert many(0, j=1, i=2, h=3, g=4, f=5, e=6, d=7, c=8, b=9) == (0, 9, 8, 7, 6, 5, 4, 3, 2, 1)
    assert C().m(1) == (1, 5, 6) and C().m(1, z=2) == (1, 5, 2) and C().m(y=1, x=2) == (2, 1, 6)
    assert error(lambda: f(1, a=2)) == "f() got multiple values for argument 'a'"
    assert error(lambda: f(b=2)) == "f() missing 1 required positional argument: 'a'"
    assert error(lambda: f(1, z=2)) == "f() got an unexpected keyword argument 'z'"
    assert error(lambda: k(a=1, b=2, c=3)).startswith("k() got some positional-only arguments passed as keyword")
    assert error(lambda: k(1, 2)) == "k() missing 1 required keyword-only argument: 'c'"
    assert error(lambda: f(1, 2, 3, 4)) == "f() takes from 1 to 3 positional arguments but 4 were given"
    assert error(lambda: f(1, 2, 3, 4, c=1)) is not None

f.__defaults__ = (10, 20)
assert f(1) == (1, 10, 20) and f(1, c=3) == (1, 10, 3)
f.__defaults__ = None
assert error(lambda: f(1)) == "f() missing 2 required positional arguments: 'b' and 'c'"
assert error(lambda: f(1, c=1)) == "f() missing 1 required positional argument: 'b'"
f.__defaults__ = (1, 2, 3, 4)
assert f() == (2, 3, 4) and f(7, c=8) == (7, 3, 8)
print("ok")
