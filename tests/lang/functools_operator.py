"""functools and operator: partial, reduce, cached_property, cmp_to_key, wraps, itemgetter and friends."""

import functools
import operator


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert functools.reduce(operator.mul, [1, 2, 3, 4]) == 24
assert functools.reduce(lambda a, b: a + b, [], "x") == "x"
raises(TypeError, "reduce() of empty iterable with no initial value", functools.reduce, operator.add, [])
p = functools.partial(int, base=2)
assert p("101") == 5
assert p.func is int
assert p.keywords == {"base": 2}
assert functools.partial(p, base=16)("ff") == 255
assert functools.partial(max, 5)(3, 9) == 9
assert functools.partial(functools.partial(pow, 2), 3)() == 8
raises(TypeError, "the first argument must be callable", functools.partial, 1)


class Circle:
    def __init__(self, r):
        self.r = r
        self.computed = 0

    @functools.cached_property
    def area(self):
        self.computed += 1
        return self.r**2 * 3

    def scale(self, by, *, extra=0):
        return self.r * by + extra

    double = functools.partialmethod(scale, 2)
    more = functools.partialmethod(scale, extra=5)

    @functools.singledispatchmethod
    def show(self, x):
        return "any"

    @show.register
    def _(self, x: int):
        return "int"


c = Circle(2)
assert c.area == 12
assert c.area == 12
assert c.computed == 1
assert c.double() == 4
assert c.more(1) == 7
assert c.show(1) == "int"
assert c.show("") == "any"
del c.area
assert c.area == 12 and c.computed == 2
assert sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a)) == [3, 2, 1]
assert sorted("bca", key=functools.cmp_to_key(lambda a, b: (a > b) - (a < b))) == ["a", "b", "c"]
calls = []


@functools.cache
def f(*args, **kwargs):
    calls.append((args, kwargs))
    return len(calls)


assert f(1) == 1
assert f(1) == 1
assert f(x=1) == 2
assert f(1, 2) == 3
assert f.cache_info().hits == 1
assert f.cache_info().maxsize is None
f.cache_clear()
assert f(1) == 4 and f.__wrapped__("direct") == 5
raises(TypeError, "unhashable type: 'list'", f, [])


@functools.lru_cache(maxsize=2, typed=True)
def typed(x):
    return type(x).__name__


assert typed(1) == "int"
assert typed(1.0) == "float"
assert typed.cache_info() == (0, 2, 2, 2)
get = operator.itemgetter(1)
assert get("abc") == "b"
assert operator.itemgetter(0, -1)([1, 2, 3]) == (1, 3)
assert operator.itemgetter("k")({"k": 5}) == 5
assert operator.itemgetter(slice(1, 3))("abcd") == "bc"
assert operator.attrgetter("real")(3) == 3
assert operator.attrgetter("real.imag", "denominator")(3) == (0, 1)
assert operator.methodcaller("upper")("a") == "A"
assert operator.methodcaller("split", ",", maxsplit=1)("a,b,c") == ["a", "b,c"]
assert operator.add(1, 2) == 3
assert operator.truediv(7, 2) == 3.5
assert operator.floordiv(7, 2) == 3
assert operator.mod(7, 3) == 1
assert operator.pow(2, 3) == 8
assert operator.neg(1) == -1
assert operator.inv(0) == -1
assert operator.xor(5, 3) == 6
assert operator.lshift(1, 3) == 8
assert operator.not_(0) is True
assert operator.truth([]) is False
assert operator.is_(None, None)
assert operator.contains([1], 1)
assert operator.countOf("banana", "a") == 3
assert operator.indexOf("abc", "c") == 2
assert operator.concat("a", "b") == "ab"
assert operator.index(True) == 1
items = [1, 2, 3]
operator.setitem(items, 0, 9)
operator.delitem(items, 1)
assert items == [9, 3]
assert operator.getitem(items, -1) == 3
assert operator.iadd(items, [4]) is items
assert items == [9, 3, 4]
assert operator.length_hint(iter([1, 2])) == 2
assert operator.lt(1, 2)
assert operator.ne(1, 2)
assert operator.matmul.__name__ == "matmul"
assert operator.call(max, 1, 2) == 2
raises(AttributeError, "'int' object has no attribute 'nope'", operator.attrgetter("nope"), 1)
raises(IndexError, "list index out of range", operator.itemgetter(5), [1])

print("ok")
