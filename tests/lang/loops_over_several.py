# Loops that are now over this and now over that, calls of functions that attributes hold now in Python and now native, and
# arithmetic of ints and floats in turn.


def total(items):
    result = 0
    for item in items:
        result += item
    return result


def followers(table, keys):
    found = []
    for key in keys:
        for other in table.get(key, ()):
            found.append(other)
    return found


def drained(iterator):
    # An iterator is its own.
    seen = []
    for item in iterator:
        seen.append(item)
        if len(seen) % 3 == 0:
            break
    return seen


table = {key: [key + 1, key + 2] for key in range(0, 40, 2)}
table[3] = (7, 8, 9)
count = 0
for turn in range(300):
    count += len(followers(table, range(turn % 50)))
print(count)
kinds = [[1, 2, 3], (4, 5), (), [], range(6), {7, 8}, {9: 10}, iter([11, 12]), (n for n in (13, 14)), b"ab", [0.5], (1.5, 2)]
for turn in range(40):
    print(total(kinds[turn % len(kinds)]), end=" ")
print()
pending = iter(list(range(500)))
print(sum(len(drained(pending)) for _ in range(150)), drained(pending))
for fresh in (list(range(7)), tuple(range(5)), (), [1]):
    print(drained(fresh), end=" ")
print()


class Fold:
    def __init__(self, function, first):
        self.function = function
        self.value = first

    def feed(self, item):
        self.value = self.function(self.value, item)


folds = [Fold(min, 1000), Fold(max, -1), Fold(lambda a, b: a + b, 0)]
for turn in range(800):
    folds[turn // 50 % 3].feed(turn * 7 % 101)
print([fold.value for fold in folds])


class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def dot(self, other):
        return self.x * other.x + self.y * other.y - self.x

    def before(self, other):
        return self.x < other.x or self.y >= other.y and self.x == other.x


numbers = [0, 1, 2.5, -3, 1e300, 7, float("nan"), 2**46, -(2**47) + 1, float("inf"), True, 2**60, -0.0]
vectors = [Vector(x, y) for x in numbers for y in numbers]
for turn in range(3):
    dots = [a.dot(b) for a in vectors[turn::7] for b in vectors[::5]]
    order = sum(a.before(b) for a in vectors for b in vectors[turn::3])
print(len(dots), order, dots[::97])
print([type(dot).__name__[0] for dot in dots[::31]])


def by_key(rows, reverse):
    return [sorted(rows, key=lambda row: row[1], reverse=reverse)[0], min(rows, key=lambda row: row[1])]


rows = [[(name, ord(name) * 37 % 11) for name in "several"], [("x", 2.5), ("y", 2)]]
for turn in range(400):
    answer = by_key(rows[turn % 2] if turn % 3 else tuple(rows[turn % 2]), turn % 5 == 0)
print(answer, by_key({"k": (3, 4)}.values(), True), by_key(dict(rows[0]).items(), False))
print("ok")
