# Operations whose quick way has an answer for long, and then none: objects with methods in Python, errors, other types.


class Odd:
    def __init__(self, n): self.n = n
    def __eq__(self, other): return isinstance(other, Odd) and self.n == other.n or self.n == other
    def __hash__(self): return hash(self.n)
    def __lt__(self, other): return self.n < (other.n if isinstance(other, Odd) else other)
    def __bool__(self): return self.n % 2 == 1
    def __len__(self): return self.n
    def __index__(self): return self.n
    def __int__(self): return self.n * 10
    def __float__(self): return self.n / 4
    def __str__(self): return f"odd {self.n}"
    def __repr__(self): return f"Odd({self.n})"
    def __format__(self, spec): return f"<{self.n}:{spec}>"
    def __getitem__(self, key): return (self.n, key)
    def __setitem__(self, key, value): log.append((key, value))
    def __delitem__(self, key): log.append(key)
    def __contains__(self, item): return item == self.n
    def __iter__(self): return iter(range(self.n))
    def __reversed__(self): return iter([self.n, "back"])
    def __abs__(self): return -self.n
    def __add__(self, other): return ("add", self.n, other)
    def __radd__(self, other): return ("radd", self.n, other)
    def __iadd__(self, other): return Odd(self.n + other)


class Missing(dict):
    def __missing__(self, key): return ("missing", key)


log = []


def item(c, k): return c[k]
def store(c, k, v):
    c[k] = v
    return c if not isinstance(c, Odd) else None
def delete(c, k):
    c[k] = None
    del c[k]
    return len(c)
def inside(c, k): return k in c, k not in c
def less(x, y): return x < y, x == y
def yields(x, y):
    z = x == y
    return z
def truth(x): return 1 if x else 2
def negated(x): return not x
def size(x): return len(x)
def slices(c, a, b): return c[a:b], c[a:b:2]
def looped(x): return [a for a in x]
def paired(x, y): return [(i, a, b) for i, (a, b) in enumerate(zip(x, y))]
def back(x): return [a for a in reversed(x)]
def numbers(x): return int(x), float(x)
def texts(x): return str(x), f"{x}|{x!s:>5}|{x:>4}"
def both(x, y): return x + y
def grown(x, y):
    x += y
    return x
def absolute(x): return abs(x)
def smaller(x, y): return min(x, y), max(x, y)
def members(*x): return sorted({a: 1 for a in x}.items(), key=repr), len({*x})
def got(d, k): return d.get(k), d.get(k, 5), d.setdefault(k, 7), d.pop(k, 8)
def added(s, x):
    s.add(x)
    s.discard(x)
    return len(s)
def popped(l): return l.pop(), len(l)


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return type(e).__name__, str(e)


# What each is given for long, and what it is given then.
CASES = [
    (item, lambda: ([1, 2, 3], 1), [({}, 1), ([1], 5), (Odd(3), 4), (Missing(), "k"), ("añ☃", 2), ((1,), Odd(0)), ([4], Odd(0)), (5, 1)]),
    (store, lambda: ({1: 2}, "a", 3), [(Odd(3), 1, 2), ([], 0, 0), ({}, [], 1), ({}, Odd(5), 1), ((), 0, 1), (bytearray(2), 1, 300)]),
    (delete, lambda: ({1: 2}, "a"), [(Odd(3), 1), ([1, 2], -1), ({}, [1]), ((), 0), ([1, 2], Odd(1))]),
    (inside, lambda: ((1, 2, 3), 2), [(Odd(3), 3), ([Odd(4)], 4), ({Odd(4)}, 4), ({4: 1}, Odd(4)), ("abc", 3), (5, 5), (range(9), 5.0), ((), [])]),
    (less, lambda: (b"a", b"b"), [(Odd(3), 4), (4, Odd(3)), (b"a", "a"), ([Odd(1)], [Odd(2)]), (10**30, 10**31), ((1, Odd(2)), (1, 3))]),
    (yields, lambda: ("a", "b"), [(Odd(3), 3), (3, Odd(3)), (b"a", "a"), ([Odd(1)], [Odd(1)])]),
    (truth, lambda: ([1],), [(Odd(2),), (Odd(3),), (10**40,), (0.0,), (range(0),), (type,)]),
    (negated, lambda: ("",), [(Odd(2),), (Odd(3),), (10**40,), (b"",), (None,)]),
    (size, lambda: ({1: 2},), [(Odd(2),), (5,), (range(4),), ("añ",), (Odd(-1),)]),
    (slices, lambda: ("abcdef", 1, 5), [([1, 2, 3, 4], 0, 3), (Odd(1), 2, 3), ("añ☃bc", 1, 4), (5, 1, 2), (range(10), 2, 9), ([1, 2, 3], Odd(1), None), ("abc", 1.0, 2)]),
    (looped, lambda: ("abc",), [(Odd(3),), ((i * i for i in range(4)),), (iter([1, 2]),), (5,), ({1: 2}.items(),), (map(str, [1, 2]),), (memoryview(b"ab"),)]),
    (paired, lambda: ((1, 2), (3, 4)), [("ab", "cd"), (Odd(2), "xyz"), ((i for i in range(3)), {1, 2}), (range(3), iter("abc")), (1, 2), ({1: 2}, b"ab")]),
    (back, lambda: ([1, 2],), [(Odd(2),), ("añ☃",), (range(4),), ({1: 2, 3: 4},), ((1, 2),), (b"ab",), (5,), ({1},), ({1: 2}.items(),)]),
    (numbers, lambda: ("12",), [(Odd(2),), ("x",), (10**30,), (b"7",), (True,), (None,), (2.5,), ("1e5",)]),
    (texts, lambda: ("ab",), [(Odd(2),), (5,), (None,), (2.5,), ([1],), (10**20,), (b"a",)]),
    (both, lambda: ("ab", "cd"), [(Odd(2), 1), (1, Odd(2)), ([1], [2]), ((1,), (2,)), ("a", 1), (10**30, 1), (1.5, 2j)]),
    (grown, lambda: ([1], [2]), [(Odd(2), 1), ("a", "b"), ([1], (2, 3)), ([1], Odd(2)), ([1], 5), ({1}, {2}), (10**30, 1)]),
    (absolute, lambda: (-2.5,), [(Odd(2),), (10**30,), (3 + 4j,), ("a",), (True,)]),
    (smaller, lambda: ("a", "b"), [(Odd(2), Odd(3)), (1, "a"), (2.5, 10**30), ([1], [2])]),
    (members, lambda: (1, "a", 2), [(Odd(1), 1), ([], 1), (1.0, 1, True), ((1, Odd(2)), (1, 2))]),
    (got, lambda: ({1: 2}, "a"), [({}, []), ({Odd(4): 1}, 4), (Missing(), 1), ({4: 2}, Odd(4))]),
    (added, lambda: (set(), "a"), [({Odd(4)}, 4), (set(), []), ({4}, Odd(4)), (set(), 10**30)]),
    (popped, lambda: ([1, 2],), [([],), ({},), (bytearray(b"ab"),), ({5},)]),
]


def run():
    for f, usual, odd in CASES:
        wanted = f(*usual())
        for _ in range(1500):
            args = usual()
            assert f(*args) == wanted
        print(f.__name__, wanted)
        results = [attempt(f, *args) for args in odd]
        for args, result in zip(odd, results):
            shown = [a if isinstance(a, (int, str, float, Odd)) else type(a).__name__ for a in args]
            print("  ", shown, result)
        # Often, so that it is compiled again, between what it is used to.
        first = args = None
        for n in range(300):
            assert f(*usual()) == wanted
            plain = [args for args in odd if not any(hasattr(a, "__next__") for a in args)]
            args = plain[n % len(plain)]
            if not any(isinstance(a, (list, dict, set, bytearray)) for a in args):
                again = attempt(f, *args)
                assert repr(again) == repr(attempt(f, *args)), (f, args)


run()
print(len(log), log[:4])
print("ok")
