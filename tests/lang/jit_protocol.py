"""Operations whose method is a Python function: unary and in-place operators, items, membership, truth, len, abs, iter."""


class Box:
    def __init__(self, v):
        self.v = v

    def __neg__(self):
        return Box(-self.v)

    def __pos__(self):
        return self

    def __invert__(self):
        return NotImplemented

    def __abs__(self):
        return self.v if self.v >= 0 else -self.v

    def __len__(self):
        return self.v

    def __iadd__(self, other):
        if isinstance(other, str):
            return NotImplemented
        self.v += other
        return self

    def __add__(self, other):
        return ("add", self.v, other)

    def __getitem__(self, key):
        return self.v + key

    def __setitem__(self, key, value):
        if key < 0:
            raise IndexError(key)
        self.v = value

    def __delitem__(self, key):
        self.v = -key

    def __contains__(self, item):
        return item if item != 7 else []

    def __iter__(self):
        yield self.v
        yield self.v + 1


class Truth:
    def __init__(self, answer):
        self.answer = answer

    def __bool__(self):
        return self.answer


class Shelf:
    def __init__(self, items):
        self.items = items

    def __iter__(self):
        return iter(self.items)

    def __len__(self):
        return len(self.items)


class Down:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        self.n -= 1
        if self.n < 0:
            raise StopIteration
        return self.n


def unary(n):
    x, total = Box(1), 0
    for i in range(n):
        x = -x
        total += (+x).v
        assert (~x) is NotImplemented
    return x.v, total


assert unary(3001) == (-1, -1)


def numbers(values):
    total = 0
    for x in values:
        total += -x
        total += +x
    return total


assert numbers([1, 2, 3] * 500) == 0
assert numbers([1.5, -0.0] * 500) == 0
assert numbers([True, False] * 500) == 0
assert str(-(0.0)) == "-0.0"
try:
    numbers([1] * 500 + [""])
    assert False
except TypeError as e:
    assert str(e) == "bad operand type for unary -: 'str'", e


def in_place(n):
    x = Box(0)
    for i in range(n):
        x += i
    y = x
    y += "s"
    return x.v, y


assert in_place(2000) == (1999000, ("add", 1999000, "s"))


def items(n):
    x, total = Box(0), 0
    for i in range(n):
        x[i] = i
        total += x[i]
        del x[i]
        assert x.v == -i
    return total


assert items(2000) == 2 * sum(range(2000))


def bad_items(n):
    x, caught = Box(0), 0
    for i in range(n):
        try:
            x[1 - i % 3] = i
        except IndexError as e:
            assert e.args == (-1,)
            assert e.__traceback__.tb_next.tb_frame.f_code.co_name == "__setitem__"
            caught += 1
    return caught


assert bad_items(3000) == 1000


def members(n):
    x, found, missed = Box(0), 0, 0
    for i in range(n):
        if i % 9 in x:
            found += 1
        missed += i % 9 not in x
    return found, missed


assert members(900) == (700, 200)


def truths(values):
    yes = no = 0
    for x in values:
        if x:
            yes += 1
        no += not x
        assert bool(x) == (not not x)
        while x:
            break
    return yes, no


assert truths([Truth(True), Truth(False)] * 500) == (500, 500)
assert truths([Box(3), Box(0)] * 500) == (500, 500)
assert truths([Truth(True), Box(0), [], 1] * 500) == (1000, 1000)
try:
    truths([Truth(True)] * 500 + [Truth(1)])
    assert False
except TypeError as e:
    assert str(e) == "__bool__ should return bool, returned int", e


def lengths(values):
    total = 0
    for x in values:
        total += len(x)
        if x:
            total += 1
    return total


assert lengths([Box(3)] * 1000) == 4000
assert lengths([Shelf([1, 2])] * 1000 + [Shelf([])]) == 3000
for bad, message in [(-1, "__len__() should return >= 0"), ("x", "'str' object cannot be interpreted as an integer")]:
    try:
        lengths([Box(3)] * 500 + [Box(bad)])
        assert False
    except (ValueError, TypeError) as e:
        assert str(e) == message, e
try:
    lengths([Box(3)] * 500 + [Box(1 << 70)])
    assert False
except OverflowError as e:
    assert str(e) == "cannot fit 'int' into an index-sized integer", e
assert lengths([Box(True)] * 1000) == 2000


def sizes(values):
    total = 0
    for x in values:
        total += abs(x)
    return total


assert sizes([Box(3), Box(-3)] * 500) == 3000
assert sizes([Box(3)] * 500 + [2.5, -1]) == 1503.5


def loops(values):
    total = 0
    for x in values:
        for y in x:
            total += y
    return total


assert loops([Box(1)] * 1000) == 3000
assert loops([Shelf([1, 2])] * 1000) == 3000
assert loops([Shelf((1, 2))] * 1000) == 3000
assert loops([Down(3) for _ in range(1000)]) == 3000
assert loops([Box(1), Shelf([1, 2]), Down(3), [3]] * 500) == 4503
try:
    loops([Shelf([1])] * 500 + [Shelf(range(3)), Shelf(5)])
    assert False
except TypeError as e:
    assert str(e) == "'int' object is not iterable", e
Shelf.__iter__ = lambda self: self.items
try:
    loops([Shelf(iter([1]))] * 500 + [Shelf([5])])
    assert False
except TypeError as e:
    assert str(e) == "iter() returned non-iterator of type 'list'", e


def pairs(n):
    x, total = Box(1), 0
    for i in range(n):
        a, b = x
        total += a * b
    return total


assert pairs(1000) == 2000


# A method that is replaced while the loop runs.
def replaced(n):
    x, total = Box(5), 0
    for i in range(n):
        total += len(x)
        if i == n // 2:
            Box.__len__ = lambda self: 1
    return total


assert replaced(2000) == 5 * 1001 + 999
print("ok")
