# A StopIteration that leaves a generator becomes a RuntimeError, whose traceback begins with the caller.
import sys


def names(error):
    found = []
    trace = error.__traceback__
    while trace is not None:
        found.append(trace.tb_frame.f_code.co_name)
        trace = trace.tb_next
    return found


def stops():
    yield 1
    raise StopIteration(3)


async def coroutine():
    raise StopIteration(4)


def consume(iterate):
    try:
        iterate()
    except RuntimeError as error:
        return names(error)[1:], names(error.__cause__)


def outer():
    yield from stops()


assert consume(lambda: list(stops())) == (["<lambda>"], ["stops"])
assert consume(lambda: list(outer())) == (["<lambda>", "outer"], ["stops"])
assert consume(lambda: coroutine().send(None)) == (["<lambda>"], ["coroutine"])

# Trace functions hear of a generator that goes on at the line of its `yield`, and not where a loop merely begins.
events = []


def tracer(frame, event, arg):
    if frame.f_code.co_name in ("loop", "<genexpr>"):
        events.append((event, frame.f_lineno - frame.f_code.co_firstlineno))
    return tracer


def loop():
    for value in (1, 2):
        yield value


def traced(function):
    events.clear()
    sys.settrace(tracer)
    function()
    sys.settrace(None)
    return events


assert traced(lambda: list(loop())) == [
    ("call", 0), ("line", 1), ("line", 2), ("return", 2), ("call", 2), ("line", 1), ("line", 2), ("return", 2), ("call", 2), ("line", 1),
    ("return", 1)]
assert traced(lambda: sum(value for value in (1, 2))) == [
    ("call", 0), ("line", 0), ("return", 0), ("call", 0), ("line", 0), ("return", 0), ("call", 0), ("line", 0), ("return", 0)]

# Deletion of items is worded in two ways.


def worded(container, key):
    try:
        del container[key]
    except TypeError as error:
        return str(error)


assert worded(1.5, 0) == "'float' object does not support item deletion"
assert worded((1,), 0) == "'tuple' object doesn't support item deletion"
assert worded((1,), slice(1)) == "'tuple' object does not support item deletion"
assert worded({1}, 0) == "'set' object doesn't support item deletion"

print("ok")
