"""Keys looked for and added in one search: sets and dicts made of lists, counted, and changed while being so."""
import functools
import heapq
import random
from collections import Counter, OrderedDict, defaultdict

rng = random.Random(3)
for size in list(range(20)) + [127, 128, 129, 170, 171, 500, 5000, 40000]:
    for spread in (1, 3, size // 2 + 1, 10 * size + 1):
        items = [rng.randrange(spread) for _ in range(size)]
        seen = []
        known = {}
        for item in items:
            if item not in known:
                known[item] = len(seen)
                seen.append(item)
        for made in (set(items), frozenset(items), {*items}, set(iter(items)), set().union(items)):
            assert len(made) == len(seen) and sorted(made) == sorted(seen) and all(item in made for item in items)
        assert list(dict.fromkeys(items)) == seen and Counter(items).total() == size and list(Counter(items)) == seen
        counts = Counter(map(str, items))
        assert counts == Counter([str(item) for item in items]) and counts["none"] == 0
        # With deleted entries in between.
        table, model = {}, []
        for item in items:
            if item % 3 == 0 and item in table:
                del table[item]
                model.remove(item)
            else:
                table[item] = item
                if item not in model[-1:] and item not in model:
                    model.append(item)
            if len(model) > 50:
                gone = model.pop(0)
                del table[gone]
        assert list(table) == model and len(table) == len(model)
        elements = set()
        for item in items:
            if item in elements and item % 2:
                elements.discard(item)
            else:
                elements.add(item)
        odd = {item for item in seen if item % 2 == 0 or items.count(item) % 2} if size < 600 else elements
        assert elements == odd


class Key:
    def __init__(self, n, act=None):
        self.n, self.act = n, act

    def __hash__(self):
        return 5

    def __eq__(self, other):
        if self.act:
            self.act()
        return isinstance(other, Key) and self.n == other.n

    def __lt__(self, other):
        if not isinstance(other, Key):
            return NotImplemented
        if self.act:
            self.act()
        return self.n < other.n


made = set([Key(1), Key(2), Key(1), 5, 5.0])
assert len(made) == 3
# The list grows while it is gone through.
items = [Key(1), Key(2, lambda: len(items) < 50 and items.append(Key(len(items)))), Key(3)]
assert len(set(items)) == len({key.n for key in items}) == 49 and len(items) == 50
table = {Key(1): 1}
table[Key(1)] = 2
table[Key(2)] = 3
assert list(table.values()) == [2, 3]
for bad in ([[1]], [1, {}], [(1, [])]):
    for make in (set, frozenset, Counter, dict.fromkeys):
        try:
            make(bad)
            assert False
        except TypeError as e:
            assert str(e).startswith("unhashable type: '")


class Shifted(Counter):
    def __setitem__(self, key, value):
        super().__setitem__(key, value + 10)


assert Shifted("aab") == {"a": 22, "b": 11}
assert Counter(a=1) + Counter("ab") == Counter({"a": 2, "b": 1})
groups = defaultdict(set)
for n in range(1000):
    groups[n % 7].add(n)
assert sum(map(len, groups.values())) == 1000
ordered = OrderedDict((n, n) for n in range(300))
for n in range(0, 300, 2):
    del ordered[n]
ordered[0] = 0
assert list(ordered)[-1] == 0 and len(ordered) == 151


def grow(turns):
    table, elements = {}, set()
    for n in range(turns):
        table[n * 7 % 101] = n
        elements.add(n * 7 % 101)
        table[n * 7 % 101, 1] = n
        if n % 5 == 4:
            del table[n * 7 % 101]
            elements.remove(n * 7 % 101)
    return len(table), len(elements)


assert [grow(n) for n in (1, 10, 100, 10000)] == [(2, 1), (18, 8), (180, 80), (181, 80)]
# Names that come to be globals hide builtins.
exec("def f(): return len('ab')\nfor _ in range(300): assert f() == 2\nlen = lambda x: 7\nassert f() == 7\ndel len\nassert f() == 2")

# Objects that compare by methods in Python.
keys = [Key(rng.randrange(100)) for _ in range(500)]
numbers = sorted(key.n for key in keys)
assert [key.n for key in sorted(keys)] == numbers and [key.n for key in sorted(keys, reverse=True)] == numbers[::-1]
heap = list(keys)
heapq.heapify(heap)
assert [heapq.heappop(heap).n for _ in range(len(keys))] == numbers
assert min(keys).n == numbers[0] and max(keys, key=lambda key: (key, 1)).n == numbers[-1]
heap = []
for key in keys:
    heapq.heappush(heap, (key, 1))
assert [heapq.heappop(heap)[0].n for _ in range(len(keys))] == numbers


class Odd:
    def __lt__(self, other):
        return NotImplemented

    def __gt__(self, other):
        return [1]

    def __eq__(self, other):
        return NotImplemented


assert sorted([Odd(), Odd()]) and min(Odd(), Odd()) and (Odd() < Odd()) == [1] and Odd() != Odd()
for wrong in (lambda: sorted([Key(1), 1]), lambda: max(Odd(), 1) <= 2, lambda: Odd() <= Odd()):
    try:
        wrong()
        assert False
    except TypeError as e:
        assert "not supported between instances of" in str(e)


class Deep:
    def __init__(self, n):
        self.inner = [Deep(n - 1)] if n else []

    def __eq__(self, other):
        return self.inner == other.inner


assert Deep(50) == Deep(50) and Deep(50) != Deep(49)


class Endless:
    def __lt__(self, other):
        return self < other


try:
    sorted([Endless(), Endless()])
    assert False
except RecursionError:
    pass


@functools.total_ordering
class Total:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n


assert max(Total(n) for n in (3, 9, 4)).n == 9 and Total(1) <= Total(1) and sorted(map(Total, (2, 1)))[0].n == 1
print("ok")
