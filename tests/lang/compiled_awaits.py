"""Coroutines that are awaited where they are made, in loops that get hot: values, exceptions, frames, and waiting after all."""
import sys
import traceback


def run(coroutine):
    asked = []
    try:
        while True:
            asked.append(coroutine.send(None))
    except StopIteration as stop:
        return stop.value, asked


async def leaf(value, scale=1):
    return value * scale


async def middle(value):
    doubled = await leaf(value, 2)
    return doubled + 1


async def outer(count):
    total = 0
    for turn in range(count):
        total += await middle(turn)
        total += await leaf(turn, 1)
        total += await leaf(turn)
        await leaf(0)
    return total


assert run(outer(400)) == (4 * (399 * 400 // 2) + 400, [])


# Types that change, and results of all kinds.
async def describe(value):
    if value is None:
        return None
    if isinstance(value, str):
        return value + "!"
    return value + 1


async def describe_all(values, times):
    found = []
    for _ in range(times):
        for value in values:
            found.append(await describe(value))
    return found


values = [1, "a", None, 2.5, 1 << 80, True]
assert run(describe_all([1], 100))[0] == [2] * 100
assert run(describe_all(values, 60))[0] == [2, "a!", None, 3.5, (1 << 80) + 1, 2] * 60


# Exceptions through several coroutines, their tracebacks, and what is handled meanwhile.
async def checked(value):
    if value % 9 == 8:
        raise ValueError(value)
    return value


async def checks(value):
    return await checked(value) + 1


async def guarded(count):
    total, names = 0, set()
    for turn in range(count):
        try:
            total += await checks(turn)
        except ValueError as error:
            assert sys.exc_info()[1] is error
            names.add(tuple(entry.name for entry in traceback.extract_tb(error.__traceback__)))
            total += await leaf(error.args[0], 100)
    assert sys.exc_info() == (None, None, None)
    return total, names


(total, names), asked = run(guarded(300))
assert total == sum(turn * 100 if turn % 9 == 8 else turn + 1 for turn in range(300))
assert names == {("guarded", "checks", "checked")}, names


# Variables without a value.
async def unbound(which):
    if which:
        local = which
    return local


async def finds_unbound(count):
    found = set()
    for turn in range(count):
        try:
            found.add(await unbound(turn % 5))
        except UnboundLocalError as error:
            found.add(str(error))
    return found


assert run(finds_unbound(200))[0] == {
    1,
    2,
    3,
    4,
    "cannot access local variable 'local' where it is not associated with a value",
}


# Frames that somebody looks at.
def caller_names():
    frame, found = sys._getframe(1), []
    while frame:
        found.append((frame.f_code.co_name, frame.f_locals.get("mark")))
        frame = frame.f_back
    return found


async def looks(mark):
    if mark % 10 == 7:
        return caller_names()
    return None


async def looks_through(mark):
    mark = -mark
    return await looks(-mark)


async def seen(count):
    mark, found = "top", []
    for turn in range(count):
        names = await looks_through(turn)
        if names:
            found.append((turn, names[:3]))
    return found


found, asked = run(seen(100))
assert found == [
    (turn, [("looks", turn), ("looks_through", -turn), ("seen", "top")]) for turn in range(7, 100, 10)
], found


# What turns out to wait.
class Wait:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


async def maybe(value):
    if value % 50 == 49:
        await Wait(value)
    return value


async def waits_now_and_then(count):
    total = 0
    for turn in range(count):
        total += await maybe(turn)
        total += await middle(turn)
    return total


assert run(waits_now_and_then(200)) == (199 * 100 + 2 * (199 * 100) + 200, [49, 99, 149, 199])


async def late(value):
    return await value


async def waits_late(count):
    total = 0
    for turn in range(count):
        total += await late(leaf(turn))
    await late(Wait("end"))
    return total


assert run(waits_late(200)) == (199 * 100, ["end"])


# Methods, recursion, functions that change.
class Account:
    def __init__(self):
        self.balance = 0

    async def add(self, amount):
        self.balance += amount
        return await self.current()

    async def current(self):
        return self.balance


async def deposits(account, count):
    for turn in range(count):
        assert await account.add(turn) == account.balance
    return await account.current()


assert run(deposits(Account(), 200))[0] == 199 * 100


async def fibonacci(n):
    if n < 2:
        return n
    return await fibonacci(n - 1) + await fibonacci(n - 2)


assert run(fibonacci(15))[0] == 610


async def deep(n):
    return await deep(n + 1)


for _ in range(3):
    try:
        run(deep(0))
    except RecursionError:
        pass
    else:
        assert False


async def replaceable(value):
    return value


async def calls_replaceable(count):
    global replaceable
    found = set()
    for turn in range(count):
        if turn == count - 20:
            replaceable = middle
        found.add(await replaceable(1))
    return found


assert run(calls_replaceable(200))[0] == {1, 3}


# A coroutine that is closed while what it waits for is in the middle of something.
async def cleans(log, value):
    try:
        await Wait(value)
    finally:
        log.append(value)


async def passes_on(log, value):
    await leaf(value)
    await cleans(log, value)


def closed(times):
    log = []
    for turn in range(times):
        coroutine = passes_on(log, turn)
        assert coroutine.send(None) == turn
        coroutine.close()
    return log


assert closed(100) == list(range(100))


# Never awaited: one that is made and dropped says so.
def dropped():
    import warnings

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        coroutine = leaf(1)
        del coroutine
        import gc

        gc.collect()
    return [str(entry.message) for entry in caught]


assert dropped() == ["coroutine 'leaf' was never awaited"]

print("ok")
