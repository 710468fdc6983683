# Equality of tuples that are made to be compared: items that are the same but not equal, that raise, and that change things.
from dataclasses import dataclass

log = []


@dataclass
class Plain:
    a: int
    b: object = 2


@dataclass(eq=True, order=True)
class Sorted:
    a: int
    b: float


class Item:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        log.append(self.n)
        if self.n == 13:
            raise ValueError("unlucky")
        if self.n == 14:
            return "truthy"
        return isinstance(other, Item) and self.n % 5 == other.n % 5

    __hash__ = None


class Never:
    def __eq__(self, other):
        return False

    __hash__ = object.__hash__


NAN = float("nan")


def pair(a, b, c, d):
    return (a, b) == (c, d)


def differs(a, b, c, d):
    return (a, b) != (c, d)


def jumps(a, b):
    if (a, b) == (0, 1):
        return "0, 1"
    if (a, b) != (2, 3):
        return "other"
    while (a, b) == (2, 3):
        a += 1
    return "2, 3"


def lengths(a):
    return (a,) == (a, a), (a, a) != (a,), () == (), (a, 1) == [a, 1]


def attempt(work, *args):
    try:
        return work(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def many(work, values):
    found = {}
    for i in range(3000):
        args = values[i % len(values)]
        result = attempt(work, *args)
        key = (i % len(values), repr(result))
        found[key] = found.get(key, 0) + 1
    return sorted(found.items())


never, item = Never(), Item(3)
VALUES = [
    (1, 2, 1, 2), (1, 2, 1, 3), (1.0, 2, 1, 2), (NAN, 1, NAN, 1), (NAN, 1, float("nan"), 1), ("a", "b", "a", "b"),
    (never, 1, never, 1), (never, 1, Never(), 1), (item, 1, item, 1), (Item(1), 1, Item(6), 1), (Item(1), 1, Item(7), 1),
    (Item(13), 1, Item(13), 1), (1, Item(13), 2, Item(13)), (Item(14), 1, 3, 1), (True, 0, 1, False), (2**70, 1, 2**70, 1),
    (10**18, 1, 10**18, 1), (None, (), None, ()), ((1, 2), [3], (1, 2), [3]), (0.0, 1, -0.0, 1),
]

for work in (pair, differs):
    for line in many(work, VALUES):
        print(work.__name__, line)
print(len(log), log[:20])


def numbers(n):
    count = 0
    for i in range(n):
        x, y = i & 3, i * 0.5
        count += (x, y) == (1, i / 2)
        count += (x, y, i) != (1, y, i)
        count += (i, i) == (i, i)
    return count


def classes(n):
    count = 0
    for i in range(n):
        p, q = Plain(i, str(i & 3)), Plain(i, "1")
        count += p == q
        count += p != q
        count += Sorted(i, 1.0) == Sorted(i, 1) and Sorted(i, 0.5) < Sorted(i, 1.5)
        count += Plain(1, NAN) == Plain(1, NAN)
        count += Plain(1) == Sorted(1, 2)
    return count


print(numbers(3000), classes(3000))
print([jumps(i % 4, (i + 1) % 4) for i in range(8)] * 1 == [jumps(i % 4, (i + 1) % 4) for i in range(800)][:8])
print([lengths(i) for i in range(300)][-1])
print("ok")
