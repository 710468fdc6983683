"""Loops over enumerate, zip and tuples that are hot: pairs, ends of different lengths, lists that change on the way, other iterables."""


def numbered(items, start=0):
    total = 0
    for i, item in enumerate(items):
        total += i * item
    for i, item in enumerate(items, start):
        total += i + item
    return total


def dotted(a, b):
    total = 0
    for x, y in zip(a, b):
        total = total + x * y
    return total


def rest(a, b):
    first, second = iter(a), iter(b)
    got = []
    for x, y in zip(first, second):
        got.append((x, y))
    return got, list(first), list(second)


def growing(items):
    got = []
    for i, item in enumerate(items):
        got.append(i)
        if item == 2 and len(items) < 8:
            items.append(9)
    return got


def same(items):
    it = iter(items)
    got = []
    for x, y in zip(it, it):
        got.append(x + y)
    return got


def tuples(values):
    total = 0
    for value in values:
        for factor in (1, 2, 3):
            total += value * factor
    return total


def rows(table):
    out = []
    for name, (low, high) in zip(["a", "b"], table):
        out.append(f"{name}{low}{high}")
    return out


def least(a, b, flag):
    total = 0
    for i, x in enumerate(a):
        total += min(a[i - 1] + 1, b[i] + 1, x + (x != flag)) + max(x, 3, b[i])
    return total


def kept(items):
    i = item = None
    for i, item in enumerate(items):
        if item is None:
            break
    return i, item


for turn in range(60):
    ints = list(range(20))
    assert numbered(ints) == 2470 + 380 and numbered(ints, 5) == 2470 + 480
    assert numbered(tuple(ints)) == 2850 and numbered(range(20)) == 2850 and numbered([1.5, 2, True]) == 11.5
    assert numbered([2**60, 2**62]) == 2**62 + 2**60 + 2**62 + 1
    assert dotted(ints, ints) == 2470 and dotted(ints, ints[:3]) == 5 and dotted([0.5], [2]) == 1.0
    assert dotted(tuple(ints), ints) == 2470 and dotted([], ints) == 0 and dotted("", ints) == 0
    assert rest([1, 2, 3], [1, 2]) == ([(1, 1), (2, 2)], [], []) and rest([1], [1, 2]) == ([(1, 1)], [], [2])
    assert growing([1, 2, 3]) == [0, 1, 2, 3] and growing([2, 2, 2]) == [0, 1, 2, 3, 4, 5]
    assert same(ints) == [1, 5, 9, 13, 17, 21, 25, 29, 33, 37] and same([1, 2, 3]) == [3]
    assert tuples(ints) == 1140 and tuples(tuple(ints)) == 1140
    assert rows([(1, 2), [3, 4]]) == ["a12", "b34"]
    assert least([4, 2, 9, 7], [1, 8, 3, 5], 9) == 42
    assert kept([1, 2, 3]) == (2, 3) and kept([1, None]) == (1, None) and kept([]) == (None, None)
print("ok")
