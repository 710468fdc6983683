# Trace functions set `f_lineno`: the frame goes on with another line, or it is said why it cannot.
import sys
import warnings

warnings.simplefilter("ignore", RuntimeWarning)


def jump(function, start, end, event="line"):
    """What the function gives if its frame goes from one line to another, by numbers within it; or the reason why not."""
    out, done = [], []

    def trace(frame, kind, argument):
        if frame.f_code is not function.__code__ or done:
            return trace
        first = function.__code__.co_firstlineno
        if kind == event and frame.f_lineno == first + start:
            done.append(True)
            frame.f_lineno = first + end
        return trace

    sys.settrace(trace)
    try:
        result = function(out)
    except ValueError as error:
        return str(error)
    finally:
        sys.settrace(None)
    assert done
    return out if result is None else list(result)


def straight(out):
    out.append(1)
    out.append(2)
    out.append(3)


def loop(out):
    out.append(1)
    for index in (1, 2, 3):
        out.append(index * 10)
        out.append(index * 100)
    out.append(5)


def handler(out):
    try:
        out.append(2)
        1 / 0
        out.append(4)
    except ZeroDivisionError as error:
        out.append(6)
        out.append(7)
    finally:
        out.append(9)
    out.append(sys.exception())


class Manager:
    def __init__(self, out):
        self.out = out

    def __enter__(self):
        self.out.append("in")

    def __exit__(self, *exception):
        self.out.append("out")


def managed(out):
    out.append(1)
    with Manager(out):
        out.append(3)
        out.append(4)
    out.append(5)


def nested(out):
    for first in (1, 2):
        for second in (3, 4):
            out.append(first * second)
        out.append("end")
    out.append("done")


def unset(out):
    first = 1
    second = 2
    out.append((first, second))


assert jump(straight, 1, 3) == [3]
assert jump(straight, 3, 1) == [1, 2, 1, 2, 3]
assert jump(straight, 2, 2) == [1, 2, 3]
assert jump(loop, 4, 5) == [1, 10, 5]
assert jump(loop, 4, 2) == [1, 10, 10, 100, 20, 200, 30, 300, 5]
assert jump(loop, 5, 2) == [1, 10, 100, 20, 200, 30, 300, 10, 100, 20, 200, 30, 300, 5]
assert jump(loop, 1, 3) == "can't jump into the body of a for loop"
assert jump(loop, 3, 1) == [1, 1, 10, 100, 20, 200, 30, 300, 5]
assert jump(handler, 3, 4) == [2, 4, 9, None]
assert jump(handler, 6, 7) == [2, 7, 9, None]
assert jump(handler, 6, 10) == [2, None]
assert jump(handler, 7, 2) == [2, 6, 2, 6, 7, 9, None]
assert jump(handler, 2, 6) == "can't jump into an 'except' block as there's no exception"
assert jump(handler, 2, 10) == [None]
assert jump(managed, 4, 5) == [1, "in", 3, 5]
assert jump(managed, 4, 3) == [1, "in", 3, 3, 4, "out", 5]
assert jump(managed, 1, 3) == "incompatible stacks"
assert jump(nested, 3, 4) == ["end", 6, 8, "end", "done"]
assert jump(nested, 3, 5) == ["done"]
assert jump(nested, 4, 3) == "can't jump into the body of a for loop"
assert jump(unset, 1, 3) == [(None, None)]
assert jump(straight, 1, -1).endswith("comes before the current code block")
assert jump(straight, 1, 1000).endswith("comes after the current code block")
assert jump(straight, 1, 2**40) == "lineno out of range"
assert jump(straight, 0, 2, "call") == "can't jump from the 'call' trace event of a new frame"
assert jump(straight, 3, 2, "return") == "can only jump from a 'line' trace event"
assert jump(handler, 3, 2, "exception") == "can only jump from a 'line' trace event"
for wrong, kind in ((1.5, ValueError), (True, ValueError), (None, ValueError)):
    try:
        sys._getframe().f_lineno = wrong
    except kind as error:
        assert str(error) == "lineno must be an integer"
    else:
        raise AssertionError(wrong)
try:
    sys._getframe().f_lineno = 1
except ValueError as error:
    assert str(error) == "f_lineno can only be set in a trace function"

print("ok")
