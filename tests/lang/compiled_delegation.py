"""Generators that delegate, and coroutines that wait, in loops that get hot: values, exceptions, frames."""
import gc
import sys
import traceback


class Node:
    def __init__(self, key, left=None, right=None):
        self.key = key
        self.left = left
        self.right = right


def build(low, high):
    if low >= high:
        return None
    middle = (low + high) // 2
    return Node(middle, build(low, middle), build(middle + 1, high))


def walk(node):
    if node:
        yield from walk(node.left)
        yield node.key
        yield from walk(node.right)


tree = build(0, 100)
for _ in range(30):
    assert list(walk(tree)) == list(range(100))
assert sum(walk(tree)) == 4950
assert max(key * 3 % 101 for key in walk(tree)) == max(key * 3 % 101 for key in range(100))


def permutations(items, start=0):
    if start == len(items):
        yield tuple(items)
    else:
        for index in range(start, len(items)):
            items[start], items[index] = items[index], items[start]
            yield from permutations(items, start + 1)
            items[start], items[index] = items[index], items[start]


assert len(set(permutations([1, 2, 3, 4, 5]))) == 120
assert sorted(permutations([1, 2, 3]))[-1] == (3, 2, 1)


# What a delegate returns, and what is sent to it.
def adder():
    total = 0
    while True:
        given = yield total
        if given is None:
            return total
        total += given


def collector(results):
    while True:
        results.append((yield from adder()))


def feed(times):
    results = []
    target = collector(results)
    next(target)
    for turn in range(times):
        assert target.send(turn) == turn
        assert target.send(2) == turn + 2
        assert target.send(None) == 0
    return results


assert feed(200) == [turn + 2 for turn in range(200)]


# Other iterators than generators.
class Counter:
    def __init__(self, limit):
        self.count = 0
        self.limit = limit

    def __iter__(self):
        return self

    def __next__(self):
        self.count += 1
        if self.count > self.limit:
            raise StopIteration("ended")
        return self.count

    def throw(self, error):
        return ("thrown", error.args)


def over(source, log):
    log.append((yield from source))


def mixed(times):
    found = []
    for turn in range(times):
        log = []
        found.append(list(over([Counter(2), range(2), "ab", (1,), {3: 4}, walk(build(0, 2))][turn % 6], log)))
        found.append(log)
    return found


once = mixed(6)
assert once[:4] == [[1, 2], ["ended"], [0, 1], [None]]
assert mixed(120) == once * 20

thrown = over(Counter(5), [])
assert next(thrown) == 1
assert thrown.throw(ValueError("x")) == ("thrown", ("x",))
assert next(thrown) == 2


# Exceptions in what is delegated to, with and without handlers on the way.
def failing(depth, when):
    if depth == 0:
        for turn in range(5):
            if turn == when:
                raise LookupError(when)
            yield turn
    else:
        yield from failing(depth - 1, when)


def guarded(when):
    try:
        yield from failing(3, when)
        yield "whole"
    except LookupError as error:
        yield ("caught", error.args)
    finally:
        yield "finally"


for turn in range(60):
    when = turn % 7
    got = list(guarded(when))
    assert got[-1] == "finally"
    assert got[-2] == (("caught", (when,)) if when < 5 else "whole"), got


def trace_of(when):
    try:
        for _ in failing(2, when):
            pass
    except LookupError as error:
        return [(entry.name, entry.lineno) for entry in traceback.extract_tb(error.__traceback__)]


first = trace_of(3)
assert [name for name, _ in first] == ["trace_of", "failing", "failing", "failing"], first
for _ in range(50):
    assert trace_of(3) == first


# Throwing in, closing, and what cleans up.
def noisy(name, log, inner=None):
    try:
        if inner is not None:
            yield from inner
        while True:
            yield name
    except ValueError as error:
        log.append((name, str(error)))
        yield name + "!"
    finally:
        log.append(name)


def thrown_into():
    log = []
    chain = noisy("outer", log, noisy("inner", log))
    got = [next(chain), next(chain), chain.throw(ValueError("one"))]
    chain.close()
    return got, log


for _ in range(60):
    assert thrown_into() == (["inner", "inner", "inner!"], [("inner", "one"), "inner", "outer"])


def dropped(log):
    chain = noisy("outer", log, noisy("inner", log))
    return next(chain)


log = []
for _ in range(40):
    dropped(log)
    gc.collect()
assert sorted(log) == ["inner"] * 40 + ["outer"] * 40, log


# Frames and what is waited for.
def looked_at(depth, seen):
    local = depth * 2
    if depth == 0:
        seen.append([frame.f_code.co_name for frame in frames()])
        yield sys._getframe().f_back.f_locals["local"]
    else:
        yield from looked_at(depth - 1, seen)
    yield local


def frames():
    found = []
    frame = sys._getframe(1)
    while frame:
        found.append(frame)
        frame = frame.f_back
    return found


for _ in range(50):
    seen = []
    outer = looked_at(3, seen)
    assert next(outer) == 2
    assert seen[0][:5] == ["looked_at"] * 4 + ["<module>"], seen
    assert outer.gi_frame.f_locals["local"] == 6
    inner = outer.gi_yieldfrom
    assert inner.gi_frame.f_locals["depth"] == 2 and inner.gi_suspended
    assert inner.gi_yieldfrom.gi_yieldfrom.gi_yieldfrom is None
    assert list(outer) == [0, 2, 4, 6]
    assert outer.gi_frame is None and outer.gi_yieldfrom is None


# Closures, defaults, star arguments, cells.
def numbered(names, first=1, *more, step=1):
    def inner():
        nonlocal first
        for name in names:
            yield (first, name)
            first += step

    yield from inner()
    yield more


for _ in range(50):
    assert list(numbered("ab")) == [(1, "a"), (2, "b"), ()]
    assert list(numbered("ab", 5, 6, step=2)) == [(5, "a"), (7, "b"), (6,)]


def wrong_call(times):
    messages = set()
    for _ in range(times):
        try:
            walk()
        except TypeError as error:
            messages.add(str(error))
    return messages


assert wrong_call(50) == {"walk() missing 1 required positional argument: 'node'"}


# Recursion that goes too far.
def endless(depth):
    yield depth
    yield from endless(depth + 1)


def too_deep():
    reached = 0
    try:
        for depth in endless(0):
            reached = depth
    except RecursionError:
        return reached
    return -1


limit = sys.getrecursionlimit()
sys.setrecursionlimit(200)
for _ in range(5):
    assert 100 < too_deep() < 200
sys.setrecursionlimit(limit)


# A generator that is running already.
def itself():
    global me
    yield 0
    yield from me


for _ in range(30):
    me = itself()
    next(me)
    try:
        next(me)
    except ValueError as error:
        assert str(error) == "generator already executing"
    else:
        assert False


# Coroutines.
class Wait:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


async def leaf(value):
    return value


async def middle(value):
    return await leaf(value) + await leaf(1)


async def waits(value):
    return await Wait(value)


async def fails(value):
    if value % 5 == 4:
        raise KeyError(value)
    return await middle(value)


async def several(count):
    total = 0
    caught = 0
    for turn in range(count):
        total += await middle(turn)
        if turn % 10 == 0:
            total += await waits(turn)
        try:
            total += await fails(turn)
        except KeyError:
            caught += 1
    return total, caught


def run(coroutine):
    sent = None
    asked = []
    while True:
        try:
            sent = coroutine.send(sent)
            asked.append(sent)
        except StopIteration as stop:
            return stop.value, asked


assert run(several(100)) == ((5050 + 450 + 4000, 20), list(range(0, 100, 10))), run(several(100))


class Manager:
    def __init__(self, log):
        self.log = log

    async def __aenter__(self):
        self.log.append("in")
        return await leaf(7)

    async def __aexit__(self, kind, error, trace):
        await leaf(None)
        self.log.append(kind and kind.__name__)
        return kind is ZeroDivisionError


class Numbers:
    def __init__(self, limit):
        self.left = limit

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.left:
            raise StopAsyncIteration
        self.left -= 1
        return await leaf(self.left)


async def counted(limit):
    for number in range(limit):
        if number % 3 == 0:
            await Wait("tick")
        yield number


async def managed(count):
    log = []
    total = 0
    for turn in range(count):
        async with Manager(log) as value:
            total += value
            if turn % 4 == 1:
                1 // 0
        async for number in Numbers(3):
            total += number
        async for number in counted(4):
            total += number
        total += sum([number async for number in counted(2)])
    return total, log


(total, log), asked = run(managed(40))
assert total == 40 * (7 + 3 + 6 + 1), total
assert log == ["in", None, "in", "ZeroDivisionError", "in", None, "in", None] * 10
assert asked == ["tick"] * (40 * 3)


async def awaited_twice():
    coroutine = leaf(1)
    await coroutine
    await coroutine


for _ in range(30):
    try:
        run(awaited_twice())
    except RuntimeError as error:
        assert str(error) == "cannot reuse already awaited coroutine"
    else:
        assert False


async def not_awaitable():
    await 5


for _ in range(30):
    try:
        run(not_awaitable())
    except TypeError as error:
        assert str(error) == "object int can't be used in 'await' expression"

print("ok")
