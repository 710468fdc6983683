"""Async generators and async for: asend, athrow, aclose, comprehensions, aiter and anext."""


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


def run(coroutine):
    """Runs to the end, answering each pause with its own value."""
    try:
        answer = coroutine.send(None)
        while True:
            answer = coroutine.send(answer)
    except StopIteration as stop:
        return stop.value


log = []


async def numbers(n):
    try:
        for i in range(n):
            got = yield await Pause(i)
            if got is not None:
                log.append(got)
    finally:
        log.append("closed")


async def collect(source):
    out = []
    async for x in source:
        out.append(x)
    else:
        out.append("else")
    return out


assert run(collect(numbers(3))) == [0, 1, 2, "else"] and log == ["closed"]


async def comprehensions():
    a = [x async for x in numbers(3) if x != 1]
    b = {x async for x in numbers(2)}
    c = {x: await Pause(x * 2) async for x in numbers(2)}
    d = (x * 10 async for x in numbers(2))
    e = [y async for y in d]
    f = [[z async for z in numbers(w)] for w in range(3)]
    return a, b, c, e, f


assert run(comprehensions()) == ([0, 2], {0, 1}, {0: 0, 1: 2}, [0, 10], [[], [0], [0, 1]])
log.clear()


async def by_hand():
    g = numbers(5)
    assert await g.__anext__() == 0
    assert await g.asend("sent") == 1
    assert await anext(g) == 2
    try:
        await g.athrow(ValueError("thrown"))
    except ValueError as error:
        log.append(str(error))
    try:
        await anext(g)
    except StopAsyncIteration:
        log.append("stopped")
    assert await anext(g, "default") == "default"
    h = numbers(2)
    await anext(h)
    await h.aclose()
    return aiter(h) is h, type(h).__name__


assert run(by_hand()) == (True, "async_generator")
assert log == ["sent", "closed", "thrown", "stopped", "closed"]


class Range:
    def __init__(self, n):
        self.i, self.n = 0, n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.i == self.n:
            raise StopAsyncIteration
        self.i += 1
        return await Pause(self.i)


assert run(collect(Range(3))) == [1, 2, 3, "else"]


async def breaks():
    async for x in Range(5):
        if x == 2:
            continue
        if x == 4:
            break
    else:
        return "no"
    return x


assert run(breaks()) == 4
raises(TypeError, "'async for' requires an object with __aiter__ method, got list", lambda: run(collect([1])))
raises(TypeError, "'int' object is not an async iterable", aiter, 1)
raises(TypeError, "'int' object is not an async iterator", anext, 1)


class NoNext:
    def __aiter__(self):
        return 1


raises(TypeError, "'async for' received an object from __aiter__ that does not implement __anext__: int", lambda: run(collect(NoNext())))


class BadNext:
    def __aiter__(self):
        return self

    def __anext__(self):
        return 1


raises(TypeError, "'async for' received an invalid object from __anext__: int", lambda: run(collect(BadNext())))


async def ignores():
    try:
        yield 1
    except GeneratorExit:
        yield 2


async def close_ignoring():
    g = ignores()
    await anext(g)
    await g.aclose()


raises(RuntimeError, "async generator ignored GeneratorExit", lambda: run(close_ignoring()))


async def stops():
    yield 1
    raise StopAsyncIteration


raises(RuntimeError, "async generator raised StopAsyncIteration", lambda: run(collect(stops())))


async def pipeline(source):
    async for x in source:
        yield x + 100


assert run(collect(pipeline(pipeline(Range(2))))) == [201, 202, "else"]


async def many_awaits():
    return sum([x async for x in numbers(4)]) + sum([await Pause(i) for i in range(3)])


assert run(many_awaits()) == 9

print("ok")
