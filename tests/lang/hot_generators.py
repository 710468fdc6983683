"""Generators that are hot enough to be compiled: values, state, what is thrown in, what they are asked from outside."""

import sys


def squares(n):
    for i in range(n):
        yield i * i


def pairs(n, m):
    for i in range(n):
        for j in range(m):
            yield i, j
        yield "row", i


def filtered(source, divisor):
    for value in source:
        if value % divisor == 0:
            yield value


def running(start):
    total = start
    while True:
        sent = yield total
        if sent is None:
            return total
        total += sent


def guarded(log, n):
    for i in range(n):
        try:
            yield i
        except KeyError as error:
            log.append(error.args[0])
            yield -i
        finally:
            log.append(i)


def delegating(n):
    got = yield from squares(n)
    assert got is None
    total = yield from running(10)
    yield "total", total


def changing(values):
    count = 0
    for value in values:
        count = count + value
        yield count


def looked_at(n):
    mine = 0
    for i in range(n):
        mine += i
        yield sys._getframe().f_locals["mine"]


def raising(n):
    for i in range(n):
        if i == n - 1:
            raise ValueError(f"at {i}")
        yield i


def handling(n):
    for i in range(n):
        try:
            raise IndexError(i)
        except IndexError:
            yield sys.exception().args[0]
            yield sys.exception().args[0]
        assert not isinstance(sys.exception(), IndexError)


def unbound(n):
    for i in range(n):
        if i > 5:
            late = i
        yield i
        if i > 5:
            yield late
            del late


def check():
    assert sum(squares(200)) == 2646700
    assert len(list(pairs(20, 5))) == 120 and list(pairs(2, 1)) == [(0, 0), ("row", 0), (1, 0), ("row", 1)]
    assert list(filtered(filtered(squares(100), 2), 3)) == [i * i for i in range(0, 100, 6)]
    sums = running(5)
    assert next(sums) == 5
    for i in range(100):
        assert sums.send(i) == 5 + i * (i + 1) // 2
    try:
        next(sums)
    except StopIteration as stop:
        assert stop.value == 4955
    log = []
    thrower = guarded(log, 60)
    seen = []
    for i, value in enumerate(thrower):
        if i % 7 == 3:
            seen.append(thrower.throw(KeyError(f"k{i}")))
        seen.append(value)
    assert len(log) == 60 + sum(isinstance(entry, str) for entry in log), log
    assert sorted(entry for entry in log if isinstance(entry, int)) == list(range(60))
    closing = guarded(log, 5)
    assert next(closing) == 0
    closing.close()
    assert log[-1] == 0
    both = delegating(50)
    assert [next(both) for _ in range(50)] == [i * i for i in range(50)]
    assert next(both) == 10 and both.send(5) == 15 and both.send(None) == ("total", 15)
    assert list(changing([1] * 50)) == list(range(1, 51))
    assert list(changing([0.5, 1, True, 2**80, 1e3]))[-1] == 0.5 + 1 + 1 + 2**80 + 1e3
    assert list(changing([2**62] * 4))[-1] == 2**64
    assert list(looked_at(30))[-1] == 435
    items = []
    try:
        for value in raising(40):
            items.append(value)
    except ValueError as error:
        assert error.args == ("at 39",) and error.__traceback__.tb_next.tb_frame.f_code.co_name == "raising"
    assert items == list(range(39))
    assert list(handling(20)) == [i for i in range(20) for _ in range(2)]
    try:
        raise OSError(3)
    except OSError as outer:
        assert list(handling(20))[-1] == 19 and sys.exception() is outer
    assert list(unbound(8)) == [0, 1, 2, 3, 4, 5, 6, 6, 7, 7]
    paused = squares(10)
    next(paused), next(paused)
    assert paused.gi_frame.f_locals["i"] == 1 and paused.gi_running is False
    assert any(i * i > 80 for i in range(10)) and not any(i * i > 81 for i in range(10))
    assert list(zip(squares(3), squares(5))) == [(0, 0), (1, 1), (4, 4)]
    strange = squares(3)
    try:
        strange.send(1)
    except TypeError as error:
        assert str(error) == "can't send non-None value to a just-started generator"


async def step(n):
    class Pause:
        def __await__(self):
            got = yield n
            return got

    total = 0
    for _ in range(n):
        total += await Pause()
    return total


def drive(coroutine):
    sent = None
    try:
        while True:
            sent = coroutine.send(sent) + 1
    except StopIteration as stop:
        return stop.value


def reenter():
    def generator():
        yield 1
        yield next(me)

    me = generator()
    assert next(me) == 1
    try:
        next(me)
    except ValueError as error:
        assert str(error) == "generator already executing"


for _ in range(60):
    check()
    assert drive(step(10)) == 110
    reenter()
print("ok")
