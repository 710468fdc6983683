# sys.settrace and sys.setprofile: events, lines, local trace functions, errors in them.
import sys


def events_of(function, *args):
    events = []

    def trace(frame, event, arg):
        if frame.f_code is not function.__code__:
            return None
        events.append((event, frame.f_lineno - function.__code__.co_firstlineno))
        return trace

    sys.settrace(trace)
    try:
        function(*args)
    except ZeroDivisionError:
        pass
    finally:
        sys.settrace(None)
    return events


def plain(x):
    y = x + 1
    return y


def loop():
    for _ in range(2):
        pass


def one_line_loop():
    for _ in range(3): pass


def raises():
    1 / 0


def handles():
    try:
        1 / 0
    except ZeroDivisionError:
        return 1


def generate():
    yield 1
    yield 2


def consume():
    for _ in generate():
        pass


assert events_of(plain, 1) == [("call", 0), ("line", 1), ("line", 2), ("return", 2)]
assert events_of(loop) == [("call", 0), ("line", 1), ("line", 2), ("line", 1), ("line", 2), ("line", 1), ("return", 1)]
assert events_of(one_line_loop) == [("call", 0), ("line", 1), ("line", 1), ("line", 1), ("line", 1), ("return", 1)]
assert events_of(raises) == [("call", 0), ("line", 1), ("exception", 1), ("return", 1)]
assert events_of(handles) == [
    ("call", 0), ("line", 1), ("line", 2), ("exception", 2), ("line", 3), ("line", 4), ("return", 4)]

values = []


def trace_returns(frame, event, arg):
    if frame.f_code is generate.__code__ and event in ("call", "return"):
        values.append((event, arg))
    return trace_returns


sys.settrace(trace_returns)
consume()
sys.settrace(None)
assert values == [("call", None), ("return", 1), ("call", None), ("return", 2), ("call", None), ("return", None)]

# A frame whose function returned None for the call is left alone; f_trace may be set later.
seen = []
sys.settrace(lambda frame, event, arg: seen.append((frame.f_code.co_name, event)))
plain(1)
sys.settrace(None)
assert ("plain", "call") in seen and ("plain", "line") not in seen

# An error in the trace function is raised where the event was, and ends tracing.


def broken(frame, event, arg):
    raise KeyError(event)


sys.settrace(broken)
try:
    plain(1)
except KeyError as error:
    assert error.args == ("call",)
else:
    raise AssertionError
assert sys.gettrace() is None

# Profile functions hear of native functions as well.
profile = []


def listen(frame, event, arg):
    if frame.f_code is native.__code__:
        profile.append((event, getattr(arg, "__name__", arg)))


def native():
    len(())
    try:
        int("x")
    except ValueError:
        pass
    return [].copy()


sys.setprofile(listen)
native()
sys.setprofile(None)
assert profile == [("call", None), ("c_call", "len"), ("c_return", "len"), ("c_call", "copy"), ("c_return", "copy"),
                   ("return", [])], profile
assert sys.getprofile() is None

# Lines may be left out.
kinds = set()


def calls_only(frame, event, arg):
    frame.f_trace_lines = False
    kinds.add(event)
    return calls_only


sys.settrace(calls_only)
plain(1)
sys.settrace(None)
assert kinds == {"call", "return"}

print("ok")
