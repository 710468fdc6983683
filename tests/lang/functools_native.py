"""functools: partial, reduce, cmp_to_key and lru_cache, with their argument checks."""

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


def show(*args, **kwargs):
    return args, kwargs


p = functools.partial(show, 1, a=2)
assert p() == ((1,), {"a": 2}) and p(2, b=3) == ((1, 2), {"a": 2, "b": 3}) and p(a=5) == ((1,), {"a": 5})
assert p.func is show and p.args == (1,) and p.keywords == {"a": 2}
q = functools.partial(p, 3, c=4)
assert q.func is show and q.args == (1, 3) and q.keywords == {"a": 2, "c": 4}
p.attribute = 1
assert functools.partial(p).func is p and p.__dict__ == {"attribute": 1}
assert repr(functools.partial(int, base=2)) == "functools.partial(<class 'int'>, base=2)"
assert functools.partial(show)(*range(20)) == (tuple(range(20)), {})
assert functools.partial(show, *range(9))(9) == (tuple(range(10)), {})
raises(TypeError, "type 'partial' takes at least one argument", functools.partial)
raises(TypeError, "the first argument must be callable", functools.partial, 1)
for state in (1, (1, 2), (show, 1, {}, None), (1, (), {}, None)):
    raises(TypeError, "invalid partial state", p.__setstate__, state)
assert p.__reduce__() == (functools.partial, (show,), (show, (1,), {"a": 2}, {"attribute": 1}))
p.__setstate__((len, ([],), None, {}))
assert p() == 0


class Own(functools.partial):
    pass


own = Own(show, 1)
assert own(2) == ((1, 2), {}) and type(own) is Own
loop = functools.partial(show)
loop.__setstate__((loop, (), {}, {}))
assert repr(loop) == "functools.partial(...)"


class Holder:
    method = functools.partial(show, 7)


assert Holder().method() == ((7,), {})
assert functools.partial[int].__origin__ is functools.partial

assert functools.reduce(operator.add, range(10)) == 45
assert functools.reduce(operator.add, [], 5) == 5 and functools.reduce(lambda a, b: a * 10 + b, [1, 2, 3], 0) == 123
assert functools.reduce(operator.add, [], None) is None
raises(TypeError, "reduce() of empty iterable with no initial value", functools.reduce, operator.add, [])
raises(TypeError, "reduce() arg 2 must support iteration", functools.reduce, operator.add, 1)
raises(TypeError, "reduce expected at least 2 arguments, got 1", functools.reduce, 1)

key = functools.cmp_to_key(lambda a, b: b - a)
assert sorted([3, 1, 2], key=key) == [3, 2, 1]
assert key(1) > key(2) and key(1) == key(1) and key(obj=4).obj == 4
raises(TypeError, "other argument must be K instance", lambda: key(1) < 2)
raises(TypeError, "K() missing required argument 'obj' (pos 1)", key)
raises(TypeError, "unhashable type: 'functools.KeyWrapper'", hash, key(1))

calls = []


@functools.lru_cache(maxsize=2)
def double(x, *, extra=0):
    calls.append(x)
    return x * 2 + extra


assert [double(1), double(1), double(2), double(3), double(1)] == [2, 2, 4, 6, 2]
assert calls == [1, 2, 3, 1]
assert double.cache_info() == (1, 4, 2, 2) and double.cache_parameters() == {"maxsize": 2, "typed": False}
double.cache_clear()
assert double.cache_info() == (0, 0, 2, 0)
assert double(1, extra=1) == 3 and double(1, extra=1) == 3 and double.cache_info().hits == 1
assert double(1.0) == double(1) == 2 and double.__wrapped__(5) == 10 and double.__name__ == "double"


@functools.lru_cache(maxsize=None, typed=True)
def kind(x):
    return type(x)


assert kind(1) is int and kind(1.0) is float and kind(True) is bool and kind.cache_info() == (0, 3, None, 3)


@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


assert fib(100) == 354224848179261915075 and fib.cache_info() == (98, 101, None, 101)


@functools.lru_cache(maxsize=0)
def never(x):
    return x


assert never(1) == never(1) == 1 and never.cache_info() == (0, 2, 0, 0)
raises(TypeError, "unhashable type: 'list'", fib, [])


class Cached:
    @functools.lru_cache(maxsize=10)
    def method(self, x):
        return x + 1


cached = Cached()
assert cached.method(1) == 2 and cached.method(1) == 2 and Cached.method.cache_info().hits == 1
raises(TypeError, "the first argument must be callable", functools._lru_cache_wrapper, 1, 2, 3, 4)
raises(TypeError, "maxsize should be integer or None", functools._lru_cache_wrapper, len, "a", 3, 4)
print("ok")
