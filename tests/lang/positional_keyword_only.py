"""Positional-only and keyword-only parameters: binding, defaults, names reused in **kwargs, messages."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


def pos(a, b=2, /):
    return a, b


def both(a, /, b, *, c, d=4):
    return a, b, c, d


def rest(a, /, *args, k=0, **kw):
    return a, args, k, kw


assert pos(1) == (1, 2)
assert pos(1, 3) == (1, 3)
assert both(1, 2, c=3) == (1, 2, 3, 4)
assert both(1, b=2, c=3, d=5) == (1, 2, 3, 5)
assert rest(1, 2, 3, k=4, a=5, args=6) == (1, (2, 3), 4, {"a": 5, "args": 6})
raises(TypeError, "pos() missing 1 required positional argument: 'a'", pos)
raises(TypeError, "pos() got some positional-only arguments passed as keyword arguments: 'a'", pos, a=1)
raises(TypeError, "pos() got some positional-only arguments passed as keyword arguments: 'b'", pos, 1, b=1)
raises(TypeError, "pos() takes from 1 to 2 positional arguments but 3 were given", pos, 1, 2, 3)
raises(TypeError, "both() missing 1 required keyword-only argument: 'c'", both, 1, 2)
raises(TypeError, "both() takes 2 positional arguments but 3 were given", both, 1, 2, 3)
raises(TypeError, "both() takes 2 positional arguments but 3 positional arguments (and 1 keyword-only argument) were given", lambda: both(1, 2, 3, c=4))
raises(TypeError, "both() got an unexpected keyword argument 'z'", lambda: both(1, 2, c=3, z=1))
raises(TypeError, "both() got multiple values for argument 'b'", lambda: both(1, 2, b=3, c=4))
raises(TypeError, "both() missing 2 required positional arguments: 'a' and 'b'", lambda: both(c=1))


def three(a, b, c):
    pass


def many_keywords(*, x, y, z):
    pass


raises(TypeError, "three() missing 3 required positional arguments: 'a', 'b', and 'c'", three)
raises(TypeError, "many_keywords() missing 3 required keyword-only arguments: 'x', 'y', and 'z'", many_keywords)
raises(TypeError, "three() takes 3 positional arguments but 5 were given", three, 1, 2, 3, 4, 5)


class Method:
    def m(self, a, /, *, k):
        return a, k

    @classmethod
    def c(cls, x=1, /, **kw):
        return x, kw

    @staticmethod
    def s(*, only):
        return only


assert Method().m(1, k=2) == (1, 2)
assert Method.c(x=5) == (1, {"x": 5})
assert Method.s(only=3) == 3
raises(TypeError, "Method.m() takes 2 positional arguments but 3 were given", Method().m, 1, 2)
raises(TypeError, "Method.m() missing 1 required keyword-only argument: 'k'", Method().m, 1)
raises(TypeError, "Method.s() missing 1 required keyword-only argument: 'only'", Method.s)
assert (lambda a, /, *, b: a - b)(5, b=3) == 2
assert sorted([3, 1], reverse=True) == [3, 1]
raises(TypeError, "sorted expected 1 argument, got 2", lambda: sorted([1], len))
raises(TypeError, "'foo' is an invalid keyword argument for sort()", lambda: [].sort(foo=1))

print("ok")
