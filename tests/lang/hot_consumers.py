"""Generators that loops and builtins consume at once: results, what is raised on the way, state that changes while they run."""

import sys


def numbers(n):
    i = 0
    while i < n:
        yield i
        i += 1


def odd(n):
    for i in range(n):
        if i & 1:
            yield i


def mixed(values):
    for value in values:
        yield value


def failing(n):
    for i in range(n):
        if i == 7:
            raise KeyError("seven")
        yield i


def returning(n):
    for i in range(n):
        if i == 5:
            return "early"
        yield i


def nested(rows):
    for row in rows:
        for item in row:
            yield item


def chained(n):
    for a in numbers(n):
        for b in odd(a):
            yield a * 100 + b


def doubled(n):
    for value in chained(n):
        yield value * 2


def seen(log, n):
    for i in range(n):
        log.append(("in", i))
        yield i
        log.append(("out", i))


class Falsy:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        return self.value > 3

    def __add__(self, other):
        return Falsy(self.value + getattr(other, "value", other))

    __radd__ = __add__

    def __lt__(self, other):
        return self.value < other.value

    def __gt__(self, other):
        return self.value > other.value


class Angry:
    def __bool__(self):
        raise RuntimeError("asked")

    def __radd__(self, other):
        raise RuntimeError(f"added to {other}")


def loops():
    total = 0
    for a in numbers(30):
        if a % 5 == 4:
            continue
        for b in odd(a):
            if b > 20:
                break
            total += a * b
    else:
        total += 1
    for item in nested([[1, 2], [], [3, 4, 5]]):
        total += item
    for item in mixed([1, 2.5, True, 2**70, -0.0]):
        total += item
    got = []
    for value in doubled(5):
        got.append(value)
        for other in chained(4):
            if other == 301:
                break
            got.append(other)
    assert got == [402, 201, 602, 201, 802, 201, 806, 201] and sum(doubled(9)) == 18888
    assert [next(g) for g in [doubled(5)] for _ in range(3)] == [402, 602, 802]
    got = []
    for a, b in ((i, -i) for i in range(5)):
        got.append(b)
        got.append(a)
    assert got == [0, 0, -1, 1, -2, 2, -3, 3, -4, 4]
    for a in returning(10):
        got.append(a)
    assert got[-5:] == [0, 1, 2, 3, 4]
    return total


def builtins_of(n):
    offset = n & 3
    assert sum(i for i in range(n)) == n * (n - 1) // 2
    assert sum(i * 0.1 for i in range(10)) == 4.5
    assert sum(x for x in [1e308, 1e308, -1e308]) == float("inf") and sum(x for x in [1, 0.5, 2, 0.1, True]) == 4.6
    assert sum(x for x in [0.1] * 10) == 1.0 and sum(x for x in [2**62, 2**62, 2**62]) == 3 * 2**62
    assert sum(x for x in [0.1, 2**70, 0.2]) == 2.0**70
    assert sum(True for _ in range(n)) == n and type(sum(True for _ in range(n))) is int
    assert sum(x for x in [Falsy(2), 3, Falsy(4)]).value == 9
    assert str(sum(x for x in [-0.0])) == "0.0" and sum(x for x in []) == 0
    assert any(i == n - 1 for i in range(n)) and not any(i == n for i in range(n))
    assert any(x for x in [0, "", None, Falsy(1), Falsy(4)]) and not any(x for x in [0, 0.0, (), Falsy(3)])
    assert all(i + offset >= 0 for i in range(n)) and not all(i < n - 1 for i in range(n))
    assert min((i - 5) ** 2 for i in range(n)) == 0 and max(i % 7 for i in range(n)) == 6
    assert type(min(x for x in [2.5, 1, True])) is int
    assert max(x for x in [Falsy(1), Falsy(5), Falsy(2)]).value == 5
    assert list(i * 2 for i in odd(9)) == [2, 6, 10, 14] and tuple(str(i) for i in range(3)) == ("0", "1", "2")
    assert set(i % 3 for i in range(n)) == {0, 1, 2} and frozenset(c for c in "aab") == {"a", "b"}
    assert sorted(-i for i in range(5)) == [-4, -3, -2, -1, 0]
    assert ",".join(str(i) for i in range(5)) == "0,1,2,3,4" and "".join(c for c in "héé" if c != "h") == "éé"
    assert list(x for x in nested([[1], [2, 3]])) == [1, 2, 3]
    assert sum(sum(j for j in range(i)) for i in range(10)) == 120
    assert [sum(k * j for k in range(4)) for j in range(4)] == [0, 6, 12, 18]


def message(call, *args):
    try:
        call(*args)
    except Exception as error:
        trace = error.__traceback__
        names = []
        while trace:
            names.append(trace.tb_frame.f_code.co_name)
            trace = trace.tb_next
        return f"{type(error).__name__}: {error}", names[1:]


def raised():
    assert message(lambda: sum(failing(9))) == ("KeyError: 'seven'", ["<lambda>", "failing"])
    assert message(lambda: min(x for x in [])) == ("ValueError: min() iterable argument is empty", ["<lambda>"])
    assert message(lambda: any(x for x in [0, Angry()])) == ("RuntimeError: asked", ["<lambda>", "__bool__"])
    assert message(lambda: sum(x for x in [1, 2, Angry()])) == ("RuntimeError: added to 3", ["<lambda>", "__radd__"])
    assert message(lambda: sum(x for x in [1, "a"]))[0] == "TypeError: unsupported operand type(s) for +: 'int' and 'str'"
    assert message(lambda: ",".join(x for x in ["a", 1]))[0] == "TypeError: sequence item 1: expected str instance, int found"
    assert message(lambda: set(x for x in [[]]))[0] == "TypeError: unhashable type: 'list'"
    assert message(lambda: max(x for x in [1, "a"]))[0] == "TypeError: '>' not supported between instances of 'str' and 'int'"
    assert message(lambda: list(1 // x for x in [1, 0])) == (
        "ZeroDivisionError: integer division or modulo by zero",
        ["<lambda>", "<genexpr>"],
    )
    log = []
    try:
        for value in seen(log, 5):
            log.append(value)
            if value == 2:
                raise LookupError
    except LookupError:
        pass
    assert log == [("in", 0), 0, ("out", 0), ("in", 1), 1, ("out", 1), ("in", 2), 2]


def frames(n):
    for i in range(n):
        yield sys._getframe().f_locals["i"], sys._getframe(1).f_code.co_name


def looked_at():
    for i, (j, name) in enumerate(frames(5)):
        assert i == j and name == "looked_at", name
    for j, name in frames(5):
        assert name == "looked_at", name
    assert [name for _, name in frames(2)][-1] == "looked_at"
    assert sum(j for j, _ in frames(4)) == 6


def rebinding(n):
    # The type of what is yielded, and of what the loop collects, changes while it runs.
    total = 0
    for value in mixed([1] * n + [0.5] + ["x"]):
        if value == "x":
            break
        total = total + value
    return total


first = loops()
for _ in range(40):
    assert loops() == first
    builtins_of(20)
    raised()
    looked_at()
    assert rebinding(30) == 30.5
print("ok")
