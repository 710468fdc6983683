"""What variables of nested loops are for who looks into the frame: set anew in each turn of a loop around, and left by exceptions."""

import sys
from array import array


def fails_at(rows, width, stop):
    for r in range(rows):
        total = 0.0
        last = r
        for i in range(width):
            total += i * 0.5
            if r * width + i == stop:
                raise ValueError(stop)
        mean = total / (width or 1)
    return total, mean


def locals_of(error, name):
    entry = error.__traceback__
    while entry.tb_frame.f_code.co_name != name:
        entry = entry.tb_next
    return dict(entry.tb_frame.f_locals)


def check(rows, width, stop):
    try:
        fails_at(rows, width, stop)
    except ValueError as error:
        found = locals_of(error, "fails_at")
        r, i = divmod(stop, width)
        assert found["r"] == r and found["i"] == i and found["last"] == r, found
        assert found["total"] == sum(k * 0.5 for k in range(i + 1)), found
        assert found.get("mean") == (sum(k * 0.5 for k in range(width)) / width if r else None), found
    else:
        assert stop >= rows * width


for turn in range(60):
    check(40, 30, turn * 7)
    check(40, 30, 1200 - turn)
    check(1, 3000, 2999)


# The same where the loops are those of a function that is built into another.
def inner(rows, columns, values, out, stop):
    for r in range(rows):
        acc = 0.0
        for i in range(columns):
            acc += values[r * columns + i] * 2.0
        out[r] = acc
        if r == stop:
            out[rows] = acc
    return r


def outer(count, stop):
    values, out = array("d", range(120)), array("d", [0.0]) * 10
    for _ in range(count):
        try:
            inner(10, 12, values, out, -1 if _ < count - 1 else stop)
        except IndexError as error:
            found = locals_of(error, "inner")
            assert found["r"] == stop and found["i"] == 11, found
            assert found["acc"] == sum(2.0 * (stop * 12 + k) for k in range(12)), found
            return True
    return False


for stop in (0, 3, 9):
    assert outer(400, stop)
assert not outer(400, -1)


# Loops within loops that have no turn, and variables that are set in none.
def empty(outer_turns, widths):
    for a in range(outer_turns):
        s = 0.0
        for width in widths:
            for b in range(width):
                s += b
                t = s * 2
        if a == 300:
            return sys._getframe().f_locals
    return sys._getframe().f_locals


assert "t" not in empty(500, [0, 0]) and "b" not in empty(500, [0])
found = empty(500, [0, 3, 2])
assert (found["s"], found["t"], found["b"], found["a"], found["width"]) == (4.0, 8.0, 1, 300, 2)
assert "s" not in empty(0, [1])


# A variable that is a number here and something else there.
def mixed(n):
    seen = []
    for a in range(n):
        x = 0.0
        for b in range(5):
            x += b
        if a % 100 == 99:
            x = "text"
        seen.append(x)
    return seen, x


assert mixed(400) == (["text" if a % 100 == 99 else 10.0 for a in range(400)], "text")


# Three loops, with a sum in each.
def cube(n):
    whole = 0.0
    for a in range(n):
        plane = 0.0
        for b in range(n):
            line = 0.0
            for c in range(n):
                line += a * b + c
            plane += line
        whole += plane
    return whole, plane, line, a, b, c


n = 24
assert cube(n) == (
    float(sum(a * b + c for a in range(n) for b in range(n) for c in range(n))),
    float(sum((n - 1) * b + c for b in range(n) for c in range(n))),
    float(sum((n - 1) * (n - 1) + c for c in range(n))),
    n - 1,
    n - 1,
    n - 1,
)
print("ok")
