"""Iterators and tuples that hot code makes without calling their class: ranges of all kinds, what they raise, tuples that are taken apart."""


def triangle(n):
    total = 0
    for i in range(n):
        for j in range(i):
            total += j
        for j in range(i, n):
            total -= j
        for j in range(n, i, -2):
            total += 1
        for j in range(0, i, 3):
            total += 1
    return total


def slow_triangle(n):
    numbers = list(range(n + 1))
    total = 0
    for i in numbers[:-1]:
        total += sum(numbers[:i]) - sum(numbers[i:n]) + (n - i + 1) // 2 + (i + 2) // 3
    return total


for n in (0, 1, 2, 50, 120):
    assert triangle(n) == slow_triangle(n), n


def count(start, stop, step):
    n, last = 0, None
    for i in range(start, stop, step):
        n, last = n + 1, i
    return n, last


for _ in range(300):
    assert count(0, 10, 3) == (4, 9)
    assert count(10, 0, -3) == (4, 1)
    assert count(5, 5, 1) == (0, None)
    assert count(-5, 5, 7) == (2, 2)
assert count(10 ** 20, 10 ** 20 + 3, 2) == (2, 10 ** 20 + 2)
assert count(2 ** 46, 2 ** 46 + 2, 1) == (2, 2 ** 46 + 1)
assert count(0, 2 ** 62, 2 ** 61) == (2, 2 ** 61)
assert count(0, True, 1) == (1, 0)
for bad, error in ((0, "range() arg 3 must not be zero"), (1.0, "'float' object cannot be interpreted as an integer")):
    try:
        count(0, 10, bad)
    except (ValueError, TypeError) as raised:
        assert str(raised) == error, raised
    else:
        raise AssertionError(bad)


class Index:
    def __index__(self):
        return 4


assert count(Index(), 10, 2) == (3, 8)


# The iterator is left in its middle, and the rest is wanted.
def left(n, stop):
    seen = []
    for i in range(n):
        for j in range(i, i + 3):
            if j == stop:
                return seen, list(range(j, stop))
            seen.append(j)
    return seen, None


for _ in range(100):
    assert left(20, 19) == ([j for i in range(17) for j in range(i, i + 3)] + [17, 18], [])


def over(lists, tuples):
    total = 0
    for one in lists:
        for x in one:
            total += x
    for one in tuples:
        for x in one:
            total += x
    return total


lists, tuples = [[i, i + 1] for i in range(200)], [(i, i + 1, i + 2) for i in range(200)]
for _ in range(10):
    assert over(lists, tuples) == sum(map(sum, lists)) + sum(map(sum, tuples))


class Strange(list):
    def __iter__(self):
        return iter((1000,))


class Pair(tuple):
    def __iter__(self):
        return iter([2000])


assert over(lists + [Strange((1, 2))], [*tuples, Pair((1, 2))]) == sum(map(sum, lists)) + sum(map(sum, tuples)) + 3000
assert over([*lists, (7,), {8}], [*tuples, [9]]) == sum(map(sum, lists)) + sum(map(sum, tuples)) + 24
assert over(lists + [Strange((1, 2))], []) == sum(map(sum, lists)) + 1000


# A list that grows while it is walked along.
def growing(n):
    items = [1]
    for x in items:
        if len(items) < n:
            items.append(x + 1)
    return len(items)


for _ in range(50):
    assert growing(100) == 100


# Tuples: returned and taken apart, indexed, kept.
def divide(a, b):
    return a // b, a % b


def swap(a, b, c):
    return c, a, b


def tuples_made(n):
    total, kept = 0, []
    a, b, c = 1, 2.5, "x"
    for i in range(1, n):
        q, r = divide(n * 7, i)
        total += q * i + r
        a, b, c = swap(a, b, c)
        pair = divide(i, 7)
        total += pair[0] + pair[1] * 2 + len(pair)
        kept.append(pair)
        one = (i,)
        (two,) = one
        total += two
        if (a, b) == (b, a):
            total += 1
    return total, kept, (a, b, c)


for _ in range(5):
    total, kept, last = tuples_made(400)
    assert total == sum(2800 + i // 7 + i % 7 * 2 + 2 + i for i in range(1, 400))
    assert kept == [(i // 7, i % 7) for i in range(1, 400)]
    assert last == (1, 2.5, "x"), last


def wrong(pairs):
    failed = 0
    for pair in pairs:
        try:
            a, b = divide(*pair) + (1,) if pair[0] == 5 else divide(*pair)
        except (ValueError, ZeroDivisionError):
            failed += 1
    return failed


assert wrong([(i, i % 4) for i in range(400)]) == 101


# Many of them, of which few live.
def churn(n):
    keep = [None] * 16
    for i in range(n):
        keep[i & 15] = (i, (i, i), float(i))
    return keep


assert churn(60_000)[3][1] == (59_987, 59_987)
print("ok")
