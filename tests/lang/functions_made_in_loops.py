# Functions, ranges and iterators that loops make anew in each turn, and that may or may not outlive it.
import gc

total = 0
kept = []


def closures(n):
    out = []
    for i in range(n):
        add = lambda x, k=i: x + k + i
        out.append(add(1))
        if i % 97 == 0:
            kept.append(add)
    return sum(out)


def nearest(k, points):
    found = []
    for p in points:
        found.append(min(range(k), key=lambda i: abs(p - i)))
    return found


def farthest(k, points):
    return [max(range(1, k), key=lambda i: (abs(p - i), i)) for p in points]


def defined(n):
    """Functions with docstrings, annotations, keyword defaults."""
    names = []
    for i in range(n):
        def inner(a: int, *, b: "later" = i) -> float:
            "what it does"
            return a * b
        if i % 100 == 50:
            names.append((inner.__name__, inner.__qualname__, inner.__doc__, inner.__module__ == __name__,
                          inner.__kwdefaults__, sorted(inner.__annotations__.items(), key=str), inner.__defaults__,
                          inner.__closure__, inner(3)))
            inner.mark = i
            names.append(inner.__dict__)
    return names


def raising(n):
    caught = 0
    for i in range(n):
        check = lambda v: 10 // (v - 250)
        try:
            check(i)
        except ZeroDivisionError as error:
            caught += 1
            tb = error.__traceback__
            while tb.tb_next:
                tb = tb.tb_next
            assert tb.tb_frame.f_code is check.__code__, tb.tb_frame
            assert tb.tb_frame.f_locals == {"v": 250}
    return caught


def ranges(n):
    seen = []
    for i in range(n):
        r = range(i, i + 5)
        s = 0
        for x in r:
            s += x
        for x in r:
            s -= 2 * x
        seen.append(s)
        if i % 50 == 0:
            seen.append(r)
            seen.append((len(r), r[2], i + 3 in r, r == range(i, i + 5), list(r[1:3])))
    return seen


def halves(n):
    # One iterator, two loops.
    out = []
    for i in range(n):
        it = iter(range(6))
        for a in it:
            if a == 2:
                break
        rest = []
        for b in it:
            rest.append(b)
        out.append(tuple(rest))
    return set(out)


def huge(i):
    r = range(10 ** 30, 10 ** 30 + i)
    return [x - 10 ** 30 for x in r]


def edges(n):
    out = 0
    for i in range(n):
        for x in range(5 - i % 10):
            out += x
        out += len(range(i, 3))
        out += len(range(-(2 ** 62) * (i % 2), 2 ** 62 - 1)) % 1000
    return out


class Bag:
    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __abs__(self):
        return -1


def lengths(bags):
    s = 0
    for bag in bags:
        s += len(bag) + abs(bag)
    return s


def comprehensions(bags):
    return [[x + 1 for x in bag.items] for bag in bags], {x: bag for bag in bags for x in bag.items}.keys()


for turn in range(4):
    print(closures(400))
    print(sum(nearest(8, [i * 0.37 % 8 for i in range(300)])))
    print(sum(farthest(8, [i * 0.73 % 8 for i in range(300)])))
    print(defined(151))
    print(raising(300))
    print(ranges(200)[-30:])
    print(halves(200))
    print(huge(4), edges(300))
    bags = [Bag([1, 2, 3]), Bag((4,)), Bag([]), Bag(range(5))] * 60
    print(lengths(bags))
    made, keys = comprehensions(bags)
    print(made[:4], sorted(keys))
gc.collect()
print([f(2) for f in kept[:6]], kept[0].__closure__[0].cell_contents)

# Functions belong to the module that they are made in, under the name that it has then.
def maker():
    return lambda: 0


modules = set()
for i in range(300):
    if i == 200:
        __name__ = "other"
    modules.add(maker().__module__)
print(sorted(modules))

try:
    min(range(0), key=lambda i: i)
except ValueError as error:
    print(error)


def no_items(n):
    for i in range(n):
        try:
            min(range(n - 1 - i), key=lambda v: -v)
        except ValueError as error:
            print(i, error)


no_items(200)
print("ok")
