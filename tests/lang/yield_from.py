"""yield from: delegation of values, sends, throws, close, return values; to iterators and to generators."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

log = []


def inner():
    try:
        got = yield "i1"
        log.append(("inner got", got))
        got = yield "i2"
        log.append(("inner got", got))
        return "result"
    except ValueError as error:
        log.append(("inner caught", str(error)))
        yield "handled"
        return "after error"
    finally:
        log.append("inner done")


def outer():
    value = yield from inner()
    log.append(("outer got", value))
    yield "o1"
    return "end"


o = outer()
assert next(o) == "i1"
assert o.gi_yieldfrom.__name__ == "inner"
assert o.send(1) == "i2"
assert o.send(2) == "o1"
assert o.gi_yieldfrom is None
try:
    next(o)
except StopIteration as stop:
    assert stop.value == "end"
assert log == [("inner got", 1), ("inner got", 2), "inner done", ("outer got", "result")]
log.clear()
o = outer()
next(o)
assert o.throw(ValueError("boo")) == "handled" and next(o) == "o1"
assert log == [("inner caught", "boo"), "inner done", ("outer got", "after error")]
log.clear()
o = outer()
next(o)
o.close()
assert log == ["inner done"]
log.clear()
o = outer()
next(o)
raises(KeyError, "'through'", o.throw, KeyError("through"))
assert log == ["inner done"]


def over(iterable):
    return (yield from iterable)


assert list(over([1, 2])) == [1, 2]
assert list(over("ab")) == ["a", "b"]
assert list(over({})) == []
assert list(over(over(over(range(3))))) == [0, 1, 2]
it = over([1, 2])
next(it)
raises(AttributeError, "'list_iterator' object has no attribute 'send'", it.send, 5)
raises(TypeError, "'int' object is not iterable", lambda: next(over(5)))


class WithHooks:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        return self.n

    def send(self, value):
        return ("sent", value)

    def throw(self, error):
        return ("threw", type(error).__name__)

    def close(self):
        log.append("closed")


log.clear()
w = over(WithHooks())
assert next(w) == 1
assert w.send("x") == ("sent", "x")
assert w.throw(ValueError()) == ("threw", "ValueError")
w.close()
assert log == ["closed"]


def tree(node):
    if node:
        left, value, right = node
        yield from tree(left)
        yield value
        yield from tree(right)


assert list(tree(((None, 1, None), 2, ((None, 3, None), 4, None)))) == [1, 2, 3, 4]


def chain(n):
    if n:
        yield n
        yield from chain(n - 1)


assert sum(chain(150)) == 150 * 151 // 2


def accumulate():
    total = 0
    while True:
        value = yield
        if value is None:
            return total
        total += value


def collect(results):
    while True:
        results.append((yield from accumulate()))


results = []
c = collect(results)
next(c)
for value in (1, 2, None, 10, 20, None):
    c.send(value)
assert results == [3, 30]


def stop_value():
    raise_here = StopIteration("v")
    class It:
        def __iter__(self):
            return self

        def __next__(self):
            raise raise_here

    return (yield from It())


try:
    next(stop_value())
except StopIteration as stop:
    assert stop.value == "v"


def delegating_finally():
    try:
        yield from [1, 2, 3]
    finally:
        log.append("outer finally")


log.clear()
d = delegating_finally()
next(d)
d.close()
assert log == ["outer finally"]
a = iter(tree(None))
assert next(a, "default") == "default"

print("ok")
