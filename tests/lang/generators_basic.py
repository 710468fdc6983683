"""Generators: next, send, throw, close, return values, state attributes, errors."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


def counter(n):
    received = []
    while n:
        got = yield n
        received.append(got)
        n -= 1
    return received


g = counter(3)
assert next(g) == 3 and g.send("a") == 2 and next(g) == 1
try:
    g.send("b")
except StopIteration as stop:
    assert stop.value == ["a", None, "b"]
assert list(counter(2)) == [2, 1] and list(g) == []
raises(TypeError, "can't send non-None value to a just-started generator", counter(1).send, 1)
log = []


def careful():
    try:
        while True:
            try:
                got = yield "ready"
                log.append(got)
            except ValueError as error:
                log.append(f"caught {error}")
    except GeneratorExit:
        log.append("closing")
        raise
    finally:
        log.append("cleanup")


c = careful()
assert next(c) == "ready"
assert c.throw(ValueError("x")) == "ready"
assert c.send(1) == "ready"
assert c.close() is None and log == ["caught x", 1, "closing", "cleanup"]
raises(StopIteration, "", next, c)
c.close()
raises(KeyError, "'k'", c.throw, KeyError("k"))
fresh = careful()
raises(KeyError, "'early'", fresh.throw, KeyError("early"))
raises(StopIteration, "", next, fresh)


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2


s = stubborn()
next(s)
raises(RuntimeError, "generator ignored GeneratorExit", s.close)


def stops():
    yield 1
    raise StopIteration("inner")


bad = stops()
next(bad)
raises(RuntimeError, "generator raised StopIteration", next, bad)


def reentrant():
    yield next(me)


me = reentrant()
raises(ValueError, "generator already executing", next, me)


def closes_with_value():
    try:
        yield 1
    except GeneratorExit:
        return "value"


v = closes_with_value()
next(v)
assert v.close() is None


def states():
    yield 1


st = states()
assert st.gi_running is False
assert st.gi_frame is not None
assert st.gi_yieldfrom is None
assert st.gi_code.co_name == "states"
assert st.__name__ == "states"
assert st.__qualname__ == "states"
list(st)
assert st.gi_frame is None
assert repr(st).startswith("<generator object states at 0x")
assert type(st).__name__ == "generator"
assert not st.gi_suspended


def fails():
    yield 1
    1 / 0


f = fails()
next(f)
raises(ZeroDivisionError, "division by zero", next, f)
assert list(f) == []


def empty():
    return 5
    yield


assert list(empty()) == []
try:
    next(empty())
except StopIteration as stop:
    assert stop.value == 5 and stop.args == (5,)


def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


assert [x for x, _ in zip(fibonacci(), range(10))] == [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]


def expressions():
    x = yield
    y = (yield x) + (yield)
    z = [(yield 1), (yield 2)]
    return x, y, z, (yield), lambda: (yield)


e = expressions()
next(e)
assert e.send(5) == 5
assert e.send(10) is None
assert e.send(20) == 1
assert e.send("p") == 2
assert e.send("q") is None
try:
    e.send("r")
except StopIteration as stop:
    assert stop.value[:4] == (5, 30, ["p", "q"], "r")


def throw_forms():
    while True:
        try:
            yield
        except Exception as error:
            log.append((type(error).__name__, error.args))


log.clear()
t = throw_forms()
next(t)
t.throw(ValueError)
t.throw(ValueError("m"))
assert log == [("ValueError", ()), ("ValueError", ("m",))]
raises(TypeError, "exceptions must be classes or instances deriving from BaseException, not int", t.throw, 1)
assert type(iter(t)) is type(t)


def finally_yields():
    try:
        yield 1
    finally:
        yield 2


assert list(finally_yields()) == [1, 2]
generator_in_args = list(map(lambda x: x * 2, (i for i in range(3))))
assert generator_in_args == [0, 2, 4]


def context():
    try:
        raise KeyError("outer")
    except KeyError:
        yield 1
        raise ValueError("second")


ctx = context()
next(ctx)
try:
    next(ctx)
except ValueError as error:
    assert isinstance(error.__context__, KeyError)

print("ok")
