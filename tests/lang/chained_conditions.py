"""Conditions of several parts, chained comparisons among them, on numbers, objects and what raises in the middle."""


def within(grid, w, h, x, y):
    if 0 <= x < w and 0 <= y < h:
        return grid[y * w + x]
    return -1


def neighbours(grid, w, h):
    total = 0
    for y in range(-1, h + 1):
        for x in range(-1, w + 1):
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                total += within(grid, w, h, x + dx, y + dy)
    return total


def slowly(grid, w, h):
    cells = {(k % w, k // w): v for k, v in enumerate(grid)}
    steps = ((1, 0), (-1, 0), (0, 1), (0, -1))
    places = [(x + dx, y + dy) for y in range(-1, h + 1) for x in range(-1, w + 1) for dx, dy in steps]
    return sum(cells.get(place, -1) for place in places)


grid = [(k * 7) % 11 for k in range(30 * 20)]
for _ in range(5):
    assert neighbours(grid, 30, 20) == slowly(grid, 30, 20)


def kinds(values):
    out = []
    for a, b, c in values:
        if a < b < c or a == c and not b:
            out.append(1)
        elif (a or b) and (b or c) and not (a and c):
            out.append(2)
        elif not a and (b is None or c):
            out.append(3)
        else:
            out.append(4)
    return out


triples = [(a, b, c) for a in range(-2, 3) for b in range(-2, 3) for c in range(-2, 3)]


def expected(a, b, c):
    chain = a < b
    if chain:
        chain = b < c
    if chain:
        return 1
    if a == c:
        if not b:
            return 1
    left = a if a else b
    if left:
        right = b if b else c
        if right:
            if not (c if a else a):
                return 2
    if not a:
        if b is None:
            return 3
        if c:
            return 3
    return 4


for _ in range(200):
    assert kinds(triples) == [expected(*triple) for triple in triples]


class Odd:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        if self.n == 13:
            raise ValueError(self.n)
        return self.n < other.n if self.n != 7 else []

    def __bool__(self):
        return self.n % 2 == 1


def chain(a, b, c):
    try:
        value = a < b < c
    except ValueError as error:
        return "raised %s" % error
    if a and b or not c:
        return bool(value), 1
    return bool(value), 0


found = [chain(Odd(k % 15), Odd(k % 11), Odd(k % 4)) for k in range(3000)]
for k, value in enumerate(found):
    a, b, c = k % 15, k % 11, k % 4
    if a == 13 or a < b and a != 7 and b == 13:
        assert value == "raised 13"
        continue
    first = a < b if a != 7 else False
    second = first and (b < c if b != 7 else False)
    assert value == (second, int(a % 2 == 1 and b % 2 == 1 or c % 2 == 0)), (k, value)


# A condition that is known where ways meet, and is used for more than the branch.
def shown(values):
    out = []
    for v in values:
        known = v > 2 and v < 9
        if known:
            out.append((known, v))
        kept = known or v == 0
        if kept and not known:
            out.append((kept, known))
    return out


want = [(True, v) if 2 < v < 9 else (True, False) for v in range(12) if 2 < v < 9 or v == 0]
for _ in range(500):
    assert shown(range(12)) == want
print("ok")
