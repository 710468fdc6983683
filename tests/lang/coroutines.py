"""Coroutines driven by hand: await, send, throw, close, awaitables, return values, errors."""

import sys
import types


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Pause:
    def __init__(self, value=None):
        self.value = value

    def __await__(self):
        return (yield self.value)


def drive(coroutine, *answers):
    """Runs a coroutine to its end; returns what it yielded and its result."""
    yielded = []
    answers = iter(answers)
    try:
        yielded.append(coroutine.send(None))
        while True:
            yielded.append(coroutine.send(next(answers, None)))
    except StopIteration as stop:
        return yielded, stop.value


async def simple():
    return 1


async def adds(a, b):
    x = await Pause(a)
    y = await Pause(b)
    return x + y


async def nested():
    total = await adds("p", "q")
    return [total, await simple()]


assert drive(simple()) == ([], 1)
assert drive(adds(1, 2), 10, 20) == ([1, 2], 30)
assert drive(nested(), 3, 4) == (["p", "q"], [7, 1])
c = simple()
assert type(c).__name__ == "coroutine"
assert c.cr_running is False
assert c.cr_frame is not None
assert c.cr_code.co_name == "simple"
assert repr(c).startswith("<coroutine object simple at 0x")
c.close()
raises(RuntimeError, "cannot reuse already awaited coroutine", c.send, None)
log = []


async def guarded():
    try:
        await Pause("wait")
    except ValueError as error:
        log.append(str(error))
        return "recovered"
    finally:
        log.append("finally")


g = guarded()
assert g.send(None) == "wait" and g.cr_await is not None
try:
    g.throw(ValueError("boo"))
except StopIteration as stop:
    assert stop.value == "recovered"
g = guarded()
g.send(None)
g.close()
assert log == ["boo", "finally", "finally"]
raises(TypeError, "can't send non-None value to a just-started coroutine", (k := simple()).send, 1)
k.close()


async def awaits(x):
    return await x


raises(TypeError, "object int can't be used in 'await' expression", lambda: drive(awaits(1)))


def closing(coroutine):
    coroutine.close()
    return coroutine


raises(TypeError, "'coroutine' object is not iterable", lambda: list(closing(simple())))
raises(TypeError, "'coroutine' object is not an iterator", lambda: next(closing(simple())))


class BadAwait:
    def __await__(self):
        return 1


raises(TypeError, "__await__() returned non-iterator of type 'int'", lambda: drive(awaits(BadAwait())))


@types.coroutine
def old_style(x):
    got = yield x
    return got * 2


assert drive(awaits(old_style(4)), 5) == ([4], 10)


async def twice(coroutine):
    await coroutine
    await coroutine


raises(RuntimeError, "cannot reuse already awaited coroutine", lambda: drive(twice(simple())))


async def stops():
    raise StopIteration("x")


raises(RuntimeError, "coroutine raised StopIteration", lambda: drive(stops()))


async def loop():
    out = []
    for i in range(3):
        out.append(await Pause(i))
    return out, [await Pause(j) for j in "ab"], {k: await Pause(k) for k in "c"}


assert drive(loop(), "x", "y", "z", 1, 2, 3) == ([0, 1, 2, "a", "b", "c"], (["x", "y", "z"], [1, 2], {"c": 3}))


class Scheduler:
    def __init__(self):
        self.ready = []
        self.trace = []

    def spawn(self, coroutine):
        self.ready.append(coroutine)

    def run(self):
        while self.ready:
            coroutine = self.ready.pop(0)
            try:
                self.trace.append(coroutine.send(None))
            except StopIteration:
                continue
            self.ready.append(coroutine)


async def worker(name, steps):
    for i in range(steps):
        await Pause(f"{name}{i}")


s = Scheduler()
s.spawn(worker("a", 2))
s.spawn(worker("b", 3))
s.run()
assert s.trace == ["a0", "b0", "a1", "b1", "b2"]
for source, message in [
    ("def f(): await x", "'await' outside async function"),
    ("await x", "'await' outside function"),
    ("async def f(): yield from x", "'yield from' inside async function"),
    ("def f():\n    async with a: pass", "'async with' outside async function"),
    ("def f():\n    async for a in b: pass", "'async for' outside async function"),
    ("def f(): return [x async for x in y]", "asynchronous comprehension outside of an asynchronous function"),
    ("async def f():\n    yield 1\n    return 2", "'return' with value in async generator"),
]:
    try:
        compile(source, "<t>", "exec")
    except SyntaxError as error:
        assert error.msg == message, (source, error.msg)
    else:
        raise AssertionError(source)

print("ok")
