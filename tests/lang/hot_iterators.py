# Loops that run long enough to be compiled, over iterators of all kinds: what unpacks items, what others look at too.


def pairs(text, start):
    total = 0
    for index, char in enumerate(text, start):
        total += index
        if char == "x":
            total += 1000
    return total


def zipped(left, right):
    total = 0
    for a, b in zip(left, right):
        total += a * b
    return total


def items(table):
    total = 0
    for key, value in table.items():
        total += len(key) * value
    return total


def shared(n):
    iterator = iter(range(n))
    seen = []
    for item in iterator:
        seen.append(item)
        if item % 3 == 0:
            next(iterator, None)
    return sum(seen), len(seen)


def shared_list(values):
    iterator = iter(values)
    total = 0
    for item in iterator:
        total += item
        if item % 5 == 0:
            total += next(iterator, 0) * 100
    return total


def nested(n):
    total = 0
    for i in range(n):
        for j in range(i):
            if j % 7 == 3:
                continue
            if j > 90:
                break
            total += i * j
    return total, i


def growing(values):
    count = 0
    for value in values:
        if value < 40:
            values.append(value + 7)
        count += 1
    return count, len(values)


def left_early(n, stop):
    iterator = iter(range(n))
    for item in iterator:
        if item == stop:
            break
    return list(iterator)[:3]


def raising(n):
    caught = 0
    for i in range(n):
        try:
            if i % 4 == 1:
                raise ValueError(i)
            [][i]
        except ValueError as error:
            caught += error.args[0]
        except IndexError:
            caught += 1
    return caught, i


def each(items):
    for item in items:
        yield item


def over_generator(items, kind):
    # What the loop is entered with is of another type each time, so that compiled code is left where the loop begins.
    last = kind
    total = 0
    for item in each(items):
        last = item if kind is None else kind
        total += 1
    return total, last


for kind in [1, 2.5, "x", None, 2**70, (1,), 1, "y", None, 0.5] * 12:
    assert over_generator([1, 2, 3], kind) == (3, 3 if kind is None else kind)

for _ in range(60):
    assert pairs("abcdefghxj" * 9, 1) == 13095
    assert zipped(range(50), list(range(50))) == 40425
    assert items({str(n): n for n in range(50)}) == 2405
    assert shared(100) == (3333, 67)
    assert shared_list(list(range(50))) == 24490
    assert nested(60) == (1314079, 59)
    assert growing(list(range(0, 50, 5))) == (39, 39)
    assert left_early(100, 40) == [41, 42, 43]
    assert raising(100) == (1300, 99)



# `reversed` of sequences, met by loops and by what consumes iterators.
def backwards(sequence):
    out = []
    for item in reversed(sequence):
        out.append(item)
    return out


def shrinking():
    items = list(range(10))
    out = []
    for item in reversed(items):
        out.append(item)
        if item == 7:
            del items[3:]
    return out, items


class Reversible:
    def __len__(self):
        return 3

    def __getitem__(self, index):
        return index * 10


import operator

for turns in (1, 3, 300):
    for _ in range(turns):
        assert backwards((1, 2, 3)) == [3, 2, 1] and backwards("ab\u4e00") == ["\u4e00", "b", "a"] and backwards(()) == []
        assert backwards([1, 2]) == [2, 1] and backwards(Reversible()) == [20, 10, 0] and backwards(b"ab") == [98, 97]
        assert shrinking() == ([9, 8, 7], [0, 1, 2])
        iterator = reversed((1, 2, 3))
        assert next(iterator) == 3 and list(iterator) == [2, 1] and list(iterator) == [] and next(iterator, 5) == 5
        assert list(zip(reversed("ab"), reversed((1, 2)))) == [("b", 2), ("a", 1)]
        assert operator.length_hint(reversed((1, 2))) == 2

# Methods of numbers by functions, frozensets in conditions.
edges = [0, 1, -1, 2**48 - 1, -(2**48), 2**62, -(2**63), 2**70]
assert list(map(operator.neg, edges)) == [-n for n in edges] and list(map(operator.inv, edges)) == [~n for n in edges]
assert list(map(operator.pos, edges)) == edges and operator.neg(True) == -1 and operator.inv(True) == -2 and operator.pos(True) is not True
assert list(map(operator.neg, [1.5, -0.0])) == [-1.5, 0.0] and operator.neg(3j) == -3j


class Frozen(frozenset):
    def __len__(self):
        return 99

    def __contains__(self, item):
        return item == "mine"


def inspect(sets, item):
    return [(len(s), item in s, bool(s)) for s in sets]


for turns in (1, 3, 300):
    for _ in range(turns):
        sets = [frozenset(), frozenset((1, "a")), {1}, Frozen((1,)), frozenset([frozenset([2])])]
        assert inspect(sets, 1) == [(0, False, False), (2, True, True), (1, True, True), (99, False, True), (1, False, True)]
        assert inspect(sets, "mine")[3][1] and inspect(sets[4:], {2}) == [(1, True, True)]
        assert inspect(sets[:3], 1.0) == [(0, False, False), (2, True, True), (1, True, True)]

print("ok")
