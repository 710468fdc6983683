"""RecursionError: depth, recovery, the limit, deep structures, repr, comparison, and generators nesting."""

import sys


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert sys.getrecursionlimit() == 1000


def depth(n=0):
    try:
        return depth(n + 1)
    except RecursionError:
        return n


reached = depth()
assert 900 < reached < 1000, reached


def forever():
    return forever()


for _ in range(3):
    raises(RecursionError, "maximum recursion depth exceeded", forever)


def mutual_a():
    mutual_b()


def mutual_b():
    mutual_a()


raises(RecursionError, "maximum recursion depth exceeded", mutual_a)


class Attr:
    def __getattr__(self, name):
        return getattr(self, name + "x")


try:
    Attr().y
except RecursionError as error:
    assert str(error).startswith("maximum recursion depth exceeded")


class Rep:
    def __repr__(self):
        return repr(self)


try:
    repr(Rep())
except RecursionError as error:
    assert str(error).startswith("maximum recursion depth exceeded")
nested = []
for _ in range(100_000):
    nested = [nested]
try:
    repr(nested)
except RecursionError as error:
    assert str(error) == "maximum recursion depth exceeded while getting the repr of an object"
a, b = [], []
a.append(b)
b.append(a)
try:
    a == b
except RecursionError as error:
    assert str(error) == "maximum recursion depth exceeded in comparison"
del nested, a, b
sys.setrecursionlimit(5000)


def down(n):
    return 0 if n == 0 else 1 + down(n - 1)


assert down(4000) == 4000
sys.setrecursionlimit(1000)
try:
    down(4000)
except RecursionError:
    pass
assert down(500) == 500


def generators(n):
    if n:
        yield from generators(n - 1)
    yield n


assert sum(generators(200)) == 20100
try:
    list(generators(2000))
except RecursionError:
    pass
else:
    raise AssertionError


def finally_counts(log):
    try:
        finally_counts(log)
    finally:
        log.append(1)


log = []
try:
    finally_counts(log)
except RecursionError:
    pass
assert 900 < len(log) < 1000
raises(ValueError, "recursion limit must be greater or equal than 1", sys.setrecursionlimit, 0)
raises(TypeError, "'str' object cannot be interpreted as an integer", sys.setrecursionlimit, "a")


def set_too_low():
    sys.setrecursionlimit(1)


try:
    down(20) and (lambda: set_too_low())()
except RecursionError as error:
    assert str(error).startswith("cannot set the recursion limit to 1 at the recursion depth "), str(error)
deep = eval("[" * 90 + "]" * 90)
assert str(deep) == "[" * 90 + "]" * 90

print("ok")
