"""Calls: binding of positional, keyword, default, starred arguments; evaluation order; messages."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


def full(a, b=2, /, c=3, *args, d, e=5, **kwargs):
    return a, b, c, args, d, e, kwargs


assert full(1, d=4) == (1, 2, 3, (), 4, 5, {})
assert full(1, 9, 8, 7, 6, d=0, z=1) == (1, 9, 8, (7, 6), 0, 5, {"z": 1})
assert full(1, d=4, a=10, b=20) == (1, 2, 3, (), 4, 5, {"a": 10, "b": 20})
assert full(*[1, 2], **{"d": 3, "c": 4}) == (1, 2, 4, (), 3, 5, {})


def simple(a, b, c=3):
    return a, b, c


assert simple(1, 2) == simple(a=1, b=2) == simple(1, b=2, c=3) == simple(*(1,), *[2]) == simple(**{"a": 1}, **{"b": 2})
assert simple(*"xy", *"z") == ("x", "y", "z")
raises(TypeError, "simple() missing 2 required positional arguments: 'a' and 'b'", simple)
raises(TypeError, "simple() missing 1 required positional argument: 'b'", simple, 1)
raises(TypeError, "simple() takes from 2 to 3 positional arguments but 4 were given", simple, 1, 2, 3, 4)
raises(TypeError, "simple() got an unexpected keyword argument 'z'", simple, 1, 2, z=1)
raises(TypeError, "simple() got multiple values for argument 'a'", simple, 1, 2, a=1)
raises(TypeError, "full() missing 1 required keyword-only argument: 'd'", full, 1)
raises(TypeError, "full() missing 1 required positional argument: 'a'", full, d=1)
raises(TypeError, "__main__.simple() got multiple values for keyword argument 'a'", lambda: simple(**{"a": 1}, **{"a": 2}))
raises(TypeError, "__main__.simple() argument after * must be an iterable, not int", lambda: simple(*1))
raises(TypeError, "__main__.simple() argument after ** must be a mapping, not list", lambda: simple(**[1]))
raises(TypeError, "keywords must be strings", lambda: simple(**{1: 2}))
raises(TypeError, "'int' object is not callable", lambda: (1)())


def none():
    pass


def keyword_only(*, a, b, c=1):
    pass


def positional_only(a, b, /):
    pass


def one(a):
    pass


raises(TypeError, "none() takes 0 positional arguments but 1 was given", none, 1)
raises(TypeError, "one() takes 1 positional argument but 2 were given", one, 1, 2)
raises(TypeError, "keyword_only() missing 2 required keyword-only arguments: 'a' and 'b'", keyword_only)
raises(TypeError, "keyword_only() takes 0 positional arguments but 1 was given", keyword_only, 1)
raises(TypeError, "keyword_only() takes 0 positional arguments but 1 positional argument (and 1 keyword-only argument) were given", keyword_only, 1, a=1)
raises(TypeError, "positional_only() got some positional-only arguments passed as keyword arguments: 'a, b'", positional_only, a=1, b=2)
raises(TypeError, "simple() missing 1 required positional argument: 'a'", simple, b=1)
order = []


def n(x):
    order.append(x)
    return x


def sink(*args, **kwargs):
    return args, kwargs


sink(n(1), *[n(2)], n(3), k=n(4), **{"m": n(5)}, o=n(6))
assert order == [1, 2, 3, 4, 5, 6]


def defaults(x=[], y=n(7)):
    x.append(y)
    return x


assert order[-1] == 7
assert defaults() == [7]
assert defaults() == [7, 7]
assert defaults.__defaults__ == ([7, 7], 7)
assert full.__kwdefaults__ == {"e": 5}
defaults.__defaults__ = ([0], 1)
assert defaults() == [0, 1]
simple.__defaults__ = None
raises(TypeError, "simple() missing 1 required positional argument: 'c'", simple, 1, 2)


def packs(*args, **kwargs):
    args += (1,)
    kwargs["x"] = 1
    return args, kwargs


source, options = (0,), {"y": 2}
assert packs(*source, **options) == ((0, 1), {"y": 2, "x": 1})
assert source == (0,)
assert options == {"y": 2}
assert (lambda *a, k=1, **kw: (a, k, kw))(1, 2, k=3, z=4) == ((1, 2), 3, {"z": 4})
assert (lambda: (yield))().__class__.__name__ == "generator"
assert max(*[3, 1], *(7,)) == 7
assert dict(a=1, **{"b": 2}) == {"a": 1, "b": 2}
assert int("11", base=2) == 3
assert sorted([2, 1], reverse=1) == [2, 1]
raises(TypeError, "len() takes no keyword arguments", lambda: len(obj=[]))
raises(TypeError, "len() takes exactly one argument (2 given)", len, 1, 2)
raises(TypeError, "sorted expected 1 argument, got 0", sorted)
raises(TypeError, "ord() takes exactly one argument (0 given)", ord)
raises(TypeError, "isinstance expected 2 arguments, got 1", isinstance, 1)
raises(TypeError, "'z' is an invalid keyword argument for print()", lambda: print(z=1))

print("ok")
