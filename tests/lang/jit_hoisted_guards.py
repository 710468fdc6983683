# Guards that compiled code checks before a loop: the loop may not come to them, values may change, and what it leaves must be as before.
from array import array


def dot(xs, ys, n):
    total = 0.0
    for i in range(n):
        total += xs[i] * ys[i]
    return total


for _ in range(60):
    assert dot([1.0, 2.0], [3.0, 4.0], 2) == 11.0
# The loop does not come to the guards.
for _ in range(60):
    assert dot(None, None, 0) == 0.0
assert dot((1.0, 2.0), [3.0, 4.0], 2) == 11.0 and dot(array("d", [1, 2]), (3, 4), 2) == 11.0
for _ in range(60):
    assert dot(array("d", [1, 2]), array("i", [3, 4]), 2) == 11.0
try:
    dot(None, [1.0], 1)
except TypeError as error:
    assert str(error) == "'NoneType' object is not subscriptable"
else:
    assert False


def scaled(rows, factor, n):
    out = []
    for y in range(n):
        row = rows[y]
        for x in range(n):
            out.append(row[x] * factor)
            if x == y:
                factor = factor + 1
    return out, factor


for _ in range(60):
    assert scaled([[1, 2], [3, 4]], 2, 2) == ([2, 6, 9, 12], 4)
    assert scaled([[1.0, 2.0], [3.0, 4.0]], 2.0, 2) == ([2.0, 6.0, 9.0, 12.0], 4.0)
assert scaled([["a", "b"], ["c", "d"]], 2, 2) == (["aa", "bbb", "ccc", "ddd"], 4)


def swapping(xs, ys, n):
    # The list is another object in every turn.
    total = 0
    for i in range(n):
        total = total * 3 + xs[0]
        xs, ys = ys, xs
    return total


for _ in range(60):
    assert swapping([1], [2], 4) == 1 * 27 + 2 * 9 + 1 * 3 + 2
    assert swapping([1], (2,), 4) == 1 * 27 + 2 * 9 + 1 * 3 + 2


def two_ways(a, b, flag, n):
    total = 0
    i = 0
    while i < n:
        if flag:
            total += a[i]
        else:
            total += b[i]
        i += 1
    return total


for _ in range(80):
    assert two_ways([1, 2], None, True, 2) == 3 and two_ways(None, [3, 4], False, 2) == 7


def unbound(n, make):
    if make:
        data = [1, 2, 3]
    total = 0
    for i in range(n):
        total += data[i]
    return total


for _ in range(60):
    assert unbound(3, True) == 6 and unbound(0, False) == 0
try:
    unbound(1, False)
except UnboundLocalError as error:
    assert "'data'" in str(error)
else:
    assert False


def captured(n):
    data = [0] * 4
    log = []

    def grow():
        data.append(len(data))

    k = 3
    for i in range(n):
        data[i & k] += i
        if i % 50 == 7:
            grow()
            log.append((i, len(data), k))
    return sum(data), log


first = captured(300)
for _ in range(10):
    assert captured(300) == first


def generator(rows, n):
    for y in range(n):
        row = rows[y]
        for x in range(n):
            yield row[x] + n


for _ in range(60):
    assert list(generator([[1, 2], [3, 4]], 2)) == [3, 4, 5, 6]
assert list(generator([(1, 2), [3.5, 4]], 2)) == [3, 4, 5.5, 6]


def raising(data, n):
    done = []
    try:
        for i in range(n):
            done.append(i)
            data[i] += 1
    except (TypeError, IndexError) as error:
        return done, type(error).__name__
    return done, None


for _ in range(60):
    assert raising([1, 2, 3], 3) == ([0, 1, 2], None)
assert raising([1, 2], 3) == ([0, 1, 2], "IndexError") and raising((1, 2), 3) == ([0], "TypeError")
assert raising(None, 3) == ([0], "TypeError") and raising([1, "a"], 2) == ([0, 1], "TypeError")

SIZE = 3


def by_globals(n):
    global SIZE
    total = 0
    for i in range(n):
        total += SIZE + SIZE * SIZE
        if i % 40 == 5:
            SIZE += 1
            total += SIZE
            exec("SIZE = SIZE - 1", globals())
            total -= SIZE
            globals()["SIZE"] = SIZE + 1
            total += SIZE * 100
            SIZE -= 1
    return total


first = by_globals(200)
for _ in range(10):
    assert by_globals(200) == first == 200 * 12 + 5 * (4 - 3 + 400)
print("ok")
