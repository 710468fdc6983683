"""Loops over `enumerate`, `zip` and `reversed` of lists, which change, end early, raise, or share iterators."""


def numbered(xs):
    out = []
    for i, x in enumerate(xs):
        if x == 3:
            xs.append(9)
        if x == 9 and len(xs) < 7:
            xs.append(i)
        out.append((i, x))
    return out


def numbered_from(xs, start):
    total = 0
    for i, x in enumerate(xs, start):
        total += i * x
    return total


def paired(xs, ys):
    out = []
    for x, y in zip(xs, ys):
        if x == 2:
            ys.pop()
        out.append(x * y)
    return out


def tripled(xs, ys, zs):
    total = 0
    for x, y, z in zip(xs, ys, zs):
        total += x * y - z
    return total


def products(rows, columns):
    out = []
    for row in rows:
        for column in columns:
            total = 0
            for x, y in zip(row, column):
                total = (total + x * y) % 1009
            out.append(total)
    return out


def placed(xs):
    total = 0
    for i, x in enumerate(xs):
        total += i * x
    return total


def summed(xs):
    total = 0
    for x in xs:
        if x == 3:
            continue
        total += x
    return total


def mirrored(xs):
    return [x * y for x, y in zip(xs, reversed(xs))]


for _ in range(60):
    assert products([[1, 2, 3], [4, 5, 6]], [(1, 2, 5), (3, 4, 6)]) == [20, 29, 44, 68]
    assert products([(1, 2, 3)], [(1, 1, 1), (2, 2)]) == [6, 6]
    assert placed((5, 6, 7)) == 20 and placed(()) == 0
    assert summed((1, 2, 3, 4)) == 7 and summed(()) == 0
    assert mirrored([1, 2, 3]) == [3, 4, 3]
assert placed([5, 6, 7]) == 20 and placed(range(4)) == 14
assert products([(1, 2)], [[3, 4]]) == [11] and products([range(3)], [{0: 1, 1: 1}]) == [1]
assert summed([1, 2, 3]) == 3 and summed(iter((1, 2))) == 3


class Doubled(list):
    def __iter__(self):
        return (2 * x for x in list.__iter__(self))

    def __reversed__(self):
        return iter([7])


class Named(tuple):
    pass


for xs in ([5, 6, 7], (5, 6, 7), Named((5, 6, 7)), Doubled([5, 6, 7]), range(5, 8), iter([5, 6, 7])):
    factor = 2 if isinstance(xs, Doubled) else 1
    assert placed(xs) == 20 * factor
assert mirrored(Doubled([1, 2])) == [14] and mirrored((1, 2)) == [2, 2]
assert products([Doubled([1, 2])], [Named((3, 4))]) == [22]
for _ in range(60):
    assert placed([1] * 100) == 4950
    assert mirrored([3]) == [9] and mirrored([]) == []
for wrong in (5, None):
    for function in (placed, mirrored, summed):
        try:
            function(wrong)
        except TypeError:
            pass
        else:
            raise AssertionError


def at(xs, indices):
    out = []
    for i in indices:
        try:
            out.append(xs[i])
        except IndexError:
            out.append(None)
    return out


for _ in range(60):
    assert at([1, 2, 3], [0, -1, 2, -3, 3, -4, 1 << 40, -(1 << 40)]) == [1, 3, 3, 1, None, None, None, None]
    assert at((1, 2, 3), [0, -1, 2, -3, 3, -4]) == [1, 3, 3, 1, None, None]
    assert at([], [0, -1]) == [None, None]
least = -(1 << 63)
assert at([1, 2], [least, -least - 1, least + 1]) == [None] * 3


def backwards(xs):
    out = []
    for x in reversed(xs):
        if x == 5:
            del xs[1:]
        out.append(x)
    return out


def from_the_end(n):
    total = 0
    for i in reversed(range(n)):
        total = total * 3 % 1000 + i
    return total


def shared(xs):
    it = iter(xs)
    return [(a, b) for a, b in zip(it, it)]


def with_rest(xs):
    it = iter(xs)
    first = []
    for i, x in enumerate(it):
        if i == 2:
            break
        first.append(x)
    return first, list(it)


class Reversible:
    def __init__(self, items):
        self.items = items

    def __reversed__(self):
        return self.items


def reversed_object(r):
    out = []
    for x in reversed(r):
        out.append(x)
        if x == 2:
            break
    return out


def raises(xs):
    total = 0
    try:
        for i, x in enumerate(xs):
            total += i + x
    except TypeError:
        return total, i
    return total, -1


def items_of(xs):
    for i, x in enumerate(xs):
        yield i, x


def powers(xs):
    total = 0
    for x in xs:
        total += x ** 2 + x ** 3 - x ** -1 if x else x ** 2
    return total


def distance(points, to):
    best, found = 1e300, None
    for i, p in enumerate(points):
        d = (p[0] - to[0]) ** 2 + (p[1] - to[1]) ** 2
        if d < best:
            best, found = d, i
    return best, found


for _ in range(300):
    assert numbered([1, 3, 2]) == [(0, 1), (1, 3), (2, 2), (3, 9), (4, 3), (5, 9), (6, 5)], numbered([1, 3, 2])
    assert numbered([]) == []
    assert numbered_from([1, 2, 3], 10) == 68
    assert paired([1, 2, 3, 4], [1, 2, 3, 4]) == [1, 4, 9]
    assert paired([1], [1, 2]) == [1]
    assert tripled([1, 2, 3], [4, 5], [6, 7, 8]) == 1
    assert backwards([1, 2, 5, 4]) == [4, 5]
    assert backwards([]) == []
    assert from_the_end(7) == (((((6 * 3 + 5) * 3 + 4) * 3 + 3) * 3 + 2) * 3 % 1000 * 1 + 1) * 3 % 1000, from_the_end(7)
    assert shared([1, 2, 3, 4, 5]) == [(1, 2), (3, 4)]
    assert with_rest([1, 2, 3, 4, 5]) == ([1, 2], [4, 5])
    assert raises([1, 2, 3]) == (9, -1)
    assert list(items_of([4, 5])) == [(0, 4), (1, 5)]
    assert repr(powers([1.5, 2.0, -3.0])) == repr(1.5**2 + 1.5**3 - 1.5**-1 + (2.0**2 + 2.0**3 - 2.0**-1) + ((-3.0)**2 + (-3.0)**3 - (-3.0)**-1))
    assert distance([(0, 0), (3.0, 4.0), (1, 1)], (1.0, 1.5)) == (0.25, 2)

items = range(5)
stored = iter(items)
kept = Reversible(stored)
assert reversed_object(kept) == [0, 1, 2]
assert list(stored) == [3, 4]
for _ in range(200):
    stored = iter([1, 2, 3, 4])
    assert reversed_object(Reversible(stored)) == [1, 2]
    assert list(stored) == [3, 4]
assert raises([1, 2, "x", 3]) == (4, 2)
assert tripled((1, 2), [3, 4], [5, 6]) == 0
assert numbered_from([1], 1 << 60) == 1 << 60
assert numbered_from([2, 3], (1 << 47) + 5) == 2 * ((1 << 47) + 5) + 3 * ((1 << 47) + 6)
assert numbered_from([2, 3], (1 << 48) - 1) == 2 * ((1 << 48) - 1) + 3 * (1 << 48)
assert distance([(0, 0), (1 << 70, 1.0)], (0, 0)) == (0, 0)
assert powers([2, 3]) == 4 + 8 - 0.5 + 9 + 27 - 1 / 3
assert powers([0.0, 0]) == 0


def overflows(x):
    return x ** 3


for n in range(200):
    assert overflows(n) == n * n * n
    assert overflows(float(n)) == float(n) * n * n
assert overflows(1 << 40) == 1 << 120
try:
    overflows(1e200)
except OverflowError as error:
    assert error.args == (34, "Numerical result out of range")
else:
    raise AssertionError


def root(x):
    return x ** 0.5


for n in range(200):
    assert root(float(n)) == n ** 0.5
assert root(-4.0) == (-4.0) ** 0.5 and type(root(-4.0)) is complex


def square(x):
    return x ** 2


squares = {0.07, 1.1, 3.0000000000000004, 1e-200, 1e150, -2.5, 5e-324, 0.1 + 0.2}
for _ in range(100):
    for x in squares:
        assert square(x) == pow(x, 2) == x.__pow__(2.0)
odd = float.fromhex("0x1.f0a63b79f28c7p-27")
assert square(odd).hex() == (odd ** 2.0).hex()


def inverse(x):
    return x ** -1


for n in range(1, 200):
    assert inverse(float(n)) == n ** -1
try:
    inverse(0.0)
except ZeroDivisionError:
    pass
else:
    raise AssertionError
print("ok")
