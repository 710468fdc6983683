"""tuple: packing, methods, operators, hashing, immutability, starred displays, repr."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

t = 1, 2, 3
assert t == (1, 2, 3)
assert t[0] == 1
assert t[-1] == 3
assert t[1:] == (2, 3)
assert t[::-1] == (3, 2, 1)
assert len(t) == 3
assert (1,) != 1
assert () == tuple()
assert t + (4,) == (1, 2, 3, 4)
assert t * 2 == (1, 2, 3, 1, 2, 3)
assert 0 * t == ()
assert 2 in t
assert t.count(2) == 1
assert t.index(3) == 2
assert t.index(1, -3) == 0
assert repr(()) == "()"
assert repr((1,)) == "(1,)"
assert repr((1, "a")) == "(1, 'a')"
assert tuple("ab") == ("a", "b")
assert tuple(t) is t
assert t[:] is t
assert (*t, 4) == (1, 2, 3, 4)
assert (*"ab", *range(2)) == ("a", "b", 0, 1)
assert (1, 2) < (1, 3) < (2,)
assert (1,) < (1, 0)
assert (1, 2) == (1.0, 2.0)
assert hash((1, 2)) == hash((1, 2))
assert hash((1, 2)) != hash((2, 1))
assert {(1, 2): "a"}[1, 2] == "a"
assert hash(()) == hash(())
a, (b, c), *d = 1, (2, 3), 4, 5
assert (a, b, c, d) == (1, 2, 3, [4, 5])
x = y = (1,)
x += (2,)
assert y == (1,) and x == (1, 2)
holder = ([],)
try:
    holder[0] += [1]
except TypeError as error:
    assert str(error) == "'tuple' object does not support item assignment"
assert holder == ([1],)


class Pair(tuple):
    __slots__ = ()

    def __new__(cls, a, b):
        return super().__new__(cls, (a, b))

    @property
    def swapped(self):
        return Pair(self[1], self[0])


p = Pair(1, 2)
assert p == (1, 2)
assert p.swapped == (2, 1)
assert isinstance(p, tuple)
assert type(p + p) is tuple
assert hash(p) == hash((1, 2))
assert p[:] == (1, 2)
assert type(p[:]) is tuple
cycle = ([],)
cycle[0].append(cycle)
assert repr(cycle) == "([(...)],)"
raises(IndexError, "tuple index out of range", lambda: t[3])
raises(TypeError, "tuple indices must be integers or slices, not str", lambda: t["a"])
raises(TypeError, "'tuple' object does not support item assignment", lambda: exec("t[0] = 1", {"t": t}))
raises(TypeError, "'tuple' object doesn't support item deletion", lambda: exec("del t[0]", {"t": t}))
raises(TypeError, 'can only concatenate tuple (not "list") to tuple', lambda: t + [1])
raises(ValueError, "tuple.index(x): x not in tuple", t.index, 9)
raises(TypeError, "unhashable type: 'list'", hash, ([],))
raises(TypeError, "'int' object is not iterable", tuple, 1)
raises(AttributeError, "'tuple' object has no attribute 'append'", lambda: t.append)

print("ok")
