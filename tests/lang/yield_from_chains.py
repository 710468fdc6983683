"""Chains of `yield from`: what passes through them, and what those between see and keep."""
import sys
import traceback


def leaf(n):
    got = []
    for i in range(n):
        try:
            x = yield i
        except KeyError as error:
            x = error.args[0]
        got.append(x)
    return got


def middle(n, depth, log):
    count = 0
    while count < 2:
        before = count
        if depth:
            got = yield from middle(n, depth - 1, log)
        else:
            got = yield from leaf(n)
        count += 1
        assert before == count - 1
        log.append((depth, got))
    return [depth]


log = []
assert list(middle(3, 4, log)) == [0, 1, 2] * 32
assert len(log) == 62 and log[0] == (0, [None] * 3) and log[-1] == (4, [3]), log[-1]

log = []
g = middle(3, 3, log)
out = [next(g)]
for i in range(7):
    out.append(g.send(i * 10) if i % 3 else g.throw(KeyError(i)))
assert out == [0, 1, 2, 0, 1, 2, 0, 1], out
assert log[:2] == [(0, [0, 10, 20]), (0, [3, 40, 50])] and log[2] == (1, [0]), log
assert g.gi_yieldfrom.gi_yieldfrom.gi_yieldfrom.gi_yieldfrom.__name__ == "leaf"
assert not g.gi_running and g.gi_frame.f_locals["count"] == 0
g.close()
assert g.gi_frame is None


def watched(depth):
    here = 0
    if depth:
        for _ in range(1):
            here = yield from watched(depth - 1)
    else:
        for i in range(4):
            frame = sys._getframe()
            names = []
            while frame and frame.f_code.co_name == "watched":
                names.append(frame.f_locals["depth"])
                frame = frame.f_back
            yield names
    return depth


for names in watched(5):
    assert names == [0, 1, 2, 3, 4, 5], names


def fails(depth):
    if depth:
        try:
            yield from fails(depth - 1)
        except ValueError as error:
            if depth != 3:
                raise
            yield len(traceback.extract_tb(error.__traceback__))
            return "caught"
    else:
        yield 1
        yield 2
        raise ValueError("end")


assert list(fails(5)) == [1, 2, 4]
try:
    list(fails(2))
except ValueError as error:
    assert [f.name for f in traceback.extract_tb(error.__traceback__)][1:] == ["fails"] * 3
else:
    assert 0


def reused(g):
    yield from g
    yield "between"
    yield from g


g = leaf(3)
r = reused(g)
assert next(r) == 0 and next(g) == 1 and list(r) == [2, "between"]


def swaps():
    a, b = leaf(2), leaf(2)
    for g in (a, b, a):
        kept = g
        yield from g
        assert kept is g


assert list(swaps()) == [0, 1, 0, 1]


def deep(n):
    if n:
        yield from deep(n - 1)
    else:
        yield from leaf(3)


old = sys.getrecursionlimit()
g = deep(50)
assert next(g) == 0
sys.setrecursionlimit(40)
try:
    next(g)
except RecursionError:
    pass
else:
    assert 0
sys.setrecursionlimit(old)
assert list(g) == []


async def step(n):
    if n:
        return await step(n - 1) + 1
    for _ in range(3):
        await Pause()
    return 0


class Pause:
    def __await__(self):
        got = yield "paused"
        assert got == 5


c = step(10)
assert c.send(None) == "paused" and c.send(5) == "paused" and c.send(5) == "paused"
try:
    c.send(5)
except StopIteration as stop:
    assert stop.value == 10
print("ok")
