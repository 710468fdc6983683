"""Generators that `send` and `next` resume: what they give, raise and show."""
import sys


def echo():
    got = None
    while True:
        got = yield got


g = echo()
assert next(g) is None and [g.send(i) for i in range(300)] == list(range(300)) and next(g) is None
method = g.send
assert method("bound") == "bound" and g.__next__() is None


def short(n):
    for i in range(n):
        yield i
    return "result"


def stops(call, *args):
    try:
        call(*args)
    except StopIteration as stop:
        return stop.value, stop.args
    return "went on"


g = short(1)
assert next(g) == 0 and stops(next, g) == ("result", ("result",)) and stops(next, g) == (None, ())
g = short(0)
try:
    g.send(1)
except TypeError as error:
    assert str(error) == "can't send non-None value to a just-started generator"
else:
    raise AssertionError("sent to one that has not started")
try:
    g.send(None)
except StopIteration as stop:
    assert stop.value == "result" and stop.__context__ is None
else:
    raise AssertionError("went on")
assert next(g, "default") == "default"


def consumer(n):
    """Calls of all kinds in a loop, which ends by StopIteration."""
    source, seen = short(n), []
    try:
        while True:
            seen.append(next(source))
            seen.append(source.send("ignored"))
    except StopIteration as stop:
        seen.append(stop.value)
    return seen


assert consumer(5) == [0, 1, 2, 3, 4, "result"] and consumer(400)[-3:] == [398, 399, "result"]


def failing():
    try:
        yield 1
    finally:
        pass
    yield 1 / (yield 2)


g = failing()
assert next(g) == 1 and next(g) == 2
try:
    g.send(0)
except ZeroDivisionError as error:
    names, tb = [], error.__traceback__
    while tb:
        names.append((tb.tb_frame.f_code.co_name, tb.tb_lineno))
        tb = tb.tb_next
    assert [name for name, _ in names] == ["<module>", "failing"], names
assert stops(next, g) == (None, ())


def stopping():
    yield 1
    raise StopIteration("inner")


g = stopping()
next(g)
try:
    next(g)
except RuntimeError as error:
    assert str(error) == "generator raised StopIteration" and error.__cause__.value == "inner"
else:
    raise AssertionError("leaked")


def reentrant():
    yield stops_value_error()


def stops_value_error():
    try:
        next(running)
    except ValueError as error:
        return str(error)


running = reentrant()
assert next(running) == "generator already executing"


def names_of_callers():
    while True:
        frame, names = sys._getframe(), []
        while frame:
            names.append(frame.f_code.co_name)
            frame = frame.f_back
        yield names


def outer(g):
    return next(g), g.send(None)


g = names_of_callers()
assert outer(g) == (["names_of_callers", "outer", "<module>"],) * 2
assert g.gi_frame.f_back is None and not g.gi_running


def handling():
    try:
        raise KeyError("own")
    except KeyError:
        seen = yield sys.exception()
        yield sys.exception(), seen
    yield sys.exception()


g = handling()
try:
    raise ValueError("callers")
except ValueError as error:
    assert type(next(g)) is KeyError and sys.exception() is error
    assert g.send(error)[0].args == ("own",) and sys.exception() is error
    assert next(g) is error
assert sys.exception() is None


def deep(n):
    if n:
        yield next(deep(n - 1)) + 1
    else:
        yield 0


assert next(deep(150)) == 150
limit = sys.getrecursionlimit()
sys.setrecursionlimit(300)
try:
    next(deep(100_000))
except RecursionError:
    pass
else:
    raise AssertionError("too deep")
sys.setrecursionlimit(limit)


class Sub:
    """Not a generator, but with its methods."""

    def __init__(self):
        self.g = echo()
        next(self.g)

    def send(self, value):
        return self.g.send(value)

    def __next__(self):
        return next(self.g)


s = Sub()
assert s.send(3) == 3 and next(s) is None

events = []
g = short(2)
sys.setprofile(lambda frame, event, arg: events.append((event, frame.f_code.co_name)))
next(g)
g.send(None)
sys.setprofile(None)
assert ("call", "short") in events and ("return", "short") in events, events
assert [event for event, _ in events if event.startswith("c_")].count("c_call") >= 2, events


def delegating():
    result = yield from short(2)
    result = result, (yield from [1, 2]), (yield from iter("ab"))
    return result


g = delegating()
assert [next(g), g.send(None), next(g), next(g), next(g), next(g)] == [0, 1, 1, 2, "a", "b"]
assert stops(next, g) == (("result", None, None), (("result", None, None),))


async def coroutine():
    return 5


c = coroutine()
assert stops(c.send, None) == (5, (5,))
print("ok")
