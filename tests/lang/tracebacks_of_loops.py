# Which lines and columns tracebacks show of loops and comprehensions whose iterator fails.
import traceback


class It:
    def __iter__(self):
        return self

    def __next__(self):
        raise ValueError


def a():
    for x in (
        It()
    ):
        pass


def b():
    return [
        x
        for x in
        It()
    ]


def c():
    return {x: 1 for y in [1]
        for x in It() if x}


def d():
    return list(
        x + 1 for x in It()
    )


def e():
    return sum(x for y in [1] for x in It())


def f():
    for x in 5:
        print(x)
    else: pass


def g():
    for x, y in [(1,2),
         (1,2,3)]:
        pass


async def h():
    async for x in 5:
        pass


async def i():
    return [x async for x in 5]


async def j():
    async for x in agen():
        pass


async def agen():
    yield 1
    raise KeyError


def run(f):
    result = f()
    if hasattr(result, "send"):
        result.send(None)


for case in (a, b, c, d, e, f, g, h, i, j):
    for _ in range(3):
        try:
            run(case)
        except Exception:
            text = traceback.format_exc()
    print(text)
print("ok")
