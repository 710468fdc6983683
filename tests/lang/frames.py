# Frame objects are live: identity, f_back, f_locals, f_lineno, clear(), tracebacks.
import sys
import types


def same():
    a = sys._getframe()
    return a, sys._getframe()


one, two = same()
assert one is two and one.f_code is same.__code__ and one.f_back is sys._getframe()
assert sys._getframe().f_back is None


def local_names():
    x = 1
    frame = sys._getframe()
    before = dict(frame.f_locals)
    y = 2
    now = frame.f_locals
    assert now is frame.f_locals and now is locals()
    del x
    return frame, before, dict(frame.f_locals)


frame, before, after = local_names()
assert set(before) == {"x", "frame"} and set(after) == {"frame", "before", "y", "now"}
assert frame.f_locals["y"] == 2 and frame.f_locals["before"] == before and frame.f_back is sys._getframe()

sys._getframe().f_locals["by_frame"] = 5
assert by_frame == 5


class Body:
    sys._getframe().f_locals["written"] = 7
    read = written


assert Body.written == Body.read == 7


def line():
    frame = sys._getframe()
    first = frame.f_lineno
    second = frame.f_lineno
    return first, second


first, second = line()
assert second == first + 1 == line.__code__.co_firstlineno + 3


def inner():
    raise KeyError("k")


def outer():
    try:
        inner()
    except KeyError as error:
        tb = error.__traceback__
        assert tb.tb_frame is sys._getframe()
        assert tb.tb_next.tb_frame.f_back is sys._getframe()
        assert tb.tb_next.tb_frame.f_code is inner.__code__ and tb.tb_next.tb_next is None
        return tb


tb = outer()
assert tb.tb_frame.f_back is sys._getframe()
tb.tb_next = None
assert tb.tb_next is None
made = types.TracebackType(None, sys._getframe(), 0, 17)
assert made.tb_lineno == 17 and made.tb_frame is sys._getframe() and made.tb_next is None
try:
    made.tb_next = made
except ValueError as error:
    assert str(error) == "traceback loop detected"
else:
    raise AssertionError


def many(n):
    if n == 0:
        return sys._getframe()
    return many(n - 1)


deep = many(50)
count = 0
while deep is not None:
    count, deep = count + 1, deep.f_back
assert count == 52


def generator():
    x = sys._getframe()
    yield x
    y = 2
    yield x.f_back
    return 5


g = generator()
frame = g.gi_frame
assert frame is g.gi_frame and frame.f_locals == {} and frame.f_back is None
assert next(g) is frame and frame.f_locals == {"x": frame} and frame.f_back is None
assert next(g) is sys._getframe()
assert frame.f_locals["y"] == 2
assert list(g) == [] and g.gi_frame is None
assert frame.f_locals["y"] == 2


def failing():
    z = 3
    yield z
    raise ValueError


g = failing()
frame = g.gi_frame
next(g)
try:
    next(g)
except ValueError as error:
    assert error.__traceback__.tb_next.tb_frame is frame
assert frame.f_locals == {"z": 3} and g.gi_frame is None

try:
    sys._getframe().clear()
except RuntimeError as error:
    assert str(error) == "cannot clear an executing frame"
else:
    raise AssertionError
frame = tb.tb_frame
assert "error" not in frame.f_locals and "tb" in frame.f_locals
frame.clear()
assert frame.f_locals == {}
g = failing()
next(g)
g.gi_frame.clear()
assert g.gi_frame is None and list(g) == []


def through_native():
    return sorted([3, 1, 2], key=lambda n: frames.append(sys._getframe().f_back) or n)


frames = []
assert through_native() == [1, 2, 3] and all(f.f_code is through_native.__code__ for f in frames)
assert frames[0] is frames[1] is frames[2]

frame = sys._getframe()
assert frame.f_trace is None and frame.f_trace_lines is True and frame.f_trace_opcodes is False
try:
    frame.f_lineno = 3
except ValueError as error:
    assert str(error) == "f_lineno can only be set in a trace function"


def recursive(n):
    if n == 0:
        raise RuntimeError("deep")
    recursive(n - 1)


try:
    recursive(300)
except RuntimeError as error:
    tb, n = error.__traceback__, 0
    while tb is not None:
        n, last, tb = n + 1, tb, tb.tb_next
    assert n == 302
    assert last.tb_frame.f_locals == {"n": 0} and last.tb_frame.f_back.f_locals == {"n": 1}
print("ok")
