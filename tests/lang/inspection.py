"""Frames, code objects, tracebacks and signatures, as far as they are Python's and not CPython's."""

import sys
import inspect


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


def outer(a, b=2, *args, c, d=4, **kwargs):
    """Doc."""
    local = a

    def inner():
        return local

    frame = sys._getframe()
    return frame.f_code.co_name, sorted(frame.f_locals), frame.f_back is not None, frame.f_globals is globals(), inner


name, names, back, same, inner = outer(1, c=3)
assert name == "outer"
assert names == ["a", "args", "b", "c", "d", "frame", "inner", "kwargs", "local"]
assert back
assert same
code = outer.__code__
assert (code.co_argcount, code.co_kwonlyargcount, code.co_posonlyargcount) == (2, 2, 0)
assert code.co_cellvars == ("local",)
assert inner.__code__.co_freevars == ("local",)
assert code.co_firstlineno > 1
assert code.co_name == code.co_qualname == "outer"
assert str(inspect.signature(outer)) == "(a, b=2, *args, c, d=4, **kwargs)"
assert list(inspect.signature(outer).parameters) == ["a", "b", "args", "c", "d", "kwargs"]
assert inspect.getdoc(outer) == "Doc."
assert inspect.isfunction(outer)
assert inspect.isgeneratorfunction(lambda: (yield))
assert inspect.isclass(int)
assert inspect.isbuiltin(len)
assert not inspect.ismethod(outer)
assert inspect.iscoroutinefunction(outer) is False


def caller():
    return callee()


def callee():
    frame = sys._getframe(1)
    return frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno


assert caller() == ("caller", 1)


def failing():
    x = 1
    y = 0
    return x / y


try:
    failing()
except ZeroDivisionError as error:
    tb = error.__traceback__
    inner_tb = tb.tb_next
    assert inner_tb.tb_frame.f_code.co_name == "failing"
    assert inner_tb.tb_frame.f_locals == {"x": 1, "y": 0}
    assert inner_tb.tb_lineno == failing.__code__.co_firstlineno + 3
    assert inner_tb.tb_next is None
    assert tb.tb_frame is sys._getframe()


def generator():
    here = 1
    yield here


g = generator()
next(g)
assert g.gi_frame.f_locals == {"here": 1}
assert g.gi_frame.f_code is generator.__code__
assert g.gi_frame.f_lineno == generator.__code__.co_firstlineno + 2
assert len(list(code.co_lines())) > 1 and len(list(code.co_positions())) > 0
changed = code.replace(co_name="renamed")
assert changed.co_name == "renamed"
assert changed.co_argcount == code.co_argcount
assert code.co_name == "outer"
assert changed != code
assert hash(code) == hash(outer.__code__)
assert code == outer.__code__


def constants():
    return (1, 2, (3, "x")), "text", 5.0, None


assert constants() == ((1, 2, (3, "x")), "text", 5.0, None)
raises(ValueError, "call stack is not deep enough", sys._getframe, 10000)
raises(AttributeError, "readonly attribute", setattr, code, "co_name", "x")
log = []


def tracer(frame, event, arg):
    if frame.f_code.co_name == "traced":
        log.append((event, frame.f_lineno - frame.f_code.co_firstlineno))
    return tracer


def traced():
    x = 1
    return x


sys.settrace(tracer)
traced()
sys.settrace(None)
assert log == [("call", 0), ("line", 1), ("line", 2), ("return", 2)]


# Types that are called tell of their parameters.
class Plain:
    pass


assert str(inspect.signature(Plain)) == "()" == object.__text_signature__
assert float.__text_signature__ == "(x=0, /)" and int.__text_signature__ is None and Plain.__text_signature__ is None
assert str(inspect.signature(list)) == "(iterable=(), /)"
assert str(inspect.signature(enumerate)) == "(iterable, start=0)"

# Builtin functions and methods are documented.
import builtins
import statistics

for name in ("len", "max", "print", "sorted", "isinstance", "open"):
    assert getattr(builtins, name).__doc__, name
for kind in (str, bytes, bytearray, list, tuple, dict, set, frozenset, int, float, complex, range, slice, memoryview, type):
    for name in dir(kind):
        if not name.startswith("_") and callable(getattr(kind, name)):
            assert inspect.getdoc(getattr(kind, name)), (kind, name)
assert max.__doc__.startswith("max(") and inspect.getdoc([].append) and [].__contains__.__doc__
assert statistics.NormalDist(100, 0).inv_cdf(0.5) == 100 and str(statistics.NormalDist().inv_cdf(float("nan"))) == "nan"

print("ok")
