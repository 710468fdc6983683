# Items of dicts and tuples of derived classes: defaults, `__missing__`, overridden methods, and what reads and writes find again.
from collections import Counter, OrderedDict, defaultdict, namedtuple


class Missing(dict):
    def __missing__(self, key):
        return key * 2


class Storing(dict):
    def __missing__(self, key):
        self[key] = [key]
        return self[key]


class Reading(dict):
    def __getitem__(self, key):
        return super().__getitem__(key) + 1


class Writing(dict):
    def __setitem__(self, key, value):
        super().__setitem__(key, value * 3)


class Growing(defaultdict):
    """Whose missing items add others."""

    def __missing__(self, key):
        for other in range(key + 1000, key + 1010):
            dict.__setitem__(self, other, 0)
        return 0


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n % 7

    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n


Pair = namedtuple("Pair", "x y")


class Reversed(tuple):
    def __getitem__(self, index):
        return super().__getitem__(-1 - index)

    def __iter__(self):
        return iter([1, 2])

    def __len__(self):
        return 40


def attempt(work, *args):
    try:
        return work(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def counts(n):
    d, c, o, p = defaultdict(int), Counter(), OrderedDict(), {}
    for i in range(n):
        d[i % 37] += i
        c[str(i % 11)] += 1
        c[i % 5] -= 1
        if i % 13 not in o:
            o[i % 13] = 0
        o[i % 13] += i
        p[i % 3] = p.get(i % 3, 0) + d[i % 37]
    return sorted(d.items()), sorted(c.items(), key=str), list(o.items()), p


def keyed(n):
    d = defaultdict(list)
    for i in range(n):
        d[Key(i % 20)].append(i)
        d[i % 20 * 1.0].append(i)
        d[(i % 3, "k")] += [i]
    return sorted(len(items) for items in d.values())


def missing(n):
    m, s, r, w, g = Missing(), Storing(), Reading(), Writing(), Growing(int)
    total = 0
    for i in range(n):
        total += m[i]
        m[i % 10] += 1
        s[i % 9].append(i)
        r[i % 4] = i
        total += r[i % 4]
        w[i % 4] = i
        w[i % 4] += 1
        g[i % 50] += 1
    return total, sorted(m.items()), {k: len(v) for k, v in s.items()}, r, w, len(g), sum(g.values())


def lookup(d, key):
    return d[key]


def add(d, key):
    d[key] += 1


def mixed(n):
    kinds = [defaultdict(int), Counter(), {0: 1}, OrderedDict(), Missing(), [1, 2, 3], Writing({0: 1, 1: 2})]
    found = Counter()
    for i in range(n):
        d = kinds[i // 50 % len(kinds)]
        found[str(attempt(lookup, d, i % 3))[:30]] += 1
        attempt(add, d, i % 3)
    return len(found), sum(found.values()), [sorted(d.items()) if isinstance(d, dict) else d for d in kinds]


def tuples(n):
    p, r, total = Pair(3, 4), Reversed([1, 2, 3]), 0
    for i in range(n):
        q = Pair(i, p)
        a, b = q
        c, d = r
        total += p.x + p[0] + p[-1] + q[0] + len(q) + len(p) + a + b.y + c + d + r[0] + len(r)
        for item in p:
            total += item
        for item in r:
            total += item
        total += attempt(lookup, p, 1) + attempt(lookup, r, 2)
        if i % 500 == 0:
            print(attempt(lookup, p, 2), attempt(lookup, p, -3), attempt(lookup, p, "x"), p[:1], r[2])
    return total


def unpack(value):
    a, b = value
    return a, b


print(counts(2000))
print(keyed(2000))
print(missing(2000))
print(mixed(2000))
print(tuples(2000))
found = Counter()
for i in range(1000):
    found[str(attempt(unpack, [Pair(1, 2), (3, 4), Reversed([5, 6, 7]), Pair, [8, 9], (1, 2, 3)][i // 20 % 6]))] += 1
print(sorted(found.items()))


def changing(n):
    class Own(dict):
        pass

    d, found = Own(), []
    for i in range(n):
        d[0] = i
        d[0] += 1
        if d[0] != i + 1 and (not found or found[-1] != d[0] - i):
            found.append(d[0] - i)
        if i == n // 2:
            Own.__getitem__ = lambda self, key: 5
        if i == 2 * n // 3:
            del Own.__getitem__
            Own.__setitem__ = lambda self, key, value: dict.__setitem__(self, key, -value)
    return len(found), found[:3], found[-3:]


print(changing(1500))


class Point(namedtuple("Point", "x y")):
    def __new__(cls, *args, **keywords):
        return super().__new__(cls, *args, **keywords)


def spread(n):
    t, k, total = (1, 2), {"x": 5, "y": 6}, 0
    for i in range(n):
        total += Pair(*t).x + Pair(**k).y + Point(*t).y + Point(1, **{"y": i}).y + Point(y=3, x=i).x
        if i % 500 == 0:
            print(attempt(lambda: Pair(*t, *t)), attempt(lambda: Pair(**k, z=1)), Pair(*[i, i]))
    return total


print(spread(2000))
print("ok")
