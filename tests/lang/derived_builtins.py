# Objects of classes that are derived from builtin ones, in hot code: inherited methods act as those of the builtin class, and
# overridden ones are called, also where a class gets them later.
from collections import Counter, OrderedDict, defaultdict, deque
import random


class Stack(list):
    pass


class Table(dict):
    pass


class Group(set):
    pass


class Text(str):
    pass


class Line(tuple):
    pass


class Queue(deque):
    pass


class Loud(list):
    def __getitem__(self, index):
        return "item", index

    def __len__(self):
        return 7

    def __iter__(self):
        return iter("abc")

    def __contains__(self, item):
        return item == "x"


class Careful(dict):
    def __setitem__(self, key, value):
        super().__setitem__(key, value + 1)

    def __missing__(self, key):
        return -1


class Never(list):
    def __bool__(self):
        return False


def stack(n):
    s = Stack()
    for i in range(n):
        s.append(i)
        s.append(i + 1)
        s[0] = s[-1] + s.pop()
    total = 0
    for x in s:
        total += x
    return len(s), total, 3 in s, bool(s), type(s).__name__


def table(n):
    d = Table()
    for i in range(n):
        d[i & 7] = d.get(i & 7, 0) + 1
        d.setdefault("x", []).append(i)
    keys = 0
    for key, value in d.items():
        keys += 1
    removed = d.pop("x", None)
    del d[3]
    return keys, len(removed), len(d), 5 in d, "y" in d, sorted(d.values()), sum(d.keys())


def group(n):
    s = Group()
    for i in range(n):
        s.add(i & 15)
        if i & 3 == 0:
            s.discard(i & 15)
    return len(s), 3 in s, 4 in s, sorted(s), bool(s)


def text(n):
    t = Text("Hello, world")
    total = 0
    for i in range(n):
        total += len(t.upper()) + len(t) + t.count("o") + ("w" in t) + len(t[i % 12])
    return total, type(t.upper()).__name__, type(t.strip()).__name__, t.split(",")


def line(n):
    t = Line((1, 2, 3))
    total = 0
    for i in range(n):
        total += t[i % 3] + len(t) + (2 in t)
        for x in t:
            total += x
    return total


def queue(n):
    q = Queue([1, 2])
    for i in range(n):
        q.append(i)
        q.appendleft(-i)
        q.pop()
        q.rotate(1)
    return len(q), q[0], bool(q), q.popleft()


def loud(n):
    s = Loud([1, 2])
    out = []
    for i in range(n):
        out.append((s[i], len(s), "x" in s, 1 in s))
    for x in s:
        out.append(x)
    s.append(5)
    return out[-4:], out[0], list.__len__(s)


def careful(n):
    d = Careful()
    total = 0
    for i in range(n):
        d[i & 3] = i
        total += d[i & 3] + d[77]
    return total, dict(d)


def never(n):
    s = Never([1])
    return sum(1 for i in range(n) if s)


class Later(list):
    pass


def later(s, n):
    out = 0
    for i in range(n):
        out += s[0] + len(s) + (1 in s)
        for x in s:
            out += x
    return out


def lengths(counts):
    return [len(counts), sum(counts.values()), counts["a"], counts["nothing"]]


for _ in range(3):
    print(stack(300), table(300))
    print(group(300), text(300), line(300))
    print(queue(300), loud(50), careful(300), never(300))

s = Later([1, 2])
print(later(s, 300))
Later.__len__ = lambda self: 100
print(later(s, 300))
Later.__getitem__ = lambda self, index: 1000
print(later(s, 300))
Later.__contains__ = lambda self, item: False
Later.__iter__ = lambda self: iter((5,))
print(later(s, 300))
del Later.__getitem__, Later.__len__
print(later(s, 300))


def words(n):
    c, d, o = Counter(), defaultdict(list), OrderedDict()
    for i in range(n):
        c["abc"[i % 3]] += 1
        d[i % 5].append(i)
        o[i % 4] = i
        o.move_to_end(i % 4)
    return lengths(c), len(d), list(o), c.most_common(1), 9 in d


def chance(n):
    rng = random.Random(5)
    total = 0
    for i in range(n):
        total += rng.randrange(10) + rng.getrandbits(3) + int(rng.random() * 4)
    random.seed(7)
    for i in range(n):
        total += random.randrange(10) + random.choice((1, 2, 3)) + random.randint(1, 6)
    return total


def sizes(n):
    total = 0
    for i in range(-n, n):
        total += i.bit_length() + i.bit_count() + (i << 40).bit_length() + (i << 70).bit_length()
    return total, True.bit_length(), (-(2**63)).bit_length(), (2**63 - 1).bit_count()


for _ in range(3):
    print(words(300), chance(300), sizes(300))


# Constructors of builtin classes in hot code.
class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n & 1

    def __eq__(self, other):
        return self.n == other.n


def made(n):
    out = []
    keys = [Key(1), Key(3), Key(1)]
    for i in range(n):
        pair = (i & 1, 2)
        out = [
            set(pair), set(keys[:2]) and len(set(keys)), frozenset(pair), list({1: 2, 3: 4}), tuple("ab"), list(range(3)),
            dict({1: i & 1}), dict(a=i & 1, b=2), dict([(1, 2)]), bytes(3), bytes([1, 2]), bytearray(b"x"), int("12"),
            int("ff", 16), float("1.5"), float("inf"), str(b"x", "ascii"), slice(1, 2), deque([1, 2]), set("hello") == set("ohell"),
            list(), set(), dict(), tuple(), frozenset(), bytes(), str(), int(), float(), bool(),
        ]
    return out


for _ in range(2):
    print(made(200))

def coded(n):
    out = []
    for i in range(n):
        out = [
            str(b"\xe4", "cp1252"), str(b"a\x00", "utf-16-le"), str(b"\xff", "ascii", "replace"), bytes("\u20ac", "cp1252"),
            bytearray("x", "utf-16-be"), bytes("q", "utf-8"), bytes((1, 2)), bytes(bytearray(b"z")), bytes(), bytearray(2),
        ]
    return out


print(coded(200))

for bad in (lambda: float("x"), lambda: int("x", 10), lambda: set([[]]), lambda: list(5), lambda: bytes(-1), lambda: dict(5)):
    def hot(n):
        caught = None
        for i in range(n):
            try:
                bad()
            except Exception as error:
                caught = error
        return repr(caught)

    print(hot(60))

print("ok")
