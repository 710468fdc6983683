"""__cause__, __context__, __suppress_context__, tracebacks, sys.exception, clearing of names and of state."""

import sys


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


def caught(function):
    try:
        function()
    except BaseException as error:
        return error


def explicit():
    try:
        1 / 0
    except ZeroDivisionError as error:
        raise ValueError("v") from error


def implicit():
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("v")


def suppressed():
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("v") from None


e = caught(explicit)
assert type(e.__cause__) is ZeroDivisionError
assert e.__context__ is e.__cause__
assert e.__suppress_context__ is True
e = caught(implicit)
assert e.__cause__ is None
assert type(e.__context__) is ZeroDivisionError
assert e.__suppress_context__ is False
e = caught(suppressed)
assert e.__cause__ is None
assert type(e.__context__) is ZeroDivisionError
assert e.__suppress_context__ is True


def from_class():
    raise ValueError from KeyError


assert type(caught(from_class).__cause__) is KeyError


def three():
    try:
        try:
            raise KeyError("1")
        except KeyError:
            raise IndexError("2")
    except IndexError:
        raise ValueError("3")


e = caught(three)
assert [type(x).__name__ for x in (e, e.__context__, e.__context__.__context__)] == ["ValueError", "IndexError", "KeyError"]
assert e.__context__.__context__.__context__ is None


def same_again():
    try:
        raise ValueError("a")
    except ValueError as error:
        raise error


assert caught(same_again).__context__ is None


def cycle():
    a, b = ValueError("a"), KeyError("b")
    try:
        raise a
    except ValueError:
        try:
            raise b
        except KeyError:
            raise a


e = caught(cycle)
assert str(e) == "a"
assert e.__context__.args == ("b",)
assert e.__context__.__context__ is None


def in_finally():
    try:
        raise ValueError("lost")
    finally:
        raise KeyError("kept")


assert type(caught(in_finally).__context__) is ValueError
assert sys.exception() is None and sys.exc_info() == (None, None, None)


def state():
    seen = [sys.exception()]
    try:
        raise ValueError("outer")
    except ValueError:
        seen.append(str(sys.exception()))
        try:
            raise KeyError("inner")
        except KeyError:
            seen.append(str(sys.exception()))
        seen.append(str(sys.exception()))
        helper(seen)
    seen.append(sys.exception())
    return seen


def helper(seen):
    seen.append(str(sys.exc_info()[1]))


assert state() == [None, "outer", "'inner'", "outer", "outer", None]


def generator_state():
    try:
        yield sys.exception()
        raise KeyError("gen")
    except KeyError:
        yield str(sys.exception())
    yield sys.exception()


g = generator_state()
assert next(g) is None
assert next(g) == "'gen'"
assert sys.exception() is None
assert next(g) is None
try:
    raise ValueError("around")
except ValueError:
    assert [str(x) for x in generator_state()] == ["around", "'gen'", "around"]


def lines(error):
    tb, out = error.__traceback__, []
    while tb:
        out.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
        tb = tb.tb_next
    return out


def level1():
    level2()


def level2():
    x = 1
    raise ValueError(x)


assert lines(caught(level1)) == [("caught", 2), ("level1", 1), ("level2", 2)]
e = caught(level1)
fresh = ValueError("t").with_traceback(e.__traceback__)
assert fresh.__traceback__ is e.__traceback__
e.__cause__ = KeyError()
assert e.__suppress_context__ is True
e.__traceback__ = None
assert e.__traceback__ is None
raises(TypeError, "__traceback__ must be a traceback or None", setattr, e, "__traceback__", 1)
raises(TypeError, "exception cause must be None or derive from BaseException", setattr, e, "__cause__", 1)
raises(TypeError, "exception context must be None or derive from BaseException", setattr, e, "__context__", 1)


def loop_names():
    for i in range(2):
        try:
            raise ValueError(i)
        except ValueError as error:
            last = error
        assert "error" not in locals()
    return last.args


assert loop_names() == (1,)


def deleted_inside():
    try:
        raise ValueError
    except ValueError as error:
        del error
    return "fine"


assert deleted_inside() == "fine"

print("ok")
