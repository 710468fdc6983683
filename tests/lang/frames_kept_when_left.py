"""Frames that somebody has looked at, of functions built into others, when what they call next leaves compiled code."""

import sys


def look(depth):
    return sys._getframe(depth)


def work(x, n):
    """Not built in as a whole."""
    if n == 0:
        return x + 1
    return work(x, n - 1)


def middle(x, looks):
    if looks:
        kept.append(look(1))
        kept.append(look(2))
    return work(x, 9)


def outer(x, looks):
    return middle(x, looks) + 1


def deep(n):
    return n if n == 0 else deep(n - 1) + 1


def run(values):
    total = 0
    for x, looks in values:
        total += outer(x, looks)
        total += deep(20) - 20
    return total


kept = []
others = [0.5, 2**70, 1.25, -(2**80), True, 3 + 4j]
for turn, other in enumerate(others):
    # Of ints alone at first, and looked at now and then: that is compiled.
    run([(number, number % 20 == 0) for number in range(2000)])
    kept.clear()
    for _ in range(3):
        run([(turn, True), (other, True), (other, turn % 2 == 0), (turn, False)] * 3)
        assert all(frame.f_code.co_name in ("middle", "outer") for frame in kept)
        assert {frame.f_back.f_code.co_name for frame in kept} == {"outer", "run"}
        assert deep(200) == 200
    kept.clear()
print("ok")
