# Generators that wait inside each other's `yield from`: what each of them is, and what it keeps, while values pass through all.
import gc
import inspect
import sys
import threading
import types


def stubborn():
    while True:
        try:
            yield "in"
        except GeneratorExit:
            yield "ignored"


def counting(inner):
    n = 0
    while True:
        n += 1
        try:
            yield from inner
        except RuntimeError as error:
            n += 10
            print("outer", n, error)
            if n > 60:
                return n


# What a delegating generator keeps changes though it waits for the same one again.
outer = counting(stubborn())
for _ in range(8):
    try:
        print(next(outer), outer.throw(GeneratorExit))
    except BaseException as error:
        print(type(error).__name__, error)
try:
    outer.close()
except RuntimeError as error:
    print(error)


def busy(get):
    # Resumes what waits for it, which fails, and what that keeps has changed then.
    for _ in range(4):
        yield "busy"
        try:
            next(get())
        except ValueError as error:
            print("inner", error)


def waiting(inner):
    n = 0
    while n < 100:
        n += 1
        try:
            yield from inner
            return n
        except ValueError as error:
            n += 10
            print("waiting", n, error)


def shared():
    chain = waiting(busy(lambda: chain))
    print(list(chain))


shared()


def depth(n, leaf):
    if n == 0:
        yield from leaf()
    else:
        total = n * 10
        got = yield from depth(n - 1, leaf)
        assert total == n * 10
        return (got or 0) + 1


def states(chain):
    found = []
    while isinstance(chain, types.GeneratorType):
        found.append((inspect.getgeneratorstate(chain), chain.gi_running, chain.gi_suspended))
        chain = chain.gi_yieldfrom
    return found


def plain():
    for i in range(20):
        yield i
    return 5


# Seen from outside while it waits, again and again.
chain = depth(6, plain)
for i, item in zip(range(12), chain):
    if i % 4 == 3:
        print(item, len(states(chain)), set(states(chain)))


# Seen from within while it runs.
def looking():
    for i in range(6):
        names = []
        frame = sys._getframe()
        while frame is not None and frame.f_code.co_name in ("looking", "depth"):
            names.append((frame.f_code.co_name, frame.f_locals.get("n"), frame.f_locals.get("total")))
            frame = frame.f_back
        yield names
    return 7


for item in depth(5, looking):
    print(item)


def members():
    made = []

    def level(n):
        if n == 0:
            for i in range(10):
                yield i, [inspect.getgeneratorstate(g) for g in made]
        else:
            inner = level(n - 1)
            made.append(inner)
            yield from inner

    root = level(5)
    for _ in range(6):
        print(next(root))
    # One of the middle is resumed by somebody else, then the root again.
    print(next(made[2])[0], next(root)[0], next(made[3])[0], next(root)[0])
    print([inspect.getgeneratorstate(g) for g in made])
    made[3].close()
    print([inspect.getgeneratorstate(g) for g in made], next(root, "end"))


members()


# An exception that comes from the innermost after many values, caught half way up.
def failing():
    for i in range(9):
        yield i
    raise KeyError("failing")


def half(n):
    if n == 0:
        yield from failing()
    elif n == 3:
        try:
            yield from half(n - 1)
        except KeyError as error:
            trace, lines = error.__traceback__, 0
            while trace is not None:
                trace, lines = trace.tb_next, lines + 1
            print("caught", error, lines)
            yield "after"
            yield sys.exception() is error
    else:
        yield from half(n - 1)
        yield n


print(list(half(6)))

# Handled exceptions: what waits in a handler is handling, whoever resumes it.
def handling(n):
    if n == 0:
        for _ in range(5):
            yield repr(sys.exception())
    elif n == 2:
        try:
            raise ValueError(n)
        except ValueError:
            yield from handling(n - 1)
    else:
        yield from handling(n - 1)


print(list(handling(5)))
try:
    raise TypeError("outside")
except TypeError:
    print(list(handling(5)))
source = depth(6, lambda: (repr(sys.exception()) for _ in range(6)))
print(next(source), next(source), next(source))
try:
    raise TypeError("outside")
except TypeError:
    print(next(source), next(source))
print(next(source))


# Sent values, thrown exceptions and collections between.
def echo():
    got = None
    for i in range(30):
        try:
            got = yield (i, got)
        except LookupError as error:
            got = repr(error)
    return "echoed"


root = depth(7, echo)
next(root)
for i in range(12):
    if i % 5 == 4:
        gc.collect()
    if i % 5 == 2:
        print(root.throw(LookupError(i)))
    else:
        print(root.send([i]))
root.close()


# Two at a time, and one within the other.
def tree(lo, hi):
    if lo < hi:
        middle = (lo + hi) // 2
        yield from tree(lo, middle)
        yield middle
        yield from tree(middle + 1, hi)


print(sum(a * b for a, b in zip(tree(0, 200), tree(0, 300))))


def nested(n):
    if n == 0:
        for i in range(5):
            yield sum(tree(0, 30 + i))
    else:
        yield from nested(n - 1)


print(list(nested(6)), sum(sum(nested(4)) for _ in tree(0, 40)))


# Other threads resume chains meanwhile.
def count(results, size):
    results.append(sum(tree(0, size)))


results = []
threads = [threading.Thread(target=count, args=(results, 3000 + i)) for i in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(results))


# Too deep.
def endless(n):
    yield n
    yield from endless(n + 1)


reached = 0
try:
    for reached in endless(0):
        pass
except RecursionError as error:
    print(reached > 100, error)


# Coroutines wait for each other in the same way.
class Pause:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


async def awaiting(n):
    if n == 0:
        total = 0
        for i in range(8):
            total += await Pause(i)
        return total
    return 1 + await awaiting(n - 1)


coroutine = awaiting(6)
given = coroutine.send(None)
try:
    while True:
        given = coroutine.send(given * 2)
except StopIteration as stop:
    print(stop.value)
print("ok")
